"""The level equations of the model and their root.

Every price is 1 in the base year, so a price is its own hat and a base value is a quantity. Unknowns are the logs of
factor prices, composite prices, output quantities and incomes, the log wedges of binding controls, and the income-tax
rate where tariff revenue cuts it. One factor market is left out and checked afterwards (Walras), and the sum of value
added at factor cost is the numeraire.
"""

from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from scipy.optimize import root

from slow_solver.benchmark import Benchmark, calibrate


@dataclass(frozen=True)
class Elasticities:
    """theta[k] = sigma - 1 among origins; theta_home[k] of home against imports (None: one tier); nests; mobility."""

    theta: np.ndarray
    theta_home: np.ndarray | None = None
    s_va: float = 1.0
    s_in: float = 1.0
    s_fin: float = 1.0
    specific: bool = False


@dataclass(frozen=True)
class Labour:
    """Supply elasticity, income-tax rate, and whether revenue is handed back ("rebate") or lowers the tax ("cut")."""

    elasticity: float
    income_tax: float = 0.0
    revenue: str = "rebate"


@dataclass(frozen=True)
class Policy:
    """New levels, all `[o, d, k]` but productivity and subsidy `[o, k]`. `cap` is a quantity relative to base."""

    tariff: np.ndarray
    export_tax: np.ndarray
    trade_cost: np.ndarray
    banned: np.ndarray
    cap: np.ndarray
    rent: str
    productivity: np.ndarray
    subsidy: np.ndarray


@dataclass(frozen=True)
class Solution:
    """New levels (values in base-year money) and hats."""

    wage: np.ndarray  # [n] or [n, j]
    labour: np.ndarray  # like wage
    price: np.ndarray  # [d, k]
    cost: np.ndarray  # [o, k]
    trade: np.ndarray  # [o, d, k] at the factory door, wedge excluded unless it is nobody's
    spending: np.ndarray  # [d, k]
    output: np.ndarray  # [o, k] sales at the factory door
    revenue: np.ndarray  # [n]
    income: np.ndarray  # [n]
    final_price: np.ndarray  # [n]
    welfare: np.ndarray  # [n]
    wedge: np.ndarray  # [o, d, k] gross, 1 where no control binds
    quantity: np.ndarray  # [o, d, k] hat of the controlled quantity
    profits: np.ndarray  # [n]
    residual: float
    walras: float
    base: Benchmark  # the world that hats are relative to


def unchanged(base: Benchmark) -> Policy:
    """The policy of the base year."""
    ones = np.ones_like(base.trade)
    return Policy(
        base.tariff.copy(), 0 * ones, ones.copy(), ones < 0, np.inf * ones, "exporter",
        np.ones_like(base.output), np.zeros_like(base.output),
    )  # fmt: skip


def ces(prices, shares, s: float) -> float:
    """Price index of a CES with base shares `shares` (all base prices 1) and elasticity of substitution s."""
    pairs = [(p, a) for p, a in zip(prices, shares, strict=True) if a > 0]
    if not pairs:
        return 1.0
    if s == 1:
        return exp(sum(a * log(p) for p, a in pairs))
    return sum(a * p ** (1 - s) for p, a in pairs) ** (1 / (1 - s))


def origin_prices_and_shares(delivered, share, home: int, sigma: float, sigma_home: float | None):
    """Composite price and new origin shares of one product in one market; banned origins arrive as infinite prices."""
    N = len(share)
    alive = [o for o in range(N) if share[o] > 0 and np.isfinite(delivered[o])]
    new = np.zeros(N)
    if sigma_home is None:
        # A ban drops the term from the sum; shares are not rescaled, so that the price index rises.
        price = ces([delivered[o] for o in alive], [share[o] for o in alive], sigma)
        for o in alive:
            new[o] = share[o] * (delivered[o] / price) ** (1 - sigma)
        return price, new
    abroad = [o for o in alive if o != home]
    weight = sum(share[o] for o in range(N) if o != home)
    terms = []  # (price, base share, origins with their shares inside the tier)
    if home in alive:
        terms.append((delivered[home], share[home], [(home, 1.0)]))
    if abroad:
        inner = ces([delivered[o] for o in abroad], [share[o] / weight for o in abroad], sigma)
        inside = [(o, share[o] / weight * (delivered[o] / inner) ** (1 - sigma)) for o in abroad]
        terms.append((inner, weight, inside))
    price = ces([t[0] for t in terms], [t[1] for t in terms], sigma_home)
    for p, a, inside in terms:
        for o, part in inside:
            new[o] = a * (p / price) ** (1 - sigma_home) * part
    return price, new


