"""Dependence: who depends on whom, for what, and how badly it would hurt (textbook, section 7).

    from bahe.dependence import Network, look_through
    look_through(Network.of(world, without="ROW"))

Names load on first use. The registry of every index, with its formula, range and source, is `bahe.dependence.indices.indices`.
"""

# ruff: noqa: F401 -- the imports under TYPE_CHECKING are for editors; names load on first use
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Network": "network",
    "face_value": "indices.reliance",
    "look_through": "indices.reliance",
    "top_paths": "indices.paths",
    "path_lengths": "indices.paths",
    "extraction": "indices.extraction",
    "extractions": "indices.extraction",
    "import_content": "indices.extraction",
    "upstreamness": "indices.position",
    "downstreamness": "indices.position",
    "katz": "indices.position",
    "pagerank": "indices.position",
    "input_rank": "indices.position",
    "of_economies": "indices.position",
    "power": "indices.power",
    "power_between": "indices.power",
    "cutoff_loss": "indices.cutoff",
    "denial_loss": "indices.cutoff",
    "loss_per_input": "indices.cutoff",
    "stock_factor": "indices.cutoff",
    "months_covered": "indices.cutoff",
    "Leverage": "leverage",
}

__all__ = [*_HOMES]

if TYPE_CHECKING:
    from bahe.dependence.indices.cutoff import cutoff_loss, denial_loss, loss_per_input, months_covered, stock_factor
    from bahe.dependence.indices.extraction import extraction, extractions, import_content
    from bahe.dependence.indices.paths import path_lengths, top_paths
    from bahe.dependence.indices.position import (
        downstreamness,
        input_rank,
        katz,
        of_economies,
        pagerank,
        upstreamness,
    )
    from bahe.dependence.indices.power import power, power_between
    from bahe.dependence.indices.reliance import face_value, look_through
    from bahe.dependence.leverage import Leverage
    from bahe.dependence.network import Network


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'bahe.dependence' has no attribute {name!r}")
    value = getattr(import_module(f"bahe.dependence.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
