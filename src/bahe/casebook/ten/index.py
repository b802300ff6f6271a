"""The index of the ten cases, and the table of all claims, in one language; every figure leads to the report of its case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bahe.casebook.claims.verdicts import Verdict, totals, verdict_table
from bahe.casebook.ten.answering import Solved
from bahe.casebook.ten.conditions import ComputedVerdict, Judged, computed_verdicts, conditions
from bahe.casebook.ten.page import CSS, _colon
from bahe.casebook.ten.words import HOLDS, SIDES, VERDICTS, banded, number, of, word
from bahe.report.drawing.svg import safe
from bahe.report.sheets.page import Page, html

ROLES = {
    "fact": ("fact", "事实"),
    "mechanism": ("mechanism", "机制"),
    "prediction": ("prediction", "预测"),
    "rhetoric": ("rhetoric", "修辞"),
}


def index_html(answers: Sequence[Solved], lang: str) -> str:
    """The index page."""
    computed = computed_verdicts({a.case: {"metrics": a.metrics} for a in answers})
    table = verdict_table(computed)
    counts = totals(table)
    told = [summary(answers, lang), claims_said(table, computed, counts, lang)]
    sections = [_nav(lang, "index"), _cases(answers, lang), f'<h2 id="claims">{safe(word("claims", lang))}</h2>',
                _verdicts([v for v in table if v.claim in computed], computed, lang, dense=False),
                f'<p><a href="verdicts.{lang}.html">{safe(word("table", lang))}</a></p>']  # fmt: skip
    meta = "每个数字可在三次点击内追到来源行、条件原文与公式" if lang == "zh" else (
        "three clicks from any figure to a source row, the line that fixed its condition, and a formula")  # fmt: skip
    page = Page(word("index", lang), word("strap", lang), meta, lang, told, sections, {})
    return html(page).replace("</style>", f"{CSS}</style>", 1)


def verdicts_html(answers: Sequence[Solved], lang: str) -> str:
    """All claims with the words of documents and of the cases."""
    computed = computed_verdicts({a.case: {"metrics": a.metrics} for a in answers})
    table = verdict_table(computed)
    told = [claims_said(table, computed, totals(table), lang)]
    sections = [_nav(lang, "verdicts"), _verdicts(table, computed, lang, dense=True)]
    page = Page(word("table", lang), word("strap", lang), "bahe case verdicts", lang, told, sections, {})
    return html(page).replace("</style>", f"{CSS}</style>", 1)


def summary(answers: Sequence[Solved], lang: str) -> str:
    """How many cases carry each word."""
    words = [a.word for a in answers]
    said = [f"{of(VERDICTS, w, lang)} {words.count(w)}" for w in VERDICTS if w in words]
    head = f"{len(answers)} 个案例" if lang == "zh" else f"{len(answers)} cases"
    return f"{head}{_colon(lang)}{('，' if lang == 'zh' else ', ').join(said)}"


def claims_said(table: Sequence[Verdict], computed: Mapping[str, Any], counts: Mapping[str, int], lang: str) -> str:
    """How many claims carry each word, and how many a case decides."""
    said = ("，" if lang == "zh" else ", ").join(f"{of(VERDICTS, w, lang)} {n}" for w, n in counts.items())
    return (f"{len(table)} 项主张：{said}；其中 {len(computed)} 项由案例条件计算（只取代“未知”，不取代文献所给的词）。" if lang == "zh" else
            f"{len(table)} claims: {said}; conditions of the cases compute {len(computed)} of them (in place of unknown, never of a "
            "documented word).")  # fmt: skip


def _nav(lang: str, name: str) -> str:
    other = "en" if lang == "zh" else "zh"
    links = [(f"{name}.{other}.html", word("other", lang))]
    if name != "index":
        links.insert(0, (f"index.{lang}.html", word("back", lang)))
    return '<p class="nav">' + " · ".join(f'<a href="{h}">{safe(t)}</a>' for h, t in links) + "</p>"


# -- cases --------------------------------------------------------------------------------------------------------------------
def _cases(answers: Sequence[Solved], lang: str) -> str:
    heads = (word("case", lang), word("word", lang), word("condition", lang), word("found", lang), word("holds", lang))
    head = "".join(f'<th class="word">{safe(h)}</th>' for h in heads)
    body = "".join(_case(a, lang) for a in answers)
    return _table(head, body, "ties index")


def _table(head: str, body: str, cls: str) -> str:
    return f'<div class="scroll"><table class="{cls}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _case(a: Solved, lang: str) -> str:
    said, found = conditions(a.case), a.found
    link, span = f"{a.case}/{lang}.html", f'<td class="word" rowspan="{len(found)}">'
    what = f'<a href="{link}"><b>{safe(said.title[lang])}</b></a><br><small>{safe(said.question[lang])}</small>'
    told = f'<a href="{link}#verdict"><b class="word-{a.word}">{safe(of(VERDICTS, a.word, lang))}</b></a>'
    lines = [_condition(a, j, lang) for j in found]
    return "".join(f"<tr>{x}</tr>" for x in [f"{span}{what}</td>{span}{told}</td>{lines[0]}", *lines[1:]])


def _condition(a: Solved, j: Judged, lang: str) -> str:
    c = j.condition
    said = f"{c.id} · {of(SIDES, j.side, lang)}{_colon(lang)}{c.text[lang]}"
    figure = f"{banded(j.value, j.low, j.high, lang)} ({c.operator} {number(c.threshold, lang)}?)"
    if j.holds == "unknown":
        figure = word("no_datum", lang)
    return (f'<td class="word">{safe(said)}</td><td class="word"><a href="{a.case}/{lang}.html#{c.id}">{safe(figure)}</a></td>'
            f'<td class="word">{safe(of(HOLDS, j.holds, lang))}</td>')  # fmt: skip


# -- claims -------------------------------------------------------------------------------------------------------------------
def _verdicts(table: Sequence[Verdict], computed: Mapping[str, ComputedVerdict], lang: str, dense: bool) -> str:
    heads = [word(h, lang) for h in ("claim", "role", "gloss", "documented", "computed", "figure")]
    head = "".join(f'<th class="word">{safe(h)}</th>' for h in heads)
    body = "".join(_verdict(v, computed.get(v.claim), lang) for v in table)
    return _table(head, body, "ties dense" if dense else "ties")


def _verdict(v: Verdict, found: ComputedVerdict | None, lang: str) -> str:
    said = f"“{v.quotation}”" if lang == "zh" else v.gloss
    cells = [
        f'<b class="id" id="{v.claim}">{v.claim}</b>',
        safe(of(ROLES, v.role, lang)),
        safe(said),
        safe(of(VERDICTS, v.documented, lang)),
    ]
    cells += ["", _sources(v, lang)] if found is None else [_computed(found, lang), _figure(found, lang)]
    return "<tr>" + "".join(f'<td class="word">{c}</td>' for c in cells) + "</tr>"


def _computed(found: ComputedVerdict, lang: str) -> str:
    return f'<b class="word-{found.word}">{safe(of(VERDICTS, found.word, lang))}</b>'


def _figure(found: ComputedVerdict, lang: str) -> str:
    """The condition that decides, with its figure, each case of it a link to the line in its report."""
    if ", " in found.case:
        return " · ".join(f'<a href="{c}/{lang}.html#verdict">{safe(c)}</a>' for c in found.case.split(", "))
    identity = found.condition.split(":", 1)[0]
    figure = banded(found.figure, None, None, lang)
    tail = "" if not found.missing else f" {word('missing', lang)}{_colon(lang)}{found.missing.get(lang, '')}"
    return f'<a href="{found.case}/{lang}.html#{identity}">{safe(found.condition)}</a> {safe(figure)}<small>{safe(tail)}</small>'


def _sources(v: Verdict, lang: str) -> str:
    """Evidence that counts, by grade, with its address."""
    kept = [e for e in v.evidence if e.number in v.counted][:2]
    if v.answered == "rule":
        return f'<span class="code">bahe case verdicts --claim {v.claim} --compute</span>'
    return "; ".join(_evidence(e) for e in kept) if kept else f"<small>{safe(v.missing.get(lang, '')[:120])}</small>"


def _evidence(e: Any) -> str:
    said = f"{e.value} {e.unit}".strip()[:60]
    name = safe(f"{said or e.source[:40]} ({e.grade})")
    return f'<a href="{safe(e.url)}">{name}</a>' if str(e.url).startswith("https://") else name
