"""Skill of the forecasts of substitution: fitted to the past, scored on years held back, beside two baselines that need no law.

    from bahe.casebook.tugs.skill import played
    found = played()                    # or played(["panel", "costs"])
    found.verdicts(); found.rows()

What is fitted, split and compared is fixed in `atlas/data/substitution/skill_rule.md`; its hash travels with every result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.learning_curves import LearningCurve, learning_curves
from bahe.atlas.localisation import fitted_series
from bahe.atlas.panel import History, load_panel, rare_earth_history
from bahe.atlas.tables import packaged
from bahe.faults import BadFile, NotConverged, UnknownName
from bahe.numerics import scores
from bahe.substitution import fit, wright
from bahe.substitution.fit import Forecast

Floats = NDArray[np.float64]

RULE = "substitution/skill_rule.md"
#: Intervals whose coverage is counted.
LEVELS = (0.5, 0.8, 0.9)
#: A group of fewer series than this gets no word.
LEAST_SERIES = 5
#: The panel: last year of training; first and last are those of the file.
PANEL_UNTIL = 2018
#: Costs: fewest changes of a technology, fewest to train on, most years ahead.
COST_CHANGES, COST_TRAINED, COST_AHEAD = 10, 5, 10
LAW, PERSISTENCE, LINE = "law", "persistence", "line"


@dataclass(frozen=True, eq=False)
class Hindcast:
    """One series, one forecaster, scored on years held back.

    forecaster   law (the main fit), another fit of the law, persistence or line
    part         what the standard error of the group is taken between: an economy, or the series itself
    observed[h], median[h], low[h], high[h] (80 % interval): fractions; for costs, cost over that of the last year of training
    crps, log_score    in log-odds (costs: log cost), averaged over the years; log_score is NaN for a point
    error        of the median, points (costs: per cent), averaged over the years
    coverage     parts of the years inside the 50, 80 and 90 % intervals; NaN for a point
    """

    group: str
    series: str
    part: str
    forecaster: str
    trained: tuple[float, float]
    years: tuple[float, ...]
    observed: Floats
    median: Floats
    low: Floats
    high: Floats
    crps: float
    log_score: float
    error: float
    coverage: tuple[float, float, float]
    points: float

    def row(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "group": self.group, "series": self.series, "forecaster": self.forecaster, "trained": list(self.trained),
            "years": list(self.years), "observed": self.observed.tolist(), "median": self.median.tolist(), "low": self.low.tolist(),
            "high": self.high.tolist(), "crps": self.crps, "log_score": self.log_score, "error": self.error,
            **{f"covered_{round(100 * l)}": c for l, c in zip(LEVELS, self.coverage, strict=True)}, "effective_points": self.points,
        }  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """A fit of the law beside one baseline, over a group.

    difference   mean of CRPS of the law less that of the baseline, with its standard error; below zero the law is better
    skill        1 - mean CRPS / mean CRPS of the baseline
    won          part of the series in which the law is ahead
    word         better, worse, no difference; `one by one` for a group of fewer than five series
    """

    group: str
    forecaster: str
    baseline: str
    series: int
    crps: float
    baseline_crps: float
    skill: float
    difference: float
    standard_error: float
    won: float
    log_score_difference: float
    word: str


@dataclass(frozen=True, eq=False)
class Skill:
    """All hindcasts, with the rule they were made by and what was left out, by name."""

    hindcasts: tuple[Hindcast, ...]
    left_out: tuple[str, ...]
    rule: dict[str, str]
    notes: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """One row a series and forecaster: the skill table."""
        return [h.row() for h in self.hindcasts]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Groups in order."""
        return tuple(dict.fromkeys(h.group for h in self.hindcasts))

    def of(self, group: str, forecaster: str) -> tuple[Hindcast, ...]:
        """The hindcasts of one forecaster in a group."""
        return tuple(h for h in self.hindcasts if h.group == group and h.forecaster == forecaster)

    def forecasters(self, group: str) -> tuple[str, ...]:
        """Who forecasts in a group, the law first."""
        return tuple(dict.fromkeys(h.forecaster for h in self.hindcasts if h.group == group))

    def verdicts(self) -> list[Verdict]:
        """Every fit of the law beside every baseline, group by group."""
        return [
            _verdict(g, self.of(g, f), self.of(g, b))
            for g in self.groups
            for f in self.forecasters(g)
            if f not in (PERSISTENCE, LINE)
            for b in (PERSISTENCE, LINE)
        ]

    def coverage(self) -> list[dict[str, Any]]:
        """Coverage of the intervals, all years of a group together."""
        out = []
        for g in self.groups:
            for f in self.forecasters(g):
                mine = self.of(g, f)
                n = np.array([len(h.years) for h in mine])
                c = np.array([h.coverage for h in mine])
                out.append({"group": g, "forecaster": f, "figures": int(n.sum()),
                            **{f"covered_{round(100 * l)}": float(n @ c[:, k] / n.sum()) for k, l in enumerate(LEVELS)}})  # fmt: skip
        return out


