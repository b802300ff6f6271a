"""Cases of the ten that only the casebook answers, and the index: figures by hand, links that lead, whole or not at all, taken up again."""

import json
import math
import re

import pytest

from bahe.assurance.finding import fleet_found
from bahe.assurance.inspection import Inspection
from bahe.atlas import load_products
from bahe.casebook.inspections import inspecting
from bahe.casebook.levers import case as lever_case
from bahe.casebook.levers import ranking as levers
from bahe.casebook.ten import answering as ten
from bahe.casebook.ten import publishing as publishing_ten
from bahe.casebook.ten.answering import Solved, answered, kept
from bahe.casebook.ten.conditions import TEN, conditions, judged, verdict_of
from bahe.casebook.ten.index import index_html
from bahe.casebook.ten.page import case_html
from bahe.casebook.ten.publishing import publish_ten
from bahe.casebook.ten.supplied import supplied
from bahe.casebook.tugs import mirroring
from bahe.faults import BadFile, BadValue, MissingData, UnknownName


# -- h20-assurance -----------------------------------------------------------------------------------------------------------------
def test_a_few_altered_chips_are_met_as_the_hypergeometric_law_says():
    """CASES F.5, with eyes that see all; firmware and pictures without a layout show nothing."""
    q = inspecting.Stated()
    assert inspecting.found(q, "interdiction", 3000, eyes=1.0) == pytest.approx(
        fleet_found(300_000, 10, 3000), rel=1e-9
    )
    assert inspecting.found(q, "mask", 1, eyes=1.0) == pytest.approx(1.0)
    assert inspecting.found(q, "firmware", 300_000) == 0
    assert all(inspecting.found(q, way, 300_000, layout=False) == 0 for way in inspecting.WAYS)


def test_belief_after_one_teardown_by_hand():
    """pi (1 - s)/(1 - pi s) with s = 37.5/41 (CASES F.2, F.7); the prior at which it just reaches the tolerance."""
    s = 37.5 / 41
    assert inspecting.one_teardown(inspecting.Stated()) == pytest.approx(0.1 * (1 - s) / (1 - 0.1 * s), rel=1e-12)
    turn = inspecting.turning_prior(0.01, s)
    assert inspecting.one_teardown(inspecting.Stated(prior=turn)) == pytest.approx(0.01, rel=1e-12)


@pytest.mark.parametrize("penalty", [1.0, 10.0, 100.0])
def test_at_the_switch_point_the_deterring_rate_is_one(penalty):
    """CASES F.11: beyond it no rate deters, and exclusion dominates."""
    at = inspecting.switch_miss(penalty)
    rates = [inspecting.game(inspecting.Stated(), at + d, penalty).deterring_rate for d in (-1e-6, 0.0, 1e-6)]
    assert rates[0] < 1 < rates[2]
    assert rates[1] == pytest.approx(1, abs=1e-9)


def test_the_game_is_that_of_the_compilation():
    """CASES F.10: p* .09838 and q* .003599 at a miss rate of .075."""
    g = inspecting.game(inspecting.Stated(), 0.075)
    assert isinstance(g, Inspection)
    assert g.deterring_rate == pytest.approx(0.09838, abs=5e-6)
    assert g.violation_rate == pytest.approx(0.003599, abs=5e-7)


# -- japan-china-2026 ----------------------------------------------------------------------------------------------------------------
def test_the_stored_ranking_is_the_one_that_the_packaged_data_give():
    """Whoever makes it again gets the stored file, byte for byte."""
    assert levers.as_csv(levers.packaged_ranking()) == (levers._HOME / levers.RANKING).read_text(encoding="utf-8")


def test_a_ranking_that_was_changed_after_its_day_is_refused(tmp_path):
    for name in (levers.RANKING, levers.STAMP):
        (tmp_path / name).write_bytes((levers._HOME / name).read_bytes())
    levers.stored(tmp_path)
    (tmp_path / levers.RANKING).write_text((tmp_path / levers.RANKING).read_text().replace("CHN,JPN", "JPN,CHN", 1))
    with pytest.raises(BadFile, match="not the ranking that was stored"):
        levers.stored(tmp_path)


