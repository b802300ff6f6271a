"""OECD ICIO yearly tables (CSV), as published: one file a year, rows and columns labelled `AUS_A01`.

Layout: the first column holds row labels; rows are economy_industry, then `TLS` (taxes less subsidies on products), `VA`,
`OUT`; columns are economy_industry, then economy_category of final demand (HFCE NPISH GGFC GFCF INVNT DPABR), then `OUT`.
The extended tables split China and Mexico (CN1, CN2, MX1, MX2) in rows and in industry columns; they are added up here.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.importers.blocks import Label, blocks, complete, scaled, without_negatives, world
from bahe.atlas.importers.long import tariff_cube
from bahe.faults import BadFile
from bahe.world.world import Remark, Source, World

Floats = NDArray[np.float64]

#: Parts of an economy in the extended tables.
SPLIT: Mapping[str, str] = MappingProxyType({"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"})
#: Categories of final demand, all editions.
FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "CONS_ABR", "P33", "NONRES", "FD")
#: Rows and columns that are no industries, all editions.
TOTALS = ("TLS", "VA", "OUT", "TAXSUB", "VALU", "OUTPUT", "TOTAL")
#: Output and the sum of sales may differ by this share before a remark is made.
ROUNDING = 1e-4


def read_icio(
    path: str | os.PathLike[str],
    *,
    tariff: Any = None,
    missing_tariff: str = "error",
    negative: str = "error",
    year: int | None = None,
    usd_mn: float = 1.0,
    **options: Any,
) -> World:
    """A World from one OECD ICIO yearly CSV.

    tariff          None, an array [origin, destination, product], or a long table (see `read_tables`)
    missing_tariff  "error" or "zero": what to do where the long table has no row
    negative        "error" or "zero": flows below zero (inventories) are refused, or set to zero with a remark
    year            default: four digits in the file's name
    usd_mn          factor from the file's unit to USD million (the OECD prints USD million)
    options         passed on to World.from_tables (trade_elasticity, groups, name, ...)

    Raises BadFile naming the row or column that is off. The full table (3,500 x 3,900) takes a few seconds.
    """
    path = Path(path)
    header, columns = _read(path)
    rows = [str(v) for v in columns[0]]
    industries = {label for label in (_split(r) for r in rows) if label}
    row_labels = [_row_label(r, n, path.name) for n, r in enumerate(rows, start=2)]
    keep = np.array([n for n, label in enumerate(row_labels) if label is not None], dtype=np.intp)
    labels = [label for label in row_labels if label is not None]
    if not labels:
        raise BadFile("no row is labelled economy_industry", where=path.name, got=rows[:3], allowed="AUS_A01, ...")
    _no_doubles([rows[n] for n in keep], "row", path.name)
    _no_doubles(header, "column", path.name)
    sums = blocks(labels)
    complete(labels, sums.economies, sums.sectors, "rows are", path.name)
    e, s = {n: i for i, n in enumerate(sums.economies)}, {n: i for i, n in enumerate(sums.sectors)}
    seen: list[Label] = []
    final: set[str] = set()
    for name, column in zip(header[1:], columns[1:], strict=True):
        kind = _column_label(name, industries, sums.economies, path.name)
        if kind is None:
            continue
        economy, user = kind
        values = column[keep]
        bad = ~np.isfinite(values)
        if bad.any():
            raise BadFile("an empty cell", where=f"{path.name}, row {rows[keep[bad.argmax()]]!r}, column {name!r}",
                          remedy="Missing is not zero: write 0 where zero is meant.")  # fmt: skip
        sums.add(values, e[economy], s.get(user) if user in s else None)
        if user in s:
            seen.append((economy, user))
        else:
            final.add(economy)
    complete(seen, sums.economies, sums.sectors, "industry columns are", path.name)
    absent = [n for n in sums.economies if n not in final]
    if absent:
        raise BadFile(
            "economies without final demand",
            where=path.name,
            got=absent,
            allowed=[f"{absent[0]}_{c}" for c in FINAL[:6]],
        )
    trade, notes = without_negatives(scaled(sums.trade, usd_mn), sums.economies, sums.sectors, negative, path.name)
    notes = (*notes, *_output_check(header, columns, keep, rows, sums.trade, labels, sums.economies, sums.sectors))
    rates = tariff_cube(tariff, trade, sums.economies, sums.sectors, missing_tariff, options.get("groups"))
    options = {"name": path.stem, "year": year or _year(path), "sources": (_SOURCE,)} | options
    return world(trade, scaled(sums.use, usd_mn), rates, sums.economies, sums.sectors, notes, options)


_SOURCE = Source(
    "oecd-icio", "trade and input use", "OECD, Inter-Country Input-Output Tables", "OECD terms: reuse with attribution",
    "https://oe.cd/icio",
)  # fmt: skip


def _read(path: Path) -> tuple[list[str], list[Any]]:
    """Header and columns; the first as text, the others as float64."""
    import pyarrow as pa
    import pyarrow.csv as pacsv

    if not path.is_file():
        raise BadFile("no such file", where=str(path), remedy="Put the yearly CSV of the OECD there and give its path.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream), [])
    except UnicodeDecodeError as error:
        raise BadFile(f"not UTF-8 text (byte {error.start})", where=path.name) from None
    if len(header) < 3:
        raise BadFile("not a comma-separated table", where=path.name, got=header, allowed="V1,AUS_A01,...,OUT")
    kinds = [("row", pa.string()), *((f"c{i}", pa.float64()) for i in range(1, len(header)))]
    try:
        table = pacsv.read_csv(
            path,
            read_options=pacsv.ReadOptions(column_names=[n for n, _ in kinds], skip_rows=1),
            convert_options=pacsv.ConvertOptions(column_types=dict(kinds)),
        )
    except pa.ArrowInvalid as error:
        raise _first_fault(path, header) or BadFile(f"cannot be read ({error})", where=path.name) from None
    first = table.column(0).to_pylist()
    return header, [first, *(table.column(i).to_numpy() for i in range(1, len(header)))]


def _first_fault(path: Path, header: Sequence[str]) -> BadFile | None:
    """The first row of another length or cell that is no number."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.reader(stream), start=1):
            if number == 1:
                continue
            if len(row) != len(header):
                return BadFile(
                    f"row {number} ({row[0] if row else ''!r}) has {len(row)} cells, the header {len(header)}",
                    where=path.name,
                )
            for name, cell in zip(header[1:], row[1:], strict=True):
                try:
                    float(cell or "nan")
                except ValueError:
                    return BadFile("not a number", where=f"{path.name}, row {row[0]!r}, column {name!r}", got=cell)
    return None


