"""The zone of agreement: which deals two players both prefer to having none (textbook, section 8).

`ends` walks along the frontier to where one of the two is left with nothing; `zone` solves a grid of the two rates that they charge
each other, so that the set of deals can be drawn in percentage points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from bahe.faults import BadValue, Conflict, ModelSaysNo
from bahe.statecraft.deal import Search
from bahe.statecraft.frontier import Frontier, measured, mutual_rates, weighted
from bahe.statecraft.game import Point

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class End:
    """The deal on the frontier at which one of the two gains nothing: gains (fractions), usd (million a year), rates, of both;
    others: everybody else, USD million. `reached`: False where the frontier ends before that, its tariffs being at their bounds."""

    spared: str
    gains: tuple[float, float]
    usd: tuple[float, float]
    rates: tuple[float, float]
    others: float
    weight: float
    reached: bool


def ends(curve: Frontier, tol: float = 1e-13) -> tuple[End, End] | None:
    """The two ends of the zone on the frontier: where the first gains nothing, and where the second does; None where no point of the
    curve is better for both."""
    if not curve.zone.any():
        return None
    game = curve.game
    search = Search(game, curve.values_before, np.zeros(0))
    inside = np.flatnonzero(curve.zone)

    def end(side: int) -> End:
        m = int(inside[0] if side == 0 else inside[-1])
        out = m - 1 if side == 0 else m + 1
        if not 0 <= out < len(curve.points) or curve.gains[out, side] > 0:
            return _end(curve, side, curve.points[m], float(curve.weights[m]), False)
        last: list[Point] = [curve.points[m]]

        def short(weight: float) -> float:
            last[0] = weighted(search, last[0], weight, tol)[0]
            return float(search.gains(last[0])[side])

        weight = float(brentq(short, curve.weights[out], curve.weights[m], xtol=1e-8, rtol=1e-8, maxiter=60))
        short(weight)
        return _end(curve, side, last[0], weight, True)

    return end(0), end(1)


def _end(curve: Frontier, side: int, point: Point, weight: float, reached: bool) -> End:
    gains, usd, others = measured(curve, point)
    rates = mutual_rates(curve.game, point)
    return End(curve.players[side], (float(gains[0]), float(gains[1])), (float(usd[0]), float(usd[1])),
               (float(rates[0]), float(rates[1])), others, weight, reached)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Zone:
    """Gains of two players over a grid of the two rates that they charge each other.

    rates[a], rates_back[b]   of the first on the second, and of the second on the first, fractions
    gains[a,b,2], usd[a,b,2]  of both over the disagreement; NaN where the world was not solved
    """

    rates: Floats
    rates_back: Floats
    gains: Floats = field(repr=False)
    usd: Floats = field(repr=False)

    @property
    def both(self) -> NDArray[np.bool_]:
        """Deals that both prefer to the disagreement [a,b]."""
        return np.asarray((self.gains > 0).all(-1))


def zone(
    curve: Frontier, *, top: tuple[float, float] | None = None, points: int = 13, progress: Callable[[str, float], None] | None = None
) -> Zone:  # fmt: skip
    """Solve a grid of `points` by `points` deals: one rate of each of the two on the other.

    top     highest rates of the grid; default: a third above the disagreement's, at least 5 %

    Raises Conflict where the two set more than one rate each, BadValue for a grid that is too small or too large.
    """
    game = curve.game
    if game.size != 2 or any(len(b.labels) != 1 or b.lever != "tariff" for b in game.blocks):
        raise Conflict("a map of the zone needs one rate of each on the other", where="zone", got=f"{game.size} rates",
                       remedy='tariffs="partner", partners="players".')  # fmt: skip
    if isinstance(points, bool) or not 3 <= points <= 61:
        raise BadValue("out of range", field="points", where="zone", got=points, allowed="3 to 61")
    most = tuple(max(4 / 3 * r, 0.05) for r in curve.rates_before) if top is None else top
    sides = [np.linspace(max(b.low, 0.0), min(m, b.high), points) for b, m in zip(game.blocks, most, strict=True)]
    gains, usd = (np.full((points, points, 2), np.nan) for _ in range(2))
    last: Point | None = curve.before
    for a in range(points):
        for b in range(points) if a % 2 == 0 else range(points - 1, -1, -1):  # each beside the one before it
            x = np.concatenate([game.blocks[0].to_x(sides[0][[a]]), game.blocks[1].to_x(sides[1][[b]])])
            try:
                last = game.at(x, last)
            except ModelSaysNo:
                continue
            gains[a, b], usd[a, b], _ = measured(curve, last)
        if progress is not None:
            progress("zone", (a + 1) / points)
    return Zone(sides[0], sides[1], gains, usd)
