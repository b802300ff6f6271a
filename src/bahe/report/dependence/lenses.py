"""What one side could withhold from the other, through several lenses, in both directions and at each horizon.

    industries      all goods, in the table of industries: a good that few make is averaged away
    carved          all goods, with the items as sectors of their own
    items           only the items, with what their table says still arrives; middlemen of the buyer earn the scarcity, the least
                    that the buyer can lose
    items-rent      the same, with the scarcity earned by the holder: the most that the buyer loses, and the holder may gain
    items-whole     only the items, and nothing arrives

A good that its users cannot do without has no bound within a year where nothing leaks: a whole cut is an upper end, no forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bahe.dependence.leverage import Leverage, solved
from bahe.trade.many import Answers, CutOff, cut_off
from bahe.world.item import Item
from bahe.world.world import World

Key = tuple[tuple[str, str], str]
Step = Callable[[int, int, str], None] | None

#: Lenses in the order of the tables.
LENSES = ("industries", "carved", "items", "items-rent", "items-whole")

COLUMNS = (
    "target", "holder", "lens", "horizon", "sigma", "leakage", "loss_pct", "loss_usd_mn", "own_loss_pct", "own_loss_usd_mn", "solved",
)  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """One direction: `holder` may withhold goods, or these items, from `target`."""

    target: str
    holder: str
    items: tuple[Item, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """(target, holder)."""
        return self.target, self.holder

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the items."""
        return tuple(i.name for i in self.items)

    @property
    def leaks(self) -> dict[str, float]:
        """Item -> share that still arrives; nothing where its table does not say."""
        return {i.name: i.leakage.value for i in self.items if i.leakage is not None}


def sigma(world: World, horizon: str, sectors: Any) -> float:
    """Median elasticity of substitution between origins of what is withheld."""
    k = world.axes.sector_index(sectors, "depend")
    return 1 + float(np.median(world.horizon(horizon).trade_elasticity[k]))


def lenses(
    world: World, carved: World, holds: Sequence[Hold], horizons: Sequence[str], step: Step = None
) -> tuple[pd.DataFrame, dict[tuple[str, str], pd.DataFrame]]:
    """Losses by direction, lens and horizon; and by direction one row an item, withheld alone.

    The first table has the columns `COLUMNS`; the second, for each horizon h: sigma_h, loss_pct_h, loss_usd_mn_h, own_loss_pct_h,
    own_loss_usd_mn_h (with leakage) and whole_loss_pct_h, whole_own_loss_pct_h. NaN where no equilibrium was found.
    """
    rows: list[dict[str, Any]] = []
    alone: dict[tuple[str, str], pd.DataFrame] = {
        h.pair: pd.DataFrame(index=pd.Index(h.names, name="item")) for h in holds
    }
    tell = _counter(step, sum(3 + len(h.items) for h in holds) * len(horizons) + 2 * len(horizons))
    for horizon in horizons:
        whole = dict(zip(*_whole(carved, holds, horizon, tell), strict=True))
        for hold in holds:
            plain = solved(world, horizon=horizon, buyers=[hold.target], suppliers=[hold.holder])
            rows.append(_row(hold, "industries", plain, sigma(world, horizon, "goods")))
            tell(horizon)
            rows.append(_lost(carved, hold, "carved", horizon, whole[hold.pair, "goods"], "goods"))
            for lens, rent in (("items", "importer"), ("items-rent", "exporter")) if hold.items else ():
                L = _leaking(carved, hold, hold.names, horizon, rent)
                rows.append(_row(hold, lens, L, sigma(carved, horizon, hold.names)))
                tell(horizon)
            if not hold.items:
                continue
            rows.append(_lost(carved, hold, "items-whole", horizon, whole[hold.pair, "items"], hold.names))
            one = alone[hold.pair]
            one[f"sigma_{horizon}"] = [sigma(carved, horizon, [i]) for i in hold.names]
            found = []
            for name in hold.names:
                found.append(_leaking(carved, hold, (name,), horizon, "importer"))
                tell(horizon)
            for column, what in _PARTS.items():
                one[f"{column}_{horizon}"] = [float(getattr(L, what)[0, 0]) for L in found]
            cut = [_lost(carved, hold, "items-whole", horizon, whole[hold.pair, i], [i]) for i in hold.names]
            for column in ("loss_pct", "own_loss_pct"):
                one[f"whole_{column}_{horizon}"] = [row[column] for row in cut]
    return pd.DataFrame(rows, columns=list(COLUMNS)), alone


_PARTS = {"loss_pct": "loss", "loss_usd_mn": "loss_usd", "own_loss_pct": "own", "own_loss_usd_mn": "own_usd"}


def _counter(step: Step, total: int) -> Callable[[str], None]:
    done = 0

    def tell(what: str) -> None:
        nonlocal done
        done += 1
        if step is not None:
            step(min(done, total - 1), total, what)

    return tell


