"""Input reliance at face value and looking through the chain [Baldwin, Freeman and Theodorakopoulos 2023]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network

Floats = NDArray[np.float64]
_CITE = "Baldwin, Freeman and Theodorakopoulos (2023), Brookings Papers on Economic Activity"


@indices.add("face-value", cite=_CITE, formula="sum_kj A[(i,k),(n,j)] x_nj / the same over i", range="0..1",
             unit="fraction", layer="input-output", two_sided=True)  # fmt: skip
def face_value(network: Network, using: NDArray[np.intp] | None = None) -> Floats:
    """Share of origin i in the inputs that the industries `using` of n buy, weighted by their output [n,i].

    Rows add up to one, home included; a row of zeros where these industries use no inputs. Read [i,n] for the reverse.
    """
    bought = np.matmul(network.use, network.weights(using)[:, :, None])[:, :, 0]
    return _shares(np.einsum("nik,nk->ni", network.origin, bought))


@indices.add("look-through", cite=_CITE, formula="sum_kj (L - I)[(i,k),(n,j)] x_nj / the same over i, L = (I - A)^-1", range="0..1",
             unit="fraction", layer="input-output", two_sided=True)  # fmt: skip
def look_through(network: Network, using: NDArray[np.intp] | None = None) -> Floats:
    """Share of origin i in all inputs, and inputs of inputs, behind the output of the industries `using` of n [n,i].

    Rows add up to one, home included; a row of zeros where these industries use no inputs. Read [i,n] for the reverse.
    """
    return _shares(behind(network, using).sum(1).T)


def behind(network: Network, using: NDArray[np.intp] | None = None) -> Floats:
    """(L - I) x: production of [i,k] behind the output of the industries `using` of n [i,k,n], USD million."""
    N, K = network.output.shape
    start = np.zeros((N, K, N))
    start[np.arange(N), :, np.arange(N)] = network.weights(using)
    return network.solve(network.inputs(start))


def _shares(bought: Floats) -> Floats:
    total = bought.sum(1, keepdims=True)
    return np.where(total > 0, bought / np.where(total > 0, total, 1.0), 0.0)
