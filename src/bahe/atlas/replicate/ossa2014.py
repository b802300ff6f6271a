"""Ossa (2014): optimal tariffs, trade war and trade talks of seven regions, from the author's raw files.

Monopolistic competition with a fixed number of firms: a price is a constant mark-up over the wage, profits are sales/sigma, and
there are no inputs but labour. Trade is balanced first at unchanged tariffs; every table starts from that world. Tariffs are set
by partner and sector, none below zero, and real income is all that a region is after (lambda = 1 in the paper).

The published solutions are looser than the printed digits where welfare is nearly flat, above all in tariffs on tiny flows. Where
the solutions that the author's program stored lie in the folder too, each cell that differs is computed at them as well, and what
they leave to gain: so that the reader sees which of the two is the tighter.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.replicate.numbers import matrix
from bahe.atlas.replicate.replication import Cell, PublishedTable, Replication
from bahe.faults import BadFile, BadValue, NotConverged
from bahe.numerics.info import Outcome, SolveInfo
from bahe.statecraft.deal import Deal, cooperate
from bahe.statecraft.game import Game, Point
from bahe.statecraft.reply import best_reply
from bahe.statecraft.war import War, nash
from bahe.trade.solve import purge
from bahe.world.world import Source, World

Floats = NDArray[np.float64]

#: name in the paper -> name in the world, in the order of the files
REGIONS = {
    "Brazil": "BRA", "China": "CHN", "EU": "EU", "India": "IND", "Japan": "JPN", "ROW": "ROW", "US": "USA",
}  # fmt: skip
SECTORS = (
    "ric", "wht", "gro", "v_f", "osd", "sug", "pfb", "ocr", "ctl", "oap", "dry", "wol", "frs", "cmt", "omt", "vol", "ofd",
    "b_t", "tex", "wap", "lea", "lum", "ppp", "crp", "nmm", "i_s", "nfm", "fmp", "mvh", "otn", "ele", "ome", "omf",
)  # fmt: skip
N, K = len(REGIONS), len(SECTORS)
CITATION = (
    "Ossa, R. (2014). Trade Wars and Trade Talks with Data. American Economic Review 104(12), 4104-4146."
)  # fmt: skip
#: How tariffs are set: by partner and sector, or (scenarios `mfn-...`) by sector, alike for all partners.
GRAIN, MFN = "partner-sector", "sector"
#: No import subsidies; the highest rate is above every applied one (513 per cent) and binds nowhere.
BOUNDS = (0.0, 6.0)
#: Of the balanced world, of the talks (gap between gains), and of rates on flows too small for the search.
TIGHT, TALKS, RATE = 1e-12, 1e-8, 1e-8
#: scenario -> where talks start from
TALKS_FROM = {
    "talks-from-nash": "nash", "talks-from-status-quo": "status-quo", "talks-from-free-trade": "free-trade",
}  # fmt: skip
PUBLISHED_SCENARIOS = ("unilateral", "nash", *TALKS_FROM)
SCENARIOS = PUBLISHED_SCENARIOS + tuple(f"mfn-{name}" for name in PUBLISHED_SCENARIOS)


# -- files ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Raw:
    """The author's files: importer first [n,i,k], USD million at basic prices, fractions; sigma [k]."""

    trade: Floats
    tariff: Floats
    sigma: Floats


def read(folder: Path, sigma_mean: float | None = None) -> Raw:
    """Three files, checked for shape, range and orientation; sigma scaled to the mean asked for."""
    trade, tariff = _cube(folder, "trade_ijs.csv", "USD million"), _cube(folder, "tariff_ijs.csv", "fractions")
    if np.einsum("nnk->nk", tariff).any():
        raise BadFile("the diagonal (home trade) must be zero", where=str(folder / "tariff_ijs.csv"))
    _check_orientation(trade, folder / "trade_ijs.csv")
    sigma = matrix(folder, "sigma_s.csv", (K, 5), "elasticities of substitution, five estimates", separator=",")[:, 0]
    if sigma.min() <= 1:
        raise BadFile("elasticities of substitution are above one", where=str(folder / "sigma_s.csv"), got=float(sigma.min()))  # fmt: skip
    return Raw(trade, tariff, sigma if sigma_mean is None else scaled(sigma, sigma_mean))


