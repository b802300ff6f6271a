"""Markov perfect equilibrium of the control game, with a certificate.

Values of both players are one fixed point, found by value iteration with Anderson mixing (44 sweeps where the plain iteration takes
246). Modified policy iteration would buy nothing here: a sweep under fixed play costs what a sweep with play anew costs, for the
expectation is all the work. Coarser grids come first: they are the start of the finer one, and the certificate of refinement. Where
choice costs are small, play that has settled at larger ones is followed downwards. What has not converged is an error, never a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue, NotConverged, UnknownName
from bahe.numerics.anderson import FixedPoint, anderson
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.control.certificate import Certificate
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.lookahead import Lookahead
from bahe.statecraft.control.motion import log_odds
from bahe.statecraft.control.stage import STAGES, Played, Stage

Floats = NDArray[np.float64]

PLAYERS = ("holder", "challenger")

#: Residual in market-years at which values are at rest, and sweeps after which they never will be.
TOLERANCE, MOST_SWEEPS = 1e-7, 1500

#: Choice costs that are followed downwards where the wanted one does not settle by itself, as multiples of it.
DOWNWARDS = (16.0, 8.0, 4.0, 2.0, 1.4, 1.0)


@dataclass(frozen=True, eq=False)
class ControlEquilibrium:
    """Play and values at every state of a grid.

    objective [p,G,L,Q]    discounted payoffs less choice costs, market-years: what each player maximises
    control   [i,G,L,Q]    probability of each of `game.controls`
    answer    [i,j,G,L,Q]  probability of each of `game.answers`, to each control
    moves     leader-follower | simultaneous, or the rule that the holder's play was given by
    """

    game: ControlGame
    moves: str
    objective: Floats = field(repr=False)
    control: Floats = field(repr=False)
    answer: Floats = field(repr=False)
    info: SolveInfo
    certificate: Certificate
    lookahead: Lookahead = field(repr=False)

    @property
    def grid(self) -> Grid:
        """The states."""
        return self.lookahead.grid

    @cached_property
    def value(self) -> Floats:
        """Discounted payoffs [p,G,L,Q] of the play itself, market-years; choice costs are not payoffs.

        Who has one control alone pays nothing for choosing it: there the holder's objective is its payoff already.
        """
        flat = self.control.reshape(*self.control.shape[:1], -1), self.answer.reshape(*self.answer.shape[:2], -1)
        known = 1 if len(self.control) == 1 else 0
        sought = evaluated(self.lookahead, *flat, self.objective.reshape(2, -1)[known:], slice(known, 2))
        return np.concatenate([self.objective[:known], sought.reshape(-1, *self.grid.shape)])

    @cached_property
    def intensity(self) -> Floats:
        """Expected control [G,L,Q]."""
        out: Floats = np.tensordot(np.array(self.game.controls), self.control, axes=1)
        return out

    @cached_property
    def effort(self) -> Floats:
        """Expected research effort [G,L,Q]."""
        levels = np.array([r for r, _ in self.game.answers])
        out: Floats = np.einsum("iglq,ijglq,j->glq", self.control, self.answer, levels)
        return out

    def at_start(self, values: Floats) -> Floats:
        """An array [...,G,L,Q] at the starting state: [...]."""
        start = self.game.gap, float(log_odds(self.game.share)), self.game.distrust
        return self.grid.at(values, *start)

    @property
    def holder(self) -> float:
        """The holder's value at the start, market-years."""
        return float(self.at_start(self.value[0]))

    @property
    def challenger(self) -> float:
        """The challenger's value at the start, market-years; minus this is what the holder's weight b multiplies."""
        return float(self.at_start(self.value[1]))


Progress = Callable[[str, float], None]


