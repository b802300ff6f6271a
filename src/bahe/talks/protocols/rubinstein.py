"""Alternating offers, without end or with a deadline (Rubinstein 1982; Staahl 1972; Binmore, Shaked and Sutton 1989)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from bahe.faults import MissingData
from bahe.talks.bargain import Bargain, Settlement, deal, no_deal
from bahe.talks.possible import Frontier, frontier, zone
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]


def refusal(b: Bargain, p: int, next_offer: float) -> float:
    """What party p has by saying no: it walks away, or waits a round, in which talks may end by themselves.

    R = max(out, impasse + q (out - impasse) + (1 - q) d (next - impasse)): the outside option counts if it is better, and only then.
    """
    out, still = float(b.outside[p]), float(b.impasse[p])
    wait = still + b.breakdown * (out - still) + (1 - b.breakdown) * float(b.discount[p]) * (next_offer - still)
    return max(out, wait)


def offer(f: Frontier, b: Bargain, proposer: int, following: Floats) -> Floats:
    """What `proposer` proposes: the other is given what its refusal is worth, if that leaves the proposer no worse than talks ending."""
    other = 1 - proposer
    point = f.best(other, refusal(b, other, float(following[other])))
    return following if point is None else point


@protocols.add(
    "rubinstein",
    cite="Rubinstein 1982, Econometrica 50(1), 97-109",
    efficient=True,
    symmetric=False,
    parties=2,
    delay="",
)
def rubinstein(b: Bargain) -> Settlement:
    """Offers in turn without end: x and y, each making the other indifferent between yes and waiting for its own offer.

    On a pie of one with common discount d the first mover has 1/(1+d); with d1, d2: (1-d2)/(1-d1 d2). An outside option binds where
    it is better than waiting (the outside option principle); a chance q of breakdown stands in for (1-q) d, and moves the point that
    is fallen back on. Signed at once.
    """
    b.two("rubinstein")
    ends = zone(b)
    if ends is None:
        return no_deal(b, "rubinstein")
    f, i = frontier(b), b.proposer
    j = 1 - i
    low, high = sorted((float(ends[0][i]), float(ends[1][i])))

    def again(mine: float) -> float:
        """i's payoff from its own offer, if its next one gave it `mine`."""
        theirs = f.best(i, refusal(b, i, mine))  # what j offers in between
        back = f.best(j, refusal(b, j, float(theirs[j]))) if theirs is not None else None
        return float(back[i]) if back is not None else low

    def gap(mine: float) -> float:
        return again(mine) - mine

    if gap(high) >= 0:
        at = high
    elif gap(low) <= 0:
        at = low
    else:
        at = brentq(gap, low, high, xtol=1e-15 * max(1.0, abs(high)), rtol=8.9e-16)
    theirs = f.best(i, refusal(b, i, at))
    point = offer(f, b, i, theirs if theirs is not None else ends[0])
    mix, paid = f.terms(point, len(b.outcomes))
    return deal(b, "rubinstein", mix, paid, counter=theirs)


@protocols.add("deadline", cite="Staahl 1972, Bargaining Theory", efficient=True, symmetric=False, parties=2, delay="")
def deadline(b: Bargain, last: str = "") -> Settlement:
    """N rounds of offers in turn, found from the last: who proposes there takes all but what the other has by walking away.

    On a pie of one, with common discount d and N rounds: (1 - (-d)^N)/(1 + d). `last` names who proposes in the last round, in place
    of `first`. Signed at once. Raises MissingData where `rounds` is not given.
    """
    b.two("deadline")
    if b.rounds is None:
        raise MissingData(
            "the number of rounds is not given", field="rounds", where="deadline", remedy="Bargain(..., rounds=5)."
        )
    if zone(b) is None:
        return no_deal(b, "deadline")
    f = frontier(b)
    first = b.proposer if not last else (b.party(last) + b.rounds - 1) % 2
    point = np.array(b.outside)
    for round_ in reversed(range(b.rounds)):
        proposer = (first + round_) % 2
        if round_ == b.rounds - 1:
            made = f.best(1 - proposer, float(b.outside[1 - proposer]))
            point = point if made is None else made
        else:
            point = offer(f, b, proposer, point)
    mix, paid = f.terms(point, len(b.outcomes))
    return deal(b, "deadline", mix, paid, proposer=b.parties[first], last=b.parties[(first + b.rounds - 1) % 2])
