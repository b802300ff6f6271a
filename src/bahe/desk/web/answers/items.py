"""Goods finer than an industry: who holds them, on what ground a share stands, and when a cut bites."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class Bite(Shape):
    """When a cut bites: what the users' stock covers of what no longer arrives."""

    bites_months: float | None = of("months until a cut bites; null where no stock is on file")
    bites_months_low: float | None = of("lower end of its range, months")
    bites_months_high: float | None = of("upper end of its range, months")


class Share(Bite):
    """The share of an origin in what a buyer uses of an item, with its ground."""

    buyer: str = of("code of the economy that buys")
    share: float | None = of("share of the origin in what the buyer uses of the item, home included, 0..1")
    low: float | None = of("lower end of the range of the share")
    high: float | None = of("upper end of the range of the share")
    kind: str = of("how the figure came about: measured, quoted, assumed, or as the parent (the industry)")
    grade: str = of("grade of the evidence, A to D; empty where nothing is cited")
    source: str = of("key of the source; empty where none states it")
    parent: str = of("industry that the item was carved out of")
    parent_share: float | None = of("share of the origin in that whole industry, 0..1")


class Holding(Share):
    """The share of a holder in what a buyer uses of an item."""

    item: str = of("key of the item")
    holder: str = of("code of the economy that makes it")


class ShareYear(Shape):
    """A year of the share of a supplier in the imports of a buyer."""

    buyer: str = of("code of the economy that buys")
    supplier: str = of("code of the economy that sells")
    year: int = of("the year")
    series: str = of("what the line shows: an industry, or rare earths by value or tonnage")
    share: float | None = of("share of the supplier in the imports of the buyer, 0..1")
