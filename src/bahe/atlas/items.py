"""Items: goods finer than a sector, from the packaged table and from tables of the user.

A table of items is up to three CSV files in a folder: `items.csv` (what it is), `figures.csv` (every number, long format, one
row a figure with its range, kind, source and grade) and `sources.csv`. The packaged table is atlas/data/items; a user's folder
adds rows to it or replaces them:

    load_items()                      the packaged table
    load_items("my_items/")           the same with the rows of that folder on top
    load_items("my_figures.csv")      one file alone; its header says which of the three it is

A row of the user replaces the packaged row with the same key. Shares are replaced buyer by buyer: one share row for (item,
buyer) replaces all packaged shares of that item and buyer, so that old and new never mix.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bahe.atlas.naming import names
from bahe.atlas.tables import packaged
from bahe.faults import BadFile, BadValue, Conflict, MissingData, UnknownName
from bahe.world.item import CRITICALITY, GRADES, KINDS, Figure, Item, Share
from bahe.world.world import Source

#: Columns of the three files. All must be there, in any order; other columns are refused.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "items.csv": ("id", "name_en", "name_zh", "sector", "hs", "users", "final", "criticality", "note"),
    "figures.csv": (
        "item", "what", "origin", "buyer", "low", "value", "high", "unit", "year", "kind", "source", "grade", "note",
    ),
    "sources.csv": ("id", "title", "publisher", "url", "date", "use", "read"),
})  # fmt: skip

#: what -> (unit, lowest, highest, needs an origin, needs a buyer)
WHATS: Mapping[str, tuple[str, float, float, bool, bool]] = MappingProxyType({
    "market": ("USD mn", 0.0, 1e8, False, False),
    "demand": ("USD mn", 0.0, 1e8, False, True),
    "share": ("fraction", 0.0, 1.0, True, True),
    "theta:long": ("elasticity", 0.0, 200.0, False, False),
    "theta:medium": ("elasticity", 0.0, 200.0, False, False),
    "theta:short": ("elasticity", 0.0, 200.0, False, False),
    "stock": ("months", 0.0, 240.0, False, False),
    "qualification": ("months", 0.0, 240.0, False, False),
    "leakage": ("fraction", 0.0, 1.0, False, False),
})  # fmt: skip

#: The buyer that stands for every buyer without share rows of its own.
ANY_BUYER = "world"
#: What a hostile or mistaken file may not exceed.
MOST_BYTES, MOST_ROWS, MOST_CHARACTERS = 4_000_000, 50_000, 2_000
#: Figures of one number an item; what an audit counts as missing when they are None.
SINGLE = ("market", "stock", "qualification", "leakage")
#: Central shares of one buyer may exceed one by rounding alone.
ROUNDING = 1e-6


class Row(NamedTuple):
    """One row of one file: its cells and the place that messages name."""

    where: str
    cells: Mapping[str, str]

    def bad(
        self, field: str, what: str, allowed: str | Iterable[object] | None = None, remedy: str | None = None
    ) -> BadValue:
        """The error for one cell: place, column, finding, allowed values, remedy."""
        return BadValue(what, where=self.where, field=field, got=self.cells.get(field), allowed=allowed, remedy=remedy)


class Table(NamedTuple):
    """The rows of the three files, the user's already on top."""

    items: tuple[Row, ...]
    figures: tuple[Row, ...]
    sources: tuple[Row, ...]


