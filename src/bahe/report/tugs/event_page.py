"""The event study on a tug's page: figures of each good beside goods that were not controlled, industries, a user's months, published signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bahe.report.sheets.page import figure, folded, grid, paragraphs, section
from bahe.report.tugs import event_chart as drawn
from bahe.report.tugs.words import of, share
from bahe.report.wording.names import label
from bahe.report.wording.numbers import MINUS, MISSING

SIGNS = {
    "falls": ("falls", "下降"), "no fall": ("does not fall", "未下降"), "no fall told": ("no fall told", "看不出下降"), "rises": ("rises", "上升"),
    "unknown": ("unknown", "未知"),
}  # fmt: skip


def event_study(s: Mapping[str, Any], lang: str) -> str:
    """Figures of each good on the paths of untouched raw materials; industries; the user's months; the published signs."""
    zh = lang == "zh"
    noise = s["goods"][0]["noise"]
    words = {
        "title": "份额变化与未受管制的原料" if zh else "changes of shares, and raw materials that were not controlled",
        "figure": "数字与九成区间" if zh else "figure and 90 % band", "base": "基准" if zh else "base",
        "others": "同一持有方、未受管制的原料" if zh else "raw materials of the same holder, not controlled",
    }  # fmt: skip
    holder, target = label(s["holder"], lang), label(s["target"], lang)
    head = [
        f"{target}自{holder}进口份额的对数几率，相对于管制前最后一个数字。区间很宽：数字很少，年噪声 {noise:.2f} 借自四国稀土进口份额。阴影：管制至解除。" if zh else
        f"Log-odds of {holder}'s share of {target}'s imports, from the last figure before the control. The bands are wide: figures are few, and the noise of "
        f"{noise:.2f} a year is borrowed from rare-earth shares of four importers. Shaded: control to lift."
    ]  # fmt: skip
    left = [f"{g[lang]}: {', '.join(g['left_out'])}" for g in s["goods"] if g["left_out"]]
    if left:
        said = "；".join(left) if zh else "; ".join(left)
        head.append(
            f"份额为零、没有对数几率的数字未绘出：{said}。"
            if zh
            else f"Not drawn, since a share of nil has no log-odds: {said}."
        )
    industries = [f"{n} ({'产业' if zh else 'industry'})" for n in s["industries"]["names"]]
    last = len(s["industries"]["times"]) - 1
    wide = [
        f"{n}: {_odds(s['industries']['effect'][k][last])} ({_odds(s['industries']['low'][k][last])} … {_odds(s['industries']['high'][k][last])})"
        for k, n in enumerate(s["industries"]["names"])
    ]
    said = ("；".join(wide) if zh else "; ".join(wide)) + ("。" if zh else ".")
    count = int(s["industries"]["untouched"][last])
    industry = (f"含受管制商品的产业减去其他 {count} 个制造业的均值，{s['industries']['times'][last]:.0f} 年：{said}产业太宽，看不到单个商品。" if zh else
                f"Industries that hold the controlled goods less the mean of {count} other manufacturing industries, {s['industries']['times'][last]:.0f}: {said} "
                "An industry is too wide to see a good.")  # fmt: skip
    return section(
        "事件研究" if zh else "Event study",
        paragraphs(head),
        figure(drawn.goods(s, "events", lang, words), words["title"]),
        _pattern(s, lang),
        _materials(s, lang),
        folded(
            "产业" if zh else "Industries",
            paragraphs([industry]) + figure(drawn.effects(s, s["industries"], industries, "industries", "industries")),
        ),
        _customs(s, lang),
    )


def _pattern(s: Mapping[str, Any], lang: str) -> str:
    """Published sign beside ours, with what the band could have told."""
    zh = lang == "zh"
    names = {g["id"]: g[lang] for g in s["goods"]}
    same = {
        True: "相同" if zh else "the same",
        False: "不同" if zh else "not the same",
        None: "未再现" if zh else "not reproduced",
    }
    heads = ["商品", "已发表", "此处", "", "说明", "变化与九成区间（对数几率）"] if zh else [
        "good", "published", "here", "", "by what", "change and 90 % band, log-odds"]  # fmt: skip
    rows = []
    for r in s["pattern"]:
        f = r["figure"]
        told = MISSING[lang] if f is None else f"{_odds(f['change'])} ({_odds(f['low'])} … {_odds(f['high'])})"
        rows.append(
            [
                names[r["id"]],
                of(SIGNS, r["published"], lang),
                of(SIGNS, r["ours"], lang),
                same[r["same"]],
                r[lang],
                told,
            ]
        )
    note = [_could_tell(r, s, lang) for r in s["pattern"] if r["figure"] and r["ours"] == "no fall told"]
    beside = [_beside(r, s, lang) for r in s["pattern"] if "beside" in r]
    went = ("、" if zh else ", ").join(label(n, lang) for n in ("BEL", "USA", "TWN"))
    paper = (f"已发表：Makioka 与 Zhang（2024），管制使日本对韩国的氟化氢出口大幅下降，另两种没有。论文度量出口，此处只有进口份额的零星数字：符号相同不等于再现其估计。论文还发现采购转向 {went}；"
             "此处氟化氢按金额的记账看不出这一点（其他来源的进口也减少）。" if zh else
             "Published: Makioka and Zhang (2024): the control cut Japanese exports of hydrogen fluoride to Korea, not those of the two others. The paper measures exports, here are a few dated shares of imports: "
             f"the same signs are not its estimates. It also finds that buying went over to {went}; the accounts in money of hydrogen fluoride do not show that, since imports from others fell, too.")  # fmt: skip
    return grid(heads, rows, 5) + paragraphs([paper, *beside, *note], "small")


