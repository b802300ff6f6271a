"""Event studies: what a share did after an event, beside what like goods did that the event did not touch.

Two designs, for two states of knowledge.

`study`   many goods at regular times. Each good's log-odds are taken from its own mean before the event; a touched good's effect is
          its deviation less the mean of the others'. The band is what one more untouched good would show by chance: Student, with the
          spread of the untouched at the same time. `chance` is the part of all goods that lie as far from their mean (permutation).
`walked`  a few dated figures of one good. The band is a random walk of noise sigma a year from the base figure, and the errors of
          both figures; the noise may be borrowed.

Axis letters: g good, t time. Sources: Abadie, Diamond and Hainmueller (2010) for placebo goods; Donald and Lang (2007) for few groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from bahe.faults import BadShape, BadValue
from bahe.substitution.effects import LEVEL

Floats = NDArray[np.float64]

#: Fewer untouched goods than this have no spread worth a band.
LEAST_UNTOUCHED = 4


@dataclass(frozen=True, eq=False)
class Study:
    """times[t]; effect, low, high, chance [g,t] of the touched goods; mean, spread, untouched (how many) [t] of the others.

    NaN where a good has no figure, or where fewer than `LEAST_UNTOUCHED` others have one. path[p,t]: deviations of the untouched.
    """

    times: Floats
    effect: Floats
    low: Floats
    high: Floats
    chance: Floats
    mean: Floats
    spread: Floats
    untouched: NDArray[np.int64]
    path: Floats


def study(odds: ArrayLike, times: ArrayLike, touched: ArrayLike, base: tuple[float, float]) -> Study:
    """From log-odds[g,t] (NaN: none) at times[t], touched[g] (true or false), and the span (first, last) of the time before.

    A good without a figure in the span has no base and is NaN throughout. BadShape, BadValue where the pieces do not fit.
    """
    l, t, mine = (
        np.asarray(odds, dtype=np.float64),
        np.asarray(times, dtype=np.float64),
        np.asarray(touched, dtype=bool),
    )
    if l.ndim != 2 or t.shape != l.shape[1:] or mine.shape != l.shape[:1]:
        raise BadShape("log-odds [g,t], times [t] and touched [g] are needed", field="odds, times, touched", where="study",
                       got=(l.shape, t.shape, mine.shape))  # fmt: skip
    before = (t >= base[0]) & (t <= base[1])
    if not before.any() or not mine.any():
        raise BadValue(
            "a time before the event and a touched good are needed", field="base, touched", where="study", got=base
        )
    moved = l - _mean(l[:, before])[:, None]
    others = moved[~mine]
    count = np.isfinite(others).sum(0)
    enough = count >= LEAST_UNTOUCHED
    centre = np.where(enough, _mean(others.T), np.nan)
    left = np.where(np.isfinite(others), (others - centre) ** 2, 0.0).sum(0)
    spread = np.where(enough, np.sqrt(left / np.maximum(count - 1, 1)), np.nan)
    effect = moved[mine] - centre
    reach = student.ppf((1 + LEVEL) / 2, np.maximum(count - 1, 1)) * spread * np.sqrt(1 + 1 / np.maximum(count, 1))
    chance = np.array([_chance(own, others) for own in moved[mine]])
    return Study(t, effect, effect - reach, effect + reach, chance, centre, spread, count, others)


@dataclass(frozen=True, eq=False)
class Walk:
    """years[t] since the base figure; change of log-odds, low, high [t]."""

    years: Floats
    change: Floats
    low: Floats
    high: Floats


def walked(
    odds: ArrayLike, years: ArrayLike, errors: ArrayLike, noise: float, freedom: float = np.inf, base: int = 0
) -> Walk:
    """Changes of log-odds[t] from figure `base`: s.e. sqrt(noise^2 |t - t0| + error^2 + error0^2); the base itself has no band."""
    l, t, e = (np.asarray(a, dtype=np.float64) for a in (odds, years, errors))
    if l.ndim != 1 or not l.shape == t.shape == e.shape or not 0 <= base < len(l):
        raise BadShape(
            "one log-odds, year and error a figure",
            field="odds, years, errors",
            where="walked",
            got=(l.shape, t.shape, e.shape),
        )
    if not (np.isfinite(l).all() and np.isfinite(t).all() and (e >= 0).all() and noise >= 0):
        raise BadValue("finite figures, and errors and noise of 0 or more, are needed", field="odds, errors, noise", where="walked",
                       remedy="A share of 0 or 1 has no log-odds: leave it out, and name it.")  # fmt: skip
    gone = t - t[base]
    error = np.sqrt(noise**2 * np.abs(gone) + e**2 + e[base] ** 2)
    error[base] = 0.0
    reach = student.ppf((1 + LEVEL) / 2, freedom) * error
    change = l - l[base]
    return Walk(gone, change, change - reach, change + reach)


def _chance(own: Floats, others: Floats) -> Floats:
    """Part of the goods, the touched one among them, that lie as far from the mean of all [t]: fair where nothing happened."""
    everyone = np.vstack([own, others])
    far = np.abs(everyone - _mean(everyone.T))
    count = np.isfinite(everyone).sum(0)
    return np.asarray(np.where(np.isfinite(own), (far >= far[0] * (1 - 1e-12)).sum(0) / np.maximum(count, 1), np.nan))


def _mean(values: Floats) -> Floats:
    """Mean over the last axis of what is there; NaN where nothing is."""
    there = np.isfinite(values)
    total, count = np.where(there, values, 0.0).sum(-1), there.sum(-1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))
