"""A scan for other wars as labelled tables, one document and a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bahe.numerics.parts import Keep, computed

if TYPE_CHECKING:
    from bahe.report.wars.answer import Asked
    from bahe.statecraft.scan import Scan
    from bahe.world.world import World


def scan_table(scan: Scan) -> pd.DataFrame:
    """One row a resting point and player: reached (starts), tariff_pct, welfare_pct, value_pct, and gain_pct, the largest gain by
    deviating that was found for the player (NaN where nobody looked)."""
    rows = []
    for c, (war, reached) in enumerate(zip(scan.points, scan.reached, strict=True)):
        each = war.table("players")[["tariff_pct", "welfare_pct", "value_pct", "gain_pct"]]
        rows.append(each.reset_index().assign(point=c + 1, reached=reached))
    columns = ["point", "player", "reached", "tariff_pct", "welfare_pct", "value_pct", "gain_pct"]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def starts_table(scan: Scan) -> pd.DataFrame:
    """One row a start: start, point (missing where it reached none that stands), why."""
    return pd.DataFrame({
        "start": [s.name for s in scan.starts],
        "point": pd.array([pd.NA if s.point is None else s.point + 1 for s in scan.starts], dtype="Int64"),
        "why": [s.why for s in scan.starts],
    })  # fmt: skip


def scan_asked(
    world: World, asked: Asked, starts: int, progress: Callable[[str, float], None] | None = None, keep: Keep = computed
) -> Scan:
    """The scan of the war that was asked for on the command line; never raises for want of a point. `keep` keeps its parts."""
    from bahe.report.wars.answer import marked, worded
    from bahe.statecraft.scan import nash_scan

    return nash_scan(world, asked.players, asked.tariffs, starts=starts, certify=asked.certify, progress=progress, on_fail="return",
                     keep=marked(keep, world, asked, asked.security), **worded(asked, asked.security))  # fmt: skip


def scan_document(scan: Scan) -> dict[str, Any]:
    """Plain values for JSON; what is missing is null."""
    points = [
        {"reached": n, "certificate": None if war.certificate is None else float(war.certificate),
         "players": {str(p): row for p, row in war.table("players")[["tariff_pct", "welfare_pct", "value_pct"]].to_dict("index").items()}}
        for war, n in zip(scan.points, scan.reached, strict=True)
    ]  # fmt: skip
    return {
        "unique": scan.unique, "points": points, "distance": scan.distance.tolist(), "apart": scan.apart, "seed": scan.seed,
        "starts": [{"start": s.name, "point": None if s.point is None else s.point + 1, "why": s.why} for s in scan.starts],
    }  # fmt: skip


def scan_sentence(scan: Scan, lang: str = "en") -> str:
    """What the scan found, in a sentence."""
    n, found, lost = len(scan.starts), len(scan.points), len(scan.failed)
    far = float(np.max(scan.distance, initial=0.0))
    if lang == "zh":
        if not found:
            return f"从 {n} 个起点出发，均未到达站得住的静止点。"
        head = f"从 {n} 个起点出发，到达{'同一个' if found == 1 else f' {found} 个不同的'}静止点"
        spread = "" if found == 1 else f"（分别由 {'、'.join(map(str, scan.reached))} 个起点到达，相距至多 {far:.2g}）"
        return head + spread + (f"；{lost} 个起点没有到达。" if lost else "。") + "这是证据，不是证明。"
    if not found:
        return f"None of {n} starts came to a rest that stands."
    head = (
        "all came to rest at one point"
        if scan.unique
        else f"{n - lost} came to rest at {'one point' if found == 1 else f'{found} points'}"
    )
    spread = (
        ""
        if found == 1
        else f", reached {', '.join(map(str, scan.reached))} times and up to {far:.2g} apart in log wedges"
    )
    return (
        f"Of {n} starts {head}{spread}" + (f"; {lost} reached none." if lost else ".") + " That is evidence, no proof."
    )
