"""What can be known about a chip: the figures behind `bahe assure`, from counts and rates that the user states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.assurance.belief import after_clean, sequential, share_bound
from bahe.assurance.chain import CHECKS, NEEDS_DESIGN, STAGES, trusted_price
from bahe.assurance.finding import cells_found, fleet_found, fraction_for, to_open, two_levels
from bahe.assurance.imaging import alarms, days_a_layer, sensitivity
from bahe.assurance.inspection import Inspection, leader, simultaneous
from bahe.faults import BadValue

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Asked:
    """The question. Counts are chips and cells, money is USD.

    fleet, altered      chips in the fleet, and how many of them may be altered (all of them: an alteration of the mask)
    confidence, opened  chance of a finding that is wanted; chips to open instead of as many as it needs
    price, loss         of a chip; what it would cost its buyer if the alteration were used
    cells, implant      cells on a die; how many of them were altered
    fraction            of a die that is imaged
    trial               (seen, tried) of the imaging trial that sensitivity is read from
    false_alarms        per cell; `minutes` to review one
    prior               belief before looking that the chips are altered
    area, pixel, rate, layers    of the die (mm2), of the image (nm), pixels a second, layers imaged
    game                payoffs of the inspection game; its miss rate follows from what is opened and imaged unless given
    coverage            check -> stage -> chance that it sees an alteration there
    """

    fleet: int = 300_000
    altered: int = 300
    confidence: float = 0.95
    opened: int | None = None
    price: float = 12_000.0
    loss: float = 1e6
    cells: float = 8e10
    implant: int = 30
    fraction: float = 0.1
    trial: tuple[int, int] = (37, 40)
    false_alarms: float = 1e-9
    minutes: float = 1.0
    prior: float = 0.1
    area: float = 814.0
    pixel: float = 5.0
    rate: float = 1e8
    layers: int = 1
    game: Inspection = field(
        default_factory=lambda: Inspection(miss=0.075, false_alarm=0.01, falsely_accused=1, falsely_accusing=1)
    )
    coverage: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("price", "rate", "pixel", "area"):
            if not np.isfinite(getattr(self, name)) or getattr(self, name) <= 0:
                raise BadValue("a number above zero is needed", field=name, where="assure", got=getattr(self, name))
        if self.layers < 1:
            raise BadValue("one layer at the least", field="layers", where="assure", got=self.layers)


@dataclass(frozen=True, eq=False)
class Answer:
    """The figures, each computed when it is asked for."""

    asked: Asked

    @cached_property
    def opened(self) -> int:
        """Chips that are opened: as asked, or the fewest that meet an altered one with the wanted chance."""
        return (
            self.asked.opened
            if self.asked.opened is not None
            else to_open(self.asked.fleet, self.asked.altered, self.asked.confidence)
        )

    @cached_property
    def seen(self) -> tuple[float, float]:
        """(clustered, scattered) chance that imaging shows the alteration of a chip that is opened, sensitivity included."""
        q = self.asked
        return cells_found(q.cells, q.implant, q.fraction, sensitivity(*q.trial).mean)

    @cached_property
    def found(self) -> tuple[float, float, float]:
        """Chance of a finding in the fleet: clustered cells, scattered cells, and with perfect eyes."""
        q = self.asked
        worst, best = (two_levels(q.fleet, q.altered, self.opened, p) for p in self.seen)
        return worst, best, fleet_found(q.fleet, q.altered, self.opened)

    @cached_property
    def fleet(self) -> pd.DataFrame:
        """How many chips to open, by how many are altered: at 95 and 99 per cent, and what they cost (USD million)."""
        import pandas as pd

        q = self.asked
        counts = sorted({1, 10, 300, 3_000, 30_000, q.altered, q.fleet} & set(range(1, q.fleet + 1)))
        levels = sorted({0.95, 0.99, q.confidence})
        rows = []
        for d in counts:
            needed = {level: to_open(q.fleet, d, level) for level in levels}
            row: dict[str, Any] = {"altered": d, "share": d / q.fleet}
            row |= {f"open_{100 * level:g}": n for level, n in needed.items()}
            row["cost_usd_mn"] = needed[q.confidence] * q.price / 1e6
            rows.append(row)
        return pd.DataFrame(rows)

    @cached_property
    def die(self) -> pd.DataFrame:
        """Fraction of a die to image, by how many cells were altered, with perfect eyes; and days for it at the stated rate."""
        import pandas as pd

        q = self.asked
        whole = days_a_layer(q.area, q.pixel, q.rate) * q.layers
        rows = [
            {"implant": k, "fraction": f, "days": f * whole}
            for k in sorted({1, 10, 30, 60, 100, q.implant})
            for f in [fraction_for(q.cells, k, q.confidence)]
        ]
        return pd.DataFrame(rows)

    @cached_property
    def belief(self) -> pd.DataFrame:
        """After a clean result: belief in an alteration, the price it makes the chip worth, by what the look would have found."""
        import pandas as pd

        q = self.asked
        worst, best, perfect = self.found
        rows = [
            {"look": name, "would_find": p, "belief": after_clean(q.prior, p),
             "price_usd": trusted_price(q.price, after_clean(q.prior, p), q.loss)}
            for name, p in (("none", 0.0), ("clustered", worst), ("scattered", best), ("perfect", perfect))
            if p * q.prior < 1
        ]  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def chain(self) -> pd.DataFrame:
        """By stage: which checks can see an alteration there, and the chance that it stays undetected without and with the design."""
        import pandas as pd

        rows = []
        for stage in STAGES:
            able = [check for check, stages in CHECKS.items() if stage in stages]
            cover = {check: self.coverage.get(check, {}).get(stage, 0.0) for check in able}
            rows.append(
                {
                    "stage": stage, "checks": able, "needs_design": [c for c in able if c in NEEDS_DESIGN],
                    "undetected_without": float(np.prod([1 - v for c, v in cover.items() if c not in NEEDS_DESIGN])),
                    "undetected_with": float(np.prod([1 - v for v in cover.values()])),
                }
            )  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def coverage(self) -> Mapping[str, Mapping[str, float]]:
        """As stated; imaging against the layout covers what this look would find on a chip, where nothing else is said."""
        stated = {k: dict(v) for k, v in self.asked.coverage.items()}
        stated.setdefault("silicon against layout", dict.fromkeys(CHECKS["silicon against layout"], self.seen[1]))
        return stated

    def document(self) -> dict[str, Any]:
        """Everything, for JSON: the figures, points of both curves, and the answer in sentences."""
        from bahe.report.inspections.words import sentences

        return self.figures() | {
            "curves": {"fleet": self.curve_of_fleet(), "belief": self.curve_of_belief()},
            "answer": {lang: sentences(self, lang) for lang in ("en", "zh")},
        }

    def figures(self) -> dict[str, Any]:
        """Every figure, without curves and words."""
        q, g = self.asked, self.asked.game
        s = sensitivity(*q.trial)
        a = alarms(q.cells, q.implant, s.mean, q.false_alarms, q.minutes)
        sim, lead = simultaneous(g), leader(g)
        return {
            "asked": asdict(q),
            "opened": self.opened,
            "cost_usd_mn": self.opened * q.price / 1e6,
            "found": dict(zip(("clustered", "scattered", "perfect_eyes"), self.found, strict=True)),
            "on_a_chip": dict(zip(("clustered", "scattered"), self.seen, strict=True)),
            "sensitivity": asdict(s),
            "alarms": asdict(a),
            "imaging_days": days_a_layer(q.area, q.pixel, q.rate) * q.layers * q.fraction,
            "share_bound_after_clean": share_bound(self.opened),
            "sequential": asdict(sequential(1e-4, 1e-2)),
            "inspection": {"deterring_rate": None if g.deterring_rate == float("inf") else g.deterring_rate, "deters": g.deters,
                           "violation_rate": g.violation_rate, "simultaneous": asdict(sim), "leader": asdict(lead)},
            "fleet": self.fleet.to_dict("records"),
            "die": self.die.to_dict("records"),
            "belief": self.belief.to_dict("records"),
            "chain": self.chain.to_dict("records"),
        }  # fmt: skip

    def curve_of_fleet(self, counts: Sequence[int] = (10, 300, 3_000)) -> dict[int, list[tuple[float, float]]]:
        """Altered -> (log10 of chips opened, chance to meet one)."""
        q = self.asked
        at = np.unique(np.round(np.logspace(0, np.log10(q.fleet), 25)).astype(int))
        kept = sorted({d for d in (*counts, q.altered) if 1 <= d <= q.fleet})
        return {d: [(float(np.log10(n)), fleet_found(q.fleet, d, int(n))) for n in at] for d in kept}

    def curve_of_belief(self) -> dict[float, list[tuple[float, float]]]:
        """Prior -> (what the look would have found, belief after a clean one)."""
        return {
            p: [(x, after_clean(p, x)) for x in np.linspace(0, 0.999, 12).tolist()]
            for p in sorted({0.01, 0.1, 0.5, self.asked.prior})
        }
