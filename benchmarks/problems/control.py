"""The control game on the reported grid, both orders of moves, its refinement certificate and material values included."""

from __future__ import annotations

from typing import Any

import numpy as np

from bahe.statecraft.control import ControlEquilibrium, ControlGame, Grid, play, regime_map
from bahe.statecraft.control.lookahead import Lookahead
from bahe.statecraft.control.stage import leading
from benchmarks.registry import Cited, Job, Rival, problem

#: A general solver of Markov perfect equilibria by homotopy, on a game of its own with two players: seconds at 100 states.
PEER = Cited(
    "sgamesolver 1.0.2, 100 states",
    16.3,
    "the project's own timing of it, on a game of its own: 0.2 s at 20 states, 1.5 s at 49, 16.3 s at 100",
)


def grid(tiny: bool) -> Grid:
    """61 x 61 x 11, or the smallest that holds a coarser one."""
    return Grid(9, 9, 5) if tiny else Grid()


def facts(eq: ControlEquilibrium) -> dict[str, Any]:
    """Size, sweeps, residual; how far values moved from the coarser grid, in percent."""
    moved = eq.certificate.moved
    return {
        "size": f"{eq.grid.size:,} states, {len(eq.game.controls) * len(eq.game.answers)} pairs of actions",
        "iterations": eq.info.iterations,
        "residual": eq.info.residual,
        "refinement_pct": None if moved is None else [100 * m for m in moved],
    }


def objectives(eq: ControlEquilibrium) -> np.ndarray:
    """What is compared: values of both players at every state."""
    return eq.objective.ravel()


def plain(game: ControlGame, states: Grid, tol: float) -> np.ndarray:
    """The textbook's value iteration: the same sweeps without mixing and without a coarser grid."""
    ahead, V = Lookahead.of(game, states), np.zeros((2, states.size))
    while True:
        new = leading(ahead.worth(V), game.choice_cost).value
        if np.abs(new - V).max() <= tol:
            return new.ravel()
        V = new


def solved(eq_of: Any) -> Any:
    """Solve, and find the worth of the play without choice costs, which reports show."""
    eq = eq_of()
    _ = eq.value
    return eq


@problem("control game, leader and follower", target=8.0)
def leader_follower(tiny: bool) -> Job:
    """Markov perfect equilibrium of the control game, 40,931 states, certificate from 31 x 31 x 6, worth of the play."""
    game, states = ControlGame(), grid(tiny)
    return Job(
        lambda: solved(lambda: play(game, grid=states)),
        objectives,
        (PEER, Rival("value iteration without mixing", lambda: plain(game, states, 1e-7), np.ravel, once=True)),
        facts,
    )


@problem("control game, both at once", target=8.0)
def simultaneous(tiny: bool) -> Job:
    """The same with moves at once: a mutual logit reply at every state in every sweep."""
    game, states = ControlGame(), grid(tiny)
    return Job(lambda: solved(lambda: play(game, moves="simultaneous", grid=states)), objectives, (PEER,), facts)


@problem("regime map, 24 cells")
def regimes(tiny: bool) -> Job:
    """Break-even security weight over learning, long-run elasticity and lock-in, 5,766 states a cell."""
    states = Grid(9, 9, 5) if tiny else Grid(31, 31, 6)
    axes = {"learning": (0.035, 0.2, 0.41), "long_elasticity": (1.75, 2.25, 4.0, 6.0), "lock_in": (1.0, 3.0)}
    return Job(lambda: regime_map(ControlGame(), grid=states, **axes), lambda m: np.nan_to_num(m.weight).ravel())
