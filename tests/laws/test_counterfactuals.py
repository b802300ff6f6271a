"""Variants of a rope: two pieces are one play, nothing changed changes nothing, caps and floors bind, signs that must come out."""

from functools import cache

import numpy as np
import pytest

from bahe.casebook.tugs.counterfactuals import course, courses, rows
from bahe.casebook.tugs.files import tug_case
from bahe.casebook.tugs.ropes import Rope, in_two
from bahe.faults import BadValue, Conflict, UnknownName


@cache
def rope() -> Rope:
    return Rope(tug_case("ai-chip-floor-and-lock-in").goods[0], 2048, 0, False)


@pytest.mark.parametrize("turn", [1, 3, 7])
def test_two_pieces_are_one_play(turn: int) -> None:
    """Played to a year and on with the same chance: bit for bit what was played at once."""
    whole = rope().chronicle.of("home_share")[:, :, 0]
    np.testing.assert_array_equal(in_two(rope(), turn)[0], whole)


def test_nothing_changed_changes_nothing() -> None:
    first = courses(rope())[0]
    np.testing.assert_array_equal(first.home, rope().chronicle.of("home_share")[:, :, 0])
    assert all(np.abs(v).max() == 0 for v in rows(rope(), [first])[0]["change"].values())


def test_signs() -> None:
    """Draw for draw: more withheld, a higher floor and a cap that binds push one way each year."""
    by = {c.variant["id"]: c.home[-1] for c in courses(rope())}
    weigh = rope().middle
    assert (by["floor-50"] >= by["floor-0"] - 1e-12).mean() > 0.99
    assert weigh(by["floor-100"]) >= weigh(by["floor-50"]) >= weigh(by["floor-0"])
    assert weigh(by["never-lifted"]) >= weigh(by["base"]) >= weigh(by["no-h20-rule"])
    assert weigh(by["memory-cap"]) < weigh(by["base"])


def test_the_cap_binds_the_year_after() -> None:
    """No draw makes more than its cap in the first year, and none sells more at home than without it."""
    capped = course(
        rope(), {"id": "x", "en": "", "zh": "", "cap": {"share": [0.1, 0.1], "growth": [0.0, 0.0]}, "from": 2025.5}
    )
    assert (capped.home[4] <= 0.1 + 1e-9).all()
    assert (capped.home[:4] == rope().chronicle.of("home_share")[:4, :, 0]).all()
    loose = course(
        rope(), {"id": "x", "en": "", "zh": "", "cap": {"share": [9.0, 9.0], "growth": [0.0, 0.0]}, "from": 2025.5}
    )
    np.testing.assert_array_equal(loose.home, rope().chronicle.of("home_share")[:, :, 0])


def test_what_is_off_is_told() -> None:
    with pytest.raises(UnknownName, match="flor"):
        course(rope(), {"id": "x", "flor": 1.0})
    with pytest.raises(BadValue, match="year of the play"):
        course(rope(), {"id": "x", "compatibility": 0.5, "from": 2040})
    with pytest.raises(Conflict, match="third countries"):
        course(Rope(tug_case("korea-2019").goods[1], 256, 0, False), {"id": "x"})
