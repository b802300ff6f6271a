"""Instruments in words, their composition, and what they become on a world."""

from itertools import permutations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import bahe
from bahe.faults import BadValue, Conflict, Infeasible, MissingData, UnknownName
from bahe.statecraft.instruments import instruments
from bahe.world.levers import resolve
from laws.worlds import invent, world_of

WORLD = world_of(invent(3, 4, 3))
N, I, K = 1, 2, 0  # E1 imports from E2, product S0


def test_additions_sum_on_top_of_the_one_rate_in_any_order():
    parts = [
        bahe.tariff("E1", "E2", ["S0"], rate=0.4),
        bahe.tariff("E1", "others", "all", add=0.1),
        bahe.tariff("world", "E2", ["S0"], add=0.05),
    ]
    forward = resolve(parts[0] & parts[1] & parts[2], WORLD).tariff
    backward = resolve(parts[2] & parts[1] & parts[0], WORLD).tariff
    assert_array_equal(forward, backward)
    assert forward[N, I, K] == pytest.approx(0.55)
    assert forward[N, 0, K] == pytest.approx(WORLD.tariff[N, 0, K] + 0.1)
    assert not np.einsum("nnk->nk", forward).any()


def test_two_different_rates_on_one_flow_are_refused_in_any_order():
    a, b = bahe.tariff("E1", "E2", rate=0.1), bahe.tariff("E1", "world", rate=0.2)
    for shock in (a & b, b & a):
        with pytest.raises(Conflict, match="E1 on E2, S0"):
            resolve(shock, WORLD)
    assert resolve(a & a, WORLD).tariff[N, I, K] == pytest.approx(0.1)


def test_factors_multiply_and_the_tightest_control_holds():
    cost = bahe.trade_cost("E1", "E2", factor=1.1) & bahe.trade_cost("E1", "world", factor=1.2)
    assert resolve(cost, WORLD).trade_cost[N, I, K] == pytest.approx(1.32)
    caps = bahe.export_control("E2", "E1", ["S0"], deny=0.2) & bahe.export_control(
        "E2", "E1", deny=0.5, rent="importer"
    )
    controls = resolve(caps, WORLD).controls
    at = np.flatnonzero((controls.n == N) & (controls.i == I) & (controls.k == K))
    assert controls.cap[at] == pytest.approx([0.5])
    assert controls.rent[at].tolist() == [1]


def test_equal_controls_that_disagree_on_the_rent_are_refused():
    a = bahe.export_control("E2", "E1", deny=0.2, rent="exporter")
    with pytest.raises(Conflict, match="rent"):
        resolve(a & bahe.export_control("E2", "E1", deny=0.2, rent="importer"), WORLD)


def test_a_control_of_everything_is_an_embargo_and_a_ban_wins():
    full = resolve(bahe.export_control("E2", "E1", deny=1.0), WORLD)
    assert full.banned[N, I].all()
    both = bahe.embargo("E2", "E1", "exports") & bahe.export_control("E2", "E1", deny=0.5)
    eq = bahe.solve(WORLD, both)
    assert eq.trade_new[N, I].sum() == 0
    assert bahe.solve(WORLD, bahe.embargo("E2", "E1", "both")).trade_new[I, N].sum() == 0


def test_a_control_that_does_not_bind_changes_nothing():
    eq = bahe.solve(WORLD, bahe.tariff("E1", "E2", "all", add=0.5) & bahe.export_control("E2", "E1", deny=0.01))
    assert (eq.wedge == 1).all()
    assert (
        np.abs(eq.welfare_hat / bahe.solve(WORLD, bahe.tariff("E1", "E2", "all", add=0.5)).welfare_hat - 1).max() < 1e-9
    )


def test_a_tight_control_meets_its_cap():
    eq = bahe.solve(WORLD, bahe.export_control("E2", "E1", "all", deny=0.6), tol=1e-12)
    quantity = eq.trade_new[N, I] / WORLD.trade[N, I] / eq.cost_hat[I]
    assert quantity == pytest.approx(0.4, rel=1e-9)
    assert (eq.wedge[N, I] > 1).all()


