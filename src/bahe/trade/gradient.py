"""Derivatives of the equilibrium by the implicit function theorem (textbook, chapter 5).

At a solution z = F(z, t). One transposed linear system gives the gradient of one objective with respect to every rate on every
flow: solve (I - F_z') lam = W_z, then dW/dt = W_t + lam' F_t. The products with F_z' come from the tape of the same joint_map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, NotConverged
from bahe.numerics.krylov import gcr_many, gmres
from bahe.numerics.reverse import Matrix, Tape, Var
from bahe.numerics.threads import one_thread
from bahe.trade import joint_map
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.options import Closure, LabourSupply
from bahe.trade.problem import Problem, pose
from bahe.trade.solve import purge
from bahe.world.levers import resolve
from bahe.world.shock import Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Lever = Literal["tariff", "export_tax", "trade_cost"]

#: payoffs(p, books) -> [n]: what each economy's objective is, from everything that a state implies.
Payoffs = Callable[[Problem, joint_map.Books], Any]

#: d log of (A, A net of t' and e', A net of t') by log(1+t'), log(1+e'), log tau: minus theta, and one more where netted.
_NETTED = {"tariff": (0, 1, 1), "export_tax": (0, 1, 0), "trade_cost": (0, 0, 0)}


def real_income(p: Problem, b: joint_map.Books) -> Any:
    """Log real income of every economy, up to its base level."""
    return np.log(b.income) - b.log_Pf


@one_thread
def gradient(eq: Equilibrium, of: str | Mapping[str, float], lever: Lever = "tariff", *, tol: float = 1e-10) -> Floats:
    """d log(real income) with respect to every rate of `lever` on every flow, [n,i,k]; home cells are zero.

    of      an economy, or weights {economy: weight} for a sum of log real incomes
    lever   tariff (t'), export_tax (e') or trade_cost (log of the iceberg factor)

    A gradient of 0.1 says: one point (0.01) more of that rate raises log real income by 0.001. Flows under a tight control are
    taken as staying tight. Raises NotConverged where the adjoint system is not solved to `tol`.
    """
    if lever not in _NETTED:
        raise BadValue("unknown lever", field="lever", where="gradient", got=lever, allowed=_NETTED)
    if eq.closure == "balanced" and np.abs(eq.world.deficit).max() > 1e-6 * eq.world.value_added.sum():
        raise Conflict("the benchmark of this equilibrium is not balanced", where="gradient")
    if not eq.info.ok:
        raise NotConverged("an equilibrium that did not converge has no gradient", eq.info, where="gradient")
    weights = {of: 1.0} if isinstance(of, str) else dict(of)
    seed = np.zeros(len(eq.world.economies))
    for name, weight in weights.items():
        seed[eq.world.axes.economy(name, "gradient")] += weight

    p = replace(eq.problem.in_double, taxed=slice(0, len(eq.world.sectors)))
    lam = adjoint(p, eq.z, seed, tol=tol)
    out = Slopes.of(p, eq.z, lam[None], seed[None]).flows(lever, 0)
    np.einsum("knn->kn", out)[...] = 0.0
    slopes = np.moveaxis(out, 0, 2)
    rate = {"tariff": eq.levers.tariff, "export_tax": eq.levers.export_tax}.get(lever)
    return slopes if rate is None else slopes / (1 + rate)


def adjoint(p: Problem, z: Floats, seed: Floats, *, tol: float = 1e-10) -> Floats:
    """lam of (I - F_z') lam = W_z for the objective sum of seed[n] log W[n]."""
    tape = Tape()
    leaf = tape.variable(z)
    image, welfare = _recorded(p, leaf, real_income)
    direct = tape.pull({welfare.index: seed})[leaf.index]

    def spread(v: Floats) -> Floats:
        return joint_map.precondition(p, v, transposed=True)

    def operator(v: Floats) -> Floats:
        lam = spread(v)
        return lam - tape.pull({image.index: lam})[leaf.index]

    found, gap, used = gmres(operator, direct, tol=tol)
    if gap > max(10 * tol, 1e-6):
        raise NotConverged(
            "the adjoint system was not solved", where="gradient", got=f"residual {gap:.1e} after {used} products"
        )
    return spread(found)


@dataclass(frozen=True, eq=False)
class Adjoints:
    """Adjoints lam[s,:] of many objectives seeds[s,n]; `raw` is where a neighbouring call may start, size[s] the largest entry of
    what the systems are solved for."""

    lam: Floats
    raw: Floats
    size: Floats
    read: Callable[[], dict[str, Floats]]

    @cached_property
    def direct(self) -> dict[str, Floats]:
        """How objective s changes with `log_P` [s,k,n], `sales` [s,n,j] (USD million) and `revenue` [s,n], everything having
        answered."""
        return self.read()


@one_thread
def adjoints(
    p: Problem,
    z: Floats,
    seeds: Floats,
    *,
    payoffs: Payoffs = real_income,
    start: Floats | None = None,
    tol: float = 1e-8,
) -> Adjoints:
    """Adjoints of many objectives seeds[s,n] on `payoffs`, solved together: what one finds serves all.

    Raises NotConverged where one of the systems is not solved to `tol` of its own size.
    """
    tape = Tape()
    leaf = tape.variable(z)
    s = joint_map.unpack(p, leaf)
    b = joint_map.books(p, s)
    image, payoff = joint_map.pack(joint_map.image(p, s, b)), payoffs(p, b)
    direct = tape.pull({payoff.index: seeds})[leaf.index]
    size = np.maximum(np.abs(direct).max(1, keepdims=True), 1e-300)

    def operator(v: Floats) -> Floats:
        """(I - F')' B' of every row, B the answer of each economy to its own residuals."""
        lam = joint_map.precondition(p, v, transposed=True)
        return lam - tape.pull({image.index: lam})[leaf.index]

    goal = direct / size  # each objective in units of its own size
    # One more turn makes them as good as the state that they are taken at; where rounding stands in the way, `tol` will do.
    found = gcr_many(operator, goal, goal if start is None else start, tol=1e-2 * tol)
    if not found.residual.max() <= tol:
        raise NotConverged("the adjoint systems were not solved", where="adjoints",
                           got=f"residual {found.residual.max():.1e} after {found.turns} turns")  # fmt: skip
    lam = joint_map.precondition(p, found.x, transposed=True) * size

    def read() -> dict[str, Floats]:
        g = tape.pull({image.index: lam, payoff.index: seeds})
        return {name: g[getattr(b.flows, name).index] for name in ("log_P", "sales", "revenue")}

    return Adjoints(lam, found.x, size[:, 0], read)


def _recorded(p: Problem, z: Any, payoffs: Payoffs) -> tuple[Var, Var]:
    """Image of the joint map and the payoffs of every economy, recorded on the tape of `z` or of the constants in `p`."""
    s = joint_map.unpack(p, z)
    b = joint_map.books(p, s)
    return joint_map.pack(joint_map.image(p, s, b)), payoffs(p, b)


@dataclass(frozen=True)
class Slopes:
    """Derivatives of objectives s by any rate on any cell: W_t + lam' F_t, read where they are wanted."""

    p: Problem
    grads: dict[int, Floats]
    cubes: tuple[tuple[Matrix, Floats, int, int], ...]
    """The cubes of the problem, what their gradient multiplies, its sign, and which column of `_NETTED` says how rates enter."""
    leaves: dict[str, Var]
    gap: Floats
    """The largest entry of what each adjoint leaves of its own equations [s]: measured, not carried along."""

    @classmethod
    def of(cls, p: Problem, z: Floats, lam: Floats, seeds: Floats, payoffs: Payoffs = real_income) -> Slopes:
        """One pass back from the image and the payoffs to the constants of the problem, for all objectives at once."""
        tape, c = Tape(), p.caps
        value = p.net if p.landed is None else p.landed
        weight, net, landed, taxed = (Matrix(tape, m) for m in (p.weight, p.net, value, value - p.net))
        leaves = {name: tape.variable(getattr(c, name)) for name in ("weight", "tariff", "tax", "log_cap")}
        leaves["deficit"] = tape.variable(p.deficit)
        if p.subsidy is not None:
            leaves["subsidy"] = tape.variable(p.subsidy)
        if p.unit is not None:
            leaves["log_kappa"] = tape.variable(p.unit.log_kappa)
        posed = replace(
            p, weight=weight, net=net, landed=landed, deficit=leaves["deficit"],  # type: ignore[arg-type]
            caps=replace(c, **{n: leaves[n] for n in ("weight", "tariff", "tax", "log_cap")}),  # type: ignore[arg-type]
            subsidy=leaves.get("subsidy"), unit=None if p.unit is None else replace(p.unit, log_kappa=leaves["log_kappa"]),  # type: ignore[arg-type]
        )  # fmt: skip
        posed.__dict__["export_taxed"] = taxed  # landed less net: its gradient counts for the one and against the other
        cubes = (
            (weight, p.weight, 1, 0),
            (net, p.net, 1, 1),
            (landed, value, 1, 2),
            (taxed, value, 1, 2),
            (taxed, p.net, -1, 1),
        )
        leaf = tape.variable(z)
        image, payoff = _recorded(posed, leaf, payoffs)
        grads = tape.pull({image.index: lam, payoff.index: seeds})
        return cls(p, grads, cubes, leaves, np.abs(grads[leaf.index] - lam).max(1))

    def flow(self, lever: str, s: Any, n: Any, i: Any, k: Any) -> Floats:
        """By log(1+t'), log(1+e') or log tau of the flows (n,i,k) of objective s (an index for each cell, or one)."""
        theta, out = self.p.theta[k, 0], np.zeros(np.shape(n))
        for leaf, value, sign, place in self.cubes:
            out -= leaf.at(self.grads, s, k, n, i) * value[k, n, i] * (sign * (theta + _NETTED[lever][place]))
        if "log_kappa" in self.leaves:
            out += self._leaf("log_kappa", s, (k, n)) * np.where(theta == 0, self.p.weight[k, n, i], 0.0)
        if len(self.p.caps):
            out += self._controlled(lever, s, n, i, k)
        return out

    def flows(self, lever: str, s: int) -> Floats:
        """The same of every flow [k,n,i] of one objective: a few products of arrays where `flow` looks up cell by cell."""
        theta, out = self.p.theta[:, :, None], np.zeros(self.p.weight.shape)
        slopes: dict[tuple[Matrix, int], Any] = {}
        for leaf, value, sign, place in self.cubes:
            slopes[leaf, id(value)] = slopes.get((leaf, id(value)), 0.0) + sign * (theta + _NETTED[lever][place])
        for value in {id(v): v for _, v, _, _ in self.cubes}.values():
            # Of tariffs nothing hangs on what export taxes would yield, where there are none: that slope is zero.
            parts = [
                (leaf.factors(self.grads, s), slope)
                for (leaf, of), slope in slopes.items()
                if of == id(value) and np.any(slope)
            ]
            rows = np.concatenate([r * slope for (r, _), slope in parts], axis=2)
            change = rows @ np.concatenate([columns for (_, columns), _ in parts], axis=1)
            change *= value
            out -= change
        if "log_kappa" in self.leaves:
            g = self.grads.get(self.leaves["log_kappa"].index)
            out += 0.0 if g is None else g[s][:, :, None] * np.where(theta == 0, self.p.weight, 0.0)
        c = self.p.caps
        if len(c):
            out[c.k, c.n, c.i] += self._controlled(lever, s, c.n, c.i, c.k)
        return out

    def _controlled(self, lever: str, s: Any, n: Any, i: Any, k: Any) -> Floats:
        """The part of flows under a control, whose constants are apart from the cubes."""
        c = self.p.caps
        place = np.full(self.p.weight.shape, -1, dtype=np.intp)
        place[c.k, c.n, c.i] = np.arange(len(c))
        cell = place[k, n, i]
        there, cell = cell >= 0, np.maximum(cell, 0)
        out = -self._leaf("weight", s, (cell,)) * c.weight[cell] * c.theta[cell]
        if lever in ("tariff", "export_tax"):
            name = "tariff" if lever == "tariff" else "tax"
            out += self._leaf(name, s, (cell,)) * getattr(c, name)[cell]
        return np.where(there, out, 0.0)

    def cap(self, s: Any, cell: Any) -> Floats:
        """By the log of the cap of controlled flow number `cell`."""
        return self._leaf("log_cap", s, (cell,))

    def subsidy(self, s: Any, n: Any, j: Any) -> Floats:
        """By the output subsidy of industry (n,j)."""
        return self._leaf("subsidy", s, (n, j))

    def transfer(self, s: Any, n: Any) -> Floats:
        """By USD million given to n."""
        return self._leaf("deficit", s, (n,))

    def _leaf(self, name: str, s: Any, where: tuple[Any, ...]) -> Floats:
        g = self.grads.get(self.leaves[name].index)
        return np.zeros(np.shape(where[0])) if g is None else g[(s, *where)]


@dataclass(frozen=True)
class Preview:
    """First-order answer: the derivative at the benchmark times the shock. Approximate, named so, and instant."""

    world: World
    shock: Shock
    horizon: str
    closure: str
    log_welfare: Floats
    log_price: Floats
    """log of the final price index [n]"""

    @property
    def welfare_pct(self) -> Floats:
        """First-order change of real income, percent [n]."""
        return 100 * self.log_welfare


@one_thread
def preview(
    world: World, shock: Shock, *, closure: str = "transfer", horizon: str = "long", labour: LabourSupply | None = None,
    tol: float = 1e-6,
) -> Preview:  # fmt: skip
    """First-order answer to `shock` at the benchmark: one linear system, solved to `tol`, instead of the equations.

    The exact solve differs by terms of second order in the shock. Bans and controls have no first-order answer: Conflict.
    """
    close = Closure.read(closure, world)
    if close.name == "balanced":
        world = purge(world, horizon)
    levers = resolve(shock, world)
    if levers.banned is not None or len(levers.controls) or len(levers.leaking):
        raise Conflict(
            "bans and quantity controls have no first-order answer", where="preview", remedy="Use bahe.solve."
        )
    h = world.horizon(horizon)
    base = pose(world, resolve(Shock(), world), h, close, labour).in_double
    z = joint_map.start(base)
    push = _slope(lambda dose: _turned(pose(world, levers, h, close, labour, dose=dose), z), 1.0)

    def along(v: Floats) -> Floats:
        """Derivative of the joint map and of incomes and prices in the direction v."""
        return _slope(lambda step: _turned(base, z + step * v), float(np.abs(v).max()))

    def operator(v: Floats) -> Floats:
        step = joint_map.precondition(base, v)
        return step - along(step)[: z.size]

    found, residual, used = gmres(operator, push[: z.size], tol=tol)
    if residual > 10 * tol:
        raise NotConverged(
            "the linear system was not solved", where="preview", got=f"residual {residual:.1e} after {used} products"
        )
    log_income, log_price = np.split((push + along(joint_map.precondition(base, found)))[z.size :], 2)
    return Preview(world, shock, horizon, closure, log_income - log_price, log_price)


def _turned(p: Problem, z: Floats) -> Floats:
    """The image of z, log incomes and log consumer prices, one after the other."""
    s = joint_map.unpack(p, z)
    b = joint_map.books(p, s)
    return np.concatenate([joint_map.pack(joint_map.image(p, s, b)), np.log(b.income), b.log_Pf])


def _slope(f: Callable[[float], Floats], size: float, step: float = 1e-5) -> Floats:
    """Central difference of f at zero: exact to the square of the step where the argument is of that size."""
    h = step / max(size, 1e-300)
    return (f(h) - f(-h)) / (2 * h)
