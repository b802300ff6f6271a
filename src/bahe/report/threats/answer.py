"""`bahe threat` as an answer: what is threatened and asked, what follows from it, sentences, tables, one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from bahe.report.threats import tables as threats
from bahe.report.threats import words
from bahe.report.wars.answer import at
from bahe.statecraft.purchases import purchases, two
from bahe.statecraft.threat import LINKAGE, ROLES, Demand, Threat, threat
from bahe.world.shock import Shock
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None


@dataclass(frozen=True)
class Wanted:
    """A demand as it is said: figures typed in, a change of policy, or purchases of `buy` = (sectors, USD million a year more)."""

    name: str
    cost: float = 0.0
    value: float = 0.0
    shock: Shock | None = None
    buy: tuple[tuple[str, ...], float] | None = None


@dataclass(frozen=True)
class Asked:
    """A question on a threat, as the command line and the library say it.

    believed    backing down is taken as out of the question
    audience    what backing down would cost the sender;  resolve: what not answering would cost the target, for all answers or by
                name; USD million a year
    power       the sender's share of what there is to divide, for the concession between the least and the most
    """

    sender: str
    target: str
    shock: Shock
    demands: tuple[Wanted, ...] = ()
    countermeasures: Mapping[str, Shock] = field(default_factory=dict)
    audience: float = 0.0
    believed: bool = False
    resolve: float | Mapping[str, float] = 0.0
    power: float = 0.5
    tariffs: str = "partner-sector"
    sectors: tuple[str, ...] | None = ("goods",)
    bounds: tuple[float, float] = (0.0, 1.0)
    horizon: str = "long"
    closure: str = "balanced"
    elasticities: str | None = None
    tariff_base: str = "all"
    world: str = "icio-2022"


@dataclass(frozen=True)
class Answer:
    """What the threat can get."""

    asked: Asked
    threat: Threat
    world: World

    @cached_property
    def answers(self) -> pd.DataFrame:
        """`threat.table()`."""
        return threats.threat_table(self.threat)

    @cached_property
    def demands(self) -> pd.DataFrame:
        """`threat.table("demands")`."""
        return threats.threat_table(self.threat, "demands")

    @cached_property
    def packages(self) -> pd.DataFrame:
        """`threat.table("packages")`."""
        return threats.threat_table(self.threat, "packages")

    @cached_property
    def reserve(self) -> pd.DataFrame:
        """`threat.table("reserve")`."""
        return threats.threat_table(self.threat, "reserve")

    @property
    def concession(self) -> float:
        """What the two would settle on, USD million a year."""
        return self.threat.concession(self.asked.power)

    @cached_property
    def in_force(self) -> float:
        """Mean tariff of the target on the sender in force, over what the answer may fall on (a fraction), imports as weights."""
        w = self.world
        n, i = two(w, self.threat.target, self.threat.sender, "threat")
        k = w.axes.sector_index(w.sectors if self.asked.sectors is None else self.asked.sectors, "threat")
        cells = np.ix_(np.array(n), np.array(i), k)
        value = w.trade[cells]
        return float((value * w.tariff[cells]).sum() / value.sum()) if value.sum() > 0 else float("nan")

    def sentences(self, lang: str) -> list[str]:
        """The blow, whether it is believed, what would be given, what is asked, what linkage and the reserve do."""
        said = [
            f(self, lang) for f in (words.blow, words.belief, words.most, words.asked, words.linkage, words.reserve)
        ]
        return [s for s in said if s]

    def document(self) -> dict[str, Any]:
        """One JSON document; amounts are USD million a year."""
        t, a = self.threat, self.asked
        return {
            "world": self.world.name, "horizon": t.horizon, "closure": a.closure, "elasticities": self.world.elasticity_set,
            "sender": t.sender, "target": t.target, "threat": list(t.why), "audience_usd_mn": None if a.believed else t.audience,
            "resolve_usd_mn": dict(t.resolve), "believed": a.believed, "income_usd_mn": {"sender": t.income[0], "target": t.income[1]},
            "loss_usd_mn": t.loss, "loss_pct": 100 * t.loss / t.income[1], "own_cost_usd_mn": t.own_cost,
            "answer_chosen": t.answer.name, "in_force_pct": 100 * self.in_force, "credible": t.credible,
            "bluff_price_usd_mn": t.bluff_price,
            "at_stake_usd_mn": t.at_stake, "most_usd_mn": t.most, "least_usd_mn": t.least,
            "concession_usd_mn": self.concession, "power": a.power, "outcome": t.outcome, "assured": t.assured,
            "answers": self.answers.to_dict("index"), "demands": self.demands.to_dict("index"),
            "packages": self.packages.to_dict("records"), "reserve": self.reserve.to_dict("index"),
            "linkage": {"pays": t.linkage, "because": t.linkage_because, "meaning": LINKAGE[t.linkage_because],
                        "best": None if t.linked is None else list(t.linked.demands)},
            "roles": dict(ROLES), "answer": {"en": self.sentences("en"), "zh": self.sentences("zh")},
            "sources": [vars(s) for s in self.world.sources],
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        out = {"answers": self.answers.reset_index(), "reserve": self.reserve.reset_index()}
        if len(self.demands):
            out |= {"demands": self.demands.reset_index(), "packages": self.packages}
        return out


def answer(asked: Asked, step: Step = None, world: World | None = None) -> Answer:
    """Solve what is asked. Raises NotConverged where the threat itself has no equilibrium; answers that have none say so."""
    from bahe.atlas import load_world

    base = world if world is not None else load_world(asked.world, tariffs=asked.tariff_base)
    if asked.elasticities is not None and world is None:
        base = at(base, asked.elasticities, asked.horizon)
    bought = sum(w.buy is not None for w in asked.demands)
    share = 0.3 if bought else 0.0

    def tell(what: str, done: float) -> None:
        if step is not None:
            step(min(int(100 * (share + (1 - share) * done)), 99), 100, what)

    demands = []
    for m, w in enumerate(asked.demands):
        if step is not None and w.buy is not None:
            step(int(100 * share * m / len(asked.demands)), 100, w.name)
        demands.append(_demand(base, asked, w))
    shame = float(base.income.sum()) if asked.believed else asked.audience
    found = threat(
        base, asked.sender, asked.target, asked.shock, demands=demands, countermeasures=asked.countermeasures, audience=shame,
        resolve=asked.resolve, tariffs=asked.tariffs, sectors=asked.sectors, horizon=asked.horizon, closure=asked.closure,
        bounds=asked.bounds, progress=tell,
    )  # fmt: skip
    found.concession(asked.power)  # so that a power that is off is said before anything is shown
    return Answer(asked, found, base)


def _demand(world: World, asked: Asked, w: Wanted) -> Demand:
    if w.buy is not None:
        sectors, amount = w.buy
        shock = purchases(
            world, asked.target, asked.sender, sectors, amount, horizon=asked.horizon, closure=asked.closure
        )
        return Demand(w.name, shock=shock)
    return Demand(w.name, w.cost, w.value, w.shock)
