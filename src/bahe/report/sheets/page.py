"""One self-contained page on statecraft (war, deal, threat): a head, the answer, sections, notes; opens offline, prints well.

An answer becomes a `Page` of ready sections; how a page is laid out, written and recognised is here, once for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.report.drawing.svg import safe
from bahe.report.sheets import folder as publication
from bahe.report.wording.numbers import SPACE

if TYPE_CHECKING:
    import pandas as pd

    from bahe.world import World

#: What marks a folder as one that this module wrote.
KIND = "statecraft"


@dataclass(frozen=True)
class Page:
    """What a page says.

    strap       words beside the brand;  meta: one line below the title
    answer      sentences of the box
    sections    HTML, one after the other
    document    answer.json;  tables: file name -> frame;  made_from: more for provenance.json
    """

    title: str
    strap: str
    meta: str
    lang: str
    answer: Sequence[str]
    sections: Sequence[str]
    document: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    made_from: Mapping[str, Any] = field(default_factory=dict)


def write(page: Page, out: Path, facts: Mapping[str, Any] | None = None) -> Path:
    """Write the page and its tables beside `out` and move them there in one step; an older page goes when the new one stands.

    facts   more for provenance.json: the command, versions, hashes of the packaged data
    """
    return publication.write(out, KIND, html(page), page.document, page.tables, {**page.made_from, **(facts or {})})


def is_page(folder: Path) -> bool:
    """True where the folder holds a page of this kind and nothing else."""
    return publication.is_ours(folder, KIND)


def html(page: Page) -> str:
    """The HTML of a page."""
    css = files("bahe.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    answer = "".join(f"<p>{safe(s)}</p>" for s in page.answer if s)
    tongue = "zh-Hans" if page.lang == "zh" else "en"
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{safe(page.title)}</title>'
        f"<style>{css}{_CSS}</style></head>"
        f'<body><header class="head"><div class="bar"><span class="brand">bahe 拔河</span><span>{safe(page.strap)}</span></div>'
        f'<h1>{safe(page.title)}</h1><p class="meta">{safe(page.meta)}</p></header>'
        f'<main><div class="answer">{answer}</div>{"".join(page.sections)}</main></body></html>'
    )


# -- parts of sections ---------------------------------------------------------------------------------------------------
def section(title: str, *parts: str) -> str:
    """A heading and what stands below it; nothing where every part is empty."""
    return f"<h2>{safe(title)}</h2>{''.join(parts)}" if any(parts) else ""


def figure(drawing: str, caption: str = "") -> str:
    """A drawing above its caption."""
    if not drawing:
        return ""
    said = f"<figcaption>{safe(caption[:1].upper() + caption[1:])}</figcaption>" if caption else ""
    return f'<figure class="fig">{drawing}{said}</figure>'


def paragraphs(sentences: Sequence[str], cls: str = "") -> str:
    """Sentences, a paragraph each."""
    named = f' class="{cls}"' if cls else ""
    return "".join(f"<p{named}>{safe(s)}</p>" for s in sentences if s)


def bullets(sentences: Sequence[str]) -> str:
    """Sentences as a list."""
    return f'<ul class="small">{"".join(f"<li>{safe(s)}</li>" for s in sentences)}</ul>' if sentences else ""


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int = 1, cls: str = "") -> str:
    """A table: the first `words` columns are words, the others figures."""

    def line(cells: Sequence[str], tag: str) -> str:
        marked = ((' class="word"' if c < words else "", v) for c, v in enumerate(cells))
        return "<tr>" + "".join(f"<{tag}{m}>{_unbroken(safe(v))}</{tag}>" for m, v in marked) + "</tr>"

    body = "".join(line(r, "td") for r in rows)
    return (
        f'<div class="scroll"><table class="{cls}"><thead>{line(heads, "th")}</thead><tbody>{body}</tbody></table></div>'
        if rows
        else ""
    )


def _unbroken(text: str) -> str:
    """Units stay on the line of what they measure."""
    return text.replace(" %", f"{SPACE}%").replace("USD bn", f"USD{SPACE}bn")


def folded(summary: str, inside: str) -> str:
    """Something that opens on a click."""
    return f"<details><summary>{safe(summary)}</summary>{inside}</details>" if inside else ""


def cited(sources: Sequence[Mapping[str, Any]]) -> str:
    """Sources as a list of references; addresses become links."""
    lines = []
    for s in sources:
        url = str(s.get("url", "") or "")
        link = f' <a href="{safe(url)}">{safe(url)}</a>' if url.startswith("https://") else ""
        what = str(s.get("what", "") or "")
        lines.append(f"<li>{safe(s['citation'])}{f' ({safe(what)})' if what else ''}.{link}</li>")
    return f'<ul class="cite">{"".join(lines)}</ul>'


def tabled(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: int, note: str, cls: str = ""
) -> str:
    """A table under its heading and above a note in small type."""
    return section(title, grid(heads, rows, words, cls), paragraphs([note], "small"))


def of_world(world: World, sets: Collection[str] | None) -> list[dict[str, Any]]:
    """The sources of a world; of its sets of elasticities only those that were used, all of them where `sets` is None."""
    used = lambda key: sets is None or not key.startswith("elasticities:") or key.partition(":")[2] in sets
    return [vars(s) for s in world.sources if s.citation and used(s.key)]


def sources(cites: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Data and papers, and what names of economies mean."""
    name = "经济体名称遵循数据来源，不表示对任何领土地位的立场。" if lang == "zh" else (
        "Names of economies follow the data source and state no opinion on the status of any territory.")  # fmt: skip
    title = "数据来源与参考文献" if lang == "zh" else "Data and papers to cite"
    return section(title, cited(cites), paragraphs([name], "small"))


