"""Caliendo and Parro (2015): from the authors' raw files to their tables, by the engine of bahe.

The raw flows of 1993 do not add up: final demand left over is negative in some cells, and trade is unbalanced. The
authors clip the negative cells, solve once for a consistent world with the observed surpluses, then solve again with
surpluses of zero. That last world is the base of every table. Welfare in the tables is a first-order formula; the
exact change of real income of the same equilibrium is reported beside it, and the two differ greatly where tariffs
fall far.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.replicate.numbers import matrix
from bahe.atlas.replicate.replication import Cell, PublishedTable, Replication
from bahe.axes import Axes
from bahe.faults import BadFile
from bahe.world.horizon import standard_horizons
from bahe.world.shock import Effect, Shock
from bahe.world.world import Source, World

Floats = NDArray[np.float64]

#: name in the paper -> ISO3, in the order of the files
ECONOMIES = {
    "Argentina": "ARG", "Australia": "AUS", "Austria": "AUT", "Brazil": "BRA", "Canada": "CAN", "Chile": "CHL",
    "China": "CHN", "Denmark": "DNK", "Finland": "FIN", "France": "FRA", "Germany": "DEU", "Greece": "GRC",
    "Hungary": "HUN", "India": "IND", "Indonesia": "IDN", "Ireland": "IRL", "Italy": "ITA", "Japan": "JPN",
    "Korea": "KOR", "Mexico": "MEX", "Netherlands": "NLD", "New Zealand": "NZL", "Norway": "NOR", "Portugal": "PRT",
    "South Africa": "ZAF", "Spain": "ESP", "Sweden": "SWE", "Turkey": "TUR", "UK": "GBR", "USA": "USA", "ROW": "ROW",
}  # fmt: skip
TRADABLE = (
    "Agriculture", "Mining", "Food", "Textile", "Wood", "Paper", "Petroleum", "Chemicals", "Plastic", "Minerals",
    "Basic metals", "Metal products", "Machinery nec", "Office", "Electrical", "Communication", "Medical", "Auto",
    "Other transport", "Other",
)  # fmt: skip
NON_TRADABLE = (
    "Electricity", "Construction", "Retail", "Hotels", "Land transport", "Water transport", "Air transport",
    "Aux transport", "Post", "Finance", "Real estate", "Renting machinery", "Computer", "R&D", "Other business",
    "Public", "Education", "Health", "Other services", "Private",
)  # fmt: skip
NAFTA = ("MEX", "CAN", "USA")
#: trade elasticity of the sectors that are not traded; it moves nothing but must be a number
THETA_NON_TRADABLE = 8.22
CITATION = (
    "Caliendo, L. and Parro, F. (2015). Estimates of the Trade and Welfare Effects of NAFTA. "
    "Review of Economic Studies 82(1), 1-44."
)
#: tolerance of the base worlds, tighter than any figure printed
TIGHT = 1e-12
N, J, K = len(ECONOMIES), len(TRADABLE), len(TRADABLE) + len(NON_TRADABLE)


# -- files ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Raw:
    """The authors' seven files in bahe's axes and units: USD million, fractions, importer first."""

    flows: Floats  # [n, i, k] at basic prices, nothing at home
    tariff_1993: Floats  # [n, i, k]
    tariff_2005: Floats  # [n, i, k]
    value_added_share: Floats  # [n, k]
    output: Floats  # [n, k]
    input_share: Floats  # [n, k, j] of spending on inputs
    theta: Floats  # [k]


def read(folder: Path) -> Raw:
    """The seven files, checked for shape, range and orientation."""
    flows = _bilateral(folder, "xbilat1993.txt", "thousand US dollars") * 1e-3
    _check_orientation(flows, folder / "xbilat1993.txt")
    inputs = matrix(
        folder, "IO.txt", (N * K, K), "31 blocks of 40 supplying rows x 40 using columns", lowest=-1.0
    ).reshape(N, K, K)
    shares = matrix(folder, "B.txt", (K, N), "40 sectors in rows, 31 economies in columns").T
    if shares.max() > 1 or shares.min() <= 0:
        raise BadFile("shares of value added lie above 0 and at most at 1", where=str(folder / "B.txt"),
                      got=f"{shares.min():g} to {shares.max():g}")  # fmt: skip
    theta = matrix(folder, "T.txt", (J, 1), "20 trade elasticities, one a line")[:, 0]
    if theta.min() <= 0:
        raise BadFile("trade elasticities are above zero", where=str(folder / "T.txt"), got=float(theta.min()))
    return Raw(
        flows=flows,
        tariff_1993=_bilateral(folder, "tariffs1993.txt", "per cent") * 1e-2,
        tariff_2005=_bilateral(folder, "tariffs2005.txt", "per cent") * 1e-2,
        value_added_share=np.ascontiguousarray(shares),
        output=matrix(folder, "GO.txt", (K, N), "40 sectors in rows, 31 economies in columns, US dollars").T * 1e-6,
        input_share=_columns_to_one(inputs, shares, folder / "IO.txt"),
        theta=np.append(theta, np.full(K - J, THETA_NON_TRADABLE)),
    )


def _bilateral(folder: Path, name: str, unit: str) -> Floats:
    """A file of 20 blocks, importers in rows and exporters in columns, as [n, i, k] with nothing for services."""
    blocks = matrix(folder, name, (J * N, N), f"20 blocks of 31 importers x 31 exporters, {unit}").reshape(J, N, N)
    out = np.zeros((K, N, N))
    out[:J] = blocks
    if np.einsum("knn->kn", out).any():
        raise BadFile("the diagonal (home trade) must be zero", where=str(folder / name))
    return np.moveaxis(out, 0, 2)


def _check_orientation(flows: Floats, path: Path) -> None:
    """The transpose gives plausible numbers and wrong signs: the USA sold 42.9 bn to Mexico and bought 38.2 bn."""
    mexico, usa = position("MEX"), position("USA")
    bought, sold = flows[mexico, usa].sum(), flows[usa, mexico].sum()
    if sold > bought:
        raise BadFile("importers and exporters are swapped, or the unit is off", where=str(path),
                      got=f"Mexico from the USA {bought:,.0f}, the USA from Mexico {sold:,.0f} USD million",
                      allowed="42,9xx and 38,2xx: importers in rows, exporters in columns, thousand dollars")  # fmt: skip


def _columns_to_one(inputs: Floats, value_added_share: Floats, path: Path) -> Floats:
    """Input shares [n, k, j]: columns are printed to seven digits, so their sums of one are restored exactly."""
    total = inputs.sum(axis=1)
    needed = value_added_share < 1
    off = needed & (np.abs(total - 1) > 1e-4)
    if off.any():
        n, j = (int(v) for v in np.argwhere(off)[0])
        raise BadFile("input shares of an industry must add up to 1", where=f"{path}, economy {n + 1}, column {j + 1}",
                      got=float(total[n, j]))  # fmt: skip
    return np.asarray(inputs / np.where(needed, total, np.inf)[:, None, :])


# -- the base world ------------------------------------------------------------------------------------------------


def position(iso3: str) -> int:
    """Place of an economy in the files."""
    return list(ECONOMIES.values()).index(iso3)


def observed_world(raw: Raw) -> World:
    """Observed flows, with the negative cells of final demand clipped; hence not yet a consistent benchmark."""
    exports = raw.flows.sum(axis=0)
    output = np.maximum(raw.output, exports)
    flows = raw.flows.copy()
    home = np.arange(N)
    flows[home, home] = output - exports
    cost_share = raw.input_share * (1 - raw.value_added_share)[:, None, :]
    spending = (flows * (1 + raw.tariff_1993)).sum(axis=1)
    final = np.maximum(spending - np.matmul(cost_share, output[:, :, None])[:, :, 0], 0)
    return world_from_flows(flows, raw.tariff_1993, cost_share, final / final.sum(axis=1, keepdims=True), raw.theta)


def world_from_flows(flows: Floats, tariff: Floats, cost_share: Floats, final_share: Floats, theta: Floats) -> World:
    """A World with these flows [n,i,k] at basic prices and the paper's final shares."""
    spent = flows * (1 + tariff)
    spending = spent.sum(axis=1)
    share = spent / np.where(spending > 0, spending, 1)[:, None, :]
    n, k = np.nonzero(spending <= 0)
    share[n, n, k] = 1.0
    return World(
        axes=Axes(tuple(ECONOMIES.values()), TRADABLE + NON_TRADABLE, {"goods": TRADABLE, "services": NON_TRADABLE}),
        trade_share=share, expenditure=spending, tariff=tariff, cost_share=cost_share,
        value_added_share=1 - cost_share.sum(axis=1), final_share=final_share,
        horizons=standard_horizons(theta, K), name="caliendo-parro-2015", year=1993,
        sources=(Source("cp2015", "flows, tariffs, production and elasticities", CITATION, "authors' supplementary data"),),
    )  # fmt: skip


