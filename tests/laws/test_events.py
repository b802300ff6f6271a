"""Event studies: bands hold as often as they say, an effect comes out, swaps, permutation, what is missing."""

import numpy as np
import pytest

from bahe.faults import BadShape, BadValue
from bahe.substitution import events

TIMES = np.arange(-6.0, 6.0)
BEFORE = (-6.0, -1.0)


def walks(rng: np.random.Generator, goods: int) -> np.ndarray:
    """Log-odds that share a shock and walk on their own."""
    common = 0.3 * rng.standard_normal(len(TIMES)).cumsum()
    return rng.normal(size=(goods, 1)) + common + 0.2 * rng.standard_normal((goods, len(TIMES))).cumsum(1)


def touched(goods: int) -> np.ndarray:
    return np.arange(goods) == 0


def test_bands_hold_as_often_as_they_say() -> None:
    """Nothing happened: the 90 % band of the touched good holds zero in nine of ten, though all goods share shocks; 9 others."""
    rng, held = np.random.default_rng(0), []
    for _ in range(1500):
        s = events.study(walks(rng, 10), TIMES, touched(10), BEFORE)
        held.append((s.low[0] <= 0) & (s.high[0] >= 0))
    assert np.mean(held, axis=0)[-1] == pytest.approx(0.9, abs=0.025)
    assert np.mean(held, axis=0)[7] == pytest.approx(0.9, abs=0.025)


def test_permutation_is_fair() -> None:
    """Nothing happened: a chance of 1/10 or less in one of ten."""
    rng = np.random.default_rng(1)
    small = [events.study(walks(rng, 10), TIMES, touched(10), BEFORE).chance[0, -1] <= 0.1 + 1e-12 for _ in range(1500)]
    assert np.mean(small) == pytest.approx(0.1, abs=0.03)


def test_an_effect_comes_out() -> None:
    """A fall of 1.5 after the event is there on average, and is nought before."""
    rng, found = np.random.default_rng(2), []
    for _ in range(400):
        l = walks(rng, 8)
        l[0, TIMES >= 0] -= 1.5
        found.append(events.study(l, TIMES, touched(8), BEFORE).effect[0])
    assert np.mean(found, axis=0)[6:] == pytest.approx(-1.5, abs=0.12)
    assert np.mean(found, axis=0)[:6] == pytest.approx(0.0, abs=0.12)


def test_turned_round_and_shifted() -> None:
    """Home for foreign: the other sign, the same chance; a level of its own for each good changes nothing."""
    l = walks(np.random.default_rng(3), 7)
    a, b = events.study(l, TIMES, touched(7), BEFORE), events.study(-l, TIMES, touched(7), BEFORE)
    np.testing.assert_allclose(a.effect, -b.effect)
    np.testing.assert_allclose(a.low, -b.high)
    np.testing.assert_array_equal(a.chance, b.chance)
    c = events.study(l + np.arange(7.0)[:, None], TIMES, touched(7), BEFORE)
    np.testing.assert_allclose(c.effect, a.effect, atol=1e-12)


def test_what_is_missing_stays_missing() -> None:
    """A month without a figure is no zero; three others are no band; a good without a time before has no base."""
    l = walks(np.random.default_rng(4), 6)
    l[0, 8], l[3, :6], l[4:, 9] = np.nan, np.nan, np.nan
    s = events.study(l, TIMES, touched(6), BEFORE)
    assert np.isnan(s.effect[0, 8])
    assert s.untouched.tolist() == [4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 4, 4]
    assert np.isnan(s.low[0, 9])
    assert np.isnan(s.mean[9])
    assert np.isfinite(s.low[0, 10])


def test_a_walk_by_hand() -> None:
    """44.6 to 12.8 % in 1.25 years, noise .4, errors .15 and .2: -1.702, s.e. sqrt(.2 + .0225 + .04)."""
    l = np.log([0.446, 0.128]) - np.log1p([-0.446, -0.128])
    w = events.walked(l, [2019.25, 2020.5], [0.15, 0.2], 0.4)
    assert w.change[1] == pytest.approx(-1.7019, abs=5e-4)
    assert w.high[1] - w.change[1] == pytest.approx(1.6449 * np.sqrt(0.2625), abs=1e-4)
    assert (w.low[0], w.high[0]) == (0.0, 0.0)


def test_a_walk_holds_as_often_as_it_says() -> None:
    """Random walks without a drift, figures with errors: nine of ten bands hold zero, far or near."""
    rng, held = np.random.default_rng(5), []
    years, errors = np.array([0.0, 0.5, 3.0]), np.array([0.1, 0.2, 0.1])
    for _ in range(3000):
        l = np.concatenate(
            [[0.0], 0.3 * np.sqrt(np.diff(years)) * rng.standard_normal(2)]
        ).cumsum() + errors * rng.standard_normal(3)
        w = events.walked(l, years, errors, 0.3)
        held.append((w.low <= 0) & (w.high >= 0))
    assert np.mean(held, axis=0)[1:] == pytest.approx([0.9, 0.9], abs=0.02)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(BadShape):
        events.study(np.zeros((2, 3)), [0, 1], [True, False], (0, 1))
    with pytest.raises(BadValue, match="before"):
        events.study(np.zeros((2, 3)), [0, 1, 2], [True, False], (-3, -1))
    with pytest.raises(BadValue, match="leave it out"):
        events.walked([0.0, -np.inf], [0, 1], [0.1, 0.1], 0.1)
