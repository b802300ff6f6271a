"""Trade war: the Nash equilibrium of a game of tariffs, with a certificate (textbook, section 8).

All players move at once towards the zeros of their own exact slopes, each in units of its own curvature, with Anderson mixing;
where that stalls they answer each other one by one. What ends it is not that rates have stopped moving (some directions are
nearly flat) but that no player gains by deviating: the certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, ModelSaysNo, NotConverged, UnknownName
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.game import Game, Played, Point, new_game
from bahe.statecraft.objective import Objective
from bahe.statecraft.policy import GRAINS, Instrument
from bahe.statecraft.reply import at_rest, best_reply
from bahe.world.shock import Effect, Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

RULES = {
    "exact": "every player's tariffs are its best reply: the slopes of its objective are zero",
    "sufficient-statistics": "the published closed-form condition for one rate an importer, without input links (Lashkaripour 2021)",
}


#: A war is taken up again from a deviation that gains more than this fraction of real income, so many times; then it has no rest.
REOPENED, MOST_REOPENINGS = 1e-8, 4


class Certificate(float):
    """The largest gain that any player still has by deviating, as a fraction of its real income: found, or left by the slopes.

    gains[p]        the largest found for each player, by a search along exact slopes and by random deviations
    slope[p]        what a step of Newton would gain: half the squared slope over the curvature; where values have kinks that means
                    nothing, and it is what the step gains
    tried           how many deviations were solved
    best            the point of the largest gain found, or None where none was
    """

    gains: Floats
    slope: Floats
    tried: int
    best: Point | None

    def __new__(cls, gains: Floats, slope: Floats, tried: int, best: Point | None = None) -> Certificate:
        """The largest of the gains, with the rest attached."""
        out = super().__new__(cls, float(np.max(np.append(gains, slope), initial=0.0)))
        out.gains, out.slope, out.tried, out.best = gains, slope, tried, best
        return out

    def __repr__(self) -> str:
        return f"<no player gains more than {float(self):.1e} of its real income; {self.tried} deviations tried>"


@dataclass(frozen=True, eq=False)
class War(Played):
    """A trade war that has come to rest, relative to the applied tariffs of `world` (balanced first, unless told otherwise).

    log     (seconds, evaluations, largest gain left by the slopes) by step
    """

    rule: str
    grain: str
    info: SolveInfo
    certificate: Certificate | None
    log: tuple[tuple[float, int, float], ...] = field(default=(), repr=False)

    @property
    def welfare_hat(self) -> Floats:
        """Real income over that of the benchmark [n]."""
        return self.equilibrium.welfare_hat

    @property
    def values(self) -> Floats:
        """Change of each player's objective as a fraction of its base real income [p]."""
        return self.point.values

    def rates(self, player: str) -> dict[str, Floats]:
        """Rates that `player` sets, by lever, in the order of its labels."""
        p = self._player(player)
        return {b.lever: b.to_rate(self.point.x) for b in self.game.blocks if b.player == p}

    def labels(self, player: str) -> dict[str, tuple[tuple[str, str], ...]]:
        """(partner, sector) of each rate, by lever; empty words where the rate does not tell them apart."""
        p = self._player(player)
        return {b.lever: b.labels for b in self.game.blocks if b.player == p}

    def _player(self, name: str) -> int:
        if name not in self.players:
            raise UnknownName("player", name, self.players, where="War")
        return self.players.index(name)

    @cached_property
    def shock(self) -> Shock:
        """The war's tariffs as a Shock: `bahe.solve(war.world, war.shock, closure=...)` gives the same world."""
        w, new = self.world, self.point.levers.tariff
        n, i, k = np.nonzero(new != w.tariff)
        cells = tuple(
            (w.economies[a], w.economies[b], w.sectors[c], float(v))
            for a, b, c, v in zip(n, i, k, new[n, i, k], strict=True)
        )
        return Shock((Effect("tariff", "rate", cells=cells, why=f"trade war, {self.grain}"),)) if cells else Shock()

    def __repr__(self) -> str:
        sure = "" if self.certificate is None else f", certificate {float(self.certificate):.1e}"
        return f"<War of {len(self.players)} on {self.world.name!r}, {self.grain}: {self.info.outcome.name}{sure}>"


