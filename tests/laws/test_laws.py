"""Laws that hold exactly in any world, at any horizon: hypothesis properties over invented worlds of several sizes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import bahe
from bahe.world.horizon import Horizon
from laws.worlds import Tables, cloned_economy, cloned_sector, in_currency, invent, permuted, tables, world_of

#: The same examples on every run: a law that fails does so for everyone.
_settings = settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def law(*arguments, **named):
    """`given` with the settings of all laws."""
    return lambda test: _settings(given(*arguments, **named)(test))


TOL = 1e-12
SUBSTITUTES = ("long", "long-bln", "medium", "short")
ALL = (*SUBSTITUTES, "shock")
CLOSURES = ("transfer", "balanced", "proportional", "nominal")

rates = st.sampled_from([0.05, 0.3, 1.0])
horizons = st.sampled_from(ALL)
closures = st.sampled_from(CLOSURES)


def solve(world, shock=None, **more):
    return bahe.solve(world, shock, tol=more.pop("tol", TOL), **more)


def moved(rate: float) -> "bahe.Shock":
    """A shock with every price instrument in it."""
    return (
        bahe.tariff(by="E0", on="E1", add=rate) & bahe.export_tax(by="E1", on="E0", sectors="S0", rate=rate / 3)
        & bahe.trade_cost(by="E1", on="E0", factor=1 + rate / 4) & bahe.productivity(of="E0", sectors="S0", factor=1.1)
        & bahe.subsidy(by="E1", sectors="S0", rate=0.05)
    )  # fmt: skip


def close(actual, expected, tolerance=1e-8):
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# -- nothing from nothing ------------------------------------------------------------------------------------------


@law(tables(), horizons, closures)
def test_no_shock_gives_ones(t, horizon, closure):
    """The benchmark solves to itself."""
    eq = solve(world_of(t), horizon=horizon, closure=closure)
    close(eq.welfare_hat, 1, 1e-9)
    close(eq.wage_hat, 1, 1e-9)
    close(eq.price_hat, 1, 1e-9)
    close(eq.output_new, eq.world.output, 1e-8)


@law(tables(zeros=0.5, min_economies=3), rates, horizons)
def test_tariff_on_a_zero_flow_does_nothing(t, rate, horizon):
    """Neither a tariff, an export tax nor a trade cost matters where nothing is traded."""
    nil = np.argwhere(t.trade == 0)
    nil = nil[nil[:, 0] != nil[:, 1]]
    assume(len(nil))
    o, d, k = nil[0]
    on, by, sector = t.economies[o], t.economies[d], t.sectors[k]
    shock = (
        bahe.tariff(by=by, on=on, sectors=sector, add=rate)
        & bahe.export_tax(by=on, on=by, sectors=sector, rate=rate)
        & bahe.trade_cost(by=by, on=on, sectors=sector, factor=1 + rate)
    )
    eq = solve(world_of(t), shock, horizon=horizon)
    close(eq.welfare_hat, 1, 1e-9)
    assert np.all(eq.trade_new[d, o, k] == 0)


# -- names and units -----------------------------------------------------------------------------------------------


@law(tables(), rates, horizons, st.randoms(use_true_random=False))
def test_relabelling_permutes_the_answer(t, rate, horizon, random):
    """Writing economies and sectors in another order permutes the answer and changes no number."""
    n, k = (np.array(random.sample(range(size), size)) for size in (len(t.economies), len(t.sectors)))
    eq, other = (solve(world_of(x), moved(rate), horizon=horizon) for x in (t, permuted(t, n, k)))
    close(other.welfare_hat, eq.welfare_hat[n])
    close(other.price_hat, eq.price_hat[np.ix_(n, k)])
    close(other.output_new, eq.output_new[np.ix_(n, k)])


@law(tables(), rates, horizons)
def test_swapping_labels_swaps_results(t, rate, horizon):
    """Two economies that trade their names trade their fates: no economy is special to the code."""
    N, K = len(t.economies), len(t.sectors)
    swap = np.array([1, 0, *range(2, N)])
    renamed = replace(permuted(t, swap, np.arange(K)), economies=t.economies)
    mirrored = bahe.tariff(by="E1", on="E0", add=rate) & bahe.export_control(by="E0", on="E1", deny=0.2)
    shock = bahe.tariff(by="E0", on="E1", add=rate) & bahe.export_control(by="E1", on="E0", deny=0.2)
    eq, other = solve(world_of(t), shock, horizon=horizon), solve(world_of(renamed), mirrored, horizon=horizon)
    close(other.welfare_hat, eq.welfare_hat[swap])
    close(other.trade_new, eq.trade_new[np.ix_(swap, swap)])


@law(tables(), rates, horizons, closures, st.sampled_from([1e-3, 0.14, 1e6]))
def test_currency_is_irrelevant(t, rate, horizon, closure, factor):
    """Counting money in another unit scales money and changes no hat."""
    eq, other = (solve(world_of(x), moved(rate), horizon=horizon, closure=closure) for x in (t, in_currency(t, factor)))
    close(other.welfare_hat, eq.welfare_hat)
    close(other.price_hat, eq.price_hat)
    close(other.revenue_new / factor, eq.revenue_new)


@law(tables(), rates, horizons, st.sampled_from([0.1, 0.5]))
def test_clones_of_an_economy(t, rate, horizon, share):
    """An economy split into two of the same make, with no tariff between them, changes nothing for anyone."""
    split = cloned_economy(t, 0, share)
    N = len(t.economies)
    shock = bahe.tariff(by="E0", on="E1", add=rate) & bahe.export_tax(by="E1", on="E0", rate=0.1)
    both = bahe.tariff(by=["E0", "TWIN"], on="E1", add=rate) & bahe.export_tax(by="E1", on=["E0", "TWIN"], rate=0.1)
    eq, other = solve(world_of(t), shock, horizon=horizon), solve(world_of(split), both, horizon=horizon)
    close(other.welfare_hat[:N], eq.welfare_hat)
    close(other.welfare_hat[N], eq.welfare_hat[0])
    close(other.output_new[0] + other.output_new[N], eq.output_new[0])


@law(tables(), rates, horizons, st.sampled_from([0.2, 0.5]))
def test_clones_of_a_sector(t, rate, horizon, share):
    """A sector split into two of the same make changes nothing for anyone."""
    split = cloned_sector(t, 0, share)
    K = len(t.sectors)
    shock = bahe.tariff(by="E0", on="E1", sectors="S0", add=rate)
    both = bahe.tariff(by="E0", on="E1", sectors=["S0", "TWIN"], add=rate)
    eq, other = solve(world_of(t), shock, horizon=horizon), solve(world_of(split), both, horizon=horizon)
    close(other.welfare_hat, eq.welfare_hat)
    close(other.output_new[:, 0] + other.output_new[:, K], eq.output_new[:, 0])


# -- accounts ------------------------------------------------------------------------------------------------------


@law(tables(), rates, horizons, closures)
def test_markets_clear_and_budgets_hold(t, rate, horizon, closure):
    """Sales equal purchases, the last factor market clears, spending equals income, deficits sum to zero."""
    eq = solve(world_of(t), moved(rate), horizon=horizon, closure=closure)
    scale = eq.world.value_added.sum()
    assert eq.value_added_new.sum() / scale == pytest.approx(1, abs=1e-9)  # the numeraire
    close(eq.trade_new.sum(axis=0) / scale, eq.output_new / scale)
    close(eq.expenditure_new.sum() - eq.spending_new.sum(), 0, 1e-8 * scale)
    assert abs(eq.deficit_new.sum()) < 1e-8 * scale
    paid = eq.expenditure_new.sum(axis=1) - eq.income_new  # on inputs
    door = eq.output_new.sum(axis=1) + (eq.levers.subsidy / (1 - eq.levers.subsidy) * eq.output_new).sum(axis=1)
    close((door - paid) / scale, eq.value_added_new / scale)  # factors get what inputs leave


@law(tables(), rates, horizons, closures)
def test_trade_balance_is_the_deficit(t, rate, horizon, closure):
    """Imports less exports at the border equal the deficit (Walras: the market that is not solved for clears)."""
    eq = solve(world_of(t), bahe.tariff(by="E0", on="others", add=rate), horizon=horizon, closure=closure)
    foreign = eq.trade_new * ~np.eye(len(t.economies), dtype=bool)[:, :, None]
    scale = eq.world.value_added.sum()
    close((foreign.sum(axis=(1, 2)) - foreign.sum(axis=(0, 2))) / scale, eq.deficit_new / scale)
    if closure == "transfer":
        close(eq.deficit_new / scale, eq.world.deficit / scale)
    if closure == "balanced":
        close(eq.deficit_new / scale, 0)


# -- composition ---------------------------------------------------------------------------------------------------


@law(tables(), rates, horizons)
def test_two_shocks_in_turn_equal_their_union(t, rate, horizon):
    """Solve, take the answer as a new benchmark, solve again: the same as both at once."""
    first = bahe.tariff(by="E0", on="E1", add=rate)
    second = bahe.tariff(by="E1", on="E0", add=rate / 2) & bahe.productivity(of="E1", factor=0.95)
    world = world_of(t)
    one = solve(world, first, horizon=horizon)
    two = solve(one.as_world(), second, horizon=horizon)
    union = solve(world, first & second, horizon=horizon)
    close(one.welfare_hat * two.welfare_hat, union.welfare_hat)
    close(two.output_new, union.output_new, 1e-7)


@law(tables(), rates, horizons)
def test_order_of_composition_does_not_matter(t, rate, horizon):
    """`a & b` is `b & a`, to the last bit."""
    a = bahe.tariff(by="E0", on="E1", add=rate) & bahe.trade_cost(by="E1", on="E0", factor=1.2)
    b = bahe.tariff(by="E0", on="E1", rate=0.1) & bahe.export_control(by="E0", on="E1", deny=0.3)
    world = world_of(t)
    close(solve(world, a & b, horizon=horizon).welfare_hat, solve(world, b & a, horizon=horizon).welfare_hat, 0)


# -- limits --------------------------------------------------------------------------------------------------------


@law(tables(min_economies=3), st.sampled_from(["long", "medium"]))
def test_embargo_is_the_limit_of_prohibitive_cost(t, horizon):
    """Where origins are substitutes an exact zero is what ever higher costs lead to."""
    world = world_of(t)
    dear = lambda times: bahe.Shock(bahe.trade_cost(by="E0", on="E1", factor=10.0).effects * times)
    embargo = solve(world, bahe.embargo(by="E0", on="E1", direction="imports"), horizon=horizon).welfare_hat
    gaps = [np.abs(solve(world, dear(times), horizon=horizon).welfare_hat - embargo).max() for times in (1, 3, 6)]
    assert gaps[1] <= gaps[0] + 1e-10
    assert gaps[2] < 1e-5


@law(tables(), horizons)
def test_control_that_denies_nothing_matters_not(t, horizon):
    """A cap at the base quantity binds nothing in the base world."""
    eq = solve(world_of(t), bahe.export_control(by="E0", on="E1", deny=0.0), horizon=horizon)
    close(eq.welfare_hat, 1, 1e-9)


@pytest.mark.parametrize("rent", ["exporter", "importer", "nobody"])
@law(t=tables(), horizon=st.sampled_from(SUBSTITUTES), deny=st.sampled_from([0.1, 0.4]))
def test_control_is_the_price_instrument_of_its_wedge(rent, t, horizon, deny):
    """A quantity control equals an export tax, a tariff or a trade cost of the wedge that it creates."""
    world = world_of(t)
    control = solve(world, bahe.export_control(by="E1", on="E0", sectors="S0", deny=deny, rent=rent), horizon=horizon)
    wedge = float(control.wedge[0, 1, 0])
    assume(wedge > 1 + 1e-9)
    if rent == "exporter":
        price = bahe.export_tax(by="E1", on="E0", sectors="S0", rate=wedge - 1)
    elif rent == "importer":
        rate = (1 + world.tariff[0, 1, 0]) * wedge - 1
        price = bahe.tariff(by="E0", on="E1", sectors="S0", rate=rate)
    else:
        price = bahe.trade_cost(by="E0", on="E1", sectors="S0", factor=wedge)
    eq = solve(world, price, horizon=horizon)
    close(control.welfare_hat, eq.welfare_hat)
    close(control.revenue_new, eq.revenue_new, 1e-7)
    quantity = eq.trade_new[0, 1, 0] / world.trade[0, 1, 0] / eq.cost_hat[1, 0]
    assert quantity / (wedge if rent == "nobody" else 1) == pytest.approx(1 - deny, abs=1e-8)


# -- derivatives ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lever", ["tariff", "export_tax", "trade_cost"])
@law(t=tables(), horizon=horizons, of=st.sampled_from(["E0", "E1"]))
def test_gradient_equals_finite_difference(lever, t, horizon, of):
    """The adjoint gives the slope of log real income in a rate."""
    world = world_of(t)
    slope = bahe.gradient(solve(world, moved(0.3), horizon=horizon), of, lever=lever)
    h = 1e-4

    def at(step: float) -> float:
        if lever == "tariff":
            nudge = bahe.tariff(by="E0", on="E1", sectors="S0", add=0.01 + step)
        elif lever == "export_tax":
            nudge = bahe.export_tax(by="E1", on="E0", sectors="S0", add=0.01 + step)
        else:
            nudge = bahe.trade_cost(by="E0", on="E1", sectors="S0", factor=float(np.exp(step)))
        eq = solve(world, moved(0.3) & nudge, horizon=horizon)
        return float(np.log(eq.welfare_hat[world.economies.index(of)])), eq

    here = bahe.gradient(at(0.0)[1], of, lever=lever)[0, 1, 0]
    assert here == pytest.approx((at(h)[0] - at(-h)[0]) / (2 * h), abs=1e-6)
    assert slope.shape == world.tariff.shape
    home = np.arange(len(world.economies))
    assert np.all(slope[home, home] == 0)


@law(tables(), horizons, closures)
def test_preview_is_the_limit_of_the_exact_answer(t, horizon, closure):
    """The error of the first-order preview falls with the square of the shock."""
    world = world_of(t)

    def error(rate: float) -> float:
        shock = bahe.tariff(by="E0", on="E1", add=rate)
        exact = np.log(solve(world, shock, horizon=horizon, closure=closure).welfare_hat)
        return float(np.abs(exact - bahe.preview(world, shock, horizon=horizon, closure=closure).log_welfare).max())

    big, small = error(1e-2), error(1e-3)
    assert small <= max(big / 50, 1e-9)


# -- economics -----------------------------------------------------------------------------------------------------


@law(tables(tariffs=False), st.sampled_from([0.02, 0.2, 1.0]), horizons)
def test_free_trade_is_efficient(t, rate, horizon):
    """From free trade no policy makes all better off: sum of I_n log W_n, the planner's objective, only falls."""
    world = world_of(t)
    weight = world.income / world.income.sum()
    shock = (
        bahe.tariff(by="E0", on="others", add=rate) & bahe.export_tax(by="E1", on="others", rate=rate / 4)
        & bahe.subsidy(by="E0", sectors="S0", rate=0.1)
    )  # fmt: skip
    for policy in (bahe.tariff(by="E0", on="E1", add=rate), bahe.export_control(by="E1", on="E0", deny=0.2), shock):
        eq = solve(world, policy, horizon=horizon)
        assert weight @ np.log(eq.welfare_hat) < 1e-10


