"""The law as it is fitted: the law of adoption in a year, half steps, symmetry, exact likelihood, recovery from its own data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahe.faults import BadValue, NotConverged
from bahe.numerics import scores
from bahe.substitution import adoption, fit


def terms(**more):
    given = {
        "speed": 0.3,
        "noise": 0.05,
        "target_noise": 0.2,
        "drift_spread": 0.1,
        "distance_spread": 0.5,
        "error": 0.02,
    }
    return fit.Terms(**(given | more))


def simulated(t, years, rng, l0=0.0, first=0.4, drift=0.1):
    """Figures of one path of the law in tiny steps, each an Euler step: another way to the same law."""
    k, fine = -np.log1p(-t.speed[0]), 200
    l, target, out = l0, l0 + first, []
    for _ in range(len(years)):
        out.append(l + t.error[0] * rng.standard_normal())
        for _ in range(fine):
            dl = k * (target - l) / fine + t.noise[0] * rng.standard_normal() / np.sqrt(fine)
            target += drift / fine + t.target_noise[0] * rng.standard_normal() / np.sqrt(fine)
            l += dl
    return np.array(out)


def test_a_year_is_the_law_of_adoption():
    """Without drift, l' = l + phi (T - l), as `adoption` has it."""
    f = fit.step(terms(), 1.0)[0]
    l, target = f[:2, :2] @ (0.2, 1.7)
    assert l == pytest.approx(adoption.adopted(0.2, 1.7, 0.3))
    assert target == 1.7


def test_in_the_long_run_a_straight_line():
    """A drifting target drags the log-odds along at its own pace (Fisher and Pry): the slope becomes d."""
    f = fit.step(terms(), 1.0)[0]
    x = np.array([0.0, 0.0, 0.13])
    for _ in range(60):
        last, x = x, f @ x
    assert x[0] - last[0] == pytest.approx(0.13, abs=1e-8)


@given(st.floats(0.05, 0.9), st.floats(0.05, 3), st.floats(0.05, 3))
def test_two_steps_are_one(phi, a, b):
    t = terms(speed=phi)
    f = fit.step(t, b)
    np.testing.assert_allclose(f @ fit.step(t, a), fit.step(t, a + b), atol=1e-12)
    both = f @ fit.shaken(t, a) @ np.swapaxes(f, 1, 2) + fit.shaken(t, b)
    np.testing.assert_allclose(both, fit.shaken(t, a + b), atol=1e-12)


def test_noise_is_that_of_the_law():
    """Covariance after 1.5 years against many paths in tiny steps."""
    t, rng, fine = terms(noise=0.3), np.random.default_rng(0), 300
    l, target = np.zeros(40_000), np.zeros(40_000)
    k, dt = -np.log1p(-0.3), 1.5 / fine
    for _ in range(fine):
        l, target = (l + k * (target - l) * dt + 0.3 * np.sqrt(dt) * rng.standard_normal(l.shape),
                     target + 0.2 * np.sqrt(dt) * rng.standard_normal(l.shape))  # fmt: skip
    np.testing.assert_allclose(fit.shaken(t, 1.5)[0, :2, :2], np.cov(l, target), atol=2.5e-3)


def test_the_likelihood_is_that_of_the_joint_normal():
    """All figures at once are normal; their density, written out, is what the filter adds up year by year."""
    from scipy.stats import multivariate_normal

    t, years = terms(), np.array([0.0, 1.0, 2.5, 3.0])
    start = np.array([[9.0, 9.0, 0.0], [9.0, 9.25, 0.0], [0.0, 0.0, 0.01]])
    covs, cross = [start], np.zeros((4, 4))
    for gap in np.diff(years):
        f = fit.step(t, gap)[0]
        covs.append(f @ covs[-1] @ f.T + fit.shaken(t, gap)[0])
    for i in range(4):
        moved = covs[i]
        for j in range(i, 4):
            cross[i, j] = cross[j, i] = moved[0, 0]
            if j < 3:
                moved = fit.step(t, years[j + 1] - years[j])[0] @ moved
    y = np.array([0.3, 0.1, 0.5, 0.9])
    exact = multivariate_normal(np.zeros(4), cross + 0.02**2 * np.eye(4)).logpdf(y)
    assert fit.filtered(y[None], years, t).likelihood[0, 0] == pytest.approx(exact, abs=1e-9)


@given(st.integers(0, 100))
def test_turned_round(seed):
    """Foreign for home: the same likelihood, the same weights, forecasts of the opposite sign."""
    y = np.random.default_rng(seed).normal(0, 0.3, 6).cumsum()
    t, years = fit.prior(256), np.arange(6.0)
    a, b = (fit.filtered(sign * y[None], years, t) for sign in (1, -1))
    np.testing.assert_allclose(a.likelihood, b.likelihood, atol=1e-9)
    np.testing.assert_allclose(a.mean, -b.mean, atol=1e-9)


def test_many_series_at_once_are_each_alone():
    rng, years, t = np.random.default_rng(2), np.arange(5.0), fit.prior(64)
    y = rng.normal(size=(3, 5))
    together = fit.filtered(y, years, t)
    for n in range(3):
        np.testing.assert_allclose(
            fit.filtered(y[n : n + 1], years, t).likelihood[0], together.likelihood[n], rtol=1e-12
        )


def test_draws_are_of_the_mixture():
    """Draws and the mixture of normals say the same: mean, spread and 90 % interval at every horizon."""
    y, years = np.array([-1.0, -0.8, -0.7, -0.4, -0.2, 0.1]), np.arange(6.0)
    found = fit.forecast(y, years, [6, 7, 9.5], draws=20_000, rng=np.random.default_rng(0))
    mean = found.weight @ found.mean
    sd = np.sqrt(found.weight @ (found.variance + found.mean**2) - mean**2)
    np.testing.assert_allclose(found.draws.mean(0), mean, atol=4 * sd.max() / np.sqrt(20_000))
    np.testing.assert_allclose(found.draws.std(0), sd, rtol=0.06)


