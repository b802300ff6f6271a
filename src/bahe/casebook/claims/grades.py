"""Rows of packaged tables that a metric rests on, and what their grades allow: grade D never decides alone (CASES A.1)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache

from bahe.atlas.tables import packaged
from bahe.casebook.ten.files import Conditions, Metric


@cache
def table(file: str) -> tuple[tuple[int, Mapping[str, str]], ...]:
    """(line, row) of a packaged table; nothing for a file that is no table."""
    if not file.endswith(".csv"):
        return ()
    reader = csv.DictReader(io.StringIO(packaged(file).read_text(encoding="utf-8-sig")))
    return tuple((reader.line_num, row) for row in reader)


def is_wanted(row: Mapping[str, str], where: Mapping[str, str | Sequence[str]]) -> bool:
    """Whether a row is one that a metric names."""
    return all(row.get(column) in ((value,) if isinstance(value, str) else value) for column, value in where.items())


def weak(said: Conditions) -> frozenset[str]:
    """Metrics of a case whose every source row is of grade D; those that rest on a table without grades are not among them."""
    return frozenset(name for name, metric in said.metrics.items() if _grades(metric) == {"D"})


def _grades(metric: Metric) -> set[str]:
    """Grades of all rows that a metric names; empty cells for tables without grades."""
    named = [row for wanted in metric.rows for _, row in table(wanted.file) if is_wanted(row, wanted.where)]
    graded = all(table(wanted.file) for wanted in metric.rows)  # a file that is no table has no grades
    return {row.get("grade") or "" for row in named} | (set() if graded else {""})
