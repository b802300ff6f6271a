"""What comes in through the doors: masked and complex tables, odd words and numbers; and that what comes out is read-only."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bahe
from bahe.faults import BadFile, BadShape, BadValue, Conflict, Infeasible, MissingData, UnknownName, UserError
from bahe.registry import DOORS
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


@pytest.mark.parametrize("table", ["trade", "use", "tariff"])
@pytest.mark.parametrize(
    "given", [pd.DataFrame({"value": [1.0]}), pd.Series([1.0] * 18), {"S0": [[1.0]]}, "trade.csv", Path("trade.csv")]
)
def test_who_has_long_tables_is_told_who_reads_them(table, given):
    """Labels are no axes: an array is asked for, and the importer is named."""
    with pytest.raises(BadValue, match=rf"{table}: an array of numbers.*read_tables"):
        world(**{table: given})


def test_elasticities_that_carry_names_are_put_in_order():
    """A column is read by its names, never by where they stand."""
    given = pd.Series({"S1": 5.0, "S0": 3.0})
    np.testing.assert_array_equal(world(trade_elasticity=given).trade_elasticity, [3.0, 5.0])
    both = world(trade_elasticity={"long": given, "short": given / 10})
    np.testing.assert_array_equal(both.horizon("short").trade_elasticity, [0.3, 0.5])
    np.testing.assert_array_equal(world(trade_elasticity=pd.Series([3.0, 5.0])).trade_elasticity, [3.0, 5.0])
    with pytest.raises(UnknownName, match="trade_elasticity: unknown sector 'S9'"):
        world(trade_elasticity=pd.Series({"S0": 3.0, "S9": 5.0}))
    with pytest.raises(BadShape, match="one per sector"):
        world(trade_elasticity=pd.Series({"S0": 3.0}))


@pytest.mark.parametrize("year", ["2022", 2022.5, True, float("nan"), float("inf"), [2022]])
def test_a_year_is_a_whole_number(year):
    """Anything else is refused."""
    with pytest.raises(BadValue, match="year"):
        world(year=year)


def test_a_name_is_text():
    """None is no name."""
    with pytest.raises(BadValue, match="name: text is needed"):
        world(name=None)


def test_an_economy_that_does_nothing_is_told_so():
    """Who buys nothing, and who sells nothing, is named with what to do."""
    idle = TABLES.trade.copy()
    idle[0] = 0.0
    with pytest.raises(BadValue, match=r"E0: value_added.*leave the economy out"):
        world(trade=idle, use=None, tariff=None)
    idle[:, 0] = 0.0
    with pytest.raises(BadValue, match=r"E0: trade: an economy must buy something.*leave the economy out"):
        world(trade=idle, use=None, tariff=None)


@pytest.mark.parametrize("verb", [bahe.nash, bahe.cooperate, bahe.leverage, bahe.solve])
def test_a_verb_needs_a_world(verb):
    """The name of a world is no world."""
    with pytest.raises(BadValue, match=r"world: a World is needed.*load_world"):
        verb("icio-2022")


def test_players_that_do_not_exist_are_named_by_the_game():
    """The place is the verb that was called."""
    with pytest.raises(UnknownName, match=r"^game\(players=\): unknown economy 'ZZ'"):
        bahe.nash(world(), players=["ZZ"])


def test_published_elasticities_of_tables_that_have_none():
    """The remedy says how numbers are given and where sets are named."""
    with pytest.raises(MissingData, match=r"elasticities.*world.at\(elasticities=4.0\).*elasticity_sets="):
        world().at(elasticities="caliendo-parro")


def test_a_run_needs_a_name_or_a_path():
    """Nothing is no case."""
    with pytest.raises(BadValue, match="run: source"):
        bahe.run(None)


def test_without_xarray_the_remedy_is_told(monkeypatch):
    """An optional package that is not there is named, with what can be had without it."""
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(MissingData, match="pip install xarray, or take table"):
        bahe.solve(world()).to_xarray()


def test_doors_are_listed():
    """What completion shows holds every door, and each opens."""
    for thing in (world(), bahe.solve(world())):
        doors = DOORS[type(thing).__name__]
        assert set(doors) <= set(dir(thing))
        assert all(callable(getattr(thing, name)) for name in doors)


@pytest.mark.parametrize("names", [None, 3])
@pytest.mark.parametrize("axis", ["economies", "sectors"])
def test_axes_are_lists_of_names(axis, names):
    """Neither nothing nor a number of names."""
    with pytest.raises(BadValue, match=f"{axis}: a list of names is needed"):
        world(**{axis: names})


def test_all_is_every_sector():
    """One sector among others may not take that name; a world of one sector is all of it."""
    with pytest.raises(BadValue, match="sectors: a reserved name; got 'all'"):
        world(sectors=["S0", "all"])
    one = bahe.World.from_tables([[[5.0], [1.0]], [[2.0], [4.0]]], economies=["A", "B"], sectors=["all"])
    assert bahe.solve(one, bahe.tariff("A", "B", "all", add=0.1)).info.ok


@pytest.mark.parametrize("players", [3, [None], [["E0"], 3]])
def test_players_are_names(players):
    """Anything else is refused in words."""
    with pytest.raises(BadValue, match="name"):
        bahe.nash(world(), players=players)


@pytest.mark.parametrize("power", [[1.0], "strong", [1.0, 2.0, -1.0], [1.0, 2.0, float("nan")], 3])
def test_power_is_a_number_a_player(power):
    """Positive, in the order of the players; and it counts in the Nash product alone."""
    with pytest.raises(BadValue, match="cooperate: power: one positive number a player"):
        bahe.cooperate(world(), rule="nash", power=power)
    with pytest.raises(Conflict, match="cooperate: power"):
        bahe.cooperate(world(), power=power)


@pytest.mark.parametrize("path", ["/dev/null/mine", "x" * 300, "nowhere/mine"])
def test_a_place_that_cannot_be_written_is_refused(path):
    """No error of the system comes through, of writing or of reading."""
    with pytest.raises(BadFile, match=r"Name another path|Create it first"):
        world().save(path)
    with pytest.raises(UserError):
        bahe.load_world(path)


@pytest.mark.parametrize("of", ["exports", "imports"])
def test_one_way_trade_has_no_balance(of):
    """Who only buys or only sells abroad is named; its deficit can be kept."""
    trade = TABLES.trade.copy()
    trade[(0, slice(1, None)) if of == "exports" else (slice(1, None), 0)] = 0.0
    one_way = world(trade=trade, use=None, tariff=None)
    with pytest.raises(Infeasible, match=r"E0: closure: who trades abroad in one direction only.*closure='transfer'"):
        bahe.solve(one_way, closure="balanced")
    with pytest.raises(Infeasible, match="E0: closure"):
        bahe.nash(one_way)
    np.testing.assert_allclose(bahe.solve(one_way, closure="transfer").welfare_hat, 1.0, atol=1e-9)
