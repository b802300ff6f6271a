"""Screens: which products does a buyer depend on, by published rules, with the condition that fired and by how much.

A screen is a set of conditions, all of which must hold in `need` of `of` years. It reads arrays of measures, one value a
product and year, which `measures` computes from imports and exports of one buyer. Axes: t year, k product, i supplier.

Three answers, never two: a condition FIRED, did NOT, or is UNKNOWN because its data are missing. A product is flagged when all
conditions fired; it is not flagged when one did not; otherwise it is undecided, and the result names what is missing.

Presets (thresholds can be changed):
  geodep    import HHI > .4; world-export HHI > .4; imports/exports > 1; in 2 of 3 years   [CEPII, Lefebvre and Wibaux 2024]
  ec-2021   HHI over foreign suppliers > .4; foreign share of imports > .5; imports/exports > 1   [SWD(2021) 352]
  imf-2017  s.d. of out-degree and clustering in the upper tail of all products; partial   [Korniyenko, Pinat and Dew 2017]
  merics    imports/exports > 2; partial: two more conditions are not published in full   [MERICS 2024]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.concentration import ROUNDING, clustering, hhi, outdegree_sd, shares
from bahe.dependence.indices.registered import indices
from bahe.faults import BadShape, BadValue, MissingData, UnknownName

Floats = NDArray[np.float64]
States = NDArray[np.int8]

FIRED, NOT, UNKNOWN = 1, 0, -1

#: Imports over exports where nothing is exported (CEPII GeoDep).
NO_EXPORTS = 9999.0

#: Measures that conditions may speak of.
MEASURES: Mapping[str, str] = {
    "import_hhi": "Herfindahl index of imports over foreign suppliers",
    "top_share": "share of the largest foreign supplier in foreign imports",
    "foreign_share": "share of imports that comes from outside the economy or group",
    "export_hhi": "Herfindahl index of world exports over exporters",
    "import_export_ratio": "foreign imports over exports; 9999 where nothing is exported",
    "outdegree_sd": "standard deviation of exporters' weighted out-degree in the world network",
    "clustering": "mean weighted clustering of the world network",
}


@dataclass(frozen=True)
class Condition:
    """measure > threshold; where `relative`, the threshold is that quantile of the measure over all products of the year.

    A threshold of None is one that is not known: the condition is never evaluated until the caller gives it.
    """

    measure: str
    threshold: float | None
    relative: bool = False


@dataclass(frozen=True)
class Preset:
    """A published screen: its conditions, in how many years of a window they must hold, and what of it is missing here."""

    name: str
    conditions: tuple[Condition, ...]
    need: int
    of: int
    cite: str
    partial: str = ""
    """What of the published method is not here; empty where it is whole."""


PRESETS: Mapping[str, Preset] = {
    p.name: p
    for p in (
        Preset(
            "geodep",
            (Condition("import_hhi", 0.4), Condition("export_hhi", 0.4), Condition("import_export_ratio", 1.0)),
            need=2, of=3,
            cite="Lefebvre and Wibaux (2024), CEPII Policy Brief 47; GeoDep",
        ),
        Preset(
            "ec-2021",
            (Condition("import_hhi", 0.4), Condition("foreign_share", 0.5), Condition("import_export_ratio", 1.0)),
            need=1, of=1,
            cite="European Commission (2021), SWD(2021) 352",
        ),
        Preset(
            "imf-2017",
            (Condition("outdegree_sd", 0.9, relative=True), Condition("clustering", 0.9, relative=True)),
            need=1, of=1,
            cite="Korniyenko, Pinat and Dew (2017), IMF WP/17/30",
            partial="the first two of three parts: substitutability is missing; the paper groups products by clusters, here the "
                    "upper tenth of each measure is taken; both are about the product, not the buyer",
        ),
        Preset(
            "merics",
            (Condition("import_export_ratio", 2.0), Condition("import_hhi", None), Condition("export_hhi", None)),
            need=1, of=1,
            cite="MERICS (2024), Growing asymmetry, annex I",
            partial="only the first of three conditions is confirmed; the two on concentration have no threshold until you give one",
        ),
    )
}  # fmt: skip


def preset(
    name: str | Preset = "geodep",
    thresholds: Mapping[str, float] | None = None,
    need: int | None = None,
    of: int | None = None,
) -> Preset:
    """A preset, with its thresholds (measure -> value) and its years (hold in `need` of `of`) changed where given.

    Raises UnknownName for a preset or a measure it does not use, BadValue for numbers outside their range.
    """
    if isinstance(name, str) and name not in PRESETS:
        raise UnknownName("preset", name, PRESETS, field="preset")
    p = PRESETS[name] if isinstance(name, str) else name
    used = [c.measure for c in p.conditions]
    for measure, value in (thresholds or {}).items():
        if measure not in used:
            raise UnknownName("condition", measure, used, field="thresholds", where=p.name)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float | np.number)
            or not np.isfinite(value)
            or value < 0
        ):
            raise BadValue("a threshold is a finite number, 0 or more", field=measure, where=p.name, got=value)
    changed = {m: float(v) for m, v in (thresholds or {}).items()}
    conditions = tuple(replace(c, threshold=changed.get(c.measure, c.threshold)) for c in p.conditions)
    n, o = p.need if need is None else need, p.of if of is None else of
    if not (isinstance(n, int) and isinstance(o, int) and 1 <= n <= o):
        raise BadValue("conditions must hold in `need` of `of` years, 1 <= need <= of", field="need, of", got=(n, o))
    return replace(p, conditions=conditions, need=n, of=o)


def measures(
    imports: Any,
    *,
    total: Any = None,
    own: Any = None,
    exports: Any = None,
    world_exports: Any = None,
    world_total: Any = None,
    network: Any = None,
) -> dict[str, Floats | None]:
    """The measures of one buyer (or of several on leading axes); one that lacks its data is None.

    imports        M[..., t, k, i], from each named supplier outside the economy or group
    total          [..., t, k], all imports from outside, suppliers that are not named included; default: the sum over i
    own            [..., t, k], imports from within the group (or re-imports); without it every import is foreign
    exports        [..., t, k], to outside
    world_exports  [t, k, i], exports of each named exporter to everybody; world_total [t, k] as `total`
    network        T[t, k, n, i], what every importer buys from every exporter
    NaN marks what is missing. Values in one unit. Besides MEASURES the result holds `imports` [..., t, k], which gates a screen:
    what is not imported is not depended on.
    """
    M = np.asarray(imports, dtype=np.float64)
    if M.ndim < 3:
        raise BadShape("imports have axes [..., t, k, i]", field="imports", got=M.shape)
    named, squares, top, least = _sums(M)
    all_in = named if total is None else _like(total, M.shape[:-1], "total")
    if least < 0 or np.any(named > all_in * (1 + ROUNDING)):
        raise BadValue("imports must not be below zero, nor exceed their total", field="imports, total")
    within = None if own is None else _like(own, M.shape[:-1], "own")
    out = None if exports is None else _like(exports, M.shape[:-1], "exports")
    net = None if network is None else np.asarray(network, dtype=np.float64)
    known: dict[str, Floats | None] = {
        "imports": all_in,
        "import_hhi": _over(squares, all_in**2),
        "top_share": _over(top, all_in),
        "foreign_share": foreign_share(all_in, within),
        "export_hhi": None if world_exports is None else hhi(shares(world_exports, world_total)),
        "import_export_ratio": None if out is None else import_export_ratio(all_in, out),
        "outdegree_sd": None if net is None else outdegree_sd(net),
        "clustering": None if net is None else clustering(net),
    }
    return known


#: Rows of suppliers that are read at once: they stay in the cache for all four sums.
_ROWS = 512


def _sums(M: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Over suppliers: sum, sum of squares and largest of M[..., i], and the least number of all."""
    rows = M.reshape(-1, M.shape[-1])
    named, squares, top = (np.empty(len(rows)) for _ in range(3))
    least = 0.0
    for start in range(0, len(rows), _ROWS):
        at, block = slice(start, start + _ROWS), rows[start : start + _ROWS]
        named[at] = block.sum(axis=1)
        squares[at] = np.einsum("ri,ri->r", block, block)
        top[at] = block.max(axis=1, initial=0.0)
        least = min(least, float(np.fmin.reduce(block, axis=None, initial=0.0)))
    shape = M.shape[:-1]
    return named.reshape(shape), squares.reshape(shape), top.reshape(shape), least


