"""The textbook algorithm: nested loops, as the published programs of Caliendo and Parro (2015) arrange them.

    guess wages
    repeat
        prices and costs by a loop of their own, given wages
        trade shares at the new prices
        spending by one linear system (or by a loop of its own)
        excess demand for labour; move wages a step towards it
    until every labour market clears

Written in numpy with batched products, so that what is compared is the algorithm and not the language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Benchmark:
    """What the textbook needs to know. Cubes are [k,n,i]; gamma [n,k,j]."""

    share: np.ndarray
    tariff: np.ndarray
    tariff_new: np.ndarray
    beta: np.ndarray
    gamma: np.ndarray
    alpha: np.ndarray
    theta: np.ndarray
    value_added: np.ndarray
    deficit: np.ndarray
    spending: np.ndarray

    @classmethod
    def of(cls, world: object, tariff_new: np.ndarray) -> Benchmark:
        """From a bahe World and new tariffs [n,i,k]."""
        cube = lambda a: np.ascontiguousarray(np.moveaxis(a, 2, 0))
        w = world
        return cls(
            cube(w.trade_share), cube(w.tariff), cube(tariff_new), w.value_added_share, w.cost_share, w.final_share,
            w.trade_elasticity, w.value_added, w.deficit, w.expenditure,
        )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """Wages [n], prices [n,k], real income hat [n], loops, and the largest excess demand for labour at the end."""

    wage: np.ndarray
    price: np.ndarray
    welfare: np.ndarray
    outer: int
    inner: int
    excess: float


def solve(b: Benchmark, tol: float = 1e-10, *, dense: bool = False, step: float = 0.3, max_outer: int = 2000) -> Answer:
    """The counterfactual equilibrium; `dense` solves spending by one linear system of size (N K), else by iteration."""
    kappa = (1 + b.tariff_new) / (1 + b.tariff)
    K, N, _ = b.share.shape
    w, P, X, inner = np.ones(N), np.ones((N, K)), b.spending.copy(), 0
    for outer in range(1, max_outer + 1):  # noqa: B007  reported
        P, c, turns = prices(b, w, P, kappa, tol / 10)
        inner += turns
        share = b.share * (kappa * c.T[:, None, :] / P.T[:, :, None]) ** -b.theta[:, None, None]
        net = share / (1 + b.tariff_new)
        X = spending_dense(b, w, net) if dense else spending(b, w, net, X, tol / 10)
        sales = np.matmul(net.swapaxes(1, 2), X.T[:, :, None])[:, :, 0].T
        excess = (b.beta * sales).sum(1) / (w * b.value_added) - 1
        if np.abs(excess).max() < tol:
            break
        w = w * (1 + step * excess)
        w = w * b.value_added.sum() / (w * b.value_added).sum()
    income = w * b.value_added + ((1 - net.sum(2) / 1).T * X).sum(1) + b.deficit
    base = b.value_added + ((1 - (b.share / (1 + b.tariff)).sum(2)).T * b.spending).sum(1) + b.deficit
    welfare = income / base / np.exp((b.alpha * np.log(P)).sum(1))
    return Answer(w, P, welfare, outer, inner, float(np.abs(excess).max()))


def prices(
    b: Benchmark, w: np.ndarray, P: np.ndarray, kappa: np.ndarray, tol: float
) -> tuple[np.ndarray, np.ndarray, int]:
    """Prices and unit costs given wages: iterate until prices stand still."""
    theta = b.theta[:, None]
    for turn in range(1, 1001):  # noqa: B007  reported
        c = np.exp(b.beta * np.log(w)[:, None] + np.matmul(np.log(P)[:, None, :], b.gamma)[:, 0, :])
        powers = (b.share * (kappa * c.T[:, None, :]) ** -b.theta[:, None, None]).sum(2)
        new = (powers ** (-1 / theta)).T
        gap = np.abs(new / P - 1).max()
        P = new
        if gap < tol:
            break
    return P, c, turn


def spending_dense(b: Benchmark, w: np.ndarray, net: np.ndarray) -> np.ndarray:
    """Spending [n,k] from the linear system X = gamma Y(X) + alpha (w VA + R(X) + D), solved at once."""
    K, N, _ = net.shape
    system = np.zeros((N, K, N, K))
    for k in range(K):
        # gamma[i,k',k] net[k,n,i]: what spending of n on k makes i spend on k'
        system[:, :, :, k] -= b.gamma[:, :, k][:, :, None] * net[k].T[:, None, :]
    revenue = (1 - net.sum(2)).T  # [n,k]
    for n in range(N):
        system[n, :, n, :] -= b.alpha[n][:, None] * revenue[n][None, :]
    system = system.reshape(N * K, N * K)
    system[np.diag_indices(N * K)] += 1
    right = b.alpha * (w * b.value_added + b.deficit)[:, None]
    return np.linalg.solve(system, right.ravel()).reshape(N, K)


def spending(b: Benchmark, w: np.ndarray, net: np.ndarray, X: np.ndarray, tol: float) -> np.ndarray:
    """The same by iteration from the last spending: kinder to memory and, where sectors are many, faster."""
    revenue = (1 - net.sum(2)).T
    for _ in range(1000):
        sales = np.matmul(net.swapaxes(1, 2), X.T[:, :, None])[:, :, 0].T
        income = w * b.value_added + (revenue * X).sum(1) + b.deficit
        new = np.matmul(b.gamma, sales[:, :, None])[:, :, 0] + b.alpha * income[:, None]
        gap = np.abs(new - X).max() / np.abs(X).max()
        X = new
        if gap < tol:
            break
    return X
