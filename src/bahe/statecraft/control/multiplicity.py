"""More than one equilibrium? The game is solved from several starts, and what is found is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, NotConverged
from bahe.statecraft.control.equilibrium import ControlEquilibrium, play
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.lookahead import Lookahead
from bahe.statecraft.control.rules import COARSE

Floats = NDArray[np.float64]

#: Values this far apart (as a part of the largest) are two equilibria.
APART = 1e-4


@dataclass(frozen=True, eq=False)
class Multiplicity:
    """What the starts led to. One equilibrium found is evidence that there is one, not a proof.

    equilibria   those that differ, in the order in which they were found
    reached      start -> place in `equilibria`, or None where it did not settle
    largest_gap  largest difference of values between any two, as a part of the largest value
    """

    equilibria: tuple[ControlEquilibrium, ...]
    reached: Mapping[str, int | None]
    largest_gap: float


def starts(game: ControlGame, grid: Grid, random: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Values to start from: nothing; the best and the worst that could ever happen to each side; chance."""
    flow = Lookahead.of(game, grid).flow
    shape, span = (2, *grid.shape), 1 / (1 - game.discount)
    low, high = (f(axis=(1, 2, 3)) * span for f in (flow.min, flow.max))

    def level(holder: float, challenger: float) -> Floats:
        return np.broadcast_to(np.array([holder, challenger])[:, None, None, None], shape).copy()

    out = {
        "zero": np.zeros(shape),
        "best for both": level(high[0], high[1]),
        "best for the holder": level(high[0], low[1]),
        "best for the challenger": level(low[0], high[1]),
    }
    for n in range(random):
        u = rng.random(shape)
        out[f"chance {n + 1}"] = low[:, None, None, None] * (1 - u) + high[:, None, None, None] * u
    return out


def scan(
    game: ControlGame, *, moves: str = "leader-follower", grid: Grid = COARSE, random: int = 4, rng: np.random.Generator
) -> Multiplicity:
    """Solve from every start. Raises NotConverged where none settles."""
    if random < 0:
        raise BadValue("out of range", field="random", where="scan", got=random, allowed="0 or more")
    found: list[ControlEquilibrium] = []
    reached: dict[str, int | None] = {}
    largest, last = 0.0, None
    for name, start in starts(game, grid, random, rng).items():
        try:
            eq = play(game, moves=moves, grid=grid, start=start, refine=False)
        except NotConverged as fault:
            reached[name], last = None, fault
            continue
        gaps = [float(np.abs(eq.objective - e.objective).max() / np.abs(e.objective).max()) for e in found]
        largest = max([largest, *gaps])
        near = [n for n, gap in enumerate(gaps) if gap <= APART]
        reached[name] = near[0] if near else len(found)
        if not near:
            found.append(eq)
    if not found and last is not None:
        raise last
    return Multiplicity(tuple(found), reached, largest)
