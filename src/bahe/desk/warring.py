"""`bahe war`: what governments would set if they played to win, what it does to everybody, and why each rate is what it is."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict, UnknownName, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bahe.report.warring import Answer, Asked
    from bahe.statecraft.objective import Announced

_WEIGHT = 'USA:CHN=0.1, or a sweep: "USA:CHN=0,0.05,0.1"'
#: Where a fault of the core begins -> the option that brought it.
_OPTIONS = {
    "leverage(players=)": "--players", "game: players": "--players", "Instrument(sectors=)": "--sectors",
    "Instrument, ": "--bounds", "Instrument: low": "--bounds", "Instrument: grain": "--instrument",
    "Objective(political=)": "--political", "Objective: political": "--political",
    "Objective(security=)": "--security", "Objective: security": "--security",
    "Objective(audience=)": "--audience", "Objective: audience": "--audience", "Announced": "--audience",
    "closure": "--closure", "unknown horizon": "--horizon", "unknown elasticity set": "--elasticities",
    "horizon ": "--elasticities", "unknown world": "--world", "tariffs": "--tariff-base", "sufficient-statistics": "--rule",
}  # fmt: skip
_ANNOUNCED = "USA=60%:5000: a tariff of 60 %, and USD 5,000 million a year lost at home by setting none"
_FAVOUR = "USA:C24A=1.3, or a group: USA:manufacturing=1.1"


def war(said: dict[str, Any], out: Path | None, force: bool, top: int, lang: str, json: bool) -> int:
    """Solve the war that `said` names; print it, and write a report where `out` is given. Raises where it does not come to rest."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.scanning import scan_document
    from bahe.report.warring import answer

    language(lang)
    with spoken():
        asked = read(said)
    if said["scan"] is not None and asked.rule != "exact":
        raise Conflict("a scan is about exact best replies", field="--scan", got=asked.rule, remedy="--rule exact.")
    place(out, force)
    with progress(not json) as step, spoken():
        found = answer(asked, step)
        scan = scanned(found, said["scan"], step)
    if json:
        dump(found.document() | ({} if scan is None else {"scan": scan_document(scan)}))
    else:
        show(console(), found, top, lang)
        if scan is not None:
            show_scan(console(), scan, lang)
    if out is not None:
        from bahe.report.statecraft_page import write
        from bahe.report.war_page import war_page

        page = write(war_page(found, lang, scan), out, facts(said))
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0


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
    from bahe.report.scanning import scan_asked

    if starts is None:
        return None
    total, done = starts + 4, 0

    def tell(what: str, _: float) -> None:
        nonlocal done
        if step is not None and what.startswith("start "):
            done += 1
            step(min(done, total), total, f"scan: {what}")

    return scan_asked(found.war.world, found.asked, starts, tell)


def show_scan(screen: Any, scan: Any, lang: str) -> None:
    """The resting points, who reached them, and what that says."""
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import Numbers, plain
    from bahe.report.scanning import scan_sentence
    from bahe.report.statecraft_words import label

    n, rows = Numbers(lang), scan.table()
    if not rows.empty:
        out = table(_heads(lang, ("player", "参与方"), ("resting\npoint", "静止点"), ("starts", "起点数"), ("tariff\n%", "关税\n%"),
                           ("real income\n%", "实际收入\n%")), words=1)  # fmt: skip
        for r in rows.to_dict("records"):
            out.add_row(label(r["player"], lang), str(r["point"]), str(r["reached"]), plain(r["tariff_pct"], 1, lang),
                        n.share(r["welfare_pct"]))  # fmt: skip
        put(screen, "各起点到达之处" if lang == "zh" else "Where the starts came to rest", out)
    for s in scan.failed:
        screen.print(f"[dim]{s.name}: {s.why}[/]", markup=True)
    screen.print(scan_sentence(scan, lang))


def place(out: Path | None, force: bool) -> None:
    """Refuse a place that cannot hold the report before any work is done; an older page of this kind is replaced."""
    from bahe.casebook.runs.publishing import refuse
    from bahe.report.statecraft_page import is_page

    if out is not None and not (out.is_dir() and is_page(out)):
        refuse(out, force)


def facts(said: dict[str, Any]) -> dict[str, Any]:
    """What is needed to make a report again: what was said, versions, hashes of the packaged data."""
    from bahe.casebook.runs.provenance import now, packaged_hashes, version

    return {
        "asked": {k: v for k, v in said.items() if v}, "data": packaged_hashes(), "made": now(),
        "versions": {n: version(n) for n in ("numpy", "scipy", "pandas")},
    }  # fmt: skip


