"""The deal: tariffs that all players set together, with gains over what each has without (textbook, section 8).

Equal gains (Ossa 2014, section 3.3): the highest common gain. Nash bargaining: the highest product of gains. Both are reached by
exact slopes of one weighted sum of objectives, so that a step costs one adjoint whatever the number of players.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bahe.faults import BadValue, Conflict, ModelSaysNo, NotConverged, UnknownName
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.game import Game, Played, Point, new_game
from bahe.statecraft.objective import Objective
from bahe.statecraft.policy import GRAINS, Instrument
from bahe.statecraft.war import War, nash
from bahe.world.shock import Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

STARTS = {
    "nash": "the trade war: what each gets if talks fail",
    "status-quo": "the tariffs in force",
    "free-trade": "no tariffs among the players",
}
RULES = {
    "equal-gains": "the highest gain that all players can have alike, in per cent of real income",
    "nash": "the highest product of gains (equal bargaining power unless told otherwise)",
}


@dataclass(frozen=True, eq=False)
class Deal(Played):
    """Tariffs that all set together.

    before      the world that gains are counted from; `values` of both are fractions of benchmark real income
    gains[p]    what each player gains on it, as a fraction of its objective there
    war         the trade war, where that is what talks start from
    """

    before: Floats
    start: str
    rule: str
    grain: str
    info: SolveInfo
    war: War | None = field(default=None, repr=False)

    @property
    def gains(self) -> Floats:
        """Gain of each player over what it has without the deal, as a fraction [p]."""
        return (1 + self.point.values) / (1 + self.before) - 1

    @property
    def payments(self) -> Floats:
        """Side payments received by each player, USD million a year in units of world value added [p]; zeros without."""
        g = self.game
        if g.paid is None:
            return np.zeros(len(self.players))
        return np.asarray(g.objective.own @ (g.paid @ self.point.x[g.rates :]))

    def __repr__(self) -> str:
        worst, best = 100 * self.gains.min(), 100 * self.gains.max()
        return f"<Deal of {len(self.players)} from {self.start}, {self.rule}: gains {worst:.3g} to {best:.3g} %, {self.info.outcome.name}>"


def cooperate(
    world: World,
    start: str = "nash",
    rule: str = "equal-gains",
    *,
    players: Any = None,
    tariffs: str = "importer",
    sectors: Any = None,
    partners: Any = None,
    instruments: Instrument | Sequence[Instrument] | None = None,
    objective: Objective | None = None,
    bounds: tuple[float, float] = (0.0, 5.0),
    side_payments: bool = False,
    power: Sequence[float] | None = None,
    horizon: str = "long",
    closure: str = "balanced",
    shock: Shock | None = None,
    war: War | None = None,
    tol: float = 1e-7,
    max_evaluations: int = 3000,
    progress: Progress | None = None,
    on_fail: str = "raise",
) -> Deal:
    """What the players would set together, from the war, the tariffs in force or free trade.

    start           nash | status-quo | free-trade: what each has if there is no deal
    rule            equal-gains | nash
    players, tariffs, sectors, partners, instruments, objective, bounds, horizon, closure, shock   as for `nash`; without
                    partners="players" they also agree on what they charge everybody else, as a customs union would
    side_payments   players may pay each other besides (closures balanced and transfer)
    power           bargaining power of each player under the rule `nash`, in their order (default: equal)
    war             the War to start from, if it is at hand
    tol             largest difference between gains (equal-gains), and what a step of Newton would still gain

    Raises NotConverged (or returns, with on_fail="return") where the search does not end.
    """
    for value, known, kind in ((start, STARTS, "start"), (rule, RULES, "rule"), (tariffs, GRAINS, "grain")):
        if value not in known:
            raise UnknownName(kind, value, known, field=kind, where="cooperate")
    if power is not None and rule != "nash":
        raise Conflict("power counts in the Nash product alone", field="power", where="cooperate", got=rule,
                       remedy="Say rule='nash', or leave power out.")  # fmt: skip
    begun = perf_counter()
    tools = [Instrument("tariff", tariffs, sectors, *bounds, partners)] if instruments is None else instruments  # type: ignore[arg-type]
    game = new_game(world, players, tools, objective=objective, horizon=horizon, closure=closure, shock=shock)
    shares = _power(power, len(game.players))
    if start == "nash" and war is None:
        war = nash(world, players, tariffs, sectors=sectors, partners=partners, instruments=instruments, objective=objective, bounds=bounds,
                   horizon=horizon, closure=closure, shock=shock, certify=False, progress=progress)  # fmt: skip
    first = (
        war.point.x
        if start == "nash" and war is not None
        else game.applied
        if start == "status-quo"
        else np.zeros(game.size)
    )
    first = np.clip(first, *game.bounds)
    kept = 0.0 - game.short_of_word(game.applied)[0]
    if side_payments:
        game = game.with_side_payments()
        first = np.concatenate([first, np.zeros(len(game.players))])
    ground = game.at(first)
    before = kept if start == "status-quo" else ground.values
    search = Search(game, before, shares, progress)
    point, info = equal_gains(search, first, tol, max_evaluations, begun)
    if info.ok and search.gains(point).min() < min(0.0, search.gains(ground).min()):
        point = ground  # nobody signs below what it has, be it in the last digits: they stay
    if rule == "nash" and info.ok:
        point, info = nash_product(search, point, tol, max_evaluations, begun)
    if not info.ok and on_fail == "raise":
        raise NotConverged("no deal was found", info, where="cooperate", got=f"gap {info.residual:.1e}",
                           remedy="Coarser tariffs or a larger tol may have an answer; on_fail='return' gives the last point.")  # fmt: skip
    grain = tariffs if instruments is None else "instruments"
    return Deal(game, point, before, start, rule, grain, info, war if start == "nash" else None)


def _power(given: Sequence[float] | None, players: int) -> Floats:
    """Bargaining power by player; nothing where it is equal."""
    if given is None:
        return np.zeros(0)
    try:
        power = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        power = np.zeros(0)
    if power.shape != (players,) or not (np.isfinite(power) & (power > 0)).all():
        raise BadValue("one positive number a player is needed", field="power", where="cooperate", got=given,
                       remedy="As in power=[2, 1], in the order of the players.")  # fmt: skip
    return power


class Search:
    """One search over all parameters: gains of everybody and slopes of a weighted sum of them, scaled."""

    def __init__(
        self,
        game: Game,
        before: Floats,
        power: Floats,
        progress: Progress | None = None,
        free: NDArray[np.bool_] | None = None,
    ) -> None:
        """`free` says which parameters may move (default: all)."""
        self.game, self.before, self.progress = game, before, progress
        self.power = power if power.size else np.ones(len(game.players))
        self.free = np.ones(game.size, dtype=bool) if free is None else free
        self.last: Point | None = None
        self.evaluations = 0

    def gains(self, point: Point) -> Floats:
        """log of each player's objective over what it has without the deal [p]."""
        out: Floats = np.log((1 + point.values) / (1 + self.before))
        return out

    def at(self, x: Floats) -> Point:
        """The world at x, from where the search was last."""
        self.last = self.game.at(x, self.last)
        return self.last

    def slopes(self, point: Point, weights: Floats) -> Floats:
        """Derivative of sum_p weights[p] gains[p] by every parameter."""
        share = weights / (1 + point.values)
        out = self.game.slopes(point, (share @ self.game.objective.seeds(point.log_hat, self.game.base))[None])
        if self.game.promises:
            out -= np.append(share, 0.0)[self.game.owner] * self.game.short_of_word(point.x)[1]  # nobody owns payments
        return out

    def scale(self, point: Point) -> Floats:
        """Square roots of curvatures, with a floor: units in which the search sees parameters."""
        h = self.game.curvature(point) / len(self.game.players)
        out: Floats = np.sqrt(np.maximum(h, 1e-7 * h.max(initial=1e-300)))
        return out

    def climb(
        self, first: Point, merit: Callable[[Floats], tuple[float, Floats]], most: int, gtol: float
    ) -> tuple[Point, float]:
        """Maximise merit(gains) from `first`; merit gives its value and its slope by the gains. (point, gain left)."""
        low, high = self.game.bounds
        scale, x0, free = self.scale(first), first.x, self.free
        best = [(-np.inf, first)]

        def value(y: Floats) -> tuple[float, Floats]:
            self.evaluations += 1
            x = x0.copy()
            x[free] = np.clip(y / scale[free], low[free], high[free])
            try:
                point = self.at(x)
                merited, weights = merit(self.gains(point))
                slope = self.slopes(point, weights) if np.isfinite(merited) else np.zeros(x.size)
            except ModelSaysNo:
                merited, slope = -np.inf, np.zeros(x.size)
            if not np.isfinite(merited):
                return 1e3, np.zeros(y.size)
            if merited > best[0][0]:
                best[0] = (merited, point)
            if self.progress is not None:
                self.progress("deal", float(merited))
            return -merited, -(slope / scale)[free]

        fence = list(zip((low * scale)[free], (high * scale)[free], strict=True))
        found = minimize(value, (x0 * scale)[free], jac=True, method="L-BFGS-B", bounds=fence,
                         options={"maxfun": most, "maxiter": most, "maxcor": 20, "ftol": 1e-16, "gtol": gtol})  # fmt: skip
        y, slope = found.x, np.asarray(found.jac)
        inward = np.where(
            ((y <= (low * scale)[free]) & (slope > 0)) | ((y >= (high * scale)[free]) & (slope < 0)), 0.0, slope
        )
        return best[0][1], 0.5 * float(inward @ inward)