def _cube(folder: Path, name: str, unit: str) -> Floats:
    """A file of 33 blocks, exporters in rows and importers in columns, as [n,i,k]."""
    meaning = f"33 blocks of 7 exporters x 7 importers, {unit}"
    rows = matrix(folder, name, (K * N, N), meaning, separator=",")
    return np.ascontiguousarray(rows.reshape(K, N, N).transpose(2, 1, 0))


def _check_orientation(trade: Floats, path: Path) -> None:
    """The transpose gives plausible numbers and wrong signs: China sold more than it bought, the US less."""
    surplus = trade.sum(axis=(0, 2)) - trade.sum(axis=(1, 2))
    china, us = (surplus[list(REGIONS).index(name)] for name in ("China", "US"))
    if china <= 0 or us >= 0:
        raise BadFile("importers and exporters are swapped", where=str(path),
                      got=f"trade surplus of China {china:,.0f}, of the US {us:,.0f} USD million",
                      allowed="above zero and below zero: exporters in rows, importers in columns")  # fmt: skip


def scaled(sigma: Floats, mean: float) -> Floats:
    """All elasticities by one factor, so that their mean is the one asked for."""
    lowest = float(sigma.mean() / sigma.min())
    if isinstance(mean, bool) or not isinstance(mean, int | float) or not lowest < mean <= 20:
        raise BadValue("out of range", field="sigma_mean", where="ossa2014", got=mean,
                       allowed=f"above {lowest:.3g}, so that every sigma is above one, to 20")  # fmt: skip
    return np.asarray(sigma * (mean / sigma.mean()))


@dataclass(frozen=True)
class Stored:
    """Tariffs [n,i,k] that the author's program stored: the war's, and each region's optimum in its own rows."""

    nash: Floats
    optimal: Floats


STORED = ("NASHTARIFFBASs.mat", "OPTIMALTARIFFBAS.mat")


def read_stored(folder: Path) -> Stored | None:
    """The stored solutions of the case lambda = 1, or None where they are not in the folder."""
    if not all((folder / name).is_file() for name in STORED):
        return None
    war = _stored(folder / STORED[0], (N, N, K), "exporter, importer, sector")
    columns = _stored(folder / STORED[1], ((N - 1) * K, N), "exporters within sectors; importers in columns")
    optimal = np.zeros((N, N, K))
    for n in range(N):
        optimal[n, np.arange(N) != n] = columns[:, n].reshape(K, N - 1).T
    return Stored(np.ascontiguousarray(war.transpose(1, 0, 2)), optimal)


def _stored(path: Path, shape: tuple[int, ...], meaning: str) -> Floats:
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        found = np.asarray(loadmat(str(path))[path.stem], dtype=np.float64)
    except (MatReadError, ValueError, TypeError, KeyError, OSError, NotImplementedError) as error:
        raise BadFile(f"no matrix {path.stem} can be read", where=str(path), got=str(error)) from None
    if found.shape != shape or not np.isfinite(found).all() or found.min() < 0:
        raise BadFile("wrong shape, or a number that is no tariff", where=str(path), got=found.shape,
                      allowed=f"{shape}: {meaning}, fractions of at least zero")  # fmt: skip
    return found


# -- the base world ------------------------------------------------------------------------------------------------


def observed_world(raw: Raw) -> World:
    """2007 as observed: seven regions, 33 sectors, profits of sales/sigma, and deficits."""
    world = World.from_tables(
        raw.trade.transpose(1, 0, 2), economies=tuple(REGIONS.values()), sectors=SECTORS, tariff=raw.tariff.transpose(1, 0, 2),
        trade_elasticity=raw.sigma - 1, profit_share=1 / raw.sigma, name="ossa-2014", year=2007,
    )  # fmt: skip
    return world.replace(sources=(Source("ossa2014", "flows, tariffs, elasticities", CITATION, "author's files"),))


def base_world(folder: str | Path, sigma_mean: float | None = None) -> World:
    """The balanced world from which every table starts; any shock or war of bahe can be solved on it.

    >>> world = base_world("data/ossa_2014")                                                     # doctest: +SKIP
    >>> bahe.nash(world, players=["USA", "CHN"], tariffs="sector")                               # doctest: +SKIP
    """
    return purge(observed_world(read(Path(folder), sigma_mean)), "long", tol=TIGHT)


# -- the computations ----------------------------------------------------------------------------------------------


