"""Rounds: years of a rivalry, one after the other.

play(world, capability, moves, rules, rng)    -> Chronicle

policies     when a holder withholds: by rule, from what it sees
sourcing     buyers go over to third countries, and come back
bench        the solved world at a state: one by one, or on a grid of states for many draws
chronicle    what happened, frozen;  play: the fold over years
channels     what the fall of dependence is made of
conditioning draws of a prior weighed by what was observed
"""

from bahe.rounds.chronicle import Chronicle
from bahe.rounds.play import Rules, play
from bahe.rounds.policies import Move, policies

__all__ = ["play", "Rules", "Move", "policies", "Chronicle"]
