"""Taking a cause away changes the answer in the direction that the theory says: one property a cause, over invented payoffs."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bahe.casebook.talks.clock import scores
from bahe.casebook.talks.draws import Draw
from bahe.casebook.talks.settling import apart, bluff_price, changed, settle
from bahe.casebook.talks.turns import region
from bahe.scenario.talks import Table
from bahe.scenario.talks_parts import Part, Without
from bahe.talks.protocols.truce import PRIVATE, RISING, TRUCE

step = st.floats(0.1, 50.0, allow_nan=False)


def table(**more):
    return Table.model_validate({"parties": ["A", "B"], "sign": "yes", "unless": "no", "while": "talk", **more})


def draw(end="all", **states):
    return Draw("long", "one", end, True, {k: np.array(v, dtype=float) for k, v in states.items()})


def pledge(**more):
    return {
        "name": "p",
        "amount": 10,
        "from": "B",
        "to": "A",
        "delivered": 1.0,
        "worth": 1.0,
        "cost": 1.0,
        "source": "invented",
        **more,
    }


@given(a=step, b=step, c=step, d=step, noise=st.floats(0.5, 30))
def test_without_private_costs_there_is_no_delay(a, b, c, d, noise):
    """Complete information, a deal better than the truce, a truce better than the lapse: it is signed on the first day."""
    clock = table(protocol="truce", rounds=4, noise=noise)
    one = draw(yes=(a + b, c + d), talk=(a, c), no=(0, 0))
    with_, without = settle(clock, one), changed(clock, one, Without(noise=0))
    assert without.chances["deal"] == 1.0
    assert without.cause == ""
    assert with_.chances["deal"] < 1.0
    assert PRIVATE in with_.cause


@given(a=step, b=step, c=step, d=step, noise=st.floats(0.5, 30), cost=step)
def test_cheaper_prolonging_makes_signing_today_less_likely(a, b, c, d, noise, cost):
    clock = table(protocol="truce", rounds=3, noise=noise, extension_cost=cost)
    assume(min(a, c) > cost)  # prolonging is better than a lapse for both
    one = draw(yes=(a + b, c + d), talk=(a, c), no=(0, 0))
    assert changed(clock, one, Without(extension_cost=0)).chances["deal"] <= settle(clock, one).chances["deal"] + 1e-12


@given(a=step, b=step, c=step, d=step, noise=st.floats(0.5, 30))
def test_without_later_deadlines_signing_today_is_likelier(a, b, c, d, noise):
    clock = table(protocol="truce", rounds=4, noise=noise)
    one = draw(yes=(a + b, c + d), talk=(a, c), no=(0, 0))
    assert changed(clock, one, Without(rounds=1)).chances["deal"] >= settle(clock, one).chances["deal"] - 1e-12


@given(a=step, b=step, c=step, d=step, more=step)
def test_without_a_rising_outside_option_what_waits_is_signed_today(a, b, c, d, more):
    """A will soon do better alone than by the deal, and both live with the truce meanwhile: signed once that is taken away."""
    clock = table(protocol="truce", rounds=2, later=["alone"], discount=0.95)
    one = draw(yes=(a, c), talk=(a, c), no=(0, 0), alone=(a + 100 * more, 0))
    with_, without = settle(clock, one), changed(clock, one, Without(later=()))
    assert with_.when.sum() == 0
    assert RISING in with_.cause
    assert without.chances["deal"] == 1


@given(a=step, b=step, c=step, d=step)
def test_without_a_truce_that_is_worth_more_it_is_signed_today(a, b, c, d):
    clock = table(protocol="truce", rounds=4)
    one = draw(yes=(a, c), talk=(a + b, c + d), no=(0, 0), poor=(a, c))
    with_, without = settle(clock, one), changed(clock, one, Without(meanwhile={"poor": 1.0}))
    assert with_.chances["truce"] == 1
    assert with_.cause == TRUCE
    assert without.chances["deal"] == 1


@given(pie=step, months=st.floats(0.5, 60), stubborn=st.floats(0.02, 0.4), demand=st.floats(0.55, 0.95))
def test_without_a_deadline_fewer_talks_fail(pie, months, stubborn, demand):
    """Those who could move and let the deadline pass are added to the stubborn."""
    war = table(sign=["yes", "also"], protocol="reputation", deadline=months, stubborn=stubborn, demand=demand)
    one = draw(yes=(pie, 0), also=(0, pie), talk=(0, 0), no=(0, 0))
    with_, without = settle(war, one), changed(war, one, Without(deadline="never"))
    assert without.chances["breakdown"] <= with_.chances["breakdown"] + 1e-12
    assert without.chances["breakdown"] == pytest.approx(stubborn**2)


@given(pie=step, out=st.floats(0, 0.9), doubt=st.floats(0.01, 60))
def test_without_doubt_nothing_is_refused(pie, out, doubt):
    """Take it or leave it: with the other's outside option known it is signed at once, on terms that leave the other just that."""
    one = draw(yes=(pie, 0), also=(0, pie), talk=(0, 0), no=(0, out * pie))
    offer = table(sign=["yes", "also"], protocol="ultimatum", doubt=doubt)
    with_, without = settle(offer, one), changed(offer, one, Without(doubt=0))
    assert without.chances["deal"] == 1
    assert without.cause == ""
    assert without.payoffs[1] == pytest.approx(out * pie)
    assert with_.chances["deal"] <= 1
    assert with_.payoffs[0] <= without.payoffs[0] + 1e-9 or with_.chances["deal"] < 1
    assert (with_.cause == "") == (with_.chances["deal"] == 1)


