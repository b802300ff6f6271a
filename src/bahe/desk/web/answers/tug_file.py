"""The file of a tug, as `bahe case show --json` prints it: every key as in tug.yaml; keys that are left out are not there."""

from __future__ import annotations

from typing import Literal

from bahe.desk.web.answers.conditions import CheckWords
from bahe.desk.web.answers.fans import Happening
from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.intervals import Point
from bahe.desk.web.answers.texts import Text
from bahe.desk.web.models import Shape


class LogRange(Shape):
    """A range on a logarithmic scale."""

    log: Point = of("lowest and highest, in the unit of the parameter")


class FilePolicy(Shape):
    """Numbers of the policy that are fixed."""

    start: int | None = may("index of the first year of control; of an embargo")
    years: int | None = may("years of control; of an embargo that is lifted")
    turn: int | None = may("index of the year in which control changes; of a stepped policy")


class FileFigure(Shape):
    """A figure that the good is fitted to or scored by."""

    series: str = of("name of the series")
    period: str = of("its period")
    use: Literal["fit", "score", "late"] = of("fit, score (held back) or late (neither)")
    source: str | None = may("beginning of the source; where several have the period")


class FileCap(Shape):
    """A cap on what can be delivered."""

    share: Point = of("lowest and highest, share of demand, 0..1")
    growth: Point = of("lowest and highest growth a year")


class FileVariant(Shape):
    """A counterfactual: what is different."""

    id: str = of("id of the variant")
    en: str = of("what is different, in English")
    zh: str = of("what is different, in Chinese")
    later: float | str | None = may("control after the turn, 0..1, or first: as before; where that is different")
    floor: float | None = may("procurement floor, 0..1; where that is different")
    compatibility: float | None = may("compatibility of home with the holder's ware, 0..1; where that is different")
    cap: FileCap | None = may("a cap on what can be delivered; where there is one")
    from_: float | None = may("from when on, years with fractions; where it is from a date on", alias="from")


class FileDefinition(Shape):
    """A definition of the share."""

    en: str = of("the definition in English")
    zh: str = of("the definition in Chinese")
    series: str = of("name of its series")
    source: str | None = may("beginning of the source; where the series has several")
    kind: str | None = may("kind of its figures; absent: observed")


class FileAccounts(Shape):
    """Series of imports in money, for accounts of a fall."""

    imports: str = of("series of imports, USD million")
    share: str = of("series of the share of the holder")
    from_: str = of("period before", alias="from")
    to: str = of("period after")


class FileGood(Shape):
    """One rope: who holds what over whom, and the ranges of what is not known."""

    id: str = of("id of the good")
    item: str = of("key of the item in the table of items")
    holder: str = of("who makes it")
    target: str = of("who uses it")
    start: float = of("first year, with fraction")
    years: int = of("years played", ge=1)
    shown: str = of("what the figures are of: home, imports, market or users")
    policy: str = of("free, embargo, embargo-then-lift, stepped, slow")
    carve: bool | None = may("true where its market is known, so that the world can be solved; absent: false")
    world: list[str] | None = may("economies that are kept apart in its world; where it is solved")
    given: FilePolicy | None = may("numbers of the policy; where it has some")
    priors: dict[str, Point | LogRange | float] = of("parameter -> range, range in logarithms, or a number")
    figures: list[FileFigure] = of("figures that are fitted and held back")
    factors: list[str] = of("what the change is taken apart by")
    weights: list[float] | None = may("shares of segments of buyers, 0..1; where there are several")
    floors: dict[str, list[float]] | None = may("year -> procurement floor of each segment, 0..1; where there are some")
    accounts: FileAccounts | None = may("series of imports in money; where there are some")
    horizon: float | None = may("year at which the change is taken apart; absent: the last")
    levels: list[float] | None = may("levels of the share whose dates are looked at, 0..1; where there are some")
    variants: list[FileVariant] | None = may("counterfactuals; where there are some")
    looked_at: list[float] | None = may("years at which they are compared; with counterfactuals")
    definitions: list[FileDefinition] | None = may("definitions of the share; where there are several")
    events: list[Happening] | None = may("what happened; where that is marked")
    note: Text | None = may("what should be known; where something is")


class FileEventGood(Shape):
    """A good of a dated control."""

    id: str = of("id of the good")
    en: str = of("its name in English")
    zh: str = of("its name in Chinese")
    controlled: bool = of("true where the control covered it")
    series: str = of("name of its series")
    base: str = of("period of the base")
    look_at: str | None = may("period that is looked at; where something was published")
    yearly: list[str] | None = may("two years that are compared; where there are yearly figures")
    hs6: list[str] | None = may("products of the customs tariff, HS six digits; where known")
    industries: list[str] | None = may("industries that it belongs to; where known")
    published: str | None = may("what was published: falls or no fall; where something was")
    why_en: str | None = may("how it is read, in English; where something was published")
    why_zh: str | None = may("how it is read, in Chinese; where something was published")


class FileEvent(Shape):
    """A dated control to study."""

    holder: str = of("who controlled")
    target: str = of("on whom")
    date: float = of("when it began, years with fractions")
    lifted: float = of("when it was lifted")
    goods: list[FileEventGood] = of("its goods")


class FileTechnology(Shape):
    """A technology whose speed is pooled with others."""

    id: str = of("id of the technology")
    en: str = of("its name in English")
    zh: str = of("its name in Chinese")
    share_of: Literal["home", "holder"] = of("whose share the figures are")
    figures: list[list[str]] = of("series and period of each figure")
    item: str | None = may("key of the item; where it is in the table of items")


class FilePooledDefinition(Shape):
    """A definition of the technologies."""

    id: str = of("id of the definition")
    en: str = of("its name in English")
    zh: str = of("its name in Chinese")
    technologies: list[FileTechnology] = of("the technologies")


class FilePooled(Shape):
    """Technologies to fit together."""

    target: str = of("who uses them")
    at: float = of("the year looked at")
    definitions: list[FilePooledDefinition] = of("definitions of the segment")


class FileCheck(CheckWords):
    """A condition fixed beforehand, as it is written."""


class TugFile(Shape):
    """The file of a tug."""

    id: str = of("name of the case")
    title: Text = of("its title")
    question: Text = of("its question")
    goods: list[FileGood] = of("its goods")
    checks: list[FileCheck] = of("conditions fixed beforehand")
    event: FileEvent | None = may("a dated control to study; where there was one")
    pooled: FilePooled | None = may("technologies to fit together; where there are several")
