"""Cases: run, drawn many times over, listed, shown, judged."""

from typing import Annotated

import typer

from bahe.desk.cli.options import (
    CaseName,
    Force,
    Horizons,
    Json,
    Lang,
    Langs,
    NoWorld,
    Only,
    Out,
    Quiet,
    Reports,
    Seed,
    Sets,
    Store,
    argument,
    case_names,
    flag,
    option,
)
from bahe.desk.cli.printing import printed


def run(
    case: CaseName, out: Reports = None, sets: Sets = None, variant: Only = None, horizon: Horizons = None, lang: Langs = "en",
    force: Force = False, no_report: Quiet = False, json: Json = False,
) -> None:  # fmt: skip
    """Run a case or a scenario file and write its report."""
    from bahe.desk.running import run_case

    raise typer.Exit(run_case(case, out, sets or [], variant or [], horizon or [], lang, force, not no_report, json))


_ANY = "A built-in case (tugs, too) or a .yaml file."
_OVER = "An uncertain input: KEY=low..high, x|y|z, normal(m,sd), triangular(a,b,c), log-uniform(a,b) (may be repeated)."
_DRAWS = "Number of points; best a power of two. Default: 64 of a scenario, 1024 of a tug."
_SHARES = "none, sobol (first and total indices) or shapley: what the spread is made of."
_VARIANT = "Only this variant, or good of a tug (may be repeated)."


def ensemble(
    case: Annotated[str, argument("CASE|FILE", _ANY, case_names)],
    over: Annotated[list[str] | None, option("KEY=LAW", _OVER)] = None,
    draws: Annotated[int | None, option("N", _DRAWS, min=1)] = None,
    shares: Annotated[str, option("NAME", _SHARES)] = "none",
    sets: Sets = None,
    variant: Annotated[list[str] | None, option("ID", _VARIANT)] = None,
    horizon: Horizons = None,
    economy: Annotated[list[str] | None, option("NAME", "Show this one (default: the focus).")] = None,
    seed: Seed = 0,
    workers: Annotated[int, option("N", "Processes; figures do not depend on it.", min=1)] = 1,
    store: Store = None, no_world: NoWorld = False,
    out: Out = None, force: Force = False, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """Play a case over draws of what is uncertain: bands on every figure, and what they are made of."""
    from bahe.desk.ensembling import play

    said = {
        "source": case, "over": over or [], "draws": draws, "shares": shares, "sets": sets or [], "variants": variant or [],
        "horizons": horizon or [], "seed": seed, "workers": workers, "store": store, "solve_worlds": not no_world,
    }  # fmt: skip
    raise typer.Exit(play(said, economy or [], out, force, lang, json))


case_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, show or run the built-in cases.")
_OWN = "With `all`: a table of your own that a condition waits for, as in oil-linkage=crude.csv (may be repeated)."


@case_app.command("list")
def case_list(lang: Lang = "en", json: Json = False) -> None:
    """Name the built-in cases."""
    from bahe.desk.casing import listing

    raise typer.Exit(listing(lang, json))


@case_app.command("show")
def case_show(
    name: Annotated[str, argument("CASE", "A built-in case.", case_names)],
    lang: Lang = "en",
    file: Annotated[bool, flag("--file", "Print the scenario file itself, to copy and change.")] = False,
    json: Json = False,
) -> None:
    """Show a case: its question, story, variants and sources."""
    from bahe.desk.casing import showing

    raise typer.Exit(showing(name, lang, file, json))


@case_app.command("run")
@printed
def case_run(
    name: CaseName, out: Reports = None, sets: Sets = None, variant: Only = None, horizon: Horizons = None, lang: Langs = "en",
    force: Force = False, no_report: Quiet = False,
    data: Annotated[list[str] | None, option("CASE=FILE", _OWN, "--data")] = None, json: Json = False,
) -> None:  # fmt: skip
    """Run a case of any kind by its own verb; all: the ten cases, an index of their reports and the table of verdicts."""
    from bahe.desk.casing import running

    raise typer.Exit(
        running(name, out, sets or [], variant or [], horizon or [], lang, force, not no_report, json, data)
    )


@case_app.command("verdicts")
def case_verdicts(
    claim: Annotated[str | None, option("ID", "All that is known of one claim.", "--claim")] = None,
    role: Annotated[str | None, option("ROLE", "fact, mechanism, prediction or rhetoric.", "--role")] = None,
    compute: Annotated[bool, flag("--compute", "Compute what documents leave open (some minutes for all).")] = False,
    store: Store = None, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """Every claim of the two articles: supported, contradicted, mixed, untestable or unknown, and why."""
    from bahe.desk.verdicts import verdicts

    raise typer.Exit(verdicts(claim, role, compute, store, lang, json))