@given(gain=step, other=step, hurt=step)
def test_a_countermeasure_taken_away_helps_the_side_that_it_would_hurt(gain, other, hurt):
    """The countermeasure lowers what A has if talks end; without it A gets no less and B no more."""
    bound = table(sign="yes", pledges=[pledge(amount=1000)])
    one = draw(yes=(gain, other), talk=(0, 0), no=(-hurt, 0), calm=(0, 0))
    with_, without = settle(bound, one), changed(bound, one, Without(unless={"calm": 1.0}))
    assert without.payoffs[0] >= with_.payoffs[0] - 1e-9
    assert without.payoffs[1] <= with_.payoffs[1] + 1e-9


@given(gain=step, other=step, loss=step)
def test_a_court_that_voids_the_threat_frees_the_target(gain, other, loss):
    """B loses less by walking away: it gets no less, and pledges no more."""
    bound = table(sign="yes", pledges=[pledge(amount=1000)])
    one = draw(yes=(gain, other), talk=(0, 0), no=(0, -loss), void=(0, 0))
    with_, without = settle(bound, one), changed(bound, one, Without(unless={"void": 1.0}))
    assert without.payoffs[1] >= with_.payoffs[1] - 1e-9
    assert without.levels[1] <= with_.levels[1] + 1e-9


@given(us=st.floats(-20, 20), them=st.floats(-20, 20), amount=st.floats(1, 60))
def test_without_the_pledge_nothing_is_signed_that_was_not(us, them, amount):
    """A pledge adds packages: dropping it never makes a deal, and never gives the receiver's side more to sign for."""
    bound = table(pledges=[pledge(amount=amount)])
    one = draw(yes=(us, them), talk=(0, 0), no=(0, 0))
    with_, without = settle(bound, one), changed(bound, one, Without(drop=("p",)))
    assert without.chances["deal"] <= with_.chances["deal"]
    assert np.prod(np.maximum(without.gains, 0)) <= np.prod(np.maximum(with_.gains, 0)) + 1e-9


@given(first=st.tuples(st.floats(-9, 9), st.floats(-9, 9)), second=st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_issues_apart_never_add_up_to_more(first, second):
    """With money across the table the linked surplus is at least the sum of the separate ones."""
    both = tuple(np.add(first, second))
    bound = table(sign=["both", "one", "two"], payments=True)
    one = draw(both=both, one=first, two=second, talk=(0, 0), no=(0, 0))
    split = changed(bound, one, Without(apart=(Part(sign=("one",)), Part(sign=("two",)))))
    assert split.gains.sum() == pytest.approx(max(sum(first), 0) + max(sum(second), 0), abs=1e-9)
    if sum(both) >= 0:  # with nothing less than both on the table it may fall short
        assert settle(bound, one).gains.sum() >= max(sum(both), sum(first), sum(second)) - 1e-9


def test_linked_issues_that_nobody_would_sign_alone():
    """(-1, +3) and (+2, -1): no deal on either without payments, (+1, +2) linked."""
    bound = table(sign="both")
    one = draw(both=(1, 2), one=(-1, 3), two=(2, -1), talk=(0, 0), no=(0, 0))
    np.testing.assert_allclose(settle(bound, one).gains, (1, 2))
    split = apart(bound, one, (Part(sign=("one",)), Part(sign=("two",))))
    np.testing.assert_allclose(split.gains, 0)
    assert split.kind == "breakdown"


@given(own=step, audience=st.floats(0, 49), target=step)
def test_a_threat_is_believed_where_backing_down_costs_enough(own, audience, target):
    """Carrying out costs the sender `own`: believed from there on, and then the target has no more."""
    bound = table(sender="A", audience=audience)
    one = draw(yes=(1, -target / 2), talk=(0, 0), no=(-own, -target))
    assert bluff_price(bound, one) == pytest.approx(own)
    with_, without = settle(bound, one), changed(bound, one, Without(audience=1000))
    assert (with_.bargain.outside == (0, 0)).all() == (audience < own)
    assert without.payoffs[1] <= with_.payoffs[1] + 1e-9
    assert without.chances["deal"] >= with_.chances["deal"]


@given(own=st.floats(0.1, 5), hurt=step, weight=st.floats(0, 2))
def test_what_a_rivals_loss_is_worth_makes_the_sender_sign(own, hurt, weight):
    """A loses `own` by a deal that costs its rival `hurt`: it signs where the weight is at least own/hurt."""
    assume(abs(weight * hurt - own) > 1e-6)
    one = draw(yes=(weight * hurt - own, 1), talk=(0, 0), no=(0, 0))
    assert (settle(table(), one).kind == "deal") == (weight >= own / hurt)


@settings(deadline=None)
@given(own=step, target=step, stop=step)
def test_linkage_works_less_where_more_is_given_up_and_more_where_backing_down_costs_more(own, target, stop):
    """The region: falling in what the target gives up besides, rising in what backing down costs the sender."""
    bound = table(sender="A")
    t = region(bound, [draw(yes=(1, -stop), talk=(0, 0), no=(-own, -target))])
    grid = t.pivot_table(index="given_up", columns="backing_down", values="signed").to_numpy()
    assert (np.diff(grid, axis=0) <= 0).all()
    assert (np.diff(grid, axis=1) >= 0).all()


def test_whether_the_threat_was_carried_out_is_scored():
    """Not believed, so not carried out: a whole miss where it was."""
    seen = {"kind": "breakdown", "date": "2025-08-27", "source": "x", "carried_out": True}
    bound = table(sender="A", observed=[seen])
    one = draw(yes=(-1, -1), talk=(0, 0), no=(-5, -5))
    (r,) = scores(bound, [(one, settle(bound, one))]).to_dict("records")
    assert (r["carried_out"], r["brier_carried_out"], r["brier"]) == (0, 1, 0)
