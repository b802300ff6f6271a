"""Where the figures of a run come from: hashes, versions, sources, settings; no path of any machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bahe.scenario import Scenario
    from bahe.world import Shock, World

_ARRAYS = ("trade_share", "expenditure", "tariff", "cost_share", "value_added_share", "final_share")


def provenance(
    scenario: Scenario, world: World, shocks: Mapping[str, Shock], seconds: float, command: str = ""
) -> dict[str, Any]:
    """The facts that let someone else make the same figures."""
    from bahe import __version__

    return {
        "bahe": __version__,
        "scenario": {
            "id": scenario.id,
            "sha256": sha256(scenario.text.encode()),
            "resolved_sha256": sha256(_resolved(scenario)),
        },
        "world": {
            "name": world.name,
            "year": world.year,
            "economies": len(world.economies),
            "sectors": len(world.sectors),
            "tariffs": scenario.world.tariffs,
            "sha256": world_hash(world),
        },
        "data": packaged_hashes(),
        "elasticities": world.elasticity_set,
        "closure": scenario.closure,
        "horizons": [world.horizon(h).describe() for h in scenario.horizons],
        "moves": {name: list(dict.fromkeys(shock.why)) for name, shock in shocks.items()},
        "sources": [vars(s) for s in world.sources],
        "seed": scenario.seed,
        "command": command or f"bahe run {scenario.id}",
        "versions": {name: version(name) for name in ("numpy", "scipy", "pandas")} | {"python": _python()},
        "made": now(),
        "seconds": round(seconds, 3),
    }


def world_hash(world: World) -> str:
    """sha256 over the names and arrays of a world, independent of how it was stored."""
    import hashlib

    import numpy as np

    digest = hashlib.sha256("\n".join((*world.economies, *world.sectors)).encode())
    for name in _ARRAYS:
        digest.update(np.ascontiguousarray(np.moveaxis(getattr(world, name), -1, 0), dtype="<f8").tobytes())
    digest.update(np.ascontiguousarray(world.trade_elasticity, dtype="<f8").tobytes())
    if world.profit_share.any():
        digest.update(np.ascontiguousarray(world.profit_share, dtype="<f8").tobytes())
    return digest.hexdigest()


def packaged_hashes() -> dict[str, str]:
    """File name -> sha256 of the data shipped with bahe, from its manifest."""
    import json
    from importlib.resources import files

    manifest = files("bahe.atlas") / "data" / "manifest.json"
    if not manifest.is_file():
        return {}
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    return {str(name): str(digest) for name, digest in listed.get("outputs", {}).items()}


def sha256(data: bytes) -> str:
    """Hexadecimal sha256."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def version(name: str) -> str:
    """The installed version of a package, or `unknown`."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed(name)
    except PackageNotFoundError:
        return "unknown"


def now() -> str:
    """UTC time to the second; SOURCE_DATE_EPOCH stands in for the clock where it is set."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _resolved(scenario: Scenario) -> bytes:
    return scenario.model_dump_json().encode()


def _python() -> str:
    import platform

    return platform.python_version()
