"""The sections of a page on dependence, in their order; a section without anything to show is empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bahe.report.dependence import charts
from bahe.report.dependence.answer import Dependence
from bahe.report.dependence.parts import ITEM_NOTE, cited, figure, loss_cells, loss_heads, table, term, tied
from bahe.report.dependence.routes import spelt
from bahe.report.dependence.screens import conditions, explain, flag_cells
from bahe.report.dependence.words import COVER, CRITICAL, KINDS, MEASURES, bn, measured, months, pct, span, who
from bahe.report.drawing.svg import safe
from bahe.report.wording.terms import HORIZONS
from bahe.report.wording.texts import of


def sections(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    """The body of the page."""
    parts = (_pair, _suppliers, _items, _left, _screens, _history, _routes, _grounds)
    return "".join(s(d, label, lang) for s in parts)


def _pair(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    """One pair: the table of lenses by direction, and a chart a horizon."""
    if not len(d.answer):
        return ""
    zh, parts = lang == "zh", []
    parts.append(
        f"<h2>{'双方可断供什么，各自损失多少' if zh else 'What each could withhold, and what each would lose'}</h2>"
    )
    for h in d.horizons:
        note = "橙：被断供方；蓝：断供方自身；占实际收入 %。商品下限与上限取决于谁得稀缺租金" if zh else (
            "orange: the side cut off; blue: the side that cuts off; per cent of real income. Items, least and most: by who earns the scarcity")  # fmt: skip
        rows = d.answer[d.answer["horizon"] == h]
        sigmas = " – ".join(f"{v:.3g}" for v in sorted({rows["sigma"].min(), rows["sigma"].max()}))
        parts.append(f"<h3>{safe(of(HORIZONS, h, lang))}</h3>"
                     + figure(charts.lens_bars(d.answer, h, label, lang), f"{note}{'；σ 中位数' if zh else '; median sigma'} {sigmas}"))  # fmt: skip
    ranged = "loss_pct_low" in d.answer
    heads = ["读法", *(w for h in d.horizons for w in _lens_heads(h, ranged, zh))] if zh else [
        "what is withheld", *(w for h in d.horizons for w in _lens_heads(h, ranged, zh))]  # fmt: skip
    rows_: list[list[str]] = []
    for (target, holder), part in d.answer.groupby(["target", "holder"], sort=False):
        rows_.append([f"\x00{who(str(target), str(holder), label, lang)}"])
        for lens, cells in part.groupby("lens", sort=False):
            by = {r["horizon"]: r for r in cells.to_dict("records")}
            rows_.append(
                [
                    charts.lens_name(str(lens), lang),
                    *(v for h in d.horizons for v in _lens_cells(by.get(h), ranged, lang)),
                ]
            )
    parts.append(table(heads, rows_, 1) + f'<p class="small">{safe(_LENS_NOTE[zh])}</p>')
    if d.on is not None and len(d.inputs):
        said = [
            f"{label.get(r['supplier'], r['supplier'])} → {label.get(r['buyer'], r['buyer'])} {pct(r['face_value_pct'])} / {pct(r['look_through_pct'])} %" for r in d.inputs.to_dict("records")
        ]  # fmt: skip
        lead = (
            "制造业投入中来自对方的份额（表面值 / 穿透值）"
            if zh
            else "Share in the inputs of manufacturing (face value / look-through)"
        )
        parts.append(f"<p>{safe(lead)}{'：' if zh else ': '}{safe(('；' if zh else '; ').join(said))}</p>")
    return "".join(parts)


_LENS_NOTE = (
    "Carved: the same cut of all goods once the items are sectors of their own. Ranges, where shown: over elasticities and, for items, over "
    "the ends of their shares, one at a time. Minus: a gain.",
    "单列：商品独立成部门后，对全部货物作同样的断供。区间（如有）：弹性，以及商品份额的上下限，逐一变动。负数为收益。",
)


def _lens_heads(h: str, ranged: bool, zh: bool) -> list[str]:
    heads = (
        [f"{term(h, True)}：被断供方 %", "亿美元", "断供方 %", "σ"]
        if zh
        else [f"{h}: cut off loses %", "USD bn", "holder loses %", "sigma"]
    )
    return heads + ([f"{term(h, True)}：区间 %" if zh else f"{h}: range %"] if ranged else [])


def _lens_cells(r: Mapping[Any, Any] | None, ranged: bool, lang: str) -> list[str]:
    if r is None:
        return [""] * (5 if ranged else 4)
    cells = [pct(r["loss_pct"]), bn(r["loss_usd_mn"], lang), pct(r["own_loss_pct"]), f"{r['sigma']:.3g}"]
    return cells + ([span(r["loss_pct_low"], r["loss_pct_high"])] if ranged else [])


def _suppliers(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    if len(d.answer):
        return ""
    zh, parts = lang == "zh", []
    note = (
        "橙：买方；蓝：断供方自身；占实际收入 %"
        if zh
        else "orange: the buyer; blue: the supplier itself; per cent of real income"
    )
    for h in d.horizons:
        parts.append(f"<h2>{'双方损失' if zh else 'Both directions'}: {safe(of(HORIZONS, h, lang))}</h2>")
        order = d.suppliers.sort_values(f"loss_pct_{h}", ascending=False)
        parts.append(
            figure(
                charts.suppliers(order, h, label, lang),
                f"{note}{'；σ 中位数' if zh else '; median sigma'} {1 + d.theta[h]:.3g}",
            )
        )
    heads = ["供应方", "表面份额 %", "穿透份额 %"] if zh else ["supplier", "face value %", "look-through %"]
    for x in d.horizons:
        heads += [
            f"{'买方损失' if zh else 'buyer loses'} {term(x, zh)} %",
            f"{'断供方损失' if zh else 'supplier loses'} {term(x, zh)} %",
        ]
    rows = []
    for r in d.suppliers.head(25).to_dict("records"):
        cells = [label.get(r["supplier"], r["supplier"]), pct(r["face_value_pct"]), pct(r["look_through_pct"])]
        rows.append(cells + [pct(r[f"{k}_{x}"]) for x in d.horizons for k in ("loss_pct", "own_loss_pct")])
    said = d.caption(lang)
    return "".join(parts) + table(heads, rows, 1) + f'<p class="small">{safe(said[:1].upper() + said[1:])}</p>'


def _items(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    zh, parts = lang == "zh", []
    note = "点：来源占买方用量的份额，线：区间，空心：假设或按所属行业；竖线：其在整个行业中的份额" if zh else (
        "dot: share of the origin in what the buyer uses; line: its range; hollow: assumed, or as the parent industry trades; upright bar: "
        "its share of the whole industry")  # fmt: skip
    for n, (title, frame) in enumerate(d.item_tables(lang)):
        parts.append(f"<h2>{safe(title)}</h2>" + figure(charts.ranges(frame, label, lang, f"items-{n}"), note))
        losses = [x for x in d.horizons if f"loss_pct_{x}" in frame]
        heads = ["商品", "来源", "依据", "出处"] if zh else ["item", "origin", "ground", "source"]
        heads += [*loss_heads(losses, zh), "几个月后显现" if zh else "bites after, months"]
        body = []
        for r in frame.to_dict("records"):
            ground = f"{of(KINDS, r['kind'], lang)} {r['grade']} ({of(CRITICAL, r['criticality'], lang)})"
            cells = [
                label.get(r["item"], r["item"]),
                label.get(r["supplier"], r["supplier"]),
                ground,
                label.get(r["source"], r["source"]),
            ]
            body.append([*cells, *loss_cells(r, losses), tied(months(r, lang, unit=False)) or "–"])
        parts.append(table(heads, body, 4))
    if any(f"loss_pct_{h}" in f for h in d.horizons for _, f in d.item_tables(lang)):
        parts.append(f'<p class="small">{safe(ITEM_NOTE[zh])}</p>')
    if parts:
        parts.append(f'<p class="small">{safe(COVER[zh])}</p>')
    return "".join(parts)


def _left(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    if not len(d.left):
        return ""
    zh = lang == "zh"
    return f"<h2>{'失去最大来源之后还剩多少' if zh else 'What is left after the largest origins drop out'}</h2>" + figure(
        charts.left_over(d.left, label, lang),
        "横轴：失去的外国来源数（从大到小）；纵轴：剩余供应份额，无人替补" if zh
        else "across: number of foreign origins lost, the largest first; up: share of the supply left, nobody stands in",
    )  # fmt: skip


def _screens(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    zh = lang == "zh"
    if not len(d.cliffs):
        return ""
    title = (
        f"筛查 {d.screen}：哪些条件触发，超出多少"
        if zh
        else f"Screen {d.screen}: which conditions fired, and by how much"
    )
    asked = None if d.on is None else d.pairs
    said = "".join(f"<li>{safe(s)}</li>" for s in explain(d.screens, d.cliffs, lang, most=0, on=asked))
    parts = [f"<h2>{safe(title)}</h2>"]
    if len(d.screens):
        names = conditions(d.screens)
        heads = (
            ["买方", "原材料（HS）", "最大来源", "其份额"]
            if zh
            else ["buyer", "raw material (HS)", "largest origin", "its share"]
        )
        heads += [f"{of(MEASURES, m, lang)}" for m in names]
        body = [
            [label.get(r["buyer"], r["buyer"]), *flag_cells(r, label, lang), *(measured(r[m], lang, r[f"{m}_margin"]) for m in names)]
            for r in d.screens.head(24).to_dict("records")
        ]  # fmt: skip
        parts.append(table(heads, body, 3))
    note = ("括号内：超出阈值多少。BACI 2020–2024，34 个进口方有记录，出口仅计对这些进口方，故进口/出口为上限。" if zh else
            "In brackets: by how much the threshold is passed. BACI 2020-2024; 34 importers are recorded and exports are those to them, so "
            "imports over exports is an upper bound. Screens leave home production out.")  # fmt: skip
    return "".join(parts) + f'<ul class="small">{said}</ul><p class="small">{safe(note)}</p>'


def _history(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    if not len(d.history):
        return ""
    zh, parts = lang == "zh", [f"<h2>{'历史' if lang == 'zh' else 'History'}</h2>"]
    for n, ((buyer, supplier), frame) in enumerate(d.history.groupby(["buyer", "supplier"], sort=False)):
        b, s = label.get(str(buyer), str(buyer)), label.get(str(supplier), str(supplier))
        note = (
            f"{s}在{b}进口（稀土）或吸收（行业）中的份额"
            if zh
            else f"share of {s} in the imports (rare earths) or the absorption (industries) of {b}"
        )
        parts.append(figure(charts.lines(frame, label, lang, f"history-{n}"), note))
    return "".join(parts)


def _routes(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    if not len(d.paths):
        return ""
    zh = lang == "zh"
    heads = ["投入路径", "占全部投入 %"] if zh else ["route of inputs", "part of all inputs, %"]
    note = ("左：来源的产品，右：使用它的行业；宽度为其占全部投入（含投入的投入）的份额" if zh else
            "left: products of the origin; right: the industries that use them; as wide as their part of all inputs, and inputs of inputs")  # fmt: skip
    said = "".join(f"<li>{safe(x)}</li>" for x in d.explain_routes(lang))
    parts = [f'<h2>{"穿透走的路径" if zh else "Routes that the look-through takes"}</h2><ul class="small">{said}</ul>']
    for n, ((buyer, supplier), frame) in enumerate(d.paths.groupby(["buyer", "supplier"], sort=False)):
        who_ = f"{label.get(str(supplier), str(supplier))} → {label.get(str(buyer), str(buyer))}"
        rows = [[spelt(r["route"], label, lang), f"{100 * r['share']:.3f}"] for r in frame.to_dict("records")]
        parts.append(f"<h3>{safe(who_)}</h3>" + figure(charts.sankey(frame, label, lang, f"routes-{n}"), note)
                     + table(heads, rows, 1))  # fmt: skip
    return "".join(parts)


def _grounds(d: Dependence, _: Mapping[str, str], lang: str) -> str:
    zh, counts = lang == "zh", d.grounds()
    said = ("、" if zh else ", ").join(f"{of(KINDS, k, lang)} {v}" for k, v in counts.items())
    lead = "以上商品份额的依据" if zh else "Grounds of the item shares above"
    return (
        f"<h2>{'依据与来源' if zh else 'Grounds and sources'}</h2><p>{safe(lead)}{'：' if zh else ': '}{safe(said)}{'。' if zh else '.'}</p>"
        + cited(d.sources)
    )
