"""Meetings: talks inside a play. Two parties sit down over what each would withhold from the other this year.

What can be signed is every package of parts of the controls on the ropes between them; what it is worth to each is its real income in
the solved world of the year, and its weight on the other's loss; the outside option is what happens without a signature, solved in the
same world: the year's moves as the policies have them, or a full stop of every rope at the table (their leverage). What is signed is
next year's moves. A year's talks look at that year's income: what it does to later years is found by playing them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from inspect import signature
from itertools import product
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, MissingData, UnknownName
from bahe.rounds.fold import Fold, State
from bahe.rounds.foresight import Stakes
from bahe.rounds.luck import Stream
from bahe.rounds.policies import Move
from bahe.talks.bargain import Bargain, Settlement
from bahe.talks.protocols import protocols
from bahe.world.world import World

Floats = NDArray[np.float64]

#: What can be said of the table itself; all else of a Bargain follows from the year.
TABLE = ("discount", "breakdown", "rounds", "first", "weights")
#: Ends of a year's talks in a draw: beside those of a Settlement, `kept` (signed before, still in force) and `idle` (nothing withheld).
KINDS = ("deal", "truce", "breakdown", "kept", "idle")


@dataclass(frozen=True, eq=False)
class Meeting:
    """Who talks, when, by what protocol, and over what.

    between    the two parties; the ropes between them, one or both ways, are on the table
    protocol   of `bahe.talks.protocols`;  given: its own numbers;  table: of the Bargain (discount, rounds, breakdown, first, weights)
    years      in which they sit down, counted from 0; None: every year in which nothing signed is in force
    steps      parts of each control that can be agreed on, 0 to 1; no package leaves everything as it would be without talks
    unless     moves: without a signature the policies' moves are made;  stop: every rope at the table is stopped
    lasts      years for which what is signed holds
    security   name -> what a dollar lost by the other is worth to it, in dollars of its own
    transfers  money can go across the table

    A truce leaves controls as they were the year before. Raises BadValue, UnknownName or Conflict.
    """

    between: tuple[str, str]
    protocol: str = "nash"
    given: Mapping[str, Any] = field(default_factory=dict)
    table: Mapping[str, Any] = field(default_factory=dict)
    years: tuple[int, ...] | None = None
    steps: tuple[float, ...] = (0.0, 0.5, 1.0)
    unless: Literal["moves", "stop"] = "moves"
    lasts: int = 1
    security: Mapping[str, float] = field(default_factory=dict)
    transfers: bool = False

    def __post_init__(self) -> None:
        where = "Meeting"
        if len(self.between) != 2 or len(set(self.between)) < 2:
            raise BadValue("two parties with names of their own", field="between", where=where, got=self.between)
        most = protocols[self.protocol].facts["parties"]
        if most is not None and most < 2:
            raise Conflict("not a protocol for two", field="protocol", where=where, got=self.protocol)
        if not self.steps or not all(0 <= s <= 1 for s in self.steps) or len(set(self.steps)) < len(self.steps):
            raise BadValue("distinct parts", field="steps", where=where, got=self.steps, allowed="0..1")
        if self.unless not in ("moves", "stop"):
            raise UnknownName("state without a signature", self.unless, ("moves", "stop"), field="unless", where=where)
        if self.lasts < 1:
            raise BadValue("one year at the least", field="lasts", where=where, got=self.lasts)
        known = {"given": [*signature(protocols[self.protocol].call).parameters][1:], "table": TABLE}
        for field_, names in known.items():
            for name in getattr(self, field_):
                if name not in names:
                    raise UnknownName("number", name, names, field=field_, where=f"Meeting, protocol {self.protocol!r}")
        for name, b in self.security.items():
            if name not in self.between:
                raise UnknownName("party", name, self.between, field="security", where=where)
            if not b >= 0:
                raise BadValue("a weight is not negative", field=f"security.{name}", where=where, got=b)
        for name in ("given", "table", "security"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def ropes(self, moves: Sequence[Move]) -> list[int]:
        """Places of the ropes between the two; Conflict where there is none."""
        found = [r for r, m in enumerate(moves) if {m.holder, m.target} == set(self.between)]
        if not found:
            raise Conflict("no move between the two: there is nothing to talk about", field="between", where="play, talks",
                           got=self.between, remedy="Add a Move of one of them on the other.")  # fmt: skip
        return found


@dataclass(frozen=True, eq=False)
class Settled:
    """What a meeting ended with in a year, by draw.

    meeting    its place among the talks of the play;  year: counted from 0
    kind       [s] one of `KINDS`
    controls   [s,r] of the whole play afterwards
    outside    [s,p] what each would have had this year without a signature;  payoffs: what it has; USD million, money included
    paid       [s,p] received across the table
    cause      [s] why it was not signed, in a word
    """

    meeting: int
    year: int
    kind: NDArray[np.str_]
    controls: Floats
    outside: Floats
    payoffs: Floats
    paid: Floats
    cause: NDArray[np.str_]


@dataclass(eq=False)
class Room:
    """A meeting over the years of one play: what was signed, and until when."""

    meeting: Meeting
    place: int
    ropes: list[int]
    stakes: tuple[Stakes, Stakes]
    agreed: Floats
    until: NDArray[np.intp]

    @classmethod
    def of(cls, meeting: Meeting, place: int, world: World | None, moves: Sequence[Move], draws: int) -> Room:
        """Raises MissingData without a world: income is what talks are about."""
        if world is None:
            raise MissingData("talks need a world: what is signed is worth income", field="world", where="play, talks")
        a, b = meeting.between
        both = Stakes.of(world, a, b), Stakes.of(world, b, a)
        ropes = meeting.ropes(moves)
        return cls(meeting, place, ropes, both, np.zeros((draws, len(moves))), np.zeros(draws, dtype=np.intp))

    def sit(
        self, fold: Fold, at: State, x: Floats, rng: np.random.Generator | Stream | None
    ) -> tuple[Floats, Settled | None]:
        """Controls [s,r] after this year's talks over the controls x, and how they ended; None in a year without any."""
        m, t = self.meeting, at.year
        in_force = self.until > t
        sits = m.years is None or t in m.years
        if not sits and not in_force.any():
            return x, None
        new, without = np.array(x), np.array(x)
        if m.unless == "stop" and sits:
            without[:, self.ropes] = 1.0
        outside, still = (self._worth(fold, at, y) for y in (without, self._with(x, at.last)))
        packages = self._packages(without)
        each = np.stack([self._worth(fold, at, y) for y in packages], axis=1)  # [s,o,p]
        kind, cause = np.full(len(x), "idle", dtype="<U9"), np.full(len(x), "", dtype="<U120")
        paid, luck = np.zeros((len(x), 2)), None if rng is None else rng.random(len(x))
        for s in range(len(x)):
            if in_force[s]:
                new[s, self.ropes], kind[s] = self.agreed[s, self.ropes], "kept"
            elif sits and without[s, self.ropes].any():
                made = self._called(each[s], outside[s], still[s])
                kind[s] = made.kind if luck is None else _drawn(made, float(luck[s]))
                cause[s] = "" if kind[s] == "deal" else made.cause
                new[s] = self._done(s, kind[s], made, packages, without, at.last)
                paid[s] = made.paid if kind[s] == "deal" else 0.0
        signed = kind == "deal"
        self.agreed[signed], self.until[signed] = new[signed], t + m.lasts
        return new, Settled(self.place, t, kind, new, outside, self._worth(fold, at, new) + paid, paid, cause)

    def _worth(self, fold: Fold, at: State, x: Floats) -> Floats:
        """[s,p] of a year under controls x."""
        income = fold.welfare(at, x)
        weights = [self.meeting.security.get(name, 0.0) for name in self.meeting.between]
        return np.stack([s.year(income, b) for s, b in zip(self.stakes, weights, strict=True)], axis=1)

    def _with(self, x: Floats, other: Floats) -> Floats:
        """x with the ropes at the table as in `other`."""
        out = np.array(x)
        out[:, self.ropes] = other[:, self.ropes]
        return out

    def _packages(self, without: Floats) -> list[Floats]:
        """Controls [s,r] of every package: parts of what would be withheld without a signature."""
        out = []
        for parts in product(self.meeting.steps, repeat=len(self.ropes)):
            if all(p == 1 for p in parts):
                continue
            y = np.array(without)
            y[:, self.ropes] *= np.array(parts)
            out.append(y)
        return out

    def _called(self, payoffs: Floats, outside: Floats, still: Floats) -> Settlement:
        m = self.meeting
        names = tuple(f"package {o + 1}" for o in range(len(payoffs)))
        b = Bargain(m.between, names, payoffs, outside, still, transfers=m.transfers, lotteries=False, **m.table)
        made: Settlement = protocols[m.protocol].call(b, **m.given)
        return made

    def _done(
        self, s: int, kind: str, made: Settlement, packages: list[Floats], without: Floats, last: Floats
    ) -> Floats:
        """Controls [r] of draw s after this end: the package that is signed, those of the year before, or those without talks."""
        if kind == "deal":
            return np.array(packages[whole(made)][s])
        return np.array(self._with(without, last)[s] if kind == "truce" else without[s])


def whole(made: Settlement) -> int:
    """The package that is signed: controls cannot be a lottery, so of a mix the part that is nearest in worth and nobody loses by."""
    nobody_loses = (made.bargain.gains + made.paid >= -1e-9 * max(1.0, float(np.abs(made.bargain.payoffs).max()))).all(
        axis=1
    )
    far = np.abs(made.bargain.payoffs + made.paid - made.signed).sum(axis=1)
    return int(np.where(nobody_loses | ~nobody_loses.any(), far, np.inf).argmin())


def _drawn(made: Settlement, u: float) -> str:
    """The end at quantile u of its chances; a deal without terms counts as a breakdown."""
    ends = list(made.chances)
    at = int(np.searchsorted(np.cumsum([made.chances[k] for k in ends]), u * sum(made.chances.values()), side="right"))
    kind = ends[min(at, len(ends) - 1)]
    return kind if kind != "deal" or made.mix.sum() > 0 else "breakdown"
