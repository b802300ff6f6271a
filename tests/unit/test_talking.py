"""From a Run to settlements: payoffs of the engine, break-evens by hand, conditions, calibration, the back-test and its inputs."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from bahe.casebook.talks import backtest as bt
from bahe.casebook.talks import backtest_sizes as bs
from bahe.casebook.talks.calibrating import IMPOSED, OPEN, THREATENED, TIES, checks, fits, held
from bahe.casebook.talks.clock import clock, day, scores
from bahe.casebook.talks.conditions import compared, metrics, verdict
from bahe.casebook.talks.draws import Draw
from bahe.casebook.talks.settling import bargain, row, settle
from bahe.casebook.talks.talking import checked
from bahe.casebook.talks.turns import break_even, delay
from bahe.faults import BadValue, MissingData
from bahe.scenario import Scenario, read
from bahe.scenario.talks import Table
from bahe.scenario.talks_parts import Without


def draw(end="all", **states):
    return Draw("long", "one", end, True, {k: np.array(v, dtype=float) for k, v in states.items()})


def table(**more):
    return Table.model_validate({"parties": ["A", "B"], "sign": "yes", "unless": "no", "while": "talk", **more})


PLEDGE = {
    "name": "p",
    "amount": 100,
    "from": "B",
    "to": "A",
    "delivered": [0.3, 0.6],
    "worth": 0.1,
    "cost": 0.1,
    "source": "invented",
}


# -- the section -------------------------------------------------------------------------------------------------------------
def test_a_scenario_with_one_table_and_chances():
    s = Scenario.model_validate({"id": "x", "question": "q", "variants": [{"id": "a"}, {"id": "b"}],
                                 "talks": {"parties": ["USA", "CHN"], "sign": "b", "unless": {"a": 0.29, "b": "71%"}}})  # fmt: skip
    assert s.talks.table().unless == {"a": 0.29, "b": 0.71}
    assert Scenario.model_validate_json(s.model_dump_json()) == s
    Scenario.json_schema()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unless": "c"}, "names no variant"),
        ({"unless": {"a": 0.5}}, "add up to one"),
        ({"pledges": [PLEDGE]}, "names no party"),
        ({"discount": 1.0}, "worth less"),
        ({"discount": {"USA": 0.9}}, "leaves a party out"),
        ({"causes": [{"id": "k", "label": "k", "without": {"drop": "x"}}]}, "names no pledge"),
        ({"causes": [{"id": "k", "label": "k", "without": {"unless": "z"}}]}, "names no variant"),
    ],
)
def test_faults_of_the_section_are_named(tmp_path, change, words):
    import json

    base = {"parties": ["USA", "CHN"], "sign": "b", "unless": "a"}
    text = {"id": "x", "question": "q", "variants": [{"id": "a"}, {"id": "b"}], "talks": base | change}
    file = tmp_path / "x.yaml"
    file.write_text(json.dumps(text))
    with pytest.raises(BadValue, match=words):
        read(file)


def test_a_scenario_without_talks_says_how_to_add_them():
    with pytest.raises(MissingData, match="talks"):
        checked(Scenario.model_validate({"id": "x", "question": "q", "variants": [{"id": "a"}]}))


# -- settling ----------------------------------------------------------------------------------------------------------------
def test_payoffs_are_those_of_the_states_and_a_pledge_counts_as_delivered():
    b = bargain(table(pledges=[PLEDGE]), draw("low", yes=(5, 7), talk=(1, 2), no=(0, 0)))
    np.testing.assert_allclose(b.impasse, (1, 2))
    np.testing.assert_allclose(b.payoffs, [(5, 7), (5 + 100 * 0.3 * 0.1, 7 - 100 * 0.3 * 0.1)])


def test_break_even_by_hand():
    """B gains 4 - 0.5 x (-6) - 0.5 x 0 = 7 by signing, a full pledge costs 10: at most 70 per cent. A loses 2: at least 20."""
    one = draw("low", yes=(-2, 4), talk=(0, 0), no=(0, -6))
    t = table(pledges=[PLEDGE], carried_out=[0.5, 1.0])
    even = break_even(t, [one])
    np.testing.assert_allclose(even["giver"], [0.7, 1.0])
    np.testing.assert_allclose(even["receiver"], [0.2, 0.2])


def test_at_the_break_even_share_the_giver_is_indifferent():
    one = draw("low", yes=(5, 4), talk=(0, 0), no=(0, -3))
    share = break_even(table(pledges=[PLEDGE], carried_out=[1.0]), [one])["giver"].iloc[0]
    b = bargain(table(pledges=[PLEDGE | {"delivered": share}]), one)
    assert b.gains[1, 1] == pytest.approx(0, abs=1e-12)


def test_the_clock_adds_up_and_has_dates():
    t = table(protocol="truce", rounds=3, noise=2, begins="2025-08-12")
    s = settle(t, draw(yes=(5, 7), talk=(1, 2), no=(0, 0)))
    c = clock(t, [(draw(yes=(5, 7), talk=(1, 2), no=(0, 0)), s)])
    assert list(c["date"]) == ["2025-08-12", "2025-11-12", "2026-02-12"]
    np.testing.assert_allclose(c[["signs", "extends", "lapses"]].sum(axis=1), 1)
    assert c["signed"].sum() <= 1
    assert day(table(), 0) == ""


def test_what_was_observed_is_scored_by_hand():
    t = table(protocol="truce", rounds=2, noise=2, observed=[{"kind": "truce", "date": "2025-08-12", "source": "x"}])
    one = draw(yes=(5, 7), talk=(1, 2), no=(0, 0))
    s = settle(t, one)
    (r,) = scores(t, [(one, s)]).to_dict("records")
    q = np.array([s.chances[k] for k in ("deal", "truce", "breakdown")])
    assert r["brier"] == pytest.approx(((q - (0, 1, 0)) ** 2).sum())
    assert r["log_score"] == pytest.approx(-np.log(q[1]))


@pytest.mark.parametrize(
    ("held_", "word"),
    [((), "unknown"), ((("supports", "unknown"),), "unknown"), ((("supports", "yes"), ("contradicts", "no")), "supported"),
     ((("supports", "no"), ("contradicts", "yes")), "contradicted"), ((("supports", "yes"), ("contradicts", "yes")), "mixed"),
     ((("supports", "mixed"),), "mixed"), ((("supports", "no"), ("contradicts", "no")), "mixed"),
     ((("supports", "no"), ("contradicts", "unknown")), "unknown"), ((("contradicts", "yes"), ("contradicts", "mixed")), "contradicted")],
)  # fmt: skip
def test_the_verdict_is_mechanical(held_, word):
    assert verdict([{"side": s, "holds": h} for s, h in held_]) == word


def test_comparisons():
    assert compared(1.0, ">", 0.0)
    assert not compared("deal", "==", "truce")
    assert compared(True, "==", True)


# -- what a scenario can say of a clock, a deadline and a doubt ---------------------------------------------------------------
def test_the_state_after_a_lapse_may_change_by_deadline():
    """Each of `later` in turn, the last one stays; chances are weighed."""
    t = table(protocol="truce", rounds=4, later=["talk", {"no": 0.5, "yes": 0.5}])
    one = draw(yes=(5, 7), talk=(1, 2), no=(0, 0))
    np.testing.assert_allclose(settle(t, one).facts["outside"], [(0, 0), (1, 2), (2.5, 3.5), (2.5, 3.5)])


def test_a_rising_outside_option_of_a_scenario_delays_and_is_named():
    t = table(protocol="truce", rounds=3, later=["alone"])
    one = draw(yes=(2, 2), talk=(2, 2), no=(0, 0), alone=(9, 0))
    s = settle(t, one)
    assert s.when[0] == 0
    assert s.cause == "a rising outside option"
    (r,) = (x for x in delay(t, [(one, s)]).to_dict("records") if x["cause"] == s.cause)
    assert (r["there"], r["first"], r["first_without"]) == (1, 0, 1)
    assert settle(t.without(Without(later=())), one).when[0] == 1


def test_a_deadline_is_in_months_and_far_away_it_is_none():
    one = draw(yes=(5, 0), also=(0, 5), talk=(0, 0), no=(0, 0))
    make = lambda **more: settle(
        table(sign=["yes", "also"], protocol="reputation", months=3, discount=0.5, **more), one
    )
    never, late, soon = make(), make(deadline=1200), make(deadline=6)
    np.testing.assert_array_equal(never.payoffs, late.payoffs)
    assert soon.when.size == 3, "two rounds of three months, and the first day"
    assert soon.chances["breakdown"] > never.chances["breakdown"]


def test_an_ultimatum_reads_the_doubt_from_the_other_draws():
    """B has 2 by refusing here; in the other two draws refusing is worth 1 more and 4 less to it, measured against signing."""
    ends = {"yes": np.array((6.0, 0.0)), "also": np.array((0.0, 6.0)), "talk": np.zeros(2)}
    states = [ends | {"no": np.array((0.0, x))} for x in (2.0, 3.0, -2.0)]
    one = Draw("long", "one", "all", True, states[0], tuple(states))
    t = table(sign=["yes", "also"], protocol="ultimatum", first="A")
    s = settle(t, one)
    # Offers 2 (accepted by two of three) or 3 (by all): 4 x 2/3 < 3.
    np.testing.assert_allclose(s.signed, (3, 3))
    assert s.chances["deal"] == 1
    sure = settle(t.without(Without(doubt=0)), one)
    np.testing.assert_allclose(sure.signed, (4, 2))
    assert sure.cause == ""
    typed = settle(t.without(Without(doubt=2)), one)
    assert 0 < typed.chances["breakdown"] < 1
    assert typed.cause == "private information: the other's outside option"


@pytest.mark.parametrize(
    ("change", "words"),
    [({"later": ["no"]}, "of the protocol truce"), ({"deadline": 3}, "of the protocol reputation"),
     ({"doubt": 3}, "of the protocol ultimatum"), ({"protocol": "reputation", "deadline": 0}, "deadline"),
     ({"protocol": "reputation", "deadline": "soon"}, "never")],
)  # fmt: skip
def test_what_belongs_to_another_protocol_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        table(**change)


def test_terms_have_units():
    """Half of each variant: the level in between; nothing signed, no level."""
    t = table(sign=["yes", "also"], issues=[{"name": "tariff", "unit": "points", "levels": {"yes": 10, "also": 30}}])
    r = row(t, d := draw(yes=(4, 0), also=(0, 4), talk=(0, 0), no=(0, 0)), settle(t, d))
    assert r["issue_tariff"] == pytest.approx(20)
    r = row(t, d := draw(yes=(-4, 0), also=(0, -4), talk=(0, 0), no=(0, 0)), settle(t, d))
    assert np.isnan(r["issue_tariff"])
    with pytest.raises(ValueError, match="a level in each variant"):
        table(sign=["yes", "also"], issues=[{"name": "tariff", "unit": "points", "levels": {"yes": 10}}])


def test_what_is_open_has_chances_and_no_score():
    t = table(protocol="truce", rounds=2, noise=2, observed=[{"kind": "open", "date": "2026-11-10", "source": "x"}])
    one = draw(yes=(5, 7), talk=(1, 2), no=(0, 0))
    (r,) = scores(t, [(one, settle(t, one))]).to_dict("records")
    assert r["observed"] == "open"
    assert np.isnan([r["brier"], r["log_score"]]).all()
    assert r["deal"] + r["truce"] + r["breakdown"] == pytest.approx(1)


# -- figures by name ----------------------------------------------------------------------------------------------------------
def told(**more):
    """One table told by hand: causes at two horizons."""
    causes = pd.DataFrame([
        {"cause": "k", "horizon": h, "kind": kind, "change_A": -x, "change_low_A": -x - 1, "change_high_A": -x + 1}
        for h, kind, x in (("long", "breakdown", 2.0), ("short", more.get("short", "breakdown"), 4.0))
    ])  # fmt: skip
    return SimpleNamespace(table=table(), causes=causes, kind=lambda h: "truce")


def asked(figure, **more):
    from bahe.scenario.talks import Talks

    cause = {"id": "k", "label": "k", "without": {"unless": "no"}}
    one = {"parties": ["A", "B"], "sign": "yes", "unless": "no", "causes": [cause]}
    return Talks.model_validate({"tables": [one], "metrics": [{"name": "m", "figure": figure}, *more.get("also", ())]})


RUN = SimpleNamespace(scenario=SimpleNamespace(horizons=("long", "short")))


def test_an_amount_by_name_has_its_median_its_ends_and_each_horizon():
    m = metrics(asked({"what": "payoff-change", "cause": "k", "party": "A"}), RUN, [told()])["m"]
    assert (m["value"], m["low"], m["high"]) == (3.0, 1.0, 5.0)
    assert m["by"] == {"talks, long": 2.0, "talks, short": 4.0}
    assert m["unit"] == "USD bn a year"
    assert m["missing"] is None


def test_a_word_by_name_is_what_the_claim_calls_it_and_nothing_where_horizons_differ():
    figure = {"what": "outcome", "cause": "k", "called": {"breakdown": "escalation"}}
    assert metrics(asked(figure), RUN, [told()])["m"]["value"] == "escalation"
    m = metrics(asked(figure), RUN, [told(short="deal")])["m"]
    assert m["value"] is None
    assert m["by"] == {"talks, long": "escalation", "talks, short": "deal"}
    assert "horizons differ" in m["missing"]["en"]


def test_a_missing_datum_by_name_is_null_with_its_reason():
    m = metrics(asked({"what": "outcome"}, also=[{"name": "gone", "missing": "monthly imports"}]), RUN, [told()])[
        "gone"
    ]
    assert m["value"] is None
    assert m["missing"]["en"] == "monthly imports"
    with pytest.raises(ValueError, match="either a figure or"):
        asked({"what": "outcome"}, also=[{"name": "both", "missing": "x", "figure": {"what": "outcome"}}])


# -- calibration -------------------------------------------------------------------------------------------------------------
def test_three_frequencies_fix_two_numbers():
    f = fits()
    assert (f["error"] < 1e-9).all()
    assert (f["rank"] == 2).all()
    assert list(f["identified"]) == [n == 2 for n in f["of"]]
    assert sum(r.count for r in TIES) == 633


def test_what_is_held_changes_the_answer_and_not_the_fit():
    """Equally good fits that disagree on what a dearer sanction does: the frequencies do not answer it."""
    h = held()
    assert (h["error"] < 1e-9).all()
    assert np.ptp(h["concede_if_dearer"]) > 0.03
    assert h["threat"].max() > 5 * h["threat"].min()


def test_published_rates_have_exact_intervals():
    assert THREATENED.share == pytest.approx(40 / 71)
    assert IMPOSED.band == pytest.approx((0.1182, 0.6162), abs=5e-4)  # Clopper and Pearson
    c = checks().set_index("rate")
    assert c.loc[THREATENED.name, "inside"]
    assert c.loc[OPEN.name, "inside"] is None  # the game has no clock


# -- back-test ---------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def episodes():
    from bahe.atlas.episodes import episodes_table

    return episodes_table()


def test_the_predictor_reads_no_column_of_an_outcome(episodes):
    """Every column that is not on the list of what was known is spoilt: nothing that goes in changes."""
    assert not set(bt.KNOWN) & set(bt.OUTCOMES)
    spoilt = episodes.copy()
    for column in set(spoilt.columns) - set(bt.KNOWN):
        spoilt[column] = "spoilt"
    assert repr(bt.announced(spoilt)) == repr(bt.announced(episodes))


def test_what_was_known_is_dated_before_how_it_ended(episodes):
    """2 April and the letters of July come before every deal of a partner that had one; the law used is that of March and 5 April."""
    t = episodes[episodes["date_letter"].notna() & episodes["deal_date"].notna()]
    assert (t["date_letter"] < t["deal_date"]).all()
    assert bt.BEFORE == "2025-03-31"
    assert episodes["date_letter"].dropna().max() < "2025-08-01"


def test_deals_that_came_before_the_rate_was_announced_are_named(episodes):
    """Where the first public claim is older than 2 April, what is known is not older than how it ended: one row, which says so."""
    early = episodes[(episodes["deal_date"] < "2025-04-02")]
    assert set(early["partner_iso3"]) <= {"ISR"}


def test_levels_left_one_out_use_the_others_alone():
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(4), 30)
    hits = np.eye(4)[rng.integers(0, 4, 30)]
    made = bt.levelled(p, hits)
    np.testing.assert_allclose(made.sum(axis=1), 1)
    other = hits.copy()
    other[7] = np.roll(hits[7], 1)  # its own outcome never reaches a partner
    np.testing.assert_allclose(bt.levelled(p, other)[7], made[7], rtol=1e-12)


def test_chances_follow_the_rule_by_hand():
    """At the mean the published game concedes with 0.227; a spread more or less: 0.562 and 0.042."""
    p = bt.chances(np.array([0.0, 1.0, -1.0]), np.zeros(3))
    np.testing.assert_allclose(p[:, 0], (0.227293, 0.562, 0.042), atol=5e-4)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    q = p[0, 0]
    assert p[0, 1] == pytest.approx((1 - q) * q * (5 / 15) / (40 / 71))
    np.testing.assert_allclose(p[:, 2], p[:, 3])


def test_scores_by_hand():
    p = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4]])
    hits = np.array([[1, 0, 0, 0], [0, 0, 1, 0]], dtype=float)
    s = bt.score(p, hits)
    assert s["brier"] == pytest.approx((0.09 + 0.03 + 0.01 + 0.04 + 0.49 + 0.16) / 2)
    assert s["log_score"] == pytest.approx(-(np.log(0.7) + np.log(0.3)) / 2)
    assert s["balanced_accuracy"] == 0.5


def test_what_is_not_known_counts_as_the_mean():
    z = bt.standard(np.array([1.0, np.e, np.nan, -1.0]))
    assert z[2] == 0.0
    assert z[3] == z[0] < z[1]


def test_what_splits_the_difference_over_a_threat():
    """L = 4, G = 1, K = 2: 1.5; an answer that does not pay is not believed; nothing is given where executing costs the sender more."""
    known = lambda **more: bt.Known("X", "X", 0.2, True, 10.0, **{"loss": 4.0, "income": 100.0, "gain_sender": 1.0, "answer_sender": 2.0,
                                                                   "answer_partner": -1.0, **more})  # fmt: skip
    assert bs.concession(known()) == pytest.approx(1.5)
    assert bs.concession(known(answer_partner=1.0)) == pytest.approx(2.5)
    assert bs.concession(known(gain_sender=-9.0)) == 0
    assert np.isnan(bs.concession(bt.Known("X", "X", 0.2, True, 10.0)))


def test_a_pledge_that_is_blank_is_not_zero_and_one_that_was_not_tied_is_left_out(episodes):
    partners = [bt.Known(c, c, 0.1, False, 1.0, income=100.0) for c in ("VNM", "SAU", "AUS", "MYS")]
    made = bs.given(episodes, partners)
    np.testing.assert_array_equal(np.isfinite(made["purchases"]), [True, False, False, True])
    np.testing.assert_array_equal(np.isfinite(made["investment"]), [False, False, False, True])
    assert made["pledged"][3] == 150
    np.testing.assert_array_equal(made["own cut"], [2, 0, 0, 2])


def test_rank_correlations_have_their_published_interval():
    """Fieller, Hartley and Pearson 1957: variance 1.06/(n - 3) of atanh; none for three, none where nothing varies."""
    low, high = bs.interval(0.5, 30)
    assert np.arctanh(high) - np.arctanh(0.5) == pytest.approx(1.96 * np.sqrt(1.06 / 27))
    assert np.arctanh(0.5) - np.arctanh(low) == pytest.approx(1.96 * np.sqrt(1.06 / 27))
    assert np.isnan(bs.interval(0.5, 3)).all()
    assert np.isnan(bs.rank(np.ones(5), np.arange(5.0)))
    assert bs.rank(np.arange(5.0), np.array([1, 2, 3, 4, np.nan])) == pytest.approx(1)


def test_both_codings_and_exempt_partners(episodes):
    codes = list(episodes["partner_iso3"])
    first, other = bt.coded(episodes, codes, False), bt.coded(episodes, codes, True)
    assert pd.Series(first).value_counts()["stand"] == 42
    assert sum(a != b for a, b in zip(first, other, strict=True)) == 15
    assert first[codes.index("MEX")] == "exempt"


def test_a_run_of_one_table(monkeypatch):
    """Payoffs come from the Run's welfare table: a draw for each elasticity set, security weights counted."""
    from bahe.casebook.talks import draws as talking

    rows = [("long", e, v, who, "welfare_usd_mn", 1000.0 * x) for e, k in (("one", 1.0), ("two", 2.0))
            for v, usd in (("yes", (5, 7, -4)), ("no", (0, 0, 0))) for who, x in zip("ABR", k * np.array(usd), strict=True)]  # fmt: skip
    welfare = pd.DataFrame(rows, columns=["horizon", "elasticities", "variant", "economy", "measure", "value"])
    run = SimpleNamespace(welfare=welfare)
    monkeypatch.setattr(talking, "_central", lambda run: {"long": "one"})
    t = Table.model_validate({"parties": ["A", "B"], "sign": "yes", "unless": "no", "security": {"A": {"R": 0.5}}})
    first, second = talking.draws(run, t)
    np.testing.assert_allclose(first.states["yes"], (5 + 0.5 * 4, 7))
    np.testing.assert_allclose(second.states["yes"], (14, 14))
    assert first.central
    assert not second.central


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("talks:\n  tables:\n    - parties: [USA, CHN]\n      sign: b\n      whlie: a\n", "Did you mean 'while'"),
        ("talks:\n  parties: [USA, CHN]\n  sign: b\n  unles: a\n", "unless"),
        ("talks:\n  parties: []\n  sign: b\n  unless: a\n", "parties"),
    ],
)
def test_a_misspelt_key_is_named_with_its_neighbour(tmp_path, text, words):
    from bahe.faults import BaheError

    file = tmp_path / "x.yaml"
    file.write_text("id: x\nquestion: q\nvariants: [{id: a}, {id: b}]\n" + text)
    with pytest.raises(BaheError, match=words):
        read(file)
