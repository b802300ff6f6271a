"""`bahe leverage` and `bahe depend`: answers that are the library's, one JSON document, kind refusals, a page that stands alone."""

import json
import re

import numpy as np
import pytest

import bahe
from bahe.report.dependence.answer import dependence, publish
from bahe.report.dependence.levers import Asked, actors_asked, levers
from bahe.report.dependence.matrix import bands
from bahe.report.dependence.routes import STEPS
from desk.shell import bahe_here


def one_document(text):
    return json.loads(text)


@pytest.fixture(scope="module")
def icio():
    return bahe.load_world("icio-2022")


def test_leverage_is_the_verb_of_the_library(capsys, icio):
    status, out, err = bahe_here(capsys, "leverage", "--between", "USA,CHN,JPN", "--horizon", "long", "--json")
    assert (status, err) == (0, "")
    said = one_document(out)["horizons"]["long"]
    matrix = bahe.leverage(icio, horizon="long", between=["USA", "CHN", "JPN"])
    assert said["unit"].startswith("per cent of real income")
    assert len(said["pairs"]) == 6
    for row in said["pairs"]:
        assert row["loss_pct"] == pytest.approx(matrix.loc[row["buyer"], row["supplier"]], abs=1e-6)
    assert matrix.attrs["horizon"] == "long"
    assert np.isnan(matrix.loc["USA", "USA"])


def test_items_leak_as_their_table_says(icio):
    """Withheld items come with their own leakage; a full cut is asked for by leakage=0 and costs more."""
    asked = Asked(("USA",), ("CHN",), ("gallium",), horizons=("short",))
    found = levers(asked, world=icio).blocks[0].found
    full = bahe.leverage(icio, "short", items="gallium", buyers="USA", suppliers="CHN", leakage=0.0)
    assert found.leakage == pytest.approx(0.1)
    assert 0 < found.loss[0, 0] < full.loc["USA", "CHN"]


def test_withheld_items_say_after_how_many_months_it_bites(capsys, tmp_path):
    """Months from stock and leakage, in the terminal, the document and the page; missing where no stock is on file."""
    out = tmp_path / "report"
    words = [
        "leverage",
        "--buyers",
        "CHN",
        "--suppliers",
        "JPN",
        "--items",
        "photoresist-arf,silicon-wafers",
        "--horizon",
        "long",
    ]
    status, text, _ = bahe_here(capsys, *words, "-o", str(out))
    assert status == 0
    assert "3.3 (2.1–8.6)" in text
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Months until it bites" in page
    rows = {r["item"]: r for r in json.loads((out / "answer.json").read_text(encoding="utf-8"))["items"]}
    assert rows["photoresist-arf"]["bites_months"] == pytest.approx(3 / 0.9)
    assert rows["silicon-wafers"]["bites_months"] is None
    status, text, _ = bahe_here(capsys, "depend", "--item", "photoresist-arf", "--json")
    assert one_document(text)["bites_months_low"] == pytest.approx(2 / 0.95)


def test_stocks_on_file_are_said_and_those_that_are_not(icio):
    found = dependence("CHN", "JPN", items=("photoresist-arf", "silicon-wafers"), horizons=("long",), world=icio)
    assert found.sentences("en")[-1] == (
        "Stocks on file cover what no longer arrives: 3.3 months (2.1–8.6) of Photoresist, ArF (193 nm); none is on file for the other one."
    )
    assert "其余 1 种商品无库存数据" in found.sentences("zh")[-1]


def test_a_coalition_is_a_column(capsys):
    status, out, _ = bahe_here(
        capsys,
        "leverage",
        "--buyers",
        "CHN",
        "--suppliers",
        "JPN",
        "--coalition",
        "chips=USA+NLD+JPN",
        "--horizon",
        "long",
        "--json",
    )
    assert status == 0
    rows = {r["supplier"]: r["loss_pct"] for r in one_document(out)["horizons"]["long"]["pairs"]}
    assert rows["chips"] > rows["JPN"] > 0


