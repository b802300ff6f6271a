"""Event study of a case with a dated control: each good beside goods of the same holder that were not controlled.

    from bahe.casebook.tugs.event_studies import event_study
    event_study(tug_case("korea-2019"))                       # figures on file, raw materials, industries
    event_study(tug_case("korea-2019"), read_customs("my.csv"))    # and a monthly table of the user, good by good

What is on file says little: the monthly customs series of the controlled goods are not, so that no study of those goods with months
before and after can be made of it, and the answer says so. Three things can:
    goods        the dated figures of each good, changes from its first, with the band of a random walk (`events.walked`)
    materials    raw materials that the target buys from the same holder and that were not controlled: how far such shares move anyway
    industries   industries that hold the controlled goods beside the others (input-output panel): too wide to see a good
Which materials count is fixed by years before the event alone: the holder's share lies between `INSIDE` in each and it sells `LEAST`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.importers.customs import WEIGHT, MonthlyImports
from bahe.atlas.localisation import Figure, all_figures
from bahe.atlas.panel import load_panel
from bahe.atlas.products import load_products
from bahe.atlas.tables import rows as table_rows
from bahe.casebook.tugs.embargoes import borrowed_noise
from bahe.casebook.tugs.figures import error
from bahe.casebook.tugs.files import TugCase
from bahe.faults import MissingData
from bahe.substitution import events

Floats = NDArray[np.float64]

#: Years before the event that make the base, and the last year looked at.
BASE, LAST = (2016, 2018), 2022
#: A raw material counts where the holder's share lies inside, and it sells this much (USD million), in each year of the base.
INSIDE, LEAST = (0.02, 0.98), 1.0
#: Months that make one time of a study of the user's table.
QUARTER = 3


def event_study(case: TugCase, customs: MonthlyImports | None = None) -> dict[str, Any]:
    """All parts as plain values; empty for a case without an event. MissingData where a table is given for such a case."""
    if not case.event:
        if customs is not None:
            raise MissingData("this case has no dated control to study", field="customs", where=case.id)
        return {}
    e = case.event
    goods = walks(e)
    materials = raw_materials(e["holder"], e["target"])
    return {
        "holder": e["holder"], "target": e["target"], "date": e["date"], "lifted": e["lifted"], "goods": goods, "materials": materials,
        "industries": industries(e), "pattern": pattern(e, goods, materials),
        "customs": None if customs is None else own_table(e, customs),
    }  # fmt: skip


# -- the goods themselves --------------------------------------------------------------------------------------------------------
def walks(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a good: its figures, and each one's change of log-odds from the base with its 90 % band."""
    noise = borrowed_noise()
    return [_walk(g, noise) for g in event["goods"]]


def _walk(good: Mapping[str, Any], noise: float) -> dict[str, Any]:
    found = _figures(good["series"])
    inside = [f for f in found if 0 < f.value < 1]
    out = {"id": good["id"], "en": good["en"], "zh": good["zh"], "controlled": good["controlled"], "noise": noise,
           "left_out": [f.period for f in found if not 0 < f.value < 1]}  # fmt: skip
    base = next(k for k, f in enumerate(inside) if f.period == str(good["base"]))
    odds = [float(np.log(f.value) - np.log1p(-f.value)) for f in inside]
    w = events.walked(odds, [f.year for f in inside], [error(f) for f in inside], noise, base=base)
    points = [
        {"period": f.period, "year": f.year, "share": f.value, "change": float(c), "low": float(a), "high": float(b), "grade": f.grade,
         "base": k == base, "to_verify": f.to_verify}
        for k, (f, c, a, b) in enumerate(zip(inside, w.change, w.low, w.high, strict=True))
    ]  # fmt: skip
    return out | {"points": points}


def _figures(series: str) -> list[Figure]:
    return sorted((f for f in all_figures() if f.series == series and f.kind == "observed"), key=lambda f: f.year)


# -- goods of the same holder that were not controlled -----------------------------------------------------------------------------
def raw_materials(holder: str, target: str) -> dict[str, Any]:
    """Holder's share of the target's imports of raw materials, by year: deviations of log-odds from the base, and their spread."""
    t = load_products("minerals")
    years = [y for y in t.years if BASE[0] <= y <= max(LAST, BASE[1]) + 2]
    bought = np.stack([t.imports_of(target, y) for y in years], axis=-1)
    mine, whole = bought[:, t.economy(holder)], bought.sum(1)
    share = np.where(whole > 0, mine / np.where(whole > 0, whole, 1.0), np.nan)
    before = [k for k, y in enumerate(years) if BASE[0] <= y <= BASE[1]]
    kept = ((share[:, before] > INSIDE[0]) & (share[:, before] < INSIDE[1]) & (mine[:, before] >= LEAST)).all(1)
    words = {r["hs6"]: r["label"] for r in table_rows("products/minerals_labels.csv")}
    codes = [t.codes[k] for k in np.flatnonzero(kept)]
    odds = _odds(share[kept])
    found = odds - odds[:, before].mean(1, keepdims=True)
    count = np.isfinite(found).sum(0)
    return {
        "years": [y + 0.5 for y in years], "codes": codes, "words": [words.get(c, c) for c in codes], "share": share[kept], "change": found,
        "mean": np.nansum(found, axis=0) / np.maximum(count, 1), "spread": _spread(found), "count": count, "source": t.source,
    }  # fmt: skip


