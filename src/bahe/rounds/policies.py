"""Policies: how much of an item its holder withholds this year, by a rule on what can be seen at the start of the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import signature
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, MissingData, UnknownName
from bahe.registry import Registry

Floats = NDArray[np.float64]

policies = Registry("policy")


class Ahead(Protocol):
    """The same fold, played forward under plans of one's own; see `rounds.foresight`."""

    @property
    def years(self) -> int:
        """Years that are left, this one among them."""

    def worth(self, plans: Floats, security: float, discount: float) -> Floats:
        """What plans [k,years] are worth to the holder [k,s], USD million at the start of this year."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What the holder sees at the start of year t (0 is the first); every array [s].

    dependence    the target's, on this holder: (1 - home share) x holder's part of imports x users that are left
    leverage      per cent of real income that the target would lose by a full stop
    own           per cent that the holder would lose by it
    last          own control of the year before
    against       heaviest control of the year before by the target on this holder
    gap, share, distrust   of the target: log cost gap, home share, distrust of the holder (None: not seen)
    ahead         plans [k,years left] -> what each is worth to the holder [k,s]; only for policies that look ahead (None: others)
    """

    year: int
    dependence: Floats
    leverage: Floats
    own: Floats
    last: Floats
    against: Floats
    gap: Floats | None = None
    share: Floats | None = None
    distrust: Floats | None = None
    ahead: Ahead | None = None


def _now(see: Sight, holds: bool, intensity: Any) -> Floats:
    """The intensity (a number, or [s]) where the rule holds this year, else nothing."""
    return np.broadcast_to(np.asarray(intensity if holds else 0.0, dtype=np.float64), see.dependence.shape).copy()


@policies.add("free", cite="free sale")
def free(see: Sight) -> Floats:
    """Nothing is withheld."""
    return np.zeros_like(see.dependence)


@policies.add("embargo", cite="control for good")
def embargo(see: Sight, *, intensity: Any = 1.0, start: int = 0) -> Floats:
    """The same part is withheld every year from year `start` on."""
    return _now(see, see.year >= start, intensity)


@policies.add("embargo-then-lift", cite="Japan and Korea, 2019 to 2023")
def embargo_then_lift(see: Sight, *, intensity: Any = 1.0, start: int = 0, years: int = 5) -> Floats:
    """Withheld for so many years, free before and after."""
    return _now(see, start <= see.year < start + years, intensity)


@policies.add("threshold", cite="squeeze while it bites")
def threshold(see: Sight, *, intensity: Any = 1.0, above: float = 0.5) -> Floats:
    """Withheld while the target depends on the holder by more than `above`."""
    return np.where(see.dependence > above, intensity, 0.0)


@policies.add("while-it-pays", cite="squeeze while the target loses more")
def while_it_pays(see: Sight, *, intensity: Any = 1.0, ratio: float = 1.0) -> Floats:
    """Withheld while a full stop costs the target more than `ratio` times what it costs the holder, in per cent of income."""
    return np.where(see.leverage > ratio * see.own, intensity, 0.0)


@policies.add("stepped", cite="rules of October 2022, October 2023 and April 2025 on chips")
def stepped(see: Sight, *, first: Any = 0.0, later: Any = 1.0, turn: int = 1, start: int = 0) -> Floats:
    """`first` from year `start`, `later` from year `turn` on."""
    now = 0.0 if see.year < start else first if see.year < turn else later
    return np.broadcast_to(np.asarray(now, dtype=np.float64), see.dependence.shape).copy()


@policies.add("match", cite="Axelrod (1984)")
def match(see: Sight, *, share: float = 1.0, first: float = 0.0) -> Floats:
    """As much as the target withheld from this holder the year before, times `share`; `first` in the first year."""
    return np.full_like(see.dependence, first) if see.year == 0 else np.clip(share * see.against, 0.0, 1.0)


@policies.add("path", cite="an announced path")
def path(see: Sight, *, controls: Any) -> Floats:
    """`controls`[t] in year t, the last of them in all later years."""
    x = np.asarray(controls, dtype=np.float64)
    return np.full_like(see.dependence, x[min(see.year, len(x) - 1)])


