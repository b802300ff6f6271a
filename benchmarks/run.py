"""Run the registered problems and print the table."""

from __future__ import annotations

import json as js
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from bahe.faults import UnknownName
from benchmarks.measure import Timing, timed
from benchmarks.registry import Absent, Cited, Job, Problem, Rival, problems


def main(
    json: bool = False,
    *,
    tiny: bool = False,
    only: Sequence[str] | None = None,
    repeats: int = 15,
    listing: bool = False,
    patient: bool = False,
) -> int:
    """Run all problems (or those named in `only`) and print one table, or one JSON document."""
    chosen = _chosen(only)
    if not (only or tiny or listing or patient):
        chosen = [p for p in chosen if not p.patient]
    if listing:
        facts = [{"name": p.name, "what": p.what} for p in chosen]
        print(js.dumps(facts, indent=2) if json else "\n".join(f"{f['name']:<28} {f['what']}" for f in facts))
        return 0
    rows = []
    for p in chosen:
        if not json:
            print(f"... {p.name}", file=sys.stderr, flush=True)
        rows.append(measured(p, tiny, 1 if tiny else repeats, patient))
    document = {"machine": machine(), "tiny": tiny, "repeats": repeats, "problems": rows}
    print(js.dumps(document, indent=2) if json else "\n".join(table(document)))
    return 0


def _chosen(only: Sequence[str] | None) -> list[Problem]:
    """The problems named in `only`, all without it; UnknownName for a name that is not registered."""
    known = list(problems())
    for name in only or ():
        if name not in [p.name for p in known]:
            raise UnknownName("problem", name, [p.name for p in known], where="bench")
    return [p for p in known if not only or p.name in only]


def measured(p: Problem, tiny: bool, repeats: int, patient: bool = False) -> dict[str, Any]:
    """One row: times of bahe and of its rivals, ratios, and how far the answers are apart."""
    row: dict[str, Any] = {"name": p.name, "what": p.what, "target_seconds": p.target}
    job = p.build(tiny)
    if isinstance(job, Absent):
        return row | {"absent": job.name, "remedy": job.remedy}
    ours: Timing = (
        job.run() if job.process else timed(job.run, 1, warm=False) if p.patient or p.once else timed(job.run, repeats)
    )
    row |= {"median_seconds": ours.median, "best_seconds": ours.best, "runs": len(ours.seconds)}
    if p.target is not None and not tiny:
        row["within_target"] = ours.median <= p.target
        row["best_within_target"] = ours.best <= p.target
    if ours.peak is not None:
        row["peak_mb"] = ours.peak / 2**20
        if p.memory_target_mb is not None and not tiny:
            row |= {"target_mb": p.memory_target_mb, "within_memory_target": row["peak_mb"] <= p.memory_target_mb}
    if not job.process:
        row |= job.facts(ours.result)
        if job.floor is not None:
            row["floor_seconds"] = job.floor(ours.result)
            row["times_floor"] = ours.best / row["floor_seconds"]
    row["rivals"] = [
        against(job, ours, rival, repeats, tiny)
        for rival in job.rivals
        if patient or not getattr(rival, "patient", False)
    ]
    return row


def against(job: Job, ours: Timing, rival: Rival | Absent | Cited, repeats: int, tiny: bool) -> dict[str, Any]:
    """A rival's time, the ratio, and the largest difference between the answers; of a cited time the ratio alone."""
    if isinstance(rival, Cited):
        row = {"name": rival.name, "cited_seconds": rival.seconds, "source": rival.source}
        return row if tiny else row | {"ratio": rival.seconds / ours.median}
    if isinstance(rival, Absent):
        return {"name": rival.name, "absent": True, "remedy": rival.remedy}
    theirs = timed(rival.run, 1, warm=False) if rival.once else timed(rival.run, repeats)
    row: dict[str, Any] = {
        "name": rival.name, "median_seconds": theirs.median, "runs": len(theirs.seconds),
        "ratio": theirs.median / ours.median,
    }  # fmt: skip
    if rival.wanted_ratio is not None and not tiny:
        row |= {"wanted_ratio": rival.wanted_ratio, "reached": row["ratio"] >= rival.wanted_ratio}
    if rival.answer is not None and job.answer is not None:
        row["largest_difference"] = float(np.abs(rival.answer(theirs.result) - job.answer(ours.result)).max())
    return row


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {
        "processor": _processor(), "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(load, 2), "python": platform.python_version(), "numpy": np.__version__, "system": platform.system(),
    }  # fmt: skip


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    except OSError:
        return platform.processor() or "unknown"


def table(document: dict[str, Any]) -> Iterable[str]:
    """The rows in words."""
    m = document["machine"]
    yield f"{m['processor']}, {m['cores']} cores, load {m['load']} at the end; Python {m['python']}, numpy {m['numpy']}"
    yield ""
    yield f"{'problem':<36}{'median':>11}{'best':>11}{'target':>10}{'':>6}{'times':>9}  {'answers apart by'}"
    for row in document["problems"]:
        yield from _lines(row)


def _lines(row: dict[str, Any]) -> Iterable[str]:
    if "absent" in row:
        yield f"{row['name']:<36}not run: {row['absent']} missing; {row['remedy']}"
        return
    target = _time(row["target_seconds"]) if row["target_seconds"] else ""
    met = {True: "met", False: "MISSED"}.get(row.get("within_target"), "")
    yield f"{row['name']:<36}{_time(row['median_seconds']):>11}{_time(row['best_seconds']):>11}{target:>10}{met:>7}"
    if "iterations" in row:
        yield f"    {row['size']}, {row['iterations']} iterations, residual {row['residual']:.0e}"
    if "derivatives" in row:
        yield f"    {row['derivatives']:,} derivatives"
    if "certificate" in row:
        took = f"{row['deviations']} deviations tried in {_time(row['certificate_seconds'])}"
        yield f"    certificate {row['certificate']:.0e} of real income, {took}"
    if "process_peak_mb" in row:
        yield f"    peak memory of the whole process so far {row['process_peak_mb']:.0f} MB"
    if "peak_mb" in row:
        met = {True: "met", False: "MISSED"}.get(row.get("within_memory_target"), "")
        yield f"    peak memory {row['peak_mb']:.0f} MB" + (f" (target {row['target_mb']:.0f}, {met})" if met else "")
    if "floor_seconds" in row:
        yield f"    {'memory floor':<32}{'':>11}{_time(row['floor_seconds']):>11}{'':>16}{1 / row['times_floor']:>9.2g}"
    for rival in row["rivals"]:
        if rival.get("absent"):
            yield f"    {rival['name']:<32}not installed: {rival['remedy']}"
            continue
        if "cited_seconds" in rival:
            ratio = _ratio(rival["ratio"]) if "ratio" in rival else ""
            yield f"    {rival['name']:<32}{_time(rival['cited_seconds']):>11}{'cited':>11}{'':>17}{ratio:>9}  {rival['source']}"
            continue
        apart = f"{rival['largest_difference']:.1e}" if "largest_difference" in rival else ""
        wanted = {True: "met", False: "MISSED"}.get(rival.get("reached"), "")
        goal = f"{rival['wanted_ratio']:g} x" if "wanted_ratio" in rival else ""
        yield (
            f"    {rival['name']:<32}{_time(rival['median_seconds']):>11}{'':>11}{goal:>10}{wanted:>7}"
            f"{_ratio(rival['ratio']):>9}  {apart}"
        )


def _ratio(value: float) -> str:
    """Three digits, in plain figures: 0.474, 54.3, 3,590."""
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.3g}"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