def test_a_coalition_of_buyers_is_a_row_and_loses_what_its_members_lose(icio):
    """A coalition stands on each side that lists it; who shares a member with the other side is no question."""
    chips = {"chips": ("USA", "NLD", "JPN")}
    asked = Asked(("chips", "CHN"), ("CHN", "chips", "JPN"), horizons=("long",), coalitions=chips)
    found = levers(asked, world=icio)
    L = found.blocks[0].found
    assert (L.buyers, L.suppliers) == (("chips", "CHN"), ("CHN", "chips", "JPN"))
    assert L.overlap.tolist() == [[False, True, True], [True, False, False]]
    assert L.solved.sum() == len(found.blocks[0].table) == 3
    eq = bahe.solve(icio, bahe.embargo("CHN", ["USA", "NLD", "JPN"], direction="exports"), horizon="long")
    members = [icio.axes.economy(e) for e in chips["chips"]]
    lost = ((1 - eq.welfare_hat) * icio.income)[members].sum()
    assert L.loss_usd[0, 0] == pytest.approx(lost, rel=1e-6)
    assert L.loss[0, 0] == pytest.approx(100 * lost / icio.income[members].sum(), rel=1e-6)
    assert found.document()["coalitions"] == {"chips": ["USA", "NLD", "JPN"]}
    assert found.sentences("en")[-1] == "Acting as one: chips = United States, Netherlands, Japan."


def test_a_coalition_that_no_side_lists_is_a_supplier_beside_everybody_listed(icio):
    asked = Asked(("CHN",), ("world",), coalitions={"chips": ("USA", "NLD")})
    sides = actors_asked(asked, icio.axes)
    assert sides["buyers"] == ("CHN",)
    assert sides["suppliers"]["chips"] == ("USA", "NLD")
    assert len(sides["suppliers"]) == len(icio.economies) + 1


def test_bands_hold_the_central_figure(icio):
    frame = bands(icio, "short", "goods", buyers=["CHN"], suppliers=["JPN"])
    row = frame.iloc[0]
    assert row["loss_pct_low"] <= row["loss_pct"] <= row["loss_pct_high"]
    assert len(frame.attrs["draws"]) == 3


