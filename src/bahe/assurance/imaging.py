"""Imaging: sensitivity from a trial, what an alarm is worth, how long a layer takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta as beta_law

from bahe.assurance.finding import chance, whole
from bahe.faults import BadValue


@dataclass(frozen=True)
class Band:
    """A mean with the ends of an interval."""

    mean: float
    low: float
    high: float


def sensitivity(detected: int, tried: int, level: float = 0.95) -> Band:
    """Sensitivity from a trial in which `detected` of `tried` changes were seen, with Jeffreys' prior Beta(1/2, 1/2).

    37 of 40 (Puschner et al. 2023, IEEE S&P) gives 0.915, 0.813 to 0.978.
    """
    whole("sensitivity", detected=detected, tried=tried)
    chance("sensitivity", level=level)
    if detected > tried:
        raise BadValue(
            "more seen than tried", field="detected", where="sensitivity", got=detected, allowed=f"up to {tried}"
        )
    law = beta_law(detected + 0.5, tried - detected + 0.5)
    return Band(float(law.mean()), *(float(x) for x in law.ppf([(1 - level) / 2, (1 + level) / 2])))


@dataclass(frozen=True)
class Alarms:
    """False alarms on a clean die, the chance that an alarm is a true one, and the hours to review them."""

    false: float
    predictive_value: float
    review_hours: float


def alarms(cells: float, altered: float, sensitivity: float, false_rate: float, minutes: float = 1.0) -> Alarms:
    """What an alarm is worth: PPV = k s/(k s + phi n). False alarms rule, not misses. `minutes` to review one."""
    chance("alarms", sensitivity=sensitivity, false_rate=false_rate)
    whole("alarms", cells=cells, altered=altered)
    false, true = false_rate * cells, altered * sensitivity
    if false + true == 0:
        raise BadValue(
            "there are no alarms at all", field="sensitivity, false_rate", where="alarms", got=(sensitivity, false_rate)
        )
    return Alarms(false, true / (true + false), false * minutes / 60)


def days_a_layer(area_mm2: float, pixel_nm: float, pixels_a_second: float) -> float:
    """Days to image one layer: (area/pixel^2)/rate."""
    for name, value in (("area_mm2", area_mm2), ("pixel_nm", pixel_nm), ("pixels_a_second", pixels_a_second)):
        if not np.isfinite(value) or value <= 0:
            raise BadValue("a number above zero is needed", field=name, where="days_a_layer", got=value)
    return area_mm2 * 1e12 / pixel_nm**2 / pixels_a_second / 86_400
