"""Laws of games: exact slopes of every lever, best replies, symmetries, efficiency, certificates, honest failure.

Invented worlds of two to five economies; the slow side is always a full solve: central differences, random deviations, scans.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bahe
from bahe.faults import BadValue, Conflict, Infeasible, ModelSaysNo, NotConverged
from bahe.statecraft.deal import Search
from bahe.statecraft.game import Game, Point, new_game
from bahe.statecraft.policy import GRAINS, LEVERS, Instrument
from bahe.statecraft.reply import at_rest, best_reply
from bahe.statecraft.war import certificate
from laws.worlds import Tables, cloned_economy, in_currency, invent, permuted, tables, world_of

SINGLES = ("E0", "E2")
UNION = {"EU": ("E0", "E1"), "E2": ("E2",)}
#: Every lever at every grain that it has.
TOOLS = [Instrument(lever, grain) for lever in LEVERS for grain in GRAINS  # type: ignore[arg-type]
         if lever != "subsidy" or "partner" not in grain]  # fmt: skip
every_tool = pytest.mark.parametrize("tool", TOOLS, ids=[f"{t.lever} {t.grain}" for t in TOOLS])
every_cast = pytest.mark.parametrize("players", [SINGLES, UNION], ids=["singles", "union"])


def invented(seed: int, economies: int = 3, sectors: int = 2, **how: bool) -> bahe.World:
    return world_of(invent(seed, economies, sectors, **how))


def differences(game: Game, x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Derivative of every player's value by every parameter [p,x], by central differences of full solves."""
    out, near = np.zeros((len(game.players), game.size)), game.at(x)
    for q in range(game.size):
        push = np.zeros(game.size)
        push[q] = step
        up, down = (game.at(x + s * push, near).values for s in (1, -1))
        out[:, q] = (up - down) / (2 * step)
    return out


def exact(game: Game, point: Point) -> np.ndarray:
    """The same, exact: own slopes where a player sets the parameter, cross slopes elsewhere [p,x]."""
    seeds = game.objective.seeds(point.log_hat, game.base)
    return np.array([game.slopes(point, seeds[[p]]) for p in range(len(game.players))])


def assert_slopes(game: Game, x: np.ndarray) -> None:
    """Own and cross slopes are those of full solves, and own slopes are read off alike for all players at once."""
    point = game.at(x)
    slow, fast = differences(game, x), exact(game, point)
    np.testing.assert_allclose(fast, slow, atol=3e-6 * np.abs(slow).max(), rtol=1e-5)
    np.testing.assert_allclose(game.own_slopes(point), fast[game.owner, np.arange(game.size)], atol=1e-8)
    alone = game.own_slopes(point, [1])
    np.testing.assert_allclose(alone, np.where(game.owner == 1, game.own_slopes(point), 0.0), atol=1e-8)


def assert_no_deviation(game: Game, point: Point, player: int, draws: int = 12, seed: int = 0) -> None:
    """No deviation of one player pays: near, far, one rate at a time, and to a corner of its bounds."""
    rng, (low, high) = np.random.default_rng(seed), game.bounds
    mine = np.flatnonzero(game.owner == player)
    for draw in range(draws):
        x = point.x.copy()
        if draw % 4 == 0:
            x[mine] += 0.05 * rng.standard_normal(mine.size)
        elif draw % 4 == 1:
            x[mine] = rng.uniform(0, 0.8, mine.size)
        elif draw % 4 == 2:
            x[rng.choice(mine)] += rng.normal(0, 0.2)
        else:
            x[mine] = rng.choice([low[mine], np.minimum(high[mine], 1.0)])
        try:
            assert game.at(np.clip(x, low, high), point).values[player] <= point.values[player] + 1e-9
        except ModelSaysNo:  # no world there: subsidies above income, deficits that cannot be paid
            continue


def assert_kkt(game: Game, point: Point, tol: float = 2e-6) -> None:
    """Inside the bounds slopes are zero; at a bound they point out of it."""
    low, high = game.bounds
    slope = game.own_slopes(point)
    at_low, at_high = point.x <= low + 1e-12, point.x >= high - 1e-12
    assert np.abs(slope[~at_low & ~at_high]).max(initial=0.0) < tol
    assert (slope[at_low] <= tol).all()
    assert (slope[at_high] >= -tol).all()


# -- slopes ------------------------------------------------------------------------------------------------------------
@every_tool
@every_cast
def test_slopes_are_finite_differences(tool, players):
    """Own and cross slopes of every lever at every grain, of single economies and of a union."""
    game = new_game(invented(3, 4), players, tool, tol=1e-12)
    assert_slopes(game, np.random.default_rng(1).uniform(0.08, 0.25, game.size))


@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize(("horizon", "closure"), [("short", "transfer"), ("medium", "balanced"), ("shock", "nominal")])
def test_slopes_at_every_horizon_and_closure(lever, horizon, closure):
    game = new_game(invented(4, 3), SINGLES, Instrument(lever, "sector"), tol=1e-12, horizon=horizon, closure=closure)
    assert_slopes(game, np.random.default_rng(2).uniform(0.05, 0.15, game.size))


