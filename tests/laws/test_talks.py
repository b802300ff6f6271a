"""Talks: the closed forms of bargaining with their numbers, and the gauntlet that every protocol must run.

Numbers: Nash 1950; Rubinstein 1982; Staahl 1972; Abreu and Gul 2000; Fearon 1995; Lewis and Schultz 2003; Sebenius 1983.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

import bahe
from bahe.talks.attrition import concession, mean_length
from bahe.talks.bargain import Bargain, Issue
from bahe.talks.linkage import linkage, linked
from bahe.talks.pairs import pairs
from bahe.talks.possible import frontier, zone
from bahe.talks.protocols import protocols
from bahe.talks.protocols.nash import nash
from bahe.talks.protocols.reputation import reputation
from bahe.talks.protocols.rubinstein import deadline, rubinstein
from bahe.talks.protocols.truce import PRIVATE, RISING, TRUCE, Clock, solved, truce
from bahe.talks.protocols.ultimatum import ultimatum
from bahe.talks.signalling import OBSERVED, Crisis, both_below, equilibria, fit


def pie(**more):
    """One to share, nothing without."""
    return Bargain(("A", "B"), ("all to A", "all to B"), [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0], **more)


# -- closed forms -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("d", "share"), [((0.9, 0.9), 0.526316), ((0.95, 0.95), 0.512821), ((0.95, 0.90), 0.689655)])
def test_rubinstein_shares(d, share):
    got = rubinstein(pie(discount=d)).payoffs
    assert got[0] == pytest.approx(share, abs=5e-7)
    assert got[0] == pytest.approx((1 - d[1]) / (1 - d[0] * d[1]), abs=1e-12)
    assert got.sum() == pytest.approx(1, abs=1e-12)
    assert rubinstein(pie(discount=d, first="B")).payoffs[1] == pytest.approx((1 - d[0]) / (1 - d[0] * d[1]), abs=1e-12)


def test_short_periods_share_by_patience():
    r, h = np.array([0.10, 0.05]), 1e-6
    np.testing.assert_allclose(rubinstein(pie(discount=np.exp(-r * h))).payoffs, [1 / 3, 2 / 3], atol=1e-6)


@pytest.mark.parametrize(
    ("d", "shares"),
    [
        (0.9, {1: 1.0, 2: 0.1, 3: 0.91, 5: 0.8371, 10: 0.342801, 21: 0.583905}),
        (0.95, {1: 1.0, 2: 0.05, 3: 0.9525, 5: 0.909631, 10: 0.205776, 21: 0.687468}),
    ],
)
def test_deadline_shares(d, shares):
    for n, share in shares.items():
        got = deadline(pie(discount=(d, d), rounds=n)).payoffs[0]
        assert got == pytest.approx(share, abs=5e-7)
        assert got == pytest.approx((1 - (-d) ** n) / (1 + d), abs=1e-12)


def test_many_rounds_are_no_deadline():
    assert deadline(pie(discount=(0.9, 0.8), rounds=400)).payoffs[0] == pytest.approx(
        rubinstein(pie(discount=(0.9, 0.8))).payoffs[0]
    )


@pytest.mark.parametrize(("w", "first"), [(0.3, 0.526316), (0.473, 0.526316), (0.475, 0.525), (0.6, 0.4)])
def test_outside_option_counts_where_it_is_better_than_waiting(w, first):
    """Kink at d/(1+d) = 0.473684."""
    b = pie(discount=(0.9, 0.9)).replaced(outside=[0.0, w], impasse=[0.0, 0.0])
    assert rubinstein(b).payoffs[0] == pytest.approx(first, abs=5e-7)


def test_breakdown_stands_in_for_impatience():
    assert rubinstein(pie(discount=(0.9, 0.9), breakdown=0.1)).payoffs[0] == pytest.approx(1 / (1 + 0.81), abs=1e-12)


def test_breakdown_moves_the_point_fallen_back_on():
    """As patience grows only the risk is left: each has its outside option and half of the rest."""
    b = pie(discount=(1 - 1e-9,) * 2, breakdown=1e-5).replaced(outside=[0.1, 0.3], impasse=[0.0, 0.0])
    np.testing.assert_allclose(rubinstein(b).payoffs, [0.4, 0.6], atol=1e-3)


def test_nash_with_money():
    b = Bargain(("A", "B"), ("x",), [[7.0, 3.0]], [1.0, 2.0], transfers=True, weights=[0.25, 0.75])
    np.testing.assert_allclose(nash(b).payoffs, [1 + 0.25 * 7, 2 + 0.75 * 7])


@pytest.mark.parametrize(
    ("r", "a", "z", "hazard", "end", "atoms"),
    [
        ((0.10, 0.05), (0.6, 0.6), 0.05, (0.1, 0.2), 14.9787, (0.776393, 0.0)),
        ((0.10, 0.10), (0.6, 0.6), 0.05, (0.2, 0.2), None, (0.0, 0.0)),
        ((0.10, 0.05), (0.7, 0.6), 0.05, (0.05, 0.1333), 22.4680, (0.846235, 0.0)),
    ],
)
def test_concession_hazards(r, a, z, hazard, end, atoms):
    a = np.array(a)
    war = concession(a, 1 - a[::-1], np.array(r), np.array([z, z]))
    if end is not None:
        np.testing.assert_allclose(war.hazard, hazard, atol=5e-5)
        assert war.end == pytest.approx(end, abs=5e-5)
    else:
        np.testing.assert_allclose(war.hazard, hazard)
    np.testing.assert_allclose(war.atom, atoms, atol=5e-7)


def test_nobody_who_can_move_is_better_off_waiting():
    """Conceding at any time up to the end is worth the same: the atom of the other, then what giving in gives."""
    a, r, z = np.array([0.7, 0.6]), np.array([0.1, 0.05]), np.array([0.05, 0.05])
    war = concession(a, 1 - a[::-1], r, z)
    for p in (0, 1):
        q, win, lose = 1 - p, a[p], 1 - a[1 - p]
        worth = []
        for t in np.linspace(1e-9, war.end, 7):
            grid = np.linspace(0, t, 20001)
            moved = war.moved_by(grid)[q]
            density = np.diff(moved)
            mid = (grid[1:] + grid[:-1]) / 2
            worth.append(
                war.atom[q] * win
                + (density * np.exp(-r[p] * mid)).sum() * win
                + (1 - moved[-1]) * np.exp(-r[p] * t) * lose
            )
        np.testing.assert_allclose(worth, worth[0], rtol=1e-6)
        assert worth[0] == pytest.approx(lose + war.atom[q] * (win - lose), rel=1e-6)


def test_reputation_expects_what_a_simulation_gives():
    b = pie(discount=np.exp([-0.10, -0.05]))
    s = reputation(b, stubborn=0.05, demand=(0.7, 0.6))
    rng, n = np.random.default_rng(4), 400_000
    moves = np.empty((2, n))
    for p in (0, 1):
        u, kind = rng.random(n), rng.random(n)
        # A stubborn kind never moves; the others move by the law conditional on not being stubborn.
        law = (1 - s.facts["atom"][p]) * np.exp(-s.facts["hazard"][p] * s.facts["end"])
        assert law == pytest.approx(0.05)
        u = u * (1 - law)
        moves[p] = np.where(
            u < s.facts["atom"][p], 0.0, -np.log((1 - u) / (1 - s.facts["atom"][p])) / s.facts["hazard"][p]
        )
        moves[p] = np.where(kind < 0.05, np.inf, moves[p])
    who = moves.argmin(axis=0)
    t = moves.min(axis=0)
    got = []
    for p, (win, lose, r) in enumerate(((0.7, 0.4, 0.1), (0.6, 0.3, 0.05))):
        got.append((np.where(who == p, lose, win) * np.exp(-r * t)).mean())
    np.testing.assert_allclose(s.payoffs, got, atol=2e-3)
    assert s.chances["breakdown"] == pytest.approx(0.05**2)
    assert s.when.sum() == pytest.approx(1 - 0.05**2)


def test_talks_with_a_deadline_expect_what_a_simulation_gives():
    b = pie(discount=np.exp([-0.10, -0.05]))
    s = reputation(b, stubborn=0.05, demand=(0.7, 0.6), deadline=10.0)
    war = concession(np.array([0.7, 0.6]), np.array([0.4, 0.3]), np.array([0.1, 0.05]), np.array([0.05, 0.05]), 10.0)
    rng, n = np.random.default_rng(4), 400_000
    u = rng.random((2, n))
    atom, hazard, last = (v[:, None] for v in (war.atom, war.hazard, war.last))
    race = -np.log(np.maximum((1 - u) / (1 - atom), 1e-300)) / hazard
    rush = rng.random((2, n)) < last
    moves = np.where(u < atom, 0.0, np.where(race < war.end, race, np.where(rush, 10.0, np.inf)))
    t, tie = moves.min(axis=0), (moves[0] == moves[1]) & np.isfinite(moves[0])
    who = np.where(tie, rng.integers(0, 2, n), moves.argmin(axis=0))
    for p, (win, lose, r) in enumerate(((0.7, 0.4, 0.1), (0.6, 0.3, 0.05))):
        got = np.where(np.isfinite(t), np.where(who == p, lose, win) * np.exp(-r * np.where(np.isfinite(t), t, 0)), 0.0)
        assert s.payoffs[p] == pytest.approx(got.mean(), abs=2e-3)
        assert s.facts["gives_in"][p] == pytest.approx(((who == p) & np.isfinite(t)).mean(), abs=2e-3)
    assert s.chances["breakdown"] == pytest.approx(np.isinf(t).mean(), abs=1e-3)
    assert s.when.sum() == pytest.approx(s.chances["deal"])
    assert s.when.size == 11
    assert s.when[10] > 0.1, "the rush at the deadline"


def test_a_near_deadline_makes_talks_fail_more_often():
    """With a deadline before anybody is exhausted some who could move let it pass; without one only the stubborn fail."""
    b = pie(discount=np.exp([-0.10, -0.05]))
    fails = [reputation(b, demand=0.6, deadline=d).chances["breakdown"] for d in (2.0, 8.0, 20.0, np.inf)]
    assert fails[0] > fails[1] > fails[2]
    assert fails[2] == pytest.approx(fails[3]) == pytest.approx(0.05**2)
    with pytest.raises(bahe.BadValue, match="deadline"):
        reputation(b, deadline=0.0)


def test_war_of_attrition_length():
    assert mean_length(1.0, 0.1) == pytest.approx(5)


def test_risk_and_return():
    """p=0.5, k=0.1, C=0.4: demand 0.65, war 0.375."""
    b = pie().replaced(outside=[0.5 - 0.1, 0.5 - 0.2])
    s = ultimatum(b, spread=(0.5 - 0.4, 0.5))
    assert s.signed[0] == pytest.approx(0.65, abs=1e-12)
    assert s.chances["breakdown"] == pytest.approx(0.375, abs=1e-12)


@given(st.integers(0, 10_000))
def test_ultimatum_beats_every_other_offer(seed):
    rng = np.random.default_rng(seed)
    b = random_bargain(rng)
    draws = b.outside[1] + np.ptp(b.payoffs[:, 1]) * rng.normal(0, 0.3, 25)
    for kind in ({"draws": draws}, {"spread": (draws.min(), draws.max())}):
        s = ultimatum(b, **kind)
        f = frontier(b)
        for a in np.linspace(draws.min(), draws.max(), 201):
            point = f.best(1, a)
            if point is None:
                continue
            if "draws" in kind:
                yes = (draws <= point[1] + 1e-12).mean()
            else:
                yes = np.clip((point[1] - draws.min()) / np.ptp(draws), 0, 1)
            assert yes * point[0] + (1 - yes) * b.outside[0] <= s.payoffs[0] + 1e-9


# -- crisis -----------------------------------------------------------------------------------------------------------------
TIES = Crisis(0.0, 0.851, -0.966, 0.0, -2.612, -0.606, -2.932)


def test_crisis_chances():
    (e,) = equilibria(TIES)
    np.testing.assert_allclose([e.threat, *e.ends], [0.012726, 0.227293, 0.551366, 0.221340], atol=5e-7)


@pytest.mark.parametrize(("step", "concede"), [(-1, 0.562), (1, 0.042)])
def test_a_dearer_blow_makes_giving_in_likelier(step, concede):
    (e,) = equilibria(replace(TIES, struck=TIES.struck + step))
    assert e.concede == pytest.approx(concede, abs=5e-4)


@given(st.floats(-4, 4), st.floats(-4, 4), st.sampled_from([0.1, 0.5, 2**-0.5, 0.9]))
def test_two_normals_together(x, y, rho):
    exact = multivariate_normal.cdf([x, y], cov=[[1, rho], [rho, 1]], abseps=1e-12, releps=1e-12)
    assert both_below(x, y, rho) == pytest.approx(exact, abs=1e-9)


def test_crisis_by_simulation():
    """Each side best-replies to the other's chances, with drawn private costs."""
    (e,) = equilibria(TIES)
    rng, n = np.random.default_rng(1), 2_000_000
    shame, firm, struck = (v + rng.standard_normal(n) for v in (TIES.shame, TIES.firm, TIES.struck))
    stands = firm > shame
    threatens = e.concede * TIES.concession + e.resist * np.maximum(firm, shame) > TIES.status_quo
    assert threatens.mean() == pytest.approx(e.threat, abs=4e-4)
    assert stands[threatens].mean() == pytest.approx(e.fight, abs=8e-3)
    assert (e.fight * struck + (1 - e.fight) * TIES.backed_down > TIES.gives_in).mean() == pytest.approx(
        e.resist, abs=1e-3
    )


