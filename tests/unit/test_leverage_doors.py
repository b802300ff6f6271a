"""Leverage and dependence as labelled answers: matrix, table, ranges, lenses, words."""

import math

import numpy as np
import pandas as pd
import pytest

import bahe
from bahe.dependence.leverage import solved
from bahe.report.dependence import charts
from bahe.report.dependence.items import BITES, bites, stock_rows, what_is_left
from bahe.report.dependence.lenses import COLUMNS, Hold, lenses, with_ranges
from bahe.report.dependence.matrix import bands, matrix, table
from bahe.report.dependence.screens import explain, screened
from bahe.report.dependence.words import bn, head, measured, months, pct, span, stock_cells


@pytest.fixture(scope="module")
def icio():
    return bahe.load_world("icio-2022")


@pytest.fixture(scope="module")
def found(icio):
    return solved(icio, horizon="long", buyers=["USA", "CHN"], suppliers=["USA", "CHN", "JPN"])


@pytest.fixture(scope="module")
def pair(icio):
    items = bahe.load_items()
    wanted = [items["silicon-wafers"]]
    holds = [Hold("CHN", "JPN", tuple(wanted)), Hold("JPN", "CHN")]
    told = []
    answer, alone = lenses(icio, icio.carve(wanted), holds, ("long",), lambda *step: told.append(step))
    return holds, wanted, answer, alone, told


def test_the_matrix_has_buyers_as_rows_and_no_diagonal(found):
    frame = matrix(found)
    assert (list(frame.index), list(frame.columns)) == (["USA", "CHN"], ["USA", "CHN", "JPN"])
    assert math.isnan(frame.loc["USA", "USA"])
    assert frame.attrs["unit"] == "per cent of real income"
    assert frame.attrs["solved"] == 4
    assert matrix(found, "net").attrs["unit"] == "USD million a year"
    pd.testing.assert_frame_equal(found.matrix(), frame)


def test_the_table_is_the_matrix_row_by_row_with_both_sides(found):
    frame = table(found)
    assert len(frame) == 4
    assert frame["loss_pct"].is_monotonic_decreasing
    for r in frame.to_dict("records"):
        assert r["loss_pct"] == matrix(found).loc[r["buyer"], r["supplier"]]
        assert r["net_usd_mn"] == pytest.approx(r["loss_usd_mn"] - r["own_loss_usd_mn"])
    pd.testing.assert_frame_equal(found.table(), frame)


def test_ranges_of_items_move_elasticities_and_the_ends_of_shares(icio):
    frame = bands(icio, "short", items="silicon-wafers", buyers=["CHN"], suppliers=["JPN"])
    row = frame.iloc[0]
    assert row["loss_pct_low"] < row["loss_pct"] <= row["loss_pct_high"]
    assert {"shares low", "shares high"} < set(frame.attrs["draws"])


def test_lenses_answer_both_directions_with_an_elasticity_each(pair):
    _, _, answer, _, told = pair
    assert list(answer.columns) == list(COLUMNS)
    assert list(answer[answer["holder"] == "JPN"]["lens"]) == [
        "industries",
        "carved",
        "items",
        "items-rent",
        "items-whole",
    ]
    assert list(answer[answer["holder"] == "CHN"]["lens"]) == [
        "industries",
        "carved",
    ]  # it holds none of the items asked about
    assert (answer["sigma"] > 1).all()
    assert answer["solved"].all()
    assert told == sorted(told)


def test_a_whole_cut_costs_the_buyer_more_than_one_that_leaks(pair):
    holds, _, answer, alone, _ = pair
    loss = answer[answer["holder"] == "JPN"].set_index("lens")["loss_pct"]
    assert 0 < loss["items"] < loss["items-rent"] < loss["items-whole"] < loss["carved"]
    one = alone[holds[0].pair].loc["silicon-wafers"]
    assert one["loss_pct_long"] == pytest.approx(loss["items"], rel=1e-5)  # the only item is all of them
    assert one["whole_loss_pct_long"] == pytest.approx(loss["items-whole"], rel=1e-5)
    assert one["sigma_long"] == pytest.approx(4.0)


