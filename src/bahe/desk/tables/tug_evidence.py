"""What stands beside a tug in the terminal: event study, counterfactuals, technologies together, named figures."""

from __future__ import annotations

from typing import Any

from bahe.desk.terminal import put, table
from bahe.report.tugs.event_page import SIGNS
from bahe.report.tugs.evidence_page import BASES, told
from bahe.report.tugs.words import clock, of


def show(screen: Any, a: Any, lang: str) -> None:
    """Tables of what the answer has."""
    for shown in (_signs, _variants, _technologies, _named):
        shown(screen, a, lang)


def _signs(screen: Any, a: Any, lang: str) -> None:
    """The published sign of each good beside ours."""
    study = a.evidence.get("event_study")
    if not study:
        return
    zh = lang == "zh"
    body = table(
        ["商品", "已发表", "此处", "变化（九成区间）"]
        if zh
        else ["good", "published", "here", "change, log-odds (90 %)"],
        words=3,
    )
    names = {g["id"]: g[lang] for g in study["goods"]}
    for r in study["pattern"]:
        f = r["figure"]
        told = "–" if f is None else f"{f['change']:+.2f} ({f['low']:+.2f} … {f['high']:+.2f})"
        body.add_row(names[r["id"]], of(SIGNS, r["published"], lang), of(SIGNS, r["ours"], lang), told)
    put(screen, "事件研究：符号" if zh else "Event study: signs", body)


def _variants(screen: Any, a: Any, lang: str) -> None:
    """Shares under each variant."""
    zh = lang == "zh"
    for g in a.goods:
        if not g.counterfactuals:
            continue
        dates = list(g.counterfactuals[0]["share"])
        body = table(["若" if zh else "if", *dates, *(f"Δ {d}" for d in dates)], words=1)
        for r in g.counterfactuals:
            shares = [f"{100 * r['share'][d][1]:.0f} %" for d in dates]
            body.add_row(r[lang], *shares, *(f"{100 * r['change'][d][1]:+.0f}" for d in dates))
        put(
            screen, "反事实：国产份额中位数" if zh else "Counterfactuals: median home share, and points of change", body
        )


def _technologies(screen: Any, a: Any, lang: str) -> None:
    """Technologies by half-life, a table a definition."""
    zh, pooled = lang == "zh", a.evidence.get("pooled")
    for d in pooled["definitions"] if pooled else ():
        heads = (
            ["细分", "数字", "对数几率/年", "半衰期，年"]
            if zh
            else ["segment", "figures", "log-odds a year", "half-life, years"]
        )
        body = table(heads, words=1)
        for r in d["rows"]:
            body.add_row(
                r[lang], f"{r['figures']} ({r['grades']})", f"{r['speed'][1]:+.2f}", clock(r["half_life"], lang)
            )
        put(screen, d[lang][:1].upper() + d[lang][1:], body)


def _named(screen: Any, a: Any, lang: str) -> None:
    """Named figures; what is missing says so."""
    zh = lang == "zh"
    if not a.metrics:
        return
    body = table(["名称", "依据", "数值"] if zh else ["name", "basis", "value"], words=2)
    for k, m in a.metrics.items():
        body.add_row(k, of(BASES, m["basis"], lang), told(m, lang))
    put(screen, "具名数字" if zh else "Named figures", body)
