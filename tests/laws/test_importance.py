"""Adaptive importance sampling against exact posteriors: conjugate normal figures, evidence, no figures at all, same seed."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from bahe.faults import BadValue
from bahe.numerics.importance import adapted, effective_of, evidence, normed

DIM, ERROR = 12, 0.1
A = np.random.default_rng(3).normal(size=(3, DIM)) / np.sqrt(DIM)
Y = A @ np.linspace(1.2, -1.2, DIM) + 0.05


def logs(u: np.ndarray) -> np.ndarray:
    """Three linear figures of z with normal errors: the first two are one target, all three another."""
    left = ((A @ ndtri(u).T - Y[:, None]) / ERROR) ** 2 / 2
    return np.stack([-left[:2].sum(0), -left.sum(0)])


def exact(rows: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean and covariance of z given the first figures, and the log evidence: Lindley and Smith (1972)."""
    a, y = A[:rows], Y[:rows]
    s = a @ a.T + ERROR**2 * np.eye(rows)
    gain = a.T @ np.linalg.inv(s)
    z = multivariate_normal(np.zeros(rows), s).logpdf(y) + rows * np.log(ERROR * np.sqrt(2 * np.pi))
    return gain @ y, np.eye(DIM) - gain @ a, float(z)


@pytest.mark.parametrize("k", [0, 1])
def test_the_exact_posterior_comes_out(k: int) -> None:
    """Mean and covariance within four standard errors of the effective draws; evidence within a hundredth or so."""
    found = adapted(logs, DIM, 16384, seed=1)
    ll, z = logs(found.u)[k], ndtri(found.u)
    w = normed(ll + found.log_ratio)
    n = effective_of(ll + found.log_ratio)
    mean, cov, log_evidence = exact(k + 2)
    assert np.abs(w @ z - mean).max() < 4 / np.sqrt(n)
    centred = z - w @ z
    np.testing.assert_allclose((w[:, None] * centred).T @ centred, cov, atol=6 / np.sqrt(n))
    assert evidence(ll, found.log_ratio) == pytest.approx(log_evidence, abs=4 / np.sqrt(n))


def test_it_is_worth_the_trouble() -> None:
    """As many draws of the prior alone are worth hardly any; adapted ones are worth a tenth of their number or more."""
    u = np.random.default_rng(0).random((16384, DIM))
    found = adapted(logs, DIM, 16384)
    plain, better = effective_of(logs(u)[1]), effective_of(logs(found.u)[1] + found.log_ratio)
    assert better > 1600
    assert better > 20 * plain


def test_weights_make_up_for_the_proposal() -> None:
    """Without the likelihood the weights give back the prior: mean one, uniform quantiles; none exceeds one over the prior's part."""
    found = adapted(logs, DIM, 16384)
    ratio = np.exp(found.log_ratio)
    assert ratio.max() <= 5 + 1e-9
    assert ratio.mean() == pytest.approx(1, abs=0.05)
    w = ratio / ratio.sum()
    np.testing.assert_allclose(w @ found.u, 0.5, atol=0.02)
    np.testing.assert_allclose(w @ (found.u < 0.1), 0.1, atol=0.02)


def test_two_bumps_are_both_found() -> None:
    """A likelihood with two far bumps of one to three: the mixture keeps the prior, so that neither is lost."""

    def two(u: np.ndarray) -> np.ndarray:
        z = ndtri(u)[:, 0]
        return np.logaddexp(np.log(0.25) - ((z + 1.5) / 0.2) ** 2 / 2, np.log(0.75) - ((z - 1.5) / 0.2) ** 2 / 2)[None]

    found = adapted(two, 2, 16384)
    w = normed(two(found.u)[0] + found.log_ratio)
    assert w @ (found.u[:, 0] < 0.5) == pytest.approx(0.25, abs=0.02)


def test_without_figures_the_prior() -> None:
    found = adapted(lambda u: np.zeros((0, len(u))), 4, 256)
    assert (found.log_ratio == 0).all()
    np.testing.assert_allclose(np.sort(found.u[:, 1]), (np.arange(256) + 0.5) / 256, atol=1 / 256)


def test_the_same_seed_and_what_is_refused() -> None:
    assert np.array_equal(adapted(logs, DIM, 512, seed=5).u, adapted(logs, DIM, 512, seed=5).u)
    assert not np.array_equal(adapted(logs, DIM, 512, seed=5).u, adapted(logs, DIM, 512, seed=6).u)
    with pytest.raises(BadValue, match="no draw"):
        adapted(lambda u: np.full((1, len(u)), -np.inf), 2, 64)
    with pytest.raises(BadValue):
        adapted(logs, DIM, 0)
