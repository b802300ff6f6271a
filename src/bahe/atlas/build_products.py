"""The builder of the packaged tables of products and of the panels: raw sources in, atlas/data/products out, the same bytes every time.

    python -m bahe.atlas.build_products --sources DIR [--out DIR]

Reads, from the folder of sources (BAHE_SOURCES):
  trade_hs6/minerals_hs6_2000_2024.parquet                            imports of 34 economies, HS 1992 (BACI)
  trade_hs6/minerals_hs6_labels.csv                                   labels of the codes
  substitution/domestic_and_supplier_shares_icio_2011_2022.csv        shares of absorption by supplier (OECD ICIO)
  substitution/rare_earth_import_shares_2000_2024.csv                 rare-earth imports by origin (BACI)
Writes minerals.npz, minerals_labels.csv, domestic_shares.npz, rare_earths.csv and manifest.json. m49.csv is typed and not touched.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas.build import _csv, _names, _text, sha256
from bahe.atlas.container import write
from bahe.atlas.tables import packaged, source_folder
from bahe.faults import BadFile

MINERALS = "trade_hs6/minerals_hs6_2000_2024.parquet"
LABELS = "trade_hs6/minerals_hs6_labels.csv"
SHARES = "substitution/domestic_and_supplier_shares_icio_2011_2022.csv"
RARE = "substitution/rare_earth_import_shares_2000_2024.csv"

#: Exporters below this share of an importer's imports of a product in a year are added up as OTH.
FOLDED_BELOW = 0.001
#: Unit of the shares of minerals.npz: 1/65535 of the total.
UNIT = 65535
SOURCE = "BACI, CEPII (Gaulier and Zignago 2010), Etalab Open Licence 2.0"


def build(sources: str | os.PathLike[str] | None = None, out: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """Build every file from the sources into `out` (default: the package's folder); returns the SHA-256 of each file written."""
    folder = source_folder(sources)
    target = Path(out) if out is not None else packaged("products")
    target.mkdir(parents=True, exist_ok=True)
    written = (_minerals(folder, target), _labels(folder, target), _domestic(folder, target), _rare(folder, target))
    inputs = {name: sha256(folder / name) for name in (MINERALS, LABELS, SHARES, RARE)}
    outputs = {path.name: sha256(path) for path in written}
    _text(target / "manifest.json", json.dumps({"inputs": inputs, "outputs": outputs}, indent=1, sort_keys=True) + "\n")
    return outputs


def _minerals(folder: Path, out: Path) -> Path:
    """Groups (year, code, importer) in order, each with `count` exporters, the largest first; total in thousand USD, float32.

    A share is rounded to 1/65535. Where nobody is folded, or rounding overshoots, the largest share takes up the difference, so
    that named shares and OTH add up to one exactly and totals are kept.
    """
    years, codes, importers, exporters, columns = _flows(folder / MINERALS)
    t, k, n, e, v = columns
    shape = (len(years), len(codes), len(importers))
    group = np.ravel_multi_index((t, k, n), shape)
    total = np.bincount(group, weights=v, minlength=int(np.prod(shape)))
    keep = v >= FOLDED_BELOW * total[group]
    folded = np.bincount(group[~keep], minlength=len(total)) > 0
    group, e, v = group[keep], e[keep], v[keep]
    order = np.lexsort((e, -v, group))
    group, e, v = group[order], e[order], v[order]
    share = np.rint(UNIT * v / total[group]).astype(np.int64)
    first = np.flatnonzero(np.diff(group, prepend=-1))
    excess = np.add.reduceat(share, first) - UNIT
    share[first] -= np.where(folded[group[first]], np.maximum(excess, 0), excess)
    if share.min() < 1 or np.add.reduceat(share, first).max() > UNIT:
        raise BadFile("shares do not fit their unit", where=MINERALS, got=int(share.min()))
    count = np.bincount(group, minlength=len(total))
    arrays = {
        "years": np.array(years, dtype="<u2"),
        "codes": np.array([int(c) for c in codes], dtype="<u4"),
        "importers": _names(importers),
        "economies": _names(exporters),
        "count": count.reshape(shape).astype("<u1"),
        "total": total[count > 0].astype("<f4"),
        "exporter": e.astype("<u1"),
        "share": share.astype("<u2"),
    }
    meta = {
        "kind": "products", "format": 1, "source": SOURCE, "nomenclature": "HS 1992", "folded_below": FOLDED_BELOW,
        "unit": "total in thousand USD; share in 1/65535 of it; what is left of a total belongs to exporters below the limit",
    }  # fmt: skip
    return write(out / "minerals.npz", arrays, meta)


def _flows(path: Path) -> tuple[list[int], list[str], list[str], list[str], tuple[Any, ...]]:
    """Axes, and positions and values of every flow."""
    import pyarrow.parquet as parquet

    table = parquet.read_table(path, columns=["year", "hs6", "importer", "exporter", "value_kusd"])
    text = {c: np.array([str(x) for x in table.column(c).to_pylist()]) for c in ("hs6", "importer", "exporter")}
    year = table.column("year").to_numpy().astype(np.int64)
    value = table.column("value_kusd").to_numpy().astype(np.float64)
    if not np.isfinite(value).all() or (value <= 0).any():
        raise BadFile("flows must be finite and above zero", where=MINERALS, field="value_kusd")
    years, t = np.unique(year, return_inverse=True)
    axes = {c: np.unique(x, return_inverse=True) for c, x in text.items()}
    if len(axes["exporter"][0]) > 256:
        raise BadFile(
            "more exporters than one byte tells apart", where=MINERALS, got=len(axes["exporter"][0]), allowed="256"
        )
    names = [[str(x) for x in axes[c][0]] for c in ("hs6", "importer", "exporter")]
    return [int(y) for y in years], *names, (t, axes["hs6"][1], axes["importer"][1], axes["exporter"][1], value)  # type: ignore[return-value]


def _labels(folder: Path, out: Path) -> Path:
    rows = _rows(folder / LABELS, ("hs6", "label_hs1992", "raw_material", "stage"))
    return _csv(
        out / "minerals_labels.csv", ("hs6", "label", "raw_material", "stage"), [list(r.values()) for r in rows]
    )


def _domestic(folder: Path, out: Path) -> Path:
    """share[n, s, t, i] in 1e-5, as printed in the source; the own share stands under the own code or, for IND, as `domestic`."""
    rows = _rows(folder / SHARES, None)
    suppliers = [c[len("share_") :] for c in rows[0] if c.startswith("share_")]
    economies, sectors = (list(dict.fromkeys(r[c] for r in rows)) for c in ("country", "sector"))
    years = sorted({int(r["year"]) for r in rows})
    shape = (len(economies), len(sectors), len(years))
    share, domestic = np.full((*shape, len(suppliers)), -1, dtype="<i4"), np.full(shape, -1, dtype="<i4")
    absorption = np.zeros(shape, dtype="<f4")
    for r in rows:
        at = economies.index(r["country"]), sectors.index(r["sector"]), years.index(int(r["year"]))
        share[at] = [round(1e5 * float(r[f"share_{s}"])) for s in suppliers]
        domestic[at], absorption[at] = round(1e5 * float(r["domestic_share"])), float(r["absorption_musd"])
    if (share < 0).any() or (domestic < 0).any():
        raise BadFile("a cell of the panel is missing", where=SHARES)
    arrays = {
        "economies": _names(economies), "sectors": _names("services" if s.startswith("Services") else s for s in sectors),
        "years": np.array(years, dtype="<u2"), "suppliers": _names(suppliers),
        "domestic": domestic, "share": share, "absorption": absorption,
    }  # fmt: skip
    meta = {
        "kind": "panel", "format": 1, "unit": "shares in 1e-5 of absorption; absorption in USD million",
        "source": "OECD, Inter-Country Input-Output Tables, years 2011-2022; shares of absorption (intermediate and final)",
    }  # fmt: skip
    return write(out / "domestic_shares.npz", arrays, meta)


def _rare(folder: Path, out: Path) -> Path:
    """Per cent become fractions; names of suppliers stay."""
    rows = _rows(folder / RARE, None)
    header = [c.replace("_pct", "") for c in rows[0]]
    lines = [[f"{float(v) / 100:.3f}" if c.endswith("_pct") else v for c, v in r.items()] for r in rows]
    return _csv(out / "rare_earths.csv", header, lines)


def _rows(path: Path, columns: Sequence[str] | None) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if not rows or any(c not in rows[0] for c in columns or ()):
        raise BadFile("not the table that is expected", where=path.name, allowed=columns)
    return [{c: r[c] for c in columns} for r in rows] if columns else rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of the builder; prints the SHA-256 of every file written."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="python -m bahe.atlas.build_products", description="Build the packaged tables of products."
    )
    parser.add_argument("--sources", help="folder of raw sources (default: BAHE_SOURCES)")
    parser.add_argument("--out", help="folder to write to (default: the package's folder products)")
    given = parser.parse_args(arguments)
    sys.stdout.writelines(f"{digest}  {name}\n" for name, digest in build(given.sources, given.out).items())
    return 0


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
