"""Fans: quantiles over draws, year by year."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape

#: One number a year; null where nothing is known.
Years = list[float | None]


class Fan(Shape):
    """Quantiles over draws, one number a year each; null where nothing is known."""

    q5: Years = of("5 per cent of the draws lie below")
    q25: Years = of("25 per cent lie below")
    q50: Years = of("the median")
    q75: Years = of("75 per cent lie below")
    q95: Years = of("95 per cent lie below")


class Happening(Shape):
    """A dated event."""

    year: float = of("when, years with fractions")
    en: str = of("what happened, in English")
    zh: str = of("what happened, in Chinese")
    url: str | None = of("where that is documented; empty where nowhere")
