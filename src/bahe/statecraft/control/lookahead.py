"""One year ahead: what every pair of actions is worth, given what next year's states are worth.

`U[p,i,j,S] = u_p + discount E V_p(next state)`: player p (0 holder, 1 challenger), control i, answer j, state S = (g,l,q) flattened.
The expectation is a product of three steps, each a stochastic matrix: chance moves the gap (one small matrix for all), distrust moves with
the control alone (one small matrix a control), then the gap and the share move to where the actions bring them (eight weights a state and
pair of actions, all in one sparse matrix). Averaging over chance before the move rather than after it is exact up to interpolation, and
leaves a fifth of the entries.

A move that ends between two points is spread over both, which is chance that nobody asked for: variance h^2 u (1-u), u the part of the
way. So values are averaged over chance twice, with all of the noise and with the most that a move can add left out of it, and a move looks
at the second the more, the more it adds: the variance of a year is the game's own at every state, and no weight is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid, located, spread
from bahe.statecraft.control.motion import chances, next_distrust, next_gap, next_log_odds, spread_of
from bahe.statecraft.control.payoffs import challenger_flow, holder_flow

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lookahead:
    """A game on a grid, ready to be swept.

    flow    [p,i,j,S]    payoffs of the year
    chance  [2,G,G]      what noise and setbacks do to the gap, and what is left of that where a move adds the most chance of its own
    trust   [i,Q,Q]      what each control does to distrust
    moves   i -> sparse [(j,S), (2,S)]   where gap and share go
    """

    game: ControlGame
    grid: Grid
    flow: Floats
    chance: Floats
    trust: Floats
    moves: tuple[Any, ...]

    @classmethod
    def of(cls, game: ControlGame, grid: Grid) -> Lookahead:
        """Payoffs and weights of all pairs of actions."""
        h = float(grid.gap_axis[1] - grid.gap_axis[0])
        every = [chances(game, h, spent) for spent in (0.0, h**2 / 4)]
        chance = np.stack([spread(grid.gap_axis, grid.gap_axis[:, None] + step, weight) for step, weight in every])
        less = taken(every[0], h) - taken(every[1], h)
        trust = np.stack(
            [spread(grid.distrust_axis, next_distrust(game, grid.distrust_axis, x)) for x in game.controls]
        )
        moves = tuple(_moves(game, grid, x, less) for x in game.controls)
        return cls(game, grid, _flows(game, grid), chance, trust, moves)

    def expected(self, V: Floats, i: int) -> Floats:
        """E V(next state) [v,j,S] under control i, for values V [v,S]."""
        smooth = self.smoothed(V)
        return self._moved(smooth, i)

    def smoothed(self, V: Floats) -> Floats:
        """E V over chance [v,2,G,L,Q], the state staying where it is: with all of the noise, and with less of it."""
        G, L, Q = self.grid.shape
        return np.asarray(np.matmul(self.chance, V.reshape(-1, 1, G, L * Q))).reshape(-1, 2, G, L, Q)

    def _moved(self, smooth: Floats, i: int) -> Floats:
        there = np.matmul(smooth, self.trust[i].T).reshape(smooth.shape[0], -1)
        # One column at a time: scipy's product with several columns is slower than several products.
        return np.stack([(self.moves[i] @ v).reshape(-1, self.grid.size) for v in there])

    def worth_under(self, V: Floats, i: int) -> Floats:
        """U [p,j,S] of one control, for the values V [p,S] of both players."""
        return np.asarray(self.flow[:, i] + self.game.discount * self.expected(V, i))

    def worth(self, V: Floats, players: slice = slice(None)) -> Floats:
        """U [p,i,j,S] for the values V [p,S] of both players, or of those asked for."""
        smooth, flow = self.smoothed(V), self.flow[players]
        U = np.empty_like(flow)
        for i in range(len(self.moves)):
            np.multiply(self._moved(smooth, i), self.game.discount, out=U[:, i])
        U += flow
        return U


def _flows(game: ControlGame, grid: Grid) -> Floats:
    """u_p [p,i,j,S]."""
    g, l, _ = grid.states()
    out = np.empty((2, len(game.controls), len(game.answers), *grid.shape))
    for i, x in enumerate(game.controls):
        for j, (r, _) in enumerate(game.answers):
            out[0, i, j] = holder_flow(game, g, l, x, r)
            out[1, i, j] = challenger_flow(game, g, l, x, r)
    return out.reshape(*out.shape[:3], -1)


def taken(chance: tuple[Floats, Floats], h: float) -> float:
    """Variance of changes of the gap on a grid of spacing h, about their mean."""
    step, weight = chance
    mean = float(weight @ step)
    return float(weight @ (step - mean) ** 2) + spread_of(step, weight, h)


def _moves(game: ControlGame, grid: Grid, x: float, less: float) -> Any:
    """Weights of the four neighbours in (g,l), with all chance and with less, of the state that each answer leads to under control x.

    Sparse [(j,S), (2,S)];  less: variance by which the second average over chance falls short of the first
    """
    g, l, q = grid.states()
    G, L, Q = grid.shape
    J, S = len(game.answers), grid.size
    h = grid.gap_axis[1] - grid.gap_axis[0]
    column = np.empty((J, G, L, Q, 8), dtype=np.int32)
    weight = np.empty((J, G, L, Q, 8))
    for j, (r, floor) in enumerate(game.answers):
        a, up = located(grid.gap_axis, next_gap(game, g, l, x, r))  # [G,L,1]
        b, right = located(grid.odds_axis, next_log_odds(game, g, l, q, x, floor))  # [G,L,Q]
        second = np.clip(h**2 * up * (1 - up) / less, 0.0, 1.0) if less > 0 else np.zeros(up.shape)
        for n, (which, du, dr) in enumerate(np.ndindex(2, 2, 2)):
            column[j, ..., n] = ((a + du) * L + b + dr) * Q + np.arange(Q) + which * S
            weight[j, ..., n] = (
                (up if du else 1 - up) * (right if dr else 1 - right) * (second if which else 1 - second)
            )
    pointer = np.arange(0, 8 * J * S + 1, 8, dtype=np.int32)
    return csr_array((weight.ravel(), column.ravel(), pointer), shape=(J * S, 2 * S))