def play(
    game: ControlGame,
    *,
    moves: str = "leader-follower",
    grid: Grid | None = None,
    start: Floats | None = None,
    refine: bool = True,
    tol: float = TOLERANCE,
    max_sweeps: int = MOST_SWEEPS,
) -> ControlEquilibrium:
    """Markov perfect equilibrium of the game: values, play and certificate at every state.

    moves    leader-follower: the challenger sees the year's control before it answers;  simultaneous: it does not
    grid     states; None: 61 x 61 x 11
    start    values [p,G,L,Q] to start from; None: from the coarser grid, or from zero
    refine   solve the next coarser grid first, and certify by how much values move from it
    tol      residual, market-years

    Raises UnknownName, BadShape, NotConverged. [Maskin and Tirole 2001; McKelvey and Palfrey 1998 for logit play]
    """
    if moves not in STAGES:
        raise UnknownName("order of moves", moves, STAGES, where="play", field="moves")
    return solved(game, STAGES[moves], moves, grid=grid, start=start, refine=refine, tol=tol, max_sweeps=max_sweeps)


def solved(
    game: ControlGame, stage: Callable[[], Stage], name: str, *, grid: Grid | None = None, start: Floats | None = None,
    refine: bool = True, tol: float = TOLERANCE, max_sweeps: int = MOST_SWEEPS,
) -> ControlEquilibrium:  # fmt: skip
    """The same for any way of playing a year; `stage()` makes a new one for each grid."""
    grid = Grid() if grid is None else grid
    if not np.isfinite(tol) or tol <= 0:
        raise BadValue("out of range", field="tol", where="play", got=tol, allowed="above 0")
    began = perf_counter()
    _start_inside(game, grid)
    below = grid.coarser() if refine else None
    coarse = None if below is None else solved(game, stage, name, grid=below, start=None, refine=False, tol=tol)
    ahead = Lookahead.of(game, grid)
    if start is not None and np.shape(start) != (2, *grid.shape):
        raise BadShape("not values", field="start", where="play", got=np.shape(start), allowed=f"{(2, *grid.shape)}")
    first = start if start is not None else np.zeros((2, *grid.shape)) if coarse is None else below_onto(coarse, grid)
    found, played, sweeps = settled(ahead, stage, np.asarray(first, dtype=float), tol, max_sweeps)
    info = SolveInfo(found.outcome, sweeps, found.residual, tol, perf_counter() - began, f"anderson, {name}")
    if not info.ok:
        raise NotConverged(
            f"the control game ({name}) did not settle: residual {found.residual:.1e} market-years after {sweeps} sweeps", info,
            field="choice_cost", where="play", got=game.choice_cost,
            remedy="Raise choice_cost (pure play may have no rest), or start elsewhere.",
        )  # fmt: skip
    objective = found.z.reshape(2, *grid.shape)
    return ControlEquilibrium(
        game, name, _frozen(objective), _frozen(played.control.reshape(-1, *grid.shape)),
        _frozen(np.ascontiguousarray(played.answer).reshape(*played.answer.shape[:2], *grid.shape)), info,
        _certificate(ahead, found, played, coarse), ahead,
    )  # fmt: skip


def below_onto(coarse: ControlEquilibrium, grid: Grid) -> Floats:
    """Objectives of a coarser grid on the points of a finer one."""
    return coarse.grid.onto(coarse.objective, grid)


def settled(
    ahead: Lookahead, stage: Callable[[], Stage], start: Floats, tol: float, max_sweeps: int
) -> tuple[FixedPoint, Played, int]:
    """Values at rest and the play there: at the wanted choice cost at once, or down to it from larger ones."""
    lam, z = ahead.game.choice_cost, start.ravel()
    found, played = swept(ahead, stage(), z, lam, tol, max_sweeps)
    sweeps = found.iterations
    if found.outcome is Outcome.converged:
        return found, played, sweeps
    for times in DOWNWARDS:
        found, played = swept(ahead, stage(), z, times * lam, tol, max_sweeps)
        sweeps += found.iterations
        if found.outcome is not Outcome.converged:
            break
        z = found.z
    return found, played, sweeps


def swept(
    ahead: Lookahead, stage: Stage, z: Floats, lam: float, tol: float, max_sweeps: int
) -> tuple[FixedPoint, Played]:
    """Value iteration with Anderson mixing at one choice cost."""

    def residual(z: Floats) -> tuple[Floats, float]:
        V = z.reshape(2, -1)
        now = stage(ahead.worth(V), lam)
        step = (now.value - V).ravel()
        # Play that has not settled within the year is no equilibrium, however still the values are.
        return step, max(float(np.abs(step).max()), now.gap)

    found = anderson(residual, z, tol=tol, max_iter=max_sweeps, memory=6, cap=np.inf)
    return found, stage(ahead.worth(found.z.reshape(2, -1)), lam)


