"""From tables to a World (textbook, chapter 1).

Tables are origin-first, `trade[o,d,k]`, as statistical offices print them; they are transposed here, at the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bahe.axes import Axes
from bahe.faults import BadShape, BadValue, MissingData, UnknownName
from bahe.world.horizon import elasticities, standard_horizons
from bahe.world.world import Remark, Source, World, k_major

Floats = NDArray[np.float64]

#: Inputs above this share of output are scaled down to it, and a remark says so.
INPUT_CEILING = 0.999
#: Inputs above this multiple of output are no rounding: the audit fails, since the units of the tables differ.
UNITS_MISTAKE = 1.5
_INVENTORIES = "Move changes of inventories and re-export corrections into home sales before loading."
_IMPORTS = "A subsidy to imports is a shock: bahe.tariff(..., rate=-0.05)."
_LONG = "bahe.atlas.importers.read_tables reads long tables: a DataFrame, CSV or Parquet, one row a flow."
#: Rates are fractions; a rate above this is almost surely a percentage.
RATE_CEILING = 20.0


def from_tables(
    trade: ArrayLike,
    *,
    economies: Iterable[str],
    sectors: Iterable[str],
    use: ArrayLike | None = None,
    tariff: ArrayLike | None = None,
    trade_elasticity: Any = 4.0,
    profit_share: ArrayLike = 0.0,
    groups: Mapping[str, Sequence[str]] | None = None,
    name: str = "mine",
    year: int | None = None,
    elasticity_sets: Mapping[str, ArrayLike] | None = None,
    elasticity_set: str = "given",
    sources: Iterable[Source] = (),
    remarks: Iterable[Remark] = (),
) -> World:
    """Calibrate a World from anyone's tables.

    trade[o,d,k]   sales of product k by origin o to destination d, basic prices, home sales included (USD million)
    use[d,k,j]     product k used by industry j of d, all origins, basic prices; None: no input-output links
    tariff[o,d,k]  applied rate as a fraction, zero at home; None: no tariffs anywhere. NaN is refused: missing is not zero
    trade_elasticity  theta > 0 of horizon `long`, a number or one per sector; or {horizon: number or array}
    profit_share[n,j]  share of profit in sales (0 to below 1): a number, one per sector, or one per economy and sector; 1/sigma
                   under a constant mark-up and a fixed number of firms. Cost and value added shares are of what is left
    groups         {"goods": [...], ...}, the names that `sectors=` understands; default: every sector is a good

    Raises BadShape, BadValue, MissingData or UnknownName naming the table and the cell.
    """
    axes = Axes(economies, sectors, _groups(groups))  # type: ignore[arg-type]  # Axes makes tuples of any names, and refuses a string
    N, K = len(axes.economies), len(axes.sectors)
    flows = _table("trade", trade, (N, N, K), "trade[o,d,k]: (economies, economies, sectors)", axes, _INVENTORIES)
    rates = np.zeros((N, N, K)) if tariff is None else _rates(tariff, (N, N, K), axes)
    inputs = np.zeros((N, K, K))
    if use is not None:
        inputs = _table("use", use, (N, K, K), "use[d,k,j]: (economies, sectors, sectors)", axes, _INVENTORIES)

    shares, expenditure, rates_nik, markup, output = _spending(flows, rates)
    profit = _profit_shares(profit_share, (N, K), axes)
    costs = output * (1 - profit) if profit.any() else output
    cost_share, notes = _cost_shares(inputs * markup[:, :, None], costs, axes)
    final = expenditure - np.matmul(cost_share, costs[:, :, None])[:, :, 0]
    total = final.sum(1)
    if np.any(total <= 0):
        n = int(np.argmin(total))
        if not expenditure[n].any():
            raise BadValue("an economy must buy something", field="trade", where=axes.economies[n], got=0.0,
                           remedy="Home sales count: give what it buys, at home and abroad, or leave the economy out.")  # fmt: skip
        raise BadValue("final spending must be positive: industries use more than the economy buys",
                       field="use", where=axes.economies[n], got=float(total[n]),
                       remedy="Check the units of `use` against `trade`, and the orientation use[d,k,j].")  # fmt: skip
    long, others = _split_horizons(trade_elasticity, axes.sectors)
    return World(
        axes=axes,
        trade_share=shares,
        expenditure=expenditure,
        tariff=rates_nik,
        cost_share=cost_share,
        value_added_share=1 - cost_share.sum(1),
        final_share=final / total[:, None],
        horizons=standard_horizons(long, K, others),
        elasticity_sets={
            s: elasticities(v, K, where=f"elasticity set {s!r}") for s, v in (elasticity_sets or {}).items()
        },
        elasticity_set=elasticity_set,
        name=name,
        year=year,
        sources=tuple(sources),
        remarks=(*remarks, *notes),
        profit_share=profit,
    )


def _groups(given: Any) -> dict[str, tuple[str, ...]]:
    """Names of groups of sectors with their members."""
    if given is None:
        return {}
    lists = given.values() if isinstance(given, Mapping) else [None]
    if not all(isinstance(members, Iterable) and not isinstance(members, str) for members in lists):
        raise BadValue("a mapping of names to lists of sectors is needed", field="groups", got=given,
                       remedy='For example groups={"goods": ["A01", "C26"]}.')  # fmt: skip
    return {g: tuple(members) for g, members in given.items()}


def _spending(flows: Floats, rates: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Trade shares[n,i,k], expenditure[n,k], tariff[n,i,k], mark-up[n,k] and output[i,k] from origin-first tables."""
    trade = k_major(flows.transpose(1, 0, 2))
    tariff = k_major(rates.transpose(1, 0, 2))
    spent = trade * (1 + tariff)
    expenditure, basic = spent.sum(1), trade.sum(1)
    buys = expenditure > 0
    shares = spent / np.where(buys, expenditure, 1.0)[:, None, :]
    # A product that an economy does not buy at all gets a share of one at home and zero spending.
    n, k = np.nonzero(~buys)
    shares[n, n, k] = 1.0
    markup = np.where(buys, expenditure, 1.0) / np.where(buys, basic, 1.0)
    return shares, expenditure, tariff, markup, trade.sum(0)


