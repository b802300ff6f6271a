"""Take it or leave it, when the other's outside option is not known (Fearon 1995; the risk-return trade-off)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, MissingData
from bahe.talks.bargain import Bargain, Settlement, no_deal
from bahe.talks.possible import frontier
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Belief:
    """Of the other's outside option: equally likely `values`, rising; or, `even`, anything between the first and the last of them."""

    values: Floats
    even: bool

    @classmethod
    def read(cls, spread: tuple[float, float] | None, draws: Floats | None) -> Belief:
        """From either; raises BadValue where it is none."""
        values = np.asarray(spread if draws is None else np.sort(np.asarray(draws, dtype=np.float64)), dtype=np.float64)
        field = "spread" if draws is None else "draws"
        if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
            raise BadValue("finite numbers are needed", field=field, where="ultimatum", got=values)
        if draws is None and (values.size != 2 or values[0] >= values[1]):
            raise BadValue("low is not below high", field=field, where="ultimatum", got=spread)
        return cls(values, draws is None)

    def below(self, a: float) -> float:
        """Chance that it is not above `a`."""
        if self.even:
            return float(np.clip((a - self.values[0]) / (self.values[1] - self.values[0]), 0.0, 1.0))
        return float(np.searchsorted(self.values, a, side="right") / self.values.size)

    def mean_above(self, a: float, default: float) -> float:
        """Mean where it is above `a`; `default` where it never is."""
        if self.even:
            return (max(a, float(self.values[0])) + float(self.values[1])) / 2
        above = self.values[self.values > a]
        return float(above.mean()) if above.size else default


@protocols.add("ultimatum", cite="Fearon 1995, International Organization 49(3), 379-414", efficient=False, symmetric=False,
               parties=2, delay="private information: the other's outside option")  # fmt: skip
def ultimatum(b: Bargain, spread: tuple[float, float] | None = None, draws: Floats | None = None) -> Settlement:
    """One offer by `first`; the other refuses where its outside option, which the proposer does not know, is better.

    spread   lowest and highest outside option of the other, all in between equally likely
    draws    [s] its possible values instead, such as a band of the engine's

    The offer maximises P(yes) x what it leaves + P(no) x the proposer's outside option: exactly, edge by edge. With war won with
    chance p at own cost k and the other's cost uniform on [0, C]: demand p + (C-k)/2, refused with chance 1/2 - k/(2C).
    """
    b.two("ultimatum")
    i, j = b.proposer, 1 - b.proposer
    if (spread is None) == (draws is None):
        raise MissingData("what does the proposer believe of the other's outside option?", field="spread or draws", where="ultimatum",
                          remedy=f"Say one of them: ultimatum(b, spread=(low, high)), around {b.outside[j]:g}.")  # fmt: skip
    f = frontier(b)
    belief = Belief.read(spread, draws)
    if draws is not None:
        offers = belief.values
    else:
        offers = _turns(f.corners, i, belief.values[0], float(b.outside[i]), f.money, belief.values[-1])
    best, point = -np.inf, None
    for a in offers:
        made = f.best(j, float(a))
        if made is None:
            continue
        chance = belief.below(max(float(made[j]), float(a)))  # the frontier may round what is offered down
        worth = chance * made[i] + (1 - chance) * b.outside[i]
        if worth > best:
            best, point, accepted = worth, made, chance
    if point is None or best <= b.outside[i]:
        return no_deal(b, "ultimatum", "no offer is worth making")
    mix, paid = f.terms(point, len(b.outcomes))
    refused = belief.mean_above(float(point[j]), float(b.outside[j]))
    payoffs = accepted * point + (1 - accepted) * np.where(np.arange(2) == i, b.outside, refused)
    return Settlement(b, "ultimatum", "deal" if accepted >= 0.5 else "breakdown", payoffs, point, mix, paid, np.array([accepted]),
                      {"deal": accepted, "truce": 0.0, "breakdown": 1 - accepted},
                      "" if accepted == 1 else "private information: the other's outside option", {"offer": point})  # fmt: skip


def _turns(corners: Floats, i: int, low: float, outside: float, money: bool, high: float) -> Floats:
    """Where the proposer's expected payoff can be largest: corners, the ends of the belief, and the turn on each edge.

    On an edge u_i = u0 - s (a - a0): (a - low)(u_i - o_i) turns at a = (low + a0 + (u0 - o_i)/s)/2.
    """
    if money:
        total = corners[0].sum()
        return np.array([low, high, (low + total - outside) / 2])
    a, u = corners[:, 1 - i], corners[:, i]
    slope = -np.diff(u) / np.diff(a)
    turn = (low + a[:-1] + (u[:-1] - outside) / slope) / 2
    lo, hi = np.minimum(a[:-1], a[1:]), np.maximum(a[:-1], a[1:])
    return np.concatenate([a, [low, high], np.clip(turn, lo, hi)])
