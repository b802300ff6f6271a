"""`bahe skill` in words: the tables of skill and of embargo effects, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.atlas.localisation import fitted_names, fitted_series
from bahe.casebook.tugs.skill import LAW, LINE, PERSISTENCE

if TYPE_CHECKING:
    from bahe.casebook.tugs.embargoes import Effects
    from bahe.casebook.tugs.skill import Hindcast, Skill

#: (title, heads, rows, how many first columns hold words, note)
Shown = tuple[str, list[str], list[list[str]], int, str]

#: Groups whose series are shown one by one in the terminal.
SMALL = ("ai-accelerators", "items", "rare-earths")

ZH = {
    # groups, forecasters, words of verdicts
    "panel": "部门面板", "costs": "成本", "ai-accelerators": "AI 加速器", "items": "单项商品", "rare-earths": "稀土",
    "law": "学习采用律", "law, alone": "学习采用律（单序列）", "law, others alone": "学习采用律（仅他技术）", "persistence": "持平",
    "line": "对数胜率直线", "better": "更好", "worse": "更差", "no difference": "无差别", "one by one": "逐条列出",
    # phases, noise, channels
    "before": "管制前", "under": "管制中", "after": "解除后", "under less before": "管制中减管制前", "after less under": "解除后减管制中",
    "own": "自身", "borrowed": "借用", "none": "无", "unknown": "未知", "yes": "是", "no": "否",
    "third countries": "第三国", "no longer imported": "不再进口", "re-routing": "转道", "technology switch": "技术更替",
    "home output": "本国产出",
    # goods and definitions
    "hydrogen fluoride": "氟化氢", "photoresist": "光刻胶", "fluorinated polyimide": "氟化聚酰亚胺", "100 key items": "百项关键品",
    "AI accelerators": "AI 加速器", "rare earths": "稀土", "rare earths 2025": "稀土 2025", "rare earths, JPN": "稀土，JPN",
    "rare earths, USA": "稀土，USA", "rare earths, DEU": "稀土，DEU", "rare earths, KOR": "稀土，KOR",
    "rare earths, JPN less others": "稀土，JPN 减其他", "value": "金额", "tonnage": "吨数", "share": "份额",
    "first half 2019 to 2020": "2019 上半年至 2020", "year 2019 to 2020": "2019 全年至 2020",
    "January to May, 2019 to 2022": "1 至 5 月，2019 至 2022", "January to May, 2022 to 2023": "1 至 5 月，2022 至 2023",
    "end of 2022 to May 2023, monthly": "2022 年底至 2023 年 5 月，月度", "value, January to May": "金额，1 至 5 月",
    "January to May, 2019 to 2021": "1 至 5 月，2019 至 2021", "93.7 % (2019) to about 0 (2021)": "93.7 %（2019）至约 0（2021）",
    "middle of 2019 to middle of 2021": "2019 年中至 2021 年中", "cards (IDC), foreign": "卡数（IDC），国外",
    "Nvidia, press 2021 to IDC 2025": "英伟达，2021 报道至 2025 IDC",
    # notes
    "no figure of the same definition from before 2019": "2019 年前无同一口径数字",
    "the first figure is dated 2018 elsewhere: then half as fast; imports of all origins fell by 35 %, which fits 2019":
        "首个数字另有来源标为 2018，则速度减半；各来源进口合计下降 35 %，与 2019 相符",
    "the year of the last figure is inferred": "末个数字的年份为推断",
    "conflicts with the monthly figures below": "与下列月度数字冲突",
    "value or weight not stated; 21 to 29 %": "未注明金额或重量；21 至 29 %",
    "Japanese makers also ship from Belgium: origin of dispatch is not origin of the firm": "日本厂商亦自比利时发货：发货地非企业所属地",
    "no figure after the lift of March 2023": "2023 年 3 月解除后无数字",
    "buyers went over to ultra-thin glass: the share ended with the good, and log-odds do not measure that":
        "买方改用超薄玻璃：份额随该品消失，对数胜率无法度量",
    "the good is no longer bought": "该品已不再采购", "most of the 100 were not controlled": "百项之中多数未受管制",
    "not the target of September 2010, under the same quotas": "非 2010 年 9 月的对象，受同一配额",
    "Japan less the mean of USA, DEU and KOR: quotas, which all were under, drop out": "日本减美德韩均值：共同受制的配额相消",
    "no share after 2024; exports of magnets: see `magnets`": "2024 年后无份额；磁体出口见 `magnets`",
    "no figure of the same definition from before October 2022": "2022 年 10 月前无同一口径数字",
    "controls of October 2022; floors since 2025 push the same way": "2022 年 10 月管制；2025 年起采购下限同向",
    "two definitions; the case file dates the first figure 2022: then -0.91": "两种口径；案例文件将首个数字标为 2022，则为 -0.91",
    "controls stand": "管制仍在",
    "home output, less use, lower prices and stocks together: no series tells them apart": "本国产出、少用、降价与库存合计：无序列可分",
    "no figure by origin of the firm": "无按企业所属地的数字", "none reported": "未见报道", "no figure by origin": "无按来源地的数字",
    "shipments from Belgium by Japanese makers: no figure": "日本厂商自比利时发货：无数字", "no figure of home output": "无本国产出数字",
    "replaced by ultra-thin glass (ministry): the whole fall": "由超薄玻璃取代（主管部门）：全部降幅",
    "grey imports: no figure of the same definition": "灰色进口：无同一口径数字",
    "the share is of cards sold: control, floor and learning are parted in the case": "份额按售出卡数：管制、下限与学习在案例中区分",
    "Malaysian and Vietnamese shares hold material of other origin": "马来西亚与越南份额含他国原料",
}  # fmt: skip


def word(text: str, lang: str) -> str:
    """A word of the tables in the language."""
    return ZH.get(text, text) if lang == "zh" else text


def pair(lang: str, en: str, zh: str) -> str:
    """One of two sentences."""
    return zh if lang == "zh" else en


def _heads(lang: str, en: str, zh: str) -> list[str]:
    """Headings, written with semicolons between them."""
    return pair(lang, en, zh).split("; ")


def sentences(found: Skill, lang: str) -> list[str]:
    """The rule, and what was left out."""
    r = found.rule
    out = [pair(lang, f"Rule of splits, priors and scores: fixed {r['fixed']}, sha256 {r['sha256'][:12]}.",
                f"划分、先验与评分规则：{r['fixed']} 定，sha256 {r['sha256'][:12]}。")]  # fmt: skip
    if found.left_out:
        few = "; ".join(found.left_out[:3])
        out.append(pair(lang, f"Left out: {len(found.left_out)} ({few}{'; ...' if len(found.left_out) > 3 else ''}).",
                        f"未计入 {len(found.left_out)} 条（{few}{'；……' if len(found.left_out) > 3 else ''}）。"))  # fmt: skip
    return out


def tables(found: Skill, lang: str, series: bool = False) -> list[Shown]:
    """Verdicts, coverage, and series one by one (all of them with `series`)."""
    shown = [g for g in found.groups if series or g in SMALL]
    return [verdicts(found, lang), coverage(found, lang), *(one_by_one(found, g, lang) for g in shown)]


def verdicts(found: Skill, lang: str) -> Shown:
    """Every fit of the law beside every baseline."""
    heads = _heads(lang, "Group; Forecast; Beside; Series; Skill %; Difference of CRPS; Ahead in %; The law is",
                   "组; 预测; 对照; 序列; 技巧 %; CRPS 之差; 领先 %; 判定")  # fmt: skip
    rows = [
        [word(v.group, lang), word(v.forecaster, lang), word(v.baseline, lang), str(v.series), f"{100 * v.skill:+.0f}",
         f"{v.difference:+.3f} ± {number(v.standard_error, '.3f')}", f"{100 * v.won:.0f}", word(v.word, lang)]
        for v in found.verdicts()
    ]  # fmt: skip
    note = pair(lang, "CRPS in log-odds, for costs in log cost; lower is better. better, worse: more than twice the standard error.",
                "份额以对数胜率计，成本以对数成本计；越低越好。更好、更差：超过两倍标准误。")  # fmt: skip
    return pair(lang, "Does the law forecast better than no law?", "此律是否优于无律之预测？"), heads, rows, 3, note


def coverage(found: Skill, lang: str) -> Shown:
    """How often the intervals held what came."""
    heads = _heads(lang, "Group; Forecast; Figures; 50 %; 80 %; 90 %", "组; 预测; 数字; 50 %; 80 %; 90 %")
    rows = [[word(c["group"], lang), word(c["forecaster"], lang), str(c["figures"]),
             *(number(100 * c[f"covered_{l}"], ".0f") for l in (50, 80, 90))] for c in found.coverage()]  # fmt: skip
    note = pair(lang, "A forecast that is a point has no interval.", "点预测没有区间。")
    return pair(lang, "What fell inside the intervals, %", "落入区间的比例，%"), heads, rows, 2, note


def one_by_one(found: Skill, group: str, lang: str) -> Shown:
    """One row a series: what came in the last year, and what each forecaster had said."""
    law = found.of(group, LAW)
    heads = _heads(lang, "Series; Trained; Year; Came; Law; 80 %; Persis-\ntence; Line; CRPS: law, persist., line",
                   "序列; 训练; 年; 实际; 律; 80 %; 持平; 直线; CRPS：律、持平、直线")  # fmt: skip
    rows = [_series_row(h, {f: _of(found, group, f, h.series) for f in (PERSISTENCE, LINE)}, lang) for h in law]
    note = pair(lang, "Shares in %, cost as % of that of the last year of training; the last year scored is shown, CRPS is of all of them.",
                "份额为 %，成本为训练末年的 %；列出末年，CRPS 为各年平均。")  # fmt: skip
    note = f"{note}\n{doubts(lang)}" if any(h.series in fitted_names() for h in law) else note
    return pair(lang, f"Series by series: {group}", f"逐条：{word(group, lang)}"), heads, rows, 1, note


def _series_row(h: Hindcast, beside: dict[str, Hindcast | None], lang: str) -> list[str]:
    medians = [percent(b.median[-1]) if b is not None else "-" for b in beside.values()]
    crps = " ".join(f"{b.crps:.3f}" if b is not None else "-" for b in (h, *beside.values()))
    return [title(h.series, lang), f"{int(h.trained[0])}-{int(h.trained[1])}", f"{int(h.years[-1])}", percent(h.observed[-1]),
            percent(h.median[-1]), f"{percent(h.low[-1])}-{percent(h.high[-1])}", *medians, crps]  # fmt: skip


def _of(found: Skill, group: str, forecaster: str, series: str) -> Hindcast | None:
    return next((h for h in found.of(group, forecaster) if h.series == series), None)


def title(series: str, lang: str) -> str:
    """A series as it is called in the language; * where a figure has no located source, (D) where none is better than grade D."""
    if series not in fitted_names():
        return series
    s = fitted_series(series)
    unlocated = any("figure" in f.to_verify.split(";") for f in s.figures)
    weak = all(f.grade == "D" for f in s.figures)
    return s.title[lang] + (" *" if unlocated else "") + (" (D)" if weak else "")


def doubts(lang: str) -> str:
    """What the marks of `title` say."""
    return pair(lang, "* a figure without a located source. (D) no figure better than grade D: it decides nothing alone.",
                "* 有数字未找到来源。(D) 全部为 D 级：不能单独定论。")  # fmt: skip


# -- embargoes -------------------------------------------------------------------------------------------------------------------
def embargo_tables(found: Effects, months: Sequence[dict[str, Any]], lang: str) -> list[Shown]:
    """Phases, channels, and the months of the magnets."""
    return [phases(found, lang), routes(found, lang), magnets(months, lang)]


def phases(found: Effects, lang: str) -> Shown:
    """Change of log-odds a year, good by good."""
    heads = _heads(
        lang,
        "Good; Figures; Phase; A year; 90 %; Told from 0; Noise; Note",
        "商品; 数字; 阶段; 每年; 90 %; 异于零; 噪声; 注",
    )
    numbers = {note: str(k) for k, note in enumerate(dict.fromkeys(p.note for p in found.phases if p.note), 1)}
    rows = []
    for p in found.phases:
        c, to = p.change, pair(lang, "to", "至")
        figures = [word("unknown", lang), "-", "-"]
        if c is not None:
            figures = [f"{c.rate:+.2f}", f"{c.low:+.2f} {to} {c.high:+.2f}", word("yes" if c.told else "no", lang)]
        words = [word(x, lang) for x in (p.good, p.definition, p.phase)]
        rows.append([*words, *figures, word(p.noise, lang), numbers.get(p.note, "")])
    notes = "\n".join(f"{k} {word(note, lang)}" for note, k in numbers.items())
    en = ("Change of the log-odds of the holder's (AI chips: foreign) share. Borrowed noise: {:.2f} a year, from rare-earth shares of "
          "four importers.")  # fmt: skip
    zh = "持有方（AI 芯片：国外）份额的对数胜率变化。借用噪声：每年 {:.2f}，取自四国稀土份额。"
    note = pair(lang, en, zh).format(found.borrowed)
    return pair(lang, "What the embargo did to the share", "禁运对份额的影响"), heads, rows, 3, f"{note}\n{notes}"


def routes(found: Effects, lang: str) -> Shown:
    """Channels, kept apart."""
    heads = _heads(lang, "Good; Channel; Note; Part of the fall %", "商品; 途径; 注; 占降幅 %")
    rows = []
    for c in found.channels:
        part = word("unknown", lang) if c.part is None else f"{100 * c.part:.0f}"
        rows.append([word(c.good, lang), word(c.channel, lang), _note(c.note, lang), part])
    return pair(lang, "Which way it went", "去向"), heads, rows, 3, pair(lang, "Unknown is not zero.", "未知不等于零。")


def _note(note: str, lang: str) -> str:
    """The one note with figures in it is taken apart; all others are words."""
    if lang == "zh" and note.startswith("others sold "):
        before, _, rest = note.removeprefix("others sold ").partition(", then ")
        return f"他国售出 {before}，后为 {rest.partition(' ')[0]} 百万美元：亦减少"
    return word(note, lang)


def magnets(months: Sequence[dict[str, Any]], lang: str) -> Shown:
    """Exports of magnets by month."""
    heads = _heads(lang, "Month; Tonnes; On July 2024 %", "月; 吨; 比 2024 年 7 月 %")
    rows = [[m["month"], f"{m['tonnes']:,.0f}", f"{100 * np.expm1(m['log_change']):+.0f}"] for m in months]
    return pair(lang, "Rare-earth magnets of China, exports", "中国稀土磁体出口"), heads, rows, 1, ""


# -- dates -----------------------------------------------------------------------------------------------------------------------
def date_tables(found: dict[str, Any], lang: str) -> list[Shown]:
    """Half-lives, and when a share gets there (`casebook.tugs.dates.everything`)."""
    heads = _heads(lang, "Series; Half-life; 80 %; Paths that get there %", "序列; 半衰期; 80 %; 到达路径 %")
    rows = [
        [title(r["series"], lang), _year(r["median"]), _span(r, lang), f"{100 * r['reached']:.0f}"]
        for r in found["half_lives"]
    ]
    note = pair(
        lang,
        "Years until dependence is half of the last figure. A dash: not within 25 years.",
        "依赖减半所需年数。短横：25 年内未到。",
    )
    lives = pair(lang, "Half-life of dependence", "依赖的半衰期"), heads, rows, 1, note
    heads = _heads(
        lang, "Series; Level %; Date; 80 %; Paths that get there %; Line", "序列; 水平 %; 日期; 80 %; 到达路径 %; 直线"
    )
    rows = [[title(r["series"], lang), percent(r["level"]), _year(r["median"]), _span(r, lang), f"{100 * r['reached']:.0f}",
             _year(r["line"])] for r in found["dates"]]  # fmt: skip
    note = pair(
        lang, "Line: where least squares in log-odds crosses the level.", "直线：对数胜率最小二乘线穿过该水平之时。"
    )
    note = f"{note}\n{doubts(lang)}"
    return [lives, (pair(lang, "When the home share gets there", "国产份额何时到达"), heads, rows, 1, note)]


def _span(r: dict[str, Any], lang: str) -> str:
    """From the 10 to the 90 % quantile; what is not reached within the years followed is later."""
    low, high = (pair(lang, "later", "更晚") if r[q] is None else f"{r[q]:.1f}" for q in ("low", "high"))
    return f"{low} {pair(lang, 'to', '至')} {high}"


def _year(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.1f}"


def number(value: float, form: str) -> str:
    """A number, or a dash where there is none."""
    return "-" if value != value else format(value, form)
