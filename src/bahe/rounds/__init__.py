"""Rounds: years of a rivalry, one after the other.

play(world, capability, moves, rules, rng, talks=...)    -> Chronicle

policies     when a holder withholds: by rule, or by looking ahead
foresight    plans played forward with the same fold, and what a course of years is worth to a holder
markov       the strategy of the control game as a policy
luck         chance of every draw from a seed of its own
meetings     talks over the year's controls: what is signed is next year's moves
sourcing     buyers go over to third countries, and come back
bench        the solved world at a state: one by one, or on a grid of states for many draws
answers      which of the two is asked;  fold: one year
chronicle    what happened, frozen;  play: the fold over years
channels     what the fall of dependence is made of
conditioning draws of a prior weighed by what was observed
"""

from bahe.rounds.chronicle import Chronicle
from bahe.rounds.foresight import worth
from bahe.rounds.luck import Luck
from bahe.rounds.markov import game_of, markov
from bahe.rounds.meetings import Meeting
from bahe.rounds.play import Rules, play
from bahe.rounds.policies import Move, policies

__all__ = ["play", "Rules", "Move", "policies", "Chronicle", "Meeting", "Luck", "worth", "game_of", "markov"]
