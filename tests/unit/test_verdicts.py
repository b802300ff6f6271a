"""Computed verdicts: rules with thresholds, their metrics by hand, the store, and the table in which both words stand."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bahe.atlas.claims import claims
from bahe.atlas.localisation import Figure
from bahe.atlas.tables import rows
from bahe.casebook.claims import items as claim_items
from bahe.casebook.claims import series as claim_series
from bahe.casebook.claims import tugs as claim_tugs
from bahe.casebook.claims.judging import FILE, Bound, earlier, fixed, judged, read_rule, rule_of, rules, versions
from bahe.casebook.claims.metrics import METRICS, Material
from bahe.casebook.claims.reckoning import Reckoned, at_once, reckoned, stored, verdict_of
from bahe.casebook.claims.verdicts import totals, verdict_table
from bahe.faults import BadValue, Conflict, NotConverged, UnknownName
from bahe.world.item import Figure as Share
from bahe.world.item import Item
from bahe.world.item import Share as ItemShare


# -- rules -------------------------------------------------------------------------------------------------------------
def test_every_rule_is_dated_and_names_a_metric_and_its_sentences() -> None:
    for r in versions():
        assert r.metric in METRICS
        assert r.fixed >= dt.date(2026, 11, 26)
        assert r.condition.keys() == {"en", "zh"}
        assert r.caution.keys() == {"en", "zh"}
        assert r.formula
        assert (r.reason.keys() == {"en", "zh"}) == (r.version > 1)
    assert len(fixed()["sha256"]) == 64


@pytest.mark.parametrize("name", list(rules()))
def test_invented_figures_that_support_contradict_and_leave_open(name: str) -> None:
    """On either side of each threshold, and with no figure at all."""
    rule = rule_of(name)
    up = rule.supports.op.startswith(">")
    beyond = (lambda b, d: b.value + d) if up else (lambda b, d: b.value - d)
    assert judged(rule, beyond(rule.supports, 1.0)) == "supported"
    assert judged(rule, beyond(rule.contradicts, -1.0)) == "contradicted"
    assert judged(rule, None) == judged(rule, float("nan")) == "unknown"
    if rule.supports.value != rule.contradicts.value:
        assert judged(rule, (rule.supports.value + rule.contradicts.value) / 2) == "mixed"


def test_thresholds_themselves() -> None:
    assert [Bound(op, 1.0).met(1.0) for op in (">", ">=", "<", "<=")] == [False, True, False, True]


def invented_rule(**changes: str) -> dict[str, str]:
    return dict(rows(FILE)[0]) | changes


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"supports_op": "=>"}, UnknownName),
        ({"supports_value": "much"}, BadValue),
        ({"claim": "Z-01"}, UnknownName),
        ({"supports_op": ">", "supports_value": "1", "contradicts_op": ">", "contradicts_value": "2"}, Conflict),
        ({"supports_op": ">=", "supports_value": "1", "contradicts_op": "<=", "contradicts_value": "1"}, Conflict),
    ],
)
def test_rules_that_are_off_are_refused(changes: dict[str, str], fault: Any) -> None:
    with pytest.raises(fault):
        read_rule(invented_rule(**changes))


def test_a_changed_rule_is_a_new_version_and_the_old_one_stays() -> None:
    new = rule_of("A-OUT-14")
    assert new.version == 2
    assert [r.version for r in earlier(new)] == [1]
    assert (new.supports, new.contradicts) == (earlier(new)[0].supports, earlier(new)[0].contradicts)


def test_a_claim_without_a_rule() -> None:
    with pytest.raises(UnknownName, match="rule"):
        rule_of("A-RHE-01")


# -- metrics by hand ---------------------------------------------------------------------------------------------------
def figure(period: float, value: float, **changes: Any) -> Figure:
    f = Figure(
        "x",
        str(period),
        period,
        "domestic_share",
        value,
        "fraction",
        None,
        None,
        "observed",
        "AAA",
        "",
        "IDC",
        "",
        "B",
        "",
        "",
    )
    return replace(f, **changes)


def test_runs_leave_out_grade_d_policies_and_mixed_series() -> None:
    kept = [figure(2020.5, 0.2), figure(2022.5, 0.4)]
    left = [
        figure(2023.5, 0.9, grade="D"), figure(2023.5, 0.9, kind="policy"), figure(2023.5, 0.9, metric="yield"),
        figure(2023.5, 0.9, series="rare_earths"), figure(2023.5, 5.0, unit="tonnes"), figure(2023.5, 1.0), figure(2023.5, 0.5, source="B"),
    ]  # fmt: skip
    (run,) = claim_series.runs(kept + left)
    assert (run.years, run.home) == ((2020.5, 2022.5), (0.2, 0.4))
    assert run.speed == pytest.approx((np.log(0.4 / 0.6) - np.log(0.2 / 0.8)) / 2)


def test_a_holders_share_is_one_less_the_home_share_and_figures_of_a_day_are_averaged() -> None:
    told = [figure(2020.5, 0.8), figure(2020.5, 0.6), figure(2021.5, 0.5)]
    (run,) = claim_series.runs([replace(f, metric="import_share") for f in told])
    assert run.home == pytest.approx((0.3, 0.5))


def test_speed_steps_and_direction_by_hand() -> None:
    up = claim_series.Run("up", "AAA", (0.0, 1.0, 2.0), (0.5, 0.4, 0.9))
    down = claim_series.Run("down", "BBB", (0.0, 1.0), (0.5, 0.4))
    assert claim_series.runs_toward_home("AAA", [up, down]) == {"up": 1.0}
    assert claim_series.runs_toward_home("BBB", [up, down]) == {"down": 0.0}
    assert claim_series.steps_toward_home([up, down]) == {"up": 0.5}
    assert claim_series.years_to_nine_tenths([up])["up"] == pytest.approx(2.0)  # from .5 to .9 in two years
    assert claim_series.years_to_nine_tenths([claim_series.Run("still", "AAA", (0.0, 1.0), (0.5, 0.5))])[
        "still"
    ] == float("inf")


def test_learning_is_measured_on_87_technologies() -> None:
    assert len(claim_series.learning_technologies()) == 87


def test_third_parties_by_hand() -> None:
    def share(buyer: str, value: float, grade: str = "B", kind: str = "quoted") -> ItemShare:
        return ItemShare("HHH", buyer, Share(value, value, value, kind=kind, grade=grade, source="s"))

    table = {"x": Item("x", "C20", None, (share("HHH", 0.9), share("CCC", 0.8), share("AAA", 0.7), share("BBB", 0.2, "D"),
                                          share("DDD", 0.3, "", "assumed")), users=("C26",))}  # fmt: skip
    assert claim_items.third_parties_held("HHH", "CCC", ["x"], table) == {"x AAA": 0.7}


def test_losses_and_their_ratio() -> None:
    lost, own = np.array([[np.nan], [50.0], [3.0], [2.0]]), np.array([[np.nan], [9.0], [1.0], [1.0]])
    stopped = SimpleNamespace(buyers=("HHH", "CCC", "AAA", "BBB"), loss_usd=lost, own_usd=own)
    found = claim_items.losses(("x",), "HHH", without="CCC", stop=lambda items, holder: stopped)
    assert list(found.values()) == [5.0, 2.0, 0.0]
    assert claim_items.ratio(found) == 2.5
    assert claim_items.ratio(found | {claim_items.OWN: -1.0}) == float("inf")
    assert np.isnan(claim_items.ratio(found | {claim_items.OTHERS: -1.0}))


def test_a_pair_without_an_answer_leaves_the_sum_unknown_and_is_counted() -> None:
    stopped = SimpleNamespace(
        buyers=("AAA", "BBB"), loss_usd=np.array([[3.0], [np.nan]]), own_usd=np.array([[1.0], [np.nan]])
    )
    found = claim_items.losses(("x",), "HHH", stop=lambda items, holder: stopped)
    assert found[claim_items.UNSOLVED] == 1
    assert np.isnan(found[claim_items.OTHERS])
    assert np.isnan(claim_items.ratio(found))


def good(**changes: Any) -> Any:
    """A good as a tug answers it, eleven years long: half the rope in the first five years, losses falling by halves."""
    t = np.arange(12)
    falling = np.tile(8.0 * 0.5 ** (t / 5), (5, 1))
    base: dict[str, Any] = {
        "holder": "HHH", "target": "TTT", "since": 0, "refitted": True, "times": 2020.5 + t,
        "seen": [SimpleNamespace(use="fit", grade="B", year=2020.5), SimpleNamespace(use="score", grade="C", year=2022.5)],
        "leverage": falling, "own": np.full((5, 12), 1.0), "position": np.tile(t / 20, (5, 1)),
        "squeezing": [{"policy": "free", "gap_fall": np.array([0.1, 0.3, 0.5])}],
        "made_of": {"control": -0.1, "learning": 0.3, "all of them off": 5.0},
    }  # fmt: skip
    return SimpleNamespace(**(base | changes))


def test_a_good_is_sound_with_two_fitted_figures_better_than_d() -> None:
    thin = good(
        seen=[SimpleNamespace(use="fit", grade="B", year=2020.5), SimpleNamespace(use="fit", grade="D", year=2021.5)]
    )
    forecast = good(refitted=False)  # the figure held back is not in its fan
    answer: Any = SimpleNamespace(id="case", goods=[])
    for n, g in {"sound": good(), "thin": thin, "forecast": forecast}.items():
        g.id = n
        answer.goods.append(g)
    assert list(claim_tugs.sound_goods([answer])) == ["case sound"]


def test_metrics_of_tugs_by_hand() -> None:
    g = {"x": good()}
    assert claim_tugs.gap_falls(g) == {"x": 0.1}
    assert claim_tugs.years_leverage_falls(g) == {"x": 1.0}
    assert claim_tugs.first_year_part(g)["x"] == pytest.approx(0.1)
    assert claim_tugs.leverage_left(g)["x"] == pytest.approx(0.25)
    income = {"HHH": 10.0, "TTT": 5.0}.__getitem__
    assert claim_tugs.own_over_lost(g, income, "later")["x"] == pytest.approx(10.0 / (2.0 * 5.0))
    assert claim_tugs.own_over_lost(g, income, "change")["x"] == pytest.approx(4.0)
    assert claim_tugs.own_over_lost(g, income, "next")["x"] == pytest.approx(10.0 / (5 * 8 * 0.5 ** (4 / 5)))
    assert claim_tugs.rise_without_control(g)["x"] == pytest.approx(0.75)


def test_what_is_not_known_takes_no_part() -> None:
    nowhere = {"x": good(leverage=np.full((5, 12), np.nan))}
    assert claim_tugs.leverage_left(nowhere) == {}
    still = claim_tugs.first_year_part({"x": good(position=np.zeros((5, 12)))})
    assert np.isnan(still["x"])
    assert claim_tugs.rise_without_control({"x": good(made_of={"learning": 1.0})}) == {}
    nothing: Any = Material([])
    for name in (
        "leverage_left",
        "gap_fall",
        "first_year_part",
        "rise_without_control",
        "years_leverage_falls",
        "own_over_lost_next",
    ):
        value, parts = METRICS[name].call(nothing)
        assert np.isnan(value)
        assert parts == {}


@pytest.mark.parametrize(("band", "end"), [((0.1, 0.5), 0.1), ((-0.5, -0.1), -0.1), ((-0.1, 0.2), 0.0)])
def test_the_end_of_a_band_that_is_nearest_zero(band: tuple[float, float], end: float) -> None:
    assert claim_tugs.nearest(*band) == end


def test_subjects_are_claims_and_items_that_exist() -> None:
    from bahe.atlas.items import load_items
    from bahe.atlas.load import load_world

    economies = load_world("icio-2022").economies
    for kind in ("party", "named", "stopped", "chokepoint"):
        found = claim_items.subjects(kind)
        assert found
        assert set(found.values()) <= set(economies)
        assert kind == "party" or set(found) <= set(load_items())
    assert len(set(claim_items.subjects("chokepoint").values())) == 5


# -- computing and keeping ---------------------------------------------------------------------------------------------
def test_what_is_computed_is_kept_and_not_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["A-DYN-02", "A-OUT-14"]
    assert stored(tmp_path / "none") == {}
    assert not (tmp_path / "none").exists()
    first = reckoned(asked, store=tmp_path)
    monkeypatch.setattr(claim_series, "learning_technologies", lambda: pytest.fail("computed again"))
    assert reckoned(asked, store=tmp_path) == first == stored(tmp_path)
    assert first["A-DYN-02"].figure == pytest.approx(81 / 87)
    assert first["A-DYN-02"].word == "supported"
    assert [e.version for e in first["A-OUT-14"].earlier] == [1]


def test_what_needs_no_playing_is_had_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bahe.casebook.tugs.tugging.tug", lambda *_: pytest.fail("played"))
    monkeypatch.setattr(claim_items, "full_stop", lambda *_: pytest.fail("solved"))
    found = reckoned(at_once())
    assert set(found) == {"A-ACT-03", "A-CAU-08", "A-DYN-02", "A-DYN-06", "A-OUT-11", "A-OUT-14"}
    assert all(v.word != "unknown" for v in found.values())


def test_the_same_again_without_a_store() -> None:
    assert reckoned(["A-DYN-06"]) == reckoned(["A-DYN-06"])


def test_a_figure_that_is_no_figure_leaves_the_claim_open() -> None:
    found = verdict_of(rule_of("A-DYN-02"), float("nan"), {})
    assert (found.word, found.figure) == ("unknown", None)


def test_where_the_model_says_no_there_is_no_figure_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> dict[str, float]:
        raise NotConverged("no residual below the tolerance")

    monkeypatch.setattr(claim_series, "learning_technologies", refused)
    found = reckoned(["A-DYN-02", "A-DYN-06"], store=tmp_path)
    assert (found["A-DYN-02"].word, found["A-DYN-02"].figure) == ("unknown", None)
    assert "tolerance" in found["A-DYN-02"].fault
    assert found["A-DYN-06"].word != "unknown"
    assert list(stored(tmp_path)) == ["A-DYN-06"]


def test_a_tug_that_says_no_is_played_once(monkeypatch: pytest.MonkeyPatch) -> None:
    played = []

    def refused(name: str) -> Any:
        played.append(name)
        raise NotConverged("too few draws explain the figures")

    monkeypatch.setattr("bahe.casebook.tugs.tugging.tug", refused)
    found = reckoned(["A-OUT-05", "A-OUT-08", "A-DYN-13"])
    assert len(played) == 1
    assert {v.word for v in found.values()} == {"unknown"}
    assert all("too few draws" in v.fault for v in found.values())


# -- the table ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Given:
    """What a case hands over."""

    claim: str
    word: str
    case: str = "korea-2019"
    figure: Any = 0.25
    unit: str = "fraction"
    condition: str = "s1"
    formula: str = "a / b"


def test_the_table_has_every_claim_once() -> None:
    table = verdict_table()
    assert [v.claim for v in table] == list(claims())
    assert totals(table) == {"supported": 32, "contradicted": 9, "mixed": 34, "untestable": 70, "unknown": 39}
    assert all(v.computed is None for v in table)


def test_a_computed_word_replaces_unknown_and_never_a_documented_word() -> None:
    given = {c: Given(c, "contradicted") for c in claims()}
    for v in verdict_table(given):
        assert v.computed == "contradicted"
        assert v.word == ("contradicted" if v.documented == "unknown" else v.documented)
        assert (v.figure, v.case, v.condition, v.formula) == ("0.25 fraction", "korea-2019", "s1", "a / b")
        assert (v.decided_by == "computation") == (v.documented == "unknown")
    assert totals(verdict_table(given))["unknown"] == 0


def test_a_computation_that_settles_nothing_leaves_the_claim_unknown_with_its_missing_datum() -> None:
    (v,) = (v for v in verdict_table({"A-OUT-01": Given("A-OUT-01", "unknown", figure=None)}) if v.claim == "A-OUT-01")
    assert v.word == "unknown"
    assert "imports" in v.missing["en"]
    assert v.figure == ""


def test_the_datum_that_a_case_names_goes_before_the_one_on_file() -> None:
    from bahe.casebook.ten.conditions import ComputedVerdict

    found = ComputedVerdict("A-OUT-01", "unknown", "korea-2019", None, "", "s1", "", {"en": "this", "zh": "此"})
    (v,) = (v for v in verdict_table({"A-OUT-01": found}) if v.claim == "A-OUT-01")
    assert v.missing == {"en": "this", "zh": "此"}
    assert v.detail["case"] == "korea-2019"


def test_claims_and_words_that_are_not_on_the_list_are_refused() -> None:
    with pytest.raises(UnknownName, match="claim"):
        verdict_table({"Z-01": Given("Z-01", "supported")})
    with pytest.raises(UnknownName, match="verdict"):
        verdict_table({"A-OUT-01": Given("A-OUT-01", "true")})


def test_rows_show_grade_address_and_what_is_to_verify() -> None:
    (v,) = (v for v in verdict_table() if v.claim == "A-DYN-09")
    plain = v.as_dict()
    assert plain["word"] == "contradicted"
    assert plain["evidence"][0]["grade"] == "B"
    assert plain["evidence"][0]["url"].startswith("https://")
    assert plain["evidence"][0]["to_verify"] == ("page",)
    assert v.counted == (1,)


def test_an_infinite_figure_is_a_figure() -> None:
    rule = rule_of("A-CAU-02")
    assert judged(rule, float("inf")) == "supported"
    v = verdict_table({"A-CAU-02": Reckoned("A-CAU-02", "supported", "bahe leverage", float("inf"), "ratio", "", "")})
    assert next(x.figure for x in v if x.claim == "A-CAU-02") == "∞ ratio"
