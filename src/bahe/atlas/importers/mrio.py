"""A pymrio IOSystem, or anything with its attributes: `Z` and `Y` as DataFrames labelled (region, sector).

pymrio itself is not needed: the object is read by its attributes, so any database that it parses (EXIOBASE, WIOD, Eora,
GLORIA, ICIO) comes in by the same door.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.importers.blocks import Label, blocks, complete, scaled, without_negatives, world
from bahe.atlas.importers.long import tariff_cube
from bahe.faults import BadFile, BadValue
from bahe.world.world import World

Floats = NDArray[np.float64]


def from_pymrio(
    mrio: Any,
    *,
    tariff: Any = None,
    missing_tariff: str = "error",
    negative: str = "error",
    usd_mn: float = 1.0,
    **options: Any,
) -> World:
    """A World from an IOSystem with flows `Z` (rows and columns region, sector) and final demand `Y` (columns region[, category]).

    tariff          None, an array [origin, destination, product], or a long table (see `read_tables`)
    usd_mn          factor from the system's unit to USD million
    options         passed on to World.from_tables (trade_elasticity, groups, name, year, ...)

    Raises BadFile naming the row or column that is off; a system that holds only coefficients must be calculated first.
    """
    Z, Y = _part(mrio, "Z"), _part(mrio, "Y")
    rows = _labels(Z.index, "rows of Z")
    sums = blocks(rows)
    complete(rows, sums.economies, sums.sectors, "rows of Z are", "Z")
    if len(set(rows)) != len(rows):
        raise BadFile("a row occurs twice", where="Z", got=next("_".join(r) for r in rows if rows.count(r) > 1))
    e, s = {n: i for i, n in enumerate(sums.economies)}, {n: i for i, n in enumerate(sums.sectors)}
    users = _labels(Z.columns, "columns of Z")
    complete(users, sums.economies, sums.sectors, "columns of Z are", "Z")
    flows = _numbers(Z, rows, "Z")
    for column, (region, sector) in enumerate(users):
        if (region, sector) not in set(rows):
            raise BadFile("a column without a row", where="Z", got=f"{region}, {sector}")
        sums.add(flows[:, column], e[region], s[sector])
    wanted = _labels(Y.index, "rows of Y")
    if set(wanted) != set(rows):
        raise BadFile("rows of Y and rows of Z differ", where="Y", got=next(iter(set(wanted) ^ set(rows))))
    final = _numbers(Y.loc[Z.index], rows, "Y")
    buyers = [str(c[0]) if isinstance(c, tuple) else str(c) for c in Y.columns]
    for column, region in enumerate(buyers):
        if region not in e:
            raise BadFile("final demand of a region that makes nothing", where="Y", got=region, allowed=sums.economies)
        sums.add(final[:, column], e[region], None)
    absent = [n for n in sums.economies if n not in set(buyers)]
    if absent:
        raise BadFile("regions without final demand", where="Y", got=absent)
    trade, notes = without_negatives(scaled(sums.trade, usd_mn), sums.economies, sums.sectors, negative, "Z and Y")
    rates = tariff_cube(tariff, trade, sums.economies, sums.sectors, missing_tariff, options.get("groups"))
    options = {"name": str(getattr(mrio, "name", None) or "mrio")} | options
    return world(trade, scaled(sums.use, usd_mn), rates, sums.economies, sums.sectors, notes, options)


def _part(mrio: Any, name: str) -> Any:
    frame = getattr(mrio, name, None)
    if frame is None:
        raise BadFile(f"the system has no {name}", where=type(mrio).__name__,
                      remedy="Call mrio.calc_all() first, or give a system with flows, not coefficients alone.")  # fmt: skip
    if not hasattr(frame, "index") or not hasattr(frame, "columns"):
        raise BadValue("a DataFrame is needed", field=name, where=type(mrio).__name__, got=type(frame).__name__)
    return frame


def _labels(index: Any, where: str) -> list[Label]:
    if getattr(index, "nlevels", 1) != 2:
        raise BadFile("labels must have two levels, region and sector", where=where, got=list(index.names))
    return [(str(a), str(b)) for a, b in index]


def _numbers(frame: Any, rows: list[Label], where: str) -> Floats:
    try:
        values = frame.to_numpy(dtype=np.float64)
    except (TypeError, ValueError):
        raise BadFile("holds cells that are no numbers", where=where) from None
    if not np.isfinite(values).all():
        r, c = (int(v) for v in np.argwhere(~np.isfinite(values))[0])
        raise BadFile("an empty cell", where=f"{where}, row {'_'.join(rows[r])}, column {frame.columns[c]}",
                      remedy="Missing is not zero: write 0 where zero is meant.")  # fmt: skip
    return values
