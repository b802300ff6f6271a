"""`ensemble` of a tug: its ropes played at points of everything that is not known, in blocks, from the store where they have been before.

The inputs are groups of parameters (`GROUPS`), each a block of columns of the points, and luck: a seed for every draw. Shares are those
of the priors: figures that are on file weigh draws, and weighed draws are no longer independent of each other's inputs, so that a share of
the variance has no one meaning any more. Bands are given before and after the figures are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.items import item as item_of
from bahe.casebook.runs.jobs import answered
from bahe.casebook.tugs.figures import seen, small_world
from bahe.casebook.tugs.files import Good, TugCase, tug_case, tug_names
from bahe.casebook.tugs.inputs import GROUPS, blocks_of, given_of, inputs_of, laid
from bahe.casebook.tugs.priors import Drawn, drawn, moving
from bahe.casebook.tugs.ropes import ALL, Rope
from bahe.casebook.tugs.tugging import STOPS
from bahe.faults import UnknownName
from bahe.numerics.parts import computed
from bahe.numerics.sensitivity import shapley
from bahe.report.ensembles.runs import SHARES
from bahe.report.ensembles.tugs import TugEnsemble
from bahe.rounds import Luck
from bahe.rounds.play import Rules
from bahe.substitution.clock import first_time, half_life, months_until_bites, months_until_stops

if TYPE_CHECKING:
    from bahe.atlas.store import Store

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: Rows that are played together: large enough that a play is worth its overhead, small enough that a kill loses little.
BLOCK = 512
#: Draws where nobody says how many.
DRAWS = 1024


def tug_ensemble(
    source: str | Path,
    *,
    over: Iterable[str] = (),
    draws: int = DRAWS,
    shares: str = "none",
    sets: Iterable[str] = (),
    goods: Iterable[str] | None = None,
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    store: str | Path | None = None,
    solve: bool = True,
    progress: Progress | None = None,
    command: str = "",
) -> TugEnsemble:
    """Play a tug over draws of what is uncertain: bands on every figure, and what they are made of.

    over       `PARAMETER=LAW` in place of a prior, low..high or log-uniform(a,b);  sets: `PARAMETER=NUMBER`, no longer uncertain;
               `GOOD.PARAMETER` for one good alone
    goods      only these;  solve: the world, for leverage
    draws, shares, seed, workers, executor, store    as of `bahe.ensemble`

    Raises UnknownName, BadValue or Conflict where an input is off, and what the solver of worlds raises.
    """
    from bahe import __version__
    from bahe.atlas.store import Store
    from bahe.casebook.runs.provenance import now, version

    if shares not in SHARES:
        raise UnknownName("way to share", shares, SHARES, field="shares", where="ensemble")
    case = tug_case(str(source))
    chosen = _goods(case, goods)
    given = given_of(case, chosen, over, sets)
    inputs = {g.id: inputs_of(given[g.id]) for g in chosen}
    names = tuple(dict.fromkeys(n for g in chosen for n in inputs[g.id]))
    jobs, at = [], []
    for g in chosen:
        u = laid(draws, [inputs[g.id].get(n, []) for n in names], len(moving(given[g.id])) + 1, shares, seed)
        sample = draws * min(blocks_of(shares, len(names)), 2)
        for first in range(0, len(u), draws):
            for low in range(first, first + draws, BLOCK):
                rows = slice(low, min(low + BLOCK, first + draws))
                jobs.append({"source": str(source), "good": g.id, "given": given[g.id], "u": u[rows], "solve": solve,
                             "parts": low < sample})  # fmt: skip
                at.append((g.id, rows))
    text = _digest(str(source))
    recipes = [_recipe(job, text, __version__) for job in jobs]
    kept: Store | None = Store(store) if store is not None else None
    try:
        answers, computed = answered(answer, jobs, recipes, kept, workers, executor, progress, "tug")
    finally:
        if kept is not None:
            kept.close()
    total = draws * blocks_of(shares, len(names))
    figures = {
        g.id: _gathered([(r, a) for (i, r), a in zip(at, answers, strict=True) if i == g.id], total) for g in chosen
    }
    facts = {"bahe": __version__, "seed": seed, "draws": draws, "runs": total * len(chosen), "computed": computed, "blocks": len(jobs),
             "groups": {n: list(GROUPS[n]) for n in names},
             "versions": {n: version(n) for n in ("numpy", "scipy")}, "command": command, "made": now()}  # fmt: skip
    labels = {g.id: item_of(g.item).label for g in chosen}
    years = {g.id: (g.start, g.years) for g in chosen}
    return TugEnsemble(
        case.id, case.title, case.question, labels, years, names, shares, draws, figures, computed, facts
    )


def _goods(case: TugCase, wanted: Iterable[str] | None) -> list[Good]:
    found = {g.id: g for g in case.goods}
    for name in wanted or ():
        if name not in found:
            raise UnknownName("good", name, found, where=f"ensemble of {case.id}")
    return [g for g in case.goods if not wanted or g.id in list(wanted)]


# -- one block -----------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=16)
def _case(source: str) -> TugCase:
    return tug_case(source)


def _digest(source: str) -> str:
    """sha256 of the tug's file."""
    from bahe.casebook.cases import case
    from bahe.casebook.runs.provenance import sha256

    return sha256((case(source).file if source in tug_names() else Path(source)).read_bytes())