@every_cast
def test_slopes_of_all_levers_together(players):
    """Tariffs, export taxes and subsidies at once, with weights on industries and a rival; some imports subsidised."""
    aims = bahe.Objective(political={"E2": {"S1": 1.4}}, security={"E2": {next(iter(players)): 0.3}})
    tools = [Instrument("tariff", "partner-sector", low=-0.3), Instrument("export_tax", "partner", low=-0.3),
             Instrument("subsidy", "sector")]  # fmt: skip
    game = new_game(invented(5, 4), players, tools, objective=aims, tol=1e-12)
    assert_slopes(game, np.random.default_rng(3).uniform(-0.1, 0.2, game.size))


@every_cast
def test_slopes_of_tariffs_against_controls(players):
    """A tariff on a flow that its exporter holds back comes out of the exporter's rent: slopes know it."""
    tools = [Instrument("tariff", "partner"), Instrument("export_control", "partner-sector")]
    game = new_game(invented(3, 4), players, tools, tol=1e-12)
    x = np.random.default_rng(4).uniform(0.02, 0.1, game.size)
    for b in game.blocks:
        if b.lever == "export_control":
            x[b.span] += 1.0
    assert_slopes(game, x)


@every_cast
@pytest.mark.parametrize("lever", ["tariff", "subsidy"])
def test_slopes_of_political_objectives(players, lever):
    """Weights on the incomes of industries, one of them zero."""
    who = next(iter(players))
    aims = bahe.Objective(political={who: {"S0": 1.5}, "E2": {"S0": 0.0, "S1": 2.0}})
    game = new_game(invented(6, 4), players, Instrument(lever, "sector"), objective=aims, tol=1e-12)
    assert_slopes(game, np.random.default_rng(5).uniform(0.05, 0.2, game.size))


def test_the_security_term_takes_the_slopes_of_the_rivals():
    """Its slope is the own one less `b` dollars for each dollar of the rival's: no new derivative."""
    w, x = invented(7), np.array([0.1, 0.2, 0.05])
    plain, wary = (
        new_game(w, None, objective=bahe.Objective(security=s), tol=1e-12) for s in ({}, {"E0": {"E1": 0.25}})
    )
    assert_slopes(wary, x)
    slopes, income = exact(plain, plain.at(x)), plain.world.income
    wanted = slopes[0] - 0.25 * slopes[1] * income[1] / income[0]
    np.testing.assert_allclose(exact(wary, wary.at(x))[0], wanted, atol=1e-9)


def test_slopes_where_others_answer_in_kind():
    """A player's slope contains the answer of those who do not play."""
    game = new_game(
        invented(8, 4), ["E0", "E1"], Instrument("tariff", "partner-sector"), answer_in_kind=True, tol=1e-12
    )
    assert_slopes(game, np.random.default_rng(6).uniform(0.3, 0.5, game.size))


@settings(max_examples=15, deadline=None)
@given(tables(2, 4, 3, zeros=0.3), st.sampled_from(TOOLS[:-4]), st.integers(0, 1000))
def test_slopes_along_any_direction(t: Tables, tool: Instrument, seed: int):
    """In worlds with zeros: the derivative along one random direction, of a random sum of values."""
    game = new_game(world_of(t), None, tool, tol=1e-12)
    if game.size == 0:
        return
    rng = np.random.default_rng(seed)
    x, way, weight = (
        rng.uniform(0.05, 0.3, game.size),
        rng.normal(0, 1, game.size),
        rng.uniform(0, 1, len(game.players)),
    )
    up, down = (weight @ game.at(x + s * 1e-5 * way).values for s in (1, -1))
    size = np.abs(weight @ exact(game, game.at(x))) @ np.abs(way)
    assert weight @ exact(game, game.at(x)) @ way == pytest.approx(
        (up - down) / 2e-5, abs=1e-5 * size + 3e-7
    )  # solved to 1e-12, over 2e-5


# -- best reply --------------------------------------------------------------------------------------------------------
@every_tool
def test_no_deviation_beats_a_best_reply(tool):
    game = new_game(invented(9, 3), SINGLES, tool)
    reply = best_reply(game, 0, game.at(np.full(game.size, 0.1)), tol=1e-13)
    assert reply.info.ok
    assert reply.gain >= 0
    assert_no_deviation(game, reply.point, 0)
    theirs = game.owner != 0
    np.testing.assert_array_equal(reply.point.x[theirs], 0.1)


