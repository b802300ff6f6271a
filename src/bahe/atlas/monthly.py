"""Monthly US goods imports by partner, January 2024 to November 2025: what predicted diversion is scored against.

`data/episodes/us_imports_monthly.csv`: 30 partners, USD million, consumption basis, implied by duties over collected rates
(tradewartracker/TRI-tracker, MIT; US Census Bureau, public domain). Use changes, not levels: sums of 2024 cover 0.88 to 0.99 of
known imports for most partners, 0.65 for Russia. Series reported on another basis (EU27, world) are not packaged, since their
copy has no licence; two bases never meet in one difference.

`python -m bahe.atlas.monthly --sources DIR` builds the file again, byte for byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from bahe.atlas.entry import rebuilt
from bahe.faults import BadFile, UnknownName

FILE = "us_imports_monthly.csv"
#: The basis that is packaged; the other one is `reported`.
BASIS = "implied"


@cache
def monthly_imports() -> Mapping[tuple[str, str], float]:
    """(partner ISO3, month YYYY-MM) -> US imports, USD million. A month that is not there is missing, not zero."""
    text = files("bahe.atlas").joinpath(f"data/episodes/{FILE}").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return MappingProxyType({(r["partner"], r["month"]): float(r["imports_usd_mn"]) for r in rows})


def partners() -> tuple[str, ...]:
    """Partners of the series, in alphabetical order."""
    return tuple(sorted({p for p, _ in monthly_imports()}))


def months() -> tuple[str, ...]:
    """Months of the series."""
    return tuple(sorted({m for _, m in monthly_imports()}))


def window(partner: str, wanted: Iterable[str]) -> float | None:
    """Imports from a partner over some months, USD million; None where one of them is missing."""
    series, known = monthly_imports(), months()
    total = 0.0
    for month in wanted:
        if month not in known:
            raise UnknownName("month", month, known, field="months")
        if (partner, month) not in series:
            return None
        total += series[partner, month]
    return total


def build(sources: Path) -> str:
    """The packaged file as text, from cases/us_tariff_revenue_trade_2025.csv of the raw sources."""
    path = sources / "cases" / "us_tariff_revenue_trade_2025.csv"
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    out = [("partner", "month", "imports_usd_mn")]
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["imports_basis"].startswith(BASIS) and row["imports_usd_mn"]:
                out.append((row["partner_iso3"], row["month"], f"{float(row['imports_usd_mn']):.1f}"))
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([out[0], *sorted(out[1:])])
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.monthly --sources DIR`: build the packaged file again from raw sources."""
    return rebuilt(
        "python -m bahe.atlas.monthly",
        main.__doc__,
        build,
        Path(__file__).parent / "data" / "episodes",
        FILE,
        arguments,
    )


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
