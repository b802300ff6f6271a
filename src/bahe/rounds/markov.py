"""The Markov strategy of the control game as a policy: the game of a rope, and what its equilibrium does at a state that is met.

    eq = bahe.statecraft.control.play(game_of(laws, capability, "CHN", "ai-accelerator", security=0.6))
    Move("USA", "CHN", "ai-accelerator", "markov", {"strategy": markov(eq)})

The game knows three numbers of a target, one rope and no world: what it takes for the worth of a year is its own (market-years). It is
played here in the solved world, and does as well as its picture of that world is good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import UnknownName
from bahe.statecraft.control.equilibrium import ControlEquilibrium
from bahe.statecraft.control.game import ControlGame
from bahe.substitution.laws import Laws
from bahe.world.capability import Capability

Floats = NDArray[np.float64]

#: Field of the game -> field of the laws.
SAME = {
    "learning": "exponent", "long_elasticity": "long_elasticity", "short_elasticity": "short_elasticity", "adoption": "speed",
    "home_preference": "preference", "leakage": "leakage", "fill": "fill", "research_yield": "research_yield", "diffusion": "diffusion",
    "progress": "progress", "noise": "noise", "setback_probability": "setback_chance", "distrust_weight": "distrust_weight",
    "distrust_up": "distrust_up", "distrust_down": "distrust_down",
}  # fmt: skip


def game_of(laws: Laws, c: Capability, target: str, item: str, **more: Any) -> ControlGame:
    """The control game of one rope: every number that laws and state share, the middle of the draws where there are many.

    more    fields of the game that the laws do not know (security, margin, enforcement, discount, ...), or in place of what they say
    Experience is tied to the gap in the game: entry_gap is set so that it starts with what the target has made.
    """
    for name, known in ((target, c.economies), (item, c.items)):
        if name not in known:
            raise UnknownName("name", name, known, where="game_of")
    n, g = c.economies.index(target), c.items.index(item)
    value = {field: _middle(getattr(laws, law)) for field, law in SAME.items()}
    gap, share, made = (_middle(getattr(c, f)[..., n, g]) for f in ("gap", "home_share", "experience"))
    start = {"gap": gap, "share": share, "distrust": _middle(c.distrust[..., n, g])}
    lock = _middle(np.asarray(laws.lock_in) * (1 - np.asarray(laws.compatibility)))
    jump = 0.5 * (_middle(laws.setback_low) + _middle(laws.setback_high))
    entry = gap + value["learning"] * float(np.log(made))
    return ControlGame(**{**value, **start, "lock_in": lock, "setback": jump, "entry_gap": entry, **more})


def _middle(number: Any) -> float:
    return float(np.median(np.asarray(number, dtype=np.float64)))


@dataclass(frozen=True, eq=False)
class Strategy:
    """The holder's play of an equilibrium: (gap, log-odds of the home share, distrust) [s] -> x [s].

    take    expected: the mean control;  likeliest: the one with the largest probability
    Between the points of the grid play is interpolated, beyond its ends it is that at the end.
    """

    eq: ControlEquilibrium
    take: Literal["expected", "likeliest"] = "likeliest"

    def __call__(self, gap: Floats, log_odds: Floats, distrust: Floats) -> Floats:
        """x [s]."""
        chances = self.eq.grid.at(self.eq.control, gap, log_odds, distrust)
        levels = np.array(self.eq.game.controls)
        return np.asarray(levels[chances.argmax(axis=0)] if self.take == "likeliest" else levels @ chances)


def markov(eq: ControlEquilibrium, take: Literal["expected", "likeliest"] = "likeliest") -> Strategy:
    """The holder's strategy of an equilibrium, for the policy `markov`; UnknownName for another way to take it."""
    if take not in ("expected", "likeliest"):
        raise UnknownName("way to take it", take, ("expected", "likeliest"), where="markov")
    return Strategy(eq, take)
