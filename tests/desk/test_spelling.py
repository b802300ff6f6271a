"""Names, numbers and bounds of a command line: what is understood, and that a message names the option."""

import pytest

from bahe.desk.spelling import bounds, names, names_or_all, number, share
from bahe.faults import BadValue


@pytest.mark.parametrize(("text", "value"), [("0.25", 0.25), ("25%", 0.25), (" -5% ", -0.05), ("1e-2", 0.01)])
def test_a_number_is_a_fraction_or_per_cent(text, value):
    assert number(text) == pytest.approx(value)


def test_names_stand_between_commas():
    assert names("USA, CHN,", "--players") == ("USA", "CHN")
    assert names_or_all("all", "--players") is None


def test_bounds_are_two_numbers():
    assert bounds("0%..200%") == (0.0, 2.0)


@pytest.mark.parametrize("text", ["-1%", "101%", "x", "nan", "%"])
def test_a_share_lies_between_nothing_and_all(text):
    with pytest.raises(BadValue, match="--power"):
        share(text, "--power")


def test_a_share_of_all_is_refused_where_something_must_be_left():
    assert share("100%", "--power") == 1
    with pytest.raises(BadValue, match="below 1"):
        share("100%", "--leakage", whole=False)


@pytest.mark.parametrize(
    ("call", "option"),
    [(lambda: names(" , ", "--players"), "--players"), (lambda: bounds("0-1"), "--bounds"), (lambda: bounds("a..b"), "--bounds")],
)  # fmt: skip
def test_what_is_not_understood_names_the_option(call, option):
    with pytest.raises(BadValue, match=option):
        call()
