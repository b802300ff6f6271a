"""Substitution: limits with closed forms, what must never happen, and the two-sidedness of an embargo (MODEL 9 and 14)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

import bahe
from bahe.substitution import adoption, clock, learning, limits
from bahe.substitution.laws import Chance, Laws, Year, advance, path
from bahe.world.capability import Capability

#: Nothing moves the gap but learning.
WRIGHT = Laws(diffusion=0.0, noise=0.0, setback_chance=0.0, distrust_weight=0.0)


def start(**more):
    given = {"experience": 1.0, "gap": 0.9, "home_share": 0.1} | more
    return Capability(("CHN",), ("photoresist",), **given)


def random_state(rng, draws=(), n=2, g=3):
    shape = (*draws, n, g)
    return Capability(
        tuple("ABCDE"[:n]), tuple("xyzuv"[:g]), experience=rng.uniform(0.5, 5, shape), gap=rng.normal(0.5, 0.5, shape),
        home_share=rng.uniform(0.02, 0.9, shape), reliability=rng.uniform(0.2, 1, shape), installed=rng.uniform(0.02, 0.9, shape),
        stock=rng.uniform(0, 1, shape), trust=rng.uniform(0, 1, shape), capacity=rng.uniform(0.3, 2, shape),
    )  # fmt: skip


def random_laws(rng):
    return Laws(
        exponent=rng.uniform(0, 0.5), progress=rng.uniform(-0.05, 0.05), diffusion=rng.uniform(0, 0.1), noise=rng.uniform(0, 0.2),
        lock_in=rng.uniform(0, 3), compatibility=rng.uniform(0, 1), speed=rng.uniform(0, 1), base_life=rng.uniform(1, 8),
        leakage=rng.uniform(0.05, 0.5), yield_speed=rng.uniform(0, 1), switch_rate=rng.uniform(0, 0.2), research=rng.uniform(0, 1),
        weights=(0.3, 0.7), floors=(rng.uniform(0, 0.6), 0.0), links=rng.uniform(0, 0.2, (3, 3)),
    )  # fmt: skip


# -- closed forms -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("w", "rate"), [(0.195, 0.12643), (0.2, 0.12945), (0.3, 0.18775)])
def test_wright(w, rate):
    """Without drift, noise or diffusion the gap is exactly gbar - w ln(cumulative), whatever is sold and denied."""
    assert learning.learning_rate(w) == pytest.approx(rate, abs=5e-6)
    laws = Laws(**{**vars(WRIGHT), "exponent": w})
    c = start(experience=learning.starting_experience(0.9, 1.4, w))
    for state in path(c, [Year(control=x) for x in (0, 0.5, 1, 1, 0, 0.2, 0, 0)], laws):
        np.testing.assert_allclose(state.gap, 1.4 - w * np.log(state.experience), atol=1e-12)


def test_fisher_pry():
    """A gap of -a that stands still, and no network: log-odds start to rise at phi (sigma_L - 1) a; 0.135 a year, 0.1 to 0.5 in 16.28."""
    phi, sigma, a = 0.15, 4.0, 0.3
    rise = phi * (sigma - 1) * a
    assert rise == pytest.approx(0.135)
    assert (logit(0.5) - logit(0.1)) / rise == pytest.approx(16.28, abs=5e-3)
    # The pull is constant where the target runs ahead of the share at a constant distance.
    l, gap = logit(0.1), -a
    for _ in range(16):
        ahead = l + (sigma - 1) * -gap
        l = float(adoption.adopted(l, ahead, phi))
    assert expit(l) == pytest.approx(expit(logit(0.1) + 16 * 0.135))


def test_fisher_pry_in_the_years():
    """Two limits of `advance` in which log-odds lie on a straight line: a target far away, and a gap that falls at a constant pace."""
    still = {**vars(WRIGHT), "exponent": 0.0, "fill": 0.0}
    # A target l + d, d large, approached slowly: phi d = 0.135 a year; the bend over 16 years is phi times what has been gone.
    far = Laws(**{**still, "speed": 0.135 / 4500, "long_elasticity": 46.0})
    c = start(gap=-100.0, home_share=0.1)
    line = np.array([x.log_odds[0, 0] for x in path(c, [Year()] * 16, far)])
    np.testing.assert_allclose(np.diff(line), 0.135, rtol=1e-3)
    # A holder who falls behind by rho a year: the share follows at a constant lag, (sigma_L - 1) rho a year, exactly.
    rho, phi, sigma = 0.045, 0.15, 4.0
    steady = Laws(**{**still, "speed": phi, "long_elasticity": sigma, "progress": -rho})
    slope = (sigma - 1) * rho
    lag = slope / phi
    c = start(gap=0.5, home_share=expit(-(sigma - 1) * 0.5 - lag))
    line = np.array([x.log_odds[0, 0] for x in path(c, [Year()] * 16, steady)])
    np.testing.assert_allclose(np.diff(line), slope, rtol=1e-9)


def test_static_ces():
    """Adjusted within the year, no network, no distrust: log-odds -(sigma_L - 1) g; sigma_L = 4, g = 0.3: -0.9."""
    assert adoption.static_log_odds(0.3, 4.0) == pytest.approx(-0.9)
    laws = Laws(**{**vars(WRIGHT), "exponent": 0.0, "speed": 1.0})
    c = advance(start(gap=0.3), Year(), laws)
    assert c.log_odds == pytest.approx(-0.9)


@pytest.mark.parametrize(("nu", "shares"), [(1.9, [0.5]), (2.0, [0.5]), (2.2, [0.248530, 0.5, 0.751470]), (2.5, [0.144794, 0.5, 0.855206]),
                                            (3.0, [1 - 0.929280, 0.5, 0.929280])])  # fmt: skip
def test_two_basins_above_two(nu, shares):
    np.testing.assert_allclose(adoption.rest_points(0.0, nu), shares, atol=1e-6)


def test_basins_are_where_the_years_end():
    """Counted by starting everywhere: one end at nu = 1.9, two at nu = 2.5, and compatibility takes the second away."""

    def ends(nu, c=0.0):
        laws = Laws(**{**vars(WRIGHT), "exponent": 0.0, "speed": 0.5, "lock_in": nu, "compatibility": c})
        s = np.linspace(0.05, 0.95, 41)
        state = Capability(("A",), ("x",), experience=1.0, gap=0.0, home_share=s[:, None, None])
        for _ in range(400):
            state = advance(state, Year(), laws)
        return np.unique(np.round(state.home_share, 4))

    assert len(ends(1.9)) == 1
    found = ends(2.5)
    np.testing.assert_allclose([found.min(), found.max()], [1 - 0.855206, 0.855206], atol=1e-4)
    assert len(ends(2.5, c=0.5)) == 1


def test_speeds_of_the_case_file():
    for first, last, years, slope in ((0.548, 0.40, 3, -0.20), (0.40, 0.338, 1, -0.27), (0.55, 0.74, 10, 0.085), (0.693, 0.775, 11, 0.038),
                                      (0.796, 0.345, 5, -0.40), (0.345, 0.60, 7, 0.15), (0.10, 0.41, 2.25, 0.81)):  # fmt: skip
        assert clock.speed(first, last, years) == pytest.approx(slope, abs=6e-3)


def test_clocks():
    t = np.arange(0, 40)
    assert clock.half_life(0.5 ** (t / 7.0)) == pytest.approx(7.0, abs=1e-9)
    assert clock.half_life(np.ones(10)) == np.inf
    np.testing.assert_allclose(clock.half_life(np.stack([1 - t / 10.0, 1 - t / 30.0], axis=1)), [5, 15])
    assert clock.months_until_bites(1 / 12, 1.0, 0.0) == pytest.approx(1.0)
    assert clock.months_until_bites(1 / 12, 0.5, 0.2) == pytest.approx(2.5)
    assert clock.months_until_bites(1.0, 0.0, 0.0) == np.inf
    assert clock.months_until_stops(np.array([1.0, 0.6, 0.2]), 0.4) == pytest.approx(18.0)


# -- what must hold in every year ------------------------------------------------------------------------------------------------
@given(st.integers(0, 10_000))
def test_every_year(seed):
    """Experience never falls; shares, trust, yields and stocks stay where they belong; capacity is never exceeded, floors bind below it."""
    rng = np.random.default_rng(seed)
    c, laws = random_state(rng, (4,)), random_laws(rng)
    for _ in range(5):
        year = Year(control=rng.uniform(0, 1, c.shape), purchases=rng.uniform(0, 0.2, c.shape))
        new = advance(c, year, laws, Chance.drawn(c.shape, rng))
        assert (new.experience >= c.experience).all()
        assert ((new.home_share > 0) & (new.home_share < 1)).all()
        # Capacity counts market-years; users that have left for another technology need none of it.
        assert (new.home_share * (1 - c.switched) <= np.maximum(c.capacity, 1e-12) + 1e-12).all()
        floor = 0.3 * laws.floors[0]
        assert (new.home_share >= np.minimum(floor, c.capacity) - 1e-12).all()
        assert (new.capacity >= c.capacity).all()
        assert (new.switched >= c.switched).all()
        c = new


@given(st.integers(0, 10_000))
def test_stock_is_neither_made_nor_lost(seed):
    rng = np.random.default_rng(seed)
    b, gone, bought = rng.uniform(0, 1, 50), rng.uniform(0, 1, 50), rng.uniform(0, 0.3, 50)
    left, met = limits.drawn_down(b, gone, bought)
    np.testing.assert_allclose(left + met, b + bought)
    assert ((left >= 0) & (met <= gone + 1e-15)).all()


def test_a_stock_that_covers_all_hides_the_squeeze():
    laws = Laws(noise=0.0, setback_chance=0.0)
    squeezed, free = (advance(start(stock=2.0), Year(control=x), laws) for x in (0.8, 0.0))
    np.testing.assert_allclose(squeezed.home_share, free.home_share)
    np.testing.assert_allclose(squeezed.gap, free.gap)
    assert squeezed.stock == pytest.approx(2.0 - 0.8 * 0.9)


def test_an_embargo_teaches_and_ends_what_imports_teach():
    """Two-sided: more experience than under free sale, and no diffusion; which wins depends on the figures."""
    loud = Laws(noise=0.0, setback_chance=0.0, research=0.3)
    squeezed, free = (advance(start(), Year(control=x), loud) for x in (1.0, 0.0))
    assert squeezed.experience > free.experience
    assert squeezed.home_share > free.home_share
    assert squeezed.trust < free.trust
    # Nothing is learnt by making: then imports are the only teacher, and the embargo leaves the gap where it is.
    deaf = Laws(noise=0.0, setback_chance=0.0, exponent=0.0, diffusion=0.05)
    squeezed, free = (advance(start(), Year(control=x), deaf) for x in (1.0, 0.0))
    assert squeezed.gap == pytest.approx(0.9)
    assert free.gap == pytest.approx(0.9 - 0.05 * 0.9 * 0.9)


def test_nothing_moves_at_rest():
    """No control, nothing learnt or forgotten, the share that buyers would choose: the next year is this year."""
    laws = Laws(exponent=0.0, diffusion=0.0, noise=0.0, setback_chance=0.0, lock_in=1.0)
    (s,) = adoption.rest_points(float(adoption.static_log_odds(0.2, 4.0)), 1.0)
    c = start(gap=0.2, home_share=s)
    new = advance(c, Year(), laws)
    for name in ("gap", "home_share", "reliability", "installed", "stock", "trust", "switched"):
        np.testing.assert_allclose(getattr(new, name), getattr(c, name), atol=1e-10)


def test_a_setback_moves_the_gap_and_nothing_else_that_year():
    laws = Laws(noise=0.0, setback_chance=0.5, setback_low=0.1, setback_high=0.3)
    c = start()
    hit = Chance(np.zeros(c.shape), np.full(c.shape, 0.2), np.full(c.shape, 0.5))
    a, b = advance(c, Year(), laws, hit), advance(c, Year(), laws)
    assert a.gap - b.gap == pytest.approx(0.2)
    for name in ("experience", "home_share", "reliability", "trust", "stock", "capacity", "installed"):
        assert getattr(a, name) == getattr(b, name)
    assert advance(a, Year(), laws).home_share < advance(b, Year(), laws).home_share


def test_a_setback_comes_as_often_as_it_should():
    rng = np.random.default_rng(1)
    jump = limits.setbacks(0.052, 0.10, 0.25, rng.random(200_000), rng.random(200_000))
    assert (jump > 0).mean() == pytest.approx(0.052, abs=2e-3)
    assert jump[jump > 0].min() >= 0.10
    assert jump.max() <= 0.25


def test_yield_halves_the_cost_of_what_serves():
    assert limits.cost_of_yield(0.2) - limits.cost_of_yield(0.4) == pytest.approx(np.log(2))
    assert limits.yield_learnt(1.0, 1.0, 2.0, 0.5) == 1.0
    assert limits.yield_learnt(0.2, 1.0, 2.0, 0.5) > 0.2


def test_spillovers_come_from_others_alone():
    links = np.array([[9.0, 0.5], [0.0, 9.0]])
    np.testing.assert_allclose(learning.spillovers(np.array([[1.0, 2.0]]), links), [[1.0, 0.0]])


def test_floors_by_segment():
    assert adoption.floored(np.array(0.2), (0.4, 0.6), (0.5, 0.0)) == pytest.approx(0.4 * 0.5 + 0.6 * 0.2)
    assert adoption.floored(np.array(0.7), (0.4, 0.6), (0.5, 0.0)) == pytest.approx(0.7)


def test_a_floor_moves_the_segment_that_has_it_and_nobody_else():
    """Nobody moves by choice: a floor of 60 % on 30 % of demand lifts the whole once, and is not passed on year after year."""
    laws = Laws(**{**vars(WRIGHT), "exponent": 0.0, "speed": 0.0, "weights": (0.3, 0.7), "floors": (0.6, 0.0)})
    states = path(start(), [Year()] * 15, laws)
    for c in states[1:]:
        assert c.home_share == pytest.approx(0.3 * 0.6 + 0.7 * 0.1)
        np.testing.assert_allclose(c.segment_share[0, 0], [0.6, 0.1])
    # Once the floor is gone, the segment keeps what it has until it chooses otherwise.
    lifted = advance(states[-1], Year(floors=(0.0, 0.0)), laws)
    np.testing.assert_allclose(lifted.segment_share, states[-1].segment_share)


def test_segments_without_floors_are_one_market():
    rng = np.random.default_rng(5)
    c = random_state(rng)
    one, two = (
        Laws(noise=0.0, setback_chance=0.0),
        Laws(noise=0.0, setback_chance=0.0, weights=(0.4, 0.6), floors=(0.0, 0.0)),
    )
    a, b = (path(c, [Year(0.3)] * 6, laws)[-1] for laws in (one, two))
    np.testing.assert_allclose(a.home_share, b.home_share, rtol=1e-12)


def test_what_plant_cannot_make_is_cut_from_those_without_a_floor_first():
    s, f, w = np.array([0.6, 0.5]), np.array([0.6, 0.0]), np.array([0.5, 0.5])
    np.testing.assert_allclose(limits.rationed(s, f, w, 0.55), s)
    np.testing.assert_allclose(limits.rationed(s, f, w, 0.40), [0.6, 0.2])
    np.testing.assert_allclose(limits.rationed(s, f, w, 0.15), [0.3, 0.0])


def test_a_share_given_anew_clears_the_segments_and_segments_must_add_up():
    laws = Laws(weights=(0.3, 0.7), floors=(0.6, 0.0))
    c = advance(start(), Year(), laws)
    assert c.after(home_share=np.array([[0.5]])).segment_share is None
    with pytest.raises(bahe.Conflict, match="add up"):
        advance(start(segment_share=[[[0.9, 0.9]]]), Year(), laws)
    with pytest.raises(bahe.BadShape, match="segment"):
        advance(start(segment_share=[[[0.1, 0.1, 0.1]]]), Year(), laws)


def test_who_has_left_teaches_no_more():
    """All users gone to another technology: home makers sell nothing, so nothing is learnt by making."""
    c = start(switched=1.0)
    assert advance(c, Year(), WRIGHT).experience == c.experience
    half = advance(start(switched=0.5), Year(), WRIGHT)
    assert half.experience - 1 == pytest.approx(0.5 * (advance(start(), Year(), WRIGHT).experience - 1))


def test_full_control_without_leakage_needs_a_word():
    with pytest.raises(bahe.Infeasible, match="leakage"):
        advance(start(), Year(control=1.0), Laws(leakage=0.0))


def test_what_leaves_for_another_technology_does_not_come_back():
    laws = Laws(noise=0.0, setback_chance=0.0, switch_rate=0.5)
    states = path(start(), [Year(1.0), Year(1.0), Year(0.0)], laws)
    gone = [float(c.switched[0, 0]) for c in states]
    assert gone == pytest.approx([0, 0.45, 0.45 + 0.55 * 0.45, 0.45 + 0.55 * 0.45])
    assert states[-1].dependence < states[0].dependence


# -- draws and labels --------------------------------------------------------------------------------------------------------
def test_a_draw_is_a_run_of_its_own():
    """The axis of draws gives bit for bit what one draw at a time gives."""
    rng = np.random.default_rng(0)
    c, laws = random_state(rng, (5,)), random_laws(rng)
    chance, year = Chance.drawn(c.shape, rng), Year(control=0.4)
    together = advance(c, year, laws, chance)
    for s in range(5):
        alone = advance(c.draw(s), year, laws, Chance(chance.normal[s], chance.happens[s], chance.size[s]))
        for name in ("experience", "gap", "home_share", "reliability", "stock", "trust", "capacity", "installed"):
            np.testing.assert_array_equal(getattr(together, name)[s], getattr(alone, name))


def test_laws_may_carry_the_draws():
    """A Laws with draws and a state without: every draw has its own luck from the first year on."""
    laws = Laws(exponent=np.full((5, 1, 1), 0.2))
    first = path(start(), [Year()] * 2, laws, np.random.default_rng(0))[1]
    assert first.gap.shape == (5, 1, 1)
    assert len(np.unique(first.gap)) == 5
    assert advance(start(), Year(control=np.full((4, 1, 1), 0.2)), Laws()).shape == (4, 1, 1)
    with pytest.raises(bahe.BadShape, match="fit"):
        advance(start(), Year(control=np.full((4, 1, 1), 0.2)), laws)


def test_same_seed_same_years():
    c, laws = random_state(np.random.default_rng(0), (3,)), random_laws(np.random.default_rng(1))
    a, b = (path(c, [Year(0.3)] * 6, laws, np.random.default_rng(9))[-1] for _ in range(2))
    np.testing.assert_array_equal(a.home_share, b.home_share)
    assert not np.array_equal(a.gap, path(c, [Year(0.3)] * 6, laws, np.random.default_rng(10))[-1].gap)


def test_swapping_names_swaps_results():
    rng = np.random.default_rng(3)
    c, laws = random_state(rng), Laws(noise=0.0, setback_chance=0.0, lock_in=1.0)
    x = rng.uniform(0, 1, c.shape)
    swapped = Capability(
        c.economies[::-1],
        c.items,
        **{
            f: getattr(c, f)[::-1]
            for f in ("experience", "gap", "home_share", "reliability", "installed", "stock", "trust", "capacity")
        },
    )
    np.testing.assert_array_equal(
        advance(c, Year(x), laws).home_share[::-1], advance(swapped, Year(x[::-1]), laws).home_share
    )


# -- words and figures that are off ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "match"),
    [({"experience": 0.0}, "experience"), ({"gap": np.nan}, "gap"), ({"home_share": 1.0}, "home_share"),
     ({"home_share": 0.0}, "home_share"),
     ({"reliability": 0.0}, "reliability"), ({"trust": 1.1}, "trust"), ({"stock": -1.0}, "stock"), ({"gap": np.inf}, "gap"),
     ({"gap": np.zeros((3, 4))}, "axes|fit")],
)  # fmt: skip
def test_states_that_cannot_be(change, match):
    with pytest.raises(bahe.UserError, match=match):
        start(**change)


def test_experience_that_falls_is_refused():
    with pytest.raises(bahe.Conflict, match="never falls"):
        start().after(experience=0.5)


@pytest.mark.parametrize(
    ("change", "match"),
    [({"speed": 1.5}, "speed"), ({"noise": -0.1}, "noise"), ({"weights": (0.5, 0.6), "floors": (0.0, 0.0)}, "weights"),
     ({"floors": (1.2,)}, "floors"), ({"setback_low": 0.3, "setback_high": 0.1}, "setback_low"), ({"exponent": np.nan}, "exponent")],
)  # fmt: skip
def test_laws_that_cannot_be(change, match):
    with pytest.raises(bahe.BadValue, match=match):
        Laws(**change)


def test_control_is_an_intensity():
    with pytest.raises(bahe.BadValue, match="control"):
        advance(start(), Year(control=1.5), Laws())
