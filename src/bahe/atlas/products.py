"""Products: trade by HS6 product, importer, exporter and year, as arrays; packaged tables and files that users have.

    table = load_products("minerals")            # 74 raw materials, 34 importers, 2000-2024 (BACI)
    table = load_products("us-2024")             # all US imports of 2024 (US Census)
    table = load_products("BACI_HS17_Y2022_V202401b.csv", codes=["2846"])     # BACI, UN Comtrade or WITS, recognised by its header
    table.suppliers("JPN", "284690", year=2024)  # {"CHN": .4, ...}
    table.screen("JPN").count                    # products on which Japan depends, GeoDep rules

Values are USD million, quantities tonnes. Rows are flows as the importer's side of the source records them. What the source
does not record is not zero: `recorded` names the economies whose imports are in the table, and only those can be asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.container import read
from bahe.atlas.tables import packaged, rows
from bahe.dependence.indices import screens
from bahe.faults import BadFile, BadShape, BadValue, MissingData, UnknownName

Floats = NDArray[np.float64]
Places = NDArray[np.integer[Any]]

#: Exporters too small to be listed one by one, and origins that a source does not name.
OTHERS = "OTH"
#: Names that stand for more than one economy: never a supplier of their own in a concentration.
RESIDUAL = (OTHERS, "ROW")
#: From this many recorded importers on, exports to them are read as exports to the world (with a note), below never.
FEWEST_IMPORTERS = 30
EXPORTS = ("world", "recorded", "none")
#: Largest dense array that is built, in numbers.
MOST_CELLS = 200_000_000

PACKAGED = ("us-2024", "minerals")


@dataclass(frozen=True)
class Products:
    """Flows in coordinate form: row r says value[r] of codes[product[r]] went from exporter[r] to importer[r] in year[r].

    Rows are sorted by year, product, importer, exporter, and no flow has two. Arrays are read-only.
    """

    name: str
    codes: tuple[str, ...]
    """HS6 codes, six digits."""
    economies: tuple[str, ...]
    """ISO3 codes, and OTH or ROW for what is not named singly."""
    years: tuple[int, ...]
    year: Places
    """Position on `years` of each row."""
    product: Places
    """Position on `codes` of each row."""
    importer: Places
    """Position on `economies` of each row."""
    exporter: Places
    """Position on `economies` of each row."""
    value: Floats
    """USD million of each row."""
    quantity: NDArray[np.float32] | None = None
    """Tonnes of each row, NaN where not known; None where the table has none."""
    recorded: tuple[str, ...] = ()
    """Economies whose imports are in the table. Of others nothing is known as buyers."""
    exports: str = ""
    """What is known of exports: "world", every buyer is recorded; "recorded", exports to many recorded buyers; "none".

    Default: "recorded" from FEWEST_IMPORTERS on, else "none".
    """
    nomenclature: str = ""
    source: str = ""
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        axes = {"codes": self.codes, "economies": self.economies, "years": self.years}
        for what, names in axes.items():
            if not names or len(set(names)) != len(names):
                raise BadValue("names must be there and differ", field=what, got=len(names))
        bad = [c for c in self.codes if not (isinstance(c, str) and len(c) == 6 and c.isascii() and c.isdigit())]
        if bad:
            raise BadValue(
                "HS6 codes have six digits", field="codes", got=bad[0], remedy="Keep codes as text: 010121, not 10121."
            )
        for name in self.recorded:
            if name not in self.economies:
                raise UnknownName("economy", name, self.economies, field="recorded")
        object.__setattr__(self, "exports", self.exports or _exports(self.recorded))
        if self.exports not in EXPORTS:
            raise BadValue("unknown choice", field="exports", got=self.exports, allowed=EXPORTS)
        self._check_rows()

    def _check_rows(self) -> None:
        n = len(self.value)
        places = {"year": (self.year, self.years), "product": (self.product, self.codes),
                  "importer": (self.importer, self.economies), "exporter": (self.exporter, self.economies)}  # fmt: skip
        for what, (place, names) in places.items():
            if place.shape != (n,):
                raise BadShape("one number a row", field=what, got=place.shape, allowed=f"({n},)")
            if n and (int(place.min()) < 0 or int(place.max()) >= len(names)):
                raise BadValue(
                    "a position beyond its axis", field=what, got=int(place.max()), allowed=f"0..{len(names) - 1}"
                )
        if not np.isfinite(self.value).all() or (self.value < 0).any():
            raise BadValue("values must be finite and not below zero", field="value")
        if self.quantity is not None and self.quantity.shape != (n,):
            raise BadShape("one number a row", field="quantity", got=self.quantity.shape, allowed=f"({n},)")
        if n > 1 and not (np.diff(self._key()) > 0).all():
            raise BadValue("rows must be sorted by year, product, importer, exporter, each flow once", field="year ... exporter",
                           remedy="Products.from_rows sorts.")  # fmt: skip
        for array in (self.year, self.product, self.importer, self.exporter, self.value, self.quantity):
            if array is not None:
                array.flags.writeable = False

    def _key(self) -> NDArray[np.int64]:
        K, N = len(self.codes), len(self.economies)
        return ((self.year.astype(np.int64) * K + self.product) * N + self.importer) * N + self.exporter

    @classmethod
    def from_rows(
        cls,
        name: str,
        year: Any,
        code: Any,
        importer: Any,
        exporter: Any,
        value: Any,
        quantity: Any = None,
        **facts: Any,
    ) -> Products:
        """A table from columns of years, codes, ISO3 names and USD million; rows of one flow are added up."""
        years, t = np.unique(np.asarray(year), return_inverse=True)
        codes, k = np.unique(np.asarray(code), return_inverse=True)
        both = np.concatenate([np.asarray(importer, dtype=str), np.asarray(exporter, dtype=str)])
        economies, place = np.unique(both, return_inverse=True)
        n = len(both) // 2
        axes = tuple(codes.tolist()), tuple(economies.tolist()), tuple(int(y) for y in years)
        return cls.from_places(name, *axes, (t, k, place[:n], place[n:]), value, quantity, **facts)

    @classmethod
    def from_places(
        cls, name: str, codes: tuple[str, ...], economies: tuple[str, ...], years: tuple[int, ...],
        places: tuple[Any, Any, Any, Any], value: Any, quantity: Any = None, **facts: Any,
    ) -> Products:  # fmt: skip
        """A table from its axes and positions (year, product, importer, exporter) of rows in any order; rows of one flow add up."""
        shape = len(years), len(codes), len(economies), len(economies)
        key = (
            np.ravel_multi_index(tuple(np.asarray(p, dtype=np.int64) for p in places), shape)
            if len(places[0])
            else np.zeros(0, int)
        )
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        t, k, n, i = np.unravel_index(key[first], shape)

        def added(column: Any) -> Floats:
            x = np.asarray(column, dtype=np.float64)[order]
            return np.add.reduceat(x, first) if len(first) else x

        return cls(
            name, codes, economies, years, t.astype(np.int16), k.astype(np.int32), n.astype(np.int16), i.astype(np.int16),
            added(value), None if quantity is None else added(quantity).astype(np.float32), **facts,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        span = str(self.years[0]) if len(self.years) == 1 else f"{self.years[0]}-{self.years[-1]}"
        return f"Products({self.name!r}: {len(self.codes)} products, {len(self.recorded)} importers, {span}, {len(self)} flows)"

    # -- looking things up -----------------------------------------------------------------------------------------

    def economy(self, name: str, role: str = "economy") -> int:
        """Position of an economy; `UnknownName` otherwise, and MissingData for an importer that is not recorded."""
        if name not in self.economies:
            raise UnknownName("economy", name, self.economies, field=role, where=self.name)
        if role == "importer" and name not in self.recorded:
            raise MissingData("its imports are not in the table", field=role, where=self.name, got=name, allowed=self.recorded,
                              remedy="Load a table that records them: load_products(path) reads BACI, UN Comtrade and WITS.")  # fmt: skip
        return self.economies.index(name)

    def year_at(self, year: int | None = None) -> int:
        """Position of a year; None is the last."""
        if year is None:
            return len(self.years) - 1
        if year not in self.years:
            raise UnknownName("year", year, [str(y) for y in self.years], field="year", where=self.name)
        return self.years.index(year)

    def code_at(self, code: str) -> int:
        """Position of an HS6 code."""
        if code not in self.codes:
            raise UnknownName(
                "HS6 code", code, self.codes, field="product", where=f"{self.name}, {self.nomenclature}".rstrip(", ")
            )
        return self.codes.index(code)

    def under(self, prefixes: str | Iterable[str]) -> NDArray[np.intp]:
        """Positions of the codes that begin with one of the prefixes: "8482" is every bearing; UnknownName if there is none."""
        wanted = (prefixes,) if isinstance(prefixes, str) else tuple(prefixes)
        found = [k for k, c in enumerate(self.codes) if c.startswith(wanted)] if wanted else []
        if not found:
            raise UnknownName("HS code", ", ".join(wanted), self.codes, field="product", where=self.name)
        return np.array(found, dtype=np.intp)

    # -- flows as dense arrays, USD million ------------------------------------------------------------------------

    def imports_of(self, importer: str, year: int | None = None) -> Floats:
        """M[k, i]: what one importer buys of each product from each exporter."""
        n, t = self.economy(importer, "importer"), self.year_at(year)
        here = (self.importer == n) & (self.year == t)
        return self._dense(("product", "exporter"), here)

    def exports_of(self, exporter: str, year: int | None = None) -> Floats:
        """X[k, n]: what each recorded importer buys of each product from one exporter; others are NaN unless the world is recorded."""
        i, t = self.economy(exporter, "exporter"), self.year_at(year)
        X = self._dense(("product", "importer"), (self.exporter == i) & (self.year == t))
        if not self.world:
            X[:, [n for n, e in enumerate(self.economies) if e not in self.recorded]] = np.nan
        return X

    def matrix(self, product: str, year: int | None = None) -> Floats:
        """T[n, i] of one product: what n buys from i; rows of importers that are not recorded are NaN."""
        k, t = self.code_at(product), self.year_at(year)
        T = self._dense(("importer", "exporter"), (self.product == k) & (self.year == t))
        T[[n for n, e in enumerate(self.economies) if e not in self.recorded]] = np.nan
        return T

    def total_imports(self, year: int | None = None) -> Floats:
        """m[n, k]: imports of each economy from abroad by product; NaN for those that are not recorded."""
        here = (self.year == self.year_at(year)) & (self.importer != self.exporter)
        m = self._dense(("importer", "product"), here)
        m[[n for n, e in enumerate(self.economies) if e not in self.recorded]] = np.nan
        return m

    def total_exports(self, year: int | None = None) -> Floats:
        """x[i, k]: exports of each economy by product, to the recorded importers."""
        here = (self.year == self.year_at(year)) & (self.importer != self.exporter)
        return self._dense(("exporter", "product"), here)

    def suppliers(self, importer: str, product: str | Iterable[str], year: int | None = None) -> dict[str, float]:
        """Exporter -> share of the importer's imports of a code, or of all codes under a prefix; the largest first, home left out.

        Raises MissingData where nothing is imported.
        """
        M = self.imports_of(importer, year)[self.under(product)].sum(axis=0)
        M[self.economies.index(importer)] = 0.0
        if M.sum() <= 0:
            raise MissingData("nothing is imported", where=self.name, field="product", got=product)
        order = np.argsort(-M, kind="stable")
        return {self.economies[i]: float(M[i] / M.sum()) for i in order if M[i] > 0}

    def history(self, importer: str, product: str | Iterable[str], exporter: str) -> Floats:
        """Share of one exporter in the importer's imports by year, home left out; NaN in years without imports.

        `product` is a code or prefix, or several whose imports are added up.
        """
        n, i, wanted = self.economy(importer, "importer"), self.economy(exporter, "exporter"), self.under(product)
        here = (self.importer == n) & (self.exporter != n) & np.isin(self.product, wanted)
        T = len(self.years)
        total = np.bincount(self.year[here], weights=self.value[here], minlength=T)
        own = here & (self.exporter == i)
        part = np.bincount(self.year[own], weights=self.value[own], minlength=T)
        return np.divide(part, total, out=np.full(T, np.nan), where=total > 0)

    def _dense(self, axes: Sequence[str], here: NDArray[np.bool_]) -> Floats:
        """Rows `here` added up on two axes, named as the columns are."""
        sizes = {"year": len(self.years), "product": len(self.codes)}
        shape = tuple(sizes.get(a, len(self.economies)) for a in axes)
        _room(shape)
        flat = np.ravel_multi_index(tuple(getattr(self, a)[here].astype(np.intp) for a in axes), shape)
        return _added(flat, self.value[here], shape)

    # -- smaller and coarser tables --------------------------------------------------------------------------------

    def only(
        self, *, codes: str | Iterable[str] | None = None, years: Iterable[int] | None = None,
        importers: Iterable[str] | None = None,
    ) -> Products:  # fmt: skip
        """The part with these codes (or prefixes), years and importers; the economies stay."""
        k = np.arange(len(self.codes)) if codes is None else self.under(codes)
        t = np.arange(len(self.years)) if years is None else np.unique([self.year_at(y) for y in years])
        here = np.isin(self.product, k) & np.isin(self.year, t)
        recorded, exports = self.recorded, self.exports
        if importers is not None:
            recorded = tuple(
                e
                for e in self.recorded
                if self.economy(e, "importer") in {self.economy(x, "importer") for x in importers}
            )
            here &= np.isin(self.importer, [self.economies.index(e) for e in recorded])
            exports = _exports(recorded)
        places = (
            np.searchsorted(t, self.year[here]),
            np.searchsorted(k, self.product[here]),
            self.importer[here],
            self.exporter[here],
        )
        return Products.from_places(
            self.name, tuple(self.codes[c] for c in k), self.economies, tuple(self.years[y] for y in t), places, self.value[here],
            None if self.quantity is None else self.quantity[here],
            recorded=recorded, exports=exports, nomenclature=self.nomenclature, source=self.source, notes=self.notes,
        )  # fmt: skip

    def grouped(self, groups: Mapping[str, Sequence[str]]) -> Products:
        """Members become one economy: {"EU27": [...]}. Trade among members stays, as a flow from the group to itself.

        A group is recorded where all its members that occur in the table are.
        """
        target: dict[str, str] = {}
        for group, members in groups.items():
            for member in members:
                if member in target:
                    raise BadValue("an economy is in two groups", field="groups", got=member)
                target[member] = group
        if not any(m in self.economies for m in target):
            raise UnknownName("economy", next(iter(target), ""), self.economies, field="groups")
        names, place = np.unique([target.get(e, e) for e in self.economies], return_inverse=True)
        whole = {g for g, members in groups.items() if all(m in self.recorded for m in members if m in self.economies)}
        recorded = {e for e in self.recorded if e not in target} | whole
        return Products.from_places(
            self.name, self.codes, tuple(names.tolist()), self.years,
            (self.year, self.product, place[self.importer], place[self.exporter]), self.value, self.quantity,
            recorded=tuple(e for e in names.tolist() if e in recorded), exports=self.exports, nomenclature=self.nomenclature,
            source=self.source, notes=self.notes,
        )  # fmt: skip

    # -- dependence ------------------------------------------------------------------------------------------------

    @property
    def world(self) -> bool:
        """Is every buyer recorded, so that exports are exports to the world?"""
        return self.exports == "world"

    @property
    def exports_known(self) -> bool:
        """Are exports to the recorded importers read as exports to the world?"""
        return self.exports != "none"

    def measures(self, buyer: str, years: Iterable[int] | None = None, *, network: bool = False) -> dict[str, Any]:
        """The measures of `bahe.dependence.indices.screens` for one importer [t, k]; what the table cannot say is None.

        years    default: all
        network  also the two measures of the whole product network (slow with thousands of products)
        """
        return screens.measures(**self._buying(buyer, self._years(years), network))

    def selling_measures(self, seller: str, years: Iterable[int] | None = None) -> dict[str, Any]:
        """The same with the words swapped: customers for suppliers, the seller's exports for imports; MissingData where few buy."""
        if not self.exports_known:
            raise MissingData("exports of no economy are known", where=self.name, got=f"{len(self.recorded)} importers recorded",
                              allowed=f"{FEWEST_IMPORTERS} importers or more")  # fmt: skip
        i, ts = self.economy(seller, "exporter"), self._years(years)
        own = (self.exporter == i) & (self.importer == i)
        foreign = (self.exporter == i) & (self.importer != i)
        named = [n for n, e in enumerate(self.economies) if e not in RESIDUAL]
        exports, world = (
            self._by(ts, foreign, self.importer),
            self._by(ts, self.importer != self.exporter, self.importer),
        )
        inward = None
        if seller in self.recorded:
            inward = self._by(ts, (self.importer == i) & (self.exporter != i), None)
        return screens.measures(
            exports[..., named], total=exports.sum(axis=-1), own=self._by(ts, own, None), exports=inward,
            world_exports=world[..., named], world_total=world.sum(axis=-1),
        )  # fmt: skip

    def screen(
        self, buyer: str, preset: str = "geodep", *, years: Iterable[int] | None = None, **options: Any
    ) -> screens.Screening:
        """Products on which a buyer depends: `bahe.dependence.indices.screens.screen` on `measures`, with notes on the data.

        years    default: those of the last window of the preset
        options  thresholds, need, of, missing
        """
        rule = screens.preset(preset, options.get("thresholds"), options.get("need"), options.get("of"))
        chosen = self.years[-rule.of :] if years is None else tuple(years)
        network = any(c.measure in ("outdegree_sd", "clustering") for c in rule.conditions)
        return screens.screen(
            self.measures(buyer, chosen, network=network),
            rule,
            missing=options.get("missing", "undecided"),
            notes=self.said(),
        )

    def two_sided(
        self, buyer: str, supplier: str, preset: str = "geodep", *, years: Iterable[int] | None = None, **options: Any
    ) -> screens.TwoSided:
        """On which products the buyer depends on the supplier, and the supplier, as a seller, on the buyer."""
        rule = screens.preset(preset, options.get("thresholds"), options.get("need"), options.get("of"))
        chosen = self.years[-rule.of :] if years is None else tuple(years)
        missing = options.get("missing", "undecided")
        buying = self.screen(buyer, preset, years=chosen, **options)
        selling = screens.screen(self.selling_measures(supplier, chosen), rule, missing=missing, notes=self.said())
        n, i = self.economy(buyer, "importer"), self.economy(supplier, "exporter")
        named = np.array([e not in RESIDUAL for e in self.economies])
        M, X = (
            np.where(named, np.nan_to_num(v), 0.0)
            for v in (self.imports_of(buyer, chosen[-1]), self.exports_of(supplier, chosen[-1]))
        )
        M[:, n], X[:, i] = 0.0, 0.0
        return screens.two_sided(buying, M, i, selling, X, n)

    def findings(
        self,
        buyer: str,
        preset: str = "geodep",
        *,
        years: Iterable[int] | None = None,
        every: bool = False,
        **options: Any,
    ) -> list[dict[str, Any]]:
        """The screen as rows, a row a product: code, verdict, imports_usd_mn, largest supplier and its share, and per condition
        the value, threshold and margin of the last year (`import_hhi`, `import_hhi_threshold`, `import_hhi_margin`, ...).

        Flagged and undecided products, the largest imports first; `every` adds those that are not. Missing values are None.
        """
        found = self.screen(buyer, preset, years=years, **options)
        last = self.years[-1] if years is None else tuple(years)[-1]
        n = self.economy(buyer, "importer")
        M = self.imports_of(buyer, last)
        M[:, n] = 0.0
        named = np.where([e in RESIDUAL for e in self.economies], 0.0, M)
        words = {screens.FIRED: "flagged", screens.NOT: "not", screens.UNKNOWN: "undecided"}
        out = []
        for k in np.argsort(-M.sum(axis=1), kind="stable"):
            verdict = int(found.verdict[-1, k])
            if verdict == screens.NOT and not every:
                continue
            total, top = float(M[k].sum()), int(named[k].argmax())
            row: dict[str, Any] = {
                "code": self.codes[k], "verdict": words[verdict], "imports_usd_mn": total,
                "largest": self.economies[top] if named[k, top] > 0 else None,
                "largest_share": float(named[k, top]) / total if total > 0 else None,
            }  # fmt: skip
            for c, condition in enumerate(found.preset.conditions):
                for end, x in (("", found.value), ("_threshold", found.threshold), ("_margin", found.margin)):
                    number = float(x[c, -1, k])
                    row[condition.measure + end] = None if np.isnan(number) else number
            out.append(row)
        return out

    def said(self) -> tuple[str, ...]:
        """What a reader of a screen of this table must know about its data."""
        if self.world:
            return self.notes
        if self.exports_known:
            return (*self.notes, f"exports are those to the {len(self.recorded)} recorded importers, not to the whole world: "
                                 "imports/exports is an upper bound")  # fmt: skip
        return (*self.notes, f"imports of {len(self.recorded)} economy(ies) only: nothing is known about exports")

    def _years(self, years: Iterable[int] | None) -> tuple[int, ...]:
        return tuple(range(len(self.years))) if years is None else tuple(self.year_at(y) for y in years)

    def _buying(self, buyer: str, ts: tuple[int, ...], network: bool) -> dict[str, Any]:
        n = self.economy(buyer, "importer")
        foreign = (self.importer == n) & (self.exporter != n)
        named = [i for i, e in enumerate(self.economies) if e not in RESIDUAL]
        M = self._by(ts, foreign, self.exporter)
        facts: dict[str, Any] = {
            "imports": M[..., named],
            "total": M.sum(axis=-1),
            "own": self._by(ts, (self.importer == n) & (self.exporter == n), None),
        }
        if self.exports_known:
            W = self._by(ts, self.importer != self.exporter, self.exporter)
            facts |= {"exports": W[..., n], "world_exports": W[..., named], "world_total": W.sum(axis=-1)}
        if network and self.exports_known:
            facts["network"] = self.networks(ts)
        return facts

    def networks(self, ts: Sequence[int]) -> Floats:
        """T[t, k, n, i] for positions of years: the network of every product among economies that are named singly."""
        named = np.array([e not in RESIDUAL for e in self.economies])
        place = np.cumsum(named) - 1
        shape = (len(ts), len(self.codes), int(named.sum()), int(named.sum()))
        _room(shape)
        out = np.zeros(shape)
        for a, t in enumerate(ts):
            here = (self.year == t) & named[self.importer] & named[self.exporter]
            out[a, self.product[here], place[self.importer[here]], place[self.exporter[here]]] = self.value[here]
        return out

    def _by(self, ts: tuple[int, ...], here: NDArray[np.bool_], partner: Places | None) -> Floats:
        """Rows `here` added up by [t, k, partner], or [t, k] where `partner` is None."""
        place = np.full(len(self.years), -1)
        place[list(ts)] = np.arange(len(ts))
        rows_ = here & (place[self.year] >= 0)
        K, N = len(self.codes), len(self.economies)
        shape = (len(ts), K) if partner is None else (len(ts), K, N)
        _room(shape)
        flat = place[self.year[rows_]] * K + self.product[rows_]
        if partner is not None:
            flat = flat * N + partner[rows_]
        return _added(flat, self.value[rows_], shape)


