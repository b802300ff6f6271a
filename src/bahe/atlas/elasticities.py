"""The eight published sets of trade elasticities by industry, with the papers they come from.

Every set is a choice, never part of an average: C26 runs from 1.2 to 10.8. The default is `gyy`: weighted by world trade
it is, of the seven estimated sets, the nearest to the median of all eight (mean absolute log distance, see
`distance_to_median`), and it has no extreme industry (3.3 to 8.9, where the others reach 0.6 or 65).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.tables import rows
from bahe.world.world import Source

Floats = NDArray[np.float64]

DEFAULT_SET = "gyy"

#: name -> (paper, address)
PAPERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "bsy": ("Bagwell, K., R. W. Staiger and A. Yurukoglu (2021), Multilateral Trade Bargaining: A First Look at the GATT Bargaining Records", ""),
    "caliendo-parro": ("Caliendo, L. and F. Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of Economic Studies 82(1), 1-44", ""),
    "fgo": ("", ""), "gyy": ("", ""), "in-sample": ("", ""), "lashkaripour-lugovskyy": ("", ""), "shapiro": ("", ""), "uniform-4": ("", ""),
})  # fmt: skip


def elasticity_sets(sectors: Sequence[str]) -> dict[str, Floats]:
    """name -> theta[k] over `sectors`; industries that the table does not list are services and take its services row."""
    table = {row["sector"]: row for row in rows("elasticity_sets.csv")}
    names = [name for name in next(iter(table.values())) if name != "sector"]
    return {name: np.array([float(table.get(s, table["services"])[name]) for s in sectors]) for name in names}


def distance_to_median(sets: Mapping[str, Floats], weights: Floats) -> dict[str, float]:
    """Weighted mean of |log theta - log median over sets|, by set: how far a set is from the middle of the literature."""
    logs = {name: np.log(theta) for name, theta in sets.items()}
    middle = np.median(np.stack(list(logs.values())), axis=0)
    return {name: float((np.abs(log - middle) * weights).sum() / weights.sum()) for name, log in logs.items()}


def paper_sources(names: Sequence[str]) -> tuple[Source, ...]:
    """One Source per set of elasticities."""
    return tuple(
        Source(f"elasticities:{n}", f"trade elasticities by industry, set {n!r}", PAPERS[n][0], "published values, quoted", PAPERS[n][1])
        for n in names
    )
