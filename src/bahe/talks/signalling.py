"""Crisis signalling: threaten, give in or resist, stand firm or back down, each with a private cost of its own (Lewis and Schultz 2003).

A keeps the status quo or threatens; B concedes or resists; A stands firm or backs down. What concession is worth to A, what standing
firm costs A, and what standing firm costs B are each known to one side alone, up to a normal error of unit spread: every figure is
in units of that spread. An equilibrium is a root in one number, the chance that B resists; there may be several, and all are found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, least_squares, minimize_scalar
from scipy.special import ndtr, owens_t

from bahe.faults import BadValue

Floats = NDArray[np.float64]

#: The chance of resistance is looked for between these, on a grid that is fine at both ends.
LEAST, GRID = 1e-9, 4000


@dataclass(frozen=True)
class Crisis:
    """Payoffs, in units of the spread of the private costs.

    status_quo      of A, without a threat
    concession      of A, where B gives in (V_A)
    gives_in        of B, where it gives in (C_B)
    backed_down     of B, where A backs down (V_B)
    firm            of A, where it stands firm: sanctions are imposed (W_A)
    struck          of B, where A stands firm (W_B)
    shame           of A, where it backs down: the audience cost, below zero (a)
    """

    status_quo: float = 0.0
    concession: float = 0.0
    gives_in: float = 0.0
    backed_down: float = 0.0
    firm: float = 0.0
    struck: float = 0.0
    shame: float = 0.0

    def __post_init__(self) -> None:
        for f in fields(self):
            if not np.isfinite(getattr(self, f.name)):
                raise BadValue("not a finite number", field=f.name, where="Crisis", got=getattr(self, f.name))


@dataclass(frozen=True)
class Reading:
    """One equilibrium: chances of the tree's branches.

    threat          that A threatens
    resist          that B resists a threat
    fight           that A stands firm after resistance
    concede, stand_firm, back_down    how a threat ends; they add up to one
    """

    threat: float
    resist: float
    fight: float

    @property
    def concede(self) -> float:
        """B gives in."""
        return 1 - self.resist

    @property
    def stand_firm(self) -> float:
        """Resisted and carried out."""
        return self.resist * self.fight

    @property
    def back_down(self) -> float:
        """Resisted and dropped."""
        return self.resist * (1 - self.fight)

    @property
    def ends(self) -> Floats:
        """(concede, stand firm, back down) given a threat."""
        return np.array([self.concede, self.stand_firm, self.back_down])


def both_below(x: float | Floats, y: float | Floats, rho: float) -> Floats:
    """P(X < x, Y < y) of two standard normals with correlation rho, by Owen's T  [Owen 1956]."""
    x, y = (
        np.where(np.abs(v) < 1e-100, 0.0, v) for v in np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    )
    root = np.sqrt(1 - rho * rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        origin = np.where((x == 0) & (y == 0), (1 - rho) / root, np.nan)
        ax = np.where(x != 0, (y - rho * x) / (x * root), np.where(y != 0, np.copysign(np.inf, y), origin))
        ay = np.where(y != 0, (x - rho * y) / (y * root), np.where(x != 0, np.copysign(np.inf, x), origin))
    side = np.sign(x) * np.sign(y)
    sign = np.where((side > 0) | ((side == 0) & (x + y >= 0)), 0.0, 0.5)
    return np.asarray(0.5 * ndtr(x) + 0.5 * ndtr(y) - owens_t(x, ax) - owens_t(y, ay) - sign)


def _branches(g: Crisis, resist: Floats) -> tuple[Floats, Floats]:
    """Chances of a threat and of standing firm, if B resists with chance `resist`."""
    cut = (g.status_quo - (1 - resist) * g.concession) / resist
    threat = 1 - ndtr(cut - g.shame) * ndtr(cut - g.firm)
    firm = both_below((g.firm - g.shame) / np.sqrt(2), g.firm - cut, 1 / np.sqrt(2))
    return threat, np.divide(firm, threat, out=np.zeros_like(firm), where=threat > 0)


def _gap(g: Crisis, resist: Floats) -> Floats:
    """B's best chance of resisting, less the chance that A reckons with."""
    _, fight = _branches(g, resist)
    with np.errstate(divide="ignore", invalid="ignore"):
        better = (fight * g.struck + (1 - fight) * g.backed_down - g.gives_in) / fight
    sure = np.where(g.backed_down >= g.gives_in, 1.0, 0.0)
    return np.asarray(np.where(fight > 1e-300, ndtr(better), sure) - resist)


def equilibria(game: Crisis) -> tuple[Reading, ...]:
    """All equilibria, by rising chance of resistance: every change of sign on a fine grid, and every place where it touches zero.

    There always is one: the reply is continuous and lies between zero and one.
    """
    at = ndtr(np.linspace(-6.0, 6.0, GRID))
    at = at[(at > LEAST) & (at < 1 - LEAST)]
    gap = _gap(game, at)

    def f(r: float) -> float:
        return float(_gap(game, np.array([r]))[0])

    # Beyond the ends of the grid the chance is what B's reply to the end is.
    roots = [float(gap[k] + at[k]) for k, past in ((0, gap[0] < 0), (-1, gap[-1] > 0)) if past]
    roots += [float(at[k]) for k in np.flatnonzero(gap == 0)]
    roots += [brentq(f, at[k], at[k + 1], xtol=1e-15, rtol=8.9e-16) for k in np.flatnonzero(gap[:-1] * gap[1:] < 0)]
    size = np.abs(gap)
    for k in np.flatnonzero((size[1:-1] < size[:-2]) & (size[1:-1] < size[2:]) & (gap[:-2] * gap[2:] > 0)) + 1:
        touch = minimize_scalar(
            lambda r: abs(f(r)), bounds=(at[k - 1], at[k + 1]), method="bounded", options={"xatol": 1e-14}
        )
        if touch.fun < 1e-12:
            roots.append(float(touch.x))
    out = []
    for r in sorted(roots):
        threat, fight = _branches(game, np.array([max(r, LEAST)]))
        out.append(Reading(float(threat[0]), r, float(fight[0])))
    return tuple(out)


#: How 633 threats of 1970-2000 ended: concession, sanctions imposed, sender backs down (TIES; CASES C.4).
OBSERVED = (0.227, 0.551, 0.221)


@dataclass(frozen=True)
class Fit:
    """A fit to how threats ended.

    Three frequencies that add up to one fix two numbers; all others are held, and `held` says at what. `rank` is the number of
    directions of the free ones that the frequencies see: below the number of free ones, the rest of them is not identified.
    """

    game: Crisis
    reading: Reading
    free: tuple[str, ...]
    held: tuple[str, ...]
    error: float
    rank: int


def fit(start: Crisis, free: tuple[str, ...] = ("struck", "shame"), ends: tuple[float, float, float] = OBSERVED) -> Fit:
    """Move the payoffs named in `free` until the chances of the three ends are those observed (least squares).

    The equilibrium nearest to the frequencies is followed where there are several.
    """
    known = tuple(f.name for f in fields(Crisis))
    for name in free:
        if name not in known:
            raise BadValue("not a payoff of the crisis", field="free", where="fit", got=name, allowed=known)
    target = np.asarray(ends, dtype=float) / sum(ends)

    def nearest(x: Floats) -> Reading:
        found = equilibria(replace(start, **dict(zip(free, map(float, x), strict=True))))
        return min(found, key=lambda e: float(np.abs(e.ends - target).sum()))

    miss = lambda x: nearest(x).ends[:2] - target[:2]
    x0 = np.array([getattr(start, name) for name in free])
    found = least_squares(miss, x0, xtol=1e-14, ftol=1e-14, gtol=1e-14, diff_step=1e-6)
    game = replace(start, **dict(zip(free, map(float, found.x), strict=True)))
    rank = int(np.linalg.matrix_rank(found.jac, tol=1e-6 * max(1e-12, float(np.abs(found.jac).max()))))
    return Fit(
        game,
        nearest(found.x),
        tuple(free),
        tuple(n for n in known if n not in free),
        float(np.abs(found.fun).max()),
        rank,
    )
