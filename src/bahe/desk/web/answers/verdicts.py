"""The document of `bahe case verdicts --json`."""

from __future__ import annotations

from typing import Literal

from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.texts import Nothing, TextOrNothing
from bahe.desk.web.models import Shape

Word = Literal["supported", "contradicted", "mixed", "untestable", "unknown"]
#: A figure, a truth, a word, or nothing.
Figure = float | bool | str | None


class FixedRules(Shape):
    """The rules that were fixed beforehand, to the byte."""

    file: str = of("the packaged file of rules")
    fixed: str = of("the day they were fixed, ISO 8601")
    sha256: str = of("digest of the file")


class EvidenceRow(Shape):
    """A document that bears on a claim."""

    number: int = of("number of the row within the claim")
    word: str = of("what it says of the claim: supported, contradicted, mixed or unknown")
    grade: str = of("grade of the evidence, A to D; empty where it has none")
    value: str = of("the figure or words, as the document has them")
    unit: str = of("unit of the value, in words")
    date: str = of("date of the document, as precise as it is")
    source: str = of("the document")
    url: str = of("where it lies; empty where it is not on the web")
    note: str = of("what should be known about it")
    to_verify: list[str] = of("what of it is still to be checked: page, original, ...")


class ByCase(Shape):
    """A word that the conditions of a case give."""

    claim: str = of("id of the claim")
    word: Word = of("the word")
    case: str = of("name of the case")
    figure: Figure = of("figure of the condition that decides, in the unit; null where it is missing")
    unit: str = of("unit of the figure, in words")
    condition: str = of("the condition in signs")
    formula: str = of("how the figure is got")
    missing: TextOrNothing = of("the datum that is missing; empty where none is")


class ByRule(Shape):
    """A word that a computation gives by a rule fixed beforehand."""

    claim: str = of("id of the claim")
    word: Word = of("the word")
    case: str = of("the command that shows what it is made of")
    figure: Figure = of("the figure that the rule looks at, in the unit; null where there is none")
    unit: str = of("unit of the figure, in words")
    condition: str = of("both thresholds in signs")
    formula: str = of("how the figure is got")
    version: int = of("version of the rule", ge=1)
    fixed: str = of("the day the rule was fixed, ISO 8601")
    parts: dict[str, Figure] = of("what the figure is made of, in the unit of the figure unless the name says another")
    caution: TextOrNothing = of("what the figure cannot say; empty where nothing is to be said")
    earlier: list[ByRule] = of("what older versions of the rule give")
    fault: str = of("why there is no figure; empty where there is one")


class ClaimVerdict(Shape):
    """A claim of the two articles, and all that is known of it."""

    claim: str = of("id of the claim")
    article: int = of("number of the article, 1 or 2")
    sentence: str = of("id of the sentence in the article")
    role: str = of("fact, mechanism, prediction or rhetoric")
    quotation: str = of("the words of the article")
    gloss: str = of("their meaning in English")
    documented: Word = of("the word that documents alone give")
    computed: Word | None = of("the word that a computation gives; null where none was made")
    figure: str = of("what is behind the word, with its unit: computed, or as the documents have it; empty without one")
    counted: list[int] = of("numbers of the rows of evidence that count")
    rooms: list[str] = of("rooms of bahe that bear on the claim")
    case: str = of("the case whose condition decides it; empty where none does")
    condition: str = of("the condition in signs; empty where none decides")
    formula: str = of("how the figure is got; empty where none is")
    detail: ByRule | ByCase | Nothing = of("all that the computation says of itself; empty where nothing was computed")
    sharpened: TextOrNothing = of("what is tested in place of rhetoric; empty where nothing is")
    why: TextOrNothing = of("why nothing is tested in its place; empty where something is")
    answered: str = of("what answers a claim that documents leave open: rule, case or missing; empty otherwise")
    by: str = of("name of that rule or case; empty where there is none")
    missing: TextOrNothing = of("the datum that would decide it; empty where none is missing")
    note: str = of("what should be known about it")
    word: Word = of("the verdict")
    decided_by: Literal["documents", "computation", "nature"] = of(
        "what gives the word; nature: a definition, rhetoric, or a mechanism not yet computed"
    )
    evidence: list[EvidenceRow] = of("documents that bear on it")


class VerdictsAnswer(Shape):
    """A verdict for every claim, and what is behind it."""

    rule: str = of("how documents and computations give a word")
    rules: FixedRules = of("the rules of computations, fixed beforehand")
    documented: dict[Word, int] = of("word -> number of claims, by documents alone")
    totals: dict[Word, int] = of("word -> number of claims")
    rows: int = of("rows of the full table: one a document, at least one a claim", ge=0)
    claims: list[ClaimVerdict] = of("the claims that were asked for")