def _over(part: Floats, whole: Floats) -> Floats:
    """part / whole, NaN where the whole is zero: of values, the Herfindahl index is sum x^2 / (sum x)^2, with no array of shares."""
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


@indices.add(
    "foreign-share", cite="European Commission (2021), SWD(2021) 352",
    formula="foreign / (foreign + own)", range="0..1", unit="fraction", layer="product", two_sided=True,
)  # fmt: skip
def foreign_share(foreign: Any, own: Any = None) -> Floats:
    """foreign / (foreign + own) imports; NaN where there are none. One economy's imports are foreign but for re-imports."""
    f = np.asarray(foreign, dtype=np.float64)
    total = f + (0.0 if own is None else np.asarray(own, dtype=np.float64))
    return np.asarray(np.divide(f, total, out=np.full(np.shape(total), np.nan), where=total > 0))


@indices.add(
    "import-export-ratio", cite="CEPII GeoDep",
    formula="imports / exports", range="0 and more; 9999 without exports", unit="ratio", layer="product", two_sided=True,
)  # fmt: skip
def import_export_ratio(imports: Any, exports: Any) -> Floats:
    """imports / exports, 9999 where nothing is exported: can home makers stand in for what is bought abroad?"""
    m, x = np.broadcast_arrays(np.asarray(imports, dtype=np.float64), np.asarray(exports, dtype=np.float64))
    ratio = np.divide(m, x, out=np.full(m.shape, NO_EXPORTS), where=x > 0)
    return np.where(np.isnan(m) | np.isnan(x), np.nan, ratio)


