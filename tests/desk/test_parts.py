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


# -- wars, scans and tugs ------------------------------------------------------------------------------------------------------
WARS = ["war", "--world", "small.npz", "--sectors", "all", "--players", "USA,CHN", "--scan", "2"]


def interrupted(patch, place, name, after):
    """A function that works so often and then is as if the process had ended; how often it was asked, in a list of one."""
    real, count, lock = getattr(place, name), [0], threading.Lock()

    def counting(*args, **more):
        with lock:
            if after is not None and count[0] >= after:
                raise Killed
            count[0] += 1
        return real(*args, **more)

    patch.setattr(place, name, counting)
    return count


def listened(words, keep=None):
    """The document of a verb as bytes, as the server hears it."""
    from bahe.desk.web.hearing import hear

    found = hear(words, keep=keep)
    assert found.document is not None, found.fault
    return json.dumps(timeless(json.loads(found.document))).encode()


@pytest.mark.parametrize(
    "extra",
    [[], ["--security", "USA:CHN=0,0.1", "--bands"], ["--instrument", "export_control:partner", "--bounds", "0..1"]],
)
def test_a_scan_goes_on_where_it_was_killed(home, tmp_path, monkeypatch, extra):
    """Wars that came to rest, the scan's starts and certificates: byte for byte the same, and none is sought again."""
    import bahe.report.wars.answer
    import bahe.statecraft.scan

    words = [*WARS, *extra]
    with monkeypatch.context() as patch:
        first, starts = (
            interrupted(patch, place, "nash", None) for place in (bahe.report.wars.answer, bahe.statecraft.scan)
        )
        sure = interrupted(patch, bahe.statecraft.scan, "certificate", None)
        whole = listened(words)
        wars, tries, looks = first[0], starts[0], sure[0]
    assert tries == 6
    keep = Parts(tmp_path / "parts")
    with monkeypatch.context() as patch:
        interrupted(patch, bahe.statecraft.scan, "nash", 3)
        with pytest.raises(Killed):
            listened(words, keep)
    with monkeypatch.context() as patch:
        interrupted(patch, bahe.statecraft.scan, "certificate", 0)
        starts = interrupted(patch, bahe.statecraft.scan, "nash", None)
        first = interrupted(patch, bahe.report.wars.answer, "nash", None)
        with pytest.raises(Killed):
            listened(words, keep)
        assert starts[0] <= tries - 3
        assert first[0] < wars
    with monkeypatch.context() as patch:
        starts = interrupted(patch, bahe.statecraft.scan, "nash", 0)
        again = listened(words, keep)
        assert again == whole
    with monkeypatch.context() as patch:
        sure = interrupted(patch, bahe.statecraft.scan, "certificate", 0)
        interrupted(patch, bahe.statecraft.scan, "nash", 0)
        assert listened(words, keep) == whole
    assert looks > 0


@pytest.fixture
def coarse(monkeypatch):
    """Fewer solved worlds behind a tug, and none of an earlier test."""
    import bahe.rounds.bench as bench
    from bahe.casebook.tugs import figures, pulling

    def forgotten():
        figures._carved.cache_clear()
        pulling._PLAYED.clear()

    monkeypatch.setattr(bench, "SHARE_STEPS", (-4.0, 0.0, 4.0))
    monkeypatch.setattr(bench, "FALLS", (-1.0, 0.0, 1.5))
    forgotten()
    yield forgotten
    forgotten()


TUG = ["tug", "korea-2019", "--draws", "512"]
PULL = [*TUG, "--good", "photoresist", "--intensity", "0.6"]


@pytest.mark.parametrize(("words", "killed"), [(TUG, ("solve", 200)), (TUG, ("play", 40)), (PULL, ("solve", 60))])
def test_a_tug_goes_on_where_it_was_killed(coarse, tmp_path, monkeypatch, words, killed):
    """Solved worlds and plays of the draws: byte for byte the same, and of what was whole hardly anything is done again."""
    import bahe.casebook.tugs.ropes as ropes
    import bahe.rounds.bench as bench

    place = {"solve": bench, "play": ropes}
    with monkeypatch.context() as patch:
        count = {name: interrupted(patch, where, name, None) for name, where in place.items()}
        whole = listened(words)
        total = {name: n[0] for name, n in count.items()}
    keep, (what, after) = Parts(tmp_path / "parts"), killed
    assert total[what] > after
    coarse()
    with monkeypatch.context() as patch:
        interrupted(patch, place[what], what, after)
        with pytest.raises(Killed):
            listened(words, keep)
    coarse()
    with monkeypatch.context() as patch:
        count = {name: interrupted(patch, where, name, None) for name, where in place.items()}
        again = listened(words, keep)
    assert again == whole
    assert (
        count[what][0] <= total[what] - after + 30
    )  # the slice or the play that was broken off, and what is played for its states
    coarse()
    with monkeypatch.context() as patch:
        count = {name: interrupted(patch, where, name, None) for name, where in place.items()}
        assert listened(words, keep) == whole
    assert count["solve"][0] < total["solve"] / 3
    assert (
        count["play"][0] == 3 < total["play"]
    )  # those of which the years themselves are shown: one a good, or one a policy
