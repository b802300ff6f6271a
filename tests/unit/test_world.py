"""Calibration, invariants, aggregation and derived worlds, by hand on small tables."""

import copy
import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose

import bahe
from bahe.faults import BadShape, BadValue, Conflict, MissingData, UnknownName
from laws.worlds import invent, world_of

TRADE = np.array([[[80.0], [10.0]], [[20.0], [40.0]]])  # [o, d, k]
TARIFF = np.array([[[0.0], [0.10]], [[0.25], [0.0]]])
USE = np.array([[[30.0]], [[10.0]]])


def by_hand(**more):
    return bahe.World.from_tables(TRADE, economies=["A", "B"], sectors=["s"], use=USE, tariff=TARIFF, **more)


def test_calibration_by_hand():
    """Chapter 1 of the textbook on two economies and one product, worked out with a pencil."""
    w = by_hand()
    assert_allclose(w.expenditure[:, 0], [80 + 20 * 1.25, 40 + 10 * 1.1])
    assert_allclose(w.trade_share[0, :, 0], [80 / 105, 25 / 105])
    assert_allclose(w.output[:, 0], [90, 60])
    assert_allclose(w.cost_share[:, 0, 0], [30 * 105 / 100 / 90, 10 * 51 / 50 / 60])
    assert_allclose(w.revenue, [5, 1])
    assert_allclose(w.value_added, [90 - 31.5, 60 - 10.2])
    assert_allclose(w.income, [105 - 31.5, 51 - 10.2])
    assert_allclose(w.deficit, [105 - 31.5 - 58.5 - 5, 51 - 10.2 - 49.8 - 1])
    assert w.deficit.sum() == pytest.approx(0, abs=1e-12)


def test_arrays_are_read_only_and_the_world_is_frozen():
    w = by_hand()
    with pytest.raises(ValueError, match="read-only"):
        w.tariff[0, 1, 0] = 1.0
    with pytest.raises(AttributeError):
        w.name = "other"
    assert w.trade.flags.writeable is False


def test_a_product_that_is_not_bought_gets_a_home_share_of_one():
    trade = np.zeros((2, 2, 2))
    trade[:, :, 0] = TRADE[:, :, 0]
    trade[0, 0, 1] = 5.0
    w = bahe.World.from_tables(trade, economies="A B".split(), sectors=["s", "r"])
    assert w.trade_share[1, 1, 1] == 1.0
    assert w.expenditure[1, 1] == 0.0
    assert_allclose(bahe.solve(w, bahe.tariff("A", "B", "all", add=0.2)).expenditure_new[1, 1], 0.0)


def test_inputs_above_the_ceiling_are_scaled_and_a_remark_says_so():
    trade = np.concatenate([TRADE, np.array([[[50.0], [0.0]], [[0.0], [5.0]]])], axis=2)
    use = np.zeros((2, 2, 2))
    use[1, 0, 1] = 6.0
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["s", "r"], use=use)
    assert [r.status for r in w.remarks] == ["WARN"]
    assert "B r" in w.remarks[0].detail
    assert w.value_added_share[1, 1] == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda a: {"trade": a["trade"][:1]}, BadShape, ["trade", "(2, 2, 1)", "order of the axes"]),
        (lambda a: {"trade": a["trade"] * np.nan}, MissingData, ["trade", "A, A, s", "Missing is not zero"]),
        (lambda a: {"trade": -a["trade"]}, BadValue, ["trade", "negative", "A, A, s"]),
        (lambda a: {"trade": "many"}, BadValue, ["trade", "numbers"]),
        (lambda a: {"use": a["use"][:, :, 0]}, BadShape, ["use", "(2, 1, 1)"]),
        (lambda a: {"use": a["use"] * 50}, BadValue, ["use", "final spending"]),
        (lambda a: {"tariff": a["tariff"] * np.nan}, MissingData, ["tariff", "Missing is not zero"]),
        (lambda a: {"tariff": a["tariff"] * 100}, BadValue, ["tariff", "fractions", "B to A"]),
        (lambda a: {"tariff": a["tariff"] + 0.1}, BadValue, ["tariff", "home", "A, s"]),
        (lambda a: {"trade_elasticity": -1.5}, BadValue, ["above -1", "sign"]),
        (lambda a: {"trade_elasticity": -0.5}, BadValue, ["above zero"]),
        (lambda a: {"trade_elasticity": [4.0, 4.0]}, BadShape, ["trade_elasticity", "(1,)"]),
        (lambda a: {"trade_elasticity": np.nan}, BadValue, ["finite"]),
        (lambda a: {"trade_elasticity": {"short": 1.0}}, MissingData, ["long"]),
        (lambda a: {"trade_elasticity": {"long": 4.0, "brief": 1.0}}, BadValue, ["brief", "short"]),
        (lambda a: {"economies": ["A", "A"]}, BadValue, ["economies", "twice"]),
        (lambda a: {"economies": "AB"}, BadValue, ["economies", "not one string"]),
        (lambda a: {"economies": ["A", " "]}, BadValue, ["economies", "empty"]),
        (lambda a: {"groups": {"goods": ["q"]}}, UnknownName, ["q", "groups['goods']"]),
    ],
)  # fmt: skip
def test_tables_that_are_off_are_refused_with_the_place_and_the_remedy(change, error, words):
    good = {"trade": TRADE, "use": USE, "tariff": TARIFF, "economies": ["A", "B"], "sectors": ["s"]}
    with pytest.raises(error) as caught:
        bahe.World.from_tables(**(good | change(good)))
    for word in words:
        assert word in str(caught.value)


