"""What a scenario says of talks: who may sign what, what follows if they do not, the clock, the pledges, the causes to take away.

Payoffs are never written here: they are the real income of the parties in the variants of the scenario. What the engine cannot value
(pledges, a private cost of signing, what a rival's loss is worth) is typed in beside its source, and every report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from bahe.scenario.words import Frozen, Names, Share, Text, wrong

if TYPE_CHECKING:
    from bahe.scenario.scenario import Scenario

Kind = Literal["deal", "truce", "breakdown"]
Protocol = Literal["nash", "kalai-smorodinsky", "rubinstein", "deadline", "truce", "reputation"]

_NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"


class _Named(Frozen):
    """May be filled by the key of the file or by the name in Python, where that is another word."""

    model_config = ConfigDict(populate_by_name=True)


def _chances(value: Any) -> Any:
    return {value: 1.0} if isinstance(value, str) else value


def _add_up(value: dict[str, float]) -> dict[str, float]:
    if not value or abs(sum(value.values()) - 1) > 1e-9:
        raise wrong("chances add up to one", "a variant, or variant: chance")
    return value


def _ends(value: Any) -> Any:
    return (value, value) if isinstance(value, int | float | str) and not isinstance(value, bool) else value


def _rising(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise wrong("the lower end comes first", "[low, high]")
    return value


#: A variant, or variants with their chances: a threat that may or may not be carried out.
States = Annotated[dict[str, Share], BeforeValidator(_chances, json_schema_input_type=str | dict[str, float]),
                   AfterValidator(_add_up)]  # fmt: skip
#: One share, or its two ends.
Shares = Annotated[
    tuple[Share, Share],
    BeforeValidator(_ends, json_schema_input_type=float | list[float]),
    AfterValidator(_rising),
]
#: One number for every party, or one by party.
PerParty = float | dict[str, float]


class Pledge(_Named):
    """Something promised in return, that the engine does not value: what it is worth is typed in, and said to be."""

    name: str = Field(min_length=1)
    label: Text | None = None
    unit: str = Field("USD bn a year", min_length=1)
    amount: float = Field(gt=0, description="what is promised, in `unit`")
    giver: str = Field(alias="from", description="the party that promises")
    receiver: str = Field(alias="to", description="the party that it is promised to")
    delivered: Shares = Field(description="share of it that arrives: one number, or its two ends")
    worth: Shares = Field(description="USD bn a year that a delivered unit is worth to the receiver")
    cost: Shares = Field(description="USD bn a year that a delivered unit costs the giver")
    source: str = Field(min_length=1, description="where the three come from")


class Part(Frozen):
    """One of the tables that talks fall apart into, where the issues are not linked."""

    sign: Names = ()
    unless: States | None = Field(None, description="default: that of the table")
    pledges: Names = Field((), description="pledges that stand on this table")


class Without(_Named):
    """What is changed to take one cause away; what is not named stays."""

    sign: Names | None = None
    unless: States | None = None
    meanwhile: States | None = Field(None, alias="while")
    drop: Names = Field((), description="pledges that are off the table")
    apart: tuple[Part, ...] = Field((), description="the tables that the talks fall into, each signed on its own")
    noise: float | None = Field(None, ge=0)
    extension_cost: PerParty | None = None
    rounds: int | None = Field(None, ge=1, le=200)
    discount: PerParty | None = None
    audience: float | None = Field(None, ge=0)
    security: dict[str, dict[str, float]] | None = None


class Cause(Frozen):
    """A reason why the answer is what it is: switched off, to see what turns on it."""

    id: str = Field(pattern=_NAME)
    label: Text
    what: Literal["outside option", "issue", "linkage", "private information", "clock", "security"] = "outside option"
    without: Without


class Observed(Frozen):
    """What happened at one deadline: scored against the chances of that deadline."""

    kind: Kind
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    deadline: int = Field(1, ge=1, description="which deadline of the clock it was")
    carried_out: bool | None = Field(
        None, description="whether the sender's threat was carried out; default: not scored"
    )
    label: Text | None = None
    source: str = Field(min_length=1)


class Table(_Named):
    """One table: who talks, what can be signed, what follows if not, and by what rules."""

    id: str = Field("talks", pattern=_NAME)
    label: Text = Field(default_factory=lambda seen: Text(en=seen.get("id", "-"), zh=seen.get("id", "-")))
    parties: Annotated[Names, Field(min_length=2)] = Field(description="economies or groups that talk")
    sign: Names = Field(description="variants that can be signed; they may be mixed")
    unless: States = Field(description="the variant that follows if talks end; or variants with their chances")
    meanwhile: States | None = Field(
        None, alias="while", description="the variant while talks go on; default: `unless`"
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
    first: str = Field("", description="who proposes first; default: the first party")
    payments: bool = Field(False, description="money can be paid across the table")
    pledges: tuple[Pledge, ...] = ()
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
        ids = [c.id for c in self.causes]
        if len(set(ids)) < len(ids):
            raise wrong("a cause occurs twice", remedy="Give each cause its own id.")
        return self

    def variants(self) -> Iterator[str]:
        """Every variant that the table or one of its causes names."""
        yield from (*self.sign, *self.unless, *(self.meanwhile or ()))
        for w in (c.without for c in self.causes):
            yield from (*(w.sign or ()), *(w.unless or ()), *(w.meanwhile or ()))
            for part in w.apart:
                yield from (*part.sign, *(part.unless or ()))

    def without(self, change: Without) -> Table:
        """The table with one cause taken away (`apart` is settled by whoever settles)."""
        keys = ("sign", "unless", "meanwhile", "noise", "extension_cost", "rounds", "discount", "audience", "security")
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


class Condition(Frozen):
    """What would support or contradict the claim, fixed before the run; without a figure the verdict is unknown."""

    id: str = Field(pattern=_NAME)
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

    @model_validator(mode="before")
    @classmethod
    def _from_one(cls, value: Any) -> Any:
        if isinstance(value, dict) and "parties" in value:
            inner = {k: v for k, v in value.items() if k != "conditions"}
            return {"tables": [inner], "conditions": value.get("conditions", ())}
        return {"tables": value} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _names_once(self) -> Talks:
        ids = [t.id for t in self.tables]
        if len(set(ids)) < len(ids):
            raise wrong("two tables have one id", remedy="Give each table its own id.")
        for c in self.conditions:
            f = c.figure
            if f is None:
                continue
            if f.table and f.table not in ids:
                raise wrong(f"the condition {c.id!r} names no table: {f.table!r}", ", ".join(ids))
            causes = [x.id for t in self.tables if not f.table or t.id == f.table for x in t.causes]
            if f.cause and f.cause not in causes:
                raise wrong(f"the condition {c.id!r} names no cause: {f.cause!r}", ", ".join(causes))
        return self

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
    asked += [
        ("talks.conditions", c.figure.variant)
        for c in scenario.talks.conditions
        if c.figure is not None and c.figure.variant
    ]
    for place, name in asked:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            raise wrong(f"`{place}` names no variant: {name!r}", ", ".join(known),
                        f"Did you mean {near[0]!r}?" if near else "")  # fmt: skip