class Equations:
    """Residuals of all markets for one benchmark, policy, closure and set of binding controls."""

    def __init__(self, base: Benchmark, policy: Policy, elas: Elasticities, closure: str, labour, binding):
        self.base, self.policy, self.elas, self.closure, self.labour = base, policy, elas, closure, labour
        self.binding = binding  # cells (o, d, k) whose control holds with equality
        self.N, self.K = base.output.shape
        self.base_share = base.share
        self.va = base.value_added_share * base.cost

    def split(self, x):
        """The unknowns by name."""
        N, K = self.N, self.K
        sizes = [N * K if self.elas.specific else N, N * K, N * K, N, len(self.binding)]
        parts = np.split(np.asarray(x), np.cumsum(sizes))
        w = np.exp(parts[0]).reshape((N, K) if self.elas.specific else (N, 1)) * np.ones((N, K))
        P, Q = np.exp(parts[1]).reshape(N, K), np.exp(parts[2]).reshape(N, K)
        wedge = np.ones_like(self.base.trade)
        for cell, value in zip(self.binding, parts[4], strict=True):
            wedge[cell] = exp(value)
        return w, P, Q, np.exp(parts[3]) * self.base.income, wedge, parts[5]

    def size(self) -> int:
        """Number of unknowns."""
        extra = self.N if self.labour is not None and self.labour.revenue == "cut" else 0
        wages = self.N * self.K if self.elas.specific else self.N
        return wages + 2 * self.N * self.K + self.N + len(self.binding) + extra

    def levels(self, x):
        """Everything that follows from the unknowns."""
        b, pol, el, N, K = self.base, self.policy, self.elas, self.N, self.K
        w, P, Q, income, wedge, extra = self.split(x)
        cost, inputs, factor_bill = np.ones((N, K)), np.zeros((N, K, K)), np.zeros((N, K))
        for n in range(N):
            for j in range(K):
                beta = b.value_added_share[n, j]
                gamma = b.input_share[n, :, j]
                bundle = ces(P[n], gamma / (1 - beta), el.s_in) if beta < 1 else 1.0
                per_unit = ces([w[n, j], bundle], [beta, max(1 - beta, 0.0)], el.s_va)
                cost[n, j] = per_unit / pol.productivity[n, j]
                bill = cost[n, j] * Q[n, j] * b.cost[n, j]  # what making the output costs
                factor_bill[n, j] = beta * (w[n, j] / per_unit) ** (1 - el.s_va) * bill
                for k in range(K):
                    if gamma[k] > 0:
                        share = gamma[k] * (bundle / per_unit) ** (1 - el.s_va) * (P[n, k] / bundle) ** (1 - el.s_in)
                        inputs[n, k, j] = share * bill
        door = cost * (1 - pol.subsidy)
        final_price = np.array([ces(P[n], b.final_share[n], el.s_fin) for n in range(N)])
        final = np.zeros((N, K))
        for n in range(N):
            for k in range(K):
                if b.final_share[n, k] != 0:
                    final[n, k] = b.final_share[n, k] * (P[n, k] / final_price[n]) ** (1 - el.s_fin) * income[n]
        spending = inputs.sum(axis=2) + final
        composite, trade, revenue = np.ones((N, K)), np.zeros_like(b.trade), np.zeros(N)
        quantity = np.ones_like(b.trade)
        for d in range(N):
            for k in range(K):
                delivered = np.full(N, np.inf)
                for o in range(N):
                    if not pol.banned[o, d, k]:
                        delivered[o] = (
                            door[o, k] * pol.trade_cost[o, d, k] * wedge[o, d, k] * (1 + pol.export_tax[o, d, k])
                            * (1 + pol.tariff[o, d, k]) / (1 + b.tariff[o, d, k])
                        )  # fmt: skip
                home = None if el.theta_home is None else 1 + el.theta_home[k]
                composite[d, k], shares = origin_prices_and_shares(
                    delivered, self.base_share[:, d, k], d, 1 + el.theta[k], home
                )
                for o in range(N):
                    if shares[o] == 0:
                        continue
                    paid = shares[o] * spending[d, k]
                    t = 1 + pol.tariff[o, d, k]
                    e = 1 + pol.export_tax[o, d, k]
                    if pol.rent == "importer":
                        t *= wedge[o, d, k]
                    if pol.rent == "exporter":
                        e *= wedge[o, d, k]
                    at_border = paid / t
                    trade[o, d, k] = at_border / e
                    revenue[d] += paid - at_border
                    revenue[o] += at_border - trade[o, d, k]
                    if b.trade[o, d, k] > 0:
                        arrives = trade[o, d, k] / (wedge[o, d, k] if pol.rent == "nobody" else 1.0)
                        quantity[o, d, k] = arrives / b.trade[o, d, k] / door[o, k]
        output = door * Q * b.output
        subsidies = (pol.subsidy / (1 - pol.subsidy) * output / b.markup).sum(axis=1)
        profits = (output * (1 - 1 / b.markup)).sum(axis=1)
        tax, new_tax = self.taxes(extra)
        supply = np.ones((N, K))
        if self.labour is not None:
            net = ((1 - new_tax) / (1 - tax))[:, None] * w / final_price[:, None]
            supply = net**self.labour.elasticity
        wage_income = (w * supply * self.va).sum(axis=1)
        return {
            "w": w, "P": P, "Q": Q, "income": income, "wedge": wedge, "cost": cost, "factor_bill": factor_bill, "spending": spending,
            "composite": composite, "trade": trade, "revenue": revenue, "subsidies": subsidies, "profits": profits,
            "quantity": quantity, "output": output,
            "final_price": final_price, "supply": supply, "wage_income": wage_income, "tax": tax, "new_tax": new_tax,
            "deficit": self.deficit(income, final_price),
        }  # fmt: skip

    def taxes(self, extra):
        """Base and new income-tax rates."""
        if self.labour is None:
            return np.zeros(self.N), np.zeros(self.N)
        tax = np.full(self.N, self.labour.income_tax)
        return tax, (np.asarray(extra) if self.labour.revenue == "cut" else tax)

    def deficit(self, income, final_price):
        """D' by closure."""
        D, I = self.base.deficit, self.base.income
        if self.closure == "transfer":
            return D
        if self.closure == "balanced":
            return 0 * D
        if self.closure == "proportional":
            d = D / I
            return (d - (d * income).sum() / income.sum()) * income
        kind, _, economy = self.closure.partition(":")
        if kind == "nominal" and economy:
            return D * final_price[int(economy)]
        if kind == "nominal":
            return D * (I * final_price).sum() / I.sum()
        raise ValueError(self.closure)

    def factor_gaps(self, v):
        """Demand for factors over supply, less one: by economy (mobile) or by industry (specific)."""
        if not self.elas.specific:
            return (v["factor_bill"].sum(axis=1) - v["wage_income"]) / self.base.value_added
        gaps = np.log(v["w"])  # an industry without value added has no factor market: its price stays at one
        made = self.va > 0
        supplied = v["w"] * v["supply"] * self.va
        gaps[made] = v["factor_bill"][made] / supplied[made] - 1
        return gaps.ravel()

    def __call__(self, x):
        """All residuals, relative to base values."""
        v = self.levels(x)
        b = self.base
        factors = self.factor_gaps(v)
        self.left_out = self.dropped(factors)
        factors[self.first()] = v["wage_income"].sum() / b.value_added.sum() - 1  # the numeraire
        prices = np.log(v["composite"] / v["P"])
        goods = np.log(v["Q"])
        sold = b.output > 0
        goods[sold] = v["trade"].sum(axis=1)[sold] / v["output"][sold] - 1
        earned = v["wage_income"] + v["profits"] + v["revenue"] - v["subsidies"]
        budget = (earned + v["deficit"] - v["income"]) / b.income
        caps = [log(v["quantity"][cell] / self.policy.cap[cell]) for cell in self.binding]
        taxes = []
        if self.labour is not None and self.labour.revenue == "cut":
            outlay = (v["tax"] * b.value_added + b.revenue) * v["final_price"]
            purse = v["new_tax"] * v["wage_income"] + v["revenue"]  # subsidies are paid by households, lump-sum
            taxes = (purse - outlay) / b.value_added
        return np.concatenate([factors, prices.ravel(), goods.ravel(), budget, caps, taxes])

    def first(self) -> int:
        """Position of the factor market that is left out."""
        return int(np.argmax((self.va > 0).ravel())) if self.elas.specific else 0

    def dropped(self, factors) -> float:
        """Gap of the market that is left out: zero at a solution, by Walras."""
        return float(factors[self.first()])

    def start(self):
        """The base year."""
        x = np.zeros(self.size())
        if self.labour is not None and self.labour.revenue == "cut":
            x[-self.N :] = self.labour.income_tax
        return x


