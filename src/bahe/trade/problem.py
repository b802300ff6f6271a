"""A posed question: World + Levers + horizon as the constant arrays that the kernels read.

Inside this room cubes are `[k,n,i]` (one matrix per sector), prices and spending `[k,n]`, industries `[n,j]`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import Infeasible
from bahe.trade.guide import Guide, guide
from bahe.trade.options import Closure, LabourSupply
from bahe.world.horizon import Horizon
from bahe.world.levers import Controls, Levers
from bahe.world.shock import RENTS
from bahe.world.world import World

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Caps:
    """Controlled flows: positions in `[k,n,i]`, log cap, weights in the cubes, and who gets the rent."""

    k: NDArray[np.intp]
    n: NDArray[np.intp]
    i: NDArray[np.intp]
    log_cap: Floats
    weight: Floats  # A at the cell
    tariff: Floats  # 1 + t'
    tax: Floats  # 1 + e'
    log_base: Floats  # log of the base value at basic prices
    theta: Floats
    wasted: Floats  # 1 where nobody gets the rent
    imported: Floats  # 1 where the importer gets it

    def __len__(self) -> int:
        return self.k.size


@dataclass(frozen=True)
class HomeTier:
    """Home against imports as a nest of its own: theta[k,1], home share [k,n], import share [k,n]."""

    theta: Floats
    share: Floats
    imports: Floats


@dataclass(frozen=True)
class UnitElastic:
    """Sectors with theta = 0: shares stay, and log P = sum_i pi log(kappa p). share[k,n,i] (zero elsewhere), log_kappa[k,n]."""

    share: Floats
    log_kappa: Floats


@dataclass(frozen=True)
class Patch:
    """Flows in which one of many questions (draw s) differs from the common cubes: positions, and the changes of A and of B."""

    s: NDArray[np.intp]
    k: NDArray[np.intp]
    n: NDArray[np.intp]
    i: NDArray[np.intp]
    weight: Floats
    net: Floats

    def of(self, draws: NDArray[np.intp], count: int) -> Patch:
        """The same for some of the draws, counted anew."""
        place = np.full(count, -1, dtype=np.intp)
        place[draws] = np.arange(draws.size)
        kept = place[self.s] >= 0
        cells = (getattr(self, name)[kept] for name in ("k", "n", "i", "weight", "net"))
        return Patch(place[self.s[kept]], *cells)

    def offered(self, offered: Floats, x: Floats) -> Floats:
        """A x [s,k,n] with the changes of A."""
        np.add.at(offered, (self.s, self.k, self.n), self.weight * x[self.s, self.k, self.i])
        return offered

    def landed(self, landed: Floats, x: Floats, taxed: slice) -> Floats:
        """B x [s,k,n] over the sectors `taxed`, with the changes of B."""
        np.add.at(landed, (self.s, self.k - taxed.start, self.n), self.net * x[self.s, self.k, self.i])
        return landed

    def sent(self, sent: Floats, U: Floats) -> Floats:
        """B' U [s,k,i] with the changes of B."""
        np.add.at(sent, (self.s, self.k, self.i), self.net * U[self.s, self.k, self.n])
        return sent


