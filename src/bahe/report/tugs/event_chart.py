"""Charts of an event study: each good's figures with their bands on the paths of goods that were not touched; effects by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bahe.report.drawing.panel import WIDE, Panel, legend
from bahe.report.drawing.svg import drawing, element, fitted
from bahe.report.wording.numbers import MINUS

#: Panels to a row, and room between them.
ROW, GAP = 3, 46.0


def goods(study: Mapping[str, Any], key: str, lang: str, words: Mapping[str, str]) -> str:
    """One panel a good with figures of more than one date: change of log-odds from its base with the band, raw materials behind."""
    shown = [g for g in study["goods"] if len(g["points"]) > 1]
    values = (-4.0, 3.0)
    panels = _panels(len(shown), (2016.5, 2024.5), values)
    out = [_good(p, g, study, lang) for p, g in zip(panels, shown, strict=True)]
    y = panels[-1].top + panels[-1].high + 40
    rows = [
        (words["figure"], "var(--accent)", "dot"),
        (words["base"], "var(--accent)", "ring"),
        (words["others"], "#b9c3cc", "dot"),
    ]
    out.append(legend(46.0, y, rows))
    return drawing(WIDE, y + 12, "".join(out), key=key, title=words["title"], desc=words["title"], cls="art")


def _good(p: Panel, g: Mapping[str, Any], study: Mapping[str, Any], lang: str) -> str:
    materials = study["materials"]
    base = next(f["year"] for f in g["points"] if f["base"])
    out = [_event(p, study)]
    for path in np.asarray(materials["change"]):
        there = np.isfinite(path)
        if there.sum() > 1:
            years = np.asarray(materials["years"])[there]
            out.append(p.line(years, path[there] - np.interp(base, years, path[there]), "#b9c3cc", 1.1))
    out.append(p.axes(_signed, fitted(g[lang], p.wide, 12.5)))
    for f in g["points"]:
        x, y = p.x(f["year"]), p.y(f["change"])
        stroke = "stroke:var(--accent);stroke-width:1.6"
        out.append(element("line", x1=x, x2=x, y1=p.y(f["low"]), y2=p.y(f["high"]), style=stroke))
        fill = "white" if f["base"] else "var(--accent)"
        out.append(element("circle", cx=x, cy=y, r=4.4, style=f"fill:{fill};stroke:var(--accent);stroke-width:2"))
    return "".join(out)


def effects(study: Mapping[str, Any], found: Mapping[str, Any], names: Sequence[str], key: str, title: str) -> str:
    """One panel a touched good or industry: effect by time with its band; nothing where it has no figure."""
    times = np.asarray(found["times"], dtype=np.float64)
    low, high, effect = (np.asarray(found[k], dtype=np.float64) for k in ("low", "high", "effect"))
    known = np.abs([low, high])[np.isfinite([low, high])]
    if not known.size:
        return ""
    far = max(1.0, float(known.max()))
    panels = _panels(len(names), (float(times[0]), float(times[-1])), (-far, far))
    out = []
    for p, name, a, e, b in zip(panels, names, low, effect, high, strict=True):
        there = np.isfinite(e) & np.isfinite(a)
        t = times[there].tolist()
        out += [_event(p, study), p.band(t, a[there].tolist(), b[there].tolist(), "var(--accent)", 18) if t else ""]
        out.append(p.axes(_signed, fitted(name, p.wide, 12.5)))
        out.append(p.line(t, e[there].tolist(), "var(--accent)", 2.0) if t else "")
    y = panels[-1].top + panels[-1].high + 28
    return drawing(WIDE, y, "".join(out), key=key, title=title, desc=title, cls="art")


def _panels(count: int, years: tuple[float, float], values: tuple[float, float]) -> list[Panel]:
    """So many panels in rows of `ROW`."""
    wide = (WIDE - 46 - 20 - (ROW - 1) * GAP) / ROW
    return [
        Panel(46 + (n % ROW) * (wide + GAP), 34 + (n // ROW) * 210, wide, 150.0, years, values) for n in range(count)
    ]


def _event(p: Panel, study: Mapping[str, Any]) -> str:
    """The span from the control to its lift, shaded."""
    a, b = (min(max(float(study[k]), p.years[0]), p.years[1]) for k in ("date", "lifted"))
    style = "fill:color-mix(in srgb, var(--loss) 12%, white)"
    return element("rect", x=p.x(a), y=p.top, width=max(p.x(b) - p.x(a), 0.5), height=p.high, style=style)


def _signed(v: float) -> str:
    return f"{v:+g}".replace("-", MINUS) if v else "0"


__all__ = ["effects", "goods"]