def base_world(folder: str | Path, deficits: bool = False) -> World:
    """The world of 1993 from which every table starts; any shock of bahe can be solved on it.

    Without aggregate deficits, as in the tables of the text, or with the observed ones, as in the appendix.

    >>> world = base_world("data/caliendo_parro_2015")                                           # doctest: +SKIP
    >>> bahe.solve(world, bahe.tariff(by="USA", on="MEX", sectors="Auto", rate=0.0))             # doctest: +SKIP
    """
    return base_of(read(Path(folder)), deficits)


def base_of(raw: Raw, deficits: bool = False) -> World:
    """Consistent flows at the observed surpluses first; then, unless `deficits`, the same world with none."""
    from bahe.trade.solve import purge, solve

    consistent = solve(observed_world(raw), closure="transfer", tol=TIGHT).as_world()
    world = consistent if deficits else purge(consistent, "long", tol=TIGHT)
    return world.replace(name="caliendo-parro-2015", remarks=())


# -- scenarios -----------------------------------------------------------------------------------------------------


def in_nafta() -> NDArray[np.bool_]:
    """Flows [n,i] among Mexico, Canada and the USA."""
    member = np.isin(list(ECONOMIES.values()), NAFTA)
    return np.asarray(np.outer(member, member))


def tariffs(raw: Raw, inside: int, outside: int) -> Floats:
    """Tariffs [n,i,k] of the years `inside` NAFTA and `outside` it, 1993 or 2005."""
    by_year = {1993: raw.tariff_1993, 2005: raw.tariff_2005}
    return np.where(in_nafta()[:, :, None], by_year[inside], by_year[outside])


