"""The processes that work: a queue, a hand for each process, real cancel (the process ends and another takes its place).

A question goes to a hand that answered one of its kin before where one is free, since that one has its world in memory. Where there
are two hands or more, the first takes quick questions only: a solve of a tenth of a second never waits for a run of minutes. What takes
seconds goes before what takes minutes, unless that has waited long. And where something has waited a few seconds behind hands that are
all busy, a relief comes, behind them in the queue for the processor, if there is memory for it; it leaves when it has been idle a while.
A second relief does not take what takes minutes, so that what takes seconds waits for seconds. Of questions alike, that of who has fewer
before it goes first: who asks a hundred questions waits for his own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bahe.desk.web.telling import fault

#: news(id, word, facts): "running", "step" (done, total, what), "done" (status,), "failed" (status, fault), "cancelled".
News = Callable[[str, str, tuple[Any, ...]], None]
#: How long a question takes: about a second, seconds, minutes. A hand takes what is not larger than itself.
QUICK, LIGHT, LONG = range(3)
#: Sizes of the reliefs: the first takes anything.
RELIEFS = (LONG, LIGHT)
#: Long work waits for quick work, and both for previews, which the server answers itself: niceness of the first hand, the others, reliefs.
_NICE = {"first": 3, "hand": 7, "relief": 10}


@dataclass(frozen=True)
class Patience:
    """Seconds: a relief comes after `relief` of waiting and leaves after `idle`; what takes minutes has its turn after `turn`.

    `memory` that must be free, bytes, before a relief comes: a process that works takes up to 1.1 GB (the tug of four goods).
    """

    relief: float = 5.0
    idle: float = 60.0
    turn: float = 60.0
    memory: int = 1_200_000_000


@dataclass(eq=False)
class Task:
    """What a hand is given; `kin` names what it would best have in memory, `size` says how long it takes."""

    id: str
    kin: str
    facts: dict[str, Any]
    size: int = LONG
    askers: set[str] = field(default_factory=set)
    cancelled: bool = False
    since: float = field(default_factory=time.monotonic)


class Crew:
    """`size` hands over one queue, and reliefs. Everything that happens is told to `news`, from the threads of the hands."""

    def __init__(self, size: int, folder: str, news: News, limit: float, patience: Patience | None = None) -> None:
        one_thread()
        self.folder, self.news, self.limit, self.patience = folder, news, limit, patience or Patience()
        self.waiting: list[Task] = []
        self.change = threading.Condition()
        self.closed, self.looking = False, False
        self.hands: list[Hand] = []
        with self.change:
            for n in range(size):
                first = n == 0 and size > 1
                self.hands.append(
                    Hand(self, f"hand-{n}", QUICK if first else LONG, _NICE["first" if first else "hand"])
                )

    def submit(self, task: Task) -> None:
        """Put a task in the queue."""
        with self.change:
            self.waiting.append(task)
            self.change.notify_all()
        self._look_again()

    def queue(self) -> list[Task]:
        """What waits, in the order in which it is taken: minutes after seconds, until they have waited their turn; askers in turn."""
        turn, nth = time.monotonic() - self.patience.turn, self._nth()
        return sorted(self.waiting, key=lambda t: (t.size == LONG and t.since > turn, nth[t.id], t.since))

    def _nth(self) -> dict[str, int]:
        """How many each question's asker has before it, on its way or waiting; of several askers the one who has fewest."""
        before = Counter(who for hand in self.hands if hand.task is not None for who in hand.task.askers)
        out = {}
        for task in sorted(self.waiting, key=lambda t: t.since):
            out[task.id] = min((before[who] for who in task.askers), default=0)
            before.update(task.askers)
        return out

    def share(self, who: str, places: int) -> bool:
        """True where one more question of `who` may wait: nobody waits with more questions than there are places left for others."""
        with self.change:
            return sum(who in t.askers for t in self.waiting) < places - len(self.waiting)

    def join(self, id: str, who: str) -> None:
        """Another asks what waits already."""
        with self.change:
            for task in self.waiting:
                if task.id == id:
                    task.askers.add(who)

    def ahead(self) -> dict[str, int]:
        """How many questions are before each that waits."""
        with self.change:
            return {task.id: n for n, task in enumerate(self.queue())}

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
        """The next task for a hand; None at the end, and for a relief that has been idle."""
        leaves = time.monotonic() + self.patience.idle if hand.relief else None
        with self.change:
            while not self.closed:
                task = self._next(hand)
                if task is not None:
                    self.waiting.remove(task)
                    hand.task = task
                    return task
                left = None if leaves is None else leaves - time.monotonic()
                if left is not None and left <= 0:
                    self.hands.remove(hand)
                    return None
                self.change.wait(left)
        return None

    def _next(self, hand: Hand) -> Task | None:
        """The first task that is this hand's to take; one whose kin another free hand knows is left to that one."""
        free = [h for h in self.hands if h.task is None and h is not hand]
        for task in self.queue():
            if task.size <= hand.size and (
                task.kin in hand.known or not any(task.kin in h.known and task.size <= h.size for h in free)
            ):
                return task
        return None

    def _look_again(self) -> None:
        """While something waits, see now and then whether it has waited too long."""
        with self.change:
            if self.looking or self.closed or not self.waiting:
                return
            self.looking = True
        clock = threading.Timer(self.patience.relief / 4, self._look)
        clock.daemon = True
        clock.start()

    def _look(self) -> None:
        with self.change:
            self.looking = False
            size = None if self.closed else self._missing()
            if size is not None and spare() > self.patience.memory:
                self.hands.append(Hand(self, f"relief-{size}", size, _NICE["relief"], relief=True))
        self._look_again()

    def _missing(self) -> int | None:
        """The size of the relief that should come: something of that size has waited, and all who could take it are busy."""
        late, there = time.monotonic() - self.patience.relief, [h.size for h in self.hands if h.relief]
        size = next((s for s in RELIEFS if s not in there), None)
        for task in self.waiting:
            idle = any(h.task is None and task.size <= h.size for h in self.hands)
            if size is not None and task.size <= size and task.since < late and not idle:
                return size
        return None

    def close(self) -> None:
        """End all processes; tasks that were not finished stay in the journal."""
        with self.change:
            self.closed = True
            self.change.notify_all()
            hands = list(self.hands)
        for hand in hands:
            hand.kill()
        for hand in hands:
            hand.thread.join(timeout=5)