def fall_among(materials: Mapping[str, Any], first: float, last: float, fall: float) -> dict[str, Any]:
    """A fall of log-odds between the middles of two years beside those of the raw materials: how many fell as far; permutation chance."""
    a, b = (materials["years"].index(y) for y in (first, last))
    others = materials["change"][:, b] - materials["change"][:, a]
    others = others[np.isfinite(others)]
    as_far = int((others <= fall).sum())
    return {"fall": fall, "first": first, "last": last, "materials": len(others), "as_far": as_far,
            "chance": (1 + as_far) / (1 + len(others)), "median": float(np.median(others)), "low": float(others.min()),
            "high": float(others.max())}  # fmt: skip


# -- industries ------------------------------------------------------------------------------------------------------------------
def industries(event: Mapping[str, Any]) -> dict[str, Any]:
    """Industries that hold controlled goods, less the mean of the others: effect and 90 % band by year (`events.study`)."""
    p = load_panel()
    touched = {i for g in event["goods"] for i in g.get("industries", ())}
    kept = [s for s in p.sectors if s.startswith("C")]
    odds = np.array([_odds(p.history(event["target"], s, event["holder"]).share) for s in kept])
    kept, odds = [s for s, l in zip(kept, odds, strict=True) if np.isfinite(l).all()], odds[np.isfinite(odds).all(1)]
    times = np.array(p.years, dtype=np.float64)
    s = events.study(odds, times, [k in touched for k in kept], BASE)
    return _told(s, [k for k in kept if k in touched]) | {"others": [k for k in kept if k not in touched]}


# -- the user's own months -------------------------------------------------------------------------------------------------------
def own_table(event: Mapping[str, Any], table: MonthlyImports) -> dict[str, Any]:
    """The study by value, and under `weights` the same by kilogrammes, None where the table has none: the two may move apart."""
    weighed = bool(np.isfinite(table.kilogrammes).any())
    return monthly(event, table) | {"weights": monthly(event, table, WEIGHT) if weighed else None}


def monthly(event: Mapping[str, Any], table: MonthlyImports, by: str = "value") -> dict[str, Any]:
    """The same study, good by good, on a user's table in quarters: products named by the case are touched, all others are not."""
    codes = {c: g["id"] for g in event["goods"] for c in g.get("hs6", ())}
    share, times = table.share(event["holder"], by, QUARTER)
    odds = _odds(share)
    touched = [c in codes for c in table.products]
    if not any(touched):
        raise MissingData(
            "none of the controlled products is in the table", field="hs6", where=table.name, allowed=sorted(codes)
        )
    start = float(event["date"])
    s = events.study(odds, times, touched, (float(times[0]), start - QUARTER / 24))
    named = [c for c in table.products if c in codes]
    nothing = {c: int((~np.isfinite(l)).sum()) for c, l in zip(table.products, odds, strict=True)}
    return _told(s, named) | {"goods": [codes[c] for c in named], "others": [c for c in table.products if c not in codes], "by": by,
                              "table": table.name, "without": {c: n for c, n in nothing.items() if n}}  # fmt: skip


# -- beside the paper ------------------------------------------------------------------------------------------------------------
def pattern(
    event: Mapping[str, Any], goods: list[dict[str, Any]], materials: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The published sign of each good beside ours: `falls` where the band of the figure looked at lies below zero."""
    out = []
    for said, g in zip(event["goods"], goods, strict=True):
        if "published" not in said:
            continue
        at = next((p for p in g["points"] if p["period"] == str(said.get("look_at", ""))), None)
        ours = "unknown" if at is None else "falls" if at["high"] < 0 else "no fall told" if at["low"] < 0 else "rises"
        same = None if at is None else (ours == "falls") == (said["published"] == "falls")
        row = {"id": g["id"], "published": said["published"], "ours": ours, "same": same, "figure": at, "en": said["why_en"],
               "zh": said["why_zh"]}  # fmt: skip
        if "yearly" in said:
            first, last = (next(p for p in g["points"] if p["period"] == str(y)) for y in said["yearly"])
            row["beside"] = fall_among(materials, first["year"], last["year"], last["change"] - first["change"])
        out.append(row)
    return out


def _told(s: events.Study, names: list[str]) -> dict[str, Any]:
    return {"names": names, "times": s.times, "effect": s.effect, "low": s.low, "high": s.high, "chance": s.chance, "mean": s.mean,
            "spread": s.spread, "untouched": s.untouched}  # fmt: skip


def _odds(share: Floats) -> Floats:
    """Log-odds; NaN where a share is 0, 1 or missing."""
    s = np.asarray(share, dtype=np.float64)
    inside = (s > 0) & (s < 1)
    safe = np.where(inside, s, 0.5)
    return np.asarray(np.where(inside, np.log(safe) - np.log1p(-safe), np.nan))


def _spread(values: Floats) -> Floats:
    """s.d. over goods [t] of what is there; NaN with fewer than two."""
    count = np.isfinite(values).sum(0)
    mean = np.nansum(values, axis=0) / np.maximum(count, 1)
    left = np.nansum((values - mean) ** 2, axis=0)
    return np.asarray(np.where(count > 1, np.sqrt(left / np.maximum(count - 1, 1)), np.nan))
