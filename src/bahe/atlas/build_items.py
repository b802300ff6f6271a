"""The builder of the table of items: typed rows and raw trade in, trade_shares.csv and figures.csv out, the same bytes every time.

    python -m bahe.atlas.build_items --sources DIR [--out DIR]

Reads, from the folder of sources (BAHE_SOURCES):
  trade_hs6/us_hs6_2024.parquet                US imports 2024 by HS6 and partner (US Census Bureau)
  trade_hs6/minerals_hs6_2000_2024.parquet     imports of 34 economies, HS 1992 (BACI), years 2022-2024 added up
  icio2022_81x50.npz                           home shares of parent industries; split of the EU27 over its members
  elasticities/ProTEE_0_1.csv                  tariff elasticities by HS6 (CEPII)
and, from atlas/data/items, the tables that are typed: items.csv, stated.csv, homes.csv, trade.csv.

A share of imports becomes a share of use by `one less the home share` of the buyer:

    share of use(i, n) = import share(i, n) * (1 - home(n))

The ends of the range are those of home(n). home(n) itself is a row (origin = buyer). Three rules give it, in homes.csv: `fixed`
(typed), `icio` (home share of the parent industry, plus or minus .10), `half` (between none and that share; the middle).

ProTEE is the elasticity of import values, tariff not included, to the applied tariff: -sigma. Here theta = |value| - 1; the range
runs from .75 (long run of Boehm, Levchenko and Pandalai-Nayar 2023) to |value| (the value read as a trade elasticity).
"""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.build import CENSUS
from bahe.atlas.tables import ICIO, packaged, read_csv, source_folder
from bahe.faults import BadFile

Floats = NDArray[np.float64]

US = "trade_hs6/us_hs6_2024.parquet"
MINERALS = "trade_hs6/minerals_hs6_2000_2024.parquet"
PROTEE = "elasticities/ProTEE_0_1.csv"

#: Buyers for which the minerals file is read, besides those with at least `LARGE` of the imports of the item.
BUYERS = ("USA", "CHN", "JPN", "KOR", "TWN", "DEU", "FRA", "ITA", "NLD", "GBR", "IND")
LARGE = 0.02
#: Origins are listed from the largest until they cover this part of the imports, at most `MOST`, each at least `LEAST`.
COVER, MOST, LEAST = 0.95, 10, 0.005
EU27 = tuple(
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE".split()
)
#: trade_shares.csv holds import shares from here on.
SHOWN = 0.001
#: Members of the EU are listed when their part of the split is at least this share of US imports.
EU_LEAST = 0.005
#: Long-run trade elasticity of Boehm, Levchenko and Pandalai-Nayar (2023): sigma 1.75, the low end of every theta from ProTEE.
LOW_THETA = 0.75

FIGURES = ("item", "what", "origin", "buyer", "low", "value", "high", "unit", "year", "kind", "source", "grade", "note")
TRADE = ("item", "file", "buyer", "origin", "hs", "years", "imports_usd_mn", "import_share", "listed")


class Home(NamedTuple):
    """Home share of a buyer and how it came about."""

    low: float
    value: float
    high: float
    kind: str
    source: str
    grade: str
    year: str
    note: str


class World(NamedTuple):
    """What is taken from the input-output table: economies and sectors, flows trade[o, d, k] in USD million."""

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: Floats

    def home(self, buyer: str, sector: str) -> float:
        """Share of what `buyer` uses of `sector` that it makes."""
        d, k = self.economies.index(buyer), self.sectors.index(sector)
        return float(self.trade[d, d, k] / self.trade[:, d, k].sum())

    def eu_split(self, buyer: str, sector: str) -> dict[str, float]:
        """Member of the EU27 -> its part of what the EU27 sells to `buyer` of `sector`."""
        d, k = self.economies.index(buyer), self.sectors.index(sector)
        flows = {m: float(self.trade[self.economies.index(m), d, k]) for m in EU27}
        total = sum(flows.values())
        return {m: v / total for m, v in flows.items()}


