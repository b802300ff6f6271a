"""Goods finer than an industry, in the terminal: who holds them, and every figure on file about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.atlas import names
from bahe.desk.terminal import headings, put, table
from bahe.report.dependence.words import COVER, CRITICAL, KINDS, figure_name, months, pct, share
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table


def show(screen: Any, found: Any, lang: str) -> None:
    """What an item is, sentences, who holds it, and every figure on file."""
    label, facts, zh = names(lang), found.facts, lang == "zh"
    critical, codes = of(CRITICAL, facts["criticality"], lang), ", ".join(facts["hs"]) or "–"
    screen.print(f"\n[bold]{found.label(lang)}[/]  {facts['item']}, {facts['sector']}, HS {codes}, {critical}")
    if facts["note"]:
        screen.print(f"[dim]{facts['note']}[/]")
    for sentence in found.sentences(lang):
        screen.print(sentence)
    screen.print()
    if len(found.holders):
        buyers = [f"{label.get(b, b)}" for b in found.holders["buyer"]]
        frame = found.holders.assign(item=buyers, supplier=found.holders["holder"])
        show_items(screen, "谁掌握它" if zh else "Who holds it", frame, found.horizons, label, lang, ("buyer", "买方"))
    cited = "; ".join(f"{s['key']}: {s['citation']}" for s in facts["sources"][:8])
    put(screen, "全部数字" if zh else "Every figure on file", _figures(facts["figures"], label, lang), cited)
    if found.buyer is None:
        screen.print("[dim]" + (f"加上买方以求解损失：bahe depend CHN --item {facts['item']}" if zh else
                                f"Name a buyer to solve its loss: bahe depend CHN --item {facts['item']}") + "[/]")  # fmt: skip


def _figures(rows: Sequence[dict[str, Any]], label: Any, lang: str) -> Table:
    """Value, range, ground, year and source; what is missing says so."""
    out = table(headings(lang, ("figure", "数字"), ("value", "数值"), ("range", "区间"), ("ground", "依据"),
                         ("year", "年份"), ("source", "出处")), words=1)  # fmt: skip
    for row in rows:
        if row["value"] is None:
            out.add_row(figure_name(row, label, lang), "–", "", "缺失" if lang == "zh" else "missing", "", "")
            continue
        out.add_row(figure_name(row, label, lang), f"{row['value']:.4g}", f"{row['low']:.4g} – {row['high']:.4g}",
                    f"{of(KINDS, row['kind'], lang)} {row['grade']}", str(row["year"] or ""), row["source"])  # fmt: skip
    return out


def show_items(
    screen: Any, title: str, frame: Any, horizons: tuple[str, ...], label: Any, lang: str, row: tuple[str, str] = ("item", "商品")
) -> None:  # fmt: skip
    """Share with its range and ground beside that of the industry; then what a cut costs with what leaks and with nothing."""
    zh, rows = lang == "zh", frame.to_dict("records")
    put(screen, title, _shares(rows, label, lang, row), COVER[zh])
    solved = [h for h in horizons if f"loss_pct_{h}" in frame]
    if solved:
        put(screen, "", _cuts(rows, solved, label, lang, row), "每种商品单独断供：先留有泄漏，再完全断供（上限）" if zh else
            "each item withheld alone: with what leaks by its table, then whole (an upper end)")  # fmt: skip


def _shares(rows: Sequence[dict[str, Any]], label: Any, lang: str, row: tuple[str, str]) -> Table:
    """The share of an origin with its range and ground, beside that of the industry, and when a cut bites."""
    out = table(headings(lang, row, ("origin", "来源"), ("ground", "依据"), ("source", "出处"), ("share", "份额"),
                         ("range", "区间"), ("of its\nindustry", "占其行业"),
                         ("bites after,\nmonths", "几个月后\n显现")), words=4)  # fmt: skip
    for r in rows:
        out.add_row(label.get(r["item"], r["item"]), r["supplier"], f"{of(KINDS, r['kind'], lang)} {r['grade']}",
                    label.get(r["source"], r["source"]), share(r["share"]), f"{100 * r['low']:.0f}–{100 * r['high']:.0f}",
                    f"{100 * r['parent_share']:.1f} %", months(r, lang, unit=False) or "–")  # fmt: skip
    return out


def _cuts(rows: Sequence[dict[str, Any]], solved: Sequence[str], label: Any, lang: str, row: tuple[str, str]) -> Table:
    """What a cut costs both, with what leaks and whole, a group of columns a horizon."""
    heads = headings(lang, row)
    for h in solved:
        heads += headings(lang, (f"{h}: buyer\nloses %", f"{h}: 买方\n损失 %"), ("holder\nloses %", "断供方\n损失 %"),
                          ("whole cut\n%", "完全断供\n%"), ("sigma", "σ"))  # fmt: skip
    out = table(heads, words=1)
    for r in rows:
        cells = [v for h in solved for v in (*(pct(r[f"{c}_{h}"]) for c in ("loss_pct", "own_loss_pct", "whole_loss_pct")),
                                             f"{r[f'sigma_{h}']:.3g}")]  # fmt: skip
        out.add_row(label.get(r["item"], r["item"]), *cells)
    return out
