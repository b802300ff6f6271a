"""The page of a trade war: what everybody would set, who gains and loses, why, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.report.drawing import plots as charts
from bahe.report.drawing.svg import safe
from bahe.report.sheets.page import Page, bullets, figure, folded, grid, of_world, paragraphs, section, sources
from bahe.report.wars.answer import FEW, Answer
from bahe.report.wars.scans import scan_document, scan_sentence
from bahe.report.wars.words import LARGEST, PARTS, caption, finer, ranges, sure, sweep_title, swept
from bahe.report.wording.names import in_sentence, label
from bahe.report.wording.numbers import SPACE, Numbers, change, money, plain, power, rate
from bahe.report.wording.terms import GRAINS, LEVERS, TARIFFS, elasticities_of
from bahe.report.wording.texts import listed, of
from bahe.statecraft.explain import PARTS as MEANINGS
from bahe.statecraft.objective import Announced

if TYPE_CHECKING:
    from bahe.statecraft.scan import Scan

#: Others that the figure of real income shows, and columns of a heat map.
OTHERS, COLUMNS = 10, 24
#: Players in a figure.
DRAWN = 20
#: Rows of a folded table of reasons, and players that have one.
REASONS, EXPLAINED = 30, 12


def war_page(a: Answer, lang: str, scan: Scan | None = None) -> Page:
    """The answer as a page in one language; `scan`: what a search for other wars has found."""
    zh = lang == "zh"
    players = a.war.players
    who = (
        listed([in_sentence(p, lang) for p in players], lang)
        if len(players) <= 6
        else f"{len(players)} 个参与方"
        if zh
        else f"{len(players)} players"
    )
    return Page(
        f"{'关税战' if a.levers['lever'].eq('tariff').all() else '贸易战'}：{who}" if zh else f"A trade war of {who}", "博弈" if zh else "Statecraft", _meta(a, lang), lang, a.sentences(lang),
        (*(s(a, lang) for s in (_rates, _welfare, _map, _why, _sweep, _bands, _sure)), _scanned(scan, lang), _assumed(a, lang), _sources(a, lang)),
        a.document() | ({} if scan is None else {"scan": scan_document(scan)}), a.tables(),
        {"world": a.war.world.name, "elasticities": a.war.world.elasticity_set, "seed": a.asked.seed,
         "sources": [vars(s) for s in a.war.world.sources]},
    )  # fmt: skip


def _meta(a: Answer, lang: str) -> str:
    w = a.war.world
    size = (
        f"{len(w.economies)} 个经济体，{len(w.sectors)} 个行业"
        if lang == "zh"
        else f"{len(w.economies)} economies, {len(w.sectors)} industries"
    )
    return f"{caption(a, lang)}; {size}" if lang == "en" else f"{caption(a, lang)}；{size}"


# -- what they set -------------------------------------------------------------------------------------------------------
def _rates(a: Answer, lang: str) -> str:
    zh, n, t = lang == "zh", Numbers(lang), a.players.loc[list(a.by_size)]
    if t["tariff_pct"].isna().all():
        return section(_WOULD[zh], _other_rates(a, lang))
    rows = [
        (label(str(p), lang), r["tariff_applied_pct"], r["tariff_pct"], r["tariff_min_pct"], r["tariff_max_pct"])
        for p, r in t.iterrows()
    ]
    heads = ("现行 %", "关税战 %") if zh else ("in force, %", "at war, %")
    title = "关税：现行与关税战" if zh else "Tariffs in force and at war"
    one = a.war.grain == "importer"  # one rate: lowest, median and highest say nothing
    bar = "" if one else "；浅条：最低到最高税率" if zh else "; pale bar: lowest to highest rate set"
    note = f"圈：现行平均税率；点：关税战中的平均税率{bar}。以基准年进口加权" if zh else (
        f"ring: mean rate in force; dot: mean rate at war{bar}. Weights are the imports of the benchmark")  # fmt: skip
    cells = ["参与方", "关税 %", "现行 %", "最低 %", "中位 %", "最高 %", "实际收入 %", n.money_unit, "贸易条件 %", "进口 %", "出口 %", f"关税收入 {n.money_unit}"] if zh else [
        "player", "tariff %", "in force %", "lowest %", "median %", "highest %", "real income %", n.money_unit, "terms of trade %", "imports %",
        "exports %", f"duties {n.money_unit}"]  # fmt: skip
    table = [
        [label(str(p), lang), *(plain(r[c], 1, lang) for c in ("tariff_pct", "tariff_applied_pct", "tariff_min_pct", "tariff_median_pct", "tariff_max_pct")),
         n.share(r["welfare_pct"]), n.money(r["welfare_usd_mn"]), n.share(r["terms_of_trade_pct"]), n.share(r["imports_pct"], 1),
         n.share(r["exports_pct"], 1), n.money(r["revenue_usd_mn"], sign=False)]
        for p, r in t.iterrows()
    ]  # fmt: skip
    if one:
        keep = [c for c in range(len(cells)) if c not in (3, 4, 5)]
        cells, table = [cells[c] for c in keep], [[r[c] for c in keep] for r in table]
    drawing = charts.dumbbells(rows[:DRAWN], lang, "rates", title, heads)
    several = _other_rates(a, lang) if a.levers["lever"].nunique() > 1 else ""
    return section(_WOULD[zh], figure(drawing, note + _shown(len(t), lang)), grid(cells, table[:FEW], 1, "dense names"),
                   folded(f"另外 {len(t) - FEW} 个参与方" if zh else f"{len(t) - FEW} more players", grid(cells, table[FEW:], 1, "dense names")),
                   several)  # fmt: skip


_WOULD = ("What each would set", "各方会设定什么")


def _shown(players: int, lang: str) -> str:
    """What a figure leaves out."""
    if players <= DRAWN:
        return ""
    return f"；仅显示最大的 {DRAWN} 个参与方" if lang == "zh" else f"; the {DRAWN} largest of {players} players"


def _other_rates(a: Answer, lang: str) -> str:
    """Every lever: mean, lowest and highest rate of each player."""
    zh = lang == "zh"
    rows = [
        [label(r["player"], lang), of(LEVERS, r["lever"], lang), *(plain(r[c], 1, lang) for c in ("mean_pct", "min_pct", "max_pct"))]
        for r in a.levers.to_dict("records")
    ]  # fmt: skip
    heads = (
        ["参与方", "工具", "平均 %", "最低 %", "最高 %"]
        if zh
        else ["player", "instrument", "mean %", "lowest %", "highest %"]
    )
    return grid(heads, rows, 2, "narrow")


# -- who gains and who loses ---------------------------------------------------------------------------------------------
def _welfare(a: Answer, lang: str) -> str:
    zh, n, t, e = lang == "zh", Numbers(lang), a.players.loc[list(a.by_size)], a.economies
    rest = e[e["player"] == ""]
    most = rest.reindex(rest["welfare_pct"].abs().sort_values(ascending=False).index).head(OTHERS)
    ours = [(label(str(p), lang), float(r["welfare_pct"]), float(r["welfare_usd_mn"])) for p, r in t.iterrows()]
    theirs = [(label(str(x), lang), float(r["welfare_pct"]), float(r["welfare_usd_mn"])) for x, r in most.iterrows()]
    lead = "参与方" if zh else "The players"
    below = (
        f"受影响最大的其他经济体（共 {len(rest)} 个，显示 {len(most)} 个）"
        if zh
        else f"The {len(most)} most affected of {len(rest)} other economies"
    )
    drawing = charts.changes([(lead, ours[:DRAWN]), (below, theirs)] if theirs else [(lead, ours[:DRAWN])], lang, "welfare",
                             "实际收入变化" if zh else "Change of real income", lambda v: n.money(v), ("%", n.money_unit))  # fmt: skip
    note = (
        "实际收入变化，相对于现行关税；右列：每年金额"
        if zh
        else "change of real income against the tariffs in force; at the right the amount a year"
    ) + _shown(len(t), lang)
    heads = ["经济体", "参与方", "实际收入 %", n.money_unit, "关税 %", "现行 %", "贸易条件 %", "出口 %", "进口 %"] if zh else [
        "economy", "plays in", "real income %", n.money_unit, "tariff %", "in force %", "terms of trade %", "exports %", "imports %"]  # fmt: skip
    rows = [
        [label(str(x), lang), label(r["player"], lang) if r["player"] else "", n.share(r["welfare_pct"]), n.money(r["welfare_usd_mn"]),
         plain(r["tariff_pct"], 1, lang), plain(r["tariff_applied_pct"], 1, lang), n.share(r["terms_of_trade_pct"]), n.share(r["exports_pct"], 1),
         n.share(r["imports_pct"], 1)]
        for x, r in e.sort_values("welfare_pct").iterrows()
    ]  # fmt: skip
    return section("谁得谁失" if zh else "Who gains and who loses", figure(drawing, note),
                   folded(f"全部 {len(e)} 个经济体" if zh else f"All {len(e)} economies", grid(heads, rows, 2, "dense")))  # fmt: skip


# -- where rates differ --------------------------------------------------------------------------------------------------
def _map(a: Answer, lang: str) -> str:
    return "".join(
        _map_of(a, axis, lever, lang) for lever in a.levers["lever"].unique() for axis in ("partner", "sector")
    )


def _map_of(a: Answer, axis: str, lever: str, lang: str) -> str:
    """Mean rate of a lever by player and partner (or industry), the largest by what it falls on; nothing where one rate holds."""
    zh = lang == "zh"
    rates = a.rates[(a.rates["lever"] == lever) & (a.rates[axis] != "")]
    if rates.empty:
        return ""
    size = rates.groupby(axis)["imports_usd_mn"].sum().sort_values(ascending=False)
    columns, players = [str(c) for c in size.index[:COLUMNS]], list(a.by_size)[:DRAWN]
    values = np.full((len(players), len(columns)), np.nan)
    for r, player in enumerate(players):
        for c, g in rates[rates["player"] == player].groupby(axis):
            if c in columns and (total := float(g["imports_usd_mn"].sum())) > 0:
                values[r, columns.index(str(c))] = 100 * float((g["rate"] * g["imports_usd_mn"]).sum()) / total
    what = ("伙伴", "partner") if axis == "partner" else ("行业", "industry")
    name = of(LEVERS, lever, lang)
    title = f"按{what[0]}的平均{name}，%" if zh else f"Mean {name} by {what[1]}, per cent"
    drawing = charts.heat(
        [label(p, lang) for p in players],
        [label(c, lang) for c in columns],
        values,
        f"heat-{lever}-{axis}",
        title,
        upright=len(columns) > 10,
    )
    part = len(size) > len(columns)
    more = (
        ""
        if not part
        else f"；金额最大的 {len(columns)} 个，共 {len(size)} 个"
        if zh
        else f"; the {len(columns)} largest of {len(size)}"
    )
    note = f"行：设定税率的一方；列：{what[0]}{more}；颜色从图中最低到最高" if zh else (
        f"rows set the rate; columns: {what[1]}{more}; colours run from the lowest to the highest of the figure")  # fmt: skip
    several = a.levers["lever"].nunique() > 1
    head = f"税率差在哪里：按{what[0]}" if zh else f"Where rates differ: by {what[1]}"
    return section(
        head + (f"，{name}" if zh else f", {name}") * several, figure(drawing, note + _shown(len(a.war.players), lang))
    )


# -- why -----------------------------------------------------------------------------------------------------------------
def _why(a: Answer, lang: str) -> str:
    zh, n = lang == "zh", Numbers(lang)
    title = "为什么是这个税率" if zh else "Why the rates are what they are"
    if a.why is None:
        return section(
            title,
            paragraphs(
                ["含出口管制，各部分无法分开。" if zh else "With export controls the parts cannot be told apart."]
            ),
        )
    t = a.why.set_index("player", drop=False).loc[list(a.by_size)[:DRAWN]]
    shown = {p: of(PARTS, p, lang) for p in PARTS if t[f"{p}_usd_mn"].abs().max() > 1e-6}
    several = t["lever"].nunique() > 1
    names = [
        label(r["player"], lang) + (f", {of(LEVERS, r['lever'], lang)}" if several else "")
        for r in t.to_dict("records")
    ]
    bars = [
        (name, {p: float(r[f"{p}_usd_mn"]) for p in shown}) for name, r in zip(names, t.to_dict("records"), strict=True)
    ]
    drawing = charts.stacked(
        bars, shown, "why", title, lambda v: n.money(v, sign=False), "失|得" if zh else "cost|gain"
    )
    note = (f"若对全部应税进口再加一个百分点、其他各方不变，该方每年的得失（{n.money_unit}）；每行按自身比例绘制，最优时两侧相等" if zh else
            f"what one more point on everything would bring and cost the player a year, {n.money_unit}, all others' rates held; each row on its "
            "own scale; the two sides are equal where the rate is the best reply")  # fmt: skip
    heads = ["参与方", "税率 %", "1/θ %", "外国人承担 %", "进口反应", "投入品占比 %"] if zh else [
        "player", "rate %", "1/θ %", "foreigners bear %", "imports fall, % per %", "inputs in imports %"]  # fmt: skip
    taxed = [r for r in t.to_dict("records") if r["lever"] == "tariff"]
    rows = [[label(r["player"], lang), plain(100 * r["rate"], 1, lang), plain(100 * r["monopoly_rate"], 1, lang), plain(100 * r["foreign_share"], 0, lang),
             plain(r["import_response"], 2, lang), plain(100 * r["input_share"], 0, lang)] for r in taxed]  # fmt: skip
    rule = ("读法：税率/(1+税率) = 外国人承担的份额 ÷ 进口反应（没有其他考虑时）。1/θ 是不看投入和一般均衡的垄断规则。" if zh else
            "Reading: rate/(1 + rate) = share that foreigners bear ÷ response of imports, where nothing else counts. 1/θ is the plain monopoly "
            "rule, which looks at the elasticity alone: no inputs, no wages that answer, no size.") if rows else ""  # fmt: skip
    meanings = (
        "；".join(f"{w}：{_MEANT[p]}" for p, w in shown.items())
        if zh
        else "; ".join(f"{w}: {MEANINGS[p]}" for p, w in shown.items())
    )
    said_ = a.reasons(lang)
    most = bullets(said_[:8]) + folded(
        f"另外 {len(said_) - 8} 条" if zh else f"{len(said_) - 8} more", bullets(said_[8:]) if len(said_) > 8 else ""
    )
    return section(
        title,
        figure(drawing, note),
        most,
        grid(heads, rows, 1, "narrow"),
        paragraphs([rule, meanings[:1].upper() + meanings[1:] + ("。" if zh else ".")], "small"),
        *(_why_finer(a, axis, lang) for axis in a.why_by),
    )


def _why_finer(a: Answer, axis: str, lang: str) -> str:
    """Why rates differ by partner (or industry): the ends, and a folded table a player."""
    zh, n, t = lang == "zh", Numbers(lang), a.why_by[axis]
    t = t[(t["lever"] == "tariff") & (t[axis] != "")]
    if t.empty:
        return ""
    what = ("伙伴", "partner") if axis == "partner" else ("行业", "industry")
    head = f"为何因{what[0]}而异" if zh else f"Why rates differ by {what[1]}"
    lead = (
        f"在每一方进口额最大的 {LARGEST} 个{what[0]}中，税率最高与最低者："
        if zh
        else f"The highest and the lowest rate among the {LARGEST} {'partners from' if axis == 'partner' else 'industries of'} which a player imports most:"
    )
    heads = [what[0], f"进口 {n.money_unit}", "税率 %", "1/θ %", "外国人承担 %", "进口反应", "投入品占比 %"] if zh else [
        what[1], f"imports, {n.money_unit}", "rate %", "1/θ %", "foreigners bear %", "imports fall, % per %", "inputs in imports %"]  # fmt: skip
    parts = []
    for player in list(a.by_size)[:EXPLAINED]:
        g = t[t["player"] == player]
        most = g.sort_values("imports_new_usd_mn", ascending=False).head(REASONS)
        rows = [
            [label(r[axis], lang), n.money(r["imports_new_usd_mn"], sign=False), plain(100 * r["rate"], 1, lang), plain(100 * r["monopoly_rate"], 1, lang),
             plain(100 * r["foreign_share"], 0, lang), plain(r["import_response"], 2, lang), plain(100 * r["input_share"], 0, lang)]
            for r in most.to_dict("records")
        ]  # fmt: skip
        more = (
            ""
            if len(most) == len(g)
            else f"（共 {len(g)} 个，显示 {len(most)} 个）"
            if zh
            else f", {len(most)} of {len(g)}"
        )
        name = label(player, lang)
        parts.append(
            folded(
                f"{name}：各{what[0]}{more}" if zh else f"{name}: every {what[1]}{more}", grid(heads, rows, 1, "dense")
            )
        )
    note = (
        f"逐个{what[0]}看，进口反应已扣除从别处改买的部分：别处的进口也缴关税。"
        if zh
        else f"Of one {what[1]} alone, the response of imports is net of what is bought from elsewhere instead, which pays duty, too."
    )
    return (
        f"<h3>{safe(head)}</h3>"
        + paragraphs([lead], "small")
        + bullets(finer(a, axis, lang)[:8])
        + paragraphs([note], "small")
        + "".join(parts)
    )


_MEANT = {
    "terms_of_trade": "外国人多付的部分：出口变贵，进口的税前价格下降", "volume_final": "不再进口的最终用品，按其原缴关税计",
    "volume_inputs": "不再进口的投入品，使本国生产更贵", "export_base": "不再出口的货物，按其原缴出口税计",
    "output": "有利润、补贴或规模经济的行业的扩张或收缩", "transfers": "闭合所移动的逆差", "political": "权重不同的行业的收入",
    "security": "对手的损失，按该方的估价", "audience": "税率低于其所宣布者时在国内的损失",
}  # fmt: skip


# -- neighbours ----------------------------------------------------------------------------------------------------------
def _sweep(a: Answer, lang: str) -> str:
    if a.sweep is None or a.asked.sweep is None:
        return ""
    zh, n, s = lang == "zh", Numbers(lang), a.sweep
    rival = a.asked.sweep[1]
    names = {p: label(p, lang) for p in a.war.players}
    rates, incomes = (
        {names[str(p)]: list(zip(g["weight"], g[c], strict=True)) for p, g in s.groupby("player", sort=False)}
        for c in ("tariff_pct", "welfare_pct")
    )
    if rival not in names:
        one = s[s["player"] == a.war.players[0]]
        incomes[label(rival, lang)] = list(zip(one["weight"], one["rival_welfare_pct"], strict=True))
    mine = s[s["player"] == a.asked.sweep[0]]
    if a.war.grain not in ("importer", "sector") and mine["tariff_on_rival_pct"].notna().any():
        on = (
            f"{label(a.asked.sweep[0], lang)}对{label(rival, lang)}"
            if zh
            else f"{label(a.asked.sweep[0], lang)} on {label(rival, lang)}"
        )
        rates = {on: list(zip(mine["weight"], mine["tariff_on_rival_pct"], strict=True)), **rates}
    across = "权重" if zh else "weight"
    figures = (
        figure(
            charts.curves(rates, "sweep-rates", "关税" if zh else "Tariffs", lambda v: f"{v:g} %", across),
            "平均关税，随权重" if zh else "mean tariffs over the weight",
        )
        if s["tariff_pct"].notna().any()
        else ""
    )
    figures += figure(charts.curves(incomes, "sweep-income", "实际收入" if zh else "Real income", lambda v: f"{v:g} %", across),
                      "实际收入变化；不含对对手损失的估价" if zh else "change of real income, without what the loss of the rival is worth")  # fmt: skip
    heads = [
        across,
        *(f"{names[p]} {'关税' if zh else 'tariff'}{SPACE}%" for p in names),
        *(f"{names[p]} {'收入' if zh else 'income'}{SPACE}%" for p in names),
    ]
    rows = []
    for b, g in s.groupby("weight", sort=False):
        at = g.set_index("player")
        rows.append(
            [
                f"{b:g}",
                *(plain(at["tariff_pct"].loc[p], 1, lang) for p in names),
                *(n.share(at["welfare_pct"].loc[p]) for p in names),
            ]
        )
    return section(sweep_title(a, lang), paragraphs([swept(a, lang)]), figures, grid(heads, rows, 1, "dense"))


def _bands(a: Answer, lang: str) -> str:
    if a.draws is None:
        return ""
    zh, n, t = lang == "zh", Numbers(lang), a.players
    names = {p: label(p, lang) for p in a.war.players[:6]}
    heads = ["弹性组" if zh else "elasticities", *(f"{names[p]} {'关税' if zh else 'tariff'}{SPACE}%" for p in names),
             *(f"{names[p]} {'收入' if zh else 'income'}{SPACE}%" for p in names)]  # fmt: skip
    rows = []
    for name, g in a.draws.groupby("elasticities", sort=False):
        at = g.set_index("player")
        rows.append(
            [
                elasticities_of(a.war.world, str(name)),
                *(plain(at["tariff_pct"].loc[p], 1, lang) for p in names),
                *(n.share(at["welfare_pct"].loc[p]) for p in names),
            ]
        )
    spans = [
        (label(str(p), lang), r["tariff_pct"], r["tariff_pct_low"], r["tariff_pct_high"], f"{plain(r['tariff_pct_low'], 1, lang)}–{plain(r['tariff_pct_high'], 1, lang)}")
        for p, r in t.loc[list(a.by_size)[:DRAWN]].iterrows() if np.isfinite(r["tariff_pct"])
    ]  # fmt: skip
    drawing = charts.spans(spans, lang, "bands", "关税随弹性的范围" if zh else "Tariffs over elasticities",
                           ("关税 %", "范围") if zh else ("tariff, %", "range")) if spans and "tariff_pct_low" in t else ""  # fmt: skip
    note = (
        f"点：弹性组 {a.war.world.elasticity_set} 的平均关税；浅条：各组的最低到最高"
        if zh
        else f"dot: mean tariff with the elasticities {a.war.world.elasticity_set}; pale bar: lowest to highest over the sets"
    )
    return section(
        "弹性不同会怎样" if zh else "With other elasticities", paragraphs([ranges(a, lang)]), figure(drawing, note),
        grid(heads, rows, 1, "dense"),
    )  # fmt: skip


# -- how sure ------------------------------------------------------------------------------------------------------------
def _sure(a: Answer, lang: str) -> str:
    zh, c, i = lang == "zh", a.war.certificate, a.war.info
    title = "结果有多可靠" if zh else "How sure is this?"
    note = "每次求值后，任何一方再走一步牛顿步还能得到的最大收益（占实际收入的比例）；虚线为容差" if zh else (
        "largest gain that any player would still make by a step of Newton, as a fraction of its real income, after each evaluation; "
        "dashed: where the search may end")  # fmt: skip
    drawing = charts.convergence(a.war.log, i.tolerance, lang, "convergence", "收敛" if zh else "Convergence")
    rows = [] if c is None else [
        [label(p, lang), power(100 * g), power(100 * s)]
        for p, g, s in zip(a.war.players, c.gains, c.slope, strict=True) if p in a.by_size[:DRAWN]
    ]  # fmt: skip
    heads = (
        ["参与方", "搜索所得增益 %", "斜率所剩增益 %"]
        if zh
        else ["player", "gain found by search, %", "gain left by slopes, %"]
    )
    if a.war.rule != "exact":
        what = (
            "税率来自已发表的条件；检验则针对精确偏离。"
            if zh
            else "The rates are those of the published condition; the certificate speaks of exact deviations."
        )
    else:
        what = ""
    return section(title, paragraphs([sure(a, lang), what]), figure(drawing, note), grid(heads, rows, 1, "narrow"))


def _scanned(scan: Scan | None, lang: str) -> str:
    """Other wars that were looked for: the resting points, and what that says."""
    if scan is None:
        return ""
    zh, n = lang == "zh", Numbers(lang)
    heads = (
        ["静止点", "参与方", "起点数", "关税 %", "实际收入 %"]
        if zh
        else ["resting point", "player", "starts", "tariff %", "real income %"]
    )
    rows = [[str(r["point"]), label(r["player"], lang), str(r["reached"]), plain(r["tariff_pct"], 1, lang), n.share(r["welfare_pct"])]
            for r in scan.table().to_dict("records")]  # fmt: skip
    title = "有没有别的关税战？" if zh else "Are there other wars?"
    return section(title, paragraphs([scan_sentence(scan, lang)]), grid(heads, rows, 2, "narrow"))


def _assumed(a: Answer, lang: str) -> str:
    zh, q, w = lang == "zh", a.asked, a.war.world
    based = of(TARIFFS, q.tariff_base if w.name == q.world else "as given", lang)
    goods = (
        ("全部行业" if zh else "every industry")
        if q.sectors is None
        else listed([("货物" if zh else "goods") if s == "goods" else label(s, lang) for s in q.sectors], lang)
    )
    lines = [
        f"各方同时行动，每一方都知道其他各方的税率，并以实际收入最大化为目标{'（另有权重，见下）' if q.political or q.security or q.sweep or q.audience else ''}。不参与者{'对等回应' if q.retaliate else '维持现行关税'}。" if zh else
        f"All move at once, each knows the others' rates, and each wants the highest real income{' (with the weights below)' if q.political or q.security or q.sweep or q.audience else ''}. Those who do not play {'answer in kind' if q.retaliate else 'keep their tariffs'}.",
        _tools(a, goods, lang),
        _closing(a, lang),
        f"弹性组 {w.elasticity_set}；现行关税：{based}。多国集团（如 EU27）作为一个参与方，内部贸易不受影响。" if zh else
        f"Elasticities {w.elasticity_set}; tariffs in force: {based}. A union such as EU27 plays as one, and trade inside it stays free.",
        "模型中没有失业、没有资本流动、没有报复之外的政治；这不是预测，而是各方若只追求实际收入时会止步的地方。" if zh else
        "No unemployment, no flows of capital, no politics but the weights named: this is no forecast, it is where governments that want "
        "real income alone would come to rest.",
    ]  # fmt: skip
    lines += [
        f"{'政治权重' if zh else 'Political weights'}: {in_sentence(p, lang)}: {listed([f'{label(s, lang)} {v:g}' for s, v in x.items()], lang)}"
        for p, x in q.political.items()
    ]
    lines += [_valued(p, x, lang) for p, x in q.security.items()] + [
        _announced(p, x, lang) for p, x in q.audience.items()
    ]
    return section("假设条件" if zh else "What was assumed", bullets(lines))


def _tools(a: Answer, goods: str, lang: str) -> str:
    """Levers, grains, what they are on and their bounds."""
    zh, q = lang == "zh", a.asked
    tools = q.instruments or (("tariff", a.war.grain),)
    same = "同一比率" if zh else "one rate on everything"
    words = listed([f"{of(LEVERS, x, lang)}{'，' if zh else ', '}{same if (x != 'tariff' and g == 'importer') else of(GRAINS, g, lang)}"
                    for x, g in tools], lang)  # fmt: skip
    low, high = (rate(100 * v, lang, 0) for v in q.bounds)
    taxes = any(x in ("tariff", "export_tax") for x, _ in tools)
    cut = any(x in ("subsidy", "export_control") for x, _ in tools)
    if zh:
        bounds = [f"税率介于 {low} 与 {high} 之间，替代现行税率"] if taxes else []
        return f"工具：{words}；范围：{goods}；{'；'.join([*bounds, *(['补贴率与拒供比例至多 90%'] if cut else [])])}。"
    bounds = [f"rates between {low} and {high} replace those in force"] if taxes else []
    bounds += [f"subsidies and shares denied go up to {rate(90, lang, 0)}"] if cut else []
    return f"Instruments: {words}, on {goods}; {'; '.join(bounds)}."


def _announced(player: str, it: Announced, lang: str) -> str:
    what, cost = f"{of(LEVERS, it.lever, lang)} {rate(100 * it.rate, lang, 0)}", money(it.cost, lang)
    if lang == "zh":
        return f"国内听众：{in_sentence(player, lang)}曾宣布{what}；若分毫不收，每年在国内损失{cost}，部分落空则按其平方计。"
    return (f"Audience: {in_sentence(player, lang)} has announced a {what}; to set none of it would cost it {cost} a year at home, a part of "
            f"it the square of that part.")  # fmt: skip


def _valued(player: str, rivals: Mapping[str, float], lang: str) -> str:
    each = listed([f"{in_sentence(r, lang)} {v:g}" for r, v in rivals.items()], lang)
    if lang == "zh":
        return f"安全：{in_sentence(player, lang)}为对手每损失一美元愿付出的美元数：{each}"
    return f"Security: dollars that {in_sentence(player, lang)} would give up for a dollar lost by {each}"


def _closing(a: Answer, lang: str) -> str:
    base, eq = a.war.world, a.war.equilibrium
    trade = change(100 * (_abroad(eq.trade_new) / _abroad(base.trade) - 1), lang)
    if a.war.game.closure == "balanced":
        return (
            f"先把各经济体的贸易调成平衡，再比较；世界贸易额变化 {trade}。"
            if lang == "zh"
            else f"Trade of every economy is balanced first, and changes are against that world; world trade changes by {trade}."
        )
    return (
        f"逆差闭合：{a.war.game.closure}；世界贸易额变化 {trade}。"
        if lang == "zh"
        else f"Closure of deficits: {a.war.game.closure}; world trade changes by {trade}."
    )


def _abroad(flows: Any) -> float:
    return float(flows.sum() - np.einsum("nnk->", flows))


#: Citation, what it is used for (English, Chinese), address.
_PAPERS = (
    ("Dixit, A. (1985), Tax policy in open economies, Handbook of Public Economics 1, 313–374",
     ("what a tariff gains and costs", "关税的得与失"), ""),
    ("Bagwell, K. and R. W. Staiger (1999), An Economic Theory of GATT, American Economic Review 89(1), 215–248",
     ("terms of trade as what tariffs are for", "关税为何着眼于贸易条件"), "https://doi.org/10.1257/aer.89.1.215"),
    ("Ossa, R. (2014), Trade Wars and Trade Talks with Data, American Economic Review 104(12), 4104–4146",
     ("a trade war computed with data", "用数据计算的关税战"), "https://doi.org/10.1257/aer.104.12.4104"),
    ("Caliendo, L. and F. Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of Economic Studies 82(1), 1–44",
     ("equilibrium with input–output links", "含投入产出联系的均衡"), "https://doi.org/10.1093/restud/rdu035"),
)  # fmt: skip


def _sources(a: Answer, lang: str) -> str:
    """Data of the world, and the papers of the method."""
    world = a.war.world
    papers = [{"citation": c, "what": what[lang == "zh"], "url": url} for c, what, url in _PAPERS]
    return sources([*of_world(world, None if a.drawn else (world.elasticity_set,)), *papers], lang)
