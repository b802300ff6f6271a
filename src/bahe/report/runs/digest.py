"""A Run read once: values by name, bands over elasticity sets, who acts on whom, which variant leads.

No words and no drawing in here; `answer`, `figures` and `page` ask this object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.report.run import Run

Floats = NDArray[np.float64]

#: Names of a row of `flows` that stands for all sectors together.
ALL_SECTORS = ("all", "total")
#: Measures that the report looks up.
MEASURES = ("welfare_pct", "welfare_usd_mn", "revenue_usd_mn", "real_wage_pct")
#: Order in which horizons are told.
HORIZON_ORDER = ("long", "long-bln", "medium", "short", "shock")


@dataclass(frozen=True)
class Band:
    """A central figure and its range over the elasticity sets that converged (`sets` of `asked`)."""

    central: float
    low: float
    high: float
    sets: int
    asked: int

    @property
    def known(self) -> bool:
        """True where the central solve gave a figure."""
        return isfinite(self.central)

    @property
    def wide(self) -> bool:
        """True where the band has more than one set behind it."""
        return self.sets > 1

    @property
    def same_sign(self) -> bool:
        """True where the figures of all sets that converged have the same sign."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Flow:
    """Trade of one exporter with one importer at basic prices, USD million."""

    exporter: str
    importer: str
    base: float
    new: float

    @property
    def change(self) -> float:
        """New less base."""
        return self.new - self.base


@dataclass(frozen=True)
class Industry:
    """Sales of an industry before and after, USD million."""

    base: float
    new: float

    @property
    def change(self) -> float:
        """New less base."""
        return self.new - self.base

    @property
    def percent(self) -> float:
        """Change in per cent of the base."""
        return 100 * (self.new / self.base - 1)


@dataclass(frozen=True)
class Rates:
    """Tariffs of one importer on one exporter by sector: base, new, and base imports (USD million)."""

    sectors: tuple[str, ...]
    base: Floats
    new: Floats
    imports: Floats

    def average(self, rates: Floats) -> float:
        """Rate weighted by base imports; NaN where nothing is traded."""
        total = float(self.imports.sum())
        return float((rates * self.imports).sum() / total) if total > 0 else nan