@dataclass(frozen=True)
class Scenario:
    """Tariff years (inside NAFTA, outside it) at the start and at the end, and whether deficits are as observed."""

    start: tuple[int, int]
    end: tuple[int, int]
    what: str
    deficits: bool = False


_TEXT = {
    "nafta": Scenario((1993, 1993), (2005, 1993), "NAFTA's tariff reductions, all other tariffs as in 1993"),
    "world": Scenario((1993, 1993), (2005, 2005), "all tariff changes of the world, NAFTA's among them"),
    "nafta-given-world": Scenario(
        (1993, 2005), (2005, 2005), "NAFTA's reductions, given all other tariff changes (Table 9)"
    ),
    "world-without-nafta": Scenario((1993, 1993), (1993, 2005), "all tariff changes but NAFTA's"),
    "world-given-nafta": Scenario((2005, 1993), (2005, 2005), "all tariff changes but NAFTA's, given NAFTA's"),
}
#: every counterfactual of the paper on its benchmark model; `-with-deficits` keeps the surpluses of 1993 (appendix)
SCENARIOS: Mapping[str, Scenario] = _TEXT | {
    f"{name}-with-deficits": replace(s, deficits=True, what=f"{s.what}; observed surpluses kept")
    for name, s in _TEXT.items()
}
PUBLISHED_SCENARIOS = ("nafta", "world")


def tariff_shock(world: World, new: Floats, why: str) -> Shock:
    """The shock that sets the tariffs of `world` to `new` [n,i,k], one cell a change."""
    cells = tuple(
        (world.economies[n], world.economies[i], world.sectors[k], float(new[n, i, k]))
        for n, i, k in np.argwhere(new != world.tariff)
    )
    return Shock((Effect("tariff", "rate", cells=cells, why=why),) if cells else ())


def counterfactual(base: World, raw: Raw, scenario: str) -> Any:
    """The equilibrium of one scenario; where it starts elsewhere, the base is moved there first."""
    from bahe.trade.solve import solve

    asked = SCENARIOS[scenario]
    if asked.start != (1993, 1993):
        base = solve(base, tariff_shock(base, tariffs(raw, *asked.start), f"start of {scenario}"), tol=TIGHT).as_world()
    return solve(base, tariff_shock(base, tariffs(raw, *asked.end), asked.what), tol=TIGHT)


# -- the paper's figures -------------------------------------------------------------------------------------------


def terms_of_trade(eq: Any) -> Floats:
    """First-order terms of trade [n,i] by partner, per cent of base income: dearer exports less dearer imports."""
    M, dc = eq.world.trade, eq.cost_hat - 1
    sold = np.einsum("ink,nk->ni", M, dc)  # to partner i
    bought = np.einsum("nik,ik->ni", M, dc)
    return np.asarray(100 * (sold - bought) / eq.world.income[:, None])


def volume_of_trade(eq: Any) -> Floats:
    """First-order volume of trade [n,i] by partner, per cent of base income: growth of real imports at old tariffs."""
    M, t = eq.world.trade, eq.world.tariff
    grown = eq.trade_new - M - M * (eq.cost_hat - 1)[None, :, :]
    return np.asarray(100 * (t * grown).sum(axis=2) / eq.world.income[:, None])


def real_wage(eq: Any) -> Floats:
    """Change of the wage over the exact final price index, per cent."""
    return np.asarray(100 * (eq.wage_hat / eq.final_price_hat - 1))


