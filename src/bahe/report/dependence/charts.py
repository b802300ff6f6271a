"""Charts of dependence and leverage as inline SVG: heat map, both directions, ranges, histories, routes, what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bahe.report.dependence.words import LENS, node, pct, share, who
from bahe.report.drawing.palette import COLOURS, apart
from bahe.report.drawing.svg import drawing, element, fitted, safe, text, text_width, ticks
from bahe.report.wording.texts import of

Label = Mapping[str, str]

#: Room for names at the left.
LEFT = 190.0
#: Width of a whole chart.
WIDE = 930.0


def heat(
    rows: Sequence[str], columns: Sequence[str], values: Any, label: Label, lang: str, key: str, colour: str = "--loss",
    blank: Any = None,
) -> str:  # fmt: skip
    """A heat map of losses in per cent: darker is more, white is none or a gain; each cell carries its number.

    blank   True where there was no question (a buyer cannot cut itself off); a question without an answer carries a dash
    """
    cell_w, cell_h, top, body = min(96.0, (WIDE - LEFT) / len(columns)), 28.0, 34.0, []
    known = values[np.isfinite(values)]
    most = float(known.max()) if known.size and known.max() > 0 else 1.0
    for c, name in enumerate(columns):
        shown = label.get(name, name)
        words = shown if text_width(shown, 12) < cell_w - 4 else name
        body.append(
            text(LEFT + (c + 0.5) * cell_w, top - 10, fitted(words, cell_w - 4, 12), anchor="middle", cls="axis")
        )
    for r, name in enumerate(rows):
        y = top + r * cell_h
        body.append(text(LEFT - 8, y + 18, fitted(label.get(name, name), LEFT - 12, 12.5), anchor="end"))
        for c, other in enumerate(columns):
            v, x = float(values[r, c]), LEFT + c * cell_w
            if name == other or not np.isfinite(v):
                body.append(element("rect", "", x=x, y=y, width=cell_w - 2, height=cell_h - 2, fill="var(--soft)"))
                if name != other and not (blank is not None and blank[r, c]):
                    body.append(text(x + cell_w / 2 - 1, y + 18, "–", anchor="middle", cls="axis"))
                continue
            shade = round(100 * (max(v, 0.0) / most) ** 0.5)
            fill = f"fill:color-mix(in srgb, var({colour}) {shade}%, white)"
            body.append(element("rect", "", x=x, y=y, width=cell_w - 2, height=cell_h - 2, style=fill))
            body.append(text(x + cell_w / 2 - 1, y + 18, pct(v), anchor="middle", cls="bright" if shade > 62 else ""))
    title = "断供损失，占实际收入 %" if lang == "zh" else "Loss if cut off, per cent of real income"
    width, height = max(LEFT + cell_w * len(columns) + 4, WIDE), top + cell_h * len(rows) + 6  # few columns stay small
    return drawing(width, height, "".join(body), key=f"heat-{key}", title=title, desc=title, cls="heat")


def twin_bars(rows: Sequence[tuple[str, float, float]], lang: str, key: str, left: float = LEFT) -> str:
    """Both sides of each cut: what the buyer loses (orange) above what the holder loses (blue), per cent; gains go left as text."""
    wide, step, body = WIDE - left - 70, 32.0, []
    known = [v for _, a, b in rows for v in (a, b) if np.isfinite(v)]
    most = max([*known, 1e-9])
    for r, (name, lost, own) in enumerate(rows):
        y = 6 + r * step
        body.append(text(left - 8, y + 16, fitted(name, left - 12, 12.5), anchor="end"))
        for value, dy, colour in ((lost, 0, "var(--loss)"), (own, 12, "var(--gain)")):
            if not np.isfinite(value):
                continue
            length = max(wide * max(value, 0.0) / most, 0.5)
            body.append(element("rect", "", x=left, y=y + dy, width=length, height=10, fill=colour))
            words = pct(value) if value >= 0 else f"{pct(value)} {'（收益）' if lang == 'zh' else '(gain)'}"
            body.append(text(left + length + 5, y + dy + 9, words, cls="axis", size=11))
    title = (
        "断供：买方损失（橙）与断供方损失（蓝），%"
        if lang == "zh"
        else "If cut off: loss of the buyer (orange) and of the holder (blue), %"
    )
    return drawing(WIDE, 12 + step * len(rows), "".join(body), key=f"twin-{key}", title=title, desc=title, cls="heat")


def suppliers(frame: pd.DataFrame, horizon: str, label: Label, lang: str) -> str:
    """Both directions by supplier, the fifteen that hurt most."""
    rows = [
        (label.get(r["supplier"], r["supplier"]), r[f"loss_pct_{horizon}"], r[f"own_loss_pct_{horizon}"])
        for r in frame.head(15).to_dict("records")
    ]
    return twin_bars(rows, lang, f"suppliers-{horizon}")


def lens_bars(answer: pd.DataFrame, horizon: str, label: Label, lang: str) -> str:
    """One pair, both directions, by lens; whole cuts stand in the table only, since their length would hide the rest."""
    rows = [
        (
            f"{who(r['target'], r['holder'], label, lang)}{'：' if lang == 'zh' else ': '}{_SHORT[r['lens']][lang == 'zh']}",
            r["loss_pct"],
            r["own_loss_pct"],
        )
        for r in answer[answer["horizon"] == horizon].to_dict("records")
        if r["lens"] in _SHORT
    ]
    return twin_bars(rows, lang, f"lens-{horizon}", 400.0)


_SHORT = {
    "industries": ("all goods", "全部货物"), "items": ("items, least", "商品，下限"), "items-rent": ("items, most", "商品，上限"),
}  # fmt: skip


def lines(frame: pd.DataFrame, label: Label, lang: str, key: str = "history") -> str:
    """Shares over the years, one line a series, named at its end."""
    series = {
        _SERIES.get(str(n), {}).get(lang) or label.get(str(n), str(n)): list(zip(g["year"], g["share"], strict=True))
        for n, g in frame.groupby("series", sort=False)
    }
    title = "份额历史" if lang == "zh" else "Shares over time"
    return _curves(series, key, title, 4 if frame["year"].max() - frame["year"].min() > 12 else 2)


def left_over(curves: pd.DataFrame, label: Label, lang: str, key: str = "left") -> str:
    """What a buyer still gets of each item after its largest foreign origins drop out, one after the other."""
    series = {
        label.get(str(n), str(n)): list(zip(g["removed"], g["left"], strict=True))
        for n, g in curves.groupby("item", sort=False)
    }
    return _curves(series, key, "剩余供应" if lang == "zh" else "What is left of the supply", 1)


_SERIES = {
    "rare-earth compounds and metals, value": {"en": "Rare earths, by value", "zh": "稀土（按价值）"},
    "rare-earth compounds and metals, tonnage": {"en": "Rare earths, by tonnage", "zh": "稀土（按吨位）"},
}


def _curves(series: Mapping[str, Sequence[tuple[Any, Any]]], key: str, title: str, every: int) -> str:
    """Lines over whole numbers, shares on the vertical axis."""
    left, top, wide, high, body = 46.0, 10.0, 640.0, 220.0, []
    xs = [int(x) for points in series.values() for x, _ in points]
    first, last, most = min(xs), max(xs), max(max(float(y) for p in series.values() for _, y in p) * 1.05, 0.01)
    marks = ticks(0.0, most, 4)
    most = max(most, marks[-1] if marks[-1] <= 1.0 else most)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + wide * (x - first) / max(last - first, 1), top + high * (1 - y / most)

    for v in marks:
        if v <= most:
            y = place(first, v)[1]
            body.append(element("line", "", x1=left, x2=left + wide, y1=y, y2=y, stroke="var(--rule)"))
            body.append(text(left - 6, y + 4, f"{100 * v:g} %", anchor="end", cls="axis"))
    for x in range(first, last + 1, every):
        body.append(text(place(x, 0)[0], top + high + 18, str(x), anchor="middle", cls="axis"))
    ends = apart({name: place(float(p[-1][0]), float(p[-1][1]))[1] for name, p in series.items()}, top, top + high)
    for c, (name, points) in enumerate(series.items()):
        colour = COLOURS[c % len(COLOURS)]
        path = " ".join("{:.1f},{:.1f}".format(*place(float(x), float(y))) for x, y in points)
        body.append(element("polyline", "", points=path, fill="none", stroke=colour, stroke_width=2))
        body.append(
            element("text", safe(fitted(name, 225, 12)), x=left + wide + 8, y=ends[name] + 4, style=f"fill:{colour}")
        )
    return drawing(left + wide + 240, top + high + 28, "".join(body), key=key, title=title, desc=title, cls="heat")


def ranges(frame: pd.DataFrame, label: Label, lang: str, key: str) -> str:
    """Share of the supplier in each item with its range; hollow where the share is assumed; the bar is that of its industry."""
    left, wide, step = 250.0, 560.0, 25.0
    foot = 8 + step * len(frame)
    body = [
        element("line", "", x1=left + wide * v, x2=left + wide * v, y1=4, y2=foot, stroke="var(--rule)")
        for v in (0, 0.25, 0.5, 0.75, 1)
    ]
    body += [text(left + wide * v, foot + 14, f"{100 * v:.0f} %", anchor="middle", cls="axis") for v in (0, 0.5, 1)]
    for r, row in enumerate(frame.to_dict("records")):
        y = 8 + r * step + 10
        body.append(text(left - 8, y + 4, fitted(label.get(row["item"], row["item"]), left - 12, 12.5), anchor="end"))
        x = {c: left + wide * float(row[c]) for c in ("low", "high", "share", "parent_share")}
        span = {"stroke": "var(--loss)", "stroke_width": 3, "stroke_opacity": 0.35}
        body.append(element("line", "", x1=x["low"], x2=x["high"], y1=y, y2=y, **span))
        bar = x["parent_share"]
        body.append(element("line", "", x1=bar, x2=bar, y1=y - 8, y2=y + 8, stroke="var(--accent)", stroke_width=2))
        fill = "var(--loss)" if row["kind"] in ("measured", "quoted") else "var(--paper)"
        body.append(element("circle", "", cx=x["share"], cy=y, r=5, fill=fill, stroke="var(--loss)", stroke_width=1.6))
        body.append(text(left + wide + 12, y + 4, share(row["share"]), cls="axis"))
    title = "份额与区间" if lang == "zh" else "Share and range"
    return drawing(left + wide + 70, foot + 20, "".join(body), key=key, title=title, desc=title, cls="heat")


def sankey(routes: pd.DataFrame, label: Label, lang: str, key: str = "routes") -> str:
    """The routes as bands from the holder's products to the industries that use the last of them; as wide as their share."""
    chains = [
        ([tuple(n.split(" ", 1)) for n in r["route"].split(" → ")], float(r["share"]))
        for r in routes.to_dict("records")
    ]
    depth = max(len(nodes) for nodes, _ in chains)
    flow: dict[tuple[int, Any], float] = {}
    bands: dict[tuple[int, Any, Any], float] = {}
    for nodes, value in chains:
        layers = [(depth - len(nodes) + p if p else 0, n) for p, n in enumerate(nodes)]  # the maker stands at the left
        for at in layers:
            flow[at] = flow.get(at, 0.0) + value
        for (a, m), (b, n) in zip(layers, layers[1:], strict=False):
            band = (a, (m, n), b)
            bands[band] = bands.get(band, 0.0) + value
    boxes, height = _stacked(flow, depth)
    return drawing(WIDE, height, _bands(bands, flow, boxes) + _boxes(boxes, flow, depth, label, lang), key=key,
                   title=_ROUTES[lang == "zh"], desc=_ROUTES[lang == "zh"], cls="heat")  # fmt: skip


