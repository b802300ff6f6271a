"""Through which chains an economy depends on another: the largest supply paths, found exactly.

Structural path analysis [Defourny and Thorbecke 1984] as a best-first search. A chain is worth the product of its coefficients
times the output it ends in; the most that a broken-off chain can still become is known beforehand from three small passes over the
network, so the largest chains come out first and nothing is cut off by a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.dependence.network import Network
from bahe.faults import BadValue

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Path:
    """One chain of inputs, from the supplier to the industry that uses the last of them.

    nodes   (economy, sector) from i/k to n/j;  value: USD million of i/k's product that moves along it
    share   its part of all inputs, and inputs of inputs, behind n's output, as in look-through
    """

    nodes: tuple[tuple[str, str], ...]
    value: float
    share: float

    @property
    def length(self) -> int:
        """Number of purchases along the chain."""
        return len(self.nodes) - 1

    @property
    def buyer(self) -> str:
        """The economy the chain ends in."""
        return self.nodes[-1][0]

    def __str__(self) -> str:
        return " -> ".join(f"{e}/{s}" for e, s in self.nodes) + f"  {self.value:,.0f} ({self.share:.3%})"


@indices.add("top-paths", cite="Defourny and Thorbecke (1984)", formula="A[i/k,m/l] A[m/l,n/j] x_nj and chains of other lengths",
             range="0..1", unit="fraction", layer="input-output", two_sided=True)  # fmt: skip
def top_paths(
    network: Network, n: int, i: int, count: int = 10, using: NDArray[np.intp] | None = None, longest: int = 3
) -> tuple[Path, ...]:
    """The `count` largest chains of at most `longest` purchases by which products of i reach the industries `using` of n.

    n, i    positions of the buyer and of the supplier. Chains of two purchases are i/k -> m/l -> n/j, and so on; m may be i or n
    Largest first. Fewer where fewer chains exist. Raises BadValue.
    """
    E = network.economies
    for field, value in (("n", n), ("i", i)):
        if not 0 <= value < len(E):
            raise BadValue("no such economy", field=field, where="top_paths", got=value, allowed=f"0 to {len(E) - 1}")
    if i == n:
        raise BadValue("supplier and buyer must differ", field="i", where="top_paths", got=E[i])
    if count < 1 or longest < 1:
        raise BadValue(
            "at least one", field="count" if count < 1 else "longest", where="top_paths", got=min(count, longest)
        )
    start = network.weights(using)[n]
    total = float(_behind(network, n, start).sum())
    if total <= 0:
        return ()
    found = [Path(tuple((E[m], network.sectors[k]) for m, k in nodes), value, value / total)
             for nodes, value in _largest(network, n, i, start, count, longest)]  # fmt: skip
    return tuple(found)


@indices.add("path-lengths", cite="Defourny and Thorbecke (1984)", formula="A x, A^2 x, A^3 x, ... at i over (L - I) x", range="0..1",
             unit="fraction", layer="input-output", two_sided=True)  # fmt: skip
def path_lengths(network: Network, n: int, i: int, using: NDArray[np.intp] | None = None, longest: int = 3) -> Floats:
    """Part of the inputs behind n's output that comes from i by chains of 1, 2, ... `longest` purchases, then by longer ones.

    They add up to `look_through[n,i]`: what the paths of `top_paths` can cover, and what they cannot.
    """
    y = np.zeros_like(network.output)
    y[n] = network.weights(using)[n]
    all_of_it = _behind(network, n, y[n])
    total = float(all_of_it.sum())
    if total <= 0:
        return np.zeros(longest + 1)
    parts = []
    for _ in range(longest):
        y = network.inputs(y)
        parts.append(float(y[i].sum()) / total)
    return np.array([*parts, max(0.0, float(all_of_it[i].sum()) / total - sum(parts))])


def _behind(network: Network, n: int, weights: Floats) -> Floats:
    start = np.zeros_like(network.output)
    start[n] = weights
    return network.solve(network.inputs(start))


def _largest(
    network: Network, n: int, i: int, start: Floats, count: int, longest: int
) -> list[tuple[tuple[tuple[int, int], ...], float]]:
    """The largest chains as ((i,k), ..., (n,j)) with their values, by best-first search from the user backwards."""
    most = reach(network, i, longest)
    heap: list[tuple[float, int, int, float, tuple[tuple[int, int], ...]]] = []
    tick = 0  # keeps entries of one bound in the order they came
    for j in np.flatnonzero(start > 0):
        for left in range(1, longest + 1):
            bound = float(start[j] * most[left][n, j])
            if bound > 0:
                tick += 1
                heappush(heap, (-bound, tick, left, float(start[j]), ((n, int(j)),)))
    found: list[tuple[tuple[tuple[int, int], ...], float]] = []
    while heap and len(found) < count:
        _, _, left, value, chain = heappop(heap)
        if left == 0:
            found.append((chain, value))
            continue
        m, l = chain[0]
        step = value * network.origin[m] * network.use[m, :, l]  # [i,k]: one purchase further back
        bounds = step * most[left - 1]
        for place in _first(bounds, count):
            tick += 1
            p, q = divmod(int(place), bounds.shape[1])
            heappush(heap, (-float(bounds[p, q]), tick, left - 1, float(step[p, q]), ((p, q), *chain)))
    return found


def reach(network: Network, i: int, longest: int) -> list[Floats]:
    """[left][m,l]: the largest product of coefficients along a chain of exactly `left` purchases from any product of i to m/l."""
    here = np.zeros_like(network.output)
    here[i] = 1.0
    out = [here]
    for _ in range(longest):
        best = (network.origin * out[-1]).max(1)  # n,k: over origins
        out.append((network.use * best[:, :, None]).max(1))
    return out


def _first(bounds: Floats, count: int) -> NDArray[np.intp]:
    flat = bounds.ravel()
    places = np.argpartition(flat, -count)[-count:] if flat.size > count else np.arange(flat.size)
    return np.asarray(places[flat[places] > 0], dtype=np.intp)
