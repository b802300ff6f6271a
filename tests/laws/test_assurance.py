"""Assurance: every numeric example of the case file, section F, and independent slow ways."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bahe
from bahe.assurance.belief import after_clean, plan, sequential, share_below, share_bound
from bahe.assurance.chain import FIBRE, VACUUM, not_farther_than, trusted_price, undetected, worth_of_disclosure
from bahe.assurance.finding import cells_found, fleet_found, fraction_for, misses_all, to_open, two_levels
from bahe.assurance.imaging import alarms, days_a_layer, sensitivity
from bahe.assurance.inspection import Inspection, leader, simultaneous


# -- F.1 cells ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("f", "found"), [(0.001, 0.0296), (0.01, 0.2603), (0.05, 0.7854), (0.10, 0.9576), (0.25, 0.99982)]
)
def test_scattered_cells(f, found):
    clustered, scattered = cells_found(8e10, 30, f)
    assert scattered == pytest.approx(found, abs=5e-5 if f < 0.25 else 5e-6)
    assert clustered == f
    assert scattered == pytest.approx(1 - (1 - f) ** 30, rel=1e-8)
    assert cells_found(8e10, 30, f, 0.915) == pytest.approx((0.915 * clustered, 0.915 * scattered))


@pytest.mark.parametrize(("k", "f"), [(1, 0.95), (10, 0.2589), (30, 0.0950), (60, 0.0487), (100, 0.0295)])
def test_fraction_for_95_per_cent(k, f):
    assert fraction_for(8e10, k, 0.95) == pytest.approx(f, abs=5e-5)


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 40))
def test_drawing_is_exact(n, k, m):
    k, m = min(k, n), min(m, n)
    assert misses_all(n, k, m) == pytest.approx(comb(n - k, m) / comb(n, m), rel=1e-12, abs=1e-300)


def test_large_draws_by_factorials_agree_with_the_product():
    n, k = 1e10, 150_001
    slow = np.exp(np.log1p(-k / (n - np.arange(k))).sum())
    assert 0.05 < slow < 0.2
    assert misses_all(n, k, k) == pytest.approx(slow, rel=1e-4)


# -- F.2 to F.4 imaging ----------------------------------------------------------------------------------------------------
def test_sensitivity_of_the_trial():
    s = sensitivity(37, 40)
    np.testing.assert_allclose([s.mean, s.low, s.high], [0.915, 0.813, 0.978], atol=5e-4)


@pytest.mark.parametrize(("phi", "ppv"), [(1e-6, 0.0028), (1e-8, 0.217), (1e-9, 0.735)])
def test_what_an_alarm_is_worth(phi, ppv):
    a = alarms(1e10, 30, 0.925, phi, minutes=2)
    assert a.predictive_value == pytest.approx(ppv, abs=5e-4 if phi < 1e-7 else 5e-5)
    assert a.false == pytest.approx(phi * 1e10)
    assert a.review_hours == pytest.approx(a.false / 30)


@pytest.mark.parametrize(
    ("pixel", "rate", "days"),
    [(5, 1e7, 37.7), (5, 1e8, 3.77), (5, 1e9, 0.377), (10, 1e7, 37.7 / 4), (2.5, 1e7, 37.7 * 4)],
)
def test_imaging_time(pixel, rate, days):
    assert days_a_layer(814, pixel, rate) == pytest.approx(days, rel=2e-3)


# -- F.5, F.6 fleet --------------------------------------------------------------------------------------------------------
#: The case file prints 285,001 and 297,001 for one altered chip; 285,000 of 300,000 is 95 % exactly, and meets it with that chance.
FLEET = {0.95: (285_000, 77_659, 2_980, 298, 29, 1), 0.99: (297_000, 110_712, 4_568, 458, 44, 1)}


@pytest.mark.parametrize("confidence", FLEET)
def test_chips_to_open(confidence):
    for altered, opened in zip((1, 10, 300, 3_000, 30_000, 300_000), FLEET[confidence], strict=True):
        n = to_open(300_000, altered, confidence)
        about = (1 - (1 - confidence) ** (1 / altered)) * (300_000 - (altered - 1) / 2)
        assert n == opened
        assert fleet_found(300_000, altered, n) >= confidence
        assert n == 0 or fleet_found(300_000, altered, n - 1) < confidence
        assert n == pytest.approx(about, abs=2.0)


def test_cost_at_12_000_a_chip():
    for altered, cost in ((1, 3420), (10, 932), (300, 35.8), (3_000, 3.6), (30_000, 0.35), (300_000, 0.01)):
        assert to_open(300_000, altered) * 12_000 / 1e6 == pytest.approx(cost, rel=0.02, abs=0.003)


def test_two_levels():
    assert two_levels(300_000, 300, 2_980, 0.9576 * 0.915) == pytest.approx(0.9275, abs=5e-5)
    assert two_levels(300_000, 300, 2_980, 1.0) == pytest.approx(0.9500, abs=5e-5)
    assert two_levels(300_000, 300, 2_980, 1.0) == pytest.approx(fleet_found(300_000, 300, 2_980), abs=1e-9)


# -- F.7 to F.9 belief ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("pi", "p", "after"),
    [
        (0.1, 0.5, 0.0526),
        (0.1, 0.9, 0.0110),
        (0.1, 0.95, 0.0055),
        (0.1, 0.99, 0.0011),
        (0.5, 0.9, 0.0909),
        (0.5, 0.95, 0.0476),
        (0.01, 0.95, 0.0005),
    ],
)
def test_after_a_clean_result(pi, p, after):
    assert after_clean(pi, p) == pytest.approx(after, abs=5e-5)


@pytest.mark.parametrize(
    ("n", "below", "bound"),
    [(100, 0.096, 0.0292), (300, 0.260, 0.0099), (1_000, 0.633, 0.0030), (3_000, 0.950, 0.0010)],
)
def test_share_of_altered_chips(n, below, bound):
    assert share_below(0.001, n) == pytest.approx(below, abs=5e-4)
    assert share_bound(n) == pytest.approx(bound, abs=5e-5)
    assert share_below(share_bound(n), n) == pytest.approx(0.95)


def test_sequential_test():
    t = sequential(1e-4, 1e-2)
    assert t.exact == pytest.approx(295.91, abs=5e-3)
    assert t.accept_after == 296
    assert [t.verdict(n, 0) for n in (295, 296)] == ["go on", "accept"]
    assert t.verdict(10, 1) == "reject"


def test_sequential_errors_by_simulation():
    """Wald's bounds hold: errors of at most about five per cent."""
    t, rng = sequential(0.02, 0.10), np.random.default_rng(2)
    for share, wrong in ((0.02, "reject"), (0.10, "accept")):
        errors = 0
        for _ in range(2000):
            bad = drawn = 0
            while (v := t.verdict(drawn, bad)) == "go on":
                drawn, bad = drawn + 1, bad + (rng.random() < share)
            errors += v == wrong
        assert errors / 2000 <= 0.06


