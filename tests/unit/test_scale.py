"""External economies of scale: closed form in autarky, gradient, and the limits of the parameter."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import bahe
from bahe.faults import BadValue
from bahe.world.horizon import Horizon
from laws.worlds import invent, world_of


def test_autarky_has_a_closed_form():
    """One factor, no trade, no inputs: q = z q^psi, so that a gain z of productivity raises real income by z^(1/(1-psi))."""
    trade = np.zeros((2, 2, 1))
    trade[0, 0, 0], trade[1, 1, 0] = 3.0, 5.0
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["s"], trade_elasticity=4.0)
    w = w.replace(horizons={**w.horizons, "scale": Horizon("scale", np.array([4.0]), scale=np.array([0.15]))})
    eq = bahe.solve(w, bahe.productivity("A", factor=1.1), horizon="scale", tol=1e-12)
    assert_allclose(eq.welfare_hat, [1.1 ** (1 / 0.85), 1.0], rtol=1e-10)


def scaled(psi):
    return world_of(invent(11, 4, 3), {"scale": Horizon("scale", np.array([3.0, 5.0, 2.0]), scale=np.array(psi))})


def test_without_scale_nothing_changes_and_with_it_something_does():
    shock = bahe.tariff("E0", "E1", "all", add=0.3)
    none, nil, some = (
        bahe.solve(w, shock, horizon="scale", tol=1e-12).welfare_hat
        for w in (world_of(invent(11, 4, 3), {"scale": Horizon("scale", np.array([3.0, 5.0, 2.0]))}),
                  scaled([0.0, 0.0, 0.0]), scaled([0.1, 0.05, 0.2]))
    )  # fmt: skip
    assert_allclose(none, nil, rtol=1e-10)
    assert np.abs(some / none - 1).max() > 1e-4


def test_gradient_with_scale():
    w, h = scaled([0.1, 0.05, 0.2]), 1e-4
    base = bahe.tariff("E0", "E1", "all", add=0.1)
    low, mid, high = (
        bahe.solve(w, base & bahe.tariff("E1", "E2", ["S1"], add=x), horizon="scale", tol=1e-13) for x in (0, h, 2 * h)
    )
    expected = np.log(high.welfare_hat / low.welfare_hat)[1] / (2 * h)
    assert bahe.gradient(mid, "E1")[1, 2, 1] == pytest.approx(expected, rel=2e-6)


def test_scale_that_would_concentrate_everything_is_refused():
    with pytest.raises(BadValue, match="psi theta < 1"):
        Horizon("scale", np.array([8.0]), scale=np.array([0.2]))
