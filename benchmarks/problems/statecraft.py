"""Trade wars and talks: published ones, from the authors' files where they are, and those of the packaged world.

What is timed is the search; the certificate (deviations tried by every player) is computed afterwards and has a time of its own.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import bahe
from bahe.statecraft.deal import cooperate
from bahe.statecraft.sufficient import uniform_tariffs
from bahe.statecraft.war import War, certificate, nash
from benchmarks.problems.engine import world
from benchmarks.registry import Absent, Cited, Job, problem

OSSA = "MATLAB, on the hardware of its time"
PUBLIC = "public program of Lashkaripour (2021) under Octave on two cores: 2.2 s, less 0.97 s to balance trade"


def sources(name: str) -> Path | Absent:
    """The folder `name` of the raw sources, or the words that would lead to it."""
    folder = Path(os.environ.get("BAHE_SOURCES", "")) / "replication" / name
    if not os.environ.get("BAHE_SOURCES") or not folder.is_dir():
        return Absent("the authors' files", f"set BAHE_SOURCES to the folder that holds replication/{name}")
    return folder


def facts(war: War) -> dict[str, Any]:
    """Size, how it ended, the certificate, memory and log."""
    begun = perf_counter()
    sure = certificate(war.game, war.point)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {
        "size": f"{len(war.players)} players, {war.game.size:,} rates", "iterations": war.info.iterations,
        "residual": war.info.residual, "outcome": war.info.outcome.name, "certificate": float(sure), "deviations": sure.tried,
        "certificate_seconds": perf_counter() - begun, "log": [list(step) for step in war.log],
        "process_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit,
    }  # fmt: skip


# -- one tariff an importer, 44 x 16 --------------------------------------------------------------------------------


def cube(tiny: bool) -> bahe.World | Absent:
    """The world of 44 economies and 16 sectors without input links, or four invented economies."""
    if tiny:
        return without_inputs(0.0)
    folder = sources("lashkaripour_2021")
    if isinstance(folder, Absent):
        return folder
    from bahe.atlas.replicate import nash_wiod2014

    return nash_wiod2014.base_world(folder)


def without_inputs(profit_share: float) -> bahe.World:
    """Four invented economies and three sectors."""
    rng = np.random.default_rng(13)
    trade = np.exp(rng.normal(0, 1, (4, 4, 3)))
    trade[np.arange(4), np.arange(4)] += 20
    names = ["USA", "CHN", "E00", "E01"]
    return bahe.World.from_tables(trade, economies=names, sectors=["S0", "S1", "S2"], profit_share=profit_share)


@problem("uniform nash, condition", target=0.02)
def condition(tiny: bool) -> Job | Absent:
    """One Nash tariff an importer by the published condition, 44 economies and 16 sectors, trade balanced already."""
    w = cube(tiny)
    if isinstance(w, Absent):
        return w
    uniform_tariffs(w)  # balances the world, once
    return Job(
        lambda: uniform_tariffs(w),
        rivals=(Cited("public program", 2.2 - 0.97, PUBLIC),),
        facts=lambda found: {"size": f"{len(found.players)} players", "iterations": found.info.iterations, "residual": found.info.residual},
    )  # fmt: skip


@problem("uniform nash, exact", target=1.0, once=True)
def exact(tiny: bool) -> Job | Absent:
    """The same war with exact best replies."""
    w = cube(tiny)
    return w if isinstance(w, Absent) else Job(lambda: nash(w, certify=False), facts=facts)


# -- 7 x 33 with profits: 1,386 tariffs -----------------------------------------------------------------------------


def ossa(tiny: bool) -> bahe.World | Absent:
    """The balanced world of Ossa (2014), or four invented economies with profits."""
    if tiny:
        return without_inputs(0.2)
    folder = sources("ossa_2014")
    if isinstance(folder, Absent):
        return folder
    from bahe.atlas.replicate import ossa2014

    return ossa2014.base_world(folder)


@problem("ossa war", target=3.0, once=True)
def ossa_war(tiny: bool) -> Job | Absent:
    """Nash tariffs by partner and sector, seven regions and 33 sectors with profits: 1,386 tariffs."""
    w = ossa(tiny)
    if isinstance(w, Absent):
        return w
    return Job(
        lambda: nash(w, tariffs="partner-sector", certify=False),
        rivals=(Cited("published program", 96 * 60.0, OSSA),),
        facts=facts,
    )


@problem("ossa talks", target=30.0, once=True)
def ossa_talks(tiny: bool) -> Job | Absent:
    """Cooperative tariffs with equal gains for all, from the war, the war at hand: 1,386 tariffs."""
    w = ossa(tiny)
    if isinstance(w, Absent):
        return w
    war = nash(w, tariffs="partner-sector", certify=False)

    def told(deal: Any) -> dict[str, Any]:
        gain = {"smallest_gain_pct": 100 * float(deal.gains.min()), "largest_gain_pct": 100 * float(deal.gains.max())}
        size = f"{len(deal.players)} players, {deal.game.size:,} rates"
        return gain | {"size": size, "iterations": deal.info.iterations, "residual": deal.info.residual}

    return Job(
        lambda: cooperate(w, "nash", tariffs="partner-sector", war=war),
        rivals=(Cited("published program", 50 * 3600.0, OSSA),),
        facts=told,
    )


# -- the packaged world ---------------------------------------------------------------------------------------------


def largest(w: bahe.World, count: int) -> list[str]:
    """The economies of the highest value added, the EU as one; the rest of the world is nobody's government."""
    europe = set(w.axes.economy_groups.get("EU27", ())) & set(w.economies)
    value = dict(zip(w.economies, w.value_added, strict=True))
    size = {name: float(v) for name, v in value.items() if name not in europe and name != "ROW"}
    if europe:
        size["EU27"] = float(sum(value[name] for name in europe))
    return sorted(size, key=lambda name: -size[name])[:count]


@problem("icio-2022 war of ten", target=60.0, once=True)
def ten(tiny: bool) -> Job:
    """Nash tariffs on goods by partner of the ten largest economies, the EU as one, in the full world of 81 x 50."""
    w = world(tiny)
    players = largest(w, 2 if tiny else 10)
    return Job(lambda: nash(w, players, "partner", sectors="goods", certify=False), facts=facts)


@problem("icio-2022 war of twenty, industries", patient=True)
def twenty(tiny: bool) -> Job:
    """Nash tariffs on goods by partner and industry of the twenty largest economies, the EU as one, in the full world."""
    w = world(tiny)
    players = largest(w, 3 if tiny else 20)
    return Job(lambda: nash(w, players, "partner-sector", sectors="goods", certify=False), facts=facts)


@problem("icio-2022 war of all, industries", patient=True)
def everybody(tiny: bool) -> Job:
    """Heavy: the same of all 81 economies, every member of the EU for itself."""
    w = world(tiny)
    return Job(lambda: nash(w, None, "partner-sector", sectors="goods", certify=False), facts=facts)