def test_more_than_one_equilibrium_is_found():
    """Where resistance makes only the resolute threaten, giving in and resisting can both be self-fulfilling."""
    three = equilibria(Crisis(0.0, 3.0, -0.5, 0.0, -3.0, -4.0, -1.5))
    np.testing.assert_allclose([e.resist for e in three[:2]], [0.295313, 0.568210], atol=1e-6)
    assert len(three) == 3
    for shame in (-3.0, -1.5, 0.0):
        for struck in (-6.0, -3.0, 0.0):
            assert len(equilibria(Crisis(0.0, 1.0, -0.5, 0.0, -3.0, struck, shame))) % 2 == 1, (
                "an odd number, but for a touch"
            )


def test_the_fit_says_what_it_cannot_see():
    two = fit(replace(TIES, struck=-0.3, shame=-2.5))
    np.testing.assert_allclose(two.reading.ends, np.array(OBSERVED) / sum(OBSERVED), atol=1e-9)
    assert (two.rank, len(two.free)) == (2, 2)
    three = fit(replace(TIES, struck=-0.3, shame=-2.5), free=("struck", "shame", "firm"))
    assert (three.rank, len(three.free)) == (2, 3)
    with pytest.raises(bahe.BadValue, match="not a payoff"):
        fit(TIES, free=("resolve",))


