"""Issue linkage: two tables as one, and whether that leaves more to share (Sebenius 1983; Tollison and Willett 1979)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.faults import Conflict
from bahe.talks.bargain import MOST_OUTCOMES, Bargain, Settlement
from bahe.talks.protocols.nash import nash

Floats = NDArray[np.float64]
Protocol = Callable[[Bargain], Settlement]


def linked(*tables: Bargain) -> Bargain:
    """One table with all packages of the others': gains add up, and no agreement on any is an outcome of each.

    Raises Conflict where the parties or their clocks differ, or the packages are too many.
    """
    one = tables[0]
    for other in tables[1:]:
        if other.parties != one.parties or other.transfers != one.transfers or other.rounds != one.rounds:
            raise Conflict("tables of different parties or rules cannot be one", field="parties", where="linked",
                           got=other.parties, allowed=one.parties)  # fmt: skip
    gains, names = np.zeros((1, len(one.parties))), [""]
    for t in tables:
        each = np.vstack([t.gains, np.zeros(len(t.parties))])
        if gains.shape[0] * each.shape[0] > MOST_OUTCOMES:
            raise Conflict("too many packages", field="outcomes", where="linked", allowed=str(MOST_OUTCOMES),
                           remedy="Give each table fewer outcomes: packages may be mixed.")  # fmt: skip
        gains = (gains[:, None, :] + each[None, :, :]).reshape(-1, each.shape[1])
        names = [" + ".join(x for x in (a, o) if x) for a in names for o in (*t.outcomes, "")]
    names = [n or "nothing" for n in names]
    outside, impasse = (np.sum([getattr(t, name) for t in tables], axis=0) for name in ("outside", "impasse"))
    return one.replaced(
        outcomes=tuple(names), payoffs=gains + outside, outside=outside, impasse=impasse, issues=(), levels=None
    )


@dataclass(frozen=True, eq=False)
class Linkage:
    """Talks on each table, talks on all at once, and the difference [p]."""

    apart: tuple[Settlement, ...]
    together: Settlement

    @property
    def gain(self) -> Floats:
        """What each party has more of where the issues are one table [p]."""
        return np.asarray(self.together.gains - np.sum([s.gains for s in self.apart], axis=0))

    @property
    def surplus(self) -> tuple[float, float]:
        """Sum of gains apart and together."""
        return float(sum(s.gains.sum() for s in self.apart)), float(self.together.gains.sum())


def linkage(tables: Sequence[Bargain], protocol: Protocol = nash) -> Linkage:
    """Talks on the tables one by one, and as one: with money across the table linkage adds nothing, without it may be all there is."""
    return Linkage(tuple(protocol(t) for t in tables), protocol(linked(*tables)))