def full_answer(eq: Any) -> dict[str, dict[str, Any]]:
    """Economy -> column -> number: exact real income first, then the paper's first-order figures."""
    tot, vot = terms_of_trade(eq).sum(axis=1), volume_of_trade(eq).sum(axis=1)
    columns = {
        "exact_real_income_pct": 100 * (eq.welfare_hat - 1),
        "first_order_welfare_pct": tot + vot,
        "terms_of_trade_pct": tot,
        "volume_of_trade_pct": vot,
        "real_wage_pct": real_wage(eq),
    }
    return {
        name: {"iso3": iso3} | {column: float(values[n]) for column, values in columns.items()}
        for n, (name, iso3) in enumerate(ECONOMIES.items())
    }


def trade_inside(eq: Any) -> Floats:
    """Growth of imports from partners in NAFTA [n], basic prices, per cent."""
    inside = in_nafta() & ~np.eye(N, dtype=bool)
    before, after = (np.einsum("nik,ni->n", trade, inside) for trade in (eq.world.trade, eq.trade_new))
    return np.asarray(100 * (after / np.where(before > 0, before, 1) - (before > 0)))


def paper_columns(eq: Any) -> dict[str, Floats]:
    """Columns of the published tables [n], by the names that `cp2015_published.csv` uses."""
    tot, vot, inside = terms_of_trade(eq), volume_of_trade(eq), in_nafta()
    return {
        "total": (tot + vot).sum(axis=1),
        "welfare": (tot + vot).sum(axis=1),
        "terms of trade": tot.sum(axis=1),
        "volume of trade": vot.sum(axis=1),
        "real wage": real_wage(eq),
        "trade with NAFTA": trade_inside(eq),
        "terms of trade, NAFTA": (tot * inside).sum(axis=1),
        "terms of trade, rest of the world": (tot * ~inside).sum(axis=1),
        "volume of trade, NAFTA": (vot * inside).sum(axis=1),
        "volume of trade, rest of the world": (vot * ~inside).sum(axis=1),
    }


CAPTIONS = {
    "Abstract": "Growth of trade inside the bloc (imports from partners in NAFTA)",
    "Table 2": "Welfare effects from NAFTA's tariff reductions (first order)",
    "Table 3": "Bilateral split of the welfare effects of NAFTA (first order)",
    "Table A.3": "Welfare effects of NAFTA, all economies (first order; the printed captions of the columns are scrambled)",
    "Table 7": "Welfare effects of the world's tariff changes 1993-2005 (first order; printed captions scrambled)",
}
REMARKS = (
    "Welfare in the paper's tables is first order (terms of trade plus volume of trade at old tariffs). The exact change "
    "of real income of the same equilibrium is in `results`, named exact_real_income_pct: the two differ greatly where "
    "tariffs fall far.",
    "The columns of Tables A.3 and 7 carry scrambled captions in print; their order is welfare, terms of trade, volume of "
    "trade: the identity of the three and the rows of Table 2 prove it.",
    "Cells are printed to three digits from a looser stopping rule than the one used here, so that the last digit of the "
    "smallest cells can move by one.",
)


def published() -> list[dict[str, str]]:
    """The published cells: table, scenario, row, column, printed text."""
    with (Path(__file__).parent / "data" / "cp2015_published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(scenario: str, eq: Any) -> list[PublishedTable]:
    """Every published table of a scenario, cell by cell."""
    columns, names = paper_columns(eq), list(ECONOMIES)
    cells: dict[str, list[Cell]] = {}
    for row in published():
        if row["scenario"] == scenario:
            value = float(columns[row["column"]][names.index(row["row"])])
            cell = Cell(row["row"], row["column"], row["printed"], value)
            remark = "" if cell.matches else f"{cell.units_off:.2f} units of the last printed digit away"
            cells.setdefault(row["table"], []).append(replace(cell, remark=remark))
    return [PublishedTable(name, scenario, CAPTIONS[name], "percent", tuple(c)) for name, c in cells.items()]


def replicate(
    folder: Path, scenario: str | None = None, progress: Callable[[str], None] = lambda _: None
) -> Replication:
    """Tables 2, 3, 7 and A.3 from the raw files in `folder`; one scenario, or all that have published tables."""
    raw = read(folder)
    equilibria = {}
    for name in (scenario,) if scenario else PUBLISHED_SCENARIOS:
        progress(f"scenario {name}: {SCENARIOS[name].what}")
        equilibria[name] = counterfactual(base_of(raw, SCENARIOS[name].deficits), raw, name)
    return Replication(
        paper="cp2015",
        citation=CITATION,
        tables=tuple(t for name, eq in equilibria.items() for t in compare(name, eq)),
        results={name: full_answer(eq) for name, eq in equilibria.items()},
        remarks=REMARKS,
        solves={name: eq.info.as_dict() for name, eq in equilibria.items()},
        equilibria=equilibria,
    )
