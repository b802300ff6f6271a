"""How a solve ended."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class SolveInfo(Shape):
    """How a solver ended; figures are given only where it converged."""

    outcome: str = of("converged, or the word for how it broke off")
    iterations: int = of("steps of the solver", ge=0)
    residual: float | None = of("largest excess demand that is left, as a share of the market")
    tolerance: float = of("the residual that was asked for")
    seconds: float = of("time it took, seconds", ge=0)
    method: str = of("the solver, as in anderson")
    dose: float = of("share of the shock that was reached, 0..1; below 1 where the path in steps broke off", ge=0, le=1)
    advice: str = of("the outcome in words, and what to do about it")
