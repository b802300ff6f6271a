"""Why a rate is what it is: the slope of a player's objective by each of its rates, split into what it gains and what it costs.

First order and exact at the point, by one adjoint a part (no steps, no second solve). For economy n, with everything at the new
prices, the real income of a small change is (Dixit 1985; Bagwell and Staiger 1999; derived in the textbook, chapter 8)

    I dlnW = sum E dln p_n - sum M dln p_i  +  sum t M dln q  +  sum e E dln q  +  sum (m Y - s C + psi C) dln q_j  +  dD

E, M exports and imports at the border, p border prices, q quantities, t and e rates, m profit share, s subsidy, psi scale, C cost,
D transfers. The first pair is the terms of trade: what foreigners come to pay. The third is the volume of trade: duties are what
an import is worth to n above what it costs n, so imports that a tariff keeps out are its cost. Each part is a functional with
frozen coefficients; its derivative is taken with everything in the world answering.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import Conflict
from bahe.numerics.reverse import apply, apply_t, column, flip, join
from bahe.statecraft.game import Game, Point
from bahe.statecraft.policy import Block
from bahe.trade import joint_map, kernels
from bahe.trade.gradient import Slopes, adjoints
from bahe.trade.problem import Problem

Floats = NDArray[np.float64]

#: Part -> what it is.
PARTS = {
    "terms_of_trade": "what foreigners come to pay: dearer exports, cheaper imports before duty",
    "volume_final": "imports for final use that are no longer bought, at the duty they paid",
    "volume_inputs": "imports of inputs that are no longer bought, at the duty they paid: home production is dearer",
    "export_base": "exports that are no longer sold, at the export tax they paid",
    "output": "industries with profits, subsidies or economies of scale that grow or shrink",
    "transfers": "deficits that the closure moves",
    "political": "incomes of industries that count more, or less, than others",
    "security": "losses of rivals that the player values",
    "audience": "what is lost at home by setting less than was announced",
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """Slopes of each player's value by each of its own rates, as fractions of its base real income per unit of rate.

    parts[r,x]     by part (`names`); they add up to slope[x]
    slope[x]       the same, from `Game.own_slopes`: about zero inside the bounds at a Nash equilibrium
    rate[x]        the rates;  duty[x]: what one unit of rate would yield at unchanged imports, in the unit of `slope`
    cost_base[x]   the same times the rates in force on those imports;  inputs[x]: the part of `duty` on inputs
    monopoly[x]    1/theta, imports as weights (tariffs; NaN of other levers)
    imports[x]     USD million before duty
    """

    names: tuple[str, ...]
    parts: Floats
    slope: Floats
    rate: Floats
    duty: Floats
    cost_base: Floats
    inputs: Floats
    monopoly: Floats
    imports: Floats

    @property
    def gap(self) -> float:
        """Largest difference between the sum of the parts and the slope."""
        return float(np.abs(self.parts.sum(0) - self.slope).max(initial=0.0))

    def part(self, name: str) -> Floats:
        """One part [x]; zeros where the game has none of it."""
        return self.parts[self.names.index(name)] if name in self.names else np.zeros(self.slope.size)


def explain(game: Game, point: Point) -> Explanation:
    """Split the slope of every player's value by every own rate at `point`.

    Raises Conflict where flows are under quantity controls, whose rents this split does not tell apart.
    """
    if len(point.problem.caps):
        raise Conflict("a world with export controls has no explanation by parts", where="explain",
                       remedy="Explain the war in which players set taxes only.")  # fmt: skip
    p = replace(point.problem.in_double, taxed=slice(0, len(game.world.sectors)))
    f = Frozen.of(game, point)
    seeds, names = f.seeds()
    found = adjoints(p, point.z, seeds, payoffs=f.payoffs, tol=1e-10)
    read = Slopes.of(p, point.z, found.lam, seeds, f.payoffs)
    P = len(game.players)
    parts = np.zeros((len(names), game.size))
    for r, name in enumerate(names):
        for b in game.blocks:
            s = np.full(b.n.size, r * P + b.player, dtype=np.intp)
            if b.lever == "subsidy":
                slope = read.subsidy(s, b.n, b.k) * np.exp(-point.x[b.at])
            else:
                slope = read.flow(b.lever, s, b.n, b.i, b.k) + f.direct(name, b)
                slope = slope * b.wedge(point.x)
            np.add.at(parts[r], b.at, slope)
    if game.promises:
        names, parts = (*names, "audience"), np.vstack([parts, -game.short_of_word(point.x)[1]])
    per_rate = _per_rate(game, point.x)
    return Explanation(names, parts * per_rate, game.own_slopes(point) * per_rate, *_sizes(game, point, f))


@dataclass(frozen=True, eq=False)
class Frozen:
    """What is held at the point: flows, rates and the weight of a dollar of each economy in each player's value."""

    game: Game
    spent: Floats  # [k,n,i] at purchaser prices, home cells empty
    border: Floats  # before duty
    door: Floats  # before export tax, too
    tariff: Floats
    tax: Floats
    final: Floats  # share of final use in spending [k,n]
    sales: Floats
    wedge: Floats  # of output [n,j]: profits less subsidies plus scale, USD million
    earned: Floats  # what counts as income of industries [n,j]
    dollar: Floats  # [p,n]
    rivals: Floats  # derivative of each player's value by the log payoff of its rivals [p,n]

    @classmethod
    def of(cls, game: Game, point: Point) -> Frozen:
        """Read off the solved point."""
        s, b, p = joint_map.unpack(point.problem, point.z), point.books, point.problem
        spent = np.array(joint_map.spending_by_origin(p, s, b))
        np.einsum("knn->kn", spent)[...] = 0.0
        tariff = np.moveaxis(point.levers.tariff, 2, 0)
        tax = np.zeros_like(tariff) if point.levers.export_tax is None else np.moveaxis(point.levers.export_tax, 2, 0)
        border = spent / (1 + tariff)
        subsidy = 0.0 if p.subsidy is None else p.subsidy
        scale = 0.0 if p.scale is None else p.scale
        profits = 0.0 if p.profit_share is None else p.profit_share * b.flows.sales
        used = (game.world.cost_share > 0).any(2).T  # bought as an input by anybody; where not, all of it is consumed
        consumed = flip(b.final * column(b.income)) / np.where(b.spending > 0, b.spending, 1.0)
        level = np.exp(game.objective.payoffs(p, b) + b.log_Pf)
        aims, worth = game.objective, np.exp(point.log_hat) * game.base / (game.objective.own @ game.base)[:, None]
        return cls(
            game, spent, border, border / (1 + tax), tariff, tax, np.where(used, consumed, 1.0), b.flows.sales,
            profits + (scale - subsidy) * b.gross, earned(b), aims.own * worth / level,
            -aims.rival * worth,
        )  # fmt: skip

    @cached_property
    def active(self) -> dict[str, bool]:
        """Which parts this game has."""
        aims = self.game.objective
        return {
            "terms_of_trade": True, "volume_final": True, "volume_inputs": bool((self.final < 1).any()),
            "export_base": bool(self.tax.any()) or any(b.lever == "export_tax" for b in self.game.blocks),
            "output": bool(np.any(self.wedge != 0)) or any(b.lever == "subsidy" for b in self.game.blocks),
            "transfers": self.game.closure not in ("balanced", "transfer"),
            "political": aims.weight is not None, "security": bool(aims.rival.any()),
        }  # fmt: skip

    def seeds(self) -> tuple[Floats, tuple[str, ...]]:
        """Seeds [part and player, part and economy] on `payoffs`, and the names of the parts."""
        names = tuple(n for n, there in self.active.items() if there)
        P, N = self.dollar.shape
        out = np.zeros((len(names) * P, len(names) * N))
        for r, name in enumerate(names):
            weight = self.rivals if name == "security" else self.dollar
            out[r * P : (r + 1) * P, r * N : (r + 1) * N] = weight
        return out, names

    def payoffs(self, p: Problem, b: joint_map.Books) -> Any:
        """All parts of all economies, one behind the other."""
        final, inputs = self._volume(p, b)
        say = {
            "terms_of_trade": lambda: self._terms(b), "volume_final": lambda: final, "volume_inputs": lambda: inputs,
            "export_base": lambda: self._export_base(p, b), "output": lambda: self._output(b),
            "transfers": lambda: self._transfers(b), "political": lambda: self._political(b),
            "security": lambda: self.game.objective.payoffs(p, b),
        }  # fmt: skip
        return join([say[name]() for name, there in self.active.items() if there])

    def _terms(self, b: joint_map.Books) -> Any:
        """sum E dln p_n - sum M dln p_i [n]."""
        sold = self.border.sum(1)  # [k,i]
        return (sold * flip(b.log_p)).sum(0) - apply(self.border, flip(b.log_p)).sum(0)

    def _volume(self, p: Problem, b: joint_map.Books) -> tuple[Any, Any]:
        """sum t M dln q [n], of imports for final use and of inputs; less what a rate does by itself, which `direct` adds.

        t M dln q = d(duties) - S dln(1+t) - t M dln p: duties by product are recorded, the rest is frozen or local to a cell.
        """
        x = np.exp(-p.theta * flip(b.log_p))
        offered = apply(p.weight, x)
        _, U, _ = kernels.origins(p, offered, b.log_p, b.spending, 0.0)
        duties = (offered - apply(p.net if p.landed is None else p.landed, x)) * U
        taxed = self.tariff * self.border
        volume = duties - apply(taxed, flip(b.log_p))  # [k,n]
        some = (self.final > 0) & (self.final < 1)
        consumed = np.log(flip(b.final * column(b.income)) + (self.final <= 0)) - np.log(b.spending + (self.final <= 0))
        tilt = (taxed.sum(2) * self.final * some * consumed).sum(0)
        return (self.final * volume).sum(0) + tilt, ((1 - self.final) * volume).sum(0) - tilt

    def _export_base(self, p: Problem, b: joint_map.Books) -> Any:
        """sum e E dln q [i], less what a rate does by itself."""
        x = np.exp(-p.theta * flip(b.log_p))
        frozen = ((self.tax * self.door).sum(1) * flip(b.log_p)).sum(0)
        if p.landed is None:
            return -1.0 * frozen
        _, U, _ = kernels.origins(p, apply(p.weight, x), b.log_p, b.spending, 0.0)
        return (x * apply_t(p.export_taxed, U)).sum(0) - frozen

    def _output(self, b: joint_map.Books) -> Any:
        """sum (profits - subsidies + scale) dln q_j [n]."""
        idle = self.sales <= 0
        return (self.wedge * ~idle * (np.log(b.flows.sales + idle) - b.log_p)).sum(1)

    def _transfers(self, b: joint_map.Books) -> Any:
        own = b.earned + b.flows.revenue - b.subsidies
        profits = b.profits if isinstance(b.profits, float) else b.profits.sum(1)
        return b.income - own - profits

    def _political(self, b: joint_map.Books) -> Any:
        """sum (weight - 1) d(real income of industry j) [n]."""
        weight = self.game.objective.weight
        assert weight is not None
        more = (weight - 1) * self.earned
        return ((weight - 1) * earned(b)).sum(1) - more.sum(1) * b.log_Pf

    def direct(self, name: str, b: Block) -> Floats:
        """What log(1 + rate) of a cell does by itself, before anybody answers, to the part of the block's player."""
        n, i, k = b.n, b.i, b.k
        buyer, seller = self.dollar[b.player, n], self.dollar[b.player, i]
        share = {"volume_final": self.final[k, n], "volume_inputs": 1 - self.final[k, n]}
        if b.lever == "tariff":
            return -buyer * self.spent[k, n, i] * share[name] if name in share else np.zeros(n.size)
        at_border = self.border[k, n, i]
        if name == "terms_of_trade":
            return np.asarray((seller - buyer) * at_border)
        if name == "export_base":
            return np.asarray(-seller * at_border)
        return -buyer * self.tariff[k, n, i] * at_border * share[name] if name in share else np.zeros(n.size)


