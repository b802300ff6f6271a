"""The part of a page that says who holds which item over whom, and since when: two frames of `Run.extra`.

`holdings` (casebook.holding): one row an item, buyer and holder. `share_history`: shares over the years. Shares are fractions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bahe.report import dependence_charts as charts
from bahe.report.dependence_words import KINDS, months, of, share
from bahe.report.labels import Labels, atlas_names
from bahe.report.numbers import Numbers
from bahe.report.texts import Words

if TYPE_CHECKING:
    import pandas as pd

Content = dict[str, Any]


def holdings(frame: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> Content:
    """A table a pair: share with range and ground, share of the whole industry, months until a cut bites."""
    tables = []
    for buyer, holder, part in _pairs(frame):
        rows = [
            {"name": labels.sector(str(r["item"])), "strong": False, "cells": _cells(r, words, labels)}
            for r in part.to_dict("records")
        ]
        columns = [
            words(c) for c in ("held_share", "held_range", "held_ground", "held_source", "held_industry", "held_bites")
        ]
        caption = words("held_caption", buyer=labels.in_sentence(buyer), holder=labels.in_sentence(holder))
        tables.append({"caption": caption, "first": words("held_item"), "over": [], "columns": columns, "rows": rows})
    return {"id": "held", "head": words("held_head"), "sentences": [words("held_read")], "rule": words("held_bites_read"),
            "figure": None, "tables": tables}  # fmt: skip


def _cells(r: dict[Any, Any], words: Words, labels: Labels) -> list[str]:
    lang = words.lang
    ground = words("held_members") if r["kind"] == "members" else of(KINDS, str(r["kind"]), lang)
    source = "" if r["kind"] == "members" else labels.sector(str(r["source"]))
    ends = f"{100 * r['low']:.0f}–{100 * r['high']:.0f} %"
    return [share(r["share"]), ends, f"{ground} {r['grade']}".strip(), source, f"{100 * r['parent_share']:.1f} %",
            months(r, lang, unit=False) or "–"]  # fmt: skip


def headline(frame: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> list[str]:
    """For each pair the item that hangs most on the holder, beside the industry it was carved out of."""
    out = []
    for buyer, holder, part in _pairs(frame):
        r = part.iloc[0]
        names = {"buyer": labels.in_sentence(buyer), "holder": labels.in_sentence(holder), "item": labels.sector(str(r["item"])),
                 "sector": labels.sector(str(r["parent"]))}  # fmt: skip
        said = words("held_top", share=share(r["share"]), low=f"{100 * r['low']:.0f}", high=f"{100 * r['high']:.0f}",
                     industry=f"{100 * r['parent_share']:.1f}", **names)  # fmt: skip
        out.append(said[:1].upper() + said[1:])
    return [(" " if words.lang == "en" else "").join(out)] if out else []


def share_history(frame: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> Content:
    """A chart a pair, and in words where its raw materials stood first and last."""
    named = dict(atlas_names(words.lang))
    kept = [(b, s, part) for b, s, part in _pairs(frame, "supplier")]
    panels = [charts.lines(part, named, words.lang, f"held-{at}") for at, (_, _, part) in enumerate(kept)]
    heads = [words("held_panel", buyer=labels.economy(b), holder=labels.economy(s)) for b, s, _ in kept]
    figure = {
        "title": words("held_figure"),
        "caption": words("held_figure_caption"),
        "panels": panels,
        "columns": 1,
        "heads": heads,
    }
    return {"id": "held-history", "head": words("held_history_head"), "sentences": _since(kept, words, labels), "rule": "",
            "figure": figure if kept else None, "tables": []}  # fmt: skip


def _since(kept: list[tuple[str, str, pd.DataFrame]], words: Words, labels: Labels) -> list[str]:
    """First and last share of rare earths by value and by tonnage, where the pair has them."""
    out = []
    for buyer, holder, part in kept:
        series = {
            str(n).rpartition(", ")[2]: g
            for n, g in part.groupby("series", sort=False)
            if str(n).startswith("rare-earth")
        }
        if {"value", "tonnage"} <= set(series):
            v, t = series["value"], series["tonnage"]
            said = words("held_since", buyer=labels.in_sentence(buyer), holder=labels.in_sentence(holder), first=int(v["year"].iloc[0]),
                         last=int(v["year"].iloc[-1]), v0=share(v["share"].iloc[0]), v1=share(v["share"].iloc[-1]),
                         t0=share(t["share"].iloc[0]), t1=share(t["share"].iloc[-1]))  # fmt: skip
            out.append(said[:1].upper() + said[1:])
    return out


def _pairs(frame: pd.DataFrame, holder: str = "holder") -> Iterator[tuple[str, str, pd.DataFrame]]:
    """(buyer, holder, its rows) in the order of the frame."""
    for key, part in frame.groupby(["buyer", holder], sort=False):
        buyer, who = key
        yield str(buyer), str(who), part
