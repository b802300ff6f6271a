"""Skill: the rule is the one that was fixed, splits are kept, figures are reproducible, and words follow from figures."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from bahe.atlas.tables import packaged
from bahe.casebook.tugs import skill
from bahe.casebook.tugs.skill_words import ZH, sentences, tables
from bahe.faults import UnknownName
from bahe.substitution import fit


@pytest.fixture(scope="module")
def small():
    return skill.played(["ai-accelerators", "items", "rare-earths"])


@pytest.fixture(scope="module")
def costs():
    return skill.played(["costs"])


def test_the_rule_is_the_one_that_was_fixed():
    """Its hash is pinned: a change of the rule is a change of this line, with a dated note in the rule."""
    r = skill.rule()
    assert r["fixed"] == "2026-11-26"
    assert r["sha256"] == "ce64ca5821b3b870648b9a765786220e0cd4b1d1a7a5a76054fb7532e094fc2b"
    assert r["sha256"] == hashlib.sha256(packaged(skill.RULE).read_bytes()).hexdigest()


def test_priors_and_splits_are_those_of_the_rule():
    """The ranges in the code stand in the table of the rule."""
    text = packaged(skill.RULE).read_text("utf-8")
    for d, shown in zip(
        fit.PRIORS,
        ((".05", ".80"), (".005", ".5"), (".02", "1.5"), (".01", ".5"), (".03", "3"), (".001", ".2")),
        strict=True,
    ):
        assert d.figures == pytest.approx([float(x) for x in shown])
        assert f"log-uniform {shown[0]} to {shown[1]}" in text
    for words in ("seed 20261126", "trained on 2011-2018, scored on 2019-2022", "10 changes or more", "Fewer than 50"):
        assert words.lower() in text.lower().replace("where fewer", "fewer").replace("\n", " ")
    assert (fit.SEED, skill.PANEL_UNTIL, skill.COST_CHANGES, fit.LEAST, fit.FIRST) == (20261126, 2018, 10, 50, 3.0)


def test_nothing_held_back_was_learnt_from(small, costs):
    """The last year of training comes before the first year scored."""
    for h in (*small.hindcasts, *costs.hindcasts):
        assert h.trained[1] < h.years[0]


def test_ai_accelerators_of_2025(small):
    """Trained on 10 % and 30 %: the law says 41 % (29 to 52), persistence 30, the line 56; 41 % came."""
    by = {h.forecaster: h for h in small.hindcasts if h.group == "ai-accelerators"}
    assert by["law"].observed[0] == pytest.approx(0.41)
    assert by["law"].median[0] == pytest.approx(0.411, abs=5e-3)
    assert (by["law"].low[0], by["law"].high[0]) == pytest.approx((0.289, 0.523), abs=5e-3)
    assert by["persistence"].median[0] == pytest.approx(0.30)
    assert by["line"].median[0] == pytest.approx(0.558, abs=5e-4)
    assert by["law"].crps < by["persistence"].crps < by["line"].crps


def test_where_the_line_is_nearer_the_table_says_so(small):
    """Items: the line is nearer than the law for reducers and resist, persistence for integrated circuits."""
    crps = {(h.series, h.forecaster): h.crps for h in small.hindcasts if h.group == "items"}
    assert crps["rv-reducers-nabtesco", "line"] < crps["rv-reducers-nabtesco", "law"]
    assert crps["photoresist-korea", "line"] < crps["photoresist-korea", "law"]
    assert crps["integrated-circuits-made-in-china", "persistence"] < crps["integrated-circuits-made-in-china", "law"]
    assert {v.word for v in small.verdicts() if v.group == "items"} == {"one by one"}


def test_rare_earths_show_no_difference(small):
    words = {v.baseline: v.word for v in small.verdicts() if v.group == "rare-earths"}
    assert words == {"persistence": "no difference", "line": "no difference"}


def test_costs_are_forecast_better_with_the_other_technologies(costs):
    """73 technologies: CRPS below persistence and below the straight line; 80 % intervals hold fewer than 80 % of what came."""
    words = {(v.forecaster, v.baseline): v for v in costs.verdicts()}
    assert words["law", "persistence"].word == "better"
    assert words["law", "line"].word == "better"
    assert words["law", "line"].skill == pytest.approx(0.21, abs=0.01)
    assert words["law, others alone", "line"].word == "no difference"
    cover = {c["forecaster"]: c["covered_80"] for c in costs.coverage()}
    assert cover["law"] == pytest.approx(0.68, abs=0.01)


def test_what_is_left_out_is_named(costs):
    """Fourteen technologies are too short; one the priors cannot hold."""
    assert len([x for x in costs.left_out if "changes)" in x]) == 14
    assert [x for x in costs.left_out if "effective" in x]


def test_same_seed_same_figures(small):
    again = skill.played(["items"])
    mine = [h for h in small.hindcasts if h.group == "items"]
    for a, b in zip(mine, again.hindcasts, strict=True):
        assert (a.series, a.crps, a.log_score) == (b.series, b.crps, pytest.approx(b.log_score, nan_ok=True))


@pytest.mark.slow
def test_the_panel():
    """221 series: the pooled law beats the line; persistence is as good, and better than the law fitted series by series."""
    found = skill.played(["panel"])
    words = {(v.forecaster, v.baseline): v for v in found.verdicts()}
    assert words["law", "persistence"].word == "no difference"
    assert words["law", "line"].word == "better"
    assert words["law, alone", "persistence"].word == "worse"
    assert words["law", "persistence"].series == 221
    assert words["law", "persistence"].skill == pytest.approx(-0.015, abs=0.01)
    cover = {c["forecaster"]: c["covered_80"] for c in found.coverage()}
    assert cover["law"] == pytest.approx(0.81, abs=0.02)


def test_words_follow_from_figures():
    assert skill.said(-0.3, 0.1) == "better"
    assert skill.said(0.3, 0.1) == "worse"
    assert skill.said(-0.19, 0.1) == "no difference"
    assert skill.said(-0.3, float("nan")) == "no difference"


def test_a_group_that_is_not_there():
    with pytest.raises(UnknownName, match="rare-earths"):
        skill.played(["rare-earth"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_are_whole(small, lang):
    """Every row has as many cells as headings; words of the table have their Chinese."""
    shown = tables(small, lang)
    assert len(shown) == 2 + 3
    assert all(len(row) == len(heads) for _, heads, rows, _, _ in shown for row in rows)
    assert "2026-11-26" in sentences(small, lang)[0]
    words = {v.forecaster for v in small.verdicts()} | {v.word for v in small.verdicts()} | set(skill.GROUPS)
    assert words <= set(ZH)


def test_fans_carry_what_came(small):
    fans = list(skill.fans(small, "rare-earths"))
    assert len(fans) == 5 * 3
    assert all(np.all(f["low"] <= f["median"]) and np.all(f["median"] <= f["high"]) for f in fans)


def test_weak_figures_are_marked(small):
    """The accelerators rest on a figure without a located source, the reducers on grade D alone."""
    from bahe.casebook.tugs.skill_words import title

    assert title("ai-accelerators-idc", "en").endswith(" *")
    assert title("rv-reducers-nabtesco", "zh").endswith("(D)")
    assert title("photoresist-korea", "en").endswith("May")