def _like(value: Any, shape: tuple[int, ...], field: str) -> Floats:
    x = np.asarray(value, dtype=np.float64)
    if x.shape != shape:
        raise BadShape("must match imports without its last axis", field=field, got=x.shape, allowed=str(shape))
    if np.any(x < 0):
        raise BadValue("a flow is below zero", field=field, got=float(np.nanmin(x)))
    return x


@dataclass(frozen=True)
class Screening:
    """What a screen found. Axes: c condition, t year, k product (leading axes of the measures, if any, before t)."""

    preset: Preset
    value: Floats
    """Value of each condition's measure [c, ..., t, k]; NaN where missing or nothing is imported."""
    threshold: Floats
    """Threshold it is compared with [c, ..., t, k]; NaN where not known."""
    state: States
    """FIRED (1), NOT (0) or UNKNOWN (-1), by condition [c, ..., t, k]."""
    year: States
    """All conditions of the year [..., t, k]: 1 flagged, 0 not, -1 undecided."""
    verdict: States
    """Flagged in `need` of the `of` years that end in t [..., t, k]: 1, 0 or -1."""
    notes: tuple[str, ...] = ()

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Flagged at the end of the last window, [..., k]."""
        return np.asarray(self.verdict[..., -1, :] == FIRED)

    @property
    def undecided(self) -> NDArray[np.bool_]:
        """Undecided at the end of the last window, [..., k]: no condition failed, but some could not be evaluated."""
        return np.asarray(self.verdict[..., -1, :] == UNKNOWN)

    @property
    def count(self) -> int:
        """Number of flagged products (over all leading axes)."""
        return int(self.flagged.sum())

    @property
    def margin(self) -> Floats:
        """By how much each condition is passed, value - threshold [c, ..., t, k]; below zero it is missed."""
        return self.value - self.threshold

    @property
    def not_evaluated(self) -> tuple[str, ...]:
        """Measures of the conditions that could be evaluated for no product in no year."""
        return _absent(self.preset, self.state, self.value, self.threshold)

    def explain(self, product: int) -> list[dict[str, Any]]:
        """One row a year and condition of one product: year (its position), measure, value, threshold, margin, state.

        `state` is "fired", "not fired" or "not evaluated". Only for measures without leading axes.
        """
        if self.state.ndim != 3:
            raise BadShape(
                "one buyer at a time", field="explain", got=self.state.shape, remedy="Screen one buyer's measures."
            )
        words = {FIRED: "fired", NOT: "not fired", UNKNOWN: "not evaluated"}
        margin = self.margin
        return [
            {
                "year": t,
                "measure": condition.measure,
                "value": float(self.value[c, t, product]),
                "threshold": float(self.threshold[c, t, product]),
                "margin": float(margin[c, t, product]),
                "state": words[int(self.state[c, t, product])],
            }
            for t in range(self.state.shape[1])
            for c, condition in enumerate(self.preset.conditions)
        ]


@indices.add(
    "screen", cite="CEPII GeoDep; SWD(2021) 352; IMF WP/17/30; MERICS (2024)",
    formula="all conditions, in need of years", range="1, 0 or -1", unit="flag", layer="product", two_sided=True,
)  # fmt: skip
def screen(
    known: Mapping[str, Any],
    name: str | Preset = "geodep",
    *,
    thresholds: Mapping[str, float] | None = None,
    need: int | None = None,
    of: int | None = None,
    missing: str = "undecided",
    notes: Sequence[str] = (),
) -> Screening:
    """Which products are flagged, which condition fired and by how much.

    known       measures by name, [..., t, k] each or None, as `measures` gives them; `imports` gates
    name        preset or its name; thresholds, need, of change it
    missing     what a condition that nothing is known about does: "undecided", or "leave-out": decide by the others (noted)
    Fewer years than `of` leave a product undecided unless the years at hand settle it.
    """
    if missing not in ("undecided", "leave-out"):
        raise BadValue("unknown choice", field="missing", got=missing, allowed=("undecided", "leave-out"))
    rule = preset(name, thresholds, need, of)
    if known.get("imports") is None:
        raise MissingData("a screen needs to know what is imported", field="imports", remedy="measures() gives it.")
    imports = np.asarray(known["imports"], dtype=np.float64)
    value = np.stack([_measure(known, c.measure, imports) for c in rule.conditions])
    threshold = np.stack([_threshold(c, v) for c, v in zip(rule.conditions, value, strict=True)])
    state = _states(value, threshold, imports)
    absent = _absent(rule, state, value, threshold)
    said = [*notes, *([f"{rule.name} is partial: {rule.partial}"] if rule.partial else [])]
    if absent:
        what = "left out" if missing == "leave-out" else "not evaluated: no product can be flagged without"
        said.append(f"{what}: {', '.join(absent)}" if missing == "leave-out" else f"{what} {', '.join(absent)}")
    kept = state[[c.measure not in absent for c in rule.conditions]] if missing == "leave-out" else state
    if not len(kept):
        kept = state
    year = _all(kept)
    if year.shape[-2] < rule.of:
        said.append(
            f"{year.shape[-2]} of the {rule.of} years of a window are at hand; say need=1, of=1 to screen single years"
        )
    return Screening(rule, value, threshold, state, year, persistent(year, rule.need, rule.of), tuple(said))


def _absent(rule: Preset, state: States, value: Floats, threshold: Floats) -> tuple[str, ...]:
    """Measures of conditions that were evaluated nowhere, though something is imported."""
    seen = ~np.isnan(value) & ~np.isnan(threshold)
    return tuple(
        c.measure for c, s, e in zip(rule.conditions, state, seen, strict=True) if (s == UNKNOWN).any() and not e.any()
    )


def _measure(known: Mapping[str, Any], name: str, imports: Floats) -> Floats:
    if name not in MEASURES:
        raise UnknownName("measure", name, MEASURES)
    x = known.get(name)
    v = np.broadcast_to(np.nan if x is None else np.asarray(x, dtype=np.float64), imports.shape)
    return np.where(imports == 0, np.nan, v)


def _threshold(c: Condition, value: Floats) -> Floats:
    """The threshold on every cell: the number, or the quantile of the year's products."""
    if c.threshold is None or not c.relative:
        return np.full(value.shape, np.nan if c.threshold is None else c.threshold)
    if not c.threshold <= 1:
        raise BadValue("a relative threshold is a quantile in 0..1", field=c.measure, got=c.threshold)
    if np.isnan(value).all():
        return np.full(value.shape, np.nan)
    rows = value.reshape(-1, value.shape[-1])
    cut = [np.nanquantile(r, c.threshold) if not np.isnan(r).all() else np.nan for r in rows]
    return np.broadcast_to(np.reshape(cut, value.shape[:-1])[..., None], value.shape).copy()


