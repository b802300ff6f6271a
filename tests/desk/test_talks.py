"""`bahe talks`: four cases from the command line, their reports, the calibration and the back-test."""

import json

import pytest

from desk.shell import bahe_here

CASES = ("truce-clock-stockholm", "pledge-for-tariff", "oil-linkage", "courts-and-credibility")


@pytest.fixture(scope="module")
def found():
    """Every case settled once, at one horizon."""
    from bahe.casebook.talks.talking import talks

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
    from bahe.report.sheets.page import is_page, write
    from bahe.report.talks.page import talking_page

    page = write(talking_page(found[name], lang), tmp_path / "r")
    text = page.read_text(encoding="utf-8")
    assert is_page(tmp_path / "r")
    assert text.count("<svg") >= 1
    assert ">nan" not in text.lower()
    assert "http" not in "".join(text.split("<style>")[1].split("</style>")[0])


#: Case -> figures that its claims are weighed by; None where the datum is missing.
METRICS = {
    "truce-clock-stockholm": {
        "outcome_without_ree": str, "loss_pct_CHN_minus_USA_at_30_10": float, "us_surplus_change_from_24pp": float,
        "extension_in_all_variants": bool,
    },
    "pledge-for-tariff": {
        "pledge_cost_minus_expected_loss_at_p_0_5": float, "expected_loss_minus_pledge_cost": float, "pledge_cost_pct_of_income": float,
    },
    "oil-linkage": {
        "purchase_response_to_tariff_threat": None, "purchase_response_to_tariff_threat_upper95_abs": None, "fall_minus_placebo": None,
    },
    "courts-and-credibility": {"delivery_pace_change": None},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_case_answers_its_figures_by_name(found, name):
    """Value, unit and how it was got; or null and the datum that is missing."""
    got = found[name].document()["metrics"]
    assert set(got) == set(METRICS[name])
    for metric, kind in METRICS[name].items():
        m = got[metric]
        if kind is None:
            assert m["value"] is None
            assert m["by"] == {}
            assert m["missing"]["en"]
            assert m["missing"]["zh"]
            continue
        assert isinstance(m["value"], kind)
        assert m["missing"] is None
        assert m["unit"]
        assert m["how"]["en"]
        assert m["how"]["zh"]
        if kind is float:
            assert m["low"] <= m["value"] <= m["high"]
            assert all(m["low"] <= v <= m["high"] for v in m["by"].values())


@pytest.mark.slow
def test_the_deadlines_of_the_truce_are_all_on_record(found):
    """Two are scored, the third is open: its chances stand, its score does not."""
    rows = [r for t in found["truce-clock-stockholm"].tables for r in t.scores.to_dict("records")]
    assert [(r["date"], r["observed"]) for r in rows] == [
        ("2025-08-12", "truce"),
        ("2025-11-10", "deal"),
        ("2026-11-10", "open"),
    ]
    assert [r["brier"] == r["brier"] for r in rows] == [True, True, False]
    assert all(r["deal"] + r["truce"] + r["breakdown"] == pytest.approx(1) for r in rows)


@pytest.mark.slow
def test_the_delay_of_the_truce_names_its_causes(found):
    """Private information alone would not be signed at once; without it, it is."""
    told = found["truce-clock-stockholm"].tables[0]
    d = told.delay.set_index("cause")
    assert d.loc["private information", "first"] < 1 == d.loc["private information", "first_without"]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["india", "china"])
def test_targets_without_a_pledge_on_file_say_so(found, table):
    t = next(t for t in found["courts-and-credibility"].tables if t.table.id == table)
    assert "on file" in t.document()["note"]["en"]


@pytest.mark.slow
def test_removing_the_threat_leaves_the_eu_at_its_july_terms(found):
    """Without a threat the EU loses by signing: nothing is signed, in every draw."""
    c = found["pledge-for-tariff"].tables[0].causes.set_index("cause")
    assert c.loc["threat", "deal"] == 0


@pytest.mark.slow
def test_the_court_takes_from_the_sender_and_gives_to_the_target(found):
    for told in found["courts-and-credibility"].tables[:3]:  # what a court does to China's part is China's to answer
        c = told.causes.set_index("cause")
        sender, target = told.table.parties
        assert c.loc["court", f"change_{sender}"] < 0 < c.loc["court", f"change_{target}"]


OFFER = """
id: offer
question: What does a proposer risk?
world: icio-2022
horizons: [long]
elasticities: [bsy]
focus: [USA, CHN]
variants:
  - id: now
  - {id: ten, moves: [{instrument: tariff, by: USA, on: CHN, add: 10%}, {instrument: tariff, by: CHN, on: USA, add: 10%}]}
talks:
  - {id: offer, parties: [USA, CHN], sign: now, unless: ten, protocol: ultimatum, doubt: 20, payments: true, note: a note}
  - {id: war, parties: [USA, CHN], sign: now, unless: ten, protocol: reputation, deadline: 6, payments: true}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ["take it or leave it", "talks break off after 6 months", "month 6", "What is missing", "20.0 USD bn a year either way"]),
     ("zh", ["最后通牒", "6 个月后破裂", "第 6 月", "缺什么", "200 亿美元/年"])],
)  # fmt: skip
def test_an_offer_and_a_war_of_reputation_have_their_page(tmp_path, lang, words):
    """What is typed in is said, and the time line runs to the deadline."""
    from bahe.casebook.talks.talking import talks
    from bahe.report.sheets.page import write
    from bahe.report.talks.page import talking_page

    file = tmp_path / "offer.yaml"
    file.write_text(OFFER, encoding="utf-8")
    answer = talks(file)
    text = write(talking_page(answer, lang), tmp_path / "r").read_text(encoding="utf-8")
    for word in words:
        assert word in text
    offer, war = answer.tables
    assert 0 < offer.mean("deal", "long") < 1
    assert war.clock["signed"].sum() == pytest.approx(war.mean("deal", "long"))


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
    t, _ = json.loads(bahe_here(capsys, *args)[1])["tables"]
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
    assert (
        {r["measure"] for r in d["sizes"]}
        == set(d["measures"])
        == {"relief", "own cut", "purchases", "investment", "pledged"}
    )
    assert all(r["partners"] >= 3 for r in d["sizes"])
    sized = {(r["measure"], r["predictor"]): r["rank"] for r in d["sizes"]}
    assert sized["relief", "loss"] > sized["relief", "size"]


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