@pytest.mark.parametrize("bounds", [(0.0, 0.05), (0.4, 0.6), (-0.5, 5.0), (0.05, 0.22)])
@pytest.mark.parametrize("grain", GRAINS)
def test_best_replies_at_bounds(grain, bounds):
    """Below, above and around what would be best: slopes at a bound point out of it, and no deviation pays."""
    war = bahe.nash(invented(10, 3), ["E1"], grain, bounds=bounds)
    assert_kkt(war.game, war.point)
    assert_no_deviation(war.game, war.point, 0)
    rates = war.rates("E1")["tariff"]
    assert (rates >= bounds[0] - 1e-12).all()
    assert (rates <= bounds[1] + 1e-12).all()


def test_finer_tariffs_are_never_worse_for_one_player():
    """Whatever a coarse grain can do a finer one can."""
    value = {
        g: float(bahe.nash(invented(11, 4), ["E1"], g, certify=False, bounds=(-0.5, 5.0)).values[0]) for g in GRAINS
    }
    assert value["importer"] <= min(value["partner"], value["sector"]) + 1e-12
    assert max(value["partner"], value["sector"]) <= value["partner-sector"] + 1e-12


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_an_export_tax_and_a_control_are_one_where_rents_stay_home(horizon):
    """Nobody else moving, a denied quantity is a price: flow by flow the best of both is the same world (Bhagwati 1965)."""
    w, wide = invented(12, 3, inputs=False), {"low": 0.0, "high": 0.9}
    tax, cut = (bahe.nash(w, ["E1"], instruments=Instrument(lever, "partner-sector", **more), horizon=horizon)
                for lever, more in (("export_tax", {}), ("export_control", wide)))  # fmt: skip
    np.testing.assert_allclose(cut.welfare_hat, tax.welfare_hat, atol=1e-7)
    assert max(tax.certificate, cut.certificate) < 1e-9


# -- closed forms --------------------------------------------------------------------------------------------------------
@settings(max_examples=12, deadline=None)
@given(st.floats(2.0, 8.0), st.floats(0.3, 0.95), st.floats(0.5, 0.95), st.floats(0.0, 0.6))
def test_two_countries_have_the_closed_form(theta, home, partner_home, other):
    """t = 1/((sigma-1) s) exactly, s the partner's home share at tariff-exclusive prices in the world of the reply."""
    size = np.array([1.0, (1 - home) / (1 - partner_home)])
    trade = np.array([[home, 1 - home], [1 - home, size[1] * partner_home]])[:, :, None]
    tariff = np.array([[0.0, other], [0.0, 0.0]])[:, :, None]  # of B on A
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], tariff=tariff, trade_elasticity=theta)
    war = bahe.nash(w, ["A"], certify=False)
    landed = war.point.landed[0]
    share = landed[1, 1] / landed[1].sum()
    assert war.rates("A")["tariff"][0] == pytest.approx(1 / (theta * share), rel=1e-7)


@pytest.mark.parametrize("sigma", [3.0, 6.0])
def test_a_negligible_player_sets_the_mark_up_of_its_variety(sigma):
    """As its size goes to nothing its tariff tends to 1/(sigma-1), among several large economies with sectors that differ in size."""
    t = invent(13, 3, 2, inputs=False, tariffs=False)
    gaps = []
    for small in (1e-1, 1e-3, 1e-5):
        weight = np.array([1.0, 1.0, small])
        trade = (
            t.trade
            * weight[:, None, None]
            * weight[None, :, None]
            / np.where(np.eye(3)[:, :, None], weight[:, None, None], 1.0)
        )
        w = world_of(replace(t, trade=trade, theta=np.full(2, sigma - 1)))
        gaps.append(bahe.nash(w, ["E2"], certify=False).rates("E2")["tariff"][0] * (sigma - 1) - 1)
    assert gaps[0] > gaps[1] > gaps[2] > -1e-7
    assert gaps[2] < 1e-3


# -- symmetries ----------------------------------------------------------------------------------------------------------
@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 500),
    st.permutations(range(3)),
    st.permutations(range(2)),
    st.sampled_from(["importer", "partner-sector"]),
)
def test_relabelling_permutes_the_war(seed, economies, sectors, grain):
    t, e, k = invent(seed, 3, 2), np.array(economies), np.array(sectors)
    a, b = (bahe.nash(world_of(v), ["E0", "E2"], grain, certify=False) for v in (t, permuted(t, e, k)))
    np.testing.assert_allclose(b.tariff, a.tariff[np.ix_(e, e, k)], atol=2e-7)
    np.testing.assert_allclose(b.welfare_hat, a.welfare_hat[e], atol=1e-9)


@pytest.mark.parametrize("factor", [1e-6, 7.3, 1e6])
def test_the_unit_of_money_changes_nothing(factor):
    t = invent(14, 3, 2)
    aims = bahe.Objective(political={"E0": {"S0": 1.3}}, security={"E1": {"E0": 0.2}})
    a, b = (bahe.nash(world_of(v), None, "partner", objective=aims, certify=False) for v in (t, in_currency(t, factor)))
    np.testing.assert_allclose(b.tariff, a.tariff, atol=1e-7)
    np.testing.assert_allclose(b.values, a.values, atol=1e-9)


