"""Small pure functions that write SVG text: elements, text with estimated width, axes. No drawing library is needed.

Everything that comes from outside passes through `safe`, so that no text can become markup and the result is
well-formed XML. Lengths are SVG units; colours come from the classes of the page.
"""

from __future__ import annotations

import re
from html import escape
from math import ceil, floor, log10
from unicodedata import east_asian_width

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NARROW = frozenset("iljtfrI.,:;'|!()[] \u202f")
_WIDE = frozenset("mwMWQ@%→…")


def safe(text: object) -> str:
    """Text fit for XML: markup escaped, characters that XML forbids dropped."""
    return escape(UNPRINTABLE.sub("", str(text)), quote=True)


def number(x: float) -> str:
    """A coordinate in at most two decimals."""
    return f"{x:.2f}".rstrip("0").rstrip(".") if x == x else "0"


def element(tag: str, content: str = "", **attributes: object) -> str:
    """`<tag a="b">content</tag>`; `cls` becomes class, underscores become hyphens; `content` is markup already."""
    parts = [tag]
    for key, value in attributes.items():
        if value is None or value == "":
            continue
        name = "class" if key == "cls" else key.replace("_", "-")
        shown = number(value) if isinstance(value, float) else safe(value)
        parts.append(f'{name}="{shown}"')
    return f"<{' '.join(parts)}>{content}</{tag}>" if content else f"<{' '.join(parts)}/>"


def text(x: float, y: float, words: object, *, anchor: str = "start", cls: str = "", size: float | None = None) -> str:
    """A line of text at its baseline."""
    return element("text", safe(words), x=float(x), y=float(y), text_anchor=None if anchor == "start" else anchor,
                   cls=cls, font_size=size)  # fmt: skip


def text_width(words: str, size: float = 12.0) -> float:
    """Estimated width: full-width characters one em, others by rough class. Errs on the wide side."""
    ems = 0.0
    for c in words:
        if east_asian_width(c) in "WF":
            ems += 1.0
        elif c in _NARROW:
            ems += 0.32
        elif c in _WIDE:
            ems += 0.9
        elif c.isupper():
            ems += 0.67
        else:
            ems += 0.53
    return ems * size


def fitted(words: str, room: float, size: float = 12.0) -> str:
    """`words`, cut with an ellipsis where it is wider than `room`."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip(" ,;") + "…"


def drawing(width: float, height: float, body: str, *, key: str, title: str, desc: str, cls: str = "") -> str:
    """An `<svg>` with title and description for screen readers."""
    head = element("title", safe(title), id=f"{key}-t") + element("desc", safe(desc), id=f"{key}-d")
    return element(
        "svg", head + body, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {number(width)} {number(height)}",
        width=number(width), height=number(height), role="img", aria_labelledby=f"{key}-t {key}-d", cls=cls,
    )  # fmt: skip


def nice_step(span: float, parts: int = 5) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts `span` into about `parts`."""
    if not span > 0:
        return 1.0
    raw = span / parts
    power = 10.0 ** floor(log10(raw))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw * 0.999)


def ticks(low: float, high: float, parts: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`; both ends are ticks."""
    step = nice_step(high - low, parts)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]
