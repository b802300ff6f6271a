"""How well predicted changes of shares agree with observed ones: hits, rank correlation, slope, error. Arrays in, numbers out.

Every function takes two arrays [i] of the same length, predicted and observed, finite throughout: what is missing is left out
(and named) by the caller. Where a score is not defined (no spread, too few partners) it is NaN, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]

#: Fewer partners than this have no slope with an error, and no rank correlation worth the name.
LEAST = 3


@dataclass(frozen=True)
class Score:
    """Agreement of one prediction with what was observed.

    partners      how many were compared
    hits          share whose signs agree, 0 to 1
    spearman      rank correlation, -1 to 1; `spearman_low` and `_high` when any one partner is left out
    slope         of observed on predicted, least squares with an intercept; `slope_se` its standard error
    error         mean absolute distance, in the unit of the figures
    """

    partners: int
    hits: float
    spearman: float
    spearman_low: float
    spearman_high: float
    slope: float
    slope_se: float
    error: float


def share_change(before: ArrayLike, after: ArrayLike) -> Floats:
    """Change of each share in the total, log points: 100 ln[(after_i / before_i) / (sum after / sum before)]."""
    old, new = _pair(before, after, "before", "after")
    if np.any(old <= 0) or np.any(new <= 0):
        raise BadValue("shares need amounts above zero", field="before, after",
                       remedy="Leave out partners without a figure and name them.")  # fmt: skip
    return 100.0 * (np.log(new / old) - np.log(new.sum() / old.sum()))


def hits(predicted: ArrayLike, observed: ArrayLike) -> float:
    """Share of partners whose signs agree; an exact zero on either side is no hit. NaN where nothing is predicted to change."""
    p, o = _pair(predicted, observed)
    if p.size == 0 or not np.any(p):
        return float("nan")
    return float(np.mean(np.sign(p) * np.sign(o) > 0))


def ranks(values: ArrayLike) -> Floats:
    """Ranks from 1, the mean rank for ties.

    >>> ranks([10.0, 30.0, 10.0])
    array([1.5, 3. , 1.5])
    """
    x = np.asarray(values, dtype=np.float64)
    _, where, count = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2.0)[np.ravel(where)]


def spearman(predicted: ArrayLike, observed: ArrayLike) -> float:
    """Spearman's rank correlation: the correlation of ranks. NaN where one side has no spread or under three partners."""
    p, o = _pair(predicted, observed)
    if p.size < LEAST or np.ptp(p) == 0 or np.ptp(o) == 0:
        return float("nan")
    a, b = (r - r.mean() for r in (ranks(p), ranks(o)))
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def left_one_out(predicted: ArrayLike, observed: ArrayLike) -> tuple[float, float]:
    """Lowest and highest rank correlation when any one partner is left out; NaN where none is defined."""
    p, o = _pair(predicted, observed)
    found = [spearman(np.delete(p, i), np.delete(o, i)) for i in range(p.size)]
    known = [x for x in found if np.isfinite(x)]
    return (min(known), max(known)) if known else (float("nan"), float("nan"))


def line(predicted: ArrayLike, observed: ArrayLike) -> tuple[float, float, float]:
    """(intercept, slope, standard error of the slope) of observed on predicted, least squares; NaN without spread."""
    p, o = _pair(predicted, observed)
    if p.size < LEAST or np.ptp(p) == 0:
        return float("nan"), float("nan"), float("nan")
    x = p - p.mean()
    slope = float(x @ o / (x @ x))
    intercept = float(o.mean() - slope * p.mean())
    rest = o - intercept - slope * p
    return intercept, slope, float(np.sqrt(rest @ rest / (p.size - 2) / (x @ x)))


def error(predicted: ArrayLike, observed: ArrayLike) -> float:
    """Mean absolute distance; NaN where nothing is compared."""
    p, o = _pair(predicted, observed)
    return float(np.abs(p - o).mean()) if p.size else float("nan")


def score(predicted: ArrayLike, observed: ArrayLike) -> Score:
    """All scores of one prediction."""
    p, o = _pair(predicted, observed)
    low, high = left_one_out(p, o)
    _, slope, slope_se = line(p, o)
    return Score(p.size, hits(p, o), spearman(p, o), low, high, slope, slope_se, error(p, o))


def _pair(
    predicted: ArrayLike, observed: ArrayLike, first: str = "predicted", second: str = "observed"
) -> tuple[Floats, Floats]:
    """Two arrays of one length, every entry finite."""
    p, o = (np.asarray(x, dtype=np.float64) for x in (predicted, observed))
    if p.ndim != 1 or p.shape != o.shape:
        raise BadShape("two lists of the same length are compared", field=f"{first}, {second}", got=f"{p.shape}, {o.shape}",
                       allowed="(partners,) and (partners,)")  # fmt: skip
    for name, x in ((first, p), (second, o)):
        if not np.all(np.isfinite(x)):
            at = int(np.argmin(np.isfinite(x)))
            raise BadValue(f"not a finite number at position {at}", field=name, got=float(x[at]),
                           remedy="Missing is not zero: leave the partner out and name it.")  # fmt: skip
    return p, o
