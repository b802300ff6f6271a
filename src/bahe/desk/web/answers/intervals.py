"""Ranges: a central figure and the ends over published elasticity sets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class Interval(Shape):
    """A figure at the central elasticities, and its range over the sets that converged; in the unit of the measure it stands under."""

    central: float | None = of("at the central elasticities; null where that solve did not converge")
    low: float | None = of("lowest over the elasticity sets")
    high: float | None = of("highest over the elasticity sets")
    sets: int = of("elasticity sets that the range is over", ge=0)


#: A figure and its range: central (or median), low, high.
Three = Annotated[list[float | None], Field(min_length=3, max_length=3)]
#: A point: two coordinates.
Point = Annotated[list[float | None], Field(min_length=2, max_length=2)]
