"""Instruments on industries at home: productivity and output subsidies."""

from __future__ import annotations

from bahe.axes import Names
from bahe.statecraft.instruments.said import instruments, names, number, said
from bahe.world.shock import Effect, Shock


@instruments.add("productivity", cite="Eaton and Kortum (2002)", actor="exporter")
def productivity(of: Names, sectors: Names = "all", *, factor: float, why: str = "") -> Shock:
    """Productivity of industries `sectors` in `of` is multiplied by `factor` (unit cost falls by it)."""
    i, k = names(of, "of", "productivity"), names(sectors, "sectors", "productivity")
    value = number(factor, "factor", "productivity", 0.01, 100.0, "A factor: 1.05 is 5 % more productive.")
    text = why or f"productivity of {said(i)} times {value:g} ({said(k)})"
    return Shock((Effect("productivity", "times", value, exporters=i, sectors=k, why=text),))


@instruments.add("subsidy", cite="textbook, chapter 2", actor="exporter")
def subsidy(by: Names, sectors: Names, *, rate: float, why: str = "") -> Shock:
    """Output subsidy of `by` to its industries: the factory price falls by the share `rate`, paid out of income."""
    i, k = names(by, "by", "subsidy"), names(sectors, "sectors", "subsidy")
    value = number(rate, "rate", "subsidy", -5.0, 0.94, "A share of the cost: 0.10 is 10 %; below zero it is a tax.")
    text = why or f"output subsidy by {said(i)}: {value * 100:g} % ({said(k)})"
    return Shock((Effect("subsidy", "add", value, exporters=i, sectors=k, why=text),))