def _could_tell(r: Mapping[str, Any], s: Mapping[str, Any], lang: str) -> str:
    """The share below which the band would have told a fall."""
    good = next(g for g in s["goods"] if g["id"] == r["id"])
    base = next(p for p in good["points"] if p["base"])
    reach = r["figure"]["high"] - r["figure"]["change"]
    least = 1 / (1 + np.exp(-(np.log(base["share"] / (1 - base["share"])) - reach)))
    if lang == "zh":
        return f"{good['zh']}：份额须降到 {share(least, lang)} 以下，区间才能看出下降；看不出不等于没有。"
    return f"{good['en'][:1].upper() + good['en'][1:]}: only a fall to below {share(least, lang)} would have been told; what is not told may still be."


def _beside(r: Mapping[str, Any], s: Mapping[str, Any], lang: str) -> str:
    b, name = r["beside"], next(g[lang] for g in s["goods"] if g["id"] == r["id"])
    if lang == "zh":
        return (f"{name}，{int(b['first'])}至{int(b['last'])}年（按年）：{_odds(b['fall'])}；{b['materials']} 种未受管制的原料中有 {b['as_far']} 种下降得同样多"
                f"（{_odds(b['low'])} 至 {_odds(b['high'])}），置换概率 {b['chance']:.2f}。")  # fmt: skip
    return (f"{name[:1].upper() + name[1:]} from {int(b['first'])} to {int(b['last'])} (whole years): {_odds(b['fall'])}; of {b['materials']} raw materials that were not controlled "
            f"{b['as_far'] or 'none'} fell as far ({_odds(b['low'])} to {_odds(b['high'])}), permutation chance {b['chance']:.2f}.")  # fmt: skip


def _materials(s: Mapping[str, Any], lang: str) -> str:
    zh, m = lang == "zh", s["materials"]
    years = [k for k, y in enumerate(m["years"]) if int(y) in (2018, 2019, 2020, 2022)]
    heads = ["HS", "品名（来源原文）" if zh else "good (source's words)", *(f"{int(m['years'][k])}" for k in years)]
    rows = [
        [c, w, *(share(m["share"][n][k], lang) for k in years)]
        for n, (c, w) in enumerate(zip(m["codes"], m["words"], strict=True))
    ]
    note = ("只按管制前的年份选取：2016至2018年每年，持有方份额在 2% 至 98% 之间，且销售不少于100万美元。" if zh else
            "Chosen by years before the control alone: in each of 2016 to 2018 the holder's share lies between 2 and 98 per cent and it sells for USD 1 million or more.")  # fmt: skip
    return folded(
        "未受管制的原料" if zh else "The raw materials that were not controlled",
        paragraphs([note, m["source"]], "small") + grid(heads, rows, 2, "dense"),
    )


def _customs(s: Mapping[str, Any], lang: str) -> str:
    zh, c = lang == "zh", s["customs"]
    if c is None:
        return paragraphs(["韩国按月、按六位编码的海关数据不在档，因此没有各商品前后逐月的研究。有此类表格者：bahe tug 案例 --customs 文件。" if zh else
                           "Korean customs data by month and six-digit code are not on file, so that no study of each good by months before and after stands here. Who has such a table: "
                           "bahe tug CASE --customs FILE."], "small")  # fmt: skip
    return _by(s, c, "customs", lang) + (_by(s, c["weights"], "weights", lang) if c["weights"] else "")


def _by(s: Mapping[str, Any], c: Mapping[str, Any], key: str, lang: str) -> str:
    """The study on the user's table, by value or by kilogrammes."""
    zh, names = lang == "zh", {g["id"]: g[lang] for g in s["goods"]}
    titles = [f"{names[g]} ({code})" for g, code in zip(c["goods"], c["names"], strict=True)]
    by = {"value": "按金额" if zh else "by value", "kilogrammes": "按公斤" if zh else "by kilogrammes"}[c["by"]]
    said = (f"{c['table']}，{by}：按季，受管制商品减去表中其他 {len(c['others'])} 种商品的均值；带为九成。" if zh else
            f"{c['table']}, {by}: by quarter, each controlled product less the mean of the {len(c['others'])} others of the table; bands 90 %.")  # fmt: skip
    return figure(drawn.effects(s, c, titles, key, said), said)


def _odds(v: float) -> str:
    return f"{v:+.2f}".replace("-", MINUS)
