"""The queue: who goes first, who need not wait for minutes, and how many are before one; with hands that work on nothing."""

from __future__ import annotations

import json
import threading
import time

import pytest

from bahe.desk.web import crew as room
from bahe.desk.web.crew import LIGHT, LONG, QUICK, Crew, Patience, Task

SOON = Patience(relief=0.2, idle=0.3, turn=60.0, memory=0)


class Process:
    """A process that is alive until it is killed, and works on nothing."""

    alive = True

    def is_alive(self):
        return self.alive

    def kill(self):
        self.alive = False

    def join(self, timeout=None):
        pass


@pytest.fixture
def crew(monkeypatch):
    """A crew whose tasks end when they are told to; everything that happened, in order."""
    made, ends, told = [], {}, []

    def start(self):
        self.process, self.known = Process(), set()

    def do(self, task):
        told.append(("running", task.id))
        self.crew.news(task.id, "running", ())
        ends.setdefault(task.id, threading.Event()).wait(20)
        self.known.add(task.kin)
        told.append(("done", task.id))

    monkeypatch.setattr(room.Hand, "_start", start)
    monkeypatch.setattr(room.Hand, "_end", lambda self: None)
    monkeypatch.setattr(room.Hand, "_do", do)

    def begin(size=2, patience=SOON):
        found = Crew(size, "nowhere", lambda *news: None, 100.0, patience)
        found.end = lambda id: ends.setdefault(id, threading.Event()).set()
        found.told = told
        made.append(found)
        return found

    yield begin
    for found in made:
        for end in ends.values():
            end.set()
        found.close()


