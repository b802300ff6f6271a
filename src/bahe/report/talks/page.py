"""The page of talks: the answer, then table by table the zone, the time line, terms, what it turns on, break-evens; conditions; sources."""

from __future__ import annotations

from bahe.report.sheets.page import Page, bullets, folded, grid, of_world, section, sources, tabled
from bahe.report.talks import words as w
from bahe.report.talks.answer import Answer, Told
from bahe.report.talks.table_page import SECTIONS
from bahe.report.wording.numbers import Numbers
from bahe.report.wording.terms import CLOSURES
from bahe.report.wording.texts import of
from bahe.scenario.talks import Table
from bahe.talks.protocols import protocols

Rows = list[list[str]]


def talking_page(a: Answer, lang: str) -> Page:
    """The answer as a page in one language."""
    zh, s = lang == "zh", a.run.scenario
    n = len(a.tables[0].draws)
    closure = of(CLOSURES, s.closure, lang)
    meta = (f"{s.id}；{closure}；每桌 {n} 次抽样（时期 × 弹性组 × 承诺兑现两端）" if zh else
            f"{s.id}; {closure}; {n} draws a table: horizons, elasticity sets, both ends of what pledges deliver")  # fmt: skip
    parts = [part for t in a.tables for part in table_sections(a, t, lang)]
    return Page(
        s.title[lang], "谈判" if zh else "Talks", meta, lang, [s.question[lang], *a.sentences(lang)],
        (conditions(a, lang), *parts, assumed(a, lang), references(a, lang)), a.document(), a.frames(),
        {"world": a.run.world.name, "scenario": s.id, "elasticities": a.run.world.elasticity_set},
    )  # fmt: skip


def table_sections(a: Answer, t: Told, lang: str) -> list[str]:
    """All sections of one table; its name stands before each heading where there are several tables."""
    head = f"{t.table.label[lang]}{'：' if lang == 'zh' else ': '}" if len(a.tables) > 1 else ""
    return [f(a, t, lang, head) for f in SECTIONS]


# -- conditions ----------------------------------------------------------------------------------------------------------
def conditions(a: Answer, lang: str) -> str:
    """Each condition with its figures, and the verdict."""
    if not a.conditions:
        return ""
    zh = lang == "zh"
    heads = (
        ["", "条件", "指标与界线", "数字", "结果"] if zh else ["", "condition", "metric and bound", "figures", "result"]
    )
    side = {"supports": ("supports", "支持"), "contradicts": ("contradicts", "反驳")}
    rows = []
    for c in a.conditions:
        if c["missing"]:
            said = f"缺：{c['missing']['zh']}" if zh else f"missing: {c['missing']['en']}"
        else:
            said = "; ".join(f"{w.key(str(k), lang)} {w.figure(v, lang)}" for k, v in c["figures"].items())
        bound = w.figure(c["value"], lang) if isinstance(c["value"], bool | str) else f"{c['value']:g}"
        rows.append([f"{c['id']} · {of(side, c['side'], lang)}", c["statement"][lang], f"{c['metric']} {c['op']} {bound}", said,
                     of(w.HOLDS, c["holds"], lang)])  # fmt: skip
    note = ("条件在运算之前写下；有数字者由代码判定，否则注明所缺数据。承诺相关数字取输入值的两端。" if zh else
            "Written down before the run. What has a figure is judged by code; what has none names the datum that is missing. Figures that rest on a "
            "pledge are taken at both ends of what was typed in.")  # fmt: skip
    return tabled("事先写下的条件" if zh else "Conditions written down before", heads, rows, 5, note, "dense")


