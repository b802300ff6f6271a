"""Hypothetical extraction: production and value added lost when inputs vanish [Dietzenbacher and Lahr 2013; Miller and Blair 2009].

A quantity model with fixed proportions and fixed final demand: it reads what the *seller* and his suppliers no longer make, so it is
the seller's exposure. Pair it with a measure of the buyer's loss.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network
from bahe.faults import BadValue

Floats = NDArray[np.float64]


@indices.add("extraction", cite="Dietzenbacher and Lahr (2013); Woodbury (1950)", formula="v'(x - (I - A*)^-1 f)", range="USD million",
             layer="input-output", two_sided=True)  # fmt: skip
def extraction(
    network: Network, n: int, i: int, *, share: float = 1.0, products: NDArray[np.intp] | None = None
) -> Floats:
    """Value added lost by every economy [m], USD million, when a `share` of the inputs from i to n (of `products`) vanishes.

    A changes in one block, A* = A - U V': with the factor of I - A kept, one small system of the size of a block answers
    (Woodbury), x - x* = L U (I + V' L U)^-1 V' x.
    """
    if not 0 <= share <= 1:
        raise BadValue("out of range", field="share", where="extraction", got=share, allowed="0 to 1")
    B = _block(network, n, i, share, products)
    columns = network.solve(_unit(network, i))
    fewer = columns @ (B @ _small(columns[network.block(n)], B, network.output[n]))
    lost: Floats = (network.value_added_share.ravel() * fewer).reshape(network.output.shape).sum(1)
    return lost


def extractions(
    network: Network, *, share: float = 1.0, products: NDArray[np.intp] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:  # fmt: skip
    """The same for every pair: lost[n,i,m], the loss of economy m when i's inputs to n vanish. One block of solves a supplier."""
    N, K = network.output.shape
    out = np.zeros((N, N, N))
    v = network.value_added_share
    for i in range(N):
        columns = network.solve(_unit(network, i)).reshape(N, K, K)
        earned = np.einsum("mj,mjk->mk", v, columns)
        B: Floats = network.origin[:, i, :, None] * network.use * share
        if products is not None:
            B = B * np.isin(np.arange(K), products)[None, :, None]
        B[i] = 0.0
        small: Floats = np.linalg.solve(np.eye(K) + np.matmul(columns, B), network.output[:, :, None])
        out[:, i, :] = np.matmul(B, small)[:, :, 0] @ earned.T
        if progress is not None:
            progress(i + 1, N)
    return out


def import_content(network: Network, n: int) -> float:
    """Value added that n's production gives to others: extracting all imports of inputs of n loses as much abroad [USD million]."""
    whole = network.matrix[:, network.block(n)].copy()
    whole[network.block(n)] = 0.0
    columns = network.solve(whole)
    K = len(network.sectors)
    small = np.linalg.solve(np.eye(K) + columns[network.block(n)], network.output[n])
    lost = (network.value_added_share.ravel() * (columns @ small)).reshape(network.output.shape).sum(1)
    return float(lost.sum() - lost[n])


def _block(network: Network, n: int, i: int, share: float, products: NDArray[np.intp] | None) -> Floats:
    if n == i:
        raise BadValue("supplier and buyer must differ", field="i", where="extraction", got=network.economies[i])
    B = share * network.link(n, i)
    if products is not None:
        B = B * np.isin(np.arange(B.shape[0]), products)[:, None]
    return B


def _unit(network: Network, i: int) -> Floats:
    E = np.zeros((network.size, len(network.sectors)))
    E[network.block(i)] = np.eye(len(network.sectors))
    return E


def _small(L: Floats, B: Floats, x: Floats) -> Floats:
    out: Floats = np.linalg.solve(np.eye(B.shape[0]) + L @ B, x)
    return out