def _added(flat: Any, value: Floats, shape: tuple[int, ...]) -> Floats:
    """Values added up by their flat position in an array of `shape`."""
    sums = np.bincount(flat, weights=value, minlength=int(np.prod(shape)))
    return sums.astype(np.float64).reshape(shape)


def _room(shape: tuple[int, ...]) -> None:
    cells = int(np.prod(shape, dtype=np.int64))
    if cells > MOST_CELLS:
        raise BadValue("the array would be too large", field="shape", got=shape, allowed=f"{MOST_CELLS} numbers",
                       remedy="Take fewer codes or years: table.only(codes=..., years=...).")  # fmt: skip


def load_products(
    name: str | os.PathLike[str] = "minerals",
    *,
    years: Iterable[int] | None = None,
    codes: str | Iterable[str] | None = None,
    importers: Iterable[str] | None = None,
    layout: str | None = None,
    **options: Any,
) -> Products:
    """A packaged table by name ("us-2024", "minerals"), or a BACI, UN Comtrade or WITS file by its path.

    years, codes, importers   keep these only; codes may be prefixes ("2846"); a file is filtered while it is read
    layout   "baci", "comtrade" or "wits"; default: recognised by the header
    options  of the reader: country_codes=path (BACI), flow (Comtrade, WITS)

    Raises UnknownName for a name that is neither, BadFile for a file that is not as it should be.
    """
    if isinstance(name, str) and name in PACKAGED:
        table = _us() if name == "us-2024" else _minerals()
        if codes is None and years is None and importers is None:
            return table
        return table.only(codes=codes, years=years, importers=importers)
    if isinstance(name, str) and not os.path.exists(name):
        raise UnknownName("table of products", name, PACKAGED, field="name")
    from bahe.atlas.importers.hs6 import read_hs6

    return read_hs6(name, layout=layout, years=years, codes=codes, importers=importers, **options)


