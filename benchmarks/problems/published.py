"""The NAFTA counterfactual of Caliendo and Parro (2015), from the authors' files where they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

import bahe
from benchmarks import textbook
from benchmarks.problems.engine import facts, floor, log_welfare, small_world
from benchmarks.registry import Absent, Job, Rival, problem


@problem("cp2015 nafta", target=0.006)
def nafta(tiny: bool) -> Job | Absent:
    """NAFTA's tariff reductions on the zero-deficit world of 1993, 31 economies and 40 sectors, tolerance 1e-10."""
    world, shock = _small() if tiny else _papers() or (None, None)
    if world is None:
        return Absent("the authors' files", "set BAHE_SOURCES to the folder that holds replication/caliendo_parro_2015")
    b = textbook.Benchmark.of(world, bahe.solve(world, shock).tariff_new)
    welfare = lambda answer: np.log(answer.welfare)
    return Job(
        lambda: bahe.solve(world, shock, tol=1e-10),
        log_welfare,
        (
            Rival("textbook, spending by iteration", lambda: textbook.solve(b), welfare, once=True),
            Rival("textbook, spending by linear system", lambda: textbook.solve(b, dense=True), welfare, once=True),
        ),
        facts,
        floor,
    )


def _small() -> tuple[Any, Any]:
    return small_world(), bahe.tariff(by="USA", on="CHN", rate=0.3)


def _papers() -> tuple[Any, Any] | None:
    folder = Path(os.environ.get("BAHE_SOURCES", "")) / "replication" / "caliendo_parro_2015"
    if not os.environ.get("BAHE_SOURCES") or not folder.is_dir():
        return None
    from bahe.atlas.replicate import cp2015

    raw = cp2015.read(folder)
    world = cp2015.base_of(raw)
    return world, cp2015.tariff_shock(world, cp2015.tariffs(raw, 2005, 1993), "NAFTA")
