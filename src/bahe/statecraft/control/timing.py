"""Over the years: when the equilibrium squeezes and lets go, and whether lifting a control reverses what it set off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue
from bahe.statecraft.control.equilibrium import ControlEquilibrium
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.motion import home_share, log_odds, next_distrust, next_gap, next_log_odds
from bahe.statecraft.control.payoffs import challenger_flow, holder_flow
from bahe.statecraft.control.rules import COARSE, Announcer, committed

Floats = NDArray[np.float64]

#: play(t, g, l, q) -> probabilities of controls [i,s] and of answers to each [i,j,s]
PlayAt = Callable[[int, Floats, Floats, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True, eq=False)
class Paths:
    """Draws of the game over years: arrays [s,t]; states at the start of year t, actions and payoffs in it.

    wanted   the holder's likeliest control. Where little is at stake choice is nearly blind, and the mean of what is done says less
             than what is likeliest
    """

    game: ControlGame
    gap: Floats
    share: Floats
    distrust: Floats
    control: Floats
    wanted: Floats
    effort: Floats
    holder: Floats
    challenger: Floats

    def table(self, quantiles: tuple[float, ...] = (0.05, 0.5, 0.95)) -> list[dict[str, float]]:
        """One row a year: means, and quantiles of gap and share."""
        out = []
        for t in range(self.gap.shape[1]):
            row: dict[str, float] = {"year": float(t)}
            for name in ("gap", "share", "distrust", "control", "wanted", "effort", "holder", "challenger"):
                row[name] = float(getattr(self, name)[:, t].mean())
            for name in ("gap", "share"):
                for p in quantiles:
                    row[f"{name}_p{100 * p:g}"] = float(np.quantile(getattr(self, name)[:, t], p))
            out.append(row)
        return out

    def squeeze_and_release(self, level: float = 0.5) -> tuple[int | None, int | None]:
        """First year in which the control wanted, averaged over draws, is `level` or more, and first year after it in which it is
        less; None: never."""
        on = self.wanted.mean(axis=0) >= level
        first = int(np.argmax(on)) if on.any() else None
        if first is None or on[first:].all():
            return first, None
        return first, first + int(np.argmin(on[first:]))


def walk(game: ControlGame, play: PlayAt, years: int, draws: int, rng: np.random.Generator) -> Paths:
    """Draws of play and chance from the starting state."""
    for name, n in (("years", years), ("draws", draws)):
        if not isinstance(n, int) or isinstance(n, bool) or n < 1:
            raise BadValue("out of range", field=name, where="walk", got=n, allowed="a whole number, 1 or more")
    x_of, answers = np.array(game.controls), np.array(game.answers)
    g, l, q = (np.full(draws, float(v)) for v in (game.gap, log_odds(game.share), game.distrust))
    kept: list[list[Floats]] = [[] for _ in range(8)]
    every = np.arange(draws)
    for t in range(years):
        control, answer = play(t, g, l, q)
        i = _drawn(control, rng)
        j = _drawn(answer[i, :, every].T, rng)
        x, (r, floor) = x_of[i], answers[j].T
        flows = holder_flow(game, g, l, x, r), challenger_flow(game, g, l, x, r)
        for store, value in zip(kept, (g, home_share(l), q, x, x_of[control.argmax(axis=0)], r, *flows), strict=True):
            store.append(value)
        jump = game.setback * (rng.random(draws) < game.setback_probability)
        g_next = next_gap(game, g, l, x, r) + game.noise * rng.standard_normal(draws) + jump
        least = np.array([log_odds(f) if f > 0 else -np.inf for f in floor])
        l_next = np.maximum(next_log_odds(game, g, l, q, x), least)
        g, l, q = g_next, l_next, next_distrust(game, q, x)
    return Paths(game, *(np.stack(v, axis=1) for v in kept))


def _drawn(p: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    """One action a draw from probabilities [action, s]."""
    return np.asarray(np.minimum((np.cumsum(p, axis=0) < rng.random(p.shape[1])).sum(axis=0), len(p) - 1))


def equilibrium_paths(eq: ControlEquilibrium, *, years: int = 40, draws: int = 400, rng: np.random.Generator) -> Paths:
    """The equilibrium played from the start. Play between grid points is interpolated; beyond the grid it is that at its end."""
    grid = eq.grid

    def play(t: int, g: Floats, l: Floats, q: Floats) -> tuple[Floats, Floats]:
        return grid.at(eq.control, g, l, q), grid.at(eq.answer, g, l, q)

    return walk(eq.game, play, years, draws, rng)


@dataclass(frozen=True, eq=False)
class Lift:
    """An embargo of `held` years, announced and then lifted for ever, beside free sale and embargo for ever; mean home shares by year.

    kept    part of the share won by the embargo over free sale that is still there at the end: 1 all, 0 none (substitution is
            reversed), above 1 where it went on growing; NaN where the embargo had won nothing
    blunt   first year in which the embargo for ever leaves the challenger no worse off than free sale would, research paid; None: not
            within these years
    """

    held: int
    lifted: Floats
    free: Floats
    embargo: Floats
    kept: float
    blunt: int | None

    @property
    def reverses(self) -> bool | None:
        """True where more than half of what the embargo had won is lost again; None where it had won nothing."""
        return None if np.isnan(self.kept) else self.kept < 0.5


def lift(
    game: ControlGame, held: int, *, intensity: float = 1.0, years: int = 40, draws: int = 400, grid: Grid = COARSE, seed: int = 0
) -> Lift:  # fmt: skip
    """Hold an announced control for `held` years, lift it, and look on; the three futures share their luck (one seed)."""
    if not 0 < held < years:
        raise BadValue("out of range", field="held", where="lift", got=held, allowed=f"1 to {years - 1}")
    pair = game.at(controls=(0.0, intensity))
    ahead = Announcer.of(pair, grid)
    futures = {
        name: _announced(ahead, path, after, years, draws, seed)
        for name, path, after in (("lifted", [1] * held, 0), ("free", [], 0), ("embargo", [], 1))
    }
    share = {name: paths.share.mean(axis=0) for name, paths in futures.items()}
    won, left = (share["lifted"][t] - share["free"][t] for t in (held, -1))
    no_worse = futures["embargo"].challenger.mean(axis=0) >= futures["free"].challenger.mean(axis=0)
    return Lift(
        held,
        share["lifted"],
        share["free"],
        share["embargo"],
        float(left / won) if won > 1e-9 else float("nan"),
        int(np.argmax(no_worse)) if no_worse.any() else None,
    )


def _announced(ahead: Announcer, path: list[int], after: int, years: int, draws: int, seed: int) -> Paths:
    """Draws under an announced path."""
    game, grid = ahead.ahead.game, ahead.ahead.grid
    answers = ahead.answers(path, after)

    def play(t: int, g: Floats, l: Floats, q: Floats) -> tuple[Floats, Floats]:
        i = path[t] if t < len(path) else after
        control = np.zeros((len(game.controls), g.size))
        control[i] = 1
        table = answers[min(t, len(path))]
        answer = grid.at(table.reshape(-1, *grid.shape), g, l, q)
        return control, np.broadcast_to(answer, (len(game.controls), *answer.shape))

    return walk(game, play, years, draws, np.random.default_rng(seed))


def research_response(game: ControlGame, *, grid: Grid = COARSE) -> float:
    """Spending on research in the first year under a lasting embargo over that under free sale."""
    spent = []
    for x in (max(game.controls), 0.0):
        eq = committed(game, x, grid=grid)
        cost = np.array([r**2 for r, _ in game.answers])
        spent.append(float(eq.at_start(np.einsum("jglq,j->glq", eq.answer[0], cost))))
    return spent[0] / spent[1]


__all__ = ["Lift", "Paths", "equilibrium_paths", "lift", "research_response", "walk"]
