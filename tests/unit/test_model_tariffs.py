"""What the model says players would levy: against the trade war of the library, against a scan, and how a page says it."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import bahe
from bahe.casebook.tariffs import model as room
from bahe.casebook.tariffs.actual import PLAYERS, player_tariffs
from bahe.casebook.tariffs.model import BOUNDS, COLUMNS, model_tariffs
from bahe.faults import UnknownName
from bahe.numerics.info import Outcome
from bahe.report.runs.modelled import BEFORE, END, PEAK, Modelled, Spread
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import Numbers
from bahe.report.wording.texts import Words

PLAY = ["USA", "CHN", "CAN"]
CENTRAL = {"long": "bsy", "short": "theta 0.5"}


@pytest.fixture(scope="module")
def icio():
    """The packaged world."""
    return bahe.load_world("icio-2022")


@pytest.fixture(scope="module")
def found(icio):
    """Three players, the central set and one more in the long run, three values of theta in the short."""
    return model_tariffs(icio, CENTRAL, players=PLAY, sets=["caliendo-parro"])


def rates(found, **where):
    for key, value in where.items():
        found = found[found[key] == value]
    return found.set_index(["importer", "exporter"])["rate"]


def test_every_rate_once(found):
    """War in every set, alone in the central one, by partner at the first horizon; every rate is inside the bounds and solved."""
    assert tuple(found.columns) == COLUMNS
    assert not found.duplicated(["horizon", "elasticities", "reading", "grain", "importer", "exporter"]).any()
    count = found.groupby(["horizon", "elasticities", "reading", "grain"]).size().to_dict()
    one = {(h, e, "war", "importer"): 3 for h, e in (("long", "bsy"), ("long", "caliendo-parro"))}
    one |= {("short", f"theta {t}", "war", "importer"): 3 for t in ("0.25", "0.5", "1")}
    one |= {(h, CENTRAL[h], "alone", "importer"): 3 for h in CENTRAL}
    assert count == one | {("long", "bsy", "war", "partner"): 6}
    assert found["solved"].all()
    assert found["rate"].between(*BOUNDS).all()
    assert not found["at_bound"].any()
    assert (found["elasticities"] == found["horizon"].map(CENTRAL)).eq(found["central"]).all()


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_the_war_is_that_of_the_library(found, icio, horizon):
    """`bahe.nash` to its own, much tighter end: the same rates to a tenth of a point."""
    war = bahe.nash(icio, PLAY, "importer", sectors="goods", horizon=horizon, certify=False)
    told = rates(found, horizon=horizon, elasticities=CENTRAL[horizon], reading="war", grain="importer")
    for player in PLAY:
        assert told[player, "all"] == pytest.approx(float(war.rates(player)["tariff"][0]), abs=1e-3)


def test_rates_by_partner_are_those_of_the_library(found, icio):
    war = bahe.nash(icio, PLAY, "partner", sectors="goods", partners="players", certify=False)
    told = rates(found, horizon="long", reading="war", grain="partner")
    for player in PLAY:
        for (partner, _), rate in zip(war.labels(player)["tariff"], war.rates(player)["tariff"], strict=True):
            assert told[player, partner] == pytest.approx(float(rate), abs=1e-3)


def test_nobody_alone_does_better_with_another_rate(found, icio):
    """Canada alone, a scan around its rate by forward solves on the purged world: less income on either side, and the same gain."""
    from bahe.trade.solve import purge

    world = purge(icio, "long")
    part = found[(found["horizon"] == "long") & (found["reading"] == "alone")].set_index("importer")
    best, n = float(part.loc["CAN", "rate"]), world.axes.economy("CAN")

    def income(rate):
        abroad = [e for e in world.economies if e != "CAN"]
        return bahe.solve(
            world, bahe.tariff("CAN", abroad, sectors="goods", rate=rate), closure="balanced"
        ).welfare_hat[n]

    top = income(best)
    assert part.loc["CAN", "gain_pct"] > 0
    assert all(income(r) < top for r in (0.5 * best, best - 0.02, best + 0.02, 2 * best))


def test_what_did_not_end_is_missing_and_says_so(icio, monkeypatch):
    """No rate, no gain, and a sentence instead of a comparison."""
    import bahe.statecraft.reply as reply

    ended = reply.at_rest

    def lost(*given, **how):
        point, info = ended(*given, **how | {"max_iter": 1, "tol": 1e-30})
        return point, dataclasses.replace(info, outcome=Outcome.out_of_iterations)

    monkeypatch.setattr(reply, "at_rest", lost)
    point, why = room._rest(room._game(icio, ["USA", "CHN"], "importer", "long"), None)
    assert point is None
    assert why == Outcome.out_of_iterations.value
    game = room._game(icio, ["USA", "CHN"], "importer", "long")
    rows = pd.DataFrame(room._rows(game, None, why, {}))
    assert rows["rate"].isna().all()
    assert rows["gain_pct"].isna().all()
    assert not rows["solved"].any()


def test_words_that_are_off_are_refused(icio):
    with pytest.raises(UnknownName, match="EU28"):
        model_tariffs(icio, CENTRAL, players=["EU28"])
    with pytest.raises(UnknownName, match="bsi"):
        model_tariffs(icio, {"long": "bsi"}, players=PLAY, horizons=["long"])


# ------------------------------------------------------------------------------------------------------------ the page


def modelled(model, actual, lang="en"):
    run = SimpleNamespace(scenario=SimpleNamespace(variants=(), focus=PLAY), extra={"player_tariffs": actual})
    words = Words(lang)
    return Modelled(model, actual, words, Labels(run, words), Numbers(lang, 2))


@pytest.fixture(scope="module")
def actual(icio):
    return player_tariffs(icio, players=PLAY)


def test_who_moved_is_read_from_the_figures(found, actual):
    """The United States and China rose by more than a point in April; Canada's counter-duties are not held, and it is named for that."""
    m = modelled(found, actual)
    assert m.moved == ["USA", "CHN"]
    assert [p for p in PLAY if m.began(p)] == ["CHN", "CAN"]
    told = m.headline()[0]
    assert "not held by product were levied by: Canada" in told
    for player in m.moved:
        assert m.numbers.rate(m.rate(player, "all", PEAK)) in told
        assert m.numbers.rate(m.spread(player, "long").central) in told
    assert ("USA", "CAN") in m.pairs
    assert ("CAN", "USA") not in m.pairs


