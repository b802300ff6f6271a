"""The plot area of a tug's charts, its axes and legends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bahe.report.drawing.svg import element, text, text_width, ticks
from bahe.report.wording.numbers import MINUS

WIDE = 930.0


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

    def axes(self, say: Callable[[float], str], heading: str, years: bool = True, lift: float = 0.0) -> str:
        """Grid, labels and a heading, `lift` above its usual place."""
        out = [text(self.left, self.top - 9 - lift, heading, cls="strong", size=12.5)]
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
        span = self.years[1] - self.years[0]
        usual = 1 if span <= 12 else 2 if span <= 20 else 4
        step = next((n for n in (1, 2, 4, 8) if n >= usual and self.wide * n / span >= 38), 16)
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


def per_cent(v: float) -> str:
    """A fraction as a label."""
    return f"{100 * v:g} %".replace("-", MINUS)


def legend(x: float, y: float, rows: Sequence[tuple[str, str, str]]) -> str:
    """Marks with their words, one after the other."""
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
