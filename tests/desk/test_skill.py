"""`bahe skill`: tables in both languages, JSON, a CSV, and words that are off."""

import csv
import json

from desk.shell import bahe_here


def test_the_table_says_who_was_better(capsys):
    status, out, err = bahe_here(capsys, "skill", "items", "ai-accelerators")
    assert (status, err) == (0, "")
    for words in ("fixed 2026-11-26", "one by one", "RV reducers in China", "41.0", "Series by series"):
        assert words in out
    status, out, _ = bahe_here(capsys, "skill", "items", "--lang", "zh")
    assert status == 0
    assert "逐条列出" in out


def test_json_is_one_document(capsys):
    _, out, _ = bahe_here(capsys, "skill", "ai-accelerators", "--json")
    found = json.loads(out)
    assert set(found) == {"rule", "verdicts", "coverage", "series", "left_out", "notes"}
    line = next(r for r in found["series"] if r["forecaster"] == "line")
    assert line["log_score"] is None  # a point has none, and it is not zero
    assert found["notes"]["accelerators"]["2025H1"]["observed"] == 0.35


def test_one_row_a_series(capsys, tmp_path):
    path = tmp_path / "skill.csv"
    assert bahe_here(capsys, "skill", "items", "--csv", str(path))[0] == 0
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 3 * 3
    assert {r["forecaster"] for r in rows} == {"law", "persistence", "line"}


def test_embargoes_good_by_good(capsys):
    status, out, _ = bahe_here(capsys, "skill", "--embargoes")
    assert status == 0
    assert "-1.36" in out
    assert "Unknown is not zero" in out
    _, out, _ = bahe_here(capsys, "skill", "--embargoes", "--json")
    found = json.loads(out)
    assert found["phases"][0]["log_odds_a_year"] is None
    assert next(c for c in found["channels"] if c["channel"] == "third countries")["part"] == 0


def test_words_that_are_off(capsys, tmp_path):
    status, out, err = bahe_here(capsys, "skill", "chips")
    assert (status, out) == (2, "")
    assert "rare-earths" in err
    status, _, err = bahe_here(capsys, "skill", "items", "--csv", str(tmp_path / "no" / "such.csv"))
    assert status == 2
    assert "--csv" in err


def test_dates(capsys):
    status, out, _ = bahe_here(capsys, "skill", "--dates")
    assert status == 0
    assert "2028.7" in out
    _, out, _ = bahe_here(capsys, "skill", "--dates", "--json")
    assert json.loads(out)["dates"][0]["level"] == 0.5
    status, _, err = bahe_here(capsys, "skill", "--dates", "--embargoes")
    assert status == 2
    assert "one or the other" in err
