"""What each side of a deal gives and takes: what its own cuts cost it, and what the cuts of the others bring it.

From the world without the deal, one player's tariffs alone move to those of the deal, then all others' alone. From a war the first
can only cost: its tariffs were its best reply. What is left is that both together do more, or less, than one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bahe.statecraft.deal import Deal
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.solve import solve
from bahe.world.levers import resolve
from bahe.world.shock import Effect, Shock

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GiveAndTake:
    """Changes of real income by the deal, USD million a year of the benchmark [p]; own + others + rest + paid = total.

    own     of its own new tariffs alone        others  of everybody else's alone
    rest    of both at once, beyond their sum   paid    of side payments
    outside[n]  change of every economy's real income by the whole deal
    """

    before: Equilibrium = field(repr=False)
    own: Floats
    others: Floats
    rest: Floats
    paid: Floats
    total: Floats
    outside: Floats = field(repr=False)


def give_and_take(deal: Deal) -> GiveAndTake:
    """Split what everybody gains by `deal`. Raises NotConverged where a world between the two is not solved."""
    w, game = deal.world, deal.game
    members = [list(p.members) for p in game.players]
    first, last = tariffs_before(deal), deal.point.levers.tariff
    kept = Shock(tuple(e for e in game.shock.effects if e.lever != "tariff"))

    def real_income(at: Floats, start: Equilibrium | None = None) -> tuple[Equilibrium, Floats]:
        eq = solve(
            w,
            kept & _levels(deal, at),
            closure=game.closure,
            horizon=game.horizon,
            start=start,
            tol=min(game.tol, 1e-10),
        )
        return eq, eq.welfare_hat * w.income

    def mixed(who: Iterable[int]) -> Floats:
        at = first.copy()
        for p in who:
            at[members[p]] = last[members[p]]
        return at

    before, base = real_income(first)
    everybody = range(len(members))
    unpaid = (
        real_income(last, before)[1] - base if deal.payments.any() else deal.equilibrium.welfare_hat * w.income - base
    )
    whole: Floats = deal.equilibrium.welfare_hat * w.income - base
    alone: dict[frozenset[int], Floats] = {frozenset(everybody): unpaid}

    def gain(p: int, who: Iterable[int]) -> float:
        key = frozenset(who)
        if key not in alone:
            alone[key] = real_income(mixed(key), before)[1] - base
        return float(alone[key][members[p]].sum())

    own = np.array([gain(p, {p}) for p in everybody])
    others = np.array([gain(p, set(everybody) - {p}) for p in everybody]) if len(members) > 1 else np.zeros(1)
    together = np.array([gain(p, everybody) for p in everybody])
    total = np.array([float(whole[m].sum()) for m in members])
    return GiveAndTake(before, own, others, together - own - others, total - together, total, whole)


def tariffs_before(deal: Deal) -> Floats:
    """Rates [n,i,k] of the world without the deal: the war, those in force, or none among the players."""
    game = deal.game
    if deal.start == "status-quo":
        return resolve(game.shock, game.world).tariff
    if deal.start == "nash" and deal.war is not None:
        return deal.war.point.levers.tariff
    return game.levers(np.clip(np.zeros(game.size), *game.bounds)).tariff


def _levels(deal: Deal, at: Floats) -> Shock:
    """New rates as a Shock on the benchmark."""
    w = deal.world
    n, i, k = np.nonzero(at != w.tariff)
    cells = tuple(
        (w.economies[a], w.economies[b], w.sectors[c], float(at[a, b, c])) for a, b, c in zip(n, i, k, strict=True)
    )
    return Shock((Effect("tariff", "rate", cells=cells, why="tariffs"),)) if cells else Shock()
