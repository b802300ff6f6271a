"""A table of tariffs, by partner and industry or by partner and product, as a Shock.

Columns: `importer`, `exporter` (names or groups: USA, EU27, world), one of `sector` and `hs6`, one of `add` and `rate`
(fractions: 0.25 is 25 %). Product codes have 2, 4 or 6 digits; the longest listed prefix of a product counts.

Products become industries with weights:

- the United States as importer: its imports of 2024 from that partner (a group: of its members together; a partner that the
  source does not list: of all partners). Products that are not listed get nothing added; with `rate` they keep the rate
  collected in 2024.
- every other importer: plain means over the HS6 codes of the industry, which `shock.why` says. With `rate` every product of
  an industry must then be listed, since an unlisted one has no rate to keep.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.concordance import digits_of, industry_of
from bahe.atlas.container import read
from bahe.atlas.tables import packaged
from bahe.axes import ECONOMY_GROUPS, Axes
from bahe.faults import BadFile, BadValue, BaheError, Conflict, MissingData, UnknownName
from bahe.world.shock import Effect, Shock

Floats = NDArray[np.float64]
How = Literal["add", "rate"]

#: A rate above this is taken for a percentage and refused.
HIGHEST_RATE = 5.0
COLUMNS = ("importer", "exporter", "sector", "hs6", "add", "rate")


@dataclass(frozen=True)
class Line:
    """One checked row: number in the table (the header is row 1), names, industry or product code, and the rate."""

    row: int
    importer: str
    exporter: str
    sector: str | None
    hs: str | None
    how: How
    value: float


def tariff_table(table: Any, *, name: str | None = None) -> Shock:
    """A Shock from a table of tariffs: a DataFrame, a list of mappings, or the path of a CSV or Parquet file.

    table  columns importer, exporter, sector or hs6, add or rate; see the head of this module
    name   what the report calls the table; default: the file's name

    Raises BadFile, MissingData, BadValue or Conflict naming the row and the column. Missing is not zero: a row without a
    rate is an error.
    """
    records, label = _records(table)
    label = name or label
    if not records:
        raise BadFile("the table has no rows", where=label)
    lines = [_line(number, record, label) for number, record in enumerate(records, start=2)]
    _no_doubles(lines, label)
    effects: list[Effect] = []
    both: tuple[How, ...] = ("add", "rate")
    for how in both:
        plain = [x for x in lines if x.how == how and x.sector is not None]
        if plain:
            cells = tuple((x.importer, x.exporter, str(x.sector), x.value) for x in plain)
            effects.append(_effect(cells, how, f"{label}: {counted(len(plain))} by partner and industry"))
        products = [x for x in lines if x.how == how and x.hs is not None]
        if products:
            effects.append(_by_product(products, how, label))
    _no_overlap(effects, label)
    return Shock(tuple(effects))


def faults(table: Any, axes: Axes | None = None, most: int = 20) -> list[BaheError]:
    """All that is wrong with a table, a fault a row and `most` at most, each naming its row and column; none where it is sound.

    table  as of `tariff_table`, which tells the first fault alone
    axes   names that a row may use; None: names are looked at when the Shock meets a World
    """
    try:
        records, label = _records(table)
    except BaheError as error:
        return [error]
    found: list[BaheError] = []
    for number, record in enumerate(records, start=2):
        try:
            _names(_line(number, record, label), axes, label)
        except BaheError as error:
            found.append(error)
        if len(found) == most:
            break
    if not found:
        try:
            tariff_table(table)
        except BaheError as error:
            found.append(error)
    return found


def _names(line: Line, axes: Axes | None, label: str) -> None:
    """Raises UnknownName where a product code, or a name where there are axes, is unknown."""
    if line.hs is not None:
        _products_of(line, label)
    if axes is None:
        return
    economies = [*axes.economies, *axes.economy_groups, "world", "others"]
    sectors = [*axes.sectors, *axes.sector_groups]
    for column, kind, known in (
        ("importer", "economy", economies),
        ("exporter", "economy", economies),
        ("sector", "sector", sectors),
    ):
        name = getattr(line, column)
        if name is not None and name not in known:
            raise UnknownName(kind, name, known, where=f"{label}, row {line.row}", field=column)


def _effect(cells: tuple[tuple[str, str, str, float], ...], how: How, why: str) -> Effect:
    return Effect(
        lever="tariff", how=how, cells=cells, why=why,
        importers=_unique(c[0] for c in cells), exporters=_unique(c[1] for c in cells), sectors=_unique(c[2] for c in cells),
    )  # fmt: skip


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# -- reading ----------------------------------------------------------------------------------------------------------
def _records(table: Any) -> tuple[list[Mapping[str, Any]], str]:
    """Rows as mappings, and what to call the table."""
    if isinstance(table, str | os.PathLike):
        path = Path(table)
        return _file(path), path.name
    if hasattr(table, "to_dict") and hasattr(table, "columns"):
        columns = [str(c) for c in table.columns]
        _columns(columns, "table")
        return list(table.to_dict("records")), "table"
    if isinstance(table, Sequence) and all(isinstance(r, Mapping) for r in table):
        if not table:
            return [], "table"
        _columns(_unique(str(c) for r in table for c in r), "table")
        return list(table), "table"
    raise BadValue(
        "a DataFrame, a list of mappings or a path is needed", field="tariff_table", got=type(table).__name__
    )


def _file(path: Path) -> list[Mapping[str, Any]]:
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    if path.suffix.lower() in (".parquet", ".pq"):
        import pyarrow as pa
        import pyarrow.parquet as parquet

        try:
            frame = parquet.read_table(path)
        except (pa.ArrowException, OSError) as error:
            raise BadFile(f"not a Parquet file that can be read ({error})", where=path.name) from None
        _columns(frame.column_names, path.name)
        return list(frame.to_pylist())
    if path.suffix.lower() != ".csv":
        raise BadFile("a .csv or .parquet file is needed", where=path.name, got=path.suffix)
    from bahe.atlas.tables import read_csv

    rows = read_csv(path)
    if rows:
        _columns(list(rows[0]), path.name)
    return list(rows)


def _columns(columns: Sequence[str], label: str) -> None:
    known = [c for c in columns if c in COLUMNS]
    for needed in ("importer", "exporter"):
        if needed not in known:
            raise BadFile(f"the column {needed!r} is missing", where=label, got=list(columns), allowed=COLUMNS)
    if not {"sector", "hs6"} & set(known):
        raise BadFile("a column `sector` or `hs6` is needed", where=label, got=list(columns), allowed=COLUMNS)
    if not {"add", "rate"} & set(known):
        raise BadFile("a column `add` or `rate` is needed", where=label, got=list(columns), allowed=COLUMNS,
                      remedy="`add` adds points to the base rate, `rate` sets the level; both as fractions.")  # fmt: skip


def _line(number: int, record: Mapping[str, Any], label: str) -> Line:
    where = f"{label}, row {number}"
    importer, exporter = (_text(record, c, where) for c in ("importer", "exporter"))
    given = [c for c in ("sector", "hs6") if not _blank(record.get(c))]
    if len(given) != 1:
        raise MissingData("exactly one of `sector` and `hs6` must be given", where=where, got=given or None)
    both: tuple[How, ...] = ("add", "rate")
    hows = [c for c in both if not _blank(record.get(c))]
    if len(hows) != 1:
        raise MissingData("exactly one of `add` and `rate` must be given", where=where, got=hows or None,
                          remedy="Missing is not zero: write 0 where zero is meant.")  # fmt: skip
    value = _rate(record[hows[0]], hows[0], where)
    hs = None
    if given[0] == "hs6":
        try:
            hs = digits_of(record["hs6"])
        except BadValue as error:
            raise BadValue(
                error.what, where=where, field="hs6", got=record["hs6"], allowed=error.allowed, remedy=error.remedy
            ) from None
        if len(hs) > 6:
            raise BadValue("a code of more than six digits is part of a product", where=where, field="hs6", got=record["hs6"],
                           allowed="2, 4 or 6 digits")  # fmt: skip
    return Line(number, importer, exporter, None if hs else _text(record, "sector", where), hs, hows[0], value)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value) or str(value).strip() in ("", "nan", "<NA>")


def _text(record: Mapping[str, Any], column: str, where: str) -> str:
    value = record.get(column)
    if _blank(value):
        raise MissingData("is empty", where=where, field=column)
    return str(value).strip()


def _rate(value: Any, column: str, where: str) -> float:
    try:
        rate = float(value)
    except (TypeError, ValueError):
        raise BadValue("not a number", where=where, field=column, got=value,
                       remedy="Write fractions without a percent sign: 25 % is 0.25.") from None  # fmt: skip
    if not np.isfinite(rate) or rate > HIGHEST_RATE or rate < -1 or (column == "rate" and rate < 0):
        raise BadValue("outside the range of tariffs", where=where, field=column, got=rate,
                       allowed=f"0 to {HIGHEST_RATE:g} (add: from -1)", remedy="Rates are fractions: 25 % is 0.25.")  # fmt: skip
    return rate


def _no_doubles(lines: Sequence[Line], label: str) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for x in lines:
        key = (x.importer, x.exporter, x.sector or f"hs {x.hs}")
        if key in seen:
            raise Conflict("two rows for one flow", where=f"{label}, rows {seen[key]} and {x.row}", got=" ".join(key),
                           remedy="Keep one of them.")  # fmt: skip
        seen[key] = x.row


def _no_overlap(effects: Sequence[Effect], label: str) -> None:
    """An industry must not get its rate twice, once directly and once from its products."""
    seen: set[tuple[str, str, str]] = set()
    for effect in effects:
        for importer, exporter, sector, _ in effect.cells or ():
            if (importer, exporter, sector) in seen:
                raise Conflict("an industry is given both directly and by its products", where=label,
                               got=f"{importer} on {exporter}, {sector}")  # fmt: skip
        seen |= {(c[0], c[1], c[2]) for c in effect.cells or ()}


def counted(rates: int) -> str:
    """`1 rate`, `7 rates`."""
    return f"{rates} rate" + ("" if rates == 1 else "s")


# -- products to industries -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Products:
    """HS6 codes with their industries, and US imports (thousand USD) and rates by partner [p, g]."""

    codes: tuple[str, ...]
    industry: NDArray[Any]
    partners: tuple[str, ...]
    imports: Floats
    duty: Floats


@lru_cache(maxsize=1)
def _products() -> _Products:
    arrays, _ = read(packaged("us_hs6_2024.npz"))
    codes = tuple(f"{int(c):06d}" for c in arrays["codes"])
    partners = tuple(str(p) for p in arrays["partners"])
    imports, duty = np.zeros((len(partners), len(codes))), np.zeros((len(partners), len(codes)))
    p = np.repeat(np.arange(len(partners)), np.diff(arrays["start"].astype(np.int64)))
    imports[p, arrays["code"]] = arrays["imports"]
    duty[p, arrays["code"]] = arrays["imports"] * (arrays["rate"] / 1e4)
    return _Products(codes, industry_of(codes), partners, imports, duty)


def _by_product(lines: Sequence[Line], how: How, label: str) -> Effect:
    cells: list[tuple[str, str, str, float]] = []
    plain: set[str] = set()
    pairs: dict[tuple[str, str], list[Line]] = {}
    for x in lines:
        pairs.setdefault((x.importer, x.exporter), []).append(x)
    for (importer, exporter), rows in pairs.items():
        weight, duty = _weights(exporter) if importer == "USA" else (None, None)
        if weight is None:
            plain.add(importer)
        cells += [(importer, exporter, s, v) for s, v in _industries(rows, how, weight, duty, label).items()]
    why = f"{label}: {counted(len(lines))} by partner and product"
    if len(plain) < len({x.importer for x in lines}):
        why += ", US imports of 2024 as weights"
    if plain:
        why += f"; plain means over HS6 codes for {', '.join(sorted(plain))}"
    return _effect(tuple(cells), how, why)


def _weights(exporter: str) -> tuple[Floats, Floats]:
    """US imports and duty by HS6 from a partner, from the members of a group, or, if not listed, from all partners."""
    known = _products()
    members = [exporter, *ECONOMY_GROUPS.get(exporter, ())]
    if exporter in ECONOMY_GROUPS["EU27"]:
        members.append("EU27")
    rows = [p for p, name in enumerate(known.partners) if name in members]
    rows = rows or list(range(len(known.partners)))
    return known.imports[rows].sum(0), known.duty[rows].sum(0)


def _products_of(line: Line, label: str) -> list[int]:
    """Positions of the products that begin with the code of a line; raises UnknownName where there is none."""
    codes, asked = _products().codes, str(line.hs)
    hit = list(_beginning(asked))
    if not hit:
        near = [c for c in codes if c[:2] == asked[:2]]
        raise UnknownName("product code", asked, near or codes, where=f"{label}, row {line.row}", field="hs6")
    return hit


@lru_cache(maxsize=10_000)
def _beginning(digits: str) -> tuple[int, ...]:
    return tuple(g for g, code in enumerate(_products().codes) if code.startswith(digits))


def _industries(
    rows: Sequence[Line], how: How, weight: Floats | None, duty: Floats | None, label: str
) -> dict[str, float]:
    """Industry -> rate: weighted mean over all its products, those not listed included."""
    known = _products()
    value = np.full(len(known.codes), np.nan)
    for x in sorted(rows, key=lambda x: len(str(x.hs))):
        value[_products_of(x, label)] = x.value
    out: dict[str, float] = {}
    listed = ~np.isnan(value)
    for industry in sorted({str(i) for i in known.industry[listed] if i is not None}):
        mine = known.industry == industry
        w = np.ones(len(value)) if weight is None or weight[mine].sum() == 0 else weight
        if how == "rate" and not listed[mine].all() and (duty is None or w is not weight):
            raise BadValue(
                f"{int((mine & ~listed).sum())} of {int(mine.sum())} products of {industry} have no rate", field="rate",
                where=f"{label}, {rows[0].importer} on {rows[0].exporter}",
                remedy="List every product, or give `add`: products that are not listed then get nothing added.",
            )  # fmt: skip
        kept = np.zeros(len(value)) if how == "add" or duty is None else duty / np.where(w > 0, w, 1.0)
        filled = np.where(listed, value, kept)
        out[industry] = float((w * filled)[mine].sum() / w[mine].sum())
    if not out:
        raise BadValue("none of the codes is a product of a goods industry", field="hs6", where=label)
    return out
