"""`bahe deal`: what governments would sign, what each gives and takes, and where two of them may settle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue

if TYPE_CHECKING:
    from bahe.report.dealing import Answer, Asked, Paired

#: Words of the command line for the rules of the core.
RULES = {"equal-gains": "equal-gains", "nash-product": "nash", "nash": "nash"}


def deal(said: dict[str, Any], out: Path | None, force: bool, top: int, lang: str, json: bool) -> int:
    """Find the deal that `said` names; print it, and write a report where `out` is given. Raises where no search ends."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump, progress
    from bahe.desk.warring import facts, place
    from bahe.report.dealing import Paired, answer

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
        from bahe.report.deal_page import deal_page, pairs_page
        from bahe.report.statecraft_page import write

        made = pairs_page(found, lang) if isinstance(found, Paired) else deal_page(found, lang)
        page = write(made, out, facts(said))
        if not json:
            console().print(f"[dim]Report:[/] {page}")
    return 0


def read(said: dict[str, Any]) -> Asked:
    """The options as a question; every message names the option."""
    from bahe.desk.warring import bounds, names
    from bahe.faults import UnknownName
    from bahe.report.dealing import Asked
    from bahe.statecraft.deal import STARTS
    from bahe.statecraft.policy import GRAINS

    for kind, option, value, known in (("start", "--from", said["start"], STARTS), ("rule", "--rule", said["rule"], list(RULES)[:2]),
                                       ("grain", "--tariffs", said["tariffs"], GRAINS)):  # fmt: skip
        if value not in known and value not in (RULES if kind == "rule" else ()):
            raise UnknownName(kind, value, known, field=option)
    return Asked(
        players=None if said["players"] == "all" else names(said["players"], "--players"), start=said["start"], rule=RULES[said["rule"]],
        tariffs=said["tariffs"], sectors=None if said["sectors"] == "all" else names(said["sectors"], "--sectors"),
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


# -- tables --------------------------------------------------------------------------------------------------------------
def show(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Sentences, players, give and take, the frontier, those outside, and how it ended."""
    from bahe.report.deal_words import sure

    screen.print()
    for sentence in a.sentences(lang):
        screen.print(sentence)
    screen.print()
    _players(screen, a, top, lang)
    _rates(screen, a, top, lang)
    _give_and_take(screen, a, top, lang)
    _frontier(screen, a, lang)
    _others(screen, a, top, lang)
    screen.print(f"[dim]{sure(a, lang)}[/]")


def _players(screen: Any, a: Answer, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.deal_words import HEADS, caption
    from bahe.report.numbers import Numbers, plain
    from bahe.report.statecraft_words import label, of

    n, zh, start = Numbers(lang), lang == "zh", a.deal.start
    was = of(HEADS, start, lang)
    columns: list[tuple[str, Any]] = [("协议\n关税 %" if zh else "deal\ntariff %", lambda r: plain(r["tariff_pct"], 1, lang)),
                                      (f"{was}\n%", lambda r: plain(r["tariff_before_pct"], 1, lang))]  # fmt: skip
    if start != "status-quo":
        columns.append(("现行\n%" if zh else "in force\n%", lambda r: plain(r["tariff_applied_pct"], 1, lang)))
    columns += [("获益\n%" if zh else "gain\n%", lambda r: tinted(n.share(r["gain_pct"]), r["gain_pct"])),
                ("\n亿美元/年" if zh else "\nUSD bn a year", lambda r: n.money(r["gain_usd_mn"]))]  # fmt: skip
    if a.asked.side_payments:
        columns.append(("收到支付\n亿美元" if zh else "is paid\nUSD bn", lambda r: n.money(r["payment_usd_mn"])))
    if start != "status-quo":
        columns.append(
            (
                "与现行比\n%" if zh else "against in\nforce, %",
                lambda r: tinted(n.share(r["welfare_pct"]), r["welfare_pct"]),
            )
        )
    out = table(["参与方" if zh else "player", *(h for h, _ in columns)], words=1)
    out.columns[0].no_wrap = True
    for p, r in a.players.head(top).iterrows():
        out.add_row(label(str(p), lang), *(cell(r) for _, cell in columns))
    rest = len(a.players) - min(top, len(a.players))
    more = (f"；另有 {rest} 个参与方" if zh else f"; {rest} more players: --top {len(a.players)}") if rest else ""
    put(screen, "协议前后：关税与收益" if zh else "Before and after: tariffs and gains", out, caption(a, lang) + more)


def _rates(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Single rates, where there are more than players: those that move most, by imports."""
    from bahe.desk.terminal import put, table
    from bahe.report.deal_words import HEADS
    from bahe.report.numbers import plain
    from bahe.report.statecraft_words import label, of

    t, zh = a.rates, lang == "zh"
    if len(t) <= len(a.players):
        return
    moved = (t["rate"] - t["rate_before"]).abs() * t["imports_usd_mn"]
    t = t.loc[moved.sort_values(ascending=False).index]
    named = [c for c in ("partner", "sector") if (t[c] != "").any()]
    heads = {"partner": "对" if zh else "on", "sector": "行业" if zh else "industry"}
    out = table(["设定方" if zh else "sets", *(heads[c] for c in named), "协议 %" if zh else "deal %", f"{of(HEADS, a.deal.start, lang)} %",
                 "现行 %" if zh else "in force %"], words=1 + len(named))  # fmt: skip
    for r in t.head(top).to_dict("records"):
        out.add_row(label(r["player"], lang), *(label(r[c], lang) for c in named),
                    *(plain(100 * r[c], 1, lang) for c in ("rate", "rate_before", "applied_rate")))  # fmt: skip
    rest = len(t) - min(top, len(t))
    title = "变动最大的税率（按进口额）" if zh else "The rates that move most, by imports"
    put(
        screen,
        title,
        out,
        (f"另有 {rest} 项" if zh else f"{rest} more: --top {len(t)}, or rates.csv of the report") if rest else "",
    )


def _give_and_take(screen: Any, a: Answer, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.numbers import Numbers
    from bahe.report.statecraft_words import label

    n, zh, x = Numbers(lang), lang == "zh", a.why
    parts = [("own_usd_mn", "自身\n调整" if zh else "own\nmoves"), ("others_usd_mn", "他方\n调整" if zh else "others'\nmoves"),
             ("both_usd_mn", "共同\n作用" if zh else "both\nat once"), ("payment_usd_mn", "支付" if zh else "payments"),
             ("total_usd_mn", "合计" if zh else "total")]  # fmt: skip
    shown = [(c, h) for c, h in parts if c != "payment_usd_mn" or a.asked.side_payments]
    out = table(["参与方" if zh else "player", *(h for _, h in shown)], words=1)
    out.columns[0].no_wrap = True
    for p, r in x.head(top).iterrows():
        cells = [tinted(n.money(r[c]), r[c]) if c == "total_usd_mn" else n.money(r[c]) for c, _ in shown]
        out.add_row(label(str(p), lang), *cells)
    put(screen, "各方付出与所得" if zh else "What each gives and takes", out,
        f"{n.money_unit}/年，实际收入" if zh else
        f"{n.money_unit} a year of real income; own moves: its new tariffs alone, all others' held")  # fmt: skip


def _frontier(screen: Any, a: Answer, lang: str) -> None:
    from bahe.desk.terminal import put, table
    from bahe.report.deal_words import MARKS, STARTS
    from bahe.report.numbers import Numbers, plain
    from bahe.report.statecraft_words import label, of, said

    if a.curve is None:
        return
    n, zh, (p, q) = Numbers(lang), lang == "zh", a.deal.players
    names = [label(x, lang) for x in (p, q)]
    heads = [*(f"{x}\n{'关税' if zh else 'tariff'} %" for x in names), *(f"{x}\n{n.money_unit}" for x in names)]
    out = table(["", *heads], words=1)
    out.columns[0].no_wrap = True

    def row(name: str, rates: Any, usd: Any) -> None:
        out.add_row(name, *(plain(100 * r, 1, lang) for r in rates), *(n.money(v) for v in usd))

    for end in a.ends or ():
        other = q if end.spared == p else p
        row(
            f"空间边界：全归{label(other, lang)}" if zh else f"end of the zone: all to {said(other, lang)}",
            end.rates,
            end.usd,
        )
    for name, m in a.marks.items():
        row(of(MARKS, name, lang), m.rates, m.usd)
    start = of(STARTS, a.deal.start, lang)
    put(screen, "谈判空间与参照点" if zh else "The zone of agreement, and points to compare it with", out,
        f"彼此关税，%；相对于{start}的收益，{n.money_unit}/年" if zh else
        f"tariffs on each other, per cent; gains over {start}, {n.money_unit} a year")  # fmt: skip


def _others(screen: Any, a: Answer, top: int, lang: str) -> None:
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.numbers import Numbers
    from bahe.report.statecraft_words import label

    n, zh = Numbers(lang), lang == "zh"
    rest = a.economies[a.economies["player"] == ""]
    if rest.empty:
        return
    most = rest.reindex(rest["gain_pct"].abs().sort_values(ascending=False).index).head(min(top, 8))
    out = table(
        ["其他经济体" if zh else "other economies", "实际收入\n%" if zh else "real income\n%", f"\n{n.money_unit}"],
        words=1,
    )
    for e, r in most.iterrows():
        out.add_row(label(str(e), lang), tinted(n.share(r["gain_pct"]), r["gain_pct"]), n.money(r["gain_usd_mn"]))
    put(
        screen,
        f"受影响最大的其他经济体（共 {len(rest)} 个）" if zh else f"The most affected of {len(rest)} other economies",
        out,
    )


# -- pairs -----------------------------------------------------------------------------------------------------------------
def show_pairs(screen: Any, a: Paired, top: int, lang: str) -> None:
    """Sentences, pairs, players."""
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.deal_words import HEADS, caption, sure
    from bahe.report.numbers import Numbers, plain
    from bahe.report.statecraft_words import label, of

    n, zh, was = Numbers(lang), lang == "zh", of(HEADS, a.asked.start, lang)
    screen.print()
    for sentence in a.sentences(lang):
        screen.print(sentence)
    screen.print()
    out = table(["一方" if zh else "one", "另一方" if zh else "other", f"一方关税 %\n（{was}）" if zh else f"one's tariff %\n({was})",
                 f"另一方关税 %\n（{was}）" if zh else f"other's tariff %\n({was})",
                 f"一方\n{n.money_unit}" if zh else f"one\n{n.money_unit}",
                 f"另一方\n{n.money_unit}" if zh else f"other\n{n.money_unit}"], words=2)  # fmt: skip
    for r in a.pairs.head(max(top, 1)).to_dict("records"):
        rates = [
            f"{plain(100 * r[s + '_rate'], 1, lang)} ({plain(100 * r[s + '_rate_before'], 1, lang)})"
            for s in ("first", "second")
        ]
        out.add_row(
            label(r["first"], lang),
            label(r["second"], lang),
            *rates,
            n.money(r["first_usd_mn"]),
            n.money(r["second_usd_mn"]),
        )
    put(screen, "各对协议" if zh else "Pair by pair", out,
        "金额：若只有这一项协议破裂，每方每年的损失" if zh else
        "amounts: what each would lose a year if this one agreement alone broke")  # fmt: skip
    out = table(["参与方" if zh else "player", "协议\n关税 %" if zh else "deal\ntariff %", f"{was}\n%", "现行\n%" if zh else "in force\n%",
                 "获益\n%" if zh else "gain\n%", f"\n{n.money_unit}"], words=1)  # fmt: skip
    for p, x in a.players.head(top).iterrows():
        out.add_row(label(str(p), lang), *(plain(x[c], 1, lang) for c in ("tariff_pct", "tariff_before_pct", "tariff_applied_pct")),
                    tinted(n.share(x["gain_pct"]), x["gain_pct"]), n.money(x["gain_usd_mn"]))  # fmt: skip
    put(screen, "各方" if zh else "Players", out, caption(a, lang))
    screen.print(f"[dim]{sure(a, lang)}[/]")
