"""Texts of answers: in both languages, one or several sentences."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class Text(Shape):
    """A text in both languages."""

    en: str = of("in English")
    zh: str = of("in Chinese")


class Sentences(Shape):
    """The answer in sentences, in both languages, one sentence an entry."""

    en: list[str] = of("in English")
    zh: list[str] = of("in Chinese")


class Nothing(Shape):
    """An empty mapping: a text that is not there."""


#: A text, or an empty mapping where there is none.
TextOrNothing = Text | Nothing
