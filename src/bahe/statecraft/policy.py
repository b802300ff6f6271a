"""What a government may set: one lever, how finely, and within which bounds; as numbered parameters on cells of the world.

A parameter x is the log of a price wedge, so that curvature is about the same at every level: a tax has the rate e^x - 1, a
subsidy of output and the denied share of an export control are 1 - e^-x.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bahe.axes import Names
from bahe.faults import BadValue, Conflict, UnknownName
from bahe.world.calibrate import RATE_CEILING
from bahe.world.world import World

Floats = NDArray[np.float64]
Index = NDArray[np.intp]
Lever = Literal["tariff", "export_tax", "subsidy", "export_control"]
Grain = Literal["importer", "partner", "sector", "partner-sector"]

#: How finely rates are set -> what it means.
GRAINS = {
    "importer": "one rate on everything",
    "partner": "one rate a partner",
    "sector": "one rate an industry, the same for all partners",
    "partner-sector": "one rate a partner and industry",
}

#: Lever -> what it is, for messages and tables.
LEVERS = {
    "tariff": "on imports, replacing the applied rate",
    "export_tax": "on exports, by buyer",
    "subsidy": "on the output of an industry, paid from income",
    "export_control": "share of the base quantity of exports that is denied; the exporter earns the price rise",
}
#: Levers whose rate is a share taken off.
CUTS = ("subsidy", "export_control")


@dataclass(frozen=True)
class Player:
    """A government: one economy, or several with one policy towards the outside (a customs union)."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Instrument:
    """One lever at one grain.

    sectors     names or groups; None: every sector, services too
    partners    whom it is set against: names or groups, "players" (the other players alone), or None: everybody abroad
    low, high   bounds of the rate (of a control: of the denied share); import subsidies are left out by default
    """

    lever: Lever = "tariff"
    grain: Grain = "importer"
    sectors: Names | None = None
    low: float = 0.0
    high: float | None = None
    partners: Names | None = None

    def __post_init__(self) -> None:
        if self.lever not in LEVERS:
            raise UnknownName("lever", self.lever, LEVERS, where="Instrument")
        if self.grain not in GRAINS:
            raise UnknownName("grain", self.grain, GRAINS, field="grain", where="Instrument")
        if self.lever == "subsidy" and self.grain not in ("importer", "sector"):
            raise BadValue("a subsidy of output has no partner", field="grain", where="Instrument", got=self.grain,
                           allowed=("importer", "sector"))  # fmt: skip
        top = 0.9 if self.lever in CUTS else RATE_CEILING
        bottom = 0.0 if self.lever == "export_control" else -0.9
        for field, value in (("low", self.low), ("high", self.highest)):
            if isinstance(value, bool) or not isinstance(value, int | float) or not bottom <= value <= top:
                raise BadValue("out of range", field=field, where=f"Instrument, {self.lever}", got=value,
                               allowed=f"{bottom:g} to {top:g}")  # fmt: skip
        if self.low >= self.highest:
            raise BadValue("the bounds leave nothing to choose", field="low", where="Instrument",
                           got=f"{self.low:g} to {self.highest:g}")  # fmt: skip

    @property
    def highest(self) -> float:
        """Upper bound of the rate."""
        return (0.9 if self.lever in CUTS else 5.0) if self.high is None else self.high


@dataclass(frozen=True)
class Block:
    """The parameters of one player and one instrument, and the cells that each of them sets.

    n, i, k     importer, exporter and sector of each cell (of a subsidy: the producer twice)
    at          number of the parameter of each cell, counted over the whole game
    offset      rate of the cell less that of the parameter (rates that answer in kind start elsewhere); floor: lowest rate
    labels      (partner or "", sector or "") of each parameter
    """

    player: int
    lever: Lever
    n: Index
    i: Index
    k: Index
    at: Index
    offset: Floats
    floor: Floats
    first: int
    labels: tuple[tuple[str, str], ...]
    low: float
    high: float

    @property
    def span(self) -> slice:
        """Where its parameters stand."""
        return slice(self.first, self.first + len(self.labels))

    @cached_property
    def own(self) -> tuple[Index, Index, Index, Index]:
        """(n, i, k, at) of the cells that the player sets itself: those that answer in kind left out."""
        own = self.floor == -np.inf
        return self.n[own], self.i[own], self.k[own], self.at[own]

    @cached_property
    def markets(self) -> tuple[Index, Index]:
        """Own cells by parameter and market (n,k): the first cell of each, and the number of each cell's market."""
        n, _, k, at = self.own
        key = (at * (n.max(initial=0) + 1) + n) * (k.max(initial=0) + 1) + k
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return first, place

    def rates(self, x: Floats) -> Floats:
        """The rate of every cell."""
        if self.lever in CUTS:
            return -np.expm1(-x[self.at])
        return np.maximum(np.expm1(x[self.at]) + self.offset, self.floor)

    def wedge(self, x: Floats) -> Floats:
        """d log(1 + rate) of the cell by its parameter: one where the cell has the rate of its parameter."""
        raw = np.exp(x[self.at])
        return np.where(raw - 1 + self.offset > self.floor, raw / (raw + self.offset), 0.0)

    def to_x(self, rate: float | Floats) -> Floats:
        """Parameters from rates."""
        return np.asarray(-np.log1p(-np.asarray(rate)) if self.lever in CUTS else np.log1p(rate))

    def to_rate(self, x: Floats) -> Floats:
        """Rates of its own parameters."""
        own = x[self.span]
        return -np.expm1(-own) if self.lever in CUTS else np.expm1(own)


