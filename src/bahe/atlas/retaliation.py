"""What China added on goods of the United States in 2025-26, by industry.

The rate that is known by date is uniform over goods. US exports by product are not at hand, so the lists of March 2025
(10 and 15 %) cannot be weighted: the share of subheadings of an industry that they name gives an upper figure only.
Not coded: the lists of 10 February 2025 (coal, gas, oil, machinery, cars) and goods excluded case by case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from bahe.atlas.concordance import GOODS
from bahe.atlas.measures import Override, as_date, span, told
from bahe.atlas.scopes import policy_rows
from bahe.faults import BadValue, UnknownName
from bahe.world.shock import Effect, Shock

if TYPE_CHECKING:
    import pandas as pd

#: Measures of data/policy/china_measures.csv.
CHINA_MEASURES: tuple[str, ...] = ("retaliation", "march-10", "march-15")


def china_rates(date: str | dt.date, overrides: Mapping[str, Override] | None = None) -> dict[str, float]:
    """Rate of each Chinese measure on a day, as fractions; 0 where it is not in force."""
    day = as_date(date)
    out = dict.fromkeys(CHINA_MEASURES, 0.0)
    for row in policy_rows("china_measures.csv"):
        start, end = span(row)
        if start <= day < end:
            out[row["measure"]] = float(row["rate"])
    for name, value in (overrides or {}).items():
        if name not in CHINA_MEASURES:
            raise UnknownName("measure", name, CHINA_MEASURES, field="overrides")
        if isinstance(value, bool | str) or not 0.0 <= value <= 10.0:
            raise BadValue("not a rate", field="overrides", where=name, got=value, allowed="a fraction from 0 to 10")
        out[name] = float(value)
    return out


def listed_shares() -> dict[tuple[str, str], float]:
    """(list, industry) -> share of the industry's subheadings that the list names."""
    return {
        (r["measure"], r["sector"]): int(r["listed"]) / int(r["subheadings"]) for r in policy_rows("china_lists.csv")
    }


def china_duties(date: str | dt.date, overrides: Mapping[str, Override] | None = None) -> pd.DataFrame:
    """Points that China adds on US goods on a day, by industry, over the duties in force in January 2025.

    Columns importer (CHN), exporter (USA), sector, added (the uniform rate), low (the same) and high (with the lists of
    March 2025 at their share of subheadings), as fractions. `overrides`: {"retaliation": 0.34}.
    """
    import pandas as pd

    rates, shares = china_rates(date, overrides), listed_shares()
    uniform = rates["retaliation"]
    lists = [sum(rates[m] * shares.get((m, s), 0.0) for m in ("march-10", "march-15")) for s in GOODS]
    return pd.DataFrame(
        {"importer": "CHN", "exporter": "USA", "sector": list(GOODS), "added": uniform, "low": uniform,
         "high": uniform + np.array(lists)}
    )  # fmt: skip


def china_tariff_shock(
    date: str | dt.date, *, overrides: Mapping[str, Override] | None = None, column: str = "added", why: str = ""
) -> Shock:
    """The Chinese duties of a day as a Shock on a world whose Chinese base tariffs are those of January 2025."""
    if column not in ("added", "low", "high"):
        raise UnknownName("column", column, ("added", "low", "high"), field="column")
    table = china_duties(date, overrides)
    cells = tuple(
        ("CHN", "USA", str(s), float(v)) for s, v in zip(table["sector"], table[column], strict=True) if v > 0
    )
    text = why or told("Chinese duties on US goods", date, overrides)
    return Shock((Effect(lever="tariff", how="add", cells=cells, why=text),)) if cells else Shock()