def test_a_range_holds_its_centre_and_places_a_rate(found, actual):
    m = modelled(found, actual)
    for player in PLAY:
        for horizon in CENTRAL:
            s = m.spread(player, horizon)
            assert s.low <= s.central <= s.high
    s = Spread(0.2, 0.1, 0.3)
    assert [s.place(x) for x in (0.05, 0.1, 0.2, 0.3, 0.31)] == ["below", "inside", "inside", "inside", "above"]


def test_agreement_by_partner_is_a_rank_correlation():
    """Against scipy, on invented rates; too few partners have none."""
    names = ["A", "B", "C", "D", "E"]
    rng = np.random.default_rng(3)
    told, seen = rng.uniform(size=4), rng.uniform(size=4)
    model = pd.DataFrame(
        [dict(zip(COLUMNS, ("long", "bsy", True, "war", "partner", "A", b, r, 0.0, False, True, ""), strict=True))
         for b, r in zip(names[1:], told, strict=True)]
    )  # fmt: skip
    levied = pd.DataFrame(
        [{"date": END, "day": "", "importer": "A", "exporter": b, "average": r, "complete": True, "note": ""}
         for b, r in zip(names[1:], seen, strict=True)]
    )  # fmt: skip
    m = modelled(model, levied)
    assert m.agreement("A", "long") == (4, pytest.approx(stats.spearmanr(told, seen).statistic))
    assert np.isnan(modelled(model.iloc[:2], levied).agreement("A", "long")[1])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_section_is_whole(found, actual, lang):
    """Figure, two tables as wide as their heads, floors marked, no nan; the short run in whole per cent."""
    from xml.etree import ElementTree

    m = modelled(found, actual, lang)
    content = m.content()
    assert [len(t["rows"]) for t in content["tables"]] == [3, len(m.pairs)]
    for table in content["tables"]:
        assert all(len(r["cells"]) == len(table["columns"]) for r in table["rows"])
        assert sum(o["span"] for o in table["over"]) == len(table["columns"])
    ElementTree.fromstring(content["figure"]["panels"][0])
    assert (m.digits("long"), m.digits("short")) == (1, 0)
    said = " ".join([*content["sentences"], *m.headline(), str(content["tables"])])
    assert "nan" not in said
    assert m.words("players_floor").strip() in str(content["tables"][0])
    assert m.rate("USA", "all", BEFORE) < m.rate("USA", "all", END) < m.rate("USA", "all", PEAK)


def test_without_a_war_there_is_a_sentence_and_no_figure_is_made_up(found, actual):
    lost = found.assign(rate=float("nan"), gain_pct=float("nan"), solved=False)
    m = modelled(lost, actual)
    assert m.headline() == [m.words("model_unknown")]
    assert m.sentences() == []


def test_players_are_those_of_the_table_of_what_was_levied():
    import inspect

    assert inspect.signature(model_tariffs).parameters["players"].default == PLAYERS