def _profit_shares(value: ArrayLike, shape: tuple[int, int], axes: Axes) -> Floats:
    """m[n,j] from a number, one per sector, or one per economy and sector."""
    given = _numbers("profit_share", value, "shares of sales")
    if given.shape not in ((), shape[1:], shape):
        raise BadShape("wrong shape", field="profit_share", got=given.shape,
                       allowed=f"a number, {shape[1:]} one per sector, or {shape} one per economy and sector")  # fmt: skip
    share = np.array(np.broadcast_to(given, shape))
    bad = ~((share >= 0) & (share < 1))  # catches NaN: missing is not zero
    if bad.any():
        n, j = (int(v) for v in np.argwhere(bad)[0])
        raise BadValue("a share of sales is needed", field="profit_share", where=f"{axes.economies[n]}, {axes.sectors[j]}",
                       got=float(share[n, j]), allowed="0 to below 1", remedy="Under a constant mark-up it is 1/sigma.")  # fmt: skip
    return share


def _cost_shares(inputs: Floats, output: Floats, axes: Axes) -> tuple[Floats, tuple[Remark, ...]]:
    """gamma[n,k,j] = purchaser-price inputs over output (less profits), at most INPUT_CEILING in sum; remarks name what was scaled."""
    idle = (output == 0) & (inputs.sum(1) > 0)
    if np.any(idle):
        n, j = (int(v) for v in np.argwhere(idle)[0])
        raise BadValue("an industry uses inputs but sells nothing", field="use",
                       where=f"{axes.economies[n]}, {axes.sectors[j]}", got=float(inputs[n, :, j].sum()),
                       remedy="Give its output in `trade` (home sales count), or set its inputs to zero.")  # fmt: skip
    gamma = inputs / np.where(output > 0, output, 1.0)[:, None, :]
    total = gamma.sum(1)
    high = total > INPUT_CEILING
    remarks = tuple(
        Remark("inputs exceed output", "WARN" if total[n, j] < UNITS_MISTAKE else "FAIL",
               f"{axes.economies[n]} {axes.sectors[j]}: inputs are {total[n, j]:.4f} of output, scaled to {INPUT_CEILING}",
               float(total[n, j]))
        for n, j in np.argwhere(high)
    )  # fmt: skip
    gamma *= np.where(high, INPUT_CEILING / np.where(high, total, 1.0), 1.0)[:, None, :]
    return gamma, remarks


