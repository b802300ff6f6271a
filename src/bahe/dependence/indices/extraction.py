"""Hypothetical extraction: production and value added lost when inputs vanish [Dietzenbacher and Lahr 2013; Miller and Blair 2009].

A quantity model with fixed proportions and fixed final demand: it reads what the *seller* and his suppliers no longer make, so it is
the seller's exposure. Pair it with a measure of the buyer's loss (`power`, leverage).

With A* = A - U V', where U holds the shares of origins that vanish and V' the needs of the buyers,

    x - x* = L U (I + V' L U)^-1 V' x,        loss of m = sum_j v_mj (x - x*)_mj.

No difference of two solutions is taken, so small losses are as precise as large ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network
from bahe.faults import BadValue

Floats = NDArray[np.float64]
Places = int | Iterable[int]

#: Suppliers whose columns are solved together: enough right sides to keep LAPACK busy.
SIDE_BY_SIDE = 4


@indices.add("extraction", cite="Dietzenbacher and Lahr (2013); Woodbury (1950)", formula="v'L U (I + V'L U)^-1 V'x", range="0 and more",
             unit="USD million", layer="input-output", two_sided=True)  # fmt: skip
def extraction(
    network: Network, n: Places, i: Places, *, share: float = 1.0, products: NDArray[np.intp] | None = None,
    method: Literal["woodbury", "rounds"] | None = None,
) -> Floats:  # fmt: skip
    """Value added lost by every economy [m], USD million, when a `share` of the inputs from i to n (of `products`) vanishes.

    n, i     position of the buyer and of the supplier, or several that act together; what an economy buys at home stays
    method   `woodbury`: one system of the size of a block on the factor of I - A, or on L where that is there; `rounds`: the
             network without the links, solved anew by rounds, which needs neither. Default: the faster one, Woodbury once
             `network.inverse` is there. They agree to rounding.

    Two-sided: entry i is what the supplier loses, entry n what cutting it off costs the buyer's own producers; exchange n and i
    for the reverse. Raises BadValue.
    """
    lost: Floats = (
        network.value_added_share * output_lost(network, n, i, share=share, products=products, method=method)
    ).sum(1)
    return lost


def output_lost(
    network: Network, n: Places, i: Places, *, share: float = 1.0, products: NDArray[np.intp] | None = None,
    method: Literal["woodbury", "rounds"] | None = None,
) -> Floats:  # fmt: skip
    """Output x - x* lost by every industry [m,j], USD million, in the same experiment."""
    if method not in (None, "woodbury", "rounds"):
        raise BadValue("unknown method", field="method", where="extraction", got=method, allowed=("woodbury", "rounds"))
    removed = _removed(network, n, i, share, products)
    if method == "rounds" or (method is None and "inverse" not in network.__dict__):
        return network.rounds(_orders(network, removed, n)[:, :, None], removed=removed)[:, :, 0]
    buyers, suppliers = np.flatnonzero(removed.any((1, 2))), np.flatnonzero(removed.any((0, 2)))
    if not buyers.size:
        return np.zeros_like(network.output)
    N, K = network.output.shape
    needs = network.needs[buyers].ravel()
    if suppliers.size == 1:  # L U is L[., (i,.)] with its columns scaled: nothing of that size is written down
        L, gone = network.columns(int(suppliers[0])), removed[buyers, suppliers[0]]
        seen = np.matmul(network.use[buyers], L.reshape(N, K, K)[buyers]).reshape(needs.size, 1, K) * gone
        small = np.linalg.solve(np.eye(needs.size) + seen.reshape(needs.size, -1), needs).reshape(gone.shape)
        return np.asarray(L @ (gone * small).sum(0)).reshape(N, K)
    LU = network.solve(_scattered(removed, buyers))
    seen = np.matmul(network.use[buyers], LU.reshape(N, K, -1)[buyers]).reshape(needs.size, -1)
    return np.asarray(LU @ np.linalg.solve(np.eye(needs.size) + seen, needs)).reshape(N, K)


def _scattered(removed: Floats, buyers: NDArray[np.intp]) -> Floats:
    """U [(i,k), (n,k)]: one column for each need of each buyer."""
    N, _, K = removed.shape
    U = np.zeros((N, K, buyers.size, K))
    k = np.arange(K)
    for b, n in enumerate(buyers):
        U[:, k, b, k] = removed[n]
    return U.reshape(N * K, buyers.size * K)


def _removed(network: Network, n: Places, i: Places, share: float, products: NDArray[np.intp] | None) -> Floats:
    """Shares of origins that vanish [n,i,k]."""
    if not 0 <= share <= 1:
        raise BadValue("out of range", field="share", where="extraction", got=share, allowed="0 to 1")
    buyers, suppliers = np.unique(_places(network, n, "n")), np.unique(_places(network, i, "i"))
    if buyers.size == suppliers.size == 1 and buyers[0] == suppliers[0]:
        raise BadValue(
            "supplier and buyer must differ", field="i", where="extraction", got=network.economies[buyers[0]]
        )
    K = len(network.sectors)
    out = np.moveaxis(np.zeros((K, *(len(network.economies),) * 2)), 0, 2)
    kept = np.arange(K) if products is None else np.unique(np.asarray(products, dtype=np.intp))
    block = np.ix_(buyers, suppliers, kept)
    out[block] = share * network.abroad[block]
    return out


def _places(network: Network, value: Places, field: str) -> list[int]:
    places = [int(value)] if isinstance(value, int | np.integer) else [int(v) for v in value]
    for place in places:
        if not 0 <= place < len(network.economies):
            raise BadValue("no such economy", field=field, where="extraction", got=place,
                           allowed=f"0 to {len(network.economies) - 1}")  # fmt: skip
    return places


def _orders(network: Network, removed: Floats, n: Places) -> Floats:
    """Orders that vanish at the base [i,k]: U V' x."""
    buyers = np.unique(_places(network, n, "n"))
    out: Floats = (removed[buyers] * network.needs[buyers][:, None, :]).sum(0)
    return out


