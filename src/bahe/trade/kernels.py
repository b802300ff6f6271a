"""The equations of MODEL.md section 2, each a function of its size.

Letters: w factor price, P composite price, Q input bundle, u unit cost before productivity, c unit cost, X spending,
Y sales, mu log price wedge of a control; `log_` in front where the logarithm is the argument. Arrays: prices and spending
`[k,n]`, industries `[n,j]`, cubes `[k,n,i]`. The same code runs on floats, on complex numbers and on the tape of
`bahe.numerics.reverse`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bahe.numerics.reverse import apply, apply_t, join, scatter
from bahe.trade.problem import Problem

#: A float or complex array, or a recorded Var: the kernels do not care.
A = Any


@dataclass(frozen=True)
class State:
    """The unknowns in logs: factor prices w[n] or w[n,j], prices P[k,n], spending X[k,n], wedges mu of controlled flows."""

    log_w: A
    log_P: A
    log_X: A
    mu: A


@dataclass(frozen=True)
class Flows:
    """Where spending goes: sales Y[n,j] at the factory door, revenue R[n], new price, and wedge pressure of controls."""

    log_P: A
    sales: A
    revenue: A
    pressure: A


def unpack(p: Problem, z: A) -> State:
    """Cut the vector of unknowns into its parts."""
    K, N = p.spending.shape
    width = N * K if p.specific else N
    w = z[:width].reshape(N, K) if p.specific else z[:width].reshape(N, 1)
    return State(w, z[width : width + K * N].reshape(K, N), z[width + K * N : width + 2 * K * N].reshape(K, N),
                 z[width + 2 * K * N :])  # fmt: skip


def start(p: Problem) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The benchmark: hats of one, base spending, no wedge."""
    K, N = p.spending.shape
    log_x = np.log(np.where(p.active, p.spending, 1.0)).ravel()
    return np.concatenate([np.zeros(N * K if p.specific else N), np.zeros(K * N), log_x, np.zeros(len(p.caps))])


def ces(share: A, log_price: A, s: float, axis: int) -> A:
    """log of the CES price index with shares that add up to one; the log form where s = 1."""
    if s == 1.0:
        return (share * log_price).sum(axis)
    return np.log((share * np.exp((1 - s) * log_price)).sum(axis)) / (1 - s)


def input_bundle(p: Problem, log_P: A) -> A:
    """log Q[n,j]: price of the bundle of inputs of industry j."""
    bought = 1 - p.value_added_share
    safe = np.where(bought > 0, bought, 1.0)
    if p.s_in == 1.0:
        return apply_t(p.cost_share, log_P.T) / safe
    return np.log(apply_t(p.cost_share, np.exp((1 - p.s_in) * log_P.T)) / safe + (bought <= 0)) / (1 - p.s_in)


def unit_cost(p: Problem, log_w: A, log_Q: A) -> A:
    """log u[n,j] = CES of value added and inputs, before productivity."""
    beta = p.value_added_share
    if p.s_va == 1.0:
        return beta * log_w + (1 - beta) * log_Q
    return np.log(beta * np.exp((1 - p.s_va) * log_w) + (1 - beta) * np.exp((1 - p.s_va) * log_Q)) / (1 - p.s_va)


def final_price(p: Problem, log_P: A) -> A:
    """log Pfin[n]: exact price index of final demand."""
    return ces(p.final_share, log_P.T, p.s_fin, 1)


def factory_price(p: Problem, log_u: A) -> A:
    """log of the price at the factory door [n,j]: u / z, less the output subsidy."""
    log_c = log_u - p.log_z
    return log_c if p.subsidy is None else log_c + np.log(1 - p.subsidy)


