"""Laws of rounds in which holders look ahead or talk: no rule of its own class beats the plan, and nobody signs a loss."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bahe.faults import BadValue, Conflict, MissingData, UnknownName
from bahe.rounds import Chronicle, Luck, Meeting, Move, Rules, game_of, markov, play, worth
from bahe.rounds.foresight import Stakes
from bahe.rounds.policies import family
from bahe.statecraft.control import Grid
from bahe.statecraft.control import play as game_played
from bahe.substitution.laws import Laws
from bahe.world.capability import Capability
from laws.test_rounds import AWAKE, resting, start, world

YEARS, LEVELS = 6, (0.5, 1.0)


def rules(years: int = YEARS, **laws: float) -> Rules:
    return Rules(replace(resting(AWAKE).still(), **laws), years=years)


def holding(policy: str, **given: object) -> list[Move]:
    return [Move("A", "B", "item", policy, given)]


@cache
def chosen(security: float, seed: int | None = None, draws: int | None = None) -> Chronicle:
    laws = resting(AWAKE) if seed is not None else resting(AWAKE).still()
    return play(
        world(),
        start(draws=draws),
        holding("optimal", security=security, levels=LEVELS),
        Rules(laws, years=YEARS),
        seed,
    )


def in_its_class() -> list[list[Move]]:
    """Every rule whose course is a plan of the family."""
    out = [holding("free")]
    for level in LEVELS:
        out += [holding("embargo", intensity=level, start=t) for t in range(YEARS)]
        out += [holding("embargo-then-lift", intensity=level, years=t) for t in range(1, YEARS)]
    return out


# -- looking ahead ---------------------------------------------------------------------------------------------------------
def test_a_plan_goes_on_as_a_plan() -> None:
    """The rest of every plan is a plan of the family for the years that are left; no plan stands twice."""
    for years in range(2, 6):
        now, later = family(years, LEVELS), family(years - 1, LEVELS)
        assert len(now) == len(np.unique(now, axis=0)) == 1 + len(LEVELS) * (2 * years - 1)
        assert (now[0] == 0).all()
        for plan in now:
            assert (plan[1:] == later).all(axis=1).any(), plan


@pytest.mark.parametrize("security", [0.0, 0.02, 0.1, 0.5, 3.0])
def test_no_rule_of_its_class_does_better(security: float) -> None:
    """Free sale, embargo from any year and embargo then lift, at every level, under the same draws."""
    best = worth(chosen(security), world(), security=security)
    for moves in in_its_class():
        c = play(world(), start(), moves, rules())
        rule = worth(c, world(), security=security)
        assert (best >= rule - 1e-9 * np.abs(rule).max()).all(), (moves[0].policy, moves[0].given)


def test_each_draw_of_the_laws_is_chosen_for_by_itself() -> None:
    """Draws that differ in what is learnt: each is worth at least what every rule of the class gives it."""
    fast = np.array([0.0, 0.2, 0.6])[:, None, None]
    r = Rules(replace(resting(AWAKE).still(), exponent=fast, speed=0.4), years=YEARS)
    c = play(world(), start(), holding("optimal", security=0.5, levels=LEVELS), r)
    best = worth(c, world(), security=0.5)
    for moves in in_its_class():
        assert (best >= worth(play(world(), start(), moves, r), world(), security=0.5) - 1e-6).all()
    assert c.intensity.any()
    alone = play(
        world(),
        start(),
        holding("optimal", security=0.5, levels=LEVELS),
        replace(r, laws=replace(r.laws, exponent=0.6)),
    )
    assert c.intensity[:, 2] == pytest.approx(alone.intensity[:, 0], abs=1e-12)


def test_with_no_weight_and_no_gain_from_control_it_is_free_sale() -> None:
    """Scarcity's gain goes to importers, so that withholding costs the holder; nothing is withheld, and nothing differs from free sale."""
    once = play(world(), start(), holding("embargo", intensity=0.5), rules(years=1))
    assert worth(once, world(), security=0.0)[0] < 0
    c, free = chosen(0.0), play(world(), start(), holding("free"), rules())
    assert (c.intensity == 0).all()
    assert np.array_equal(c.welfare, free.welfare)


