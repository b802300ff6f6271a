"""The eight published sets of trade elasticities by industry, the papers they come from, and which one is the default.

Every set is a choice, never part of an average: C26 runs from 1.2 to 10.8. The values are those of the papers, mapped
to the ICIO industries through sixteen broad groups (so that, for instance, C20 and C21 share one value); where a paper
gives none, its set holds 4, the value of Simonovska and Waugh, and `FILLED` says where.

The default is `bsy`, for three reasons that can be checked with the functions below:

1. it has an estimate of its own for every goods industry (`gyy` has none for electronics, machinery, farming and mining,
   `in-sample` none from electronics to furniture);
2. weighted by world trade in goods it is the nearest of the seven estimated sets to the middle of the literature: its mean
   absolute log distance to the median over the estimates is 0.14 (`gyy` 0.22, `fgo` 0.36, the rest 0.46 to 0.82);
3. no industry is extreme: 4.0 to 9.6, where `caliendo-parro` goes to 64.85 (refined petroleum) and
   `lashkaripour-lugovskyy` below one, which turns small shocks there into violent or into very costly ones.

A result that matters is reported over all eight: `world.draws("long")`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.tables import rows

Floats = NDArray[np.float64]

DEFAULT_SET = "bsy"

#: name -> (paper with table, address)
PAPERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "bsy": (
        "Bagwell, K., R. W. Staiger and A. Yurukoglu (2021), Quantitative Analysis of Multiparty Tariff Negotiations, "
        "Econometrica 89(4), 1595-1631, table II", "https://www.nber.org/papers/w24273",
    ),
    "caliendo-parro": (
        "Caliendo, L. and F. Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of Economic "
        "Studies 82(1), 1-44, table 1 (99 % sample)", "https://doi.org/10.1093/restud/rdu035",
    ),
    "fgo": (
        "Fontagné, L., H. Guimbard and G. Orefice (2022), Tariff-Based Product-Level Trade Elasticities, Journal of "
        "International Economics 137, table 8", "https://sites.google.com/view/product-level-trade-elasticity",
    ),
    "gyy": (
        "Giri, R., K.-M. Yi and H. Yilmazkuday (2021), Gains from Trade: Does Sectoral Heterogeneity Matter?, Journal of "
        "International Economics 129, table 2", "https://doi.org/10.24149/gwp341",
    ),
    "in-sample": (
        "Estimated on ICIO trade 2011-2022 and Teti tariffs by the method of Caliendo and Parro, after Lashkaripour, A. "
        "(2021), The Cost of a Global Tariff War, Journal of International Economics 131",
        "https://doi.org/10.1016/j.jinteco.2020.103419",
    ),
    "lashkaripour-lugovskyy": (
        "Lashkaripour, A. and V. Lugovskyy (2023), Profits, Scale Economies, and the Gains from Trade and Industrial "
        "Policy, American Economic Review 113(10), 2759-2808, table 3", "https://doi.org/10.1257/aer.20210419",
    ),
    "shapiro": (
        "Shapiro, J. S. (2016), Trade Costs, CO2, and the Environment, American Economic Journal: Economic Policy 8(4), "
        "220-254, table 2, panel B", "https://doi.org/10.1257/pol.20150168",
    ),
    "uniform-4": (
        "Simonovska, I. and M. E. Waugh (2014), The Elasticity of Trade: Estimates and Evidence, Journal of International "
        "Economics 92(1), 34-50", "https://doi.org/10.1016/j.jinteco.2013.10.001",
    ),
})  # fmt: skip

#: Goods industries for which a paper gives no value and its set holds 4 instead.
FILLED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "gyy": tuple("A01 A02 A03 B05 B06 B07 B08 B09 C19 C26 C28".split()),
    "in-sample": tuple("C26 C27 C28 C29 C301 C302T309 C31T33".split()),
})  # fmt: skip

#: Services: one value for all of them. Only `fgo` has an estimate (of community services); the others hold 4.
SERVICES_ROW = "services"


def elasticity_sets(sectors: Sequence[str]) -> dict[str, Floats]:
    """name -> theta[k] over `sectors`; industries that the table does not list are services and take its services row."""
    table = {row["sector"]: row for row in rows("elasticity_sets.csv")}
    return {name: np.array([float(table.get(s, table[SERVICES_ROW])[name]) for s in sectors]) for name in PAPERS}


def distance_to_median(sectors: Sequence[str], weights: Floats) -> dict[str, float]:
    """Weighted mean over `sectors` of |log theta - median log theta|, by set: the distance to the middle of the literature.

    The median is taken over the estimates alone: neither filled cells nor `uniform-4` count.
    """
    sets = elasticity_sets(sectors)
    logs = {name: np.log(theta) for name, theta in sets.items()}
    estimated = []
    for name, log in logs.items():
        if name != "uniform-4":
            estimated.append(np.where(np.isin(sectors, FILLED.get(name, ())), np.nan, log))
    middle = np.nanmedian(np.stack(estimated), axis=0)
    return {name: float((np.abs(log - middle) * weights).sum() / weights.sum()) for name, log in logs.items()}
