"""The document of `bahe run --json`: bands by variant, horizon and economy, a score where there is one, tables, solves."""

from __future__ import annotations

from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.intervals import Interval
from bahe.desk.web.answers.items import Holding, ShareYear
from bahe.desk.web.answers.origins import Provenance
from bahe.desk.web.answers.scores import Score
from bahe.desk.web.models import Shape


class EconomyBands(Shape):
    """Changes of one economy or group, each with its range over elasticity sets."""

    welfare_pct: Interval = of("exact change of real income, per cent")
    welfare_usd_mn: Interval = of("equivalent variation, USD million a year")
    real_wage_pct: Interval = of("change of the wage deflated by the final price index, per cent")
    revenue_usd_mn: Interval = of("tariffs, export taxes and rents; against a variant: its change; USD million a year")


#: variant -> horizon -> economy or group -> its changes.
Bands = dict[str, dict[str, dict[str, EconomyBands]]]


class Comparison(Shape):
    """All variants against one of them."""

    with_: str = of("the variant that the others are compared with", alias="with")
    results: Bands = of("variant -> horizon -> economy -> changes relative to that variant")


class SolveRow(Shape):
    """How one solve of a run ended."""

    variant: str = of("the variant that was solved")
    horizon: str = of("the horizon")
    elasticities: str = of("the elasticity set, or theta and its value")
    outcome: str = of("converged, or the word for how it broke off")
    iterations: int = of("steps of the solver", ge=0)
    residual: float | None = of("largest excess demand that is left, as a share of the market")
    seconds: float = of("time it took, seconds", ge=0)
    method: str = of("the solver")
    dose: float = of("share of the shock that was reached, 0..1")
    advice: str = of("the outcome in words, and what to do about it")


class ModelTariff(Shape):
    """What the model says a player would levy."""

    horizon: str = of("the horizon")
    elasticities: str = of("the elasticity set, or theta and its value")
    central: bool = of("true for the central elasticities")
    reading: str = of("war: all play; alone: the others do not answer")
    grain: str = of("how finely tariffs are set: importer or partner")
    importer: str = of("who levies")
    exporter: str = of("on whom; all where it is one rate")
    rate: float | None = of("the rate, a fraction")
    gain_pct: float | None = of("what the importer gains by it, per cent of real income")
    at_bound: bool = of("true where the rate is at the bound of what was allowed")
    solved: bool = of("true where the game was solved")
    why: str = of("why it was not solved; empty where it was")


class PlayerTariff(Shape):
    """The average tariff of a pair of players at a date."""

    date: str = of("name of the date: before, april-peak, now")
    day: str = of("the day, ISO 8601; empty for the time before")
    importer: str = of("who levies")
    exporter: str = of("on whom")
    average: float | None = of("average tariff, a fraction, weighted by imports of the base year")
    added: float | None = of("what was added since, a fraction")
    imports_usd_mn: float | None = of("imports of the base year, USD million")
    complete: bool = of("true where all duties of that date are on file")
    note: str = of("what is not on file, or how it was read; empty where nothing is to be said")