@dataclass(frozen=True)
class Problem:
    """Constants of one question. Weights: `pi kappa^-theta` (all), the same net of t' and of e'."""

    weight: Floats  # A[k,n,i] foreign and home (home apart where there are two tiers)
    net: Floats  # B[k,n,i] = A / ((1+t')(1+e'))
    landed: Floats | None  # A / (1+t'), where there are export taxes; else None and `net` serves
    taxed: slice  # sectors with any tariff
    theta: Floats  # [k,1]
    price_power: Floats  # -1/theta, 0 where Cobb-Douglas
    unit: UnitElastic | None  # sectors whose origins are Cobb-Douglas
    home: HomeTier | None  # where home is a tier of its own
    cost_share: Floats  # gamma[n,k,j]
    value_added_share: Floats  # beta[n,j]
    final_share: Floats  # alpha[n,k]
    s_va: float
    s_in: float
    s_fin: float
    specific: bool
    log_z: Floats | None  # [n,j]
    scale: Floats | None  # psi[j]: external economies of scale
    subsidy: Floats | None  # [n,j]
    value_added: Floats  # VA[n]
    factor_income: Floats  # VA[n,j]
    factors: Floats  # VA[n,j] where factors are specific, else VA[n,1]
    costs: Floats  # what industries pay for factors and inputs, [n,j] of the base; sales Y where nobody profits
    deficit: Floats  # D[n] after transfers
    deficit_share: Floats  # d[n] = D/I of the base
    deficit_shift: Floats  # transfers added on top, proportional closure
    final_base: Floats  # I[n]
    revenue_base: Floats  # R[n]
    closure: Closure
    labour: LabourSupply | None
    caps: Caps
    spending: Floats  # X[k,n] of the base
    guide: Guide
    profit_share: Floats | None = None  # m[n,j], where anybody profits
    patch: Patch | None = None  # where many questions are asked at once

    @property
    def in_double(self) -> Problem:
        """The same problem with its guide in double precision, for linear systems that must be solved to full accuracy."""
        return replace(self, guide=self.guide.in_double)

    @cached_property
    def world_income(self) -> float:
        """The numeraire: world value added at factor cost."""
        return float(self.value_added.sum())

    @cached_property
    def export_taxed(self) -> Any:
        """Weights of export tax revenue [k,n,i]: landed value less value at the factory door."""
        return self.landed - self.net  # type: ignore[operator]

    @cached_property
    def ends(self) -> tuple[int, int, int, int]:
        """Where the parts w, P, X and q of the vector of unknowns end."""
        K, N = self.spending.shape
        a = N * K if self.specific else N
        return a, a + K * N, a + 2 * K * N, a + (2 if self.scale is None else 3) * K * N

    # What every turn of the iteration would otherwise compute anew.
    @cached_property
    def input_share(self) -> Floats:
        """1 - beta [n,j]."""
        return 1 - self.value_added_share

    @cached_property
    def input_share_or_one(self) -> Floats:
        """1 - beta, and 1 where nothing is bought: a divisor."""
        return np.where(self.input_share > 0, self.input_share, 1.0)

    @cached_property
    def self_sufficient(self) -> Floats:
        """1 where nothing is bought [n,j], else 0."""
        return (self.input_share <= 0).astype(np.float64)

    @cached_property
    def idle(self) -> Floats:
        """1 where there is no factor income, else 0."""
        return (self.factors <= 0).astype(np.float64)

    @cached_property
    def log_factors(self) -> Floats:
        """log of factor income, 0 where there is none."""
        return np.log(self.factors + self.idle)

    @cached_property
    def unbought(self) -> Floats:
        """1 where a product is not bought at all [k,n], else 0."""
        return (self.spending <= 0).astype(np.float64)

    @cached_property
    def spending_or_one(self) -> Floats:
        """Base spending [k,n], 1 where there is none: a divisor."""
        return self.spending + self.unbought