TIGHT = 1e-11


class NoRoot(Exception):
    """No root was found; there may be none."""


def find_root(equations: Equations, x):
    """Powell's hybrid method, then Levenberg and Marquardt's from the same start where that fails; None where both do."""
    for method, options in (
        ("hybr", {"xtol": 1e-13, "maxfev": 400 * (x.size + 1)}),
        ("lm", {"xtol": 1e-13, "ftol": 1e-13}),
    ):
        found = polished(equations, x, method, options)
        if found is not None:
            return found
    return None


def polished(equations: Equations, x, method: str, options):
    """Where `method` ends, after a few Newton steps; None where the residual stays above `TIGHT`."""
    with np.errstate(all="ignore"):
        try:
            x = root(equations, x, method=method, options=options).x
            for _ in range(6):
                r = equations(x)
                if not np.all(np.isfinite(r)) or np.abs(r).max() < 1e-13:
                    break
                x = x - np.linalg.lstsq(jacobian(equations, x), r, rcond=None)[0]
            r = equations(x)
        except (OverflowError, ZeroDivisionError, ValueError, np.linalg.LinAlgError):
            return None
    good = np.all(np.isfinite(r)) and np.abs(r).max() < TIGHT and abs(equations.left_out) < 1e-8
    wages = x[: equations.N * (equations.K if equations.elas.specific else 1)]
    # Far from the benchmark there are false roots where an economy's wage has all but vanished.
    return x if good and np.abs(wages).max() < 16 else None


