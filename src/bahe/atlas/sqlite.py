"""Opening a SQLite file that several threads and processes share."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

#: Seconds to wait for others at a file.
PATIENCE = 30.0


def connect(path: Path, *, threads: bool = False) -> sqlite3.Connection:
    """A connection with readers beside a writer (write-ahead log), made where there is none; `threads`: it may pass between threads.

    Where several open a new file at once, SQLite refuses all but one of them on the spot, whatever the timeout: a lock for reading
    cannot wait to become exclusive. So the waiting is ours. Raises sqlite3.Error.
    """
    sql = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=not threads)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            sql.execute("pragma journal_mode=wal")
            sql.execute(
                "pragma synchronous=normal"
            )  # a process that is killed loses nothing so; the disk is not waited for
            return sql
        except sqlite3.Error as error:
            if "locked" not in str(error) or time.monotonic() > until:
                sql.close()
                raise
            time.sleep(0.005)
