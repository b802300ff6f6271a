"""Technologies of a case fitted together under each definition of the segment: speeds, half-lives, places, and what definition does.

    from bahe.casebook.tugs.pooling import pooling
    pooling(tug_case("slow-tug-multi-tech"))

Log-odds are those of dependence: of the holder's share, or of one less the home share. Speeds are of the figures alone; no mechanism,
no control. Shares by supplier country stand beside, each with what it rests on: an assumption is called one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from bahe.atlas.items import item as item_of
from bahe.atlas.localisation import Figure, all_figures
from bahe.atlas.products import load_products
from bahe.casebook.tugs.figures import error
from bahe.casebook.tugs.files import TugCase
from bahe.faults import BadFile
from bahe.substitution.pooled import Pooled, Technology, pooled

Floats = NDArray[np.float64]

DRAWS = 20000
QUANTILES = (0.05, 0.5, 0.95)
#: Origins shown of what the US buys; the rest is added up.
SHOWN = 4


def pooling(case: TugCase, seed: int = 0) -> dict[str, Any]:
    """Everything as plain values; empty for a case without `pooled`."""
    if not case.pooled:
        return {}
    fits = [(d, _fit(d["technologies"], seed)) for d in case.pooled["definitions"]]
    at = float(case.pooled["at"])
    found = {d["id"]: f.at(at, np.random.default_rng(seed)) for d, f in fits}
    return {
        "at": at,
        "definitions": [_definition(d, f, found[d["id"]]) for d, f in fits],
        "by_definition": _parts(fits[0][0]["technologies"], list(found.values())),
        "suppliers": suppliers(case.pooled["target"], fits[0][0]["technologies"]),
    }


def _fit(technologies: Sequence[Mapping[str, Any]], seed: int) -> Pooled:
    return pooled([_technology(t) for t in technologies], DRAWS, seed)


def _technology(said: Mapping[str, Any]) -> Technology:
    figures = [_one(series, period) for series, period in said["figures"]]
    sign = 1.0 if said["share_of"] == "holder" else -1.0
    odds = np.array([sign * float(logit(f.value)) for f in figures])
    return Technology(said["id"], np.array([f.year for f in figures]), odds, np.array([error(f) for f in figures]))


def _one(series: str, period: str) -> Figure:
    """The figure of a series and period; BadFile where there is not exactly one."""
    found = [f for f in all_figures() if (f.series, f.period, f.kind) == (series, period, "observed")]
    if len(found) != 1:
        raise BadFile("names not exactly one figure", where="pooled", field=f"{series} {period}", got=len(found))
    return found[0]


def _definition(said: Mapping[str, Any], fit: Pooled, ahead: Floats) -> dict[str, Any]:
    """One definition: a row a technology, fastest median half-life first, then by place."""
    half, place = fit.half_life, fit.rank
    rows = []
    for j, t in enumerate(said["technologies"]):
        low, mid, high = np.quantile(half[:, j], QUANTILES, method="higher")
        speed, grades = fit.speed[:, j], "".join(_one(*f).grade for f in t["figures"])
        rows.append({
            "id": t["id"], "en": t["en"], "zh": t["zh"], "figures": len(t["figures"]), "grades": grades,
            "dependence": float(np.median(expit(fit.level[:, j]))), "year": float(fit.last[j]),
            "speed": np.quantile(speed, QUANTILES), "half_life": np.array([low, mid, high]), "falls": float((speed < 0).mean()),
            "place": float(place[:, j].mean()), "first": float((place[:, j] == 1).mean()),
            "home_at": np.quantile(expit(-ahead[:, j]), QUANTILES),
        })  # fmt: skip
    rows.sort(key=lambda r: (float(r["half_life"][1]), float(r["place"])))
    return {
        "id": said["id"], "en": said["en"], "zh": said["zh"], "rows": rows,
        "mu": np.quantile(fit.mu, QUANTILES), "tau": np.quantile(fit.tau, QUANTILES), "noise": np.quantile(fit.noise, QUANTILES),
    }  # fmt: skip


def _parts(technologies: Sequence[Mapping[str, Any]], ahead: Sequence[Floats]) -> dict[str, float]:
    """Part of the variance of log-odds at the horizon that is between definitions: variance of their means over all of it."""
    out = {}
    for j, t in enumerate(technologies):
        means, within = [float(a[:, j].mean()) for a in ahead], [float(a[:, j].var()) for a in ahead]
        out[t["id"]] = float(np.var(means) / (np.var(means) + np.mean(within)))
    return out


def suppliers(target: str, technologies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Shares by country of maker: what the target buys, by the table of items (quoted or assumed); and what the US buys, by customs."""
    out = []
    for t in technologies:
        if "item" not in t:
            continue
        item = item_of(t["item"])
        rows = [{"origin": s.origin, "share": s.figure.value, "low": s.figure.low, "high": s.figure.high, "rests_on": s.figure.kind,
                 "grade": s.figure.grade, "year": s.figure.year} for s in item.shares if s.buyer == target]  # fmt: skip
        out.append({"id": t["id"], "name": dict(item.label), "target": rows, "usa": _usa(tuple(t.get("hs", item.hs)))})
    return out


def _usa(codes: Sequence[str]) -> dict[str, Any]:
    """Largest origins of US imports of 2024 under these codes: orientation, not what the target buys."""
    table = load_products("us-2024")
    known = [k for k, c in enumerate(table.codes) if c in codes]
    if not known:
        return {}
    bought = table.imports_of("USA")[known].sum(0)
    order = np.argsort(-bought)[:SHOWN]
    return {
        "codes": list(codes),
        "shares": {table.economies[i]: float(bought[i] / bought.sum()) for i in order if bought[i] > 0},
    }
