"""Parts of a run that are worth keeping: a line of solves as arrays and back, rows of a table as bytes and back, and what they follow from.

A line (one world at one horizon with one elasticity set, all variants along it) is the smallest piece that stands alone: each variant
starts from the one before. Restored, a line gives the tables that it gave, to the last bit, with the seconds that it took when solved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.parts import Prints
from bahe.casebook.runs.tables import Ledger
from bahe.numerics.parts import Arrays, Keep, computed

if TYPE_CHECKING:
    from bahe.casebook.runs.playing import Line
    from bahe.scenario import Scenario
    from bahe.world import Shock, World

_IMPORTS = ("base", "new", "duty_before", "duty_after")


# -- what a part follows from ----------------------------------------------------------------------------------------------
def said(shock: Shock) -> list[dict[str, Any]]:
    """A shock as plain values."""
    return [asdict(effect) for effect in shock.effects]


# -- lines ---------------------------------------------------------------------------------------------------------------------
def lines_kept(
    scenario: Scenario, shocks: Mapping[str, Shock], step: Callable[[str], None], keep: Keep
) -> Callable[[Line, Callable[[], bool]], Ledger]:
    """`solve_line`, each line once: what is kept of it is not solved again. Benchmarks that were not reached have nothing to keep."""
    from bahe.casebook.runs.playing import Unreached, solve_line

    if keep is computed:
        return lambda line, stop: solve_line(scenario, line, shocks, step, stop)
    prints = Prints()
    moves = [[v.id, bool(v.moves), said(shocks[v.id])] for v in scenario.variants]
    asked = {"part": "line", "closure": scenario.closure, "variants": moves, "scored": scenario.score is not None,
             "labour": None if scenario.labour is None else scenario.labour.model_dump(mode="json")}  # fmt: skip

    def work(line: Line, stop: Callable[[], bool]) -> Ledger:
        if isinstance(line.world, Unreached):
            return solve_line(scenario, line, shocks, step, stop)
        told: list[str] = []

        def tell(what: str) -> None:
            told.append(what)
            step(what)

        def solve() -> Ledger:
            found = solve_line(scenario, line, shocks, tell, stop)
            if len(told) < len(scenario.variants):
                raise InterruptedError  # the others stopped: half a line is not kept
            return found

        recipe = {**asked, "horizon": line.horizon, "elasticities": line.label, "central": line.central,
                  "world": prints.of(line.world, line.horizon)}  # fmt: skip
        ledger = unpacked(keep(recipe, lambda: packed(solve())), line.world)
        for variant in scenario.variants[len(told) :]:
            step(f"{variant.id}, {line.horizon}, {line.label}")
        return ledger

    return work


def packed(ledger: Ledger) -> dict[str, NDArray[Any]]:
    """A ledger of one line as arrays: figures stacked over variants, everything else as text. Tariffs are kept where they change."""
    w = ledger.welfare
    about = {
        "welfare": [x[:3] for x in w], "names": w[0][3] if w else [], "measures": w[0][4] if w else [],
        "sectors": [x[:2] for x in ledger.sectors], "figures": list(ledger.sectors[0][2]) if ledger.sectors else [],
        "flows": [x[:2] for x in ledger.flows], "tariffs": [], "solves": ledger.solves,
        "imports": [[x.variant, x.horizon, x.elasticities, x.elasticity] for x in ledger.imports],
    }  # fmt: skip
    out: dict[str, NDArray[Any]] = {}
    if w:
        out["welfare"] = np.stack([x[5] for x in w])
    if ledger.sectors:
        out["sectors"] = np.stack([np.stack(list(x[2].values())) for x in ledger.sectors])
        out["base"], out["flows"] = ledger.flows[0][2], np.stack([x[3] for x in ledger.flows])
    if ledger.tariffs:
        changed = {v: np.flatnonzero(new != ledger.world.tariff) for v, new in ledger.tariffs.items()}
        about["tariffs"] = [[v, at.size] for v, at in changed.items()]
        out["cells"] = np.concatenate(list(changed.values()))
        out["rates"] = np.concatenate([ledger.tariffs[v].ravel()[at] for v, at in changed.items()])
    if ledger.imports:
        out["imports"] = np.stack([np.stack([getattr(x, name) for name in _IMPORTS]) for x in ledger.imports])
    return {**out, "about": text(about)}


def unpacked(found: Arrays, world: World) -> Ledger:
    """The ledger again, on its world."""
    from bahe.casebook.tariffs.diversion import Imports

    about, ledger = read(found["about"]), Ledger(world)
    for n, (v, h, e) in enumerate(about["welfare"]):
        ledger.welfare.append((v, h, e, about["names"], about["measures"], found["welfare"][n]))
    for n, (v, h) in enumerate(about["sectors"]):
        ledger.sectors.append((v, h, dict(zip(about["figures"], found["sectors"][n], strict=True))))
    for n, (v, h) in enumerate(about["flows"]):
        ledger.flows.append((v, h, found["base"], found["flows"][n]))
    first = 0
    for v, size in about["tariffs"]:
        new, rows = world.tariff.ravel().copy(), slice(first, first + size)
        new[found["cells"][rows]] = found["rates"][rows]
        ledger.tariffs[v] = new.reshape(world.tariff.shape)
        first += size
    ledger.solves = about["solves"]
    for n, (v, h, e, elasticity) in enumerate(about["imports"]):
        ledger.imports.append(
            Imports(v, h, e, **dict(zip(_IMPORTS, found["imports"][n], strict=True)), elasticity=elasticity)
        )
    return ledger


# -- rows and other plain values --------------------------------------------------------------------------------------------------
def plain_kept(keep: Keep, recipe: Callable[[], Mapping[str, Any]], work: Callable[[], Any]) -> Any:
    """Plain values, from what is kept or worked out and then kept; equal to the last bit. `recipe` is called where something is kept."""
    return work() if keep is computed else read(keep(recipe(), lambda: {"plain": text(work())})["plain"])


def text(value: Any) -> NDArray[np.uint8]:
    """Plain values, numbers and days as bytes; NaN stays NaN."""
    return np.frombuffer(json.dumps(value, ensure_ascii=False, default=_plainer).encode("utf-8"), dtype=np.uint8)


def read(found: NDArray[Any]) -> Any:
    """What `text` was given."""
    return json.loads(
        found.tobytes().decode("utf-8"), object_hook=lambda d: date.fromisoformat(d[_DAY]) if [*d] == [_DAY] else d
    )


_DAY = "a day"


def _plainer(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"not plain: {type(value).__name__}")
