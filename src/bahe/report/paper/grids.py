"""Tables of a page for paper: cells with their place and look, and widths of columns that fit the sheet, or the sheet turned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bahe.report.drawing.svg import text_width
from bahe.report.paper.tree import Node

#: Widths of a column of text on a sheet of A4, upright and turned, in mm.
UPRIGHT, TURNED = 174.0, 261.0
#: Sizes of type that are tried, in points; on a turned sheet from the same to a smaller one.
SIZES = (8.0, 7.5, 7.0, 6.6)
TURNED_SIZES = (8.0, 7.5, 7.0, 6.6, 6.2, 5.8)
#: mm a point; space beside the words of a cell; the widest a column of words is asked to be, in ems.
POINT, PAD, WIDEST = 25.4 / 72, 2.9, 34.0
#: Heads of columns of figures are broken into lines of about this many ems; a table nearly as wide as the sheet becomes as wide.
HEADED, NEARLY = 9.0, 0.72
_WORDY = frozenset("text facts verdicts ties index".split())
_WORDS = frozenset("word name long group".split())


@dataclass(frozen=True)
class Cell:
    """A cell at its row and column, over `down` rows and `across` columns."""

    node: Node
    row: int
    column: int
    down: int
    across: int
    head: bool
    wordy: bool
    dense: bool
    opens: Node | None  # the row that it is the first cell of

    @property
    def lines(self) -> tuple[tuple[str, float], ...]:
        """Its lines before any is broken, each with its size relative to the table's."""
        out: list[tuple[str, float]] = [("", 1.0)]
        for part in self.node.children:
            if isinstance(part, Node) and (part.tag == "br" or (part.tag == "small" and not self.dense)):
                out.append((part.text, 0.86))
            else:
                out[-1] = (out[-1][0] + (part if isinstance(part, str) else part.text), out[-1][1])
        return tuple((text.strip(" "), size) for text, size in out)

    def ems(self) -> tuple[float, float]:
        """Narrowest and natural width in ems of the table's type; figures are never broken, words at their spaces."""
        bold = 1.07 if self.head or any(n.tag == "b" for n in self.node.walk()) else 1.0
        natural = max(text_width(t, 1.0) * s for t, s in self.lines) * bold
        if "unit" in self.node.classes or (not self.wordy and not self.head and natural < 14):
            return natural, natural
        least = max(_longest(t) * s for t, s in self.lines) * bold
        return least, min(natural, WIDEST) if self.wordy else max(least, min(natural, HEADED))


def _longest(line: str) -> float:
    """The widest piece of a line that is not broken: words; of a very long one, or one of full-width signs, a part."""
    widths = (text_width(w, 1.0) if w.isascii() else min(text_width(w, 1.0), 5.2) for w in line.split(" ") if w)
    return max((min(w, 13.0) for w in widths), default=0.0)


@dataclass(frozen=True)
class Grid:
    """A table: its cells row by row, the number of head rows and of columns."""

    cells: tuple[Cell, ...]
    heads: int
    columns: int
    caption: Node | None
    classes: frozenset[str]

    @property
    def rows(self) -> int:
        """Rows without the head."""
        return 1 + max((c.row for c in self.cells), default=-1) - self.heads


@dataclass(frozen=True)
class Fit:
    """Widths of columns in mm, the size of type in points, and whether the sheet is turned."""

    widths: tuple[float, ...]
    size: float
    turned: bool


def grid(table: Node) -> Grid:
    """A table read; a cell over several rows or columns moves those after it."""
    parts = table.of("caption", "thead", "tbody")
    caption = next((p for p in parts if p.tag == "caption"), None)
    heads = [r for p in parts if p.tag == "thead" for r in p.of("tr")]
    rows = [r for p in parts if p.tag == "tbody" for r in p.of("tr")]
    cells = tuple(_placed([*heads, *rows], len(heads), table.classes))
    columns = max((c.column + c.across for c in cells), default=0)
    return Grid(cells, len(heads), columns, caption, table.classes)


def _placed(rows: Sequence[Node], heads: int, classes: frozenset[str]) -> Iterator[Cell]:
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        opens: Node | None = row
        for node in row.of("th", "td"):
            while (at, column) in taken:
                column += 1
            down, across = (int(node.attributes.get(k, "1")) for k in ("rowspan", "colspan"))
            taken |= {(at + r, column + c) for r in range(down) for c in range(across)}
            wordy = bool(node.classes & _WORDS or classes & _WORDY) or (node.tag == "th" and at >= heads)
            yield Cell(node, at, column, down, across, at < heads, wordy, "dense" in classes, opens)
            column, opens = column + across, None


def fit(g: Grid) -> Fit:
    """The largest type in which every column has its room: upright, smaller, then on a turned sheet."""
    least, natural = _ems(g)
    tries = [(s, False) for s in SIZES] + [(s, True) for s in TURNED_SIZES]
    for size, turned in tries:
        room = TURNED if turned else UPRIGHT
        low = [x * size * POINT + PAD for x in least]
        if sum(low) <= room:
            return Fit(_shared(low, [x * size * POINT + PAD for x in natural], room), size, turned)
    scale = TURNED / sum(low)
    return Fit(tuple(x * scale for x in low), size, True)  # words are broken inside rather than cut off


def _shared(low: Sequence[float], wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """Natural widths where they fit; else the narrowest ones and what is left in proportion to what is missing."""
    if sum(wanted) <= room:
        return tuple(x * (room / sum(wanted) if sum(wanted) > NEARLY * room else 1.0) for x in wanted)
    missing = sum(wanted) - sum(low)
    share = (room - sum(low)) / missing if missing > 0 else 0.0
    return tuple(a + (b - a) * share for a, b in zip(low, wanted, strict=True))


def _ems(g: Grid) -> tuple[list[float], list[float]]:
    """Narrowest and natural width of each column in ems; cells over several columns ask last, for what is missing."""
    least, natural = [1.0] * g.columns, [1.0] * g.columns
    for c in sorted(g.cells, key=lambda c: c.across):
        low, high = c.ems()
        span = range(c.column, c.column + c.across)
        for widths, asked in ((least, low), (natural, high)):
            lacking = asked - sum(widths[i] for i in span)
            if lacking > 0 and not _group(c, g):
                for i in span:
                    widths[i] += lacking / c.across
    return least, natural


def _group(c: Cell, g: Grid) -> bool:
    """A heading inside the table, as wide as it: it asks for no room."""
    return c.across == g.columns > 1
