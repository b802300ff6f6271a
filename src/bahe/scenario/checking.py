"""The names in a scenario against the names of the world it asks about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.faults import Conflict, UnknownName
from bahe.scenario.reading import Path, named

if TYPE_CHECKING:
    from bahe.scenario.scenario import Scenario
    from bahe.world import World

#: How many economies of a world of one's own are shown first where nobody says which.
FIRST = 12


def check_names(scenario: Scenario, world: World) -> None:
    """Refuse the first economy, sector, elasticity set or horizon that `world` does not know."""
    for v, variant in enumerate(scenario.variants):
        for m, move in enumerate(variant.moves):
            _check_move(scenario, world, move, ("variants", v, "moves", m))
    for m, move in enumerate(scenario.base.moves):
        _check_move(scenario, world, move, ("base", "moves", m))
    if "focus" in scenario.model_fields_set:
        _economies(scenario, world, scenario.focus, ("focus",))
    if scenario.elasticities != "all":
        _known(scenario, "elasticity set", scenario.elasticities, list(world.elasticity_sets), ("elasticities",))
    _known(scenario, "horizon", scenario.horizons, list(world.horizons), ("horizons",))


def focus_in(scenario: Scenario, world: World) -> tuple[str, ...]:
    """What is shown first: as said, or those of the default that `world` knows, or its first economies where it knows none."""
    known = {*world.economies, *world.axes.economy_groups, "world", "others"}
    return tuple(name for name in scenario.focus if name in known) or world.economies[:FIRST]


def _check_move(scenario: Scenario, world: World, move: Any, path: Path) -> None:
    if move.instrument in ("us_measures", "china_measures"):
        _law_fits(scenario, world, move.instrument, path)
    for key in ("by", "on", "of", "to"):
        if getattr(move, key, None):
            _economies(scenario, world, getattr(move, key), (*path, key))
    if getattr(move, "sectors", None):
        known = [*world.sectors, *world.axes.sector_groups]
        _known(scenario, "sector", move.sectors, known, (*path, "sectors"))


def _law_fits(scenario: Scenario, world: World, instrument: str, path: Path) -> None:
    """The law of a day is laid out by the economies and industries of the ICIO tables; a merged world has others."""
    from bahe.atlas.concordance import GOODS
    from bahe.atlas.measures import EXPORTERS

    needed = ("USA", *EXPORTERS, *GOODS)
    lacking = [name for name in needed if name not in (*world.economies, *world.sectors)]
    if lacking:
        place = scenario.place(path)
        raise Conflict(
            f"{instrument} needs the economies and industries of icio-2022; this world lacks {', '.join(lacking[:5])}"
            + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""),
            where=place,
            field=named(path, place),
            remedy="Run it on icio-2022 without `aggregate`; groups such as EU27 can be shown in `focus` all the same.",
        )


def _economies(scenario: Scenario, world: World, names: tuple[str, ...], path: Path) -> None:
    known = [*world.economies, *world.axes.economy_groups, "world", "others"]
    _known(scenario, "economy", names, known, path)


def _known(scenario: Scenario, kind: str, names: tuple[str, ...], known: list[str], path: Path) -> None:
    for name in names:
        if name not in known:
            place = scenario.place(path)
            raise UnknownName(kind, name, known, where=place, field=named(path, place))
