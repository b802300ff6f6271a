"""Rules of computed verdicts: a figure against two thresholds, fixed in `atlas/data/claims/rules.csv` before it is worked out.

    supported      the figure meets the first threshold
    contradicted   it meets the second
    mixed          it meets neither
    unknown        there is no figure: missing is not zero

No figure meets both: a rule whose thresholds overlap is refused. A rule is never edited once its figure is known: a change is a new
version with its day and reason, and the word of every older version stays in sight.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import isnan
from types import MappingProxyType

from bahe.atlas.claims import claim
from bahe.atlas.tables import packaged, rows
from bahe.faults import BadValue, Conflict, UnknownName

FILE = "claims/rules.csv"
OPERATORS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
)


@dataclass(frozen=True)
class Bound:
    """An operator and a threshold."""

    op: str
    value: float

    def met(self, figure: float) -> bool:
        """Whether a figure meets it."""
        return OPERATORS[self.op](figure, self.value)

    def __str__(self) -> str:
        return f"{self.op} {self.value:g}"


@dataclass(frozen=True)
class Rule:
    """What figure decides a claim, and how.

    verb       the command that shows its parts;  fixed: the day it was written down
    reason     why there is a new version;  caution: what the figure cannot say
    """

    claim: str
    version: int
    metric: str
    unit: str
    supports: Bound
    contradicts: Bound
    fixed: dt.date
    verb: str
    formulas: Mapping[str, str]
    condition: Mapping[str, str]
    reason: Mapping[str, str]
    caution: Mapping[str, str]

    @property
    def formula(self) -> str:
        """The formula, in English."""
        return self.formulas["en"]

    @property
    def said(self) -> str:
        """Both thresholds in signs."""
        return f"supports if {self.metric} {self.supports}, contradicts if {self.contradicts}"


def judged(rule: Rule, figure: float | None) -> str:
    """The word that a figure gives; unknown where there is none."""
    if figure is None or isnan(figure):
        return "unknown"
    if rule.supports.met(figure):
        return "supported"
    return "contradicted" if rule.contradicts.met(figure) else "mixed"


@cache
def versions() -> tuple[Rule, ...]:
    """Every version of every rule, in the order of the file; Conflict where versions of a claim do not count 1, 2, ..."""
    out = tuple(read_rule(r) for r in rows(FILE))
    for name in {r.claim for r in out}:
        counted = [r.version for r in out if r.claim == name]
        if counted != list(range(1, len(counted) + 1)):
            raise Conflict("versions count 1, 2, ... in order of time", where=FILE, field=name, got=counted)
    return out


@cache
def rules() -> Mapping[str, Rule]:
    """The rules in force by claim: the latest version of each."""
    return MappingProxyType({r.claim: r for r in versions()})


def rule_of(name: str) -> Rule:
    """The rule of one claim in force; UnknownName for a claim that no rule decides."""
    if name not in rules():
        raise UnknownName("claim with a rule", name, rules(), field="claim")
    return rules()[name]


def earlier(rule: Rule) -> tuple[Rule, ...]:
    """Older versions of a rule."""
    return tuple(r for r in versions() if r.claim == rule.claim and r.version < rule.version)


def read_rule(row: Mapping[str, str]) -> Rule:
    """One row of the file as a Rule; BadValue, UnknownName or Conflict with its field."""
    where = f"{FILE}: {row['claim']}"
    claim(row["claim"])
    supports, contradicts = (_bound(row, side, where) for side in ("supports", "contradicts"))
    if _overlap(supports, contradicts):
        raise Conflict(
            "a figure can meet both thresholds", where=where, field="supports, contradicts", got=(supports, contradicts)
        )
    condition, reason, caution = (_both(row, column) for column in ("condition", "reason", "caution"))
    formulas = _both(row, "formula")
    return Rule(row["claim"], int(row["version"]), row["metric"], row["unit"], supports, contradicts, dt.date.fromisoformat(row["fixed"]),
                row["verb"], formulas, condition, reason, caution)  # fmt: skip


def fixed() -> dict[str, str]:
    """File, day and sha256 of the rules, to travel with every verdict that they give."""
    return {"file": FILE, "fixed": max(r.fixed for r in versions()).isoformat(),
            "sha256": hashlib.sha256(packaged(FILE).read_bytes()).hexdigest()}  # fmt: skip


def _both(row: Mapping[str, str], column: str) -> Mapping[str, str]:
    return MappingProxyType({lang: row[f"{column}_{lang}"] for lang in ("en", "zh") if row[f"{column}_{lang}"]})


def _bound(row: Mapping[str, str], side: str, where: str) -> Bound:
    op = row[f"{side}_op"]
    if op not in OPERATORS:
        raise UnknownName("operator", op, OPERATORS, where=where, field=f"{side}_op")
    try:
        return Bound(op, float(row[f"{side}_value"]))
    except ValueError:
        raise BadValue("not a number", field=f"{side}_value", where=where, got=row[f"{side}_value"]) from None


def _overlap(a: Bound, b: Bound) -> bool:
    """Whether some figure meets both: at the thresholds, beside them, or between."""
    probes = [v + d for v in (a.value, b.value) for d in (-1e-9, 0.0, 1e-9)] + [(a.value + b.value) / 2]
    return any(a.met(p) and b.met(p) for p in probes)
