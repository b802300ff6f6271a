"""Timing: repeats with a warm-up, whole processes with their peak memory, and the speed of memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Timing:
    """Seconds of each repeat, the last result, and for processes the peak resident memory in bytes."""

    seconds: tuple[float, ...]
    result: Any = None
    peak: int | None = None

    @property
    def median(self) -> float:
        """Median of the repeats."""
        return float(median(self.seconds))

    @property
    def best(self) -> float:
        """Shortest repeat: least disturbed by other work on the machine."""
        return min(self.seconds)


def timed(run: Callable[[], Any], repeats: int, warm: bool = True) -> Timing:
    """Wall time of `run`, after one call that is not counted (unless `warm` is False)."""
    result = run() if warm else None
    seconds = []
    for _ in range(repeats):
        begun = perf_counter()
        result = run()
        seconds.append(perf_counter() - begun)
    return Timing(tuple(seconds), result)


#: Run in a small process of its own: the peak memory of a child counts that of the parent it was forked from.
_STARTER = """
import json, resource, subprocess, sys, time
begun = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([done.returncode, seconds, peak, done.stderr.decode(errors="replace")[-500:]]))
"""


def process(words: Sequence[str], repeats: int) -> Timing:
    """Wall time and peak resident memory of `bahe WORDS` as a fresh process, in an empty folder of its own."""
    code = "import sys; from bahe.desk.cli import main; sys.exit(main())"
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", _STARTER, sys.executable, "-c", code, *words]
    seconds, peak = [], 0
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            told = subprocess.run(
                command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=True
            ).stdout
        status, took, high, said = json.loads(told)
        if status:
            raise RuntimeError(f"bahe {' '.join(words)} ended with {status}: {said}")
        seconds.append(took)
        peak = max(peak, high)
    return Timing(tuple(seconds), None, peak)


def bytes_a_second(size: int, repeats: int = 30) -> float:
    """Speed at which a block of `size` bytes is read, measured by copying it (which reads and writes it) at its own size."""
    block = np.ones(max(size // 8, 1))
    target = np.empty_like(block)
    best = timed(lambda: np.copyto(target, block), repeats).best
    return 2 * block.nbytes / best
