"""Sentences of a page as Typst: every word a quoted string, so that no word of a report can become a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bahe.faults import BadFile
from bahe.report.paper.ink import Ink
from bahe.report.paper.tree import INLINE, Node

#: A word longer than this may be broken, after one of these signs or after as many letters again.
LONG = 26
_PIECE = re.compile(rf"[^/_.,:;=&?+-]{{1,{LONG}}}[/_.,:;=&?+-]?|[/_.,:;=&?+-]")
_WORD = re.compile(rf"[\x21-\x7e]{{{LONG},}}")
#: Elements that are no place to go to on paper.
UNPLACED = frozenset("svg td th li dt dd caption figcaption thead tbody".split())
#: Formats that carry no class of their own.
_FORMS = {"b": "strong", "strong": "strong", "i": "emph", "em": "emph", "sup": "super", "sub": "sub", "code": "code"}
#: Classes of words and the functions of paper.typ that set them.
_NAMED = {"no": "strong", "brand": "strong", "status": "status", "code": "code", "command": "command"}


def quoted(text: str) -> str:
    """A string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def joined(parts: Iterable[str]) -> str:
    """Expressions as one piece of content; `none` where there are none."""
    kept = [p for p in parts if p]
    return f"[#{{{'; '.join(kept)}}}]" if kept else "none"


def plain(text: str) -> list[str]:
    """Words as expressions; a long one, as an address or a hash, gets places to break at."""
    out, at = [], 0
    for found in _WORD.finditer(text):
        out += [quoted(text[at : found.start()])] if found.start() > at else []
        out.append("; sym.zws; ".join(quoted(piece) for piece in _PIECE.findall(found[0])))
        at = found.end()
    return out + ([quoted(text[at:])] if at < len(text) else [])


class Words:
    """Sentences with their formats.

    ink       colours by class
    anchors   names of places that something on the page points to
    """

    def __init__(self, ink: Ink, anchors: frozenset[str]) -> None:
        self.ink, self.anchors = ink, anchors

    def content(self, children: Sequence[Node | str], standing: bool = False) -> str:
        """What stands in one paragraph or cell; `standing`: <small> on a line of its own, as in the cells of most tables."""
        return joined(self.parts(trimmed(children), standing))

    def parts(self, children: Sequence[Node | str], standing: bool = False) -> list[str]:
        """Each child as an expression."""
        out: list[str] = []
        for child in children:
            out += plain(child) if isinstance(child, str) else [self._formed(child, standing)]
        return out

    def _formed(self, node: Node, standing: bool) -> str:
        """An element of a sentence."""
        if node.tag not in INLINE:
            raise BadFile(f"<{node.tag}> stands inside a sentence", field=node.tag, allowed=sorted(INLINE))
        if node.tag == "br":
            return "linebreak()"
        inside = joined(self.parts(node.children, standing))
        if inside == "none":
            return self.anchor(node)
        return self.anchor(node) + self._worn(node, inside, standing)

    def _worn(self, node: Node, inside: str, standing: bool) -> str:
        """`inside` with the format and the colour of its element."""
        if node.tag == "small":
            return f"below({inside})" if standing else f"small({inside})"
        if node.tag == "a":
            return self._link(node.attributes.get("href", ""), inside)
        if node.tag in _FORMS:
            inside = f"{_FORMS[node.tag]}({inside})"
        for name in sorted(node.classes & _NAMED.keys()):
            inside = f"{_NAMED[name]}({inside})"
        colour = self.ink.of(node.classes)
        return f"text(fill: rgb({quoted(colour)}), {inside})" if colour else inside

    def _link(self, target: str, inside: str) -> str:
        """Addresses and places of this page can be followed; files beside the page cannot."""
        if target.startswith("https://"):
            return f"link({quoted(target)}, {inside})"
        if target.startswith("#") and target[1:] in self.anchors:
            return f"link(label({quoted(target[1:])}), {inside})"
        return inside

    def anchor(self, node: Node) -> str:
        """The place that an element is, where something points to it."""
        name = node.attributes.get("id", "")
        return f"[#metadata(none)#label({quoted(name)})]; " if name in self.anchors else ""


def trimmed(children: Sequence[Node | str]) -> list[Node | str]:
    """Children without the white space around them."""
    kept = list(children)
    while kept and isinstance(kept[0], str) and not kept[0].strip(" "):
        kept.pop(0)
    while kept and isinstance(kept[-1], str) and not kept[-1].strip(" "):
        kept.pop()
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip(" ")
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" ")
    return kept


def anchors(page: Node) -> frozenset[str]:
    """Names of places on the page that something points to and that are there once."""
    targets = (a.attributes.get("href", "") for a in page.walk() if a.tag == "a")
    wanted = {t[1:] for t in targets if t.startswith("#")}
    there = [n.attributes["id"] for n in page.walk() if "id" in n.attributes and n.tag not in UNPLACED]
    return frozenset(name for name in wanted if there.count(name) == 1)
