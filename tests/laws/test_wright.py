"""Wright's law measured: closed forms, the published quantiles of 87 technologies, the variance of forecasts."""

import numpy as np
import pytest

from bahe.atlas.learning_curves import learning_curve, learning_curves
from bahe.faults import BadShape, BadValue, UnknownName
from bahe.substitution import learning, wright

QUANTILES = (5, 10, 25, 50, 75, 90, 95)
#: CASES E.1 and ANCHORS E.3, as printed.
EXPONENT = (-0.07, 0.035, 0.085, 0.195, 0.306, 0.412, 0.730)
RATE = (-5, 2.4, 5.7, 12.6, 19.1, 24.8, 39.7)
NOISE = (0.027, 0.036, 0.057, 0.082, 0.111, 0.213, 0.257)
DRIFT = (-0.24, -0.118, -0.09, -0.059, -0.021, -0.011, -0.008)
AUTOCORRELATION = (-0.45, -0.37, -0.12, 0.11, 0.34, 0.54, 0.65)


@pytest.fixture(scope="module")
def curves():
    return [wright.measured(*c.growth()) for c in learning_curves()]


def quantiles(values):
    return np.nanpercentile(np.asarray(values), QUANTILES)


def test_a_curve_without_noise_gives_its_exponent_back():
    """Cost that falls by .2 of the growth of log production: .2, no residual; so does the line through the levels."""
    x = np.random.default_rng(0).uniform(0.05, 0.4, 30)
    y = -0.2 * x
    curve = wright.measured(x, y)
    assert curve.exponent == pytest.approx(0.2, abs=1e-12)
    assert curve.noise == pytest.approx(0.0, abs=1e-12)
    assert wright.level_exponent(np.cumsum(x), np.cumsum(y)) == pytest.approx(0.2, abs=1e-12)


def test_the_set_is_complete(curves):
    """87 technologies, 1,620 changes; in 8 technologies not every step is a year."""
    assert len(curves) == 87
    assert sum(c.changes for c in curves) == 1620
    assert sum(not c.yearly for c in learning_curves()) == 8


def test_quantiles_as_published(curves):
    """CASES E.1, half a unit of the last digit printed."""
    np.testing.assert_allclose(quantiles([c.exponent for c in curves]), EXPONENT, atol=6e-4)
    np.testing.assert_allclose(quantiles([c.noise for c in curves]), NOISE, atol=6e-4)
    np.testing.assert_allclose(quantiles([100 * learning.learning_rate(c.exponent) for c in curves]), RATE, atol=0.06)
    np.testing.assert_allclose(quantiles([c.drift for c in curves]), DRIFT, atol=6e-4)
    np.testing.assert_allclose(quantiles([c.autocorrelation for c in curves]), AUTOCORRELATION, atol=6e-3)


def test_setbacks_as_published():
    """Cost rises in 21.3 % of years, by more than .10 log points in 5.2 %, by more than .20 in 2.3 %."""
    found = 100 * wright.setbacks(c.growth()[1] for c in learning_curves())
    np.testing.assert_allclose(found, (21.3, 5.2, 2.3), atol=0.05)


def test_levels_are_steeper():
    """Least squares in levels: median 17.5 % a doubling, p10 4.9, p90 30.1."""
    w = [wright.level_exponent(np.log(c.cumulative), np.log(c.cost)) for c in learning_curves()]
    rate = np.percentile(100 * learning.learning_rate(np.array(w)), (10, 50, 90))
    np.testing.assert_allclose(rate, (4.9, 17.5, 30.1), atol=0.06)


@pytest.mark.parametrize(("name", "value"), [("DRAM", 0.74), ("Transistor", 0.85), ("Titanium_Sponge", 0.25)])
def test_single_technologies(name, value):
    """Examples of CASES E.1."""
    names = {c.name.lower().replace("_", ""): c for c in learning_curves()}
    curve = names[name.lower().replace("_", "")]
    assert wright.measured(*curve.growth()).exponent == pytest.approx(value, abs=6e-3)


def test_forecast_variance_under_wright():
    """Monte Carlo: the error of a forecast with the measured exponent and known production has the stated variance."""
    rng = np.random.default_rng(7)
    past, future = rng.uniform(0.02, 0.3, 12), rng.uniform(0.02, 0.5, 8)
    draws, w, sigma = 40_000, 0.25, 0.1
    y = -w * past + sigma * rng.standard_normal((draws, 12))
    measured = -(y @ past) / (past @ past)
    came = np.cumsum(-w * future + sigma * rng.standard_normal((draws, 8)), axis=1)
    error = came + measured[:, None] * np.cumsum(future)
    np.testing.assert_allclose(error.var(0) / sigma**2, wright.wright_variance(past, future), rtol=0.03)


def test_forecast_variance_of_a_drift():
    """m = 20, h = 10: 15 sigma^2, by formula and by Monte Carlo; it is Wright's with constant growth."""
    assert wright.drift_variance(20, 10) == pytest.approx(15.0)
    np.testing.assert_allclose(
        wright.wright_variance(np.full(20, 0.1), np.full(10, 0.1)), wright.drift_variance(20, np.arange(1, 11))
    )
    rng = np.random.default_rng(8)
    y = 0.3 + rng.standard_normal((40_000, 30))
    error = y[:, 20:].sum(1) - 10 * y[:, :20].mean(1)
    assert error.var() == pytest.approx(15.0, rel=0.03)


def test_what_teaches_nothing_is_refused():
    with pytest.raises(BadValue, match="teaches nothing"):
        wright.measured([0.0, 0.0], [0.1, 0.2])
    with pytest.raises(BadShape, match="two or more"):
        wright.measured([0.1], [0.2])
    with pytest.raises(UnknownName, match="DRAM"):
        learning_curve("DRAMM")
