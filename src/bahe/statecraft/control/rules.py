"""What the equilibrium is compared with: control for ever, rules, myopic play, the planner, and the best path announced in advance.

In all but the planner's case the challenger looks ahead and answers as well as it can. Worth is in market-years at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, NotConverged
from bahe.numerics.anderson import anderson
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.control.equilibrium import (
    MOST_SWEEPS,
    TOLERANCE,
    ControlEquilibrium,
    evaluated,
    solved,
)
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.lookahead import Lookahead
from bahe.statecraft.control.motion import home_share, log_odds
from bahe.statecraft.control.stage import STAGES, following, leading, logit

Floats = NDArray[np.float64]

#: rule(g, l, q) -> the control to take at those states
Rule = Callable[[Any, Any, Any], Any]

#: States on which comparisons are made unless others are asked for: a quarter of the reported grid. Points go where values bend: along the
#: share most, along distrust hardly. With it b* is within .3 per cent of what 121 x 121 x 5 says, in the cells looked at.
COARSE = Grid(31, 61, 5)


def committed(game: ControlGame, x: float, *, grid: Grid = COARSE, refine: bool = False) -> ControlEquilibrium:
    """The holder controls with intensity x for ever, and the challenger knows it."""
    return solved(
        game.at(controls=(x,)), STAGES["leader-follower"], f"control {x:g} for ever", grid=grid, refine=refine
    )


def ruled(game: ControlGame, rule: Rule, *, grid: Grid = COARSE, name: str = "rule") -> ControlEquilibrium:
    """The holder follows a rule of the state, known to the challenger; it names one of `game.controls` at every state."""
    chosen = np.broadcast_to(np.asarray(rule(*grid.states()), dtype=float), grid.shape).ravel()
    control = np.stack([np.isclose(chosen, x, rtol=0, atol=1e-12) for x in game.controls]).astype(float)
    if not np.all(control.sum(axis=0) == 1):
        odd = chosen[control.sum(axis=0) != 1][0]
        raise BadValue(
            "the rule leaves the controls", field="rule", where="ruled", got=float(odd), allowed=game.controls
        )
    return solved(game, lambda: following(control), name, grid=grid, refine=False)


def below(share: float, x: float = 1.0) -> Rule:
    """Squeeze while the challenger still depends: control x where the home share is below `share`, none above."""
    return lambda g, l, q: np.where(home_share(l) < share, x, 0.0)


def above(share: float, x: float = 1.0) -> Rule:
    """Squeeze once the challenger has grown: control x where the home share is `share` or more, none below."""
    return lambda g, l, q: np.where(home_share(l) >= share, x, 0.0)


def best_threshold(game: ControlGame, *, grid: Grid = COARSE, steps: int = 9) -> tuple[str, float, ControlEquilibrium]:
    """The best of the rules `below` and `above` at full control, over evenly spaced shares: its name, share and play."""
    top = max(game.controls)
    game = game.at(controls=tuple({0.0: None, top: None}))
    tried = [
        (name, float(share), ruled(game, rule(share, top), grid=grid, name=f"control {name} {share:.2f}"))
        for name, rule in (("below", below), ("above", above))
        for share in np.linspace(0, 1, steps + 2)[1:-1]
    ]
    return max(tried, key=lambda t: t[2].holder)


def myopic(game: ControlGame, *, grid: Grid = COARSE) -> Floats:
    """Worth [p,G,L,Q] of play in which neither side looks beyond the year."""
    ahead = Lookahead.of(game, grid)
    now = leading(ahead.flow, game.choice_cost)
    return evaluated(ahead, now.control, now.answer, now.value).reshape(2, *grid.shape)


def planner(game: ControlGame, *, grid: Grid = COARSE) -> Floats:
    """The most that the two could have together [G,L,Q]: one hand moves for both, and pays no choice cost.

    An upper bound on the sum of their worth in any equilibrium, at every state.
    """
    ahead = Lookahead.of(game, grid)
    joint = ahead.flow.sum(axis=0)

    def residual(V: Floats) -> tuple[Floats, float]:
        smooth = V[None]
        best = np.max(
            [(joint[i] + game.discount * ahead.expected(smooth, i)[0]).max(axis=0) for i in range(len(joint))], axis=0
        )
        step = best - V
        return step, float(np.abs(step).max())

    found = anderson(residual, np.zeros(grid.size), tol=TOLERANCE, max_iter=MOST_SWEEPS, memory=6, cap=np.inf)
    if found.outcome is not Outcome.converged:
        found = anderson(residual, found.z, tol=TOLERANCE, max_iter=MOST_SWEEPS, memory=0, cap=np.inf)
    if found.outcome is not Outcome.converged:
        info = SolveInfo(found.outcome, found.iterations, found.residual, TOLERANCE, 0.0)
        raise NotConverged("the planner's values did not settle", info, where="planner")
    return found.z.reshape(grid.shape)


# -- announced paths ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AnnouncedPath:
    """Controls by year, announced and kept whatever happens, then one for ever; worth to both at the start, market-years."""

    controls: tuple[float, ...]
    ever_after: float
    holder: float
    challenger: float
    tried: int = 0


@dataclass(frozen=True, eq=False)
class Announcer:
    """Values under announced controls, backwards in time. `forever[i]`: values [p,S] of control i for ever."""

    ahead: Lookahead
    forever: tuple[Floats, ...]

    @classmethod
    def of(cls, game: ControlGame, grid: Grid) -> Announcer:
        """One solve a control."""
        values = tuple(committed(game, x, grid=grid).objective.reshape(2, -1) for x in game.controls)
        return cls(Lookahead.of(game, grid), values)

    def year(self, V: Floats, i: int) -> Floats:
        """Values [p,S] of a year of control i, then V."""
        U = self.ahead.worth_under(V, i)
        answer, mine = logit(U[1], self.ahead.game.choice_cost, axis=0)
        return np.stack([np.einsum("js,js->s", answer, U[0]), mine])

    def answers(self, path: Sequence[int], after: int) -> list[Floats]:
        """Play of the challenger [j,S] in each year of a path, and last in the years after it."""
        V, out = self.forever[after], []
        for i in (after, *reversed(path)):
            U = self.ahead.worth_under(V, i)
            out.append(logit(U[1], self.ahead.game.choice_cost, axis=0)[0])
            V = self.year(V, i)
        return [*reversed(out[1:]), out[0]]

    def start(self, V: Floats) -> Floats:
        """Values [p] at the starting state."""
        game, grid = self.ahead.game, self.ahead.grid
        return grid.at(V.reshape(2, *grid.shape), game.gap, float(log_odds(game.share)), game.distrust)


def announced(game: ControlGame, controls: Sequence[float], ever_after: float, *, grid: Grid = COARSE) -> AnnouncedPath:
    """Worth of one announced path."""
    index = [_index(game, x) for x in (*controls, ever_after)]
    ahead = Announcer.of(game, grid)
    V = ahead.forever[index[-1]]
    for i in reversed(index[:-1]):
        V = ahead.year(V, i)
    holder, challenger = ahead.start(V)
    return AnnouncedPath(tuple(controls), ever_after, float(holder), float(challenger), 1)


def commitment(game: ControlGame, *, grid: Grid = COARSE, years: int = 24, passes: int = 2) -> AnnouncedPath:
    """The best announced path that is found: the holder's open-loop optimum against a challenger that looks ahead.

    First every path of the form 'nothing or all, for so many years the other, then any control for ever', then single years are
    changed for as long as that pays, `passes` times at most. A local search: the optimum is at least this.
    """
    if years < 1:
        raise BadValue("out of range", field="years", where="commitment", got=years, allowed="1 or more")
    ahead, n = Announcer.of(game, grid), len(game.controls)
    ends = (int(np.argmin(game.controls)), int(np.argmax(game.controls)))
    best, path, after, tried = -np.inf, [0] * years, 0, 0
    for c, (a, b) in product(range(n), (ends, ends[::-1])):
        squeezed = ahead.forever[c]
        for k in range(years + 1):  # k years of b, and before them j years of a
            V = squeezed
            for j in range(years - k + 1):
                worth, tried = float(ahead.start(V)[0]), tried + 1
                if worth > best + 1e-12:
                    best, path, after = worth, [a] * j + [b] * k + [c] * (years - k - j), c
                V = ahead.year(V, a)
            squeezed = ahead.year(squeezed, b)
    for _ in range(passes):
        improved = False
        tail = [ahead.forever[after]]
        for i in reversed(path):
            tail.append(ahead.year(tail[-1], i))
        tail.reverse()  # tail[t]: values from year t on
        for t in reversed(range(years)):
            for i in range(n):
                if i == path[t]:
                    continue
                V = ahead.year(tail[t + 1], i)
                for s in reversed(path[:t]):
                    V = ahead.year(V, s)
                worth, tried = float(ahead.start(V)[0]), tried + 1
                if worth > best + 1e-9:
                    best, path[t], improved = worth, i, True
            tail[t] = ahead.year(tail[t + 1], path[t])
        if not improved:
            break
    V = ahead.forever[after]
    for i in reversed(path):
        V = ahead.year(V, i)
    holder, challenger = ahead.start(V)
    levels = game.controls
    return AnnouncedPath(tuple(levels[i] for i in path), levels[after], float(holder), float(challenger), tried)


def _index(game: ControlGame, x: float) -> int:
    for i, level in enumerate(game.controls):
        if abs(level - x) < 1e-12:
            return i
    raise BadValue("not one of the controls", field="controls", where="announced", got=x, allowed=game.controls)


__all__ = [
    "COARSE", "AnnouncedPath", "Announcer", "above", "announced", "below", "best_threshold", "commitment", "committed", "myopic",
    "planner", "ruled",
]  # fmt: skip
