"""The builder of the packaged world: raw sources in, the files of atlas/data out, the same bytes every time.

    python -m bahe.atlas.build --sources DIR --out DIR

Reads, from the folder of sources (BAHE_SOURCES):
  icio2022_81x50.npz                                  trade, use, tariff (OECD ICIO 2025, year 2022; Teti tariffs)
  trade_hs6/us_hs6_2024.parquet                       US imports and calculated duty of 2024 by HS6 and partner
  elasticities/tariffwar_8sources_icio28.csv          eight published sets of trade elasticities
Writes icio-2022.npz, tariffs_mfn.npz, tariffs_us_collected.csv, us_hs6_2024.npz, elasticity_sets.csv and manifest.json
(SHA-256 of every input and output). The tables that are typed from publications (figures_quoted.csv, food_tariffs_quoted.csv, names.csv)
are sources of the repository itself and are not touched.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas.container import write
from bahe.atlas.tables import ICIO, source_folder
from bahe.faults import BadFile

NAME = "icio-2022"
US_HS6 = "trade_hs6/us_hs6_2024.parquet"
SETS = "elasticities/tariffwar_8sources_icio28.csv"

#: Columns of the file of elasticities and the names they get here.
SET_NAMES: Mapping[str, str] = {
    "BSY": "bsy", "CP": "caliendo-parro", "FGO": "fgo", "GYY": "gyy", "IS": "in-sample",
    "LL": "lashkaripour-lugovskyy", "Shap": "shapiro", "U4": "uniform-4",
}  # fmt: skip

#: Partners of the US Census that are no economy of the world belong to ROW; SLOVAKIA is in EUROPEAN UNION already.
CENSUS: Mapping[str, str] = {
    "ALGERIA": "ROW", "ANGOLA": "AGO", "ARGENTINA": "ARG", "AUSTRALIA": "AUS", "BANGLADESH": "BGD", "BRAZIL": "BRA",
    "CAMBODIA": "KHM", "CANADA": "CAN", "CHILE": "CHL", "CHINA": "CHN", "COLOMBIA": "COL", "COSTA RICA": "CRI",
    "DOMINICAN REPUBLIC": "ROW", "ECUADOR": "ROW", "EGYPT": "EGY", "EL SALVADOR": "ROW", "EUROPEAN UNION": "EU27",
    "GUATEMALA": "ROW", "HONDURAS": "ROW", "HONG KONG": "HKG", "INDIA": "IND", "INDONESIA": "IDN", "IRAQ": "ROW",
    "ISRAEL": "ISR", "JAPAN": "JPN", "KOREA, SOUTH": "KOR", "KUWAIT": "ROW", "MALAYSIA": "MYS", "MEXICO": "MEX",
    "NEW ZEALAND": "NZL", "NICARAGUA": "ROW", "NIGERIA": "NGA", "NORWAY": "NOR", "PAKISTAN": "PAK", "PERU": "PER",
    "PHILIPPINES": "PHL", "RUSSIA": "RUS", "SAUDI ARABIA": "SAU", "SINGAPORE": "SGP", "SLOVAKIA": "",
    "SOUTH AFRICA": "ZAF", "SRI LANKA": "ROW", "SWITZERLAND": "CHE", "TAIWAN": "TWN", "THAILAND": "THA",
    "TRINIDAD AND TOBAGO": "ROW", "TURKEY": "TUR", "UNITED ARAB EMIRATES": "ARE", "UNITED KINGDOM": "GBR",
    "VENEZUELA": "ROW", "VIETNAM": "VNM",
}  # fmt: skip


def build(sources: str | os.PathLike[str] | None = None, out: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """Build every packaged file from the sources into `out`; returns the SHA-256 of each file written.

    sources  folder of raw sources; default: the environment variable BAHE_SOURCES
    out      folder to write to; default: the package's own data folder
    """
    folder = source_folder(sources)
    target = Path(out) if out is not None else Path(__file__).parent / "data"
    target.mkdir(parents=True, exist_ok=True)
    raw = _icio(folder / ICIO)
    world = _world_file(target, raw)
    mfn = _mfn_file(target, raw)
    us = _us_file(target, folder, raw)
    hs6 = _hs6_file(target, folder)
    sets = _sets_file(target, folder, raw)
    inputs = {name: sha256(folder / name) for name in (ICIO, US_HS6, SETS)}
    outputs = {path.name: sha256(path) for path in (world, mfn, us, hs6, sets)}
    _text(target / "manifest.json", json.dumps({"inputs": inputs, "outputs": outputs}, indent=1, sort_keys=True) + "\n")
    return outputs


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _icio(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as archive:
        raw = {name: archive[name] for name in ("economies", "sectors", "trade", "use", "tariff")}
    n, k = len(raw["economies"]), len(raw["sectors"])
    for name, shape in (("trade", (n, n, k)), ("use", (n, k, k)), ("tariff", (n, n, k))):
        if raw[name].shape != shape or raw[name].dtype != np.float32 or not np.isfinite(raw[name]).all():
            raise BadFile(
                "not the array that is expected", where=str(path), field=name, got=raw[name].shape, allowed=str(shape)
            )
    raw["goods"] = [str(s) for s in raw["sectors"] if str(s)[0] in "ABC"]
    return raw


def _names(values: Iterable[Any]) -> np.ndarray[Any, Any]:
    texts = [str(v) for v in values]
    return np.array(texts, dtype=f"<U{max(map(len, texts))}")


def _world_file(out: Path, raw: Mapping[str, Any]) -> Path:
    arrays = {
        "economies": _names(raw["economies"]),
        "sectors": _names(raw["sectors"]),
        "trade": raw["trade"].astype("<f4"),
        "use": raw["use"].astype("<f4"),
    }
    meta = {"kind": "tables", "format": 1, "name": NAME, "year": 2022, "unit": "USD million, basic prices"}
    return write(out / f"{NAME}.npz", arrays, meta)


def _mfn_file(out: Path, raw: Mapping[str, Any]) -> Path:
    """Rates among the economies that the source covers (all but ROW), once per group of industries with equal rates."""
    n = len(raw["economies"]) - 1
    rates = raw["tariff"][:n, :n]
    names = [str(s) for s in raw["sectors"]]
    tables: list[Any] = []
    group = []
    for good in raw["goods"]:
        table = rates[:, :, names.index(good)].astype("<f4")
        same = [g for g, other in enumerate(tables) if np.array_equal(other, table)]
        if not same:
            tables.append(table)
        group.append(same[0] if same else len(tables) - 1)
    if raw["tariff"][-1].any() or raw["tariff"][:, -1].any():
        raise BadFile("ROW has tariffs, which this builder takes for missing", where=ICIO, field="tariff")
    arrays = {
        "economies": _names(raw["economies"][:n]),
        "sectors": _names(raw["goods"]),
        "group": np.array(group, dtype="<i2"),
        "rate": np.stack(tables),
    }
    meta = {
        "kind": "tariffs",
        "format": 1,
        "unit": "fraction",
        "axes": "rate[group, origin, destination]",
        "year": 2021,
    }
    return write(out / "tariffs_mfn.npz", arrays, meta)


def _us_file(out: Path, folder: Path, raw: Mapping[str, Any]) -> Path:
    """US imports and duty of 2024 by partner (ISO3, EU27, ROW) and industry, in whole USD."""
    sums: dict[tuple[str, str], list[float]] = {}
    for name, sector, imports, duty in _us_rows(folder, raw["goods"]):
        if name not in CENSUS:
            raise BadFile("an unknown partner", where=US_HS6, field="CTY_NAME", got=name, allowed=CENSUS)
        partner = CENSUS[name]
        if partner:
            cell = sums.setdefault((partner, sector), [0.0, 0.0])
            cell[0] += imports
            cell[1] += duty
    rows = [(p, s, f"{v[0]:.0f}", f"{v[1]:.0f}") for (p, s), v in sums.items()]
    order = {s: i for i, s in enumerate(raw["goods"])}
    rows.sort(key=lambda r: (r[0], order[r[1]]))
    return _csv(out / "tariffs_us_collected.csv", ("partner", "sector", "imports_usd", "duty_usd"), rows)


def _us_rows(folder: Path, goods: Sequence[str]) -> Iterable[tuple[str, str, float, float]]:
    """(Census name, industry, imports, duty) of every HS6 row; chapters 98 and 99 name no product and are left out."""
    from bahe.atlas.concordance import industry_of

    columns = _hs6_columns(folder)
    codes = dict(zip(unique := sorted(set(columns[0])), industry_of(unique), strict=True))
    known = set(goods)
    for hs6, name, imports, duty in zip(*columns, strict=True):
        if codes[hs6] in known:
            yield name, codes[hs6], imports, duty


def _hs6_columns(folder: Path) -> list[list[Any]]:
    import pyarrow.parquet as parquet

    names = ["HS6", "CTY_NAME", "imports", "duty"]
    table = parquet.read_table(folder / US_HS6, columns=names)
    return [table.column(name).to_pylist() for name in names]


#: Smaller flows (USD) are left out of us_hs6_2024.npz.
SMALLEST_FLOW = 20_000.0


def _hs6_file(out: Path, folder: Path) -> Path:
    """US imports and collected rate by HS6 and partner, compact: weights that turn a table by product into industries.

    Rows are sorted by partner and code: partner p holds rows start[p] to start[p+1]. imports in thousand USD, rate in
    1/10000 of the value.
    """
    sums: dict[tuple[str, str], list[float]] = {}
    for code, name, imports, duty in zip(*_hs6_columns(folder), strict=True):
        if CENSUS[name]:
            cell = sums.setdefault((CENSUS[name], code), [0.0, 0.0])
            cell[0] += imports
            cell[1] += duty
    codes = sorted({code for _, code in sums})
    kept = sorted((p, c, v[0], v[1]) for (p, c), v in sums.items() if v[0] >= SMALLEST_FLOW)
    partners = sorted({p for p, *_ in kept})
    number = {code: i for i, code in enumerate(codes)}
    counts = [sum(row[0] == p for row in kept) for p in partners]
    arrays = {
        "partners": _names(partners),
        "codes": np.array([int(c) for c in codes], dtype="<u4"),
        "start": np.concatenate([[0], np.cumsum(counts)]).astype("<u4"),
        "code": np.array([number[c] for _, c, _, _ in kept], dtype="<u2"),
        "imports": np.array([v / 1000 for *_, v, _ in kept], dtype="<f4"),
        "rate": np.array([min(round(1e4 * d / v), 65535) for *_, v, d in kept], dtype="<u2"),
    }
    meta = {
        "kind": "hs6",
        "format": 1,
        "year": 2024,
        "unit": "thousand USD; rate in 1/10000",
        "smallest_flow_usd": SMALLEST_FLOW,
    }
    return write(out / "us_hs6_2024.npz", arrays, meta)


def _sets_file(out: Path, folder: Path, raw: Mapping[str, Any]) -> Path:
    """Eight sets by goods industry; the services aggregate stays one row, spread when a world is loaded."""
    with (folder / SETS).open(encoding="utf-8", newline="") as stream:
        table = {row[""]: row for row in csv.DictReader(stream)}
    absent = [g for g in raw["goods"] if g not in table]
    if absent or "Services (aggregate)" not in table:
        raise BadFile("industries are missing", where=SETS, got=absent or ["Services (aggregate)"])
    rows = [(g, *(table[g][c] for c in SET_NAMES)) for g in raw["goods"]]
    rows.append(("services", *(table["Services (aggregate)"][c] for c in SET_NAMES)))
    return _csv(out / "elasticity_sets.csv", ("sector", *SET_NAMES.values()), rows)


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return _text(path, stream.getvalue())


def _text(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of the builder; prints the SHA-256 of every file written."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="python -m bahe.atlas.build", description="Build the packaged world icio-2022."
    )
    parser.add_argument("--sources", help="folder of raw sources (default: BAHE_SOURCES)")
    parser.add_argument("--out", help="folder to write to (default: the package's data folder)")
    given = parser.parse_args(arguments)
    lines = [f"{digest}  {name}\n" for name, digest in build(given.sources, given.out).items()]
    sys.stdout.writelines(lines)
    return 0


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
