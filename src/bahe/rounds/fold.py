"""Fold: one year of a play, from a State to the next; what is folded over years, and what a holder looks ahead with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.rounds.answers import Answers
from bahe.rounds.channels import dependence
from bahe.rounds.policies import Move, Sight
from bahe.rounds.sourcing import holder_part_after
from bahe.substitution import adoption
from bahe.substitution.laws import Chance, Laws, Year, advance
from bahe.world.capability import Capability

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class State:
    """Start of a year: capability [s,n,g], the holders' parts h [s,r], and the controls of the year before x [s,r]."""

    year: int
    capability: Capability
    part: Floats
    last: Floats

    def times(self, k: int) -> State:
        """The same state k times over, one block of draws after the other: k plans are played at once."""
        c = self.capability
        tiled = {f.name: _tiled(getattr(c, f.name), k) for f in fields(c) if f.name not in ("economies", "items")}
        return State(self.year, replace(c, **tiled), _tiled(self.part, k), _tiled(self.last, k))


@dataclass(frozen=True, eq=False)
class Fold:
    """Everything that stays as it is over the years.

    rules   of the play (`bahe.rounds.Rules`);  answers: of the world
    n, g    places of each rope's target and item in the capability [r];  gap_0, usual: gap and holder's part at the start [s,r]
    """

    moves: tuple[Move, ...]
    rules: Any
    answers: Answers
    n: Ints
    g: Ints
    gap_0: Floats
    usual: Floats

    def state(self, at: State) -> tuple[Floats, Floats, Floats]:
        """Home share, holder's part and fall of the gap [s,r], as the world is asked."""
        c = at.capability
        return c.home_share[:, self.n, self.g], at.part, self.gap_0 - c.gap[:, self.n, self.g]

    def leverage(self, at: State) -> tuple[Floats, Floats]:
        """Losses of targets and holders by a full stop, users that are left counted, per cent [s,r]."""
        lost, own = self.answers.leverage(*self.state(at))
        left = 1 - at.capability.switched[:, self.n, self.g]
        return lost * left, own * left

    def welfare(self, at: State, x: Floats) -> Floats:
        """Real income over that of the same year at the starting gap and without control [s,n]."""
        return np.exp(self.answers.welfare(*self.state(at), x))

    def sights(self, at: State, lost: Floats, own: Floats) -> list[Sight]:
        """What the holder of each rope sees, all from the same start of the year."""
        c, out = at.capability, []
        share, part, _ = self.state(at)
        depends = dependence(share, part, c.switched[:, self.n, self.g])
        for r, m in enumerate(self.moves):
            answering = [
                q for q, other in enumerate(self.moves) if (other.holder, other.target) == (m.target, m.holder)
            ]
            against = at.last[:, answering].max(1) if answering else np.zeros(len(at.last))
            n, g = self.n[r], self.g[r]
            out.append(Sight(at.year, depends[:, r], lost[:, r], own[:, r], at.last[:, r], against,
                             c.gap[:, n, g], share[:, r], c.distrust[:, n, g]))  # fmt: skip
        return out

    def after(self, at: State, x: Floats, chance: Chance | None) -> State:
        """A year later under the controls x [s,r]."""
        c, laws, n, g = at.capability, self.rules.laws, self.n, self.g
        felt = np.zeros(c.shape)
        felt[:, n, g] = np.clip(x * at.part, 0.0, 1.0)  # of all imports, what is withheld is the holder's part
        floors = None if self.rules.floors is None else self.rules.floors[at.year]
        wedge = adoption.wedge(x, _of(laws.leakage, n, g), _of(laws.short_elasticity, n, g))
        doubt = _of(laws.distrust_weight, n, g) * c.distrust[:, n, g]
        part = holder_part_after(
            at.part, self.usual, wedge, doubt, _of(laws.long_elasticity, n, g), np.asarray(self.rules.resourcing)
        )
        return State(at.year + 1, advance(c, Year(control=felt, floors=floors), laws, chance), part, x)

    def times(self, k: int) -> Fold:
        """The same fold for k blocks of draws."""
        laws, speed = self.rules.laws, np.asarray(self.rules.resourcing, dtype=np.float64)
        numbers = {f.name: _tiled(getattr(laws, f.name), k, 3) for f in fields(Laws) if f.name not in _PLAIN}
        rules = replace(self.rules, laws=replace(laws, **numbers), resourcing=_tiled(speed, k, 2))
        return replace(self, rules=rules, gap_0=_tiled(self.gap_0, k), usual=_tiled(self.usual, k))


#: Fields of the Laws that never carry draws.
_PLAIN = ("weights", "floors", "links")


def _tiled(value: Any, k: int, axes: int = 0) -> Any:
    """k blocks along the axis of draws; numbers without one (fewer axes, or one draw for all) stay."""
    if value is None or (axes and (np.ndim(value) < axes or np.shape(value)[0] == 1)):
        return value
    return np.tile(value, (k, *(1,) * (np.ndim(value) - 1)))


def _of(number: Any, n: Ints, g: Ints) -> Floats:
    """A number of the laws at the ropes: [] stays, [s,1,1] becomes [s,1], [s,n,g] becomes [s,r]."""
    a = np.asarray(number, dtype=np.float64)
    if a.ndim < 2:
        return a
    if a.shape[-1] == a.shape[-2] == 1:
        return a[..., 0]
    return np.asarray(a[..., n if a.shape[-2] > 1 else 0, g if a.shape[-1] > 1 else 0])


def places(moves: Sequence[Move], c: Capability) -> tuple[Ints, Ints]:
    """Places of each rope's target and item in a capability [r]."""
    n = np.array([c.economies.index(m.target) for m in moves])
    return n, np.array([c.items.index(m.item) for m in moves])
