"""Pledged purchases: what makes a buyer buy more from one seller, and so what the pledge costs it (textbook, section 8).

The government makes the pledged goods of the seller cheaper at home by one factor, until so much more of them is bought: an import
subsidy, paid from its income, found by the secant method on the log of what is bought. What the pledge costs is then what the engine
says of that change of policy. Goods that would have been bought anyway cost nothing; the price of a pledge is the bending of trade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite, log, log1p

import numpy as np

from bahe.axes import Names
from bahe.faults import BadValue, Conflict, NotConverged
from bahe.statecraft.policy import read_players
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.solve import solve
from bahe.world.shock import Effect, Shock
from bahe.world.world import World

#: More than this over what is bought in the benchmark is out of reach of an import subsidy.
MOST_SHARE = 20.0
#: The search ends where what is bought is within this fraction of the pledge, or after so many solves.
WITHIN, MOST_SOLVES = 1e-8, 40
#: Never more than this in one step, in logs of price.
LONGEST = 0.7


def bought(eq: Equilibrium, buyer: str, seller: str, sectors: Names) -> float:
    """What `buyer` buys from `seller` of `sectors`, USD million at basic prices."""
    n, i, k = _cells(eq.world, buyer, seller, sectors)
    return float(eq.trade_new[np.ix_(n, i, k)].sum())


def purchases(
    world: World, buyer: str, seller: str, sectors: Names, usd_mn: float, *, horizon: str = "long", closure: str = "balanced"
) -> Shock:  # fmt: skip
    """The import subsidy by `buyer` under which it buys `usd_mn` more a year of `sectors` from `seller`.

    usd_mn  USD million a year at basic prices, on top of the benchmark (under `balanced`: of the balanced one); zero: no Shock

    Raises BadValue for an amount below zero or above twenty times what is bought, Conflict where nothing is, NotConverged where the
    amount is not reached.
    """
    if isinstance(usd_mn, bool) or not isfinite(usd_mn) or usd_mn < 0:
        raise BadValue(
            "out of range", field="usd_mn", where="purchases", got=usd_mn, allowed="USD million a year, zero or more"
        )
    if usd_mn == 0:
        return Shock()
    start = solve(world, horizon=horizon, closure=closure)
    base = bought(start, buyer, seller, sectors)
    if base <= 0:
        raise Conflict("nothing of this is bought", field="sectors", where="purchases", got=f"{buyer} from {seller}: {sectors}",
                       remedy="Name industries in which there is trade.")  # fmt: skip
    if usd_mn > MOST_SHARE * base:
        raise BadValue(
            f"more than {MOST_SHARE:g} times what is bought, a share that no subsidy reaches", field="usd_mn", where="purchases",
            got=usd_mn, allowed=f"up to {MOST_SHARE * base:.4g}", remedy="More industries, or a smaller pledge.",
        )  # fmt: skip
    goal, near = log1p(usd_mn / base), start
    theta = world.horizon(horizon).trade_elasticity[_cells(world, buyer, seller, sectors)[2]]
    slope, last = max(float(theta.mean()), 0.5), (0.0, 0.0)
    for _ in range(MOST_SOLVES):
        step = float(np.clip((goal - last[1]) / slope, -LONGEST, LONGEST))
        cut = last[0] + step
        shock = cheaper(world, buyer, seller, sectors, cut)
        near = solve(world, shock, horizon=horizon, closure=closure, start=near)
        got = log(bought(near, buyer, seller, sectors) / base)
        if abs(got - goal) <= WITHIN:
            return _named(shock, buyer, seller, usd_mn)
        if step != 0 and (got - last[1]) / step > 0:
            slope = (got - last[1]) / step
        last = (cut, got)
    raise NotConverged("the pledged purchases are not reached", near.info, where="purchases",
                       got=f"{base * np.expm1(last[1]):.4g} of {usd_mn:.4g} USD million",
                       remedy="A smaller pledge, or more industries.")  # fmt: skip


def cheaper(world: World, buyer: str, seller: str, sectors: Names, cut: float) -> Shock:
    """Prices of what `buyer` buys from `seller` lower by the factor e^-cut at its border."""
    n, i, k = _cells(world, buyer, seller, sectors)
    e, s = world.economies, world.sectors
    cells = tuple(
        (e[a], e[b], s[c], float((1 + world.tariff[a, b, c]) * np.exp(-cut) - 1))
        for a in n for b in i for c in k if world.trade[a, b, c] > 0
    )  # fmt: skip
    return Shock((Effect("tariff", "rate", cells=cells, why="purchases"),))


def _named(shock: Shock, buyer: str, seller: str, usd_mn: float) -> Shock:
    said = f"purchases by {buyer} from {seller}: USD {usd_mn / 1000:g} bn a year more"
    return Shock(tuple(replace(e, why=said) for e in shock.effects))


def _cells(world: World, buyer: str, seller: str, sectors: Names) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    n, i = two(world, buyer, seller, "purchases")
    return n, i, [int(k) for k in world.axes.sector_index(sectors, "purchases(sectors=)")]


def two(world: World, first: str, second: str, where: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Members of two players who are not the same."""
    both = read_players(world, [first, second], where)
    if len(both) < 2:
        raise BadValue("it takes two", field="players", where=where, got=f"{first} and {second}")
    return both[0].members, both[1].members
