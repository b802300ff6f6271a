"""Solve: the joint fixed point with Anderson acceleration, then Newton-Krylov, then homotopy; always with a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from numbers import Integral, Real
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Infeasible, NotConverged
from bahe.numerics.anderson import FixedPoint, anderson
from bahe.numerics.info import Outcome, SolveInfo
from bahe.numerics.krylov import newton_krylov
from bahe.numerics.threads import one_thread
from bahe.trade import joint_map
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.options import Closure, LabourSupply
from bahe.trade.problem import Problem, pose
from bahe.world.horizon import Horizon
from bahe.world.levers import Levers, resolve
from bahe.world.shock import Shock
from bahe.world.world import World

Floats = NDArray[np.float64]

#: Largest change of a wage, in logs, that is taken for an answer: a factor of nine million.
FARTHEST = 16.0


@one_thread
def solve(
    world: World,
    shock: Shock | None = None,
    *,
    closure: str = "transfer",
    horizon: str = "long",
    tol: float = 1e-10,
    max_iter: int = 500,
    labour: LabourSupply | None = None,
    start: Equilibrium | None = None,
    on_fail: Literal["raise", "return"] = "raise",
) -> Equilibrium:
    """Solve `world` under `shock` (none is legal and gives ones).

    closure   transfer | balanced | proportional | nominal | nominal:ISO3: what happens to deficits (`CLOSURES`)
    horizon   name of one of `world.horizons`: all elasticities and the mobility of factors
    tol       largest residual of the joint map, in logs
    max_iter  iterations of each method that is tried; `info` says which one ended it
    start     a solved Equilibrium of the same size to start from
    on_fail   "raise": NotConverged; "return": the last point with `info` that says so. Infeasible is raised in any case

    Raises UnknownName, BadValue or Conflict for words that are off, Infeasible where no finite equilibrium exists as posed
    (a full ban where sigma <= 1, a buyer left without a supplier), NotConverged otherwise.
    """
    if not isinstance(world, World):
        raise BadValue("a World is needed", field="world", where="solve", got=type(world).__name__,
                       remedy="bahe.load_world('icio-2022') gives one.")  # fmt: skip
    if shock is not None and not isinstance(shock, Shock):
        raise BadValue("a Shock is needed", field="shock", where="solve", got=type(shock).__name__,
                       remedy="bahe.tariff(by=..., on=..., add=...) gives one.")  # fmt: skip
    for field, value, kind in (("labour", labour, LabourSupply), ("start", start, Equilibrium)):
        if value is not None and not isinstance(value, kind):
            raise BadValue(f"a {kind.__name__} is needed", field=field, where="solve", got=value)
    if not isinstance(horizon, str):
        raise BadValue(
            "the name of one horizon is needed", field="horizon", where="solve", got=horizon, allowed=world.horizons
        )
    if isinstance(tol, bool) or not isinstance(tol, Real) or not 1e-14 <= tol <= 1e-2:
        raise BadValue("out of range", field="tol", where="solve", got=tol, allowed="1e-14 to 1e-2")
    if isinstance(max_iter, bool) or not isinstance(max_iter, Integral) or max_iter < 0:
        raise BadValue(
            "a number of iterations is needed", field="max_iter", where="solve", got=max_iter, allowed="0 and above"
        )
    if on_fail not in ("raise", "return"):
        raise BadValue("unknown choice", field="on_fail", where="solve", got=on_fail, allowed=("raise", "return"))
    begun = perf_counter()
    h = world.horizon(horizon)
    close = Closure.read(closure, world)
    if close.name == "balanced":
        world = purge(world, horizon, tol=min(tol, 1e-11))
        h = world.horizon(horizon)
    shock = shock or Shock()
    levers = resolve(shock, world)
    problem, found = settle(
        world, levers, h, close, labour, z=None if start is None else start.z, tol=tol, max_iter=max_iter
    )
    info = _info(found, tol, begun)
    if not info.ok and on_fail == "raise":
        raise NotConverged(f"the solver did not converge; {info.outcome.value}{_reached(info)}", info,
                           where=f"solve, horizon {horizon!r}, closure {closure!r}",
                           got=f"residual {info.residual:.2e} after {info.iterations} iterations, tolerance {tol:g}",
                           remedy=_remedy(close))  # fmt: skip
    return Equilibrium(world, shock, closure, horizon, info, levers, problem, found.point.z)


@one_thread
def settle(
    world: World, levers: Levers, horizon: Horizon, closure: Closure, labour: LabourSupply | None = None, *,
    z: Floats | None = None, tol: float = 1e-10, max_iter: int = 500,
) -> tuple[Problem, Found]:  # fmt: skip
    """The problem that `levers` pose, and where every method at hand ended on it, from `z` (default: the benchmark).

    For callers who hold levers and states as arrays, such as games; under `balanced` the world must be purged already.
    """
    problem = pose(world, levers, horizon, closure, labour)
    start = joint_map.start(problem)
    if z is not None and z.size == start.size:
        start = z.copy()
    found = _find(problem, start, tol, max_iter, lambda dose: pose(world, levers, horizon, closure, labour, dose=dose))
    return problem, found


_KEPT = "Say closure='transfer', which keeps deficits."


@one_thread
def purge(world: World, horizon: str, *, tol: float = 1e-11) -> World:
    """The benchmark with all deficits at zero, tariffs unchanged, under the elasticities of `horizon`.

    It is a benchmark: labour supply answers the shock, not the purge. Kept with the world, since every shock needs it.
    """
    if np.abs(world.deficit).max() <= 1e-13 * world.value_added.sum():
        return world
    h = world.horizon(horizon)
    home, scale = (b"" if v is None else v.tobytes() for v in (h.home_elasticity, h.scale))
    key = (h.trade_elasticity.tobytes(), home, scale, h.value_added, h.inputs, h.final, h.specific, tol)
    kept: dict[object, World] = world.__dict__.setdefault("_purged", {})
    if key not in kept:
        _two_sided(world)
        levers = resolve(Shock(), world)
        problem = pose(world, levers, h, Closure("balanced"))
        begun = perf_counter()
        found = _find(problem, joint_map.start(problem), tol, 500, partial(_less_deficit, problem, world))
        info = _info(found, tol, begun)
        if not info.ok:
            raise NotConverged("deficits could not be purged", info, where=f"closure 'balanced', horizon {horizon!r}",
                               got=f"residual {info.residual:.2e}", remedy=_KEPT)  # fmt: skip
        purged = Equilibrium(world, Shock(), "balanced", horizon, info, levers, problem, found.point.z)
        kept[key] = purged.as_world(world.name)
    return kept[key].relabelled(world)


def _two_sided(world: World) -> None:
    """Who only buys abroad, or only sells, cannot balance that at any price."""
    buys, sells = (world.trade.sum((axis, 2)) - np.einsum("nnk->n", world.trade) for axis in (1, 0))
    small = 1e-12 * world.output.sum(1).max()
    lone = np.flatnonzero((buys > small) != (sells > small))
    if lone.size:
        n = int(lone[0])
        raise Infeasible("who trades abroad in one direction only has no balanced trade", field="closure", where=world.economies[n],
                         got=f"imports {buys[n]:.3g}, exports {sells[n]:.3g}", remedy=_KEPT)  # fmt: skip


def _reached(info: SolveInfo) -> str:
    if info.dose == 1.0:
        return ""
    return f"; followed from the benchmark, the path breaks off at {info.dose:.0%} of the shock"


def _remedy(closure: Closure) -> str:
    if closure.name == "balanced":
        return "A smaller shock, a longer horizon or leakage may have an answer."
    return "Deficits may be unpayable after such a shock: try closure='balanced', a smaller shock or a longer horizon."


def _less_deficit(problem: Problem, world: World, dose: float) -> Problem:
    return replace(problem, deficit=(1 - dose) * world.deficit)


def _info(found: Found, tol: float, begun: float) -> SolveInfo:
    p = found.point
    return SolveInfo(p.outcome, p.iterations, p.residual, tol, perf_counter() - begun, found.method, found.dose)


def residual_of(problem: Problem) -> Callable[[Floats], tuple[Floats, float]]:
    """The residual of the joint map as a step (preconditioned), and its largest component as it is."""

    def residual(z: Floats) -> tuple[Floats, float]:
        with np.errstate(all="ignore"):
            r = joint_map.turn(problem, z) - z
            size = float(np.abs(r).max())
            return (joint_map.precondition(problem, r) if np.isfinite(size) else r), size

    return residual


@dataclass(frozen=True)
class Found:
    """A fixed point with the method that found it and the share of the shock that was reached."""

    point: FixedPoint
    method: str
    dose: float = 1.0


def _find(problem: Problem, z: Floats, tol: float, max_iter: int, at_dose: Callable[[float], Problem]) -> Found:
    """Anderson, with the whole guide and with its robust part; plain iteration; Newton-Krylov near a solution; then a path in the dose
    of the shock."""
    apart = _apart(problem)
    spent = 0
    for method, posed, memory, cap in (
        ("anderson", problem, 8, 1.5), ("anderson", apart, 8, 1.5), ("plain iteration", apart, 0, 0.5)
    ):  # fmt: skip
        residual = residual_of(posed)
        direct = _near(problem, anderson(residual, z, tol=tol, max_iter=max_iter, memory=memory, cap=cap))
        spent += direct.iterations
        if direct.outcome is Outcome.converged:
            return Found(replace(direct, iterations=spent), method)
        if direct.residual < 1e-3:
            newton = _near(problem, newton_krylov(residual, _product(posed), direct.z, tol=tol, max_iter=10))
            spent += newton.iterations
            if newton.outcome is Outcome.converged:
                return Found(replace(newton, iterations=spent), "newton-krylov")
    path = _homotopy(apart, tol, max_iter, lambda dose: _apart(at_dose(dose)))
    return replace(path, point=replace(path.point, iterations=spent + path.point.iterations))


def _apart(problem: Problem) -> Problem:
    """The same problem with the robust part of its guide."""
    return replace(problem, guide=problem.guide.apart)


def _homotopy(problem: Problem, tol: float, max_iter: int, at_dose: Callable[[float], Problem]) -> Found:
    """Raise the dose of the shock in steps that shrink where a step fails and grow where it succeeds.

    Where the path breaks off (a fold: beyond it no equilibrium is connected to the benchmark) the dose reached is kept.
    """
    z, dose, step, spent = joint_map.start(problem), 0.0, 0.25, 0
    last = FixedPoint(z, Outcome.stalled, 0, float("inf"))
    while dose < 1.0 and step >= 1e-3 and spent <= 5 * max_iter:
        target = min(1.0, dose + step)
        posed = problem if target == 1.0 else at_dose(target)
        goal = tol if target == 1.0 else 1e-6
        last = _near(posed, anderson(residual_of(posed), z, tol=goal, max_iter=max_iter, cap=0.5))
        spent += last.iterations
        if last.outcome is not Outcome.converged and last.residual < 0.1:
            newton = _near(posed, newton_krylov(residual_of(posed), _product(posed), last.z, tol=goal, max_iter=10))
            spent += 100 * newton.iterations  # an iteration of Newton costs about a hundred of the others
            last = newton if newton.outcome is Outcome.converged else last
        if last.outcome is Outcome.converged:
            z, dose, step = last.z, target, min(2 * step, 0.5)
        else:
            step /= 2
    if dose < 1.0:
        # A point on the way is no answer: the last good one is given back with its residual in the question as posed.
        ended = Outcome.out_of_iterations if last.outcome is Outcome.converged else last.outcome
        last = FixedPoint(z, ended, last.iterations, residual_of(problem)(z)[1])
    return Found(replace(last, iterations=spent), "homotopy", dose)


def _near(problem: Problem, found: FixedPoint) -> FixedPoint:
    """Where a wage has all but vanished so have the residuals of its economy: a false root, and no answer."""
    if found.outcome is Outcome.converged and np.abs(joint_map.unpack(problem, found.z).log_w).max() > FARTHEST:
        return replace(found, outcome=Outcome.diverged)
    return found


def _product(problem: Problem) -> Callable[[Floats, Floats], Floats]:
    """Exact product of the Jacobian of the preconditioned residual with a vector, by a complex step."""
    problem = problem.in_double

    def product(z: Floats, v: Floats) -> Floats:
        h = 1e-30
        with np.errstate(all="ignore"):
            image = joint_map.turn(problem, z + 1j * h * v)
            return joint_map.precondition(problem, image.imag / h - v)

    return product