def test_a_lens_is_the_solver_asked_plainly(pair, icio):
    """All goods, in the table of industries: the same as `bahe.leverage`."""
    answer = pair[2].set_index(["holder", "lens"])
    for target, holder in (("CHN", "JPN"), ("JPN", "CHN")):
        plain = bahe.leverage(icio, "long", buyers=target, suppliers=holder)
        assert answer.loc[(holder, "industries"), "loss_pct"] == pytest.approx(plain.loc[target, holder], abs=1e-6)


def test_ranges_of_a_pair_hold_the_central_figure(pair, icio):
    holds, wanted, answer, _, _ = pair
    frame = with_ranges(answer[answer["holder"] == "JPN"], icio, holds[:1], wanted).set_index("lens")
    for lens in ("industries", "items"):
        low, mid, high = frame.loc[lens, ["loss_pct_low", "loss_pct", "loss_pct_high"]]
        assert low < mid <= high
    assert (
        frame.loc["items-whole", "loss_pct_low"] != frame.loc["items-whole", "loss_pct_low"]
    )  # not taken: missing, not zero


def test_flags_say_which_condition_fired_and_how_near_the_cliff_is():
    flags, cliffs = screened([("JPN", "CHN")])
    assert (flags["largest"] == "CHN").all()
    assert (flags["import_hhi_margin"] > 0).all()
    rows = cliffs.set_index("measure")
    assert (rows["looser"] >= rows["flagged"]).all()
    assert (rows["stricter"] <= rows["flagged"]).all()
    for lang in ("en", "zh"):
        said = explain(flags, cliffs, lang)
        assert "0.4" in said[0]
        assert str(rows["flagged"].iloc[0]) in said[-1]
    assert all(len(f) == 0 for f in screened([("ISL", None)]))  # not among the recorded importers


@pytest.mark.parametrize("preset", ["ec-2021", "imf-2017", "merics"])
def test_every_preset_answers(preset):
    flags, cliffs = screened([("CHN", None)], preset)
    assert (cliffs["preset"] == preset).all()
    assert isinstance(explain(flags, cliffs, "en"), list)


def test_what_is_left_falls_by_the_largest_origins():
    rows = what_is_left(np.array([0.2, 0.5, 0.0, 0.1]), "resist", most=2)
    assert [r["removed"] for r in rows] == [0, 1, 2]
    assert [r["left"] for r in rows] == pytest.approx([1.0, 0.5, 0.3])


def test_months_until_it_bites_come_from_stock_and_leakage_or_stay_missing():
    """Three months (two to six) of resist, of which a tenth (a twentieth to three tenths) still arrives."""
    items = bahe.load_items()
    resist, magnets = items["photoresist-arf"], items["rare-earth-magnets"]
    assert [bites(resist)[c] for c in BITES] == pytest.approx([3 / 0.9, 2 / 0.95, 6 / 0.7])
    assert all(math.isnan(v) for v in bites(magnets).values())
    assert (months(bites(resist), "en"), months(bites(magnets), "en")) == ("3.3 months (2.1–8.6)", "")
    rows = stock_rows([resist, magnets]).to_dict("records")
    assert stock_cells(rows[0], {}, "en")[1:3] == ["3", "etnews-resist-stock C"]
    assert (stock_cells(rows[1], {}, "en")[1], stock_cells(rows[1], {}, "en")[-1]) == ("–", "–")


def test_figures_are_written_with_few_digits_and_missing_is_a_dash():
    assert [pct(v) for v in (12.34, 1.234, 0.0123, 0.0001, -0.0001, 0.0, math.nan)] == [
        "12.3", "1.23", "0.012", "<0.001", ">−0.001", "0.00", "–",
    ]  # fmt: skip
    assert (bn(1234.0), bn(1234.0, "zh"), bn(None)) == ("1.2", "12.3", "–")
    assert span(math.nan, 1.0) == ""
    assert measured(9999.0, "en") == "no exports"
    assert measured(0.62, "en", 0.22) == "0.62 (+0.22)"
    assert head("long", 6.51, "en") == "Long run (about ten years; sigma 6.51)"
    assert head("short", 1.5, "zh") == "一年之内（σ 1.5）"


def test_routes_are_drawn_as_wide_as_their_share():
    routes = pd.DataFrame({"route": ["JPN C26 → CHN C26", "JPN C20 → CHN C20 → CHN C26"], "share": [0.03, 0.01]})
    drawn = charts.sankey(routes, {}, "en")
    assert drawn.count("<path") == 3
    assert "<svg" in drawn
