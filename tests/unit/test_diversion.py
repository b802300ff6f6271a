"""The score of diversion-2025: the rule carried out to the letter, and the part of the page that shows it."""

import dataclasses
import hashlib
import json
from math import isfinite
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import bahe
from bahe.atlas import monthly
from bahe.casebook import case, run
from bahe.casebook.tariffs import diversion
from bahe.casebook.tariffs.scoring import score, share_change
from bahe.faults import BadValue, UnknownName
from bahe.report.drawing.scatter import Box, Point, names, placed, scatter
from bahe.report.runs.folder import NAMES
from bahe.report.runs.scored import PREDICTORS, VERDICTS, ScoredPage
from bahe.scenario import read

#: sha256 of the rule as it was fixed on 2026-11-26, before any score was computed. A change is a dated note and a new hash here.
RULE = "71141f087542bda2f83753b7825199bd3886679cfa257a8e2aca92c16f2fc0d8"


@pytest.fixture(scope="module")
def done():
    """The case at the short horizon."""
    return run("diversion-2025", horizons=["short"])


def test_the_rule_stands_as_it_was_fixed(done):
    raw = (case("diversion-2025").folder / "rule.md").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == RULE
    assert done.score.rule == {"file": "rule.md", "fixed": "2026-11-26", "sha256": RULE}
    assert "Fixed on 2026-11-26" in raw.decode()


def test_partners_are_those_of_the_rule(done):
    """29 partners, Russia left out and named; the sets of rule 15."""
    assert len(diversion.compared()) == 29
    assert set(done.score.left_out) == {"RUS"}
    sets = diversion.partner_sets(diversion.compared())
    assert set(sets["all"]) - set(sets["without-electronics"]) == {"TWN", "MYS", "VNM", "THA", "ISR"}
    assert set(sets["all"]) - set(sets["without-gold-and-medicines"]) == {"CHE", "AUS", "IRL"}
    share = diversion.electronics()
    assert share["*"] == pytest.approx(0.119, abs=0.0005)
    assert (share["CHN"], share["ISR"]) == (pytest.approx(0.223, abs=0.0005), pytest.approx(0.264, abs=0.0005))
    assert share["DEU"] == share["IRL"]


def test_predictions_are_what_the_library_computes(done):
    """The main solve by hand: US imports of goods, law of 7 August and China's 10 points, theta 0.5."""
    from bahe.atlas.policy import us_tariff_shock
    from bahe.atlas.retaliation import china_tariff_shock

    world = bahe.load_world("icio-2022")
    shock = us_tariff_shock("2025-08-07") & china_tariff_shock("2025-08-07")
    eq = bahe.solve(world, shock, horizon="short")
    names = list(diversion.compared())
    n, goods = world.axes.economy("USA"), world.axes.sector_index("goods")
    at = [world.axes.economy(p) for p in names]
    old, new = (x[n][at][:, goods].sum(1) for x in (world.trade, eq.trade_new))
    found = done.score.of(done.score.partners).set_index("partner")
    np.testing.assert_allclose(found.loc[names, "model"], share_change(old, new), atol=1e-6)
    duty = (eq.tariff_new[n][at][:, goods] * world.trade[n][at][:, goods]).sum(1) / old
    np.testing.assert_allclose(found.loc[names, "duty_after"], duty, atol=1e-9)


def test_observed_figures_are_the_series(done):
    found = done.score.of(done.score.partners).set_index("partner")
    months = {y: [f"{y}-{m:02d}" for m in (8, 9, 10, 11)] for y in (2024, 2025)}
    old, new = (np.array([monthly.window(p, months[y]) for p in found.index]) for y in (2024, 2025))
    np.testing.assert_allclose(found["before_usd_mn"], old)
    np.testing.assert_allclose(found["observed"], share_change(old, new))
    later = done.score.of(done.score.partners, window="sep-nov").set_index("partner")
    assert later.loc["CHN", "before_usd_mn"] == pytest.approx(monthly.window("CHN", months[2024][1:]))


def test_baselines_by_hand(done):
    """Own duty: (1 + t) to the power of minus sigma; growth of the second half of 2024; no change is zero."""
    found = done.score.of(done.score.partners).set_index("partner")
    world = bahe.load_world("icio-2022")
    n, goods = world.axes.economy("USA"), world.axes.sector_index("goods")
    base = np.array([world.trade[n, world.axes.economy(p)][goods].sum() for p in found.index])
    t0, t1 = found["duty_before"].to_numpy(), found["duty_after"].to_numpy()
    np.testing.assert_allclose(found["own-tariff"], share_change(base, base * ((1 + t1) / (1 + t0)) ** -1.5))
    assert diversion.headline("DEU") == pytest.approx(0.15)
    assert (diversion.headline("CHN"), diversion.headline("CAN")) == (pytest.approx(0.30), pytest.approx(0.35))
    halves = [
        np.array([monthly.window(p, h) for p in found.index]) for h in (diversion.FIRST_HALF, diversion.SECOND_HALF)
    ]
    np.testing.assert_allclose(found["last-growth"], share_change(*halves))
    assert not found["zero"].any()


