"""The regime map: where an embargo pays, and at what security weight, over learning, long-run elasticity and lock-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, NotConverged
from bahe.numerics.parts import Keep, computed
from bahe.statecraft.control.break_even import break_even
from bahe.statecraft.control.certificate import ROUGH
from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.grid import Grid
from bahe.statecraft.control.rules import COARSE

Floats = NDArray[np.float64]

#: name -> (field, low, high, source): what published estimates support.
SUPPORT: dict[str, tuple[tuple[str, float, float, str], ...]] = {
    "aggregate": (
        ("learning", 0.035, 0.412, "p10 to p90 of 87 technologies, first differences"),
        ("long_elasticity", 1.75, 2.25, "Boehm, Levchenko and Pandalai-Nayar 2023, 7-10 years"),
    ),
    "sector": (
        ("learning", 0.035, 0.412, "p10 to p90 of 87 technologies, first differences"),
        ("long_elasticity", 3.0, 8.0, "sector literature, to verify"),
    ),
}

LEARNING = (0.035, 0.10, 0.20, 0.30, 0.41, 0.74)
LONG_ELASTICITY = (1.75, 2.0, 2.25, 3.0, 4.0, 6.0, 8.0)
LOCK_IN = (0.0, 1.0, 2.0, 3.0)


@dataclass(frozen=True, eq=False)
class RegimeMap:
    """b* over three parameters: arrays [w,e,n] over `learning`, `long_elasticity` and `lock_in`.

    weight    b*; NaN where the embargo pays at any weight, at none, or where a solve did not converge (see `verdict`)
    cost      what the embargo costs the holder in money;  hurt: what it adds to the challenger's loss; market-years
    verdict   pays at any weight | pays above b* | pays below b* | self-defeating | not converged
    support   aggregate | sector | '' : the region of published estimates that the cell lies in
    moved     part by which b* moves from the next coarser grid: its certificate; infinite where the verdict moves, NaN without b*
    """

    game: ControlGame
    intensity: float
    learning: Floats
    long_elasticity: Floats
    lock_in: Floats
    weight: Floats
    cost: Floats
    hurt: Floats
    verdict: NDArray[np.str_]
    support: NDArray[np.str_]
    moved: Floats

    def rough(self, most: float = ROUGH) -> NDArray[np.bool_]:
        """Cells whose b* moves by more than `most`, or whose verdict moves: their digits are not to be quoted [w,e,n]."""
        return np.asarray(self.moved > most)

    def pays(self, security: float) -> NDArray[np.bool_]:
        """Where the embargo pays at a given weight: [w,e,n]. Cells that did not converge are False, and so in `verdict`."""
        known = self.verdict != "not converged"
        return np.asarray(known & (security * np.nan_to_num(self.hurt) > np.nan_to_num(self.cost)))

    def table(self) -> list[dict[str, Any]]:
        """One row a cell, for reports and files; None where there is no b*."""
        axes = self.learning, self.long_elasticity, self.lock_in
        return [
            {
                "learning": float(axes[0][at[0]]),
                "long_elasticity": float(axes[1][at[1]]),
                "lock_in": float(axes[2][at[2]]),
                "break_even_weight": _number(self.weight[at]),
                "verdict": str(self.verdict[at]),
                "cost_market_years": _number(self.cost[at]),
                "hurt_market_years": _number(self.hurt[at]),
                "support": str(self.support[at]),
                "moved": _number(self.moved[at]),
                "rough": bool(self.moved[at] > ROUGH),
            }
            for at in np.ndindex(self.weight.shape)
        ]

    def ranges(self) -> list[dict[str, Any]]:
        """For each region of published estimates: range of b*, cells, and how many are self-defeating or unsolved."""
        out = []
        for name in SUPPORT:
            inside = self.support == name
            found = self.weight[inside & np.isfinite(self.weight)]
            out.append(
                {
                    "support": name,
                    "cells": int(inside.sum()),
                    "lowest": _number(found.min() if found.size else np.nan),
                    "highest": _number(found.max() if found.size else np.nan),
                    "self_defeating": int((inside & (self.verdict == "self-defeating")).sum()),
                    "not_converged": int((inside & (self.verdict == "not converged")).sum()),
                    "rough": int((inside & self.rough()).sum()),
                    "sources": [f"{field} {low:g}-{high:g}: {source}" for field, low, high, source in SUPPORT[name]],
                }
            )
        return out


def regime_map(
    game: ControlGame,
    *,
    learning: Sequence[float] = LEARNING,
    long_elasticity: Sequence[float] = LONG_ELASTICITY,
    lock_in: Sequence[float] = LOCK_IN,
    intensity: float = 1.0,
    grid: Grid = COARSE,
    progress: Callable[[int, int], None] | None = None,
    keep: Keep = computed,
) -> RegimeMap:
    """Solve free sale and embargo in every cell (a quarter of a second each); all else is as in `game`.

    A cell that does not settle says so and has no number. `progress(done, all)` is called after each cell, `keep` keeps cells
    (`numerics.parts`).
    """
    axes = [np.array(a, dtype=float) for a in (learning, long_elasticity, lock_in)]
    for name, axis in zip(("learning", "long_elasticity", "lock_in"), axes, strict=True):
        if axis.ndim != 1 or axis.size == 0:
            raise BadValue(
                "not a list of numbers", field=name, where="regime_map", got=axis.shape, allowed="one or more"
            )
    shape = tuple(a.size for a in axes)
    weight, cost, hurt, moved = (np.full(shape, np.nan) for _ in range(4))
    verdict, support = np.full(shape, "not converged", dtype="<U24"), np.full(shape, "", dtype="<U12")
    for done, at in enumerate(product(*map(range, shape))):
        cell = dict(
            zip(("learning", "long_elasticity", "lock_in"), (float(a[i]) for a, i in zip(axes, at)), strict=True)
        )
        support[at] = supported(cell)
        found = keep(_recipe(game, cell, intensity, grid), partial(_cell, game.at(**cell), intensity, grid))
        verdict[at] = found["verdict"].item()
        for figures, name in ((weight, "weight"), (cost, "cost"), (hurt, "hurt"), (moved, "moved")):
            figures[at] = found[name].item()
        if progress is not None:
            progress(done + 1, int(np.prod(shape)))
    return RegimeMap(game, intensity, axes[0], axes[1], axes[2], weight, cost, hurt, verdict, support, moved)


def _recipe(game: ControlGame, cell: dict[str, float], intensity: float, grid: Grid) -> dict[str, Any]:
    """All that a cell follows from."""
    at = {k: v.item() if isinstance(v, np.number) else v for k, v in vars(game.at(**cell)).items()}
    return {"part": "regime cell", "game": at, "intensity": float(intensity), "grid": asdict(grid)}


def _cell(game: ControlGame, intensity: float, grid: Grid) -> dict[str, NDArray[Any]]:
    """b* of one game, what the embargo costs and hurts, by how much b* moves, and the verdict in words."""
    try:
        found = break_even(game, intensity=intensity, grid=grid, refine=True)
    except NotConverged:
        none = np.array(np.nan)
        return {"weight": none, "cost": none, "hurt": none, "moved": none, "verdict": np.array("not converged")}
    figures = {name: np.array(float(getattr(found, name))) for name in ("weight", "cost", "hurt", "moved")}
    return {**figures, "verdict": np.array(found.verdict)}


def supported(cell: dict[str, float]) -> str:
    """The region of published estimates that a cell lies in, or ''."""
    for name, bounds in SUPPORT.items():
        if all(low <= cell[field] <= high for field, low, high, _ in bounds):
            return name
    return ""


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
