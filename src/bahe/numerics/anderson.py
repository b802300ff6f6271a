"""Anderson acceleration of a fixed point, bounded, with a verdict [Walker and Ni 2011]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.info import Outcome
from bahe.numerics.rows import combined, onto_rows

Floats = NDArray[np.float64]

#: residual(z) -> (r, size): the step that the plain iteration would take, and the number that must fall below tol.
Residual = Callable[[Floats], tuple[Floats, float]]


@dataclass(frozen=True)
class FixedPoint:
    """Where the iteration ended, and how."""

    z: Floats
    outcome: Outcome
    iterations: int
    residual: float


def anderson(
    residual: Residual, z: Floats, *, tol: float, max_iter: int, memory: int = 8, cap: float = 1.5, patience: int = 60
) -> FixedPoint:
    """Iterate `z <- z + r(z)` with Anderson mixing over the last `memory` steps until the residual is below `tol`.

    `memory=0` is the plain iteration: slow, and sometimes there where mixing is led astray.
    No component moves by more than `cap` in one step. The memory is dropped when the residual has grown tenfold over
    the best one, and the iteration ends as `stalled` after `patience` steps without a new best.
    """
    turns = np.zeros((memory, z.size))  # steps taken plus the change of the residual that they made
    dr = np.zeros((memory, z.size))  # that change alone
    ridge = 1e-13 * np.eye(memory)
    gram, onto = np.zeros((memory, memory)), np.zeros(memory)  # products of the changes, and with the residual
    used, best, best_z, best_at = 0, np.inf, z, 0
    r, size = residual(z)
    shorten = 1.0
    for iteration in range(max_iter):
        if not np.isfinite(size):
            if used == 0 and best == np.inf:
                return FixedPoint(z, Outcome.diverged, iteration, float("inf"))
            # Step back to the best point and forget the directions that led out of the domain.
            z, used = best_z, 0
            r, size = residual(z)
            shorten = 0.25
            best_at = min(best_at, iteration - patience // 2)
        if size < best:
            best, best_z, best_at = size, z, iteration
        if size <= tol:
            return FixedPoint(z, Outcome.converged, iteration, size)
        if iteration - best_at > patience:
            return FixedPoint(best_z, Outcome.stalled, iteration, best)
        if size > 10 * best:
            used = 0
        step, shorten = shorten * r, 1.0
        if used:
            m = min(used, memory)
            scale = 1 / np.sqrt(np.diagonal(gram)[:m])
            normal = gram[:m, :m] * scale[:, None] * scale
            normal += ridge[:m, :m]
            weights = scale * np.linalg.solve(normal, scale * onto[:m])
            step = r - combined(weights, turns[:m])
        biggest = np.abs(step).max()
        if biggest > cap:
            step = step * (cap / biggest)
        z_next = z + step
        r_next, size = residual(z_next)
        if memory and np.isfinite(size):
            slot = used % memory
            dr[slot] = r_next - r
            turns[slot] = step + dr[slot]
            m = min(used + 1, memory)
            products = onto_rows(dr[:m], dr[slot])
            gram[slot, :m] = gram[:m, slot] = products
            onto[:m] += products
            onto[slot] = onto_rows(dr[slot : slot + 1], r_next)[0]
            used = used + 1 if gram[slot, slot] > 0 else 0
        z, r = z_next, r_next
    if size <= tol:
        return FixedPoint(z, Outcome.converged, max_iter, size)
    return FixedPoint(best_z, Outcome.out_of_iterations, max_iter, best)


#: residuals(z[s,:], draws) -> (steps [s,:], sizes [s]) for the draws that are still at work.
Residuals = Callable[[Floats, NDArray[np.intp]], tuple[Floats, Floats]]


@dataclass(frozen=True)
class FixedPoints:
    """Where each of many iterations ended: z[s,:], converged[s], iterations[s], residual[s]."""

    z: Floats
    converged: NDArray[np.bool_]
    iterations: NDArray[np.intp]
    residual: Floats


def anderson_many(
    residuals: Residuals, z: Floats, *, tol: float, max_iter: int, memory: int = 6, cap: float = 1.5
) -> FixedPoints:
    """Anderson acceleration of many fixed points side by side, each with a memory of its own.

    A draw leaves when its residual is below `tol`, or not finite; the rest go on. No step back and no patience: what does not
    converge is said so, and is a matter for `anderson` and its successors, one at a time.
    """
    S, M = z.shape
    at, out = np.arange(S), z.copy()
    turned, reached = np.zeros(S, dtype=np.intp), np.full(S, np.inf)
    r, size = residuals(z, at)
    turns, dr = np.zeros((S, memory, M)), np.zeros((S, memory, M))
    gram, onto, ridge = np.zeros((S, memory, memory)), np.zeros((S, memory)), 1e-13 * np.eye(memory)
    for iteration in range(max_iter + 1):
        turned[at], reached[at], out[at] = iteration, size, z
        going = np.isfinite(size) & (size > tol)
        if iteration == max_iter or not going.any():
            break
        if going.sum() <= 0.75 * at.size:
            z, r, at, turns, dr, gram, onto = (
                z[going],
                r[going],
                at[going],
                turns[going],
                dr[going],
                gram[going],
                onto[going],
            )
        step, m = r.copy(), min(iteration, memory)
        if m:
            scale = 1 / np.sqrt(np.maximum(np.diagonal(gram, axis1=1, axis2=2)[:, :m], 1e-300))
            normal = gram[:, :m, :m] * scale[:, :, None] * scale[:, None, :] + ridge[:m, :m]
            weights = scale * np.linalg.solve(normal, (scale * onto[:, :m])[:, :, None])[:, :, 0]
            step -= np.matmul(weights[:, None, :], turns[:, :m])[:, 0]
        step *= np.minimum(1.0, cap / np.maximum(np.abs(step).max(1), 1e-300))[:, None]
        z = z + step
        r_next, size = residuals(z, at)
        slot, m = iteration % memory, min(iteration + 1, memory)
        dr[:, slot] = r_next - r
        turns[:, slot] = step + dr[:, slot]
        products = np.matmul(dr[:, :m], dr[:, slot, :, None])[:, :, 0]
        gram[:, slot, :m] = gram[:, :m, slot] = products
        onto[:, :m] += products
        onto[:, slot] = np.matmul(dr[:, slot, None, :], r_next[:, :, None])[:, 0, 0]
        r = r_next
    return FixedPoints(out, reached <= tol, turned, reached)
