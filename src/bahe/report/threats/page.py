"""The page of a threat: the game from its end, what would be given, what is asked, what stands in reserve, what was assumed."""

from __future__ import annotations

from bahe.report.sheets.page import Page, bullets, figure, grid, of_world, paragraphs, section, sources, tabled
from bahe.report.threats import charts as drawn
from bahe.report.threats.answer import Answer
from bahe.report.threats.words import OUTCOMES, ROLES, caption, least, linkage, made, named
from bahe.report.wording.names import in_sentence, label
from bahe.report.wording.numbers import MISSING, Numbers, money, rate
from bahe.report.wording.terms import GRAINS
from bahe.report.wording.texts import listed, of


def threat_page(a: Answer, lang: str) -> Page:
    """The answer as a page in one language."""
    zh, t, w = lang == "zh", a.threat, a.world
    size = (
        f"{len(w.economies)} 个经济体，{len(w.sectors)} 个行业"
        if zh
        else f"{len(w.economies)} economies, {len(w.sectors)} industries"
    )
    return Page(
        f"威胁：{in_sentence(t.sender, lang)}对{in_sentence(t.target, lang)}" if zh else f"A threat by {in_sentence(t.sender, lang)} to {in_sentence(t.target, lang)}",
        "博弈" if zh else "Statecraft", f"{caption(a, lang)}{'；' if zh else '; '}{size}", lang,
        [made(a, lang), *a.sentences(lang)],
        tuple(s(a, lang) for s in (_tree, _given, _demands, _linked, _reserve, _assumed, _sources)), a.document(), a.tables(),
        {"world": w.name, "elasticities": w.elasticity_set, "sources": [vars(s) for s in w.sources]},
    )  # fmt: skip


# -- the game ------------------------------------------------------------------------------------------------------------
def _tree(a: Answer, lang: str) -> str:
    zh, n, t = lang == "zh", Numbers(lang), a.threat
    target, sender = label(t.target, lang), label(t.sender, lang)
    nothing = MISSING[lang]
    rows = [(named(x.name, lang), n.money(x.target) if x.solved else nothing, n.money(x.sender) if x.solved else nothing,
             x.name == t.answer.name, x.solved) for x in t.answers]  # fmt: skip
    cost, value = sum(d.cost for d in t.demands), sum(d.value for d in t.demands)
    conceded = (n.money(-cost), n.money(value)) if t.demands else ("–", "–")
    shame = ("不可" if zh else "ruled out") if a.asked.believed else n.money(-t.audience)
    path = t.outcome if t.demands else "executed" if t.credible else "not credible"
    words = (["让步", "抵制", "执行", "退缩"] if zh else ["concedes", "resists", "executes", "backs down"]) + [
        *conceded, n.money(0.0), shame]  # fmt: skip
    title = "博弈：从结尾倒推" if zh else "The game, solved from its end"
    drawing = drawn.tree(
        rows,
        (target, sender),
        words,
        path,
        (target, sender, f"{n.money_unit}/年" if zh else f"{n.money_unit} a year"),
        title,
    )
    note = ("收益为相对于现状的实际收入变化（每年）；粗线：实际走的路；中等粗细：若被执行，对方的最佳回应" if zh else
            "payoffs are changes of real income a year against the state in force; thick: the path that is taken; medium: the target's best answer if "
            "the threat were carried out")  # fmt: skip
    asked = (
        ""
        if t.demands
        else (
            "未提出要求：只求对方最多愿付多少。"
            if zh
            else "Nothing is asked: only the most that would be given is found."
        )
    )
    heads = ["对方的回应", f"{target} {n.money_unit}", f"{sender} {n.money_unit}", f"其他 {n.money_unit}", f"{target} %", f"{sender} %", f"选用所需决心 {n.money_unit}"] if zh else [
        "answer", f"{target}, {n.money_unit}", f"{sender}, {n.money_unit}", f"all others, {n.money_unit}", f"{target} %", f"{sender} %",
        f"resolve needed, {n.money_unit}"]  # fmt: skip
    table = [
        [named(str(x), lang), *((n.money(r["target_usd_mn"]), n.money(r["sender_usd_mn"]), n.money(r["others_usd_mn"]), n.share(r["target_pct"]),
                                 n.share(r["sender_pct"], 3), n.money(r["needs_usd_mn"], sign=False)) if r["solved"] else [nothing] * 6)]
        for x, r in a.answers.iterrows()
    ]  # fmt: skip
    lost = [named(x.name, lang) for x in t.answers if not x.solved]
    warn = (
        ""
        if not lost
        else (
            f"未求得均衡，因此不会被选用：{listed(lost, lang)}。"
            if zh
            else f"No equilibrium was found, so it is never chosen: {listed(lost, lang)}."
        )
    )
    return section(title, figure(drawing, note), paragraphs([asked, warn], "small"), grid(heads, table, 1, "dense"))


