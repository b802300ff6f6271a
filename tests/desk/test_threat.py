"""`bahe threat` as a user calls it: the grammar of moves and demands, tables, one document, a report, and words that are off."""

import json
import xml.etree.ElementTree as ET

import pytest

import bahe
from bahe.desk.threatening import amount, full, titled
from bahe.faults import BadValue
from desk.shell import bahe_here

SMALL = ("--world", "small.npz", "--sectors", "all", "--by", "USA", "--to", "CHN")
TAX = ("--threat", "tariff C26,C27 +25%")


def document(capsys, *args):
    status, out, err = bahe_here(capsys, "threat", *SMALL, "--json", *args)
    assert status == 0, err
    return json.loads(out)


# -- the grammar -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "sentence"),
    [("tariff +25%", "USA on JPN +25%"), ("tariff 25 % on goods", "USA on JPN goods =25%"), ("tariff 25%", "USA on JPN =25%"),
     ("tariff C26, C27 +10 %", "USA on JPN C26,C27 +10%"), ("Tariff goods =0%", "USA on JPN goods =0%"),
     ("control C26 deny 50%", "USA on JPN C26 deny 50%"), ("embargo exports", "USA on JPN exports"), ("embargo", "USA on JPN"),
     ("embargo IND on RUS B06 imports", "IND on RUS B06 imports"), ("export_tax C26 +5%", "USA on JPN C26 +5%")],
)  # fmt: skip
def test_a_move_is_a_sentence_of_shock_without_who_acts_on_whom(text, sentence):
    assert full("--threat", text, "USA", "JPN")[1] == sentence


def test_amounts_carry_their_unit():
    assert amount("3bn", "--audience") == 3000
    assert amount("2.5BN", "--audience") == 2500
    assert amount("500mn", "--audience") == 500
    assert amount("-1bn", "--demand") == -1000
    assert amount("0", "--audience") == 0
    for text in ("3", "3tn", "bn", "nan", "inf", ""):
        with pytest.raises(BadValue, match="unit"):
            amount(text, "--audience")


def test_a_body_without_a_name_names_itself():
    assert titled("energy: buy B06 8bn") == ("energy", "buy B06 8bn")
    assert titled("money 5bn") == ("money 5bn", "money 5bn")
    for text in (":", "energy:", " : buy", ""):
        with pytest.raises(BadValue, match="not understood"):
            titled(text)


# -- answers -----------------------------------------------------------------------------------------------------------
def test_a_threat_in_words_and_figures(capsys, home):
    status, out, err = bahe_here(
        capsys, "threat", *SMALL, *TAX, "--demand", "access: tariff =0%", "--countermeasure", "stop: control deny 80%"
    )
    assert status == 0, err
    for word in ("raises tariffs on China", "Carried out and not answered", "not credible", "would execute only if", "at most",
                 "Asked: access", "If the threat is carried out", "an answer in kind", "stop", "What is asked", "solved",
                 "off the table", "elasticities bsy"):  # fmt: skip
        assert " ".join(word.split()) in " ".join(out.split()), word
    status, out, _ = bahe_here(capsys, "threat", *SMALL, *TAX, "--demand", "access: tariff =0%", "--lang", "zh")
    assert status == 0
    for word in ("美国把对中国", "若威胁被执行", "不可信", "所提要求", "对等回应", "若拿掉某项反制"):
        assert word in out, word


def test_the_document_is_the_library(capsys, home):
    found = document(capsys, *TAX, "--audience", "enough")
    world = bahe.load_world("small.npz")
    same = bahe.threat(
        world, "USA", "CHN", bahe.tariff(by="USA", on="CHN", sectors=["C26", "C27"], add=0.25), sectors=None,
        audience=float(world.income.sum())
    )  # fmt: skip
    for key, value in {
        "loss_usd_mn": same.loss, "own_cost_usd_mn": same.own_cost, "most_usd_mn": same.most, "bluff_price_usd_mn": same.bluff_price,
        "concession_usd_mn": same.concession(),
    }.items():  # fmt: skip
        assert found[key] == pytest.approx(value, rel=1e-6), key
    assert found["credible"] is True
    assert found["audience_usd_mn"] is None, "assumed, not a figure"
    assert found["answers"][found["answer_chosen"]]["chosen"] is True


def test_from_asking_to_linking_to_refusing(capsys, home):
    """The same threat: a small demand is taken, two together are linked, three are too many and the best pair is named."""
    most = document(capsys, *TAX, "--audience", "enough")["most_usd_mn"]
    asked = [
        f"d{m}: cost {c * most:.6f}mn value {v * most:.6f}mn"
        for m, (c, v) in enumerate([(0.3, 0.3), (0.5, 0.6), (0.6, 0.2)])
    ]
    taken = [
        document(capsys, *TAX, "--audience", "enough", *(x for d in asked[:n] for x in ("--demand", d)))
        for n in (1, 2, 3)
    ]
    assert [t["outcome"] for t in taken] == ["concedes", "concedes", "executed"]
    assert [t["linkage"]["pays"] for t in taken] == [False, True, True]
    assert taken[2]["linkage"]["best"] == ["d0", "d1"]
    silent = document(capsys, *TAX, *(x for d in asked[:2] for x in ("--demand", d)))
    assert silent["linkage"]["because"] == "not credible"
    assert silent["outcome"] == "not credible"


