"""`bahe war`: what governments would set if they played to win, what it does to everybody, and why each rate is what it is."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict, UnknownName, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bahe.report.wars.answer import Answer, Asked
    from bahe.statecraft.objective import Announced

_WEIGHT = 'USA:CHN=0.1, or a sweep: "USA:CHN=0,0.05,0.1"'
#: Where a fault of the core begins -> the option that brought it.
_OPTIONS = {
    "leverage(players=)": "--players", "game(players=)": "--players", "game: players": "--players", "Instrument(sectors=)": "--sectors",
    "Instrument, ": "--bounds", "Instrument: low": "--bounds", "Instrument: grain": "--instrument",
    "Objective(political=)": "--political", "Objective: political": "--political",
    "Objective(security=)": "--security", "Objective: security": "--security",
    "Objective(audience=)": "--audience", "Objective: audience": "--audience", "Announced": "--audience",
    "closure": "--closure", "unknown horizon": "--horizon", "unknown elasticity set": "--elasticities", "World.at": "--elasticities",
    "horizon ": "--elasticities", "unknown world": "--world", "tariffs": "--tariff-base", "sufficient-statistics": "--rule",
}  # fmt: skip
_ANNOUNCED = "USA=60%:5000: a tariff of 60 %, and USD 5,000 million a year lost at home by setting none"
_FAVOUR = "USA:C24A=1.3, or a group: USA:manufacturing=1.1"


def war(said: dict[str, Any], out: Path | None, force: bool, top: int, lang: str, json: bool) -> int:
    """Solve the war that `said` names; print it, and write a report where `out` is given. Raises where it does not come to rest."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import filed, place
    from bahe.desk.terminal import keeping, progress
    from bahe.report.wars.answer import answer

    language(lang)
    with spoken():
        asked = read(said)
    if said["scan"] is not None and asked.rule != "exact":
        raise Conflict("a scan is about exact best replies", field="--scan", got=asked.rule, remedy="--rule exact.")
    place(out, force)
    with progress(not json) as step, spoken():
        found = answer(asked, step, keep=keeping())
        scan = scanned(found, said["scan"], step)
    shown(found, scan, top, lang, json)
    if out is not None:
        from bahe.report.wars.page import war_page

        filed(war_page(found, lang, scan), out, said, lang, json)
    return 0


def shown(found: Answer, scan: Any, top: int, lang: str, json: bool) -> None:
    """The document, or the tables, with the scan where there is one."""
    from bahe.desk.tables.war import show, show_scan
    from bahe.desk.terminal import console, dump
    from bahe.report.wars.scans import scan_document

    if json:
        dump(found.document() | ({} if scan is None else {"scan": scan_document(scan)}))
        return
    show(console(), found, top, lang)
    if scan is not None:
        show_scan(console(), scan, lang)


@contextmanager
def spoken() -> Iterator[None]:
    """A fault of what was said names the option, not the argument of the core that the option became."""
    try:
        yield
    except UserError as fault:
        place = ": ".join(p for p in (fault.where, fault.field, fault.what) if p)
        option = next((o for begins, o in _OPTIONS.items() if place.startswith(begins)), None)
        if option is None and fault.field in ("political", "security", "audience"):
            option = f"--{fault.field}: {fault.where}"
        if option is not None:
            fault.where, fault.field = None, option
            fault.args = (fault.message,)
        raise


def scanned(found: Answer, starts: int | None, step: Any) -> Any:
    """The scan for other wars on the world of the one that was found, where it is asked for."""
    from bahe.desk.terminal import keeping
    from bahe.report.wars.scans import scan_asked

    if starts is None:
        return None
    total, done = starts + 4, 0

    def tell(what: str, _: float) -> None:
        nonlocal done
        if step is not None and what.startswith("start "):
            done += 1
            step(min(done, total), total, f"scan: {what}")

    return scan_asked(found.war.world, found.asked, starts, tell, keeping())


# -- words of the command line -------------------------------------------------------------------------------------------
def read(said: dict[str, Any]) -> Asked:
    """The options as a question; every message names the option."""
    from bahe.desk.spelling import bounds, names_or_all
    from bahe.report.wars.answer import Asked

    political, (security, sweep), audience = (
        _political(said["political"]),
        _security(said["security"]),
        _audience(said["audience"]),
    )
    _known(said)
    instruments = _instruments(said["instrument"], said["tariffs"])
    if not 0 <= said["tol"] < float("inf"):
        raise BadValue("not a tolerance", field="--tol", got=said["tol"], allowed="a number from zero up")
    return Asked(
        players=names_or_all(said["players"], "--players"), tariffs=said["tariffs"],
        sectors=names_or_all(said["sectors"], "--sectors"), rule=said["rule"],
        instruments=instruments, political=political, security=security, audience=audience, sweep=sweep, bounds=bounds(said["bounds"]),
        retaliate=said["retaliate"], horizon=said["horizon"], closure=said["closure"], elasticities=said["elasticities"],
        bands=said["bands"], start=None if said["start"] in (None, "monopoly") else said["start"], tol=said["tol"],
        certify=said["certify"], seed=said["seed"], tariff_base=said["tariff_base"], world=said["world"],
    )  # fmt: skip


