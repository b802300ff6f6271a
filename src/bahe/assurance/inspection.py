"""The inspection game: how often to look so that nobody cheats, and where no rate is enough (Avenhaus, von Stengel and Zamir 2002)."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bahe.assurance.finding import chance
from bahe.faults import BadValue


@dataclass(frozen=True)
class Inspection:
    """Payoffs of who builds (violates or not) and who looks (inspects or not).

    gain, penalty       of the builder: undetected violation g, detected violation -a
    loss, caught        of the looker: undetected violation -h, detected -e
    cost                of a look, c
    miss, false_alarm   of a look: beta, alpha; a false alarm costs the builder `falsely_accused` and the looker `falsely_accusing`
    """

    gain: float = 1.0
    penalty: float = 10.0
    loss: float = 10.0
    caught: float = 1.0
    cost: float = 0.02
    miss: float = 0.0
    false_alarm: float = 0.0
    falsely_accused: float = 0.0
    falsely_accusing: float = 0.0

    def __post_init__(self) -> None:
        for f in fields(self):
            if not np.isfinite(getattr(self, f.name)) or getattr(self, f.name) < 0:
                raise BadValue(
                    "a finite number from zero up is needed",
                    field=f.name,
                    where="Inspection",
                    got=getattr(self, f.name),
                )
        chance("Inspection", miss=self.miss, false_alarm=self.false_alarm)

    def builder(self, p: float, q: float) -> float:
        """Expected payoff of the builder at inspection rate p and violation rate q."""
        detected = p * (1 - self.miss)
        return (
            q * (self.gain * (1 - detected) - self.penalty * detected)
            - (1 - q) * p * self.false_alarm * self.falsely_accused
        )

    def looker(self, p: float, q: float) -> float:
        """Expected payoff of the looker."""
        detected = p * (1 - self.miss)
        return (
            -q * (self.loss * (1 - detected) + self.caught * detected) - p * self.cost
            - (1 - q) * p * self.false_alarm * self.falsely_accusing
        )  # fmt: skip

    @property
    def deterring_rate(self) -> float:
        """p* at which the builder is indifferent: g/[(1-beta)(a+g) - alpha f_V]; infinite where looking never hurts a violator more."""
        bite = (1 - self.miss) * (self.penalty + self.gain) - self.false_alarm * self.falsely_accused
        return self.gain / bite if bite > 0 else float("inf")

    @property
    def deters(self) -> bool:
        """Is there an inspection rate that deters? Where there is none, exclusion is the rational answer."""
        return self.deterring_rate <= 1

    @property
    def violation_rate(self) -> float:
        """q* at which the looker is indifferent: (c + alpha f_I)/[(1-beta)(h-e) + alpha f_I]; one where looking never pays."""
        shy = self.false_alarm * self.falsely_accusing
        worth = (1 - self.miss) * (self.loss - self.caught) + shy
        return min((self.cost + shy) / worth, 1.0) if worth > 0 else 1.0


@dataclass(frozen=True)
class Solved:
    """Rates and payoffs of one way of playing."""

    inspect: float
    violate: float
    looker: float
    builder: float


def simultaneous(g: Inspection) -> Solved:
    """Nash: both mix where p* <= 1 and q* < 1; otherwise violation without deterrence, looked at only where a look pays."""
    if not g.deters:
        p = 1.0 if g.violation_rate < 1 else 0.0
        return Solved(p, 1.0, g.looker(p, 1.0), g.builder(p, 1.0))
    if g.violation_rate >= 1:
        return Solved(0.0, 1.0, g.looker(0.0, 1.0), g.builder(0.0, 1.0))
    p, q = g.deterring_rate, g.violation_rate
    return Solved(p, q, g.looker(p, q), g.builder(p, q))


def leader(g: Inspection) -> Solved:
    """The looker announces its rate and is believed: at p* the builder stays legal, if that is worth its cost to the looker."""
    if g.deters and g.looker(g.deterring_rate, 0.0) >= g.looker(0.0, 1.0):
        p = g.deterring_rate
        return Solved(p, 0.0, g.looker(p, 0.0), g.builder(p, 0.0))
    return simultaneous(g)
