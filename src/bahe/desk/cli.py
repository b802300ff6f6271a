"""The command line. Only typer is imported at the top; every verb imports what it needs when it is called.

Exit status: 0 done, 1 the model says no (not converged, infeasible), 2 the words or files given are off.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bahe.faults import BaheError

app = typer.Typer(
    name="bahe",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help answers three times faster than the framed one
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="bahe computes geoeconomic rivalry: who gains and loses from tariffs, export controls and embargoes.",
    epilog="Begin with: bahe run stockholm-2025",
)
case_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, show or run the built-in cases.")
app.add_typer(case_app, name="case")


def _case_names(incomplete: str) -> list[str]:
    from bahe.casebook import cases

    return [c.name for c in cases() if c.name.startswith(incomplete)]


def _paper_names(incomplete: str) -> list[str]:
    from bahe.desk.replicating import papers

    return [p for p in papers() if p.startswith(incomplete)]


Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the table.")]
_BOTH = "Language of the report and of the table; both: two reports that link to each other."
Langs = Annotated[str, typer.Option("--lang", metavar="en|zh|both", help=_BOTH)]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder of the report. Default: reports/NAME.")
]
_SET = "Change one value, as in closure=balanced or variants.truce.moves[0].date=2025-09-20 (may be repeated)."
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=_SET)]
Only = Annotated[list[str] | None, typer.Option("--variant", metavar="ID", help="Only this variant (may be repeated).")]
_HORIZON = "Only this horizon: long, long-bln, medium, short, shock (may be repeated)."
Horizons = Annotated[list[str] | None, typer.Option("--horizon", metavar="NAME", help=_HORIZON)]
Force = Annotated[bool, typer.Option("--force", help="Replace the folder even if it is not a report of bahe.")]
Quiet = Annotated[bool, typer.Option("--no-report", help="Print the table and write nothing.")]
_CASE = "A built-in case, or a scenario file (.yaml)."
CaseName = Annotated[str, typer.Argument(metavar="CASE|FILE", help=_CASE, autocompletion=_case_names)]
Move = list[str] | None
_TABLE = "CSV or Parquet: importer, exporter, sector or hs6, add or rate."
Table = Annotated[Path | None, typer.Option("--tariff-table", metavar="FILE", help=_TABLE)]
_CLOSURE = "transfer, balanced, proportional, nominal or nominal:ISO3."
_WORLD = "A packaged world, or a file saved by bahe.save_world."
_BASE = "Base tariffs: all, us-collected or none."
_SETS = "A set of trade elasticities by name, or one number."


def _move(example: str) -> Any:
    """An option that takes a move said in words."""
    return typer.Option(metavar="MOVE", help=example)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from bahe import __version__

        typer.echo(f"bahe {__version__}")
        raise typer.Exit


@app.command()
def run(
    case: CaseName, out: Out = None, sets: Sets = None, variant: Only = None, horizon: Horizons = None, lang: Langs = "en",
    force: Force = False, no_report: Quiet = False, json: Json = False,
) -> None:  # fmt: skip
    """Run a case or a scenario file and write its report."""
    from bahe.desk.running import run_case

    raise typer.Exit(run_case(case, out, sets or [], variant or [], horizon or [], lang, force, not no_report, json))


@app.command(no_args_is_help=True)
def shock(
    tariff: Annotated[Move, _move('"USA on CHN +30%", "USA,CAN on CHN C26,C27 =25%"')] = None,
    export_tax: Annotated[Move, _move('"CHN on USA C26 +25%"')] = None,
    control: Annotated[Move, _move('"JPN on CHN C26 deny 80% rent importer"')] = None,
    embargo: Annotated[Move, _move('"USA on CHN", "USA on CHN C26 exports leak 5%"')] = None,
    trade_cost: Annotated[Move, _move('"USA on CHN +10%"')] = None,
    productivity: Annotated[Move, _move('"CHN C26 -5%"')] = None,
    subsidy: Annotated[Move, _move('"USA C26 20%"')] = None,
    transfer: Annotated[Move, _move('"JPN to USA 50000" (USD million)')] = None,
    table: Table = None,
    world: Annotated[str, typer.Option(metavar="NAME|PATH", help=_WORLD)] = "icio-2022",
    tariffs: Annotated[str, typer.Option(metavar="CHOICE", help=_BASE)] = "all",
    horizon: Annotated[str, typer.Option(metavar="NAME", help="long, long-bln, medium, short or shock.")] = "long",
    closure: Annotated[str, typer.Option(metavar="NAME", help=_CLOSURE)] = "transfer",
    elasticities: Annotated[str | None, typer.Option(metavar="SET", help=_SETS)] = None,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many economies to show, by size of change.")] = 15,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Ask one question: moves in, one table out.

    Options with MOVE may be repeated; all moves are solved together.
    """
    from bahe.desk.shocking import ask

    said = {
        "tariff": tariff, "export-tax": export_tax, "control": control, "embargo": embargo, "trade-cost": trade_cost,
        "productivity": productivity, "subsidy": subsidy, "transfer": transfer,
    }  # fmt: skip
    moves = {option: texts or [] for option, texts in said.items()}
    raise typer.Exit(ask(moves, table, world, tariffs, horizon, closure, elasticities, top, lang, json))