def _states(value: Floats, threshold: Floats, imports: Floats) -> States:
    """FIRED where value > threshold, UNKNOWN where either is missing, NOT where nothing is imported."""
    state = np.where(value > threshold, FIRED, NOT)
    state = np.where(np.isnan(value) | np.isnan(threshold), UNKNOWN, state)
    return np.where(imports == 0, NOT, state).astype(np.int8)


def _all(state: States) -> States:
    """All conditions (axis 0): one that did not fire settles it; else one that is unknown leaves it open."""
    return np.asarray(
        np.where((state == NOT).any(axis=0), NOT, np.where((state == UNKNOWN).any(axis=0), UNKNOWN, FIRED)),
        dtype=np.int8,
    )


def persistent(year: Any, need: int, of: int) -> States:
    """Verdict v[..., t, k]: flagged in at least `need` of the `of` years that end in t; -1 while years not known could decide it.

    year  1, 0 or -1 by year [..., t, k]; years before the first are not known
    """
    y = np.asarray(year, dtype=np.int8)
    yes, open_ = _windows(y == FIRED, of), _windows(y == UNKNOWN, of)
    before = np.maximum(of - 1 - np.arange(y.shape[-2]), 0)[:, None]
    return np.asarray(np.where(yes >= need, FIRED, np.where(yes + open_ + before < need, NOT, UNKNOWN)), dtype=np.int8)