# ------------------------------------------------------------------------------------------------------- reading
def read_rows(path: Path, columns: Sequence[str]) -> tuple[Row, ...]:
    """Rows of a UTF-8 CSV whose header is exactly `columns`; BadFile names the line and the column that are off."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text), strict=True)
    out: list[Row] = []
    try:
        header = next(reader, None)
        _check_header(path, header, columns)
        assert header is not None
        for cells in reader:
            if not cells:
                continue
            where = f"{_short(path)} line {reader.line_num}"
            if len(out) >= MOST_ROWS:
                raise BadFile(
                    "too many rows", where=str(path), allowed=f"at most {MOST_ROWS}", remedy="Split the table."
                )
            if len(cells) != len(header):
                raise BadFile(f"{len(cells)} fields, the header has {len(header)}", where=where,
                              remedy="A comma inside a cell needs quotation marks around the cell.")  # fmt: skip
            for name, cell in zip(header, cells, strict=True):
                if len(cell) > MOST_CHARACTERS:
                    raise BadFile(
                        "a cell is too long",
                        where=where,
                        field=name,
                        got=len(cell),
                        allowed=f"at most {MOST_CHARACTERS}",
                    )
            out.append(Row(where, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    except csv.Error as error:
        raise BadFile(f"not a CSV table ({error})", where=f"{_short(path)} line {reader.line_num}",
                      remedy="Close every quotation mark.") from None  # fmt: skip
    return tuple(out)


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadFile("the file is too large", where=str(path), got=size, allowed=f"at most {MOST_BYTES} bytes")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise BadFile("no such file", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise BadFile(f"not UTF-8 text (byte {error.start})", where=str(path), remedy="Save it as UTF-8.") from None
    except OSError as error:
        raise BadFile(f"cannot be read ({error.strerror})", where=str(path)) from None
    if "\0" in text:
        raise BadFile("holds a null character", where=str(path), remedy="Save it as CSV in UTF-8.")
    return text


def _check_header(path: Path, header: list[str] | None, columns: Sequence[str]) -> None:
    if header is None:
        raise BadFile("the file is empty", where=str(path), allowed=columns, remedy="The first line names the columns.")
    for name in sorted({h for h in header if header.count(h) > 1}):
        raise BadFile("a column stands twice", where=f"{_short(path)} line 1", field=name)
    for name in columns:
        if name not in header:
            raise BadFile("a column is missing", where=f"{_short(path)} line 1", field=name, allowed=", ".join(columns))
    for name in header:
        if name not in columns:
            raise BadFile("an unknown column", where=f"{_short(path)} line 1", field=name, allowed=", ".join(columns))


@cache
def _shipped() -> Table:
    folder = packaged("items")
    return Table(*(read_rows(folder / name, COLUMNS[name]) for name in COLUMNS))


def _given(path: Path) -> Table:
    if path.is_dir():
        found = {name: path / name for name in COLUMNS if (path / name).is_file()}
        if not found:
            raise BadFile("holds no table of items", where=str(path), allowed=COLUMNS, remedy="Name the files so.")
    elif path.is_file():
        found = {_which(path): path}
    else:
        raise BadFile(
            "no such file or folder", where=str(path), remedy="Give a folder with figures.csv, or one CSV file."
        )
    return Table(*(read_rows(found[name], COLUMNS[name]) if name in found else () for name in COLUMNS))


def _which(path: Path) -> str:
    header = set(next(csv.reader(io.StringIO(_text(path).split("\n", 1)[0])), []))
    best = max(COLUMNS, key=lambda name: len(header & set(COLUMNS[name])))
    if not header & set(COLUMNS[best]):
        raise BadFile("the header is that of no table of items", where=f"{_short(path)} line 1",
                      allowed="; ".join(f"{n}: {', '.join(c)}" for n, c in COLUMNS.items()))  # fmt: skip
    return best


def _key(name: str, row: Row) -> tuple[str, ...]:
    return tuple(row.cells[c] for c in (("item", "what", "origin", "buyer") if name == "figures.csv" else ("id",)))


def _no_twins(name: str, rows: Sequence[Row]) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for row in rows:
        key = _key(name, row)
        if key in seen:
            raise Conflict("a row stated twice", where=row.where, field=" ".join(filter(None, key)),
                           remedy=f"Keep this row or {seen[key]}.")  # fmt: skip
        seen[key] = row.where


def _on_top(name: str, below: Sequence[Row], above: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of `above` replace those of `below` with the same key; shares go buyer by buyer."""
    keys = {_key(name, r) for r in above}
    buyers = {(r.cells["item"], r.cells["buyer"]) for r in above if r.cells.get("what") == "share"}

    def kept(r: Row) -> bool:
        if name == "figures.csv" and r.cells["what"] == "share":
            return (r.cells["item"], r.cells["buyer"]) not in buyers
        return _key(name, r) not in keys

    return (*(r for r in below if kept(r)), *above)


