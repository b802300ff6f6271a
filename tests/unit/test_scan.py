"""The scan for other wars: starts, resting points, who reached which, what failed, and what is said about it."""

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from typer.testing import CliRunner

import bahe
from bahe.desk.cli import app
from bahe.faults import BadValue, Conflict, NotConverged
from bahe.numerics.info import Outcome, SolveInfo
from bahe.report.wars.scans import scan_document, scan_sentence
from bahe.statecraft.policy import Instrument
from bahe.statecraft.scan import STARTS, between, starting_points


def twins(theta: float, home: float = 0.7) -> bahe.World:
    """Two economies of one make."""
    trade = np.array([[home, 1 - home], [1 - home, home]])[:, :, None]
    return bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=theta)


def three() -> bahe.World:
    trade = np.array([[8.0, 1.0, 1.0], [1.0, 6.0, 2.0], [2.0, 1.0, 9.0]])[:, :, None]
    return bahe.World.from_tables(trade, economies=["A", "B", "C"], sectors=["good"], trade_elasticity=4.0)


@pytest.fixture(scope="module")
def autarky() -> "bahe.statecraft.scan.Scan":
    """Bounds of 2000 % and an elasticity of 12: trade is gone where everybody is at them."""
    return bahe.nash_scan(twins(12.0), bounds=(0.0, 20.0), starts=4)


def test_one_war_from_every_start():
    scan = bahe.nash_scan(three(), None, "partner", starts=6)
    assert scan.unique
    assert scan.reached == (10,)
    assert not scan.failed
    assert scan.distance.tolist() == [[0.0]]
    war = bahe.nash(three(), None, "partner")
    np.testing.assert_allclose(scan.points[0].tariff, war.tariff, atol=1e-6)
    assert scan.points[0].certificate < 1e-9
    assert "1 resting point from 10 starts" in repr(scan)


def test_autarky_is_a_second_rest_where_bounds_are_far_out(autarky):
    """The known case: nobody gains by lowering a prohibitive rate alone. Both points stand, and are far apart."""
    assert len(autarky.points) == 2
    assert all("not solved" in s.why for s in autarky.failed), (
        "a world that the engine gives up on is no point, and says so"
    )
    assert len(autarky.failed) <= 1
    open_, closed = autarky.points
    np.testing.assert_allclose(open_.rates("A")["tariff"], open_.rates("B")["tariff"], atol=1e-6)
    assert open_.rates("A")["tariff"][0] < 0.15
    assert closed.rates("A")["tariff"][0] > 15
    assert (closed.welfare_hat < open_.welfare_hat).all()
    assert closed.welfare_hat[0] == pytest.approx(0.7 ** (1 / 12), abs=1e-6), (
        "the gains from trade are gone: pi^(1/theta)"
    )
    for war in autarky.points:
        assert war.certificate < 1e-8
    assert autarky.distance[0, 1] > 1
    highest = next(s for s in autarky.starts if s.name == "highest")
    assert autarky.points[highest.point] is closed


def test_within_near_bounds_it_is_not_there():
    assert bahe.nash_scan(twins(12.0), bounds=(0.0, 1.0), starts=4).unique


def test_points_that_do_not_stand_are_failures_and_say_why():
    """Tariffs against controls: slopes are zero where caps hold both flows, and yet a large tariff pays."""
    tools = [Instrument("tariff"), Instrument("export_control")]
    loose = bahe.nash_scan(twins(4.0), instruments=tools, starts=0, certify=False)
    sure = bahe.nash_scan(twins(4.0), instruments=tools, starts=0)
    assert len(loose.points) > len(sure.points) >= 1
    assert sure.failed
    assert all("does not stand" in s.why for s in sure.failed)
    assert all(float(p.certificate) <= 1e-8 for p in sure.points)
    assert sum(sure.reached) + len(sure.failed) == len(sure.starts)


def test_starts_are_named_seeded_and_within_bounds():
    game = bahe.nash(three(), None, "partner", bounds=(0.1, 0.6), certify=False).game
    few, many, other = (list(starting_points(game, n, seed)) for n, seed in ((3, 5), (6, 5), (3, 6)))
    assert [n for n, _ in few] == [*STARTS, "random 1", "random 2", "random 3"]
    for (a, x), (b, y) in zip(few, many, strict=False):
        assert a == b
        np.testing.assert_array_equal(x, y)
    assert not np.array_equal(few[-1][1], other[-1][1])
    low, high = game.bounds
    for _, x in many:
        assert ((x >= low - 1e-12) & (x <= high + 1e-12)).all()
    level = dict(many)["random 2"]
    for p in range(3):
        assert np.ptp(level[game.owner == p]) == 0, "one level for all rates of a player"