def _exports(recorded: Sequence[str]) -> str:
    return "recorded" if len(recorded) >= FEWEST_IMPORTERS else "none"


def labels() -> dict[str, str]:
    """HS6 code (HS 1992) -> what it is, of the packaged minerals."""
    return {row["hs6"]: row["label"] for row in rows("products/minerals_labels.csv")}


def materials() -> dict[str, tuple[str, ...]]:
    """Raw material -> its HS6 codes (HS 1992), of the packaged minerals."""
    out: dict[str, tuple[str, ...]] = {}
    for row in rows("products/minerals_labels.csv"):
        if row["raw_material"]:
            out[row["raw_material"]] = (*out.get(row["raw_material"], ()), row["hs6"])
    return out


@lru_cache(maxsize=1)
def _us() -> Products:
    arrays, meta = read(packaged("us_hs6_2024.npz"))
    start = arrays["start"].astype(np.intp)
    partner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    partners = [str(p) for p in arrays["partners"]]
    economies = sorted([*partners, "USA"])
    place = np.array([economies.index(p) for p in partners])
    none = np.zeros(len(partner), dtype=np.intp)
    return Products.from_places(
        "us-2024", tuple(f"{c:06d}" for c in arrays["codes"]), tuple(economies), (int(meta["year"]),),
        (none, arrays["code"], none + economies.index("USA"), place[partner]), arrays["imports"] / 1e3,
        recorded=("USA",), nomenclature="HS 2022", source="US Census Bureau, imports for consumption 2024",
        notes=("EU27 is one supplier; ROW stands for several economies and counts as none in a concentration; flows under "
               f"{meta['smallest_flow_usd'] / 1e3:.0f} thousand USD are left out",),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _minerals() -> Products:
    """The packaged file: shares in 1/65535 of the importer's total; the rest of a total belongs to OTH."""
    path = packaged("products/minerals.npz")
    arrays, meta = read(path)
    if meta.get("kind") != "products" or meta.get("format") != 1:
        raise BadFile("not a packaged table of products", where=path.name, got=meta.get("kind"))
    importers, exporters = ([str(x) for x in arrays[a]] for a in ("importers", "economies"))
    economies = sorted({*importers, *exporters, OTHERS})
    buyer, seller = (np.array([economies.index(x) for x in names]) for names in (importers, exporters))
    count = arrays["count"].astype(np.intp)
    groups = np.flatnonzero(count.ravel())
    t, k, n = np.unravel_index(groups, count.shape)
    row = np.repeat(np.arange(len(groups)), count.ravel()[groups])
    share = arrays["share"].astype(np.float64) / 65535
    total = arrays["total"].astype(np.float64) / 1e3
    rest = 1.0 - np.bincount(row, weights=share, minlength=len(groups))
    others = np.flatnonzero(rest > 0.5 / 65535)
    at = np.concatenate([row, others])
    exporter = np.concatenate([seller[arrays["exporter"]], np.full(len(others), economies.index(OTHERS))])
    return Products.from_places(
        "minerals", tuple(f"{c:06d}" for c in arrays["codes"]), tuple(economies), tuple(int(y) for y in arrays["years"]),
        (t[at], k[at], buyer[n[at]], exporter), np.concatenate([share * total[row], rest[others] * total[others]]),
        recorded=tuple(importers), nomenclature="HS 1992", source=meta["source"],
        notes=(f"suppliers below {meta['folded_below']:.1%} of an importer's imports of a product are added up as OTH and count "
               "as none in a concentration; TWN is BACI's Other Asia, nes",),
    )  # fmt: skip
