"""Derivatives of the equilibrium by the implicit function theorem (textbook, chapter 5).

At a solution z = F(z, t). One transposed linear system gives the gradient of one objective with respect to every rate on every
flow: solve (I - F_z') lam = W_z, then dW/dt = W_t + lam' F_t. The products with F_z' come from the tape of the same joint_map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, NotConverged
from bahe.numerics.anderson import anderson_many
from bahe.numerics.krylov import gmres
from bahe.numerics.reverse import Tape, Var
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

#: d log of (A, A net of t' and e', A net of t') by log(1+t'), log(1+e'), log tau: minus theta, and one more where netted.
_NETTED = {"tariff": (0, 1, 1), "export_tax": (0, 1, 0), "trade_cost": (0, 0, 0)}


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
    return _by_lever(eq, p, lam, seed, lever)


def adjoint(p: Problem, z: Floats, seed: Floats, *, tol: float = 1e-10) -> Floats:
    """lam of (I - F_z') lam = W_z for the objective sum of seed[n] log W[n]."""
    tape = Tape()
    leaf = tape.variable(z)
    image, welfare = _recorded(p, leaf)
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


def adjoints(p: Problem, z: Floats, seeds: Floats, *, tol: float = 1e-8) -> tuple[Floats, dict[str, Floats]]:
    """Adjoints of many objectives seeds[s,n] at once: lam[s,:], and the gradients by what the flows of trade give.

    `log_P` [s,k,n], `sales` [s,n,j] (USD million) and `revenue` [s,n]: how objective s changes with each, everything having
    answered. Raises NotConverged where one of the systems is not solved to `tol` of its own size.
    """
    tape = Tape()
    leaf = tape.variable(z)
    s = joint_map.unpack(p, leaf)
    b = joint_map.books(p, s)
    image, welfare = joint_map.pack(joint_map.image(p, s, b)), np.log(b.income) - b.log_Pf
    direct = tape.pull({welfare.index: seeds})[leaf.index]
    size = np.abs(direct).max(1, keepdims=True)

    def residuals(v: Floats, draws: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Steps of the fixed point v = direct - (I - F')'B'v + v, each objective in units of its own size."""
        lam = joint_map.precondition(p, v, transposed=True)
        r = direct[draws] / size[draws] - lam + tape.pull({image.index: lam})[leaf.index]
        return r, np.abs(r).max(1)

    found = anderson_many(residuals, direct / size, tol=tol, max_iter=200, memory=8, cap=np.inf)
    if not found.converged.all():
        raise NotConverged(
            "the adjoint systems were not solved", where="adjoints", got=f"residual {found.residual.max():.1e}"
        )
    lam = joint_map.precondition(p, found.z, transposed=True) * size
    g = tape.pull({image.index: lam, welfare.index: seeds})
    return lam, {name: g[getattr(b.flows, name).index] for name in ("log_P", "sales", "revenue")}


def _recorded(p: Problem, z: Var) -> tuple[Var, Var]:
    """Image of the joint map and log real income of every economy, recorded on the tape of `z`."""
    s = joint_map.unpack(p, z)
    b = joint_map.books(p, s)
    return joint_map.pack(joint_map.image(p, s, b)), np.log(b.income) - b.log_Pf


def _by_lever(eq: Equilibrium, p: Problem, lam: Floats, seed: Floats, lever: str) -> Floats:
    """W_t + lam' F_t: one pass back to the cubes, then the chain rule from cubes to rates."""
    tape = Tape()
    weight, net = tape.variable(p.weight), tape.variable(p.net)
    landed = tape.variable(p.net if p.landed is None else p.landed)
    c = p.caps
    cells = {name: tape.variable(getattr(c, name)) for name in ("weight", "tariff", "tax")}
    log_kappa = None if p.unit is None else tape.variable(p.unit.log_kappa)
    unit = None if p.unit is None else replace(p.unit, log_kappa=log_kappa)  # type: ignore[arg-type]
    posed = replace(p, weight=weight, net=net, landed=landed, caps=replace(c, **cells), unit=unit)  # type: ignore[arg-type]
    image, welfare = _recorded(posed, tape.variable(eq.z))
    g = tape.pull({image.index: lam, welfare.index: seed})
    theta = p.theta[:, :, None]
    out = np.zeros(p.weight.shape)
    cubes = ((weight, p.weight), (net, p.net), (landed, p.net if p.landed is None else p.landed))
    for (leaf, value), netted in zip(cubes, _NETTED[lever], strict=True):
        if leaf.index in g:
            out -= g[leaf.index] * value * (theta + netted)
    if log_kappa is not None and log_kappa.index in g:
        out += g[log_kappa.index][:, :, None] * np.where(theta == 0, p.weight, 0.0)
    if len(c):
        at = (c.k, c.n, c.i)
        zero = np.zeros(len(c))
        out[at] -= g.get(cells["weight"].index, zero) * c.weight * c.theta
        if lever in ("tariff", "export_tax"):
            name = "tariff" if lever == "tariff" else "tax"
            out[at] += g.get(cells[name].index, zero) * getattr(c, name)
    rate: Floats | float = 1.0
    if lever == "tariff":
        rate = 1 + np.moveaxis(eq.levers.tariff, 2, 0)
    elif lever == "export_tax" and eq.levers.export_tax is not None:
        rate = 1 + np.moveaxis(eq.levers.export_tax, 2, 0)
    out = out / rate
    np.einsum("knn->kn", out)[...] = 0.0
    return np.moveaxis(out, 0, 2)


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
