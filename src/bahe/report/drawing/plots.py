"""Charts of statecraft as inline SVG: rates before and after, bars of change, a heat map of rates, why bars, convergence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import floor, isfinite, log10
from typing import Any

import numpy as np

from bahe.report.drawing.palette import COLOURS, apart
from bahe.report.drawing.rows import Mark, Row, frame, row_chart
from bahe.report.drawing.svg import drawing, element, fitted, safe, text, text_width, ticks
from bahe.report.wording.numbers import MINUS, RAISED, Numbers, plain

#: Width of a whole chart.
WIDE = 930.0


def _per_cent(v: float) -> str:
    return f"{v:g} %".replace("-", MINUS)


def dumbbells(
    rows: Sequence[tuple[str, float, float, float, float]], lang: str, key: str, title: str, heads: Sequence[str]
) -> str:
    """(name, before, after, lowest, highest) a row, per cent: a ring before, a dot after, a pale bar from lowest to highest."""
    shown = []
    for name, before, after, low, high in rows:
        spread = (Mark("bar", low, high, "spread"),) if high - low > 0.05 else ()
        marks = (*spread, Mark("line", before, after, "shift"), Mark("ring", before), Mark("dot", after, cls="ink"))
        shown.append(Row(name, marks, (plain(before, 1, lang), plain(after, 1, lang))))
    f = frame([shown], WIDE, row=25, headers=heads)
    return row_chart(shown, f, key=key, title=title, desc=title, axis=_per_cent, headers=heads)


def spans(
    rows: Sequence[tuple[str, float, float, float, str]], lang: str, key: str, title: str, heads: Sequence[str]
) -> str:
    """(name, value, lowest, highest, figures) a row, per cent: a dot in a pale bar from lowest to highest."""
    shown = [
        Row(name, (Mark("bar", low, high, "spread"), Mark("dot", value, cls="ink")), (plain(value, 1, lang), figures))
        for name, value, low, high, figures in rows
    ]
    f = frame([shown], WIDE, row=25, headers=heads)
    return row_chart(shown, f, key=key, title=title, desc=title, axis=_per_cent, headers=heads)


def changes(
    panels: Sequence[tuple[str, Sequence[tuple[str, float, float]]]], lang: str, key: str, title: str, note: Callable[[float], str],
    heads: Sequence[str],
) -> str:  # fmt: skip
    """Bars of change in per cent, (name, per cent, amount) a row, panels one below the other on one scale."""
    n = Numbers(lang)
    every = [
        [Row(name, (Mark("bar", 0.0, v, "loss" if v < 0 else "gain"),), (n.share(v), note(amount))) for name, v, amount in rows]
        for _, rows in panels
    ]  # fmt: skip
    f = frame(every, WIDE, row=23, headers=heads)
    return "".join(
        row_chart(rows, f, key=f"{key}{i}", title=title, desc=title, heading=heading, axis=_per_cent, headers=heads)
        for i, ((heading, _), rows) in enumerate(zip(panels, every, strict=True)) if rows
    )  # fmt: skip


def heat(rows: Sequence[str], columns: Sequence[str], values: Any, key: str, title: str, upright: bool = False) -> str:
    """Rates in per cent [row, column]: darker is higher, from the lowest to the highest of the figure; NaN stays blank.

    upright     names of columns stand upright where there are many
    """
    left = min(max(text_width(r, 12.5) for r in rows) + 14, 190.0)
    cell_w = min(84.0, (WIDE - left) / max(len(columns), 1))
    top = min(max(text_width(c, 11.5) for c in columns) + 12, 150.0) if upright else 26.0
    cell_h, body = 25.0, []
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    for c, name in enumerate(columns):
        x = left + (c + 0.5) * cell_w
        if upright:
            words = fitted(name, top - 10, 11.5)
            body.append(
                element(
                    "text",
                    safe(words),
                    x=x + 4,
                    y=top - 6,
                    transform=f"rotate(-90 {x + 4:.1f} {top - 6:.1f})",
                    cls="quiet",
                    font_size=11.5,
                )
            )
        else:
            body.append(text(x, top - 9, fitted(name, cell_w - 4, 12), anchor="middle", cls="quiet", size=12))
    for r, name in enumerate(rows):
        y = top + r * cell_h
        body.append(text(left - 8, y + 17, fitted(name, left - 12, 12.5), anchor="end", size=12.5))
        for c in range(len(columns)):
            v, x = float(values[r, c]), left + c * cell_w
            if not isfinite(v):
                body.append(element("rect", x=x, y=y, width=cell_w - 1.5, height=cell_h - 1.5, fill="var(--soft)"))
                continue
            shade = round(8 + 84 * (v - low) / max(high - low, 1e-9))
            fill = f"fill:color-mix(in srgb, var(--accent) {shade}%, white)"
            body.append(element("rect", x=x, y=y, width=cell_w - 1.5, height=cell_h - 1.5, style=fill))
            words = f"{v:.1f}" if cell_w >= 28 else f"{v:.0f}"
            body.append(
                text(
                    x + cell_w / 2,
                    y + 16.5,
                    words,
                    anchor="middle",
                    cls="cell bright" if shade > 55 else "cell",
                    size=11 if cell_w >= 28 else 9.5,
                )
            )
    return drawing(
        left + cell_w * len(columns) + 4,
        top + cell_h * len(rows) + 4,
        "".join(body),
        key=key,
        title=title,
        desc=title,
        cls="art",
    )


def stacked(
    rows: Sequence[tuple[str, Mapping[str, float]]], parts: Mapping[str, str], key: str, title: str, say: Callable[[float], str],
    axis: str,
) -> str:  # fmt: skip
    """Gains to the right of zero, costs to the left, both stacked by part; (name, amounts by part) a row, each row on its own scale.

    A row is scaled to what it gains, so that economies of different sizes can be compared; amounts stand in the bars.
    """
    left = min(max([150.0, *(text_width(name, 12.5) + 18 for name, _ in rows)]), 240.0)
    wide, step, top = 850.0 - left, 40.0, 40.0
    zero, half, body = left + wide / 2, wide / 2 - 4, []
    for n, (part, words) in enumerate((p, parts[p]) for p in parts):
        x = left + sum(text_width(parts[p], 12) + 34 for p in list(parts)[:n])
        body.append(element("rect", x=x, y=2.0, width=12.0, height=12.0, cls=_colour(part)))
        body.append(text(x + 17, 12.5, words, size=12))
    body.append(text(zero - 6, top - 6, _ARROWS[0].format(axis.split("|")[0]), anchor="end", cls="quiet", size=10.5))
    body.append(text(zero + 6, top - 6, _ARROWS[1].format(axis.split("|")[1]), cls="quiet", size=10.5))
    for r, (name, amounts) in enumerate(rows):
        y, most = (
            top + r * step,
            max(sum(v for v in amounts.values() if v > 0), -sum(v for v in amounts.values() if v < 0), 1e-300),
        )
        body.append(text(left - 8, y + 20, fitted(name, left - 12, 12.5), anchor="end", size=12.5))
        ends = {1: zero, -1: zero}
        for part in parts:
            v = amounts.get(part, 0.0)
            if v == 0:
                continue
            sign, length = (1 if v > 0 else -1), half * abs(v) / most
            x = ends[sign] if sign > 0 else ends[sign] - length
            ends[sign] += sign * length
            body.append(
                element(
                    "rect",
                    element("title", safe(f"{parts[part]}: {say(v)}")),
                    x=x,
                    y=y + 3,
                    width=max(length - 1, 0.5),
                    height=step - 14,
                    cls=_colour(part),
                )
            )
            words = say(v)
            if text_width(words, 11) < length - 6:
                light = _colour(part) in ("b0", "b2", "b5", "b6", "b7")
                body.append(
                    text(x + length / 2, y + 20.5, words, anchor="middle", cls="bright" if light else "", size=11)
                )
    body.append(element("line", x1=zero, x2=zero, y1=top, y2=top + step * len(rows), cls="zero"))
    return drawing(
        left + wide + 10, top + step * len(rows) + 4, "".join(body), key=key, title=title, desc=title, cls="art"
    )


_ARROWS = ("← {}", "{} →")
_ORDER = (
    "terms_of_trade",
    "volume_final",
    "volume_inputs",
    "export_base",
    "output",
    "transfers",
    "political",
    "security",
    "audience",
)


#: Parts of a deal and their colours.
_GIVEN = {"others": "b0", "own": "b2", "both": "b5", "payment": "b7"}


def _colour(part: str) -> str:
    return _GIVEN[part] if part in _GIVEN else f"b{_ORDER.index(part)}"


def convergence(log: Sequence[tuple[float, int, float]], tol: float, lang: str, key: str, title: str) -> str:
    """Gain left (logarithmic) by evaluation, and the tolerance."""
    points = [(e, g) for _, e, g in log if g > 0 and isfinite(g)]
    if len(points) < 2:
        return ""
    left, top, wide, high = 66.0, 10.0, 560.0, 150.0
    low = floor(log10(max(min(min(g for _, g in points), tol), 1e-30)))
    up = floor(log10(max(g for _, g in points))) + 1
    first, last, body = points[0][0], points[-1][0], []

    def place(e: float, g: float) -> tuple[float, float]:
        share = (up - log10(g)) / max(up - low, 1)
        return left + wide * (e - first) / max(last - first, 1), top + high * share

    for power in range(low, up + 1, max((up - low) // 5, 1)):
        y = place(first, 10.0**power)[1]
        body.append(element("line", x1=left, x2=left + wide, y1=y, y2=y, cls="grid"))
        body.append(
            text(left - 8, y + 4, f"10{str(power).translate(RAISED)}", anchor="end", cls="quiet num", size=10.5)
        )
    y = place(first, tol)[1]
    body.append(element("line", x1=left, x2=left + wide, y1=y, y2=y, cls="reference"))
    body.append(text(left + wide + 8, y + 4, "容差" if lang == "zh" else "tolerance", cls="accent", size=11))
    for e in ticks(first, last, 6):
        if first <= e <= last and e == int(e):
            body.append(text(place(e, 1)[0], top + high + 16, f"{e:g}", anchor="middle", cls="quiet num", size=10.5))
    body.append(
        text(left + wide + 8, top + high + 16, "求值次数" if lang == "zh" else "evaluations", cls="quiet", size=10.5)
    )
    body.append(
        element("polyline", points=" ".join("{:.1f},{:.1f}".format(*place(e, g)) for e, g in points), cls="curve")
    )
    body += [element("circle", cx=place(e, g)[0], cy=place(e, g)[1], r=3.0, cls="ink") for e, g in points]
    return drawing(left + wide + 110, top + high + 24, "".join(body), key=key, title=title, desc=title, cls="art")


def curves(
    series: Mapping[str, Sequence[tuple[float, float]]], key: str, title: str, axis: Callable[[float], str], across: str,
    dots: bool = True, said: Callable[[float], str] = "{:g}".format,
) -> str:  # fmt: skip
    """Lines over a weight, one a player, named at the end; `dots` at the weights that were solved, and figures below them."""
    left, top, wide, high, body = 60.0, 12.0, 560.0, 190.0, []
    xs = [x for p in series.values() for x, _ in p]
    ys = [y for p in series.values() for _, y in p if isfinite(y)]
    if not ys:
        return ""
    marks = ticks(min(ys), max(ys) if max(ys) > min(ys) else min(ys) + 1, 4)
    lo, hi, first, last = marks[0], marks[-1], min(xs), max(xs)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + wide * (x - first) / max(last - first, 1e-12), top + high * (hi - y) / (hi - lo)

    for v in marks:
        y = place(first, v)[1]
        body.append(element("line", x1=left, x2=left + wide, y1=y, y2=y, cls="zero" if v == 0 else "grid"))
        body.append(text(left - 8, y + 4, axis(v).replace("-", MINUS), anchor="end", cls="quiet num", size=10.5))
    for x in sorted(set(xs)) if dots else [t for t in ticks(first, last, 6) if first <= t <= last]:
        body.append(text(place(x, lo)[0], top + high + 17, said(x), anchor="middle", cls="quiet num", size=10.5))
    body.append(text(left + wide + 20, top + high + 17, across, cls="quiet", size=10.5))
    known = {n: [(x, y) for x, y in p if isfinite(y)] for n, p in series.items()}
    ends = apart({n: place(*p[-1])[1] for n, p in known.items() if p}, top, top + high)
    for c, (name, points) in enumerate((n, p) for n, p in known.items() if p):
        colour = COLOURS[c % len(COLOURS)]
        path = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
        body.append(element("polyline", points=path, fill="none", stroke=colour, stroke_width=2))
        body += [
            element("circle", cx=place(x, y)[0], cy=place(x, y)[1], r=3.2, style=f"fill:{colour}")
            for x, y in points
            if dots
        ]
        body.append(
            element(
                "text",
                safe(fitted(name, 230, 12)),
                x=left + wide + 10,
                y=ends[name] + 4,
                style=f"fill:{colour}",
                font_size=12,
            )
        )
    return drawing(left + wide + 250, top + high + 26, "".join(body), key=key, title=title, desc=title, cls="art")
