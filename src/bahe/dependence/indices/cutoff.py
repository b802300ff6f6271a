"""Closed forms of a cut-off: what is lost when the foreign supply of one good stops, in full or in part, now or after a while.

One good, CES over origins with elasticity of substitution sigma, home share s, dependence d = 1 - s. Every loss is a log:
0.1 is a fall by 1 - exp(-0.1) = 9.5 %.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bahe.dependence.indices.registered import indices
from bahe.faults import BadValue, Infeasible
from bahe.substitution.clock import months_until_bites

Floats = NDArray[np.float64]


@indices.add("cutoff-loss", cite="Arkolakis, Costinot and Rodriguez-Clare (2012); Dixit and Stiglitz (1977)",
             formula="-ln(s)/(sigma-1) elastic; sigma times that fixed", range="0 and more", unit="log", layer="closed form",
             two_sided=False)  # fmt: skip
def cutoff_loss(home_share: ArrayLike, sigma: float, supply: Literal["elastic", "fixed"] = "elastic") -> Floats:
    """Log loss when all foreign supply of one good stops.

    supply  `elastic`: home makes more at the same cost (long run), -ln s/(sigma-1), the rise of the price index;
            `fixed`: the quantity sold at home is frozen (short run), -(sigma/(sigma-1)) ln s, the fall of the quantity.
            Their ratio is sigma.

    Raises BadValue; Infeasible where the loss has no bound: sigma <= 1 with a home share below one, or a home share of zero.
    """
    s = np.asarray(home_share, dtype=np.float64)
    if not np.all((s >= 0) & (s <= 1)):
        raise BadValue(
            "a share must lie between 0 and 1", field="home_share", where="cutoff_loss", got=float(s.flat[0])
        )
    _above_zero(sigma, "sigma", "cutoff_loss")
    if supply not in ("elastic", "fixed"):
        raise BadValue(
            "unknown kind of supply", field="supply", where="cutoff_loss", got=supply, allowed=("elastic", "fixed")
        )
    if np.any(s == 0) or (sigma <= 1 and np.any(s < 1)):
        raise _unbounded("cutoff_loss", sigma)
    if sigma <= 1:
        return np.zeros_like(s)
    factor = sigma if supply == "fixed" else 1.0
    return np.asarray(factor * (-np.log(s) + 0.0) / (sigma - 1))


@indices.add("denial-loss", cite="Hulten (1978); Baqaee and Farhi (2019)", formula="-(sigma/(sigma-1)) ln(1-d+d(1-x)^((sigma-1)/sigma))",
             range="0 and more", unit="log", layer="closed form", two_sided=False)  # fmt: skip
def denial_loss(dependence: ArrayLike, denied: ArrayLike, sigma: float) -> Floats:
    """Log fall of the quantity of a good when a fraction `denied` (x) of its foreign supply (share d) stops and home supply is fixed.

    d x for small shares (Hulten); `cutoff_loss(1 - d, sigma, "fixed")` at x = 1; at sigma = 1 it is -d ln(1-x).
    Raises BadValue; Infeasible where the loss has no bound: x = 1 with sigma <= 1, or with d = 1.
    """
    d, x = np.broadcast_arrays(np.asarray(dependence, dtype=np.float64), np.asarray(denied, dtype=np.float64))
    for field, value in (("dependence", d), ("denied", x)):
        if not np.all((value >= 0) & (value <= 1)):
            raise BadValue(
                "a share must lie between 0 and 1", field=field, where="denial_loss", got=float(value.flat[0])
            )
    _above_zero(sigma, "sigma", "denial_loss")
    if np.any((x == 1) & (d > 0) & ((d == 1) | (sigma <= 1))):
        raise _unbounded("denial_loss", sigma)
    log_left = np.log1p(-np.where(d > 0, x, 0.0) * (x < 1))  # ln(1-x); x = 1 is put in below
    if sigma == 1:
        return np.asarray(-d * log_left)
    rho = (sigma - 1) / sigma
    fall = d * np.where(x < 1, np.expm1(rho * log_left), -1.0)
    return np.asarray(-np.log1p(fall) / rho + 0.0)


@indices.add("loss-per-input", cite="Clayton, Maggiori and Schreger (2024)", formula="-ln(1-d)/(sigma-1)", range="0 and more",
             unit="log", layer="closed form", two_sided=False)  # fmt: skip
def loss_per_input(dependence: ArrayLike, sigma: float) -> Floats:
    """Loss per dollar spent on an input when suppliers with a share d of it are lost: convex in d, so the last tenth hurts most.

    Raises as `cutoff_loss`.
    """
    home: Floats = 1 - np.asarray(dependence, dtype=np.float64)
    return np.asarray(cutoff_loss(home, sigma, "elastic"))


@indices.add("stock-factor", cite="textbook, section 7", formula="(e^(-rB) - e^(-rD))/(1 - e^(-rD)), at least 0", range="0..1",
             unit="fraction", layer="closed form", two_sided=False)  # fmt: skip
def stock_factor(stock_years: ArrayLike, duration_years: ArrayLike, rate: float) -> Floats:
    """Part of the present value of a cut-off of `duration_years` (D) still felt with a stock of `stock_years` (B) of foreign supply.

    rate  discount rate a year, 0 or more; at 0 the factor is (D - B)/D. Raises BadValue.
    """
    B, D = np.broadcast_arrays(np.asarray(stock_years, dtype=np.float64), np.asarray(duration_years, dtype=np.float64))
    if not np.all(B >= 0):
        raise BadValue("must be zero or more", field="stock_years", where="stock_factor", got=float(B.min()))
    if not np.all(D > 0):
        raise BadValue("must be above zero", field="duration_years", where="stock_factor", got=float(D.min()))
    if not (np.isfinite(rate) and rate >= 0):
        raise BadValue(
            "must be zero or more", field="rate", where="stock_factor", got=rate, allowed="fractions: 0.06 is 6 %"
        )
    covered = B / D if rate == 0 else np.expm1(-rate * B) / np.expm1(-rate * D)
    return np.asarray(np.maximum(0.0, 1 - covered))


@indices.add("months-covered", cite="accounting", formula="B/(x (1-lk))", range="0 and more", unit="months", layer="closed form",
             two_sided=False)  # fmt: skip
def months_covered(stock_months: ArrayLike, leakage: ArrayLike, denied: ArrayLike = 1.0) -> Floats:
    """Months for which a stock covers what no longer arrives; after them the cut bites.

    stock_months  (B) months of use of the holder's product that its users hold, 0 or more
    leakage       (lk) share of the denied quantity that still arrives, 0..1;  denied  (x) share withheld, 0..1

    Users are taken to hold each origin's product in proportion to their use, so other origins' stocks do not help: the cautious
    reading. Where they do help, a holder with a share s is covered for 1/s times as long. Infinite where nothing is missing.
    Arrays broadcast. Raises BadValue.
    """
    B, lk, x = (np.asarray(v, dtype=np.float64) for v in (stock_months, leakage, denied))
    if not np.all(B >= 0):
        raise BadValue("must be zero or more", field="stock_months", where="months_covered", got=float(B.min()))
    for field, value in (("leakage", lk), ("denied", x)):
        if not np.all((value >= 0) & (value <= 1)):
            raise BadValue(
                "a share must lie between 0 and 1", field=field, where="months_covered", got=float(value.flat[0])
            )
    return months_until_bites(B / 12, x, lk)


def _above_zero(value: float, field: str, where: str) -> None:
    if not (np.isfinite(value) and value > 0):
        raise BadValue("must be above zero", field=field, where=where, got=value)


def _unbounded(where: str, sigma: float) -> Infeasible:
    return Infeasible("no finite loss: every origin is essential", field="sigma", where=where, got=sigma,
                      remedy="State a stock, leakage or a substitute, or a home share above zero with sigma above one.")  # fmt: skip
