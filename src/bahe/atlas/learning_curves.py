"""Unit cost and cumulative production of 87 technologies, 1867 to 2009: what Wright's exponent is measured on.

    from bahe.atlas.learning_curves import learning_curves
    for curve in learning_curves():
        curve.name, curve.years, curve.cumulative, curve.cost

`data/substitution/learning_curves.csv`, from carnegie/clab_experience_curve (MIT). The series come from the Santa Fe Performance
Curve Database, whose own terms are not on file; the table stands alone so that it can be removed. Units differ by technology: use
logs and differences. In 8 of the 87 some steps are longer or shorter than a year (`yearly` is False there).

`python -m bahe.atlas.learning_curves --sources DIR` builds the file again, byte for byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.entry import rebuilt
from bahe.atlas.tables import packaged, rows
from bahe.faults import BadFile, BadValue, UnknownName

Floats = NDArray[np.float64]

FILE = "learning_curves.csv"
SOURCE = "substitution/ExpCurves.csv"
#: Column of the raw table -> column of the packaged one; the normalised columns follow from these and are left out.
COLUMNS = {"Tech": "technology", "Year": "year", "Cumulative production": "cumulative", "Unit cost": "cost"}


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """One technology: years[t], cumulative production[t] and unit cost[t], in units of its own; all above zero, years rising."""

    name: str
    years: Floats
    cumulative: Floats
    cost: Floats

    @property
    def yearly(self) -> bool:
        """True where every step is a year."""
        return bool(np.all(np.abs(np.diff(self.years) - 1) < 1e-9))

    def growth(self) -> tuple[Floats, Floats]:
        """(X, Y)[t-1]: yearly changes of log cumulative production and of log cost."""
        return np.diff(np.log(self.cumulative)), np.diff(np.log(self.cost))


@cache
def learning_curves() -> tuple[LearningCurve, ...]:
    """The 87 technologies in the order of the source."""
    table = rows(f"substitution/{FILE}")
    names = list(dict.fromkeys(r["technology"] for r in table))
    return tuple(_curve(name, [r for r in table if r["technology"] == name]) for name in names)


def learning_curve(name: str) -> LearningCurve:
    """One technology by name; UnknownName otherwise."""
    found = {c.name: c for c in learning_curves()}
    if name not in found:
        raise UnknownName("technology", name, found, field="technology")
    return found[name]


def _curve(name: str, mine: list[dict[str, str]]) -> LearningCurve:
    columns = [np.array([float(r[c]) for r in mine]) for c in ("year", "cumulative", "cost")]
    for array in columns:
        array.flags.writeable = False
    return LearningCurve(name, *columns)


def build(sources: Path) -> str:
    """The packaged file as text, cells as the source has them; BadFile or BadValue where it does not hold."""
    path = sources / SOURCE
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        table = list(csv.DictReader(handle))
    if not table or any(c not in table[0] for c in COLUMNS):
        raise BadFile("not the table of learning curves", where=SOURCE, field="columns", allowed=COLUMNS)
    _check(table)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(
        [list(COLUMNS.values()), *([r[c] for c in COLUMNS] for r in table)]
    )
    return buffer.getvalue()


def _check(table: list[dict[str, str]]) -> None:
    """Every figure above zero, years of a technology rising, production never falling."""
    last: dict[str, tuple[float, float]] = {}
    for number, r in enumerate(table, start=2):
        where = f"{SOURCE}, line {number}, {r['Tech']}"
        try:
            year, made, cost = (float(r[c]) for c in ("Year", "Cumulative production", "Unit cost"))
        except ValueError:
            raise BadValue("numbers are needed", where=where) from None
        if not (made > 0 and cost > 0 and np.isfinite([year, made, cost]).all()):
            raise BadValue("logs need figures above zero", where=where, got=(made, cost))
        if r["Tech"] in last and not (year > last[r["Tech"]][0] and made >= last[r["Tech"]][1]):
            raise BadValue("years rise and cumulative production never falls", where=where, got=(year, made))
        last[r["Tech"]] = year, made


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.learning_curves --sources DIR`: build the packaged file again from raw sources."""
    return rebuilt(
        "python -m bahe.atlas.learning_curves", main.__doc__, build, packaged("substitution"), FILE, arguments
    )


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