def test_acceptance_plan_is_the_smallest():
    found = plan(0.01, 0.06)
    assert found.accepts(0.01) >= 0.95
    assert found.accepts(0.06) <= 0.10
    from scipy.stats import binom

    for n in range(1, found.n):
        assert not any(binom.cdf(c, n, 0.01) >= 0.95 and binom.cdf(c, n, 0.06) <= 0.10 for c in range(n))
    assert plan(0.0, 0.05, beta=0.05).n == 59  # c = 0: (1-p)^n <= beta


# -- F.10, F.11 inspection --------------------------------------------------------------------------------------------------
GAME = Inspection(
    gain=1,
    penalty=10,
    miss=0.075,
    false_alarm=0.01,
    falsely_accused=1,
    falsely_accusing=1,
    cost=0.02,
    caught=1,
    loss=10,
)


def test_inspection_game():
    assert GAME.deterring_rate == pytest.approx(0.09838, abs=5e-6)
    assert GAME.violation_rate == pytest.approx(0.003599, abs=5e-7)
    nash, lead = simultaneous(GAME), leader(GAME)
    assert nash.looker == pytest.approx(-0.03599, abs=5e-6)
    assert lead.looker == pytest.approx(-0.00295, abs=5e-6)
    assert lead.violate == 0
    # Each is indifferent at the other's rate.
    assert GAME.builder(nash.inspect, 0.0) == pytest.approx(GAME.builder(nash.inspect, 1.0), abs=1e-15)
    assert GAME.looker(0.0, nash.violate) == pytest.approx(GAME.looker(1.0, nash.violate), abs=1e-15)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("ratio", [1, 10, 100])
