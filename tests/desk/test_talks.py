"""`bahe talks`: four cases from the command line, their reports, the calibration and the back-test."""

import json

import pytest

from desk.shell import bahe_here

CASES = ("truce-clock-stockholm", "pledge-for-tariff", "oil-linkage", "courts-and-credibility")


@pytest.fixture(scope="module")
def found():
    """Every case settled once, at one horizon."""
    from bahe.casebook.talking import talks

    return {name: talks(name, horizons=["short"]) for name in CASES}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_case_has_an_answer(found, name):
    a = found[name]
    d = json.loads(json.dumps(a.document(), default=str))
    assert not d["not_converged"]
    for t in d["tables"]:
        (end,) = t["ends"].values()
        assert sum(end["chances"].values()) == pytest.approx(1)
        assert t["causes"]
        assert end["turns_on"] is None or end["turns_on"] in {c["cause"] for c in t["causes"]}
        for r in t["draws"]:  # nobody expects less than what walking away gives
            assert all(r[f"gain_{p}"] >= -1e-6 for p in t["parties"])
    for c in d["conditions"]:
        assert (c["missing"] is None) == (c["holds"] != "unknown")
    assert d["verdict"] in ("supported", "contradicted", "mixed", "unknown")
    assert all(d["answer"]["en"])
    assert all(d["answer"]["zh"])


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_case_has_a_page(found, name, lang, tmp_path):
    from bahe.report.statecraft_page import is_page, write
    from bahe.report.talking_page import talking_page

    page = write(talking_page(found[name], lang), tmp_path / "r")
    text = page.read_text(encoding="utf-8")
    assert is_page(tmp_path / "r")
    assert text.count("<svg") >= 1
    assert ">nan" not in text.lower()
    assert "http" not in "".join(text.split("<style>")[1].split("</style>")[0])


@pytest.mark.slow
def test_removing_the_threat_leaves_the_eu_at_its_july_terms(found):
    """Without a threat the EU loses by signing: nothing is signed, in every draw."""
    c = found["pledge-for-tariff"].tables[0].causes.set_index("cause")
    assert c.loc["threat", "deal"] == 0


@pytest.mark.slow
def test_the_court_takes_from_the_sender_and_gives_to_the_target(found):
    for told in found["courts-and-credibility"].tables:
        c = told.causes.set_index("cause")
        sender, target = told.table.parties
        assert c.loc["court", f"change_{sender}"] < 0 < c.loc["court", f"change_{target}"]


@pytest.mark.slow
def test_from_the_command_line(capsys, home, tmp_path):
    status, out, _ = bahe_here(
        capsys, "talks", "pledge-for-tariff", "--horizon", "short", "-o", str(tmp_path / "r"), "--json"
    )
    assert status == 0
    assert json.loads(out)["scenario"] == "pledge-for-tariff"
    assert (tmp_path / "r" / "report.html").is_file()
    assert (tmp_path / "r" / "eu-draws.csv").is_file()


@pytest.mark.slow
def test_noise_can_be_set(capsys, home):
    args = ("talks", "truce-clock-stockholm", "--horizon", "long", "--set", "talks.tables[0].noise=0", "--json")
    (t,) = json.loads(bahe_here(capsys, *args)[1])["tables"]
    assert t["ends"]["long"]["chances"]["deal"] == 1


def test_calibration(capsys, home):
    d = json.loads(bahe_here(capsys, "talks", "--calibration", "--json")[1])
    assert [r["count"] for r in d["observed"]] == [144, 349, 140]
    assert [r["identified"] for r in d["fits"]] == [True, True, True, False, False]
    assert "not identified" in bahe_here(capsys, "talks", "--calibration")[1]


@pytest.mark.slow
def test_backtest(capsys, home):
    d = json.loads(bahe_here(capsys, "talks", "--backtest", "--json")[1])
    assert len(d["partners"]) == 63
    assert {r["coding"] for r in d["scores"]} == {"first", "other"}
    assert {r["group"] for r in d["scores"]} == {"all", "letter", "no letter", "in the world"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("talks", "stockholm-2025"), "says nothing of talks"),
        (("talks", "truce-clock-stockholm", "--calibration"), "one of CASE"),
        (("talks", "--calibration", "--backtest"), "one of CASE"),
        (("talks", "no-such-case"), "no-such-case"),
    ],
)
def test_words_that_are_off(capsys, home, args, words):
    status, _, err = bahe_here(capsys, *args)
    assert status == 2
    assert words in err
