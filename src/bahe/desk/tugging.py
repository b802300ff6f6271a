"""`bahe tug`: how long until a squeeze stops working, and what that is made of; `--regime`: when an embargo is self-defeating.

With `--intensity`, `--start` or `--lift`: a policy of one's own on one good of a case.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def tug(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Play the tug that `said` names (or draw the map of regimes), print it, and write a report where `out` is given."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import filed, place
    from bahe.desk.tables.tug import show
    from bahe.desk.terminal import console, dump, keeping, progress
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
                     customs=said.get("customs"), progress=step, keep=keeping())  # fmt: skip
    if json:
        dump(found.document())
    else:
        show(console(), found, lang)
    if out is not None:
        from bahe.report.tugs.page import tug_page

        filed(tug_page(found, lang), out, said, lang, json)
    return 0


def pulled(said: dict[str, Any], out: Path | None, lang: str, json: bool) -> int:
    """One good under a control that is asked for, beside the case's own and free sale."""
    from bahe.casebook.tugs.pulling import pull
    from bahe.desk.tables.tug import show_pulled
    from bahe.desk.terminal import console, dump, keeping
    from bahe.faults import Conflict

    if said.get("customs") is not None:
        raise Conflict("only a case has an event study", field="--customs", where="bahe tug")
    if out is not None:
        raise Conflict("only a case has a report", field="--out", where="bahe tug", remedy="--json has every figure.")
    intensity = 0.8 if said["intensity"] is None else said["intensity"]
    found = pull(said["case"], good=said["good"], intensity=intensity, start=said["start"], lift=said["lift"],
                 draws=said["draws"], seed=said["seed"], solve=not said["no_world"], keep=keeping())  # fmt: skip
    if json:
        dump(found.document())
    else:
        show_pulled(console(), found, lang)
    return 0


def regime(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """The map of regimes of the control game."""
    from bahe.desk.filing import filed, place
    from bahe.desk.terminal import console, dump, keeping, progress
    from bahe.report.tugs.regime_page import document, regime_page, sentences
    from bahe.statecraft.control import ControlGame, regime_map

    place(out, force)
    with progress(not json) as step:
        told = None if step is None else lambda done, all: step(done, all, "cells")
        found = regime_map(ControlGame(), progress=told, keep=keeping())
    if json:
        dump(document(found))
    else:
        screen = console()
        screen.print()
        for sentence in sentences(found, lang):
            screen.print(sentence)
    if out is not None:
        filed(regime_page(found, lang), out, said, lang, json)
    return 0
