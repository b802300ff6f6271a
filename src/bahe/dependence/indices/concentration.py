"""How few supply it: Herfindahl index, largest share, number of suppliers, and two measures of a product's whole network.

Shares are s[..., i], exporter last. A row of shares may add up to less than one: what is missing comes from suppliers that the
data do not name, each too small to matter, and counts as nobody. A row of NaN stays NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]

#: Slack for shares that were rounded: they may add up to this much more than one.
ROUNDING = 1e-6


def shares(value: Any, total: Any = None) -> Floats:
    """s_i = x_i / sum x of values[..., i] >= 0 (or over `total[...]`, with suppliers that are not named); NaN where the total is 0.

    Raises BadValue where a value is negative or the named values exceed their total.
    """
    x = np.asarray(value, dtype=np.float64)
    if np.any(x < 0):
        raise BadValue("a flow is below zero", field="value", got=float(np.nanmin(x)), allowed="0 or more")
    S = x.sum(axis=-1) if total is None else np.asarray(total, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(S[..., None] > 0, x / S[..., None], np.nan)
    return s if total is None else checked(s)


def checked(share: Any) -> Floats:
    """The shares as floats; BadValue unless each is in [0, 1] and they add up to one at most, BadShape without an axis."""
    s = np.asarray(share, dtype=np.float64)
    if s.ndim == 0:
        raise BadShape("shares need an axis of suppliers", field="share", got="one number")
    if s.size and (np.any(s < 0) or np.any(s.sum(axis=-1) > 1 + ROUNDING)):
        raise BadValue("shares must lie in 0..1 and add up to one at most", field="share",
                       got=(float(np.nanmin(s)), float(np.nanmax(s.sum(axis=-1)))))  # fmt: skip
    return s


@indices.add(
    "hhi", cite="Herfindahl (1950); Hirschman (1964)",
    formula="sum_i s_i^2", range="0..1", unit="index", layer="product", two_sided=True,
)  # fmt: skip
def hhi(share: Any) -> Floats:
    """Herfindahl-Hirschman index, sum of squared shares: 1 with one supplier, 1/m with m equal ones.

    share  s[..., i]: of a buyer's imports, or of world exports
    """
    s = checked(share)
    return np.asarray(np.einsum("...i,...i->...", s, s))


@indices.add(
    "top-share", cite="concentration ratio of one (CR1)",
    formula="max_i s_i", range="0..1", unit="fraction", layer="product", two_sided=True,
)  # fmt: skip
def top_share(share: Any) -> Floats:
    """Share of the largest supplier, max_i s[..., i]."""
    s = checked(share)
    return np.asarray(s.max(axis=-1, initial=0.0))


@indices.add(
    "suppliers", cite="accounting",
    formula="#{i: s_i > least}", range="0 and more", unit="count", layer="product", two_sided=True,
)  # fmt: skip
def suppliers(share: Any, least: float = 0.0) -> NDArray[np.intp]:
    """Number of suppliers whose share exceeds `least` (a fraction)."""
    return np.asarray((checked(share) > least).sum(axis=-1))


@indices.add(
    "outdegree-sd", cite="Korniyenko, Pinat and Dew (2017), IMF WP/17/30, first part",
    formula="sd_i(sum_n T_ni / sum_ni T_ni)", range="0..0.5", unit="fraction", layer="product", two_sided=False,
)  # fmt: skip
def outdegree_sd(trade: Any) -> Floats:
    """Standard deviation over economies of the weighted out-degree: a few hubs make it large.

    trade  T[..., n, i], what n imports from i. The weighted out-degree is i's share of the trade, sum_n T / sum_ni T. NaN
    where nothing is traded.
    """
    T = _network(trade)
    return np.asarray(shares(T.sum(axis=-2)).std(axis=-1))


@indices.add(
    "clustering", cite="Korniyenko, Pinat and Dew (2017), IMF WP/17/30, second part; Fagiolo (2007), eq. 9-10",
    formula="mean_i [(W^(1/3) + W'^(1/3))^3]_ii / (2 (d_i (d_i - 1) - 2 b_i))", range="0..1", unit="index",
    layer="product", two_sided=False,
)  # fmt: skip
def clustering(trade: Any) -> Floats:
    """Mean weighted clustering of the directed network: how far partners of one economy trade with each other.

        c_i = [(W^(1/3) + W'^(1/3))^3]_ii / (2 (d_i (d_i - 1) - 2 b_i)),   W = T / max T

    trade  T[..., n, i]. d_i: links of i, both directions; b_i: partners linked both ways. Averaged over economies that have at
    least two partners; 0 where none has.
    """
    T = _network(trade)
    A = (T > 0).astype(np.float64)
    top = T.max(axis=(-2, -1), keepdims=True)
    W = np.cbrt(np.divide(T, top, out=np.zeros_like(T), where=top > 0))
    V = W + np.swapaxes(W, -1, -2)
    closed = np.einsum("...ni,...in->...n", V @ V, V)
    d = A.sum(axis=-1) + A.sum(axis=-2)
    b = np.einsum("...ni,...in->...n", A, A)
    possible = 2 * (d * (d - 1) - 2 * b)
    c = np.divide(closed, possible, out=np.zeros_like(closed), where=possible > 0)
    many = (possible > 0).sum(axis=-1)
    return np.asarray(np.divide(c.sum(axis=-1), many, out=np.zeros_like(c.sum(axis=-1)), where=many > 0))


def _network(trade: Any) -> Floats:
    """T[..., n, i] as floats with an empty diagonal: what an economy sells to itself is no link."""
    T = np.array(trade, dtype=np.float64)
    if T.ndim < 2 or T.shape[-1] != T.shape[-2]:
        raise BadShape(
            "a network has as many importers as exporters", field="trade", got=T.shape, allowed="[..., n, i]"
        )
    if np.any(T < 0) or not np.isfinite(T).all():
        raise BadValue("flows must be finite and not below zero", field="trade")
    own = np.arange(T.shape[-1])
    T[..., own, own] = 0.0
    return T
