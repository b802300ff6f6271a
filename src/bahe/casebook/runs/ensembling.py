"""`ensemble`: a scenario played over draws, in processes of their own, from the store where it has been played before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.casebook.runs.jobs import answered
from bahe.faults import BadValue, Conflict, ModelSaysNo, UnknownName
from bahe.numerics.sampling import Dimension, drawn, points
from bahe.numerics.sensitivity import MOST_SHARED, design, shared_design
from bahe.report.ensembles.runs import SHARES, Ensemble
from bahe.trade.solve import solve

if TYPE_CHECKING:
    from bahe.atlas.store import Store
    from bahe.casebook.runs.playing import Unreached
    from bahe.report.ensembles.tugs import TugEnsemble
    from bahe.scenario import Scenario
    from bahe.world import World

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: The input that stands for the published sets of trade elasticities (long run) and the range of theta (shorter horizons).
ELASTICITIES = "elasticities"


#: Draws of a scenario where nobody says how many.
DRAWS = 64


def ensemble(
    source: str | Path,
    *,
    over: Iterable[str] = (),
    draws: int | None = None,
    shares: str = "none",
    sets: Iterable[str] = (),
    variants: Iterable[str] | None = None,
    horizons: Iterable[str] | None = None,
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    store: str | Path | None = None,
    solve_worlds: bool = True,
    progress: Progress | None = None,
    command: str = "",
) -> Ensemble | TugEnsemble:
    """Play a built-in case, a scenario file or a tug over draws of what is uncertain: an Ensemble, or a TugEnsemble of a tug.

    over       inputs: `KEY=LAW` with a scenario's dotted key, as in `variants.truce.moves[0].add=0.1..0.5`; laws are low..high,
               uniform(a,b), log-uniform(a,b), normal(mean,sd), triangular(low,likeliest,high) and choice(x,y,...) or x|y.
               `elasticities`, all published sets and the range of theta, is always among them
               Of a tug: its priors; `over` gives a (GOOD.)PARAMETER another range, `sets` a number, `variants` are goods
    draws      number of points; even coverage wants a power of two. None: 64 of a scenario, 1024 of a tug
    shares     none | sobol | shapley: bands alone, or also what they are made of (more runs: `SHARES`)
    workers    processes, each with one thread of linear algebra; 1 plays in this one. Figures do not depend on it
    executor   any concurrent.futures Executor instead, such as a Dask client's `get_executor()`
    store      folder of a run store: what has been played is not played again, also after a kill in mid-run
    seed       of the points;  solve_worlds: of a tug, for leverage

    A draw whose solve does not converge is missing (NaN), and counted. Raises the errors of `bahe.scenario.read`, and BadValue or
    UnknownName where an input is off.
    """
    from bahe import __version__
    from bahe.atlas.store import Store
    from bahe.casebook.runs.provenance import now, version, world_hash

    if shares not in SHARES:
        raise UnknownName("way to share", shares, SHARES, field="shares", where="ensemble")
    sets, variants, horizons = list(sets), list(variants or ()), list(horizons or ())
    if is_tug(source):
        from bahe.casebook.tugs.ensembling import DRAWS as OF_A_TUG
        from bahe.casebook.tugs.ensembling import tug_ensemble

        if horizons:
            raise Conflict("a tug has one horizon, its years", field="horizons", where="ensemble", got=horizons)
        return tug_ensemble(
            source, over=over, draws=draws or OF_A_TUG, shares=shares, sets=sets, goods=variants or None, seed=seed, workers=workers,
            executor=executor, store=store, solve=solve_worlds, progress=progress, command=command,
        )  # fmt: skip
    draws = draws or DRAWS
    dimensions = (Dimension(ELASTICITIES, "uniform", (0.0, 1.0)), *(read_dimension(text) for text in over))
    _distinct(dimensions)
    scenario = _scenario(str(source), tuple(sets), tuple(variants), tuple(horizons))
    world = _world(scenario)
    laid = {"none": points, "sobol": design, "shapley": shared_design}[shares]
    if shares == "shapley" and len(dimensions) > MOST_SHARED:
        raise Conflict(
            "too many inputs for Shapley shares", where="ensemble", got=len(dimensions), allowed=str(MOST_SHARED)
        )
    u = laid(draws, len(dimensions), seed)
    jobs = [
        {"source": str(source), "sets": [*sets, *(f"{k}={v}" for k, v in draw.items() if k != ELASTICITIES)],
         "variants": variants, "horizons": horizons, "elasticities": draw[ELASTICITIES]}
        for draw in drawn(dimensions, u)
    ]  # fmt: skip
    if jobs:
        _scenario(
            jobs[0]["source"], tuple(jobs[0]["sets"]), tuple(variants), tuple(horizons)
        )  # words that are off are told at once
    digest = world_hash(world)
    recipes = [_recipe(job, scenario, digest, __version__) for job in jobs]
    kept: Store | None = Store(store) if store is not None else None
    try:
        answers, computed = answered(answer, jobs, recipes, kept, workers, executor, progress, "welfare")
    finally:
        if kept is not None:
            kept.close()
    names = tuple(v.id for v in scenario.variants), scenario.horizons, _economies(scenario, world)
    facts = {"bahe": __version__, "seed": seed, "draws": draws, "runs": len(jobs), "computed": computed, "world": digest,
             "versions": {n: version(n) for n in ("numpy", "scipy")}, "command": command, "made": now()}  # fmt: skip
    return Ensemble(scenario, dimensions, shares, u, names, np.stack([a["welfare_pct"] for a in answers]),
                    np.stack([a["welfare_usd_mn"] for a in answers]), computed, facts)  # fmt: skip


def is_tug(source: str | Path) -> bool:
    """Whether a case or file is a tug: `goods` at its top."""
    from bahe.casebook.cases import cases

    known = {c.name: c for c in cases()}
    if str(source) in known:
        return known[str(source)].kind == "tug"
    path = Path(source)
    try:
        return path.suffix.lower() in (".yaml", ".yml") and bool(
            re.search(r"^goods:", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
    except (OSError, UnicodeDecodeError):
        return False  # who reads it says what is wrong with it


_CALL = re.compile(r"^(?P<law>[a-z-]+)\((?P<figures>.*)\)$")


def read_dimension(text: str) -> Dimension:
    """`KEY=LAW` as a Dimension; raises BadValue with the laws that there are."""
    key, equals, law = (part.strip() for part in text.partition("="))
    where = f"--over {text}"
    if not equals or not key or not law:
        raise BadValue("KEY=LAW is needed", field="over", where=where, remedy="For example closure=balanced|transfer, or "
                       "variants.truce.moves[0].add=0.1..0.5.")  # fmt: skip
    if key == ELASTICITIES:
        raise Conflict("elasticities are always drawn, over all published sets", field="over", where=where,
                       remedy="Keep to some of them with --set elasticities=[...].")  # fmt: skip
    if called := _CALL.match(law):
        name, figures = called["law"], [x.strip() for x in called["figures"].split(",")]
    elif ".." in law:
        name, figures = "uniform", law.split("..")
    elif "|" in law:
        name, figures = "choice", [x.strip() for x in law.split("|")]
    else:
        raise BadValue("not a law", field="over", where=where, got=law, allowed="low..high, x|y|z, uniform(), log-uniform(), "
                       "normal(), triangular(), choice()")  # fmt: skip
    try:
        values: tuple[Any, ...] = tuple(figures) if name == "choice" else tuple(_number(x) for x in figures)
    except ValueError:
        raise BadValue("numbers are needed", field="over", where=where, got=law) from None
    return Dimension(key, name, values)  # type: ignore[arg-type]


def _number(text: str) -> float:
    """A number, or per cent with the sign."""
    text = text.strip()
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _distinct(dimensions: Iterable[Dimension]) -> None:
    names = [d.name for d in dimensions]
    for name in names:
        if names.count(name) > 1:
            raise Conflict("an input is given twice", field="over", where="ensemble", got=name)


def _recipe(job: Mapping[str, Any], scenario: Scenario, world: str, version: str) -> dict[str, Any]:
    """What an answer depends on, and nothing else: no path, no number of workers."""
    return {"kind": "welfare", "bahe": version, "world": world, "scenario": scenario.model_dump_json(), "sets": job["sets"],
            "elasticities": job["elasticities"]}  # fmt: skip


# -- one draw -----------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=64)
def _scenario(source: str, sets: tuple[str, ...], variants: tuple[str, ...], horizons: tuple[str, ...]) -> Scenario:
    """Read once a process."""
    from bahe.casebook.cases import scenario_for
    from bahe.casebook.runs.playing import narrowed

    return narrowed(scenario_for(source, list(sets)), variants, horizons)


_worlds: dict[str, World] = {}


def _world(scenario: Scenario) -> World:
    """The benchmark of a scenario, kept while only other keys change."""
    from bahe.casebook.runs.playing import world_for

    key = f"{scenario.world.model_dump_json()} {scenario.folder}"
    if key not in _worlds:
        _worlds.clear()
        _worlds[key] = world_for(scenario)
    return _worlds[key]


def answer(job: Mapping[str, Any]) -> dict[str, Floats]:
    """One draw: change of real income [v,h,n] of every economy and group, in per cent and USD million; NaN without an equilibrium."""
    from bahe.casebook.runs.playing import Unreached, labour_supply
    from bahe.casebook.runs.tables import with_groups

    scenario = _scenario(job["source"], tuple(job["sets"]), tuple(job["variants"]), tuple(job["horizons"]))
    world = _world(scenario)
    scenario.check(world)
    shocks = [scenario.shock(v) for v in scenario.variants]
    names = _economies(scenario, world)
    out = {
        m: np.full((len(shocks), len(scenario.horizons), len(names)), np.nan) for m in ("welfare_pct", "welfare_usd_mn")
    }
    for h, horizon in enumerate(scenario.horizons):
        bench = _drawn(scenario, world, horizon, float(job["elasticities"]))
        if isinstance(bench, Unreached):
            continue
        start = None
        for v, shock in enumerate(shocks):
            try:
                start = solve(
                    bench, shock, closure=scenario.closure, horizon=horizon, labour=labour_supply(scenario), start=start
                )
            except ModelSaysNo:
                start = None
                continue
            _, values = with_groups(bench, start.table()[["welfare_pct", "welfare_usd_mn"]])
            out["welfare_pct"][v, h], out["welfare_usd_mn"][v, h] = values.T
    return out


def _drawn(scenario: Scenario, world: World, horizon: str, u: float) -> World | Unreached:
    """The benchmark whose elasticities stand at the quantile u of those that the scenario admits."""
    from bahe.casebook.runs.playing import Unreached, central_label, rebased

    long = world.draws("long")
    if scenario.elasticities != "all":
        long = {name: w for name, w in long.items() if name in scenario.elasticities} or long
    if horizon == "long":
        drawn_one = _at(long, u)
        return rebased(drawn_one, scenario.base_shock(), scenario) if scenario.base.moves else drawn_one
    home = long.get(central_label(world, "long"), world)
    bench = rebased(home, scenario.base_shock(), scenario) if scenario.base.moves else home
    return bench if isinstance(bench, Unreached) else _at(bench.draws(horizon), u)


def _at(worlds: Mapping[str, World], u: float) -> World:
    """The world at quantile u of a list in its order."""
    listed = list(worlds.values())
    return listed[min(int(u * len(listed)), len(listed) - 1)]


def _economies(scenario: Scenario, world: World) -> tuple[str, ...]:
    return (*world.economies, *world.axes.economy_groups)
