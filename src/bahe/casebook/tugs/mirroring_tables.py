"""Tables of rare-earth-mirror: speeds by value and tonnage, one table of parameters, price and relapse, the path."""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from bahe.casebook.runs.exhibits import Exhibit, exhibit
from bahe.casebook.tugs.mirroring import (
    LAST,
    MEASURES,
    PARAMETERS,
    RELAPSED,
    RELEASED,
    USED,
    Pull,
    fitted,
    halving,
    pulls,
    relapse,
    shares,
    slope,
    step,
    unit_values,
)


def speeds() -> Exhibit:
    """Log-odds a year by span, and the half-life."""
    spans = ((USED, RELEASED), RELAPSED, (RELAPSED[1], LAST))
    names = {"value": ("by value", "按价值"), "tonnage": ("by tonnage", "按吨位")}

    def line(m: str, k: int) -> list[str]:
        years, known = halving(m)
        said = f"{years:.1f}" if known else (f"> {years:.0f}", f"> {years:.0f}")[k]
        return [names[m][k], *(f"{step(m, a, b):+.2f}" for a, b in spans), f"{slope(m, RELEASED, LAST):+.3f}", said]

    heads = [f"{a}–{b}" for a, b in spans]
    return exhibit(
        ("Value and tonnage side by side, log-odds a year", "价值与吨位并列，对数几率/年"),
        (["share of China in Japan's imports", *heads, f"slope {RELEASED}–{LAST}", f"half-life after {USED}, years"],
         ["中国占日本进口份额", *heads, f"斜率 {RELEASED}–{LAST}", f"{USED}年后的半衰期（年）"]),
        {lang: [line(m, k) for m in MEASURES] for k, lang in enumerate(("en", "zh"))}, 1,
        ("Codes 280530 + 284610 + 284690 (BACI). Negative: the holder's share falls. After 2025 no figure is on file.",
         "编码 280530 + 284610 + 284690（BACI）。负值：持有方份额下降。2025年之后无数字在档。"),
    )  # fmt: skip


def parameters() -> Exhibit:
    """Posterior of the law for every holder, under common priors."""
    found = [(p, fitted(p)) for p in pulls()]

    def band(v: tuple[float, float, float]) -> str:
        return f"{v[1]:.2f} ({v[0]:.2f}–{v[2]:.2f})"

    def line(p: Pull, f: dict[str, tuple[float, float, float]], k: int) -> list[str]:
        pace = (logit(p.share[-1]) - logit(p.share[0])) / (p.years[-1] - p.years[0])
        span = f"{p.years[0]:.0f}–{p.years[-1]:.0f}"
        return [
            f"{p.holder} → {p.target}",
            p.what[k],
            span,
            str(len(p.share)),
            f"{pace:+.2f}",
            *(band(f[n]) for n in PARAMETERS),
        ]

    return exhibit(
        ("One table of parameters, common priors", "一张参数表，共同先验"),
        (["holder → target", "series", "years", "figures", "log-odds a year", "speed φ", "noise", "noise of the target", "spread of drift"],
         ["持有方 → 对象", "序列", "年份", "数字", "对数几率/年", "速度 φ", "噪声", "目标噪声", "漂移离散"]),
        {lang: [line(p, f, k) for p, f in found] for k, lang in enumerate(("en", "zh"))}, 3,
        ("Law of log-odds with a moving target; priors and code are the same for every holder; median (5 to 95 %). Where a band is "
         "that of the prior, a few figures said nothing.",
         "对数几率规律，目标移动；先验与代码对每个持有方相同；中位数（5–95%）。区间与先验相同之处，少数数字未提供信息。"),
    )  # fmt: skip


def price_term() -> Exhibit:
    """Drift and price term, by value and by tonnage."""
    names = {"value": ("by value", "按价值"), "tonnage": ("by tonnage", "按吨位")}

    def line(m: str, k: int) -> list[str]:
        r = relapse(m)
        return [names[m][k], str(r.count), f"{r.drift:+.3f}", f"{r.term:+.3f}", f"{r.low:+.3f} – {r.high:+.3f}"]

    return exhibit(
        ("Price and relapse", "价格与回升"),
        (["measure", "years", "drift a", "price term b", "95 % interval"], ["口径", "年数", "漂移 a", "价格项 b", "95%区间"]),
        {lang: [line(m, k) for m in MEASURES] for k, lang in enumerate(("en", "zh"))}, 1,
        ("Δ log-odds(t) = a + b ln(price(t−1)/mean price). Price: USD a tonne of Japan's imports; by value it enters the share itself.",
         "Δ 对数几率(t) = a + b ln(价格(t−1)/平均价格)。价格：日本进口每吨美元；按价值时它本身进入份额。"),
    )  # fmt: skip


def path() -> Exhibit:
    """Observed and fitted shares, year by year."""
    years = [y for y in shares("value")[0] if y >= USED]
    price = dict(zip(shares("value")[0], unit_values(), strict=True))

    def row(m: str) -> list[str]:
        known = dict(zip(*shares(m), strict=True))
        return [f"{100 * known[y]:.0f}" for y in years]

    def fitted_path(m: str) -> list[str]:
        r, known = relapse(m), dict(zip(*shares(m), strict=True))
        mean = np.mean([np.log(price[y]) for y in years[:-1]])
        l = [float(logit(known[USED]))]
        for y in years[:-1]:
            l.append(l[-1] + r.drift + r.term * (np.log(price[y]) - mean))
        return [f"{100 / (1 + np.exp(-v)):.0f}" for v in l]

    def lines(k: int) -> list[list[str]]:
        said = (("value, observed", "价值，观察"), ("value, fitted with relapse", "价值，含回升拟合"), ("tonnage, observed", "吨位，观察"),
                ("tonnage, fitted with relapse", "吨位，含回升拟合"), ("USD 1,000 a tonne", "千美元/吨"))  # fmt: skip
        body = (
            row("value"),
            fitted_path("value"),
            row("tonnage"),
            fitted_path("tonnage"),
            [f"{price[y] / 1000:.0f}" for y in years],
        )
        return [[s[k], *b] for s, b in zip(said, body, strict=True)]

    heads = [f"’{y % 100:02d}" for y in years]
    return exhibit(
        ("Path with relapse, per cent", "含回升的路径（%）"),
        (["", *heads], ["", *heads]),
        {"en": lines(0), "zh": lines(1)},
        1,
    )
