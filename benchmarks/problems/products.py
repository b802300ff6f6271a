"""Products: relatedness at the size of world trade by HS6, and a dependence screen over years for all importers."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from bahe.dependence.indices import relatedness as near
from bahe.dependence.indices import screens
from benchmarks.registry import Absent, Job, Rival, problem


def exports(economies: int, products: int) -> np.ndarray:
    """Invented exports [i, k]: big and small economies, common and rare products, many zeros."""
    rng = np.random.default_rng(5)
    size, reach = np.exp(rng.normal(0, 2, (economies, 1))), rng.normal(0, 1, (1, products))
    X = size * np.exp(reach + rng.normal(0, 1.5, (economies, products)))
    return np.where(rng.random(X.shape) < 0.6, X, 0.0)


def ecomplexity(X: np.ndarray) -> Callable[[], Any] | Absent:
    """RCA, density and proximity by ecomplexity 0.5 (MIT): its two public calls. The first also gives ECI, COI and COG, always."""
    if find_spec("ecomplexity") is None:
        return Absent("ecomplexity", "pip install ecomplexity")
    import pandas as pd

    i, k = X.shape
    where, what = np.repeat(np.arange(i), k), np.tile(np.arange(k), i)
    data = pd.DataFrame(
        {"year": 2022, "loc": [f"E{n:03d}" for n in where], "prod": [f"P{n:05d}" for n in what], "val": X.ravel()}
    )
    columns = {"time": "year", "loc": "loc", "prod": "prod", "val": "val"}

    def run() -> Any:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            from ecomplexity import ecomplexity as whole
            from ecomplexity import proximity

            table, phi = whole(data, columns), proximity(data, columns)
        return table, phi

    return run


@problem("relatedness 230 x 5,000", target=2.0)
def relatedness(tiny: bool) -> Job:
    """RCA, proximity and density of 230 economies and 5,000 products."""
    X = exports(*((12, 30) if tiny else (230, 5000)))
    peer = ecomplexity(X)
    rival: Rival | Absent = (
        peer
        if isinstance(peer, Absent)
        else Rival("ecomplexity 0.5.3", peer, _theirs(X.shape), once=True, patient=not tiny, wanted_ratio=50)
    )
    return Job(
        lambda: near.relatedness(X),
        lambda r: r.density.ravel(),
        (rival,),
        lambda r: {"size": f"{X.shape[0]} x {X.shape[1]}"},
    )


def _theirs(shape: tuple[int, int]) -> Callable[[Any], np.ndarray]:
    """Density of the rival [i, k]."""

    def answer(found: Any) -> np.ndarray:
        table = found[0].sort_values(["loc", "prod"])
        return table["density"].to_numpy(float).reshape(shape).ravel()

    return answer


@problem("persistent screen", target=0.2)
def persistent(tiny: bool) -> Job:
    """GeoDep screen, 2 of 3 years: 71 products, 5 years, 230 importers and as many exporters."""
    n, t, k = (6, 5, 7) if tiny else (230, 5, 71)
    rng = np.random.default_rng(3)
    trade = np.where(rng.random((t, k, n, n)) < 0.2, np.exp(rng.normal(0, 2, (t, k, n, n))), 0.0)
    own = np.arange(n)
    trade[:, :, own, own] = 0.0
    imports = np.ascontiguousarray(np.moveaxis(trade, 2, 0))

    def run() -> screens.Screening:
        sold = trade.sum(axis=2)
        known = screens.measures(imports, exports=np.moveaxis(sold, 2, 0), world_exports=sold)
        return screens.screen(known, "geodep")

    return Job(run, None, (), lambda s: {"size": f"{n} importers x {t} years x {k} products", "flagged": s.count})
