"""The words of bahe: one row joins a name, its symbol, shape, unit, range, meaning (English, Chinese) and source.

The rows live in `glossary.csv`. They feed the manual, axis labels and messages.

>>> lookup("trade_share").symbol
'pi'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bahe.faults import UnknownName


@dataclass(frozen=True)
class Row:
    """One word.

    kind        where it lives: world, horizon, equilibrium, table, by_sector, flows, closure, instrument, ...
    name        the word in code, tables and reports
    symbol      the letter in equations and kernels
    shape       axis letters (n importer, i exporter, j using sector, k supplying sector), or what it is
    unit        unit of the number
    range       values it may take
    meaning_en, meaning_zh   one sentence
    source      where the definition comes from
    """

    kind: str
    name: str
    symbol: str
    shape: str
    unit: str
    range: str
    meaning_en: str
    meaning_zh: str
    source: str

    def meaning(self, lang: str = "en") -> str:
        """The sentence in `en` or `zh`."""
        return self.meaning_zh if lang == "zh" else self.meaning_en


@cache
def rows() -> tuple[Row, ...]:
    """Every row, in the order of the file."""
    import csv

    text = files("bahe").joinpath("glossary.csv").read_text(encoding="utf-8")
    return tuple(Row(**line) for line in csv.DictReader(text.splitlines()))


def kinds() -> tuple[str, ...]:
    """The kinds of rows, in the order of the file."""
    return tuple(dict.fromkeys(row.kind for row in rows()))


def lookup(name: str, kind: str | None = None) -> Row:
    """The row of a word; where two kinds share a word, `kind` says which is meant (the first row otherwise).

    Raises UnknownName with the nearest words.
    """
    known = [row for row in rows() if kind in (None, row.kind)]
    for row in known:
        if row.name == name:
            return row
    raise UnknownName("word" if kind is None else f"word of kind {kind!r}", name, (row.name for row in known))
