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
_OWN = "With `all`: a table of your own that a condition waits for, as in oil-linkage=crude.csv (may be repeated)."
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
    coalition: Annotated[
        list[str] | None, typer.Option(metavar="NAME=A+B", help="Suppliers (or buyers) that act as one.")
    ] = None,
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
_SECURITY = (
    "Dollars given up for a dollar that a rival loses, shown as a sweep: of the values given, or of none, half, all and "
    "double of one (may be repeated)."
)
_AUDIENCE = "A tariff that a player has announced, and what setting none of it costs it at home, USD million a year (may be repeated)."
_POLITICAL = "Weight of the income of an industry or group; others have one (may be repeated)."
_START = "Start from monopoly (1/theta), applied or zero."
_SCAN = "Look for other wars: from four starts (1/theta, applied, zero, highest) and N random ones."
_BANDS = "Ranges over the published elasticity sets."


@app.command()
def war(
    players: Annotated[str, typer.Option(metavar="NAMES|all", help=_PLAYERS)] = "USA,CHN,EU27,JPN",
    tariffs: Annotated[str, typer.Option(metavar="GRAIN", help=_GRAIN)] = "importer",
    sectors: Annotated[str, typer.Option(metavar="NAMES|all", help="What the rates are on.")] = "goods",
    rule: Annotated[str, typer.Option(metavar="NAME", help=_RULE)] = "exact",
    instrument: Annotated[list[str] | None, typer.Option(metavar="LEVER[:GRAIN]", help=_INSTRUMENT)] = None,
    security: Annotated[list[str] | None, typer.Option(metavar="USA:CHN=0.1", help=_SECURITY)] = None,
    political: Annotated[list[str] | None, typer.Option(metavar="USA:C24A=1.3", help=_POLITICAL)] = None,
    audience: Annotated[list[str] | None, typer.Option(metavar="USA=60%:5000", help=_AUDIENCE)] = None,
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
    scan: Annotated[int | None, typer.Option(min=0, metavar="N", help=_SCAN)] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Of the random deviations and starts.")] = 0,
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
        "security": security or [], "political": political or [], "audience": audience or [], "bounds": bounds,
        "retaliate": retaliate, "horizon": horizon, "closure": closure, "elasticities": elasticities, "bands": bands,
        "start": start, "tol": tol,
        "certify": not no_certificate, "scan": scan, "seed": seed, "tariff_base": tariff_base, "world": world,
    }  # fmt: skip
    raise typer.Exit(ask(said, out, force, top, lang, json))


_OVER = "An uncertain input: KEY=low..high, x|y|z, normal(m,sd), triangular(a,b,c), log-uniform(a,b) (may be repeated)."
_DRAWS = "Number of points; best a power of two. Default: 64 of a scenario, 1024 of a tug."
_SHARES = "none, sobol (first and total indices) or shapley: what the spread is made of."


