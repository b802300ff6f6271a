"""Charts of an ensemble as inline SVG: bands, and what the spread of each figure is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from bahe.report.drawing.plots import WIDE
from bahe.report.drawing.rows import Mark, Row, frame, row_chart
from bahe.report.drawing.svg import drawing, element, fitted, text, text_width

#: Colours of inputs in order, and those on which figures are dark.
COLOURS, PALE = ("b0", "b1", "b2", "b4", "b5", "b6", "b7", "b3"), ("b3",)
#: Height of a row of shares, and the room that names may take.
ROW, MOST_NAME = 27.0, 250.0


def bands(
    rows: Sequence[tuple[str, Sequence[float], Sequence[float], str]], key: str, title: str, axis: Callable[[float], str],
    heads: Sequence[str], heading: str = "", end: float | None = None, zero: bool = True,
) -> str:  # fmt: skip
    """(name, low-median-high, the same weighed by figures on file or nothing, figures in words) a row: a pale bar with a dot, a line on it.

    end     where bars stop whose end is not reached (infinite)
    """
    shown = []
    for name, plain, fit, words in rows:
        marks = [*_band(plain, end, "bar", "spread", "dot", "ink")]
        if fit and isfinite(fit[0]):
            marks += _band(fit, end, "line", "shift capped", "diamond", "ink")
        shown.append(Row(name, tuple(marks), (words,)))
    f = frame([shown], WIDE, row=25, headers=heads, zero=zero)
    return row_chart(shown, f, key=key, title=title, desc=title, axis=axis, headers=heads, heading=heading)


def _band(values: Sequence[float], end: float | None, kind: Any, cls: str, point: Any, ink: str) -> list[Mark]:
    low, mid, high = values
    if not isfinite(low):
        return []
    stop = high if isfinite(high) else low if end is None else max(end, low)
    return [Mark(kind, low, stop, cls), *([Mark(point, mid, cls=ink)] if isfinite(mid) else [])]


def parted(
    rows: Sequence[tuple[str, Sequence[float]]],
    inputs: Sequence[str],
    key: str,
    title: str,
    small: Callable[[float], str],
) -> str:
    """Shapley shares: a bar a row, cut by input; shares stand in the bars. What an estimate puts below zero is left out of the bar."""
    left = min(max([90.0, *(text_width(n, 12.5) + 16 for n, _ in rows)]), MOST_NAME)
    wide, legend, top = WIDE - left - 6, *_legend(inputs, left)
    out = [legend]
    for r, (name, shares) in enumerate(rows):
        y, x = top + r * ROW, left
        out.append(text(left - 8, y + 15.5, fitted(name, left - 12, 12.5), anchor="end", size=12.5))
        held = [max(s, 0.0) if isfinite(s) else 0.0 for s in shares]
        total = sum(held)
        for i, s in enumerate(held):
            w = wide * s / total if total > 0 else 0.0
            if w < 0.4:
                continue
            out.append(element("rect", x=x, y=y, width=max(w - 1.2, 0.4), height=ROW - 6, cls=_colour(i)))
            if w > 30:
                ink = "cell" if _colour(i) in PALE else "cell bright"
                out.append(text(x + w / 2, y + 15, small(s), anchor="middle", cls=ink, size=11))
            x += w
    return drawing(WIDE, top + ROW * len(rows) + 2, "".join(out), key=key, title=title, desc=title, cls="art")


def _colour(i: int) -> str:
    return COLOURS[i % len(COLOURS)]


def _legend(inputs: Sequence[str], left: float) -> tuple[str, float]:
    """Squares with the names of the inputs, as many to a line as fit, and the height below them."""
    out, x, y = [], left, 6.0
    for i, name in enumerate(inputs):
        w = text_width(name, 12) + 30
        if x > left and x + w > WIDE:
            x, y = left, y + 19
        out.append(element("rect", x=x, y=y, width=11.0, height=11.0, cls=_colour(i)))
        out.append(text(x + 16, y + 10, name, size=12))
        x += w
    return "".join(out), y + 24


def indexed(
    rows: Sequence[tuple[str, Sequence[Mapping[str, float]]]], inputs: Sequence[str], key: str, title: str, small: Callable[[float], str],
    words: tuple[str, str],
) -> str:  # fmt: skip
    """First and total indices: a row a figure, a column an input; in each cell a pale bar to the total and a full one to the first.

    Whiskers are their 90 % intervals, cut at nought and one; the number is the total.  words: (first, total) for the legend
    """
    left = min(max([90.0, *(text_width(n, 12.5) + 16 for n, _ in rows)]), MOST_NAME)
    cell = (WIDE - left - 4) / max(len(inputs), 1)
    room, top = cell - 46, 50.0
    out = [element("rect", x=left, y=4.0, width=16.0, height=10.0, cls="b0"), text(left + 22, 13, words[0], size=12),
           element("rect", x=left + 40 + text_width(words[0], 12), y=4.0, width=16.0, height=10.0, cls="spread"),
           text(left + 62 + text_width(words[0], 12), 13, words[1], size=12)]  # fmt: skip
    for c, name in enumerate(inputs):
        x = left + c * cell
        out.append(text(x, top - 10, fitted(name, cell - 8, 12), cls="quiet", size=12))
        out.append(element("line", x1=x, x2=x, y1=top - 4, y2=top + ROW * len(rows) - 4, cls="grid"))
    for r, (name, cells) in enumerate(rows):
        y = top + r * ROW
        out.append(text(left - 8, y + 12.5, fitted(name, left - 12, 12.5), anchor="end", size=12.5))
        for c, of in enumerate(cells):
            out.append(_cell(left + c * cell, y, room, of, small))
    return drawing(WIDE, top + ROW * len(rows) + 2, "".join(out), key=key, title=title, desc=title, cls="art")


def _cell(x: float, y: float, room: float, of: Mapping[str, float], small: Callable[[float], str]) -> str:
    """One input's share of one figure."""
    if not isfinite(of["total"]):
        return text(x + 4, y + 12.5, "–", cls="quiet", size=11)
    at = {k: x + room * min(max(of[k], 0.0), 1.0) for k in of if isfinite(of[k])}
    out = [element("rect", x=x, y=y, width=max(at["total"] - x, 0.6), height=16.0, cls="spread"),
           element("rect", x=x, y=y + 3.5, width=max(at["first"] - x, 0.6), height=9.0, cls="b0")]  # fmt: skip
    style = "stroke:var(--ink);stroke-width:1"
    for kind, line in (("first", y + 8.0), ("total", y + 14.5)):
        if f"{kind}_low" in at and f"{kind}_high" in at:
            out.append(element("line", x1=at[f"{kind}_low"], x2=at[f"{kind}_high"], y1=line, y2=line, style=style))
    out.append(text(x + room + 5, y + 12.5, small(of["total"]), cls="num", size=11))
    return "".join(out)
