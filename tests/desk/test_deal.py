"""`bahe deal` as a user calls it: tables, one document, a report, and words that are off."""

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import bahe
from bahe.report.deals.charts import lens
from bahe.statecraft.zone import Zone
from desk.shell import bahe_here

SMALL = ("--world", "small.npz", "--sectors", "all")


def document(capsys, *args):
    status, out, err = bahe_here(capsys, "deal", *SMALL, "--json", *args)
    assert status == 0, err
    return json.loads(out)


def test_a_deal_of_two_in_words_and_figures(capsys, home):
    status, out, err = bahe_here(capsys, "deal", *SMALL)
    assert status == 0, err
    for word in ("Starting from the trade war", "equal gains", "Why they sign", "Zone of agreement", "Before and after",
                 "What each gives and takes",
                 "trade war", "free trade", "Nash product", "Converged", "elasticities bsy"):  # fmt: skip
        assert word in out, word
    status, out, _ = bahe_here(capsys, "deal", *SMALL, "--lang", "zh")
    assert status == 0
    for word in ("从关税战出发", "等比例获益", "为何签署", "谈判空间", "各方付出与所得", "收敛"):
        assert word in out, word


def test_the_document_is_the_library(capsys, home):
    """The same call in Python gives the same figures."""
    found = document(capsys)
    world = bahe.load_world("small.npz")
    deal = bahe.cooperate(world, "nash", players=["USA", "CHN"], tariffs="partner", partners="players")
    table = deal.table()
    for player in ("USA", "CHN"):
        got = found["players"][player]
        for column in ("gain_pct", "gain_usd_mn", "tariff_pct", "tariff_before_pct"):
            assert got[column] == pytest.approx(table.loc[player, column], rel=1e-6, abs=1e-9)
        parts = found["give_and_take"][player]
        whole = parts["own_usd_mn"] + parts["others_usd_mn"] + parts["both_usd_mn"] + parts["payment_usd_mn"]
        assert whole == pytest.approx(parts["total_usd_mn"])
        assert parts["own_usd_mn"] <= 0, "from a war one's own cuts can only cost"
    assert found["info"]["outcome"]
    assert found["elasticities"] == "bsy"


def test_marks_and_ends_of_the_zone(capsys, home):
    found = document(capsys)
    assert set(found["marks"]) == {"nash", "status-quo", "free-trade", "equal-gains", "nash-product"}
    assert found["marks"]["nash"]["usd_mn"] == pytest.approx([0, 0], abs=1e-9), "the origin"
    one, two = found["marks"]["equal-gains"]["gain_pct"]
    assert one == pytest.approx(two, abs=1e-4)
    product = np.prod(found["marks"]["nash-product"]["gain_pct"])
    assert product >= one * two - 1e-9
    first, second = found["zone"]
    assert first["nothing_for"] == "USA"
    assert first["usd_mn"][1] >= second["usd_mn"][1]
    assert all(p["USA_usd_mn"] <= second["usd_mn"][0] + 1e-6 for p in found["frontier"] if p["zone"])
    grid = np.array(found["zone_map"]["both"])
    assert grid.any()
    assert not grid.all()


@pytest.mark.parametrize("start", ["status-quo", "free-trade"])
def test_other_starts(capsys, home, start):
    found = document(capsys, "--from", start, "--rule", "nash-product")
    assert found["start"] == start
    assert found["rule"] == "nash"
    assert found["marks"][start]["usd_mn"] == pytest.approx([0, 0], abs=1e-6)
    assert min(p["gain_pct"] for p in found["players"].values()) >= -1e-5


def test_payments_and_power(capsys, home):
    found = document(capsys, "--players", "all", "--side-payments")
    assert sum(p["payment_usd_mn"] for p in found["players"].values()) == pytest.approx(0, abs=1e-5)
    assert found["frontier"] is None
    even, strong = (document(capsys, "--rule", "nash-product", "--no-frontier", "--power", p) for p in ("1,1", "4,1"))
    assert strong["players"]["USA"]["gain_pct"] > even["players"]["USA"]["gain_pct"]


