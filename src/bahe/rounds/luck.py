"""Luck: chance of every draw from a seed of its own, so that a draw has the same luck whoever is played beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape
from bahe.substitution.laws import Chance

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Luck:
    """Seeds [s], one a draw: what `play` takes in place of a seed for all where draws are played in blocks."""

    seeds: tuple[int, ...]

    def stream(self) -> Stream:
        """Its generators, from the beginning."""
        return Stream(tuple(np.random.default_rng(v) for v in self.seeds))


@dataclass(frozen=True, eq=False)
class Stream:
    """A generator a draw, as they stand."""

    each: tuple[np.random.Generator, ...] = field(repr=False)

    def year(self, shape: tuple[int, ...]) -> Chance:
        """One year's chance [s,n,g]."""
        if shape[0] != len(self.each):
            raise BadShape(
                "one seed a draw is needed", field="rng", where="play", got=len(self.each), allowed=str(shape[0])
            )
        drawn = [Chance.drawn(shape[1:], rng) for rng in self.each]
        return Chance(*(np.stack([getattr(d, f) for d in drawn]) for f in ("normal", "happens", "size")))

    def spawn(self, count: int) -> list[Stream]:
        """Streams beside this one, which stays as it is."""
        children = [rng.spawn(count) for rng in self.each]
        return [Stream(tuple(c[k] for c in children)) for k in range(count)]

    def random(self, size: int) -> Floats:
        """One uniform a draw."""
        return np.array([rng.random() for rng in self.each[:size]])
