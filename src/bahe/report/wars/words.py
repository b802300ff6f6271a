"""Words of the answers on statecraft, in English and Chinese: one place for the terminal and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.report.wording.names import in_sentence
from bahe.report.wording.numbers import Numbers, change, money, power, rate
from bahe.report.wording.terms import CLOSURES, GRAINS, LEVERS, elasticities_of
from bahe.report.wording.texts import capital, listed
from bahe.report.wording.texts import of as of

if TYPE_CHECKING:
    from bahe.report.wars.answer import Answer

#: Part of an explanation -> (English, Chinese).
PARTS = {
    "terms_of_trade": ("terms of trade", "贸易条件"), "volume_final": ("trade lost, final use", "损失的贸易：最终使用"),
    "volume_inputs": ("trade lost, inputs", "损失的贸易：投入品"), "export_base": ("exports lost", "损失的出口"),
    "output": ("industries with profits or subsidies", "有利润或补贴的行业"), "transfers": ("deficits moved", "逆差变动"),
    "political": ("political weight", "政治权重"), "security": ("loss of rivals", "对手损失"),
    "audience": ("word kept at home", "对国内的承诺"),
}  # fmt: skip


#: Rule -> (English, Chinese).
RULES = {
    "exact": ("exact best replies", "精确最优反应"),
    "sufficient-statistics": ("published closed-form condition", "已发表的闭式条件"),
}


#: More players than this are summed up.
MANY = 6
#: So few who gain are named.
MOST_NAMED = 4
#: The highest and the lowest rate are looked for among so many of a player's largest partners or industries.
LARGEST = 24
#: A slope above this share of what the parts gain, or lose, is told.
FLAT = 0.01


def opening(a: Answer, lang: str) -> str:
    """What everybody would set, beside what is in force."""
    zh, t = lang == "zh", a.players
    if t["tariff_pct"].isna().all():
        return _other_levers(a, lang)
    how = of(GRAINS, a.war.grain, lang)
    if len(t) > MANY:
        low, high = t["tariff_pct"].idxmin(), t["tariff_pct"].idxmax()
        ends = [
            f"{rate(t['tariff_pct'].loc[str(x)], lang)}{'（' if zh else ' ('}{in_sentence(str(x), lang)}{'）' if zh else ')'}"
            for x in (low, high)
        ]
        now = rate(float((t["tariff_applied_pct"]).median()), lang)
        median = rate(float(t["tariff_pct"].median()), lang)
        if zh:
            return f"若{len(t)}个参与方各自求胜（{how}），关税中位数为 {median}（现行 {now}），从 {ends[0]}到 {ends[1]}不等。"
        return (f"If {len(t)} players play to win ({how}), the median tariff is {median} (in force: {now}), from {ends[0]} to "
                f"{ends[1]}.")  # fmt: skip
    applied = "（现行 {}）" if zh else " (in force: {})"
    every = [
        f"{in_sentence(str(p), lang)} {rate(r['tariff_pct'], lang)}{applied.format(rate(r['tariff_applied_pct'], lang))}"
        for p, r in t.iterrows()
    ]
    mean = "" if a.war.grain == "importer" else "平均" if zh else ", on average"
    more = _other_levers(a, lang, but="tariff")
    return (f"若各方求胜（{how}），将设定的关税{mean}为：{listed(every, lang)}。{more}" if zh else
            f"Playing to win ({how}), tariffs would be{mean}: {listed(every, lang)}.{more and ' '}{more}")  # fmt: skip


def _other_levers(a: Answer, lang: str, but: str = "") -> str:
    """Mean rates by lever, a sentence; nothing where there is no lever `but` the one named."""
    zh, parts = lang == "zh", []
    for lever, g in a.levers[a.levers["lever"] != but].groupby("lever", sort=False):
        every = [f"{in_sentence(r['player'], lang)} {rate(r['mean_pct'], lang)}" for r in g.to_dict("records")]
        if len(every) > MANY:
            middle = rate(float(g["mean_pct"].median()), lang)
            parts.append(
                f"{of(LEVERS, str(lever), lang)}中位数 {middle}"
                if zh
                else f"{of(LEVERS, str(lever), lang)}, {middle} in the median"
            )
            continue
        parts.append(f"{of(LEVERS, str(lever), lang)}{'：' if zh else ', '}{listed(every, lang)}")
    if not parts:
        return ""
    if zh:
        return f"{'另设' if but else '若各方求胜，将设定（平均）'}{'；'.join(parts)}。"
    return f"{'Besides' if but else 'Playing to win, they would set on average'}: {'; '.join(parts)}."


def outcome(a: Answer, lang: str) -> str:
    """Who gains and who loses, against the tariffs in force."""
    zh, t, e = lang == "zh", a.players, a.economies
    rest = e[e["player"] == ""]
    ours, theirs = float(t["welfare_usd_mn"].sum()), float(rest["welfare_usd_mn"].sum())
    lead = "与现行关税相比" if zh else "Against the tariffs in force"
    if len(t) <= MANY:
        who = listed([f"{in_sentence(str(p), lang)} {change(w, lang)}" for p, w in t["welfare_pct"].items()], lang)
        text = f"{lead}，实际收入变化：{who}" if zh else f"{lead}, real income changes by: {who}"
    else:
        up = int((t["welfare_pct"] > 0).sum())
        few = [in_sentence(str(p), lang) for p in t.index[t["welfare_pct"] > 0]] if up <= MOST_NAMED else []
        who = "" if not few else f"（{listed(few, lang)}）" if zh else f" ({listed(few, lang)})"
        text = (f"{lead}，{len(t)}个参与方中 {up} 个获益{who}，{len(t) - up} 个受损" if zh else
                f"{lead}, {up} of the {len(t)} players gain{who} and {len(t) - up} lose")  # fmt: skip
    verb = (
        ("合计每年获益" if ours > 0 else "合计每年损失")
        if zh
        else ("together they gain" if ours > 0 else "together they lose")
    )
    text += f"；{verb} {money(ours, lang)}" if zh else f"; {verb} {money(ours, lang)} a year"
    if len(rest) == 0:
        return text + ("。" if zh else ".")
    worst = rest["welfare_pct"].idxmin()
    verb = ("获益" if theirs > 0 else "损失") if zh else ("gain" if theirs > 0 else "lose")
    who, most, sum_ = in_sentence(str(worst), lang), change(rest["welfare_pct"].min(), lang), money(theirs, lang)
    if zh:
        return f"{text}，其他 {len(rest)} 个经济体{verb} {sum_}，其中{who}最甚（{most}）。"
    return f"{text}, the other {len(rest)} economies {verb} {sum_}; worst off is {who} ({most})."


def why_in_short(a: Answer, lang: str) -> str:
    """Where everybody stops, and why: one sentence for all players."""
    if a.why is None:
        return ""
    t = a.why[a.why["lever"] == "tariff"].set_index("player")
    if t.empty:
        return ""
    zh = lang == "zh"

    def span(column: str, unit: float, mark: str) -> str:
        values = (t[column] * unit).dropna()
        low, high = float(values.min()), float(values.max())
        shown = f"{low:.2g}" if unit == 1 else f"{low:.0f}"
        top = f"{high:.2g}" if unit == 1 else f"{high:.0f}"
        return f"{shown}{mark}" if shown == top else f"{shown}–{top}{mark}" if zh else f"{shown} to {top}{mark}"

    sign = Numbers(lang).unit(0.0)
    borne, inputs = (span(c, 100, sign) for c in ("foreign_share", "input_share"))
    fall = span("import_response", 1, sign)
    if zh:
        made = f"；这些进口中有 {inputs} 是投入品，关税也抬高了本国的生产成本。" if t["input_share"].max() > 0 else "。"
        return f"为何止步于此：每多收一元关税，外国人承担其中的 {borne}，但价格每高 1%，应税进口就减少 {fall}{made}"
    made = (
        f", and {inputs} of them are inputs, so that a tariff makes home production dearer, too."
        if t["input_share"].max() > 0
        else "."
    )
    return (f"Why no higher: of each added dollar of duty foreigners bear {borne}, but taxed imports fall by {fall} for each per cent of "
            f"price{made}")  # fmt: skip


def because(a: Answer, lang: str) -> list[str]:
    """A sentence a player and lever: why its rate is what it is."""
    assert a.why is not None
    rows = a.why.to_dict("records")
    return [_because(a, r, lang) for player in a.by_size for r in rows if r["player"] == player]


def _because(a: Answer, r: dict[Any, Any], lang: str) -> str:
    zh, name = lang == "zh", capital(in_sentence(r["player"], lang))
    lever = "" if r["lever"] == "tariff" else f"{'，' if zh else ', '}{of(LEVERS, r['lever'], lang)}"
    at = rate(100 * r["rate"], lang)
    gains, costs = _sides(r, lang)
    text = f"{name}{lever}{'，' if zh else ', '}{at}{'：' if zh else ': '}"
    usual = r["terms_of_trade_usd_mn"] > 0 >= max(r["volume_final_usd_mn"], r["volume_inputs_usd_mn"])
    if r["lever"] == "tariff" and usual:
        text += _tariff(r, lang, gains[1:], costs)
    elif gains and costs:
        up, down = listed(gains, lang), listed(costs, lang)
        text += (
            f"再提高一个百分点，得：{up}；失：{down}。"
            if zh
            else f"one more point would bring {up}; it would cost {down}."
        )
    sizes = [r[f"{part}_pct"] for part in PARTS]
    if abs(r["slope_pct"]) > FLAT * max(sum(v for v in sizes if v > 0), -sum(v for v in sizes if v < 0)):
        left = money(r["slope_pct"] * 0.01 * _income(a, r["player"]), lang)
        up = r["slope_pct"] > 0
        held = _HELD[a.war.rule == "exact"][zh]
        text += (f"再提高一个百分点仍会{'多得' if up else '损失'} {left}：{held}。" if zh else
                 f" One more point would still {'gain' if up else 'lose'} {left} a year: {held}.")  # fmt: skip
    return text


#: Part -> how an amount of it reads.
_IN = {
    "terms_of_trade": "in terms of trade", "volume_final": "in lost trade for final use", "volume_inputs": "in lost trade in inputs",
    "export_base": "in lost exports", "output": "in industries with profits or subsidies", "transfers": "in moved deficits",
    "political": "in incomes that weigh more or less", "security": "in losses of rivals",
    "audience": "in what falling short of its word costs at home",
}  # fmt: skip
#: Why a slope is left: the published rule, or bounds.
_HELD = (
    ("the published condition is no exact best reply", "已发表的条件未达精确最优"),
    ("bounds hold the rate, or some of the rates", "税率（或其中一部分）受上下限约束"),
)


def _tariff(r: dict[Any, Any], lang: str, more: list[str], costs: list[str]) -> str:
    zh = lang == "zh"
    tot, share = money(r["terms_of_trade_usd_mn"], lang), rate(100 * r["foreign_share"], lang, 0)
    final, inputs = (money(r[f"volume_{x}_usd_mn"], lang) for x in ("final", "inputs"))
    gap = 100 * (r["monopoly_rate"] - r["rate"])
    rule = rate(100 * r["monopoly_rate"], lang)
    words = (PARTS["volume_final"][1], PARTS["volume_inputs"][1]) if zh else (_IN["volume_final"], _IN["volume_inputs"])
    other = [x for x in costs if not any(w in x for w in words)]
    points, made = f"{abs(gap):.1f}", abs(r["volume_inputs_usd_mn"]) > 0
    response = f"{r['import_response']:.1f}{Numbers(lang).unit(0.0)}"
    if zh:
        text = f"再提高一个百分点，外国人每年多付 {tot}（新增关税的 {share}）"
        text += f"，另得{listed(more, lang)}" if more else ""
        text += f"；代价是损失的贸易：最终使用的货物 {final}{f'，投入品（使本国生产更贵）{inputs}' if made else ''}"
        text += f"，以及{listed(other, lang)}" if other else ""
        return (
            text
            + f"。价格每高 1%，应税进口减少 {response}；单纯的垄断规则 1/θ 为 {rule}，{'高' if gap > 0 else '低'} {points} 个百分点。"
        )
    text = f"one more point would make foreigners pay {tot} a year more, {share} of the added duty"
    text += f", and bring {listed(more, lang)}" if more else ""
    text += f"; lost trade would cost {final} in goods for final use"
    text += f" and {inputs} in inputs, which makes home production dearer" if made else ""
    text += f", and {listed(other, lang)}" if other else ""
    return text + (f". Taxed imports fall by {response} for each per cent of price; the plain monopoly rule 1/θ "
                   f"would say {rule}, {points} points {'more' if gap > 0 else 'less'}.")  # fmt: skip


def finer(a: Answer, axis: str, lang: str) -> list[str]:
    """A sentence a player: on whom (or on what) its tariff is highest and lowest among its largest imports, and why."""
    zh, out = lang == "zh", []
    table = a.why_by[axis]
    table = table[(table["lever"] == "tariff") & (table[axis] != "")]
    for player in a.by_size:
        g = table[table["player"] == player]
        most = g.sort_values("imports_new_usd_mn", ascending=False).head(LARGEST).sort_values("rate")
        if len(most) < 2 or most["rate"].iloc[-1] - most["rate"].iloc[0] < 5e-4:
            continue
        low, high = (_end(r, axis, lang) for r in most.iloc[[0, -1]].to_dict("records"))
        name = capital(in_sentence(player, lang))
        out.append(f"{name}：最高{high}；最低{low}。" if zh else f"{name}: highest {high}; lowest {low}.")
    return out


def _end(r: dict[Any, Any], axis: str, lang: str) -> str:
    """`on Viet Nam, 18.4 % (foreigners bear 52 %, imports fall by 3.3 %)`."""
    name, borne = in_sentence(r[axis], lang), rate(100 * r["foreign_share"], lang, 0)
    fall = f"{r['import_response']:.1f}{Numbers(lang).unit(0.0)}"
    if lang == "zh":
        return f"为对{name}，{rate(100 * r['rate'], lang)}（外国人承担 {borne}，价格每高 1% 进口减少 {fall}）"
    return f"on {name}, {rate(100 * r['rate'], lang)} (foreigners bear {borne}, imports fall by {fall} for each per cent of price)"


def swept(a: Answer, lang: str) -> str:
    """What a security weight changes, from the lowest to the highest that was solved."""
    assert a.asked.sweep is not None
    assert a.sweep is not None
    player, rival, _ = a.asked.sweep
    rows = a.sweep[(a.sweep["player"] == player) & a.sweep["converged"]]
    if len(rows) < 2:
        return ""
    first, last = rows.iloc[0], rows.iloc[-1]
    column = "tariff_pct" if rows["tariff_on_rival_pct"].isna().all() else "tariff_on_rival_pct"
    zh, whom = lang == "zh", in_sentence(rival, lang)
    who, ends = in_sentence(player, lang), (f"{first['weight']:g}", f"{last['weight']:g}")
    moved = tuple(rate(x[column], lang) for x in (first, last))
    lost, own = (last[c] - first[c] for c in ("rival_welfare_usd_mn", "welfare_usd_mn"))
    shown = _ends(lost, own, lang)
    if zh:
        rates = "" if rows[column].isna().all() else f"{who}对{whom}的平均关税由 {moved[0]} 变为 {moved[1]}，"
        return f"权重由 {ends[0]} 增至 {ends[1]}，{rates}{whom}每年{shown[0]}，{who}自己{shown[1]}。没有人能测出这一权重，所以列出多个取值。"
    rates = (
        "" if rows[column].isna().all() else f"the mean tariff of {who} on {whom} goes from {moved[0]} to {moved[1]}, "
    )
    return (f"As the weight goes from {ends[0]} to {ends[1]}, {rates}{whom} {shown[0]} a year more, and {who} itself {shown[1]}. Nobody can "
            "measure such a weight: that is why the war is solved at several.")  # fmt: skip


def _ends(lost: float, own: float, lang: str) -> tuple[str, str]:
    words = ("多得", "多失") if lang == "zh" else ("gains", "loses")
    first, second = (f"{words[bool(v < 0)]} {money(v, lang)}" for v in (lost, own))
    return first, second


def ranges(a: Answer, lang: str) -> str:
    """What holds in every set of elasticities that came to rest, and what does not."""
    assert a.draws is not None
    solved = a.draws[a.draws["converged"]]
    zh, sets, every = lang == "zh", a.draws["elasticities"].nunique(), solved["elasticities"].nunique()
    same: list[tuple[str, int, int]] = []
    both: list[tuple[str, int, int]] = []
    for player, g in solved.groupby("player", sort=False):
        up = int((g["welfare_pct"] > 0).sum())
        (same if up in (0, len(g)) else both).append((in_sentence(str(player), lang), up, len(g)))
    gain, lose = ([n for n, up, _ in same if bool(up) is want] for want in (True, False))
    parts = []
    if zh:
        parts += [f"{listed(gain, lang)}每一组都获益"] if gain else []
        parts += [f"{listed(lose, lang)}每一组都受损"] if lose else []
        parts += [f"{n}在 {of_} 组中的 {up} 组获益" for n, up, of_ in both]
        head = f"同一场关税战，换用 {sets} 组已发表的弹性" + ("" if every == sets else f"，其中 {every} 组收敛")
        return f"{head}：{'；'.join(parts)}。"
    parts += [f"{listed(gain, lang)} {'gains' if len(gain) == 1 else 'gain'} in every one"] if gain else []
    parts += [f"{listed(lose, lang)} {'loses' if len(lose) == 1 else 'lose'} in every one"] if lose else []
    parts += [f"{n} gains in {up} of {of_}" for n, up, of_ in both]
    head = f"The same war in {sets} published sets of elasticities" + (
        "" if every == sets else f", {every} of which came to rest"
    )
    return f"{head}: {'; '.join(parts)}."


def _sides(r: dict[Any, Any], lang: str) -> tuple[list[str], list[str]]:
    """Parts that gain and parts that cost, each with its amount."""
    parts = [(name, r[f"{name}_usd_mn"]) for name in PARTS if abs(r[f"{name}_pct"]) > 1e-9]
    shown = {
        name: f"{PARTS[name][1]} {money(v, lang)}" if lang == "zh" else f"{money(v, lang)} {_IN[name]}"
        for name, v in parts
    }
    return [shown[n] for n, v in parts if v > 0], [shown[n] for n, v in parts if v < 0]


def _income(a: Answer, player: str) -> float:
    members = a.war.game.players[a.war.players.index(player)].members
    return float(a.war.game.base[list(members)].sum())


def sure(a: Answer, lang: str) -> str:
    """How it came to rest, and what the certificate says."""
    zh, i, c = lang == "zh", a.war.info, a.war.certificate
    method = _METHODS.get(i.method, (i.method, i.method))[zh]
    how = (
        f"{i.iterations} 次求值，{i.seconds:.1f} 秒，{method}"
        if zh
        else f"{i.iterations} evaluations in {i.seconds:.1f} s, {method}"
    )
    if c is None:
        return (
            f"收敛：{how}；未作偏离检验。" if zh else f"{capital(i.outcome.name)}: {how}; no certificate was asked for."
        )
    gain = f"{power(100 * float(c))}{Numbers(lang).unit(0.0)}"
    if zh:
        return f"检验：尝试 {c.tried} 种偏离，没有一方能使自身目标增加超过其实际收入的 {gain}；{how}。"
    return f"Certificate: in {c.tried} deviations tried, no player gains more than {gain} of its real income; {how}."


_METHODS = {
    "slopes over curvature": ("all players moving at once", "各方同时调整"), "one by one": ("one player after the other", "逐一调整"),
}  # fmt: skip


def caption(a: Answer, lang: str) -> str:
    """Horizon, closure, elasticities and rule: no tariff is printed without them."""
    from bahe.report.wording.terms import HORIZONS

    g, zh = a.war.game, lang == "zh"
    parts = [of(HORIZONS, g.horizon, lang), of(CLOSURES, g.closure, lang),
             f"{'弹性' if zh else 'elasticities'} {elasticities(a, lang)}", of(RULES, a.war.rule, lang), a.war.world.name]  # fmt: skip
    if a.asked.retaliate:
        parts.insert(2, "非参与方对等回应" if zh else "those who do not play answer in kind")
    return ("；" if zh else "; ").join(parts)


def elasticities(a: Answer, lang: str) -> str:
    """The set of elasticities, with the paper behind it where the world names one."""
    return elasticities_of(a.war.world)


def sweep_title(a: Answer, lang: str) -> str:
    """What the weight of a security sweep means."""
    assert a.asked.sweep is not None
    player, rival, _ = a.asked.sweep
    if lang == "zh":
        return f"若{in_sentence(player, lang)}为对手{in_sentence(rival, lang)}每损失一美元愿付出多少美元"
    return f"If {in_sentence(player, lang)} would give up so many dollars for a dollar that {in_sentence(rival, lang)} loses"
