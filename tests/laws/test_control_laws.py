"""Laws of the control game, on small grids: limits, order, an independent slow solver, certificates."""

from dataclasses import fields
from itertools import product
from math import exp, log, sqrt

import numpy as np
import pytest

from bahe import glossary
from bahe.faults import BadShape, BadValue, Conflict, NotConverged, UnknownName
from bahe.statecraft.control import (
    ControlGame,
    Grid,
    announced,
    break_even,
    commitment,
    committed,
    crossing,
    equilibrium_paths,
    lift,
    myopic,
    planner,
    play,
    regime_map,
    ruled,
    scan,
)
from bahe.statecraft.control.break_even import judged, worth_apart
from bahe.statecraft.control.equilibrium import swept
from bahe.statecraft.control.lookahead import Lookahead
from bahe.statecraft.control.motion import (
    home_share,
    learnt,
    log_odds,
    next_gap,
    next_log_odds,
    noise_left,
    target,
    wedge,
)
from bahe.statecraft.control.payoffs import (
    challenger_flow,
    control_loss,
    holder_flow,
    log_price,
    profit,
    static_log_odds,
)
from bahe.statecraft.control.rules import below
from bahe.statecraft.control.stage import AtOnce, leading

TINY, SMALL = Grid(5, 5, 3), Grid(11, 13, 4)
STILL = {
    "learning": 0.0, "diffusion": 0.0, "adoption": 0.0, "noise": 0.0, "setback": 0.0, "distrust_up": 0.0, "distrust_down": 0.0,
}  # fmt: skip
both = pytest.mark.parametrize("moves", ["leader-follower", "simultaneous"])


def game(**changes):
    """Three levels of control and effort; everything else as it comes."""
    return ControlGame(**({"controls": (0.0, 0.5, 1.0), "efforts": (0.0, 0.5, 1.0)} | changes))


def flows(g, grid):
    """u_p [p,i,j,G,L,Q]."""
    return Lookahead.of(g, grid).flow.reshape(2, len(g.controls), len(g.answers), *grid.shape)


# -- the slow solver: plain loops, from the equations and nothing of the fast one -----------------------------------------


def slow_step(p, g, l, q, x, r):
    """Next year's state, equation by equation, in plain numbers."""
    s = 1 / (1 + exp(-l))
    y = s + p.fill * (1 - s) * x * (1 - p.leakage) + p.research_yield * r
    E = exp((p.entry_gap - g) / p.learning)
    gap = g + p.progress - p.learning * log((E + y) / E) - p.diffusion * max(g, 0) * (1 - s) * (1 - x)
    price = -log(1 - x * (1 - p.leakage)) / p.short_elasticity
    aim = (p.long_elasticity - 1) * (p.home_preference - g + price + p.distrust_weight * q) + p.lock_in * (2 * s - 1)
    odds = l + p.adoption * (aim - l)
    return gap, odds, q + p.distrust_up * x * (1 - q) - p.distrust_down * (1 - x) * q


def slow_flows(p, g, l, x, r):
    """What the year is worth to holder and challenger, in plain numbers."""
    s, d = 1 / (1 + exp(-l)), x * (1 - p.leakage)
    rho, rho_s = (p.long_elasticity - 1) / p.long_elasticity, (p.short_elasticity - 1) / p.short_elasticity
    a = 1 / (1 + exp(-(p.long_elasticity - 1) * p.home_preference))
    k = 1 / p.long_elasticity
    quantity = (a**k * (s * exp(-g)) ** rho + (1 - a) ** k * (1 - s) ** rho) ** (1 / rho)
    at_hand = (s * (1 + p.fill * (1 - s) * d / s) ** rho_s + (1 - s) * (1 - d) ** rho_s) ** (1 / rho_s)
    mine = log(quantity) + log(at_hand) + (1 - p.fill) * (1 - s) * d - p.research_cost * r**2
    return (1 - s) * (1 - d) / p.long_elasticity - p.enforcement * x**2 - p.security * mine, mine


def slow_between(axes, V, state):
    """Multilinear interpolation, ends held."""
    corners = []
    for axis, v in zip(axes, state, strict=True):
        v = min(max(v, axis[0]), axis[-1])
        n = max(i for i in range(len(axis) - 1) if axis[i] <= v or i == 0)
        up = (v - axis[n]) / (axis[n + 1] - axis[n])
        corners.append(((n, 1 - up), (n + 1, up)))
    return sum(a[1] * b[1] * c[1] * V[a[0], b[0], c[0]] for a, b, c in product(*corners))


