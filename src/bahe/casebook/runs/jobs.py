"""Jobs: plain descriptions of runs, computed in this process or others, from the store where they have been computed before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bahe.atlas.store import Store

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]
Call = Callable[[Mapping[str, Any]], dict[str, Floats]]

#: Libraries whose threads are kept to one in a process of an ensemble.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def answered(
    call: Call, jobs: list[dict[str, Any]], recipes: list[dict[str, Any]], store: Store | None, workers: int,
    executor: Executor | None, progress: Progress | None, kind: str,
) -> tuple[list[Mapping[str, Floats]], int]:  # fmt: skip
    """(answers in the order of the jobs, how many were computed): from the store, or computed and then stored one by one.

    call     of the top level of a module, so that other processes find it;  kind: as the store lists them
    """
    answers: list[Mapping[str, Floats] | None] = [store.get(r) if store is not None else None for r in recipes]
    todo = [s for s, a in enumerate(answers) if a is None]
    done = len(jobs) - len(todo)
    for s, found in _computed(call, [jobs[s] for s in todo], todo, workers, executor):
        answers[s] = found
        if store is not None:
            store.put(recipes[s], found, kind)
        done += 1
        if progress is not None:
            progress(done, len(jobs), f"draw {s + 1}")
    return [a for a in answers if a is not None], len(todo)


def _computed(
    call: Call, jobs: list[dict[str, Any]], places: list[int], workers: int, executor: Executor | None
) -> Iterator[tuple[int, dict[str, Floats]]]:  # fmt: skip
    """(place, answer) as they come; an interruption cancels what has not begun."""
    if executor is None and workers <= 1:
        for s, job in zip(places, jobs, strict=True):
            yield s, call(job)
        return
    with _one_thread(), _pool(executor, workers) as pool:
        pending: dict[Future[dict[str, Floats]], int] = {
            pool.submit(call, job): s for s, job in zip(places, jobs, strict=True)
        }
        try:
            while pending:
                finished, _ = wait(pending, return_when="FIRST_COMPLETED")
                for future in finished:
                    yield pending.pop(future), future.result()
        except BaseException:
            for future in pending:
                future.cancel()
            raise


@contextmanager
def _pool(executor: Executor | None, workers: int) -> Iterator[Executor]:
    """The given one, left open, or processes that are spawned."""
    if executor is not None:
        yield executor
        return
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes spawned inside have one thread of linear algebra each."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
