"""The word that conditions give, in one place for scenarios, talks, tugs and the ten cases (version 1, fixed 2026-11-26).

supports only        supported
contradicts only     contradicted
both                 mixed
none, all measured   mixed      (the figures decide for neither side)
none, one missing    unknown    (missing is not zero)
split                the word that all readings agree on, else mixed (split: met at some horizons, measures or ends of a stated
                     range and not at others; a reading takes each such condition as met or as not met)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

#: (side, holds): supports | contradicts; yes | no | split | unknown.
Held = tuple[str, str]


def verdict_word(held: Iterable[Held]) -> str:
    """supported | contradicted | mixed | unknown, from conditions fixed beforehand."""
    held = tuple(held)
    doubtful = [side for side, holds in held if holds == "split"]
    firm = [(side, holds) for side, holds in held if holds != "split"]
    readings = product(("yes", "no"), repeat=len(doubtful))
    words = {_word([*firm, *zip(doubtful, taken, strict=True)]) for taken in readings}
    return words.pop() if len(words) == 1 else "mixed"


def _word(held: Sequence[Held]) -> str:
    """The word of conditions that are each met (yes), not met (no) or unknown."""
    sides = {side for side, holds in held if holds == "yes"}
    if sides:
        return "mixed" if len(sides) == 2 else "supported" if sides == {"supports"} else "contradicted"
    return "unknown" if not held or any(holds == "unknown" for _, holds in held) else "mixed"
