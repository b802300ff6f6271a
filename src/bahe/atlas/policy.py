"""Import duties by partner and industry on a date: from headline rates, product lists and dates to points of tariff.

`us_duties(date)` lays the measures in force (data/policy/measures.csv: one row per measure, partner and interval) over
US imports of 2024 by partner, industry and pattern of product lists (`atlas.scopes`), in the order of
`atlas.stacking`. The result is what the measures of 2025-26 add to the duty collected in 2024, which already holds
MFN and preferential rates, Section 301 on China and the Section 232 duties of 2018.

What is an input and not a fact, with the value used and its range, stands in `Inputs`. Weights are imports of 2024 and
do not respond; rates are statutory: no evasion, no drawback, no exclusions granted firm by firm.

Not coded, for want of a list of products: Section 232 on parts of heavy vehicles beyond the auto-parts list and on
patented medicines, Section 338 on Canada, country annexes of the Section 301 duties of July 2026.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.scopes import BIT, INDUSTRIES, Cells, packaged_cells, policy_rows
from bahe.atlas.stacking import ORDER, RULES, Duty, Floats, Rule, stack
from bahe.axes import ECONOMY_GROUPS
from bahe.faults import BadValue, UnknownName
from bahe.world.shock import Effect, Shock

if TYPE_CHECKING:
    import pandas as pd

#: The economies of the ICIO tables that the duties are asked for, without the United States.
EXPORTERS: tuple[str, ...] = tuple(
    "AGO ARE ARG AUS AUT BEL BGD BGR BLR BRA BRN CAN CHE CHL CHN CIV CMR COD COL CRI CYP CZE DEU DNK EGY ESP EST FIN FRA "
    "GBR GRC HKG HRV HUN IDN IND IRL ISL ISR ITA JOR JPN KAZ KHM KOR LAO LTU LUX LVA MAR MEX MLT MMR MYS NGA NLD NOR NZL "
    "PAK PER PHL POL PRT ROU RUS SAU SEN SGP STP SVK SVN SWE THA TUN TUR TWN UKR VNM ZAF ROW".split()
)
#: Partners with a regime of their own or with trade unlike anyone's: not in the pool that stands in for partners without data.
NOT_POOLED = ("CHN", "HKG", "CAN", "MEX", "EU27")
#: Industries of goods among INDUSTRIES: without electricity and the special provisions.
N_GOODS = INDUSTRIES.index("D")

Override = float | int | str


@dataclass(frozen=True)
class Inputs:
    """What the law does not say and a rate by industry needs. Shares lie in [0, 1].

    usmca_share          share of goods of Canada and Mexico that enter under USMCA; None: the table usmca_shares.csv by
                         partner and date (0.38 and 0.50 in 2024, 0.87 in the second half of 2025); range 0.38-0.88
    us_content           US content of vehicles under USMCA; 0.40, range 0.3-0.5 (0.40: Budget Lab at Yale)
    metal_content        metal in the value of goods taxed on their content; 0.25, range 0.10-0.50 (0.25: the low group
                         of the Congressional Budget Office; 0.10: US input-output shares, 0.07 for steel and 0.04 for
                         aluminium on average over the lists; 0.50: Tax Policy Center; all as used by Budget Lab)
    packaging_content    metal in the value of goods that come in cans; 0.01, range 0-0.05 (0.001-0.02: US input-output
                         shares by chapter)
    semiconductor_share  share of the headings of Proclamation 11002 that holds the chips taxed, after its end-use
                         exemptions; 0, range 0-1: no figure located
    """

    usmca_share: float | Mapping[str, float] | None = None
    us_content: float = 0.40
    metal_content: float = 0.25
    packaging_content: float = 0.01
    semiconductor_share: float = 0.0

    def __post_init__(self) -> None:
        given = self.usmca_share
        shares: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("us_content", "metal_content", "packaging_content", "semiconductor_share")
        }
        if isinstance(given, Mapping):
            for partner, share in given.items():
                if partner not in ("CAN", "MEX"):
                    raise UnknownName("partner", partner, ["CAN", "MEX"], field="usmca_share")
                shares[f"usmca_share[{partner}]"] = share
        elif given is not None:
            shares["usmca_share"] = given
        for name, share in shares.items():
            if not isinstance(share, int | float) or not 0.0 <= share <= 1.0:
                raise BadValue("a share must lie between 0 and 1", field=name, got=share, allowed="0 to 1")


@dataclass(frozen=True)
class Rate:
    """A rate of one measure on one partner: a fraction, and whether it is a ceiling and stacks beside Section 232."""

    rate: float
    ceiling: bool = False
    beside: bool = False


@dataclass(frozen=True)
class _Row:
    measure: str
    partner: str
    start: dt.date
    end: dt.date
    rate: Rate


# -------------------------------------------------------------------------------------------------------- dates, tables


def as_date(date: str | dt.date) -> dt.date:
    """A day: a date, or text such as "2025-08-07"."""
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    try:
        return dt.date.fromisoformat(date)
    except (ValueError, TypeError):
        raise BadValue("not a day", field="date", got=date, allowed="YYYY-MM-DD",
                       remedy="Write for example '2025-08-07'.") from None  # fmt: skip


def _span(row: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    return (
        dt.date.fromisoformat(row["start"]) if row["start"] else dt.date.min,
        dt.date.fromisoformat(row["end"]) if row["end"] else dt.date.max,
    )


@cache
def _measures() -> tuple[_Row, ...]:
    out = []
    for row in policy_rows("measures.csv"):
        start, end = _span(row)
        rate = Rate(float(row["rate"]), row["basis"] == "ceiling", row["beside_232"] == "yes")
        out.append(_Row(row["measure"], row["partner"], start, end, rate))
    return tuple(out)


def measures() -> tuple[str, ...]:
    """Names of the measures, in stacking order."""
    return tuple(rule.measure for rule in ORDER)


def partners() -> tuple[str, ...]:
    """Names that may stand behind a measure in an override: economies, EU27, and partners inside ROW."""
    known = {row.partner for row in _measures()} | set(packaged_cells().partners) | set(EXPORTERS)
    return tuple(sorted(known - {"*"}))


def _chain(partner: str) -> tuple[str, ...]:
    """Whose rows hold for a partner: its own, those of its customs union, those for everyone."""
    return (partner, "EU27", "*") if partner in ECONOMY_GROUPS["EU27"] else (partner, "*")


@cache
def in_force(date: dt.date) -> Mapping[tuple[str, str], Rate]:
    """(measure, partner) -> rate of all rows that hold on a day; `*` is every partner without a row of its own."""
    return {(r.measure, r.partner): r.rate for r in _measures() if r.start <= date < r.end}


def read_overrides(overrides: Mapping[str, Override] | None) -> dict[tuple[str, str], Rate]:
    """Overrides as (measure, partner) -> rate.

    Keys: "measure" (every partner) or "measure:PARTNER". Values: points added as a fraction (0.34), or "ceiling 0.15"
    for a total with the base duty; 0 switches a measure off.
    """
    out: dict[tuple[str, str], Rate] = {}
    beside = {(r.measure, r.partner) for r in _measures() if r.rate.beside}
    for key, value in (overrides or {}).items():
        measure, _, partner = key.partition(":")
        if measure not in RULES:
            raise UnknownName("measure", measure, measures(), field="overrides", where=key)
        if partner and partner not in partners():
            raise UnknownName("partner", partner, partners(), field="overrides", where=key)
        rate, ceiling = _read_rate(key, value)
        out[measure, partner or "*"] = Rate(rate, ceiling, (measure, partner) in beside)
    return out


def _read_rate(key: str, value: Override) -> tuple[float, bool]:
    text = str(value).strip()
    ceiling = text.startswith("ceiling")
    try:
        rate = float(text.removeprefix("ceiling").strip()) if not isinstance(value, bool) else float("nan")
    except ValueError:
        rate = float("nan")
    if not 0.0 <= rate <= 10.0:
        raise BadValue("not a rate", field="overrides", where=key, got=value,
                       allowed="a fraction from 0 to 10, or 'ceiling 0.15'",
                       remedy="Write 0.25 for 25 points, 'ceiling 0.15' for 15 % with the base duty.")  # fmt: skip
    return rate, ceiling


def _rate(
    measure: str, partner: str, law: Mapping[tuple[str, str], Rate], changed: Mapping[tuple[str, str], Rate]
) -> Rate | None:
    """Rate of a measure on a partner: overrides from the finest to the widest, then the law in the same order."""
    for table in (changed, law):
        for name in _chain(partner):
            if (measure, name) in table:
                found = table[measure, name]
                if table is changed and name == "*":
                    own = next((law[measure, p] for p in _chain(partner) if (measure, p) in law), found)
                    return Rate(found.rate, found.ceiling, own.beside)
                return found
    return None


@cache
def _exempt_scopes(date: dt.date) -> Mapping[tuple[str, str], int]:
    """(measure, partner) -> bits of the lists that a measure does not reach on a day."""
    out: dict[tuple[str, str], int] = {}
    for row in policy_rows("exemptions.csv"):
        start, end = _span(row)
        if start <= date < end:
            key = (row["measure"], row["partner"])
            out[key] = out.get(key, 0) | (1 << BIT[row["scope"]])
    return out


def usmca_shares(date: str | dt.date) -> dict[tuple[str, str], tuple[float, float, float]]:
    """(partner, industry or *) -> (low, central, high) share of goods that enter under USMCA on a day."""
    day = as_date(date)
    out: dict[tuple[str, str], tuple[float, float, float]] = {}
    rows = sorted(policy_rows("usmca_shares.csv"), key=lambda r: r["start"])
    for row in rows:
        if dt.date.fromisoformat(row["start"]) <= day or (row["partner"], row["sector"]) not in out:
            out[row["partner"], row["sector"]] = (float(row["low"]), float(row["central"]), float(row["high"]))
    return out


# ------------------------------------------------------------------------------------------------------------ the panel


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
    """Cells of all partners but those of `NOT_POOLED`, added up by industry, pattern and class of base rate."""
    from bahe.atlas.scopes import EDGES

    apart = [cells.partners.index(p) for p in NOT_POOLED if p in cells.partners]
    some = cells.only(~np.isin(cells.partner, apart))
    keys = np.stack([some.industry, some.pattern, np.digitize(some.base, EDGES)])
    unique, where = np.unique(keys, axis=1, return_inverse=True)
    where = np.ravel(where)
    sums = [np.bincount(where, weights=a, minlength=unique.shape[1]) for a in (some.imports, some.duty, some.of_2018)]
    return Cells(("pool",), np.zeros_like(unique[0]), unique[0], unique[1], *sums)


@cache
def panel(names: tuple[str, ...]) -> Panel:
    """The panel of some partners (ISO3 or EU27)."""
    cells, pool = packaged_cells(), pooled(packaged_cells())
    parts: list[tuple[int, Cells, bool]] = []
    for n, name in enumerate(names):
        source = "EU27" if name in ECONOMY_GROUPS["EU27"] else name
        if source in cells.partners:
            own = cells.only(cells.partner == cells.partners.index(source))
            parts.append((n, own, True))
            parts.append((n, pool.only(~np.isin(pool.industry, np.unique(own.industry))), False))
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
        if (name, "*") not in table or (isinstance(given, Mapping) and given.get(name, 0.0) is None):
            continue
        here = panel.law == n
        if given is None or (isinstance(given, Mapping) and name not in given):
            out[here] = table[name, "*"][1]
            for (partner, sector), (_, central, _) in table.items():
                if partner == name and sector != "*":
                    out[here & (panel.cells.industry == INDUSTRIES.index(sector))] = central
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
    reach = reach * {"value": 1.0, "metal": inputs.metal_content, "packaging": inputs.packaging_content}[rule.content]
    if rule.measure == "s232-semiconductors":
        reach = reach * inputs.semiconductor_share
    relieved = {"none": 0.0, "goods": 1.0, "parts": 1.0, "vehicles": inputs.us_content}[rule.relief]
    return Duty(rate, ceiling, reach, 1.0 - relieved * usmca, beside)


def _bits(exempt: Mapping[tuple[str, str], int], measure: str, partner: str) -> int:
    out = 0
    for name in _chain(partner):
        out |= exempt.get((measure, name), 0)
    return out


def added_points(
    date: str | dt.date, panel: Panel, overrides: Mapping[str, Override] | None = None, inputs: Inputs | None = None
) -> Floats:
    """Points that the measures in force on a day add to the duty of 2024, one a cell of the panel (fractions)."""
    day, inputs = as_date(date), inputs or Inputs()
    law, changed, exempt = in_force(day), read_overrides(overrides), _exempt_scopes(day)
    usmca = _usmca(panel, day, inputs)
    duties: dict[str, Duty] = {}
    for rule in ORDER:
        rates = [_rate(rule.measure, name, law, changed) for name in panel.names]
        instead = duties[rule.unless].reach > 0 if rule.unless in duties else None
        duty = _duty(rule, panel, rates, exempt, usmca, inputs, instead)
        if duty is not None:
            duties[rule.measure] = duty
    sectoral = [duties[r.measure] for r in ORDER if r.kind == "sectoral" and r.measure in duties]
    general = [duties[r.measure] for r in ORDER if r.kind == "general" and r.measure in duties]
    total = stack(panel.cells.base, sectoral, general)
    # The Section 232 duties of 2018 are in the base until those of 2025 take their place.
    replaced = any((m, "*") in law for m in ("s232-steel", "s232-aluminium", "s232-metals-1a"))
    return total - panel.cells.base_232 if replaced else total


# ------------------------------------------------------------------------------------------------------- what is asked


def _by_industry(panel: Panel, values: Floats) -> tuple[Floats, Floats]:
    """(import-weighted mean of `values`, imports) by partner and industry; NaN without imports."""
    key = panel.law * len(INDUSTRIES) + panel.cells.industry
    size = len(panel.names) * len(INDUSTRIES)
    weight = np.bincount(key, weights=panel.cells.imports, minlength=size)
    total = np.bincount(key, weights=panel.cells.imports * values, minlength=size)
    with np.errstate(invalid="ignore"):
        mean = np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)
    return mean.reshape(len(panel.names), -1), weight.reshape(len(panel.names), -1)


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
    out = []
    for values in (base, added):
        table = np.nan_to_num(values)[rows]
        w = weight[inside]
        mixed = np.nan_to_num((np.nan_to_num(values[inside]) * w).sum(0) / np.where(w.sum(0) > 0, w.sum(0), 1.0))
        table[EXPORTERS.index("ROW")] = mixed
        out.append(table[:, :N_GOODS])
    return out[0], out[1]


def us_duties(
    date: str | dt.date,
    *,
    usmca_share: float | Mapping[str, float] | None = None,
    overrides: Mapping[str, Override] | None = None,
    partners: Iterable[str] | None = None,
    inputs: Inputs | None = None,
) -> pd.DataFrame:
    """US import duties on a day by exporter and goods industry.

    Columns importer (USA), exporter (ISO3 of the ICIO tables, ROW), sector, base_2024 (duty collected in 2024), added
    (by the measures of 2025-26) and level, as fractions, on imports of 2024.

    usmca_share   share of goods of Canada and Mexico under USMCA, one or by partner; None: the cited table by date
    overrides     {"ieepa-reciprocal:CHN": 0.34, "s232-autos:EU27": "ceiling 0.15"}: all else as on the day
    partners      exporters kept, names or groups (EU27, ASEAN, ...)
    inputs        the other inputs that are no law
    """
    import pandas as pd

    given = inputs or Inputs()
    if usmca_share is not None:
        given = replace(given, usmca_share=usmca_share)
    base, added = duty_arrays(date, overrides=overrides, inputs=given)
    kept = _positions(partners)
    goods = INDUSTRIES[:N_GOODS]
    return pd.DataFrame(
        {
            "importer": "USA",
            "exporter": np.repeat(np.array([EXPORTERS[n] for n in kept], dtype=object), len(goods)),
            "sector": np.tile(np.array(goods, dtype=object), len(kept)),
            "base_2024": base[kept].ravel(),
            "added": added[kept].ravel(),
            "level": (base + added)[kept].ravel(),
        }
    )


def _positions(names: Iterable[str] | str | None) -> list[int]:
    if names is None:
        return list(range(len(EXPORTERS)))
    wanted: set[str] = set()
    for name in [names] if isinstance(names, str) else names:
        if name in ("world", "others"):
            wanted |= set(EXPORTERS)
        elif name in ECONOMY_GROUPS:
            wanted |= set(ECONOMY_GROUPS[name])
        elif name in EXPORTERS:
            wanted.add(name)
        else:
            raise UnknownName("partner", name, [*EXPORTERS, *ECONOMY_GROUPS, "world"], field="partners")
    return [n for n, p in enumerate(EXPORTERS) if p in wanted]


def us_tariff_shock(
    date: str | dt.date,
    *,
    overrides: Mapping[str, Override] | None = None,
    on: Iterable[str] | None = None,
    inputs: Inputs | None = None,
    why: str = "",
) -> Shock:
    """The duties of a day as a Shock on a world whose base US tariffs are the duties collected in 2024.

    `on` restricts it to some partners (names or groups), the others staying at the base. Cells that add nothing are left
    out. A negative cell says that a duty of the base was taken away (metals of annex II, April 2026).
    """
    _, added = duty_arrays(date, overrides=overrides, inputs=inputs)
    day = as_date(date)
    cells = tuple(
        ("USA", EXPORTERS[n], INDUSTRIES[k], float(added[n, k]))
        for n in _positions(on)
        for k in range(N_GOODS)
        if abs(added[n, k]) > 1e-9
    )
    changed = "; ".join(f"{k} at {v}" for k, v in sorted((overrides or {}).items()))
    text = why or f"US duties of {day:%d %B %Y} over those of 2024" + (f", with {changed}" if changed else "")
    return Shock((Effect(lever="tariff", how="add", cells=cells, why=text),)) if cells else Shock()


# ------------------------------------------------------------------------------------------------ the comparison table

#: Dates of the published series against the day of the law that each describes, and why they differ.
COMPARED: Mapping[str, tuple[str, str]] = {
    "2025-04-08": ("2025-04-09", "annex rates, in force on 9 April"),
    "2025-04-09": ("2025-04-10", "after the pause of 9 April"),
    "2025-04-11": ("2025-04-11", "with the exemption of electronics"),
    "2025-05-12": ("2025-05-14", "Geneva"),
    "2025-06-03": ("2025-06-04", "metals at 50"),
    "2025-08-07": ("2025-08-07", "rates by country"),
    "2025-11-01": ("2025-11-10", "Busan"),
    "2025-11-14": ("2025-11-14", "farm goods freed; Switzerland"),
    "2025-12-04": ("2025-12-04", "Korea"),
    "2026-02-20": ("2026-02-20", "emergency duties void"),
    "2026-02-24": ("2026-02-24", "Section 122"),
    "2026-04-06": ("2026-04-06", "metals by annex"),
    "2026-07-24": ("2026-07-24", "Section 301 of July 2026"),
}


def built_by_partner(
    date: str | dt.date, overrides: Mapping[str, Override] | None = None, inputs: Inputs | None = None
) -> dict[str, tuple[float, float]]:
    """Listed partner -> (points added, imports of 2024 in USD), over all its imports, special provisions included."""
    cells = packaged_cells()
    own = panel(cells.partners)
    added = added_points(date, own, overrides, inputs) * own.own
    imports = own.cells.imports * own.own
    weight = np.bincount(own.law, weights=imports, minlength=len(own.names))
    total = np.bincount(own.law, weights=imports * added, minlength=len(own.names))
    return {p: (float(total[n] / weight[n]), float(weight[n])) for n, p in enumerate(own.names)}


def compare(date: str | None = None, *, inputs: Inputs | None = None) -> pd.DataFrame:
    """Points added, built here, against those of a published series (Waugh, trade-war-redux-2025, MIT).

    `date` is one of the published dates (`COMPARED`); None: all. Columns date, law_date, partner, built, published, gap
    (points, built less published), imports_usd_mn, note. Both are on imports of 2024 by partner. Nothing is fitted.
    """
    import pandas as pd

    if date is not None and date not in COMPARED:
        raise UnknownName("published date", date, COMPARED, field="date")
    published: dict[str, list[tuple[str, float, float]]] = {}
    for row in policy_rows("published_added.csv"):
        published.setdefault(row["date"], []).append(
            (row["partner"], float(row["added_points"]), float(row["imports_usd_mn"]))
        )
    out: list[dict[str, Any]] = []
    for day in [date] if date else list(COMPARED):
        law_date, note = COMPARED[day]
        built = built_by_partner(law_date, inputs=inputs)
        for partner, value, imports in published[day]:
            points = 100.0 * built[partner][0]
            out.append({"date": day, "law_date": law_date, "partner": partner, "built": points, "published": value,
                        "gap": points - value, "imports_usd_mn": imports, "note": note})  # fmt: skip
    return pd.DataFrame(out).sort_values(["date", "imports_usd_mn"], ascending=[True, False], ignore_index=True)


def gaps(table: pd.DataFrame) -> pd.DataFrame:
    """One row a date of `compare`: median absolute gap over partners, the same weighted by imports, mean gap, totals."""
    import pandas as pd

    rows = []
    for day, part in table.groupby("date", sort=True):
        size, weight = part["gap"].abs().to_numpy(), part["imports_usd_mn"].to_numpy()
        rows.append(
            {
                "date": day,
                "law_date": part["law_date"].iloc[0],
                "partners": len(part),
                "median_gap": float(np.median(size)),
                "median_gap_weighted": _weighted_median(size, weight),
                "mean_gap_weighted": float(np.average(part["gap"], weights=weight)),
                "built_all": float(np.average(part["built"], weights=weight)),
                "published_all": float(np.average(part["published"], weights=weight)),
            }
        )
    return pd.DataFrame(rows)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(cumulated, cumulated[-1] / 2.0)])