def jacobian(f, x, h: float = 1e-6):
    """Central differences."""
    return np.column_stack([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)])


def partway(base: Benchmark, policy: Policy, s: float) -> Policy:
    """The policy a fraction s of the way from the base year; a ban is a cost that grows without bound as s nears one."""
    if s == 1:
        return policy
    return replace(
        policy,
        banned=policy.banned & False,
        tariff=(1 + base.tariff) * ((1 + policy.tariff) / (1 + base.tariff)) ** s - 1,
        export_tax=(1 + policy.export_tax) ** s - 1,
        trade_cost=policy.trade_cost**s * np.where(policy.banned, 1 / (1 - s), 1.0),
        cap=np.where(np.isfinite(policy.cap), 1 + s * (np.minimum(policy.cap, 1) - 1), np.inf),
        productivity=policy.productivity**s,
        subsidy=s * policy.subsidy,
    )


def solve_bound(base, policy, elas, closure, labour, binding):
    """The root with a given set of binding controls, in steps where one leap fails."""
    for steps in (1, 4, 16, 64, 256):
        x = Equations(base, policy, elas, closure, labour, binding).start()
        for s in np.linspace(0, 1, steps + 1)[1:]:
            equations = Equations(base, partway(base, policy, s), elas, closure, labour, binding)
            x = find_root(equations, x)
            if x is None:
                break
        if x is not None:
            return equations, x
    raise NoRoot("the slow solver found no root")


