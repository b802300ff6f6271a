"""Channels: what the fall of dependence on a holder is made of.

Dependence of the target on the holder is D = (1 - s) h (1 - d): not made at home, of imports the holder's part, users that are left.
Logs add up, so the fall splits without a rest:  ln D'/D = ln (1-s')/(1-s) + ln h'/h + ln (1-d')/(1-d).
Under control a part lk of what is denied arrives all the same: re-routed, by dispatch a third country, by maker the holder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Channels of `split`, in order.
CHANNELS = ("home output", "third countries", "technology switch")


def dependence(home_share: Any, holder_part: Any, switched: Any) -> Floats:
    """D = (1-s) h (1-d): fraction of base demand that is served by the holder."""
    return np.asarray((1 - np.asarray(home_share)) * holder_part * (1 - np.asarray(switched)))


def split(home_share: Floats, holder_part: Floats, switched: Floats) -> Floats:
    """Parts of the log fall of D since the first year by channel [c,t,...]; they add up to -ln D_t/D_0. Inputs [t,...]."""
    kept = (1 - home_share, holder_part, 1 - switched)
    with np.errstate(divide="ignore"):
        return np.stack([np.log(k[:1]) - np.log(k) for k in kept])


def shares(parts: Floats) -> Floats:
    """The parts of a split as fractions of the whole [c,t,...]; NaN where nothing fell."""
    whole = parts.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(whole) > 1e-12, parts / whole, np.nan)


def rerouted(intensity: Any, leakage: Any) -> Floats:
    """Part of what still arrives of the holder's make that came by a detour: lk x / (1 - x (1-lk))."""
    x, lk = np.asarray(intensity), np.asarray(leakage)
    left = 1 - x * (1 - lk)
    return np.asarray(np.where(left > 0, lk * x / np.where(left > 0, left, 1.0), 0.0))
