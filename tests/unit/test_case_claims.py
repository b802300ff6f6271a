"""Open claims that a case answers: played, judged by its conditions, kept; where a case has no answer the claim stays unknown."""

from pathlib import Path
from typing import Any

import pytest

from bahe.casebook.claims import by_case as case_claims
from bahe.casebook.claims.by_case import case_verdicts, deciding, stored_cases
from bahe.casebook.claims.rule import open_claims
from bahe.casebook.ten.conditions import conditions
from bahe.faults import NotConverged

FAST = ["B-DYN-02", "B-INS-38"]


def test_every_claim_that_a_case_answers_is_decided_by_a_condition_of_that_case() -> None:
    for o in open_claims().values():
        if o.by == "case":
            assert o.name in deciding(o.claim)
            assert o.claim in conditions(o.name).claims


def test_conditions_give_the_word_with_figure_condition_and_formula() -> None:
    found = case_verdicts(FAST)
    assert set(found) == set(FAST)
    for name, v in found.items():
        assert (v.claim, v.case) == (name, "h20-assurance")
        assert v.word in ("supported", "contradicted", "mixed")
        assert v.figure is not None
        assert v.formula


def test_what_a_case_says_is_kept_and_not_played_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stored_cases(tmp_path / "none") == {}
    assert not (tmp_path / "none").exists()
    first = case_verdicts(FAST, store=tmp_path)
    monkeypatch.setattr(case_claims, "document", lambda *_: pytest.fail("played again"))
    assert case_verdicts(FAST, store=tmp_path) == first
    held = stored_cases(tmp_path)
    assert {n: held[n] for n in FAST} == first
    assert all(deciding(n) == {"h20-assurance"} for n in held)


def test_a_case_without_an_answer_leaves_its_claims_unknown_and_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(case: str, material: Any) -> Any:
        raise NotConverged("too few draws explain the figures")

    monkeypatch.setattr(case_claims, "document", refused)
    found = case_verdicts(FAST, store=tmp_path)
    assert {v.word for v in found.values()} == {"unknown"}
    assert "too few draws" in found["B-DYN-02"].missing["en"]
    assert stored_cases(tmp_path) == {}


def test_claims_that_no_case_answers_are_left_alone() -> None:
    assert case_verdicts(["A-DYN-02", "A-INS-06", "B-INS-31"]) == {}


def test_a_claim_that_other_cases_decide_too_needs_them_all() -> None:
    assert deciding("B-OUT-05") == {"pledge-for-tariff", "courts-and-credibility"}
