"""Leverage: what each buyer loses if each supplier cuts it off, solved, and what that costs the supplier (textbook, section 7).

Lambda[n,i] is the real-income loss of n, in per cent, when i stops its exports to n, everything else free to adjust at the
horizon named; `own[n,i]` is what i itself loses by doing so. The solved thing: no formula for small shares is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.axes import Names
from bahe.faults import BadValue
from bahe.numerics.parts import Keep, computed
from bahe.registry import door
from bahe.trade.many import Answers, CutOff, cut_off
from bahe.trade.solve import solve
from bahe.world.shock import Effect, Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Actors = Mapping[str, tuple[str, ...]]
Rent = Literal["importer", "exporter", "nobody"]


@dataclass(frozen=True, eq=False)
class Leverage:
    """Losses of buyers (rows) when suppliers (columns) cut them off.

    loss[n,i], own[n,i]     per cent of real income, positive where it is a loss: of the buyer, and of the supplier itself
    loss_usd, own_usd       the same in USD million a year of base income
    solved[n,i]             True where an equilibrium was found; the other cells are NaN, never a number. The diagonal is NaN
    overlap[n,i]            True where buyer and supplier are one, or share a member: no question, so neither solved nor unsolved
    mutual                  True where both directions stop at once: then `own[n,i]` is `loss[i,n]`
    """

    buyers: tuple[str, ...]
    suppliers: tuple[str, ...]
    loss: Floats
    own: Floats
    loss_usd: Floats
    own_usd: Floats
    solved: NDArray[np.bool_]
    horizon: str
    closure: str
    sectors: tuple[str, ...]
    leakage: float
    mutual: bool
    elasticity_set: str
    overlap: NDArray[np.bool_]
    seconds: float = field(default=0.0, compare=False)

    @cached_property
    def net(self) -> Floats:
        """Asymmetry [n,i]: what n loses by i's cut, less what i loses by making it, in USD million."""
        return self.loss_usd - self.own_usd

    def __getattr__(self, name: str) -> Any:
        """Doors attached in `bahe/__init__`: matrix(), table()."""
        return door(self, name)

    def __repr__(self) -> str:
        how = f"{int(self.solved.sum())} of {self.solved.size} cells solved"
        return f"<Leverage, {self.horizon}: {len(self.buyers)} buyers x {len(self.suppliers)} suppliers, {how}>"


def solved(
    world: World,
    *,
    horizon: str = "short",
    buyers: Names | Actors | None = None,
    suppliers: Names | Actors | None = None,
    sectors: Names = "goods",
    mutual: bool = False,
    leakage: float | Mapping[str, float] = 0.0,
    rent: Rent = "importer",
    closure: str = "transfer",
    tol: float = 1e-8,
    progress: Callable[[int, int], None] | None = None,
    keep: Keep = computed,
) -> Leverage:
    """Cut every supplier off from every buyer in turn and solve each world again.

    buyers, suppliers   economies or groups (default: every economy). A mapping {"coalition": ("USA", "NLD", "JPN")} makes one
                        actor of several economies; as buyer a group loses what its members lose together (income weights)
    sectors             what is withheld: sectors, groups of sectors, or carved items by name
    mutual              True: both directions stop at once
    leakage             share of the base quantity that still arrives, one number or one by sector (solved one by one, since the
                        price wedge is endogenous)
    rent                who earns that wedge: the buyer's own middlemen (`importer`, the least that the buyer can lose), the
                        supplier (`exporter`, who may then gain by cutting off) or `nobody`: what leaks is dearer by resources
                        used up, bought from the supplier. Middlemen in third countries lie between: the buyer loses as under
                        `exporter`, the supplier as under `importer`

    keep                keeps solves (`numerics.parts`, `under` what the world is)

    Raises Infeasible where sigma <= 1 and nothing leaks. Cells without a finite equilibrium are NaN with `solved` False.
    """
    from time import perf_counter

    if not isinstance(mutual, bool | np.bool_):
        raise BadValue("True or False is needed", field="mutual", where="leverage", got=mutual, allowed="True, False")
    if not isinstance(world, World):
        raise BadValue("a World is needed", field="world", where="leverage", got=type(world).__name__,
                       remedy="bahe.load_world('icio-2022') gives one.")  # fmt: skip
    begun = perf_counter()
    rows, columns = actors(world, buyers, "buyers"), actors(world, suppliers, "suppliers")
    k = tuple(int(v) for v in world.axes.sector_index(sectors, "leverage(sectors=)"))
    leaks = {world.sectors[v]: _leak(leakage, world.sectors[v]) for v in k}
    most = max(leaks.values())
    pairs = [(r, c) for r in rows for c in columns if not set(rows[r]) & set(columns[c])]
    questions = [CutOff(columns[c], rows[r], k) for r, c in pairs]
    answers = (
        _one_by_one(world, questions, horizon, closure, leaks, rent, tol, mutual, progress, keep)
        if most > 0
        else cut_off(
            world, questions, horizon=horizon, closure=closure, tol=tol, mutual=mutual, progress=progress, keep=keep
        )
    )
    return _gathered(world, rows, columns, pairs, answers, (horizon, closure, mutual, most), k, perf_counter() - begun)


