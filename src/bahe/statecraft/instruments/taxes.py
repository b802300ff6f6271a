"""Price instruments on flows: tariffs, export taxes, trade costs."""

from __future__ import annotations

from bahe.axes import Names
from bahe.faults import Conflict, MissingData
from bahe.statecraft.instruments.said import instruments, names, number, rate, said
from bahe.world.shock import Effect, Shock


@instruments.add("tariff", cite="Caliendo and Parro (2015)", actor="importer")
def tariff(
    by: Names,
    on: Names,
    sectors: Names = "goods",
    *,
    add: float | None = None,
    rate: float | None = None,
    why: str = "",
) -> Shock:
    """Import tariff by importers `by` on goods from `on`; revenue to the importer.

    add   points on top of the base rate (0.30 = 30 points); additions on one flow sum
    rate  new level instead of the base rate; give exactly one of the two
    """
    return _tax("tariff", names(by, "by", "tariff"), names(on, "on", "tariff"), sectors, add, rate, why)


@instruments.add("export_tax", cite="Lashkaripour and Lugovskyy (2023)", actor="exporter")
def export_tax(
    by: Names, on: Names = "others", sectors: Names = "goods", *, add: float | None = None, rate: float | None = None,
    why: str = "",
) -> Shock:  # fmt: skip
    """Export tax by exporters `by` on sales to `on`; revenue to the exporter; below zero: an export subsidy."""
    return _tax("export_tax", names(on, "on", "export_tax"), names(by, "by", "export_tax"), sectors, add, rate, why)


@instruments.add("trade_cost", cite="Dekle, Eaton and Kortum (2008)", actor="importer")
def trade_cost(by: Names, on: Names, sectors: Names = "goods", *, factor: float, why: str = "") -> Shock:
    """Iceberg trade cost on imports of `by` from `on`: delivered cost is multiplied by `factor`; no revenue."""
    n, i, k = names(by, "by", "trade_cost"), names(on, "on", "trade_cost"), names(sectors, "sectors", "trade_cost")
    value = number(factor, "factor", "trade_cost", 0.01, 100.0, "A factor, not points: 1.1 is 10 % dearer.")
    text = why or f"trade costs of {said(n)} from {said(i)} times {value:g} ({said(k)})"
    return Shock((Effect("trade_cost", "times", value, n, i, k, why=text),))


def _tax(
    lever: str, n: tuple[str, ...], i: tuple[str, ...], sectors: Names, add: float | None, level: float | None, why: str
) -> Shock:
    k = names(sectors, "sectors", lever)
    if add is None and level is None:
        raise MissingData("say add= (points on top) or rate= (new level)", where=lever, remedy="Missing is not zero.")
    if add is not None and level is not None:
        raise Conflict("give add= or rate=, not both", where=lever, got=f"add={add}, rate={level}",
                       remedy="Write tariff(..., rate=r) & tariff(..., add=a) for a new level with points on top.")  # fmt: skip
    how, field = ("add", "add") if add is not None else ("rate", "rate")
    value = rate(add if add is not None else level, field, lever)
    actor, target = (n, i) if lever == "tariff" else (i, n)
    what = "tariff" if lever == "tariff" else "export tax"
    change = f"{value * 100:+g} points" if how == "add" else f"at {value * 100:g} %"
    text = why or f"{what} by {said(actor)} on {said(target)}: {change} ({said(k)})"
    return Shock((Effect(lever, how, value, n, i, k, why=text),))  # type: ignore[arg-type]
