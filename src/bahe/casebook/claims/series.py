"""Figures of claims that dated shares decide: which way they move, how fast, step by step. Grade D and policies are left out.

A run is one series, economy, metric and family of sources, with figures of two or more dates; its shares are those of home makers, or
one less the holder's. Press shares of rare earths mix definitions and are left to `atlas.panel`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.learning_curves import learning_curves
from bahe.atlas.localisation import Figure, FittedSeries, all_figures, fitted_names, fitted_series
from bahe.casebook.tugs.dates import chance
from bahe.substitution.wright import measured

Floats = NDArray[np.float64]

#: Metrics that are shares of home makers, and those that are shares of a holder.
OF_HOME, OF_HOLDER = (
    ("domestic_share", "tender_share", "one_minus_leader_share"),
    ("import_share", "foreign_leader_share"),
)
#: Series whose press figures are not of one definition.
MIXED = ("rare_earth",)
#: The date of the forecast of A-OUT-11, and the level that counts as there.
HORIZON, LEVEL = 2035.5, 0.5


@dataclass(frozen=True)
class Run:
    """Home shares (fractions) by date, of one series, economy, metric and family of sources."""

    name: str
    economy: str
    years: tuple[float, ...]
    home: tuple[float, ...]

    @property
    def speed(self) -> float:
        """Change of log-odds a year from the first to the last figure."""
        a, b = (np.log(s) - np.log1p(-s) for s in (self.home[0], self.home[-1]))
        return float((b - a) / (self.years[-1] - self.years[0]))

    @property
    def steps(self) -> Floats:
        """Change of the share between figures [t]."""
        return np.diff(self.home)


def sound(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Observed shares strictly between none and all, of grade better than D and one definition."""
    return tuple(
        f for f in figures
        if f.kind == "observed" and f.unit == "fraction" and f.grade != "D" and f.metric in OF_HOME + OF_HOLDER and 0 < f.value < 1
        and not f.series.startswith(MIXED)
    )  # fmt: skip


def runs(figures: Sequence[Figure] | None = None) -> tuple[Run, ...]:
    """Every run of the packaged figures, or of those given; figures of one date are averaged."""
    together: dict[tuple[str, str, str, str], dict[float, list[float]]] = {}
    for f in sound(all_figures() if figures is None else figures):
        key = (f.series, f.economy, f.metric, (f.source.split() or [""])[0])
        home = f.value if f.metric in OF_HOME else 1 - f.value
        together.setdefault(key, {}).setdefault(f.year, []).append(home)
    return tuple(
        Run(" ".join(filter(None, key)), key[1], tuple(sorted(dated)), tuple(float(np.mean(dated[y])) for y in sorted(dated)))
        for key, dated in together.items() if len(dated) > 1
    )  # fmt: skip


def runs_toward_home(economy: str, found: Sequence[Run] | None = None) -> dict[str, float]:
    """1 for a run on the economy that moves toward home, 0 for one that does not."""
    return {r.name: float(r.speed > 0) for r in (runs() if found is None else found) if r.economy == economy}


def years_to_nine_tenths(found: Sequence[Run] | None = None) -> dict[str, float]:
    """Years from one half to nine tenths at the speed of each run, either way: ln 9 / |change of log-odds a year|."""
    return {
        r.name: float(np.log(9) / abs(r.speed)) if r.speed else float("inf")
        for r in (runs() if found is None else found)
    }


def steps_toward_home(found: Sequence[Run] | None = None) -> dict[str, float]:
    """Part of the steps toward home, of each run of three or more figures."""
    return {r.name: float((r.steps > 0).mean()) for r in (runs() if found is None else found) if len(r.home) > 2}


def learning_technologies() -> dict[str, float]:
    """Wright's exponent of each technology, first differences."""
    return {c.name: measured(*c.growth()).exponent for c in learning_curves()}


def chances_of_home_half(economy: str) -> Mapping[str, float]:
    """Chance that the home share is above one half at the horizon, of each fitted series of the economy without a figure of grade D."""
    found = (fitted_series(n) for n in fitted_names())
    return {s.name: chance(s.name, LEVEL, HORIZON) for s in found if s.economy == economy and _graded(s)}


def _graded(series: FittedSeries) -> bool:
    return all(f.grade != "D" for f in series.figures)
