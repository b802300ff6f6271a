"""`bahe tug`: how long until a squeeze stops working, and what that is made of; `--regime`: when an embargo is self-defeating.

With `--intensity`, `--start` or `--lift`: a policy of one's own on one good of a case.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def tug(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Play the tug that `said` names (or draw the map of regimes), print it, and write a report where `out` is given."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.desk.warring import facts, place
    from bahe.faults import MissingData

    language(lang)
    if said["regime"]:
        return regime(said, out, force, lang, json)
    if said["case"] is None:
        from bahe.casebook.tugs.files import tug_names

        raise MissingData(
            "a case is needed", where="bahe tug", field="CASE", allowed=tug_names(), remedy="Or --regime."
        )
    if any(said.get(k) is not None for k in ("good", "intensity", "start", "lift")):
        return pulled(said, out, lang, json)
    place(out, force)
    from bahe.casebook.tugs.tugging import tug as play

    with progress(not json) as step:
        found = play(said["case"], draws=said["draws"], seed=said["seed"], solve=not said["no_world"],
                     customs=said.get("customs"), progress=step)  # fmt: skip
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


def pulled(said: dict[str, Any], out: Path | None, lang: str, json: bool) -> int:
    """One good under a control that is asked for, beside the case's own and free sale."""
    from bahe.casebook.tugs.pulling import pull
    from bahe.desk.terminal import console, dump, put, table
    from bahe.faults import Conflict
    from bahe.report.tug_words import clock

    if said.get("customs") is not None:
        raise Conflict("only a case has an event study", field="--customs", where="bahe tug")
    if out is not None:
        raise Conflict("only a case has a report", field="--out", where="bahe tug", remedy="--json has every figure.")
    intensity = 0.8 if said["intensity"] is None else said["intensity"]
    found = pull(said["case"], good=said["good"], intensity=intensity, start=said["start"], lift=said["lift"],
                 draws=said["draws"], seed=said["seed"], solve=not said["no_world"])  # fmt: skip
    if json:
        dump(found.document())
        return 0
    zh = lang == "zh"
    screen = console()
    for sentence in ["", *found.sentences(lang), ""]:
        screen.print(sentence)
    heads = ["政策", "半衰期，年", "见效，月", "不再见效，月"] if zh else [
        "policy", "half-life, years", "bites, months", "stops biting, months"]  # fmt: skip
    body = table(heads, words=1)
    names = {
        "asked": ("as asked", "所问"),
        "case_policy": ("as in the case", "案例本身"),
        "free": ("free sale", "自由销售"),
    }
    for k, name in names.items():
        c = getattr(found, k)
        body.add_row(name[zh], clock(c.half_life, lang), clock(c.bites, lang), clock(c.stops, lang, "", 0))
    put(screen, "时钟：中位数（5% – 95%）" if zh else "Clocks: median (5 to 95 per cent)", body)
    return 0


def show(screen: Any, a: Any, lang: str) -> None:
    """Sentences, clocks, conditions."""
    from bahe.desk.terminal import put, table
    from bahe.desk.tugging_evidence import show as beside
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
    beside(screen, a, lang)
    if a.checks:
        body = table(["", "条件", "得到", "成立"] if zh else ["", "condition", "found", "holds"], words=2)
        yes = {True: "是" if zh else "yes", False: "否" if zh else "no", None: "–"}
        shown = "仅列出" if zh else "only shown"
        for c in a.checks:
            held = yes[c["met"]] if c.get("decides", True) else shown
            body.add_row(of(SIDES, c["side"], lang), c["statement"][lang], _number(c["found"]), held)
        put(screen, "事先确定的条件" if zh else "Conditions fixed beforehand", body)


def _number(value: float) -> str:
    """Two digits; what is not on file is a stroke."""
    return f"{value:.2f}" if value == value else "–"


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
