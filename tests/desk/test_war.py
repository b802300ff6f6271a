"""`bahe war` as a user calls it: tables, one document, a report in both languages, and words that are off."""

import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import bahe
from bahe.report.wording.terms import _short
from bahe.statecraft.explain import PARTS
from desk.shell import bahe_here

SMALL = ("--world", "small.npz", "--sectors", "all", "--players", "USA,CHN")
QUICK = (*SMALL, "--no-certificate")


def said(capsys, *args):
    """What the terminal shows, in one line."""
    status, out, err = bahe_here(capsys, "war", *args)
    assert status == 0, err
    return " ".join(out.split())


def document(capsys, *args):
    status, out, err = bahe_here(capsys, "war", *args, "--json")
    assert status == 0, err
    return json.loads(out)


# -- what it says ----------------------------------------------------------------------------------------------------------
def test_a_war_in_words_and_figures(capsys, home):
    out = said(capsys, *SMALL)
    for word in ("Playing to win", "in force", "real income changes by", "Why no higher", "foreigners bear", "What the players set",
                 "Why the rates are what they are", "one more point", "final use", "inputs", "1/θ", "parts add up to zero",
                 "Certificate: in", "no player gains more than", "elasticities bsy"):  # fmt: skip
        assert word in out, word


def test_it_speaks_chinese(capsys, home):
    out = said(capsys, *SMALL, "--lang", "zh", "--security", "USA:CHN=0,0.1", "--bands")
    for word in (
        "若各方求胜",
        "现行",
        "为何止步于此",
        "外国人承担",
        "为什么是这个税率",
        "检验",
        "权重",
        "没有人能测出",
        "已发表的弹性",
    ):
        assert word in out, word
    for word in ("tariff", "income", "player", "rate", "None", "nan"):
        assert word not in out, word


def test_the_document_is_the_library(capsys, home):
    """The same call in Python gives the same figures, and the parts of the explanation add up."""
    found = document(capsys, *SMALL)
    war = bahe.nash(bahe.load_world("small.npz"), ["USA", "CHN"])
    for player, row in war.table("players").to_dict("index").items():
        for column in ("tariff_pct", "welfare_pct", "terms_of_trade_pct"):
            assert found["players"][player][column] == pytest.approx(row[column], rel=1e-9)
    assert [r["rate"] for r in found["rates"]] == pytest.approx(list(war.rates_table()["rate"]))
    assert 0 <= found["certificate"]["largest"] < 1e-12
    assert found["info"]["outcome"] == "converged"
    why = found["explanation"]
    assert set(why["parts"]) == set(PARTS)
    for row in why["rows"]:
        total = sum(row[f"{part}_pct"] for part in PARTS)
        size = sum(abs(row[f"{part}_pct"]) for part in PARTS)
        assert total == pytest.approx(row["slope_pct"], abs=1e-8 * size)
        assert abs(total) < 1e-6 * size, "zero at a best reply"
    assert len(why["en"]) == len(why["zh"]) == 2
    assert found["sweep"] is found["bands"] is None


def test_the_document_goes_through_json_and_back(capsys, home):
    """Nothing but JSON on stdout, no NaN in it, and the file beside a report is the same document."""
    args = (*QUICK, "--tariffs", "partner", "--bands", "--security", "USA:CHN=0,0.2")
    status, out, err = bahe_here(capsys, "war", *args, "--json", "-o", "report")
    assert (status, err) == (0, "")
    found = json.loads(out, parse_constant=lambda c: pytest.fail(f"{c} is no JSON"))
    assert json.loads(json.dumps(found)) == found
    written = json.loads((home / "report" / "answer.json").read_text(encoding="utf-8"))
    assert written.keys() == found.keys()
    assert written["players"] == found["players"]
    assert set(found["explanation"]["by"]) == {"partner"}
    assert found["asked"]["sweep"] == ["USA", "CHN", [0.0, 0.2]]


# -- options -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("grain", "axes", "rates"),
    [("importer", set(), 2), ("partner", {"partner"}, 4), ("sector", {"sector"}, 4), ("partner-sector", {"partner", "sector"}, 8)],
)  # fmt: skip
def test_grains(capsys, home, grain, axes, rates):
    found = document(capsys, *QUICK, "--tariffs", grain)
    assert (found["grain"], len(found["rates"])) == (grain, rates)
    by = found["explanation"]["by"]
    assert set(by) == axes
    whole = {r["player"]: r for r in found["explanation"]["rows"]}
    for rows in by.values():
        for player, row in whole.items():
            part = sum(r["terms_of_trade_usd_mn"] for r in rows if r["player"] == player)
            assert part == pytest.approx(row["terms_of_trade_usd_mn"])


