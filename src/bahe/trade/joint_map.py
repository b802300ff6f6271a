"""The joint map: one turn from factor prices, prices, spending, real output and wedges to what they would be, given themselves.

Its fixed point is the equilibrium. `books` is everything that one state implies; `image` reads the next state off it; the solver,
the derivatives and the Equilibrium all use the same books.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.reverse import apply, join, value
from bahe.trade import kernels
from bahe.trade.kernels import A
from bahe.trade.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """The unknowns, all hats in logs: w[n,1] or w[n,j], P[k,n], spending X[k,n], real output q[n,j] (empty without economies of
    scale), and the wedges mu of controlled flows. The benchmark is zero."""

    log_w: A
    log_P: A
    log_X: A
    log_q: A
    mu: A


@dataclass(frozen=True)
class Books:
    """What a state implies, USD million and hats; arrays as in `kernels`."""

    log_Q: A
    log_u: A
    log_c: A
    log_p: A
    log_Pf: A
    flows: kernels.Flows
    spending: A
    """X[k,n]"""
    gross: A
    """sales before output subsidies, [n,j]: inputs and factor payments are shares of it"""
    subsidies: A
    """[n], or 0"""
    paid: A
    """what industries pay to factors [n,j]"""
    supply: A
    """log of factors supplied, [n,1] or [n,j], or 0"""
    earned: A
    """what factors earn at the state's prices [n]"""
    income: A
    """final spending [n]"""


def unpack(p: Problem, z: A) -> State:
    """Cut the vector of unknowns into its parts."""
    (K, N), (a, b, c, d) = p.spending.shape, p.ends
    log_w = z[:a].reshape(N, K) if p.specific else z[:a].reshape(N, 1)
    log_q = z[c:d] if p.scale is None else z[c:d].reshape(N, K)
    return State(log_w, z[a:b].reshape(K, N), z[b:c].reshape(K, N), log_q, z[d:])


def pack(s: State) -> A:
    """The parts of a state as one vector."""
    return join([s.log_w, s.log_P, s.log_X, s.log_q, s.mu])


def start(p: Problem) -> Floats:
    """The benchmark: hats of one, no wedge."""
    return np.zeros(p.ends[-1] + len(p.caps))


def books(p: Problem, s: State) -> Books:
    """Costs, prices, flows, revenue and income at a state."""
    log_Q = kernels.input_bundle(p, s.log_P)
    log_u = kernels.unit_cost(p, s.log_w, log_Q)
    log_c = kernels.factory_cost(p, log_u, s.log_q)
    log_p = kernels.factory_price(p, log_c)
    log_Pf = kernels.final_price(p, s.log_P)
    X = p.spending * np.exp(s.log_X)
    flows = kernels.trade(p, log_p, X, s.mu)
    gross = flows.sales if p.subsidy is None else flows.sales / (1 - p.subsidy)
    subsidies: A = 0.0 if p.subsidy is None else (p.subsidy * gross).sum(1)
    paid = kernels.tilted(p.value_added_share * gross, s.log_w, log_u, p.s_va)
    tax = kernels.tax_change(p, flows.revenue, log_Pf, paid)
    supply = kernels.labour_supply(p, s.log_w, log_Pf, tax)
    earned = (p.factors * np.exp(s.log_w if p.labour is None else s.log_w + supply)).sum(1)
    spent = kernels.income(p, earned + flows.revenue - subsidies, log_Pf)
    return Books(log_Q, log_u, log_c, log_p, log_Pf, flows, X, gross, subsidies, paid, supply, earned, spent)


def image(p: Problem, s: State, b: Books) -> State:
    """The next state: factor prices that clear, new prices, spending of industries and households, real output, wedges."""
    return State(_factor_price(p, s, b), b.flows.log_P, _spending(p, s, b), _output(p, b), _wedge(p, s, b))


