"""World: a calibrated benchmark of shares, spending and elasticities (textbook, chapter 1).

Axis letters: n importer, i exporter, k product, j using industry. The `[n,i,k]` arrays are views of
`k`-major memory, since the engine multiplies one sector's matrix at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.axes import Axes
from bahe.faults import BadShape, BadValue, MissingData, UnknownName
from bahe.registry import DOORS, door
from bahe.world.horizon import Horizon

Floats = NDArray[np.float64]

#: Shares must add up to this precision.
SHARE_TOLERANCE = 1e-9
_SETS = (
    "Give numbers, world.at(elasticities=4.0), or name sets when the world is made: "
    'World.from_tables(..., elasticity_sets={"caliendo-parro": [...]}).'
)


@dataclass(frozen=True)
class Remark:
    """Something a reader of this world must know: a choice, an imputation, a repair. `status` is PASS, WARN or FAIL."""

    check: str
    status: str
    detail: str
    figure: float | None = None


@dataclass(frozen=True)
class Source:
    """Where a part of the world comes from."""

    key: str
    what: str
    citation: str
    licence: str
    url: str = ""


@dataclass(frozen=True, eq=False)
class World:
    """A calibrated benchmark. Frozen; arrays are read-only; invariants are checked when it is made.

    trade_share[n,i,k]       share of n's spending on k that goes to origin i, tariff included (sums to 1 over i)
    expenditure[n,k]         spending at purchaser prices (USD million)
    tariff[n,i,k]            applied rate (fraction), zero at home
    cost_share[n,k,j]        share of input k in the costs of industry j of n (gamma); costs are sales where nobody profits
    value_added_share[n,j]   beta = 1 - sum_k gamma
    final_share[n,k]         alpha, sums to 1 over k
    horizons                 name -> Horizon; `long` is always there
    elasticity_sets          name -> theta[k] of the long horizon: published alternatives, never averaged
    profit_share[n,j]        share of profit in sales, m = 1/sigma under a constant mark-up sigma/(sigma-1) and a fixed number of
                             firms; it goes to the households of n. None: nobody profits
    """

    axes: Axes
    trade_share: Floats
    expenditure: Floats
    tariff: Floats
    cost_share: Floats
    value_added_share: Floats
    final_share: Floats
    horizons: Mapping[str, Horizon]
    elasticity_sets: Mapping[str, Floats] = field(default_factory=dict)
    elasticity_set: str = "given"
    name: str = "unnamed"
    year: int | None = None
    sources: tuple[Source, ...] = ()
    remarks: tuple[Remark, ...] = ()
    profit_share: Floats = None  # type: ignore[assignment]  # zeros of the right size when the world is made

    def __post_init__(self) -> None:
        N, K = len(self.axes.economies), len(self.axes.sectors)
        shapes = {
            "trade_share": (N, N, K),
            "expenditure": (N, K),
            "tariff": (N, N, K),
            "cost_share": (N, K, K),
            "value_added_share": (N, K),
            "final_share": (N, K),
            "profit_share": (N, K),
        }
        if self.profit_share is None:
            object.__setattr__(self, "profit_share", np.zeros((N, K)))
        if not isinstance(self.name, str):
            raise BadValue("text is needed", field="name", where="World", got=self.name)
        object.__setattr__(self, "year", _year(self.year))
        for name, shape in shapes.items():
            object.__setattr__(self, name, _frozen(name, getattr(self, name), shape, self.axes))
        object.__setattr__(self, "horizons", MappingProxyType(dict(self.horizons)))
        object.__setattr__(self, "elasticity_sets", MappingProxyType(dict(self.elasticity_sets)))
        self._check()

    def _check(self) -> None:
        e = self.axes.economies
        if "long" not in self.horizons:
            raise BadValue("the horizon 'long' is missing", field="horizons", got=list(self.horizons))
        for name, h in self.horizons.items():
            if not isinstance(h, Horizon):
                raise BadValue("a Horizon is needed", field=f"horizons[{name!r}]", got=h,
                               remedy="bahe.Horizon(name, trade_elasticity, ...) makes one.")  # fmt: skip
            if h.trade_elasticity.size != len(self.axes.sectors):
                raise BadShape("one elasticity per sector", field=f"horizons[{h.name!r}]", got=h.trade_elasticity.size)
        for name, array in (
            ("trade_share", self.trade_share),
            ("tariff", self.tariff),
            ("expenditure", self.expenditure),
            ("profit_share", self.profit_share),
        ):
            if array.size and array.min() < 0:
                raise BadValue(
                    "negative", field=name, where=_cell(array, array.min(), self.axes), got=float(array.min())
                )
        if self.profit_share.max() >= 1:
            raise BadValue("profits must leave something for costs", field="profit_share", allowed="0 to below 1",
                           where=_cell(self.profit_share, self.profit_share.max(), self.axes),
                           got=float(self.profit_share.max()), remedy="A fraction of sales: 1/sigma under a constant mark-up.")  # fmt: skip
        _adds_to_one("trade_share", self.trade_share.sum(1), self.axes)
        _adds_to_one("cost_share with value_added_share", self.cost_share.sum(1) + self.value_added_share, self.axes)
        final = self.final_share.sum(1)
        if np.abs(final - 1).max() > SHARE_TOLERANCE:
            n = int(np.abs(final - 1).argmax())
            raise BadValue("shares must add up to 1", field="final_share", where=e[n], got=float(final[n]))
        home = np.einsum("nnk->nk", self.tariff)
        if np.any(home != 0):
            n = int(np.argmax(np.any(home != 0, axis=1)))
            raise BadValue("the tariff on home sales must be zero", field="tariff", where=e[n], got=float(home[n].max()),
                           remedy="Write 0 where buyer and seller are one economy.")  # fmt: skip
        if np.any(self.value_added <= 0):
            n = int(np.argmin(self.value_added))
            raise BadValue("an economy must have positive value added", field="value_added", where=e[n],
                           got=float(self.value_added[n]),
                           remedy="Give what it sells, at home and abroad, or leave the economy out.")  # fmt: skip
        gap = abs(float(self.deficit.sum())) / float(self.value_added.sum())
        if gap > 1e-8:
            raise BadValue(
                "deficits must sum to zero over the world (share of world value added)", field="deficit", got=gap
            )

    # -- names ---------------------------------------------------------------------------------------------------
    @property
    def economies(self) -> tuple[str, ...]:
        """Names of the economies, in the order of every array."""
        return self.axes.economies

    @property
    def sectors(self) -> tuple[str, ...]:
        """Names of the sectors, in the order of every array."""
        return self.axes.sectors

    @property
    def trade_elasticity(self) -> Floats:
        """theta[k] of the long horizon."""
        return self.horizons["long"].trade_elasticity

    def horizon(self, name: str) -> Horizon:
        """A horizon by name; `UnknownName` with the known ones otherwise."""
        if name not in self.horizons:
            raise UnknownName("horizon", name, self.horizons)
        return self.horizons[name]

    # -- levels of the benchmark, USD million ------------------------------------------------------------------------
    @cached_property
    def trade(self) -> Floats:
        """Trade at basic prices [n,i,k]: pi X / (1+t)."""
        return _read_only(self.net_share * self.expenditure[:, None, :])

    @cached_property
    def net_share(self) -> Floats:
        """Trade shares net of the base tariff [n,i,k]: pi / (1+t)."""
        return _read_only(self.trade_share / (1 + self.tariff))

    @cached_property
    def output(self) -> Floats:
        """Sales of industry k of economy i at basic prices [i,k]."""
        return _read_only(self.trade.sum(0))

    @cached_property
    def profits(self) -> Floats:
        """Profits of industry j of economy n [n,j]: m Y."""
        return _read_only(self.profit_share * self.output)

    @cached_property
    def costs(self) -> Floats:
        """What industry j of n pays to factors and for inputs [n,j]: sales less profits."""
        return _read_only(self.output - self.profits) if self.profit_share.any() else self.output

    @cached_property
    def value_added(self) -> Floats:
        """Factor income VA[n]; profits come on top of it."""
        return _read_only((self.value_added_share * self.costs).sum(1))

    @cached_property
    def revenue(self) -> Floats:
        """Tariff revenue R[n]."""
        return _read_only(self.duties.sum((1, 2)))

    @cached_property
    def duties(self) -> Floats:
        """Duties collected on each flow [n,i,k]."""
        return _read_only(self.tariff * self.trade)

    @cached_property
    def taxed(self) -> NDArray[np.bool_]:
        """Sectors with any tariff [k]."""
        return np.asarray(np.moveaxis(self.tariff, 2, 0).any((1, 2)))

    @cached_property
    def final_spending(self) -> Floats:
        """Final spending by product F[n,k] = X - inputs."""
        inputs = np.matmul(self.cost_share, self.costs[:, :, None])[:, :, 0]
        return _read_only(self.expenditure - inputs)

    @cached_property
    def income(self) -> Floats:
        """Final spending I[n] = VA + R + D, plus profits."""
        return _read_only(self.final_spending.sum(1))

    @cached_property
    def deficit(self) -> Floats:
        """D[n] = I - VA - R less profits; positive where an economy spends more than it earns; sums to zero."""
        gap = self.income - self.value_added - self.revenue
        return _read_only(gap - self.profits.sum(1) if self.profit_share.any() else gap)

    @cached_property
    def own_shares(self) -> tuple[Floats, Floats, Floats]:
        """Of n in its own spending on k, of home in the sales of k by n, and of n in the spending of its foreign buyers (mean)."""
        home, sold = np.einsum("nnk->nk", self.trade_share), np.where(self.output > 0, self.output, 1.0)
        at_home = np.einsum("nnk->nk", self.trade)
        away = np.einsum("nik,nik->ik", self.trade, self.trade_share) - at_home * home
        left = sold - at_home
        abroad = np.where(left > 1e-12 * sold, away / np.where(left > 0, left, 1.0), 0.0)
        return _read_only(home.copy()), _read_only(at_home / sold), _read_only(np.clip(abroad, 0.0, 1.0))

    @cached_property
    def orders(self) -> Floats:
        """Inputs plus final shares of income [n,k]; spending X, but for worlds whose final shares are not those of their flows."""
        inputs = np.matmul(self.cost_share, self.costs[:, :, None])[:, :, 0]
        total = inputs + self.final_share * self.income[:, None]
        return _read_only(np.where(total > 0, total, 1.0))

    # -- derived worlds ----------------------------------------------------------------------------------------------
    def at(self, elasticities: str | Floats | float, horizon: str = "long") -> World:
        """The same benchmark with another set of trade elasticities: a name of `elasticity_sets` or numbers.

        `world.at(elasticities="caliendo-parro")`, or `world.at(elasticities=4.0, horizon="short")`.
        """
        label = elasticities if isinstance(elasticities, str) else "given"
        if isinstance(elasticities, str):
            if not self.elasticity_sets:
                raise MissingData("this world has no sets of elasticities by name", field="elasticities", where="World.at",
                                  got=elasticities, remedy=_SETS)  # fmt: skip
            if elasticities not in self.elasticity_sets:
                raise UnknownName("elasticity set", elasticities, self.elasticity_sets, where="World.at")
            elasticities = self.elasticity_sets[elasticities]
        new = self.horizon(horizon).with_theta(elasticities)
        if horizon == "long" and new.trade_elasticity.min() <= 0:
            raise BadValue("theta of horizon 'long' must be above zero", field="trade_elasticity", where="World.at",
                           got=float(new.trade_elasticity.min()))  # fmt: skip
        return self._derived(
            horizons={**self.horizons, horizon: new},
            elasticity_set=label if horizon == "long" else self.elasticity_set,
        )

    def draws(self, horizon: str = "long") -> dict[str, World]:
        """Worlds over which a band at `horizon` is taken: the published sets (long) or the low-to-high range of theta."""
        if horizon == "long" and self.elasticity_sets:
            return {name: self.at(elasticities=name) for name in self.elasticity_sets}
        h = self.horizon(horizon)
        return {f"theta {v:g}": self.at(elasticities=v, horizon=horizon) for v in h.alternatives} or {"given": self}

    def carve(self, items: Any, bound: str = "value") -> World:
        """Split items out of their industries: see `bahe.world.carve.carve`."""
        from bahe.world.carve import carve

        return carve(self, items, bound)

    @classmethod
    def from_tables(cls, trade: Any, **tables: Any) -> World:
        """Calibrate a World from tables: see `bahe.world.calibrate.from_tables` for every argument."""
        from bahe.world.calibrate import from_tables

        return from_tables(trade, **tables)

    def aggregate(self, economies: Any = None, sectors: Any = None) -> World:
        """Add up economies and sectors: see `bahe.world.aggregate.aggregate`."""
        from bahe.world.aggregate import aggregate

        return aggregate(self, economies, sectors)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and processes get the fields alone: arrays are laid out and checked again, what was derived is derived again."""
        values = (getattr(self, f.name) for f in fields(self))
        return World, tuple(dict(v) if isinstance(v, MappingProxyType) else v for v in values)

    def __getattr__(self, name: str) -> Any:
        """Doors attached in `bahe/__init__`: audit(), save(path), table()."""
        return door(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *DOORS.get("World", {})})

    def relabelled(self, like: World) -> World:
        """The same benchmark with the elasticities and labels of another world."""
        return self._derived(
            horizons=like.horizons,
            elasticity_sets=like.elasticity_sets,
            elasticity_set=like.elasticity_set,
            name=like.name,
        )

    def _derived(self, **changes: Any) -> World:
        """`replace` that keeps the cached levels, since they do not depend on elasticities, and skips the checks."""
        new = object.__new__(World)
        new.__dict__.update(self.__dict__)
        for name, value in changes.items():
            new.__dict__[name] = MappingProxyType(dict(value)) if isinstance(value, Mapping) else value
        return new

    def replace(self, **changes: Any) -> World:
        """A new, checked World with some fields changed."""
        return replace(self, **changes)

    def __repr__(self) -> str:
        return f"<World {self.name!r}: {len(self.economies)} economies x {len(self.sectors)} sectors, {self.year}>"


