"""Conditions written down before, judged by their figures, and the verdict; figures by name for whoever weighs the claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.casebook.talks.figures import UNITS, figures, found
from bahe.report.talks import words
from bahe.report.talks.answer import Told
from bahe.scenario.judging import verdict_word
from bahe.scenario.talks import Condition, Figure
from bahe.scenario.words import Text

if TYPE_CHECKING:
    from bahe.report import Run
    from bahe.scenario.talks import Talks


def judge(c: Condition, run: Run, tables: Sequence[Told]) -> dict[str, Any]:
    """One condition with its figure at each horizon: holds, does not hold, mixed over horizons, or unknown with what is missing."""
    head = {"id": c.id, "side": c.side, "statement": {"en": c.statement.en, "zh": c.statement.zh}, "metric": c.metric, "op": c.op,
            "value": c.value}  # fmt: skip
    if c.figure is None:
        return head | {"figures": {}, "holds": "unknown", "missing": _text(c.missing)}
    made = figures(c.figure, run, tables)
    holds = {h: compared(v, c.op, c.value) for h, v in made.items()}
    said = "yes" if all(holds.values()) else "no" if not any(holds.values()) else "mixed"
    return head | {"figures": made, "holds": said, "by_horizon": holds, "missing": None}


def compared(found: Any, op: str, value: Any) -> bool:
    """The comparison of a condition."""
    if op == "==":
        return bool(found == value)
    return bool({">": found > value, "<": found < value, ">=": found >= value, "<=": found <= value}[op])


def verdict(judged: Sequence[Mapping[str, Any]]) -> str:
    """supported | contradicted | mixed | unknown (`scenario.judging`); what holds at some horizons alone is split."""
    return verdict_word((c["side"], "split" if c["holds"] == "mixed" else c["holds"]) for c in judged)


# -- by name -----------------------------------------------------------------------------------------------------------------
def metrics(said: Talks, run: Run, tables: Sequence[Told]) -> dict[str, dict[str, Any]]:
    """Every metric of the conditions and of `metrics`, by name, over all tables that it is asked of.

    value     median over targets, horizons, ends of a pledge and draws (where a cause is taken away: over the lowest, median and highest
              draw of each horizon); a word or truth where all horizons say the same; else None
    low, high ends over all of them; None for words
    by        `table, horizon[, end]` -> median over draws, or the word
    unit, how, missing    missing: why there is no value (en, zh), None where there is one
    """
    asked: dict[str, list[Figure]] = {}
    missing: dict[str, Text | None] = {}
    for name, f, gone in [(c.metric, c.figure, c.missing) for c in said.conditions] + [
        (m.name, m.figure, m.missing) for m in said.metrics
    ]:
        missing.setdefault(name, gone)
        here = asked.setdefault(name, [])
        if f is not None and f not in here:
            here.append(f)
    return {name: _metric(fs, run, tables) if fs else _gone(missing[name]) for name, fs in asked.items()}


def _gone(why: Text | None) -> dict[str, Any]:
    return {"value": None, "low": None, "high": None, "unit": None, "by": {}, "how": None, "missing": _text(why)}


def _metric(fs: Sequence[Figure], run: Run, tables: Sequence[Told]) -> dict[str, Any]:
    by = {f"{f.table or tables[0].table.id}, {k}": v for f in fs for k, v in found(f, run, tables).items()}
    head = {"unit": UNITS[fs[0].what], "how": {lang: words.how(fs[0], lang) for lang in ("en", "zh")}}
    if all(isinstance(v, np.ndarray) for v in by.values()):
        every = np.concatenate(list(by.values()))
        return {"value": float(np.median(every)), "low": float(every.min()), "high": float(every.max()), **head,
                "by": {k: float(np.median(v)) for k, v in by.items()}, "missing": None}  # fmt: skip
    said = set(by.values())
    one = next(iter(said)) if len(said) == 1 else None
    return {"value": one, "low": None, "high": None, **head, "by": by,
            "missing": None if one is not None else words.disagree(by)}  # fmt: skip


def _text(said: Text | None) -> dict[str, str] | None:
    return {"en": said.en, "zh": said.zh} if said is not None else None
