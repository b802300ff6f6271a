"""`bahe war --security`: a weight that nobody can measure is shown beside others."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import bahe
from bahe.desk.cli import app


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    trade = np.array([[8.0, 1.0, 1.0], [1.0, 6.0, 2.0], [2.0, 1.0, 9.0]])[:, :, None]
    world = bahe.World.from_tables(trade, economies=["A", "B", "C"], sectors=["good"], trade_elasticity=4.0)
    path = tmp_path_factory.mktemp("world") / "three.npz"
    bahe.save_world(world, path)
    return str(path)


def document(place: str, *security: str) -> dict:
    said = [word for s in security for word in ("--security", s)]
    run = CliRunner().invoke(app, ["war", "--world", place, "--players", "A,B", "--sectors", "all", "--json", *said])
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


def test_one_value_is_shown_beside_none_half_and_double(place: str) -> None:
    """The war is the one with the value; the sweep goes around it, and the rival's income falls along it."""
    found = document(place, "A:B=0.2")
    rows = [r for r in found["sweep"] if r["player"] == "A"]
    assert [r["weight"] for r in rows] == [0.0, 0.1, 0.2, 0.4]
    assert rows[2]["tariff_pct"] == pytest.approx(found["players"]["A"]["tariff_pct"], abs=1e-5)
    assert np.all(np.diff([r["tariff_pct"] for r in rows]) > 0)
    assert np.all(np.diff([r["rival_welfare_pct"] for r in rows]) < 0)


def test_several_values_are_their_own_sweep(place: str) -> None:
    """The war is the one without; the rows are the values given."""
    found = document(place, "A:B=0,0.3")
    assert sorted({r["weight"] for r in found["sweep"]}) == [0.0, 0.3]


def test_two_weights_at_once_are_one_war(place: str) -> None:
    assert document(place, "A:B=0.1", "B:A=0.1")["sweep"] is None
