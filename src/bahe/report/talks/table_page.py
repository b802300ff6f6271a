"""Sections of the page of talks, one table each: the zone, the time line, why it waits, terms, what it turns on, waiting, pledges, scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bahe.report.drawing.plots import heat
from bahe.report.sheets.page import bullets, figure, grid, paragraphs, section, tabled
from bahe.report.talks import charts as drawn
from bahe.report.talks import words as w
from bahe.report.talks.answer import Answer, Told
from bahe.report.talks.time_page import delay, time_line
from bahe.report.wording.names import label
from bahe.report.wording.numbers import MISSING, Numbers, known, plain
from bahe.report.wording.texts import of

Rows = list[list[str]]


def zone(a: Answer, t: Told, lang: str, head: str) -> str:
    """The zone of agreement at each horizon."""
    zh, n = lang == "zh", Numbers(lang)
    names = [label(p, lang) for p in t.table.parties]
    words = {"outside": "谈崩" if zh else "talks end without it", "impasse": "谈判期间" if zh else "while talks go on",
             "signed": "签署的条件" if zh else "what is signed", "axis": f"（{n.money_unit}/年）" if zh else f", {n.money_unit} a year"}  # fmt: skip
    parts = []
    for h, p in t.pictures.items():
        shown = _in_unit(p, n.billion / 1000.0)
        named = dict(shown) | {
            "packages": [{"name": _package(a, t, x["name"], lang), "at": x["at"]} for x in shown["packages"]]
        }
        some = t.mean("zone", h)
        high = "" if not t.table.pledges else "，承诺取高端" if zh else ", pledges at their high end"
        empty = "" if p["zone"] else ("；此抽样中空间为空" if zh else "; empty in this draw")
        caption = (f"{w.horizon(h, lang)}，{p['elasticities']}{high}；阴影：双方都优于谈崩。{w.chance(some, lang)} 的抽样中空间非空{empty}" if zh else
                   f"{w.horizon(h, lang)}, {p['elasticities']}{high}; shaded: what both prefer to walking away. Not empty in {w.chance(some, lang)} of draws{empty}")  # fmt: skip
        title = "谈判空间" if zh else "Zone of agreement"
        parts.append(figure(drawn.zone(named, names, words, f"zone-{t.table.id}-{h}", title), caption))
    return section(head + ("谈判空间" if zh else "Zone of agreement"), *parts)


def _in_unit(p: Mapping[str, Any], unit: float) -> dict[str, Any]:
    """A picture in the money unit of the language."""
    pair = lambda v: None if v is None else [x / unit for x in v]
    many = lambda v: None if v is None else [pair(x) for x in v]
    return dict(p) | {
        "outside": pair(p["outside"]), "impasse": pair(p["impasse"]), "signed": pair(p["signed"]), "zone": many(p["zone"]),
        "frontier": many(p["frontier"]), "packages": [{"name": x["name"], "at": pair(x["at"])} for x in p["packages"]],
    }  # fmt: skip


def _package(a: Answer, t: Told, name: str, lang: str) -> str:
    """A package in the words of the scenario."""
    labels = {v: w.variant(a, v, lang) for v in t.table.sign} | {
        p.name: p.label[lang] for p in t.table.pledges if p.label is not None
    }
    return " + ".join(labels.get(x, x) for x in name.split(" + "))


def note(a: Answer, t: Told, lang: str, head: str) -> str:
    """What the table leaves out, in the words of the scenario."""
    if t.table.note is None:
        return ""
    return section(head + ("缺什么" if lang == "zh" else "What is missing"), paragraphs([t.table.note[lang]]))


def terms(a: Answer, t: Told, lang: str, head: str) -> str:
    """What is signed and what each gets, with bands."""
    zh, n = lang == "zh", Numbers(lang)
    rows: Rows = []
    for h in t.horizons:
        name = w.horizon(h, lang)
        for p in t.table.parties:
            who = label(p, lang)
            rows += [[name, f"{who}：{what}" if zh else f"{who}: {what}", w.spread(t.band(f"{column}_{p}", h), lang)]
                     for column, what in (("gain", "预期所得（相对谈崩）" if zh else "expected over walking away"),
                                          ("signed", "签署后的实际收入" if zh else "real income as signed"),
                                          ("outside", "谈崩后的实际收入" if zh else "real income if talks end"),
                                          ("impasse", "谈判期间的实际收入" if zh else "real income while talks go on"))]  # fmt: skip
        rows.append(
            [
                name,
                "签署条件的总剩余" if zh else "surplus of what is signed",
                w.spread(t.band("surplus_usd_bn", h), lang),
            ]
        )
        for issue in t.table.issues:
            title = issue.label[lang] if issue.label is not None else issue.name
            rows.append(
                [
                    name,
                    f"{title}（{of(w.UNITS, issue.unit, lang)}）" if zh else f"{title} ({issue.unit})",
                    w.levels(t.band(f"issue_{issue.name}", h), lang),
                ]
            )
        for x in t.table.pledges:
            mid, low, high = t.band(f"pledge_{x.name}", h)
            title = x.label[lang] if x.label is not None else x.name
            level = "–" if not known(mid) else f"{plain(mid, 0, lang)} [{plain(low, 0, lang)}, {plain(high, 0, lang)}]"
            rows.append(
                [
                    name,
                    f"承诺：{title}（{of(w.UNITS, x.unit, lang)}，上限 {x.amount:g}）"
                    if zh
                    else f"pledged: {title} ({x.unit}, of {x.amount:g})",
                    level,
                ]
            )
    heads = ["时期", "", f"{n.money_unit}/年"] if zh else ["horizon", "", f"{n.money_unit} a year"]
    note = ("相对于情景基准；中位数与两端。承诺按其单位计，未签署的抽样不计入。" if zh else
            "Against the base of the scenario; medians and ends. Pledges in their own unit, over the draws in which something is signed.")  # fmt: skip
    return tabled(head + ("条件与所得" if zh else "Terms and gains"), heads, rows, 2, note, "dense")


def turns(a: Answer, t: Told, lang: str, head: str) -> str:
    """Each cause switched off."""
    if t.causes.empty:
        return ""
    zh, n = lang == "zh", Numbers(lang)
    heads = ["若无", "类型", "时期", "结局", "签署概率", *(f"{label(p, lang)} {n.money_unit}" for p in t.table.parties)] if zh else [
        "without", "kind", "horizon", "how it ends", "chance of signing", *(f"{label(p, lang)}, {n.money_unit}" for p in t.table.parties)]  # fmt: skip
    pledges = list(t.table.pledges)
    heads += [x.label[lang] if x.label is not None else x.name for x in pledges]
    rows: Rows = []
    for r in t.causes.to_dict("records"):
        kind = of(w.KINDS, r["kind"], lang)
        was = of(w.KINDS, r["kind_before"], lang)
        rows.append([w.cause_label(t, r["cause"], lang), of(w.WHATS, r["what"], lang), w.horizon(r["horizon"], lang),
                     kind if kind == was else f"{was} → {kind}", f"{w.chance(r['deal_before'], lang)} → {w.chance(r['deal'], lang)}",
                     *(w.spread((r[f"change_{p}"], r[f"change_low_{p}"], r[f"change_high_{p}"]), lang) for p in t.table.parties),
                     *(f"{plain(r[f'pledge_before_{x.name}'], 0, lang)} → {plain(r[f'pledge_{x.name}'], 0, lang)}" for x in pledges)])  # fmt: skip
    note = ("金额：去掉该原因后各方预期收入的变化（每年）；首个期限的概率。" if zh else
            "Amounts: what each party's expected income changes by, a year, once the cause is taken away; chances are those of the first deadline.")  # fmt: skip
    return tabled(head + ("取决于什么" if zh else "On what it turns"), heads, rows, 4, note, "dense")


def region(a: Answer, t: Told, lang: str, head: str) -> str:
    """Where a threat gets a signature: over what backing down costs the sender and what signing costs the target besides."""
    if t.region.empty:
        return ""
    zh, n, parts = lang == "zh", Numbers(lang), []
    unit, places = n.billion / 1000.0, t.region
    title = "挂钩何时有效" if zh else "Where linkage works"
    for h in t.horizons:
        here = places[places["horizon"] == h]
        grid_ = 100 * here.pivot_table(index="given_up", columns="backing_down", values="signed")
        down, across = (sorted(map(float, here[k].unique())) for k in ("given_up", "backing_down"))
        rows = [(f"目标方另失 {v / unit:g}" if zh else f"target gives up {v / unit:g}") for v in down]
        columns = [f"{v / unit:g}" for v in across]
        mark = (f"{w.horizon(h, lang)}：签署概率（%）。横：退缩对发出方的代价；纵：目标方在模型之外另失（如折扣），{n.money_unit}/年" if zh else
                f"{w.horizon(h, lang)}: chance of a signature, per cent. Across: what backing down costs the sender; down: what the target gives up "
                f"beside what the engine sees, such as a discount, {n.money_unit} a year")  # fmt: skip
        parts.append(figure(heat(rows, columns, grid_.to_numpy(), f"region-{t.table.id}-{h}", title), mark))
    note = ("反制使发出方多付一元，等于横轴左移一元：退缩的代价也须多一元，威胁才可信。" if zh else
            "What an answer costs the sender counts against what backing down costs it: each dollar of it moves the threat a dollar to the left.")  # fmt: skip
    return section(head + title, *parts, paragraphs([note], "small"))


def months(a: Answer, t: Told, lang: str, head: str) -> str:
    """What waiting is worth."""
    if t.months["month"].isna().all():
        return ""
    zh, n = lang == "zh", Numbers(lang)
    clocked = bool(t.months["deadline"].notna().any())
    heads = (
        ["时期", "参与方", f"多等一个月 {n.money_unit}"]
        if zh
        else ["horizon", "party", f"one month more, {n.money_unit}"]
    )
    heads += [f"多一个期限 {n.money_unit}/年" if zh else f"one deadline more, {n.money_unit} a year"] if clocked else []
    rows: Rows = []
    for r in t.months.to_dict("records"):
        cells = [w.spread((r["month"], r["month_low"], r["month_high"]), lang)]
        cells += [w.spread((r["deadline"], r["deadline_low"], r["deadline_high"]), lang)] if clocked else []
        rows.append([w.horizon(r["horizon"], lang), label(r["party"], lang), *cells])
    note = ("多等一个月：谈判期间与签署后的收入之差，一个月；为正者因等待获益。" if zh else
            "One month more: income while talks go on less income as signed, for a month; above zero, the party gains by waiting.")  # fmt: skip
    return tabled(head + ("多一个月值多少" if zh else "What one more month is worth"), heads, rows, 2, note, "dense")


def even(a: Answer, t: Told, lang: str, head: str) -> str:
    """Break-even delivered shares."""
    if t.even.empty:
        return ""
    zh = lang == "zh"
    names = {x.name: x.label[lang] if x.label is not None else x.name for x in t.table.pledges}
    heads = ["承诺", "时期", "威胁实施概率", "已兑现", "给出方至多", "接受方至少"] if zh else [
        "pledge", "horizon", "threat carried out", "delivered so far", "giver: at most", "receiver: at least"]  # fmt: skip
    rows: Rows = [
        [names[r["pledge"]], w.horizon(r["horizon"], lang), w.chance(r["carried_out"], lang),
         f"{w.chance(r['delivered_low'], lang)} – {w.chance(r['delivered_high'], lang)}",
         *(share(r[k], r[f"{k}_low"], r[f"{k}_high"], lang) for k in ("giver", "receiver"))]
        for r in t.even.to_dict("records")
    ]  # fmt: skip
    note = ("给出方：兑现超过此比例，则不如拒绝；低于零：任何承诺都不值得。接受方：兑现低于此比例，则不如不签；零或以下：无需承诺。全额承诺，首个可签条件。" if zh else
            "Giver: above this delivered share it would rather refuse; below zero: no pledge at all is worth it. Receiver: below this share it would rather not "
            "sign; zero or below: it needs no pledge. The pledge in full, with the first of the terms that can be signed.")  # fmt: skip
    typed = [f"{names[x.name]}：{x.source}" if zh else f"{names[x.name]}: {x.source}" for x in t.table.pledges]
    return section(head + ("承诺的盈亏平衡兑现比例" if zh else "Break-even delivered share of the pledge"), grid(heads, rows, 2, "dense"),
                   paragraphs([note], "small"), bullets(typed))  # fmt: skip


def share(mid: float, low: float, high: float, lang: str) -> str:
    """A delivered share with its ends, per cent."""
    if not known(mid):
        return MISSING[lang]
    return f"{plain(100 * mid, 0, lang)} % [{plain(100 * low, 0, lang)}, {plain(100 * high, 0, lang)}]"


def scored(a: Answer, t: Told, lang: str, head: str) -> str:
    """What was observed against the chances of its deadline."""
    if t.scores.empty:
        return ""
    zh = lang == "zh"
    heads = ["日期", "时期", "实际", "签署", "延长", "破裂", "Brier 分", "（均等）", "对数分", "（均等）"] if zh else [
        "date", "horizon", "observed", "signs", "prolongs", "lapses", "Brier", "(even)", "log score", "(even)"]  # fmt: skip
    rows: Rows = [
        [r["date"], w.horizon(r["horizon"], lang), of(w.SEEN, r["observed"], lang), *(w.chance(r[k], lang) for k in w.KINDS),
         plain(r["brier"], 2, lang), plain(r["brier_even"], 2, lang), plain(r["log_score"], 2, lang), plain(r["log_even"], 2, lang)]
        for r in t.scores.to_dict("records")
    ]  # fmt: skip
    if t.scores["carried_out_seen"].notna().any():
        heads += (
            ["威胁实施概率", "实际实施", "Brier（实施）"] if zh else ["threat carried out", "was it", "Brier of that"]
        )
        for cells, r in zip(rows, t.scores.to_dict("records"), strict=True):
            seen = r["carried_out_seen"]
            cells += [
                w.chance(r["carried_out"], lang),
                w.figure(bool(seen), lang) if seen is not None else "–",
                plain(r["brier_carried_out"], 2, lang),
            ]
    note = ("概率为各抽样的均值；两种分数都是越低越好；“均等”为三种结局各三分之一。" if zh else
            "Chances are means over draws. Lower is better in both scores; even: a third for each end.")  # fmt: skip
    return tabled(head + ("与实际结果比较" if zh else "Against what happened"), heads, rows, 3, note, "dense")


#: In the order of the page.
SECTIONS: tuple[Callable[[Answer, Told, str, str], str], ...] = (
    zone, time_line, delay, terms, turns, region, months, even, scored, note,
)  # fmt: skip
