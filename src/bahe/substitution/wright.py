"""Wright's law measured: exponent, noise, drift and setbacks of a learning curve, and how sure a forecast from it can be.

X_t and Y_t are the yearly changes of log cumulative production and of log unit cost, t = 1..m.

    Y = -w X + r        w = -sum XY / sum XX        sigma^2 = sum r^2 / (m-1)

The estimator is a choice: first differences let every year's noise stay in the cost for good, as forecasts need; a line through the
levels finds a steeper median (17.5 against 12.6 % a doubling over the same 87 technologies). Source: Nagy, Farmer, Bui and Trancik
(2013); Lafond et al. (2018).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """A learning curve as measured.

    exponent          w of Wright; negative where cost rises with production
    noise             s.d. of the yearly residual, log; the mean of the residual is kept
    drift             mean yearly change of log cost (Moore); negative where cost falls
    autocorrelation   of residuals one year apart; NaN with fewer than five
    spread            sum of X^2: how much production moved, so how well w is known (s.e. noise / sqrt(spread))
    changes           m, number of yearly changes
    residual          r[t]
    """

    exponent: float
    noise: float
    drift: float
    autocorrelation: float
    spread: float
    changes: int
    residual: Floats

    @property
    def standard_error(self) -> float:
        """Of the exponent: sigma / sqrt(sum X^2)."""
        return float(self.noise / np.sqrt(self.spread))


def measured(production: ArrayLike, cost: ArrayLike) -> Curve:
    """A Curve from yearly changes production[t] = X and cost[t] = Y (logs): see the head of this file. At least two changes."""
    x, y = _changes(production, cost)
    w = exponent(x, y)
    r = y + w * x
    return Curve(w, noise(r), float(y.mean()), autocorrelation(r), float(x @ x), len(x), r)


def exponent(x: Floats, y: Floats) -> float:
    """w = -sum XY / sum XX."""
    return float(-(x @ y) / (x @ x))


def noise(residual: Floats) -> float:
    """sigma = sqrt(sum r^2 / (m-1)), the mean kept."""
    return float(np.sqrt(residual @ residual / (len(residual) - 1)))


def autocorrelation(residual: Floats) -> float:
    """Correlation of r[t] with r[t-1]; NaN with fewer than five residuals or none that moves."""
    a, b = residual[1:] - residual[1:].mean(), residual[:-1] - residual[:-1].mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if len(residual) > 4 and size > 0 else float("nan")


def level_exponent(production: ArrayLike, cost: ArrayLike) -> float:
    """The other estimator: least squares of log cost on log cumulative production, in levels (logs as given)."""
    q, c = _changes(production, cost)
    return float(-((q - q.mean()) @ c) / ((q - q.mean()) @ (q - q.mean())))


def setbacks(cost_changes: Iterable[ArrayLike], above: ArrayLike = (0.0, 0.10, 0.20)) -> Floats:
    """Part of all yearly changes of log cost that are rises by more than each of `above` (log points): one number a threshold."""
    y = np.concatenate([np.asarray(c, dtype=np.float64) for c in cost_changes])
    return np.asarray([float((y > a).mean()) for a in np.atleast_1d(np.asarray(above, dtype=np.float64))])


def wright_variance(past: ArrayLike, future: ArrayLike) -> Floats:
    """Variance of the forecast error of log cost h = 1..H years ahead, in units of sigma^2: h + (sum X_f)^2 / sum X_p^2.

    past    X_p[t], changes of log production that w was measured on
    future  X_f[h], those of the years forecast, known
    """
    p, f = _row(past, "past"), _row(future, "future")
    return np.asarray(np.arange(1, len(f) + 1) + np.cumsum(f) ** 2 / (p @ p))


def drift_variance(changes: int, horizon: ArrayLike) -> Floats:
    """The same for a constant drift measured on m changes: h + h^2 / m."""
    h = np.asarray(horizon, dtype=np.float64)
    if changes < 1:
        raise BadValue("at least one change is needed", field="changes", where="drift_variance", got=changes)
    return np.asarray(h + h**2 / changes)


def _row(values: ArrayLike, field: str) -> Floats:
    a = np.asarray(values, dtype=np.float64)
    if a.ndim != 1 or len(a) < 1 or not np.isfinite(a).all():
        raise BadShape("one finite number a year is needed", field=field, got=a.shape)
    return a


def _changes(production: ArrayLike, cost: ArrayLike) -> tuple[Floats, Floats]:
    x, y = _row(production, "production"), _row(cost, "cost")
    if x.shape != y.shape or len(x) < 2:
        raise BadShape(
            "production and cost of the same two or more years are needed",
            field="production, cost",
            got=(x.shape, y.shape),
        )
    if not np.any(x):
        raise BadValue("production that does not move teaches nothing", field="production", where="measured")
    return x, y
