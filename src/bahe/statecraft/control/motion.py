"""The law of motion: next year's gap, home share and distrust (MODEL of substitution, one equation a function).

In the game cumulative output is tied to the gap, `E = exp((gbar-g)/w)`, so that three states do; chance that moves the gap then moves
experience, too. Arguments are numbers or arrays that broadcast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from bahe.statecraft.control.game import ControlGame

Floats = NDArray[np.float64]


def home_share(l: Any) -> Floats:
    """s = 1/(1+exp(-l))."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(l, dtype=float))))


def log_odds(s: Any) -> Floats:
    """l = ln(s/(1-s))."""
    return np.asarray(np.log(s) - np.log1p(-np.asarray(s, dtype=float)))


def denied(game: ControlGame, x: Any) -> Floats:
    """x (1-lk): the part of demand for the holder's item that is not met."""
    return np.asarray(np.asarray(x) * (1 - game.leakage))


def home_output(game: ControlGame, l: Any, x: Any) -> Floats:
    """s + fill (1-s) x (1-lk): market-years made at home."""
    s = home_share(l)
    return np.asarray(s + game.fill * (1 - s) * denied(game, x))


def learnt(game: ControlGame, g: Any, l: Any, x: Any, r: Any) -> Floats:
    """w ln(E'/E) with E' = E + y, y = home output + a_r r (Wright); zero where w is zero."""
    y = home_output(game, l, x) + game.research_yield * np.asarray(r)
    if game.learning == 0:
        return np.zeros(np.broadcast_shapes(np.shape(g), y.shape))
    return np.asarray(game.learning * np.logaddexp(0, np.log(y) + (np.asarray(g) - game.entry_gap) / game.learning))


def next_gap(game: ControlGame, g: Any, l: Any, x: Any, r: Any) -> Floats:
    """g' = g + m - w ln(E'/E) - diffusion max(g,0) (1-s) (1-x), before noise and setbacks."""
    spread = game.diffusion * np.maximum(g, 0) * (1 - home_share(l)) * (1 - np.asarray(x))
    return np.asarray(np.asarray(g) + game.progress - learnt(game, g, l, x, r) - spread)


def wedge(game: ControlGame, x: Any) -> Floats:
    """-ln(1 - x (1-lk)) / sigma_S: the log shadow price of control."""
    return np.asarray(-np.log1p(-denied(game, x)) / game.short_elasticity)


def target(game: ControlGame, g: Any, l: Any, q: Any, x: Any) -> Floats:
    """(sigma_L - 1)(b_h - g + wedge(x) + zeta q) + nu (2s - 1): the log-odds that buyers would choose afresh."""
    pull = game.home_preference - np.asarray(g) + wedge(game, x) + game.distrust_weight * np.asarray(q)
    return np.asarray((game.long_elasticity - 1) * pull + game.lock_in * (2 * home_share(l) - 1))


def next_log_odds(game: ControlGame, g: Any, l: Any, q: Any, x: Any, floor: float = 0.0) -> Floats:
    """l' = l + phi (target - l), and no less than the floor's."""
    out = np.asarray(l) + game.adoption * (target(game, g, l, q, x) - l)
    return np.asarray(np.maximum(out, log_odds(floor)) if floor > 0 else out)


def next_distrust(game: ControlGame, q: Any, x: Any) -> Floats:
    """q' = q + up x (1-q) - dn (1-x) q."""
    q, x = np.asarray(q, dtype=float), np.asarray(x)
    return np.asarray(q + game.distrust_up * x * (1 - q) - game.distrust_down * (1 - x) * q)


#: Nodes of the noise: Gauss-Hermite, exact for polynomials up to the ninth degree.
NODES = 5


def chances(game: ControlGame, spacing: float = 0.0, spent: float = 0.0) -> tuple[Floats, Floats]:
    """Changes of the gap by chance, and their probabilities: noise with and without a setback.

    spacing  of the grid of gaps that they are used on: its straight lines add chance of their own, which is taken off the noise
    spent    variance that has been, or will be, added elsewhere
    """
    node, weight = np.polynomial.hermite_e.hermegauss(NODES) if game.noise > 0 else (np.zeros(1), np.ones(1))
    weight, noise = weight / weight.sum(), noise_left(game, spacing, spent)
    if game.setback == 0 or game.setback_probability == 0:
        return noise * node, weight
    p = game.setback_probability
    return np.concatenate([noise * node, noise * node + game.setback]), np.concatenate([(1 - p) * weight, p * weight])


def noise_left(game: ControlGame, h: float, spent: float = 0.0) -> float:
    """Standard deviation of the noise that makes the whole variance of a year the game's own on a grid of spacing h.

    A point the part u of the way between two others is spread over both: variance h^2 u (1-u), for every node of chance. Left alone it is
    noise that nobody asked for: on 61 points values at the start were .3 per cent off because of it. Zero where the spacing adds more than
    there is.
    """
    if game.noise == 0 or (h == 0 and spent == 0):
        return game.noise

    def excess(sd: float) -> float:
        step, weight = chances(game.at(noise=sd))
        return sd**2 + spread_of(step, weight, h) + spent - game.noise**2

    return float(brentq(excess, 0.0, game.noise, xtol=1e-12)) if excess(0.0) < 0 < excess(game.noise) else 0.0


def spread_of(step: Floats, weight: Floats, h: float) -> float:
    """Mean variance that straight lines between points h apart add to steps with these weights."""
    u = np.mod(step / h, 1.0) if h > 0 else np.zeros(step.shape)
    return float(h**2 * (weight * u * (1 - u)).sum())