def _split_horizons(given: Any, sectors: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    """Theta of horizon `long`, and those of other horizons by name."""
    if isinstance(given, Mapping):
        if "long" not in given:
            raise MissingData("the horizon 'long' needs an elasticity", field="trade_elasticity", got=list(given),
                              remedy='Keys are horizons, as in {"long": 4.0, "short": 0.5}; a list gives one per sector.')  # fmt: skip
        ordered = {h: _in_order(v, sectors) for h, v in given.items()}
        return ordered.pop("long"), ordered
    return _in_order(given, sectors), {}


def _in_order(value: Any, sectors: tuple[str, ...]) -> Any:
    """A column that carries names (a pandas Series) as a list in the order of the sectors; anything else as it is."""
    labels = getattr(value, "index", None)
    if labels is None or callable(labels) or not all(isinstance(name, str) for name in labels):
        return value
    for name in labels:
        if name not in sectors:
            raise UnknownName("sector", name, sectors, where="trade_elasticity")
    return [value[name] for name in sectors if name in labels]


def _numbers(name: str, value: Any, meaning: str) -> Floats:
    """The value as an array of floats; what is masked is NaN, complex numbers are refused."""
    try:
        if np.iscomplexobj(value):
            raise TypeError
        if isinstance(value, np.ma.MaskedArray):  # missing is not what lies beneath the mask
            value = np.ma.filled(value.astype(np.float64), np.nan)
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadValue("real numbers are needed", field=name, got=type(value).__name__, allowed=meaning) from None


def _table(name: str, value: ArrayLike, shape: tuple[int, ...], meaning: str, axes: Axes, negative: str) -> Floats:
    """The table as an array of the right shape, finite and not negative; `negative` says what to do about a cell that is."""
    if type(value).__module__.partition(".")[0] == "pandas" or isinstance(value, str | PathLike | Mapping):
        raise BadValue("an array of numbers is needed", field=name, got=type(value).__name__, allowed=f"{shape}, {meaning}",
                       remedy=_LONG)  # fmt: skip
    array = _numbers(name, value, meaning)
    if array.shape != shape:
        raise BadShape("wrong shape", field=name, got=array.shape, allowed=f"{shape}, {meaning}",
                       remedy="Check the order of the axes and the lists of economies and sectors.")  # fmt: skip
    first, second = (axes.economies, axes.economies) if name != "use" else (axes.economies, axes.sectors)
    bad = ~np.isfinite(array)
    if bad.any():
        a, b, c = (int(v) for v in np.argwhere(bad)[0])
        raise MissingData("not a finite number", field=name, where=f"{first[a]}, {second[b]}, {axes.sectors[c]}",
                          got=float(array[a, b, c]),
                          remedy="Missing is not zero: write 0 where zero is meant, or leave the economy out.")  # fmt: skip
    if array.min() < 0:
        a, b, c = (int(v) for v in np.argwhere(array < 0)[0])
        raise BadValue("negative", field=name, where=f"{first[a]}, {second[b]}, {axes.sectors[c]}", got=float(array[a, b, c]),
                       remedy=negative)  # fmt: skip
    return array


def _rates(tariff: ArrayLike, shape: tuple[int, ...], axes: Axes) -> Floats:
    rates = _table(
        "tariff", tariff, shape, "tariff[o,d,k]: (origins, destinations, sectors), fractions", axes, _IMPORTS
    )
    home = np.einsum("nnk->nk", rates)
    if home.any():
        n, k = (int(v) for v in np.argwhere(home)[0])
        raise BadValue("the tariff on home sales must be zero", field="tariff",
                       where=f"{axes.economies[n]}, {axes.sectors[k]}", got=float(home[n, k]),
                       remedy="Write 0 where origin and destination are one economy.")  # fmt: skip
    if rates.max() > RATE_CEILING:
        o, d, k = (int(v) for v in np.unravel_index(rates.argmax(), rates.shape))
        raise BadValue(f"a rate above {RATE_CEILING:g} (= {RATE_CEILING:.0%})", field="tariff",
                       where=f"{axes.economies[o]} to {axes.economies[d]}, {axes.sectors[k]}", got=float(rates.max()),
                       remedy="Rates are fractions: 25 % is 0.25.")  # fmt: skip
    return rates
