"""A run that was killed goes on with the lines that are missing, and its document is that of a run that was not."""

from __future__ import annotations

import json
import threading

import pytest

import bahe.trade.solve
from bahe.atlas.parts import Parts
from bahe.casebook.runs.playing import play
from bahe.casebook.runs.restoring import read, text
from bahe.desk.running import document
from bahe.desk.terminal import Ear, heard, plain
from bahe.faults import NotConverged
from bahe.scenario import read as scenario_of


class Killed(BaseException):
    """As if the process had ended."""


def counted(patch, end_after=None, fault=None):
    """The number of solves, in a list of one; after so many everything ends, and where `fault` says so a solve raises."""
    real, count, lock = bahe.trade.solve.solve, [0], threading.Lock()

    def solve(*args, **more):
        with lock:
            if end_after is not None and count[0] >= end_after:
                raise Killed
            count[0] += 1
        if fault is not None and fault(*args, **more):
            raise NotConverged("not today")
        return real(*args, **more)

    patch.setattr(bahe.trade.solve, "solve", solve)
    return count


def timeless(value):
    """Without the seconds that a solve took and the date of a run."""
    if isinstance(value, dict):
        return {k: timeless(v) for k, v in value.items() if k not in ("seconds", "made")}
    return [timeless(v) for v in value] if isinstance(value, list) else value


def told(run):
    """The document of `--json`, as bytes."""
    return json.dumps(timeless(plain(document(run, None)))).encode()


def same_tables(a, b):
    for name in ("welfare", "sectors", "flows", "tariffs"):
        assert getattr(a, name).equals(getattr(b, name)), name
    assert a.solves.drop(columns="seconds").equals(b.solves.drop(columns="seconds"))
    assert (a.solves.dtypes == b.solves.dtypes).all()


@pytest.fixture
def scenario(home):
    return scenario_of("mine.yaml", [])


@pytest.mark.parametrize("killed", [0, 1, 4, 7])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_goes_on_where_it_was_killed(scenario, tmp_path, monkeypatch, killed, workers):
    """Byte for byte the same; of the lines that were whole, none is solved again."""
    with monkeypatch.context() as patch:
        count = counted(patch)
        whole = play(scenario)
    variants, total = len(scenario.variants), count[0]
    assert total % variants == 0
    with monkeypatch.context() as patch:
        counted(patch, end_after=killed)
        with pytest.raises(Killed):
            play(scenario, keep=Parts(tmp_path / "parts"), workers=workers)
    steps = []
    with monkeypatch.context() as patch:
        count = counted(patch)
        again = play(scenario, keep=Parts(tmp_path / "parts"), progress=lambda *step: steps.append(step))
        left = total - variants * (killed // variants)
        assert count[0] == left if workers == 1 else left <= count[0] <= total
    assert told(again) == told(whole)
    same_tables(again, whole)
    assert [s[0] for s in steps] == list(range(1, total + 1))
    assert {s[1] for s in steps} == {total}
    with monkeypatch.context() as patch:
        count = counted(patch)
        third = play(scenario, keep=Parts(tmp_path / "parts"))
        assert count[0] == 0
    assert told(third) == told(whole)


def test_a_solve_that_did_not_converge_is_kept_as_such(scenario, tmp_path, monkeypatch):
    """A row with its advice, and no figure, the second time as the first."""

    def fault(world, shock, **more):
        return bool(shock.effects) and more["horizon"] == "long"

    runs = []
    for keep in ({}, {"keep": Parts(tmp_path)}, {"keep": Parts(tmp_path)}):
        with monkeypatch.context() as patch:
            counted(patch, fault=fault)
            runs.append(play(scenario, on_fail="return", **keep))
    assert (runs[0].solves["outcome"] != "converged").any()
    assert told(runs[0]) == told(runs[1]) == told(runs[2])


@pytest.mark.parametrize(
    ("setting", "shared"),
    [
        ("closure=balanced", False),
        ("variants.plus-10.moves[0].add=0.2", False),
        ("focus=[CHN]", True),
        ("horizons=[long]", True),
    ],
)
def test_lines_are_shared_by_runs_that_have_them(scenario, tmp_path, monkeypatch, setting, shared):
    """What a line follows from decides, not the question that it was solved for."""
    play(scenario, keep=Parts(tmp_path))
    other = scenario_of("mine.yaml", [setting])
    with monkeypatch.context() as patch:
        count = counted(patch)
        found = play(other, keep=Parts(tmp_path))
        assert (count[0] == 0) == shared
    assert told(found) == told(play(other))


def test_another_world_or_code_shares_nothing(scenario, tmp_path, monkeypatch):
    import bahe

    play(scenario, keep=Parts(tmp_path, {"code": "a"}))
    with monkeypatch.context() as patch:
        count = counted(patch)
        play(scenario, keep=Parts(tmp_path, {"code": "b"}))
        assert count[0] > 0
        total = count[0]
    world = bahe.load_world("small.npz")
    bahe.save_world(world.aggregate(economies={"OTHERS": ["ROW"]}), "small.npz")
    with monkeypatch.context() as patch:
        count = counted(patch)
        play(scenario, keep=Parts(tmp_path, {"code": "a"}))
        assert count[0] == total


def test_the_verb_keeps_its_parts_where_it_is_heard(home, tmp_path, monkeypatch):
    """As the server hears it; a terminal keeps none."""
    from bahe.desk.running import run_case

    said = []
    words = ("mine.yaml", None, [], [], [], "en", False, False, True)
    for _ in range(2):
        with monkeypatch.context() as patch, heard(Ear(said.append, keep=Parts(tmp_path / "parts"))):
            count = counted(patch)
            assert run_case(*words) == 0
    assert count[0] == 0
    assert json.dumps(timeless(said[0])) == json.dumps(timeless(said[1]))
    with monkeypatch.context() as patch, heard(Ear(said.append)):
        count = counted(patch)
        run_case(*words)
        assert count[0] > 0


def test_plain_values_come_back():
    from datetime import date

    import numpy as np

    rows = [{"a": 0.1 + 0.2, "b": None, "c": "中", "d": True, "e": date(2025, 8, 1), "f": float("inf")}]
    assert read(text(rows)) == rows
    assert np.isnan(read(text([float("nan")]))[0])
    assert read(text([np.float64(1 / 3), np.bool_(True), np.int64(3)])) == [1 / 3, True, 3]
    with pytest.raises(TypeError):
        text([object()])
