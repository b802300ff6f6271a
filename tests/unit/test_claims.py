"""Claims: the packaged table, the rule of CASES A.3 on it and on invented rows, and the tables beside it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bahe.atlas.claims import COLUMNS, ROLES, WORDS, Claim, Evidence, claim, claims, read_claims
from bahe.atlas.tables import rows
from bahe.casebook.claims.judging import rules
from bahe.casebook.claims.rule import counted, documented, mechanisms, open_claims, rooms_of, sharpened, word_of
from bahe.faults import BadFile, BadValue, MissingData, UnknownName


def evidence(word: str, grade: str = "B", number: int = 1) -> Evidence:
    return Evidence(number, word, grade, "", "", "", "a source", "https://example.org", "", ())


def row(**changes: str) -> dict[str, str]:
    blank = dict.fromkeys(COLUMNS, "")
    told = {"claim_id": "X-01", "article": "1", "sentence_ref": "A001", "role": "fact", "claim_zh": "甲", "claim_en": "a claim",
            "claim_verdict": "supported", "evidence_no": "1", "evidence_verdict": "supported", "grade": "B",
            "source_url": "https://example.org"}  # fmt: skip
    return blank | told | changes


# -- the packaged table ------------------------------------------------------------------------------------------------
def test_counts_of_the_compilation() -> None:
    """184 claims, 231 rows; untestable 70, unknown 39, mixed 34, supported 32, contradicted 9 (CASES A.3)."""
    assert len(claims()) == 184
    assert len(rows("claims/claims.csv")) == 231
    assert counted() == {"untestable": 70, "unknown": 39, "mixed": 34, "supported": 32, "contradicted": 9}


def test_the_rule_gives_what_the_compilers_wrote() -> None:
    assert {c.id: documented(c) for c in claims().values()} == {c.id: c.compiled for c in claims().values()}


def test_every_claim_has_id_quotation_gloss_role_and_evidence_or_a_word_of_its_own() -> None:
    for name, c in claims().items():
        assert c.id == name
        assert 0 < len(c.quotation) <= 25
        assert c.gloss
        assert c.role in ROLES
        assert bool(c.evidence) != (c.own_word is not None)
        assert c.own_word in (None, "untestable", "unknown")


def test_what_decides_has_a_source_an_address_and_a_grade() -> None:
    for c in claims().values():
        for e in c.evidence:
            if e.word in ("supported", "contradicted", "mixed"):
                assert e.source
                assert e.url
                assert e.grade in "ABCD"


def test_grade_d_never_decides_alone() -> None:
    """Turning every row of grade D about changes no word; a claim of grade D alone is unknown."""
    turned = {"supported": "contradicted", "contradicted": "supported", "mixed": "supported"}
    for c in claims().values():
        other = [replace(e, word=turned.get(e.word, e.word)) if e.grade == "D" else e for e in c.evidence]
        assert documented(replace(c, evidence=tuple(other))) == documented(c)
        if c.evidence and all(e.grade == "D" for e in c.evidence):
            assert documented(c) == "unknown"


def test_a_change_of_a_source_row_changes_the_verdict() -> None:
    """Every claim that one row decides goes with that row; so does the packaged floor of 50 per cent."""
    for c in claims().values():
        deciding = [e for e in c.evidence if e.grade != "D" and e.word != "unknown"]
        if len(deciding) != 1:
            continue
        for word in ("supported", "contradicted", "mixed"):
            changed = replace(c, evidence=tuple(replace(e, word=word) if e is deciding[0] else e for e in c.evidence))
            assert documented(changed) == word
        assert documented(replace(c, evidence=tuple(replace(e, grade="D") for e in c.evidence))) == "unknown"


def test_the_change_of_a_row_of_the_file_changes_the_verdict() -> None:
    table = [dict(r) for r in rows("claims/claims.csv")]
    for r in table:
        if r["claim_id"] == "B-INS-31":
            r["evidence_verdict"] = "contradicted"
    assert documented(claim("B-INS-31")) == "supported"
    assert documented(read_claims(table)["B-INS-31"]) == "contradicted"


# -- the rule on invented rows -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "word"),
    [
        ([("supported", "B")], "supported"),
        ([("contradicted", "A")], "contradicted"),
        ([], "unknown"),
        ([("unknown", "A")], "unknown"),
        ([("supported", "D")], "unknown"),
        ([("supported", "C"), ("contradicted", "D")], "supported"),
        ([("supported", "C"), ("unknown", "A")], "supported"),
        ([("supported", "C"), ("contradicted", "B")], "mixed"),
        ([("supported", "C"), ("mixed", "B")], "mixed"),
        ([("contradicted", "C"), ("contradicted", "B")], "contradicted"),
        ([("untestable", "")], "untestable"),
    ],
)
def test_the_rule(told: list[tuple[str, str]], word: str) -> None:
    assert word_of([evidence(w, g) for w, g in told]) == word


@pytest.mark.parametrize("name", list(claims()))
def test_invented_rows_that_support_contradict_and_leave_open(name: str) -> None:
    """Whatever the claim and its role: it is the rows that speak."""
    c = claims()[name]
    for told, word in (("supported", "supported"), ("contradicted", "contradicted"), ("unknown", "unknown")):
        assert documented(replace(c, evidence=(evidence(told),), own_word=None)) == word


def test_the_order_of_rows_does_not_matter() -> None:
    for c in claims().values():
        assert word_of(c.evidence) == word_of(c.evidence[::-1])


# -- the tables beside it ----------------------------------------------------------------------------------------------
def test_every_mechanism_and_prediction_stands_in_the_table_of_mechanisms() -> None:
    named = {c for m in mechanisms() for c in m.claims}
    assert named <= set(claims())
    assert {c.id for c in claims().values() if c.role in ("mechanism", "prediction")} <= named
    assert rooms_of("A-OUT-01") == ("dependence", "talks")
    assert rooms_of("A-RHE-01") == ()


def test_rooms_of_mechanisms_are_rooms_of_the_house() -> None:
    import importlib

    for m in mechanisms():
        assert m.text.keys() == {"en", "zh"}
        for room in m.rooms:
            assert importlib.import_module(f"bahe.{room}")


def test_rhetoric_is_listed_with_what_is_tested_instead_or_why_nothing_is() -> None:
    listed = sharpened()
    assert {c.id for c in claims().values() if c.role == "rhetoric"} <= set(listed)
    for s in listed.values():
        assert s.text.keys() == {"en", "zh"} or (not s.text and s.why.keys() == {"en", "zh"})
        assert not s.like or listed[s.like].text == s.text


def test_the_sharpened_versions_of_cases_a_4_are_there() -> None:
    named = (
        "A-MET-01 A-DYN-29 A-OUT-16 A-DYN-09 A-DYN-25 B-INS-01 B-OUT-05 B-OUT-01 B-OUT-13 B-DYN-03 B-INS-16 B-INS-19"
    )
    assert all(sharpened()[n].text for n in named.split())
    assert not sharpened()["B-INS-36"].text
    assert "legal opinion" in sharpened()["B-INS-36"].why["en"]


def test_each_of_the_39_unknown_claims_is_answered_or_names_the_missing_datum() -> None:
    unknown = {c.id for c in claims().values() if documented(c) == "unknown"}
    opened = open_claims()
    assert len(opened) == 39
    assert set(opened) == unknown
    by = {way: {o.claim for o in opened.values() if o.by == way} for way in ("rule", "case", "missing")}
    assert sum(map(len, by.values())) == 39
    assert by["rule"] == set(rules())
    for name in by["missing"] | by["case"]:
        assert opened[name].datum.keys() == {"en", "zh"}
    assert all(opened[n].name for n in by["case"])


# -- what is refused ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "fault", "field"),
    [
        ({"role": "opinion"}, UnknownName, "role"),
        ({"evidence_verdict": "true"}, UnknownName, "evidence_verdict"),
        ({"article": "3"}, UnknownName, "article"),
        ({"claim_zh": "字" * 26}, BadValue, "claim_zh"),
        ({"claim_zh": ""}, MissingData, "claim_zh"),
        ({"claim_en": ""}, MissingData, "claim_en"),
        ({"grade": ""}, UnknownName, "grade"),
        ({"grade": "E"}, UnknownName, "grade"),
        ({"source_url": ""}, MissingData, "source_url"),
        ({"evidence_no": "one"}, BadValue, "evidence_no"),
        ({"evidence_no": "2"}, BadFile, "evidence_no"),
        ({"to_verify": "page;later"}, UnknownName, "to_verify"),
    ],
)
def test_rows_that_are_off_are_named_with_line_and_field(changes: Mapping[str, str], fault: Any, field: str) -> None:
    with pytest.raises(fault, match=r"claims\.csv.*X-01") as caught:
        read_claims([row(**changes)])
    assert caught.value.field == field


def test_rows_of_one_claim_must_agree() -> None:
    with pytest.raises(BadFile, match="different things") as caught:
        read_claims([row(), row(evidence_no="2", claim_en="another")])
    assert caught.value.field == "claim_en"


def test_other_columns_are_refused() -> None:
    with pytest.raises(BadFile, match="columns"):
        read_claims([{"claim_id": "X-01"}])


def test_an_unknown_claim_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean .A-OUT-1"):
        claim("A-OUT-1")


def test_words_are_the_five() -> None:
    assert {documented(c) for c in claims().values()} == set(WORDS)
    assert isinstance(claim("A-OUT-01"), Claim)