@pytest.mark.parametrize("grain", GRAINS)
def test_a_union_of_one_is_its_member(grain):
    w = invented(15, 3)
    a, b = (bahe.nash(w, p, grain, certify=False) for p in (["E0", "E1"], {"alone": ["E0"], "E1": ["E1"]}))
    np.testing.assert_allclose(a.tariff, b.tariff, atol=1e-12)
    np.testing.assert_allclose(a.values, b.values, atol=1e-13)


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_a_union_of_clones_is_the_economy_that_was_split(share):
    """Two halves that charge each other nothing and set one tariff: the same war."""
    t = invent(16, 3, 2)
    whole = bahe.nash(world_of(t), ["E0", "E1"], "partner", certify=False)
    split = bahe.nash(
        world_of(cloned_economy(t, 0, share)), {"U": ["E0", "TWIN"], "E1": ["E1"]}, "partner", certify=False
    )
    np.testing.assert_allclose(split.tariff[:3, :3], whole.tariff, atol=2e-7)
    np.testing.assert_allclose(split.values, whole.values, atol=1e-9)
    assert not split.tariff[[0, 3]][:, [0, 3]].any(), "no tariff inside the union"


def test_a_union_never_loses_by_being_one():
    """Members that set their tariffs together do as well as any single policy of one of them would do for both."""
    w = invented(17, 4)
    war = bahe.nash(w, {"EU": ["E0", "E1"]}, "partner-sector")
    assert war.certificate < 1e-9
    assert_no_deviation(war.game, war.point, 0)
    inside = war.game.world.tariff[[0, 1]][:, [0, 1]]
    np.testing.assert_array_equal(war.tariff.transpose(1, 0, 2)[[0, 1]][:, [0, 1]], inside)


# -- free trade ----------------------------------------------------------------------------------------------------------
FREE = {"balanced": True, "tariffs": False}


@pytest.mark.parametrize("horizon", ["long", "short"])
@pytest.mark.parametrize("seed", [18, 19])
def test_free_trade_is_efficient_under_transfers(seed, horizon):
    """From free trade no set of taxes, subsidies and controls, with payments besides, raises the sum of real incomes.

    Homothetic demand and one set of prices for all: equivalent variations add up to nothing at best (first theorem of welfare).
    """
    tools = [Instrument("tariff", "partner", low=-0.5), Instrument("export_tax", "partner", low=-0.5),
             Instrument("subsidy", "sector", low=-0.5)]  # fmt: skip
    game = new_game(invented(seed, 3, **FREE), None, tools, horizon=horizon, tol=1e-12).with_side_payments()
    income, rng = game.objective.own @ game.base, np.random.default_rng(seed)
    solved = 0
    for _ in range(15):
        x = np.append(rng.uniform(-0.3, 0.4, game.rates), rng.uniform(-0.05, 0.05, 3))
        try:
            assert income @ game.at(np.clip(x, *game.bounds)).values < 0
        except ModelSaysNo:
            continue
        solved += 1
    assert solved >= 10
    search = Search(game, np.zeros(3), np.ones(3))
    start = game.at(np.append(rng.uniform(0.0, 0.2, game.rates), np.zeros(3)))
    weight = income / income.sum()
    best, _ = search.climb(start, lambda G: (float(weight @ np.expm1(G)), weight * np.exp(G)), 400, 1e-9)
    assert -1e-7 < weight @ best.values < 1e-10


@pytest.mark.parametrize("seed", [18, 20])
def test_a_war_from_free_trade_costs_the_world(seed):
    war = bahe.nash(invented(seed, 4, **FREE))
    assert war.world.income @ (war.welfare_hat - 1) < 0
    assert war.certificate < 1e-9


def test_controls_cost_the_world_too():
    game = new_game(invented(18, 3, **FREE), None, Instrument("export_control", "partner-sector"))
    for seed in range(6):
        x = np.random.default_rng(seed).uniform(0, 1, game.size)
        assert (game.objective.own @ game.base) @ game.at(x).values < 0


# -- certificates --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("grain", ["importer", "partner-sector"])
def test_the_certificate_sees_a_point_that_is_not_at_rest(grain):
    """From a war at rest one player is moved by hand: what the certificate finds is what it gains by moving back."""
    war = bahe.nash(invented(21, 3), ["E0", "E1"], grain)
    assert war.certificate < 1e-12
    game, x = replace(war.game, tol=1e-13), war.point.x.copy()
    mine = game.owner == 1
    rest = game.at(x)
    x[mine] += 0.2
    moved = game.at(x)
    sure = certificate(game, moved)
    lost = rest.values[1] - moved.values[1]
    assert sure >= sure.gains[1] >= lost - 1e-12 > 1e-5  # what solves to 1e-13 and a search to 1e-13 leave
    assert sure.slope[1] > 1e-6
    assert sure.best is not None
    who = int(np.flatnonzero((sure.best.x != moved.x) & (game.owner >= 0))[0])
    assert (sure.best.values - moved.values)[game.owner[who]] == sure.gains.max()


