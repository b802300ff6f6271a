"""Long tables: one row a flow, from CSV, Parquet or a DataFrame.

trade   origin, destination, product, value       home sales included; a flow without a row is zero
use     destination, product, industry, value     inputs of all origins together; without a row zero
tariff  origin, destination, product, rate        fractions; a flow without a row is MISSING, not free
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.importers.blocks import scaled, without_negatives, world
from bahe.faults import BadFile, BadValue, MissingData, UnknownName
from bahe.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

TRADE = ("origin", "destination", "product", "value")
USE = ("destination", "product", "industry", "value")
TARIFF = ("origin", "destination", "product", "rate")


def read_tables(
    trade: Any,
    use: Any = None,
    tariff: Any = None,
    *,
    economies: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
    missing_tariff: str = "error",
    negative: str = "error",
    usd_mn: float = 1.0,
    **options: Any,
) -> World:
    """A World from long tables: each a DataFrame or the path of a CSV or Parquet file.

    economies, sectors  names in the order wanted; default: as they first appear in `trade`
    missing_tariff      "error": every cross-border flow of a good needs a row in `tariff`; "zero": no row means no tariff
    negative            "error" or "zero", for flows below zero
    usd_mn              factor from the tables' unit to USD million
    options             passed on to World.from_tables (trade_elasticity, groups, name, year, ...)

    Raises BadFile, MissingData or UnknownName naming the table, the row (the header is row 1) and the column.
    """
    flows = _frame(trade, TRADE, "trade")
    e = tuple(economies) if economies else tuple(dict.fromkeys([*flows["origin"], *flows["destination"]]))
    s = tuple(sectors) if sectors else tuple(dict.fromkeys(flows["product"]))
    cube = _cube(flows, TRADE, (e, e, s), "trade", 0.0)
    home = np.einsum("nnk->n", cube)
    if (home <= 0).any():
        raise MissingData("home sales are missing", field="trade", where=e[int(home.argmin())], got=float(home.min()),
                          remedy="`trade` needs rows whose origin is their destination: what is made and sold at home.")  # fmt: skip
    cube, notes = without_negatives(scaled(cube, usd_mn), e, s, negative, "trade")
    inputs = None if use is None else scaled(_cube(_frame(use, USE, "use"), USE, (e, s, s), "use", 0.0), usd_mn)
    rates = tariff_cube(tariff, cube, e, s, missing_tariff, options.get("groups"))
    return world(cube, inputs, rates, e, s, notes, options)


def tariff_cube(
    tariff: Any, trade: Floats, economies: Sequence[str], sectors: Sequence[str], missing: str,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Floats | None:  # fmt: skip
    """rate[o,d,k] from an array or a long table; a traded good without a row is an error unless missing="zero"."""
    if missing not in ("error", "zero"):
        raise BadValue("unknown choice", field="missing_tariff", got=missing, allowed=("error", "zero"))
    if tariff is None:
        return None
    if isinstance(tariff, np.ndarray | list):
        return np.asarray(tariff, dtype=np.float64)
    cube = _cube(_frame(tariff, TARIFF, "tariff"), TARIFF, (economies, economies, sectors), "tariff", np.nan)
    own = np.arange(len(economies))
    cube[own, own] = np.where(np.isnan(cube[own, own]), 0.0, cube[own, own])
    absent = np.isnan(cube)
    if groups and "goods" in groups:
        absent[:, :, [k for k, s in enumerate(sectors) if s not in groups["goods"]]] = False
    needed = absent & (trade > 0)
    if missing == "error" and needed.any():
        o, d, k = (int(v) for v in np.argwhere(needed)[0])
        raise MissingData(
            f"{int(needed.sum())} flows have no rate, first {economies[o]} to {economies[d]}, {sectors[k]}", field="tariff",
            remedy='Missing is not zero: add the rows (0 where trade is free), or say missing_tariff="zero".',
        )  # fmt: skip
    return np.where(np.isnan(cube), 0.0, cube)


def _frame(table: Any, columns: Sequence[str], name: str) -> pd.DataFrame:
    """The table with exactly the needed columns, texts stripped, numbers as float64."""
    import pandas as pd

    frame = _load(table, name)
    absent = [c for c in columns if c not in frame.columns]
    if absent:
        raise BadFile(
            f"the column {absent[0]!r} is missing", where=name, got=[str(c) for c in frame.columns], allowed=columns
        )
    frame = frame[list(columns)].reset_index(drop=True)
    if frame.empty:
        raise BadFile("the table has no rows", where=name)
    for column in columns[:-1]:
        text = frame[column]
        empty = text.isna() | (text.astype(str).str.strip() == "")
        if empty.any():
            raise MissingData("is empty", where=f"{name}, row {int(empty.to_numpy().argmax()) + 2}", field=column)
        frame[column] = text.astype(str).str.strip()
    value = columns[-1]
    number = pd.to_numeric(frame[value], errors="coerce").astype("float64")
    bad = ~np.isfinite(number.to_numpy())
    if bad.any():
        row = int(bad.argmax())
        raise MissingData("not a finite number", where=f"{name}, row {row + 2}", field=value, got=frame[value].iloc[row],
                          remedy="Missing is not zero: write 0 where zero is meant, or leave the row out.")  # fmt: skip
    frame[value] = number
    twice = frame.duplicated(list(columns[:-1]))
    if twice.any():
        row = int(twice.to_numpy().argmax())
        raise BadFile(
            "the same flow has two rows",
            where=f"{name}, row {row + 2}",
            got=" ".join(frame.iloc[row][list(columns[:-1])]),
        )
    return frame


def _load(table: Any, name: str) -> pd.DataFrame:
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table
    if not isinstance(table, str | os.PathLike):
        raise BadValue(
            "a DataFrame or the path of a CSV or Parquet file is needed", field=name, got=type(table).__name__
        )
    path = Path(table)
    if not path.is_file():
        raise BadFile("no such file", where=str(path), field=name)
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except UnicodeDecodeError as error:
        raise BadFile(f"not UTF-8 text (byte {error.start})", where=path.name, field=name) from None
    except (ValueError, OSError) as error:
        raise BadFile(f"cannot be read ({str(error).splitlines()[0]})", where=path.name, field=name) from None


def _cube(
    frame: pd.DataFrame, columns: Sequence[str], axes: tuple[Sequence[str], ...], name: str, empty: float
) -> Floats:
    """The long table as an array over the three axes; `UnknownName` names the row of a name that is not on an axis."""
    positions = []
    for column, names in zip(columns, axes, strict=False):
        index = {n: i for i, n in enumerate(names)}
        place = frame[column].map(index)
        if place.isna().any():
            row = int(place.isna().to_numpy().argmax())
            kind = "sector" if column in ("product", "industry") else "economy"
            raise UnknownName(kind, frame[column].iloc[row], names, where=f"{name}, row {row + 2}", field=column)
        positions.append(place.to_numpy(dtype=np.intp))
    cube = np.full(tuple(len(a) for a in axes), empty)
    cube[tuple(positions)] = frame[columns[-1]].to_numpy()
    return cube
