"""What was asked and not yet answered, on disk: a server that was killed takes it up again."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bahe.atlas import sqlite

_SCHEMA = """
create table if not exists open (
  id text primary key, facts text not null,
  asked text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""


class Journal:
    """Open questions by id; an entry goes when its question has an end.

    first   a lock that one server of the store holds for as long as it lives: what an earlier one left open is its to take up.
            None: another server has it, and works on its own questions
    """

    def __init__(self, folder: Path) -> None:
        self.lock = threading.Lock()
        self.sql = sqlite.connect(folder / "open.sqlite", threads=True)
        self.sql.execute(_SCHEMA)
        self.first = _first(folder)

    def add(self, id: str, facts: Mapping[str, Any]) -> None:
        """Note a question before it is worked on."""
        with self.lock:
            self.sql.execute(
                "insert or replace into open (id, facts) values (?, ?)", (id, json.dumps(facts, sort_keys=True))
            )

    def remove(self, id: str) -> None:
        """Its end."""
        with self.lock:
            self.sql.execute("delete from open where id = ?", (id,))

    def entries(self) -> list[tuple[str, dict[str, Any]]]:
        """All open questions, the oldest first."""
        with self.lock:
            rows = self.sql.execute("select id, facts from open order by asked, id").fetchall()
        return [(id, json.loads(facts)) for id, facts in rows]

    def oldest(self) -> float | None:
        """When the question that has been open longest was asked, seconds since 1970; None where none is open."""
        with self.lock:
            found = self.sql.execute("select strftime('%s', min(asked)) from open").fetchone()[0]
        return None if found is None else float(found)

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.sql.close()
            if self.first is not None:
                self.first.close()


def _first(folder: Path) -> sqlite3.Connection | None:
    """The lock, which the system gives back whatever ends this process; None where somebody has it."""
    lock = sqlite3.connect(folder / "serving.sqlite", timeout=0.0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError:
        lock.close()
        return None
    return lock