@dataclass(frozen=True, eq=False)
class Hills:
    """A made-up game of one player and one rate: a hill at 0.3 and, far away, one twice as high. A stand-in for Game."""

    kinked: bool = False
    players: tuple[str, ...] = ("A",)
    size: int = 1
    owner: np.ndarray = field(default_factory=lambda: np.zeros(1, dtype=int))
    bounds: tuple[np.ndarray, np.ndarray] = (np.zeros(1), np.full(1, 1.8))

    def value(self, x: np.ndarray) -> np.ndarray:
        return np.exp(-((x - 0.3) ** 2) / 0.01) + 2 * np.exp(-((x - 1.3) ** 2) / 0.08)

    def at(self, x: np.ndarray, near: object = None) -> "Spot":
        return Spot(x, self.value(x))

    def own_slopes(self, point: "Spot", who: object = None) -> np.ndarray:
        return (self.value(point.x + 1e-7) - self.value(point.x - 1e-7)) / 2e-7

    def curvature(self, point: "Spot") -> np.ndarray:
        return np.full(1, 200.0)

    def idle(self, point: "Spot") -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(1, dtype=bool), np.zeros(1)


@dataclass(frozen=True, eq=False)
class Spot:
    x: np.ndarray
    values: np.ndarray


def test_the_certificate_finds_a_higher_hill_that_slopes_do_not_see():
    """On the low hill slopes say rest, and so does the search along them; the random search finds the gain."""
    game = Hills()
    spot, info = at_rest(game, np.array([0.32]), tol=1e-12)
    assert info.ok
    assert spot.x[0] == pytest.approx(0.3, abs=1e-3)
    assert best_reply(game, 0, spot, tol=1e-12).gain < 1e-9
    sure = certificate(game, spot)
    assert sure.slope[0] < 1e-9
    assert sure > 0.1
    assert sure.best is not None
    assert 0.9 < sure.best.x[0] < 1.7
    assert certificate(game, at_rest(game, sure.best.x, tol=1e-12)[0]) < 1e-9


def test_a_war_goes_on_from_a_deviation_that_pays():
    """Export controls that bind nowhere have no slope: a war must not rest there when tightening pays."""
    w = invented(12, 3, inputs=False)
    war = bahe.nash(w, ["E1"], instruments=Instrument("export_control", "importer"), start="zero")
    assert war.values[0] > 1e-4
    assert war.rates("E1")["export_control"][0] > 0.05
    assert war.certificate < 1e-8


def test_controls_wake_where_they_begin_to_bind():
    """Behind a high tariff exports fall short of their cap: the slope is zero, and the edge is found."""
    game = new_game(invented(12, 3, inputs=False), {"E1": ["E1"]}, Instrument("export_control", "importer"),
                    shock=bahe.tariff(by=["E0", "E2"], on="E1", sectors=["S0", "S1"], add=0.1))  # fmt: skip
    point = game.at(np.zeros(1))
    asleep, room = game.idle(point)
    assert asleep.all()
    assert room[0] > 0.05
    assert not game.own_slopes(point).any()
    before, beyond = (game.at(room + h, point) for h in (-1e-4, 1e-4))
    np.testing.assert_allclose(before.log_hat, point.log_hat, atol=1e-9)
    assert np.abs(beyond.log_hat - point.log_hat).max() > 1e-8
    assert not game.idle(beyond)[0].any()


def test_a_cap_from_elsewhere_that_is_tighter_leaves_no_slope():
    """Where the world denies more than the player, the player's control does nothing."""
    law = bahe.export_control(by="E1", on="E0", sectors=["S0"], deny=0.6)
    game = new_game(invented(12, 3), ["E1"], Instrument("export_control", "partner-sector"), shock=law, tol=1e-12)
    x = np.full(game.size, 0.25)
    np.testing.assert_allclose(game.own_slopes(game.at(x)), differences(game, x)[0], atol=2e-6)
    at = game.blocks[0].labels.index(("E0", "S0"))
    assert game.own_slopes(game.at(x))[at] == 0.0


def test_rates_at_which_an_economy_earns_nothing_are_no_world():
    """A subsidy that costs more than an economy has: Infeasible, and never a number."""
    game = new_game(invented(9, 3), SINGLES, Instrument("subsidy", "sector"))
    with pytest.raises((Infeasible, NotConverged)):
        game.at(np.array([1.0, 1.0, 0.1, 0.1]))


# -- honest failure --------------------------------------------------------------------------------------------------------
def test_a_war_that_cannot_meet_its_tolerance_raises():
    """Nobody can be sure to 1e-300: the limit of sweeps is hit, and there is no number."""
    w = invented(22, 3)
    with pytest.raises(NotConverged, match="did not come to rest") as said:
        bahe.nash(w, ["E0", "E1"], tol=1e-300, max_iter=5)
    assert not said.value.info.ok
    assert said.value.info.residual > 1e-300
    kept = bahe.nash(w, ["E0", "E1"], tol=1e-300, max_iter=5, on_fail="return")
    assert not kept.info.ok
    assert kept.info.outcome.name in repr(kept)


