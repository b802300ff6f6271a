"""A page of bahe as a tree: a small, known subset of HTML, read strictly. What is not known is refused, never dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from bahe.faults import BadFile

#: Where a sentence is formatted, where blocks stand below each other, and what is of no use on paper.
INLINE = frozenset("a b i em strong code small span sup sub br".split())
BLOCKS = frozenset(
    "html body header main footer section div p pre h1 h2 h3 ul li dl dt dd table caption thead tbody tr th td figure "
    "figcaption svg details summary".split()
)
SCREEN = frozenset("head title style script meta link".split())
VOID = frozenset("br meta link".split())
_SPACE = re.compile("[ \t\n\r\f]+")


@dataclass(frozen=True)
class Node:
    """An element: its name, attributes, and what is in it; a drawing keeps its source as it is."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Node | str, ...] = ()
    source: str = ""

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Its elements; words between them are refused, since they would be lost."""
        stray = next((c for c in self.children if isinstance(c, str) and c.strip(" ")), None)
        if stray is not None:
            raise BadFile(f"words stand inside <{self.tag}> where only elements can", field=self.tag, got=stray)
        return tuple(c for c in self.children if isinstance(c, Node))

    def of(self, *tags: str) -> tuple[Node, ...]:
        """Its elements, all of these names; any other is refused."""
        other = next((n for n in self.nodes if n.tag not in tags), None)
        if other is not None:
            raise BadFile(f"<{other.tag}> inside <{self.tag}> has no form on paper", field=other.tag, allowed=tags)
        return self.nodes

    def walk(self) -> Iterator[Node]:
        """The element and everything in it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    @property
    def text(self) -> str:
        """The words in it, in order."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


def read(page: str) -> Node:
    """The tree of a page. BadFile where it holds an element that is not known or not closed."""
    reader = _Reader(page)
    reader.feed(page)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.starts = [0, *(m.end() for m in re.finditer("\n", page))]
        self.open: list[tuple[str, dict[str, str], list[Node | str]]] = [("page", {}, [])]
        self.drawing: tuple[int, int, dict[str, str]] | None = None  # depth, where it begins, attributes

    @property
    def at(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; inside a drawing only its depth is counted."""
        given = {k: v or "" for k, v in attrs}
        if self.drawing is not None or tag == "svg":
            depth, begin, first = self.drawing or (0, self.at, given)
            self.drawing = (depth + (tag == "svg"), begin, first)
        elif tag in VOID:
            self._known(tag)
            self.open[-1][2].append(Node(tag, given))
        else:
            self._known(tag)
            self.open.append((tag, given, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element closed at once: only drawings have such, and the void ones."""
        if self.drawing is None:
            self.handle_starttag(tag, attrs)
            if tag not in VOID:
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element and give it to the one around it."""
        if self.drawing is not None:
            depth, begin, given = self.drawing
            depth -= tag == "svg"
            self.drawing = (depth, begin, given) if depth else None
            if not depth:
                self.open[-1][2].append(Node("svg", given, source=self.page[begin : self.at] + "</svg>"))
        elif tag not in VOID:
            name, given, children = self.open.pop() if len(self.open) > 1 else ("", {}, [])
            if name != tag:
                raise BadFile(f"the page closes <{tag}> where <{name}> is open", field=tag)
            self.open[-1][2].append(Node(tag, given, tuple(children)))

    def handle_data(self, data: str) -> None:
        """Words; white space is one space, but in <pre>."""
        if self.drawing is None:
            kept = any(tag in ("pre", "style", "script") for tag, _, _ in self.open)
            self.open[-1][2].append(data if kept else _SPACE.sub(" ", data))

    def _known(self, tag: str) -> None:
        if tag not in INLINE | BLOCKS | SCREEN:
            known = sorted(INLINE | BLOCKS)
            raise BadFile(f"<{tag}> has no form on paper; nothing of a page is left out", field=tag, allowed=known)

    def finished(self) -> Node:
        """The whole tree, once all is closed."""
        if len(self.open) > 1 or self.drawing is not None:
            raise BadFile(f"the page ends inside <{self.open[-1][0]}>", field=self.open[-1][0])
        return Node("page", {}, tuple(self.open[0][2]))
