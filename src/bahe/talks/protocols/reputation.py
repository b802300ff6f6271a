"""Reputation: a party may be of the kind that never moves (Abreu and Gul 2000); the war of attrition without that (Maynard Smith 1974)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue
from bahe.talks.bargain import Bargain, Settlement, no_deal
from bahe.talks.possible import frontier, zone
from bahe.talks.protocols.nash import nash
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Attrition:
    """Concession in continuous time: `hazard[p]` of p while neither has moved, until `end`; `atom[p]` chance that p moves at once."""

    hazard: Floats
    exhausted: Floats
    end: float
    atom: Floats

    def moved_by(self, t: float | Floats) -> Floats:
        """Chance that p has conceded by t [p,...], the other not having moved first: 1 - (1 - atom) exp(-hazard min(t, end))."""
        at = np.minimum(np.asarray(t, dtype=np.float64), self.end)
        shape = (2,) + (1,) * at.ndim
        return np.asarray(1 - (1 - self.atom.reshape(shape)) * np.exp(-self.hazard.reshape(shape) * at))

    def agreed_by(self, t: float | Floats) -> Floats:
        """Chance that one of them has conceded by t."""
        moved = self.moved_by(t)
        return np.asarray(1 - (1 - moved[0]) * (1 - moved[1]))


def concession(win: Floats, lose: Floats, impatience: Floats, stubborn: Floats) -> Attrition:
    """Hazards, end and atoms of two parties whose stubborn kinds insist on their demands.

    win, lose    [p] gains over impasse where the other gives in, and where p does
    impatience   [p] rate r_p at which p discounts
    stubborn     [p] chance z_p that p is of the kind that never moves

    i moves at the rate that keeps j indifferent, lambda_i = r_j lose_j/(win_j - lose_j); with demands a_i on a pie of one this is
    r_j (1 - a_i)/(a_1 + a_2 - 1). By T_i = -ln z_i/lambda_i everyone of kind i who moves has done so; both must end at T_0 = min T,
    so the weaker one moves at once with chance 1 - z_i exp(lambda_i T_0).  [Abreu and Gul 2000, section 3]
    """
    rate = impatience * lose / (win - lose)
    hazard = rate[::-1]
    exhausted = -np.log(stubborn) / hazard
    end = float(exhausted.min())
    return Attrition(hazard, exhausted, end, 1 - stubborn * np.exp(hazard * end))


@protocols.add("reputation", cite="Abreu and Gul 2000, Econometrica 68(1), 85-117", efficient=False, symmetric=True, parties=2,
               delay="private information: a party may be of the kind that never moves")  # fmt: skip
def reputation(b: Bargain, stubborn: Floats | float = 0.05, demand: Floats | float = 0.75) -> Settlement:
    """Each insists on a demand, moves at a rate that keeps the other indifferent, and with chance `stubborn` never moves at all.

    demand     [p] part of what it could have at most (its end of the zone of agreement) that each insists on; demands that can both
               be met are signed at once
    stubborn   [p] chance of the kind that never moves, in (0,1); a discount d a round is the rate -ln d

    The clock is in rounds. Terms: the mean over who gives in first. What delay costs is lost by both.
    """
    b.two("reputation")
    z, share = (
        np.broadcast_to(np.asarray(stubborn, dtype=float), 2),
        np.broadcast_to(np.asarray(demand, dtype=float), 2),
    )
    if ((z <= 0) | (z >= 1)).any():
        raise BadValue(
            "not a chance between zero and one", field="stubborn", where="reputation", got=z, allowed="0 < z < 1"
        )
    if ((share <= 0) | (share > 1)).any():
        raise BadValue("not a part", field="demand", where="reputation", got=share, allowed="0 < a <= 1")
    ends = zone(b)
    if ends is None:
        return no_deal(b, "reputation")
    f, still = frontier(b), b.outside
    most = np.array([ends[0][0], ends[1][1]]) - still
    points = [f.best(p, float(still[p] + share[p] * most[p])) for p in (0, 1)]
    mine = np.array([points[p][p] for p in (0, 1)]) - still  # type: ignore[index]
    left = np.array([points[1 - p][p] for p in (0, 1)]) - still  # type: ignore[index]
    if (left >= mine).any():
        met: Settlement = replace(
            nash(b), protocol="reputation"
        )  # the demands can both be met: there is nothing to wait for
        return met
    if (left <= 0).any() or (b.discount <= 0).any():
        return no_deal(b, "reputation", "the demands leave one party nothing to gain by giving in")
    r = -np.log(b.discount)
    war = concession(mine, left, r, z)
    return _expected(b, war, points, z, r)  # type: ignore[arg-type]


def _expected(b: Bargain, war: Attrition, points: list[Floats], z: Floats, r: Floats) -> Settlement:
    """Chances, the clock in rounds, and what each expects: who could move is as well off as by moving after the atoms."""
    never = float(z.prod())
    (l0, l1), (a0, a1) = war.hazard, war.atom
    survive = (1 - a0) * (1 - a1)
    both = l0 + l1
    # p gives in: at once, or first in the race up to the end.
    race = survive * (1 - np.exp(-both * war.end))
    gives = np.array([a0, a1]) + race * np.array([l0, l1]) / both
    rounds = np.arange(1.0, np.ceil(war.end) + 2)
    when = np.diff(war.agreed_by(rounds - 1), prepend=0.0)
    chance = 1 - never
    weight = gives / gives.sum()
    mean = weight[0] * points[1] + weight[1] * points[0]  # where 0 gives in, 1's demand is signed
    f = frontier(b)
    terms = [f.terms(points[1], len(b.outcomes)), f.terms(points[0], len(b.outcomes))]
    mix, paid = (weight[0] * terms[0][k] + weight[1] * terms[1][k] for k in (0, 1))
    gain = np.empty(2)
    for p in (0, 1):
        win, lose = points[p][p] - b.outside[p], points[1 - p][p] - b.outside[p]
        discounted = survive * (1 - np.exp(-(both + r[p]) * war.end)) / (both + r[p])
        gain[p] = (
            war.atom[1 - p] * win + war.atom[p] * lose + discounted * (war.hazard[1 - p] * win + war.hazard[p] * lose)
        )
    return Settlement(
        b, "reputation", "deal" if chance >= 0.5 else "breakdown", b.outside + gain, mean, mix, paid, when,
        {"deal": chance, "truce": 0.0, "breakdown": never}, "private information: a party may be of the kind that never moves",
        {"hazard": war.hazard, "end": war.end, "atom": war.atom, "gives_in": gives},
    )  # fmt: skip


def mean_length(value: float, cost: float) -> float:
    """Mean length of the symmetric war of attrition over a prize `value` at a flow cost: each moves at rate cost/value, either ends it.

    value / (2 cost).  [Maynard Smith 1974; Hendricks, Weiss and Wilson 1988]
    """
    if value <= 0 or cost <= 0:
        raise BadValue(
            "a prize and a cost above zero are needed", field="value, cost", where="mean_length", got=(value, cost)
        )
    return value / (2 * cost)
