"""An exhibit: a table of a case's result in both languages, ready for any page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Both = tuple[str, str]


@dataclass(frozen=True)
class Exhibit:
    """title, heads, rows, note by language; the first `words` columns hold words, all others figures."""

    title: Mapping[str, str]
    heads: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[Sequence[str]]]
    words: int
    note: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "title": dict(self.title), "heads": {k: list(v) for k, v in self.heads.items()},
            "rows": {k: [list(r) for r in v] for k, v in self.rows.items()}, "words": self.words, "note": dict(self.note),
        }  # fmt: skip


def exhibit(
    title: Both,
    heads: tuple[Sequence[str], Sequence[str]],
    rows: Mapping[str, Sequence[Sequence[str]]],
    words: int = 1,
    note: Both = ("", ""),
) -> Exhibit:
    """An exhibit from pairs (English, Chinese)."""
    return Exhibit(in_both(title), {"en": heads[0], "zh": heads[1]}, rows, words, in_both(note))


def in_both(pair: Both) -> dict[str, str]:
    """(English, Chinese) by language."""
    return {"en": pair[0], "zh": pair[1]}