def rule() -> dict[str, str]:
    """Name, day and sha256 of the rule that was fixed before scoring."""
    text = packaged(RULE).read_bytes()
    fixed = text.decode().partition("Fixed on ")[2][:10]
    if not fixed:
        raise BadFile("does not say when it was fixed", where=RULE)
    return {"file": RULE, "fixed": fixed, "sha256": hashlib.sha256(text).hexdigest()}


def played(groups: Sequence[str] | None = None) -> Skill:
    """Fit, forecast and score the groups (all unless named); the same seed gives the same figures."""
    for g in groups or ():
        if g not in GROUPS:
            raise UnknownName("group", g, GROUPS, field="group")
    hindcasts: list[Hindcast] = []
    left_out: list[str] = []
    notes: dict[str, Any] = {}
    for name, make in GROUPS.items():
        if not groups or name in groups:
            hindcasts += make(left_out, notes)
    return Skill(tuple(hindcasts), tuple(left_out), rule(), notes)


# -- the groups ----------------------------------------------------------------------------------------------------------------
def panel(left_out: list[str], notes: dict[str, Any]) -> list[Hindcast]:
    """Home shares of 8 economies x 28 industries: trained to 2018, scored after."""
    p = load_panel()
    found = [(n, p.history(n, s)) for n in p.economies for s in p.sectors]
    left_out += [f"panel: {h.name} (a share of 0 or 1)" for _, h in found if not _inside(h)]
    found = [(n, h) for n, h in found if _inside(h)]
    trained = [h.between(None, PANEL_UNTIL) for _, h in found]
    terms, years = fit.prior(), np.array(trained[0].years, dtype=np.float64)
    after = fit.filtered(np.array([_odds(h.share) for h in trained]), years, terms)
    weight, rounds, gain = fit.pooled(after.likelihood)
    notes["panel"] = {"iterations": rounds, "last_gain": gain, "effective_points": float(fit.effective(weight)),
                      **{f"mean_log_{f}": float(np.exp(weight @ np.log(getattr(terms, f)))) for f in vars(terms)}}  # fmt: skip
    out = []
    for k, ((n, whole), past) in enumerate(zip(found, trained, strict=True)):
        held = whole.between(PANEL_UNTIL + 1)
        ahead, odds = np.array(held.years, dtype=np.float64), _odds(past.share)
        makers: dict[str, Callable[[], Forecast]] = {
            LAW: partial(fit.ahead_of, after, k, years[-1], ahead, terms, weight=weight, rng=_rng(1, k)),
            "law, alone": partial(fit.forecast, odds, years, ahead, rng=_rng(2, k)),
            **_baselines(odds, years, ahead, k),
        }
        for f, made in _made(makers, f"panel: {whole.name}", left_out):
            out.append(_scored("panel", whole.name, n, f, made, past.years, held.years, _odds(held.share)))
    return out


