"""The most that a threatened partner would give, and what it gave: by forward solves, by hand, and how a page says it."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import bahe
from bahe.atlas.episodes import episode
from bahe.atlas.policy import us_tariff_shock
from bahe.atlas.retaliation import china_tariff_shock
from bahe.casebook.talks import concessions as room
from bahe.casebook.talks.concessions import cut_cost, income, most, risen
from bahe.casebook.talks.episodes import DAY, terms
from bahe.faults import NotConverged
from bahe.report.runs.conceding import Conceding, in_order
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import Numbers
from bahe.report.wording.texts import Words


@pytest.fixture(scope="module")
def icio():
    """The packaged world."""
    return bahe.load_world("icio-2022")


def states(world, code):
    """(before, threat, agreed) of one partner, long run."""
    law, rest = terms(episode(code)), china_tariff_shock(DAY)
    return tuple(bahe.solve(world, us_tariff_shock(DAY, overrides=o) & rest) for o in (law.before, law.threat, {}))


@pytest.fixture(scope="module")
def korea(icio):
    return states(icio, "KOR")


# ------------------------------------------------------------------------------------------------------- the prediction


def test_the_threat_on_the_world_before_is_the_state_threatened(korea):
    """The tariffs that rise are those of the sender on the partner alone, and they give the same world from either base."""
    before, threat, _ = korea
    shock = risen(before, threat)
    world = before.as_world()
    eq = bahe.solve(world, shock)
    n, i = world.axes.economy("USA"), world.axes.economy("KOR")
    changed = np.argwhere(np.abs(eq.tariff_new - world.tariff) > 1e-12)
    assert {tuple(c[:2]) for c in changed} == {(n, i)}
    np.testing.assert_allclose(eq.welfare_hat, threat.welfare_hat / before.welfare_hat, atol=1e-7)


def test_the_most_is_the_loss_after_the_best_answer(korea):
    """Korea by forward solves: no rate nearby, no answer at all and none in kind leaves it with more; the sender's loss is that of then."""
    before, threat, _ = korea
    found = most(before, threat, "KOR")
    world, shock = before.as_world(), risen(before, threat)
    n, usa = world.axes.economy("KOR"), world.axes.economy("USA")

    def lost(answer=None):
        eq = bahe.solve(world, shock if answer is None else shock & answer)
        return (1 - eq.welfare_hat) * world.income

    def at(rate):
        return bahe.tariff("KOR", "USA", sectors="goods", rate=rate)

    assert found["best_answer"] == "best tariffs"
    best = lost(at(found["best_rate"]))
    assert found["most_usd_mn"] == pytest.approx(best[n], rel=1e-4)
    assert found["most_pct"] == pytest.approx(100 * best[n] / world.income[n], rel=1e-4)
    assert found["sender_loss_best_usd_mn"] == pytest.approx(best[usa], rel=1e-3)
    assert found["backing_down_usd_mn"] == max(found["sender_loss_best_usd_mn"], 0.0)
    others = [None, at(found["best_rate"] - 0.02), at(found["best_rate"] + 0.02)]
    assert all(lost(a)[n] > best[n] for a in others)


def test_who_gains_by_answering_gives_nothing(icio):
    """Canada, by the model, would rather answer: the most is zero, not below."""
    before, threat, _ = states(icio, "CAN")
    found = most(before, threat, "CAN")
    assert found["most_usd_mn"] == 0.0
    assert found["most_pct"] == 0.0
    assert found["backing_down_usd_mn"] > 0


def test_a_threat_without_an_equilibrium_predicts_nothing(korea, monkeypatch):
    import bahe.statecraft.threat as coercion

    def lost(*_, **__):
        raise NotConverged("no", None)

    monkeypatch.setattr(coercion, "threat", lost)
    found = most(korea[0], korea[1], "KOR")
    assert all(np.isnan(v) for k, v in found.items() if k != "best_answer")
    assert found["best_answer"] == ""


def test_a_threat_of_what_is_there_is_no_threat(korea):
    assert risen(korea[0], korea[0]).effects == ()


# ---------------------------------------------------------------------------------------------------------- what was given


def test_the_cut_is_the_law_agreed_with_no_duty_on_us_goods(icio):
    """Indonesia: two solves by hand."""
    _, _, agreed = states(icio, "IDN")
    shock = us_tariff_shock(DAY) & china_tariff_shock(DAY)
    free = bahe.solve(icio, shock & bahe.tariff("IDN", "USA", sectors="goods", rate=0.0))
    n = icio.axes.economy("IDN")
    expected = (agreed.welfare_hat[n] - free.welfare_hat[n]) * icio.income[n]
    assert cut_cost(agreed, "IDN") == pytest.approx(expected, abs=0.5)
    assert income(agreed, "IDN") == pytest.approx(agreed.welfare_hat[n] * icio.income[n])


