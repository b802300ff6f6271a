"""What a reader sees of a page, and what of it a PDF lacks."""

from __future__ import annotations

import io
from html.parser import HTMLParser

from bahe.report.paper.tree import read

_EDGES = frozenset("p h1 h2 h3 li td th caption figcaption summary dt dd text pre small br div span".split())
_UNSEEN = frozenset("style script title desc head".split())


class Seen(HTMLParser):
    """Words that a reader of the page sees, piece by piece; a cell over several rows is set after those beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.pieces: list[tuple[str, bool]] = []
        self.piece, self.tall = "", False

    def cut(self, tag: str) -> None:
        if tag in _EDGES and self.piece:
            self.pieces.append((bare(self.piece), self.tall))
            self.piece = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        named = set(given.get("class", "").split())
        self.cut(tag)
        if tag in ("td", "th"):
            self.tall = int(given.get("rowspan", "1")) > 1
        if tag not in ("meta", "link", "br"):
            self.open.append((tag, tag in _UNSEEN or bool(named & {"nav", "other", "defs"})))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        self.cut(tag)
        self.tall = self.tall and tag not in ("td", "th")
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(unseen for _, unseen in self.open):
            self.piece += data


def bare(text: str) -> str:
    """Without white space and signs of no width, which break lines and nothing else."""
    return "".join(c for c in text if not c.isspace() and c not in "\u2060\u200b\u00ad")


def pages(data: bytes) -> list[str]:
    """Words of each sheet, without the line at its head and its number."""
    import pypdf

    found = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages]
    foot = [f"bahe{n}/{len(found)}" for n in range(1, len(found) + 1)]
    return [bare(t).replace(f, "", 1) for t, f in zip(found, foot, strict=True)]


def missed(page: str, data: bytes) -> list[str]:
    """Pieces of the page that its PDF lacks or has in another order; one that runs over two sheets may be cut there."""
    seen, tree = Seen(), read(page)
    seen.feed(page)
    said = [bare(n.text) for n in tree.walk() if n.tag in ("h1", "span")]
    sheets = pages(data)
    whole = "".join(sheets[:1] + [strip_head(t, said) for t in sheets[1:]])
    at, out = 0, []
    for piece, tall in seen.pieces:
        found = whole.find(piece, at)
        if found < 0:
            out.append(piece)
        elif not tall:
            at = found + len(piece)
    return out


def strip_head(sheet: str, said: list[str]) -> str:
    """A sheet without its running head, which stands first or last in it."""
    title, strap = said[-1] if said[-1:] else "", ""
    for title in said:
        for strap in (s for s in said if s):
            if title and sheet.startswith(title + strap):
                return sheet[len(title + strap) :]
            if title and sheet.endswith(title + strap):
                return sheet[: -len(title + strap)]
    return sheet
