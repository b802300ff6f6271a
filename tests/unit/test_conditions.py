"""Conditions of the ten cases: quoted as the scenarios have them, hostile until parsed, met or not by code, one rule of the verdict."""

import os
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
import yaml

from bahe.atlas.claims import claims
from bahe.casebook.claims.grades import weak
from bahe.casebook.claims.rule import open_claims
from bahe.casebook.ten.conditions import (
    GRADE_D,
    TEN,
    Judged,
    computed_verdicts,
    conditions,
    judged,
    parsed,
    read_conditions,
    verdict_of,
)
from bahe.casebook.ten.tracing import lines_of, rows_of
from bahe.faults import BadFile, BadValue, UnknownName

SOURCES = os.environ.get("BAHE_SOURCES")


# -- as the scenarios have them ------------------------------------------------------------------------------------------------
@pytest.mark.skipif(not SOURCES, reason="BAHE_SOURCES is not set: the scenario files are not here")
@pytest.mark.parametrize("case", TEN)
def test_conditions_are_those_of_the_scenario_to_the_letter(case):
    said = conditions(case)
    theirs = yaml.safe_load((Path(SOURCES) / "cases/scenarios" / f"{said.scenario}.yaml").read_text(encoding="utf-8"))
    assert said.case == theirs["slug"]
    assert said.question.en == theirs["question"]
    assert list(said.claims) == theirs["claims"]
    assert [c.en for c in said.conflicts] == theirs["conflicts"]
    assert [u.en for u in said.user_supplied] == theirs["data"]["user_supplied"]
    for ours, quoted in ((said.supports_if, theirs["supports_if"]), (said.contradicts_if, theirs["contradicts_if"])):
        assert [(c.id, c.metric, c.operator, c.threshold, c.text.en) for c in ours] == [
            (q["id"], q["metric"], q["op"], q["value"], q["statement"]) for q in quoted
        ]


@pytest.mark.parametrize("case", TEN)
def test_every_claim_is_known_and_every_metric_leads_to_code_lines_and_rows(case):
    said = conditions(case)
    assert set(said.claims) <= set(claims())
    for m in said.metrics.values():
        module, _, name = m.code.rpartition(".")
        assert callable(getattr(import_module(module), name)), m.code
        assert m.rows, "a metric rests on rows"
        assert (m.needs is None) == (m.importer is None), "what is missing comes with its importer"
    for c in said.all:
        kept = lines_of(case, c.id)
        assert f"metric: {c.metric}" in "\n".join(kept.text)
    for file, rows in rows_of(said).items():
        assert rows or not file.endswith(".csv"), f"{file}: no such rows"


def test_open_claims_that_wait_for_a_case_are_decided_by_a_condition_of_it():
    for claim, how in open_claims().items():
        if how.by == "case":
            assert any(claim in c.claims for c in conditions(how.name).all), claim


def test_texts_are_in_both_languages():
    for case in TEN:
        for c in conditions(case).all:
            assert c.text.en != c.text.zh
            assert any("\u4e00" <= x <= "\u9fff" for x in c.text.zh)


# -- hostile until parsed --------------------------------------------------------------------------------------------------------
def plain(**changed):
    data = yaml.safe_load(
        (Path(read_conditions.__code__.co_filename).parents[1] / "korea-2019/conditions.yaml").read_text("utf-8")
    )
    return {**data, **changed}


@pytest.mark.parametrize(
    "broken",
    [
        None, [], {}, plain(version=0), plain(fixed="soon"), plain(extra=1), plain(supports_if=[]), plain(case="../etc"),
        plain(claims=["A-INS-04"]), plain(version=2), plain(metrics={}),
    ],
)  # fmt: skip
def test_a_file_that_is_off_is_refused_with_its_place(broken):
    with pytest.raises(BadFile):
        parsed(broken)


