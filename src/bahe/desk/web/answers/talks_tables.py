"""A table of talks: how it ends over draws, the clock, causes switched off, break-even shares, the zone of agreement."""

from __future__ import annotations

from typing import Literal

from bahe.desk.web.answers.fields import Wide, may, of
from bahe.desk.web.answers.intervals import Point, Three
from bahe.desk.web.answers.texts import Text
from bahe.desk.web.models import Shape

Kind = Literal["deal", "truce", "breakdown"]
#: Variant -> its chance.
States = dict[str, float]
PerParty = float | dict[str, float]


class EndChances(Shape):
    """Chances of the first deadline; they add up to 1."""

    deal: float = of("that it is signed, 0..1")
    truce: float = of("that it is neither signed nor broken off, 0..1")
    breakdown: float = of("that talks end without a signature, 0..1")


class TalksEnd(Shape):
    """How a table ends at a horizon, over all draws; bands are median, lowest, highest."""

    kind: Kind = of("the likeliest end of the first deadline")
    chances: EndChances = of("of the first deadline")
    signed_in_all: float | None = of("chance that it is ever signed, 0..1")
    surplus_usd_bn: Three = of("what there is to divide, USD billion a year")
    gain_usd_bn: dict[str, Three] = of("party -> gain over walking away, USD billion a year")
    zone_of_agreement_in_draws: float | None = of("share of the draws with a zone of agreement, 0..1")
    turns_on: str | None = of("id of the cause on which most turns; null where nothing does")


class TalksDraw(Wide):
    """One draw: elasticities and an end of the pledges; with columns by party, variant, issue and pledge, as in `gain_USA`."""

    columns = {
        r"gain_.+": (float | None, "expected gain of the party over walking away, USD billion a year"),
        r"signed_.+": (
            float | None,
            "what the party has under the terms; null where nothing is signed; USD billion a year",
        ),
        r"outside_.+": (float | None, "what the party has without a signature, USD billion a year"),
        r"impasse_.+": (float | None, "what the party has while talks go on, USD billion a year"),
        r"payoff_.+": (float | None, "what the party can expect, USD billion a year"),
        r"paid_.+": (float | None, "payment to the party, USD billion a year"),
        r"terms_.+": (float | None, "weight of the variant in what is signed, 0..1; null where nothing is"),
        r"issue_.+": (float | None, "level of the issue in what is signed, in its own unit; null where nothing is"),
        r"pledge_.+": (float | None, "what is pledged, in the unit of the pledge; null where nothing is signed"),
    }

    horizon: str = of("the horizon")
    elasticities: str = of("the elasticity set, or theta and its value")
    end: str = of("end of the ranges of pledges: low, high, or empty without pledges")
    central: bool = of("true for the central elasticities")
    kind: Kind = of("how the first deadline ends")
    deal: float = of("chance of a signature at the first deadline, 0..1")
    truce: float = of("chance that it is prolonged, 0..1")
    breakdown: float = of("chance that talks end, 0..1")
    signed: float = of("chance that it is ever signed, 0..1")
    months: float | None = of("expected months to the signature; null where there is none")
    cause: str = of("why it is not signed, or later; empty where it is signed at once")
    surplus_usd_bn: float | None = of("what there is to divide, USD billion a year")
    zone: bool = of("true where there is a zone of agreement")
    believed: float = of("1 where the threat is believed, else 0")
    bluff_price_usd_bn: float | None = of(
        "what backing down must cost the sender for its threat to be believed, USD billion a year; null where nobody threatens"
    )


class Deadline(Shape):
    """A deadline of the clock; medians over draws, with lowest and highest."""

    horizon: str = of("the horizon")
    deadline: int = of("number of the deadline, from 1", ge=1)
    date: str = of("its date, ISO 8601; empty where talks have no calendar")
    month: float = of("months since talks began")
    signed: float | None = of("chance that it is signed by then, 0..1")
    signed_low: float | None = of("lowest over draws")
    signed_high: float | None = of("highest over draws")
    signs: float | None = of("chance of a signature at this deadline, once it is reached, 0..1")
    signs_low: float | None = of("lowest over draws")
    signs_high: float | None = of("highest over draws")
    extends: float | None = of("chance that it is prolonged, once it is reached, 0..1")
    extends_low: float | None = of("lowest over draws")
    extends_high: float | None = of("highest over draws")
    lapses: float | None = of("chance that it lapses, once it is reached, 0..1")
    lapses_low: float | None = of("lowest over draws")
    lapses_high: float | None = of("highest over draws")


