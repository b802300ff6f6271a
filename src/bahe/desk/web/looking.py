"""Looking at a table that somebody sent, in a process of its own with little memory and little time.

What a file says of itself may be a lie that shows only while it is unfolded. Here a lie costs one answer: the process that unfolds it has
a limit on its addresses and on its time, reads one table, says what it found as JSON, and ends.

    python -m bahe.desk.web.looking PATH BYTES
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from bahe.axes import Axes
from bahe.desk.web.telling import fault, hidden, sentence_zh, spoken
from bahe.faults import BadFile, BaheError

SHOWN = 20
#: Bytes that the process may take beyond what it has before it opens the table, and seconds. The largest table that passes takes half.
MEMORY, SECONDS = 1_000_000_000, 30.0
#: How the process says that the table is more than that.
_TOO_MUCH = 3
#: Each thread of the C library's allocator would take 64 MB of addresses in advance.
_SPARING = {"MALLOC_ARENA_MAX": "1"}
_ROW = re.compile(r"row (\d+)")


class Unfolds(Exception):
    """The table takes more memory or time than any table of tariffs."""

    @staticmethod
    def facts() -> dict[str, Any]:
        """As the web tells it."""
        return fault("TooLarge", "Unfolded, the table is too large.", remedy="Split it, or send it as CSV.")


def looked(path: Path, memory: int = MEMORY, seconds: float = SECONDS) -> dict[str, Any]:
    """Columns, number of rows, the first of them, and faults of a table, as another process sees it. Raises Unfolds."""
    words = [sys.executable, "-m", "bahe.desk.web.looking", str(path), str(memory)]
    try:
        done = subprocess.run(
            words, env=os.environ | _SPARING, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        raise Unfolds from None
    if not found:  # it ended itself for want of memory, or was ended for it
        raise Unfolds
    return found


def main() -> int:
    """Look at the table of the command line; 0, or the status that says that it is too much."""
    import pyarrow as pa
    import pyarrow.compute
    import pyarrow.parquet

    import bahe.atlas.tariff_tables  # noqa: F401
    from bahe.atlas.load import load_world

    axes = load_world("icio-2022").axes
    pa.set_memory_pool(pa.system_memory_pool())  # the others take addresses in advance
    pa.set_cpu_count(1)
    _limit(int(sys.argv[2]))
    try:
        print(json.dumps(_looked(Path(sys.argv[1]), axes)))
    except MemoryError:
        return _TOO_MUCH
    return 0


def _limit(memory: int) -> None:
    """Bound addresses and time of this process, where the system can; the server bounds the time everywhere."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS) + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _looked(path: Path, axes: Axes) -> dict[str, Any]:
    from bahe.atlas.tariff_tables import faults
    from bahe.desk.web.weighing import weighed

    try:
        weighed(path)
        columns, rows = _read(path)
    except BaheError as error:
        if isinstance(
            error.__context__, MemoryError
        ):  # pyarrow's has two parents, and the other is told as a fault of the file
            raise MemoryError from None
        return _shown([], [], [_fault(error)])
    return _shown(columns, rows, [_fault(error) for error in faults(path, axes)])


def _read(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    from bahe.atlas.tariff_tables import _file

    rows = [dict(r) for r in _file(path)]
    if not rows:
        raise BadFile("the table has no rows", where=path.name)
    return list(rows[0]), rows


def _fault(error: BaheError) -> dict[str, Any]:
    found = _ROW.search(error.message)
    column = error.field.split(":")[-1].strip() if error.field else None
    return {
        "row": int(found[1]) if found else None,
        "column": column,
        "sentence": hidden(error.message),
        "sentence_zh": hidden(sentence_zh(error)),
        "remedy": error.remedy,
        "remedy_zh": spoken("remedy", error.remedy),
    }


def _shown(columns: list[str], rows: list[dict[str, Any]], faults: list[Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return (
            value
            if value is None or isinstance(value, str | int | bool) or value == value and isinstance(value, float)
            else str(value)
        )

    kinds = [{"name": c, "kind": _kind([r.get(c) for r in rows])} for c in columns]
    preview = [[plain(r.get(c)) for c in columns] for r in rows[:SHOWN]]
    return {"columns": kinds, "rows": len(rows), "preview": preview, "faults": faults}


def _kind(values: list[Any]) -> str:
    """number or text."""
    try:
        [float(v) for v in values if v not in (None, "")]
    except (TypeError, ValueError):
        return "text"
    return "number"


if __name__ == "__main__":
    raise SystemExit(main())