def test_tables_and_page(capsys, tmp_path):
    """The terminal table, and a folder with a page that asks nothing of any other host."""
    out = tmp_path / "report"
    status, text, err = bahe_here(capsys, "leverage", "--between", "USA,CHN", "--horizon", "long", "-o", str(out))
    assert (status, err) == (0, "")
    assert "loses most" in text
    page = (out / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=[\"']https?:", page)
    assert "<svg" in page
    assert str(tmp_path) not in page
    assert sorted(p.name for p in out.iterdir()) == [
        "answer.json",
        "leverage-long.csv",
        "provenance.json",
        "report.html",
    ]
    status, _, _ = bahe_here(
        capsys, "leverage", "--between", "USA,CHN", "--horizon", "long", "-o", str(out), "--lang", "zh"
    )
    assert status == 0  # an older page is replaced
    assert "杠杆" in (out / "report.html").read_text(encoding="utf-8")


def test_depend_on_everybody_and_on_one(icio, answer):
    found = dependence("CHN", horizons=("long",), world=icio)
    assert len(found.suppliers) == 80
    assert found.suppliers["loss_pct_long"].is_monotonic_decreasing
    items = next(iter(found.items.values())).set_index("item")
    assert items.loc["photoresist-arf", "supplier"] == "JPN"
    one = answer
    assert list(one.items) == ["JPN → CHN", "CHN → JPN"]
    assert list(one.items["JPN → CHN"]["item"]) == ["silicon-wafers"]
    assert "germanium" in set(one.items["CHN → JPN"]["item"])
    lost = one.items["JPN → CHN"].iloc[0]
    assert lost["loss_pct_short"] > lost["loss_pct_long"] > 0
    chains = one.paths.groupby(["buyer", "supplier"])["share"]
    assert sorted(chains.groups) == [("CHN", "JPN"), ("JPN", "CHN")]
    assert all(part.is_monotonic_decreasing for _, part in chains)
    for lang in ("en", "zh"):
        assert all(one.sentences(lang))


def test_screens_and_history_stand_beside_the_losses(icio):
    """Raw materials flagged with the conditions that fired, and the years before, where the packaged tables have the pair."""
    found = dependence("JPN", "CHN", items=("gallium",), horizons=("long",), world=icio)
    assert (found.screens["largest"] == "CHN").all()
    assert (found.screens["import_hhi"] > 0.4).all()
    value = found.history[found.history["series"].str.endswith("value")].set_index("year")["share"]
    assert value[2010] == pytest.approx(0.796, abs=5e-4)
    assert value[2024] == pytest.approx(0.378, abs=5e-4)
    none = dependence("BRA", "CHL", items=("gallium",), horizons=("long",), world=icio)
    assert none.screens.empty
    assert none.history.empty


def test_an_item_shows_every_figure_with_its_source(capsys):
    status, out, _ = bahe_here(capsys, "depend", "--item", "gallium", "--json")
    assert status == 0
    sheet = one_document(out)
    assert sheet["sector"] == "C24B"
    assert all(f["source"] for f in sheet["figures"] if f["value"] is not None)
    status, out, _ = bahe_here(capsys, "depend", "--item", "photoresist-arf", "--lang", "zh")
    assert status == 0
    assert "光刻胶" in out


@pytest.mark.parametrize("json", [[], ["--json"]])
def test_a_full_stop_within_a_year_has_no_answer(capsys, json):
    """The words are fine and the model says no: status 1, with what to do about it."""
    status, out, err = bahe_here(capsys, "leverage", "--between", "USA,CHN", "--horizon", "shock", *json)
    assert status == 1
    assert "--leakage 5%" in (out if json else err)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["leverage", "--between", "USA,XXX"], "XXX"),
        (["leverage", "--between", ","], "no names"),
        (["leverage", "--between", "USA,CHN", "--buyers", "JPN"], "both sides"),
        (["leverage", "--between", "USA,CHN", "--horizon", "soon"], "soon"),
        (["leverage", "--between", "USA,CHN", "--items", "galium"], "gallium"),
        (["leverage", "--between", "USA,CHN", "--items", "gallium", "--sectors", "C26"], "either items or sectors"),
        (["leverage", "--between", "USA,CHN", "--items", "fab-tools,lithography-euv"], "holds"),
        (["leverage", "--between", "USA,CHN", "--sectors", "C99"], "C99"),
        (["leverage", "--between", "USA,CHN", "--leakage", "150%"], "--leakage"),
        (["leverage", "--between", "USA,CHN", "--leakage", "some"], "--leakage"),
        (["leverage", "--buyers", "CHN", "--coalition", "chips"], "name and members"),
        (["leverage", "--buyers", "CHN", "--coalition", "chips=USA+XXX"], "XXX"),
        (["leverage", "--buyers", "CHN", "--coalition", "EU27=DEU+FRA"], "another name"),
        (["leverage", "--between", "USA,CHN", "--tariffs", "some"], "some"),
        (["leverage", "--between", "USA,CHN", "--lang", "fr"], "fr"),
        (["depend", "XXX"], "XXX"),
        (["depend", "CHN", "--on", "XXX"], "XXX"),
        (["depend", "CHN", "--on", "CHN"], "CHN"),
        (["depend", "--on", "JPN"], "needs a buyer"),
        (["depend", "CHN", "--buyer", "JPN"], "one buyer at a time"),
        (["depend", "CHN", "--item", "gallium", "--on", "JPN"], "--item asks about one item"),
        (["depend", "CHN", "--item", "gallium", "--items", "all"], "--item asks about one item"),
        (["depend", "--item", "gallium", "--buyer", "XXX"], "XXX"),
        (["depend", "CHN", "--bands"], "Add --on"),
        (["depend", "CHN", "--screen", "geodap"], "geodep"),
        (["depend", "CHN", "--horizon", "soon"], "soon"),
        (["depend", "CHN", "--top", "0"], "--top"),
        (["depend", "--item", "gallium", "-o", "."], "cannot replace"),
        (["depend", "CHN", "--colour", "red"], "--colour"),
        (["depend", "--item", "photorezist"], "photoresist"),
        (["depend", "CHN", "--items", "nothing"], "nothing"),
        (["depend", "CHN", "-o", "."], "cannot replace"),
    ],
)
def test_bad_words_are_told_kindly(capsys, words, says):
    """Exit 2, the place named, no traceback."""
    status, out, err = bahe_here(capsys, *words)
    assert status == 2
    assert says in err
    assert "Traceback" not in out + err


@pytest.fixture(scope="module")
def answer():
    """One pair with one item each way, both horizons, as the command line writes it."""
    return dependence("CHN", "JPN", items=("silicon-wafers", "germanium"))


def test_a_pair_is_answered_in_both_directions_on_both_worlds(answer):
    lens = answer.answer.set_index(["holder", "lens", "horizon"])["loss_pct"]
    assert {h for h, _, _ in lens.index} == {"JPN", "CHN"}
    for h in ("short", "long"):
        assert lens["JPN", "items", h] < lens["JPN", "items-rent", h] < lens["JPN", "items-whole", h]
    assert lens["JPN", "carved", "short"] > 1.5 * lens["JPN", "industries", "short"]
    assert lens["JPN", "carved", "long"] == pytest.approx(lens["JPN", "industries", "long"], rel=0.1)