def nash(
    world: World,
    players: Any = None,
    tariffs: str = "importer",
    *,
    rule: str = "exact",
    sectors: Any = None,
    partners: Any = None,
    instruments: Instrument | Sequence[Instrument] | None = None,
    objective: Objective | None = None,
    bounds: tuple[float, float] = (0.0, 5.0),
    horizon: str = "long",
    closure: str = "balanced",
    shock: Shock | None = None,
    answer_in_kind: bool = False,
    start: War | Floats | str | None = None,
    tol: float = 1e-17,
    max_iter: int = 200,
    certify: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
    on_fail: str = "raise",
) -> War:
    """The trade war among `players`, everybody choosing its tariffs as the best reply to all others'.

    players         economies, or groups that act as one (EU27, a mapping of names to members); None: every economy
    tariffs         importer | partner | sector | partner-sector: how finely they are set. The new rates replace the applied ones on
                    `sectors` (default: all imports, services too); economies that do not play keep theirs
    partners        whom they are set against: names, "players" (the other players alone), or None: everybody abroad
    rule            exact | sufficient-statistics: the published condition (one rate an importer, no input links)
    instruments     instead of tariffs: any Instruments, each player holding all of them
    objective       real income, unless told otherwise
    bounds          lowest and highest rate
    answer_in_kind  economies that do not play raise their tariffs on a player's goods as it raises its own on theirs
    start           a War to start from, parameters, "applied" (rates in force), "zero", or None: 1/theta
    tol             ends where no player would gain more than this fraction of real income by a step of Newton
    certify         search for deviations afterwards: along slopes and at random, for every player. The war goes on from one that
                    pays, and where it always finds another it has not come to rest

    Raises NotConverged (or returns, with on_fail="return") where the war does not come to rest; words that are off raise
    BadValue or UnknownName.
    """
    if rule not in RULES:
        raise UnknownName("rule", rule, RULES, field="rule", where="nash")
    if tariffs not in GRAINS:
        raise UnknownName("grain", tariffs, GRAINS, field="tariffs", where="nash")
    game = posed(world, players, tariffs, sectors=sectors, partners=partners, instruments=instruments, bounds=bounds,
                 objective=objective, horizon=horizon, closure=closure, shock=shock, answer_in_kind=answer_in_kind)  # fmt: skip
    grain = tariffs if instruments is None else "instruments"
    if rule == "sufficient-statistics":
        return _published(game, tariffs, sectors, certify, progress, seed)
    begun = perf_counter()
    x = _start(game, start)
    log: list[tuple[float, int, float]] = []

    def tell(size: float) -> None:
        log.append((perf_counter() - begun, len(log) + 1, size))
        if progress is not None:
            progress("war", size)

    def rest(x: Floats) -> tuple[Point, SolveInfo]:
        found, info = at_rest(game, x, tol=tol, max_iter=max_iter, told=tell)
        return (found, info) if info.ok else _turns(game, found, tol, log, begun, progress)

    point, info = rest(x)
    sure = certificate(game, point, seed=seed, progress=progress) if certify else None
    for _ in range(MOST_REOPENINGS):
        if not info.ok or sure is None or sure.best is None or sure <= REOPENED:
            break
        point, info = rest(sure.best.x)
        sure = certificate(game, point, seed=seed, progress=progress)
    if info.ok and sure is not None and not sure <= REOPENED:
        info = replace(info, outcome=Outcome.stalled, residual=float(sure))
    if not info.ok and on_fail == "raise":
        raise NotConverged("the war did not come to rest", info, where="nash", got=f"gain left {info.residual:.1e}",
                           remedy="A larger tol, coarser tariffs, tighter bounds or another start may have an answer; on_fail='return' "
                                  "gives the last point.")  # fmt: skip
    return War(game, point, rule, grain, info, sure, tuple(log))


