"""play: a fold of one year over years.

Each year: what is seen (dependence, leverage of the year) -> moves -> the world solved under them -> buyers and makers substitute
(`substitution.advance`, and third countries) -> the next world's productivity and item shares -> its leverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue, Conflict, MissingData, UnknownName
from bahe.rounds.bench import Bench, Rope, Surface, leverage_of, surface
from bahe.rounds.chronicle import Accuracy, Chronicle
from bahe.rounds.policies import Move, Sight
from bahe.rounds.sourcing import holder_part_after
from bahe.substitution import adoption
from bahe.substitution.laws import Chance, Laws, Year, advance, shape_of
from bahe.world.capability import Capability
from bahe.world.world import World

Floats = NDArray[np.float64]

#: States at which interpolated answers are compared with solved ones.
COMPARED = 8


@dataclass(frozen=True, eq=False)
class Rules:
    """How years follow each other.

    laws       of substitution; numbers may carry draws as [s,1,1]
    years      T
    resourcing part of the way that buyers go a year to (or back from) third countries; 0: the holder's part of imports stands still
    floors     procurement floors by year, in place of those of the laws: floors[t] is a tuple over segments
    horizon, closure, tol   of the yearly world
    rent       of what is withheld. "importer": middlemen of the target earn what scarcity adds, the least that it can lose; "nobody"
               would pay the holder for what detours use up, and enrich it where demand is inelastic
    solve      "grid": solved on a grid of states and read off for every draw; "exact": solved for every draw and year
    """

    laws: Laws = field(default_factory=Laws)
    years: int = 20
    resourcing: Any = 0.0
    floors: Sequence[tuple[float, ...]] | None = None
    horizon: str = "short"
    closure: str = "transfer"
    rent: Literal["exporter", "importer", "nobody"] = "importer"
    tol: float = 1e-9
    solve: Literal["grid", "exact"] = "grid"

    def __post_init__(self) -> None:
        if self.years < 1:
            raise BadValue("one year at the least", field="years", where="Rules", got=self.years)
        if self.solve not in ("grid", "exact"):
            raise BadValue(
                "unknown way to solve", field="solve", where="Rules", got=self.solve, allowed=("grid", "exact")
            )
        speed = np.asarray(self.resourcing, dtype=np.float64)
        if not ((speed >= 0) & (speed <= 1)).all():
            raise BadValue("part of the way", field="resourcing", where="Rules", got=self.resourcing, allowed="0..1")
        if self.floors is not None and len(self.floors) != self.years:
            raise BadShape(
                "one set of floors a year", field="floors", where="Rules", got=len(self.floors), allowed=str(self.years)
            )


def play(
    world: World | None, capability: Capability, moves: Sequence[Move], rules: Rules = Rules(),
    rng: np.random.Generator | int | None = None, holder_part: Any = None,
) -> Chronicle:  # fmt: skip
    """Play `moves` for `rules.years` years.

    world        items of the moves are sectors of it (`carve`), their holders and targets economies of it. None: substitution alone,
                 for goods whose market nobody states; welfare and leverage are NaN, and policies that look at them are refused
    capability   the state at the start, of the targets at the least; [n,g], or with draws in front
    moves        ropes, one a (holder, target, item); everybody's moves of a year are made at once
    rng          a seed or generator: chance of the laws; None: nothing happens by chance
    holder_part  h[r] or [s,r] at the start; None: as the world has it

    Same seed, same moves: the same Chronicle. Raises UnknownName, BadValue, Conflict; NotConverged where a world of a year has no
    answer, for an answer that was not found is no number.
    """
    begun = perf_counter()
    moves = _checked(moves, capability)
    seed, chance = _chance(rng)
    laws = rules.laws
    answers = _answers(world, moves, rules)
    c = _with_draws(capability, laws, rules)
    draws = c.shape[0]
    n = np.array([c.economies.index(m.target) for m in moves])
    g = np.array([c.items.index(m.item) for m in moves])
    given = answers.parts if holder_part is None else np.asarray(holder_part, dtype=np.float64)
    part = np.broadcast_to(given, (draws, len(moves)))
    usual, gap_0, last = part, c.gap[:, n, g], np.zeros((draws, len(moves)))
    states, parts, xs, welfare, leverage, own = [c], [part], [], [], [], []
    for t in range(rules.years + 1):
        share, fall = c.home_share[:, n, g], gap_0 - c.gap[:, n, g]
        held, holds = answers.leverage(share, part, fall)
        left = 1 - c.switched[:, n, g]
        leverage.append(held * left)
        own.append(holds * left)
        if t == rules.years:
            break
        x = _intensities(moves, t, (1 - share) * part * left, leverage[-1], own[-1], last)
        welfare.append(np.exp(answers.welfare(share, part, fall, x)))
        xs.append(x)
        felt = np.zeros(c.shape)
        felt[:, n, g] = np.clip(x * part, 0.0, 1.0)  # of all imports, what is withheld is the holder's part
        floors = None if rules.floors is None else rules.floors[t]
        before, lk, sigma = c, _of(laws.leakage, n, g), _of(laws.short_elasticity, n, g)
        c = advance(
            c, Year(control=felt, floors=floors), laws, None if chance is None else Chance.drawn(c.shape, chance)
        )
        wedge = adoption.wedge(x, lk, sigma)
        doubt = _of(laws.distrust_weight, n, g) * before.distrust[:, n, g]
        part = holder_part_after(
            part, usual, wedge, doubt, _of(laws.long_elasticity, n, g), np.asarray(rules.resourcing)
        )
        last = x
        states.append(c)
        parts.append(part)
    accuracy = answers.accuracy(states, parts, xs, gap_0, n, g, perf_counter() - begun)
    economies = () if world is None else world.economies
    return Chronicle(
        moves, economies, rules.horizon, tuple(states), np.stack(parts), np.stack(xs), np.stack(welfare), np.stack(leverage),
        np.stack(own), seed, accuracy,
    )  # fmt: skip


def _intensities(moves: Sequence[Move], t: int, depends: Floats, leverage: Floats, own: Floats, last: Floats) -> Floats:
    """x [s,r] of every rope, all from the same sight of the year before."""
    out = np.zeros_like(last)
    for r, move in enumerate(moves):
        answering = [q for q, other in enumerate(moves) if (other.holder, other.target) == (move.target, move.holder)]
        against = last[:, answering].max(1) if answering else np.zeros(len(last))
        out[:, r] = move.intensity(Sight(t, depends[:, r], leverage[:, r], own[:, r], last[:, r], against))
    return out


# -- answers of the world ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class _Unasked:
    """No world: nothing is known of income."""

    count: int

    @property
    def parts(self) -> Floats:
        raise MissingData(
            "without a world the holder's part of imports must be given", field="holder_part", where="play"
        )

    def welfare(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        return np.full((len(share), 0), np.nan)

    def leverage(self, share: Floats, part: Floats, fall: Floats) -> tuple[Floats, Floats]:
        return np.full(share.shape, np.nan), np.full(share.shape, np.nan)

    def accuracy(self, *history: Any) -> Accuracy:
        return Accuracy("no world", 0, 0, np.nan, np.nan, np.nan, 0.0, history[-1])


@dataclass(frozen=True, eq=False)
class _Solved:
    """Every state is solved."""

    bench: Bench

    @property
    def parts(self) -> Floats:
        return np.array([r.part for r in self.bench.ropes])

    def welfare(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        return np.stack([self.bench.answer(s, h, y, [v])[0] for s, h, y, v in zip(share, part, fall, x, strict=True)])

    def leverage(self, share: Floats, part: Floats, fall: Floats) -> tuple[Floats, Floats]:
        R = len(self.bench.ropes)
        controls = [np.zeros(R), *np.eye(R)]
        log_w = np.stack(
            [self.bench.answer(s, h, y, controls) for s, h, y in zip(share, part, fall, strict=True)]
        )  # [s,1+r,n]
        return _losses(log_w[:, :1].repeat(R, 1), log_w[:, 1:], self.bench.ropes)

    def accuracy(self, *history: Any) -> Accuracy:
        _, parts, xs, *_, seconds = history
        S, R = parts[0].shape
        return Accuracy("exact", len(xs) * S * 2 + len(parts) * S * (1 + R), 0, 0.0, 0.0, 0.0, 0.0, seconds)


@dataclass(frozen=True, eq=False)
class _Grid:
    """States are read off surfaces, one a rope; their effects on log income add up."""

    bench: Bench
    surfaces: tuple[Surface, ...]

    @property
    def parts(self) -> Floats:
        return np.array([r.part for r in self.bench.ropes])

    def _parts(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        """log income by rope [r,s,n]."""
        return np.stack([f.at(share[:, r], part[:, r], fall[:, r], x[:, r]) for r, f in enumerate(self.surfaces)])

    def welfare(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        return np.asarray(self._parts(share, part, fall, x).sum(0))

    def leverage(self, share: Floats, part: Floats, fall: Floats) -> tuple[Floats, Floats]:
        free, held = (
            self._parts(share, part, fall, np.full(share.shape, v)).swapaxes(0, 1) for v in (0.0, 1.0)
        )  # [s,r,n]
        return _losses(free, held, self.bench.ropes)

    def accuracy(self, *history: Any) -> Accuracy:
        """Solve some states that were met, spread over years and draws, and compare."""
        states, parts, xs, gap_0, n, g, _ = history
        begun, exact = perf_counter(), _Solved(self.bench)
        at = [
            (t, s)
            for t, s in zip(
                np.linspace(0, len(xs) - 1, COMPARED).astype(int),
                np.linspace(0, len(gap_0) - 1, COMPARED).astype(int),
                strict=True,
            )
        ]
        worst = np.zeros(3)
        outside = []
        for t, c in enumerate(states):
            share, fall = c.home_share[:, n, g], gap_0 - c.gap[:, n, g]
            outside += [f.outside(share[:, r], parts[t][:, r], fall[:, r]) for r, f in enumerate(self.surfaces)]
        for t, s in dict.fromkeys(at):
            c = states[t]
            state = c.home_share[s : s + 1, n, g], parts[t][s : s + 1], gap_0[s : s + 1] - c.gap[s : s + 1, n, g]
            x = xs[t][s : s + 1]
            gap = np.abs(np.expm1(self.welfare(*state, x)) - np.expm1(exact.welfare(*state, x))).max()
            mine, true = self.leverage(*state)[0], exact.leverage(*state)[0]
            worst = np.maximum(worst, [100 * gap, np.abs(mine - true).max(), np.abs(true).max()])
        grids = sum(f.solves for f in self.surfaces)
        met = len(dict.fromkeys(at))
        solves, seconds = grids + met * (3 + len(self.surfaces)), history[-1] + perf_counter() - begun
        off, apart, size = map(float, worst)
        return Accuracy("grid", solves, met, off, apart, size, float(np.mean(outside)), seconds)


def _answers(world: World | None, moves: Sequence[Move], rules: Rules) -> _Unasked | _Solved | _Grid:
    if world is None:
        for m in moves:
            if m.policy == "while-it-pays":
                raise MissingData(
                    "this policy looks at leverage, which needs a world", field="policy", where="play", got=m.policy
                )
        return _Unasked(len(moves))
    ropes = tuple(Rope.of(world, *m.rope) for m in moves)
    leakage = float(np.median(np.asarray(rules.laws.leakage)))
    bench = Bench(world, ropes, rules.horizon, rules.closure, leakage, rules.rent, rules.tol)
    if rules.solve == "exact":
        return _Solved(bench)
    moving = bool(np.any(np.asarray(rules.resourcing) > 0))
    return _Grid(bench, tuple(surface(bench, r, moving_part=moving) for r in range(len(ropes))))


def _losses(free: Floats, held: Floats, ropes: Sequence[Rope]) -> tuple[Floats, Floats]:
    """Losses of targets and holders [s,r] from log income [s,r,n]."""
    r = np.arange(len(ropes))
    lost = leverage_of(free, held)
    return lost[:, r, [q.n for q in ropes]], lost[:, r, [q.i for q in ropes]]


# -- what is given -------------------------------------------------------------------------------------------------------
def _checked(moves: Sequence[Move], c: Capability) -> tuple[Move, ...]:
    moves = tuple(moves)
    if not moves:
        raise BadValue(
            "at least one move is needed", field="moves", where="play", remedy='Move("USA", "CHN", "ai-accelerator")'
        )
    ropes = [m.rope for m in moves]
    targets = [(m.target, m.item) for m in moves]
    if len(set(ropes)) < len(ropes) or len(set(targets)) < len(targets):
        raise Conflict("an item of one target has one holder", field="moves", where="play", got=ropes)
    for m in moves:
        if m.target not in c.economies:
            raise UnknownName("economy", m.target, c.economies, where="play, capability")
        if m.item not in c.items:
            raise UnknownName("item", m.item, c.items, where="play, capability")
    return moves


def _chance(rng: np.random.Generator | int | None) -> tuple[Any, np.random.Generator | None]:
    """(seed, generator)."""
    if rng is None:
        return None, None
    if isinstance(rng, np.random.Generator):
        return getattr(rng.bit_generator.seed_seq, "entropy", None), rng
    return int(rng), np.random.default_rng(int(rng))


def _of(number: Any, n: NDArray[np.intp], g: NDArray[np.intp]) -> Floats:
    """A number of the laws at the ropes: [] stays, [s,1,1] becomes [s,1], [s,n,g] becomes [s,r]."""
    a = np.asarray(number, dtype=np.float64)
    if a.ndim < 2:
        return a
    return (
        a[..., n if a.shape[-2] > 1 else 0, g if a.shape[-1] > 1 else 0]
        if a.shape[-1] > 1 or a.shape[-2] > 1
        else a[..., 0]
    )


def _with_draws(c: Capability, laws: Laws, rules: Rules) -> Capability:
    """The state with one axis of draws in front: that of the state, of the laws, or one draw."""
    shape = shape_of(c, Year(), laws)
    if len(shape) > 3:
        raise BadShape("one axis of draws", field="capability", where="play", got=shape)
    shape = (1, *shape) if len(shape) == 2 else shape
    extra = np.asarray(rules.resourcing).ndim
    if extra and np.shape(rules.resourcing)[0] not in (1, shape[0]):
        shape = (np.shape(rules.resourcing)[0], *shape[1:]) if shape[0] == 1 else shape
    return c.with_draws(shape)
