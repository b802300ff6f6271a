"""The input-output network of a world: who buys which inputs from whom, with one factorisation for every question on it.

A node is an industry (i,k) of an economy. The coefficient A[(i,k),(n,j)] is what industry j of n buys of product k from origin i
for a dollar of its output, at basic prices: the world's input use split by the origins of all purchases of k in n (the table does
not say which industry uses which origin).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from bahe.faults import BadShape
from bahe.world.world import World

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Network:
    """Input links at basic prices, USD million.

    use[n,k,j]      input coefficients of product k, all origins together
    origin[n,i,k]   share of origin i in what n buys of k
    output[i,k]     sales;  value_added_share[i,k]
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    use: Floats
    origin: Floats
    output: Floats
    value_added_share: Floats

    @classmethod
    def of(cls, world: World, without: Iterable[str] = ()) -> Network:
        """The network of a world; economies in `without` (such as ROW) are left out as buyers and as suppliers.

        What the others buy from them leaves the system: shares of origins then add up to less than one.
        """
        gone = {world.axes.economy(e, "Network.of(without=)") for e in without}
        kept = [n for n in range(len(world.economies)) if n not in gone]
        bought = world.trade.sum(1)
        markup = np.where(bought > 0, world.expenditure / np.where(bought > 0, bought, 1.0), 1.0)
        use = world.cost_share / np.where(markup > 0, markup, 1.0)[:, :, None]
        total = bought[:, None, :]
        origin = np.where(total > 0, world.trade / np.where(total > 0, total, 1.0), 0.0)[np.ix_(kept, kept)]
        return cls(
            tuple(world.economies[n] for n in kept), world.sectors, use[kept], origin, world.output[kept],
            world.value_added_share[kept],
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Number of nodes."""
        return self.output.size

    @cached_property
    def matrix(self) -> Floats:
        """A[(i,k),(n,j)]: 131 MB for 81 x 50, made once."""
        N, K = self.output.shape
        A = np.empty((N, K, N, K))
        np.einsum("nik,nkj->iknj", self.origin, self.use, out=A)
        return A.reshape(N * K, N * K)

    @cached_property
    def factor(self) -> Any:
        """LU factors of I - A: every solve shares them, and no inverse is formed unless all pairs are asked."""
        M = -self.matrix
        M[np.diag_indices_from(M)] += 1.0
        return linalg.lu_factor(M, overwrite_a=True, check_finite=False)

    def solve(self, right: Floats, *, transposed: bool = False) -> Floats:
        """L b with L = (I - A)^-1 (or L' b) for right sides [node] or [node, m]."""
        if right.shape[0] != self.size:
            raise BadShape(
                "one row a node is needed",
                field="right",
                where="Network.solve",
                got=right.shape,
                allowed=str(self.size),
            )
        out: Floats = linalg.lu_solve(self.factor, right, trans=int(transposed), check_finite=False)
        return out

    def block(self, i: int) -> slice:
        """Nodes of economy i."""
        K = len(self.sectors)
        return slice(i * K, (i + 1) * K)

    def link(self, n: int, i: int) -> Floats:
        """A[(i,.),(n,.)]: inputs from i to n by product and using industry [k,j]."""
        out: Floats = self.origin[n, i][:, None] * self.use[n]
        return out

    def weights(self, sectors: NDArray[np.intp] | None = None) -> Floats:
        """Output of the using `sectors` of each economy [n,j], zero elsewhere: the default weights of users."""
        out = np.zeros_like(self.output)
        chosen = slice(None) if sectors is None else sectors
        out[:, chosen] = self.output[:, chosen]
        return out

    @property
    def value_added(self) -> Floats:
        """Value added by node [i,k]."""
        out: Floats = self.value_added_share * self.output
        return out
