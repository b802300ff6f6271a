"""Why a rate is what it is: the parts add up, each is what a full solve says, and the textbook's special cases come out."""

from dataclasses import fields, replace

import numpy as np
import pytest

import bahe
from bahe import glossary
from bahe.faults import Conflict, UnknownName
from bahe.report.wars.tables import BY
from bahe.statecraft.explain import PARTS, Explanation, explain
from bahe.statecraft.game import Game, Point, new_game
from bahe.statecraft.policy import GRAINS, Instrument
from bahe.statecraft.war import RULES, War
from laws.worlds import invent, world_of

SINGLES = ("E0", "E2")
UNION = {"EU": ("E0", "E1"), "E2": ("E2",)}
#: Distance of a sum from what it should be, as a share of its largest terms.
CLOSE = 1e-8


def invented(seed: int = 3, economies: int = 4, sectors: int = 2, **how: bool) -> bahe.World:
    return world_of(invent(seed, economies, sectors, **how))


def somewhere(game: Game, low: float = 0.05, high: float = 0.3) -> Point:
    """Any point, far from rest."""
    return game.at(np.random.default_rng(1).uniform(low, high, game.size))


def assert_adds_up(e: Explanation) -> None:
    assert np.abs(e.parts.sum(0) - e.slope).max() <= CLOSE * np.abs(e.parts).sum(0).max()
    assert e.gap == np.abs(e.parts.sum(0) - e.slope).max()


# -- parts add up --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("players", [SINGLES, UNION], ids=["singles", "union"])
@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("inputs", [True, False], ids=["inputs", "no inputs"])
def test_parts_add_up_to_the_own_slope_at_any_point(grain, players, inputs):
    game = new_game(invented(inputs=inputs), players, Instrument("tariff", grain), tol=1e-12)
    found = explain(game, point := somewhere(game))
    assert_adds_up(found)
    assert found.names == ("terms_of_trade", "volume_final", *(["volume_inputs"] if inputs else []))
    per_rate = np.exp(-point.x)  # x = log(1 + rate)
    np.testing.assert_allclose(found.slope, game.own_slopes(point) * per_rate, rtol=1e-12)


CASES = {
    "export taxes": {"tools": [Instrument("export_tax", "partner")]},
    "subsidies": {"tools": [Instrument("subsidy", "sector")]},
    "three levers": {
        "players": UNION, "tools": [Instrument("tariff", "sector"), Instrument("export_tax", "partner"), Instrument("subsidy", "sector")]
    },
    "answers in kind": {"tools": [Instrument("tariff", "partner")], "answer_in_kind": True},
    "deficits held": {"closure": "transfer"},
    "deficits with income": {"closure": "proportional"},
    "deficits in prices": {"closure": "nominal"},
    "medium": {"horizon": "medium"},
    "short": {"horizon": "short", "tools": [Instrument("tariff", "sector"), Instrument("export_tax", "importer")]},
    "shock": {"horizon": "shock", "tools": [Instrument("tariff", "sector"), Instrument("export_tax", "importer")]},
    "economies of scale": {"horizon": "scale"},
    "two tiers of origins": {"horizon": "tiers"},
    "weights": {
        "players": UNION,
        "objective": bahe.Objective({"EU": {"S0": 1.4}}, {"E2": {"EU": 0.3, "E3": 0.2}, "EU": {"E2": 0.1}}),
    },
    "another shock": {
        "shock": bahe.export_tax(by="E1", on="E0", sectors="all", rate=0.1) & bahe.trade_cost(by="E2", on="E3", factor=1.1)
        & bahe.subsidy(by="E3", sectors="S0", rate=0.05) & bahe.productivity(of="E1", factor=1.1)
    },
}  # fmt: skip


def with_horizons(w: bahe.World) -> bahe.World:
    """Besides its own: one with economies of scale, one where home goods are further from imports than imports from each other."""
    long = w.horizons["long"]
    more = {"scale": replace(long, name="scale", scale=np.array([0.05, 0.1])),
            "tiers": replace(long, name="tiers", home_elasticity=0.6 * long.trade_elasticity)}  # fmt: skip
    return w.replace(horizons={**w.horizons, **more})


