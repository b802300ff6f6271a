"""Learning: what is made teaches (Wright 1936; Arrow 1962), research adds to it, imports spread what others know."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def denied(control: Any, leakage: Any) -> Floats:
    """x (1-lk): the part of demand for the holder's item that is not met."""
    return np.asarray(np.asarray(control) * (1 - np.asarray(leakage)))


def home_output(share: Any, control: Any, leakage: Any, fill: Any) -> Floats:
    """y = s + fill (1-s) x (1-lk): market-years made at home; `fill` is the part of denied demand that home makers serve."""
    s = np.asarray(share)
    return np.asarray(s + fill * (1 - s) * denied(control, leakage))


def experience(before: Any, output: Any, research: Any = 0.0, yield_of_research: Any = 0.0) -> Floats:
    """E' = E + y + a_r r: it never falls."""
    return np.asarray(np.asarray(before) + output + np.asarray(yield_of_research) * research)


def starting_experience(gap: Any, entry_gap: Any, exponent: Any) -> Floats:
    """E_0 = exp((gbar - g)/w): the experience that a gap speaks of, if it was learnt from `entry_gap` at one market-year."""
    return np.asarray(np.exp((np.asarray(entry_gap) - gap) / exponent))


def learnt(before: Any, after: Any, exponent: Any) -> Floats:
    """w ln(E'/E): how far the gap falls."""
    return np.asarray(np.asarray(exponent) * np.log(np.asarray(after) / before))


def spread(gap: Any, share: Any, control: Any, diffusion: Any) -> Floats:
    """diffusion max(g,0) (1-s) (1-x): what free imports teach; control ends it."""
    return np.asarray(diffusion * np.maximum(gap, 0) * (1 - np.asarray(share)) * (1 - np.asarray(control)))


def gap(before: Any, learnt: Any, spread: Any, progress: Any = 0.0, noise: Any = 0.0, jump: Any = 0.0) -> Floats:
    """g' = g + m - w ln(E'/E) - diffusion max(g,0)(1-s)(1-x) + noise + jump; m is the holder's own progress."""
    return np.asarray(np.asarray(before) + progress - learnt - spread + noise + jump)


def induced_research(usual: Any, response: Any, control: Any, leakage: Any) -> Floats:
    """r = r_0 (1 + response x (1-lk)): research rises with what is denied (+49 % after the 2007 rule: Liu et al. 2025)."""
    return np.asarray(np.asarray(usual) * (1 + np.asarray(response) * denied(control, leakage)))


def spillovers(output: Any, links: Any) -> Floats:
    """What other items' output teaches [...,g]: sum over h of links[g,h] y_h, own output left out."""
    w = np.array(links, dtype=np.float64)
    np.fill_diagonal(w, 0.0)
    return np.asarray(np.asarray(output) @ w.T)


def learning_rate(exponent: Any) -> Floats:
    """Fall of cost by doubling of experience: 1 - 2^(-w)."""
    return np.asarray(-np.expm1(-np.log(2) * np.asarray(exponent)))