def _table(path: str | Path | None) -> Table:
    given = Table((), (), ()) if path is None else _given(Path(path))
    for name, rows in zip(COLUMNS, given, strict=True):
        _no_twins(name, rows)
    return Table(*(_on_top(n, below, above) for n, below, above in zip(COLUMNS, _shipped(), given, strict=True)))


# ------------------------------------------------------------------------------------------------------- checking
def _number(row: Row, field: str, lowest: float, highest: float) -> float:
    text = row.cells[field]
    if not text:
        raise row.bad(
            field, "a number is missing", remedy="Leave the whole row out where nobody says: missing is not zero."
        )
    try:
        value = float(text)
    except ValueError:
        raise row.bad(
            field, "not a number", f"{lowest:g} to {highest:g}", "Use a point for decimals and no unit."
        ) from None
    if not math.isfinite(value) or not lowest <= value <= highest:
        raise row.bad(field, "out of range", f"{lowest:g} to {highest:g}")
    return value


def _economy(row: Row, field: str, extra: tuple[str, ...] = ()) -> str:
    code = row.cells[field]
    if code not in _economies() and code not in extra:
        raise UnknownName("economy", code, (*extra, *_economies()), where=row.where, field=field)
    return code


@cache
def _economies() -> tuple[str, ...]:
    return tuple(names(kind="economy"))


@cache
def _sectors() -> tuple[str, ...]:
    return tuple(names(kind="sector"))


def _figure(row: Row, sources: Mapping[str, Source]) -> Figure:
    cells = row.cells
    if cells["what"] not in WHATS:
        raise UnknownName("figure", cells["what"], WHATS, where=row.where, field="what")
    unit, lowest, highest, origin, buyer = WHATS[cells["what"]]
    if cells["unit"] != unit:
        raise row.bad("unit", f"the unit of {cells['what']} is {unit}", (unit,), "Convert the figure.")
    for field, needed in (("origin", origin), ("buyer", buyer)):
        if needed != bool(cells[field]):
            raise row.bad(field, f"a {cells['what']} row needs one" if needed else f"a {cells['what']} row has none")
    low, value, high = (_number(row, field, lowest, highest) for field in ("low", "value", "high"))
    if not low <= value <= high:
        raise row.bad("value", "a range must hold its value", f"low {low:g} <= value <= high {high:g}")
    if cells["what"] == "market" and low <= 0:
        raise row.bad("low", "a market must be above zero", "above 0")
    if cells["kind"] not in KINDS:
        raise row.bad("kind", "unknown kind of figure", KINDS)
    if cells["grade"] not in GRADES:
        raise row.bad("grade", "unknown grade", "A, B, C, D or empty")
    if not cells["source"]:
        raise row.bad(
            "source",
            "every figure names its source",
            remedy="An assumption has a row in sources.csv that states its ground.",
        )
    if cells["source"] not in sources:
        raise UnknownName("source", cells["source"], sources, where=row.where, field="source")
    return Figure(value, low, high, cells["kind"], cells["source"], cells["grade"], _year(row))


def _year(row: Row) -> int | None:
    text = row.cells["year"]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100):
        raise row.bad("year", "not a year", "1900 to 2100, or empty")
    return int(text)


def _source(row: Row) -> Source:
    cells = row.cells
    if not cells["id"] or not cells["title"]:
        raise row.bad("id" if not cells["id"] else "title", "a source needs an id and a title")
    citation = ", ".join(filter(None, (cells["publisher"], cells["date"]))) or cells["title"]
    return Source(cells["id"], cells["title"], citation, cells["use"] or "not stated", cells["url"])


class Head(NamedTuple):
    """What items.csv says of one item, checked."""

    name: str
    sector: str
    users: tuple[str, ...]
    final: float
    criticality: str
    hs: tuple[str, ...]
    label: dict[str, str]
    note: str


