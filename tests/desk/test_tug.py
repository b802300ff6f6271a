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