def test_a_countermeasure_armed_and_not_used(capsys, home):
    """With resolve behind it the sender backs down; the report of what happens without it says so."""
    stop = ("--countermeasure", "stop: control deny 90%; tariff +100%")
    plain = document(capsys, *TAX, *stop)
    used, best = plain["answers"]["stop"], plain["answers"][plain["answer_chosen"]]
    assert used["sender_usd_mn"] < best["sender_usd_mn"]
    audience = -0.5 * (used["sender_usd_mn"] + best["sender_usd_mn"])
    need = used["needs_usd_mn"]
    args = (*TAX, *stop, "--audience", f"{audience:.9f}mn", "--resolve", f"stop={1.1 * need:.9f}mn")
    firm = document(capsys, *args, "--demand", "token: cost 0 value 0")
    assert firm["outcome"] == "not credible"
    assert firm["reserve"]["stop"]["role"] == "deters"
    assert firm["reserve"]["stop"]["outcome"] == "concedes"
    _, out, _ = bahe_here(capsys, "threat", *SMALL, *args)
    assert "held in reserve and never used" in " ".join(out.split())


def test_purchases_as_a_demand(capsys, home):
    more = ("--demand", "chips: buy C26 1mn", "--demand", "cash: money 0.1mn")
    found = document(capsys, *TAX, "--audience", "enough", *more)
    assert found["demands"]["chips"]["source"] == "engine"
    assert found["demands"]["chips"]["value_usd_mn"] > 0
    assert found["demands"]["cash"] == {
        "cost_usd_mn": 0.1,
        "value_usd_mn": 0.1,
        "source": "typed in",
        "taken_alone": True,
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "more", [(), ("--audience", "enough", "--demand", "a: cost 0.1mn value 0.2mn", "--demand", "b: cost 9bn value 9bn",
                  "--countermeasure", "stop: control deny 80%")],
)  # fmt: skip
def test_the_report(capsys, home, lang, more):
    status, _, err = bahe_here(capsys, "threat", *SMALL, *TAX, *more, "--lang", lang, "-o", "out")
    assert status == 0, err
    page = (home / "out" / "report.html").read_text(encoding="utf-8")
    for part in page.split("<svg")[1:]:
        ET.fromstring("<svg" + part.split("</svg>")[0] + "</svg>")
    for bad in (">nan<", "None", ">inf"):
        assert bad not in page, bad
    assert ("假设条件" if lang == "zh" else "What was assumed") in page
    mark = json.loads((home / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert mark["asked"]["by"] == "USA"
    assert set(mark["files"]) == {p.name for p in (home / "out").iterdir()} - {"provenance.json"}
    assert bahe_here(capsys, "threat", *SMALL, *TAX, "-o", "out")[0] == 0, "an older page is replaced"


@pytest.mark.parametrize(
    ("args", "words"),
    [((), ("--threat", "tariff +25%")), (("--threat", "tarif +25%"), ("--threat", "tariff")),
     (("--threat", "tariff 25"), ("--threat", "25%")),
     (("--threat", "control C26"), ("--threat", "deny")), (("--threat", ""), ("--threat",)),
     (("--threat", "tariff ROW on CHN +10%"), ("ROW", "USA")), (("--threat", "tariff C99 +10%"), ("C99",)),
     ((*TAX, "--demand", "oil"), ("--demand", "buy")), ((*TAX, "--demand", "oil: buy C26"), ("--demand", "AMOUNT")),
     ((*TAX, "--demand", "oil: buy C99 1bn"), ("C99",)), ((*TAX, "--demand", "oil: cost 3"), ("--demand", "3bn")),
     ((*TAX, "--demand", "oil: buy C26 900bn"), ("purchases", "times")), ((*TAX, "--audience", "3"), ("--audience", "3bn")),
     ((*TAX, "--audience", "-3bn"), ("audience", "zero or more")), ((*TAX, "--resolve", "stop=1bn"), ("stop", "in kind")),
     ((*TAX, "--resolve", "1bn", "--resolve", "2bn"), ("--resolve",)), ((*TAX, "--power", "2"), ("--power", "0 to 1")),
     ((*TAX, "--countermeasure", "a: tariff +1%", "--countermeasure", "a: tariff +2%"), ("--countermeasure", "twice")),
     ((*TAX, "--horizon", "soon"), ("soon",)), ((*TAX, "--bounds", "5"), ("--bounds",))],
)  # fmt: skip
def test_words_that_are_off(capsys, home, args, words):
    status, out, err = bahe_here(capsys, "threat", *SMALL, *args)
    assert status == 2, (out, err)
    assert out == ""
    for word in words:
        assert word in err, (word, err)


def test_who_threatens_whom_must_be_said(capsys, home):
    status, _, err = bahe_here(capsys, "threat", "--world", "small.npz", *TAX)
    assert status == 2
    assert "--by USA --to JPN" in err
    status, _, err = bahe_here(capsys, "threat", "--world", "small.npz", "--by", "USA", "--to", "USA", *TAX)
    assert status == 2
    assert "two" in err or "USA" in err