def pose(
    world: World,
    levers: Levers,
    horizon: Horizon,
    closure: Closure,
    labour: LabourSupply | None = None,
    *,
    dose: float = 1.0,
) -> Problem:
    """The constants of one question; `dose` in (0, 1] scales the shock (in logs) for homotopy.

    Raises Infeasible where a ban leaves a buyer without a supplier or cuts an essential origin (sigma <= 1).
    """
    theta = horizon.trade_elasticity
    if dose != 1.0:
        levers = _part(levers, world, dose)
    changed = _changed(world, levers)
    weight, net, landed = _cubes(world, levers, theta, changed)
    _refuse_essential(world, levers, horizon)
    home = _home_tier(world, (weight, net, landed), horizon)
    caps = _caps(world, levers, weight, horizon)
    goods = np.flatnonzero(world.taxed | changed.any((1, 2)))
    deficit = world.deficit if closure.name != "balanced" else np.zeros_like(world.deficit)
    shift = levers.deficit if levers.deficit is not None else np.zeros_like(deficit)
    factors = world.value_added_share * world.costs
    cd = theta == 0
    return Problem(
        weight=weight,
        net=net,
        landed=landed,
        taxed=slice(int(goods.min()), int(goods.max()) + 1) if goods.size else slice(0, 0),
        theta=theta[:, None],
        price_power=np.where(cd, 0.0, -1 / np.where(cd, 1.0, theta))[:, None],
        unit=_unit_elastic(world, levers, weight, cd) if cd.any() else None,
        home=home,
        cost_share=world.cost_share,
        value_added_share=world.value_added_share,
        final_share=world.final_share,
        s_va=horizon.value_added,
        s_in=horizon.inputs,
        s_fin=horizon.final,
        specific=horizon.specific,
        scale=horizon.scale,
        log_z=None if levers.productivity is None else np.log(levers.productivity),
        subsidy=levers.subsidy,
        value_added=world.value_added,
        factor_income=factors,
        factors=factors if horizon.specific else world.value_added[:, None],
        costs=world.costs,
        deficit=deficit + shift,
        deficit_share=deficit / world.income,
        deficit_shift=shift,
        final_base=world.income,
        revenue_base=world.revenue,
        closure=closure,
        labour=labour,
        caps=caps,
        spending=np.ascontiguousarray(world.expenditure.T),
        guide=guide(world, horizon),
        profit_share=world.profit_share if world.profit_share.any() else None,
    )


def _cubes(
    world: World, levers: Levers, theta: Floats, changed: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats | None]:
    """A = pi kappa^-theta and B = A/((1+t')(1+e')), raising to a power only where kappa differs from one."""
    base = np.moveaxis(world.trade_share, 2, 0)
    net = np.moveaxis(world.net_share, 2, 0).copy()
    weight = base.copy()
    old, new = (np.moveaxis(t, 2, 0) for t in (world.tariff, levers.tariff))
    tax = None if levers.export_tax is None else np.moveaxis(levers.export_tax, 2, 0)
    cost = None if levers.trade_cost is None else np.moveaxis(levers.trade_cost, 2, 0)
    cells = np.nonzero(changed & (base > 0))
    landed = None
    if cells[0].size:
        kappa = (1 + new[cells]) / (1 + old[cells])
        wedge = 1 + new[cells]
        if tax is not None:
            kappa, wedge = kappa * (1 + tax[cells]), wedge * (1 + tax[cells])
        if cost is not None:
            kappa = kappa * cost[cells]
        weight[cells] = base[cells] * kappa ** -theta[cells[0]]
        net[cells] = weight[cells] / wedge
        if tax is not None:
            landed = net.copy()
            landed[cells] = weight[cells] / (1 + new[cells])
    if levers.banned is not None:
        banned = np.moveaxis(levers.banned, 2, 0)
        for cube in (weight, net, landed):
            if cube is not None:
                cube[banned] = 0.0
        empty = (weight.sum(2) == 0) & (world.expenditure.T > 0)
        if empty.any():
            k, n = (int(v) for v in np.argwhere(empty)[0])
            raise Infeasible("a ban leaves a buyer without any supplier", field="embargo",
                             where=f"{world.economies[n]}, {world.sectors[k]}",
                             remedy="State leakage, or leave one supplier or home production.")  # fmt: skip
    return weight, net, landed


