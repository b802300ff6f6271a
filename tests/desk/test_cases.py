"""The list of built-in cases: every kind, with the verb that runs each."""

import json
import re

import pytest

from bahe.casebook import case, cases
from bahe.casebook.cases import VERBS
from bahe.casebook.tugs.files import tug_names
from bahe.desk.cli import main
from bahe.faults import Conflict, UnknownName


def test_cases_of_every_kind_are_listed():
    kinds = {c.name: c.kind for c in cases()}
    assert len(kinds) == len(cases())
    assert set(kinds.values()) == set(VERBS)
    assert {n for n, k in kinds.items() if k == "tug"} == set(tug_names())
    assert [c.name for c in cases("tug", "talks")] == sorted(n for n, k in kinds.items() if k != "scenario")
    with pytest.raises(UnknownName):
        cases("tugs")


@pytest.mark.parametrize("chosen", cases(), ids=lambda c: c.name)
def test_a_record_says_what_its_file_says(chosen):
    """Kind, title and question agree with the file as its own reader reads it."""
    if chosen.kind == "tug":
        title, question = chosen.tug().title, chosen.tug().question
    else:
        scenario = chosen.scenario()
        assert (scenario.talks is not None) == (chosen.kind == "talks")
        title, question = vars(scenario.title), vars(scenario.question)
    assert chosen.title == dict(title)
    assert chosen.question == dict(question)
    assert re.search(r"[\u4e00-\u9fff]", chosen.question["zh"])
    assert chosen.command == f"bahe {chosen.verb} {chosen.name}"


def test_a_case_of_another_kind_says_how_it_is_run():
    with pytest.raises(Conflict, match="bahe tug korea-2019"):
        case("korea-2019").scenario()
    with pytest.raises(Conflict, match="bahe run stockholm-2025"):
        case("stockholm-2025").tug()


@pytest.mark.parametrize("kind", ["scenario", "talks", "tug"])
def test_case_run_runs_any_kind_by_its_own_verb(kind, monkeypatch, tmp_path):
    """Each verb is called once, with the folder of the report."""
    import bahe.desk.running
    import bahe.desk.talking
    import bahe.desk.tugging

    called = {}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bahe.desk.running, "run_case", lambda *a: called.update(scenario=a) or 0)
    monkeypatch.setattr(bahe.desk.talking, "talks", lambda *a: called.update(talks=a) or 0)
    monkeypatch.setattr(bahe.desk.tugging, "tug", lambda *a: called.update(tug=a) or 0)
    name = cases(kind)[0].name
    assert main(["case", "run", name, "--no-report"]) == 0
    assert list(called) == [kind]


def test_options_that_mean_nothing_are_refused(capsys):
    assert main(["case", "run", "korea-2019", "--set", "closure=balanced", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["field"] == "--set"
