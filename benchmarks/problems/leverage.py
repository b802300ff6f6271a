"""Leverage: many cut-offs at once against one solve each, and the first-order matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

import bahe
from bahe.dependence.leverage import solved
from bahe.trade.many import cut_off_first_order
from benchmarks.problems.engine import world
from benchmarks.registry import Job, Rival, problem

SIX = ("USA", "CHN", "DEU", "JPN", "KOR", "TWN")


def six(tiny: bool) -> tuple[str, ...]:
    """The actors of the cases, or three of an invented world."""
    return ("USA", "CHN", "E00") if tiny else SIX


def one_by_one(w: bahe.World, actors: tuple[str, ...], horizon: str) -> np.ndarray:
    """The same matrix by `bahe.solve`, an embargo at a time."""
    out = np.full((len(actors), len(actors)), np.nan)
    for r, n in enumerate(actors):
        for c, i in enumerate(actors):
            if n != i:
                eq = bahe.solve(w, bahe.embargo(i, n, direction="exports"), horizon=horizon, tol=1e-8)
                out[r, c] = 100 * (1 - eq.welfare_hat[w.economies.index(n)])
    return out


def matrix(tiny: bool, horizon: str) -> Job:
    """Six actors at one horizon."""
    w, actors = world(tiny), six(tiny)
    alone = Rival("bahe.solve, one by one", lambda: one_by_one(w, actors, horizon), np.nan_to_num, once=True)
    return Job(
        lambda: solved(w, horizon=horizon, buyers=actors, suppliers=actors),
        lambda L: np.nan_to_num(L.loss),
        (alone,),
        lambda L: {"size": f"{len(actors)} x {len(actors)}", "solved": int(L.solved.sum())},
    )


@problem("leverage, six actors, long", target=5.0)
def six_long(tiny: bool) -> Job:
    """What each of six actors loses if each other cuts it off, horizon long."""
    return matrix(tiny, "long")


@problem("leverage, six actors, short", target=5.0)
def six_short(tiny: bool) -> Job:
    """The same at horizon short."""
    return matrix(tiny, "short")


@problem("leverage, all pairs, first order", target=1.0)
def first_order(tiny: bool) -> Job:
    """First-order loss of every buyer from every supplier, horizon long: one adjoint an economy."""
    w = world(tiny)
    return Job(lambda: cut_off_first_order(w), facts=lambda a: {"pairs": a[0].size - len(a[0])})


def all_pairs(tiny: bool, horizon: str) -> Job:
    """Every pair of a world."""
    w = world(tiny)
    facts: Any = lambda L: {"pairs": L.loss.size - len(L.buyers), "solved": int(L.solved.sum())}
    return Job(lambda: solved(w, horizon=horizon), lambda L: np.nan_to_num(L.loss), (), facts)


@problem("leverage, all pairs, long", target=60.0, patient=True)
def all_long(tiny: bool) -> Job:
    """All 81 x 80 pairs solved exactly, horizon long."""
    return all_pairs(tiny, "long")


@problem("leverage, all pairs, short", target=120.0, patient=True)
def all_short(tiny: bool) -> Job:
    """The same at horizon short; with the long horizon 180 seconds are meant."""
    return all_pairs(tiny, "short")