def test_an_industry_with_inputs_and_no_sales_is_refused():
    trade, use = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    trade[:, :, 0] = TRADE[:, :, 0]
    use[0, 0, 1] = 3.0
    with pytest.raises(BadValue, match="A, r: use: an industry uses inputs but sells nothing"):
        bahe.World.from_tables(trade, economies=["A", "B"], sectors=["s", "r"], use=use)


def test_aggregation_commutes_with_adding_up():
    """Adding up a World equals calibrating on tables that were added up by hand."""
    t = invent(5, 4, 3, tariffs=False)
    w = world_of(t).aggregate(economies={"AB": ["E0", "E2"]}, sectors={"ST": ["S0", "S1"]})
    G = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1.0]])
    H = np.array([[1, 1, 0], [0, 0, 1.0]])
    direct = bahe.World.from_tables(
        np.einsum("ao,bd,odk,ck->abc", G, G, t.trade, H),
        economies=["AB", "E1", "E3"], sectors=["ST", "S2"], use=np.einsum("ad,ck,dkj,ej->ace", G, H, t.use, H),
    )  # fmt: skip
    for name in ("trade_share", "expenditure", "cost_share", "value_added_share", "final_share", "tariff"):
        assert_allclose(getattr(w, name), getattr(direct, name), atol=1e-12, err_msg=name)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "groups",
    [
        {"sectors": {"ST": ["S0", "S2"]}},
        {"economies": {"AB": ["E0", "E2"]}},
        {"economies": {"AB": ["E0", "E2"]}, "sectors": {"ST": ["S0", "S1"], "UV": ["S2", "S3"]}},
        {"economies": {"all": "world"}, "sectors": {"ST": "all"}},
    ],
)
def test_aggregation_adds_up_value_added_profits_and_deficits(seed, groups):
    """Of each new economy and industry, whatever tariffs and profits are: only duties inside a group fall away."""
    t = invent(20 + seed, 4, 4, zeros=0.2)
    w = world_of(t, profit_share=np.random.default_rng(seed).uniform(0.0, 0.3, (4, 4)))
    a = w.aggregate(**groups)
    G, H = (
        np.array(
            [[o in w.axes.economy_index(groups.get("economies", {}).get(e, e)) for o in range(4)] for e in a.economies]
        )
        * 1.0,
        np.array([[o in w.axes.sector_index(groups.get("sectors", {}).get(s, s)) for o in range(4)] for s in a.sectors])
        * 1.0,
    )
    assert_allclose(a.value_added_share * a.costs, G @ (w.value_added_share * w.costs) @ H.T, rtol=1e-12, atol=1e-12)
    assert_allclose(a.profits, G @ w.profits @ H.T, rtol=1e-12, atol=1e-12)
    assert_allclose(a.output, G @ w.output @ H.T, rtol=1e-12, atol=1e-12)
    assert_allclose(a.deficit, G @ w.deficit, atol=1e-10)
    assert_allclose(a.income, G @ (w.income - w.revenue) + a.revenue, rtol=1e-12)
    if "economies" not in groups:
        assert_allclose(a.revenue, w.revenue, rtol=1e-12)
    assert_allclose(bahe.solve(a).welfare_hat, 1.0, atol=1e-12)


