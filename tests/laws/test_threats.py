"""Laws of coercion: who may threaten what, what is given at the least and at the most, reserves, linked issues, pledged purchases."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bahe
from bahe.faults import BadValue, Conflict, UnknownName
from bahe.statecraft.purchases import bought, purchases
from bahe.statecraft.threat import Threat, conceded
from laws.worlds import invent, world_of

SECTORS = ["S0", "S1"]
RICH = 1e6
"""An audience cost, USD million, that makes any threat on an invented world credible."""


def invented(seed: int = 12, economies: int = 3) -> bahe.World:
    return world_of(invent(seed, economies, 2))


def blow() -> bahe.Shock:
    return bahe.tariff(by="E0", on="E1", sectors=SECTORS, add=0.3)


def stop() -> dict[str, bahe.Shock]:
    """Something in reserve that hurts both."""
    stop = bahe.export_control(by="E1", on="E0", sectors=SECTORS, deny=0.8)
    return {"stop": stop & bahe.tariff(by="E1", on="E0", sectors=SECTORS, add=1.0)}


def threatened(**more: object) -> Threat:
    return bahe.threat(invented(), "E0", "E1", blow(), **{"sectors": None, **more})


# -- what is given -----------------------------------------------------------------------------------------------------
def test_the_concession_between_equals_is_half_way() -> None:
    """Loss 4, gain 1, retaliation costs 2: 1.5 (closed form of ANCHORS, table E, row 12)."""
    assert conceded(4, 1 - 2) == 1.5
    assert conceded(4, 1 - 2, 1.0) == 4, "all the power to the sender: everything that the target would lose"
    assert conceded(4, 1 - 2, 0.0) == 0, "nobody pays to be threatened"
    assert conceded(1, -3) == 0


@given(loss=st.floats(0, 10), gain=st.floats(-10, 10), power=st.floats(0, 1))
def test_nobody_gives_more_than_it_would_lose_or_takes_less_than_it_would_get(
    loss: float, gain: float, power: float
) -> None:
    x = conceded(loss, gain, power)
    assert x >= 0
    if gain <= loss:
        assert max(gain, 0) - 1e-12 <= x <= loss + 1e-12
    else:
        assert x == 0, "executing is worth more to the sender than anything that the target would give"


def test_between_the_least_and_the_most() -> None:
    found = threatened(audience=RICH)
    assert found.least == max(found.answer.sender, 0)
    assert found.most == found.at_stake == pytest.approx(-found.answer.target)
    assert found.concession() == conceded(found.most, found.answer.sender)
    assert 0 <= found.concession() <= found.most
    empty = threatened(audience=0.0)
    assert not empty.credible
    assert empty.most == empty.concession() == 0
    assert empty.at_stake == pytest.approx(found.at_stake), "believed or not, the blow is the same"


def test_a_threat_is_believed_from_the_price_of_bluffing_on() -> None:
    price = threatened().bluff_price
    assert price > 0
    assert not threatened(audience=0.999 * price).credible
    assert threatened(audience=1.001 * price).credible


def test_a_sender_who_gains_by_executing_needs_no_audience_and_must_be_paid_more() -> None:
    """Some invented world has a first mover who gains; then a demand that is worth less than that spares nobody."""
    for seed in range(40):
        world = invented(seed)
        found = bahe.threat(world, "E0", "E1", bahe.tariff(by="E0", on="E1", sectors=SECTORS, add=0.05), sectors=None)
        if found.answer.sender > 0:
            break
    assert found.credible
    assert found.bluff_price == 0
    assert found.least > 0
    how = {"sectors": None}
    little, enough = bahe.Demand("little", 0.0, 0.5 * found.least), bahe.Demand("enough", 0.0, 2 * found.least)
    blow = bahe.tariff(by="E0", on="E1", sectors=SECTORS, add=0.05)
    assert not bahe.threat(world, "E0", "E1", blow, demands=[little], **how).assured
    assert bahe.threat(world, "E0", "E1", blow, demands=[enough], **how).assured


# -- reserve -----------------------------------------------------------------------------------------------------------
def test_a_dear_countermeasure_deters_only_if_its_use_is_believed() -> None:
    """Armed and never used: with it the sender backs down, without it he would have executed."""
    bare = threatened(countermeasures=stop())
    counter = next(a for a in bare.answers if a.name == "stop")
    assert counter.sender < bare.answer.sender
    assert bare.reserve["stop"].role == "idle", "not used, and nothing changes without it"
    between = -0.5 * (counter.sender + bare.answer.sender)
    how = {"countermeasures": stop(), "audience": between}
    short, enough = ({"stop": f * counter.needs} for f in (0.99, 1.01))
    assert counter.needs == pytest.approx(bare.answer.target - counter.target)
    assert threatened(resolve=short, **how).outcome == "concedes"
    firm = threatened(resolve=enough, **how)
    assert firm.outcome == "not credible"
    assert firm.most == 0
    assert firm.reserve["stop"].role == "deters"
    assert firm.reserve["stop"].outcome == firm.without["stop"] == "concedes"
    assert firm.reserve["stop"].most == pytest.approx(bare.at_stake)


def test_resolve_for_all_is_resolve_for_each() -> None:
    names = [a.name for a in threatened(countermeasures=stop()).answers[1:]]
    one = threatened(countermeasures=stop(), resolve=0.4, audience=RICH)
    each = threatened(countermeasures=stop(), resolve=dict.fromkeys(names, 0.4), audience=RICH)
    assert one.answer == each.answer
    assert one.most == each.most
    assert one.reserve == each.reserve


def test_without_anything_in_reserve_the_blow_lands() -> None:
    found = threatened(audience=RICH, countermeasures=stop())
    assert found.disarmed.answer == "nothing"
    assert found.disarmed.most == pytest.approx(found.loss)
    assert found.disarmed.most >= found.most - 1e-12, "whoever answers by choice loses no more than one who cannot"


# -- linked issues -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("costs", "values", "because"),
    [((0.3, 0.4), (1.0, 2.0), "pays"), ((0.3, 0.8), (1.0, 2.0), "no room"), ((0.3, 0.4), (0.0, 2.0), "worth nothing"),
     ((1.3, 1.4), (1.0, 2.0), "no room"), ((0.3,), (1.0,), "one issue"), ((), (), "one issue")],
)  # fmt: skip
def test_when_linkage_changes_nothing(costs: tuple[float, ...], values: tuple[float, ...], because: str) -> None:
    most = threatened(audience=RICH).most
    asked = [bahe.Demand(f"d{m}", c * most, v) for m, (c, v) in enumerate(zip(costs, values, strict=True))]
    found = threatened(audience=RICH, demands=asked)
    assert found.linkage_because == because
    assert found.linkage == (because == "pays")
    assert threatened(demands=asked).linkage_because == ("not credible" if len(asked) > 1 else "one issue")


def test_something_sweet_makes_a_bitter_demand_acceptable() -> None:
    """A demand with a cost below zero is something that the sender gives: linked, what was refused alone is taken."""
    most = threatened(audience=RICH).most
    bitter, sweet = bahe.Demand("bitter", 1.2 * most, 5.0), bahe.Demand("sweet", -0.4 * most, -1.0)
    found = threatened(audience=RICH, demands=[bitter, sweet])
    assert found.linkage
    assert found.linked is not None
    assert set(found.linked.demands) == {"bitter", "sweet"}
    assert not next(p for p in found.packages if p.demands == ("bitter",)).taken
    assert threatened(audience=RICH, demands=[sweet]).linked is None, "nobody asks for what only costs him"


# -- purchases ---------------------------------------------------------------------------------------------------------
def test_pledged_purchases_are_bought() -> None:
    world = invented(3)
    for closure in ("transfer", "balanced"):
        before = bahe.solve(world, closure=closure)
        base = bought(before, "E1", "E0", ["S0"])
        shock = purchases(world, "E1", "E0", ["S0"], 0.2 * base, closure=closure)
        after = bahe.solve(world, shock, closure=closure)
        assert bought(after, "E1", "E0", ["S0"]) == pytest.approx(1.2 * base, rel=1e-6)
        assert after.tariff_new[1, 0, 1] == world.tariff[1, 0, 1], "only what was pledged is cheaper"


def test_purchases_serve_the_seller_and_a_large_pledge_costs_the_buyer() -> None:
    world = world_of(invent(8, 3, 2, balanced=True))
    base = bought(bahe.solve(world, closure="balanced"), "E1", "E0", SECTORS)
    last = 0.0
    for share in (0.1, 0.5, 1.0):
        shock = purchases(world, "E1", "E0", SECTORS, share * base, closure="balanced")
        got = bahe.solve(world, shock, closure="balanced").welfare_hat
        assert got[0] > 1
        assert 1 - got[1] > last, "more costs more"
        last = 1 - got[1]


def test_nothing_more_bought_is_nothing_done() -> None:
    world = invented(3)
    assert not purchases(world, "E1", "E0", ["S0"], 0.0).effects
    with pytest.raises(BadValue, match="usd_mn"):
        purchases(world, "E1", "E0", ["S0"], -1.0)
    with pytest.raises(BadValue, match="share"):
        purchases(world, "E1", "E0", ["S0"], 1e9)


def test_a_pledge_as_a_demand_is_valued_by_the_engine() -> None:
    world = invented()
    base = bought(bahe.solve(world, closure="balanced"), "E1", "E0", ["S0"])
    shock = purchases(world, "E1", "E0", ["S0"], 0.1 * base, closure="balanced")
    found = bahe.threat(world, "E0", "E1", blow(), demands=[bahe.Demand("more of S0", shock=shock)], sectors=None)
    gain = (bahe.solve(world, shock, closure="balanced").welfare_hat - 1) * bahe.solve(
        world, closure="balanced"
    ).world.income
    assert found.demands[0].value == pytest.approx(gain[0], rel=1e-6)
    assert found.demands[0].cost == pytest.approx(-gain[1], rel=1e-6)
    assert found.demands[0].source == "engine"


# -- words -------------------------------------------------------------------------------------------------------------
def test_one_threatens_with_what_is_ones_own() -> None:
    world = invented()
    with pytest.raises(Conflict, match="E2"):
        bahe.threat(world, "E0", "E1", bahe.tariff(by="E2", on="E1", sectors=SECTORS, add=0.1), sectors=None)
    with pytest.raises(Conflict, match="E0"):
        threatened(countermeasures={"theirs": bahe.tariff(by="E0", on="E1", sectors=SECTORS, add=0.1)})
    with pytest.raises(BadValue, match="no threat"):
        bahe.threat(world, "E0", "E1", bahe.Shock(), sectors=None)
    with pytest.raises(BadValue, match="it takes two"):
        bahe.threat(world, "E0", "E0", blow(), sectors=None)


def test_words_that_are_off() -> None:
    with pytest.raises(UnknownName, match="countermeasure"):
        threatened(resolve={"stpo": 1.0}, countermeasures=stop())
    with pytest.raises(BadValue, match="resolve"):
        threatened(resolve={"stop": -1.0}, countermeasures=stop())
    with pytest.raises(BadValue, match="power"):
        threatened().concession(2.0)
    with pytest.raises(Conflict, match="twice"):
        threatened(demands=[bahe.Demand("a"), bahe.Demand("a")])
    with pytest.raises(Conflict, match="in kind"):
        threatened(countermeasures={"in kind": stop()["stop"]})


def test_progress_is_told_and_ends() -> None:
    heard: list[tuple[str, float]] = []
    threatened(progress=lambda what, share: heard.append((what, share)))
    assert [s for _, s in heard] == sorted(s for _, s in heard)
    assert heard[-1][1] == 1.0
    assert np.isfinite([s for _, s in heard]).all()


def test_an_unsolved_answer_is_never_chosen() -> None:
    found = threatened(countermeasures=stop())
    lost = next(a for a in found.answers if a.name == "stop")
    from bahe.statecraft.threat import played

    others = [a for a in found.answers if a.name != "stop"]
    nowhere = replace(lost, target=float("nan"), sender=float("nan"), solved=False)
    assert played([*others, nowhere], (), 0.0, {}).answer == found.answer.name