def to_the_last_flow(war: War, rounds: int = 200) -> War:
    """The war with every rate at the zero of its own slope, also on flows too small to matter for anybody.

    A search that looks at gains leaves such rates where they began, and a median over all rates would see it.
    """
    game, point, change = war.game, war.point, np.inf
    for turn in range(rounds):  # noqa: B007  reported
        h = game.curvature(point)
        step = np.clip(game.own_slopes(point) / np.where(h > 0, h, np.inf), -0.5, 0.5)
        x = np.clip(point.x + step, *game.bounds)
        change = float(np.abs(x - point.x).max())
        if change <= RATE:
            return replace(war, point=point)
        point = game.at(x, point)
    raise NotConverged(
        "rates on small flows did not come to rest", SolveInfo(Outcome.out_of_iterations, turn + 1, change, RATE, 0.0),
        where="ossa2014", got=f"largest change of a rate {change:.1e}",
    )  # fmt: skip


def at_tariffs(game: Game, tariff: Floats) -> Point:
    """The world at rates [n,i,k] of all players."""
    x = np.zeros(game.size)
    for block in game.blocks:
        x[block.at] = block.to_x(tariff[block.n, block.i, block.k])
    return game.at(x)


def figures(eq: Any, start: Any = None) -> dict[str, Floats]:
    """The columns of the tables [n], per cent, relative to the equilibrium `start` (None: the base world).

    welfare   real income
    wage      wage less the unweighted mean of all regions, both as hats
    profits   profits over the wage
    """
    welfare, wage, profits = eq.welfare_hat, eq.wage_hat, eq.profits_new.sum(axis=1)
    was = eq.world.profits.sum(axis=1) if start is None else start.profits_new.sum(axis=1)
    if start is not None:
        welfare, wage = welfare / start.welfare_hat, wage / start.wage_hat
    return {
        "welfare": 100 * (welfare - 1),
        "wage": 100 * (wage - wage.mean()),
        "profits": 100 * (profits / was / wage - 1),
    }


def median_tariff(war: War, player: str) -> float:
    """Median over all partners and sectors of what a player levies, per cent."""
    return float(100 * np.median(war.rates(player)["tariff"]))


Rows = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Study:
    """What the paper computes on one base world at one grain; each part is done once, when it is asked for."""

    base: World
    grain: str = GRAIN

    @cached_property
    def war(self) -> War:
        """The trade war of all regions, with its certificate."""
        return to_the_last_flow(nash(self.base, tariffs=self.grain, bounds=BOUNDS))

    @cached_property
    def optima(self) -> dict[str, War]:
        """Region -> its optimum, the others' tariffs as applied: a war with one player."""
        return {
            name: to_the_last_flow(nash(self.base, [place], self.grain, bounds=BOUNDS, certify=False))
            for name, place in REGIONS.items()
        }

    def deal(self, start: str, war: War | None = None) -> Deal:
        """Talks with equal gains for all, from the war, the applied tariffs or free trade."""
        return cooperate(self.base, start, tariffs=self.grain, bounds=BOUNDS, war=war, tol=TALKS)

    @cached_property
    def deals(self) -> dict[str, Deal]:
        """Deals so far, by start."""
        return {}

    def agreed(self, start: str) -> Deal:
        """The deal from `start`, computed once."""
        if start not in self.deals:
            self.deals[start] = self.deal(start, self.war if start == "nash" else None)
        return self.deals[start]

    def equilibria(self, scenario: str) -> dict[str, Any]:
        """Equilibria of a scenario by name; of talks the start too, where it is not the base world."""
        if scenario == "unilateral":
            return {f"unilateral, {name}": war.equilibrium for name, war in self.optima.items()}
        if scenario == "nash":
            return {"nash": self.war.equilibrium}
        return {scenario: self.agreed(TALKS_FROM[scenario]).equilibrium}

    def rows(self, scenario: str) -> Rows:
        """Region -> column of the paper's table -> per cent."""
        if scenario == "unilateral":
            return {name: moved(war, n) for n, (name, war) in enumerate(self.optima.items())}
        if scenario == "nash":
            return war_rows(self.war)
        return deal_rows(self.agreed(TALKS_FROM[scenario]))

    def solves(self, scenario: str) -> dict[str, dict[str, Any]]:
        """How each solver ended; of the war also the largest gain that any region still has, per cent."""
        if scenario == "unilateral":
            return {f"unilateral, {name}": war.info.as_dict() for name, war in self.optima.items()}
        if scenario == "nash":
            left = self.war.certificate
            return {
                "nash": self.war.info.as_dict() | {"largest_gain_left_pct": None if left is None else 100 * float(left)}
            }
        return {scenario: self.agreed(TALKS_FROM[scenario]).info.as_dict()}


