"""Shock: what governments change, said in names; and Levers: the same resolved to arrays of one world.

A Shock is a tuple of Effects and knows no world, so that it can be written once and applied to many.
`a & b` composes; the order never matters: additions on one cell sum on top of the one `rate`, two different
rates on one cell are refused, factors multiply, the tightest control holds, and bans win.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from bahe.faults import BadValue, UnknownName

Lever = Literal["tariff", "export_tax", "trade_cost", "control", "ban", "productivity", "subsidy", "deficit"]
How = Literal["add", "rate", "times", "cap"]

RENTS = ("exporter", "importer", "nobody")
#: Levers on single flows, and what may be done to each lever.
FLOWS = ("tariff", "export_tax", "trade_cost", "control", "ban")
LEGAL: dict[str, tuple[str, ...]] = {
    "tariff": ("add", "rate"),
    "export_tax": ("add", "rate"),
    "trade_cost": ("times",),
    "control": ("cap",),
    "ban": ("cap",),
    "productivity": ("times",),
    "subsidy": ("add",),
    "deficit": ("add",),
}


@dataclass(frozen=True)
class Effect:
    """One change of one lever on a block of cells.

    lever      tariff | export_tax | trade_cost | control | ban | productivity | subsidy | deficit
    how        add (points on the base) | rate (new level) | times (factor) | cap (quantity as a share of base)
    value      the number; or, with `cells`, ignored
    importers, exporters, sectors   names or groups (`world`, `others`, `EU27`, `goods`, ...)
    cells      instead of a block: (importer, exporter, sector, value) one by one, from a table
    rent       of a control: exporter | importer | nobody
    why        one sentence in words for the report
    """

    lever: Lever
    how: How
    value: float = 0.0
    importers: tuple[str, ...] = ("world",)
    exporters: tuple[str, ...] = ("world",)
    sectors: tuple[str, ...] = ("goods",)
    cells: tuple[tuple[str, str, str, float], ...] | None = None
    rent: Literal["exporter", "importer", "nobody"] = "exporter"
    why: str = ""

    def __post_init__(self) -> None:
        where = self.why or "Effect"
        if self.lever not in LEGAL:
            raise UnknownName("lever", self.lever, LEGAL, where=where)
        if self.how not in LEGAL[self.lever]:
            raise BadValue("unknown way to act", field="how", where=f"{where}, {self.lever}", got=self.how,
                           allowed=LEGAL[self.lever])  # fmt: skip
        if self.rent not in RENTS:
            raise UnknownName("receiver of the rent", self.rent, RENTS, field="rent", where=where)
        if self.cells is not None and self.lever not in FLOWS:
            raise BadValue("cells are for levers on flows", field="cells", where=where, got=self.lever, allowed=FLOWS)
        values = (self.value,) if self.cells is None else [cell[3] for cell in self.cells]
        for value in values:
            if not isfinite(value):
                raise BadValue("not a finite number", field="value", where=where, got=value)
            if self.how == "cap" and not (value > 0 or (value == 0 and self.lever == "ban")):
                raise BadValue(
                    "a cap must be above zero; to stop a flow use a ban", field="value", where=where, got=value
                )


@dataclass(frozen=True)
class Shock:
    """A tuple of Effects; `a & b` composes and `shock.why` says in words what is done."""

    effects: tuple[Effect, ...] = ()

    def __and__(self, other: Shock) -> Shock:
        if not isinstance(other, Shock):
            raise BadValue("only a Shock can be joined to a Shock", field="&", where="Shock", got=other)
        return Shock(self.effects + other.effects)

    def __post_init__(self) -> None:
        object.__setattr__(self, "effects", tuple(self.effects))
        for effect in self.effects:
            if not isinstance(effect, Effect):
                raise BadValue("a Shock is made of Effects", field="effects", where="Shock", got=effect,
                               remedy="bahe.tariff(...) and its like make one.")  # fmt: skip

    @property
    def why(self) -> tuple[str, ...]:
        """One sentence per change."""
        return tuple(e.why for e in self.effects if e.why)