def test_groups_and_others_expand_and_acting_on_oneself_is_refused():
    tariff = resolve(bahe.tariff("E1", "others", "all", add=0.1), WORLD).tariff
    assert ((tariff - WORLD.tariff)[N] > 0).sum() == 9
    with pytest.raises(BadValue, match="home sales only"):
        resolve(bahe.tariff("E1", "E1", add=0.1), WORLD)
    with pytest.raises(UnknownName, match="E5"):
        resolve(bahe.tariff("E1", "E5", add=0.1), WORLD)
    with pytest.raises(UnknownName, match="machinery"):
        resolve(bahe.tariff("E1", "E2", "machinery", add=0.1), WORLD)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: bahe.tariff("A", "B"), MissingData, ["add=", "rate=", "Missing is not zero"]),
        (lambda: bahe.tariff("A", "B", add=0.1, rate=0.2), Conflict, ["not both"]),
        (lambda: bahe.tariff("A", "B", add=25), BadValue, ["fractions", "25 % is 0.25"]),
        (lambda: bahe.tariff("A", "B", add=float("nan")), BadValue, ["add", "nan"]),
        (lambda: bahe.tariff("A", "B", add="0.3"), BadValue, ["number"]),
        (lambda: bahe.tariff("A", "B", add=True), BadValue, ["number"]),
        (lambda: bahe.tariff([], "B", add=0.1), MissingData, ["by"]),
        (lambda: bahe.tariff("A", ["B", 3], add=0.1), BadValue, ["on", "text"]),
        (lambda: bahe.export_control("A", "B", deny=80), BadValue, ["deny", "0.8 denies 80 %"]),
        (lambda: bahe.export_control("A", "B", deny=0.5, rent="smuggler"), BadValue, ["rent", "importer"]),
        (lambda: bahe.embargo("A", "B", "sideways"), BadValue, ["direction", "exports"]),
        (lambda: bahe.embargo("A", "B", leakage=1.5), BadValue, ["leakage"]),
        (lambda: bahe.trade_cost("A", "B", factor=0), BadValue, ["factor", "1.1 is 10 % dearer"]),
        (lambda: bahe.productivity("A", factor=-1), BadValue, ["factor"]),
        (lambda: bahe.subsidy("A", "S0", rate=2.0), BadValue, ["rate", "0.10 is 10 %"]),
        (lambda: bahe.transfer("A", "B", usd_mn=-5), BadValue, ["usd_mn"]),
    ],
)
def test_words_that_are_off_are_refused_before_any_world_is_at_hand(make, error, words):
    with pytest.raises(error) as caught:
        make()
    for word in words:
        assert word in str(caught.value)


def test_rates_that_add_up_to_nonsense_are_refused():
    with pytest.raises(BadValue, match="below zero"):
        resolve(bahe.tariff("E1", "E2", "all", add=-0.9), WORLD)
    with pytest.raises(BadValue, match="use an embargo"):
        resolve(bahe.tariff("E1", "E2", add=15.0) & bahe.tariff("E1", "E2", add=15.0), WORLD)
    with pytest.raises(BadValue, match="95 %"):
        resolve(bahe.subsidy("E1", "S0", rate=0.6) & bahe.subsidy("E1", "S0", rate=0.6), WORLD)


def test_infeasible_questions_are_said_to_be_so():
    with pytest.raises(Infeasible, match="essential"):
        bahe.solve(WORLD, bahe.embargo("E1", "E2"), horizon="shock")
    assert bahe.solve(WORLD, bahe.embargo("E1", "E2", leakage=0.1), horizon="shock").info.ok
    with pytest.raises(Infeasible, match="enrich the exporter"):
        bahe.solve(WORLD, bahe.export_control("E1", "E2", deny=0.5, rent="nobody"), horizon="shock")
    trade = np.full((2, 2, 1), 10.0)
    trade[1, 1, 0] = 0.0
    trade = np.concatenate([trade, np.full((2, 2, 1), 10.0)], axis=2)
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["item", "rest"])
    with pytest.raises(Infeasible, match=r"B, item: embargo: a ban leaves a buyer without any supplier"):
        bahe.solve(w, bahe.embargo("A", "B", "exports", "item"))


def test_every_instrument_is_registered_with_a_sentence_and_a_source():
    rows = instruments.table()
    assert {r["name"] for r in rows} == {
        "tariff", "export_tax", "trade_cost", "export_control", "embargo", "productivity", "subsidy", "transfer",
    }  # fmt: skip
    assert all(r["summary"].endswith((".", ";")) or r["summary"] for r in rows)
    assert all(r["cite"] for r in rows)


def test_solve_refuses_what_is_no_world_no_shock_or_no_tolerance():
    with pytest.raises(BadValue, match="world"):
        bahe.solve("icio-2022")
    with pytest.raises(BadValue, match="shock"):
        bahe.solve(WORLD, 0.25)
    with pytest.raises(BadValue, match="tol"):
        bahe.solve(WORLD, tol=0.5)
    with pytest.raises(UnknownName, match="closure"):
        bahe.solve(WORLD, closure="balance")
    with pytest.raises(UnknownName, match="horizon"):
        bahe.solve(WORLD, horizon="longer")
    with pytest.raises(BadValue, match="elasticity"):
        bahe.LabourSupply(-1.0)


def test_a_transfer_is_a_transfer():
    """It adds to the deficit of one, takes from the other, and the world's adds up to nothing."""
    eq = bahe.solve(WORLD, bahe.transfer("E0", "E1", usd_mn=0.5))
    change = eq.deficit_new - WORLD.deficit
    assert change == pytest.approx([-0.5, 0.5, 0, 0], abs=1e-9)
    assert eq.welfare_hat[0] < 1 < eq.welfare_hat[1]