@pytest.mark.parametrize("case", CASES)
def test_parts_add_up_whatever_the_game(case):
    how = {"players": SINGLES, "tools": [Instrument("tariff", "sector")]} | CASES[case]
    game = new_game(with_horizons(invented()), how.pop("players"), how.pop("tools"), tol=1e-12, **how)
    assert_adds_up(explain(game, somewhere(game)))


@pytest.mark.parametrize("weights", [None, {"EU": {"S1": 1.3}}], ids=["real income", "political"])
def test_parts_add_up_with_profits(weights):
    w = world_of(invent(3, 4, 2), profit_share=np.random.default_rng(9).uniform(0, 0.25, (4, 2)))
    aims = None if weights is None else bahe.Objective(weights)
    game = new_game(
        w, UNION, [Instrument("tariff", "sector"), Instrument("subsidy", "sector")], objective=aims, tol=1e-12
    )
    found = explain(game, somewhere(game))
    assert_adds_up(found)
    assert np.abs(found.part("output")).max() > 1e-3
    assert ("political" in found.names) == (weights is not None)


def test_parts_add_up_with_an_audience():
    """Its part is there where a player has given its word, and is zero for those who have not."""
    w = world_of(invent(3, 4, 2))
    aims = bahe.Objective(audience={"E0": bahe.Announced(0.5, 0.05 * float(w.income[0]))})
    game = new_game(w, ["E0", "E1"], [Instrument("tariff", "partner")], objective=aims, tol=1e-12)
    found = explain(game, somewhere(game))
    assert_adds_up(found)
    assert (found.part("audience")[game.owner == 0] > 0).all()
    assert not found.part("audience")[game.owner == 1].any()