def test_same_seed_same_scan(autarky):
    again = bahe.nash_scan(twins(12.0), bounds=(0.0, 20.0), starts=4)
    assert again.reached == autarky.reached
    for a, b in zip(again.points, autarky.points, strict=True):
        np.testing.assert_array_equal(a.point.x, b.point.x)


def test_distance_is_zero_to_itself_and_symmetric(autarky):
    a, b = autarky.points
    assert between(a.game, a, a) == 0
    assert between(a.game, a, b) == between(a.game, b, a) > 0


def test_a_scan_is_frozen(autarky):
    with pytest.raises(FrozenInstanceError):
        autarky.apart = 1.0


def test_a_scan_without_rest_raises_or_says_so(monkeypatch):
    """No start gets there in two turns: no number comes out."""
    gone = SolveInfo(Outcome.out_of_iterations, 2, 1e-3, 1e-17, 0.0)
    monkeypatch.setattr("bahe.statecraft.war._turns", lambda game, point, *_: (point, gone))
    how = {"max_iter": 2, "starts": 1}
    with pytest.raises(NotConverged, match="no start"):
        bahe.nash_scan(three(), **how)
    scan = bahe.nash_scan(three(), **how, on_fail="return")
    assert scan.points == ()
    assert scan.reached == ()
    assert len(scan.failed) == 5
    assert all("left to gain" in s.why for s in scan.failed)
    assert scan.table().empty
    assert not scan.unique
    assert scan_sentence(scan).startswith("None of 5 starts")


def test_tables_and_document(autarky):
    table = autarky.table()
    assert list(table.columns) == ["point", "player", "reached", "tariff_pct", "welfare_pct", "value_pct", "gain_pct"]
    assert len(table) == 4
    assert table["reached"].tolist() == [n for n in autarky.reached for _ in range(2)]
    starts = autarky.starts_table()
    assert starts["start"].tolist()[:4] == list(STARTS)
    assert set(starts["point"].dropna()) == {1, 2}
    text = json.dumps(scan_document(autarky), allow_nan=False)
    assert json.loads(text)["unique"] is False
    assert "2 points" in scan_sentence(autarky)
    assert "2 个不同的" in scan_sentence(autarky, "zh")
    one = bahe.nash_scan(three(), starts=0)
    assert "all came to rest at one point" in scan_sentence(one)
    assert "同一个" in scan_sentence(one, "zh")


@pytest.mark.parametrize(
    ("how", "fault"),
    [({"starts": -1}, BadValue), ({"starts": True}, BadValue), ({"apart": 0.0}, BadValue), ({"start": "zero"}, Conflict),
     ({"rule": "sufficient-statistics"}, Conflict)],
)  # fmt: skip
def test_words_that_are_off(how, fault):
    with pytest.raises(fault, match="nash_scan"):
        bahe.nash_scan(three(), **how)


def test_the_command_line_scans(tmp_path):
    """`bahe war --scan N`: one document with the scan in it, and a table and a sentence on the screen."""
    place = tmp_path / "three.npz"
    bahe.save_world(three(), place)
    say = ["war", "--world", str(place), "--players", "A,B", "--sectors", "all", "--scan"]
    run = CliRunner().invoke(app, [*say, "2", "--json"])
    assert run.exit_code == 0, run.output
    scan = json.loads(run.stdout)["scan"]
    assert scan["unique"]
    assert len(scan["starts"]) == len(STARTS) + 2
    assert scan["points"][0]["reached"] == 6
    for lang, word in (("en", "evidence"), ("zh", "证据")):
        shown = CliRunner().invoke(app, [*say, "0", "--lang", lang])
        assert shown.exit_code == 0
        assert word in shown.output
    refused = CliRunner().invoke(app, [*say, "0", "--rule", "sufficient-statistics"])
    assert isinstance(refused.exception, Conflict)
    assert "--scan" in str(refused.exception)
