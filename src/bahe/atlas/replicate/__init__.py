"""Published results computed again from the authors' own files, cell by cell.

>>> replicate("cp2015", "data/caliendo_parro_2015").table("Table 2")     # doctest: +SKIP
"""

from bahe.atlas.replicate.papers import papers, replicate
from bahe.atlas.replicate.replication import Cell, PublishedTable, Replication

__all__ = ["Cell", "PublishedTable", "Replication", "papers", "replicate"]