def _leaking(world: World, hold: Hold, names: Sequence[str], horizon: str, rent: Any) -> Leverage:
    part = {n: hold.leaks.get(n, 0.0) for n in names}
    return solved(world, horizon=horizon, buyers=[hold.target], suppliers=[hold.holder], sectors=tuple(names), leakage=part,
                  rent=rent)  # fmt: skip


def _questions(world: World, holds: Sequence[Hold]) -> Iterator[tuple[Key, CutOff]]:
    """The hardest first: all goods, all items, each item."""
    for hold in holds:
        i, n = (world.axes.economy(hold.holder),), (world.axes.economy(hold.target),)
        cuts: list[tuple[str, Any]] = [("goods", "goods")]
        if hold.items:
            cuts += [("items", hold.names), *((name, [name]) for name in hold.names)]
        for key, sectors in cuts:
            yield (hold.pair, key), CutOff(i, n, tuple(int(v) for v in world.axes.sector_index(sectors, "depend")))


def _whole(
    world: World, holds: Sequence[Hold], horizon: str, tell: Callable[[str], None]
) -> tuple[list[Key], list[tuple[Any, bool]]]:
    """Every whole cut of one horizon, in two halves side by side: (real income of all, new over base; True where solved)."""
    asked = list(_questions(world, holds))
    halves = [asked[0::2], asked[1::2]]

    def half(part: list[tuple[Key, CutOff]]) -> Answers:
        return cut_off(world, [q for _, q in part], horizon=horizon, tol=1e-8, threads=1)

    keys: list[Key] = []
    out: list[tuple[Any, bool]] = []
    with ThreadPoolExecutor(2) as pool:
        for part, answers in zip(halves, pool.map(half, [h for h in halves if h]), strict=False):
            keys += [key for key, _ in part]
            out += list(zip(answers.welfare_hat, (bool(v) for v in answers.converged), strict=True))
            tell(horizon)
    return keys, out


def _lost(world: World, hold: Hold, lens: str, horizon: str, answer: tuple[Any, bool], sectors: Any) -> dict[str, Any]:
    welfare, good = answer
    n, i = world.axes.economy(hold.target), world.axes.economy(hold.holder)
    lost = (1 - np.asarray(welfare)) * 100
    return {
        "target": hold.target, "holder": hold.holder, "lens": lens, "horizon": horizon,
        "sigma": sigma(world, horizon, sectors), "leakage": 0.0,
        "loss_pct": float(lost[n]), "loss_usd_mn": float(lost[n] * world.income[n] / 100),
        "own_loss_pct": float(lost[i]), "own_loss_usd_mn": float(lost[i] * world.income[i] / 100), "solved": good,
    }  # fmt: skip


def _row(hold: Hold, lens: str, L: Leverage, elasticity: float) -> dict[str, Any]:
    return {
        "target": hold.target, "holder": hold.holder, "lens": lens, "horizon": L.horizon, "sigma": elasticity,
        "leakage": L.leakage, **{c: float(getattr(L, a)[0, 0]) for c, a in _PARTS.items()}, "solved": bool(L.solved[0, 0]),
    }  # fmt: skip


def with_ranges(
    answer: pd.DataFrame, world: World, holds: Sequence[Hold], wanted: Sequence[Item], step: Step = None
) -> pd.DataFrame:
    """The same table with the lowest and highest loss over elasticities (`world.draws`) and, for items, the ends of their shares.

    One thing moves at a time. Ranges are taken for the lenses `industries` and `items`; columns loss_pct_low, loss_pct_high,
    own_loss_pct_low and own_loss_pct_high, NaN for the other lenses and where one of the worlds has no equilibrium.
    """
    out = answer.copy()
    names = [f"{c}_{e}" for c in ("loss_pct", "own_loss_pct") for e in ("low", "high")]
    out[names] = np.nan
    carved = {b: world.carve(wanted, bound=b) for b in ("value", "low", "high")}
    horizons = list(dict.fromkeys(answer["horizon"]))
    tell = _counter(step, 2 * len(holds) * len(horizons))
    for h in horizons:
        plain = list(world.draws(h).values())
        items = [*carved["value"].draws(h).values(), carved["low"], carved["high"]]
        for hold in holds:
            for lens, worlds in (("industries", plain), ("items", items if hold.items else [])):
                at = (
                    (out["target"] == hold.target)
                    & (out["holder"] == hold.holder)
                    & (out["horizon"] == h)
                    & (out["lens"] == lens)
                )
                found = [
                    _leaking(w, hold, hold.names, h, "importer") if lens == "items"
                    else solved(w, horizon=h, buyers=[hold.target], suppliers=[hold.holder])
                    for w in worlds
                ]  # fmt: skip
                tell(f"{h}, ranges")
                for column in ("loss_pct", "own_loss_pct") if found else ():
                    values = [
                        *(float(getattr(L, _PARTS[column])[0, 0]) for L in found),
                        float(out.loc[at, column].iloc[0]),
                    ]
                    out.loc[at, [f"{column}_low", f"{column}_high"]] = np.min(values), np.max(values)
    return out
