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
    from bahe.report.threatening import Answer, Asked, Wanted
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
    from bahe.desk.terminal import console, dump, progress
    from bahe.desk.warring import facts, place
    from bahe.report.threatening import answer

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
        from bahe.report.statecraft_page import write
        from bahe.report.threat_page import threat_page

        page = write(threat_page(found, lang), out, facts(said))
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0


# -- words of the command line -------------------------------------------------------------------------------------------
def read(said: dict[str, Any]) -> tuple[Asked, World]:
    """The options as a question, checked against the names of the world; every message names the option."""
    from bahe.atlas import load_world
    from bahe.desk.warring import bounds, names
    from bahe.report.threatening import Asked
    from bahe.report.warring import at
    from bahe.world import Shock

    for option, field in (("--by", "by"), ("--to", "to")):
        if not said[field]:
            raise MissingData("who threatens whom must be said", where="bahe threat", field=option,
                              remedy="For example --by USA --to JPN.")  # fmt: skip
    if not said["threat"]:
        raise MissingData(
            "no threat is made", where="bahe threat", field="--threat", remedy='For example --threat "tariff +25%".'
        )
    world = load_world(said["world"], tariffs=said["tariff_base"])
    if said["elasticities"] is not None:
        world = at(world, said["elasticities"], said["horizon"])
    by, to, believed = said["by"], said["to"], said["audience"].strip().lower() == "enough"
    shock = Shock()
    for text in said["threat"]:
        shock = shock & moved("--threat", text, by, to, said, world)
    counters: dict[str, Shock] = {}
    for text in said["countermeasure"]:
        name, body = titled(text)
        if name in counters:
            raise Conflict("a countermeasure stands twice", field="--countermeasure", got=name)
        made = Shock()
        for part in (p.strip() for p in body.split(";") if p.strip()):
            made = made & moved("--countermeasure", part, to, by, said, world)
        counters[name] = made
    asked = Asked(
        by, to, shock, tuple(wanted(text, by, to, said, world) for text in said["demand"]), counters,
        audience=0.0 if believed else amount(said["audience"], "--audience"), resolve=_resolve(said["resolve"]),
        power=_power(said["power"]), tariffs=said["tariffs"],
        sectors=None if said["sectors"] == "all" else names(said["sectors"], "--sectors"),
        bounds=bounds(said["bounds"]), horizon=said["horizon"], closure=said["closure"], tariff_base=said["tariff_base"],
        world=said["world"], elasticities=said["elasticities"], believed=believed,
    )  # fmt: skip
    return asked, world


def moved(option: str, text: str, by: str, to: str, said: dict[str, Any], world: World) -> Shock:
    """One move, `by` on `to` unless it says otherwise."""
    from bahe.desk import grammar
    from bahe.scenario import Document, validated

    lever, rest = full(option, text, by, to)
    try:
        move = grammar.move(lever, rest)
    except BadValue as e:
        raise BadValue(
            e.what, where=option, got=text, allowed=LEVERS[lever], remedy=f"As in {_example(lever)}."
        ) from None
    places: dict[tuple[str | int, ...], str] = {
        (): "bahe threat", ("variants", 0, "moves", 0): f'{option} "{text}"', ("horizons",): "--horizon", ("closure",): "--closure",
        ("world", "name"): "--world", ("world", "tariffs"): "--tariff-base",
    }  # fmt: skip
    data = {
        "id": "asked", "question": "What does this move do?", "world": {"name": said["world"], "tariffs": said["tariff_base"]},
        "variants": [{"id": "asked", "moves": [move]}], "horizons": [said["horizon"]], "closure": said["closure"], "focus": ["world"],
    }  # fmt: skip
    scenario = validated(Document(data, places, "bahe threat"))
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
    from bahe.report.threatening import Wanted

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