def test_paths_hold_together():
    """A path is one history: the change from one year to the next scatters less than two independent years would."""
    y, years = np.linspace(-1, 0, 8), np.arange(8.0)
    found = fit.forecast(y, years, [8, 9, 10], draws=4000)
    change = found.draws[:, 2] - found.draws[:, 1]
    assert change.std() < 0.7 * np.hypot(found.draws[:, 2].std(), found.draws[:, 1].std())


@pytest.mark.slow
def test_it_covers_what_its_own_law_does():
    """Paths drawn from the priors themselves: central intervals hold what comes as often as they say."""
    rng, years, ahead = np.random.default_rng(5), np.arange(9.0), np.arange(9.0, 12.0)
    world = fit.prior(120, seed=99)
    hits = {0.5: [], 0.8: [], 0.9: []}
    for k in range(120):
        own = terms(**{f: getattr(world, f)[k] for f in vars(world)})
        y = simulated(own, range(12), rng, rng.normal(0, 1), own.distance_spread[0] * rng.standard_normal(),
                      own.drift_spread[0] * rng.standard_normal())  # fmt: skip
        found = fit.forecast(y[:9], years, ahead, draws=800, rng=rng)
        for level, kept in hits.items():
            kept.append(scores.covered(found.draws, y[9:], level).mean())
    for level, kept in hits.items():
        assert np.mean(kept) == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / 120) + 0.01)


def test_shared_weights_find_the_speed_that_made_the_series():
    """200 series of one law: pooling moves the weight to its noise; alone, a series says little."""
    rng, t = np.random.default_rng(6), fit.prior(512)
    own = terms(noise=0.02, target_noise=0.03, drift_spread=0.02, distance_spread=0.05, error=0.002)
    f, root = fit.step(own, 1.0)[0], np.linalg.cholesky(fit.shaken(own, 1.0)[0][:2, :2])
    y = np.empty((200, 8))
    for n in range(200):
        x = np.array([0.0, 0.05 * rng.standard_normal(), 0.02 * rng.standard_normal()])
        for k in range(8):
            y[n, k] = x[0] + 0.002 * rng.standard_normal()
            x = f @ x
            x[:2] += root @ rng.standard_normal(2)
    likelihood = fit.filtered(y, np.arange(8.0), t).likelihood
    weight, rounds, gain = fit.pooled(likelihood)
    assert weight.sum() == pytest.approx(1.0)
    assert 0 <= gain < 1e-6
    assert rounds > 1
    found = float(np.exp(weight @ np.log(t.noise)))
    assert abs(np.log(found / 0.02)) < abs(np.log(np.exp(np.log(t.noise).mean()) / 0.02))
    assert weight @ t.drift_spread < 0.5 * t.drift_spread.mean()


def test_baselines():
    """Persistence stays, the line goes on; spreads by hand; below four figures both are points."""
    y, years = np.array([0.0, 0.2, 0.3, 0.6, 0.7]), np.arange(5.0)
    still, straight = fit.persistence(y, years, [5, 7]), fit.line(y, years, [5, 7])
    np.testing.assert_allclose(still.weight @ still.mean, [0.7, 0.7])
    slope = np.polyfit(years, y, 1)
    np.testing.assert_allclose(straight.weight @ straight.mean, np.polyval(slope, [5, 7]))
    pace = (0.04 + 0.01 + 0.09 + 0.01) / 4
    np.testing.assert_allclose(
        np.median(still.variance, 0) / [1, 3], pace * 4 / 3.3567, rtol=1e-3
    )  # chi2 median, 4 d.o.f.
    assert fit.line([0.0, 0.2, 0.3], [0, 1, 2], [3]).certain
    assert fit.persistence([0.0, 0.2], [0, 1], [3]).certain
    assert not still.certain


def test_costs_under_wright():
    """The other technologies all at w = .2: the forecast is theirs; a long own past at w = .5 moves it, where the others reach that far."""
    rng = np.random.default_rng(1)
    x = np.full(20, 0.1)
    future = np.full(4, 0.1)
    others = fit.cost_forecast((x, -0.5 * x), future, [0.2, 0.2], [0.05, 0.05])
    np.testing.assert_allclose(others.weight @ others.mean, -0.2 * np.cumsum(future))
    wide = fit.cost_forecast(
        (x, -0.5 * x + 0.02 * rng.standard_normal(20)), future, np.linspace(0, 1, 50), np.linspace(0.01, 0.2, 50)
    )
    assert (wide.weight @ wide.mean)[-1] == pytest.approx(-0.2, abs=0.03)
    blind = fit.cost_forecast((x, -0.5 * x), future, np.linspace(0, 1, 50), np.linspace(0.01, 0.2, 50), own=False)
    assert (blind.weight @ blind.mean)[-1] == pytest.approx(-0.2, abs=0.01)


def test_what_cannot_be_forecast_is_refused():
    with pytest.raises(NotConverged, match="too few points"):
        fit.forecast([0.0, 9.0, -9.0, 9.0], [0, 1, 2, 3], [4], terms=fit.prior(64))
    with pytest.raises(BadValue, match="after the last"):
        fit.forecast([0.0, 0.1], [0, 1], [1], terms=fit.prior(64))
    with pytest.raises(BadValue, match="leave the year out"):
        fit.forecast([0.0, np.inf], [0, 1], [2], terms=fit.prior(64))
    with pytest.raises(BadValue, match="speed"):
        terms(speed=1.0)
