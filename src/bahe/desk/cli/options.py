"""Every option that more than one verb has, written once: what it is called, what its value looks like, what it means, how it completes."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

Completion = Callable[[str], list[str]]


def option(metavar: str, about: str, *words: str, **more: Any) -> Any:
    """An option with a value: `metavar` says what the value looks like, `about` what it means; `more` are its limits."""
    return typer.Option(*words, metavar=metavar, help=about, **more)


def flag(words: str, about: str) -> Any:
    """An option that is said or left out, as `--force` or `--yes/--no`."""
    return typer.Option(words, help=about)


def argument(metavar: str, about: str, names: Completion | None = None) -> Any:
    """A word without a name, completed from `names`."""
    return typer.Argument(metavar=metavar, help=about, autocompletion=names)


def question(words: dict[str, Any], *repeated: str) -> dict[str, Any]:
    """What a verb was asked: its parameters by name, `repeated` as lists, without those that say how an answer is shown or kept."""
    asked = {name: value for name, value in words.items() if name not in ("out", "force", "top", "lang", "json")}
    return asked | {name: asked[name] or [] for name in repeated}


# -- completion ----------------------------------------------------------------------------------------------------------
def among(*names: str) -> Completion:
    """Completion of a word of a short list."""
    return lambda incomplete: [n for n in names if n.startswith(incomplete)]


def case_names(incomplete: str) -> list[str]:
    """Built-in cases of every kind."""
    from bahe.casebook import cases

    return [c.name for c in cases() if c.name.startswith(incomplete)]


def tug_names(incomplete: str) -> list[str]:
    """Built-in cases that are tugs."""
    from bahe.casebook.tugs.files import tug_names

    return [name for name in tug_names() if name.startswith(incomplete)]


def paper_names(incomplete: str) -> list[str]:
    """Papers that can be reproduced."""
    from bahe.desk.replicating import papers

    return [name for name in papers() if name.startswith(incomplete)]


def world_names(incomplete: str) -> list[str]:
    """Packaged worlds."""
    from bahe.atlas import WORLDS

    return [name for name in WORLDS if name.startswith(incomplete)]


_HORIZONS = among("long", "long-bln", "medium", "short", "shock")
_ONE_OR_BOTH = among("both", "short", "long", "medium", "long-bln")

# -- how an answer is shown and kept -----------------------------------------------------------------------------------------
Json = Annotated[bool, flag("--json", "One JSON document on stdout, nothing else.")]
Lang = Annotated[str, option("en|zh", "Language of the table.", "--lang", autocompletion=among("en", "zh"))]
_TONGUES = "Language of the report and of the table; both: two reports that link to each other."
Langs = Annotated[str, option("en|zh|both", _TONGUES, "--lang", autocompletion=among("en", "zh", "both"))]
Out = Annotated[Path | None, option("DIR", "Write a report into this folder.", "--out", "-o")]
Reports = Annotated[Path | None, option("DIR", "Folder of the report. Default: reports/NAME.", "--out", "-o")]
Force = Annotated[bool, flag("--force", "Replace the folder even if it is not a report of bahe.")]
Quiet = Annotated[bool, flag("--no-report", "Print the table and write nothing.")]
Top = Annotated[int, option("N", "How many rows of a table to show.", min=1)]
Store = Annotated[Path | None, option("DIR", "Keep what is computed in this folder, and use what it holds.", "--store")]

# -- a case and what is changed in it ----------------------------------------------------------------------------------------
CaseName = Annotated[str, argument("CASE|FILE", "A built-in case, or a scenario file (.yaml).", case_names)]
_SET = "Change one value, as in closure=balanced or variants.truce.moves[0].date=2025-09-20 (may be repeated)."
Sets = Annotated[list[str] | None, option("KEY=VALUE", _SET, "--set")]
Only = Annotated[list[str] | None, option("ID", "Only this variant (may be repeated).", "--variant")]
_ONLY = "Only this horizon: long, long-bln, medium, short, shock (may be repeated)."
Horizons = Annotated[list[str] | None, option("NAME", _ONLY, "--horizon", autocompletion=_HORIZONS)]
NoWorld = Annotated[bool, flag("--no-world", "Of a tug: substitution alone, without leverage.")]

# -- the world that is solved ------------------------------------------------------------------------------------------------
_WORLD = "A packaged world, or a file saved by bahe.save_world."
World = Annotated[str, option("NAME|PATH", _WORLD, autocompletion=world_names)]
WorldName = Annotated[str, argument("[NAME|PATH]", _WORLD, world_names)]
_BASE = "Base tariffs: all, us-collected or none."
Base = Annotated[str, option("CHOICE", _BASE, autocompletion=among("all", "us-collected", "none"))]
Horizon = Annotated[str, option("NAME", "long, long-bln, medium, short or shock.", autocompletion=_HORIZONS)]
_BOTH = "short, long, medium, long-bln, or both (short and long)."
OneOrBoth = Annotated[str, option("NAME", _BOTH, "--horizon", autocompletion=_ONE_OR_BOTH)]
_CLOSURE = "transfer, balanced, proportional, nominal or nominal:ISO3."
_CLOSURES = among("transfer", "balanced", "proportional", "nominal")
Closure = Annotated[str, option("NAME", _CLOSURE, autocompletion=_CLOSURES)]
Elasticities = Annotated[str | None, option("SET", "A set of trade elasticities by name, or one number.")]
_RANGES = "Ranges over elasticity sets and, of items, over their shares."
Bands = Annotated[bool, flag("--bands", _RANGES)]

# -- a game of governments ---------------------------------------------------------------------------------------------------
_PLAYERS = "Economies and groups that act as one, with commas; or all: every economy."
Players = Annotated[str, option("NAMES|all", _PLAYERS)]
_GRAIN = "importer (one rate), partner, sector or partner-sector: how finely tariffs are set."
_GRAINS = among("importer", "partner", "sector", "partner-sector")
Grain = Annotated[str, option("GRAIN", _GRAIN, autocompletion=_GRAINS)]
Rated = Annotated[str, option("NAMES|all", "What the rates are on.")]
_BOUNDS = "Lowest and highest rate of tariffs and export taxes, as in 0..2 or 0%..200%."
Bounds = Annotated[str, option("LOW..HIGH", _BOUNDS)]

# -- chance ------------------------------------------------------------------------------------------------------------------
Seed = Annotated[int, option("N", "Seed of all that is drawn at random.", min=0)]
