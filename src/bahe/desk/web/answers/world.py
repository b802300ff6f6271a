"""The document of `bahe world --json`, and of `bahe world --audit --json`."""

from __future__ import annotations

from typing import Literal

from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.origins import HorizonFacts, Source
from bahe.desk.web.models import Shape

Status = Literal["PASS", "WARN", "FAIL"]


class WorldTotals(Shape):
    """Sums over all economies of the base year."""

    output_usd_mn: float = of("sales of all industries, USD million a year")
    value_added_usd_mn: float = of("factor income, USD million a year")
    trade_usd_mn: float = of("trade between economies at basic prices, USD million a year")
    tariff_revenue_usd_mn: float = of("tariff revenue, USD million a year")
    mean_tariff_goods: float = of("mean tariff on goods, weighted by imports, a fraction")


class EconomyFacts(Shape):
    """An economy of the base year."""

    value_added_usd_mn: float = of("factor income, USD million a year")
    income_usd_mn: float = of("final spending, USD million a year")
    deficit_usd_mn: float = of("trade deficit, USD million a year; sums to 0 over economies")
    exports_usd_mn: float = of("exports at basic prices, USD million a year")
    imports_usd_mn: float = of("imports at basic prices, USD million a year")
    revenue_usd_mn: float = of("tariff revenue, USD million a year")
    mean_tariff: float = of("mean tariff on its imports of goods, weighted by imports, a fraction")


class SectorFacts(Shape):
    """An industry of the base year."""

    output_usd_mn: float = of("sales over all economies, USD million a year")
    trade_elasticity: float = of("trade elasticity theta of the long horizon: sigma less one")


class AuditRow(Shape):
    """A check of the data."""

    check: str = of("what was checked")
    status: Status = of("PASS, WARN (known, explained) or FAIL")
    figure: float | None = of("the figure of the check, in the unit that `detail` says; null where it has none")
    detail: str = of("what the figure is, and what was found")


class AuditAnswer(Shape):
    """Checks of the data behind a world."""

    world: str = of("name of the world")
    ok: bool = of("true where nothing fails")
    counts: dict[Status, int] = of("status -> number of checks")
    rows: list[AuditRow] = of("one row a check")


class WorldAnswer(Shape):
    """A world: its totals, economies, industries, groups, elasticities, sources and remarks."""

    world: str = of("name of the world")
    year: int = of("base year of its data")
    totals: WorldTotals = of("sums over all economies")
    economies: dict[str, EconomyFacts] = of("economy code -> its base year")
    sectors: dict[str, SectorFacts] = of("industry code -> its base year")
    groups: dict[str, list[str]] = of("group of economies -> its members")
    sector_groups: dict[str, list[str]] = of("group of industries -> its members")
    elasticity_set: str = of("the set of trade elasticities in use")
    elasticity_sets: list[str] = of("the sets that may be chosen")
    horizons: list[HorizonFacts] = of("the horizons of this world")
    sources: list[Source] = of("sources of the data")
    remarks: list[AuditRow] = of("what should be known about the data")


#: A world, or with `audit` the checks of its data.
WorldAnswers = WorldAnswer | AuditAnswer
