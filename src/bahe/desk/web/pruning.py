"""Room: what the store gives up when it is past its limit, and what it never does.

Answers, reports, adjoints, draws, verdicts and parts of runs share one limit and one order: what was used longest ago goes first. Of an
answer the question stays at its address. Nothing goes that was used within a minute (whoever asked is still to fetch it), no part that was
used since the question that has been open longest was asked (it may be that question's), and no adjoints that sliders move on. Parts that
nobody used for long go even where there is room: they save time to the question that made them and to its kin, and those have ended.
Tables that were uploaded count, but stay: nobody can compute them again.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

from bahe.atlas.store import Store, pruned
from bahe.desk.web.keeping import ANSWER

#: Seconds that anything stays at least.
GRACE = 60.0
#: Folders of a server's store that hold parts of questions, each a store of its own -> seconds that a part stays which nobody uses. Draws
#: of an ensemble cost minutes and serve other ensembles; parts of a run cost seconds, take more room, and serve its report.
IDLE = {"draws": 7 * 86_400.0, "verdicts": 7 * 86_400.0, "parts": 86_400.0}


def prune(
    folder: Path, limit: int, keep: Collection[str] = (), oldest: float | None = None, grace: float = GRACE
) -> tuple[int, list[str]]:
    """(bytes that are left, keys that went). `keep`: keys in use; `oldest`: since when a question has been open."""
    now = time.time()
    since = now - grace if oldest is None else min(now - grace, oldest)
    with ExitStack() as open_:
        parts = {
            open_.enter_context(Store(folder / name)): idle for name, idle in IDLE.items() if (folder / name).is_dir()
        }
        _, went = pruned({store: min(since, now - idle) for store, idle in parts.items()}, 0)
        shelves = dict.fromkeys(parts, since) | {open_.enter_context(Store(folder)): now - grace}
        beside = sum(path.stat().st_size for path in folder.glob("uploads/*"))
        total, more = pruned(shelves, limit - beside, keep, (ANSWER,))
    return total + beside, [*went, *more]
