"""The papers behind what a report used; only those used are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bahe.report.run import Run


@dataclass(frozen=True)
class Citation:
    """One entry of the list of references; `url` is empty or starts with https://."""

    citation: str
    what: str = ""
    licence: str = ""
    url: str = ""


_MODEL = (
    Citation("Caliendo, L. and F. Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, "
             "Review of Economic Studies 82(1), 1–44", "equilibrium with input–output links", url="https://doi.org/10.1093/restud/rdu035"),
    Citation("Dekle, R., J. Eaton and S. Kortum (2008), Global Rebalancing with Gravity: Measuring the Burden of Adjustment, "
             "IMF Staff Papers 55(3), 511–540", "changes against the base (exact hat algebra)", url="https://doi.org/10.1057/imfsp.2008.17"),
)  # fmt: skip
_NESTS = Citation("Baqaee, D. and E. Farhi (2024), Networks, Barriers, and Trade, Econometrica 92(2), 505–541",
                  "nests with low elasticities", url="https://doi.org/10.3982/ECTA17513")  # fmt: skip
_HORIZON = Citation("Boehm, C. E., A. A. Levchenko and N. Pandalai-Nayar (2023), The Long and Short (Run) of Trade Elasticities, "
                    "American Economic Review 113(4), 861–905", "trade elasticities by horizon",
                    url="https://doi.org/10.1257/aer.20210225")  # fmt: skip
_METHODS = {
    "anderson": Citation("Walker, H. F. and P. Ni (2011), Anderson Acceleration for Fixed-Point Iterations, "
                         "SIAM Journal on Numerical Analysis 49(4), 1715–1735", "solver", url="https://doi.org/10.1137/10078356X"),
    "krylov": Citation("Knoll, D. A. and D. E. Keyes (2004), Jacobian-free Newton–Krylov methods: a survey of approaches and applications, "
                       "Journal of Computational Physics 193(2), 357–397", "solver", url="https://doi.org/10.1016/j.jcp.2003.08.010"),
}  # fmt: skip
_MAP = Citation(
    "Natural Earth 4.1.0, Admin 0 countries, 1:110 million",
    "map shapes",
    "public domain",
    "https://www.naturalearthdata.com",
)


def methods(run: Run, with_map: bool = True) -> list[Citation]:
    """Papers behind the model, the horizons and the solvers that this run used."""
    horizons = {str(h) for h in run.solves["horizon"].unique()}
    used = " ".join(str(m).lower() for m in run.solves["method"].unique())
    out = list(_MODEL)
    if horizons & {"short", "medium", "shock"}:
        out.append(_NESTS)
    if horizons - {"long"}:
        out.append(_HORIZON)
    out += [c for word, c in _METHODS.items() if word in used]
    return out + ([_MAP] if with_map else [])


def data(run: Run) -> list[Citation]:
    """Sources of the world; sets of elasticities that the run did not use are left out."""
    used = {str(e) for e in run.solves["elasticities"].unique()} | {run.world.elasticity_set}
    out = []
    for s in run.world.sources:
        kind, _, name = s.key.partition(":")
        if kind == "elasticities" and name and name not in used or not s.citation:
            continue
        out.append(Citation(s.citation, s.what, s.licence, web(s.url)))
    return out


def scenario(run: Run) -> list[Citation]:
    """Sources that the scenario names: texts, mappings or objects with `citation` and `url`."""
    return [_of(s) for s in getattr(run.scenario, "sources", ()) or ()]


def _of(source: Any) -> Citation:
    if isinstance(source, str):
        return Citation(source)
    get = source.get if isinstance(source, dict) else lambda k, default="": getattr(source, k, default)
    return Citation(str(get("citation", "") or get("title", "") or source), url=web(str(get("url", "") or "")))


def web(url: str) -> str:
    """The address where it is one of the web, else nothing: no `javascript:` reaches a link."""
    return url if url.startswith(("https://", "http://")) else ""
