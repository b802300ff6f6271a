"""Conditions of the ten cases: fixed in `conditions.yaml` before the run, met or not by code, and the verdict they give.

    from bahe.casebook.ten.conditions import conditions, judged, verdict_of
    c = conditions("korea-2019")
    found = judged(c, answer["metrics"])          # metrics: name -> {value, unit, how, low, high, by, missing}
    verdict_of(found)                             # supported | contradicted | mixed | unknown

The rule of the verdict stands in `scenario.judging` (CASES A.3 speaks of evidence rows and is silent on conditions).
A claim on which conditions of one side alone bear stays unknown where none is met: it is not refuted by lack of what would support it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from bahe.casebook.claims.grades import weak
from bahe.casebook.ten.files import (
    FILE,
    TEN,
    Condition,
    Conditions,
    Metric,
    Rows,
    conditions,
    parsed,
    read_conditions,
)
from bahe.scenario.judging import verdict_word

__all__ = [
    "FILE", "TEN", "ComputedVerdict", "Condition", "Conditions", "Judged", "Metric", "Rows", "computed_verdicts", "conditions", "judged",
    "parsed", "read_conditions", "verdict_of",
]  # fmt: skip


# -- judging ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Judged:
    """A condition with its figure.

    holds   yes | no | split | unknown;  by: figure -> met, where horizons or ends of a range were asked one by one
    value, low, high, unit, how   of the metric;  missing: why there is no figure, by language
    """

    condition: Condition
    side: str
    holds: str
    value: Any = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    how: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, tuple[Any, bool]] = field(default_factory=dict)
    missing: Mapping[str, str] | None = None

    @property
    def open_band(self) -> bool:
        """Whether the band of the figure holds values on both sides of the threshold, though the figure decides."""
        if (
            self.low is None
            or self.high is None
            or self.holds not in ("yes", "no")
            or isinstance(self.value, bool | str)
        ):
            return False
        return self.condition.met(self.low) != self.condition.met(self.high)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        c = self.condition
        return {
            "id": c.id, "side": self.side, "metric": c.metric, "operator": c.operator, "threshold": c.threshold,
            "text": {"en": c.text.en, "zh": c.text.zh}, "claims": list(c.claims), "holds": self.holds, "value": self.value,
            "low": self.low, "high": self.high, "unit": self.unit, "how": dict(self.how),
            "by": {k: {"value": v, "met": m} for k, (v, m) in self.by.items()}, "band_crosses": self.open_band,
            "missing": None if self.missing is None else dict(self.missing),
        }  # fmt: skip


#: Why a condition stays unknown though it has a figure (CASES A.1: grade D never decides alone).
GRADE_D = {
    "en": "its figure rests on sources of grade D alone, which decide nothing by themselves",
    "zh": "其数字仅依据D级来源，单凭D级来源不作判定",
}


def judged(said: Conditions, metrics: Mapping[str, Any]) -> tuple[Judged, ...]:
    """Every condition with its figure; one whose metric is absent is unknown, with the datum that is missing, and so is one whose metric
    rests on grade D alone: its figure is shown."""
    doubtful = weak(said)
    found = (_judge(said, c, metrics.get(c.metric)) for c in said.all)
    return tuple(
        replace(j, holds="unknown", missing=GRADE_D) if j.missing is None and j.condition.metric in doubtful else j
        for j in found
    )


def _judge(said: Conditions, c: Condition, metric: Mapping[str, Any] | None) -> Judged:
    side, described, given = said.side(c), said.metrics[c.metric], metric or {}
    found = {k: v for k, v in dict(given.get("by") or {}).items() if _is_known(v)}
    value = given.get("value") if _is_known(given.get("value")) else None
    held = {k: (v, c.met(v)) for k, v in found.items()}
    words = {m for _, m in held.values()} or ({c.met(value)} if value is not None else set())
    holds = "unknown" if not words else "split" if len(words) == 2 else "yes" if words == {True} else "no"
    return Judged(
        c, side, holds, value, given.get("low"), given.get("high"), str(given.get("unit") or described.unit.en),
        both(given.get("how")) or both(described.formula.model_dump()), held, None if words else _missing(described, metric),
    )  # fmt: skip


def _is_known(value: Any) -> bool:
    return isinstance(value, bool | str) or (isinstance(value, int | float) and isfinite(value))


def _missing(described: Metric, metric: Mapping[str, Any] | None) -> dict[str, str]:
    """What is missing: the user's datum as it was written down before, else the reason that the answer gives."""
    reason = both((metric or {}).get("missing")) or both((metric or {}).get("how"))
    if described.needs is not None:
        return both(described.needs.model_dump())
    return reason or {"en": "the case does not give this figure", "zh": "案例未给出该数字"}


