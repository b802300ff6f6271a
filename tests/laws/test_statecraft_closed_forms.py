"""Closed forms of trade war (textbook, chapter on the two conditions): two Armington countries [Johnson 1953; Gros 1987].

The level model stands here, solved by scipy and by nothing of bahe: one good, labour L, elasticity sigma, iceberg cost tau, both
varieties liked alike. The best reply to any tariff is `t_i = 1/((sigma-1) s_j)` with s_j the partner's home share of spending at
tariff-exclusive prices. The published uniform condition has the tariff-inclusive share there, and is another rule.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar, root

import bahe
from bahe.statecraft.sufficient import uniform_tariffs

# -- the level model ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two countries: elasticity, sizes, iceberg cost."""

    sigma: float
    sizes: tuple[float, float]
    tau: float


@dataclass(frozen=True)
class Outcome:
    """Levels: wages, incomes [n], real incomes [n], trade at basic prices [o,d]."""

    wage: np.ndarray
    income: np.ndarray
    real: np.ndarray
    trade: np.ndarray

    def home_share(self, rates, inclusive=False):
        """Home share of spending [n], at tariff-exclusive prices or (inclusive) as spent."""
        spent = self.trade * (1 + np.array([[0, rates[1]], [rates[0], 0]]) * inclusive)
        return np.diag(spent) / spent.sum(axis=0)


def levels(pair, rates, relative):
    """The world at a relative wage w_2/w_1, whether or not labour markets clear there."""
    wage, size = np.array([1.0, relative]), np.array(pair.sizes)
    wedge = np.array([[1.0, 1 + rates[1]], [1 + rates[0], 1.0]])  # [o,d]
    price = wage[:, None] * np.array([[1.0, pair.tau], [pair.tau, 1.0]]) * wedge
    weight = price ** (1 - pair.sigma)
    share = weight / weight.sum(axis=0)
    income = wage * size / (share / wedge).sum(axis=0)  # Y = w L + duties
    real = income / weight.sum(axis=0) ** (1 / (1 - pair.sigma))
    return Outcome(wage, income, real, share / wedge * income)


def outcome(pair, rates):
    """The equilibrium in levels: trade in balance, by bisection on the relative wage."""

    def surplus(log_relative):
        trade = levels(pair, rates, np.exp(log_relative)).trade
        return np.log(trade[0, 1] / trade[1, 0])

    return levels(pair, rates, np.exp(brentq(surplus, -8, 8, xtol=1e-15, rtol=1e-15)))


def best_rate(pair, n, other):
    """The tariff of country n that its real income is highest at, the other's given: by search on the levels."""
    rates = lambda t: (t, other) if n == 0 else (other, t)
    found = minimize_scalar(
        lambda t: -np.log(outcome(pair, rates(t)).real[n]), bounds=(0.01, 3), method="bounded", options={"xatol": 1e-9}
    )
    return float(found.x)


@cache
def slow_nash(pair):
    """Nash tariffs by searches in turn."""
    rates = [0.3, 0.3]
    for _ in range(40):
        before = list(rates)
        rates = [best_rate(pair, 0, rates[1]), rates[1]]
        rates[1] = best_rate(pair, 1, rates[0])
        if max(abs(a - b) for a, b in zip(rates, before, strict=True)) < 1e-8:
            break
    return tuple(rates)


def world(pair, rates=(0.0, 0.0)):
    """The same countries as a World of bahe, calibrated to the equilibrium in levels at these tariffs."""
    tariff = np.array([[0.0, rates[1]], [rates[0], 0.0]])[:, :, None]
    return bahe.World.from_tables(
        outcome(pair, rates).trade[:, :, None], tariff=tariff, economies=["A", "B"], sectors=["good"],
        trade_elasticity=pair.sigma - 1,
    )  # fmt: skip


