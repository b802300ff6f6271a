"""Reputation: a party may be of the kind that never moves (Abreu and Gul 2000), with or without a deadline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue
from bahe.talks.attrition import Attrition, concession
from bahe.talks.bargain import Bargain, Settlement, no_deal
from bahe.talks.possible import Frontier, frontier, zone
from bahe.talks.protocols.nash import nash
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]
#: Why a signature waits here.
CAUSE = "private information: a party may be of the kind that never moves"


@protocols.add("reputation", cite="Abreu and Gul 2000, Econometrica 68(1), 85-117", efficient=False, symmetric=True, parties=2,
               delay=CAUSE)  # fmt: skip
def reputation(
    b: Bargain, stubborn: Floats | float = 0.05, demand: Floats | float = 0.75, deadline: float = np.inf
) -> Settlement:
    """Each insists on a demand, moves at a rate that keeps the other indifferent, and with chance `stubborn` never moves at all.

    demand     [p] part of what it could have at most (its end of the zone of agreement) that each insists on; demands that can both
               be met are signed at once
    stubborn   [p] chance of the kind that never moves, in (0,1); a discount d a round is the rate -ln d
    deadline   rounds until talks break off; default: never. One later than both are exhausted changes nothing

    The clock is in rounds. Terms: the mean over who gives in first. What delay costs is lost by both.
    """
    b.two("reputation")
    z, share = _parts(stubborn, demand, deadline)
    ends = zone(b)
    if ends is None:
        return no_deal(b, "reputation")
    f, still = frontier(b), b.outside
    most = np.array([ends[0][0], ends[1][1]]) - still
    points = [f.best(p, float(still[p] + share[p] * most[p])) for p in (0, 1)]
    assert points[0] is not None
    assert points[1] is not None
    asked = np.stack([points[0], points[1]])  # [who demands, p]
    win, lose = np.diag(asked) - still, np.diag(asked[::-1]) - still
    if (lose >= win).any():  # the demands can both be met: there is nothing to wait for
        met: Settlement = replace(nash(b), protocol="reputation")
        return met
    if (lose <= 0).any() or (b.discount <= 0).any():
        return no_deal(b, "reputation", "the demands leave one party nothing to gain by giving in")
    return _settled(b, f, asked, concession(win, lose, -np.log(b.discount), z, deadline))


def _parts(stubborn: Floats | float, demand: Floats | float, deadline: float) -> tuple[Floats, Floats]:
    """What is typed in, a number for each party."""
    z, share = (np.broadcast_to(np.asarray(v, dtype=float), 2) for v in (stubborn, demand))
    if ((z <= 0) | (z >= 1)).any():
        raise BadValue(
            "not a chance between zero and one", field="stubborn", where="reputation", got=z, allowed="0 < z < 1"
        )
    if ((share <= 0) | (share > 1)).any():
        raise BadValue("not a part", field="demand", where="reputation", got=share, allowed="0 < a <= 1")
    if not deadline > 0:
        raise BadValue("no time to talk", field="deadline", where="reputation", got=deadline, allowed="above 0 rounds")
    return z, share


def _settled(b: Bargain, f: Frontier, asked: Floats, war: Attrition) -> Settlement:
    """Chances, the clock in rounds, and terms: where p gives in first, what the other asked is signed."""
    first, gain = expected(war, asked - b.outside, -np.log(b.discount))
    chance = float(first.sum())
    last = war.deadline if war.last.any() else war.end
    when = np.diff(war.agreed_by(np.arange(np.ceil(last) + 1)), prepend=0.0)
    weight = first[::-1] / chance  # of each one's demand
    terms = [f.terms(asked[p], len(b.outcomes)) for p in (0, 1)]
    mix, paid = (weight[0] * terms[0][k] + weight[1] * terms[1][k] for k in (0, 1))
    return Settlement(
        b, "reputation", "deal" if chance >= 0.5 else "breakdown", b.outside + gain, weight @ asked, mix, paid, when,
        {"deal": chance, "truce": 0.0, "breakdown": 1 - chance}, CAUSE,
        {"hazard": war.hazard, "end": war.end, "atom": war.atom, "last": war.last, "gives_in": first},
    )  # fmt: skip


def expected(war: Attrition, worth: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """Chance that p gives in first [p], and what p expects over impasse when talks begin [p].

    worth   [who demands, p] gains of p where that demand is signed; rate [p] at which p discounts

    Three stages: at once, in the race up to `war.end`, at the deadline (where both give in, each demand is signed in half of cases).
    """
    both, alone = war.hazard.sum(), np.prod(1 - war.atom)
    held = (1 - war.atom) * np.exp(-war.hazard * war.end)
    rush = held.prod() * np.array([war.last[p] * (1 - war.last[1 - p] / 2) for p in (0, 1)])
    race = alone * -np.expm1(-both * war.end) * war.hazard / both
    gain = np.empty(2)
    for p in (0, 1):
        stages = war.atom, alone * -np.expm1(-(both + rate[p]) * war.end) / (both + rate[p]) * war.hazard
        late = rush * np.exp(-rate[p] * war.deadline) if rush.any() else rush
        gain[p] = (stages[0] + stages[1] + late) @ worth[::-1, p]
    return war.atom + race + rush, gain