def test_a_search_that_is_cut_off_says_so():
    """After two turns `at_rest` is not there yet and says by how much."""
    game = new_game(invented(22, 3), None, Instrument("tariff", "partner-sector"))
    _, info = at_rest(game, np.zeros(game.size), max_iter=2)
    assert info.outcome.name == "out_of_iterations"
    assert info.residual > info.tolerance
    reply = best_reply(game, 0, game.at(np.zeros(game.size)), tol=1e-16, max_evaluations=2)
    assert reply.info.ok == (reply.info.residual <= 1e-16)


@dataclass(frozen=True, eq=False)
class Pennies(Hills):
    """Matching pennies on a line: A wants to be where B is, B wants to be away; there is no rest in pure rates."""

    players: tuple[str, ...] = ("A", "B")
    size: int = 2
    owner: np.ndarray = field(default_factory=lambda: np.arange(2))
    bounds: tuple[np.ndarray, np.ndarray] = (np.full(2, -1.0), np.full(2, 1.0))

    def at(self, x: np.ndarray, near: object = None) -> "Spot":
        gap = (x[0] - x[1]) ** 2
        return Spot(x, np.array([-gap, gap]))

    def own_slopes(self, point: "Spot", who: object = None) -> np.ndarray:
        gap = point.x[0] - point.x[1]
        slope = np.array([-2 * gap, -2 * gap])
        return slope if who is None else np.where(np.isin(self.owner, list(who)), slope, 0.0)

    def curvature(self, point: "Spot") -> np.ndarray:
        return np.full(2, 2.0)

    def idle(self, point: "Spot") -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(2, dtype=bool), np.zeros(2)


def test_a_game_without_rest_has_no_certificate():
    """Wherever it ends, somebody gains by moving, and the certificate says how much."""
    game = Pennies()
    for x in ([0.0, 0.0], [0.5, -1.0], [1.0, 1.0]):
        assert certificate(game, game.at(np.array(x))) > 0.1


# -- warm starts -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("grain", ["importer", "partner-sector"])
def test_a_warm_start_gives_the_same_point_in_fewer_evaluations(grain):
    w = invented(23, 4)
    cold = bahe.nash(w, None, grain, certify=False)
    warm = bahe.nash(w, None, grain, start=cold, certify=False)
    np.testing.assert_allclose(warm.tariff, cold.tariff, atol=1e-7)
    np.testing.assert_allclose(warm.values, cold.values, atol=1e-10)
    assert warm.info.iterations < 0.5 * cold.info.iterations


@pytest.mark.parametrize("start", ["applied", "zero", None])
def test_the_start_does_not_matter(start):
    w = invented(23, 4)
    war = bahe.nash(w, None, "partner", start=start, certify=False)
    np.testing.assert_allclose(
        war.tariff, bahe.nash(w, None, "partner", start=np.full(12, 0.8), certify=False).tariff, atol=1e-6
    )


def test_starts_that_are_off():
    w = invented(23, 4)
    for start in (np.zeros(3), np.full(4, np.nan)):
        with pytest.raises(BadValue, match="parameters"):
            bahe.nash(w, start=start)


# -- others who answer -------------------------------------------------------------------------------------------------------
def test_those_who_answer_in_kind_raise_their_rates_as_the_players_raise_theirs():
    """Flow by flow: the answer is the player's rise on top of the rate in force, and never below that."""
    w = invented(24, 3, tariffs=True)
    war = bahe.nash(w, ["E0"], "partner-sector", answer_in_kind=True, bounds=(0.0, 0.6))
    game, new = war.game, war.tariff.transpose(1, 0, 2)
    base = game.world.tariff
    for i in (1, 2):
        traded = (game.world.trade_share[0, i] > 0) & (game.world.trade_share[i, 0] > 0)
        rise = np.maximum(new[0, i] - base[0, i], 0.0)
        np.testing.assert_allclose((new[i, 0] - base[i, 0])[traded], rise[traded], atol=1e-12)
    np.testing.assert_array_equal(new[1, 2], base[1, 2])
    assert_no_deviation(game, war.point, 0)


def test_answers_in_kind_make_tariffs_lower_and_players_poorer():
    w = invented(24, 3)
    alone, met = (
        bahe.nash(w, ["E0"], "partner-sector", answer_in_kind=a, bounds=(0.0, 1.0), certify=False)
        for a in (False, True)
    )
    assert met.values[0] <= alone.values[0] + 1e-12
    assert met.rates("E0")["tariff"].mean() < alone.rates("E0")["tariff"].mean()


