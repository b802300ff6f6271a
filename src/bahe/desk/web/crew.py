"""The processes that work: a queue, a hand for each process, real cancel (the process ends and another takes its place).

A question goes to a hand that answered one of its kin before where one is free, since that one has its world in memory. Where there
are two hands or more, the first takes quick questions only: a solve of a tenth of a second never waits for a run of minutes.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bahe.desk.web.telling import fault

#: news(id, word, facts): "running", "step" (done, total, what), "done" (status,), "failed" (status, fault), "cancelled".
News = Callable[[str, str, tuple[Any, ...]], None]
#: Long work waits for quick work, and both for previews, which the server answers itself: niceness of other hands and of the quick one.
_NICE = (7, 3)


@dataclass(eq=False)
class Task:
    """What a hand is given; `kin` names what it would best have in memory."""

    id: str
    kin: str
    facts: dict[str, Any]
    quick: bool = False
    cancelled: bool = field(default=False)


class Crew:
    """`size` hands over one queue. Everything that happens is told to `news`, from the threads of the hands."""

    def __init__(self, size: int, folder: str, news: News, limit: float) -> None:
        one_thread()
        self.folder, self.news, self.limit = folder, news, limit
        self.waiting: list[Task] = []
        self.change = threading.Condition()
        self.closed = False
        self.hands: list[Hand] = []
        with self.change:
            self.hands += [Hand(self, n, quick_only=n == 0 and size > 1) for n in range(size)]

    def submit(self, task: Task) -> None:
        """Put a task at the end of the queue."""
        with self.change:
            self.waiting.append(task)
            self.change.notify_all()

    def cancel(self, id: str) -> bool:
        """Take a task out of the queue, or end the process that works on it; False where there is none."""
        with self.change:
            for task in self.waiting:
                if task.id == id:
                    self.waiting.remove(task)
                    self.news(id, "cancelled", ())
                    return True
            for hand in self.hands:
                if hand.task is not None and hand.task.id == id:
                    hand.task.cancelled = True
                    hand.kill()
                    return True
        return False

    def take(self, hand: Hand) -> Task | None:
        """The next task for a hand; None at the end."""
        with self.change:
            while not self.closed:
                task = self._next(hand)
                if task is not None:
                    self.waiting.remove(task)
                    hand.task = task
                    return task
                self.change.wait()
        return None

    def _next(self, hand: Hand) -> Task | None:
        """The oldest task that is this hand's to take; one whose kin another free hand knows is left to that one."""
        fit = [t for t in self.waiting if t.quick or not hand.quick_only]
        free = [h for h in self.hands if h.task is None and h is not hand]
        for task in fit:
            if task.kin in hand.known or not any(
                task.kin in h.known and (task.quick or not h.quick_only) for h in free
            ):
                return task
        return None

    def close(self) -> None:
        """End all processes; tasks that were not finished stay in the journal."""
        with self.change:
            self.closed = True
            self.change.notify_all()
        for hand in self.hands:
            hand.kill()
        for hand in self.hands:
            hand.thread.join(timeout=5)


def one_thread() -> None:
    """Threads inside products as small as these wait for each other longer than they work; the processes inherit this."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


class Hand:
    """A thread that speaks to one process, and starts another where that one ends."""

    def __init__(self, crew: Crew, number: int, quick_only: bool) -> None:
        self.crew, self.quick_only, self.known = crew, quick_only, set[str]()
        self.process: Any = None
        self.task: Task | None = None
        self.late = False
        self.thread = threading.Thread(target=self._work, name=f"bahe-hand-{number}", daemon=True)
        self.thread.start()

    def kill(self) -> None:
        """End the process, whatever it does."""
        process = self.process
        if process is not None:
            with suppress(OSError, ValueError, AssertionError, AttributeError):  # the last two: not begun yet
                process.kill()
                process.join(2)  # so that whoever takes the next task sees that it is gone

    def _start(self) -> None:
        from bahe.desk.web.worker import main

        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.lifeline, end = spawn.Pipe()
        self.process = spawn.Process(
            target=main, args=(theirs, end, self.crew.folder, _NICE[self.quick_only]), daemon=True
        )
        self.process.start()
        theirs.close()
        end.close()
        self.known = set()

    def _work(self) -> None:
        while True:
            if self.process is None and not self.crew.closed:
                self._start()
            task = self.crew.take(self)
            if task is None:
                self._end()
                return
            self._do(task)
            with self.crew.change:
                self.task = None
                self.crew.change.notify_all()

    def _do(self, task: Task) -> None:
        """One task, to its last word; where the process ends before that, why."""
        self.late = False
        clock = threading.Timer(self.crew.limit, self._too_late)
        clock.daemon = True
        clock.start()
        try:
            if not self.process.is_alive():
                self._end()
                self._start()
            self.crew.news(task.id, "running", ())
            self.pipe.send(task.facts)
            word, *facts = self._last_word(task)
            self.known.add(task.kin)
            self.crew.news(task.id, word, tuple(facts))
        except (EOFError, OSError, ValueError):
            self._end()
            if not self.crew.closed:
                self.crew.news(task.id, *self._lost(task))
        finally:
            clock.cancel()

    def _last_word(self, task: Task) -> tuple[Any, ...]:
        while True:
            news: tuple[Any, ...] = self.pipe.recv()
            if news[0] in ("done", "failed"):
                return news
            if news[0] == "step":
                self.crew.news(task.id, "step", news[1:])

    def _lost(self, task: Task) -> tuple[str, tuple[Any, ...]]:
        """Why the process is gone."""
        if task.cancelled:
            return "cancelled", ()
        if self.late:
            text = f"This took longer than {self.crew.limit:.0f} seconds and was stopped."
            return "failed", (409, fault("TooLong", text, remedy="Ask for less: fewer draws, points or players."))
        return "failed", (
            500,
            fault("Unexpected", "The process that worked on this ended, perhaps for want of memory."),
        )

    def _too_late(self) -> None:
        self.late = True
        self.kill()

    def _end(self) -> None:
        if self.process is not None:
            self.kill()
            self.process.join(timeout=5)
            for pipe in (self.pipe, self.lifeline):
                with suppress(OSError):
                    pipe.close()
        self.process = None