def slow_noise(p, h, spent):
    """By halving: the noise whose variance, and that of being spread between points at h, is the game's."""

    def spread(sd):
        u = [((sd * n + b * p.setback) / h) % 1 for n, _, b in slow_nodes(p)]
        return sd**2 + spent + h**2 * sum(w * v * (1 - v) for v, (_, w, _) in zip(u, slow_nodes(p), strict=True))

    low, high = 0.0, p.noise
    if spread(0.0) >= p.noise**2:
        return 0.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if spread(middle) < p.noise**2 else (low, middle)
    return low


def slow_chance(p, h, spent=0.0):
    """Changes of the gap and their chances, where this much variance is added by the move."""
    sd = slow_noise(p, h, spent)
    return [(sd * n + b * p.setback, w) for n, w, b in slow_nodes(p)]


def slow_variance(p, h, spent):
    """Of these changes about their mean, on points h apart."""
    chance = slow_chance(p, h, spent)
    mean = sum(w * step for step, w in chance)
    return sum(w * ((step - mean) ** 2 + h**2 * (step / h % 1) * (1 - step / h % 1)) for step, w in chance)


def slow_nodes(p):
    """Gauss-Hermite nodes of five points, written out, with and without a setback: (node, weight, setback)."""
    far, near = sqrt(5 + sqrt(10)), sqrt(5 - sqrt(10))
    nodes = [(0.0, 8 / 15), (near, (7 + 2 * sqrt(10)) / 60), (-near, (7 + 2 * sqrt(10)) / 60)]
    nodes += [(far, (7 - 2 * sqrt(10)) / 60), (-far, (7 - 2 * sqrt(10)) / 60)]
    p_jump = p.setback_probability
    return [(n, w * (p_jump if b else 1 - p_jump), b) for n, w in nodes for b in (0, 1)]


def soft(u, lam):
    """lam ln mean exp(u/lam), and the play that goes with it."""
    weights = [exp((v - max(u)) / lam) for v in u]
    return max(u) + lam * log(sum(weights) / len(u)), [w / sum(weights) for w in weights]


def backward(p, grid, years, moves):
    """Values [p,G,L,Q] with so many years to go, by plain loops."""
    axes = (
        np.linspace(*grid.gap_range, grid.gaps),
        np.linspace(*grid.odds_range, grid.shares),
        np.linspace(0, 1, grid.distrusts),
    )
    V, lam = np.zeros((2, *grid.shape)), p.choice_cost
    for _ in range(years):
        smooth, calm, h = np.zeros_like(V), np.zeros_like(V), axes[0][1] - axes[0][0]
        less = slow_variance(p, h, 0.0) - slow_variance(p, h, h**2 / 4)
        for who, n in product(range(2), np.ndindex(grid.shape)):
            state = [axis[i] for axis, i in zip(axes, n, strict=True)]
            for out, spent in ((smooth, 0.0), (calm, h**2 / 4)):
                out[who][n] = sum(
                    w * slow_between(axes, V[who], (state[0] + step, *state[1:]))
                    for step, w in slow_chance(p, h, spent)
                )
        new = np.zeros_like(V)
        for n in np.ndindex(grid.shape):
            g, l, q = (axis[i] for axis, i in zip(axes, n, strict=True))
            A = [[0.0] * len(p.efforts) for _ in p.controls]
            B = [[0.0] * len(p.efforts) for _ in p.controls]
            for (i, x), (j, r) in product(enumerate(p.controls), enumerate(p.efforts)):
                there, now = slow_step(p, g, l, q, x, r), slow_flows(p, g, l, x, r)
                u = (min(max(there[0], axes[0][0]), axes[0][-1]) - axes[0][0]) / h % 1
                part = min(h**2 * u * (1 - u) / less, 1.0) if less > 0 else 0.0
                mixed = [
                    (1 - part) * slow_between(axes, smooth[who], there) + part * slow_between(axes, calm[who], there)
                    for who in range(2)
                ]
                A[i][j] = now[0] + p.discount * mixed[0]
                B[i][j] = now[1] + p.discount * mixed[1]
            if moves == "leader-follower":
                replies = [soft(row, lam) for row in B]
                mine = [
                    sum(w * a for w, a in zip(reply[1], row, strict=True))
                    for reply, row in zip(replies, A, strict=True)
                ]
                new[0][n], lead = soft(mine, lam)
                new[1][n] = sum(w * reply[0] for w, reply in zip(lead, replies, strict=True))
            else:
                answer = [1 / len(p.efforts)] * len(p.efforts)
                for _ in range(300):
                    new[0][n], lead = soft([sum(w * a for w, a in zip(answer, row, strict=True)) for row in A], lam)
                    columns = [sum(w * B[i][j] for i, w in enumerate(lead)) for j in range(len(p.efforts))]
                    new[1][n], answer = soft(columns, lam)
        V = new
    return V