def evaluated(
    ahead: Lookahead, control: Floats, answer: Floats, start: Floats, players: slice = slice(None), tol: float = TOLERANCE
) -> Floats:  # fmt: skip
    """Discounted payoffs [p,S] of given play, control[i,S] and answer[i,j,S], to both players or to those asked for.

    A linear system, solved by the same iteration, from `start` [p,S].
    """
    joint = control[:, None] * answer

    def residual(z: Floats) -> tuple[Floats, float]:
        V = z.reshape(len(start), -1)
        step = (np.einsum("ijs,pijs->ps", joint, ahead.worth(V, players)) - V).ravel()
        return step, float(np.abs(step).max())

    found = anderson(
        residual, np.asarray(start, dtype=float).ravel(), tol=tol, max_iter=MOST_SWEEPS, memory=6, cap=np.inf
    )
    if found.outcome is not Outcome.converged:
        info = SolveInfo(found.outcome, found.iterations, found.residual, tol, 0.0)
        raise NotConverged("the worth of the play was not found", info, where="ControlEquilibrium.value")
    return found.z.reshape(len(start), -1)


def _certificate(ahead: Lookahead, found: FixedPoint, played: Played, coarse: ControlEquilibrium | None) -> Certificate:
    deviation, regret = one_shot(ahead, found.z.reshape(2, -1), played)
    moved = start = shape = None
    if coarse is not None:
        fine = found.z.reshape(2, *ahead.grid.shape)
        inside = fine[:, ::2, ::2, ::2]
        scale = np.maximum(np.abs(fine).max(axis=(1, 2, 3)), 1e-300)
        moved = _pair(np.abs(inside - coarse.objective).max(axis=(1, 2, 3)) / scale)
        game = ahead.game
        here = ahead.grid.at(fine, game.gap, float(log_odds(game.share)), game.distrust)
        start = _pair(np.abs(here - coarse.at_start(coarse.objective)) / np.maximum(np.abs(here), 1e-300))
        shape = coarse.grid.shape
    residual = found.residual
    return Certificate(residual, residual / (1 - ahead.game.discount), deviation, regret, moved, start, shape)


def one_shot(ahead: Lookahead, V: Floats, played: Played) -> tuple[tuple[float, float], tuple[float, float]]:
    """What another action for a year would gain each player: most at any state, with choice costs counted and left out."""
    U, lam = ahead.worth(V), ahead.game.choice_cost
    control, answer = played.control, played.answer
    mine = np.einsum("ijs,ijs->is", answer, U[0])
    reply_same = all(np.array_equal(answer[0], a) for a in answer[1:])
    theirs = np.einsum("is,ijs->js", control, U[1])[None] if reply_same else U[1]
    deviation, regret = [], []
    for u, p in ((mine[None], control[None]), (theirs, answer[:1] if reply_same else answer)):
        got = (p * u).sum(axis=1)
        cost = lam * (p * np.log(np.maximum(p, 1e-300) * p.shape[1])).sum(axis=1)
        top = u.max(axis=1)
        best = top + lam * np.log(np.exp((u - top[:, None]) / lam).mean(axis=1))
        deviation.append(float((best - got + cost).max()))
        regret.append(float((top - got).max()))
    return (deviation[0], deviation[1]), (regret[0], regret[1])


def _pair(values: Any) -> tuple[float, float]:
    return float(values[0]), float(values[1])


def _frozen(a: Floats) -> Floats:
    a = np.array(a)
    a.setflags(write=False)
    return a


def _start_inside(game: ControlGame, grid: Grid) -> None:
    for name, value, (low, high) in (
        ("gap", game.gap, grid.gap_range), ("share", float(log_odds(game.share)), grid.odds_range),
    ):  # fmt: skip
        if not low <= value <= high:
            raise BadValue(
                "the start is off the grid", field=name, where="play", got=value, allowed=f"{low:g} to {high:g}",
                remedy="Widen gap_range or odds_range of the Grid (for a share: log-odds).",
            )  # fmt: skip
