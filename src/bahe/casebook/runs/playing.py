"""`run`: a scenario, from its file to a Run and, if asked, a report on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bahe.numerics.info import Outcome
from bahe.numerics.parts import Keep, computed

if TYPE_CHECKING:
    from bahe.casebook.runs.tables import Ledger
    from bahe.report import Run
    from bahe.scenario import Scenario, Variant
    from bahe.trade.equilibrium import Equilibrium
    from bahe.world import Shock, World

#: What to do where no solve converges.
OnFail = Literal["raise", "return"]
#: Called after every solve: done, in all, what was solved.
Progress = Callable[[int, int, str], None]


def run(
    source: str | Path,
    out: str | Path | None = None,
    *,
    sets: Iterable[str] = (),
    lang: str = "en",
    variants: Iterable[str] | None = None,
    horizons: Iterable[str] | None = None,
    progress: Progress | None = None,
    report: bool = True,
    force: bool = False,
    workers: int = 1,
    on_fail: OnFail = "raise",
    keep: Keep = computed,
) -> Run:
    """Play a built-in case or a scenario file: every variant at every horizon over every elasticity set.

    out       folder of the report (report.html, CSV, Parquet, the resolved scenario, provenance.json); None writes nothing
    sets      `KEY=VALUE` settings, as in `closure=balanced` or `variants.truce.moves[0].add=0.5`
    lang      language of the report: en, zh, or both (report.html and report.zh.html, each linked to the other)
    variants, horizons   only these, by id or name
    force     replace `out` even where it is not a report of bahe
    workers   threads; they gain time where numpy itself is kept to one (OPENBLAS_NUM_THREADS=1, as the command line does)

    on_fail   where no solve converges: "raise" NotConverged, or "return" the Run without figures; the report is written first
    keep      keeps the parts of a run (`numerics.parts`), so that one that was interrupted goes on where it was

    Returns the Run. A solve that does not converge is a row of `run.solves` and leaves no figures. Raises the errors of
    `bahe.scenario.read`.
    """
    from bahe.casebook.cases import scenario_for
    from bahe.casebook.runs.publishing import publish, refuse

    language(lang, both=True)
    if out is not None and report:
        refuse(Path(out), force)
    sets, variants, horizons = list(sets), list(variants or ()), list(horizons or ())
    scenario = narrowed(scenario_for(source, sets), variants, horizons)
    said = command(source, sets, variants, horizons, lang)
    done = play(scenario, progress=progress, command=said, workers=workers, on_fail="return", keep=keep)
    place = publish(done, Path(out), lang, force) if out is not None and report else None
    return done if on_fail == "return" else with_figures(done, place)


def command(source: str | Path, sets: list[str], variants: list[str], horizons: list[str], lang: str) -> str:
    """The command line that makes the same run; a file is named without its folder."""
    from shlex import join

    from bahe.report.runs.folder import file_name

    pairs = [x.partition("=") for x in sets]
    options = [("--set", f"{k}={file_name(v) if k in ('world', 'world.name') else v}") for k, _, v in pairs]
    options += [("--variant", x) for x in variants] + [("--horizon", x) for x in horizons]
    options += [("--lang", lang)] if lang != "en" else []
    return join(["bahe", "run", Path(source).name, *(word for pair in options for word in pair)])


def with_figures(run: Run, place: Path | None = None) -> Run:
    """The run, where at least one solve converged; NotConverged otherwise, which says where the report of that is."""
    from bahe.faults import NotConverged

    if len(run.welfare):
        return run
    first = str(run.solves["advice"].iloc[0])
    raise NotConverged(
        f"none of {len(run.solves)} solves gave an equilibrium", where=run.scenario.id, got=first,
        remedy="Try another horizon, a smaller move, or leakage for an embargo."
        + (f" The report with every verdict: {place.name}." if place is not None else ""),
    )  # fmt: skip


def play(
    scenario: Scenario,
    progress: Progress | None = None,
    command: str = "",
    workers: int = 1,
    on_fail: OnFail = "raise",
    keep: Keep = computed,
) -> Run:
    """Solve everything that a scenario asks for; nothing is written. The figures depend neither on `workers` nor on `keep`.

    Where no solve converges: NotConverged, or, with `on_fail="return"`, a Run whose `solves` say how each ended.
    """
    from time import perf_counter

    from bahe.casebook.runs.provenance import provenance
    from bahe.casebook.runs.restoring import lines_kept
    from bahe.casebook.runs.tables import Ledger
    from bahe.report import Run

    started = perf_counter()
    world = world_for(scenario)
    scenario = scenario.fitted(world)
    if scenario.elasticities != "all" and scenario.world.elasticities is None:
        world = world.at(elasticities=scenario.elasticities[0])  # the first set named is the central one
    shocks = {v.id: scenario.shock(v) for v in scenario.variants}
    benches = benchmarks(scenario, world)
    home = benches[central_label(world, "long")] if scenario.base.moves else world
    central = world if isinstance(home, Unreached) else home
    ledger = Ledger(central)
    asked = list(lines(scenario, world, benches))
    total = len(asked) * len(scenario.variants)
    step = _counter(progress, total)
    for solved in _mapped(lines_kept(scenario, shocks, step, keep), asked, workers):
        ledger.join(solved)
    facts = provenance(scenario, central, shocks, perf_counter() - started, command)
    score = None
    if scenario.score is not None:
        from bahe.casebook.tariffs.diversion import scored

        score = scored(scenario, world, ledger.imports)
    done = Run(
        scenario=scenario,
        world=central,
        provenance=facts,
        score=score,
        extra=extra(scenario, world, keep),
        **ledger.tables(),
    )
    return done if on_fail == "return" else with_figures(done)


def extra(scenario: Scenario, world: World, keep: Keep = computed) -> dict[str, Any]:
    """The tables that the scenario asks for beside the usual ones, by name; those with losses at its horizons.

    What partners would give is sought at the first horizon alone.
    """
    import pandas as pd

    from bahe.casebook.talks.episodes import episodes
    from bahe.casebook.tariffs.actual import player_tariffs

    out: dict[str, Any] = {}
    if "episodes" in scenario.tables:
        parts = [
            episodes(world, h, closure=scenario.closure, predict=h == scenario.horizons[0], keep=keep)
            for h in scenario.horizons
        ]
        out["episodes"] = pd.concat(parts, ignore_index=True)
    if "model-tariffs" in scenario.tables:
        from bahe.casebook.tariffs.model import model_tariffs

        central = {str(h): central_label(world, h) for h in scenario.horizons}
        sets = None if scenario.elasticities == "all" else scenario.elasticities
        out["model_tariffs"] = model_tariffs(world, central, horizons=scenario.horizons, sets=sets, keep=keep)
    if {"player-tariffs", "model-tariffs"} & {*scenario.tables}:
        out["player_tariffs"] = player_tariffs(world)
    if "holdings" in scenario.tables and scenario.world.items is not None:
        from bahe.atlas.items import chosen
        from bahe.casebook.levers.holding import holdings, pairs, share_history

        asked = pairs(scenario)
        out["holdings"] = holdings(uncarved(scenario), chosen(scenario.world.items), asked)
        held = set(zip(out["holdings"]["buyer"], out["holdings"]["holder"], strict=True))
        out["share_history"] = share_history(world, [p for p in asked if p in held])
    return out


def solve_line(
    scenario: Scenario, line: Line, shocks: Mapping[str, Shock], step: Callable[[str], None], stop: Callable[[], bool]
) -> Ledger:
    """All variants along one line, each started from the one before."""
    from bahe.casebook.runs.tables import Ledger

    bench = line.world
    ledger, start = Ledger(bench.world if isinstance(bench, Unreached) else bench), None
    for variant in scenario.variants:
        if stop():
            break
        if isinstance(bench, Unreached):
            eq, info = None, bench.facts
        else:
            eq, info = _solve(scenario, bench, line.horizon, shocks[variant.id], start)
        ledger.note(variant.id, line.horizon, line.label, info)
        if eq is not None:
            start = eq
            ledger.add(variant.id, line.horizon, line.label, eq)
            if line.central:
                ledger.add_detail(variant.id, line.horizon, eq)
            if scenario.score is not None and variant.moves:
                from bahe.casebook.tariffs.diversion import imports_of

                ledger.imports.append(imports_of(variant.id, line.label, eq))
        step(f"{variant.id}, {line.horizon}, {line.label}")
    return ledger


def _counter(progress: Progress | None, total: int) -> Callable[[str], None]:
    """Counts solves from any thread and tells `progress`."""
    from threading import Lock

    lock, done = Lock(), 0

    def step(what: str) -> None:
        nonlocal done
        with lock:
            done += 1
            if progress is not None:
                progress(done, total, what)

    return step


def _mapped(work: Callable[[Line, Callable[[], bool]], Ledger], asked: list[Line], workers: int) -> Iterator[Ledger]:
    """`work` over all lines, in their order, on so many threads; an interruption stops the threads after the present solve."""
    if workers <= 1:
        yield from (work(line, lambda: False) for line in asked)
        return
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    stop = Event()
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, line, stop.is_set) for line in asked]
        try:
            for future in futures:
                yield future.result()
        except BaseException:
            stop.set()
            for future in futures:
                future.cancel()
            raise


def world_for(scenario: Scenario) -> World:
    """The benchmark that a scenario names: packaged or from a path, with its base tariffs, elasticities and groups, items carved in."""
    world, items = uncarved(scenario), scenario.world.items
    if items is None:
        return world
    from bahe.atlas.items import chosen

    return world.carve(chosen(items))


def uncarved(scenario: Scenario) -> World:
    """The same without the items."""
    from bahe.atlas import load_world

    choice = scenario.world
    beside = scenario.folder / choice.name if scenario.folder is not None else None
    name = str(beside) if beside is not None and beside.is_file() else choice.name
    world = load_world(name, tariffs=choice.tariffs, elasticities=choice.elasticities)
    if choice.aggregate is not None:
        economies = {g: list(m) for g, m in choice.aggregate.economies.items()}
        sectors = {g: list(m) for g, m in choice.aggregate.sectors.items()}
        world = world.aggregate(economies=economies or None, sectors=sectors or None)
    return world


@dataclass(frozen=True)
class Unreached:
    """A benchmark at the base date that was not reached: the world it was to be made from, and how the solve ended."""

    world: World
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One world at one horizon with one elasticity set, along which all variants are solved."""

    horizon: str
    label: str
    world: World | Unreached
    central: bool


