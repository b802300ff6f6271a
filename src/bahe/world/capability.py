"""Capability: what each economy can make of each item, and what it has learnt; the state that years change."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue, Conflict

Floats = NDArray[np.float64]

#: field -> (lowest, highest) of every number in it.
RANGES: dict[str, tuple[float, float]] = {
    "experience": (0.0, np.inf),
    "gap": (-np.inf, np.inf),
    "reliability": (0.0, 1.0),
    "home_share": (0.0, 1.0),
    "installed": (0.0, 1.0),
    "stock": (0.0, np.inf),
    "trust": (0.0, 1.0),
    "capacity": (0.0, np.inf),
    "switched": (0.0, 1.0),
}

#: What a field is where nothing is said: learnt nothing yet is no default, a stock of none is.
DEFAULTS: dict[str, float] = {"reliability": 1.0, "stock": 0.0, "trust": 1.0, "capacity": np.inf, "switched": 0.0}


@dataclass(frozen=True, eq=False)
class Capability:
    """State per economy and item; every array is [...,n,g], axes before them are draws.

    experience    cumulative home output, market-years; above zero
    gap           log of home cost (for equal quality) over the holder's price; falls as it is learnt
    reliability   yield, the part of home output that serves, in (0,1]
    home_share    of spending on the item that goes home, in (0,1)
    installed     share of the base in use that is home-made: what lock-in looks at; default: the home share
    stock         of the foreign item, years of imports
    trust         in the holder, in [0,1]; distrust is q = 1 - trust
    capacity      the most that can be made at home, market-years a year; infinite: no cap
    switched      part of demand that has left the item for another technology
    segment_share home share of each buyer segment [...,n,g,b], where floors have pulled them apart; None: all buy as `home_share`

    Raises BadShape or BadValue where a number is not finite, outside its range, or of another shape. Experience never falls from one
    year to the next: `after` refuses a Capability in which it has.
    """

    economies: tuple[str, ...]
    items: tuple[str, ...]
    experience: Floats
    gap: Floats
    home_share: Floats
    reliability: Floats = None  # type: ignore[assignment]
    installed: Floats = None  # type: ignore[assignment]
    stock: Floats = None  # type: ignore[assignment]
    trust: Floats = None  # type: ignore[assignment]
    capacity: Floats = None  # type: ignore[assignment]
    switched: Floats = None  # type: ignore[assignment]
    segment_share: Floats | None = None

    def __post_init__(self) -> None:
        where, tail = "Capability", (len(self.economies), len(self.items))
        if not all(tail) or len(set(self.economies)) < tail[0] or len(set(self.items)) < tail[1]:
            raise Conflict("economies and items are non-empty and named once", field="economies, items", where=where)
        given = {name: getattr(self, name) for name in RANGES}
        given["installed"] = given["home_share"] if given["installed"] is None else given["installed"]
        arrays = {name: np.asarray(DEFAULTS[name] if v is None else v, dtype=np.float64) for name, v in given.items()}
        try:
            shape = np.broadcast_shapes(*(a.shape for a in arrays.values()), tail)
        except ValueError:
            raise BadShape("fields do not fit together", field="; ".join(arrays), where=where,
                           got=[a.shape for a in arrays.values()], allowed=f"(..., {tail[0]}, {tail[1]})") from None  # fmt: skip
        if shape[-2:] != tail:
            raise BadShape(
                "the last two axes are economies and items",
                field="; ".join(arrays),
                where=where,
                got=shape,
                allowed=str(tail),
            )
        for name, a in arrays.items():
            low, high = RANGES[name]
            inside = ~np.isnan(a) & (a >= low) & (a <= high) & (np.isfinite(a) | (name == "capacity"))
            inside &= (a > 0) | (name not in ("experience", "reliability", "home_share"))
            inside &= (a < 1) | (name != "home_share")
            if not inside.all():
                raise BadValue("outside its range", field=name, where=where, got=float(a[~inside].flat[0]),
                               allowed=f"{low:g}..{high:g}" + (", neither end" if name == "home_share" else ""))  # fmt: skip
            full = np.ascontiguousarray(np.broadcast_to(a, shape))
            full = full.copy() if full.base is not None or full is a else full
            full.setflags(write=False)
            object.__setattr__(self, name, full)
        if self.segment_share is not None:
            object.__setattr__(self, "segment_share", _by_segment(self.segment_share, shape))

    @property
    def shape(self) -> tuple[int, ...]:
        """Of every array: draws, economies, items."""
        return self.gap.shape

    @property
    def log_odds(self) -> Floats:
        """ln(s/(1-s)) of the home share."""
        return np.asarray(np.log(self.home_share) - np.log1p(-self.home_share))

    @property
    def distrust(self) -> Floats:
        """q = 1 - trust."""
        return 1 - self.trust

    @property
    def dependence(self) -> Floats:
        """What is still bought of the holder's item: (1 - s)(1 - switched)."""
        return np.asarray((1 - self.home_share) * (1 - self.switched))

    def after(self, **changes: Any) -> Capability:
        """A year later: the same with some fields changed; raises Conflict where experience has fallen."""
        if "home_share" in changes and "segment_share" not in changes:
            changes["segment_share"] = None  # segments of the share before say nothing about a new one
        new = replace(self, **changes)
        if (new.experience < self.experience).any():
            raise Conflict("experience never falls", field="experience", where="Capability.after")
        return new

    def with_draws(self, shape: tuple[int, ...]) -> Capability:
        """The same state in arrays of a larger shape [...,n,g], draws in front."""
        return self if shape == self.shape else replace(self, gap=np.broadcast_to(self.gap, shape))

    def draw(self, s: int) -> Capability:
        """One draw of the first axis."""
        if len(self.shape) < 3:
            raise BadShape("there is no axis of draws", where="Capability.draw", got=self.shape)
        arrays = [f.name for f in fields(self) if f.name in RANGES or f.name == "segment_share"]
        return replace(self, **{name: getattr(self, name)[s] for name in arrays if getattr(self, name) is not None})


def _by_segment(given: Any, shape: tuple[int, ...]) -> Floats:
    """Shares [...,n,g,b] of segments, checked against the shape of the rest."""
    a = np.asarray(given, dtype=np.float64)
    try:
        full = np.array(np.broadcast_to(a, shape + a.shape[-1:]))
    except ValueError:
        raise BadShape("one share a segment is needed", field="segment_share", where="Capability", got=a.shape,
                       allowed=f"{shape} and the segments") from None  # fmt: skip
    if not ((full > 0) & (full < 1)).all():
        raise BadValue("outside its range", field="segment_share", where="Capability",
                       got=float(full[~((full > 0) & (full < 1))].flat[0]), allowed="0..1, neither end")  # fmt: skip
    full.setflags(write=False)
    return full