# -- the six cases ------------------------------------------------------------------------------------------------------
#: case -> (Nash tariffs, home shares at tariff-exclusive prices, what the inclusive share would give, welfare against free trade %)
CASES = {
    Pair(4, (1, 1), 1.5): (("0.362032", "0.362032"), ("0.920730", "0.920730"), ("0.37242", "0.37242"), ("-2.1024", "-2.1024")),
    Pair(4, (3, 1), 1.5): (("0.380781", "0.350344"), ("0.951447", "0.875393"), ("0.39740", "0.35682"), ("-0.9676", "-4.0444")),
    Pair(4, (10, 1), 1.5): (("0.414246", "0.342608"), ("0.972929", "0.804674"), ("0.44197", "0.34645"), ("-0.2923", "-7.6240")),
    Pair(3, (1, 1), 1.5): (("0.558683", "0.558683"), ("0.894962", "0.894962"), ("0.59147", "0.59147"), ("-4.1932", "-4.1932")),
    Pair(6, (1, 1), 1.5): (("0.208456", "0.208456"), ("0.959433", "0.959433"), ("0.21022", "0.21022"), ("-0.6334", "-0.6334")),
    Pair(4, (1, 1), 1.0): (("0.416200", "0.416200"), ("0.800897", "0.800897"), ("0.45069", "0.45069"), ("-4.9619", "-4.9619")),
}  # fmt: skip
#: the published uniform condition in the first case, at its own fixed point
PUBLISHED = "0.371608"
cases = pytest.mark.parametrize(
    ("pair", "printed"),
    CASES.items(),
    ids=[f"sigma {p.sigma:g}, {p.sizes[0]}:{p.sizes[1]}, tau {p.tau:g}" for p in CASES],
)


def assert_rounds_to(computed, printed):
    """Each number rounds to the printed one: at most half a unit of its last place away."""
    for value, text in zip(computed, printed, strict=True):
        unit = 10.0 ** -len(text.partition(".")[2])
        assert abs(value - float(text)) <= 0.5 * unit * (1 + 1e-6), f"{value} is not {text}"


@cases
def test_levels_give_the_printed_digits(pair, printed):
    """By search on the levels: tariffs, shares, the value of the wrong share, and welfare."""
    tariffs, shares, wrong, welfare = printed
    rates = slow_nash(pair)
    at = outcome(pair, rates)
    assert_rounds_to(rates, tariffs)
    assert_rounds_to(at.home_share(rates), shares)
    assert_rounds_to(100 * (at.real / outcome(pair, (0.0, 0.0)).real - 1), welfare)
    inclusive = at.home_share(rates, inclusive=True)
    assert_rounds_to(1 / ((pair.sigma - 1) * inclusive[::-1]), wrong)


@cases
def test_the_closed_form_holds_at_the_nash_tariffs(pair, printed):
    """t_i = 1/((sigma-1) s_j), which the search on the levels knows nothing of."""
    rates = slow_nash(pair)
    np.testing.assert_allclose(rates, 1 / ((pair.sigma - 1) * outcome(pair, rates).home_share(rates)[::-1]), rtol=2e-7)


@pytest.mark.parametrize("other", [0.0, 0.15, 0.8])
@pytest.mark.parametrize("n", [0, 1])
def test_the_closed_form_is_the_best_reply_to_any_tariff(n, other):
    pair = Pair(4, (3, 1), 1.5)
    rate = best_rate(pair, n, other)
    rates = (rate, other) if n == 0 else (other, rate)
    assert rate == pytest.approx(1 / (3 * outcome(pair, rates).home_share(rates)[1 - n]), rel=2e-7)


# -- bahe against them: the exact rule -------------------------------------------------------------------------------------
@cases
def test_exact_nash_of_bahe(pair, printed):
    """Tariffs and welfare to the printed digits, and nobody gains by deviating."""
    tariffs, _, _, welfare = printed
    war = bahe.nash(world(pair), rule="exact")
    rates = war.tariff[1, 0, 0], war.tariff[0, 1, 0]
    assert_rounds_to(rates, tariffs)
    assert_rounds_to(100 * (war.welfare_hat - 1), welfare)
    assert war.certificate < 1e-9
    np.testing.assert_allclose(rates, slow_nash(pair), atol=2e-7)


@cases
def test_exact_nash_does_not_depend_on_the_benchmark(pair, printed):
    """Calibrated to a world with tariffs, the same war: rates replace the applied ones."""
    war = bahe.nash(world(pair, (0.10, 0.25)), certify=False)
    assert_rounds_to((war.tariff[1, 0, 0], war.tariff[0, 1, 0]), printed[0])


@pytest.mark.parametrize("other", [0.0, 0.15, 0.8])
@pytest.mark.parametrize("n", [0, 1])
def test_best_reply_of_bahe_to_any_tariff(n, other):
    """One player, the other's tariff as it is."""
    pair, names = Pair(4, (3, 1), 1.5), ("A", "B")
    applied = (0.0, other) if n == 0 else (other, 0.0)
    war = bahe.nash(world(pair, applied), players=[names[n]], certify=False)
    assert war.rates(names[n])["tariff"][0] == pytest.approx(best_rate(pair, n, other), abs=1e-7)


