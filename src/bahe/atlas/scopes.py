"""Which goods a measure reaches: product lists of the law, laid over US imports of 2024.

The lists name tariff lines of 8 or 10 digits; the trade is known by subheading (6 digits) and partner. Rules:

1. The imports of a subheading are spread evenly over its tariff lines of 8 digits. The lines are all those that occur
   in any list at hand (the lists of Section 301 alone name some 10,000); a subheading that no list names is one line.
2. A line of 8 digits that some list splits at 10 digits is spread evenly over the named suffixes and one rest.
   A suffix `00` means that the line has no split.
3. The exemption lists of the executive orders are written at 8 digits in the law; copies that pad them to 10 are cut.
4. A line carries one flag for each list that names it or a prefix of it. Flags that occur together stay together:
   what is stored is, for each partner, industry and *pattern of flags*, the imports, the duty collected in 2024 and the
   part of that duty which the Section 232 duties of 2018 explain. Patterns are what the stacking rules need.
5. Patterns are split once more by the height of the base rate (`EDGES`), so that a ceiling such as max(0, 15 % - base)
   is exact on the mean of a cell: within a class it is linear in the base rate.

Rule 1 is the uncertain one: imports by line of 10 digits would replace it, and they are not at hand. It matters where one
line of a subheading carries most of the trade and stands on another side of a list than its neighbours (gold, some
medicines, some fuels).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.concordance import GOODS, digits_of, industry_of
from bahe.atlas.container import read, write
from bahe.faults import BadFile, MissingData

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Lists of products, in the order of the bits of a pattern. `file` names a source list, none: scope_prefixes.csv.
#: `digits` cuts codes to what the law says; `where` keeps rows whose column holds one of the values.


@dataclass(frozen=True)
class Scope:
    """One list of products of the law: its name, where it comes from and how its codes are read."""

    name: str
    what: str
    file: str = ""
    digits: int = 10
    where: tuple[str, tuple[str, ...]] = ("", ())
    chapters: tuple[str, ...] = ()
    without_chapters: tuple[str, ...] = ()
    shortest: int = 2


_METALS = ("72", "73", "76")
_BELOW_METALS = tuple(f"{n:02d}" for n in range(1, 72))
SCOPES: tuple[Scope, ...] = (
    Scope("steel", "steel mill products, Section 232 of 2018 and 2025"),
    Scope("steel-articles", "articles of steel, Section 232 from 12 March 2025", "steel-tariffs.csv", chapters=("73", "94")),
    Scope("aluminium", "unwrought aluminium and mill products, Section 232 of 2018 and 2025"),
    Scope("aluminium-articles", "articles of aluminium, Section 232 from 12 March 2025", "alu-tariffs.csv", chapters=("76",)),
    Scope("derivatives", "goods that contain aluminium, on the content, from 12 March 2025", "alu-tariffs.csv", without_chapters=_METALS),
    Scope("appliances", "household appliances, on the steel content, from 23 June 2025"),
    Scope("derivatives-august", "goods that contain steel or aluminium, on the content, from 18 August 2025",
          "s232_derivative_products.csv", where=("effective_date", ("2025-08-18",)), without_chapters=_BELOW_METALS),
    Scope("copper", "semi-finished copper and copper goods, Section 232 from 1 August 2025", "copper-list.csv"),
    Scope("autos", "passenger vehicles and light trucks, Section 232 from 3 April 2025"),
    Scope("auto-parts", "parts of passenger vehicles and light trucks, Section 232 from 3 May 2025", "auto-tariffs.csv"),
    Scope("lumber", "softwood timber and lumber, Section 232 from 14 October 2025"),
    Scope("furniture", "upholstered furniture, kitchen cabinets and vanities, Section 232 from 14 October 2025"),
    Scope("trucks", "medium and heavy vehicles, Section 232 from 1 November 2025"),
    Scope("buses", "buses, Section 232 from 1 November 2025"),
    Scope("semiconductors", "headings that hold the advanced chips of Section 232, from 15 January 2026", "s232_semi_products.csv"),
    Scope("annex-ii", "exempt from the reciprocal duty, Annex II of EO 14257, without wood", "annex-II-exemptions.csv", digits=8,
          without_chapters=("44",)),
    Scope("electronics", "exempt from the reciprocal duty, 11 April 2025", "consumer_electronics_EO14257_apr11.csv", digits=8),
    Scope("november", "exempt from the reciprocal duty from 13 November 2025, EO 14360", "annex-II-exemptions-nov14.csv", digits=8),
    Scope("section-122-exempt", "exempt from the Section 122 surcharge", "section122-product-exemptions.csv"),
    Scope("informational", "books, films, works of art: outside the emergency powers"),
    Scope("chapter-98", "special provisions: returned, repaired and low-value goods"),
    Scope("brazil", "exempt from the additional duty on Brazil, EO 14323 annex I", "brazil-non-airplane-exemptions.csv"),
    Scope("brazil-aircraft", "exempt from the additional duty on Brazil as parts of civil aircraft", "brazil-airplane-exemptions.csv"),
    Scope("energy", "energy, critical minerals and potash: the lower emergency rate on Canada"),
    Scope("aircraft", "civil aircraft, engines and their parts"),
    Scope("metals-1a", "metals and close derivatives, annex I-A of April 2026", "s232_annex_products.csv", where=("annex", ("1a",))),
    Scope("metals-1b", "articles of metal, annex I-B of April 2026", "s232_annex_products.csv", where=("annex", ("1b",)), shortest=8),
    Scope("metals-2", "taken out of Section 232 in April 2026, annex II", "s232_annex_products.csv", where=("annex", ("2",)), shortest=8),
    Scope("metals-3", "held at 15 % until the end of 2027, annex III", "s232_annex_products.csv", where=("annex", ("3",)), shortest=8),
    Scope("china-2025", "China, Section 301: chips and polysilicon from 25 to 50 % on 1 January 2025", "s301_product_lists.csv",
          where=("list", ("biden_50_jan25",))),
    Scope("china-2026", "China, Section 301: batteries, graphite, magnets to 25 % on 1 January 2026", "s301_product_lists.csv",
          where=("list", ("biden_jan26",))),
    Scope("textiles", "textiles and apparel"),
    Scope("packaged-august", "goods in cans of steel or aluminium, on the content, from 18 August 2025",
          "s232_derivative_products.csv", where=("effective_date", ("2025-08-18",)), chapters=_BELOW_METALS),
    Scope("annex-ii-wood", "wood of Annex II, exempt until 14 October 2025", "annex-II-exemptions.csv", digits=8, chapters=("44",)),
)  # fmt: skip
BIT: Mapping[str, int] = {scope.name: bit for bit, scope in enumerate(SCOPES)}

#: Classes of the base rate; ceilings at these rates are exact on cell means.
EDGES: tuple[float, ...] = (0.0, 0.025, 0.05, 0.10, 0.125, 0.15, 0.20, 0.25)

#: Section 232 duties of 2018, as far as collected duty shows them (Proclamations 9704 and 9705).
OF_2018: Mapping[str, float] = {"steel": 0.25, "aluminium": 0.10}

#: Industries of the cells: the goods, electricity, and the special provisions that name no product.
INDUSTRIES: tuple[str, ...] = (*GOODS, "D", "98T99")


@dataclass(frozen=True)
class Cells:
    """US imports of 2024 by partner, industry, pattern of flags and class of base rate.

    partners   names on the partner axis: ISO3 or EU27
    partner, industry   positions, one a cell
    pattern    bits of SCOPES
    imports, duty       USD of 2024; `duty` as collected
    of_2018    USD of duty that Section 232 of 2018 explains
    """

    partners: tuple[str, ...]
    partner: NDArray[np.int64]
    industry: NDArray[np.int64]
    pattern: NDArray[np.int64]
    imports: Floats
    duty: Floats
    of_2018: Floats

    def flag(self, scope: str) -> Bools:
        """Whether each cell is on the list `scope`."""
        return (self.pattern >> BIT[scope]) & 1 == 1

    @property
    def base(self) -> Floats:
        """Base rate of each cell without the Section 232 duties of 2018 (fractions)."""
        return (self.duty - self.of_2018) / np.where(self.imports > 0, self.imports, 1.0)

    @property
    def base_232(self) -> Floats:
        """The Section 232 duties of 2018 over imports (fractions)."""
        return self.of_2018 / np.where(self.imports > 0, self.imports, 1.0)

    def only(self, keep: Bools) -> Cells:
        """The cells where `keep` is true."""
        return Cells(
            self.partners, self.partner[keep], self.industry[keep], self.pattern[keep],
            self.imports[keep], self.duty[keep], self.of_2018[keep],
        )  # fmt: skip


# --------------------------------------------------------------------------------------------- reading the law's lists


def policy_rows(name: str) -> list[dict[str, str]]:
    """Rows of a packaged table of data/policy."""
    text = files("bahe.atlas").joinpath(f"data/policy/{name}").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def scope_codes(scope: Scope, folder: Path | None) -> tuple[str, ...]:
    """Codes of one list: from scope_prefixes.csv, or from its file in `folder` (product_lists of the sources)."""
    if not scope.file:
        rows = [r for r in policy_rows("scope_prefixes.csv") if r["scope"] == scope.name]
        return tuple(code for r in rows for code in r["prefixes"].split())
    if folder is None:
        raise MissingData("the folder of product lists is needed", field="sources", where=scope.file,
                          remedy="Set BAHE_SOURCES to the folder that holds tariffs/product_lists.")  # fmt: skip
    path = folder / scope.file
    if not path.is_file():
        raise BadFile("no such product list", where=str(path), field=scope.name)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    if not rows:
        raise BadFile("the product list is empty", where=str(path), field=scope.name)
    code_column = next(iter(rows[0]))
    column, kept = scope.where
    if column and column not in rows[0]:
        raise BadFile(f"the column {column!r} is missing", where=str(path), got=list(rows[0]))
    codes = (digits_of(r[code_column]) for r in rows if not column or r[column] in kept)
    return tuple(
        dict.fromkeys(
            code[: scope.digits]
            for code in codes
            if (not scope.chapters or code[:2] in scope.chapters)
            and code[:2] not in scope.without_chapters
            and (len(code) >= scope.shortest or code[:2] == "76")
        )
    )


def known_lines(folder: Path) -> tuple[str, ...]:
    """Every code of 8 or 10 digits in any list: what is known of the lines of the tariff."""
    out: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        if path.name.startswith(("clean-august", "reciprocal", "china-")):
            continue
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.reader(handle):
                code = row[0].strip()
                if code.isdigit() and len(code) >= 7:
                    out.add(digits_of(code[:10]))  # one copy pads ten digits to twelve
    return tuple(sorted(out))


def spread(codes: Iterable[str]) -> dict[str, dict[str, float]]:
    """Subheading -> {line or suffix: share of the subheading}, by rules 1 and 2. Shares of a subheading sum to 1.

    >>> spread(["87083010", "8708305010", "8708305090"])["870830"]
    {'87083010': 0.5, '8708305010': 0.16666666666666666, '8708305090': 0.16666666666666666, '87083050': 0.16666666666666666}
    """
    lines: dict[str, set[str]] = {}
    for code in codes:
        suffixes = lines.setdefault(code[:8], set())
        if len(code) == 10 and not code.endswith("00"):
            suffixes.add(code)
    by_subheading: dict[str, list[str]] = {}
    for line in sorted(lines):
        by_subheading.setdefault(line[:6], []).append(line)
    out: dict[str, dict[str, float]] = {}
    for subheading, members in by_subheading.items():
        share = 1.0 / len(members)
        out[subheading] = {}
        for line in members:
            parts = [*sorted(lines[line]), line]
            out[subheading] |= {part: share / len(parts) for part in parts}
    return out


def patterns(lines: Sequence[str], scopes: Mapping[str, Sequence[str]]) -> NDArray[np.int64]:
    """Bits of the lists that name each line or a prefix of it; a code ending in 00 names the whole line of 8 digits."""
    out = np.zeros(len(lines), dtype=np.int64)
    for name, codes in scopes.items():
        known = {code[:8] if len(code) == 10 and code.endswith("00") else code for code in codes}
        lengths = sorted({len(code) for code in known})
        hit = [any(line[:n] in known for n in lengths if n <= len(line)) for line in lines]
        out |= np.where(hit, 1 << BIT[name], 0)
    return out


# ------------------------------------------------------------------------------------------------- building the cells


def base_of_2018(steel: Bools, aluminium: Bools, rate: Floats, s301: Floats) -> Floats:
    """Part of a collected rate that the Section 232 duties of 2018 explain: what is there, at most the duty of 2018.

    Quotas and exemptions of 2018-2024 show as low collected rates. A Section 301 duty on metals is taken off first.
    """
    legal = np.where(steel, OF_2018["steel"], np.where(aluminium, OF_2018["aluminium"], 0.0))
    return np.clip(rate - s301, 0.0, legal)


def build_cells(sources: Path) -> Cells:
    """The cells, from trade_hs6/us_hs6_2024.parquet and tariffs/product_lists of the raw sources."""
    import pandas as pd

    folder = sources / "tariffs" / "product_lists"
    trade_path = sources / "trade_hs6" / "us_hs6_2024.parquet"
    if not trade_path.is_file():
        raise BadFile("no such file", where=str(trade_path))
    scopes = {scope.name: scope_codes(scope, folder) for scope in SCOPES}
    named = [c for codes in scopes.values() for c in codes if len(c) >= 8]
    lines = spread([*known_lines(folder), *named])
    names = {r["census_name"]: r["partner"] for r in policy_rows("us_partners.csv")}
    trade = pd.read_parquet(trade_path)
    absent = sorted(set(trade["CTY_NAME"]) - set(names))
    if absent:
        raise BadFile("partners without a code in us_partners.csv", where=str(trade_path), got=absent)
    trade = trade.assign(partner=trade["CTY_NAME"].map(names))
    trade = trade[(trade["partner"] != "") & (trade["imports"] > 0)]
    subheadings = sorted(trade["HS6"].unique())
    parts = [(hs, line, share) for hs in subheadings for line, share in lines.get(hs, {hs: 1.0}).items()]
    frame = pd.DataFrame(parts, columns=["HS6", "line", "share"])
    frame["pattern"] = patterns(list(frame["line"]), scopes)
    industry = dict(zip(subheadings, industry_of(subheadings), strict=True))
    frame["industry"] = [INDUSTRIES.index(industry[hs] or "98T99") for hs in frame["HS6"]]
    frame = frame.groupby(["HS6", "industry", "pattern"], as_index=False)[["share"]].sum()
    cells = trade.merge(frame, on="HS6", how="left", validate="many_to_many")
    rate: Floats = np.asarray(cells["duty"].to_numpy() / cells["imports"].to_numpy(), dtype=np.float64)
    steel = ((cells["pattern"].to_numpy() >> BIT["steel"]) & 1) == 1
    aluminium = ((cells["pattern"].to_numpy() >> BIT["aluminium"]) & 1) == 1
    s301 = {r["partner"]: float(r["s301_on_metals"]) for r in policy_rows("us_partners.csv")}
    explained = base_of_2018(steel, aluminium, rate, np.array([s301[p] for p in cells["partner"]]))
    cells["imports"] *= cells["share"]
    cells["duty"] *= cells["share"]
    cells["of_2018"] = explained * cells["imports"]
    cells["class"] = np.digitize(rate - explained, EDGES)
    partners = tuple(sorted(set(cells["partner"])))
    cells["partner"] = cells["partner"].map({p: n for n, p in enumerate(partners)})
    keys = ["partner", "industry", "pattern", "class"]
    cells = cells.groupby(keys, as_index=False)[["imports", "duty", "of_2018"]].sum().sort_values(keys)
    return Cells(
        partners, *(cells[k].to_numpy(np.int64) for k in keys[:3]),
        *(cells[k].to_numpy(np.float64) for k in ("imports", "duty", "of_2018")),
    )  # fmt: skip


_ARRAYS = ("partner", "industry", "pattern", "imports", "duty", "of_2018")


def write_cells(cells: Cells, path: Path) -> None:
    """Write the cells: the same input gives the same bytes. Patterns are numbered, money is float32."""
    known, number = np.unique(cells.pattern, return_inverse=True)
    arrays: dict[str, NDArray[Any]] = {
        "partner": cells.partner.astype("u1"), "industry": cells.industry.astype("u1"),
        "known": known.astype("<u8"), "pattern": np.ravel(number).astype("<u2"), "imports": cells.imports.astype("<f4"),
        "duty": cells.duty.astype("<f4"), "of_2018": cells.of_2018.astype("<f4"),
    }  # fmt: skip
    write(path, arrays, {"kind": "us-imports", "year": 2024, "unit": "USD", **_axes(cells.partners)})


def _axes(partners: tuple[str, ...]) -> dict[str, Any]:
    return {
        "partners": list(partners), "industries": list(INDUSTRIES), "scopes": [s.name for s in SCOPES], "edges": list(EDGES),
    }  # fmt: skip


@cache
def packaged_cells() -> Cells:
    """The cells that ship with bahe."""
    path = packaged_folder() / "us_imports_2024.npz"
    arrays, meta = read(path)
    partners = tuple(meta.get("partners", ()))
    if {k: meta.get(k) for k in _axes(partners)} != _axes(partners):
        raise BadFile("the packaged cells were built with other lists or industries", where=path.name,
                      remedy="Build them again: python -m bahe.atlas.scopes --sources DIR")  # fmt: skip
    arrays["pattern"] = arrays["known"][arrays["pattern"]]
    partner, industry, pattern = (arrays[a].astype(np.int64) for a in _ARRAYS[:3])
    imports, duty, of_2018 = (arrays[a].astype(np.float64) for a in _ARRAYS[3:])
    out = Cells(partners, partner, industry, pattern, imports, duty, of_2018)
    for name in _ARRAYS:
        getattr(out, name).flags.writeable = False
    return out


def build_tables(sources: Path, out: Path) -> list[Path]:
    """Write what is derived from raw sources: the cells, the published series, and the counts of Chinese lists."""
    names = ("us_imports_2024.npz", "published_added.csv", "china_lists.csv", "collected_2025.csv")
    written = [out / name for name in names]
    out.mkdir(parents=True, exist_ok=True)
    write_cells(build_cells(sources), written[0])
    written[1].write_text(_csv(_published(sources)), "utf-8")
    written[2].write_text(_csv(_china_lists(sources)), "utf-8")
    written[3].write_text(_csv(_collected(sources)), "utf-8")
    return written


def _csv(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _published(sources: Path) -> list[list[str]]:
    """Points added by date and partner, from tariffs/country-by-time.csv."""
    names = {r["census_name"]: r["partner"] for r in policy_rows("us_partners.csv")}
    path = sources / "tariffs" / "country-by-time.csv"
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    out = [["date", "partner", "added_points", "imports_usd_mn"]]
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            if names[row["country_name"]]:
                points, imports = float(row["effective tariff"]), float(row["total imports"]) / 1e6
                out.append([row["date"], names[row["country_name"]], f"{points:.4f}", f"{imports:.1f}"])
    return out


def _collected(sources: Path) -> list[list[str]]:
    """Collected and statutory rates of 2025 by month and partner, from cases/us_tariff_revenue_trade_2025.csv."""
    path = sources / "cases" / "us_tariff_revenue_trade_2025.csv"
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    out = [["month", "partner", "collected_pct", "statutory_pct"]]
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["rate_2024_weights_pct"] and row["month"] >= "2025":
                values = (row["rate_2024_weights_pct"], row["statutory_rate_pct"])
                out.append([row["month"], row["partner_iso3"], *(f"{float(v):.3f}" for v in values)])
    return out


def _china_lists(sources: Path) -> list[list[str]]:
    """Subheadings that the Chinese lists of March 2025 name, by industry, beside those in which the USA imports."""
    import pandas as pd

    trade = pd.read_parquet(sources / "trade_hs6" / "us_hs6_2024.parquet", columns=["HS6"])
    folder = sources / "tariffs" / "product_lists"
    listed: dict[str, set[str]] = {}
    for measure in ("march-10", "march-15"):
        path = folder / f"china-{measure[-2:]}-percent-030425.csv"
        with path.open(encoding="utf-8-sig", newline="") as handle:
            listed[measure] = {digits_of(row[1])[:6] for row in csv.reader(handle) if row[1].strip().isdigit()}
    everything = sorted({*trade["HS6"], *(code for codes in listed.values() for code in codes)})
    industry = dict(zip(everything, industry_of(everything), strict=True))
    out = [["measure", "sector", "listed", "subheadings"]]
    for measure, codes in listed.items():
        for sector in GOODS:
            count = sum(industry[c] == sector for c in codes)
            if count:
                out.append([measure, sector, str(count), str(sum(i == sector for i in industry.values()))])
    return out


def packaged_folder() -> Path:
    """Where the packaged tables stand in a checkout."""
    return Path(__file__).parent / "data" / "policy"


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.scopes --sources DIR`: build the derived tables again from raw sources."""
    parser = argparse.ArgumentParser(prog="python -m bahe.atlas.scopes", description=main.__doc__)
    parser.add_argument(
        "--sources", default=os.environ.get("BAHE_SOURCES"), help="folder of raw sources (default: BAHE_SOURCES)"
    )
    parser.add_argument(
        "--out", default=str(packaged_folder()), help="folder to write to (default: the package's data folder)"
    )
    given = parser.parse_args(arguments)
    if not given.sources:
        raise MissingData("the folder of raw sources is needed", field="--sources",
                          remedy="Give --sources DIR or set BAHE_SOURCES.")  # fmt: skip
    for path in build_tables(Path(given.sources), Path(given.out)):
        sys.stdout.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    return 0


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
