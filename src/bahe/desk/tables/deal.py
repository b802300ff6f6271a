"""A deal in the terminal: before and after, give and take, the zone of agreement; pair by pair."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any

from bahe.desk.tables.players import Column, show_bystanders, show_players
from bahe.desk.terminal import headings, put, table, tell, tinted
from bahe.report.deals.words import HEADS, MARKS, STARTS, caption, sure
from bahe.report.wording.names import in_sentence, label
from bahe.report.wording.numbers import Numbers, plain
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from rich.table import Table

    from bahe.report.deals.answer import Answer, Paired


def show(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Sentences, players, give and take, the frontier, those outside, and how it ended."""
    tell(screen, a.sentences(lang))
    _players(screen, a, top, lang)
    _rates(screen, a, top, lang)
    _give_and_take(screen, a, top, lang)
    _frontier(screen, a, lang)
    _others(screen, a, top, lang)
    screen.print(f"[dim]{sure(a, lang)}[/]")


def _players(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Tariffs before and after, and what each gains."""
    n, was = Numbers(lang), (of(HEADS, a.deal.start, "en"), of(HEADS, a.deal.start, "zh"))
    elsewhere = a.deal.start != "status-quo"
    columns: list[Column] = [
        (("deal\ntariff %", "协议\n关税 %"), lambda r: plain(r["tariff_pct"], 1, lang)),
        ((f"{was[0]}\n%", f"{was[1]}\n%"), lambda r: plain(r["tariff_before_pct"], 1, lang)),
        (("in force\n%", "现行\n%"), lambda r: plain(r["tariff_applied_pct"], 1, lang)),
        (("gain\n%", "获益\n%"), lambda r: tinted(n.share(r["gain_pct"]), r["gain_pct"])),
        (("\nUSD bn a year", "\n亿美元/年"), lambda r: n.money(r["gain_usd_mn"])),
        (("is paid\nUSD bn", "收到支付\n亿美元"), lambda r: n.money(r["payment_usd_mn"])),
        (("against in\nforce, %", "与现行比\n%"), lambda r: tinted(n.share(r["welfare_pct"]), r["welfare_pct"])),
    ]
    kept = (True, True, elsewhere, True, True, a.asked.side_payments, elsewhere)
    title = "协议前后：关税与收益" if lang == "zh" else "Before and after: tariffs and gains"
    show_players(screen, title, list(compress(columns, kept)), a.players, top, caption(a, lang), lang)


def _rates(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Single rates, where there are more than players: those that move most, by imports."""
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
    more = f"另有 {rest} 项" if zh else f"{rest} more: --top {len(t)}, or rates.csv of the report"
    put(screen, title, out, more if rest else "")


def _give_and_take(screen: Any, a: Answer, top: int, lang: str) -> None:
    """What each player's gain is made of."""
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
    """The ends of the zone of agreement of two players, and points to compare them with."""
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
        name = f"空间边界：全归{label(other, lang)}" if zh else f"end of the zone: all to {in_sentence(other, lang)}"
        row(name, end.rates, end.usd)
    for name, m in a.marks.items():
        row(of(MARKS, name, lang), m.rates, m.usd)
    start = of(STARTS, a.deal.start, lang)
    put(screen, "谈判空间与参照点" if zh else "The zone of agreement, and points to compare it with", out,
        f"彼此关税，%；相对于{start}的收益，{n.money_unit}/年" if zh else
        f"tariffs on each other, per cent; gains over {start}, {n.money_unit} a year")  # fmt: skip


def _others(screen: Any, a: Answer, top: int, lang: str) -> None:
    """What the deal does to those who are not part of it."""
    n = Numbers(lang)
    columns: list[Column] = [
        (("real income\n%", "实际收入\n%"), lambda r: tinted(n.share(r["gain_pct"]), r["gain_pct"])),
        ((f"\n{n.money_unit}", f"\n{n.money_unit}"), lambda r: n.money(r["gain_usd_mn"])),
    ]
    show_bystanders(screen, a.economies, "gain_pct", columns, min(top, 8), lang)


def show_pairs(screen: Any, a: Paired, top: int, lang: str) -> None:
    """Sentences, pairs, players."""
    n, was = Numbers(lang), (of(HEADS, a.asked.start, "en"), of(HEADS, a.asked.start, "zh"))
    tell(screen, a.sentences(lang))
    note = ("金额：若只有这一项协议破裂，每方每年的损失" if lang == "zh" else
            "amounts: what each would lose a year if this one agreement alone broke")  # fmt: skip
    put(screen, "各对协议" if lang == "zh" else "Pair by pair", _pairs(a.pairs.head(top), was, lang), note)
    columns: list[Column] = [
        (("deal\ntariff %", "协议\n关税 %"), lambda r: plain(r["tariff_pct"], 1, lang)),
        ((f"{was[0]}\n%", f"{was[1]}\n%"), lambda r: plain(r["tariff_before_pct"], 1, lang)),
        (("in force\n%", "现行\n%"), lambda r: plain(r["tariff_applied_pct"], 1, lang)),
        (("gain\n%", "获益\n%"), lambda r: tinted(n.share(r["gain_pct"]), r["gain_pct"])),
        ((f"\n{n.money_unit}", f"\n{n.money_unit}"), lambda r: n.money(r["gain_usd_mn"])),
    ]
    show_players(screen, "各方" if lang == "zh" else "Players", columns, a.players, top, caption(a, lang), lang)
    screen.print(f"[dim]{sure(a, lang)}[/]")


def _pairs(rows: Any, was: tuple[str, str], lang: str) -> Table:
    """Both rates, each with what it was, and what the agreement is worth to either."""
    n = Numbers(lang)
    unit = n.money_unit
    heads = headings(lang, ("one", "一方"), ("other", "另一方"), (f"one's tariff %\n({was[0]})", f"一方关税 %\n（{was[1]}）"),
                     (f"other's tariff %\n({was[0]})", f"另一方关税 %\n（{was[1]}）"), (f"one\n{unit}", f"一方\n{unit}"),
                     (f"other\n{unit}", f"另一方\n{unit}"))  # fmt: skip
    out, rate = table(heads, words=2), lambda v: plain(100 * v, 1, lang)
    for r in rows.to_dict("records"):
        rates = (f"{rate(r[f'{s}_rate'])} ({rate(r[f'{s}_rate_before'])})" for s in ("first", "second"))
        money = (n.money(r[f"{s}_usd_mn"]) for s in ("first", "second"))
        out.add_row(label(r["first"], lang), label(r["second"], lang), *rates, *money)
    return out
