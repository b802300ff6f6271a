"""Levers: a Shock resolved against one World, as arrays (textbook, chapter 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict
from bahe.world.calibrate import RATE_CEILING
from bahe.world.shock import RENTS, Effect, Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Cells = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


@dataclass(frozen=True)
class Controls:
    """Quantity caps on single flows: importer n, exporter i, sector k, cap (share of base quantity), rent (index of RENTS)."""

    n: NDArray[np.intp]
    i: NDArray[np.intp]
    k: NDArray[np.intp]
    cap: Floats
    rent: NDArray[np.intp]

    @classmethod
    def none(cls) -> Controls:
        """No control at all."""
        empty = np.zeros(0, dtype=np.intp)
        return cls(empty, empty, empty, np.zeros(0), empty)

    def __len__(self) -> int:
        return self.n.size


@dataclass(frozen=True)
class Levers:
    """New levels of every lever. Arrays that no effect touches are None (export tax, trade cost, ...) or the base (tariff).

    tariff[n,i,k] new rate · export_tax[n,i,k] · trade_cost[n,i,k] factor · banned[n,i,k] · leaking: bans with a residual
    quantity · controls · productivity[n,k] factor · subsidy[n,k] rate · deficit[n] change, USD million
    """

    tariff: Floats
    export_tax: Floats | None = None
    trade_cost: Floats | None = None
    banned: NDArray[np.bool_] | None = None
    leaking: Controls = field(default_factory=Controls.none)
    controls: Controls = field(default_factory=Controls.none)
    productivity: Floats | None = None
    subsidy: Floats | None = None
    deficit: Floats | None = None


def resolve(shock: Shock, world: World) -> Levers:
    """The arrays of `shock` on `world`.

    Additions on one cell sum on top of the one `rate` (or of the base); two different rates on one cell are refused;
    factors multiply; the tightest control holds; a ban wins over a control. The order of effects never matters.
    Raises UnknownName, BadValue or Conflict naming the effect and the cell.
    """
    by_lever: dict[str, list[Effect]] = {}
    for effect in shock.effects:
        by_lever.setdefault(effect.lever, []).append(effect)
    tariff = _rate(by_lever.get("tariff", []), world.tariff, world)
    banned, leaking = _bans(by_lever.get("ban", []), world)
    return Levers(
        tariff=world.tariff if tariff is None else tariff,
        export_tax=_rate(by_lever.get("export_tax", []), np.zeros(()), world),
        trade_cost=_factor(by_lever.get("trade_cost", []), world),
        banned=banned,
        leaking=leaking,
        controls=_controls(by_lever.get("control", []), world),
        productivity=_industry(by_lever.get("productivity", []), world, 1.0),
        subsidy=_industry(by_lever.get("subsidy", []), world, 0.0),
        deficit=_deficit(by_lever.get("deficit", []), world),
    )


def where(effect: Effect) -> str:
    """The effect in words, for messages."""
    return effect.why or f"{effect.lever} by {', '.join(effect.importers)} on {', '.join(effect.exporters)}"


def _cube(world: World, fill: float | bool, dtype: Any = np.float64) -> Any:
    N, K = len(world.economies), len(world.sectors)
    return np.moveaxis(np.full((K, N, N), fill, dtype=dtype), 0, 2)


def _blocks(effect: Effect, world: World) -> Iterator[tuple[Cells, Any]]:
    """Foreign cells of an effect with their value (a scalar for a block, an array for a table)."""
    a, place = world.axes, where(effect)
    if effect.cells is None:
        importers, exporters = _sides(effect, world)
        grid = np.meshgrid(importers, exporters, a.sector_index(effect.sectors, place), indexing="ij")
        n, i, k = (g.ravel() for g in grid)
        value: Any = effect.value
        foreign = n != i
        if not foreign.any():
            raise BadValue("acts on home sales only", where=place,
                           remedy="`by` and `on` must differ; a tax on home sales is a subsidy with a minus sign.")  # fmt: skip
        yield (n[foreign], i[foreign], k[foreign]), value
        return
    for (importer, exporter, sector), group in _grouped(effect.cells):
        grid = np.meshgrid(
            a.economy_index(importer, place),
            a.economy_index(exporter, place),
            a.sector_index(sector, place),
            indexing="ij",
        )
        n, i, k = (g.ravel() for g in grid)
        foreign = n != i
        yield (n[foreign], i[foreign], k[foreign]), group


def _sides(effect: Effect, world: World) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Importers and exporters of a block; `others` on one side is everybody but those who stand on the other side.

    So a group that acts on `others` does not act on its own members; where `world` acts, each economy acts for itself.
    """
    a, place = world.axes, where(effect)
    importers, exporters = list(effect.importers), list(effect.exporters)
    if "others" in importers and "others" in exporters:
        raise Conflict("`others` on both sides", where=place, remedy="Name one side; `world` means every economy.")
    if "others" in exporters:
        n = a.economy_index(importers, place)
        return n, _with_others(exporters, n if "world" not in importers else n[:0], world, place)
    i = a.economy_index(exporters, place)
    if "others" in importers:
        return _with_others(importers, i if "world" not in exporters else i[:0], world, place), i
    return a.economy_index(importers, place), i


