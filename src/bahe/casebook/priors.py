"""Ranges from which a tug is drawn, with the ground of each (CASES E), and one draw of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, UnknownName
from bahe.numerics.sampling import points

Floats = NDArray[np.float64]

_BLP = "Boehm, Levchenko and Pandalai-Nayar (2023)"
_TECH = "87 technologies, first differences"

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
    "noise": ({"log": (0.036, 0.213)}, "measured", f"{_TECH}, p10-p90"),
    "setback_chance": ((0.02, 0.05), "measured", _TECH),
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


def drawn(given: Mapping[str, Any], draws: int, seed: int) -> Drawn:
    """Sobol draws of `PRIORS` with the ranges `given` in place of some; UnknownName, BadValue."""
    for name in given:
        if name not in PRIORS:
            raise UnknownName("parameter", name, PRIORS, where="priors")
    ranges = {name: (_read(name, given[name]), "case", "range of this case: " + source) if name in given else (_plain(spec), ground, source)
              for name, (spec, ground, source) in PRIORS.items()}  # fmt: skip
    moving = [n for n, (spec, *_) in ranges.items() if not isinstance(spec, float)]
    u = points(draws, len(moving), seed)
    values = {n: np.full(draws, spec) for n, (spec, *_) in ranges.items() if isinstance(spec, float)}
    for d, name in enumerate(moving):
        spec = ranges[name][0]
        if isinstance(spec, dict):
            low, high = np.log(spec["log"])
            values[name] = np.exp(low + (high - low) * u[:, d])
        else:
            values[name] = spec[0] + (spec[1] - spec[0]) * u[:, d]
    return Drawn(values, ranges)


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