@app.command()
def ensemble(
    case: Annotated[str, typer.Argument(metavar="CASE|FILE", help="A built-in case (tugs, too) or a .yaml file.")],
    over: Annotated[list[str] | None, typer.Option(metavar="KEY=LAW", help=_OVER)] = None,
    draws: Annotated[int | None, typer.Option(min=1, metavar="N", help=_DRAWS)] = None,
    shares: Annotated[str, typer.Option(metavar="NAME", help=_SHARES)] = "none",
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change one value first.")
    ] = None,
    variant: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this variant, or good of a tug (may be repeated).")
    ] = None,
    horizon: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this horizon (may be repeated).")
    ] = None,
    economy: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Show this one (default: the focus).")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Of the points.")] = 0,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes; figures do not depend on it.")] = 1,
    store: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep every run here; resume after a kill.")] = None,
    no_world: Annotated[
        bool, typer.Option("--no-world", help="Of a tug: substitution alone, without leverage.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Play a case over draws of what is uncertain: bands on every figure, and what they are made of."""
    from bahe.desk.ensembling import play

    said = {
        "source": case, "over": over or [], "draws": draws, "shares": shares, "sets": sets or [], "variants": variant or [],
        "horizons": horizon or [], "seed": seed, "workers": workers, "store": store,
        "solve_worlds": not no_world,
    }  # fmt: skip
    raise typer.Exit(play(said, economy or [], out, force, lang, json))


_FROM = "What each has without a deal: nash (the war), status-quo or free-trade."
_SHARE = "equal-gains, or nash-product: the highest product of gains."
_FRONTIER = "The frontier of two players and the zone of agreement. Default: where there are two."
_EVERYBODY = "Agree on tariffs on everybody, not on each other's goods alone."


@app.command()
def deal(
    players: Annotated[str, typer.Option(metavar="NAMES|all", help=_PLAYERS)] = "USA,CHN",
    start: Annotated[str, typer.Option("--from", metavar="NAME", help=_FROM)] = "nash",
    rule: Annotated[str, typer.Option(metavar="NAME", help=_SHARE)] = "equal-gains",
    tariffs: Annotated[str, typer.Option(metavar="GRAIN", help=_GRAIN)] = "partner",
    sectors: Annotated[str, typer.Option(metavar="NAMES|all", help="What the rates are on.")] = "goods",
    everybody: Annotated[bool, typer.Option("--everybody", help=_EVERYBODY)] = False,
    side_payments: Annotated[bool, typer.Option("--side-payments", help="They may pay each other besides.")] = False,
    power: Annotated[
        str | None, typer.Option(metavar="2,1", help="Bargaining power in the Nash product, one number a player.")
    ] = None,
    frontier: Annotated[bool | None, typer.Option("--frontier/--no-frontier", help=_FRONTIER)] = None,
    points: Annotated[int, typer.Option(metavar="N", min=3, max=201, help="Points of the frontier.")] = 25,
    pairs: Annotated[bool, typer.Option("--pairs", help="Pair by pair, all other agreements held.")] = False,
    mfn: Annotated[bool, typer.Option("--mfn", help="With --pairs: one rate an industry for all partners.")] = False,
    bounds: Annotated[str, typer.Option(metavar="LOW..HIGH", help="Of tariffs.")] = "0..5",
    horizon: Annotated[str, typer.Option(metavar="NAME", help="long, long-bln, medium, short or shock.")] = "long",
    closure: Annotated[str, typer.Option(metavar="NAME", help=_CLOSURE)] = "balanced",
    elasticities: Annotated[str | None, typer.Option(metavar="SET", help=_SETS)] = None,
    tol: Annotated[
        float, typer.Option(metavar="NUMBER", min=0.0, help="Largest difference between gains, as a fraction.")
    ] = 1e-7,
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
    """What governments would sign: the deal, what each gives and takes, and where two of them may settle."""
    from bahe.desk.dealing import deal as ask

    said = {
        "players": players, "start": start, "rule": rule, "tariffs": tariffs, "sectors": sectors, "everybody": everybody,
        "side_payments": side_payments, "power": power, "frontier": frontier, "points": points, "pairs": pairs, "mfn": mfn,
        "bounds": bounds, "horizon": horizon, "closure": closure, "elasticities": elasticities, "tol": tol,
        "tariff_base": tariff_base, "world": world,
    }  # fmt: skip
    raise typer.Exit(ask(said, out, force, top, lang, json))


_ALTERED = "How many of them may be altered; as many as the fleet: an alteration of the mask."
_COVERS = "What a check sees of a stage, as in 'attestation:firmware=0.7' (may be repeated)."


@app.command()
def assure(
    fleet: Annotated[int, typer.Option(metavar="N", min=1, help="Chips in the fleet.")] = 300_000,
    altered: Annotated[int, typer.Option(metavar="N", min=1, help=_ALTERED)] = 300,
    confidence: Annotated[float, typer.Option(metavar="P", help="Chance of meeting one that is wanted.")] = 0.95,
    opened: Annotated[
        int | None, typer.Option(metavar="N", help="Chips opened, instead of as many as it takes.")
    ] = None,
    price: Annotated[float, typer.Option(metavar="USD", help="Of a chip.")] = 12_000.0,
    loss: Annotated[float, typer.Option(metavar="USD", help="If an alteration were used, a chip.")] = 1e6,
    cells: Annotated[float, typer.Option(metavar="N", help="Cells on a die.")] = 8e10,
    implant: Annotated[int, typer.Option(metavar="N", help="Cells that were altered.")] = 30,
    fraction: Annotated[float, typer.Option(metavar="F", help="Of a die that is imaged.")] = 0.1,
    trial: Annotated[
        str, typer.Option(metavar="SEEN/TRIED", help="The imaging trial behind the sensitivity.")
    ] = "37/40",
    false_alarms: Annotated[float, typer.Option(metavar="P", help="A cell.")] = 1e-9,
    minutes: Annotated[float, typer.Option(metavar="T", help="To review an alarm.")] = 1.0,
    prior: Annotated[float, typer.Option(metavar="P", help="Belief in an alteration before looking.")] = 0.1,
    area: Annotated[float, typer.Option(metavar="MM2", help="Of the die.")] = 814.0,
    pixel: Annotated[float, typer.Option(metavar="NM", help="Of the image.")] = 5.0,
    rate: Annotated[float, typer.Option(metavar="N", help="Pixels a second.")] = 1e8,
    layers: Annotated[int, typer.Option(metavar="N", help="Layers imaged.")] = 1,
    gain: Annotated[float, typer.Option(metavar="X", help="Of an undetected violation, to who builds.")] = 1.0,
    penalty: Annotated[float, typer.Option(metavar="X", help="Of a detected one.")] = 10.0,
    cost: Annotated[float, typer.Option(metavar="X", help="Of an inspection, in the same unit.")] = 0.02,
    miss: Annotated[float, typer.Option(metavar="P", help="Of an inspection.")] = 0.075,
    coverage: Annotated[list[str] | None, typer.Option(metavar="CHECK:STAGE=P", help=_COVERS)] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """What can be known about a chip: how many to open, what a clean result changes, what disclosure adds."""
    from bahe.desk.assuring import assure as ask

    said = {
        "fleet": fleet, "altered": altered, "confidence": confidence, "opened": opened, "price": price, "loss": loss, "cells": cells,
        "implant": implant, "fraction": fraction, "trial": trial, "false_alarms": false_alarms, "minutes": minutes, "prior": prior,
        "area": area, "pixel": pixel, "rate": rate, "layers": layers, "gain": gain, "penalty": penalty, "cost": cost, "miss": miss,
        "coverage": coverage or [],
    }  # fmt: skip
    raise typer.Exit(ask(said, out, force, lang, json))


_DEMAND = '"energy: buy B06,C19 8bn", "access: tariff goods =0%", "oil: cost 2bn value 3bn", "money 5bn"'
_COUNTER = '"chips: control C26 deny 50%", of the target on the sender (may be repeated).'
_AUDIENCE = "What backing down costs the sender, as 3bn a year; enough: take the threat as believed."
_RESOLVE = "What not answering would cost the target: 2bn, or NAME=2bn of one answer (may be repeated)."


@app.command(no_args_is_help=True)
def threat(
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who threatens.")] = None,
    to: Annotated[str | None, typer.Option(metavar="NAME", help="Who is threatened.")] = None,
    threat: Annotated[
        Move, typer.Option("--threat", metavar="MOVE", help='"tariff +25%", "control C26 deny 50%"')
    ] = None,
    demand: Annotated[list[str] | None, typer.Option(metavar="[NAME:] WHAT", help=_DEMAND)] = None,
    countermeasure: Annotated[list[str] | None, typer.Option(metavar="[NAME:] MOVE", help=_COUNTER)] = None,
    audience: Annotated[str, typer.Option(metavar="AMOUNT", help=_AUDIENCE)] = "0",
    resolve: Annotated[list[str] | None, typer.Option(metavar="[NAME=]AMOUNT", help=_RESOLVE)] = None,
    power: Annotated[str, typer.Option(metavar="SHARE", help="Of what there is to divide, to the sender.")] = "0.5",
    tariffs: Annotated[
        str, typer.Option(metavar="GRAIN", help="Of the best tariffs in answer, as in bahe war.")
    ] = "partner-sector",
    sectors: Annotated[str, typer.Option(metavar="NAMES|all", help="What the answer may fall on.")] = "goods",
    bounds: Annotated[str, typer.Option(metavar="LOW..HIGH", help="Of the best tariffs in answer.")] = "0..1",
    horizon: Annotated[str, typer.Option(metavar="NAME", help="long, long-bln, medium, short or shock.")] = "long",
    closure: Annotated[str, typer.Option(metavar="NAME", help=_CLOSURE)] = "balanced",
    elasticities: Annotated[str | None, typer.Option(metavar="SET", help=_SETS)] = None,
    tariff_base: Annotated[str, typer.Option(metavar="CHOICE", help=_BASE)] = "all",
    world: Annotated[str, typer.Option(metavar="NAME|PATH", help=_WORLD)] = "icio-2022",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """What a threat can get: the target's loss, the sender's own cost, whether it is believed, what is conceded."""
    from bahe.desk.threatening import threat as ask

    said = {
        "by": by, "to": to, "threat": threat or [], "demand": demand or [], "countermeasure": countermeasure or [], "audience": audience,
        "resolve": resolve or [], "power": power, "tariffs": tariffs, "sectors": sectors, "bounds": bounds, "horizon": horizon,
        "closure": closure, "elasticities": elasticities, "tariff_base": tariff_base, "world": world,
    }  # fmt: skip
    raise typer.Exit(ask(said, out, force, lang, json))


_CALIBRATION = (
    "The crisis game fitted to how 633 threats ended, with what is not identified, and published rates beside it."
)
_BACKTEST = "The partners of the tariff round of 2025 predicted from what was known before, and scored."


@app.command(no_args_is_help=True)
def talks(
    case: Annotated[
        str | None,
        typer.Argument(
            metavar="[CASE|FILE]", help="A case, or a scenario with a section `talks`.", autocompletion=_case_names
        ),
    ] = None,
    sets: Sets = None,
    horizon: Horizons = None,
    calibration: Annotated[bool, typer.Option("--calibration", help=_CALIBRATION)] = False,
    backtest: Annotated[bool, typer.Option("--backtest", help=_BACKTEST)] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """What gets signed, when, and on what it turns."""
    from bahe.desk.talking import talks as ask

    said = {
        "case": case,
        "sets": sets or [],
        "horizons": horizon or [],
        "calibration": calibration,
        "backtest": backtest,
    }
    raise typer.Exit(ask(said, out, force, lang, json))


@app.command(no_args_is_help=True)
def tug(
    case: Annotated[
        str | None,
        typer.Argument(metavar="CASE", help="korea-2019, ai-chip-floor-and-lock-in, slow-tug-multi-tech or a file."),
    ] = None,
    regime: Annotated[bool, typer.Option("--regime", help="Instead: when is an embargo self-defeating?")] = False,
    draws: Annotated[int, typer.Option(metavar="N", min=64, help="Draws of what is not known.")] = 16384,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Of the draws.")] = 0,
    no_world: Annotated[bool, typer.Option("--no-world", help="Substitution alone: leverage is not solved.")] = False,
    good: Annotated[
        str | None, typer.Option("--good", metavar="NAME", help="Of the case, for a policy of one's own (the first).")
    ] = None,
    intensity: Annotated[
        float | None, typer.Option("--intensity", metavar="SHARE", help="A policy of one's own: withheld, 0 to 1.")
    ] = None,
    start: Annotated[float | None, typer.Option("--start", metavar="YEAR", help="That policy: from when on.")] = None,
    lift: Annotated[float | None, typer.Option("--lift", metavar="YEAR", help="Of that policy: until when.")] = None,
    customs: Annotated[
        Path | None, typer.Option("--customs", metavar="FILE", help="Your monthly imports, for the event study.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report into this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """How long until a squeeze stops working, whether squeezing shortens that, and what the answer is made of."""
    from bahe.desk.tugging import tug as ask

    said: dict[str, Any] = {"case": case, "regime": regime, "draws": draws, "seed": seed, "no_world": no_world}
    said |= {"good": good, "intensity": intensity, "start": start, "lift": lift, "customs": customs}
    raise typer.Exit(ask(said, out, force, lang, json))


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
    force: Force = False, no_report: Quiet = False,
    data: Annotated[list[str] | None, typer.Option("--data", metavar="CASE=FILE", help=_OWN)] = None, json: Json = False,
) -> None:  # fmt: skip
    """Run a case of any kind by its own verb; all: the ten cases, an index of their reports and the table of verdicts."""
    from bahe.desk.casing import running

    raise typer.Exit(
        running(name, out, sets or [], variant or [], horizon or [], lang, force, not no_report, json, data)
    )


@case_app.command("verdicts")
def case_verdicts(
    claim: Annotated[str | None, typer.Option("--claim", metavar="ID", help="All that is known of one claim.")] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="fact, mechanism, prediction or rhetoric.")
    ] = None,
    compute: Annotated[
        bool, typer.Option("--compute", help="Compute what documents leave open (some minutes for all).")
    ] = False,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="DIR", help="Keep what is computed here; show what it holds.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Every claim of the two articles: supported, contradicted, mixed, untestable or unknown, and why."""
    from bahe.desk.verdicts import verdicts

    raise typer.Exit(verdicts(claim, role, compute, store, lang, json))


@app.command()
def serve(
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0: any free one.")] = 8766,
    host: Annotated[str, typer.Option(metavar="NAME", help="Other than loopback: a token is needed.")] = "127.0.0.1",
    token: Annotated[str | None, typer.Option(metavar="TEXT", help="Who has it may ask. Default: made where needed.")] = None,
    workers: Annotated[int | None, typer.Option(metavar="N", min=1, max=64, help="Processes. Default: one a processor.")] = None,
    store: Annotated[Path | None, typer.Option(metavar="DIR", help="Where answers are kept. Default: BAHE_STORE.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:  # fmt: skip
    """Open the workbench: every verb in a browser, on this machine."""
    from bahe.desk.serving import serve as run_server

    raise typer.Exit(run_server(host, port, token, workers, store, open_page))


@app.command()
def replicate(
    paper: Annotated[
        str,
        typer.Argument(
            metavar="PAPER", help="Which paper: cp2015, ossa2014, nash-wiod2014.", autocompletion=_paper_names
        ),
    ],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder with the authors' raw files.")],
    scenario: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One counterfactual, such as nafta-given-world; default: those with tables."),
    ] = None,
    sigma_mean: Annotated[
        float | None,
        typer.Option(metavar="X", help="Scale all elasticities of substitution to this mean (ossa2014)."),
    ] = None,
    json: Json = False,
) -> None:
    """Reproduce a paper's tables, cell by cell."""
    from bahe.desk.replicating import replicate_paper

    raise typer.Exit(replicate_paper(paper, data, json, scenario, sigma_mean))


@app.command()
def skill(
    group: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GROUP]...", help="panel, costs, ai-accelerators, items, rare-earths; default: all."),
    ] = None,
    series: Annotated[bool, typer.Option("--series", help="Show every series of every group.")] = False,
    embargoes: Annotated[
        bool, typer.Option("--embargoes", help="Show what embargoes did, good by good, in place of the scores.")
    ] = False,
    dates: Annotated[bool, typer.Option("--dates", help="Show half-lives and dates of 50, 70 and 90 %.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the table, one row a series.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Score the forecasts of substitution on years held back, series by series."""
    from bahe.desk.skill import skill as score

    raise typer.Exit(score(group or [], series, embargoes, dates, csv, lang, json))


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
