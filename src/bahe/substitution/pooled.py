"""Speeds of substitution of several technologies together: each has its own, and all have something in common (partial pooling).

    x_j(t) = a_j + b_j (t - t_j0) + noise W_j(t - t_j0)      figure = x_j + error
    b_j ~ N(mu, tau^2)     mu ~ N(0, M^2)     tau ~ half-normal(T)     noise ~ log-uniform

x is log-odds of dependence. Given tau and noise all is normal, and what the figures say of levels, speeds and mu is exact; tau and noise
are averaged over a grid, weighed by likelihood. A technology with one figure has a level, and a speed that the others lend it.
Sources: Lindley and Smith (1972); Gelman (2006) for the law of tau.

Axis letters: j technology, k figure of it, q point of the grid, s draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, logsumexp

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]

#: s.d. of mu, scale of tau (log-odds a year), range of the noise, s.d. of a level before any figure: wide; judgements.
MU, TAU, NOISE, LEVEL = 0.3, 0.2, (0.02, 0.5), 3.0
#: Points of the grid along each of tau and noise.
GRID = 16


@dataclass(frozen=True, eq=False)
class Technology:
    """Figures of one technology: years, log-odds of dependence and their errors [k], years rising."""

    name: str
    years: Floats
    odds: Floats
    errors: Floats

    def __post_init__(self) -> None:
        for f in ("years", "odds", "errors"):
            object.__setattr__(self, f, np.asarray(getattr(self, f), dtype=np.float64))
        if not (self.years.ndim == 1 and len(self.years) and self.years.shape == self.odds.shape == self.errors.shape):
            raise BadShape(
                "a year, a log-odds and an error for each figure", where=self.name, field="years, odds, errors"
            )
        if not (np.isfinite(self.odds).all() and (np.diff(self.years) > 0).all() and (self.errors > 0).all()):
            raise BadValue(
                "finite log-odds, rising years and errors above 0 are needed",
                where=self.name,
                field="odds, years, errors",
            )


@dataclass(frozen=True, eq=False)
class Pooled:
    """Draws given all figures: speed, level[s,j] (log-odds of dependence a year; log-odds at the last figure), mu, tau, noise [s].

    effective   points of the grid that carry the weight
    """

    names: tuple[str, ...]
    last: Floats
    speed: Floats
    level: Floats
    mu: Floats
    tau: Floats
    noise: Floats
    effective: float

    @property
    def half_life(self) -> Floats:
        """Years from the last figure until dependence is half, along the trend [s,j]; infinite where it does not fall."""
        gone = logit(expit(self.level) / 2) - self.level
        falls = self.speed < 0
        return np.asarray(np.where(falls, gone / np.where(falls, self.speed, -1.0), np.inf))

    @property
    def rank(self) -> NDArray[np.int64]:
        """Place of each technology by half-life [s,j], 1 the fastest; those that never halve share the last places by speed."""
        order = np.lexsort((self.speed, self.half_life), axis=-1)
        return np.asarray(np.argsort(order, axis=-1) + 1)

    def at(self, year: float, rng: np.random.Generator) -> Floats:
        """Log-odds of dependence at a year after the last figures [s,j], noise included."""
        gone = np.maximum(year - self.last, 0.0)
        shaken = self.noise[:, None] * np.sqrt(gone) * rng.standard_normal(self.level.shape)
        return np.asarray(self.level + self.speed * gone + shaken)


def pooled(
    technologies: Sequence[Technology],
    draws: int = 20000,
    seed: int = 0,
    *,
    tau: float | None = None,
    noise: float | None = None,
) -> Pooled:
    """The fit; tau or noise given: known, and not averaged over."""
    if not technologies or draws < 1:
        raise BadValue("one technology and one draw at the least", field="technologies, draws", where="pooled")
    taus, noises, prior = _grid(tau, noise)
    fits = [_given(technologies, a, b) for a, b in zip(taus, noises, strict=True)]
    logs = prior + np.array([f[0] for f in fits])
    weight = np.exp(logs - logsumexp(logs))
    rng = np.random.default_rng(seed)
    q = np.sort(rng.choice(len(weight), draws, p=weight))
    mu = np.array([fits[k][1] for k in q]) + np.sqrt([fits[k][2] for k in q]) * rng.standard_normal(draws)
    speed, level = np.empty((draws, len(technologies))), np.empty((draws, len(technologies)))
    for k in np.unique(q):
        here = q == k
        for j, t in enumerate(technologies):
            base, slope, cov = _own(t, taus[k], noises[k])
            z = rng.standard_normal((int(here.sum()), 2)) @ _root(cov).T
            both = base + slope * mu[here, None] + z
            level[here, j], speed[here, j] = both.T
    last = np.array([t.years[-1] for t in technologies])
    names = tuple(t.name for t in technologies)
    return Pooled(names, last, speed, level, mu, taus[q], noises[q], float(1 / (weight**2).sum()))


def _grid(tau: float | None, noise: float | None) -> tuple[Floats, Floats, Floats]:
    """(tau, noise, log prior)[q]: middles of even slices."""
    part = (np.arange(GRID) + 0.5) / GRID
    a = 4 * TAU * part if tau is None else np.array([tau])
    b = NOISE[0] * (NOISE[1] / NOISE[0]) ** part if noise is None else np.array([noise])
    taus, noises = (x.ravel() for x in np.meshgrid(a, b, indexing="ij"))
    return taus, noises, -((taus / TAU) ** 2) / 2


def _spread(t: Technology, tau: float, noise: float) -> tuple[Floats, Floats, Floats]:
    """Years since the first figure s[k]; covariance of x at the figures, without mu; covariance of (x_last, b) with x [2,k]."""
    s = t.years - t.years[0]
    x = LEVEL**2 + tau**2 * np.outer(s, s) + noise**2 * np.minimum.outer(s, s)
    return s, x, np.stack([x[-1], tau**2 * s])


def _given(technologies: Sequence[Technology], tau: float, noise: float) -> tuple[float, float, float]:
    """(log-likelihood, mean and variance of mu) given tau and noise."""
    precision, pull, total = 1 / MU**2, 0.0, -float(np.log(MU))
    for t in technologies:
        s, x, _ = _spread(t, tau, noise)
        y = x + np.diag(t.errors**2)
        inverse = np.linalg.inv(y)
        precision += float(s @ inverse @ s)
        pull += float(s @ inverse @ t.odds)
        total -= float(t.odds @ inverse @ t.odds + np.linalg.slogdet(2 * np.pi * y)[1]) / 2
    return float(total + pull**2 / precision / 2 - np.log(precision) / 2), float(pull / precision), float(1 / precision)


def _own(t: Technology, tau: float, noise: float) -> tuple[Floats, Floats, Floats]:
    """(x_last, b) given figures and mu: base[2] + slope[2] mu, and covariance [2,2]."""
    s, x, cross = _spread(t, tau, noise)
    gain = cross @ np.linalg.inv(x + np.diag(t.errors**2))
    prior = np.array([[x[-1, -1], tau**2 * s[-1]], [tau**2 * s[-1], tau**2]])
    slope = np.array([s[-1], 1.0]) - gain @ s
    return gain @ t.odds, slope, prior - gain @ cross.T


def _root(cov: Floats) -> Floats:
    """A root of a covariance that may lack full rank."""
    size, axes = np.linalg.eigh(cov)
    return np.asarray(axes * np.sqrt(np.maximum(size, 0.0)))
