"""Beside the mechanism: event study, pooled speeds, counterfactuals, definitions, forecasts of others and named figures of the tugs."""

import re
from functools import cache

import numpy as np
import pytest

from bahe.atlas.localisation import figures
from bahe.casebook.tugs import event_studies
from bahe.casebook.tugs.embargoes import borrowed_noise
from bahe.casebook.tugs.figures import seen
from bahe.casebook.tugs.files import tug_case, tug_names
from bahe.casebook.tugs.pooling import pooling
from bahe.casebook.tugs.priors import drawn, moving
from bahe.casebook.tugs.ropes import ALL, Rope
from bahe.casebook.tugs.tugging import tug
from bahe.numerics.importance import effective_of, normed
from bahe.report.tugs.answer import TugAnswer
from bahe.report.tugs.evidence_page import of_good, sections
from bahe.report.tugs.metric_words import HOW
from bahe.rounds import play

CHIPS, KOREA, SLOW = "ai-chip-floor-and-lock-in", "korea-2019", "slow-tug-multi-tech"


@cache
def played(name: str) -> TugAnswer:
    return tug(name, draws=4096, solve=False)


@cache
def study() -> dict:
    return event_studies.event_study(tug_case(KOREA))


# -- event study -----------------------------------------------------------------------------------------------------------------
def test_hydrogen_fluoride_by_hand() -> None:
    """44.6 to 12.8 %: -1.702; s.e. from the borrowed noise over 1.25 years and errors of grades C and B (.20, .15)."""
    hf = study()["goods"][0]
    at = next(p for p in hf["points"] if p["period"] == "2020")
    assert at["change"] == pytest.approx(-1.7019, abs=5e-4)
    error = np.sqrt(borrowed_noise() ** 2 * (at["year"] - 2019.25) + 0.20**2 + 0.15**2)
    assert at["high"] - at["change"] == pytest.approx(1.6449 * error, rel=1e-3)
    assert [p["change"] for p in hf["points"] if p["base"]] == [0.0]


def test_a_share_of_nil_is_named_and_not_drawn() -> None:
    film = next(g for g in study()["goods"] if g["id"] == "fluorinated-polyimide")
    assert film["left_out"] == ["2021-mid"]
    assert len(film["points"]) == 1


def test_materials_are_chosen_by_years_before_alone() -> None:
    """Ten of 74; what happened after 2018 does not choose: the rule is met in 2016 to 2018, and shares after it range freely."""
    m = study()["materials"]
    before = [k for k, y in enumerate(m["years"]) if y < 2019]
    assert len(m["codes"]) == 10
    assert ((m["share"][:, before] > 0.02) & (m["share"][:, before] < 0.98)).all()
    assert np.nanmean(m["change"][:, before], axis=1) == pytest.approx(0, abs=1e-12)
    assert (m["share"] > 0.98).any()


def test_the_fall_beside_goods_that_were_not_controlled() -> None:
    """32.2 to 12.8 %, 2019 to 2020: -1.174; none of ten materials fell as far, chance 1/11."""
    beside = study()["pattern"][0]["beside"]
    assert beside["fall"] == pytest.approx(-1.1742, abs=5e-4)
    assert (beside["materials"], beside["as_far"], beside["chance"]) == (10, 0, pytest.approx(1 / 11))


def test_the_published_signs() -> None:
    """Makioka and Zhang (2024), abstract: hydrogen fluoride falls, photoresist and polyimide do not; the third is not reproduced."""
    assert [(r["id"], r["published"], r["ours"], r["same"]) for r in study()["pattern"]] == [
        ("hydrogen-fluoride", "falls", "falls", True),
        ("photoresist", "no fall", "no fall told", True),
        ("fluorinated-polyimide", "no fall", "unknown", None),
    ]


def test_industries_are_too_wide() -> None:
    """No year from 2019 on is told for either industry, and the others are the manufacturing industries of the panel."""
    i = study()["industries"]
    after = i["times"] >= 2019
    assert i["names"] == ["C20", "C22"]
    assert ((i["low"][:, after] < 0) & (i["high"][:, after] > 0)).all()
    assert "services" not in i["others"]


