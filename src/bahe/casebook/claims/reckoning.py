"""Computed verdicts of claims that documents leave unknown: one figure a rule, with its parts.

    from bahe.casebook.claims.reckoning import reckoned
    reckoned()                          # every rule of data/claims/rules.csv
    reckoned(["A-DYN-02"])              # one
    reckoned(at_once())                 # those that play nothing: seconds for all
    reckoned(store="runs")              # kept under the digest of rule, data and version; computed once

A rule names its metric (`casebook.claims.metrics`) and its thresholds (`casebook.claims.judging`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bahe.casebook.claims.judging import Rule, earlier, judged, rule_of, rules
from bahe.casebook.claims.metrics import METRICS, TUGS, Material, Parts
from bahe.faults import ModelSaysNo

Progress = Callable[[int, int, str], None]
#: Rooms whose code a figure depends on.
ROOMS = ("numerics", "world", "trade", "dependence", "substitution", "rounds", "atlas", "casebook")


@dataclass(frozen=True)
class Reckoned:
    """A computed verdict.

    case       the command that shows what it is made of
    figure     what the rule looks at, None where there is none;  parts: what it is made of
    fault      why there is no figure, where the model said no
    version    of the rule, fixed on the day `fixed`;  earlier: what older versions give
    caution    what the figure cannot say, by language
    """

    claim: str
    word: str
    case: str
    figure: float | None
    unit: str
    condition: str
    formula: str
    version: int = 1
    fixed: str = ""
    parts: Parts = field(default_factory=dict)
    caution: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[Reckoned, ...] = ()
    fault: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        nested = {
            "parts": dict(self.parts),
            "caution": dict(self.caution),
            "earlier": [e.as_dict() for e in self.earlier],
        }
        return {**vars(self), **nested}


def reckoned(
    names: Iterable[str] | None = None, *, material: Material | None = None, store: str | Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Reckoned]:  # fmt: skip
    """Verdicts of the claims named (default: every rule), from the store where they have been computed before."""
    wanted = [rule_of(n) for n in (rules() if names is None else names)]
    looked = material or Material()
    out = {}
    for done, rule in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted), rule.claim)
        *older, last = [_worked_out(r, looked, store) for r in (*earlier(rule), rule)]
        out[rule.claim] = replace(last, earlier=tuple(older))
    return out


def _worked_out(rule: Rule, material: Material, store: str | Path | None) -> Reckoned:
    """One version of a rule; where the model says no there is no figure, and nothing is kept."""
    try:
        return verdict_of(rule, *_kept(rule, material, store))
    except ModelSaysNo as fault:
        return replace(verdict_of(rule, float("nan"), {}), fault=fault.message)


def at_once() -> tuple[str, ...]:
    """Claims whose rule asks for nothing that must be played or solved."""
    return tuple(n for n, rule in rules().items() if not METRICS[rule.metric].facts.get("played"))


def stored(store: str | Path) -> dict[str, Reckoned]:
    """Verdicts that a store holds for the rules and data as they are now; nothing is computed, and no store is made."""
    from bahe.atlas.store import Store

    out: dict[str, Reckoned] = {}
    if not Path(store).exists():
        return out
    with Store(store) as kept:
        for rule in rules().values():
            found = [(r, kept.get(recipe(r))) for r in (*earlier(rule), rule)]
            told = [verdict_of(r, *_unpacked(f)) for r, f in found if f is not None]
            if len(told) == len(found):
                out[rule.claim] = replace(told[-1], earlier=tuple(told[:-1]))
    return out


def verdict_of(rule: Rule, figure: float, parts: Parts) -> Reckoned:
    """The verdict that a figure gives; NaN is no figure."""
    known = None if np.isnan(figure) else float(figure)
    return Reckoned(rule.claim, judged(rule, known), rule.verb, known, rule.unit, rule.said, rule.formula, rule.version,
                    rule.fixed.isoformat(), parts, rule.caution)  # fmt: skip


def recipe(rule: Rule) -> dict[str, Any]:
    """What a figure depends on: its metric and formula, and `inputs`. Thresholds are applied afterwards."""
    return {
        "kind": "claim",
        "claim": rule.claim,
        "version": rule.version,
        "metric": rule.metric,
        "formula": rule.formula,
        **inputs(),
    }


def inputs() -> dict[str, Any]:
    """Packaged data, cases and code as they are."""
    from bahe import __version__
    from bahe.casebook.runs.provenance import packaged_hashes

    return {"bahe": __version__, "data": packaged_hashes(), "cases": _cases(), "code": _code()}


@cache
def _code() -> str:
    """One sha256 over the rooms that compute, so that what is kept goes stale with the code."""
    house = Path(__file__).parents[2]
    found = sorted(p for room in ROOMS for p in (house / room).rglob("*.py"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in found)).hexdigest()


def _cases() -> dict[str, str]:
    """sha256 of the files of the tugs, and of the tables they and the items read."""
    from bahe.atlas.tables import packaged
    from bahe.casebook.runs.provenance import sha256

    house = Path(__file__).parents[1]
    tables = (
        "substitution/localisation.csv",
        "substitution/learning_curves.csv",
        "items/figures.csv",
        "items/trade_shares.csv",
        "claims/subjects.csv",
    )
    files = [house / n / "tug.yaml" for n in TUGS] + [packaged(t) for t in tables]
    return {"/".join(f.parts[-2:]): sha256(f.read_bytes()) for f in files}


def _kept(rule: Rule, material: Material, store: str | Path | None) -> tuple[float, Parts]:
    """Figure and parts, from the store or computed and then stored."""
    if store is None:
        return METRICS[rule.metric].call(material)
    from bahe.atlas.store import Store

    with Store(store) as kept:
        found = kept.get(recipe(rule))
        if found is None:
            found = _packed(*METRICS[rule.metric].call(material))
            kept.put(recipe(rule), found, "claim")
    return _unpacked(found)


def _packed(figure: float, parts: Parts) -> dict[str, Any]:
    values = np.array(list(parts.values()), dtype=np.float64)
    return {"figure": np.array([figure]), "names": np.array(list(parts), dtype=np.str_), "parts": values}


def _unpacked(found: Mapping[str, Any]) -> tuple[float, Parts]:
    return float(found["figure"][0]), dict(zip(map(str, found["names"]), map(float, found["parts"]), strict=True))
