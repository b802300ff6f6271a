"""Uniform Nash tariffs by the published closed-form condition, named `sufficient-statistics` [Lashkaripour 2021].

Each player sets one rate on all its imports. With foreign wages and foreign spending held, its best rate is

    t_i = 1 / sum_{n != i, k} r_ink theta_k (1 - lambda_nik)

with r_ink the share of market (n,k) in i's export revenue net of tariffs, and lambda_nik i's share of n's spending on k, tariff
included, both at the new equilibrium. It needs shares and elasticities and no derivative of the model. It is an approximation
and no exact best reply: what it holds fixed does move, and in the two-country world of Johnson and Gros the exact rule has the
tariff-exclusive share in place of lambda.

Where the rate falls on a part of the imports only (`sectors=`), the same derivation asks what the rate does to the other imports;
that extension is ours (`_on_a_part`), and it is the published condition where the part is the whole.

Letters: w wage, T = log(1+t), x = w^-theta, Phi = P^-theta, m share of imports in spending, q what sellers abroad get of it.
Arrays `[k,n]`; cubes `[k,n,i]`, home left out. A rate that is the same for all origins leaves the cubes alone: it scales their
rows, so that nothing of size N N K is raised to a power or allocated inside the loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.axes import Names
from bahe.faults import BadValue, Conflict, NotConverged
from bahe.numerics.anderson import anderson
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.policy import read_players
from bahe.trade.solve import purge
from bahe.world.horizon import Horizon
from bahe.world.world import World, k_major

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

RULE = "sufficient-statistics"
#: An economy that hardly trades has no response of its own to divide by.
LEAST = 0.1
CITATION = (
    "Lashkaripour, A. (2021). The cost of a global tariff war: a sufficient statistics approach. "
    "Journal of International Economics 131, 103419."
)


@dataclass(frozen=True, eq=False)
class UniformNash:
    """Tariffs that satisfy the published condition jointly. Arrays [n] and [n,i,k] in the order of `world`.

    world         the balanced applied-tariff world that hats refer to
    players       economies that set a rate; the others keep their applied tariffs
    sectors       sectors on which the rate falls
    horizon       name of the horizon whose elasticities were used
    tariff        [n] rate that a player sets; of others the average of their applied tariffs over new imports
    tariff_nik    [n,i,k] every tariff that is applied at this point
    welfare_hat   [n] real income, exact price index
    wage_hat      [n] wage; world value added at factor cost is the numeraire
    income_hat    [n] wages plus tariff revenue
    capped        [n] players whose rate is 1/floor because the condition asks for more
    info          how the iteration ended
    """

    world: World
    players: tuple[str, ...]
    sectors: tuple[str, ...]
    horizon: str
    tariff: Floats
    tariff_nik: Floats
    welfare_hat: Floats
    wage_hat: Floats
    income_hat: Floats
    capped: Marks
    info: SolveInfo

    def __repr__(self) -> str:
        how = f"{self.info.outcome.name}, residual {self.info.residual:.1e}"
        return f"<UniformNash of {self.world.name!r}, {len(self.players)} players, {self.horizon}: {how}>"


def uniform_tariffs(
    world: World,
    *,
    sectors: Names | None = None,
    players: Names | Mapping[str, Names] | None = None,
    horizon: str = "long",
    floor: float = 1.0,
    tol: float = 1e-10,
    max_iter: int = 500,
) -> UniformNash:
    """One tariff a player by the published condition, all players at once, after trade has been balanced.

    sectors   names or groups on which the rate falls; None: all, services too, as published
    players   names of economies; None: all. The others keep their applied tariffs
    floor     smallest denominator of the condition: the rate is at most 1/floor. The published program uses 1; 0 is no cap
    tol       largest residual, in logs

    Raises Conflict where the condition does not speak (input-output links, profits, a customs union, nests of demand, specific factors,
    two tiers of origins, economies of scale, theta <= 0, a player without exports or without imports of `sectors`), UnknownName
    or BadValue for words that are off, NotConverged where no point was found.
    """
    begun = perf_counter()
    _check(world, floor, tol, max_iter)
    h = world.horizon(horizon)
    covered(world, h)
    chosen = _players(world, players)
    taxed = np.arange(len(world.sectors)) if sectors is None else world.axes.sector_index(sectors, "uniform_tariffs")
    base = purge(world, horizon, tol=min(tol, 1e-11))
    offers = Offers.of(base, h.trade_elasticity, chosen, taxed, floor)
    _trades(base, offers)
    with np.errstate(all="ignore"):
        found = anderson(offers.residual, np.zeros(2 * len(base.economies)), tol=tol, max_iter=max_iter, cap=0.5)
        b = offers.books(*np.split(found.z, 2))
    info = SolveInfo(found.outcome, found.iterations, found.residual, tol, perf_counter() - begun)
    if found.outcome is not Outcome.converged:
        raise NotConverged(
            f"no uniform tariffs were found; {found.outcome.value}", info, where=f"{RULE}, horizon {horizon!r}",
            got=f"residual {found.residual:.2e} after {found.iterations} iterations, tolerance {tol:g}",
            remedy="Set floor= above zero (it caps the rates at 1/floor), or ask for fewer players.",
        )  # fmt: skip
    return _answer(base, h, offers, chosen, taxed, found.z, b, info)


# -- what the condition covers ----------------------------------------------------------------------------------------
def covered(world: World, h: Horizon) -> None:
    """Conflict where the world or the horizon is not the one that the condition was derived in."""
    exact = "bahe.nash(..., rule='exact') finds best replies in this world."
    if np.any(world.cost_share):
        raise Conflict("the published condition has wages as the only cost, and this world has input-output links",
                       field="use", where=RULE,
                       remedy=f"{exact} A world made with use=None has no such links.")  # fmt: skip
    if np.any(world.profit_share):
        raise Conflict(
            "the published condition has no profits, and this world has", field="profit_share", where=RULE, remedy=exact
        )
    for there, what in (
        (h.final != 1.0, f"fixed spending shares, and horizon {h.name!r} lets them move (final {h.final:g})"),
        (h.specific, f"one wage an economy, and in horizon {h.name!r} factors stay in their industry"),
        (h.home_elasticity is not None, f"one tier of origins, and horizon {h.name!r} has two"),
        (h.scale is not None, f"constant returns, and horizon {h.name!r} has economies of scale"),
        (
            bool(np.any(h.trade_elasticity <= 0)),
            f"theta above zero, and horizon {h.name!r} has {h.trade_elasticity.min():g}",
        ),
    ):
        if there:
            raise Conflict(f"the published condition needs {what}", field="horizon", where=RULE, remedy=exact)


def _players(world: World, names: Any) -> NDArray[np.intp]:
    """Positions of the players; several economies with one policy are refused, since one rate for many wages is not covered."""
    found = read_players(world, names, RULE)
    for player in found:
        if len(player.members) > 1:
            raise Conflict(
                f"the published condition is for one economy with one wage, and {player.name!r} is a group of {len(player.members)}",
                field="players", where=RULE,
                remedy="bahe.nash(..., rule='exact') sets a group's common rate; world.aggregate makes a group one economy; "
                "name the members to let each set its own.",
            )  # fmt: skip
    return np.sort(np.array([player.members[0] for player in found], dtype=np.intp))


def _check(world: World, floor: float, tol: float, max_iter: int) -> None:
    if not isinstance(world, World):
        raise BadValue("a World is needed", field="world", where=RULE, got=type(world).__name__)
    number = isinstance(floor, int | float) and not isinstance(floor, bool)
    if not number or not isfinite(floor) or floor < 0:
        raise BadValue(
            "out of range", field="floor", where=RULE, got=floor, allowed="0 (no cap) or more; 1 as published"
        )
    if isinstance(tol, str) or not 1e-14 <= tol <= 1e-2:
        raise BadValue("out of range", field="tol", where=RULE, got=tol, allowed="1e-14 to 1e-2")
    if not isinstance(max_iter, int) or max_iter < 1:
        raise BadValue("a whole number above zero is needed", field="max_iter", where=RULE, got=max_iter)


def _trades(base: World, offers: Offers) -> None:
    """A player without exports has no elasticity of exports, and a rate on what nobody buys moves nothing."""
    home = np.einsum("nnk->nk", base.trade)
    exports = (base.trade.sum(0) - home).sum(1)
    imports = ((base.trade.sum(1) - home) * offers.taxed.T).sum(1)
    for flow, what in ((exports, "exports nothing"), (imports, "imports nothing of these sectors")):
        idle = offers.plays & (flow <= 1e-12 * base.value_added)
        if idle.any():
            raise Conflict(f"a player that {what} has no rate by this condition", field="players", where=RULE,
                           got=base.economies[int(np.argmax(idle))], remedy="Leave it out of players=.")  # fmt: skip


# -- the map ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Books:
    """What wages and rates imply: [k,n] import share m, net of tariffs q; Phi; [n] income, exports, sales, rates asked for."""

    log_Phi: Floats
    m: Floats
    q: Floats
    income: Floats
    sales: Floats
    rate: Floats
    asked: Floats


@dataclass(frozen=True, eq=False)
class Offers:
    """The benchmark with the applied tariffs of players taken off, once and for all.

    gross, net, both   [k,n,i] shares of spending at a zero rate, net of tariffs that stay, and their product; zero at home
    home, spent        [k,n] home shares, and expenditure shares
    taxed              [k,n] where a player's rate falls
    response           [n] fall of own labour demand with the own wage, in logs, at the benchmark: the step in wages
    """

    gross: Floats
    net: Floats
    both: Floats
    home: Floats
    spent: Floats
    taxed: Marks
    plays: Marks
    theta: Floats
    value_added: Floats
    response: Floats
    floor: float

    @classmethod
    def of(
        cls, base: World, theta: Floats, players: NDArray[np.intp], sectors: NDArray[np.intp], floor: float
    ) -> Offers:
        """From a balanced benchmark."""
        N, K = len(base.economies), len(base.sectors)
        plays, taxed = np.isin(np.arange(N), players), np.zeros((K, N), dtype=bool)
        taxed[np.ix_(sectors, players)] = True
        share, tariff = (np.moveaxis(a, 2, 0) for a in (base.trade_share, base.tariff))
        gross, home = share.copy(), np.einsum("knn->kn", share).copy()
        np.einsum("knn->kn", gross)[...] = 0.0
        off = taxed[:, :, None] & (tariff > 0)
        gross[off] *= (1 + tariff[off]) ** np.broadcast_to(theta[:, None, None], off.shape)[off]
        stays = ~taxed[:, :, None] & (tariff > 0)
        net = np.where(stays, gross / (1 + tariff), gross) if stays.any() else gross
        pull = np.einsum("nik,nik,k->i", base.trade, 1 - base.trade_share, theta) - np.einsum("nnk->n", base.trade)
        return cls(
            gross, net, gross * net, home, base.final_share.T.copy(), taxed, plays, theta[:, None], base.value_added,
            np.maximum(1 + pull / base.value_added, LEAST), floor,
        )  # fmt: skip

    @property
    def whole(self) -> bool:
        """Whether every player's rate falls on all of its imports."""
        return bool(self.taxed[:, self.plays].all())

    def residual(self, z: Floats) -> tuple[Floats, float]:
        """The step, each wage answering its own market, and the largest gap: of the labour markets and of the condition."""
        log_w, T = np.split(z, 2)
        b = self.books(log_w, T)
        gap = np.log(b.sales / self.value_added) - log_w
        step = log_w + gap / self.response
        step -= np.log(np.exp(step) @ self.value_added / self.value_added.sum())
        answer = np.where(self.plays, np.log1p(b.rate) - T, 0.0)
        return np.concatenate([step - log_w, answer]), float(max(np.abs(gap).max(), np.abs(answer).max()))

    def books(self, log_w: Floats, T: Floats) -> Books:
        """Shares, incomes, sales and the rates that the condition asks for, at wages and rates given."""
        x, log_u = np.exp(-self.theta * log_w), self.taxed * T
        u = np.exp(-self.theta * log_u)
        v = u * np.exp(-log_u)
        abroad = _apply(self.gross, x)
        landed = abroad if self.net is self.gross else _apply(self.net, x)
        Phi = self.home * x + u * abroad
        m, q = u * abroad / Phi, v * landed / Phi
        # Y = w VA + R with R = sum_k e (m - q) Y: income needs no unknown of its own.
        Y = np.exp(log_w) * self.value_added / (1 - (self.spent * (m - q)).sum(0))
        U = v * self.spent * Y / Phi
        exports = x * _apply_t(self.net, U)
        sales = (exports + self.home * x / Phi * self.spent * Y).sum(0)
        sensitive = exports - x * x * _apply_t(self.both, U * u / Phi)  # exports times (1 - lambda)
        R = exports.sum(0)
        eta = (self.theta * sensitive).sum(0) / R
        asked = eta if self.whole else self._on_a_part(m, q, Y, R, eta)
        return Books(np.log(Phi), m, q, Y, sales, 1 / np.maximum(asked, self.floor), asked)

    def _on_a_part(self, m: Floats, q: Floats, Y: Floats, R: Floats, eta: Floats) -> Floats:
        """1/t [n] where the rate falls on the sectors S only and the tariffs on the rest, c, stay.

        Along the rate, with d log w = 1 and d log(1+t) = tau, prices, wages and spending abroad held:
            d log M_k = y + theta_k (1 - m_k) (1 - tau_k) - tau_k     imports at border prices; tau_k is tau in S, 0 in c
            y = sum_k e_k ((1 - m_k) + m_k tau_k)                     income follows prices where real income is at its peak
            sum_k dM_k = -eta R                                       trade stays in balance: gives tau
            0 = R + t sum_S dM + d(revenue in c)                      the peak: terms of trade against duties forgone
        With S everything this is t = 1/eta.
        """
        M, S, pull, e = self.spent * Y * q, self.taxed, self.theta * (1 - m), self.spent
        h, f = (e * (1 - m)).sum(0), (e * m * S).sum(0)
        tau = (eta * R + h * M.sum(0) + (M * pull).sum(0)) / ((S * M * (1 + pull)).sum(0) - f * M.sum(0))
        grown = (h + f * tau + pull) * ~S
        return np.asarray((eta * R + (M * grown).sum(0)) / (R + (e * Y * (m - q) * grown).sum(0)))


