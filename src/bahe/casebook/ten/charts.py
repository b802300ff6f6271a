"""Each condition with a number as a strip: the figure, its band, and its readings against the threshold."""

from __future__ import annotations

from collections.abc import Sequence

from bahe.casebook.ten.conditions import Judged
from bahe.casebook.ten.words import HOLDS, number, of
from bahe.report.drawing.svg import safe

WIDTH, LEFT, RIGHT, STEP = 880.0, 300.0, 120.0, 30.0


def strip(found: Sequence[Judged], lang: str) -> str:
    """One line a condition, each on its own scale; nothing where no condition has a number."""
    drawn = [
        j
        for j in found
        if isinstance(j.condition.threshold, int | float) and not isinstance(j.condition.threshold, bool) and places(j)
    ]
    if not drawn:
        return ""
    body = "".join(_line(j, 14 + STEP * k, lang) for k, j in enumerate(drawn))
    height = STEP * len(drawn) + 14
    said = "数字、区间与阈值" if lang == "zh" else "figures, bands and thresholds"
    return f'<svg class="art" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label="{said}" font-size="12">{body}</svg>'


def places(j: Judged) -> list[float]:
    """All numbers of a condition that are drawn: readings, figure and band."""
    every = [j.value, j.low, j.high, *(v for v, _ in j.by.values())]
    return [float(v) for v in every if isinstance(v, int | float) and not isinstance(v, bool)]


def _line(j: Judged, y: float, lang: str) -> str:
    bound = float(j.condition.threshold)
    spread = [*places(j), bound]
    low, high = min(spread), max(spread)
    room = (high - low) or 1.0
    low, high = low - 0.08 * room, high + 0.08 * room

    def x(v: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (v - low) / (high - low)

    side = "var(--gain)" if j.side == "supports" else "var(--loss)"
    above = j.condition.operator in (">", ">=")
    a, b = (x(bound), x(high)) if above else (x(low), x(bound))
    out = [
        f'<text x="0" y="{y + 4:.1f}">{j.condition.id} · {safe(j.condition.metric[:40])}</text>',
        f'<rect x="{a:.1f}" y="{y - 9:.1f}" width="{b - a:.1f}" height="18" fill="{side}" opacity=".13"/>',
        f'<line x1="{LEFT:.0f}" x2="{WIDTH - RIGHT:.0f}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d5dbe1"/>',
        f'<line x1="{x(bound):.1f}" x2="{x(bound):.1f}" y1="{y - 9:.1f}" y2="{y + 9:.1f}" stroke="{side}" stroke-width="2"/>',
    ]
    if j.low is not None and j.high is not None:
        out.append(
            f'<line x1="{x(j.low):.1f}" x2="{x(j.high):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="#12395b" stroke-width="5" opacity=".35"/>'
        )
    out += [
        f'<circle cx="{x(float(v)):.1f}" cy="{y:.1f}" r="3" fill="white" stroke="#12395b"/>' for v, _ in j.by.values()
    ]
    if j.value is not None:
        out.append(f'<circle cx="{x(float(j.value)):.1f}" cy="{y:.1f}" r="4.5" fill="#12395b"/>')
    out.append(
        f'<text x="{WIDTH - RIGHT + 10:.0f}" y="{y + 4:.1f}">{safe(number(j.value, lang))} · {safe(of(HOLDS, j.holds, lang))}</text>'
    )
    return "".join(out)
