"""`bahe case verdicts`: the table, one claim, what is computed and kept, JSON, languages, and words that are off."""

import json

import pytest

from bahe.atlas.claims import claims
from desk.shell import bahe_here

WORDS = {"supported": 32, "contradicted": 9, "mixed": 34, "untestable": 70, "unknown": 39}


def asked(capsys, *args):
    """The JSON document of `bahe case verdicts args --json`."""
    status, out, err = bahe_here(capsys, "case", "verdicts", *args, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_the_table_names_every_claim_and_counts_the_words(capsys):
    status, out, err = bahe_here(capsys, "case", "verdicts")
    assert (status, err) == (0, "")
    assert all(name in out for name in claims())
    assert "supported 32, contradicted 9, mixed 34, untestable 70, unknown 39" in out
    assert max(map(len, out.splitlines())) <= 110
    assert "missing: " in out
    assert "tested instead" in out


def test_the_table_in_chinese_fits_and_quotes_the_original(capsys):
    from rich.cells import cell_len

    status, out, _ = bahe_here(capsys, "case", "verdicts", "--lang", "zh")
    assert status == 0
    assert max(map(cell_len, out.splitlines())) <= 110
    for word in ("得到支持", "被否定", "证据不一", "无法检验", "未知", "日本把轴承、光刻胶、减速器攥得死", "缺少："):
        assert word in out


def test_json_holds_every_claim_with_all_that_is_known(capsys):
    found = asked(capsys)
    assert (len(found["claims"]), found["rows"]) == (184, 231)
    assert found["documented"] == found["totals"] == WORDS
    assert len(found["rules"]["sha256"]) == 64
    for c in found["claims"]:
        assert {"claim", "article", "role", "quotation", "gloss", "documented", "computed", "word", "figure", "evidence", "counted",
                "rooms", "sharpened", "why", "answered", "by", "missing"} <= c.keys()  # fmt: skip
        for e in c["evidence"]:
            assert {"source", "url", "date", "grade", "to_verify", "word", "value"} <= e.keys()


@pytest.mark.parametrize(("role", "count"), [("fact", 83), ("mechanism", 47), ("prediction", 11), ("rhetoric", 43)])
def test_one_role_at_a_time(capsys, role, count):
    found = asked(capsys, "--role", role)
    assert len(found["claims"]) == count
    assert {c["role"] for c in found["claims"]} == {role}
    assert found["totals"] == WORDS


def test_one_claim_with_its_evidence(capsys):
    status, out, _ = bahe_here(capsys, "case", "verdicts", "--claim", "B-INS-22")
    assert status == 0
    for part in ("contradicted", "https://", "to verify", "assurance"):
        assert part in out
    (only,) = asked(capsys, "--claim", "B-INS-22")["claims"]
    assert only["claim"] == "B-INS-22"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", list(claims())[::5] + ["A-OUT-14"])
def test_every_kind_of_claim_can_be_shown(capsys, name, lang):
    status, out, err = bahe_here(capsys, "case", "verdicts", "--claim", name, "--lang", lang)
    assert (status, err) == (0, "")
    assert name in out


def test_a_computed_verdict_shows_figure_condition_parts_and_older_versions(capsys, tmp_path):
    (c,) = asked(capsys, "--claim", "A-OUT-14", "--compute", "--store", tmp_path / "kept")["claims"]
    assert (c["documented"], c["computed"], c["word"]) == ("unknown", c["word"], c["computed"])
    assert c["detail"]["parts"]
    assert c["detail"]["earlier"][0]["version"] == 1
    assert "supports if" in c["condition"]
    status, out, _ = bahe_here(capsys, "case", "verdicts", "--claim", "A-OUT-14", "--store", tmp_path / "kept")
    assert status == 0
    for part in ("version 2 of the rule", "version 1 gave", "what it cannot say", "formula"):
        assert part in out
    totals = asked(capsys, "--store", tmp_path / "kept")["totals"]
    assert totals["unknown"] == 38
    status, out, _ = bahe_here(capsys, "case", "verdicts", "--store", tmp_path / "kept")
    assert "documents say: supported 32" in out
    assert "computed: " in out


def test_a_claim_that_names_its_missing_datum(capsys):
    (c,) = asked(capsys, "--claim", "A-INS-06", "--compute")["claims"]
    assert (c["word"], c["answered"], c["computed"]) == ("unknown", "missing", None)
    assert c["missing"].keys() == {"en", "zh"}


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (["--claim", "A-OUT-99"], ["claim", "Did you mean", "A-OUT-09"]),
        (["--role", "opinion"], ["--role", "fact, mechanism, prediction, rhetoric"]),
        (["--lang", "fr"], ["fr", "en, zh"]),
        (["--claim", "A-OUT-14", "--role", "fact"], ["--role", "mechanism"]),
    ],
)
def test_words_that_are_off_are_named_with_what_is_allowed(capsys, args, parts):
    status, out, err = bahe_here(capsys, "case", "verdicts", *args)
    assert (status, out) == (2, "")
    assert all(part in err for part in parts)
    status, out, err = bahe_here(capsys, "case", "verdicts", *args, "--json")
    assert (status, err) == (2, "")
    assert json.loads(out)["exit_status"] == 2


def test_both_words_and_both_grounds_stand_side_by_side():
    """A claim that documents decide and a case computes shows either with its own ground; the documented word counts."""
    from bahe.casebook.claims.verdicts import verdict_table
    from bahe.casebook.ten.conditions import ComputedVerdict
    from bahe.desk.verdicts import behind, worded

    found = ComputedVerdict("A-INS-04", "contradicted", "korea-2019", 0.7, "fraction", "c1: x > 0.5", "a / b")
    (v,) = (v for v in verdict_table({"A-INS-04": found}) if v.claim == "A-INS-04")
    assert v.word == v.documented == "mixed"
    assert worded(v, "en") == "mixed\ncomputed: contradicted"
    first, last = behind(v, "en").split("\n")
    assert "HF from Japan" in first
    assert last == "0.7 fraction (korea-2019)"


def test_evidence_against_a_prediction_is_shown_before_what_is_tested_instead(capsys):
    _, out, _ = bahe_here(capsys, "case", "verdicts", "--role", "prediction")
    assert "79.6 %" in out


def test_a_store_without_anything_says_so_and_is_not_made(capsys, tmp_path):
    status, out, _ = bahe_here(capsys, "case", "verdicts", "--claim", "A-OUT-14", "--store", tmp_path / "none")
    assert status == 0
    assert "--compute" in out.splitlines()[-1]
    assert not (tmp_path / "none").exists()


def test_a_store_that_is_a_file_is_refused(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    status, _, err = bahe_here(capsys, "case", "verdicts", "--store", tmp_path / "file")
    assert status == 2
    assert "store" in err
