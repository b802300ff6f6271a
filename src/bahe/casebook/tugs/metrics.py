"""Named figures of the three tugs, as the conditions of a case ask for them: value, unit, basis and how it was got.

A figure that is not on file is None, and `how` says what is missing; nothing stands in for it.
`how` is in English and Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bahe.casebook.tugs.checks import chance, holder_part_abroad, pace_of_the_others, private_without, share_change
from bahe.casebook.tugs.figures import observed
from bahe.casebook.tugs.ropes import Rope
from bahe.report.tugs.answer import CLOCK, Floats, GoodAnswer
from bahe.report.tugs.metric_words import HOW

Metric = dict[str, Any]
Ropes = Mapping[str, Rope]
Goods = Mapping[str, GoodAnswer]


def metrics(case: str, goods: Goods, ropes: Ropes, evidence: Mapping[str, Any]) -> dict[str, Metric]:
    """The figures of a built-in case by name; empty for another file."""
    found = _CASES[case](goods, ropes, evidence) if case in _CASES else []
    return {m.pop("name"): m for m in found}


def told(
    name: str,
    value: float | bool,
    unit: str,
    basis: str,
    low: float | None = None,
    high: float | None = None,
    **said: Any,
) -> Metric:
    """A figure with its interval, where there is one; None where it is not finite. said: figures in the words of how it was got."""
    plain = value if isinstance(value, bool) else float(value) if np.isfinite(value) else None
    interval = {} if low is None or high is None else {"low": float(low), "high": float(high)}
    return _named(name, said) | {"value": plain, "unit": unit, "basis": basis} | interval


def missing(name: str, unit: str, **said: Any) -> Metric:
    """A figure that is not on file."""
    return _named(name, said) | {"value": None, "unit": unit, "basis": "none"}


def _named(name: str, said: Mapping[str, Any]) -> Metric:
    en, zh = (words.format(**said) for words in HOW[name])
    return {"name": name, "how": {"en": en, "zh": zh}}


def korea(goods: Goods, ropes: Ropes, evidence: Mapping[str, Any]) -> list[Metric]:
    """CASES D.1."""
    low, mid, high = share_change(ropes["hydrogen-fluoride"], "home_share", 2018.25, 2025.25)
    beside = next(r["beside"] for r in evidence["event_study"]["pattern"] if r["id"] == "hydrogen-fluoride")
    return [
        missing("home_share_change_vs_2018_24m_after_lift", "fraction", low=low, median=mid, high=high),
        told("third_country_part_of_fall", goods["hydrogen-fluoride"].accounts["third"], "fraction", "accounts"),
        missing("holder_share_24m_after_lift_over_2018", "ratio"),
        missing("resist_holder_share_3y", "fraction", resist=observed("photoresist", "2021-01/2021-05")),
        told("placebo_chance_of_fall", beside["chance"], "probability", "observed",
             **{k: beside[k] for k in ("fall", "materials", "as_far")}),
    ]  # fmt: skip


def chips(goods: Goods, ropes: Ropes, evidence: Mapping[str, Any]) -> list[Metric]:
    """CASES D.2."""
    rope, good = ropes["ai-accelerator"], goods["ai-accelerator"]
    low, mid, high = (float(v) for v in rope.band(rope.effect("control"), CLOCK))
    cap = next(r for r in good.counterfactuals if r["id"] == "memory-cap")["change"]["2026.5"]
    return [
        told(
            "control_effect_credible_interval_excludes_zero",
            low > 0 or high < 0,
            "true or false",
            "model",
            low,
            high,
            median=mid,
        ),
        told("prob_share_90_before_2028_5", chance(rope, 0.9, 2028.5), "probability", "model"),
        told("prob_share_70_in_2025_58", chance(rope, 0.7, 2025.58), "probability", "model"),
        told("shapley_floor", good.made_of["floor"] / good.made_of_whole, "fraction", "model"),
        told("private_share_floor_off", private_without(rope, "floor"), "fraction", "model"),
        told("share_2026_change", cap[1], "fraction", "model", cap[0], cap[2]),
    ]


def slow(goods: Goods, ropes: Ropes, evidence: Mapping[str, Any]) -> list[Metric]:
    """CASES D.8."""
    arf = goods["photoresist-arf"]
    narrow = next(d for d in evidence["pooled"]["definitions"] if d["id"] == "narrow")["rows"]
    speeds = {r["id"]: float(r["speed"][1]) for r in narrow}
    pooled = float(np.median([speeds[k] for k in ("resist", "bearings", "machine-tools")])) / speeds["reducers"]
    pace, model = pace_of_the_others(goods, "rv-reducers"), pace_of_the_others(goods, "rv-reducers", fewest=0)
    trends = {n: _trend(r) for n, r in ropes.items()}
    low, mid, high = np.median(list(trends.values()), axis=0)
    japan, name = holder_part_abroad(ropes["bearings-hsr"]), "jpn_share_of_bearing_dependence"
    return [
        missing("median_speed_over_reducer_speed", "ratio", model=model, pooled=pooled)
        if np.isnan(pace)
        else told("median_speed_over_reducer_speed", pace, "ratio", "model", model=model, pooled=pooled),
        told("arf_share_2030_median", float(np.interp(2030.5, arf.times, arf.fan[2])), "fraction", "model"),
        missing(name, "fraction") if np.isnan(japan) else told(name, japan, "fraction", "observed"),
        told("net_gap_trend", mid, "log points a year", "model", low, high, said=", ".join(f"{n} {v[1]:+.3f}" for n, v in trends.items())),
    ]  # fmt: skip


def _trend(rope: Rope) -> Floats:
    """5, 50 and 95 per cent of the yearly change of the log cost gap over the years played."""
    gap = rope.chronicle.of("gap")[:, :, 0]
    return rope.band((gap[-1] - gap[0]) / rope.good.years, CLOCK)


_CASES: dict[str, Callable[[Goods, Ropes, Mapping[str, Any]], list[Metric]]] = {
    "korea-2019": korea, "ai-chip-floor-and-lock-in": chips, "slow-tug-multi-tech": slow,
}  # fmt: skip
