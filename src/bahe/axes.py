"""Names along the axes of every array, and the groups they form.

Letters are fixed for the house: `n` importer, `i` exporter, `j` using sector, `k` supplying sector,
`g` item, `t` year, `r` round, `p` party, `m` issue, `s` draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, UnknownName

Names = str | Iterable[str]

#: Groups of economies that expand in every verb. Members absent from a world are skipped.
ECONOMY_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "EU27": tuple(
            "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE".split()
        ),
        "ASEAN": tuple("BRN KHM IDN LAO MYS MMR PHL SGP THA VNM".split()),
        "G7": tuple("CAN FRA DEU ITA JPN GBR USA".split()),
        "USMCA": tuple("CAN MEX USA".split()),
    }
)


#: Names that stand for economies depending on who acts.
RESERVED = ("world", "others")


@dataclass(frozen=True)
class Axes:
    """Economies and sectors as tuples of names, with the groups that the names expand to.

    `economies` and `sectors` are unique and non-empty. `sector_groups` always holds `all` and `goods`.
    `world` means every economy; `others` every economy but the one that acts.
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    economy_groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ECONOMY_GROUPS)

    def __post_init__(self) -> None:
        object.__setattr__(self, "economies", _unique("economies", self.economies))
        object.__setattr__(self, "sectors", _unique("sectors", self.sectors))
        for name in RESERVED:
            if name in self.economies:
                raise BadValue("a reserved name", field="economies", got=name,
                               remedy="`world` is every economy, `others` every economy but the one that acts.")  # fmt: skip
        if "all" in self.sectors and len(self.sectors) > 1:
            raise BadValue("a reserved name", field="sectors", got="all", remedy="`all` is every sector.")
        if "all" in self.sector_groups and tuple(self.sector_groups["all"]) != self.sectors:
            raise BadValue(
                "a reserved name of a group of sectors", field="groups", got="all", remedy="`all` is every sector."
            )
        given = {name: tuple(members) for name, members in self.sector_groups.items()}
        for name, members in given.items():
            for member in members:
                if member not in self.sectors:
                    raise UnknownName("sector", member, self.sectors, where=f"groups[{name!r}]")
        groups = {"all": self.sectors, "goods": self.sectors} | given
        object.__setattr__(self, "sector_groups", MappingProxyType(groups))
        present = set(self.economies)
        kept = {
            g: tuple(m for m in members if m in present)
            for g, members in self.economy_groups.items()
            if g not in present
        }
        object.__setattr__(self, "economy_groups", MappingProxyType({g: m for g, m in kept.items() if m}))

    def __reduce__(self) -> tuple[Any, ...]:
        return Axes, (self.economies, self.sectors, dict(self.sector_groups), dict(self.economy_groups))

    def economy(self, name: str, where: str | None = None) -> int:
        """Position of one economy; `UnknownName` with the nearest names otherwise."""
        try:
            return self.economies.index(name)
        except ValueError:
            raise UnknownName("economy", name, self.economies, where=where) from None

    def economy_index(self, names: Names, where: str | None = None, but: Iterable[int] = ()) -> NDArray[np.intp]:
        """Positions of names and groups (`world`, `others`, `EU27`, ...), in axis order, without `but`."""
        wanted: set[int] = set()
        for name in _listed(names, "economies", where):
            if name in ("world", "others"):
                wanted |= set(range(len(self.economies)))
            elif name in self.economy_groups:
                wanted |= {self.economies.index(m) for m in self.economy_groups[name]}
            elif name in self.economies:
                wanted.add(self.economies.index(name))
            else:
                raise UnknownName(
                    "economy", name, [*self.economies, *self.economy_groups, "world", "others"], where=where
                )
        return np.array(sorted(wanted - set(but)), dtype=np.intp)

    def sector_index(self, names: Names, where: str | None = None) -> NDArray[np.intp]:
        """Positions of sector names and groups (`goods`, `services`, `manufacturing`, `all`), in axis order."""
        wanted: set[int] = set()
        for name in _listed(names, "sectors", where):
            if name in self.sectors:
                wanted.add(self.sectors.index(name))
            elif name in self.sector_groups:
                wanted |= {self.sectors.index(m) for m in self.sector_groups[name]}
            else:
                raise UnknownName("sector", name, [*self.sectors, *self.sector_groups], where=where)
        return np.array(sorted(wanted), dtype=np.intp)


def _unique(kind: str, names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise BadValue("a list of names is needed, not one string", field=kind, got=names)
    if not isinstance(names, Iterable):
        raise BadValue("a list of names is needed", field=kind, got=names)
    out = tuple(str(n) for n in names)
    if not out:
        raise BadValue("at least one name is needed", field=kind)
    if any(not n.strip() for n in out):
        raise BadValue("an empty name", field=kind, got=list(out))
    seen: set[str] = set()
    for n in out:
        if n in seen:
            raise BadValue(f"the name {n!r} occurs twice", field=kind, remedy="Names along an axis must be unique.")
        seen.add(n)
    return out


def _listed(names: Names, kind: str, where: str | None) -> list[str]:
    if not isinstance(names, Iterable):
        raise BadValue("a name or a list of names is needed", field=kind, where=where, got=names)
    out = [names] if isinstance(names, str) else list(names)
    if not out:
        raise BadValue("an empty list of names", field=kind, where=where)
    for n in out:
        if not isinstance(n, str):
            raise BadValue("a name must be text", field=kind, where=where, got=n)
    return out
