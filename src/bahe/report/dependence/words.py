"""Words and figures of the answers on dependence and leverage, in English and Chinese: one place for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from bahe.report.wording.numbers import plain
from bahe.report.wording.terms import HORIZONS
from bahe.report.wording.texts import of as of

#: Lens -> (English, Chinese), as `lenses.LENSES`.
LENS = {
    "industries": ("All goods, table of industries", "全部货物，行业表"),
    "carved": ("All goods, items carved out (upper end)", "全部货物，商品单列（上限）"),
    "items": (
        "Items only, what leaks arrives; buyer's middlemen earn the scarcity",
        "仅限商品，泄漏部分到货；稀缺租金归买方中间商",
    ),
    "items-rent": (
        "Items only, what leaks arrives; the holder earns the scarcity",
        "仅限商品，泄漏部分到货；稀缺租金归断供方",
    ),
    "items-whole": ("Items only, nothing arrives (upper end)", "仅限商品，完全断供（上限）"),
}

#: Measure of a screen -> (English, Chinese).
MEASURES = {
    "import_hhi": ("HHI of imports", "进口 HHI"), "export_hhi": ("HHI of world exports", "世界出口 HHI"),
    "import_export_ratio": ("imports over exports", "进口/出口"), "foreign_share": ("foreign share", "外国份额"),
    "outdegree_sd": ("s.d. of out-degree", "出度标准差"), "clustering": ("clustering", "聚类系数"), "top_share": ("largest share", "最大份额"),
}  # fmt: skip

#: Ground of a figure -> (English, Chinese).
KINDS = {
    "measured": ("measured", "测得"), "quoted": ("quoted", "引用"), "assumed": ("assumed", "假设"),
    "as the parent": ("as its industry trades", "按所属行业"),
}  # fmt: skip


#: Criticality -> (English, Chinese).
CRITICAL = {"essential": ("essential", "必需"), "important": ("important", "重要"), "not": ("not critical", "非关键")}


def pct(value: Any) -> str:
    """A loss in per cent: one decimal from ten on, three below a tenth, two between; a dash where missing."""
    if value is None or value != value:
        return "–"
    if 0 < abs(value) < 0.0005:
        return "<0.001" if value > 0 else ">−0.001"
    shown = (
        f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.3f}"
    )
    return shown.replace("-", "−")


def bn(usd_mn: Any, lang: str = "en") -> str:
    """USD million in the money unit of the language: billions in English, 100 million (yi) in Chinese; small ones with more digits."""
    if usd_mn is None or usd_mn != usd_mn:
        return "–"
    v = usd_mn / (100 if lang == "zh" else 1000)
    return plain(v, 0) if abs(v) >= 100 else plain(v, 1) if abs(v) >= 1 else f"{v:.2g}".replace("-", "−")


#: What a screen writes for imports over exports where there are no exports (GeoDep).
NO_EXPORTS = 9999


def measured(value: Any, lang: str, margin: Any = None) -> str:
    """A measure of a screen; in brackets by how much its threshold is passed."""
    if value is None or value != value:
        return "–"
    if value >= NO_EXPORTS:
        return "无出口" if lang == "zh" else "no exports"
    if abs(value) >= 100:
        return plain(value, 0)
    by = "" if margin is None or margin != margin else f" ({margin:+.2f})"
    return f"{value:.2f}{by}".replace("-", "−")


def grounded(r: Mapping[Any, Any], lang: str) -> str:
    """How a share came about, and its range."""
    return f"{of(KINDS, r['kind'], lang)}{'，' if lang == 'zh' else ', '}{100 * r['low']:.0f}–{100 * r['high']:.0f} %"


def share(value: Any) -> str:
    """A fraction in whole per cent."""
    return "–" if value is None or value != value else f"{100 * value:.0f} %"


def months(cover: Mapping[Any, Any], lang: str, unit: bool = True) -> str:
    """Months until a cut bites with the range, from `bites_months` and its ends; empty where no stock is on file."""
    mid, low, high = (cover.get(f"bites_months{e}") for e in ("", "_low", "_high"))
    if mid is None or mid != mid:
        return ""
    word = "" if not unit else " 个月" if lang == "zh" else " months"
    return f"{mid:.1f}{word} ({low:.1f}–{high:.1f})" if lang != "zh" else f"{mid:.1f}{word}（{low:.1f}–{high:.1f}）"


#: What is on file about an item -> (English, Chinese).
FIELDS = {
    "market": ("market, USD mn", "市场，百万美元"), "stock": ("stock, months", "库存，月"), "theta": ("theta, {0}", "theta，{0}"),
    "qualification": ("qualification, months", "认证期，月"), "leakage": ("leakage", "泄漏"),
    "share": ("share of {0} in {1}", "{0}在{1}用量中的份额"), "demand": ("use of {0}, USD mn", "{0}的用量，百万美元"),
}  # fmt: skip


def figure_name(row: Mapping[Any, Any], label: Mapping[str, str], lang: str) -> str:
    """What a figure of `item_sheet` is, with names instead of codes."""
    names = [of(HORIZONS, n, lang) if row["field"] == "theta" else label.get(n, n) for n in row["names"]]
    return of(FIELDS, row["field"], lang).format(*names)


#: What the months until a cut bites are, and are not.
COVER = (
    "Bites after: months for which the users' stock covers what no longer arrives, stock/(1 - leakage), low and high ends together; – where "
    "no source states a stock. Losses are those once the stock is gone.",
    "几个月后显现：用户库存可覆盖缺口的月数，库存/(1−泄漏)，括号内为下限与上限；无来源给出库存时为 –。所列损失为库存用尽之后的损失。",
)

STOCK_HEADS = (
    ("item", "商品"), ("stock, months", "库存，月"), ("source", "出处"), ("still arrives", "仍会到达"), ("bites after, months", "几个月后显现"),
)  # fmt: skip


def stock_cells(r: Mapping[Any, Any], label: Mapping[str, str], lang: str) -> list[str]:
    """A row under `STOCK_HEADS` from `items.stock_rows`; a dash where missing."""
    known = r["stock_months"] == r["stock_months"]
    leaks = f"{share(r['leakage'])} ({of(KINDS, r['leakage_kind'], lang)})" if r["leakage"] == r["leakage"] else "–"
    return [
        label.get(r["item"], r["item"]), f"{r['stock_months']:g}" if known else "–",
        f"{label.get(r['stock_source'], r['stock_source'])} {r['stock_grade']}" if known else "", leaks,
        months(r, lang, unit=False) or "–",
    ]  # fmt: skip


def covered(frames: Iterable[pd.DataFrame], label: Mapping[str, str], lang: str) -> list[str]:
    """For which items a stock is on file and how many months it covers; for how many none is. Empty where no items are shown."""
    rows = {r["item"]: r for f in frames for r in f.to_dict("records")}
    by: dict[str, list[str]] = {}
    for name, r in rows.items():
        if said := months(r, lang):
            by.setdefault(said, []).append(label.get(name, name))
    none = len(rows) - sum(len(v) for v in by.values())
    if not by:
        return []
    if lang == "zh":
        parts = "；".join(f"{'、'.join(v)} {k}" for k, v in by.items())
        return [f"用户库存可覆盖缺口：{parts}" + (f"；其余 {none} 种商品无库存数据。" if none else "。")]
    parts = "; ".join(f"{k} of {', '.join(v)}" for k, v in by.items())
    return [
        f"Stocks on file cover what no longer arrives: {parts}"
        + (f"; none is on file for the other {f'{none} items' if none > 1 else 'one'}." if none else ".")
    ]


def head(horizon: str, sigma: float, lang: str) -> str:
    """The horizon with its elasticity: no loss is printed without one."""
    said = of(HORIZONS, horizon, lang)
    if lang == "zh":
        return f"{said[:-1]}，σ {sigma:.3g}）" if said.endswith("）") else f"{said}（σ {sigma:.3g}）"
    return f"{said[:-1]}; sigma {sigma:.3g})" if said.endswith(")") else f"{said} (sigma {sigma:.3g})"


def span(low: Any, high: Any) -> str:
    """A range of per cents; empty where one end is missing."""
    return "" if low is None or low != low or high != high else f"{pct(low)}\u00a0…\u00a0{pct(high)}"


def node(economy: str, sector: str, label: Mapping[str, str], lang: str) -> str:
    """An industry of an economy."""
    return f"{label.get(economy, economy)}{'' if lang == 'zh' else ', '}{label.get(sector, sector)}"


def who(target: str, holder: str, label: Mapping[str, str], lang: str) -> str:
    """What a direction is called."""
    t, h = label.get(target, target), label.get(holder, holder)
    return f"{h}断供{t}" if lang == "zh" else f"{h} withholds from {t}"


def answers(answer: pd.DataFrame, items: Mapping[tuple[str, str], pd.DataFrame], total: int, label: Mapping[str, str],
            lang: str) -> list[str]:  # fmt: skip
    """The pair in words: all goods, the items, what a whole cut means, and why the lenses differ."""
    out: list[str] = []
    at: dict[Any, Mapping[Any, Any]] = {
        (r["target"], r["holder"], r["lens"], r["horizon"]): r for r in answer.to_dict("records")
    }
    pairs = list(dict.fromkeys((r["target"], r["holder"]) for r in answer.to_dict("records")))
    horizons = list(dict.fromkeys(answer["horizon"]))
    for h in horizons:
        out.append(_goods([at[(*p, "industries", h)] for p in pairs], h, label, lang))
    for p in pairs:
        if len(items.get(p, ())):
            out.append(_items([[at.get((*p, lens, h)) for lens in ("items", "items-rent", "items-whole")] for h in horizons],
                              len(items[p]), total, label, lang))  # fmt: skip
    if any(len(items.get(p, ())) for p in pairs):
        out.append(WHOLE[lang == "zh"])
        why = [_why(*p, items[p], label, lang) for p in pairs if len(items.get(p, ()))]
        out.append(("两种读法为何不同：" if lang == "zh" else "Why the lenses differ: ") + ("；" if lang == "zh" else "; ").join(why)
                   + AVERAGED[lang == "zh"])  # fmt: skip
    return out


WHOLE = (
    "A whole cut of a good that its users cannot do without has no useful bound within a year: stocks, smuggling and other makers are "
    "left out, and with few substitutes its price rises without limit. Read it as an upper end, not as a forecast.",
    "对下游离不开的商品完全断供，一年之内没有有意义的上限：库存、走私与其他生产者都不计入，替代品少则价格无限上升。应视为上限，而非预测。",
)
AVERAGED = (
    ". A table of industries averages such goods away. In the long run origins replace each other, and the items weigh little.",
    "。行业表把这类商品平均掉了。长期内来源可以互相替代，单个商品的分量就很小。",
)


def _goods(rows: list[Mapping[Any, Any]], h: str, label: Mapping[str, str], lang: str) -> str:
    parts = []
    for r in rows:
        t, o = label.get(r["target"], r["target"]), label.get(r["holder"], r["holder"])
        lost, own = f"{pct(r['loss_pct'])} %", f"{pct(r['own_loss_pct'])} %"
        band = span(r.get("loss_pct_low"), r.get("loss_pct_high"))
        if lang == "zh":
            parts.append(f"若{o}停止对{t}的一切货物出口，{t}损失实际收入的 {lost}{f'（区间 {band}）' if band else ''}，即每年 {bn(r['loss_usd_mn'], lang)} 亿美元，"
                         f"{o}自身损失 {own}")  # fmt: skip
        else:
            parts.append(f"if {o} stops all exports of goods to {t}, {t} loses {lost} of real income{f' (range {band})' if band else ''}, "
                         f"USD {bn(r['loss_usd_mn'])} bn a year, and {o} {own}")  # fmt: skip
    start = head(h, rows[0]["sigma"], lang)
    return f"{start}：{'；反之，'.join(parts)}。" if lang == "zh" else f"{start}: {'; the reverse: '.join(parts)}."


def _items(
    rows: list[list[Mapping[Any, Any] | None]], count: int, total: int, label: Mapping[str, str], lang: str
) -> str:
    zh, parts, first, ranged = lang == "zh", [], None, False
    for least, most, whole in rows:
        if least is None or most is None or whole is None:
            continue
        first = first or least
        ends = sorted((least["loss_pct"], most["loss_pct"]), key=lambda v: (v != v, v))
        both = " – ".join(dict.fromkeys(pct(v) for v in ends))
        ranged = ranged or " – " in both
        when = head(least["horizon"], least["sigma"], lang)
        parts.append(f"{when} {both} %，完全断供 {pct(whole['loss_pct'])} %" if zh
                     else f"{_small(when)} {both} %, with a whole cut {pct(whole['loss_pct'])} %")  # fmt: skip
    if first is None:
        return ""
    t, o = label.get(first["target"], first["target"]), label.get(first["holder"], first["holder"])
    leak = f"{100 * first['leakage']:g} %"
    if zh:
        some = (
            f"清单 {total} 种商品中的 {count} 种（其占比不低于二十分之一）"
            if count < total
            else f"所问的 {total} 种商品"
        )
        return f"{o}仅断供{some}，仍有 {leak} 到货时，{t}的损失：{'；'.join(parts)}。{'区间取决于谁得稀缺租金。' if ranged else ''}"
    some = f"{count} of the {total} items of the list (those of which it makes a twentieth or more)" if count < total else (
        f"the {total} items asked about" if total > 1 else "the item asked about")  # fmt: skip
    return (f"If {o} withholds only {some} and {leak} "
            f"still arrives, {t} loses: {'; '.join(parts)}.{' The range is by who earns the scarcity.' if ranged else ''}")  # fmt: skip


def _small(head: str) -> str:
    return head[0].lower() + head[1:]


def _why(target: str, holder: str, items: pd.DataFrame, label: Mapping[str, str], lang: str) -> str:
    """The item that weighs most, beside the share of the holder in its industry."""
    by = next((c for c in items.columns if c.startswith("loss_pct_")), "share")
    r: Mapping[Any, Any] = items.sort_values(by, ascending=False, na_position="last").iloc[0].to_dict()
    t, o = label.get(target, target), label.get(holder, holder)
    item, industry = label.get(r["item"], r["item"]), label.get(r["parent"], r["parent"])
    low_case = industry if industry.isupper() else _small(industry)
    ground = grounded(r, lang)
    parent = f"{100 * r['parent_share']:.1f} %"
    if lang == "zh":
        return f"{t}购买的“{industry}”中{o}只占 {parent}，而“{item}”占 {share(r['share'])}（{ground}）"
    return f"{o} makes {parent} of what {t} buys of {low_case}, but {share(r['share'])} of its “{item}” ({ground})"
