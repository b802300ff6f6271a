"""Charts of a tug as inline SVG: fans with the figures on them, the rope, bars of what an answer is made of, heat panels of regimes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bahe.report.numbers import MINUS
from bahe.report.svg import drawing, element, fitted, text, text_width, ticks

WIDE = 930.0
_MARKS = {"fit": "var(--accent)", "score": "var(--loss)", "late": "#6a51a3", "other": "#8c9aa8"}


@dataclass(frozen=True)
class Panel:
    """A plot area: years along, values up, both straight."""

    left: float
    top: float
    wide: float
    high: float
    years: tuple[float, float]
    values: tuple[float, float]

    def x(self, year: float) -> float:
        """Place of a year."""
        return self.left + self.wide * (year - self.years[0]) / (self.years[1] - self.years[0])

    def y(self, value: float) -> float:
        """Place of a value, held inside."""
        low, high = self.values
        return self.top + self.high * (1 - (min(max(value, low), high) - low) / (high - low))

    def axes(self, say: Callable[[float], str], heading: str, years: bool = True) -> str:
        """Grid, labels and a heading."""
        out = [text(self.left, self.top - 9, heading, cls="strong", size=12.5)]
        for v in ticks(*self.values, 4):
            if self.values[0] - 1e-9 <= v <= self.values[1] + 1e-9:
                out.append(
                    element(
                        "line",
                        x1=self.left,
                        x2=self.left + self.wide,
                        y1=self.y(v),
                        y2=self.y(v),
                        cls="zero" if v == 0 else "grid",
                    )
                )
                out.append(text(self.left - 8, self.y(v) + 4, say(v), anchor="end", cls="quiet num", size=11))
        step = 1 if self.years[1] - self.years[0] <= 12 else 2 if self.years[1] - self.years[0] <= 20 else 4
        for year in range(int(np.ceil(self.years[0])), int(self.years[1]) + 1, step):
            out.append(
                element(
                    "line",
                    x1=self.x(year),
                    x2=self.x(year),
                    y1=self.top + self.high,
                    y2=self.top + self.high + 4,
                    cls="grid",
                )
            )
            if years:
                out.append(
                    text(self.x(year), self.top + self.high + 17, f"{year}", anchor="middle", cls="quiet num", size=11)
                )
        return "".join(out)

    def band(self, times: Sequence[float], low: Sequence[float], high: Sequence[float], fill: str, part: int) -> str:
        """A filled band; `part` per cent of the colour."""
        points = [(t, v) for t, v in zip(times, high, strict=True)] + [
            (t, v) for t, v in reversed(list(zip(times, low, strict=True)))
        ]
        path = "M" + "L".join(f"{self.x(t):.1f} {self.y(v):.1f}" for t, v in points) + "Z"
        return element("path", d=path, style=f"fill:color-mix(in srgb, {fill} {part}%, white)")

    def line(
        self, times: Sequence[float], values: Sequence[float], stroke: str, width: float = 2.2, dash: str = ""
    ) -> str:
        """A line."""
        path = "M" + "L".join(f"{self.x(t):.1f} {self.y(v):.1f}" for t, v in zip(times, values, strict=True))
        return element(
            "path",
            d=path,
            style=f"fill:none;stroke:{stroke};stroke-width:{width}" + (f";stroke-dasharray:{dash}" if dash else ""),
        )


def _per_cent(v: float) -> str:
    return f"{100 * v:g} %".replace("-", MINUS)


def _controlled(p: Panel, times: Sequence[float], control: Sequence[float], word: str) -> str:
    """Years of control as a shade behind, darker where more is withheld."""
    out = []
    held = [(t, x) for t, x in zip(times, control, strict=False) if x > 0.005]
    for t, x in held:
        fill = f"fill:color-mix(in srgb, var(--loss) {round(5 + 15 * x)}%, white)"
        out.append(element("rect", x=p.x(t), y=p.top, width=p.x(t + 1) - p.x(t) + 0.4, height=p.high, style=fill))
    if held:
        out.append(text(p.x(held[0][0]) + 5, p.top + 13, word, cls="quiet", size=11))
    return "".join(out)


def _events(p: Panel, events: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Dated marks with their words, one below the other."""
    out = []
    for row, e in enumerate(events):
        x, y = p.x(e["year"]), p.top + 30 + 15 * row
        out.append(
            element(
                "line",
                x1=x,
                x2=x,
                y1=p.top,
                y2=p.top + p.high,
                style="stroke:var(--ink);stroke-width:1;stroke-dasharray:2 3",
            )
        )
        room = p.left + p.wide - x
        side = "start" if text_width(e[lang], 11) + 8 < room else "end"
        out.append(text(x + (8 if side == "start" else -8), y, e[lang], anchor=side, size=11))
    return "".join(out)


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
    out += [p.axes(_per_cent, words["heading"]), p.line(g.times, g.fan[2], "var(--accent)")]
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
    out.append(_legend(64.0, 278.0, rows))
    return drawing(WIDE, 292.0, "".join(out), key=key, title=words["heading"], desc=words["heading"], cls="art")


