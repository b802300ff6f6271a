"""Charts of talks as inline SVG: the zone of agreement, and the time line of signing chances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bahe.report.drawing.svg import drawing, element, fitted, text, text_width, ticks
from bahe.report.wording.numbers import MINUS, plain

#: Width of a whole chart.
WIDE = 930.0


def zone(picture: Mapping[str, Any], names: Sequence[str], words: Mapping[str, str], key: str, title: str) -> str:
    """Payoffs of two parties: packages as dots, the frontier as a line, what both prefer to walking away shaded, what is signed.

    picture   `Told.pictures[horizon]`;  names: of the two parties
    words     outside, impasse, signed, axis (what follows the name of a party: the unit)
    """
    left, top, wide, high = 76.0, 14.0, 430.0, 330.0
    packages = [(p["name"], *p["at"]) for p in picture["packages"]]
    out, still = picture["outside"], picture["impasse"]
    points = [(x, y) for _, x, y in packages] + [tuple(out), tuple(still)]
    points += [tuple(z) for z in picture["zone"] or ()] + ([tuple(picture["signed"])] if picture["signed"] else [])
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    xt, yt = (ticks(min(v) - 0.06 * _span(v), max(v) + 0.06 * _span(v), 5) for v in (xs, ys))

    def at(x: float, y: float) -> tuple[float, float]:
        return left + wide * (x - xt[0]) / (xt[-1] - xt[0]), top + high * (yt[-1] - y) / (yt[-1] - yt[0])

    body = []
    for v in xt:
        body.append(element("line", x1=at(v, yt[0])[0], x2=at(v, yt[0])[0], y1=top, y2=top + high, cls="grid"))
        body.append(text(at(v, yt[0])[0], top + high + 17, _number(v), anchor="middle", cls="quiet num", size=10.5))
    for v in yt:
        body.append(element("line", x1=left, x2=left + wide, y1=at(xt[0], v)[1], y2=at(xt[0], v)[1], cls="grid"))
        body.append(text(left - 7, at(xt[0], v)[1] + 4, _number(v), anchor="end", cls="quiet num", size=10.5))
    if picture["zone"]:
        body.append(_shaded([tuple(c) for c in picture["frontier"]], out, picture["zone"], picture["payments"], at))
    corners = [tuple(z) for z in picture["zone"]] if picture["payments"] and picture["zone"] else picture["frontier"]
    body.append(element("polyline", points=_path([at(*c) for c in corners]), cls="front"))
    for _, x, y in packages:
        body.append(element("circle", cx=at(x, y)[0], cy=at(x, y)[1], r=4.2, cls="m-force"))
    legend = [(f"{n}. {name}", x, y, "m-force") for n, (name, x, y) in enumerate(packages, 1)]
    for n, (_, x, y) in enumerate(packages, 1):
        body.append(text(at(x, y)[0] + 7, at(x, y)[1] - 5, str(n), cls="quiet num", size=10.5))
    body.append(_cross(*at(*out), "m-war"))
    legend.append((words["outside"], out[0], out[1], "m-war"))
    if list(still) != list(out):
        body.append(element("circle", cx=at(*still)[0], cy=at(*still)[1], r=5, cls="m-free"))
        legend.append((words["impasse"], still[0], still[1], "m-free"))
    if picture["signed"]:
        x, y = at(*picture["signed"])
        body.append(element("circle", cx=x, cy=y, r=6, cls="m-equal"))
        legend.append((words["signed"], *picture["signed"], "m-equal"))
    body.append(
        text(left + wide / 2, top + high + 36, f"{names[0]}{words['axis']}", anchor="middle", cls="quiet", size=11.5)
    )
    body.append(element("text", f"{names[1]}{words['axis']}", x=16, y=top + high / 2, cls="quiet", font_size=11.5, text_anchor="middle",
                        transform=f"rotate(-90 16 {top + high / 2:.1f})"))  # fmt: skip
    body += _legend(legend, left + wide + 26, top + 14)
    return drawing(WIDE, top + high + 46, "".join(body), key=key, title=title, desc=title, cls="art")


def _span(v: Sequence[float]) -> float:
    return max(max(v) - min(v), 1e-6 * max(1.0, abs(max(v))), 1e-9)


def _number(v: float) -> str:
    return f"{v:g}".replace("-", MINUS)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _shaded(corners: Sequence[Any], out: Sequence[float], ends: Sequence[Any], money: bool, at: Any) -> str:
    """What both prefer to walking away: from the outside option up to the frontier between the ends of the zone."""
    lo, hi = sorted((tuple(z) for z in ends), key=lambda z: z[0])
    inside = [] if money else [c for c in corners if lo[0] < c[0] < hi[0]]
    edge = [lo, *inside, hi]
    shape = [tuple(out), (out[0], lo[1]), *edge, (hi[0], out[1])]
    return element("polygon", points=_path([at(*p) for p in shape]), cls="zonefill") + element(
        "polyline", points=_path([at(*p) for p in edge]), cls="edge", fill="none"
    )


def _cross(x: float, y: float, cls: str) -> str:
    return element(
        "path",
        d=f"M{x - 5:.1f} {y - 5:.1f}L{x + 5:.1f} {y + 5:.1f}M{x - 5:.1f} {y + 5:.1f}L{x + 5:.1f} {y - 5:.1f}",
        cls=cls,
    )


def _legend(rows: Sequence[tuple[str, float, float, str]], x: float, y: float) -> list[str]:
    out = []
    for n, (name, a, b, cls) in enumerate(rows):
        at = y + 34 * n
        mark = _cross(x + 6, at - 4, cls) if cls == "m-war" else element("circle", cx=x + 6, cy=at - 4, r=5, cls=cls)
        figures = f"({plain(a, 1)}; {plain(b, 1)})"
        out += [mark, text(x + 18, at, fitted(name, WIDE - x - 22, 12), size=12)]
        out.append(text(x + 18, at + 14, figures, cls="quiet num", size=10.5))
    return out


#: Parts of the time line, in the order of stacking -> class of the colour.
PARTS = {"signed": "b0", "waiting": "b5", "lapsed": "b2"}


def time_line(rows: Sequence[Mapping[str, Any]], words: Mapping[str, str], key: str, title: str, heading: str) -> str:
    """One column a deadline: signed by then, still talking, ended without; whiskers: ends of the chance signed at this very deadline.

    rows    name, signed (by then), waiting, lapsed (0..1, adding up to one), here, here_low, here_high
    words   signed, waiting, lapsed, here
    """
    left, top, high = 56.0, 58.0, 190.0
    step = min(130.0, (WIDE - left - 20) / max(len(rows), 1))
    wide = step * 0.56
    body = [text(0, 14, heading, size=13)]
    x = left
    for part, cls in PARTS.items():
        body += [
            element("rect", x=x, y=28.0, width=12.0, height=12.0, cls=cls),
            text(x + 17, 38.5, words[part], size=12),
        ]
        x += text_width(words[part], 12) + 40
    body += [element("circle", cx=x + 6, cy=34, r=4, cls="m-equal"), text(x + 17, 38.5, words["here"], size=12)]

    def y(v: float) -> float:
        return top + high * (1 - v)

    for v in (0.0, 0.25, 0.5, 0.75, 1.0):
        body.append(element("line", x1=left, x2=left + step * len(rows), y1=y(v), y2=y(v), cls="grid"))
        body.append(text(left - 7, y(v) + 4, f"{100 * v:.0f} %", anchor="end", cls="quiet num", size=10.5))
    for n, r in enumerate(rows):
        x0, up = left + step * n + (step - wide) / 2, 0.0
        for part, cls in PARTS.items():
            v = float(r[part])
            if v > 0:
                body.append(element("rect", x=x0, y=y(up + v), width=wide, height=high * v, cls=cls, fill_opacity=0.62))
            up += v
        mid = x0 + wide / 2
        body.append(element("line", x1=mid, x2=mid, y1=y(r["here_low"]), y2=y(r["here_high"]), cls="whisker level"))
        body.append(element("circle", cx=mid, cy=y(r["here"]), r=4, cls="m-equal"))
        body.append(text(mid, top + high + 17, str(r["name"]), anchor="middle", cls="quiet num", size=10.5))
    return drawing(WIDE, top + high + 28, "".join(body), key=key, title=title, desc=title, cls="art")
