"""kill -9 in mid-run: the next server goes on with the parts that are missing, and the answer is that of a run that was not killed."""

from __future__ import annotations

import sys
import time

import pytest

from bahe.atlas.store import Store
from web.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kills processes")]
#: Verb, question, and how many parts must be there before the kill.
LONG = [
    ("run", {"case": "stockholm-2025"}, 2),
    ("tug", {"regime": True}, 5),
    ("tug", {"case": "korea-2019"}, 20),
    ("war", {"players": "USA,CHN", "scan": 2}, 3),
]


def parts(store):
    """Key -> when it was written, of every part that is kept."""
    return {p.stem: p.stat().st_mtime_ns for p in (store / "parts" / "objects").glob("??/*.npz")}


def timeless(value):
    if isinstance(value, dict):
        return {k: timeless(v) for k, v in value.items() if k not in ("seconds", "made")}
    return [timeless(v) for v in value] if isinstance(value, list) else value


def ended(server, id, seconds=400):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        view = server.call(f"/jobs/{id}")[1]
        if view["state"] in ("done", "failed"):
            return view
        time.sleep(0.2)
    raise AssertionError(view)


@pytest.mark.parametrize(("verb", "said", "enough"), LONG, ids=["run", "regime", "tug", "scan"])
def test_what_was_done_before_the_kill_is_not_done_again(tmp_path, verb, said, enough):
    from bahe.desk.web.keeping import code

    code.cache_clear()
    before, store = code(), tmp_path / "store"
    first = Server(store)
    try:
        id = first.call(f"/ask/{verb}?wait=0", said)[1]["id"]
        end = time.monotonic() + 120
        while len(parts(store)) < enough and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        first.kill()
    time.sleep(1.0)  # workers see that the server is gone, and go
    done = parts(store)
    assert len(done) >= enough

    second = Server(store)
    try:
        code.cache_clear()
        if code() != before:
            pytest.skip(
                "the program was edited while the test ran: another program does not take up this one's questions"
            )
        assert ended(second, id)["state"] == "done"
        answer = second.call(f"/results/{id}")[1]["answer"]
    finally:
        second.stop()
    after = parts(store)
    assert len(after) > len(done), "nothing was left to do: the kill came too late to show anything"
    assert {key: after[key] for key in done} == done  # not one was written again
    with Store(store / "parts") as kept:
        assert {r["kind"] for r in kept.runs()} == {"part"}

    whole = Server(tmp_path / "other")
    try:
        other = whole.call(f"/ask/{verb}?wait=0", said)[1]["id"]
        assert other == id
        assert ended(whole, id)["state"] == "done"
        assert timeless(whole.call(f"/results/{id}")[1]["answer"]) == timeless(answer)
    finally:
        whole.stop()
