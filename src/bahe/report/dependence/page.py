"""One self-contained page on dependence or leverage: sentences, charts, tables, grounds and sources; opens offline, prints well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from bahe.report.dependence import charts
from bahe.report.dependence.answer import Dependence
from bahe.report.dependence.items import Sheet
from bahe.report.dependence.levers import Block, Levers
from bahe.report.dependence.parts import ITEM_NOTE, cited, figure, loss_cells, loss_heads, table, tied
from bahe.report.dependence.sections import sections
from bahe.report.dependence.words import COVER, KINDS, STOCK_HEADS, bn, figure_name, months, pct, span, stock_cells
from bahe.report.drawing.svg import safe
from bahe.report.sheets import folder as publication
from bahe.report.wording.texts import of

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
            + table([w[zh] for w in STOCK_HEADS], rows, 1) + f'<p class="small">{safe(COVER[zh])}</p>')  # fmt: skip


def _block(b: Block, label: Mapping[str, str], lang: str) -> str:
    """One horizon: both heat maps where they fit, then the pairs."""
    title, caption = f"<h2>{safe(b.title(lang))}</h2>", f'<p class="small">{safe(b.caption(lang))}</p>'
    fits = len(b.found.suppliers) <= 16 and len(b.found.buyers) <= 30
    return title + (_maps(b, label, lang) if fits else "") + _pairs(b, label, lang) + caption


def _maps(b: Block, label: Mapping[str, str], lang: str) -> str:
    """The loss of the row, and what the same cut costs the column."""
    L, zh, dot = b.found, lang == "zh", "；" if lang == "zh" else "; "
    read = (
        "行：被断供的买方损失；列：断供方" if zh else "loss of the row, which is cut off, when the column cuts it off"
    )
    cost = "同一断供中，列（断供方）自身的损失" if zh else "what the same cut costs the column, which cuts off"
    lost = charts.heat(L.buyers, L.suppliers, L.loss, label, lang, L.horizon, blank=L.overlap)
    own = charts.heat(L.buyers, L.suppliers, L.own, label, lang, f"{L.horizon}-own", "--gain", L.overlap)
    return "".join(figure(d, f"{said}{dot}{b.caption(lang)}") for d, said in ((lost, read), (own, cost)))


def _pairs(b: Block, label: Mapping[str, str], lang: str, first: int = 12, most: int = 60) -> str:
    """The pairs that lose most, the `first` open and the others folded away."""
    zh, ranged = lang == "zh", "loss_pct_low" in b.table
    heads = (
        ["买方", "断供方", "买方损失 %", "亿美元", "断供方损失 %", "亿美元"]
        if zh
        else ["buyer", "cut off by", "buyer loses %", "USD bn", "supplier loses %", "USD bn"]
    )
    if ranged:
        heads += ["买方区间 %", "断供方区间 %"] if zh else ["range, buyer %", "range, supplier %"]
    rows = []
    for r in b.table.head(most).to_dict("records"):
        row = [label.get(r["buyer"], r["buyer"]), label.get(r["supplier"], r["supplier"]), pct(r["loss_pct"]), bn(r["loss_usd_mn"], lang),
               pct(r["own_loss_pct"]), bn(r["own_loss_usd_mn"], lang)]  # fmt: skip
        ends = [span(r[f"{c}_low"], r[f"{c}_high"]) for c in ("loss_pct", "own_loss_pct")] if ranged else []
        rows.append(row + ends)
    shown = table(heads, rows[:first], 2)
    if len(rows) <= first:
        return shown
    more = f"另外 {len(rows) - first} 对" if zh else f"{len(rows) - first} more pairs"
    return shown + f"<details><summary>{more}</summary>{table(heads, rows[first:], 2)}</details>"


# -- one item ----------------------------------------------------------------------------------------------------------
def _sheet(s: Sheet, label: Mapping[str, str], lang: str) -> str:
    zh = lang == "zh"
    sources = f"<h2>{'来源' if zh else 'Sources'}</h2>" + cited(s.facts["sources"])
    return (_holders(s, label, lang) if len(s.holders) else "") + _on_file(s, label, lang) + sources


def _holders(s: Sheet, label: Mapping[str, str], lang: str) -> str:
    """Who holds it: shares with their ranges, losses where solved, months until it bites, and what is left without the largest."""
    zh = lang == "zh"
    pairs = zip(s.holders["buyer"], s.holders["holder"], strict=True)
    frame = s.holders.assign(item=[f"{label.get(b, b)} ← {label.get(h, h)}" for b, h in pairs])
    note = "点：份额；线：区间；空心：假设或按所属行业；竖线：其在整个行业中的份额" if zh else (
        "dot: share; line: range; hollow: assumed, or as the parent industry trades; upright bar: share of the whole industry")  # fmt: skip
    losses = [x for x in s.horizons if f"loss_pct_{x}" in frame]
    heads = ["买方", "来源", "依据", "出处"] if zh else ["buyer", "origin", "ground", "source"]
    heads += [*loss_heads(losses, zh), "几个月后显现" if zh else "bites after, months"]
    body = [
        [label.get(r["buyer"], r["buyer"]), label.get(r["holder"], r["holder"]), f"{of(KINDS, r['kind'], lang)} {r['grade']}",
         label.get(r["source"], r["source"]), *loss_cells(r, losses), tied(months(r, lang, unit=False)) or "–"]
        for r in frame.to_dict("records")
    ]  # fmt: skip
    notes = [ITEM_NOTE[zh]] * bool(losses) + [COVER[zh]]
    left = "横轴：失去的外国来源数；纵轴：剩余供应份额" if zh else (
        "across: number of foreign origins lost, the largest first; up: share of the supply left")  # fmt: skip
    return (
        f"<h2>{'谁掌握它' if zh else 'Who holds it'}</h2>" + figure(charts.ranges(frame, label, lang, "holders"), note)
        + table(heads, body, 4) + "".join(f'<p class="small">{safe(x)}</p>' for x in notes)
        + f"<h2>{'失去最大来源之后还剩多少' if zh else 'What is left after the largest origins drop out'}</h2>"
        + figure(charts.left_over(s.left, label, lang), left)
    )  # fmt: skip


def _on_file(s: Sheet, label: Mapping[str, str], lang: str) -> str:
    """Every figure with its range, ground, year and source; what is missing is named."""
    zh = lang == "zh"
    heads = (
        ["数字", "数值", "区间", "依据", "年份", "出处"]
        if zh
        else ["figure", "value", "range", "ground", "year", "source"]
    )
    rows = [
        [figure_name(f, label, lang), "–", "", "缺失" if zh else "missing", "", ""] if f["value"] is None else
        [figure_name(f, label, lang), f"{f['value']:.4g}", f"{f['low']:.4g} – {f['high']:.4g}",
         f"{of(KINDS, f['kind'], lang)} {f['grade']}", str(f["year"] or ""), f["source"]]
        for f in s.facts["figures"]
    ]  # fmt: skip
    return f"<h2>{'全部数字' if zh else 'Every figure on file'}</h2>" + table(heads, rows, 1)


_BODY: dict[type, Any] = {Levers: _levers, Dependence: sections, Sheet: _sheet}


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
