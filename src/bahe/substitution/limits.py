"""What holds it up: yield, capacity, setbacks, distrust, stocks, another technology."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]


def cost_of_yield(reliability: Any) -> Floats:
    """-ln Y: what a yield below one adds to the log cost of what serves (20 to 40 per cent halves it)."""
    return np.asarray(-np.log(reliability))


def yield_learnt(reliability: Any, before: Any, after: Any, speed: Any) -> Floats:
    """logit Y' = logit Y + speed ln(E'/E): a yield of one stays one."""
    y = np.asarray(reliability, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(
            np.where(y < 1, expit(logit(y) + np.asarray(speed) * np.log(np.asarray(after) / before)), 1.0)
        )


def capped(share: Any, capacity: Any) -> Floats:
    """The home share that capacity allows: min(s, capacity), market-years a year."""
    return np.asarray(np.minimum(share, capacity))


def rationed(share: Any, floors: Any, weights: Any, room: Any) -> Floats:
    """Shares by segment [...,b] that a home share of `room` [...] allows: floors [b] are served first, what is over is cut pro rata.

    Where there is less room than floors ask for, floors are cut pro rata, too.
    """
    s, w, room = np.asarray(share, dtype=np.float64), np.asarray(weights), np.minimum(room, 1.0)
    f = np.minimum(floors, s)
    wanted, owed = (w * s).sum(-1), (w * f).sum(-1)
    over, least = np.where(wanted > owed, wanted - owed, 1.0), np.where(owed > 0, owed, 1.0)
    above = f + (s - f) * (np.maximum(room - owed, 0.0) / over)[..., None]
    below = f * np.minimum(room / least, 1.0)[..., None]
    return np.asarray(np.where((wanted <= room)[..., None], s, np.where((owed <= room)[..., None], above, below)))


def built(capacity: Any, wanted: Any, growth: Any) -> Floats:
    """Next year's capacity: it grows by at most `growth`, and no further than what is wanted; it is not pulled down."""
    k = np.asarray(capacity, dtype=np.float64)
    return np.asarray(np.maximum(k, np.minimum(k * (1 + np.asarray(growth)), wanted)))


def setbacks(chance: Any, low: Any, high: Any, happens: Floats, size: Floats) -> Floats:
    """Jump of the gap: where `happens` (uniform draws) is below the chance, from low to high by `size` (uniform draws); else nothing."""
    return np.asarray(np.where(happens < chance, low + (np.asarray(high) - low) * size, 0.0))


#: Part of a measured variance that setbacks may make up: of the squared residuals of 87 technologies, rises above .10 are 31 per cent.
SETBACK_PART = 0.31


def told_apart(measured: Any, chance: Any, low: Any, high: Any) -> tuple[Floats, Floats, Floats]:
    """(quiet, chance', mean): a measured noise, whose s.d. holds the setbacks, as quiet noise and setbacks with the same variance.

    measured s.d. sigma of the yearly residual;  a setback J is uniform from `low` to `high`.
    chance' = min(chance, SETBACK_PART sigma^2 / E J^2): technologies of little noise have few setbacks;
    mean = chance' E J, which the measured exponent holds already and which is taken out;
    quiet^2 = sigma^2 - Var(setbacks). Source: CASES E.1, measured again on the packaged curves (`wright.measured`).
    """
    a, b = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    square, first = (a * a + a * b + b * b) / 3, (a + b) / 2
    variance = np.asarray(measured, dtype=np.float64) ** 2
    rare = np.minimum(chance, SETBACK_PART * variance / np.where(square > 0, square, 1.0))
    mean = rare * first
    return np.asarray(np.sqrt(variance - rare * square + mean**2)), np.asarray(rare), np.asarray(mean)


def distrust(before: Any, control: Any, up: Any, down: Any) -> Floats:
    """q' = q + up x (1-q) - dn (1-x) q: control breeds it, free sale heals it."""
    q, x = np.asarray(before), np.asarray(control)
    return np.asarray(q + up * x * (1 - q) - down * (1 - x) * q)


def drawn_down(stock: Any, denied_imports: Any, purchases: Any = 0.0) -> tuple[Floats, Floats]:
    """(B', met): the stock after a year in which it meets what it can of what is denied; both in years of imports."""
    had = np.asarray(stock) + purchases
    met = np.minimum(had, denied_imports)
    return np.asarray(had - met), np.asarray(met)


def switched(before: Any, control: Any, leakage: Any, rate: Any) -> Floats:
    """Part of demand that has left for another technology: a share `rate` of the rest a year, times what is denied. No way back."""
    gone, x = np.asarray(before), np.asarray(control) * (1 - np.asarray(leakage))
    return np.asarray(gone + (1 - gone) * np.asarray(rate) * x)
