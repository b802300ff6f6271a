"""Clocks: half-life of dependence, months until a squeeze bites, months until it stops biting; log-odds a year, the common unit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]


def speed(first: ArrayLike, last: ArrayLike, years: ArrayLike) -> Floats:
    """Change of the log-odds of a share a year: the common unit of every episode.  44.6 to 12.8 % in 1.25 years is -1.36."""
    a, b, t = (np.asarray(x, dtype=np.float64) for x in (first, last, years))
    if not (((a > 0) & (a < 1) & (b > 0) & (b < 1)).all() and (t > 0).all()):
        raise BadValue(
            "shares lie between zero and one, and time passes",
            field="first, last, years",
            where="speed",
            got=(first, last, years),
        )
    return np.asarray((np.log(b) - np.log1p(-b) - np.log(a) + np.log1p(-a)) / t)


def first_time(path: Floats, level: Any, step: float = 1.0) -> Floats:
    """Years until a path [t,...] has fallen to `level`, straight between years; infinite where it does not. It may rise again later."""
    y = np.asarray(path, dtype=np.float64)
    if y.ndim < 1 or y.shape[0] < 1:
        raise BadShape("time is the first axis", field="path", where="first_time", got=y.shape)
    level = np.broadcast_to(np.asarray(level, dtype=np.float64), y.shape[1:])
    below = y <= level
    at = below.argmax(axis=0)
    ever = below.any(axis=0)
    now = np.take_along_axis(y, at[None], axis=0)[0]
    before = np.take_along_axis(y, np.maximum(at - 1, 0)[None], axis=0)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(at > 0, (before - level) / (before - now), 0.0)
    return np.asarray(np.where(ever, step * (np.maximum(at - 1, 0) + part), np.inf))


def half_life(dependence: Floats, step: float = 1.0) -> Floats:
    """Years until dependence [t,...] is half of what it was at the start; infinite where that is not reached."""
    y = np.asarray(dependence, dtype=np.float64)
    return first_time(y, y[0] / 2, step)


def months_until_bites(stock: Any, control: Any, leakage: Any) -> Floats:
    """12 B/(x (1-lk)): how long a stock of B years of imports covers what is denied; infinite where nothing is."""
    gone = np.asarray(control) * (1 - np.asarray(leakage))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(gone > 0, 12 * np.asarray(stock) / gone, np.inf))


def months_until_stops(loss: Floats, threshold: Any, step: float = 1.0) -> Floats:
    """12 times the years until the yearly loss [t,...] has fallen to `threshold`; infinite where it has not."""
    return 12 * first_time(loss, threshold, step)
