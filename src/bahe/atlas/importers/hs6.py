"""Trade by HS6 product from files that users have on disk: CEPII BACI, UN Comtrade, World Bank WITS; CSV (also .gz) or Parquet.

DuckDB reads them, out of core, and adds up what is asked for; nothing is downloaded. Install it with `pip install bahe[products]`.

  layout     needs the columns                                                        values
  baci       t, i (exporter), j (importer), k, v, optionally q                        thousand USD, tonnes
  comtrade   refYear, reporterISO or reporterCode, partnerISO or partnerCode,         USD, kg
             cmdCode, primaryValue; flowCode, netWgt and others are used if present
  wits       Year, ReporterISO3, PartnerISO3, ProductCode, TradeValue in 1000 USD;    thousand USD
             TradeFlowName or TradeFlowCode

File names never become part of a query: they are passed as parameters, and the signs that DuckDB would read as a pattern are
escaped, so that one name is one file.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas.products import OTHERS, Products
from bahe.atlas.tables import read_csv, rows
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

ROLES = ("year", "exporter", "importer", "code", "value", "quantity")


@dataclass(frozen=True)
class Layout:
    """Which column plays which role, by its names in lower case; and what a row must say to be a flow."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    """Role -> names, the best first. `quantity` and `flow` may be absent."""
    usd_mn: float
    tonnes: float
    source: str
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of a break-down, if present -> values that stand for the total; other rows are parts of it and left out."""
    flows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Direction -> the words of the column `flow` for it."""
    whole: tuple[str, ...] = ()
    """Partners that stand for the world or a group: their rows are sums and left out."""
    strict: bool = False
    """True where every row must be a six-digit product."""


BACI = Layout(
    "baci",
    {"year": ("t",), "exporter": ("i",), "importer": ("j",), "code": ("k",), "value": ("v",), "quantity": ("q",)},
    1e-3, 1.0, "BACI, CEPII (Gaulier and Zignago 2010), Etalab Open Licence 2.0", strict=True,
)  # fmt: skip
COMTRADE = Layout(
    "comtrade",
    {
        "year": ("refyear", "yr", "year", "period"), "importer": ("reporteriso", "reporter iso", "rt3iso", "reportercode", "rtcode"),
        "exporter": ("partneriso", "partner iso", "pt3iso", "partnercode", "ptcode"), "code": ("cmdcode", "commodity code"),
        "value": ("primaryvalue", "tradevalue", "trade value (us$)"), "quantity": ("netwgt", "netweight (kg)", "netweight"),
        "flow": ("flowcode", "flowdesc", "trade flow", "rgdesc"),
    },
    1e-6, 1e-3, "UN Comtrade",
    totals={"partner2code": ("0",), "partner2iso": ("W00",), "motcode": ("0",), "customscode": ("C00", "0"), "mossupcode": ("0",)},
    flows={"imports": ("M", "IMPORT", "IMPORTS"), "exports": ("X", "EXPORT", "EXPORTS")},
    whole=("W00", "0", "WLD", "ALL"),
)  # fmt: skip
WITS = Layout(
    "wits",
    {
        "year": ("year",), "importer": ("reporteriso3",), "exporter": ("partneriso3",), "code": ("productcode", "product code"),
        "value": ("tradevalue in 1000 usd", "trade value 1000usd", "tradevalue"), "flow": ("tradeflowname", "tradeflowcode", "flowname"),
    },
    1e-3, 1.0, "World Bank WITS (UN Comtrade)",
    flows={"imports": ("IMPORT", "IMPORTS", "GROSS IMP.", "GROSS IMPORT", "5"),
           "exports": ("EXPORT", "EXPORTS", "GROSS EXP.", "GROSS EXPORT", "6")},
    whole=("WLD", "ALL", "EUN", "SPE", "UNS_ALL"),
)  # fmt: skip
LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in (BACI, COMTRADE, WITS)}

#: ISO3 or other letters of partners that no list of economies names.
NOT_NAMED = ("UNS", "SPE", "BUN", "FRE", "OAS", "NES")
#: "Other Asia, not elsewhere specified", under which trade of TWN is filed.
OTHER_ASIA = "S19"


def read_baci(path: Any, *, country_codes: str | os.PathLike[str] | None = None, **options: Any) -> Products:
    """A table from a BACI file, several, or a folder of them.

    country_codes  the file country_codes_*.csv that BACI comes with (columns country_code and country_iso3 or iso_3digit_alpha);
                   default: such a file beside the data, else the list that ships with bahe
    options        years, codes (or prefixes), importers: read these only
    """
    return _read(BACI, path, country_codes=country_codes, **options)


def read_comtrade(path: Any, *, flow: str = "imports", **options: Any) -> Products:
    """A table from UN Comtrade files: what reporters say they import (or export: flow="exports", mirrored).

    Rows of six-digit products, of total transport, customs procedure and second partner; the world as a partner is left out.
    options  years, codes (or prefixes), importers
    """
    return _read(COMTRADE, path, flow=flow, **options)


def read_wits(path: Any, *, flow: str = "imports", **options: Any) -> Products:
    """A table from WITS files; arguments as of `read_comtrade`."""
    return _read(WITS, path, flow=flow, **options)


def read_hs6(path: Any, *, layout: str | None = None, **options: Any) -> Products:
    """Any of the three, by `layout` or recognised by the header.

    Raises BadFile naming what the header lacks for each layout.
    """
    if layout is not None and layout not in LAYOUTS:
        raise UnknownName("layout", layout, LAYOUTS, field="layout")
    chosen = recognised(path) if layout is None else LAYOUTS[layout]
    return {"baci": read_baci, "comtrade": read_comtrade, "wits": read_wits}[chosen.name](path, **options)


def recognised(path: Any) -> Layout:
    """The layout whose needed columns are all in the header of the (first) file."""
    first = _files(path)[0]
    header = _Source(first).header
    lacks = {name: _lacking(layout, header) for name, layout in LAYOUTS.items()}
    fits = [name for name, missing in lacks.items() if not missing]
    if not fits:
        told = "; ".join(f"{name} lacks {', '.join(missing)}" for name, missing in lacks.items())
        raise BadFile(f"the header fits no layout ({told})", where=first.name, got=header, allowed=LAYOUTS)
    return LAYOUTS[fits[0]]


def _lacking(layout: Layout, header: Sequence[str]) -> list[str]:
    have = {_plain(h) for h in header}
    return [
        names[0] for role, names in layout.columns.items() if role not in ("quantity", "flow") and not have & set(names)
    ]


def _plain(name: str) -> str:
    return name.strip().strip('"').lstrip("\ufeff").lower()


# -- files ---------------------------------------------------------------------------------------------------------


def _files(path: Any) -> list[Path]:
    """The files of a path, a folder (its CSV and Parquet files, in order) or a list; every one must be there."""
    given = [path] if isinstance(path, str | os.PathLike) else list(path) if isinstance(path, Iterable) else None
    if not given or not all(isinstance(p, str | os.PathLike) for p in given):
        raise BadValue("the path of a file or a folder, or a list of them, is needed", field="path", got=path)
    out: list[Path] = []
    for item in given:
        p = Path(item)
        if p.is_dir():
            inside = sorted(q for q in p.iterdir() if q.is_file() and _table(q) and not _beside(q))
            if not inside:
                raise BadFile("holds no CSV or Parquet file", where=str(p))
            out += inside
        elif p.is_file():
            out.append(p)
        else:
            raise BadFile("no such file", where=str(p))
    return out


def _table(path: Path) -> bool:
    return path.name.lower().endswith((".csv", ".csv.gz", ".parquet", ".pq", ".txt", ".tsv"))


def _beside(path: Path) -> bool:
    """Is this one of the lists that come with BACI?"""
    return path.name.lower().startswith(("country_codes", "product_codes"))


class _Source:
    """One file, ready to be queried: its header, its reader and the parameters that the reader takes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.parquet = path.name.lower().endswith((".parquet", ".pq"))
        whole = os.path.abspath(path)
        self.parameters: list[Any] = [re.sub(r"([*?\[])", r"[\1]", whole)]
        if self.parquet:
            self.reader = "read_parquet(?)"
            self.header = self._described()
            self.inside = self.header
        else:
            self.reader = (
                "read_csv(?, auto_detect = false, header = true, columns = ?, delim = ?, quote = '\"', escape = '\"')"
            )
            self.header, delimiter = _first_line(path)
            self.inside = [f"c{n}" for n in range(len(self.header))]
            self.parameters += [dict.fromkeys(self.inside, "VARCHAR"), delimiter]

    def _described(self) -> list[str]:
        return [
            str(d[0]) for d in _ask(self.name, "SELECT * FROM read_parquet(?) LIMIT 0", self.parameters).description
        ]

    def column(self, names: Sequence[str]) -> str | None:
        """The column with one of these names, quoted for a query; None where there is none."""
        plain = {_plain(h): own for h, own in zip(self.header, self.inside, strict=True)}
        for name in names:
            if name in plain:
                quoted = plain[name].replace('"', '""')
                return f'trim(CAST("{quoted}" AS VARCHAR))'
        return None