def posed(
    world: World, players: Any, tariffs: str, *, sectors: Any = None, partners: Any = None,
    instruments: Instrument | Sequence[Instrument] | None = None, bounds: tuple[float, float] = (0.0, 5.0), **how: Any,
) -> Game:  # fmt: skip
    """The game that the words of `nash` pose."""
    tools = [Instrument("tariff", tariffs, sectors, *bounds, partners)] if instruments is None else instruments  # type: ignore[arg-type]
    return new_game(world, players, tools, **how)


def _start(game: Game, start: War | Floats | str | None) -> Floats:
    if isinstance(start, War):
        start = start.point.x
    if isinstance(start, str):
        if start not in ("applied", "zero"):
            raise UnknownName("start", start, ("applied", "zero"), field="start", where="nash")
        return game.applied if start == "applied" else np.clip(np.zeros(game.size), *game.bounds)
    if start is None:
        return first_guess(game)
    x = np.asarray(start, dtype=np.float64)
    if x.shape != (game.size,) or not np.isfinite(x).all():
        raise BadValue("as many numbers as the game has parameters are needed", field="start", where="nash", got=x.shape,
                       allowed=(game.size,))  # fmt: skip
    return np.clip(x, *game.bounds)


def first_guess(game: Game) -> Floats:
    """The optimal tariff of a small economy, 1/theta, imports as weights; no change of other levers."""
    theta = np.maximum(game.world.horizon(game.horizon).trade_elasticity, 1.0)
    x = np.zeros(game.size)
    for b in game.blocks:
        if b.lever != "tariff":
            continue
        n, i, k, at = b.own
        value = game.world.trade_share[n, i, k] * game.world.expenditure[n, k]
        high, low = np.zeros(game.size), np.zeros(game.size)
        np.add.at(high, at, value)
        np.add.at(low, at, value * theta[k])
        x[b.span] = np.log1p(high[b.span] / np.where(low[b.span] > 0, low[b.span], 1.0))
    return np.clip(x, *game.bounds)


def _turns(
    game: Game, point: Point, tol: float, log: list[tuple[float, int, float]], begun: float, progress: Progress | None,
    rounds: int = 12,
) -> tuple[Point, SolveInfo]:  # fmt: skip
    """One after the other (Gauss-Seidel), each by its own search; ends where nobody has gained in a round."""
    used, gained, least = len(log), np.inf, [np.inf]
    if game.kinked:  # there gains are all there is, and they are as good as the solves
        tol = max(tol, game.tol)
    for _ in range(rounds):
        gained = 0.0
        for p in range(len(game.players)):
            reply = best_reply(game, p, point, tol=tol)
            used += reply.evaluations
            # Slopes are not zero at a best reply that is a kink: there only gains count.
            gained = max(gained, reply.gain, reply.left if reply.info.ok or not game.kinked else 0.0)
            point = reply.point
            log.append((perf_counter() - begun, used, gained))
            if progress is not None:
                progress(game.players[p].name, gained)
        if gained <= tol or len(least) > 5 and gained > 0.5 * least[-5]:
            break  # at rest, or going round: five rounds have not halved what is gained
        least.append(min(gained, least[-1]))
    outcome = Outcome.converged if gained <= tol else Outcome.out_of_iterations
    return point, SolveInfo(outcome, used, gained, tol, perf_counter() - begun, "one by one")


def certificate(
    game: Game, point: Point, *, random: int = 8, seed: int = 0, evaluations: int = 60, progress: Progress | None = None
) -> Certificate:
    """Look for a profitable deviation of every player from `point`: along exact slopes to a best reply, and at random.

    Deviations are those of `deviations`: near, far, anywhere within the bounds and at their ends, since values need not be concave.
    """
    rng = np.random.default_rng(seed)
    P = len(game.players)
    gains, tried, most, best = np.zeros(P), 0, 0.0, point
    h, low_high = game.curvature(point), game.bounds
    slope = game.own_slopes(point)
    inward = np.clip(point.x + slope / np.maximum(h, 1e-300), *low_high) - point.x
    left: Floats = np.zeros(P) + np.bincount(
        game.owner, 0.5 * np.maximum(h, 0.0) * np.where(h > 1e-9 * h.max(initial=0.0), inward, 0.0) ** 2, minlength=P
    )
    if game.kinked:
        left = np.array([_gained(game, point, p, inward) for p in range(P)])
    for p in range(P):
        reply = best_reply(game, p, point, tol=1e-13, max_evaluations=evaluations)
        gains[p], tried = max(gains[p], reply.gain), tried + reply.evaluations
        found = [reply.point] if reply.gain > 0 else []
        for x in deviations(game, point, p, random, rng):
            try:
                found.append(game.at(x, point))
            except ModelSaysNo:
                continue
            tried += 1
        for other in found:
            gain = float(other.values[p] - point.values[p])
            gains[p] = max(gains[p], gain)
            if gain > most:
                most, best = gain, other
        if progress is not None:
            progress(f"certificate {game.players[p].name}", float(gains[p]))
    return Certificate(gains, left, tried, best if most > 0 else None)