@law(tables(tariffs=False), horizons)
def test_free_trade_is_a_stationary_point(t, horizon):
    """At free trade the planner's objective has no slope in any tariff, export tax: wedges cost at second order only."""
    world = world_of(t)
    weights = dict(zip(world.economies, (world.income / world.income.sum()).tolist(), strict=True))
    eq = solve(world, horizon=horizon)
    for lever in ("tariff", "export_tax"):
        assert np.abs(bahe.gradient(eq, weights, lever=lever)).max() < 1e-8


@law(st.integers(0, 1000), st.integers(2, 4), st.integers(1, 3), rates, st.sampled_from(ALL))
def test_lerner_symmetry(seed, economies, sectors, rate, horizon):
    """With balanced trade a uniform tariff on all imports is a uniform tax on all exports."""
    world = world_of(invent(seed, economies, sectors, balanced=True))
    tariff = solve(world, bahe.tariff(by="E0", on="others", add=rate), horizon=horizon)
    tax = solve(world, bahe.export_tax(by="E0", on="others", rate=rate), horizon=horizon)
    close(tariff.welfare_hat, tax.welfare_hat)


@law(st.integers(0, 1000), st.integers(2, 5), st.sampled_from([1.2, 2.0]))
def test_own_share_is_a_sufficient_statistic(seed, economies, factor):
    """One sector, no inputs, no tariffs, balanced: welfare = (own share hat)^(-1/theta)."""
    world = world_of(invent(seed, economies, 1, balanced=True, inputs=False))
    eq = solve(world, bahe.trade_cost(by="E0", on="others", factor=factor))
    own = np.einsum("nnk->n", eq.trade_share_new) / np.einsum("nnk->n", world.trade_share)
    close(eq.welfare_hat, own ** (-1 / world.trade_elasticity[0]))


