"""Losses of the partners of 2025 in four states of the law, and what players levied on each other at three dates."""

import numpy as np
import pytest

import bahe
from bahe.atlas.episodes import episode, load_episodes
from bahe.atlas.measures import in_force, rate_on
from bahe.atlas.policy import us_duties
from bahe.casebook.talks.episodes import BEFORE, COLUMNS, DAY, KEYS, episodes, loss, terms
from bahe.casebook.tariffs.actual import DATES, NOT_HELD, PLAYERS, player_tariffs
from bahe.faults import UnknownName


@pytest.fixture(scope="module")
def icio():
    """The packaged world."""
    return bahe.load_world("icio-2022")


@pytest.fixture(scope="module")
def table(icio):
    """Seven partners at the long horizon: two of the title, a letter kept, no letter, a control, one inside ROW, none at all."""
    return episodes(icio, "long", partners=["EU27", "JPN", "BRA", "IND", "AUS", "SRB", "RUS"]).set_index("partner")


# -------------------------------------------------------------------------------------------------------- the terms


def test_terms_of_the_union_are_those_of_the_built_in_case():
    """As in eu-deal-2025: 10 and cars at 25 before, 30 and cars at 25 threatened."""
    law = terms(episode("EU27"))
    assert law.before == {"ieepa-reciprocal:EU27": 0.10, "s232-autos:EU27": 0.25, "s232-auto-parts:EU27": 0.25}
    assert law.threat == law.before | {"ieepa-reciprocal:EU27": 0.30}


def test_letters_to_partners_with_a_duty_of_their_own_are_carried_by_it():
    """Brazil 50 = 10 + 40; Canada and Mexico on goods outside USMCA; China and India had no letter."""
    assert terms(episode("BRA")).threat["ieepa-brazil:BRA"] == pytest.approx(0.40)
    assert terms(episode("BRA")).before == {"ieepa-brazil:BRA": 0.0}
    assert terms(episode("CAN")).threat["ieepa-fentanyl:CAN"] == 0.35
    assert terms(episode("CAN")).before["ieepa-fentanyl:CAN"] == 0.25
    assert terms(episode("MEX")).threat["ieepa-fentanyl:MEX"] == 0.30
    assert terms(episode("CHN")).threat["ieepa-reciprocal:CHN"] == 0.34
    assert terms(episode("IND")).threat["ieepa-reciprocal:IND"] == 0.26
    assert terms(episode("RUS")).threat is None


def test_every_state_before_is_the_law_of_july():
    """The overrides of the law of the end of 2025 give each bargained measure its rate of July, for all partners."""
    import datetime as dt

    then = in_force(dt.date.fromisoformat(BEFORE))
    for found in load_episodes():
        for key, value in terms(found).before.items():
            measure = key.split(":")[0]
            rate = rate_on(measure, found.code, then, {})
            told = 0.0 if rate is None else f"ceiling {rate.rate}" if rate.ceiling else rate.rate
            assert value == told, key


# -------------------------------------------------------------------------------------------------------- the losses


def test_the_columns_are_stated_and_joinable(table, icio):
    assert tuple(table.reset_index().columns) != ()
    assert set(table.reset_index().columns) == set(COLUMNS)
    assert KEYS == ("partner", "horizon")
    assert set(table["horizon"]) == {"long"}


def test_losses_are_what_the_library_computes(table, icio):
    """Japan by hand: three solves of the law of the end of 2025 with other rates on Japan."""
    from bahe.atlas.policy import us_tariff_shock
    from bahe.atlas.retaliation import china_tariff_shock

    law = terms(episode("JPN"))
    rest = china_tariff_shock(DAY)
    states = [us_tariff_shock(DAY, overrides=o) & rest for o in (law.before, law.threat, {})]
    before, threat, agreed = (bahe.solve(icio, s) for s in states)
    at = icio.axes.economy("JPN")

    def lost(old, new):
        return 100 * (1 - new.welfare_hat[at] / old.welfare_hat[at])

    row = table.loc["JPN"]
    assert row["loss_threat_pct"] == pytest.approx(lost(before, threat), abs=1e-6)
    assert row["loss_agreed_pct"] == pytest.approx(lost(before, agreed), abs=1e-6)
    assert row["averted_pct"] == pytest.approx(lost(agreed, threat), abs=1e-6)
    points = row["duty_threat"] - us_average(icio, "JPN")
    assert row["answer_points"] == pytest.approx(points, abs=1e-9)
    answered = bahe.solve(icio, states[1] & bahe.tariff("JPN", "USA", add=points))
    assert row["loss_answered_pct"] == pytest.approx(lost(before, answered), abs=1e-6)
    assert row["answer_cost_pct"] == pytest.approx(lost(threat, answered), abs=1e-6)
    usa = icio.axes.economy("USA")
    assert row["sender_loss_threat_pct"] == pytest.approx(
        100 * (1 - threat.welfare_hat[usa] / before.welfare_hat[usa]), abs=1e-6
    )


