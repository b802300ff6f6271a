"""Loading and saving worlds: packaged ones by name, anyone's by path."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas.container import read, write
from bahe.atlas.elasticities import DEFAULT_SET, elasticity_sets
from bahe.atlas.sources import world_sources
from bahe.atlas.tables import packaged, source_folder
from bahe.atlas.tariffs import CHOICES, base_tariff, finer_retaliation
from bahe.axes import ECONOMY_GROUPS, Axes
from bahe.faults import BadFile, BadValue, Conflict, UnknownName
from bahe.world.calibrate import from_tables
from bahe.world.horizon import Horizon
from bahe.world.world import Remark, Source, World

#: Worlds that ship with bahe: name -> what it is.
WORLDS: Mapping[str, str] = {"icio-2022": "81 economies x 50 industries, 2022 (OECD ICIO, 2025 edition)"}

#: Where the finer retaliation lies in the folder of raw sources.
FINER = "tariffs/us_china_tariffs_2017_2019_20sec.csv"

_ARRAYS = ("trade_share", "expenditure", "tariff", "cost_share", "value_added_share", "final_share")
_FORMAT = 1


def load_world(
    name: str | os.PathLike[str] = "icio-2022",
    tariffs: str = "all",
    elasticities: str | None = None,
    retaliation: str | os.PathLike[str] = "uniform",
) -> World:
    """A packaged world by name, or a world saved by `save_world` by path.

    tariffs       base tariffs of a packaged world: `all` | `us-collected` | `none` (see atlas.tariffs). A saved world has its own
    elasticities  set of trade elasticities of horizon `long`, default `bsy` (see atlas.elasticities); all eight
                  published sets stay in `world.elasticity_sets` whichever is chosen
    retaliation   increment of China on US goods: `uniform`; `by-industry` reads the finer table from BAHE_SOURCES, and a
                  path reads any table with columns sector, added2019, pair. Only with tariffs='all'

    Raises UnknownName for a name that is not packaged, BadFile for a file that is no world, BadValue or Conflict for
    choices that cannot hold.
    """
    if not isinstance(name, str | os.PathLike):
        raise BadValue("a name or a path is needed", field="name", where="load_world", got=name, allowed=WORLDS)
    if tariffs not in CHOICES:
        raise BadValue("no such choice of base tariffs", field="tariffs", got=tariffs, allowed=CHOICES)
    if str(name) in WORLDS and not (isinstance(name, os.PathLike) and os.path.isfile(name)):
        return _packaged_world(str(name), tariffs, elasticities or DEFAULT_SET, retaliation)
    if not _is_path(name):
        raise UnknownName("world", str(name), [*WORLDS, "the path of a file that world.save wrote"])
    if tariffs != "all" or retaliation != "uniform":
        raise Conflict("a saved world has its own base tariffs", field="tariffs", where=str(name),
                       remedy="Leave `tariffs` and `retaliation` out, or change them by world.replace(tariff=...).")  # fmt: skip
    world = read_world(Path(name))
    return world.at(elasticities=elasticities) if elasticities else world


def _is_path(name: str | os.PathLike[str]) -> bool:
    text = os.fspath(name)
    return not isinstance(name, str) or text.endswith(".npz") or os.sep in text or os.path.isfile(text)


def _packaged_world(name: str, tariffs: str, elasticities: str, retaliation: str | os.PathLike[str]) -> World:
    arrays, meta = read(packaged(f"{name}.npz"))
    economies, sectors = [str(x) for x in arrays["economies"]], [str(x) for x in arrays["sectors"]]
    groups = sector_groups(sectors)
    sets = elasticity_sets(sectors)
    if elasticities not in sets:
        raise UnknownName("elasticity set", elasticities, sets)
    trade = arrays["trade"].astype(np.float64)
    finer = _finer(retaliation, tariffs, groups["goods"])
    tariff = base_tariff(tariffs, economies, sectors, groups["goods"], trade, finer)
    return from_tables(
        trade,
        economies=economies,
        sectors=sectors,
        use=arrays["use"],
        tariff=tariff.rate,
        trade_elasticity=sets[elasticities],
        groups=groups,
        name=str(meta["name"]),
        year=int(meta["year"]),
        elasticity_sets=sets,
        elasticity_set=elasticities,
        sources=world_sources(tariffs, list(sets)),
        remarks=(*tariff.remarks, _IMPUTED_SERVICES),
    )


_IMPUTED_SERVICES = Remark(
    "services of ROW", "WARN",
    "the composition of ROW's services is imputed: final services by RAS to known totals, technology the output-weighted mean of "
    "the 80 others",
)  # fmt: skip


def _finer(retaliation: str | os.PathLike[str], tariffs: str, goods: list[str]) -> dict[str, float] | None:
    if retaliation == "uniform":
        return None
    if tariffs != "all":
        raise Conflict(
            "China's increment on US goods belongs to tariffs='all'", field="retaliation", got=str(retaliation)
        )
    path = source_folder() / FINER if retaliation == "by-industry" else Path(retaliation)
    return finer_retaliation(path, goods)


def sector_groups(sectors: list[str]) -> dict[str, list[str]]:
    """goods, services, agriculture, mining and manufacturing from the letters of ISIC Rev. 4 codes."""
    letters = {"goods": "ABC", "agriculture": "A", "mining": "B", "manufacturing": "C"}
    groups = {group: [s for s in sectors if s[0] in first] for group, first in letters.items()}
    groups["services"] = [s for s in sectors if s[0] not in "ABC"]
    return {group: members for group, members in groups.items() if members}


# -- saving -----------------------------------------------------------------------------------------------------------
def save_world(world: World, path: str | os.PathLike[str]) -> Path:
    """Write a world to one file, at exactly the path given; reading it back gives the same numbers to the last bit. Atomic.

    Any name will do; `.npz` tells other programs what it is: a plain zip of arrays and one meta.json. Equal worlds give equal
    bytes. Nothing in it is code.
    """
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise BadValue(
            "a path is needed", field="path", where="save", got=path, remedy='For example world.save("mine.npz").'
        )
    if os.fspath(path) in WORLDS:
        raise BadValue("the name of a packaged world, which load_world would load instead", field="path", where="save",
                       got=os.fspath(path), remedy='Add a suffix, as in world.save("mine.npz").')  # fmt: skip
    path = Path(path)
    arrays: dict[str, Any] = {name: getattr(world, name) for name in _ARRAYS}
    if world.profit_share.any():
        arrays["profit_share"] = world.profit_share
    arrays |= {f"set:{name}": theta for name, theta in sorted(world.elasticity_sets.items())}
    for name, h in world.horizons.items():
        arrays[f"horizon:{name}"] = h.trade_elasticity
        if h.home_elasticity is not None:
            arrays[f"home:{name}"] = h.home_elasticity
        if h.scale is not None:
            arrays[f"scale:{name}"] = h.scale
    return write(path, {name: np.asarray(a, dtype="<f8") for name, a in arrays.items()}, _meta(world))


def _meta(world: World) -> dict[str, Any]:
    axes = world.axes
    return {
        "kind": "world",
        "format": _FORMAT,
        "name": world.name,
        "year": world.year,
        "economies": list(axes.economies),
        "sectors": list(axes.sectors),
        "sector_groups": {g: list(m) for g, m in axes.sector_groups.items()},
        "economy_groups": {g: list(m) for g, m in axes.economy_groups.items()},
        "elasticity_set": world.elasticity_set,
        "horizons": [
            {
                "name": name, "value_added": h.value_added, "inputs": h.inputs, "final": h.final, "specific": h.specific,
                "alternatives": list(h.alternatives), "source": h.source,
            }
            for name, h in world.horizons.items()
        ],
        "sources": [vars(s) for s in world.sources],
        "remarks": [vars(r) for r in world.remarks],
    }  # fmt: skip


def read_world(path: Path) -> World:
    """A world from a file written by `save_world`; `BadFile` says what is missing or off."""
    arrays, meta = read(path)
    where = str(path)
    if meta.get("kind") != "world":
        raise BadFile("not a saved world", where=where, field="kind", got=meta.get("kind"), allowed="world",
                      remedy="World files are written by world.save(path).")  # fmt: skip
    if meta.get("format") != _FORMAT:
        raise BadFile(
            "written by another version of bahe",
            where=where,
            field="format",
            got=meta.get("format"),
            allowed=str(_FORMAT),
        )
    absent = [name for name in _ARRAYS if name not in arrays]
    if absent:
        raise BadFile("arrays are missing", where=where, got=absent)
    for name, array in arrays.items():
        if array.dtype != np.dtype("<f8"):
            raise BadFile("not an array of float64", where=where, field=name, got=str(array.dtype))
    try:
        return _world(arrays, meta)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadFile(f"meta.json and the arrays do not fit ({type(error).__name__}: {error})", where=where) from None


def _world(arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> World:
    economy_groups = {g: tuple(m) for g, m in meta["economy_groups"].items()}
    axes = Axes(
        tuple(meta["economies"]), tuple(meta["sectors"]), {g: tuple(m) for g, m in meta["sector_groups"].items()},
        dict(ECONOMY_GROUPS) | economy_groups,
    )  # fmt: skip
    horizons = {
        h["name"]: Horizon(
            h["name"], arrays[f"horizon:{h['name']}"], h["value_added"], h["inputs"], h["final"], bool(h["specific"]),
            arrays.get(f"home:{h['name']}"), tuple(h["alternatives"]), h["source"], arrays.get(f"scale:{h['name']}"),
        )
        for h in meta["horizons"]
    }  # fmt: skip
    return World(
        axes=axes,
        **{name: arrays[name] for name in _ARRAYS},
        **{name: arrays[name] for name in ("profit_share",) if name in arrays},
        horizons=horizons,
        elasticity_sets={name[4:]: _read_only(a) for name, a in arrays.items() if name.startswith("set:")},
        elasticity_set=meta["elasticity_set"],
        name=meta["name"],
        year=meta["year"],
        sources=tuple(Source(**s) for s in meta["sources"]),
        remarks=tuple(Remark(**r) for r in meta["remarks"]),
    )


def _read_only(array: Any) -> Any:
    array = np.array(array)
    array.flags.writeable = False
    return array
