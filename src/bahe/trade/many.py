"""Many questions of one kind on one benchmark: who loses what if some suppliers stop selling to some buyers.

The common cubes are read once for a block of questions, which turns products of a matrix with a vector into products of matrices.
The equations are those of `joint_map`, with a draw axis `s` in front.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bahe.faults import Infeasible
from bahe.numerics.anderson import FixedPoints, anderson_many
from bahe.numerics.parts import Keep, computed
from bahe.trade import joint_map
from bahe.trade.gradient import adjoints
from bahe.trade.options import Closure
from bahe.trade.problem import Patch, Problem, pose
from bahe.trade.solve import purge
from bahe.world.levers import resolve
from bahe.world.shock import Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Questions that are iterated side by side: enough to keep the processor busy, few enough to stay in its cache.
BLOCK = 24


@dataclass(frozen=True)
class CutOff:
    """One question: suppliers that stop selling `sectors` to buyers, all as positions on the axes of a world."""

    suppliers: tuple[int, ...]
    buyers: tuple[int, ...]
    sectors: tuple[int, ...]


@dataclass(frozen=True)
class Answers:
    """One row a question: welfare_hat[s,n], and how each ended. A row that did not converge is NaN, never a number."""

    welfare_hat: Floats
    converged: NDArray[np.bool_]
    supplied: NDArray[np.bool_]
    """False where a buyer is left without any supplier of something it buys: no equilibrium as posed."""
    iterations: Indices
    residual: Floats


def cut_off(
    world: World, questions: Sequence[CutOff], *, horizon: str = "long", closure: str = "transfer", tol: float = 1e-9,
    max_iter: int = 200, mutual: bool = False, threads: int = 2, progress: Callable[[int, int], None] | None = None,
    keep: Keep = computed,
) -> Answers:  # fmt: skip
    """Solve every question exactly (to `tol`, in logs), in blocks; `mutual`: the buyers stop selling to the suppliers, too.

    `keep` keeps blocks (`numerics.parts`), which does not know the world: say it with `under`.

    Raises Infeasible at a horizon whose origins are complements (sigma <= 1): there a full stop has no finite answer.
    """
    h, close = world.horizon(horizon), Closure.read(closure, world)
    if h.trade_elasticity.min() <= 0 or (h.home_elasticity is not None and h.home_elasticity.min() <= 0):
        raise Infeasible(
            "a full stop has no finite answer where sigma <= 1", field="horizon", where="cut_off", got=horizon,
            remedy="State what leaks, as in leakage=0.05 or bahe leverage --leakage 5%, or take a longer horizon.",
        )  # fmt: skip
    if close.name == "balanced":
        world = purge(world, horizon)
    base = replace(pose(world, resolve(Shock(), world), h, close), taxed=slice(0, len(world.sectors)))
    S, N = len(questions), len(world.economies)
    welfare, converged, supplied = np.full((S, N), np.nan), np.zeros(S, dtype=bool), np.ones(S, dtype=bool)
    iterations, residual = np.zeros(S, dtype=np.intp), np.full(S, np.inf)
    done = 0

    def block(first: int) -> tuple[slice, Answers]:
        rows = slice(first, min(first + BLOCK, S))
        recipe = {"part": "cut off", "questions": [[[*map(int, v)] for v in vars(q).values()] for q in questions[rows]], "horizon": horizon,
                  "closure": str(closure), "tol": tol, "max_iter": max_iter, "mutual": mutual}  # fmt: skip
        return rows, Answers(**keep(recipe, lambda: vars(_block(base, world, questions[rows], mutual, tol, max_iter))))

    with ThreadPoolExecutor(threads) as pool:
        for rows, a in pool.map(block, range(0, S, BLOCK)):
            welfare[rows], converged[rows], supplied[rows] = a.welfare_hat, a.converged, a.supplied
            iterations[rows], residual[rows] = a.iterations, a.residual
            done += rows.stop - rows.start
            if progress is not None:
                progress(done, S)
    return Answers(welfare, converged, supplied, iterations, residual)


def cut_off_first_order(
    world: World,
    *,
    horizon: str = "long",
    sectors: Sequence[int] | None = None,
    closure: str = "transfer",
    tol: float = 1e-4,
) -> tuple[Floats, Floats]:
    """First-order log change of real income for every pair [n,i]: of buyer n if i stops its exports to n, and of i itself.

    What the cut does before anybody answers is exact (prices rise by -log(1 - share)/theta, spending turns to who is left); how
    the world answers is linear, by one adjoint an economy. The exact answer differs where flows are large. The diagonal is 0.
    """
    h, close = world.horizon(horizon), Closure.read(closure, world)
    if h.trade_elasticity.min() <= 0 or h.home_elasticity is not None:
        raise Infeasible("a full stop has no first-order answer where sigma <= 1 or home is a tier of its own", field="horizon",
                         where="cut_off_first_order", got=horizon, remedy="Use cut_off, or a longer horizon.")  # fmt: skip
    if close.name == "balanced":
        world = purge(world, horizon)
    p = replace(pose(world, resolve(Shock(), world), h, close), taxed=slice(0, len(world.sectors)))
    N = len(world.economies)
    g = adjoints(p, joint_map.start(p), np.eye(N), tol=tol).direct
    cut = np.zeros(len(world.sectors), dtype=bool)
    cut[list(sectors) if sectors is not None else slice(None)] = True
    home = np.eye(N, dtype=bool)[None]
    share = np.where(cut[:, None, None] & ~home, p.weight, 0.0)  # [k,n,i]
    left = np.maximum(1 - share, 1e-12)
    rise = np.where(share > 0, -np.log(left) / p.theta[:, :, None], 0.0)
    turned = share / left * p.spending[:, :, None]  # spending that looks for another origin, per unit of what is left
    gone = np.where(share > 0, p.net * p.spending[:, :, None], 0.0)
    landed = p.net.sum(2) * p.spending  # [k,n]

    def answer(m: Indices) -> Floats:
        """Response of objective m[n,i] to the cut of the pair (n,i)."""
        by_sales = g["sales"].swapaxes(1, 2)  # [m,k,i]
        others = np.einsum("mki,kni->mkn", by_sales, p.net, optimize=True)
        rows, columns = np.arange(N)[:, None], np.arange(N)[None, :]
        own = by_sales[m, :, columns]  # [n,i,k]
        sold = np.moveaxis(turned, 0, 2) * (others[m, :, rows] - own * np.moveaxis(p.net, 0, 2)) - own * np.moveaxis(
            gone, 0, 2
        )
        prices = g["log_P"][m, :, rows] * np.moveaxis(rise, 0, 2)
        duties = (landed[:, :, None] - gone) * (share / left) - gone  # rise of what lands net of tariff
        return (prices + sold).sum(2) - g["revenue"][m, rows] * duties.sum(0)

    n, i = np.indices((N, N))
    return answer(n), answer(i)


def _block(
    base: Problem, world: World, questions: Sequence[CutOff], mutual: bool, tol: float, max_iter: int
) -> Answers:
    patch, S = _patch(base, questions, mutual), len(questions)
    supplied = _supplied(base, patch, S)

    found = _iterated(base, patch, S, tol, max_iter)
    failed = np.flatnonzero(~found.converged & supplied)
    if failed.size:  # once more with the robust part of the guide, as `solve` does
        again = _iterated(replace(base, guide=base.guide.apart), patch.of(failed, S), failed.size, tol, max_iter)
        for old, new in zip(
            (found.z, found.converged, found.residual), (again.z, again.converged, again.residual), strict=True
        ):
            old[failed] = new
        found.iterations[failed] += again.iterations
    with np.errstate(all="ignore"):
        b = joint_map.books(replace(base, patch=patch), joint_map.unpack(base, found.z))
        welfare = b.income / world.income / np.exp(b.log_Pf)
    good = found.converged & supplied
    return Answers(np.where(good[:, None], welfare, np.nan), good, supplied, found.iterations, found.residual)


def _iterated(base: Problem, patch: Patch, count: int, tol: float, max_iter: int) -> FixedPoints:
    """Questions of one patch side by side, from the benchmark."""

    def residuals(z: Floats, draws: Indices) -> tuple[Floats, Floats]:
        with np.errstate(all="ignore"):
            p = replace(base, patch=patch.of(draws, count))
            r = joint_map.turn(p, z) - z
            return joint_map.precondition(p, r), np.abs(r).max(1)

    return anderson_many(residuals, np.zeros((count, base.ends[-1])), tol=tol, max_iter=max_iter)


def _patch(base: Problem, questions: Sequence[CutOff], mutual: bool) -> Patch:
    """The flows that stop: minus their weights."""
    rows = []
    for s, q in enumerate(questions):
        for buyers, suppliers in [(q.buyers, q.suppliers), (q.suppliers, q.buyers)][: 2 if mutual else 1]:
            k, n, i = (v.ravel() for v in np.meshgrid(q.sectors, buyers, suppliers, indexing="ij"))
            foreign = n != i
            rows.append((np.full(int(foreign.sum()), s), k[foreign], n[foreign], i[foreign]))
    s_, k_, n_, i_ = (np.concatenate(v).astype(np.intp) for v in zip(*rows, strict=True))
    return Patch(s_, k_, n_, i_, -base.weight[k_, n_, i_], -base.net[k_, n_, i_])


def _supplied(base: Problem, patch: Patch, draws: int) -> NDArray[np.bool_]:
    """Whether every buyer keeps a supplier of everything it buys, by draw."""
    lost = np.zeros((draws, *base.spending.shape))
    np.add.at(lost, (patch.s, patch.k, patch.n), -patch.weight)
    whole = base.weight.sum(2) if base.home is None else base.home.share + base.weight.sum(2)
    empty = (whole - lost <= 1e-12) & (base.spending > 0)
    out: NDArray[np.bool_] = ~empty.any((1, 2))
    return out
