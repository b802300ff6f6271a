"""Duties as arrays: the law of a day laid over US imports of 2024, cell by cell, and their means by partner and industry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.measures import (
    EXPORTERS,
    USMCA_LEVELS,
    Inputs,
    Override,
    Rate,
    as_date,
    chain,
    exempt_bits,
    in_force,
    rate_on,
    read_overrides,
    usmca_shares,
)
from bahe.atlas.scopes import BIT, INDUSTRIES, Cells, packaged_cells
from bahe.atlas.stacking import ORDER, Duty, Floats, Rule, stack
from bahe.axes import ECONOMY_GROUPS

#: Partners with a regime of their own or with trade unlike anyone's: not in the pool that stands in for partners without data.
NOT_POOLED = ("CHN", "HKG", "CAN", "MEX", "EU27")
#: Industries of goods among INDUSTRIES: without electricity and the special provisions.
N_GOODS = INDUSTRIES.index("D")


@dataclass(frozen=True)
class Panel:
    """Cells repeated for every partner whose law is asked for: those without data take the pooled cells.

    names     partners, the axis of law
    law       position in `names`, one a cell
    cells     the trade; `cells.partner` is of no use here
    own       whether the cell is the partner's own trade and not the pool's
    """

    names: tuple[str, ...]
    law: NDArray[np.int64]
    cells: Cells
    own: NDArray[np.bool_]


def pooled(cells: Cells) -> Cells:
    """Cells of all partners but those of `NOT_POOLED`, added up by industry and pattern (one base rate for each)."""
    apart = [cells.partners.index(p) for p in NOT_POOLED if p in cells.partners]
    some = cells.only(~np.isin(cells.partner, apart))
    unique, where = np.unique(np.stack([some.industry, some.pattern]), axis=1, return_inverse=True)
    where = np.ravel(where)

    def summed(values: Floats) -> Floats:
        return np.asarray(np.bincount(where, weights=values, minlength=unique.shape[1]), dtype=np.float64)

    return Cells(
        ("pool",), np.zeros_like(unique[0]), unique[0], unique[1],
        summed(some.imports), summed(some.duty), summed(some.of_2018),
    )  # fmt: skip


@cache
def panel(names: tuple[str, ...]) -> Panel:
    """The panel of some partners (ISO3 or EU27)."""
    cells, pool = packaged_cells(), pooled(packaged_cells())
    parts: list[tuple[int, Cells, bool]] = []
    for n, name in enumerate(names):
        source = "EU27" if name in ECONOMY_GROUPS["EU27"] else name
        if source in cells.partners:
            trade = cells.only(cells.partner == cells.partners.index(source))
            parts.append((n, trade, True))
            parts.append((n, pool.only(~np.isin(pool.industry, np.unique(trade.industry))), False))
        else:
            parts.append((n, pool, False))
    joined = Cells(("joined",), *(np.concatenate([getattr(c, a) for _, c, _ in parts]) for a in
                   ("partner", "industry", "pattern", "imports", "duty", "of_2018")))  # fmt: skip
    law = np.concatenate([np.full(len(c.imports), n) for n, c, _ in parts])
    own = np.concatenate([np.full(len(c.imports), flag) for _, c, flag in parts])
    return Panel(names, law, joined, own)


def _hit(pattern: NDArray[np.int64], scopes: Iterable[str]) -> NDArray[np.bool_]:
    bits = sum(1 << BIT[s] for s in scopes)
    return (pattern & bits) != 0


def _usmca(panel: Panel, day: dt.date, inputs: Inputs) -> Floats:
    """Share of each cell that enters under USMCA."""
    out = np.zeros(len(panel.law))
    table = usmca_shares(day)
    given = inputs.usmca_share
    for n, name in enumerate(panel.names):
        if (name, "*") not in table:
            continue
        here = panel.law == n
        if given is None or (isinstance(given, Mapping) and name not in given):
            column = USMCA_LEVELS.index(inputs.usmca_level)
            out[here] = table[name, "*"][column]
            for (partner, sector), shares in table.items():
                if partner == name and sector != "*":
                    out[here & (panel.cells.industry == INDUSTRIES.index(sector))] = shares[column]
        else:
            out[here] = given[name] if isinstance(given, Mapping) else given
    return out


def _duty(
    rule: Rule, panel: Panel, rates: Sequence[Rate | None], exempt: Mapping[tuple[str, str], int], usmca: Floats,
    inputs: Inputs, instead: NDArray[np.bool_] | None,
) -> Duty | None:  # fmt: skip
    """One measure laid over all cells; None if it is in force on no partner."""
    if not any(rates):
        return None
    cells, law = panel.cells, panel.law
    rate = np.array([r.rate if r else 0.0 for r in rates])[law]
    ceiling = np.array([bool(r and r.ceiling) for r in rates])[law]
    beside = np.array([bool(r and r.beside) for r in rates])[law]
    there = np.array([r is not None for r in rates])[law]
    free = np.array(
        [_bits(exempt, rule.measure, name) for name in panel.names], dtype=np.int64
    )[law]  # fmt: skip
    there = there & ((cells.pattern & free) == 0)
    if rule.scopes:
        there = there & _hit(cells.pattern, rule.scopes)
    if rule.unless and instead is not None:
        there = there & ~instead
    reach = there.astype(np.float64)
    reach = reach * inputs.content[rule.content]
    if rule.measure == "s232-semiconductors":
        reach = reach * inputs.semiconductor_share
    relieved = {"none": 0.0, "goods": 1.0, "parts": 1.0, "vehicles": inputs.us_content}[rule.relief]
    return Duty(rate, ceiling, reach, 1.0 - relieved * usmca, beside)


def _bits(exempt: Mapping[tuple[str, str], int], measure: str, partner: str) -> int:
    out = 0
    for name in chain(partner):
        out |= exempt.get((measure, name), 0)
    return out


def added_points(
    date: str | dt.date, panel: Panel, overrides: Mapping[str, Override] | None = None, inputs: Inputs | None = None
) -> Floats:
    """Points that the measures in force on a day add to the duty of 2024, one a cell of the panel (fractions)."""
    day, inputs = as_date(date), inputs or Inputs()
    law, changed, exempt = in_force(day), read_overrides(overrides), exempt_bits(day)
    usmca = _usmca(panel, day, inputs)
    duties: dict[str, Duty] = {}
    for rule in ORDER:
        rates = [rate_on(rule.measure, name, law, changed) for name in panel.names]
        instead = duties[rule.unless].reach > 0 if rule.unless in duties else None
        duty = _duty(rule, panel, rates, exempt, usmca, inputs, instead)
        if duty is not None:
            duties[rule.measure] = duty
    sectoral, general = (
        {r.measure: duties[r.measure] for r in ORDER if r.kind == kind and r.measure in duties}
        for kind in ("sectoral", "general")
    )
    total = stack(panel.cells.base, sectoral, general)
    # The Section 232 duties of 2018 are in the base until those of 2025 take their place.
    replaced = any((m, "*") in law for m in ("s232-steel", "s232-aluminium", "s232-metals-1a"))
    return total - panel.cells.base_232 if replaced else total


def _by_industry(panel: Panel, values: Floats) -> tuple[Floats, Floats]:
    """(import-weighted mean of `values`, own imports) by partner and industry; 0 where neither partner nor pool trades."""
    key = panel.law * len(INDUSTRIES) + panel.cells.industry
    shape = (len(panel.names), len(INDUSTRIES))

    def summed(amounts: Floats) -> Floats:
        return np.asarray(np.bincount(key, weights=amounts, minlength=shape[0] * shape[1]), dtype=np.float64).reshape(
            shape
        )

    weight = summed(panel.cells.imports)
    mean = summed(panel.cells.imports * values) / np.where(weight > 0, weight, 1.0)
    return mean, summed(panel.cells.imports * panel.own)


@cache
def _inside_row() -> tuple[str, ...]:
    """Listed partners that the ICIO tables add up into ROW."""
    return tuple(p for p in packaged_cells().partners if p not in EXPORTERS and p != "EU27")


def duty_arrays(
    date: str | dt.date, *, overrides: Mapping[str, Override] | None = None, inputs: Inputs | None = None
) -> tuple[Floats, Floats]:
    """(base of 2024, points added) by exporter (`EXPORTERS`) and goods industry, as fractions.

    Members of the EU have the rates of the EU as one partner. Partners without product data (15 small ones) have their
    own law on the pooled trade of comparable partners. ROW is the import-weighted mean of the listed partners inside it.
    Mining support (B09) has no products: 0.
    """
    changed = {key.partition(":")[2] for key in (overrides or {})}
    eu = ECONOMY_GROUPS["EU27"]
    singled = tuple(m for m in EXPORTERS if m in eu and m in changed)
    names = (*(p for p in EXPORTERS if p not in eu and p != "ROW"), "EU27", *singled, *_inside_row())
    own = panel(names)
    added, weight = _by_industry(own, added_points(date, own, overrides, inputs))
    base, _ = _by_industry(own, own.cells.base + own.cells.base_232)
    rows = []
    for p in EXPORTERS:
        rows.append(-1 if p == "ROW" else names.index("EU27" if p in eu and p not in singled else p))
    inside = [names.index(p) for p in _inside_row()]
    mix = weight[inside] / np.where(weight[inside].sum(0) > 0, weight[inside].sum(0), 1.0)
    mix = np.where(weight[inside].sum(0) > 0, mix, 1.0 / len(inside))
    out = []
    for values in (base, added):
        table = values[rows]
        table[EXPORTERS.index("ROW")] = (values[inside] * mix).sum(0)
        out.append(table[:, :N_GOODS])
    return out[0], out[1]
