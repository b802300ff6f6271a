"""One-sector structural gravity, 80 economies: the size and the job of gravity packages."""

from __future__ import annotations

import numpy as np

import bahe
from benchmarks import peers
from benchmarks.problems.engine import facts, log_welfare
from benchmarks.registry import Absent, Job, Rival, problem

SIGMA = 5.0


def gravity_world(economies: int) -> np.ndarray:
    """Flows [o,d] of an exact, balanced gravity world: symmetric costs, output equal to spending."""
    rng = np.random.default_rng(11)
    place, size = rng.random((economies, 2)), np.exp(rng.normal(0, 1.2, economies))
    cost = np.hypot(*(place[:, None] - place[None, :]).transpose(2, 0, 1)) + 0.05
    openness = cost**-1.2 * np.where(np.eye(economies, dtype=bool), 6, 1)
    terms = np.ones(economies)
    for _ in range(2000):  # T_o T_d phi_od adds up to size_o: symmetric scaling
        terms = np.sqrt(terms * size / (openness @ terms))
    return terms[:, None] * openness * terms[None, :]


@problem("one-sector gravity", target=0.005)
def one_sector(tiny: bool) -> Job:
    """Trade costs between two economies fall by a tenth: 80 economies, one sector, no inputs."""
    flows = gravity_world(6 if tiny else 80)
    N = len(flows)
    names = [f"E{n:03d}" for n in range(N)]
    world = bahe.World.from_tables(flows[:, :, None], economies=names, sectors=["all"], trade_elasticity=SIGMA - 1)
    border = np.zeros((N, N))
    border[0, 1] = border[1, 0] = np.log(0.9)
    shock = bahe.trade_cost(by="E000", on="E001", factor=0.9) & bahe.trade_cost(by="E001", on="E000", factor=0.9)
    peer = peers.gegravity(flows, SIGMA, border)
    rival = peer if isinstance(peer, Absent) else Rival("gegravity 0.3", peer, np.log, once=True, wanted_ratio=500)
    return Job(lambda: bahe.solve(world, shock, tol=1e-10), log_welfare, (rival,), facts)
