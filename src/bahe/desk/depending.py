"""`bahe leverage` and `bahe depend`: who holds whom, by what, and how badly it would hurt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict

if TYPE_CHECKING:
    from bahe.report.dependence import Dependence
    from bahe.report.dependence_items import Sheet
    from bahe.report.dependence_levers import Levers


def leverage(
    between: str | None, buyers: str | None, suppliers: str | None, items: str | None, sectors: str | None, horizon: str,
    mutual: bool, leakage: str | None, coalitions: list[str], bands: bool, tariffs: str, out: Path | None, force: bool,
    top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """Solve the matrix at one horizon or both; print it, and write a report where `out` is given. 1 where a cell has no answer."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.dependence_levers import Asked, levers

    language(lang)
    if between and (buyers or suppliers):
        raise Conflict("--between names both sides", field="--between", remedy="Leave --buyers and --suppliers out.")
    asked = Asked(
        buyers=_names(between or buyers), suppliers=_names(between or suppliers), items=_items(items), sectors=_names(sectors),
        horizons=("short", "long") if horizon == "both" else (horizon,), mutual=mutual, leakage=_share(leakage),
        coalitions=dict(_coalition(c) for c in coalitions), bands=bands, tariffs=tariffs,
    )  # fmt: skip
    _place(out, force)
    with progress(not json) as step:
        found = levers(asked, step)
    if json:
        dump(found.document())
    else:
        _show_levers(console(), found, top, lang)
    _publish(found, out, lang, json)
    return 0 if found.complete else 1


