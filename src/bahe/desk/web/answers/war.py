"""The document of `bahe war --json`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.games import GameEconomy, GameQuestion
from bahe.desk.web.answers.origins import Source
from bahe.desk.web.answers.solving import SolveInfo
from bahe.desk.web.answers.texts import Sentences
from bahe.desk.web.models import Shape


class AudienceCost(Shape):
    """A rate that a player has promised, and what falling short costs at home."""

    rate: float = of("the rate that was promised, a fraction")
    cost: float = of("lost at home by setting nothing of it, USD million a year; a part left out costs its square")
    lever: str = of("what the rate is of: tariff, export_tax, subsidy or export_control")


class WarQuestion(GameQuestion):
    """The question with every default."""

    instruments: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = of(
        "lever and grain, instead of tariffs"
    )
    political: dict[str, dict[str, float]] = of("player -> industry or group -> weight of its income; others have one")
    security: dict[str, dict[str, float]] = of("player -> rival -> dollars given up for a dollar that the rival loses")
    audience: dict[str, AudienceCost] = of("player -> what it has promised")
    sweep: tuple[str, str, list[float]] | None = of(
        "player, rival and the weights of security that are tried; null where none is swept"
    )
    retaliate: bool = of("true where those who do not play answer in kind")
    bands: bool = of("true where every published elasticity set is solved")
    start: str | None = of("where the search starts: monopoly, applied or zero; null: by the rule")
    certify: bool = of("true where deviations are looked for")
    seed: int = of("seed of random deviations and starts")


class WarPlayer(Shape):
    """A player at war."""

    welfare_pct: float | None = of("exact change of real income of the members together, per cent")
    value_pct: float | None = of("change of the objective: real income with its weights, less what it values, per cent")
    welfare_usd_mn: float | None = of("change of real income, USD million a year")
    tariff_pct: float | None = of("mean tariff at war, per cent, benchmark imports as weights; null where it sets none")
    tariff_median_pct: float | None = of("median rate that it sets, per cent")
    tariff_min_pct: float | None = of("lowest rate that it sets, per cent")
    tariff_max_pct: float | None = of("highest rate that it sets, per cent")
    tariff_applied_pct: float | None = of("mean tariff in force on the same flows, per cent")
    terms_of_trade_pct: float | None = of("first-order terms of trade, per cent")
    exports_pct: float | None = of("change of exports to the outside of what is taxed, per cent")
    imports_pct: float | None = of("change of imports from the outside of what is taxed, per cent")
    revenue_usd_mn: float | None = of("duties, export taxes and rents of controls, USD million a year")
    gain_pct: float | None = of(
        "largest gain by deviating that was found or is left, per cent; null without certificate"
    )
    tariff_pct_low: float | None = may("lowest mean tariff over elasticity sets, per cent; with bands")
    tariff_pct_high: float | None = may("highest mean tariff over elasticity sets, per cent; with bands")
    welfare_pct_low: float | None = may("lowest change of real income, per cent; with bands")
    welfare_pct_high: float | None = may("highest change of real income, per cent; with bands")
    members: list[str] = of("economies that act as this player")


class WarRate(Shape):
    """A rate that a player sets at war."""

    player: str = of("who sets it")
    lever: str = of("tariff, export_tax, subsidy or export_control")
    partner: str = of("on whom; empty where it is one rate for all")
    sector: str = of("industry; empty where it is one rate for all")
    rate: float | None = of("the rate, a fraction")
    applied_rate: float | None = of("the rate in force, a fraction; null where that has no meaning")
    imports_usd_mn: float | None = of(
        "what it falls on in the base year, USD million: imports; of an export tax exports, of a subsidy output"
    )


class Certificate(Shape):
    """How sure it is that nobody gains by deviating."""

    largest: float = of("largest gain of anybody, a fraction of real income")
    tried: int = of("deviations tried", ge=0)
    by_player: dict[str, float] = of("player -> largest gain, a fraction: found, or left by the slopes")
    found: dict[str, float] = of("player -> largest gain found by trying, a fraction")
    left_by_slopes: dict[str, float] = of("player -> gain that slopes and curvatures leave, a fraction")


class WarReason(Shape):
    """Why a rate is what it is: what one more point of it would do, part by part. The parts add up to the slope."""

    player: str = of("who sets it")
    lever: str = of("the lever")
    partner: str = of("on whom; empty: all")
    sector: str = of("industry; empty: all")
    rate: float | None = of("the rate at war, a fraction")
    monopoly_rate: float | None = of("rate of a monopolist without answers (1/theta), a fraction; null of other levers")
    terms_of_trade_pct: float | None = of("what foreigners come to pay, in the unit of the explanation")
    volume_final_pct: float | None = of("imports for final use that are no longer bought, same unit")
    volume_inputs_pct: float | None = of("imports of inputs that are no longer bought, same unit")
    export_base_pct: float | None = of("exports that are no longer sold, same unit")
    output_pct: float | None = of("industries with profits, subsidies or economies of scale, same unit")
    transfers_pct: float | None = of("deficits that the closure moves, same unit")
    political_pct: float | None = of("incomes of industries that count more, or less, same unit")
    security_pct: float | None = of("losses of rivals that the player values, same unit")
    audience_pct: float | None = of("what is lost at home by setting less than was promised, same unit")
    slope_pct: float | None = of("sum of the parts, same unit; 0 where the rate is inside its bounds")
    terms_of_trade_usd_mn: float | None = of("terms of trade, USD million a year")
    volume_final_usd_mn: float | None = of("imports for final use, USD million a year")
    volume_inputs_usd_mn: float | None = of("imports of inputs, USD million a year")
    export_base_usd_mn: float | None = of("exports no longer sold, USD million a year")
    output_usd_mn: float | None = of("industries, USD million a year")
    transfers_usd_mn: float | None = of("deficits, USD million a year")
    political_usd_mn: float | None = of("political weights, USD million a year")
    security_usd_mn: float | None = of("losses of rivals, USD million a year")
    audience_usd_mn: float | None = of("promises at home, USD million a year")
    foreign_share: float | None = of("part of the added duty that foreigners bear, 0..1; null of other levers")
    import_response: float | None = of(
        "by how many per cent taxed imports fall for one per cent of price; null of other levers"
    )
    input_share: float | None = of("share of taxed imports that is used as inputs, 0..1; null of other levers")
    imports_new_usd_mn: float | None = of("the flow at war, USD million a year")


class WarExplanation(Shape):
    """Why the rates are what they are."""

    rows: list[WarReason] = of("one row a rate, or a player where there are many")
    parts: dict[str, str] = of("part -> what it means")
    gap_pct: float | None = of("largest distance between the parts and the slope, in the unit")
    unit: str = of("unit of the columns that end in _pct")
    en: list[str] = of("in sentences, in English")
    zh: list[str] = of("in sentences, in Chinese")
    by: dict[str, list[WarReason]] = of("partner or sector -> one row each, where rates differ by it")


class SweepRow(Shape):
    """The war at one weight of security."""

    weight: float = of("dollars given up for a dollar that the rival loses")
    player: str = of("the player")
    tariff_pct: float | None = of("its mean tariff, per cent; null where the war did not come to rest")
    welfare_pct: float | None = of("change of its real income, per cent")
    welfare_usd_mn: float | None = of("the same, USD million a year")
    tariff_on_rival_pct: float | None = of(
        "its mean tariff on the rival, per cent; null of the rival itself where it is one rate"
    )
    rival_welfare_pct: float | None = of("change of the real income of the rival, per cent")
    rival_welfare_usd_mn: float | None = of("the same, USD million a year")
    converged: bool = of("true where the war came to rest")


class BandRow(Shape):
    """The war in one elasticity set."""

    elasticities: str = of("the elasticity set")
    player: str = of("the player")
    tariff_pct: float | None = of("its mean tariff, per cent; null where the war did not come to rest")
    welfare_pct: float | None = of("change of its real income, per cent")
    converged: bool = of("true where the war came to rest")


class LogRow(Shape):
    """A step of the search."""

    seconds: float = of("time since the start, seconds")
    evaluations: int = of("equilibria solved so far", ge=0)
    gain_left: float | None = of("largest gain that is left, a fraction of real income")


class ScanPlayer(Shape):
    """A player at a point of rest."""

    tariff_pct: float | None = of("its mean tariff, per cent; null where it sets none")
    welfare_pct: float | None = of("change of its real income, per cent")
    value_pct: float | None = of("change of its objective, per cent")


class ScanPoint(Shape):
    """A war that the scan came to."""

    reached: int = of("starts that came here", ge=1)
    certificate: float | None = of("largest gain by deviating, a fraction; null without a certificate")
    players: dict[str, ScanPlayer] = of("player -> its tariff and real income")


class ScanStart(Shape):
    """A start of the scan."""

    start: str = of("monopoly, applied, zero, highest or a random one")
    point: int | None = of("number of the point it came to, from 1; null where it came to none", ge=1)
    why: str = of("why it came to none; empty where it did")


class WarScan(Shape):
    """Whether there are other wars: starts and the points they came to."""

    unique: bool = of("true where all starts came to one point")
    points: list[ScanPoint] = of("the points")
    distance: list[list[float]] = of("distance between points, largest difference of log wedges")
    apart: float = of("points farther apart than this are different")
    seed: int = of("seed of the random starts")
    starts: list[ScanStart] = of("one row a start")


class WarAnswer(Shape):
    """A tariff war at rest: rates, why they are what they are, and what everybody loses."""

    world: str = of("name of the world that was solved")
    horizon: str = of("the horizon")
    closure: str = of("what holds trade balances")
    elasticities: str = of("the set of trade elasticities")
    rule: str = of("exact or sufficient-statistics")
    grain: str = of("how finely rates are set, or instruments")
    sectors: list[str] = of("industries that the rates are on")
    asked: WarQuestion = of("the question with every default")
    info: SolveInfo = of("how the search ended; its residual is the largest gain left")
    players: dict[str, WarPlayer] = of("player -> what the war does to it")
    rates: list[WarRate] = of("every rate")
    values: dict[str, float] = of("player -> change of its objective, a fraction")
    economies: dict[str, GameEconomy] = of("economy code -> what the war does to it")
    certificate: Certificate | None = of("that nobody gains by deviating; null where it was not looked for")
    explanation: WarExplanation | None = of("why the rates are what they are; null where that has no meaning")
    sweep: list[SweepRow] | None = of("wars over weights of security; null where none is swept")
    bands: list[BandRow] | None = of("wars over elasticity sets; null without bands")
    log: list[LogRow] = of("steps of the search")
    answer: Sentences = of("the answer in sentences")
    sources: list[Source] = of("sources of the data")
    scan: WarScan | None = may("other wars; where a scan is asked for")