@pytest.mark.parametrize("mfn", [False, True])
def test_pairs(capsys, home, mfn):
    args = ("--players", "all", "--pairs", *(["--mfn"] if mfn else []))
    found = document(capsys, *args)
    assert found["mfn"] is mfn
    assert {(p["first"], p["second"]) for p in found["pairs"]} == {("USA", "CHN"), ("USA", "ROW"), ("CHN", "ROW")}
    status, out, _ = bahe_here(capsys, "deal", *SMALL, *args)
    assert status == 0
    assert "Pair by pair" in out
    assert ("most-favoured-nation" in out) is mfn


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "more",
    [(), ("--players", "all", "--side-payments"), ("--players", "all", "--pairs"), ("--tariffs", "partner-sector")],
)
def test_the_report(capsys, home, lang, more):
    status, _, err = bahe_here(capsys, "deal", *SMALL, *more, "--lang", lang, "-o", "out")
    assert status == 0, err
    page = (home / "out" / "report.html").read_text(encoding="utf-8")
    for part in page.split("<svg")[1:]:
        ET.fromstring("<svg" + part.split("</svg>")[0] + "</svg>")
    for bad in (">nan<", "None", ">inf"):
        assert bad not in page, bad
    assert ("假设条件" if lang == "zh" else "What was assumed") in page
    mark = json.loads((home / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert mark["asked"]["world"] == "small.npz"
    assert set(mark["files"]) == {p.name for p in (home / "out").iterdir()} - {"provenance.json"}
    assert bahe_here(capsys, "deal", *SMALL, *more, "-o", "out")[0] == 0, "an older page is replaced"


def test_a_folder_of_something_else_is_left_alone(capsys, home):
    (home / "mine").mkdir()
    (home / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    status, _, err = bahe_here(capsys, "deal", *SMALL, "-o", "mine")
    assert status == 2
    assert "mine" in err
    assert (home / "mine" / "letter.txt").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [(("--from", "peace"), ("--from", "status-quo")), (("--rule", "fair"), ("--rule", "equal-gains")),
     (("--tariffs", "all"), ("--tariffs", "partner")),
     (("--players", "USA"), ("--players", "two")), (("--players", "USA,USB"), ("USB", "USA")), (("--mfn",), ("--mfn", "--pairs")),
     (("--players", "all", "--frontier"), ("--players", "two")), (("--pairs", "--side-payments"), ("--side-payments",)),
     (("--pairs", "--from", "free-trade"), ("free-trade",)), (("--power", "1,1"), ("--power", "nash-product")),
     (("--rule", "nash-product", "--power", "1"), ("--power", "2 numbers")),
     (("--rule", "nash-product", "--power", "x"), ("--power", "2,1")),
     (("--bounds", "5"), ("--bounds", "0..2"))],
)  # fmt: skip
def test_words_that_are_off(capsys, home, args, words):
    status, out, err = bahe_here(capsys, "deal", *SMALL, *args)
    assert status == 2
    assert out == ""
    for word in words:
        assert word in err, (word, err)


def test_no_answer_is_exit_one(capsys, home):
    status, out, err = bahe_here(
        capsys, "deal", *SMALL, "--players", "all", "--tol", "1e-30", "--no-frontier", "--json"
    )
    assert status == 1
    assert json.loads(out)["error"] == "NotConverged"
    assert not err or "deal" in err


def test_the_outline_of_a_zone_is_where_both_gain():
    """A disc: its outline comes back to a hundredth, between grid points, too."""
    x = np.linspace(0, 1, 13)
    a, b = np.meshgrid(x, x, indexing="ij")
    inside = 0.09 - (a - 0.5) ** 2 - (b - 0.5) ** 2
    (outline,) = lens(Zone(x, x, np.stack([inside, inside + 0.01], -1), np.zeros((13, 13, 2))))
    for p, q in outline:
        if abs(p - 50) < 28:
            assert np.hypot(p - 50, q - 50) == pytest.approx(30, abs=0.3)
    assert lens(Zone(x, x, -np.ones((13, 13, 2)), np.zeros((13, 13, 2)))) == []
