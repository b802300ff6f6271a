"""What an answer was made from: the world, its elasticities, its base tariffs and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bahe.report.wording.terms import TARIFFS
from bahe.report.wording.texts import of
from bahe.world.world import World

#: What is said of the tariffs of a world that the caller brought along.
GIVEN = "as given"


@dataclass(frozen=True)
class Made:
    """The ground of every solved figure of an answer.

    tariffs   the choice of base tariffs of the packaged world (`atlas.tariffs.CHOICES`), or `as given` for a world that was handed in
    sources   of trade, tariffs and elasticities, one mapping each (key, what, citation, url, ...)
    """

    world: str
    elasticities: str
    tariffs: str
    sources: tuple[Mapping[str, Any], ...]

    def facts(self) -> dict[str, Any]:
        """For documents and provenance.json."""
        return {"world": self.world, "elasticities": self.elasticities, "tariffs": self.tariffs,
                "sources": [dict(x) for x in self.sources]}  # fmt: skip

    def said(self, lang: str) -> str:
        """One sentence: world, base tariffs and elasticity set, with the keys of the sources that are no elasticities."""
        keys = ", ".join(str(x["key"]) for x in self.sources if not str(x["key"]).startswith("elasticities:"))
        tariffs = of(TARIFFS, self.tariffs, lang)
        if lang == "zh":
            return f"世界 {self.world}；基准关税：{tariffs}（--tariffs {self.tariffs}）；弹性组 {self.elasticities}；来源：{keys}。"
        return f"World {self.world}; base tariffs: {tariffs} (--tariffs {self.tariffs}); elasticities {self.elasticities}; sources: {keys}."


def loaded(world: World | None, tariffs: str) -> tuple[World, Made]:
    """The world asked about, packaged where none is handed in, and what it was made from."""
    from bahe.atlas import load_world

    w = world if world is not None else load_world("icio-2022", tariffs=tariffs)
    chosen = GIVEN if world is not None else tariffs
    return w, Made(w.name, w.elasticity_set, chosen, tuple(vars(x) for x in w.sources))
