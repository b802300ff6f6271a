"""Figures of a page for paper: how large each drawing stands on the sheet, and what of a figure must stay together."""

from __future__ import annotations

import re
from html import unescape

from bahe.report.paper.tree import Node

#: mm a unit of a drawing at most, so that small drawings are not blown up; the highest a drawing may stand; the gap between panels.
SCALE, HIGHEST, GAP = 0.24, 214.0, 6.0
#: What a line of words takes, in mm.
LINE = 4.2
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.S)


def size(svg: Node, room: float) -> tuple[float, float]:
    """Width and height in mm of a drawing in a column of `room` mm."""
    wide, high = extent(svg)
    width = min(room, wide * SCALE, HIGHEST * wide / high)
    return width, width * high / wide


def extent(svg: Node) -> tuple[float, float]:
    """Width and height of a drawing in its own units."""
    box = svg.attributes.get("viewbox", "").replace(",", " ").split()
    wide, high = (box[2:4] if len(box) == 4 else (svg.attributes.get("width", "600"), svg.attributes.get("height", "300")))  # fmt: skip
    return max(_units(wide), 1.0), max(_units(high), 1.0)


def _units(text: str) -> float:
    found = re.match(r"[\d.]+", text)
    return float(found[0]) if found else 300.0


def told(svg: Node) -> str:
    """What a drawing shows, for those who cannot see it."""
    found = _TITLE.search(svg.source)
    return svg.attributes.get("aria-label") or (unescape(found[1]) if found else "")


def columns(node: Node) -> int:
    """Panels beside each other."""
    if "pair" in node.classes:
        return 2
    return next((int(c[1:]) for c in node.classes if re.fullmatch(r"c\d", c)), 1)


def height(node: Node, room: float) -> float:
    """About how high a part of a figure stands, in mm, in a column of `room` mm."""
    if node.tag == "svg":
        return size(node, room)[1] + 1.5
    inner = [n for n in node.children if isinstance(n, Node)]
    if "panels" in node.classes or "pair" in node.classes:
        n = columns(node)
        each = [height(x, (room - GAP * (n - 1)) / n) for x in inner]
        return sum(max(each[i : i + n]) + 5.0 for i in range(0, len(each), n))
    if any(n.tag in ("svg", "div", "figure") for n in inner):
        return sum(height(x, room) for x in inner)
    return LINE * (1 + len(node.text) * 1.6 / room)
