"""Aggregation: a World with fewer economies or sectors, from sums of the tables it was calibrated on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict
from bahe.world.calibrate import from_tables
from bahe.world.horizon import Horizon
from bahe.world.world import Remark, World

Floats = NDArray[np.float64]


def aggregate(
    world: World,
    economies: Mapping[str, Iterable[str]] | None = None,
    sectors: Mapping[str, Iterable[str]] | None = None,
) -> World:
    """Add up economies and sectors: `{"EU27": [...], "rest": "others"}`; what is not named stays as it is.

    Trade is added up at basic prices, inputs as they were paid for, profits in dollars: value added, profits and deficits of
    the new economies and industries are sums of those of their members, to the last digits. Without tariffs this equals
    calibrating on added-up tables. Tariffs are averaged with trade at basic prices as weights (revenue is unchanged); where a
    block trades nothing, by the plain mean. Tariffs inside a new economy fall away, since they are on home sales now, and
    its final spending with them. Trade elasticities are averaged with cross-border trade as weights.
    """
    a = world.axes
    e_names, G = _membership("economies", a.economies, economies, lambda m: a.economy_index(m, "aggregate(economies=)"))
    s_names, H = _membership("sectors", a.sectors, sectors, lambda m: a.sector_index(m, "aggregate(sectors=)"))

    def add(cube: Floats) -> Floats:
        total: Floats = np.einsum("an,bi,nik,ck->abc", G, G, cube, H, optimize=True)
        return total

    trade, revenue = add(world.trade), add(world.trade * world.tariff)
    cells = np.einsum("an,bi,ck->abc", G, G, H, optimize=True)
    tariff = np.where(trade > 0, revenue / np.where(trade > 0, trade, 1.0), add(world.tariff) / cells)
    home = np.arange(len(e_names))
    lost = float(np.einsum("nnk->", revenue))
    tariff[home, home, :] = 0.0

    paid = np.einsum("an,ck,nkj,dj->acd", G, H, world.cost_share * world.costs[:, None, :], H, optimize=True)
    basic = trade.sum(1)
    markup = 1 + (trade * tariff).sum(1) / np.where(basic > 0, basic, 1.0)
    use = paid / markup[:, :, None]  # calibration puts the duties of the new world on again

    crossing = world.trade.sum((0, 1)) - np.einsum("nnk->k", world.trade)
    weight = H * np.where(H @ crossing > 0, 1.0, 0.0)[:, None] * crossing + H * (H @ crossing == 0)[:, None]

    def mean(theta: Floats) -> Floats:
        average: Floats = (weight @ theta) / weight.sum(1)
        return average

    groups = {
        g: [s for s, row in zip(s_names, H, strict=True) if all(a.sectors[k] in members for k in np.flatnonzero(row))]
        for g, members in a.sector_groups.items()
        if g != "all"
    }
    remarks = (
        *world.remarks,
        Remark("aggregation", "PASS", f"{len(a.economies)} x {len(a.sectors)} added up to {len(e_names)} x {len(s_names)}; "
               "tariffs weighted by trade at basic prices, elasticities by cross-border trade"),
        *([Remark("tariffs inside a group", "WARN", "duties collected inside the new economies fall away (USD million)", lost)]
          if lost > 0 else []),
    )  # fmt: skip
    new = from_tables(
        trade.transpose(1, 0, 2),
        economies=e_names,
        sectors=s_names,
        use=use if world.cost_share.any() else None,
        tariff=tariff.transpose(1, 0, 2),
        trade_elasticity=mean(world.trade_elasticity),
        profit_share=_mean_profit(world, G, H),
        groups=groups,
        name=f"{world.name}, aggregated",
        year=world.year,
        elasticity_sets={s: mean(t) for s, t in world.elasticity_sets.items()},
        elasticity_set=world.elasticity_set,
        sources=world.sources,
        remarks=remarks,
    )
    horizons = {name: _mean_horizon(h, mean) for name, h in world.horizons.items()}
    return new.replace(horizons=horizons)


def _mean_profit(world: World, G: Floats, H: Floats) -> Floats:
    """Profits over sales of what was added up; the plain mean where nothing is sold."""
    if not world.profit_share.any():
        return np.zeros((G.shape[0], H.shape[0]))
    sales, members = G @ world.output @ H.T, G.sum(1)[:, None] * H.sum(1)
    idle = sales <= 0
    plain: Floats = G @ world.profit_share @ H.T / members
    return np.where(idle, plain, G @ world.profits @ H.T / np.where(idle, 1.0, sales))


def _mean_horizon(h: Horizon, mean: Callable[[Floats], Floats]) -> Horizon:
    home = None if h.home_elasticity is None else mean(h.home_elasticity)
    scale = None if h.scale is None else mean(h.scale)
    return replace(h, trade_elasticity=mean(h.trade_elasticity), home_elasticity=home, scale=scale)


def _membership(
    kind: str,
    old: tuple[str, ...],
    groups: Mapping[str, Iterable[str]] | None,
    index: Callable[[Iterable[str]], NDArray[np.intp]],
) -> tuple[list[str], Floats]:
    """New names and the 0/1 matrix [new, old]; a group stands where its first member stood."""
    owner: dict[int, str] = {}
    if groups is not None and not isinstance(groups, Mapping):
        raise BadValue("a mapping of new names to lists is needed", field=kind, where="aggregate", got=groups)
    for name, members in (groups or {}).items():
        if not isinstance(members, Iterable):
            raise BadValue("a list of names is needed", field=kind, where=f"aggregate, {name}", got=members)
        members = [members] if isinstance(members, str) else list(members)
        rest = members == ["others"]
        positions = [p for p in range(len(old)) if p not in owner] if rest else list(index(members))
        if not positions:
            raise BadValue("a group without members", field=kind, where="aggregate", got=name)
        for p in positions:
            if p in owner:
                raise Conflict(f"{old[p]!r} is in two groups", field=kind, where="aggregate", got=f"{owner[p]}, {name}")
            owner[int(p)] = name
    names: list[str] = []
    for p, label in enumerate(old):
        new = owner.get(p, label)
        if new in old and new != label and owner.get(old.index(new)) != new:
            raise Conflict(f"the group name {new!r} is also the name of one that stays", field=kind, where="aggregate")
        if new not in names:
            names.append(new)
    matrix = np.zeros((len(names), len(old)))
    for p, label in enumerate(old):
        matrix[names.index(owner.get(p, label)), p] = 1.0
    return names, matrix