def test_scores_are_those_of_the_columns(done):
    """Every score again from the table of partners; hits of `zero` are missing."""
    for keys, part in done.score.partners.groupby(["variant", "elasticities", "window", "partners"]):
        changes = dict(zip(("variant", "elasticities", "window", "partners"), keys, strict=True))
        for predictor in PREDICTORS:
            again = score(part[predictor], part["observed"])
            for measure in ("hits", "spearman", "slope", "error"):
                expected = getattr(again, measure)
                assert done.score.figure(predictor, measure, **changes) == pytest.approx(expected, nan_ok=True)
    assert np.isnan(done.score.figure("zero", "spearman"))
    assert done.score.figure("zero", "error") > 0


def test_nothing_else_than_thetas_and_variants_is_scored(done):
    assert set(done.score.scores["elasticities"]) == {"theta 0.25", "theta 0.5", "theta 1"}
    assert set(done.score.scores["variant"]) == {"august-7", "us-alone", "october-15"}
    assert done.score.main == {
        "variant": "august-7", "horizon": "short", "elasticities": "theta 0.5", "window": "aug-nov", "partners": "all",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "own", "headline", "growth", "word"),
    [(0.5, 0.4, 0.3, 0.2, "supported"), (0.5, 0.4, 0.3, 0.6, "mixed"), (0.3, 0.2, 0.1, 0.0, "mixed"),
     (0.4, 0.4, 0.0, 0.0, "contradicted"), (-0.1, 0.1, 0.0, 0.0, "contradicted"), (float("nan"), 0.1, 0.0, 0.0, "unknown")],
)  # fmt: skip
def test_the_verdict_is_mechanical(done, model, own, headline, growth, word):
    given = {"model": model, "own-tariff": own, "headline": headline, "last-growth": growth}
    scores = done.score.scores.copy()
    scores["spearman"] = [given.get(p, 0.0) for p in scores["predictor"]]
    assert diversion.verdict(dataclasses.replace(done.score, scores=scores)) == word


def test_the_verdict_of_the_run_follows_from_its_figures(done):
    assert done.score.verdict == diversion.verdict(done.score)
    assert done.score.verdict in VERDICTS


def test_the_answer_says_what_chance_would_give(done):
    """The threshold of the rule stands beside the rank correlation, in the sentence and in JSON; without a rule it is left out."""
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.numbers import Numbers
    from bahe.report.wording.texts import Words

    def told(score):
        return ScoredPage(score, Words("en"), Labels(done, Words("en")), Numbers("en", 2)).sentences()[0]

    assert done.score.least == diversion.LEAST_RANK == 0.31
    assert "chance alone passes 0.31" in told(done.score)
    assert done.score.as_dict()["least_rank"] == 0.31
    away = dataclasses.replace(done.score, least=float("nan"))
    assert "chance" not in told(away)
    assert away.as_dict()["least_rank"] is None


def test_the_threshold_is_the_5_percent_point_of_chance():
    """Spearman of 29 partners in a random order passes 0.31 about once in twenty."""
    rng = np.random.default_rng(0)
    orders = np.array([rng.permutation(29) for _ in range(20_000)])
    centred = np.arange(29) - 14.0
    ranks = (orders - 14.0) @ centred / (centred @ centred)
    assert np.mean(ranks > diversion.LEAST_RANK) == pytest.approx(0.05, abs=0.005)


def test_without_the_main_solve_there_is_no_score():
    assert run("diversion-2025", horizons=["long"], sets=["elasticities=bsy"]).score is None


def test_a_rule_that_is_not_at_hand_has_no_hash(done, tmp_path):
    """A scenario copied away from its rule says so instead of showing an empty hash."""
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.numbers import Numbers
    from bahe.report.wording.texts import Words

    (tmp_path / "scenario.yaml").write_text(case("diversion-2025").file.read_text("utf-8"), "utf-8")
    rule = diversion.rule_facts(read(tmp_path / "scenario.yaml"))
    assert rule["sha256"] == ""
    away = dataclasses.replace(done.score, rule=rule)
    told = ScoredPage(away, Words("en"), Labels(done, Words("en")), Numbers("en", 2)).rule()
    assert "not beside the scenario" in told
    assert "sha256" not in told


def test_other_cases_have_no_score():
    assert run("stockholm-2025", variants=["truce"], horizons=["long"], sets=["elasticities=bsy"]).score is None


def test_a_partner_without_a_month_is_left_out_and_named(monkeypatch):
    series = {k: v for k, v in monthly.monthly_imports().items() if k != ("JPN", "2025-10")}
    monkeypatch.setattr(monthly, "monthly_imports", lambda: series)
    seen, gone = diversion.observed("aug-nov", ["JPN", "KOR"])
    assert list(seen) == ["KOR"]
    assert "JPN" in gone


