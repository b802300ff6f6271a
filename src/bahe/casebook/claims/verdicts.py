"""The table of verdicts: every claim of the two articles, what documents say and what computations say, with what is behind it.

    from bahe.casebook.claims.verdicts import verdict_table
    verdict_table()                       # what documents say
    verdict_table(computed)               # with computed verdicts, by claim id

A computed verdict stands in the place of `unknown`, never of a documented word; where both exist both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from typing import Any, Protocol

from bahe.atlas.claims import WORDS, Claim, Evidence, claims
from bahe.casebook.claims.rule import documented, heard, open_claims, rooms_of, sharpened
from bahe.faults import UnknownName


class Computed(Protocol):
    """A verdict that a computation gives: the word, the case or rule, the figure and its unit, the condition and the formula."""

    @property
    def claim(self) -> str: ...  # noqa: D102
    @property
    def word(self) -> str: ...  # noqa: D102
    @property
    def case(self) -> str: ...  # noqa: D102
    @property
    def figure(self) -> Any: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def condition(self) -> str: ...  # noqa: D102
    @property
    def formula(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Verdict:
    """One row of the table.

    documented, computed   words; computed is None where nothing was computed
    figure     what is behind the computed word, else the values of the evidence that counts
    counted    numbers of the evidence rows that decide (better than grade D, not `unknown`)
    rooms      that cover a mechanism (CASES B)
    case, condition, formula   of the computation;  detail: all it says of itself (parts, version of its rule, what it cannot say)
    sharpened, why   what is tested in place of rhetoric, or why nothing is, by language
    answered   for a claim that documents leave open: by `rule`, `case` or `missing`; empty otherwise
    missing    the datum without which it stays unknown, by language
    """

    claim: str
    article: int
    sentence: str
    role: str
    quotation: str
    gloss: str
    documented: str
    computed: str | None
    figure: str
    evidence: tuple[Evidence, ...]
    counted: tuple[int, ...]
    rooms: tuple[str, ...]
    case: str = ""
    condition: str = ""
    formula: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    sharpened: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    answered: str = ""
    by: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def word(self) -> str:
        """The word that counts: the documented one, unless it is `unknown` and something was computed."""
        return self.computed if self.documented == "unknown" and self.computed else self.documented

    @property
    def decided_by(self) -> str:
        """What gives the word: documents, computation, or nature (a definition, rhetoric, a mechanism not yet computed)."""
        if self.documented == "unknown" and self.computed not in (None, "unknown"):
            return "computation"
        return "documents" if self.counted else "nature"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for `--json`."""
        plain = {k: dict(v) if isinstance(v, Mapping) else v for k, v in vars(self).items() if k != "evidence"}
        return {
            **plain,
            "word": self.word,
            "decided_by": self.decided_by,
            "evidence": [asdict(e) for e in self.evidence],
        }


def verdict_table(computed: Mapping[str, Computed] | None = None) -> list[Verdict]:
    """All claims in the order of the compilation; UnknownName for a computed claim or word that is not on the list."""
    known, given = claims(), computed or {}
    for name, found in given.items():
        if name not in known:
            raise UnknownName("claim", name, known, field="computed")
        if found.word not in WORDS:
            raise UnknownName("verdict", found.word, WORDS, field=f"computed.{name}.word")
    return [verdict(c, given.get(name)) for name, c in known.items()]


def verdict(claim: Claim, found: Computed | None = None) -> Verdict:
    """The row of one claim, with what was computed for it if anything was."""
    word, opened, version = documented(claim), open_claims().get(claim.id), sharpened().get(claim.id)
    counting = heard(claim.evidence)
    row = Verdict(
        claim.id, claim.article, claim.sentence, claim.role, claim.quotation, claim.gloss, word, None, said(counting), claim.evidence,
        tuple(e.number for e in counting), rooms_of(claim.id), note=claim.note,
    )  # fmt: skip
    if found is not None:
        row = replace(row, computed=found.word, figure=figured(found), case=found.case, condition=found.condition, formula=found.formula,
                      detail=detailed(found))  # fmt: skip
    if version is not None:
        row = replace(row, sharpened=version.text, why=version.why)
    if opened is not None:
        row = replace(row, answered=opened.by, by=opened.name, missing=opened.datum)
    return replace(row, missing=row.detail.get("missing") or row.missing)


def detailed(found: Computed) -> dict[str, Any]:
    """All that a computation says of itself."""
    if hasattr(found, "as_dict"):
        return dict(found.as_dict())
    return asdict(found) if is_dataclass(found) and not isinstance(found, type) else {}


def figured(found: Computed) -> str:
    """The figure of a computed verdict with its unit; empty where there is none."""
    if found.figure is None:
        return ""
    value = f"{found.figure:.4g}".replace("inf", "∞") if isinstance(found.figure, float) else str(found.figure)
    return f"{value} {found.unit}".strip()


def said(evidence: Sequence[Evidence]) -> str:
    """Values of the evidence that counts, each with its unit."""
    return "; ".join(f"{e.value} {e.unit}".strip() for e in evidence if e.value)


def totals(table: Sequence[Verdict]) -> dict[str, int]:
    """How many rows carry each of the five words, by the word that counts."""
    return {w: sum(v.word == w for v in table) for w in WORDS}
