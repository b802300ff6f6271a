"""Built rates beside a published series: M. Waugh, trade-war-redux-2025 (MIT), points added by partner and date.

`python -m bahe.atlas.published [DATE]` prints the table. The series is a second reading of the same law with choices of
its own; `published_notes.csv` says where the two readings are known to part, and why.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.atlas.duties import added_points, panel
from bahe.atlas.measures import HEAVIEST, LIGHTEST, Inputs, Override
from bahe.atlas.scopes import packaged_cells, policy_rows
from bahe.atlas.stacking import Floats
from bahe.faults import UnknownName

if TYPE_CHECKING:
    import pandas as pd

#: Dates of the published series against the day of the law that each describes, and why they differ.
COMPARED: Mapping[str, tuple[str, str]] = {
    "2025-04-08": ("2025-04-09", "annex rates, in force on 9 April"),
    "2025-04-09": ("2025-04-10", "after the pause of 9 April"),
    "2025-04-11": ("2025-04-11", "with the exemption of electronics"),
    "2025-05-12": ("2025-05-14", "Geneva"),
    "2025-06-03": ("2025-06-04", "metals at 50"),
    "2025-08-07": ("2025-08-07", "rates by country"),
    "2025-11-01": ("2025-11-10", "Busan"),
    "2025-11-14": ("2025-11-14", "farm goods freed; Switzerland"),
    "2025-12-04": ("2025-12-04", "Korea"),
    "2026-02-20": ("2026-02-20", "emergency duties void"),
    "2026-02-24": ("2026-02-24", "Section 122"),
    "2026-04-06": ("2026-04-06", "metals by annex"),
    "2026-07-24": ("2026-07-24", "Section 301 of July 2026"),
}


def built_by_partner(
    date: str | dt.date, overrides: Mapping[str, Override] | None = None, inputs: Inputs | None = None
) -> dict[str, tuple[float, float]]:
    """Listed partner -> (points added, imports of 2024 in USD), over all its imports, special provisions included."""
    cells = packaged_cells()
    own = panel(cells.partners)
    added = added_points(date, own, overrides, inputs) * own.own
    imports = own.cells.imports * own.own
    weight = np.bincount(own.law, weights=imports, minlength=len(own.names))
    total = np.bincount(own.law, weights=imports * added, minlength=len(own.names))
    return {p: (float(total[n] / weight[n]), float(weight[n])) for n, p in enumerate(own.names)}


def reasons(date: str, partner: str) -> str:
    """Known differences of law, lists or inputs between the series and what is built here."""
    rows = [row for row in policy_rows("published_notes.csv") if row["start"] <= date <= row["end"]]
    return "; ".join(row["reason"] for name in (partner, "*") for row in rows if row["partner"] == name)


def compare(date: str | None = None, *, inputs: Inputs | None = None) -> pd.DataFrame:
    """Points added, built here, against those of the published series.

    `date` is one of the published dates (`COMPARED`); None: all. Columns date, law_date, partner, built, published, gap
    (points, built less published), low and high (built at the ends of the ranges of `Inputs`),
    imports_usd_mn, reasons. Both are on imports of 2024 by partner. Nothing is fitted.
    """
    import pandas as pd

    if date is not None and date not in COMPARED:
        raise UnknownName("published date", date, COMPARED, field="date")
    published: dict[str, list[tuple[str, float, float]]] = {}
    for row in policy_rows("published_added.csv"):
        found = (row["partner"], float(row["added_points"]), float(row["imports_usd_mn"]))
        published.setdefault(row["date"], []).append(found)
    out: list[dict[str, Any]] = []
    for day in [date] if date else list(COMPARED):
        law_date = COMPARED[day][0]
        built, light, heavy = (built_by_partner(law_date, inputs=i) for i in (inputs, LIGHTEST, HEAVIEST))
        for partner, value, imports in published[day]:
            points = 100.0 * built[partner][0]
            out.append({"date": day, "law_date": law_date, "partner": partner, "built": points, "published": value,
                        "gap": points - value, "low": 100.0 * min(b[partner][0] for b in (built, light, heavy)),
                        "high": 100.0 * max(b[partner][0] for b in (built, light, heavy)), "imports_usd_mn": imports,
                        "reasons": reasons(day, partner)})  # fmt: skip
    return pd.DataFrame(out).sort_values(["date", "imports_usd_mn"], ascending=[True, False], ignore_index=True)


def gaps(table: pd.DataFrame) -> pd.DataFrame:
    """One row a date of `compare`: median absolute gap over partners, the same weighted by imports, mean gap, totals."""
    import pandas as pd

    rows = []
    for day, part in table.groupby("date", sort=True):
        size, weight = part["gap"].abs().to_numpy(), part["imports_usd_mn"].to_numpy()
        rows.append(
            {
                "date": day,
                "law_date": part["law_date"].iloc[0],
                "partners": len(part),
                "median_gap": float(np.median(size)),
                "median_gap_weighted": _weighted_median(size, weight),
                "mean_gap_weighted": float(np.average(part["gap"], weights=weight)),
                "built_all": float(np.average(part["built"], weights=weight)),
                "published_all": float(np.average(part["published"], weights=weight)),
            }
        )
    return pd.DataFrame(rows)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(cumulated, cumulated[-1] / 2.0)])


def report(date: str | None = None, widest: int = 12) -> str:
    """The comparison as text: a row a date with median and weighted gaps, and the widest gaps with their reasons."""
    table = compare(date)
    lines = [
        "US duties added over 2024, points on imports of 2024: built here against M. Waugh, trade-war-redux-2025",
        "",
    ]
    lines.append(
        f"{'published':<11}{'law of':<12}{'partners':>8}{'median gap':>12}{'by imports':>12}{'all: built':>12}{'published':>11}"
    )
    for row in gaps(table).itertuples():
        lines.append(f"{row.date:<11}{row.law_date:<12}{row.partners:>8}{row.median_gap:>12.2f}{row.median_gap_weighted:>12.2f}"
                     f"{row.built_all:>12.2f}{row.published_all:>11.2f}")  # fmt: skip
    if date:
        lines += ["", f"{'partner':<9}{'built':>7}{'range':>15}{'published':>11}{'gap':>7}  reasons"]
        order = table["gap"].abs().sort_values(ascending=False).index[:widest]
        for row in table.loc[order].itertuples():
            span = f"{row.low:.1f} to {row.high:.1f}"
            lines.append(
                f"{row.partner:<9}{row.built:>7.1f}{span:>15}{row.published:>11.1f}{row.gap:>7.1f}  {row.reasons}"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.published [DATE]`: print the comparison."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.stdout.write(report(given[0] if given else None) + "\n")
    return 0


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
