"""Laws of certificates: a far hill at the end of the bounds is looked at, not only what is near."""

import numpy as np
import pytest

import bahe
from bahe.statecraft.war import War, deviations
from laws.worlds import invent, world_of


def lopsided() -> bahe.World:
    """Three economies with deficits of a tenth of income, in which closing its market gains B more than its best moderate tariff."""
    rng = np.random.default_rng(3)
    trade = rng.lognormal(0, 1.5, (3, 3, 2)) * 100
    trade[range(3), range(3)] *= 8
    share = rng.dirichlet(np.ones(3), (3, 2))[:, :, :2] * 0.6
    use = np.einsum("djk,dj->dkj", share, trade.sum(1))
    use *= np.minimum(1, 0.7 * trade.sum(0) / use.sum(2))[:, :, None]
    tariff = rng.uniform(0, 0.3, (3, 3, 2))
    tariff[range(3), range(3)] = 0
    return bahe.World.from_tables(
        trade, economies=["A", "B", "C"], sectors=["x", "y"], use=use, tariff=tariff, trade_elasticity=[3.0, 6.0]
    )


def by_hand(world: bahe.World, war: War, player: str, rate: float) -> float:
    """Gain of `player` from one rate on all its imports, by a solve of its own."""
    n = world.economies.index(player)
    told = war.shock.effects[0].cells
    mine = tuple((a, b, k, rate if a == player else v) for a, b, k, v in told)
    there = bahe.solve(world, bahe.Shock((bahe.Effect("tariff", "rate", cells=mine),)), closure="transfer", tol=1e-12)
    return float(there.welfare_hat[n] - war.welfare_hat[n])


def test_a_certificate_knows_of_the_end_of_the_bounds():
    """The largest gain left is at least that of going to either end of the bounds, or the war has not come to rest."""
    w = lopsided()
    war = bahe.nash(w, ["A", "B"], "sector", closure="transfer", on_fail="return")
    for player in ("A", "B"):
        for rate in (0.0, 5.0):
            assert by_hand(w, war, player, rate) <= float(war.certificate) + 1e-9


@pytest.mark.parametrize("grain", ["importer", "partner-sector"])
def test_both_ends_of_the_bounds_are_among_the_deviations(grain):
    """Whatever is drawn at random, nothing and the most are tried."""
    war = bahe.nash(world_of(invent(1)), None, grain, bounds=(0.0, 2.0), certify=False)
    game = war.game
    tried = np.array(list(deviations(game, war.point, 1, 8, np.random.default_rng(0))))
    for end in game.bounds:
        goal = np.where(game.owner == 1, end, war.point.x)
        assert np.abs(tried - goal).max(1).min() == 0.0