def depend(
    buyer: str | None, also: str | None, on: str | None, item: str | None, items: str | None, horizon: str, bands: bool, preset: str,
    tariffs: str, out: Path | None, force: bool, top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """What a buyer depends on, on whom, or who makes an item: the three lenses, both directions. 1 where nothing was solved."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.dependence import ask_item, dependence

    language(lang)
    horizons = ("short", "long") if horizon == "both" else (horizon,)
    if None not in (buyer, also) and buyer != also:
        raise Conflict(
            "one buyer at a time", field="--buyer", where="bahe depend", got=f"{buyer}, {also}", remedy="Name it once."
        )
    buyer = also if buyer is None else buyer
    if on is not None and buyer is None:
        raise BadValue("--on needs a buyer", field="BUYER", where="bahe depend", remedy="bahe depend CHN --on JPN.")
    if item is not None and (on is not None or items is not None):
        raise Conflict("--item asks about one item", field="--item", where="bahe depend", got="--on" if on is not None else "--items",
                       remedy="bahe depend CHN --item photoresist-arf, or bahe depend CHN --on JPN --items photoresist-arf.")  # fmt: skip
    if bands and on is None:
        raise Conflict(
            "ranges are taken over one pair", field="--bands", where="bahe depend", remedy="Add --on SUPPLIER."
        )
    if buyer is None and item is None:
        raise BadValue("somebody or something must be named", field="BUYER", where="bahe depend",
                       remedy="bahe depend CHN, bahe depend CHN --on JPN, or bahe depend --item photoresist-arf.")  # fmt: skip
    _place(out, force)
    with progress(not json) as step:
        found: Sheet | Dependence = (
            ask_item(item, buyer, horizons=horizons, tariffs=tariffs, progress=step)
            if item is not None
            else dependence(str(buyer), on, items=_items(items), horizons=horizons, tariffs=tariffs, screen=preset, bands=bands,
                            progress=step)
        )  # fmt: skip
    if json:
        dump(found.document())
    elif item is not None:
        _show_item(console(), found, lang)
    else:
        _show_dependence(console(), found, top, lang)
    _publish(found, out, lang, json)
    return 0 if item is not None or _any_solved(found) else 1


def _any_solved(found: Any) -> bool:
    """True where at least one loss of each horizon was found."""
    return all(found.suppliers[f"loss_pct_{h}"].notna().any() for h in found.horizons)


def _publish(found: Any, out: Path | None, lang: str, json: bool) -> None:
    """Write the report where one is asked for, with what is needed to make it again."""
    if out is None:
        return
    from bahe.casebook.runs.provenance import packaged_hashes, version
    from bahe.desk.terminal import console
    from bahe.report.dependence import publish

    facts = {"data": packaged_hashes(), "versions": {n: version(n) for n in ("numpy", "scipy", "pandas")}}
    page = publish(found, out, lang, facts)
    if not json:
        console().print(f"[dim]Report:[/] {page}")


def _place(out: Path | None, force: bool) -> None:
    """Refuse a place that cannot hold the report before any work is done; an older page of this kind is replaced."""
    from bahe.casebook.runs.publishing import refuse
    from bahe.report.dependence_page import is_page

    if out is not None and not (out.is_dir() and is_page(out)):
        refuse(out, force)


# -- words of the command line -----------------------------------------------------------------------------------------
def _names(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(n.strip() for n in text.split(",") if n.strip())
    if not names:
        raise BadValue(
            "no names", field="a list of economies or sectors", got=text, remedy="Names with commas: USA,CHN,EU27."
        )
    return names


def _items(text: str | None) -> str | tuple[str, ...] | None:
    return "all" if text == "all" else _names(text)


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise BadValue("a share is needed", field="--leakage", got=text, allowed="0 to below 1, as in 0.1 or 10%")
    return value


def _coalition(text: str) -> tuple[str, tuple[str, ...]]:
    name, equals, members = text.partition("=")
    found = tuple(m.strip() for m in members.split("+") if m.strip())
    if not equals or not name.strip() or not found:
        raise BadValue("a coalition has a name and members", field="--coalition", got=text,
                       remedy='--coalition "chips=USA+NLD+JPN".')  # fmt: skip
    return name.strip(), found


# -- tables ------------------------------------------------------------------------------------------------------------
def _heads(lang: str, *pairs: tuple[str, str]) -> list[str]:
    return [zh if lang == "zh" else en for en, zh in pairs]


def _show_levers(screen: Any, found: Levers, top: int, lang: str) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import bn, pct, span

    labels, zh = names(lang), lang == "zh"
    screen.print()
    for sentence in found.sentences(lang):
        screen.print(sentence)
    screen.print()
    for block in found.blocks:
        L = block.found
        if len(L.suppliers) <= 12 and len(L.buyers) <= 30:
            grid = table(["", "买方失去 → 被谁断供" if zh else "loss of row if column cuts", *L.suppliers], words=2)
            for r, b in enumerate(L.buyers):
                cells = ["" if L.overlap[r, c] else pct(L.loss[r, c]) for c in range(len(L.suppliers))]
                grid.add_row(f"[bold]{b}[/]", labels.get(b, b), *cells)
            put(screen, block.title(lang), grid, block.caption(lang))
        ranged = "loss_pct_low" in block.table
        heads = _heads(lang, ("buyer", "买方"), ("cut off by", "断供方"), ("buyer loses\n%", "买方损失\n%"), ("USD bn", "亿美元"),
                       ("supplier loses\n%", "断供方损失\n%"), ("USD bn", "亿美元"),
                       *((("range of the\nbuyer's, %", "买方损失区间\n%"),) if ranged else ()))  # fmt: skip
        rows = table(heads, words=2)
        for row in block.table.head(top).to_dict("records"):
            band = [span(row["loss_pct_low"], row["loss_pct_high"])] if ranged else []
            rows.add_row(
                labels.get(row["buyer"], row["buyer"]), labels.get(row["supplier"], row["supplier"]), pct(row["loss_pct"]),
                bn(row["loss_usd_mn"], lang), pct(row["own_loss_pct"]), bn(row["own_loss_usd_mn"], lang), *band,
            )  # fmt: skip
        put(screen, "" if len(L.suppliers) <= 12 else block.title(lang), rows, block.caption(lang))
    if len(found.stocks):
        _show_stocks(screen, found.stocks, labels, lang)


def _show_stocks(screen: Any, stocks: Any, label: Any, lang: str) -> None:
    """How long stocks cover each withheld item."""
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import COVER, STOCK_HEADS, stock_cells

    out = table(_heads(lang, *STOCK_HEADS), words=1)
    for r in stocks.to_dict("records"):
        out.add_row(*stock_cells(r, label, lang))
    put(screen, "几个月后显现" if lang == "zh" else "Months until it bites", out, COVER[lang == "zh"])


def _show_dependence(screen: Any, found: Any, top: int, lang: str) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import KINDS, of

    label, zh = names(lang), lang == "zh"
    screen.print()
    for sentence in found.sentences(lang):
        screen.print(sentence)
    screen.print()
    if len(found.answer):
        _show_pair(screen, found, label, lang)
    else:
        _show_suppliers(screen, found, label, top, lang)
    for title, frame in found.item_tables(lang):
        _show_items(screen, title, frame, found.horizons, label, lang)
    _show_screens(screen, found, label, top, lang)
    _show_history(screen, found, label, lang)
    for sentence in found.explain_routes(lang):
        screen.print(sentence)
    if len(found.paths):
        out = table(_heads(lang, ("route of inputs", "投入路径"), ("part of all\ninputs, %", "占全部投入 %")), words=1)
        for row in found.paths.to_dict("records"):
            out.add_row(row["route"], f"{100 * row['share']:.3f}")
        put(screen, "穿透走的路径" if zh else "Routes that the look-through takes", out)
    grounds = ", ".join(f"{of(KINDS, k, lang)} {v}" for k, v in found.grounds().items())
    screen.print(f"[dim]{'商品份额的依据' if zh else 'Grounds of the item shares'}: {grounds}[/]")
    screen.print(f"[dim]{found.made.said(lang)}[/]")


def _show_pair(screen: Any, found: Any, label: Any, lang: str) -> None:
    """Lenses by direction, a table a horizon."""
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import HORIZONS, LENS, bn, of, pct, span, who

    zh, ranged = lang == "zh", "loss_pct_low" in found.answer
    for h in found.horizons:
        last = (("range, %", "区间 %"),) if ranged else ()
        heads = (("what is withheld", "断供内容"), ("cut off\nloses %", "被断供方\n损失 %"), ("USD bn", "亿美元"),
                 ("holder\nloses %", "断供方\n损失 %"), ("sigma", "σ"), *last)  # fmt: skip
        out = table(_heads(lang, *heads), words=1)
        rows = found.answer[found.answer["horizon"] == h].to_dict("records")
        for n, r in enumerate(rows):
            if n == 0 or rows[n - 1]["holder"] != r["holder"]:
                out.add_row(f"[bold]{who(r['target'], r['holder'], label, lang)}[/]", *([""] * (5 if ranged else 4)))
            band = [span(r["loss_pct_low"], r["loss_pct_high"])] if ranged else []
            out.add_row(f"  {of(LENS, r['lens'], lang)}", pct(r["loss_pct"]), bn(r["loss_usd_mn"], lang), pct(r["own_loss_pct"]),
                        f"{r['sigma']:.3g}", *band)  # fmt: skip
        put(screen, of(HORIZONS, h, lang), out)
    if found.on is not None and len(found.inputs):
        out = table(_heads(lang, ("share in the inputs of manufacturing", "制造业投入中的份额"), ("face value %", "表面值 %"),
                           ("look-through %", "穿透值 %")), words=1)  # fmt: skip
        for r in found.inputs.to_dict("records"):
            out.add_row(f"{label.get(r['supplier'], r['supplier'])} → {label.get(r['buyer'], r['buyer'])}", pct(r["face_value_pct"]),
                        pct(r["look_through_pct"]))  # fmt: skip
        put(screen, "投入依赖" if zh else "Inputs", out)


def _show_suppliers(screen: Any, found: Any, label: Any, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import HORIZONS, of, pct

    zh = lang == "zh"
    heads = _heads(
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
    put(screen, f"{label.get(found.buyer, found.buyer)}: " + ("依赖谁" if zh else "on whom it depends"), rows,
        f"{found.caption(lang)}; {'σ 中位数' if zh else 'median sigma'}: {sigmas}")  # fmt: skip


def _show_items(
    screen: Any, title: str, frame: Any, horizons: tuple[str, ...], label: Any, lang: str, row: tuple[str, str] = ("item", "商品")
) -> None:  # fmt: skip
    """Share with its range and ground beside that of the industry; then what a cut costs with what leaks and with nothing."""
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import COVER, KINDS, months, of, pct, share

    zh = lang == "zh"
    out = table(_heads(lang, row, ("origin", "来源"), ("ground", "依据"), ("source", "出处"), ("share", "份额"),
                       ("range", "区间"), ("of its\nindustry", "占其行业"),
                       ("bites after,\nmonths", "几个月后\n显现")), words=4)  # fmt: skip
    for r in frame.to_dict("records"):
        out.add_row(label.get(r["item"], r["item"]), r["supplier"], f"{of(KINDS, r['kind'], lang)} {r['grade']}",
                    label.get(r["source"], r["source"]), share(r["share"]), f"{100 * r['low']:.0f}–{100 * r['high']:.0f}",
                    f"{100 * r['parent_share']:.1f} %", months(r, lang, unit=False) or "–")  # fmt: skip
    put(screen, title, out, COVER[zh])
    solved = [h for h in horizons if f"loss_pct_{h}" in frame]
    if not solved:
        return
    heads = _heads(lang, row)
    for h in solved:
        heads += _heads(lang, (f"{h}: buyer\nloses %", f"{h}: 买方\n损失 %"), ("holder\nloses %", "断供方\n损失 %"),
                        ("whole cut\n%", "完全断供\n%"), ("sigma", "σ"))  # fmt: skip
    out = table(heads, words=1)
    for r in frame.to_dict("records"):
        cells = [v for h in solved for v in (*(pct(r[f"{c}_{h}"]) for c in ("loss_pct", "own_loss_pct", "whole_loss_pct")),
                                             f"{r[f'sigma_{h}']:.3g}")]  # fmt: skip
        out.add_row(label.get(r["item"], r["item"]), *cells)
    put(screen, "", out, "每种商品单独断供：先留有泄漏，再完全断供（上限）" if zh else
        "each item withheld alone: with what leaks by its table, then whole (an upper end)")  # fmt: skip


def _show_screens(screen: Any, found: Any, label: Any, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_screens import conditions, flag_cells
    from bahe.report.dependence_words import MEASURES, measured, of

    zh = lang == "zh"
    if len(found.screens):
        measures = conditions(found.screens)
        out = table(_heads(lang, ("buyer", "买方"), ("raw material flagged", "被标记的原材料"), ("largest", "最大来源"), ("share", "份额"),
                           *((of(MEASURES, m, "en"), of(MEASURES, m, "zh")) for m in measures)), words=2)  # fmt: skip
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


def _show_history(screen: Any, found: Any, label: Any, lang: str) -> None:
    from bahe.desk.terminal import put, table

    if not len(found.history):
        return
    zh = lang == "zh"
    out = table(_heads(lang, ("share of an origin", "来源的份额"), ("first year", "首年"), ("share", "份额"), ("last year", "末年"),
                       ("share", "份额")), words=1)  # fmt: skip
    for (buyer, supplier, series), g in found.history.groupby(["buyer", "supplier", "series"], sort=False):
        ends = [g.iloc[0], g.iloc[-1]]
        name = f"{label.get(supplier, supplier)} → {label.get(buyer, buyer)}, {label.get(series, series)}"
        out.add_row(name, *(v for e in ends for v in (str(int(e["year"])), f"{100 * e['share']:.1f} %")))
    put(screen, "历史" if zh else "History", out)


def _show_item(screen: Any, found: Any, lang: str) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import put, table
    from bahe.report.dependence_words import CRITICAL, KINDS, figure_name, of

    label, facts, zh = names(lang), found.facts, lang == "zh"
    critical = of(CRITICAL, facts["criticality"], lang)
    screen.print(
        f"\n[bold]{found.label(lang)}[/]  {facts['item']}, {facts['sector']}, HS {', '.join(facts['hs']) or '–'}, {critical}"
    )
    if facts["note"]:
        screen.print(f"[dim]{facts['note']}[/]")
    for sentence in found.sentences(lang):
        screen.print(sentence)
    screen.print()
    if len(found.holders):
        frame = found.holders.assign(
            item=[f"{label.get(b, b)}" for b in found.holders["buyer"]], supplier=found.holders["holder"]
        )
        _show_items(screen, "谁掌握它" if zh else "Who holds it", frame, found.horizons, label, lang, ("buyer", "买方"))
    out = table(_heads(lang, ("figure", "数字"), ("value", "数值"), ("range", "区间"), ("ground", "依据"),
                       ("year", "年份"), ("source", "出处")), words=1)  # fmt: skip
    for row in facts["figures"]:
        if row["value"] is None:
            out.add_row(figure_name(row, label, lang), "–", "", "缺失" if zh else "missing", "", "")
            continue
        out.add_row(figure_name(row, label, lang), f"{row['value']:.4g}", f"{row['low']:.4g} – {row['high']:.4g}",
                    f"{of(KINDS, row['kind'], lang)} {row['grade']}", str(row["year"] or ""), row["source"])  # fmt: skip
    put(
        screen,
        "全部数字" if zh else "Every figure on file",
        out,
        "; ".join(f"{s['key']}: {s['citation']}" for s in facts["sources"][:8]),
    )
    if found.buyer is None:
        screen.print("[dim]" + (f"加上买方以求解损失：bahe depend CHN --item {facts['item']}" if zh else
                                f"Name a buyer to solve its loss: bahe depend CHN --item {facts['item']}") + "[/]")  # fmt: skip