def _political(texts: list[str]) -> dict[str, dict[str, float]]:
    """Weights by player and industry."""
    found: dict[str, dict[str, float]] = {}
    for text in texts:
        player, sector, (value,) = pair(text, "--political", _FAVOUR, one=True)
        found.setdefault(player, {})[sector] = value
    return found


Sweep = tuple[str, str, tuple[float, ...]] | None


def _security(texts: list[str]) -> tuple[dict[str, dict[str, float]], Sweep]:
    """Weights by player and rival, and the sweep: a weight that nobody can measure is always shown beside others."""
    found: dict[str, dict[str, float]] = {}
    sweep: Sweep = None
    for text in texts:
        player, rival, values = pair(text, "--security", _WEIGHT)
        if len(values) == 1:
            found.setdefault(player, {})[rival] = values[0]
        elif sweep is not None:
            raise Conflict(
                "one sweep at a time", field="--security", got=text, remedy="Give the others one value each."
            )
        else:
            sweep = (player, rival, tuple(values))
    if sweep is None and len(texts) == 1:
        player, rival, (value,) = pair(texts[0], "--security", _WEIGHT)
        sweep = (player, rival, (0.0, value / 2, value, min(2 * value, 10.0))) if 0 < value < 10 else None
    return found, sweep


def _audience(texts: list[str]) -> dict[str, Announced]:
    """Announcements by player, one each."""
    found = dict(announced(text) for text in texts)
    if len(found) < len(texts):
        raise Conflict("one announcement a player", field="--audience", got=texts, remedy="Leave one.")
    return found


def _instruments(texts: list[str], tariffs: str) -> tuple[tuple[str, str], ...]:
    """Levers with their grains, each once, and none where --tariffs says how finely tariffs are set."""
    found = tuple(tool(text) for text in texts)
    twice = [lever for n, (lever, _) in enumerate(found) if lever in [x for x, _ in found[:n]]]
    if twice:
        remedy = "Name each lever once, at one grain."
        raise Conflict("a lever is set once", field="--instrument", got=twice[0], remedy=remedy)
    if found and tariffs != "importer":
        raise Conflict("--instrument says which levers and how finely", field="--tariffs", got=tariffs,
                       remedy="--instrument tariff:partner, and leave --tariffs out.")  # fmt: skip
    return found


def _known(said: dict[str, Any]) -> None:
    """Words of a list, looked up before any work is done."""
    from bahe.statecraft.policy import GRAINS
    from bahe.statecraft.war import RULES

    starts = ("monopoly", "applied", "zero")
    for kind, option, value, known in (("grain", "--tariffs", said["tariffs"], GRAINS), ("rule", "--rule", said["rule"], RULES),
                                       ("start", "--start", said["start"] or "monopoly", starts)):  # fmt: skip
        if value not in known:
            raise UnknownName(kind, value, known, field=option)


def pair(text: str, option: str, example: str, one: bool = False) -> tuple[str, str, list[float]]:
    """NAME:NAME=NUMBER[,NUMBER...]."""
    left, equals, right = text.partition("=")
    who, colon, what = left.partition(":")
    try:
        values = [float(v) for v in right.split(",")]
    except ValueError:
        values = []
    if not (equals and colon and who.strip() and what.strip() and values) or one and len(values) > 1:
        raise BadValue("not understood", field=option, got=text, remedy=f"As in {example}.")
    if len(set(values)) < len(values):
        raise BadValue("a value stands twice", field=option, got=text)
    return who.strip(), what.strip(), values


def announced(text: str) -> tuple[str, Announced]:
    """PLAYER=RATE:COST: what a player has announced, and what it loses at home if it sets nothing of it (USD million a year)."""
    from bahe.desk.spelling import number
    from bahe.statecraft.objective import Announced

    who, equals, what = text.partition("=")
    rate, colon, cost = what.partition(":")
    try:
        values = (number(rate), float(cost)) if equals and colon and who.strip() else None
    except ValueError:
        values = None
    if values is None:
        raise BadValue("not understood", field="--audience", got=text, remedy=f"As in {_ANNOUNCED}.")
    return who.strip(), Announced(*values)


def tool(text: str) -> tuple[str, str]:
    """LEVER[:GRAIN]."""
    from bahe.statecraft.policy import GRAINS, LEVERS

    lever, _, grain = text.partition(":")
    lever, grain = lever.strip().replace("-", "_"), grain.strip() or "importer"
    if lever not in LEVERS or grain not in GRAINS:
        raise BadValue("not understood", field="--instrument", got=text, allowed=[*LEVERS, *GRAINS],
                       remedy="LEVER or LEVER:GRAIN, as in export_tax:partner.")  # fmt: skip
    return lever, grain
