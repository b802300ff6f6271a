"""The page of `bahe assure`."""

from __future__ import annotations

from bahe.report.drawing import plots as charts
from bahe.report.inspections.answer import Answer
from bahe.report.inspections.words import WORDS, sentences, tables
from bahe.report.sheets.page import Page, figure, grid, paragraphs, section
from bahe.report.wording.numbers import plain


def assure_page(a: Answer, lang: str) -> Page:
    """Answer, curves and tables."""
    w = WORDS[lang]
    drawn = {
        w["fleet"]: charts.curves({w["altered_of"].format(plain(d, 0)): c for d, c in a.curve_of_fleet().items()}, "fleet", w["fleet"],
                                  lambda v: f"{100 * v:.0f} %", w["opened_axis"], dots=False, said=lambda v: plain(10**v, 0) if v == int(v) else ""),
        w["belief"]: charts.curves({w["prior"].format(f"{100 * p:g} %"): c for p, c in a.curve_of_belief().items()}, "belief", w["belief"],
                                   lambda v: f"{100 * v:.0f} %", w["clean_axis"], dots=False),
    }  # fmt: skip
    captions = {w["fleet"]: w["found_axis"], w["belief"]: w["belief_axis"]}
    sections = [
        section(
            title,
            figure(drawn.get(title, ""), captions.get(title, "")),
            grid(heads, rows, words),
            paragraphs([note], "note"),
        )
        for title, heads, rows, words, note in tables(a, lang)
    ]
    q = a.asked
    meta = w["meta"].format(
        fleet=plain(q.fleet, 0),
        cells=plain(q.cells / 1e9, 0),
        implant=plain(q.implant, 0),
        fraction=f"{100 * q.fraction:g}",
    )
    return Page(w["title"], w["strap"], meta, lang, sentences(a, lang), sections, a.document(),
                {"fleet": a.fleet, "die": a.die, "belief": a.belief})  # fmt: skip
