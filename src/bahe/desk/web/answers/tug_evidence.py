"""What figures say of a tug without the mechanism: an event study of a dated control, and speeds pooled over technologies."""

from __future__ import annotations

from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.intervals import Three
from bahe.desk.web.answers.texts import Text
from bahe.desk.web.models import Shape

Table = list[list[float | None]]


class EventPoint(Shape):
    """A figure of a good, and its change of log-odds from the base."""

    period: str = of("period of the figure")
    year: float = of("its middle, years with fractions")
    share: float = of("share of the holder in the target's imports, 0..1")
    change: float | None = of("change of log-odds from the base")
    low: float | None = of("lower end of its 90 per cent band")
    high: float | None = of("upper end of its 90 per cent band")
    grade: str = of("grade of the evidence, A to D")
    base: bool = of("true of the base")
    to_verify: str = of("what is still to be checked, separated by semicolons; empty where nothing is")


class EventGood(Shape):
    """A good of the event: its figures."""

    id: str = of("id of the good")
    en: str = of("its name in English")
    zh: str = of("its name in Chinese")
    controlled: bool = of("true where the control covered it")
    noise: float = of("standard deviation of the yearly change of log-odds, borrowed from like goods")
    left_out: list[str] = of("periods of figures of 0 or 1, which have no log-odds")
    points: list[EventPoint] = of("its figures")


class RawMaterials(Shape):
    """Raw materials of the same holder that nobody controlled."""

    years: list[float] = of("middles of the years")
    codes: list[str] = of("products, HS six digits")
    words: list[str] = of("their names")
    share: Table = of("share of the holder in the target's imports, 0..1, by product and year")
    change: Table = of("change of log-odds from the base, by product and year")
    mean: list[float | None] = of("mean of the changes, by year")
    spread: list[float | None] = of("standard deviation of the changes, by year")
    count: list[int] = of("products that have a figure, by year")
    source: str = of("source of the figures")


class Industries(Shape):
    """Industries that the controlled goods belong to, against those that were not touched."""

    names: list[str] = of("industries that were touched")
    times: list[float] = of("years")
    effect: Table = of("difference of log-odds from the others, by industry and year")
    low: Table = of("lower end of its band")
    high: Table = of("upper end of its band")
    chance: Table = of("chance of such a difference by luck, from the untouched, by industry and year")
    mean: list[float | None] = of("mean over the touched, by year")
    spread: list[float | None] = of("standard deviation over the untouched, by year")
    untouched: list[int] = of("number of untouched industries, by year")
    others: list[str] = of("industries that were not touched")


class Beside(Shape):
    """A fall beside those of raw materials that nobody controlled."""

    fall: float = of("the fall, log-odds")
    first: float = of("from when")
    last: float = of("until when")
    materials: int = of("materials compared", ge=0)
    as_far: int = of("materials that fell as far", ge=0)
    chance: float = of("chance of such a fall by luck, 0..1")
    median: float = of("median change of the materials, log-odds")
    low: float = of("lowest change of the materials")
    high: float = of("highest change of the materials")


class PatternRow(Shape):
    """What was published of a good, and what the figures say."""

    id: str = of("id of the good")
    published: str = of("what was published: falls or no fall")
    ours: str = of("what the figures here say")
    same: bool | None = of("whether that is the same; null where the figures do not tell")
    figure: EventPoint | None = of("the figure that it is read from; null where there is none")
    en: str = of("how it is read, in English")
    zh: str = of("how it is read, in Chinese")
    beside: Beside | None = may("the fall beside raw materials; where it can be compared")


class EventStudy(Shape):
    """A dated control studied."""

    holder: str = of("who controlled")
    target: str = of("on whom")
    date: float = of("when the control began, years with fractions")
    lifted: float = of("when it was lifted")
    goods: list[EventGood] = of("the goods and their figures")
    materials: RawMaterials = of("raw materials that nobody controlled")
    industries: Industries = of("industries touched and not touched")
    pattern: list[PatternRow] = of("what was published against what the figures say")
    customs: None = of("a study of a monthly table of one's own; null, as the web takes none")


class PooledRow(Shape):
    """A technology among those whose speeds are pooled."""

    id: str = of("id of the technology")
    en: str = of("its name in English")
    zh: str = of("its name in Chinese")
    figures: int = of("number of figures", ge=0)
    grades: str = of("grades of its figures, one letter each")
    dependence: float = of("dependence at the last figure, 0..1")
    year: float = of("year of that figure")
    speed: Three = of("change of log-odds of dependence a year: 5 per cent, median, 95 per cent")
    half_life: Three = of("half-life of dependence, years; null where it does not fall")
    falls: float = of("chance that dependence falls, 0..1")
    place: float = of("expected place among the technologies, 1 the fastest")
    first: float = of("chance of being the fastest, 0..1")
    home_at: Three = of("home share at the year looked at, 0..1")


class PooledDefinition(Shape):
    """One definition of the goods, and the speeds under it."""

    id: str = of("id of the definition")
    en: str = of("its name in English")
    zh: str = of("its name in Chinese")
    rows: list[PooledRow] = of("technologies, the fastest first")
    mu: Three = of("mean speed over technologies, log-odds a year")
    tau: Three = of("standard deviation of speeds between technologies")
    noise: Three = of("standard deviation of the yearly change within a technology")


class Maker(Shape):
    """A country of makers in what the target buys."""

    origin: str = of("code of the country")
    share: float = of("its share, 0..1")
    low: float = of("lower end of its range")
    high: float = of("upper end of its range")
    rests_on: str = of("quoted or assumed")
    grade: str = of("grade of the evidence; empty where nothing is cited")
    year: int | None = of("year of the figure")


class BoughtByUsa(Shape):
    """What the United States buys of a good, for comparison."""

    codes: list[str] = of("products, HS six digits")
    shares: dict[str, float] = of("origin -> share in US imports, 0..1; the largest alone")


class Suppliers(Shape):
    """Who makes a good."""

    id: str = of("id of the technology")
    name: Text = of("its name")
    target: list[Maker] = of("makers of what the target buys")
    usa: BoughtByUsa = of("origins of what the United States buys")


class Pooled(Shape):
    """Speeds pooled over technologies."""

    at: float = of("the year looked at")
    definitions: list[PooledDefinition] = of("one a definition of the goods")
    by_definition: dict[str, float | None] = of(
        "technology -> part of the variance of log-odds at that year that lies between definitions, 0..1"
    )
    suppliers: list[Suppliers] = of("who makes the goods")


class Evidence(Shape):
    """What figures say without the mechanism; the parts that the case has figures for."""

    event_study: EventStudy | None = may("of a case with a dated control")
    pooled: Pooled | None = may("of a case with several technologies")


class Metric(Shape):
    """A named figure of a tug."""

    value: float | bool | None = of("the figure in its unit; null where it is missing, and `how` says what is")
    unit: str = of("unit, in words")
    basis: str = of("what it rests on: observed, accounts, model, fit or none")
    how: Text = of("how it is got, or what is missing")
    low: float | None = may("lower end of its interval; where there is one")
    high: float | None = may("upper end of its interval; where there is one")
