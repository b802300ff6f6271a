"""Heat panels of the regimes of the control game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bahe.report.drawing.panel import WIDE, legend
from bahe.report.drawing.svg import drawing, element, text


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
        legend(66.0, bottom - 6, [(words["aggregate"], "var(--ink)", "box"), (words["sector"], "#6a51a3", "box")])
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
    sign = "≈" + sign if row.get("rough") else sign
    return f"color-mix(in srgb, var(--accent) {shade}%, white)", f"{sign}{b:.2f}", shade > 55
