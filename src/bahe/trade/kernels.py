"""The equations of the textbook, chapter 2, each a function of its size.

Letters: w factor price, P composite price, Q input bundle, u unit cost before productivity, c unit cost, p price at the factory
door, X spending, Y sales, q real output, mu log price wedge of a control; `log_` in front where the logarithm is the argument.
Arrays: prices and spending `[k,n]`, industries `[n,j]`, cubes `[k,n,i]`. The same code runs on floats, on complex numbers and on
the tape of `bahe.numerics.reverse`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bahe.numerics.reverse import apply, apply_t, column, cut, flip, rows, scatter, value
from bahe.trade.problem import Problem

#: A float or complex array, or a recorded Var: the kernels do not care.
A = Any


@dataclass(frozen=True)
class Flows:
    """Where spending goes: new prices P[k,n], sales Y[n,j] at the factory door, revenue R[n], pressure on capped flows."""

    log_P: A
    sales: A
    revenue: A
    pressure: A


# -- costs and prices --------------------------------------------------------------------------------------------------
def input_bundle(p: Problem, log_P: A) -> tuple[A, A, A]:
    """log Q[n,j], price of the bundle of inputs of industry j; and the tilts of input shares, gamma'_kj = gamma_kj up_k down_j.

    With s_in = 1 shares stay, and the tilts are None.
    """
    if p.s_in == 1.0:
        return apply_t(p.cost_share, flip(log_P)) / p.input_share_or_one, None, None
    up = np.exp((1 - p.s_in) * flip(log_P))
    mean = apply_t(p.cost_share, up) / p.input_share_or_one + p.self_sufficient
    return np.log(mean) / (1 - p.s_in), up, 1.0 / mean


def unit_cost(p: Problem, log_w: A, log_Q: A) -> tuple[A, A, A]:
    """log u[n,j] = CES of value added and inputs, before productivity and scale; the share of value added in it, and what
    multiplies the shares of inputs (1 where s_va = 1)."""
    beta = p.value_added_share
    if p.s_va == 1.0:
        return beta * log_w + p.input_share * log_Q, beta, None
    factors, inputs = beta * np.exp((1 - p.s_va) * log_w), np.exp((1 - p.s_va) * log_Q)
    total = factors + p.input_share * inputs
    return np.log(total) / (1 - p.s_va), factors / total, inputs / total


def factory_cost(p: Problem, log_u: A, log_q: A) -> A:
    """log c[n,j] = u / (z q^psi): productivity and, where there are economies of scale, real output."""
    log_c = log_u if p.log_z is None else log_u - p.log_z
    return log_c if p.scale is None else log_c - p.scale * log_q


def factory_price(p: Problem, log_c: A) -> A:
    """log p[n,j]: unit cost less the output subsidy."""
    return log_c if p.subsidy is None else log_c + np.log(1 - p.subsidy)


def final_price(p: Problem, log_P: A) -> tuple[A, A]:
    """log Pfin[n], exact price index of final demand; and the final shares [n,k] after prices moved."""
    if p.s_fin == 1.0:
        return (p.final_share * flip(log_P)).sum(-1), p.final_share
    spent = p.final_share * np.exp((1 - p.s_fin) * flip(log_P))
    total = spent.sum(-1)
    return np.log(total) / (1 - p.s_fin), spent / column(total)


# -- trade ------------------------------------------------------------------------------------------------------------
def trade(p: Problem, log_p: A, X: A, mu: A) -> Flows:
    """Prices, sales and tariff revenue from factory prices and spending, in three batched products.

    With x = p^-theta: Phi = A x; the share net of tariff and export tax is (B x)/Phi; sales are x B'(X/Phi).
    """
    x = np.exp(-p.theta * flip(log_p))
    offered = apply(p.weight, x)
    if p.patch is not None:
        offered = p.patch.offered(offered, x)
    choked = offered + choke(p, x, mu) if len(p.caps) else offered
    log_P, U, at_home = origins(p, choked, log_p, X, mu)
    t, landed = p.taxed, p.net if p.landed is None else p.landed
    reached = apply(landed[t], rows(x, t))
    sent = apply_t(p.net, U)
    if p.patch is not None:
        reached, sent = p.patch.landed(reached, x, t), p.patch.sent(sent, U)
    revenue = ((rows(offered, t) - reached) * rows(U, t)).sum(-2)
    sales = x * sent
    if p.home is not None:
        sales = sales + at_home
    if p.landed is not None:
        revenue = revenue + (x * apply_t(p.export_taxed, U)).sum(-2)
    if not len(p.caps):
        return Flows(log_P, flip(sales), revenue, mu)
    less_sold, rent, pressure = control(p, log_p, x, U, mu)
    return Flows(log_P, (sales + less_sold).T, revenue + rent, pressure)


def origins(p: Problem, choked: A, log_p: A, X: A, mu: A) -> tuple[A, A, A]:
    """The nest of origins: log P'[k,n], spending per unit of weight U = X/Phi, and home sales where home is a tier of its own.

    One tier: P^-theta = Phi. Two tiers: P^-eta = pi_h p_h^-eta + pi_m (M/pi_m)^(eta/theta), M the sum over foreign origins.
    """
    if p.home is None:
        log_P, U, at_home = np.log(choked) * p.price_power, X / choked, 0.0
    else:
        none = p.home.imports == 0
        M = choked + none
        bundle = p.home.imports * np.exp(p.home.theta / p.theta * np.log(M / (p.home.imports + none)))
        own = p.home.share * np.exp(-p.home.theta * flip(log_p))
        total = own + bundle
        log_P, U, at_home = np.log(total) / -p.home.theta, X / total * bundle / M, own * X / total
    if p.unit is not None:
        log_P = log_P + p.unit.log_kappa + apply(p.unit.share, flip(log_p))
        if len(p.caps):
            c = p.caps
            log_P = log_P + scatter((c.theta == 0) * c.weight * mu, (c.k, c.n), p.spending.shape)
    return log_P, U, at_home


def choke(p: Problem, x: A, mu: A) -> A:
    """What the wedges of controls take off Phi[k,n]: A x (e^(-theta mu) - 1) on the controlled flows."""
    c = p.caps
    return scatter(c.weight * x[c.k, c.i] * (np.exp(-c.theta * mu) - 1.0), (c.k, c.n), p.spending.shape)


def control(p: Problem, log_p: A, x: A, U: A, mu: A) -> tuple[A, A, A]:
    """Controlled flows: change of sales [k,i], rents and revenue [n], and log(quantity/cap).

    A wedge e^mu on the delivered price goes to the exporter (as an export tax), to the importer (as a tariff) or is used up (as
    a trade cost, and then the sales stay). Quantity is the value net of tariff, export tax and wedge over the factory price.
    """
    c = p.caps
    (K, N), wedge = p.spending.shape, np.exp(-1.0 * mu)
    was = c.weight * x[c.k, c.i] * U[c.k, c.n]
    spent = was * np.exp(-c.theta * mu)
    at_border = spent / c.tariff * (c.imported * wedge + (1.0 - c.imported))
    at_factory = spent / (c.tariff * c.tax) * (c.wasted + (1.0 - c.wasted) * wedge)
    without = was / (c.tariff * c.tax)
    less_sold = scatter(at_factory - without, (c.k, c.i), (K, N))
    duties = scatter(spent - at_border - (was - was / c.tariff), (c.n,), (N,))
    taxes = scatter(at_border - at_factory - (was / c.tariff - without), (c.i,), (N,))
    quantity = np.log(spent / (c.tariff * c.tax)) - mu - c.log_base - log_p.T[c.k, c.i]
    return less_sold, duties + taxes, quantity - c.log_cap


# -- income ------------------------------------------------------------------------------------------------------------
def labour_supply(p: Problem, log_w: A, log_Pf: A, tax: A) -> A:
    """log L_hat: elasticity times the log of the real after-tax wage; 0 where labour is fixed."""
    if p.labour is None:
        return 0.0
    return p.labour.elasticity * (tax + log_w - column(log_Pf))


def tax_change(p: Problem, revenue: A, log_Pf: A, paid: A) -> A:
    """log((1-a')/(1-a)) [n,1]: zero under `rebate`; under `cut` the government's real outlay is held."""
    if p.labour is None or p.labour.revenue == "rebate":
        return 0.0
    a = p.labour.income_tax
    outlay = (a * p.value_added + p.revenue_base) * np.exp(log_Pf)
    return column(np.log((1 - (outlay - revenue) / paid.sum(-1)) / (1 - a)))


def income(p: Problem, own: A, log_Pf: A) -> A:
    """I'[n]: what the economy earns (factors, profits, revenue, less subsidies) plus the deficit that the closure allows."""
    if p.closure.name == "nominal":
        return own + p.deficit * _deflator(p, log_Pf)
    if p.closure.name == "proportional":
        return (own + p.deficit_shift) * _kept(p, own)
    return own + p.deficit


def _deflator(p: Problem, log_Pf: A) -> A:
    """The named price of the nominal closure: one economy's consumer prices, or the world's weighted by final spending."""
    if p.closure.deflator is not None:
        return np.exp(cut(log_Pf, p.closure.deflator, p.closure.deflator + 1))
    return _alike((p.final_base / p.final_base.sum() * np.exp(log_Pf)).sum(-1))


def _kept(p: Problem, own: A) -> A:
    """1/(1 - d_n + dbar) with dbar such that deficits add up to zero: Newton, whose last step carries the derivatives."""
    d, base = p.deficit_share, np.real(value(own))

    def gap(earned: A, shift: A) -> A:
        return _alike(((earned + p.deficit_shift) / (1 - d + shift) - earned).sum(-1))

    def slope(shift: A) -> A:
        return _alike(((base + p.deficit_shift) / (1 - d + shift) ** 2).sum(-1))

    shift: A = 0.0
    for _ in range(60):
        step = gap(base, shift) / slope(shift)
        shift = shift + step
        if np.abs(step).max() <= 1e-15:
            break
    return 1 / (1 - d + shift + gap(own, shift) / slope(shift))


def _alike(x: A) -> A:
    """A sum over economies, ready to meet them again (one number for each draw)."""
    return x if np.ndim(value(x)) == 0 else column(x)
