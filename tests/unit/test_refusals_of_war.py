"""What a government may set: two instruments never set one flow, and rules refuse what they are not about."""

import numpy as np
import pytest

import bahe
from bahe.faults import BadValue, Conflict
from bahe.statecraft.game import new_game
from bahe.statecraft.policy import Instrument
from laws.worlds import invent, world_of


def test_a_flow_has_one_rate():
    """Two tariffs of one player on the same flows are refused; on different sectors, or of different levers, they are not."""
    w = world_of(invent(3, 3, 2))
    with pytest.raises(Conflict, match="same flows") as told:
        new_game(w, ["E0"], [Instrument("tariff", "partner"), Instrument("tariff", "sector", sectors="S0")])
    assert "E0" in str(told.value)
    apart = new_game(
        w,
        ["E0"],
        [Instrument("tariff", "partner", sectors="S0"), Instrument("tariff", sectors="S1"), Instrument("export_tax")],
    )
    assert [b.lever for b in apart.blocks] == ["tariff", "tariff", "export_tax"]


@pytest.mark.parametrize(
    "how",
    [{"objective": bahe.Objective(security={"A": {"B": 0.1}})}, {"objective": bahe.Objective(political={"A": {"good": 1.2}})},
     {"instruments": Instrument("export_tax")}],
    ids=["security", "political", "lever"],
)  # fmt: skip
def test_the_published_condition_is_about_real_income_and_tariffs(how):
    trade = np.array([[9.0, 1.0], [1.0, 5.0]])[:, :, None]
    w = bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=3.0)
    with pytest.raises(Conflict, match="rule='exact'"):
        bahe.nash(w, rule="sufficient-statistics", **how)


def alone() -> bahe.World:
    """E0 and E1 trade with each other, E2 with nobody."""
    trade = 5.0 * np.eye(3)[:, :, None] * np.ones(2)
    trade[0, 1] = trade[1, 0] = 1.0
    return bahe.World.from_tables(trade, economies=["E0", "E1", "E2"], sectors=["S0", "S1"])


def test_who_trades_with_nobody_plays_no_part():
    """The war of the others is the same with and without it, and it gains nothing by deviating."""
    all_three, two = bahe.nash(alone()), bahe.nash(alone(), players=["E0", "E1"])
    np.testing.assert_allclose(all_three.tariff, two.tariff, atol=1e-9)
    assert all_three.certificate.gains[2] == 0.0
    np.testing.assert_array_equal(all_three.tariff[:, 2], 0.0)


@pytest.mark.parametrize("verb", [bahe.nash, bahe.cooperate])
def test_a_game_needs_somebody_who_has_a_rate_to_set(verb):
    """Whose imports are nil has none."""
    with pytest.raises(BadValue, match="nobody has a rate to set; got 'E2'"):
        verb(alone(), players="E2")


def test_tables_of_who_trades_with_nobody():
    """It has a row in the tables of a war and of a deal, neither gains nor loses, and sets no rate."""
    war, deal = bahe.nash(alone()), bahe.cooperate(alone())
    assert war.table().loc["E2", "welfare_pct"] == pytest.approx(0.0, abs=1e-9)
    assert set(war.rates_table()["player"]) == {"E0", "E1"}
    assert deal.table().loc["E2", "gain_pct"] == pytest.approx(0.0, abs=1e-6)
