"""The chain from source to silicon: which check covers which stage, and what is left; and location by delay."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from bahe.assurance.finding import chance
from bahe.faults import BadValue, UnknownName

#: Stages at which an alteration can enter, in order.
STAGES = ("register-transfer level", "synthesis", "layout", "mask", "packaging", "firmware")

#: Checks, and the stages whose alterations they can see at all.
CHECKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "source review": ("register-transfer level",),
        "source against netlist": ("synthesis",),
        "layout against schematic": ("layout",),
        "silicon against layout": ("layout", "mask"),
        "attestation": ("firmware",),
    }
)

#: What a buyer can only do where the design is disclosed to it.
NEEDS_DESIGN = frozenset(
    ("source review", "source against netlist", "layout against schematic", "silicon against layout")
)


def undetected(attack: Mapping[str, float], coverage: Mapping[str, Mapping[str, float]]) -> float:
    """P(undetected) = sum over stages of P(attack there) x prod over checks (1 - coverage of the stage by the check).

    attack      stage -> chance that the alteration enters there, if there is one; adds up to one
    coverage    check -> stage -> chance that the check sees it; stages left out are not covered
    """
    for stage, p in attack.items():
        if stage not in STAGES:
            raise UnknownName("stage", stage, STAGES, where="undetected")
        chance("undetected", attack=p)
    if abs(sum(attack.values()) - 1) > 1e-9:
        raise BadValue(
            "chances of the stages add up to one", field="attack", where="undetected", got=sum(attack.values())
        )
    left = 0.0
    for stage, p in attack.items():
        through = 1.0
        for check, covers in coverage.items():
            if check not in CHECKS:
                raise UnknownName("check", check, CHECKS, where="undetected")
            for covered, value in covers.items():
                if covered not in CHECKS[check]:
                    raise BadValue(f"{check} cannot see {covered}", field="coverage", where="undetected", got=value,
                                   allowed=CHECKS[check])  # fmt: skip
                chance("undetected", coverage=value)
            through *= 1 - covers.get(stage, 0.0)
        left += p * through
    return left


def worth_of_disclosure(
    attack: Mapping[str, float], coverage: Mapping[str, Mapping[str, float]]
) -> tuple[float, float]:
    """P(undetected) without the design (checks that need it fall away) and with it: it says nothing of firmware."""
    without = {check: covers for check, covers in coverage.items() if check not in NEEDS_DESIGN}
    return undetected(attack, without), undetected(attack, coverage)


#: Kilometres a millisecond of round trip: half of the speed of light, in a vacuum and in fibre (refractive index 1.5).
VACUUM, FIBRE = 149.896229, 299.792458 / 1.5 / 2


def not_farther_than(round_trip_ms: float, processing_ms: float = 0.0, medium: float = FIBRE) -> float:
    """Kilometres within which a chip with a key that cannot leave it must be: (RTT - t)/2 x v.

    Delay can be added and never taken away: the bound is from above alone. `processing_ms` is what answering takes at the least.
    """
    if not np.isfinite(round_trip_ms) or round_trip_ms < processing_ms or processing_ms < 0:
        raise BadValue("a round trip is no shorter than its processing", field="round_trip_ms", where="not_farther_than",
                       got=(round_trip_ms, processing_ms))  # fmt: skip
    return (round_trip_ms - processing_ms) * medium


def trusted_price(price: float, belief: float, loss: float) -> float:
    """The price that a distrusted chip has for its buyer: price (1 + pi' L/price); the wedge that enters adoption. [MODEL 12]"""
    chance("trusted_price", belief=belief)
    if price <= 0 or loss < 0:
        raise BadValue(
            "a price above zero and a loss that is none below are needed",
            field="price, loss",
            where="trusted_price",
            got=(price, loss),
        )
    return price * (1 + belief * loss / price)
