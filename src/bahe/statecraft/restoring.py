"""Wars that are worth keeping: one war as arrays and back on its game, to the last bit, with the seconds that it took when it was sought.

What a war follows from is said by who asks for it to be kept: the world and the words, which are not arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import ModelSaysNo
from bahe.numerics.anderson import FixedPoint
from bahe.numerics.info import Outcome, SolveInfo
from bahe.numerics.parts import Arrays, Keep, computed
from bahe.statecraft.game import Game, Point
from bahe.statecraft.war import Certificate, War
from bahe.trade.options import Closure
from bahe.trade.problem import pose
from bahe.trade.solve import Found

Floats = NDArray[np.float64]


def kept_war(
    keep: Keep, recipe: Callable[[], Mapping[str, Any]], game: Callable[[], Game], seek: Callable[[], War]
) -> War:
    """A war from what is kept, or sought and then kept. Raises what `seek` raises, which is not kept."""
    if keep is computed:
        return seek()
    return unpacked(game(), keep(recipe(), lambda: packed(seek())))


def kept_try(
    keep: Keep, recipe: Callable[[], Mapping[str, Any]], game: Callable[[], Game], seek: Callable[[], War]
) -> tuple[War | None, str]:
    """The same, and where the model says no, that it does."""

    def tried() -> tuple[War | None, str]:
        try:
            return seek(), ""
        except ModelSaysNo as no:
            return None, no.message

    def pack() -> Arrays:
        war, why = tried()
        return {"why": np.array([why])} if war is None else packed(war)

    if keep is computed:
        return tried()
    found = keep(recipe(), pack)
    return (None, str(found["why"][0])) if "why" in found else (unpacked(game(), found), "")


def kept_certificate(keep: Keep, recipe: Mapping[str, Any], game: Game, seek: Callable[[], Certificate]) -> Certificate:
    """A certificate, likewise."""
    return seek() if keep is computed else _sure(game, keep(recipe, lambda: _certificate(seek())))


def print_of(x: Floats) -> str:
    """Digest of parameters."""
    return sha256(np.ascontiguousarray(x).tobytes()).hexdigest()


# -- arrays and back -----------------------------------------------------------------------------------------------------
def packed(war: War) -> dict[str, NDArray[Any]]:
    """A war as arrays, with the memory of its game."""
    i = war.info
    about = {"words": np.array([war.rule, war.grain, i.outcome.name, i.method]),
             "numbers": np.array([i.iterations, i.residual, i.tolerance, i.seconds, i.dose])}  # fmt: skip
    sure = {} if war.certificate is None else _certificate(war.certificate)
    memory = {f"memory_{key}": value for key, value in war.game.memory.items()}
    return {**about, "log": np.array(war.log, dtype=np.float64).reshape(-1, 3), **_point(war.point), **sure, **memory}


def unpacked(game: Game, found: Arrays) -> War:
    """The war again, on a game of its own."""
    (rule, grain, outcome, method), (iterations, *numbers, dose) = (
        map(str, found["words"]),
        map(float, found["numbers"]),
    )
    residual, tolerance, seconds = numbers
    info = SolveInfo(Outcome[outcome], int(iterations), residual, tolerance, seconds, method, dose)
    memory = {key.removeprefix("memory_"): np.array(v) for key, v in found.items() if key.startswith("memory_")}
    game = replace(game, memory=memory)
    sure = _sure(game, found) if "gains" in found else None
    log = tuple((float(a), int(b), float(c)) for a, b, c in found["log"])
    return War(game, _at(game, found), rule, grain, info, sure, log)


def _certificate(sure: Certificate) -> dict[str, NDArray[Any]]:
    best = {} if sure.best is None else _point(sure.best, "best_")
    return {"gains": sure.gains, "slope": sure.slope, "tried": np.array([sure.tried]), **best}


def _sure(game: Game, found: Arrays) -> Certificate:
    best = _at(game, found, "best_") if "best_x" in found else None
    return Certificate(found["gains"], found["slope"], int(found["tried"][0]), best)


def _point(point: Point, name: str = "") -> dict[str, NDArray[Any]]:
    f = point.found
    ended = {
        "how": np.array([f.point.outcome.name, f.method]),
        "found": np.array([f.point.iterations, f.point.residual, f.dose]),
    }
    arrays = {"x": point.x, "z": point.z, "log_hat": point.log_hat, "values": point.values, **ended}
    return {name + key: np.asarray(value) for key, value in arrays.items()}


def _at(game: Game, found: Arrays, name: str = "") -> Point:
    """A point of the game, of which the state is known: posed, and not solved."""
    x, z, log_hat, values = (found[name + key] for key in ("x", "z", "log_hat", "values"))
    (outcome, method), (iterations, residual, dose) = map(str, found[name + "how"]), map(float, found[name + "found"])
    levers = game.levers(x)
    problem = pose(game.world, levers, game.world.horizon(game.horizon), Closure.read(game.closure, game.world))
    ended = Found(FixedPoint(z, Outcome[outcome], int(iterations), residual), method, dose)
    return Point(x, levers, problem, z, ended, log_hat, values)
