"""On whom an economy depends, in the terminal: suppliers or a pair, screens, history, routes of inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.atlas import names
from bahe.desk.tables.items import show_items
from bahe.desk.terminal import headings, put, table, tell
from bahe.report.dependence.screens import conditions, flag_cells
from bahe.report.dependence.words import KINDS, LENS, MEASURES, bn, measured, pct, span, who
from bahe.report.wording.terms import HORIZONS
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table


def show(screen: Any, found: Any, top: int, lang: str) -> None:
    """Sentences, a pair or suppliers, items, screens, history, routes of inputs, and what figures rest on."""
    label = names(lang)
    tell(screen, found.sentences(lang))
    if len(found.answer):
        _pair(screen, found, label, lang)
    else:
        _suppliers(screen, found, label, top, lang)
    for title, frame in found.item_tables(lang):
        show_items(screen, title, frame, found.horizons, label, lang)
    _screens(screen, found, label, top, lang)
    _history(screen, found, label, lang)
    _routes(screen, found, lang)
    grounds = ", ".join(f"{of(KINDS, k, lang)} {v}" for k, v in found.grounds().items())
    screen.print(f"[dim]{'商品份额的依据' if lang == 'zh' else 'Grounds of the item shares'}: {grounds}[/]")
    screen.print(f"[dim]{found.made.said(lang)}[/]")


def _routes(screen: Any, found: Any, lang: str) -> None:
    """The chains of inputs that carry most of what is looked through."""
    for sentence in found.explain_routes(lang):
        screen.print(sentence)
    if len(found.paths):
        out = table(
            headings(lang, ("route of inputs", "投入路径"), ("part of all\ninputs, %", "占全部投入 %")), words=1
        )
        for row in found.paths.to_dict("records"):
            out.add_row(row["route"], f"{100 * row['share']:.3f}")
        put(screen, "穿透走的路径" if lang == "zh" else "Routes that the look-through takes", out)


def _pair(screen: Any, found: Any, label: Any, lang: str) -> None:
    """Lenses by direction, a table a horizon, and shares in the inputs of manufacturing."""
    for h in found.horizons:
        rows = found.answer[found.answer["horizon"] == h].to_dict("records")
        put(screen, of(HORIZONS, h, lang), _lenses(rows, "loss_pct_low" in found.answer, label, lang))
    if found.on is not None and len(found.inputs):
        out = table(headings(lang, ("share in the inputs of manufacturing", "制造业投入中的份额"), ("face value %", "表面值 %"),
                             ("look-through %", "穿透值 %")), words=1)  # fmt: skip
        for r in found.inputs.to_dict("records"):
            out.add_row(f"{label.get(r['supplier'], r['supplier'])} → {label.get(r['buyer'], r['buyer'])}", pct(r["face_value_pct"]),
                        pct(r["look_through_pct"]))  # fmt: skip
        put(screen, "投入依赖" if lang == "zh" else "Inputs", out)


def _lenses(rows: Sequence[dict[str, Any]], ranged: bool, label: Any, lang: str) -> Table:
    """What is withheld and what that costs, under a line for each direction."""
    last = (("range, %", "区间 %"),) if ranged else ()
    out = table(headings(lang, ("what is withheld", "断供内容"), ("cut off\nloses %", "被断供方\n损失 %"), ("USD bn", "亿美元"),
                         ("holder\nloses %", "断供方\n损失 %"), ("sigma", "σ"), *last), words=1)  # fmt: skip
    for n, r in enumerate(rows):
        if n == 0 or rows[n - 1]["holder"] != r["holder"]:
            out.add_row(f"[bold]{who(r['target'], r['holder'], label, lang)}[/]", *([""] * (5 if ranged else 4)))
        band = [span(r["loss_pct_low"], r["loss_pct_high"])] if ranged else []
        out.add_row(f"  {of(LENS, r['lens'], lang)}", pct(r["loss_pct"]), bn(r["loss_usd_mn"], lang), pct(r["own_loss_pct"]),
                    f"{r['sigma']:.3g}", *band)  # fmt: skip
    return out


def _suppliers(screen: Any, found: Any, label: Any, top: int, lang: str) -> None:
    """Shares in inputs, and what each supplier's cut costs both."""
    heads = headings(
        lang, ("supplier", "供应方"), ("inputs,\nface value %", "投入\n表面 %"), ("inputs, look-\nthrough %", "投入\n穿透 %"),
        *((f"loses if cut,\n{h} %", f"被断供损失\n{h} %") for h in found.horizons),
        *((f"supplier loses,\n{h} %", f"断供方损失\n{h} %") for h in found.horizons),
    )  # fmt: skip
    rows = table(heads, words=1)
    rows.columns[0].no_wrap = True
    for row in found.suppliers.head(top).to_dict("records"):
        rows.add_row(
            label.get(row["supplier"], row["supplier"]), pct(row["face_value_pct"]), pct(row["look_through_pct"]),
            *(pct(row[f"loss_pct_{h}"]) for h in found.horizons), *(pct(row[f"own_loss_pct_{h}"]) for h in found.horizons),
        )  # fmt: skip
    sigmas = ", ".join(f"{of(HORIZONS, h, lang)} {1 + v:.3g}" for h, v in found.theta.items())
    zh = lang == "zh"
    put(screen, f"{label.get(found.buyer, found.buyer)}: " + ("依赖谁" if zh else "on whom it depends"), rows,
        f"{found.caption(lang)}; {'σ 中位数' if zh else 'median sigma'}: {sigmas}")  # fmt: skip


def _screens(screen: Any, found: Any, label: Any, top: int, lang: str) -> None:
    """Raw materials that a published screen flags, and by which of its conditions."""
    zh = lang == "zh"
    if len(found.screens):
        measures = conditions(found.screens)
        out = table(headings(lang, ("buyer", "买方"), ("raw material flagged", "被标记的原材料"), ("largest", "最大来源"),
                             ("share", "份额"), *((of(MEASURES, m, "en"), of(MEASURES, m, "zh")) for m in measures)), words=2)  # fmt: skip
        for r in found.screens.head(top).to_dict("records"):
            out.add_row(
                label.get(str(r["buyer"]), str(r["buyer"])),
                *flag_cells(r, label, lang, 40),
                *(measured(r[m], lang, r[f"{m}_margin"]) for m in measures),
            )
        put(screen, f"筛查 {found.screen}" if zh else f"Screen {found.screen}: which conditions fired", out)
    for sentence in found.explain_screens(lang):
        screen.print(sentence)
    if len(found.cliffs):
        said = (
            "2020–2024；出口仅计对 34 个有记录的进口方，进口/出口为上限；不计国内生产"
            if zh
            else "2020-2024; exports: those to 34 recorded importers, so imports over exports is an upper bound; home production left out"
        )
        screen.print(f"[dim]{said}[/]\n")


def _history(screen: Any, found: Any, label: Any, lang: str) -> None:
    """First and last year of each share on file."""
    if not len(found.history):
        return
    out = table(headings(lang, ("share of an origin", "来源的份额"), ("first year", "首年"), ("share", "份额"), ("last year", "末年"),
                         ("share", "份额")), words=1)  # fmt: skip
    for (buyer, supplier, series), g in found.history.groupby(["buyer", "supplier", "series"], sort=False):
        ends = [g.iloc[0], g.iloc[-1]]
        name = f"{label.get(supplier, supplier)} → {label.get(buyer, buyer)}, {label.get(series, series)}"
        out.add_row(name, *(v for e in ends for v in (str(int(e["year"])), f"{100 * e['share']:.1f} %")))
    put(screen, "历史" if lang == "zh" else "History", out)
