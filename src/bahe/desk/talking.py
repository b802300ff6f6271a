"""`bahe talks`: what is signed, when, and on what it turns; the calibration and the back-test beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bahe.faults import Conflict, MissingData


def talks(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Settle the tables of a case; print them, and write a report where `out` is given."""
    from bahe.casebook.runs.playing import language
    from bahe.casebook.talks.talking import talks as settled
    from bahe.desk.filing import filed, place
    from bahe.desk.tables.talks import show
    from bahe.desk.terminal import console, dump, keeping, progress

    language(lang)
    if said["calibration"] or said["backtest"]:
        return _checks(said, lang, json, out)
    if said["case"] is None:
        raise MissingData("a case or a scenario file is needed", where="bahe talks", field="CASE",
                          remedy="As in `bahe talks truce-clock-stockholm`; or --calibration, or --backtest.")  # fmt: skip
    place(out, force)
    with progress(not json) as step:
        found = settled(said["case"], sets=said["sets"], horizons=said["horizons"], progress=step, keep=keeping())
    if json:
        dump(found.document())
    else:
        show(console(), found, lang)
    if out is not None:
        from bahe.report.talks.page import talking_page

        filed(talking_page(found, lang), out, said, lang, json)
    return 0


def _checks(said: dict[str, Any], lang: str, json: bool, out: Path | None) -> int:
    """The tables that need no case."""
    if said["case"] is not None or said["calibration"] == said["backtest"]:
        raise Conflict("one of CASE, --calibration and --backtest", where="bahe talks", got=said["case"])
    if out is not None:
        raise Conflict("only a case has a report", field="--out", where="bahe talks", remedy="--json has every figure.")
    return calibration(lang, json) if said["calibration"] else backtest(lang, json, (said["horizons"] or ["short"])[0])


def calibration(lang: str, json: bool) -> int:
    """The crisis game against 633 threats: what is identified, and published rates beside it."""
    from bahe.casebook.talks.calibrating import TIES
    from bahe.casebook.talks.calibrating import calibration as made
    from bahe.desk.tables.calibration import show
    from bahe.desk.terminal import console, dump

    found = made()
    if json:
        observed = [vars(r) | {"share": r.share} for r in TIES]
        dump({"observed": observed, **{k: f.to_dict("records") for k, f in found.items()}})
    else:
        show(console(), found, lang)
    return 0


def backtest(lang: str, json: bool, horizon: str) -> int:
    """The partners of 2025: scores of every predictor, and every partner with what was said of it."""
    from bahe.casebook.talks.backtest import backtest as made
    from bahe.desk.tables.backtest import show
    from bahe.desk.terminal import console, dump

    found = made(horizon)
    if json:
        dump(found.document())
    else:
        show(console(), found, lang)
    return 0
