"""What every part of the page of a scenario is made from."""

from __future__ import annotations

from dataclasses import dataclass

from bahe.report.drawing.svg import UNPRINTABLE
from bahe.report.runs.digest import Digest
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import Numbers
from bahe.report.wording.texts import Words


@dataclass(frozen=True)
class Told:
    """A run read once, with the sentences, names and numbers of one language."""

    d: Digest
    words: Words
    labels: Labels
    numbers: Numbers

    @property
    def lang(self) -> str:
        """en | zh"""
        return self.words.lang

    @property
    def told(self) -> tuple[Digest, Words, Labels, Numbers]:
        """The same four, for another part of the page."""
        return self.d, self.words, self.labels, self.numbers

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return " " if self.lang == "en" else ""


def clean(text: str) -> str:
    """Text without the characters that no page may hold."""
    return UNPRINTABLE.sub("", text)