def _legend(x: float, y: float, rows: Sequence[tuple[str, str, str]]) -> str:
    out = []
    for word, colour, kind in rows:
        if kind == "cross":
            out.append(
                element(
                    "path", d=f"M{x:.1f} {y - 8:.1f}l8 8m0 -8l-8 8", style=f"stroke:{colour};stroke-width:1.6;fill:none"
                )
            )
        elif kind == "box":
            out.append(
                element(
                    "rect",
                    x=x - 1,
                    y=y - 9,
                    width=10.0,
                    height=10.0,
                    style=f"fill:none;stroke:{colour};stroke-width:2.2",
                )
            )
        else:
            style = f"fill:{colour if kind != 'ring' else 'white'};stroke:{colour};stroke-width:2"
            out.append(element("circle", cx=x + 4, cy=y - 4, r=4.4, style=style))
        out.append(text(x + 14, y, word, cls="quiet", size=11.5))
        x += text_width(word, 11.5) + 34
    return "".join(out)


def rope(g: Any, key: str, words: Mapping[str, str]) -> str:
    """The rope over the years: the knot's place between the two sides with its band; below it what each side would lose by a full stop."""
    low = min(0.0, float(np.floor(10 * np.nanmin(g.position[0])) / 10))
    p = Panel(150.0, 34.0, WIDE - 170.0, 170.0, (g.times[0], g.times[-1]), (max(low, -1.0), 1.0))
    out = [_controlled(p, g.times, g.control[2], words["control"])]
    out += [
        p.band(g.times, g.position[0], g.position[4], "var(--gain)", 14),
        p.band(g.times, g.position[1], g.position[3], "var(--gain)", 32),
    ]
    out += [p.axes(_per_cent, words["heading"], years=False), p.line(g.times, g.position[2], "var(--gain)", 3.0)]
    out.append(_events(p, g.events, words["lang"]))
    for t, v in zip(g.times, g.position[2], strict=True):
        out.append(element("circle", cx=p.x(t), cy=p.y(v), r=2.6, style="fill:var(--gain)"))
    out.append(text(4, p.y(1.0) + 4, fitted(words["target_side"], 88, 11.5), cls="strong", size=11.5))
    out.append(text(4, p.y(0.0) + 4, fitted(words["holder_side"], 88, 11.5), cls="strong", size=11.5))
    if not np.isfinite(g.leverage).all():
        out.append(text(p.left, p.top + p.high + 34, words["no_leverage"], cls="quiet", size=12))
        q = Panel(p.left, p.top, p.wide, p.high, p.years, p.values)
        out += [text(q.x(y), q.top + q.high + 17, f"{y}", anchor="middle", cls="quiet num", size=11)
                for y in range(int(np.ceil(q.years[0])), int(q.years[1]) + 1, 2)]  # fmt: skip
        return drawing(
            WIDE, p.top + p.high + 44, "".join(out), key=key, title=words["heading"], desc=words["heading"], cls="art"
        )
    most = float(max(g.leverage[4].max(), g.own[4].max(), 1e-9))
    least = float(min(g.leverage[0].min(), g.own[0].min(), 0.0))
    marks = ticks(least, most, 3)
    digits = max(0, int(np.ceil(-np.log10(marks[1] - marks[0]) - 1e-9)))
    q = Panel(150.0, 248.0, WIDE - 170.0, 120.0, p.years, (marks[0], marks[-1]))
    out += [
        q.band(g.times, g.leverage[0], g.leverage[4], "var(--gain)", 16),
        q.band(g.times, g.own[0], g.own[4], "var(--loss)", 16),
    ]
    out += [q.axes(lambda v: f"{v:.{digits}f} %".replace("-", MINUS), words["leverage"]),
            q.line(g.times, g.leverage[2], "var(--gain)"), q.line(g.times, g.own[2], "var(--loss)", 2.0, "6 4")]  # fmt: skip
    out.append(
        _legend(
            150.0, 406.0, [(words["target_loses"], "var(--gain)", "dot"), (words["holder_loses"], "var(--loss)", "dot")]
        )
    )
    return drawing(WIDE, 418.0, "".join(out), key=key, title=words["heading"], desc=words["heading"], cls="art")


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