def test_where_no_rate_deters(beta, ratio):
    """Without false alarms p* = 1/((1-beta)(1 + a/g))."""
    g = Inspection(gain=1, penalty=ratio, miss=beta)
    assert g.deterring_rate == pytest.approx(1 / ((1 - beta) * (1 + ratio)))
    assert g.deters == (g.deterring_rate <= 1)


@pytest.mark.parametrize(
    ("beta", "ratio", "p"),
    [
        (0.9, 1, 5.26),
        (0.9, 10, 0.917),
        (0.9, 100, 0.099),
        (0.99, 1, 100),
        (0.99, 10, 10),
        (0.99, 100, 1.0),
        (0.5, 1, 1.01),
        (0.5, 10, 0.182),
        (0.5, 100, 0.020),
    ],
)
def test_deterring_rates_of_the_case_file(beta, ratio, p):
    g = Inspection(gain=1, penalty=ratio, miss=beta, false_alarm=0.01, falsely_accused=1)
    assert g.deterring_rate == pytest.approx(p, rel=1e-2)


@given(st.floats(0.1, 5), st.floats(0, 20), st.floats(0, 0.99), st.floats(0.001, 1), st.floats(2, 20))
def test_nobody_gains_by_another_rate(gain, penalty, miss, cost, loss):
    g = Inspection(gain=gain, penalty=penalty, miss=miss, cost=cost, loss=loss, caught=1)
    s = simultaneous(g)
    for x in (0.0, 0.3, 1.0):
        assert g.builder(s.inspect, x) <= s.builder + 1e-9
        assert g.looker(x, s.violate) <= s.looker + 1e-9
    assert leader(g).looker >= s.looker - 1e-12


# -- F.12 to F.14 -----------------------------------------------------------------------------------------------------------
def test_trust_wedge():
    assert trusted_price(12_000, 0.0, 1e6) == 12_000
    assert trusted_price(12_000, 0.0011, 1e6) == pytest.approx(12_000 + 1_100)


ATTACK = {"mask": 0.4, "layout": 0.2, "firmware": 0.4}
COVER = {
    "silicon against layout": {"layout": 0.5, "mask": 0.9},
    "attestation": {"firmware": 0.7},
    "layout against schematic": {"layout": 0.8},
}


def test_chain():
    assert undetected(ATTACK, COVER) == pytest.approx(0.4 * 0.1 + 0.2 * 0.5 * 0.2 + 0.4 * 0.3)
    without, disclosed = worth_of_disclosure(ATTACK, COVER)
    assert without == pytest.approx(0.4 + 0.2 + 0.4 * 0.3)
    assert disclosed < without
    # It says nothing of firmware.
    only = {"firmware": 1.0}
    assert worth_of_disclosure(only, COVER) == pytest.approx((0.3, 0.3))


def test_location_by_delay():
    assert pytest.approx(149.90, abs=5e-3) == VACUUM
    assert pytest.approx(99.93, abs=5e-3) == FIBRE
    assert not_farther_than(3.0, 1.0) == pytest.approx(2 * FIBRE)


@pytest.mark.parametrize(
    "call",
    [
        lambda: to_open(10, 0), lambda: to_open(10, 11), lambda: to_open(10, 2, 1.5), lambda: misses_all(10, 2.5, 1),
        lambda: cells_found(10, 1, -0.1), lambda: sensitivity(41, 40), lambda: alarms(10, 0, 0.5, 0.0), lambda: days_a_layer(0, 5, 1),
        lambda: after_clean(1.0, 1.0), lambda: sequential(0.1, 0.01), lambda: plan(0.1, 0.1), lambda: Inspection(gain=-1),
        lambda: undetected({"mask": 0.5}, {}), lambda: undetected({"desk": 1.0}, {}),
        lambda: undetected({"mask": 1.0}, {"attestation": {"mask": 0.5}}), lambda: undetected({"mask": 1.0}, {"prayer": {}}),
        lambda: not_farther_than(1.0, 2.0), lambda: trusted_price(0, 0.1, 1),
    ],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused(call):
    with pytest.raises(bahe.UserError):
        call()
