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

from bahe.numerics.reverse import apply, apply_t, scatter, value
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
def ces(share: A, log_price: A, s: float, axis: int) -> A:
    """log of the CES price index with shares that add up to one; the log form where s = 1."""
    if s == 1.0:
        return (share * log_price).sum(axis)
    return np.log((share * np.exp((1 - s) * log_price)).sum(axis)) / (1 - s)


def tilted(share: A, log_price: A, log_index: A, s: float) -> A:
    """A CES share after prices moved: share (p/P)^(1-s); unchanged where s = 1."""
    return share if s == 1.0 else share * np.exp((1 - s) * (log_price - log_index))


def input_bundle(p: Problem, log_P: A) -> A:
    """log Q[n,j]: price of the bundle of inputs of industry j."""
    if p.s_in == 1.0:
        return apply_t(p.cost_share, log_P.T) / p.input_share_or_one
    mean = apply_t(p.cost_share, np.exp((1 - p.s_in) * log_P.T)) / p.input_share_or_one
    return np.log(mean + (p.input_share <= 0)) / (1 - p.s_in)


def unit_cost(p: Problem, log_w: A, log_Q: A) -> A:
    """log u[n,j] = CES of value added and inputs, before productivity and scale."""
    beta = p.value_added_share
    if p.s_va == 1.0:
        return beta * log_w + p.input_share * log_Q
    return np.log(beta * np.exp((1 - p.s_va) * log_w) + p.input_share * np.exp((1 - p.s_va) * log_Q)) / (1 - p.s_va)


def factory_cost(p: Problem, log_u: A, log_q: A) -> A:
    """log c[n,j] = u / (z q^psi): productivity and, where there are economies of scale, real output."""
    log_c = log_u if p.log_z is None else log_u - p.log_z
    return log_c if p.scale is None else log_c - p.scale * log_q


def factory_price(p: Problem, log_c: A) -> A:
    """log p[n,j]: unit cost less the output subsidy."""
    return log_c if p.subsidy is None else log_c + np.log(1 - p.subsidy)


def final_price(p: Problem, log_P: A) -> A:
    """log Pfin[n]: exact price index of final demand."""
    return ces(p.final_share, log_P.T, p.s_fin, 1)


# -- trade ------------------------------------------------------------------------------------------------------------
def trade(p: Problem, log_p: A, X: A, mu: A) -> Flows:
    """Prices, sales and tariff revenue from factory prices and spending, in three batched products.

    With x = p^-theta: Phi = A x; the share net of tariff and export tax is (B x)/Phi; sales are x B'(X/Phi).
    """
    x = np.exp(-p.theta * log_p.T)
    offered = apply(p.weight, x)
    choked = offered + choke(p, x, mu) if len(p.caps) else offered
    log_P, U, at_home = origins(p, choked, log_p, X, mu)
    t, landed = p.taxed, p.net if p.landed is None else p.landed
    revenue = ((offered[t] - apply(landed[t], x[t])) * U[t]).sum(0)
    sales = x * apply_t(p.net, U)
    if p.home is not None:
        sales = sales + at_home
    if p.landed is not None:
        revenue = revenue + (x * apply_t(p.export_taxed, U)).sum(0)
    if not len(p.caps):
        return Flows(log_P, sales.T, revenue, mu)
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
        own = p.home.share * np.exp(-p.home.theta * log_p.T)
        total = own + bundle
        log_P, U, at_home = np.log(total) / -p.home.theta, X / total * bundle / M, own * X / total
    if p.unit is not None:
        log_P = log_P + p.unit.log_kappa + apply(p.unit.share, log_p.T)
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
    return p.labour.elasticity * (tax + log_w - log_Pf.reshape(-1, 1))


def tax_change(p: Problem, revenue: A, log_Pf: A, paid: A) -> A:
    """log((1-a')/(1-a)) [n,1]: zero under `rebate`; under `cut` the government's real outlay is held."""
    if p.labour is None or p.labour.revenue == "rebate":
        return 0.0
    a = p.labour.income_tax
    outlay = (a * p.value_added + p.revenue_base) * np.exp(log_Pf)
    return np.log((1 - (outlay - revenue) / paid.sum(1)) / (1 - a)).reshape(-1, 1)


def income(p: Problem, own: A, log_Pf: A) -> A:
    """I'[n]: what the economy earns (factors, revenue, less subsidies) plus the deficit that the closure allows."""
    if p.closure.name == "nominal":
        return own + p.deficit * _deflator(p, log_Pf)
    if p.closure.name == "proportional":
        return (own + p.deficit_shift) * _kept(p, own)
    return own + p.deficit


def _deflator(p: Problem, log_Pf: A) -> A:
    """The named price of the nominal closure: one economy's consumer prices, or the world's weighted by final spending."""
    if p.closure.deflator is not None:
        return np.exp(log_Pf[p.closure.deflator : p.closure.deflator + 1])
    return (p.final_base / p.final_base.sum() * np.exp(log_Pf)).sum(0)


def _kept(p: Problem, own: A) -> A:
    """1/(1 - d_n + dbar) with dbar such that deficits add up to zero: Newton, whose last step carries the derivatives."""
    d, base = p.deficit_share, np.real(value(own))

    def gap(earned: A, shift: A) -> A:
        return ((earned + p.deficit_shift) / (1 - d + shift) - earned).sum(0)

    def slope(shift: float) -> float:
        return float(((base + p.deficit_shift) / (1 - d + shift) ** 2).sum())

    shift = 0.0
    for _ in range(60):
        step = float(gap(base, shift)) / slope(shift)
        shift += step
        if abs(step) <= 1e-15:
            break
    return 1 / (1 - d + shift + gap(own, shift) / slope(shift))
