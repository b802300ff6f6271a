"""The part of a page that says who holds which item over whom, and since when: two frames of `Run.extra`.

`holdings` (casebook.levers.holding): one row an item, buyer and holder. `share_history`: shares over the years. Shares are fractions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.report.dependence import charts
from bahe.report.dependence.words import KINDS, months, share
from bahe.report.wording.labels import Labels, atlas_names
from bahe.report.wording.numbers import MINUS, Numbers
from bahe.report.wording.texts import Words, of
from bahe.substitution.clock import half_life, speed

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
            "figure": figure if kept else None, "tables": erosion(kept, words, labels)}  # fmt: skip


#: When the lever was used, and the years between which the share's speed is taken: fixed by the case, for every buyer.
USED, SPANS = 2010, ((2010, 2015), (2015, 2022), (2022, 2024))


def erosion(kept: list[tuple[str, str, pd.DataFrame]], words: Words, labels: Labels) -> list[Content]:
    """How fast the share of rare earths fell or came back, in log-odds a year, and after how many years it was half of that of 2010."""
    rows = []
    for buyer, holder, part in kept:
        for name, g in part.groupby("series", sort=False):
            if not str(name).startswith("rare-earth"):
                continue
            measure = words("held_value") if str(name).endswith("value") else words("held_tonnage")
            said = words("held_panel", buyer=labels.economy(buyer), holder=labels.economy(holder)) + ", " + measure
            rows.append({"name": said, "strong": False, "cells": erosion_cells(g.set_index("year")["share"], words)})
    if not rows:
        return []
    columns = [*(f"{a}–{b}" for a, b in SPANS), words("held_half_life")]
    return [
        {"caption": words("held_erosion"), "first": words("held_series"), "over": [], "columns": columns, "rows": rows}
    ]


def erosion_cells(share_by_year: pd.Series[float], words: Words) -> list[str]:
    """Speeds over `SPANS` and the half-life after `USED`; a dash where a year is missing or a share is nought or one."""
    known = share_by_year[(share_by_year > 0) & (share_by_year < 1)]
    cells = []
    for a, b in SPANS:
        there = a in known.index and b in known.index
        cells.append(f"{float(speed(known[a], known[b], b - a)):+.2f}".replace("-", MINUS) if there else "–")
    after = share_by_year[share_by_year.index >= USED]
    years = (
        float(half_life(np.asarray(after, dtype=np.float64))) if len(after) and after.index[0] == USED else float("nan")
    )
    last = int(share_by_year.index[-1])
    return [
        *cells,
        "–" if years != years else f"{years:.1f}" if years < float("inf") else words("held_not_by", year=last),
    ]


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
