"""The page of a tug: the answer, the rope and the fan of each good, clocks, channels, what it is made of, policies, priors, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bahe.report.sheets.page import Page, cited, figure, folded, grid, paragraphs, section, tabled
from bahe.report.tugs import charts as drawn
from bahe.report.tugs import evidence_page as evidence
from bahe.report.tugs import words
from bahe.report.tugs.words import clock, of, share
from bahe.report.wording.names import label
from bahe.report.wording.numbers import MISSING, plain


def tug_page(a: Any, lang: str) -> Page:
    """The answer as a page in one language."""
    zh = lang == "zh"
    meta = (
        f"{plain(a.draws, 0)} 次抽样，种子 {a.seed}；带：25–75% 与 5–95%"
        if zh
        else f"{plain(a.draws, 0)} draws, seed {a.seed}; bands: 25 to 75 and 5 to 95 per cent"
    )
    told = [" ".join(p.replace("*", "").split()) for p in a.story.get(lang, "").split("\n\n") if p.strip()]
    parts = [
        section("背景" if zh else "What happened", paragraphs(told)),
        *(_good(g, i, lang) for i, g in enumerate(a.goods)),
        *evidence.sections(a, lang),
        _clocks(a, lang),
        _squeezing(a, lang),
        _checks(a, lang),
        _priors(a, lang),
        _limits(a, lang),
        _sources(a, lang),
    ]
    return Page(a.title[lang], "拔河" if zh else "Tug", meta, lang, [a.question[lang], *words.sentences(a, lang)], parts, a.document(), a.tables(),
                {"seed": a.seed, "draws": a.draws})  # fmt: skip


def _good(g: Any, i: int, lang: str) -> str:
    zh = lang == "zh"
    holder, target = label(g.holder, lang), label(g.target, lang)
    heads = {
        "control": "管制" if zh else "control", "heading": of(words.SHOWN, g.shown, lang), "fit": "用于拟合" if zh else "fitted", "score": "留出评分" if zh else "held back for the score",
        "late": "拟合于扇形，不评分" if zh else "in the fan, not scored", "other": "其他口径" if zh else "other definitions", "forecast": "他人预测" if zh else "forecasts of others",
    }  # fmt: skip
    rope = {
        "lang": lang,
        "control": heads["control"], "heading": "绳子的位置：0% 为起点，100% 为持有方不再掌握任何份额" if zh else "place of the rope: 0 % where it began, 100 % where the holder holds nothing any more",
        "target_side": f"{target}" if zh else target, "holder_side": holder, "no_leverage": "此处不计算收入影响：没有市场规模数据，或未求解世界模型。" if zh else "Nothing is said of income here: no market size is on file, or the world was not solved.",
        "leverage": "完全断供时各方损失，占实际收入" if zh else "loss of each side by a full stop, per cent of real income", "target_loses": f"{target}损失" if zh else f"{target} loses",
        "holder_loses": f"{holder}自身损失" if zh else f"{holder} itself loses",
    }  # fmt: skip
    parts = [
        figure(drawn.rope(g, f"rope{i}", rope)),
        figure(
            drawn.fan(g, f"fan{i}", heads),
            "圆点：已发表数字；竖线：来源给出的区间"
            if zh
            else "dots: published figures; strokes: ranges that a source gives",
        ),
    ]
    made = [(of(words.FACTORS, k, lang), v) for k, v in g.made_of.items()]
    unit = of(
        {
            "home share": ("rise of the home share since the start", "国产份额自起始的上升"),
            "position": ("way the rope has gone", "绳子移动的距离"),
        },
        g.made_of_what,
        lang,
    )
    parts.append(figure(drawn.parts(made, f"made{i}", unit, lambda v: f"{100 * v:+.1f}".replace("-", "−")),
                        f"到{g.ends:.1f}年{unit}由什么构成（百分点，沙普利分解；合计 {100 * g.made_of_whole:.1f}）" if zh else
                        f"what the {unit} by {g.ends:.1f} is made of, points, Shapley parts; together {100 * g.made_of_whole:.1f}"))  # fmt: skip
    parts.append(_channels(g, lang))
    parts += [paragraphs([g.note.get(lang, "")], "small"), evidence.of_good(g, lang)]
    return section(f"{g.name[lang]}：{holder} → {target}" if zh else f"{g.name[lang]}: {holder} to {target}", *parts)


def _channels(g: Any, lang: str) -> str:
    zh = lang == "zh"
    heads = ["渠道（模型）", "占依赖下降的比例"] if zh else ["channel (model)", "part of the log fall of dependence"]
    rows = [
        [of(words.CHANNELS, k, lang), share(v, lang) if np.isfinite(v) else MISSING[lang]]
        for k, v in g.channels.items()
    ]
    rows.append(
        [
            "其中尚存的持有方供货经转口" if zh else "of what still arrives of the holder's make, re-routed",
            share(g.rerouted, lang),
        ]
    )
    out = grid(heads, rows)
    if g.accounts:
        m = g.accounts
        lines = [
            [label(g.holder, lang), f"{m['holder_before']:.1f}", f"{m['holder_after']:.1f}"],
            ["其他来源" if zh else "all others", f"{m['others_before']:.1f}", f"{m['others_after']:.1f}"],
        ]
        out += grid(
            ["进口，百万美元" if zh else "imports, USD mn", "前" if zh else "before", "后" if zh else "after"], lines
        )
        out += "" if m["others_after"] > m["others_before"] else paragraphs([
            "记账不用模型：其他来源的进口也减少了，所以下降不是转向第三国。模型中本国生产按比例取代所有外国来源，因此把持有方份额的下降读作第三国；凡两者不同，以记账为准。" if zh else
            "The accounts need no model: imports from others fell, too, so that third countries did not take over. In the model home output displaces every foreign origin "
            "alike, so that it reads a fall of the holder's part of imports as third countries; where the two differ the accounts are to be believed."
        ], "small")  # fmt: skip
    return out


def _clocks(a: Any, lang: str) -> str:
    zh = lang == "zh"
    heads = ["商品", "依赖的半衰期，年", "断供几个月后见效", "几个月后不再见效", "拟合数字", "有效抽样", "其中先验"] if zh else [
        "good", "half-life of dependence, years", "months until it bites", "months until it stops biting", "figures fitted", "effective draws", "of as many priors"]  # fmt: skip
    rows = [
        [
            g.name[lang],
            clock(g.half_life, lang),
            clock(g.bites, lang),
            clock(g.stops, lang, "", 0),
            str(g.fitted),
            plain(g.effective, 0),
            plain(g.expected, 0),
        ]
        for g in a.goods
    ]
    note = (
        "中位数（5% – 95%）。见效：库存用尽之时（未管制的商品按完全断供计）。不再见效：完全断供的损失降到起点的四分之一（没有市场数据的商品用依赖度）。“未达到”：在所推演的年份内没有发生。抽样移向数字所在之处并按先验加权；“其中先验”：同样多的先验抽样中有多少与数字相合，越少则先验越未料到这些数字。"
        if zh else
        "Median (5 to 95 per cent). It bites once the stock is gone (goods that are sold freely: by a full stop). It stops biting once a full stop would cost a quarter of "
        "what it would have cost at the start (dependence where no market is on file). 'Not reached': not within the years played. Draws are put where the figures are and weighed back to the priors; "
        "'of as many priors': how many of as many draws of the priors alone the figures leave: the fewer, the less the priors expected them."
    )  # fmt: skip
    return tabled("时钟" if zh else "Clocks", heads, rows, 1, note)


def _squeezing(a: Any, lang: str) -> str:
    zh = lang == "zh"
    heads = ["商品", "政策", "依赖的半衰期，年", "末年尚存的依赖（起点 = 1）", "成本差距的下降（对数）"] if zh else [
        "good", "policy", "half-life of dependence, years", "dependence left in the last year (start: 1)", "fall of the log cost gap"]  # fmt: skip
    rows = [
        [
            g.name[lang],
            of(words.POLICIES, s["policy"], lang),
            clock(s["half_life"], lang),
            clock(s["left"], lang, "", 2),
            clock(s["gap_fall"], lang, "", 2),
        ]
        for g in a.goods
        for s in g.squeezing
    ]
    note = ("同一批抽样，三种政策：自由销售；断供八成；断供八成五年后解除。断供增加本国产量（学习），也切断进口带来的扩散；最后一列是两者之和。" if zh else
            "The same draws under three policies: free sale; four fifths withheld for good; four fifths for five years. A squeeze adds to home output, which teaches, and ends what is "
            "learnt from imports; the last column holds both.")  # fmt: skip
    return tabled("若断供、若不断供" if zh else "Squeezed or not", heads, rows, 2, note)


def _checks(a: Any, lang: str) -> str:
    if not a.checks:
        return ""
    zh = lang == "zh"
    heads = ["", "条件", "阈值", "得到", "成立"] if zh else ["", "condition", "threshold", "found", "holds"]
    yes = {True: "是" if zh else "yes", False: "否" if zh else "no", None: MISSING[lang]}
    shown = "仅列出" if zh else "only shown"
    rows = [
        [
            of(words.SIDES, c["side"], lang),
            c["statement"][lang],
            f"{c['op']} {c['value']:g}",
            f"{c['found']:.2f}" if np.isfinite(c["found"]) else MISSING[lang],
            yes[c["met"]] if c.get("decides", True) else shown,
        ]
        for c in a.checks
    ]
    note = "" if len(a.deciding) == len(a.checks) else (
        "“仅列出”：条件所要的数字不在档，所列为最接近的数字，不作判定。" if zh else
        "'Only shown': the figure that the condition asks for is not on file; the nearest one is shown and decides nothing.")  # fmt: skip
    return tabled("事先确定的条件" if zh else "Conditions fixed beforehand", heads, rows, 2, note)


def _priors(a: Any, lang: str) -> str:
    zh = lang == "zh"
    heads = (
        ["参数", "依据", "来源", "先验", "拟合后 5% – 50% – 95%"]
        if zh
        else ["parameter", "ground", "source", "prior", "fitted 5 – 50 – 95 %"]
    )
    out = []
    for g in a.goods:
        rows = [[of(words.PARAMETERS, p["name"], lang), of(words.GROUNDS, p["ground"], lang), p["source"], f"{p['low']:.3g} – {p['high']:.3g}",
                 f"{p['fitted_low']:.3g} – {p['fitted_median']:.3g} – {p['fitted_high']:.3g}"] for p in g.parameters]  # fmt: skip
        used = ("进入扇形" if g.refitted else "留出的数字与抽样几乎不合，扇形仍为预测") if zh else (
            "in the fans" if g.refitted else "the figure held back is hardly allowed by any draw, so the fans are the forecast")  # fmt: skip
        out.append(
            folded(
                f"{g.name[lang]}（{g.fitted} 个数字；{used}）"
                if zh
                else f"{g.name[lang]} ({g.fitted} figures fitted; {used})",
                grid(heads, rows, 3, "dense"),
            )
        )
    said = ("拟合的只有每次抽样的权重（由标明的数字决定）；其余都是先验。拟合后与先验几乎相同的参数，数字没有说明什么。" if zh else
            "What is fitted is the weight of each draw, by the figures marked so; all else is prior. Where the fitted range is that of the prior, the figures said nothing.")  # fmt: skip
    return section("何为拟合，何为先验" if zh else "What is fitted and what is a prior", paragraphs([said]), *out)


def _limits(a: Any, lang: str) -> str:
    zh = lang == "zh"
    lines = []
    for g in a.goods:
        q = g.accuracy
        if q["method"] == "grid":
            lines.append(f"{g.name[lang]}：求解 {plain(q['solves'], 0)} 个均衡；插值与求解在 {q['compared']} 处比较，杠杆最多相差 {q['worst_leverage']:.4f} 个百分点（其中最大 {q['typical_leverage']:.3f}）；"
                         f"{100 * q['outside']:.0f}% 的状态在网格边缘之外，取边缘值。" if zh else
                         f"{g.name[lang]}: {plain(q['solves'], 0)} equilibria solved; interpolation and solution compared at {q['compared']} states, leverage at most {q['worst_leverage']:.4f} points apart "
                         f"(largest there {q['typical_leverage']:.3f}); {100 * q['outside']:.0f} % of the states lie beyond the grid and are held at its edge.")  # fmt: skip
    lines.append("损失按“短期”（约一年）计；“完全断供”仍有泄漏（取泄漏先验的中位数）；断供的差价归买方的中间商，是买方损失的下限。年为整年。结果是条件陈述，不是预测。" if zh else
                 "Losses are at the horizon 'short' (about a year); a full stop still leaks (the median of the prior of leakage); what scarcity adds goes to the buyer's middlemen, the least that the buyer can lose. Years are whole years. "
                 "Results say what follows from the stated ranges.")  # fmt: skip
    return section("精度与限度" if zh else "Accuracy and limits", paragraphs(lines, "small"))


def _sources(a: Any, lang: str) -> str:
    zh = lang == "zh"
    heads = (
        ["商品", "时期", "来源", "待核实", "等级", "数字"]
        if zh
        else ["good", "period", "source", "to verify", "grade", "figure"]
    )
    rows = [
        [g.name[lang], s.period, s.source, s.to_verify, s.grade, share(s.value, lang, 1)]
        for g in a.goods
        for s in g.seen
    ]
    links: Sequence[dict[str, Any]] = [
        {"citation": s.source, "url": s.url} for s in {s.url: s for g in a.goods for s in g.seen if s.url}.values()
    ]
    tables = {s["key"]: s for g in a.goods for s in g.sources if s.get("citation")}
    return section("数字与来源" if zh else "Figures and sources", grid(heads, rows, 4, "dense"), folded("地址" if zh else "Addresses", cited(links)),
                   folded("商品表的来源" if zh else "Sources of the table of items", cited(list(tables.values()))))  # fmt: skip
