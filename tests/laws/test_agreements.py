"""Laws of what a deal is made of: what each gives and takes, and the zone of agreement of two."""

import numpy as np
import pytest

import bahe
from bahe.faults import BadValue, Conflict, UnknownName
from bahe.statecraft.give_and_take import give_and_take
from bahe.statecraft.zone import ends, zone
from laws.worlds import invent, world_of


def invented(seed: int, economies: int = 3) -> bahe.World:
    return world_of(invent(seed, economies, 2))


@pytest.mark.parametrize("start", ["nash", "status-quo", "free-trade"])
@pytest.mark.parametrize("paid", [False, True])
def test_gives_and_takes_add_up_to_gains(start: str, paid: bool) -> None:
    deal = bahe.cooperate(invented(3), start, tariffs="partner", side_payments=paid)
    parts = give_and_take(deal)
    assert np.allclose(parts.own + parts.others + parts.rest + parts.paid, parts.total, atol=1e-12)
    base = np.array([deal.world.income[list(p.members)].sum() for p in deal.game.players])
    assert np.allclose(parts.total, deal.gains * (1 + deal.before) * base, atol=1e-6 * base.sum())
    assert paid or np.abs(parts.paid).max() < 1e-7 * base.sum()


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_from_a_war_ones_own_cuts_can_only_cost(seed: int) -> None:
    parts = give_and_take(bahe.cooperate(invented(seed), "nash", tariffs="partner"))
    assert parts.own.max() <= 1e-9
    assert (parts.others > 0).any()


def test_of_two_one_takes_what_the_other_gives_away() -> None:
    """With two players what others do alone to the first is the second's own move alone: two worlds tell all four figures."""
    deal = bahe.cooperate(invented(7, 2), "nash", tariffs="partner")
    parts = give_and_take(deal)
    assert (parts.own < 0).all()
    assert (parts.others > -parts.own).all()


# -- the zone ----------------------------------------------------------------------------------------------------------
def test_at_the_ends_of_the_zone_one_gains_nothing() -> None:
    curve = bahe.frontier(invented(11, 2), None, points=9)
    found = ends(curve)
    assert found is not None
    for side, end in enumerate(found):
        assert end.reached
        assert end.spared == curve.players[side]
        assert end.gains[side] == pytest.approx(0, abs=1e-6)
        inside = curve.gains[curve.zone]
        assert end.gains[1 - side] >= inside[:, 1 - side].max() - 1e-9, "the other has all of it"


def test_the_map_of_the_zone_agrees_with_the_war_and_the_frontier() -> None:
    curve = bahe.frontier(invented(11, 2), None, points=9)
    found = zone(curve, points=9)
    assert found.both.any()
    top = zone(curve, top=tuple(curve.rates_before), points=3)
    assert top.gains[2, 2] == pytest.approx(0, abs=1e-9), "the corner is the war"
    assert not top.both[0, 2]
    assert not top.both[2, 0], "nobody takes a cut by itself alone"
    for weight, best in zip(curve.weights, np.log1p(curve.gains), strict=True):
        share = np.array([weight, 1 - weight])
        assert np.nanmax(np.log1p(found.gains) @ share) <= best @ share + 1e-7, "no deal of the map beats the frontier"


@pytest.mark.parametrize("start", ["status-quo", "free-trade"])
def test_from_free_trade_with_nothing_to_gain_there_is_no_zone(start: str) -> None:
    curve = bahe.frontier(world_of(invent(8, 2, 2, balanced=True)), None, points=5, start=start)
    assert curve.gains.min(1).max() < 1e-8
    assert curve.start == start
    assert np.allclose(curve.rates_before, 0)


def test_words_that_are_off() -> None:
    world = invented(11, 2)
    with pytest.raises(UnknownName, match="start"):
        bahe.frontier(world, None, start="peace")
    fine = bahe.frontier(world, None, tariffs="partner-sector", points=3)
    with pytest.raises(Conflict, match="one rate"):
        zone(fine)
    with pytest.raises(BadValue, match="points"):
        zone(bahe.frontier(world, None, points=3), points=1)