@pytest.mark.parametrize("gaps", [25, 41, 61, 121])
def test_the_grid_adds_no_chance_of_its_own(gaps):
    """Wherever a move ends between points, the variance of a year is the game's: noise, and setbacks; the mean is where it goes."""
    p, grid = game(noise=0.08, efforts=(0.0, 1.0)), Grid(gaps, 9, 3)
    ahead, axis = Lookahead.of(p, grid), grid.gap_axis
    inner = (axis > 0.4) & (axis < 0.9)  # chance carries nobody beyond the ends
    first, second = ((grid.states()[0] ** k * np.ones(grid.shape)).ravel() for k in (1, 2))
    jump, chance = p.setback * p.setback_probability, p.setback_probability
    wanted = p.noise**2 + p.setback**2 * chance * (1 - chance)
    for i, x in enumerate(p.controls):
        mean, square = ahead.expected(np.stack([first, second]), i).reshape(2, 2, *grid.shape)
        for j, (r, _) in enumerate(p.answers):
            there = np.broadcast_to(next_gap(p, *grid.states()[:2], x, r), grid.shape)
            assert mean[j][inner] == pytest.approx((there + jump)[inner], abs=1e-9)
            assert (square[j] - mean[j] ** 2)[inner] == pytest.approx(wanted, rel=1e-6)
    assert ahead.chance.min() >= 0
    assert noise_left(p, 0.0) == 0.08
    assert noise_left(p, 5.0, 5.0) == 0.0


@both
def test_backward_induction_by_plain_loops_gives_the_same(moves):
    """Three years to go, on 75 states: loops over states, nodes and actions, from the equations."""
    p, grid = game(security=0.3, noise=0.3, home_preference=0.1, progress=0.02), TINY
    ahead, stage, V = Lookahead.of(p, grid), AtOnce() if moves == "simultaneous" else leading, np.zeros((2, grid.size))
    for _ in range(3):
        V = stage(ahead.worth(V), p.choice_cost).value
    np.testing.assert_allclose(V.reshape(2, *grid.shape), backward(p, grid, 3, moves), atol=1e-9)


# -- limits of motion and payoffs ----------------------------------------------------------------------------------------


def test_wright_without_drift_noise_and_diffusion():
    """Cost falls with the power w of cumulative output: after doubling, by 1 - 2^-w (12.945 % at w = .2)."""
    p = game(learning=0.2, diffusion=0.0, fill=0.0, research_yield=1.0, entry_gap=0.5)
    l = log_odds(1e-9)  # nothing is made but by research
    assert float(next_gap(p, 0.5, l, 0.0, 1.0)) == pytest.approx(0.5 - 0.2 * log(2), abs=1e-8)
    assert 1 - exp(float(next_gap(p, 0.5, l, 0.0, 1.0)) - 0.5) == pytest.approx(0.12945, abs=5e-6)
    g, made = 0.5, 1.0
    for r in (0.3, 1.0, 0.7):
        g, made = float(next_gap(p, g, l, 0.0, r)), made + r
        assert g == pytest.approx(0.5 - 0.2 * log(made), abs=1e-8)


def test_experience_never_falls_and_small_exponents_do_not_overflow():
    g, l = np.linspace(-2, 3, 41)[:, None], np.linspace(-5, 5, 21)
    for w in (0.0, 1e-4, 0.05, 0.74):
        assert np.all(learnt(game(learning=w), g, l, 1.0, 1.0) >= 0)
        assert np.all(np.isfinite(next_gap(game(learning=w), g, l, 0.5, 0.0)))


def test_static_share_is_where_planned_purchases_are_cheapest():
    """The target of adoption without wedge, distrust and network is the cheapest share: -(sigma-1) g, -0.9 at sigma 4, g .3."""
    p = game(lock_in=0.0, distrust_weight=0.0, adoption=1.0)
    assert float(static_log_odds(p, 0.3)) == pytest.approx(-0.9)
    assert float(next_log_odds(p, 0.3, 1.7, 0.4, 0.0)) == pytest.approx(-0.9)
    l = np.linspace(-4, 4, 8001)
    for g, b in ((0.3, 0.0), (-0.5, 0.2), (0.9, 0.4)):
        q = p.at(home_preference=b)
        assert l[np.argmin(log_price(q, g, l))] == pytest.approx(float(static_log_odds(q, g)), abs=2e-3)
        # Shephard: the cheapest composite's price rises with the home cost by the home share.
        slope = (
            log_price(q, g + 1e-5, static_log_odds(q, g + 1e-5)) - log_price(q, g - 1e-5, static_log_odds(q, g - 1e-5))
        ) / 2e-5
        assert float(slope) == pytest.approx(float(home_share(static_log_odds(q, g))), abs=1e-6)


