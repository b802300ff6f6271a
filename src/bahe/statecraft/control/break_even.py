"""The break-even security weight b*: above it an embargo pays, below it free sale does.

Announced for ever, the holder's worth is `A + b L` with A its own money and L the challenger's loss, and the challenger's answer knows
nothing of b. So the two policies break even at `b* = (A_free - A_embargo) / (L_embargo - L_free)`, a quotient and no search. Where the
embargo leaves the challenger with no greater loss over the years than free sale would have (it has learnt what it was denied) no weight
makes it pay: it is self-defeating. In the equilibrium, where control can be taken up and let go, play itself depends on b, and the
weight at which the holder is as likely as not to squeeze is found by bisection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bahe.faults import BadValue
from bahe.statecraft.control.equilibrium import ControlEquilibrium, below_onto, play, solved
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.rules import COARSE
from bahe.statecraft.control.stage import STAGES

Verdict = Literal["pays at any weight", "pays above b*", "pays below b*", "self-defeating"]


@dataclass(frozen=True)
class BreakEven:
    """An embargo for ever against free sale for ever, from the starting state; market-years.

    cost    what it costs the holder in money, A_free - A_embargo
    hurt    what it adds to the challenger's loss, L_embargo - L_free; negative: it makes the challenger better off
    weight  b*, or NaN where the embargo pays at any weight or at none
    coarser the same on the next coarser grid (None: not asked for): how far to trust the digits
    """

    intensity: float
    cost: float
    hurt: float
    weight: float
    verdict: Verdict
    coarser: BreakEven | None = None

    @property
    def moved(self) -> float:
        """By how much b* moves from the next coarser grid, as a part of it; infinite where the verdict moves, NaN without one or b*."""
        if self.coarser is None:
            return float("nan")
        if self.coarser.verdict != self.verdict:
            return float("inf")
        return abs(self.weight - self.coarser.weight) / abs(self.weight)

    def ratio(self, game: ControlGame, free: tuple[float, float]) -> float:
        """Worth of the embargo over that of free sale at the game's own weight; `free`: (A_free, L_free)."""
        worth = free[0] + game.security * free[1]
        return 1 + (game.security * self.hurt - self.cost) / worth


def break_even(
    game: ControlGame, *, intensity: float = 1.0, grid: Grid = COARSE, refine: bool = False
) -> BreakEven:  # fmt: skip
    """The security weight at which control of this intensity for ever is worth as much as free sale for ever.

    refine  the same on the next coarser grid as well, as a certificate. Raises NotConverged where one of the two does not settle.
    """
    below = grid.coarser() if refine else None
    pair = (0.0, intensity)
    if below is None:
        return _compared(intensity, [kept(game, x, grid) for x in pair])
    coarse = [kept(game, x, below) for x in pair]
    fine = [kept(game, x, grid, below_onto(c, grid)) for x, c in zip(pair, coarse, strict=True)]
    return _compared(intensity, fine, _compared(intensity, coarse))


def kept(game: ControlGame, x: float, grid: Grid, start: Any = None) -> ControlEquilibrium:
    """Control x for ever, the holder's money alone as its objective; from values [p,G,L,Q] where there are some."""
    alone = game.at(security=0.0, controls=(x,))
    return solved(alone, STAGES["leader-follower"], f"control {x:g} for ever", grid=grid, start=start, refine=False)


def _compared(intensity: float, pair: list[ControlEquilibrium], coarser: BreakEven | None = None) -> BreakEven:
    """Free sale and embargo, in this order."""
    free, squeeze = pair
    cost, hurt = free.holder - squeeze.holder, free.challenger - squeeze.challenger
    return BreakEven(intensity, cost, hurt, *judged(cost, hurt), coarser)


def worth_apart(game: ControlGame, x: float, *, grid: Grid = COARSE) -> tuple[float, float]:
    """The holder's own money A and the challenger's loss L, discounted, if control is x for ever."""
    eq = kept(game, x, grid)
    return eq.holder, -eq.challenger


def judged(cost: float, hurt: float) -> tuple[float, Verdict]:
    """b* and the word for it."""
    if hurt > 0:
        return (cost / hurt, "pays above b*") if cost > 0 else (float("nan"), "pays at any weight")
    if cost < 0 and hurt < 0:
        return cost / hurt, "pays below b*"
    return float("nan"), "self-defeating" if cost > 0 or hurt < 0 else "pays at any weight"


@dataclass(frozen=True)
class Crossing:
    """The weight at which the equilibrium's expected control at the start passes `level`, bracketed.

    low, high   weights with control below and at or above the level; high is infinite where no weight tried reached it
    rises       how often control rose through the level over the weights of the first scan: above one, b* is not the whole story
    """

    low: float
    high: float
    level: float
    rises: int
    tried: int

    @property
    def weight(self) -> float:
        """Middle of the bracket; infinite where no weight tried reached the level."""
        return 0.5 * (self.low + self.high)


#: Weights of the first scan.
SCAN = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


def crossing(
    game: ControlGame, *, level: float = 0.5, moves: str = "leader-follower", grid: Grid = COARSE, width: float = 0.005,
    scan: tuple[float, ...] = SCAN,
) -> Crossing:  # fmt: skip
    """Scan weights, then halve the bracket in which the equilibrium's expected control at the start first reaches `level`.

    level   of the largest control;  width  of the bracket at the end. Raises NotConverged.
    """
    if not 0 < level < 1:
        raise BadValue("out of range", field="level", where="crossing", got=level, allowed="between 0 and 1")
    tried = 0
    values: Any = None

    def squeezes(b: float) -> bool:
        nonlocal tried, values
        eq = play(game.at(security=b), moves=moves, grid=grid, refine=False, start=values)
        tried, values = tried + 1, eq.objective
        return bool(eq.at_start(eq.intensity) >= level * max(game.controls))

    on = [squeezes(b) for b in scan]
    rises = int(on[0]) + sum(int(b and not a) for a, b in zip(on, on[1:], strict=False))
    if not any(on):
        return Crossing(scan[-1], float("inf"), level, 0, tried)
    first = on.index(True)
    if first == 0:
        return Crossing(scan[0], scan[0], level, rises, tried)
    low, high = scan[first - 1], scan[first]
    while high - low > width:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if squeezes(middle) else (middle, high)
    return Crossing(low, high, level, rises, tried)