# -- pooled speeds ---------------------------------------------------------------------------------------------------------------
def test_rankings_under_two_definitions() -> None:
    """Fastest first; a technology with one figure says so; parts of variance lie between 0 and 1."""
    p = pooling(tug_case(SLOW))
    for d in p["definitions"]:
        half = [r["half_life"][1] for r in d["rows"]]
        assert half == sorted(half)
        assert sum(r["first"] for r in d["rows"]) == pytest.approx(1.0)
        for r in d["rows"]:
            assert r["figures"] == len(r["grades"])
    assert all(0 <= v <= 1 for v in p["by_definition"].values())
    assert p["by_definition"]["bearings"] == max(p["by_definition"].values())


def test_reducers_erode_as_their_figures_do() -> None:
    """54.8 to 33.79 % in four years is -.216 a year by hand; the pooled median lies between it and what all have in common."""
    narrow = pooling(tug_case(SLOW))["definitions"][1]
    reducers = next(r for r in narrow["rows"] if r["id"] == "reducers")
    alone = (np.log(0.3379 / 0.6621) - np.log(0.548 / 0.452)) / 4
    assert alone == pytest.approx(-0.216, abs=1e-3)
    assert alone < reducers["speed"][1] < narrow["mu"][1]
    assert reducers["figures"] == 3


def test_suppliers_say_what_they_rest_on() -> None:
    """Thirds of bearings are assumed, and so is no figure of the case made of them."""
    bearings = next(s for s in pooling(tug_case(SLOW))["suppliers"] if s["id"] == "bearings")
    assert {r["rests_on"] for r in bearings["target"] if r["origin"] != "CHN"} == {"assumed"}
    assert sum(bearings["usa"]["shares"].values()) <= 1
    assert played(SLOW).metrics["jpn_share_of_bearing_dependence"]["value"] is None
    assert next(c for c in played(SLOW).checks if c["id"] == "c2")["met"] is None


# -- chips -----------------------------------------------------------------------------------------------------------------------
def test_one_definition_is_fitted() -> None:
    """Every figure that is fitted or held back counts cards (IDC); the other definitions are only shown, and none is left out."""
    good = tug_case(CHIPS).goods[0]
    assert {f.source[:3] for f in seen(good) if f.use in ("fit", "score", "late")} == {"IDC"}
    shown = {f["period"] for d in played(CHIPS).goods[0].definitions for f in d["figures"] if d["kind"] == "observed"}
    assert {f.period for f in figures("ai_accelerator")} <= shown


def test_counterfactuals_are_complete() -> None:
    """No rule, never lifted, floors of 0, 50 and 100, compatibility of .40 to .95, cap on; the first row is the case itself."""
    rows = {r["id"]: r for r in played(CHIPS).goods[0].counterfactuals}
    assert list(rows) == ["base", "no-h20-rule", "never-lifted", "floor-0", "floor-50", "floor-100", "compatibility-40", "compatibility-60",
                          "compatibility-80", "compatibility-95", "memory-cap"]  # fmt: skip
    assert (rows["base"]["change"]["2026.5"] == 0).all()
    assert rows["memory-cap"]["change"]["2026.5"][1] < 0
    assert rows["memory-cap"]["share"]["2026.5"][2] <= 0.28 + 1e-9
    medians = [rows[f"compatibility-{c}"]["share"]["2026.5"][1] for c in (40, 60, 80, 95)]
    assert medians == sorted(medians)


def test_forecasts_of_others_stand_beside_ours() -> None:
    """Bernstein, Morgan Stanley and Shanxi, each with ours at the same date, none of them fitted."""
    rows = played(CHIPS).goods[0].forecasts
    assert {r["source"].split()[0] for r in rows} == {"Bernstein", "Morgan", "Shanxi"}
    fan = played(CHIPS).goods[0]
    for r in rows:
        assert r["median"] == pytest.approx(float(np.interp(r["year"], fan.times, fan.fan[2])))


# -- named figures ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [CHIPS, KOREA, SLOW])
def test_every_named_figure_has_its_ground(name: str) -> None:
    """Value, unit, basis and how, in two languages; no value and no reason never go together."""
    found = played(name).metrics
    assert found
    for key, m in found.items():
        assert {"value", "unit", "basis", "how"} <= set(m), key
        assert "{" not in m["how"]["en"] + m["how"]["zh"]
        assert (m["value"] is None) == (m["basis"] == "none")
        assert not re.search("[一-鿿]", m["how"]["en"])
        if "low" in m and not isinstance(m["value"], bool):
            assert m["low"] <= m["value"] <= m["high"]