# -- politics, rivals, words -------------------------------------------------------------------------------------------------
def test_nash_in_a_political_world():
    """Slopes of the weighted objectives are zero, and no deviation pays; weights of one change nothing."""
    w = invented(25, 3)
    wars = [
        bahe.nash(w, ["E0", "E1"], "sector", objective=bahe.Objective(political={"E0": {"S1": v}})) for v in (1.0, 1.4)
    ]
    for war in wars:
        assert_kkt(war.game, war.point)
        for p in (0, 1):
            assert_no_deviation(war.game, war.point, p)
        assert war.certificate < 1e-9
    plain = bahe.nash(w, ["E0", "E1"], "sector")
    np.testing.assert_allclose(wars[0].tariff, plain.tariff, atol=1e-9)
    assert np.abs(wars[1].tariff - plain.tariff).max() > 0.01


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_an_industry_that_counts_more_earns_more(horizon):
    """Revealed preference of one player: the real earnings of the industry rise with its weight, and real income falls."""
    w, earned, income = invented(25, 3), [], []
    for v in (1.0, 1.2, 1.5):
        war = bahe.nash(
            w, ["E0"], "sector", objective=bahe.Objective(political={"E0": {"S1": v}}), horizon=horizon, certify=False
        )
        books = war.point.books
        earned.append(float(books.paid[0, 1] / np.exp(books.log_Pf[0])))
        income.append(float(war.welfare_hat[0]))
    assert np.all(np.diff(earned) > 0)
    assert np.all(np.diff(income) < 0)


def test_a_rival_loses_more_the_more_its_loss_is_worth():
    """Revealed preference along the sweep of the security term: the rival's income falls, and so does the player's own."""
    w, own, rival = invented(26, 3), [], []
    for b in (0.0, 0.05, 0.2, 0.5):
        war = bahe.nash(w, ["E0"], "partner", objective=bahe.Objective(security={"E0": {"E1": b}}), certify=False)
        own.append(war.welfare_hat[0])
        rival.append(war.welfare_hat[1])
        assert war.values[0] == pytest.approx(
            own[-1] - 1 - b * (rival[-1] - 1) * war.world.income[1] / war.world.income[0], abs=1e-12
        )
    assert np.all(np.diff(rival) < 0)
    assert np.all(np.diff(own) < 0)


WORD = {"rate": 0.8, "lever": "tariff"}


def test_slopes_of_a_player_with_an_audience():
    said = bahe.Announced(0.3, 0.02 * 30)
    game = new_game(
        invented(27, 3),
        None,
        Instrument("tariff", "sector"),
        objective=bahe.Objective(audience={"E0": said}),
        tol=1e-12,
    )
    x = np.random.default_rng(7).uniform(0.1, 0.4, game.size)
    own = differences(game, x)[game.owner, np.arange(game.size)]
    np.testing.assert_allclose(game.own_slopes(game.at(x)), own, atol=1e-6)
    np.testing.assert_allclose(game.own_slopes(game.at(x), [0]), np.where(game.owner == 0, own, 0.0), atol=1e-6)


def test_slopes_of_a_deal_with_an_audience():
    said = bahe.Announced(0.6, 0.5)
    game = new_game(
        invented(27, 3),
        None,
        Instrument("tariff", "sector"),
        objective=bahe.Objective(audience={"E0": said}),
        tol=1e-12,
    )
    game = game.with_side_payments()
    x = np.append(np.random.default_rng(7).uniform(0.1, 0.4, game.rates), np.zeros(3))
    search, weights = Search(game, np.zeros(3), np.zeros(0)), np.array([0.5, 0.3, 0.2])
    slopes = search.slopes(game.at(x), weights)
    for q in range(game.size):
        push = 1e-5 * (np.arange(game.size) == q)
        up, down = (weights @ search.gains(game.at(x + s * push)) for s in (1, -1))
        assert slopes[q] == pytest.approx((up - down) / 2e-5, rel=2e-5, abs=1e-7)


def test_an_audience_draws_a_player_to_its_word():
    """No cost: the best reply. The dearer the word the nearer the rate; a word that is dear is kept, and one below is no burden."""
    w = invented(27, 3)
    income = bahe.nash(w, ["E0"], certify=False).world.income[0]
    free = bahe.nash(w, ["E0"], certify=False)
    best = free.rates("E0")["tariff"][0]
    rates, values = [], []
    for cost in (0.0, 1e-3, 1e-2, 1e-1, 100.0):
        war = bahe.nash(
            w, ["E0"], objective=bahe.Objective(audience={"E0": bahe.Announced(cost=cost * income, **WORD)})
        )
        rates.append(war.rates("E0")["tariff"][0])
        values.append(war.values[0])
        assert war.certificate < 1e-9
        assert_no_deviation(war.game, war.point, 0)
    assert rates[0] == pytest.approx(best, abs=1e-7)
    assert np.all(np.diff(rates) > 0)
    assert np.all(np.diff(values) < 0)
    assert rates[-1] == pytest.approx(0.8, abs=1e-3)
    low = bahe.Announced(rate=0.5 * best, cost=income)
    kept = bahe.nash(w, ["E0"], objective=bahe.Objective(audience={"E0": low}), certify=False)
    assert kept.rates("E0")["tariff"][0] == pytest.approx(best, abs=1e-7)
    assert kept.values[0] == pytest.approx(free.values[0], abs=1e-12)


