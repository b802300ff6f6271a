"""Where a figure comes from: the lines of `conditions.yaml` that fixed it, and the rows of packaged tables that it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bahe.casebook.claims.grades import is_wanted, table
from bahe.casebook.ten.conditions import FILE, Conditions, Rows

_HOME = Path(__file__).resolve().parents[1]
#: Columns of a row that are shown, where it has them, before all others.
FIRST = ("claim_id", "series", "measure", "importer", "partner", "period", "year", "start", "end", "value", "unit", "rate",
         "evidence_value", "value_share_CHN", "tonnage_share_CHN", "grade", "source", "source_title")  # fmt: skip
#: Rows of one table that are shown; the rest are counted.
MOST = 8


@dataclass(frozen=True)
class Lines:
    """Lines of a file: its name, the number of the first (from 1), and the text."""

    file: str
    first: int
    text: tuple[str, ...]


@dataclass(frozen=True)
class SourceRow:
    """A row of a packaged table: file, number of its line (from 1, the heading is line 1), cells, address of its source."""

    file: str
    line: int
    cells: Mapping[str, str]
    url: str


def text_of(case: str) -> str:
    """The file of conditions as it is."""
    return (_HOME / case / FILE).read_text(encoding="utf-8")


def story_of(case: str, lang: str = "en") -> str:
    """What happened and how the case reads it, in Markdown."""
    return (_HOME / case / ("story.zh.md" if lang == "zh" else "story.md")).read_text(encoding="utf-8")


def lines_of(case: str, condition: str) -> Lines:
    """The lines of `conditions.yaml` that hold one condition."""
    every = text_of(case).split("\n")
    first = next(k for k, line in enumerate(every) if re.fullmatch(rf"- id: {re.escape(condition)}", line))
    last = next(k for k in range(first + 1, len(every) + 1) if k == len(every) or not every[k].startswith("  "))
    return Lines(f"{case}/{FILE}", first + 1, tuple(every[first:last]))


def source_rows(wanted: Rows) -> tuple[SourceRow, ...]:
    """The rows that a metric names; none for a file that is no table."""
    return tuple(
        SourceRow(wanted.file, line, shown(row), _address(row))
        for line, row in table(wanted.file)
        if is_wanted(row, wanted.where)
    )


def shown(row: Mapping[str, str]) -> dict[str, str]:
    """The cells that say what a row is, without those that are empty."""
    return {c: row[c] for c in FIRST if row.get(c)}


def _address(row: Mapping[str, str]) -> str:
    found = next((row[c] for c in ("source_url", "url", "sources") if row.get(c)), "")
    return found if found.startswith("https://") and " " not in found else ""


def rows_of(said: Conditions) -> dict[str, tuple[SourceRow, ...]]:
    """File -> rows that any metric of a case rests on, each once; a file that is no table has none."""
    out: dict[str, dict[int, SourceRow]] = {}
    for m in said.metrics.values():
        for wanted in m.rows:
            mine = out.setdefault(wanted.file, {})
            mine.update({r.line: r for r in source_rows(wanted)})
    return {file: tuple(found[k] for k in sorted(found)) for file, found in out.items()}