# -- linkage ----------------------------------------------------------------------------------------------------------------
def tables(transfers=False):
    one = Bargain(("A", "B"), ("trade",), [[-1.0, 3.0]], [0.0, 0.0], transfers=transfers)
    two = Bargain(("A", "B"), ("oil",), [[2.0, -1.0]], [0.0, 0.0], transfers=transfers)
    return one, two


def test_two_bad_deals_make_a_good_one():
    found = linkage(tables())
    assert [s.kind for s in found.apart] == ["breakdown", "breakdown"]
    both = linked(*tables()).replaced(lotteries=False)
    np.testing.assert_allclose(nash(both).payoffs, [1, 2])
    assert found.surplus[0] == 0
    assert found.surplus[1] >= 3


def test_with_money_linkage_adds_nothing():
    found = linkage(tables(transfers=True))
    np.testing.assert_allclose(found.surplus, [3.0, 3.0])


@given(st.integers(0, 10_000), st.booleans())
def test_linked_surplus_is_no_smaller(seed, transfers):
    """The joint surplus that can be had: the frontier of the linked table holds what can be signed apart."""
    rng = np.random.default_rng(seed)
    a, b = (random_bargain(rng, outcomes=4).replaced(transfers=transfers) for _ in range(2))
    apart = [nash(t) for t in (a, b)]
    point = np.sum([s.payoffs for s in apart], axis=0)
    best = frontier(linked(a, b)).best(0, point[0])
    assert best is not None
    assert best[1] >= point[1] - 1e-9 * max(np.abs(t.payoffs).max() for t in (a, b))


