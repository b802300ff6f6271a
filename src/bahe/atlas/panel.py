"""The time layer: shares of suppliers in an economy's use of a sector, 2011-2022, and of origins in rare-earth imports, 2000-2024.

    panel = load_panel()
    panel.history("CHN", "C26")                    # home share of Chinese use of computers and electronics, by year
    panel.history("CHN", "C26", supplier="JPN")
    rare_earth_history("JPN").share("CHN")         # value share of China in Japan's imports

A history carries its years; `speed()` is the change of log-odds a year with its standard error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.container import read
from bahe.atlas.tables import packaged, rows
from bahe.dependence.indices.persistence import Speed, log_odds_speed
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """One share by year: `share[t]` of `years[t]`, fractions."""

    name: str
    years: tuple[int, ...]
    share: Floats

    def between(self, first: int | None = None, last: int | None = None) -> History:
        """The part from `first` to `last`, both included."""
        kept = [t for t, y in enumerate(self.years) if (first is None or y >= first) and (last is None or y <= last)]
        if not kept:
            raise BadValue("no year is left", where=self.name, field="first, last", got=(first, last),
                           allowed=f"{self.years[0]}..{self.years[-1]}")  # fmt: skip
        return History(self.name, tuple(self.years[t] for t in kept), self.share[kept])

    def at(self, year: int) -> float:
        """Share of one year."""
        if year not in self.years:
            raise UnknownName("year", year, [str(y) for y in self.years], where=self.name)
        return float(self.share[self.years.index(year)])

    def speed(self, first: int | None = None, last: int | None = None) -> Speed:
        """Change of the log-odds a year from `first` to `last`: see `log_odds_speed`; years at 0 or 1 raise BadValue."""
        part = self.between(first, last)
        return log_odds_speed(part.share, part.years)


@dataclass(frozen=True)
class Panel:
    """Shares of absorption (intermediate and final use, home included) by buyer n, sector s, year t and supplier i.

    domestic[n, s, t], share[n, s, t, i]: fractions; absorption[n, s, t]: USD million.
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    years: tuple[int, ...]
    suppliers: tuple[str, ...]
    domestic: Floats
    share: Floats
    absorption: Floats
    source: str

    def history(self, buyer: str, sector: str, supplier: str | None = None) -> History:
        """Share of a supplier in the buyer's use of a sector, by year; without a supplier (or with the buyer itself) the home share."""
        n, s = (
            self._place("economy", buyer, self.economies, "buyer"),
            self._place("sector", sector, self.sectors, "sector"),
        )
        if supplier is None or supplier == buyer:
            return History(f"{buyer} {sector} from home", self.years, self.domestic[n, s])
        i = self._place("supplier", supplier, self.suppliers, "supplier")
        return History(f"{buyer} {sector} from {supplier}", self.years, self.share[n, s, :, i])

    def speeds(self, supplier: str | None = None) -> list[dict[str, Any]]:
        """One row a buyer and sector: home share (or the supplier's) in the first and last year, log-odds a year, standard error.

        Cells whose share is 0 or 1 in some year, and a supplier's own, are left out.
        """
        out = []
        for n in self.economies:
            for s in self.sectors:
                h = self.history(n, s, supplier)
                if n == supplier or not ((h.share > 0) & (h.share < 1)).all():
                    continue
                v = h.speed()
                out.append({"buyer": n, "sector": s, "first": float(h.share[0]), "last": float(h.share[-1]), "slope": v.slope,
                            "standard_error": v.standard_error, "between_ends": v.between_ends})  # fmt: skip
        return out

    def _place(self, kind: str, name: str, known: tuple[str, ...], field: str) -> int:
        if name not in known:
            raise UnknownName(kind, name, known, field=field, where="domestic shares 2011-2022")
        return known.index(name)


@lru_cache(maxsize=1)
def load_panel() -> Panel:
    """The packaged panel: 8 economies, 27 goods sectors and `services`, 2011-2022, seven suppliers (OECD ICIO).

    Sectors are wide: no chokepoint good can be seen in them. The edition is not that of the packaged world.
    """
    path = packaged("products/domestic_shares.npz")
    arrays, meta = read(path)
    if meta.get("kind") != "panel" or meta.get("format") != 1:
        raise BadFile("not a packaged panel", where=path.name, got=meta.get("kind"))
    names = {axis: tuple(str(x) for x in arrays[axis]) for axis in ("economies", "sectors", "suppliers")}
    return Panel(
        names["economies"], names["sectors"], tuple(int(y) for y in arrays["years"]), names["suppliers"],
        arrays["domestic"] / 1e5, arrays["share"] / 1e5, arrays["absorption"].astype(np.float64), meta["source"],
    )  # fmt: skip


@dataclass(frozen=True)
class RareEarths:
    """Rare-earth imports of one economy by year (HS 280530, 284610 and 284690, BACI): fractions, USD million, tonnes."""

    importer: str
    years: tuple[int, ...]
    value_share: Mapping[str, Floats]
    """Origin -> share of the value."""
    tonnage_share: Mapping[str, Floats]
    """Origin -> share of the tonnes: value and tonnage move apart."""
    imports_usd_mn: Floats
    imports_t: Floats
    hhi: Floats
    """Herfindahl index of value over all origins."""

    def share(self, supplier: str = "CHN", by: str = "value") -> History:
        """Share of one origin by year; by "value" or "tonnage"."""
        if by not in ("value", "tonnage"):
            raise BadValue("unknown choice", field="by", got=by, allowed=("value", "tonnage"))
        table = self.value_share if by == "value" else self.tonnage_share
        if supplier not in table:
            raise UnknownName("supplier", supplier, table, where=f"rare earths, {by}", field="supplier")
        return History(f"{self.importer} rare earths from {supplier}, {by}", self.years, table[supplier])


def rare_earth_history(importer: str) -> RareEarths:
    """Rare-earth import shares 2000-2024 of JPN, USA, DEU or KOR; other importers: load_products("minerals").history(...)."""
    table = rows("products/rare_earths.csv")
    known = list(dict.fromkeys(row["importer"] for row in table))
    if importer not in known:
        raise UnknownName("importer", importer, known, field="importer", where="rare earths")
    mine = [row for row in table if row["importer"] == importer]

    def column(name: str) -> Floats:
        cells = [row[name] for row in mine]
        if not all(cells):
            raise MissingData("a cell is empty", where="rare_earths.csv", field=name)
        return np.array(cells, dtype=np.float64)

    def shares(prefix: str) -> dict[str, Floats]:
        return {c[len(prefix) :]: column(c) for c in mine[0] if c.startswith(prefix)}

    return RareEarths(
        importer, tuple(int(row["year"]) for row in mine), shares("value_share_"), shares("tonnage_share_"),
        column("imports_musd"), column("imports_t"), column("hhi_value"),
    )  # fmt: skip
