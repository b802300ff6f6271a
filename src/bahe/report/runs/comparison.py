"""One variant against another as a tidy table: what `welfare` holds against the base, relative to the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bahe.report.runs.digest import MEASURES, Digest

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the table, in this order in the written files.
COLUMNS = ("variant", "compared_with", "horizon", "elasticities", "economy", "measure", "value")


def comparison(d: Digest) -> pd.DataFrame | None:
    """Rows of every variant but the reference, by horizon, elasticity set, economy or group and measure.

    `_pct` is 100 (W_variant / W_reference - 1), exact and within one elasticity set; `_usd_mn` the difference in USD
    million of the base year. A set gives a row where both converged. None where the scenario compares with nothing.
    """
    import pandas as pd

    a = d.against
    if a is None:
        return None
    names = [*d.run.world.economies, *d.run.world.axes.economy_groups]
    rows = [
        (v, a.reference, h, e, n, m, x)
        for v in a.variants
        for h in a.horizons
        for m in MEASURES
        for n in names
        for e, x in a.draws(v, h, n, m).items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