def test_loss_from_control_has_the_limits_of_dependence():
    """Zero at home share one and without control; Hulten to first order; the closed forms of a cut-off."""
    p = game(fill=0.0, short_elasticity=3.0, leakage=1e-12)
    assert float(control_loss(p, 40.0, 1.0)) == pytest.approx(0, abs=1e-12)
    assert float(control_loss(p, 0.3, 0.0)) == pytest.approx(0, abs=1e-15)
    s = 0.1
    whole = float(control_loss(p, log_odds(s), 1.0)) + (1 - s)  # spending that is saved put back: use alone
    assert whole == pytest.approx(-1.5 * log(s), abs=1e-6)
    assert whole == pytest.approx(3.453878, abs=1e-6)
    d = 1e-4
    assert float(control_loss(p, log_odds(1 - d), 1.0)) / d == pytest.approx(1 / (3 - 1), rel=1e-3)
    assert float(control_loss(p, 0.0, 1e-4)) / 1e-4 == pytest.approx(0, abs=1e-3)
    q = game()
    x = np.linspace(0, 1, 101)
    assert np.all(np.diff(control_loss(q, -2.0, x)) > 0)


def test_loss_is_continuous_where_the_short_elasticity_is_one():
    near = [float(control_loss(game(short_elasticity=e), -1.0, 0.8)) for e in (1 - 1e-5, 1.0, 1 + 1e-5)]
    assert near[1] == pytest.approx(near[0], abs=1e-4)
    assert near[1] == pytest.approx(near[2], abs=1e-4)


def test_payoffs_are_those_of_the_plain_numbers():
    p = game(security=0.7, home_preference=-0.2)
    for g, l, x, r in ((0.4, -1.0, 0.5, 1.0), (1.2, 2.0, 1.0, 0.0)):
        assert [float(f(p, g, l, x, r)) for f in (holder_flow, challenger_flow)] == pytest.approx(
            slow_flows(p, g, l, x, r)
        )


def test_shadow_price_of_control():
    assert float(wedge(game(), 0.5)) == pytest.approx(-log(1 - 0.45) / 0.76)
    assert float(target(game(lock_in=0.0), 0.2, 0.0, 0.5, 0.0)) == pytest.approx(3 * (-0.2 + 0.6 * 0.5))


@pytest.mark.parametrize(("nu", "rests"), [(1.9, 1), (2.2, 3), (3.0, 3)])
def test_lock_in_above_two_has_two_basins(nu, rests):
    """At cost parity the share rests at one point up to nu = 2, at three above."""
    p = game(lock_in=nu)
    l = np.linspace(-5, 5, 4000)
    drift = target(p, 0.0, l, 0.0, 0.0) - l
    assert int(np.sum(drift[:-1] * drift[1:] < 0)) == rests


# -- limits of play ------------------------------------------------------------------------------------------------------


def test_one_action_each_is_the_discounted_sum():
    """Nothing to choose: values are the sum of payoffs along the only path, by direct recursion on a grid that it stays on."""
    p = game(**STILL, controls=(0.5,), efforts=(0.5,))
    eq = play(p, grid=SMALL, refine=False, tol=1e-10)
    now = flows(p, SMALL)[:, 0, 0]
    total = sum(p.discount**t * now for t in range(600))
    np.testing.assert_allclose(eq.objective, total, atol=1e-8)
    np.testing.assert_allclose(eq.value, total, atol=1e-7)


def test_one_action_each_with_motion_is_the_recursion():
    """The same with every state moving: so many years of V = u + discount P V."""
    p = game(controls=(0.5,), efforts=(0.5,), discount=0.8)
    eq, ahead = play(p, grid=SMALL, refine=False, tol=1e-11), Lookahead.of(p, SMALL)
    V = np.zeros((2, SMALL.size))
    for _ in range(140):
        V = ahead.worth(V)[:, 0, 0]
    np.testing.assert_allclose(eq.objective.reshape(2, -1), V, atol=1e-9)