def _year(value: Any) -> int | None:
    """The year as a whole number; None where none is given."""
    if value is None:
        return None
    try:
        year = int(value)
        if isinstance(value, bool | str) or year != value:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise BadValue("a whole number is needed, or None", field="year", where="World", got=value) from None
    return year


def k_major(array: Any, dtype: type = np.float64) -> Floats:
    """The same `[n,i,k]` array as a view of contiguous `[k,n,i]` memory."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(np.asarray(array, dtype=dtype), 2, 0)), 0, 2)


def _frozen(name: str, value: Any, shape: tuple[int, ...], axes: Axes) -> Floats:
    try:
        array = np.array(value, dtype=np.float64, order="K")
    except (TypeError, ValueError):
        raise BadValue("numbers are needed", field=name, got=type(value).__name__) from None
    if array.shape != shape:
        raise BadShape("wrong shape", field=name, got=array.shape, allowed=str(shape))
    if not np.isfinite(array).all():
        bad = array[~np.isfinite(array)][0]
        raise BadValue("not a finite number", field=name, where=_cell(~np.isfinite(array), True, axes), got=float(bad),
                       remedy="Missing is not zero: fill the cell or leave the economy or sector out.")  # fmt: skip
    return _read_only(k_major(array) if name in ("trade_share", "tariff") else np.ascontiguousarray(array))


def _read_only(array: Any) -> Floats:
    array.flags.writeable = False
    return array  # type: ignore[no-any-return]


def _adds_to_one(name: str, total: Floats, axes: Axes) -> None:
    off = np.abs(total - 1)
    if off.max() > SHARE_TOLERANCE:
        n, k = np.unravel_index(off.argmax(), off.shape)
        raise BadValue("shares must add up to 1", field=name, where=f"{axes.economies[n]}, {axes.sectors[k]}",
                       got=float(total[n, k]))  # fmt: skip


def _cell(array: Any, value: Any, axes: Axes) -> str:
    """Names of the first cell that holds `value`."""
    position = np.unravel_index(int(np.argmax(np.asarray(array) == value)), np.shape(array))
    names = [axes.economies, axes.economies if len(position) == 3 else axes.sectors, axes.sectors]
    return ", ".join(names[d][p] for d, p in enumerate(position))
