"""`--pdf`: every word of every report of the command line is on paper in its order, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bahe.desk.cli import main
from bahe.report.paper import press
from report_words import missed

pytest.importorskip("typst", reason="needs the extra pdf: pip install 'bahe[pdf]'")
pytest.importorskip("pypdf", reason="reads PDFs back: pip install pypdf")
HAN = press.speaks_chinese(press.families())
LANGS = ["en", pytest.param("zh", marks=pytest.mark.skipif(not HAN, reason="no font of Chinese on this machine"))]
QUICK = ["assure --altered 300", "depend --item photoresist-arf", "talks truce-clock-stockholm --horizon short"]
LONGER = [
    "war --players USA,CHN --no-certificate", "deal --players USA,CHN", "tug korea-2019 --draws 4096 --no-world",
    "threat --by USA --to JPN --threat=tariff+25%",
]  # fmt: skip
SAID = [*QUICK, *(pytest.param(said, marks=pytest.mark.slow) for said in LONGER)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("said", SAID)
def test_every_word_of_a_report_is_on_paper(
    said: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "out"
    words = [w.replace("tariff+", "tariff +") for w in said.split()]
    assert main([*words, "--out", str(out), "--pdf", "--lang", lang]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert missed(page, (out / "report.pdf").read_bytes()) == []


@pytest.mark.skipif(not HAN, reason="no font of Chinese on this machine")
def test_the_pages_of_a_case_are_on_paper_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "out"
    assert main(["case", "run", "h20-assurance", "--out", str(out), "--pdf"]) == 0
    for lang in ("en", "zh"):
        page = out / "h20-assurance" / f"{lang}.html"
        assert missed(page.read_text(encoding="utf-8"), page.with_suffix(".pdf").read_bytes()) == []


def test_pdf_without_a_place_says_what_to_do(capsys: pytest.CaptureFixture) -> None:
    assert main(["assure", "--altered", "300", "--pdf"]) == 2
    assert "--out DIR" in capsys.readouterr().err