def test_tariff_is_the_inverse_of_the_export_supply_that_it_meets():
    """Partial equilibrium: t = 1/(elasticity of export supply), the elasticity read off the partner's offer curve."""
    pair = Pair(4, (3, 1), 1.5)
    war = bahe.nash(world(pair), certify=False)
    mine, theirs = war.tariff[1, 0, 0], war.tariff[0, 1, 0]

    def log_supply(log_relative):
        """What country 2 sells when its own trade is in balance at these terms: its purchases, in units of its good."""
        at = levels(pair, (mine, theirs), np.exp(log_relative))
        return np.log(at.trade[0, 1] / at.wage[1])

    at, h = np.log(outcome(pair, (mine, theirs)).wage[1]), 1e-5
    elasticity = (log_supply(at + h) - log_supply(at - h)) / (2 * h)
    assert mine == pytest.approx(1 / elasticity, rel=1e-6)


@pytest.mark.parametrize(("elasticity", "rate"), [(2.0, 0.5), (4.0, 0.25), (0.8, 1.25)])
def test_partial_equilibrium(elasticity, rate):
    """One good bought abroad at a supply of constant elasticity, linear demand at home: consumers and duties together."""

    def gain(t):
        price = brentq(lambda p: 1 - 0.5 * p * (1 + t) - p**elasticity, 1e-6, 2 / (1 + t), xtol=1e-15)
        return (1 - 0.5 * price * (1 + t)) ** 2 + t * price ** (1 + elasticity)  # surplus = q^2 / (2 * 0.5)

    found = minimize_scalar(lambda t: -gain(t), bounds=(0, 3), method="bounded", options={"xatol": 1e-9})
    assert found.x == pytest.approx(rate, abs=1e-6)


@pytest.mark.parametrize("sigma", [3, 4, 6])
def test_a_negligible_country_keeps_the_monopoly_of_its_variety(sigma):
    """Its optimal tariff tends to 1/(sigma-1) and not to zero, from above, by the exact and by the published rule.

    How fast: the partner spends on its variety what it spends abroad, w/L, at a price w: w^(1-sigma) = w/L, so that the gap to the
    limit, the partner's import share, falls as L^(1/sigma - 1).
    """
    sizes, exact, published = (100, 1_000, 10_000, 100_000), [], []
    for size in sizes:
        w = world(Pair(sigma, (size, 1), 1.5))
        exact.append(bahe.nash(w, players=["B"], certify=False).rates("B")["tariff"][0])
        published.append(uniform_tariffs(w, players=["B"]).tariff[1])
    gap = np.array([exact, published]) * (sigma - 1) - 1
    assert (gap > 0).all()
    assert (np.diff(gap, axis=1) < 0).all()
    power = np.diff(np.log(gap), axis=1) / np.log(10)
    np.testing.assert_allclose(power[:, -1], 1 / sigma - 1, rtol=0.05)


# -- the published condition ------------------------------------------------------------------------------------------------
def test_published_condition_in_the_first_case():
    """Its own fixed point, six digits; it is not the closed form."""
    pair, (tariffs, *_) = next(iter(CASES.items()))
    found = uniform_tariffs(world(pair))
    assert_rounds_to(found.tariff, (PUBLISHED, PUBLISHED))
    assert abs(found.tariff[0] - float(tariffs[0])) > 0.009


@cases
def test_published_condition_on_the_levels(pair, printed):
    """t_i = 1/((sigma-1) times the partner's home share, tariff inclusive), solved by scipy on the levels."""

    def gap(rates):
        return rates - 1 / ((pair.sigma - 1) * outcome(pair, rates).home_share(rates, inclusive=True)[::-1])

    rates = root(gap, [0.4, 0.4], tol=1e-13).x
    found = uniform_tariffs(world(pair, (0.1, 0.3)))
    np.testing.assert_allclose(found.tariff, rates, rtol=1e-8)
    real = outcome(pair, tuple(rates)).real / outcome(pair, (0.1, 0.3)).real
    np.testing.assert_allclose(found.welfare_hat, real, rtol=1e-8)


def test_the_certificate_tells_the_two_rules_apart():
    """At the published tariffs somebody gains by deviating, and `nash` says by how much."""
    w = world(Pair(4, (1, 1), 1.5))
    published = bahe.nash(w, rule="sufficient-statistics")
    assert_rounds_to((published.tariff[1, 0, 0], published.tariff[0, 1, 0]), (PUBLISHED, PUBLISHED))
    assert published.certificate > 1e-6 > 1e-9 > bahe.nash(w).certificate
