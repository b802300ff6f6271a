"""Scores are proper, agree with closed forms, and do not depend on the size of a fair ensemble."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahe.faults import BadShape, BadValue
from bahe.numerics import scores


def test_the_ensemble_score_is_its_definition():
    """E|X - y| - E|X - X'| / 2 with every pair written out, weighted or not; the fair one leaves out a draw's pair with itself."""
    rng = np.random.default_rng(1)
    x, y, p = rng.normal(size=(7, 3)), rng.normal(size=3), rng.dirichlet(np.ones(7))
    pairs = np.abs(x[:, None] - x[None])
    np.testing.assert_allclose(scores.crps(x, y), np.abs(x - y).mean(0) - pairs.mean((0, 1)) / 2, atol=1e-12)
    np.testing.assert_allclose(
        scores.crps(x, y, p), p @ np.abs(x - y) - np.einsum("s,r,sri->i", p, p, pairs) / 2, atol=1e-12
    )
    np.testing.assert_allclose(
        scores.fair_crps(x, y), np.abs(x - y).mean(0) - pairs.sum((0, 1)) / 2 / (7 * 6), atol=1e-12
    )


def test_normal_in_closed_form():
    """At its centre sd (sqrt 2 - 1)/sqrt pi = 0.233695; a large ensemble of normal quantiles comes near."""
    assert scores.normal_crps(0.0, 1.0, 0.0) == pytest.approx(0.2336950, abs=1e-7)
    from scipy.special import ndtri

    x = 0.4 + 2.0 * ndtri((np.arange(20000) + 0.5) / 20000)
    for y in (-3.0, 0.0, 0.4, 5.0):
        assert scores.crps(x, y) == pytest.approx(float(scores.normal_crps(0.4, 2.0, y)), abs=2e-4)


def test_a_point_forecast_scores_its_distance():
    assert scores.crps(np.array([2.0]), 5.0) == pytest.approx(3.0)


@pytest.mark.parametrize("other", [(0.3, 1.0), (0.0, 0.6), (0.0, 1.6), (-0.2, 0.8)])
def test_the_true_law_scores_best(other):
    """Proper: over many outcomes of N(0,1), saying N(0,1) is better than saying another normal, by either score."""
    y = np.random.default_rng(2).normal(size=20000)
    m, s = other
    assert scores.normal_crps(0, 1, y).mean() < scores.normal_crps(m, s, y).mean()
    true, said = scores.log_score([[0.0]], [[1.0]], y), scores.log_score([[m]], [[s**2]], y)
    assert true.mean() < said.mean()


def test_small_fair_ensembles_are_unbiased_where_plain_ones_are_not():
    """Five draws of the true law: the fair score averages to that of the law, 1/sqrt(pi) for a normal; the plain one is above it."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(5, 200_000)), rng.normal(size=200_000)
    assert scores.fair_crps(x, y).mean() == pytest.approx(1 / np.sqrt(np.pi), abs=4e-3)
    assert scores.crps(x, y).mean() == pytest.approx((1 + 1 / 5) / np.sqrt(np.pi), abs=4e-3)


def test_log_score_of_a_mixture():
    """Two normals, one weighted off: the density of the other."""
    assert scores.log_score([[0.0], [9.0]], [[1.0], [1.0]], 0.0, [1.0, 0.0])[0] == pytest.approx(np.log(2 * np.pi) / 2)
    both = scores.log_score([[0.0], [9.0]], [[1.0], [1.0]], 0.0, [0.5, 0.5])[0]
    assert both == pytest.approx(np.log(2 * np.pi) / 2 + np.log(2), abs=1e-9)


@given(st.integers(0, 1000), st.floats(0.1, 50), st.floats(-5, 5))
def test_unit_and_origin(seed, scale, shift):
    """In another unit the score changes by the unit; a shift of everything changes nothing; order of the draws is nothing."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(9, 2)), rng.normal(size=2)
    for f in (scores.crps, scores.fair_crps):
        np.testing.assert_allclose(f(scale * x + shift, scale * y + shift), scale * f(x, y), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(f(rng.permutation(x), y), f(x, y), atol=1e-12)


def test_coverage_of_the_true_law():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(400, 4000)), rng.normal(size=4000)
    for level in (0.5, 0.8, 0.9):
        assert scores.covered(x, y, level).mean() == pytest.approx(level, abs=0.02)


def test_skill():
    np.testing.assert_allclose(scores.skill([0.5, 1.0, 2.0, 1.0], [1.0, 1.0, 1.0, 0.0]), [0.5, 0.0, -1.0, np.nan])


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(BadValue, match="left out"):
        scores.crps([1.0, np.nan], 0.0)
    with pytest.raises(BadShape, match="two draws"):
        scores.fair_crps([1.0], 0.0)
    with pytest.raises(BadShape, match="weight"):
        scores.crps([1.0, 2.0], 0.0, [0.5, 0.6])
    with pytest.raises(BadValue, match="level"):
        scores.covered([1.0, 2.0], 0.0, 1.0)
    with pytest.raises(BadValue, match="variance"):
        scores.log_score([[0.0]], [[0.0]], 1.0)
