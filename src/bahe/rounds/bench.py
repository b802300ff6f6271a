"""The solved world at a state of its ropes: who makes what, at what cost, and how much is withheld.

A state of a rope (holder i, target n, item k) is the home share s, the holder's part h of imports, the fall y of the home cost gap and
the control x. The benchmark of the year has the shares (1-s) h of i, (1-s)(1-h) of the others as they stand to each other, and home so
that home makers who are exp(y) more productive end at s: log-odds l - theta y. That shares move costs nobody anything (buyers like what
they buy); that cost falls does; and so does what is withheld, a cap on the quantity of free sale at the same state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.special import expit, logit

from bahe.faults import BadShape, BadValue, Infeasible, UnknownName
from bahe.numerics.parts import Keep, computed
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.solve import solve
from bahe.world.shock import Effect, Shock
from bahe.world.world import World

Floats = NDArray[np.float64]

#: Steps of log-odds of the home share around where it starts, at which the world is solved.
SHARE_STEPS = (-5.0, -3.0, -1.8, -0.9, 0.0, 0.7, 1.4, 2.2, 3.2, 4.6, 6.5, 9.0)
#: The same for the holder's part of imports, for the fall of the gap, and controls.
PART_STEPS = (-9.0, -4.5, -2.0, 0.0, 1.0)
FALLS = (-1.0, 0.0, 0.8, 1.6, 2.5)
CONTROLS = (0.0, 0.4, 0.7, 0.9, 1.0)
#: Points between two solved ones, along each axis, after which straight lines are drawn.
BETWEEN = (12, 8, 6, 8)


@dataclass(frozen=True)
class Rope:
    """Positions of holder, target and item in a world, and what the world says of them: home share and holder's part of imports."""

    i: int
    n: int
    k: int
    share: float
    part: float

    @classmethod
    def of(cls, world: World, holder: str, target: str, item: str) -> Rope:
        """Raises UnknownName for a name that the world does not have, BadValue where there is nothing to hold."""
        if item not in world.sectors:
            raise UnknownName("item", item, world.sectors, where="play", field="moves")
        i, n = world.axes.economy(holder, "play, moves"), world.axes.economy(target, "play, moves")
        k = world.sectors.index(item)
        pi = world.trade_share[n, :, k]
        if not (pi[i] > 0 and 0 < pi[n] < 1 and world.expenditure[n, k] > 0):
            raise BadValue("the target buys nothing of it from the holder, or makes nothing at home", field="moves", where="play",
                           got=f"{target} buys {item}: {pi[i]:.4f} from {holder}, {pi[n]:.4f} at home")  # fmt: skip
        return cls(i, n, k, float(pi[n]), float(min(pi[i] / (1 - pi[n]), 1.0)))


