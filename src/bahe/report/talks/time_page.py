"""When it is signed, and why not on the first day: the time line of a table, its deadlines, its causes of delay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bahe.report.sheets.page import figure, grid, paragraphs, section, tabled
from bahe.report.talks import charts as drawn
from bahe.report.talks import words as w
from bahe.report.talks.answer import Answer, Told
from bahe.report.wording.texts import of

Rows = list[list[str]]


def time_line(a: Answer, t: Told, lang: str, head: str) -> str:
    """Signed, still talking, ended: deadline by deadline."""
    zh = lang == "zh"
    staged = STAGES.get(t.table.protocol)
    if staged is None or (t.clock.groupby("horizon").size() < 2).all():
        return ""
    words = {"signed": "已签署" if zh else "signed", "waiting": "仍在谈" if zh else "still talking", "lapsed": "已破裂" if zh else "ended without it",
             "here": "在该期限签署（及区间）" if zh else "signed at this deadline, with its band"}  # fmt: skip
    title, parts = "签署时间线" if zh else "Time line of signing", []
    for h in t.horizons:
        rows = thinned(staged(t, h, lang))
        parts.append(figure(drawn.time_line(rows, words, f"time-{t.table.id}-{h}", title, w.horizon(h, lang))))
    return section(head + ("何时签署" if zh else "When it is signed"), *parts, *deadlines(t, lang))


def deadlines(t: Told, lang: str) -> list[str]:
    """The clock as a table, deadline by deadline; for the protocols that have deadlines."""
    zh = lang == "zh"
    if t.table.protocol != "truce":
        return []
    heads = ["期限", "时期", "签署", "延长", "破裂", "签署（自首日起）"] if zh else [
        "deadline", "horizon", "signs", "prolongs", "lapses", "signed here, from the first day"]  # fmt: skip
    body: Rows = [
        [str(r["date"] or r["deadline"]), w.horizon(r["horizon"], lang), *(w.chance(r[k], lang) for k in ("signs", "extends", "lapses")),
         f"{w.chance(r['signed'], lang)} [{w.chance(r['signed_low'], lang)}, {w.chance(r['signed_high'], lang)}]"]
        for r in t.clock.to_dict("records")
    ]  # fmt: skip
    note = ("签署、延长、破裂为到达该期限时的概率；中位数，方括号为各抽样的两端。" if zh else
            "Signs, prolongs and lapses are chances once the deadline is reached. Medians; brackets are the ends over draws.")  # fmt: skip
    return [grid(heads, body, 2, "dense"), paragraphs([note], "small")]


def clocked(t: Told, h: str, lang: str) -> list[dict[str, Any]]:
    """Signed, still talking, ended after each deadline of a truce clock, chained from the chances of each."""
    signed, alive, rows = 0.0, 1.0, []
    for r in t.clock[t.clock["horizon"] == h].to_dict("records"):
        signed, alive = signed + alive * float(r["signs"]), alive * float(r["extends"])
        rows.append(_stage(r, r["date"] or str(r["deadline"]), signed, alive))
    return rows


def warred(t: Told, h: str, lang: str) -> list[dict[str, Any]]:
    """The same after each round of a war of reputation: who has not signed talks on, until a deadline ends it."""
    signed, rows = 0.0, []
    clock = t.clock[t.clock["horizon"] == h].to_dict("records")
    end = np.inf if t.table.deadline == "never" else float(t.table.deadline)
    for r in clock:
        signed = min(signed + float(r["signed"]), 1.0)
        rows.append(
            _stage(
                r,
                f"第 {r['month']:g} 月" if lang == "zh" else f"month {r['month']:g}",
                signed,
                0.0 if r["month"] >= end else 1 - signed,
            )
        )
    return rows


def _stage(r: Mapping[Any, Any], name: str, signed: float, waiting: float) -> dict[str, Any]:
    return {"name": name, "signed": signed, "waiting": waiting, "lapsed": max(1 - signed - waiting, 0.0), "here": r["signed"],
            "here_low": r["signed_low"], "here_high": r["signed_high"]}  # fmt: skip


#: Columns that a time line has room for.
COLUMNS = 20


def thinned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every so many of the rows, the last one among them."""
    step = -(-len(rows) // COLUMNS)
    return rows[::-1][::step][::-1]


#: Protocol -> what its time line shows.
STAGES: Mapping[str, Callable[[Told, str, str], list[dict[str, Any]]]] = {"truce": clocked, "reputation": warred}


def delay(a: Answer, t: Told, lang: str, head: str) -> str:
    """Why it is not signed on the first day: the causes of delay that are there."""
    if t.delay.empty:
        return ""
    zh = lang == "zh"
    heads = ["原因", "时期", "含此原因的抽样", "首日签署", "若无此原因"] if zh else [
        "cause", "horizon", "in so many draws", "signed on the first day", "without the cause"]  # fmt: skip
    rows: Rows = [
        [of(w.DELAYS, r["cause"], lang), w.horizon(r["horizon"], lang), *(w.chance(r[k], lang) for k in ("there", "first", "first_without"))]
        for r in t.delay.to_dict("records")
    ]  # fmt: skip
    note = ("三者皆无则首日签署，或永不签署：每一延迟都有其原因。" if zh else
            "With none of the three it is signed on the first day or never: every delay has its cause.")  # fmt: skip
    title = "为何不在首日签署" if zh else "Why it is not signed on the first day"
    return tabled(head + title, heads, rows, 2, note, "dense")