@pytest.mark.parametrize(
    ("key", "value"),
    [("operator", "!="), ("threshold", None), ("threshold", float("nan")), ("id", "x1"), ("metric", "__import__('os')"),
     ("threshold", "high"), ("threshold", True)],
)  # fmt: skip
def test_a_condition_that_is_off_is_refused(key, value):
    first = plain()["supports_if"][0]
    with pytest.raises(BadFile):
        parsed(plain(supports_if=[{**first, key: value}]))


def test_rows_cannot_lead_out_of_the_packaged_data():
    metrics = plain()["metrics"]
    name = next(iter(metrics))
    with pytest.raises(BadFile):
        parsed(plain(metrics={**metrics, name: {**metrics[name], "rows": [{"file": "x/../../secret.csv"}]}}))


def test_files_that_are_no_yaml_or_too_long_are_refused(tmp_path):
    for text in (b"\xff\xfe", b"a: [", b"# " + b"x" * 300_000):
        (tmp_path / "conditions.yaml").write_bytes(text)
        with pytest.raises(BadFile):
            read_conditions(tmp_path / "conditions.yaml")
    with pytest.raises(UnknownName):
        conditions("../korea-2019")


# -- the rule --------------------------------------------------------------------------------------------------------------------
def j(side, holds):
    said = conditions("korea-2019")
    return Judged(
        said.supports_if[0] if side == "s" else said.contradicts_if[0],
        "supports" if side == "s" else "contradicts",
        holds,
    )


@pytest.mark.parametrize(
    ("held", "word"),
    [
        ("", "unknown"), ("s:yes", "supported"), ("c:yes", "contradicted"), ("s:yes c:yes", "mixed"), ("s:no c:no", "mixed"),
        ("s:no c:unknown", "unknown"), ("s:unknown c:unknown", "unknown"), ("s:yes c:unknown", "supported"),
        ("s:unknown c:yes", "contradicted"),
        ("s:no c:yes", "contradicted"), ("s:split", "mixed"), ("s:split c:yes", "mixed"), ("s:no c:yes c:split", "contradicted"),
        ("s:yes s:split c:no", "supported"), ("s:split c:split", "mixed"), ("s:unknown c:split", "mixed"),
    ],
)  # fmt: skip
def test_the_rule_of_the_verdict(held, word):
    assert verdict_of([j(*x.split(":")) for x in held.split()]) == word


def test_swapping_the_sides_swaps_the_word_and_nothing_else():
    """Neutrality: the rule has no side."""
    swapped = {"supported": "contradicted", "contradicted": "supported"}
    for held in product(("yes", "no", "split", "unknown"), repeat=3):
        sides = ("s", "c", "c")
        word = verdict_of([j(a, h) for a, h in zip(sides, held, strict=True)])
        other = verdict_of([j("c" if a == "s" else "s", h) for a, h in zip(sides, held, strict=True)])
        assert other == swapped.get(word, word)


# -- invented data ---------------------------------------------------------------------------------------------------------------
def invented(case, side):
    """Metrics that meet every condition of one side where that can be, and none of the other; none at all for `open`."""
    said = conditions(case)
    out = {}
    for c in [] if side == "open" else said.all:
        wanted = said.side(c) == side
        if c.metric not in out or wanted:
            out[c.metric] = {"value": meeting(c, wanted), "unit": "x", "how": "invented"}
    return out


def meeting(c, wanted):
    if isinstance(c.threshold, bool):
        return c.threshold if wanted else not c.threshold
    if isinstance(c.threshold, str):
        return c.threshold if wanted else "other"
    away = 1.0 if c.operator in (">", ">=") else -1.0
    return c.threshold + (away if wanted else -away)


@pytest.mark.parametrize("case", TEN)
@pytest.mark.parametrize(
    ("side", "word"), [("supports", "supported"), ("contradicts", "contradicted"), ("open", "unknown")]
)
def test_invented_data_support_contradict_and_leave_open_each_case(case, side, word):
    """A case that can only support is not a case."""
    assert verdict_of(judged(conditions(case), invented(case, side))) == word


