"""Charts of a tug as inline SVG: fans with the figures on them, the rope, bars of what an answer is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bahe.report.drawing.panel import WIDE, Panel, legend, per_cent
from bahe.report.drawing.svg import drawing, element, fitted, text, text_width, ticks
from bahe.report.tugs.regime_chart import regimes
from bahe.report.wording.numbers import MINUS

_MARKS = {"fit": "var(--accent)", "score": "var(--loss)", "late": "#6a51a3", "other": "#8c9aa8"}


def _controlled(
    p: Panel, times: Sequence[float], control: Sequence[float], word: str, events: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Years of control as a shade behind, darker where more is withheld; its word stands clear of the strokes of events."""
    out = []
    held = [(t, x) for t, x in zip(times, control, strict=False) if x > 0.005]
    for t, x in held:
        fill = f"fill:color-mix(in srgb, var(--loss) {round(5 + 15 * x)}%, white)"
        out.append(element("rect", x=p.x(t), y=p.top, width=p.x(t + 1) - p.x(t) + 0.4, height=p.high, style=fill))
    if held:
        x = p.x(held[0][0]) + 5
        for stroke in sorted(p.x(e["year"]) for e in events):
            x = stroke + 6 if x - 4 < stroke < x + text_width(word, 11) + 4 else x
        out.append(text(x, p.top + 13, word, cls="quiet", size=11))
    return "".join(out)


def _events(p: Panel, events: Sequence[Mapping[str, Any]]) -> str:
    """Dated marks: a stroke through the panel, and its number above it; numbers that would touch stand side by side."""
    out, last = [], -np.inf
    for number, e in enumerate(events, start=1):
        x = p.x(e["year"])
        at = max(x, last + 17)
        last = at
        style = "stroke:var(--ink);stroke-width:1;stroke-dasharray:2 3;fill:none"
        out.append(
            element("path", d=f"M{x:.1f} {p.top + p.high:.1f}V{p.top:.1f}L{at:.1f} {p.top - 5:.1f}", style=style)
        )
        out.append(element("circle", cx=at, cy=p.top - 12, r=7.5, style="fill:white;stroke:var(--ink);stroke-width:1"))
        out.append(text(at, p.top - 8, str(number), anchor="middle", cls="num", size=10.5))
    return "".join(out)


def _key(left: float, y: float, events: Sequence[Mapping[str, Any]], lang: str) -> tuple[str, float]:
    """What the numbers stand for, as many to a line as fit, and the height of it."""
    out, x, row = [], left, 0
    for number, e in enumerate(events, start=1):
        words = f"{number} · {e['year']:.1f} · {e[lang]}"
        wide = text_width(words, 11.5) + 26
        if x > left and x + wide > WIDE:
            x, row = left, row + 1
        out.append(text(x, y + 16 * row, words, cls="quiet", size=11.5))
        x += wide
    return "".join(out), 16.0 * (row + 1) if events else 0.0


def fan(g: Any, key: str, words: Mapping[str, str]) -> str:
    """The fan of what the figures are of, with every figure: filled where fitted, ringed where held back, grey where only shown."""
    seen = [s for s in g.seen if g.times[0] - 0.6 <= s.year <= g.times[-1]]
    start = min([g.times[0], *(s.year for s in seen)])
    p = Panel(64.0, 34.0, WIDE - 84.0, 210.0, (start, g.times[-1]), (0.0, 1.0))
    out = [_controlled(p, g.times, g.control[2], words["control"])]
    out += [
        p.band(g.times, g.fan[0], g.fan[4], "var(--accent)", 14),
        p.band(g.times, g.fan[1], g.fan[3], "var(--accent)", 30),
    ]
    out += [p.axes(per_cent, words["heading"]), p.line(g.times, g.fan[2], "var(--accent)")]
    for s in seen:
        colour, x, y = _MARKS[s.use], p.x(s.year), p.y(s.value)
        if s.low is not None and s.high is not None:
            out.append(
                element("line", x1=x, x2=x, y1=p.y(s.low), y2=p.y(s.high), style=f"stroke:{colour};stroke-width:1.5")
            )
        if s.kind == "forecast":
            out.append(
                element(
                    "path",
                    d=f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8",
                    style=f"stroke:{colour};stroke-width:1.6;fill:none",
                )
            )
        else:
            hollow = s.use in ("score", "late")
            style = f"fill:{'white' if hollow else colour};stroke:{colour if hollow else 'white'};stroke-width:{2.4 if hollow else 1}"
            out.append(element("circle", cx=x, cy=y, r=5.2 if s.use != "other" else 3.8, style=style))
    there = [u for u in _MARKS if any(s.use == u and s.kind == "observed" for s in seen)]
    rows = [(words[u], _MARKS[u], "ring" if u in ("score", "late") else "dot") for u in there]
    if any(s.kind == "forecast" for s in seen):
        rows.append((words["forecast"], _MARKS["other"], "cross"))
    out.append(legend(64.0, 278.0, rows))
    return drawing(WIDE, 292.0, "".join(out), key=key, title=words["heading"], desc=words["heading"], cls="art")


