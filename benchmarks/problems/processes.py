"""Whole processes: the help page, and a case from a cold start to its report."""

from __future__ import annotations

from benchmarks.measure import Timing, process
from benchmarks.registry import Job, problem


@problem("bahe --help", target=0.3)
def help_page(tiny: bool) -> Job:
    """A fresh process that prints the help page."""
    return Job(lambda: process(["--help"], 1 if tiny else 7), process=True)


@problem("bahe run stockholm-2025", target=10.0, memory_target_mb=600)
def cold_run(tiny: bool) -> Job:
    """A fresh process: the case with its sweep over elasticities and horizons, report and figures included."""

    def run() -> Timing:
        if tiny:
            return process(["case", "list"], 1)
        return process(["run", "stockholm-2025", "-o", "report"], 3)

    return Job(run, process=True)
