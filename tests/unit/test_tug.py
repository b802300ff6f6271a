"""Tugs: what is read, drawn and weighed; small sizes, without a world where none is looked at."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bahe.casebook.tugs.files import read, tug_case, tug_names
from bahe.casebook.tugs.priors import PRIORS, drawn
from bahe.casebook.tugs.tugging import accounts, seen, tug
from bahe.faults import BadFile, BadValue, MissingData, NotConverged, UnknownName
from bahe.report.tugs.answer import TugAnswer
from bahe.report.tugs.page import tug_page
from bahe.report.tugs.words import FACTORS, PARAMETERS, clock, sentences
from bahe.rounds.conditioning import at_times, effective, quantile, weights


@cache
def played(name: str, draws: int = 4096) -> TugAnswer:
    return tug(name, draws=draws, solve=False)


def test_the_cases_are_there() -> None:
    """Three built-in tugs; every one is read, and every figure that it names is on file."""
    assert tug_names() == ("ai-chip-floor-and-lock-in", "korea-2019", "slow-tug-multi-tech")
    for name in tug_names():
        for good in tug_case(name).goods:
            assert any(s.use == "fit" for s in seen(good)), good.id
            assert set(good.priors) <= set(PRIORS)


@pytest.mark.parametrize("name", ["ai-chip-floor-and-lock-in", "korea-2019", "slow-tug-multi-tech"])
def test_parts_add_up_and_clocks_are_in_order(name: str) -> None:
    """Shapley parts add up to the whole, channels to one, quantiles rise; the same seed gives the same answer."""
    a = played(name)
    for g in a.goods:
        assert sum(g.made_of.values()) == pytest.approx(g.made_of_whole, abs=1e-9)
        assert sum(g.channels.values()) == pytest.approx(1, abs=1e-9)
        for fan in (g.fan, g.position):
            assert (np.diff(fan, axis=0) >= -1e-12).all()
        for times in (g.half_life, g.bites, g.stops, *g.crossings.values()):
            assert (times[1:] >= times[:-1]).all()
        assert g.effective > 50
    again = tug(name, draws=4096, solve=False)
    assert np.array_equal(a.goods[0].fan, again.goods[0].fan)


def test_the_money_says_who_took_over() -> None:
    """Hydrogen fluoride 2019-2020: imports from others fell, too, so that third countries took over nothing (by hand: 76.5 to 63.9)."""
    m = accounts(tug_case("korea-2019").goods[0])
    assert m["holder_before"] == 36.34
    assert m["others_before"] == pytest.approx(36.34 * (1 / 0.322 - 1))
    assert m["others_after"] == pytest.approx(9.38 * (1 / 0.128 - 1))
    assert m["third"] == 0
    assert m["not_imported"] == 1


def test_the_held_back_figure_is_not_in_its_own_forecast() -> None:
    """AI accelerators: trained on 10 and 30 per cent, scored on 41; baselines by hand."""
    s = played("ai-chip-floor-and-lock-in").goods[0].score
    assert s is not None
    assert s.observed == 0.41
    assert s.persistence == pytest.approx(0.11)
    line = np.polyfit([2023.25, 2024.5], [np.log(0.1 / 0.9), np.log(0.3 / 0.7)], 1)
    assert s.line == pytest.approx(1 / (1 + np.exp(-np.polyval(line, 2025.5))) - 0.41)
    assert s.low < s.median < s.high


def test_income_is_solved_where_the_market_is_known() -> None:
    """Leverage of the seller of accelerators falls as the home share rises; without a market there is none."""
    g = tug("ai-chip-floor-and-lock-in", draws=2048).goods[0]
    assert (g.leverage[2, :4] > 0).all()
    assert g.leverage[2, 0] > 10 * g.leverage[2, 5]
    assert g.accuracy["worst_leverage"] < 0.05 * g.accuracy["typical_leverage"]
    bearings = next(g for g in played("slow-tug-multi-tech").goods if g.id == "bearings-hsr")
    assert np.isnan(bearings.leverage).all()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_are_written_in_both_languages(lang: str) -> None:
    """Every factor and parameter has its word; no text of the other language stands in a page."""
    a = played("korea-2019")
    page = tug_page(a, lang)
    text = "".join(page.sections)
    assert "<svg" in text
    for g in a.goods:
        assert set(g.made_of) <= set(FACTORS)
        assert {p["name"] for p in g.parameters} <= set(PARAMETERS)
    assert len(sentences(a, lang)) >= len(a.goods)
    assert clock([np.inf] * 3, lang) == ("not reached" if lang == "en" else "未达到")
    document = a.document()
    assert document["verdict"] in ("supported", "contradicted", "mixed", "unknown")
    assert {"fans", "clocks", "figures"} == set(a.tables())


def test_priors_stay_inside_their_ranges() -> None:
    """Uniform, uniform in logs, and numbers; what is off is named."""
    d = drawn({"intensity": [0.3, 1.0], "speed": {"log": [0.1, 0.8]}, "resourcing": 0}, 256, 0)
    assert d["intensity"].min() >= 0.3
    assert d["speed"].min() >= 0.1
    assert np.median(np.log(d["speed"])) == pytest.approx(np.log(0.08) / 2, abs=0.02)
    assert (d["resourcing"] == 0).all()
    with pytest.raises(UnknownName):
        drawn({"intensty": 1}, 8, 0)
    with pytest.raises(BadValue):
        drawn({"intensity": [1.0, 0.3]}, 8, 0)


def test_weights_by_hand() -> None:
    """Two draws, one figure: weights in the ratio of the normal densities."""
    w = weights(np.array([[0.0, 1.0]]), [0.0], [0.5])
    assert w[1] / w[0] == pytest.approx(np.exp(-2))
    assert effective(np.full(4, 0.25)) == pytest.approx(4)
    assert quantile(np.array([3.0, 1.0, np.inf]), np.array([0.5, 0.4, 0.1]), [0.05, 0.5, 0.95]).tolist() == [
        1,
        3,
        np.inf,
    ]
    shares = np.array([[0.5], [1 / (1 + np.exp(-2))]])
    assert at_times(shares, 2020.0, [2020.5])[0, 0] == pytest.approx(1.0)
    with pytest.raises(BadValue):
        at_times(shares, 2020.0, [2021.5])
    with pytest.raises(NotConverged):
        weights(np.linspace(0, 50, 100)[None], [0.0], [0.01])


def test_a_file_that_is_off_is_told_where(tmp_path: Path) -> None:
    """Unknown keys, factors, missing keys, no YAML."""
    file = tmp_path / "tug.yaml"
    good = (
        "{id: a, item: photoresist-arf, holder: JPN, target: KOR, start: 2019.5, years: 3, shown: imports, policy: free"
    )
    for text, fault in (
        ("goods: 3", MissingData), ("[", BadFile), (f"id: x\ntitle: {{}}\nquestion: {{}}\ngoods: [{good}, shwn: 1}}]", UnknownName),
        (f"id: x\ntitle: {{}}\nquestion: {{}}\ngoods: [{good}, factors: [luck]}}]", UnknownName), (f"goods: [{good}}}]", MissingData),
    ):  # fmt: skip
        file.write_text(text, encoding="utf-8")
        with pytest.raises(fault):
            read(file)
    with pytest.raises(UnknownName):
        tug_case("korea-2018")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_map_of_regimes_draws_every_cell(lang: str) -> None:
    """Two cells of the control game: a weight, and a region of estimates around it."""
    from bahe.report.tugs.regime_page import document, regime_page
    from bahe.statecraft.control import ControlGame, regime_map

    found = regime_map(ControlGame(), learning=[0.2], long_elasticity=[2.0, 4.0], lock_in=[0.0])
    text = "".join(regime_page(found, lang).sections)
    for cell in document(found)["cells"]:
        assert f"{cell['break_even_weight']:.2f}" in text
    assert {c["support"] for c in document(found)["cells"]} == {"aggregate", "sector"}
