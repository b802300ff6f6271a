"""Laws of deals, of agreements in pairs, of the frontier and of threats, on invented worlds, against slow searches."""

import numpy as np
import pytest
from scipy.optimize import minimize

import bahe
from bahe.faults import BadValue, UnknownName
from bahe.statecraft.deal import Search
from bahe.statecraft.game import Game, new_game
from bahe.statecraft.policy import Instrument
from laws.worlds import invent, world_of

SECTORS = ("S0", "S1")


def invented(seed: int, economies: int = 3) -> bahe.World:
    return world_of(invent(seed, economies, 2))


def slow_equal_gains(game: Game, before: np.ndarray, x0: np.ndarray) -> float:
    """The highest common gain by sequential quadratic programming on finite differences of full solves."""
    low, high = game.bounds
    P = len(game.players)

    def gains(x: np.ndarray) -> np.ndarray:
        return np.log((1 + game.at(np.clip(x[:-1], low, high)).values) / (1 + before))

    found = minimize(
        lambda x: -x[-1], np.append(x0, 0.0), method="SLSQP", bounds=[*zip(low, high, strict=True), (-1.0, 1.0)],
        constraints=[{"type": "eq", "fun": lambda x, p=p: 100 * (gains(x)[p] - x[-1])} for p in range(P)],
        options={"maxiter": 300, "ftol": 1e-12},
    )  # fmt: skip
    assert np.abs(gains(found.x) - found.x[-1]).max() < 1e-6
    return float(found.x[-1])


@pytest.mark.parametrize("start", ["nash", "status-quo", "free-trade"])
@pytest.mark.parametrize("side_payments", [False, True])
def test_equal_gains_are_those_of_a_slow_search(start: str, side_payments: bool) -> None:
    world = invented(3)
    deal = bahe.cooperate(world, start, tariffs="partner", side_payments=side_payments)
    assert np.ptp(deal.gains) < 3e-7
    game = deal.game
    x0 = np.zeros(game.size)
    x0[: game.rates] = 0.05
    slow = slow_equal_gains(game, deal.before, x0)
    assert np.log1p(deal.gains).mean() == pytest.approx(slow, abs=2e-6)


@pytest.mark.parametrize("rule", ["equal-gains", "nash"])
@pytest.mark.parametrize("seed", [3, 5, 8])
def test_nobody_signs_below_what_it_has(seed: int, rule: str) -> None:
    """From free trade nobody can gain but at another's cost: they stay where they are, to the last digits."""
    deal = bahe.cooperate(invented(seed), "free-trade", rule)
    assert deal.gains.min() >= -1e-12
    assert deal.table()["gain_pct"].min() >= -1e-10


def test_side_payments_never_hurt_and_add_up_to_nothing() -> None:
    world = invented(5)
    plain = bahe.cooperate(world, "nash", tariffs="partner")
    paid = bahe.cooperate(world, "nash", tariffs="partner", side_payments=True)
    assert paid.gains.mean() >= plain.gains.mean() - 1e-7
    assert abs(paid.payments.sum()) < 1e-9 * world.income.sum()
    assert np.abs(paid.payments).max() > 0
    assert not plain.payments.any()


def test_with_side_payments_the_world_ends_near_free_trade() -> None:
    """No mark-ups, no scale: free trade is efficient, so the best common gain needs no tariffs at all."""
    world = world_of(invent(8, 3, 2, balanced=True))
    deal = bahe.cooperate(world, "nash", tariffs="partner-sector", side_payments=True)
    rates = np.concatenate([b.to_rate(deal.point.x) for b in deal.game.blocks])
    assert rates.max() < 0.02
    free = bahe.cooperate(world, "free-trade", tariffs="partner-sector", side_payments=True)
    assert np.abs(free.gains).max() < 1e-6


def test_nash_bargaining_is_a_maximum_of_the_product() -> None:
    world = invented(4)
    deal = bahe.cooperate(world, "nash", "nash", tariffs="partner", tol=1e-9)
    assert deal.gains.min() > 0
    equal = bahe.cooperate(world, "nash", tariffs="partner", tol=1e-9)
    assert np.log(deal.gains).sum() >= np.log(equal.gains).sum() - 1e-7
    rng = np.random.default_rng(0)
    search = Search(deal.game, deal.before, np.zeros(0))
    best = np.log(search.gains(deal.point)).sum()
    for _ in range(20):
        x = np.clip(deal.point.x + 0.02 * rng.standard_normal(deal.game.size), *deal.game.bounds)
        gains = search.gains(deal.game.at(x, deal.point))
        assert gains.min() <= 0 or np.log(gains).sum() <= best + 1e-6


