"""The documents of `bahe deal --json`: all together, and pair by pair."""

from __future__ import annotations

from bahe.desk.web.answers.fields import Wide, of
from bahe.desk.web.answers.games import GameEconomy, GameQuestion
from bahe.desk.web.answers.intervals import Point
from bahe.desk.web.answers.origins import Source
from bahe.desk.web.answers.solving import SolveInfo
from bahe.desk.web.answers.texts import Sentences
from bahe.desk.web.models import Shape


class DealQuestion(GameQuestion):
    """The question with every default."""

    start: str = of("what each has without a deal: nash (the war), status-quo or free-trade")
    partners: str | None = of("players: they agree on what they charge each other; null: on what they charge everybody")
    side_payments: bool = of("true where they may pay each other besides")
    power: list[float] | None = of("bargaining power, one number a player; null: equal")
    frontier: bool | None = of("whether the frontier is drawn; null: where there are two")
    points: int = of("points of the frontier", ge=1)
    pairs: bool = of("true: pair by pair, all other agreements held")
    mfn: bool = of("true: one rate an industry for all partners")


class PairedPlayer(Shape):
    """A player in agreements pair by pair."""

    gain_pct: float | None = of("gain over no agreement, per cent of real income")
    gain_usd_mn: float | None = of("the same, USD million a year")
    tariff_pct: float | None = of("mean tariff agreed, per cent")
    tariff_before_pct: float | None = of("mean tariff without an agreement, per cent")
    tariff_applied_pct: float | None = of("mean tariff in force, per cent")


class DealPlayer(PairedPlayer):
    """A player in a deal."""

    payment_usd_mn: float | None = of("what it is paid by the others, USD million a year; below zero it pays")
    welfare_pct: float | None = of("change of real income against the tariffs in force, per cent")
    without_pct: float | None = of("the same without a deal, per cent")
    members: list[str] = of("economies that act as this player")


class DealRate(Shape):
    """A rate that was agreed on."""

    player: str = of("who charges it")
    partner: str = of("on whom")
    sector: str = of("industry; empty where it is one rate")
    rate: float | None = of("the rate agreed, a fraction")
    rate_before: float | None = of("the rate without an agreement, a fraction")
    applied_rate: float | None = of("the rate in force, a fraction")
    imports_usd_mn: float | None = of("imports of the base year that it is on, USD million")


class DealEconomy(GameEconomy):
    """What a deal does to an economy."""

    gain_pct: float | None = of("gain over no deal, per cent of real income")
    gain_usd_mn: float | None = of("the same, USD million a year")


class GiveAndTake(Shape):
    """What a player's gain is made of; the parts add up to the total."""

    own_usd_mn: float | None = of("by its own concessions, USD million a year")
    others_usd_mn: float | None = of("by those of the others, USD million a year")
    both_usd_mn: float | None = of("by both at once, USD million a year")
    payment_usd_mn: float | None = of("by payments, USD million a year")
    total_usd_mn: float | None = of("in all, USD million a year")


class FrontierPoint(Wide):
    """A point of the Pareto frontier; gains, money and tariffs stand under the name of the player, as in `USA_gain_pct`."""

    columns = {
        r".+_gain_pct": (float | None, "gain of the player over no deal, per cent of real income"),
        r".+_usd_mn": (float | None, "gain of the player, USD million a year"),
        r".+_tariff_pct": (float | None, "mean tariff of the player on the other, per cent"),
    }

    weight: float = of("weight of the first player, 0..1")
    others_usd_mn: float | None = of("gain of all others together, USD million a year")
    zone: bool = of("true where both are better off than without a deal")
    solved: bool = of("true where the point was found")


class Mark(Shape):
    """A named point; the two players in their order."""

    gain_pct: Point = of("gains over no deal, per cent of real income")
    usd_mn: Point = of("gains, USD million a year")
    tariff_pct: Point = of("mean tariffs on each other, per cent")


class ZoneEnd(Mark):
    """An end of the zone of agreement."""

    nothing_for: str = of("the player that gains nothing here")
    others_usd_mn: float | None = of("gain of all others together, USD million a year")
    reached: bool = of("true where the end was found")


class ZoneMap(Shape):
    """Who gains at which pair of uniform tariffs."""

    tariff_pct: list[list[float]] = of("tariffs of the first and of the second player that are tried, per cent")
    gain_pct: list[list[Point]] = of(
        "gains of the two over no deal, by tariff of the first and of the second, per cent"
    )
    both: list[list[bool]] = of("true where both gain, by tariff of the first and of the second")


class DealHead(Shape):
    """What both forms of the answer have."""

    world: str = of("name of the world that was solved")
    horizon: str = of("the horizon")
    closure: str = of("what holds trade balances")
    elasticities: str = of("the set of trade elasticities")
    asked: DealQuestion = of("the question with every default")
    info: SolveInfo = of("how the search ended")
    start: str = of("what each has without a deal: nash (the war), status-quo or free-trade")
    grain: str = of("how finely tariffs are set")
    rates: list[DealRate] = of("every rate agreed")
    answer: Sentences = of("the answer in sentences")
    sources: list[Source] = of("sources of the data")


class DealAnswer(DealHead):
    """A deal of all together: tariffs, gains, what they are made of, and of two players the frontier and the zone."""

    rule: str = of("equal-gains or nash")
    players: dict[str, DealPlayer] = of("player -> what the deal does to it")
    economies: dict[str, DealEconomy] = of("economy code -> what the deal does to it")
    give_and_take: dict[str, GiveAndTake] = of("player -> what its gain is made of")
    frontier: list[FrontierPoint] | None = of("the Pareto frontier; null where it was not drawn")
    marks: dict[str, Mark] = of("name -> point beside the frontier; empty without one")
    zone: list[ZoneEnd] | None = of("both ends of the zone of agreement; null without a frontier")
    zone_map: ZoneMap | None = of("who gains at which tariffs; null without a frontier")


class DealPair(Shape):
    """An agreement of two, all others held."""

    first: str = of("the first player")
    second: str = of("the second player")
    first_pct: float | None = of("gain of the first by this agreement, per cent of real income")
    first_usd_mn: float | None = of("the same, USD million a year")
    second_pct: float | None = of("gain of the second, per cent of real income")
    second_usd_mn: float | None = of("the same, USD million a year")
    first_rate: float | None = of("mean tariff of the first on the second, a fraction")
    first_rate_before: float | None = of("the same without an agreement, a fraction")
    second_rate: float | None = of("mean tariff of the second on the first, a fraction")
    second_rate_before: float | None = of("the same without an agreement, a fraction")


class PairedAnswer(DealHead):
    """Deals pair by pair, each with all other agreements held (`pairs`)."""

    mfn: bool = of("true: one rate an industry for all partners")
    players: dict[str, PairedPlayer] = of("player -> what the agreements do to it")
    pairs: list[DealPair] = of("one row a pair")


#: All together, or pair by pair.
DealAnswers = DealAnswer | PairedAnswer