# -- what is given -------------------------------------------------------------------------------------------------------
def _given(a: Answer, lang: str) -> str:
    zh, t = lang == "zh", a.threat
    if t.at_stake == 0 or t.answer.sender > t.at_stake:
        return ""
    title = "最少与最多之间" if zh else "Between the least and the most"
    none = t.least < least(a)
    words = (["最少：零" if none else f"最少 {money(t.least, lang)}", f"最多 {money(t.at_stake, lang)}", f"折中 {money(a.concession, lang)}", "可谈的范围"] if zh else
             ["least: nothing" if none else f"least {money(t.least, lang)}", f"most {money(t.at_stake, lang)}", f"half-way {money(a.concession, lang)}", "room to concede"])  # fmt: skip
    if a.asked.power != 0.5 and not zh:
        words[2] = words[2].replace("half-way", "settled at")
    costs = [(d.name, d.cost, t.credible and d.cost <= t.most) for d in t.demands]
    if len(costs) > 1:
        total = sum(d.cost for d in t.demands)
        costs.append(("合计" if zh else "all together", total, t.credible and total <= t.most))
    drawing = drawn.line(t.least, t.at_stake, a.concession, costs, words, title, lang)
    note = ("上：发出方至少要得到的与对方最多愿付的；下：每项要求对对方的成本，蓝色为可被接受；每年" if zh else
            "above: from the least that the sender would take to the most that the target would give; below: what each demand costs the target, blue "
            "where it would be taken; a year")  # fmt: skip
    doubt = "" if t.credible else ("威胁不可信时，一切让步为零；此图假定对方相信它。" if zh else
                                   "Where the threat is not believed nothing is given; the figure supposes that it is.")  # fmt: skip
    return section(title, figure(drawing, note), paragraphs([doubt], "small"))


def _yes(value: bool, lang: str) -> str:
    return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")


def _demands(a: Answer, lang: str) -> str:
    if not len(a.demands):
        return ""
    zh, n, t = lang == "zh", Numbers(lang), a.threat
    source = {"engine": ("solved by the engine", "由模型求解"), "typed in": ("typed in", "输入的数字")}
    heads = ["要求", f"{label(t.target, lang)}的成本 {n.money_unit}", f"对{label(t.sender, lang)}的价值 {n.money_unit}", "数字来源", "单独接受"] if zh else [
        "demand", f"costs {label(t.target, lang)}, {n.money_unit}", f"worth to {label(t.sender, lang)}, {n.money_unit}", "figures", "taken alone"]  # fmt: skip
    rows = [[str(x), n.money(r["cost_usd_mn"]), n.money(r["value_usd_mn"]), of(source, r["source"], lang), _yes(r["taken_alone"], lang)]
            for x, r in a.demands.iterrows()]  # fmt: skip
    bought = any(w.buy is not None for w in a.asked.demands)
    note = ("采购承诺的成本：使对方多买这么多所需的进口补贴对实际收入的影响；原本就会发生的采购没有成本，也没有价值。" if zh else
            "What pledged purchases cost: the loss of real income from the import subsidy under which so much more is bought. Goods that would have been "
            "bought anyway cost nothing and are worth nothing.") if bought else ""  # fmt: skip
    return tabled("所提要求" if zh else "What is asked", heads, rows, 1, note, "dense")


def _linked(a: Answer, lang: str) -> str:
    if len(a.threat.demands) < 2:
        return ""
    zh, n = lang == "zh", Numbers(lang)
    heads = ["组合", f"成本 {n.money_unit}", f"价值 {n.money_unit}", "接受", "最佳"] if zh else [
        "together", f"cost, {n.money_unit}", f"worth, {n.money_unit}", "taken", "best"]  # fmt: skip
    rows = [[r["demands"], n.money(r["cost_usd_mn"]), n.money(r["value_usd_mn"]), _yes(r["taken"], lang), _yes(r["best"], lang) if r["best"] else ""]
            for r in a.packages.to_dict("records")]  # fmt: skip
    rule = ("一组要求只要合计成本不超过威胁的损失就会被接受；挂钩只有在还有余地、且增加的议题对发出方有价值时才有用。" if zh else
            "A set is taken while it costs the target no more than the threat would. Tying issues together gets more only where there is room left and "
            "what is added is worth something to the sender.")  # fmt: skip
    return section(
        "议题挂钩" if zh else "Issues tied together",
        paragraphs([linkage(a, lang)]),
        grid(heads, rows, 1, "dense"),
        paragraphs([rule], "small"),
    )