def test_explain_names_the_condition_the_margin_and_the_route(answer):
    """Screens by threshold, then the look-through by number of purchases: its parts add up, and one chain crosses a third economy."""
    for lang, words in (
        ("en", ("> 0.4", "by one purchase", "third economy")),
        ("zh", ("> 0.4", "一次购买到达", "经第三方")),
    ):
        said = " ".join(answer.explain(lang))
        assert all(w in said for w in words)
    for r in answer.inputs.to_dict("records"):
        assert sum(r[c] for c in STEPS) == pytest.approx(r["look_through_pct"])
        assert len({node.split(" ")[0] for node in r["abroad"].split(" → ")}) == 3
    assert answer.document()["explain"] == answer.explain("en")
    assert any("No raw material of China is flagged" in s for s in answer.explain("en"))


def test_the_tariffs_asked_for_are_the_tariffs_named(tmp_path):
    none = dependence("CHN", "JPN", items=("silicon-wafers",), horizons=("long",), tariffs="none")
    publish(none, tmp_path / "none", "en")
    facts = json.loads((tmp_path / "none" / "provenance.json").read_text(encoding="utf-8"))
    assert facts["tariffs"] == "none"
    assert "teti-gtd" not in {s["key"] for s in facts["sources"]}


def test_no_loss_without_its_elasticity_in_words(answer):
    for lang, sign in (("en", "sigma"), ("zh", "σ")):
        said = answer.sentences(lang)
        assert all(sign in s for s in said[:4])
        assert any(("upper end" if lang == "en" else "上限") in s for s in said)
        assert any(("Why the lenses differ" if lang == "en" else "两种读法为何不同") in s for s in said)


def test_a_page_shows_charts_grounds_and_sources_and_asks_no_other_host(answer, tmp_path):
    for lang in ("en", "zh"):
        publish(answer, tmp_path / lang, lang, {"command": "bahe depend CHN --on JPN"})
        page = (tmp_path / lang / "report.html").read_text(encoding="utf-8")
        assert not re.search(r"(src|href)=[\"']https?:", page)
        assert page.count("<svg") >= 6
        assert str(tmp_path) not in page
        for key in ("lens-short", "items-0", "routes-0", "routes-1", "history-0"):
            assert f"{key}-t" in page
        facts = json.loads((tmp_path / lang / "provenance.json").read_text(encoding="utf-8"))
        assert facts["asked"]["on"] == "JPN"
        assert facts["tariffs"] == "all"
        assert {"teti-gtd", "us-census-2024"} <= {s["key"] for s in facts["sources"]}
        assert "--tariffs all" in page
        assert facts["command"] == "bahe depend CHN --on JPN"
        assert any(s["key"] == "cset-2021" for s in facts["sources"])
        assert "cset-2021" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_page_that_fails_leaves_the_older_one(answer, tmp_path, monkeypatch):
    out = tmp_path / "report"
    publish(answer, out, "en")
    before = (out / "report.html").read_text(encoding="utf-8")

    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr("pandas.DataFrame.to_csv", full)
    with pytest.raises(OSError, match="no space"):
        publish(answer, out, "en")
    assert [p.name for p in tmp_path.iterdir()] == ["report"]
    assert (out / "report.html").read_text(encoding="utf-8") == before


def test_an_item_and_a_buyer_are_solved_with_and_without_leakage(capsys, tmp_path):
    out = tmp_path / "item"
    words = ["depend", "--item", "germanium", "--buyer", "JPN", "--horizon", "short", "--json", "-o", out]
    status, text, err = bahe_here(capsys, *words)
    assert (status, err) == (0, "")
    said = one_document(text)
    row = said["holders"][0]
    assert (row["buyer"], row["holder"]) == ("JPN", "CHN")
    assert 0 < row["loss_pct_short"] < row["whole_loss_pct_short"]
    assert row["sigma_short"] == pytest.approx(1.5)
    assert [r["removed"] for r in said["left"]] == list(range(6))
    assert "<svg" in (out / "report.html").read_text(encoding="utf-8")


def test_depend_prints_one_document_and_nothing_else(capsys):
    status, text, err = bahe_here(capsys, "depend", "JPN", "--horizon", "long", "--json")
    assert (status, err) == (0, "")
    said = one_document(text)
    assert said["suppliers"][0]["supplier"] == "CHN"
    assert said["cliffs"][0]["preset"] == "geodep"
    assert said["grounds"]["measured"] > 0
    assert all("threshold" in s or ">" in s for s in said["explain"][:1])
    assert "NaN" not in text


def test_the_library_asks_as_the_command_line_does(icio):
    found = bahe.depend(icio, "JPN", horizons=("long",))
    assert found.suppliers["loss_pct_long"].is_monotonic_decreasing
    assert len(found.paths) > 0
    assert any("median" in s or "sigma" in s for s in found.sentences("en"))
