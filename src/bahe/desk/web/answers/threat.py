"""The document of `bahe threat --json`."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.origins import Source
from bahe.desk.web.answers.texts import Sentences
from bahe.desk.web.models import Shape


class Incomes(Shape):
    """Real incomes of the base year."""

    sender: float = of("of the sender, USD million a year")
    target: float = of("of the target, USD million a year")


class ThreatAnswered(Shape):
    """The threat carried out, and answered in one way."""

    target_usd_mn: float | None = of("change of the target's real income, USD million a year; null where not solved")
    sender_usd_mn: float | None = of("change of the sender's real income, USD million a year")
    others_usd_mn: float | None = of("change of all others' real income, USD million a year")
    target_pct: float | None = of("change of the target's real income, per cent")
    sender_pct: float | None = of("change of the sender's real income, per cent")
    needs_usd_mn: float | None = of(
        "what not answering so would have to cost the target to make it choose this, USD million"
    )
    rate_pct: float | None = of("mean tariff of the answer, per cent; null where it is no tariff")
    chosen: bool = of("true of the answer that the target chooses")
    solved: bool = of("true where an equilibrium was found")


class Demand(Shape):
    """What is demanded."""

    cost_usd_mn: float | None = of("what it costs the target, USD million a year")
    value_usd_mn: float | None = of("what it is worth to the sender, USD million a year")
    source: str = of("engine (solved) or typed in")
    taken_alone: bool = of("true where the threat gets it alone")


class Package(Shape):
    """Several demands together."""

    demands: str = of("names of the demands")
    issues: int = of("how many", ge=1)
    cost_usd_mn: float | None = of("what they cost the target, USD million a year")
    value_usd_mn: float | None = of("what they are worth to the sender, USD million a year")
    taken: bool = of("true where the threat gets them together")
    best: bool = of("true of the package that is worth most to the sender")


class Reserve(Shape):
    """What changes if one answer were taken off the table."""

    role: str = of("used, deters, softens or idle; empty of disarmed, where all are taken off")
    outcome: str = of("how it would end without it")
    answer: str = of("the answer that would be chosen without it")
    credible: bool = of("true where the threat would be believed without it")
    most_usd_mn: float | None = of("the most the target would give without it, USD million a year")
    bluff_usd_mn: float | None = of(
        "what backing down must cost the sender to be believed without it, USD million a year"
    )


class Linkage(Shape):
    """Whether tying demands together pays."""

    pays: bool = of("true where a package gets more than its demands one by one")
    because: str = of("why, as a word")
    meaning: str = of("why, in a sentence")
    best: list[str] | None = of("the best package; null where nothing is taken")


class ThreatAnswer(Shape):
    """What a threat can get: whether it is believed, how it is answered, what is given."""

    world: str = of("name of the world that was solved")
    horizon: str = of("the horizon")
    closure: str = of("what holds trade balances")
    elasticities: str = of("the set of trade elasticities")
    sender: str = of("who threatens")
    target: str = of("who is threatened")
    threat: list[str] = of("what is threatened, in sentences")
    audience_usd_mn: float | None = of(
        "what backing down costs the sender, USD million a year; null: enough to be believed"
    )
    resolve_usd_mn: dict[str, float] = of("answer -> what not giving it would cost the target, USD million a year")
    believed: bool = of("true where the threat is taken as believed")
    income_usd_mn: Incomes = of("real incomes of the base year")
    loss_usd_mn: float = of("loss of the target where the threat is carried out and not answered, USD million a year")
    loss_pct: float = of("the same, per cent of its real income")
    own_cost_usd_mn: float = of("what carrying out and being answered costs the sender, USD million a year")
    answer_chosen: str = of("the answer that the target would choose")
    in_force_pct: float | None = of("mean tariff of the target on the sender in force, per cent")
    credible: bool = of("true where carrying out is better for the sender than backing down")
    bluff_price_usd_mn: float = of(
        "what backing down must cost the sender for the threat to be believed, USD million a year"
    )
    at_stake_usd_mn: float = of("what the target loses by the threat with its answer, USD million a year")
    most_usd_mn: float = of("the most the target gives, USD million a year")
    least_usd_mn: float = of("the least the sender takes, USD million a year")
    concession_usd_mn: float = of("what the two would settle on, USD million a year")
    power: float = of("part of what there is to divide that goes to the sender, 0..1", ge=0, le=1)
    outcome: str = of("how it ends: concedes, not credible, ...")
    assured: bool = of("true where giving in ends the matter: the sender does not gain by carrying out all the same")
    answers: dict[str, ThreatAnswered] = of("answer -> the threat carried out and answered so")
    demands: dict[str, Demand] = of("name -> what is demanded")
    packages: list[Package] = of("demands together")
    reserve: dict[str, Reserve] = of("answer -> what changes without it; disarmed: without any")
    linkage: Linkage = of("whether tying demands together pays")
    roles: dict[str, str] = of("role -> what it means")
    answer: Sentences = of("the answer in sentences")
    sources: list[Source] = of("sources of the data")
