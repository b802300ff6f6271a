"""The control game: when to squeeze, when to let go, and what an embargo is worth if the squeezed learns to do without.

game          parameters, with units, ranges and sources
motion        next year's cost gap, home share and distrust
payoffs       what a year is worth to each side, and where the forms come from
grid          states and interpolation;  lookahead: one year ahead for all pairs of actions
stage         one year's play: leader and follower, or both at once
equilibrium   Markov perfect equilibrium;  certificate: why it can be believed;  multiplicity: the same from many starts
rules         control for ever, thresholds, myopic play, planner, the best announced path
break_even    the security weight above which an embargo pays;  regime: its map
timing        years: when control comes and goes, and whether lifting it reverses substitution
"""

from bahe.statecraft.control.break_even import BreakEven, Crossing, break_even, crossing
from bahe.statecraft.control.certificate import Certificate
from bahe.statecraft.control.equilibrium import ControlEquilibrium, play
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.multiplicity import Multiplicity, scan
from bahe.statecraft.control.regime import RegimeMap, regime_map
from bahe.statecraft.control.rules import (
    AnnouncedPath,
    announced,
    best_threshold,
    commitment,
    committed,
    myopic,
    planner,
    ruled,
)
from bahe.statecraft.control.timing import Lift, Paths, equilibrium_paths, lift, research_response

__all__ = [
    "ControlGame", "Grid", "play", "ControlEquilibrium", "Certificate", "scan", "Multiplicity",
    "committed", "ruled", "best_threshold", "myopic", "planner", "announced", "commitment", "AnnouncedPath",
    "break_even", "BreakEven", "crossing", "Crossing", "regime_map", "RegimeMap",
    "equilibrium_paths", "Paths", "lift", "Lift", "research_response",
]  # fmt: skip
