"""Derivatives: the adjoint against finite differences of full solves, and the first-order preview against its limit."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

import bahe
from bahe.faults import BadValue, Conflict, NotConverged, UnknownName
from bahe.trade.gradient import Slopes, adjoints
from bahe.world.horizon import Horizon
from laws.worlds import invent, world_of

WORLD = world_of(
    invent(11, 4, 3),
    {
        "tiers": Horizon("tiers", np.array([3.0, 5.0, 2.0]), 0.6, 0.5, 0.9, False, np.array([1.5, 2.0, 1.0])),
        "unit": Horizon("unit", np.array([0.0, 4.0, 0.0]), 0.5, 1.0, 0.9, False),
    },
)
BASE = bahe.tariff("E0", "E1", "all", add=0.1) & bahe.export_tax("E2", "E0", "all", rate=0.05)
LEVERS = {
    "tariff": lambda step: bahe.tariff("E1", "E2", ["S1"], add=step),
    "export_tax": lambda step: bahe.export_tax("E2", "E1", ["S1"], add=step),
    "trade_cost": lambda step: bahe.trade_cost("E1", "E2", ["S1"], factor=float(np.exp(step))),
}


def log_welfare(shock, of, **options):
    eq = bahe.solve(WORLD, shock, tol=1e-13, **options)
    return np.log(eq.welfare_hat[WORLD.axes.economy(of)])


def slope(shock, lever, of, **options):
    """Central difference of two solves with the rate 1e-4 up and down (down by the base rate above it)."""
    h = 1e-4
    middle = shock & LEVERS[lever](h)
    high = log_welfare(shock & LEVERS[lever](2 * h), of, **options)
    low = log_welfare(shock & (LEVERS[lever](0.0) if lever != "trade_cost" else bahe.Shock()), of, **options)
    return bahe.solve(WORLD, middle, tol=1e-13, **options), (high - low) / (2 * h)


@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("horizon", ["long", "medium", "short", "shock", "tiers", "unit"])
@pytest.mark.parametrize("of", ["E1", "E3"])
def test_gradient_equals_finite_difference(horizon, lever, of):
    eq, expected = slope(BASE, lever, of, horizon=horizon)
    found = bahe.gradient(eq, of, lever)[1, 2, 1]
    assert found == pytest.approx(expected, rel=2e-6, abs=1e-9)


@pytest.mark.parametrize("closure", ["balanced", "proportional", "nominal", "nominal:E0"])
def test_gradient_under_every_closure(closure):
    eq, expected = slope(BASE, "tariff", "E1", closure=closure)
    assert bahe.gradient(eq, "E1")[1, 2, 1] == pytest.approx(expected, rel=2e-6, abs=1e-9)


@pytest.mark.parametrize("revenue", ["rebate", "cut"])
def test_gradient_with_elastic_labour(revenue):
    labour = bahe.LabourSupply(0.5, 0.2, revenue)
    eq, expected = slope(BASE, "tariff", "E1", labour=labour)
    assert bahe.gradient(eq, "E1")[1, 2, 1] == pytest.approx(expected, rel=2e-6, abs=1e-9)


@pytest.mark.parametrize("rent", ["exporter", "importer", "nobody"])
@pytest.mark.parametrize("lever", LEVERS)
def test_gradient_with_a_tight_control_on_the_same_flow(rent, lever):
    shock = BASE & bahe.export_control("E2", "E1", "all", deny=0.4, rent=rent) & bahe.subsidy("E0", "S0", rate=0.1)
    eq, expected = slope(shock, lever, "E1")
    assert eq.wedge[1, 2, 1] > 1
    assert bahe.gradient(eq, "E1", lever)[1, 2, 1] == pytest.approx(expected, rel=2e-6, abs=1e-9)


def test_gradient_is_linear_in_the_weights_and_zero_at_home():
    eq = bahe.solve(WORLD, BASE)
    both = bahe.gradient(eq, {"E0": 2.0, "E1": -1.0})
    assert_allclose(both, 2 * bahe.gradient(eq, "E0") - bahe.gradient(eq, "E1"), atol=1e-9)
    assert not np.einsum("nnk->nk", both).any()


@pytest.mark.parametrize("lever", ["tariff", "export_tax", "trade_cost"])
def test_all_flows_at_once_are_the_flows_one_by_one(lever):
    """Two ways to read one adjoint: products of arrays, and cell by cell; with a control, an export tax and Cobb-Douglas sectors."""
    for horizon in ("long", "unit"):
        eq = bahe.solve(WORLD, BASE & bahe.export_control("E3", "E0", ["S0"], deny=0.3), horizon=horizon, tol=1e-12)
        p = replace(eq.problem.in_double, taxed=slice(0, 3))
        seeds = np.eye(4)[[1, 3]]
        slopes = Slopes.of(p, eq.z, adjoints(p, eq.z, seeds).lam, seeds)
        k, n, i = np.indices(p.weight.shape)
        for s in (0, 1):
            assert_allclose(slopes.flows(lever, s), slopes.flow(lever, s, n, i, k), atol=1e-14)


def test_gradient_refuses_what_it_cannot_mean():
    eq = bahe.solve(WORLD)
    with pytest.raises(UnknownName, match="E9"):
        bahe.gradient(eq, "E9")
    with pytest.raises(BadValue, match="lever"):
        bahe.gradient(eq, "E0", "subsidy")
    stuck = replace(eq, info=replace(eq.info, outcome=bahe.Outcome.stalled))
    with pytest.raises(NotConverged):
        bahe.gradient(stuck, "E0")


@pytest.mark.parametrize("closure", ["transfer", "balanced", "proportional", "nominal"])
@pytest.mark.parametrize("horizon", ["long", "short"])
def test_preview_is_the_limit_of_the_exact_solve(horizon, closure):
    """The gap to the exact solve falls with the square of the shock."""

    def shock(size):
        return (
            bahe.tariff("E0", "others", "all", add=size)
            & bahe.productivity("E1", factor=1 + size)
            & bahe.subsidy("E2", "S0", rate=size)
            & bahe.trade_cost("E3", "E0", "all", factor=1 + size)
            & bahe.export_tax("E3", "E1", "all", rate=size)
            & bahe.transfer("E0", "E3", usd_mn=size)
        )

    gaps = []
    for size in (1e-2, 1e-3):
        exact = np.log(bahe.solve(WORLD, shock(size), tol=1e-13, horizon=horizon, closure=closure).welfare_hat)
        gaps.append(
            np.abs(
                bahe.preview(WORLD, shock(size), horizon=horizon, closure=closure, tol=1e-9).log_welfare - exact
            ).max()
        )
    assert gaps[1] < gaps[0] / 50
    assert gaps[1] < 1e-4


def test_preview_refuses_quantities():
    with pytest.raises(Conflict, match="first-order"):
        bahe.preview(WORLD, bahe.export_control("E0", "E1", "all", deny=0.1))