def _head(row: Row) -> Head:
    cells = row.cells
    if not cells["id"] or any(c.isspace() for c in cells["id"]):
        raise row.bad(
            "id", "an item needs a name without blanks", remedy="Small letters and hyphens: hydrogen-fluoride."
        )
    if cells["id"] in (*_sectors(), *_economies(), ANY_BUYER):
        raise row.bad("id", "this is the name of an industry or an economy", remedy="Call the item otherwise.")
    if cells["criticality"] not in CRITICALITY:
        raise row.bad("criticality", "unknown criticality", CRITICALITY)
    final, users = _number(row, "final", 0.0, 1.0), tuple(cells["users"].split())
    if not users and final < 1:
        raise row.bad("users", "somebody must use it", remedy="Name industries, or final 1.")
    for field, code in (("sector", cells["sector"]), *(("users", user) for user in users)):
        if code not in _sectors():
            raise UnknownName("sector", code, _sectors(), where=row.where, field=field)
    label = {"en": cells["name_en"] or cells["id"], "zh": cells["name_zh"] or cells["name_en"] or cells["id"]}
    return Head(cells["id"], cells["sector"], users, final, cells["criticality"], _hs(row), label, cells["note"])


def _hs(row: Row) -> tuple[str, ...]:
    codes = tuple(row.cells["hs"].split())
    for code in codes:
        if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
            raise row.bad("hs", "not a code of the Harmonized System", "2, 4 or 6 digits, separated by blanks")
    return codes


def _item(row: Row, head: Head, rows: Sequence[Row], sources: Mapping[str, Source]) -> Item:
    shares: list[Share] = []
    demand: dict[str, Figure] = {}
    theta: dict[str, Figure] = {}
    single: dict[str, Figure] = {}
    for r in rows:
        figure, what = _figure(r, sources), r.cells["what"]
        if what == "share":
            shares.append(Share(_economy(r, "origin"), _economy(r, "buyer", (ANY_BUYER,)), figure))
        elif what == "demand":
            demand[_economy(r, "buyer")] = figure
        elif what.startswith("theta:"):
            theta[what.removeprefix("theta:")] = figure
        else:
            single[what] = figure
    _at_most_one(row, rows, shares)
    if "market" in single and sum(f.value for f in demand.values()) > single["market"].value * (1 + ROUNDING):
        raise Conflict("the buyers use more than the market", where=row.where, field="demand",
                       got=(sum(f.value for f in demand.values()), single["market"].value),
                       remedy="Raise the market or lower demand rows in figures.csv.")  # fmt: skip
    return Item(**head._asdict(), shares=tuple(shares), demand=demand, theta=theta, market=single.get("market"),
                stock=single.get("stock"), qualification=single.get("qualification"), leakage=single.get("leakage"))  # fmt: skip


def _at_most_one(row: Row, rows: Sequence[Row], shares: Sequence[Share]) -> None:
    for buyer in sorted({s.buyer for s in shares}):
        total = sum(s.figure.value for s in shares if s.buyer == buyer)
        if total > 1 + ROUNDING:
            places = [r.where for r in rows if r.cells["what"] == "share" and r.cells["buyer"] == buyer]
            raise Conflict(f"the shares of {row.cells['id']!r} for {buyer} add up to more than one", field="value",
                           where=", ".join(places[:4]) + (", ..." if len(places) > 4 else ""), got=round(total, 6),
                           allowed="at most 1", remedy="Lower a central value; the low and high ends may overlap.")  # fmt: skip


# ------------------------------------------------------------------------------------------------------- the door
def _sources(table: Table) -> dict[str, Source]:
    return {s.key: s for s in map(_source, table.sources)}


def load_items(path: str | Path | None = None) -> dict[str, Item]:
    """Name -> Item, of the packaged table, with the rows of `path` (a folder or one CSV file) on top.

    Errors: BadFile (not such a table), BadValue (a cell), UnknownName (economy, sector, source, item, figure), Conflict (a row
    twice, shares above one); each names the file, line, column, what is allowed and the remedy.
    """
    if path is None:
        return dict(_packaged_items())
    return _items(_table(path))


@cache
def _packaged_items() -> Mapping[str, Item]:
    return MappingProxyType(_items(_table(None)))


def _items(table: Table) -> dict[str, Item]:
    sources = _sources(table)
    heads = {r.cells["id"]: (r, _head(r)) for r in table.items}
    rows: dict[str, list[Row]] = {name: [] for name in heads}
    for r in table.figures:
        if r.cells["item"] not in rows:
            raise UnknownName("item", r.cells["item"], rows, where=r.where, field="item")
        rows[r.cells["item"]].append(r)
    return {name: _item(row, head, rows[name], sources) for name, (row, head) in heads.items()}


