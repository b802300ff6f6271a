"""What would have been: the same draws and weights under other rules, floors, compatibility, or a cap on what home makers can make.

A variant of tug.yaml (`variants`) changes any of
    later           part withheld from the turn of a stepped control on: a number, or `first`: the turn does not happen
    floor           what every floor that is set is set to
    compatibility   from the date `from` on
    cap             {share: [low, high], growth: [low, high]}: the most that home makers can make in the year after `from`, as part of
                    demand, and by how much that part may grow a year; drawn evenly, independent of all else
What the weights know is the same for all: a variant says what follows, not that the figures would have been those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.casebook.tugs.ropes import Rope, floors_of, in_two
from bahe.faults import BadValue, Conflict, UnknownName
from bahe.numerics.sampling import points
from bahe.report.tugs.answer import CLOCK
from bahe.substitution.clock import first_time

Floats = NDArray[np.float64]

KEYS = ("id", "en", "zh", "later", "floor", "compatibility", "cap", "from")


@dataclass(frozen=True, eq=False)
class Course:
    """Home share of all buyers and of the last segment [t,s] under one variant."""

    variant: Mapping[str, Any]
    home: Floats
    last: Floats


def courses(rope: Rope) -> list[Course]:
    """Every variant of the good, played."""
    return [course(rope, v) for v in rope.good.variants]


def course(rope: Rope, variant: Mapping[str, Any]) -> Course:
    """One variant; UnknownName for a key that is none, Conflict where the good cannot be played in two pieces."""
    for key in variant:
        if key not in KEYS:
            raise UnknownName("key", str(key), KEYS, where=f"good {rope.good.id!r}: variants")
    if np.any(rope.drawn["resourcing"] > 0):
        raise Conflict("a good whose buyers go to third countries is not played in two pieces", field="variants", where=rope.good.id,
                       remedy="resourcing: 0")  # fmt: skip
    turn = _turn(rope, variant)
    given = None if "later" not in variant else _control(rope, variant["later"])
    floors = floors_of(rope.good) if "floor" not in variant else _floors(rope, float(variant["floor"]))
    changed: dict[str, Any] = _cap(rope, variant["cap"]) if "cap" in variant else {}
    if "compatibility" in variant:
        changed["compatibility"] = float(variant["compatibility"])
    policy = None if given is None else rope.good.policy
    home, last = in_two(rope, turn, policy=policy, given=given, floors=floors, **changed)
    return Course(variant, home, last)


def rows(rope: Rope, found: list[Course]) -> list[dict[str, Any]]:
    """One row a variant: share at each date looked at, what it differs by from the first, dates of the levels, chance at the horizon."""
    good = rope.good
    out = []
    for c in found:
        at = {f"{year:g}": _at(rope, c.home, year) for year in good.looked_at}
        less = {y: v - _at(rope, found[0].home, float(y)) for y, v in at.items()}
        dates = {f"{100 * v:g}": rope.band(good.start + first_time(-c.home, -v), CLOCK) for v in good.levels}
        out.append({
            "id": c.variant["id"], "en": c.variant["en"], "zh": c.variant["zh"],
            "share": {y: rope.band(v, CLOCK) for y, v in at.items()}, "change": {y: rope.band(v, CLOCK) for y, v in less.items()},
            "private": rope.band(_at(rope, c.last, good.times[good.ends]), CLOCK), "dates": dates,
            "chance_of_last_level": rope.middle((_at(rope, c.home, good.times[good.ends]) >= max(good.levels, default=1.0)).astype(float)),
        })  # fmt: skip
    return out


def _at(rope: Rope, share: Floats, year: float) -> Floats:
    """The share [s] at a date, straight between years."""
    t = year - rope.good.start
    if not 0 <= t <= len(share) - 1:
        raise BadValue("outside the years played", field="looked_at", where=rope.good.id, got=year,
                       allowed=f"{rope.good.times[0]:g}..{rope.good.times[-1]:g}")  # fmt: skip
    low = min(int(t), len(share) - 2)
    return np.asarray(share[low] + (t - low) * (share[low + 1] - share[low]))


def _turn(rope: Rope, variant: Mapping[str, Any]) -> int:
    """Year of play at which the variant changes something by date; one year in where it does not."""
    turn = round(float(variant.get("from", rope.good.start + 1)) - rope.good.start)
    if not 0 < turn < rope.good.years:
        raise BadValue(
            "not a year of the play", field="from", where=f"{rope.good.id}: {variant['id']}", got=variant.get("from")
        )
    return turn


def _control(rope: Rope, later: Any) -> dict[str, Any]:
    """Numbers of the stepped control with another second step."""
    first = rope.drawn["first"]
    return {
        **rope.good.given,
        "first": first,
        "later": first if later == "first" else np.full_like(first, float(later)),
    }


def _floors(rope: Rope, level: float) -> list[tuple[float, ...]]:
    return [tuple(level if f > 0 else 0.0 for f in year) for year in floors_of(rope.good)]


def _cap(rope: Rope, cap: Mapping[str, Any]) -> dict[str, Floats]:
    """Capacity and its growth [s]."""
    u = points(rope.count, 2, rope.seed + 104729)
    (a, b), (c, d) = cap["share"], cap["growth"]
    return {"capacity": a + (b - a) * u[:, 0], "growth": c + (d - c) * u[:, 1]}
