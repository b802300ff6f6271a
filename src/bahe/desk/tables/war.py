"""A war in the terminal: who sets what, why, and what it does to everybody; the resting points of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.desk.tables.players import Column, show_bystanders, show_players
from bahe.desk.terminal import headings, put, table, tell, tinted
from bahe.report.wars.scans import scan_sentence
from bahe.report.wars.words import PARTS, caption, ranges, sure, sweep_title, swept
from bahe.report.wording.names import label
from bahe.report.wording.numbers import Numbers, plain
from bahe.report.wording.terms import LEVERS
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from bahe.report.wars.answer import Answer


def show(screen: Any, a: Answer, top: int, lang: str) -> None:
    """Sentences, players, why, those outside, sweep and bands, and how sure it is."""
    tell(screen, a.sentences(lang))
    _players(screen, a, top, lang)
    _why(screen, a, top, lang)
    _others(screen, a, top, lang)
    _sweep(screen, a, lang)
    _bands(screen, a, lang)
    screen.print(f"[dim]{sure(a, lang)}[/]")


def _players(screen: Any, a: Answer, top: int, lang: str) -> None:
    """What they set and get; the columns that matter least give way to ranges."""
    ranged = "welfare_pct_low" in a.players
    columns = [*_set(a, ranged, lang), *_got(a, ranged, lang)]
    title = "各方设定的关税及其结果" if lang == "zh" else "What the players set, and what they get"
    show_players(screen, title, columns, a.players.loc[list(a.by_size)], top, caption(a, lang), lang)


def _set(a: Answer, ranged: bool, lang: str) -> list[Column]:
    """Tariffs where they are set, the other levers, and what is in force."""
    one = lambda column: lambda r: plain(r[column], 1, lang)
    span = lambda low, high: lambda r: f"{plain(r[low], 1, lang)} – {plain(r[high], 1, lang)}"
    taxed = bool(a.players["tariff_pct"].notna().any())
    columns: list[Column] = [(("tariff\n%", "关税\n%"), one("tariff_pct"))] if taxed else []
    if ranged and taxed:
        columns.append((_OVER, span("tariff_pct_low", "tariff_pct_high")))
    if a.war.grain != "importer" and taxed:
        columns.append((("lowest –\nhighest", "最低 –\n最高"), span("tariff_min_pct", "tariff_max_pct")))
    means = {lever: rows.set_index("player")["mean_pct"] for lever, rows in a.levers.groupby("lever", sort=False)}
    mean = lambda lever: lambda r: plain(means[lever][r.name], 1, lang)
    columns += [(_LEVER[str(lever)], mean(lever)) for lever in means if lever != "tariff"]
    return columns + ([(("in force\n%", "现行\n%"), one("tariff_applied_pct"))] if taxed else [])


def _got(a: Answer, ranged: bool, lang: str) -> list[Column]:
    """Real income and, where there is room, what it comes from."""
    n = Numbers(lang)
    columns: list[Column] = [
        (("real income\n%", "实际收入\n%"), lambda r: tinted(n.share(r["welfare_pct"]), r["welfare_pct"]))
    ]
    if ranged:
        columns.append(
            (_OVER, lambda r: f"{plain(r['welfare_pct_low'], 2, lang)} – {plain(r['welfare_pct_high'], 2, lang)}")
        )
    columns.append((("\nUSD bn", "\n亿美元"), lambda r: n.money(r["welfare_usd_mn"])))
    if ranged:
        return columns
    columns.append((("terms of\ntrade, %", "贸易条件\n%"), lambda r: n.share(r["terms_of_trade_pct"])))
    if set(a.levers["lever"]) <= {"tariff"}:
        columns.append((("imports\n%", "进口\n%"), lambda r: n.share(r["imports_pct"], 1)))
        head = ("duties\nUSD bn", "关税收入\n亿美元")
    else:
        head = ("revenue\nUSD bn", "税收\n亿美元")
    return [*columns, (head, lambda r: n.money(r["revenue_usd_mn"], sign=False))]


#: Heading of a range over sets of elasticities.
_OVER = ("over elas-\nticities", "随弹性")
#: Lever -> heading of a narrow column.
_LEVER = {
    "export_tax": ("export\ntax, %", "出口税\n%"), "subsidy": ("subsidy\n%", "补贴\n%"),
    "export_control": ("denied\n%", "拒供\n%"),
}  # fmt: skip


def _why(screen: Any, a: Answer, top: int, lang: str) -> None:
    """What one more point on everything would change, by part; the parts add up to zero at a best reply."""
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
    out = table(headings(lang, ("one more point", "再提高一点"), *short, *(last if taxes else last[2:3])), words=1)
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
    """What the war does to those who do not play."""
    n = Numbers(lang)
    columns: list[Column] = [
        (("real income\n%", "实际收入\n%"), lambda r: tinted(n.share(r["welfare_pct"]), r["welfare_pct"])),
        (("\nUSD bn", "\n亿美元"), lambda r: n.money(r["welfare_usd_mn"])),
        (("terms of\ntrade, %", "贸易条件\n%"), lambda r: n.share(r["terms_of_trade_pct"])),
        (("exports\n%", "出口\n%"), lambda r: n.share(r["exports_pct"], 1)),
    ]
    show_bystanders(screen, a.economies, "welfare_pct", columns, min(top, 10), lang)


def _sweep(screen: Any, a: Answer, lang: str) -> None:
    """The war at each weight of a rival's loss."""
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
    """Ranges over sets of elasticities, in a sentence."""
    if a.draws is not None:
        screen.print(ranges(a, lang))
        screen.print()


def show_scan(screen: Any, scan: Any, lang: str) -> None:
    """The resting points, who reached them, and what that says."""
    n, rows = Numbers(lang), scan.table()
    if not rows.empty:
        out = table(headings(lang, ("player", "参与方"), ("resting\npoint", "静止点"), ("starts", "起点数"), ("tariff\n%", "关税\n%"),
                             ("real income\n%", "实际收入\n%")), words=1)  # fmt: skip
        for r in rows.to_dict("records"):
            out.add_row(label(r["player"], lang), str(r["point"]), str(r["reached"]), plain(r["tariff_pct"], 1, lang),
                        n.share(r["welfare_pct"]))  # fmt: skip
        put(screen, "各起点到达之处" if lang == "zh" else "Where the starts came to rest", out)
    for s in scan.failed:
        screen.print(f"[dim]{s.name}: {s.why}[/]", markup=True)
    screen.print(scan_sentence(scan, lang))
