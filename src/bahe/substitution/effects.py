"""What an embargo did to a share: change of log-odds a year in each phase with its interval, and the channels kept apart.

A share is taken as a random walk with a drift of its own in each phase (before, under, after): the drift of a phase of `T` years is
the change between its ends over T, its standard error sigma/sqrt(T), sigma the s.d. of a year's change about the drift of its phase.
A series too short to have a sigma of its own borrows one, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]

#: Level of the intervals.
LEVEL = 0.90


@dataclass(frozen=True)
class Change:
    """Change of log-odds a year between two figures `years` apart, with the 90 % interval; freedom: of the noise (inf: borrowed)."""

    rate: float
    standard_error: float
    freedom: float
    years: float

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.rate - self._reach()

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.rate + self._reach()

    @property
    def told(self) -> bool:
        """True where the interval leaves out zero."""
        return abs(self.rate) > self._reach()

    def _reach(self) -> float:
        return float(student.ppf((1 + LEVEL) / 2, self.freedom) * self.standard_error)

    def less(self, other: Change) -> Change:
        """This change less another, independent one; the fewer degrees of freedom of the two."""
        return Change(self.rate - other.rate, float(np.hypot(self.standard_error, other.standard_error)), min(self.freedom, other.freedom),
                      min(self.years, other.years))  # fmt: skip


def yearly_noise(odds: ArrayLike, years: ArrayLike, breaks: Sequence[float] = ()) -> tuple[float, int]:
    """(sigma, degrees of freedom): s.d. of a year's change of log-odds about the drift of its phase, phases parted at `breaks`.

    odds[t] at years[t]. BadShape where no phase has two steps.
    """
    l, t = _series(odds, years)
    gone, phase = np.diff(t), np.searchsorted(np.asarray(breaks, dtype=np.float64), t[1:], side="left")
    total, freedom = 0.0, 0
    for k in np.unique(phase):
        mine = phase == k
        step, g = np.diff(l)[mine], gone[mine]
        total += float((((step - g * step.sum() / g.sum()) ** 2) / g).sum())
        freedom += int(mine.sum()) - 1
    if freedom < 1:
        raise BadShape("a phase of two steps is needed", field="years", where="yearly_noise", got=t.tolist())
    return float(np.sqrt(total / freedom)), freedom


def change(first: float, last: float, years: float, noise: float, freedom: float = np.inf) -> Change:
    """From share `first` to share `last` in `years`: log-odds a year, standard error noise/sqrt(years)."""
    ends = np.array([first, last], dtype=np.float64)
    if not ((ends > 0) & (ends < 1)).all():
        raise BadValue("a share of 0 or 1 has no log-odds", field="first, last", where="change", got=(first, last),
                       remedy="Where a share ends at zero say what became of the good: the unit does not fit.")  # fmt: skip
    if not (years > 0 and noise >= 0):
        raise BadValue(
            "years above zero and noise of 0 or more are needed",
            field="years, noise",
            where="change",
            got=(years, noise),
        )
    l = np.log(ends) - np.log1p(-ends)
    return Change(float((l[1] - l[0]) / years), float(noise / np.sqrt(years)), float(freedom), float(years))


@dataclass(frozen=True)
class Channels:
    """Where a holder's sales went, in the money of imports: what others sold more, and what is no longer imported.

    holder, third, total    imports before and after
    third_part              part of the holder's fall that third countries took over; 0 where they sold less, too
    not_imported            part that is no longer imported: home output, less use, lower prices and stocks together, not told apart
    """

    holder: tuple[float, float]
    third: tuple[float, float]

    @property
    def total(self) -> tuple[float, float]:
        """All imports before and after."""
        return self.holder[0] + self.third[0], self.holder[1] + self.third[1]

    @property
    def fall(self) -> float:
        """Fall of the holder's sales."""
        return self.holder[0] - self.holder[1]

    @property
    def third_part(self) -> float:
        """Part of the fall that third countries took over."""
        return min(max(self.third[1] - self.third[0], 0.0) / self.fall, 1.0)

    @property
    def not_imported(self) -> float:
        """Part of the fall that is no longer imported."""
        return 1 - self.third_part

    @property
    def log_odds(self) -> tuple[float, float]:
        """The change of log-odds of the holder's share in imports as two parts that add up to it: of the holder's sales, of the others'."""
        return float(np.log(self.holder[1] / self.holder[0])), float(-np.log(self.third[1] / self.third[0]))


def channels(holder: tuple[float, float], share: tuple[float, float]) -> Channels:
    """From the holder's sales before and after (money) and its shares in imports (fractions); BadValue where its sales did not fall."""
    if not (holder[0] > holder[1] > 0 and all(0 < s < 1 for s in share)):
        raise BadValue(
            "sales that fell and shares between 0 and 1 are needed",
            field="holder, share",
            where="channels",
            got=(holder, share),
        )
    return Channels(holder, (holder[0] * (1 / share[0] - 1), holder[1] * (1 / share[1] - 1)))


def _series(odds: ArrayLike, years: ArrayLike) -> tuple[Floats, Floats]:
    l, t = np.asarray(odds, dtype=np.float64), np.asarray(years, dtype=np.float64)
    if l.ndim != 1 or l.shape != t.shape or len(t) < 2:
        raise BadShape("one log-odds a year, two or more", field="odds, years", got=(l.shape, t.shape))
    if not np.isfinite(l).all() or not (np.diff(t) > 0).all():
        raise BadValue("finite log-odds and rising years are needed", field="odds, years")
    return l, t
