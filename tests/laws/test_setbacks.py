"""Noise and setbacks are counted once: the same variance as measured, and what 87 technologies say about rises of cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from bahe.atlas.learning_curves import learning_curves
from bahe.casebook.tugs.priors import PRIORS
from bahe.substitution import limits, wright
from bahe.substitution.laws import Laws


@pytest.fixture(scope="module")
def curves():
    return [(c, wright.measured(*c.growth())) for c in learning_curves()]


@given(st.floats(0.02, 0.5), st.floats(0, 0.2), st.floats(0, 0.2), st.floats(0, 0.3))
def test_the_variance_is_the_measured_one(sigma, chance, low, more):
    """By hand: Var(setback) = p E J^2 - (p E J)^2; with the quiet part it is sigma^2, and the chance only falls."""
    quiet, rare, mean = (float(v) for v in limits.told_apart(sigma, chance, low, low + more))
    high = low + more
    square = (low**2 + low * high + high**2) / 3
    assert quiet**2 + rare * square - (rare * (low + high) / 2) ** 2 == pytest.approx(sigma**2, rel=1e-9)
    assert rare <= chance
    assert rare * square <= limits.SETBACK_PART * sigma**2 * (1 + 1e-9)
    assert mean == pytest.approx(rare * (low + high) / 2)


def test_by_draws():
    """A million years of quiet noise and centred setbacks: mean nought, s.d. .082."""
    rng = np.random.default_rng(0)
    quiet, rare, mean = limits.told_apart(0.082, 0.05, 0.10, 0.25)
    jump = limits.setbacks(rare, 0.10, 0.25, rng.random(1_000_000), rng.random(1_000_000))
    made = quiet * rng.standard_normal(1_000_000) + jump - mean
    assert made.std() == pytest.approx(0.082, rel=0.005)
    assert made.mean() == pytest.approx(0, abs=4 * 0.082 / 1000)


def test_the_noise_of_the_curves_holds_their_setbacks(curves):
    """Normal noise of the measured s.d. alone says 7.8 % of years rise by more than .10 and 2.5 % by more than .20; 5.2 and 2.3 % did.

    So setbacks on top of that noise would be counted twice.
    """
    seen = wright.setbacks([c.growth()[1] for c, _ in curves], (0.10, 0.20))
    said = np.zeros(2)
    for c, m in curves:
        for k, above in enumerate((0.10, 0.20)):
            said[k] += norm.sf((above + m.exponent * c.growth()[0]) / m.noise).sum()
    said /= sum(m.changes for _, m in curves)
    assert seen == pytest.approx([0.0525, 0.0228], abs=5e-4)
    assert said == pytest.approx([0.0781, 0.0253], abs=5e-4)


def test_the_part_that_setbacks_may_make_up(curves):
    """31 % of the squared residuals are rises above .10; where noise is below .057, hardly any year has one."""
    r = np.concatenate([m.residual for _, m in curves])
    part = float((r[r > 0.10] ** 2).sum() / (r**2).sum())
    assert part == pytest.approx(limits.SETBACK_PART, abs=5e-3)
    still = np.concatenate([m.residual for _, m in curves if m.noise < 0.057])
    assert (still > 0.10).mean() < 0.01


def test_laws_start_from_the_rest(curves):
    """The default noise of the laws is what .082 leaves beside the default setbacks."""
    laws = Laws()
    quiet, rare, _ = limits.told_apart(0.082, laws.setback_chance, laws.setback_low, laws.setback_high)
    assert laws.noise == pytest.approx(float(quiet), abs=6e-4)
    assert rare == laws.setback_chance
    assert "setbacks" in PRIORS["noise"][2]


def test_a_rope_is_played_with_noise_counted_once():
    """What a case hands to the laws: quiet noise, rarer setbacks, and their mean out of the holder's progress; draw by draw."""
    from bahe.casebook.tugs.files import tug_case
    from bahe.casebook.tugs.ropes import Rope

    rope = Rope(tug_case("slow-tug-multi-tech").goods[0], 512, 0, False)
    _, _, rules, _ = rope.laid(rope.drawn)
    laws, d = rules.laws, rope.drawn
    square = (0.10**2 + 0.10 * 0.25 + 0.25**2) / 3
    p, mean = laws.setback_chance, laws.setback_chance * 0.175
    np.testing.assert_allclose(laws.noise**2 + p * square - mean**2, d.wide("noise") ** 2)
    np.testing.assert_allclose(laws.progress + mean, d.wide("progress"), atol=1e-15)
    assert (p <= d.wide("setback_chance")).all()