def item(name: str) -> Item:
    """One item of the packaged table; UnknownName offers the nearest names."""
    known = _packaged_items()
    if name not in known:
        raise UnknownName("item", name, known, field="item")
    return known[name]


def items_table(items: Mapping[str, Item] | None = None) -> list[dict[str, object]]:
    """One row an item: names, parent, users, market with its range, largest origin, counts by kind; None where missing."""
    return [_summary(i) for i in (items if items is not None else _packaged_items()).values()]


def _summary(i: Item) -> dict[str, object]:
    world = [s for s in i.shares if s.buyer == ANY_BUYER]
    top = max(world or i.shares, key=lambda s: s.figure.value, default=None)
    kinds = [f.kind for f in i.figures]
    return {
        "item": i.name, "name_en": i.label["en"], "name_zh": i.label["zh"], "sector": i.sector, "hs": " ".join(i.hs),
        "users": " ".join(i.users), "final": i.final, "criticality": i.criticality,
        "market_usd_mn": i.market.value if i.market else None,
        "market_low": i.market.low if i.market else None, "market_high": i.market.high if i.market else None,
        "buyers_with_shares": len({s.buyer for s in i.shares}),
        "top_origin": top.origin if top else None, "top_buyer": top.buyer if top else None,
        "top_share": top.figure.value if top else None,
        **{kind: kinds.count(kind) for kind in KINDS}, "missing": len(missing(i)), "note": i.note,
    }  # fmt: skip


def missing(i: Item) -> tuple[str, ...]:
    """The figures of one number that nobody states for this item: they are None, never a default."""
    return tuple(name for name in SINGLE if getattr(i, name) is None)


def item_sources(i: Item, path: str | Path | None = None) -> tuple[Source, ...]:
    """The sources of every figure of an item, in order of use.

    path  the user's table that the item came from, if any; MissingData names a source that neither table holds
    """
    known = _sources(_table(path))
    out = []
    for key in dict.fromkeys(f.source for f in i.figures if f.source):
        if key not in known:
            raise MissingData(f"no row for the source {key!r}", where=f"item {i.name!r}", field="source",
                              remedy="Give the folder of the item: item_sources(item, path).")  # fmt: skip
        out.append(known[key])
    return tuple(out)


def count_cells(items: Mapping[str, Item] | Iterable[Item]) -> dict[str, int]:
    """Numbers of figures measured, quoted and assumed, and of figures missing (market, stock, qualification, leakage None).

    Also `items` and, for the audit, `measured_or_ab`: items with at least one origin share that is measured or quoted at grade
    A or B.
    """
    all_items = list(items.values() if isinstance(items, Mapping) else items)
    kinds = [f.kind for i in all_items for f in i.figures]
    return {
        **{kind: kinds.count(kind) for kind in KINDS},
        "missing": sum(len(missing(i)) for i in all_items),
        "items": len(all_items),
        "measured_or_ab": sum(any(_solid(s.figure) for s in i.shares) for i in all_items),
    }


def _solid(f: Figure) -> bool:
    return f.kind == "measured" or (f.kind == "quoted" and f.grade in ("A", "B"))


#: Items that hold others of the table; carving both would count the smaller ones twice.
HOLDS = MappingProxyType(
    {"fab-tools": ("lithography-euv", "lithography-arf-immersion"), "bearings-all": ("bearing-hsr-axlebox",)}
)


def chosen(names: str | Iterable[str], path: str | Path | None = None) -> list[Item]:
    """Items to carve: by name, or `all` that can be (those with a market; the finer ones where one item holds others).

    Raises UnknownName for a name that is not in the table, Conflict where one named item holds another.
    """
    table = load_items(path)
    if names == "all":
        sized = {n: i for n, i in table.items() if i.market is not None}
        return [i for n, i in sized.items() if not set(HOLDS.get(n, ())) & set(sized)]
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted:
        if name not in table:
            raise UnknownName("item", name, table, where="items")
        if inside := set(HOLDS.get(name, ())) & set(wanted):
            raise Conflict(
                f"the item {name!r} holds {', '.join(sorted(inside))}", field="items", remedy="Name one or the other."
            )
    return [table[name] for name in wanted]
