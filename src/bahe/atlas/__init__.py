"""atlas: public data into a World. The only room that opens data files."""

from bahe.atlas.auditing import Audit, audit
from bahe.atlas.load import WORLDS, load_world, save_world
from bahe.atlas.naming import names
from bahe.atlas.tariff_tables import tariff_table

__all__ = ["WORLDS", "Audit", "audit", "load_world", "names", "save_world", "tariff_table"]
