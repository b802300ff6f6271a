"""`bahe deal`: what governments would sign, what each gives and takes, and where two of them may settle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue

if TYPE_CHECKING:
    from bahe.report.deals.answer import Asked

#: Words of the command line for the rules of the core.
RULES = {"equal-gains": "equal-gains", "nash-product": "nash", "nash": "nash"}


def deal(said: dict[str, Any], out: Path | None, force: bool, top: int, lang: str, json: bool) -> int:
    """Find the deal that `said` names; print it, and write a report where `out` is given. Raises where no search ends."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import filed, place
    from bahe.desk.tables.deal import show, show_pairs
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.deals.answer import Paired, answer

    language(lang)
    asked = read(said)
    place(out, force)
    with progress(not json) as step:
        found = answer(asked, step)
    if json:
        dump(found.document())
    elif isinstance(found, Paired):
        show_pairs(console(), found, top, lang)
    else:
        show(console(), found, top, lang)
    if out is not None:
        from bahe.report.deals.page import deal_page, pairs_page

        page = pairs_page(found, lang) if isinstance(found, Paired) else deal_page(found, lang)
        filed(page, out, said, lang, json)
    return 0


def read(said: dict[str, Any]) -> Asked:
    """The options as a question; every message names the option."""
    from bahe.desk.spelling import bounds, names_or_all
    from bahe.faults import UnknownName
    from bahe.report.deals.answer import Asked
    from bahe.statecraft.deal import STARTS
    from bahe.statecraft.policy import GRAINS

    for kind, option, value, known in (("start", "--from", said["start"], STARTS), ("rule", "--rule", said["rule"], list(RULES)[:2]),
                                       ("grain", "--tariffs", said["tariffs"], GRAINS)):  # fmt: skip
        if value not in known and value not in (RULES if kind == "rule" else ()):
            raise UnknownName(kind, value, known, field=option)
    return Asked(
        players=names_or_all(said["players"], "--players"), start=said["start"], rule=RULES[said["rule"]],
        tariffs=said["tariffs"], sectors=names_or_all(said["sectors"], "--sectors"),
        partners=None if said["everybody"] else "players", side_payments=said["side_payments"], power=_power(said["power"]),
        frontier=said["frontier"], points=said["points"], pairs=said["pairs"], mfn=said["mfn"], bounds=bounds(said["bounds"]),
        horizon=said["horizon"], closure=said["closure"], elasticities=said["elasticities"], tol=said["tol"],
        tariff_base=said["tariff_base"], world=said["world"],
    )  # fmt: skip


def _power(text: str | None) -> tuple[float, ...] | None:
    """Numbers with commas."""
    if text is None:
        return None
    try:
        return tuple(float(v) for v in text.split(","))
    except ValueError:
        raise BadValue("numbers are needed", field="--power", got=text, remedy="One a player, as in 2,1.") from None
