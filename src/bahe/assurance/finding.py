"""Finding what was altered: cells on a die, chips in a fleet, and both at once. Drawing without replacement is exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import hypergeom

from bahe.faults import BadValue, Infeasible

Floats = NDArray[np.float64]

#: Up to here the product over cells is multiplied out; beyond, log-factorials give it to eleven digits or so.
MULTIPLIED = 100_000


def whole(where: str, **counts: float) -> None:
    """Refuse what is no count."""
    for name, value in counts.items():
        if not np.isfinite(value) or value < 0 or value != np.floor(value):
            raise BadValue("a whole number from zero up is needed", field=name, where=where, got=value)


def chance(where: str, **chances: float) -> None:
    """Refuse what is no chance."""
    for name, value in chances.items():
        if not 0 <= value <= 1:
            raise BadValue("not a chance", field=name, where=where, got=value, allowed="0..1")


def misses_all(total: float, altered: float, looked_at: float) -> float:
    """Chance that a sample without replacement holds none of the altered: C(n-k, m)/C(n, m) = prod_i (n-m-i)/(n-i), i < k."""
    whole("misses_all", total=total, altered=altered, looked_at=looked_at)
    if altered > total or looked_at > total:
        raise BadValue(
            "more than there are",
            field="altered, looked_at",
            where="misses_all",
            got=(altered, looked_at),
            allowed=f"up to {total:g}",
        )
    few, many = sorted((altered, looked_at))
    if few + many > total:
        return 0.0
    if few <= MULTIPLIED:
        return float(np.exp(np.log1p(-many / (total - np.arange(few))).sum()))
    n, k, m = total, altered, looked_at
    return float(np.exp(gammaln(n - k + 1) - gammaln(n - k - m + 1) - gammaln(n + 1) + gammaln(n - m + 1)))


def cells_found(cells: float, altered: float, fraction: float, sensitivity: float = 1.0) -> tuple[float, float]:
    """(clustered, scattered): chance that imaging a fraction f of a die shows an alteration.

    Clustered in one tile, the worst case for who looks: f. Scattered: 1 - C(n-k, fn)/C(n, fn), about 1 - (1-f)^k. Both times the
    sensitivity of the image.
    """
    chance("cells_found", fraction=fraction, sensitivity=sensitivity)
    scattered = 1 - misses_all(cells, altered, np.floor(fraction * cells))
    return sensitivity * (fraction if altered > 0 else 0.0), sensitivity * scattered


def fraction_for(cells: float, altered: float, confidence: float) -> float:
    """The smallest inspected fraction that shows scattered alterations with chance `confidence`: 1 - (1-P)^(1/k) and its exact kin."""
    chance("fraction_for", confidence=confidence)
    whole("fraction_for", cells=cells, altered=altered)
    if altered == 0:
        raise Infeasible("nothing was altered", field="altered", where="fraction_for")
    low, high = 0.0, float(cells)
    while high - low > max(1.0, 1e-12 * cells):
        middle = np.floor((low + high) / 2)
        low, high = (low, middle) if 1 - misses_all(cells, altered, middle) >= confidence else (middle, high)
    return high / cells


def fleet_found(fleet: float, altered: float, opened: float) -> float:
    """Chance that opening n of N chips meets one of D altered ones: 1 - C(N-D, n)/C(N, n)."""
    return 1 - misses_all(fleet, altered, opened)


def to_open(fleet: float, altered: float, confidence: float = 0.95) -> int:
    """The fewest chips to open so that an altered one is met with chance `confidence`; about (1 - beta^(1/D)) (N - (D-1)/2)."""
    chance("to_open", confidence=confidence)
    whole("to_open", fleet=fleet, altered=altered)
    if not 1 <= altered <= fleet:
        raise BadValue(
            "none can be found, or more than there are",
            field="altered",
            where="to_open",
            got=altered,
            allowed=f"1..{fleet:g}",
        )
    low, high = 0, int(fleet)
    while high > low:
        middle = (low + high) // 2
        if fleet_found(fleet, altered, middle) >= confidence:
            high = middle
        else:
            low = middle + 1
    return low


def two_levels(fleet: int, altered: int, opened: int, on_a_chip: float) -> float:
    """Chance of a finding where each altered chip that is opened shows it with chance `on_a_chip`.

    1 - sum_d Hyp(d; N, D, n) (1 - P_chip)^d, P_chip = P_cell x sensitivity.
    """
    chance("two_levels", on_a_chip=on_a_chip)
    whole("two_levels", fleet=fleet, altered=altered, opened=opened)
    d = np.arange(max(0, opened + altered - fleet), min(altered, opened) + 1)
    return float(1 - (hypergeom.pmf(d, int(fleet), int(altered), int(opened)) * (1 - on_a_chip) ** d).sum())