def test_sender_is_one_economy_of_the_law():
    assert room.SENDER == "USA"


# ------------------------------------------------------------------------------------------------------------ the order

VALUES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=8)


@given(VALUES, VALUES)
def test_the_share_in_order_is_that_of_mann_and_whitney(a, b):
    expected = stats.mannwhitneyu(a, b, alternative="two-sided").statistic / (len(a) * len(b))
    assert in_order(a, b) == pytest.approx(expected)


@given(VALUES, VALUES)
def test_turning_the_labels_round_turns_the_share_round(a, b):
    assert in_order(a, b) + in_order(b, a) == pytest.approx(1.0)


def test_without_pairs_there_is_no_share():
    assert np.isnan(in_order([], [1.0]))
    assert np.isnan(in_order([float("nan")], [1.0]))


# ------------------------------------------------------------------------------------------------------------- the page


def row(partner, outcome, most_pct, other=None, **more):
    """An invented partner with a letter."""
    return {
        "partner": partner, "horizon": "long", "name": partner, "threat_source": "letter", "threat_rate": 0.25, "solved": True,
        "loss_threat_pct": 0.2, "most_pct": most_pct, "most_usd_mn": 1000 * most_pct, "best_answer": "best tariffs", "best_rate": 0.1,
        "backing_down_usd_mn": 500.0, "averted_usd_mn": 300.0, "cut_cost_usd_mn": float("nan"), "exposure_pct": 0.1,
        "outcome": outcome, "outcome_other": other,
    } | more  # fmt: skip


INVENTED = [
    row("JPN", "concede_fast", 0.30, cut_cost_usd_mn=400.0), row("KOR", "concede_late", 0.02), row("THA", "concede_fast", 0.0),
    row("BRA", "stand", 0.05), row("ZAF", "stand", 0.09, "concede_late"), row("CAN", "retaliate", 0.01),
]  # fmt: skip


def conceding(rows, lang="en"):
    run = SimpleNamespace(scenario=SimpleNamespace(variants=(), focus=["JPN", "KOR"]), extra={})
    words = Words(lang)
    return Conceding(pd.DataFrame(rows), words, Labels(run, words), Numbers(lang, 2))


def test_failures_are_named_on_every_side():
    """Terms .30 .02 0 (median .02), none .05 .09 .01 (median .05): by hand."""
    found = conceding(INVENTED).against("long")
    assert found == {"rather": ["THA"], "little": ["KOR"], "much": ["ZAF", "BRA"]}


def test_both_codings_are_scored():
    """3 + 1 + 0 of nine pairs; with South Africa moved over 2 + 1 + 0 + 2 of eight."""
    c = conceding(INVENTED)
    assert c.ordered("long", "most") == pytest.approx(4 / 9)
    assert c.ordered("long", "most", other=True) == pytest.approx(5 / 8)
    assert c.ordered("long", "letter") == 0.5  # all letters are alike


def test_partners_without_a_letter_have_no_prediction():
    rows = [*INVENTED, row("IND", "stand", 0.5, threat_source="april"), row("XXX", "stand", float("nan"), solved=False)]
    assert conceding(rows).ordered("long", "most") == pytest.approx(4 / 9)
    assert len(conceding(rows).table()["rows"]) == len(INVENTED)
    assert conceding([row("IND", "stand", 0.5, threat_source="april")]).headline() == []


def test_a_cut_dearer_than_the_most_is_named():
    """Japan's invented cut costs 400 of at most 300."""
    c = conceding(INVENTED)
    assert any("would give in the long run for: Japan." in s for s in c.sentences())
    cheap = conceding([row("JPN", "concede_fast", 0.30, cut_cost_usd_mn=200.0), *INVENTED[1:]])
    assert any("for: none." in s for s in cheap.sentences())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_words_come_from_the_figures(lang):
    c = conceding(INVENTED, lang)
    told = c.headline()[0]
    assert c.numbers.rate(0.25, 0) in told
    assert c._share(4 / 9) in told
    table = c.table()
    assert next(r["name"] for r in table["rows"]) == c.labels.economy("JPN")
    assert all(len(r["cells"]) == len(table["columns"]) for r in table["rows"])
    assert sum(o["span"] for o in table["over"]) == len(table["columns"])
    assert "nan" not in told + str(table) + " ".join(c.sentences())