@both
def test_without_a_future_play_is_static(moves):
    """Discount 0: the year's game and nothing else."""
    p = game(discount=0.0, choice_cost=1e-3)
    eq, u = play(p, moves=moves, grid=SMALL, refine=False), flows(p, SMALL)
    best = u[0, :, 0].argmax(axis=0)  # effort earns nothing within the year, so none is made
    assert np.all(u[1, :, 0] >= u[1].max(axis=1) - 1e-12)
    clear = np.sort(u[0, :, 0], axis=0)
    clear = clear[-1] - clear[-2] > 0.02
    assert clear.mean() > 0.5
    np.testing.assert_array_equal(eq.control.argmax(axis=0)[clear], best[clear])
    assert np.all(eq.control.max(axis=0)[clear] > 0.99)


@both
def test_choice_cost_to_infinity_is_blind_choice(moves):
    p = game(choice_cost=1e7)
    eq = play(p, moves=moves, grid=TINY, refine=False)
    np.testing.assert_allclose(eq.control, 1 / 3, atol=1e-5)
    np.testing.assert_allclose(eq.answer, 1 / 3, atol=1e-5)
    mean = flows(p, TINY).mean(axis=(1, 2))
    V, ahead = np.zeros((2, TINY.size)), Lookahead.of(p, TINY)
    for _ in range(400):
        V = ahead.worth(V).mean(axis=(1, 2))
    np.testing.assert_allclose(eq.value.reshape(2, -1), V, atol=1e-4)
    assert mean.shape == eq.value.shape


def test_choice_cost_to_zero_is_the_pure_reply():
    """With a challenger that cannot act, the holder's values tend to those of the plain dynamic programme, from below."""
    p = game(efforts=(0.0,), security=0.3)
    ahead, best = Lookahead.of(p, SMALL), np.zeros(SMALL.size)
    for _ in range(500):
        best = ahead.worth(np.stack([best, best]))[0].max(axis=(0, 1))
    gaps = []
    for lam in (0.1, 0.01, 0.001):
        value = play(p.at(choice_cost=lam), grid=SMALL, refine=False).value[0].ravel()
        assert np.all(value <= best + 1e-5)
        gaps.append(float(np.max(best - value)))
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 0.02


def test_pure_leader_and_follower_by_search():
    """Discount 0 and hardly any choice cost: the leader's best control against the follower's best answer, by search."""
    p = game(discount=0.0, choice_cost=1e-4, research_cost=0.0, security=0.2)
    ahead = Lookahead.of(p, TINY)
    rng = np.random.default_rng(3)
    U = rng.normal(0, 1, ahead.flow.shape)
    played = leading(U, 1e-4)
    reply = U[1].argmax(axis=1)
    mine = np.take_along_axis(U[0], reply[:, None], axis=1)[:, 0]
    np.testing.assert_array_equal(played.control.argmax(axis=0), mine.argmax(axis=0))
    np.testing.assert_allclose(played.value[0], mine.max(axis=0), atol=1e-3)


def test_at_once_is_a_mutual_reply_even_where_pure_play_turns_in_a_circle():
    """Matching pennies at every state: half and half, and the gap says that it has settled."""
    one = np.array([[1.0, -1.0], [-1.0, 1.0]])[:, :, None] * np.ones(4)
    played = AtOnce()(np.stack([one, -one]), 0.4)
    np.testing.assert_allclose(played.control, 0.5, atol=1e-9)
    assert played.gap < 1e-9


def test_simultaneous_is_leader_follower_where_the_follower_has_one_action():
    p = game(efforts=(0.5,))
    one, two = (play(p, moves=m, grid=SMALL, refine=False, tol=1e-9) for m in ("leader-follower", "simultaneous"))
    np.testing.assert_allclose(one.objective, two.objective, atol=1e-7)
    np.testing.assert_allclose(one.control, two.control, atol=1e-6)


@both
def test_a_game_that_stands_still_is_solved_year_by_year(moves):
    """No learning, diffusion, adoption, distrust: shares stay, values are the year's over 1 - discount, the choice is static."""
    p = game(**STILL)
    eq = play(p, moves=moves, grid=SMALL, refine=False, tol=1e-10)
    once = play(p.at(discount=0.0), moves=moves, grid=SMALL, refine=False, tol=1e-12)
    np.testing.assert_allclose(eq.objective, once.objective / (1 - p.discount), atol=1e-6)
    np.testing.assert_allclose(eq.control, once.control, atol=1e-6)
    paths = equilibrium_paths(eq, years=10, draws=20, rng=np.random.default_rng(0))
    np.testing.assert_allclose(paths.share, p.share, atol=1e-12)


