"""Matrix-free linear systems, one (GMRES) or many (block GCR), and Newton-Krylov on top [Saad and Schultz 1986; Eisenstat, Elman
and Schultz 1983; O'Leary 1980; Knoll and Keyes 2004]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.anderson import FixedPoint, Residual
from bahe.numerics.info import Outcome
from bahe.numerics.rows import combined, onto_rows

Floats = NDArray[np.float64]
Operator = Callable[[Floats], Floats]


def gmres(operator: Operator, b: Floats, *, tol: float = 1e-12, max_iter: int = 200) -> tuple[Floats, float, int]:
    """Solve `operator(x) = b`; returns x, the relative residual reached and the number of products."""
    size = float(np.linalg.norm(b))
    if size == 0:
        return np.zeros_like(b), 0.0, 0
    basis = np.zeros((max_iter + 1, b.size))
    H = np.zeros((max_iter + 1, max_iter))
    basis[0] = b / size
    rotations: list[tuple[float, float]] = []
    g = np.zeros(max_iter + 1)
    g[0] = size
    used = 0
    for j in range(max_iter):
        v = operator(basis[j])
        for _ in range(2):  # twice is enough to keep the basis orthogonal
            h = onto_rows(basis[: j + 1], v)
            v = v - combined(h, basis[: j + 1])
            H[: j + 1, j] += h
        H[j + 1, j] = np.linalg.norm(v)
        broke_down = H[j + 1, j] <= 1e-300
        if not broke_down:
            basis[j + 1] = v / H[j + 1, j]
        for row, (c, s) in enumerate(rotations):
            H[row, j], H[row + 1, j] = c * H[row, j] + s * H[row + 1, j], -s * H[row, j] + c * H[row + 1, j]
        radius = float(np.hypot(H[j, j], H[j + 1, j]))
        if radius == 0 or not np.isfinite(radius):
            break
        c, s = float(H[j, j] / radius), float(H[j + 1, j] / radius)
        rotations.append((c, s))
        H[j, j], H[j + 1, j] = radius, 0.0
        g[j], g[j + 1] = c * g[j], -s * g[j]
        used = j + 1
        if abs(g[used]) <= tol * size or broke_down:
            break
    y: Floats = np.linalg.solve(H[:used, :used], g[:used]).astype(np.float64) if used else np.zeros(0)
    return combined(y, basis[:used]), abs(float(g[used])) / size, used


#: Directions of a block whose images are shorter than this fraction of the longest, once they are made orthogonal, are dropped.
SHORTEST = 1e-5
PATIENCE = 30


@dataclass(frozen=True)
class ManySolved:
    """Where many linear systems ended: x[s,z], the largest entry of each residual [s], turns.

    images[m,z]     orthonormal images of the directions; tried[k,z] what was tried, and mix[m,k] how directions are made of it
    """

    x: Floats
    residual: Floats
    turns: int
    images: Floats
    tried: Floats
    mix: Floats

    @property
    def directions(self) -> Floats:
        """Directions [m,z] whose images are `images`."""
        return np.asarray(self.mix @ self.tried)


def gcr_many(
    operator: Operator, b: Floats, x: Floats, *, tol: float, max_iter: int = 200, most: int | None = None
) -> ManySolved:
    """Solve `operator(x)[s] = b[s]` for many right sides b[s,z] of one linear operator, from x[s,z].

    `operator` takes any number of rows [m,z]. Residuals of all right sides are directions for each of them, so that a few turns
    do what each alone would need many for. Where `most` directions are held (default: 512, or two for each right side), the next
    ones begin anew. It ends, too, where PATIENCE turns have not halved the residual. Nothing is raised: the residual says how it ended.
    """
    r = b - operator(x) if x.any() else b.copy()
    most = max(512, 2 * len(b)) if most is None else max(most, len(b))
    Q, tried = (np.empty((most, b.shape[1])) for _ in range(2))  # rows of Q are orthonormal; directions are mix @ tried
    mix, taken, used, tries = np.zeros((most, most)), np.zeros((len(b), most)), 0, 0
    turns, size, reached = 0, np.abs(r).max(axis=1), [np.inf]
    while turns < max_iter and np.isfinite(size).all() and (size > tol).any():
        turns += 1
        reached.append(float(size.max()))
        if turns > PATIENCE and reached[-1] > 0.5 * reached[-1 - PATIENCE]:
            break
        live = r[size > tol]
        if tries + len(live) > most:  # begin anew from here
            x = x + taken[:, :used] @ mix[:used, :tries] @ tried[:tries]
            used = tries = 0
        new = slice(tries, tries + len(live))
        tried[new] = live / np.linalg.norm(live, axis=1, keepdims=True)
        q = operator(tried[new])
        c = q @ Q[:used].T
        q -= c @ Q[:used]
        length, turn = np.linalg.eigh(q @ q.T)
        long = length > SHORTEST**2 * length[-1]
        if not long.any():
            break
        turn = turn[:, long].T / np.sqrt(length[long])[:, None]
        kept = slice(used, used + len(turn))
        Q[kept] = turn @ q
        mix[kept, : new.stop] = turn @ np.hstack([-c @ mix[:used, :tries], np.eye(len(live))])
        taken[:, kept] = r @ Q[kept].T
        r -= taken[:, kept] @ Q[kept]
        size = np.abs(r).max(axis=1)
        used, tries = kept.stop, new.stop
    x = x + taken[:, :used] @ mix[:used, :tries] @ tried[:tries]
    return ManySolved(x, size, turns, Q[:used], tried[:tries], mix[:used, :tries])


def newton_krylov(
    residual: Residual, product: Callable[[Floats, Floats], Floats], z: Floats, *, tol: float, max_iter: int = 30,
    cap: float = 1.5,
) -> FixedPoint:  # fmt: skip
    """Newton's method on `r(z) = 0`; `product(z, v)` is the exact product of the Jacobian of r with v.

    Each direction is found by GMRES and shortened until the residual falls; ends as `stalled` where none does.
    """
    r, size = residual(z)
    for iteration in range(max_iter):
        if not np.isfinite(size):
            return FixedPoint(z, Outcome.diverged, iteration, float("inf"))
        if size <= tol:
            return FixedPoint(z, Outcome.converged, iteration, size)
        direction, _, _ = gmres(partial(product, z), -r, tol=min(1e-2, max(size, 1e-9)), max_iter=120)
        biggest = np.abs(direction).max()
        if not np.isfinite(biggest):
            return FixedPoint(z, Outcome.diverged, iteration, size)
        length = min(1.0, cap / max(biggest, 1e-300))
        norm = float(np.linalg.norm(r))
        for _ in range(12):
            trial = z + length * direction
            r_trial, size_trial = residual(trial)
            if np.isfinite(size_trial) and np.linalg.norm(r_trial) < (1 - 1e-4 * length) * norm:
                break
            length *= 0.5
        else:
            return FixedPoint(z, Outcome.stalled, iteration, size)
        z, r, size = trial, r_trial, size_trial
    outcome = Outcome.converged if size <= tol else Outcome.out_of_iterations
    return FixedPoint(z, outcome, max_iter, size)
