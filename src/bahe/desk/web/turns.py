"""Work of the server itself that takes seconds or memory: one after the other, so many in all, and a quarter of them one visitor's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bahe.desk.web.jobs import Enough, Full


@dataclass
class Turns:
    """A thread for one kind of work; `places`: what is worked on or waits. Methods are called on the event loop."""

    places: int = 16
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="bahe-turns"))
    taken: Counter[str] = field(default_factory=Counter)

    async def take(self, who: str, call: Callable[..., Any], *args: Any) -> Any:
        """What the call gives, in its turn. Raises Full, Enough."""
        if self.taken.total() >= self.places:
            raise Full
        if self.taken[who] >= self.places // 4:
            raise Enough
        self.taken[who] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, call, *args)
        finally:
            self.taken[who] -= 1
            self.taken += Counter()  # those at nought go

    def close(self) -> None:
        """Let what waits go."""
        self.thread.shutdown(wait=False, cancel_futures=True)