def _with_others(names: list[str], acting: NDArray[np.intp], world: World, place: str) -> NDArray[np.intp]:
    """Everybody but those who act, and those who are named beside `others`."""
    rest = world.axes.economy_index("others", place, but=acting)
    named = [x for x in names if x != "others"]
    return np.union1d(rest, world.axes.economy_index(named, place)) if named else rest


def _grouped(cells: Iterable[tuple[str, str, str, float]]) -> Iterator[tuple[tuple[str, str, str], float]]:
    for importer, exporter, sector, value in cells:
        yield (importer, exporter, sector), float(value)


def _direct(effect: Effect, world: World) -> tuple[Cells, Floats] | None:
    """A table whose cells are all plain names, resolved in one go; None where groups need expanding."""
    if effect.cells is None:
        return None
    e = {name: p for p, name in enumerate(world.economies)}
    s = {name: p for p, name in enumerate(world.sectors)}
    try:
        rows = [(e[n], e[i], s[k], float(v)) for n, i, k, v in effect.cells if n != i]
    except KeyError:
        return None
    if not rows:
        return None
    n, i, k, v = zip(*rows, strict=True)
    return (np.array(n), np.array(i), np.array(k)), np.array(v)


def _resolved(effect: Effect, world: World) -> Iterator[tuple[Cells, Any]]:
    direct = _direct(effect, world)
    if direct is not None:
        yield direct
    else:
        yield from _blocks(effect, world)


def _rate(effects: list[Effect], base: Floats, world: World) -> Floats | None:
    """New rates [n,i,k]: `add` on top of the one `rate` or of the base; touched cells only are looked at."""
    if not effects:
        return None
    new = np.moveaxis(np.moveaxis(np.broadcast_to(base, world.tariff.shape), 2, 0).copy(), 0, 2)
    for effect, cells, value in _touched([e for e in effects if e.how == "rate"], world):
        new[cells] = value
        _refuse_rates(effect, cells, new, world)
    for effect, cells, value in _touched([e for e in effects if e.how == "rate"], world):
        clash = new[cells] != value
        if clash.any():
            n, i, k = (int(c[clash][0]) for c in cells)
            raise Conflict(
                "two different rates on one flow", field=effect.lever, where=where(effect),
                got=f"{world.economies[n]} on {world.economies[i]}, {world.sectors[k]}: {new[n, i, k]:g} and "
                    f"{np.broadcast_to(value, clash.shape)[clash][0]:g}",
                remedy="Use add= for what comes on top, and one rate= a flow.",
            )  # fmt: skip
    added = list(_touched([e for e in effects if e.how == "add"], world))
    for _, cells, value in added:
        np.add.at(new, cells, value)
    for effect, cells, value in added:
        new[cells] = np.where(np.abs(new[cells]) < 1e-12, 0.0, new[cells])  # .3 - .1 - .2 is meant to be zero
        low = (new[cells] < 0) & (np.asarray(value) < 0)
        if low.any():
            n, i, k = (int(c[low][0]) for c in cells)
            raise BadValue(
                "the new rate falls below zero", field=effect.lever, where=where(effect),
                got=f"{world.economies[n]} on {world.economies[i]}, {world.sectors[k]}: {new[n, i, k]:g}",
                remedy="To abolish a rate use rate=0; a negative rate= is a subsidy to imports.",
            )  # fmt: skip
        _refuse_rates(effect, cells, new, world)
    return new