def _gained(game: Game, point: Point, player: int, step: Floats) -> float:
    """What `player` gains by its own part of `step`; zero where it loses, or where there is no world."""
    try:
        there = game.at(np.clip(point.x + np.where(game.owner == player, step, 0.0), *game.bounds), point)
    except ModelSaysNo:
        return 0.0
    return max(float(there.values[player] - point.values[player]), 0.0)


def deviations(game: Game, point: Point, player: int, random: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Parameters in which `player` alone has moved: at random each rate by a factor, small and large, and all to one level, near
    and anywhere within the bounds; and all to either end, where the far hills stand."""
    mine = game.owner == player
    if not mine.any():  # who buys nothing abroad has nothing to move
        return
    (low, high), own = (v[mine] for v in game.bounds), point.x[mine]
    for draw in range(random):
        x = point.x.copy()
        if draw < random // 2:
            size = (0.01, 0.05, 0.2, 0.5)[draw % 4]
            x[mine] = np.clip(own + size * rng.standard_normal(own.size), low, high)
        elif draw % 2:
            x[mine] = np.clip(np.full(own.size, rng.uniform(0.0, 2 * max(float(own.mean()), 0.1))), low, high)
        else:
            x[mine] = low + (high - low) * rng.uniform()
        yield x
    for end in (low, high):
        x = point.x.copy()
        x[mine] = end
        yield x
    # With kinks there are many hills: one rate, all anywhere, or a corner.
    for draw in range(6 * random if game.kinked else 0):
        x, top = point.x.copy(), np.minimum(high, low + 1.0)
        if draw % 3 == 0:
            one = rng.integers(own.size)
            x[np.flatnonzero(mine)[one]] = rng.uniform(low[one], top[one])
        else:
            x[mine] = rng.uniform(low, top) if draw % 3 == 1 else np.where(rng.random(own.size) < 0.5, low, top)
        yield x


def _published(game: Game, tariffs: str, sectors: Any, certify: bool, progress: Progress | None, seed: int) -> War:
    """The war by the published condition, looked at with exact eyes: its certificate speaks of exact deviations."""
    from bahe.statecraft.sufficient import uniform_tariffs

    if tariffs != "importer":
        raise BadValue("the published condition is for one rate an importer", field="tariffs", where="nash", got=tariffs,
                       allowed=("importer",))  # fmt: skip
    aims = game.objective
    more = {
        "instruments": any(b.lever != "tariff" for b in game.blocks),
        "answer_in_kind": any(np.isfinite(b.floor).any() for b in game.blocks),
        "objective": aims.weight is not None or bool(aims.rival.any()) or bool(game.promises),
    }
    if any(more.values()):
        raise Conflict("the published condition is about real income and tariffs alone", where="sufficient-statistics",
                       field=next(name for name, there in more.items() if there), remedy="rule='exact'.")  # fmt: skip
    names = [p.name for p in game.players]
    found = uniform_tariffs(game.world, sectors=sectors, players=names, horizon=game.horizon)
    x = np.zeros(game.size)
    for b in game.blocks:
        x[b.span] = np.log1p(found.tariff[game.players[b.player].members[0]])
    point = game.at(x)
    sure = certificate(game, point, seed=seed, progress=progress) if certify else None
    return War(game, point, "sufficient-statistics", "importer", found.info, sure)
