"""`bahe threat`: what a threat can get, whether it would be carried out, and what stands against it.

Moves are said as in `bahe shock`, the lever first and without who acts on whom, which `--by` and `--to` say:

    --threat          LEVER [SECTORS] RATE        tariff +25%, tariff C26,C27 =40%, control C26 deny 50%, embargo exports
    --demand          [NAME:] WHAT                buy B06,C19 10bn | cost 2bn value 3bn | money 5bn | a move of the target
    --countermeasure  [NAME:] MOVE [; MOVE]...    of the target, on the sender

A move may also say who acts on whom: `embargo IND on RUS B06 imports`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict, MissingData

if TYPE_CHECKING:
    from bahe.report.threats.answer import Asked, Wanted
    from bahe.world import Shock, World

#: Levers that a move may begin with, and how the rest is said.
LEVERS = {
    "tariff": "tariff [SECTORS] +RATE% or =RATE%", "export-tax": "export-tax [SECTORS] +RATE% or =RATE%",
    "control": "control [SECTORS] deny SHARE%", "embargo": "embargo [SECTORS] [both|exports|imports] [leak SHARE%]",
    "trade-cost": "trade-cost [SECTORS] +RATE% or xFACTOR",
}  # fmt: skip
_RATE = re.compile(r"[+=-]?[0-9.]+%\Z")
_AMOUNT = re.compile(r"(-?[0-9]+(?:\.[0-9]*)?|-?\.[0-9]+)(bn|mn)?\Z", re.IGNORECASE)
_DEMANDS = "buy SECTORS AMOUNT | cost AMOUNT [value AMOUNT] | money AMOUNT | a move of the target"


def threat(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Find what the threat that `said` names can get; print it, and write a report where `out` is given."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import filed, place
    from bahe.desk.tables.threat import show
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.threats.answer import answer

    language(lang)
    asked, world = read(said)
    place(out, force)
    with progress(not json) as step:
        found = answer(asked, step, world)
    if json:
        dump(found.document())
    else:
        show(console(), found, lang)
    if out is not None:
        from bahe.report.threats.page import threat_page

        filed(threat_page(found, lang), out, said, lang, json)
    return 0


# -- words of the command line -------------------------------------------------------------------------------------------
def read(said: dict[str, Any]) -> tuple[Asked, World]:
    """The options as a question, checked against the names of the world; every message names the option."""
    from bahe.atlas import load_world
    from bahe.desk.spelling import bounds, names_or_all, share
    from bahe.report.threats.answer import Asked
    from bahe.report.wars.answer import at

    _named(said)
    world = load_world(said["world"], tariffs=said["tariff_base"])
    if said["elasticities"] is not None:
        world = at(world, said["elasticities"], said["horizon"])
    by, to, believed = said["by"], said["to"], said["audience"].strip().lower() == "enough"
    shock = together("--threat", said["threat"], by, to, said, world)
    counters = _counters(said, world)
    asked = Asked(
        by, to, shock, tuple(wanted(text, by, to, said, world) for text in said["demand"]), counters,
        audience=0.0 if believed else amount(said["audience"], "--audience"), resolve=_resolve(said["resolve"]),
        power=share(said["power"], "--power"), tariffs=said["tariffs"], sectors=names_or_all(said["sectors"], "--sectors"),
        bounds=bounds(said["bounds"]), horizon=said["horizon"], closure=said["closure"], tariff_base=said["tariff_base"],
        world=said["world"], elasticities=said["elasticities"], believed=believed,
    )  # fmt: skip
    return asked, world


def _named(said: dict[str, Any]) -> None:
    """MissingData where it is not said who threatens whom with what."""
    for option, field in (("--by", "by"), ("--to", "to")):
        if not said[field]:
            raise MissingData("who threatens whom must be said", where="bahe threat", field=option,
                              remedy="For example --by USA --to JPN.")  # fmt: skip
    if not said["threat"]:
        remedy = 'For example --threat "tariff +25%".'
        raise MissingData("no threat is made", where="bahe threat", field="--threat", remedy=remedy)


def _counters(said: dict[str, Any], world: World) -> dict[str, Shock]:
    """Countermeasures by name, each of one move or of several."""
    found: dict[str, Shock] = {}
    for text in said["countermeasure"]:
        name, body = titled(text)
        if name in found:
            raise Conflict("a countermeasure stands twice", field="--countermeasure", got=name)
        moves = [part.strip() for part in body.split(";") if part.strip()]
        found[name] = together("--countermeasure", moves, said["to"], said["by"], said, world)
    return found


def together(option: str, texts: Sequence[str], by: str, to: str, said: dict[str, Any], world: World) -> Shock:
    """Moves made at once, `by` on `to` unless they say otherwise."""
    from bahe.world import Shock

    shock = Shock()
    for text in texts:
        shock = shock & moved(option, text, by, to, said, world)
    return shock


def moved(option: str, text: str, by: str, to: str, said: dict[str, Any], world: World) -> Shock:
    """One move, `by` on `to` unless it says otherwise."""
    from bahe.desk import grammar
    from bahe.desk.shocking import as_scenario

    lever, rest = full(option, text, by, to)
    try:
        move = grammar.move(lever, rest)
    except BadValue as e:
        raise BadValue(
            e.what, where=option, got=text, allowed=LEVERS[lever], remedy=f"As in {_example(lever)}."
        ) from None
    moves, base = [(f'{option} "{text}"', move)], said["tariff_base"]
    scenario = as_scenario(moves, "bahe threat", "--tariff-base", said["world"], base, said["horizon"], said["closure"])
    scenario.check(world)
    return scenario.shock("asked")


def full(option: str, text: str, by: str, to: str) -> tuple[str, str]:
    """The lever, and the sentence of `bahe shock` with who acts on whom; `tariff 25 % on goods` is taken for `tariff goods =25%`."""
    words = re.sub(r"\s*,\s*", ",", re.sub(r"(\d)\s+%", r"\1%", text)).split()
    lever = words[0].lower().replace("_", "-") if words else ""
    if lever not in LEVERS:
        raise BadValue(
            "a move begins with its lever",
            where=option,
            got=text,
            allowed=list(LEVERS),
            remedy=f"As in {_example('tariff')}.",
        )
    rest = words[1:]
    if len(rest) == 3 and _RATE.match(rest[0]) and rest[1].lower() == "on":
        rest = [rest[2], rest[0]]
    if lever in ("tariff", "export-tax") and rest and re.fullmatch(r"[0-9.]+%", rest[-1]):
        rest[-1] = "=" + rest[-1]  # a tariff of 25 % is a level; +25% are points on top
    spelled = len(rest) > 2 and rest[1].lower() == "on" and rest[0][:1].isalpha()
    return lever, " ".join(rest if spelled else [by, "on", to, *rest])


def _example(lever: str) -> str:
    return {"tariff": '"tariff +25%", or "tariff C26,C27 =40%"', "export-tax": '"export-tax C26 +25%"', "control": '"control C26 deny 50%"',
            "embargo": '"embargo exports"', "trade-cost": '"trade-cost +10%"'}[lever]  # fmt: skip


def titled(text: str) -> tuple[str, str]:
    """NAME: BODY; without a name the body names itself."""
    name, colon, body = text.partition(":")
    name, body = (name.strip(), body.strip()) if colon else (text.strip(), text.strip())
    if not name or not body:
        raise BadValue(
            "not understood",
            field="--demand or --countermeasure",
            got=text,
            remedy='NAME: WHAT, as in "energy: buy B06 8bn".',
        )
    return name, body


def wanted(text: str, by: str, to: str, said: dict[str, Any], world: World) -> Wanted:
    """One demand."""
    from bahe.report.threats.answer import Wanted

    name, body = titled(text)
    words = re.sub(r"\s*,\s*", ",", re.sub(r"(\d)\s+(bn|mn)\b", r"\1\2", body)).split()
    verb = words[0].lower()
    if verb == "buy":
        if len(words) != 3:
            raise _off(text)
        sectors = tuple(s for s in words[1].split(",") if s)
        world.axes.sector_index(sectors, f'--demand "{text}"')
        return Wanted(name, buy=(sectors, amount(words[2], "--demand")))
    if verb == "money":
        if len(words) != 2:
            raise _off(text)
        paid = amount(words[1], "--demand")
        return Wanted(name, paid, paid)
    if verb == "cost":
        if len(words) not in (2, 4) or len(words) == 4 and words[2].lower() not in ("value", "worth"):
            raise _off(text)
        return Wanted(name, amount(words[1], "--demand"), amount(words[3], "--demand") if len(words) == 4 else 0.0)
    if verb.replace("_", "-") not in LEVERS:
        raise _off(text)
    return Wanted(name, shock=moved("--demand", body, to, by, said, world))


def _off(text: str) -> BadValue:
    return BadValue("not understood", field="--demand", got=text, allowed=_DEMANDS,
                    remedy='As in "energy: buy B06,C19 8bn", "market access: tariff goods =0%", or "oil: cost 2bn value 3bn".')  # fmt: skip


def amount(text: str, option: str) -> float:
    """USD million from 3bn, 500mn or 0; the unit is needed."""
    found = _AMOUNT.match(text.strip())
    if not found or (found[2] is None and float(found[1]) != 0):
        raise BadValue(
            "an amount of USD a year with its unit is needed", field=option, got=text, allowed="as in 3bn or 500mn"
        )
    return float(found[1]) * (1000.0 if (found[2] or "").lower() == "bn" else 1.0)


def _resolve(texts: Sequence[str]) -> float | dict[str, float]:
    """AMOUNT for every answer, or NAME=AMOUNT for some."""
    named: dict[str, float] = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals:
            if len(texts) > 1:
                raise Conflict(
                    "one amount for all answers, or one a name",
                    field="--resolve",
                    got=text,
                    remedy="NAME=AMOUNT for each.",
                )
            return amount(text, "--resolve")
        named[name.strip()] = amount(value, "--resolve")
    return named or 0.0