def _windows(true: NDArray[np.bool_], of: int) -> NDArray[np.intp]:
    """Number of True in the `of` years that end in t."""
    total = np.cumsum(true, axis=-2, dtype=np.intp)
    out = total.copy()
    if total.shape[-2] > of:
        out[..., of:, :] -= total[..., :-of, :]
    return out


@dataclass(frozen=True)
class Sweep:
    """How many products are flagged as each threshold moves, the others held. Axes: c condition, g grid point."""

    measures: tuple[str, ...]
    threshold: Floats
    """Thresholds tried, [c, g]."""
    count: NDArray[np.intp]
    """Products flagged at each, [c, g]."""
    undecided: NDArray[np.intp]
    """Products undecided at each, [c, g]."""
    at: Floats
    """Threshold of the screen itself, [c]."""
    count_at: int
    """Products flagged by the screen itself."""

    def cliff(self, band: float = 0.1) -> dict[str, float]:
        """Measure -> part of the count that a threshold `band` (a tenth) stricter or looser moves, the larger of the two.

        0.2 says that one flag in five hangs on the last tenth of that threshold. inf where the screen flags nothing and a looser
        threshold something; NaN where the grid does not reach that far.
        """
        return {m: self._cliff(c, band) for c, m in enumerate(self.measures)}

    def _cliff(self, c: int, band: float) -> float:
        grid, at = self.threshold[c], self.at[c]
        ends = (at * (1 - band), at * (1 + band))
        if not (np.isfinite(at) and grid[0] <= ends[0] and ends[1] <= grid[-1]):
            return float("nan")
        moved = max(abs(int(self.count[c, np.abs(grid - e).argmin()]) - self.count_at) for e in ends)
        return moved / self.count_at if self.count_at else (float("inf") if moved else 0.0)