def trade(p: Problem, log_p: A, X: A, mu: A) -> Flows:
    """Prices, sales and tariff revenue from factory prices and spending: three batched products (ANCHORS.md C.2).

    Phi = A x; share net of tariff = (B x)/Phi; sales = x B'(X/Phi), with x = p^-theta.
    """
    K, N = p.spending.shape
    c = p.caps
    log_x = -p.theta * log_p.T
    x = np.exp(log_x)
    offered = apply(p.weight, x)
    imports: A = offered
    capped: A = 0.0
    if len(c):
        before = c.weight * x[c.k, c.i]
        capped = before * np.exp(-c.theta * mu)
        imports = offered + scatter(capped - before, (c.k, c.n), (K, N))
    log_new, U, home_sales = origins(p, imports, log_p, X, mu)
    t = p.taxed
    landed = p.net if p.landed is None else p.landed
    revenue = ((offered[t] - apply(landed[t], x[t])) * U[t]).sum(0)
    sold = x * apply_t(p.net, U) + home_sales
    if p.landed is not None:
        revenue = revenue + (x * apply_t(p.landed - p.net, U)).sum(0)
    pressure: A = mu
    if len(c):
        spent, was, wedge = capped * U[c.k, c.n], before * U[c.k, c.n], np.exp(-1.0 * mu)
        at_border = spent / c.tariff * (c.imported * wedge + (1.0 - c.imported))
        at_factory = spent / (c.tariff * c.tax) * (c.wasted * 1.0 + (1.0 - c.wasted) * wedge)
        sold = sold + scatter(at_factory - was / (c.tariff * c.tax), (c.k, c.i), (K, N))
        revenue = revenue + scatter((spent - at_border) - (was - was / c.tariff), (c.n,), (N,))
        revenue = revenue + scatter(
            (at_border - at_factory) - (was / c.tariff - was / (c.tariff * c.tax)), (c.i,), (N,)
        )
        quantity = np.log(spent / (c.tariff * c.tax)) - mu - c.log_base - log_p.T[c.k, c.i]
        pressure = quantity - c.log_cap
    return Flows(log_new, sold.T, revenue, pressure)


def origins(p: Problem, imports: A, log_p: A, X: A, mu: A) -> tuple[A, A, A]:
    """The nest of origins: log P'[k,n], spending per unit of weight U = X/Phi, and home sales where home is a tier of its own.

    One tier: P^-theta = Phi. Two tiers: P^-eta = pi_h p_h^-eta + pi_m (M/pi_m)^(eta/theta), M the sum over foreign origins.
    """
    if p.home_theta is None or p.import_weight is None or p.home_weight is None:
        log_new, U, home_sales = np.log(imports) * p.price_power, X / imports, 0.0
    else:
        none = p.import_weight == 0
        M = imports + none
        bundle = p.import_weight * np.exp(p.home_theta / p.theta * np.log(M / (p.import_weight + none)))
        home = p.home_weight * np.exp(-p.home_theta * log_p.T)
        total = home + bundle
        log_new, U, home_sales = np.log(total) / -p.home_theta, X / total * bundle / M, home * X / total
    if p.cobb_douglas is not None:
        log_new = log_new + p.log_kappa + apply(p.cobb_douglas, log_p.T)
        if len(p.caps):
            log_new = log_new + scatter(
                (p.caps.theta == 0) * p.caps.weight * mu, (p.caps.k, p.caps.n), p.spending.shape
            )
    return log_new, U, home_sales


def labour_supply(p: Problem, log_w: A, log_Pf: A, tax_log: A) -> A:
    """log L_hat: elasticity times the log of the real after-tax wage."""
    if p.labour is None:
        return 0.0
    return p.labour.elasticity * (tax_log + log_w - log_Pf.reshape(-1, 1))


def tax_change(p: Problem, revenue: A, log_Pf: A, paid: A) -> A:
    """log((1-a')/(1-a)) [n,1]: zero under `rebate`; under `cut` the government's real outlay is held."""
    if p.labour is None or p.labour.revenue == "rebate":
        return 0.0
    a = p.labour.income_tax
    outlay = (a * p.value_added + p.revenue_base) * np.exp(log_Pf)
    new = (outlay - revenue) / paid
    return np.log((1 - new) / (1 - a)).reshape(-1, 1)