_CSS = """
h1 { font-size: 29px; margin-top: 18px; }
main figure.fig svg { display: block; width: 100%; height: auto; max-width: 960px; }
svg.art text { font-family: var(--sans); } svg.art .bright { fill: #fff; } svg.art .cell { font-size: 11px; }
.panel + .panel { margin-top: 14px; }
table td:not(.word), table th:not(.word) { text-align: right; } table td.word, table th.word { text-align: left !important; }
table td:not(.word) { white-space: nowrap; } :lang(zh) td.word, :lang(zh) th { word-break: keep-all; }
svg .b0 { fill: var(--gain); } svg .b1 { fill: var(--q2); } svg .b2 { fill: var(--loss); } svg .b3 { fill: var(--q4); }
svg .b4 { fill: var(--q8); }
svg .b5 { fill: #8c9aa8; } svg .b6 { fill: #6a51a3; } svg .b7 { fill: #41806a; }
svg .spread { fill: color-mix(in srgb, var(--accent) 16%, white); } .names td.word { white-space: nowrap; }
svg .curve { fill: none; stroke: var(--accent); stroke-width: 1.8; }
svg .zonefill { fill: color-mix(in srgb, var(--gain) 14%, white); } svg .zoneedge { fill: none; stroke: var(--gain); stroke-width: 1.4; }
svg .front { fill: none; stroke: var(--accent); stroke-width: 2.4; } svg .front.out { stroke-dasharray: 4 4; stroke-width: 1.5; }
svg .branch { fill: none; stroke: var(--rule); stroke-width: 1.5; } svg .branch.on { stroke: var(--accent); stroke-width: 3.2; }
svg .branch.best { stroke: #8c9aa8; stroke-width: 2.2; } svg .dots { stroke: var(--rule); stroke-dasharray: 1.5 4; }
svg .edge { stroke: var(--gain); stroke-width: 2.4; }
svg .m-war { stroke: var(--loss); stroke-width: 2.6; fill: none; } svg .m-force { fill: #8c9aa8; stroke: white; }
svg .m-free { fill: white; stroke: var(--ink); stroke-width: 2; } svg .m-equal { fill: var(--accent); stroke: white; }
svg .m-nash { fill: #6a51a3; stroke: white; } svg .m-paid { fill: #41806a; stroke: white; }
main ul.small { font-size: 14px; color: var(--ink); max-width: 62em; padding-left: 1.1em; }
"""
