"""Equilibria found here against solvers that know nothing of bahe: Nashpy and QuantEcon (both MIT), Gambit (GPL, tests alone).

Each game is written out as payoffs of pure strategies, or as a tree, and handed over; what comes back must be the same set. Skipped with
a sentence where a solver is not installed: `pip install bahe[crosscheck]`.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bahe.assurance.inspection import Inspection, simultaneous
from bahe.talks.attrition import concession
from bahe.talks.bargain import Bargain
from bahe.talks.protocols.nash import nash
from bahe.talks.protocols.truce import truce
from bahe.talks.protocols.ultimatum import ultimatum
from bahe.talks.signalling import Crisis, equilibria

SENTENCE = "{} is not installed: pip install 'bahe[crosscheck]'"


def solver(name):
    return pytest.importorskip(name, reason=SENTENCE.format(name.split(".")[0]))


@pytest.fixture
def nashpy():
    return solver("nashpy")


@pytest.fixture
def quantecon():
    return solver("quantecon.game_theory")


@pytest.fixture
def pygambit():
    return solver("pygambit")


def pure(game_theory, a, b):
    """Every pure equilibrium of a bimatrix, as QuantEcon finds it."""
    players = [game_theory.Player(np.ascontiguousarray(a)), game_theory.Player(np.ascontiguousarray(b.T))]
    return sorted(game_theory.pure_nash_brute(game_theory.NormalFormGame(players)))


# -- inspection: two by two ---------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(
    gain=st.floats(0.1, 5),
    penalty=st.floats(0.5, 20),
    loss=st.floats(2, 20),
    cost=st.floats(0.01, 1),
    miss=st.floats(0, 0.6),
)
def test_inspection_is_the_only_equilibrium_of_the_bimatrix(gain, penalty, loss, cost, miss):
    """Rates of looking and violating: the one equilibrium of the game of look or not against violate or not."""
    game = solver("nashpy").Game
    g = Inspection(gain, penalty, loss, caught=0.5, cost=cost, miss=miss)
    assume(abs(g.deterring_rate - 1) > 1e-3)  # at the edge a whole stretch of rates are equilibria
    assume(abs(g.violation_rate - 1) > 1e-3 or cost > loss)
    looker = np.array([[g.looker(p, q) for q in (1.0, 0.0)] for p in (1.0, 0.0)])
    builder = np.array([[g.builder(p, q) for q in (1.0, 0.0)] for p in (1.0, 0.0)])
    found = list(game(looker, builder).support_enumeration())
    s = simultaneous(g)
    assert len(found) == 1
    np.testing.assert_allclose([found[0][0][0], found[0][1][0]], [s.inspect, s.violate], atol=1e-9)


# -- the war of attrition with a deadline near enough that nobody races -------------------------------------------------------
def rush(win, lose, r, z, deadline):
    """At once, at the deadline, never: payoffs of the kinds that can move; the stubborn kind never does."""
    late = np.exp(-np.asarray(r) * deadline)
    out = []
    for p in (0, 1):
        even = (win[p] + lose[p]) / 2
        table = np.array(
            [[even, lose[p], lose[p]], [win[p], late[p] * even, late[p] * lose[p]], [win[p], late[p] * win[p], 0.0]]
        )
        out.append((1 - z[1 - p]) * table + z[1 - p] * table[:, [2]])
    return out[0], out[1].T


@pytest.mark.parametrize(
    ("a", "r", "z", "deadline"),
    [((0.6, 0.6), (0.10, 0.05), (0.05, 0.05), 1.0), ((0.7, 0.6), (0.10, 0.05), (0.05, 0.05), 1.5),
     ((0.6, 0.6), (0.1, 0.1), (0.05, 0.05), 1.0),
     ((0.8, 0.55), (0.20, 0.05), (0.10, 0.30), 0.5), ((0.7, 0.7), (0.10, 0.08), (0.60, 0.70), 0.5)],
)  # fmt: skip
def test_the_rush_at_a_deadline_is_an_equilibrium_of_the_bimatrix(nashpy, a, r, z, deadline):
    """Where the lull fills the whole time the war is a game of three moves: ours is among all its equilibria."""
    a, r, z = np.array(a), np.array(r), np.array(z)
    win, lose = a, 1 - a[::-1]
    war = concession(win, lose, r, z, deadline)
    assert war.end == 0
    ours = []
    for p in (0, 1):  # of the kind that can move
        left = 1 - war.atom[p]
        mix = np.array([war.atom[p], left * war.last[p], left * (1 - war.last[p]) - z[p]]) / (1 - z[p])
        ours.append(mix)
        assert mix.min() >= -1e-12
    found = list(nashpy.Game(*rush(win, lose, r, z, deadline)).support_enumeration())
    assert any(np.allclose(x, ours[0], atol=1e-8) and np.allclose(y, ours[1], atol=1e-8) for x, y in found), found


def test_the_symmetric_rush_is_the_only_symmetric_equilibrium(nashpy):
    """Both hold out with the same chance: one symmetric equilibrium, and it is ours."""
    a, r, z = np.array([0.6, 0.6]), np.array([0.1, 0.1]), np.array([0.05, 0.05])
    war = concession(a, 1 - a[::-1], r, z, 1.0)
    found = list(nashpy.Game(*rush(a, 1 - a[::-1], r, z, 1.0)).support_enumeration())
    same = [x for x, y in found if np.allclose(x, y)]
    assert len(same) == 1
    np.testing.assert_allclose(same[0][1], war.last[0] / (1 - z[0]), atol=1e-9)


# -- crisis signalling on a grid ----------------------------------------------------------------------------------------------
def crisis_bimatrix(g, grid):
    """Payoffs before costs are known: A plays as if B resisted with chance grid[i], B resists with chance grid[j].

    By 601 x 601 points of A's two costs with the weight of their density; nothing of the closed forms is used.
    """
    from scipy.stats import norm

    e = np.linspace(-6, 6, 601)
    shame, firm = (v.ravel() for v in np.meshgrid(g.shame + e, g.firm + e, indexing="ij"))
    weight = np.outer(norm.pdf(e), norm.pdf(e)).ravel()
    weight, best = weight / weight.sum(), np.maximum(shame, firm)
    A, B = np.empty((2, len(grid), len(grid)))
    cut = norm.isf(grid)
    for i, r in enumerate(grid):
        threat = (1 - r) * g.concession + r * best > g.status_quo
        made, fights = weight @ threat, weight @ (threat & (firm > shame)) + 0.5 * weight @ (threat & (firm == shame))
        A[i] = (
            (1 - made) * g.status_quo + made * (1 - grid) * g.concession + grid * (weight @ np.where(threat, best, 0.0))
        )
        B[i] = (
            made * (1 - grid) * g.gives_in
            + fights * (grid * g.struck + norm.pdf(cut))
            + (made - fights) * grid * g.backed_down
        )
    return A, B


@pytest.mark.parametrize(
    ("game", "roots"),
    [(Crisis(0.0, 0.851, -0.966, 0.0, -2.612, -0.606, -2.932), 1), (Crisis(0.0, 3.0, -0.5, 0.0, -3.0, -4.0, -1.5), 3)],
    ids=["one", "three"],
)
def test_all_equilibria_of_the_crisis_and_no_other(quantecon, game, roots):
    """On a grid that holds our roots each of them is an equilibrium, and every other one stands next to a root."""
    ours = np.array([e.resist for e in equilibria(game)])
    assert len(ours) == roots
    step = 0.02
    grid = np.unique(np.concatenate([np.arange(step, 1, step), np.clip(ours, 1e-6, 1 - 1e-6)]))
    grid = grid[[np.abs(ours - r).min() < 1e-5 or np.abs(ours - r).min() > step / 2 for r in grid]]
    A, B = crisis_bimatrix(game, grid)
    # A is indifferent between beliefs that make the same kinds threaten: asked for are equilibria in which it believes what is so.
    A = A - 1e-9 * np.abs(grid[:, None] - grid[None, :])
    found = np.array([grid[i] for i, j in pure(quantecon, A, B) if i == j])
    for root in ours:
        assert np.abs(found - root).min() < 1e-5
    assert (np.abs(found[:, None] - ours[None, :]).min(axis=1) <= 1.5 * step).all()


# -- the truce clock as a game of votes ---------------------------------------------------------------------------------------
def votes(deal, still, out, d, deadlines):
    """What each gets if both go by a plan: at each deadline sign, go on or leave; it takes two to sign and to go on."""
    from itertools import product

    plans = list(product("sgl", repeat=deadlines))
    worth = np.empty((2, len(plans), len(plans)))
    for i, x in enumerate(plans):
        for j, y in enumerate(plans):
            worth[:, i, j] = played(x, y, deal, still, out, d)
    return plans, worth


def played(x, y, deal, still, out, d):
    """Two plans played against each other."""
    got, left = np.zeros(2), np.ones(2)
    for t, (a, b) in enumerate(zip(x, y, strict=True)):
        if a == b == "s":
            return got + left * deal
        if "l" in (a, b) or t == len(x) - 1:
            return got + left * out[t]
        got, left = got + left * (1 - d) * still, left * d
    return got


@pytest.mark.parametrize(
    ("deal", "still", "out", "kind"),
    [((5.0, 4.0), (1.0, 2.0), [(0.0, 0.0), (0.0, 0.0)], "deal"), ((1.0, 1.0), (2.0, 2.0), [(0.0, 0.0), (0.0, 0.0)], "truce"),
     ((1.0, 1.0), (1.0, 0.5), [(0.0, 0.0), (3.0, 0.0)], "truce"), ((-1.0, 1.0), (-2.0, 2.0), [(0.0, 0.0), (0.0, 0.0)], "breakdown")],
)  # fmt: skip
def test_the_clock_is_the_best_equilibrium_of_the_votes(quantecon, deal, still, out, kind):
    """Voting has many equilibria (nobody signs where nobody else does): ours is one, and none is better for both."""
    deal, still, out, d = np.array(deal), np.array(still), np.array(out), np.array([0.9, 0.9])
    s = truce(Bargain(("A", "B"), ("deal",), [deal], out[0], impasse=still, rounds=2, discount=d), outside=out)
    assert s.kind == kind
    _, worth = votes(deal, still, out, d, 2)
    ends = np.array([worth[:, i, j] for i, j in pure(quantecon, worth[0], worth[1])])
    assert np.isclose(ends, s.payoffs).all(axis=1).any()
    assert not (ends > s.payoffs + 1e-9).all(axis=1).any()


# -- take it or leave it ------------------------------------------------------------------------------------------------------
def offers(pygambit, mine, theirs, kinds, out):
    """Chance draws what the other has by walking away; the proposer does not see it; the other does, and says yes or no."""
    g = pygambit.Game.new_tree(players=["proposer", "other"])
    g.append_move(g.root, g.players.chance, [str(k) for k in range(len(kinds))])
    g.set_chance_probs(g.root.infoset, [pygambit.Rational(1, len(kinds))] * len(kinds))
    g.append_move(list(g.root.children), "proposer", [str(o) for o in range(len(mine))])
    for k, walk in enumerate(kinds):
        for o in range(len(mine)):
            node = g.root.children[str(k)].children[str(o)]
            g.append_move(node, "other", ["yes", "no"])
            for said, worth in (("yes", (mine[o], theirs[o])), ("no", (out, walk))):
                g.set_outcome(node.children[said], g.add_outcome(f"{k} {o} {said}", [float(v) for v in worth]))
    return g


@pytest.mark.parametrize("kinds", [(0.15, 0.45), (0.05, 0.15, 0.65), (0.35, 0.55), (0.05, 0.75)])
def test_the_best_offer_is_the_one_that_mistakes_leave(pygambit, kinds):
    """Offers of a pie by tenths, the other's outside option unknown: the limit of ever rarer mistakes settles on ours.

    The pie is cut so that no kind is indifferent at any offer; ours is then the least offer that the same kinds say yes to.
    """
    theirs = np.arange(11) / 10
    mine = 1 - theirs
    b = Bargain(("A", "B"), ("all", "none"), [[1.0, 0.0], [0.0, 1.0]], [0.1, kinds[0]])
    s = ultimatum(b, draws=kinds)
    rounded = [theirs[theirs >= k][0] for k in kinds]  # on the grid each kind needs this much
    onto = ultimatum(b, draws=rounded)
    (found,) = pygambit.nash.logit_solve(offers(pygambit, mine, theirs, kinds, 0.1), use_strategic=False).equilibria
    chances = np.array([float(found["proposer"][str(o)]) for o in range(11)])
    assert theirs[chances.argmax()] == pytest.approx(onto.signed[1])
    assert chances.max() > 0.99
    assert s.chances["deal"] == pytest.approx(onto.chances["deal"])


# -- the Nash bargain ---------------------------------------------------------------------------------------------------------
def test_nash_is_the_limit_of_demands_that_are_a_little_uncertain(quantecon):
    """Nash's demand game, smoothed: each asks, and both get it with a chance that falls steeply where they ask too much (Nash 1953).

    Its equilibria close in on the Nash bargain as the fall steepens; the bargain is of a kinked frontier with unequal outside options.
    """
    b = Bargain(("A", "B"), ("x", "y", "z"), [[4.0, 0.0], [3.0, 2.0], [0.0, 3.0]], [0.5, 0.2])
    want = nash(b).payoffs
    u, v = np.linspace(0.5, 4.0, 141), np.linspace(0.2, 3.0, 113)
    edge = np.interp(u, [0.0, 3.0, 4.0], [3.0, 2.0, 0.0])
    over = v[None, :] - edge[:, None]
    chance = 1 / (1 + np.exp(np.clip(over / 0.02, -60, 60)))
    A, B = 0.5 + chance * (u[:, None] - 0.5), 0.2 + chance * (v[None, :] - 0.2)
    ends = [(u[i], v[j]) for i, j in pure(quantecon, A, B) if chance[i, j] > 0.5]
    assert ends
    assert min(np.abs(np.array(e) - want).max() for e in ends) < 0.12


def test_solvers_under_gpl_are_in_no_extra_that_others_use():
    """Gambit is for the cross-check alone: neither users nor developers get it with another extra."""
    import tomllib
    from pathlib import Path

    said = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = said["optional-dependencies"]
    assert not any("gambit" in d for d in said["dependencies"])
    holds = {name for name, needs in extras.items() if any("gambit" in d for d in needs)}
    assert holds == {"crosscheck"}
    assert not [n for n, needs in extras.items() if n != "crosscheck" and any("crosscheck" in d for d in needs)]