@law(st.integers(0, 1000), st.integers(2, 4), st.sampled_from([0.3, 0.8]))
def test_own_share_with_roundabout_production(seed, economies, beta):
    """The same with a constant share of value added beta: the exponent is -1/(theta beta)."""
    t = invent(seed, economies, 1, balanced=True, inputs=False)
    use = (1 - beta) * t.trade.sum(axis=1)[:, :, None]
    world = world_of(replace(t, use=use))
    eq = solve(world, bahe.trade_cost(by="E0", on="others", factor=1.5))
    own = np.einsum("nnk->n", eq.trade_share_new) / np.einsum("nnk->n", world.trade_share)
    close(eq.welfare_hat, own ** (-1 / (world.trade_elasticity[0] * beta)))


@law(tables(), horizons)
def test_unilateral_tariff_has_the_right_signs(t, horizon):
    """A tariff cuts the taxed flow and raises the duty paid on it, in every world."""
    world = world_of(t)
    assume(world.trade[0, 1, 0] > 0)
    eq = solve(world, bahe.tariff(by="E0", on="E1", sectors="S0", add=0.1), horizon=horizon)
    assert eq.trade_new[0, 1, 0] < world.trade[0, 1, 0]
    assert eq.revenue_new[0] > 0


# -- storage -------------------------------------------------------------------------------------------------------


