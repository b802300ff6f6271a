"""Figures of claims that a tug decides: how cost gaps, the loss by a full stop and the rope itself move, over sound goods.

A good is sound where two or more figures of grade better than D are fitted. Every figure here is of medians or bands of its draws;
a good without a market has no loss, and takes no part where losses are asked for. Losses in USD are per cent of real income times the
income of the benchmark year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bahe.report.tugs.answer import GoodAnswer, TugAnswer

Floats = NDArray[np.float64]
Income = Callable[[str], float]

#: Years of the long run and of the next round; a position below `LEAST` is no way to speak of.
LONG, NEXT, LEAST = 10, 2, 0.05
#: Places of 5, 50 and 95 per cent in a fan, and in a clock.
MEDIAN, LOW, HIGH = 2, 0, 2


def sound_goods(answers: Iterable[TugAnswer]) -> dict[str, GoodAnswer]:
    """Goods with two or more fitted figures of grade better than D, by case and good."""
    return {f"{a.id} {g.id}": g for a in answers for g in a.goods if _sound(g)}


def _sound(good: GoodAnswer) -> bool:
    used = ("fit", "late", "score") if good.refitted else ("fit",)
    return sum(f.use in used and f.grade != "D" for f in good.seen) >= 2


def gap_falls(goods: Mapping[str, GoodAnswer]) -> dict[str, float]:
    """End nearest zero of the 90 % band of the fall of the cost gap under free sale, log points; 0 where the band holds zero."""
    free = {n: next(s for s in g.squeezing if s["policy"] == "free")["gap_fall"] for n, g in goods.items()}
    return {n: nearest(float(band[LOW]), float(band[HIGH])) for n, band in free.items()}


def nearest(low: float, high: float) -> float:
    """The end of a band that is nearest zero; 0 where the band holds zero."""
    return low if low > 0 else high if high < 0 else 0.0


def years_leverage_falls(goods: Mapping[str, GoodAnswer]) -> dict[str, float]:
    """Part of the years since the start in which the median loss by a full stop falls."""
    return {n: float((np.diff(lost(g)) < 0).mean()) for n, g in marketed(goods).items()}


def first_year_part(goods: Mapping[str, GoodAnswer]) -> dict[str, float]:
    """Median position after one year over that after ten (or the last); NaN where the rope has hardly moved."""
    out = {}
    for name, g in goods.items():
        path = g.position[MEDIAN, g.since :]
        base = path - path[0] if g.since else path
        end = base[_long(base)]
        out[name] = float(base[1] / end) if end >= LEAST else float("nan")
    return out


def leverage_left(goods: Mapping[str, GoodAnswer]) -> dict[str, float]:
    """Median loss by a full stop after ten years (or the last) over that at the start."""
    return {n: float(lost(g)[_long(lost(g))] / lost(g)[0]) for n, g in marketed(goods).items()}


def own_over_lost(goods: Mapping[str, GoodAnswer], income: Income, when: str) -> dict[str, float]:
    """Holder's loss by its own full stop over the loss of the target, USD, medians.

    when    next (two years after the last fitted figure), later (ten years after the start, or the last) or change (later over start)
    """
    out = {}
    for name, g in marketed(goods).items():
        ratio = g.own[MEDIAN] * income(g.holder) / (g.leverage[MEDIAN] * income(g.target))
        start, later = g.since, g.since + _long(ratio[g.since :])
        if when == "next":
            out[name] = float(np.interp(_last(g) + NEXT, g.times, ratio))
        else:
            out[name] = float(ratio[later] / (ratio[start] if when == "change" else 1.0))
    return out


def rise_without_control(goods: Mapping[str, GoodAnswer]) -> dict[str, float]:
    """1 - |part of control| / sum of |parts| (Shapley), of goods in which control is a factor."""
    parts = {n: {k: abs(v) for k, v in g.made_of.items() if k != "all of them off"} for n, g in goods.items()}
    return {n: 1 - p["control"] / sum(p.values()) for n, p in parts.items() if "control" in p and sum(p.values()) > 0}


def marketed(goods: Mapping[str, GoodAnswer]) -> dict[str, GoodAnswer]:
    """Goods of which the loss by a full stop is known."""
    return {n: g for n, g in goods.items() if np.isfinite(g.leverage).all()}


def lost(good: GoodAnswer) -> Floats:
    """Median loss of the target by a full stop, per cent of real income, since the start [t]."""
    return np.asarray(good.leverage[MEDIAN, good.since :])


def _long(path: Floats) -> int:
    return min(LONG, len(path) - 1)


def _last(good: GoodAnswer) -> float:
    used = ("fit", "late", "score") if good.refitted else ("fit",)
    return max(f.year for f in good.seen if f.use in used)


@cache
def incomes() -> Mapping[str, float]:
    """Income of every economy of the benchmark year, USD million."""
    from bahe.atlas import load_world

    world = load_world("icio-2022")
    return dict(zip(world.economies, map(float, world.income), strict=True))
