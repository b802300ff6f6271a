"""Scatter plots: points with names on two scales of round numbers, a line of best fit, names that do not cover each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, isfinite, pi, sin, sqrt

from bahe.report.drawing.svg import drawing, element, fitted, safe, text, text_width, ticks
from bahe.report.wording.numbers import plain

#: Size of a panel in SVG units, and the room for the axis at the left and at the bottom.
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 415.0, 480.0, 34.0, 40.0, 40.0, 10.0
SMALL = 10.5
NAME = 9.5


@dataclass(frozen=True)
class Point:
    """One point: where, its name, its size (an area), the class it is drawn in, and what shows on hover."""

    x: float
    y: float
    name: str
    size: float = 1.0
    cls: str = "ink"
    hint: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle that a name takes up."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def overlap(self, other: Box) -> float:
        """Area that two rectangles share."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0)) * max(
            0.0, min(self.y1, other.y1) - max(self.y0, other.y0)
        )


def scatter(
    points: Sequence[Point],
    *,
    key: str,
    heading: str,
    desc: str,
    x_title: str,
    y_title: str,
    lang: str = "en",
    fit: str = "",
) -> str:
    """One panel: points with their names, zero lines, and the least-squares line named `fit` where there is spread in x."""
    known = [p for p in points if isfinite(p.x) and isfinite(p.y)]
    xs, ys = (ticks(*_span(v), n) for v, n in (([p.x for p in known], 6), ([p.y for p in known], 9)))
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM

    def at_x(v: float) -> float:
        return LEFT + (v - xs[0]) / (xs[-1] - xs[0]) * (right - LEFT)

    def at_y(v: float) -> float:
        return floor - (v - ys[0]) / (ys[-1] - ys[0]) * (floor - TOP)

    out = [
        text(0, 13, fitted(heading, WIDTH, 13.5), cls="heading", size=13.5),
        text(LEFT, 30, y_title, cls="quiet", size=SMALL),
        text(right, HEIGHT - 6, x_title, anchor="end", cls="quiet", size=SMALL),
    ]
    for v in xs:
        out.append(element("line", x1=at_x(v), x2=at_x(v), y1=TOP, y2=floor, cls="zero" if v == 0 else "grid"))
        out.append(text(at_x(v), floor + 15, plain(v, _digits(xs), lang), anchor="middle", cls="quiet num", size=SMALL))
    for v in ys:
        out.append(element("line", x1=LEFT, x2=right, y1=at_y(v), y2=at_y(v), cls="zero" if v == 0 else "grid"))
        out.append(
            text(LEFT - 5, at_y(v) + 3.6, plain(v, _digits(ys), lang), anchor="end", cls="quiet num", size=SMALL)
        )
    out += _fit(known, xs, ys, at_x, at_y, fit)
    largest = max((p.size for p in known), default=1.0)
    radius = {p.name: 2.2 + 5.0 * sqrt(p.size / largest) for p in known}
    discs = [Box(at_x(p.x) - radius[p.name], at_y(p.y) - radius[p.name], at_x(p.x) + radius[p.name], at_y(p.y) + radius[p.name])
             for p in known]  # fmt: skip
    for p in sorted(known, key=lambda p: -p.size):
        hint = element("title", safe(p.hint or p.name))
        out.append(element("circle", hint, cx=at_x(p.x), cy=at_y(p.y), r=radius[p.name], cls=f"spot {p.cls}"))
    for p, box in zip(known, names(known, [radius[p.name] for p in known], discs, at_x, at_y), strict=True):
        out.append(leader(at_x(p.x), at_y(p.y), radius[p.name], box))
        out.append(text(box.x0, box.y1 - 2.5, p.name, cls="note halo", size=NAME))
    return drawing(WIDTH, HEIGHT, "".join(out), key=key, title=heading, desc=desc, cls="panel")