@pytest.mark.parametrize("case", TEN)
def test_invented_data_support_contradict_and_leave_open_each_claim(case, monkeypatch):
    monkeypatch.setattr(
        "bahe.casebook.ten.conditions.weak", lambda said: frozenset()
    )  # invented data are of a good grade
    said = conditions(case)
    for side, word in (("supports", "supported"), ("contradicts", "contradicted"), ("open", "unknown")):
        found = computed_verdicts({case: {"metrics": invented(case, side)}})
        assert set(found) == {n for c in said.all for n in c.claims}
        for name, v in found.items():
            sides = {said.side(c) for c in said.all if name in c.claims}
            assert v.word == (word if side in sides or side == "open" else "unknown"), name
            assert v.case == case
            assert v.condition
            assert v.formula


def test_grade_d_never_decides_alone():
    """Figures that rest on it are shown, and their conditions are unknown; one row of a better grade makes them count."""
    said = conditions("slow-tug-multi-tech")
    assert weak(said) == {"arf_share_2030_median", "jpn_share_of_bearing_dependence"}
    (arf,) = (
        j for j in judged(said, invented(said.case, "contradicts")) if j.condition.metric == "arf_share_2030_median"
    )
    assert arf.holds == "unknown"
    assert arf.value is not None
    assert arf.missing == GRADE_D
    assert not weak(conditions("korea-2019"))


def test_one_figure_changes_the_verdict():
    metrics = invented("rare-earth-mirror", "supports")
    assert verdict_of(judged(conditions("rare-earth-mirror"), metrics)) == "supported"
    metrics["half_life_years"]["value"] = 10.1
    assert verdict_of(judged(conditions("rare-earth-mirror"), metrics)) == "mixed"


def test_readings_that_differ_make_a_condition_hold_in_part():
    said = conditions("rare-earth-mirror")
    metrics = invented("rare-earth-mirror", "contradicts") | {
        "half_life_years": {"value": 4.0, "by": {"value": 4.0, "tonnage": 14.0}}
    }
    found = {x.condition.id: x for x in judged(said, metrics)}
    assert found["c2"].holds == "split"
    assert found["c2"].by == {"value": (4.0, False), "tonnage": (14.0, True)}
    assert verdict_of(found.values()) == "contradicted"


@pytest.mark.parametrize(
    "metric", [None, {"value": None}, {"value": float("nan")}, {"value": None, "by": {}}, {"value": float("inf")}]
)
def test_missing_is_not_zero_and_names_the_datum_and_no_proxy_stands_in(metric):
    said = conditions("oil-linkage")
    found = judged(said, {} if metric is None else {"fall_minus_placebo": metric})[1]
    assert found.holds == "unknown"
    assert found.missing["en"].startswith("monthly crude purchases of Chinese state firms")


def test_a_word_where_a_number_is_needed_is_refused():
    with pytest.raises(BadValue):
        judged(conditions("oil-linkage"), {"fall_minus_placebo": {"value": "much"}})


def test_a_claim_of_two_cases_that_differ_is_mixed_and_an_unknown_one_is_left_to_the_other():
    one = invented("korea-2019", "supports")
    both = computed_verdicts({"korea-2019": {"metrics": one}, "rare-earth-mirror": {"metrics": {}}})
    assert both["A-INS-04"].word == "supported"
    assert both["A-INS-04"].case == "korea-2019"
    assert both["B-OUT-12"].word == "unknown"
    assert both["B-OUT-12"].missing["en"]
    against, supports = invented("korea-2019", "contradicts"), invented("rare-earth-mirror", "supports")
    third = computed_verdicts({"korea-2019": {"metrics": against}, "rare-earth-mirror": {"metrics": supports}})
    assert third["A-INS-04"].word == "mixed"


def test_a_claim_is_not_refuted_by_lack_of_what_would_support_it():
    """Conditions of one side alone, none met: unknown, and it is said what was not asked."""
    found = computed_verdicts({"rare-earth-mirror": {"metrics": invented("rare-earth-mirror", "contradicts")}})[
        "A-INS-04"
    ]
    assert found.word == "unknown"
    assert found.missing["en"].startswith("a condition of the other side")
