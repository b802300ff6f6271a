"""Scores of a prediction: against scipy, against numbers worked out by hand, and their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from bahe.casebook.tariffs.scoring import LEAST, error, hits, left_one_out, line, ranks, score, share_change, spearman
from bahe.faults import BadShape, BadValue

NUMBERS = st.integers(-50, 50).map(float)


@st.composite
def pairs(draw, least=4, most=30):
    """Two lists of one length, ties allowed, both with some spread."""
    n = draw(st.integers(least, most))
    p, o = (draw(arrays(float, n, elements=NUMBERS)) for _ in range(2))
    if np.ptp(p) == 0:
        p[0] += 1.0
    if np.ptp(o) == 0:
        o[-1] += 1.0
    return p, o


@given(pairs())
def test_rank_correlation_is_that_of_scipy(pair):
    p, o = pair
    assert spearman(p, o) == pytest.approx(stats.spearmanr(p, o).statistic, abs=1e-12)
    np.testing.assert_allclose(ranks(p), stats.rankdata(p))


@given(pairs())
def test_the_line_is_that_of_scipy(pair):
    p, o = pair
    expected = stats.linregress(p, o)
    intercept, slope, se = line(p, o)
    assert slope == pytest.approx(expected.slope, abs=1e-9)
    assert intercept == pytest.approx(expected.intercept, abs=1e-9)
    assert se == pytest.approx(expected.stderr, rel=1e-6, abs=1e-7)


@given(pairs(), st.floats(0.1, 10), st.floats(-20, 20))
def test_ranks_do_not_see_scale_and_shift_and_the_slope_does(pair, scale, shift):
    """A prediction twice as large ranks the same and has half the slope."""
    p, o = pair
    assert spearman(scale * p + shift, o) == pytest.approx(spearman(p, o), abs=1e-9)
    assert line(scale * p + shift, o)[1] * scale == pytest.approx(line(p, o)[1], rel=1e-6, abs=1e-9)


@given(pairs())
def test_a_perfect_prediction_has_perfect_scores(pair):
    p, _ = pair
    found = score(p, p)
    assert found.spearman == pytest.approx(1.0)
    assert found.slope == pytest.approx(1.0)
    assert found.error == 0.0
    assert found.hits == pytest.approx(np.mean(p != 0)) if np.any(p) else np.isnan(found.hits)


def test_by_hand():
    """Four partners: ranks 1 2 3 4 against 2 1 4 3, so 1 - 6 x 4 / (4 x 15) = 0.6; three of four signs agree."""
    p, o = [-4.0, -1.0, 2.0, 5.0], [-2.0, -9.0, 8.0, -1.0]
    assert spearman([1, 2, 3, 4], [2, 1, 4, 3]) == pytest.approx(0.6)
    assert hits(p, o) == 0.75
    assert error(p, o) == pytest.approx((2 + 8 + 6 + 6) / 4)
    # mean of p .5; x = -4.5, -1.5, 1.5, 4.5; x.o = 9 + 13.5 + 12 - 4.5 = 30; x.x = 45
    assert line(p, o)[1] == pytest.approx(30 / 45)


def test_shares_by_hand():
    """One partner doubles and the others stand still: the total grows from 4 to 6."""
    found = share_change([2.0, 1.0, 1.0], [4.0, 1.0, 1.0])
    np.testing.assert_allclose(found, 100 * np.log([2 / 1.5, 1 / 1.5, 1 / 1.5]))


@given(arrays(float, 6, elements=st.floats(1, 100)), arrays(float, 6, elements=st.floats(1, 100)), st.floats(0.1, 10))
def test_what_moves_all_alike_drops_out(before, after, factor):
    np.testing.assert_allclose(share_change(before, factor * after), share_change(before, after), atol=1e-9)


def test_one_partner_left_out():
    """A single outlier makes the correlation; without it nothing is left of it."""
    p, o = [1.0, 2.0, 3.0, 10.0], [3.0, 2.0, 1.0, 10.0]
    low, high = left_one_out(p, o)
    assert low == pytest.approx(-1.0)
    assert high == pytest.approx(0.5)


def test_what_is_not_defined_is_missing_and_not_zero():
    """No spread, no sign, too few partners."""
    still = score([0.0, 0.0, 0.0, 0.0], [1.0, -1.0, 2.0, 0.5])
    assert all(np.isnan(x) for x in (still.hits, still.spearman, still.slope, still.slope_se, still.spearman_low))
    assert still.error == pytest.approx(1.125)
    few = score([1.0, 2.0], [1.0, 2.0])
    assert np.isnan(few.spearman)
    assert np.isnan(few.slope)
    assert LEAST == 3


def test_what_is_missing_is_refused():
    with pytest.raises(BadValue, match="position 1"):
        spearman([1.0, float("nan"), 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(BadShape):
        score([1.0, 2.0], [1.0])
    with pytest.raises(BadValue, match="above zero"):
        share_change([1.0, 0.0], [1.0, 1.0])
