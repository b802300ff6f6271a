"""What comes in through the doors: masked and complex tables, odd words and numbers; and that what comes out is read-only."""

import numpy as np
import pytest

import bahe
from bahe.faults import BadValue, MissingData
from laws.worlds import invent, world_of

TABLES = invent(5, 3, 2)
OUT = "trade_new output_new price_hat cost_hat wage_hat revenue_new welfare_hat tariff_new trade_share_new spending_new wedge income_new "
OUT += "value_added_new expenditure_new final_price_hat deficit_new profits_new labour_hat factor_price_hat z"


def world(**changed: object) -> bahe.World:
    given = {"economies": TABLES.economies, "sectors": TABLES.sectors, "use": TABLES.use, "tariff": TABLES.tariff}
    trade = changed.pop("trade", TABLES.trade)
    return bahe.World.from_tables(trade, **(given | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["trade", "use", "tariff"])
def test_what_a_mask_hides_is_missing(table):
    """A masked cell is no number, whatever lies beneath the mask."""
    given = np.ma.masked_array(getattr(TABLES, table))
    given[0, 1, 0] = np.ma.masked
    with pytest.raises(MissingData, match=table):
        world(**{table: given})


def test_a_mask_that_hides_nothing_is_no_matter():
    """An array that could mask and does not is read as it is."""
    np.testing.assert_array_equal(world(trade=np.ma.masked_array(TABLES.trade)).trade_share, world().trade_share)


@pytest.mark.parametrize("table", ["trade", "use", "tariff", "trade_elasticity", "profit_share"])
def test_complex_numbers_are_refused(table):
    """No imaginary part is thrown away."""
    given = np.asarray(getattr(TABLES, table, 0.5), dtype=complex)
    with pytest.raises(BadValue, match=table):
        world(**{table: given})


@pytest.mark.parametrize("groups", [["S0"], "goods", 3, {"goods": 3}])
def test_groups_are_a_mapping_of_lists(groups):
    """Groups of sectors are told by name."""
    with pytest.raises(BadValue, match="groups"):
        world(groups=groups)


@pytest.mark.parametrize("value", [np.array([0.1]), np.array([0.1, 0.2]), [0.1], 1j])
def test_a_rate_is_one_number(value):
    """An array of rates is refused in words."""
    with pytest.raises(BadValue, match="tariff: add"):
        bahe.tariff("E0", "E1", add=value)


@pytest.mark.parametrize("word", [{"tol": None}, {"tol": [1e-9]}, {"tol": True}, {"max_iter": "a"}, {"max_iter": -1}, {"max_iter": 2.5},
                                  {"max_iter": None}])  # fmt: skip
def test_numbers_of_the_solver_are_checked(word):
    """Tolerance and iterations that are no numbers are named."""
    with pytest.raises(BadValue, match=next(iter(word))):
        bahe.solve(world(), **word)


@pytest.mark.parametrize("name", [None, 3, ["icio-2022"]])
def test_a_world_is_loaded_by_name_or_path(name):
    """What is neither is refused in words."""
    with pytest.raises(BadValue, match="load_world"):
        bahe.load_world(name)


def test_an_equilibrium_cannot_be_written_to():
    """Arrays that are handed out are read-only, so that one reader cannot change what the next one reads."""
    eq = bahe.solve(world_of(TABLES), bahe.tariff("E0", "E1", "all", add=0.1))
    before = eq.table()
    for name in OUT.split():
        with pytest.raises(ValueError, match="read-only"):
            getattr(eq, name)[...] = 0.0
    assert eq.table().equals(before)


@pytest.mark.parametrize("axis", ["economies", "sectors"])
@pytest.mark.parametrize("given", [["E0"], {"C": 3}, 3])
def test_what_is_added_up_is_told_by_name(axis, given):
    """Groups to aggregate are a mapping of names to lists."""
    with pytest.raises(BadValue, match=axis):
        world().aggregate(**{axis: given})
