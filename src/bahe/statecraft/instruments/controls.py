"""Quantity instruments: export controls with an endogenous wedge, and embargoes."""

from __future__ import annotations

from typing import Literal

from bahe.axes import Names
from bahe.faults import BadValue
from bahe.statecraft.instruments.said import instruments, names, number, said
from bahe.world.shock import RENTS, Effect, Shock


@instruments.add("export_control", cite="textbook, chapter 3; complementarity as in quota models", actor="exporter")
def export_control(
    by: Names, on: Names, sectors: Names = "goods", *, deny: float, rent: Literal["exporter", "importer", "nobody"] = "exporter",
    why: str = "",
) -> Shock:  # fmt: skip
    """Exporters `by` withhold a share `deny` of the base quantity from buyers `on`.

    The price wedge is endogenous: zero where the cap does not bind. `rent` says who gets it: the exporter (as an
    export tax), the importer (as a tariff) or nobody (resources used up; refused where sigma <= 1).
    """
    i, n, k = (
        names(by, "by", "export_control"),
        names(on, "on", "export_control"),
        names(sectors, "sectors", "export_control"),
    )
    value = number(deny, "deny", "export_control", 0.0, 1.0, "A share of the base quantity: 0.8 denies 80 %.")
    if rent not in RENTS:
        raise BadValue("unknown receiver of the rent", field="rent", where="export_control", got=rent, allowed=RENTS)
    text = (
        why
        or f"export control by {said(i)} on {said(n)}: {value * 100:g} % of the quantity denied ({said(k)}), rent to the {rent}"
    )
    if value == 1.0:
        return Shock((Effect("ban", "cap", 0.0, n, i, k, why=text),))
    return Shock((Effect("control", "cap", 1.0 - value, n, i, k, rent=rent, why=text),))


@instruments.add("embargo", cite="textbook, chapter 3", actor="both")
def embargo(
    by: Names, on: Names, direction: Literal["both", "exports", "imports"] = "both", sectors: Names = "goods", *,
    leakage: float = 0.0, why: str = "",
) -> Shock:  # fmt: skip
    """Stop trade of `by` with `on`: `exports` of `by`, `imports` of `by`, or `both`.

    The flow is exactly zero where origins are substitutes (sigma > 1). `leakage` is the share of the base quantity that
    still arrives through third parties, at a cost mark-up that nobody earns: what the detour uses up is bought from the
    exporter, so that the value of its sales falls by less than the quantity. Where sigma <= 1 an origin is essential
    and without leakage there is no finite equilibrium, which the solver says.
    """
    b, o, k = names(by, "by", "embargo"), names(on, "on", "embargo"), names(sectors, "sectors", "embargo")
    if direction not in ("both", "exports", "imports"):
        raise BadValue(
            "unknown direction",
            field="direction",
            where="embargo",
            got=direction,
            allowed=("both", "exports", "imports"),
        )
    value = number(leakage, "leakage", "embargo", 0.0, 0.99, "A share of the base quantity that still gets through.")
    leak = f", {value * 100:g} % leaks" if value else ""
    text = why or f"embargo of {said(b)} against {said(o)}, {direction} ({said(k)}){leak}"
    sides = []
    if direction in ("both", "exports"):
        sides.append(Effect("ban", "cap", value, o, b, k, why=text))
    if direction in ("both", "imports"):
        sides.append(Effect("ban", "cap", value, b, o, k, why=text))
    return Shock(tuple(sides))