def test_power_turns_the_product() -> None:
    world = invented(4)
    even = bahe.cooperate(world, "nash", "nash", tariffs="partner")
    strong = bahe.cooperate(world, "nash", "nash", tariffs="partner", power=[3.0, 1.0, 1.0])
    assert strong.gains[0] > even.gains[0]


@pytest.mark.parametrize("lever", ["tariff", "export_tax"])
def test_slopes_of_gains_are_finite_differences(lever: str) -> None:
    world = invented(2)
    game = new_game(world, None, Instrument(lever, "partner"), tol=1e-12).with_side_payments()
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.uniform(0.02, 0.2, game.rates), rng.uniform(-0.02, 0.02, 3)])
    search = Search(game, np.zeros(3), np.zeros(0))
    weights = np.array([0.5, 0.3, 0.2])
    exact = search.slopes(game.at(x), weights)
    for q in range(game.size):
        step = np.zeros(game.size)
        step[q] = 1e-5
        up, down = (weights @ search.gains(game.at(x + s * step)) for s in (1, -1))
        assert exact[q] == pytest.approx((up - down) / 2e-5, rel=2e-5, abs=1e-8)


# -- pairs ------------------------------------------------------------------------------------------------------------
def test_each_agreement_is_the_best_of_its_pair() -> None:
    world = invented(6)
    found = bahe.nash_in_nash(world, None, tol=1e-7)
    assert found.surplus.min() > 0
    game, point = found.game, found.point
    rng = np.random.default_rng(0)
    for pair, surplus in zip(found.pairs, found.surplus, strict=True):
        names = {game.players[p].name for p in pair}
        mine = np.zeros(game.size, dtype=bool)
        for b in game.blocks:
            if game.players[b.player].name in names:
                for q, (partner, _) in enumerate(b.labels):
                    mine[b.first + q] = partner in names
        without = (1 + point.values[list(pair)]) / (1 + surplus)
        for _ in range(12):
            x = point.x + np.where(mine, 0.02 * rng.standard_normal(game.size), 0.0)
            other = (1 + game.at(np.clip(x, *game.bounds), point).values[list(pair)]) / without - 1
            assert other.min() <= 0 or np.log(other).sum() <= np.log(surplus).sum() + 1e-5


def test_two_players_in_pairs_are_two_players_at_nash_bargaining() -> None:
    world = invented(7, 2)
    pair = bahe.nash_in_nash(world, None, tol=1e-8)
    deal = bahe.cooperate(world, "nash", "nash", tariffs="partner", tol=1e-10)
    assert np.allclose(pair.gains, deal.gains, rtol=2e-3)


def test_with_mfn_the_principal_supplier_is_at_the_table() -> None:
    world = invented(9)
    found = bahe.nash_in_nash(world, None, mfn=True, on_fail="return")
    for b in found.game.blocks:
        n = b.player
        for q, (_, sector) in enumerate(b.labels):
            rates = {
                float(found.tariff[o, n, SECTORS.index(sector)])
                for o in range(3)
                if o != n and world.trade[n, o, SECTORS.index(sector)] > 0
            }
            assert len({round(r, 12) for r in rates}) <= 1, "one rate for all partners"
            assert q < len(b.labels)


# -- the frontier ------------------------------------------------------------------------------------------------------
def test_frontier_is_not_beaten_by_any_deal_at_random() -> None:
    world = invented(11, 2)
    curve = bahe.frontier(world, None, points=9)
    assert curve.zone.any()
    assert np.all(np.diff(curve.gains[:, 0]) >= -1e-7)
    assert np.all(np.diff(curve.gains[:, 1]) <= 1e-7)
    rng = np.random.default_rng(0)
    search = Search(curve.game, curve.before.values, np.zeros(0))
    for _ in range(60):
        x = rng.uniform(0, 0.4, curve.game.size)
        gains = np.exp(search.gains(curve.game.at(np.clip(x, *curve.game.bounds), curve.before))) - 1
        for weight, best in zip(curve.weights, curve.gains, strict=True):
            share = np.array([weight, 1 - weight])
            assert share @ np.log1p(gains) <= share @ np.log1p(best) + 1e-7


