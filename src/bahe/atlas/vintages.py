"""How old each source of a packaged world is: what its figures cover, and when they were published (`data/vintages.csv`).

The year of a world is the year of its trade; its tariffs, elasticities and quoted figures are of other years, each its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from bahe.atlas.tables import rows
from bahe.faults import UnknownName


@dataclass(frozen=True)
class Vintage:
    """What a source's figures cover and when they were published, as years or days; empty where the source does not say."""

    key: str
    covers: str
    published: str


def vintage(key: str) -> Vintage:
    """The vintage of the source `key` of a packaged world. Raises UnknownName."""
    found = {r["key"]: Vintage(**r) for r in rows("vintages.csv")}
    if key not in found:
        raise UnknownName("source", key, found, field="source")
    return found[key]
