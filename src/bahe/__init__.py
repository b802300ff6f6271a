"""bahe (拔河, tug-of-war): who depends on whom, and what a tariff, a control or a deal does to everyone.

    import bahe
    world = bahe.load_world("icio-2022")
    eq = bahe.solve(world, bahe.tariff(by="USA", on="CHN", add=0.25))
    eq.table()

Names are loaded on first use, so that `import bahe` costs nothing.
"""

# ruff: noqa: F401 -- the imports under TYPE_CHECKING are for editors; names load on first use
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bahe.registry import DOORS

__version__ = "0.1.0"

#: public name -> the room that owns it; after a colon, its name there where that is another
_ROOMS = {
    "World": "bahe.world",
    "Shock": "bahe.world",
    "Effect": "bahe.world",
    "Horizon": "bahe.world",
    "tariff": "bahe.statecraft.instruments",
    "export_tax": "bahe.statecraft.instruments",
    "trade_cost": "bahe.statecraft.instruments",
    "export_control": "bahe.statecraft.instruments",
    "embargo": "bahe.statecraft.instruments",
    "productivity": "bahe.statecraft.instruments",
    "subsidy": "bahe.statecraft.instruments",
    "transfer": "bahe.statecraft.instruments",
    "tariff_table": "bahe.atlas",
    "load_world": "bahe.atlas",
    "save_world": "bahe.atlas",
    "audit": "bahe.atlas",
    "load_items": "bahe.atlas",
    "load_products": "bahe.atlas",
    "load_panel": "bahe.atlas",
    "Item": "bahe.world.item",
    "leverage": "bahe.report.dependence.matrix",
    "depend": "bahe.report.dependence.answer",
    "solve": "bahe.trade.solve",
    "nash": "bahe.statecraft.war",
    "nash_scan": "bahe.statecraft.scan",
    "cooperate": "bahe.statecraft.deal",
    "nash_in_nash": "bahe.statecraft.pairs",
    "frontier": "bahe.statecraft.frontier",
    "threat": "bahe.statecraft.threat",
    "Demand": "bahe.statecraft.threat",
    "Instrument": "bahe.statecraft.policy",
    "Objective": "bahe.statecraft.objective",
    "Announced": "bahe.statecraft.objective",
    "Equilibrium": "bahe.trade.equilibrium",
    "LabourSupply": "bahe.trade.options",
    "gradient": "bahe.trade.gradient",
    "preview": "bahe.trade.gradient",
    "run": "bahe.casebook",
    "cases": "bahe.casebook",
    "ensemble": "bahe.casebook.runs.ensembling",
    "tug": "bahe.casebook.tugs.tugging",
    "pull": "bahe.casebook.tugs.pulling",
    "play": "bahe.rounds",
    "worth": "bahe.rounds",
    "Move": "bahe.rounds",
    "Rules": "bahe.rounds",
    "Meeting": "bahe.rounds",
    "Capability": "bahe.world.capability",
    "Laws": "bahe.substitution.laws",
    "advance": "bahe.substitution.laws",
    "ControlGame": "bahe.statecraft.control",
    "ControlGrid": "bahe.statecraft.control:Grid",
    "control_equilibrium": "bahe.statecraft.control:play",
    "break_even": "bahe.statecraft.control",
    "regime_map": "bahe.statecraft.control",
    "BaheError": "bahe.faults",
    "UserError": "bahe.faults",
    "ModelSaysNo": "bahe.faults",
    "NotConverged": "bahe.faults",
    "Infeasible": "bahe.faults",
    "UnknownName": "bahe.faults",
    "BadValue": "bahe.faults",
    "BadShape": "bahe.faults",
    "MissingData": "bahe.faults",
    "Conflict": "bahe.faults",
    "BadFile": "bahe.faults",
    "Outcome": "bahe.numerics",
    "SolveInfo": "bahe.numerics",
}

DOORS.update(
    {
        "World": {
            "audit": "bahe.atlas:audit",
            "save": "bahe.atlas:save_world",
            "table": "bahe.report.tables:world_table",
        },
        "Leverage": {
            "matrix": "bahe.report.dependence.matrix:matrix",
            "table": "bahe.report.dependence.matrix:table",
        },
        "War": {
            "table": "bahe.report.wars.tables:war_table",
            "rates_table": "bahe.report.wars.tables:rates_table",
            "explain": "bahe.report.wars.tables:war_explained",
        },
        "Scan": {
            "table": "bahe.report.wars.scans:scan_table",
            "starts_table": "bahe.report.wars.scans:starts_table",
        },
        "Deal": {
            "table": "bahe.report.deals.tables:deal_table",
            "explain": "bahe.report.deals.tables:deal_explained",
        },
        "Pairs": {"table": "bahe.report.deals.tables:pairs_table"},
        "Frontier": {"table": "bahe.report.deals.tables:frontier_table"},
        "Threat": {
            "table": "bahe.report.threats.tables:threat_table",
            "explain": "bahe.report.threats.tables:threat_explained",
        },
        "Equilibrium": {
            "table": "bahe.report.tables:table",
            "by_sector": "bahe.report.tables:by_sector",
            "flows": "bahe.report.tables:flows",
            "to_xarray": "bahe.report.tables:to_xarray",
        },
    }
)

__all__ = ["__version__", *_ROOMS]

if TYPE_CHECKING:
    from bahe.atlas import audit, load_items, load_panel, load_products, load_world, save_world, tariff_table
    from bahe.casebook import run
    from bahe.casebook.cases import cases
    from bahe.casebook.runs.ensembling import ensemble
    from bahe.casebook.tugs.pulling import pull
    from bahe.casebook.tugs.tugging import tug
    from bahe.faults import (
        BadFile,
        BadShape,
        BadValue,
        BaheError,
        Conflict,
        Infeasible,
        MissingData,
        ModelSaysNo,
        NotConverged,
        UnknownName,
        UserError,
    )
    from bahe.numerics import Outcome, SolveInfo
    from bahe.report.dependence.answer import depend
    from bahe.report.dependence.matrix import leverage
    from bahe.rounds import Meeting, Move, Rules, play, worth
    from bahe.statecraft.control import ControlGame, break_even, regime_map
    from bahe.statecraft.control import Grid as ControlGrid
    from bahe.statecraft.control import play as control_equilibrium
    from bahe.statecraft.deal import cooperate
    from bahe.statecraft.frontier import frontier
    from bahe.statecraft.instruments import (
        embargo,
        export_control,
        export_tax,
        productivity,
        subsidy,
        tariff,
        trade_cost,
        transfer,
    )
    from bahe.statecraft.objective import Announced, Objective
    from bahe.statecraft.pairs import nash_in_nash
    from bahe.statecraft.policy import Instrument
    from bahe.statecraft.scan import nash_scan
    from bahe.statecraft.threat import Demand, threat
    from bahe.statecraft.war import nash
    from bahe.substitution.laws import Laws, advance
    from bahe.trade.equilibrium import Equilibrium
    from bahe.trade.gradient import gradient, preview
    from bahe.trade.options import LabourSupply
    from bahe.trade.solve import solve
    from bahe.world import Effect, Horizon, Shock, World
    from bahe.world.capability import Capability
    from bahe.world.item import Item


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'bahe' has no attribute {name!r}")
    room, _, there = _ROOMS[name].partition(":")
    value = getattr(import_module(room), there or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
