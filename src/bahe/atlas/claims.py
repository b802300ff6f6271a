"""Claims of the two articles, each with its evidence: `data/claims/claims.csv`, one row a claim and piece of evidence.

    from bahe.atlas.claims import claims, claim
    claim("B-INS-31").evidence[0].grade

184 claims, 231 rows, quoted figures with addresses and grades. How they are to be read:

1. A claim without evidence has one row of its own, number 0: its word says what it is (`untestable` for a definition or rhetoric,
   `unknown` for a mechanism that waits for a computation).
2. Values are text: ranges and arrows occur. Figures for fitting are in `atlas.localisation`.
3. `to_verify`: page (open it and quote it), original (find the first source), figure (no located source), joined by `;`.
4. The column `claim_verdict` is what the compilers got by the rule; nothing here reads it but a test. The word is worked out from the
   rows, each time, by `casebook.claims.rule`.

`python -m bahe.atlas.build_claims --sources DIR` builds the file again, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bahe.atlas.tables import rows
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

FILE = "claims/claims.csv"
COLUMNS = (
    "claim_id", "article", "sentence_ref", "type", "subtype", "role", "claim_zh", "claim_en", "quantity", "quantity_unit",
    "claim_date", "claim_verdict", "evidence_no", "evidence_value", "evidence_unit", "evidence_date", "evidence_verdict", "grade",
    "source_title", "source_url", "note", "to_verify",
)  # fmt: skip
#: The five words of a verdict (CASES A.1); there are no others.
WORDS = ("supported", "contradicted", "mixed", "untestable", "unknown")
#: Words that need a source and a grade; the others may stand without (a conditional sentence, an event not located).
DECIDED = ("supported", "contradicted", "mixed")
ROLES = ("fact", "mechanism", "prediction", "rhetoric")
#: A official, B analyst, association or paper, C press, D social post or unsigned; empty where there is no source.
GRADES = ("A", "B", "C", "D")
CHECKS = ("page", "original", "figure", "code")
#: Most characters of the original that are quoted.
LONGEST = 25
_OF_CLAIM = COLUMNS[1:12]


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: what it says for the claim (`word`), where it stands, how good it is (`grade`), what is unchecked."""

    number: int
    word: str
    grade: str
    value: str
    unit: str
    date: str
    source: str
    url: str
    note: str
    to_verify: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A claim of article 1 or 2.

    quotation    at most 25 characters of the original;  gloss: what it says, in English
    role         fact, mechanism, prediction or rhetoric
    own_word     the word of a claim without evidence, None where there is evidence
    compiled     the word that the compilers wrote down
    """

    id: str
    article: int
    sentence: str
    kind: str
    role: str
    quotation: str
    gloss: str
    quantity: str
    unit: str
    date: str
    compiled: str
    evidence: tuple[Evidence, ...]
    own_word: str | None
    note: str


@cache
def claims() -> Mapping[str, Claim]:
    """All claims by id, in the order of the compilation."""
    return MappingProxyType(read_claims(rows(FILE)))


def claim(name: str) -> Claim:
    """One claim by its id; UnknownName with the nearest ids otherwise."""
    found = claims()
    if name not in found:
        raise UnknownName("claim", name, found, field="claim")
    return found[name]


def read_claims(table: Sequence[Mapping[str, str]], where: str = "claims.csv") -> dict[str, Claim]:
    """Claims of rows with the columns of the compilation; BadFile, BadValue, UnknownName or MissingData with line and field."""
    if not table or set(table[0]) != set(COLUMNS):
        raise BadFile("the columns are not those of the compilation", where=where, got=list(table[0]) if table else None,
                      allowed=COLUMNS)  # fmt: skip
    together: dict[str, list[Mapping[str, str]]] = {}
    for number, row in enumerate(table, start=2):
        _check(row, f"{where}, line {number}, {row['claim_id']}")
        together.setdefault(row["claim_id"], []).append(row)
    return {name: _claim(mine, f"{where}, {name}") for name, mine in together.items()}


def _claim(mine: Sequence[Mapping[str, str]], where: str) -> Claim:
    head = mine[0]
    for column in _OF_CLAIM:
        if len({row[column] for row in mine}) > 1:
            raise BadFile("rows of one claim say different things", where=where, field=column)
    numbers = [int(row["evidence_no"]) for row in mine]
    if numbers != [0] and numbers != list(range(1, len(mine) + 1)):
        raise BadFile(
            "evidence is numbered 1, 2, ..., or one row 0 without evidence",
            where=where,
            field="evidence_no",
            got=numbers,
        )
    bare = numbers == [0]
    return Claim(
        head["claim_id"], int(head["article"]), head["sentence_ref"], "/".join(filter(None, (head["type"], head["subtype"]))),
        head["role"], head["claim_zh"], head["claim_en"], head["quantity"], head["quantity_unit"], head["claim_date"],
        head["claim_verdict"], () if bare else tuple(map(_evidence, mine)), head["evidence_verdict"] if bare else None,
        head["note"] if bare else "",
    )  # fmt: skip


def _evidence(row: Mapping[str, str]) -> Evidence:
    return Evidence(
        int(row["evidence_no"]), row["evidence_verdict"], row["grade"], row["evidence_value"], row["evidence_unit"],
        row["evidence_date"], row["source_title"], row["source_url"], row["note"], tuple(filter(None, row["to_verify"].split(";"))),
    )  # fmt: skip


def _check(row: Mapping[str, str], where: str) -> None:
    """One row: coded words, a quotation that is short enough, a grade and a source with every piece of evidence."""
    for field, allowed in (
        ("role", ROLES),
        ("article", ("1", "2")),
        ("claim_verdict", WORDS),
        ("evidence_verdict", WORDS),
    ):
        if row[field] not in allowed:
            raise UnknownName(field, row[field], allowed, where=where, field=field)
    for field in ("claim_id", "claim_zh", "claim_en"):
        if not row[field]:
            raise MissingData("a claim needs it", field=field, where=where)
    if len(row["claim_zh"]) > LONGEST:
        raise BadValue("the quotation is too long", field="claim_zh", where=where, got=len(row["claim_zh"]),
                       allowed=f"at most {LONGEST} characters", remedy="Quote a shorter passage.")  # fmt: skip
    if not row["evidence_no"].isdigit():
        raise BadValue("not a number", field="evidence_no", where=where, got=row["evidence_no"], allowed="0, 1, 2, ...")
    if row["evidence_verdict"] in DECIDED and row["grade"] not in GRADES:
        raise UnknownName("grade", row["grade"], GRADES, where=where, field="grade")
    if row["evidence_verdict"] in DECIDED and not row["source_url"]:
        raise MissingData("what decides needs a source", field="source_url", where=where)
    for code in filter(None, row["to_verify"].split(";")):
        if code not in CHECKS:
            raise UnknownName("check", code, CHECKS, where=where, field="to_verify")
