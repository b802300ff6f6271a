"""Dates and half-lives: the published crossings of the line, order, and what the law says of the claims on AI accelerators."""

import pytest

from bahe.casebook.tugs.dates import chance, dates, everything, half_life
from bahe.faults import BadValue

AI = "ai-accelerators-idc"


def test_the_line_crosses_where_it_is_said_to():
    """CASES D.2: 50 % at 2025.9, 70 % at 2027.0, 90 % at 2028.7."""
    assert [d.line for d in dates(AI)] == pytest.approx([2025.9, 2027.0, 2028.7], abs=0.05)


def test_higher_levels_come_later():
    found = dates(AI)
    assert [d.reached for d in found] == sorted((d.reached for d in found), reverse=True)
    assert [d.low for d in found] == sorted(d.low for d in found)
    assert all(d.low < d.median for d in found if d.median is not None)


def test_claims_on_ai_accelerators():
    """70 % in July 2025: less than one path in a hundred. 90 % before mid-2028: few paths of a law without floors (2.7 %)."""
    assert chance(AI, above=0.7, by=2025.58) < 0.01
    assert chance(AI, above=0.9, by=2028.5) == pytest.approx(0.027, abs=0.01)


def test_a_holder_is_read_from_the_other_side():
    """Nabtesco at 33.8 %: half of it is dependence of 16.9 %, a home share of 83.1 %."""
    life = half_life("rv-reducers-nabtesco")
    [d] = dates("rv-reducers-nabtesco", levels=(1 - 0.3379 / 2,))
    assert d.median - 2024.5 == pytest.approx(life.median)


def test_all_series_have_a_half_life_or_say_that_none_came():
    found = everything()
    assert len(found["half_lives"]) == 4
    for r in found["half_lives"]:
        assert (r["median"] is None) == (r["reached"] < 0.5)


def test_levels_that_were_passed_are_refused():
    with pytest.raises(BadValue, match="above the last figure"):
        dates(AI, levels=(0.4,))
    with pytest.raises(BadValue, match="years followed"):
        chance(AI, above=0.9, by=2090)
