"""What a government may set: two instruments never set one flow, and rules refuse what they are not about."""

import numpy as np
import pytest

import bahe
from bahe.faults import Conflict
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
