"""One self-contained page on dependence or leverage: sentences, charts, tables, grounds and sources; opens offline, prints well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from bahe.report import dependence_charts as charts
from bahe.report import publication
from bahe.report.dependence import Dependence
from bahe.report.dependence_items import Sheet
from bahe.report.dependence_levers import Block, Levers
from bahe.report.dependence_routes import spelt
from bahe.report.dependence_screens import conditions, explain, flag_cells
from bahe.report.dependence_words import (
    COVER,
    CRITICAL,
    HORIZONS,
    KINDS,
    MEASURES,
    STOCK_HEADS,
    bn,
    figure_name,
    measured,
    months,
    of,
    pct,
    span,
    stock_cells,
    who,
)
from bahe.report.svg import safe

#: What marks a folder as one that this module wrote.
KIND = "dependence"
Answer = Levers | Dependence | Sheet


def write(found: Answer, out: Path, lang: str, facts: Mapping[str, Any] | None = None) -> Path:
    """Write the page and its tables beside `out` and move them there in one step; an older page goes when the new one stands.

    facts   more for provenance.json: the command, versions, hashes of the packaged data
    """
    more = {**_made_from(found), **(facts or {})}
    return publication.write(out, KIND, page(found, lang), found.document(), found.tables(), more)


def _made_from(found: Answer) -> dict[str, Any]:
    """What was asked, the world, its elasticities and sources, and those of the items."""
    asked: dict[str, Any] = {}
    if isinstance(found, Levers):
        asked = {k: v for k, v in vars(found.asked).items() if v}
    elif isinstance(found, Dependence):
        asked = {"buyer": found.buyer, "on": found.on, "horizons": found.horizons, "screen": found.screen}
    else:
        asked = {"item": found.facts["item"], "buyer": found.buyer, "horizons": found.horizons}
    made = found.made.facts()
    return {"asked": asked, **made, "sources": made["sources"] + [dict(x) for x in _sources(found)]}


def _sources(found: Answer) -> Sequence[Mapping[str, Any]]:
    if isinstance(found, Dependence):
        return found.sources
    return found.facts["sources"] if isinstance(found, Sheet) else ()


def is_page(folder: Path) -> bool:
    """True where the folder holds a page of this kind and nothing else."""
    return publication.is_ours(folder, KIND)


def page(found: Answer, lang: str) -> str:
    """The HTML of an answer."""
    zh, label = lang == "zh", _names(lang)
    title, body = _TITLE[type(found)](found, label, zh), _BODY[type(found)](found, label, lang)
    css = files("bahe.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    answer = "".join(f"<p>{safe(s)}</p>" for s in found.sentences(lang) if s)
    return (
        f'<!doctype html><html lang="{"zh-Hans" if zh else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{safe(title)}</title><style>{css}{_CSS}</style></head>'
        f'<body><header class="head"><div class="bar"><span class="brand">bahe 拔河</span><span>{"依赖与杠杆" if zh else "Dependence and leverage"}'
        f'</span></div><h1>{safe(title)}</h1></header><main><div class="answer">{answer}</div>{body}{_notes(found, lang)}</main></body></html>'
    )


def _title_levers(_: Any, __: Mapping[str, str], zh: bool) -> str:
    return "杠杆：谁能让谁付出多大代价" if zh else "Leverage: who can hurt whom, and at what cost"


def _title_dependence(d: Dependence, label: Mapping[str, str], zh: bool) -> str:
    me = label.get(d.buyer, d.buyer)
    if d.on is None:
        return f"{me}依赖谁" if zh else f"On whom {me} depends"
    other = label.get(d.on, d.on)
    return f"{other}与{me}：谁能对谁断供什么" if zh else f"What {other} and {me} could withhold from each other"


def _title_sheet(s: Sheet, _: Mapping[str, str], zh: bool) -> str:
    return f"{s.label('zh')}：谁生产，谁使用" if zh else f"{s.label('en')}: who makes it, who uses it"


_TITLE: dict[type, Any] = {Levers: _title_levers, Dependence: _title_dependence, Sheet: _title_sheet}

_CSS = """
svg.heat { display: block; width: 100%; height: auto; max-width: 960px; }
.heat text { font-family: var(--sans); font-size: 12.5px; fill: var(--ink); } .heat .bright { fill: #fff; font-weight: 600; }
.heat text[style] { fill: inherit; }
.heat .axis { fill: var(--quiet); } table td:not(:first-child), table th:not(:first-child) { text-align: right; }
table td.word, table th.word { text-align: left !important; } figure { margin: 14px 0 20px; } tbody th.word { font-weight: 400; }
td.group { font-weight: 700; padding-top: 12px !important; } :lang(zh) td.word, :lang(zh) th { word-break: keep-all; }
"""


def _names(lang: str) -> dict[str, str]:
    from bahe.atlas import names

    return names(lang)


def _term(horizon: str, zh: bool) -> str:
    """A horizon in a heading."""
    return _TERMS.get(horizon, horizon) if zh else horizon


_TERMS = {"short": "短期", "long": "长期", "medium": "中期", "long-bln": "长期（低弹性）"}


def _figure(drawing: str, caption: str) -> str:
    return f"<figure>{drawing}<figcaption>{safe(caption[:1].upper() + caption[1:])}</figcaption></figure>"


# -- leverage ----------------------------------------------------------------------------------------------------------
def _levers(found: Levers, label: Mapping[str, str], lang: str) -> str:
    return "".join(_block(b, label, lang) for b in found.blocks) + _stocks(found.stocks, label, lang)


def _stocks(stocks: Any, label: Mapping[str, str], lang: str) -> str:
    """How long stocks cover each withheld item; nothing where no items are withheld."""
    if not len(stocks):
        return ""
    zh = lang == "zh"
    rows = [stock_cells(r, label, lang) for r in stocks.to_dict("records")]
    return (f"<h2>{'几个月后显现' if zh else 'Months until it bites'}</h2>"
            + _table([w[zh] for w in STOCK_HEADS], rows, 1) + f'<p class="small">{safe(COVER[zh])}</p>')  # fmt: skip


def _block(b: Block, label: Mapping[str, str], lang: str) -> str:
    L, zh, parts = b.found, lang == "zh", [f"<h2>{safe(b.title(lang))}</h2>"]
    if len(L.suppliers) <= 16 and len(L.buyers) <= 30:
        read = (
            "行：被断供的买方损失；列：断供方"
            if zh
            else "loss of the row, which is cut off, when the column cuts it off"
        )
        dot = "；" if zh else "; "
        cost = "同一断供中，列（断供方）自身的损失" if zh else "what the same cut costs the column, which cuts off"
        parts.append(
            _figure(
                charts.heat(L.buyers, L.suppliers, L.loss, label, lang, L.horizon, blank=L.overlap),
                f"{read}{dot}{b.caption(lang)}",
            )
        )
        parts.append(
            _figure(
                charts.heat(L.buyers, L.suppliers, L.own, label, lang, f"{L.horizon}-own", "--gain", L.overlap),
                f"{cost}{dot}{b.caption(lang)}",
            )
        )
    heads = (
        ["买方", "断供方", "买方损失 %", "亿美元", "断供方损失 %", "亿美元"]
        if zh
        else ["buyer", "cut off by", "buyer loses %", "USD bn", "supplier loses %", "USD bn"]
    )
    ranged = "loss_pct_low" in b.table
    heads += [["买方区间 %", "断供方区间 %"] if zh else ["range, buyer %", "range, supplier %"]][0] if ranged else []
    rows = [
        [label.get(r["buyer"], r["buyer"]), label.get(r["supplier"], r["supplier"]), pct(r["loss_pct"]), bn(r["loss_usd_mn"], lang),
         pct(r["own_loss_pct"]), bn(r["own_loss_usd_mn"], lang),
         *((span(r["loss_pct_low"], r["loss_pct_high"]), span(r["own_loss_pct_low"], r["own_loss_pct_high"])) if ranged else ())]
        for r in b.table.head(60).to_dict("records")
    ]  # fmt: skip
    parts.append(_table(heads, rows[:12], 2))
    if len(rows) > 12:
        more = f"另外 {len(rows) - 12} 对" if zh else f"{len(rows) - 12} more pairs"
        parts.append(f"<details><summary>{more}</summary>{_table(heads, rows[12:], 2)}</details>")
    return "".join(parts) + f'<p class="small">{safe(b.caption(lang))}</p>'


# -- dependence --------------------------------------------------------------------------------------------------------
def _dependence(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    sections = (_pair, _suppliers, _items, _left, _screens, _history, _routes, _grounds)
    return "".join(s(d, label, lang) for s in sections)


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
                     + _figure(charts.lens_bars(d.answer, h, label, lang), f"{note}{'；σ 中位数' if zh else '; median sigma'} {sigmas}"))  # fmt: skip
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
    parts.append(_table(heads, rows_, 1) + f'<p class="small">{safe(_LENS_NOTE[zh])}</p>')
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
        [f"{_term(h, True)}：被断供方 %", "亿美元", "断供方 %", "σ"]
        if zh
        else [f"{h}: cut off loses %", "USD bn", "holder loses %", "sigma"]
    )
    return heads + ([f"{_term(h, True)}：区间 %" if zh else f"{h}: range %"] if ranged else [])


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
            _figure(
                charts.suppliers(order, h, label, lang),
                f"{note}{'；σ 中位数' if zh else '; median sigma'} {1 + d.theta[h]:.3g}",
            )
        )
    heads = ["供应方", "表面份额 %", "穿透份额 %"] if zh else ["supplier", "face value %", "look-through %"]
    for x in d.horizons:
        heads += [
            f"{'买方损失' if zh else 'buyer loses'} {_term(x, zh)} %",
            f"{'断供方损失' if zh else 'supplier loses'} {_term(x, zh)} %",
        ]
    rows = []
    for r in d.suppliers.head(25).to_dict("records"):
        cells = [label.get(r["supplier"], r["supplier"]), pct(r["face_value_pct"]), pct(r["look_through_pct"])]
        rows.append(cells + [pct(r[f"{k}_{x}"]) for x in d.horizons for k in ("loss_pct", "own_loss_pct")])
    said = d.caption(lang)
    return "".join(parts) + _table(heads, rows, 1) + f'<p class="small">{safe(said[:1].upper() + said[1:])}</p>'


def _items(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    zh, parts = lang == "zh", []
    note = "点：来源占买方用量的份额，线：区间，空心：假设或按所属行业；竖线：其在整个行业中的份额" if zh else (
        "dot: share of the origin in what the buyer uses; line: its range; hollow: assumed, or as the parent industry trades; upright bar: "
        "its share of the whole industry")  # fmt: skip
    for n, (title, frame) in enumerate(d.item_tables(lang)):
        parts.append(f"<h2>{safe(title)}</h2>" + _figure(charts.ranges(frame, label, lang, f"items-{n}"), note))
        losses = [x for x in d.horizons if f"loss_pct_{x}" in frame]
        heads = ["商品", "来源", "依据", "出处"] if zh else ["item", "origin", "ground", "source"]
        heads += [*_loss_heads(losses, zh), "几个月后显现" if zh else "bites after, months"]
        body = []
        for r in frame.to_dict("records"):
            ground = f"{of(KINDS, r['kind'], lang)} {r['grade']} ({of(CRITICAL, r['criticality'], lang)})"
            cells = [
                label.get(r["item"], r["item"]),
                label.get(r["supplier"], r["supplier"]),
                ground,
                label.get(r["source"], r["source"]),
            ]
            body.append([*cells, *_loss_cells(r, losses), _tied(months(r, lang, unit=False)) or "–"])
        parts.append(_table(heads, body, 4))
    if any(f"loss_pct_{h}" in f for h in d.horizons for _, f in d.item_tables(lang)):
        parts.append(f'<p class="small">{safe(_ITEM_NOTE[zh])}</p>')
    if parts:
        parts.append(f'<p class="small">{safe(COVER[zh])}</p>')
    return "".join(parts)


def _loss_heads(horizons: Sequence[str], zh: bool) -> list[str]:
    """Heads of `_loss_cells`."""
    said = (("{}：买方 %", "断供方 %", "完全断供 %", "σ") if zh else ("{}: buyer loses %", "holder loses %", "whole cut %", "sigma"))  # fmt: skip
    return [w.format(_term(x, zh)) for x in horizons for w in said]


def _tied(words: str) -> str:
    """Words that a narrow cell must not break."""
    return words.replace(" ", "\u00a0").replace("–", "\u2060–\u2060")


def _loss_cells(r: Mapping[Any, Any], horizons: Sequence[str]) -> list[str]:
    """Losses of one item by horizon: buyer, holder, whole cut, elasticity."""
    out = []
    for x in horizons:
        out += [pct(r[f"{c}_{x}"]) for c in ("loss_pct", "own_loss_pct", "whole_loss_pct")] + [f"{r[f'sigma_{x}']:.3g}"]
    return out


_ITEM_NOTE = (
    "Each item is withheld alone. First with what still arrives by its table (the buyer's middlemen earn the scarcity: the least that the "
    "buyer loses), then as a whole cut, an upper end.",
    "每种商品单独断供：先按商品表留有泄漏（稀缺租金归买方中间商，为买方损失下限），再作完全断供，为上限。",
)


def _left(d: Dependence, label: Mapping[str, str], lang: str) -> str:
    if not len(d.left):
        return ""
    zh = lang == "zh"
    return f"<h2>{'失去最大来源之后还剩多少' if zh else 'What is left after the largest origins drop out'}</h2>" + _figure(
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
        parts.append(_table(heads, body, 3))
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
        parts.append(_figure(charts.lines(frame, label, lang, f"history-{n}"), note))
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
        parts.append(f"<h3>{safe(who_)}</h3>" + _figure(charts.sankey(frame, label, lang, f"routes-{n}"), note)
                     + _table(heads, rows, 1))  # fmt: skip
    return "".join(parts)


def _grounds(d: Dependence, _: Mapping[str, str], lang: str) -> str:
    zh, counts = lang == "zh", d.grounds()
    said = ("、" if zh else ", ").join(f"{of(KINDS, k, lang)} {v}" for k, v in counts.items())
    lead = "以上商品份额的依据" if zh else "Grounds of the item shares above"
    return (
        f"<h2>{'依据与来源' if zh else 'Grounds and sources'}</h2><p>{safe(lead)}{'：' if zh else ': '}{safe(said)}{'。' if zh else '.'}</p>"
        + _cited(d.sources)
    )


def _cited(sources: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        f"<li><code>{safe(x['key'])}</code> {safe(_once(x['what'], x['citation']))} {safe(x['url'])}</li>"
        for x in sources
    ]
    return f'<ul class="cite">{"".join(lines)}</ul>' if lines else ""


def _once(title: str, citation: str) -> str:
    return title if citation.startswith(title.rstrip(".")) else f"{title.rstrip('.')}. {citation}"


# -- one item ----------------------------------------------------------------------------------------------------------
def _sheet(s: Sheet, label: Mapping[str, str], lang: str) -> str:
    zh, parts = lang == "zh", []
    if len(s.holders):
        frame = s.holders.assign(
            item=[
                f"{label.get(b, b)} ← {label.get(h, h)}"
                for b, h in zip(s.holders["buyer"], s.holders["holder"], strict=True)
            ]
        )
        note = "点：份额；线：区间；空心：假设或按所属行业；竖线：其在整个行业中的份额" if zh else (
            "dot: share; line: range; hollow: assumed, or as the parent industry trades; upright bar: share of the whole industry")  # fmt: skip
        parts.append(
            f"<h2>{'谁掌握它' if zh else 'Who holds it'}</h2>"
            + _figure(charts.ranges(frame, label, lang, "holders"), note)
        )
        losses = [x for x in s.horizons if f"loss_pct_{x}" in frame]
        heads = ["买方", "来源", "依据", "出处"] if zh else ["buyer", "origin", "ground", "source"]
        heads += [*_loss_heads(losses, zh), "几个月后显现" if zh else "bites after, months"]
        body = []
        for r in frame.to_dict("records"):
            cells = [label.get(r["buyer"], r["buyer"]), label.get(r["holder"], r["holder"]), f"{of(KINDS, r['kind'], lang)} {r['grade']}",
                     label.get(r["source"], r["source"])]  # fmt: skip
            body.append([*cells, *_loss_cells(r, losses), _tied(months(r, lang, unit=False)) or "–"])
        parts.append(_table(heads, body, 4) + (f'<p class="small">{safe(_ITEM_NOTE[zh])}</p>' if losses else "")
                     + f'<p class="small">{safe(COVER[zh])}</p>')  # fmt: skip
        parts.append(f"<h2>{'失去最大来源之后还剩多少' if zh else 'What is left after the largest origins drop out'}</h2>"
                     + _figure(charts.left_over(s.left, label, lang), "横轴：失去的外国来源数；纵轴：剩余供应份额" if zh
                               else "across: number of foreign origins lost, the largest first; up: share of the supply left"))  # fmt: skip
    heads = (
        ["数字", "数值", "区间", "依据", "年份", "出处"]
        if zh
        else ["figure", "value", "range", "ground", "year", "source"]
    )
    rows = [
        [figure_name(f, label, lang), "–", "", "缺失" if zh else "missing", "", ""] if f["value"] is None else
        [figure_name(f, label, lang), f"{f['value']:.4g}", f"{f['low']:.4g} – {f['high']:.4g}", f"{of(KINDS, f['kind'], lang)} {f['grade']}", str(f["year"] or ""), f["source"]]
        for f in s.facts["figures"]
    ]  # fmt: skip
    parts.append(f"<h2>{'全部数字' if zh else 'Every figure on file'}</h2>" + _table(heads, rows, 1))
    parts.append(f"<h2>{'来源' if zh else 'Sources'}</h2>" + _cited(s.facts["sources"]))
    return "".join(parts)


_BODY: dict[type, Any] = {Levers: _levers, Dependence: _dependence, Sheet: _sheet}


def _notes(found: Answer, lang: str) -> str:
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
    lines.append(found.made.said(lang))
    return f"<h2>{'说明' if zh else 'Notes'}</h2>" + "".join(f'<p class="small">{safe(x)}</p>' for x in lines)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        if len(cells) == 1 and cells[0].startswith("\x00"):  # a heading inside the table
            return f'<tr><td class="word group" colspan="{len(heads)}">{safe(cells[0])}</td></tr>'
        return (
            "<tr>"
            + "".join(f"<{tag}{' class=word' if c < words else ''}>{safe(v)}</{tag}>" for c, v in enumerate(cells))
            + "</tr>"
        )

    return f'<div class="scroll"><table><thead>{line(heads, "th")}</thead><tbody>{"".join(line(r, "td") for r in rows)}</tbody></table></div>'
