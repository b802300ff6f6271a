"""Power: what losing one supplier costs, in closed form and convex in the share [Clayton, Maggiori and Schreger 2024]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.faults import BadValue, Infeasible
from bahe.world.world import World

Floats = NDArray[np.float64]


@indices.add("power", cite="Clayton, Maggiori and Schreger (2024)", formula="sum_k Omega_nk (-ln(1 - omega_nik))/(sigma_k - 1)",
             range="0 and more (infinite at a share of one)", layer="input-output", two_sided=True)  # fmt: skip
def power(world: World, sigma: float | Floats = 3.0) -> Floats:
    """Loss of n from losing the inputs of i, as a share of n's value added [n,i]; the diagonal is 0.

    Omega_nk is the use of product k by all industries over value added, omega_nik the share of i in n's absorption of k at basic
    prices (the same for every user). `sigma`, one number or one a sector, must be above one.
    """
    s = np.broadcast_to(np.asarray(sigma, dtype=np.float64), (len(world.sectors),))
    if np.any(s <= 1):
        raise BadValue("must be above one", field="sigma", where="power", got=float(s.min()))
    bought = world.trade.sum(1)
    markup = np.where(bought > 0, world.expenditure / np.where(bought > 0, bought, 1.0), 1.0)
    use = (world.cost_share * world.output[:, None, :]).sum(2) / np.where(markup > 0, markup, 1.0)
    omega = world.trade / np.where(bought > 0, bought, 1.0)[:, None, :]
    foreign = ~np.eye(len(world.economies), dtype=bool)[:, :, None]
    with np.errstate(divide="ignore"):
        rise = np.where(foreign & (omega > 0), -np.log1p(-np.minimum(omega, 1.0)), 0.0)
    out: Floats = np.einsum("nk,nik->ni", use / (s - 1), rise) / world.value_added[:, None]
    return out


def cutoff_loss(home_share: Floats | float, sigma: float, supply: str = "elastic") -> Floats:
    """Log loss when all foreign supply of one good stops: -ln s/(sigma-1) with home supply elastic (long run), sigma times as much
    with the quantity sold at home fixed (short run).

    Raises Infeasible where sigma <= 1 and the home share is below one: no finite loss; state leakage or stock.
    """
    if supply not in ("elastic", "fixed"):
        raise BadValue(
            "unknown kind of supply", field="supply", where="cutoff_loss", got=supply, allowed=("elastic", "fixed")
        )
    s = np.asarray(home_share, dtype=np.float64)
    if np.any((s < 0) | (s > 1)):
        raise BadValue("a share must lie between 0 and 1", field="home_share", where="cutoff_loss", got=float(s.min()))
    if sigma <= 0:
        raise BadValue("must be above zero", field="sigma", where="cutoff_loss", got=sigma)
    if np.any((s <= 0) | ((sigma <= 1) & (s < 1))):
        raise Infeasible("no finite loss: every origin is essential", field="sigma", where="cutoff_loss", got=sigma,
                         remedy="State leakage or stock, or a home share above zero.")  # fmt: skip
    loss = np.where(s < 1, -np.log(s), 0.0) / (sigma - 1) if sigma != 1 else np.zeros_like(s)
    return loss if supply == "elastic" else sigma * loss


def stock_factor(stock: float, duration: float, rate: float) -> float:
    """Share of a loss flow that is still felt with a stock of `stock` years of use in a cut of `duration` years at discount `rate`.

    (exp(-rho B) - exp(-rho D)) / (1 - exp(-rho D)), floored at 0; linear in time at rate 0.
    """
    for name, value in (("stock", stock), ("rate", rate)):
        if not value >= 0:
            raise BadValue("must be zero or more", field=name, where="stock_factor", got=value)
    if not duration > 0:
        raise BadValue("must be above zero", field="duration", where="stock_factor", got=duration)
    if rate == 0:
        return max(0.0, 1 - stock / duration)
    return float(max(0.0, (np.exp(-rate * stock) - np.exp(-rate * duration)) / (1 - np.exp(-rate * duration))))