def earned(b: joint_map.Books) -> Any:
    """What industries pay to factors and keep as profits [n,j]."""
    return b.paid if isinstance(b.profits, float) else b.paid + b.profits


def _per_rate(game: Game, x: Floats) -> Floats:
    """dx/d(rate) of every parameter."""
    out = np.ones(game.size)
    for b in game.blocks:
        rate = b.to_rate(x)
        out[b.span] = 1 / (1 + rate) if b.lever in ("tariff", "export_tax") else 1 / (1 - rate)
    return out


def _sizes(game: Game, point: Point, f: Frozen) -> tuple[Floats, ...]:
    """rate, duty, cost_base, inputs, monopoly and imports of every parameter, as in Explanation."""
    theta = game.world.horizon(game.horizon).trade_elasticity
    rate, duty, cost, inputs, imports, pull = (np.zeros(game.size) for _ in range(6))
    for b in game.blocks:
        rate[b.span] = b.to_rate(point.x)
        if b.lever != "tariff":
            continue
        n, i, k, at = b.own
        flow = f.border[k, n, i]
        weighted = f.dollar[b.player, n] * flow
        for total, value in ((duty, weighted), (cost, weighted * f.tariff[k, n, i]), (inputs, weighted * (1 - f.final[k, n])),
                             (imports, flow), (pull, flow * theta[k])):  # fmt: skip
            np.add.at(total, at, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        monopoly = np.where(pull > 0, imports / pull, np.nan)
    return rate, duty, cost, inputs, monopoly, imports
