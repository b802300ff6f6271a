"""Sourcing: what is still imported is bought elsewhere while its holder withholds, and comes back when it does not.

Third countries are the channel that a law of home capability cannot see: without it a fall of the holder's share of imports would be
read as home output.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]


def holder_part_after(part: Any, usual: Any, price_wedge: Any, doubt: Any, elasticity: Any, speed: Any) -> Floats:
    """h' : log-odds of the holder's part of imports go `speed` of the way to logit(usual) - (sigma-1)(wedge + zeta q).

    The law of adoption, among foreign makers; a part of one has no third country to go to and stays.
    """
    h = np.asarray(part, dtype=np.float64)
    inside = (h > 0) & (h < 1)
    safe, anchor = (np.clip(v, 1e-12, 1 - 1e-12) for v in (h, np.asarray(usual, dtype=np.float64)))
    aim = logit(anchor) - (np.asarray(elasticity) - 1) * (np.asarray(price_wedge) + doubt)
    return np.asarray(np.where(inside, expit(logit(safe) + np.asarray(speed) * (aim - logit(safe))), h))
