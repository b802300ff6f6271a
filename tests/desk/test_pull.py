"""`bahe tug` with a policy of one's own."""

import json
from typing import Any

import numpy as np
import pytest

from bahe.casebook.tugs.pulling import pull
from bahe.desk.cli import main
from bahe.faults import BadValue, UnknownName

CASE = "ai-chip-floor-and-lock-in"


@pytest.fixture(scope="module")
def asked() -> Any:
    """Half of demand withheld for good."""
    return pull(CASE, intensity=0.5, draws=1024, solve=False)


def test_nothing_withheld_is_free_sale() -> None:
    """An intensity of nought is the course of free sale, figure by figure."""
    p = pull(CASE, intensity=0.0, draws=1024, solve=False)
    assert np.array_equal(p.asked.dependence, p.free.dependence)
    assert p.asked.policy == "free"


def test_withholding_teaches(asked: Any) -> None:
    """What is withheld raises the home share in the end; more of it does so more."""
    more = pull(CASE, intensity=0.9, draws=1024, solve=False)
    ends = [c.home_share[2, -1] for c in (asked.free, asked.asked, more.asked)]
    assert ends == sorted(ends)


def test_before_the_start_nothing_differs() -> None:
    """Until the first year of control, the course asked for is free sale."""
    p = pull(CASE, intensity=0.9, start=2024, draws=1024, solve=False)
    first = p.times.index(p.start)
    assert np.array_equal(p.asked.dependence[:, : first + 1], p.free.dependence[:, : first + 1])
    assert (p.asked.control[:, :first] == 0).all()
    assert (p.asked.control[:, first:] == 0.9).all()


def test_lifted_at_the_end_of_the_play_is_for_good() -> None:
    """A lift in the last year changes nothing against none."""
    p = pull(CASE, intensity=0.6, draws=1024, solve=False)
    q = pull(CASE, intensity=0.6, lift=p.times[-1], draws=1024, solve=False)
    assert np.array_equal(p.asked.home_share, q.asked.home_share)
    assert q.lift == q.times[-1]
    assert p.lift is None


def test_the_course_of_the_case_is_that_of_the_case() -> None:
    """`case_policy` has the figures that `bahe tug CASE` prints."""
    from bahe.casebook.tugs.tugging import tug

    p, whole = pull(CASE, draws=1024, solve=False), tug(CASE, draws=1024, solve=False).goods[0]
    assert np.array_equal(p.case_policy.position, whole.position)
    assert np.array_equal(p.case_policy.half_life, whole.half_life)


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [({"good": "steel"}, UnknownName, "good"), ({"intensity": 1.2}, BadValue, "intensity"),
     ({"intensity": float("nan")}, BadValue, "intensity"), ({"start": 1990}, BadValue, "start"),
     ({"start": float("inf")}, BadValue, "start"), ({"lift": 2001}, BadValue, "lift"),
     ({"start": 2026, "lift": 2025}, BadValue, "lift")],
)  # fmt: skip
def test_what_is_off(said: dict[str, Any], error: type[Exception], field: str) -> None:
    """A refusal names the field."""
    with pytest.raises(error, match=field):
        pull(CASE, draws=64, solve=False, **said)


def test_at_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """One document; tables in both languages; no report of a policy."""
    words = ["tug", CASE, "--intensity", "0.7", "--draws", "1024", "--no-world"]
    assert main([*words, "--json"]) == 0
    d = json.loads(capsys.readouterr().out)
    assert d["intensity"] == 0.7
    assert len(d["asked"]["fans"]["position"]["q50"]) == len(d["times"])
    assert d["asked"]["fans"]["leverage"]["q50"][0] is None
    assert set(d["answer"]) == {"en", "zh"}
    assert main([*words, "--lang", "zh"]) == 0
    assert "断供 70%" in capsys.readouterr().out
    assert main([*words, "-o", "nowhere"]) == 2
