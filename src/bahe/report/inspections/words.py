"""Sentences and headings of `bahe assure`, in both languages."""

from __future__ import annotations

from typing import Any

from bahe.report.inspections.answer import Answer
from bahe.report.wording.numbers import Numbers, plain

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "What can be known about a chip", "meta": "{fleet} chips · {cells} bn cells on a die, {implant} altered · {fraction} % of a die imaged", "strap": "Assurance",
        "fleet": "How many chips to open", "die": "How much of a die to look at", "belief": "What a clean result changes",
        "chain": "What disclosing the design adds", "game": "Does inspection deter?", "look": "The look that was asked about",
        "heads_die": ["altered cells", "of the die, %", "days"],
        "heads_belief": ["look", "would find it, %", "belief after, %", "effective price, USD"],
        "heads_chain": ["stage of the alteration", "checks that can see it", "undetected without the design, %", "with it, %"],
        "looks": {"none": "none", "clustered": "cells in one tile", "scattered": "scattered cells", "perfect": "perfect eyes"},
        "stages": {}, "checks": {}, "nobody": "none", "needs": "needs the design",
        "altered": "altered", "share": "share, %", "cost": "USD mn",
        "opened_axis": "chips opened", "found_axis": "chance to meet an altered chip", "clean_axis": "would have found it",
        "belief_axis": "belief after a clean result", "prior": "before: {}", "altered_of": "{} altered",
        "note_fleet": "Drawing without replacement, exact. An alteration of the mask is in every chip: one good look settles it.",
        "note_die": "With perfect eyes, scattered cells. Clustered in one tile the chance is the inspected fraction itself.",
        "note_belief": "Bayes' rule. The effective price is the price with the stated loss, times the belief, on top: the trust wedge that enters adoption.",
        "note_chain": "A check that was not given a coverage counts as not made; imaging covers what the look above would find on a chip.",
    },
    "zh": {
        "title": "对一枚芯片能够知道什么", "meta": "{fleet}枚芯片 · 每枚裸片{cells}十亿单元，其中{implant}个被改动 · 查看裸片的{fraction}%", "strap": "查验",
        "fleet": "需要拆检多少枚芯片", "die": "需要查看裸片的多大部分", "belief": "未发现问题改变了什么",
        "chain": "公开设计能增加什么", "game": "检查能否形成威慑？", "look": "所询问的查验",
        "heads_die": ["被改动单元数", "占裸片（%）", "天"],
        "heads_belief": ["查验方式", "可发现的概率（%）", "事后判断（%）", "有效价格（美元）"],
        "heads_chain": ["改动所在环节", "能够发现它的检查", "未公开设计时漏检（%）", "公开后（%）"],
        "looks": {"none": "不查验", "clustered": "集中于一块", "scattered": "分散", "perfect": "完全可见"},
        "stages": {"register-transfer level": "寄存器传输级", "synthesis": "综合", "layout": "版图", "mask": "掩模",
                   "packaging": "封装", "firmware": "固件"},
        "checks": {"source review": "源码审查", "source against netlist": "源码与网表比对", "layout against schematic": "版图与原理图比对",
                   "silicon against layout": "硅片与版图比对", "attestation": "远程证明"},
        "nobody": "无", "needs": "需要设计资料",
        "altered": "被改动数", "share": "占比（%）", "cost": "百万美元",
        "opened_axis": "拆检芯片数", "found_axis": "遇到被改动芯片的概率", "clean_axis": "本可发现的概率",
        "belief_axis": "未发现后的判断", "prior": "事前：{}", "altered_of": "{}枚被改动",
        "note_fleet": "不放回抽样，精确计算。掩模级改动存在于每一枚芯片：一次合格的查验即可断定。",
        "note_die": "假定成像完全可见且单元分散；若集中于一块，概率即为查看比例本身。",
        "note_belief": "贝叶斯法则。有效价格：原价加上判断概率乘以所述损失，即进入采用决策的信任楔子。",
        "note_chain": "未给出覆盖率的检查视为未进行；成像比对的覆盖率取上述查验在单枚芯片上可发现的概率。",
    },
}  # fmt: skip


def figure(x: float, digits: int = 3) -> str:
    """A figure in so many significant digits, with thousands."""
    if x != x:
        return "–"
    if abs(x) >= 1000 or x == int(x):
        return plain(x, 0)
    return f"{x:.{digits}g}"


def per_cent(p: float) -> str:
    """A chance in per cent: fine near both ends."""
    x = 100 * p
    return (
        "0"
        if x == 0
        else "100"
        if x == 100
        else f"{x:.2f}"
        if 0.1 <= x <= 99.9
        else f"{x:.2g}"
        if x < 0.1
        else f"{x:.4f}"
    )


