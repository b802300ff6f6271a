"""What a threatened partner would give at the most, and what it gave, as far as the engine can value it.

`most` asks `bahe.statecraft.threat`: the state before as a world of its own, the letter as the threat, and as answers nothing, the
partner's best tariff on US goods, and its rise in kind. What the executed threat would cost it after the best of these is the most that
it would give to be spared, if it believes that the sender executes. Whether he does is not assumed: `backing_down_usd_mn` is what
backing down must cost him, for executing to be better.

`cut_cost` values one concession, the cut of the partner's own tariffs on US goods, as if all of them went to zero: an upper bound in
reach, since most promises leave lines out. Pledges of purchases and investment are of different kinds and have no value here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.faults import ModelSaysNo, NotConverged
from bahe.world.shock import Effect, Shock

if TYPE_CHECKING:
    from bahe.trade.equilibrium import Equilibrium
    from bahe.world import World

SENDER = "USA"
#: The best tariff of the partner: one rate on all US goods, up to 100 %; its search ends at this share of real income.
GRAIN, BOUNDS, TOL = "partner", (0.0, 1.0), 1e-8


def most(before: Equilibrium, threat: Equilibrium, partner: str) -> dict[str, Any]:
    """The most that `partner` would give to stay in the state `before` and out of `threat`.

    most_pct, most_usd_mn     loss after its best answer, per cent of its real income and USD million a year; 0 where answering pays
    best_answer, best_rate    `nothing`, `best tariffs`, `in kind`, and the rate of the best tariffs (a fraction; NaN otherwise)
    sender_loss_best_usd_mn   of the sender, the threat being executed and answered so
    backing_down_usd_mn       what backing down must cost him to make executing better; 0 where executing pays by itself

    NaN where the threat or an answer has no equilibrium.
    """
    from bahe.statecraft.threat import threat as coerce

    nan = float("nan")
    out = dict.fromkeys(
        ("most_pct", "most_usd_mn", "best_rate", "sender_loss_best_usd_mn", "backing_down_usd_mn"), nan
    ) | {"best_answer": ""}
    world = before.as_world("before the letter")
    try:
        found = coerce(
            world, SENDER, partner, risen(before, threat), tariffs=GRAIN, horizon=before.horizon, closure=before.closure,
            bounds=BOUNDS, audience=float(world.income.sum()), tol=TOL,
        )  # fmt: skip
    except (ModelSaysNo, NotConverged):
        return out
    if not all(a.solved for a in found.answers):
        return out
    rate = found.answer.rate
    return {
        "most_pct": 100.0 * found.most / found.income[1], "most_usd_mn": found.most, "best_answer": found.answer.name,
        "best_rate": nan if rate is None else rate, "sender_loss_best_usd_mn": found.own_cost,
        "backing_down_usd_mn": found.bluff_price,
    }  # fmt: skip


def risen(old: Equilibrium, new: Equilibrium) -> Shock:
    """The tariffs of the sender that differ between two states, as one Shock on the world of the first."""
    w, n = old.world, old.world.axes.economy(SENDER)
    i, k = np.nonzero(np.abs(new.tariff_new[n] - old.tariff_new[n]) > 1e-12)
    cells = tuple(
        (SENDER, w.economies[a], w.sectors[b], float(r)) for a, b, r in zip(i, k, new.tariff_new[n, i, k], strict=True)
    )
    return Shock((Effect("tariff", "rate", cells=cells, why="the threat carried out"),)) if cells else Shock()


def cut_cost(agreed: Equilibrium, partner: str) -> float:
    """What no duty at all on US goods would cost the partner after the deal, USD million a year; below zero: a gain."""
    from bahe.statecraft.instruments import tariff
    from bahe.trade.solve import solve

    cut = tariff(by=partner, on=SENDER, sectors="goods", rate=0.0)
    eq = solve(
        agreed.world, agreed.shock & cut, closure=agreed.closure, horizon=agreed.horizon, start=agreed, on_fail="return"
    )
    return income(agreed, partner) - income(eq, partner) if eq.info.ok else float("nan")


def members(world: World, name: str) -> list[int]:
    """Positions of an economy, or of the members of a group."""
    return [world.axes.economy(n) for n in world.axes.economy_groups.get(name, (name,))]


def income(eq: Equilibrium, name: str) -> float:
    """Real income of an economy or group at base prices, USD million."""
    at = members(eq.world, name)
    return float((eq.welfare_hat[at] * eq.world.income[at]).sum())