def test_no_measure_is_looked_at_while_the_ranking_is_made(monkeypatch):
    monkeypatch.setattr(levers, "measures", lambda *a: pytest.fail("looked at the measures"))
    levers.packaged_ranking()


def test_swapping_the_sides_swaps_the_labels_and_nothing_else():
    """Neutrality: the same screens, thresholds and index in both directions; a swap of names swaps rows and nothing else."""
    table, added = load_products("minerals"), {"CHN": 17e6, "JPN": 4e6}
    one = levers.ranking(table, added, ("CHN", "JPN"))
    assert levers.ranking(table, added, ("JPN", "CHN")) == one
    assert {(r.holder, r.target) for r in one} == {("CHN", "JPN"), ("JPN", "CHN")}


def test_chance_of_a_rank_by_hand():
    assert levers.chance_of_best(1, 1, 10) == pytest.approx(0.1)
    assert levers.chance_of_best(2, 3, 10) == pytest.approx(1 - (8 * 7 * 6) / (10 * 9 * 8))
    assert levers.chance_of_best(10, 1, 10) == 1


def test_a_measure_without_codes_is_not_placed_and_the_part_is_bounded():
    found = [levers.placed(levers.stored()[0], m) for m in levers.measures()]
    part, low, high = levers.score(found)
    assert part is None
    assert 0 <= low < 0.5 < high <= 1
    assert levers.score([p for p in found if p.top is not None])[0] in (0.0, 1.0)
    m = lever_case.metrics(found, {"CHN": 2.0, "JPN": 1.0})
    assert m["measures_in_top_decile"]["value"] is None
    assert m["higher_index_side_acts"]["value"] is True
    assert lever_case.metrics(found, {"CHN": 1.0, "JPN": 2.0})["higher_index_side_acts"]["value"] is False


# -- rare-earth-mirror -----------------------------------------------------------------------------------------------------------------
def test_published_shares_and_speeds_of_the_mirror():
    """CASES D.5 and E.2: 79.6, 34.5, 60.0, 37.8 % by value; -0.40 and +0.15 log-odds a year; 78.5, 51.6, 58.9, 66.1 % by tonnage."""
    for measure, told in (("value", (79.6, 34.5, 60.0, 37.8)), ("tonnage", (78.5, 51.6, 58.9, 66.1))):
        years, share = mirroring.shares(measure)
        got = [100 * share[years.index(y)] for y in (2010, 2015, 2022, 2024)]
        assert got == pytest.approx(told, abs=0.051)
    assert mirroring.step("value", 2010, 2015) == pytest.approx(-0.40, abs=0.005)
    assert mirroring.step("value", 2015, 2022) == pytest.approx(0.15, abs=0.005)


def test_a_half_life_that_was_not_seen_is_at_least_the_years_seen():
    assert mirroring.halving("tonnage") == (14.0, False)
    years, seen = mirroring.halving("value")
    assert seen
    assert 4 < years < 5


def test_one_table_of_parameters_has_the_same_priors_for_every_holder():
    assert [(p.holder, p.target) for p in mirroring.pulls()] == [
        ("JPN", "KOR"), ("JPN", "KOR"), ("CHN", "JPN"), ("CHN", "JPN"), ("USA", "CHN")
    ]  # fmt: skip
    pull = mirroring.pulls()[0]
    other = mirroring.Pull("XXX", "YYY", pull.what, pull.years, pull.share)
    assert mirroring.fitted(other) == mirroring.fitted(pull)


# -- pages and folder -------------------------------------------------------------------------------------------------------------------
def invented(case, progress=None):
    metrics = {c.metric: {"value": c.threshold, "unit": "x", "how": "invented"} for c in conditions(case).all}
    return Solved(case, ten.KINDS[case], "bahe", metrics, {"en": ["Said <b>so</b>."], "zh": ["如此。"]}, seconds=0.1)


@pytest.fixture
def quick(monkeypatch):
    asked = []
    monkeypatch.setattr(publishing_ten, "answered", lambda case, **more: asked.append(case) or invented(case))
    return asked


