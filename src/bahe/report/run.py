"""Run: everything that one scenario produced, as tidy tables; the one thing a report is made from.

Made by `casebook.run`, written down by `report.write`. Money is USD million, `_pct` columns are per cent, rates are
fractions. Missing stays missing (NaN), never zero; a solve that did not converge has a row in `solves` and no figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bahe.faults import BadShape, BadValue

if TYPE_CHECKING:
    import pandas as pd

    from bahe.report.runs.scored import Scored
    from bahe.scenario import Scenario
    from bahe.world import World

#: Columns that each table of a Run must have, in this order in the written files.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "welfare": ("variant", "horizon", "elasticities", "economy", "measure", "value"),
        "sectors": (
            "variant", "horizon", "economy", "sector",
            "output_pct", "price_pct", "employment_pct", "output_usd_mn", "output_new_usd_mn",
        ),
        "flows": ("variant", "horizon", "exporter", "importer", "sector", "base_usd_mn", "new_usd_mn"),
        "solves": ("variant", "horizon", "elasticities", "outcome", "iterations", "residual", "seconds", "method"),
        "tariffs": ("variant", "importer", "exporter", "sector", "base", "new"),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What a scenario produced.

    scenario    the resolved Scenario: id, title, question, variants, focus, sources, assumptions (texts as en/zh)
    world       the World it was solved on, at the central elasticity set (`world.elasticity_set`)
    welfare     variant, horizon, elasticities (set or theta label), economy (groups such as EU27 too), measure, value;
                measures are the columns of `Equilibrium.table()`: welfare_pct, welfare_usd_mn, revenue_usd_mn, ...
    sectors     central set only: variant, horizon, economy, sector, output_pct, price_pct, employment_pct,
                output_usd_mn, output_new_usd_mn
    flows       central set only: variant, horizon, exporter, importer, sector, base_usd_mn, new_usd_mn
    solves      one row a solve: variant, horizon, elasticities, outcome, iterations, residual, seconds, method
    tariffs     variant, importer, exporter, sector, base, new; only cells that change
    provenance  hashes, versions, seed, command, time
    score       the run against what was observed, where the scenario asks for it and the main solve converged
    extra       tables that the scenario asks for beside the usual ones (`tables:`), by name
    """

    scenario: Scenario
    world: World
    welfare: pd.DataFrame
    sectors: pd.DataFrame
    flows: pd.DataFrame
    solves: pd.DataFrame
    tariffs: pd.DataFrame
    provenance: Mapping[str, Any] = field(default_factory=dict)
    score: Scored | None = None
    extra: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def __repr__(self) -> str:
        solved = f"{int((self.solves['outcome'] == 'converged').sum())} of {len(self.solves)} solves converged"
        return f"<Run of {self.scenario.id!r} on {self.world.name!r}: {len(self.scenario.variants)} variants, {solved}>"

    def __post_init__(self) -> None:
        for name, columns in COLUMNS.items():
            table = getattr(self, name)
            if not hasattr(table, "columns"):
                raise BadValue("a pandas DataFrame is needed", field=f"Run.{name}", got=type(table).__name__)
            lacking = [c for c in columns if c not in table.columns]
            if lacking:
                raise BadShape(f"columns are missing: {', '.join(lacking)}", field=f"Run.{name}",
                               got=list(table.columns), allowed=columns)  # fmt: skip