class Episode(Shape):
    """A bargaining episode of 2025. Losses are per cent of real income against the state before; positive is a loss."""

    partner: str = of("code of the partner")
    horizon: str = of("the horizon")
    name: str = of("name of the partner")
    threat_source: str = of("where the threat stands: letter, april, or empty where there was none")
    date_letter: str | None = of("date of the letter, ISO 8601; null without one")
    deal_date: str | None = of("date of the deal, ISO 8601; null without one")
    threat_rate: float | None = of("rate threatened, a fraction")
    rate_august: float | None = of("rate of August 2025, a fraction")
    rate_end: float | None = of("rate at the end of 2025, a fraction")
    basis_end: str = of("ceiling (all duties within) or additive (on top)")
    relief: float | None = of("rate threatened less rate at the end, a fraction")
    duty_before: float | None = of("average duty before, a fraction")
    duty_threat: float | None = of("average duty threatened, a fraction")
    duty_agreed: float | None = of("average duty agreed, a fraction")
    answer_points: float | None = of("points of an answer in kind, a fraction")
    loss_threat_pct: float | None = of("loss of the partner by the threat carried out, per cent")
    loss_answered_pct: float | None = of("its loss with an answer in kind, per cent")
    answer_cost_pct: float | None = of("what the answer costs it, per cent")
    loss_agreed_pct: float | None = of("its loss under what was agreed, per cent")
    averted_pct: float | None = of("what the agreement averted, per cent")
    averted_usd_mn: float | None = of("what the agreement averted, USD million a year")
    sender_loss_threat_pct: float | None = of("loss of the sender by the threat carried out, per cent")
    sender_loss_answered_pct: float | None = of("loss of the sender with an answer in kind, per cent")
    exposure_pct: float | None = of(
        "points that the threat adds times exports to the sender, per cent of its income; no model"
    )
    most_pct: float | None = of("the most the partner would give, per cent of its real income")
    most_usd_mn: float | None = of("the most the partner would give, USD million a year")
    best_answer: str = of("its best answer: nothing, best tariffs, in kind; empty where not solved")
    best_rate: float | None = of("rate of its best tariffs, a fraction")
    sender_loss_best_usd_mn: float | None = of("loss of the sender with the best answer, USD million a year")
    backing_down_usd_mn: float | None = of("what backing down must cost the sender, USD million a year")
    cut_cost_usd_mn: float | None = of("what the partner's own tariff cut costs it, USD million a year")
    outcome: str = of("what happened: concede_fast, concede_late, retaliate or stand")
    outcome_other: str | None = of("how else that can be read; null where it cannot")
    other_motives: bool = of("true where other motives than trade were at work")
    retaliated: str = of("whether it retaliated: executed, suspended, threatened or no")
    deal: str = of("kind of deal: framework, none, ...")
    own_tariff_cut: str = of("whether it cut its own tariffs: yes, no or partly")
    pledge_investment_usd_bn: float | None = of("investment pledged, USD billion, as stated")
    pledge_purchases_usd_bn: float | None = of("purchases pledged, USD billion, as stated")
    concession: str = of("what it gave, in words")
    grade: str = of("grade of the evidence, A to D")
    solved: bool = of("true where its losses were solved")
    why: str = of("why they were not; empty where they were")


class RunTables(Shape):
    """Tables beside the usual ones, where the scenario asks for them."""

    model_tariffs: list[ModelTariff] | None = may("what the model says each would levy; where the scenario asks for it")
    player_tariffs: list[PlayerTariff] | None = may(
        "average tariffs by pair of players at three dates; where asked for"
    )
    holdings: list[Holding] | None = may("who holds which item over whom; where asked for")
    share_history: list[ShareYear] | None = may("shares of suppliers over the years; with holdings")
    episodes: list[Episode] | None = may("bargaining episodes of 2025; where asked for")


class RunAnswer(Shape):
    """A scenario played: every variant at every horizon, over elasticity sets."""

    scenario: str = of("id of the scenario")
    title: str = of("title of the scenario, in English")
    world: str = of("name of the world that was solved")
    closure: str = of("what holds trade balances: transfer, balanced, proportional, nominal or nominal:ISO3")
    central: dict[str, str] = of("horizon -> its central elasticities")
    elasticities: dict[str, list[str]] = of("horizon -> elasticity sets of the range")
    results: Bands = of("variant -> horizon -> economy or group -> changes against the base")
    comparison: Comparison | None = of("variants against the one that the scenario names; null where it names none")
    score: Score | None = of("the run against what was observed; null where the scenario has no score")
    tables: RunTables = of("tables beside the usual ones")
    solves: list[SolveRow] = of("how every solve ended")
    report: str | None = of("place of the report; null where none was written, as for the web")
    provenance: Provenance = of("what the answer follows from")