@law(t=tables(), rate=rates, horizon=horizons)
def test_save_and_load_round_trip(tmp_path, t, rate, horizon):
    """A world read back answers with the same bits."""
    world = world_of(t, {"two tiers": Horizon("two tiers", t.theta, home_elasticity=t.theta / 2)})
    path = bahe.save_world(world, tmp_path / "w.npz")
    again = bahe.load_world(path)
    assert again.economies == world.economies
    for name in (horizon, "two tiers"):
        eq, other = (solve(w, moved(rate), horizon=name) for w in (world, again))
        np.testing.assert_array_equal(eq.welfare_hat, other.welfare_hat)


@law(tables(), rates, horizons)
def test_same_question_same_answer(t, rate, horizon):
    """Asked twice, answered alike, to the last bit; the world is not changed by being solved."""
    world: bahe.World = world_of(t)
    before = world.trade_share.copy()
    first, second = (solve(world, moved(rate), horizon=horizon) for _ in range(2))
    np.testing.assert_array_equal(first.welfare_hat, second.welfare_hat)
    np.testing.assert_array_equal(world.trade_share, before)


def test_invented_worlds_are_what_they_say():
    """The generator gives zeros, tariffs, links and bounded deficits: laws over trivial worlds would prove nothing."""
    t: Tables = invent(3, 4, 3, zeros=0.4)
    world = world_of(t)
    assert (t.trade == 0).any()
    assert t.tariff is not None
    assert t.tariff.max() > 0.1
    assert world.cost_share.max() > 0.05
    assert 1e-3 < np.abs(world.deficit / world.income).max() < 0.4
    assert np.abs(world_of(invent(3, 4, 3, balanced=True)).deficit).max() < 1e-9