def test_a_group_that_acts_on_others_spares_its_own_members():
    shock = bahe.tariff(["E0", "E1"], "others", "all", add=0.1) & bahe.export_tax(
        ["E0", "E1"], "others", "all", rate=0.2
    )
    levers = resolve(shock, WORLD)
    raised = (levers.tariff - WORLD.tariff) > 0.05
    assert raised[0, 2].all()
    assert raised[1, 3].all()
    assert not raised[0, 1].any()
    assert not raised[2].any()
    assert (levers.export_tax[2, 0] == 0.2).all()
    assert not levers.export_tax[1, 0].any()
    named = resolve(bahe.tariff(["E0", "E1"], ["E1", "others"], "all", add=0.1), WORLD).tariff
    assert named[0, 1, 0] > WORLD.tariff[0, 1, 0]
    with pytest.raises(Conflict, match="both sides"):
        resolve(bahe.tariff("others", "others", add=0.1), WORLD)


def test_rounding_is_not_below_zero():
    parts = bahe.tariff("E1", "E2", rate=0.3) & bahe.tariff("E1", "E2", add=-0.1) & bahe.tariff("E1", "E2", add=-0.2)
    assert resolve(parts, WORLD).tariff[N, I, K] == 0.0


def test_ties_of_controls_are_judged_at_the_tightest_cap_in_any_order():
    parts = [
        bahe.export_control("E2", "E1", deny=0.5, rent="exporter"),
        bahe.export_control("E2", "E1", deny=0.7, rent="exporter"),
        bahe.export_control("E2", "E1", deny=0.5, rent="importer"),
    ]
    for order in permutations(parts):
        assert (resolve(order[0] & order[1] & order[2], WORLD).controls.rent == 0).all()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: bahe.Effect("tarif", "add", 0.1), ["lever", "'tariff'"]),
        (lambda: bahe.Effect("tariff", "times", 2.0), ["how", "add, rate"]),
        (lambda: bahe.Effect("control", "cap", 0.5, rent="exporters"), ["rent", "'exporter'"]),
        (lambda: bahe.Effect("control", "cap", 0.0), ["cap must be above zero", "ban"]),
        (lambda: bahe.Effect("tariff", "add", float("inf")), ["finite"]),
        (lambda: bahe.Effect("productivity", "times", cells=(("E1", "E2", "S0", 2.0),)), ["cells"]),
        (lambda: bahe.Shock(("raise tariffs",)), ["Effects", "bahe.tariff"]),
        (lambda: bahe.tariff("E1", "E2", add=0.1) & 0.3, ["joined"]),
        (lambda: bahe.tariff(None, "E2", add=0.1), ["by", "list of names"]),
        (lambda: bahe.LabourSupply("1"), ["elasticity", "number"]),
        (lambda: bahe.LabourSupply(1.0, 0.6, "cut"), ["income_tax", "peak", "below 0.5"]),
        (lambda: bahe.solve(WORLD, labour=2.0), ["labour", "LabourSupply"]),
        (lambda: bahe.solve(WORLD, start=5), ["start", "Equilibrium"]),
        (lambda: bahe.solve(WORLD, horizon=["long"]), ["horizon", "one horizon"]),
        (lambda: bahe.solve(WORLD, tol="1e-8"), ["tol"]),
        (lambda: WORLD.at(elasticities=-0.5), ["above zero"]),
        (lambda: WORLD.aggregate(economies={"others": ["E0", "E1"]}), ["reserved"]),
        (lambda: WORLD.replace(horizons={"long": 4.0}), ["horizons['long']", "Horizon"]),
    ],
)
def test_types_that_cannot_lie(make, words):
    with pytest.raises(bahe.UserError) as caught:
        make()
    for word in words:
        assert word in str(caught.value)


def test_elasticities_beside_one_are_cobb_douglas():
    """Beside one, powers lose the digits that they divide by; 1e-12 is meant as zero."""
    near, exact = (
        world_of(invent(3, 4, 3), {"h": bahe.Horizon("h", np.full(3, t), 1 + t, 1 - t, 0.9)}) for t in (1e-12, 0.0)
    )
    shock = bahe.tariff("E1", "E2", "all", add=0.3)
    assert_array_equal(*(bahe.solve(w, shock, horizon="h").welfare_hat for w in (near, exact)))


def test_the_balance_of_trade_counts_what_exporters_collect_at_the_border():
    eq = bahe.solve(WORLD, bahe.export_tax("E2", "others", "all", rate=0.2))
    assert eq.table()["trade_balance_usd_mn"].to_numpy() == pytest.approx(-WORLD.deficit, abs=1e-8)
