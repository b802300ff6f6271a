"""atlas: public data into a World. The only room that opens data files."""

from bahe.atlas.load import WORLDS, load_world, save_world
from bahe.atlas.names import names

__all__ = ["WORLDS", "load_world", "names", "save_world"]