def _apply(cube: Floats, x: Floats) -> Floats:
    """sum_i cube[k,n,i] x[k,i]."""
    return np.asarray(np.matmul(cube, x[:, :, None])[:, :, 0])


def _apply_t(cube: Floats, y: Floats) -> Floats:
    """sum_n cube[k,n,i] y[k,n]."""
    return np.asarray(np.matmul(y[:, None, :], cube)[:, 0, :])


# -- the answer -------------------------------------------------------------------------------------------------------
def _answer(
    base: World,
    h: Horizon,
    offers: Offers,
    players: NDArray[np.intp],
    sectors: NDArray[np.intp],
    z: Floats,
    b: Books,
    info: SolveInfo,
) -> UniformNash:
    log_w, T = np.split(z, 2)
    rate = np.where(offers.plays, np.expm1(T), 0.0)
    new = np.where(offers.taxed.T[:, None, :], rate[:, None, None], base.tariff)
    np.einsum("nnk->nk", new)[...] = 0.0
    duties, imports = ((offers.spent * part).sum(0) for part in (b.m - b.q, b.q))
    average = duties / np.where(imports > 0, imports, 1.0)
    income = b.income / base.income
    log_price = -(offers.spent * b.log_Phi / offers.theta).sum(0)
    found = UniformNash(
        world=base,
        players=tuple(base.economies[n] for n in players),
        sectors=tuple(base.sectors[k] for k in sectors),
        horizon=h.name,
        tariff=np.where(offers.plays, rate, average),
        tariff_nik=k_major(new),
        welfare_hat=income * np.exp(-log_price),
        wage_hat=np.exp(log_w),
        income_hat=income,
        capped=offers.plays & (b.asked < offers.floor),
        info=info,
    )
    for a in (found.tariff, found.tariff_nik, found.welfare_hat, found.wage_hat, found.income_hat, found.capped):
        a.flags.writeable = False
    return found
