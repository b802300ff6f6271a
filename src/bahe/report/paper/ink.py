"""Colours of a page's style sheet by class, for words and for cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"(?:td|b|span|p|tr)?\.([\w-]+)")
_VALUE = re.compile(r"(?:^|;)\s*(color|background)\s*:\s*(#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3})\s*(?=;|$)")


@dataclass(frozen=True)
class Ink:
    """What a style sheet says: class -> colour of its words, class -> colour of its ground, as #rrggbb."""

    words: Mapping[str, str]
    grounds: Mapping[str, str]

    def of(self, classes: Iterable[str]) -> str | None:
        """The colour of words of these classes."""
        return next((self.words[c] for c in sorted(classes) if c in self.words), None)

    def ground(self, classes: Iterable[str]) -> str | None:
        """The colour behind a cell of these classes."""
        return next((self.grounds[c] for c in sorted(classes) if c in self.grounds), None)


def ink(sheet: str) -> Ink:
    """Colours that a sheet, its variables written out, gives to classes that stand alone."""
    words: dict[str, str] = {}
    grounds: dict[str, str] = {}
    for rule in _RULE.finditer(sheet):
        said = dict(_VALUE.findall(rule[2]))
        for selector in rule[1].split(","):
            found = _CLASS.fullmatch(selector.strip())
            if found and "color" in said:
                words.setdefault(found[1], said["color"])
            if found and "background" in said and selector.strip().startswith("td"):
                grounds.setdefault(found[1], said["background"])
    return Ink(words, grounds)
