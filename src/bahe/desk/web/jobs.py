"""Questions on their way: asked once, worked on once, watched by many; the journal and the store outlive the server."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bahe.atlas.store import Store, key_of
from bahe.desk.web.crew import LIGHT, LONG, QUICK, Crew, Task
from bahe.desk.web.journal import Journal
from bahe.desk.web.keeping import ANSWER, Kept
from bahe.desk.web.telling import spoken

#: States from which nothing follows.
ENDED = ("done", "failed", "cancelled")
#: Verbs that answer in about a second, and in seconds; all others may take minutes.
IN_A_SECOND = frozenset({"shock", "world", "case", "assure"})
IN_SECONDS = frozenset({"depend", "leverage", "deal", "threat"})
#: Jobs remembered after their end, and places in the queue: somebody alone can have half of them.
REMEMBERED, LONGEST = 500, 128


class Full(Exception):
    """The queue is full."""


class Enough(Exception):
    """One visitor has so many questions waiting that the places left are for others."""


@dataclass(eq=False)
class Job:
    """One question on its way."""

    id: str
    facts: dict[str, Any]
    state: str = "queued"
    progress: float = 0.0
    said: str = ""
    ahead: int | None = None
    fault: dict[str, Any] | None = None
    http: int = 200
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def view(self) -> dict[str, Any]:
        """What the web sees."""
        result = (
            f"/api/v1/results/{self.facts.get('of', self.id)}"
            if self.state == "done" and self.facts["want"] != "adjoints"
            else None
        )
        return {"id": self.id, "verb": self.facts["verb"], "state": self.state, "progress": round(self.progress, 4), "said": self.said,
                "said_zh": spoken("step", self.said), "ahead": self.ahead, "error": self.fault, "result": result,
                "events": f"/api/v1/jobs/{self.id}/events"}  # fmt: skip

    def tell(self) -> None:
        """Wake everybody who waits."""
        self.changed.set()
        self.changed = asyncio.Event()


class Jobs:
    """All jobs of a server. Its methods are called on the event loop; the crew speaks from its threads."""

    def __init__(self, folder: Path, workers: int, limit: float) -> None:
        self.kept, self.journal = Kept(folder), Journal(folder)
        # Whoever closes a catalogue last tidies it up and waits for the disk: held open here, no worker is the last.
        self.held = [Store(folder), Store(folder / "parts")]
        _cleared(folder / "desk")
        self.loop = asyncio.get_running_loop()
        self.all: OrderedDict[str, Job] = OrderedDict()
        self.fresh = asyncio.Event()  # something was kept since the last look at the room
        self.crew = Crew(workers, str(folder), self._news, limit)

    def resume(self) -> int:
        """Take up what a stopped server left open, unless another server of this store lives; how many."""
        left = self.journal.entries() if self.journal.first is not None else []
        for id, facts in left:
            if facts["recipe"].get("code") != self._code() or self.kept.has(facts["recipe"]):
                self.journal.remove(id)  # finished just before the end, or a question to another program
                continue
            job = self.all[id] = Job(id, facts, state="interrupted")
            self.crew.submit(_task(id, facts))
            job.tell()
        self._place()
        return len(left)

    @staticmethod
    def _code() -> str:
        from bahe.desk.web.keeping import code

        return code()

    def start(
        self, recipe: Mapping[str, Any], want: str, verb: str, options: Mapping[str, Any], who: str = "", **more: Any
    ) -> Job:
        """The job of a recipe: the one on its way, or a new one, asked by `who`. Raises Full, Enough."""
        id = key_of(recipe)
        job = self.all.get(id)
        if job is not None and job.state not in ENDED:
            self.crew.join(id, who)
            return job
        if len(self.crew.waiting) >= LONGEST:
            raise Full
        if not self.crew.share(who, LONGEST):
            raise Enough
        facts = {"want": want, "verb": verb, "options": dict(options), "recipe": dict(recipe), **more}
        job = self.all[id] = Job(id, facts)
        self.all.move_to_end(id)
        self.journal.add(id, facts)
        self.crew.submit(_task(id, facts, who))
        self._place()
        self._forget()
        return job

    async def until_end(self, job: Job, seconds: float) -> bool:
        """Wait for the end of a job; False where it takes longer."""
        try:
            async with asyncio.timeout(seconds):
                while job.state not in ENDED:
                    await job.changed.wait()
        except TimeoutError:
            return job.state in ENDED
        return True

    async def changes(self, job: Job, beat: float = 15.0) -> AsyncIterator[dict[str, Any] | None]:
        """The view of a job whenever it changes, to its end; None as a sign of life in between."""
        yield job.view()
        while job.state not in ENDED:
            try:
                async with asyncio.timeout(beat):
                    await job.changed.wait()
            except TimeoutError:
                yield None
                continue
            yield job.view()

    def cancel(self, job: Job) -> None:
        """Stop the work on a job; what has ended stays as it is."""
        if job.state not in ENDED:
            self.crew.cancel(job.id)

    def counts(self) -> dict[str, int]:
        """How many wait and how many are worked on."""
        states = [j.state for j in self.all.values()]
        return {"queued": states.count("queued") + states.count("interrupted"), "running": states.count("running")}

    def close(self) -> None:
        """End the processes and close the journal; open questions stay in it."""
        self.crew.close()
        self.journal.close()
        for store in self.held:
            store.close()

    def _news(self, id: str, word: str, facts: tuple[Any, ...]) -> None:
        """From a thread of the crew onto the loop; the journal is told here, so that it does not depend on the loop."""
        if word in ENDED:
            self.journal.remove(id)
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._hear, id, word, facts)

    def _hear(self, id: str, word: str, facts: tuple[Any, ...]) -> None:
        job = self.all.get(id)
        if job is None or job.state in ENDED:
            return
        if word == "step":
            done, total, job.said = facts
            job.progress = min(1.0, done / total) if total else job.progress
        else:
            job.state, job.ahead = word, None
            if word == "failed":
                job.http, job.fault = facts
            if word == "done":
                job.progress, job.said = 1.0, ""
                self.fresh.set()
        job.tell()
        if word != "step":
            self._place()

    def _place(self) -> None:
        """Tell each question that waits how many are before it."""
        for id, ahead in self.crew.ahead().items():
            job = self.all.get(id)
            if job is not None and job.ahead != ahead and job.state in ("queued", "interrupted"):
                job.ahead = ahead
                job.tell()

    def _forget(self) -> None:
        ended = [id for id, j in self.all.items() if j.state in ENDED]
        for id in ended[: max(0, len(ended) - REMEMBERED)]:
            del self.all[id]


def _cleared(desk: Path, age: float = 86_400) -> None:
    """Remove what killed workers left on their desks a day ago or earlier."""
    import shutil
    import time

    for path in desk.glob("*") if desk.is_dir() else ():
        if time.time() - path.lstat().st_mtime > age:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _task(id: str, facts: Mapping[str, Any], who: str = "") -> Task:
    """What the crew is given: kin share a case or a world."""
    options, verb = facts["options"], facts["verb"]
    kin = f"{verb}:{options.get('case') or options.get('world') or ''}"
    return Task(id, kin, dict(facts), _size(facts["want"], verb, options), {who})


def _size(want: str, verb: str, options: Mapping[str, Any]) -> int:
    """How long it takes: about a second, seconds, minutes."""
    if want == "adjoints" or want == ANSWER and verb in IN_A_SECOND:
        return QUICK
    whole = verb == "leverage" and not {"between", "buyers", "suppliers"} & set(options)  # everybody against everybody
    return LIGHT if verb in IN_SECONDS and not whole else LONG