_ROUTES = ("Routes of inputs", "投入路径")
#: Height of all bands together, gap between boxes, width of a box and of the names at the right.
_TALL, _GAP, _BOX, _NAMES = 190.0, 26.0, 12.0, 320.0


def _stacked(
    flow: Mapping[tuple[int, Any], float], depth: int
) -> tuple[dict[tuple[int, Any], tuple[float, float, float]], float]:
    """(x, y, height) of each box; and the height of the whole."""
    total = sum(v for (layer, _), v in flow.items() if layer == 0)
    out, low = {}, 0.0
    for layer in range(depth):
        y = 16.0
        here = sorted((at for at in flow if at[0] == layer), key=lambda at: -flow[at])
        for at in here:
            tall = max(_TALL * flow[at] / total, 2.0)
            out[at] = (layer * (WIDE - _NAMES) / max(depth - 1, 1), y, tall)
            y += tall + _GAP
        low = max(low, y)
    return out, low


def _bands(
    bands: Mapping[tuple[int, Any, Any], float], flow: Mapping[tuple[int, Any], float], boxes: Mapping[Any, Any]
) -> str:
    left: dict[Any, float] = dict.fromkeys(boxes, 0.0)
    right: dict[Any, float] = dict.fromkeys(boxes, 0.0)
    out = []
    order = sorted(
        bands.items(), key=lambda kv: (kv[0][0], boxes[kv[0][0], kv[0][1][0]][1], boxes[kv[0][2], kv[0][1][1]][1])
    )
    for (a, (m, n), b), value in order:
        (x0, y0, h0), (x1, y1, h1) = boxes[a, m], boxes[b, n]
        t0, t1 = h0 * value / flow[a, m], h1 * value / flow[b, n]
        top0, top1 = y0 + left[a, m], y1 + right[b, n]
        left[a, m] += t0
        right[b, n] += t1
        x0, mid = x0 + _BOX, (x0 + _BOX + x1) / 2
        path = (f"M{x0:.1f},{top0:.1f} C{mid:.1f},{top0:.1f} {mid:.1f},{top1:.1f} {x1:.1f},{top1:.1f} "
                f"L{x1:.1f},{top1 + t1:.1f} C{mid:.1f},{top1 + t1:.1f} {mid:.1f},{top0 + t0:.1f} {x0:.1f},{top0 + t0:.1f} Z")  # fmt: skip
        out.append(element("path", "", d=path, style="fill:var(--gain)", fill_opacity=0.28))
    return "".join(out)


def _boxes(
    boxes: Mapping[Any, tuple[float, float, float]], flow: Mapping[Any, float], depth: int, label: Label, lang: str
) -> str:
    out = []
    room = (WIDE - _NAMES) / max(depth - 1, 1) - 24
    for (layer, (e, s)), (x, y, tall) in boxes.items():
        out.append(element("rect", "", x=x, y=y, width=_BOX, height=tall, style="fill:var(--accent)"))
        name, part = node(e, s, label, lang), f" {pct(100 * flow[layer, (e, s)])} %"
        wide = text_width(part, 12)  # a long name is cut, its figure never
        if layer == depth - 1:
            out.append(text(x + _BOX + 6, y + tall / 2 + 4, fitted(name, _NAMES - 24 - wide, 12) + part))
        else:
            out.append(text(x, y - 4, fitted(name, room - wide, 12) + part))
    return "".join(out)


def lens_name(lens: str, lang: str) -> str:
    """What a lens is called."""
    return of(LENS, lens, lang)
