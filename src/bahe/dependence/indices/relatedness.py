"""Which substitution is within reach: products that are made by the economies that make what you already make.

Hidalgo, Klinger, Barabasi and Hausmann (2007), "The product space conditions the development of nations", Science 317; Balassa
(1965) for the revealed comparative advantage. Axes: i exporter, k product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.dependence.indices.registered import indices
from bahe.faults import BadShape, BadValue

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

#: Rows of the proximity that are scaled at once: they stay in the cache.
_BLOCK = 256


@indices.add(
    "rca", cite="Balassa (1965)",
    formula="(X_ik / X_i.) / (X_.k / X_..)", range="0 and more", unit="ratio", layer="product", two_sided=False,
)  # fmt: skip
def rca(exports: Any) -> Floats:
    """Revealed comparative advantage, R_ik = (X_ik / X_i.) / (X_.k / X_..): above 1, i sells more of k than its size explains.

    exports  X[i, k] >= 0. 0 where i exports nothing at all or k is exported by nobody.
    """
    X = np.asarray(exports, dtype=np.float64)
    if X.ndim != 2:
        raise BadShape("exports have axes [i, k]", field="exports", got=X.shape)
    if not np.isfinite(X).all() or (X < 0).any():
        raise BadValue("exports must be finite and not below zero", field="exports")
    rows, columns, total = X.sum(axis=1, keepdims=True), X.sum(axis=0, keepdims=True), X.sum()
    by = rows * (columns / total) if total > 0 else np.zeros_like(X)
    return np.divide(X, by, out=np.zeros_like(X), where=by > 0)


@indices.add(
    "proximity", cite="Hidalgo, Klinger, Barabasi and Hausmann (2007)",
    formula="M'M / max(u_k, u_l)", range="0..1", unit="fraction", layer="product", two_sided=False,
)  # fmt: skip
def proximity(made: Any) -> Singles:
    """phi_kl = sum_i M_ik M_il / max(u_k, u_l): the smaller of the two chances that who makes one makes the other. float32.

    made  M[i, k], True where i has the product (RCA >= 1). u_k, its ubiquity, is the number of economies that do. A product is
    at distance 1 from itself; one that nobody makes has a row of zeros.
    """
    M = _made(made).astype(np.float32)
    u = M.sum(axis=0)
    phi = M.T @ M
    for start in range(0, len(u), _BLOCK):
        rows = phi[start : start + _BLOCK]
        rows /= np.maximum(np.maximum(u[start : start + _BLOCK, None], u[None, :]), 1)
    return phi


@indices.add(
    "density", cite="Hidalgo, Klinger, Barabasi and Hausmann (2007)",
    formula="sum_l M_il phi_lk / sum_l phi_lk", range="0..1", unit="fraction", layer="product", two_sided=False,
)  # fmt: skip
def density(made: Any, phi: Any) -> Singles:
    """d_ik = sum_l M_il phi_lk / sum_l phi_lk: how much of the neighbourhood of k economy i already makes. float32.

    made  M[i, k]; phi  proximity[k, l]. The product itself counts among its neighbours, as in the Atlas of Economic Complexity.
    NaN for a product that nobody makes.
    """
    M = _made(made).astype(np.float32)
    p = np.asarray(phi, dtype=np.float32)
    if p.shape != (M.shape[1], M.shape[1]):
        raise BadShape(
            "one row and one column a product", field="phi", got=p.shape, allowed=f"{M.shape[1]} x {M.shape[1]}"
        )
    around = p.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(around > 0, (M @ p) / around, np.float32(np.nan)))


@dataclass(frozen=True)
class Relatedness:
    """The product space and where each economy stands in it. Axes: i exporter, k and l product."""

    rca: Floats
    made: NDArray[np.bool_]
    proximity: Singles
    density: Singles

    def reachable(self, economy: int, most: int | None = None) -> NDArray[np.intp]:
        """Products that the economy does not make yet, the densest neighbourhood first: what it can most easily learn to make."""
        order = np.argsort(-np.nan_to_num(self.density[economy], nan=-1.0), kind="stable")
        new = order[~self.made[economy][order] & ~np.isnan(self.density[economy][order])]
        return np.asarray(new if most is None else new[:most])


@indices.add(
    "relatedness", cite="Hidalgo, Klinger, Barabasi and Hausmann (2007)",
    formula="rca, proximity, density", range="0..1", unit="as its parts", layer="product", two_sided=False,
)  # fmt: skip
def relatedness(exports: Any, at_least: float = 1.0) -> Relatedness:
    """RCA, proximity and density of exports X[i, k] in one go; `at_least` is the RCA from which a product counts as made."""
    R = rca(exports)
    M = np.greater_equal(R, at_least)
    phi = proximity(M)
    return Relatedness(R, M, phi, density(M, phi))


def _made(made: Any) -> NDArray[np.bool_]:
    M = np.asarray(made)
    if M.ndim != 2:
        raise BadShape("axes are [i, k]", field="made", got=M.shape)
    if M.dtype != np.bool_ and not np.isin(M, (0, 1)).all():
        raise BadValue("True or False, or 1 or 0", field="made", remedy="Compare first: rca(exports) >= 1.")
    return M.astype(np.bool_)
