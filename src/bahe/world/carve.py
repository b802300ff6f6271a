"""Carving: items split out of their industry, totals unchanged (textbook, chapter on items).

What n uses of an item comes from origins in the shares that the evidence states; it is made as the parent industry makes its
goods, taxed as the parent is taxed, and taken out of the parent flow by flow. Where evidence and tables disagree (another year,
dispatch against origin) no flow of the parent may go below zero: the item is made smaller, and the world says by how much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bahe.axes import Axes
from bahe.faults import BadValue, Conflict, MissingData, UnknownName
from bahe.world.horizon import Horizon
from bahe.world.item import Item
from bahe.world.world import Remark, World

Floats = NDArray[np.float64]

#: No more than this share of a parent's flow, use or final demand goes to an item: the rest of the industry stays in being.
ROOM = 0.95
#: A buyer's demand is made smaller, up to this factor, so that its main suppliers keep their shares; beyond it cells are cut.
SMALLEST = 0.2


@dataclass(frozen=True)
class Carved:
    """One item on the axes of a world: flow[n,i] at basic prices, use[n,j] and final[n] at purchaser prices, USD million."""

    item: Item
    flow: Floats
    use: Floats
    final: Floats
    stated: float
    """World demand that the evidence states; `flow.sum()` is what found room."""


def carve(world: World, items: Iterable[Item] | Item, bound: str = "value") -> World:
    """A World in which each item is a sector of its own, named after it, behind the sectors that were there.

    items   from `bahe.load_items()`, in any number; several may share a parent
    bound   "value", or the "low" or "high" end of every range of origin shares

    Totals by parent (output, trade, spending, use, value added) are unchanged to 1e-9, which a remark proves. Raises MissingData
    where an item has no market, UnknownName for a parent or economy that the world does not have, Conflict for a name in use.
    """
    wanted = [items] if isinstance(items, Item) else list(items)
    if not wanted:
        raise BadValue("at least one item is needed", field="items", where="carve")
    out = world
    for item in wanted:
        if not isinstance(item, Item):
            raise BadValue("an Item is needed", field="items", where="carve", got=item,
                           remedy="bahe.load_items() gives them by name.")  # fmt: skip
        out = _split(out, placed(out, item, bound))
    return out.replace(remarks=(*out.remarks, _unchanged(world, out)), name=f"{world.name} with items")


def placed(world: World, item: Item, bound: str = "value") -> Carved:
    """The item's flows, uses and final demand in one world, with room left for the rest of its industry."""
    k = _parent(world, item)
    if item.market is None:
        raise MissingData("no market size is on file, so the item cannot be carved", field="market",
                          where=f"item {item.name!r}", remedy="Add a row `market` to your own table of items.")  # fmt: skip
    shares, wanted = origin_shares(world, item, bound), demand(world, item)
    flow = wanted[:, None] * shares
    room = ROOM * world.trade[:, :, k]
    fits = np.where(flow > 0, room / np.where(flow > 0, flow, 1.0), np.inf)
    main = np.where(shares >= 0.05, fits, np.inf).min(1)
    flow = np.minimum(flow * np.clip(main, SMALLEST, 1.0)[:, None], room)
    bought = (flow * (1 + world.tariff[:, :, k])).sum(1)
    use = _uses(world, item, k, bought)
    return Carved(item, flow, use, bought - use.sum(1), float(wanted.sum()))


def demand(world: World, item: Item) -> Floats:
    """What each economy uses of the item [n], USD million at basic prices, home sales included."""
    k = _parent(world, item)
    assert item.market is not None
    users = (
        world.axes.sector_index(item.users, f"item {item.name!r}, users") if item.users else np.zeros(0, dtype=np.intp)
    )
    bought = (world.cost_share[:, k, users] * world.costs[:, users]).sum(1)
    weight = (1 - item.final) * _spread(bought) + item.final * _spread(np.maximum(world.final_spending[:, k], 0.0))
    known = {world.axes.economy(b, f"item {item.name!r}, demand"): f.value for b, f in item.demand.items()}
    out = np.zeros(len(world.economies))
    rest = np.ones(out.size, dtype=bool)
    for n, value in known.items():
        out[n], rest[n] = value, False
    left = max(item.market.value - sum(known.values()), 0.0)
    return out + left * _spread(weight * rest)


def origin_shares(world: World, item: Item, bound: str = "value") -> Floats:
    """Shares of origins in what each buyer uses [n,i]: rows of the buyer, or else of `world`; the rest as the parent trades."""
    k, N = _parent(world, item), len(world.economies)
    where = f"item {item.name!r}, shares"
    rows: dict[str, dict[int, float]] = {}
    for s in item.shares:
        rows.setdefault(s.buyer, {})[world.axes.economy(s.origin, where)] = s.figure.at(bound)
    own = {world.axes.economy(b, where): r for b, r in rows.items() if b != "world"}
    flows = world.trade[:, :, k]
    out = np.zeros((N, N))
    for n in range(N):
        stated = own.get(n, rows.get("world", {}))
        for i, value in stated.items():
            out[n, i] = value
        total = out[n].sum()
        others = flows[n].copy()
        others[list(stated)] = 0.0
        if total >= 1 or (others.sum() <= 0 and total > 0):
            out[n] /= total
        elif others.sum() > 0:
            out[n] += (1 - total) * others / others.sum()
        else:
            out[n, n] = 1.0
    return out


def _parent(world: World, item: Item) -> int:
    if item.sector not in world.sectors:
        raise UnknownName("sector", item.sector, world.sectors, where=f"item {item.name!r}")
    return world.sectors.index(item.sector)


def _spread(weight: Floats) -> Floats:
    total = weight.sum()
    return weight / total if total > 0 else np.full(weight.size, 1 / weight.size)