def _changed(world: World, levers: Levers) -> NDArray[np.bool_]:
    """Flows on which any wedge moves [k,n,i]."""
    same = levers.tariff is world.tariff
    old, new = (np.moveaxis(t, 2, 0) for t in (world.tariff, levers.tariff))
    changed = np.zeros(new.shape, dtype=bool) if same else new != old
    for other, neutral in ((levers.export_tax, 0.0), (levers.trade_cost, 1.0)):
        if other is not None:
            changed |= np.moveaxis(other, 2, 0) != neutral
    return changed


def _refuse_essential(world: World, levers: Levers, horizon: Horizon) -> None:
    """Where sigma <= 1 an origin is essential: a full ban has no finite equilibrium, and wasted rents enrich the exporter."""
    essential = horizon.trade_elasticity <= 0
    if not essential.any() and horizon.home_elasticity is None:
        return
    flows = (world.trade_share > 0) & essential
    if horizon.home_elasticity is not None and levers.banned is not None:
        # Imports as a bundle are essential to home where the upper tier says so: one foreign origin must remain.
        foreign = (world.trade_share > 0) & ~np.eye(len(world.economies), dtype=bool)[:, :, None]
        gone = foreign.any(1) & ~(foreign & ~levers.banned).any(1) & (horizon.home_elasticity <= 0)
        flows = flows | (foreign & gone[:, None, :])
    if not flows.any():
        return
    if levers.banned is not None and (levers.banned & flows).any():
        n, i, k = (int(v) for v in np.argwhere(levers.banned & flows)[0])
        raise Infeasible(
            "no finite equilibrium: where sigma <= 1 every origin is essential", field="embargo",
            where=f"{world.economies[n]} from {world.economies[i]}, {world.sectors[k]}, horizon {horizon.name!r}",
            got=f"sigma {1 + horizon.trade_elasticity[k]:g}",
            remedy="State leakage or stock, for example embargo(..., leakage=0.05), or use a longer horizon.",
        )  # fmt: skip
    wasted = levers.controls.rent == RENTS.index("nobody")
    if horizon.home_elasticity is not None:
        essential = essential | (horizon.home_elasticity <= 0)
    hit = wasted & essential[levers.controls.k]
    if hit.any():
        at = int(np.argmax(hit))
        raise Infeasible("a control whose rent nobody gets is refused where sigma <= 1: it would enrich the exporter",
                         field="rent", where=f"{world.sectors[levers.controls.k[at]]}, horizon {horizon.name!r}",
                         allowed=("exporter", "importer"), remedy="Say who gets the rent.")  # fmt: skip
    iceberg = None if levers.trade_cost is None else (levers.trade_cost != 1) & flows
    if iceberg is not None and levers.trade_cost is not None and levers.trade_cost[iceberg].max(initial=1.0) > 10:
        raise Infeasible("a prohibitive trade cost where sigma <= 1 would enrich the exporter", field="trade_cost",
                         where=f"horizon {horizon.name!r}", got=float(levers.trade_cost[iceberg].max()),
                         remedy="Use export_control or embargo with leakage.")  # fmt: skip


def _home_tier(world: World, cubes: tuple[Floats, Floats, Floats | None], horizon: Horizon) -> HomeTier | None:
    """Home apart from imports: takes the home diagonal out of the cubes, in place."""
    if horizon.home_elasticity is None:
        return None
    share = np.einsum("knn->kn", cubes[0]).copy()
    for cube in cubes:
        if cube is not None:
            np.einsum("knn->kn", cube)[...] = 0.0
    imports = np.maximum(1.0 - np.einsum("nnk->kn", world.trade_share), 0.0)
    return HomeTier(horizon.home_elasticity[:, None], share, np.where(cubes[0].sum(2) > 0, imports, 0.0))


def _unit_elastic(world: World, levers: Levers, weight: Floats, cd: NDArray[np.bool_]) -> UnitElastic:
    kappa = (1 + levers.tariff) / (1 + world.tariff)
    for factor in (None if levers.export_tax is None else 1 + levers.export_tax, levers.trade_cost):
        if factor is not None:
            kappa = kappa * factor
    log_kappa = np.where(cd[:, None], np.einsum("kni,nik->kn", weight, np.log(kappa), optimize=True), 0.0)
    return UnitElastic(np.where(cd[:, None, None], weight, 0.0), log_kappa)


