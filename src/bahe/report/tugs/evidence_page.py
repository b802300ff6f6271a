"""What stands beside the mechanism on a tug's page: pooled speeds, counterfactuals, definitions, others' forecasts, named figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bahe.report.sheets.page import grid, paragraphs, section
from bahe.report.tugs.event_page import event_study
from bahe.report.tugs.words import clock, of, share
from bahe.report.wording.names import label
from bahe.report.wording.numbers import MINUS, MISSING

RESTS = {
    "quoted": ("quoted", "引用"),
    "assumed": ("assumed", "假设"),
    "measured": ("measured", "测得"),
    "computed": ("computed", "计算"),
}
TECHNOLOGIES = {"circuits": ("integrated circuits", "集成电路")}
UNITS = {"fraction": ("fraction", "比例"), "ratio": ("ratio", "比值"), "probability": ("probability", "概率"), "true or false": ("true or false", "是否"),
         "log points a year": ("log points a year", "对数点/年")}  # fmt: skip
BASES = {"observed": ("observed", "观测"), "accounts": ("accounts", "记账"), "model": ("model", "模型"), "fit": ("fit to figures", "对数字的拟合"),
         "none": ("missing", "缺失")}  # fmt: skip


def sections(a: Any, lang: str) -> list[str]:
    """Sections of a whole case, in order; what a case does not have is left out."""
    study, pooled = a.evidence.get("event_study"), a.evidence.get("pooled")
    return [
        *([event_study(study, lang)] if study else []),
        *([pooling(pooled, lang)] if pooled else []),
        metrics(a.metrics, lang) if a.metrics else "",
    ]


def of_good(g: Any, lang: str) -> str:
    """What belongs to one good: counterfactuals, definitions, forecasts of others."""
    return counterfactuals(g, lang) + definitions(g, lang) + forecasts(g, lang)


# -- pooled speeds ---------------------------------------------------------------------------------------------------------------
def pooling(p: Mapping[str, Any], lang: str) -> str:
    """Technologies by half-life under each definition, what definition does, and who supplies."""
    zh = lang == "zh"
    heads = ["", "细分", "数字（等级）", "依赖", "对数几率/年", "半衰期，年", "最快的概率", f"{p['at']:.0f}年国产份额"] if zh else [
        "", "segment", "figures (grade)", "dependence", "log-odds a year", "half-life, years", "chance to be fastest", f"home share in {p['at']:.0f}"]  # fmt: skip
    out = []
    for d in p["definitions"]:
        rows = [[str(k), r[lang], f"{r['figures']} ({r['grades']})", share(r["dependence"], lang), _band(r["speed"], 2), clock(r["half_life"], lang),
                 f"{r['first']:.2f}", _shares(r["home_at"], lang)] for k, r in enumerate(d["rows"], start=1)]  # fmt: skip
        common = (f"共同速度 {_band(d['mu'], 2)}，彼此差异 τ {_size(d['tau'])}，年噪声 {_size(d['noise'])}。" if zh else
                  f"Speed in common {_band(d['mu'], 2)}, spread between technologies {_size(d['tau'])}, noise a year {_size(d['noise'])}.")  # fmt: skip
        out.append(
            paragraphs([d[lang][:1].upper() + d[lang][1:]]) + grid(heads, rows, 2) + paragraphs([common], "small")
        )
    names = {s["id"]: s["name"][lang] for s in p["suppliers"]}
    said = ("、" if zh else ", ").join(
        f"{names.get(k, of(TECHNOLOGIES, k, lang))} {share(v, lang)}" for k, v in p["by_definition"].items()
    )
    notes = [
        "各技术各有速度，又有共性（部分合并）；只用数字，不用机制。只有一个数字的技术，其速度借自其他技术，与数据无关。半衰期沿趋势计算。" if zh else
        "Each technology has its own speed, and all have something in common (partial pooling); figures alone, no mechanism. A technology with one figure borrows its speed from the others: "
        "that is no evidence on it. Half-lives run along the trend.",
        f"{p['at']:.0f}年对数几率方差中，由细分定义造成的部分：{said}。" if zh else f"Part of the variance of log-odds in {p['at']:.0f} that is due to the definition of the segment: {said}.",
    ]  # fmt: skip
    return section(
        "按半衰期排列的技术" if zh else "Technologies by half-life",
        *out,
        paragraphs(notes, "small"),
        _suppliers(p, lang),
    )


def _suppliers(p: Mapping[str, Any], lang: str) -> str:
    zh = lang == "zh"
    heads = (
        ["商品", "来源", "份额（区间）", "依据", "年份"]
        if zh
        else ["good", "country of the maker", "share (range)", "rests on", "year"]
    )
    rows, abroad = [], []
    for s in p["suppliers"]:
        rows += [[s["name"][lang], label(r["origin"], lang), f"{share(r['share'], lang)} ({share(r['low'], lang)} – {share(r['high'], lang)})",
                  of(RESTS, r["rests_on"], lang) + (f", {r['grade']}" if r["grade"] else ""), str(r["year"] or "")] for r in s["target"]]  # fmt: skip
        if s["usa"]:
            said = ", ".join(f"{label(k, lang)} {share(v, lang)}" for k, v in s["usa"]["shares"].items())
            abroad.append(f"{s['name'][lang]} (HS {' '.join(s['usa']['codes'])}): {said}")
    note = ("标“假设”者不是数据，不作判定。中国按来源地与六位编码的进口不在档；美国2024年进口的来源（仅供参照，不是中国所购）：" if zh else
            "What is marked assumed is no datum and decides nothing. Chinese imports by origin and six-digit code are not on file; what the US bought in 2024, for orientation and not what China buys: ")  # fmt: skip
    return grid(heads, rows, 2) + paragraphs(
        [note + ("；" if zh else "; ").join(abroad) + ("。" if zh else ".")], "small"
    )


# -- one good --------------------------------------------------------------------------------------------------------------------
def counterfactuals(g: Any, lang: str) -> str:
    """Shares under each variant."""
    if not g.counterfactuals:
        return ""
    zh, dates = lang == "zh", list(g.counterfactuals[0]["share"])
    year = [f"{float(y):.0f}" for y in dates]
    level = list(g.counterfactuals[0]["dates"])[-1]
    heads = [("若" if zh else "if"), *((f"{y}年份额" if zh else f"share of {y}") for y in year), *((f"{y}年差异（点）" if zh else f"difference {y}, points") for y in year),
             (f"到{g.ends:.1f}达 {level}% 的概率" if zh else f"chance of {level} % at {g.ends:.1f}")]  # fmt: skip
    rows = [[r[lang], *(_shares(r["share"][d], lang) for d in dates), *(_points(r["change"][d]) for d in dates), f"{r['chance_of_last_level']:.2f}"]
            for r in g.counterfactuals]  # fmt: skip
    note = ("同一批抽样与权重，改变一条规则；中位数与九成区间。差异逐抽样计算。这是条件陈述：权重由实际发生的数字决定。" if zh else
            "The same draws and weights with one rule changed; medians and 90 % intervals, differences draw by draw. What follows from the ranges, no forecast: the weights know what did happen.")  # fmt: skip
    return grid(heads, rows) + paragraphs([note], "small")


def definitions(g: Any, lang: str) -> str:
    """Shares by definition, side by side."""
    if not g.definitions:
        return ""
    zh = lang == "zh"
    rows = [
        [
            d[lang],
            ("；" if zh else "; ").join(
                f"{f['period']}: {share(f['value'], lang, 1)} ({f['grade']})" for f in d["figures"]
            ),
        ]
        for d in g.definitions
    ]
    heads = ["份额的口径", "数字（等级）"] if zh else ["definition of the share", "figures (grade)"]
    note = (
        "拟合只用一种口径；其余只并列，从不混合。"
        if zh
        else "One definition is fitted; the others stand beside it and are never mixed with it."
    )
    return grid(heads, rows, 2) + paragraphs([note], "small")


def forecasts(g: Any, lang: str) -> str:
    """Forecasts of others beside ours."""
    if not g.forecasts:
        return ""
    zh = lang == "zh"
    heads = (
        ["预测者", "等级", "年", "其预测", "此处（中位数，九成区间）"]
        if zh
        else ["forecast by", "grade", "for", "theirs", "ours: median, 90 % interval"]
    )
    rows = []
    for f in g.forecasts:
        theirs = (
            share(f["theirs"], lang)
            if f["theirs_low"] is None
            else f"{share(f['theirs_low'], lang)} – {share(f['theirs_high'], lang)}"
        )
        ours = MISSING[lang] if f["median"] is None else _shares((f["low"], f["median"], f["high"]), lang)
        rows.append([f["source"], f["grade"], f["period"], theirs, ours])
    note = ("待其年份的数字出现后评分。此处为卡数口径；他人多为金额，口径不同不能相互评分。" if zh else
            "To be scored when a figure of that year is there. Ours is of cards; theirs are mostly of value, and a figure of one definition does not score the other.")  # fmt: skip
    return grid(heads, rows, 2) + paragraphs([note], "small")


def metrics(found: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    """Named figures with their basis; what is missing says what is missing."""
    zh = lang == "zh"
    heads = ["名称", "依据", "如何得到", "单位", "数值"] if zh else ["name", "basis", "how it was got", "unit", "value"]
    rows = [[k.replace("_", " "), of(BASES, m["basis"], lang), m["how"][lang], of(UNITS, m["unit"], lang), told(m, lang)]
            for k, m in found.items()]  # fmt: skip
    return section("具名数字" if zh else "Named figures", grid(heads, rows, 4, "dense"))


def told(m: Mapping[str, Any], lang: str) -> str:
    """The value of a named figure."""
    v = m["value"]
    if v is None:
        return MISSING[lang]
    if isinstance(v, bool):
        return ("是" if v else "否") if lang == "zh" else ("yes" if v else "no")
    return f"{v:.3g}".replace("-", MINUS)


def _band(values: Any, digits: int) -> str:
    low, mid, high = (f"{v:+.{digits}f}".replace("-", MINUS) for v in values)
    return f"{mid} ({low} … {high})"


def _shares(values: Any, lang: str) -> str:
    low, mid, high = (share(v, lang) for v in values)
    return f"{mid} ({low} – {high})"


def _size(values: Any) -> str:
    low, mid, high = (f"{v:.2f}" for v in values)
    return f"{mid} ({low} … {high})"


def _points(values: Any) -> str:
    low, mid, high = (f"{round(100 * v):+d}".replace("-", MINUS).replace("+0", "0") for v in values)
    return mid if low == high else f"{mid} ({low} … {high})"
