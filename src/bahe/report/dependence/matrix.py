"""Leverage as labelled tables: the matrix of losses, one row a pair, and bands over elasticities and over the ranges of items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from bahe.axes import Names
from bahe.dependence.leverage import Leverage, Rent, solved
from bahe.faults import Conflict
from bahe.world.world import World


def leverage(
    world: World, horizon: str = "short", *, items: str | Iterable[str] | None = None, between: Names | None = None,
    buyers: Any = None, suppliers: Any = None, sectors: Names | None = None, mutual: bool = False,
    leakage: float | Mapping[str, float] | None = None,
    rent: Rent = "importer", closure: str = "transfer", progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Loss of the row if the column stops its exports to it: per cent of real income, positive where it is a loss.

    items      names of packaged items, or `all`: carved out of their industries, and only they are withheld
    between    both sides at once; otherwise `buyers` and `suppliers` (default: every economy). Groups act as one
    sectors    what is withheld; default: all goods, or the items
    mutual     True: both directions stop at once
    leakage    share of the base quantity that still arrives. Default: none of goods, of items what their table says (a full stop of
               a good that no one else makes has no bound within a year); `rent` says who earns the scarcity (see `solved`)

    The diagonal, and cells without a finite equilibrium, are NaN. `.attrs` names unit, horizon, closure and elasticity set,
    what is withheld, leakage and the number of cells solved. Own losses and USD: `bahe.dependence.leverage.solved(...)`.
    Raises UnknownName for names that do not exist, Infeasible where sigma <= 1 and nothing leaks, Conflict for items with sectors.
    """
    world, sectors, own = with_items(world, items, sectors)
    both = between is not None
    return matrix(
        solved(
            world,
            horizon=horizon,
            buyers=between if both else buyers,
            suppliers=between if both else suppliers,
            sectors=sectors,
            mutual=mutual,
            leakage=own if leakage is None else leakage,
            rent=rent,
            closure=closure,
            progress=progress,
        )
    )


def with_items(
    world: World, items: str | Iterable[str] | None, sectors: Names | None = None
) -> tuple[World, Names, dict[str, float]]:
    """The world with items carved in; what is withheld (`sectors`, or the items, or all goods); and the leakage of each item."""
    if items is None:
        return world, "goods" if sectors is None else sectors, {}
    if sectors is not None:
        raise Conflict(
            "either items or sectors are withheld", field="items", where="leverage", remedy="Leave one of them out."
        )
    from bahe.atlas.items import chosen

    wanted = chosen(items)
    leaks = {i.name: i.leakage.value for i in wanted if i.leakage is not None}
    return world.carve(wanted), tuple(i.name for i in wanted), leaks


def matrix(found: Leverage, what: str = "loss") -> pd.DataFrame:
    """One array of a Leverage with labels: `loss`, `own`, `loss_usd`, `own_usd` or `net`; rows buyers, columns suppliers."""
    out = pd.DataFrame(
        getattr(found, what),
        index=pd.Index(found.buyers, name="buyer"),
        columns=pd.Index(found.suppliers, name="supplier"),
    )
    unit = "USD million a year" if what in ("loss_usd", "own_usd", "net") else "per cent of real income"
    out.attrs |= {
        "unit": unit, "horizon": found.horizon, "closure": found.closure, "elasticities": found.elasticity_set,
        "withheld": list(found.sectors), "leakage": found.leakage, "mutual": found.mutual,
        "solved": int(found.solved.sum()),
    }  # fmt: skip
    return out


def table(found: Leverage) -> pd.DataFrame:
    """One row a pair, largest loss of the buyer first; NaN where no equilibrium was found.

    Columns buyer, supplier, horizon, loss_pct and own_loss_pct (per cent of real income), loss_usd_mn, own_loss_usd_mn and net_usd_mn
    (USD million a year), solved.
    """
    pairs = [(int(r), int(c)) for r, c in np.argwhere(~found.overlap)]
    rows = [
        {
            "buyer": found.buyers[r], "supplier": found.suppliers[c], "horizon": found.horizon,
            "loss_pct": found.loss[r, c], "own_loss_pct": found.own[r, c], "loss_usd_mn": found.loss_usd[r, c],
            "own_loss_usd_mn": found.own_usd[r, c], "net_usd_mn": found.net[r, c], "solved": bool(found.solved[r, c]),
        }
        for r, c in pairs
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values("loss_pct", ascending=False, ignore_index=True, na_position="last")


def bands(
    world: World, horizon: str, sectors: Names | None = None, items: str | Iterable[str] | None = None, **how: Any
) -> pd.DataFrame:
    """Central, lowest and highest loss by pair over the published elasticity sets (long) or the range of theta (others).

    items    instead of sectors: carved out and withheld with the leakage of their table; then the low and the high ends of their
             origin shares are tried, too, one thing at a time. Carved items keep their own long elasticity in every set
    Columns loss_pct and own_loss_pct with `_low` and `_high`, NaN where one of the worlds has no equilibrium; `.attrs["draws"]`
    names them.
    """
    base, sectors, leaks = with_items(world, items, sectors)
    if items is not None:
        how = {"leakage": leaks} | {k: v for k, v in how.items() if v is not None}
    central = solved(base, horizon=horizon, sectors=sectors, **how)
    draws: dict[str, World] = dict(base.draws(horizon))
    if items is not None:
        from bahe.atlas.items import chosen

        wanted = chosen(items)
        draws |= {f"shares {end}": world.carve(wanted, bound=end) for end in ("low", "high")}
    found = [solved(w, horizon=horizon, sectors=sectors, **how) for w in draws.values()]
    out = table(central)
    r, c = {b: p for p, b in enumerate(central.buyers)}, {s: p for p, s in enumerate(central.suppliers)}
    for column, what in (("loss_pct", "loss"), ("own_loss_pct", "own")):
        cube = np.stack([getattr(f, what) for f in (central, *found)])
        solved_everywhere = np.isfinite(cube).all(0)
        low, high = (np.where(solved_everywhere, f(cube, axis=0), np.nan) for f in (np.min, np.max))
        at = [(r[b], c[s]) for b, s in zip(out["buyer"], out["supplier"], strict=True)]
        out[f"{column}_low"], out[f"{column}_high"] = [low[p] for p in at], [high[p] for p in at]
    out.attrs["draws"] = list(draws)
    return out
