"""Words of talks, in English and Chinese: one place for the terminal and the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bahe.report.wording.names import in_sentence
from bahe.report.wording.numbers import MISSING, Numbers, known, plain
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from bahe.report.talks.answer import Answer, Told

#: End of a deadline -> (English, Chinese).
KINDS = {"deal": ("signed", "签署"), "truce": ("prolonged", "延长"), "breakdown": ("talks end without it", "谈判破裂")}
#: The same, and what a claim calls an end.
ENDS = KINDS | {"escalation": ("escalation", "升级")}
#: What was seen of a deadline: its end, or that it is open.
SEEN = KINDS | {"open": ("open", "未决")}
#: Cause of delay of a truce clock -> (English, Chinese).
DELAYS = {"private information": ("private information on what signing costs today", "关于签署成本的私人信息"),
          "the truce is worth more than the deal": ("a truce that is worth more to somebody than what it ends in", "休战对某一方的价值高于其结局"),
          "a rising outside option": ("a rising outside option", "上升的外部选项")}  # fmt: skip
#: Horizon -> (English, Chinese).
HORIZONS = {"long": ("long run", "长期"), "long-bln": ("long run (BLN)", "长期（BLN）"), "medium": ("medium run", "中期"),
            "short": ("short run", "短期"), "shock": ("on impact", "冲击期")}  # fmt: skip
#: Protocol -> (English, Chinese).
PROTOCOLS = {
    "nash": ("Nash bargain", "纳什谈判"), "kalai-smorodinsky": ("Kalai-Smorodinsky bargain", "卡莱-斯莫罗金斯基谈判"),
    "rubinstein": ("alternating offers", "轮流出价"), "deadline": ("alternating offers with a deadline", "有期限的轮流出价"),
    "truce": ("truce clock", "休战时钟"), "reputation": ("war of reputation", "声誉之争"),
    "ultimatum": ("take it or leave it", "最后通牒"),
}  # fmt: skip
#: Unit of a pledge or an issue -> (English, Chinese).
UNITS = {
    "points": ("points", "百分点"),
    "days": ("days", "天"),
    "share withheld": ("share withheld", "断供比例"),
    "USD bn a year": ("USD bn a year", "十亿美元/年"),
    "USD bn": ("USD bn", "十亿美元"),
}
#: What a cause is -> (English, Chinese).
WHATS = {"outside option": ("outside option", "外部选项"), "issue": ("issue", "议题"), "linkage": ("linkage", "挂钩"),
         "private information": ("private information", "私人信息"), "clock": ("clock", "时钟"),
         "security": ("worth of a rival's loss", "对手损失的价值")}  # fmt: skip
#: Whether a condition holds -> (English, Chinese).
HOLDS = {"yes": ("holds", "成立"), "no": ("does not hold", "不成立"), "mixed": ("depends on the horizon or end", "因时期或取值端而异"),
         "unknown": ("unknown", "未知")}  # fmt: skip
#: Verdict -> (English, Chinese).
VERDICTS = {"supported": ("supported", "得到支持"), "contradicted": ("contradicted", "与之相反"), "mixed": ("mixed", "不一"),
            "unknown": ("unknown", "未知")}  # fmt: skip


def usd(bn: float | None, lang: str, sign: bool = True) -> str:
    """USD bn a year as the language counts money."""
    return Numbers(lang).money(None if not known(bn) else 1000.0 * bn, sign)  # type: ignore[operator]


def spread(three: tuple[float, float, float], lang: str) -> str:
    """`+4.1 [+3.0, +5.2]`."""
    if not known(three[0]):
        return MISSING[lang]
    return f"{usd(three[0], lang)} [{usd(three[1], lang)}, {usd(three[2], lang)}]"


def levels(three: tuple[float, float, float], lang: str) -> str:
    """`12.0 [10.0, 15.0]` in the unit of an issue; a sign of nothing where nothing is signed."""
    mid, low, high = three
    return "–" if not known(mid) else f"{plain(mid, 1, lang)} [{plain(low, 1, lang)}, {plain(high, 1, lang)}]"


def chance(x: float | None, lang: str) -> str:
    """A chance in whole per cent; what is neither nought nor all is never rounded to it."""
    if not known(x):
        return MISSING[lang]
    assert x is not None
    shown = "<1" if 0 < x < 0.005 else ">99" if 0.995 < x < 1 else plain(100 * x, 0, lang)
    return shown + ("%" if lang == "zh" else " %")


def horizon(name: str, lang: str) -> str:
    """Name of a horizon."""
    return of(HORIZONS, name, lang)


def key(name: str, lang: str) -> str:
    """`long, low`: the horizon, and the end of the pledge."""
    h, comma, end = name.partition(", ")
    ends = {"low": ("low end", "低端"), "high": ("high end", "高端")}
    return horizon(h, lang) + (f" ({of(ends, end, lang)})" if comma else "")


def variant(a: Answer, name: str, lang: str) -> str:
    """Label of a variant."""
    return a.run.scenario.variant(name).label[lang]


def states(a: Answer, chances: Mapping[str, float], lang: str) -> str:
    """A variant, or variants with their chances."""
    if len(chances) == 1:
        return variant(a, next(iter(chances)), lang)
    parts = [f"{variant(a, v, lang)} ({chance(q, lang)})" for v, q in chances.items()]
    return (" 或 " if lang == "zh" else " or ").join(parts)


def cause_label(t: Told, name: str, lang: str) -> str:
    """Label of a cause."""
    return next(c.label[lang] for c in t.table.causes if c.id == name)


def answer(a: Answer, lang: str) -> list[str]:
    """How each table ends, what it turns on, whether waiting pays, and the verdict."""
    out: list[str] = []
    for t in a.tables:
        # With several tables the amounts are left to their sections.
        parts = (ends, delays, belief, gains, turns, waiting) if len(a.tables) == 1 else (ends, delays, belief, turns)
        body = [s for f in parts if (s := f(a, t, lang))]
        if len(a.tables) == 1:
            out += body
            continue
        out.append(f"{t.table.label[lang]}{'：' if lang == 'zh' else ': '}" + ("" if lang == "zh" else " ").join(body))
    if a.conditions:
        out.append(judged(a, lang))
    return out


def ends(a: Answer, t: Told, lang: str) -> str:
    """How the first deadline ends at each horizon."""
    zh, parts = lang == "zh", []
    first = t.table.protocol == "truce" and t.table.rounds > 1
    for h in t.horizons:
        three = {k: t.mean(k, h) for k in KINDS}
        every = t.mean("signed", h)
        kinds = [k for k in KINDS if k != "truce" or t.table.protocol == "truce"]
        figures = "、" if zh else ", "
        said_ = figures.join(f"{of(KINDS, k, lang)} {chance(three[k], lang)}" for k in kinds)
        end = (
            (
                f"（整个时钟内签署：{chance(every, lang)}）"
                if zh
                else f" (signed by the last deadline: {chance(every, lang)})"
            )
            if first
            else ""
        )
        parts.append(f"{horizon(h, lang)}：{said_}{end}" if zh else f"{horizon(h, lang)}, {said_}{end}")
    where = ("首个期限：" if zh else "at the first deadline: ") if first else ""
    text = ("；" if zh else "; ").join(parts) + ("。" if zh else ".")
    return (where + text) if zh else (where + text)[0].upper() + (where + text)[1:]


def delays(a: Answer, t: Told, lang: str) -> str:
    """Why it is not signed on the first day: each cause that is there, and the chance of signing without it."""
    if t.delay.empty:
        return ""
    zh, parts = lang == "zh", []
    for h in dict.fromkeys(t.delay["horizon"]):
        each = [
            f"{of(DELAYS, r['cause'], lang)}（若无：签署 {chance(r['first_without'], lang)}）" if zh else
            f"{of(DELAYS, r['cause'], lang)} (without it, signed: {chance(r['first_without'], lang)})"
            for r in t.delay[t.delay["horizon"] == h].to_dict("records")
        ]  # fmt: skip
        parts.append(f"{horizon(h, lang)}：{'、'.join(each)}" if zh else f"{horizon(h, lang)}, {'; '.join(each)}")
    text = ("；" if zh else "; ").join(parts)
    return f"未在首日签署的原因——{text}。" if zh else f"Not signed on the first day because of: {text}."


def belief(a: Answer, t: Told, lang: str) -> str:
    """Whether the threat behind the talks would be carried out, and what backing down must cost for that."""
    if not t.table.sender:
        return ""
    zh, n, parts = lang == "zh", Numbers(lang), []
    for h in t.horizons:
        share, price = t.mean("believed", h), n.money(1000 * t.band("bluff_price_usd_bn", h)[0], sign=False)
        parts.append(f"{horizon(h, lang)} {chance(share, lang)}（代价须达 {price}）" if zh else
                     f"{horizon(h, lang)} in {chance(share, lang)} of draws (backing down would have to cost {price})")  # fmt: skip
    text = ("；" if zh else "; ").join(parts)
    who = in_sentence(t.table.sender, lang)
    return (f"{who}的威胁可信的比例，{n.money_unit}/年：{text}。" if zh else
            f"The threat of {who} is believed, {n.money_unit} a year: {text}.")  # fmt: skip


def gains(a: Answer, t: Told, lang: str) -> str:
    """What each party expects over walking away."""
    zh, n = lang == "zh", Numbers(lang)
    parts = []
    for h in t.horizons:
        each = [f"{in_sentence(p, lang)} {usd(t.band(f'gain_{p}', h)[0], lang)}" for p in t.table.parties]
        parts.append(f"{horizon(h, lang)} " + ("、" if zh else ", ").join(each))
    text = ("；" if zh else "; ").join(parts)
    return (
        f"预期所得（相对于谈崩，{n.money_unit}/年，中位数）：{text}。"
        if zh
        else f"Expected over walking away, {n.money_unit} a year, medians: {text}."
    )


def turns(a: Answer, t: Told, lang: str) -> str:
    """The cause on which most turns."""
    zh, parts = lang == "zh", []
    for h in t.horizons:
        c = t.turning(h)
        if c is not None:
            name = cause_label(t, str(c["cause"]), lang)
            then = f"{of(KINDS, str(c['kind']), lang)}，签署 {chance(c['deal'], lang)}" if zh else (
                f"{of(KINDS, str(c['kind']), lang)}, chance of signing {chance(c['deal'], lang)}")  # fmt: skip
            parts.append(
                f"{horizon(h, lang)}：{name}（若无：{then}）"
                if zh
                else f"{horizon(h, lang)}, “{name}” (without it: {then})"
            )
    if not parts:
        return ""
    return f"最关键的原因——{'；'.join(parts)}。" if zh else f"Most turns on: {'; '.join(parts)}."


def waiting(a: Answer, t: Told, lang: str) -> str:
    """Who gains by one more month before the signature."""
    zh, n, parts = lang == "zh", Numbers(lang), []
    for h in t.horizons:
        m = t.months[t.months["horizon"] == h].set_index("party")["month"]
        if m.isna().all():
            continue
        each = [f"{in_sentence(p, lang)} {n.money(1000 * m[p])}" for p in t.table.parties]
        parts.append(f"{horizon(h, lang)} " + ("、" if zh else ", ").join(each))
    if not parts:
        return ""
    text = ("；" if zh else "; ").join(parts)
    return (
        f"签署前多等一个月（{n.money_unit}）：{text}。"
        if zh
        else f"One more month before the signature, {n.money_unit}: {text}."
    )


def judged(a: Answer, lang: str) -> str:
    """The verdict and how many conditions it stands on."""
    zh = lang == "zh"
    have = sum(c["holds"] != "unknown" for c in a.conditions)
    held = [c["id"] for c in a.conditions if c["holds"] == "yes"]
    left = len(a.conditions) - have
    word = of(VERDICTS, a.verdict, lang)
    if zh:
        return f"事先写下的 {len(a.conditions)} 项条件中，{have} 项可计算，{left} 项缺数据；成立：{'、'.join(held) or '无'}。判定：{word}。"
    return (f"Of {len(a.conditions)} conditions written down before, {have} have a figure and {left} lack a datum; holding: "
            f"{', '.join(held) or 'none'}. Verdict: {word}.")  # fmt: skip


def figure(value: Any, lang: str) -> str:
    """A figure of a condition."""
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, str):
        return of(ENDS, value, lang)
    return plain(float(value), 2, lang) if abs(value) >= 0.005 or value == 0 else f"{value:.1e}".replace("-", "−")


#: Kind of figure -> how it is got (English, Chinese).
HOW = {
    "outcome": ("likeliest end of the first deadline over the draws of a horizon{cause}", "各时期抽样中首个期限最可能的结局{cause}"),
    "same-outcome": ("whether the likeliest end is “{like}” with all causes there and with each one taken away",
                     "在全部原因存在及逐一去掉时，最可能的结局是否均为“{like}”"),
    "payoff-change": ("expected real income of {party} with the cause “{id}” there, less without it", "有原因“{id}”时{party}的预期实际收入减去没有时"),
    "loss-difference": ("loss of real income of {party} less that of {against} in the variant {variant}",
                        "状态 {variant} 下{party}的实际收入损失减去{against}的损失"),
    "pledge-less-loss": ("{minus}(delivered share x cost of a delivered dollar x amount of the pledges, less {chance} x real income lost if the threat is "
                         "carried out), at both ends of the typed-in share and cost",
                         "{minus}（承诺额 × 兑现比例 × 每兑现一美元的代价 − {chance} × 威胁实施造成的实际收入损失），取输入比例与代价的两端"),
    "pledge-share": ("delivered share x cost of a delivered dollar x amount of the pledges over the giver's income, at both ends of the typed-in share "
                     "and cost", "承诺额 × 兑现比例 × 每兑现一美元的代价，占给出方收入之比，取输入比例与代价的两端"),
}  # fmt: skip


def how(f: Any, lang: str) -> str:
    """How a figure is got, in a sentence's worth of words."""
    zh = lang == "zh"
    cause = "" if not f.cause else f"（去掉“{f.cause}”）" if zh else f", the cause “{f.cause}” taken away"
    return of(HOW, f.what, lang).format(
        cause=cause, id=f.cause, like=of(KINDS, f.like, lang), party=f.party, against=f.against, variant=f.variant, chance=f"{f.chance:g}",
        minus="−" if f.sign < 0 else "")  # fmt: skip


def disagree(by: Mapping[str, Any]) -> dict[str, str]:
    """Why a word has no one value: the horizons say different things."""
    return {
        "en": "horizons differ: " + "; ".join(f"{k}: {figure(v, 'en')}" for k, v in by.items()),
        "zh": "各时期不一：" + "；".join(f"{k}：{figure(v, 'zh')}" for k, v in by.items()),
    }