# -- words of the command line -------------------------------------------------------------------------------------------
def read(said: dict[str, Any]) -> Asked:
    """The options as a question; every message names the option."""
    from bahe.report.warring import Asked

    political: dict[str, dict[str, float]] = {}
    for text in said["political"]:
        player, sector, (value,) = pair(text, "--political", _FAVOUR, one=True)
        political.setdefault(player, {})[sector] = value
    security: dict[str, dict[str, float]] = {}
    sweep: tuple[str, str, tuple[float, ...]] | None = None
    for text in said["security"]:
        player, rival, values = pair(text, "--security", _WEIGHT)
        if len(values) == 1:
            security.setdefault(player, {})[rival] = values[0]
        elif sweep is not None:
            raise Conflict(
                "one sweep at a time", field="--security", got=text, remedy="Give the others one value each."
            )
        else:
            sweep = (player, rival, tuple(values))
    if sweep is None and len(said["security"]) == 1:  # a weight that nobody can measure is always shown beside others
        player, rival, (value,) = pair(said["security"][0], "--security", _WEIGHT)
        sweep = (player, rival, (0.0, value / 2, value, min(2 * value, 10.0))) if 0 < value < 10 else None
    audience = dict(announced(text) for text in said["audience"])
    if len(audience) < len(said["audience"]):
        raise Conflict("one announcement a player", field="--audience", got=said["audience"], remedy="Leave one.")
    _known(said)
    instruments = tuple(tool(text) for text in said["instrument"])
    twice = [lever for n, (lever, _) in enumerate(instruments) if lever in [x for x, _ in instruments[:n]]]
    if twice:
        raise Conflict(
            "a lever is set once", field="--instrument", got=twice[0], remedy="Name each lever once, at one grain."
        )
    if instruments and said["tariffs"] != "importer":
        raise Conflict("--instrument says which levers and how finely", field="--tariffs", got=said["tariffs"],
                       remedy="--instrument tariff:partner, and leave --tariffs out.")  # fmt: skip
    if not 0 <= said["tol"] < float("inf"):
        raise BadValue("not a tolerance", field="--tol", got=said["tol"], allowed="a number from zero up")
    return Asked(
        players=None if said["players"] == "all" else names(said["players"], "--players"), tariffs=said["tariffs"],
        sectors=None if said["sectors"] == "all" else names(said["sectors"], "--sectors"), rule=said["rule"],
        instruments=instruments, political=political, security=security, audience=audience, sweep=sweep, bounds=bounds(said["bounds"]),
        retaliate=said["retaliate"], horizon=said["horizon"], closure=said["closure"], elasticities=said["elasticities"],
        bands=said["bands"], start=None if said["start"] in (None, "monopoly") else said["start"], tol=said["tol"],
        certify=said["certify"], seed=said["seed"], tariff_base=said["tariff_base"], world=said["world"],
    )  # fmt: skip


def _known(said: dict[str, Any]) -> None:
    """Words of a list, looked up before any work is done."""
    from bahe.statecraft.policy import GRAINS
    from bahe.statecraft.war import RULES

    starts = ("monopoly", "applied", "zero")
    for kind, option, value, known in (("grain", "--tariffs", said["tariffs"], GRAINS), ("rule", "--rule", said["rule"], RULES),
                                       ("start", "--start", said["start"] or "monopoly", starts)):  # fmt: skip
        if value not in known:
            raise UnknownName(kind, value, known, field=option)


def names(text: str, option: str) -> tuple[str, ...]:
    """Names with commas."""
    found = tuple(n.strip() for n in text.split(",") if n.strip())
    if not found:
        raise BadValue("no names", field=option, got=text, remedy="Names with commas, or all.")
    return found


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


def bounds(text: str) -> tuple[float, float]:
    """LOW..HIGH, fractions or per cent."""
    low, dots, high = text.partition("..")
    try:
        if not dots:
            raise ValueError
        return number(low), number(high)
    except ValueError:
        raise BadValue("bounds are two rates", field="--bounds", got=text, remedy="As in 0..2, or 0%..200%.") from None


def number(text: str) -> float:
    """A fraction, or per cent with the sign."""
    text = text.strip()
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def tool(text: str) -> tuple[str, str]:
    """LEVER[:GRAIN]."""
    from bahe.statecraft.policy import GRAINS, LEVERS

    lever, _, grain = text.partition(":")
    lever, grain = lever.strip().replace("-", "_"), grain.strip() or "importer"
    if lever not in LEVERS or grain not in GRAINS:
        raise BadValue("not understood", field="--instrument", got=text, allowed=[*LEVERS, *GRAINS],
                       remedy="LEVER or LEVER:GRAIN, as in export_tax:partner.")  # fmt: skip
    return lever, grain


