"""Loading, saving and naming worlds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas.container import read
from bahe.atlas.elasticities import DEFAULT_SET, elasticity_sets, paper_sources
from bahe.atlas.tables import packaged
from bahe.atlas.tariffs import base_tariff
from bahe.faults import UnknownName
from bahe.world.calibrate import from_tables
from bahe.world.world import Source, World

#: Worlds that ship with bahe.
WORLDS = ("icio-2022",)


def load_world(name: str | os.PathLike[str] = "icio-2022", tariffs: str = "all", elasticities: str = DEFAULT_SET) -> World:
    """A packaged world by name.

    tariffs       `all`, `us-collected` or `none`
    elasticities  name of the set of trade elasticities of the long horizon; all eight stay in `world.elasticity_sets`
    """
    if str(name) not in WORLDS:
        raise UnknownName("world", str(name), WORLDS)
    arrays, meta = read(packaged(f"{name}.npz"))
    economies, sectors = [str(x) for x in arrays["economies"]], [str(x) for x in arrays["sectors"]]
    groups = sector_groups(sectors)
    trade = arrays["trade"].astype(np.float64)
    tariff = base_tariff(tariffs, economies, sectors, groups["goods"], trade)
    sets = elasticity_sets(sectors)
    if elasticities not in sets:
        raise UnknownName("elasticity set", elasticities, sets)
    return from_tables(
        trade, economies=economies, sectors=sectors, use=arrays["use"], tariff=tariff.rate,
        trade_elasticity=sets[elasticities], groups=groups, name=str(meta["name"]), year=int(meta["year"]),
        elasticity_sets=sets, elasticity_set=elasticities, remarks=tariff.remarks,
    )  # fmt: skip


def sector_groups(sectors: list[str]) -> dict[str, list[str]]:
    """goods, services, agriculture, mining and manufacturing from the letters of ISIC Rev. 4 codes."""
    letters = {"goods": "ABC", "agriculture": "A", "mining": "B", "manufacturing": "C"}
    groups = {group: [s for s in sectors if s[0] in first] for group, first in letters.items()}
    groups["services"] = [s for s in sectors if s[0] not in "ABC"]
    return {group: members for group, members in groups.items() if members}
