"""A policy of one's own on the rope of a case: the draws and weights of the case, another control, and what that changes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.casebook.tugs.files import Good, TugCase, tug_case, tug_names
from bahe.casebook.tugs.tugging import STOPS, _Played
from bahe.faults import BadValue, UnknownName
from bahe.numerics.parts import Keep, computed
from bahe.report.tugs.answer import CLOCK
from bahe.report.tugs.pulled import Course, Pulled
from bahe.substitution.clock import half_life, months_until_bites, months_until_stops

Floats = NDArray[np.float64]


def pull(
    source: str,
    *,
    good: str | None = None,
    intensity: float = 0.8,
    start: float | None = None,
    lift: float | None = None,
    draws: int = 16384,
    seed: int = 0,
    solve: bool = True,
    keep: Keep = computed,
) -> Pulled:
    """Play one good of a tug under a control that is asked for, beside the case's own and beside free sale.

    good        of the case; None: its first
    intensity   part of demand withheld, 0 to 1 (0: free sale);  start, lift: years of the calendar, rounded to years of the play
                (None: from the first control of the case on; for good)
    keep        keeps parts, as of `tug`, and shares them with it
    The weights of the draws are those of the case: what is known of the target does not change with what is asked.
    Raises UnknownName, BadValue; NotConverged where hardly any draw explains the fitted figures.
    """
    case = tug_case(source)
    chosen = _good(case, good)
    first, years = _years(chosen, start, lift)
    if not 0 <= intensity <= 1:
        raise BadValue("an intensity is a fraction", field="intensity", where="tug", got=intensity, allowed="0..1")
    built_in = source in tug_names()
    p = (_kept if built_in else _played)(source, chosen.id, draws, seed, bool(solve and chosen.carve), keep)
    given: dict[str, Any] = {"intensity": float(intensity), "start": first}
    policy = "free" if intensity == 0 else "embargo" if years is None else "embargo-then-lift"
    given = {} if policy == "free" else given if years is None else {**given, "years": years}
    since = first if intensity > 0 else 0
    asked = _course(p, policy, given, since)
    until = None if years is None else chosen.times[first + years]
    return Pulled(
        case.id, case.title, chosen.id, p.item.label, chosen.holder, chosen.target, chosen.times, float(intensity),
        chosen.times[first], until, asked, _course(p, None, None, chosen.since), _course(p, "free", {}, since), draws, seed,
        chosen.events, "leverage" if p.world is not None else "dependence",
    )  # fmt: skip


def _good(case: TugCase, name: str | None) -> Good:
    """The good that is named, or the first."""
    found = {g.id: g for g in case.goods}
    if name is None:
        return case.goods[0]
    if name not in found:
        raise UnknownName("good", name, found, field="good", where=f"tug {case.id}")
    return found[name]


def _years(good: Good, start: float | None, lift: float | None) -> tuple[int, int | None]:
    """(first year of control, years of control or None for good), counted from the first year of the play."""
    last = good.years
    allowed = f"{good.times[0]:g}..{good.times[-1]:g}"
    for field, year in (("start", start), ("lift", lift)):
        if year is not None and not np.isfinite(year):
            raise BadValue("not a year", field=field, where=f"tug {good.id}", got=year, allowed=allowed)
    first = good.since if start is None else round(start - good.start)
    if not 0 <= first < last:
        raise BadValue("not a year of the play", field="start", where=f"tug {good.id}", got=start, allowed=allowed)
    if lift is None:
        return first, None
    years = round(lift - good.start) - first
    if years < 1 or first + years > last:
        raise BadValue("a lift comes after the start, within the years played", field="lift", where=f"tug {good.id}", got=lift,
                       allowed=allowed)  # fmt: skip
    return first, years


def _played(source: str, good: str, draws: int, seed: int, solve: bool, keep: Keep) -> _Played:
    return _Played(_good(tug_case(source), good), draws, seed, solve, keep)


#: A built-in case does not change while the program runs; a slider asks for the same draws again and again.
_PLAYED: dict[tuple[Any, ...], _Played] = {}
MOST = 8


def _kept(*asked: Any) -> _Played:
    """What was played of late, by all that it follows from: where its parts were kept is none of it."""
    *of, _ = asked
    found = _PLAYED.pop(tuple(of), None) or _played(*asked)
    _PLAYED[tuple(of)] = found
    while len(_PLAYED) > MOST:
        del _PLAYED[next(iter(_PLAYED))]
    return found


def _course(p: _Played, policy: str | None, given: dict[str, Any] | None, since: int) -> Course:
    """Fans and clocks of one policy over the same draws."""
    c = p.chronicle if policy is None else p.run(policy=policy, given=given)
    depends, lost, x = c.dependence[:, :, 0], c.leverage[:, :, 0], c.intensity[:, :, 0]
    known = bool(np.isfinite(lost).all())
    path = (lost if known else depends)[since:]
    squeezed = np.where(x.max(0) > 0, x[since:].max(0), 1.0)
    none = np.full((5, p.good.years + 1), np.nan)
    return Course(
        p.good.policy if policy is None else policy, p.band(x), p.band(c.position[:, :, 0]), p.band(depends),
        p.band(lost) if known else none, p.band(c.own[:, :, 0]) if known else none, p.band(c.of("home_share")[:, :, 0]),
        p.band(half_life(depends[since:]), CLOCK),
        p.band(months_until_bites(p.drawn["stock"], squeezed, p.drawn["leakage"]), CLOCK),
        p.band(months_until_stops(path, STOPS * path[0]), CLOCK), p.band(depends[-1] / depends[since], CLOCK),
    )  # fmt: skip
