"""Words of the answers on threats, in English and Chinese: one place for the terminal and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bahe.report.wording.names import in_sentence, label
from bahe.report.wording.numbers import Numbers, money, rate
from bahe.report.wording.terms import CLOSURES, elasticities_of
from bahe.report.wording.texts import capital, listed, of
from bahe.statecraft.threat import BEST, IN_KIND, NOTHING

if TYPE_CHECKING:
    from bahe.report.threats.answer import Answer
    from bahe.world.shock import Effect

#: Answers that need no list -> (English, Chinese).
ANSWERS = {
    NOTHING: ("no answer", "不回应"),
    BEST: ("its best tariffs", "最优关税"),
    IN_KIND: ("an answer in kind", "对等回应"),
}

#: Outcome -> (English, Chinese).
OUTCOMES = {
    "concedes": ("the target concedes", "对方让步"), "executed": ("the threat is executed", "威胁被执行"),
    "not credible": ("the threat is not believed", "威胁不可信"),
}  # fmt: skip

#: Role of a countermeasure -> (English, Chinese).
ROLES = {
    "used": ("used", "被使用"), "deters": ("deters", "慑止"), "softens": ("lowers what is given", "减少让步"), "idle": ("changes nothing", "无影响"),
}  # fmt: skip


def named(name: str, lang: str) -> str:
    """The name of an answer."""
    return of(ANSWERS, name, lang)


def pct(share: float, lang: str) -> str:
    """A loss as a share of real income, in per cent."""
    return rate(100 * share, lang, 2 if share >= 1e-4 else 3)


def caption(a: Answer, lang: str) -> str:
    """Horizon, closure and elasticities: no figure is printed without them."""
    from bahe.report.wording.terms import HORIZONS

    parts = [of(HORIZONS, a.threat.horizon, lang), of(CLOSURES, a.asked.closure, lang),
             f"{'弹性' if lang == 'zh' else 'elasticities'} {elasticities_of(a.world)}", a.world.name]  # fmt: skip
    return ("；" if lang == "zh" else "; ").join(parts)


def made(a: Answer, lang: str) -> str:
    """What is threatened, in one sentence."""
    each = [_move(e, lang) or e.why for e in a.asked.shock.effects]
    return capital(f"{'；' if lang == 'zh' else '; '}".join(dict.fromkeys(each))) + ("。" if lang == "zh" else ".")


def _move(e: Effect, lang: str) -> str:
    """A move in words; empty where it is in_sentence cell by cell."""
    if e.cells is not None or e.how not in ("add", "rate", "cap", "times"):
        return ""
    zh = lang == "zh"
    sides = [listed([in_sentence(x, lang) for x in names], lang) for names in (e.importers, e.exporters)]
    goods = listed([("货物" if zh else "goods") if k == "goods" else label(k, lang) for k in e.sectors], lang)
    buyer, seller = sides
    size = f"{100 * abs(e.value):g}"
    if e.lever in ("tariff", "export_tax"):
        by, on = (buyer, seller) if e.lever == "tariff" else (seller, buyer)
        tax = ("关税" if zh else "tariffs") if e.lever == "tariff" else ("出口税" if zh else "export taxes")
        if e.how == "add":
            up = e.value >= 0
            return (f"{by}把对{on}（{goods}）的{tax}{'提高' if up else '降低'} {size} 个百分点" if zh else
                    f"{by} {'raises' if up else 'lowers'} {tax} on {on} ({goods}) by {size} points")  # fmt: skip
        return f"{by}把对{on}（{goods}）的{tax}定为 {size}%" if zh else f"{by} sets {tax} on {on} ({goods}) at {size} %"
    if e.lever == "control":
        denied = f"{100 * (1 - e.value):g}"
        return (
            f"{seller}对{buyer}（{goods}）拒供 {denied}%"
            if zh
            else f"{seller} denies {buyer} {denied} % of its exports ({goods})"
        )
    if e.lever == "trade_cost":
        return (f"{buyer}自{seller}进口（{goods}）的贸易成本变为 {e.value:g} 倍" if zh else
                f"{buyer} makes imports from {seller} ({goods}) {e.value:g} times as dear to trade")  # fmt: skip
    return ""


def blow(a: Answer, lang: str) -> str:
    """What executing would cost the target and the sender, answered or not."""
    zh, t = lang == "zh", a.threat
    target, sender = in_sentence(t.target, lang), in_sentence(t.sender, lang)
    bare = next(x for x in t.answers if x.name == NOTHING)
    lost = t.loss > 0
    if zh:
        text = f"若威胁被执行且不回应，{target}每年{'损失' if lost else '反而获益'} {money(t.loss, lang)}（占实际收入 {pct(abs(t.loss) / t.income[1], lang)}），"
        text += f"{sender}自身{'损失' if bare.sender < 0 else '获益'} {money(bare.sender, lang)}。"
    else:
        text = f"Carried out and not answered, the threat would {'cost' if lost else 'bring'} {target} {money(t.loss, lang)} a year "
        text += f"({pct(abs(t.loss) / t.income[1], lang)} of real income) and {'cost' if bare.sender < 0 else 'bring'} {sender} {money(bare.sender, lang)}."
    return text + _answered(a, lang)


def _answered(a: Answer, lang: str) -> str:
    zh, t, x = lang == "zh", a.threat, a.threat.answer
    target, sender = in_sentence(t.target, lang), in_sentence(t.sender, lang)
    if x.name == NOTHING:
        return f"{target}最好不回应。" if zh else f" {capital(target)} would do best not to answer."
    at, below = "", ""
    if x.rate is not None:
        best, force = rate(100 * x.rate, lang), rate(100 * a.in_force, lang)
        at = f"（平均 {best}；现行 {force}）" if zh else f" ({best} on average; in force {force})"
        if x.rate < a.in_force:
            below = (f"这低于现行税率：即使没有威胁，更低的关税对{target}的实际收入也更好。" if zh else
                     f" That is below what is in force: lower tariffs would raise the real income of {target} in any case.")  # fmt: skip
    ends = [("损失" if v < 0 else "获益") if zh else ("loss" if v < 0 else "gain") for v in (x.target, x.sender)]
    if zh:
        text = f"{target}会选择的回应是{named(x.name, lang)}{at}：{target}{ends[0]} {money(x.target, lang)}"
        return f"{text}，{sender}{ends[1]} {money(x.sender, lang)}。{below}"
    return (f" {capital(target)} would answer with {named(x.name, lang)}{at}: a {ends[0]} of {money(x.target, lang)} for {target} and a {ends[1]} "
            f"of {money(x.sender, lang)} for {sender}.{below}")  # fmt: skip


def belief(a: Answer, lang: str) -> str:
    """Would the sender carry it out?"""
    zh, t = lang == "zh", a.threat
    sender, price, shame = in_sentence(t.sender, lang), money(t.bluff_price, lang), money(t.audience, lang)
    if t.credible and t.bluff_price == 0:
        return (f"威胁可信：执行本身使{sender}每年获益 {money(t.answer.sender, lang)}。" if zh else
                f"The threat is credible: executing it would by itself bring {sender} {money(t.answer.sender, lang)} a year.")  # fmt: skip
    if a.asked.believed:
        return (f"假定威胁可信：{sender}不会退缩，尽管执行使它损失 {price}。" if zh else
                f"The threat is taken as believed: backing down is out of the question for {sender}, though executing costs it {price}.")  # fmt: skip
    if t.credible:
        return (f"威胁可信：退缩会使{sender}付出 {shame}，高于执行的代价 {price}。" if zh else
                f"The threat is credible: backing down would cost {sender} {shame}, more than the {price} that executing costs it.")  # fmt: skip
    if t.audience == 0:
        return (f"威胁本身不可信：执行使{sender}损失 {price}，退缩则没有代价。只有当退缩的代价（受众成本）高于 {price}时，它才会执行。" if zh else
                f"By itself the threat is not credible: executing would cost {sender} {price}, and backing down nothing. It would execute only if "
                f"backing down cost it more than {price} a year (--audience).")  # fmt: skip
    return (f"威胁不可信：执行使{sender}损失 {price}，高于退缩的代价 {shame}。" if zh else
            f"The threat is not credible: executing would cost {sender} {price}, more than the {shame} that backing down costs it.")  # fmt: skip


def most(a: Answer, lang: str) -> str:
    """The most that the target would give, the least that the sender would take, and half-way."""
    zh, t = lang == "zh", a.threat
    target, sender = in_sentence(t.target, lang), in_sentence(t.sender, lang)
    if t.at_stake == 0:
        return (f"{target}不会为此付出任何代价：回应之后它没有损失。" if zh else
                f"{capital(target)} would give nothing to be spared: having answered, it loses nothing.")  # fmt: skip
    limit = money(t.at_stake, lang)
    text = (f"{target}最多愿意" if zh else f"To be spared, {target} would give at most ") + (
        f"每年付出 {limit}以求免于此{'' if t.credible else '——前提是它相信威胁'}" if zh else
        f"{limit} a year{'' if t.credible else ', if it believed the threat'}")  # fmt: skip
    if t.answer.sender > t.at_stake:
        return text + (f"；但执行对{sender}值 {money(t.least, lang)}，更多，因此无可交易。" if zh else
                       f"; but executing is worth {money(t.least, lang)} to {sender}, which is more, so that there is nothing to trade.")  # fmt: skip
    if t.least > 0:
        text += (
            f"，{sender}最少要 {money(t.least, lang)}（执行带来的收益）"
            if zh
            else f", and {sender} would take no less than {money(t.least, lang)}, what executing brings it"
        )
    if not t.credible:
        return text + ("。" if zh else ".")
    x, power = money(a.concession, lang), a.asked.power
    where = ("双方力量相等" if zh else "between equals") if power == 0.5 else (
        f"发出方占可分利益的 {100 * power:.0f}%" if zh else f"with {100 * power:.0f} % of what there is to divide going to the sender")  # fmt: skip
    return text + (f"；{where}时，让步为每年 {x}。" if zh else f"; {where} the concession would be {x} a year.")


def least(a: Answer) -> float:
    """Amounts below this, USD million, are what the solver leaves beside the loss: nothing."""
    return 1e-4 * abs(a.threat.loss)


def asked(a: Answer, lang: str) -> str:
    """What is demanded, and what happens."""
    zh, t, n = lang == "zh", a.threat, Numbers(lang)
    if not t.demands:
        return ""
    target, sender = in_sentence(t.target, lang), in_sentence(t.sender, lang)

    def costs(v: float) -> str:
        if abs(v) < least(a):
            return f"{target}无成本" if zh else f"costs {target} nothing"
        if zh:
            return f"{target}{'付出' if v > 0 else '获益'} {money(v, lang)}"
        return (
            f"{'costs' if v > 0 else 'benefits'} {target} {money(v, lang)}"
            if v > 0
            else f"brings {target} {money(v, lang)}"
        )

    def worth(v: float) -> str:
        if zh:
            return f"对{sender}值 {n.usd(v).replace('+', '')}"
        return f"worth {n.usd(v).replace('+', '')} to {sender}"

    each = [
        f"{d.name}{'（' if zh else ' ('}{costs(d.cost)}{'，' if zh else ', '}{worth(d.value)}{'）' if zh else ')'}"
        for d in t.demands
    ]
    text = f"要求：{listed(each, lang)}。" if zh else f"Asked: {listed(each, lang)}."
    total = sum(d.cost for d in t.demands)
    if not t.credible:
        return text + (
            f"{target}不会让步，因为它不相信威胁。"
            if zh
            else f" {capital(target)} would not concede, since it does not believe the threat."
        )
    if t.outcome == "executed":
        return text + (f"{target}拒绝：合计成本 {money(total, lang)}，高于它最多愿付的 {money(t.most, lang)}；威胁被执行。" if zh else
                       f" {capital(target)} would refuse: {money(total, lang)} is more than the {money(t.most, lang)} that it would give, and the "
                       "threat would be carried out.")  # fmt: skip
    out = (f"{target}会让步：合计成本 {n.usd(total).replace('+', '')}，不超过 {money(t.most, lang)}。" if zh else
           f" {capital(target)} would concede: {n.usd(total).replace('+', '')} in all is no more than the {money(t.most, lang)} at stake.")  # fmt: skip
    if t.assured:
        return text + out
    return text + out + (f"但执行对{sender}比这些要求更值钱：仅凭让步，{target}并不安全。" if zh else
                         f" But executing is worth more to {sender} than all of it: conceding alone does not make {target} safe.")  # fmt: skip


def linkage(a: Answer, lang: str) -> str:
    """What tying the issues together does."""
    zh, t = lang == "zh", a.threat
    if len(t.demands) < 2:
        return ""
    best = "" if t.linked is None else listed(list(t.linked.demands), lang)
    if t.linkage:
        alone = max((p.value for p in t.packages if p.taken and len(p.demands) == 1), default=0.0)
        more = money((t.linked.value if t.linked else 0.0) - max(alone, 0.0), lang)
        return (f"议题挂钩有用：{best}一起提出可被接受，比最好的单项要求每年多得 {more}。" if zh else
                f"Linking pays: {best} together are taken, which is worth {more} a year more than the best single demand.")  # fmt: skip
    why = {
        "not credible": ("a threat that is not believed gets nothing, however issues are tied", "不可信的威胁，怎样挂钩都得不到什么"),
        "no room": ("together the issues cost the target more than the threat would", "合在一起，成本超过威胁本身的损失"),
        "worth nothing": ("what could be added is worth nothing to the sender", "可增加的议题对发出方没有价值"),
    }  # fmt: skip
    got = "" if not best else f"；最好的要求是{best}" if zh else f"; the best that is taken is {best}"
    return (
        f"议题挂钩不改变结果：{of(why, t.linkage_because, lang)}{got}。"
        if zh
        else f"Linking changes nothing: {of(why, t.linkage_because, lang)}{got}."
    )


def reserve(a: Answer, lang: str) -> str:
    """What the countermeasures in reserve do, armed and not used."""
    zh, t = lang == "zh", a.threat
    sender = in_sentence(t.sender, lang)
    lines = []
    for name, r in t.reserve.items():
        what = named(name, lang)
        if r.role == "deters":
            lines.append(f"{what}只需备而不用：有它在，{sender}会退缩；拿掉它，结果变为“{of(OUTCOMES, r.outcome, lang)}”" if zh else
                         f"{what}, held in reserve and never used, makes {sender} back down: take it off the table and "
                         f"{of(OUTCOMES, r.outcome, lang)}")  # fmt: skip
        elif r.role in ("used", "softens") and abs(r.most - t.most) > least(a):
            lines.append(f"没有{what}，{'会付出至多' if r.most > t.most else '至多付出'} {money(r.most, lang)}（现为 {money(t.most, lang)}）" if zh else
                         f"without {what} the target would give up to {money(r.most, lang)} instead of {money(t.most, lang)}")  # fmt: skip
    by_name = {x.name: x for x in t.answers}
    bare = by_name[NOTHING]
    spent = [n for n, r in t.reserve.items() if n not in (BEST, IN_KIND) and r.role == "idle" and by_name[n].solved
             and abs(by_name[n].target - bare.target) + abs(by_name[n].sender - bare.sender) < least(a)]  # fmt: skip
    idle = [n for n, r in t.reserve.items() if r.role == "idle" and n not in (BEST, IN_KIND, *spent)]
    if idle:
        lines.append(
            f"拿掉{listed(idle, lang)}不改变任何结果"
            if zh
            else f"taking {listed(idle, lang)} off the table changes nothing"
        )
    if spent:
        lines.append(f"{listed(spent, lang)}不起作用：威胁本身已使这些贸易降到更低" if zh else
                     f"{listed(spent, lang)} would not bite: the threat itself already stops more of that trade")  # fmt: skip
    if not lines:
        return ""
    return f"储备的反制：{'；'.join(lines)}。" if zh else f"In reserve: {'; '.join(lines)}."
