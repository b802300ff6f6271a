"""What people already have on disk, read into a World: one parser per source, each with a tiny imitation in tests/sources."""

from bahe.atlas.importers.icio import read_icio
from bahe.atlas.importers.long import read_tables
from bahe.atlas.importers.mrio import from_pymrio

__all__ = ["from_pymrio", "read_icio", "read_tables"]
