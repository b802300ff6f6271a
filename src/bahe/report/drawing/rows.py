"""Row charts: one row a name, marks on a common scale. Dots with whiskers, bars, dumbbells and strips are the same chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from bahe.report.drawing.svg import drawing, element, fitted, safe, text, text_width, ticks

SIZE = 12.0
SMALL = 10.5
#: A scale that spans less than this (per cent, or USD bn) would show the residual of the solver: it is drawn as zero.
LEAST_SPAN = 1e-6


@dataclass(frozen=True)
class Mark:
    """One mark at `x` (or from `x` to `to`), drawn in the class `cls`; `hint` shows on hover."""

    kind: Literal["dot", "ring", "diamond", "bar", "line", "tick", "word"]
    x: float
    to: float = 0.0
    cls: str = ""
    hint: str = ""
    words: str = ""
    side: Literal["left", "right"] = "right"


@dataclass(frozen=True)
class Row:
    """A name, its marks, and columns of figures at the right edge; `strong` sets the name in bold."""

    label: str
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    hint: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Frame:
    """What the panels of one figure share: scale, ticks and the room for names and notes (SVG units)."""

    low: float
    high: float
    width: float
    label_room: float
    note_rooms: tuple[float, ...] = ()
    row: float = 22.0
    parts: int = 5

    @property
    def ticks(self) -> list[float]:
        """Round numbers that span the scale."""
        return ticks(self.low, self.high, self.parts)

    @property
    def left(self) -> float:
        """Left edge of the plot."""
        return self.label_room + 10

    @property
    def right(self) -> float:
        """Right edge of the plot."""
        return self.width - (sum(self.note_rooms) + 8 * len(self.note_rooms) + 2 if self.note_rooms else 14)

    def note_edge(self, column: int) -> float:
        """Right edge of a column of figures."""
        return self.width - sum(self.note_rooms[column + 1 :]) - 8 * (len(self.note_rooms) - 1 - column)

    def x(self, value: float) -> float:
        """Position of a value."""
        at = self.ticks
        return self.left + (value - at[0]) / (at[-1] - at[0]) * (self.right - self.left)


def frame(rows: Sequence[Sequence[Row]], width: float, *, row: float = 22.0, parts: int = 5,
          zero: bool = True, most_label: float = 0.4, pad: float = 0.0, headers: Sequence[str] = ()) -> Frame:  # fmt: skip
    """A frame wide enough for every mark, name and note of several panels."""
    every = [r for panel in rows for r in panel]
    values = [v for r in every for m in r.marks for v in ((m.x, m.to) if m.kind in ("bar", "line") else (m.x,))]
    values = [v for v in values if isfinite(v)] + ([0.0] if zero else [])
    low, high = (min(values), max(values)) if values else (-1.0, 1.0)
    if high - low < LEAST_SPAN:
        low, high = low - 1.0, high + 1.0
    extra = pad * (high - low)
    low, high = low - (extra if low < 0 else 0), high + (extra if high > 0 else 0)
    labels = 2 + 1.04 * max((text_width(r.label, SIZE) * (1.06 if r.strong else 1) for r in every), default=0.0)
    columns = max(
        (len(r.notes) for r in every if len(r.notes) != 1), default=max((len(r.notes) for r in every), default=0)
    )
    rooms = tuple(
        max(
            [text_width(r.notes[c], SMALL) for r in every if len(r.notes) == columns]
            + [text_width(h, SMALL) for h in headers[c : c + 1]]
        )
        for c in range(columns)
    )
    return Frame(low, high, width, min(labels, most_label * width), rooms, row, parts)


def mark(m: Mark, f: Frame, y: float) -> str:
    """SVG of one mark on the line `y`."""
    hint = element("title", safe(m.hint)) if m.hint else ""
    x = f.x(m.x)
    if m.kind == "dot":
        return element("circle", hint, cx=x, cy=y, r=4.2, cls=m.cls)
    if m.kind == "ring":
        return element("circle", hint, cx=x, cy=y, r=3.6, cls=f"ring {m.cls}".strip())
    if m.kind == "diamond":
        return element("path", hint, d=f"M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z", cls=m.cls)
    if m.kind == "tick":
        return element("line", hint, x1=x, x2=x, y1=y - 5.0, y2=y + 5.0, cls=m.cls)
    if m.kind == "word":
        dx = 7 if m.side == "right" else -7
        return text(x + dx, y + 3.6, m.words, anchor="start" if m.side == "right" else "end", cls=m.cls, size=9.5)
    to = f.x(m.to)
    if m.kind == "line":
        caps = "".join(
            element("line", x1=e, x2=e, y1=y - 3.2, y2=y + 3.2, cls=m.cls) for e in (x, to) if "capped" in m.cls
        )
        return element("line", hint, x1=x, x2=to, y1=y, y2=y, cls=m.cls) + caps
    return element(
        "rect", hint, x=min(x, to), y=y - f.row * 0.3, width=max(abs(to - x), 0.6), height=f.row * 0.6, cls=m.cls
    )


def row_chart(
    rows: Sequence[Row],
    f: Frame,
    *,
    key: str,
    title: str,
    desc: str,
    heading: str = "",
    axis: Callable[[float], str],
    axis_title: str = "",
    headers: Sequence[str] = (),
    reference: tuple[float, str] | None = None,
) -> str:
    """One panel: heading, axis on top, a row a name. `reference` is a dashed line with words (a value, a text)."""
    top = (20 if heading else 2) + (14 if axis_title or headers else 0) + 16 + (13 if reference else 0)
    bottom = top + f.row * len(rows)
    out = []
    if heading:
        out.append(text(0, 13, fitted(heading, f.width, 13.5), cls="heading", size=13.5))
    y = 20.0 if heading else 2.0
    if axis_title or headers:
        out.append(text(f.left, y + 10, axis_title, cls="quiet", size=SMALL))
        for c, header in enumerate(headers[: len(f.note_rooms)]):
            out.append(text(f.note_edge(c), y + 10, header, anchor="end", cls="quiet", size=SMALL))
    shown = _apart([(f.x(t), t) for t in f.ticks], [axis(t) for t in f.ticks])
    for (x, t), words in shown:
        out.append(element("line", x1=x, x2=x, y1=float(top), y2=float(bottom), cls="zero" if t == 0 else "grid"))
        out.append(text(x, top - 5 - (13 if reference else 0), words, anchor="middle", cls="quiet num", size=SMALL))
    if reference:
        x, words = f.x(reference[0]), reference[1]
        half = text_width(words, SMALL) / 2
        out.append(element("line", x1=x, x2=x, y1=top - 3.0, y2=float(bottom), cls="reference"))
        out.append(
            text(
                min(max(x, f.left + half), f.width - half),
                top - 5,
                words,
                anchor="middle",
                cls="accent num",
                size=SMALL,
            )
        )
    for i, r in enumerate(rows):
        y = top + f.row * (i + 0.5)
        size = SIZE * min(1.0, max(0.84, (f.label_room + 4) / max(text_width(r.label, SIZE), 1.0)))
        name = fitted(r.label, f.label_room + 4, size)
        hint = element("title", safe(r.hint or r.label)) if r.hint or name != r.label else ""
        out.append(element("text", hint + safe(name), x=f.label_room, y=y + 4.2, text_anchor="end",
                           font_size=size, cls="strong" if r.strong else ""))  # fmt: skip
        out.extend(mark(m, f, y) for m in r.marks if isfinite(m.x))
        alone = len(r.notes) == 1
        for c, note in enumerate(r.notes):
            out.append(
                text(f.width if alone else f.note_edge(c), y + 4, note, anchor="end", cls="num note", size=SMALL)
            )
    return drawing(f.width, bottom + 4, "".join(out), key=key, title=title, desc=desc, cls="panel")


def _apart(places: list[tuple[float, float]], words: list[str]) -> list[tuple[tuple[float, float], str]]:
    """Tick words, every other one blanked where they would touch; zero always keeps its word."""
    room = min((b[0] - a[0] for a, b in zip(places, places[1:], strict=False)), default=1e9)
    widest = max((text_width(w, SMALL) for w in words), default=0.0)
    every = 1 if widest + 4 <= room else 2 if widest + 4 <= 2 * room else 3
    zero = next((i for i, (_, t) in enumerate(places) if t == 0), 0)
    return [(p, w if (i - zero) % every == 0 else "") for i, (p, w) in enumerate(zip(places, words, strict=True))]
