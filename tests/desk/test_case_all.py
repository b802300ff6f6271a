"""`bahe case run all` and the cases that only the casebook answers, at the command line."""

import json
from pathlib import Path

import pytest

import bahe
from bahe.casebook.ten import answering as ten
from bahe.casebook.ten import publishing as publishing_ten
from bahe.casebook.ten.answering import Solved
from bahe.casebook.ten.conditions import TEN, conditions
from bahe.desk.casing import running
from desk.shell import bahe_here

SAID = {"sets": [], "variants": [], "horizons": [], "force": False, "report": True, "json": False}


def invented(case, **more):
    metrics = {c.metric: {"value": c.threshold, "unit": "x", "how": "invented"} for c in conditions(case).all}
    return Solved(case, ten.KINDS[case], "bahe", metrics, {"en": ["Said."], "zh": ["如此。"]})


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(publishing_ten, "answered", invented)


def run(source, out, **changed):
    said = {**SAID, "lang": "en", **changed}
    return running(source, out, **said)


@pytest.mark.parametrize("lang", ["en", "zh", "both"])
def test_all_writes_an_index_and_says_where(quick, tmp_path, capsys, lang):
    assert run("all", tmp_path / "book", lang=lang) == 0
    out = capsys.readouterr()
    assert all(case in out.out for case in TEN)
    assert "10/11 index" in out.err
    first = "zh-Hans" if lang == "zh" else "en"
    assert f'lang="{first}"' in (tmp_path / "book/index.html").read_text(encoding="utf-8")


def test_json_is_one_document_and_nothing_else(quick, tmp_path, capsys):
    assert run("all", tmp_path / "book", json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert [c["case"] for c in found["cases"]] == list(TEN)
    assert {v["claim"] for v in found["verdicts"]} >= {"A-OUT-01", "B-OUT-12"}


def test_a_break_says_what_is_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(
        publishing_ten,
        "answered",
        lambda c, **m: invented(c) if c != TEN[2] else (_ for _ in ()).throw(KeyboardInterrupt),
    )
    assert run("all", tmp_path / "book") == 130
    assert "2 of 10 cases are kept" in capsys.readouterr().err
    assert not (tmp_path / "book").exists()


def test_a_case_without_an_answer_ends_with_one(monkeypatch, tmp_path):
    def faulty(case, **more):
        return (
            invented(case)
            if case != TEN[0]
            else Solved(case, "tug", "bahe", {}, {"en": ["no"], "zh": ["无"]}, fault="no")
        )

    monkeypatch.setattr(publishing_ten, "answered", faulty)
    assert run("all", tmp_path / "book") == 1
    assert (tmp_path / "book/index.html").is_file()


def test_words_that_are_off_end_with_two(capsys, tmp_path):
    for words in (
        ["all", "--set", "a=1"], ["all", "--variant", "x"], ["all", "--no-report"], ["all", "--lang", "fr"], ["all", "--data", "x"],
        ["all", "--data", "korea-2019=x.csv"], ["all", "--data", "oil-linkage=absent.csv"], ["korea-2019", "--data", "oil-linkage=x.csv"],
        ["h20-assurance", "--set", "a=1"],
    ):  # fmt: skip
        assert bahe_here(capsys, "case", "run", *words, "-o", tmp_path / "book")[0] == 2, words
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("name", ["h20-assurance", "japan-china-2026"])
def test_cases_of_the_casebook_alone_are_listed_shown_and_run(capsys, tmp_path, name):
    def said(*words):
        status, out, _ = bahe_here(capsys, "case", *words)
        assert status == 0
        return out

    assert name in {row["name"] for row in json.loads(said("list", "--json"))}
    for lang in ("en", "zh"):
        assert conditions(name).question[lang][:8] in said("show", name, "--lang", lang).replace("\n", "")
    assert said("show", name, "--file") == (
        Path(bahe.__file__).parent / "casebook" / name / "conditions.yaml"
    ).read_text("utf-8")
    assert json.loads(said("show", name, "--json"))["conditions"]["case"] == name
    found = json.loads(said("run", name, "-o", tmp_path / "x", "--json"))
    assert found["verdict"] in ("supported", "contradicted", "mixed", "unknown")
    assert (tmp_path / "x" / name / "en.html").is_file()


def test_a_scenario_of_the_ten_is_judged_unless_a_part_of_it_is_asked_for(capsys):
    status, out, _ = bahe_here(capsys, "case", "run", "rare-earth-mirror", "--no-report", "--json")
    assert status == 0
    document = json.loads(out)
    assert document["case"] == "rare-earth-mirror"
    assert {c["holds"] for c in document["conditions"]} <= {"yes", "no", "split", "unknown"}
    status, _, err = bahe_here(capsys, "case", "run", "rare-earth-mirror", "--no-report", "--variant", "nosuch")
    assert status == 2
    assert "on-japan" in err
