"""Metrics of computed verdicts: each gives a figure and its parts. Whom they are asked about stands in data/claims/subjects.csv.

A metric is a function of `Material` (what has been played for all of them together) registered under the name that rules use;
`played` marks those that play tugs or solve worlds, and take a minute or two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from bahe.casebook.claims import items as claim_items
from bahe.casebook.claims import series as claim_series
from bahe.casebook.claims import tugs as claim_tugs
from bahe.faults import ModelSaysNo
from bahe.registry import Registry

if TYPE_CHECKING:
    from bahe.report.tugs.answer import GoodAnswer, TugAnswer

Parts = Mapping[str, float]
Metric = Callable[["Material"], tuple[float, Parts]]

#: Tugs that are asked, all with the same laws and priors.
TUGS = ("slow-tug-multi-tech", "ai-chip-floor-and-lock-in", "korea-2019")
METRICS = Registry("metric")


class Material:
    """What metrics look at: tugs, each played when first asked for. A tug that says no says so again, unplayed."""

    def __init__(self, tugs: Iterable[TugAnswer] | None = None) -> None:
        self._given = tugs is not None
        self._played: dict[str, TugAnswer | ModelSaysNo] = {t.id: t for t in tugs or ()}

    def tug(self, name: str) -> TugAnswer:
        """The answer of one tug."""
        if name not in self._played:
            from bahe.casebook.tugs.tugging import tug

            try:
                self._played[name] = tug(name)
            except ModelSaysNo as fault:
                self._played[name] = fault
        found = self._played[name]
        if isinstance(found, ModelSaysNo):
            raise found
        return found

    @cached_property
    def goods(self) -> dict[str, GoodAnswer]:
        """Sound goods, by case and good: of the tugs given, or of `TUGS`."""
        return claim_tugs.sound_goods(self.tug(name) for name in (tuple(self._played) if self._given else TUGS))


def _parties() -> tuple[str, str]:
    """Holder and challenger of the article."""
    found = claim_items.subjects("party")
    return found["holder"], found["challenger"]


def _median(parts: Parts) -> float:
    """Middle of the parts; NaN where there is none, or where one of them is not known."""
    return float(np.median(list(parts.values()))) if parts else float("nan")


def _part(parts: Parts, holds: Callable[[float], bool]) -> float:
    """Part of the parts for which it holds; NaN where one is not known."""
    values = list(parts.values())
    return float(np.mean([holds(v) for v in values])) if values and not np.isnan(values).any() else float("nan")


# -- metrics: each gives the figure and its parts ---------------------------------------------------------------------------
@METRICS.add("third_parties_held")
def _third_parties_held(material: Material) -> tuple[float, Parts]:
    """Part of pairs of good and third-party buyer in which the holder has more than half."""
    parts = claim_items.third_parties_held(*_parties(), claim_items.subjects("named"))
    return _part(parts, lambda share: share > 0.5), parts


@METRICS.add("others_loss_over_own", played=True)
def _others_loss_over_own(material: Material) -> tuple[float, Parts]:
    """What a stop of the named goods costs third parties over what it costs the holder."""
    holder, challenger = _parties()
    parts = claim_items.losses(tuple(claim_items.subjects("stopped")), holder, without=challenger)
    return claim_items.ratio(parts), parts


@METRICS.add("holders_with_power", played=True)
def _holders_with_power(material: Material) -> tuple[float, Parts]:
    """Part of the holders whose stop costs all others more than themselves."""
    found = {
        f"{i} {holder}": claim_items.losses((i,), holder) for i, holder in claim_items.subjects("chokepoint").items()
    }
    figure = _part({n: claim_items.ratio(f) for n, f in found.items()}, lambda r: r > 1)
    return figure, {f"{n}, {what}": v for n, f in found.items() for what, v in f.items()}


@METRICS.add("runs_toward_home")
def _runs_toward_home(material: Material) -> tuple[float, Parts]:
    """Part of the runs on the challenger that move toward home."""
    parts = claim_series.runs_toward_home(_parties()[1])
    return _part(parts, lambda moved: moved > 0), parts


@METRICS.add("learning_technologies", cite="Wright (1936); Nagy et al. (2013)")
def _learning_technologies(material: Material) -> tuple[float, Parts]:
    """Part of the technologies whose cost falls with cumulative output."""
    parts = claim_series.learning_technologies()
    return _part(parts, lambda w: w > 0), parts


@METRICS.add("years_to_nine_tenths")
def _years_to_nine_tenths(material: Material) -> tuple[float, Parts]:
    """Years from one half to nine tenths at the median speed."""
    parts = claim_series.years_to_nine_tenths()
    return _median(parts), parts


@METRICS.add("steps_toward_home")
def _steps_toward_home(material: Material) -> tuple[float, Parts]:
    """Mean over runs of the part of their steps that move toward home."""
    parts = claim_series.steps_toward_home()
    return float(np.mean(list(parts.values()))) if parts else float("nan"), parts


@METRICS.add("all_steps_toward_home")
def _all_steps_toward_home(material: Material) -> tuple[float, Parts]:
    """Part of the steps of all runs together that move toward home; parts: steps toward home less steps away, by run."""
    found = claim_series.runs()
    steps = np.concatenate([r.steps for r in found]) if found else np.array([])
    parts = {r.name: float((r.steps > 0).sum() - (r.steps <= 0).sum()) for r in found}
    return float((steps > 0).mean()) if steps.size else float("nan"), parts


@METRICS.add("chance_of_home_half")
def _chance_of_home_half(material: Material) -> tuple[float, Parts]:
    """Smallest chance over the challenger's series of a home share above one half at the horizon."""
    parts = claim_series.chances_of_home_half(_parties()[1])
    return min(parts.values(), default=float("nan")), parts