def _split(label: str) -> Label | None:
    economy, _, rest = label.partition("_")
    return (SPLIT.get(economy, economy), rest) if rest and len(economy) == 3 and economy.isupper() else None


def _row_label(label: str, number: int, where: str) -> Label | None:
    if label in TOTALS or label.rpartition("_")[2] in TOTALS:
        return None
    found = _split(label)
    if found is None:
        raise BadFile(f"row {number} is neither economy_industry nor a total", where=where, got=label,
                      allowed=f"AUS_A01, ... or {', '.join(TOTALS)}")  # fmt: skip
    return found


def _column_label(label: str, industries: set[Label], economies: Sequence[str], where: str) -> Label | None:
    if label in TOTALS:
        return None
    found = _split(label)
    if found in industries:
        return found
    if found is not None and found[1] in FINAL and found[0] in economies:
        return found
    raise BadFile("a column that is neither an industry of the rows nor final demand nor a total", where=where, got=label,
                  allowed=f"economy_industry, economy_({'|'.join(FINAL[:6])}), {', '.join(TOTALS)}")  # fmt: skip


def _no_doubles(labels: Sequence[str], what: str, where: str) -> None:
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            raise BadFile(f"the {what} {label!r} occurs twice", where=where)
        seen.add(label)


def _output_check(
    header: Sequence[str], columns: Sequence[Any], keep: NDArray[np.intp], rows: Sequence[str], trade: Floats,
    labels: Sequence[Label], economies: Sequence[str], sectors: Sequence[str],
) -> tuple[Remark, ...]:  # fmt: skip
    """The file's own output column against the sum of sales."""
    totals = [i for i, name in enumerate(header) if name in ("OUT", "OUTPUT", "TOTAL")]
    if not totals:
        return ()
    stated = columns[totals[-1]][keep]
    sums = np.zeros((len(economies), len(sectors)))
    for (e, s), value in zip(labels, stated, strict=True):
        sums[economies.index(e), sectors.index(s)] += value
    gap = np.abs(sums - trade.sum(1)) / np.maximum(np.abs(sums), 1.0)
    n, k = (int(v) for v in np.unravel_index(int(gap.argmax()), gap.shape))
    status = "PASS" if gap.max() <= ROUNDING else "WARN"
    detail = f"stated output against the sum of sales, largest gap {economies[n]} {sectors[k]}"
    return (Remark("output column", status, detail, float(gap.max())),)


def _year(path: Path) -> int | None:
    found = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", path.stem)
    return int(found.group()) if found else None
