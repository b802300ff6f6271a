"""Talks in the terminal: the clock, terms, causes, waiting and pledges of every table, and the conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.desk.terminal import put, table, tell
from bahe.report.talks.table_page import share
from bahe.report.talks.words import (
    HOLDS,
    KINDS,
    SEEN,
    UNITS,
    VERDICTS,
    cause_label,
    chance,
    figure,
    horizon,
    key,
    levels,
    spread,
    usd,
)
from bahe.report.wording.names import label
from bahe.report.wording.numbers import Numbers, known, plain
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from bahe.report.talks.answer import Answer, Told


def show(screen: Any, a: Answer, lang: str) -> None:
    """Sentences, then the clock, terms, causes, waiting and pledges of every table, and the conditions."""
    tell(screen, a.sentences(lang))
    for t in a.tables:
        for f in (_clock, _terms, _causes, _months, _even, _scores):
            f(screen, a, t, lang)
    for t in a.tables:
        if t.table.note is not None:
            screen.print(f"[dim]{_title(a, t, ('missing', '缺'), lang)}: {t.table.note[lang]}[/]")
    _conditions(screen, a, lang)
    failed = int((a.run.solves["outcome"] != "converged").sum())
    every = len(a.run.solves)
    tail = (f"{every} 次求解，{failed} 次未收敛；每桌 {len(a.tables[0].draws)} 次抽样。" if lang == "zh" else
            f"{every} solves, {failed} did not converge; {len(a.tables[0].draws)} draws a table.")  # fmt: skip
    screen.print(f"[dim]{tail}[/]")


def _title(a: Answer, t: Told, words: tuple[str, str], lang: str) -> str:
    """A heading, with the name of the table where there are several."""
    head = f"{t.table.label[lang]}{'：' if lang == 'zh' else ': '}" if len(a.tables) > 1 else ""
    return head + words[lang == "zh"]


def _clock(screen: Any, a: Answer, t: Told, lang: str) -> None:
    """Chances at each deadline of a truce."""
    if t.table.protocol != "truce":
        return
    zh = lang == "zh"
    out = table(["期限", "时期", "签署", "延长", "破裂", "在此签署"] if zh else
                ["deadline", "horizon", "signs", "prolongs", "lapses", "signed here"], words=2)  # fmt: skip
    for r in t.clock.to_dict("records"):
        three = (chance(r[k], lang) for k in ("signs", "extends", "lapses"))
        out.add_row(str(r["date"] or r["deadline"]), horizon(r["horizon"], lang), *three,
                    f"{chance(r['signed'], lang)} [{chance(r['signed_low'], lang)}, {chance(r['signed_high'], lang)}]")  # fmt: skip
    put(screen, _title(a, t, ("When it is signed", "何时签署"), lang), out,
        "前三列为到达该期限时的概率（中位数）" if zh else "first three: chances once the deadline is reached; medians")  # fmt: skip


def _terms(screen: Any, a: Answer, t: Told, lang: str) -> None:
    """What each party gets by signing and by walking away, and what is pledged."""
    zh, n = lang == "zh", Numbers(lang)
    out = table(["时期", "参与方", "预期所得\n（相对谈崩）", "签署后", "谈崩后"] if zh else
                ["horizon", "party", "expected over\nwalking away", "as signed", "if talks end"], words=2)  # fmt: skip
    for h in t.horizons:
        for p in t.table.parties:
            cells = (spread(t.band(f"{c}_{p}", h), lang) for c in ("gain", "signed", "outside"))
            out.add_row(horizon(h, lang), label(p, lang), *cells)
    caption = f"{n.money_unit}/年" if zh else f"{n.money_unit} a year against the base: median and ends over draws"
    put(screen, _title(a, t, ("What each gets", "各方所得"), lang), out, "\n".join([caption, *_pledged(t, lang)]))


def _pledged(t: Told, lang: str) -> list[str]:
    """Levels of issues and pledges, a line each by horizon; a pledge that nobody signs has none."""
    found = []
    for issue in t.table.issues:
        name, unit = _name(issue, lang), of(UNITS, issue.unit, lang)
        bands = ((h, levels(t.band(f"issue_{issue.name}", h), lang)) for h in t.horizons)
        found += [f"{name}, {horizon(h, lang)}: {level} {unit}" for h, level in bands]
    for x in t.table.pledges:
        for h in t.horizons:
            mid, low, high = t.band(f"pledge_{x.name}", h)
            if known(mid):
                ends = f"({plain(low, 0, lang)} – {plain(high, 0, lang)})"
                level = f"{plain(mid, 0, lang)} {ends} / {x.amount:g} {x.unit}"
                found.append(f"{_name(x, lang)}, {horizon(h, lang)}: {level}")
    return found


def _name(thing: Any, lang: str) -> str:
    """The label of an issue or a pledge; its name where it has none."""
    return str(thing.name if thing.label is None else thing.label[lang])


def _causes(screen: Any, a: Answer, t: Told, lang: str) -> None:
    """The end of the talks with each cause switched off."""
    if t.causes.empty:
        return
    zh, n = lang == "zh", Numbers(lang)
    out = table([*(["若无", "时期", "结局", "签署"] if zh else ["without", "horizon", "ends", "signed"]),
                 *(f"{label(p, lang)}\n{n.money_unit}" for p in t.table.parties)], words=3)  # fmt: skip
    for r in t.causes.to_dict("records"):
        out.add_row(cause_label(t, r["cause"], lang), horizon(r["horizon"], lang), of(KINDS, r["kind"], lang), chance(r["deal"], lang),
                    *(usd(r[f"change_{p}"], lang) for p in t.table.parties))  # fmt: skip
    put(screen, _title(a, t, ("On what it turns: each cause switched off", "取决于什么：逐一去掉各原因"), lang), out,
        "金额：预期收入的变化（每年，中位数）" if zh else "amounts: change of expected income a year, medians")  # fmt: skip


def _months(screen: Any, a: Answer, t: Told, lang: str) -> None:
    """What one more month before the signature is worth to each."""
    if t.months["month"].isna().all():
        return
    zh, n = lang == "zh", Numbers(lang)
    out = table(
        ["时期", "参与方", f"多等一个月 {n.money_unit}"]
        if zh
        else ["horizon", "party", f"one month more, {n.money_unit}"],
        words=2,
    )
    for r in t.months.to_dict("records"):
        out.add_row(
            horizon(r["horizon"], lang),
            label(r["party"], lang),
            spread((r["month"], r["month_low"], r["month_high"]), lang),
        )
    put(screen, _title(a, t, ("What one more month before the signature is worth", "签署前多等一个月值多少"), lang), out,
        "为正者因等待获益" if zh else "above zero, the party gains by waiting")  # fmt: skip


def _even(screen: Any, a: Answer, t: Told, lang: str) -> None:
    """The delivered share at which a pledge is worth it to either."""
    if t.even.empty:
        return
    zh, names = lang == "zh", {x.name: _name(x, lang) for x in t.table.pledges}
    out = table(["承诺", "时期", "威胁实施", "给出方至多", "接受方至少"] if zh else
                ["pledge", "horizon", "threat carried out", "giver: at most", "receiver: at least"], words=2)  # fmt: skip
    for r in t.even.to_dict("records"):
        out.add_row(names[r["pledge"]], horizon(r["horizon"], lang), chance(r["carried_out"], lang),
                    *(share(r[k], r[f"{k}_low"], r[f"{k}_high"], lang) for k in ("giver", "receiver")))  # fmt: skip
    seen = "; ".join(
        f"{names[x.name]} {100 * x.delivered[0]:.0f}–{100 * x.delivered[1]:.0f} %" for x in t.table.pledges
    )
    put(screen, _title(a, t, ("Break-even delivered share of the pledge", "承诺的盈亏平衡兑现比例"), lang), out,
        f"已兑现：{seen}" if zh else f"delivered so far: {seen}; below zero: none is worth it (giver), none needed (receiver)")  # fmt: skip


def _scores(screen: Any, a: Answer, t: Told, lang: str) -> None:
    """Chances against what happened, scored."""
    if t.scores.empty:
        return
    zh = lang == "zh"
    out = table(["日期", "时期", "实际", "其概率", "Brier", "对数分"] if zh else
                ["date", "horizon", "observed", "its chance", "Brier", "log score"], words=3)  # fmt: skip
    threats = t.scores["carried_out_seen"].notna().any()
    three = lambda r: ", ".join(f"{of(KINDS, k, lang)} {chance(r[k], lang)}" for k in KINDS)
    if threats:
        out.add_column("威胁实施" if zh else "threat carried out", justify="right")
        out.add_column("实际" if zh else "was it", justify="right")
    for r in t.scores.to_dict("records"):
        its = three(r) if r["observed"] == "open" else chance(r[r["observed"]], lang)
        out.add_row(r["date"], horizon(r["horizon"], lang), of(SEEN, r["observed"], lang), its,
                    plain(r["brier"], 2, lang), plain(r["log_score"], 2, lang),
                    *((chance(r["carried_out"], lang), figure(bool(r["carried_out_seen"]), lang)) if threats else ()))  # fmt: skip
    put(screen, _title(a, t, ("Against what happened", "与实际结果比较"), lang), out,
        "均等概率：Brier 0.67，对数分 1.10；越低越好" if zh else "even chances: Brier 0.67, log score 1.10; lower is better")  # fmt: skip


def _conditions(screen: Any, a: Answer, lang: str) -> None:
    """Conditions written down before, with their figures, and the verdict."""
    if not a.conditions:
        return
    zh = lang == "zh"
    out = table(["", "条件", "数字", "结果"] if zh else ["", "condition", "figures", "result"], words=4)
    for c in a.conditions:
        said = (f"缺：{c['missing']['zh']}" if zh else f"missing: {c['missing']['en']}") if c["missing"] else "; ".join(
            f"{key(str(k), lang)} {figure(v, lang)}" for k, v in c["figures"].items())  # fmt: skip
        out.add_row(c["id"], c["statement"][lang], said, of(HOLDS, c["holds"], lang))
    word = of(VERDICTS, a.verdict, lang)
    put(
        screen,
        "事先写下的条件" if zh else "Conditions written down before",
        out,
        f"判定：{word}" if zh else f"verdict: {word}",
    )
