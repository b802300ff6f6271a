"""Draws: scrambled Sobol points, and the dimensions that they are turned into.

A dimension is a range, a normal or a list of choices. Points fill the unit cube evenly (Sobol 1967); a random shift of their binary
digits makes them a sample without spoiling that (Owen 1995; L'Ecuyer and Lemieux 2002), and depends on the seed and on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from bahe.faults import BadValue, Conflict

Floats = NDArray[np.float64]
Law = Literal["uniform", "log-uniform", "normal", "triangular", "choice"]

LAWS: dict[str, str] = {
    "uniform": "from low to high, all equally likely",
    "log-uniform": "from low to high, logs equally likely; both above zero",
    "normal": "mean and standard deviation",
    "triangular": "low, likeliest, high",
    "choice": "one of a list, all equally likely",
}

#: Bits of a coordinate that are shifted: what a Sobol point of scipy has at most.
BITS = 30


@dataclass(frozen=True)
class Dimension:
    """One uncertain input: its name, its law, and the law's figures (or choices).

    uniform, log-uniform: (low, high); normal: (mean, s.d.); triangular: (low, likeliest, high); choice: the choices
    """

    name: str
    law: Law
    figures: tuple[Any, ...]

    def __post_init__(self) -> None:
        where = f"Dimension {self.name!r}"
        if self.law not in LAWS:
            raise BadValue("not a law", field="law", where=where, got=self.law, allowed=LAWS)
        if self.law == "choice":
            if len(self.figures) < 1:
                raise BadValue("nothing to choose from", field="figures", where=where)
            return
        count = 3 if self.law == "triangular" else 2
        f = self.figures
        if len(f) != count or not all(isinstance(x, int | float) and np.isfinite(x) for x in f):
            raise BadValue(
                f"{count} finite numbers are needed", field="figures", where=where, got=f, allowed=LAWS[self.law]
            )
        rising = all(a <= b for a, b in zip(f, f[1:], strict=False)) and f[0] < f[-1]
        if (
            (self.law != "normal" and not rising)
            or (self.law == "normal" and f[1] <= 0)
            or (self.law == "log-uniform" and f[0] <= 0)
        ):
            raise BadValue("not in order", field="figures", where=where, got=f, allowed=LAWS[self.law])

    def at(self, u: Floats) -> list[Any]:
        """The value at each quantile of u [s], u in (0,1)."""
        if self.law == "choice":
            return [self.figures[i] for i in np.minimum((u * len(self.figures)).astype(int), len(self.figures) - 1)]
        return [float(x) for x in self._number(u)]

    def _number(self, u: Floats) -> Floats:
        a, b, *more = (float(x) for x in self.figures)
        if self.law == "uniform":
            return np.asarray(a + (b - a) * u)
        if self.law == "log-uniform":
            return np.asarray(a * (b / a) ** u)
        if self.law == "normal":
            return np.asarray(a + b * ndtri(u))
        top = (b - a) / (more[0] - a)
        rise, fall = (
            a + np.sqrt(u * (more[0] - a) * (b - a)),
            more[0] - np.sqrt((1 - u) * (more[0] - a) * (more[0] - b)),
        )
        return np.asarray(np.where(u < top, rise, fall))


def points(count: int, dimensions: int, seed: int = 0) -> Floats:
    """Sobol points [s,dim] in the open unit cube, shifted in their binary digits by `seed`. Even coverage wants powers of two."""
    if count < 1 or dimensions < 1:
        raise BadValue("one or more", field="count, dimensions", where="points", got=(count, dimensions))
    if dimensions > qmc.Sobol.MAXDIM:
        raise Conflict("too many dimensions", where="points", got=dimensions, allowed=str(qmc.Sobol.MAXDIM))
    power = int(np.ceil(np.log2(count)))
    plain = qmc.Sobol(dimensions, scramble=False).random_base2(power)[:count]
    shift = np.random.default_rng(seed).integers(0, 2**BITS, dimensions, dtype=np.int64)
    digits = np.floor(plain * 2**BITS).astype(np.int64) ^ shift
    return np.asarray((digits + 0.5) / 2.0**BITS)


def drawn(dimensions: tuple[Dimension, ...], u: Floats) -> list[dict[str, Any]]:
    """One dictionary a row of u [s,dim]: name -> value."""
    columns = [d.at(u[:, m]) for m, d in enumerate(dimensions)]
    return [dict(zip((d.name for d in dimensions), row, strict=True)) for row in zip(*columns, strict=True)]
