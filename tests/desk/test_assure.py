"""`bahe assure`: the three questions, in both languages, JSON, a page, and figures that cannot be."""

import json

import pytest

from bahe.assurance.finding import cells_found, two_levels
from desk.shell import bahe_here


def test_the_three_questions_are_answered(capsys):
    status, out, err = bahe_here(capsys, "assure")
    assert (status, err) == (0, "")
    assert "2\u202f980" in out
    assert "What disclosing the design adds" in out
    status, out, _ = bahe_here(capsys, "assure", "--json")
    found = json.loads(out)
    assert found["opened"] == 2980
    # The case file rounds the sensitivity to 0.915 and has 0.9275; 37.5/41 is 0.9146.
    assert found["found"]["scattered"] == pytest.approx(
        two_levels(300_000, 300, 2_980, cells_found(8e10, 30, 0.1)[1] * 37.5 / 41)
    )
    assert found["inspection"]["deterring_rate"] == pytest.approx(0.09838, abs=5e-6)
    after = {r["look"]: r["belief"] for r in found["belief"]}
    assert after["none"] == 0.1
    assert after["none"] > after["clustered"] > after["scattered"] > after["perfect"]


def test_an_alteration_of_the_mask_needs_one_chip(capsys):
    _, out, _ = bahe_here(capsys, "assure", "--altered", "300000", "--json")
    assert json.loads(out)["opened"] == 1


def test_disclosure_says_nothing_of_firmware(capsys):
    _, out, _ = bahe_here(
        capsys,
        "assure",
        "--coverage",
        "attestation:firmware=70%",
        "--coverage",
        "source review:register-transfer level=0.5",
        "--json",
    )
    chain = {r["stage"]: r for r in json.loads(out)["chain"]}
    assert chain["firmware"]["undetected_without"] == chain["firmware"]["undetected_with"] == pytest.approx(0.3)
    assert chain["register-transfer level"]["undetected_without"] == 1
    assert chain["register-transfer level"]["undetected_with"] == pytest.approx(0.5)


def test_no_rate_deters_where_looking_hardly_sees(capsys):
    _, out, _ = bahe_here(capsys, "assure", "--miss", "0.9", "--penalty", "1")
    assert "No inspection rate deters" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page(tmp_path, monkeypatch, capsys, lang):
    monkeypatch.chdir(tmp_path)
    assert bahe_here(capsys, "assure", "-o", "page", "--lang", lang)[0] == 0
    html = (tmp_path / "page" / "report.html").read_text("utf-8")
    assert html.count("<svg") == 2
    assert str(tmp_path) not in html
    assert ("拆检" in html) == (lang == "zh")
    assert json.loads((tmp_path / "page" / "answer.json").read_text("utf-8"))["opened"] == 2980


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--altered", "400000"], "altered"),
        (["--confidence", "1.5"], "confidence"),
        (["--fraction", "-0.1"], "fraction"),
        (["--trial", "37"], "--trial"),
        (["--trial", "41/40"], "detected"),
        (["--prior", "2"], "prior"),
        (["--miss", "-1"], "miss"),
        (["--pixel", "0"], "pixel"),
        (["--layers", "0"], "layers"),
        (["--coverage", "attestation=0.5"], "--coverage"),
        (["--coverage", "prayer:mask=0.5"], "--coverage"),
        (["--coverage", "attestation:mask=0.5"], "--coverage"),
        (["--coverage", "attestation:firmware=often"], "--coverage"),
        (["--opened", "400000"], "more than there are"),
        (["--lang", "fr"], "language"),
    ],
)
def test_figures_that_cannot_be(capsys, words, said):
    status, out, err = bahe_here(capsys, "assure", *words)
    assert status == 2
    assert said in err
    assert out == ""