def _first_line(path: Path) -> tuple[list[str], str]:
    """Names in the header of a CSV and its delimiter: the one of , ; tab | that occurs most."""
    opener: Any = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as stream:
            raw: bytes = stream.readline(1_000_000)
    except (OSError, EOFError) as error:
        raise BadFile(f"cannot be read ({error})", where=path.name) from None
    try:
        line = raw.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise BadFile(f"the header is not UTF-8 text (byte {error.start})", where=path.name) from None
    if not line.strip() or "\0" in line:
        raise BadFile("has no header", where=path.name, remedy="The first line must name the columns.")
    delimiter = max(",;\t|", key=line.count)
    header = next(csv.reader([line], delimiter=delimiter))
    twice = [h for h in header if h.strip() and header.count(h) > 1]
    if twice:
        raise BadFile("two columns have one name", where=path.name, field=twice[0])
    return header, delimiter


def _duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ImportError:
        raise MissingData(
            "reading product files needs DuckDB", field="duckdb", remedy="pip install 'bahe[products]'"
        ) from None


def _ask(where: str, query: str, parameters: Sequence[Any]) -> Any:
    """Run one query in a fresh, empty, offline database; a fault of the file is a BadFile that names it."""
    duckdb = _duckdb()
    quiet = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    try:
        base = duckdb.connect(":memory:", config=quiet)
        base.execute("SET enable_progress_bar = false")
        return base.sql(query, params=list(parameters))
    except duckdb.Error as error:
        raise _unreadable(error, where) from None