def moved(war: War, n: int) -> dict[str, float]:
    """The row of region n where it alone has moved: own figures, and the mean of the others'."""
    out: dict[str, float] = {}
    for column, values in figures(war.equilibrium).items():
        out[column], out[f"{column} of others"] = float(values[n]), float(np.delete(values, n).mean())
    return out | {"median tariff": median_tariff(war, war.players[0])}


def war_rows(war: War) -> Rows:
    """The rows of the table of the war."""
    columns = figures(war.equilibrium)
    return {
        name: {c: float(v[n]) for c, v in columns.items()} | {"median tariff": median_tariff(war, place)}
        for n, (name, place) in enumerate(REGIONS.items())
    }


def deal_rows(deal: Deal) -> Rows:
    """The rows of the table of talks: changes from where they started."""
    game = deal.game
    first = {"nash": None if deal.war is None else deal.war.equilibrium, "status-quo": None}
    start = first[deal.start] if deal.start in first else game.equilibrium(game.at(np.zeros(game.size)))
    columns = figures(deal.equilibrium, start)
    return {name: {c: float(v[n]) for c, v in columns.items()} for n, name in enumerate(REGIONS)}


# -- the paper's tables --------------------------------------------------------------------------------------------

CAPTIONS = {
    "Table 3": "Optimal tariffs of one region, the others' as applied: welfare, wages and profits, own and mean of the others",
    "Table 4": "Nash tariffs of seven regions",
    "Table 5": "Cooperative tariffs with equal gains for all, no import subsidies",
    "Table 8": "Optimal tariffs of one region, one rate a sector for all partners",
    "Table 9": "Nash tariffs of seven regions, one rate a sector for all partners",
    "Table 10": "Cooperative tariffs with equal gains for all, one rate a sector for all partners",
}
#: Why a cell differs: what is known of the published solution.
LOOSE = {
    "Table 3": ("the published optimum is loose in tariffs on tiny flows, in which welfare is nearly flat",),
    "Table 4": ("the published war ends when tariffs move by less than 0.01 on average",),
    "Table 5": ("the published talks start from the looser published war",),
}
REMARKS = (
    "The published war ends when the mean absolute change of its tariffs is below 0.01, and each published optimum where a solver "
    "without exact derivatives no longer improves. The solutions here leave no region a gain that could be found (largest_gain_left_pct "
    "in `solves`). Every cell of Tables 3a, 4a and 5a that differs is as printed at the tariffs that the author's program stored, which "
    "leave gains: there the published solution was looser. With those files in the folder the remark of each such cell shows it.",
    "Welfare is hardly touched by that: it is flat near an optimum. Median tariffs and wages are not.",
    "Why cells of Table 10a (one rate for all partners) differ where talks start from Nash is not known.",
)
STORED_REMARK = (
    "The solutions stored by the author's program are in the folder: the remark of each cell that differs says what bahe computes "
    "at them, and what the region could still gain there."
)


