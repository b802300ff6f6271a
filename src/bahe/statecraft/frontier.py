"""The Pareto frontier of two players, and the part of it that both prefer to the war: the zone of agreement (textbook, section 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, UnknownName
from bahe.registry import door
from bahe.statecraft.deal import STARTS, Search
from bahe.statecraft.game import Game, Point, new_game
from bahe.statecraft.objective import Objective
from bahe.statecraft.policy import Instrument
from bahe.statecraft.war import War, nash
from bahe.world.world import World

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frontier:
    """Deals between two players from which none can be made better off but at the other's cost.

    weights[m]      weight of the first player at each point of the curve
    gains[m,2]      of the two over the disagreement (`start`), as fractions of their objectives
    usd[m,2]        the same in USD million a year of base real income
    rates[m,2]      mean rate of the first on the second and of the second on the first, imports of the benchmark as weights
    others[m]       change of the real income of everybody else, USD million a year
    solved[m]       False where the search did not end: such a point is only known to be feasible
    """

    game: Game = field(repr=False)
    points: tuple[Point, ...] = field(repr=False)
    start: str
    before: Point = field(repr=False)
    weights: Floats
    gains: Floats
    usd: Floats
    rates: Floats
    rates_before: Floats
    others: Floats
    solved: NDArray[np.bool_]

    @property
    def players(self) -> tuple[str, ...]:
        """The two."""
        return tuple(p.name for p in self.game.players)

    @property
    def values_before(self) -> Floats:
        """What the two have without a deal, as fractions of their base real income."""
        return self.before.values if self.start != "status-quo" else np.zeros(2)

    @property
    def zone(self) -> NDArray[np.bool_]:
        """Points that both prefer to the disagreement."""
        return np.asarray((self.gains > 0).all(1))

    def __getattr__(self, name: str) -> Any:
        """Labelled doors, attached in `bahe/__init__`: table()."""
        return door(self, name)


def frontier(
    world: World, players: Any, *, tariffs: str = "partner", sectors: Any = None, partners: Any = "players", start: str = "nash",
    objective: Objective | None = None, bounds: tuple[float, float] = (0.0, 1.0), horizon: str = "long", closure: str = "balanced",
    points: int = 11, war: War | None = None, tol: float = 1e-9, progress: Callable[[str, float], None] | None = None,
) -> Frontier:  # fmt: skip
    """Trace the frontier of two players over the tariffs that they charge each other (or `partners`), at `points` weights.

    start   nash | status-quo | free-trade: what each has without a deal.

    Weights from 0.02 to 0.98, denser at the ends, where rates move most.
    """
    if start not in STARTS:
        raise UnknownName("start", start, STARTS, field="start", where="frontier")
    if isinstance(points, bool) or not 3 <= points <= 201:
        raise BadValue("out of range", field="points", where="frontier", got=points, allowed="3 to 201")
    tool = Instrument("tariff", tariffs, sectors, *bounds, partners)  # type: ignore[arg-type]
    game = new_game(world, players, tool, objective=objective, horizon=horizon, closure=closure)
    if len(game.players) != 2:
        raise BadValue(
            "a frontier is drawn for two", field="players", where="frontier", got=[p.name for p in game.players]
        )
    if start == "nash" and war is None:
        war = nash(
            world, players, instruments=[tool], objective=objective, horizon=horizon, closure=closure, certify=False
        )
    middle = game.at(np.clip(np.zeros(game.size), *game.bounds), None if war is None else war.point)
    before = (
        war.point if start == "nash" and war is not None else middle if start == "free-trade" else game.at(game.applied)
    )
    search = Search(game, before.values if start != "status-quo" else np.zeros(2), np.zeros(0))
    weights = 0.5 - 0.48 * np.cos(np.linspace(0, np.pi, points))
    found: dict[int, tuple[Point, float]] = {}
    centre = points // 2
    for way in (range(centre, points), range(centre - 1, -1, -1)):
        at = found[centre][0] if centre in found else middle
        for m in way:
            found[m] = weighted(search, at, weights[m], tol)
            at = found[m][0]
            if progress is not None:
                progress("frontier", len(found) / points)
    curve = tuple(found[m][0] for m in range(points))
    empty = np.zeros((points, 2))
    bare = Frontier(
        game, curve, start, before, weights, empty, empty, np.array([mutual_rates(game, p) for p in curve]), mutual_rates(game, before),
        np.zeros(points), np.array([found[m][1] <= max(tol, 1e-8) for m in range(points)]),
    )  # fmt: skip
    gains, usd, others = (np.array(x) for x in zip(*(measured(bare, p) for p in curve), strict=True))
    return replace(bare, gains=gains, usd=usd, others=others)


def measured(curve: Frontier, point: Point) -> tuple[Floats, Floats, float]:
    """Gains of the two over the disagreement as fractions and in USD million a year, and what everybody else gains, at any point."""
    game, values = curve.game, curve.values_before
    gains = (1 + point.values) / (1 + values) - 1
    own = game.objective.own
    start = curve.before.log_hat if curve.start != "status-quo" else np.zeros_like(point.log_hat)
    money = game.base * (np.exp(point.log_hat) - np.exp(start))
    return gains, gains * (own @ game.base) * (1 + values), float(money @ (1 - own.sum(0)))


def weighted(search: Search, at: Point, weight: float, tol: float) -> tuple[Point, float]:
    """The point at which `weight` of the first one's gain and the rest of the second's is highest, and the gain left."""
    share = np.array([weight, 1 - weight])

    def merit(G: Floats) -> tuple[float, Floats]:
        return float(share @ G), share

    return search.climb(at, merit, 200, gtol=float(np.sqrt(tol / max(search.game.size, 1))))


def mutual_rates(game: Game, point: Point) -> Floats:
    """Mean tariff of the first on the second and of the second on the first, benchmark imports of taxed sectors as weights [2]."""
    out = np.zeros(2)
    for p, (a, b) in enumerate(((0, 1), (1, 0))):
        block = next(x for x in game.blocks if x.player == a)
        other = np.isin(block.i, game.players[b].members)
        n, i, k = block.n[other], block.i[other], block.k[other]
        value = game.world.trade[n, i, k]
        out[p] = float(value @ point.levers.tariff[n, i, k] / value.sum()) if value.sum() > 0 else np.nan
    return out