@app.command()
def world(
    name: Annotated[str, typer.Argument(metavar="[NAME|PATH]", help=_WORLD)] = "icio-2022",
    audit: Annotated[bool, typer.Option("--audit", help="Checks of the data: PASS, WARN, FAIL with figures.")] = False,
    tariffs: Annotated[str, typer.Option(metavar="CHOICE", help=_BASE)] = "all",
    economies: Annotated[bool, typer.Option("--economies", help="A row for each economy.")] = False,
    sectors: Annotated[bool, typer.Option("--sectors", help="A row for each industry.")] = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:  # fmt: skip
    """Show or audit the data of a world."""
    from bahe.desk.worlds import show

    raise typer.Exit(show(name, audit, tariffs, economies, sectors, lang, json))


_ECONOMIES = "Economies and groups with commas: USA,CHN,EU27."
_BOTH_HORIZONS = "short, long, medium, long-bln, or both (short and long)."
_PRESETS = "Screen on raw materials: geodep, ec-2021, imf-2017 or merics."
_ITEMS = "Items with commas, or all: goods finer than an industry, carved out; only they are withheld."


@app.command()
def leverage(
    between: Annotated[str | None, typer.Option(metavar="NAMES", help=f"Both sides at once. {_ECONOMIES}")] = None,
    buyers: Annotated[str | None, typer.Option(metavar="NAMES", help="Who is cut off (default: everybody).")] = None,
    suppliers: Annotated[str | None, typer.Option(metavar="NAMES", help="Who cuts off (default: everybody).")] = None,
    items: Annotated[str | None, typer.Option(metavar="NAMES|all", help=_ITEMS)] = None,
    sectors: Annotated[str | None, typer.Option(metavar="NAMES", help="What is withheld (default: all goods).")] = None,
    horizon: Annotated[str, typer.Option(metavar="NAME", help=_BOTH_HORIZONS)] = "both",
    mutual: Annotated[bool, typer.Option("--mutual", help="Both directions stop at once.")] = False,
    leakage: Annotated[str | None, typer.Option(metavar="SHARE", help="What still arrives, as in 10%.")] = None,
    coalition: Annotated[list[str] | None, typer.Option(metavar="NAME=A+B", help="Suppliers that act as one.")] = None,
    bands: Annotated[bool, typer.Option("--bands", help="Ranges over elasticity sets and shares of items.")] = False,
    tariffs: Annotated[str, typer.Option(metavar="CHOICE", help=_BASE)] = "all",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many pairs to show.")] = 12,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Who loses what if who cuts whom off: the solved matrix, both directions."""
    from bahe.desk.depending import leverage as ask

    raise typer.Exit(ask(between, buyers, suppliers, items, sectors, horizon, mutual, leakage, coalition or [], bands, tariffs,
                         out, force, top, lang, json))  # fmt: skip


@app.command(no_args_is_help=True)
def depend(
    buyer: Annotated[str | None, typer.Argument(metavar="[BUYER]", help="An economy.")] = None,
    on: Annotated[str | None, typer.Option(metavar="SUPPLIER", help="One supplier, in both directions.")] = None,
    item: Annotated[str | None, typer.Option(metavar="NAME", help="Everything on file about one item.")] = None,
    buyer_: Annotated[str | None, typer.Option("--buyer", metavar="BUYER", help="The buyer, as the argument.")] = None,
    items: Annotated[str | None, typer.Option(metavar="NAMES|all", help="Items to look at (default: all).")] = None,
    horizon: Annotated[str, typer.Option(metavar="NAME", help=_BOTH_HORIZONS)] = "both",
    bands: Annotated[bool, typer.Option("--bands", help="Ranges over elasticities and shares of items.")] = False,
    preset: Annotated[str, typer.Option("--screen", metavar="PRESET", help=_PRESETS)] = "geodep",
    tariffs: Annotated[str, typer.Option(metavar="CHOICE", help=_BASE)] = "all",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many suppliers or items to show.")] = 12,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """On whom an economy depends, for what, and how badly it would hurt."""
    from bahe.desk.depending import depend as ask

    raise typer.Exit(ask(buyer, buyer_, on, item, items, horizon, bands, preset, tariffs, out, force, top, lang, json))


_PLAYERS = "Economies and groups that act as one, with commas; or all: every economy."
_GRAIN = "importer (one rate), partner, sector or partner-sector: how finely tariffs are set."
_RULE = "exact, or sufficient-statistics: the published condition, for worlds without input links."
_INSTRUMENT = (
    "Instead of tariffs: tariff, export_tax, subsidy, export_control; :GRAIN as in --tariffs (may be repeated)."
)
_SECURITY = "Dollars given up for a dollar that a rival loses; several values: a sweep (may be repeated)."
_POLITICAL = "Weight of the income of an industry or group; others have one (may be repeated)."
_START = "Start from monopoly (1/theta), applied or zero."
_BANDS = "Ranges over the published elasticity sets."


@app.command()
def war(
    players: Annotated[str, typer.Option(metavar="NAMES|all", help=_PLAYERS)] = "USA,CHN,EU27,JPN",
    tariffs: Annotated[str, typer.Option(metavar="GRAIN", help=_GRAIN)] = "importer",
    sectors: Annotated[str, typer.Option(metavar="NAMES|all", help="What the rates are on.")] = "goods",
    rule: Annotated[str, typer.Option(metavar="NAME", help=_RULE)] = "exact",
    instrument: Annotated[list[str] | None, typer.Option(metavar="LEVER[:GRAIN]", help=_INSTRUMENT)] = None,
    security: Annotated[list[str] | None, typer.Option(metavar="USA:CHN=0.1", help=_SECURITY)] = None,
    political: Annotated[list[str] | None, typer.Option(metavar="USA:C24=1.3", help=_POLITICAL)] = None,
    bounds: Annotated[str, typer.Option(metavar="LOW..HIGH", help="Of tariffs and export taxes.")] = "0..5",
    retaliate: Annotated[bool, typer.Option("--retaliate", help="Those who do not play answer in kind.")] = False,
    horizon: Annotated[str, typer.Option(metavar="NAME", help="long, long-bln, medium, short or shock.")] = "long",
    closure: Annotated[str, typer.Option(metavar="NAME", help=_CLOSURE)] = "balanced",
    elasticities: Annotated[str | None, typer.Option(metavar="SET", help=_SETS)] = None,
    bands: Annotated[bool, typer.Option("--bands", help=_BANDS)] = False,
    start: Annotated[str | None, typer.Option(metavar="NAME", help=_START)] = None,
    tol: Annotated[
        float, typer.Option(metavar="NUMBER", min=0.0, help="Largest gain left, as a fraction of real income.")
    ] = 1e-17,
    no_certificate: Annotated[bool, typer.Option("--no-certificate", help="Look for no deviations.")] = False,
    seed: Annotated[int, typer.Option(metavar="N", help="Of the random deviations.")] = 0,
    tariff_base: Annotated[str, typer.Option(metavar="CHOICE", help=_BASE)] = "all",
    world: Annotated[str, typer.Option(metavar="NAME|PATH", help=_WORLD)] = "icio-2022",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many players and others to show.")] = 12,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """What governments would set if they played to win: the trade war, and why each tariff is what it is."""
    from bahe.desk.warring import war as ask

    said = {
        "players": players, "tariffs": tariffs, "sectors": sectors, "rule": rule, "instrument": instrument or [],
        "security": security or [], "political": political or [], "bounds": bounds, "retaliate": retaliate, "horizon": horizon,
        "closure": closure, "elasticities": elasticities, "bands": bands, "start": start, "tol": tol,
        "certify": not no_certificate, "seed": seed, "tariff_base": tariff_base, "world": world,
    }  # fmt: skip
    raise typer.Exit(ask(said, out, force, top, lang, json))


@case_app.command("list")
def case_list(lang: Lang = "en", json: Json = False) -> None:
    """Name the built-in cases."""
    from bahe.desk.casing import listing

    raise typer.Exit(listing(lang, json))


@case_app.command("show")
def case_show(
    name: Annotated[str, typer.Argument(metavar="CASE", autocompletion=_case_names)],
    lang: Lang = "en",
    file: Annotated[bool, typer.Option("--file", help="Print the scenario file itself, to copy and change.")] = False,
    json: Json = False,
) -> None:
    """Show a case: its question, story, variants and sources."""
    from bahe.desk.casing import showing

    raise typer.Exit(showing(name, lang, file, json))


@case_app.command("run")
def case_run(
    name: CaseName, out: Out = None, sets: Sets = None, variant: Only = None, horizon: Horizons = None, lang: Langs = "en",
    force: Force = False, no_report: Quiet = False, json: Json = False,
) -> None:  # fmt: skip
    """The same as `bahe run`."""
    run(name, out, sets, variant, horizon, lang, force, no_report, json)


@app.command()
def replicate(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="Which paper: cp2015.", autocompletion=_paper_names)],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder with the authors' raw files.")],
    scenario: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One counterfactual, such as nafta-given-world; default: those with tables."),
    ] = None,
    json: Json = False,
) -> None:
    """Reproduce a paper's tables, cell by cell."""
    from bahe.desk.replicating import replicate_paper

    raise typer.Exit(replicate_paper(paper, data, json, scenario))


@app.command()
def bench(
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A registered problem (may be repeated).")
    ] = None,
    names: Annotated[bool, typer.Option("--list", help="Name the registered problems.")] = False,
    tiny: Annotated[bool, typer.Option("--tiny", help="Smallest sizes, once: shows that everything runs.")] = False,
    json: Json = False,
) -> None:
    """Measure the solver's speed.

    Needs a checkout of the repository, where the registered problems live.
    """
    from bahe.desk.bench_entry import bench as measure

    raise typer.Exit(measure(json, tiny=tiny, only=only, listing=names))


_INTERRUPTED = {"error": "Interrupted", "message": "interrupted; nothing was left behind"}


def main(argv: list[str] | None = None) -> int:
    """The entry point: never a traceback, always an exit status."""
    args = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if not _speaks_unicode(stream) and hasattr(stream, "reconfigure"):
            import codecs

            from bahe.desk.terminal import nearest_signs

            codecs.register_error("bahe.nearest", nearest_signs)
            stream.reconfigure(errors="bahe.nearest")  # a sign that the terminal lacks is no reason to fail
    if args[:1] != ["bench"]:
        # Threads inside products as small as these wait for each other longer than they work.
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")
    try:
        status = typer.main.get_command(app).main(args=args, prog_name="bahe", standalone_mode=False)
        return _tell(_INTERRUPTED, 130, args) if status == 130 else int(status or 0)
    except BaheError as error:
        return _tell(error.as_dict(), error.exit_status, args)
    except (KeyboardInterrupt, typer.Abort):
        return _tell(_INTERRUPTED, 130, args)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  the reader has gone; python would complain at exit
        return 0
    except _usage_error() as error:
        return _tell({"error": "Usage", "message": _usage(error)}, 2, args)
    except MemoryError:
        return _tell({"error": "MemoryError", "message": "not enough memory for this question"}, 1, args)
    except Exception as error:
        if os.environ.get("BAHE_DEBUG") == "1":
            raise
        text = (
            f"something went wrong inside bahe ({type(error).__name__}: {error}). This is a fault of bahe, not yours."
        )
        remedy = "Set BAHE_DEBUG=1 to see where, and please report it."
        return _tell({"error": "Unexpected", "message": f"{text} {remedy}"}, 1, args)


def _tell(facts: dict[str, Any], status: int, args: list[str]) -> int:
    """An error in words on stderr, or as the one JSON document on stdout."""
    if "--json" in args:
        import json

        ascii_only = not _speaks_unicode(sys.stdout)
        sys.stdout.write(json.dumps(facts | {"exit_status": status}, ensure_ascii=ascii_only, default=str) + "\n")
    else:
        sys.stderr.write(f"bahe: {facts['message']}\n")
    return status


def _speaks_unicode(stream: Any) -> bool:
    return str(getattr(stream, "encoding", "") or "").lower().replace("-", "") == "utf8"


def _usage_error() -> type[Exception]:
    """The parser's own base of usage errors, wherever this version of typer keeps it."""
    return next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def _usage(error: Any) -> str:
    context = getattr(error, "ctx", None)
    hint = f" Try: {context.command_path} --help" if context is not None else ""
    text = error.format_message()
    end = "" if text.endswith("?") else "."
    return f"{text[0].lower()}{text[1:].rstrip('.')}{end}{hint}"


if __name__ == "__main__":
    sys.exit(main())
