"""`bahe tug`: how long until a squeeze stops working, and what that is made of; `--regime`: when an embargo is self-defeating."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def tug(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Play the tug that `said` names (or draw the map of regimes), print it, and write a report where `out` is given."""
    from bahe.casebook.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.desk.warring import facts, place
    from bahe.faults import MissingData

    language(lang)
    if said["regime"]:
        return regime(said, out, force, lang, json)
    if said["case"] is None:
        from bahe.casebook.tugs import tug_names

        raise MissingData(
            "a case is needed", where="bahe tug", field="CASE", allowed=tug_names(), remedy="Or --regime."
        )
    place(out, force)
    from bahe.casebook.tugging import tug as play

    with progress(not json) as step:
        found = play(said["case"], draws=said["draws"], seed=said["seed"], solve=not said["no_world"], progress=step)
    if json:
        dump(found.document())
    else:
        show(console(), found, lang)
    if out is not None:
        from bahe.report.statecraft_page import write
        from bahe.report.tug_page import tug_page

        page = write(tug_page(found, lang), out, facts(said))
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0


def show(screen: Any, a: Any, lang: str) -> None:
    """Sentences, clocks, conditions."""
    from bahe.desk.terminal import put, table
    from bahe.report.tug_words import POLICIES, SIDES, clock, of, sentences

    zh = lang == "zh"
    screen.print()
    screen.print(f"[bold]{a.title[lang]}[/]")
    for sentence in sentences(a, lang):
        screen.print(sentence)
    screen.print()
    heads = (
        ["商品", "半衰期，年", "见效，月", "不再见效，月"]
        if zh
        else ["good", "half-life, years", "bites, months", "stops biting, months"]
    )
    clocks = table(heads, words=1)
    for g in a.goods:
        clocks.add_row(g.name[lang], clock(g.half_life, lang), clock(g.bites, lang), clock(g.stops, lang, "", 0))
    put(screen, "时钟：中位数（5% – 95%）" if zh else "Clocks: median (5 to 95 per cent)", clocks)
    squeezed = table(["商品", "政策", "半衰期，年"] if zh else ["good", "policy", "half-life, years"], words=2)
    for g in a.goods:
        for s in g.squeezing:
            squeezed.add_row(g.name[lang], of(POLICIES, s["policy"], lang), clock(s["half_life"], lang))
    put(screen, "若断供、若不断供" if zh else "Squeezed or not", squeezed)
    if a.checks:
        body = table(["", "条件", "得到", "成立"] if zh else ["", "condition", "found", "holds"], words=2)
        yes = {True: "是" if zh else "yes", False: "否" if zh else "no", None: "–"}
        for c in a.checks:
            body.add_row(of(SIDES, c["side"], lang), c["statement"][lang], f"{c['found']:.2f}", yes[c["met"]])
        put(screen, "事先确定的条件" if zh else "Conditions fixed beforehand", body)


def regime(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """The map of regimes of the control game."""
    from bahe.desk.terminal import console, dump, progress
    from bahe.desk.warring import facts, place
    from bahe.report.regime_page import document, regime_page, sentences
    from bahe.statecraft.control import ControlGame, regime_map

    place(out, force)
    with progress(not json) as step:
        found = regime_map(ControlGame(), progress=None if step is None else lambda done, all: step(done, all, "cells"))
    if json:
        dump(document(found))
    else:
        screen = console()
        screen.print()
        for sentence in sentences(found, lang):
            screen.print(sentence)
    if out is not None:
        from bahe.report.statecraft_page import write

        page = write(regime_page(found, lang), out, facts(said))
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0
