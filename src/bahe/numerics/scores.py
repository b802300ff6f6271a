"""Proper scores: how good a forecast was that spoke in probabilities. Lower is better for all of them.

A score is proper where nobody gains by saying anything but what he believes (Gneiting and Raftery 2007). Draws have the axis s first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp, ndtr

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]


def crps(draws: ArrayLike, observed: ArrayLike, weight: ArrayLike | None = None) -> Floats:
    """Continuous ranked probability score of an ensemble taken as the whole law: E|X - y| - E|X - X'| / 2.

    draws[s, ...], observed[...] (or one number); weight[s], equal unless given. In the unit of the figures.
    """
    x, y, p = _ensemble(draws, observed, weight)
    order = np.argsort(x, axis=0)
    x, p = np.take_along_axis(x, order, 0), np.take_along_axis(p, order, 0)
    below = np.cumsum(p, axis=0) - p / 2
    return np.asarray((p * np.abs(x - y)).sum(0) - (p * x * (2 * below - 1)).sum(0))


def fair_crps(draws: ArrayLike, observed: ArrayLike) -> Floats:
    """The same for an ensemble taken as a sample of the law (Ferro 2014): unbiased for the score of the law, at any size from 2."""
    x, y, _ = _ensemble(draws, observed, None)
    m = len(x)
    if m < 2:
        raise BadShape("two draws or more are needed", field="draws", got=x.shape)
    x = np.sort(x, axis=0)
    rank = (2 * np.arange(1, m + 1) - m - 1).reshape((m,) + (1,) * (x.ndim - 1))
    return np.asarray(np.abs(x - y).mean(0) - (rank * x).sum(0) / (m * (m - 1)))


def normal_crps(mean: ArrayLike, sd: ArrayLike, observed: ArrayLike) -> Floats:
    """CRPS of a normal law in closed form: sd [ z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi) ], z = (y - mean)/sd."""
    s = np.asarray(sd, dtype=np.float64)
    if not (s > 0).all():
        raise BadValue("a spread above zero is needed", field="sd", where="normal_crps")
    z = (np.asarray(observed) - mean) / s
    return np.asarray(s * (z * (2 * ndtr(z) - 1) + 2 * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi)))


def log_score(mean: ArrayLike, variance: ArrayLike, observed: ArrayLike, weight: ArrayLike | None = None) -> Floats:
    """-ln of the density that a mixture of normals put on what came: mean[s, ...], variance[s, ...], weight[s] (nats)."""
    m, v = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64))
    if not (v > 0).all():
        raise BadValue("a variance above zero is needed", field="variance", where="log_score")
    p = _weights(weight, m)
    with np.errstate(divide="ignore"):
        terms = np.log(p) - (np.asarray(observed) - m) ** 2 / (2 * v) - np.log(2 * np.pi * v) / 2
    return np.asarray(-logsumexp(terms, axis=0))


def quantiles(draws: ArrayLike, probability: ArrayLike) -> Floats:
    """Quantiles [q, ...] of draws[s, ...], straight between draws."""
    return np.asarray(np.quantile(np.asarray(draws, dtype=np.float64), np.asarray(probability), axis=0))


def covered(draws: ArrayLike, observed: ArrayLike, level: float) -> NDArray[np.bool_]:
    """True where what came lies in the central interval of this level (0.8: between the 10 and the 90 % quantile)."""
    if not 0 < level < 1:
        raise BadValue("not a level", field="level", where="covered", got=level, allowed="0..1")
    low, high = quantiles(draws, [(1 - level) / 2, (1 + level) / 2])
    y = np.asarray(observed, dtype=np.float64)
    return np.asarray((low <= y) & (y <= high))


def skill(score: ArrayLike, baseline: ArrayLike) -> Floats:
    """1 - score/baseline: 1 perfect, 0 no better than the baseline, below 0 worse; NaN where the baseline is 0."""
    s, b = np.asarray(score, dtype=np.float64), np.asarray(baseline, dtype=np.float64)
    return np.asarray(1 - np.divide(s, b, out=np.full(np.broadcast(s, b).shape, np.nan), where=b > 0))


def _ensemble(draws: ArrayLike, observed: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    x, y = np.asarray(draws, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if x.ndim < 1 or len(x) < 1:
        raise BadShape("draws have the axis s first", field="draws", got=x.shape)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise BadValue(
            "finite numbers are needed", field="draws, observed", remedy="What is missing is left out, and named."
        )
    return x, y, _weights(weight, x)


def _weights(weight: ArrayLike | None, like: Floats) -> Floats:
    p = np.full(len(like), 1 / len(like)) if weight is None else np.asarray(weight, dtype=np.float64)
    if p.shape != like.shape[:1] or (p < 0).any() or abs(p.sum() - 1) > 1e-9:
        raise BadShape("weights [s] of 0 or more that add up to 1 are needed", field="weight", got=p.shape)
    return np.broadcast_to(p.reshape(p.shape + (1,) * (like.ndim - 1)), like.shape)