def names(
    points: Sequence[Point], radii: Sequence[float], discs: Sequence[Box],
    at_x: Callable[[float], float], at_y: Callable[[float], float],
) -> list[Box]:  # fmt: skip
    """Where the names of all points stand: each in the best place around its point, then again knowing where the others stand."""
    inside = Box(LEFT, TOP - 8, WIDTH - RIGHT, HEIGHT - BOTTOM)
    axes = [
        Box(at_x(0.0) - 1, inside.y0, at_x(0.0) + 1, inside.y1),
        Box(inside.x0, at_y(0.0) - 1, inside.x1, at_y(0.0) + 1),
    ]
    found: list[Box | None] = [None] * len(points)
    for _ in range(PASSES):
        for n, p in enumerate(points):
            others = [d for m, d in enumerate(discs) if m != n]
            taken = [b for m, b in enumerate(found) if m != n and b is not None]
            found[n] = placed(p.name, at_x(p.x), at_y(p.y), radii[n], [*taken, *others, *axes], inside)
    return [b for b in found if b is not None]


#: How often every name is placed: the first time only those before it are known.
PASSES = 4
#: Directions in which a name may stand from its point, and how far beyond the edge of the circle (SVG units).
DIRECTIONS, DISTANCES = 16, (2.0, 9.0, 18.0, 28.0)


def placed(name: str, x: float, y: float, radius: float, taken: Sequence[Box], inside: Box) -> Box:
    """Where the name of a point stands: the place around it that covers least of what is there and of the edge, nearest first."""
    wide, high = text_width(name, NAME), NAME + 1.0
    boxes, costs = [], []
    for far in DISTANCES:
        for turn in range(DIRECTIONS):
            angle = 2 * pi * turn / DIRECTIONS
            # The middle of the name lies so far out that its rectangle clears the circle in that direction.
            dx, dy = cos(angle) * (radius + far + wide / 2), sin(angle) * (radius + far + high / 2)
            box = Box(x + dx - wide / 2, y + dy - high / 2, x + dx + wide / 2, y + dy + high / 2)
            outside = wide * high - box.overlap(inside)
            boxes.append(box)
            costs.append(4 * outside + sum(box.overlap(other) for other in taken) + 0.6 * far + 0.02 * turn)
    return boxes[min(range(len(boxes)), key=costs.__getitem__)]


def leader(x: float, y: float, radius: float, box: Box) -> str:
    """A thin line from a circle to its name where the name stands apart; nothing where it stands close."""
    to_x, to_y = min(max(x, box.x0), box.x1), min(max(y, box.y0), box.y1)
    gap = sqrt((to_x - x) ** 2 + (to_y - y) ** 2)
    if gap <= radius + 5.0:
        return ""
    start = radius / gap
    return element("line", x1=x + start * (to_x - x), y1=y + start * (to_y - y), x2=to_x, y2=to_y, cls="shift")


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest of some values and zero, with a little room."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    if high - low < 1e-9:
        return -1.0, 1.0
    room = 0.03 * (high - low)
    return low - (room if low < 0 else 0), high + (room if high > 0 else 0)


def _digits(values: Sequence[float]) -> int:
    return next((k for k in range(4) if all(abs(round(v, k) - v) < 1e-9 for v in values)), 4)


def _fit(
    points: Sequence[Point], xs: list[float], ys: list[float],
    at_x: Callable[[float], float], at_y: Callable[[float], float], name: str,
) -> list[str]:  # fmt: skip
    """The least-squares line inside the panel, with its name."""
    if len(points) < 3 or max(p.x for p in points) - min(p.x for p in points) < 1e-9:
        return []
    mean_x, mean_y = (sum(v) / len(points) for v in ([p.x for p in points], [p.y for p in points]))
    spread = sum((p.x - mean_x) ** 2 for p in points)
    slope = sum((p.x - mean_x) * (p.y - mean_y) for p in points) / spread
    a, b = min(p.x for p in points), max(p.x for p in points)
    if abs(slope) > 1e-12:  # what leaves the panel above or below is cut off
        cuts = sorted(mean_x + (y - mean_y) / slope for y in (ys[0], ys[-1]))
        a, b = max(a, cuts[0]), min(b, cuts[1])
    ends = [(v, mean_y + slope * (v - mean_x)) for v in (a, b)]
    (x0, y0), (x1, y1) = ((at_x(x), at_y(y)) for x, y in ends)
    return [element("line", element("title", safe(name)) if name else "", x1=x0, x2=x1, y1=y0, y2=y1, cls="reference")]
