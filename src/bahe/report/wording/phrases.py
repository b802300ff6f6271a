"""Sentences that the library makes in English, said in Chinese: one table of templates, `data/phrases.csv`.

Faults, steps of the work, checks of an audit and texts of sources are made in the rooms below, which know one language. Here they are
heard with their blanks and said again: `unknown {kind:noun} {name}` hears "unknown economy 'CHX'" and says 未知的经济体 'CHX'.

    {x}        any words, kept as they are
    {x:noun}   words that are said in Chinese by the templates of that kind, or the template does not fit
    {x:noun?}  the same, kept as they are where no template fits
    {x:name}   a code of an economy, industry or item, by its name; {x:names} a list of codes, those without a name kept
    {x:digits} a whole number

A template fits the whole text or not at all; of several the one with the most letters of its own is taken, so the order of rows is
nobody's business. What no template fits is None: the caller shows the English and says so, nothing is guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

#: What stands between braces: the name of a blank, its kind, a question mark where it may stay English.
BLANK = re.compile(r"\{(\w+)(?::([\w-]+))?(\?)?\}")
#: Codes in a list: apart by commas, blanks or both.
_APART = re.compile(r"(,\s*|\s+)")


@dataclass(frozen=True)
class Template:
    """One row: a kind of sentence, its English and its Chinese, and how the English is heard."""

    kind: str
    en: str
    zh: str

    @property
    def blanks(self) -> dict[str, tuple[str | None, bool]]:
        """name -> (kind of its words, whether these may stay as they are)."""
        return {name: (kind or None, bool(free)) for name, kind, free in BLANK.findall(self.en)}

    @property
    def own(self) -> int:
        """Letters outside the blanks."""
        return len(BLANK.sub("", self.en))

    @property
    def heard(self) -> re.Pattern[str]:
        """The English as a pattern."""
        out, last = "", 0
        for found in BLANK.finditer(self.en):
            out += re.escape(self.en[last : found.start()]) + f"(?P<{found[1]}>.+?)"
            last = found.end()
        return re.compile(out + re.escape(self.en[last:]), re.DOTALL)


@cache
def phrases() -> Mapping[str, tuple[tuple[Template, re.Pattern[str]], ...]]:
    """kind -> its templates, those with the most letters of their own first."""
    table = files("bahe.report").joinpath("data/phrases.csv").read_text(encoding="utf-8")
    rows = [Template(r["kind"], r["en"], r["zh"]) for r in csv.DictReader(table.splitlines())]
    ordered = sorted(rows, key=lambda t: -t.own)
    kinds = dict.fromkeys(t.kind for t in rows)
    return {k: tuple((t, t.heard) for t in ordered if t.kind == k) for k in kinds}


@lru_cache(maxsize=4096)
def chinese(kind: str, text: str) -> str | None:
    """`text` in Chinese by the templates of `kind`; None where none fits."""
    if kind == "name":
        return _codes().get(text)
    if kind == "digits":
        return text if text.isdigit() else None
    if kind == "names":
        return "".join(_codes().get(part, "、" if part.strip() == "," else part) for part in _APART.split(text))
    for template, heard in phrases().get(kind, ()):
        found = heard.fullmatch(text)
        said = None if found is None else _filled(template, found.groupdict())
        if said is not None:
            return said
    return None


def _filled(template: Template, words: Mapping[str, str]) -> str | None:
    """The Chinese with its blanks filled; None where a blank that must be said in Chinese cannot be."""
    out: dict[str, str] = {}
    for name, (kind, free) in template.blanks.items():
        said = chinese(kind, words[name]) if kind else words[name]
        if said is None and not free:
            return None
        out[name] = words[name] if said is None else said
    return re.sub(r"\{(\w+)\}", lambda m: out[m[1]], template.zh)


@cache
def _codes() -> Mapping[str, str]:
    """code -> Chinese name."""
    from bahe.atlas.naming import names

    return names("zh")
