"""Does it last: how many flagged products stay flagged, for how long, and how fast a share moves.

The common unit of speed is the change of the log-odds of a share per year: an S-shaped substitution (Fisher and Pry 1971) is a
straight line in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]


@indices.add(
    "staying", cite="Vicard and Wibaux (2023), CEPII Policy Brief 41, on the turnover of flags",
    formula="#{flagged in t and t + lag} / #{flagged in t}", range="0..1", unit="fraction", layer="product", two_sided=True,
)  # fmt: skip
def staying(flag: Any, lag: int = 1) -> Floats:
    """Of the products flagged in year t, the share still flagged in t + lag: [..., t] of length T - lag; NaN where none was.

    flag  f[..., t, k]: True or 1 flagged, False or 0 not, -1 undecided. Undecided products leave both counts.
    """
    f = _flags(flag)
    if not 0 < lag < f.shape[-2]:
        raise BadValue(
            "must be at least 1 and less than the number of years",
            field="lag",
            got=lag,
            allowed=f"1..{f.shape[-2] - 1}",
        )
    then, now = f[..., :-lag, :], f[..., lag:, :]
    known = (then == 1) & (now >= 0)
    left = known.sum(axis=-1).astype(np.float64)
    stay = (known & (now == 1)).sum(axis=-1)
    return np.asarray(np.divide(stay, left, out=np.full(left.shape, np.nan), where=left > 0))


@indices.add(
    "years-in-a-row", cite="Mejean and Rousseaux (2024), on products that stay vulnerable",
    formula="r_t = f_t (r_(t-1) + 1)", range="0 and more", unit="years", layer="product", two_sided=True,
)  # fmt: skip
def years_in_a_row(flag: Any) -> NDArray[np.intp]:
    """Length of the unbroken run of flagged years that ends in year t: r[..., t, k]. An undecided year breaks it.

    flag  f[..., t, k] as in `staying`
    """
    f = _flags(flag) == 1
    run = np.zeros(f.shape, dtype=np.intp)
    for t in range(f.shape[-2]):
        before = run[..., t - 1, :] if t else 0
        run[..., t, :] = np.where(f[..., t, :], before + 1, 0)
    return run


def _flags(flag: Any) -> NDArray[np.int8]:
    f = np.asarray(flag)
    if f.ndim < 2:
        raise BadShape("flags have axes [..., t, k]", field="flag", got=f.shape)
    if not np.isin(f, (-1, 0, 1)).all():
        raise BadValue("flags are 1 (or True), 0 (or False) or -1", field="flag")
    return f.astype(np.int8)


@dataclass(frozen=True)
class Speed:
    """How fast a share moves. All rates are per year; the share falls where they are negative."""

    slope: float
    """Least-squares slope of the log-odds."""
    standard_error: float
    """Of the slope, from the scatter about the line; NaN with two points."""
    between_ends: float
    """Change of the log-odds from the first to the last year, over the years between: the figure usually quoted."""
    half_life_years: float
    """Years in which the share halves at its mean exponential pace, ln 2 / -slope of ln(share); inf where it does not fall."""
    first_year: float
    last_year: float
    points: int


def log_odds(share: Any) -> Floats:
    """l = ln(s / (1 - s)) of shares strictly between 0 and 1; BadValue otherwise."""
    s = np.asarray(share, dtype=np.float64)
    if not ((s > 0) & (s < 1)).all():
        raise BadValue("log-odds need shares strictly between 0 and 1", field="share", got=s[~((s > 0) & (s < 1))].ravel()[:1].tolist(),
                       remedy="A share of 0 or 1 has no log-odds: leave the year out.")  # fmt: skip
    return np.asarray(np.log(s) - np.log1p(-s))


@indices.add(
    "log-odds-speed", cite="Fisher and Pry (1971)",
    formula="d ln(s/(1-s)) / dt", range="any", unit="log-odds a year", layer="product", two_sided=True,
)  # fmt: skip
def log_odds_speed(share: Any, years: Any) -> Speed:
    """Least-squares slope of the log-odds of s[t] on years[t], its standard error, the pace between the ends and the half-life.

    share  fractions strictly between 0 and 1; a year whose share is NaN is left out
    years  numbers, in order, no year twice; decimal years are fine
    Raises BadShape or BadValue with fewer than two points.
    """
    s, t = np.asarray(share, dtype=np.float64), np.asarray(years, dtype=np.float64)
    if s.ndim != 1 or s.shape != t.shape:
        raise BadShape("one share a year", field="share, years", got=(s.shape, t.shape))
    s, t = s[~np.isnan(s)], t[~np.isnan(s)]
    if len(t) < 2 or not (np.diff(t) > 0).all():
        raise BadValue("at least two years in rising order are needed", field="years", got=t.tolist()[:6])
    l = log_odds(s)
    slope, error = _line(l, t)
    pace = -_line(np.log(s), t)[0]
    half = float(np.log(2) / pace) if pace > 0 else float("inf")
    return Speed(slope, error, float((l[-1] - l[0]) / (t[-1] - t[0])), half, float(t[0]), float(t[-1]), len(t))


def _line(y: Floats, t: Floats) -> tuple[float, float]:
    """Least-squares slope of y on t and its standard error (n - 2 degrees of freedom)."""
    d = t - t.mean()
    slope = float(d @ y / (d @ d))
    left = y - y.mean() - slope * d
    n = len(t)
    return slope, float(np.sqrt(left @ left / (n - 2) / (d @ d))) if n > 2 else float("nan")
