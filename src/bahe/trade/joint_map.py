"""The joint map: one turn from factor prices, prices, spending, real output and wedges to what they would be, given themselves.

Its fixed point is the equilibrium. `books` is everything that one state implies; `image` reads the next state off it; the solver,
the derivatives and the Equilibrium all use the same books.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.reverse import apply, column, cut, flip, join, value
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

    up: A
    """tilts of input shares by product [n,k] and by user [n,j]: gamma'_kj = gamma_kj up_k down_j; None where they stay"""
    down: A
    bundled: A
    """what the share of all inputs in cost is multiplied by [n,j]; None where it stays"""
    final: A
    """final shares [n,k]"""
    log_c: A
    log_p: A
    log_Pf: A
    flows: kernels.Flows
    spending: A
    """X[k,n]"""
    gross: A
    """costs, [n,j]: sales less profits, before output subsidies; inputs and factor payments are shares of it"""
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
    profits: A = 0.0
    """[n,j], or 0"""


def unpack(p: Problem, z: A) -> State:
    """Cut the vector of unknowns into its parts."""
    (K, N), (a, b, c, d) = p.spending.shape, p.ends
    lead = z.shape[:-1]
    log_w = cut(z, None, a).reshape(*lead, N, K if p.specific else 1)
    log_q = cut(z, c, d) if p.scale is None else cut(z, c, d).reshape(*lead, N, K)
    log_P, log_X = cut(z, a, b).reshape(*lead, K, N), cut(z, b, c).reshape(*lead, K, N)
    return State(log_w, log_P, log_X, log_q, cut(z, d, None))


def pack(s: State) -> A:
    """The parts of a state as one vector."""
    return join([s.log_w, s.log_P, s.log_X, s.log_q, s.mu], s.log_X.shape[:-2])


def start(p: Problem) -> Floats:
    """The benchmark: hats of one, no wedge."""
    return np.zeros(p.ends[-1] + len(p.caps))


def books(p: Problem, s: State) -> Books:
    """Costs, prices, flows, revenue and income at a state."""
    log_Q, up, down = kernels.input_bundle(p, s.log_P)
    log_u, factor_share, bundled = kernels.unit_cost(p, s.log_w, log_Q)
    log_c = kernels.factory_cost(p, log_u, s.log_q)
    log_p = kernels.factory_price(p, log_c)
    log_Pf, final = kernels.final_price(p, s.log_P)
    X = p.spending * np.exp(s.log_X)
    flows = kernels.trade(p, log_p, X, s.mu)
    profits: A = 0.0 if p.profit_share is None else p.profit_share * flows.sales
    cost = flows.sales if p.profit_share is None else flows.sales - profits
    gross = cost if p.subsidy is None else cost / (1 - p.subsidy)
    subsidies: A = 0.0 if p.subsidy is None else (p.subsidy * gross).sum(-1)
    paid = factor_share * gross
    tax = kernels.tax_change(p, flows.revenue, log_Pf, paid)
    supply = kernels.labour_supply(p, s.log_w, log_Pf, tax)
    earned = (p.factors * np.exp(s.log_w if p.labour is None else s.log_w + supply)).sum(-1)
    own = earned + flows.revenue - subsidies
    spent = kernels.income(p, own if p.profit_share is None else own + profits.sum(-1), log_Pf)
    return Books(
        up, down, bundled, final, log_c, log_p, log_Pf, flows, X, gross, subsidies, paid, supply, earned, spent, profits
    )


def image(p: Problem, s: State, b: Books) -> State:
    """The next state: factor prices that clear, new prices, spending of industries and households, real output, wedges."""
    return State(_factor_price(p, s, b), b.flows.log_P, _spending(p, b), _output(p, s, b), _wedge(p, s, b))


def turn(p: Problem, z: A) -> A:
    """The joint map on vectors."""
    s = unpack(p, z)
    return pack(image(p, s, books(p, s)))


def _factor_price(p: Problem, s: State, b: Books) -> A:
    """Factor prices that clear the market for what industries pay, in the numeraire (world factor income is constant)."""
    demand = b.paid if p.specific else column(b.paid.sum(-1))
    eta = 0.0 if p.labour is None else p.labour.elasticity
    level = column(column(np.log(b.earned.sum(-1) / p.world_income)))
    if not p.specific:
        return s.log_w + (np.log(demand / p.factors) - b.supply - s.log_w - level) / (1 + eta)
    # Industries without factors keep their price.
    excess = np.log(demand + p.idle) - p.log_factors - (b.supply + s.log_w + level) * (1 - p.idle)
    return s.log_w + excess / (1 + eta)


def _spending(p: Problem, b: Books) -> A:
    """log of X'/X [k,n]: inputs bought by industries plus final demand; zero where nothing was bought."""
    orders = b.gross if b.bundled is None else b.gross * b.bundled
    inputs = apply(p.cost_share, orders) if b.up is None else apply(p.cost_share, orders * b.down) * b.up
    spending = inputs + b.final * column(b.income)
    return np.log((flip(spending) + p.unbought) / p.spending_or_one)


def _output(p: Problem, s: State, b: Books) -> A:
    """log q[n,j]: real output, for economies of scale."""
    if p.scale is None:
        return s.log_q
    idle = p.costs <= 0
    return (np.log(b.gross + idle) - np.log(p.costs + idle) - b.log_c) * ~idle


def _wedge(p: Problem, s: State, b: Books) -> A:
    """mu' = max(0, mu + pressure/sigma): a wedge only where the cap is tight (complementarity)."""
    if not len(p.caps):
        return s.mu
    moved = s.mu + b.flows.pressure / np.maximum(1 + p.caps.theta, 1.0)
    return moved * (np.real(value(moved)) > 0)


def precondition(p: Problem, r: Floats, transposed: bool = False) -> Floats:
    """A residual of the joint map turned into a step by the guide: linear, and no result depends on it (see `trade/guide.py`)."""
    s = unpack(p, p.guide.across(r, transposed) if transposed else r)
    own = np.concatenate([s.log_w, flip(s.log_P), flip(s.log_X)], axis=-1)
    step = p.guide.own(own, transposed)
    (K, _), L = p.spending.shape, s.log_w.shape[-1]
    w, P, X = step[..., :L], step[..., L : L + K], step[..., L + K :]
    out = join([w, flip(P), flip(X), s.log_q, s.mu], s.log_X.shape[:-2])
    return out if transposed else p.guide.across(out)


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