def income(p: Problem, earned: A, revenue: A, cost: A, log_Pf: A) -> A:
    """I'[n] = earned + R' - subsidies + D' under the closure."""
    own = earned + revenue - cost
    name = p.closure.name
    if name == "nominal":
        return own + p.deficit * _deflator(p, log_Pf)
    if name == "proportional":
        return (own + p.deficit_shift) * _keep(p, own)
    return own + p.deficit


def _deflator(p: Problem, log_Pf: A) -> A:
    """The named price of the nominal closure: one economy's consumer prices, or the world's weighted by final spending."""
    if p.closure.deflator is not None:
        return np.exp(log_Pf[p.closure.deflator : p.closure.deflator + 1])
    weights = p.final_base / p.final_base.sum()
    return (weights * np.exp(log_Pf)).sum(0)


def _keep(p: Problem, own: A) -> A:
    """1/(1 - d_n + dbar) with dbar such that deficits add up to zero; one exact Newton step at the root carries derivatives."""
    d = p.deficit_share
    value = own.value if hasattr(own, "value") else np.real(own)
    shift = 0.0
    for _ in range(60):
        keep = 1 / (1 - d + shift)
        gap = float(((value + p.deficit_shift) * keep - value).sum())
        slope = float(((value + p.deficit_shift) * keep**2).sum())
        shift += gap / slope
        if abs(gap) <= 1e-15 * abs(slope):
            break
    keep = 1 / (1 - d + shift)
    slope = float(((value + p.deficit_shift) * keep**2).sum())
    gap = ((own + p.deficit_shift) * keep - own).sum(0)
    return 1 / (1 - d + shift + gap / slope)


def image(p: Problem, s: State) -> State:
    """One turn of the joint map: what factor prices, prices, spending and wedges would be, given what they are."""
    return turn(p, s)[0]


def turn(p: Problem, s: State) -> tuple[State, A, A]:
    """The image of the joint map, and log I'[n] and log Pfin[n] at the state."""
    log_Q = input_bundle(p, s.log_P)
    log_u = unit_cost(p, s.log_w, log_Q)
    log_p = factory_price(p, log_u)
    X = np.exp(s.log_X) * p.active
    flows = trade(p, log_p, X, s.mu)
    gross = flows.sales if p.subsidy is None else flows.sales / (1 - p.subsidy)
    cost: A = 0.0 if p.subsidy is None else (p.subsidy * gross).sum(1)
    log_Pf = final_price(p, s.log_P)

    paid = p.value_added_share * gross
    if p.s_va != 1.0:
        paid = paid * np.exp((1 - p.s_va) * (s.log_w - log_u))
    tax = tax_change(p, flows.revenue, log_Pf, paid.sum(1))
    supply = labour_supply(p, s.log_w, log_Pf, tax)
    base = p.factor_income if p.specific else p.value_added.reshape(-1, 1)
    earned = (base * np.exp(s.log_w + supply)).sum(1)
    log_w = _factor_price(p, s.log_w, paid, base, supply, earned)

    orders = gross
    if p.s_va != 1.0:
        orders = orders * np.exp((1 - p.s_va) * (log_Q - log_u))
    if p.s_in != 1.0:
        inputs = apply(p.cost_share, orders * np.exp((p.s_in - 1) * log_Q)) * np.exp((1 - p.s_in) * s.log_P.T)
    else:
        inputs = apply(p.cost_share, orders)
    budget = p.final_share
    if p.s_fin != 1.0:
        budget = budget * np.exp((1 - p.s_fin) * (s.log_P.T - log_Pf.reshape(-1, 1)))
    spent = income(p, earned, flows.revenue, cost, log_Pf)
    spending = inputs + budget * spent.reshape(-1, 1)
    log_X = np.log(spending.T * p.active + ~p.active)
    return State(log_w, flows.log_P, log_X, _wedge(p, s.mu, flows.pressure)), np.log(spent), log_Pf