def published(sigma_mean: float | None = None) -> list[dict[str, str]]:
    """The published cells: table, scenario, row, column, printed text.

    The tables `a`, or the rows of the tables `c` with the mean elasticity asked for (none, where it has none).
    """
    with (Path(__file__).parent / "data" / "ossa2014_published.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if sigma_mean is None:
        return [row for row in rows if row["table"].split(",")[0].endswith("a")]
    return [row for row in rows if row["row"] == f"mean sigma {sigma_mean:g}"]


def with_mean(rows: Rows) -> Rows:
    """The rows and their unweighted mean."""
    columns = next(iter(rows.values()))
    return rows | {"mean": {c: float(np.mean([row[c] for row in rows.values()])) for c in columns}}


def compare(study: Study, scenario: str, sigma_mean: float | None, stored: Stored | None) -> list[PublishedTable]:
    """Every published table of a scenario, cell by cell."""
    rows = with_mean(study.rows(scenario.removeprefix(prefix(scenario))))
    cells: dict[str, list[Cell]] = {}
    for row in published(sigma_mean):
        if row["scenario"] == scenario:
            source = row["row"] if sigma_mean is None else "mean"
            cell = Cell(row["row"], row["column"], row["printed"], rows[source][row["column"]])
            cells.setdefault(row["table"], []).append(cell)
    differ = any(not c.matches for group in cells.values() for c in group)
    judged = stored is not None and sigma_mean is None and study.grain == GRAIN and differ
    there = at_stored(study, scenario, stored) if judged and stored is not None else None
    return [
        PublishedTable(
            name, scenario, CAPTIONS[number(name)], "percent", tuple(remarked(c, number(name), there) for c in group)
        )
        for name, group in cells.items()
    ]


def number(table: str) -> str:
    """The table without its letter: Table 5 of `Table 5a, from Nash`."""
    return table.split(",")[0].rstrip("ac")


@dataclass(frozen=True)
class There:
    """The same figures at a stored solution, and what each region could still gain there, per cent of its real income."""

    rows: Rows
    gain: Mapping[str, float]


def at_stored(study: Study, scenario: str, stored: Stored) -> There | None:
    """The stored war, the stored optima, or the talks that start from the stored war."""
    if scenario == "unilateral":
        points = {name: replace(war, point=at_tariffs(war.game, stored.optimal)) for name, war in study.optima.items()}
        gain = {name: 100 * best_reply(war.game, 0, war.point, tol=1e-15).gain for name, war in points.items()}
        return There(with_mean({name: moved(war, n) for n, (name, war) in enumerate(points.items())}), gain)
    if scenario not in ("nash", "talks-from-nash"):
        return None
    war = replace(study.war, point=at_tariffs(study.war.game, stored.nash), certificate=None)
    if scenario == "talks-from-nash":
        return There(with_mean(deal_rows(study.deal("nash", war))), {})
    gain = {name: 100 * best_reply(war.game, n, war.point, tol=1e-15).gain for n, name in enumerate(REGIONS)}
    return There(with_mean(war_rows(war)), gain)


def remarked(cell: Cell, table: str, there: There | None) -> Cell:
    """The cell with a word on why it differs, where it does."""
    if cell.matches:
        return cell
    words = [f"{cell.units_off:.2f} units of the last printed digit away", *LOOSE.get(table, ())]
    if there is not None:
        value = there.rows[cell.row][cell.column]
        as_printed = ", as printed" if replace(cell, computed=value).matches else ""
        left = there.gain.get(cell.row)
        still = "" if left is None else f", and {cell.row} could still gain {left:.0e} % of its real income"
        words.append(f"at the stored tariffs it is {value:.4g}{as_printed}{still}")
    return replace(cell, remark="; ".join(words))


def replicate(
    folder: Path,
    scenario: str | None = None,
    sigma_mean: float | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Replication:
    """Tables 3a, 4a and 5a from the raw files in `folder`; one scenario, or these.

    sigma_mean   mean elasticity of substitution to which all are scaled; 3.5, 5 and 6.5 have rows in Tables 3c, 4c and 5c
    """
    raw, stored = read(folder, sigma_mean), read_stored(folder)
    base = purge(observed_world(raw), "long", tol=TIGHT)
    studies = {"": Study(base), "mfn-": Study(base, MFN)}
    asked = {
        name: (studies[prefix(name)], name.removeprefix(prefix(name)))
        for name in ((scenario,) if scenario else PUBLISHED_SCENARIOS)
    }
    tables: list[PublishedTable] = []
    for name, (study, _) in asked.items():
        progress(f"scenario {name}")
        tables += compare(study, name, sigma_mean, stored)
    return Replication(
        paper="ossa2014",
        citation=CITATION,
        tables=tuple(tables),
        results={name: named(study.rows(part)) for name, (study, part) in asked.items()},
        remarks=REMARKS + ((STORED_REMARK,) if stored is not None and sigma_mean is None else ()),
        solves={
            prefix(name) + key: info
            for name, (study, part) in asked.items()
            for key, info in study.solves(part).items()
        },
        equilibria={
            prefix(name) + key: eq
            for name, (study, part) in asked.items()
            for key, eq in study.equilibria(part).items()
        },
    )


def prefix(scenario: str) -> str:
    """`mfn-` where tariffs are alike for all partners."""
    return "mfn-" if scenario.startswith("mfn-") else ""


def named(rows: Rows) -> dict[str, dict[str, Any]]:
    """Region -> ISO3 code (or the paper's name of a group) and column -> per cent."""
    return {
        region: {"iso3": REGIONS[region]} | {f"{column.replace(' ', '_')}_pct": value for column, value in row.items()}
        for region, row in rows.items()
    }