# -- threats -----------------------------------------------------------------------------------------------------------
def test_a_threat_is_solved_from_the_end() -> None:
    world = invented(12)
    shock = bahe.tariff(by="E0", on="E1", sectors="world" if False else list(SECTORS), add=0.3)
    free = bahe.threat(world, "E0", "E1", shock, sectors=None)
    assert free.loss > 0
    best = max(free.answers, key=lambda a: a.target)
    assert free.answer.name == best.name
    assert free.credible == (free.answer.sender > 0)
    sure = bahe.threat(world, "E0", "E1", shock, sectors=None, audience=1.01 * free.bluff_price + 1e-9)
    assert sure.credible
    assert sure.most == pytest.approx(-sure.answer.target)
    small, large = (
        bahe.Demand("small", cost=0.5 * sure.most, value=1.0),
        bahe.Demand("large", cost=2 * sure.most, value=5.0),
    )
    how = {"sectors": None, "audience": sure.audience}
    assert bahe.threat(world, "E0", "E1", shock, demands=[small], **how).outcome == "concedes"
    assert bahe.threat(world, "E0", "E1", shock, demands=[large], **how).outcome == "executed"
    both = bahe.threat(world, "E0", "E1", shock, demands=[small, large], **how)
    assert both.outcome == "executed"
    assert not both.linkage, "what is refused alone is refused together"


def test_linkage_pays_only_where_there_is_room_for_more() -> None:
    world = invented(12)
    shock = bahe.tariff(by="E0", on="E1", sectors=list(SECTORS), add=0.3)
    base = bahe.threat(world, "E0", "E1", shock, sectors=None, audience=1e6)
    issues = [bahe.Demand("a", cost=0.3 * base.most, value=1.0), bahe.Demand("b", cost=0.4 * base.most, value=2.0)]
    both = bahe.threat(world, "E0", "E1", shock, demands=issues, sectors=None, audience=1e6)
    assert both.linkage
    assert both.linked is not None
    assert set(both.linked.demands) == {"a", "b"}
    dear = [issues[0], bahe.Demand("b", cost=0.8 * base.most, value=2.0)]
    one = bahe.threat(world, "E0", "E1", shock, demands=dear, sectors=None, audience=1e6)
    assert not one.linkage
    assert one.linked is not None
    assert one.linked.demands == ("b",)


def test_a_countermeasure_in_reserve_deters_where_resolve_is_high() -> None:
    world = invented(12)
    shock = bahe.tariff(by="E0", on="E1", sectors=list(SECTORS), add=0.3)
    counter = {"stop": bahe.export_control(by="E1", on="E0", sectors=list(SECTORS), deny=0.8)}
    plain = bahe.threat(world, "E0", "E1", shock, sectors=None, countermeasures=counter)
    stop = next(a for a in plain.answers if a.name == "stop")
    assert stop.solved
    assert stop.sender < plain.answers[0].sender
    audience = 0.5 * (max(-plain.answer.sender, 0.0) + max(-stop.sender, 0.0))
    if audience > max(-plain.answer.sender, 0.0):
        how = {"sectors": None, "audience": audience, "countermeasures": counter}
        firm = bahe.threat(world, "E0", "E1", shock, resolve=stop.price + plain.loss + 1.0, **how)
        if firm.answer.name == "stop":
            assert firm.outcome == "not credible"
            assert firm.without["stop"] != "not credible" or firm.answers[1].sender < -audience


def test_swapped_labels_swap_results() -> None:
    t = invent(12, 3, 2)
    world = world_of(t)
    order = np.array([1, 0, 2])
    swapped = bahe.World.from_tables(
        t.trade[order][:, order], economies=["E0", "E1", "E2"], sectors=list(SECTORS), use=t.use[order],
        tariff=t.tariff[order][:, order], trade_elasticity=t.theta,
    )  # fmt: skip
    a = bahe.threat(world, "E0", "E1", bahe.tariff(by="E0", on="E1", sectors=list(SECTORS), add=0.3), sectors=None)
    b = bahe.threat(swapped, "E1", "E0", bahe.tariff(by="E1", on="E0", sectors=list(SECTORS), add=0.3), sectors=None)
    assert a.loss == pytest.approx(b.loss, rel=1e-7)
    assert a.own_cost == pytest.approx(b.own_cost, rel=1e-5, abs=1e-7)


# -- words -------------------------------------------------------------------------------------------------------------
def test_words_that_are_off() -> None:
    world = invented(3)
    with pytest.raises(UnknownName, match="start"):
        bahe.cooperate(world, "peace")
    with pytest.raises(UnknownName, match="rule"):
        bahe.cooperate(world, "nash", "fair")
    with pytest.raises(BadValue, match="two"):
        bahe.frontier(world, None)
    with pytest.raises(BadValue, match="audience"):
        bahe.threat(world, "E0", "E1", bahe.tariff(by="E0", on="E1", sectors="S0", add=0.1), audience=-1.0)
    with pytest.raises(BadValue, match="finite"):
        bahe.Demand("oil", cost=float("nan"))
