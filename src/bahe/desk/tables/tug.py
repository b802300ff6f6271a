"""A tug in the terminal: clocks, squeezed or not, conditions; one good under a policy of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.desk.tables.tug_evidence import show as beside
from bahe.desk.terminal import headings, put, table, tell, yes
from bahe.report.tugs.words import POLICIES, SIDES, clock, of, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence


def show(screen: Any, a: Any, lang: str) -> None:
    """Sentences, clocks, squeezed or not, what stands beside it, conditions."""
    screen.print(f"\n[bold]{a.title[lang]}[/]")
    for sentence in sentences(a, lang):
        screen.print(sentence)
    screen.print()
    _clocks(screen, ("good", "商品"), [(g.name[lang], g) for g in a.goods], lang)
    _squeezed(screen, a, lang)
    beside(screen, a, lang)
    if a.checks:
        _conditions(screen, a.checks, lang)


def show_pulled(screen: Any, found: Any, lang: str) -> None:
    """One good: sentences, and the clocks as asked, as in the case, and of free sale."""
    tell(screen, found.sentences(lang))
    names = {"asked": ("as asked", "所问"), "case_policy": ("as in the case", "案例本身"), "free": ("free sale", "自由销售")}  # fmt: skip
    rows = [(name[lang == "zh"], getattr(found, key)) for key, name in names.items()]
    _clocks(screen, ("policy", "政策"), rows, lang)


def _clocks(screen: Any, first: tuple[str, str], rows: Sequence[tuple[str, Any]], lang: str) -> None:
    """Half-life, when a squeeze bites and when it stops biting, a row a good or a policy."""
    heads = headings(lang, first, ("half-life, years", "半衰期，年"), ("bites, months", "见效，月"),
                     ("stops biting, months", "不再见效，月"))  # fmt: skip
    out = table(heads, words=1)
    for name, c in rows:
        out.add_row(name, clock(c.half_life, lang), clock(c.bites, lang), clock(c.stops, lang, "", 0))
    put(screen, "时钟：中位数（5% – 95%）" if lang == "zh" else "Clocks: median (5 to 95 per cent)", out)


def _squeezed(screen: Any, a: Any, lang: str) -> None:
    """Half-life by policy."""
    out = table(headings(lang, ("good", "商品"), ("policy", "政策"), ("half-life, years", "半衰期，年")), words=2)
    for g in a.goods:
        for s in g.squeezing:
            out.add_row(g.name[lang], of(POLICIES, s["policy"], lang), clock(s["half_life"], lang))
    put(screen, "若断供、若不断供" if lang == "zh" else "Squeezed or not", out)


def _conditions(screen: Any, checks: Sequence[dict[str, Any]], lang: str) -> None:
    """What was found of each condition, and whether it holds."""
    zh = lang == "zh"
    out = table(["", "条件", "得到", "成立"] if zh else ["", "condition", "found", "holds"], words=2)
    for c in checks:
        met = "–" if c["met"] is None else yes(c["met"], lang)
        held = met if c.get("decides", True) else "仅列出" if zh else "only shown"
        out.add_row(of(SIDES, c["side"], lang), c["statement"][lang], _number(c["found"]), held)
    put(screen, "事先确定的条件" if zh else "Conditions fixed beforehand", out)


def _number(value: float) -> str:
    """Two digits; what is not on file is a stroke."""
    return f"{value:.2f}" if value == value else "–"
