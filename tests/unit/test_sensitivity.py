"""Draws and what an answer is made of: known functions with known shares (Ishigami and Homma 1990; Sobol 2001)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import bahe
from bahe.numerics.sampling import Dimension, drawn, points
from bahe.numerics.sensitivity import design, indices, shapley, shapley_shares, shared_design


def ishigami(u, a=7.0, b=0.1):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


# V1 = (1 + b pi^4/5)^2/2, V2 = a^2/8, V13 = 8 b^2 pi^8/225
V1, V2, V13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
V = V1 + V2 + V13


def test_points_are_even_and_depend_on_the_seed_alone():
    a, b, c = points(256, 5, 1), points(256, 5, 1), points(256, 5, 2)
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)
    assert ((a > 0) & (a < 1)).all()
    # 256 points put exactly sixteen into each sixteenth of every coordinate.
    for m in range(5):
        assert (np.bincount((a[:, m] * 16).astype(int), minlength=16) == 16).all()
    np.testing.assert_array_equal(points(100, 3, 4), points(128, 3, 4)[:100])


@pytest.mark.parametrize(
    ("law", "figures", "reference"),
    [
        ("uniform", (2.0, 5.0), stats.uniform(2, 3)),
        ("log-uniform", (0.1, 10.0), stats.loguniform(0.1, 10)),
        ("normal", (1.0, 2.0), stats.norm(1, 2)),
        ("triangular", (0.0, 1.0, 4.0), stats.triang(0.25, 0, 4)),
    ],
)
def test_laws_have_their_quantiles(law, figures, reference):
    u = np.linspace(0.01, 0.99, 33)
    np.testing.assert_allclose(Dimension("x", law, figures).at(u), reference.ppf(u), rtol=1e-9)


def test_choices_are_equally_likely():
    d = Dimension("set", "choice", ("a", "b", "c", "d"))
    got = d.at(points(256, 1, 3)[:, 0])
    assert {x: got.count(x) for x in "abcd"} == dict.fromkeys("abcd", 64)
    assert drawn((d, Dimension("x", "uniform", (0.0, 1.0))), np.array([[0.1, 0.5]])) == [{"set": "a", "x": 0.5}]


@pytest.mark.parametrize(
    ("law", "figures"),
    [("uniform", (1.0, 1.0)), ("uniform", (2.0, 1.0)), ("uniform", (1.0,)), ("log-uniform", (0.0, 1.0)), ("normal", (0.0, 0.0)),
     ("triangular", (0.0, 2.0, 1.0)), ("choice", ()), ("cauchy", (0.0, 1.0)), ("uniform", (0.0, np.nan)), ("uniform", ("a", "b"))],
)  # fmt: skip
def test_laws_that_cannot_be_are_refused(law, figures):
    with pytest.raises(bahe.BadValue, match="Dimension 'x'"):
        Dimension("x", law, figures)


def test_indices_of_ishigami():
    found = indices(ishigami(design(8192, 3, 0)), 3)
    np.testing.assert_allclose(found.first, [V1 / V, V2 / V, 0], atol=0.01)
    np.testing.assert_allclose(found.total, [(V1 + V13) / V, V2 / V, V13 / V], atol=0.01)
    assert ((found.first_range[0] <= found.first) & (found.first <= found.first_range[1])).all()
    assert found.variance == pytest.approx(V, rel=0.02)


def test_shapley_shares_of_ishigami():
    """Each interaction is shared in halves."""
    got = shapley_shares(ishigami(shared_design(8192, 3, 0)), 3)
    np.testing.assert_allclose(got, [(V1 + V13 / 2) / V, V2 / V, V13 / 2 / V], atol=0.01)
    assert got.sum() == pytest.approx(1, abs=1e-12)


def test_additive_answers_have_one_set_of_shares():
    weight = np.array([1.0, 2.0, 3.0])
    exact = weight**2 / (weight**2).sum()
    found = indices(design(4096, 3, 1) @ weight, 3)
    np.testing.assert_allclose(found.first, exact, atol=0.01)
    np.testing.assert_allclose(found.total, exact, atol=0.01)
    np.testing.assert_allclose(shapley_shares(shared_design(4096, 3, 1) @ weight, 3), exact, atol=0.01)


def test_many_answers_at_once_are_each_alone():
    u = design(256, 3, 2)
    y = np.stack([ishigami(u), u @ [1.0, 1.0, 1.0]], axis=1)
    both = indices(y, 3)
    np.testing.assert_allclose(both.first[:, 0], indices(y[:, 0], 3).first)
    np.testing.assert_allclose(both.total[:, 1], indices(y[:, 1], 3).total)


def test_missing_answers_leave_out_their_row_and_constants_have_no_shares():
    u = design(512, 3, 2)
    y = ishigami(u)
    y[[3, 700, 1100]] = np.nan
    keep = np.setdiff1d(np.arange(512), [3, 700 - 512, 1100 - 1024])
    expected = indices(ishigami(u).reshape(5, 512)[:, keep].ravel(), 3)
    np.testing.assert_allclose(indices(y, 3).first, expected.first)
    assert np.isnan(indices(np.ones(5 * 64), 3).first).all()
    assert np.isnan(indices(np.full(5 * 64, np.nan), 3).total).all()
    assert np.isnan(shapley_shares(np.ones(9 * 64), 3)).all()


@given(st.integers(1, 6), st.integers(0, 1000))
def test_shapley_value_adds_up_and_treats_equals_alike(dim, seed):
    rng = np.random.default_rng(seed)
    worth = rng.normal(size=2**dim)
    worth[0] = 0
    share = shapley(worth)
    assert share.sum() == pytest.approx(worth[-1])
    # A coalition's worth that is only its size gives everybody the same; an input that changes nothing has nothing.
    size = np.array([c.bit_count() for c in range(2**dim)], dtype=float)
    np.testing.assert_allclose(shapley(size**2), np.full(dim, dim))
    dummy = np.concatenate([worth, worth])  # the last input adds nothing
    np.testing.assert_allclose(shapley(dummy), [*share, 0.0], atol=1e-12)


def test_shapes_that_are_no_design_are_refused():
    with pytest.raises(bahe.BadShape):
        indices(np.ones(7), 3)
    with pytest.raises(bahe.BadShape):
        shapley(np.ones(6))
    with pytest.raises(bahe.BadValue, match="subset"):
        shared_design(8, 13)
