"""The page of a deal: what they would sign, what each gives and takes, where two may settle, who else is touched, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from bahe.report.deals import charts as drawn
from bahe.report.deals.answer import Answer, Paired
from bahe.report.deals.words import HEADS, MARKS, STARTS, caption, sure, terms
from bahe.report.drawing import plots as charts
from bahe.report.drawing.svg import text_width
from bahe.report.sheets.page import Page, bullets, figure, folded, grid, of_world, paragraphs, section, sources
from bahe.report.wording.names import in_sentence, label
from bahe.report.wording.numbers import Numbers, plain, rate
from bahe.report.wording.texts import listed, of

#: Others that the figure of real income shows, columns of a heat map, and rows of the table of rates.
OTHERS, COLUMNS, RATES = 10, 24, 40


def deal_page(a: Answer, lang: str) -> Page:
    """The answer as a page in one language."""
    zh, d = lang == "zh", a.deal
    who = _who(d.players, lang)
    return Page(
        f"协议：{who}" if zh else f"A deal of {who}", "博弈" if zh else "Statecraft", _meta(a, lang), lang, a.sentences(lang),
        tuple(s(a, lang) for s in (_rates, _give_and_take, _frontier, _zone, _heat, _welfare, _sure, _assumed, _sources)),
        a.document(), a.tables(), _made_from(d.world),
    )  # fmt: skip


def _who(players: Sequence[str], lang: str) -> str:
    if len(players) <= 6:
        return listed([in_sentence(p, lang) for p in players], lang)
    return f"{len(players)} 个参与方" if lang == "zh" else f"{len(players)} players"


def _made_from(world: Any) -> dict[str, Any]:
    return {"world": world.name, "elasticities": world.elasticity_set, "sources": [vars(s) for s in world.sources]}


def _meta(a: Answer | Paired, lang: str) -> str:
    w = a.game.world
    if lang == "zh":
        return f"{caption(a, lang)}；{len(w.economies)} 个经济体，{len(w.sectors)} 个行业"
    return f"{caption(a, lang)}; {len(w.economies)} economies, {len(w.sectors)} industries"


# -- what they sign ------------------------------------------------------------------------------------------------------
def _rates(a: Answer, lang: str) -> str:
    zh, n, t, start = lang == "zh", Numbers(lang), a.players, a.deal.start
    was = of(HEADS, start, lang)
    rows = [
        (label(str(p), lang), r["tariff_before_pct"], r["tariff_pct"], r["tariff_pct"], r["tariff_pct"])
        for p, r in t.iterrows()
    ]
    drawing = charts.dumbbells(rows[:30], lang, "rates", "关税：协议前后" if zh else "Tariffs before and after",
                               (f"{was} %", "协议 %") if zh else (f"{was}, %", "deal, %"))  # fmt: skip
    note = (
        f"圈：{was}；点：协议；以基准年进口加权的平均税率"
        if zh
        else f"ring: {was}; dot: the deal; means with the imports of the benchmark as weights"
    )
    heads = ["参与方", "协议 %", f"{was} %", "现行 %", "获益 %", n.money_unit, f"收到支付 {n.money_unit}", "与现行比 %"] if zh else [
        "player", "deal %", f"{was} %", "in force %", "gain %", n.money_unit, f"is paid, {n.money_unit}", "against in force %"]  # fmt: skip
    cells = [
        [label(str(p), lang), *(plain(r[c], 1, lang) for c in ("tariff_pct", "tariff_before_pct", "tariff_applied_pct")), n.share(r["gain_pct"]),
         n.money(r["gain_usd_mn"]), n.money(r["payment_usd_mn"]), n.share(r["welfare_pct"])]
        for p, r in t.iterrows()
    ]  # fmt: skip
    drop = ([] if a.asked.side_payments else [6]) + ([3, 7] if start == "status-quo" else [])
    keep = [c for c in range(len(heads)) if c not in drop]
    return section(
        "他们会签下什么" if zh else "What they would sign",
        figure(drawing, note),
        grid([heads[c] for c in keep], [[r[c] for c in keep] for r in cells], 1, "dense"),
        _each_rate(a, lang),
    )


def _each_rate(a: Answer | Paired, lang: str) -> str:
    """Every single rate, where there are more than players, those that move most first."""
    zh, t = lang == "zh", a.rates
    if len(t) <= len(a.players):
        return ""
    moved = (t["rate"] - t["rate_before"]).abs() * t["imports_usd_mn"]
    t = t.loc[moved.sort_values(ascending=False).index]
    named = [c for c in ("partner", "sector") if (t[c] != "").any()]
    words = {"partner": "对" if zh else "on", "sector": "行业" if zh else "industry"}
    heads = ["设定方" if zh else "sets", *(words[c] for c in named), "协议 %" if zh else "deal %",
             f"{of(HEADS, a.asked.start, lang)} %", "现行 %" if zh else "in force %", Numbers(lang).money_unit]  # fmt: skip
    rows = [
        [label(r["player"], lang), *(label(r[c], lang) for c in named), *(plain(100 * r[c], 1, lang) for c in ("rate", "rate_before", "applied_rate")),
         Numbers(lang).money(r["imports_usd_mn"], sign=False)]
        for r in t.head(RATES).to_dict("records")
    ]  # fmt: skip
    more = (
        (f"（共 {len(t)} 项，其余见 rates.csv）" if zh else f" (of {len(t)}; the rest in rates.csv)")
        if len(t) > RATES
        else ""
    )
    title = (
        f"变动最大的 {min(len(t), RATES)} 项税率{more}"
        if zh
        else f"The {min(len(t), RATES)} rates that move most{more}"
    )
    return folded(title, grid(heads, rows, 1 + len(named), "dense"))


# -- why they sign -------------------------------------------------------------------------------------------------------
def _give_and_take(a: Answer, lang: str) -> str:
    zh, n, x = lang == "zh", Numbers(lang), a.why.head(30)
    parts = {"others": "他方调整" if zh else "others' new tariffs", "own": "自身调整" if zh else "own new tariffs",
             "both": "共同作用" if zh else "both at once", "payment": "支付" if zh else "payments"}  # fmt: skip
    shown = {k: v for k, v in parts.items() if x[f"{k}_usd_mn"].abs().max() > 1e-6 * x["others_usd_mn"].abs().max()}
    bars = [(label(str(p), lang), {k: float(r[f"{k}_usd_mn"]) for k in shown}) for p, r in x.iterrows()]
    title = "各方付出与所得" if zh else "What each gives and takes"
    drawing = (
        charts.stacked(
            bars, shown, "exchange", title, lambda v: n.money(v, sign=False), "付出|所得" if zh else "gives|takes"
        )
        if shown
        else ""
    )
    note = (f"{n.money_unit}/年；每行按自身比例绘制。自身调整：只有该方改用协议税率；他方调整：只有其他各方改用协议税率" if zh else
            f"{n.money_unit} a year of real income; each row on its own scale. Own: the player alone moves to the tariffs of the deal; others': "
            "everybody else does")  # fmt: skip
    heads = ["参与方", *shown.values(), "合计"] if zh else ["player", *shown.values(), "total"]
    rows = [
        [label(str(p), lang), *(n.money(r[f"{k}_usd_mn"]) for k in shown), n.money(r["total_usd_mn"])]
        for p, r in x.iterrows()
    ]
    rule = ""
    if a.deal.start == "nash":
        rule = ("在关税战中，各方的税率已是最优反应：单独降税只会受损。协议的全部收益来自他方的让步。" if zh else
                "In a war everybody's tariffs are its best reply, so that cutting alone can only cost. All that a deal brings comes from what "
                "the others give.")  # fmt: skip
    return section(title, figure(drawing, note), paragraphs([rule], "small"), grid(heads, rows, 1, "narrow"))


# -- where two may settle ------------------------------------------------------------------------------------------------
def _marked(a: Answer, lang: str) -> dict[str, str]:
    return {k: of(MARKS, k, lang) for k in a.marks}


def _frontier(a: Answer, lang: str) -> str:
    if a.curve is None:
        return ""
    zh, c, names = lang == "zh", a.curve, [label(p, lang) for p in a.deal.players]
    start = of(STARTS, a.deal.start, lang)
    title = "有效率的协议：帕累托前沿" if zh else "Efficient deals: the Pareto frontier"
    drawing = drawn.frontier(
        c.usd, c.zone, [e.usd for e in a.ends or ()], a.marks, names, _marked(a, lang), title, lang
    )
    note = (f"曲线上的每一点，不使一方受损就无法使另一方获益；原点是{start}。着色部分：双方都优于没有协议；小圈：谈判空间的两端；虚线：其中一方宁可没有协议" if zh else
            f"at each point of the curve neither can gain but at the other's cost; the origin is {start}. Shaded: both prefer it to having no "
            "deal; small rings: the ends of the zone; dashed: one of the two would rather have none")  # fmt: skip
    n = Numbers(lang)
    heads = [f"{names[0]} %", f"{names[1]} %", f"{names[0]} {n.money_unit}", f"{names[1]} {n.money_unit}",
             f"其他 {n.money_unit}" if zh else f"all others {n.money_unit}", "双方获益" if zh else "both gain"]  # fmt: skip
    yes = ("是", "否") if zh else ("yes", "no")
    rows = [
        [plain(100 * r[0], 1, lang), plain(100 * r[1], 1, lang), n.money(u[0]), n.money(u[1]), n.money(o), yes[0] if z else yes[1]]
        for r, u, o, z in zip(c.rates, c.usd, c.others, c.zone, strict=True)
    ]  # fmt: skip
    loose = int((~c.solved).sum())
    warn = "" if not loose else (f"曲线上有 {loose} 点的搜索未收敛：只知其可行。" if zh else
                                 f"The search did not end at {loose} points of the curve: they are known to be feasible, no more.")  # fmt: skip
    return section(
        title,
        figure(drawing, note),
        paragraphs([warn], "small"),
        folded(
            "曲线上的各点：彼此关税与收益" if zh else "The points of the curve: tariffs on each other, and gains",
            grid(heads, rows, 0, "dense"),
        ),
    )


def _zone(a: Answer, lang: str) -> str:
    if a.zone is None or a.curve is None:
        return ""
    zh, names = lang == "zh", [label(p, lang) for p in a.deal.players]
    title = "谈判空间，以百分点计" if zh else "The zone of agreement, in percentage points"
    inside = [(e.rates[0], e.rates[1]) for e in a.ends or ()]
    middle = [(float(r[0]), float(r[1])) for r, z in zip(a.curve.rates, a.curve.zone, strict=True) if z]
    path = [inside[0], *middle, inside[1]] if len(inside) == 2 else middle
    drawing = drawn.zone_map(
        a.zone, a.marks, path, names, [in_sentence(p, lang) for p in a.deal.players], _marked(a, lang), title, lang
    )
    steps = len(a.zone.rates)
    note = (f"着色部分：双方都优于没有协议的关税组合（{steps} × {steps} 个组合逐一求解，其间内插）；粗线：其中有效率的协议" if zh else
            f"shaded: pairs of tariffs that both prefer to having no deal ({steps} × {steps} pairs solved, interpolated between); thick line: "
            "the efficient ones")  # fmt: skip
    return section(title, figure(drawing, note))


def _heat(a: Answer | Paired, lang: str) -> str:
    """Rates by player and partner after the deal, where there are more than two."""
    zh, t = lang == "zh", a.rates
    if len(a.players) < 3 or (t["partner"] == "").all():
        return ""
    size = t.groupby("partner")["imports_usd_mn"].sum().sort_values(ascending=False)
    players = [str(p) for p in a.players.index][:30]
    known = [p for p in players if p in size.index] + [str(c) for c in size.index if c not in players]
    columns = known[:COLUMNS]
    upright = len(columns) > 10 or any(text_width(label(c, lang), 12) > 80 for c in columns)
    out = ""
    for key, column, words in (
        ("rate", "heat-after", "协议" if zh else "the deal"),
        ("rate_before", "heat-before", of(HEADS, a.asked.start, lang)),
    ):
        values = np.full((len(players), len(columns)), np.nan)
        for (p, q), g in t.groupby(["player", "partner"]):
            if p in players and q in columns and g["imports_usd_mn"].sum() > 0:
                mean = float((g[key] * g["imports_usd_mn"]).sum() / g["imports_usd_mn"].sum())
                values[players.index(str(p)), columns.index(str(q))] = 100 * mean
        drawing = charts.heat([label(p, lang) for p in players], [label(c, lang) for c in columns], values, column,
                              f"{words}，%" if zh else f"{words}, per cent", upright=upright)  # fmt: skip
        out += figure(
            _natural(drawing),
            f"{words}：行对列征收的平均关税，%" if zh else f"{words}: mean tariff of the row on the column, per cent",
        )
    return section("彼此的关税" if zh else "Tariffs on each other", out)


def _natural(svg: str) -> str:
    """The drawing no wider than it was drawn."""
    wide = re.search(r' width="([0-9.]+)"', svg)
    return svg.replace("<svg ", f'<svg style="max-width:{wide[1]}px" ', 1) if wide else svg


# -- who else ------------------------------------------------------------------------------------------------------------
def _welfare(a: Answer, lang: str) -> str:
    zh, n, t, e = lang == "zh", Numbers(lang), a.players, a.economies
    rest = e[e["player"] == ""]
    most = rest.reindex(rest["gain_pct"].abs().sort_values(ascending=False).index).head(OTHERS)
    ours = [(label(str(p), lang), float(r["gain_pct"]), float(r["gain_usd_mn"])) for p, r in t.iterrows()]
    theirs = [(label(str(x), lang), float(r["gain_pct"]), float(r["gain_usd_mn"])) for x, r in most.iterrows()]
    start = of(STARTS, a.deal.start, lang)
    below = (
        f"受影响最大的其他经济体（共 {len(rest)} 个，显示 {len(most)} 个）"
        if zh
        else f"The {len(most)} most affected of {len(rest)} other economies"
    )
    panels = [("参与方" if zh else "The players", ours[:30])] + ([(below, theirs)] if theirs else [])
    drawing = charts.changes(
        panels,
        lang,
        "welfare",
        "实际收入变化" if zh else "Change of real income",
        lambda v: n.money(v),
        ("%", n.money_unit),
    )
    note = (
        f"与{start}相比的实际收入变化；右列：每年金额"
        if zh
        else f"change of real income over {start}; at the right the amount a year"
    )
    heads = ["经济体", "参与方", "获益 %", n.money_unit, "与现行比 %", "贸易条件 %", "出口 %", "进口 %"] if zh else [
        "economy", "plays in", "gain %", n.money_unit, "against in force %", "terms of trade %", "exports %", "imports %"]  # fmt: skip
    rows = [
        [label(str(x), lang), label(r["player"], lang) if r["player"] else "", n.share(r["gain_pct"]), n.money(r["gain_usd_mn"]),
         n.share(r["welfare_pct"]), n.share(r["terms_of_trade_pct"]), n.share(r["exports_pct"], 1), n.share(r["imports_pct"], 1)]
        for x, r in e.sort_values("gain_pct").iterrows()
    ]  # fmt: skip
    return section("谁得谁失" if zh else "Who gains and who loses", figure(drawing, note),
                   folded(f"全部 {len(e)} 个经济体" if zh else f"All {len(e)} economies", grid(heads, rows, 2, "dense")))  # fmt: skip


# -- how sure ------------------------------------------------------------------------------------------------------------
def _sure(a: Answer | Paired, lang: str) -> str:
    return section("结果有多可靠" if lang == "zh" else "How sure is this?", paragraphs([sure(a, lang)]))


_RULES_SAID = {
    "equal-gains": ("Equal gains: the highest gain in per cent of real income that all can have alike (Ossa 2014).",
                    "等比例获益：各方实际收入按相同百分比提高的最大值（Ossa 2014）。"),
    "nash": ("The Nash product: the highest product of gains, which splits them by what each side would lose without the deal (Nash 1950).",
             "纳什积：收益乘积的最大值，按各方没有协议时的损失分配收益（Nash 1950）。"),
}  # fmt: skip


def _assumed(a: Answer, lang: str) -> str:
    zh, q, d = lang == "zh", a.asked, a.deal
    goods = _goods(q.sectors, lang)
    low, high = (rate(100 * b, lang, 0) for b in q.bounds)
    whom = ("对全体伙伴的关税" if q.partners is None else "只是彼此之间的关税") if zh else (
        "what they charge everybody" if q.partners is None else "what they charge each other, and nothing else")  # fmt: skip
    lines = [
        f"没有协议时的情形：{of(STARTS, d.start, lang)}。{_RULES_SAID[d.rule][1]}" if zh else
        f"Without a deal there is {of(STARTS, d.start, lang)}. {_RULES_SAID[d.rule][0]}",
        f"谈判对象：{goods}，{whom}；税率介于 {low} 与 {high} 之间；其他经济体维持现行关税。" if zh else
        f"On the table: {goods}, {whom}; rates between {low} and {high}. Everybody else keeps its tariffs.",
        ("各方可以相互支付。" if q.side_payments else "没有相互支付：收益只能通过税率分配。") if zh else
        ("They may pay each other." if q.side_payments else "They do not pay each other: gains are divided by tariffs alone."),
        *_common(a, lang),
    ]  # fmt: skip
    return section("假设条件" if zh else "What was assumed", bullets(lines))


def _goods(sectors: Sequence[str] | None, lang: str) -> str:
    zh = lang == "zh"
    if sectors is None:
        return "全部行业" if zh else "every industry"
    return listed([("货物" if zh else "goods") if s == "goods" else label(s, lang) for s in sectors], lang)


def _common(a: Answer | Paired, lang: str) -> list[str]:
    zh, g = lang == "zh", a.game
    return [
        f"{terms(g.world, g.horizon, g.closure, a.grain, lang)}；现行关税：{a.asked.tariff_base}。" if zh else
        f"{terms(g.world, g.horizon, g.closure, a.grain, lang)}; tariffs in force: {a.asked.tariff_base}.",
        "各方只看实际收入，协议会被遵守；没有非关税壁垒、规则与安全问题，也没有国内政治。这不是预测，而是桌上有多少可分。" if zh else
        "Governments want real income alone, and a deal is kept; no barriers but tariffs, no rules, no security, no politics at home. This is "
        "no forecast: it is how much there is to divide.",
    ]  # fmt: skip


_PAPERS = (
    ("Ossa, R. (2014), Trade Wars and Trade Talks with Data, American Economic Review 104(12), 4104–4146", "equal gains, talks from a war",
     "https://doi.org/10.1257/aer.104.12.4104"),
    ("Nash, J. F. (1950), The Bargaining Problem, Econometrica 18(2), 155–162", "the product of gains", "https://doi.org/10.2307/1907266"),
    ("Bagwell, K. and R. W. Staiger (1999), An Economic Theory of GATT, American Economic Review 89(1), 215–248", "why there is anything to gain",
     "https://doi.org/10.1257/aer.89.1.215"),
)  # fmt: skip

_PAIRED_PAPERS = (
    ("Horn, H. and A. Wolinsky (1988), Bilateral Monopolies and Incentives for Merger, RAND Journal of Economics 19(3), 408–419",
     "Nash bargains of pairs, all others held", "https://doi.org/10.2307/2555664"),
    ("Bagwell, K., R. W. Staiger and A. Yurukoglu (2021), Multilateral Trade Bargaining: A First Look at the GATT Bargaining Records, "
     "American Economic Journal: Applied Economics", "tariffs pair by pair", ""),
)  # fmt: skip


def _sources(a: Answer | Paired, lang: str, papers: Sequence[tuple[str, str, str]] = _PAPERS) -> str:
    """Data of the world, and the papers of the method."""
    quoted = [dict(zip(("citation", "what", "url"), p, strict=True)) for p in papers]
    return sources([*of_world(a.game.world, (a.game.world.elasticity_set,)), *quoted], lang)


# -- pairs ---------------------------------------------------------------------------------------------------------------
def pairs_page(a: Paired, lang: str) -> Page:
    """Agreements pair by pair as a page in one language."""
    zh = lang == "zh"
    who = _who(a.found.players, lang)
    return Page(
        f"两两协议：{who}" if zh else f"Agreements in pairs: {who}", "博弈" if zh else "Statecraft", _meta(a, lang), lang, a.sentences(lang),
        (_paired(a, lang), _heat(a, lang), _paired_players(a, lang), _sure(a, lang), _paired_assumed(a, lang),
         _sources(a, lang, (*_PAPERS, *_PAIRED_PAPERS))), a.document(), a.tables(), _made_from(a.game.world),
    )  # fmt: skip


def _paired(a: Paired, lang: str) -> str:
    zh, n, was = lang == "zh", Numbers(lang), of(HEADS, a.asked.start, lang)
    heads = ["一方", "另一方", "一方关税 %", f"{was} %", "另一方关税 %", f"{was} %", f"一方 {n.money_unit}", f"另一方 {n.money_unit}"] if zh else [
        "one", "other", "one's tariff %", f"{was} %", "other's tariff %", f"{was} %", f"one, {n.money_unit}", f"other, {n.money_unit}"]  # fmt: skip
    rows = [
        [label(r["first"], lang), label(r["second"], lang),
         *(plain(100 * r[c], 1, lang) for c in ("first_rate", "first_rate_before", "second_rate", "second_rate_before")),
         n.money(r["first_usd_mn"]), n.money(r["second_usd_mn"])]
        for r in a.pairs.to_dict("records")
    ]  # fmt: skip
    note = ("金额：若只有这一项协议破裂、其他协议不变，每方每年的损失" if zh else
            "amounts: what each side would lose a year if this one agreement broke and all others held")  # fmt: skip
    return section(
        "各对协议" if zh else "Pair by pair",
        grid(heads, rows, 2, "dense"),
        paragraphs([note[:1].upper() + note[1:] + ("。" if zh else ".")], "small"),
    )


def _paired_players(a: Paired, lang: str) -> str:
    zh, n, t, was = lang == "zh", Numbers(lang), a.players, of(HEADS, a.asked.start, lang)
    bars = [(label(str(p), lang), float(r["gain_pct"]), float(r["gain_usd_mn"])) for p, r in t.iterrows()]
    drawing = charts.changes(
        [("参与方" if zh else "The players", bars)],
        lang,
        "gains",
        "获益" if zh else "Gains",
        lambda v: n.money(v),
        ("%", n.money_unit),
    )
    heads = ["参与方", "协议 %", f"{was} %", "现行 %", "获益 %", n.money_unit] if zh else [
        "player", "deal %", f"{was} %", "in force %", "gain %", n.money_unit]  # fmt: skip
    rows = [
        [label(str(p), lang), *(plain(r[c], 1, lang) for c in ("tariff_pct", "tariff_before_pct", "tariff_applied_pct")), n.share(r["gain_pct"]),
         n.money(r["gain_usd_mn"])]
        for p, r in t.iterrows()
    ]  # fmt: skip
    return section("各方" if zh else "The players", figure(drawing, "与没有任何协议相比的实际收入变化" if zh else "change of real income over no agreement at all"),
                   grid(heads, rows, 1, "dense"), _each_rate(a, lang))  # fmt: skip


def _paired_assumed(a: Paired, lang: str) -> str:
    zh, q = lang == "zh", a.asked
    how = ("最惠国待遇：税率对所有参与方相同，每个行业由进口方与其主要供应方谈判。" if zh else
           "Most-favoured-nation treatment: a rate holds for every player, and is set by the importer and its principal supplier of the "
           "industry.") if a.found.mfn else (
           "没有最惠国待遇：每一对只谈彼此的税率。" if zh else "No most-favoured-nation treatment: each pair sets what the two charge each other.")  # fmt: skip
    lines = [
        "每一对使双方收益的乘积最大，并把所有其他协议视为给定（纳什中的纳什）。" if zh else
        "Every pair makes the product of its two sides' gains as high as it can, and takes all other agreements as given (Nash-in-Nash).", how,
        f"谈判对象：{_goods(q.sectors, lang)}；没有协议的一对适用{of(STARTS, q.start, lang)}中的税率。" if zh else
        f"On the table: {_goods(q.sectors, lang)}; a pair without an agreement charges the rates of {of(STARTS, q.start, lang)}.", *_common(a, lang),
    ]  # fmt: skip
    return section("假设条件" if zh else "What was assumed", bullets(lines))
