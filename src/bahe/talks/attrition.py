"""The war of attrition: each gives in at the rate that keeps the other indifferent (Maynard Smith 1974; Abreu and Gul 2000).

Without end, or with a deadline at which talks break off (compare Fanning 2016). Times are in any unit; rates are per that unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from bahe.faults import BadValue

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Attrition:
    """Concession in continuous time, of two parties neither of whom has moved yet.

    hazard      [p] rate at which p gives in, until `end`
    exhausted   [p] time by which everyone of p who ever moves would have done so, were there no other end
    end         from here on nobody moves: both are exhausted, or wait for the deadline
    atom        [p] chance that p gives in at once
    deadline    when talks break off; inf: never
    last        [p] chance that p gives in at the deadline itself, if it is reached
    """

    hazard: Floats
    exhausted: Floats
    end: float
    atom: Floats
    deadline: float
    last: Floats

    def moved_by(self, t: float | Floats) -> Floats:
        """Chance that p has given in by t, the other not having moved first [p,...].

        1 - (1 - atom) exp(-hazard min(t, end)), and at the deadline 1 - last of the rest.
        """
        t = np.asarray(t, dtype=np.float64)
        atom, hazard, last = (v.reshape((2,) + (1,) * t.ndim) for v in (self.atom, self.hazard, self.last))
        held = (1 - atom) * np.exp(-hazard * np.minimum(t, self.end))
        return np.asarray(1 - held * np.where(t >= self.deadline, 1 - last, 1.0))

    def agreed_by(self, t: float | Floats) -> Floats:
        """Chance that one of them has given in by t."""
        moved = self.moved_by(t)
        return np.asarray(1 - (1 - moved[0]) * (1 - moved[1]))


def concession(win: Floats, lose: Floats, impatience: Floats, stubborn: Floats, deadline: float = np.inf) -> Attrition:
    """Hazards, end and atoms of two parties whose stubborn kinds insist on their demands.

    win, lose    [p] gains over impasse where the other gives in, and where p does; win above lose
    impatience   [p] rate r_p at which p discounts
    stubborn     [p] chance z_p that p is of the kind that never moves
    deadline     when talks break off with nothing for either; where both give in just then, each gets what it asked in half of cases

    i moves at the rate that keeps j indifferent, lambda_i = r_j lose_j/(win_j - lose_j); with demands a_i on a pie of one this is
    r_j (1 - a_i)/(a_1 + a_2 - 1). By T_i = -ln z_i/lambda_i everyone of kind i who moves has done so; both must end at T_0 = min T,
    so the weaker one moves at once with chance 1 - z_i exp(lambda_i T_0).  [Abreu and Gul 2000, section 3]

    A deadline at T_0 or later changes nothing; before it see `cut_short`.
    """
    hazard = (impatience * lose / (win - lose))[::-1]
    exhausted = -np.log(stubborn) / hazard
    end = float(exhausted.min())
    if deadline >= end:
        atom = np.maximum(
            1 - stubborn * np.exp(hazard * end), 0.0
        )  # of the weaker; rounding leaves the other a hair below zero
        return Attrition(hazard, exhausted, end, atom, float(deadline), np.zeros(2))
    return cut_short(win, lose, impatience, stubborn, float(deadline))


@dataclass(frozen=True)
class Lull:
    """What a lull of some length before the deadline asks of each party; see `cut_short`."""

    win: Floats
    lose: Floats
    impatience: Floats
    stubborn: Floats
    hazard: Floats
    deadline: float

    def rush(self, lull: float) -> Floats:
        """Chance that p gives in at the deadline, so that the other is as well off waiting for it as giving in now [p]."""
        return np.asarray((2 * self.lose * np.expm1(self.impatience * lull) / (self.win - self.lose))[::-1])

    @property
    def tip(self) -> Floats:
        """Chance that p gives in at the deadline from which the other would rather hold out then [p]."""
        return np.asarray((2 * self.lose / (self.win + self.lose))[::-1])

    @property
    def patience(self) -> Floats:
        """Lull after which p is ready to hold out at the deadline [p]."""
        return np.asarray(np.log(2 * self.win / (self.win + self.lose)) / self.impatience)

    def held(self, lull: float) -> Floats:
        """Chance that p has not moved when the lull begins, if nobody moves at once [p]."""
        return np.asarray(np.exp(-self.hazard * (self.deadline - lull)))

    def spare(self, lull: float) -> float:
        """Movers left after the rush, of the party that has fewest: below zero, the lull is too long."""
        return float((self.held(lull) * (1 - self.rush(lull)) - self.stubborn).min())


def cut_short(win: Floats, lose: Floats, impatience: Floats, stubborn: Floats, deadline: float) -> Attrition:
    """The same with a deadline before anybody is exhausted: a race, a lull, and a rush at the deadline.

    Giving in at the deadline is worth more than just before it, since the other may give in too; so nobody moves in a lull of length D
    before it. Both are indifferent where the lull begins: the other gives in at the deadline with chance

        q_j = 2 lose_i (exp(r_i D) - 1)/(win_i - lose_i),   at most 2 lose_i/(win_i + lose_i), where i would rather hold out then too.

    The lull is as long as it can be: until one party has nobody left who would move (both give in at the deadline), until one is ready to
    hold out at the deadline (then the other is the weaker one and moves at once with the chance that leaves just enough of it), or until
    it fills the whole time. Two whose lulls could be equally long both hold out with some chance. Where it fills the whole time there may
    be more than one equilibrium; this is the one that longer deadlines lead to.
    """
    hazard = (impatience * lose / (win - lose))[::-1]
    x = Lull(win, lose, impatience, stubborn, hazard, deadline)
    most = min(float(x.patience.min()), deadline)
    if x.spare(most) <= 0:
        most = float(brentq(x.spare, 0.0, most, xtol=1e-14, rtol=8.9e-16))
        last = x.rush(most)
        return _ended(x, most, last, 1 - stubborn / (x.held(most) * (1 - last)))
    last, atom = _held_out(x, most)
    return _ended(x, most, last, atom)


def _held_out(x: Lull, most: float) -> tuple[Floats, Floats]:
    """Chances of giving in at the deadline and at once, where somebody is ready to hold out, or the lull fills the whole time."""
    enough = x.stubborn <= x.held(most) * (1 - x.tip)  # p has movers enough to make the other hold out
    if enough.all() and abs(float(np.diff(x.patience)[0])) <= 1e-9 * x.patience.max():
        return x.tip, np.zeros(2)
    weak = int(x.patience.argmax())
    weak = weak if enough[weak] else 1 - weak
    if not enough[weak]:
        return 1 - x.stubborn / x.held(most), np.zeros(2)
    last, atom = x.rush(most), np.zeros(2)
    last[weak], atom[weak] = x.tip[weak], 1 - x.stubborn[weak] / (x.held(most)[weak] * (1 - x.tip[weak]))
    return last, atom


def _ended(x: Lull, lull: float, last: Floats, atom: Floats) -> Attrition:
    return Attrition(
        x.hazard,
        -np.log(x.stubborn) / x.hazard,
        x.deadline - lull,
        np.maximum(atom, 0.0),
        x.deadline,
        np.clip(last, 0.0, 1.0),
    )


def mean_length(value: float, cost: float) -> float:
    """Mean length of the symmetric war of attrition over a prize `value` at a flow cost: each moves at rate cost/value, either ends it.

    value / (2 cost).  [Maynard Smith 1974; Hendricks, Weiss and Wilson 1988]
    """
    if value <= 0 or cost <= 0:
        raise BadValue(
            "a prize and a cost above zero are needed", field="value, cost", where="mean_length", got=(value, cost)
        )
    return value / (2 * cost)
