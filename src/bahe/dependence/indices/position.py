"""Position in the network: upstreamness, downstreamness, Katz, PageRank, Input Rank. Each on nodes [i,k]; `of_economies` adds up."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network
from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]


@indices.add("upstreamness", cite="Antras and Chor (2013); Antras, Chor, Fally and Hillberry (2012)",
             formula="(I - G)^-1 1 = (L x)_ik / x_ik", range="1 and more", unit="stages", layer="input-output",
             two_sided=False)  # fmt: skip
def upstreamness(network: Network) -> Floats:
    """Mean number of stages between an industry and final demand, counted from one [i,k].

    U = 1 + G U with the allocation coefficients G[(i,k),(n,j)] = A[(i,k),(n,j)] x_nj / x_ik, so x U = L x. One where nothing is sold
    to industries, and by convention where nothing is made.
    """
    x = network.output
    return np.where(x > 0, network.solve(x) / np.where(x > 0, x, 1.0), 1.0)


@indices.add("downstreamness", cite="Antras and Chor (2018); Fally (2012)", formula="(I - A')^-1 1 = L' 1", range="1 and more",
             unit="stages", layer="input-output", two_sided=False)  # fmt: skip
def downstreamness(network: Network) -> Floats:
    """Mean number of stages behind an industry, counted from one [i,k]: D = 1 + A' D, the column sums of L. One without inputs."""
    return network.solve(np.ones_like(network.output), transposed=True)


@indices.add("katz", cite="Katz (1953); Carvalho (2014), Journal of Economic Perspectives 28(4)", formula="(I - a A)^-1 1",
             range="1 and more", unit="number", layer="input-output", two_sided=False)  # fmt: skip
def katz(network: Network, decay: float = 1.0) -> Floats:
    """Importance as a supplier [i,k]: one, plus `decay` times that of its customers by what a dollar of their output buys from it.

    1 counts chains of any length in full, the row sums of L; Carvalho (2014) takes 0.5. Raises BadValue.
    """
    if not 0 < decay <= 1:
        raise BadValue("out of range", field="decay", where="katz", got=decay, allowed="above 0 to 1")
    return network.scaled(decay).solve(np.ones_like(network.output))


@indices.add("pagerank", cite="Brin and Page (1998); Cerina, Zhu, Chessa and Riccaboni (2015)", formula="p = d P p + (1 - d)/M",
             range="0..1, adds up to 1", unit="fraction", layer="input-output", two_sided=False)  # fmt: skip
def pagerank(network: Network, damping: float = 0.85) -> Floats:
    """Where a walker is found who moves from users to suppliers in proportion to inputs, and now and then jumps anywhere [i,k].

    P[(i,k),(n,j)] is the share of i/k in the inputs of n/j; from an industry without inputs the walker jumps. Solved, not iterated:
    with the same law of jumps everywhere, p is (I - d P)^-1 1 brought to the sum of one.
    """
    if not 0 <= damping < 1:
        raise BadValue("out of range", field="damping", where="pagerank", got=damping, allowed="0 to below 1")
    total = network.embodied(np.ones_like(network.output))
    uses = total > 0
    visits = network.scaled(damping * uses / np.where(uses, total, 1.0)).solve(np.ones_like(network.output))
    return np.asarray(visits / visits.sum())


@indices.add("input-rank", cite="Rungi, Fattorini and Huremovic (2023), Measuring the input rank in global supply networks",
             formula="(L - I) b over its sum", range="0..1, adds up to 1", unit="fraction", layer="input-output",
             two_sided=False)  # fmt: skip
def input_rank(network: Network, n: int | None = None, using: NDArray[np.intp] | None = None) -> Floats:
    """Share of the visits to each supplier by walkers who start in the output of n and move on to inputs by cost shares [i,k].

    At every industry the walker stops with the share of value added (labour) in its cost: the damping is the economy's own.
    n, using  position of the buyer (default: every economy) and its industries, weighted by output. Zero everywhere without inputs.
    Added up over products it is `look_through[n]`.
    """
    start = network.weights(using)
    if n is not None:
        start = start * (np.arange(len(network.economies)) == n)[:, None]
    visits = network.solve(network.inputs(start))
    total = visits.sum()
    return np.asarray(visits / total if total > 0 else visits)


def of_economies(network: Network, nodes: Floats, how: Literal["mean", "sum"] = "mean") -> Floats:
    """One number an economy [i] from nodes [i,k]: the mean weighted by output (upstreamness, Katz) or the sum (shares)."""
    if nodes.shape != network.output.shape:
        raise BadShape("one number a node is needed", field="nodes", where="of_economies", got=nodes.shape,
                       allowed=str(network.output.shape))  # fmt: skip
    if how not in ("mean", "sum"):
        raise BadValue("unknown way to add up", field="how", where="of_economies", got=how, allowed=("mean", "sum"))
    if how == "sum":
        return np.asarray(nodes.sum(1))
    x = network.output
    return np.asarray((nodes * x).sum(1) / x.sum(1))
