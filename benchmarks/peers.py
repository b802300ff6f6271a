"""Packages from PyPI that do one of the jobs, driven as their manuals say; an absent one is named with its remedy."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.registry import Absent


def gegravity(trade: np.ndarray, sigma: float, border: np.ndarray) -> Callable[[], Any] | Absent:
    """One-sector structural gravity by gegravity 0.3 (MIT): `trade[o,d]` of a balanced gravity world, `border[o,d]` log change.

    The call returns the real income hat of every economy.
    """
    if find_spec("gegravity") is None:
        return Absent("gegravity", "pip install gegravity")
    import pandas as pd

    N = trade.shape[0]
    names = [f"E{n:03d}" for n in range(N)]
    o, d = (x.ravel() for x in np.meshgrid(names, names, indexing="ij"))
    data = pd.DataFrame(
        {
            "exporter": o, "importer": d, "year": "2022", "trade": trade.ravel(),
            "Y": np.repeat(trade.sum(axis=1), N), "E": np.tile(trade.sum(axis=0), N),
            "cost": np.log(trade / np.outer(trade.sum(axis=1), trade.sum(axis=0)) * trade.sum()).ravel(),
        }
    )  # fmt: skip

    def run() -> Any:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            import gegravity as ge

            coefficients = ge.CostCoeffs(
                pd.DataFrame({"var": ["cost"], "beta": [1.0]}), identifier_col="var", coeff_col="beta"
            )
            base = ge.BaselineData(
                data, trade_var_name="trade", expend_var_name="E", output_var_name="Y",
            )  # fmt: skip
            model = ge.OneSectorGE(
                base, year="2022", reference_importer=names[0], sigma=sigma,
                cost_variables=["cost"], cost_coeff_values=coefficients,
            )  # fmt: skip
            model.build_baseline()
            experiment = model.baseline_data.copy()
            experiment["cost"] = experiment["cost"] + ((1 - sigma) * border).ravel()
            model.define_experiment(experiment)
            model.simulate()
        # Their welfare statistic is the income that would keep the old welfare, over the new: the inverse of a real income hat.
        return 1 / model.country_results.loc[names, "welfare statistic"].to_numpy(float)

    return run