def test_a_finer_grain_gains_no_less_for_one_player_alone(capsys, home):
    """A single player that may tell partners and industries apart does at least as well as with one rate."""
    args = ("--world", "small.npz", "--sectors", "all", "--players", "USA", "--no-certificate")
    coarse, fine = (
        document(capsys, *args, "--tariffs", g)["players"]["USA"]["welfare_pct"] for g in ("importer", "partner-sector")
    )
    assert fine >= coarse - 1e-9


def test_instruments(capsys, home):
    args = (
        *QUICK,
        "--bounds",
        "0..1",
        "--instrument",
        "tariff",
        "--instrument",
        "export-tax:partner",
        "--instrument",
        "subsidy:sector",
    )
    found = document(capsys, *args)
    assert {r["lever"] for r in found["rates"]} == {"tariff", "export_tax", "subsidy"}
    assert {r["lever"] for r in found["explanation"]["rows"]} == {"tariff", "export_tax", "subsidy"}
    out = said(capsys, *args)
    for word in ("Besides: ", "export tax, ", "subsidy of output, ", "United States, export tax"):
        assert word in out, word


def test_controls_have_no_explanation_and_say_so(capsys, home):
    args = (*QUICK, "--instrument", "export_control", "--horizon", "short")
    found = document(capsys, *args)
    assert found["explanation"] is None
    out = said(capsys, *args)
    assert "Playing to win, they would set on average: share of exports denied" in out
    assert "Why the rates" not in out
    assert "n/a" not in out, "columns of tariffs that nobody sets are left out"


def test_an_audience_at_home(capsys, home):
    bare, bound = (document(capsys, *QUICK, *more) for more in ((), ("--audience", "USA=80%:200000")))
    rate = lambda found: next(r["rate"] for r in found["rates"] if r["player"] == "USA")
    assert rate(bare) < rate(bound) < 0.8
    assert bound["asked"]["audience"] == {"USA": {"rate": 0.8, "cost": 200000.0, "lever": "tariff"}}
    kept = {r["player"]: r["audience_usd_mn"] for r in bound["explanation"]["rows"]}
    assert kept["USA"] > 0
    assert kept["CHN"] == 0


def test_political_weights(capsys, home):
    plain, weighed = (
        document(capsys, *QUICK, "--tariffs", "sector", *more) for more in ((), ("--political", "USA:C26=1.4"))
    )
    rate = lambda found: next(r["rate"] for r in found["rates"] if (r["player"], r["sector"]) == ("USA", "C26"))
    assert rate(weighed) > rate(plain)
    assert not any(r["political_pct"] for r in plain["explanation"]["rows"])
    assert all(r["political_pct"] for r in weighed["explanation"]["rows"] if r["player"] == "USA")
    unit = document(capsys, *QUICK, "--tariffs", "sector", "--political", "USA:all=1")
    assert rate(unit) == pytest.approx(rate(plain), rel=1e-6)
    assert [r["political_pct"] for r in unit["explanation"]["rows"]] == pytest.approx([0, 0], abs=1e-9)


def test_a_security_sweep(capsys, home):
    found = document(capsys, *QUICK, "--tariffs", "partner", "--security", "USA:CHN=0,0.1,0.3")
    rows = [r for r in found["sweep"] if r["player"] == "USA"]
    assert [r["weight"] for r in rows] == [0, 0.1, 0.3]
    assert np.all(np.diff([r["tariff_on_rival_pct"] for r in rows]) > 0), (
        "the more a loss counts, the more is done for it"
    )
    assert np.all(np.diff([r["rival_welfare_pct"] for r in rows]) < 0)
    assert rows[0]["welfare_pct"] == pytest.approx(found["players"]["USA"]["welfare_pct"], abs=1e-6)
    out = said(capsys, *QUICK, "--security", "USA:CHN=0.1")
    assert "As the weight goes from 0 to 0.2" in out, "one weight is shown among others"
    outside = document(capsys, *QUICK, "--security", "USA:ROW=0,0.1")
    assert outside["sweep"][0]["rival_welfare_usd_mn"] != 0, "a rival need not play"


def test_bands(capsys, home):
    found = document(capsys, *QUICK, "--bands")
    assert {r["elasticities"] for r in found["bands"]} == {"bsy", "gyy"}
    for row in found["players"].values():
        assert row["tariff_pct_low"] <= row["tariff_pct"] <= row["tariff_pct_high"]
        assert row["welfare_pct_low"] <= row["welfare_pct"] <= row["welfare_pct_high"]
    assert "The same war in 2 published sets of elasticities" in said(capsys, *QUICK, "--bands")


