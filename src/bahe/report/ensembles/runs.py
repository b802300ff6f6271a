"""Ensemble: a scenario over draws of what is uncertain; bands on every figure and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.sampling import Dimension, drawn
from bahe.numerics.sensitivity import Indices, indices, shapley_shares

if TYPE_CHECKING:
    import pandas as pd

    from bahe.scenario import Scenario

Floats = NDArray[np.float64]

#: What can be asked of the draws: a sample alone, or a design from which shares are read.
SHARES = {
    "none": "bands alone: every draw is a draw of everything",
    "sobol": "first and total Sobol indices: draws x (2 + inputs) runs",
    "shapley": "Shapley shares: draws x (2^inputs + 1) runs",
}

#: Ends and middle of a band.
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Answers over draws.

    scenario     what was played
    dimensions   what was uncertain
    shares       none | sobol | shapley: how the points are laid
    points       [s,dim] in the unit cube, in the order of the design
    labels       variants, horizons, economies: the axes of the answers
    welfare_pct  [s,v,h,n] change of real income, per cent; NaN where a solve did not converge
    computed     how many draws were computed now; the others came from the store
    provenance   seed, versions, hashes, command, time
    """

    scenario: Scenario
    dimensions: tuple[Dimension, ...]
    shares: str
    points: Floats
    labels: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    welfare_pct: Floats
    welfare_usd_mn: Floats
    computed: int
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sample(self) -> slice:
        """The draws that bands are taken over: in a design the first two blocks, which are independent."""
        blocks = {"none": 1, "sobol": 2 + len(self.dimensions), "shapley": 2 ** len(self.dimensions) + 1}[self.shares]
        count = len(self.points) // blocks
        return slice(0, count * min(blocks, 2))

    @cached_property
    def draws(self) -> list[dict[str, Any]]:
        """Name -> value of every draw."""
        return drawn(self.dimensions, self.points)

    @property
    def failed(self) -> int:
        """Draws in which some figure is missing."""
        return int((~np.isfinite(self.welfare_pct).reshape(len(self.points), -1).all(axis=1)).sum())

    def table(self, economies: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a variant, horizon and economy: welfare_pct_low/median/high (5, 50, 95 %), the same in USD million, the share of
        draws with a loss, and how many draws stand behind them."""
        import pandas as pd

        kept = self._kept(economies)
        rows = []
        for v, variant in enumerate(self.labels[0]):
            for h, horizon in enumerate(self.labels[1]):
                for n in kept:
                    pct, usd = (a[self.sample, v, h, n] for a in (self.welfare_pct, self.welfare_usd_mn))
                    good = np.isfinite(pct)
                    row: dict[str, Any] = {"variant": variant, "horizon": horizon, "economy": self.labels[2][n]}
                    for name, values in (("welfare_pct", pct[good]), ("welfare_usd_mn", usd[good])):
                        ends = np.quantile(values, QUANTILES) if values.size else np.full(3, np.nan)
                        row |= {f"{name}_{q}": float(x) for q, x in zip(("low", "median", "high"), ends, strict=True)}
                    row["loses_in"] = float((pct[good] < 0).mean()) if good.any() else np.nan
                    row["draws"] = int(good.sum())
                    rows.append(row)
        return pd.DataFrame(rows)

    def _kept(self, economies: Sequence[str] | None) -> list[int]:
        from bahe.faults import UnknownName

        names = self.labels[2]
        for name in economies or ():
            if name not in names:
                raise UnknownName("economy", name, names, where="Ensemble.table")
        return [names.index(x) for x in economies] if economies else list(range(len(names)))

    def made_of(self, economies: Sequence[str] | None = None) -> pd.DataFrame:
        """What the spread is made of, one row a variant, horizon, economy and input: first, total (with 90 % intervals), or shapley.

        Empty where the draws are a sample alone. NaN where the figure does not vary.
        """
        import pandas as pd

        if self.shares == "none":
            return pd.DataFrame(columns=["variant", "horizon", "economy", "input"])
        kept = self._kept(economies)
        y, D = self.welfare_pct[..., kept], len(self.dimensions)
        rows = []
        for v, variant in enumerate(self.labels[0]):
            for h, horizon in enumerate(self.labels[1]):
                found = _shares(y[:, v, h], D, self.shares)
                for e, n in enumerate(kept):
                    for m, d in enumerate(self.dimensions):
                        head = {"variant": variant, "horizon": horizon, "economy": self.labels[2][n], "input": d.name}
                        rows.append(head | {k: float(a[m, e]) for k, a in found.items()})
        return pd.DataFrame(rows)


def _shares(y: Floats, dimensions: int, kind: str) -> dict[str, Floats]:
    if kind == "shapley":
        return {"shapley": shapley_shares(y, dimensions)}
    i: Indices = indices(y, dimensions)
    return {"first": i.first, "first_low": i.first_range[0], "first_high": i.first_range[1],
            "total": i.total, "total_low": i.total_range[0], "total_high": i.total_range[1]}  # fmt: skip
