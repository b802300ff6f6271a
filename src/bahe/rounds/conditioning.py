"""Conditioning: draws of a prior weighed by what was observed, so that fans of a mechanism are fitted without a likelihood by hand.

weight_s ~ prod_k N(l_k ; l_sk, sd_k): log-odds that draw s has at the time of figure k, and the error of the figure. The draws stay the
same, so that whatever else they hold (leverage, dates, channels) is fitted with them. Few effective draws mean that the prior hardly
allows the figures, and whoever uses the weights says how many there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit

from bahe.faults import BadShape, BadValue, NotConverged
from bahe.numerics.info import Outcome, SolveInfo

Floats = NDArray[np.float64]

#: Fewer effective draws than this are no sample.
LEAST = 20.0


def at_times(shares: Floats, first: float, times: ArrayLike) -> Floats:
    """Log-odds [k,s] of yearly shares[t,s] (year `first`, first + 1, ...) at `times`[k], straight in log-odds; BadValue outside."""
    l = logit(np.clip(shares, 1e-9, 1 - 1e-9))
    t = np.asarray(times, dtype=np.float64) - first
    if t.size and (t.min() < -1e-9 or t.max() > len(l) - 1 + 1e-9):
        raise BadValue("a time outside the years that were played", field="times", where="at_times", got=np.asarray(times).tolist(),
                       allowed=f"{first:g}..{first + len(l) - 1:g}")  # fmt: skip
    low = np.clip(np.floor(t + 1e-9).astype(int), 0, max(len(l) - 2, 0))
    part = (t - low)[:, None]
    return np.asarray((1 - part) * l[low] + part * l[np.minimum(low + 1, len(l) - 1)])


def weights(simulated: Floats, observed: ArrayLike, sd: ArrayLike) -> Floats:
    """Weights [s] that add up to one, from log-odds simulated[k,s], observed[k] with errors sd[k]; equal where nothing was observed.

    NotConverged where fewer than `LEAST` draws are effective.
    """
    y, e = np.asarray(observed, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    if simulated.ndim != 2 or y.shape != simulated.shape[:1] or e.shape != y.shape:
        raise BadShape(
            "one figure and one error for each row", field="observed", where="weights", got=(simulated.shape, y.shape)
        )
    log_w = -(((simulated - y[:, None]) / e[:, None]) ** 2).sum(0) / 2
    w = np.exp(log_w - log_w.max())
    w /= w.sum()
    if len(w) >= LEAST > effective(w):
        info = SolveInfo(Outcome.stalled, 1, float(effective(w)), LEAST, 0.0)
        got = f"{effective(w):.1f} effective"
        raise NotConverged("too few draws of the priors explain the figures", info, where="conditioning", got=got,
                           remedy="More draws, or priors that allow what was seen.")  # fmt: skip
    return np.asarray(w)


def effective(w: Floats) -> float:
    """1 / sum w^2: how many equal draws the weighted ones are worth."""
    return float(1 / (w**2).sum())


def quantile(values: Floats, w: Floats, q: Any) -> Floats:
    """Weighted quantiles [q,...] of values[...,s]; infinite values take part at the end, and may be the answer."""
    v = np.asarray(values, dtype=np.float64)
    order = np.argsort(v, axis=-1)
    ranked = np.take_along_axis(v, order, -1)
    reached = np.cumsum(w[order], axis=-1)
    at = [(reached < p * (1 - 1e-12)).sum(-1) for p in np.atleast_1d(q)]
    return np.stack([np.take_along_axis(ranked, np.minimum(a, v.shape[-1] - 1)[..., None], -1)[..., 0] for a in at])
