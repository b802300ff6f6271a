"""Item: a good finer than a sector, as evidence says it: who makes it, who buys it, how hard it is to replace.

Every figure is a Figure: a value, the range around it, and whether it was measured, quoted or assumed. A missing figure is
None; it is never a number out of the air.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bahe.faults import BadValue

#: How a figure came about: read off a data file, quoted from a cited page, or assumed with the range stated.
KINDS = ("measured", "quoted", "assumed")
CRITICALITY = {"essential": 1.0, "important": 0.5, "not": 0.0}
#: Grades of evidence: A official text or data, B named press or agency, C single weak source, D recalled only.
GRADES = ("A", "B", "C", "D", "")


@dataclass(frozen=True)
class Figure:
    """A number with its range and its ground: low <= value <= high."""

    value: float
    low: float
    high: float
    kind: str
    source: str
    grade: str = ""
    year: int | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise BadValue(
                "a range must hold its value", field="low, value, high", got=(self.low, self.value, self.high)
            )
        if self.kind not in KINDS:
            raise BadValue("unknown kind of figure", field="kind", got=self.kind, allowed=KINDS)
        if self.grade not in GRADES:
            raise BadValue("unknown grade", field="grade", got=self.grade, allowed=GRADES)
        if self.kind != "assumed" and not self.source:
            raise BadValue("a figure that is not assumed names its source", field="source", got=self.source)

    def at(self, bound: str) -> float:
        """The `low`, `value` or `high` end."""
        if bound not in ("low", "value", "high"):
            raise BadValue("unknown end of a range", field="bound", got=bound, allowed=("low", "value", "high"))
        return float(getattr(self, bound))


@dataclass(frozen=True)
class Share:
    """Share of what `buyer` uses (home included) that `origin` makes; buyer `world` is every buyer not named otherwise."""

    origin: str
    buyer: str
    figure: Figure


@dataclass(frozen=True)
class Item:
    """A chokepoint good inside the industry `sector`.

    market        world use at basic prices, USD million a year (home sales included), or None where nobody says
    shares        evidence on origins; what is not named is spread over the other economies as the parent industry trades
    demand        USD million by buyer, where known; the others share the rest of the market as `users` buy the parent product
    users         industries that buy it as an input
    final         fraction of the market that goes to final demand (households, investment), the rest to `users`
    theta         trade elasticity by horizon (sigma - 1); a horizon that is not named keeps that of the parent
    criticality   essential | important | not: what the users can make without it
    stock         months of use held, None where unknown;  qualification: months to approve another supplier
    leakage       share of a denied quantity that still arrives, None where unknown
    """

    name: str
    sector: str
    market: Figure | None
    shares: tuple[Share, ...]
    users: tuple[str, ...] = ()
    final: float = 0.0
    demand: Mapping[str, Figure] = field(default_factory=dict)
    theta: Mapping[str, Figure] = field(default_factory=dict)
    criticality: str = "important"
    stock: Figure | None = None
    qualification: Figure | None = None
    leakage: Figure | None = None
    hs: tuple[str, ...] = ()
    label: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("demand", "theta", "label"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        where = f"item {self.name!r}"
        if self.criticality not in CRITICALITY:
            raise BadValue(
                "unknown criticality", field="criticality", where=where, got=self.criticality, allowed=CRITICALITY
            )
        if not 0 <= self.final <= 1:
            raise BadValue("out of range", field="final", where=where, got=self.final, allowed="0 to 1")
        if not self.users and self.final < 1:
            raise BadValue("somebody must use it", field="users", where=where, remedy="Name industries, or final: 1.")
        if self.market is not None and self.market.low <= 0:
            raise BadValue("a market must be above zero", field="market", where=where, got=self.market.low)
        seen = set()
        for s in self.shares:
            if not 0 <= s.figure.low <= s.figure.high <= 1:
                raise BadValue("a share must lie between 0 and 1", field="shares", where=f"{where}, {s.origin} to {s.buyer}",
                               got=(s.figure.low, s.figure.high))  # fmt: skip
            if (s.origin, s.buyer) in seen:
                raise BadValue("stated twice", field="shares", where=f"{where}, {s.origin} to {s.buyer}")
            seen.add((s.origin, s.buyer))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the item, for counting what is measured, quoted and assumed."""
        one = (self.market, self.stock, self.qualification, self.leakage)
        return (
            *(f for f in one if f is not None),
            *(s.figure for s in self.shares),
            *self.demand.values(),
            *self.theta.values(),
        )