def _power(text: str) -> float:
    from bahe.desk.warring import number

    try:
        value = number(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise BadValue("out of range", field="--power", got=text, allowed="0 to 1, or per cent")
    return value


# -- tables --------------------------------------------------------------------------------------------------------------
def show(screen: Any, a: Answer, lang: str) -> None:
    """The threat, sentences, answers, what is given, demands, packages, reserve."""
    from bahe.report.threat_words import caption, made

    screen.print()
    screen.print(f"[bold]{made(a, lang)}[/]")
    for sentence in a.sentences(lang):
        screen.print(sentence)
    screen.print()
    _answers(screen, a, lang)
    _demands(screen, a, lang)
    _packages(screen, a, lang)
    _reserve(screen, a, lang)
    screen.print(f"[dim]{caption(a, lang)}[/]")


def _answers(screen: Any, a: Answer, lang: str) -> None:
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.numbers import MISSING, Numbers
    from bahe.report.statecraft_words import label
    from bahe.report.threat_words import named

    n, zh, t = Numbers(lang), lang == "zh", a.threat
    sender, target = label(t.sender, lang), label(t.target, lang)
    heads = [f"{target}\n{n.money_unit}", f"{sender}\n{n.money_unit}", f"{'其他' if zh else 'all others'}\n{n.money_unit}", f"{target}\n%",
             f"{sender}\n%", "选用所需\n决心" if zh else "resolve\nneeded", "选择" if zh else "chosen"]  # fmt: skip
    out = table(["对方的回应" if zh else "answer", *heads], words=1)
    for name, r in a.answers.iterrows():
        if not r["solved"]:
            out.add_row(named(str(name), lang), *[MISSING[lang]] * 6, "")
            continue
        changed = [tinted(n.money(r[c]), r[c]) for c in ("target_usd_mn", "sender_usd_mn")]
        out.add_row(named(str(name), lang), *changed, n.money(r["others_usd_mn"]), n.share(r["target_pct"]), n.share(r["sender_pct"], 3),
                    n.money(r["needs_usd_mn"], sign=False), _yes(True, lang) if r["chosen"] else "")  # fmt: skip
    put(screen, "若威胁被执行" if zh else "If the threat is carried out", out,
        f"实际收入变化，{n.money_unit}/年；决心：选用该回应对其自身至少要值多少" if zh else
        f"changes of real income, {n.money_unit} a year; resolve: what it must be worth to the target to be seen to answer so")  # fmt: skip


def _demands(screen: Any, a: Answer, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import Numbers
    from bahe.report.statecraft_words import label

    if not len(a.demands):
        return
    n, zh, t = Numbers(lang), lang == "zh", a.threat
    target, sender = label(t.target, lang), label(t.sender, lang)
    heads = [f"{target}的成本" if zh else f"costs {target}", f"对{sender}的价值" if zh else f"worth to {sender}"]
    out = table(["要求" if zh else "demand", *(f"{h}\n{n.money_unit}" for h in heads), "来源" if zh else "figures",
                 "单独接受" if zh else "taken alone"], words=1)  # fmt: skip
    source = {"engine": ("solved", "求解"), "typed in": ("typed in", "输入")}
    for name, r in a.demands.iterrows():
        out.add_row(str(name), n.money(r["cost_usd_mn"]), n.money(r["value_usd_mn"]), source.get(r["source"], (r["source"],) * 2)[zh],
                    _yes(r["taken_alone"], lang))  # fmt: skip
    put(screen, "所提要求" if zh else "What is asked", out)


def _packages(screen: Any, a: Answer, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import Numbers

    if len(a.threat.demands) < 2:
        return
    n, zh = Numbers(lang), lang == "zh"
    heads = [f"{h}\n{n.money_unit}" for h in (("成本", "价值") if zh else ("cost", "worth"))]
    out = table(["组合" if zh else "together", *heads, "接受" if zh else "taken", "最佳" if zh else "best"], words=1)
    for r in a.packages.to_dict("records"):
        out.add_row(
            r["demands"],
            n.money(r["cost_usd_mn"]),
            n.money(r["value_usd_mn"]),
            _yes(r["taken"], lang),
            _yes(r["best"], lang),
        )
    put(screen, "议题挂钩" if zh else "Issues tied together", out)


def _reserve(screen: Any, a: Answer, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import Numbers
    from bahe.report.statecraft_words import of
    from bahe.report.threat_words import OUTCOMES, ROLES, named

    n, zh = Numbers(lang), lang == "zh"
    heads = ["拿掉", "其作用", "结果", f"至多付出\n{n.money_unit}", f"执行代价\n{n.money_unit}"] if zh else [
        "without", "what it does", "outcome", f"most given\n{n.money_unit}", f"executing\ncosts {n.money_unit}"]  # fmt: skip
    out = table(heads, words=3)
    for name, r in a.reserve.iterrows():
        last = name == "disarmed"
        what, role = (
            ("一切反制" if zh else "any answer", "") if last else (named(str(name), lang), of(ROLES, r["role"], lang))
        )
        amounts = (n.money(r[c], sign=False) for c in ("most_usd_mn", "bluff_usd_mn"))
        out.add_row(what, role, of(OUTCOMES, r["outcome"], lang), *amounts)
    put(screen, "若拿掉某项反制" if zh else "If a countermeasure were off the table", out)


def _yes(value: bool, lang: str) -> str:
    return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