def regimes(table: Sequence[Mapping[str, Any]], key: str, words: Mapping[str, str]) -> str:
    """Heat panels, one a lock-in: learning down, long elasticity across; b* in each cell, regions of published estimates outlined."""
    lock, learn, sigma = (sorted({r[k] for r in table}) for k in ("lock_in", "learning", "long_elasticity"))
    cell = {(r["lock_in"], r["learning"], r["long_elasticity"]): r for r in table}
    known = [
        r["break_even_weight"] for r in table if r["break_even_weight"] is not None and r["verdict"] == "pays above b*"
    ]
    top_b = float(np.quantile(known, 0.95)) if known else 1.0
    wide, gap, per = (WIDE - 60) / 2, 60.0, 2
    cw, ch = (wide - 70) / len(sigma), 26.0
    high = 70 + ch * len(learn)
    out = []
    for n, nu in enumerate(lock):
        x0, y0 = 66 + (n % per) * (wide + gap - 10), 46 + (n // per) * (high + 26)
        out.append(text(x0, y0 - 26, words["lock_in"].format(nu=f"{nu:g}"), cls="strong", size=12.5))
        for c, s in enumerate(sigma):
            out.append(text(x0 + (c + 0.5) * cw, y0 - 7, f"{s:g}", anchor="middle", cls="quiet num", size=11))
        for r, w in enumerate(learn):
            y = y0 + r * ch
            out.append(text(x0 - 7, y + 17, f"{w:g}", anchor="end", cls="quiet num", size=11))
            for c, s in enumerate(sigma):
                row, x = cell[nu, w, s], x0 + c * cw
                fill, word, bright = _regime(row, top_b, words)
                out.append(element("rect", x=x, y=y, width=cw - 1.5, height=ch - 1.5, style=f"fill:{fill}"))
                out.append(
                    text(
                        x + cw / 2, y + 16.5, word, anchor="middle", cls="cell bright" if bright else "cell", size=10.5
                    )
                )
        for name, colour in (("aggregate", "var(--ink)"), ("sector", "#6a51a3")):
            rows = [r for r, w in enumerate(learn) if any(cell[nu, w, s]["support"] == name for s in sigma)]
            cols = [c for c, s in enumerate(sigma) if any(cell[nu, w, s]["support"] == name for w in learn)]
            if rows and cols:
                out.append(element("rect", x=x0 + cols[0] * cw - 1, y=y0 + rows[0] * ch - 1, width=(cols[-1] - cols[0] + 1) * cw,
                                   height=(rows[-1] - rows[0] + 1) * ch, style=f"fill:none;stroke:{colour};stroke-width:2.6"))  # fmt: skip
    bottom = 46 + ((len(lock) + per - 1) // per) * (high + 26)
    out.append(
        _legend(66.0, bottom - 6, [(words["aggregate"], "var(--ink)", "box"), (words["sector"], "#6a51a3", "box")])
    )
    return drawing(WIDE, bottom + 8, "".join(out), key=key, title=words["title"], desc=words["title"], cls="art")


def _regime(row: Mapping[str, Any], top: float, words: Mapping[str, str]) -> tuple[str, str, bool]:
    """Colour, text in the cell, and whether the text is white."""
    if row["verdict"] == "self-defeating":
        return "var(--loss)", words["self"], True
    if row["verdict"] == "pays at any weight":
        return "color-mix(in srgb, var(--gain) 12%, white)", "0", False
    if row["break_even_weight"] is None:
        return "var(--soft)", "?", False
    b = row["break_even_weight"]
    shade = round(12 + 78 * min(b / top, 1.0))
    sign = "<" if row["verdict"] == "pays below b*" else ""
    return f"color-mix(in srgb, var(--accent) {shade}%, white)", f"{sign}{b:.2f}", shade > 55