def blocks(
    world: World, players: Sequence[Player], instruments: Sequence[Instrument], answer_in_kind: bool = False
) -> tuple[Block, ...]:
    """Every player's parameters, numbered through, player by player."""
    out: list[Block] = []
    first = 0
    for p, player in enumerate(players):
        for tool in instruments:
            block = _block(world, players, p, player, tool, first, answer_in_kind)
            _apart(out, block, player.name)
            out.append(block)
            first += len(block.labels)
    return tuple(out)


def _apart(before: Sequence[Block], block: Block, player: str) -> None:
    """Two instruments of one lever set different flows, or Conflict: a flow has one rate."""
    same = [b for b in before if (b.player, b.lever) == (block.player, block.lever)]
    if same and set(_cells(block)) & {cell for b in same for cell in _cells(b)}:
        raise Conflict("two instruments set the same flows", field="instruments", where=f"game, {player}", got=block.lever,
                       remedy="One instrument a lever, or different sectors or partners.")  # fmt: skip


def _cells(block: Block) -> Iterable[tuple[int, int, int]]:
    return zip(block.n.tolist(), block.i.tolist(), block.k.tolist(), strict=True)


def _block(
    world: World, players: Sequence[Player], p: int, player: Player, tool: Instrument, first: int, answer: bool
) -> Block:
    sectors = world.axes.sector_index(world.sectors if tool.sectors is None else tool.sectors, "Instrument(sectors=)")
    own = np.array(player.members, dtype=np.intp)
    if tool.lever == "subsidy":
        n, k = (g.ravel() for g in np.meshgrid(own, sectors, indexing="ij"))
        n, k = n[world.output[n, k] > 0], k[world.output[n, k] > 0]
        i, traded = n, np.ones(n.size, dtype=bool)
    else:
        foreign = np.setdiff1d(_partners(world, players, tool), own)
        sides = (own, foreign) if tool.lever == "tariff" else (foreign, own)
        n, i, k = (g.ravel() for g in np.meshgrid(*sides, sectors, indexing="ij"))
        traded = world.trade_share[n, i, k] * world.expenditure[n, k] > 0
    n, i, k = n[traded], i[traded], k[traded]
    partner = i if tool.lever == "tariff" else n
    names = _partner_names(world, players, player)
    by_partner, by_sector = "partner" in tool.grain, "sector" in tool.grain
    whom = np.array([names[e] if by_partner else "" for e in range(len(world.economies))])
    keys = np.array([f"{whom[e]}\t{world.sectors[s] if by_sector else ''}" for e, s in zip(partner, k, strict=True)])
    unique, at = np.unique(keys, return_inverse=True) if keys.size else (keys, np.zeros(0, dtype=np.intp))
    labels = tuple((str(u).split("\t")[0], str(u).split("\t")[1]) for u in unique)
    size = n.size
    block = Block(p, tool.lever, n, i, k, first + at.reshape(-1).astype(np.intp), np.zeros(size), np.full(size, -np.inf), first,
                  labels, tool.low, tool.highest)  # fmt: skip
    return _with_answers(world, players, block) if answer and tool.lever == "tariff" else block


def _partners(world: World, players: Sequence[Player], tool: Instrument) -> Index:
    """Economies that the instrument may be set against, its own included."""
    if tool.partners is None:
        return np.arange(len(world.economies))
    if tool.partners == "players":
        return np.array(sorted(m for p in players for m in p.members), dtype=np.intp)
    return world.axes.economy_index(tool.partners, "Instrument(partners=)")


def _with_answers(world: World, players: Sequence[Player], b: Block) -> Block:
    """The same with the tariffs of economies that do not play, which rise on the player's goods as its own rise on theirs."""
    playing = {m for q in players for m in q.members}
    passive = np.array([e not in playing for e in range(len(world.economies))])
    # The answer of i to n: the player's own rate on (n,i,k) less its base is added to i's base rate on n's goods.
    mirror = passive[b.i] & (world.trade_share[b.i, b.n, b.k] * world.expenditure[b.i, b.k] > 0)
    n, i, k, at = b.i[mirror], b.n[mirror], b.k[mirror], b.at[mirror]
    base, own = world.tariff[n, i, k], world.tariff[i, n, k]
    return Block(
        b.player, b.lever, np.r_[b.n, n], np.r_[b.i, i], np.r_[b.k, k], np.r_[b.at, at], np.r_[b.offset, base - own],
        np.r_[b.floor, base], b.first, b.labels, b.low, b.high,
    )  # fmt: skip


def _partner_names(world: World, players: Sequence[Player], player: Player) -> list[str]:
    """What each economy is called as a partner: the union that it plays in, or itself."""
    names = list(world.economies)
    for other in players:
        if other is not player:
            for m in other.members:
                names[m] = other.name
    return names


def read_players(world: World, names: Names | Iterable[str] | None, where: str) -> tuple[Player, ...]:
    """Players by name: economies, groups that act as one (EU27), or None for every economy. No economy plays twice."""
    from bahe.dependence.leverage import actors

    found = [Player(a, m) for a, m in actors(world, names, "players", where).items()]
    seen: dict[int, str] = {}
    for player in found:
        for m in player.members:
            if m in seen:
                raise BadValue("an economy plays twice", field="players", where=where,
                               got=f"{world.economies[m]} in {seen[m]} and in {player.name}",
                               remedy="Name the union or the member, not both.")  # fmt: skip
            seen[m] = player.name
    if not found:
        raise BadValue("nobody plays", field="players", where=where, got="none",
                       remedy="Name economies or groups, or leave players= out: every economy plays.")  # fmt: skip
    return tuple(found)
