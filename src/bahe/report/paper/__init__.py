"""A report as PDF: the page that a report is, laid out again for paper.

    tree      the page read strictly: a small, known subset of HTML; anything else is refused, so that no word is lost
    words     sentences as quoted strings of Typst;  ink: the colours of the page's style sheet by class
    grids     tables with widths of columns that fit the sheet, or the sheet turned
    figures   how large a drawing stands;  layout: blocks in the order of the page
    press     Typst, its fonts and its errors; templates/paper.typ is the look

The same page gives the same bytes on the same fonts: the date of the document is that of the provenance, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

from bahe.faults import BadFile
from bahe.report.drawing.alone import palette, sheet, standing
from bahe.report.paper import press
from bahe.report.paper.ink import ink
from bahe.report.paper.layout import Block, Layout
from bahe.report.paper.tree import Node, read
from bahe.report.paper.words import Words, anchors, quoted

_WANTED: ContextVar[bool] = ContextVar("pdf", default=False)
#: Signs beside the name of the house that only a font of Chinese has.
_ROPE = " 拔河"


def pdf(page: str, facts: Mapping[str, Any] | None = None) -> bytes:
    """The PDF of a report's page.

    page    HTML as `bahe.report` writes it
    facts   provenance.json; it stands at the end where the page does not hold it already
    Raises MissingData where the extra `pdf` or a font is missing, BadFile where the page holds what has no form on paper.
    """
    press.typst()
    return press.pressed(source(page, facts), _day(facts))


def ready() -> None:
    """MissingData where the extra `pdf` is not installed: asked before work is done."""
    press.typst()


@contextmanager
def wanted(yes: bool = True) -> Iterator[None]:
    """Inside, whatever writes the page of a report writes its PDF beside it; MissingData at once where the extra is not installed."""
    if yes:
        ready()
    token = _WANTED.set(yes)
    try:
        yield
    finally:
        _WANTED.reset(token)


def asked() -> bool:
    """True inside `wanted`."""
    return _WANTED.get()


def beside(page: Path, facts: Mapping[str, Any] | None = None) -> Path:
    """Write the PDF of a page beside it, whole or not at all; its path. `facts`: else the folder's provenance.json."""
    from bahe.report.files import atomic, void

    data = pdf(page.read_text(encoding="utf-8"), provenance(page.parent) if facts is None else facts)
    return atomic(page.with_suffix(".pdf"), lambda stream: void(stream.write(data)))


def provenance(folder: Path) -> dict[str, Any] | None:
    """provenance.json of a folder; None where there is none."""
    import json

    try:
        found = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


# -- the text in Typst ---------------------------------------------------------------------------------------------------
def source(page: str, facts: Mapping[str, Any] | None = None) -> str:
    """The whole text in Typst but the date of the document."""
    fonts = press.families()
    tree = read(page if press.speaks_chinese(fonts) else page.replace(f"bahe{_ROPE}", "bahe"))
    lang = "zh" if _only(tree, "html").attributes.get("lang", "en").startswith("zh") else "en"
    colours = ink(sheet(page))
    layout = Layout(Words(colours, anchors(tree)), colours, standing(page))
    tail = [] if facts is None or _has_provenance(tree) else list(layout.blocks(made_from(facts, lang)))
    blocks = chain(layout.blocks(tree), tail)
    look = files("bahe.report").joinpath("templates/paper.typ").read_text(encoding="utf-8")
    return "\n".join([*_given(tree, page, lang), look, *turned(blocks)]) + "\n"


def made_from(facts: Mapping[str, Any], lang: str) -> Node:
    """The provenance as a block of the page."""
    from bahe.report.files import flat
    from bahe.report.wording.texts import Words as Texts

    facts = {k: _sources(v) for k, v in facts.items() if k != "files"}

    row = lambda k, v: Node("tr", {}, (Node("th", {}, (k,)), Node("td", {}, (v,))))
    body = Node("tbody", {}, tuple(row(k, v) for k, v in flat(facts)))
    head = Node("h2", {}, (Texts(lang)("provenance"),))
    return Node("footer", {}, (head, Node("table", {"class": "facts"}, (body,))))


def _sources(value: Any) -> Any:
    """A list of records as records by number, each a line of its values."""
    if not (isinstance(value, list | tuple) and value and all(isinstance(x, Mapping) for x in value)):
        return value
    return {str(n): " · ".join(str(v) for v in x.values() if v) for n, x in enumerate(value, 1)}


def turned(blocks: Iterable[Block]) -> Iterator[str]:
    """Calls in order; blocks that need a turned sheet stand on one together with the headings that lead to them."""
    leading: list[Block] = []
    sheet_: list[str] = []
    for block in blocks:
        if block.leads and not block.turned:
            leading.append(block)
            continue
        if block.turned:
            sheet_ += [b.call for b in leading] + [block.call]
        else:
            yield from _sheet(sheet_)
            sheet_ = []
            yield from (f"#{b.call}" for b in [*leading, block])
        leading = []
    yield from _sheet(sheet_)
    yield from (f"#{b.call}" for b in leading)


def _sheet(calls: list[str]) -> Iterator[str]:
    if calls:
        yield f"#turned({{ {'; '.join(calls)} }})"


def _given(tree: Node, page: str, lang: str) -> Iterator[str]:
    """What paper.typ is told: fonts, language, colours, and what stands at the head of each sheet."""
    fonts = press.families()
    first = "" if lang == "zh" else f'(name: {quoted(press.quoting(fonts))}, covers: regex("[‘’“”…–—·]")), '
    for name, stack in press.stacks(fonts).items():
        yield f"#let {name} = ({first if name == 'sans' else ''}{', '.join(map(quoted, stack))},)"
    yield f"#let tongue = {quoted(lang)}"
    named = palette(page)
    for name in ("accent", "quiet", "rule", "soft", "ink", "gain"):
        yield f"#let {name} = rgb({quoted(named[f'--{name}'])})"
    title = " ".join(_only(tree, "h1").text.split())
    bar = next((n for n in tree.walk() if n.tag == "div" and "bar" in n.classes), None)
    strap = next((n.text for n in bar.nodes if n.tag == "span" and "brand" not in n.classes), "") if bar else ""
    yield f"#let said = (title: {quoted(title)}, strap: {quoted(strap)}, date: made)"


def _only(tree: Node, tag: str) -> Node:
    found = [n for n in tree.walk() if n.tag == tag]
    if len(found) != 1:
        raise BadFile(f"a page has one <{tag}>", field=tag, got=len(found))
    return found[0]


def _has_provenance(tree: Node) -> bool:
    return any(n.attributes.get("id") == "provenance" for n in tree.walk())


def _day(facts: Mapping[str, Any] | None) -> date | None:
    """The day on which a report was made."""
    said = str((facts or {}).get("made") or (facts or {}).get("time") or "")[:10]
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
