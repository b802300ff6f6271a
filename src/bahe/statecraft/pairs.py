"""Nash-in-Nash: every pair of players bargains over the tariffs between them, all other agreements held (textbook, section 8).

Horn and Wolinsky 1988; for tariffs Bagwell, Staiger and Yurukoglu 2021. Without most-favoured-nation treatment a pair sets what the two
charge each other. With it a rate holds for all partners, and the pair that sets an economy's rate on an industry is the economy and
its principal supplier among the players; everybody else rides along, which is why less is agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, NotConverged
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.deal import Search
from bahe.statecraft.game import Game, Played, Point, new_game
from bahe.statecraft.objective import Objective
from bahe.statecraft.policy import Instrument
from bahe.statecraft.war import War, nash
from bahe.world.world import World

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pairs(Played):
    """Agreements of all pairs, each the best answer to the others.

    pairs       (first, second) positions of players;  surplus[pair, side]: what each side would lose if this one agreement broke
                and all others held, as a fraction of its objective
    gains[p]    against no agreement at all
    """

    before: Floats
    pairs: tuple[tuple[int, int], ...]
    surplus: Floats
    mfn: bool
    info: SolveInfo
    broken: Point = field(repr=False)
    """The world without any agreement: rates within the reach of the game."""

    @property
    def gains(self) -> Floats:
        """Gain of each player on a world without any agreement [p]."""
        return (1 + self.point.values) / (1 + self.before) - 1


def nash_in_nash(
    world: World, players: Any, *, mfn: bool = False, by_sector: bool = False, sectors: Any = None, start: str = "nash",
    objective: Objective | None = None, bounds: tuple[float, float] = (0.0, 5.0), horizon: str = "long", closure: str = "balanced",
    war: War | None = None, tol: float = 1e-5, rounds: int = 30, progress: Callable[[str, float], None] | None = None,
    on_fail: str = "raise",
) -> Pairs:  # fmt: skip
    """Bilateral agreements over tariffs among `players`, each maximising the product of its two sides' gains.

    mfn         rates hold for every other player alike, one an industry; else for the one partner
    by_sector   without mfn: one rate a partner and industry instead of one a partner
    start       nash | status-quo: the rates of a pair that does not agree
    tol         ends where no rate moves by more than this (in logs)

    Raises NotConverged (or returns, with on_fail="return") where agreements keep moving: with many pairs that may be so.
    """
    if start not in ("nash", "status-quo"):
        raise BadValue("unknown start", field="start", where="nash_in_nash", got=start, allowed=("nash", "status-quo"))
    begun = perf_counter()
    tool = Instrument(
        "tariff", "sector" if mfn else "partner-sector" if by_sector else "partner", sectors, *bounds, "players"
    )
    game = new_game(world, players, tool, objective=objective, horizon=horizon, closure=closure)
    if len(game.players) < 2:
        raise BadValue("a pair needs two", field="players", where="nash_in_nash", got=[p.name for p in game.players])
    if start == "nash" and war is None:
        war = nash(
            world, players, instruments=[tool], objective=objective, horizon=horizon, closure=closure, certify=False
        )
    x = war.point.x if war is not None and start == "nash" else game.applied
    broken = game.at(x)
    pair_of, pairs = pairs_of_rates(game, mfn)
    point, used, moved = broken, 0, np.inf
    for _ in range(rounds):
        was = point.x
        for m, pair in enumerate(pairs):
            point, evaluations = agree(game, point, broken.x, pair, pair_of == m, 0.1 * tol)
            used += evaluations
        moved = float(np.abs(point.x - was).max(initial=0.0))
        if progress is not None:
            progress("pairs", moved)
        if moved <= tol:
            break
    info = SolveInfo(Outcome.converged if moved <= tol else Outcome.out_of_iterations, used, moved, tol,
                     perf_counter() - begun, "pair by pair")  # fmt: skip
    if not info.ok and on_fail == "raise":
        raise NotConverged("the agreements keep moving", info, where="nash_in_nash", got=f"by {moved:.1e} in logs")
    surplus = np.array(
        [
            np.expm1(_gains(game, point, _without(game, point, broken.x, pair_of == m), pair))
            for m, pair in enumerate(pairs)
        ]
    )
    return Pairs(game, point, broken.values, pairs, surplus.reshape(-1, 2), mfn, info, broken)


def pairs_of_rates(game: Game, mfn: bool) -> tuple[Index, tuple[tuple[int, int], ...]]:
    """Which pair sets each parameter (-1: none), and the pairs."""
    P = len(game.players)
    names = [p.name for p in game.players]
    at = {(a, b): m for m, (a, b) in enumerate((a, b) for a in range(P) for b in range(a + 1, P))}
    out = np.full(game.size, -1, dtype=np.intp)
    for b in game.blocks:
        for q, (partner, sector) in enumerate(b.labels):
            if mfn:
                k = game.world.sectors.index(sector)
                sales = np.array([_imports(game, b.player, p, k) for p in range(P)])
                other = int(sales.argmax())
                if sales[other] <= 0:
                    continue
            else:
                other = names.index(partner)
            out[b.first + q] = at[min(b.player, other), max(b.player, other)]
    return out, tuple(at)


def _imports(game: Game, buyer: int, supplier: int, k: int) -> float:
    if buyer == supplier:
        return 0.0
    n, i = list(game.players[buyer].members), list(game.players[supplier].members)
    return float(game.world.trade[np.ix_(n, i, [k])].sum())


def agree(
    game: Game, point: Point, broken: Floats, pair: tuple[int, int], mine: NDArray[np.bool_], tol: float
) -> tuple[Point, int]:
    """The highest product of the gains of two over what they have without each other, all other rates held."""
    if not mine.any():
        return point, 0
    without = _without(game, point, broken, mine)
    search = Search(game, without.values, np.zeros(0), free=mine)
    two = list(pair)

    first = point if _gains(game, point, without, pair).min() > 0 else _first_cut(search, without, pair)
    if _gains(game, first, without, pair).min() <= 0:
        return without, search.evaluations
    unit = float(_gains(game, first, without, pair).mean())

    def logs(G: Floats) -> tuple[float, Floats]:
        weights, own = np.zeros(G.size), G[two]
        if own.min() <= 0:
            return -np.inf, weights
        weights[two] = 0.5 * unit / own
        return float(0.5 * unit * np.log(own).sum()), weights

    found, _ = search.climb(first, logs, 60, gtol=1e-2 * np.sqrt(tol * unit))
    return found, search.evaluations


def _first_cut(search: Search, without: Point, pair: tuple[int, int]) -> Point:
    """A point at which both gain: the soft minimum of the two gains, sharper until both are above zero.

    From a war there is one: a small cut by both costs neither anything to first order and serves the other.
    """
    two, point = list(pair), without
    for soft in (1e-4, 1e-5, 1e-6):

        def merit(G: Floats, soft: float = soft) -> tuple[float, Floats]:
            own = G[two]
            share = np.exp(-(own - own.min()) / soft)
            weights = np.zeros(G.size)
            weights[two] = share / share.sum()
            return float(own.min() - soft * np.log(share.sum())), weights

        point, _ = search.climb(point, merit, 40, gtol=1e-7)
        if search.gains(point)[two].min() > 0:
            break
    return point


def _without(game: Game, point: Point, broken: Floats, mine: NDArray[np.bool_]) -> Point:
    return game.at(np.where(mine, broken, point.x), point)


def _gains(game: Game, point: Point, without: Point, pair: tuple[int, int]) -> Floats:
    two = list(pair)
    out: Floats = np.log((1 + point.values[two]) / (1 + without.values[two]))
    return out