def test_aggregation_keeps_totals_and_revenue_and_says_what_falls_away():
    w = world_of(invent(6, 4, 2))
    a = w.aggregate(economies={"AB": ["E0", "E1"]})
    assert a.trade.sum() == pytest.approx(w.trade.sum())
    inside = sum(float((w.trade * w.tariff)[n, i].sum()) for n, i in ((0, 1), (1, 0)))
    assert a.revenue.sum() == pytest.approx(w.revenue.sum() - inside)
    assert a.deficit.sum() == pytest.approx(0, abs=1e-9)
    assert {r.check for r in a.remarks} >= {"aggregation", "tariffs inside a group"}
    assert_allclose(bahe.solve(a).welfare_hat, 1.0, atol=1e-12)


def test_aggregation_refuses_two_homes_and_clashing_names():
    w = world_of(invent(6, 3, 2))
    with pytest.raises(Conflict, match="two groups"):
        w.aggregate(economies={"X": ["E0", "E1"], "Y": ["E1"]})
    with pytest.raises(Conflict, match="one that stays"):
        w.aggregate(economies={"E2": ["E0", "E1"]})
    with pytest.raises(UnknownName, match="E7"):
        w.aggregate(economies={"X": ["E7"]})
    rest = w.aggregate(economies={"mine": ["E1"], "rest": "others"})
    assert rest.economies == ("rest", "mine")


def test_elasticity_sets_and_draws():
    w = world_of(invent(6, 3, 2), elasticity_sets={"low": 2.0, "high": 8.0})
    assert w.at(elasticities="high").elasticity_set == "high"
    assert_allclose(w.at(elasticities="high").trade_elasticity, 8.0)
    assert list(w.draws("long")) == ["low", "high"]
    assert [d.horizon("short").trade_elasticity[0] for d in w.draws("short").values()] == [0.25, 0.5, 1.0]
    with pytest.raises(UnknownName, match="'higher'"):
        w.at(elasticities="higher")
    with pytest.raises(UnknownName, match="lng"):
        w.horizon("lng")
    assert_allclose(w.at(elasticities=3.0, horizon="short").trade_elasticity, w.trade_elasticity)


def test_a_purged_benchmark_is_kept_apart_by_elasticities():
    """Worlds derived with `at` share levels; what was purged under one set must not serve another."""
    w = world_of(invent(8, 3, 2), elasticity_sets={"a": [3.0, 5.0], "b": [5.0, 3.0]})
    first, second = (bahe.solve(w.at(elasticities=s), closure="balanced").world for s in ("a", "b"))
    assert np.abs(first.trade_share - second.trade_share).max() > 1e-6
    assert_allclose(bahe.solve(second, closure="balanced").welfare_hat, 1.0, atol=1e-9)


def test_a_world_rebuilt_from_an_equilibrium_is_a_benchmark():
    """Two shocks one after the other equal both at once, whatever the horizon."""
    w = world_of(invent(9, 4, 3))
    one, two = bahe.tariff("E0", "E1", "all", add=0.2), bahe.tariff("E2", "others", "all", add=0.1)
    for horizon in ("long", "medium", "short"):
        step = bahe.solve(w, one, horizon=horizon, tol=1e-12)
        again = bahe.solve(step.as_world(), two, horizon=horizon, tol=1e-12)
        both = bahe.solve(w, one & two, horizon=horizon, tol=1e-12)
        assert_allclose(bahe.solve(step.as_world(), horizon=horizon).welfare_hat, 1.0, atol=1e-8)
        assert_allclose(step.welfare_hat * again.welfare_hat, both.welfare_hat, rtol=1e-8)
    with pytest.raises(Conflict, match="export taxes"):
        bahe.solve(w, bahe.export_tax("E0", rate=0.1, sectors="all")).as_world()


def test_worlds_equilibria_and_shocks_can_be_copied_and_sent_to_processes():
    w = world_of(invent(9, 3, 2), elasticity_sets={"a": [3.0, 5.0]}, groups={"goods": ["S0"]})
    eq = bahe.solve(w, bahe.tariff("E0", "E1", add=0.2))
    for sent in (pickle.loads(pickle.dumps(eq)), copy.deepcopy(eq)):
        assert_allclose(sent.welfare_hat, eq.welfare_hat, rtol=0)
        assert sent.shock == eq.shock
        assert sent.world.axes == w.axes
        assert not sent.world.tariff.flags.writeable
        assert bahe.solve(sent.world, sent.shock).info.iterations == eq.info.iterations


def test_inputs_far_above_output_fail_the_audit():
    trade = np.concatenate([TRADE, np.array([[[50.0], [0.0]], [[0.0], [2.0]]])], axis=2)
    use = np.zeros((2, 2, 2))
    use[1, 0, 1] = 20.0
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["s", "r"], use=use)
    assert [(r.status, r.figure) for r in w.remarks] == [("FAIL", pytest.approx(10.0))]
    assert not w.audit().ok