def test_answers_in_kind_cool_a_war(capsys, home):
    """Who is answered by everybody else taxes less."""
    args = ("--world", "small.npz", "--sectors", "all", "--players", "USA", "--no-certificate")
    alone, answered = (
        document(capsys, *args, *more)["players"]["USA"]["tariff_pct"] for more in ((), ("--retaliate",))
    )
    assert answered < alone


def test_the_published_condition_beside_exact_replies(capsys, home):
    """In a world without inputs it answers, and its certificate speaks of exact deviations."""
    trade = np.array([[[9.0], [1.0]], [[1.0], [5.0]]])
    bahe.save_world(
        bahe.World.from_tables(trade, economies=["A", "B"], sectors=["good"], trade_elasticity=3.0), "pair.npz"
    )
    args = ("--world", "pair.npz", "--sectors", "all", "--players", "all")
    exact, published = (document(capsys, *args, "--rule", rule) for rule in ("exact", "sufficient-statistics"))
    assert exact["certificate"]["largest"] < 1e-12 < published["certificate"]["largest"]
    assert any("no exact best reply" in s for s in published["explanation"]["en"])
    assert not any("no exact best reply" in s for s in exact["explanation"]["en"])
    assert "inputs" not in said(capsys, *args), "nobody uses any"


def test_other_starts_end_in_the_same_war(capsys, home):
    rates = [
        [r["rate"] for r in document(capsys, *QUICK, *more)["rates"]]
        for more in ((), ("--start", "zero"), ("--start", "applied"))
    ]
    for other in rates[1:]:
        assert other == pytest.approx(rates[0], rel=1e-5)


# -- the page ------------------------------------------------------------------------------------------------------------------
PAGES = {
    "one rate": (), "partner": ("--tariffs", "partner", "--security", "USA:CHN=0,0.1", "--bands"),
    "fine": ("--tariffs", "partner-sector", "--political", "USA:C26=1.3", "--scan", "1"),
    "levers": ("--instrument", "tariff:sector", "--instrument", "export_tax:partner", "--bounds", "0..1"),
    "controls": ("--instrument", "export_control", "--horizon", "short"), "everybody": ("--players", "all"),
}  # fmt: skip


