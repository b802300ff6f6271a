"""What a scenario says of talks: who may sign what, what follows if they do not, the clock, the pledges, the causes to take away.

Payoffs are never written here: they are the real income of the parties in the variants of the scenario. What the engine cannot value
(pledges, a private cost of signing, what a rival's loss is worth) is typed in beside its source, and every report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from bahe.scenario.talks_parts import (
    NAME,
    Cause,
    Doubt,
    Kind,
    Months,
    Named,
    Observed,
    PerParty,
    Pledge,
    Protocol,
    Scale,
    States,
    Without,
)  # fmt: skip
from bahe.scenario.words import Frozen, Names, Share, Text, wrong

if TYPE_CHECKING:
    from bahe.scenario.scenario import Scenario


class Table(Named):
    """One table: who talks, what can be signed, what follows if not, and by what rules."""

    id: str = Field("talks", pattern=NAME)
    label: Text = Field(default_factory=lambda seen: Text(en=seen.get("id", "-"), zh=seen.get("id", "-")))
    parties: Annotated[Names, Field(min_length=2)] = Field(description="economies or groups that talk")
    sign: Names = Field(description="variants that can be signed; they may be mixed")
    unless: States = Field(description="the variant that follows if talks end; or variants with their chances")
    meanwhile: States | None = Field(
        None, alias="while", description="the variant while talks go on; default: `unless`"
    )
    later: tuple[States, ...] = Field(
        (), description="truce: what follows if talks end at the second deadline, the third, ...; the last one stays"
    )
    protocol: Protocol = "nash"
    rounds: int = Field(1, ge=1, le=200, description="number of deadlines, or of offers")
    months: float = Field(3, gt=0, le=120, description="between two of them")
    begins: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="day of the first deadline")
    discount: PerParty = Field(0.95, description="worth of a payoff a year later, above 0 and below 1")
    noise: float = Field(
        0, ge=0, description="truce: spread of a private cost of signing today, USD bn a year; typed in"
    )
    extension_cost: PerParty = Field(
        0.0, description="truce: what one more round costs at home, USD bn a year; typed in"
    )
    stubborn: float = Field(0.05, gt=0, lt=1, description="reputation: chance of the kind that never moves; typed in")
    demand: float = Field(
        0.75, gt=0, le=1, description="reputation: part of the most it could have that each insists on"
    )
    deadline: Months = Field("never", description="reputation: months until talks break off")
    doubt: Doubt = Field("engine", description="ultimatum: what the proposer does not know of the other's outside option: the band over "
                         "draws of the engine, or this much either way, USD bn a year, typed in")  # fmt: skip
    first: str = Field("", description="who proposes first; default: the first party")
    payments: bool = Field(False, description="money can be paid across the table")
    pledges: tuple[Pledge, ...] = ()
    issues: tuple[Scale, ...] = Field(
        (), description="what the terms are in units: the level of each issue in each variant of `sign`"
    )
    security: dict[str, dict[str, float]] = Field(
        {}, description="party: {rival: dollars given up for a dollar that the rival loses}; typed in"
    )
    sender: str = Field(
        "", description="the party that threatens `unless`: it is believed only where carrying it out is worth it"
    )
    audience: float = Field(0, ge=0, description="what backing down costs the sender, USD bn a year; typed in")
    carried_out: tuple[Share, ...] = Field(
        (0.2, 0.29, 0.5, 1.0), description="chances that the threat is carried out, for the break-even of a pledge"
    )
    causes: tuple[Cause, ...] = ()
    observed: tuple[Observed, ...] = ()
    note: Text | None = Field(None, description="what the table leaves out, such as a datum that is missing")

    @model_validator(mode="after")
    def _parties_known(self) -> Table:
        named: list[tuple[str, tuple[str, ...]]] = [(f"pledges.{p.name}", (p.giver, p.receiver)) for p in self.pledges]
        named += [(key, (name,)) for key, name in (("first", self.first), ("sender", self.sender)) if name]
        named += [(key, tuple(v)) for key, v in (("discount", self.discount), ("extension_cost", self.extension_cost))
                  if isinstance(v, dict)]  # fmt: skip
        named += [("security", tuple(self.security))]
        for key, names in named:
            for name in names:
                if name not in self.parties:
                    raise wrong(f"`{key}` names no party of the table: {name!r}", ", ".join(self.parties))
        rates = self.discount.values() if isinstance(self.discount, dict) else (self.discount,)
        if any(not 0 < d < 1 for d in rates):
            raise wrong("a year later must be worth less", "0 < discount < 1")
        if isinstance(self.discount, dict) and set(self.discount) != set(self.parties):
            raise wrong("`discount` leaves a party out", ", ".join(self.parties), "Give one number, or one for each.")
        known = [p.name for p in self.pledges]
        for c in self.causes:
            for name in (*c.without.drop, *(n for part in c.without.apart for n in part.pledges)):
                if name not in known:
                    raise wrong(f"the cause {c.id!r} names no pledge of the table: {name!r}", ", ".join(known))
        for x in self.issues:
            if set(x.levels) != set(self.sign):
                raise wrong(
                    f"the issue {x.name!r} needs a level in each variant that can be signed", ", ".join(self.sign)
                )
        for key, protocol in (("later", "truce"), ("deadline", "reputation"), ("doubt", "ultimatum")):
            if getattr(self, key) != type(self).model_fields[key].default and self.protocol != protocol:
                raise wrong(f"`{key}` is of the protocol {protocol}, not of {self.protocol}", protocol)
        ids = [c.id for c in self.causes]
        if len(set(ids)) < len(ids):
            raise wrong("a cause occurs twice", remedy="Give each cause its own id.")
        return self

    def variants(self) -> Iterator[str]:
        """Every variant that the table or one of its causes names."""
        yield from (*self.sign, *self.unless, *(self.meanwhile or ()), *(v for states in self.later for v in states))
        for w in (c.without for c in self.causes):
            yield from (*(w.sign or ()), *(w.unless or ()), *(w.meanwhile or ()))
            yield from (v for states in w.later or () for v in states)
            for part in w.apart:
                yield from (*part.sign, *(part.unless or ()))

    def without(self, change: Without) -> Table:
        """The table with one cause taken away (`apart` is settled by whoever settles)."""
        keys = ("sign", "unless", "meanwhile", "noise", "extension_cost", "rounds", "later", "deadline", "doubt", "discount",
                "audience", "security")  # fmt: skip
        said = {k: v for k in keys if (v := getattr(change, k)) is not None}
        kept = tuple(p for p in self.pledges if p.name not in change.drop)
        return self.model_copy(update={**said, "pledges": kept})

    def of(self, value: PerParty) -> tuple[float, ...]:
        """A number for each party; zero where a party is not named."""
        if isinstance(value, Mapping):
            return tuple(float(value.get(p, 0.0)) for p in self.parties)
        return (float(value),) * len(self.parties)


class Figure(Frozen):
    """The figure that a condition is about, as the code computes it.

    what    outcome          the likeliest end of the first deadline, the cause taken away: deal, truce or breakdown
            same-outcome     whether that end is `like` whatever cause is taken away, and with all of them there
            payoff-change    payoff of `party` with the cause there, less without it; USD bn a year
            loss-difference  loss of `party` less that of `against` in `variant`, per cent of real income
            pledge-less-loss cost of the pledges to their giver less `chance` times what the threat costs it; USD bn a year
            pledge-share     cost of the pledges to their giver, per cent of its real income
    """

    what: Literal["outcome", "same-outcome", "payoff-change", "loss-difference", "pledge-less-loss", "pledge-share"]
    table: str = ""
    cause: str = ""
    party: str = ""
    against: str = ""
    variant: str = ""
    chance: Share = 1.0
    sign: Literal[1, -1] = 1
    like: Kind = "truce"
    called: dict[Kind, str] = Field({}, description="what the claim calls an end, where that is another word")


class Metric(Frozen):
    """A figure that is answered by name beside those of the conditions; without one, the datum that is missing."""

    name: str = Field(pattern=r"^[A-Za-z0-9_]{1,80}$")
    figure: Figure | None = None
    missing: Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Metric:
        if (self.figure is None) == (self.missing is None):
            raise wrong("a metric has either a figure or the datum that is missing", "figure or missing")
        return self


class Condition(Frozen):
    """What would support or contradict the claim, fixed before the run; without a figure the verdict is unknown."""

    id: str = Field(pattern=NAME)
    side: Literal["supports", "contradicts"]
    statement: Text
    metric: str = Field(min_length=1)
    op: Literal["==", ">", "<", ">=", "<="]
    value: bool | float | str
    figure: Figure | None = None
    missing: Text | None = Field(None, description="the datum that is missing, where there is no figure")

    @model_validator(mode="after")
    def _one_of_two(self) -> Condition:
        if (self.figure is None) == (self.missing is None):
            raise wrong("a condition has either a figure or the datum that is missing", "figure or missing")
        return self


class Talks(Frozen):
    """Tables where the variants of the scenario are bargained over, and the conditions they are judged by."""

    tables: Annotated[tuple[Table, ...], Field(min_length=1, max_length=12)]
    conditions: tuple[Condition, ...] = ()
    metrics: tuple[Metric, ...] = Field((), description="figures to be answered by name beside those of the conditions")

    @model_validator(mode="before")
    @classmethod
    def _from_one(cls, value: Any) -> Any:
        if isinstance(value, dict) and "parties" in value:
            beside = {k: value[k] for k in ("conditions", "metrics") if k in value}
            return {"tables": [{k: v for k, v in value.items() if k not in beside}], **beside}
        return {"tables": value} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _names_once(self) -> Talks:
        ids = [t.id for t in self.tables]
        if len(set(ids)) < len(ids):
            raise wrong("two tables have one id", remedy="Give each table its own id.")
        for what, f in self.figures():
            if f.table and f.table not in ids:
                raise wrong(f"{what} names no table: {f.table!r}", ", ".join(ids))
            causes = [x.id for t in self.tables if not f.table or t.id == f.table for x in t.causes]
            if f.cause and f.cause not in causes:
                raise wrong(f"{what} names no cause: {f.cause!r}", ", ".join(causes))
        return self

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every figure that is asked for, and what asks for it."""
        named = [(f"the condition {c.id!r}", c.figure) for c in self.conditions]
        named += [(f"the metric {m.name!r}", m.figure) for m in self.metrics]
        yield from ((what, f) for what, f in named if f is not None)

    def table(self, name: str = "") -> Table:
        """A table by its id; the first without one."""
        from bahe.faults import UnknownName

        for t in self.tables:
            if not name or t.id == name:
                return t
        raise UnknownName("table", name, [t.id for t in self.tables])


def named_variants(scenario: Scenario) -> None:
    """Refuse a variant that the talks name and the scenario does not have."""
    if scenario.talks is None:
        return
    known: Sequence[str] = [v.id for v in scenario.variants]
    asked = [(f"talks.{t.id}", v) for t in scenario.talks.tables for v in t.variants()]
    asked += [(f"talks: {what}", f.variant) for what, f in scenario.talks.figures() if f.variant]
    for place, name in asked:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            raise wrong(f"`{place}` names no variant: {name!r}", ", ".join(known),
                        f"Did you mean {near[0]!r}?" if near else "")  # fmt: skip
