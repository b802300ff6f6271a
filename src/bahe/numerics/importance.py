"""Adaptive importance sampling: draws of a prior that go where the figures are, each with the weight that makes up for it.

Points u [s,d] of the unit cube are uniform before anything is known. In z = Phi^-1(u) that prior is N(0, I); proposals are a mixture
of it and of one normal a target, fitted in stages to tempered weights (likelihood to a power b that rises to 1), and the weight of a
draw is likelihood x prior / mixture. The prior stays in the mixture, so that no weight exceeds likelihood / `PRIOR_PART`. Whatever
else chance adds to a draw comes from its own law and cancels. Sources: Cappe et al. (2004); Cornuet et al. (2012); Owen and Zhou (2000).

Axis letters: s draw, d dimension, k target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr, ndtri

from bahe.faults import BadShape, BadValue
from bahe.numerics.sampling import points

Floats = NDArray[np.float64]
Likelihood = Callable[[Floats], Floats]

#: Part of the draws that are of the prior itself.
PRIOR_PART = 0.2
#: Draws of a stage, most stages, and effective draws by which the power of a stage is set.
PILOT, STAGES, STEADY = 4096, 8, 150.0


@dataclass(frozen=True, eq=False)
class Normal:
    """A normal in z: mean[d] and the lower root[d,d] of its covariance."""

    mean: Floats
    root: Floats

    def at(self, z: Floats) -> Floats:
        """Log density at z[s,d]."""
        left = np.linalg.solve(self.root, (z - self.mean).T)
        return np.asarray(
            -(left**2).sum(0) / 2 - np.log(np.diag(self.root)).sum() - len(self.mean) * np.log(2 * np.pi) / 2
        )

    def drawn(self, u: Floats) -> Floats:
        """z[s,d] from points of the unit cube."""
        return np.asarray(self.mean + ndtri(u) @ self.root.T)


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws u[s,d], the log of prior over mixture [s], and the stages: one row (power of each target, effective draws of each)."""

    u: Floats
    log_ratio: Floats
    stages: tuple[tuple[float, ...], ...]


def adapted(
    likelihood: Likelihood, dimensions: int, draws: int, seed: int = 0, *, pilot: int = PILOT, most: int = STAGES
) -> Sample:
    """Draws for every target of `likelihood`: u[s,d] -> log-likelihood[k,s].

    Without a target ([0,s]) the draws are those of the prior. A target of which no draw has a finite likelihood raises BadValue.
    """
    if draws < 1 or most < 1:
        raise BadValue("one or more", field="draws, most", where="adapted", got=(draws, most))
    parts: tuple[Normal, ...] = ()
    told: list[tuple[float, ...]] = []
    tried: list[tuple[Floats, Floats]] = []
    for stage in range(most):
        u, ratio = _mixed(parts, dimensions, min(pilot, draws), seed + 1 + stage)
        logs = np.atleast_2d(likelihood(u))
        if not len(logs):
            return Sample(points(draws, dimensions, seed), np.zeros(draws), ())
        if logs.shape[1] != len(u):
            raise BadShape(
                "one log-likelihood a draw",
                field="likelihood",
                where="adapted",
                got=logs.shape,
                allowed=f"(k, {len(u)})",
            )
        powers = tuple(_power(row, ratio) for row in logs)
        parts = tuple(_fitted(u, ratio + b * row) for b, row in zip(powers, logs, strict=True))
        told.append((*powers, *(effective_of(ratio + row) for row in logs)))
        tried.append((u, ratio + logs))
        if stage and min(powers) >= 1:
            break
    parts = tuple(_together(tried, k) for k in range(len(parts)))
    u, ratio = _mixed(parts, dimensions, draws, seed)
    return Sample(u, ratio, tuple(told))


def normed(log_weight: Floats) -> Floats:
    """Weights [s] that add up to one."""
    return np.asarray(np.exp(log_weight - logsumexp(log_weight)))


def effective_of(log_weight: Floats) -> float:
    """Effective draws 1 / sum w^2 of unnormed log weights [s]."""
    return float(np.exp(2 * logsumexp(log_weight) - logsumexp(2 * log_weight)))


def evidence(log_likelihood: Floats, log_ratio: Floats) -> float:
    """Log of the mean likelihood under the prior: how far the prior expected the figures."""
    return float(logsumexp(log_likelihood + log_ratio) - np.log(len(log_ratio)))


def _mixed(parts: tuple[Normal, ...], dimensions: int, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Draws [s,d] of prior and parts, each its share of them, and log prior over mixture [s]."""
    prior = Normal(np.zeros(dimensions), np.eye(dimensions))
    laws = (prior, *parts)
    share = np.array([1.0]) if not parts else np.array([PRIOR_PART, *[(1 - PRIOR_PART) / len(parts)] * len(parts)])
    ends = np.round(np.cumsum(share) * draws).astype(int)
    counts = np.diff(ends, prepend=0)
    z = np.concatenate(
        [
            law.drawn(points(n, dimensions, seed + 7919 * k))
            for k, (law, n) in enumerate(zip(laws, counts, strict=True))
            if n
        ]
    )
    u = np.clip(ndtr(z), 1e-12, 1 - 1e-12)
    mixture = logsumexp([np.log(a) + law.at(z) for a, law in zip(share, laws, strict=True)], axis=0)
    return u, np.asarray(prior.at(z) - mixture)


def _power(log_likelihood: Floats, ratio: Floats) -> float:
    """Largest power in (0,1] at which as many draws as `STEADY` (or an eighth of them) are effective; a fiftieth at the least."""
    if not np.isfinite(log_likelihood).any():
        raise BadValue("no draw has a likelihood", field="likelihood", where="adapted")
    wanted = min(STEADY, len(ratio) / 8)
    low, high = 0.02, 1.0
    if effective_of(ratio + log_likelihood) >= wanted:
        return 1.0
    for _ in range(30):
        mid = (low + high) / 2
        low, high = (mid, high) if effective_of(ratio + mid * log_likelihood) >= wanted else (low, mid)
    return low


def _together(tried: list[tuple[Floats, Floats]], k: int) -> Normal:
    """The normal of target k by the draws of all stages, each stage counting as many as were effective."""
    kept = [logs[k] - logsumexp(logs[k]) + np.log(effective_of(logs[k])) for _, logs in tried]
    return _fitted(np.concatenate([u for u, _ in tried]), np.concatenate(kept))


def _fitted(u: Floats, log_weight: Floats) -> Normal:
    """The normal of weighted draws, drawn towards the prior where few are effective, and a little wider than they are."""
    w, z = normed(log_weight), ndtri(u)
    d, n = z.shape[1], effective_of(log_weight)
    mean = w @ z
    spread = (w[:, None] * (z - mean)).T @ (z - mean)
    kept = n / (n + d)
    return Normal(mean, np.linalg.cholesky(1.2 * kept * spread + (1 - kept) * np.eye(d)))