def _touched(effects: list[Effect], world: World) -> Iterator[tuple[Effect, Cells, Any]]:
    for effect in effects:
        for cells, value in _resolved(effect, world):
            yield effect, cells, value


def _refuse_rates(effect: Effect, cells: Cells, new: Floats, world: World) -> None:
    rates = new[cells]
    bad = ~((rates > -1) & (rates <= RATE_CEILING))
    if bad.any():
        n, i, k = (int(c[bad][0]) for c in cells)
        raise BadValue(
            f"the new rate must lie between -1 and {RATE_CEILING:g}", field=effect.lever, where=where(effect),
            got=f"{world.economies[n]} on {world.economies[i]}, {world.sectors[k]}: {new[n, i, k]:g}",
            remedy="Rates are fractions (25 % is 0.25); to stop trade use an embargo.",
        )  # fmt: skip


def _factor(effects: list[Effect], world: World) -> Floats | None:
    if not effects:
        return None
    factor = _cube(world, 1.0)
    for effect in effects:
        for cells, value in _resolved(effect, world):
            np.multiply.at(factor, cells, value)
    return factor  # type: ignore[no-any-return]


def _bans(effects: list[Effect], world: World) -> tuple[NDArray[np.bool_] | None, Controls]:
    if not effects:
        return None, Controls.none()
    residual = _cube(world, np.nan)
    for effect in effects:
        for cells, value in _resolved(effect, world):
            residual[cells] = np.fmin(residual[cells], value)
    banned = residual == 0
    n, i, k = np.nonzero((residual > 0) & (world.trade_share > 0))
    leaking = Controls(n, i, k, residual[n, i, k], np.full(n.size, RENTS.index("nobody")))
    return (banned if banned.any() else None), leaking


def _controls(effects: list[Effect], world: World) -> Controls:
    if not effects:
        return Controls.none()
    cap, rent = _cube(world, np.inf), _cube(world, -1, np.intp)
    touched = list(_touched(effects, world))
    for _, cells, value in touched:
        cap[cells] = np.minimum(cap[cells], value)
    for effect, cells, value in touched:
        code, tight = RENTS.index(effect.rent), cap[cells] == value
        clash = tight & (rent[cells] >= 0) & (rent[cells] != code)
        if clash.any():
            n, i, k = (int(c[clash][0]) for c in cells)
            raise Conflict("two controls on one flow say who gets the rent differently", where=where(effect),
                           got=f"{world.economies[n]} from {world.economies[i]}, {world.sectors[k]}")  # fmt: skip
        rent[cells] = np.where(tight, code, rent[cells])
    at = np.nonzero(np.isfinite(cap) & (world.trade_share > 0))
    return Controls(at[0], at[1], at[2], cap[at], rent[at])


def _industry(effects: list[Effect], world: World, neutral: float) -> Floats | None:
    if not effects:
        return None
    out = np.full((len(world.economies), len(world.sectors)), neutral)
    for effect in effects:
        i = world.axes.economy_index(effect.exporters, where(effect))
        k = world.axes.sector_index(effect.sectors, where(effect))
        if effect.how == "times":
            out[np.ix_(i, k)] *= effect.value
        else:
            out[np.ix_(i, k)] += effect.value
    if effects[0].lever == "subsidy" and (out.max() >= 0.95 or out.min() <= -RATE_CEILING):
        raise BadValue("subsidies on one industry add up to 95 % or more of its price", field="subsidy",
                       where=where(effects[0]), got=float(out.max()), allowed="below 0.95")  # fmt: skip
    return out


def _deficit(effects: list[Effect], world: World) -> Floats | None:
    if not effects:
        return None
    change = np.zeros(len(world.economies))
    for effect in effects:
        to = world.axes.economy_index(effect.importers, where(effect))
        by = world.axes.economy_index(effect.exporters, where(effect))
        change[to] += effect.value * world.value_added[to] / world.value_added[to].sum()
        change[by] -= effect.value * world.value_added[by] / world.value_added[by].sum()
    return change
