"""A tug played: draws of what is not known, weighed by the figures that are fitted, and what follows from them.

What is fitted: the weight of each draw, by the figures marked `fit`. What is prior: everything else, with the ground of each range.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from bahe.atlas.importers.customs import read_customs
from bahe.atlas.items import item_sources
from bahe.casebook.tugs.checks import checked
from bahe.casebook.tugs.counterfactuals import courses, rows
from bahe.casebook.tugs.definitions import definitions, forecasts
from bahe.casebook.tugs.event_studies import event_study
from bahe.casebook.tugs.figures import accounts, error, seen, small_world
from bahe.casebook.tugs.files import tug_case, tug_names
from bahe.casebook.tugs.metrics import metrics
from bahe.casebook.tugs.pooling import pooling
from bahe.casebook.tugs.ropes import ALL, TRAINED, Rope
from bahe.faults import NotConverged
from bahe.numerics.parts import Keep, computed
from bahe.numerics.scores import crps, log_score
from bahe.numerics.sensitivity import shapley
from bahe.report.tugs.answer import CLOCK, FAN, GoodAnswer, Score, Seen, TugAnswer
from bahe.rounds.channels import CHANNELS, rerouted
from bahe.rounds.conditioning import at_times, effective, quantile
from bahe.substitution.clock import first_time, half_life, months_until_bites, months_until_stops

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: A stop no longer bites once a full stop would cost the target this part of what it would have cost at the start.
STOPS = 0.25
#: Share of demand withheld, and years, in the comparison of policies.
SQUEEZE, SQUEEZED = 0.8, 5


def tug(
    source: str,
    *,
    draws: int = 16384,
    seed: int = 0,
    solve: bool = True,
    customs: str | Path | None = None,
    progress: Progress | None = None,
    keep: Keep = computed,
) -> TugAnswer:
    """Play a built-in tug, or one of a file.

    draws    of the priors;  solve: solve the world for leverage (where the item's market is known)
    customs  a monthly customs table of one's own (`atlas.importers.customs`) for the event study of a case that has one
    keep     keeps parts (`numerics.parts`): what is solved of the world, and plays of the draws
    Raises UnknownName, BadFile, BadValue; NotConverged where hardly any draw explains the fitted figures.
    """
    begun = perf_counter()
    case = tug_case(source)
    evidence = {
        "event_study": event_study(case, None if customs is None else read_customs(customs)),
        "pooled": pooling(case, seed),
    }
    ropes, goods = {}, []
    for done, good in enumerate(case.goods):
        ropes[good.id] = _Played(good, draws, seed, solve, keep)
        goods.append(ropes[good.id].answer())
        if progress is not None:
            progress(done + 1, len(case.goods), good.id)
    answers = {g.id: g for g in goods}
    checks = [checked(c, case, answers, ropes) for c in case.checks]
    return TugAnswer(
        case.id, case.title, case.question, goods, checks, draws, seed, perf_counter() - begun, story=case.story,
        metrics=metrics(case.id, answers, ropes, evidence) if source in tug_names() else {},
        evidence={k: v for k, v in evidence.items() if v},
    )  # fmt: skip


class _Played(Rope):
    """A rope, and what it answers."""

    def answer(self) -> GoodAnswer:
        good, c, d = self.good, self.chronicle, self.drawn
        depends, lost = c.dependence[:, :, 0], c.leverage[:, :, 0]
        known = bool(np.isfinite(lost).all())
        path, since = (lost if known else depends)[good.since :], good.since
        x = c.intensity[:, :, 0]
        squeezed = np.where(x.max(0) > 0, x[since:].max(0), 1.0)
        bites = months_until_bites(d["stock"], squeezed, d["leakage"])
        stops = months_until_stops(path, STOPS * path[0])
        at = good.ends
        whole, made_of, what = self.made_of()
        fallen = c.channels[:, at, :, 0]
        parts = _parts(fallen, self.weight)
        shown = self.observable(c)
        levels = {f"{100 * v:g}": self.band(good.start + first_time(-shown, -v), CLOCK) for v in good.levels}
        used = ALL if self.refitted else TRAINED
        none = np.full((len(FAN), good.years + 1), np.nan)
        return GoodAnswer(
            good.id, self.item.label, good.holder, good.target, good.shown, good.times, since, good.policy, self.band(x), self.band(shown),
            self.band(c.position[:, :, 0]), self.band(lost) if known else none, self.band(c.own[:, :, 0]) if known else none, self.seen,
            self.band(half_life(depends[since:]), CLOCK), self.band(bites, CLOCK), self.band(stops, CLOCK),
            "leverage" if known else "dependence", levels, parts, self.middle(1 - np.exp(-fallen.sum(0))),
            self.middle(rerouted(x[min(at, good.years - 1)], d["leakage"])), made_of, whole, what, good.times[at], self.score(),
            sum(f.use in used for f in self.seen), effective(self.weight), self.refitted, self.parameters(), self.squeezing(),
            accounts(good), vars(c.accuracy), good.note, [vars(s) for s in item_sources(self.item)], good.events, self.expected,
            rows(self, courses(self)), definitions(good), forecasts(good, self.seen, self.band(shown)),
        )  # fmt: skip

    def made_of(self) -> tuple[float, dict[str, float], str]:
        """(whole, Shapley parts by factor, what): the rise of the home share, or of the rope, at the end, factor by factor on and off."""
        good = self.good
        home = good.shown == "home"
        worth = np.zeros(2 ** len(good.factors))
        for code in range(worth.size):
            off = tuple(f for m, f in enumerate(good.factors) if not (code >> m) & 1)
            worth[code] = self.kept("worth", off, partial(self._worth, off))["worth"][0]
        parts = shapley(worth)
        rest = {"all of them off": float(worth[0])}
        return (
            float(worth[-1]),
            dict(zip(good.factors, map(float, parts), strict=True)) | rest,
            "home share" if home else "position",
        )

    def _worth(self, off: tuple[str, ...]) -> dict[str, Floats]:
        """The rise of the home share, or of the rope, at the end, with some factors off."""
        c, end = self.run(off, world=False) if off else self.chronicle, self.good.ends
        shares = c.of("home_share")[:, :, 0]
        what = shares[end] - shares[0] if self.good.shown == "home" else c.position[end, :, 0]
        return {"worth": np.array([self.middle(what)])}

    def squeezing(self) -> list[dict[str, Any]]:
        """The same draws, sold freely, squeezed for good, and squeezed for some years: half-life and dependence at the end."""
        out = []
        start = self.good.since
        for name, given in (("free", {}), ("embargo", {"intensity": SQUEEZE, "start": start}),
                            ("embargo-then-lift", {"intensity": SQUEEZE, "start": start, "years": SQUEEZED})):  # fmt: skip
            clocks = self.kept("squeezing", [name, given], partial(self._clocks, name, given, start))
            out.append(
                {"policy": name, "year": self.good.times[-1]}
                | {k: clocks[k] for k in ("half_life", "left", "gap_fall")}
            )
        return out

    def _clocks(self, policy: str, given: dict[str, Any], start: int) -> dict[str, Floats]:
        """Half-life, what is left of dependence and the fall of the gap under a policy, as bands."""
        c = self.run(policy=policy, given=given, world=False)
        d, gap = c.dependence[:, :, 0], c.of("gap")[:, :, 0]
        found = {"half_life": half_life(d[start:]), "left": d[-1] / d[start], "gap_fall": gap[0] - gap[-1]}
        return {name: self.band(v, CLOCK) for name, v in found.items()}

    def parameters(self) -> list[dict[str, Any]]:
        """Prior and fitted range of every parameter that has one; `narrowed`: how far the figures narrowed it."""
        out = []
        for name in self.drawn.moving:
            v = self.drawn[name]
            low, mid, high = map(float, quantile(v, self.weight, CLOCK))
            p_low, p_high = self.drawn.at(name, np.array([0.05, 0.95]))
            spec, ground, source = self.drawn.ranges[name]
            pair = spec["log"] if isinstance(spec, dict) else spec
            narrowed = 1 - (high - low) / max(p_high - p_low, 1e-12)
            row = {"name": name, "low": pair[0], "high": pair[1], "ground": ground, "source": source}
            out.append(row | {"fitted_low": low, "fitted_median": mid, "fitted_high": high, "narrowed": narrowed})
        return out

    def score(self) -> Score | None:
        """The figure that was held back."""
        held = [f for f in self.seen if f.use == "score"]
        if not held:
            return None
        f, used = held[-1], sorted((g for g in self.seen if g.use == "fit"), key=lambda g: g.year)
        l = at_times(self.observable(self.chronicle), self.good.start, [f.year])[0]
        noisy = l + error(f) * np.random.default_rng(self.seed).standard_normal(l.size)
        share = 1 / (1 + np.exp(-noisy))
        low, mid, high = map(float, quantile(share, self.trained, CLOCK))
        last = used[-1].value if used else None
        line = None
        if len(used) > 1:
            a, b = np.polyfit([g.year for g in used], [logit(g.value) for g in used], 1)
            line = abs(float(1 / (1 + np.exp(-(a * f.year + b)))) - f.value)
        return Score(
            f.year, f.value, low, mid, high, float(crps(share, f.value, self.trained)),
            float(log_score(l, np.full(l.size, error(f) ** 2), float(logit(f.value)), self.trained)), bool(low <= f.value <= high),
            None if last is None else abs(last - f.value), line, _reduced(used, f, self.seed),
        )  # fmt: skip


def _reduced(used: list[Seen], held: Seen, seed: int) -> float | None:
    """CRPS of the state-space forecast; None with fewer than two figures, or where its priors hardly explain them."""
    if len(used) < 2:
        return None
    from bahe.substitution.fit import forecast

    try:
        f = forecast(
            [float(logit(g.value)) for g in used], [g.year for g in used], [held.year], rng=np.random.default_rng(seed)
        )
    except NotConverged:
        return None
    return float(crps(1 / (1 + np.exp(-f.draws[:, 0])), held.value))


def _parts(fallen: Floats, weight: Floats) -> dict[str, float]:
    """Channels' shares of the mean log fall."""
    mean = (fallen * weight).sum(-1)
    whole = float(mean.sum())
    return {
        name: float(v / whole) if abs(whole) > 1e-9 else float("nan") for name, v in zip(CHANNELS, mean, strict=True)
    }


__all__ = ["tug", "small_world", "seen", "error", "accounts"]
