"""Answers of the world to a state of its ropes: solved one by one, read off a grid, or not asked.

Each has `parts` (the holders' parts of imports at the start), `welfare` (log real income [s,n] under controls), `leverage` (losses of
targets and holders [s,r] by a full stop), and `accuracy` (how it was solved).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import MissingData
from bahe.numerics.parts import Keep, computed
from bahe.rounds.bench import Bench, Rope, Surface, leverage_of, surface
from bahe.rounds.chronicle import Accuracy
from bahe.world.world import World

Floats = NDArray[np.float64]

#: States at which interpolated answers are compared with solved ones.
COMPARED = 8


@dataclass(frozen=True, eq=False)
class Unasked:
    """No world: nothing is known of income."""

    count: int

    @property
    def parts(self) -> Floats:
        """The holders' parts of imports at the start [r]."""
        raise MissingData(
            "without a world the holder's part of imports must be given", field="holder_part", where="play"
        )

    def welfare(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        """log real income [s,n] at states and under controls [s,r]."""
        return np.full((len(share), 0), np.nan)

    def leverage(self, share: Floats, part: Floats, fall: Floats) -> tuple[Floats, Floats]:
        """Losses of targets and holders by a full stop [s,r], per cent."""
        return np.full(share.shape, np.nan), np.full(share.shape, np.nan)

    def accuracy(self, *history: Any) -> Accuracy:
        """How the years were solved."""
        return Accuracy("no world", 0, 0, np.nan, np.nan, np.nan, 0.0, history[-1])


@dataclass(frozen=True, eq=False)
class Solved:
    """Every state is solved."""

    bench: Bench

    @property
    def parts(self) -> Floats:
        """The holders' parts of imports at the start [r]."""
        return np.array([r.part for r in self.bench.ropes])

    def welfare(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        """log real income [s,n] at states and under controls [s,r]."""
        return np.stack([self.bench.answer(s, h, y, [v])[0] for s, h, y, v in zip(share, part, fall, x, strict=True)])

    def leverage(self, share: Floats, part: Floats, fall: Floats) -> tuple[Floats, Floats]:
        """Losses of targets and holders by a full stop [s,r], per cent."""
        R = len(self.bench.ropes)
        controls = [np.zeros(R), *np.eye(R)]
        log_w = np.stack(
            [self.bench.answer(s, h, y, controls) for s, h, y in zip(share, part, fall, strict=True)]
        )  # [s,1+r,n]
        return _losses(log_w[:, :1].repeat(R, 1), log_w[:, 1:], self.bench.ropes)

    def accuracy(self, *history: Any) -> Accuracy:
        """How the years were solved."""
        _, parts, xs, *_, seconds = history
        S, R = parts[0].shape
        return Accuracy("exact", len(xs) * S * 2 + len(parts) * S * (1 + R), 0, 0.0, 0.0, 0.0, 0.0, seconds)


@dataclass(frozen=True, eq=False)
class Read:
    """States are read off surfaces, one a rope; their effects on log income add up."""

    bench: Bench
    surfaces: tuple[Surface, ...]

    @property
    def parts(self) -> Floats:
        """The holders' parts of imports at the start [r]."""
        return np.array([r.part for r in self.bench.ropes])

    def _parts(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        """log income by rope [r,s,n]."""
        return np.stack([f.at(share[:, r], part[:, r], fall[:, r], x[:, r]) for r, f in enumerate(self.surfaces)])

    def welfare(self, share: Floats, part: Floats, fall: Floats, x: Floats) -> Floats:
        """log real income [s,n] at states and under controls [s,r]."""
        return np.asarray(self._parts(share, part, fall, x).sum(0))

    def leverage(self, share: Floats, part: Floats, fall: Floats) -> tuple[Floats, Floats]:
        """Losses of targets and holders by a full stop [s,r], per cent."""
        free, held = (
            self._parts(share, part, fall, np.full(share.shape, v)).swapaxes(0, 1) for v in (0.0, 1.0)
        )  # [s,r,n]
        return _losses(free, held, self.bench.ropes)

    def accuracy(self, *history: Any) -> Accuracy:
        """Solve some states that were met, spread over years and draws, and compare."""
        states, parts, xs, gap_0, n, g, _ = history
        begun, exact = perf_counter(), Solved(self.bench)
        at = [
            (t, s)
            for t, s in zip(
                np.linspace(0, len(xs) - 1, COMPARED).astype(int),
                np.linspace(0, len(gap_0) - 1, COMPARED).astype(int),
                strict=True,
            )
        ]
        worst = np.zeros(3)
        outside = []
        for t, c in enumerate(states):
            share, fall = c.home_share[:, n, g], gap_0 - c.gap[:, n, g]
            outside += [f.outside(share[:, r], parts[t][:, r], fall[:, r]) for r, f in enumerate(self.surfaces)]
        for t, s in dict.fromkeys(at):
            c = states[t]
            state = c.home_share[s : s + 1, n, g], parts[t][s : s + 1], gap_0[s : s + 1] - c.gap[s : s + 1, n, g]
            x = xs[t][s : s + 1]
            gap = np.abs(np.expm1(self.welfare(*state, x)) - np.expm1(exact.welfare(*state, x))).max()
            mine, true = self.leverage(*state)[0], exact.leverage(*state)[0]
            worst = np.maximum(worst, [100 * gap, np.abs(mine - true).max(), np.abs(true).max()])
        grids = sum(f.solves for f in self.surfaces)
        met = len(dict.fromkeys(at))
        solves, seconds = grids + met * (3 + len(self.surfaces)), history[-1] + perf_counter() - begun
        off, apart, size = map(float, worst)
        return Accuracy("grid", solves, met, off, apart, size, float(np.mean(outside)), seconds)


Answers = Unasked | Solved | Read


def answers(world: World | None, ropes: Sequence[tuple[str, str, str]], rules: Any, keep: Keep = computed) -> Answers:
    """What answers for the ropes (holder, target, item) under the `Rules`: `solve`, `leakage`, `horizon`, `closure`, ...

    `keep` keeps what is solved of a grid (`numerics.parts`), which does not know the world.
    """
    if world is None:
        return Unasked(len(ropes))
    found = tuple(Rope.of(world, *r) for r in ropes)
    leakage = float(np.median(np.asarray(rules.laws.leakage))) if rules.leakage is None else rules.leakage
    bench = Bench(world, found, rules.horizon, rules.closure, leakage, rules.rent, rules.tol)
    if rules.solve == "exact":
        return Solved(bench)
    moving = bool(np.any(np.asarray(rules.resourcing) > 0))
    return Read(bench, tuple(surface(bench, r, moving_part=moving, keep=keep) for r in range(len(found))))


def _losses(free: Floats, held: Floats, ropes: Sequence[Rope]) -> tuple[Floats, Floats]:
    """Losses of targets and holders [s,r] from log income [s,r,n]."""
    r = np.arange(len(ropes))
    lost = leverage_of(free, held)
    return lost[:, r, [q.n for q in ropes]], lost[:, r, [q.i for q in ropes]]