def us_average(world, partner):
    n, i, goods = world.axes.economy("USA"), world.axes.economy(partner), world.axes.sector_index("goods")
    weight = world.trade[n, i][goods]
    return float((world.tariff[n, i][goods] * weight).sum() / weight.sum())


def test_a_group_loses_the_sum_of_its_members(table, icio):
    """Per cent of the union's real income, and dollars averted are those of all members."""
    row = table.loc["EU27"]
    assert row["averted_usd_mn"] > 0
    income = sum(icio.income[icio.axes.economy(m)] for m in icio.axes.economy_groups["EU27"])
    assert row["averted_usd_mn"] == pytest.approx(row["averted_pct"] / 100 * income, rel=0.02)


def test_product_lists_stand_between_headline_and_duty(table):
    """The letter of 30 adds fewer than 20 points over the 10 before: exempt goods and cars."""
    row = table.loc["EU27"]
    assert 0.05 < row["duty_threat"] - row["duty_before"] < 0.20
    assert row["relief"] == pytest.approx(0.15)


def test_who_kept_the_letter_averted_nothing(table):
    """Brazil came to no terms: the state agreed is the state threatened."""
    row = table.loc["BRA"]
    assert row["averted_pct"] == pytest.approx(0.0, abs=1e-9)
    assert row["loss_agreed_pct"] == pytest.approx(row["loss_threat_pct"], abs=1e-9)


def test_a_threat_of_what_is_there_costs_nothing(table):
    """Australia: 10 before, 10 in the order of 2 April."""
    assert table.loc["AUS", "loss_threat_pct"] == pytest.approx(0.0, abs=1e-9)


def test_what_is_missing_is_said(table):
    """Serbia stands inside ROW, Russia had no threat; neither has a zero where nothing is known."""
    assert table.loc["SRB", "why"] == "inside the rest of the world"
    assert np.isnan(table.loc["SRB", "loss_threat_pct"])
    assert not table.loc["SRB", "solved"]
    assert table.loc["RUS", "why"] == "no threat on record"
    assert np.isnan(table.loc["RUS", "threat_rate"])
    assert np.isnan(table.loc["IND", "relief"])
    assert table.loc["IND", "threat_source"] == "april"


def test_the_order_of_partners_changes_nothing(icio, table):
    """Each row is solved on its own; where it starts from does not show."""
    again = episodes(icio, "long", partners=["AUS", "JPN"]).set_index("partner")
    for column in ("loss_threat_pct", "loss_answered_pct", "loss_agreed_pct"):
        assert again.loc["JPN", column] == pytest.approx(table.loc["JPN", column], abs=1e-7)


def test_horizons_and_answers(icio):
    """The short horizon answers too; the answer at the headline rate is the letter."""
    short = episodes(icio, "short", partners=["JPN"], answer="headline").iloc[0]
    assert short["horizon"] == "short"
    assert short["answer_points"] == 0.25
    assert short["loss_threat_pct"] > 0
    with pytest.raises(UnknownName, match="answr"):
        episodes(icio, partners=["JPN"], answer="answr")
    with pytest.raises(UnknownName, match="EU28"):
        episodes(icio, partners=["EU28"])


def test_a_loss_is_positive_where_income_falls(icio):
    old = bahe.solve(icio)
    new = bahe.solve(icio, bahe.tariff("USA", "JPN", add=0.5))
    assert loss(old, new, "JPN") > 0
    assert loss(old, old, "JPN") == 0.0


def test_a_solve_that_does_not_converge_is_a_row_without_figures(icio, monkeypatch):
    from bahe.casebook.talks import episodes as room

    monkeypatch.setattr(room, "_solved", lambda *_: None)
    row = episodes(icio, partners=["JPN"]).iloc[0]
    assert row["why"] == "a solve did not converge"
    assert np.isnan(row["loss_threat_pct"])
    assert not row["solved"]


# ------------------------------------------------------------------------------------------------- actual tariffs


@pytest.fixture(scope="module")
def actual(icio):
    return player_tariffs(icio)


def test_every_pair_at_every_date_once(actual):
    """Ten players: nine partners and `all`, at three dates; a member of a group is no partner of it."""
    assert len(actual) == len(DATES) * len(PLAYERS) * len(PLAYERS)
    assert not actual.duplicated(["date", "importer", "exporter"]).any()
    assert not (actual["importer"] == actual["exporter"]).any()


