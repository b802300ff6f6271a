"""Input-output dependence at full size: the Leontief system, and hypothetical extraction of one pair and of all."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

import bahe
from bahe.dependence.indices.extraction import extraction, extractions
from bahe.dependence.network import Network
from benchmarks.problems.engine import world
from benchmarks.registry import Absent, Job, Rival, problem

#: The buyer and the supplier of the single pair: first and second economy of a small world.
PAIR = ("CHN", "JPN")


def network(w: bahe.World) -> Network:
    """A network that remembers nothing yet."""
    return Network.of(w)


def pair(net: Network) -> tuple[int, int]:
    """Positions of buyer and supplier."""
    known = all(p in net.economies for p in PAIR)
    return (net.economies.index(PAIR[0]), net.economies.index(PAIR[1])) if known else (0, 1)


def pymrio_leontief(w: bahe.World) -> Callable[[], Any] | Absent:
    """L and x = L y by pymrio 0.7 (LGPL-3): `calc_A`, `calc_L`, `calc_x_from_L` on the same flows."""
    if find_spec("pymrio") is None:
        return Absent("pymrio", "pip install 'bahe[bench]'")
    import pandas as pd
    import pymrio

    net = network(w)
    labels = pd.MultiIndex.from_product([net.economies, net.sectors], names=["region", "sector"])
    x = pd.DataFrame(net.output.ravel()[:, None], index=labels, columns=["indout"])
    Z = pd.DataFrame(net.matrix * net.output.ravel(), index=labels, columns=labels)
    y = pd.DataFrame(net.final.ravel()[:, None], index=labels, columns=["final"])

    def run() -> Any:
        L = pymrio.calc_L(pymrio.calc_A(Z, x))
        return pymrio.calc_x_from_L(L, y.sum(axis=1)).to_numpy().ravel()

    return run


def pymrio_extraction(net: Network, n: int, i: int) -> Callable[[], Any] | Absent:
    """Value added lost by every economy, by pymrio 0.7, which has no verb for it: `calc_L` of the A without the links, `calc_x_from_L`."""
    if find_spec("pymrio") is None:
        return Absent("pymrio", "pip install 'bahe[bench]'")
    import pandas as pd
    import pymrio

    labels = pd.MultiIndex.from_product([net.economies, net.sectors], names=["region", "sector"])
    A = pd.DataFrame(net.matrix, index=labels, columns=labels)
    y = pd.Series(net.final.ravel(), index=labels)

    def run() -> Any:
        fewer = A.copy()
        fewer.iloc[net.block(i), net.block(n)] = 0.0
        x = pymrio.calc_x_from_L(pymrio.calc_L(fewer), y).to_numpy().ravel()
        return (net.value_added_share.ravel() * (net.output.ravel() - x)).reshape(net.output.shape).sum(1)

    return run


def dense_leontief(w: bahe.World) -> Any:
    """A written out, one dense solve."""
    net = network(w)
    return np.linalg.solve(np.eye(net.size) - net.matrix, net.final.ravel())


def dense_extraction(net: Network, n: int, i: int) -> np.ndarray:
    """The same loss by a dense solve of the network without the links."""
    M = -net.matrix
    M[net.block(i), net.block(n)] = 0.0
    M[np.diag_indices_from(M)] += 1.0
    fewer = net.output.ravel() - np.linalg.solve(M, net.final.ravel())
    return (net.value_added_share.ravel() * fewer).reshape(net.output.shape).sum(1)


def relative(values: Any) -> np.ndarray:
    """What is compared: the numbers over the largest of them."""
    flat = np.ravel(values)
    return flat / np.abs(flat).max()


def rival(name: str, peer: Callable[[], Any] | Absent, **more: Any) -> Rival | Absent:
    """The peer as a rival, or its absence."""
    return peer if isinstance(peer, Absent) else Rival(name, peer, relative, **more)


@problem("leontief 4050", target=0.5)
def leontief(tiny: bool) -> Job:
    """x = L f for 4,050 industries from the world: a product of A is two small batched ones, and no matrix is made."""
    w = world(tiny)
    return Job(
        lambda: (lambda net: net.solve(net.final))(network(w)),
        relative,
        (
            rival("pymrio 0.7", pymrio_leontief(w), once=True, wanted_ratio=3),
            Rival("numpy, dense solve", lambda: dense_leontief(w), relative, once=True),
        ),
        lambda x: {"size": x.size},
    )


@problem("leontief 4050, factorised", target=1.5)
def factorised(tiny: bool) -> Job:
    """The same by an LU factor of I - A, which then serves any number of right sides."""
    w = world(tiny)

    def run() -> Any:
        net = network(w)
        _ = net.factor
        return net.solve(net.final)

    return Job(run, relative, (rival("pymrio 0.7", pymrio_leontief(w), once=True, wanted_ratio=3),))


@problem("extraction, one pair", target=0.005)
def one_pair(tiny: bool) -> Job:
    """Value added lost by every economy when the inputs of one supplier to one buyer vanish: no factor needed."""
    net = network(world(tiny))
    n, i = pair(net)
    _ = net.at_home  # as the factor would, the small inverses serve every question
    return Job(
        lambda: extraction(net, n, i, method="rounds"),
        relative,
        (
            rival("pymrio 0.7", pymrio_extraction(net, n, i), once=True, wanted_ratio=3),
            Rival("numpy, dense solve", lambda: dense_extraction(net, n, i), relative, once=True, wanted_ratio=300),
        ),
    )


@problem("extraction, one pair, Woodbury", target=0.005)
def one_pair_woodbury(tiny: bool) -> Job:
    """The same by Woodbury where L is there already, as after a question on all nodes: one small system."""
    net = network(world(tiny))
    n, i = pair(net)
    _ = net.inverse
    return Job(
        lambda: extraction(net, n, i, method="woodbury"),
        relative,
        (Rival("numpy, dense solve", lambda: dense_extraction(net, n, i), relative, once=True, wanted_ratio=300),),
    )


@problem("extraction, all pairs", target=10.0)
def every_pair(tiny: bool) -> Job:
    """All 81 x 80 pairs from one factorisation, the factorisation included."""
    w = world(tiny)
    return Job(
        lambda: extractions(network(w)),
        lambda e: relative(e.lost),
        (),
        lambda e: {"pairs": e.supplier.size - len(e.economies)},
    )
