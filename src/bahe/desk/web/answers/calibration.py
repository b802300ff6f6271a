"""The document of `bahe talks --calibration --json`: the crisis game fitted to how 633 threats ended."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class ObservedRate(Shape):
    """A frequency that the game is fitted to."""

    name: str = of("how a threat ended")
    count: int = of("threats that ended so", ge=0)
    of_: int = of("of so many", alias="of", ge=1)
    source: str = of("where the count stands")
    share: float = of("count over total, 0..1")


class CrisisFit(Shape):
    """A fit with some payoffs free; payoffs are in units of the spread of the private costs."""

    free: str = of("payoffs that are free, with commas")
    error: float = of("largest distance to a frequency")
    rank: int = of("numbers that the frequencies fix", ge=0)
    of_: int = of("free payoffs", alias="of", ge=1)
    identified: bool = of("true where the frequencies fix all of them")
    struck: float = of("payoff of the target where sanctions are imposed")
    shame: float = of("payoff of the sender where it backs down: the audience cost, below zero")
    firm: float = of("payoff of the sender where sanctions are imposed")
    threat: float = of("chance of a threat, 0..1")
    concede: float = of("chance that the target concedes, 0..1")
    concede_if_dearer: float = of("the same where sanctions cost the target one spread more")
    concede_if_cheaper: float = of("the same where they cost it one spread less")


class HeldPayoff(Shape):
    """What a held payoff does: held elsewhere, and fitted again."""

    held: str = of("the payoff that is held")
    at: float = of("where it is held, in units of the spread")
    error: float = of("largest distance to a frequency")
    struck: float = of("fitted payoff of the target where sanctions are imposed")
    shame: float = of("fitted audience cost of the sender")
    threat: float = of("chance of a threat, 0..1")
    equilibria: int = of("equilibria of the fitted game", ge=0)
    concede_if_dearer: float = of("chance of concession where sanctions cost the target one spread more, 0..1")


class RateCheck(Shape):
    """A published rate that the fit did not use."""

    rate: str = of("the rate")
    count: int = of("cases", ge=0)
    of_: int = of("of so many", alias="of", ge=1)
    published: float = of("count over total, 0..1")
    low: float = of("lower end of its 95 per cent interval (Clopper and Pearson)")
    high: float = of("upper end")
    game: float | None = of("what the game says, 0..1; null where it says nothing of it")
    inside: bool | None = of("whether that lies inside the interval; null where the game says nothing")
    what: str = of("what of the game is compared, and with what caution")
    source: str = of("where the rate stands")


class CalibrationAnswer(Shape):
    """The crisis game and the frequencies: what they fix, what they leave open, and published rates as checks."""

    observed: list[ObservedRate] = of("frequencies that it is fitted to")
    fits: list[CrisisFit] = of("fits with different payoffs free")
    held: list[HeldPayoff] = of("what held payoffs do")
    checks: list[RateCheck] = of("published rates that were not used")
