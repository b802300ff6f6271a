"""What two parties can reach: the Pareto frontier of a Bargain as a chain of corners, and what lies on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.talks.bargain import Bargain

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frontier:
    """Corners of the frontier of two parties, the first party's payoff rising and the second's falling.

    corners   [v,2] payoffs
    outcome   [v] place of the outcome at each corner
    money     True: a line of slope -1 through the outcome with the largest sum, as long as the table needs it
    mixed     True: what lies between corners can be reached; False: corners alone
    """

    corners: Floats
    outcome: NDArray[np.intp]
    money: bool
    mixed: bool

    def best(self, other: int, least: float) -> Floats | None:
        """The point where the party `other` has `least` (or the least more that there is), best for the other one; None: nowhere."""
        mine = 1 - other
        c = self.corners
        if self.money:
            total, point = c[0].sum(), np.empty(2)
            point[other], point[mine] = least, total - least
            return point
        theirs, ours = (c[:, other], c[:, mine]) if other == 0 else (c[::-1, other], c[::-1, mine])
        if least > theirs[-1] + 1e-12 * max(1.0, abs(theirs[-1])):
            return None
        at = min(int(np.searchsorted(theirs, least - 1e-15 * max(1.0, abs(least)))), theirs.size - 1)
        point = np.array([theirs[at], ours[at]])
        if self.mixed and at > 0 and least < theirs[at]:
            share = (least - theirs[at - 1]) / (theirs[at] - theirs[at - 1])
            point = np.array([least, ours[at - 1] + share * (ours[at] - ours[at - 1])])
        return point if other == 0 else point[::-1]

    def terms(self, point: Floats, outcomes: int) -> tuple[Floats, Floats]:
        """Mix [o] of outcomes and payments [2] that give `point`."""
        mix, paid = np.zeros(outcomes), np.zeros(2)
        if self.money:
            mix[self.outcome[0]], paid = 1.0, point - self.corners[0]
            return mix, paid
        x = self.corners[:, 0]
        at = int(np.clip(np.searchsorted(x, point[0] - 1e-15 * max(1.0, abs(point[0]))), 0, x.size - 1))
        if at == 0 or not self.mixed or point[0] >= x[at]:
            mix[self.outcome[at]] = 1.0
            return mix, paid
        share = (point[0] - x[at - 1]) / (x[at] - x[at - 1])
        mix[self.outcome[at - 1]], mix[self.outcome[at]] = 1 - share, share
        return mix, paid


def frontier(bargain: Bargain) -> Frontier:
    """The Pareto frontier of two parties, whatever their outside options."""
    bargain.two("frontier")
    u = bargain.payoffs
    if bargain.transfers:
        best = int(np.argmax(u.sum(axis=1)))
        return Frontier(u[[best]], np.array([best]), True, True)
    order = np.lexsort((-u[:, 1], u[:, 0]))
    keep: list[int] = []
    for o in order:
        if keep and u[keep[-1], 0] == u[o, 0]:
            continue
        while keep and u[keep[-1], 1] <= u[o, 1]:
            keep.pop()
        while bargain.lotteries and len(keep) >= 2 and _below(u[keep[-2]], u[keep[-1]], u[o]):
            keep.pop()
        keep.append(int(o))
    return Frontier(u[keep], np.array(keep, dtype=np.intp), False, bargain.lotteries)


def _below(a: Floats, b: Floats, c: Floats) -> bool:
    """Does b lie on or below the line from a to c?"""
    return bool((b[0] - a[0]) * (c[1] - a[1]) >= (b[1] - a[1]) * (c[0] - a[0]))


def zone(bargain: Bargain) -> Floats | None:
    """Ends of the zone of agreement [2,2]: the second party held to its outside option, then the first; None where it is empty."""
    f = frontier(bargain)
    low, high = (f.best(p, float(bargain.outside[p])) for p in (0, 1))
    if low is None or high is None or (low < bargain.outside - 1e-12 * np.abs(bargain.outside)).any():
        return None
    return np.array([high, low])