def _unreadable(error: Exception, where: str) -> BadFile:
    """What DuckDB says of a file, without its own advice; a line that it names is the row."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = " ".join(
        line
        for line in lines[:4]
        if not line.startswith(("Possible", "*", "file =", "http", "CSV Error", "LINE ", "SELECT", "^"))
    )
    row = re.search(r"CSV Error on Line: (\d+)", str(error))
    return BadFile(f"cannot be read ({told[:300]})", where=f"{where}, row {row[1]}" if row else where)


# -- reading -------------------------------------------------------------------------------------------------------


def _read(
    layout: Layout, path: Any, *, country_codes: str | os.PathLike[str] | None = None, flow: str = "imports",
    years: Iterable[int] | None = None, codes: str | Iterable[str] | None = None, importers: Iterable[str] | None = None,
) -> Products:  # fmt: skip
    if layout.flows and flow not in layout.flows:
        raise BadValue("unknown choice", field="flow", got=flow, allowed=layout.flows)
    files = _files(path)
    wanted = _Wanted(layout, flow, _years(years), _prefixes(codes))
    names = _Names(country_codes, files)
    parts = [_flows(_Source(f), wanted, names) for f in files]
    column = {role: np.concatenate([p[role] for p in parts]) for role in ROLES}
    buyer, seller = ("exporter", "importer") if layout.flows and flow == "exports" else ("importer", "exporter")
    kept, recorded = _bought(column[buyer], names, None if importers is None else tuple(importers), files[0].name)
    if not kept.any():
        raise MissingData("no row is left", where=files[0].name, field="years, codes", got=(wanted.years, wanted.prefixes),
                          remedy="Ask for what the file holds.")  # fmt: skip
    y, c = (np.unique(column[role][kept], return_inverse=True) for role in ("year", "code"))
    order = np.argsort(names.economies)
    place = np.argsort(order)
    quantity = column["quantity"][kept]
    return Products.from_places(
        files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more",
        tuple(f"{int(x):06d}" for x in c[0]), tuple(names.economies[n] for n in order), tuple(int(x) for x in y[0]),
        (y[1], c[1], place[column[buyer][kept]], place[column[seller][kept]]), layout.usd_mn * column["value"][kept],
        None if np.isnan(quantity).all() else layout.tonnes * quantity,
        recorded=recorded, exports="world" if layout is BACI and importers is None else "",
        nomenclature=_nomenclature(files[0].name), source=layout.source, notes=_notes(layout, flow),
    )  # fmt: skip


def _bought(buyer: Any, names: _Names, importers: tuple[str, ...] | None, where: str) -> tuple[Any, tuple[str, ...]]:
    """Rows of the importers wanted, and the names of those that are recorded."""
    there = [names.economies[n] for n in np.unique(buyer) if names.economies[n] != OTHERS]
    if importers is None:
        return np.ones(len(buyer), dtype=np.bool_), tuple(sorted(there))
    for name in importers:
        if name not in there:
            raise UnknownName("importer", name, sorted(there), where=where, field="importers")
    return np.isin(buyer, [names.economies.index(n) for n in importers]), tuple(sorted(set(importers)))


def _notes(layout: Layout, flow: str) -> tuple[str, ...]:
    if layout is BACI:
        return ()
    if flow == "exports":
        return ("flows are what exporters report; buyers are recorded only as far as exporters in the file name them",)
    return ("flows are what importers report",)


def _nomenclature(name: str) -> str:
    found = re.search(r"HS(\d\d)", name)
    return f"HS {(1900 if int(found[1]) > 80 else 2000) + int(found[1])}" if found else ""


@dataclass(frozen=True)
class _Wanted:
    layout: Layout
    flow: str
    years: tuple[int, ...] | None
    prefixes: tuple[str, ...] | None


def _years(years: Iterable[int] | None) -> tuple[int, ...] | None:
    if years is None:
        return None
    out = tuple(years)
    if not out or not all(isinstance(y, int | np.integer) and not isinstance(y, bool) for y in out):
        raise BadValue("years are whole numbers", field="years", got=out)
    return tuple(int(y) for y in out)


def _prefixes(codes: str | Iterable[str] | None) -> tuple[str, ...] | None:
    if codes is None:
        return None
    out = (codes,) if isinstance(codes, str) else tuple(codes)
    for code in out:
        if not (isinstance(code, str) and code.isascii() and code.isdigit() and 2 <= len(code) <= 6):
            raise BadValue(
                "HS codes are text of two to six digits",
                field="codes",
                got=code,
                remedy='"010121" or a prefix, "8482".',
            )
    if not out:
        raise BadValue("at least one code", field="codes", got=out)
    return out


def _flows(source: _Source, wanted: _Wanted, names: _Names) -> dict[str, Any]:
    """The columns of the flows of one file, added up; `BadFile` names the row and column of the first cell that is off."""
    lacking = _lacking(wanted.layout, source.header)
    if lacking:
        raise BadFile(f"the column {lacking[0]!r} is missing", where=source.name, got=source.header,
                      allowed=[n[0] for n in wanted.layout.columns.values()])  # fmt: skip
    plan = _Plan(source, wanted, *_cells(source, wanted))
    found = _ask(source.name, plan.query(), [*source.parameters, *plan.parameters])
    batches = []
    for batch in _batches(found, source.name):
        column = dict(zip(batch.schema.names, batch.columns, strict=True))
        _sound(column, plan)
        numbers = {r: column[r].to_numpy(zero_copy_only=False) for r in ("year", "code", "value")}
        quantity = column["quantity"].to_numpy(zero_copy_only=False).astype(np.float64)
        places = {r: names.places(column[r].dictionary_encode(), source.name, r) for r in ("importer", "exporter")}
        batches.append(numbers | places | {"quantity": quantity})
    empty = {r: np.zeros(0, dtype=np.float64 if r in ("value", "quantity") else np.int64) for r in ROLES}
    return {r: np.concatenate([empty[r], *(b[r] for b in batches)]) for r in ROLES}


def _batches(found: Any, where: str) -> Iterator[Any]:
    """Record batches of a result; a fault that shows up while reading is a BadFile too."""
    # DuckDB renamed the method between 1.1 and 2.0.
    reader = getattr(found, "to_arrow_reader" if hasattr(type(found), "to_arrow_reader") else "fetch_arrow_reader")
    try:
        yield from reader(1_000_000)
    except (_duckdb().Error, OSError) as error:
        raise _unreadable(error, where) from None


@dataclass(frozen=True)
class _Plan:
    """How one file is asked: the expression of each role, the conditions of a flow, and the parameters of these."""

    source: _Source
    wanted: _Wanted
    cells: Mapping[str, str]
    conditions: Sequence[str]
    parameters: Sequence[Any]

    @property
    def where(self) -> str:
        return " AND ".join(self.conditions) or "true"

    def query(self) -> str:
        """Flows added up; keys are NULL where they cannot be read, `bad` counts values that are no amount."""
        c = self.cells
        clean = f"""
            SELECT TRY_CAST({c["year"]} AS INTEGER) AS year,
                   CASE WHEN regexp_full_match({c["code"]}, '[0-9]{{5,6}}') THEN CAST({c["code"]} AS INTEGER) END AS code,
                   NULLIF({c["importer"]}, '') AS importer, NULLIF({c["exporter"]}, '') AS exporter,
                   TRY_CAST({c["value"]} AS DOUBLE) AS value, TRY_CAST({c["quantity"]} AS DOUBLE) AS quantity
            FROM {self.source.reader} WHERE {self.where}"""
        return f"""
            SELECT year, code, importer, exporter, COALESCE(sum(value), 0) AS value, sum(quantity) AS quantity, count(*) AS lines,
                   count(*) - count(CASE WHEN isfinite(value) AND value >= 0 THEN 1 END) AS bad
            FROM ({clean}) GROUP BY year, code, importer, exporter"""

    def first(self, off: str, cell: str) -> tuple[int, str] | None:
        """Row (the header is row 1) and text of the first flow for which `off` holds."""
        query = f"""
            SELECT row, cell FROM (SELECT row_number() OVER () + 1 AS row, {cell} AS cell, ({self.where}) AS used, ({off}) AS off
            FROM {self.source.reader}) WHERE used AND off ORDER BY row LIMIT 1"""
        found: list[tuple[int, str]] = _ask(
            self.source.name, query, [*self.parameters, *self.source.parameters]
        ).fetchall()
        return found[0] if found else None


def _cells(source: _Source, wanted: _Wanted) -> tuple[dict[str, str], list[str], list[Any]]:
    """The expression of each role, and the conditions with their parameters that make a row a flow."""
    layout = wanted.layout
    cells = {role: source.column(layout.columns.get(role, ())) or "NULL" for role in (*ROLES, "flow")}
    conditions: list[str] = []
    parameters: list[Any] = []

    def among(expression: str, values: Sequence[Any]) -> None:
        conditions.append(f"upper({expression}) IN (SELECT upper(unnest(?::VARCHAR[])))")
        parameters.append([str(v) for v in values])

    if layout.flows:
        if cells["flow"] == "NULL":
            raise BadFile(f"the column {layout.columns['flow'][0]!r} is missing", where=source.name, got=source.header,
                          remedy="Imports and exports cannot be told apart without it.")  # fmt: skip
        among(cells["flow"], layout.flows[wanted.flow])
    for name, values in layout.totals.items():
        cell = source.column((name,))
        if cell is not None:
            among(f"COALESCE(NULLIF({cell}, ''), '{values[0]}')", values)
    if layout.whole:
        conditions.append(f"upper(COALESCE({cells['exporter']}, '')) NOT IN (SELECT unnest(?::VARCHAR[]))")
        parameters.append(list(layout.whole))
    if not layout.strict:
        conditions.append(f"(regexp_full_match({cells['code']}, '[0-9]{{5,6}}') OR COALESCE({cells['code']}, '') = '')")
    if wanted.years is not None:
        conditions.append(
            f"(TRY_CAST({cells['year']} AS INTEGER) IN (SELECT unnest(?::INTEGER[])) OR TRY_CAST({cells['year']} AS INTEGER) IS NULL)"
        )
        parameters.append(list(wanted.years))
    if wanted.prefixes is not None:
        pattern = "(" + "|".join(wanted.prefixes) + ")[0-9]*"
        conditions.append(
            f"(regexp_full_match(lpad({cells['code']}, 6, '0'), ?) OR COALESCE({cells['code']}, '') = '')"
        )
        parameters.append(pattern)
    return cells, conditions, parameters


def _sound(column: Mapping[str, Any], plan: _Plan) -> None:
    """Every key there, every value a finite number not below zero, no flow twice; the first fault is looked up with its row."""
    for role in ("year", "code", "importer", "exporter"):
        if column[role].null_count:
            raise _fault(plan, role)
    if column["bad"].to_numpy().any():
        raise _fault(plan, "value")
    lines = column["lines"].to_numpy()
    if (lines > 1).any():
        r = int((lines > 1).argmax())
        flow = [
            str(column["year"][r]),
            f"{column['code'][r].as_py():06d}",
            str(column["exporter"][r]),
            str(column["importer"][r]),
        ]
        raise BadFile("the same flow has several rows", where=plan.source.name, field="year, product, exporter, importer",
                      got=" ".join(flow), remedy="Adding them up could count a total with its parts: keep one break-down.")  # fmt: skip


def _fault(plan: _Plan, role: str) -> BadFile:
    """The first cell of a role that is off, with its row and column."""
    cell = plan.cells[role]
    off, what = {
        "year": (f"TRY_CAST({cell} AS INTEGER) IS NULL", "not a year"),
        "code": (f"NOT COALESCE(regexp_full_match({cell}, '[0-9]{{5,6}}'), false)", "not an HS6 code"),
        "importer": (f"COALESCE({cell}, '') = ''", "is empty"),
        "exporter": (f"COALESCE({cell}, '') = ''", "is empty"),
        "value": (f"NOT COALESCE(isfinite(TRY_CAST({cell} AS DOUBLE)) AND TRY_CAST({cell} AS DOUBLE) >= 0, false)",
                  "not a finite number, 0 or more"),
    }[role]  # fmt: skip
    first = plan.first(off, cell)
    name = plan.source.name
    return BadFile(
        what, where=f"{name}, row {first[0]}" if first else name, got=first[1] if first else None,
        field=next(n for n in plan.wanted.layout.columns[role] if plan.source.column((n,))),
        remedy="Missing is not zero: leave the row out." if role == "value" else None,
    )  # fmt: skip


# -- names ---------------------------------------------------------------------------------------------------------


class _Names:
    """Country codes to ISO3: letters stay, numbers go through BACI's list beside the data or the packaged one."""

    def __init__(self, given: str | os.PathLike[str] | None, files: Sequence[Path]) -> None:
        beside = next((p for f in files for p in sorted(f.parent.glob("country_codes*.csv"))), None)
        path = Path(given) if given is not None else beside
        self.where = path.name if path else "the packaged list of country codes"
        self.known = {row["code"]: row["iso3"] for row in rows("products/m49.csv")}
        if path is not None:
            self.known |= _country_codes(path)

        self.economies: list[str] = []
        """ISO3 names met so far, in the order of their places."""

    def places(self, codes: Any, where: str, role: str) -> Any:
        """Places on `economies` of a dictionary-encoded column."""
        own = np.array(
            [self._place(self._name(str(c), where, role)) for c in codes.dictionary.to_pylist()], dtype=np.int64
        )
        return own[codes.indices.to_numpy(zero_copy_only=False)]

    def _place(self, name: str) -> int:
        if name not in self.economies:
            self.economies.append(name)
        return self.economies.index(name)

    def _name(self, code: str, where: str, role: str) -> str:
        upper = code.upper()
        if code.isascii() and code.isdigit():
            if str(int(code)) not in self.known:
                raise UnknownName("country code", code, sorted(self.known, key=int), where=where, field=role)
            return self.known[str(int(code))]
        if upper == OTHER_ASIA:
            return "TWN"
        if re.fullmatch("[A-Z]{3}", upper) and upper not in NOT_NAMED:
            return upper
        if re.fullmatch("[A-Z_][A-Z0-9_]{1,5}", upper):
            return OTHERS
        raise BadFile("neither an ISO3 code nor a number of the UN list", where=where, field=role, got=code)


def _country_codes(path: Path) -> dict[str, str]:
    """Number -> ISO3 of BACI's list; rows without three letters are areas that are not named singly."""
    table = read_csv(path)
    header = list(table[0]) if table else []
    code = next((c for c in ("country_code", "code") if c in header), None)
    iso = next((c for c in ("country_iso3", "iso_3digit_alpha", "iso3") if c in header), None)
    if code is None or iso is None:
        raise BadFile("not a list of country codes", where=path.name, got=header, allowed="country_code, country_iso3")
    out = {}
    for number, row in enumerate(table, start=2):
        if not row[code].strip().isdigit():
            raise BadFile("not a number", where=f"{path.name}, row {number}", field=code, got=row[code])
        name = row[iso].strip().upper()
        name = "TWN" if name == OTHER_ASIA else name
        out[str(int(row[code]))] = name if re.fullmatch("[A-Z]{3}", name) else OTHERS
    return out
