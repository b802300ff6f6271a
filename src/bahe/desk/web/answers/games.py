"""What wars and deals have in common: rates, economies beside the table, and columns that a lever adds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape

#: Lowest and highest.
Bounds = Annotated[list[float], Field(min_length=2, max_length=2)]


class GameQuestion(Shape):
    """What every game of governments is asked with; every default said aloud."""

    players: list[str] | None = of("names; null: every economy")
    tariffs: str = of("how finely tariffs are set: importer, partner, sector or partner-sector")
    sectors: list[str] | None = of("what the rates are on: industries or groups; null: everything")
    rule: str = of("of a war: exact or sufficient-statistics; of a deal: equal-gains or nash")
    bounds: Bounds = of("lowest and highest rate, fractions")
    horizon: str = of("long, long-bln, medium, short or shock")
    closure: str = of("what holds trade balances")
    elasticities: str | None = of("the set of trade elasticities, or one number; null: the default set")
    tol: float = of("tolerance: largest gain, or difference between gains, that is left, as a fraction")
    tariff_base: str = of("base tariffs: all, us-collected or none")
    world: str = of("name of the world")


class GameEconomy(Shape):
    """What a war or a deal does to an economy."""

    player: str = of("the player that it belongs to; empty where it does not play")
    welfare_pct: float | None = of("exact change of real income against the tariffs in force, per cent")
    welfare_usd_mn: float | None = of("the same, USD million a year")
    tariff_pct: float | None = of("mean tariff that it sets, per cent, weighted by imports of the base year")
    tariff_applied_pct: float | None = of("mean tariff in force on the same flows, per cent")
    terms_of_trade_pct: float | None = of("first-order terms of trade, per cent")
    real_wage_pct: float | None = of("change of the factor price over the final price index, per cent")
    cpi_pct: float | None = of("change of the final price index, per cent")
    exports_pct: float | None = of("change of exports, per cent")
    imports_pct: float | None = of("change of imports, per cent")
    revenue_usd_mn: float | None = of("duties, export taxes and rents of controls, USD million a year")
