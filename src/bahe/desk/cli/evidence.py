"""bahe against what is known: papers, series held back, its own speed."""

from pathlib import Path
from typing import Annotated

import typer

from bahe.desk.cli.options import Json, Lang, argument, flag, option, paper_names

_PAPER = "Which paper: cp2015, ossa2014, nash-wiod2014."
_SCENARIO = "One counterfactual, such as nafta-given-world; default: those with tables."
_MEAN = "Scale all elasticities of substitution to this mean (ossa2014)."


def replicate(
    paper: Annotated[str, argument("PAPER", _PAPER, paper_names)],
    data: Annotated[Path, option("DIR", "Folder with the authors' raw files.", "--data")],
    scenario: Annotated[str | None, option("NAME", _SCENARIO)] = None,
    sigma_mean: Annotated[float | None, option("X", _MEAN)] = None,
    json: Json = False,
) -> None:
    """Reproduce a paper's tables, cell by cell."""
    from bahe.desk.replicating import replicate_paper

    raise typer.Exit(replicate_paper(paper, data, json, scenario, sigma_mean))


_GROUPS = "panel, costs, ai-accelerators, items, rare-earths; default: all."
_EMBARGOES = "Show what embargoes did, good by good, in place of the scores."


def skill(
    group: Annotated[list[str] | None, argument("[GROUP]...", _GROUPS)] = None,
    series: Annotated[bool, flag("--series", "Show every series of every group.")] = False,
    embargoes: Annotated[bool, flag("--embargoes", _EMBARGOES)] = False,
    dates: Annotated[bool, flag("--dates", "Show half-lives and dates of 50, 70 and 90 %.")] = False,
    csv: Annotated[Path | None, option("FILE", "Write the table, one row a series.", "--csv")] = None,
    lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """Score the forecasts of substitution on years held back, series by series."""
    from bahe.desk.skill import skill as score

    raise typer.Exit(score(group or [], series, embargoes, dates, csv, lang, json))


def bench(
    only: Annotated[list[str] | None, option("NAME", "A registered problem (may be repeated).")] = None,
    names: Annotated[bool, flag("--list", "Name the registered problems.")] = False,
    tiny: Annotated[bool, flag("--tiny", "Smallest sizes, once: shows that everything runs.")] = False,
    json: Json = False,
) -> None:
    """Measure the solver's speed.

    Needs a checkout of the repository, where the registered problems live.
    """
    from bahe.desk.bench_entry import bench as measure

    raise typer.Exit(measure(json, tiny=tiny, only=only, listing=names))
