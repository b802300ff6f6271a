"""Colours of the charts, and places for labels that do not cover each other."""

from __future__ import annotations

from collections.abc import Mapping

COLOURS = ("var(--loss)", "var(--gain)", "var(--accent)", "var(--q2)", "var(--quiet)", "var(--q8)")


def apart(at: Mapping[str, float], low: float, high: float, gap: float = 15.0) -> dict[str, float]:
    """Heights of names, in the order they had, none closer than `gap` to the next."""
    order = sorted(at, key=lambda n: at[n])
    y = [at[n] for n in order]
    for k in range(1, len(y)):
        y[k] = max(y[k], y[k - 1] + gap)
    over = max(y[-1] - high, 0.0) if y else 0.0
    if over:
        y[-1] -= over
        for k in range(len(y) - 2, -1, -1):
            y[k] = max(min(y[k], y[k + 1] - gap), low)
    return dict(zip(order, y, strict=True))
