"""Foreign input reliance at face value and looking through the chain [Baldwin, Freeman and Theodorakopoulos 2023]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network
from bahe.faults import BadValue

Floats = NDArray[np.float64]
_CITE = "Baldwin, Freeman and Theodorakopoulos (2023), Brookings Papers on Economic Activity"


@indices.add("face-value", cite=_CITE, formula="sum_kj A[(i,k),(n,j)] x_nj / the same over i", range="0..1",
             layer="input-output", two_sided=True)  # fmt: skip
def face_value(network: Network, using: NDArray[np.intp] | None = None) -> Floats:
    """Share of origin i in the inputs that the industries `using` of n buy, weighted by their output [n,i]; rows add up to one."""
    bought = np.einsum("nik,nkj,nj->ni", network.origin, network.use, network.weights(using), optimize=True)
    return _shares(bought)


@indices.add("look-through", cite=_CITE, formula="the same on L - I, L = (I - A)^-1", range="0..1",
             layer="input-output", two_sided=True)  # fmt: skip
def look_through(network: Network, using: NDArray[np.intp] | None = None) -> Floats:
    """Share of origin i in all inputs, and inputs of inputs, behind the output of the industries `using` of n [n,i]."""
    N, K = network.output.shape
    start = np.zeros((N, K, N))
    start[np.arange(N), :, np.arange(N)] = network.weights(using)
    flat = start.reshape(N * K, N)
    behind = (network.solve(flat) - flat).reshape(N, K, N).sum(1)
    return _shares(behind.T)


def _shares(bought: Floats) -> Floats:
    total = bought.sum(1, keepdims=True)
    return np.where(total > 0, bought / np.where(total > 0, total, 1.0), 0.0)


@dataclass(frozen=True)
class Path:
    """One chain of inputs: nodes (economy, sector) from the supplier to the last seller, and its share of the buyer's chain."""

    nodes: tuple[tuple[str, str], ...]
    buyer: str
    share: float


def top_paths(
    network: Network, n: int, i: int, count: int = 10, using: NDArray[np.intp] | None = None
) -> tuple[Path, ...]:
    """The largest chains of at most three links by which inputs of i reach the industries `using` of n.

    A chain of length one is i/k -> n; of length two i/k -> m/l -> n; of three i/k -> m/l -> p/q -> n. `share` is its part of all
    inputs behind n's output, as in look-through. Chains of length three are sought among the forty largest middle steps.
    """
    if i == n:
        raise BadValue("supplier and buyer must differ", field="i", where="top_paths", got=network.economies[i])
    A, rows = network.matrix, network.block(i)
    start = np.zeros(network.size)
    start[network.block(n)] = network.weights(using)[n]
    total = float((network.solve(start) - start).sum())
    if total <= 0:
        return ()
    one = A @ start
    two = A @ one
    found: list[tuple[float, tuple[int, ...]]] = [(float(one[a]), (a,)) for a in range(rows.start, rows.stop)]
    step = A[rows] * one
    for a, b in zip(*_largest(step, 3 * count), strict=True):
        found.append((float(step[a, b]), (rows.start + int(a), int(b))))
    longer = A[rows] * two
    for a, b in zip(*_largest(longer, 40), strict=True):
        last = A[b] * one
        for (c,) in zip(*_largest(last, count), strict=True):
            found.append((float(A[rows.start + a, b] * last[c]), (rows.start + int(a), int(b), int(c))))
    found.sort(key=lambda v: -v[0])
    K = len(network.sectors)

    def name(v: int) -> tuple[str, str]:
        return network.economies[v // K], network.sectors[v % K]

    return tuple(
        Path(tuple(name(v) for v in chain), network.economies[n], value / total) for value, chain in found[:count]
    )


def _largest(values: Floats, count: int) -> tuple[NDArray[np.intp], ...]:
    flat = np.argpartition(values, -min(count, values.size), axis=None)[-count:]
    return tuple(np.unravel_index(flat, values.shape))
