"""Horizons: named sets of all elasticities and of factor mobility (textbook, chapter 2).

Results carry the horizon's name. Losses scale as 1/(sigma - 1), so a figure without its horizon means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]

#: Elasticities this near to Cobb-Douglas are taken as Cobb-Douglas: beside one, powers lose the digits that they divide by.
UNIT = 1e-7


@dataclass(frozen=True)
class Horizon:
    """All elasticities of one horizon.

    trade_elasticity[k]  theta > -1; sigma = 1 + theta among origins (0 is Cobb-Douglas, below 0 complements)
    home_elasticity[k]   theta of home against imports; None means one tier of origins
    value_added          elasticity between value added and the bundle of inputs (s_va)
    inputs               elasticity among inputs (s_in)
    final                elasticity among products in final demand (s_fin)
    specific             True: factors stay in their industry; False: they move freely within an economy
    alternatives         other values of theta that the sources support (low, ..., high), for bands
    source               the ground for the numbers
    scale[k]             external scale elasticity psi: unit cost falls with (real output)^psi; None means none
    """

    name: str
    trade_elasticity: Floats
    value_added: float = 1.0
    inputs: float = 1.0
    final: float = 1.0
    specific: bool = False
    home_elasticity: Floats | None = None
    alternatives: tuple[float, ...] = ()
    source: str = ""
    scale: Floats | None = None

    def __post_init__(self) -> None:
        where = f"horizon {self.name!r}"
        object.__setattr__(self, "trade_elasticity", elasticities(self.trade_elasticity, where=where))
        if self.home_elasticity is not None:
            home = elasticities(self.home_elasticity, self.trade_elasticity.size, where=where, field="home_elasticity")
            object.__setattr__(self, "home_elasticity", home)
            if np.any(home == 0) or np.any(self.trade_elasticity == 0):
                raise BadValue("two tiers of origins need elasticities other than zero", where=where)
        if self.scale is not None:
            psi = elasticities(self.scale, self.trade_elasticity.size, where=where, field="scale")
            object.__setattr__(self, "scale", psi)
            if np.any(psi < 0) or np.any(psi * np.maximum(self.trade_elasticity, 0) >= 1):
                k = int(np.argmax(psi * self.trade_elasticity))
                raise BadValue("economies of scale must satisfy 0 <= psi and psi theta < 1, or trade has no stable equilibrium",
                               field="scale", where=where, got=f"psi {psi[k]:g}, theta {self.trade_elasticity[k]:g}")  # fmt: skip
        for name in ("value_added", "inputs", "final"):
            value = getattr(self, name)
            if not np.isfinite(value) or value <= 0:
                raise BadValue("an elasticity of substitution must be above zero", field=name, where=where, got=value)
            if abs(value - 1) < UNIT:
                object.__setattr__(self, name, 1.0)

    def with_theta(self, theta: ArrayLike, name: str | None = None) -> Horizon:
        """The same horizon with another trade elasticity (a number or one per sector)."""
        new = elasticities(theta, self.trade_elasticity.size, where=f"horizon {self.name!r}")
        return replace(self, trade_elasticity=new, name=name or self.name)

    def describe(self) -> dict[str, Any]:
        """Plain values for reports: range of theta, nests, mobility, source."""
        theta = self.trade_elasticity
        return {
            "horizon": self.name,
            "theta_min": float(theta.min()),
            "theta_median": float(np.median(theta)),
            "theta_max": float(theta.max()),
            "value_added": self.value_added,
            "inputs": self.inputs,
            "final": self.final,
            "factors": "specific" if self.specific else "mobile",
            "source": self.source,
        }


#: name -> (theta or None for the sector set, s_va, s_in, s_fin, specific, alternatives, source)
_STANDARD: Mapping[str, tuple[float | None, float, float, float, bool, tuple[float, ...], str]] = MappingProxyType(
    {
        "long": (None, 1.0, 1.0, 1.0, False, (), "sector elasticities of the quantitative trade literature"),
        "long-bln": (
            1.0, 1.0, 1.0, 1.0, False, (0.75, 1.0, 1.25),
            "Boehm, Levchenko and Pandalai-Nayar (2023), 7-10 years: 1.75-2.25 less one",
        ),
        "medium": (1.0, 0.5, 0.5, 0.95, False, (0.75, 1.0, 1.5), "a choice between long-bln and short"),
        "short": (
            0.5, 0.3, 0.2, 0.9, True, (0.25, 0.5, 1.0),
            "a choice (sigma 1.5) between the first-year and the 7-10 year estimate of Boehm, Levchenko and "
            "Pandalai-Nayar (2023); nests after Baqaee and Farhi (2024)",
        ),
        "shock": (
            -0.24, 0.3, 0.2, 0.9, True, (-0.24,),
            "Boehm, Levchenko and Pandalai-Nayar (2023), first year: sigma 0.76, origins are complements",
        ),
    }
)  # fmt: skip

HORIZON_NAMES = tuple(_STANDARD)


def standard_horizons(
    long: ArrayLike, sectors: int, overrides: Mapping[str, ArrayLike] | None = None
) -> dict[str, Horizon]:
    """The five standard horizons for `sectors` sectors; `long` is theta of the long horizon, `overrides` of others."""
    given = {"long": long} | dict(overrides or {})
    for name in given:
        if name not in _STANDARD:
            raise BadValue("unknown horizon", field="trade_elasticity", got=name, allowed=HORIZON_NAMES)
    out = {}
    for name, (theta, s_va, s_in, s_fin, specific, alternatives, source) in _STANDARD.items():
        value = elasticities(given.get(name, theta), sectors, where=f"horizon {name!r}")
        if name == "long" and np.any(value <= 0):
            raise BadValue(
                "theta of horizon 'long' must be above zero", field="trade_elasticity", got=float(value.min())
            )
        out[name] = Horizon(name, value, s_va, s_in, s_fin, specific, None, alternatives, source)
    return out


def elasticities(
    value: Any, sectors: int | None = None, *, where: str | None = None, field: str = "trade_elasticity"
) -> Floats:
    """A read-only array of trade elasticities: a number is spread over the sectors, each must be above -1."""
    try:
        if np.iscomplexobj(value):
            raise TypeError
        if isinstance(value, np.ma.MaskedArray):  # missing is not what lies beneath the mask
            value = np.ma.filled(value.astype(np.float64), np.nan)
        theta = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadValue("numbers are needed", field=field, where=where, got=value) from None
    if theta.ndim == 0 and sectors is not None:
        theta = np.full(sectors, float(theta))
    if theta.ndim != 1 or (sectors is not None and theta.size != sectors):
        raise BadShape(
            "one number, or one per sector, is needed", field=field, where=where,
            got=theta.shape, allowed=f"({sectors},)" if sectors else "one axis",
        )  # fmt: skip
    if not np.all(np.isfinite(theta)):
        k = int(np.argmin(np.isfinite(theta)))
        raise BadValue(f"not a finite number at position {k}", field=field, where=where, got=float(theta[k]),
                       remedy="Missing is not zero: state the elasticity that is meant.")  # fmt: skip
    if np.any(theta <= -1):
        k = int(np.argmin(theta))
        raise BadValue(f"theta must be above -1 (position {k})", field=field, where=where, got=float(theta[k]),
                       remedy="theta is sigma - 1, a positive number in most tables; check the sign.")  # fmt: skip
    if np.any(theta > 500):
        k = int(np.argmax(theta))
        raise BadValue(
            f"theta above 500 (position {k}) is no elasticity", field=field, where=where, got=float(theta[k])
        )
    theta = np.where(np.abs(theta) < UNIT, 0.0, theta)  # a copy
    theta.flags.writeable = False
    return theta
