"""What a shock does to an economy: the columns of the table of an equilibrium."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class EconomyChange(Shape):
    """Changes of one economy against the base."""

    welfare_pct: float = of("exact change of real income, per cent")
    real_wage_pct: float = of("change of the wage deflated by the final price index, per cent")
    terms_of_trade_pct: float = of("terms-of-trade part of welfare, first order at base flows, per cent")
    volume_of_trade_pct: float = of("volume-of-trade part of welfare, first order at base tariffs, per cent")
    first_order_pct: float = of("sum of the two first-order parts, per cent; it can differ from welfare_pct")
    cpi_pct: float = of("change of the price index of final spending, per cent, in units of the numeraire")
    gdp_real_pct: float = of("change of what is produced, deflated by the final price index, per cent")
    exports_pct: float = of("change of exports at basic prices, per cent, in units of the numeraire")
    imports_pct: float = of("change of imports at basic prices, per cent, in units of the numeraire")
    trade_balance_usd_mn: float = of("exports less imports after the shock, border prices, USD million a year")
    revenue_usd_mn: float = of("tariffs, export taxes and rents of controls after the shock, USD million a year")
    welfare_usd_mn: float = of("equivalent variation, USD million a year of the base year")
    income_usd_mn: float = of("final spending of the base year, USD million; the weight of the economy in a group")
