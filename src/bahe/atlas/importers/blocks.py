"""Shared floor of the importers: from a labelled input-output table, column by column, to trade and use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.load import sector_groups
from bahe.faults import BadFile, BadValue
from bahe.world.calibrate import from_tables
from bahe.world.world import Remark, World

Floats = NDArray[np.float64]
Label = tuple[str, str]


@dataclass
class Blocks:
    """Sums of an input-output table: trade[o,d,k] and use[d,k,j], filled one column at a time."""

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    rows: NDArray[np.intp]
    trade: Floats = field(init=False)
    use: Floats = field(init=False)

    def __post_init__(self) -> None:
        N, K = len(self.economies), len(self.sectors)
        self.trade, self.use = np.zeros((N, N, K)), np.zeros((N, K, K))

    def add(self, values: Floats, destination: int, user: int | None) -> None:
        """Add one column: sales of every (origin, product) row to an industry `user` of `destination`, or to its final demand."""
        N, K = len(self.economies), len(self.sectors)
        block = np.bincount(self.rows, weights=values, minlength=N * K).reshape(N, K)
        self.trade[:, destination, :] += block
        if user is not None:
            self.use[destination, :, user] += block.sum(0)


def blocks(labels: Sequence[Label]) -> Blocks:
    """Empty sums for rows labelled (economy, sector); an economy split in two rows of one label is added up."""
    economies = tuple(dict.fromkeys(e for e, _ in labels))
    sectors = tuple(dict.fromkeys(s for _, s in labels))
    e, s = {n: i for i, n in enumerate(economies)}, {n: i for i, n in enumerate(sectors)}
    rows = np.array([e[a] * len(sectors) + s[b] for a, b in labels], dtype=np.intp)
    return Blocks(economies, sectors, rows)


def complete(labels: Iterable[Label], economies: Sequence[str], sectors: Sequence[str], what: str, where: str) -> None:
    """Every economy must have every sector among `labels`; `BadFile` names the first that is missing."""
    have = set(labels)
    absent = [f"{e}_{s}" for e in economies for s in sectors if (e, s) not in have]
    if absent:
        raise BadFile(f"{len(absent)} {what} missing, first {absent[0]!r}", where=where,
                      remedy="Every economy needs every industry; write zeros where there is none.")  # fmt: skip


def without_negatives(
    trade: Floats, economies: Sequence[str], sectors: Sequence[str], negative: str, where: str
) -> tuple[Floats, tuple[Remark, ...]]:
    """Negative sums (changes of inventories) are refused, or set to zero with a remark if `negative="zero"` is said."""
    if negative not in ("error", "zero"):
        raise BadValue("unknown choice", field="negative", got=negative, allowed=("error", "zero"))
    below = trade < 0
    if not below.any():
        return trade, ()
    o, d, k = (int(v) for v in np.unravel_index(int(trade.argmin()), trade.shape))
    cell = f"{economies[o]} to {economies[d]}, {sectors[k]}"
    if negative == "error":
        raise BadValue(f"{int(below.sum())} flows are negative, the largest {cell}", field="trade", where=where, got=float(trade[o, d, k]),
                       remedy='Changes of inventories outweigh sales there; say negative="zero" to set these flows to zero.')  # fmt: skip
    lost = float(trade[below].sum())
    note = Remark(
        "negative flows set to zero", "WARN", f"{int(below.sum())} cells, the largest {cell} (USD million)", lost
    )
    return np.where(below, 0.0, trade), (note,)


def world(
    trade: Floats, use: Floats | None, tariff: Any, economies: Sequence[str], sectors: Sequence[str],
    remarks: Sequence[Remark], options: dict[str, Any],
) -> World:  # fmt: skip
    """Calibrate; groups come from ISIC letters where every sector code starts with one."""
    if tariff is None:
        remarks = [*remarks, Remark("tariffs", "WARN", "no tariff table was given: base tariffs are zero by choice")]
    if options.get("groups") is None:
        isic = all(s[:1] in "ABCDEFGHIJKLMNOPQRSTU" and (len(s) == 1 or s[1:2].isdigit()) for s in sectors)
        options["groups"] = sector_groups(list(sectors)) if isic else None
    return from_tables(trade, economies=economies, sectors=sectors, use=use, tariff=tariff, remarks=remarks, **options)


def scaled(values: Floats, factor: float) -> Floats:
    """Values in USD million."""
    if not np.isfinite(factor) or factor <= 0:
        raise BadValue("the factor to USD million must be above zero", field="usd_mn", got=factor)
    return values if factor == 1 else values * factor