def precondition(p: Problem, r: A) -> A:
    """A residual of the joint map turned into a step: factor prices first, then prices and spending as they follow at home.

    Block lower triangular and linear. Home input links are inverted once per world, so that the iteration need only find what
    passes between economies; it saves a third to a half of the iterations and changes no result.
    """
    g, s = p.guide, unpack(p, r)
    dw = g.damping * s.log_w
    dP = apply(g.prices, s.log_P.T + g.pass_through * dw)
    income = (p.factor_income * dw).sum(1).reshape(-1, 1) if p.specific else dw
    dX = apply(g.spending, s.log_X.T + g.earned * income)
    return join([dw, dP.T, dX.T, s.mu])


def _factor_price(p: Problem, log_w: A, paid: A, base: A, supply: A, earned: A) -> A:
    """Factor prices that clear the market for what industries pay, in the numeraire (world factor income is constant)."""
    demand = paid if p.specific else paid.sum(1).reshape(-1, 1)
    idle = base <= 0
    eta = 0.0 if p.labour is None else p.labour.elasticity
    excess = np.log(demand + idle) - np.log(base + idle) - (supply + log_w) * ~idle
    level = np.log(earned.sum(0) / p.world_income)
    return log_w + (excess - level * ~idle) / (1 + eta)


def _wedge(p: Problem, mu: A, pressure: A) -> A:
    """mu' = max(0, mu + pressure/sigma): a wedge only where the cap is tight (complementarity)."""
    if not len(p.caps):
        return mu
    moved = mu + pressure / np.maximum(1 + p.caps.theta, 1.0)
    value = moved.value if hasattr(moved, "value") else np.real(moved)
    return moved * (value > 0)


def pack(s: State) -> A:
    """The parts of a state as one vector."""
    return join([s.log_w, s.log_P, s.log_X, s.mu])


def settle(p: Problem, s: State) -> dict[str, Any]:
    """Everything that can be read off a solved state, with the same kernels as the iteration."""
    log_Q = input_bundle(p, s.log_P)
    log_u = unit_cost(p, s.log_w, log_Q)
    log_p = factory_price(p, log_u)
    X = np.exp(s.log_X) * p.active
    flows = trade(p, log_p, X, s.mu)
    gross = flows.sales if p.subsidy is None else flows.sales / (1 - p.subsidy)
    subsidies = np.zeros_like(p.value_added) if p.subsidy is None else (p.subsidy * gross).sum(1)
    log_Pf = final_price(p, s.log_P)
    paid = p.value_added_share * gross
    if p.s_va != 1.0:
        paid = paid * np.exp((1 - p.s_va) * (s.log_w - log_u))
    tax = tax_change(p, flows.revenue, log_Pf, paid.sum(1))
    supply = labour_supply(p, s.log_w, log_Pf, tax)
    base = p.factor_income if p.specific else p.value_added.reshape(-1, 1)
    earned = (base * np.exp(s.log_w + supply)).sum(1)
    return {
        "cost": np.exp(log_u - p.log_z),
        "factory_price": np.exp(log_p),
        "final_price": np.exp(log_Pf),
        "spending": X.T,
        "sales": flows.sales,
        "gross": gross,
        "paid": paid,
        "revenue": flows.revenue,
        "subsidies": subsidies,
        "earned": earned,
        "labour": np.exp(np.broadcast_to(supply, s.log_w.shape)).mean(1)
        if np.ndim(supply)
        else np.ones(len(p.value_added)),
        "income": income(p, earned, flows.revenue, subsidies, log_Pf),
    }


def spending_by_origin(p: Problem, s: State) -> Any:
    """Spending at purchaser prices [k,n,i], home included."""
    log_u = unit_cost(p, s.log_w, input_bundle(p, s.log_P))
    log_p = factory_price(p, log_u)
    X = np.exp(s.log_X) * p.active
    x = np.exp(-p.theta * log_p.T)
    cube = p.weight * x[:, None, :]
    c = p.caps
    if len(c):
        cube[c.k, c.n, c.i] *= np.exp(-c.theta * s.mu)
    _, U, home_sales = origins(p, cube.sum(2), log_p, X, s.mu)
    cube *= U[:, :, None]
    if p.home_theta is not None:
        np.einsum("knn->kn", cube)[...] = home_sales
    return cube
