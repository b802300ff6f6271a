"""The document of `bahe shock --json`."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.solving import SolveInfo
from bahe.desk.web.answers.welfare import EconomyChange
from bahe.desk.web.models import Shape


class ShockAnswer(Shape):
    """A shock solved: how the solver ended, and what changes for every economy."""

    world: str = of("name of the world that was solved")
    horizon: str = of("long, long-bln, medium, short or shock")
    closure: str = of("what holds trade balances: transfer, balanced, proportional, nominal or nominal:ISO3")
    elasticities: str = of("the set of trade elasticities by name, or the one number that was given")
    moves: list[str] = of("what is done, in sentences")
    info: SolveInfo = of("how the solver ended")
    economies: dict[str, EconomyChange] = of("economy code -> its changes")
