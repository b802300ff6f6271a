"""Ranges from which a tug is drawn, with the ground of each (CASES E), and one draw of all of them.

Note of 2026-11-26, noise and setbacks. Until then a tug drew `noise` from the measured range and put setbacks on top. Measured on the
87 curves: normal noise of the measured s.d. alone says that cost rises by more than .10 in 7.8 % of years and by more than .20 in
2.5 %; it did in 5.2 and 2.3 %. The measured noise holds the setbacks already, and so does the measured exponent their mean. Since
then `noise` is the s.d. of both together: `quiet` parts it into quiet noise and setbacks with the same variance and no mean
(`substitution.limits.told_apart`). No range was changed; no forecast was looked at for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadShape, BadValue, UnknownName
from bahe.numerics.sampling import points
from bahe.substitution.limits import told_apart

Floats = NDArray[np.float64]

_BLP = "Boehm, Levchenko and Pandalai-Nayar (2023)"
_TECH = "87 technologies, first differences"
#: A setback of the cost gap, log points (CASES E.5).
SETBACK = (0.10, 0.25)

#: name -> (range, ground, source). A pair is uniform, {"log": pair} uniform in logs, a number is no range.
PRIORS: dict[str, tuple[Any, str, str]] = {
    "intensity": (0.8, "judgement", "what was withheld is not published"),
    "first": (0.3, "judgement", "what was withheld is not published"),
    "later": (0.8, "judgement", "what was withheld is not published"),
    "home_share": ((0.02, 0.2), "case", "table of items or the first figure"),
    "holder_part": ((0.5, 0.95), "case", "table of items or the first figure"),
    "gap": ((0.3, 1.4), "judgement", "log cost gap; ln 2.5 = .92 for the 910C (press, to verify)"),
    "made": ({"log": (0.5, 5.0)}, "judgement", "experience at the start, market-years; no source"),
    "pull": ((-0.3, 0.3), "judgement", "log-odds by which buyers are still on their way at the start"),
    "exponent": ((0.035, 0.412), "measured", f"{_TECH}, p10-p90"),
    "noise": ({"log": (0.036, 0.213)}, "measured", f"{_TECH}, p10-p90; setbacks are in it"),
    "setback_chance": ((0.02, 0.05), "measured", f"{_TECH}; fewer where noise is small"),
    "progress": ((0.0, 0.06), "judgement", f"Moore drift of {_TECH}: median .059"),
    "diffusion": ((0.0, 0.08), "judgement", "sign only: Cao et al. (2024), WPS 10950"),
    "research": ((0.0, 0.5), "judgement", "no source"),
    "research_response": ((0.2, 0.8), "quoted", "+.49: Liu et al. (2025), CEPR DP20690, to verify"),
    "long_elasticity": ({"log": (1.75, 8.0)}, "quoted", f"1.75-2.25 {_BLP}; 3-8 by sector, to verify"),
    "short_elasticity": ((0.76, 1.6), "quoted", _BLP),
    "speed": ({"log": (0.1, 0.8)}, "quoted", f".10-.15 in aggregate, {_BLP}; .5 and more for chemicals"),
    "resourcing": ({"log": (0.1, 0.8)}, "judgement", "speed of buying in third countries; as speed"),
    "leakage": ((0.05, 0.3), "judgement", "default of sanction-simulator .10"),
    "fill": ((0.0, 1.0), "judgement", "part of denied demand that home makers serve"),
    "distrust_weight": ((0.0, 1.5), "judgement", "no source"),
    "distrust_up": ((0.3, 1.0), "judgement", "no source"),
    "distrust_down": ((0.05, 0.3), "judgement", "no source"),
    "lock_in": (0.0, "off", "network weight; above 2 there are two basins"),
    "compatibility": (0.0, "off", "part of the other system's network that can be used"),
    "base_life": (1.0, "off", "years that the installed base lasts"),
    "switch_rate": (0.0, "off", "users that leave for another technology, a year of full control"),
    "stock": (0.25, "case", "table of items, months of imports"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drawn:
    """Values [s] of every parameter, and the range, ground and source that each came from."""

    values: Mapping[str, Floats]
    ranges: Mapping[str, tuple[Any, str, str]]

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def wide(self, name: str) -> Floats:
        """[s,1,1], as the laws take it."""
        return self.values[name][:, None, None]

    @property
    def moving(self) -> list[str]:
        """Names of the parameters that have a range."""
        return [n for n, (spec, *_) in self.ranges.items() if not isinstance(spec, int | float)]

    def at(self, name: str, q: Floats) -> Floats:
        """Quantiles of the prior of one parameter."""
        return _quantile(self.ranges[name][0], q)

    def quiet(self) -> tuple[Floats, Floats, Floats]:
        """(noise, setback_chance, mean of the setbacks) [s] as the laws take them: together they scatter as much as `noise` says."""
        return told_apart(self["noise"], self["setback_chance"], *SETBACK)


def moving(given: Mapping[str, Any]) -> list[str]:
    """Names of the parameters that have a range, with the ranges `given` in place of some, in the order of their dimensions."""
    return [n for n, (spec, *_) in _ranges(given).items() if not isinstance(spec, float)]


def drawn(given: Mapping[str, Any], draws: int, seed: int, u: Floats | None = None) -> Drawn:
    """Draws of `PRIORS` with the ranges `given` in place of some: at u[s,d] (one dimension a name of `moving`), else Sobol points.

    Raises UnknownName, BadValue; BadShape where u does not have those dimensions.
    """
    ranges = _ranges(given)
    names = [n for n, (spec, *_) in ranges.items() if not isinstance(spec, float)]
    u = points(draws, len(names), seed) if u is None else u
    if u.shape != (draws, len(names)):
        raise BadShape(
            "one row a draw, one column a range", field="u", where="priors", got=u.shape, allowed=(draws, len(names))
        )
    values = {n: np.full(draws, spec) for n, (spec, *_) in ranges.items() if isinstance(spec, float)}
    values |= {n: _quantile(ranges[n][0], u[:, d]) for d, n in enumerate(names)}
    return Drawn(values, ranges)


def _ranges(given: Mapping[str, Any]) -> dict[str, tuple[Any, str, str]]:
    for name in given:
        if name not in PRIORS:
            raise UnknownName("parameter", name, PRIORS, where="priors")
    return {name: (_read(name, given[name]), "case", "range of this case: " + source) if name in given else (_plain(spec), ground, source)
            for name, (spec, ground, source) in PRIORS.items()}  # fmt: skip


def _quantile(spec: Any, q: Floats) -> Floats:
    """Quantiles of a range."""
    if isinstance(spec, dict):
        low, high = np.log(spec["log"])
        return np.asarray(np.exp(low + (high - low) * q))
    return np.asarray(spec[0] + (spec[1] - spec[0]) * q)


def _plain(spec: Any) -> Any:
    return float(spec) if isinstance(spec, int | float) else spec


def _read(name: str, spec: Any) -> Any:
    """A range as written in a file."""
    pair: Any = spec.get("log") if isinstance(spec, dict) else spec
    if isinstance(pair, int | float) and not isinstance(spec, dict):
        return float(pair)
    right = (
        isinstance(pair, list | tuple)
        and len(pair) == 2
        and all(isinstance(v, int | float) for v in pair)
        and pair[0] <= pair[1]
    )
    if not right or (isinstance(spec, dict) and pair[0] <= 0):
        raise BadValue(
            "not a range", field=f"priors.{name}", got=spec, allowed="[low, high], {log: [low, high]} or a number"
        )
    low, high = float(pair[0]), float(pair[1])
    return {"log": (low, high)} if isinstance(spec, dict) else (low, high)
