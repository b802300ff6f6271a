"""What every state of a scenario is worth to the parties of a table: one draw a horizon, elasticity set and end of the pledges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bahe.faults import MissingData, UnknownName
from bahe.scenario.talks import Table
from bahe.scenario.talks_parts import Pledge

if TYPE_CHECKING:
    from bahe.report import Run

Floats = NDArray[np.float64]
#: Variant -> what it is worth to each party [p], USD bn a year.
States = Mapping[str, Floats]


@dataclass(frozen=True)
class Draw:
    """One horizon, one elasticity set, and one end of what pledges deliver and are worth: what every variant gives the parties.

    band   the states of every elasticity set of the horizon, this one among them: what somebody knows who does not know the set
    """

    horizon: str
    elasticities: str
    end: str
    central: bool
    states: States
    band: tuple[States, ...] = ()

    def mean(self, chances: Mapping[str, float]) -> Floats:
        """What a variant, or a lottery over variants, is worth [p]."""
        return np.asarray(sum(q * self.states[v] for v, q in chances.items()))


def draws(run: Run, table: Table) -> list[Draw]:
    """Every draw of a table: real income of its parties by variant; a draw in which a solve did not converge is left out.

    A party with a `security` weight counts that part of what its rivals lose as its own gain.
    """
    w = run.welfare
    rivals = [r for given in table.security.values() for r in given]
    names = [*dict.fromkeys((*table.parties, *rivals))]
    known = {str(e) for e in w["economy"].unique()}
    for name in names:
        if name not in known:
            raise UnknownName("economy", name, sorted(known), where=f"talks.{table.id}", field="parties")
    needed = [*dict.fromkeys(table.variants())]
    kept = w[(w["measure"] == "welfare_usd_mn") & w["economy"].isin(names) & w["variant"].isin(needed)]
    out: list[Draw] = []
    central = _central(run)
    for (h, e), part in kept.groupby(["horizon", "elasticities"], sort=False, observed=True):
        usd = part.pivot_table(index="variant", columns="economy", values="value", observed=True) / 1000.0
        if not set(needed) <= set(usd.index):
            continue
        states = {v: _worth(table, dict(zip(names, usd[names].loc[v].to_numpy(), strict=True))) for v in needed}
        ends = ("low", "high") if table.pledges and any(_open(p) for p in table.pledges) else ("all",)
        out += [Draw(str(h), str(e), end, central.get(str(h)) == str(e), states) for end in ends]
    if not out:
        raise MissingData("no draw has every variant of the table", where=f"talks.{table.id}",
                          remedy="Run the scenario with `bahe run` and look at its solves.")  # fmt: skip
    return [replace(d, band=_band(d, out)) for d in out]


def _band(d: Draw, out: Sequence[Draw]) -> tuple[States, ...]:
    return tuple({x.elasticities: x.states for x in out if x.horizon == d.horizon}.values())


def _worth(table: Table, usd: Mapping[str, float]) -> Floats:
    """Own real income, less the weighted income of rivals [p]."""
    return np.array([usd[p] - sum(b * usd[r] for r, b in table.security.get(p, {}).items()) for p in table.parties])


def _central(run: Run) -> dict[str, str]:
    """The label of the central elasticities at each horizon."""
    from bahe.casebook.runs.playing import central_label

    return {h: central_label(run.world, h) for h in run.scenario.horizons}


def _open(p: Pledge) -> bool:
    return any(low != high for low, high in (p.delivered, p.worth, p.cost))


def share(ends: tuple[float, float], end: str) -> float:
    """One end of a range, or its middle."""
    return {"low": ends[0], "high": ends[1]}.get(end, sum(ends) / 2)
