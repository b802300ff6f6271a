"""Kalai and Smorodinsky's bargain: gains in proportion to the most that each could have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.talks.bargain import Bargain, Settlement, deal, no_deal
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]


@protocols.add("kalai-smorodinsky", cite="Kalai and Smorodinsky 1975, Econometrica 43(3), 513-518", efficient=True,
               symmetric=True, parties=None, delay="")  # fmt: skip
def kalai_smorodinsky(b: Bargain) -> Settlement:
    """The largest common share t of everybody's ideal gain: gains = t x ideal, the ideal being the most that is left to one when the
    others are held to their outside options. With more than two parties and no money the common share may leave something for some
    of them; what is left is then shared by a second step in favour of those who can have it (a lexicographic maximum).
    """
    from scipy.optimize import linprog

    O, P = b.payoffs.shape
    if b.transfers:
        best = int(np.argmax(b.payoffs.sum(axis=1)))
        surplus = float(b.gains[best].sum())
        if surplus < 0:
            return no_deal(b, "kalai-smorodinsky", surplus=surplus)
        return deal(b, "kalai-smorodinsky", np.eye(O)[best], np.full(P, surplus / P) - b.gains[best], surplus=surplus)
    scale = np.where(np.abs(b.gains).max(axis=0) > 0, np.abs(b.gains).max(axis=0), 1.0)
    g = b.gains / scale
    simplex = {"A_eq": np.ones((1, O)), "b_eq": [1.0], "bounds": [(0, None)] * O}
    ideal = np.empty(P)
    for p in range(P):
        found = linprog(-g[:, p], A_ub=-g.T, b_ub=np.zeros(P), **simplex)
        if not found.success:
            return no_deal(b, "kalai-smorodinsky")
        ideal[p] = max(-found.fun, 0.0)
    able = ideal > 1e-12
    if not able.any():
        return no_deal(b, "kalai-smorodinsky", "there is nothing to gain")
    # max t, then the rest: gains >= t x ideal
    found = linprog(
        np.append(np.zeros(O), -1.0), A_ub=np.column_stack([-g.T, ideal]), b_ub=np.zeros(P),
        A_eq=np.append(np.ones(O), 0.0)[None], b_eq=[1.0], bounds=[(0, None)] * O + [(0, 1)],
    )  # fmt: skip
    share = float(found.x[-1])
    rest = linprog(-g[:, able] @ (1 / ideal[able]), A_ub=-g.T, b_ub=-share * ideal * (1 - 1e-12), **simplex)
    m = np.maximum((rest if rest.success else found).x[:O], 0.0)
    return deal(b, "kalai-smorodinsky", m / m.sum(), share=share, ideal=ideal * scale)