@policies.add("markov", cite="Maskin and Tirole (2001); the control game")
def markov(see: Sight, *, strategy: Any) -> Floats:
    """What a `strategy` does at the target's state: (gap, log-odds of the home share, distrust) [s] -> x [s]; see `rounds.markov`."""
    if see.gap is None or see.share is None or see.distrust is None:
        raise MissingData("this policy looks at the target's state", field="gap, share, distrust", where="Sight")
    return np.asarray(strategy(see.gap, np.log(see.share) - np.log1p(-see.share), see.distrust), dtype=np.float64)


@policies.add("optimal", cite="rolling horizon; rollout: Bertsekas (2005)", looks_ahead=True)
def optimal(see: Sight, *, levels: Any = (0.5, 1.0), security: float = 0.0, discount: float = 0.94) -> Floats:
    """The first year of the plan that is worth most to the holder over the years that are left, chosen anew every year and draw.

    levels    of control that it may take beside none;  plans: `family`
    security  what a dollar lost by the target is worth to the holder, in dollars of its own;  discount: of a year
    It knows the laws of its draw and not its luck: plans are weighed without noise and setbacks.
    """
    if see.ahead is None:
        raise MissingData("this policy looks ahead with the fold of the play", field="ahead", where="Sight")
    plans = family(see.ahead.years, levels)
    best = see.ahead.worth(plans, security, discount).argmax(axis=0)  # a tie goes to the first, which is free sale
    return np.asarray(plans[best, 0])


def family(years: int, levels: Any) -> Floats:
    """Plans [k,years]: free sale; each level for so many years and then none; none for so many years and then that level for good.

    The rest of each plan after a year is a plan of the family for the years that are left: whoever chooses anew can always go on as
    planned, and so never does worse than by keeping to the plan.
    """
    year = np.arange(years)
    out = [np.zeros(years)]
    for level in np.atleast_1d(np.asarray(levels, dtype=np.float64)):
        out += [np.where(year < k, level, 0.0) for k in range(1, years + 1)]
        out += [np.where(year >= k, level, 0.0) for k in range(1, years)]
    return np.stack(out)


@dataclass(frozen=True)
class Move:
    """A rope: `holder` may withhold `item` from `target`, by the rule `policy` with its numbers `given` (or [s], one a draw).

    Raises UnknownName for a policy or a number that it does not have, BadValue where holder and target are one.
    """

    holder: str
    target: str
    item: str
    policy: str = "free"
    given: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.holder == self.target:
            raise BadValue("nobody withholds from itself", field="holder, target", where="Move", got=self.holder)
        where = f"Move, policy {self.policy!r}"
        known = [p for p in signature(policies[self.policy].call).parameters if p != "see"]
        for name, value in self.given.items():
            if name not in known:
                raise UnknownName("number of this policy", name, known, where=where)
            if name != "strategy" and not np.isfinite(value).all():
                raise BadValue("not a finite number", field=name, where=where, got=value)
        if "strategy" in known and not callable(self.given.get("strategy")):
            raise MissingData("a function of gap, log-odds and distrust", field="strategy", where=where,
                              remedy="As in rounds.markov(equilibrium).")  # fmt: skip
        if "controls" in known and not np.size(self.given.get("controls", ())):
            raise MissingData("one number a year is needed", field="controls", where=where)
        for name, most in (("discount", 1.0), ("security", np.inf)):
            if name in known and not 0 <= self.given.get(name, 0.0) <= most:
                raise BadValue("out of range", field=name, where=where, got=self.given[name], allowed=f"0..{most:g}")
        for name in sorted({"intensity", "first", "later", "levels", "controls"} & set(self.given)):
            x = np.asarray(self.given[name])
            if not ((x >= 0) & (x <= 1)).all():
                raise BadValue(
                    "an intensity is a fraction", field=name, where="Move", got=float(x.max()), allowed="0..1"
                )
        object.__setattr__(self, "given", MappingProxyType(dict(self.given)))

    @property
    def looks_ahead(self) -> bool:
        """Whether its policy plays the years forward before it chooses."""
        return bool(policies[self.policy].facts.get("looks_ahead"))

    @property
    def rope(self) -> tuple[str, str, str]:
        """(holder, target, item)."""
        return self.holder, self.target, self.item

    def intensity(self, see: Sight) -> Floats:
        """x [s], in 0 to 1."""
        numbers: dict[str, Any] = dict(self.given)
        return np.asarray(np.clip(policies[self.policy].call(see, **numbers), 0.0, 1.0))