# -- tables --------------------------------------------------------------------------------------------------------------
def show(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Sentences, players, why, those outside, sweep and bands, and how sure it is."""
    from bahe.report.statecraft_words import sure

    screen.print()
    for sentence in a.sentences(lang):
        screen.print(sentence)
    screen.print()
    _players(screen, a, top, lang)
    _why(screen, a, top, lang)
    _others(screen, a, top, lang)
    _sweep(screen, a, lang)
    _bands(screen, a, lang)
    screen.print(f"[dim]{sure(a, lang)}[/]")


def _heads(lang: str, *pairs: tuple[str, str]) -> list[str]:
    return [zh if lang == "zh" else en for en, zh in pairs]


def _players(screen: Any, a: Answer, top: int, lang: str) -> None:
    """What they set and get; the columns that matter least give way to ranges."""
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.numbers import Numbers, plain
    from bahe.report.statecraft_words import caption, label

    n, t, ranged = Numbers(lang), a.players.loc[list(a.by_size)], "welfare_pct_low" in a.players
    taxed = bool(t["tariff_pct"].notna().any())

    def one(column: str) -> Any:
        return lambda r: plain(r[column], 1, lang)

    def span(column: str, low: str, high: str, digits: int) -> Any:
        return lambda r: f"{plain(r[column + low], digits, lang)} – {plain(r[column + high], digits, lang)}"

    columns: list[tuple[tuple[str, str], Any]] = [(("tariff\n%", "关税\n%"), one("tariff_pct"))] if taxed else []
    if ranged and taxed:
        columns.append((("over elas-\nticities", "随弹性"), span("tariff_pct", "_low", "_high", 1)))
    if a.war.grain != "importer" and taxed:
        columns.append((("lowest –\nhighest", "最低 –\n最高"), span("tariff", "_min_pct", "_max_pct", 1)))
    for lever in a.levers["lever"].unique():
        if lever != "tariff":
            mean = a.levers[a.levers["lever"] == lever].set_index("player")["mean_pct"]
            columns.append((_LEVER[lever], lambda r, mean=mean: plain(mean[r.name], 1, lang)))
    columns += [*([(("in force\n%", "现行\n%"), one("tariff_applied_pct"))] if taxed else []),
                (("real income\n%", "实际收入\n%"), lambda r: tinted(n.share(r["welfare_pct"]), r["welfare_pct"]))]  # fmt: skip
    if ranged:
        columns.append((("over elas-\nticities", "随弹性"), span("welfare_pct", "_low", "_high", 2)))
    columns.append((("\nUSD bn", "\n亿美元"), lambda r: n.money(r["welfare_usd_mn"])))
    others = a.levers["lever"].nunique() > taxed
    if not ranged:
        columns.append((("terms of\ntrade, %", "贸易条件\n%"), lambda r: n.share(r["terms_of_trade_pct"])))
    if not ranged and not others:
        columns.append((("imports\n%", "进口\n%"), lambda r: n.share(r["imports_pct"], 1)))
    if not ranged:
        head = ("revenue\nUSD bn", "税收\n亿美元") if others else ("duties\nUSD bn", "关税收入\n亿美元")
        columns.append((head, lambda r: n.money(r["revenue_usd_mn"], sign=False)))
    out = table(_heads(lang, ("player", "参与方"), *(h for h, _ in columns)), words=1)
    out.columns[0].no_wrap = True
    for p, r in t.head(top).iterrows():
        out.add_row(label(str(p), lang), *(cell(r) for _, cell in columns))
    title = "各方设定的关税及其结果" if lang == "zh" else "What the players set, and what they get"
    rest = len(t) - min(top, len(t))
    more = (f"；另有 {rest} 个参与方" if lang == "zh" else f"; {rest} more players: --top {len(t)}") if rest else ""
    put(screen, title, out, caption(a, lang) + more)


#: Lever -> heading of a narrow column.
_LEVER = {
    "export_tax": ("export\ntax, %", "出口税\n%"), "subsidy": ("subsidy\n%", "补贴\n%"),
    "export_control": ("denied\n%", "拒供\n%"),
}  # fmt: skip


def _why(screen: Any, a: Answer, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import Numbers, plain
    from bahe.report.statecraft_words import LEVERS, PARTS, label, of

    if a.why is None:
        return
    n, t = Numbers(lang), a.why.set_index("player", drop=False).loc[list(a.by_size)[:top]]
    shown = [p for p in PARTS if t[f"{p}_usd_mn"].abs().max() > 1e-6]
    levers = t["lever"].nunique() > 1 or t["lever"].iloc[0] != "tariff"
    taxes = bool(t["lever"].eq("tariff").any()) and len(shown) <= MOST_PARTS
    last = (
        ("foreigners\nbear, %", "外国人\n承担 %"),
        ("imports fall\nper %", "进口反应"),
        ("rate\n%", "税率\n%"),
        ("1/θ\n%", "1/θ\n%"),
    )
    short = tuple((_SHORT[p][0], _SHORT[p][1]) for p in shown)
    out = table(_heads(lang, ("one more point", "再提高一点"), *short, *(last if taxes else last[2:3])), words=1)
    out.columns[0].no_wrap = True
    for r in t.to_dict("records"):
        name = label(r["player"], lang) + (f", {of(LEVERS, r['lever'], lang)}" if levers else "")
        at = plain(100 * r["rate"], 1, lang)
        end = [
            plain(100 * r["foreign_share"], 0, lang),
            plain(r["import_response"], 1, lang),
            at,
            plain(100 * r["monopoly_rate"], 1, lang),
        ]
        out.add_row(name, *(n.money(r[f"{p}_usd_mn"]) for p in shown), *(end if taxes else [at]))
    unit = n.money_unit
    put(screen, "为什么是这个税率" if lang == "zh" else "Why the rates are what they are", out,
        f"{unit}/年：对全部应税进口再提高一个百分点、其他各方不变时各部分的变化；最优反应处各部分之和为零" if lang == "zh" else
        f"{unit} a year for one more point on everything, all others' rates held; the parts add up to zero at a best reply")  # fmt: skip


#: With more parts than this there is no room for what stands behind them.
MOST_PARTS = 4
#: Part -> heading of a narrow column.
_SHORT = {
    "terms_of_trade": ("terms of\ntrade", "贸易\n条件"), "volume_final": ("trade lost,\nfinal use", "贸易损失\n最终使用"),
    "volume_inputs": ("trade lost,\ninputs", "贸易损失\n投入品"), "export_base": ("exports\nlost", "出口\n损失"),
    "output": ("industries", "行业"), "transfers": ("deficits", "逆差"), "political": ("political\nweight", "政治\n权重"),
    "security": ("loss of\nrivals", "对手\n损失"), "audience": ("word kept\nat home", "国内\n承诺"),
}  # fmt: skip


def _others(screen: Any, a: Answer, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.numbers import Numbers
    from bahe.report.statecraft_words import label

    n, rest = Numbers(lang), a.economies[a.economies["player"] == ""]
    if rest.empty:
        return
    most = rest.reindex(rest["welfare_pct"].abs().sort_values(ascending=False).index).head(min(top, 10))
    out = table(_heads(lang, ("other economies", "其他经济体"), ("real income\n%", "实际收入\n%"), ("\nUSD bn", "\n亿美元"),
                       ("terms of\ntrade, %", "贸易条件\n%"), ("exports\n%", "出口\n%")), words=1)  # fmt: skip
    for e, r in most.iterrows():
        out.add_row(label(str(e), lang), tinted(n.share(r["welfare_pct"]), r["welfare_pct"]), n.money(r["welfare_usd_mn"]),
                    n.share(r["terms_of_trade_pct"]), n.share(r["exports_pct"], 1))  # fmt: skip
    put(
        screen,
        f"受影响最大的其他经济体（共 {len(rest)} 个）"
        if lang == "zh"
        else f"The most affected of {len(rest)} other economies",
        out,
    )


def _sweep(screen: Any, a: Answer, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import Numbers, plain
    from bahe.report.statecraft_words import label, sweep_title, swept

    if a.sweep is None:
        return
    n, zh = Numbers(lang), lang == "zh"
    player, rival, _ = a.asked.sweep  # type: ignore[misc]
    who, whom, on = label(player, lang), label(rival, lang), a.war.grain not in ("importer", "sector")
    tariff, income = ("关税 %", "收入 %") if zh else ("tariff %", "income %")
    heads = ["权重" if zh else "weight", f"{who}\n{tariff}", *([f"{'对' if zh else 'on '}{whom}\n{tariff}"] if on else []),
             f"{who}\n{income}", f"{who}\n{n.money_unit}", f"{whom}\n{income}", f"{whom}\n{n.money_unit}"]  # fmt: skip
    out = table(heads, words=0)
    for r in a.sweep[a.sweep["player"] == player].to_dict("records"):
        third = [plain(r["tariff_on_rival_pct"], 1, lang)] if on else []
        out.add_row(f"{r['weight']:g}", plain(r["tariff_pct"], 1, lang), *third, n.share(r["welfare_pct"]), n.money(r["welfare_usd_mn"]),
                    n.share(r["rival_welfare_pct"]), n.money(r["rival_welfare_usd_mn"]))  # fmt: skip
    put(screen, sweep_title(a, lang), out, swept(a, lang))


def _bands(screen: Any, a: Answer, lang: str) -> None:
    from bahe.report.statecraft_words import ranges

    if a.draws is not None:
        screen.print(ranges(a, lang))
        screen.print()
