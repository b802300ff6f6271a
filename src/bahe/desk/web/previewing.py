"""Previews: first-order answers from adjoints that are kept in memory and in the store; made once for each benchmark.

A benchmark is a world, its base tariffs, a horizon, a closure and a set of elasticities.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from bahe.atlas.store import key_of
from bahe.desk.web.keeping import Kept, recipe

if TYPE_CHECKING:
    from bahe.trade.sensitivities import Sensitivities
    from bahe.world import World

#: What a benchmark is named by, with the defaults of `bahe shock`.
DEFAULTS: dict[str, Any] = {
    "world": "icio-2022", "tariffs": "all", "horizon": "long", "closure": "transfer", "elasticities": None,
}  # fmt: skip
#: Made when the server starts, in this order: what the sliders of the page begin with.
FIRST: tuple[dict[str, Any], ...] = ({}, {"horizon": "short"}, {"horizon": "medium"})
#: Benchmarks kept in memory, about 60 MB each.
MOST = 8
MOVES = ("tariff", "export_tax", "control", "embargo", "trade_cost", "productivity", "subsidy", "transfer")


def world_of(world: str, tariffs: str, horizon: str, elasticities: str | None) -> World:
    """The world that `bahe shock` would solve."""
    from bahe.atlas import load_world
    from bahe.desk.shocking import _at

    return _at(load_world(world, tariffs=tariffs), elasticities, horizon)


def sensitivities(world: str, tariffs: str, horizon: str, closure: str, elasticities: str | None) -> Sensitivities:
    """Solve the adjoints of a benchmark."""
    from bahe.trade.sensitivities import Sensitivities

    return Sensitivities.of(world_of(world, tariffs, horizon, elasticities), horizon=horizon, closure=closure)


def benchmark_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """The benchmark that a question names."""
    return {k: v if said.get(k) is None else said[k] for k, v in DEFAULTS.items()}


def recipe_of(named: Mapping[str, Any]) -> dict[str, Any]:
    """Under which adjoints are kept."""
    return recipe("adjoints", named)


class Previews:
    """Adjoints by benchmark: from memory, else from the store; the caller has missing ones made."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.found, self.lock = kept, OrderedDict[tuple[Any, ...], "Sensitivities"](), Lock()

    def get(self, named: Mapping[str, Any]) -> Sensitivities | None:
        """The adjoints of a benchmark, or None where they have not been made."""
        key = tuple(named.values())
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
        made = self._stored(named)
        if made is not None:
            with self.lock:
                self.found[key] = made
                while len(self.found) > MOST:
                    self.found.popitem(last=False)
        return made

    def in_use(self) -> set[str]:
        """Keys of the adjoints in memory, and of those that a server begins with."""
        with self.lock:
            named = [dict(zip(DEFAULTS, key, strict=True)) for key in self.found]
        return {key_of(recipe_of(n)) for n in (*named, *map(benchmark_of, FIRST))}

    def _stored(self, named: Mapping[str, Any]) -> Sensitivities | None:
        from bahe.atlas.store import Store
        from bahe.trade.sensitivities import Sensitivities, benchmark

        with Store(self.kept.folder) as store:
            arrays = store.get(recipe_of(named))
        if arrays is None:
            return None
        world = world_of(named["world"], named["tariffs"], named["horizon"], named["elasticities"])
        at = benchmark(world, named["horizon"], named["closure"])
        return Sensitivities(at, named["horizon"], named["closure"], arrays["lam"]).warmed()

    def answer(self, said: Mapping[str, Any], kept: Sensitivities, named: Mapping[str, Any]) -> dict[str, Any]:
        """First-order welfare of every economy, from the moves said as in `bahe shock`."""
        import numpy as np

        from bahe.desk.shocking import said_as_scenario
        from bahe.faults import MissingData

        moves = {m.replace("_", "-"): list(said.get(m) or ()) for m in MOVES}
        if not any(moves.values()):
            raise MissingData("no move is given", where="preview", remedy='For example tariff: ["USA on CHN +30%"].')
        scenario = said_as_scenario(moves, named["world"], named["tariffs"], named["horizon"], named["closure"])
        scenario.check(kept.world)
        shock = scenario.shock("asked")
        change = kept.log_welfare(shock)
        percent, money = np.round(100 * change, 12), np.round(kept.world.income * change, 6)
        economies = {
            n: {"welfare_pct": float(p), "welfare_usd_mn": float(m)}
            for n, p, m in zip(kept.world.economies, percent, money, strict=True)
        }
        return {"state": "ready", "first_order": True, **named, "elasticities": kept.world.elasticity_set if named["elasticities"] is None
                else named["elasticities"], "moves": list(dict.fromkeys(shock.why)), "economies": economies}  # fmt: skip
