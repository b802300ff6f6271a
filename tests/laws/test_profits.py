"""Worlds with profits: the engine against the second solver, and what profits must obey.

A price is a constant mark-up over unit cost and the number of firms is fixed, so that profits are a fixed share m of sales and go to
the households where the firm is (Ossa 2014). The second solver knows mark-ups 1/(1-m) from its equations alone.
"""

from itertools import product

import numpy as np
import pytest

import bahe
import slow_solver as slow
from laws import test_second_solver as second
from laws.worlds import Tables, invent, permuted, world_of

name = second.name
#: Below 0.3, so that costs leave room for the inputs of the invented worlds.
SHARES = {
    "one for all": lambda N, K: np.full((N, K), 0.25),
    "by sector": lambda N, K: np.broadcast_to(np.linspace(0.05, 0.3, K) if K > 1 else np.array([0.2]), (N, K)).copy(),
    "by economy and sector": lambda N, K: np.random.default_rng(9).uniform(0.0, 0.3, (N, K)),
    "none in the first economy": lambda N, K: np.where(np.arange(N)[:, None] > 0, 0.2, 0.0) * np.ones((N, K)),
}


def both(case, horizon, shares, shock, policy, closure="transfer"):
    """The same question, with profits, answered by the engine and by the second solver."""
    seed, N, K, options = case
    t, m = invent(seed, N, K, **options), SHARES[shares](N, K)
    ours, theirs = second.both_horizons(horizon, K)
    world = world_of(t, {"test": ours}, profit_share=m)
    eq = bahe.solve(world, shock, closure=closure, horizon="test", tol=1e-11)
    base = slow.calibrate(t.trade, t.use, t.tariff, 1 / (1 - m))
    kind, _, economy = closure.partition(":")
    told = f"{kind}:{t.economies.index(economy)}" if economy else closure
    return eq, slow.solve(base, policy(slow.unchanged(base)), theirs, told)


def cases(*others):
    """Every world with every combination of `others`, horizons and shares in rotation."""
    horizons, shares = list(second.HORIZONS), list(SHARES)
    return [
        (w, horizons[(3 * i + j) % len(horizons)], shares[(i + j) % len(shares)], *o)
        for i, w in enumerate(second.WORLDS[:-1])
        for j, o in enumerate(product(*others))
    ]


