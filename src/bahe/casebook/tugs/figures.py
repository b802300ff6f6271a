"""The figures of a good: which are fitted, held back or only shown, the error of each, imports in money, and its world."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from scipy.special import logit

from bahe.atlas.items import item as item_of
from bahe.atlas.localisation import Figure, all_figures
from bahe.casebook.tugs.files import Good
from bahe.faults import BadFile
from bahe.report.tugs.answer import Seen
from bahe.world import World

#: Error of a figure, log-odds, where its source gives no range: by grade; a judgement.
ERROR = {"A": 0.10, "B": 0.15, "C": 0.20, "D": 0.30}


def seen(good: Good) -> list[Seen]:
    """Observed figures and forecasts of the good's series; those named are fitted or held back, all others are shown."""
    names = {w["series"] for w in good.figures}
    out = []
    for w in good.figures:
        found = [f for f in all_figures() if _chosen(f, w) and f.kind == "observed"]
        if len(found) != 1:
            raise BadFile(
                "names not exactly one figure",
                where=f"good {good.id!r}",
                field=f"figures: {w['series']} {w['period']}",
                got=len(found),
            )
    for f in all_figures():
        if f.series not in names or f.kind not in ("observed", "forecast") or f.unit != "fraction":
            continue
        use = next((w["use"] for w in good.figures if _chosen(f, w) and f.kind == "observed"), "other")
        out.append(Seen(f.year, f.value, f.low, f.high, use, f.kind, f.source, f.grade, f.url, f.period, f.to_verify))
    return sorted(out, key=lambda f: f.year)


def _chosen(f: Figure, wanted: Mapping[str, str]) -> bool:
    return (
        f.series == wanted["series"] and f.period == wanted["period"] and f.source.startswith(wanted.get("source", ""))
    )


def error(f: Seen | Figure) -> float:
    """Error of a figure in log-odds: from its range (taken as 90 %), or by its grade."""
    if f.low is not None and f.high is not None and 0 < f.low < f.high < 1:
        return max(float(logit(f.high) - logit(f.low)) / 3.29, 0.05)
    return ERROR[f.grade]


def observed(series: str, period: str) -> float:
    """A published figure; NaN where none is on file."""
    return next(
        (f.value for f in all_figures() if (f.series, f.period, f.kind) == (series, period, "observed")), np.nan
    )


def accounts(good: Good) -> dict[str, float]:
    """Imports in money, of the holder and of others, in two years: which of them made the fall (an identity, no model)."""
    if not good.accounts:
        return {}
    a = good.accounts
    from bahe.substitution.effects import channels

    held = tuple(observed(a["imports"], a[k]) for k in ("from", "to"))
    share = tuple(observed(a["share"], a[k]) for k in ("from", "to"))
    ch = channels((held[0], held[1]), (share[0], share[1]))
    return {"holder_before": held[0], "holder_after": held[1], "others_before": ch.third[0], "others_after": ch.third[1],
            "third": ch.third_part, "not_imported": ch.not_imported}  # fmt: skip


@cache
def _carved(item: str, economies: tuple[str, ...]) -> World:
    """The packaged world with one item, added up to few economies and industries: what makes and uses the item stays apart."""
    from bahe.atlas import load_world

    carved = load_world("icio-2022").carve([item_of(item)])
    kept = {item, item_of(item).sector, *item_of(item).users}
    groups: dict[str, list[str]] = {s: [s] for s in carved.sectors if s in kept}
    for s in carved.sectors:
        if s not in kept:
            name = "primary" if s[0] in "AB" else "manufactures" if s[0] == "C" else "services"
            groups.setdefault(name, []).append(s)
    return carved.aggregate(economies={**{e: [e] for e in economies}, "ROW": ["others"]}, sectors=groups)


def small_world(good: Good) -> World:
    """The world in which a good's leverage is solved."""
    return _carved(good.item, tuple(good.world))