def test_a_large_weight_squeezes_and_more_weight_never_squeezes_less() -> None:
    total = [float(chosen(b).intensity.sum()) for b in (0.0, 0.1, 0.5, 3.0)]
    assert total[0] == 0
    assert total[-1] > 0
    assert total == sorted(total)


def test_luck_is_not_known_beforehand() -> None:
    """With noise the same plan is taken in the first year of every draw, and another seed changes no first move."""
    a, b = chosen(0.5, 3, 4), chosen(0.5, 4, 4)
    assert (a.intensity[0] == a.intensity[0, :1]).all()
    assert np.array_equal(a.intensity[0], b.intensity[0])
    again = chosen.__wrapped__(0.5, 3, 4)
    assert np.array_equal(a.intensity, again.intensity)


def test_a_seed_for_each_draw_is_luck_of_its_own() -> None:
    """Whoever is played beside it; and the same seed in two draws is the same life."""
    many = play(world(), start(draws=3), holding("embargo"), Rules(resting(AWAKE), years=4), Luck((5, 9, 5)))
    alone = play(world(), start(draws=1), holding("embargo"), Rules(resting(AWAKE), years=4), Luck((9,)))
    assert np.array_equal(many.of("gap")[:, 1], alone.of("gap")[:, 0])
    assert np.array_equal(many.of("gap")[:, 0], many.of("gap")[:, 2])
    assert not np.array_equal(many.of("gap")[:, 0], many.of("gap")[:, 1])
    assert many.seed == (5, 9, 5)


def test_labels_do_not_choose() -> None:
    """The order in which economies stand in the tables changes no plan."""
    a = chosen(0.5)
    b = play(world((2, 0, 1)), start(), holding("optimal", security=0.5, levels=LEVELS), rules())
    assert np.array_equal(a.intensity, b.intensity)
    assert worth(a, world(), security=0.5) == pytest.approx(worth(b, world((2, 0, 1)), security=0.5), abs=1e-4)


def test_worth_is_the_discounted_sum() -> None:
    """By hand from the incomes of the chronicle."""
    c, w = play(world(), start(), holding("embargo"), rules()), world()
    stakes = Stakes.of(w, "A", "B")
    spent = w.final_spending.sum(1)
    by_hand = sum(
        0.9**t * (spent[0] * (c.welfare[t, 0, 0] - 1) + 0.3 * spent[1] * (1 - c.welfare[t, 0, 1])) for t in range(YEARS)
    )
    assert worth(c, w, security=0.3, discount=0.9)[0] == pytest.approx(by_hand)
    assert stakes.spent == pytest.approx(spent)


def test_one_looks_ahead_while_the_other_answers_by_rule() -> None:
    """Two holders: a target that withholds what was withheld from it makes squeezing dearer; the plan sees that coming."""
    w = world()
    at = [w.sectors.index(k) for k in ("item", "ore")]
    c = Capability(("A", "B"), ("item", "ore"), experience=np.ones((2, 2)), gap=np.full((2, 2), 0.5),
                   home_share=np.stack([w.trade_share[n, n, at] for n in (0, 1)]))  # fmt: skip
    laws = Rules(AWAKE.still(), years=5)

    def two(policy: str, **given: object) -> Chronicle:
        return play(w, c, [Move("A", "B", "item", policy, given), Move("B", "A", "ore", "match")], laws)

    best = worth(two("optimal", security=0.3, levels=(1.0,)), w, security=0.3)
    for given in ({"years": y} for y in range(1, 5)):
        assert (best >= worth(two("embargo-then-lift", **given), w, security=0.3) - 1e-6).all()
    assert (best >= worth(two("embargo"), w, security=0.3) - 1e-6).all()