# -- each part is what a full solve says ---------------------------------------------------------------------------------
def slow_parts(game: Game, x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Terms of trade, and trade lost in final use and in inputs, of every parameter's player [part,x]: two full solves a parameter."""
    centre = game.at(x)
    out = np.zeros((3, game.size))
    held = centre.landed.copy()  # [k,n,i]
    for n in range(held.shape[1]):
        held[:, n, n] = 0.0
    duty = np.moveaxis(centre.levers.tariff, 2, 0) * held
    dollar = game.objective.own * np.exp(centre.log_hat) * game.base / (game.objective.own @ game.base)[:, None]
    dollar /= centre.books.income
    consumed = final_share(centre)
    for q in range(game.size):
        push = np.zeros(game.size)
        push[q] = step
        up, down = (game.at(x + s * push, centre) for s in (1, -1))
        price = (up.books.log_p - down.books.log_p).T / (2 * step)  # [k,i]
        sold = np.log(np.where(held > 0, up.landed, 1.0)) - np.log(np.where(held > 0, down.landed, 1.0))
        quantity = sold / (2 * step) - price[:, None, :]
        final = quantity + ((np.log(final_share(up)) - np.log(final_share(down))) / (2 * step))[:, :, None]
        inputs = quantity + ((np.log(1 - final_share(up)) - np.log(1 - final_share(down))) / (2 * step))[:, :, None]
        mine = dollar[game.owner[q]]
        terms = np.einsum("kni,ki->i", held, price) - np.einsum("kni,ki->n", held, price)
        out[0, q] = mine @ terms
        out[1, q] = mine @ np.einsum("kni,kni,kn->n", duty, final, consumed)
        out[2, q] = mine @ np.einsum("kni,kni,kn->n", duty, inputs, 1 - consumed)
    return out * np.exp(-x)


def final_share(point: Point) -> np.ndarray:
    """Share of final use in spending [k,n]."""
    return np.asarray((point.books.final * point.books.income[:, None]).T / point.books.spending)


@pytest.mark.parametrize("players", [SINGLES, UNION], ids=["singles", "union"])
@pytest.mark.parametrize("horizon", ["long", "short"])
def test_each_part_is_a_finite_difference_of_full_solves(players, horizon):
    game = new_game(invented(5), players, Instrument("tariff", "sector"), horizon=horizon, tol=1e-12)
    point = somewhere(game)
    found, slow = explain(game, point), slow_parts(game, point.x)
    np.testing.assert_allclose(found.parts, slow, atol=2e-6 * np.abs(slow).max())


def test_a_loss_of_rivals_is_worth_its_weight():
    """Security: minus the weight times the slope of the rival's real income."""
    aims = bahe.Objective(security={"E0": {"E2": 0.4}})
    game = new_game(invented(), SINGLES, Instrument("tariff", "sector"), objective=aims, tol=1e-12)
    point = somewhere(game)
    mine = game.owner == 0
    seed = np.zeros((1, 4))
    seed[0, 2] = np.exp(point.log_hat[2]) * game.base[2] / game.base[0]
    expected = -0.4 * game.slopes(point, seed) * np.exp(-point.x)
    actual = explain(game, point).part("security")
    np.testing.assert_allclose(actual[mine], expected[mine], rtol=1e-7, atol=1e-12)
    assert not actual[~mine].any()


def test_unit_weights_are_no_politics():
    """A weight of one on everything: a political part of zero, and every other part as without."""
    w, tool = invented(), Instrument("tariff", "sector")
    plain, unit = (
        new_game(w, SINGLES, tool, objective=aims, tol=1e-12) for aims in (None, bahe.Objective({"E0": {"all": 1.0}}))
    )
    bare, weighed = (explain(g, somewhere(g)) for g in (plain, unit))
    assert "political" in weighed.names
    assert not bare.part("political").any()
    np.testing.assert_allclose(weighed.part("political"), 0, atol=1e-12)
    for name in bare.names:
        np.testing.assert_allclose(weighed.part(name), bare.part(name), atol=1e-10)


def test_a_dearer_industry_pulls_the_tariff_up():
    """Weight on an industry: one more point on its imports brings political gain, and the rate at rest is higher."""
    w, aims = invented(), bahe.Objective({"E0": {"S0": 1.3}})
    plain, weighed = (bahe.nash(w, ["E0"], "sector", objective=a, certify=False) for a in (None, aims))
    table = weighed.explain("sector").set_index("sector")
    assert table.loc["S0", "political_pct"] > 0
    assert weighed.rates("E0")["tariff"][0] > plain.rates("E0")["tariff"][0]


# -- at rest -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("grain", GRAINS)
def test_parts_cancel_at_an_interior_best_reply(grain):
    war = bahe.nash(invented(), SINGLES, grain, certify=False)
    found = explain(war.game, war.point)
    low, high = war.game.bounds
    inside = (war.point.x > low + 1e-9) & (war.point.x < high - 1e-9)
    assert inside.any()
    whole = np.abs(found.parts).sum(0)
    assert np.abs(found.parts.sum(0))[inside].max() <= 1e-6 * whole.max()
    assert (found.part("terms_of_trade")[inside & (found.imports > 0)] > 0).any()


def test_a_rate_that_its_bound_holds_still_has_a_slope():
    war = bahe.nash(invented(), ["E0"], bounds=(0.0, 0.05), certify=False)
    (row,) = war.explain().to_dict("records")
    assert row["rate"] == pytest.approx(0.05)
    assert row["slope_pct"] > 1e-3
    assert row["terms_of_trade_pct"] > -row["volume_final_pct"] - row["volume_inputs_pct"]


# -- two countries, no inputs ----------------------------------------------------------------------------------------------
def pair(sigma: float = 4.0, home: float = 9.0) -> bahe.World:
    trade = np.array([[home, 1.0], [1.0, 5.0]])[:, :, None]
    return bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=sigma - 1)


@pytest.mark.parametrize("sigma", [3.0, 4.0, 6.0])
def test_two_countries_without_inputs_set_the_monopoly_rate(sigma):
    """The rate is 1/((sigma-1) lambda*), lambda* the partner's home share at prices without tariff; there is no part of inputs."""
    war = bahe.nash(pair(sigma), certify=False)
    table = war.explain().set_index("player")
    bought = war.equilibrium.trade_new[:, :, 0]  # [n,i] at basic prices
    for own, partner in ((0, 1), (1, 0)):
        name, share = war.players[own], bought[partner, partner] / bought[partner].sum()
        row = table.loc[name]
        assert row["rate"] == pytest.approx(1 / ((sigma - 1) * share), rel=1e-6)
        assert row["volume_inputs_pct"] == row["input_share"] == 0.0
        assert row["monopoly_rate"] == pytest.approx(1 / (sigma - 1))
        assert row["slope_pct"] == pytest.approx(0, abs=1e-7)
        ratio = row["foreign_share"] / row["import_response"]
        assert ratio == pytest.approx(row["rate"] / (1 + row["rate"]), rel=1e-6), "the share borne over the response"