class CauseOff(Wide):
    """How it ends without one cause; with columns by party and pledge, as in `change_USA`, `change_low_USA`, `pledge_NAME`."""

    columns = {
        r"change_.+": (
            float | None,
            "change of what the party can expect, USD billion a year; `low_`, `high_`: over draws",
        ),
        r"pledge_.+": (
            float | None,
            "what is pledged without the cause; `before_`: with it; in the unit of the pledge",
        ),
    }

    cause: str = of("id of the cause")
    what: str = of("outside option, issue, linkage, private information, clock or security")
    horizon: str = of("the horizon")
    kind_before: Kind = of("the likeliest end with the cause")
    kind: Kind = of("the likeliest end without it")
    deal: float | None = of("chance of a signature at the first deadline without it, 0..1")
    truce: float | None = of("chance of prolonging without it, 0..1")
    breakdown: float | None = of("chance that talks end without it, 0..1")
    deal_before: float | None = of("chance of a signature with it, 0..1")
    signed: float | None = of("chance that it is ever signed without it, 0..1")
    turns: float | None = of("how much of the chances of the three ends moves, 0..1")
    flips: float | None = of("share of the draws in which the likeliest end is another, 0..1")


class OneMoreMonth(Shape):
    """What time is worth to a party."""

    horizon: str = of("the horizon")
    party: str = of("the party")
    month: float | None = of("one more month as things are against a signature now, USD billion; median")
    month_low: float | None = of("lowest over draws")
    month_high: float | None = of("highest over draws")
    deadline: float | None = of("one more deadline, USD billion; median; null where there is no other")
    deadline_low: float | None = of("lowest over draws")
    deadline_high: float | None = of("highest over draws")


class BreakEven(Shape):
    """The delivered share at which a pledge stops paying for its giver, or starts to for its receiver."""

    pledge: str = of("name of the pledge")
    horizon: str = of("the horizon")
    carried_out: float = of("chance that the threat would be carried out, 0..1")
    delivered_low: float = of("lower end of the share that is delivered, as typed in")
    delivered_high: float = of("upper end of the share that is delivered, as typed in")
    giver: float | None = of(
        "the most that may be delivered for the giver to gain by it, share; above 1: even all; median"
    )
    giver_low: float | None = of("lowest over draws")
    giver_high: float | None = of("highest over draws")
    receiver: float | None = of(
        "the least that must be delivered for the receiver to sign, share; 0 or below: none; median"
    )
    receiver_low: float | None = of("lowest over draws")
    receiver_high: float | None = of("highest over draws")


class ZonePackage(Shape):
    """A package that can be signed."""

    name: str = of("the variant, and what is pledged with it")
    at: list[float | None] = of("what each party has under it, USD billion a year, in the order of the parties")


class Zone(Shape):
    """The zone of agreement at the central elasticities; coordinates are USD billion a year of the parties in their order."""

    elasticities: str = of("the central elasticities")
    payments: bool = of("true where the parties may pay each other besides")
    outside: list[float | None] = of("what each has without a signature")
    impasse: list[float | None] = of("what each has while talks go on")
    packages: list[ZonePackage] = of("what can be signed")
    frontier: list[Point] = of("corners of the frontier")
    zone: list[Point] | None = of("both ends of the zone of agreement; null where there is none")
    signed: list[float | None] | None = of("what each has under what is signed; null where nothing is")


class ForecastScore(Shape):
    """The chances of a deadline against what happened."""

    date: str = of("when it happened, ISO 8601")
    deadline: int = of("which deadline it was", ge=1)
    horizon: str = of("the horizon")
    observed: str = of("deal, truce, breakdown, or open where it is not known yet")
    deal: float | None = of("chance of a signature, 0..1")
    truce: float | None = of("chance that it is prolonged, 0..1")
    breakdown: float | None = of("chance that talks end, 0..1")
    brier: float | None = of("sum of squares of chances less what happened, 0..2; 0 is best; null while open")
    log_score: float | None = of("minus the logarithm of the chance of what happened; 0 is best; null while open")
    brier_even: float | None = of("the same score of equal chances")
    log_even: float | None = of("the same log score of equal chances")
    carried_out: float | None = of("chance that the threat is carried out, 0..1; null where that is not scored")
    carried_out_seen: bool | None = of("whether it was carried out; null where that is not scored")
    brier_carried_out: float | None = of("square of the chance less what happened; null where that is not scored")
    source: str = of("where it is documented")


