"""`bahe leverage` and `bahe depend`: who holds whom, by what, and how badly it would hurt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict

if TYPE_CHECKING:
    from bahe.report.dependence import Dependence, Levers


def leverage(
    between: str | None, buyers: str | None, suppliers: str | None, items: str | None, sectors: str | None, horizon: str,
    mutual: bool, leakage: str | None, coalitions: list[str], bands: bool, tariffs: str, out: Path | None, force: bool,
    top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """Solve the matrix at one horizon or both; print it, and write a report where `out` is given. 1 where a cell has no answer."""
    from bahe.casebook.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.dependence import Asked, levers, publish

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
    if out is not None:
        page = publish(found, out, lang)
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0 if found.complete else 1


def depend(
    buyer: str | None, on: str | None, item: str | None, items: str | None, horizon: str, tariffs: str, out: Path | None,
    force: bool, top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """What a buyer depends on, on whom, or who makes an item: the three lenses, both directions."""
    from bahe.casebook.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.dependence import dependence, item_sheet, publish

    language(lang)
    if on is not None and buyer is None:
        raise BadValue("--on needs a buyer", field="BUYER", where="bahe depend", remedy="bahe depend CHN --on JPN.")
    if buyer is None and item is None:
        raise BadValue("somebody or something must be named", field="BUYER", where="bahe depend",
                       remedy="bahe depend CHN, bahe depend CHN --on JPN, or bahe depend --item photoresist-arf.")  # fmt: skip
    if buyer is None or item is not None:
        sheet = item_sheet(str(item), buyer)
        if json:
            dump(sheet)
        else:
            _show_item(console(), sheet, lang)
        return 0
    _place(out, force)
    with progress(not json) as step:
        found = dependence(
            buyer, on, items=_items(items), horizons=("short", "long") if horizon == "both" else (horizon,), tariffs=tariffs,
            progress=step,
        )  # fmt: skip
    if json:
        dump(found.document())
    else:
        _show_dependence(console(), found, top, lang)
    if out is not None:
        page = publish(found, out, lang)
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0


def _place(out: Path | None, force: bool) -> None:
    """Refuse a place that cannot hold the report before any work is done; an older page of this kind is replaced."""
    from bahe.casebook.publishing import refuse
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


#: What a screen writes for imports over exports where there are no exports.
NO_EXPORTS = 9999


# -- tables ------------------------------------------------------------------------------------------------------------
def _pct(value: Any) -> str:
    if value is None or value != value:
        return "–"
    return (
        f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 0.005 or value == 0 else f"{value:.1e}"
    )


def _money(value: Any) -> str:
    return "–" if value is None or value != value else f"{value / 1e3:,.1f}"


def _heads(lang: str, *pairs: tuple[str, str]) -> list[str]:
    return [zh if lang == "zh" else en for en, zh in pairs]


def _show_levers(screen: Any, found: Levers, top: int, lang: str) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import put, table

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
                cells = ["" if b == s else _pct(L.loss[r, c]) for c, s in enumerate(L.suppliers)]
                grid.add_row(f"[bold]{b}[/]", labels.get(b, b), *cells)
            put(screen, block.title(lang), grid, block.caption(lang))
        heads = _heads(lang, ("buyer", "买方"), ("cut off by", "断供方"), ("buyer loses\n%", "买方损失\n%"), ("USD bn", "十亿美元"),
                       ("supplier loses\n%", "断供方损失\n%"), ("USD bn", "十亿美元"),
                       ("range of the buyer's\n%", "买方损失区间\n%"))  # fmt: skip
        rows = table(heads, words=2)
        for row in block.table.head(top).to_dict("records"):
            band = ""
            if "loss_pct_low" in row:
                band = f"{_pct(row['loss_pct_low'])} … {_pct(row['loss_pct_high'])}"
            rows.add_row(
                labels.get(row["buyer"], row["buyer"]), labels.get(row["supplier"], row["supplier"]), _pct(row["loss_pct"]),
                _money(row["loss_usd_mn"]), _pct(row["own_loss_pct"]), _money(row["own_loss_usd_mn"]), band,
            )  # fmt: skip
        put(screen, "" if len(L.suppliers) <= 12 else block.title(lang), rows, block.caption(lang))


def _show_dependence(screen: Any, found: Dependence, top: int, lang: str) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import put, table

    labels, zh = names(lang), lang == "zh"
    screen.print()
    for sentence in found.sentences(lang):
        screen.print(sentence)
    screen.print()
    heads = _heads(
        lang, ("supplier", "供应方"), ("inputs,\nface value %", "投入\n表面 %"), ("inputs,\nlook-through %", "投入\n穿透 %"),
        *((f"loses if cut,\n{h} %", f"被断供损失\n{h} %") for h in found.horizons),
        *((f"supplier loses,\n{h} %", f"断供方损失\n{h} %") for h in found.horizons),
    )  # fmt: skip
    rows = table(heads, words=1)
    rows.columns[0].no_wrap = True
    for row in found.suppliers.head(top).to_dict("records"):
        rows.add_row(
            labels.get(row["supplier"], row["supplier"]), _pct(row["face_value_pct"]), _pct(row["look_through_pct"]),
             *(_pct(row[f"loss_pct_{h}"]) for h in found.horizons),
            *(_pct(row[f"own_loss_pct_{h}"]) for h in found.horizons),
        )  # fmt: skip
    put(
        screen,
        f"{labels.get(found.buyer, found.buyer)}: " + ("依赖谁" if zh else "on whom it depends"),
        rows,
        found.caption(lang),
    )
    for title, frame in found.item_tables(lang):
        out = table(_heads(lang, ("item", "商品"), ("share", "份额"), ("range", "区间"), ("kind", "性质"), ("source", "来源"),
                           *((f"buyer loses,\n{h} %", f"买方损失\n{h} %") for h in found.horizons)), words=1)  # fmt: skip
        for row in frame.head(top).to_dict("records"):
            out.add_row(
                labels.get(row["item"], row["item"]), f"{100 * row['share']:.0f} %", f"{100 * row['low']:.0f}–{100 * row['high']:.0f}",
                row["kind"] + (f" {row['grade']}" if row["grade"] else ""), str(row["source"])[:26],
                *(_pct(row.get(f"loss_pct_{h}")) for h in found.horizons),
            )  # fmt: skip
        put(screen, title, out)
    if len(found.screens):
        heads = _heads(
            lang,
            ("raw material flagged (2020-24)", "被标记的原材料（2020–24）"),
            ("largest", "最大来源"),
            ("its share", "其份额"),
            ("import HHI\n> 0.4", "进口 HHI\n> 0.4"),
            ("export HHI\n> 0.4", "出口 HHI\n> 0.4"),
            ("imports over\nexports > 1", "进口/出口\n> 1"),
        )
        out = table(heads, words=1)
        for row in found.screens.head(top).to_dict("records"):
            out.add_row(
                f"{str(row['product'])[:44]} ({row['code']})", str(row["largest"]), f"{100 * row['largest_share']:.0f} %",
                *(_pct(row[c]) for c in ("import_hhi", "export_hhi", "import_export_ratio")),
            )  # fmt: skip
        put(
            screen,
            "筛查：哪些条件触发" if zh else "Screen geodep: which conditions fired, by how much",
            out,
            "进口/出口以 34 个进口方的数据计，为上限"
            if zh
            else "exports are those to 34 recorded importers: the ratio is an upper bound",
        )
    if len(found.paths):
        out = table(_heads(lang, ("route of inputs", "投入路径"), ("share of the chain, %", "占链条 %")), words=1)
        for row in found.paths.to_dict("records"):
            out.add_row(row["route"], f"{100 * row['share']:.2f}")
        put(screen, "穿透走的路径" if zh else "Routes that the look-through takes", out)


def _show_item(screen: Any, sheet: dict[str, Any], lang: str) -> None:
    from bahe.desk.terminal import put, table

    label = sheet["label"].get(lang) or sheet["item"]
    screen.print(
        f"\n[bold]{label}[/]  {sheet['item']}, {sheet['sector']}, HS {', '.join(sheet['hs']) or '–'}, {sheet['criticality']}"
    )
    if sheet["note"]:
        screen.print(f"[dim]{sheet['note']}[/]")
    out = table(_heads(lang, ("figure", "数字"), ("value", "数值"), ("range", "区间"), ("kind", "性质"),
                       ("year", "年份"), ("source", "来源")), words=1)  # fmt: skip
    for row in sheet["figures"]:
        if row["value"] is None:
            out.add_row(row["what"], "–", "", "缺失" if lang == "zh" else "missing", "", "")
            continue
        out.add_row(row["what"], f"{row['value']:.4g}", f"{row['low']:.4g} – {row['high']:.4g}",
                    row["kind"] + (f" {row['grade']}" if row["grade"] else ""), str(row["year"] or ""), row["source"])  # fmt: skip
    put(screen, "", out, "; ".join(f"{s['key']}: {s['citation']}" for s in sheet["sources"][:8]))
