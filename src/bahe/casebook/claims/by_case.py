"""Verdicts of the open claims that a case answers: the case is played, its conditions judged (`casebook.ten.conditions`).

    from bahe.casebook.claims.by_case import case_verdicts
    case_verdicts(["A-OUT-17"])

Only the cases that answer an open claim are played. A claim that other cases decide too is left to `bahe case run all`, which plays
them all. Where a case has no answer, its claims stay unknown, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from bahe.casebook.claims.metrics import Material
from bahe.casebook.claims.rule import open_claims
from bahe.casebook.ten.conditions import TEN, ComputedVerdict, computed_verdicts, conditions
from bahe.faults import ModelSaysNo

Document = Mapping[str, Any]
#: Case -> the room's module whose `answer()` is its document; every other case here is a tug.
ANSWERS = {
    "h20-assurance": "inspections.inspecting",
    "japan-china-2026": "levers.case",
    "rare-earth-mirror": "tugs.mirroring",
}


def case_verdicts(
    names: Iterable[str] | None = None, *, material: Material | None = None, store: str | Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, ComputedVerdict]:  # fmt: skip
    """Verdicts of the open claims named (default: all that a case answers), from the store where they have been computed before."""
    opened = open_claims()
    wanted = [n for n in (opened if names is None else names) if n in opened and opened[n].by == "case"]
    cases = list(dict.fromkeys(opened[n].name for n in wanted))
    looked = material or Material()
    found: dict[str, ComputedVerdict] = {}
    for done, case in enumerate(cases):
        if progress is not None:
            progress(done, len(cases), case)
        found |= _played(case, looked, store)
    return {n: v for n, v in found.items() if n in wanted or (names is None and deciding(n) <= set(cases))}


def stored_cases(store: str | Path) -> dict[str, ComputedVerdict]:
    """What a store holds for the cases, data and code as they are; nothing is computed, and no store is made."""
    from bahe.atlas.store import Store

    if not Path(store).exists():
        return {}
    cases = {o.name for o in open_claims().values() if o.by == "case"}
    with Store(store) as kept:
        held = {case: kept.get(recipe(case)) for case in sorted(cases)}
    found = {n: v for h in held.values() if h is not None for n, v in _unpacked(h).items()}
    answered = {case for case, h in held.items() if h is not None}
    return {n: v for n, v in found.items() if deciding(n) <= answered}


@cache
def deciding(claim: str) -> frozenset[str]:
    """Cases whose conditions decide a claim."""
    return frozenset(case for case in TEN for c in conditions(case).all if claim in c.claims)


def document(case: str, material: Material) -> Document:
    """What a case answers, with its metrics."""
    if case in ANSWERS:
        return dict(import_module(f"bahe.casebook.{ANSWERS[case]}").answer())
    return material.tug(case).document()


def recipe(case: str) -> dict[str, Any]:
    """What the verdicts of a case depend on: its files, data and code."""
    from bahe.casebook.claims.reckoning import inputs
    from bahe.casebook.runs.provenance import sha256

    files = sorted((Path(__file__).parents[1] / case).glob("*.yaml"))
    return {"kind": "case claims", "case": case, "files": {f.name: sha256(f.read_bytes()) for f in files}, **inputs()}


def _played(case: str, material: Material, store: str | Path | None) -> dict[str, ComputedVerdict]:
    """Verdicts of every claim that the case decides; from the store, or played and then kept."""
    if store is None:
        return _judged(case, material)
    from bahe.atlas.store import Store

    with Store(store) as kept:
        held = kept.get(recipe(case))
        if held is None:
            found = _judged(case, material)
            if all(v.formula for v in found.values()):
                kept.put(recipe(case), _packed(found), "case claims")
            return found
    return _unpacked(held)


def _judged(case: str, material: Material) -> dict[str, ComputedVerdict]:
    try:
        return computed_verdicts({case: document(case, material)})
    except ModelSaysNo as fault:
        why = {"en": fault.message, "zh": fault.message}
        names = {n for c in conditions(case).all for n in c.claims}
        return {n: ComputedVerdict(n, "unknown", case, None, "", "", "", why) for n in names}


def _packed(found: Mapping[str, ComputedVerdict]) -> dict[str, Any]:
    text = json.dumps([v.as_dict() for v in found.values()], ensure_ascii=False)
    return {"verdicts": np.frombuffer(text.encode("utf-8"), dtype=np.uint8)}


def _unpacked(held: Mapping[str, Any]) -> dict[str, ComputedVerdict]:
    return {v["claim"]: ComputedVerdict(**v) for v in json.loads(held["verdicts"].tobytes().decode("utf-8"))}