@dataclass(frozen=True, eq=False)
class Bench:
    """A world, its ropes, and how it is solved.  `leakage`: part of what is denied that arrives."""

    world: World
    ropes: tuple[Rope, ...]
    horizon: str
    closure: str
    leakage: float
    rent: str = "importer"
    tol: float = 1e-9

    def year(self, share: Floats, part: Floats, fall: Floats) -> World:
        """The benchmark of a year: states [r]."""
        pi = np.array(self.world.trade_share)
        theta = self.world.horizon(self.horizon).trade_elasticity
        for r, s, h, y in zip(self.ropes, share, part, fall, strict=True):
            home = expit(logit(s) - theta[r.k] * y)
            row = pi[r.n, :, r.k].copy()
            others = np.delete(np.arange(row.size), [r.i, r.n])
            rest = row[others].sum()
            h = h if rest > 0 else 1.0
            row[others] *= (1 - home) * (1 - h) / rest if rest > 0 else 0.0
            row[r.i], row[r.n] = (1 - home) * h, home
            pi[r.n, :, r.k] = row
        if np.array_equal(pi, self.world.trade_share):
            return self.world
        new = self.world.replace(trade_share=pi)
        final = np.maximum(new.final_spending, 0.0)
        return new.replace(final_share=final / final.sum(1, keepdims=True))

    def free(self, world: World, fall: Floats, start: Equilibrium | None = None) -> Equilibrium:
        """A year of free sale: home makers more productive by exp(y)."""
        return solve(world, self._made(fall), horizon=self.horizon, closure=self.closure, tol=self.tol, start=start)

    def held(self, free: Equilibrium, fall: Floats, x: Floats) -> Equilibrium:
        """The same year with controls x [r] on top: caps on the quantities of free sale; the answer to free sale is where it starts."""
        e, s = self.world.economies, self.world.sectors
        shock = self._made(fall)
        for r, intensity in zip(self.ropes, x, strict=True):
            if intensity <= 0 or free.world.trade_share[r.n, r.i, r.k] <= 0:
                continue
            cap = quantity_hat(free, r) * (1 - intensity * (1 - self.leakage))
            shock &= Shock((Effect("control", "cap", float(cap), (e[r.n],), (e[r.i],), (s[r.k],), rent=self.rent),))  # type: ignore[arg-type]
        if not any(effect.lever == "control" for effect in shock.effects):
            return free
        return solve(free.world, shock, horizon=self.horizon, closure=self.closure, tol=self.tol)

    def answer(self, share: Floats, part: Floats, fall: Floats, controls: Sequence[Floats]) -> Floats:
        """log real income [c,n] under each of the `controls` (each [r]) at one state, against the benchmark of the year."""
        free = self.free(self.year(share, part, fall), fall)
        return np.stack([np.log(self._paid(self.held(free, fall, np.asarray(x)))) for x in controls])

    def _paid(self, eq: Equilibrium) -> Floats:
        """Real income [n]; Infeasible where somebody could not pay its deficit."""
        income = eq.welfare_hat
        if not (income > 0).all():
            raise Infeasible("an economy has no income left", field="closure", where=f"play, {self.world.economies[int(income.argmin())]}",
                             got=self.closure, remedy="Try closure='balanced', or an item that is less of its economy.")  # fmt: skip
        return income

    def _made(self, fall: Floats) -> Shock:
        e, s = self.world.economies, self.world.sectors
        return Shock(tuple(
            Effect("productivity", "times", float(np.exp(y)), exporters=(e[r.n],), sectors=(s[r.k],))
            for r, y in zip(self.ropes, fall, strict=True) if y != 0
        ))  # fmt: skip


def quantity_hat(eq: Equilibrium, r: Rope) -> float:
    """Quantity of a flow over that of the benchmark: value at the factory door over price at the factory door."""
    return float(eq.trade_new[r.n, r.i, r.k] / eq.world.trade[r.n, r.i, r.k] / eq.cost_hat[r.i, r.k])