def costs(left_out: list[str], notes: dict[str, Any]) -> list[Hindcast]:
    """Unit cost of each technology from its own first half and the other 86."""
    curves = learning_curves()
    measured = [wright.measured(*c.growth()) for c in curves]
    w, sigma = np.array([m.exponent for m in measured]), np.array([m.noise for m in measured])
    out = []
    for k, c in enumerate(curves):
        x, y = c.growth()
        if len(x) < COST_CHANGES:
            left_out.append(f"costs: {c.name} ({len(x)} changes)")
            continue
        m = max(COST_TRAINED, len(x) // 2)
        h = min(COST_AHEAD, len(x) - m)
        others = np.arange(len(curves)) != k
        past, future = (x[:m], y[:m]), x[m : m + h]
        like = past, future, w[others], sigma[others]
        makers: dict[str, Callable[[], Forecast]] = {
            LAW: partial(fit.cost_forecast, *like, rng=_rng(3, k)),
            "law, others alone": partial(fit.cost_forecast, *like, own=False, rng=_rng(4, k)),
            PERSISTENCE: partial(fit.still_forecast, past[1], h, rng=_rng(5, k)),
            LINE: partial(fit.drift_forecast, past[1], h, rng=_rng(6, k)),
        }
        for f, made in _made(makers, f"costs: {c.name}", left_out):
            out.append(_scored_cost(c, f, made, m, h, np.cumsum(y[m : m + h])))
    return out


def accelerators(left_out: list[str], notes: dict[str, Any]) -> list[Hindcast]:
    """AI accelerators in China (IDC): two figures to learn from, 2025 held back."""
    s = fitted_series("ai-accelerators-idc")
    kept = [f for f in s.figures if f.year < 2025]
    beside = next(f for f in s.figures if f.period == "2025H1")
    last = next(f for f in s.figures if f.period == "2025")
    past = Past(s.name, tuple(f.year for f in kept), np.array([f.value for f in kept]))
    half = fit.forecast(_odds(past.share), past.years, [beside.year], rng=_rng(7, 1))
    notes["accelerators"] = {"2025H1": {"observed": beside.value, "median": float(_share(np.median(half.draws))),
                                        "80": [float(_share(q)) for q in scores.quantiles(half.draws[:, 0], [0.1, 0.9])]}}  # fmt: skip
    return _alone("ai-accelerators", past, (last.year,), np.array([last.value]), 0, left_out)


def items(left_out: list[str], notes: dict[str, Any]) -> list[Hindcast]:
    """Items with three figures of one source: the last held back."""
    out = []
    for k, name in enumerate(("rv-reducers-nabtesco", "photoresist-korea", "integrated-circuits-made-in-china")):
        s = fitted_series(name)
        past = Past(s.name, s.years[:-1], np.array(s.shares[:-1]))
        out += _alone("items", past, s.years[-1:], np.array(s.shares[-1:]), 10 + k, left_out)
    return out


def rare_earths(left_out: list[str], notes: dict[str, Any]) -> list[Hindcast]:
    """Share of China in rare-earth imports: trained to 2018, scored to 2024."""
    wanted = [*((n, "value") for n in ("JPN", "USA", "DEU", "KOR")), ("JPN", "tonnage")]
    out = []
    for k, (n, by) in enumerate(wanted):
        whole = rare_earth_history(n).share("CHN", by)
        if not _inside(whole):
            left_out.append(f"rare-earths: {whole.name} (a share of 0 or 1)")
            continue
        past, held = whole.between(None, PANEL_UNTIL), whole.between(PANEL_UNTIL + 1)
        out += _alone("rare-earths", Past(past.name, past.years, past.share), held.years, held.share, 20 + k, left_out)
    return out


GROUPS: dict[str, Callable[[list[str], dict[str, Any]], list[Hindcast]]] = {
    "panel": panel, "costs": costs, "ai-accelerators": accelerators, "items": items, "rare-earths": rare_earths,
}  # fmt: skip


# -- one series ------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Past:
    """Shares[t] (fractions) to learn from, at years[t], decimal years allowed."""

    name: str
    years: tuple[float, ...]
    share: Floats


def _alone(group: str, past: Past, years: Sequence[float], held: Floats, k: int, left_out: list[str]) -> list[Hindcast]:
    """The law on one series by the stated priors, beside the baselines."""
    ahead, odds = np.array(years, dtype=np.float64), _odds(past.share)
    makers: dict[str, Callable[[], Forecast]] = {
        LAW: partial(fit.forecast, odds, past.years, ahead, rng=_rng(7, k)),
        **_baselines(odds, past.years, ahead, k),
    }
    return [
        _scored(group, past.name, past.name, f, made, past.years, years, _odds(held))
        for f, made in _made(makers, f"{group}: {past.name}", left_out)
    ]


def _made(
    makers: Mapping[str, Callable[[], Forecast]], series: str, left_out: list[str]
) -> Iterator[tuple[str, Forecast]]:
    """Every forecast that there is; where the priors carry none, the series is named with the forecaster and the reason."""
    for name, make in makers.items():
        try:
            yield name, make()
        except NotConverged as fault:
            left_out.append(f"{series} ({name}: {fault.what}, {fault.got} effective)")


def _baselines(odds: Floats, years: Any, ahead: Floats, k: int) -> dict[str, Callable[[], Forecast]]:
    return {
        PERSISTENCE: partial(fit.persistence, odds, years, ahead, rng=_rng(8, k)),
        LINE: partial(fit.line, odds, years, ahead, rng=_rng(9, k)),
    }


def _scored(group: str, series: str, part: str, forecaster: str, made: Forecast, trained: Sequence[float], years: Sequence[float],
            held: Floats) -> Hindcast:  # fmt: skip
    median, low, high = (_share(q) for q in scores.quantiles(made.draws, [0.5, 0.1, 0.9]))
    error = float(100 * np.abs(median - _share(held)).mean())
    return Hindcast(group, series, part, forecaster, (trained[0], trained[-1]), tuple(years), _share(held), median, low, high,
                    *_measures(made, held), error, _coverage(made, held), made.points)  # fmt: skip


def _scored_cost(c: LearningCurve, forecaster: str, made: Forecast, m: int, h: int, held: Floats) -> Hindcast:
    median, low, high = (np.exp(q) for q in scores.quantiles(made.draws, [0.5, 0.1, 0.9]))
    error = float(100 * np.abs(median / np.exp(held) - 1).mean())
    years = tuple(float(t) for t in c.years[m + 1 : m + 1 + h])
    return Hindcast("costs", c.name, c.name, forecaster, (float(c.years[0]), float(c.years[m])), years, np.exp(held), median, low, high,
                    *_measures(made, held), error, _coverage(made, held), made.points)  # fmt: skip


def _measures(made: Forecast, held: Floats) -> tuple[float, float]:
    """CRPS and log score, averaged over the years."""
    crps = float(scores.fair_crps(made.draws, held).mean())
    if made.certain:
        return crps, float("nan")
    return crps, float(scores.log_score(made.mean, made.variance, held, made.weight).mean())


def _coverage(made: Forecast, held: Floats) -> tuple[float, float, float]:
    if made.certain:
        return float("nan"), float("nan"), float("nan")
    a, b, c = (float(scores.covered(made.draws, held, level).mean()) for level in LEVELS)
    return a, b, c


def _verdict(group: str, law: Sequence[Hindcast], baseline: Sequence[Hindcast]) -> Verdict:
    """Over the series that both forecast."""
    theirs_by = {h.series: h for h in baseline}
    law = [h for h in law if h.series in theirs_by]
    baseline = [theirs_by[h.series] for h in law]
    mine, theirs = (np.array([h.crps for h in x]) for x in (law, baseline))
    logs = float(np.mean([a.log_score - b.log_score for a, b in zip(law, baseline, strict=True)]))
    d = mine - theirs
    error = _standard_error(d, [h.part for h in law])
    word = "one by one" if len(d) < LEAST_SERIES else said(float(d.mean()), error)
    return Verdict(group, law[0].forecaster, baseline[0].forecaster, len(d), float(mine.mean()), float(theirs.mean()),
                   float(scores.skill(mine.mean(), theirs.mean())), float(d.mean()), error, float((d < 0).mean()), logs, word)  # fmt: skip


def said(difference: float, error: float) -> str:
    """better, worse or no difference: more than twice the standard error from zero."""
    if not abs(difference) > 2 * error:
        return "no difference"
    return "better" if difference < 0 else "worse"


def _standard_error(d: Floats, parts: Sequence[str]) -> float:
    """Of the mean, between the means of the parts; NaN with one."""
    names = list(dict.fromkeys(parts))
    means = np.array([d[[p == n for p in parts]].mean() for n in names])
    return float(means.std(ddof=1) / np.sqrt(len(means))) if len(means) > 1 else float("nan")


def _inside(h: History) -> bool:
    return bool(((h.share > 0) & (h.share < 1)).all())


def _odds(share: Any) -> Floats:
    s = np.asarray(share, dtype=np.float64)
    return np.asarray(np.log(s) - np.log1p(-s))


def _share(odds: Any) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.asarray(odds, dtype=np.float64))))


def _rng(stream: int, k: int) -> np.random.Generator:
    return np.random.default_rng([fit.SEED, stream, k])


def fans(found: Skill, group: str) -> Iterator[dict[str, Any]]:
    """What a fan chart needs, one series at a time: years, median, 80 % band and what came, for every forecaster."""
    for h in found.hindcasts:
        if h.group == group:
            yield {"series": h.series, "forecaster": h.forecaster, "years": h.years, "median": h.median, "low": h.low, "high": h.high,
                   "observed": h.observed}  # fmt: skip