def test_all_words_are_used() -> None:
    assert set(HOW) == {k for name in tug_names() for k in played(name).metrics}


def test_figures_not_on_file_are_missing() -> None:
    """Nothing of March 2025 and of July 2022 is on file: no figure stands in."""
    m = played(KOREA).metrics
    assert m["home_share_change_vs_2018_24m_after_lift"]["value"] is None
    assert played(SLOW).metrics["median_speed_over_reducer_speed"]["value"] is None
    assert m["holder_share_24m_after_lift_over_2018"]["value"] is None
    assert m["resist_holder_share_3y"]["value"] is None
    assert m["third_country_part_of_fall"]["value"] == 0.0


def test_the_nearest_figure_decides_nothing() -> None:
    """Korea: four conditions look at the nearest figure on file and are only shown; the one that decides is not met."""
    a = played(KOREA)
    assert [c["id"] for c in a.checks if not c.get("decides", True)] == ["c2", "c2b", "c3", "s1"]
    assert any(c["met"] for c in a.checks)
    assert a.verdict == "unknown"
    assert played(SLOW).verdict == "contradicted"


def test_conditions_use_the_named_figures() -> None:
    """c2, c3 and c4 of the chips are the named figures; the floor is looked at in buyers that have none."""
    a = played(CHIPS)
    found = {c["id"]: c["found"] for c in a.checks}
    assert found["c2"] == pytest.approx(a.metrics["shapley_floor"]["value"])
    assert found["c3"] == pytest.approx(a.metrics["private_share_floor_off"]["value"])
    assert found["c4"] == pytest.approx(a.metrics["share_2026_change"]["value"])


# -- draws -----------------------------------------------------------------------------------------------------------------------
def test_hydrogen_fluoride_has_draws_enough() -> None:
    """Drawn from the priors alone some 70 of 16,384 draws carried the fan; adapted ones carry five hundred and more, of the same law."""
    rope = Rope(tug_case(KOREA).goods[0], 16384, 0, False)
    effective = 1 / (rope.weight**2).sum()
    assert effective > 500
    assert rope.expected < 150
    share = rope.chronicle.holder_part[5, :, 0]
    other = Rope(tug_case(KOREA).goods[0], 16384, 1, False)
    assert rope.band(share, [0.5])[0] == pytest.approx(
        other.band(other.chronicle.holder_part[5, :, 0], [0.5])[0], abs=0.02
    )


@pytest.mark.slow
def test_adapted_draws_are_of_the_same_law() -> None:
    """131,072 plain draws of the priors, some two hundred of them effective, give the same posterior means within four standard errors."""
    rope = Rope(tug_case(KOREA).goods[0], 16384, 0, False)
    n = 131072
    d = drawn(rope.given, n, 0, np.random.default_rng(11).random((n, len(moving(rope.given)))))
    start, move, rules, part = rope.laid(d)
    logs = rope.fit_of(play(None, start, [move], rules, 11, holder_part=part), ALL)
    w, effective = normed(logs), effective_of(logs)
    assert effective < 400
    for name in (
        "intensity",
        "holder_part",
        "home_share",
        "long_elasticity",
        "short_elasticity",
        "leakage",
        "exponent",
    ):
        mean, mine = float(w @ d[name]), float(rope.weight @ rope.drawn[name])
        error = float(np.sqrt(w @ (d[name] - mean) ** 2 / effective))
        assert mine == pytest.approx(mean, abs=4 * error), name


# -- pages -----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", [CHIPS, KOREA, SLOW])
def test_sections_are_written(name: str, lang: str) -> None:
    """Every figure of evidence is on the page, in its language."""
    a = played(name)
    text = "".join(sections(a, lang)) + "".join(of_good(g, lang) for g in a.goods)
    assert ("具名数字" if lang == "zh" else "Named figures") in text
    if lang == "en":
        assert not re.search("[一-鿿]", re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
    for g in a.goods:
        for r in g.counterfactuals:
            assert r[lang] in text.replace("\u00a0", " ")