# -- what stands against it ----------------------------------------------------------------------------------------------
def _reserve(a: Answer, lang: str) -> str:
    zh, n, t = lang == "zh", Numbers(lang), a.threat
    heads = ["若拿掉", "其作用", "则结果", "对方的回应", f"至多付出 {n.money_unit}", f"执行代价 {n.money_unit}"] if zh else [
        "without", "what it does", "outcome then", "answer then", f"most given, {n.money_unit}", f"executing costs, {n.money_unit}"]  # fmt: skip
    rows = [["（现状）" if zh else "(as it is)", "", of(OUTCOMES, t.outcome, lang), named(t.answer.name, lang), n.money(t.most, sign=False),
             n.money(t.bluff_price, sign=False)]]  # fmt: skip
    for name, r in a.reserve.iterrows():
        last = name == "disarmed"
        rows.append([("一切回应" if zh else "any answer") if last else named(str(name), lang), "" if last else of(ROLES, r["role"], lang),
                     of(OUTCOMES, r["outcome"], lang), named(r["answer"], lang), n.money(r["most_usd_mn"], sign=False),
                     n.money(r["bluff_usd_mn"], sign=False)])  # fmt: skip
    note = ("一项反制即使从不使用，也可能改变结果：它使执行的代价高于退缩的代价。代价高于收益的反制只有在对方确有决心使用时才算数（--resolve）。" if zh else
            "A countermeasure may change the outcome and never be used: it does so by making execution dearer than backing down. One that hurts its owner "
            "counts only if its use is believed (--resolve).")  # fmt: skip
    return tabled("储备的反制：备而不用" if zh else "In reserve: armed, not used", heads, rows, 4, note, "dense")


# -- what was assumed ----------------------------------------------------------------------------------------------------
def _assumed(a: Answer, lang: str) -> str:
    zh, q, t = lang == "zh", a.asked, a.threat
    target, sender = in_sentence(t.target, lang), in_sentence(t.sender, lang)
    goods = (
        ("全部行业" if zh else "every industry")
        if q.sectors is None
        else listed([("货物" if zh else "goods") if s == "goods" else label(s, lang) for s in q.sectors], lang)
    )
    low, high = (rate(100 * b, lang, 0) for b in q.bounds)
    shame = ("排除退缩" if zh else "backing down is ruled out") if q.believed else money(t.audience, lang)
    firm = {k: v for k, v in t.resolve.items() if v > 0}
    resolve = (
        listed([f"{named(k, lang)} {money(v, lang)}" for k, v in firm.items()], lang)
        if firm
        else ("无" if zh else "none")
    )
    lines = [
        f"一个回合：{target}让步或抵制；若抵制，{sender}执行或退缩；若执行，{target}选择最佳回应。双方都清楚对方的收益。" if zh else
        f"One round: {target} concedes or resists; if it resists, {sender} executes or backs down; if it executes, {target} answers as is best for it. "
        "Both know each other's payoffs.",
        f"{target}的最优关税：{of(GRAINS, q.tariffs, lang)}，范围 {goods}，{low} 至 {high}，只针对{sender}。" if zh else
        f"The best tariffs in answer: {of(GRAINS, q.tariffs, lang)}, on {goods}, from {low} to {high}, on {sender} alone.",
        f"退缩的代价（受众成本）：{shame}。回应的决心：{resolve}。" if zh else
        f"What backing down costs the sender (audience cost): {shame}. Resolve to answer: {resolve}.",
        f"{caption(a, lang)}；现行关税：{q.tariff_base}。" if zh else f"{caption(a, lang)}; tariffs in force: {q.tariff_base}.",
        "只计实际收入：没有联盟、安全与声誉的价值，也不知道对方真实的决心。这不是预测。" if zh else
        "Real income alone counts: no worth of alliances, security or reputation beyond the figures above, and no doubt about the other's resolve. "
        "This is no forecast.",
    ]  # fmt: skip
    return section("假设条件" if zh else "What was assumed", bullets(lines))


_PAPERS = (
    ("Schelling, T. C. (1960), The Strategy of Conflict, Harvard University Press", "threats, promises, commitment", ""),
    ("Fearon, J. D. (1994), Domestic Political Audiences and the Escalation of International Disputes, American Political Science Review 88(3), "
     "577–592", "audience costs", "https://doi.org/10.2307/2944796"),
    ("Drezner, D. W. (2003), The Hidden Hand of Economic Coercion, International Organization 57(3), 643–659", "threats against sanctions imposed",
     "https://doi.org/10.1017/S0020818303573052"),
)  # fmt: skip


def _sources(a: Answer, lang: str) -> str:
    """Data of the world, and the papers of the method."""
    papers = [dict(zip(("citation", "what", "url"), p, strict=True)) for p in _PAPERS]
    return sources([*of_world(a.world, (a.world.elasticity_set,)), *papers], lang)
