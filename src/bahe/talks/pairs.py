"""Nash-in-Nash: many pairs at once, each taking what the others sign as given (Horn and Wolinsky 1988)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from bahe.faults import NotConverged
from bahe.numerics.info import Outcome, SolveInfo
from bahe.talks.bargain import Bargain, Settlement
from bahe.talks.protocols.nash import nash

Pair = tuple[str, str]
Table = Callable[[Mapping[Pair, Settlement]], Bargain]


@dataclass(frozen=True, eq=False)
class Pairs:
    """What every pair signs, and how the search for it ended."""

    settlements: Mapping[Pair, Settlement]
    info: SolveInfo


def pairs(
    tables: Mapping[Pair, Table],
    protocol: Callable[[Bargain], Settlement] = nash,
    *,
    tol: float = 1e-9,
    rounds: int = 200,
) -> Pairs:
    """Each pair's table depends on what the other pairs have signed; found by going round until no signed payoff moves.

    tables   pair -> function of what the others have signed (itself left out; empty in the first round), giving its Bargain
    tol      largest move of a payoff in the last round, as a part of the largest payoff

    Raises NotConverged where it goes on moving: the tables may have no such point, or several that it circles.
    """
    begun, signed, moved = perf_counter(), dict[Pair, Settlement](), np.inf
    for turn in range(1, rounds + 1):
        before = {k: s.payoffs for k, s in signed.items()}
        for pair, table in tables.items():
            signed[pair] = protocol(table({k: s for k, s in signed.items() if k != pair}))
        if before:
            size = max(max(np.abs(s.payoffs).max() for s in signed.values()), 1e-300)
            moved = max(np.abs(s.payoffs - before[k]).max() for k, s in signed.items()) / size
        if moved <= tol:
            return Pairs(
                signed, SolveInfo(Outcome.converged, turn, float(moved), tol, perf_counter() - begun, "pair by pair")
            )
    info = SolveInfo(Outcome.out_of_iterations, rounds, float(moved), tol, perf_counter() - begun, "pair by pair")
    raise NotConverged("the pairs go on moving", info, where="pairs", got=f"{moved:.1e} of the largest payoff")