def test_what_a_broken_word_costs_is_what_was_said():
    """Nothing set of it: the whole cost; half of it, in logs: a quarter."""
    aims = bahe.Objective(audience={"E0": bahe.Announced(0.44, 3.0)})
    game = new_game(invented(27, 3), ["E0"], Instrument("tariff", "partner"), objective=aims)
    plain = new_game(invented(27, 3), ["E0"], Instrument("tariff", "partner"))
    for part, lost in ((0.0, 3.0), (0.5, 0.75), (1.0, 0.0), (2.0, 0.0)):
        x = np.full(game.size, part * np.log(1.44))
        gap = (plain.at(x).values - game.at(x).values)[0] * game.world.income[0]
        assert gap == pytest.approx(lost, abs=1e-9)


def test_words_on_audiences_that_are_off():
    w = invented(27, 3)
    for wrong in (
        {"rate": 0.0, "cost": 1.0},
        {"rate": 0.2, "cost": -1.0},
        {"rate": 0.2, "cost": float("nan")},
        {"rate": True, "cost": 1.0},
    ):
        with pytest.raises(BadValue, match="Announced"):
            bahe.Announced(**wrong)
    with pytest.raises(BadValue, match="no such player"):
        bahe.nash(w, ["E0"], objective=bahe.Objective(audience={"E1": bahe.Announced(0.2, 1.0)}))
    with pytest.raises(Conflict, match="announced"):
        bahe.nash(w, ["E0"], objective=bahe.Objective(audience={"E0": bahe.Announced(0.2, 1.0, "subsidy")}))
    with pytest.raises(BadValue, match="audience"):
        bahe.nash(w, ["E0"], objective=bahe.Objective(audience={"E0": 0.2}))


# -- horizons ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("horizon", ["long", "medium", "short"])
def test_a_war_rests_at_every_horizon(horizon):
    war = bahe.nash(invented(28, 3), None, "partner", horizon=horizon)
    assert_kkt(war.game, war.point)
    assert war.certificate < 1e-9
    for p in range(3):
        assert_no_deviation(war.game, war.point, p, draws=4)


def test_where_buyers_can_switch_less_tariffs_are_higher():
    """1/theta grows as the horizon shrinks."""
    w = invented(28, 3, inputs=False)
    means = [bahe.nash(w, None, horizon=h, certify=False).point.x.mean() for h in ("long", "medium", "short")]
    assert means[0] < means[1] < means[2]


# -- quantities ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("theta", [2.0, 4.0])
def test_a_war_of_quotas_ends_at_its_bounds(theta):
    """Retaliation by quantities chokes trade off where retaliation by tariffs does not (Rodriguez 1974)."""
    trade = np.array([[0.7, 0.3], [0.3, 0.7]])[:, :, None]
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=theta)
    quotas = bahe.nash(w, instruments=Instrument("export_control", high=0.8))
    taxes = bahe.nash(w, instruments=Instrument("export_tax"))
    np.testing.assert_allclose([quotas.rates(p)["export_control"][0] for p in "AB"], 0.8, atol=1e-9)
    assert (quotas.welfare_hat < taxes.welfare_hat).all()
    assert max(quotas.certificate, taxes.certificate) < 1e-9


def test_slopes_are_flat_where_both_flows_are_capped_and_a_large_tariff_pays():
    """Two caps fix the allocation, so no small tariff does anything; a large one makes the other's cap idle and gains. Only the
    random search sees it, and `nash` raises or goes on, but does not rest there."""
    trade = np.array([[0.7, 0.3], [0.3, 0.7]])[:, :, None]
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=4.0)
    tools, start = [Instrument("tariff"), Instrument("export_control")], np.array([0.3, 1.0, 0.3, 1.0])
    blind = bahe.nash(w, instruments=tools, start=start, certify=False)
    assert blind.info.ok
    sure = certificate(blind.game, blind.point)
    assert sure.slope.max() < 1e-9
    assert sure.gains.max() > 1e-3
    war = bahe.nash(w, instruments=tools, start=start, on_fail="return")
    assert not war.info.ok or war.certificate < 1e-8


def test_a_deal_from_the_status_quo_counts_the_word_already_broken():
    """What a player has without a deal is real income unchanged, less what its silence costs it already."""
    aims = bahe.Objective(audience={"E0": bahe.Announced(0.5, 0.3)})
    deal = bahe.cooperate(invented(27, 3), "status-quo", tariffs="importer", objective=aims)
    quo = deal.game.short_of_word(deal.game.applied)[0]
    assert quo[0] > 0
    np.testing.assert_allclose(deal.before, -quo, atol=1e-15)
    assert np.ptp(deal.gains) < 3e-7
    assert deal.gains.min() > -1e-7