def _uses(world: World, item: Item, k: int, bought: Floats) -> Floats:
    """What industries take of the item [n,j], USD million: `users` first, others where these have no room, then final demand."""
    parent = world.cost_share[:, k, :] * world.costs
    final_room = ROOM * np.maximum(world.final_spending[:, k], 0.0)
    left = np.maximum((1 - item.final) * bought, bought - final_room)
    room, out = ROOM * parent, np.zeros(parent.shape)
    named = np.zeros(parent.shape[1], dtype=bool)
    named[world.axes.sector_index(item.users, f"item {item.name!r}, users") if item.users else []] = True
    for who in (named, ~named):
        free = room * who
        total = free.sum(1)
        taken = np.minimum(left, total)
        out += free * np.where(total > 0, taken / np.where(total > 0, total, 1.0), 0.0)[:, None]
        left = left - taken
    return out


def _split(world: World, c: Carved) -> World:
    """The world with one more sector, the parent less by as much."""
    name, k = c.item.name, _parent(world, c.item)
    if name in world.sectors:
        raise Conflict("the world has a sector of that name", field="items", where="carve", got=name)
    K = len(world.sectors)
    old = [*range(K), k]  # every array is first extended by a copy of the parent
    X_g = (c.flow * (1 + world.tariff[:, :, k])).sum(1)
    X = np.concatenate([world.expenditure, X_g[:, None]], axis=1)
    X[:, k] -= X_g
    trade = world.trade[:, :, old].copy()
    trade[:, :, k] -= c.flow
    trade[:, :, K] = c.flow
    tariff = world.tariff[:, :, old]
    spent = trade * (1 + tariff)
    total = spent.sum(1, keepdims=True)
    share = np.where(total > 0, spent / np.where(total > 0, total, 1.0), 0.0)
    idle = (total[:, 0, :] <= 0)[:, None, :] & np.eye(len(world.economies), dtype=bool)[:, :, None]
    share = np.where(idle, 1.0, share)

    parent = world.cost_share[:, k, :] * world.costs
    moved = np.where(parent > 0, c.use / np.where(parent > 0, parent, 1.0), 0.0)
    cost = np.concatenate([world.cost_share, (world.cost_share[:, k, :] * moved)[:, None, :]], axis=1)
    cost[:, k, :] *= 1 - moved
    cost = cost[:, :, old]
    final_k = world.final_spending[:, k]
    part = np.where(final_k > 0, c.final / np.where(final_k > 0, final_k, 1.0), 0.0)
    final = np.concatenate([world.final_share, (world.final_share[:, k] * part)[:, None]], axis=1)
    final[:, k] *= 1 - part

    a = world.axes
    groups = {g: (*m, name) if c.item.sector in m else m for g, m in a.sector_groups.items() if g != "all"}
    groups["items"] = (*a.sector_groups.get("items", ()), name)
    theta = {h: f.value for h, f in c.item.theta.items()}
    if "long" in theta and theta["long"] <= 0:
        raise BadValue(
            "theta of horizon 'long' must be above zero", field="theta", where=f"item {name!r}", got=theta["long"]
        )
    sets = {s: np.append(t, theta.get("long", t[k])) for s, t in world.elasticity_sets.items()}
    short = c.stated - float(c.flow.sum())
    remark = Remark(
        f"item {name}", "WARN" if short > 0.01 * c.stated else "PASS",
        f"carved out of {c.item.sector}: {c.flow.sum():,.0f} of {c.stated:,.0f} USD million stated found room in its flows",
        float(c.flow.sum()),
    )  # fmt: skip
    return world.replace(
        axes=Axes(a.economies, (*a.sectors, name), groups, dict(a.economy_groups)),
        trade_share=share,
        expenditure=X,
        tariff=tariff,
        cost_share=cost,
        value_added_share=world.value_added_share[:, old],
        final_share=final,
        profit_share=world.profit_share[:, old],
        horizons={h: _with_item(v, theta.get(h), k) for h, v in world.horizons.items()},
        elasticity_sets=sets,
        remarks=(*world.remarks, remark),
    )


def _with_item(h: Horizon, theta: float | None, k: int) -> Horizon:
    def longer(values: Floats | None) -> Floats | None:
        return None if values is None else np.append(values, values[k])

    own = np.append(h.trade_elasticity, h.trade_elasticity[k] if theta is None else theta)
    return replace(h, trade_elasticity=own, home_elasticity=longer(h.home_elasticity), scale=longer(h.scale))


def _unchanged(before: World, after: World) -> Remark:
    """Largest relative change of any total by economy and parent."""
    K = len(before.sectors)
    parent = [*range(K)]
    for name in after.sectors[K:]:
        parent.append(before.sectors.index(_origin(after, name, before)))
    H = np.zeros((K, len(parent)))
    H[parent, np.arange(len(parent))] = 1.0
    pairs = (
        (before.output, after.output @ H.T),
        (before.expenditure, after.expenditure @ H.T),
        (before.trade, after.trade @ H.T),
        (before.final_spending, after.final_spending @ H.T),
        (before.value_added, after.value_added),
        (before.income, after.income),
    )
    gap = max(float((np.abs(new - old) / max(np.abs(old).max(), 1e-300)).max()) for old, new in pairs)
    return Remark("items: totals unchanged", "PASS" if gap <= 1e-9 else "FAIL",
                  "largest change of output, spending, trade, final demand, value added or income by carving, relative", gap)  # fmt: skip


def _origin(after: World, name: str, before: World) -> str:
    """The industry that an item was carved out of: the one with the same tariffs and value added shares (its remark says so)."""
    for r in after.remarks:
        if r.check == f"item {name}":
            return r.detail.split("carved out of ")[1].split(":")[0]
    raise UnknownName("item", name, before.sectors)