def _caps(world: World, levers: Levers, weight: Floats, horizon: Horizon) -> Caps:
    """Controls and leaking bans as arrays; where both hold, the tighter; bans drop out; leaks where sigma <= 1 enrich no exporter."""
    c = _tightest(levers.controls, levers.leaking, horizon)
    if levers.banned is not None and len(c):
        free = ~levers.banned[c.n, c.i, c.k]
        c = Controls(c.n[free], c.i[free], c.k[free], c.cap[free], c.rent[free])
    tax = np.ones(len(c)) if levers.export_tax is None else 1 + levers.export_tax[c.n, c.i, c.k]
    return Caps(
        k=c.k, n=c.n, i=c.i,
        log_cap=np.log(c.cap),
        weight=weight[c.k, c.n, c.i],
        tariff=1 + levers.tariff[c.n, c.i, c.k],
        tax=tax,
        log_base=np.log(world.trade[c.n, c.i, c.k]),
        theta=horizon.trade_elasticity[c.k],
        wasted=(c.rent == RENTS.index("nobody")) * 1.0,
        imported=(c.rent == RENTS.index("importer")) * 1.0,
    )  # fmt: skip


def _tightest(controls: Controls, leaking: Controls, horizon: Horizon) -> Controls:
    if not len(controls) and not len(leaking):
        return controls
    # Where sigma <= 1 a mark-up that uses up resources would enrich the exporter: the middleman sits with the importer.
    middleman = np.where(horizon.trade_elasticity[leaking.k] <= 0, RENTS.index("importer"), leaking.rent)
    best: dict[tuple[int, int, int], tuple[float, int]] = {}
    for n, i, k, cap, rent in zip(
        np.concatenate([controls.n, leaking.n]), np.concatenate([controls.i, leaking.i]),
        np.concatenate([controls.k, leaking.k]), np.concatenate([controls.cap, leaking.cap]),
        np.concatenate([controls.rent, middleman]), strict=True,
    ):  # fmt: skip
        cell = (int(n), int(i), int(k))
        if cell not in best or cap < best[cell][0]:
            best[cell] = (float(cap), int(rent))
    n_, i_, k_ = (np.array(v, dtype=np.intp) for v in zip(*best, strict=True))
    caps, rents = (np.array(v) for v in zip(*best.values(), strict=True))
    return Controls(n_, i_, k_, caps.astype(float), rents.astype(np.intp))


def _part(levers: Levers, world: World, dose: float) -> Levers:
    """The same levers at a part of their dose: rates in logs, caps and factors as powers, bans as tight caps in price."""
    tariff = (1 + world.tariff) * ((1 + levers.tariff) / (1 + world.tariff)) ** dose - 1
    tax = None if levers.export_tax is None else (1 + levers.export_tax) ** dose - 1
    cost = None if levers.trade_cost is None else levers.trade_cost**dose
    if levers.banned is not None:
        # On the way to a ban the flow is choked by a cost that grows without bound as the dose nears one.
        cost = np.ones_like(world.tariff) if cost is None else cost.copy()
        cost[levers.banned] *= 1 / (1 - dose)
    return replace(
        levers, tariff=tariff, export_tax=tax, trade_cost=cost, banned=None,
        leaking=replace(levers.leaking, cap=levers.leaking.cap**dose),
        controls=replace(levers.controls, cap=levers.controls.cap**dose),
        productivity=None if levers.productivity is None else levers.productivity**dose,
        subsidy=None if levers.subsidy is None else levers.subsidy * dose,
        deficit=None if levers.deficit is None else levers.deficit * dose,
    )  # fmt: skip
