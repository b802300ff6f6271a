"""The guide of the solver: linear, with a true transpose, and no result depends on it."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

import bahe
from bahe.numerics.threads import one_thread
from bahe.trade import guide as guides
from bahe.trade import joint_map
from bahe.trade.options import Closure
from bahe.trade.problem import pose
from bahe.world.levers import resolve
from bahe.world.shock import Shock
from laws.worlds import invent, world_of

RNG = np.random.default_rng(5)
HORIZONS = ("long", "short")


def problem(horizon: str):
    w = world_of(invent(3, 6, 4))
    return w, pose(w, resolve(Shock(), w), w.horizon(horizon), Closure("transfer"))


@pytest.mark.parametrize("horizon", HORIZONS)
def test_the_transpose_is_one(horizon):
    _, p = problem(horizon)
    p = p.in_double
    r, v = RNG.normal(size=(2, p.ends[-1] + 3))  # three wedges of controls stand behind
    there, back = joint_map.precondition(p, r) @ v, r @ joint_map.precondition(p, v, transposed=True)
    assert there == pytest.approx(back, rel=1e-12)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_known_directions_are_answered_exactly(horizon):
    """Along them a residual turns into the way back to the benchmark: what the guide is for."""
    _, p = problem(horizon)
    p = p.in_double
    g = p.guide
    assert len(g.seen)
    assert_allclose(g.seen @ g.seen.T, np.eye(len(g.seen)), atol=1e-5)
    for back in g.seen + g.lacking:
        h = 1e-4 / np.abs(back).max()
        residual = lambda z: joint_map.turn(p, z) - z
        step = joint_map.precondition(p, (residual(h * back) - residual(-h * back)) / (2 * h))
        assert_allclose(step, -back, atol=3e-5 * np.abs(back).max())


@pytest.mark.parametrize("horizon", HORIZONS)
def test_no_result_depends_on_the_guide(horizon, monkeypatch):
    shock = bahe.tariff(by="E0", on="E1", add=0.4) & bahe.export_control(by="E2", on="E0", deny=0.3)
    with_guide = bahe.solve(world_of(invent(3, 6, 4)), shock, horizon=horizon, tol=1e-12)
    monkeypatch.setattr(guides, "LONGEST", 0.0)  # no direction is kept
    without = bahe.solve(world_of(invent(3, 6, 4)), shock, horizon=horizon, tol=1e-12)
    assert_allclose(with_guide.welfare_hat, without.welfare_hat, rtol=1e-10)
    assert with_guide.info.iterations < without.info.iterations


def test_a_direction_along_which_nothing_moves_is_left_out():
    _, p = problem("short")
    assert np.linalg.norm(p.guide.lacking, axis=1).max() < guides.LONGEST


def test_an_empty_guide_adds_nothing():
    _, p = problem("long")
    none = replace(p.guide, seen=np.zeros((0, 0)), lacking=np.zeros((0, 0)))
    step = RNG.normal(size=p.ends[-1])
    assert none.across(step) is step


def test_threads_come_back_as_they_were():
    from threadpoolctl import threadpool_info

    count = lambda: sorted(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
    before = count()
    assert set(one_thread(count)()) <= {1}
    assert count() == before
    with pytest.raises(ZeroDivisionError):
        one_thread(lambda: 1 / 0)()
    assert count() == before


def test_a_shock_so_far_out_that_the_guide_misleads_is_solved_without_it():
    """90 per cent of three items that nobody can do without, within a year: what all answer all at the benchmark leads astray."""
    w = bahe.load_world("icio-2022")
    found = bahe.leverage(
        w, "short", items=["photoresist-arf", "reducer-rv", "bearings-all"], suppliers=["JPN"], buyers=["TWN"]
    )
    assert float(found.iloc[0, 0]) == pytest.approx(1.088311, abs=1e-5)