class RegionCell(Shape):
    """Chance of a signature over two costs."""

    horizon: str = of("the horizon")
    backing_down: float = of("what backing down costs the sender, USD billion a year")
    given_up: float = of("what signing costs the target besides, USD billion a year")
    signed: float | None = of("chance of a signature, 0..1")


class Delay(Shape):
    """A cause of delay of a truce clock."""

    horizon: str = of("the horizon")
    cause: str = of("the cause of delay")
    there: float | None = of("share of the draws in which it is at work, 0..1")
    first: float | None = of("chance of a signature on the first day with it, 0..1")
    first_without: float | None = of("the same without it, 0..1")


class PledgeSource(Shape):
    """A pledge whose worth is typed in."""

    pledge: str = of("name of the pledge")
    label: Text = of("what it is called")
    source: str = of("where its figures come from")


class PartApart(Shape):
    """One of the tables that talks fall apart into where the issues are not linked."""

    sign: list[str] | None = may("variants that can be signed; where changed")
    unless: States | None = may("what holds without a signature; where changed")
    pledges: list[str] | None = may("pledges on this table; where changed")


class CauseChange(Shape):
    """What is changed to take a cause away; what is not named stays."""

    sign: list[str] | None = may("variants that can be signed; where changed")
    unless: States | None = may("variant -> chance, without a signature; where changed")
    meanwhile: States | None = may("variant -> chance, while talks go on; where changed")
    drop: list[str] | None = may("pledges that are off the table; where changed")
    apart: list[PartApart] | None = may("tables that the talks fall into; where changed")
    noise: float | None = may("spread of a private cost, USD billion a year; where changed")
    extension_cost: PerParty | None = may("what one more round costs at home, USD billion a year; where changed")
    rounds: int | None = may("number of deadlines; where changed")
    later: list[States] | None = may("what holds after later deadlines; where changed")
    deadline: float | str | None = may("months until the deadline, or never; where changed")
    doubt: float | str | None = may("half of what is not known, USD billion a year, or engine; where changed")
    discount: PerParty | None = may("weight of the next year; where changed")
    audience: float | None = may("what backing down costs the sender, USD billion a year; where changed")
    security: dict[str, dict[str, float]] | None = may("party -> rival -> worth of a dollar it loses; where changed")


class Switch(Shape):
    """A cause that can be switched off."""

    cause: str = of("id of the cause")
    label: Text = of("what it is called")
    what: str = of("outside option, issue, linkage, private information, clock or security")
    without: CauseChange = of("what is changed to take it away")


class TalksTable(Shape):
    """One table of talks."""

    id: str = of("id of the table")
    label: Text = of("its name")
    parties: list[str] = of("who talks")
    sign: list[str] = of("variants that can be signed")
    unless: States = of("variant -> chance, without a signature")
    while_: States = of("variant -> chance, while talks go on", alias="while")
    protocol: str = of("rule of bargaining: nash, truce, deadline, ...")
    deadlines: int = of("number of deadlines", ge=1)
    months: float = of("months between deadlines")
    noise_usd_bn: float = of("spread of a private cost of signing today, USD billion a year; typed in")
    ends: dict[str, TalksEnd] = of("horizon -> how it ends")
    draws: list[TalksDraw] = of("one row a horizon, elasticity set and end of the pledges")
    clock: list[Deadline] = of("one row a deadline")
    causes: list[CauseOff] = of("one row a cause: how it ends without it")
    one_more_month: list[OneMoreMonth] = of("what time is worth to whom")
    break_even: list[BreakEven] = of("one row a pledge and chance")
    zone: dict[str, Zone] = of("horizon -> zone of agreement; of two parties")
    scores: list[ForecastScore] = of("one row an observed end")
    region: list[RegionCell] = of("chance of a signature over two costs; empty where there is no threat to link")
    delay: list[Delay] = of("causes of delay of a truce clock")
    note: Text | None = of("what should be known about the table; null where nothing is to be said")
    typed_in: list[PledgeSource] = of("pledges whose worth is typed in")
    switches: list[Switch] = of("causes that can be switched off")
