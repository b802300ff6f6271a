"""Effects of an embargo: rates and intervals by hand, coverage of the intervals, channels that add up, label swap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahe.faults import BadShape, BadValue
from bahe.substitution import effects

SHARES = st.floats(0.02, 0.98)


def test_by_hand():
    """44.6 to 12.8 % in 1.25 years at a noise of .4: -1.36 a year, s.e. .4/sqrt(1.25), 90 % at 1.645 of it."""
    c = effects.change(0.446, 0.128, 1.25, 0.4)
    assert c.rate == pytest.approx(-1.3615, abs=5e-5)
    assert c.standard_error == pytest.approx(0.35777, abs=1e-5)
    assert (c.low, c.high) == pytest.approx((c.rate - 1.6449 * 0.35777, c.rate + 1.6449 * 0.35777), abs=1e-4)
    assert c.told
    assert not effects.change(0.446, 0.40, 1.25, 0.4).told


@given(SHARES, SHARES, st.floats(0.2, 10))
def test_turned_round(a, b, years):
    """Home for foreign: the same rate with the other sign; there and back is nothing."""
    there, home = effects.change(a, b, years, 0.1), effects.change(1 - a, 1 - b, years, 0.1)
    assert there.rate == pytest.approx(-home.rate, abs=1e-9)
    assert effects.change(b, a, years, 0.1).rate == pytest.approx(-there.rate, abs=1e-9)


def test_noise_is_about_the_drift_of_its_phase():
    """Two straight phases have no noise, whatever their slopes; steps of more than a year weigh as many years."""
    years = np.array([0, 1, 2, 4, 5, 6, 7.0])
    odds = np.where(years <= 4, 0.3 * years, 1.2 - 0.5 * (years - 4))
    assert effects.yearly_noise(odds, years, (4.0,)) == (pytest.approx(0.0, abs=1e-12), 4)
    sigma, freedom = effects.yearly_noise([0.0, 0.1, 0.0, 0.1], [0, 1, 2, 3])
    assert (sigma, freedom) == (pytest.approx(np.sqrt(2 * (0.1 - 1 / 30) ** 2 / 2 + (0.1 + 1 / 30) ** 2 / 2)), 2)


def test_intervals_hold_as_often_as_they_say():
    """Random walks with a drift: the 90 % interval of a phase holds the drift in nine of ten."""
    rng, years, held = np.random.default_rng(0), np.arange(16.0), 0
    for _ in range(2000):
        drift = np.where(np.arange(15) < 10, 0.1, -0.3)
        odds = np.concatenate([[0.0], np.cumsum(drift + 0.2 * rng.standard_normal(15))])
        sigma, freedom = effects.yearly_noise(odds, years, (10.0,))
        s = 1 / (1 + np.exp(-odds))
        c = effects.change(s[10], s[15], 5.0, sigma, freedom)
        held += c.low <= -0.3 <= c.high
    assert held / 2000 == pytest.approx(0.9, abs=0.02)


def test_less():
    a, b = effects.Change(-0.4, 0.2, 20, 5.0), effects.Change(0.1, 0.1, 8, 10.0)
    assert a.less(b).rate == pytest.approx(-0.5)
    assert a.less(b).standard_error == pytest.approx(np.hypot(0.2, 0.1))
    assert a.less(b).freedom == 8


@given(st.floats(1, 100), st.floats(0.05, 0.9), SHARES, SHARES)
def test_channels_add_up(before, left, first, last):
    """The two parts make up the fall, and the two parts of the log-odds make up their change; money is only a unit."""
    c = effects.channels((before, left * before), (first, last))
    assert c.third_part + c.not_imported == pytest.approx(1.0)
    assert 0 <= c.third_part <= 1
    assert sum(c.log_odds) == pytest.approx(effects.change(first, last, 1.0, 0.1).rate, abs=1e-9)
    dear = effects.channels((7 * before, 7 * left * before), (first, last))
    assert dear.third_part == pytest.approx(c.third_part, abs=1e-9)


def test_all_gone_to_third_countries():
    """100 of 200 lost to others who sell 100 more: the whole fall; nobody sells more: none of it."""
    assert effects.channels((150.0, 50.0), (0.75, 0.25)).third_part == pytest.approx(1.0)
    assert effects.channels((150.0, 50.0), (0.75, 0.5)).third_part == pytest.approx(0.0)


def test_what_has_no_log_odds_is_refused():
    with pytest.raises(BadValue, match="what became of the good"):
        effects.change(0.937, 0.0, 2.0, 0.1)
    with pytest.raises(BadValue, match="fell"):
        effects.channels((1.0, 2.0), (0.5, 0.5))
    with pytest.raises(BadShape, match="two steps"):
        effects.yearly_noise([0.0, 0.1], [0, 1])