@dataclass(frozen=True, eq=False)
class Surface:
    """log real income of every economy by the state of one rope, the others as in the world: nodes of four axes and values [...,n].

    The last axis is the log of what is left of supply, in which income is nearly straight. Curves through the solved nodes are cubic
    splines; between the points that are put between them, straight lines.
    """

    axes: tuple[Floats, Floats, Floats, Floats]
    values: Floats
    solves: int
    leakage: float

    def at(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        """[s,n] at states [s], held inside the grid."""
        points = [logit(share), logit(np.clip(part, 1e-12, 1 - 1e-12)), fall, scarce(x, self.leakage)]
        return _multilinear(self.axes, self.values, points)

    def outside(self, share: Floats, part: Floats, fall: Floats) -> float:
        """Fraction of the states [s] that lie beyond the grid and were held at its edge."""
        points = [logit(share), logit(np.clip(part, 1e-12, 1 - 1e-12)), fall]
        out = np.zeros(np.shape(share), dtype=bool)
        for axis, p in zip(self.axes, points, strict=False):
            out |= (axis.size > 1) & ((p < axis[0] - 1e-9) | (p > axis[-1] + 1e-9))
        return float(out.mean())


def scarce(x: Any, leakage: float) -> Floats:
    """-ln(1 - x (1-lk)), x = 1 without leakage held at the last thousandth."""
    return np.asarray(-np.log1p(-np.minimum(np.asarray(x) * (1 - leakage), 0.999)))


def surface(bench: Bench, r: int, *, moving_part: bool, keep: Keep = computed) -> Surface:
    """Solve the world on a grid of the states of rope r. Kept with the world, since every play of it needs the same.

    `keep` keeps the states of one home share and one holder's part together (`numerics.parts`), which does not know the world.
    """
    key = (bench.ropes, r, bench.horizon, bench.closure, bench.leakage, bench.rent, bench.tol, moving_part)
    kept: dict[object, Surface] = bench.world.__dict__.setdefault("_surfaces", {})
    if key not in kept:
        kept[key] = _surface(bench, r, moving_part, keep)
    return kept[key]


def _surface(bench: Bench, r: int, moving_part: bool, keep: Keep) -> Surface:
    rope = bench.ropes[r]
    still = (
        np.array([q.share for q in bench.ropes]),
        np.array([q.part for q in bench.ropes]),
        np.zeros(len(bench.ropes)),
    )
    moves = moving_part and rope.part < 1 - 1e-9
    nodes = [
        logit(rope.share) + np.array(SHARE_STEPS),
        logit(np.clip(rope.part, 1e-12, 1 - 1e-12)) + np.array(PART_STEPS if moves else (0.0,)),
        np.array(FALLS),
        scarce(CONTROLS, bench.leakage),
    ]
    shape = tuple(a.size for a in nodes)
    values = np.empty((*shape, len(bench.world.economies)))
    controls = [np.eye(len(bench.ropes))[r] * x for x in CONTROLS]
    asked = {"part": "surface", "ropes": [vars(q) for q in bench.ropes], "rope": r, "moving": moving_part, "horizon": bench.horizon,
             "closure": bench.closure, "leakage": bench.leakage, "rent": bench.rent, "tol": bench.tol}  # fmt: skip

    def solved(a: int, b: int) -> dict[str, Floats]:
        out = []
        for y in nodes[2]:
            share, part, fall = (v.copy() for v in still)
            share[r] = rope.share if SHARE_STEPS[a] == 0 else expit(nodes[0][a])
            part[r] = rope.part if not moves or PART_STEPS[b] == 0 else expit(nodes[1][b])
            fall[r] = y
            out.append(bench.answer(share, part, fall, controls))
        return {"log_income": np.stack(out)}

    for a, b in product(*(range(n) for n in shape[:2])):
        values[a, b] = keep({**asked, "at": [a, b]}, partial(solved, a, b))["log_income"]
    fine, axes = values, []
    for d, (axis, more) in enumerate(zip(nodes, BETWEEN, strict=True)):
        if axis.size > 1:
            new = np.concatenate(
                [
                    *(np.linspace(lo, hi, more, endpoint=False) for lo, hi in zip(axis, axis[1:], strict=False)),
                    axis[-1:],
                ]
            )
            fine = CubicSpline(axis, fine, axis=d)(new)
            axis = new
        axes.append(axis)
    a4: Any = tuple(axes)
    return Surface(a4, fine, int(np.prod(shape)), bench.leakage)


def _multilinear(axes: Sequence[Floats], values: Floats, points: Sequence[Floats]) -> Floats:
    """Straight lines along every axis of length two or more; a point outside is held at the edge."""
    shape = np.broadcast_shapes(*(np.shape(p) for p in points))
    corners: list[tuple[tuple[NDArray[np.intp], ...], Floats]] = [((), np.ones(shape))]
    for axis, p in zip(axes, points, strict=True):
        p = np.broadcast_to(np.asarray(p, dtype=np.float64), shape)
        if axis.size == 1:
            corners = [((*at, np.zeros(shape, dtype=np.intp)), w) for at, w in corners]
            continue
        low = np.clip(np.searchsorted(axis, p, side="right") - 1, 0, axis.size - 2)
        part = np.clip((p - axis[low]) / (axis[low + 1] - axis[low]), 0.0, 1.0)
        corners = [
            ((*at, low + up), w * (part if up else 1 - part)) for at, w in corners for up in (0, 1)
        ]  # fmt: skip
    out = np.zeros((*shape, values.shape[-1]))
    for at, w in corners:
        out += w[..., None] * values[at]
    return out


def leverage_of(log_free: Floats, log_held: Floats) -> Floats:
    """Loss of real income in per cent: 100 (1 - W_held/W_free)."""
    if log_free.shape != log_held.shape:
        raise BadShape(
            "one answer to free sale for each to control", where="leverage_of", got=(log_free.shape, log_held.shape)
        )
    return 100 * -np.expm1(log_held - log_free)
