"""Solved arrays as labelled tables (pandas at the edge)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.faults import MissingData
from bahe.trade import welfare

if TYPE_CHECKING:
    import pandas as pd

    from bahe.trade.equilibrium import Equilibrium
    from bahe.world.world import World


def table(eq: Equilibrium) -> pd.DataFrame:
    """One row an economy, columns as in the glossary: percent changes, and USD million.

    welfare_pct is exact; terms_of_trade_pct, volume_of_trade_pct and their sum first_order_pct are first order.
    """
    import pandas as pd

    exports, imports = welfare.exports_imports(eq.world.trade)
    exports_new, imports_new = welfare.exports_imports(eq.trade_new)
    tot, vot = (part.sum(1) for part in welfare.terms_of_trade(eq))
    columns = {
        "welfare_pct": 100 * (eq.welfare_hat - 1),
        "real_wage_pct": 100 * (welfare.real_wage_hat(eq) - 1),
        "terms_of_trade_pct": 100 * tot,
        "volume_of_trade_pct": 100 * vot,
        "first_order_pct": 100 * (tot + vot),
        "cpi_pct": 100 * (eq.final_price_hat - 1),
        "gdp_real_pct": 100 * (welfare.real_gdp_hat(eq) - 1),
        "exports_pct": _growth(exports, exports_new),
        "imports_pct": _growth(imports, imports_new),
        "trade_balance_usd_mn": -eq.deficit_new,
        "revenue_usd_mn": eq.revenue_new,
        "welfare_usd_mn": eq.world.income * (eq.welfare_hat - 1),
        "income_usd_mn": eq.world.income,
    }
    return pd.DataFrame(columns, index=pd.Index(eq.world.economies, name="economy"))


def by_sector(eq: Equilibrium) -> pd.DataFrame:
    """One row an economy and industry: output, price, cost, factors used, exports and imports, before and after.

    Missing (NaN) where there was nothing before: missing is not zero.
    """
    import pandas as pd

    w = eq.world
    base, new = welfare.abroad(w.trade), welfare.abroad(eq.trade_new)
    output, output_new = w.output, eq.output_new
    columns = {
        "output_usd_mn": output,
        "output_new_usd_mn": output_new,
        "output_pct": _growth(output, output_new),
        "output_real_pct": _growth(output, output_new / np.exp(eq.books.log_p)),
        "price_pct": np.where(w.expenditure > 0, 100 * (eq.price_hat - 1), np.nan),
        "cost_pct": np.where(output > 0, 100 * (eq.cost_hat - 1), np.nan),
        "employment_pct": 100 * (welfare.employment_hat(eq) - 1),
        "exports_usd_mn": base.sum(0),
        "exports_new_usd_mn": new.sum(0),
        "imports_usd_mn": base.sum(1),
        "imports_new_usd_mn": new.sum(1),
    }
    index = pd.MultiIndex.from_product([w.economies, w.sectors], names=["economy", "sector"])
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index).reset_index()


def flows(eq: Equilibrium, home: bool = False) -> pd.DataFrame:
    """Bilateral flows at basic prices before and after, one row an exporter, importer and sector with trade; USD million."""
    import pandas as pd

    base, new = (w if home else welfare.abroad(w) for w in (eq.world.trade, eq.trade_new))
    n, i, k = np.nonzero((base > 0) | (new > 0))
    economies, sectors = np.array(eq.world.economies), np.array(eq.world.sectors)
    return pd.DataFrame(
        {
            "exporter": economies[i],
            "importer": economies[n],
            "sector": sectors[k],
            "base_usd_mn": base[n, i, k],
            "new_usd_mn": new[n, i, k],
            "tariff": eq.world.tariff[n, i, k],
            "tariff_new": eq.tariff_new[n, i, k],
        }
    )


def to_xarray(eq: Equilibrium) -> Any:
    """The equilibrium as an xarray.Dataset; MissingData where xarray, which bahe does not install, is not there."""
    try:
        import xarray as xr  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise MissingData("xarray is not installed", field="xarray", where="to_xarray",
                          remedy="pip install xarray, or take table(), by_sector() or flows().") from None  # fmt: skip
    e, s = list(eq.world.economies), list(eq.world.sectors)
    return xr.Dataset(
        {
            "welfare_hat": (("economy",), eq.welfare_hat),
            "wage_hat": (("economy",), eq.wage_hat),
            "price_hat": (("economy", "sector"), eq.price_hat),
            "cost_hat": (("economy", "sector"), eq.cost_hat),
            "output_new": (("economy", "sector"), eq.output_new),
            "trade_new": (("importer", "exporter", "sector"), eq.trade_new),
            "revenue_new": (("economy",), eq.revenue_new),
        },
        coords={"economy": e, "importer": e, "exporter": e, "sector": s},
        attrs={"world": eq.world.name, "horizon": eq.horizon, "closure": eq.closure, "outcome": eq.info.outcome.name},
    )


def world_table(world: World) -> pd.DataFrame:
    """One row an economy: value added, income, deficit, trade and mean applied tariff (trade-weighted, goods); USD million."""
    import pandas as pd

    trade = welfare.abroad(world.trade)
    goods = world.axes.sector_index("goods")
    value, duty = trade[:, :, goods].sum((1, 2)), (trade * world.tariff)[:, :, goods].sum((1, 2))
    return pd.DataFrame(
        {
            "value_added_usd_mn": world.value_added,
            "income_usd_mn": world.income,
            "deficit_usd_mn": world.deficit,
            "exports_usd_mn": trade.sum((0, 2)),
            "imports_usd_mn": trade.sum((1, 2)),
            "revenue_usd_mn": world.revenue,
            "mean_tariff": np.divide(duty, value, out=np.full_like(duty, np.nan), where=value > 0),
        },
        index=pd.Index(world.economies, name="economy"),
    )


def _growth(base: Any, new: Any) -> Any:
    return 100 * (np.divide(new, base, out=np.full_like(base, np.nan), where=base > 0) - 1)
