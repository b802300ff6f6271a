"""Foresight: plans of a holder played forward with the fold of the play itself, and what a course of years is worth to it.

    year's worth   V_i (W_i - 1) + b V_n (1 - W_n)       holder i, target n, real income W against the year without control
    worth          sum over years of discount^t times it

V is spending on final goods in the benchmark, USD million. What lies beyond the years that are played does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import MissingData
from bahe.rounds.fold import Fold, State
from bahe.rounds.policies import Sight
from bahe.world.world import World

if TYPE_CHECKING:
    from bahe.rounds.chronicle import Chronicle

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stakes:
    """Places of holder and target among the economies, and what each spends [n], USD million."""

    i: int
    n: int
    spent: Floats

    @classmethod
    def of(cls, world: World, holder: str, target: str) -> Stakes:
        """Raises UnknownName."""
        i, n = (world.axes.economy(name, "worth") for name in (holder, target))
        return cls(i, n, np.maximum(world.final_spending, 0.0).sum(1))

    def year(self, income: Floats, security: float) -> Floats:
        """Worth [...] of a year with real incomes W [...,n]."""
        mine = self.spent[self.i] * (income[..., self.i] - 1)
        return np.asarray(mine + security * self.spent[self.n] * (1 - income[..., self.n]))


def worth(c: Chronicle, world: World, rope: int = 0, *, security: float = 0.0, discount: float = 0.94) -> Floats:
    """What a play is worth to the holder of a rope [s], USD million at its start.

    security  what a dollar lost by the target is worth to the holder;  discount: of a year. MissingData without a world.
    """
    if not c.economies:
        raise MissingData("a play without a world says nothing of income", field="world", where="worth")
    stakes = Stakes.of(world, c.moves[rope].holder, c.moves[rope].target)
    return np.asarray(np.tensordot(discount ** np.arange(c.years), stakes.year(c.welfare, security), axes=1))


@dataclass(frozen=True, eq=False)
class Foresight:
    """What the holder of rope r can work out at the start of a year.

    The others go on as their rules say; a holder that looks ahead itself is taken to go on as it did the year before. Chance is left out.
    """

    fold: Fold
    at: State
    r: int
    stakes: Stakes

    @property
    def years(self) -> int:
        """Years that are left, this one among them."""
        return int(self.fold.rules.years - self.at.year)

    def worth(self, plans: Floats, security: float, discount: float) -> Floats:
        """What plans [k,years] are worth [k,s], USD million at the start of this year."""
        k, draws = len(plans), len(self.at.last)
        fold, at = self.fold.times(k), self.at.times(k)
        still, total = at.last, np.zeros(k * draws)
        for t in range(self.years):
            x = np.array(still)
            for q, see in enumerate(_seen(fold, at)):
                if q != self.r and not fold.moves[q].looks_ahead:
                    x[:, q] = fold.moves[q].intensity(see)
            x[:, self.r] = np.repeat(plans[:, t], draws)
            total += discount**t * self.stakes.year(fold.welfare(at, x), security)
            at = fold.after(at, x, None)
        return total.reshape(k, draws)


def _seen(fold: Fold, at: State) -> Sequence[Sight]:
    """Sights of a year; leverage is worked out only where a rule looks at it."""
    if any(m.policy == "while-it-pays" for m in fold.moves):
        return fold.sights(at, *fold.leverage(at))
    unknown = np.full(at.part.shape, np.nan)
    return fold.sights(at, unknown, unknown)


def looking(fold: Fold, at: State, r: int, see: Sight, world: Any) -> Sight:
    """The same sight with foresight, where the policy of the rope wants it."""
    from dataclasses import replace

    move = fold.moves[r]
    if not move.looks_ahead:
        return see
    return replace(see, ahead=Foresight(fold, at, r, Stakes.of(world, move.holder, move.target)))