def test_security_without_bound_always_squeezes_and_none_never():
    """b large: full control wherever control hurts at once; b = 0: none, for it only costs the holder money."""
    p = game(discount=0.0, choice_cost=1e-2)
    keen = play(p.at(security=1e4), grid=SMALL, refine=False)
    assert np.all(keen.intensity > 1 - 1e-6)
    p = game(choice_cost=1e-3, security=0.0)
    assert np.all(play(p, grid=SMALL, refine=False).intensity[:, :-3] < 0.05)


def test_a_holder_with_nothing_at_stake_is_indifferent():
    eq = play(game(security=0.0, margin=0.0, enforcement=0.0), grid=SMALL, refine=False)
    np.testing.assert_allclose(eq.control, 1 / 3, atol=1e-9)
    np.testing.assert_allclose(eq.objective[0], 0, atol=1e-9)


def test_value_rises_with_the_security_weight_and_is_convex_in_it():
    """Against a challenger that cannot act and is never better off than at parity: an envelope of lines with slopes >= 0."""
    grid = Grid(9, 13, 4, gap_range=(0.5, 1.8))
    weights = np.array([0.0, 0.2, 0.4, 0.6, 0.8])
    p = game(efforts=(0.0,), learning=0.0, gap=0.9)
    values = np.stack([play(p.at(security=float(b)), grid=grid, refine=False, tol=1e-9).objective[0] for b in weights])
    assert np.all(np.diff(values, axis=0) > 0)
    assert np.all(np.diff(values, 2, axis=0) > -1e-6)


# -- invariance ----------------------------------------------------------------------------------------------------------


@both
def test_the_order_of_actions_is_a_label(moves):
    p = game()
    q = p.at(controls=p.controls[::-1], efforts=(0.5, 1.0, 0.0))
    a, b = (play(one, moves=moves, grid=TINY, refine=False, tol=1e-9) for one in (p, q))
    np.testing.assert_allclose(a.objective, b.objective, atol=1e-7)
    np.testing.assert_allclose(a.control, b.control[::-1], atol=1e-6)
    np.testing.assert_allclose(a.answer[::-1][:, [1, 2, 0]], b.answer, atol=1e-6)


def test_the_unit_of_money_is_a_label():
    """Payoffs and choice costs in another unit: values in that unit, the same play."""
    p, k = game(), 1000.0
    ahead = Lookahead.of(p, TINY)
    big = Lookahead(p, TINY, k * ahead.flow, ahead.chance, ahead.trust, ahead.moves)
    (a, one), (b, two) = (
        swept(one, leading, np.zeros(2 * TINY.size), lam, tol, 1500)
        for one, lam, tol in ((ahead, 0.05, 1e-9), (big, 50.0, 1e-6))
    )
    np.testing.assert_allclose(k * a.z, b.z, atol=1e-3)
    np.testing.assert_allclose(one.control, two.control, atol=1e-6)


def test_weights_are_probabilities():
    """Each step ahead is a stochastic matrix: a constant stays a constant, and no weight is negative."""
    p = game(floors=(0.0, 0.3))
    ahead = Lookahead.of(p, SMALL)
    for i in range(3):
        np.testing.assert_allclose(ahead.expected(np.full((1, SMALL.size), 7.0), i), 7.0, rtol=1e-12)
        assert ahead.moves[i].data.min() >= 0
    assert ahead.chance.min() >= 0
    assert len(p.answers) == 6


def test_a_floor_holds_the_share_up():
    p = game(floors=(0.6,), adoption=1.0, noise=0.0)
    eq = play(p, grid=SMALL, refine=False)
    paths = equilibrium_paths(eq, years=6, draws=10, rng=np.random.default_rng(1))
    assert np.all(paths.share[:, 1:] >= 0.6 - 1e-12)


# -- certificate ---------------------------------------------------------------------------------------------------------


@both
def test_no_player_gains_by_another_action_for_a_year(moves):
    """With choice costs nothing is gained; without them no more than the cost of choosing among so many actions."""
    p = game()
    eq = play(p, moves=moves, grid=SMALL, refine=False)
    c = eq.certificate
    assert eq.info.ok
    assert c.residual <= 1e-7
    assert max(c.deviation) < 1e-8
    assert max(c.regret) <= p.choice_cost * log(3) + 1e-9
    U = eq.lookahead.worth(eq.objective.reshape(2, -1))
    control, answer = eq.control.reshape(3, -1), eq.answer.reshape(3, 3, -1)
    theirs = np.einsum("is,ijs->js", control, U[1])
    if moves == "simultaneous":
        gain = theirs.max(axis=0) - np.einsum("js,js->s", answer[0], theirs)
    else:
        gain = (U[1].max(axis=1) - np.einsum("ijs,ijs->is", answer, U[1])).max(axis=0)
    assert c.regret[1] == pytest.approx(float(gain.max()), abs=1e-9)