# -- the gauntlet -----------------------------------------------------------------------------------------------------------
class Played:
    """A protocol and one way of playing it: what it needs beside the table, in the units of the table."""

    def __init__(self, name, how="", more=lambda b: {}):
        entry = protocols[name]
        self.name, self.facts, self.entry, self.more = f"{name}{how and '-'}{how}", entry.facts, entry, more

    def call(self, b):
        return self.entry.call(b, **self.more(b))


def kinds_of_the_other(b):
    j = 1 - b.proposer
    return {"draws": b.outside[j] + np.abs(b.gains[:, j]).max() * np.array([0.0, 0.05, 0.2])}


def dear(b):
    return {"extension_cost": 0.01 * np.abs(b.gains).max(axis=0)}


def rising(b):
    """Whoever is first in the alphabet learns to do without."""
    learns = np.array([p == min(b.parties) for p in b.parties])
    return {"outside": b.outside + 0.1 * np.arange(b.rounds)[:, None] * np.abs(b.gains).max(axis=0) * learns}


OWN = {"ultimatum": kinds_of_the_other, "truce": dear}
#: Every protocol, and further ways of playing it.
PLAYED = [Played(e.name, more=OWN.get(e.name, lambda b: {})) for e in protocols] + [
    Played("reputation", "deadline", lambda b: {"deadline": 3.0}),
    Played("reputation", "soon", lambda b: {"deadline": 0.5, "demand": 0.9}),
    Played("truce", "rising", rising),
    Played("deadline", "last", lambda b: {"last": "A"}),
    Played("ultimatum", "spread", lambda b: {"spread": tuple(kinds_of_the_other(b)["draws"][[0, 2]])}),
]
EVERY = pytest.mark.parametrize("entry", PLAYED, ids=lambda e: e.name)


def test_every_protocol_runs_the_gauntlet():
    assert {e.entry.name for e in PLAYED} == {e.name for e in protocols}


def random_bargain(rng, parties=2, outcomes=6, **more):
    """With something to gain for all, in units that differ."""
    scale = 10 ** rng.uniform(-2, 4, parties)
    payoffs = rng.uniform(-1, 1, (outcomes, parties))
    outside = 0.9 * payoffs.mean(axis=0) + 0.1 * payoffs.min(axis=0)
    discount = rng.uniform(0.6, 0.99, parties)
    names = tuple("ABCDEF"[:parties])
    return Bargain(
        names,
        tuple(f"o{i}" for i in range(outcomes)),
        payoffs * scale,
        outside * scale,
        discount=discount,
        rounds=4,
        **more,
    )


def settled(entry, b):
    return entry.call(b)


