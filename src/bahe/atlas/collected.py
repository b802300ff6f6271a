"""Built rates beside what was collected: monthly US duties over imports by partner in 2025, on imports of 2024.

The statutory level built here (duty of 2024 plus points added, mean of four days of the month) is set against the
collected rate on weights of 2024 and the statutory rate of the same public tracker (tradewartracker/TRI-tracker, MIT;
duties and imports from the US Census Bureau). Collected rates lag the law: goods at sea were let in at the old rate,
claims under USMCA rose late, goods went round the duty inside a subheading. They are the judge of scope all the same:
where oil or medicines were exempt, nothing was collected.

`python -m bahe.atlas.collected [MONTH]` prints the comparison.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bahe.atlas.measures import Inputs
from bahe.atlas.published import built_by_partner
from bahe.atlas.scopes import packaged_cells, policy_rows
from bahe.faults import UnknownName

if TYPE_CHECKING:
    import pandas as pd

#: Days whose law stands for a month.
DAYS: tuple[int, ...] = (1, 8, 15, 22)


def base_by_partner() -> dict[str, float]:
    """Listed partner -> duty collected in 2024 over imports, over all its goods (fraction)."""
    cells = packaged_cells()
    duty = np.bincount(cells.partner, weights=cells.duty)
    imports = np.bincount(cells.partner, weights=cells.imports)
    return {p: float(duty[n] / imports[n]) for n, p in enumerate(cells.partners)}


def months() -> tuple[str, ...]:
    """Months of the collected series."""
    return tuple(sorted({row["month"] for row in policy_rows("collected_2025.csv")}))


def compare_collected(month: str | None = None, *, inputs: Inputs | None = None) -> pd.DataFrame:
    """Level built here, rate collected and statutory rate of the tracker, per cent, by month and partner.

    Columns month, partner, built, collected, tracker, imports_usd_mn (of 2024). Partners: those of the tracker that are
    listed singly here (members of the EU are not).
    """
    import pandas as pd

    if month is not None and month not in months():
        raise UnknownName("month", month, months(), field="month")
    base, cells = base_by_partner(), packaged_cells()
    imports = np.bincount(cells.partner, weights=cells.imports) / 1e6
    built: dict[str, dict[str, float]] = {}
    out = []
    for row in policy_rows("collected_2025.csv"):
        if row["partner"] not in base or (month and row["month"] != month):
            continue
        if row["month"] not in built:
            days = [built_by_partner(f"{row['month']}-{day:02d}", inputs=inputs) for day in DAYS]
            built[row["month"]] = {p: float(np.mean([d[p][0] for d in days])) for p in base}
        out.append(
            {
                "month": row["month"],
                "partner": row["partner"],
                "built": 100.0 * (base[row["partner"]] + built[row["month"]][row["partner"]]),
                "collected": float(row["collected_pct"]),
                "tracker": float(row["statutory_pct"]),
                "imports_usd_mn": float(imports[cells.partners.index(row["partner"])]),
            }
        )
    return pd.DataFrame(out).sort_values(["month", "imports_usd_mn"], ascending=[True, False], ignore_index=True)


def collected_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """One row a month: median absolute distance to the collected rate of what is built here and of the tracker."""
    import pandas as pd

    rows = []
    for month, part in table.groupby("month", sort=True):
        ours, theirs = part["built"] - part["collected"], part["tracker"] - part["collected"]
        weight = part["imports_usd_mn"].to_numpy()
        rows.append(
            {
                "month": month,
                "partners": len(part),
                "built_median_gap": float(ours.abs().median()),
                "tracker_median_gap": float(theirs.abs().median()),
                "built_mean_gap": float(np.average(ours, weights=weight)),
                "tracker_mean_gap": float(np.average(theirs, weights=weight)),
            }
        )
    return pd.DataFrame(rows)


def report(month: str | None = None) -> str:
    """The comparison as text: a row a month and, for one month, a row a partner."""
    table = compare_collected(month)
    lines = [
        "US duties, per cent of imports of 2024: built here, collected (US Census), statutory rate of TRI-tracker",
        "",
    ]
    lines.append(
        f"{'month':<9}{'partners':>9}{'median gap: built':>19}{'tracker':>9}{'mean gap: built':>18}{'tracker':>9}"
    )
    for row in collected_gaps(table).itertuples():
        lines.append(
            f"{row.month:<9}{row.partners:>9}{row.built_median_gap:>19.2f}{row.tracker_median_gap:>9.2f}"
            f"{row.built_mean_gap:>18.2f}{row.tracker_mean_gap:>9.2f}"
        )
    if month:
        lines += ["", f"{'partner':<9}{'built':>7}{'collected':>11}{'tracker':>9}"]
        for row in table.itertuples():
            lines.append(f"{row.partner:<9}{row.built:>7.1f}{row.collected:>11.1f}{row.tracker:>9.1f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.collected [MONTH]`: print the comparison."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.stdout.write(report(given[0] if given else None) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
