"""Import duties by partner and industry on a date: from headline rates, product lists and dates to points of tariff.

`us_duties(date)` lays the measures in force (data/policy/measures.csv: one row per measure, partner and interval) over
US imports of 2024 by partner, industry and pattern of product lists (`atlas.scopes`), in the order of
`atlas.stacking`. The result is what the measures of 2025-26 add to the duty collected in 2024, which already holds
MFN and preferential rates, Section 301 on China and the Section 232 duties of 2018.

What is an input and not a fact, with the value used and its range, stands in `Inputs`. Weights are imports of 2024 and
do not respond; rates are statutory: no evasion, no drawback, no exclusions granted firm by firm.

Not coded, for want of a list of products: Section 232 on parts of heavy vehicles beyond the auto-parts list, on auto
parts added in October 2025 and on patented medicines; goods that the agreements with the EU and Switzerland free beside
aircraft; Section 338 on Canada; country annexes of the Section 301 duties of July 2026. Nor, for want of figures, the
offset of 3.75 % for cars assembled in the United States, goods with a fifth of US content, and goods at sea.

`compare()` sets the rates beside a published series, `compare_collected()` beside the duties collected in 2025.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bahe.atlas.collected import collected_gaps, compare_collected
from bahe.atlas.duties import N_GOODS, duty_arrays
from bahe.atlas.measures import (
    EXPORTERS,
    HEAVIEST,
    LIGHTEST,
    Inputs,
    Override,
    measures,
    partners,
    told,
    usmca_shares,
)
from bahe.atlas.published import compare, gaps
from bahe.atlas.retaliation import china_duties, china_tariff_shock
from bahe.atlas.scopes import INDUSTRIES
from bahe.axes import ECONOMY_GROUPS
from bahe.faults import UnknownName
from bahe.world.shock import Effect, Shock

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Inputs",
    "LIGHTEST",
    "HEAVIEST",
    "us_duties",
    "us_tariff_shock",
    "china_duties",
    "china_tariff_shock",
    "compare",
    "compare_collected",
    "collected_gaps",
    "gaps",
    "measures",
    "partners",
    "usmca_shares",
]


def us_duties(
    date: str | dt.date,
    *,
    usmca_share: float | Mapping[str, float] | None = None,
    overrides: Mapping[str, Override] | None = None,
    partners: Iterable[str] | None = None,
    inputs: Inputs | None = None,
) -> pd.DataFrame:
    """US import duties on a day by exporter and goods industry.

    Columns importer (USA), exporter (ISO3 of the ICIO tables, ROW), sector, base_2024 (duty collected in 2024), added
    (by the measures of 2025-26) and level, as fractions, on imports of 2024.

    usmca_share   share of goods of Canada and Mexico under USMCA, one or by partner; None: the cited table by date
    overrides     {"ieepa-reciprocal:CHN": 0.34, "s232-autos:EU27": "ceiling 0.15"}: all else as on the day
    partners      exporters kept, names or groups (EU27, ASEAN, ...)
    inputs        the other inputs that are no law
    """
    import pandas as pd

    given = inputs or Inputs()
    if usmca_share is not None:
        given = replace(given, usmca_share=usmca_share)
    base, added = duty_arrays(date, overrides=overrides, inputs=given)
    kept = _positions(partners)
    goods = INDUSTRIES[:N_GOODS]
    return pd.DataFrame(
        {
            "importer": "USA",
            "exporter": np.repeat(np.array([EXPORTERS[n] for n in kept], dtype=object), len(goods)),
            "sector": np.tile(np.array(goods, dtype=object), len(kept)),
            "base_2024": base[kept].ravel(),
            "added": added[kept].ravel(),
            "level": (base + added)[kept].ravel(),
        }
    )


def _positions(names: Iterable[str] | str | None) -> list[int]:
    if names is None:
        return list(range(len(EXPORTERS)))
    wanted: set[str] = set()
    for name in [names] if isinstance(names, str) else names:
        if name in ("world", "others"):
            wanted |= set(EXPORTERS)
        elif name in ECONOMY_GROUPS:
            wanted |= set(ECONOMY_GROUPS[name])
        elif name in EXPORTERS:
            wanted.add(name)
        else:
            raise UnknownName("partner", name, [*EXPORTERS, *ECONOMY_GROUPS, "world"], field="partners")
    return [n for n, p in enumerate(EXPORTERS) if p in wanted]


def us_tariff_shock(
    date: str | dt.date,
    *,
    overrides: Mapping[str, Override] | None = None,
    on: Iterable[str] | None = None,
    inputs: Inputs | None = None,
    why: str = "",
) -> Shock:
    """The duties of a day as a Shock on a world whose base US tariffs are the duties collected in 2024.

    `on` restricts it to some partners (names or groups), the others staying at the base. Cells that add nothing are left
    out. A negative cell says that a duty of the base was taken away (metals of annex II, April 2026).
    """
    _, added = duty_arrays(date, overrides=overrides, inputs=inputs)
    cells = tuple(
        ("USA", EXPORTERS[n], INDUSTRIES[k], float(added[n, k]))
        for n in _positions(on)
        for k in range(N_GOODS)
        if abs(added[n, k]) > 1e-9
    )
    names = [on] if isinstance(on, str) else list(on or ())
    payers = "" if not names or "world" in names else f" on {', '.join(names)}"
    text = why or told(f"US duties{payers} over those of 2024, law", date, overrides)
    return Shock((Effect(lever="tariff", how="add", cells=cells, why=text),)) if cells else Shock()
