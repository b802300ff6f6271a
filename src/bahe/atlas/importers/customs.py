"""Monthly customs tables that users have: imports of one economy by origin, product and month; CSV, read row by row.

    origin,hs6,month,value,kilogrammes
    JPN,281111,2019-06,5213.4,1400000
    CHN,281111,2019-06,7080.1,5100000

origin: ISO3; hs6: six digits, as text; month: YYYY-MM; value: any one money; kilogrammes: may be left out or empty. Rows of one flow
are added up. A flow that has no row in a month in which the product has others is nought; a product without a row in a month is
missing in that month. Nothing of the kind is packaged: such tables are the statistical offices' own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadFile, BadValue, MissingData, UnknownName

Floats = NDArray[np.float64]

COLUMNS = ("origin", "hs6", "month", "value")
WEIGHT = "kilogrammes"
MEASURES = ("value", WEIGHT)


@dataclass(frozen=True, eq=False)
class MonthlyImports:
    """value, kilogrammes [g,i,t]: product, origin, month from first to last; NaN where nothing is known."""

    name: str
    products: tuple[str, ...]
    origins: tuple[str, ...]
    months: tuple[str, ...]
    value: Floats
    kilogrammes: Floats

    @property
    def times(self) -> Floats:
        """Middle of each month, decimal years [t]."""
        return np.array([int(m[:4]) + (int(m[5:]) - 0.5) / 12 for m in self.months])

    def product(self, code: str) -> int:
        """Position of a product; UnknownName otherwise."""
        if code not in self.products:
            raise UnknownName("product", code, self.products, field="hs6", where=self.name)
        return self.products.index(code)

    def share(self, origin: str, by: str = "value", every: int = 1) -> tuple[Floats, Floats]:
        """(share [g,t], middle of each span [t]) of one origin, over spans of `every` months counted back from the last.

        NaN where a month of the span is missing, or nothing was imported. UnknownName, BadValue; MissingData where weights were asked
        for and there are none.
        """
        if origin not in self.origins:
            raise UnknownName("origin", origin, self.origins, field="origin", where=self.name)
        if by not in MEASURES:
            raise UnknownName("measure", by, MEASURES, field="by", where=self.name)
        if not 1 <= every <= len(self.months):
            raise BadValue(
                "months of a span", field="every", where=self.name, got=every, allowed=f"1..{len(self.months)}"
            )
        flows = self.value if by == "value" else self.kilogrammes
        if not np.isfinite(flows).any():
            raise MissingData("the table has no weights", field=WEIGHT, where=self.name, remedy='Ask by "value".')
        spans = len(self.months) // every
        kept = flows[:, :, len(self.months) - spans * every :]
        summed = kept.reshape(*kept.shape[:2], spans, every).sum(-1)
        whole = summed.sum(1)
        mine = summed[:, self.origins.index(origin)]
        share = np.where(whole > 0, mine / np.where(whole > 0, whole, 1.0), np.nan)
        return share, self.times[len(self.months) - spans * every :].reshape(spans, every).mean(-1)


def read_customs(path: str | Path) -> MonthlyImports:
    """A table of the layout above; BadFile, MissingData or BadValue with line and column."""
    file = Path(path)
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadFile("cannot be read", where=file.name, got=str(error)) from None
    if not rows:
        raise BadFile("no rows", where=file.name, allowed=", ".join((*COLUMNS, WEIGHT)))
    missing = [c for c in COLUMNS if c not in rows[0]]
    if missing:
        raise BadFile("a column is missing", where=file.name, field=missing[0], allowed=", ".join((*COLUMNS, WEIGHT)))
    return _gathered(file.name, [_row(r, f"{file.name}, line {k}") for k, r in enumerate(rows, start=2)])


_Row = tuple[str, str, str, float, float]


def _row(row: Mapping[str, str | None], where: str) -> _Row:
    cells = {c: (row.get(c) or "").strip() for c in (*COLUMNS, WEIGHT)}
    for column, form, allowed in (("origin", r"[A-Z]{3}", "an ISO3 code"), ("hs6", r"\d{6}", "six digits"),
                                  ("month", r"\d{4}-(0[1-9]|1[0-2])", "YYYY-MM")):  # fmt: skip
        if not re.fullmatch(form, cells[column], re.ASCII):
            raise BadValue("not of the form", field=column, where=where, got=cells[column], allowed=allowed,
                           remedy="Keep codes as text: 010121, not 10121.")  # fmt: skip
    if not cells["value"]:
        raise MissingData("a figure is needed", field="value", where=where)
    return cells["origin"], cells["hs6"], cells["month"], _number(cells["value"], "value", where), (
        _number(cells[WEIGHT], WEIGHT, where) if cells[WEIGHT] else float("nan"))  # fmt: skip


def _number(text: str, field: str, where: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not (np.isfinite(number) and number >= 0):
        raise BadValue("a number of 0 or more is needed", field=field, where=where, got=text)
    return number


def _gathered(name: str, rows: Iterable[_Row]) -> MonthlyImports:
    rows = list(rows)
    origins, products = tuple(sorted({r[0] for r in rows})), tuple(sorted({r[1] for r in rows}))
    months = _all_months(min(r[2] for r in rows), max(r[2] for r in rows))
    value, weight = (np.zeros((len(products), len(origins), len(months))) for _ in range(2))
    there = np.zeros((len(products), len(months)), dtype=bool)
    for origin, product, month, money, kilos in rows:
        g, i, t = products.index(product), origins.index(origin), months.index(month)
        value[g, i, t] += money
        weight[g, i, t] += kilos
        there[g, t] = True
    gone = np.broadcast_to(~there[:, None, :], value.shape)
    value[gone], weight[gone] = np.nan, np.nan
    return MonthlyImports(name, products, origins, months, value, weight)


def _all_months(first: str, last: str) -> tuple[str, ...]:
    a, b = (12 * int(m[:4]) + int(m[5:]) - 1 for m in (first, last))
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(a, b + 1))
