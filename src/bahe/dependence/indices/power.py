"""Power: what losing one supplier costs, in closed form and convex in the share [Clayton, Maggiori and Schreger 2024].

    loss of n from losing i = sum_k Omega_nk (-ln(1 - omega_nik)) / (sigma_k - 1)

Omega_nk is n's use of product k as an input, omega_nik the share of i in all that n buys of k. Input by input this is the closed
form `cutoff_loss` with the share of everyone else, 1 - omega, in the place of the home share. Losses scale as 1/(sigma - 1): no
figure without its elasticity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.axes import Names
from bahe.dependence.indices.registered import indices
from bahe.faults import BadValue
from bahe.world.world import World

Floats = NDArray[np.float64]

#: A supplier whose share is within this of one is the only one: shares that add up to one do so to rounding.
ONLY_SUPPLIER = 1e-12


@indices.add("power", cite="Clayton, Maggiori and Schreger (2024)", formula="sum_k Omega_nk (-ln(1 - omega_nik))/(sigma_k - 1)",
             range="0 and more (infinite at a share of one)", unit="fraction of value added", layer="input-output",
             two_sided=True)  # fmt: skip
def power(world: World, sigma: float | Floats = 3.0) -> Floats:
    """Loss of n from losing the inputs of i, as a share of n's value added [n,i]; zero on the diagonal. Read [i,n] for the reverse.

    sigma   elasticity of substitution between origins, one number or one a sector, above one. Raises BadValue.
    Infinite where i is the only supplier of something n uses. Use and shares are at basic prices.
    """
    s = _sigma(world, sigma)
    gone = world.net_share / world.net_share.sum(1)[:, None, :]
    gone[np.diag_indices(len(world.economies))] = 0.0
    usd = _losses(world, s, gone)
    return np.asarray(usd / world.value_added[:, None])


@dataclass(frozen=True, eq=False)
class Power:
    """Losses of buyers (rows) if suppliers (columns) cut them off, in USD million and as a share of value added.

    The reverse reading of a pair is the cell across the diagonal where buyers and suppliers are the same list.
    """

    buyers: tuple[str, ...]
    suppliers: tuple[str, ...]
    loss_usd: Floats
    value_added: Floats
    sigma: Floats

    @property
    def share(self) -> Floats:
        """Loss as a share of the buyer's value added [n,i]."""
        out: Floats = self.loss_usd / self.value_added[:, None]
        return out

    def pair(self, a: str, b: str) -> tuple[float, float, float]:
        """(loss of b without a, loss of a without b, the second over the first), USD million: who would lose more."""
        first = float(self.loss_usd[self.buyers.index(b), self.suppliers.index(a)])
        second = float(self.loss_usd[self.buyers.index(a), self.suppliers.index(b)])
        return first, second, second / first if first > 0 else float("inf")


def power_between(world: World, parties: Iterable[str] | Mapping[str, Names], sigma: float | Floats = 3.0) -> Power:
    """The same between named parties, economies or groups such as EU27, each against each.

    A group as supplier stops as one: its shares add up before the loss is taken. A group as buyer loses what its members lose, each
    with its own shares; `power(world.aggregate(...))` would average their dependence first, which understates the loss where it is
    convex. Members do not lose themselves. Raises UnknownName or BadValue.
    """
    s = _sigma(world, sigma)
    listed = [parties] if isinstance(parties, str) else parties
    named = dict(parties) if isinstance(parties, Mapping) else {p: p for p in listed}
    members = {p: world.axes.economy_index(m, "power_between(parties=)") for p, m in named.items()}
    origin = world.net_share / world.net_share.sum(1)[:, None, :]
    together = np.stack([_shares_of(origin, m) for m in members.values()], axis=1)  # n, party, k
    each = _losses(world, s, together)
    loss = np.array([each[m].sum(0) for m in members.values()])
    added = np.array([world.value_added[m].sum() for m in members.values()])
    return Power(tuple(members), tuple(members), loss, added, s)


def _shares_of(origin: Floats, members: NDArray[np.intp]) -> Floats:
    """Share of a group in what each n buys of k [n,k], n's own sales to itself left out."""
    out = np.asarray(origin[:, members].sum(1))
    out[members] -= origin[members, members]
    return np.asarray(np.clip(out, 0.0, 1.0))


def _losses(world: World, sigma: Floats, gone: Floats) -> Floats:
    """USD million [n,i] when suppliers with the shares `gone` [n,i,k] in what n buys of k stop."""
    use = np.matmul(world.cost_share, world.costs[:, :, None])[:, :, 0] * world.net_share.sum(1)
    with np.errstate(divide="ignore"):
        rise = np.where(gone < 1 - ONLY_SUPPLIER, -np.log1p(-np.minimum(gone, 1.0)), np.inf)
    weight = (use / (sigma - 1))[:, None, :]
    return np.asarray(np.where(weight > 0, weight * np.where(weight > 0, rise, 0.0), 0.0).sum(2))


def _sigma(world: World, sigma: float | Floats) -> Floats:
    s = np.asarray(sigma, dtype=np.float64)
    if s.ndim > 1 or (s.ndim == 1 and s.size != len(world.sectors)):
        raise BadValue("one number, or one a sector", field="sigma", where="power", got=s.shape)
    if not np.all(s > 1):
        raise BadValue("must be above one", field="sigma", where="power", got=float(s.min()))
    return np.broadcast_to(s, (len(world.sectors),)).copy()
