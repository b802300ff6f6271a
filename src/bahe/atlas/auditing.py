"""Audit: what a world is made of and where it is thin, in rows of PASS, WARN or FAIL with figures.

An audit diagnoses and repairs nothing. FAIL means that an accounting identity is broken; WARN that a reader of results
must know something (an imputation, a stand-in, an extreme parameter); PASS that a check was made and held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.elasticities import FILLED
from bahe.atlas.tables import rows as table_rows
from bahe.faults import BaheError
from bahe.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

PASS, WARN, FAIL = "PASS", "WARN", "FAIL"
#: Identities must hold to this share of the flow concerned.
IDENTITY = 1e-9
#: The benchmark must solve to ones within this.
BENCHMARK = 1e-8
#: Value added below this share of output is called tiny; elasticities outside this range are called extreme.
TINY_VALUE_ADDED = 0.02
THETA_LOW, THETA_HIGH = 1.0, 20.0
LARGE_DEFICIT = 0.25


@dataclass(frozen=True)
class Row:
    """One check: what was looked at, the verdict, the figure and a sentence."""

    check: str
    status: str
    figure: float | None
    detail: str


@dataclass(frozen=True)
class Audit:
    """The rows of one audit. `ok` is True where nothing failed; print it, or take `table()`."""

    world: str
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """True where no row says FAIL."""
        return all(r.status != FAIL for r in self.rows)

    def counts(self) -> dict[str, int]:
        """Number of rows by status."""
        return {s: sum(r.status == s for r in self.rows) for s in (PASS, WARN, FAIL)}

    def table(self) -> pd.DataFrame:
        """One row a check: check, status, figure, detail."""
        import pandas as pd

        return pd.DataFrame([vars(r) for r in self.rows], columns=["check", "status", "figure", "detail"])

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"world": self.world, "ok": self.ok, "counts": self.counts(), "rows": [vars(r) for r in self.rows]}

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __str__(self) -> str:
        wide = max(len(r.check) for r in self.rows)
        lines = [f"{r.status}  {r.check:<{wide}}  {_figure(r.figure):>12}  {r.detail}" for r in self.rows]
        total = ", ".join(f"{n} {s}" for s, n in self.counts().items())
        return "\n".join([f"audit of {self.world}: {total}", *lines])


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def audit(world: World) -> Audit:
    """Every check on `world`; takes well under a second for 81 x 50 and never changes it."""
    found: list[Row] = []
    for check in CHECKS:
        found.extend(check(world))
    return Audit(world.name, tuple(found))


# -- identities -------------------------------------------------------------------------------------------------------
def _adding_up(w: World) -> Iterable[Row]:
    """Shares add up to one."""
    gaps = {
        "trade shares": w.trade_share.sum(1) - 1,
        "cost shares": w.cost_share.sum(1) + w.value_added_share - 1,
        "final shares": w.final_share.sum(1) - 1,
    }
    for name, gap in gaps.items():
        worst = float(np.abs(gap).max())
        yield Row(f"adding up: {name}", _verdict(worst <= IDENTITY), worst, "largest distance of a sum from one")


def _income_is_spending(w: World) -> Iterable[Row]:
    """World: final spending = value added + tariff revenue, and profits where there are any."""
    total = float(w.income.sum())
    gap = abs(total - float(w.value_added.sum()) - float(w.revenue.sum()) - float(w.profits.sum())) / total
    yield Row(
        "income = spending",
        _verdict(gap <= IDENTITY),
        gap,
        f"final spending against value added{', profits' if w.profit_share.any() else ''} and tariff revenue, world",
    )


def _walras(w: World) -> Iterable[Row]:
    """Economy by economy: deficit = imports - exports at basic prices."""
    cross = w.trade.sum(2)
    balance = cross.sum(1) - cross.sum(0)
    gap = float((np.abs(w.deficit - balance) / w.value_added).max())
    yield Row(
        "Walras: deficit = imports - exports", _verdict(gap <= IDENTITY), gap, "largest gap as a share of value added"
    )


def _negative_final(w: World) -> Iterable[Row]:
    """Final spending is nowhere below zero."""
    final = w.final_spending
    below = final < -IDENTITY * np.maximum(w.expenditure, 1.0)
    detail = "no cell of final spending is negative"
    if below.any():
        n, k = np.unravel_index(int(final.argmin()), final.shape)
        detail = f"industries use more than the economy buys; worst {w.economies[n]} {w.sectors[k]} (USD million)"
        detail += f": {final.min():.3g}"
    yield Row("negative final cells", _verdict(not below.any()), float(below.sum()), detail)


def _benchmark(w: World) -> Iterable[Row]:
    """Solving without a shock gives ones."""
    from bahe.trade.solve import solve

    try:
        eq = solve(w, on_fail="return")
    except BaheError as error:
        yield Row("benchmark solves to ones", FAIL, None, error.message)
        return
    gap = max(float(np.abs(eq.welfare_hat - 1).max()), float(np.abs(eq.wage_hat - 1).max()))
    detail = f"no shock, largest |hat - 1| of welfare and wages; residual {eq.info.residual:.1e}"
    yield Row("benchmark solves to ones", _verdict(eq.info.ok and gap <= BENCHMARK), gap, detail)


# -- levels -----------------------------------------------------------------------------------------------------------
def _levels(w: World) -> Iterable[Row]:
    """World totals, and the recorded ones of the source where there are any for this world."""
    cross = w.trade.sum(2)
    exports = cross - np.diag(np.diag(cross))
    basic = value_added_basic(w)
    yield Row("world output", PASS, float(w.output.sum()) / 1e6, "USD trillion, basic prices")
    yield Row("cross-border trade", PASS, float(exports.sum()) / 1e6, "USD trillion, basic prices")
    yield Row("value added", PASS, float(w.value_added.sum()) / 1e6, "USD trillion, inputs at purchaser prices")
    yield Row("tariff revenue", PASS, float(w.revenue.sum()) / 1e6, "USD trillion")
    if w.profit_share.any():
        yield Row("profits", PASS, float(w.profits.sum()) / 1e6, "USD trillion, on top of value added")
    totals = {
        "output": float(w.output.sum()),
        "cross-border trade": float(exports.sum()),
        "value added": float(basic.sum()),
    }
    for target in table_rows("audit_targets.csv"):
        names = [n for n in (target["economy"], target["partner"]) if n]
        if target["world"] != w.name or any(n not in w.economies for n in names):
            continue
        place = [w.economies.index(n) for n in names]
        if not place:
            figure = totals[target["check"]]
        else:
            figure = float(basic[place[0]] if len(place) == 1 else cross[place[1], place[0]])
        good = abs(figure / 1e6 - float(target["value"])) <= float(target["tolerance"])
        yield Row(" ".join(["recorded total:", target["check"], " to ".join(names)]).strip(), _verdict(good), figure / 1e6,
                  f"target {target['value']} {target['unit']} ({target['source']})")  # fmt: skip


def value_added_basic(w: World) -> Floats:
    """Value added[n] with inputs at basic prices, as statistical offices print it: tariffs on inputs are not a cost yet."""
    basic = w.trade.sum(1)
    markup = np.where(basic > 0, w.expenditure, 1.0) / np.where(basic > 0, basic, 1.0)
    inputs = (w.cost_share / markup[:, :, None]).sum(1) * w.costs
    return np.asarray((w.output - inputs).sum(1))


def _deficits(w: World) -> Iterable[Row]:
    ratio = w.deficit / w.value_added
    n = int(np.abs(ratio).argmax())
    large = [w.economies[i] for i in np.flatnonzero(np.abs(ratio) > LARGE_DEFICIT)]
    yield Row("deficits", WARN if large else PASS, float(ratio[n]),
              f"largest share of value added: {w.economies[n]}; above {LARGE_DEFICIT:.0%}: {' '.join(large) or 'none'}")  # fmt: skip


# -- industries -------------------------------------------------------------------------------------------------------
def _industries(w: World) -> Iterable[Row]:
    idle = w.output == 0
    yield Row("industries without output", WARN if idle.any() else PASS, float(idle.sum()),
              _some([f"{w.economies[n]} {w.sectors[j]}" for n, j in np.argwhere(idle)]))  # fmt: skip
    unbought = w.expenditure == 0
    yield Row("products that are not bought", WARN if unbought.any() else PASS, float(unbought.sum()),
              _some([f"{w.economies[n]} {w.sectors[k]}" for n, k in np.argwhere(unbought)]))  # fmt: skip
    tiny = (w.value_added_share < TINY_VALUE_ADDED) & ~idle
    names = [f"{w.economies[n]} {w.sectors[j]} {w.value_added_share[n, j]:.3f}" for n, j in np.argwhere(tiny)]
    yield Row("tiny value added", WARN if tiny.any() else PASS, float(tiny.sum()),
              f"industries with value added below {TINY_VALUE_ADDED:.0%} of output: {_some(names)}")  # fmt: skip


# -- tariffs ----------------------------------------------------------------------------------------------------------
def _tariffs(w: World) -> Iterable[Row]:
    goods = [w.sectors.index(s) for s in w.axes.sector_groups["goods"]]
    trade = w.trade[:, :, goods].copy()
    own = np.arange(len(w.economies))
    trade[own, own] = 0.0
    crossing = float(trade.sum())
    mean = float((trade * w.tariff[:, :, goods]).sum()) / crossing if crossing else 0.0
    yield Row("tariffs: mean over goods", PASS if mean > 0 else WARN, mean,
              "cross-border trade as weights" if mean > 0 else "no tariff anywhere: are they missing, or are there none?")  # fmt: skip
    n, i, k = (int(v) for v in np.unravel_index(int(w.tariff.argmax()), w.tariff.shape))
    high = int((w.tariff > 1).sum())
    yield Row("tariffs above 100 %", WARN if high else PASS, float(high),
              f"highest {w.tariff[n, i, k]:.1%}: {w.economies[n]} on {w.economies[i]}, {w.sectors[k]}")  # fmt: skip
    rest = [k for k in range(len(w.sectors)) if k not in goods]
    taxed = int((w.tariff[:, :, rest] > 0).sum()) if rest else 0
    yield Row("tariffs outside goods", WARN if taxed else PASS, float(taxed), "cells of services with a tariff")


# -- elasticities -----------------------------------------------------------------------------------------------------
def _elasticities(w: World) -> Iterable[Row]:
    sets = dict(w.elasticity_sets) or {w.elasticity_set: w.trade_elasticity}
    for name, theta in sets.items():
        odd = (theta < THETA_LOW) | (theta > THETA_HIGH)
        detail = f"theta {theta.min():.3g} to {theta.max():.3g}"
        if odd.any():
            names = [f"{w.sectors[k]} {theta[k]:.4g}" for k in np.flatnonzero(odd)]
            detail += f"; outside {THETA_LOW:g} to {THETA_HIGH:g}: {_some(names)}"
        if FILLED.get(name):
            detail += f"; no estimate, 4 stands in: {' '.join(FILLED[name])}"
        used = " (in use)" if name == w.elasticity_set else ""
        yield Row(
            f"elasticities {name}{used}",
            WARN if odd.any() or FILLED.get(name) else PASS,
            float(np.median(theta)),
            detail,
        )
    if len(sets) > 1:
        stack = np.stack(list(sets.values()))
        ratio = stack.max(0) / stack.min(0)
        k = int(ratio.argmax())
        yield Row("elasticities: spread over sets", WARN if ratio[k] > 3 else PASS, float(ratio[k]),
                  f"largest over smallest: {w.sectors[k]}; report results over all sets")  # fmt: skip


def _remarks(w: World) -> Iterable[Row]:
    """What was said when the world was made."""
    for r in w.remarks:
        yield Row(r.check, r.status, r.figure, r.detail)


def _items(w: World) -> Iterator[Row]:
    """Figures of the packaged table of items by their ground: it belongs to the packaged world."""
    if not w.name.startswith("icio-2022"):
        return
    from bahe.atlas.items import count_cells, load_items

    n = count_cells(load_items())
    said = (
        f"{n['items']} goods finer than an industry: {n['measured']} figures measured, {n['quoted']} quoted, "
        f"{n['assumed']} assumed (each with its ground), {n['missing']} missing; {n['measured_or_ab']} with origin shares "
        "measured or of grade A or B"
    )
    yield Row("items: figures", WARN if n["assumed"] or n["missing"] else PASS, float(n["measured"]), said)


def _verdict(good: bool) -> str:
    return PASS if good else FAIL


def _some(names: list[str], most: int = 8) -> str:
    if not names:
        return "none"
    return ", ".join(names[:most]) + (f", ... ({len(names)} in all)" if len(names) > most else "")


CHECKS: tuple[Callable[[World], Iterable[Row]], ...] = (
    _adding_up, _income_is_spending, _walras, _negative_final, _benchmark, _levels, _deficits, _industries, _tariffs, _remarks,
    _elasticities, _items,
)  # fmt: skip