def equal_gains(search: Search, x: Floats, tol: float, most: int, begun: float) -> tuple[Point, SolveInfo]:
    """Augmented Lagrangian: the mean gain, with a price and a penalty on every gain's distance from it."""
    P = len(search.game.players)
    price, penalty, gtol = np.zeros(P), 10.0, float(np.sqrt(0.1 * tol / search.game.size))
    point = search.at(x)
    gap, left, last = np.inf, np.inf, np.inf
    for _ in range(40):

        def merit(G: Floats, price: Floats = price, penalty: float = penalty) -> tuple[float, Floats]:
            off = G - G.mean()
            pull = price + penalty * off
            return float(G.mean() - price @ off - 0.5 * penalty * off @ off), 1 / P - (pull - pull.mean())

        point, left = search.climb(point, merit, most - search.evaluations, gtol)
        off = search.gains(point) - search.gains(point).mean()
        gap = float(np.abs(off).max())
        if (gap <= tol and left <= tol) or search.evaluations >= most:
            break
        price = price + penalty * off
        penalty = penalty * 4 if gap > 0.25 * last else penalty
        last = gap
    outcome = (
        Outcome.converged
        if gap <= tol
        else Outcome.out_of_iterations
        if search.evaluations >= most
        else Outcome.stalled
    )
    return point, SolveInfo(
        outcome, search.evaluations, gap, tol, perf_counter() - begun, "equal gains, augmented lagrangian"
    )


def nash_product(search: Search, point: Point, tol: float, most: int, begun: float) -> tuple[Point, SolveInfo]:
    """The product of gains, from a point at which all gain; where nobody can gain, that point itself."""
    share = search.power / search.power.sum()
    if search.gains(point).mean() <= 10 * tol:  # efficient already: nobody can gain but at another's cost
        return point, SolveInfo(
            Outcome.converged, search.evaluations, 0.0, tol, perf_counter() - begun, "nothing to gain"
        )
    unit = float(search.gains(point).mean())

    def merit(G: Floats) -> tuple[float, Floats]:
        if G.min() <= 0:
            return -np.inf, G
        return float(unit * (share @ np.log(G))), unit * share / G

    search.evaluations = 0
    left = np.inf
    for _ in range(4):
        was = merit(search.gains(point))[0]
        point, left = search.climb(point, merit, most, gtol=1e-3 * np.sqrt(tol))
        if merit(search.gains(point))[0] - was <= 1e-3 * tol * unit:
            break
    outcome = Outcome.converged if left <= tol * unit else Outcome.stalled
    return point, SolveInfo(outcome, search.evaluations, left, tol * unit, perf_counter() - begun, "nash product")
