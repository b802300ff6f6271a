"""atlas: public data into a World. The only room that opens data files.

Names are loaded on first use, so that asking for the name of a country does not load a world.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_PLACES = {
    "WORLDS": "load",
    "load_world": "load",
    "save_world": "load",
    "Audit": "auditing",
    "audit": "auditing",
    "names": "naming",
    "load_items": "items",
    "load_products": "products",
    "load_panel": "panel",
    "rare_earth_history": "panel",
    "tariff_table": "tariff_tables",
    "provenance_table": "tariffs",
    "read_icio": "importers",
    "read_tables": "importers",
    "from_pymrio": "importers",
}

__all__ = [
    "WORLDS",
    "Audit",
    "audit",
    "from_pymrio",
    "load_items",
    "load_panel",
    "load_products",
    "load_world",
    "names",
    "provenance_table",
    "rare_earth_history",
    "read_icio",
    "read_tables",
    "save_world",
    "tariff_table",
]

if TYPE_CHECKING:
    from bahe.atlas.auditing import Audit, audit
    from bahe.atlas.importers import from_pymrio, read_icio, read_tables
    from bahe.atlas.items import load_items
    from bahe.atlas.load import WORLDS, load_world, save_world
    from bahe.atlas.naming import names
    from bahe.atlas.panel import load_panel, rare_earth_history
    from bahe.atlas.products import load_products
    from bahe.atlas.tariff_tables import tariff_table
    from bahe.atlas.tariffs import provenance_table


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'bahe.atlas' has no attribute {name!r}")
    value = getattr(import_module(f"bahe.atlas.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
