"""Is the war the only one? Many starts, the points where they come to rest, and who reached which (textbook, section 8).

Best replies to tariffs are unique in small models and nobody has shown it in large ones: a scan is evidence, no proof. Autarky is
the known second rest: where everybody's rates are prohibitive nobody gains by lowering its own. Quantity controls have it within
reach [Rodriguez 1974], tariffs only where bounds are far out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, NotConverged
from bahe.numerics.parts import Keep, computed
from bahe.registry import door
from bahe.statecraft.game import Game
from bahe.statecraft.restoring import kept_certificate, kept_try, print_of
from bahe.statecraft.war import REOPENED, War, certificate, first_guess, nash, posed
from bahe.world.world import World

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

#: Start by name -> what it is; random ones follow.
STARTS = {
    "monopoly": "the optimal tariff of a small economy, 1/theta",
    "applied": "the rates in force",
    "zero": "nobody sets anything: free trade, where tariffs are what is set",
    "highest": "everybody at its upper bounds",
}


#: Words of `nash` that are about the search and not the game.
SEARCH = ("rule", "tol", "max_iter")


@dataclass(frozen=True)
class Start:
    """One start: its name, the point that it reached (a number from zero) or None, and why not."""

    name: str
    x: Floats = field(repr=False)
    point: int | None
    why: str = ""


@dataclass(frozen=True, eq=False)
class Scan:
    """Where wars from many starts come to rest.

    points      one War a resting point, each with its certificate; most often reached first
    starts      every start, in the order tried, with the point that it reached or why it reached none
    apart       points nearer than this (weighted root mean square of the differences of log wedges) are one
    """

    points: tuple[War, ...]
    starts: tuple[Start, ...]
    apart: float
    seed: int
    seconds: float = field(default=0.0, compare=False)

    @property
    def reached(self) -> tuple[int, ...]:
        """How many starts reached each point."""
        return tuple(sum(s.point == c for s in self.starts) for c in range(len(self.points)))

    @property
    def failed(self) -> tuple[Start, ...]:
        """The starts that reached no point that stands."""
        return tuple(s for s in self.starts if s.point is None)

    @property
    def unique(self) -> bool:
        """True where every start reached one and the same point."""
        return len(self.points) == 1 and not self.failed

    @property
    def distance(self) -> Floats:
        """Distance between the points, in the unit of `apart` [point, point]."""
        game = self.points[0].game if self.points else None
        out = np.zeros((len(self.points),) * 2)
        for a, one in enumerate(self.points):
            for b, other in enumerate(self.points):
                out[a, b] = 0.0 if game is None else between(game, one, other)
        return out

    def __getattr__(self, name: str) -> Any:
        """Labelled doors, attached in `bahe/__init__`: table(), starts_table()."""
        return door(self, name)

    def __repr__(self) -> str:
        found = f"{len(self.points)} resting point{'' if len(self.points) == 1 else 's'} from {len(self.starts)} starts"
        return f"<Scan: {found}, reached {list(self.reached)}, {len(self.failed)} failed>"


def nash_scan(
    world: World, players: Any = None, tariffs: str = "importer", *, starts: int = 8, apart: float = 1e-3, seed: int = 0,
    certify: bool = True, progress: Progress | None = None, on_fail: str = "raise", keep: Keep = computed, **how: Any,
) -> Scan:  # fmt: skip
    """The war from the four starts of `STARTS` and from `starts` random ones: is there more than one rest?

    starts      random starts: in turn every rate by itself, and one level for all rates of a player, uniform within the bounds of
                the log wedge. The first ones of a seed are the same however many are asked for
    apart       points nearer than this are one: root mean square of the differences of log wedges, the curvature of the players'
                objectives as weights (directions in which nothing depends on the rate do not count)
    certify     look for deviations from every point that is found. One that leaves a player more than 1e-8 of its real income to
                gain does not stand: its starts count as failed, and say so
    keep        keeps the wars of the starts and the certificates (`numerics.parts`), and knows neither the world nor the words of the
                game: say them with `under`
    how         everything else as for `nash`: sectors, instruments, objective, bounds, horizon, closure, tol, ...

    Raises NotConverged where no start reaches a point that stands (or returns the Scan without points, with on_fail="return").
    """
    if isinstance(starts, bool) or not isinstance(starts, int) or not 0 <= starts <= 10_000:
        raise BadValue("out of range", field="starts", where="nash_scan", got=starts, allowed="0 to 10000")
    if isinstance(apart, bool) or not isinstance(apart, int | float) or not 0 < apart <= 1:
        raise BadValue("out of range", field="apart", where="nash_scan", got=apart, allowed="above 0, up to 1")
    if "start" in how or how.get("rule", "exact") != "exact":
        got = ", ".join(f"{k}={how[k]!r}" for k in ("start", "rule") if k in how)
        raise Conflict("a scan has starts of its own, and is about exact best replies", where="nash_scan", got=got,
                       remedy="Leave start and rule out.")  # fmt: skip
    begun = perf_counter()

    def war(x: Floats) -> War:
        return nash(world, players, tariffs, start=x, certify=False, on_fail="return", progress=progress, **how)

    game = posed(world, players, tariffs, **{k: v for k, v in how.items() if k not in SEARCH})
    rests: list[War] = []
    tried: list[Start] = []
    for name, x in starting_points(game, starts, seed):
        rest, why = kept_try(keep, partial(_recipe, "war from a start", x), lambda: game, partial(war, x))
        same: int | None = None
        if rest is not None and rest.info.ok:
            near = [c for c, p in enumerate(rests) if between(game, p, rest) <= apart]
            same = near[0] if near else len(rests)
            rests += [] if near else [rest]
        elif rest is not None:
            why = f"{rest.info.outcome.name}: {rest.info.residual:.1e} of real income left to gain"
        tried.append(Start(name, x, same, why))
        if progress is not None:
            progress(f"start {name}", float(len(rests)))
    if certify:
        rests, tried = _standing(rests, tried, seed, keep)
    found = _ordered(rests, tried, apart, seed, perf_counter() - begun)
    if not found.points and on_fail == "raise":
        raise NotConverged("no start came to a rest that stands", where="nash_scan", got=found.starts[0].why,
                           remedy="Coarser tariffs, tighter bounds or more starts may have an answer; on_fail='return' gives what "
                                  "each start said.")  # fmt: skip
    return found


def starting_points(game: Game, random: int, seed: int) -> Iterator[tuple[str, Floats]]:
    """Names and parameters of the starts: `STARTS`, then `random` ones within the bounds."""
    (low, high), rng = game.bounds, np.random.default_rng(seed)
    yield "monopoly", first_guess(game)
    yield "applied", game.applied
    yield "zero", np.clip(np.zeros(game.size), low, high)
    yield "highest", high.copy()
    for draw in range(random):
        share = rng.uniform(size=game.size) if draw % 2 == 0 else rng.uniform(size=len(game.players))[game.owner]
        yield f"random {draw + 1}", low + share * (high - low)


def between(game: Game, one: War, other: War) -> float:
    """Root mean square of the differences of log wedges of two points; weights are curvatures, the mean of both. Controls that bind
    at neither do not count."""
    weight = (game.curvature(one.point) + game.curvature(other.point)) / 2
    weight = np.where(game.idle(one.point)[0] & game.idle(other.point)[0], 0.0, weight)
    apart = one.point.x - other.point.x
    return float(np.sqrt(weight @ apart**2 / max(weight.sum(), 1e-300)))


def _recipe(part: str, x: Floats, **more: Any) -> dict[str, Any]:
    return {"part": part, "x": print_of(x), **more}


def _sure(war: War, seed: int, keep: Keep) -> War:
    """The war with its certificate."""
    found = kept_certificate(keep, _recipe("certificate", war.point.x, seed=seed, z=print_of(war.point.z)), war.game,
                             lambda: certificate(war.game, war.point, seed=seed))  # fmt: skip
    return replace(war, certificate=found)


def _standing(rests: list[War], tried: list[Start], seed: int, keep: Keep) -> tuple[list[War], list[Start]]:
    """The points with their certificates, those alone from which nobody gains by deviating."""
    sure = [_sure(r, seed, keep) for r in rests]
    stands = [r.certificate is not None and float(r.certificate) <= REOPENED for r in sure]
    place = np.cumsum(stands) - 1
    kept = []
    for s in tried:
        if s.point is not None and not stands[s.point]:
            gain = sure[s.point].certificate
            s = replace(
                s, point=None, why=f"does not stand: a player gains {gain or 0.0:.1e} of real income by deviating"
            )
        elif s.point is not None:
            s = replace(s, point=int(place[s.point]))
        kept.append(s)
    return [r for r, good in zip(sure, stands, strict=True) if good], kept


def _ordered(rests: list[War], tried: list[Start], apart: float, seed: int, seconds: float) -> Scan:
    """Points by how many starts reached them; of equals the one found first."""
    count = [sum(s.point == c for s in tried) for c in range(len(rests))]
    order = sorted(range(len(rests)), key=lambda c: -count[c])
    rank = {c: r for r, c in enumerate(order)}
    starts = tuple(s if s.point is None else replace(s, point=rank[s.point]) for s in tried)
    return Scan(tuple(rests[c] for c in order), starts, apart, seed, seconds)
