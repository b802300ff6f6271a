"""When a share gets there: dates of 50, 70 and 90 per cent, and half-lives of dependence, as laws of probability.

    from bahe.casebook.tugs.dates import dates, half_life, chance
    dates("ai-accelerators-idc")
    chance("ai-accelerators-idc", above=0.9, by=2028.5)

All figures of a fitted series are learnt from (`skill` holds some back); the law and its priors are those of the rule. A path that
does not get there within `YEARS` has no date: the part of the paths that do is told with every date.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.localisation import FittedSeries, fitted_names, fitted_series
from bahe.faults import BadValue
from bahe.substitution import clock, fit

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.7, 0.9)
#: How far ahead paths are followed, and in what steps.
YEARS, STEP = 25.0, 0.25


@dataclass(frozen=True)
class Arrival:
    """When the home share first reaches a level. low, median, high: 10, 50 and 90 % quantiles, years; None: later than the paths go."""

    series: str
    level: float
    reached: float
    low: float | None
    median: float | None
    high: float | None
    line: float | None
    """Where a least-squares line through the figures crosses the level; None where it runs away from it."""

    def row(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True)
class HalfLife:
    """Years until the foreign (or the holder's) share is half of the last figure; None: not within the years followed."""

    series: str
    reached: float
    low: float | None
    median: float | None
    high: float | None

    def row(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def dates(name: str, levels: tuple[float, ...] = LEVELS) -> list[Arrival]:
    """Dates of the levels of the home share (for a holder's share: of one less it). Levels already passed raise BadValue."""
    s, home = fitted_series(name), _home(name)
    last = _home_share(s)[-1]
    if not all(last < level < 1 for level in levels):
        raise BadValue(
            "levels lie above the last figure and below 1",
            field="levels",
            where=name,
            got=levels,
            allowed=f"{last:g}..1",
        )
    out = []
    for level in levels:
        years = clock.first_time(1 - home, 1 - level, STEP)
        low, median, high = (_date(q, s.years[-1]) for q in _quantiles(years))
        out.append(Arrival(name, level, float(np.isfinite(years).mean()), low, median, high, _crossing(s, level)))
    return out


def half_life(name: str) -> HalfLife:
    """How long until dependence is half of what the last figure says."""
    home = _home(name)
    start = 1 - _home_share(fitted_series(name))[-1]
    years = clock.first_time(1 - home, start / 2, STEP)
    low, median, high = (_date(q, 0.0) for q in _quantiles(years))
    return HalfLife(name, float(np.isfinite(years).mean()), low, median, high)


def chance(name: str, above: float, by: float) -> float:
    """Part of the paths whose home share is at or above `above` at the date `by` (the share of that day, not the first crossing)."""
    s, home = fitted_series(name), _home(name)
    t = s.years[-1] + STEP * np.arange(len(home))
    if not t[0] <= by <= t[-1]:
        raise BadValue("outside the years followed", field="by", where=name, got=by, allowed=f"{t[0]:g}..{t[-1]:g}")
    at = np.array([np.interp(by, t, path) for path in home.T])
    return float((at >= above).mean())


def everything() -> dict[str, Any]:
    """Half-lives of every fitted series, and dates where the share at home is the one that is followed."""
    names = fitted_names()
    followed = [n for n in names if fitted_series(n).share_of == "home" and _home_share(fitted_series(n))[-1] > 0.3]
    return {"half_lives": [half_life(n).row() for n in names], "dates": [d.row() for n in followed for d in dates(n)]}


@lru_cache(maxsize=8)
def _home(name: str) -> Floats:
    """Home share [t,r]: the last figure as the law reads it, then every step of `YEARS`."""
    s = fitted_series(name)
    share = _home_share(s)
    ahead = s.years[-1] + STEP * np.arange(1, round(YEARS / STEP) + 1)
    rng = np.random.default_rng([fit.SEED, 11, fitted_names().index(name)])
    made = fit.forecast(np.log(share) - np.log1p(-share), s.years, ahead, rng=rng)
    paths = 1 / (1 + np.exp(-made.truth.T))
    out = np.concatenate([np.full((1, paths.shape[1]), share[-1]), paths])
    out.flags.writeable = False
    return out


def _home_share(s: FittedSeries) -> Floats:
    share = np.array(s.shares)
    return share if s.share_of == "home" else 1 - share


def _quantiles(years: Floats) -> Floats:
    """10, 50 and 90 %: order statistics, so that a path without a date counts as the latest."""
    return np.asarray(np.quantile(years, [0.1, 0.5, 0.9], method="higher"))


def _date(years: float, start: float) -> float | None:
    return float(start + years) if np.isfinite(years) else None


def _crossing(s: FittedSeries, level: float) -> float | None:
    """Least squares through log-odds of all figures."""
    share = _home_share(s)
    slope, start = np.polyfit(s.years, np.log(share) - np.log1p(-share), 1)
    date = float((np.log(level) - np.log1p(-level) - start) / slope)
    return date if date > s.years[-1] else None