@EVERY
@given(seed=st.integers(0, 10_000), transfers=st.booleans(), lotteries=st.booleans())
def test_nobody_signs_below_its_outside_option(entry, seed, transfers, lotteries):
    b = random_bargain(np.random.default_rng(seed), transfers=transfers, lotteries=lotteries)
    s = settled(entry, b)
    slack = 1e-9 * np.abs(b.payoffs).max(axis=0)
    sure = np.array(b.outside)
    if (
        entry.entry.name == "ultimatum"
    ):  # who is asked refuses where its own kind does better so: on average it has what its kinds have
        belief = kinds_of_the_other(b)["draws"]
        sure[1] = belief.mean() if entry.name == "ultimatum" else belief[[0, 2]].mean()
        sure = sure if s.when[0] > 0 else np.array(b.outside)
    if (
        "rising" not in entry.name
    ):  # what the other learns may cost more than a lapse today: it is held to what it can have itself
        assert (s.payoffs >= sure - slack).all()
    if np.isfinite(s.signed).all():
        assert (s.signed >= b.outside - slack).all()
        np.testing.assert_allclose(s.mix @ b.payoffs + s.paid, s.signed, atol=1e-9 * np.abs(b.payoffs).max())
        assert s.mix.sum() == pytest.approx(1)
    assert abs(s.paid.sum()) <= 1e-9 * np.abs(b.payoffs).max()
    assert sum(s.chances.values()) == pytest.approx(1)
    assert 0 <= s.when.sum() <= 1 + 1e-12


@EVERY
@given(seed=st.integers(0, 10_000), transfers=st.booleans())
def test_nothing_is_left_on_the_table_where_promised(entry, seed, transfers):
    if not entry.facts["efficient"]:
        return
    b = random_bargain(np.random.default_rng(seed), transfers=transfers)
    s = settled(entry, b)
    if s.kind != "deal":
        assert zone(b) is None
        return
    best = frontier(b).best(0, s.payoffs[0])
    assert best is not None
    assert best[1] <= s.payoffs[1] + 1e-7 * np.ptp(b.payoffs[:, 1])


@EVERY
@given(seed=st.integers(0, 10_000))
def test_units_do_not_matter(entry, seed):
    """Each party's payoffs in another unit, from another zero: the same terms at the same time."""
    rng = np.random.default_rng(seed)
    b = random_bargain(rng)
    scale, zero = 10 ** rng.uniform(-3, 3, 2), rng.normal(0, 5, 2)
    other = b.replaced(payoffs=b.payoffs * scale + zero, outside=b.outside * scale + zero)
    a, c = settled(entry, b), settled(entry, other)
    assert a.kind == c.kind
    np.testing.assert_allclose(a.mix, c.mix, atol=2e-6)
    np.testing.assert_allclose(a.when, c.when, atol=1e-9)


@EVERY
@given(seed=st.integers(0, 10_000))
def test_places_do_not_matter(entry, seed):
    """The parties change seats, and who speaks first goes along."""
    rng = np.random.default_rng(seed)
    b = random_bargain(rng, first="A")
    swapped = Bargain(
        ("B", "A"), b.outcomes, b.payoffs[:, ::-1], b.outside[::-1], discount=b.discount[::-1], rounds=4, first="A"
    )
    a, c = settled(entry, b), settled(entry, swapped)
    np.testing.assert_allclose(a.payoffs, c.payoffs[::-1], atol=1e-7 * np.abs(b.payoffs).max())
    assert a.kind == c.kind
    if entry.facts["symmetric"]:  # nor who is named first
        other = settled(entry, b.replaced(first="B"))
        np.testing.assert_allclose(a.payoffs, other.payoffs, atol=1e-12 * np.abs(b.payoffs).max())


