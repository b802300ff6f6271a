"""play: a fold of one year over years.

Each year: what is seen (dependence, leverage of the year) -> moves -> talks over them -> the world solved under them -> buyers and
makers substitute (`substitution.advance`, and third countries) -> the next world's productivity and item shares -> its leverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue, Conflict, MissingData, UnknownName
from bahe.numerics.parts import Keep, computed
from bahe.rounds.answers import answers
from bahe.rounds.chronicle import Chronicle
from bahe.rounds.fold import Fold, State, places
from bahe.rounds.foresight import looking
from bahe.rounds.luck import Luck, Stream
from bahe.rounds.meetings import Meeting, Room
from bahe.rounds.policies import Move
from bahe.substitution.laws import Chance, Laws, Year, shape_of
from bahe.world.capability import Capability
from bahe.world.world import World

Floats = NDArray[np.float64]


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
    leakage    of a full or partial stop in the yearly world, one for all draws; None: the middle of the laws'
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
    leakage: float | None = None
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
        if self.leakage is not None and not 0 <= self.leakage <= 1:
            raise BadValue("not a part", field="leakage", where="Rules", got=self.leakage, allowed="0..1")
        if self.floors is not None and len(self.floors) != self.years:
            raise BadShape(
                "one set of floors a year", field="floors", where="Rules", got=len(self.floors), allowed=str(self.years)
            )


def play(
    world: World | None, capability: Capability, moves: Sequence[Move], rules: Rules = Rules(),
    rng: np.random.Generator | Luck | int | None = None, holder_part: Any = None, talks: Sequence[Meeting] = (),
    keep: Keep = computed,
) -> Chronicle:  # fmt: skip
    """Play `moves` for `rules.years` years.

    world        items of the moves are sectors of it (`carve`), their holders and targets economies of it. None: substitution alone,
                 for goods whose market nobody states; welfare and leverage are NaN, and policies that look at them are refused
    capability   the state at the start, of the targets at the least; [n,g], or with draws in front
    moves        ropes, one a (holder, target, item); everybody's moves of a year are made at once
    rng          a seed or generator, or a seed for each draw (`Luck`): chance of the laws, and of talks; None: nothing by chance
    holder_part  h[r] or [s,r] at the start; None: as the world has it
    talks        meetings, one after the other in each year: what is signed takes the place of the policies' moves
    keep         keeps what is solved of a grid (`numerics.parts`), which does not know the world: say it with `under`

    Same seed, same moves: the same Chronicle, and the same luck with talks as without. Raises UnknownName, BadValue, Conflict,
    MissingData; NotConverged where a world of a year has no answer, for an answer that was not found is no number.
    """
    begun = perf_counter()
    moves = _checked(moves, capability, world)
    seed, chance = _chance(rng)
    luck = None if chance is None or not talks else chance.spawn(1)[0]  # the stream of the laws stays as it is
    found = answers(world, [m.rope for m in moves], rules, keep)
    c = _with_draws(capability, rules)
    n, g = places(moves, c)
    given = found.parts if holder_part is None else np.asarray(holder_part, dtype=np.float64)
    part = np.broadcast_to(given, (c.shape[0], len(moves)))
    fold = Fold(moves, rules, found, n, g, c.gap[:, n, g], part)
    rooms = [Room.of(m, k, world, moves, c.shape[0]) for k, m in enumerate(talks)]
    at = State(0, c, part, np.zeros(part.shape))
    states, xs, welfare, losses, settled = [at], [], [], [fold.leverage(at)], []
    for _ in range(rules.years):
        x = _moved(fold, at, losses[-1], world)
        for room in rooms:
            x, ended = room.sit(fold, at, x, luck)
            settled += [] if ended is None else [ended]
        welfare.append(fold.welfare(at, x))
        at = fold.after(at, x, _year(chance, c.shape))
        states.append(at)
        xs.append(x)
        losses.append(fold.leverage(at))
    parts = [q.part for q in states]
    accuracy = found.accuracy([q.capability for q in states], parts, xs, fold.gap_0, n, g, perf_counter() - begun)
    lost, own = (np.stack(v) for v in zip(*losses, strict=True))
    economies = () if world is None else world.economies
    return Chronicle(
        moves, economies, rules.horizon, tuple(q.capability for q in states), np.stack(parts), np.stack(xs), np.stack(welfare), lost,
        own, seed, accuracy, tuple(settled),
    )  # fmt: skip


def _moved(fold: Fold, at: State, losses: tuple[Floats, Floats], world: World | None) -> Floats:
    """x [s,r] of every rope, all from the same sight of the year before."""
    seen = fold.sights(at, *losses)
    return np.stack(
        [m.intensity(looking(fold, at, r, seen[r], world)) for r, m in enumerate(fold.moves)], axis=1
    )  # fmt: skip


# -- what is given -------------------------------------------------------------------------------------------------------
def _checked(moves: Sequence[Move], c: Capability, world: World | None) -> tuple[Move, ...]:
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
        if world is None and (m.looks_ahead or m.policy == "while-it-pays"):
            raise MissingData(
                "this policy looks at income, which needs a world", field="policy", where="play", got=m.policy
            )
        if m.target not in c.economies:
            raise UnknownName("economy", m.target, c.economies, where="play, capability")
        if m.item not in c.items:
            raise UnknownName("item", m.item, c.items, where="play, capability")
    return moves


def _chance(rng: np.random.Generator | Luck | int | None) -> tuple[Any, np.random.Generator | Stream | None]:
    """(seed, generator)."""
    if rng is None:
        return None, None
    if isinstance(rng, Luck):
        return rng.seeds, rng.stream()
    if isinstance(rng, np.random.Generator):
        return getattr(rng.bit_generator.seed_seq, "entropy", None), rng
    return int(rng), np.random.default_rng(int(rng))


def _year(chance: np.random.Generator | Stream | None, shape: tuple[int, ...]) -> Chance | None:
    """Chance of a year; None where there is none."""
    if chance is None:
        return None
    return chance.year(shape) if isinstance(chance, Stream) else Chance.drawn(shape, chance)


def _with_draws(c: Capability, rules: Rules) -> Capability:
    """The state with one axis of draws in front: that of the state, of the laws, or one draw."""
    shape = shape_of(c, Year(), rules.laws)
    if len(shape) > 3:
        raise BadShape("one axis of draws", field="capability", where="play", got=shape)
    shape = (1, *shape) if len(shape) == 2 else shape
    extra = np.asarray(rules.resourcing).ndim
    if extra and np.shape(rules.resourcing)[0] not in (1, shape[0]):
        shape = (np.shape(rules.resourcing)[0], *shape[1:]) if shape[0] == 1 else shape
    return c.with_draws(shape)
