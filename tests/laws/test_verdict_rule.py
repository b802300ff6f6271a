"""Laws of the verdict rule (CASES A.3) over invented evidence, and of rules with thresholds over invented figures."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahe.atlas.claims import GRADES, WORDS, Evidence
from bahe.casebook.claims.judging import OPERATORS, Bound, Rule, judged
from bahe.casebook.claims.rule import word_of

words, grades = st.sampled_from(WORDS), st.sampled_from(GRADES)
pieces = st.lists(st.tuples(words, grades), max_size=6)


def evidence(told: list[tuple[str, str]]) -> list[Evidence]:
    return [Evidence(n, w, g, "", "", "", "s", "u", "", ()) for n, (w, g) in enumerate(told, start=1)]


def word(told: list[tuple[str, str]]) -> str:
    return word_of(evidence(told))


@given(pieces)
def test_the_answer_is_one_of_the_five_words(told):
    assert word(told) in WORDS


@given(pieces, words)
def test_a_row_of_grade_d_changes_nothing(told, more):
    assert word([*told, (more, "D")]) == word(told)


@given(pieces, grades)
def test_a_row_that_says_unknown_changes_nothing(told, grade):
    assert word([*told, ("unknown", grade)]) == word(told)


@given(pieces, st.randoms())
def test_order_changes_nothing(told, random):
    other = list(told)
    random.shuffle(other)
    assert word(other) == word(told)


@given(pieces)
def test_saying_it_twice_changes_nothing(told):
    assert word(told + told) == word(told)


@given(pieces)
def test_supporting_and_contradicting_are_treated_alike(told):
    turned = {"supported": "contradicted", "contradicted": "supported"}
    answer = word([(turned.get(w, w), g) for w, g in told])
    assert answer == turned.get(word(told), word(told))


@given(pieces, st.sampled_from(["supported", "contradicted"]))
def test_more_of_the_same_never_turns_a_word_round(told, more):
    """A better row added either confirms, or makes it mixed; it never gives the opposite."""
    before, after = word(told), word([*told, (more, "A")])
    assert after == (more if before in ("unknown", more) else "mixed")


def rule(supports: Bound, contradicts: Bound) -> Rule:
    return Rule("A-OUT-01", 1, "m", "", supports, contradicts, dt.date(2026, 11, 26), "", {"en": ""}, {}, {}, {})


@given(st.floats(allow_nan=False), st.floats(-5, 5), st.floats(0, 5))
def test_a_figure_gives_one_word_and_both_sides_are_mirrors(figure, low, wide):
    told = judged(rule(Bound(">", low + wide), Bound("<", low)), figure)
    mirror = judged(rule(Bound("<", low), Bound(">", low + wide)), figure)
    assert {told, mirror} in ({"supported", "contradicted"}, {"mixed"})


@pytest.mark.parametrize(("a", "b"), list(product(OPERATORS, OPERATORS)))
def test_no_figure_is_no_verdict_whatever_the_rule(a, b):
    assert judged(rule(Bound(a, 1.0), Bound(b, 0.0)), None) == "unknown"
    assert judged(rule(Bound(a, 1.0), Bound(b, 0.0)), float("nan")) == "unknown"
