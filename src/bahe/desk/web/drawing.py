"""Figures out of a report: each drawing of its page as an SVG file that stands alone, with the colours of the page in it."""

from __future__ import annotations

import json
import re
from html import unescape

from bahe.report.drawing.alone import drawings, standing

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.S)
_NAME = re.compile(r'aria-labelledby="([\w.-]+?)-t[ "]')


def figures(page: str) -> bytes:
    """The drawings of a page as JSON: [{name, title, svg}], in their order."""
    alone = standing(page)
    out: list[dict[str, str]] = []
    for svg in drawings(page):
        title, named = _TITLE.search(svg), _NAME.search(svg)
        if title is None:  # shapes that others refer to, and small signs
            continue
        name = named[1] if named else f"figure-{len(out) + 1}"
        name = name if name not in {f["name"] for f in out} else f"{name}-{len(out) + 1}"
        out.append({"name": name, "title": unescape(title[1]), "svg": alone(svg)})
    return json.dumps(out, ensure_ascii=False).encode()


def raster(svg: str, zoom: float = 2.0) -> bytes:
    """The drawing as PNG on white; MissingData where the renderer is not installed."""
    from bahe.faults import MissingData

    try:
        import resvg_py
    except ImportError:
        remedy = "pip install 'bahe[png]', or take the SVG."
        raise MissingData("no renderer of PNG is installed", field="png", remedy=remedy) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="white"))
