"""Screens on raw materials as answers: which are flagged, which condition fired and by how much, and how near the cliff is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bahe.dependence.indices.screens import preset, threshold_sweep
from bahe.report.dependence.words import MEASURES, NO_EXPORTS, measured, share
from bahe.report.wording.texts import of

#: Years of the screen on raw materials.
SCREENED = (2020, 2021, 2022, 2023, 2024)
#: How far a threshold is moved, one at a time, to show the cliff.
TENTH = 0.1


def screened(pairs: Sequence[tuple[str, str | None]], name: str = "geodep") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flagged raw materials of each (buyer, supplier), and the cliffs of each buyer's count.

    With a supplier only what it supplies most of is listed. Empty where the file has no imports of the buyer (34 economies report).
    Columns of the first: buyer, code, product, imports_usd_mn, largest, largest_share, and per condition m: m, m_threshold, m_margin.
    Of the second: buyer, screened, flagged, measure, threshold, stricter, looser (counts with the threshold a tenth off).
    Raises UnknownName for a preset that does not exist.
    """
    from bahe.atlas.products import labels, load_products

    rule = preset(name)
    data, named = load_products("minerals", years=SCREENED), labels()
    rows: list[dict[str, Any]] = []
    cliffs: list[dict[str, Any]] = []
    for buyer, supplier in pairs:
        if buyer not in data.recorded:
            continue
        for r in data.findings(buyer, rule.name):
            if r["verdict"] == "flagged" and supplier in (None, r["largest"]):
                rows.append({"buyer": buyer, "code": r["code"], "product": named.get(r["code"], r["code"]),
                             **{k: v for k, v in r.items() if k != "code"}})  # fmt: skip
        cliffs += _cliffs(data, buyer, rule)
    return pd.DataFrame(rows), pd.DataFrame(cliffs)


def _cliffs(data: Any, buyer: str, rule: Any) -> list[dict[str, Any]]:
    used = [c for c in rule.conditions if c.threshold is not None]
    grid = {
        c.measure: [
            c.threshold * (1 - TENTH),
            c.threshold,
            min(c.threshold * (1 + TENTH), 1.0 if c.relative else np.inf),
        ]
        for c in used
    }
    network = any(c.measure in ("outdegree_sd", "clustering") for c in rule.conditions)
    sweep = threshold_sweep(data.measures(buyer, SCREENED[-rule.of :], network=network), rule, grid=grid)
    return [
        {
            "buyer": buyer, "preset": rule.name, "screened": len(data.codes), "flagged": sweep.count_at, "measure": m,
            "threshold": float(np.take(sweep.at, c)), "looser": int(sweep.count[c, 0]), "stricter": int(sweep.count[c, 2]),
        }
        for c, m in enumerate(sweep.measures)
    ]  # fmt: skip


def _unflagged(
    flags: pd.DataFrame, cliffs: pd.DataFrame, on: Sequence[tuple[str, str]], label: Mapping[str, str], lang: str
) -> list[str]:
    """Buyers whose screen flags nothing that the supplier named is the largest origin of, and buyers that are not on file."""
    out = []
    for b, s in on:
        who, whom = label.get(b, b), label.get(s, s)
        if not len(cliffs) or b not in set(cliffs["buyer"]):
            out.append(f"{who}的进口不在原材料档案中（34 个进口方），未作筛查。" if lang == "zh" else
                       f"The imports of {who} are not on the file of raw materials (34 importers): no screen was taken.")  # fmt: skip
        elif not len(flags) or b not in set(flags["buyer"]):
            out.append(f"{who}的原材料中，没有一种既被标记、又以{whom}为最大来源。" if lang == "zh" else
                       f"No raw material of {who} is flagged of which {whom} is the largest origin.")  # fmt: skip
    return out


def flag_cells(r: Mapping[Any, Any], label: Mapping[str, str], lang: str, room: int = 60) -> list[str]:
    """Raw material (HS), largest origin and its share; what was not imported in the last year says so (earlier years raised the flag)."""
    name, known = label.get(r["code"], str(r["product"]))[:room], isinstance(r["largest"], str)
    gone = "" if known else f"，{SCREENED[-1]} 年无进口" if lang == "zh" else f"; not imported in {SCREENED[-1]}"
    origin = label.get(r["largest"], r["largest"]) if known else "–"
    return [f"{name} ({r['code']}{gone})", origin, share(r["largest_share"])]


def conditions(frame: pd.DataFrame) -> list[str]:
    """Measures of the conditions that a table of flags carries."""
    return [c.removesuffix("_margin") for c in frame.columns if c.endswith("_margin")]


def explain(
    flags: pd.DataFrame, cliffs: pd.DataFrame, lang: str, most: int = 5, on: Sequence[tuple[str, str]] | None = None
) -> list[str]:
    """Sentences: the largest flags with value, threshold and margin of each condition; then the cliffs of the count.

    on   the (buyer, supplier) that were asked about: a screened buyer with no flag on its supplier is said to have none
    """
    from bahe.atlas import names

    zh, label = lang == "zh", names(lang)
    out = _unflagged(flags, cliffs, on or (), label, lang)
    for r in flags.head(most).to_dict("records"):
        parts = []
        for m in conditions(flags):
            if (
                r[m] is None
                or r[m] != r[m]
                or r[f"{m}_threshold"] is None
                or r[f"{m}_threshold"] != r[f"{m}_threshold"]
            ):
                continue
            more = "" if r[m] >= NO_EXPORTS else f" > {r[f'{m}_threshold']:g}"
            parts.append(f"{of(MEASURES, m, lang)}{'：' if lang == 'zh' else ' '}{measured(r[m], lang)}{more}")
        buyer = label.get(r["buyer"], r["buyer"])
        out.append(f"{buyer}，{label.get(r['code'], r['product'])}（HS {r['code']}）：{'；'.join(parts)}。" if zh
                   else f"{buyer}, {label.get(r['code'], r['product'])} (HS {r['code']}): {'; '.join(parts)}.")  # fmt: skip
    for buyer, rows in cliffs.groupby("buyer", sort=False) if len(cliffs) else ():
        first, moved = rows.iloc[0], []
        for r in rows.to_dict("records"):
            moved.append(f"{of(MEASURES, r['measure'], lang)} {r['looser']} / {r['stricter']}")
        who = label.get(str(buyer), str(buyer))
        out.append(
            f"{who}：{first['screened']} 种原材料中标记 {first['flagged']} 种（{first['preset']}）；某一阈值放宽/收紧十分之一，则为：{'；'.join(moved)}。"
            if zh
            else f"{who}: {first['flagged']} of {first['screened']} raw materials flagged ({first['preset']}); with one threshold a tenth "
            f"looser / stricter: {'; '.join(moved)}."
        )
    return out