def test_refinement_moves_values_little_and_less_each_time():
    """The certificate of refinement shrinks from 13 to 25 to 49 points."""
    p = game(security=1.0)
    moved = [max(play(p, grid=Grid(n, n, m)).certificate.moved) for n, m in ((25, 5), (49, 9))]
    assert moved[1] < moved[0] < 0.1
    assert play(p, grid=Grid(12, 13, 4)).certificate.moved is None  # even sizes hold no coarser grid


def test_unconverged_is_never_a_number():
    with pytest.raises(NotConverged, match="did not settle") as fault:
        play(game(), grid=TINY, refine=False, max_sweeps=2)
    assert not fault.value.info.ok


def test_random_starts_lead_to_one_equilibrium():
    found = scan(game(), grid=SMALL, random=2, rng=np.random.default_rng(5))
    assert len(found.equilibria) == 1
    assert set(found.reached.values()) == {0}
    assert found.largest_gap < 1e-5


@pytest.mark.slow
@both
def test_the_reported_grid_moves_by_less_than_one_percent_from_the_coarser(moves):
    """61 x 61 x 11 against 31 x 31 x 6, at the parameters that stand in the docstring: every state, both players."""
    eq = play(ControlGame(), moves=moves)
    assert eq.grid.size == 40_931
    assert eq.certificate.coarser == (31, 31, 6)
    assert max(eq.certificate.moved) < 0.01
    assert max(eq.certificate.moved_at_start) < 0.01


# -- what it is compared with --------------------------------------------------------------------------------------------


def test_the_planner_has_at_least_the_sum_of_both_everywhere():
    p = game()
    together = planner(p, grid=SMALL)
    for worth in (play(p, grid=SMALL, refine=False).value, myopic(p, grid=SMALL), committed(p, 1.0, grid=SMALL).value):
        assert np.min(together - worth.sum(axis=0)) > -1e-5


def test_an_announced_constant_is_control_for_ever():
    p = game()
    always = committed(p, 1.0, grid=SMALL)
    path = announced(p, (1.0, 1.0, 1.0), 1.0, grid=SMALL)
    assert path.holder == pytest.approx(float(always.at_start(always.objective[0])), abs=1e-6)


def test_the_best_announced_path_beats_every_constant():
    p = game()
    best = commitment(p, grid=SMALL, years=6, passes=1)
    assert all(best.holder >= committed(p, x, grid=SMALL).holder - 1e-6 for x in p.controls)
    again = announced(p, best.controls, best.ever_after, grid=SMALL)
    assert (again.holder, again.challenger) == pytest.approx((best.holder, best.challenger), abs=1e-9)


def test_a_rule_that_always_squeezes_is_control_for_ever():
    p = game()
    rule, always = ruled(p, below(1.0), grid=SMALL), committed(p, 1.0, grid=SMALL)
    np.testing.assert_allclose(rule.objective, always.objective, atol=1e-5)
    with pytest.raises(BadValue, match="leaves the controls"):
        ruled(p, lambda g, l, q: 0.3 + 0 * g, grid=SMALL)


def test_break_even_is_where_the_two_are_worth_the_same():
    """The quotient, against values of both policies solved at that weight, and against bisection."""
    p = game()
    found = break_even(p, grid=SMALL)
    assert found.verdict == "pays above b*"
    at = lambda b: [committed(p.at(security=b), x, grid=SMALL).holder for x in (0.0, 1.0)]
    free, embargo = at(found.weight)
    assert embargo == pytest.approx(free, abs=1e-5)
    low, high = 0.0, 4.0
    for _ in range(16):
        middle = 0.5 * (low + high)
        free, embargo = at(middle)
        low, high = (low, middle) if embargo > free else (middle, high)
    assert found.weight == pytest.approx(middle, abs=1e-3)
    p = p.at(security=0.6)
    free, embargo = at(0.6)
    assert found.ratio(p, worth_apart(p, 0.0, grid=SMALL)) == pytest.approx(embargo / free, abs=1e-4)


@pytest.mark.parametrize(
    ("cost", "hurt", "verdict"),
    [
        (1, 2, "pays above b*"),
        (-1, 2, "pays at any weight"),
        (1, -2, "self-defeating"),
        (-1, -2, "pays below b*"),
        (1, 0, "self-defeating"),
    ],
)
def test_words_for_the_break_even(cost, hurt, verdict):
    weight, word = judged(cost, hurt)
    assert word == verdict
    assert np.isnan(weight) == ("b*" not in verdict)


