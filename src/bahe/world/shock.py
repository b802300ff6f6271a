"""Shock: what governments change, said in names; and Levers: the same resolved to arrays of one world.

A Shock is a tuple of Effects and knows no world, so that it can be written once and applied to many.
`a & b` composes; the order never matters: additions on one cell sum on top of the one `rate`, two different
rates on one cell are refused, factors multiply, the tightest control holds, and bans win.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lever = Literal["tariff", "export_tax", "trade_cost", "control", "ban", "productivity", "subsidy", "deficit"]
How = Literal["add", "rate", "times", "cap"]


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


@dataclass(frozen=True)
class Shock:
    """A tuple of Effects; `a & b` composes and `shock.why` says in words what is done."""

    effects: tuple[Effect, ...] = ()

    def __and__(self, other: Shock) -> Shock:
        return Shock(self.effects + other.effects)

    def __post_init__(self) -> None:
        object.__setattr__(self, "effects", tuple(self.effects))

    @property
    def why(self) -> tuple[str, ...]:
        """One sentence per change."""
        return tuple(e.why for e in self.effects if e.why)
