"""What a table of talks is made of: states, pledges, causes and what is changed to take one away, what was observed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from bahe.scenario.words import Frozen, Names, Share, Text, wrong

Kind = Literal["deal", "truce", "breakdown"]
Protocol = Literal["nash", "kalai-smorodinsky", "rubinstein", "deadline", "truce", "reputation", "ultimatum"]

NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"


class Named(Frozen):
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


#: Months, or that there is no end.
Months = Annotated[float, Field(gt=0, le=1200)] | Literal["never"]
#: Half of a width in USD bn a year, or the band of the engine.
Doubt = Annotated[float, Field(ge=0)] | Literal["engine"]


class Pledge(Named):
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


class Scale(Frozen):
    """One issue of the terms in its own unit: its level in each variant that can be signed. What a level is worth comes from the engine."""

    name: str = Field(min_length=1, description="such as a tariff, the intensity of a control, days of a truce")
    label: Text | None = None
    unit: str = Field(min_length=1, description="such as points, share withheld, days")
    levels: dict[str, float] = Field(
        min_length=1, description="variant: level; between two of them, part of each is signed"
    )


class Part(Frozen):
    """One of the tables that talks fall apart into, where the issues are not linked."""

    sign: Names = ()
    unless: States | None = Field(None, description="default: that of the table")
    pledges: Names = Field((), description="pledges that stand on this table")


class Without(Named):
    """What is changed to take one cause away; what is not named stays."""

    sign: Names | None = None
    unless: States | None = None
    meanwhile: States | None = Field(None, alias="while")
    drop: Names = Field((), description="pledges that are off the table")
    apart: tuple[Part, ...] = Field((), description="the tables that the talks fall into, each signed on its own")
    noise: float | None = Field(None, ge=0)
    extension_cost: PerParty | None = None
    rounds: int | None = Field(None, ge=1, le=200)
    later: tuple[States, ...] | None = None
    deadline: Months | None = None
    doubt: Doubt | None = None
    discount: PerParty | None = None
    audience: float | None = Field(None, ge=0)
    security: dict[str, dict[str, float]] | None = None


class Cause(Frozen):
    """A reason why the answer is what it is: switched off, to see what turns on it."""

    id: str = Field(pattern=NAME)
    label: Text
    what: Literal["outside option", "issue", "linkage", "private information", "clock", "security"] = "outside option"
    without: Without


class Observed(Frozen):
    """What happened at one deadline: scored against the chances of that deadline."""

    kind: Kind | Literal["open"] = Field(description="open: not known yet, so not scored")
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    deadline: int = Field(1, ge=1, description="which deadline of the clock it was")
    carried_out: bool | None = Field(
        None, description="whether the sender's threat was carried out; default: not scored"
    )
    label: Text | None = None
    source: str = Field(min_length=1)
