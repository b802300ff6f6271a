"""Welfare and its first-order decomposition (textbook, chapter 4; Caliendo and Parro 2015, as in their Table 2).

The exact change of real income leads. The published first-order total (terms of trade plus volume of trade) values the whole
growth of a flow at the old tariff and can differ from it greatly; both are reported, named apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.trade.equilibrium import Equilibrium

Floats = NDArray[np.float64]


def border_price_hat(eq: Equilibrium) -> Floats:
    """Price at the exporter's border [n,i,k]: factory price, export tax and the rent of an exporter's control included."""
    price = np.broadcast_to(np.exp(eq.books.log_p), eq.world.tariff.shape)
    if eq.levers.export_tax is not None:
        price = price * (1 + eq.levers.export_tax)
    c = eq.problem.caps
    if len(c):
        kept = (c.imported == 0) & (c.wasted == 0)
        price = price.copy()
        price[c.n, c.i, c.k] *= np.where(kept, eq.wedge[c.n, c.i, c.k], 1.0)
    return price


def border_value_new(eq: Equilibrium) -> Floats:
    """New trade at the exporter's border [n,i,k], export tax and exporter's rent included, tariff excluded."""
    c = eq.problem.caps
    out = eq.spending_new / (1 + eq.levers.tariff)
    if len(c):
        out[c.n, c.i, c.k] /= np.where(c.imported > 0, eq.wedge[c.n, c.i, c.k], 1.0)
    return out


def terms_of_trade(eq: Equilibrium) -> tuple[Floats, Floats]:
    """First-order terms-of-trade and volume-of-trade parts of d ln W by pair [n,i], as fractions of base income.

    ToT[n] = sum_{i,k} ( M_ink (p_n - 1) - M_nik (p_i - 1) ) / I_n
    VoT[n] = sum_{i,k} t_nik M_nik ( (M'_nik/M_nik - 1) - (p_i - 1) ) / I_n   over cells with M > 0
    """
    M, duties, income = eq.world.trade, eq.world.duties, eq.world.income[:, None]
    growth = border_price_hat(eq) - 1
    gained = np.einsum("nik,nik->ni", M, growth)  # what exporter i gains from importer n
    collected = np.einsum("nik,nik->ni", eq.world.tariff, border_value_new(eq))
    tot = (gained.T - gained) / income
    vot = (collected - duties.sum(2) - np.einsum("nik,nik->ni", duties, growth)) / income
    home = np.arange(len(income))
    tot[home, home] = 0.0
    return tot, vot


def real_wage_hat(eq: Equilibrium) -> Floats:
    """Factor price over the exact price index of final demand [n]."""
    return eq.wage_hat / eq.final_price_hat


def real_gdp_hat(eq: Equilibrium) -> Floats:
    """Factor income plus profits and revenue less subsidies, over the price index of final demand [n]: what is produced, not spent."""
    new, base = eq.value_added_new + eq.revenue_new - eq.books.subsidies, eq.world.value_added + eq.world.revenue
    if eq.problem.profit_share is not None:
        new, base = new + eq.books.profits.sum(1), base + eq.world.profits.sum(1)
    return new / base / eq.final_price_hat


def abroad(flows: Floats) -> Floats:
    """A copy of flows [n,i,k] without home sales."""
    out = flows.copy()
    home = np.arange(out.shape[0])
    out[home, home, :] = 0.0
    return out


def exports_imports(flows: Floats) -> tuple[Floats, Floats]:
    """Sums of flows [n,i,k] over partners and products, home sales left out: exports [i], imports [n]."""
    pairs = flows.sum(2)
    np.fill_diagonal(pairs, 0.0)
    return pairs.sum(0), pairs.sum(1)


def employment_hat(eq: Equilibrium) -> Floats:
    """Factors used by industry [n,j]: what they are paid over their price; NaN where there were none."""
    base = eq.problem.factor_income
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(base > 0, eq.books.paid / base / eq.factor_price_hat, np.nan)
