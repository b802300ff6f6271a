"""Figures that only the reader can supply: a table of one's own becomes the metric that a condition waits for.

    from bahe.casebook.ten.supplied import supplied
    supplied("courts-and-credibility", "deliveries.csv")       # pledge,month,amount
    supplied("oil-linkage", "crude.csv")                       # buyer,origin,firms,month,amount

month as 2026-02; amount above zero, any unit that stays the same; firms: all or state. Dates and windows are fixed here, before any
such table was seen; a month that is absent is absent, not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from bahe.atlas.tables import read_csv
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

#: Months on each side of a date; fewer than this carry no figure.
WINDOW = 3
#: Whose purchases, of whose crude: those of the claims (B-INS-14, B-OUT-06).
BUYER, ORIGIN = "CHN", "RUS"
RULED, WARNED, SANCTIONED = "2026-02", "2025-07", "2025-10"
#: Months from which placebo dates are taken: before the first threat of the episode.
PLACEBO_TO = "2025-03"

Row = Mapping[str, str]


def supplied(case: str, path: str | Path) -> dict[str, Any]:
    """Metrics of a case from a table of one's own; UnknownName for a case that takes none, BadFile, BadValue, MissingData."""
    if case not in _READERS:
        raise UnknownName("case that takes a table", case, _READERS, field="--data")
    columns, reader = _READERS[case]
    return reader(_rows(Path(path), columns))


def _rows(path: Path, columns: Iterable[str]) -> list[Row]:
    try:
        rows = read_csv(path)
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile("cannot be read", where=path.name, got=str(error)) from None
    for column in columns:
        if rows and column not in rows[0]:
            raise BadFile(
                "a column is missing", where=path.name, field=column, got=list(rows[0]), allowed=list(columns)
            )
    if not rows:
        raise BadFile("no rows", where=path.name)
    return list(rows)


def monthly(rows: Iterable[Row]) -> dict[int, float]:
    """Number of the month -> sum of the amounts; BadValue names what is off."""
    out: dict[int, float] = {}
    for r in rows:
        month = number_of(r["month"])
        out[month] = out.get(month, 0.0) + _amount(r)
    return out


def number_of(month: str) -> int:
    """Months since year 0, from 2026-02."""
    year, dash, rest = month.partition("-")
    if not (dash and year.isdigit() and rest.isdigit() and 1 <= int(rest) <= 12):
        raise BadValue("not a month", field="month", got=month, allowed="as 2026-02")
    return 12 * int(year) + int(rest) - 1


def _amount(row: Row) -> float:
    try:
        value = float(row["amount"])
    except ValueError:
        value = float("nan")
    if not np.isfinite(value) or value < 0:
        raise BadValue("a number from zero up is needed", field="amount", where=row["month"], got=row["amount"])
    return value


def around(table: Mapping[int, float], date: int) -> tuple[float, float]:
    """(mean of the WINDOW months before, mean of those after) a month, which itself is left out; NaN where one of them is absent."""
    before = [table.get(date - k, np.nan) for k in range(1, WINDOW + 1)]
    after = [table.get(date + k, np.nan) for k in range(1, WINDOW + 1)]
    return float(np.mean(before)), float(np.mean(after))


# -- courts-and-credibility -------------------------------------------------------------------------------------------------
def deliveries(rows: list[Row]) -> dict[str, Any]:
    """Mean delivery a month after the ruling less before, over all pledges (the month of the ruling left out)."""
    by = {
        name: around(monthly(r for r in rows if r["pledge"] == name), number_of(RULED))
        for name in dict.fromkeys(r["pledge"] for r in rows)
    }
    change = {name: after - before for name, (before, after) in by.items()}
    whole = float(sum(change.values()))
    if not np.isfinite(whole):
        absent = [n for n, v in change.items() if not np.isfinite(v)]
        raise MissingData(
            "months are missing",
            field="month",
            got=absent,
            allowed=f"{WINDOW} months on each side of {RULED} for every pledge",
        )
    how = "; ".join(f"{n} {v:+.3g}" for n, v in change.items())
    return {
        "delivery_pace_change": {
            "value": whole,
            "unit": "as supplied, a month",
            "how": f"your table: {how}",
            "missing": None,
        }
    }


# -- oil-linkage ------------------------------------------------------------------------------------------------------------
def crude(rows: list[Row]) -> dict[str, Any]:
    """Response to the warning of July 2025, and fall of state firms after the sanctions of October 2025 less placebo months."""
    mine = [r for r in rows if (r["buyer"], r["origin"]) == (BUYER, ORIGIN)]
    out: dict[str, Any] = {}
    everyone, state = ([r for r in mine if r["firms"] == who] for who in ("all", "state"))
    if everyone:
        out["purchase_response_to_tariff_threat_upper95_abs"] = _response(monthly(everyone))
    if state:
        out["fall_minus_placebo"] = _fall(monthly(state))
    if not out:
        raise MissingData(
            f"no rows of {BUYER} from {ORIGIN}", field="buyer, origin, firms", allowed="firms: all or state"
        )
    return out


def moves(table: Mapping[int, float], date: int) -> float:
    """Change of the log mean over a month; NaN where months are absent or nothing was bought."""
    before, after = around(table, date)
    return float(np.log(after / before)) if before > 0 and after > 0 else float("nan")


def _placebos(table: Mapping[int, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Changes over months whose windows end before the first threat; MissingData below eight of them."""
    last = number_of(PLACEBO_TO) - WINDOW
    found = np.array([moves(table, m) for m in sorted(table) if m <= last])
    found = found[np.isfinite(found)]
    if len(found) < 8:
        raise MissingData(
            "too few placebo months",
            field="month",
            got=len(found),
            allowed=f"8 with {WINDOW} months on each side, before {PLACEBO_TO}",
        )
    return found


def _at(table: Mapping[int, float], date: str) -> float:
    found = moves(table, number_of(date))
    if not np.isfinite(found):
        raise MissingData("months are missing", field="month", where=date, allowed=f"{WINDOW} months on each side")
    return found


def _response(table: Mapping[int, float]) -> dict[str, Any]:
    """Farther end of the 95 % interval of the change over the warning; its spread is that of placebo months."""
    found, spread = _at(table, WARNED), 1.96 * float(_placebos(table).std(ddof=1))
    ends = (found - spread, found + spread)
    return {"value": max(map(abs, ends)), "unit": "log points", "missing": None,
            "how": f"your table: change {found:+.3f}, 95 % interval {ends[0]:+.3f} to {ends[1]:+.3f}"}  # fmt: skip


def _fall(table: Mapping[int, float]) -> dict[str, Any]:
    """Fall over the sanctions less the median fall of placebo months."""
    found, usual = -_at(table, SANCTIONED), -float(np.median(_placebos(table)))
    return {
        "value": found - usual,
        "unit": "log points",
        "missing": None,
        "how": f"your table: fall {found:+.3f}, placebo months {usual:+.3f}",
    }


_READERS: Mapping[str, tuple[tuple[str, ...], Callable[[list[Row]], dict[str, Any]]]] = MappingProxyType({
    "courts-and-credibility": (("pledge", "month", "amount"), deliveries),
    "oil-linkage": (("buyer", "origin", "firms", "month", "amount"), crude),
})  # fmt: skip