def test_crossing_brackets_the_weight_at_which_the_holder_squeezes():
    p = game()
    found = crossing(p, grid=SMALL, width=0.02)
    assert found.high - found.low <= 0.02
    on = [play(p.at(security=b), grid=SMALL, refine=False) for b in (found.low, found.high)]
    assert [bool(e.at_start(e.intensity) >= 0.5) for e in on] == [False, True]


def test_regime_map_holds_what_break_even_says():
    p = game()
    found = regime_map(p, learning=(0.1, 0.3), long_elasticity=(2.0, 4.0), lock_in=(0.0, 2.5), grid=TINY)
    assert found.weight.shape == (2, 2, 2)
    one = break_even(p.at(learning=0.3, long_elasticity=2.0, lock_in=2.5), grid=TINY)
    assert found.weight[1, 0, 1] == one.weight
    rows = found.table()
    assert len(rows) == 8
    assert {row["support"] for row in rows} == {"aggregate", "sector"}
    assert {row["support"]: row["cells"] for row in found.ranges()} == {"aggregate": 4, "sector": 4}
    assert np.all(found.pays(1e6) == (found.hurt > 0))
    assert np.isnan(found.moved).all()  # 5 x 5 x 3 holds no coarser grid


# -- years ---------------------------------------------------------------------------------------------------------------


def test_paths_are_those_of_the_seed_and_their_worth_is_the_value():
    """Monte Carlo over the real law of motion comes to the value on the grid, within sampling and interpolation."""
    p = game(discount=0.8)
    eq = play(p, grid=Grid(25, 25, 6), refine=False)
    one, two = (equilibrium_paths(eq, years=60, draws=600, rng=np.random.default_rng(11)) for _ in range(2))
    np.testing.assert_array_equal(one.share, two.share)
    weight = p.discount ** np.arange(60)
    for flow, value in ((one.holder, eq.holder), (one.challenger, eq.challenger)):
        total = flow @ weight
        assert total.mean() == pytest.approx(value, abs=4 * total.std() / sqrt(600) + 0.02 * abs(value))


def test_release_is_found_and_lifting_is_compared_with_both_futures():
    p = game()
    found = lift(p, 5, years=12, draws=60, grid=SMALL)
    np.testing.assert_allclose(found.lifted[:6], found.embargo[:6], atol=0.03)
    assert found.lifted[5] > found.free[5]
    assert found.reverses in (True, False)
    paths = equilibrium_paths(play(p, grid=SMALL, refine=False), years=8, draws=50, rng=np.random.default_rng(2))
    first, gone = paths.squeeze_and_release()
    assert gone is None or first is not None and gone > first
    assert len(paths.table()) == 8


# -- words ---------------------------------------------------------------------------------------------------------------


def test_faults_name_field_and_range():
    with pytest.raises(BadValue, match="long_elasticity"):
        ControlGame(long_elasticity=1.0)
    with pytest.raises(BadValue, match="discount"):
        ControlGame(discount=1.0)
    with pytest.raises(BadValue, match="controls"):
        ControlGame(controls=(0.0, 0.0))
    with pytest.raises(Conflict, match="leakage"):
        ControlGame(leakage=0.0)
    with pytest.raises(UnknownName, match="lock_in"):
        ControlGame().at(lockin=2)
    with pytest.raises(UnknownName, match="order of moves"):
        play(game(), moves="leader", grid=TINY)
    with pytest.raises(BadShape, match="start"):
        play(game(), grid=TINY, refine=False, start=np.zeros((2, 3)))
    with pytest.raises(BadValue, match="off the grid"):
        play(game(gap=3.0), grid=TINY)
    with pytest.raises(BadValue, match="gaps"):
        Grid(gaps=1)


def test_every_parameter_and_column_has_a_row_in_the_glossary():
    named = {row.name for row in glossary.rows() if row.kind == "control game"}
    columns = regime_map(game(), learning=(0.2,), long_elasticity=(4.0,), lock_in=(1.0,), grid=TINY).table()[0]
    assert {f.name for f in fields(ControlGame)} <= named
    assert set(columns) - {"verdict", "support"} <= named


def test_profit_is_a_constant_markup_unless_stated():
    p = game()
    assert float(profit(p, 0.0, 0.0)) == pytest.approx(0.5 / 4)
    assert float(profit(p.at(margin=0.3), 0.0, 1.0)) == pytest.approx(0.3 * 0.5 * 0.1)