def turn(p: Problem, z: A) -> A:
    """The joint map on vectors."""
    s = unpack(p, z)
    return pack(image(p, s, books(p, s)))


def _factor_price(p: Problem, s: State, b: Books) -> A:
    """Factor prices that clear the market for what industries pay, in the numeraire (world factor income is constant)."""
    demand = b.paid if p.specific else b.paid.sum(1).reshape(-1, 1)
    eta = 0.0 if p.labour is None else p.labour.elasticity
    level = np.log(b.earned.sum(0) / p.world_income)
    if not p.specific:
        return s.log_w + (np.log(demand / p.factors) - b.supply - s.log_w - level) / (1 + eta)
    # Industries without factors keep their price.
    excess = np.log(demand + p.idle) - p.log_factors - (b.supply + s.log_w + level) * (1 - p.idle)
    return s.log_w + excess / (1 + eta)


def _spending(p: Problem, s: State, b: Books) -> A:
    """log of X'/X [k,n]: inputs bought by industries plus final demand; zero where nothing was bought."""
    orders = kernels.tilted(b.gross, b.log_Q, b.log_u, p.s_va)
    if p.s_in == 1.0:
        inputs = apply(p.cost_share, orders)
    else:
        inputs = apply(p.cost_share, orders * np.exp((p.s_in - 1) * b.log_Q)) * np.exp((1 - p.s_in) * s.log_P.T)
    budget = kernels.tilted(p.final_share, s.log_P.T, b.log_Pf.reshape(-1, 1), p.s_fin)
    spending = inputs + budget * b.income.reshape(-1, 1)
    return np.log((spending.T + p.unbought) / p.spending_or_one)


def _output(p: Problem, b: Books) -> A:
    """log q[n,j]: real output, for economies of scale."""
    if p.scale is None:
        return np.zeros(0)
    idle = p.output <= 0
    return (np.log(b.gross + idle) - np.log(p.output + idle) - b.log_c) * ~idle


def _wedge(p: Problem, s: State, b: Books) -> A:
    """mu' = max(0, mu + pressure/sigma): a wedge only where the cap is tight (complementarity)."""
    if not len(p.caps):
        return s.mu
    moved = s.mu + b.flows.pressure / np.maximum(1 + p.caps.theta, 1.0)
    return moved * (np.real(value(moved)) > 0)


def precondition(p: Problem, r: A) -> A:
    """A residual of the joint map turned into a step: factor prices first, then prices and spending as they follow at home.

    Block lower triangular and linear. Home input links are inverted once per world, so that the iteration need only find what
    passes between economies; it saves a third to a half of the iterations and changes no result.
    """
    g, s = p.guide, unpack(p, r)
    dw = g.damping * s.log_w
    dP = apply(g.prices, s.log_P.T + g.pass_through * dw)
    earned = (p.factors * dw).sum(1).reshape(-1, 1) if p.specific else dw
    # A dearer home industry sells less, at home and abroad; what it then buys feeds back through the same multiplier:
    # (I - M)^-1 (r + M u) = (I - M)^-1 (r + u) - u, so that it costs no product more.
    dp = (dP - s.log_P.T) * g.per_home
    u = g.won * dP - g.lost * dp
    dX = apply(g.spending, s.log_X.T + g.earned * earned + u) - u
    return join([dw, dP.T, dX.T, s.log_q, s.mu])


def spending_by_origin(p: Problem, s: State, b: Books) -> Any:
    """Spending at purchaser prices [k,n,i], home included."""
    x = np.exp(-p.theta * b.log_p.T)
    cube = p.weight * x[:, None, :]
    c = p.caps
    if len(c):
        cube[c.k, c.n, c.i] *= np.exp(-c.theta * s.mu)
    _, U, at_home = kernels.origins(p, cube.sum(2), b.log_p, b.spending, s.mu)
    cube *= U[:, :, None]
    if p.home is not None:
        np.einsum("knn->kn", cube)[...] = at_home
    return cube
