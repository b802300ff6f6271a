"""The papers that can be replicated: a name, a function, what it needs on disk."""

from __future__ import annotations

from pathlib import Path

from bahe.atlas.replicate.replication import Replication
from bahe.faults import BadValue, MissingData
from bahe.registry import Registry

papers = Registry("paper")


@papers.add(
    "cp2015",
    cite="Caliendo and Parro (2015), Review of Economic Studies 82(1), 1-44",
    scenarios=tuple(
        name + kept
        for kept in ("", "-with-deficits")
        for name in ("nafta", "world", "nafta-given-world", "world-without-nafta", "world-given-nafta")
    ),
    files=("xbilat1993.txt", "tariffs1993.txt", "tariffs2005.txt", "B.txt", "GO.txt", "IO.txt", "T.txt"),
)
def _cp2015(folder: Path, scenario: str | None) -> Replication:
    """Trade and welfare effects of NAFTA's tariff reductions, 31 economies and 40 sectors."""
    from bahe.atlas.replicate import cp2015

    return cp2015.replicate(folder, scenario)


def replicate(paper: str, data_dir: str | Path, scenario: str | None = None) -> Replication:
    """Compute the published tables of `paper` again from the authors' files in `data_dir`.

    `scenario` names one counterfactual of the paper; None computes all that have published tables.
    Raises UnknownName for a paper or scenario that is not on the list, MissingData where the folder or a file is not
    there, BadFile where a file is not what it should be.
    """
    entry = papers[paper]
    if scenario is not None and scenario not in entry.facts["scenarios"]:
        raise BadValue(
            "unknown scenario", field="scenario", where=paper, got=scenario, allowed=entry.facts["scenarios"]
        )
    folder = Path(data_dir)
    if not folder.is_dir():
        raise MissingData("no such folder", field="data_dir", where=paper, got=str(data_dir),
                          allowed=f"a folder with {', '.join(entry.facts['files'])}",
                          remedy="The files are the authors' supplementary data; the manual says where to find them.")  # fmt: skip
    replication: Replication = entry.call(folder, scenario)
    return replication
