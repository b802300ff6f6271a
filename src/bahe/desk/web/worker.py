"""A process that answers one question after the other and keeps what it read; it ends with the server.

It works with one thread, opens files only where bahe has business, and puts every finished answer into the store before
it says so: a kill at any moment loses no finished result.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

#: Steps are told at most so often, seconds.
PACE = 0.1


def main(pipe: Any, lifeline: Any, folder: str, niceness: int) -> None:
    """Answer questions from `pipe` until it closes; leave at once where `lifeline` breaks (the server is gone)."""
    threading.Thread(target=_leave_with, args=(lifeline,), daemon=True).start()
    _modest(niceness)
    import_module("bahe.desk.web.warm")
    _confine(folder)
    pipe.send(("ready",))
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_done(task, pipe, Path(folder)))


def _leave_with(lifeline: Any) -> None:
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)


def _modest(niceness: int) -> None:
    """Behind the server in the queue for the processor, so that previews do not wait for solves; Ctrl-C is the server's affair."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(niceness)


def _done(task: Mapping[str, Any], pipe: Any, folder: Path) -> tuple[Any, ...]:
    """The last word on a task: ("done", status) or ("failed", status, fault)."""
    from bahe.desk.web.telling import told, unexpected
    from bahe.desk.web.work import answered
    from bahe.faults import BaheError

    last = 0.0

    def step(done: int, total: int, what: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PACE:
            last = now
            pipe.send(("step", done, total, what))

    try:
        return answered(task, folder, step)
    except BaheError as error:
        return "failed", *told(error)
    except Exception as error:
        import traceback

        traceback.print_exc()
        return "failed", 500, unexpected(error)


def _confine(folder: str) -> None:
    """From here on, files are opened only in the program and in the store, where temporary files lie as well. A second wall: names of
    files are never taken from a question."""
    import bahe

    tempfile.tempdir = os.path.join(folder, "desk")
    os.makedirs(tempfile.tempdir, exist_ok=True)
    places = [Path(bahe.__file__).parent, Path(sys.prefix), Path(sys.base_prefix), Path(folder),
              Path("/usr/share/zoneinfo"), Path("/dev/null"), Path("/proc/self"), Path("/sys")]  # fmt: skip
    source = [Path(p) for p in sys.path if p and Path(p).is_dir()]
    roots = tuple({os.path.realpath(p) + os.sep for p in (*places, *source)})

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(args[0], str | bytes):
            return
        place = os.path.realpath(os.fsdecode(args[0]))
        if not (place + os.sep).startswith(roots):
            raise PermissionError(13, "not a file of bahe")

    sys.addaudithook(watch)
