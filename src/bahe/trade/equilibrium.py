"""Equilibrium: a solved World, hats and new levels, with how the solver ended."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.info import SolveInfo
from bahe.registry import DOORS, door
from bahe.trade import joint_map
from bahe.trade.problem import Problem
from bahe.world.levers import Levers
from bahe.world.shock import Shock
from bahe.world.world import World, k_major

Floats = NDArray[np.float64]
T = TypeVar("T")


def _sealed(made: T) -> T:
    """An array, or every array of a record, made read-only: what one reader is given the next one reads, too."""
    if isinstance(made, np.ndarray):
        made.flags.writeable = False
    elif is_dataclass(made):
        for f in fields(made):
            _sealed(getattr(made, f.name))
    return made


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """The answer to one question. `_hat` is new/base, `_new` a new level (USD million), arrays are in the order of `world`.

    `world` is the benchmark that hats refer to (under `balanced`, the purged world); `info` says how the solver ended and
    no array may be quoted unless `info.ok`.
    """

    world: World
    shock: Shock
    closure: str
    horizon: str
    info: SolveInfo
    levers: Levers
    problem: Problem = field(repr=False)
    z: Floats = field(repr=False)
    """The solved unknowns in logs, as `joint_map.unpack` reads them."""

    def __post_init__(self) -> None:
        _sealed(self.z)

    @cached_property
    def state(self) -> joint_map.State:
        """The solved unknowns in logs."""
        return _sealed(joint_map.unpack(self.problem, self.z))

    @cached_property
    def books(self) -> joint_map.Books:
        """Everything that the solved state implies, as the solver saw it."""
        return _sealed(joint_map.books(self.problem, self.state))

    @property
    def factor_price_hat(self) -> Floats:
        """Price of value added by industry [n,j]; the same in all industries where factors are mobile."""
        K = len(self.world.sectors)
        return np.broadcast_to(np.exp(self.state.log_w), (len(self.world.economies), K))

    @cached_property
    def wage_hat(self) -> Floats:
        """Factor price [n]: mean over industries with base factor income as weights."""
        weights = self.problem.factor_income
        mean: Floats = (weights * self.factor_price_hat).sum(1) / weights.sum(1)
        return _sealed(mean)

    @property
    def labour_hat(self) -> Floats:
        """Labour supplied [n] (ones unless `labour=` was given)."""
        factors = self.problem.factors
        supplied: Floats = (factors * np.exp(self.books.supply + np.zeros_like(factors))).sum(1) / factors.sum(1)
        return _sealed(supplied)

    @property
    def price_hat(self) -> Floats:
        """Price of the composite product [n,k], tariffs included."""
        price: Floats = np.exp(self.state.log_P.T)
        return _sealed(price)

    @property
    def cost_hat(self) -> Floats:
        """Unit cost [n,j] before output subsidies."""
        return _sealed(np.exp(self.books.log_c))

    @property
    def final_price_hat(self) -> Floats:
        """Exact price index of final demand [n]."""
        return _sealed(np.exp(self.books.log_Pf))

    @property
    def expenditure_new(self) -> Floats:
        """Spending at purchaser prices [n,k]."""
        return self.books.spending.T

    @property
    def output_new(self) -> Floats:
        """Sales at the factory door [i,k]."""
        return self.books.flows.sales

    @property
    def revenue_new(self) -> Floats:
        """Revenue of tariffs, export taxes and rents of controls [n]."""
        return self.books.flows.revenue

    @property
    def profits_new(self) -> Floats:
        """Profits of industry j of economy n [n,j], USD million; zeros where the world has no profits."""
        return _sealed(np.zeros(self.world.output.shape) + self.books.profits)

    @property
    def income_new(self) -> Floats:
        """Final spending I'[n]."""
        return self.books.income

    @property
    def value_added_new(self) -> Floats:
        """Factor income w L VA [n]."""
        return self.books.earned

    @property
    def welfare_hat(self) -> Floats:
        """Real income I'/I / Pfin [n]."""
        return _sealed(self.income_new / self.world.income / self.final_price_hat)

    @property
    def tariff_new(self) -> Floats:
        """New tariff [n,i,k]."""
        return _sealed(self.levers.tariff)

    @cached_property
    def wedge(self) -> Floats:
        """Price wedge of controls [n,i,k]: factor on the delivered price, one where no control is tight."""
        c, out = self.problem.caps, np.ones(self.world.tariff.shape)
        out[c.n, c.i, c.k] = np.exp(self.state.mu)
        return _sealed(out)

    @cached_property
    def spending_new(self) -> Floats:
        """Spending of n on k from i at purchaser prices [n,i,k]."""
        return _sealed(k_major(np.moveaxis(joint_map.spending_by_origin(self.problem, self.state, self.books), 0, 2)))

    @cached_property
    def trade_share_new(self) -> Floats:
        """New trade shares [n,i,k]."""
        bought = self.expenditure_new[:, None, :]
        return _sealed(
            np.where(bought > 0, self.spending_new / np.where(bought > 0, bought, 1.0), self.world.trade_share)
        )

    @cached_property
    def trade_new(self) -> Floats:
        """Trade at basic prices [n,i,k]: at the factory door, before export tax, tariff and the wedge of a control."""
        tax = 0.0 if self.levers.export_tax is None else self.levers.export_tax
        out = self.spending_new / ((1 + self.levers.tariff) * (1 + tax))
        c = self.problem.caps
        if len(c):
            kept = np.where(c.wasted > 0, 1.0, np.exp(-self.state.mu))
            out[c.n, c.i, c.k] *= kept
        return _sealed(out)

    @property
    def deficit_new(self) -> Floats:
        """D'[n]: new final spending less factor income, profits, revenue and subsidies paid."""
        gap = self.income_new - self.value_added_new - self.revenue_new + self.books.subsidies
        return _sealed(gap if self.problem.profit_share is None else gap - self.books.profits.sum(1))

    def as_world(self, name: str | None = None) -> World:
        """The new equilibrium as a benchmark of its own: solve it with no shock and get ones."""
        from bahe.trade.rebase import rebase

        return rebase(self, name)

    def __getattr__(self, name: str) -> Any:
        """Labelled doors, attached in `bahe/__init__`: table(), by_sector(), flows(), to_xarray()."""
        return door(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *DOORS.get("Equilibrium", {})})

    def __repr__(self) -> str:
        how = f"{self.info.outcome.name}, residual {self.info.residual:.1e}"
        return f"<Equilibrium of {self.world.name!r}, {self.horizon}, {self.closure}: {how}>"
