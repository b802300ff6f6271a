"""`bahe talks`: from a played Run to what is signed, when, on what terms, and on what it turns.

The variants of a scenario are the states that talks may end in; what each is worth to a party is its real income there, by horizon and
elasticity set, so that every answer is a band. One draw is one horizon, one set and one end of what pledges deliver. Money is USD bn a
year throughout, relative to the base of the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bahe.casebook.talks.clock import clock, months, scores
from bahe.casebook.talks.conditions import judge, metrics, verdict
from bahe.casebook.talks.draws import draws
from bahe.casebook.talks.settling import row, settle
from bahe.casebook.talks.turns import break_even, causes, delay, pictures, region
from bahe.faults import Conflict, MissingData
from bahe.numerics.parts import Keep, computed
from bahe.report.talks.answer import Answer, Told
from bahe.scenario.talks import Table
from bahe.talks.protocols import protocols

if TYPE_CHECKING:
    from bahe.report import Run
    from bahe.scenario import Scenario

#: Called after every solve: done, in all, what was solved.
Progress = Callable[[int, int, str], None]


def talks(
    source: str | Path,
    *,
    sets: Iterable[str] = (),
    horizons: Iterable[str] | None = None,
    progress: Progress | None = None,
    run: Run | None = None,
    keep: Keep = computed,
) -> Answer:
    """Settle every table of a built-in case or scenario file.

    sets       `KEY=VALUE` settings, as in `talks.tables[0].noise=0`
    horizons   only these
    run        a Run of the same scenario that was played before; None: play it
    keep       keeps the parts of the run, as of `bahe.run`

    Raises MissingData where the scenario has no talks, and the errors of `bahe.run`.
    """
    from bahe.casebook.cases import scenario_for
    from bahe.casebook.runs.playing import command, narrowed, play

    sets, horizons = list(sets), list(horizons or ())
    scenario = narrowed(scenario_for(source, sets), (), horizons)
    checked(scenario)
    said = command(source, sets, [], horizons, "en").replace("bahe run", "bahe talks", 1)
    played = run if run is not None else play(scenario, progress=progress, command=said, keep=keep)
    return told(played)


def checked(scenario: Scenario) -> None:
    """Refuse a scenario without talks, and protocols that the table does not fit."""
    if scenario.talks is None:
        raise MissingData("the scenario says nothing of talks", field="talks", where=scenario.id,
                          remedy="Add a section `talks:` with parties, sign and unless; see docs/howto/talks.md.")  # fmt: skip
    for t in scenario.talks.tables:
        most = protocols[t.protocol].facts["parties"]
        if most is not None and len(t.parties) > most:
            raise Conflict(f"{t.protocol} is for {most} parties", field="protocol", where=f"talks.{t.id}", got=len(t.parties),
                           remedy="nash and kalai-smorodinsky take more.")  # fmt: skip


def told(run: Run) -> Answer:
    """The answer of a played Run: every table settled on every draw, causes switched off, conditions judged."""
    scenario = run.scenario
    checked(scenario)
    assert scenario.talks is not None
    tables = tuple(_told(run, t) for t in scenario.talks.tables)
    judged = [judge(c, run, tables) for c in scenario.talks.conditions]
    return Answer(run, tables, tuple(judged), verdict(judged), metrics(scenario.talks, run, tables))


def _told(run: Run, table: Table) -> Told:
    """Every draw settled, and settled again without each cause."""
    import pandas as pd

    every = draws(run, table)
    made = [(d, settle(table, d)) for d in every]
    rows = pd.DataFrame([row(table, d, s) for d, s in made])
    return Told(
        table, rows, clock(table, made), causes(run, table, every, made), months(table, every, made), break_even(table, every),
        pictures(table, made), scores(table, made), region(table, every), delay(table, made),
    )  # fmt: skip
