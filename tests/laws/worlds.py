"""Invented worlds: seeded tables of several sizes with zeros, input-output links, tariffs and deficits.

`invent` is for a fixed list of seeds, `tables` for hypothesis. Both give tables `[o, d, k]` as `World.from_tables`
takes them; `world_of` makes the World.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

import bahe


@dataclass(frozen=True)
class Tables:
    """An invented world as a statistician would hand it over, at basic prices."""

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: np.ndarray  # [o, d, k]
    use: np.ndarray | None  # [d, k, j]
    tariff: np.ndarray | None  # [o, d, k]
    theta: np.ndarray  # [k]


def invent(
    seed: int, economies: int = 3, sectors: int = 2, *, inputs: bool = True, tariffs: bool = True, zeros: float = 0.0,
    balanced: bool = False,
) -> Tables:  # fmt: skip
    """A world of plausible sizes: output from 1 to 20, home shares mostly above a half, inputs below 70 % of output.

    `zeros` is the chance that a flow abroad is nil; then one economy also makes none of the last product.
    Exports lie between 85 and 120 % of imports; `balanced` makes trade symmetric and tariffs nil, hence deficits zero.
    """
    rng = np.random.default_rng(seed)
    N, K = economies, sectors
    size = np.exp(rng.uniform(0, 3, N))
    trade = np.einsum("o,d,odk->odk", size**0.5, size**0.5, np.exp(rng.normal(-1.5, 0.8, (N, N, K))))
    trade[rng.random((N, N, K)) < zeros] = 0.0
    around = np.arange(N)
    trade[around, (around + 1) % N, 0] += 0.2 * size  # everyone exports and imports something
    for n in range(N):
        trade[n, n] = size[n] * rng.uniform(0.6, 1.4, K)
    if zeros and N > 2 and K > 1:
        trade[0, :, K - 1] = 0.0
        trade[1, 0, K - 1] = size[0] * 0.5
    trade = _moderate(trade)
    if balanced:
        trade = (trade + trade.transpose(1, 0, 2)) / 2
    tariff = None
    if tariffs and not balanced:
        tariff = rng.uniform(0, 0.25, (N, N, K)) * (rng.random((N, N, K)) < 0.8)
        for n in range(N):
            tariff[n, n] = 0.0
    use = _use(rng, trade, tariff) if inputs else None
    theta = np.round(rng.uniform(1.5, 8, K), 2)
    return Tables(tuple(f"E{n}" for n in range(N)), tuple(f"S{k}" for k in range(K)), trade, use, tariff, theta)


def _moderate(trade: np.ndarray) -> np.ndarray:
    """Exports of each economy brought to 85-120 % of its imports, by scaling rows and columns of foreign trade."""
    out, home = trade.copy(), np.arange(trade.shape[0])
    kept = out[home, home].copy()
    out[home, home] = 0.0
    for _ in range(200):
        ratio = out.sum(axis=(1, 2)) / out.sum(axis=(0, 2))
        push = (np.clip(ratio, 0.85, 1.2) / ratio) ** 0.5
        out *= push[:, None, None] / push[None, :, None]
    out[home, home] = kept
    return out


def _use(rng: np.random.Generator, trade: np.ndarray, tariff: np.ndarray | None) -> np.ndarray:
    """Inputs [d, k, j] at basic prices: at most 70 % of output, and at most 80 % of what is bought of each product."""
    N, _, K = trade.shape
    output, bought = trade.sum(axis=1), trade.sum(axis=0)
    use = rng.dirichlet(np.ones(K), (N, K)).transpose(0, 2, 1) * rng.uniform(0.2, 0.6, (N, 1, K)) * output[:, None, :]
    use[bought == 0] = 0.0
    taken = use.sum(axis=2)
    use *= np.minimum(1, 0.8 * np.divide(bought, taken, out=np.ones_like(bought), where=taken > 0))[:, :, None]
    return use


@st.composite
def tables(
    draw: st.DrawFn, min_economies: int = 2, max_economies: int = 5, max_sectors: int = 4, **fixed: Any
) -> Tables:
    """Hypothesis strategy over `invent`."""
    options = {
        "inputs": draw(st.booleans()),
        "tariffs": draw(st.booleans()),
        "zeros": draw(st.sampled_from([0.0, 0.0, 0.3])),
    } | fixed
    return invent(
        draw(st.integers(0, 10_000)), draw(st.integers(min_economies, max_economies)), draw(st.integers(1, max_sectors)),
        **options,
    )  # fmt: skip


def world_of(t: Tables, horizons: Mapping[str, Any] | None = None, **more: Any) -> "bahe.World":
    """The World of invented tables; `horizons` adds horizons by name."""
    world = bahe.World.from_tables(
        t.trade, economies=t.economies, sectors=t.sectors, use=t.use, tariff=t.tariff, trade_elasticity=t.theta, **more
    )
    return world.replace(horizons={**world.horizons, **horizons}) if horizons else world


def permuted(t: Tables, economies: np.ndarray, sectors: np.ndarray) -> Tables:
    """The same world with economies and sectors written in another order."""
    n, k = economies, sectors
    return replace(
        t,
        economies=tuple(t.economies[i] for i in n), sectors=tuple(t.sectors[i] for i in k),
        trade=t.trade[np.ix_(n, n, k)], use=None if t.use is None else t.use[np.ix_(n, k, k)],
        tariff=None if t.tariff is None else t.tariff[np.ix_(n, n, k)], theta=t.theta[k],
    )  # fmt: skip


def in_currency(t: Tables, factor: float) -> Tables:
    """The same world counted in another unit of money."""
    return replace(t, trade=t.trade * factor, use=None if t.use is None else t.use * factor)


def cloned_economy(t: Tables, n: int, share: float) -> Tables:
    """Economy n split into two of the same make, of sizes `share` and `1 - share`; they charge each other no tariff."""
    N = len(t.economies)
    rows = np.append(np.arange(N), n)
    weight = np.ones(N + 1)
    weight[n], weight[N] = share, 1 - share
    trade = t.trade[np.ix_(rows, rows)] * weight[:, None, None] * weight[None, :, None]
    tariff = None
    if t.tariff is not None:
        tariff = t.tariff[np.ix_(rows, rows)].copy()
        tariff[n, N] = tariff[N, n] = 0.0
    use = None if t.use is None else t.use[rows] * weight[:, None, None]
    return replace(t, economies=(*t.economies, "TWIN"), trade=trade, use=use, tariff=tariff)


def cloned_sector(t: Tables, k: int, share: float) -> Tables:
    """Sector k split into two of the same make, of sizes `share` and `1 - share`.

    Every buyer splits its spending on k in these proportions, and both halves use inputs in the same proportions.
    """
    K = len(t.sectors)
    rows = np.append(np.arange(K), k)
    weight = np.ones(K + 1)
    weight[k], weight[K] = share, 1 - share
    use = None if t.use is None else t.use[:, rows][:, :, rows] * weight[None, :, None] * weight[None, None, :]
    return replace(
        t, sectors=(*t.sectors, "TWIN"), trade=t.trade[:, :, rows] * weight, use=use,
        tariff=None if t.tariff is None else t.tariff[:, :, rows], theta=t.theta[rows],
    )  # fmt: skip