def test_us_averages_are_those_of_the_atlas(actual, icio):
    """Points added by the law of the day, on base trade, plus the base."""
    n, goods = icio.axes.economy("USA"), icio.axes.sector_index("goods")
    names = [icio.sectors[k] for k in goods]
    for date in ("april-peak", "november"):
        duties = us_duties(DATES[date], partners=["JPN"]).set_index("sector")["added"]
        weight = icio.trade[n, icio.axes.economy("JPN")][goods]
        expected = sum(duties[s] * w for s, w in zip(names, weight, strict=True)) / weight.sum()
        row = actual.set_index(["date", "importer", "exporter"]).loc[(date, "USA", "JPN")]
        assert row["added"] == pytest.approx(expected, abs=1e-9)


def test_the_base_adds_nothing_and_other_importers_stand_still(actual):
    still = actual[(actual["date"] == "before") | ~actual["importer"].isin(["USA", "CHN"])]
    assert np.abs(still["added"]).max() == 0.0


def test_the_chinese_answer_by_date(actual):
    """125 points in April, 10 in November, on all US goods."""
    rows = actual.set_index(["date", "importer", "exporter"])["added"]
    assert rows["april-peak", "CHN", "USA"] == pytest.approx(1.25)
    assert rows["november", "CHN", "USA"] == pytest.approx(0.10)


def test_what_the_atlas_does_not_hold_is_named(actual):
    """A floor is marked as one, on the days it is one."""
    rows = actual.set_index(["date", "importer", "exporter"])
    assert not rows.loc[("april-peak", "CAN", "USA"), "complete"]
    assert rows.loc[("before", "CAN", "USA"), "complete"]
    assert rows.loc[("november", "USA", "JPN"), "complete"]
    assert not rows.loc[("april-peak", "CHN", "USA"), "complete"]
    assert rows.loc[("november", "CHN", "USA"), "complete"]
    assert "CAN:" in rows.loc[("november", "CHN", "all"), "note"]
    assert {a for a, _ in NOT_HELD} == {"CAN", "CHN", "EU27"}


def test_all_is_the_mean_over_partners(actual, icio):
    one = player_tariffs(icio, players=["USA", "CHN"], dates={"now": "2025-11-30"})
    whole = one[(one["importer"] == "USA") & (one["exporter"] == "all")].iloc[0]
    n, goods = icio.axes.economy("USA"), icio.axes.sector_index("goods")
    weight = np.delete(icio.trade[n][:, goods], n, axis=0)
    assert whole["imports_usd_mn"] == pytest.approx(weight.sum())
    with pytest.raises(UnknownName, match="EU28"):
        player_tariffs(icio, players=["USA", "EU28"])


# --------------------------------------------------------------------------------------------- the pages that show them


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_show_the_tables(table, actual, lang):
    """Every solved partner with its own row, the letter apart; three tables of tariffs, floors marked; nothing reads nan."""
    import dataclasses

    from bahe.report.runs.page import html
    from bahe.report.wording.texts import Words
    from report_runs import invented_run

    run = dataclasses.replace(invented_run(), extra={"episodes": table.reset_index(), "player_tariffs": actual})
    page, words = html(run, lang), Words(lang)
    for key in ("episodes_head", "players_head", "episodes_caption_letter", "episodes_caption_april"):
        assert words(key) in page
    part = page[page.index('id="episodes"') : page.index('id="players"')]
    assert "nan" not in part
    assert part.count("<tr") > 10
    tariffs = page[page.index('id="players"') : page.index('id="glance"')]
    assert tariffs.count("<table") == 3
    assert words("players_floor").strip() in tariffs


def test_tables_are_written_and_said_in_json(table, actual, tmp_path):
    import dataclasses
    import json

    from bahe.desk.running import document
    from bahe.report import write
    from bahe.report.runs.folder import NAMES
    from report_runs import invented_run

    run = dataclasses.replace(invented_run(), extra={"episodes": table.reset_index(), "player_tariffs": actual})
    written = {p.name for p in write(run, tmp_path, formats=("csv",))}
    assert {"episodes.csv", "player_tariffs.csv"} <= written <= NAMES
    said = json.loads(json.dumps(document(run, None)["tables"], allow_nan=False))
    assert len(said["player_tariffs"]) == len(actual)
    rows = {r["partner"]: r for r in said["episodes"]}
    assert rows["SRB"]["loss_threat_pct"] is None
    assert rows["EU27"]["date_letter"] == "2025-07-12"


def test_a_scenario_asks_for_tables(icio):
    """`tables:` takes one name or a list; player tariffs need no solve."""
    from bahe.casebook.runs.playing import extra
    from bahe.scenario import read

    text = "id: mine\nquestion: q\nvariants:\n  - id: now\ntables: %s\n"
    assert read(text % "player-tariffs").tables == ("player-tariffs",)
    assert list(extra(read(text % "[player-tariffs]"), icio)) == ["player_tariffs"]
    with pytest.raises(UnknownName, match="player-tarifs"):
        read(text % "player-tarifs")