class Digest:
    """The figures of a Run by name. Solves that did not converge give no figure, whatever the table holds."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.variants = _in_order([v.id for v in run.scenario.variants], run.welfare["variant"], run.solves["variant"])
        asked = list(getattr(run.scenario, "horizons", ()))
        found = _in_order([h for h in HORIZON_ORDER if h in asked], run.welfare["horizon"], run.solves["horizon"])
        self.horizons = sorted(found, key=lambda h: HORIZON_ORDER.index(h) if h in HORIZON_ORDER else 99)
        self.focus = _in_order(run.scenario.focus)

    # -- solves ------------------------------------------------------------------------------------------------------
    @cached_property
    def outcomes(self) -> dict[tuple[str, str, str], str]:
        """(variant, horizon, elasticities) -> name of the outcome."""
        s = self.run.solves
        keys = zip(s["variant"], s["horizon"], s["elasticities"].astype(str), strict=True)
        return {k: outcome_name(o) for k, o in zip(keys, s["outcome"], strict=True)}

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """horizon -> elasticity sets or theta labels asked for, in order of appearance."""
        out: dict[str, list[str]] = {h: [] for h in self.horizons}
        for _, h, e in [*self.outcomes, *self._keys]:
            if h in out and e not in out[h]:
                out[h].append(e)
        return out

    @cached_property
    def central(self) -> dict[str, str]:
        """horizon -> the label of the central set: the world's own, or the theta of the horizon."""
        return {h: self._central(h) for h in self.horizons}

    def by_value(self, horizon: str) -> bool:
        """True where the band of a horizon is over values of one trade elasticity, not over sets."""
        return all(label.startswith("theta ") for label in self.labels.get(horizon, ("",)))

    def _central(self, horizon: str) -> str:
        labels, world = self.labels[horizon], self.run.world
        if horizon in world.horizons and horizon != "long":
            theta = np.unique(world.horizons[horizon].trade_elasticity)
            if theta.size == 1 and f"theta {theta[0]:g}" in labels:
                return f"theta {theta[0]:g}"
        for name in (world.elasticity_set, "central", "given"):
            if name in labels:
                return name
        return labels[len(labels) // 2] if labels else ""

    def outcome(self, variant: str, horizon: str, label: str | None = None) -> str:
        """Name of the outcome of one solve (`converged`, ...); empty where there is no such solve."""
        return self.outcomes.get((variant, horizon, label or self.central.get(horizon, "")), "")

    # -- values ------------------------------------------------------------------------------------------------------
    @cached_property
    def _values(self) -> dict[tuple[str, str, str, str], dict[str, float]]:
        """(variant, horizon, economy, measure) -> {label: value}; only what converged and is finite."""
        w = self.run.welfare
        w = w[w["measure"].isin(MEASURES)]
        out: dict[tuple[str, str, str, str], dict[str, float]] = {}
        columns = [w[c].astype(str).tolist() for c in ("variant", "horizon", "economy", "measure", "elasticities")]
        for v, h, n, m, e, x in zip(*columns, w["value"].astype(float).tolist(), strict=True):
            if isfinite(x) and self.outcomes.get((v, h, e), "converged") == "converged":
                out.setdefault((v, h, n, m), {})[e] = x
        return out

    @cached_property
    def _keys(self) -> list[tuple[str, str, str]]:
        w = self.run.welfare
        seen = w[["variant", "horizon", "elasticities"]].drop_duplicates()
        return [(str(v), str(h), str(e)) for v, h, e in seen.itertuples(index=False)]

    def draws(self, variant: str, horizon: str, economy: str, measure: str = "welfare_pct") -> Mapping[str, float]:
        """Label -> value over the sets that converged."""
        found = self._values.get((variant, horizon, economy, measure), {})
        return found if found or economy != "world" else self._world(variant, horizon, measure)

    def _world(self, variant: str, horizon: str, measure: str) -> Mapping[str, float]:
        """The whole world: the sum in USD, or that sum in per cent of base income; only over sets where no economy is missing."""
        if measure not in ("welfare_pct", "welfare_usd_mn"):
            return {}
        parts = [self._values.get((variant, horizon, n, "welfare_usd_mn"), {}) for n in self.run.world.economies]
        every = [e for e in self.labels.get(horizon, ()) if all(e in p for p in parts)]
        scale = 100 / float(self.run.world.income.sum()) if measure == "welfare_pct" else 1.0
        return {e: scale * sum(p[e] for p in parts) for e in every}

    def band(self, variant: str, horizon: str, economy: str, measure: str = "welfare_pct") -> Band:
        """Central figure and range over sets; NaN where the central solve gave none."""
        draws = self.draws(variant, horizon, economy, measure)
        central = draws.get(self.central.get(horizon, ""), nan)
        asked = len(self.labels.get(horizon, ()))
        if not draws:
            return Band(nan, nan, nan, 0, asked)
        return Band(central, min(draws.values()), max(draws.values()), len(draws), asked)

    def value(self, variant: str, horizon: str, economy: str, measure: str = "welfare_pct") -> float:
        """The central figure."""
        return self.band(variant, horizon, economy, measure).central

    # -- names -------------------------------------------------------------------------------------------------------
    def members(self, name: str) -> tuple[str, ...]:
        """Economies that a name stands for."""
        axes = self.run.world.axes
        if name in axes.economies:
            return (name,)
        if name in ("world", "others"):
            return axes.economies
        return tuple(axes.economy_groups.get(name, ()))

    @cached_property
    def ranked_focus(self) -> list[str]:
        """Focus economies and groups, from the largest loss to the largest gain in the lead variant; unknown last."""
        h = self.horizons[0]
        return sorted(self.focus, key=lambda n: _or_last(self.value(self.lead, h, n)))

    @cached_property
    def ranked_economies(self) -> list[str]:
        """Every economy of the world, ranked as `ranked_focus`."""
        h = self.horizons[0]
        return sorted(self.run.world.economies, key=lambda n: _or_last(self.value(self.lead, h, n)))

    @cached_property
    def blocks(self) -> dict[str, tuple[str, ...]]:
        """Focus names that do not overlap (a group before its members, the world left out) -> economies."""
        taken: set[str] = set()
        out: dict[str, tuple[str, ...]] = {}
        for name in sorted(self.focus, key=lambda n: n in self.run.world.economies):
            members = self.members(name)
            if members and len(members) < len(self.run.world.economies) / 2 and not taken & set(members):
                out[name] = members
                taken |= set(members)
        return {n: out[n] for n in self.focus if n in out}

    # -- who acts on whom --------------------------------------------------------------------------------------------
    @cached_property
    def tariff_weight(self) -> dict[tuple[str, str], float]:
        """(importer block, exporter block) -> sum of |new - base| x base trade over variants, USD million."""
        t, world = self.run.tariffs, self.run.world
        if not len(t):
            return {}
        n, i, k = (_positions(t[c], names) for c, names in
                   (("importer", world.economies), ("exporter", world.economies), ("sector", world.sectors)))  # fmt: skip
        ok = (n >= 0) & (i >= 0) & (k >= 0)
        change = np.abs(t["new"].to_numpy(float) - t["base"].to_numpy(float))
        weight = np.zeros((len(world.economies),) * 2)
        np.add.at(weight, (n[ok], i[ok]), np.nan_to_num(change[ok]) * world.trade[n[ok], i[ok], k[ok]])
        at = {name: [world.axes.economy(m) for m in members] for name, members in self.blocks.items()}
        out = {(a, b): float(weight[np.ix_(at[a], at[b])].sum()) for a in at for b in at if a != b}
        return {pair: w for pair, w in out.items() if w > 0}

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """(importer, exporter) pairs whose tariffs change, the heaviest first."""
        return sorted(self.tariff_weight, key=lambda p: -self.tariff_weight[p])

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The two blocks between which most changes; the first two of the focus where no tariff changes."""
        joint: dict[tuple[str, ...], float] = {}
        order = list(self.blocks)
        for (a, b), w in self.tariff_weight.items():
            key = tuple(sorted((a, b), key=order.index))
            joint[key] = joint.get(key, 0.0) + w
        if joint:
            return max(joint, key=lambda k: joint[k])
        # Without a tariff between blocks: two that do not overlap, else whatever of the focus a figure exists for.
        found = {n for _, _, n, m in self._values if m == "welfare_pct"} | {"world"}
        known = [n for n in self.focus if n in found]
        return tuple(([n for n in self.blocks if n in found] or known or self.focus)[:2])

    def cost(self, variant: str) -> float:
        """Sum over the actors of |change of real income|, USD million, at the first horizon; NaN where unknown."""
        values = [self.value(variant, self.horizons[0], a, "welfare_usd_mn") for a in self.actors]
        if not all(isfinite(v) for v in values):
            values = [self.value(variant, self.horizons[0], a) for a in self.actors]
        return float(np.abs(values).sum())

    @cached_property
    def ranked_variants(self) -> list[str]:
        """Variants with figures that change anything, from the largest effect on the actors to the smallest."""
        known = [(self.cost(v), v) for v in self.variants]
        return [v for c, v in sorted((k for k in known if isfinite(k[0])), key=lambda k: -k[0])]

    @cached_property
    def failed(self) -> list[str]:
        """Variants without a central figure for some actor at the first horizon."""
        return [v for v in self.shown if v not in self.ranked_variants]

    @cached_property
    def moving(self) -> list[str]:
        """Ranked variants without those that leave every actor's real income where it was (a base that is restated)."""
        h = self.horizons[0]
        return [v for v in self.ranked_variants if any(abs(self.value(v, h, a)) >= 5e-4 for a in self.actors)]

    @cached_property
    def shown(self) -> list[str]:
        """Variants without those that only restate the base (no economy moves); all of them where none moves."""
        return [v for v in self.variants if v not in self.still] or self.variants

    @cached_property
    def still(self) -> list[str]:
        """Variants that converged and leave the real income of every economy where it was."""
        names = self.run.world.economies
        return [v for v in self.variants if all(abs(self.value(v, h, n)) < 1e-6 for h in self.horizons for n in names)]

    @cached_property
    def map_values(self) -> list[float]:
        """Real income of every economy in every shown variant at the first horizon: what the colours must span."""
        h = self.horizons[0]
        return [self.value(v, h, n) for v in self.shown for n in self.run.world.economies]

    @cached_property
    def lead(self) -> str:
        """The variant drawn large: the scenario's own choice (`lead`), else the one that changes the actors' income most.

        The variant that others are compared with leads only where the scenario says so.
        """
        chosen = getattr(self.run.scenario, "lead", None)
        if chosen in self.variants:
            return str(chosen)
        other = [v for v in (*self.ranked_variants, *self.variants) if v != self.reference]
        return other[0]

    @cached_property
    def solved(self) -> bool:
        """True where some solve gave a figure."""
        return bool(self._values)

    # -- one variant against another ---------------------------------------------------------------------------------
    @cached_property
    def reference(self) -> str | None:
        """The variant that the others are compared with (`compare_with`); None where none is named or nothing is left."""
        chosen = getattr(self.run.scenario, "compare_with", None)
        return str(chosen) if chosen in self.variants and len(self.variants) > 1 else None

    @cached_property
    def against(self) -> Against | None:
        """The same run with every variant relative to the reference; None where there is no reference."""
        return Against(self, self.reference) if self.reference is not None else None

    # -- flows, sectors, tariffs -------------------------------------------------------------------------------------
    def flows(self, variant: str, horizon: str) -> list[Flow]:
        """Trade between the blocks, each pair once a direction, largest change first."""
        table = self._flow_tables.get((variant, horizon))
        if table is None:
            return []
        base, new = table
        world = self.run.world
        at = {name: [world.axes.economy(m) for m in members] for name, members in self.blocks.items()}
        out = [
            Flow(a, b, float(base[np.ix_(at[a], at[b])].sum()), float(new[np.ix_(at[a], at[b])].sum()))
            for a in at
            for b in at
            if a != b
        ]
        return sorted((f for f in out if isfinite(f.new) and f.base > 0), key=lambda f: -abs(f.change))

    @cached_property
    def _flow_tables(self) -> dict[tuple[str, str], tuple[Floats, Floats]]:
        """(variant, horizon) -> base and new trade [exporter, importer] over all sectors, USD million."""
        f, names = self.run.flows, self.run.world.economies
        if not len(f):
            return {}
        sectors = f["sector"].astype("category")
        whole = [s for s in ALL_SECTORS if s in sectors.cat.categories]
        if whole:
            f = f[sectors == whole[0]]
        i, n = _positions(f["exporter"], names), _positions(f["importer"], names)
        vs, hs = _positions(f["variant"], self.variants), _positions(f["horizon"], self.horizons)
        ok = (i >= 0) & (n >= 0) & (vs >= 0) & (hs >= 0)
        shape = (len(self.variants), len(self.horizons), len(names), len(names))
        base, new, seen = np.zeros(shape), np.zeros(shape), np.zeros(shape[:2], dtype=bool)
        where = (vs[ok], hs[ok], i[ok], n[ok])
        np.add.at(base, where, f["base_usd_mn"].to_numpy(float)[ok])
        np.add.at(new, where, f["new_usd_mn"].to_numpy(float)[ok])
        seen[vs[ok], hs[ok]] = True
        return {
            (v, h): (base[a, b], new[a, b])
            for a, v in enumerate(self.variants)
            for b, h in enumerate(self.horizons)
            if seen[a, b] and self.outcome(v, h) in ("converged", "")
        }

    def sectors(self, variant: str, horizon: str, name: str) -> dict[str, Industry]:
        """Output by sector of a name (groups added up), sectors with output in the base only."""
        s = self.run.sectors
        if self.outcome(variant, horizon) not in ("converged", ""):
            return {}
        s = s[(s["variant"] == variant) & (s["horizon"] == horizon) & s["economy"].isin(self.members(name))]
        sums = s.groupby("sector", sort=False, observed=True)[["output_usd_mn", "output_new_usd_mn"]].sum(min_count=1)
        out = {str(k): Industry(b, n) for k, (b, n) in zip(sums.index, sums.to_numpy(float).tolist(), strict=True)}
        return {k: i for k, i in out.items() if i.base > 0 and isfinite(i.new)}

    @cached_property
    def _tariff_groups(self) -> dict[str, tuple[Any, Any, Any, Floats]]:
        t, world = self.run.tariffs, self.run.world
        out = {}
        for v in self.variants:
            rows = t[t["variant"] == v]
            n, i, k = (_positions(rows[c], names) for c, names in
                       (("importer", world.economies), ("exporter", world.economies), ("sector", world.sectors)))  # fmt: skip
            ok = (n >= 0) & (i >= 0) & (k >= 0)
            out[v] = (
                n[ok],
                i[ok],
                k[ok],
                np.stack([rows["base"].to_numpy(float)[ok], rows["new"].to_numpy(float)[ok]]),
            )
        return out

    def rates(self, variant: str, importer: str, exporter: str) -> Rates:
        """Tariffs before and after by goods sector, weighted by base imports where names are groups."""
        world = self.run.world
        ns = np.array([world.axes.economy(m) for m in self.members(importer)], dtype=int)
        es = np.array([world.axes.economy(m) for m in self.members(exporter)], dtype=int)
        base = np.array(world.tariff[np.ix_(ns, es)])
        new = base.copy()
        n, i, k, cells = self._tariff_groups[variant]
        row, column = _inverse(ns, len(world.economies)), _inverse(es, len(world.economies))
        hit = (row[n] >= 0) & (column[i] >= 0)
        where = (row[n[hit]], column[i[hit]], k[hit])
        base[where], new[where] = cells[0, hit], cells[1, hit]
        trade = np.array(world.trade[np.ix_(ns, es)])
        goods = world.axes.sector_index("goods")
        imports = trade.sum((0, 1))
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = [np.where(imports > 0, (r * trade).sum((0, 1)) / imports, np.nan) for r in (base, new)]
        keep = [int(g) for g in goods if imports[g] > 0]
        return Rates(tuple(world.sectors[g] for g in keep), mean[0][keep], mean[1][keep], imports[keep])

    @cached_property
    def importers(self) -> list[str]:
        """Blocks whose own tariffs change in some variant, the heaviest first."""
        weight: dict[str, float] = {}
        for (n, _), w in self.tariff_weight.items():
            weight[n] = weight.get(n, 0.0) + w
        return sorted(weight, key=lambda n: -weight[n])


class Against(Digest):
    """A digest whose figures are relative to one variant, the reference, instead of the base.

    Each ratio (or difference, for money) is taken within one elasticity set and one horizon; bands are over these.
    A set gives a figure where the variant and the reference both converged.
    """

    def __init__(self, base: Digest, reference: str) -> None:
        super().__init__(base.run)
        self.variants = [v for v in base.variants if v != reference]
        self._base, self._reference = base, reference

    @cached_property
    def lead(self) -> str:
        """The lead of the report."""
        return self._base.lead

    @cached_property
    def reference(self) -> str:
        """The variant that the others are relative to."""
        return self._reference

    @cached_property
    def still(self) -> list[str]:
        """None is left out: a variant that restates the base is not the reference."""
        return []

    def draws(self, variant: str, horizon: str, economy: str, measure: str = "welfare_pct") -> Mapping[str, float]:
        """Label -> the variant relative to the reference, over the sets where both converged."""
        new, old = (self._base.draws(v, horizon, economy, measure) for v in (variant, self._reference))
        return {e: relative(measure, new[e], old[e]) for e in new if e in old}

    def outcome(self, variant: str, horizon: str, label: str | None = None) -> str:
        """How the variant ended or, where that converged, how the reference did."""
        found = self._base.outcome(variant, horizon, label)
        return found if found not in ("converged", "") else self._base.outcome(self._reference, horizon, label)


def relative(measure: str, new: float, old: float) -> float:
    """A figure of one variant relative to another, both given against the base.

    Per cent: one index over the other, 100 ((1 + new/100) / (1 + old/100) - 1), exact. Money: new - old.
    """
    return 100 * ((100 + new) / (100 + old) - 1) if measure.endswith("_pct") else new - old


def outcome_name(outcome: object) -> str:
    """Name of an outcome given as the enumeration, its name or its advice."""
    name = getattr(outcome, "name", None) or str(outcome)
    return str(name).split(":")[0].split(".")[-1].strip()


def _in_order(first: Iterable[str], *more: Iterable[Any]) -> list[str]:
    """Names once each, in order of appearance."""
    seen: dict[str, None] = dict.fromkeys(str(n) for n in first)
    for names in more:
        unique = names.unique() if hasattr(names, "unique") else names
        seen.update(dict.fromkeys(str(n) for n in unique))
    return list(seen)


def _or_last(x: float) -> float:
    return x if isfinite(x) else 1e300


def _positions(column: Any, names: Sequence[str]) -> NDArray[np.intp]:
    """Position of every entry in `names`, -1 where unknown."""
    import pandas as pd

    return pd.Index(list(names)).get_indexer(pd.Index(column.astype(object)))


def _inverse(members: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    out = np.full(size, -1)
    out[members] = np.arange(members.size)
    return out