def test_a_negligible_country_is_left_with_the_plain_rule():
    """As its size goes to nought the partner spends all at home, and the rate goes to 1/theta."""
    trade = np.array([[1e-3, 1e-3], [1e-3, 1e3]])[:, :, None]
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=3.0)
    (row,) = bahe.nash(w, ["A"], certify=False).explain().to_dict("records")
    assert row["rate"] == pytest.approx(row["monopoly_rate"], rel=1e-5)


# -- the labelled door ---------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def war() -> War:
    return bahe.nash(invented(), UNION, "partner-sector", certify=False)


@pytest.mark.parametrize(("by", "rows"), [("all", 2), ("partner", 4), ("sector", 4), ("rate", 8)])
def test_groupings_of_rates_add_up_to_each_other(war, by, rows):
    """A group moves all of its rates by one point: its parts are the sums of theirs. A union is one partner."""
    table, whole = war.explain(by), war.explain()
    assert len(table) == rows
    summed = table.groupby("player")[[f"{p}_usd_mn" for p in PARTS]].sum()
    expected = whole.set_index("player").loc[summed.index, list(summed.columns)]
    np.testing.assert_allclose(summed, expected, rtol=1e-9, atol=1e-9)
    assert set(table.loc[table["player"] == "EU", "partner"]) <= {"", "E2", "E3"}


def test_figures_of_the_table_have_one_unit(war):
    """Per cent and dollars are one figure, and parts add up to the slope within the gap that the table reports."""
    table = war.explain("rate")
    income = {p.name: war.game.base[list(p.members)].sum() for p in war.game.players}
    for row in table.to_dict("records"):
        for part in PARTS:
            assert row[f"{part}_usd_mn"] == pytest.approx(0.0001 * 100 * row[f"{part}_pct"] * income[row["player"]])
    total = table[[f"{p}_pct" for p in PARTS]].sum(axis=1)
    np.testing.assert_allclose(total, table["slope_pct"], atol=table.attrs["gap_pct"] + 1e-12)
    assert table["foreign_share"].dropna().between(-1, 2).all()
    assert table["input_share"].dropna().between(0, 1).all()


def test_one_point_is_a_hundredth_of_a_rate():
    """One more point on everything, solved: the change is the slope, to second order."""
    war = bahe.nash(invented(), ["E0"], bounds=(0.0, 0.05), certify=False)
    (row,) = war.explain().to_dict("records")
    more = war.game.at(np.log1p(np.expm1(war.point.x) + 0.001), war.point)
    assert 100 * (more.values[0] - war.point.values[0]) / 0.1 == pytest.approx(row["slope_pct"], rel=0.02)


def test_levers_other_than_tariffs_have_no_monopoly_rate():
    tools = [Instrument("tariff"), Instrument("export_tax"), Instrument("subsidy", "sector", high=0.2)]
    war = bahe.nash(invented(), ["E0"], instruments=tools, bounds=(0, 1), certify=False)
    table = war.explain().set_index("lever")
    assert set(table.index) == {"tariff", "export_tax", "subsidy"}
    others = table.loc[["export_tax", "subsidy"], ["monopoly_rate", "foreign_share", "import_response", "input_share"]]
    assert others.isna().all(axis=None), "missing, not zero"


def test_every_word_of_a_war_has_a_row_in_the_glossary(war):
    """Columns of its tables, grains, rules and aims, in both languages."""
    words = {kind: {row.name for row in glossary.rows() if row.kind == kind} for kind in glossary.kinds()}
    players, economies = war.table("players"), war.table()
    assert {players.index.name, *players.columns, *economies.columns} == words["war"]
    assert set(war.rates_table().columns) == words["rate"]
    assert set(war.explain().columns) - {"player", "lever", "partner", "sector", "rate"} == words["explanation"]
    assert words["grain"] == set(GRAINS)
    assert words["rule"] == set(RULES)
    assert words["objective"] == {f.name for f in fields(bahe.Objective)}


# -- what has no explanation -----------------------------------------------------------------------------------------------
def test_controls_are_refused():
    w = invented()
    game = new_game(w, ["E0"], Instrument("export_control", "partner"))
    with pytest.raises(Conflict, match="export controls"):
        explain(game, game.at(np.full(game.size, 0.1)))


def test_another_grouping_is_refused(war):
    with pytest.raises(UnknownName, match="industry") as told:
        war.explain("industry")
    assert all(word in str(told.value) for word in BY)
