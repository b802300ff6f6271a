"""The grid of states, and interpolation on it by weights: rows that are zero or more and add up to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Grid:
    """Evenly spaced states: `gaps` points of g, `shares` of l, `distrusts` of q, ends included.

    What moves beyond an end is held at it. Arrays over states have the shape [G,L,Q]. Odd sizes have a coarser grid inside
    them, on every second point.
    """

    gaps: int = 61
    shares: int = 61
    distrusts: int = 11
    gap_range: tuple[float, float] = (-0.6, 1.8)
    odds_range: tuple[float, float] = (-5.0, 5.0)

    def __post_init__(self) -> None:
        for name in ("gaps", "shares", "distrusts"):
            n = getattr(self, name)
            if not isinstance(n, int) or isinstance(n, bool) or n < 2:
                raise BadValue("too few points", field=name, where="Grid", got=n, allowed="a whole number, 2 or more")
        for name in ("gap_range", "odds_range"):
            low, high = getattr(self, name)
            if not (np.isfinite(low) and np.isfinite(high) and low < high):
                raise BadValue(
                    "not a range", field=name, where="Grid", got=(low, high), allowed="(low, high), low < high"
                )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Points of g, l and q."""
        return self.gaps, self.shares, self.distrusts

    @property
    def size(self) -> int:
        """How many states."""
        return self.gaps * self.shares * self.distrusts

    @property
    def gap_axis(self) -> Floats:
        """Log cost gaps [G]."""
        return np.linspace(*self.gap_range, self.gaps)

    @property
    def odds_axis(self) -> Floats:
        """Log-odds of the home share [L]."""
        return np.linspace(*self.odds_range, self.shares)

    @property
    def distrust_axis(self) -> Floats:
        """Distrust [Q]."""
        return np.linspace(0.0, 1.0, self.distrusts)

    def states(self) -> tuple[Floats, Floats, Floats]:
        """g [G,1,1], l [1,L,1], q [1,1,Q]."""
        return self.gap_axis[:, None, None], self.odds_axis[None, :, None], self.distrust_axis[None, None, :]

    def coarser(self) -> Grid | None:
        """Every second point, or None where that is no grid."""
        if any(n % 2 == 0 or n < 5 for n in self.shape):
            return None
        G, L, Q = ((n + 1) // 2 for n in self.shape)
        return Grid(G, L, Q, self.gap_range, self.odds_range)

    def at(self, values: Floats, g: Any, l: Any, q: Any) -> Floats:
        """`values` [...,G,L,Q] between the points, at states that broadcast: [..., states]."""
        place = [
            located(axis, v)
            for axis, v in zip(
                (self.gap_axis, self.odds_axis, self.distrust_axis), np.broadcast_arrays(g, l, q), strict=True
            )
        ]
        out = np.zeros(values.shape[:-3] + place[0][0].shape)
        for corner in np.ndindex(2, 2, 2):
            weight = np.ones(place[0][0].shape)
            for (_, up), side in zip(place, corner, strict=True):
                weight = weight * (up if side else 1 - up)
            i, j, k = (first + side for (first, _), side in zip(place, corner, strict=True))
            out += weight * values[..., i, j, k]
        return out

    def onto(self, values: Floats, other: Grid) -> Floats:
        """`values` [...,G,L,Q] of this grid on the points of another."""
        return self.at(values, *np.broadcast_arrays(*other.states()))


def located(axis: Floats, v: Any) -> tuple[Ints, Floats]:
    """First of the two neighbours on an even axis, and the weight of the second; ends hold what lies beyond."""
    position = np.clip((np.asarray(v, dtype=float) - axis[0]) / (axis[1] - axis[0]), 0, axis.size - 1)
    first = np.minimum(position.astype(np.intp), axis.size - 2)
    return first, np.asarray(position - first)


def spread(axis: Floats, points: Floats, weights: Floats | None = None) -> Floats:
    """Rows of interpolation weights [row, axis] for points [row] or, mixed by `weights` [c], for points [row, c]."""
    points = points if points.ndim == 2 else points[:, None]
    mix = np.ones(points.shape[1]) if weights is None else weights
    first, up = located(axis, points)
    out = np.zeros((points.shape[0], axis.size))
    row = np.broadcast_to(np.arange(points.shape[0])[:, None], points.shape)
    np.add.at(out, (row, first), (1 - up) * mix)
    np.add.at(out, (row, first + 1), up * mix)
    return out
