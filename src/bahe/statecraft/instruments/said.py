"""How instruments are registered, and how their words and numbers are checked before any world is at hand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from bahe.axes import Names
from bahe.faults import BadValue, MissingData
from bahe.registry import Registry
from bahe.world.calibrate import RATE_CEILING

#: Every instrument: name, function, sentence, source.
instruments = Registry("instrument")


def names(value: Names, field: str, where: str) -> tuple[str, ...]:
    """A tuple of names from one name or a list."""
    if not isinstance(value, Iterable):
        raise BadValue("a name or a list of names is needed", field=field, where=where, got=value)
    out = (value,) if isinstance(value, str) else tuple(value)
    if not out:
        raise MissingData("at least one name is needed", field=field, where=where)
    for name in out:
        if not isinstance(name, str) or not name.strip():
            raise BadValue("a name must be text", field=field, where=where, got=name)
    return out


def number(value: Any, field: str, where: str, low: float, high: float, remedy: str | None = None) -> float:
    """A finite number within [low, high]."""
    # Numbers of other houses (numpy's, fractions) count; arrays of one number do not.
    if isinstance(value, bool) or not hasattr(value, "__float__") or getattr(value, "shape", ()) != ():
        raise BadValue("a number is needed", field=field, where=where, got=value)
    out = float(value)
    if not math.isfinite(out) or not low <= out <= high:
        raise BadValue("out of range", field=field, where=where, got=out, allowed=f"{low:g} to {high:g}", remedy=remedy)
    return out


def rate(value: Any, field: str, where: str) -> float:
    """A rate as a fraction."""
    return number(value, field, where, -1.0, RATE_CEILING, "Rates are fractions: 25 % is 0.25.")


def said(names_: tuple[str, ...]) -> str:
    """Names as they read in a sentence."""
    return ", ".join(names_[:4]) + (f" and {len(names_) - 4} more" if len(names_) > 4 else "")
