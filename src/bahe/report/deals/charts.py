"""Charts of deals as inline SVG: the Pareto frontier of two, and the map of the deals that both prefer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bahe.report.deals.answer import Mark
from bahe.report.drawing.svg import drawing, element, fitted, text, text_width, ticks
from bahe.report.wording.numbers import MINUS, Numbers, plain
from bahe.statecraft.zone import Zone

#: Shape and class of each mark.
SHAPES = {
    "nash": ("cross", "m-war"), "status-quo": ("square", "m-force"), "free-trade": ("ring", "m-free"), "equal-gains": ("dot", "m-equal"),
    "nash-product": ("diamond", "m-nash"), "paid": ("triangle", "m-paid"),
}  # fmt: skip

#: Size of the plot, and room for the legend.
LEFT, TOP, WIDE, HIGH, LEGEND = 78.0, 18.0, 520.0, 380.0, 330.0


class Plane:
    """Two axes, both from round number to round number."""

    def __init__(self, x: Sequence[float], y: Sequence[float], parts: int = 6) -> None:
        self.tx, self.ty = ticks(min(x), max(x), parts), ticks(min(y), max(y), parts)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Place on the drawing."""
        (a, b), (c, d) = (self.tx[0], self.tx[-1]), (self.ty[0], self.ty[-1])
        return LEFT + WIDE * (x - a) / (b - a), TOP + HIGH * (d - y) / (d - c)

    def axes(self, across: str, up: str, say: Any) -> list[str]:
        """Grid, figures and names of both axes."""
        out = []
        for v in self.tx:
            x = self.at(v, self.ty[0])[0]
            out.append(element("line", x1=x, x2=x, y1=TOP, y2=TOP + HIGH, cls="zero" if v == 0 else "grid"))
            out.append(text(x, TOP + HIGH + 17, say(v), anchor="middle", cls="quiet num", size=11))
        for v in self.ty:
            y = self.at(self.tx[0], v)[1]
            out.append(element("line", x1=LEFT, x2=LEFT + WIDE, y1=y, y2=y, cls="zero" if v == 0 else "grid"))
            out.append(text(LEFT - 8, y + 4, say(v), anchor="end", cls="quiet num", size=11))
        out.append(text(LEFT + WIDE / 2, TOP + HIGH + 38, fitted(across, WIDE + 60, 12), anchor="middle", size=12))
        x, y = 18.0, TOP + HIGH / 2
        out.append(
            element(
                "text",
                fitted(up, HIGH + 20, 12),
                x=x,
                y=y,
                text_anchor="middle",
                font_size=12,
                transform=f"rotate(-90 {x:g} {y:g})",
            )
        )
        return out


def frontier(
    usd: Any, zone: Any, edges: Sequence[tuple[float, float]], marks: Mapping[str, Mark], names: Sequence[str], words: Mapping[str, str],
    title: str, lang: str,
) -> str:  # fmt: skip
    """The curve of efficient deals: gains of the first to the right, of the second upwards, money a year; both gain in the shaded part.

    usd[m,2]    the curve, USD million;  zone[m]: both gain;  edges: the two ends of the zone, if any
    """
    n, zh = Numbers(lang), lang == "zh"
    unit = n.billion
    curve = [(float(a) / unit, float(b) / unit) for a, b in usd]
    ends = [(a / unit, b / unit) for a, b in edges]
    dots = {k: (m.usd[0] / unit, m.usd[1] / unit) for k, m in marks.items()}
    every = [*curve, *ends, *dots.values(), (0.0, 0.0)]
    plane = Plane([p[0] for p in every], [p[1] for p in every])
    inside = sorted([p for p, z in zip(curve, zone, strict=True) if z] + ends)
    body = []
    if len(inside) > 1:
        corner = [plane.at(0, 0), plane.at(max(inside[0][0], 0.0), inside[0][1]), *(plane.at(*p) for p in inside)]
        corner.append(plane.at(inside[-1][0], max(inside[-1][1], 0.0)))
        body.append(element("polygon", points=_points(corner), cls="zonefill"))
    gain = "实际收入变化" if zh else "gains"
    body += plane.axes(f"{names[0]}{'：' if zh else ' '}{gain}{'（' if zh else ', '}{n.money_unit}{'/年）' if zh else ' a year'}",
                       f"{names[1]}{'：' if zh else ' '}{gain}{'（' if zh else ', '}{n.money_unit}{'/年）' if zh else ' a year'}",
                       lambda v: f"{v:+g}".replace("-", MINUS) if v else "0")  # fmt: skip
    body.append(element("polyline", points=_points([plane.at(*p) for p in sorted(curve + ends)]), cls="front out"))
    if len(inside) > 1:
        body.append(element("polyline", points=_points([plane.at(*p) for p in inside]), cls="front"))
        x, y = plane.at(inside[0][0] + 0.05 * (inside[-1][0] - inside[0][0]), 0.0)
        body.append(
            text(
                x + 4,
                y - 10,
                "双方都优于没有协议" if zh else "both prefer these to having no deal",
                cls="quiet",
                size=11.5,
            )
        )
    for p in ends:
        x, y = plane.at(*p)
        body.append(element("circle", cx=x, cy=y, r=3.4, style="fill:white;stroke:var(--gain);stroke-width:2"))
    body += [shape(k, *plane.at(*p)) for k, p in dots.items()]
    lines = [(k, words[k], f"{n.money(m.usd[0])} / {n.money(m.usd[1])}") for k, m in marks.items()]
    body += legend(lines, f"{names[0]} / {names[1]}{'，' if zh else ', '}{n.money_unit}")
    return drawing(
        LEFT + WIDE + LEGEND, TOP + HIGH + 48, "".join(body), key="frontier", title=title, desc=title, cls="art"
    )


