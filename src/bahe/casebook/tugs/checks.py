"""Conditions fixed beforehand, each with its figure and whether it is met; no figure on file: neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from bahe.casebook.tugs.figures import observed
from bahe.casebook.tugs.files import TugCase
from bahe.casebook.tugs.ropes import Rope
from bahe.faults import BadFile
from bahe.report.tugs.answer import CLOCK, GoodAnswer
from bahe.rounds.conditioning import at_times

Floats = NDArray[np.float64]


def checked(
    check: Mapping[str, Any], case: TugCase, goods: Mapping[str, GoodAnswer], ropes: Mapping[str, Rope]
) -> dict[str, Any]:
    """A condition with its figure and whether it is met; met: None where no figure is on file."""
    value = float(_figure(check, case, goods, ropes))
    met = None
    if np.isfinite(value):
        met = {">": value > check["value"], "<": value < check["value"], ">=": value >= check["value"]}[check["op"]]
    return {**check, "found": value, "met": met}


def _figure(
    check: Mapping[str, Any], case: TugCase, goods: Mapping[str, GoodAnswer], ropes: Mapping[str, Rope]
) -> float:
    kind = check["kind"]
    if kind == "observed":
        return observed(check["series"], check["period"])
    if kind == "ratio":
        return observed(check["series"], check["period"]) / observed(check["series"], check["base"])
    answer, rope = goods[check["good"]], ropes[check["good"]]
    if kind == "account":
        return answer.accounts.get(check["part"], np.nan)
    if kind == "part":
        return answer.made_of[check["factor"]] / answer.made_of_whole
    if kind == "pace":
        return pace_of_the_others(goods, check["good"])
    if kind == "share_at":
        return float(np.interp(check["at"], answer.times, answer.fan[2]))
    if kind == "item_share":
        return holder_part_abroad(rope)
    if kind == "variant":
        row = next(r for r in answer.counterfactuals if r["id"] == check["variant"])
        return float(row["change"][check["at"]][1])
    if kind == "effect":
        return float(rope.band(rope.effect(check["factor"]), [0.05])[0])
    if kind == "without":
        return private_without(rope, check["factor"])
    if kind == "share_change":
        return float(share_change(rope, check["field"], check["from"], check["to"])[0])
    if kind == "chance":
        return chance(rope, check["level"], check["by"])
    raise BadFile("unknown kind of condition", where=case.id, field="checks.kind", got=kind)


def holder_part_abroad(rope: Rope) -> float:
    """Holder's part of what the target buys abroad, by the table of items; NaN where that figure is an assumption: it decides nothing."""
    rows = [s for s in rope.item.shares if s.buyer == rope.good.target]
    mine = [s for s in rows if s.origin == rope.good.holder]
    if not mine or any(s.figure.kind == "assumed" for s in mine):
        return float("nan")
    return float(sum(s.figure.value for s in mine) / sum(s.figure.value for s in rows if s.origin != rope.good.target))


def share_change(rope: Rope, field: str, first: float, last: float) -> Floats:
    """5, 50 and 95 per cent of the change of a share between two dates."""
    s = at_times(rope.chronicle.of(field)[:, :, 0], rope.good.start, [first, last])
    return rope.band(1 / (1 + np.exp(-s[1])) - 1 / (1 + np.exp(-s[0])), CLOCK)


def chance(rope: Rope, level: float, at: float) -> float:
    """Chance that what is shown stands at a level or above at a date."""
    l = at_times(rope.observable(rope.chronicle), rope.good.start, [at])[0]
    return rope.middle((l >= logit(level)).astype(float))


def private_without(rope: Rope, factor: str) -> float:
    """Median home share of the last buyer segment at the end with a factor off."""
    last = rope.run((factor,), world=False).states[rope.good.ends]
    share = last.home_share[:, 0, 0] if last.segment_share is None else last.segment_share[:, 0, 0, -1]
    return float(rope.band(share, [0.5])[0])


def pace_of_the_others(goods: Mapping[str, GoodAnswer], good: str, fewest: int = 2) -> float:
    """Median pace of the other goods over that of one; NaN where a good has fewer fitted figures, for then its pace is not in them."""
    if any(g.fitted < fewest for g in goods.values()):
        return float("nan")
    paces = {g.id: _pace(g) for g in goods.values()}
    return float(np.median([v for k, v in paces.items() if k != good])) / paces[good]


def _pace(g: GoodAnswer) -> float:
    """Fall of the log-odds of the median dependence a year, over the first eight years."""
    left = np.clip(1 - g.position[2], 1e-6, 1 - 1e-6)
    last = min(8, len(g.times) - 1)
    return float(-np.log(left[last] / left[0]) / last)
