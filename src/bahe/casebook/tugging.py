"""A tug played: draws of what is not known, weighed by the figures that are fitted, and what follows from them.

What is fitted: the weight of each draw, by the figures marked `fit`. What is prior: everything else, with the ground of each range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from bahe.atlas.items import item as item_of
from bahe.atlas.items import item_sources
from bahe.atlas.localisation import Figure, all_figures
from bahe.casebook.priors import drawn
from bahe.casebook.tugs import Good, TugCase, tug_case
from bahe.faults import BadFile, NotConverged
from bahe.numerics.scores import crps, log_score
from bahe.numerics.sensitivity import shapley
from bahe.report.tugs import CLOCK, FAN, GoodAnswer, Score, Seen, TugAnswer
from bahe.rounds import Chronicle, Move, Rules, play
from bahe.rounds.channels import CHANNELS, rerouted
from bahe.rounds.conditioning import at_times, effective, quantile, weights
from bahe.substitution.clock import first_time, half_life, months_until_bites, months_until_stops
from bahe.substitution.laws import Laws
from bahe.world import World
from bahe.world.capability import Capability

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: Error of a figure, log-odds, where its source gives no range: by grade; a judgement.
ERROR = {"A": 0.10, "B": 0.15, "C": 0.20, "D": 0.30}
#: Error of the log change of all imports in money as one of what is not made at home: use and prices move too; a judgement.
ACCOUNTS = 0.20
#: A stop no longer bites once a full stop would cost the target this part of what it would have cost at the start.
STOPS = 0.25
#: Share of demand withheld, and years, in the comparison of policies.
SQUEEZE, SQUEEZED = 0.8, 5
#: Names of the laws' numbers among the parameters.
LAWS = (
    "exponent", "noise", "setback_chance", "progress", "diffusion", "research", "research_response", "long_elasticity",
    "short_elasticity", "speed", "leakage", "fill", "distrust_weight", "distrust_up", "distrust_down", "lock_in", "compatibility",
    "base_life", "switch_rate",
)  # fmt: skip
_OFF: dict[str, tuple[str, ...]] = {
    "learning": ("exponent", "diffusion", "research"), "lock-in": ("lock_in",), "third countries": ("resourcing",),
    "technology switch": ("switch_rate",), "distrust": ("distrust_weight",), "under way": ("pull",),
}  # fmt: skip


def tug(
    source: str, *, draws: int = 16384, seed: int = 0, solve: bool = True, progress: Progress | None = None
) -> TugAnswer:
    """Play a built-in tug, or one of a file.

    draws    of the priors;  solve: solve the world for leverage (where the item's market is known)
    Raises UnknownName, BadFile, BadValue; NotConverged where hardly any draw explains the fitted figures.
    """
    begun = perf_counter()
    case = tug_case(source)
    goods = []
    for done, good in enumerate(case.goods):
        goods.append(_Played(good, draws, seed, solve).answer())
        if progress is not None:
            progress(done + 1, len(case.goods), good.id)
    played = {g.id: g for g in goods}
    checks = [_checked(c, case, played, draws, seed) for c in case.checks]
    return TugAnswer(
        case.id, case.title, case.question, goods, checks, draws, seed, perf_counter() - begun, story=case.story
    )


class _Played:
    """One good, its draws, and the play of them under its policy."""

    def __init__(self, good: Good, draws: int, seed: int, solve: bool) -> None:
        self.good, self.seed, self.count = good, seed, draws
        self.item = item_of(good.item)
        stock = {} if self.item.stock is None else {"stock": [self.item.stock.low / 12, self.item.stock.high / 12]}
        self.drawn = drawn({**stock, **good.priors}, draws, seed)
        self.world = small_world(good) if good.carve and solve else None
        self.chronicle = self.run()
        self.seen = seen(good)
        self.trained = self._weight(("fit",))
        try:
            self.weight, self.refitted = self._weight(("fit", "late", "score")), True
        except (
            NotConverged
        ):  # the draws hardly allow what came: the fan stays as it was forecast, and the answer says so
            self.weight, self.refitted = self.trained, False

    # -- playing -------------------------------------------------------------------------------------------------------
    def run(
        self,
        off: tuple[str, ...] = (),
        policy: str | None = None,
        given: Mapping[str, Any] | None = None,
        world: bool = True,
    ) -> Chronicle:
        """The same draws with some factors off, or under another policy."""
        good, d = self.good, self.drawn
        gone = {name for factor in off for name in _OFF.get(factor, ())}
        value = {name: np.zeros(self.count) if name in gone else d[name] for name in (*LAWS, "resourcing", "pull")}
        s = np.clip(d["home_share"], 1e-4, 1 - 1e-4)
        lock = value["lock_in"] * (1 - value["compatibility"]) * (2 * s - 1)
        rest = d["gap"] + (logit(s) - lock + value["pull"]) / (value["long_elasticity"] - 1)
        wide = {name: value[name][:, None, None] for name in LAWS}
        laws = Laws(**wide, preference=rest[:, None, None], weights=good.weights, floors=(0.0,) * len(good.weights))
        start = Capability(
            (good.target,),
            (good.item,),
            experience=d.wide("made"),
            gap=d.wide("gap"),
            home_share=s[:, None, None],
            stock=d.wide("stock"),
        )
        if policy is None:
            policy = "free" if "control" in off else good.policy
            given = None
        move = Move(good.holder, good.target, good.item, policy, self._given(policy) if given is None else given)
        floors = None if "floor" in off or not good.floors else _floors(good)
        rules = Rules(laws, years=good.years, resourcing=value["resourcing"][:, None], floors=floors)
        part = np.clip(d["holder_part"], 1e-4, 1.0)[:, None]
        return play(self.world if world else None, start, [move], rules, self.seed, holder_part=part)

    def _given(self, policy: str) -> dict[str, Any]:
        if policy == "free":
            return {}
        names = ("first", "later") if policy == "stepped" else ("intensity",)
        return {**self.good.given, **{n: self.drawn[n] for n in names}}

    # -- what is seen --------------------------------------------------------------------------------------------------
    def observable(self, c: Chronicle) -> Floats:
        """What the figures are of [t,s]."""
        s, h, d = c.of("home_share")[:, :, 0], c.holder_part[:, :, 0], c.of("switched")[:, :, 0]
        return {"home": s, "imports": h, "market": (1 - s) * h, "users": h * (1 - d)}[self.good.shown]

    def _weight(self, uses: tuple[str, ...]) -> Floats:
        used = [f for f in self.seen if f.use in uses]
        if not used:
            return np.full(self.count, 1 / self.count)
        simulated = at_times(self.observable(self.chronicle), self.good.start, [f.year for f in used])
        figures, errors = [float(logit(f.value)) for f in used], [error(f) for f in used]
        if (
            self.good.accounts
        ):  # all imports in money, before and after: what is no longer imported is made at home or not used
            a, money = self.good.accounts, accounts(self.good)
            kept = (1 - self.chronicle.of("home_share")[:, :, 0]) * (1 - self.chronicle.of("switched")[:, :, 0])
            l = at_times(kept, self.good.start, [float(a[k]) + 0.5 for k in ("from", "to")])
            before, after = -np.logaddexp(0, -l)  # ln of what is imported
            simulated = np.vstack([simulated, after - before])
            figures.append(
                float(
                    np.log(money["others_after"] + money["holder_after"])
                    - np.log(money["others_before"] + money["holder_before"])
                )
            )
            errors.append(ACCOUNTS)
        return weights(simulated, figures, errors)

    def band(self, values: Floats, q: Any = FAN) -> Floats:
        """Weighted quantiles [q,...] over the last axis."""
        return quantile(values, self.weight, q)

    def middle(self, values: Floats) -> float:
        """Weighted mean over draws."""
        return float((self.weight * values).sum())

    # -- the answer ----------------------------------------------------------------------------------------------------
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
        used = ("fit", "late", "score") if self.refitted else ("fit",)
        none = np.full((len(FAN), good.years + 1), np.nan)
        return GoodAnswer(
            good.id, self.item.label, good.holder, good.target, good.shown, good.times, since, good.policy, self.band(x), self.band(shown),
            self.band(c.position[:, :, 0]), self.band(lost) if known else none, self.band(c.own[:, :, 0]) if known else none, self.seen,
            self.band(half_life(depends[since:]), CLOCK), self.band(bites, CLOCK), self.band(stops, CLOCK),
            "leverage" if known else "dependence", levels, parts, self.middle(1 - np.exp(-fallen.sum(0))),
            self.middle(rerouted(x[min(at, good.years - 1)], d["leakage"])), made_of, whole, what, good.times[at], self.score(),
            sum(f.use in used for f in self.seen), effective(self.weight), self.refitted, self.parameters(), self.squeezing(),
            accounts(good), vars(c.accuracy), good.note, [vars(s) for s in item_sources(self.item)], good.events,
        )  # fmt: skip

    def made_of(self) -> tuple[float, dict[str, float], str]:
        """(whole, Shapley parts by factor, what): the rise of the home share, or of the rope, at the end, factor by factor on and off."""
        good = self.good
        home = good.shown == "home"
        worth = np.zeros(2 ** len(good.factors))
        for code in range(worth.size):
            off = tuple(f for m, f in enumerate(good.factors) if not (code >> m) & 1)
            c = self.run(off, world=False) if off else self.chronicle
            what = (
                c.of("home_share")[good.ends, :, 0] - c.of("home_share")[0, :, 0]
                if home
                else c.position[good.ends, :, 0]
            )
            worth[code] = self.middle(what)
        parts = shapley(worth)
        rest = {"all of them off": float(worth[0])}
        return (
            float(worth[-1]),
            dict(zip(good.factors, map(float, parts), strict=True)) | rest,
            "home share" if home else "position",
        )

    def effect(self, factor: str) -> Floats:
        """Home share at the end less that with the factor off [s]."""
        off = self.run((factor,), world=False)
        return np.asarray(
            self.chronicle.of("home_share")[self.good.ends, :, 0] - off.of("home_share")[self.good.ends, :, 0]
        )

    def squeezing(self) -> list[dict[str, Any]]:
        """The same draws, sold freely, squeezed for good, and squeezed for some years: half-life and dependence at the end."""
        out = []
        start = self.good.since
        for name, given in (("free", {}), ("embargo", {"intensity": SQUEEZE, "start": start}),
                            ("embargo-then-lift", {"intensity": SQUEEZE, "start": start, "years": SQUEEZED})):  # fmt: skip
            c = self.run(policy=name, given=given, world=False)
            d = c.dependence[:, :, 0]
            fall = c.of("gap")[0, :, 0] - c.of("gap")[-1, :, 0]
            clocks = {"half_life": half_life(d[start:]), "left": d[-1] / d[start], "gap_fall": fall}
            out.append(
                {"policy": name, "year": self.good.times[-1]} | {k: self.band(v, CLOCK) for k, v in clocks.items()}
            )
        return out

    def parameters(self) -> list[dict[str, Any]]:
        """Prior and fitted range of every parameter that has one; `narrowed`: how far the figures narrowed it."""
        out = []
        for name in self.drawn.moving:
            v = self.drawn[name]
            low, mid, high = map(float, quantile(v, self.weight, CLOCK))
            p_low, p_high = np.quantile(v, [0.05, 0.95])
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


# -- worlds, figures, accounts ---------------------------------------------------------------------------------------------
@cache
def _carved(item: str, economies: tuple[str, ...]) -> World:
    """The packaged world with one item, added up to few economies and industries: what makes and uses the item stays apart."""
    from bahe.atlas import load_world

    carved = load_world("icio-2022").carve([item_of(item)])
    kept = {item, item_of(item).sector, *item_of(item).users}
    groups: dict[str, list[str]] = {s: [s] for s in carved.sectors if s in kept}
    for s in carved.sectors:
        if s not in kept:
            name = "primary" if s[0] in "AB" else "manufactures" if s[0] == "C" else "services"
            groups.setdefault(name, []).append(s)
    return carved.aggregate(economies={**{e: [e] for e in economies}, "ROW": ["others"]}, sectors=groups)


def small_world(good: Good) -> World:
    """The world in which a good's leverage is solved."""
    return _carved(good.item, tuple(good.world))


def _chosen(f: Figure, wanted: Mapping[str, str]) -> bool:
    return (
        f.series == wanted["series"] and f.period == wanted["period"] and f.source.startswith(wanted.get("source", ""))
    )


def seen(good: Good) -> list[Seen]:
    """Observed figures and forecasts of the good's series; those named are fitted or held back, all others are shown."""
    names = {w["series"] for w in good.figures}
    out = []
    for w in good.figures:
        found = [f for f in all_figures() if _chosen(f, w) and f.kind == "observed"]
        if len(found) != 1:
            raise BadFile(
                "names not exactly one figure",
                where=f"good {good.id!r}",
                field=f"figures: {w['series']} {w['period']}",
                got=len(found),
            )
    for f in all_figures():
        if f.series not in names or f.kind not in ("observed", "forecast") or f.unit != "fraction":
            continue
        use = next((w["use"] for w in good.figures if _chosen(f, w) and f.kind == "observed"), "other")
        out.append(Seen(f.year, f.value, f.low, f.high, use, f.kind, f.source, f.grade, f.url, f.period, f.to_verify))
    return sorted(out, key=lambda f: f.year)


def error(f: Seen) -> float:
    """Error of a figure in log-odds: from its range (taken as 90 %), or by its grade."""
    if f.low is not None and f.high is not None and 0 < f.low < f.high < 1:
        return max(float(logit(f.high) - logit(f.low)) / 3.29, 0.05)
    return ERROR[f.grade]


def _floors(good: Good) -> list[tuple[float, ...]]:
    """Floors of each year: the last that hold by its start."""
    none = (0.0,) * len(good.weights)
    out = []
    for year in good.times[:-1]:
        held = [f for y, f in sorted(good.floors.items()) if y <= year + 1e-9]
        out.append(held[-1] if held else none)
    return out


def accounts(good: Good) -> dict[str, float]:
    """Imports in money, of the holder and of others, in two years: which of them made the fall (an identity, no model)."""
    if not good.accounts:
        return {}
    a = good.accounts
    figure = {(f.series, f.period): f.value for f in all_figures() if f.kind == "observed"}
    from bahe.substitution.effects import channels

    held = tuple(figure[a["imports"], a[k]] for k in ("from", "to"))
    share = tuple(figure[a["share"], a[k]] for k in ("from", "to"))
    ch = channels((held[0], held[1]), (share[0], share[1]))
    return {"holder_before": held[0], "holder_after": held[1], "others_before": ch.third[0], "others_after": ch.third[1],
            "third": ch.third_part, "not_imported": ch.not_imported}  # fmt: skip


def _parts(fallen: Floats, weight: Floats) -> dict[str, float]:
    """Channels' shares of the mean log fall."""
    mean = (fallen * weight).sum(-1)
    whole = float(mean.sum())
    return {
        name: float(v / whole) if abs(whole) > 1e-9 else float("nan") for name, v in zip(CHANNELS, mean, strict=True)
    }


# -- conditions ------------------------------------------------------------------------------------------------------------
def _checked(
    check: Mapping[str, Any], case: TugCase, goods: Mapping[str, GoodAnswer], draws: int, seed: int
) -> dict[str, Any]:
    """A condition with its figure and whether it is met; met: None where no figure is on file."""
    value = float(_metric(check, case, goods, draws, seed))
    met = None
    if np.isfinite(value):
        met = {">": value > check["value"], "<": value < check["value"], ">=": value >= check["value"]}[check["op"]]
    return {**check, "found": value, "met": met}


def _metric(check: Mapping[str, Any], case: TugCase, goods: Mapping[str, GoodAnswer], draws: int, seed: int) -> float:
    kind = check["kind"]
    figure = {(f.series, f.period): f.value for f in all_figures() if f.kind == "observed"}
    if kind == "observed":
        return figure.get((check["series"], check["period"]), np.nan)
    if kind == "ratio":
        return figure[check["series"], check["period"]] / figure[check["series"], check["base"]]
    answer = goods[check["good"]]
    if kind == "account":
        return answer.accounts.get(check["part"], np.nan)
    if kind == "part":
        return answer.made_of[check["factor"]] / answer.made_of_whole
    if kind == "pace":
        paces = {g.id: _pace(g) for g in goods.values()}
        return float(np.median([v for k, v in paces.items() if k != check["good"]])) / paces[check["good"]]
    if kind == "share_at":
        return float(np.interp(check["at"], answer.times, answer.fan[2]))
    if kind == "item_share":
        good = next(g for g in case.goods if g.id == check["good"])
        rows = [s for s in item_of(good.item).shares if s.buyer == good.target]
        abroad = sum(s.figure.value for s in rows if s.origin != good.target)
        return sum(s.figure.value for s in rows if s.origin == good.holder) / abroad
    played = _Played(next(g for g in case.goods if g.id == check["good"]), draws, seed, False)
    if kind == "effect":
        return float(played.band(played.effect(check["factor"]), [0.05])[0])
    if kind == "without":
        c = played.run((check["factor"],), world=False)
        return float(played.band(c.of("home_share")[played.good.ends, :, 0], [0.5])[0])
    if kind == "share_change":
        s = at_times(played.chronicle.of(check["field"])[:, :, 0], played.good.start, [check["from"], check["to"]])
        return float(played.band(1 / (1 + np.exp(-s[1])) - 1 / (1 + np.exp(-s[0])), [0.05])[0])
    if kind == "chance":
        l = at_times(played.observable(played.chronicle), played.good.start, [check["by"]])[0]
        return played.middle((l >= logit(check["level"])).astype(float))
    raise BadFile("unknown kind of condition", where=case.id, field="checks.kind", got=kind)


def _pace(g: GoodAnswer) -> float:
    """Fall of the log-odds of the median dependence a year, over the first eight years."""
    left = np.clip(1 - g.position[2], 1e-6, 1 - 1e-6)
    last = min(8, len(g.times) - 1)
    return float(-np.log(left[last] / left[0]) / last)


__all__ = ["tug", "small_world", "seen", "error", "accounts"]
