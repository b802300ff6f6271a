"""What happens over years: a squeeze and its end, talks and what is signed."""

from pathlib import Path
from typing import Annotated

import typer

from bahe.desk.cli.options import (
    Force,
    Horizons,
    Json,
    Lang,
    NoWorld,
    Out,
    Seed,
    Sets,
    argument,
    case_names,
    flag,
    option,
    question,
    tug_names,
)

_TALKS = "A case, or a scenario with a section `talks`."
_CALIBRATION = (
    "The crisis game fitted to how 633 threats ended, with what is not identified, and published rates beside it."
)
_BACKTEST = "The partners of the tariff round of 2025 predicted from what was known before, and scored."


def talks(
    case: Annotated[str | None, argument("[CASE|FILE]", _TALKS, case_names)] = None,
    sets: Sets = None, horizon: Horizons = None,
    calibration: Annotated[bool, flag("--calibration", _CALIBRATION)] = False,
    backtest: Annotated[bool, flag("--backtest", _BACKTEST)] = False,
    out: Out = None, force: Force = False, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """What gets signed, when, and on what it turns."""
    from bahe.desk.talking import talks as ask

    said = {"case": case, "sets": sets or [], "horizons": horizon or [], "calibration": calibration, "backtest": backtest}  # fmt: skip
    raise typer.Exit(ask(said, out, force, lang, json))


_TUG = "korea-2019, ai-chip-floor-and-lock-in, slow-tug-multi-tech or a file."
_GOOD = "Of the case, for a policy of one's own (the first)."


def tug(
    case: Annotated[str | None, argument("CASE", _TUG, tug_names)] = None,
    regime: Annotated[bool, flag("--regime", "Instead: when is an embargo self-defeating?")] = False,
    draws: Annotated[int, option("N", "Draws of what is not known.", min=64)] = 16384,
    seed: Seed = 0, no_world: NoWorld = False,
    good: Annotated[str | None, option("NAME", _GOOD, "--good")] = None,
    intensity: Annotated[float | None, option("SHARE", "A policy of one's own: withheld, 0 to 1.", "--intensity")] = None,
    start: Annotated[float | None, option("YEAR", "That policy: from when on.", "--start")] = None,
    lift: Annotated[float | None, option("YEAR", "Of that policy: until when.", "--lift")] = None,
    customs: Annotated[Path | None, option("FILE", "Your monthly imports, for the event study.", "--customs")] = None,
    out: Out = None, force: Force = False, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """How long until a squeeze stops working, whether squeezing shortens that, and what the answer is made of."""
    said = question(locals())
    from bahe.desk.tugging import tug as ask

    raise typer.Exit(ask(said, out, force, lang, json))
