"""The blocks of a page as Typst: headings, paragraphs, lists, figures and tables, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bahe.faults import BadFile
from bahe.report.paper import figures, grids
from bahe.report.paper.ink import Ink
from bahe.report.paper.tree import INLINE, SCREEN, Node
from bahe.report.paper.words import Words, quoted, trimmed

#: A figure higher than this may be broken between its panels.
WHOLE = 226.0
#: Paragraphs by class: the function of paper.typ that sets them.
_PARAGRAPHS = ("question", "meta", "small", "note")
_NAMES = {"small": "note"}


@dataclass(frozen=True)
class Block:
    """A part of the report: its call of Typst, whether the sheet is turned for it, whether it leads to the next part."""

    call: str
    turned: bool = False
    leads: bool = False


class Layout:
    """Blocks of a page.

    words   how sentences are set;  ink: colours by class
    alone   how the source of a drawing becomes one that stands alone
    """

    def __init__(self, words: Words, ink: Ink, alone: Callable[[str], str]) -> None:
        self.words, self.ink, self.alone = words, ink, alone

    def blocks(self, node: Node) -> Iterator[Block]:
        """The blocks in an element; sentences between elements become paragraphs."""
        for child in _paragraphs(node):
            yield from self.block(child)

    def block(self, node: Node) -> Iterator[Block]:
        """One element as blocks."""
        place = self.words.anchor(node)
        if place and node.tag not in ("h1", "h2", "h3"):
            yield Block(f"{{ {place}none }}", leads=True)
        maker = _MAKERS.get(node.tag)
        if maker is None:
            raise BadFile(f"<{node.tag}> stands where a block must", field=node.tag, allowed=sorted(_MAKERS))
        yield from maker(self, node)

    # -- words -----------------------------------------------------------------------------------------------------------
    def nothing(self, node: Node) -> Iterator[Block]:
        """What is of use on a screen alone."""
        yield from ()

    def division(self, node: Node) -> Iterator[Block]:
        """A part of the page, by its class."""
        if "bar" in node.classes:
            yield self.bar(node)
        elif "answer" in node.classes:
            parts = ", ".join(self.words.content(p.children) for p in node.of("p"))
            yield Block(f"answer({parts})")
        elif "pair" in node.classes:
            yield self.pair(node)
        else:
            yield from self.blocks(node)

    def bar(self, node: Node) -> Block:
        """The line above the title; the link to the same report in the other language leads nowhere on paper."""
        spans = [self.words.content([n]) for n in node.nodes if "other" not in n.classes]
        return Block(f"bar({{ {'; h(1em); '.join(spans)} }})")

    def heading(self, node: Node) -> Iterator[Block]:
        """A heading; it stays with what follows."""
        call = f"heading(level: {node.tag[1]}, {self.words.content(node.children)})"
        yield Block(f"{{ {self.words.anchor(node)}{call} }}", leads=True)

    def paragraph(self, node: Node) -> Iterator[Block]:
        """A paragraph by its class; links to other files are no use on paper."""
        if "nav" in node.classes or not trimmed(node.children):
            return
        name = next((c for c in _PARAGRAPHS if c in node.classes), "paragraph")
        name = "fig-title" if "panel-head" in node.classes or "fig-title" in node.classes else _NAMES.get(name, name)
        body, colour = self.words.content(node.children), self.ink.of(node.classes)
        body = f"text(fill: rgb({quoted(colour)}), {body})" if colour and name == "paragraph" else body
        yield Block(f"{name}({body})", leads=name in ("note", "fig-title"))

    def summary(self, node: Node) -> Iterator[Block]:
        """What a folded part is called; on paper it is open."""
        yield Block(f"summary({self.words.content(node.children)})", leads=True)

    def lines(self, node: Node) -> Iterator[Block]:
        """Lines of a file as they stand there."""
        rows = node.text.strip("\n").split("\n")
        yield Block(f"lines({{ {'; linebreak(); '.join(quoted(_kept(r)) for r in rows)} }})")

    def entries(self, node: Node) -> Iterator[Block]:
        """A list."""
        yield Block(self.list(node))

    def list(self, node: Node) -> str:
        """A list as one call; remarks and sources stand smaller."""
        size = "8pt" if node.classes & {"cite", "remarks"} else "9.2pt" if "small" in node.classes else "1em"
        items = ", ".join(self.words.content(li.children) for li in node.of("li"))
        return f"entries({size}, {items})" if items else "none"

    def facts(self, node: Node) -> Iterator[Block]:
        """Terms and what is said of them, in pairs."""
        parts = node.of("dt", "dd")
        if [p.tag for p in parts] != ["dt", "dd"] * (len(parts) // 2):
            raise BadFile("terms and what is said of them do not alternate", field="dl")
        pairs = [(self.words.content(t.children), self.said(d)) for t, d in zip(parts[::2], parts[1::2], strict=True)]
        call = f"facts({', '.join(f'({t}, {d})' for t, d in pairs)})"
        yield Block(f"note({call})" if "notes" in node.classes else call)

    def said(self, node: Node) -> str:
        """What is said of a term: a sentence or a list."""
        lists = [n for n in node.children if isinstance(n, Node) and n.tag == "ul"]
        return self.list(node.of("ul")[0]) if lists else self.words.content(node.children)

    # -- figures ---------------------------------------------------------------------------------------------------------
    def drawing(self, node: Node) -> Iterator[Block]:
        """A drawing outside a figure; one that only holds shapes for others is none."""
        if "defs" not in node.classes:
            yield Block(f"fig(true, {self.drawn(node, grids.UPRIGHT)})")

    def drawn(self, node: Node, room: float) -> str:
        """A drawing, as wide as it is readable in a column of `room` mm."""
        width, _ = figures.size(node, room)
        return f"drawn({quoted(self.alone(node.source))}, {quoted(figures.told(node))}, {width:.2f}mm)"

    def figure(self, node: Node) -> Iterator[Block]:
        """A figure with its title, panels and caption on one sheet, unless no sheet is high enough."""
        whole = figures.height(node, grids.UPRIGHT) < WHOLE
        parts = ", ".join(self.part(n, grids.UPRIGHT) for n in node.nodes)
        yield Block(f"fig({str(whole).lower()}, {parts})")

    def part(self, node: Node, room: float) -> str:
        """A part of a figure."""
        if node.tag == "svg":
            return self.drawn(node, room)
        if node.tag == "figcaption":
            return f"fig-note({self.words.content(node.children)})"
        if node.tag == "div" and ("panels" in node.classes or "pair" in node.classes):
            return self.side(node.nodes, figures.columns(node), room)
        if node.tag in ("div", "figure"):
            return f"panel(none, {{ {'; '.join(self.part(n, room) for n in node.nodes)} }})"
        return next(self.paragraph(node)).call if node.tag == "p" else self._refused(node)

    def side(self, panels: Sequence[Node], columns: int, room: float) -> str:
        """Panels beside each other."""
        each = (room - figures.GAP * (columns - 1)) / columns
        return f"side({columns}, {', '.join(self.part(p, each) for p in panels)})"

    def pair(self, node: Node) -> Block:
        """Figures and the words above them, in two columns."""
        whole = figures.height(node, grids.UPRIGHT) < WHOLE
        return Block(f"fig({str(whole).lower()}, {self.part(node, grids.UPRIGHT)})")

    def _refused(self, node: Node) -> str:
        raise BadFile(f"<{node.tag}> inside a figure has no form on paper", field=node.tag)

    # -- tables ----------------------------------------------------------------------------------------------------------
    def table(self, node: Node) -> Iterator[Block]:
        """A table below its caption."""
        g = grids.grid(node)
        if not g.columns:
            return
        fit = grids.fit(g)
        if g.caption is not None:
            yield Block(f"caption({self.words.content(g.caption.children)})", fit.turned, leads=True)
        widths = ", ".join(f"{w:.2f}mm" for w in fit.widths)
        head = ", ".join(self.cell(c, g) for c in g.cells if c.head)
        body = ", ".join(self.cell(c, g) for c in g.cells if not c.head)
        framed = "" if "facts" not in g.classes else ", framed: false"
        yield Block(
            f"tabled(({widths},), {fit.size}pt, {g.heads}, {g.rows}, ({head}{',' * bool(head)}), ({body},){framed})",
            fit.turned,
        )

    def cell(self, c: grids.Cell, g: grids.Grid) -> str:
        """A cell: its place, its look, its words."""
        place = f"({c.column}, {c.row}, {c.across}, {c.down})"
        body = self.words.content(c.node.children, standing=not c.dense)
        anchor = self.words.anchor(c.opens) if c.opens is not None else ""
        return f"cell({place}, ({self.look(c, g)}), {f'[#{{{anchor}{body}}}]' if anchor else body})"

    def look(self, c: grids.Cell, g: grids.Grid) -> str:
        """How a cell differs from others, as pairs of a dictionary."""
        over = "over" in c.node.classes
        said = {"align": "center" if over else "left" if c.wordy or c.column == 0 else "right"}
        if c.head:
            said["stand"] = "bottom"
        if (c.head and "unit" not in c.node.classes) or "group" in c.node.classes:
            said["bold"] = "true"
        if over and "split" not in g.classes:
            said["under"] = "true"
        for key, colour in (("ink", self.ink.of(c.node.classes)), ("fill", self.ink.ground(c.node.classes))):
            if colour:
                said[key] = f"rgb({quoted(colour)})"
        return ", ".join(f"{k}: {v}" for k, v in said.items())


def _kept(line: str) -> str:
    """A line whose leading spaces stay."""
    bare = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(bare)) + bare


def _paragraphs(node: Node) -> Iterator[Node]:
    """The elements of a block, sentences between them as paragraphs."""
    run: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str) or child.tag in INLINE:
            run.append(child)
            continue
        if trimmed(run):
            yield Node("p", {}, tuple(run))
        run = []
        yield child
    if trimmed(run):
        yield Node("p", {}, tuple(run))


_MAKERS: dict[str, Callable[[Layout, Node], Iterator[Block]]] = {
    **dict.fromkeys(SCREEN, Layout.nothing),
    **dict.fromkeys(("page", "html", "body", "header", "main", "footer", "section", "details"), Layout.blocks),
    **dict.fromkeys(("h1", "h2", "h3"), Layout.heading),
    "ul": Layout.entries,
    "div": Layout.division, "p": Layout.paragraph, "summary": Layout.summary, "pre": Layout.lines, "dl": Layout.facts,
    "svg": Layout.drawing, "figure": Layout.figure, "table": Layout.table,
}  # fmt: skip