class Typed(NamedTuple):
    """The typed tables."""

    items: list[dict[str, str]]
    stated: list[dict[str, str]]
    homes: list[dict[str, str]]
    trade: list[dict[str, str]]


def typed(folder: Path | None = None) -> Typed:
    """The typed tables of atlas/data/items."""
    folder = folder or packaged("items")
    return Typed(*(read_csv(folder / f"{name}.csv") for name in ("items", "stated", "homes", "trade")))


def load_icio(folder: Path) -> World:
    """Economies, sectors and flows of the input-output table."""
    with np.load(folder / ICIO, allow_pickle=False) as z:
        return World(tuple(map(str, z["economies"])), tuple(map(str, z["sectors"])), z["trade"].astype(float))


def us_imports(folder: Path) -> dict[str, dict[str, float]]:
    """HS6 -> origin (EU27 as one, partners outside the world as ROW) -> US imports 2024, USD million."""
    frame = _parquet(folder / US, ["HS6", "CTY_NAME", "imports"])
    out: dict[str, dict[str, float]] = {}
    for hs, name, value in zip(frame["HS6"], frame["CTY_NAME"], frame["imports"], strict=True):
        origin = CENSUS[str(name)]
        if origin:
            cell = out.setdefault(str(hs), {})
            cell[origin] = cell.get(origin, 0.0) + float(value) / 1e6
    return out


def mineral_imports(
    folder: Path, codes: Iterable[str], economies: Sequence[str]
) -> dict[str, dict[str, dict[str, float]]]:
    """HS6 -> buyer -> origin -> imports of 2022-2024 added up, USD million; re-imports of own goods are left out."""
    frame = _parquet(folder / MINERALS, ["year", "hs6", "exporter", "importer", "value_kusd"])
    keep = (frame["year"] >= 2022) & frame["hs6"].astype(str).isin(set(codes))
    known = set(economies)
    out: dict[str, dict[str, dict[str, float]]] = {}
    for row in frame[keep].itertuples(index=False):
        origin = str(row.exporter) if str(row.exporter) in known else "ROW"
        if origin != str(row.importer):
            cell = out.setdefault(str(row.hs6), {}).setdefault(str(row.importer), {})
            cell[origin] = cell.get(origin, 0.0) + float(row.value_kusd) / 1e3
    return out


def _parquet(path: Path, columns: list[str]) -> Any:
    import pandas as pd

    if not path.is_file():
        raise BadFile("no such file", where=str(path), remedy="BAHE_SOURCES must name the folder of raw sources.")
    return pd.read_parquet(path, columns=columns)