# -- the control game's strategy -------------------------------------------------------------------------------------------
def test_the_game_of_a_rope_has_its_numbers() -> None:
    g = game_of(resting(AWAKE), start(), "B", "item", security=0.4)
    assert (g.learning, g.adoption, g.gap, g.security) == (AWAKE.exponent, AWAKE.speed, 0.9, 0.4)
    assert g.share == pytest.approx(float(start().home_share[0, 0]))
    assert np.exp((g.entry_gap - g.gap) / g.learning) == pytest.approx(1.0)  # experience at the start
    with pytest.raises(UnknownName):
        game_of(AWAKE, start(), "B", "chip")


def test_the_markov_strategy_is_played_at_the_states_that_are_met() -> None:
    """Expected control at the start is that of the equilibrium there; without a weight and with a cost of enforcing it is near none."""
    laws = resting(AWAKE).still()
    x = []
    for b in (0.0, 3.0):
        eq = game_played(game_of(laws, start(), "B", "item", security=b), grid=Grid(21, 21, 5), refine=False)
        c = play(world(), start(), holding("markov", strategy=markov(eq, "expected")), Rules(laws, years=4))
        assert c.intensity[0, 0, 0] == pytest.approx(float(eq.at_start(eq.intensity)), abs=1e-9)
        x.append(
            float(play(world(), start(), holding("markov", strategy=markov(eq)), Rules(laws, years=4)).intensity.sum())
        )
    assert x[0] == 0 < x[1]


# -- talks -----------------------------------------------------------------------------------------------------------------
def both_ways(a: str = "embargo", b: str = "embargo") -> tuple[Capability, list[Move]]:
    w = world()
    at = [w.sectors.index(k) for k in ("item", "ore")]
    c = Capability(("A", "B"), ("item", "ore"), experience=np.ones((2, 2)), gap=np.full((2, 2), 0.5),
                   home_share=np.stack([w.trade_share[n, n, at] for n in (0, 1)]))  # fmt: skip
    return c.with_draws((3, 2, 2)), [Move("A", "B", "item", a), Move("B", "A", "ore", b)]


@cache
def talked(meeting: Meeting | None, seed: int | None = 2, years: int = 3) -> Chronicle:
    c, moves = both_ways()
    return play(world(), c, moves, Rules(Laws(), years=years), seed, talks=() if meeting is None else (meeting,))


SAME = ("holder_part", "intensity", "welfare", "leverage", "own")


def test_talks_that_never_agree_are_no_talks() -> None:
    """Nothing can be signed that is worth it to both: every number is that of the play without talks, luck included."""
    spite = Meeting(("A", "B"), security={"A": 50.0, "B": 50.0})
    c, bare = talked(spite), talked(None)
    assert [set(s.kind) for s in c.settlements] == [{"breakdown"}] * 3
    for name in SAME:
        assert np.array_equal(getattr(c, name), getattr(bare, name)), name
    assert np.array_equal(c.of("gap"), bare.of("gap"))
    assert bare.settlements == ()


@pytest.mark.parametrize("unless", ["moves", "stop"])
@pytest.mark.parametrize("transfers", [False, True])
@pytest.mark.parametrize("protocol", ["nash", "kalai-smorodinsky", "rubinstein"])
@pytest.mark.parametrize("security", [{}, {"A": 0.3}, {"A": 0.2, "B": 0.1}])
def test_nobody_is_below_the_outside_option(protocol: str, transfers: bool, unless: str, security: dict) -> None:
    """In the solved world of the year, money included, wherever something is signed; money adds up to nothing."""
    m = Meeting(("A", "B"), protocol, unless=unless, transfers=transfers, security=security)
    for s in talked.__wrapped__(m, years=2).settlements:
        signed = s.kind == "deal"
        assert (s.payoffs[signed] >= s.outside[signed] - 1e-6 * np.abs(s.outside).max()).all()
        assert s.paid.sum(1) == pytest.approx(0, abs=1e-9)
        assert np.allclose(s.payoffs[~signed & (s.kind != "truce")], s.outside[~signed & (s.kind != "truce")])


