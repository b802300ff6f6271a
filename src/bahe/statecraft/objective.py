"""What governments want: real income; with weights on the incomes of industries; less of it for a rival; and to keep their word.

A player of several economies wants the sum of their real incomes at base prices. With political weights an industry's factor income
counts `weight` times (Grossman and Helpman 1994; Ossa 2014, eq. 6: weights with mean one). With a security term the player would
give `b` dollars of its own real income a year for one dollar that the rival loses. With an audience it pays at home for falling
short of what it has announced (Fearon 1994).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, UnknownName
from bahe.statecraft.policy import CUTS, LEVERS, Lever, Player
from bahe.trade import joint_map
from bahe.trade.problem import Problem
from bahe.world.calibrate import RATE_CEILING
from bahe.world.world import World

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Announced:
    """What a player has said that it would set, and what it loses at home if it does not.

    rate    on everything that its `lever` covers
    cost    USD million a year, if it sets nothing of it; a part left out costs the square of that part (so that small steps
            back are cheap), with base trade as weights. To set more than was announced costs nothing
    """

    rate: float
    cost: float
    lever: Lever = "tariff"

    def __post_init__(self) -> None:
        if self.lever not in LEVERS:
            raise UnknownName("lever", self.lever, LEVERS, where="Announced")
        top = 0.9 if self.lever in CUTS else RATE_CEILING
        most = float(np.finfo(float).max)
        bounds = {"rate": (1e-6, top, f"above zero, up to {top:g}"), "cost": (0.0, most, "zero or more")}
        for name, (low, high, allowed) in bounds.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise BadValue("out of range", field=name, where="Announced", got=value, allowed=allowed)


@dataclass(frozen=True)
class Objective:
    """Weights of the objectives of all players; the default is real income alone.

    political   player -> {sector or group: weight}; sectors not named have weight one
    security    player -> {rival (a player or an economy): dollars given up for a dollar that the rival loses}
    audience    player -> Announced: a rate it has promised, and what it would lose at home by setting less
    """

    political: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    security: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    audience: Mapping[str, Announced] = field(default_factory=dict)

    def resolved(self, world: World, players: Sequence[Player]) -> Resolved:
        """The same as arrays for one world and its players."""
        N, K = len(world.economies), len(world.sectors)
        weight, by_name = np.ones((N, K)), {p.name: p for p in players}
        for name, weights in self.political.items():
            player = _known(by_name, name, "political")
            for sectors, value in weights.items():
                if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10:
                    raise BadValue(
                        "out of range", field="political", where=f"{name}, {sectors}", got=value, allowed="0 to 10"
                    )
                k = world.axes.sector_index(sectors, "Objective(political=)")
                weight[np.array(player.members, dtype=np.intp)[:, None], k] = value
        rival = np.zeros((len(players), N))
        for name, rivals in self.security.items():
            p = list(by_name).index(_known(by_name, name, "security").name)
            for other, b in rivals.items():
                if isinstance(b, bool) or not isinstance(b, int | float) or not 0 <= b <= 10:
                    raise BadValue("out of range", field="security", where=f"{name}, {other}", got=b, allowed="0 to 10")
                members = (
                    by_name[other].members
                    if other in by_name
                    else world.axes.economy_index(other, "Objective(security=)")
                )
                if set(members) & set(players[p].members):
                    raise BadValue("a player is no rival of itself", field="security", where=name, got=other)
                rival[p, list(members)] = b
        own = np.zeros((len(players), N))
        for p, player in enumerate(players):
            own[p, list(player.members)] = 1.0
        promised = {}
        for name, said in self.audience.items():
            if not isinstance(said, Announced):
                raise BadValue("what was announced is needed", field="audience", where=f"Objective, {name}", got=said,
                               remedy="bahe.Announced(rate=0.3, cost=1000).")  # fmt: skip
            promised[list(by_name).index(_known(by_name, name, "audience").name)] = said
        return Resolved(world, weight if self.political else None, own, rival, promised)


def _known(players: Mapping[str, Player], name: str, field: str) -> Player:
    if name not in players:
        raise BadValue("no such player", field=field, where="Objective", got=name, allowed=list(players))
    return players[name]


@dataclass(frozen=True)
class Resolved:
    """Objectives as arrays: weight[n,j] or None, own[p,n] (members), rival[p,n] (dollars for a dollar lost), promises by player."""

    world: World
    weight: Floats | None
    own: Floats
    rival: Floats
    promised: Mapping[int, Announced] = field(default_factory=dict)

    def payoffs(self, p: Problem, b: joint_map.Books) -> Any:
        """Log of what each economy's government counts as real income [n]."""
        if self.weight is None:
            return np.log(b.income) - b.log_Pf
        return np.log(b.income + ((self.weight - 1) * self._earned(b)).sum(-1)) - b.log_Pf

    @staticmethod
    def _earned(b: joint_map.Books) -> Any:
        return b.paid + getattr(b, "profits", 0.0)

    def base(self, p: Problem, b: joint_map.Books) -> Floats:
        """The same in the benchmark, USD million [n]."""
        if self.weight is None:
            return self.world.income
        out: Floats = self.world.income + ((self.weight - 1) * self._earned(b)).sum(-1)
        return out

    def values(self, log_hat: Floats, base: Floats) -> Floats:
        """Value of each player's objective as a fraction of its base real income [p]; zero in the benchmark."""
        gain = (np.exp(log_hat) - 1) * base
        return ((self.own - self.rival) @ gain) / (self.own @ base)

    def seeds(self, log_hat: Floats, base: Floats) -> Floats:
        """Derivative of each player's value by the log payoff of each economy [p,n]."""
        return (self.own - self.rival) * (np.exp(log_hat) * base) / (self.own @ base)[:, None]
