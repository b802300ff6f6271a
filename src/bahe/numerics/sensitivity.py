"""What an answer is made of: first and total Sobol indices, and Shapley shares.

First: the part of the variance that goes when this input alone becomes known. Total: the part that stays while this input alone is
unknown. Shapley: a fair split of the whole, inputs that act together sharing what they do together (Owen 2014; Song, Nelson and
Staum 2016); it adds up to one. Estimators: Saltelli et al. 2010 (first), Jansen 1999 (total).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue
from bahe.numerics.sampling import points

Floats = NDArray[np.float64]

#: Shapley shares look at every subset of inputs: this many at most.
MOST_SHARED = 12


def design(count: int, dimensions: int, seed: int = 0) -> Floats:
    """Points [count x (2 + dim), dim]: A, B, then A with one column of B at a time; `indices` takes the answers in this order."""
    both = points(count, 2 * dimensions, seed)
    a, b = both[:, :dimensions], both[:, dimensions:]
    mixed = []
    for m in range(dimensions):
        one = a.copy()
        one[:, m] = b[:, m]
        mixed.append(one)
    return np.concatenate([a, b, *mixed])


@dataclass(frozen=True, eq=False)
class Indices:
    """First and total indices [dim,...] with the ends of 90 % bootstrap intervals [2,dim,...]; NaN where nothing varies."""

    first: Floats
    total: Floats
    first_range: Floats
    total_range: Floats
    variance: Floats


def indices(answers: Floats, dimensions: int, *, resamples: int = 200, seed: int = 0) -> Indices:
    """Sobol indices of the answers [count x (2 + dim), ...] to a `design`; a missing answer (NaN) leaves out its row of the design.

    Raises BadShape where the answers are not those of a design of so many dimensions.
    """
    y = np.asarray(answers, dtype=np.float64)
    if y.ndim < 1 or y.shape[0] % (2 + dimensions):
        raise BadShape("not the answers to a design", field="answers", where="indices", got=y.shape,
                       allowed=f"a multiple of {2 + dimensions} rows")  # fmt: skip
    y = y.reshape(2 + dimensions, -1, *y.shape[1:])
    whole = np.isfinite(y).reshape(*y.shape[:2], -1).all(axis=(0, 2))
    y = y[:, whole]
    if y.shape[1] < 2:
        nothing = np.full((dimensions, *y.shape[2:]), np.nan)
        return Indices(nothing, nothing, np.stack([nothing] * 2), np.stack([nothing] * 2), nothing[0])
    first, total, variance = _estimate(y)
    rng, n = np.random.default_rng(seed), y.shape[1]
    again = [_estimate(y[:, rng.integers(0, n, n)])[:2] for _ in range(resamples)]
    with np.errstate(all="ignore"):
        low_high = [np.quantile(np.stack([a[k] for a in again]), [0.05, 0.95], axis=0) for k in (0, 1)]
    return Indices(first, total, low_high[0], low_high[1], variance)


def _estimate(y: Floats) -> tuple[Floats, Floats, Floats]:
    """S_m = mean f_B (f_AB - f_A)/V;  T_m = mean (f_A - f_AB)^2/(2V)."""
    a, b, ab = y[0], y[1], y[2:]
    variance = np.concatenate([a, b]).var(axis=0)
    centre = np.concatenate([a, b]).mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = ((b - centre) * (ab - a)).mean(axis=1) / variance
        total = ((a - ab) ** 2).mean(axis=1) / (2 * variance)
    still = variance <= 1e-30 * np.maximum(centre**2, 1e-300)
    return np.where(still, np.nan, first), np.where(still, np.nan, total), variance


def shapley(worth: Floats) -> Floats:
    """Fair split of a game: worth [2^dim,...] of every coalition, coalition c holding input m where bit m of c is set -> [dim,...].

    sum over coalitions without m of |c|! (dim-|c|-1)!/dim! (v(c + m) - v(c))  [Shapley 1953]. Adds up to v(all) - v(none).
    """
    v = np.asarray(worth, dtype=np.float64)
    dim = int(v.shape[0]).bit_length() - 1
    if v.shape[0] != 2**dim:
        raise BadShape(
            "one worth for each coalition is needed",
            field="worth",
            where="shapley",
            got=v.shape,
            allowed="2^inputs rows",
        )
    every = np.arange(2**dim)
    size = np.array([int(c).bit_count() for c in every])
    out = np.empty((dim, *v.shape[1:]))
    for m in range(dim):
        without = every[(every >> m) & 1 == 0]
        weight = np.array([factorial(s) * factorial(dim - s - 1) / factorial(dim) for s in size[without]])
        out[m] = np.tensordot(weight, v[without | (1 << m)] - v[without], axes=1)
    return out


def shared_design(count: int, dimensions: int, seed: int = 0) -> Floats:
    """Points [count x (2^dim + 1), dim] for Shapley shares: A, then for every coalition its columns of A and the rest of B."""
    if not 1 <= dimensions <= MOST_SHARED:
        raise BadValue("too many inputs to look at every subset", field="dimensions", where="shared_design", got=dimensions,
                       allowed=f"1..{MOST_SHARED}")  # fmt: skip
    both = points(count, 2 * dimensions, seed)
    a, b = both[:, :dimensions], both[:, dimensions:]
    bits = (np.arange(2**dimensions)[:, None] >> np.arange(dimensions)) & 1
    return np.concatenate([a, *(np.where(bit, a, b) for bit in bits)])


def shapley_shares(answers: Floats, dimensions: int) -> Floats:
    """Shapley shares [dim,...] of the variance from the answers to a `shared_design`: they add up to one; NaN where nothing varies.

    Worth of a coalition: the variance that is explained once its inputs are known, Cov(f(A), f(A_c, B_rest)), which is zero for none
    and the variance for all. Missing answers leave out their row.
    """
    y = np.asarray(answers, dtype=np.float64)
    if y.shape[0] % (2**dimensions + 1):
        raise BadShape("not the answers to a shared design", field="answers", where="shapley_shares", got=y.shape)
    y = y.reshape(2**dimensions + 1, -1, *y.shape[1:])
    whole = np.isfinite(y).reshape(*y.shape[:2], -1).all(axis=(0, 2))
    a, c = y[0][whole], y[1:][:, whole]
    # Janon et al. 2014: centre and scale by both samples together.
    centre = (a.mean(axis=0) + c.mean(axis=1)) / 2
    worth = (a[None] * c).mean(axis=1) - centre**2
    worth[0] = 0.0
    whole_variance = worth[-1].copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole_variance > 0, shapley(worth) / whole_variance, np.nan))
