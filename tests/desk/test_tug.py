"""`bahe tug` at the command line."""

import json
from pathlib import Path

import pytest

from bahe.desk.cli import main


def test_one_document_and_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON alone on stdout; the folder holds page, answer, tables and where they come from."""
    out = tmp_path / "tug"
    assert main(["tug", "korea-2019", "--draws", "4096", "--no-world", "--json", "-o", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [g["id"] for g in found["goods"]] == ["hydrogen-fluoride", "photoresist", "fluorinated-polyimide"]
    assert {"report.html", "answer.json", "fans.csv", "clocks.csv", "figures.csv", "provenance.json"} == {
        p.name for p in out.iterdir()
    }


def test_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """The same in Chinese."""
    assert main(["tug", "slow-tug-multi-tech", "--draws", "2048", "--no-world", "--lang", "zh"]) == 0
    assert "半衰期" in capsys.readouterr().out


def test_what_is_off(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown case offers the nearest; no case and no map is a question."""
    assert main(["tug", "korea-2018"]) == 2
    assert "korea-2019" in capsys.readouterr().err
    assert main(["tug", "--seed", "1"]) == 2
    assert "CASE" in capsys.readouterr().err


def test_customs_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A monthly table of the user runs the event study of the case; a case without an event refuses it, and so does a policy."""
    rows = ["origin,hs6,month,value"]
    for g, code in enumerate(("281111", "290100", "290200", "290300", "290400", "290500")):
        for month in (f"{y}-{m:02d}" for y in (2018, 2019, 2020) for m in range(1, 13)):
            share = 0.15 if code == "281111" and month >= "2019-07" else 0.4 + 0.02 * g
            rows += [f"JPN,{code},{month},{share}", f"CHN,{code},{month},{1 - share}"]
    table = tmp_path / "customs.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert main(["tug", "korea-2019", "--draws", "2048", "--no-world", "--json", "--customs", str(table)]) == 0
    found = json.loads(capsys.readouterr().out)["evidence"]["event_study"]["customs"]
    assert found["goods"] == ["hydrogen-fluoride"]
    assert found["effect"][0][-1] < -1
    assert main(["tug", "slow-tug-multi-tech", "--draws", "2048", "--no-world", "--customs", str(table)]) == 2
    assert main(["tug", "korea-2019", "--intensity", "0.5", "--customs", str(table)]) == 2
    assert main(["tug", "korea-2019", "--customs", str(tmp_path / "none.csv")]) == 2