def both(text: Any) -> dict[str, str]:
    """A text in both languages; a plain text stands for both, nothing for none."""
    if not text:
        return {}
    return (
        {lang: str(text[lang]) for lang in ("en", "zh")}
        if isinstance(text, Mapping)
        else {"en": str(text), "zh": str(text)}
    )


def verdict_of(found: Iterable[Judged]) -> str:
    """The word that conditions give (`scenario.judging`)."""
    return verdict_word((j.side, j.holds) for j in found)


# -- claims -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ComputedVerdict:
    """A verdict of a claim that conditions of a case give.

    word        one of the five;  case: its name
    figure      of the condition that decides, None where it is missing;  condition: in signs;  formula: how it is got
    """

    claim: str
    word: str
    case: str
    figure: Any
    unit: str
    condition: str
    formula: str
    missing: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**vars(self), "missing": dict(self.missing)}


#: Why a claim stays unknown though its conditions have figures.
NOT_ASKED = {
    "en": "a condition of the other side: the one that is fixed is not met, which decides nothing",
    "zh": "另一方的条件：已定的条件不成立，不足以判定",
}


def computed_verdicts(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, ComputedVerdict]:
    """Verdicts of the claims that conditions decide, by claim id.

    answers   case -> its document (as `--json` gives it), read at its key `metrics`
    A claim that several cases test: they agree, or the word is `mixed`; one that is unknown in a case is left to the others.
    """
    every: dict[str, list[ComputedVerdict]] = {}
    for case, answer in answers.items():
        for name, found in _by_claim(conditions(case), answer.get("metrics") or {}).items():
            every.setdefault(name, []).append(found)
    return {name: _together(found) for name, found in every.items()}


def _by_claim(said: Conditions, metrics: Mapping[str, Any]) -> dict[str, ComputedVerdict]:
    found = judged(said, metrics)
    names = dict.fromkeys(n for c in said.all for n in c.claims)
    return {name: _of_claim(name, said, [j for j in found if name in j.condition.claims]) for name in names}


def _of_claim(name: str, said: Conditions, found: Sequence[Judged]) -> ComputedVerdict:
    word = verdict_of(found)
    if one_sided(found):
        word = "unknown"
    order = {"yes": 0, "split": 1, "no": 2, "unknown": 3}
    lead = min(found, key=lambda j: order[j.holds] if word != "unknown" else -order[j.holds])
    c = lead.condition
    return ComputedVerdict(name, word, said.case, lead.value, lead.unit, f"{c.id}: {c}", said.metrics[c.metric].formula.en,
                           dict(lead.missing or (NOT_ASKED if one_sided(found) else {})))  # fmt: skip


def one_sided(found: Sequence[Judged]) -> bool:
    """Whether conditions of one side alone bear on a claim and none is met: nothing was asked that could have decided the other way."""
    return len({j.side for j in found}) == 1 and all(j.holds in ("no", "unknown") for j in found)


def _together(found: Sequence[ComputedVerdict]) -> ComputedVerdict:
    """The word of several cases (rule A.3): those that know, in agreement, or mixed."""
    known = [v for v in found if v.word != "unknown"]
    if not known:
        return found[0]
    words = {v.word for v in known}
    lead = known[0]
    if len(known) == 1 or len(words) == 1:
        return lead
    told = "; ".join(f"{v.case}: {v.word}" for v in known)
    return ComputedVerdict(lead.claim, "mixed", ", ".join(v.case for v in known), None, "", told, lead.formula)
