"""Where the packaged world comes from: one Source per input, with citation and licence."""

from __future__ import annotations

from collections.abc import Sequence

from bahe.atlas.elasticities import PAPERS
from bahe.world.world import Source

ICIO = Source(
    "oecd-icio-2025", "trade and input use, 2022",
    "OECD, Inter-Country Input-Output Tables, 2025 edition", "OECD terms: reuse with attribution", "https://oe.cd/icio",
)  # fmt: skip
CENSUS = Source(
    "us-census-2024", "US imports and calculated duty by HS6 and partner, 2024 (through tradewartracker/trade-war-redux-2025, MIT)",
    "US Census Bureau, International Trade, imports for consumption 2024", "US public domain; repository MIT",
    "https://github.com/tradewartracker/trade-war-redux-2025",
)  # fmt: skip
TETI = Source(
    "teti-gtd", "average MFN and preferential tariffs by industry, about 2021 (file tariffs_mfn.npz, droppable)",
    "Teti, F. A. (2025), Missing Tariffs, CEPR Discussion Paper 19851 (Global Tariff Database)",
    "not stated; derived averages, see NOTICE-tariffs_mfn.txt",
    "https://feodorateti.github.io",
)  # fmt: skip
BOWN = Source(
    "piie-bown", "average tariff of China on US goods, January 2025 (one figure)",
    "Bown, C. P., US-China Trade War Tariffs: An Up-to-Date Chart, Peterson Institute for International Economics",
    "single figure, quoted", "https://www.piie.com/research/piie-charts/2019/us-china-trade-war-tariffs-date-chart",
)  # fmt: skip
UNCTAD = Source(
    "unctad-2014", "ceiling of food tariffs: trade-weighted averages on agricultural products (one figure)",
    "UNCTAD (2014), Comparison of MFN Bound and Applied Tariffs, Trade Weighted Averages on Agricultural Products",
    "single figure, quoted",
)  # fmt: skip
PROFILES = Source(
    "wto-food", "trade-weighted average MFN tariffs on agricultural products (single figures, cited in food_tariffs_quoted.csv)",
    "WTO, ITC and UNCTAD, World Tariff Profiles 2022 and 2025", "single figures, quoted",
    "https://www.wto.org/english/res_e/reser_e/tariff_profiles_e.htm",
)  # fmt: skip


def world_sources(tariffs: str, sets: Sequence[str]) -> tuple[Source, ...]:
    """Sources of `icio-2022` for one choice of base tariffs and the sets of elasticities that it carries."""
    used = {"none": (), "us-collected": (CENSUS,), "all": (CENSUS, TETI, BOWN, UNCTAD, PROFILES)}[tariffs]
    papers = tuple(
        Source(
            f"elasticities:{n}",
            f"trade elasticities by industry, set {n!r}",
            PAPERS[n][0],
            "published values, quoted",
            PAPERS[n][1],
        )
        for n in sets
    )
    return (ICIO, *used, *papers)