@pytest.mark.parametrize(
    ("case", "horizon", "shares"), list(product(second.WORLDS[:-1], second.SUBSTITUTES[:3], SHARES)), ids=name
)
def test_benchmark_is_the_same(case, horizon, shares):
    """No shock: ones in both, and the same profits, incomes and deficits from the tables."""
    eq, s = both(case, horizon, shares, bahe.Shock(), lambda p: p)
    second.assert_agree(eq, s)
    np.testing.assert_allclose(eq.welfare_hat, 1, atol=1e-10)
    np.testing.assert_allclose(eq.world.profits, s.base.output - s.base.cost, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(eq.world.income, s.base.income, rtol=1e-12)
    np.testing.assert_allclose(eq.world.deficit, s.base.deficit, atol=1e-10)
    np.testing.assert_allclose(eq.world.value_added, s.base.value_added, rtol=1e-12)


@pytest.mark.parametrize(("case", "horizon", "shares", "move"), cases(list(second.MOVES)), ids=name)
def test_price_instruments(case, horizon, shares, move):
    """Tariffs, export taxes and subsidies, trade costs, productivity, output subsidies, in worlds with profits."""
    second.assert_agree(*both(case, horizon, shares, second.MOVES[move].names(None), second.MOVES[move].arrays))


@pytest.mark.parametrize(("case", "horizon", "shares", "closure"), cases(second.CLOSURES), ids=name)
def test_closures(case, horizon, shares, closure):
    """Every closure, `balanced` with the purge of deficits, under a mixed shock."""
    move = second.MOVES["everything at once"]
    second.assert_agree(*both(case, horizon, shares, move.names(None), move.arrays, closure))


@pytest.mark.parametrize(
    ("case", "horizon", "shares", "rent"),
    [c for c in cases(["exporter", "importer"]) if c[1] in second.SUBSTITUTES],
    ids=name,
)
def test_export_control(case, horizon, shares, rent):
    """A quantity control: the rent is no profit of the firm, whose price stays a mark-up over cost."""
    shock = bahe.export_control(by="E1", on="E0", deny=0.3, rent=rent)
    second.assert_agree(*both(case, horizon, shares, shock, lambda p: second.capped(p, (1, 0), 0.7, rent)))


# -- laws ----------------------------------------------------------------------------------------------------------


def _tables(seed: int = 21) -> Tables:
    return invent(seed, 4, 3)


TARIFF = bahe.tariff(by="E0", on="E1", add=0.3) & bahe.tariff(by="E2", on="others", sectors="S1", rate=0.4)


def test_profits_are_their_share_of_sales():
    """Before and after a shock; with a subsidy firms keep their share of what the good cost before it."""
    m = SHARES["by economy and sector"](4, 3)
    eq = bahe.solve(world_of(_tables(), profit_share=m), TARIFF, tol=1e-12)
    np.testing.assert_allclose(eq.profits_new, m * eq.output_new, rtol=1e-9)


def test_the_same_share_everywhere_changes_no_price():
    """Without inputs, one share for all sectors is a tax on wages handed back: every hat is that of the world without profits."""
    t = invent(22, 4, 3, inputs=False, balanced=True)
    plain, profitable = (bahe.solve(world_of(t, profit_share=m), TARIFF, tol=1e-12) for m in (0.0, 0.3))
    for field in ("welfare_hat", "wage_hat", "price_hat", "trade_new"):
        np.testing.assert_allclose(getattr(profitable, field), getattr(plain, field), rtol=1e-9)


def test_no_profits_is_the_limit_of_small_ones():
    """A share of 1e-9 changes nothing that one would see."""
    plain, tiny = (bahe.solve(world_of(_tables(), profit_share=m), TARIFF, tol=1e-12) for m in (0.0, 1e-9))
    np.testing.assert_allclose(tiny.welfare_hat, plain.welfare_hat, rtol=1e-8)


def test_another_order_of_names_changes_nothing():
    """Relabelling economies and sectors permutes the answer."""
    t, m = _tables(), SHARES["by economy and sector"](4, 3)
    n, k = np.array([2, 0, 3, 1]), np.array([1, 2, 0])
    one = bahe.solve(world_of(t, profit_share=m), TARIFF, tol=1e-12)
    other = bahe.solve(world_of(permuted(t, n, k), profit_share=m[np.ix_(n, k)]), TARIFF, tol=1e-12)
    np.testing.assert_allclose(other.welfare_hat, one.welfare_hat[n], rtol=1e-10)
    np.testing.assert_allclose(other.profits_new, one.profits_new[np.ix_(n, k)], rtol=1e-9)


def test_income_is_wages_profits_and_revenue():
    """Nobody's money is lost, under balanced trade."""
    eq = bahe.solve(world_of(_tables(), profit_share=0.2), TARIFF, closure="balanced", tol=1e-12)
    earned = eq.wage_hat * eq.world.value_added + eq.profits_new.sum(axis=1) + eq.revenue_new
    np.testing.assert_allclose(eq.income_new, earned, rtol=1e-9)


@pytest.mark.parametrize("economy", ["E0", "E2"])
def test_gradient_is_the_finite_difference(economy):
    """The exact slope of an economy's real income by a tariff, where profits move with sales."""
    world, h = world_of(_tables(), profit_share=SHARES["by sector"](4, 3)), 1e-4

    def at(add: float) -> "bahe.Equilibrium":
        return bahe.solve(world, TARIFF & bahe.tariff(by="E0", on="E3", sectors="S2", add=add), tol=1e-13)

    n = world.economies.index(economy)
    slope = np.log(at(2 * h).welfare_hat[n] / at(0.0).welfare_hat[n]) / (2 * h)
    exact = bahe.gradient(at(h), economy, tol=1e-12)[0, 3, 2]
    assert slope == pytest.approx(exact, rel=1e-5)
