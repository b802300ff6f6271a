"""Figures of claims that the table of items decides: who holds what over third parties, and what a stop costs each side.

Holder and challenger are data: the claims name them, the functions take them. A share that is assumed or of grade D takes no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bahe.atlas.items import load_items
from bahe.atlas.tables import rows
from bahe.world.item import Item

if TYPE_CHECKING:
    from bahe.dependence.leverage import Leverage

#: What a stop costs, and how many of its pairs have no answer.
OTHERS, OWN, UNSOLVED = "others, USD mn", "holder, USD mn", "pairs without an answer"

Stop = Callable[[tuple[str, ...], str], "Leverage"]


def third_parties_held(
    holder: str, challenger: str, items: Iterable[str], table: Mapping[str, Item] | None = None
) -> dict[str, float]:  # fmt: skip
    """Share of the holder in what each buyer uses that is neither holder nor challenger, by item and buyer."""
    known = load_items() if table is None else table
    return {
        f"{name} {s.buyer}": s.figure.value
        for name in items
        for s in known[name].shares
        if s.origin == holder
        and s.buyer not in (holder, challenger)
        and s.figure.grade in ("A", "B", "C")
        and s.figure.kind != "assumed"
    }


def losses(items: tuple[str, ...], holder: str, without: str = "", stop: Stop | None = None) -> dict[str, float]:
    """What stopping the items costs every buyer but `without`, what these stops cost the holder, and how many pairs have no answer.

    USD mn, pair by pair added up; NaN where a pair has no answer, for a sum of some is not the sum.
    """
    found = (stop or full_stop)(items, holder)
    counted = np.array([b not in (holder, without) for b in found.buyers])
    lost, own = found.loss_usd[counted, 0], found.own_usd[counted, 0]
    return {OTHERS: float(lost.sum()), OWN: float(own.sum()), UNSOLVED: float(np.isnan(lost + own).sum())}


def ratio(found: Mapping[str, float]) -> float:
    """Losses of others over those of the holder; inf where the holder loses nothing, NaN where nobody else loses or one is not known."""
    others, holder = found[OTHERS], found[OWN]
    if not np.isfinite(others + holder) or others <= 0:
        return float("nan")
    return others / holder if holder > 0 else float("inf")


def subjects(kind: str) -> dict[str, str]:
    """Economy by name, of one kind: `party`, or items that are `named`, `stopped` together, or the `chokepoint` of a holder."""
    return {r["name"]: r["economy"] for r in rows("claims/subjects.csv") if r["kind"] == kind}


@cache
def full_stop(items: tuple[str, ...], holder: str) -> Leverage:
    """The holder stops the items to every buyer in turn; what leaks is what their table says."""
    from bahe.atlas import load_world
    from bahe.dependence.leverage import solved
    from bahe.report.dependence.matrix import with_items

    world, withheld, leaks = with_items(load_world("icio-2022"), items)
    return solved(world, horizon="short", suppliers=holder, sectors=withheld, leakage=leaks)
