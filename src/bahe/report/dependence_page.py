"""One self-contained page on dependence or leverage: sentences, heat map, both directions as bars, items with ranges, tables."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bahe.report.dependence import HORIZONS, Block, Dependence, Levers
from bahe.report.folder import plain
from bahe.report.svg import drawing, element, fitted, safe, text, ticks

#: What marks a folder as one that this module wrote.
KIND = "dependence"


def write(found: Levers | Dependence, out: Path, lang: str) -> Path:
    """Write the page and its tables beside `out` and move them there in one step; an older page goes when the new one stands."""
    from importlib.metadata import version

    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.parent / f".{out.name}.{os.getpid()}.part"
    try:
        part.mkdir()
        (part / "report.html").write_text(page(found, lang), encoding="utf-8")
        (part / "answer.json").write_text(
            json.dumps(plain(found.document()), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        for name, frame in found.tables().items():
            frame.to_csv(part / f"{name}.csv", index=False)
        mark = {"bahe": version("bahe"), "kind": KIND, "files": sorted(p.name for p in part.iterdir())}
        (part / "provenance.json").write_text(json.dumps(mark, indent=1), encoding="utf-8")
        old = out.parent / f".{out.name}.{os.getpid()}.old"
        if out.exists():
            out.rename(old)
        part.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return out / "report.html"


def is_page(folder: Path) -> bool:
    """True where the folder holds a page of this kind and nothing else."""
    try:
        mark = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        return mark.get("kind") == KIND and {p.name for p in folder.iterdir()} <= {*mark["files"], "provenance.json"}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return False


def page(found: Levers | Dependence, lang: str) -> str:
    """The HTML of an answer."""
    zh = lang == "zh"
    if isinstance(found, Levers):
        title = "杠杆：谁能让谁付出多大代价" if zh else "Leverage: who can hurt whom, and at what cost"
        body = "".join(_block(b, lang) for b in found.blocks)
    else:
        me = _names(lang).get(found.buyer, found.buyer)
        on = _names(lang).get(found.on, found.on) if found.on else None
        title = (
            (f"{me}依赖谁" if zh else f"On whom {me} depends")
            if on is None
            else (f"{me}与{on}" if zh else f"{me} and {on}")
        )
        body = _dependence(found, lang)
    css = files("bahe.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    answer = "".join(f"<p>{safe(s)}</p>" for s in found.sentences(lang))
    notes = _notes(found, lang)
    return (
        f'<!doctype html><html lang="{"zh-Hans" if zh else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{safe(title)}</title><style>{css}{_CSS}</style></head>'
        f'<body><header class="head"><div class="bar"><span class="brand">bahe 拔河</span><span>{"依赖与杠杆" if zh else "Dependence and leverage"}'
        f'</span></div><h1>{safe(title)}</h1></header><main><div class="answer">{answer}</div>{body}{notes}</main></body></html>'
    )


_CSS = """
.heat text { font-family: var(--sans); font-size: 12.5px; fill: var(--ink); } .heat .strong { fill: #fff; }
.heat .axis { fill: var(--quiet); } table td:not(:first-child), table th:not(:first-child) { text-align: right; }
table td.word, table th.word { text-align: left !important; } figure { margin: 14px 0 20px; }
"""


def _names(lang: str) -> dict[str, str]:
    from bahe.atlas import names

    return names(lang)


def _block(b: Block, lang: str) -> str:
    L, zh = b.found, lang == "zh"
    figure = (
        heat(L.buyers, L.suppliers, L.loss, lang, b.found.horizon)
        if len(L.suppliers) <= 16 and len(L.buyers) <= 30
        else ""
    )
    heads = (
        ["买方", "断供方", "买方损失 %", "十亿美元", "断供方损失 %", "十亿美元"]
        if zh
        else ["buyer", "cut off by", "buyer loses %", "USD bn", "supplier loses %", "USD bn"]
    )
    label = _names(lang)
    rows = [
        [label.get(r["buyer"], r["buyer"]), label.get(r["supplier"], r["supplier"]), _pct(r["loss_pct"]), _bn(r["loss_usd_mn"]),
         _pct(r["own_loss_pct"]), _bn(r["own_loss_usd_mn"])]
        for r in b.table.head(30).to_dict("records")
    ]  # fmt: skip
    caption = f'<p class="small">{safe(b.caption(lang))}</p>'
    read = "行：被断供的买方；列：断供方" if zh else "rows: who is cut off; columns: who cuts off"
    picture = f"<figure>{figure}<figcaption>{read}</figcaption></figure>" if figure else ""
    return f"<h2>{safe(b.title(lang))}</h2>{picture}{_table(heads, rows, 2)}{caption}"


def heat(rows: Sequence[str], columns: Sequence[str], values: Any, lang: str, key: str) -> str:
    """A heat map of losses in per cent: darker is more, white is none or a gain; each cell carries its number."""
    left, cell_w, cell_h, top = 190.0, 64.0, 27.0, 30.0
    label, body = _names(lang), []
    known = values[np.isfinite(values)]
    most = float(known.max()) if known.size and known.max() > 0 else 1.0
    for c, name in enumerate(columns):
        body.append(text(left + (c + 0.5) * cell_w, top - 9, name, anchor="middle", cls="axis"))
    for r, name in enumerate(rows):
        y = top + r * cell_h
        body.append(text(left - 8, y + 18, fitted(label.get(name, name), left - 12, 12.5), anchor="end"))
        for c, other in enumerate(columns):
            v = float(values[r, c])
            x = left + c * cell_w
            if name == other or not np.isfinite(v):
                body.append(element("rect", "", x=x, y=y, width=cell_w - 2, height=cell_h - 2, fill="var(--soft)"))
                if name != other:
                    body.append(text(x + cell_w / 2 - 1, y + 17, "–", anchor="middle", cls="axis"))
                continue
            depth = max(v, 0.0) / most
            shade = round(100 * depth**0.5)
            fill = f"color-mix(in srgb, var(--loss) {shade}%, white)"
            body.append(element("rect", "", x=x, y=y, width=cell_w - 2, height=cell_h - 2, style=f"fill:{fill}"))
            body.append(text(x + cell_w / 2 - 1, y + 17, _pct(v), anchor="middle", cls="strong" if shade > 62 else ""))
    title = "断供损失，占实际收入 %" if lang == "zh" else "Loss if cut off, per cent of real income"
    width, height = left + cell_w * len(columns) + 4, top + cell_h * len(rows) + 6
    return drawing(width, height, "".join(body), key=f"heat-{key}", title=title, desc=title, cls="heat")


def bars(frame: pd.DataFrame, horizon: str, lang: str) -> str:
    """Both directions by supplier: what the buyer loses to the right of the names, what the supplier loses below it."""
    label, zh = _names(lang), lang == "zh"
    rows = frame.head(15)
    left, wide, step = 190.0, 620.0, 30.0
    most = max(float(np.nanmax(rows[[f"loss_pct_{horizon}", f"own_loss_pct_{horizon}"]].to_numpy())), 1e-9)
    body = []
    for r, row in enumerate(rows.to_dict("records")):
        y = 8 + r * step
        body.append(
            text(left - 8, y + 16, fitted(label.get(row["supplier"], row["supplier"]), left - 12, 12.5), anchor="end")
        )
        for value, dy, colour in (
            (row[f"loss_pct_{horizon}"], 0, "var(--loss)"),
            (row[f"own_loss_pct_{horizon}"], 12, "var(--gain)"),
        ):
            if not np.isfinite(value):
                continue
            length = max(wide * max(value, 0.0) / most, 0.5)
            body.append(element("rect", "", x=left, y=y + dy, width=length, height=10, fill=colour))
            body.append(text(left + length + 5, y + dy + 9, _pct(value), cls="axis", size=11))
    title = (
        "断供：买方损失（橙）与断供方自身损失（蓝），%"
        if zh
        else "If cut off: loss of the buyer (orange) and of the supplier itself (blue), %"
    )
    return drawing(
        left + wide + 60,
        14 + step * len(rows),
        "".join(body),
        key=f"bars-{horizon}",
        title=title,
        desc=title,
        cls="heat",
    )


def lines(frame: pd.DataFrame, lang: str) -> str:
    """Shares over the years, one line a series, named at its end."""
    left, top, wide, high = 44.0, 10.0, 640.0, 220.0
    first, last = int(frame["year"].min()), int(frame["year"].max())
    most = max(float(frame["share"].max()) * 1.05, 0.01)
    x = lambda year: left + wide * (year - first) / max(last - first, 1)
    y = lambda share: top + high * (1 - share / most)
    body = []
    for v in ticks(0.0, most, 4):
        if v <= most:
            body.append(element("line", "", x1=left, x2=left + wide, y1=y(v), y2=y(v), stroke="var(--rule)"))
            body.append(text(left - 6, y(v) + 4, f"{100 * v:g} %", anchor="end", cls="axis"))
    for year in range(first, last + 1, 4 if last - first > 12 else 2):
        body.append(text(x(year), top + high + 18, str(year), anchor="middle", cls="axis"))
    colours = ("var(--loss)", "var(--gain)", "var(--accent)", "var(--q2)", "var(--quiet)")
    taken: list[float] = []
    for c, (name, rows) in enumerate(frame.groupby("series", sort=False)):
        points = " ".join(
            f"{x(int(t)):.1f},{y(float(v)):.1f}" for t, v in zip(rows["year"], rows["share"], strict=True)
        )
        colour = colours[c % len(colours)]
        body.append(element("polyline", "", points=points, fill="none", stroke=colour, stroke_width=2))
        end = y(float(rows["share"].iloc[-1]))
        while any(abs(end - t) < 14 for t in taken):
            end += 14 if end < top + high / 2 else -14
        taken.append(end)
        label = _SERIES.get(str(name), {}).get(lang) or _names(lang).get(str(name), str(name))
        body.append(element("text", safe(fitted(label, 210, 12)), x=left + wide + 8, y=end + 4, style=f"fill:{colour}"))
    title = "份额历史" if lang == "zh" else "Shares over time"
    return drawing(
        left + wide + 225, top + high + 28, "".join(body), key="history", title=title, desc=title, cls="heat"
    )


_SERIES = {
    "rare-earth compounds and metals, value": {"en": "Rare earths, by value", "zh": "稀土（按价值）"},
    "rare-earth compounds and metals, tonnage": {"en": "Rare earths, by tonnage", "zh": "稀土（按吨位）"},
}


def ranges(frame: pd.DataFrame, lang: str, key: str) -> str:
    """Share of the supplier in each item with its range; hollow where the share is assumed."""
    label = _names(lang)
    left, wide, step = 230.0, 520.0, 24.0
    body = [
        element(
            "line", "", x1=left + wide * v, x2=left + wide * v, y1=4, y2=8 + step * len(frame), stroke="var(--rule)"
        )
        for v in (0, 0.25, 0.5, 0.75, 1)
    ]
    for r, row in enumerate(frame.to_dict("records")):
        y = 8 + r * step
        body.append(text(left - 8, y + 14, fitted(label.get(row["item"], row["item"]), left - 12, 12.5), anchor="end"))
        low, high, value = left + wide * row["low"], left + wide * row["high"], left + wide * row["share"]
        body.append(
            element(
                "line",
                "",
                x1=low,
                x2=high,
                y1=y + 10,
                y2=y + 10,
                stroke="var(--loss)",
                stroke_width=3,
                stroke_opacity=0.35,
            )
        )
        firm = row["kind"] in ("measured", "quoted")
        body.append(
            element(
                "circle",
                "",
                cx=value,
                cy=y + 10,
                r=5,
                fill="var(--loss)" if firm else "var(--paper)",
                stroke="var(--loss)",
                stroke_width=1.6,
            )
        )
        body.append(text(left + wide + 8, y + 14, f"{100 * row['share']:.0f} %", cls="axis"))
    title = "份额与区间" if lang == "zh" else "Share and range"
    return drawing(
        left + wide + 60, 14 + step * len(frame), "".join(body), key=key, title=title, desc=title, cls="heat"
    )


def _dependence(d: Dependence, lang: str) -> str:
    zh, label, parts = lang == "zh", _names(lang), []
    h = d.horizons[0]
    head = HORIZONS.get(h, (h, h))[zh]
    parts.append(f"<h2>{'双方损失' if zh else 'Both directions'}: {safe(head)}</h2><figure>{bars(d.suppliers, h, lang)}<figcaption>"
                 f"{'橙：买方；蓝：断供方自身。占实际收入 %' if zh else 'orange: the buyer; blue: the supplier itself; per cent of real income'}"
                 "</figcaption></figure>")  # fmt: skip
    names = ["供应方", "表面份额 %", "穿透份额 %"] if zh else ["supplier", "face value %", "look-through %"]
    for x in d.horizons:
        names += [f"{'买方损失' if zh else 'buyer loses'} {x} %", f"{'断供方损失' if zh else 'supplier loses'} {x} %"]
    rows = []
    for r in d.suppliers.head(25).to_dict("records"):
        cells = [label.get(r["supplier"], r["supplier"]), _pct(r["face_value_pct"]), _pct(r["look_through_pct"])]
        rows.append(cells + [_pct(r[f"{k}_{x}"]) for x in d.horizons for k in ("loss_pct", "own_loss_pct")])
    parts.append(_table(names, rows, 1) + f'<p class="small">{safe(d.caption(lang))}</p>')
    for n, (title, frame) in enumerate(d.item_tables(lang)):
        parts.append(f"<h2>{'商品' if zh else 'Items'}: {safe(title)}</h2><figure>{ranges(frame, lang, f'items-{n}')}<figcaption>"
                     f"{'供应方在买方用量中的份额；空心：假设或按所属行业' if zh else 'share of the supplier in what the buyer uses; hollow: assumed, or as the parent industry trades'}"
                     "</figcaption></figure>")  # fmt: skip
        heads = ["商品", "供应方", "性质", "来源"] if zh else ["item", "supplier", "kind", "source"]
        losses = [x for x in d.horizons if f"loss_pct_{x}" in frame]
        heads += [f"{'买方损失' if zh else 'buyer loses'} {x} %" for x in losses]
        body = [
            [label.get(r["item"], r["item"]), r["supplier"], f"{r['kind']} {r['grade']}", r["source"], *(_pct(r[f"loss_pct_{x}"]) for x in losses)]
            for r in frame.to_dict("records")
        ]  # fmt: skip
        parts.append(_table(heads, body, 4))
    if len(d.screens):
        heads = ["原材料", "HS", "最大来源", "其份额", "进口 HHI", "出口 HHI", "进口/出口"] if zh else [
            "raw material", "HS", "largest supplier", "its share", "import HHI", "export HHI", "imports/exports"]  # fmt: skip
        body = [
            [str(r["product"])[:60], r["code"], str(r["largest"]), f"{100 * r['largest_share']:.0f} %", _pct(r["import_hhi"]),
             _pct(r["export_hhi"]), _pct(r["import_export_ratio"]) if r["import_export_ratio"] < 9999 else ("无出口" if zh else "no exports")]
            for r in d.screens.head(20).to_dict("records")
        ]  # fmt: skip
        title = (
            "筛查 GeoDep：三个条件均触发的原材料"
            if zh
            else "Screen GeoDep: raw materials where all three conditions fired"
        )
        note = (
            "条件：进口 HHI > 0.4、世界出口 HHI > 0.4、进口/出口 > 1，三年中至少两年；2020–2024，BACI。出口仅计 34 个进口方，比值为上限。"
            if zh
            else "Conditions: import HHI > 0.4, world-export HHI > 0.4, imports/exports > 1, in two of three years; 2020-2024, BACI. Exports are "
            "those to 34 recorded importers, so the ratio is an upper bound. Thresholds make cliffs: sweep them before quoting a count."
        )
        parts.append(f'<h2>{title}</h2>{_table(heads, body, 3)}<p class="small">{safe(note)}</p>')
    if len(d.history):
        parts.append(f"<h2>{'历史' if zh else 'History'}</h2><figure>{lines(d.history, lang)}<figcaption>"
                     f"{'供应方在买方进口（稀土）或吸收（行业）中的份额' if zh else 'share of the supplier in the imports (rare earths) or the absorption (industries) of the buyer'}"
                     "</figcaption></figure>")  # fmt: skip
    if len(d.paths):
        heads = ["投入路径", "占链条 %"] if zh else ["route of inputs", "share of the chain %"]
        parts.append(f"<h2>{'穿透走的路径' if zh else 'Routes that the look-through takes'}</h2>")
        parts.append(_table(heads, [[r["route"], f"{100 * r['share']:.2f}"] for r in d.paths.to_dict("records")], 1))
    return "".join(parts)


def _notes(found: Levers | Dependence, lang: str) -> str:
    zh = lang == "zh"
    lines = (
        ["损失是求解得到的：断供后整个世界重新达到均衡，负数为收益。短期要素留在本行业、来源难以替代；长期可以流动、容易替代。",
         "商品的份额、市场与弹性带有区间，分为测得、引用与假设；缺失的保持缺失。详见 bahe depend --item 名称。",
         "数据：OECD 国家间投入产出表 2025 年版（2022 年）；商品来源见商品表。经济体名称遵循数据来源，不表示对任何领土地位的立场。"]
        if zh
        else ["Losses are solved: the whole world finds a new equilibrium after the cut; minus is a gain. In the short run factors stay in "
              "their industries and origins are hard to replace; in the long run neither holds.",
              "Shares, markets and elasticities of items carry ranges and are measured, quoted or assumed; what is missing stays missing: "
              "bahe depend --item NAME shows every figure.",
              "Data: OECD, Inter-Country Input-Output Tables, 2025 edition (2022); sources of items in their table. Names of economies follow "
              "the data source and state no opinion on the status of any territory."]
    )  # fmt: skip
    return f"<h2>{'说明' if zh else 'Notes'}</h2>" + "".join(f'<p class="small">{safe(x)}</p>' for x in lines)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return (
            "<tr>"
            + "".join(f"<{tag}{' class=word' if c < words else ''}>{safe(v)}</{tag}>" for c, v in enumerate(cells))
            + "</tr>"
        )

    return f'<div class="scroll"><table><thead>{line(heads, "th")}</thead><tbody>{"".join(line(r, "td") for r in rows)}</tbody></table></div>'


def _pct(value: Any) -> str:
    if value is None or value != value:
        return "–"
    if 0 < abs(value) < 0.005:
        return "<0.01" if value > 0 else "0.00"
    shown = f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return "0.00" if shown == "-0.00" else shown.replace("-", "−")


def _bn(value: Any) -> str:
    return "–" if value is None or value != value else f"{value / 1e3:,.1f}".replace("-", "−")
