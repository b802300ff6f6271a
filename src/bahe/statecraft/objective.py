"""What governments want: real income; with weights on the incomes of industries; and less of it for a rival.

A player of several economies wants the sum of their real incomes at base prices. With political weights an industry's factor income
counts `weight` times (Grossman and Helpman 1994; Ossa 2014, eq. 6: weights with mean one). With a security term the player would
give `b` dollars of its own real income a year for one dollar that the rival loses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue
from bahe.statecraft.policy import Player
from bahe.trade import joint_map
from bahe.trade.problem import Problem
from bahe.world.world import World

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Objective:
    """Weights of the objectives of all players; the default is real income alone.

    political   player -> {sector or group: weight}; sectors not named have weight one
    security    player -> {rival (a player or an economy): dollars given up for a dollar that the rival loses}
    """

    political: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    security: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

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
        return Resolved(world, weight if self.political else None, own, rival)


def _known(players: Mapping[str, Player], name: str, field: str) -> Player:
    if name not in players:
        raise BadValue("no such player", field=field, where="Objective", got=name, allowed=list(players))
    return players[name]


@dataclass(frozen=True)
class Resolved:
    """Objectives as arrays: weight[n,j] or None, own[p,n] (members), rival[p,n] (dollars for a dollar lost)."""

    world: World
    weight: Floats | None
    own: Floats
    rival: Floats

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
