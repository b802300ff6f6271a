"""Transfers of income between economies."""

from __future__ import annotations

from bahe.axes import Names
from bahe.statecraft.instruments.said import instruments, names, number, said
from bahe.world.shock import Effect, Shock


@instruments.add("transfer", cite="Dekle, Eaton and Kortum (2008)", actor="exporter")
def transfer(by: Names, to: Names, *, usd_mn: float, why: str = "") -> Shock:
    """A yearly transfer of income from `by` to `to`, USD million in the numeraire; groups share by value added."""
    i, n = names(by, "by", "transfer"), names(to, "to", "transfer")
    value = number(usd_mn, "usd_mn", "transfer", 0.0, 1e8)
    return Shock(
        (
            Effect(
                "deficit", "add", value, n, i, why=why or f"transfer of USD {value:,.0f} mn from {said(i)} to {said(n)}"
            ),
        )
    )
