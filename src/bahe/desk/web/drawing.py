"""Figures out of a report: each drawing of its page as an SVG file that stands alone, with the colours of the page in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape

_EDGE = re.compile(r"<svg\b|</svg>")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)
_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)(?:,[^()]*)?\)")
_MIX = re.compile(r"color-mix\(in srgb, #([0-9a-fA-F]{6}) ([0-9.]+)%, white\)")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.S)
_NAME = re.compile(r'aria-labelledby="([\w.-]+?)-t[ "]')


def figures(page: str) -> bytes:
    """The drawings of a page as JSON: [{name, title, svg}], in their order."""
    written = _colours(page)
    sheet = written(_without_media("\n".join(m[1] for m in _STYLE.finditer(page))))
    out: list[dict[str, str]] = []
    for svg in _drawings(page):
        title, named = _TITLE.search(svg), _NAME.search(svg)
        if title is None:  # shapes that others refer to, and small signs
            continue
        name = named[1] if named else f"figure-{len(out) + 1}"
        name = name if name not in {f["name"] for f in out} else f"{name}-{len(out) + 1}"
        out.append({"name": name, "title": unescape(title[1]), "svg": _alone(written(svg), sheet, page)})
    return json.dumps(out, ensure_ascii=False).encode()


def _drawings(page: str) -> Iterator[str]:
    """The outermost drawings; one may hold others, as a map its enlarged part."""
    depth = start = 0
    for edge in _EDGE.finditer(page):
        if edge[0] == "</svg>":
            depth -= 1
            if depth == 0:
                yield page[start : edge.end()]
        else:
            start = start if depth else edge.start()
            depth += 1


def _colours(page: str) -> Callable[[str], str]:
    """How the light colours of a page are written out: names of colours, then mixtures, since few programs but browsers know them."""
    colours: dict[str, str] = {}
    for root in _ROOT.finditer(page):
        for line in root[1].split(";"):
            name, _, value = line.partition(":")
            if name.strip().startswith("--"):
                colours.setdefault(name.strip(), value.strip())

    def written(text: str) -> str:
        for _ in range(3):  # a colour may be named by another
            text = _VARIABLE.sub(lambda m: colours.get(m[1], m[0]), text)
        return _MIX.sub(_mixed, text)

    return written


def _mixed(found: re.Match[str]) -> str:
    """A colour mixed with white."""
    share, colour = float(found[2]) / 100, bytes.fromhex(found[1])
    return "#" + "".join(f"{round(part * share + 255 * (1 - share)):02x}" for part in colour)


def _without_media(text: str) -> str:
    """The sheet without its blocks for dark screens and for paper."""
    out, at = [], 0
    while (start := text.find("@media", at)) >= 0:
        out.append(text[at:start])
        depth, at = 0, text.find("{", start)
        while at >= 0 and at < len(text):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
            if depth == 0:
                break
    return "".join([*out, text[at:]])


def _alone(svg: str, sheet: str, page: str) -> str:
    """A drawing with its style sheet, and with the shapes that it refers to."""
    wanted = set(re.findall(r'href="#([\w.-]+)"', svg)) - set(re.findall(r'id="([\w.-]+)"', svg))
    shapes = "".join(s for s in (_shape(page, name) for name in sorted(wanted)) if s)
    head, rest = svg[: svg.index(">") + 1], svg[svg.index(">") + 1 :]
    return f"{head}<style>{sheet.replace('&', '&amp;').replace('<', '&lt;')}</style><defs>{shapes}</defs>{rest}"


def _shape(page: str, name: str) -> str | None:
    found = re.search(rf'<(symbol|path|g)\b[^>]*\bid="{re.escape(name)}"[^>]*?(/>|>.*?</\1>)', page, re.S)
    return found[0] if found else None


def raster(svg: str, zoom: float = 2.0) -> bytes:
    """The drawing as PNG on white; MissingData where the renderer is not installed."""
    from bahe.faults import MissingData

    try:
        import resvg_py
    except ImportError:
        remedy = "pip install 'bahe[png]', or take the SVG."
        raise MissingData("no renderer of PNG is installed", field="png", remedy=remedy) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="white"))