@METRICS.add("gap_fall", played=True)
def _gap_fall(material: Material) -> tuple[float, Parts]:
    """Middle good's certain fall of the cost gap."""
    parts = claim_tugs.gap_falls(material.goods)
    return _median(parts), parts


@METRICS.add("years_leverage_falls", played=True)
def _years_leverage_falls(material: Material) -> tuple[float, Parts]:
    """Part of the years in which the loss by a full stop falls, goods weighed by their years."""
    goods = claim_tugs.marketed(material.goods)
    parts = claim_tugs.years_leverage_falls(goods)
    years = [len(claim_tugs.lost(goods[n])) - 1 for n in parts]
    return float(np.average(list(parts.values()), weights=years)) if parts else float("nan"), parts


@METRICS.add("first_year_part", played=True)
def _first_year_part(material: Material) -> tuple[float, Parts]:
    """Middle good's part of the way of ten years that is made in the first."""
    parts = claim_tugs.first_year_part(material.goods)
    known = {n: p for n, p in parts.items() if np.isfinite(p)}
    return _median(known), parts


@METRICS.add("leverage_left", played=True)
def _leverage_left(material: Material) -> tuple[float, Parts]:
    """Middle good's loss by a full stop that is left after ten years."""
    parts = claim_tugs.leverage_left(material.goods)
    return _median(parts), parts


@METRICS.add("rise_without_control", played=True)
def _rise_without_control(material: Material) -> tuple[float, Parts]:
    """Middle good's part of the change that is not due to the control."""
    parts = claim_tugs.rise_without_control(material.goods)
    return _median(parts), parts


def _own_over_lost(when: str, material: Material) -> tuple[float, Parts]:
    parts = claim_tugs.own_over_lost(material.goods, lambda e: claim_tugs.incomes()[e], when)
    return _median(parts), parts


for _when in ("next", "later", "change"):
    METRICS.add(f"own_over_lost_{_when}", played=True)(partial(_own_over_lost, _when))
