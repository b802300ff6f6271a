"""atlas: public data into a World. The only room that opens data files."""

from bahe.atlas.auditing import Audit, audit
from bahe.atlas.load import WORLDS, load_world, save_world
from bahe.atlas.naming import names

__all__ = ["WORLDS", "Audit", "audit", "load_world", "names", "save_world"]
