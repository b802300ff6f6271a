"""Casebook: one folder an episode (scenario.yaml, story.md, story.zh.md), and `run`, which plays a scenario to a Run.

Nothing heavy is imported here: pydantic, pandas and scipy load inside the functions that need them.
"""

from __future__ import annotations

from bahe.casebook.cases import Case, case, cases
from bahe.casebook.runs.playing import run

__all__ = ["Case", "case", "cases", "run"]