def test_two_who_hold_each_other_let_go() -> None:
    """Without weights both lose by their controls: they sign, and what is signed is played."""
    c = talked(Meeting(("A", "B")))
    assert all((s.kind == "deal").all() for s in c.settlements)
    assert c.intensity.sum() < talked(None).intensity.sum()
    for s in c.settlements:
        assert np.array_equal(s.controls, c.intensity[s.year])


def test_a_deal_lasts_as_long_as_it_says_and_talks_are_held_when_they_are() -> None:
    c = talked(Meeting(("A", "B"), lasts=2))
    assert [str(s.kind[0]) for s in c.settlements] == ["deal", "kept", "deal"]
    assert np.array_equal(c.intensity[0], c.intensity[1])
    late = talked(Meeting(("A", "B"), years=(1,)))
    assert [s.year for s in late.settlements] == [1]
    assert np.array_equal(late.intensity[0], talked(None).intensity[0])


def test_chance_in_talks_comes_from_the_seed() -> None:
    """A truce clock with private costs: the same ends from the same seed, whatever the talks, the same luck of the laws."""
    m = Meeting(("A", "B"), "truce", given={"noise": 5.0}, table={"rounds": 2})
    a, b = talked(m), talked.__wrapped__(m)
    assert [list(s.kind) for s in a.settlements] == [list(s.kind) for s in b.settlements]
    assert np.array_equal(a.intensity, b.intensity)
    ends = {k for s in talked.__wrapped__(m, 5, 4).settlements for k in s.kind}
    assert ends <= {"deal", "truce", "breakdown"}


def test_labels_do_not_settle() -> None:
    """Who stands first at the table does not matter to a symmetric protocol."""
    a, b = talked(Meeting(("A", "B"))), talked(Meeting(("B", "A")))
    assert np.array_equal(a.intensity, b.intensity)
    assert a.settlements[0].outside == pytest.approx(b.settlements[0].outside[:, ::-1])


def test_capacity_and_talks_are_told_apart() -> None:
    """Talks that free the item slow substitution down; nobody who makes it better depends more for having talked."""
    with_talks, without = talked(Meeting(("A", "B")), years=3), talked(None, years=3)
    assert (with_talks.dependence[-1, :, 0] >= without.dependence[-1, :, 0] - 1e-12).all()


def test_what_is_off_is_named() -> None:
    c, moves = both_ways()
    with pytest.raises(MissingData):
        play(None, start(), holding("optimal"), rules(), holder_part=0.9)
    with pytest.raises(MissingData):
        play(None, start(), holding("free"), rules(), holder_part=0.9, talks=[Meeting(("A", "B"))])
    with pytest.raises(MissingData):
        Move("A", "B", "item", "markov")
    with pytest.raises(MissingData):
        Move("A", "B", "item", "path")
    with pytest.raises(BadValue):
        Move("A", "B", "item", "optimal", {"levels": (0.5, 1.5)})
    with pytest.raises(BadValue):
        Move("A", "B", "item", "optimal", {"security": -1.0})
    with pytest.raises(UnknownName):
        Meeting(("A", "B"), "nush")
    with pytest.raises(UnknownName):
        Meeting(("A", "B"), given={"noise": 1.0})
    with pytest.raises(UnknownName):
        Meeting(("A", "B"), table={"outside": 1.0})
    with pytest.raises(BadValue):
        Meeting(("A", "A"))
    with pytest.raises(BadValue):
        Meeting(("A", "B"), steps=(0.0, 2.0))
    with pytest.raises(UnknownName):
        Meeting(("A", "B"), security={"C": 1.0})
    with pytest.raises(Conflict):
        play(world(), c, moves, Rules(years=1), talks=[Meeting(("A", "C"))])
