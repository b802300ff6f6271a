"""atlas: public data into a World. The only room that opens data files."""

from bahe.atlas.load import load_world

__all__ = ["load_world"]
