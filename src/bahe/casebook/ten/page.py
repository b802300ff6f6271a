"""The short report of a case: question, what was fixed, data and conflicts, result with bands, verdict, what would change our mind.

Every figure has an anchor: a condition leads to its metric, the metric to its formula, its source rows and its lines of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bahe.casebook.ten.answering import Solved
from bahe.casebook.ten.charts import strip
from bahe.casebook.ten.conditions import Conditions, Judged, conditions
from bahe.casebook.ten.tracing import MOST, SourceRow, lines_of, rows_of
from bahe.casebook.ten.words import HOLDS, SIDES, TERMS, VERDICTS, banded, number, of, word
from bahe.report.drawing.svg import safe
from bahe.report.sheets.page import Page, bullets, figure, grid, html, paragraphs
from bahe.report.wording.numbers import SPACE

#: Sentences of the result that stand in the box at the head; the others stand with the result.
BOXED = 4
CSS = """
.word-supported { color: var(--gain); } .word-contradicted { color: var(--loss); } .word-mixed { color: #6a51a3; }
.word-unknown, .word-untestable { color: var(--quiet); } b.verdict { font-size: 1.25em; }
pre.lines { background: var(--soft); font-size: 10.5px; line-height: 1.35; padding: 6px 9px; margin: 4px 0; white-space: pre-wrap; }
pre.lines { overflow-wrap: anywhere; } b.id { white-space: nowrap; } .pair p { margin: 0; font-weight: 600; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 18px; } .pair figure.fig { margin: 0; }
main h2 { margin-top: 22px; } td a { white-space: nowrap; } td:target, tr:target td, pre:target { background: #fff6d6; }
.code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
table.ties td { vertical-align: top; } table.index { table-layout: fixed; width: 100%; } table.index td a { white-space: normal; }
table.index th:nth-child(1) { width: 26%; } table.index th:nth-child(2) { width: 12%; } table.index th:nth-child(3) { width: 34%; }
table.index th:nth-child(5) { width: 9%; } p.nav { font-size: 14px; }
@media print { body { font-size: 8.4pt; } h1 { font-size: 17pt; } h2 { font-size: 11pt; margin: 8pt 0 2pt; } .answer p { font-size: 9pt; }
 .answer { padding: 6pt 9pt; } pre.lines { font-size: 5.6pt; padding: 2pt 4pt; } table { font-size: 7pt; }
 thead th, table.dense { font-size: 6.8pt; } tbody td, thead th { padding: 1.2pt 3pt; } p { margin: 2pt 0; } li { margin: 0; }
 ul { margin: 2pt 0; } .small, figcaption { font-size: 6.8pt; }
 main figure.fig svg { max-width: 72%; } .pair figure.fig svg { max-width: 100%; } figure.fig { margin: 3pt 0; } p.nav { display: none; }
 @page { size: A4; margin: 11mm 12mm; } }
"""


def case_html(a: Solved, lang: str) -> str:
    """The report of a case in one language, as HTML; it lies in a folder of its own below the index."""
    return html(page(a, lang)).replace("</style>", f"{CSS}</style>", 1)


def page(a: Solved, lang: str) -> Page:
    """The report as a page."""
    said = conditions(a.case)
    meta = (f"{said.scenario}，版本 {said.version}，确定于 {said.fixed}；{a.command}" if lang == "zh" else
            f"{said.scenario}, version {said.version}, fixed on {said.fixed}; {a.command}")  # fmt: skip
    verdict = f"{word('word', lang)}{_colon(lang)}{of(VERDICTS, a.word, lang)}"
    head = [said.question[lang], verdict, *a.sentences.get(lang, [])[:BOXED]]
    if a.fault:
        head.insert(2, word("no_answer", lang))
    sections = [_nav(a, lang), _fixed(a, said, lang), _data(said, lang), _result(a, lang), _verdict(a, said, lang), _mind(a, said, lang),
                _figures(a, said, lang)]  # fmt: skip
    return Page(said.title[lang], word("strap", lang), meta, lang, head, sections, {})


def _colon(lang: str) -> str:
    return "：" if lang == "zh" else ": "


def _nav(a: Solved, lang: str) -> str:
    other = "en" if lang == "zh" else "zh"
    links = [(f"../index.{lang}.html", word("back", lang)), (f"{other}.html", word("other", lang)), ("answer.json", "answer.json"),
             ("conditions.yaml", "conditions.yaml")]  # fmt: skip
    if a.full.get(lang):
        links.append((f"full.{lang}.html", word("full", lang)))
    return '<p class="nav">' + " · ".join(f'<a href="{h}">{safe(t)}</a>' for h, t in links) + "</p>"


def heading(name: str, lang: str) -> str:
    """A heading with an anchor."""
    return f'<h2 id="{name}">{safe(word(name, lang))}</h2>'


# -- what was fixed -----------------------------------------------------------------------------------------------------------
def _fixed(a: Solved, said: Conditions, lang: str) -> str:
    heads = ["", *(word(h, lang) for h in ("side", "condition", "bound", "found", "holds"))]
    rows = "".join(_condition(j, lang) for j in a.found)
    head = "".join(f'<th class="word">{safe(h)}</th>' for h in heads)
    table = f'<div class="scroll"><table class="ties"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return heading("fixed", lang) + table + figure(strip(a.found, lang))


def _condition(j: Judged, lang: str) -> str:
    c = j.condition
    bound = f'<a href="#m-{c.metric}" class="code">{safe(c.metric)}</a> {safe(c.operator)} {safe(number(c.threshold, lang))}'
    found = safe(banded(j.value, j.low, j.high, lang)) if j.holds != "unknown" else safe(_lacking(j, lang))
    if j.holds != "unknown" and j.by and len(j.by) > 1:
        found += f"<br><small>{safe(readings(j, lang))}</small>"
    cells = [f'<a href="#line-{c.id}">{c.id}</a>', safe(of(SIDES, j.side, lang)), safe(c.text[lang]), bound, found,
             f"<b>{safe(of(HOLDS, j.holds, lang))}</b>"]  # fmt: skip
    return f'<tr id="{c.id}">' + "".join(f'<td class="word">{x}</td>' for x in cells) + "</tr>"


def readings(j: Judged, lang: str) -> str:
    """The figure one by one, with what each says."""
    mark = {True: "✓", False: "✗"}
    named = lambda key: ", ".join(of(TERMS, part, lang) for part in key.split(", "))
    return "; ".join(f"{named(k)} {number(v, lang)} {mark[met]}" for k, (v, met) in j.by.items())


def _lacking(j: Judged, lang: str) -> str:
    said = f"{word('missing', lang)}{_colon(lang)}{(j.missing or {}).get(lang, '')}"
    if j.low is not None and j.high is not None:
        said += f" [{number(j.low, lang)}, {number(j.high, lang)}]"
    return said


# -- data, result, verdict ----------------------------------------------------------------------------------------------------
def _data(said: Conditions, lang: str) -> str:
    items = "".join(f"<li>{safe(c[lang])}</li>" for c in said.conflicts)
    return heading("data", lang) + f'<ul class="small">{items}</ul>'


def _result(a: Solved, lang: str) -> str:
    told = bullets(a.sentences.get(lang, [])[BOXED:])
    drawn = "".join(a.parts.get(lang, [])).replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    return heading("result", lang) + told + drawn + "".join(table(e, lang) for e in a.exhibits)


def table(e: Mapping[str, Any], lang: str) -> str:
    """An exhibit as HTML."""
    return f"<h3>{safe(e['title'][lang])}</h3>" + grid(e["heads"][lang], e["rows"][lang], e["words"], "dense") + paragraphs(
        [e["note"][lang]], "small"
    )  # fmt: skip


def _verdict(a: Solved, said: Conditions, lang: str) -> str:
    from bahe.atlas.claims import claims
    from bahe.casebook.claims.rule import documented
    from bahe.casebook.ten.conditions import computed_verdicts

    def line(name: str, computed: str, decided: str) -> list[str]:
        c = claims()[name]
        words = (of(VERDICTS, w, lang) for w in (documented(c), computed))
        return [name, c.gloss if lang == "en" else c.quotation, *words, decided]

    rows = [line(n, v.word, v.condition) for n, v in computed_verdicts({a.case: {"metrics": a.metrics}}).items()]
    heads = [word(h, lang) for h in ("claim", "gloss", "documented", "computed", "condition")]
    shown = f'<b class="verdict word-{a.word}">{safe(of(VERDICTS, a.word, lang))}</b>'
    told = f'<p>{shown} <span class="small">{safe(word("rule", lang))}</span></p>'
    return heading("verdict", lang) + told + grid(heads, rows, 5, "dense")


def _mind(a: Solved, said: Conditions, lang: str) -> str:
    lines = [line for j in a.found for line in [change(j, said, lang)] if line]
    lines.append(
        word("user", lang)
        + SPACE
        + ("；" if lang == "zh" else "; ").join(u[lang] for u in said.user_supplied)
        + "。."[lang != "zh"]
    )
    return heading("mind", lang) + '<ul class="small">' + "".join(f"<li>{safe(x)}</li>" for x in lines) + "</ul>"


def change(j: Judged, said: Conditions, lang: str) -> str:
    """What would turn a condition: how far its figure is from the threshold, or the datum and the importer."""
    c, zh = j.condition, lang == "zh"
    if j.holds == "unknown":
        importer = said.metrics[c.metric].importer
        tail = "" if not importer else f"（{importer}）" if zh else f" ({importer})"
        return (
            f"{c.id}：{(j.missing or {}).get('zh', '')}{tail}"
            if zh
            else f"{c.id}: {(j.missing or {}).get('en', '')}{tail}"
        )
    if j.holds == "split":
        return f"{c.id}：各读法不一致：{readings(j, lang)}" if zh else f"{c.id}: readings differ: {readings(j, lang)}"
    if isinstance(c.threshold, bool | str) or isinstance(j.value, bool | str) or j.value is None:
        return (
            f"{c.id}：结果若不是“{number(j.value, lang)}”"
            if zh
            else f"{c.id}: another outcome than “{number(j.value, lang)}”"
        )
    gap = float(c.threshold) - float(j.value)
    crosses = ("；区间跨过阈值" if zh else "; its band crosses the threshold") if j.open_band else ""
    move = number(abs(gap), lang)
    way = ("上升" if gap > 0 else "下降") if zh else ("up" if gap > 0 else "down")
    return (f"{c.id}：数字{way} {move} 即越过阈值 {number(c.threshold, lang)}{crosses}" if zh else
            f"{c.id}: a figure {move} further {way} passes the threshold of {number(c.threshold, lang)}{crosses}")  # fmt: skip


# -- tracing ------------------------------------------------------------------------------------------------------------------
def _figures(a: Solved, said: Conditions, lang: str) -> str:
    rows = "".join(_metric(name, a, said, lang) for name in dict.fromkeys(c.metric for c in said.all))
    heads = "".join(f'<th class="word">{safe(word(h, lang))}</th>' for h in ("metric", "formula", "how", "rests"))
    body = f'<div class="scroll"><table class="ties dense"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    return heading("figures", lang) + body + _sources(said, lang) + _lines(a.case, said, lang)


def _metric(name: str, a: Solved, said: Conditions, lang: str) -> str:
    m, found = said.metrics[name], next(j for j in a.found if j.condition.metric == name)
    ties = ", ".join(f'<a href="#{_place(r.file)}" class="code">{safe(r.file)}</a>' for r in m.rows)
    code = f'<span class="code">{safe(m.code)}</span>'
    figure_ = safe(banded(found.value, found.low, found.high, lang))
    cells = [f'<span class="code">{safe(name)}</span><br>{figure_} ({safe(m.unit[lang])})', safe(m.formula[lang]),
             f"{safe(found.how.get(lang, ''))}<br>{code}", ties]  # fmt: skip
    return f'<tr id="m-{name}">' + "".join(f'<td class="word">{c}</td>' for c in cells) + "</tr>"


def _place(file: str) -> str:
    return "rows-" + file.replace("/", "-").replace(".", "-")


def _sources(said: Conditions, lang: str) -> str:
    return "".join(_file(file, found, lang) for file, found in rows_of(said).items())


def _file(file: str, found: tuple[SourceRow, ...], lang: str) -> str:
    more = len(found) - MOST
    lines = [_row(r, lang) for r in found[:MOST]]
    if more > 0:
        lines.append(f"… +{more}")
    if not found:
        lines = [
            "每个数组及其来源与校验和；`bahe world --audit`"
            if lang == "zh"
            else "each array with its source and checksum; `bahe world --audit`"
        ]
    items = "".join(f"<li>{x}</li>" for x in lines)
    return f'<p class="small" id="{_place(file)}"><b class="code">atlas/data/{safe(file)}</b></p><ul class="cite">{items}</ul>'


def _row(r: SourceRow, lang: str) -> str:
    said = " · ".join(f"{v}" for v in r.cells.values())
    link = f' <a href="{safe(r.url)}">{safe(word("source", lang))}</a>' if r.url else ""
    return f"{safe(word('line', lang))} {r.line}{_colon(lang)}{safe(said[:150])}{link}"


def _lines(case: str, said: Conditions, lang: str) -> str:
    out = [f'<p class="small"><b>{safe(word("lines", lang))}</b></p>']
    for c in said.all:
        kept = lines_of(case, c.id)
        body = "\n".join(f"{kept.first + k:>3}  {line}" for k, line in enumerate(kept.text))
        out.append(f'<pre class="lines" id="line-{c.id}">{safe(body)}</pre>')
    return "".join(out)