#: Words that a page in Chinese has in English by right: codes, names of papers.
ENGLISH = {"USA", "CHN", "ROW", "bahe", "bsy", "gyy", "small", "USD"}
HEADS = {
    "en": ("What each would set", "Who gains and who loses", "Why the rates are what they are", "How sure is this?", "What was assumed",
           "Data and papers"),
    "zh": ("各方会设定什么", "谁得谁失", "为什么是这个税率", "结果有多可靠", "假设条件", "数据来源"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", PAGES)
def test_the_report(capsys, home, case, lang):
    status, _, err = bahe_here(capsys, "war", *QUICK, *PAGES[case], "--lang", lang, "-o", "out")
    assert status == 0, err
    page = (home / "out" / "report.html").read_text(encoding="utf-8")
    for part in page.split("<svg")[1:]:
        ET.fromstring("<svg" + part.split("</svg>")[0] + "</svg>")
    for bad in (">nan<", "None", ">inf", "<script"):
        assert bad not in page, bad
    at = [page.index(f"<h2>{head}") for head in HEADS[lang]]
    assert at == sorted(at)
    if lang == "zh":
        words = set(
            re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]+>|&[a-z]+;", " ", page[: at[-1]].partition("<body>")[2]))
        )
        assert words <= ENGLISH, words - ENGLISH
    mark = json.loads((home / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert mark["asked"]["world"] == "small.npz"
    assert set(mark["files"]) == {p.name for p in (home / "out").iterdir()} - {"provenance.json"}


def test_an_older_page_is_replaced_and_anything_else_is_left_alone(capsys, home):
    for _ in range(2):
        assert bahe_here(capsys, "war", *QUICK, "-o", "out")[0] == 0
    (home / "mine").mkdir()
    (home / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    status, _, err = bahe_here(capsys, "war", *QUICK, "-o", "mine")
    assert status == 2
    assert "mine" in err
    assert (home / "mine" / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_authors_of_a_set_in_short():
    assert _short("Shapiro, J. S.") == "Shapiro"
    assert _short("Caliendo, L. and F. Parro") == "Caliendo and Parro"
    assert _short("Bagwell, K., R. W. Staiger and A. Yurukoglu") == "Bagwell et al."


# -- words that are off ----------------------------------------------------------------------------------------------------------
OFF = [
    (("--players", "USB"), ("--players", "USB", "USA")), (("--players", ","), ("--players", "commas")),
    (("--tariffs", "all"), ("--tariffs", "partner")), (("--rule", "fair"), ("--rule", "exact")),
    (("--start", "war"), ("--start", "monopoly")),
    (("--sectors", "C99"), ("--sectors", "C99", "C26")), (("--horizon", "soon"), ("--horizon", "long")),
    (("--closure", "open"), ("--closure", "balanced")), (("--elasticities", "foo"), ("--elasticities", "bsy")),
    (("--elasticities", "-3"), ("--elasticities", "above -1")), (("--elasticities", "nan"), ("--elasticities", "finite")),
    (("--bounds", "5"), ("--bounds", "0..2")), (("--bounds", "2..1"), ("--bounds", "nothing to choose")),
    (("--bounds", "0..nan"), ("--bounds", "nan", "-0.9 to 20")), (("--bounds", "0..99"), ("--bounds", "99", "-0.9 to 20")),
    (("--political", "USA"), ("--political", "C24A=1.3")), (("--political", "USA:C99=1"), ("--political", "C99", "C26")),
    (("--political", "USA:C26=99"), ("--political", "0 to 10")), (("--political", "USA:C26=nan"), ("--political", "nan", "0 to 10")),
    (("--political", "ROW:C26=1"), ("--political", "ROW", "USA, CHN")), (("--political", "USA:C26=1,2"), ("--political", "C24A=1.3")),
    (("--security", "USA:CHN"), ("--security", "USA:CHN=0.1")), (("--security", "USA:USA=0.1"), ("--security", "itself")),
    (("--security", "USA:CHN=-1"), ("--security", "0 to 10")), (("--security", "USA:FRA=0.1"), ("--security", "FRA")),
    (("--security", "ROW:CHN=0.1"), ("--security", "no such player")), (("--security", "USA:CHN=0.1,0.1"), ("--security", "twice")),
    (("--security", "USA:CHN=0,1", "--security", "CHN:USA=0,1"), ("--security", "one sweep")),
    (("--audience", "USA=60%"), ("--audience", "USA=60%:5000")), (("--audience", "USA=0:5"), ("--audience", "above zero")),
    (("--audience", "JPN=20%:5"), ("--audience", "JPN", "USA, CHN")), (("--audience", "USA=nan:5"), ("--audience", "nan")),
    (("--audience", "USA=9%:5", "--audience", "USA=8%:5"), ("--audience", "one announcement")),
    (("--instrument", "gun"), ("--instrument", "export_tax")), (("--instrument", "tariff:town"), ("--instrument", "partner")),
    (("--instrument", "subsidy:partner"), ("--instrument", "importer, sector")),
    (("--instrument", "tariff", "--instrument", "tariff:sector"), ("--instrument", "once")),
    (("--instrument", "tariff", "--tariffs", "partner"), ("--tariffs", "--instrument")),
    (("--rule", "sufficient-statistics", "--scan", "1"), ("--scan", "--rule exact")),
    (("--rule", "sufficient-statistics"), ("--rule", "input-output")), (("--world", "nowhere"), ("--world", "icio-2022")),
    (("--tol", "-1"), ("--tol", "0")), (("--tol", "nan"), ("--tol",)), (("--seed", "-1"), ("--seed", "0")),
    (("--top", "0"), ("--top", "1")),
    (("--lang", "fr"), ("fr", "en, zh")), (("--tariff-base", "some", "--world", "icio-2022"), ("--tariff-base", "us-collected")),
]  # fmt: skip


@pytest.mark.parametrize(("args", "words"), OFF, ids=[" ".join(a) for a, _ in OFF])
def test_words_that_are_off(capsys, home, args, words):
    """Exit 2, one line that names the option, what was found and what is allowed; nothing on stdout."""
    status, out, err = bahe_here(capsys, "war", *QUICK, *args)
    assert (status, out) == (2, ""), err
    for word in words:
        assert word in err, (word, err)
    assert "Traceback" not in err


def test_no_answer_is_exit_one(capsys, home):
    status, out, err = bahe_here(capsys, "war", *QUICK, "--tol", "1e-40", "--json")
    assert status == 1
    assert json.loads(out)["error"] == "NotConverged"
    assert not err or "war" in err