# ------------------------------------------------------------------------------------------------------------ the page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_the_score(done, lang):
    """Every partner in the table, model and baselines in the answer, two scatter plots, the rule with its day."""
    from bahe.report.runs.page import html
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.numbers import Numbers
    from bahe.report.wording.texts import Words

    page = html(done, lang)
    words = Words(lang)
    part = ScoredPage(done.score, words, Labels(done, words), Numbers(lang, 2))
    content = part.content()
    assert words("score_head") in page
    assert "2026-11-26" in content["rule"]
    assert [len(t["rows"]) for t in content["tables"]] == [3 + 4, 6, 29]
    for table in content["tables"]:
        assert all(len(r["cells"]) == len(table["columns"]) for r in table["rows"])
        assert not table["over"] or sum(o["span"] for o in table["over"]) == len(table["columns"])
    for panel in content["figure"]["panels"]:
        ElementTree.fromstring(panel)
    assert content["figure"]["panels"][0].count("spot") == 29
    for sentence in part.sentences():
        assert "nan" not in sentence
    assert page.index('id="score"') < page.index('id="glance"')


def test_the_folder_and_json_hold_the_score(done, tmp_path):
    from bahe.desk.running import document
    from bahe.report import write

    written = {p.name for p in write(done, tmp_path, lang="both")}
    assert {"scores.csv", "score_partners.csv", "scores.parquet"} <= written <= NAMES
    table = pd.read_csv(tmp_path / "scores.csv")
    assert len(table) == len(done.score.scores)
    assert "scores.csv" in (tmp_path / "README.txt").read_text()
    said = json.loads(json.dumps(document(done, None)["score"], allow_nan=False))
    assert said["verdict"] == done.score.verdict
    assert len(said["partners"]) == 29
    again = read(tmp_path / "scenario.yaml")
    assert again.score == done.scenario.score


def test_a_score_of_an_unknown_variant_is_refused():
    text = "id: mine\nquestion: q\nvariants:\n  - id: now\nscore: {observed: us-imports-2025, rule: r.md, fixed: 2026-01-01, variant: %s}\n"
    with pytest.raises(BadValue, match=r"score\.variant"):
        read(text % "then")
    assert read(text % "now").score.horizon == "short"
    with pytest.raises(UnknownName, match="observd"):
        read((text % "now").replace("observed", "observd"))


# --------------------------------------------------------------------------------------------------------- the drawing


def test_a_name_stands_free_where_there_is_room():
    """Beside its point, inside the panel, on nothing."""
    inside = Box(0, 0, 400, 400)
    first = placed("ABC", 200, 200, 4, [], inside)
    second = placed("DEF", 203, 201, 4, [first, Box(196, 196, 204, 204)], inside)
    assert not first.meets(second)
    corner = placed("ABC", 399, 1, 4, [], inside)
    assert corner.x1 <= 400
    assert corner.y0 >= 0


def test_names_in_a_crowd_keep_clear_of_each_other():
    """Thirty points in a cloud: knowing where the others stand covers no more than the first guess, and hardly anything."""
    rng = np.random.default_rng(1)
    points = [Point(float(x), float(y), f"P{n:02d}") for n, (x, y) in enumerate(rng.normal(0, 60, (30, 2)))]
    at_x, at_y = (lambda v: 220 + v), (lambda v: 230 - v)
    discs = [Box(at_x(p.x) - 4, at_y(p.y) - 4, at_x(p.x) + 4, at_y(p.y) + 4) for p in points]
    boxes = names(points, [4.0] * 30, discs, at_x, at_y)
    shared = sum(a.overlap(b) for n, a in enumerate(boxes) for b in boxes[:n])
    first: list[Box] = []
    for n, p in enumerate(points):
        others = [d for m, d in enumerate(discs) if m != n]
        first.append(placed(p.name, at_x(p.x), at_y(p.y), 4.0, [*first, *others], Box(34, 32, 405, 440)))
    assert shared <= sum(a.overlap(b) for n, a in enumerate(first) for b in first[:n])
    assert shared < 0.01 * sum((b.x1 - b.x0) * (b.y1 - b.y0) for b in boxes)


def test_a_plot_is_well_formed_and_keeps_its_points():
    points = [Point(x, y, name, size, hint=f"<{name}>") for x, y, name, size in
              ((-3.0, 5.0, "A&B", 9.0), (1.0, float("nan"), "GONE", 1.0), (4.0, -60.0, "C", 0.5), (2.0, 7.0, "D", 1.0))]  # fmt: skip
    drawn = scatter(points, key="k", heading="h", desc="d", x_title="x", y_title="y", fit="line")
    tree = ElementTree.fromstring(drawn)
    circles = [e for e in tree.iter() if e.tag.endswith("circle")]
    assert len(circles) == 3
    assert all(isfinite(float(c.get("cx"))) for c in circles)
    assert "GONE" not in drawn
    assert "reference" in drawn
    assert "reference" not in scatter(points[:1], key="k", heading="h", desc="d", x_title="x", y_title="y")
    assert "circle" not in scatter([], key="k", heading="h", desc="d", x_title="x", y_title="y")