def _recipe(job: Mapping[str, Any], text: str, version: str) -> dict[str, Any]:
    """What an answer depends on, and nothing else: no path, no number of workers, no place among the blocks."""
    from bahe.casebook.runs.provenance import packaged_hashes, sha256

    u = np.ascontiguousarray(job["u"], dtype="<f8")
    plain = {k: job[k] for k in ("good", "given", "solve", "parts")}
    return {
        "kind": "tug",
        "bahe": version,
        "tug": text,
        "data": packaged_hashes(),
        "shape": list(u.shape),
        "points": sha256(u.tobytes()),
        **plain,
    }


class Block(Rope):
    """A rope at given points: no fit and no weights, for the points are those of a design."""

    def __init__(self, good: Good, given: Mapping[str, Any], u: Floats, solve: bool) -> None:
        self.good, self.item, self.given, self.count = good, item_of(good.item), dict(given), len(u)
        self.seed = Luck(tuple(int(v * 2**30) for v in u[:, -1]))  # type: ignore[assignment]
        self.seen = seen(good)
        self._keep, self._mark = computed, {}  # a block is kept whole
        self.drawn = drawn(self.given, len(u), 0, u[:, :-1])
        self.world = small_world(good) if good.carve and solve else None
        self.chronicle = self.run()

    def laid(
        self, d: Drawn, off: tuple[str, ...] = (), policy: str | None = None, given: Mapping[str, Any] | None = None
    ) -> tuple[Any, Any, Rules, Floats]:
        """As of a rope; the yearly world leaks by the middle of the prior in every block, so that all blocks read the same surface."""
        start, move, rules, part = super().laid(d, off, policy, given)
        return (
            start,
            move,
            replace(rules, leakage=float(d.at("leakage", np.array([0.5]))[0]) if "leakage" in d.moving else None),
            part,
        )


def answer(job: Mapping[str, Any]) -> dict[str, Floats]:
    """Figures [s] of one good at the points of a block, and the log-likelihood of the figures on file."""
    good = _goods(_case(job["source"]), [job["good"]])[0]
    block = Block(good, job["given"], np.asarray(job["u"]), bool(job["solve"]))
    used = [u for u in ALL if any(f.use == u for f in block.seen)]
    fit = block.fit_of(block.chronicle, tuple(used)) if used else np.zeros(block.count)
    return {"log_weight": fit} | figures(block) | (parts(block) if job["parts"] else {})


def figures(p: Rope) -> dict[str, Floats]:
    """What a tug says of a good, draw by draw: clocks (infinite where not reached), shares, leverage, channels."""
    good, c, d = p.good, p.chronicle, p.drawn
    depends, lost, own, x = (v[:, :, 0] for v in (c.dependence, c.leverage, c.own, c.intensity))
    known, at = bool(np.isfinite(lost).all()), good.ends
    path = (lost if known else depends)[good.since :]
    squeezed = np.where(x.max(0) > 0, x[good.since :].max(0), 1.0)
    shown, home = p.observable(c), c.of("home_share")[:, :, 0]
    out = {
        "half_life": half_life(depends[good.since :]), "bites": months_until_bites(d["stock"], squeezed, d["leakage"]),
        "stops": months_until_stops(path, STOPS * path[0]), "left": depends[-1] / depends[good.since],
        "shown_at_end": shown[at], "home_at_end": home[at], "position_at_end": c.position[at, :, 0],
    }  # fmt: skip
    out |= {f"date_{100 * v:g}": good.start + first_time(-shown, -v) for v in good.levels}
    if known:
        out |= {
            "leverage_at_start": lost[0],
            "leverage_at_end": lost[at],
            "own_at_start": own[0],
            "own_at_end": own[at],
        }
    fallen = c.channels[:, at, :, 0]
    return out | {f"channel_{n}": v for n, v in zip(("home", "third", "switch"), fallen, strict=True)}


def parts(p: Rope) -> dict[str, Floats]:
    """The rise of the home share (or of the rope) at the end, factor by factor on and off: Shapley parts [s] of every draw."""
    good, worth = p.good, []
    for code in range(2 ** len(good.factors)):
        off = tuple(f for m, f in enumerate(good.factors) if not (code >> m) & 1)
        c = p.run(off, world=False) if off else p.chronicle
        home = c.of("home_share")[:, :, 0]
        worth.append(home[good.ends] - home[0] if good.shown == "home" else c.position[good.ends, :, 0])
    found = shapley(np.stack(worth))
    return {f"due_{f.replace(' ', '_')}": v for f, v in zip(good.factors, found, strict=True)}


def _gathered(blocks: list[tuple[slice, Mapping[str, Floats]]], total: int) -> dict[str, Floats]:
    """Figures [rows of the design]; NaN where a figure was not asked for."""
    names = dict.fromkeys(n for _, a in blocks for n in a)
    out = {n: np.full(total, np.nan) for n in names}
    for rows, a in blocks:
        for n, v in a.items():
            out[n][rows] = v
    return out
