"""Adoption: buyers move part of the way a year to the share that they would choose afresh; networks hold them back, floors push them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from bahe.faults import BadValue, Infeasible
from bahe.substitution.learning import denied

Floats = NDArray[np.float64]


def wedge(control: Any, leakage: Any, short_elasticity: Any) -> Floats:
    """-ln(1 - x (1-lk))/sigma_S: the log shadow price of control; raises Infeasible where everything is denied."""
    gone = denied(control, leakage)
    if (gone >= 1).any():
        raise Infeasible("full control without leakage has no finite shadow price", field="leakage", where="wedge",
                         remedy="State leakage, or control less than all.")  # fmt: skip
    return np.asarray(-np.log1p(-gone) / short_elasticity)


def static_log_odds(gap: Any, long_elasticity: Any, preference: Any = 0.0) -> Floats:
    """(sigma_L - 1)(b_h - g): the CES share without wedge, distrust or network."""
    return np.asarray((np.asarray(long_elasticity) - 1) * (np.asarray(preference) - gap))


def network(installed: Any, lock_in: Any, compatibility: Any = 0.0) -> Floats:
    """nu (1 - c)(2s - 1): the pull of what others use; a compatibility c of one ends it. Two basins where nu (1 - c) > 2."""
    return np.asarray(np.asarray(lock_in) * (1 - np.asarray(compatibility)) * (2 * np.asarray(installed) - 1))


def target(
    gap: Any, wedge: Any, distrust: Any, pull: Any, long_elasticity: Any, preference: Any = 0.0, weight: Any = 0.0
) -> Floats:
    """(sigma_L - 1)(b_h - g + wedge + zeta q) + network: the log-odds that buyers would choose afresh."""
    price = np.asarray(preference) - gap + wedge + np.asarray(weight) * distrust
    return np.asarray((np.asarray(long_elasticity) - 1) * price + pull)


def adopted(log_odds: Any, target: Any, speed: Any) -> Floats:
    """l' = l + phi (target - l): the switching cost is what keeps phi below one."""
    return np.asarray(np.asarray(log_odds) + np.asarray(speed) * (np.asarray(target) - log_odds))


def floored(share: Any, weights: Any, floors: Any) -> Floats:
    """Share over buyer segments b: sum_b weight_b max(share, floor_b); `weights` [b] add up to one, floors [b] are in [0,1]."""
    w, f = checked_floors(weights, floors)
    return np.asarray((w * np.maximum(np.asarray(share)[..., None], f)).sum(-1))


def checked_floors(weights: Any, floors: Any) -> tuple[Floats, Floats]:
    """Weights and floors [b] as arrays; BadValue where they are not what they should be."""
    w, f = np.asarray(weights, dtype=np.float64), np.asarray(floors, dtype=np.float64)
    if (w < 0).any() or abs(w.sum() - 1) > 1e-9 or ((f < 0) | (f > 1)).any() or w.shape != f.shape:
        raise BadValue(
            "weights add up to one and floors are shares, one a segment",
            field="weights, floors",
            where="floored",
            got=(w, f),
        )
    return w, f


def rest_points(pull: float, lock_in: float, grid: int = 4001) -> Floats:
    """Shares at rest: l = pull + nu (2s - 1), all of them, rising. One where nu <= 2; one or three above."""
    l = np.linspace(-40.0 - abs(pull) - lock_in, 40.0 + abs(pull) + lock_in, grid)

    def f(x: float) -> float:
        return float(pull + lock_in * (2 * expit(x) - 1) - x)

    # The slope of f changes sign at most twice, at s (1-s) = 1/(2 nu): three stretches on which it is monotone.
    cuts = [float(l[0]), float(l[-1])]
    if lock_in > 2:
        half = np.sqrt(0.25 - 1 / (2 * lock_in))
        cuts += [float(logit(0.5 - half)), float(logit(0.5 + half))]
    cuts.sort()
    found = []
    for a, b in zip(cuts, cuts[1:], strict=False):
        if f(a) == 0:
            found.append(a)
        elif f(a) * f(b) < 0:
            found.append(brentq(f, a, b, xtol=1e-14))
    return np.asarray(expit(np.unique(np.round(found, 12))))
