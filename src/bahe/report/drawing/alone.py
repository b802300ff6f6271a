"""Drawings of a page as files that stand alone: each with its style sheet, the colours written out, and the shapes it refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_EDGE = re.compile(r"<svg\b|</svg>")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)
_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)(?:,[^()]*)?\)")
_MIX = re.compile(r"color-mix\(in srgb, #([0-9a-fA-F]{6}) ([0-9.]+)%, white\)")


def drawings(page: str) -> Iterator[str]:
    """The outermost drawings of a page; one may hold others, as a map its enlarged part."""
    depth = start = 0
    for edge in _EDGE.finditer(page):
        if edge[0] == "</svg>":
            depth -= 1
            if depth == 0:
                yield page[start : edge.end()]
        else:
            start = start if depth else edge.start()
            depth += 1


def sheet(page: str) -> str:
    """The style sheets of a page for light screens, colours written out."""
    return colours(page)(_without_media("\n".join(m[1] for m in _STYLE.finditer(page))))


def standing(page: str) -> Callable[[str], str]:
    """How a drawing of this page becomes one that stands alone."""
    written, style = colours(page), sheet(page)
    return lambda svg: _alone(written(svg), style, page)


def palette(page: str) -> dict[str, str]:
    """The variables of a page's light style sheet: `--accent` -> `#12395b`."""
    named: dict[str, str] = {}
    for root in _ROOT.finditer(page):
        for line in root[1].split(";"):
            name, _, value = line.partition(":")
            if name.strip().startswith("--"):
                named.setdefault(name.strip(), value.strip())
    return named


def colours(page: str) -> Callable[[str], str]:
    """How the colours of a page are written out: names of colours, then mixtures, since few programs but browsers know them."""
    named = palette(page)

    def written(text: str) -> str:
        for _ in range(3):  # a colour may be named by another
            text = _VARIABLE.sub(lambda m: named.get(m[1], m[0]), text)
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


def _alone(svg: str, style: str, page: str) -> str:
    """A drawing with its style sheet, and with the shapes that it refers to."""
    wanted = set(re.findall(r'href="#([\w.-]+)"', svg)) - set(re.findall(r'id="([\w.-]+)"', svg))
    shapes = "".join(s for s in (_shape(page, name) for name in sorted(wanted)) if s)
    head, rest = svg[: svg.index(">") + 1], svg[svg.index(">") + 1 :]
    return f"{head}<style>{style.replace('&', '&amp;').replace('<', '&lt;')}</style><defs>{shapes}</defs>{rest}"


def _shape(page: str, name: str) -> str | None:
    found = re.search(rf'<(symbol|path|g)\b[^>]*\bid="{re.escape(name)}"[^>]*?(/>|>.*?</\1>)', page, re.S)
    return found[0] if found else None