@indices.add(
    "threshold-sweep", cite="Vicard and Wibaux (2023): one in five flags of 2018 is gone in 2019",
    formula="count of flags by threshold", range="0 and more", unit="count", layer="product", two_sided=True,
)  # fmt: skip
def threshold_sweep(
    known: Mapping[str, Any],
    name: str | Preset = "geodep",
    *,
    grid: Mapping[str, Any] | None = None,
    points: int = 41,
    thresholds: Mapping[str, float] | None = None,
    need: int | None = None,
    of: int | None = None,
    missing: str = "undecided",
) -> Sweep:
    """Count of flagged products as each threshold varies, the other conditions held: thresholds make cliffs, this shows them.

    grid    measure -> thresholds to try, rising; all of one length. Default: `points` values from half to one and a half times
            the threshold (for a quantile: up to 1)
    Other arguments as in `screen`.
    """
    rule = preset(name, thresholds, need, of)
    base = screen(known, rule, missing=missing)
    for measure in grid or {}:
        if measure not in [c.measure for c in rule.conditions]:
            raise UnknownName("condition", measure, [c.measure for c in rule.conditions], field="grid", where=rule.name)
    tried, count, undecided, at, swept = [], [], [], [], []
    for c in rule.conditions:
        if c.threshold is None and c.measure not in (grid or {}):
            continue
        values = np.asarray((grid or {}).get(c.measure, _grid(c, points)), dtype=np.float64)
        found = [screen(known, rule, thresholds={c.measure: float(v)}, missing=missing) for v in values]
        swept.append(c.measure)
        tried.append(values)
        at.append(np.nan if c.threshold is None else c.threshold)
        count.append([f.count for f in found])
        undecided.append([int(f.undecided.sum()) for f in found])
    if len({len(v) for v in tried}) > 1:
        raise BadShape("grids must have one length", field="grid", got=[len(v) for v in tried])
    return Sweep(
        tuple(swept),
        np.array(tried),
        np.array(count, dtype=np.intp),
        np.array(undecided, dtype=np.intp),
        np.array(at),
        base.count,
    )


def _grid(c: Condition, points: int) -> Floats:
    at = c.threshold or 0.0
    return np.linspace(0.5 * at, min(1.5 * at, 1.0) if c.relative else 1.5 * at, points)


@dataclass(frozen=True)
class TwoSided:
    """One pair read both ways. Axis k product."""

    buyer_depends: NDArray[np.bool_]
    """Products on which the buyer is flagged and this supplier is its largest."""
    supplier_depends: NDArray[np.bool_]
    """Products on which the supplier is flagged as a seller and this buyer is its largest customer."""

    @property
    def counts(self) -> tuple[int, int]:
        """(products on which the buyer depends on the supplier, products on which the supplier depends on the buyer)."""
        return int(self.buyer_depends.sum()), int(self.supplier_depends.sum())

    @property
    def mutual(self) -> NDArray[np.bool_]:
        """Products on which each depends on the other."""
        return self.buyer_depends & self.supplier_depends


@indices.add(
    "two-sided", cite="European Commission, supply-chain hub: reverse dependencies",
    formula="screen, and screen of the transposed trade", range="0 or 1", unit="flag", layer="product", two_sided=True,
)  # fmt: skip
def two_sided(buying: Screening, imports: Any, supplier: int, selling: Screening, exports: Any, buyer: int) -> TwoSided:
    """The same screen from both ends of a pair: on what does the buyer depend on the supplier, and the supplier on the buyer?

    buying, imports    screen of the buyer, and what it buys of k from i in the last year, M[k, i]; `supplier` is a position on i
    selling, exports   screen of the supplier with the words swapped (customers for suppliers, exports for imports: `measures` of
                       the transposed trade), and what it sells of k to n, X[k, n]; `buyer` is a position on n
    """
    return TwoSided(buying.flagged & largest_is(imports, supplier), selling.flagged & largest_is(exports, buyer))


def largest_is(value: Any, place: int) -> NDArray[np.bool_]:
    """Is `place` the largest partner, and any at all? By product, of v[k, i]."""
    v = np.asarray(value, dtype=np.float64)
    return np.asarray((v.argmax(axis=-1) == place) & (v[..., place] > 0))
