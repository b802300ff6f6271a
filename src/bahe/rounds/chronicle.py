"""Chronicle: what was done and what followed, year by year; frozen, and the same again from seed and moves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import UnknownName
from bahe.rounds.channels import dependence, split
from bahe.rounds.policies import Move
from bahe.world.capability import Capability

if TYPE_CHECKING:
    from bahe.rounds.meetings import Settled

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Accuracy:
    """How the yearly worlds were solved, and how far interpolation is from solving, where it was used.

    solves         equilibria solved
    compared       states at which both were done;  worst_welfare: largest difference of real income, per cent
    worst_leverage largest difference of a leverage, points of per cent;  typical_leverage: its size at those states (largest)
    outside        fraction of states beyond the grid, held at its edge
    seconds        of the whole play
    """

    method: str
    solves: int
    compared: int
    worst_welfare: float
    worst_leverage: float
    typical_leverage: float
    outside: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Chronicle:
    """Years t = 0..T-1 of `moves` (ropes r), draws s, economies n of the world. The state stands at the start of a year: T+1 of them.

    states              Capability, T+1, each [s,n,g]
    holder_part         h[t,s,r], holder's part of the target's imports, T+1
    intensity           x[t,s,r]
    welfare             real income over that of the same year at the starting cost gap and without control [t,s,n] (1: no change)
    leverage, own       per cent of real income that target and holder lose by a full stop, solved [t,s,r], T+1
    seed                of the generator; None where it was given without one
    settlements         how talks ended, one a meeting and year in which there were any
    """

    moves: tuple[Move, ...]
    economies: tuple[str, ...]
    horizon: str
    states: tuple[Capability, ...]
    holder_part: Floats
    intensity: Floats
    welfare: Floats
    leverage: Floats
    own: Floats
    seed: Any
    accuracy: Accuracy
    settlements: tuple[Settled, ...] = ()

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def years(self) -> int:
        """T."""
        return int(self.intensity.shape[0])

    def rope(self, item: str) -> int:
        """Position of the rope of an item; UnknownName otherwise."""
        names = [m.item for m in self.moves]
        if item not in names:
            raise UnknownName("item", item, names, where="Chronicle.rope")
        return names.index(item)

    def of(self, field: str) -> Floats:
        """A field of the states at the ropes' targets and items [t,s,r], T+1."""
        first = self.states[0]
        n = [first.economies.index(m.target) for m in self.moves]
        g = [first.items.index(m.item) for m in self.moves]
        return np.stack([getattr(c, field)[:, n, g] for c in self.states])

    @property
    def dependence(self) -> Floats:
        """D = (1-s) h (1-d), of each target on its holder [t,s,r], T+1."""
        return dependence(self.of("home_share"), self.holder_part, self.of("switched"))

    @property
    def position(self) -> Floats:
        """The rope [t,s,r], T+1: 1 - D/D_0. 0 where it started, 1 where the holder holds nothing any more, below 0 where it gains."""
        d = self.dependence
        return np.asarray(1 - d / d[:1])

    @property
    def channels(self) -> Floats:
        """The log fall of dependence by channel [c,t,s,r] (`channels.CHANNELS`), T+1 years."""
        return split(self.of("home_share"), self.holder_part, self.of("switched"))
