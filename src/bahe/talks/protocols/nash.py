"""The Nash bargain: the largest product of gains (Nash 1950; weights: Harsanyi and Selten 1972)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.talks.bargain import Bargain, Settlement, deal, no_deal
from bahe.talks.possible import frontier
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]


@protocols.add(
    "nash", cite="Nash 1950, Econometrica 18(2), 155-162", efficient=True, symmetric=True, parties=None, delay=""
)
def nash(b: Bargain) -> Settlement:
    """The point of the frontier with the largest weighted product of gains over the outside options.

    With transfers x_p = d_p + w_p (S - sum d): each has its outside option and its part of the surplus. Without, the product is
    found exactly on each edge of the frontier for two parties, and by rising steps over mixes for more.
    """
    if b.transfers:
        return _with_money(b)
    if not b.lotteries:
        return _best_of(b, np.eye(len(b.outcomes)))
    return _on_edges(b) if len(b.parties) == 2 else _among_many(b)


def _with_money(b: Bargain) -> Settlement:
    """x_p = d_p + w_p S."""
    best = int(np.argmax(b.payoffs.sum(axis=1)))
    surplus = float(b.gains[best].sum())
    if surplus < 0:
        return no_deal(b, "nash", surplus=surplus)
    mix = np.eye(len(b.outcomes))[best]
    return deal(b, "nash", mix, b.weights * surplus - b.gains[best], surplus=surplus)


def _product(gains: Floats, weights: Floats) -> Floats:
    """Log of the weighted product [..]; minus infinity where somebody would lose; a zero weight counts for the sign alone."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(weights > 0, weights * np.log(np.maximum(gains, 0.0)), 0.0)
    return np.where((gains >= 0).all(axis=-1), logs.sum(axis=-1), -np.inf)


def _best_of(b: Bargain, mixes: Floats) -> Settlement:
    """The best of a list of mixes [i,o]; where every product is zero, the largest sum of gains in shares of each one's best."""
    gains = mixes @ b.gains
    willing = (gains >= -1e-12 * np.abs(b.payoffs).max(initial=1.0)).all(axis=1)
    if not willing.any():
        return no_deal(b, "nash")
    gains, mixes = np.maximum(gains[willing], 0.0), mixes[willing]
    value = _product(gains, b.weights)
    if not np.isfinite(value).any():
        value = (gains / np.where(gains.max(axis=0) > 0, gains.max(axis=0), 1.0)).sum(axis=1)
    return deal(b, "nash", mixes[int(np.argmax(value))])


def _on_edges(b: Bargain) -> Settlement:
    """Two parties: on the edge g + s h the product is largest at s = -(w1 g1/h1 + w2 g2/h2)/(w1 + w2), if that is inside it."""
    f, O = frontier(b), len(b.outcomes)
    corner = np.eye(O)[f.outcome]
    g = f.corners - b.outside
    mixes = [corner]
    if len(g) > 1:
        start, step = g[:-1], np.diff(g, axis=0)
        # Inside the edge that both gain from: where each gain is zero, and where the product turns.
        ratio = -start / step
        turn = (b.weights[::-1] * ratio).sum(axis=1)
        for s in (ratio[:, 0], ratio[:, 1], turn):
            inside = np.clip(s, 0.0, 1.0)[:, None]
            mixes.append((1 - inside) * corner[:-1] + inside * corner[1:])
    return _best_of(b, np.concatenate(mixes))


def _among_many(b: Bargain) -> Settlement:
    """More parties, without money: the product is concave in the mix, and a mix that cannot be bettered by any outcome is the best.

    m_o rises in proportion to sum_p w_p g_op / (m g)_p (its slope), which never lowers the product; it ends where no slope exceeds
    one by more than 1e-12. Outcomes that somebody would lose by take part through the ideal that they are mixed with.
    """
    from scipy.optimize import LinearConstraint, minimize

    gains, O = b.gains, len(b.outcomes)
    start = _most_for_the_least(b)
    if start is None:
        return no_deal(b, "nash")
    scale = np.where(np.abs(gains).max(axis=0) > 0, np.abs(gains).max(axis=0), 1.0)
    g = gains / scale

    def cost(m: Floats) -> tuple[float, Floats]:
        at = np.maximum(m @ g, 1e-12)
        return -float(b.weights @ np.log(at)), -g @ (b.weights / at)

    found = minimize(cost, start, jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * O, options={"ftol": 1e-15, "maxiter": 500},
                     constraints=[LinearConstraint(np.ones((1, O)), 1.0, 1.0)])  # fmt: skip
    m = np.maximum(found.x, 0.0)
    return _best_of(b, np.stack([start, m / m.sum()]))


def _most_for_the_least(b: Bargain) -> Floats | None:
    """The mix with the largest smallest gain, in shares of what each can have; None where somebody must lose."""
    from scipy.optimize import linprog

    gains, (O, P) = b.gains, b.payoffs.shape
    scale = np.where(np.abs(gains).max(axis=0) > 0, np.abs(gains).max(axis=0), 1.0)
    found = linprog(
        np.append(np.zeros(O), -1.0), A_ub=np.column_stack([-(gains / scale).T, np.ones(P)]), b_ub=np.zeros(P),
        A_eq=np.append(np.ones(O), 0.0)[None], b_eq=[1.0], bounds=[(0, None)] * O + [(None, None)],
    )  # fmt: skip
    if not found.success or found.x[-1] < -1e-10:
        return None
    m = np.maximum(found.x[:O], 0.0)
    return np.asarray(m / m.sum())