def links(folder):
    """Every (page, href) of a folder, and the anchors of each page."""
    pages = {p: p.read_text(encoding="utf-8") for p in folder.rglob("*.html")}
    return (
        [(p, h) for p, text in pages.items() for h in re.findall(r'href="([^"]+)"', text)],
        {p.resolve(): set(re.findall(r'id="([^"]+)"', text)) for p, text in pages.items()},
    )


def test_every_link_leads_somewhere_and_both_languages_are_there(quick, tmp_path):
    publish_ten(tmp_path / "book")
    every, anchors = links(tmp_path / "book")
    assert len(anchors) == 5 + 20
    for page, href in every:
        if href.startswith("https://"):
            continue
        file, _, anchor = href.partition("#")
        target = (page.parent / file).resolve() if file else page.resolve()
        assert target.is_file(), (page, href)
        assert not anchor or anchor in anchors[target], (page, href)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_any_figure_of_the_index_is_three_clicks_from_row_line_and_formula(quick, tmp_path, lang):
    """index -> condition in the report -> its metric (formula, source rows) and its lines of the file."""
    book = publish_ten(tmp_path / "book") and tmp_path / "book"
    index = (book / f"index.{lang}.html").read_text(encoding="utf-8")
    for case in TEN:
        report = (book / case / f"{lang}.html").read_text(encoding="utf-8")
        for c in conditions(case).all:
            assert f'href="{case}/{lang}.html#{c.id}"' in index
            row = re.search(rf'<tr id="{c.id}">.*?</tr>', report, re.DOTALL).group()
            assert f'href="#m-{c.metric}"' in row
            assert f'href="#line-{c.id}"' in row
            metric = re.search(rf'<tr id="m-{c.metric}">.*?</tr>', report, re.DOTALL).group()
            assert 'href="#rows-' in metric
            for anchor in re.findall(r'href="#(rows-[^"]+)"', metric):
                assert f'id="{anchor}"' in report
            assert f'<pre class="lines" id="line-{c.id}">' in report


def test_what_a_model_says_cannot_become_markup():
    assert "Said &lt;b&gt;so&lt;/b&gt;." in case_html(invented("oil-linkage"), "en")


def test_a_break_keeps_what_was_answered_and_the_next_run_goes_on(quick, monkeypatch, tmp_path):
    book = tmp_path / "deep" / "book"

    def broken(case):
        if case == TEN[3]:
            raise KeyboardInterrupt
        quick.append(case)
        return invented(case)

    monkeypatch.setattr(publishing_ten, "answered", broken)
    with pytest.raises(KeyboardInterrupt):
        publish_ten(book)
    assert not book.exists()
    assert quick == list(TEN[:3])
    monkeypatch.setattr(publishing_ten, "answered", lambda case, **more: quick.append(case) or invented(case))
    publish_ten(book)
    assert quick == list(TEN)
    assert [p.name for p in book.parent.iterdir()] == ["book"]


def test_an_answer_made_from_other_things_is_computed_again(quick, monkeypatch, tmp_path):
    part = tmp_path / "part"
    part.mkdir()
    publishing_ten.computed(part, TEN[0])
    assert publishing_ten.taken_up(part, TEN[0]) is not None
    monkeypatch.setattr(publishing_ten, "made_from", lambda case: "other")
    assert publishing_ten.taken_up(part, TEN[0]) is None
    (part / f"{TEN[0]}.json").write_text("{}")
    assert publishing_ten.taken_up(part, TEN[0]) is None


def test_an_older_casebook_is_replaced_and_other_things_are_not(quick, tmp_path):
    book = tmp_path / "book"
    publish_ten(book)
    publish_ten(book)
    (book / "mine.txt").write_text("mine")
    with pytest.raises(BadFile, match=r"mine\.txt"):
        publish_ten(book)
    assert (book / "mine.txt").exists()
    with pytest.raises(UnknownName):
        publish_ten(tmp_path / "other", lang="fr")


def test_a_case_without_an_answer_says_so_and_is_not_kept(monkeypatch, tmp_path):
    from bahe.faults import NotConverged

    monkeypatch.setitem(ten._MAKERS, "levers", lambda case, progress, keep: (_ for _ in ()).throw(NotConverged("no")))
    found = answered("japan-china-2026")
    assert found.fault
    assert found.word == "unknown"
    assert "The model gave no answer" in case_html(found, "en")
    publishing_ten.computed(tmp_path, "japan-china-2026")
    assert not list(tmp_path.glob("*.json"))