def added(flows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Origin -> sum over codes."""
    out: dict[str, float] = {}
    for flow in flows:
        for origin, value in flow.items():
            out[origin] = out.get(origin, 0.0) + value
    return out


def listed(shares: Mapping[str, float], wanted: Iterable[str]) -> list[str]:
    """Origins to list, largest first: until they cover COVER of the imports, and every one in `wanted`."""
    out: list[str] = []
    covered = 0.0
    for origin, share in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])):
        if covered < COVER and len(out) < MOST and share >= LEAST:
            out.append(origin)
            covered += share
    return out + sorted(set(wanted) - set(out))


def home_of(item: Mapping[str, str], buyer: str, homes: Sequence[Mapping[str, str]], world: World) -> Home:
    """Home share by the rule of homes.csv: the row of the buyer, else that of `others`."""
    found = [row for name in (buyer, "others") for row in homes if (row["item"], row["buyer"]) == (item["id"], name)]
    if not found:
        raise BadFile("no rule for the home share", where="homes.csv", field="buyer", got=(item["id"], buyer))
    row = found[0]
    rest = (row["kind"], row["source"], row["grade"], row["year"])
    if row["rule"] == "fixed":
        return Home(float(row["low"]), float(row["value"]), float(row["high"]), *rest, row["note"])
    parent = world.home(buyer, item["sector"])
    note = f"home share of {item['sector']} {parent:.3f}" + (f"; {row['note']}" if row["note"] else "")
    if row["rule"] == "icio":
        return Home(max(0.0, parent - 0.1), parent, min(1.0, parent + 0.1), *rest, note)
    return Home(0.0, parent / 2, parent, *rest, note)


def floor(value: float, digits: int = 5) -> float:
    """Rounded down, so that listed shares never add up to more than one."""
    return math.floor(value * 10**digits + 1e-9) / 10**digits


def share_rows(item: str, buyer: str, shares: Mapping[str, float], home: Home, origins: Sequence[str],
               source: str, year: str, what: str) -> list[dict[str, str]]:  # fmt: skip
    """Rows of the table for one buyer: its home share and the import shares scaled by one less it."""
    rows = [
        _share(
            item,
            buyer,
            buyer,
            (home.low, home.value, home.high),
            home.year,
            home.kind,
            home.source,
            home.grade,
            home.note,
        )
    ]
    for origin in origins:
        if origin == buyer:
            continue
        m = shares.get(origin, 0.0)
        ends = (m * (1 - home.high), m * (1 - home.value), m * (1 - home.low))
        note = f"import share {m:.4f} x (1 - home {home.value:.3f}, {home.kind}); {what}"
        rows.append(_share(item, origin, buyer, ends, year, "measured", source, "A", note))
    return rows


def _share(item: str, origin: str, buyer: str, ends: tuple[float, float, float], year: str, kind: str, source: str,
           grade: str, note: str) -> dict[str, str]:  # fmt: skip
    low, value, high = (f"{floor(e):.5f}" for e in ends)
    cells = (item, "share", origin, buyer, low, value, high, "fraction", year, kind, source, grade, note)
    return dict(zip(FIGURES, cells, strict=True))


def eu_rows(item: str, m: float, split: Mapping[str, float], home: Home, wanted: Iterable[str]) -> list[dict[str, str]]:
    """Rows of members of the EU27 for buyer USA: the measured total split over members, each between none and all."""
    rows = []
    for member, part in sorted(split.items(), key=lambda pair: (-pair[1], pair[0])):
        if m * part >= EU_LEAST or member in set(wanted):
            ends = (0.0, m * part * (1 - home.value), m * (1 - home.low))
            note = f"EU27 {m:.4f} of imports x part {part:.3f} x (1 - home {home.value:.3f}, {home.kind})"
            rows.append(_share(item, member, "USA", ends, "2024", "assumed", "assumed-eu-split", "", note))
    return rows


def theta_row(item: str, code: str, protee: Mapping[str, tuple[bool, float]]) -> dict[str, str]:
    """The long-run trade elasticity of an item from the estimate of its code."""
    filled, value = protee[code]
    how = (
        "not significant at 1 % or positive: CEPII fills in the mean of the heading"
        if filled
        else "estimate of the code"
    ) + ("; extreme: an estimate of an almost homogeneous good, not a limit" if value < -20 else "")
    low, theta, high = (f"{x:.4f}" for x in (min(LOW_THETA, -value - 1), -value - 1, -value))
    cells = (item, "theta:long", "", "", low, theta, high, "elasticity", "2016", "measured", "protee-0.1",
             "C" if filled else "B", f"HS {code}, value {value:.4f}, theta = |value| - 1; {how}")  # fmt: skip
    return dict(zip(FIGURES, cells, strict=True))


def load_protee(folder: Path) -> dict[str, tuple[bool, float]]:
    """HS6 -> (filled in with the mean of the heading?, value); codes without a value are left out."""
    rows = read_csv(folder / PROTEE)
    return {
        r["HS6"].zfill(6): ("1" in (r["zero"], r["positive"]), float(r["sigma"]))
        for r in rows
        if r["sigma"] not in ("", "NA")
    }


def tables(folder: Path, hand: Typed) -> dict[str, list[dict[str, str]]]:
    """The two built tables: name -> rows."""
    world, protee, us = load_icio(folder), load_protee(folder), us_imports(folder)
    codes = {c for r in hand.trade if r["file"] == "minerals" for c in r["hs"].split()}
    minerals = mineral_imports(folder, codes, world.economies)
    by_id = {r["id"]: r for r in hand.items}
    figures, trade = list(hand.stated), []
    for rule in hand.trade:
        item = by_id[rule["item"]]
        origins = {
            r["origin"] for r in hand.stated if (r["item"], r["what"], r["buyer"]) == (item["id"], "share", "world")
        }
        if rule["file"] == "us":
            flow = {"USA": added(us.get(c, {}) for c in rule["hs"].split())}
            source, year, what = "us-census-2024", "2024", f"US imports 2024, HS {rule['hs']}" + _tail(rule)
        else:
            per = [minerals.get(c, {}) for c in rule["hs"].split()]
            flow = {b: added(p.get(b, {}) for p in per) for b in sorted({b for p in per for b in p})}
            source, year, what = "baci-2022-24", "2023", f"BACI 2022-2024, HS 1992 {rule['hs']}" + _tail(rule)
        everything = sum(sum(f.values()) for f in flow.values())
        for buyer, imports in flow.items():
            total = sum(imports.values())
            if not total or (buyer not in BUYERS and total < LARGE * everything):
                continue
            if (rule["item"], buyer) == ("lng", "USA"):
                continue  # an exporter that buys next to nothing
            shares = {o: v / total for o, v in imports.items()}
            members = origins & set(EU27) if "EU27" in shares else set()
            names = [o for o in listed(shares, origins - members - {buyer}) if o != "EU27"]
            home = home_of(item, buyer, hand.homes, world)
            figures += share_rows(item["id"], buyer, shares, home, names, source, year, what)
            if "EU27" in shares:
                split = world.eu_split(buyer, item["sector"])
                figures += eu_rows(item["id"], shares["EU27"], split, home, members)
            for o, v in sorted(imports.items(), key=lambda pair: (-pair[1], pair[0])):
                if shares[o] < SHOWN and o not in names:
                    continue
                cells = (item["id"], rule["file"], buyer, o, rule["hs"], "2024" if rule["file"] == "us" else "2022-2024",
                         f"{v:.4f}", f"{shares[o]:.6f}", "1" if o in names or o == "EU27" else "0")  # fmt: skip
                trade.append(dict(zip(TRADE, cells, strict=True)))
    figures += [theta_row(r["item"], r["elasticity_hs"], protee) for r in hand.trade if r["elasticity_hs"]]
    order = {r["id"]: n for n, r in enumerate(hand.items)}
    kinds = (
        "market",
        "demand",
        "share",
        "theta:long",
        "theta:medium",
        "theta:short",
        "stock",
        "qualification",
        "leakage",
    )
    figures.sort(key=lambda r: (order[r["item"]], kinds.index(r["what"]), r["buyer"] != "world", r["buyer"]))
    return {"trade_shares.csv": trade, "figures.csv": figures}


def _tail(rule: Mapping[str, str]) -> str:
    return f" ({rule['note']})" if rule["note"] else ""


def _text(rows: Sequence[Mapping[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def build_items(sources: str | Path | None = None, out: str | Path | None = None) -> dict[str, Path]:
    """Build trade_shares.csv and figures.csv into `out` (default: atlas/data/items); returns name -> path.

    sources  folder of raw sources; default: the environment variable BAHE_SOURCES
    """
    folder, target = source_folder(sources), Path(out) if out else packaged("items")
    target.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, rows in tables(folder, typed()).items():
        written[name] = target / name
        written[name].write_text(_text(rows), encoding="utf-8", newline="\n")
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.build_items --sources DIR [--out DIR]`."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m bahe.atlas.build_items", description="Build the table of items.")
    parser.add_argument("--sources", help="folder of raw sources; default: BAHE_SOURCES")
    parser.add_argument("--out", help="folder to write to; default: atlas/data/items")
    given = parser.parse_args(arguments)
    for name, path in build_items(given.sources, given.out).items():
        sys.stdout.write(f"{name}: {path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