def sentences(a: Answer, lang: str) -> list[str]:
    """The answer in words."""
    q, d = a.asked, a.figures()
    rate = Numbers(lang).rate
    worst, best, perfect = a.found
    game = d["inspection"]
    fewest = int(d["opened"])
    if lang == "zh":
        first = (
            f"若 {plain(q.fleet, 0)} 枚芯片中有 {plain(q.altered, 0)} 枚被改动，拆检 {plain(fewest, 0)} 枚（{figure(d['cost_usd_mn'])} 百万美元）遇到其中之一的概率为 "
            f"{rate(perfect)}；考虑成像（查看裸片的 {rate(q.fraction)}，灵敏度 {rate(d['sensitivity']['mean'])}），"
            f"发现的概率为 {rate(worst)}（集中）至 {rate(best)}（分散）。"
        )
        second = (
            f"若全部未发现问题，对改动的判断由 {rate(q.prior)} 降至 {rate(after(a, 'scattered'), 2)}（分散）或 "
            f"{rate(after(a, 'clustered'), 2)}（集中）；在 {rate(0.95, 0)} 的把握下，被改动的比例不超过 {rate(d['share_bound_after_clean'], 3)}。"
        )
        third = f"每枚干净的裸片约有 {figure(d['alarms']['false'])} 次误报，一次报警为真的概率为 {rate(d['alarms']['predictive_value'])}：主导的是误报，而非漏检。"
        fourth = (
            f"若检查率达到 {rate(game['deterring_rate'], 2)}，违规便不再有利。" if game["deters"]
            else "没有任何检查率能够形成威慑；此时排除该供应方是理性的。"
        )  # fmt: skip
        return [first, second, third, fourth]
    first = (
        f"If {plain(q.altered, 0)} of {plain(q.fleet, 0)} chips are altered, opening {plain(fewest, 0)} of them (USD {figure(d['cost_usd_mn'])} mn) meets one with a "
        f"chance of {rate(perfect)}. With imaging ({rate(q.fraction)} of the die, sensitivity {rate(d['sensitivity']['mean'])}) it is found "
        f"with {rate(worst)} where the altered cells lie together, {rate(best)} where they are scattered."
    )
    second = (
        f"If nothing is found, belief in an alteration falls from {rate(q.prior)} to {rate(after(a, 'scattered'), 2)} (scattered) or "
        f"{rate(after(a, 'clustered'), 2)} (together); with {rate(0.95, 0)} confidence at most {rate(d['share_bound_after_clean'], 3)} of the chips are "
        "altered."
    )
    third = (
        f"A clean die raises {figure(d['alarms']['false'])} false alarms, and an alarm is a true one with {rate(d['alarms']['predictive_value'])}: "
        "false alarms rule, not misses."
    )
    fourth = (
        f"Inspecting with a chance of {rate(game['deterring_rate'], 2)} leaves nothing to gain by a violation." if game["deters"]
        else "No inspection rate deters: leaving the supplier out is then rational."
    )  # fmt: skip
    return [first, second, third, fourth]


def after(a: Answer, look: str) -> float:
    """Belief after a clean look of this kind; NaN where it cannot have been clean."""
    at = a.belief[a.belief["look"] == look]["belief"]
    return float(at.iloc[0]) if len(at) else float("nan")


def tables(a: Answer, lang: str) -> list[tuple[str, list[str], list[list[str]], int, str]]:
    """(title, heads, rows, columns of words, note) of every table."""
    w, q = WORDS[lang], a.asked
    levels = [c for c in a.fleet.columns if c.startswith("open_")]
    fleet = [
        [plain(r["altered"], 0), per_cent(r["share"]), *(plain(r[c], 0) for c in levels), figure(r["cost_usd_mn"])]
        for r in a.fleet.to_dict("records")
    ]
    heads = [
        w["altered"],
        w["share"],
        *(f"{c.removeprefix('open_')} %" for c in levels),
        f"{w['cost']} ({100 * q.confidence:g} %)",
    ]
    die = [[plain(r["implant"], 0), per_cent(r["fraction"]), figure(r["days"])] for r in a.die.to_dict("records")]
    belief = [
        [w["looks"][r["look"]], per_cent(r["would_find"]), per_cent(r["belief"]), plain(r["price_usd"], 0)]
        for r in a.belief.to_dict("records")
    ]
    chain = []
    for r in a.chain.to_dict("records"):
        checks = "; ".join(
            w["checks"].get(c, c) + (f" ({w['needs']})" if c in r["needs_design"] else "") for c in r["checks"]
        )
        chain.append(
            [
                w["stages"].get(r["stage"], r["stage"]),
                checks or w["nobody"],
                per_cent(r["undetected_without"]),
                per_cent(r["undetected_with"]),
            ]
        )
    return [
        (w["fleet"], heads, fleet, 0, w["note_fleet"]), (w["die"], w["heads_die"], die, 0, w["note_die"]),
        (w["belief"], w["heads_belief"], belief, 1, w["note_belief"]), (w["chain"], w["heads_chain"], chain, 2, w["note_chain"]),
    ]  # fmt: skip
