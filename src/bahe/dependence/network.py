"""The input-output network of a world: who buys which inputs from whom, and one way to solve every question on it.

A node is an industry (i,k) of an economy. The coefficient A[(i,k),(n,j)] is what industry j of n buys of product k from origin i
for a dollar of its output, at basic prices: the world's input use split by the origins of all purchases of k in n (the table does
not say which industry uses which origin),

    A[(i,k),(n,j)] = origin[n,i,k] use[n,k,j].

A product of A with a vector therefore needs two small batched products and never the matrix itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue
from bahe.world.world import World

Floats = NDArray[np.float64]

#: Change of the last round, relative to the largest entry of a column, at which rounds stop.
ROUNDS_TOLERANCE = 1e-14
#: Rounds after which the network is factorised instead: no network of positive value added comes near, but every loop has an end.
MOST_ROUNDS = 400
#: Columns solved side by side: few enough that the batched products stay in the cache of the processor.
COLUMNS = 32


@dataclass(frozen=True, eq=False)
class Network:
    """Input links at basic prices, USD million.

    use[n,k,j]      input coefficients of product k, all origins together
    origin[n,i,k]   share of origin i in what n buys of k; rows add up to less than one where economies were left out
    output[i,k]     sales;  value_added_share[i,k]
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    use: Floats
    origin: Floats
    output: Floats
    value_added_share: Floats

    @classmethod
    def of(
        cls, world: World, without: Iterable[str] = (), value_added: Literal["factor", "residual"] = "factor"
    ) -> Network:
        """The network of a world; economies in `without` (such as ROW) are left out as buyers and as suppliers.

        What the others buy from them leaves the system: shares of origins then add up to less than one.

        value_added  `factor`: income of labour and capital, as in the world; `residual`: one less the inputs *in this network*,
                     which counts inputs from economies left out, and duties on inputs, as value added (the reading of a table
                     that is cut to its known economies). The two agree where nothing is left out and no input pays duty.

        Raises UnknownName or BadValue.
        """
        if value_added not in ("factor", "residual"):
            raise BadValue("unknown reading", field="value_added", where="Network.of", got=value_added,
                           allowed=("factor", "residual"))  # fmt: skip
        names = (without,) if isinstance(without, str) else tuple(without)
        gone = {world.axes.economy(e, "Network.of(without=)") for e in names}
        kept = [n for n in range(len(world.economies)) if n not in gone]
        if not kept:
            raise BadValue("at least one economy must stay", field="without", where="Network.of", got=names)
        basic = world.net_share.sum(1)  # n,k: basic value of a dollar of spending, above zero everywhere
        origin = _k_major(world.net_share[np.ix_(kept, kept)] / basic[kept][:, None, :])
        use = np.ascontiguousarray(world.cost_share[kept] * basic[kept][:, :, None])
        share = world.value_added_share[kept]
        if world.profit_share.any():  # here shares are of sales, and what factors do not earn is profit
            left = 1 - world.profit_share[kept]
            use, share = use * left[:, None, :], share * left
        if value_added == "residual":
            share = 1 - np.einsum("nk,nkj->nj", origin.sum(1), use)
        return cls(
            tuple(world.economies[n] for n in kept), world.sectors, use, origin, world.output[kept].copy(), share.copy()
        )

    # -- sizes and places ------------------------------------------------------------------------------------------
    @property
    def size(self) -> int:
        """Number of nodes."""
        return self.output.size

    @property
    def value_added(self) -> Floats:
        """Value added by node [i,k]."""
        out: Floats = self.value_added_share * self.output
        return out

    @cached_property
    def final(self) -> Floats:
        """Sales to final demand, and to economies left out, [i,k]: f = x - A x."""
        return self.output - self.inputs(self.output)

    @cached_property
    def needs(self) -> Floats:
        """Inputs of product k that all industries of n use at the base [n,k], all origins together."""
        out: Floats = np.matmul(self.use, self.output[:, :, None])[:, :, 0]
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

    # -- products with A, without A --------------------------------------------------------------------------------
    def inputs(self, y: Floats) -> Floats:
        """A y: what is ordered from each node when node outputs are y, for y [n,j] or [n,j,m]."""
        y3 = y if y.ndim == 3 else y[:, :, None]
        need = np.matmul(self.use, y3).transpose(1, 0, 2)
        ordered = np.matmul(np.moveaxis(self.origin, 2, 0).transpose(0, 2, 1), need)
        out: Floats = ordered.transpose(1, 0, 2)
        return out if y.ndim == 3 else out[:, :, 0]

    def embodied(self, p: Floats) -> Floats:
        """A' p: what the inputs of each node are worth at node values p, for p [i,k] or [i,k,m]."""
        p3 = p if p.ndim == 3 else p[:, :, None]
        worth = np.matmul(np.moveaxis(self.origin, 2, 0), p3.transpose(1, 0, 2)).transpose(1, 0, 2)
        out: Floats = np.matmul(self.use.transpose(0, 2, 1), worth)
        return out if p.ndim == 3 else out[:, :, 0]

    # -- systems ---------------------------------------------------------------------------------------------------
    def solve(self, right: Floats, *, transposed: bool = False) -> Floats:
        """L b with L = (I - A)^-1, or L' b, for right sides [node], [node,m], [n,j] or [n,j,m].

        Few right sides are solved by rounds of orders across borders (`rounds`), which need neither A nor a factorisation; many,
        or any once `factor` is there, by it.
        """
        N, K = self.output.shape
        shape = right.shape
        if shape[0] != self.size and shape[:2] != (N, K):
            raise BadShape("one row a node is needed", field="right", where="Network.solve", got=shape,
                           allowed=f"({self.size},), ({self.size}, m), ({N}, {K}) or ({N}, {K}, m)")  # fmt: skip
        flat = right.reshape(self.size, -1)
        if "factor" not in self.__dict__ and flat.shape[1] <= 2 * COLUMNS + N:
            return self.rounds(flat.reshape(N, K, -1), transposed=transposed).reshape(shape)
        from scipy.linalg import lu_solve

        out: Floats = lu_solve(self.factor, flat, trans=int(transposed), check_finite=False).reshape(shape)
        return out

    def rounds(self, right: Floats, *, transposed: bool = False, removed: Floats | None = None) -> Floats:
        """L b (or L' b) for right sides [n,j,m] by rounds of orders across borders, exact at home.

            y <- H (b + A_abroad y),   H = (I - A_home)^-1, one small inverse an economy

        A block Jacobi splitting of an M-matrix: it converges wherever value added is positive, each round reaching one border
        further, by the weight of foreign inputs (about twenty rounds for the world of 2022).

        removed  shares of origins [n,i,k] that are taken away first, none of them at home: the system of `cut(removed)`
        """
        abroad = self.abroad if removed is None else self.abroad - removed
        out = np.empty_like(right)
        for m in range(0, right.shape[2], COLUMNS):
            out[:, :, m : m + COLUMNS] = self._rounds(right[:, :, m : m + COLUMNS], transposed, abroad, removed)
        return out

    def _rounds(self, b: Floats, transposed: bool, shares: Floats, removed: Floats | None) -> Floats:
        """The state of a round is what crosses borders: orders o = A_abroad y, or for L' the worth of inputs q = origin p by n."""
        H, through = self.at_home, self.through
        abroad = np.moveaxis(shares, 2, 0)  # k,n,i
        if transposed:
            H, through = H.transpose(0, 2, 1), through.transpose(0, 2, 1)
        else:
            abroad = abroad.transpose(0, 2, 1)

        def crossing(value: Floats) -> Floats:
            out: Floats = np.matmul(abroad, value.transpose(1, 0, 2)).transpose(1, 0, 2)
            return out

        first = crossing(np.matmul(H, b) if transposed else np.matmul(self.use, np.matmul(H, b)))
        state = first
        for _ in range(MOST_ROUNDS):
            new = first + crossing(np.matmul(through, state))
            change, size = np.abs(new - state).max((0, 1)), np.abs(new).max((0, 1))
            state = new
            if np.all(change <= ROUNDS_TOLERANCE * size):
                inputs = np.matmul(self.use.transpose(0, 2, 1), state) if transposed else state
                return np.asarray(np.matmul(H, b + inputs))
        from scipy.linalg import lu_solve

        factor = (self if removed is None else self.cut(removed)).factor
        out: Floats = lu_solve(factor, b.reshape(self.size, -1), trans=int(transposed), check_finite=False)
        return out.reshape(b.shape)

    def residual(self, y: Floats, right: Floats) -> float:
        """Largest |b - (I - A) y| over the largest |b|, for [n,j] or [n,j,m]: how well a system is solved."""
        size = float(np.abs(right).max())
        return float(np.abs(right - y + self.inputs(y)).max()) / size if size > 0 else 0.0

    @cached_property
    def at_home(self) -> Floats:
        """H[n,k,j] = (I - A_nn)^-1, Leontief inverse of each economy by itself."""
        home = np.einsum("nnk->nk", self.origin)
        return np.linalg.inv(np.eye(len(self.sectors)) - home[:, :, None] * self.use)

    @cached_property
    def through(self) -> Floats:
        """use H [n,k,j]: what n needs of k, at home and abroad, for a dollar ordered from its industry j, all stages at home counted."""
        return np.asarray(np.matmul(self.use, self.at_home))

    @cached_property
    def abroad(self) -> Floats:
        """Shares of origins with home left out [n,i,k]."""
        origin = _k_major(self.origin)
        here = np.arange(len(self.economies))
        origin[here, here] = 0.0
        return origin

    def cut(self, removed: Floats) -> Network:
        """The network with `removed[n,i,k]` taken from the shares of origins: at most what is there, nothing at home."""
        if np.einsum("nnk->nk", removed).any():
            raise BadValue("what is bought at home stays", field="removed", where="Network.cut")
        new = replace(self, origin=self.origin - removed)
        new.__dict__.update(at_home=self.at_home, through=self.through)
        return new

    def scaled(self, by: Floats | float) -> Network:
        """The network with the inputs of each node [n,j] multiplied by `by`."""
        return replace(self, use=np.ascontiguousarray(self.use * np.broadcast_to(by, self.output.shape)[:, None, :]))

    # -- the matrix, only where it is asked for ----------------------------------------------------------------------
    @cached_property
    def matrix(self) -> Floats:
        """A[(i,k),(n,j)]: 131 MB for 81 x 50, made once."""
        return self._filled(1.0)

    def _filled(self, sign: float) -> Floats:
        N, K = self.output.shape
        turned = np.empty((N, K, N, K))  # [n,j,i,k]: its transpose is in the order that LAPACK overwrites
        np.multiply(sign * self.origin[:, None], self.use.transpose(0, 2, 1)[:, :, None], out=turned)
        return turned.reshape(N * K, N * K).T

    @cached_property
    def factor(self) -> Any:
        """LU factors of I - A: every solve shares them from then on. 131 MB for 81 x 50; A itself is not kept."""
        from scipy.linalg import lu_factor

        M = self._filled(-1.0)
        M[np.diag_indices_from(M)] += 1.0
        return lu_factor(M, overwrite_a=True, check_finite=False)

    @cached_property
    def inverse(self) -> Floats:
        """L[(i,k),(n,j)], made once and only when all pairs of nodes are asked for."""
        from scipy.linalg import lu_solve

        out: Floats = lu_solve(self.factor, np.eye(self.size), overwrite_b=True, check_finite=False)
        return out

    def columns(self, i: int) -> Floats:
        """L[., (i,.)]: what every node makes for a dollar of each product of i [node,k], from the factor."""
        return self.columns_of(range(i, i + 1))

    def columns_of(self, economies: range) -> Floats:
        """The same for several economies in a row [node,(i,k)]."""
        places = slice(self.block(economies.start).start, self.block(economies.stop).start)
        if "inverse" in self.__dict__:
            return self.inverse[:, places]
        from scipy.linalg import lu_solve

        E = np.zeros((self.size, places.stop - places.start), order="F")
        E[places] = np.eye(places.stop - places.start)
        out: Floats = lu_solve(self.factor, E, overwrite_b=True, check_finite=False)
        return out


def _k_major(array: Any) -> Floats:
    """A writable [n,i,k] array in k-major memory: its products are one matrix a product."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 2, 0)).copy(), 0, 2)