def begun(crew, id, seconds=3.0):
    """Seconds until a task is worked on; infinite where it is not in time."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if ("running", id) in crew.told:
            return time.monotonic() - start
        time.sleep(0.01)
    return float("inf")


def reliefs(crew):
    with crew.change:
        return sorted(h.size for h in crew.hands if h.relief)


def test_what_takes_minutes_does_not_stop_the_next(crew):
    """The second run waits as long as is patient, not as long as the first takes."""
    c = crew()
    c.submit(Task("first", "run:a", {}, LONG))
    assert begun(c, "first") < 1
    c.submit(Task("second", "run:b", {}, LONG))
    assert begun(c, "second", 0.1) == float("inf")
    assert begun(c, "second") < 1
    assert reliefs(c) == [LONG]


def test_what_takes_seconds_waits_for_seconds(crew):
    """Though all who take minutes are busy with such: a relief of its own comes. A third run waits."""
    c = crew()
    for n in range(3):
        c.submit(Task(f"run-{n}", f"run:{n}", {}, LONG))
    assert begun(c, "run-1") < 2
    assert begun(c, "run-2", 0.8) == float("inf")
    c.submit(Task("deal", "deal", {}, LIGHT))
    assert begun(c, "deal") < 2
    assert reliefs(c) == [LIGHT, LONG]
    c.end("deal")
    assert begun(c, "run-2", 0.5) == float("inf")
    c.end("run-0")
    assert begun(c, "run-2") < 2


def test_a_relief_leaves_when_it_is_idle(crew):
    c = crew()
    for n in range(2):
        c.submit(Task(f"run-{n}", f"run:{n}", {}, LONG))
    assert begun(c, "run-1") < 2
    c.end("run-1")
    end = time.monotonic() + 3
    while reliefs(c) and time.monotonic() < end:
        time.sleep(0.02)
    assert reliefs(c) == []
    c.end("run-0")
    c.submit(Task("later", "run:0", {}, LONG))
    assert begun(c, "later") < 1


def test_no_relief_without_memory(crew, monkeypatch):
    monkeypatch.setattr(room, "spare", lambda: 1e8)
    c = crew(patience=Patience(relief=0.1, idle=1, turn=60, memory=800_000_000))
    for n in range(2):
        c.submit(Task(f"run-{n}", f"run:{n}", {}, LONG))
    assert begun(c, "run-1", 0.6) == float("inf")
    monkeypatch.setattr(room, "spare", lambda: 1e10)
    assert begun(c, "run-1") < 2


def test_memory_is_known_here():
    assert room.spare() > 1e7


def test_no_relief_where_nobody_waits_long(crew):
    """Quick questions, one after the other."""
    c = crew()
    for n in range(5):
        c.submit(Task(f"shock-{n}", "shock", {}, QUICK))
        assert begun(c, f"shock-{n}") < 1
        c.end(f"shock-{n}")
    time.sleep(0.4)
    assert reliefs(c) == []


def test_seconds_go_before_minutes_until_these_have_waited_their_turn(crew):
    """And the place of each in the queue says so."""
    c = crew(size=1, patience=Patience(relief=60, idle=1, turn=0.5, memory=0))
    c.submit(Task("busy", "x", {}, LONG))
    assert begun(c, "busy") < 1
    for id, size in (("run", LONG), ("shock", QUICK), ("tug", LONG), ("deal", LIGHT)):
        c.submit(Task(id, id, {}, size))
    assert c.ahead() == {"shock": 0, "deal": 1, "run": 2, "tug": 3}
    time.sleep(0.6)
    assert c.ahead() == {"run": 0, "shock": 1, "tug": 2, "deal": 3}
    assert c.cancel("shock")
    assert c.ahead() == {"run": 0, "tug": 1, "deal": 2}


def test_who_asks_much_waits_for_his_own(crew):
    """A question of somebody else goes before the second of one who has one on its way; so does one that both ask."""
    c = crew(size=1, patience=Patience(relief=60, idle=1, turn=60, memory=0))
    for n in range(4):
        c.submit(Task(f"a{n}", f"a{n}", {}, LONG, {"a"}))
    assert begun(c, "a0") < 1
    c.submit(Task("b0", "b0", {}, LONG, {"b"}))
    c.submit(Task("b1", "b1", {}, LONG, {"b"}))
    assert c.ahead() == {"b0": 0, "a1": 1, "b1": 2, "a2": 3, "a3": 4}
    c.join("a3", "c")
    assert c.ahead() == {"a3": 0, "b0": 1, "a1": 2, "b1": 3, "a2": 4}


def test_nobody_has_more_places_than_are_left(crew):
    c = crew(size=1)
    c.submit(Task("busy", "x", {}, LONG, {"z"}))
    assert begun(c, "busy") < 1
    for n in range(4):
        assert c.share("a", 8)
        c.submit(Task(f"a{n}", "x", {}, LONG, {"a"}))
    assert not c.share("a", 8)
    for n in range(2):
        assert c.share("b", 8)
        c.submit(Task(f"b{n}", "x", {}, LONG, {"b"}))
    assert not c.share("b", 8)
    assert c.share("c", 8)


@pytest.mark.parametrize(
    ("want", "verb", "options", "size"),
    [
        ("answer", "shock", {}, QUICK),
        ("adjoints", "preview", {}, QUICK),
        ("answer", "deal", {}, LIGHT),
        ("report", "deal", {}, LIGHT),
        ("report", "shock", {}, LONG),
        ("answer", "leverage", {"between": "G7"}, LIGHT),
        ("answer", "leverage", {}, LONG),
        ("answer", "run", {}, LONG),
        ("answer", "tug", {}, LONG),
    ],
)
def test_how_long_a_question_takes_is_judged_beforehand(want, verb, options, size):
    from bahe.desk.web.jobs import _task

    assert _task("id", {"want": want, "verb": verb, "options": options}).size == size


def test_a_question_that_waits_is_told_its_place(tmp_path):
    """In the promise, in the list and in the events, until it is worked on."""
    from starlette.testclient import TestClient

    from bahe.desk.web.app import Settings, create

    settings = Settings(tmp_path / "store", workers=1, prepare=False, page=tmp_path / "none")
    with TestClient(create(settings), base_url="http://127.0.0.1") as client:
        asked = [client.post("/api/v1/ask/assure?wait=0", json={"fleet": 1000 + n}).json() for n in range(4)]
        assert all(a["state"] in ("queued", "running") for a in asked)
        assert asked[-1]["ahead"] in (2, 3)
        views = {j["id"]: j for j in client.get("/api/v1/jobs").json()["jobs"]}
        assert [views[a["id"]]["ahead"] for a in asked][-1] is not None
        text = client.get(f"/api/v1/jobs/{asked[-1]['id']}/events").text
        places = [json.loads(line[6:])["ahead"] for line in text.splitlines() if line.startswith("data: ")]
        told = [p for p in places if p is not None]
        assert told == sorted(told, reverse=True)
        assert places[-1] is None
        assert client.get(f"/api/v1/jobs/{asked[-1]['id']}").json()["state"] == "done"