# -- what was assumed ----------------------------------------------------------------------------------------------------
def assumed(a: Answer, lang: str) -> str:
    """The rules of each table, and what the scenario says aloud."""
    zh, s, n = lang == "zh", a.run.scenario, Numbers(lang)
    lines = []
    for t in a.tables:
        x = t.table
        rule = of(w.PROTOCOLS, x.protocol, lang)
        clock = (
            (
                f"，{x.rounds} 个期限，间隔 {x.months:g} 个月"
                if zh
                else f", {x.rounds} deadlines {x.months:g} months apart"
            )
            if x.rounds > 1
            else ""
        )
        noise = (f"，私人成本离散度 {n.money(1000 * x.noise, False)} {n.money_unit}/年（输入值）" if zh else
                 f", private cost with a spread of {n.money(1000 * x.noise, False)} {n.money_unit} a year (typed in)") if x.noise else ""  # fmt: skip
        sign = ("、" if zh else ", ").join(w.variant(a, v, lang) for v in x.sign)
        unless, meanwhile = w.states(a, x.unless, lang), w.states(a, x.meanwhile or x.unless, lang)
        noise += typed(x, lang)
        lines.append(f"{x.label[lang]}：{rule}{clock}{noise}。可签：{sign}；谈崩：{unless}；谈判期间：{meanwhile}。" if zh else
                     f"{x.label[lang]}: {rule}{clock}{noise}. Can be signed: {sign}; if talks end: {unless}; while they go on: {meanwhile}.")  # fmt: skip
    failed = a.run.solves[a.run.solves["outcome"] != "converged"]
    if len(failed):
        lines.append(
            f"{len(failed)} 次求解未收敛，其抽样不计入。"
            if zh
            else f"{len(failed)} solves did not converge; their draws are left out."
        )
    lines.append("收益为模型求得的实际收入，从不手工输入。这不是预测。" if zh else
                 "Payoffs are real incomes solved by the engine, never typed in. This is no forecast.")  # fmt: skip
    body = bullets([*lines, *(x[lang] for x in s.assumptions)])
    labels = [[v.id, v.label[lang], v.note[lang] if v.note is not None else ""] for v in s.variants]
    heads = ["", "状态", "说明"] if zh else ["", "state", "what it is"]
    states = folded("各状态" if zh else "The states", grid(heads, labels, 3, "dense"))
    return section("假设条件" if zh else "What was assumed", body, states)


def typed(x: Table, lang: str) -> str:
    """What is typed in of a war of reputation, or of an offer to take or leave."""
    zh, n = lang == "zh", Numbers(lang)
    if x.protocol == "reputation":
        end = ("，无期限" if zh else ", no deadline") if x.deadline == "never" else (
            f"，{x.deadline:g} 个月后破裂" if zh else f", talks break off after {x.deadline:g} months")  # fmt: skip
        return (f"，从不让步的概率 {w.chance(x.stubborn, lang)}，各坚持其最多可得的 {w.chance(x.demand, lang)}{end}（输入值）" if zh else
                f", chance of the kind that never moves {w.chance(x.stubborn, lang)}, each insists on {w.chance(x.demand, lang)} of the most it could have{end} (typed in)")  # fmt: skip
    if x.protocol == "ultimatum":
        if x.doubt == "engine":
            return (
                "，对方的外部选项取各弹性组的区间"
                if zh
                else ", the other's outside option known up to the band of the elasticity sets"
            )
        return (f"，对方的外部选项上下 {n.money(1000 * x.doubt, False)} {n.money_unit}/年（输入值）" if zh else
                f", the other's outside option known up to {n.money(1000 * x.doubt, False)} {n.money_unit} a year either way (typed in)")  # fmt: skip
    return ""


def references(a: Answer, lang: str) -> str:
    """Data, papers of the protocols used, references of the scenario."""
    papers = [
        {"citation": protocols[p].cite, "what": of(w.PROTOCOLS, p, lang)}
        for p in dict.fromkeys(t.table.protocol for t in a.tables)
    ]
    given = [{"citation": r.citation, "url": r.url} for r in a.run.scenario.sources]
    return sources([*of_world(a.run.world, ()), *papers, *given], lang)
