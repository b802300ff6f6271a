"""The packaged world: a tariff solved exactly, at two horizons, its gradient and its first-order preview."""

from __future__ import annotations

from typing import Any

import numpy as np

import bahe
from benchmarks import textbook
from benchmarks.measure import bytes_a_second
from benchmarks.registry import Job, Rival, problem


def world(tiny: bool) -> bahe.World:
    """icio-2022 whole, or five economies and four industries of an invented one."""
    return small_world() if tiny else bahe.load_world("icio-2022")


def small_world(economies: int = 5, sectors: int = 4) -> bahe.World:
    """An invented world with links, for the smallest size."""
    rng = np.random.default_rng(7)
    trade = np.exp(rng.normal(0, 1, (economies, economies, sectors)))
    home = np.arange(economies)
    trade[home, home] += 5 * economies
    use = 0.4 * trade.sum(axis=0)[:, :, None] * rng.dirichlet(np.ones(sectors), (economies, sectors))
    names = ["USA", "CHN", *(f"E{n:02d}" for n in range(economies - 2))]
    return bahe.World.from_tables(trade, economies=names, sectors=[f"S{k}" for k in range(sectors)], use=use)


def shock() -> bahe.Shock:
    """25 points on all goods of China."""
    return bahe.tariff(by="USA", on="CHN", sectors="goods", add=0.25)


def floor(eq: Any) -> float:
    """Seconds to read the two cubes once an iteration, at the speed at which this machine copies a block of their size."""
    cubes = 2 * eq.problem.weight.nbytes
    return float(eq.info.iterations * cubes / bytes_a_second(cubes))


def facts(eq: Any) -> dict[str, Any]:
    """Size, iterations and residual of a solve."""
    n, k = len(eq.world.economies), len(eq.world.sectors)
    return {"size": f"{n} x {k}", "iterations": eq.info.iterations, "residual": eq.info.residual}


def log_welfare(eq: Any) -> np.ndarray:
    """What is compared: log real income [n]."""
    return np.log(eq.welfare_hat)


@problem("icio-2022 tariff", target=0.015)
def tariff(tiny: bool) -> Job:
    """25-point tariff of the USA on goods of China, horizon long, tolerance 1e-10."""
    w, s = world(tiny), shock()
    b = textbook.Benchmark.of(w, bahe.solve(w, s).tariff_new)
    welfare = lambda answer: np.log(answer.welfare)
    return Job(
        lambda: bahe.solve(w, s, tol=1e-10),
        log_welfare,
        (
            Rival("textbook, spending by iteration", lambda: textbook.solve(b), welfare, once=True, wanted_ratio=50),
            Rival(
                "textbook, spending by linear system", lambda: textbook.solve(b, dense=True), welfare, True, not tiny
            ),
        ),
        facts,
        floor,
    )


@problem("icio-2022 tariff, short")
def short(tiny: bool) -> Job:
    """The same at horizon short: nests of low elasticity, factors specific to industries."""
    w, s = world(tiny), shock()
    return Job(lambda: bahe.solve(w, s, horizon="short", tol=1e-10), log_welfare, (), facts, floor)


@problem("icio-2022 world war")
def war(tiny: bool) -> Job:
    """Every economy adds 25 points on all goods of all others."""
    w, s = world(tiny), bahe.tariff(by="world", on="others", sectors="goods", add=0.25)
    return Job(lambda: bahe.solve(w, s, tol=1e-10), log_welfare, (), facts, floor)


@problem("icio-2022 gradient")
def gradient(tiny: bool) -> Job:
    """Derivative of the real income of the USA by every tariff on every flow, at the solved tariff."""
    w, s = world(tiny), shock()
    eq = bahe.solve(w, s, tol=1e-10)
    two = lambda: (bahe.solve(w, s, tol=1e-10), bahe.solve(w, s, tol=1e-10))
    n, i, k = w.tariff.shape
    one = eq.welfare_hat[w.economies.index("USA")]

    def finite(_: Any = None) -> float:
        h = 1e-4
        up = bahe.solve(w, s & bahe.tariff(by="USA", on="CHN", sectors=w.sectors[0], add=h), tol=1e-12)
        return float((np.log(up.welfare_hat[w.economies.index("USA")]) - np.log(one)) / h)

    return Job(
        lambda: bahe.gradient(eq, "USA"),
        rivals=(
            Rival("two solves", two, wanted_ratio=1),
            Rival("one forward difference", finite, once=True),
        ),
        facts=lambda _: {"derivatives": n * (i - 1) * k},
    )


@problem("icio-2022 preview")
def preview(tiny: bool) -> Job:
    """First-order answer to the tariff: one linear system."""
    w, s = world(tiny), shock()
    exact = Rival("exact solve", lambda: bahe.solve(w, s, tol=1e-10), log_welfare)
    return Job(lambda: bahe.preview(w, s), lambda p: p.log_welfare, (exact,))