def central_label(world: World, horizon: str) -> str:
    """The label of the central elasticities at a horizon among `world.draws(horizon)`."""
    draws = list(world.draws(horizon))
    if horizon == "long":
        return world.elasticity_set if world.elasticity_set in draws else draws[0]
    theta = world.horizon(horizon).trade_elasticity
    named = f"theta {theta[0]:g}"
    return named if named in draws else draws[len(draws) // 2]


def lines(scenario: Scenario, world: World, benches: Mapping[str, World | Unreached]) -> Iterator[Line]:
    """Every (horizon, elasticities) of the scenario; the central one of each horizon first."""
    home = central_label(world, "long")
    for horizon in scenario.horizons:
        central = central_label(world, horizon)
        base = world if not scenario.base.moves else benches[home]
        draws: Mapping[str, World | Unreached] = benches
        if horizon != "long":
            draws = dict.fromkeys(world.draws(horizon), base) if isinstance(base, Unreached) else base.draws(horizon)
        for label in sorted(draws, key=lambda name: name != central):
            yield Line(horizon, label, draws[label], label == central)


def benchmarks(scenario: Scenario, world: World) -> Mapping[str, World | Unreached]:
    """Elasticity set -> the benchmark at the base date, or how it was missed; the central set is always among them."""
    draws = world.draws("long")
    if scenario.elasticities != "all":
        wanted = {*scenario.elasticities, central_label(world, "long")}
        draws = {name: w for name, w in draws.items() if name in wanted}
    if not scenario.base.moves:
        return draws
    shock = scenario.base_shock()
    return {name: rebased(w, shock, scenario) for name, w in draws.items()}


def rebased(world: World, shock: Any, scenario: Scenario) -> World | Unreached:
    """The benchmark at the base date: the long-run equilibrium after the moves of the base, as a world of its own."""
    from bahe.faults import ModelSaysNo
    from bahe.trade.solve import solve

    try:
        found = solve(world, shock, closure=scenario.closure, horizon="long")
    except ModelSaysNo as error:
        told = {"method": "base", "advice": f"the moves of the base: {error.message}"}
        return Unreached(world, _facts(error) | told)
    return found.as_world(f"{world.name} at the base date")


def narrowed(scenario: Scenario, variants: Iterable[str] | None, horizons: Iterable[str] | None) -> Scenario:
    """The scenario with only some variants and horizons; unknown names are refused."""
    from bahe.faults import UnknownName
    from bahe.scenario.scenario import HORIZONS

    changes: dict[str, Any] = {}
    if variants:
        chosen: list[Variant] = [scenario.variant(name) for name in variants]
        changes["variants"] = tuple(v for v in scenario.variants if v in chosen)
        if scenario.compare_with not in [v.id for v in chosen] or len(changes["variants"]) < 2:
            changes["compare_with"] = None  # nothing is left of the comparison
        if scenario.lead not in [v.id for v in chosen]:
            changes["lead"] = None
    if horizons:
        for name in horizons:
            if name not in HORIZONS:
                raise UnknownName("horizon", name, HORIZONS)
        changes["horizons"] = tuple(dict.fromkeys(horizons))
    return scenario.model_copy(update=changes) if changes else scenario


def _solve(
    scenario: Scenario, world: World, horizon: str, shock: Any, start: Any
) -> tuple[Equilibrium | None, dict[str, Any]]:
    """An equilibrium and how the solve ended; no equilibrium where it did not converge."""
    from bahe.faults import ModelSaysNo
    from bahe.trade.solve import solve

    try:
        eq = solve(
            world, shock, closure=scenario.closure, horizon=horizon, labour=labour_supply(scenario),
            start=start, on_fail="return",
        )  # fmt: skip
    except ModelSaysNo as error:
        return None, _facts(error) | {"advice": error.message}
    return (eq if eq.info.ok else None), eq.info.as_dict()


def _facts(error: Exception) -> dict[str, Any]:
    """How a solve ended that raised: its SolveInfo, or that the question has no finite equilibrium."""
    info = getattr(error, "info", None)
    return info.as_dict() if info is not None else {"outcome": Outcome.infeasible.name}


def labour_supply(scenario: Scenario) -> Any:
    """The labour-supply option of the solver; None where labour is fixed."""
    if scenario.labour is None:
        return None
    from bahe.trade.options import LabourSupply

    given = scenario.labour
    return LabourSupply(given.elasticity, given.income_tax, given.revenue)


def language(lang: str, both: bool = False) -> None:
    """Refuse a language that reports are not written in; `both` allows that word too."""
    from bahe.faults import UnknownName

    allowed = ("en", "zh", "both") if both else ("en", "zh")
    if lang not in allowed:
        raise UnknownName("language", lang, allowed)
