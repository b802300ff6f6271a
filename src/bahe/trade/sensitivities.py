"""First-order answers at once: the adjoints of every economy's real income, kept with a benchmark.

`preview` solves a linear system for each shock. Here the transposed system is solved for all economies beforehand, so that a shock
is a sum over the cells it changes: W_t dt + lam' F_t dt (textbook, chapter 5). Both give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, Conflict
from bahe.trade import joint_map
from bahe.trade.gradient import _NETTED, Floats, Slopes, _slope, _turned, adjoints
from bahe.trade.options import Closure
from bahe.trade.problem import Problem, pose
from bahe.trade.solve import purge
from bahe.world.levers import Levers, resolve
from bahe.world.shock import Shock
from bahe.world.world import World

#: Sectors k and importers n.
Places = tuple[NDArray[np.intp], NDArray[np.intp]]
#: Levers on flows: the field of `Levers`, and how the log of its factor is read from it.
_FLOWS = {"tariff": np.log1p, "export_tax": np.log1p, "trade_cost": np.log}


@dataclass(frozen=True)
class Sensitivities:
    """lam[s,:] for the log real income of every economy s at a benchmark, and the first-order answers that follow from it.

    Made by `of` (which solves the adjoint systems) or from a `lam` that was kept; `lam` is all that need be kept.
    """

    world: World
    horizon: str
    closure: str
    lam: Floats

    def __post_init__(self) -> None:
        want = (len(self.world.economies), self._start.size)
        if self.lam.shape != want:
            raise BadShape("not the adjoints of this benchmark", field="lam", where="Sensitivities",
                           got=self.lam.shape, allowed=[want])  # fmt: skip

    @classmethod
    def of(cls, world: World, *, horizon: str = "long", closure: str = "transfer", tol: float = 1e-10) -> Sensitivities:
        """Solve the adjoints of all economies at the benchmark; raises NotConverged where one is not solved to `tol`."""
        world = benchmark(world, horizon, closure)
        p = _posed(world, horizon, closure)
        found = adjoints(p, joint_map.start(p), np.eye(len(world.economies)), tol=tol)
        return cls(world, horizon, closure, found.lam)

    def log_welfare(self, shock: Shock) -> Floats:
        """First-order change of log real income [n]. Raises Conflict for bans and quantity controls, which have none."""
        levers = resolve(shock, self.world)
        if levers.banned is not None or len(levers.controls) or len(levers.leaking):
            raise Conflict(
                "bans and quantity controls have no first-order answer", where="preview", remedy="Use bahe.solve."
            )
        if levers.productivity is not None or levers.subsidy is not None or levers.deficit is not None:
            return self._pushed(levers)
        total = np.zeros(len(self.world.economies))
        for lever, places, moved in self._changes(levers):
            total += self._along(lever, places, moved)
        return total

    # -- what is made once ---------------------------------------------------------------------------------------------
    @cached_property
    def _problem(self) -> Problem:
        return _posed(self.world, self.horizon, self.closure)

    @cached_property
    def _start(self) -> Floats:
        return joint_map.start(self._problem)

    @cached_property
    def _slopes(self) -> Slopes:
        """Only the gradients that `_along` reads are kept: a third of what the tape gives back."""
        found = Slopes.of(self._problem, self._start, self.lam, np.eye(len(self.lam)))
        used = {index for leaf, _, _, _ in found.cubes for _, index, _, _ in leaf.uses}
        used |= {leaf.index for leaf in found.leaves.values()}
        return replace(found, grads={k: g for k, g in found.grads.items() if k in used})

    def warmed(self) -> Sensitivities:
        """The same, with everything made that the first answer would wait for."""
        assert self._slopes is not None
        return self

    # -- a direction ---------------------------------------------------------------------------------------------------
    def _changes(self, levers: Levers) -> Iterator[tuple[str, Places, Floats]]:
        """Each lever that moves: the sectors k and importers n where it does, and the change of the log of its factor there."""
        for lever, log in _FLOWS.items():
            new = getattr(levers, lever)
            if new is None:
                continue
            still = {"tariff": self.world.tariff, "export_tax": np.zeros(()), "trade_cost": np.ones(())}[lever]
            cells = np.moveaxis(new != still, 2, 0)
            k, n = np.flatnonzero(cells.any(axis=(1, 2))), np.flatnonzero(cells.any(axis=(0, 2)))
            rows = np.ix_(k, n)
            old = np.moveaxis(still, 2, 0)[rows] if still.ndim else still
            yield lever, (k, n), log(np.moveaxis(new, 2, 0)[rows]) - log(old)

    def _along(self, lever: str, places: Places, moved: Floats) -> Floats:
        """Sum over cells of the derivative by a lever times its change, for every economy [s].

        The gradient of a cube is kept as outer products, so that the sum is two small products and no cube an economy is made.
        """
        (k, n), rows, slopes = places, np.ix_(*places), self._slopes
        total = np.zeros(len(self.lam))
        for leaf, value, sign, place in slopes.cubes:
            push = moved * value[rows] * (sign * (slopes.p.theta[k, 0] + _NETTED[lever][place]))[:, None, None]
            total -= _traced(leaf, slopes.grads, push, k, n)
        if "log_kappa" in slopes.leaves:
            g = slopes.grads.get(slopes.leaves["log_kappa"].index)
            if g is not None:
                unit = slopes.p.theta[k, 0] == 0
                share = (moved * np.where(unit[:, None, None], slopes.p.weight[rows], 0.0)).sum(2)
                total += np.einsum("skn,kn->s", g[:, k][:, :, n], share)
        return total

    def _pushed(self, levers: Levers) -> Floats:
        """Any smooth levers: the change of the map and of incomes and prices at given z, then lam. Slower; nothing is left out."""
        w, z = self.world, self._start
        h, close = w.horizon(self.horizon), Closure.read(self.closure, w)
        push = _slope(lambda dose: _turned(pose(w, levers, h, close, None, dose=dose), z), 1.0)
        income, price = np.split(push[z.size :], 2)
        return self.lam @ push[: z.size] + income - price


def _traced(leaf: Any, grads: dict[int, Floats], push: Floats, k: NDArray[np.intp], n: NDArray[np.intp]) -> Floats:
    """Sum of gradient times `push` over the rows n of the slices k of one cube, for every objective [s]."""
    total: Any = 0.0
    for transposed, index, v, first in leaf.uses:
        if index not in grads:
            continue
        inside = (k >= first) & (k < first + v.shape[0])
        at, part, g = k[inside] - first, push[inside], grads[index]
        if transposed:  # gradient v[b,r] g[s,b,c]
            total = total + np.einsum("sbc,bc->s", g[:, at], np.einsum("brc,br->bc", part, v[at][:, n]))
        else:  # gradient g[s,b,r] v[b,c]
            total = total + np.einsum("sbr,br->s", g[:, at][:, :, n], np.einsum("brc,bc->br", part, v[at]))
    return np.zeros(1) + total


def benchmark(world: World, horizon: str, closure: str) -> World:
    """The world at which derivatives are taken: without deficits where the closure balances trade."""
    return purge(world, horizon) if Closure.read(closure, world).name == "balanced" else world


def _posed(world: World, horizon: str, closure: str) -> Problem:
    base = pose(world, resolve(Shock(), world), world.horizon(horizon), Closure.read(closure, world), None).in_double
    return replace(base, taxed=slice(0, len(world.sectors)))
