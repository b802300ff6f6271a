"""The equations of the textbook, chapter 2, written out anew cell by cell and evaluated at what the engine reports.

The second solver finds its own root; here nothing is solved. Every array of an Equilibrium is put into the equations, with
instruments, rent rules, closures and labour supply mixed on the same flows, and the gaps must vanish.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

import bahe
from bahe.faults import Conflict, NotConverged
from bahe.trade import solve as engine
from bahe.trade.joint_map import start
from bahe.world.horizon import Horizon
from laws.worlds import invent, world_of

HORIZONS = {
    "Cobb-Douglas origins": Horizon("Cobb-Douglas origins", np.zeros(3), 0.5, 0.2, 1.0),
    "mixed, specific": Horizon("mixed, specific", np.array([0.0, 2.0, -0.2]), 0.3, 0.2, 1.1, True),
    "two tiers": Horizon("two tiers", np.array([3.0, 4.0, 6.0]), 0.5, 0.6, 0.9, False, np.array([1.5, 2.0, 0.5])),
    "two tiers, specific": Horizon(
        "two tiers, specific", np.array([0.8, 1.0, 1.5]), 0.3, 0.2, 0.9, True, np.array([0.3, -0.2, 0.5])
    ),
    "scale": Horizon("scale", np.array([3.0, 4.0, 6.0]), scale=np.array([0.1, 0.0, 0.05])),
    "scale, specific": Horizon(
        "scale, specific", np.array([3.0, 4.0, 6.0]), 0.4, 0.3, 0.9, True, scale=np.array([0.1, 0.02, 0.05])
    ),
}
WORLD = world_of(invent(20, 4, 3, zeros=0.15), HORIZONS)
N, K = 4, 3
GIFT = 0.01 * float(WORLD.value_added.min())


def ces(share: np.ndarray, price: np.ndarray, s: float) -> float:
    there = share != 0
    share, price = share[there], price[there]
    if s == 1:
        return float(np.exp((share * np.log(price)).sum()))
    return float((share * price ** (1 - s)).sum() ** (1 / (1 - s)))


def origins(base: np.ndarray, banned: np.ndarray, delivered: np.ndarray, n: int, sigma: float, home: float | None):
    """Composite price and new shares of one product in one market."""
    left = np.where(banned, 0.0, base)
    if home is None:
        price = ces(left, delivered, sigma)
        return price, left * (delivered / price) ** (1 - sigma)
    abroad = np.arange(N) != n
    imports = base[abroad].sum()
    inner = ces(left[abroad] / imports, delivered[abroad], sigma)
    price = ces(np.array([base[n], imports]), np.array([delivered[n], inner]), home)
    new = left * (delivered / inner) ** (1 - sigma) * (inner / price) ** (1 - home)
    new[n] = base[n] * (delivered[n] / price) ** (1 - home)
    return price, new


def gaps(eq: "bahe.Equilibrium", rents: dict, labour: "bahe.LabourSupply | None", gift: np.ndarray) -> dict[str, float]:
    """Largest gap of every equation, relative to base values."""
    w, h, lev = eq.world, eq.world.horizon(eq.horizon), eq.levers
    e, v = lev.export_tax, lev.subsidy
    banned = np.zeros((N, N, K), dtype=bool) if lev.banned is None else lev.banned
    wages, P, Y, X, income = eq.factor_price_hat, eq.price_hat, eq.output_new, eq.expenditure_new, eq.income_new
    beta, gamma, alpha = w.value_added_share, w.cost_share, w.final_share
    gross, sold = Y / (1 - v), w.output > 0
    Q, u = np.ones((N, K)), np.ones((N, K))
    for n, j in product(range(N), range(K)):
        if beta[n, j] < 1:
            Q[n, j] = ces(gamma[n, :, j] / (1 - beta[n, j]), P[n], h.inputs)
        u[n, j] = ces(np.array([beta[n, j], 1 - beta[n, j]]), np.array([wages[n, j], Q[n, j]]), h.value_added)
    cost = u.copy()
    if h.scale is not None:
        cost *= (np.where(sold, gross, 1.0) / np.where(sold, w.output, 1.0) / eq.cost_hat) ** -h.scale
    door = eq.cost_hat * (1 - v)
    delivered = door[None] * (1 + lev.tariff) * (1 + e) / (1 + w.tariff) * eq.wedge
    out = {"cost": np.abs(cost / eq.cost_hat - 1)[sold].max(), "price": 0.0, "share": 0.0, "cap": 0.0}
    trade, border, revenue = np.zeros((N, N, K)), np.zeros((N, N, K)), np.zeros(N)
    for n, k in product(range(N), range(K)):
        if w.expenditure[n, k] == 0:
            continue
        home = None if h.home_elasticity is None else 1 + h.home_elasticity[k]
        price, share = origins(
            w.trade_share[n, :, k], banned[n, :, k], delivered[n, :, k], n, 1 + h.trade_elasticity[k], home
        )
        out["price"] = max(out["price"], abs(price / P[n, k] - 1))
        out["share"] = max(out["share"], np.abs(share - eq.trade_share_new[n, :, k]).max())
        for i in range(N):
            rent, _ = rents.get((n, i), (None, 1.0))
            t, tax = 1 + lev.tariff[n, i, k], 1 + e[n, i, k]
            t *= eq.wedge[n, i, k] if rent == "importer" else 1.0
            tax *= eq.wedge[n, i, k] if rent == "exporter" else 1.0
            border[n, i, k] = share[i] * X[n, k] / t
            trade[n, i, k] = border[n, i, k] / tax
            revenue[n] += share[i] * X[n, k] - border[n, i, k]
            revenue[i] += border[n, i, k] - trade[n, i, k]
    for (n, i), (rent, cap) in rents.items():
        for k in np.flatnonzero((w.trade[n, i] > 0) & ~banned[n, i]):
            quantity = trade[n, i, k] / door[i, k] / w.trade[n, i, k]
            quantity /= eq.wedge[n, i, k] if rent == "nobody" else 1.0
            tight = eq.wedge[n, i, k] > 1 + 1e-9
            out["cap"] = max(out["cap"], abs(quantity / cap - 1) if tight else quantity / cap - 1)
    Pf = np.array([ces(alpha[n], P[n], h.final) for n in range(N)])
    supply = np.ones((N, K)) if labour is None else (wages / Pf[:, None]) ** labour.elasticity
    earned = (beta * w.output * wages * supply).sum(1)
    deficit = income - earned - revenue + (v * gross).sum(1)
    bought = alpha * (P / Pf[:, None]) ** (1 - h.final) * income[:, None]
    for n, j in product(range(N), range(K)):
        tilt = (Q[n, j] / u[n, j]) ** (1 - h.value_added) * (P[n] / Q[n, j]) ** (1 - h.inputs)
        bought[n] += gross[n, j] * gamma[n, :, j] * tilt
    paid = beta * gross * (wages / u) ** (1 - h.value_added)
    factors = beta * w.output * wages * supply
    base = w.deficit / w.income
    named = w.income @ Pf / w.income.sum() if eq.closure == "nominal" else Pf[1]
    wanted = {
        "transfer": w.deficit + gift,
        "balanced": gift,
        "proportional": (base - (base * income).sum() / income.sum()) * income + gift,
    }.get(eq.closure, (w.deficit + gift) * named)
    scale = w.value_added.min()
    spent = np.where(w.expenditure > 0, w.expenditure, 1.0)
    return out | {
        "trade": np.abs(trade - eq.trade_new).max() / scale,
        "revenue": np.abs(revenue - eq.revenue_new).max() / scale,
        "product markets": (np.abs(trade.sum(0) - Y) / np.where(sold, w.output, 1.0)).max(),
        "final price": np.abs(Pf / eq.final_price_hat - 1).max(),
        "factor income": np.abs(earned / eq.value_added_new - 1).max(),
        "deficit": np.abs(deficit - eq.deficit_new).max() / scale,
        "closure": np.abs(deficit - wanted).max() / scale,
        "deficits add up": abs(deficit.sum()) / scale,
        "spending": (np.abs(bought - X) / spent).max(),
        "factor markets": np.abs(paid - factors if h.specific else (paid - factors).sum(1)).max() / scale,
        "numeraire": abs(earned.sum() / w.value_added.sum() - 1),
        "balance of payments": np.abs(border.sum((1, 2)) - border.sum((0, 2)) - deficit).max() / scale,
    }


def mixed(turn: int, substitutes: bool) -> tuple["bahe.Shock", dict]:
    """Taxes, subsidies and three controls with different rents on the same flows; `turn` rotates the rents."""
    kinds = ("exporter", "importer", "nobody" if substitutes else "importer")
    shock = (
        bahe.tariff("E0", ["E1", "E2"], add=0.2) & bahe.export_tax("E1", ["E0", "E3"], rate=0.15)
        & bahe.export_tax("E2", "E0", rate=-0.1) & bahe.subsidy("E1", "S0", rate=0.1) & bahe.subsidy("E2", "all", rate=-0.05)
        & bahe.transfer("E3", "E0", usd_mn=GIFT)
    )  # fmt: skip
    rents = {}
    for step, (exporter, deny) in enumerate((("E1", 0.4), ("E2", 0.5), ("E3", 0.3))):
        rent = kinds[(turn + step) % 3]
        shock &= bahe.export_control(exporter, "E0", deny=deny, rent=rent)
        rents[0, int(exporter[1])] = (rent, 1 - deny)
    if substitutes:
        shock &= bahe.embargo("E2", "E3") & bahe.embargo("E1", "E3", leakage=0.1)
        rents |= {(1, 3): ("nobody", 0.1), (3, 1): ("nobody", 0.1)}
    return shock, rents


NAMES = ["long", "medium", "short", "shock", *HORIZONS]
CLOSURES = ["transfer", "balanced", "proportional", "nominal", "nominal:E1"]


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("horizon", NAMES)
def test_what_is_reported_satisfies_every_equation(horizon, closure, turn):
    h = WORLD.horizon(horizon)
    low = min(h.trade_elasticity.min(), 1.0 if h.home_elasticity is None else h.home_elasticity.min())
    shock, rents = mixed(turn, low > 0)
    gift = np.array([GIFT, 0.0, 0.0, -GIFT])
    for labour in (None, bahe.LabourSupply(0.7)):
        eq = bahe.solve(WORLD, shock, horizon=horizon, closure=closure, labour=labour, tol=1e-11)
        off = {name: gap for name, gap in gaps(eq, rents, labour, gift).items() if gap > 1e-9}
        assert not off


def test_a_part_of_the_shock_is_never_called_the_answer():
    """A path that runs out of iterations on the way ends without convergence, and its residual is that of the question asked."""
    world = world_of(invent(12, 3, 3))
    shock = bahe.tariff("E0", "E1", add=3.0)
    full = bahe.solve(world, shock)
    for most in (1, 2, 3, 4, 5, 6, 8):
        eq = bahe.solve(world, shock, max_iter=most, on_fail="return")
        if eq.info.ok:
            assert eq.info.dose == 1.0
            assert_allclose(eq.welfare_hat, full.welfare_hat, rtol=1e-7)
        else:
            assert eq.info.residual > eq.info.tolerance
            assert eq.info.residual == pytest.approx(engine.residual_of(eq.problem)(eq.z)[1])
    failed = bahe.solve(world, shock, max_iter=1, on_fail="return")
    assert not failed.info.ok
    with pytest.raises(NotConverged, match="no benchmark"):
        failed.as_world()


def test_no_path_is_shorter_than_its_shock(monkeypatch):
    """The same where every direct method is taken away: what is called converged was reached in full."""
    world = world_of(invent(12, 3, 3))
    problem = bahe.solve(world, bahe.tariff("E0", "E1", add=0.5)).problem
    assert start(problem).any() == 0
    found = engine._homotopy(problem, 1e-10, 0, lambda dose: problem)
    assert found.dose < 1.0
    assert found.point.outcome is not bahe.Outcome.converged


def test_an_import_subsidy_is_no_benchmark():
    """The benchmark has no place for a rate below zero; clipping it would give a world that is no equilibrium."""
    world = world_of(invent(12, 3, 3))
    eq = bahe.solve(world, bahe.tariff("E0", "E1", rate=-0.2))
    with pytest.raises(Conflict, match="below zero"):
        eq.as_world()


def test_a_purged_benchmark_is_kept_apart_by_scale():
    """Two horizons alike but for economies of scale do not share what was purged."""
    world = world_of(invent(12, 3, 3))
    scaled = replace(world.horizon("long"), name="scaled", scale=np.full(3, 0.1))
    fresh, used = (world.replace(horizons={**world.horizons, "scaled": scaled}) for _ in range(2))
    bahe.solve(used, closure="balanced")
    after, alone = (bahe.solve(w, closure="balanced", horizon="scaled").world for w in (used, fresh))
    assert_allclose(after.expenditure, alone.expenditure, rtol=1e-9)
    assert np.abs(bahe.solve(used, closure="balanced").world.expenditure / alone.expenditure - 1).max() > 1e-6