@dataclass(frozen=True, eq=False)
class Extractions:
    """Every pair at once: `lost[n,i,m]`, value added lost by m when i's inputs to n vanish, USD million; zero where n is i."""

    economies: tuple[str, ...]
    lost: Floats
    share: float
    seconds: float

    @property
    def supplier(self) -> Floats:
        """What the supplier i loses by not selling to n [n,i]."""
        out: Floats = np.einsum("nii->ni", self.lost)
        return out

    @property
    def buyer(self) -> Floats:
        """What the buyer n loses as a maker of inputs' inputs [n,i]: no measure of being without the inputs."""
        out: Floats = np.einsum("nin->ni", self.lost)
        return out

    @property
    def world(self) -> Floats:
        """What the world loses [n,i]."""
        out: Floats = self.lost.sum(2)
        return out


def extractions(
    network: Network, *, share: float = 1.0, products: NDArray[np.intp] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Extractions:  # fmt: skip
    """The same for every pair of economies: one factorisation, one block of solves a supplier, one small system a pair.

    Raises BadValue for a share outside 0..1.
    """
    from time import perf_counter

    begun = perf_counter()
    N, K = network.output.shape
    everyone = range(N)
    removed = _removed(network, everyone, everyone, share, products) if N > 1 else np.zeros((1, 1, K))
    out, v, needs = np.zeros((N, N, N)), network.value_added_share, network.needs[:, :, None]
    for first in range(0, N, SIDE_BY_SIDE):
        together = range(first, min(first + SIDE_BY_SIDE, N))
        blocks = network.columns_of(together).reshape(N, K, len(together), K)
        for b, i in enumerate(together):
            L = np.ascontiguousarray(blocks[:, :, b])  # L[(m,j),(i,k)] as [m,j,k]
            gone = removed[:, i]
            seen = np.matmul(network.use, L) * gone[:, None, :]
            small = np.linalg.solve(np.eye(K) + seen, needs)[:, :, 0]
            earned = np.einsum("mj,mjk->mk", v, L)
            out[:, i] = (gone * small) @ earned.T
        if progress is not None:
            progress(together[-1] + 1, N)
    return Extractions(network.economies, out, share, perf_counter() - begun)


@indices.add("import-content", cite="Los, Timmer and de Vries (2016); Hummels, Ishii and Yi (2001)",
             formula="extraction of every input from abroad, summed over the others", range="0 and more", unit="USD million",
             layer="input-output", two_sided=False)  # fmt: skip
def import_content(network: Network, n: int) -> float:
    """Value added abroad that hangs on n's imports of inputs: what the others lose if all of them vanish, USD million."""
    if len(network.economies) == 1:
        return 0.0
    lost = extraction(network, n, range(len(network.economies)))
    return float(lost.sum() - lost[n])