def _leak(leakage: float | Mapping[str, float], sector: str) -> float:
    value = leakage.get(sector, 0.0) if isinstance(leakage, Mapping) else leakage
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise BadValue("out of range", field="leakage", where=f"leverage, {sector}", got=value, allowed="0 to below 1")
    return float(value)


def _stop(buyers: tuple[str, ...], suppliers: tuple[str, ...], sector: str, left: float, rent: Rent) -> Effect:
    """A cut of one sector: a cap at what leaks, or nothing at all."""
    if left > 0:
        return Effect("control", "cap", left, buyers, suppliers, (sector,), rent=rent, why="leverage")
    return Effect("ban", "cap", 0.0, buyers, suppliers, (sector,), why="leverage")


def actors(
    world: World, names: Names | Actors | None, field: str, where: str = "leverage"
) -> dict[str, tuple[int, ...]]:
    """Actors by name as positions of economies: a group such as EU27 acts as one, `world` is each economy for itself."""
    if isinstance(names, Mapping):
        return {a: tuple(int(v) for v in world.axes.economy_index(m, f"{where}({field}=)")) for a, m in names.items()}
    out: dict[str, tuple[int, ...]] = {}
    if names is not None and not isinstance(names, Iterable):
        raise BadValue("a name or a list of names is needed", field=field, where=where, got=names)
    for name in [names] if isinstance(names, str) else list(names) if names is not None else ["world"]:
        index = world.axes.economy_index([name], f"{where}({field}=)")
        if name in ("world", "others"):
            out |= {world.economies[v]: (int(v),) for v in index}
        else:
            out[name] = tuple(int(v) for v in index)
    return out


def _one_by_one(
    world: World, questions: Sequence[CutOff], horizon: str, closure: str, leaks: Mapping[str, float], rent: Rent,
    tol: float, mutual: bool, progress: Callable[[int, int], None] | None, keep: Keep,
) -> Answers:  # fmt: skip
    """Cuts that leak: a quantity cap with an endogenous wedge on each flow, so each question is solved by itself."""
    e, S = world.economies, len(questions)
    welfare, good = np.full((S, len(e)), np.nan), np.zeros(S, dtype=bool)
    iterations, residual = np.zeros(S, dtype=np.intp), np.full(S, np.inf)
    for s, q in enumerate(questions):
        i, n = tuple(e[v] for v in q.suppliers), tuple(e[v] for v in q.buyers)
        sides = [(n, i), (i, n)] if mutual else [(n, i)]
        shock = Shock(tuple(_stop(a, b, k, left, rent) for a, b in sides for k, left in leaks.items()))
        recipe = {
            "part": "leak",
            "shock": [asdict(x) for x in shock.effects],
            "horizon": horizon,
            "closure": str(closure),
            "tol": tol,
        }
        found = keep(recipe, partial(_leaking, world, shock, horizon, closure, tol))
        welfare[s], good[s] = found["welfare"], found["good"].item()
        iterations[s], residual[s] = found["iterations"].item(), found["residual"].item()
        if progress is not None:
            progress(s + 1, S)
    return Answers(welfare, good, np.ones(S, dtype=bool), iterations, residual)


def _leaking(world: World, shock: Shock, horizon: str, closure: str, tol: float) -> dict[str, NDArray[Any]]:
    """Real income [n] under one cut that leaks, and how the solve ended; NaN where it did not converge."""
    eq = solve(world, shock, horizon=horizon, closure=closure, tol=tol, on_fail="return")
    welfare = eq.welfare_hat if eq.info.ok else np.full(len(world.economies), np.nan)
    ended = {name: np.array(getattr(eq.info, name)) for name in ("iterations", "residual")}
    return {"welfare": welfare, "good": np.array(eq.info.ok), **ended}


def _gathered(
    world: World, rows: dict[str, tuple[int, ...]], columns: dict[str, tuple[int, ...]], pairs: list[tuple[str, str]],
    answers: Answers, how: tuple[str, str, bool, float], k: tuple[int, ...], seconds: float,
) -> Leverage:  # fmt: skip
    horizon, closure, mutual, leakage = how
    shape = (len(rows), len(columns))
    loss, own, loss_usd, own_usd = (np.full(shape, np.nan) for _ in range(4))
    done, apart = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    r_at, c_at = {n: p for p, n in enumerate(rows)}, {n: p for p, n in enumerate(columns)}
    for s, (r, c) in enumerate(pairs):
        at = r_at[r], c_at[c]
        done[at], apart[at] = answers.converged[s], True
        lost = (1 - answers.welfare_hat[s]) * world.income
        for members, percent, usd in ((rows[r], loss, loss_usd), (columns[c], own, own_usd)):
            usd[at] = lost[list(members)].sum()
            percent[at] = 100 * usd[at] / world.income[list(members)].sum()
    return Leverage(
        tuple(rows), tuple(columns), loss, own, loss_usd, own_usd, done, horizon, closure,
        tuple(world.sectors[v] for v in k), leakage, mutual, world.elasticity_set, ~apart, seconds,
    )  # fmt: skip
