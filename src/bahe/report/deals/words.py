"""Words of the answers on deals, in English and Chinese: one place for the terminal and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bahe.report.wars.words import MANY
from bahe.report.wording.names import in_sentence
from bahe.report.wording.numbers import Numbers, change, money, rate
from bahe.report.wording.terms import CLOSURES, GRAINS, elasticities_of
from bahe.report.wording.texts import capital, listed, of

if TYPE_CHECKING:
    from bahe.report.deals.answer import Answer, Paired
    from bahe.statecraft.zone import End
    from bahe.world.world import World

#: What there is without a deal -> (English, Chinese): "over ..." and the head of a column.
STARTS = {
    "nash": ("the trade war", "关税战"), "status-quo": ("the tariffs in force", "现行关税"), "free-trade": ("free trade", "自由贸易"),
}  # fmt: skip
HEADS = {"nash": ("at war", "关税战"), "status-quo": ("in force", "现行"), "free-trade": ("free trade", "自由贸易")}

#: Rule -> (English, Chinese).
RULES = {"equal-gains": ("equal gains", "等比例获益"), "nash": ("the Nash product", "纳什积")}

#: Marks of the frontier -> (English, Chinese).
MARKS = {
    "nash": ("trade war", "关税战"), "status-quo": ("tariffs in force", "现行关税"), "free-trade": ("free trade", "自由贸易"),
    "equal-gains": ("equal gains", "等比例获益"), "nash-product": ("Nash product", "纳什积"),
    "paid": ("this deal, with payments", "本协议（含支付）"),
}  # fmt: skip


#: Gains below this, per cent of real income, are what the search leaves: nothing.
LEAST = 5e-4


def terms(world: World, horizon: str, closure: str, grain: str, lang: str) -> str:
    """Horizon, closure, elasticities and grain: no tariff is printed without them."""
    from bahe.report.wording.terms import HORIZONS

    zh = lang == "zh"
    parts = [of(HORIZONS, horizon, lang), of(CLOSURES, closure, lang), f"{'弹性' if zh else 'elasticities'} {elasticities_of(world)}",
             of(GRAINS, grain, lang), world.name]  # fmt: skip
    return ("；" if zh else "; ").join(parts)


def caption(a: Answer | Paired, lang: str) -> str:
    """`terms` of an answer."""
    g = a.game
    return terms(g.world, g.horizon, g.closure, a.grain, lang)


def opening(a: Answer, lang: str) -> str:
    """What all would set together."""
    zh, t, d = lang == "zh", a.players, a.deal
    start, rule = of(STARTS, d.start, lang), of(RULES, d.rule, lang)
    others = "" if a.asked.partners is None else ("彼此的" if zh else " on each other")
    mean = "" if len(a.rates) == len(t) else "平均" if zh else " mean"
    if len(t) > MANY:
        after, before = (rate(float(t[c].median()), lang) for c in ("tariff_pct", "tariff_before_pct"))
        return (f"若 {len(t)} 个参与方从{start}出发按{rule}达成协议，{others}{mean}关税的中位数从 {before} 变为 {after}。" if zh else
                f"If {len(t)} players agree, starting from {start}, by {rule}, the median of{mean} tariffs{others} moves from {before} to "
                f"{after}.")  # fmt: skip
    was = of(HEADS, d.start, lang)
    every = []
    for p, r in t.iterrows():
        before, force = (rate(r[c], lang) for c in ("tariff_before_pct", "tariff_applied_pct"))
        sides = f"{was} {before}" + ("" if d.start == "status-quo" else f"{'；现行' if zh else '; in force'} {force}")
        every.append(
            f"{in_sentence(str(p), lang)} {rate(r['tariff_pct'], lang)}{'（' if zh else ' ('}{sides}{'）' if zh else ')'}"
        )
    return (f"从{start}出发，按{rule}达成的协议将{others}{mean}关税定为：{listed(every, lang)}。" if zh else
            f"Starting from {start}, an agreement by {rule} sets{mean} tariffs{others}: {listed(every, lang)}.")  # fmt: skip


def outcome(a: Answer, lang: str) -> str:
    """What it brings to whom, over what there is without it."""
    zh, t, e, n = lang == "zh", a.players, a.economies, Numbers(lang)
    rest = e[e["player"] == ""]
    start, total = of(STARTS, a.deal.start, lang), float(t["gain_usd_mn"].sum())
    low, high = float(t["gain_pct"].min()), float(t["gain_pct"].max())
    if max(abs(low), abs(high)) < LEAST:
        text = f"与{start}相比，已无可共同获得的收益" if zh else f"There is nothing to gain together over {start}"
    elif len(t) > MANY:
        text = (f"与{start}相比，各方实际收入增加 {n.share(low)}% 至 {n.share(high)}%，合计每年 {money(total, lang)}" if zh else
                f"Over {start} the players gain {n.share(low)} to {n.share(high)} % of real income, together {money(total, lang)} a "
                "year")  # fmt: skip
    else:
        who = listed([f"{in_sentence(str(p), lang)} {change(r['gain_pct'], lang)}{'（每年 ' if zh else ' ('}{money(r['gain_usd_mn'], lang)}"
                      f"{'）' if zh else ' a year)'}" for p, r in t.iterrows()], lang)  # fmt: skip
        text = f"与{start}相比，实际收入变化：{who}" if zh else f"Over {start} real income changes by: {who}"
    text += _payments(a, lang)
    if rest.empty:
        return text + ("。" if zh else ".")
    theirs = float(rest["gain_usd_mn"].sum())
    verb = ("合计获益" if theirs > 0 else "合计损失") if zh else ("gain" if theirs > 0 else "lose")
    return text + (f"；其他 {len(rest)} 个经济体{verb} {money(theirs, lang)}。" if zh else
                   f"; the other {len(rest)} economies together {verb} {money(theirs, lang)}.")  # fmt: skip


def _payments(a: Answer, lang: str) -> str:
    """Who pays whom, where side payments are allowed."""
    if not a.asked.side_payments:
        return ""
    zh, t = lang == "zh", a.players["payment_usd_mn"]
    every = [
        f"{in_sentence(str(p), lang)}{('收到' if v > 0 else '支付') if zh else (' receives' if v > 0 else ' pays')} {money(v, lang)}"
        for p, v in t.items() if abs(v) > 1e-4 * float(a.players["gain_usd_mn"].abs().max())
    ]  # fmt: skip
    if not every:
        return "；不需要支付" if zh else "; nobody needs to be paid"
    return f"；其中{listed(every[:MANY], lang)}" if zh else f"; of that {listed(every[:MANY], lang)}"


def bargain(a: Answer, lang: str) -> str:
    """Why they sign: what each gives and takes."""
    zh, x = lang == "zh", a.why
    if float(a.players["gain_pct"].abs().max()) < LEAST:
        return ""
    own, others = x["own_usd_mn"], x["others_usd_mn"]
    if len(x) > MANY:
        costs, gains = int((own < 0).sum()), int((others > 0).sum())
        return (f"为何签署：自身调整单独使 {costs} 方受损，他方的调整使 {gains} 方获益；单独行动不值得，一起行动才值得。" if zh else
                f"Why they sign: their own moves alone would cost {costs} of them, the others' moves bring {gains} of them a gain; what "
                "does not pay alone pays together.")  # fmt: skip
    costly, names = own.max() < 0 < others.min(), [in_sentence(str(p), lang) for p in x.index]
    amount = money if costly else lambda v, lang: Numbers(lang).usd(v)
    give, take = (
        listed([f"{p} {amount(v, lang)}" for p, v in zip(names, c, strict=True)], lang) for c in (own, others)
    )
    if costly:
        return (f"为何签署：只降自己的关税，每年使{give}受损；他方降税，使{take}获益。谁都不会单独先降，一起降则各方都更好。" if zh else
                f"Why they sign: its own cuts alone would cost {give} a year, the others' cuts bring {take}. Nobody would cut alone, and "
                "everybody is better off if all do.")  # fmt: skip
    return (f"为何签署：自身调整单独带来{give}，他方调整带来{take}（每年）。" if zh else
            f"Why they sign: their own moves alone are worth {give} a year, the others' moves {take}.")  # fmt: skip


def zone_said(a: Answer, lang: str) -> str:
    """The zone of agreement in percentage points and dollars a year."""
    if a.curve is None:
        return ""
    zh, start = lang == "zh", of(STARTS, a.deal.start, lang)
    if a.ends is None:
        return (f"谈判空间：前沿上没有双方都优于{start}的协议。" if zh else
                f"Zone of agreement: no deal of the frontier is better for both than {start}.")  # fmt: skip
    text = [_end(a, e, lang) for e in a.ends]
    if zh:
        return f"谈判空间（双方都优于{start}的有效率协议）：从{text[0]}，到{text[1]}。"
    return f"Zone of agreement (efficient deals that both prefer to {start}): from {text[0]}, to {text[1]}."


def _end(a: Answer, e: End, lang: str) -> str:
    zh, names = lang == "zh", [in_sentence(p, lang) for p in a.deal.players]
    other = 1 if e.spared == a.deal.players[0] else 0
    rates = [f"{n} {rate(100 * r, lang)}" for n, r in zip(names, e.rates, strict=True)]
    got = money(e.usd[other], lang)
    if not e.reached:
        return (f"{listed(rates, lang)}（边界，{names[other]}得 {got}）" if zh else
                f"{listed(rates, lang)} (the end of the curve, {names[other]} gaining {got} a year)")  # fmt: skip
    return (f"{listed(rates, lang)}（全部归{names[other]}：每年 {got}）" if zh else
            f"{listed(rates, lang)}, all of it to {names[other]} ({got} a year)")  # fmt: skip


def sure(a: Answer | Paired, lang: str) -> str:
    """How the search ended."""
    i, zh = a.info, lang == "zh"
    if zh:
        return f"收敛：{i.iterations} 次求值，{i.seconds:.1f} 秒，残差 {i.residual:.1e}（容差 {i.tolerance:.0e}）。".replace(
            "-", "−"
        )
    how = f"{i.iterations} evaluations in {i.seconds:.1f} s"
    return f"{capital(i.outcome.name)}: {how}, residual {i.residual:.1e} (tolerance {i.tolerance:.0e})."


# -- pairs -----------------------------------------------------------------------------------------------------------------
def paired_opening(a: Paired, lang: str) -> str:
    """What all pairs agree on."""
    zh, t, found = lang == "zh", a.players, a.found
    mfn = "" if not found.mfn else "最惠国待遇下，" if zh else ", with most-favoured-nation treatment"
    after, before = (float((t[c] * a.weights).sum() / a.weights.sum()) for c in ("tariff_pct", "tariff_before_pct"))
    start = of(STARTS, a.asked.start, lang)
    names = [in_sentence(str(p), lang) for p in t.index]
    who = listed(names, lang) if len(names) <= MANY else f"{len(names)} 方" if zh else f"{len(names)} players"
    if zh:
        return f"{mfn}{who}两两谈判、其他协议不变：彼此的平均关税从{start}的 {rate(before, lang)} 降到 {rate(after, lang)}。"
    return (f"{capital(who)} bargain pair by pair{mfn}, all other agreements held: tariffs on each other move from {rate(before, lang)} "
            f"in {start} to {rate(after, lang)} on average.")  # fmt: skip


def paired_outcome(a: Paired, lang: str) -> str:
    """What each gains over no agreement, and which pair matters most."""
    zh, t, p = lang == "zh", a.players, a.pairs
    who = listed([f"{in_sentence(str(x), lang)} {change(r['gain_pct'], lang)}{'（每年 ' if zh else ' ('}{money(r['gain_usd_mn'], lang)}"
                  f"{'）' if zh else ' a year)'}" for x, r in t.head(MANY).iterrows()], lang)  # fmt: skip
    text = f"与没有任何协议相比：{who}。" if zh else f"Over no agreement at all: {who}."
    both = p["first_usd_mn"] + p["second_usd_mn"]
    top = p.iloc[int(both.to_numpy().argmax())]
    pair = listed([in_sentence(top["first"], lang), in_sentence(top["second"], lang)], lang)
    worth = money(float(both.max()), lang)
    return text + (f"最重要的一对是{pair}：若只有这一项协议破裂，双方合计每年损失 {worth}。" if zh else
                   f" The pair that matters most is {pair}: if this one agreement alone broke, the two would lose {worth} a "
                   "year.")  # fmt: skip
