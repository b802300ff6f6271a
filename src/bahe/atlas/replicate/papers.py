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


@papers.add(
    "ossa2014",
    cite="Ossa (2014), American Economic Review 104(12), 4104-4146",
    scenarios=tuple(
        grain + name
        for grain in ("", "mfn-")
        for name in ("unilateral", "nash", "talks-from-nash", "talks-from-status-quo", "talks-from-free-trade")
    ),
    files=("trade_ijs.csv", "tariff_ijs.csv", "sigma_s.csv"),
    options=("sigma_mean",),
)
def _ossa2014(folder: Path, scenario: str | None, sigma_mean: float | None = None) -> Replication:
    """Optimal tariffs, trade war and trade talks of seven regions and 33 sectors, with profits."""
    from bahe.atlas.replicate import ossa2014

    return ossa2014.replicate(folder, scenario, sigma_mean)


@papers.add(
    "nash-wiod2014",
    cite="Lashkaripour (2021), Journal of International Economics 131, 103419",
    scenarios=("published-condition", "exact"),
    files=("wiod2014_44x16.npz",),
)
def _nash_wiod2014(folder: Path, scenario: str | None) -> Replication:
    """One Nash tariff an importer, 44 economies and 16 sectors, by the published condition and exactly."""
    from bahe.atlas.replicate import nash_wiod2014

    return nash_wiod2014.replicate(folder, scenario)


def replicate(
    paper: str, data_dir: str | Path, scenario: str | None = None, *, sigma_mean: float | None = None
) -> Replication:
    """Compute the published tables of `paper` again from the authors' files in `data_dir`.

    `scenario` names one counterfactual of the paper; None computes all that have published tables.
    `sigma_mean` scales all elasticities of substitution to a mean (ossa2014).
    Raises UnknownName for a paper or scenario that is not on the list, MissingData where the folder or a file is not
    there, BadFile where a file is not what it should be, BadValue for an option that the paper does not have.
    """
    entry = papers[paper]
    options = {} if sigma_mean is None else {"sigma_mean": sigma_mean}
    for option in options:
        if option not in entry.facts.get("options", ()):
            has = [name for name in papers.names() if option in papers[name].facts.get("options", ())]
            raise BadValue(
                "this paper has no such option", field=option, where=paper, got=options[option],
                allowed=f"only with {', '.join(has)}",
            )  # fmt: skip
    if scenario is not None and scenario not in entry.facts["scenarios"]:
        raise BadValue(
            "unknown scenario", field="scenario", where=paper, got=scenario, allowed=entry.facts["scenarios"]
        )
    folder = Path(data_dir)
    if not folder.is_dir():
        raise MissingData("no such folder", field="data_dir", where=paper, got=str(data_dir),
                          allowed=f"a folder with {', '.join(entry.facts['files'])}",
                          remedy="The files are the authors' supplementary data; the manual says which they are.")  # fmt: skip
    replication: Replication = entry.call(folder, scenario, **options)
    return replication
