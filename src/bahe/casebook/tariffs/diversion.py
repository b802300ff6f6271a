"""Predicted diversion of US imports by partner, scored against the monthly figures by the rule in the folder of the case.

The rule (casebook/diversion-2025/rule.md) fixes windows, partners, formula, baselines and verdict; this file only carries it out.
Names such as `own-tariff` are those of the rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas import monthly
from bahe.atlas.episodes import episode
from bahe.atlas.scopes import packaged_cells
from bahe.axes import ECONOMY_GROUPS
from bahe.casebook.tariffs.scoring import score, share_change

if TYPE_CHECKING:
    from bahe.report.runs.scored import Scored
    from bahe.scenario import Scenario
    from bahe.trade.equilibrium import Equilibrium
    from bahe.world import World

Floats = NDArray[np.float64]

IMPORTER = "USA"
#: Rule 2: the months of 2025 and of 2024 that are compared; the first window is the main one.
WINDOWS: Mapping[str, tuple[str, ...]] = {
    "aug-nov": ("08", "09", "10", "11"),
    "sep-nov": ("09", "10", "11"),
}
#: Rule 4: partners of the series that are not compared, and why.
LEFT_OUT: Mapping[str, str] = {"RUS": "its sum of 2024 covers 65 % of known imports, and sanctions rule its trade"}
#: Rule 10: the half-years of 2024 whose growth repeats itself.
FIRST_HALF = tuple(f"2024-{m:02d}" for m in range(1, 7))
SECOND_HALF = tuple(f"2024-{m:02d}" for m in range(7, 13))
#: Rule 15: a partner is electronic above this multiple of the average share; gold and medicines by name.
ELECTRONIC = 2.0
GOLD_AND_MEDICINES = ("CHE", "AUS", "IRL")
#: Rule 16: one-sided 5 % point of Spearman's correlation for 29 partners.
LEAST_RANK = 0.31
PREDICTORS = ("model", "own-tariff", "headline", "last-growth", "zero")


@dataclass(frozen=True)
class Imports:
    """US imports of goods by exporter in one solve: base and new at basic prices [i], average duties before and after [i].

    `elasticity` is the mean trade elasticity over goods, weighted by base imports from abroad.
    """

    variant: str
    horizon: str
    elasticities: str
    base: Floats
    new: Floats
    duty_before: Floats
    duty_after: Floats
    elasticity: float


def imports_of(variant: str, label: str, eq: Equilibrium) -> Imports:
    """What one converged solve says of US imports of goods."""
    world = eq.world
    n, goods = world.axes.economy(IMPORTER), world.axes.sector_index("goods")
    base, new = world.trade[n][:, goods], eq.trade_new[n][:, goods]
    theta = np.asarray(world.horizon(eq.horizon).trade_elasticity)[goods]
    abroad = base.sum(0) - base[n]
    total = np.where(base.sum(1) > 0, base.sum(1), 1.0)
    before, after = ((rate[n][:, goods] * base).sum(1) / total for rate in (world.tariff, eq.tariff_new))
    return Imports(
        variant, eq.horizon, label, base.sum(1), new.sum(1), before, after, float(theta @ abroad / abroad.sum())
    )


def compared() -> tuple[str, ...]:
    """Partners of the series that are scored (rule 4)."""
    return tuple(p for p in monthly.partners() if p not in LEFT_OUT)


def electronics() -> dict[str, float]:
    """Partner -> share of US imports of 2024 on the list of exempt electronics of 11 April 2025; members of the EU have the EU's.

    The key `*` is the share over all partners.
    """
    cells = packaged_cells()
    on_list = np.bincount(cells.partner, weights=cells.imports * cells.flag("electronics"))
    total = np.bincount(cells.partner, weights=cells.imports)
    share = {p: float(on_list[i] / total[i]) for i, p in enumerate(cells.partners)}
    out = {p: share["EU27" if p in ECONOMY_GROUPS["EU27"] else p] for p in compared()}
    return out | {"*": float(on_list.sum() / total.sum())}


def partner_sets(names: Sequence[str]) -> dict[str, list[str]]:
    """The sets of partners of rule 15, out of those with figures."""
    share = electronics()
    return {
        "all": list(names),
        "without-electronics": [p for p in names if share[p] <= ELECTRONIC * share["*"]],
        "without-gold-and-medicines": [p for p in names if p not in GOLD_AND_MEDICINES],
    }


def headline(partner: str) -> float:
    """The headline rate of 7 August 2025: reciprocal rate and country-specific duty as announced (a fraction)."""
    found = episode("EU27" if partner in ECONOMY_GROUPS["EU27"] else partner)
    return found.rate_august + found.addon_august


def observed(window: str, names: Sequence[str]) -> tuple[dict[str, tuple[float, float]], dict[str, str]]:
    """(partner -> imports of the window in 2024 and in 2025, partner -> why it has none)."""
    out, gone = {}, {}
    for p in names:
        old, new = (monthly.window(p, [f"{year}-{m}" for m in WINDOWS[window]]) for year in (2024, 2025))
        if old is None or new is None:
            gone[p] = "a month of the window is missing"
        else:
            out[p] = (old, new)
    return out, gone


def predictions(found: Imports, names: Sequence[str], world: World) -> dict[str, Floats]:
    """Predictor -> change of shares among `names`, log points (rules 5 to 10)."""
    at = [world.axes.economy(p) for p in names]
    base, before, after = found.base[at], found.duty_before[at], found.duty_after[at]
    sigma = 1.0 + found.elasticity
    own = ((1.0 + after) / (1.0 + before)) ** -sigma
    told = ((1.0 + before + np.array([headline(p) for p in names])) / (1.0 + before)) ** -sigma
    halves = [
        np.array([monthly.window(p, half) for p in names], dtype=np.float64) for half in (FIRST_HALF, SECOND_HALF)
    ]
    return {
        "model": share_change(base, found.new[at]),
        "own-tariff": share_change(base, base * own),
        "headline": share_change(base, base * told),
        "last-growth": share_change(*halves),
        "zero": np.zeros(len(names)),
    }


def scored(scenario: Scenario, world: World, solves: Sequence[Imports]) -> Scored | None:
    """The score of a run by the rule; None where the main solve did not converge."""
    import pandas as pd

    from bahe.casebook.runs.playing import central_label
    from bahe.report.runs.scored import Scored

    given = scenario.score
    if given is None:
        return None
    main = {"variant": given.variant, "horizon": given.horizon, "elasticities": central_label(world, given.horizon),
            "window": next(iter(WINDOWS)), "partners": "all"}  # fmt: skip
    if not any(all(getattr(f, k) == main[k] for k in ("variant", "horizon", "elasticities")) for f in solves):
        return None
    share, gone = electronics(), dict(LEFT_OUT)
    rows: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    for window in WINDOWS:
        seen, missing = observed(window, compared())
        gone |= missing
        for chosen, names in partner_sets(list(seen)).items():
            old, new = (np.array([seen[p][i] for p in names]) for i in (0, 1))
            change = share_change(old, new)
            for found in solves:
                keys = {"variant": found.variant, "horizon": found.horizon, "elasticities": found.elasticities,
                        "window": window, "partners": chosen}  # fmt: skip
                told = predictions(found, names, world)
                at = [world.axes.economy(p) for p in names]
                for i, p in enumerate(names):
                    rows.append(
                        keys | {"partner": p, "before_usd_mn": old[i], "after_usd_mn": new[i], "observed": change[i]}
                        | {name: values[i] for name, values in told.items()}
                        | {"duty_before": found.duty_before[at[i]], "duty_after": found.duty_after[at[i]],
                           "electronics": share[p], "electronic": share[p] > ELECTRONIC * share["*"]}
                    )  # fmt: skip
                for name in PREDICTORS:
                    figures = asdict(score(told[name], change))
                    scores.append(keys | {"predictor": name, "count": figures.pop("partners")} | figures)
    tables = pd.DataFrame(rows), pd.DataFrame(scores)
    out = Scored(*tables, main=main, verdict="unknown", left_out=gone, rule=rule_facts(scenario))
    return Scored(*tables, main=main, verdict=verdict(out), left_out=gone, rule=out.rule, least=LEAST_RANK)


def verdict(found: Scored) -> str:
    """Rule 16, mechanically."""
    rank = found.figure("model", "spearman")
    others = [found.figure(p, "spearman") for p in ("own-tariff", "headline", "last-growth")]
    if not np.isfinite(rank):
        return "unknown"
    if rank <= others[0]:
        return "contradicted"
    return "supported" if rank > LEAST_RANK and all(rank > x for x in others) else "mixed"


def rule_facts(scenario: Scenario) -> dict[str, str]:
    """Name, day and sha256 of the rule that the scenario names; the hash is empty where the file is not at hand."""
    from bahe.casebook.runs.provenance import sha256

    given = scenario.score
    if given is None:
        return {}
    fixed = given.fixed.isoformat() if isinstance(given.fixed, dt.date) else str(given.fixed)
    path = Path(scenario.folder) / given.rule if scenario.folder is not None else None
    digest = sha256(path.read_bytes()) if path is not None and path.is_file() else ""
    return {"file": given.rule, "fixed": fixed, "sha256": digest}