def test_an_answer_kept_is_the_answer():
    a = answered("japan-china-2026")
    again = kept(json.loads(json.dumps(a.as_dict())))
    assert again.word == a.word
    assert index_html([again], "zh") == index_html([a], "zh")


def test_the_documents_are_the_same_whatever_they_are_computed_with():
    """Nothing random in the three cases that are answered here."""
    for case in ("rare-earth-mirror", "h20-assurance", "japan-china-2026"):
        one, two = answered(case).document(), answered(case).document()
        one.pop("seconds")
        two.pop("seconds")
        assert one == two


# -- tables that only the reader can supply ---------------------------------------------------------------------------------------------
def table(path, heads, rows):
    path.write_text("\n".join([heads, *(",".join(map(str, r)) for r in rows)]) + "\n", encoding="utf-8")
    return path


def months(first, count):
    return [f"{(first + k) // 12}-{(first + k) % 12 + 1:02d}" for k in range(count)]


@pytest.mark.parametrize(("after", "word"), [(1.0, "supported"), (5.0, "contradicted")])
def test_deliveries_of_ones_own_decide_the_case(tmp_path, after, word):
    """Mean of three months after the ruling less three before, by hand; its own month is left out."""
    rows = [("eu", m, 3.0 if m < "2026-02" else 99.0 if m == "2026-02" else after) for m in months(2025 * 12 + 10, 7)]
    found = supplied("courts-and-credibility", table(tmp_path / "d.csv", "pledge,month,amount", rows))
    assert found["delivery_pace_change"]["value"] == pytest.approx(after - 3.0)
    assert verdict_of(judged(conditions("courts-and-credibility"), found)) == word


def crude(tmp_path, drop, firms="state"):
    """Purchases that wander by a tenth until March 2025 and fall by `drop` after September 2025."""
    first = 2023 * 12
    rows = [
        ("CHN", "RUS", firms, m, round(100 * (1 + 0.1 * (-1) ** k) * (drop if m > "2025-10" else 1), 6))
        for k, m in enumerate(months(first, 38))
    ]
    return table(tmp_path / f"{firms}.csv", "buyer,origin,firms,month,amount", rows)


def test_a_fall_after_the_sanctions_is_set_against_placebo_months(tmp_path):
    less = supplied("oil-linkage", crude(tmp_path, 0.5))["fall_minus_placebo"]["value"]
    same = supplied("oil-linkage", crude(tmp_path, 1.0))["fall_minus_placebo"]["value"]
    assert less - same == pytest.approx(math.log(2))
    assert abs(same) < 0.15


def test_a_steady_buyer_does_not_respond_to_a_warning(tmp_path):
    steady = [("CHN", "RUS", "all", m, 100.0) for m in months(2023 * 12, 38)]
    found = supplied("oil-linkage", table(tmp_path / "all.csv", "buyer,origin,firms,month,amount", steady))
    assert found["purchase_response_to_tariff_threat_upper95_abs"]["value"] == 0
    word = verdict_of(judged(conditions("oil-linkage"), found))
    assert word == "supported"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([], BadFile), ([("eu", "2026-01", 1)], MissingData), ([("eu", "soon", 1)], BadValue), ([("eu", "2026-01", "much")], BadValue),
        ([("eu", "2026-13", 1)], BadValue), ([("eu", "2026-01", -1)], BadValue), ([("eu", "2026-01", "nan")], BadValue),
    ],
)  # fmt: skip
def test_a_table_that_is_off_is_refused(tmp_path, rows, fault):
    with pytest.raises(fault):
        supplied("courts-and-credibility", table(tmp_path / "d.csv", "pledge,month,amount", rows))


def test_a_table_without_a_column_or_for_another_case_is_refused(tmp_path):
    with pytest.raises(BadFile, match="column"):
        supplied("oil-linkage", table(tmp_path / "d.csv", "month,amount", [("2026-01", 1)]))
    with pytest.raises(UnknownName):
        supplied("korea-2019", tmp_path / "d.csv")