def rope(g: Any, key: str, words: Mapping[str, str]) -> str:
    """The rope over the years: the knot's place between the two sides with its band; below it what each side would lose by a full stop."""
    low = min(0.0, float(np.floor(10 * np.nanmin(g.position[0])) / 10))
    lift = 20.0 if g.events else 0.0
    p = Panel(150.0, 34.0 + lift, WIDE - 170.0, 170.0, (g.times[0], g.times[-1]), (max(low, -1.0), 1.0))
    known = bool(np.isfinite(g.leverage).all())
    out = [_knot(g, p, words, lift, years=not known), _events(p, g.events)]
    bottom = p.top + p.high + 30
    if known:
        lost, bottom = _losses(g, p, words)
        out.append(lost)
    else:
        out.append(text(p.left, bottom + 4, words["no_leverage"], cls="quiet", size=12))
        bottom += 10
    said, high = _key(p.left, bottom + 14, g.events, words["lang"])
    return drawing(
        WIDE,
        bottom + high + 8,
        "".join([*out, said]),
        key=key,
        title=words["heading"],
        desc=words["heading"],
        cls="art",
    )


def _knot(g: Any, p: Panel, words: Mapping[str, str], lift: float, years: bool) -> str:
    """The band and the median of the position, and whose side is up."""
    out = [_controlled(p, g.times, g.control[2], words["control"], g.events)]
    out += [
        p.band(g.times, g.position[0], g.position[4], "var(--gain)", 14),
        p.band(g.times, g.position[1], g.position[3], "var(--gain)", 32),
    ]
    out += [
        p.axes(per_cent, words["heading"], years=years, lift=lift),
        p.line(g.times, g.position[2], "var(--gain)", 3.0),
    ]
    for t, v in zip(g.times, g.position[2], strict=True):
        out.append(element("circle", cx=p.x(t), cy=p.y(v), r=2.6, style="fill:var(--gain)"))
    out.append(text(4, p.y(1.0) + 4, fitted(words["target_side"], 88, 11.5), cls="strong", size=11.5))
    out.append(text(4, p.y(0.0) + 4, fitted(words["holder_side"], 88, 11.5), cls="strong", size=11.5))
    return "".join(out)


def _losses(g: Any, p: Panel, words: Mapping[str, str]) -> tuple[str, float]:
    """What each side would lose by a full stop, below the rope; and where that ends."""
    most = float(max(g.leverage[4].max(), g.own[4].max(), 1e-9))
    marks = ticks(float(min(g.leverage[0].min(), g.own[0].min(), 0.0)), most, 3)
    digits = max(0, int(np.ceil(-np.log10(marks[1] - marks[0]) - 1e-9)))
    q = Panel(p.left, p.top + p.high + 44, p.wide, 120.0, p.years, (marks[0], marks[-1]))
    out = [
        q.band(g.times, g.leverage[0], g.leverage[4], "var(--gain)", 16),
        q.band(g.times, g.own[0], g.own[4], "var(--loss)", 16),
        q.axes(lambda v: f"{v:.{digits}f} %".replace("-", MINUS), words["leverage"]),
        q.line(g.times, g.leverage[2], "var(--gain)"),
        q.line(g.times, g.own[2], "var(--loss)", 2.0, "6 4"),
    ]
    below = q.top + q.high + 38
    out.append(
        legend(
            q.left,
            below,
            [(words["target_loses"], "var(--gain)", "dot"), (words["holder_loses"], "var(--loss)", "dot")],
        )
    )
    return "".join(out), below + 6


def parts(rows: Sequence[tuple[str, float]], key: str, title: str, say: Callable[[float], str]) -> str:
    """Bars to the right of zero for what adds and to the left for what takes away."""
    left, wide, step = 190.0, WIDE - 300.0, 26.0
    low, high = min(0.0, *(v for _, v in rows)), max(0.0, *(v for _, v in rows))
    span = max(high - low, 1e-9)
    zero = left + wide * (0 - low) / span
    out = []
    for r, (name, value) in enumerate(rows):
        y = 8 + step * r
        x = left + wide * (min(value, 0.0) - low) / span
        out.append(text(left - 10, y + 13, fitted(name, left - 14, 12.5), anchor="end", size=12.5))
        out.append(
            element(
                "rect",
                x=x,
                y=y,
                width=max(wide * abs(value) / span, 1.0),
                height=17.0,
                cls="gain" if value >= 0 else "loss",
            )
        )
        end = left + wide * (max(value, 0.0) - low) / span
        out.append(text(end + 7, y + 13, say(value), cls="num", size=12))
    high_y = 8 + step * len(rows)
    out.append(element("line", x1=zero, x2=zero, y1=2.0, y2=high_y, cls="zero"))
    return drawing(WIDE, high_y + 6, "".join(out), key=key, title=title, desc=title, cls="art")


__all__ = ["fan", "parts", "regimes", "rope"]
