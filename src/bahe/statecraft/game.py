"""A game of tariffs on a world: from everybody's parameters to the equilibrium, the values and their exact slopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, Infeasible, NotConverged
from bahe.numerics.info import SolveInfo
from bahe.numerics.threads import one_thread
from bahe.registry import door
from bahe.statecraft.objective import Objective, Resolved
from bahe.statecraft.policy import Block, Instrument, Lever, Player, blocks, read_players
from bahe.trade import joint_map
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.gradient import Slopes, adjoints
from bahe.trade.options import Closure
from bahe.trade.problem import Problem, pose
from bahe.trade.solve import Found, purge, settle
from bahe.world.levers import Controls, Levers, resolve
from bahe.world.shock import RENTS, Shock
from bahe.world.world import World, k_major

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Point:
    """The world at one choice x of all parameters: state, values[p] (fraction of base real income), log_hat[n]."""

    x: Floats
    levers: Levers
    problem: Problem = field(repr=False)
    z: Floats = field(repr=False)
    found: Found = field(repr=False)
    log_hat: Floats
    values: Floats

    @cached_property
    def books(self) -> joint_map.Books:
        """Everything that the state implies."""
        return joint_map.books(self.problem, joint_map.unpack(self.problem, self.z))

    @cached_property
    def landed(self) -> Floats:
        """Imports net of tariffs [k,n,i]."""
        s = joint_map.unpack(self.problem, self.z)
        spending: Floats = joint_map.spending_by_origin(self.problem, s, self.books)
        return spending / (1 + np.moveaxis(self.levers.tariff, 2, 0))


@dataclass(frozen=True, eq=False)
class Game:
    """Players with instruments on a world; every other economy keeps its tariffs, or answers in kind.

    `world` is the benchmark that values refer to: under `balanced` the purged world.
    """

    world: World
    players: tuple[Player, ...]
    blocks: tuple[Block, ...]
    objective: Resolved
    base: Floats
    horizon: str
    closure: str
    shock: Shock
    tol: float = 1e-10
    paid: Floats | None = None
    """Side payments: USD million received by n for one unit of each parameter [n,p] that stands behind those of the blocks, one a
    player, in fractions of its income; columns add up to zero. None: no side payments."""
    memory: dict[str, Floats] = field(default_factory=dict, repr=False)
    """Where the last adjoints ended: the next ones start there."""

    @property
    def rates(self) -> int:
        """How many parameters are rates."""
        return self.blocks[-1].span.stop if self.blocks else 0

    @property
    def size(self) -> int:
        """How many parameters there are: rates, and side payments."""
        return self.rates + (0 if self.paid is None else self.paid.shape[1])

    def with_side_payments(self) -> Game:
        """The same game, in which players may pay each other: parameters behind the rates that nobody sets alone."""
        if self.closure not in ("transfer", "balanced"):
            raise Conflict("side payments need a closure that lets deficits move", where="game", got=self.closure,
                           remedy="closure='balanced' or 'transfer'.")  # fmt: skip
        income = self.objective.own * self.world.value_added
        received = (income / income.sum(1, keepdims=True)).T * (self.objective.own @ self.world.income)  # [n,p]
        total = received.sum(0)
        return replace(self, paid=received - np.outer(received.sum(1), total) / total.sum(), memory={})

    @cached_property
    def _by_lever(self) -> dict[Lever, list[Block]]:
        """The blocks, those of one lever together: their cells are read in one go."""
        return {lever: [b for b in self.blocks if b.lever == lever] for lever in {b.lever: 0 for b in self.blocks}}

    @cached_property
    def owner(self) -> NDArray[np.intp]:
        """Which player sets each parameter."""
        out = np.full(self.size, -1, dtype=np.intp)
        for b in self.blocks:
            out[b.span] = b.player
        return out

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lowest and highest parameters."""
        low, high = np.full(self.size, -0.2), np.full(self.size, 0.2)
        for b in self.blocks:
            low[b.span], high[b.span] = b.to_x(b.low), b.to_x(b.high)
        return low, high

    @cached_property
    def applied(self) -> Floats:
        """Parameters nearest to what is in force: mean applied rates with imports as weights, within the bounds."""
        x = np.zeros(self.size)
        for b in self.blocks:
            if b.lever != "tariff":
                continue
            n, i, k, at = b.own
            value = self.world.trade_share[n, i, k] * self.world.expenditure[n, k]
            taxed = np.zeros(self.size)
            total = np.zeros(self.size)
            np.add.at(taxed, at, value * self.world.tariff[n, i, k])
            np.add.at(total, at, value)
            x[b.span] = np.log1p(taxed[b.span] / np.where(total[b.span] > 0, total[b.span], 1.0))
        return np.clip(x, *self.bounds)

    def levers(self, x: Floats) -> Levers:
        """All rates at x; what no parameter sets stays as `shock` says."""
        base = resolve(self.shock, self.world)
        tariff, tax, subsidy, caps = None, None, None, [base.controls]
        for b in self.blocks:
            cells = (b.n, b.i, b.k)
            if b.lever == "tariff":
                tariff = k_major(base.tariff).copy(order="K") if tariff is None else tariff
                tariff[cells] = b.rates(x)
            elif b.lever == "export_tax":
                tax = _zeros(self.world) if tax is None else tax
                tax[cells] = b.rates(x)
            elif b.lever == "subsidy":
                subsidy = np.zeros((len(self.world.economies), len(self.world.sectors))) if subsidy is None else subsidy
                subsidy[b.n, b.k] = b.rates(x)
            else:
                rent = np.full(b.n.size, RENTS.index("exporter"))
                caps.append(Controls(b.n, b.i, b.k, 1 - b.rates(x), rent))
        deficit = base.deficit
        if self.paid is not None:
            deficit = self.paid @ x[self.rates :] + (0.0 if deficit is None else deficit)
        return replace(
            base, deficit=deficit, tariff=base.tariff if tariff is None else tariff, export_tax=base.export_tax if tax is None else tax,
            subsidy=base.subsidy if subsidy is None else subsidy, controls=_joined(caps),
        )  # fmt: skip

    def at(self, x: Floats, near: Point | None = None) -> Point:
        """Solve the world at x, from the state of a neighbour. Raises NotConverged or Infeasible."""
        levers, h = self.levers(x), self.world.horizon(self.horizon)
        close = Closure.read(self.closure, self.world)
        problem, found = settle(
            self.world, levers, h, close, z=None if near is None else near.z, tol=self.tol, max_iter=300
        )
        z = found.point.z
        if not self._info(found).ok:
            raise NotConverged("the world at these rates was not solved", self._info(found), where="game")
        b = joint_map.books(problem, joint_map.unpack(problem, z))
        self._earns(b)
        log_hat = self.objective.payoffs(problem, b) - np.log(self.base)
        values = self.objective.values(log_hat, self.base) - self.short_of_word(x)[0]
        return Point(x, levers, problem, z, found, log_hat, values)

    @cached_property
    def promises(self) -> tuple[tuple[int, float, float, NDArray[np.intp], Floats], ...]:
        """Of each promise: player, parameter announced, cost over its base real income, its parameters, and their weights."""
        out = []
        for p, said in self.objective.promised.items():
            held = [b for b in self.blocks if b.player == p and b.lever == said.lever]
            if not held:
                raise Conflict("a rate is announced that its player does not set", field="audience", got=said.lever,
                               where=self.players[p].name, allowed={b.lever for b in self.blocks if b.player == p})  # fmt: skip
            weight = np.zeros(self.size)
            for b in held:
                n, i, k, at = b.own
                flows = self.world.trade_share[n, i, k] * self.world.expenditure[n, k]
                np.add.at(weight, at, self.world.output[n, k] if b.lever == "subsidy" else flows)
            moved = np.flatnonzero(weight)
            share = said.cost / float(self.objective.own[p] @ self.base)
            out.append((p, float(held[0].to_x(said.rate)), share, moved, weight[moved] / weight.sum()))
        return tuple(out)

    def short_of_word(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """What players lose at home by setting less than they announced, as fractions of base real income [p]; its slope and its
        curvature by every parameter [x]."""
        loss, slope, bend = np.zeros(len(self.players)), np.zeros(self.size), np.zeros(self.size)
        for p, said, cost, at, weight in self.promises:
            short = np.maximum(1 - x[at] / said, 0.0)
            loss[p] = cost * float(weight @ short**2)
            slope[at] -= 2 * cost * weight * short / said
            bend[at] += 2 * cost * weight * (short > 0) / said**2
        return loss, slope, bend

    def _earns(self, b: joint_map.Books) -> None:
        """Incomes are above zero, or Infeasible: subsidies can cost more than an economy has, and such a root is no equilibrium."""
        poor = np.flatnonzero(~(b.income > 0))
        if poor.size:
            raise Infeasible("at these rates an economy pays out more than it earns", where="game",
                             got=", ".join(self.world.economies[n] for n in poor),
                             remedy="Lower subsidies: a tighter upper bound.")  # fmt: skip

    @one_thread
    def slopes(self, point: Point, seeds: Floats, whose: NDArray[np.intp] | None = None) -> Floats:
        """Derivative by every parameter [x] of the objective seeds[s,n] that `whose[x]` names (s; below zero: skip), exact.

        seeds are derivatives by the log payoff of each economy; default: one objective for all parameters.
        """
        p = replace(point.problem.in_double, taxed=slice(0, len(self.world.sectors)))
        key = f"{seeds.shape[0]}"
        start = self.memory.get(key)
        if start is not None and start.shape[1] != point.z.size:
            start = None
        found = adjoints(p, point.z, seeds, payoffs=self.objective.payoffs, start=start, tol=self.tol)
        self.memory[key] = found.raw
        read = Slopes.of(p, point.z, found.lam, seeds, self.objective.payoffs)
        gap = float((read.gap / found.size).max())
        if not gap <= 3 * self.tol:
            raise NotConverged("the slopes are not exact", where="game", got=f"adjoint off by {gap:.1e}")
        out = np.zeros(self.size)
        for lever, held in self._by_lever.items():
            n, i, k, at = (np.concatenate([getattr(b, side) for b in held]) for side in ("n", "i", "k", "at"))
            s = np.zeros(n.size, dtype=np.intp) if whose is None else whose[at]
            mine = s >= 0
            cells = s[mine], n[mine], i[mine], k[mine]
            if lever in ("tariff", "export_tax"):
                slope = read.flow(lever, *cells) * np.concatenate([b.wedge(point.x) for b in held])[mine]
            elif lever == "subsidy":
                slope = read.subsidy(cells[0], cells[1], cells[3]) * np.exp(-point.x[at[mine]])
            else:
                caps = [_held_by(p, b, point.x) for b in held]
                cell, ours = (np.concatenate(part)[mine] for part in zip(*caps, strict=True))
                slope = -np.where(ours, read.cap(cells[0], cell), 0.0)
            np.add.at(out, at[mine], slope)
        if self.paid is not None and whose is None:
            zero, n = np.zeros(len(self.world.economies), dtype=np.intp), np.arange(len(self.world.economies))
            out[self.rates :] = self.paid.T @ read.transfer(zero, n)
        return out

    def own_slopes(self, point: Point, who: Sequence[int] | None = None) -> Floats:
        """Derivative of each player's value by its own parameters [x]; zero for players not in `who`."""
        seeds, shame = self.objective.seeds(point.log_hat, self.base), self.short_of_word(point.x)[1]
        if who is None:
            return self.slopes(point, seeds, self.owner) - shame
        place = np.full(len(self.players), -1, dtype=np.intp)
        place[list(who)] = np.arange(len(who))
        return self.slopes(point, seeds[list(who)], place[self.owner]) - np.where(place[self.owner] >= 0, shame, 0.0)

    def idle(self, point: Point) -> tuple[NDArray[np.bool_], Floats]:
        """Controls that bind on none of their flows [x], and how much tighter each may get before it does; zero elsewhere."""
        asleep, room = np.zeros(self.size, dtype=bool), np.full(self.size, np.inf)
        for b in self.blocks:
            if b.lever == "export_control":
                cell, ours = _held_by(point.problem, b, point.x)
                np.minimum.at(room, b.at[ours], np.maximum(-point.books.flows.pressure[cell[ours]], 0.0))
                tight = b.at[ours & (joint_map.unpack(point.problem, point.z).mu[cell] > 1e-8)]
                asleep[b.span] = np.isfinite(room[b.span])
                asleep[tight] = False
        return asleep, np.where(asleep, room, 0.0)

    @property
    def kinked(self) -> bool:
        """True where values have kinks, at which slopes need not be zero: controls begin to bind, answers begin to rise."""
        return any(b.lever == "export_control" or np.isfinite(b.floor).any() for b in self.blocks)

    def curvature(self, point: Point) -> Floats:
        """About minus the second derivative of each player's value by its own parameters [x], the rest of the world held.

        Of one tax on one flow: (1 + theta) times what is landed, over income. Of one tax on many flows of a market, less what
        they cannot take from each other. It scales the search, and decides no result.
        """
        out = np.zeros(self.size)
        income = self.objective.own @ self.base
        theta = self.world.horizon(self.horizon).trade_elasticity
        for b in self.blocks:
            n, i, k, at = b.own
            value = self.world.output[n, k] if b.lever == "subsidy" else point.landed[k, n, i]
            steep = 1 + theta[k]
            if b.lever == "export_control":  # a quantity moves its price by 1/(1 + theta), and counts as that price
                steep = 1 / np.maximum(steep, 1)
            np.add.at(out, at, steep * value)
            if b.lever == "tariff":
                # One number for each parameter and market (n,k): the sum of its flows, squared over the market.
                first, place = b.markets
                together = np.bincount(place, value)
                market = np.maximum(point.books.spending[k[first], n[first]], 1e-300)
                np.add.at(out, at[first], -np.maximum(theta[k[first]], 0) * together**2 / market)
            out[b.span] = np.maximum(out[b.span], 0.0) / income[b.player]
        out += self.short_of_word(point.x)[2]
        if self.paid is not None:
            out[self.rates :] = 1.0
        return out

    def equilibrium(self, point: Point) -> Equilibrium:
        """The point as an Equilibrium, with every array and table that comes with it."""
        return Equilibrium(self.world, self.shock, self.closure, self.horizon, self._info(point.found), point.levers, point.problem,
                           point.z)  # fmt: skip

    def _info(self, found: Found) -> SolveInfo:
        f = found.point
        return SolveInfo(f.outcome, f.iterations, f.residual, self.tol, 0.0, found.method, found.dose)


@dataclass(frozen=True, eq=False)
class Played:
    """A game at the point where it has ended: what a war, a deal and agreements of pairs have in common."""

    game: Game = field(repr=False)
    point: Point = field(repr=False)

    @property
    def world(self) -> World:
        """The benchmark."""
        return self.game.world

    @property
    def players(self) -> tuple[str, ...]:
        """Names of the players."""
        return tuple(p.name for p in self.game.players)

    @cached_property
    def equilibrium(self) -> Equilibrium:
        """The world there, with every array and table that comes with an Equilibrium."""
        return self.game.equilibrium(self.point)

    @property
    def tariff(self) -> Floats:
        """New rates [o,d,k]: origin, destination, sector, as in `World.from_tables`."""
        return self.point.levers.tariff.transpose(1, 0, 2)

    def __getattr__(self, name: str) -> Any:
        """Labelled doors, attached in `bahe/__init__`: table() and others."""
        return door(self, name)


def new_game(
    world: World, players: object = None, instruments: Instrument | Sequence[Instrument] = (), *,
    objective: Objective | None = None, horizon: str = "long", closure: str = "balanced", shock: Shock | None = None,
    answer_in_kind: bool = False, tol: float = 1e-10,
) -> Game:  # fmt: skip
    """Read the words of a game: who plays, with what, for what; under `balanced` the world is purged of deficits first."""
    if not isinstance(world, World):
        raise BadValue("a World is needed", field="world", where="game", got=type(world).__name__,
                       remedy="bahe.load_world('icio-2022') gives one.")  # fmt: skip
    close = Closure.read(closure, world)
    world.horizon(horizon)
    if close.name == "balanced":
        world = purge(world, horizon)
    who = read_players(world, players, "game")  # type: ignore[arg-type]
    tools = (instruments,) if isinstance(instruments, Instrument) else tuple(instruments) or (Instrument(),)
    aims = (objective or Objective()).resolved(world, who)
    p = pose(world, resolve(Shock(), world), world.horizon(horizon), close)
    b = joint_map.books(p, joint_map.unpack(p, joint_map.start(p)))
    game = Game(
        world,
        who,
        blocks(world, who, tools, answer_in_kind),
        aims,
        aims.base(p, b),
        horizon,
        closure,
        shock or Shock(),
        tol,
    )
    if not game.size:
        raise BadValue("nobody has a rate to set", field="players", where="game", got=", ".join(p.name for p in who)[:60],
                       remedy="A player must buy abroad some of what the rates are on.")  # fmt: skip
    game.promises  # noqa: B018  read now, so that words that are off are said before anything is solved
    return game


def _held_by(p: Problem, b: Block, x: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The control on each cell of `b`, and whether it is the cap that `b` sets: not a ban, nor a tighter one from elsewhere."""
    place = np.full(p.weight.shape, -1, dtype=np.intp)
    place[p.caps.k, p.caps.n, p.caps.i] = np.arange(len(p.caps))
    cell = place[b.k, b.n, b.i]
    there, cell = cell >= 0, np.maximum(cell, 0)
    return cell, there & (np.abs(p.caps.log_cap[cell] + x[b.at]) <= 1e-12)


def _zeros(world: World) -> Floats:
    N, K = len(world.economies), len(world.sectors)
    return np.moveaxis(np.zeros((K, N, N)), 0, 2)


def _joined(parts: Sequence[Controls]) -> Controls:
    full = [c for c in parts if len(c)]
    if len(full) <= 1:
        return full[0] if full else Controls.none()
    return Controls(*(np.concatenate([getattr(c, f) for c in full]) for f in ("n", "i", "k", "cap", "rent")))