def solve(
    base: Benchmark, policy: Policy, elas: Elasticities, closure: str = "transfer", labour: Labour | None = None
) -> Solution:
    """The new equilibrium; controls by trying which of them bind."""
    if closure == "balanced" and np.abs(base.deficit).max() > 1e-10 * base.value_added.sum():
        base, policy = purge(base, policy, elas)
    binding = [tuple(c) for c in np.argwhere(np.isfinite(policy.cap) & (base.trade > 0) & ~policy.banned)]
    for _ in range(50):
        equations, x = solve_bound(base, policy, elas, closure, labour, binding)
        solution = describe(equations, x)
        kept = [c for c in binding if solution.wedge[c] > 1 - 1e-12]
        flows = (base.trade > 0) & ~policy.banned
        broken = [tuple(c) for c in np.argwhere(flows & (solution.quantity > policy.cap + 1e-10))]
        again = kept + [c for c in broken if c not in kept]
        if sorted(again) == sorted(binding):
            return solution
        binding = again
    raise NoRoot("the slow solver found no set of binding controls")


def purge(base: Benchmark, policy: Policy, elas: Elasticities) -> tuple[Benchmark, Policy]:
    """The benchmark without deficits, at unchanged tariffs and under the same elasticities."""
    equations, x = solve_bound(base, unchanged(base), elas, "balanced", None, [])
    v = equations.levels(x)
    use = np.zeros_like(base.input_share)
    for n in range(base.output.shape[0]):
        for k in range(base.output.shape[1]):
            mark_up = v["spending"][n, k] / v["trade"][:, n, k].sum() if v["spending"][n, k] > 0 else 1.0
            use[n, k] = input_bill(equations, v, n, k) / mark_up
    return calibrate(v["trade"], use, base.tariff, base.markup), policy


def input_bill(equations: Equations, v, n: int, k: int):
    """Spending of each industry of n on product k, purchaser prices."""
    b, el = equations.base, equations.elas
    bill = np.zeros(equations.K)
    for j in range(equations.K):
        gamma, beta = b.input_share[n, :, j], b.value_added_share[n, j]
        if gamma[k] > 0:
            bundle = ces(v["P"][n], gamma / (1 - beta), el.s_in)
            per_unit = v["cost"][n, j] * equations.policy.productivity[n, j]
            share = gamma[k] * (bundle / per_unit) ** (1 - el.s_va) * (v["P"][n, k] / bundle) ** (1 - el.s_in)
            bill[j] = share * v["cost"][n, j] * v["Q"][n, j] * b.cost[n, j]
    return bill


def describe(equations: Equations, x) -> Solution:
    """The solution in levels."""
    residual = float(np.abs(equations(x)).max())
    v, b = equations.levels(x), equations.base
    specific = equations.elas.specific
    return Solution(
        v["w"] if specific else v["w"][:, 0], v["supply"] if specific else v["supply"][:, 0], v["P"], v["cost"],
        v["trade"], v["spending"], v["output"], v["revenue"], v["income"], v["final_price"],
        v["income"] / b.income / v["final_price"], v["wedge"], v["quantity"], v["profits"], residual, equations.left_out, b,
    )  # fmt: skip