@EVERY
@given(seed=st.integers(0, 10_000))
def test_names_do_not_matter(entry, seed):
    """Two alike in everything get the same, where the protocol has no first mover; with one, whoever it is gets the same."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1, 1, (2, 3))
    payoffs = np.array([[x[0], y[0]], [y[0], x[0]], [x[1], y[1]], [y[1], x[1]], [x[2], x[2]]])
    low = float(payoffs.min())
    b = Bargain(("A", "B"), tuple("stuvw"), payoffs, [low, low], discount=(0.9, 0.9), rounds=4, first="A")
    if "rising" in entry.name or "last" in entry.name:
        return  # one of the two is named
    a, c = settled(entry, b), settled(entry, b.replaced(first="B"))
    np.testing.assert_allclose(a.payoffs, c.payoffs[::-1], atol=1e-9)
    if entry.facts["symmetric"]:
        assert a.payoffs[0] == pytest.approx(a.payoffs[1], abs=1e-9)


@EVERY
def test_where_nothing_is_better_than_walking_away_nothing_is_signed(entry):
    b = Bargain(("A", "B"), ("x", "y"), [[1.0, -2.0], [-2.0, 1.0]], [0.0, 0.0], rounds=3)
    s = settled(entry, b)
    if "rising" in entry.name:  # who learns to do without waits for it, and walks away then
        assert s.when.sum() == 0
        return
    assert s.kind == "breakdown"
    assert s.cause
    np.testing.assert_allclose(s.payoffs, [0, 0], atol=1e-12)
    assert np.isnan(s.signed).all()


@EVERY
def test_with_complete_information_there_is_no_delay(entry):
    """Every protocol without a cause signs in the first round; with one it names it."""
    b = random_bargain(np.random.default_rng(3))
    s = settled(entry, b)
    assert (s.when[0] == 1) == (s.cause == "")
    if entry.facts["delay"] == "" or entry.name == "truce":
        assert s.when[0] == 1
    elif s.when[0] < 1:
        assert s.cause


@pytest.mark.parametrize("name", [e.name for e in protocols if e.facts["parties"] is None])
@pytest.mark.parametrize("transfers", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_three_parties(name, transfers, seed):
    b = random_bargain(np.random.default_rng(seed), parties=3, outcomes=8, transfers=transfers)
    s = protocols[name].call(b)
    if s.kind == "deal":
        assert (s.gains >= -1e-7 * np.abs(b.payoffs).max(axis=0)).all()


@pytest.mark.parametrize("seed", range(5))
def test_nash_of_three_against_brute_force(seed):
    rng = np.random.default_rng(seed)
    b = random_bargain(rng, parties=3, outcomes=4)
    got = nash(b)
    tried = rng.dirichlet(np.full(4, 0.5), 200_000) @ b.gains
    willing = tried[(tried > 0).all(axis=1)]
    if got.kind == "breakdown":
        assert willing.size == 0
        return
    assert np.log(got.gains).sum() >= np.log(willing).sum(axis=1).max() - 1e-6


@given(st.integers(0, 10_000))
def test_nash_is_independent_of_what_nobody_would_choose(seed):
    b = random_bargain(np.random.default_rng(seed))
    s = nash(b)
    if s.kind != "deal":
        return
    kept = s.mix > 0
    fewer = b.replaced(
        payoffs=b.payoffs[kept], outcomes=tuple(o for o, k in zip(b.outcomes, kept, strict=True) if k), levels=None
    )
    np.testing.assert_allclose(nash(fewer).payoffs, s.payoffs, atol=1e-9 * np.abs(b.payoffs).max())


@given(st.integers(0, 10_000))
def test_kalai_smorodinsky_rises_with_what_can_be_had(seed):
    """An outcome better for A, all else being there still, does not hurt A."""
    rng = np.random.default_rng(seed)
    b = random_bargain(rng)
    ks = protocols["kalai-smorodinsky"].call
    before = ks(b)
    if before.kind != "deal":
        return
    f = frontier(b)
    top = f.corners[-1] + [0.3 * np.ptp(b.payoffs[:, 0]), 0.0]
    more = b.replaced(payoffs=np.vstack([b.payoffs, top]), outcomes=(*b.outcomes, "more"), levels=None)
    ideal = before.facts["ideal"]
    if ks(more).facts["ideal"][1] == pytest.approx(ideal[1]):
        assert ks(more).payoffs[0] >= before.payoffs[0] - 1e-7 * np.ptp(b.payoffs[:, 0])


# -- the clock --------------------------------------------------------------------------------------------------------------
def clock(**more):
    return Bargain(("A", "B"), ("deal", "other"), [[5.0, 1.0], [1.0, 4.0]], [-3.0, -2.0], impasse=[0.0, 0.0], rounds=4,
                   discount=(0.95, 0.95), **more)  # fmt: skip


def test_a_clock_without_a_cause_is_not_needed():
    assert truce(clock()).when[0] == 1


def test_each_cause_of_delay_delays():
    """Noise spreads the signature over the clock; what one side gains by waiting postpones it; taking the cause away ends it."""
    noisy = truce(clock(), noise=2.0)
    assert 0 < noisy.when[0] < 1
    assert (noisy.when[1:] > 0).all()
    assert PRIVATE in noisy.cause
    # Waiting is cheap, (1-d) of a round's gain, and only noise below that leaves no delay.
    assert truce(clock(), noise=0.005).when[0] > 0.99
    # Where the truce itself is worth more than the deal they sign at the last deadline; where it is not, at the first.
    b = Bargain(("A", "B"), ("deal",), [[1.0, 1.0]], [-3.0, -3.0], impasse=[2.0, 2.0], rounds=3, discount=(0.9, 0.9))
    np.testing.assert_array_equal(truce(b).when, [0, 0, 1])
    assert truce(b).cause == TRUCE
    np.testing.assert_array_equal(truce(b.replaced(impasse=[0.0, 0.0])).when, [1, 0, 0])


@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_without_any_cause_there_is_no_delay(seed, transfers, lotteries):
    """Complete information, constant outside options, a truce worth no more than its end: signed on the first day, or never."""
    rng = np.random.default_rng(seed)
    b = random_bargain(rng, transfers=transfers, lotteries=lotteries)
    scale = np.abs(b.gains).max(axis=0)
    b = b.replaced(impasse=b.outside + rng.uniform(-1, 1, 2) * scale)
    cost = rng.uniform(0, 0.1, 2) * scale
    c = Clock(b, cost, 0.0, np.broadcast_to(b.outside, (4, 2))).without(TRUCE)
    signs = solved(c).signs
    assert signs[0] == (1.0 if nash(b).kind == "deal" else 0.0)
    assert signs[0] == signs.max()


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3]))
def test_every_delay_names_a_cause_that_is_there(seed, noise):
    """Random clocks with all three causes: signed for certain at the first deadline, or the cause is named; and none that is not there."""
    rng = np.random.default_rng(seed)
    b = random_bargain(rng)
    scale = np.abs(b.gains).max(axis=0)
    b = b.replaced(impasse=b.outside + rng.uniform(-1, 1, 2) * scale)
    out = b.outside + np.vstack([np.zeros((1, 2)), rng.uniform(-0.5, 1, (3, 2)) * scale * rng.integers(0, 2)])
    s = truce(b, noise=noise, outside=out)
    certain = s.when[0] >= 1 - 1e-12
    assert certain == (s.cause == "")
    named = [k for k in (PRIVATE, TRUCE, RISING) if k in s.cause]
    assert set(named) <= set(s.facts["causes"])
    assert (PRIVATE in named) <= (noise > 0)
    assert (RISING in named) <= bool((out != out[0]).any())
    bare = solved(Clock(b, np.zeros(2), noise, out).without(PRIVATE).without(TRUCE).without(RISING)).signs[0]
    if not certain and not named:
        assert s.cause == "no outcome is better for all than walking away"
        assert bare <= s.when[0] + 1e-12
    if s.cause.startswith("together"):
        assert bare > s.when[0]


def single(deal, truce_, out, **more):
    """One deal and no lotteries to speak of: what is signed is fixed."""
    return Bargain(("A", "B"), ("deal",), [deal], out, impasse=truce_, discount=(0.9, 0.9), **more)


gain_ = st.floats(0.1, 10)


@given(gain_, gain_, gain_, gain_, st.floats(0.2, 20))
def test_without_private_information_it_is_signed_at_once(a, c, x, y, noise):
    b = single([a + x, c + y], [a, c], [0.0, 0.0], rounds=4)
    with_, without = truce(b, noise=noise), truce(b, noise=0.0)
    assert with_.when[0] < 1 == without.when[0]
    assert PRIVATE in with_.cause
    assert with_.facts["causes"][PRIVATE] == 1


@given(gain_, gain_, gain_, st.integers(2, 6))
def test_without_a_truce_worth_more_than_the_deal_it_is_signed_at_once(a, c, x, rounds):
    """A has more while talks go on than by the deal: signed at the last deadline; where it has no more, at the first."""
    b = single([a, c], [a + x, c / 2], [0.0, 0.0], rounds=rounds)
    with_, without = truce(b), truce(b.replaced(impasse=[a, c / 2]))
    np.testing.assert_array_equal(with_.when, [0.0] * (rounds - 1) + [1.0])
    assert without.when[0] == 1
    assert with_.cause == TRUCE
    assert with_.facts["causes"] == {TRUCE: 1.0}


@given(gain_, gain_, st.floats(0.5, 10), st.integers(2, 6))
def test_without_a_rising_outside_option_it_is_signed_at_once(a, c, x, rounds):
    """A will soon do without: it waits to walk away on the last day, and what could be signed today is not."""
    b = single([a, c], [a, c], [0.0, 0.0], rounds=rounds)
    out = np.zeros((rounds, 2))
    out[-1, 0] = a + x
    with_, without = truce(b, outside=out), truce(b)
    assert with_.when.sum() == 0
    assert with_.facts["extends"][0] == 1
    assert without.when[0] == 1
    assert with_.cause == RISING
    assert with_.facts["causes"][RISING] == 1


@given(gain_, gain_, st.floats(0.01, 5), st.floats(0.0, 20))
def test_a_truce_worth_less_makes_signing_today_no_less_likely(a, c, x, noise):
    """Two deadlines and one deal, with private information or without."""
    b = single([a + 1, c + 1], [a + 1 + x, c + 0.5], [0.0, 0.0], rounds=2)
    c_ = Clock(b, np.zeros(2), noise, np.zeros((2, 2)))
    with_, without = solved(c_).signs[0], solved(c_.without(TRUCE)).signs[0]
    assert without >= with_
    assert noise > 0 or without == 1 > with_


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"noise": -1.0}, "noise"),
        ({"extension_cost": -1.0}, "extension_cost"),
        ({"outside": np.zeros((2, 2))}, "outside"),
    ],
)
def test_clocks_that_cannot_be_are_refused(more, match):
    with pytest.raises(bahe.UserError, match=match):
        truce(clock(), **more)


def test_together_and_not_alone():
    """Two causes each of which is enough: none ends the delay alone, and both are named."""
    b = single([1.0, 1.0], [3.0, 3.0], [0.0, 0.0], rounds=3)
    s = truce(b, outside=np.array([[0.0, 0.0], [0.0, 0.0], [2.0, 0.0]]))
    assert s.when[0] == 0
    assert s.facts["causes"] == {TRUCE: 0.0, RISING: 0.0}
    assert s.cause == f"together: {TRUCE}; {RISING}"


def test_a_dearer_extension_makes_lapse_or_signature_likelier():
    cheap, dear = (truce(clock(), noise=1.0, extension_cost=c).facts["extends"][0] for c in (0.0, 3.0))
    assert dear < cheap


def test_a_worse_outside_state_of_the_other_improves_ones_terms():
    base, worse = truce(clock()), truce(clock().replaced(outside=[-3.0, -4.0], impasse=[0.0, 0.0]))
    assert worse.payoffs[0] >= base.payoffs[0] - 1e-12


# -- issues -----------------------------------------------------------------------------------------------------------------
def test_packages_add_up_and_pledges_are_worth_what_is_delivered():
    cut = Issue.linear("tariff cut", "points", 0, 15, [-0.2, 1.0])
    pledge = Issue.linear("purchases", "USD bn a year", 0, 250, [0.02, -0.01], delivered=0.29)
    b = Bargain.over([cut, pledge], [0.0, 0.0], ("USA", "EU27"))
    assert len(b.outcomes) == 4
    at = b.outcomes.index("tariff cut 15, purchases 250")
    np.testing.assert_allclose(b.payoffs[at], [-3 + 0.29 * 5, 15 - 0.29 * 2.5])
    s = nash(b)
    assert s.levels.shape == (2,)
    assert 0 <= s.levels[0] <= 15


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"payoffs": [[1.0]]}, "payoffs"),
        ({"payoffs": [[np.nan, 1.0]]}, "finite"),
        ({"weights": [0.7, 0.7]}, "adds up to one"),
        ({"discount": [1.0, 0.5]}, "discount"),
        ({"breakdown": 1.0}, "breakdown"),
        ({"rounds": 0}, "round"),
        ({"first": "C"}, "party"),
        ({"parties": ("A", "A")}, "parties"),
        ({"outcomes": ()}, "nothing can be signed"),
    ],
)
def test_tables_that_cannot_be_are_refused(change, match):
    given = {"parties": ("A", "B"), "outcomes": ("x",), "payoffs": [[1.0, 1.0]], "outside": [0.0, 0.0]} | change
    with pytest.raises(bahe.UserError, match=match):
        Bargain(**given)


def test_protocols_of_two_refuse_three():
    b = random_bargain(np.random.default_rng(0), parties=3)
    for entry in PLAYED:
        if entry.facts["parties"] == 2:
            with pytest.raises(bahe.UserError, match="two parties"):
                settled(entry, b)


# -- pairs ------------------------------------------------------------------------------------------------------------------
def test_pairs_take_each_other_as_given():
    """A sells to B and C who compete: the split is that of each pair over what it would have without the other's deal."""

    def table(mine, other):
        def of(signed):
            rival = signed[("A", other)].payoffs[1] if ("A", other) in signed else 0.0
            return Bargain(("A", mine), ("sell",), [[2.0, 4.0 - 0.5 * rival]], [0.0, 0.0], transfers=True)

        return of

    found = pairs({("A", "B"): table("B", "C"), ("A", "C"): table("C", "B")})
    assert found.info.ok
    # x = (6 - 0.5 x)/2 for each buyer
    for s in found.settlements.values():
        assert s.payoffs[1] == pytest.approx(6 / 2.5, rel=1e-8)


def test_pairs_that_circle_say_so():
    def table(mine, other):
        def of(signed):
            rival = signed[("A", other)].payoffs[1] if ("A", other) in signed else 0.0
            return Bargain(("A", mine), ("sell",), [[0.0, 4.0 if rival < 1 else 0.2]], [0.0, 0.0], transfers=True)

        return of

    circling = {("A", "B"): table("B", "A2"), ("A", "A2"): lambda signed: Bargain(
        ("A", "C"), ("sell",), [[0.0, 4.0 if signed[("A", "B")].payoffs[1] > 1 else 0.2]], [0.0, 0.0], transfers=True)}  # fmt: skip
    with pytest.raises(bahe.NotConverged, match="go on moving"):
        pairs(circling, rounds=20)
