"""The table: a Bargain is what can be signed and what each party gets without; a Settlement is what a protocol makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue, Conflict, UnknownName

Floats = NDArray[np.float64]
Kind = Literal["deal", "truce", "breakdown"]

#: More packages than this are refused: coarser levels give the same frontier, since packages may be mixed.
MOST_OUTCOMES = 200_000


def _frozen(value: object, name: str, where: str) -> Floats:
    out = np.array(value, dtype=np.float64)
    if not np.isfinite(out).all():
        raise BadValue("every number must be finite", field=name, where=where, remedy="Leave out what is not known.")
    out.setflags(write=False)
    return out


@dataclass(frozen=True, eq=False)
class Issue:
    """One thing to be agreed: levels that it can take and what each level is worth to each party.

    levels      [l] in `unit`: tariff points, USD bn a year, control intensity, days
    worth       [l,p] to each party, in the money of the Bargain, relative to no agreement on it
    delivered   share of the level that arrives: a pledge is worth what is delivered of it (Phase One: 0.57)
    source      where the worth comes from: the engine, or "typed in"
    """

    name: str
    unit: str
    levels: Floats
    worth: Floats
    delivered: float = 1.0
    source: str = "typed in"

    def __post_init__(self) -> None:
        where = f"Issue {self.name!r}"
        object.__setattr__(self, "levels", _frozen(self.levels, "levels", where))
        object.__setattr__(self, "worth", _frozen(self.worth, "worth", where))
        if self.levels.ndim != 1 or self.levels.size == 0:
            raise BadShape("levels are a list", field="levels", where=where, got=self.levels.shape)
        if self.worth.ndim != 2 or self.worth.shape[0] != self.levels.size:
            raise BadShape("one row a level, one column a party", field="worth", where=where, got=self.worth.shape,
                           allowed=f"({self.levels.size}, number of parties)")  # fmt: skip
        if not 0 <= self.delivered <= 1:
            raise BadValue("not a share", field="delivered", where=where, got=self.delivered, allowed="0..1")

    @classmethod
    def linear(
        cls, name: str, unit: str, low: float, high: float, slope: Sequence[float], *, steps: int = 2, **more: Any
    ) -> Issue:
        """An issue whose worth is proportional to its level: `slope[p]` a unit."""
        levels = np.linspace(low, high, steps)
        return cls(name, unit, levels, levels[:, None] * np.asarray(slope, dtype=np.float64), **more)


@dataclass(frozen=True, eq=False)
class Bargain:
    """What can be signed, and what each party gets without a signature.

    payoffs     [o,p] of every outcome, in any unit of each party's own (USD million a year, where money can change hands)
    outside     [p] of a party when talks end without agreement: what walking away gives
    impasse     [p] while talks go on and nothing is signed; default: the same as `outside`
    transfers   True: payoffs are one money, and it can be paid across the table
    lotteries   True: outcomes can be mixed (a package in part, or for part of the time)
    weights     [p] bargaining power, adding up to one; default: equal
    discount    [p] worth of a payoff one round later, in [0,1)
    breakdown   chance that talks end by themselves after a round without agreement, in [0,1)
    rounds      number of rounds before the deadline; None: no deadline
    first       name of who proposes first; default: the first party
    issues      where the outcomes are packages of issues: these, and `levels[o,m]`, the level of each in each package

    Raises BadShape, BadValue, Conflict or UnknownName where this cannot be.
    """

    parties: tuple[str, ...]
    outcomes: tuple[str, ...]
    payoffs: Floats
    outside: Floats
    impasse: Floats = None  # type: ignore[assignment]
    transfers: bool = False
    lotteries: bool = True
    weights: Floats = None  # type: ignore[assignment]
    discount: Floats = None  # type: ignore[assignment]
    breakdown: float = 0.0
    rounds: int | None = None
    first: str = ""
    issues: tuple[Issue, ...] = ()
    levels: Floats = field(default=None, repr=False)  # type: ignore[arg-type]

    def __post_init__(self) -> None:
        P, where = len(self.parties), "Bargain"
        if P < 2 or len(set(self.parties)) < P:
            raise BadValue(
                "two or more parties with names of their own are needed", field="parties", where=where, got=self.parties
            )
        if not self.outcomes:
            raise BadValue("nothing can be signed", field="outcomes", where=where, remedy="Give at least one outcome.")
        given = {"payoffs": self.payoffs, "outside": self.outside, "impasse": self.impasse, "weights": self.weights,
                 "discount": self.discount, "levels": self.levels}  # fmt: skip
        default = {
            "impasse": self.outside,
            "weights": np.full(P, 1 / P),
            "discount": np.full(P, 0.9),
            "levels": np.zeros((len(self.outcomes), 0)),
        }
        shapes = {"payoffs": (len(self.outcomes), P), "levels": (len(self.outcomes), len(self.issues))}
        for name, value in given.items():
            made = _frozen(default[name] if value is None else value, name, where)
            if made.shape != shapes.get(name, (P,)):
                raise BadShape(
                    "of the wrong shape", field=name, where=where, got=made.shape, allowed=str(shapes.get(name, (P,)))
                )
            object.__setattr__(self, name, made)
        if (self.weights < 0).any() or abs(self.weights.sum() - 1) > 1e-9:
            raise BadValue(
                "bargaining power is not negative and adds up to one", field="weights", where=where, got=self.weights
            )
        if ((self.discount < 0) | (self.discount >= 1)).any():
            raise BadValue(
                "a round later must be worth less",
                field="discount",
                where=where,
                got=self.discount,
                allowed="0 <= d < 1",
            )
        if not 0 <= self.breakdown < 1:
            raise BadValue("not a chance", field="breakdown", where=where, got=self.breakdown, allowed="0 <= p < 1")
        if self.rounds is not None and self.rounds < 1:
            raise BadValue("at least one round is needed", field="rounds", where=where, got=self.rounds)
        if self.first and self.first not in self.parties:
            raise UnknownName("party", self.first, self.parties, field="first", where=where)

    @classmethod
    def over(cls, issues: Sequence[Issue], outside: object, parties: Sequence[str], **more: Any) -> Bargain:
        """All packages of the issues' levels; worth adds up over issues, counted from no agreement, which `outside` gives."""
        issues, base = tuple(issues), np.asarray(outside, dtype=np.float64)
        count = prod(i.levels.size for i in issues)
        if not issues or count > MOST_OUTCOMES:
            raise BadValue("no packages, or too many", field="issues", where="Bargain.over", got=count, allowed=f"1..{MOST_OUTCOMES}",
                           remedy="Give coarser levels: packages may be mixed.")  # fmt: skip
        if any(i.worth.shape[1] != len(parties) for i in issues):
            raise BadShape("one column a party", field="worth", where="Bargain.over", allowed=str(len(parties)))
        at = np.array(list(product(*(range(i.levels.size) for i in issues))), dtype=np.intp)
        worth = sum(
            (i.delivered * i.worth[at[:, m]] for m, i in enumerate(issues)), start=np.zeros((count, len(parties)))
        )
        levels = np.column_stack([i.levels[at[:, m]] for m, i in enumerate(issues)])
        names = tuple(", ".join(f"{i.name} {v:g}" for i, v in zip(issues, row, strict=True)) for row in levels)
        return cls(tuple(parties), names, base + worth, base, issues=issues, levels=levels, **more)

    @property
    def gains(self) -> Floats:
        """What each outcome gives each party over its outside option [o,p]."""
        return self.payoffs - self.outside

    @property
    def proposer(self) -> int:
        """Place of who proposes first."""
        return self.parties.index(self.first) if self.first else 0

    def party(self, name: str) -> int:
        """Place of a party."""
        if name not in self.parties:
            raise UnknownName("party", name, self.parties, where="Bargain")
        return self.parties.index(name)

    def replaced(self, **changes: Any) -> Bargain:
        """The same table with some things changed; `impasse` follows `outside` where the two were one."""
        if "outside" in changes and "impasse" not in changes and np.array_equal(self.impasse, self.outside):
            changes["impasse"] = None
        return replace(self, **changes)

    def two(self, protocol: str) -> None:
        """Refuse more than two parties."""
        if len(self.parties) != 2:
            raise Conflict("for two parties", field="parties", where=protocol, got=len(self.parties),
                           remedy="bahe.talks has nash, kalai-smorodinsky and pairs for more.")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Settlement:
    """What a protocol ends with.

    kind        the likeliest end: deal | truce | breakdown
    payoffs     [p] expected when talks begin (a delay is discounted, a breakdown counted at the outside option)
    signed      [p] of the terms, in the round in which they are signed; NaN without any
    mix         [o] share of each outcome in the terms, adding up to one; zeros without any
    paid        [p] received across the table, adding up to zero
    when        [t] chance that it is signed in round t; what is missing from one ends in breakdown or lasts longer
    chances     deal, truce, breakdown -> chance
    cause       of delay or failure, in a word: "" where there is neither
    facts       figures of the protocol's own (hazards, atoms, thresholds)
    """

    bargain: Bargain = field(repr=False)
    protocol: str
    kind: Kind
    payoffs: Floats
    signed: Floats
    mix: Floats = field(repr=False)
    paid: Floats
    when: Floats = field(repr=False)
    chances: Mapping[Kind, float]
    cause: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def gains(self) -> Floats:
        """Expected, over the outside option [p]."""
        return self.payoffs - self.bargain.outside

    @property
    def levels(self) -> Floats:
        """Of each issue in the terms [m]: the mean over the mix; NaN without terms."""
        return self.mix @ self.bargain.levels if self.mix.sum() > 0 else np.full(len(self.bargain.issues), np.nan)

    @property
    def terms(self) -> tuple[tuple[str, float], ...]:
        """(outcome, share) of what is signed, the largest first."""
        order = np.argsort(-self.mix, kind="stable")
        return tuple((self.bargain.outcomes[o], float(self.mix[o])) for o in order if self.mix[o] > 1e-12)

    @property
    def expected_round(self) -> float:
        """Mean round of signing, counted from one, if it is signed at all; NaN otherwise."""
        total = self.when.sum()
        return float(self.when @ np.arange(1, self.when.size + 1) / total) if total > 0 else float("nan")


def deal(bargain: Bargain, protocol: str, mix: Floats, paid: Floats | None = None, **facts: Any) -> Settlement:
    """Signed at once: what complete information gives."""
    paid = np.zeros(len(bargain.parties)) if paid is None else paid
    got = mix @ bargain.payoffs + paid
    return Settlement(bargain, protocol, "deal", got, got, mix, paid, np.array([1.0]),
                      {"deal": 1.0, "truce": 0.0, "breakdown": 0.0}, "", facts)  # fmt: skip


def no_deal(
    bargain: Bargain, protocol: str, cause: str = "no outcome is better for all than walking away", **facts: Any
) -> Settlement:
    """Everybody walks away."""
    P = len(bargain.parties)
    return Settlement(bargain, protocol, "breakdown", np.array(bargain.outside), np.full(P, np.nan), np.zeros(len(bargain.outcomes)),
                      np.zeros(P), np.zeros(1), {"deal": 0.0, "truce": 0.0, "breakdown": 1.0}, cause, facts)  # fmt: skip
