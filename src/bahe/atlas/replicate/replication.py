"""Replication: tables of published and computed cells, and the full results beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bahe.faults import UnknownName


@dataclass(frozen=True)
class Cell:
    """One published number and the same number computed; `printed` is the text as published."""

    row: str
    column: str
    printed: str
    computed: float
    remark: str = ""

    @property
    def published(self) -> float:
        """The printed number."""
        return float(self.printed)

    @property
    def unit(self) -> float:
        """One unit in the last printed place: 0.01 of "1.31", 1e-07 of "8.38e-05"."""
        exponent = Decimal(self.printed).as_tuple().exponent
        return float(Decimal(1).scaleb(int(exponent)))

    @property
    def difference(self) -> float:
        """Computed less published."""
        return self.computed - self.published

    @property
    def matches(self) -> bool:
        """True where the computed number rounds to the printed one: at most half a unit of its last place away."""
        return abs(self.difference) <= self.unit / 2 * (1 + 1e-9)

    @property
    def units_off(self) -> float:
        """Distance in units of the last printed place."""
        return abs(self.difference) / self.unit

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = {
            "published": self.published, "printed": self.printed, "computed": self.computed,
            "difference": self.difference, "matches": self.matches,
        }  # fmt: skip
        return plain | {"remark": self.remark} if self.remark else plain


@dataclass(frozen=True)
class PublishedTable:
    """A table of a paper: its name there, what it shows, and its cells."""

    name: str
    scenario: str
    caption: str
    unit: str
    cells: tuple[Cell, ...]

    @property
    def matched(self) -> int:
        """Number of cells that match to the printed digit."""
        return sum(c.matches for c in self.cells)

    def __getitem__(self, place: tuple[str, str]) -> Cell:
        for cell in self.cells:
            if (cell.row, cell.column) == place:
                return cell
        raise UnknownName("cell", " / ".join(place), [f"{c.row} / {c.column}" for c in self.cells], where=self.name)

    def frame(self) -> Any:
        """A pandas frame, one row a cell: row, column, published, computed, difference, matches."""
        import pandas as pd

        columns = ["row", "column", "published", "computed", "difference", "matches", "remark"]
        return pd.DataFrame([{c: getattr(cell, c) for c in columns} for cell in self.cells], columns=columns)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: rows by name, columns by name."""
        rows: dict[str, dict[str, Any]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell.as_dict()
        return {
            "caption": self.caption, "scenario": self.scenario, "unit": self.unit,
            "cells": len(self.cells), "matching": self.matched, "rows": rows,
        }  # fmt: skip


@dataclass(frozen=True)
class Replication:
    """Everything that one call of `replicate` computed.

    tables     the published tables, cell by cell
    results    scenario -> economy -> column -> number: the full answer, exact real income first
    remarks    sentences that a reader of the figures must know
    solves     scenario -> how the solver ended
    """

    paper: str
    citation: str
    tables: tuple[PublishedTable, ...]
    results: Mapping[str, Mapping[str, Mapping[str, Any]]]
    remarks: tuple[str, ...] = ()
    solves: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    equilibria: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def cells(self) -> int:
        """Number of published cells."""
        return sum(len(t.cells) for t in self.tables)

    @property
    def matched(self) -> int:
        """Number of cells that match to the printed digit."""
        return sum(t.matched for t in self.tables)

    @property
    def exceptions(self) -> tuple[tuple[str, Cell], ...]:
        """Cells that do not match, with the name of their table."""
        return tuple((t.name, c) for t in self.tables for c in t.cells if not c.matches)

    def table(self, name: str) -> Any:
        """One published table as a pandas frame, cell by cell."""
        return self[name].frame()

    def __getitem__(self, name: str) -> PublishedTable:
        for t in self.tables:
            if t.name == name:
                return t
        raise UnknownName("table", name, [t.name for t in self.tables], where=self.paper)

    def result_frame(self, scenario: str) -> Any:
        """The full answer of one scenario as a pandas frame, one row an economy."""
        import pandas as pd

        if scenario not in self.results:
            raise UnknownName("scenario", scenario, self.results, where=self.paper)
        return pd.DataFrame.from_dict({e: dict(row) for e, row in self.results[scenario].items()}, orient="index")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; keys are names of tables, economies and columns."""
        return {
            "paper": self.paper,
            "citation": self.citation,
            "cells": self.cells,
            "matching": self.matched,
            "exceptions": [{"table": t, "row": c.row, "column": c.column, **c.as_dict()} for t, c in self.exceptions],
            "tables": {t.name: t.as_dict() for t in self.tables},
            "results": {s: {e: dict(row) for e, row in rows.items()} for s, rows in self.results.items()},
            "solves": {s: dict(v) for s, v in self.solves.items()},
            "remarks": list(self.remarks),
        }