def zone_map(
    z: Zone, marks: Mapping[str, Mark], curve: Sequence[tuple[float, float]], names: Sequence[str], told: Sequence[str],
    words: Mapping[str, str], title: str, lang: str,
) -> str:  # fmt: skip
    """The deals that both prefer, in the rates they charge each other: of the first to the right, of the second upwards, per cent.

    names, told     of the two, alone and inside a sentence
    """
    zh = lang == "zh"
    plane = Plane([0.0, 100 * float(z.rates[-1])], [0.0, 100 * float(z.rates_back[-1])])
    body = []
    for piece in lens(z):
        outline = _points([plane.at(*p) for p in piece])
        body += [element("polygon", points=outline, cls="zonefill"), element("polygon", points=outline, cls="zoneedge")]
    one, two = (f"{a}对{b}的关税，%" if zh else f"tariff of {a} on {b}, per cent" for a, b in (told, told[::-1]))
    body += plane.axes(one, two, lambda v: f"{v:g}")
    inside = [(100 * a, 100 * b) for a, b in curve]
    body.append(element("polyline", points=_points([plane.at(*p) for p in inside]), cls="front"))
    dots = {k: (100 * m.rates[0], 100 * m.rates[1]) for k, m in marks.items()}
    body += [shape(k, *plane.at(*p)) for k, p in dots.items()]
    lines = [(k, words[k], f"{plain(a, 1, lang)} / {plain(b, 1, lang)}") for k, (a, b) in dots.items()]
    body += legend(lines, f"{names[0]} / {names[1]}{'，' if zh else ', '}%")
    return drawing(LEFT + WIDE + LEGEND, TOP + HIGH + 48, "".join(body), key="zone", title=title, desc=title, cls="art")


def lens(z: Zone, fine: int = 160) -> list[list[tuple[float, float]]]:
    """Outlines, in per cent, of the deals that both prefer: column by column, gains smooth between the deals that were solved."""
    x, y = np.linspace(z.rates[0], z.rates[-1], fine), np.linspace(z.rates_back[0], z.rates_back[-1], fine)
    least = np.minimum(*(smooth(z.rates, z.rates_back, z.gains[..., side], x, y) for side in (0, 1)))
    pieces: list[list[tuple[float, float]]] = []
    low: list[tuple[float, float]] = []
    high: list[tuple[float, float]] = []
    for a in range(fine + 1):
        span = _above(y, least[a]) if a < fine else None
        if span is None:
            if len(low) > 1:
                pieces.append(low + high[::-1])
            low, high = [], []
            continue
        low.append((100 * float(x[a]), 100 * span[0]))
        high.append((100 * float(x[a]), 100 * span[1]))
    return pieces


def smooth(x: Any, y: Any, values: Any, fine_x: Any, fine_y: Any) -> Any:
    """Values between the points of a grid: by cubic splines, and linear where the grid has holes or is small."""
    from scipy.interpolate import RectBivariateSpline, RegularGridInterpolator

    if min(len(x), len(y)) > 3 and np.isfinite(values).all():
        return RectBivariateSpline(x, y, values)(fine_x, fine_y)
    return RegularGridInterpolator((x, y), values)(tuple(np.meshgrid(fine_x, fine_y, indexing="ij")))


def _above(y: Any, v: Any) -> tuple[float, float] | None:
    """Lowest and highest place at which a line through (y, v) is above zero; holes between are bridged."""
    up = np.flatnonzero(v > 0)
    if up.size == 0:
        return None
    a, b = int(up[0]), int(up[-1])
    low = (
        y[a]
        if a == 0 or not np.isfinite(v[a - 1])
        else y[a - 1] + (y[a] - y[a - 1]) * (0 - v[a - 1]) / (v[a] - v[a - 1])
    )
    high = y[b] if b == len(y) - 1 or not np.isfinite(v[b + 1]) else y[b] + (y[b + 1] - y[b]) * v[b] / (v[b] - v[b + 1])
    return float(low), float(high)


def shape(key: str, x: float, y: float) -> str:
    """The sign of a mark."""
    kind, cls = SHAPES[key]
    if kind == "dot":
        return element("circle", cx=x, cy=y, r=6.0, cls=cls)
    if kind == "ring":
        return element("circle", cx=x, cy=y, r=5.0, cls=cls)
    if kind == "square":
        return element("rect", x=x - 5, y=y - 5, width=10.0, height=10.0, cls=cls)
    if kind == "cross":
        return element("path", d=f"M{x - 5:.1f} {y - 5:.1f}l10 10M{x + 5:.1f} {y - 5:.1f}l-10 10", cls=cls)
    if kind == "triangle":
        return element("path", d=f"M{x:.1f} {y - 7:.1f}l6.5 12h-13z", cls=cls)
    return element("path", d=f"M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z", cls=cls)


def legend(lines: Sequence[tuple[str, str, str]], head: str) -> list[str]:
    """Marks with their names and figures, right of the plot."""
    x, edge = LEFT + WIDE + 30, LEFT + WIDE + LEGEND - 4
    out = [text(edge, TOP + 14, fitted(head, LEGEND - 30, 11), anchor="end", cls="quiet", size=11)]
    for r, (key, name, figures) in enumerate(lines):
        y = TOP + 42 + 27 * r
        out.append(shape(key, x, y))
        out.append(text(x + 14, y + 4.5, fitted(name, edge - x - 24 - text_width(figures, 12), 12.5), size=12.5))
        out.append(text(edge, y + 4.5, figures, anchor="end", cls="num", size=12))
    return out


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
