"""What a tug says, in English and Chinese: sentences, names of policies, channels, factors, parameters, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bahe.report.wording.names import label
from bahe.report.wording.numbers import MINUS
from bahe.report.wording.texts import of as of

SHOWN = {
    "home": ("home share of purchases", "国产份额"), "imports": ("holder's part of imports", "持有方占进口的份额"),
    "market": ("holder's part of the market", "持有方占市场的份额"), "users": ("holder's part of imports times users that are left", "持有方占进口的份额 × 尚在使用者"),
}  # fmt: skip
POLICIES = {
    "free": ("free sale", "自由销售"), "embargo": ("squeezed for good", "长期断供"), "embargo-then-lift": ("squeezed, then lifted", "断供后解除"),
    "stepped": ("squeezed in steps", "分步断供"),
}  # fmt: skip
FACTORS = {
    "control": ("control", "管制"), "floor": ("procurement floor", "采购下限"), "learning": ("learning", "学习"), "lock-in": ("lock-in", "锁定"),
    "third countries": ("third countries", "第三国"), "technology switch": ("technology switch", "技术替换"), "distrust": ("distrust", "不信任"),
    "under way": ("already under way", "此前已在进行"), "all of them off": ("with all of these off", "以上全部关闭"),
}  # fmt: skip
CHANNELS = {
    "home output": ("home output", "本国生产"),
    "third countries": ("third countries", "第三国"),
    "technology switch": ("technology switch", "技术替换"),
}
PARAMETERS = {
    "intensity": ("part withheld", "断供比例"), "first": ("part withheld at first", "初期断供比例"), "later": ("part withheld later", "后期断供比例"),
    "home_share": ("home share at the start", "起始国产份额"), "holder_part": ("holder's part of imports at the start", "起始持有方占进口份额"),
    "gap": ("log cost gap at the start", "起始成本差距（对数）"), "made": ("experience at the start, market-years", "起始经验（市场年）"),
    "pull": ("under way at the start, log-odds", "起始时未完成的调整（对数几率）"), "exponent": ("Wright's exponent", "莱特指数"),
    "noise": ("noise of the gap, a year", "差距的年噪声"), "setback_chance": ("chance of a setback, a year", "挫折概率/年"),
    "progress": ("holder's progress, a year", "持有方进步/年"), "diffusion": ("diffusion from imports", "进口扩散"),
    "research": ("usual research effort", "常规研发"), "research_response": ("rise of research under control", "管制下研发增幅"),
    "long_elasticity": ("long elasticity", "长期弹性"), "short_elasticity": ("short elasticity", "短期弹性"), "speed": ("speed of adoption, a year", "采用速度/年"),
    "resourcing": ("speed of re-sourcing, a year", "转向第三国的速度/年"), "leakage": ("leakage", "泄漏"), "fill": ("denied demand served at home", "缺口由本国供应的比例"),
    "distrust_weight": ("weight of distrust", "不信任权重"), "distrust_up": ("distrust bred, a year", "不信任上升/年"), "distrust_down": ("distrust healed, a year", "不信任消退/年"),
    "lock_in": ("network weight", "网络权重"), "compatibility": ("compatibility", "兼容度"), "base_life": ("life of the installed base, years", "存量寿命（年）"),
    "switch_rate": ("users that switch, a year", "技术替换率/年"), "stock": ("stock, years of imports", "库存（进口年数）"),
}  # fmt: skip
GROUNDS = {
    "measured": ("measured", "测得"),
    "quoted": ("quoted", "引用"),
    "judgement": ("judgement", "判断"),
    "case": ("this case", "本案例"),
    "off": ("off", "关闭"),
}
SIDES = {"supports": ("would support", "支持条件"), "contradicts": ("would contradict", "反驳条件")}
VERDICTS = {
    "supported": ("supported", "得到支持"),
    "contradicted": ("contradicted", "受到反驳"),
    "mixed": ("mixed", "互有出入"),
    "unknown": ("unknown", "未知"),
}


def share(x: float, lang: str, digits: int = 0) -> str:
    """A fraction as per cent."""
    return f"{round(100 * x, digits) + 0.0:.{digits}f}{'' if lang == 'zh' else ' '}%".replace("-", MINUS)


def clock(values: Sequence[float], lang: str, unit: str = "", digits: int = 1) -> str:
    """Median with the 90 % interval; what is not reached within the years played is said so."""
    never = "未达到" if lang == "zh" else "not reached"
    low, mid, high = (f"{v:.{digits}f}" if np.isfinite(v) else never for v in values)
    if not any(np.isfinite(v) for v in values):
        return never
    return f"{mid} ({low} – {high}){unit}" if lang == "en" else f"{mid}（{low} – {high}）{unit}"


def date(values: Sequence[float], lang: str) -> str:
    """A date in years with the 90 % interval."""
    return clock(values, lang, "", 1)


def sentences(a: Any, lang: str) -> list[str]:
    """The answer: a sentence or two a good, and the verdict."""
    zh = lang == "zh"
    out = []
    for g in a.goods:
        who = (label(g.holder, lang), label(g.target, lang))
        name = g.name[lang]
        half = clock(g.half_life, lang, "年" if zh else " years")
        what = (
            f"{name}（{who[0]}→{who[1]}）：依赖的半衰期 {half}"
            if zh
            else f"{name}, {who[0]} to {who[1]}: half-life of dependence {half}"
        )
        if g.crossings:
            dates = (
                "；".join(f"{k}%：{date(v, lang)}" for k, v in g.crossings.items())
                if zh
                else "; ".join(f"{k} %: {date(v, lang)}" for k, v in g.crossings.items())
            )
            what += ("；国产份额达到 " if zh else "; the home share reaches ") + dates
        out.append(what + ("。" if zh else "."))
        out.append(_made(g, lang))
        if g.accounts:
            t, n = share(g.accounts["third"], lang), share(g.accounts["not_imported"], lang)
            out.append(f"按进口金额记账（不用模型）：持有方销售的下降中，第三国接手 {t}，其余 {n} 不再进口（本国生产、用量与价格合计）。" if zh else
                       f"By imports in money, without a model: third countries took over {t} of the fall of the holder's sales; {n} is no longer imported (home output, less use and lower prices together).")  # fmt: skip
        if g.score:
            s = g.score
            out.append((f"留出的{s.year:.1f}年数字 {share(s.observed, lang)}：预测中位数 {share(s.median, lang)}，九成区间 {share(s.low, lang)}–{share(s.high, lang)}，"
                        f"{'落在其中' if s.inside else '落在其外'}；{_against(s, lang)}。") if zh else
                       (f"Held back, {s.year:.1f}: {share(s.observed, lang)} came; forecast {share(s.median, lang)}, 90 % interval {share(s.low, lang)} to "
                        f"{share(s.high, lang)}, {'inside' if s.inside else 'outside'}; {_against(s, lang)}."))  # fmt: skip
    met = [c for c in a.deciding if c["met"]]
    if a.deciding:
        out.append(f"事先确定的条件：{of(VERDICTS, a.verdict, lang)}（{len(met)}/{len(a.deciding)} 项成立，见表）。" if zh else
                   f"By the conditions fixed beforehand: {of(VERDICTS, a.verdict, lang)} ({len(met)} of {len(a.deciding)} hold; table).")  # fmt: skip
    return out


def _made(g: Any, lang: str) -> str:
    """What the answer is made of, in points, largest first; what is left with all factors off stands last."""
    zh = lang == "zh"
    parts = sorted(((k, v) for k, v in g.made_of.items() if k != "all of them off"), key=lambda r: -r[1])
    rest = g.made_of["all of them off"]
    shown = [(of(FACTORS, k, lang), v) for k, v in parts]
    if abs(rest) >= 0.005:
        shown.append((of(FACTORS, "all of them off", lang), rest))
    said = ("、" if zh else ", ").join(f"{k} " + f"{100 * v:+.0f}".replace("-", MINUS) for k, v in shown)
    whole = f"{100 * g.made_of_whole:+.0f}".replace("-", MINUS)
    units = {"home share": ("home share", "国产份额"), "position": ("place of the rope", "绳子的位置")}
    unit = of(units, g.made_of_what, lang)
    if zh:
        return f"到{g.ends:.0f}年{unit}变动 {whole} 个百分点，构成：{said}。"
    return f"Change of the {unit} by {g.ends:.0f}: {whole} points, made of {said}."


def _against(s: Any, lang: str) -> str:
    """CRPS beside those of the baselines, smallest first."""
    zh = lang == "zh"
    rows = [("本机制" if zh else "this mechanism", s.crps), ("不变" if zh else "no change", s.persistence), ("直线" if zh else "straight line", s.line),
            ("无机制的状态空间" if zh else "state space without mechanism", s.reduced)]  # fmt: skip
    said = [f"{n} {v:.3f}" for n, v in sorted(((n, v) for n, v in rows if v is not None), key=lambda r: r[1])]
    return ("CRPS（越小越好）：" + "、".join(said)) if zh else "CRPS, less is better: " + ", ".join(said)
