"""Who holds which item over whom before anything moves: shares with their grounds, months until a cut bites, shares over the years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.report.dependence.answer import history
from bahe.report.dependence.items import HOLDER, bites, share_row
from bahe.world.carve import demand, origin_shares

if TYPE_CHECKING:
    import pandas as pd

    from bahe.scenario import Scenario
    from bahe.world import World
    from bahe.world.item import Item

#: Ground of a share of a union: the mean of its members, weighted by what each uses.
MEMBERS = "members"
COLUMNS = ("item", "buyer", "holder", "share", "low", "high", "kind", "grade", "source", "parent", "parent_share",
           "bites_months", "bites_months_low", "bites_months_high")  # fmt: skip


def pairs(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """(buyer, holder) of every move that withholds something, each once, in the order of the variants."""
    found = [
        (buyer, holder)
        for v in scenario.variants
        for m in v.moves
        if m.instrument == "export_control"
        for holder in m.by
        for buyer in m.on
    ]
    return tuple(dict.fromkeys(found))


def holdings(world: World, items: Iterable[Item], asked: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """One row an item and pair of which the holder makes a twentieth or more of what the buyer uses.

    world   the one in which nothing is carved out;  asked   (buyer, holder), economies or groups
    Columns `COLUMNS`: shares as fractions with their range, ground, grade and source; that of the whole industry; months until a full
    stop bites, NaN where no source states a stock. Items without a market are left out for groups, whose members need weights.
    """
    import pandas as pd

    rows = []
    for buyer, holder in asked:
        for item in items:
            row = _row(world, item, buyer, holder)
            if row is not None and row["share"] >= HOLDER:
                rows.append({"item": item.name, **row})
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {p: at for at, p in enumerate(asked)}
    place = [order[p] for p in zip(out["buyer"], out["holder"], strict=True)]
    return (
        out.assign(place=place)
        .sort_values(["place", "share"], ascending=[True, False], ignore_index=True)
        .drop(columns="place")
    )


def _row(world: World, item: Item, buyer: str, holder: str) -> dict[str, Any] | None:
    n, i = (world.axes.economy_index(x, "holdings") for x in (buyer, holder))
    if len(n) == len(i) == 1:
        return share_row(world, item, buyer, holder, float(origin_shares(world, item)[n[0], i[0]]))
    if item.market is None:
        return None
    k = world.sectors.index(item.sector)
    used, bought = demand(world, item)[n], world.expenditure[n, k]

    def share(of: Any, weight: Any) -> float:
        return float((of[np.ix_(n, i)].sum(1) * weight).sum() / weight.sum()) if weight.sum() > 0 else float("nan")

    value, low, high = (share(origin_shares(world, item, end), used) for end in ("value", "low", "high"))
    low, high = (
        min(value, low),
        max(value, high),
    )  # rows are scaled to add up to one, which may move an end past the centre
    return {
        "buyer": buyer, "holder": holder, "share": value, "low": low, "high": high, "kind": MEMBERS, "grade": "", "source": item.name,
        "parent": item.sector, "parent_share": share(world.trade_share[:, :, k], bought), **bites(item),
    }  # fmt: skip


def share_history(world: World, asked: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Shares over the years of each (buyer, holder) that a packaged panel has; groups have none. See `report.dependence.history`."""
    single = [p for p in asked if all(e in world.economies for e in p)]
    return history(single)
