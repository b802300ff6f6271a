"""rare-earth-mirror: the tug with China as the holder. The same law and the same priors as for every other holder (`substitution.fit`).

Shares of one definition for all years (`products/rare_earths.csv`: 280530 + 284610 + 284690), by value and by tonnage side by side; how
fast they fell after the first use, whether they came back once prices fell, and one table of parameters for three holders.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from scipy.stats import t as student

from bahe.atlas.localisation import figures, fitted_series
from bahe.atlas.tables import rows
from bahe.rounds.conditioning import quantile
from bahe.substitution.clock import half_life, speed
from bahe.substitution.fit import MANY, effective, filtered, prior, weighed

Floats = NDArray[np.float64]
TARGET = "JPN"
#: First use of the lever, its release (the WTO ruling takes effect), and the years of the relapse that the scenario names.
USED, RELEASED, RELAPSED, LAST = 2010, 2015, (2015, 2022), 2024
#: Periods of the Korean figures of hydrogen fluoride that are fitted together.
FLUORIDE = ("2019H1", "2020", "2022-01/2022-05")
PARAMETERS = ("speed", "noise", "target_noise", "drift_spread")
MEASURES = {"value": "value_share_CHN", "tonnage": "tonnage_share_CHN"}


@cache
def shares(measure: str, target: str = TARGET) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """(years, shares of the holder in the target's imports), by `value` or by `tonnage`."""
    kept = [r for r in rows("products/rare_earths.csv") if r["importer"] == target]
    return tuple(int(r["year"]) for r in kept), tuple(float(r[MEASURES[measure]]) for r in kept)


@cache
def unit_values(target: str = TARGET) -> tuple[float, ...]:
    """USD a tonne of what the target imports: the only price on file; what is bought in a year moves it, too."""
    kept = [r for r in rows("products/rare_earths.csv") if r["importer"] == target]
    return tuple(1e6 * float(r["imports_musd"]) / float(r["imports_t"]) for r in kept)


def between(measure: str, first: int, last: int) -> tuple[Floats, Floats]:
    """(years, log-odds of the share) from `first` to `last`."""
    years, share = (np.asarray(x, dtype=np.float64) for x in shares(measure))
    here = (years >= first) & (years <= last)
    return years[here], np.asarray(logit(share[here]))


def slope(measure: str, first: int, last: int) -> float:
    """Least-squares slope of the log-odds on time, a year."""
    years, odds = between(measure, first, last)
    return float(np.polyfit(years - years.mean(), odds, 1)[0])


def step(measure: str, first: int, last: int) -> float:
    """Change of the log-odds between two years, a year: the unit of CASES E.2."""
    years, share = shares(measure)
    return float(speed(share[years.index(first)], share[years.index(last)], last - first))


def halving(measure: str) -> tuple[float, bool]:
    """(years after the first use until the share is half of what it was, whether that was seen); the years seen where it was not."""
    years, share = shares(measure)
    found = float(half_life(np.asarray(share[years.index(USED) :], dtype=np.float64)))
    return (found, True) if np.isfinite(found) else (float(LAST - USED), False)


@dataclass(frozen=True)
class Relapse:
    """dl_t = a + b ln(p_{t-1}/p_mean): what a year's price does to the next year's move of the log-odds.

    term    b, with its 95 % interval;  drift: a;  count: years
    """

    term: float
    low: float
    high: float
    drift: float
    count: int


def relapse(measure: str, first: int = USED) -> Relapse:
    """Least squares of the yearly change of the log-odds on last year's log price, from the first use on; b < 0: cheap brings it back."""
    years, odds = between(measure, first, LAST)
    known = dict(zip(shares(measure)[0], unit_values(), strict=True))
    price = np.log([known[int(y)] for y in years[:-1]])
    x, y = price - price.mean(), np.diff(odds)
    b, a = float(x @ y / (x @ x)), float(y.mean())
    left = y - a - b * x
    error = float(np.sqrt(left @ left / (len(y) - 2) / (x @ x)))
    half = float(student.ppf(0.975, len(y) - 2)) * error
    return Relapse(b, b - half, b + half, a, len(y))


# -- one table of parameters for three holders ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pull:
    """A series that the law is fitted to: who holds whom, what the figures are of, and the figures."""

    holder: str
    target: str
    what: tuple[str, str]
    years: tuple[float, ...]
    share: tuple[float, ...]


def pulls() -> tuple[Pull, ...]:
    """The series of the three holders, each of one definition and one family of sources; shares of the holder."""
    mirror = []
    for m, said in (
        ("value", ("rare earths, by value", "稀土，按价值")),
        ("tonnage", ("rare earths, by tonnage", "稀土，按吨位")),
    ):
        years, share = shares(m)
        at = years.index(USED)
        mirror.append(Pull("CHN", TARGET, said, tuple(y + 0.5 for y in years[at:]), share[at:]))
    return (_fluoride(), _of("photoresist-korea"), *mirror, _of("ai-accelerators-idc"))


def _fluoride() -> Pull:
    """The figures that the tug korea-2019 fits, of one press family; the third is January to May."""
    kept = [f for p in FLUORIDE for f in figures("hydrogen_fluoride_hs281111") if f.period == p]
    what = ("hydrogen fluoride, share of imports", "氟化氢，占进口份额")
    return Pull("JPN", "KOR", what, tuple(f.year for f in kept), tuple(f.value for f in kept))


def _of(name: str) -> Pull:
    """A series of the localisation table, turned round where it is of the home share."""
    s = fitted_series(name)
    share = s.shares if s.share_of == "holder" else tuple(1 - v for v in s.shares)
    return Pull(s.holder, s.economy, (s.title["en"], s.title["zh"]), s.years, share)


def fitted(pull: Pull) -> dict[str, tuple[float, float, float]]:
    """Posterior quantiles (5, 50, 95 %) of the law's parameters under the common priors; `prior` where asked of no figures at all."""
    terms = prior(MANY // 4)
    weight = weighed(
        filtered(np.asarray(logit(np.asarray(pull.share)))[None], np.asarray(pull.years), terms).likelihood[0]
    )
    found = {name: _band(getattr(terms, name), weight) for name in PARAMETERS}
    return found | {"points": (float(effective(weight)),) * 3}


def _band(values: Floats, weight: Floats) -> tuple[float, float, float]:
    low, mid, high = map(float, quantile(values, weight, (0.05, 0.5, 0.95)))
    return low, mid, high


# -- the figures of the conditions ---------------------------------------------------------------------------------------------
def metrics() -> dict[str, Any]:
    """The three figures, by value and by tonnage."""
    released = {m: slope(m, RELEASED, LAST) for m in MEASURES}
    back = {m: step(m, *RELAPSED) for m in MEASURES}
    half = {m: halving(m) for m in MEASURES}
    seen = ", ".join(f"{m}: {'' if known else '≥ '}{years:.1f}" for m, (years, known) in half.items())
    return {
        "logodds_slope_after_release": _metric(released, "log-odds a year", (f"least squares, {RELEASED} to {LAST}",
                                                                             f"最小二乘，{RELEASED}至{LAST}年")),
        "logodds_slope_2015_2022": _metric(back, "log-odds a year", ("difference of the two years over seven", "两年之差除以七")),
        "half_life_years": _metric({m: years for m, (years, _) in half.items()}, "years",
                                   (f"from {USED} on, as observed to {LAST} ({seen})", f"自{USED}年起，观察至{LAST}年（{seen}）")),
    }  # fmt: skip


def _metric(by: dict[str, float], unit: str, how: tuple[str, str]) -> dict[str, Any]:
    return {"value": by["value"], "low": min(by.values()), "high": max(by.values()), "unit": unit,
            "how": {"en": how[0], "zh": how[1]}, "by": by, "missing": None}  # fmt: skip


def answer() -> dict[str, Any]:
    """Metrics and exhibits of the case, as plain values."""
    from bahe.casebook.tugs.mirroring_tables import parameters, path, price_term, speeds

    return {
        "metrics": metrics(),
        "exhibits": [e.as_dict() for e in (speeds(), parameters(), price_term(), path())],
        "sentences": sentences(),
    }


def sentences() -> dict[str, list[str]]:
    """The result in words."""
    m = metrics()
    after, back, half = (
        m[k]["by"] for k in ("logodds_slope_after_release", "logodds_slope_2015_2022", "half_life_years")
    )
    r = relapse("value")
    first, last = (tuple(shares(k)[1][shares(k)[0].index(y)] for k in MEASURES) for y in (USED, LAST))
    return {
        "en": [
            f"By value Japan's share of rare earths from China fell from {100 * first[0]:.0f} % ({USED}) to {100 * last[0]:.0f} % "
            f"({LAST}); "
            f"by tonnage from {100 * first[1]:.0f} to {100 * last[1]:.0f} %.",
            f"After the release of {RELEASED} the log-odds moved by {after['value']:+.3f} a year by value and {after['tonnage']:+.3f} by "
            f"tonnage: erosion did not go on. From 2015 to 2022 it rose by {back['value']:+.2f} and {back['tonnage']:+.2f} a year.",
            f"By value the share was halved after {half['value']:.1f} years, by tonnage not within {half['tonnage']:.0f}.",
            f"The price term of the relapse is {r.term:+.2f} ({r.low:+.2f} to {r.high:+.2f}, {r.count} years): unit values of imports, the "
            "only price on file, do not tell it from nought." if r.low <= 0 <= r.high else
            f"The price term of the relapse is {r.term:+.2f} ({r.low:+.2f} to {r.high:+.2f}, {r.count} years, unit values of imports).",
        ],
        "zh": [
            f"按价值，日本稀土来自中国的份额由 {100 * first[0]:.0f}%（{USED}）降至 {100 * last[0]:.0f}%（{LAST}）；按吨位由 "
            f"{100 * first[1]:.0f}% 至 {100 * last[1]:.0f}%。",
            f"{RELEASED} 年松开之后，对数几率按价值每年变动 {after['value']:+.3f}，按吨位 {after['tonnage']:+.3f}：侵蚀没有继续。"
            f"2015至2022年每年回升 {back['value']:+.2f} 与 {back['tonnage']:+.2f}。",
            f"按价值 {half['value']:.1f} 年后份额减半，按吨位 {half['tonnage']:.0f} 年内未减半。",
            f"回升的价格项为 {r.term:+.2f}（{r.low:+.2f} 至 {r.high:+.2f}，{r.count} 年）"
            + ("：仅有的价格为进口单价，无法与零区分。" if r.low <= 0 <= r.high else "（进口单价）。"),
        ],
    }  # fmt: skip
