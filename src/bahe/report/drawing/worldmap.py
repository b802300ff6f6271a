"""The world drawn in classes of a figure: shapes defined once in a page, then used by every map.

Shapes are those of `data/world-110m.json` (see `build_map`). Economies without a shape at this scale are points.
Whatever has no own data in the world is hatched as part of ROW.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from math import floor, isfinite, log10
from typing import Any

from bahe.axes import ECONOMY_GROUPS
from bahe.report.drawing.svg import drawing, element, safe, text

#: Classes on each side of the neutral one.
SIDES = 5


@lru_cache(maxsize=1)
def geography() -> dict[str, Any]:
    """The packaged shapes: box, europe, shapes by ISO3, rest, points, source, projection."""
    found: dict[str, Any] = json.loads(
        files("bahe.report").joinpath("data/world-110m.json").read_text(encoding="utf-8")
    )
    return found


def owner(code: str, economies: frozenset[str]) -> str | None:
    """The economy of the world that a shape belongs to: itself, a group that holds it, or none."""
    if code in economies:
        return code
    return next((g for g, members in ECONOMY_GROUPS.items() if g in economies and code in members), None)


def drawable(economies: Sequence[str]) -> bool:
    """True where enough economies have a place on the map for one to make sense."""
    places = geography()
    known = frozenset(economies)
    return sum(owner(c, known) is not None for c in (*places["shapes"], *places["points"])) >= 3


def breaks(values: Sequence[float]) -> list[float]:
    """`SIDES` rising limits of the series 1-2-5 for |value|: the last is at or below the 98th percentile of the sizes."""
    sizes = sorted(abs(v) for v in values if isfinite(v) and v != 0)
    if not sizes:
        return [0.1, 0.2, 0.5, 1.0, 2.0]
    top = sizes[min(len(sizes) - 1, len(sizes) * 49 // 50)]
    power = floor(log10(top))
    series = [m * 10.0**p for p in range(power - 2, power + 1) for m in (1, 2, 5)]
    below = [round(s, 12) for s in series if s <= top * 1.0001]
    return below[-SIDES:]


def class_of(value: float, limits: Sequence[float]) -> str:
    """`q0` (largest loss) ... `q5` (about zero) ... `q10` (largest gain); `failed` where there is no figure."""
    if not isfinite(value):
        return "failed"
    step = sum(abs(value) >= limit for limit in limits)
    return f"q{SIDES + (step if value > 0 else -step)}"


def definitions() -> str:
    """Shapes and the hatch pattern, invisible, once a page."""
    g = geography()
    shapes = "".join(element("path", id=f"m-{code}", d=d) for code, d in g["shapes"].items())
    ground = element("rect", width=14, height=14, cls="hatch-ground")
    line = element("path", d="M-4 18L18-4M-4 4L4-4M10 18l8-8", cls="hatch-line")
    hatch = element(
        "pattern", ground + line,
        id="hatch", width=14, height=14, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return element("svg", element("defs", shapes + element("path", id="m-rest", d=g["rest"]) + hatch),
                   width=0, height=0, aria_hidden="true", cls="defs")  # fmt: skip


def world_map(
    shown: Mapping[str, tuple[str, str]], *, key: str, title: str, desc: str, inset: str = "", hints: bool = True
) -> str:
    """A map; `shown` gives class and hint of each economy; `inset` is the title of an enlarged Europe, if wanted."""
    g = geography()
    economies = frozenset(shown)
    uses, dots = [element("use", href="#m-rest", cls="row")], []
    for code in g["shapes"]:
        name = owner(code, economies)
        cls, hint = shown[name] if name else ("row", "")
        tip = element("title", safe(hint)) if hint and hints else ""
        uses.append(element("use", tip, href=f"#m-{code}", cls=cls))
    for code, (x, y) in g["points"].items():
        name = owner(code, economies)
        if name and code not in g["shapes"]:
            tip = element("title", safe(shown[name][1])) if hints else ""
            dots.append(element("circle", tip, cx=x, cy=y, r=9, cls=f"place {shown[name][0]}"))
    land = element("g", "".join(uses + dots), cls="land")
    x0, y0, w, h = g["box"]
    parts = [element("g", land, transform=f"translate({-x0} {-y0})")]
    if inset:
        ex, ey, ew, eh = g["europe"]
        wide = 430.0
        tall = wide * eh / ew
        left, top = 0.0, h - tall - 4.0
        parts.append(element("rect", x=left, y=top, width=wide, height=tall, cls="inset"))
        parts.append(element("svg", element("g", land), x=left, y=top, width=wide, height=tall, viewBox=f"{ex} {ey} {ew} {eh}",
                             preserveAspectRatio="xMidYMid slice", overflow="hidden", cls="nested"))  # fmt: skip
        parts.append(element("rect", x=left, y=top, width=wide, height=tall, cls="inset-edge"))
        parts.append(text(left, top - 12, inset, cls="quiet", size=25))
    return drawing(w, h, "".join(parts), key=key, title=title, desc=desc, cls="map")


def legend(
    limits: Sequence[float], *, key: str, title: str, loss: str, gain: str, no_data: str, words: Sequence[str]
) -> str:
    """Colour classes with their limits (`words`: the negative ones falling to zero, then the positive ones)."""
    box, left, top, height = 36.0, 4.0, 24.0, 12.0
    n = 2 * SIDES + 1
    parts = [text(left, 12, title, cls="strong", size=11.5)]
    parts += [element("rect", x=left + i * box, y=top, width=box - 1, height=height, cls=f"q{i}") for i in range(n)]
    for i, word in enumerate(words):
        parts.append(
            text(left + (i + 1) * box - 0.5, top + height + 13, word, anchor="middle", cls="quiet num", size=10.5)
        )
    parts.append(text(left, top + height + 27, f"← {loss}", cls="quiet", size=10.5))
    parts.append(text(left + n * box, top + height + 27, f"{gain} →", anchor="end", cls="quiet", size=10.5))
    low = top + height + 35
    parts.append(element("rect", x=left, y=low, width=box - 10, height=height, cls="row swatch"))
    parts.append(text(left + box - 2, low + 10, no_data, cls="quiet", size=10.5))
    return drawing(
        left + n * box + 8, low + height + 4, "".join(parts), key=key, title=title, desc=", ".join(words), cls="legend"
    )
