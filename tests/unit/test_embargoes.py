"""Published speeds of substitution, and what embargoes did, good by good (CASES D.1, D.5, E.2, E.3; ANCHORS E.3)."""

import numpy as np
import pytest

from bahe.atlas.localisation import quoted_speeds
from bahe.atlas.panel import load_panel, rare_earth_history
from bahe.casebook.tugs import embargoes
from bahe.casebook.tugs.skill_words import ZH, embargo_tables
from bahe.substitution import clock


@pytest.fixture(scope="module")
def found():
    return embargoes.effects()


@pytest.mark.parametrize("q", quoted_speeds(), ids=lambda q: q.episode)
def test_speeds_as_printed(q):
    """CASES E.2, every row: half a unit of the last digit printed (the last row, 5.06, rests on the dates 2025.25 and 2025.54)."""
    digits = 5.5e-4 if abs(q.printed) < 0.1 else 5.5e-3
    assert clock.speed(q.first, q.last, q.years) == pytest.approx(q.printed, abs=digits)


def test_the_figures_quoted_are_those_of_the_packaged_series():
    """Rare earths and C26: the shares that CASES E.2 prints are in the files, to a tenth of a point."""
    japan = rare_earth_history("JPN")
    for year, value in ((2010, 0.796), (2015, 0.345), (2022, 0.600), (2024, 0.378)):
        assert japan.share("CHN").at(year) == pytest.approx(value, abs=5e-4)
    for year, tonnes in ((2010, 0.785), (2015, 0.516), (2020, 0.473), (2022, 0.589), (2024, 0.661)):
        assert japan.share("CHN", "tonnage").at(year) == pytest.approx(tonnes, abs=5e-4)
    c26 = load_panel().history("CHN", "C26")
    assert (c26.at(2011), c26.at(2022)) == pytest.approx((0.693, 0.775), abs=5e-4)


def test_half_lives_on_file():
    """HF .56 years is 43.9 to 12.8 % taken as one year (by the dates of the rows, 1.3 years, it is .73); resist 3.35 points a year."""
    pace = np.log(43.9 / 12.8)
    assert np.log(2) / pace == pytest.approx(0.56, abs=5e-3)
    assert 1.3 * np.log(2) / pace == pytest.approx(0.73, abs=5e-3)
    resist, hundred = (91.9 - 85.2) / 2, (31.4 - 24.9) / 2
    assert (resist, hundred) == pytest.approx((3.35, 3.25))
    assert 91.9 / 2 / resist == pytest.approx(13.7, abs=0.05)


def test_korea_good_by_good(found):
    """HF -1.36 (half year) and -1.17 (year) log-odds a year, resist -.34, 100 items -.16; polyimide has no log-odds."""
    for good, definition, rate in (("hydrogen fluoride", "first half", -1.36), ("hydrogen fluoride", "year 2019", -1.17),
                                   ("photoresist", "January", -0.34), ("100 key items", "middle", -0.16)):  # fmt: skip
        assert found.of(good, "under", definition).change.rate == pytest.approx(rate, abs=6e-3)
    film = found.of("fluorinated polyimide", "under")
    assert film.change is None
    assert "glass" in film.note


def test_the_published_sign_pattern(found):
    """Makioka and Zhang (2024): hydrogen fluoride falls, the other two do not fall significantly."""
    assert found.of("hydrogen fluoride", "under", "first half").change.high < 0
    assert not found.of("photoresist", "under", "January").change.told


def test_lifting_brought_fluoride_back(found):
    """After March 2023 both definitions rise, and they disagree on the level."""
    after = [p for p in found.phases if p.good == "hydrogen fluoride" and p.phase == "after"]
    assert [p.change.low > 0 for p in after] == [True, True]
    assert after[0].last[1] / after[1].last[1] > 2


def test_no_before_is_unknown_and_not_zero(found):
    """Korea and AI chips have no figure of the same definition from before."""
    for good in ("hydrogen fluoride", "photoresist", "100 key items", "AI accelerators"):
        p = found.of(good, "before")
        assert p.change is None
        assert p.note
        assert p.row()["log_odds_a_year"] is None


def test_rare_earths_of_japan(found):
    """-.40 a year under the quotas by value; standing still before and after; by tonnes slower; the others fall less."""
    under = found.of("rare earths, JPN", "under", "value").change
    assert under.rate == pytest.approx(-0.40, abs=6e-3)
    assert under.told
    assert not found.of("rare earths, JPN", "before", "value").change.told
    assert not found.of("rare earths, JPN", "after", "value").change.told
    assert not found.of("rare earths, JPN", "under", "tonnage").change.told
    for n in ("USA", "DEU", "KOR"):
        assert found.of(f"rare earths, {n}", "under").change.rate > under.rate


def test_less_the_others_the_effect_is_not_told_from_zero(found):
    """Japan less three importers under the same quotas: -.31 a year, and the interval holds zero."""
    c = found.of("rare earths, JPN less others", "under").change
    assert c.rate == pytest.approx(-0.31, abs=6e-3)
    assert not c.told


def test_ai_accelerators(found):
    """Foreign share by IDC: 90 to 59 % in 2.25 years; least squares through all four figures is .79, through three .805."""
    assert found.of("AI accelerators", "under", "cards").change.rate == pytest.approx(-0.815, abs=6e-3)
    years, odds = np.array([2023.25, 2024.5, 2025.25, 2025.5]), np.log([0.1 / 0.9, 0.3 / 0.7, 0.35 / 0.65, 0.41 / 0.59])
    assert np.polyfit(years, odds, 1)[0] == pytest.approx(0.79, abs=6e-3)
    assert np.polyfit(years[[0, 2, 3]], odds[[0, 2, 3]], 1)[0] == pytest.approx(0.805, abs=6e-4)


def test_where_the_fluoride_went(found):
    """Third countries sold less, too, under either date of the 32.2 %: they took over none of it. Only 2019 fits the total of -35 %."""
    by_date = {year: c.total[1] / c.total[0] - 1 for year, c in found.fluoride.items()}
    assert by_date["2019"] == pytest.approx(-0.35, abs=5e-3)
    assert by_date["2018"] == pytest.approx(-0.65, abs=5e-3)
    assert all(c.third_part == 0 for c in found.fluoride.values())
    routes = {(c.good, c.channel): c.part for c in found.channels}
    assert routes["hydrogen fluoride", "no longer imported"] == 1
    assert routes["photoresist", "re-routing"] is None


def test_magnets():
    """5278, 2628, 1238, 3188, 5577 t: -77 % in May on July 2024, back above it in July: the lever was held about two months."""
    months = {m["month"]: m for m in embargoes.magnets()}
    assert [m["tonnes"] for m in months.values()] == [5278, 2628, 1238, 3188, 5577]
    assert np.expm1(months["2025-07"]["log_change"]) == pytest.approx(0.057, abs=1e-3)


def test_every_word_has_its_chinese(found):
    """Nothing of the embargo tables stays English in Chinese, but for codes and figures."""
    words = {w for p in found.phases for w in (p.good, p.definition, p.phase, p.noise, p.note) if w}
    words |= {w for c in found.channels for w in (c.good, c.channel, c.note) if not w.startswith("others sold")}
    assert words - set(ZH) == set()
    for lang in ("en", "zh"):
        assert all(
            len(row) == len(heads)
            for _, heads, rows, _, _ in embargo_tables(found, embargoes.magnets(), lang)
            for row in rows
        )
