"""Position in the network: upstreamness, Katz, PageRank, Input Rank. Each on nodes [i,k]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network
from bahe.faults import BadValue, NotConverged

Floats = NDArray[np.float64]


@indices.add("upstreamness", cite="Antras, Chor, Fally and Hillberry (2012)", formula="(L x)_ik / x_ik", range="1 and more",
             layer="input-output", two_sided=False)  # fmt: skip
def upstreamness(network: Network) -> Floats:
    """Mean number of stages between an industry and final demand, counted from one [i,k]; NaN where nothing is made.

    U = 1 + what buyers do with it: x U = x + A (x U), so x U = L x.
    """
    x = network.output.ravel()
    u = network.solve(x)
    return np.where(x > 0, u / np.where(x > 0, x, 1.0), np.nan).reshape(network.output.shape)


@indices.add("katz", cite="Katz (1953); Carvalho (2014)", formula="(I - a A)^-1 1", range="1 and more", layer="input-output",
             two_sided=False)  # fmt: skip
def katz(network: Network, decay: float = 1.0) -> Floats:
    """Importance as a supplier [i,k]: one, plus that of its customers times what a dollar of their output buys from it."""
    if not 0 < decay <= 1:
        raise BadValue("out of range", field="decay", where="katz", got=decay, allowed="above 0 to 1")
    one = np.ones(network.size)
    if decay == 1.0:
        return network.solve(one).reshape(network.output.shape)
    return _walk(network, lambda c: one + decay * (network.matrix @ c), one)


@indices.add("pagerank", cite="Brin and Page (1998); Cerina et al. (2015)", formula="p = d T p + (1 - d)/M", range="0..1, adds up to 1",
             layer="input-output", two_sided=False)  # fmt: skip
def pagerank(network: Network, damping: float = 0.85) -> Floats:
    """Where a walker is found who moves from users to their suppliers in proportion to inputs, and now and then jumps anywhere."""
    if not 0 <= damping < 1:
        raise BadValue("out of range", field="damping", where="pagerank", got=damping, allowed="0 to below 1")
    total = network.use.sum(1).ravel()
    busy = total > 1e-12
    per_user = np.where(busy, 1 / np.where(busy, total, 1.0), 0.0)
    M = network.size

    def step(p: Floats) -> Floats:
        moved = network.matrix @ (per_user * p)
        out: Floats = damping * (moved + (p.sum() - moved.sum()) / M) + (1 - damping) / M
        return out

    return _walk(network, step, np.full(M, 1 / M))


@indices.add("input-rank", cite="Cerina, Zhu, Chessa and Riccaboni (2015); Rungi, Fattorini and Zhu (2020)",
             formula="L b - b, scaled to 1", range="0..1, adds up to 1", layer="input-output", two_sided=False)  # fmt: skip
def input_rank(network: Network, n: int | None = None, using: NDArray[np.intp] | None = None) -> Floats:
    """Visits to suppliers by walkers who start in the output of n (or of the world) and stop with the value added share [i,k]."""
    start = network.weights(using)
    if n is not None:
        start = start * (np.arange(len(network.economies)) == n)[:, None]
    visits = network.solve(start.ravel()) - start.ravel()
    total = visits.sum()
    return (visits / total if total > 0 else visits).reshape(network.output.shape)


def _walk(network: Network, step, start: Floats, tol: float = 1e-12, most: int = 2000) -> Floats:  # type: ignore[no-untyped-def]
    p = start
    for _ in range(most):
        q = step(p)
        if np.abs(q - p).max() <= tol * max(float(np.abs(q).max()), 1e-300):
            return np.asarray(q).reshape(network.output.shape)
        p = q
    raise NotConverged("the walk did not settle", where="position", got=f"{most} steps")
