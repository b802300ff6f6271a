"""What turns a residual of the joint map into a good step: a guide, kept with the world for each set of elasticities.

No result depends on it. Two parts, both of the benchmark: each economy answers its own residuals, the others held; and along a few
directions, found once by asking, everybody's answer to everybody is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.krylov import gcr_many
from bahe.numerics.reverse import apply, apply_t
from bahe.numerics.threads import one_thread
from bahe.world.horizon import Horizon
from bahe.world.levers import resolve
from bahe.world.shock import Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating[Any]]

#: Economies whose nominal size begins the search for directions, and how many turns it takes: 8 x 6 save four turns of a solve in ten
#: for the time of three solves; more of either saves little.
BEGUN, TURNS = 8, 6
#: Length of the steps of differences, in logs. Directions that lack more than so many times their image are left out: there T is all
#: but singular, and what holds at the benchmark misleads elsewhere.
STEP, LONGEST = 1e-7, 6.0


@dataclass(frozen=True)
class Guide:
    """A linear map of residuals to steps.

    response[n,l,l']   each economy's answer to its own residuals, l its factor prices, prices and spending
    seen[m,z]          orthonormal images of the directions in which the answer of all to all is known
    lacking[m,z]       what the step lacks in them
    """

    response: Numbers
    seen: Numbers
    lacking: Numbers

    @cached_property
    def in_double(self) -> Guide:
        """The same in double precision, for linear systems that must be solved to full accuracy."""
        return Guide(*(a.astype(np.float64) for a in (self.response, self.seen, self.lacking)))

    @cached_property
    def apart(self) -> Guide:
        """Each economy's answer to its own residuals and nothing else, for shocks so far out that what all answer all misleads."""
        return Guide(self.response, self.seen[:0], self.lacking[:0])

    def own(self, residuals: Any, transposed: bool = False) -> Any:
        """Every economy's answer to its own residuals [n,l], with any leading axis."""
        return (apply_t if transposed else apply)(self.response, residuals)

    def across(self, step: Floats, transposed: bool = False) -> Floats:
        """A step [..,z] with what it lacks added; unknowns behind those of the benchmark keep theirs."""
        if not len(self.seen):
            return step
        read, write = (self.lacking, self.seen) if transposed else (self.seen, self.lacking)
        out, z = step.copy(), read.shape[1]
        out[..., :z] += (out[..., :z].astype(read.dtype, copy=False) @ read.T) @ write
        return out


@one_thread
def guide(world: World, horizon: Horizon) -> Guide:
    """The guide of a world, made at the first question about it. Single precision: it is read at every turn."""
    h = horizon
    home, scale = (b"" if v is None else v.tobytes() for v in (h.home_elasticity, h.scale))
    key = (h.trade_elasticity.tobytes(), home, scale, h.value_added, h.inputs, h.final, h.specific)
    kept: dict[object, Guide] = world.__dict__.setdefault("_guides", {})
    if key not in kept:
        response = -np.linalg.inv(_own_slopes(world, horizon)).astype(np.float32)
        none = np.zeros((0, 0), dtype=np.float32)
        kept[key] = Guide(response, none, none)
        seen, lacking = _across(world, horizon)
        kept[key] = Guide(response, seen.astype(np.float32), lacking.astype(np.float32))
    return kept[key]


def _across(world: World, horizon: Horizon) -> tuple[Floats, Floats]:
    """Directions p of the benchmark with orthonormal images q = T p, T what the guide so far makes of a residual along p: q and p - q.

    They are those that a solver comes upon: block GCR from changes of the nominal size of the largest economies.
    """
    from bahe.trade import joint_map  # which reads problems, and problems hold guides
    from bahe.trade.options import Closure
    from bahe.trade.problem import pose

    base = pose(world, resolve(Shock(), world), horizon, Closure("transfer"))
    largest = np.argsort(-world.value_added, kind="stable")[:BEGUN]
    (K, N), m, z = base.spending.shape, len(largest), base.ends[-1]
    w, P = np.zeros((m, N, K if horizon.specific else 1)), np.zeros((m, K, N))
    w[np.arange(m), largest], P[np.arange(m), :, largest] = 1.0, 1.0
    nominal = np.concatenate([a.reshape(m, -1) for a in (w, P, P)], axis=1)
    nominal = np.pad(nominal, ((0, 0), (0, z - nominal.shape[1])))

    def seen(v: Floats) -> Floats:
        """T v, by a difference from the benchmark (which need be no equilibrium)."""
        h = STEP / np.maximum(np.abs(v).max(1, keepdims=True), 1e-300)
        return -joint_map.precondition(base, (joint_map.turn(base, h * v) - there) / h - v)

    with np.errstate(all="ignore"):
        there = joint_map.turn(base, np.zeros((1, z)))
        found = gcr_many(seen, nominal, np.zeros_like(nominal), tol=1e-6, max_iter=TURNS)
    lacking = found.directions - found.images
    short = np.linalg.norm(lacking, axis=1) < LONGEST  # false where not finite
    return found.images[short], lacking[short]


def _own_slopes(world: World, horizon: Horizon) -> Floats:
    """d residual[n,l] / d unknown[n,l']: factor prices w, prices P and spending X of economy n, all in logs.

    u = beta w + gamma' P       log Y = h X - e u       e = theta (h (1 - pi) + (1 - h) (1 - pi abroad)), h home share of sales
    r_w = log Y + (1 - s_va)(w - u) - w - own share of world income                              r_P = pi u - P
    X r_X = sum_j gamma Y (log Y + (1 - s_va)(Q - u) + (1 - s_in)(P - Q)) + alpha I (income + (1 - s_fin)(P - Pf)) - X X
    with sales Y, whose part 1 - m is cost; profits m Y are income.
    """
    N, K = world.final_share.shape
    beta, gamma, alpha = world.value_added_share, world.cost_share, world.final_share
    share, h, abroad = world.own_shares
    theta = horizon.trade_elasticity
    upper = theta if horizon.home_elasticity is None else horizon.home_elasticity
    e = upper * h * (1 - share) + theta * (1 - h) * (1 - abroad)
    t_va, t_in, t_fin = 1 - horizon.value_added, 1 - horizon.inputs, 1 - horizon.final
    va = beta * world.costs
    total = va.sum(1, keepdims=True)
    flows = gamma * world.costs[:, None, :] / world.orders[:, :, None]  # of spending on k
    budget = alpha * world.income[:, None] / world.orders
    L, one = (K if horizon.specific else 1), np.eye(K)
    w, P, X = slice(0, L), slice(L, L + K), slice(L + K, L + 2 * K)
    J = np.zeros((N, L + 2 * K, L + 2 * K))

    u_P = gamma.swapaxes(1, 2)
    Q_P = u_P / np.where(beta < 1, 1 - beta, 1.0)[:, :, None]
    paid_w, paid_P = t_va - (e + t_va) * beta, -(e + t_va)[:, :, None] * u_P  # own column only: diagonal by w
    orders_w, orders_P = -(e + t_va) * beta, paid_P + (t_va - t_in) * Q_P
    J[:, P, P] = share[:, :, None] * u_P - one
    J[:, X, P] = np.matmul(flows, orders_P) + t_in * flows.sum(2)[:, :, None] * one
    J[:, X, P] += t_fin * budget[:, :, None] * (one - alpha[:, None, :])
    J[:, X, X] = flows * h[:, None, :] - one
    if horizon.specific:
        busy = (va > 0)[:, :, None]
        J[:, w, w] = np.where(busy, (paid_w - 1)[:, :, None] * one - va[:, None, :] / world.value_added.sum(), -one)
        J[:, w, P], J[:, w, X] = busy * paid_P, busy * h[:, :, None] * one
        J[:, P, w] = (share * beta)[:, :, None] * one
        J[:, X, w] = flows * orders_w[:, None, :] + budget[:, :, None] * (va / world.income[:, None])[:, None, :]
    else:
        mean = va / total
        J[:, 0, 0] = (mean * paid_w).sum(1) - 1 - total[:, 0] / world.value_added.sum()
        J[:, 0, P], J[:, 0, X] = np.matmul(mean[:, None, :], paid_P)[:, 0], mean * h
        J[:, P, 0] = share * beta
        J[:, X, 0] = (flows * orders_w[:, None, :]).sum(2) + budget * total / world.income[:, None]
    if world.profit_share.any():
        profit = budget[:, :, None] * (world.profits / world.income[:, None])[:, None, :]
        J[:, X, X] += profit * h[:, None, :]
        J[:, X, P] -= np.matmul(profit, e[:, :, None] * u_P)
        by_w = profit * (e * beta)[:, None, :]
        J[:, X, w] -= by_w if horizon.specific else by_w.sum(2, keepdims=True)
    return J