def one_thread() -> None:
    """Threads inside products as small as these wait for each other longer than they work; the processes inherit this."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


@cache
def _processes() -> Any:
    """How hands are made: forked off a process that has everything in memory, where forks are safe; else spawned."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["bahe.desk.web.warm"])
    return found


def spare() -> float:
    """Bytes of memory that are free for another process; infinite where the system does not say."""
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = 1024 * float(next(line for line in lines if line.startswith("MemAvailable:")).split()[1])
        with suppress(OSError, ValueError):  # of a container
            home = Path("/sys/fs/cgroup")
            used, most = (float((home / f"memory.{name}").read_text(encoding="ascii")) for name in ("current", "max"))
            free = min(free, most - used)
        return free
    return float("inf")


class Hand:
    """A thread that speaks to one process, and starts another where that one ends."""

    def __init__(self, crew: Crew, name: str, size: int, niceness: int, relief: bool = False) -> None:
        self.crew, self.size, self.niceness, self.relief, self.known = crew, size, niceness, relief, set[str]()
        self.process: Any = None
        self.task: Task | None = None
        self.late = False
        self.thread = threading.Thread(target=self._work, name=f"bahe-{name}", daemon=True)
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

        processes = _processes()
        self.pipe, theirs = processes.Pipe()
        self.lifeline, end = processes.Pipe()
        self.process = processes.Process(target=main, args=(theirs, end, self.crew.folder, self.niceness), daemon=True)
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
