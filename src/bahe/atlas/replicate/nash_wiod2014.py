"""One Nash tariff an importer on the WIOD of 2014, 44 economies and 16 sectors: by the published condition, and exactly.

The cube of Lashkaripour (2021) and its elasticities. Wages are the only cost, there are no input links and no profits. Trade is
balanced at unchanged tariffs first; then each economy sets one rate on all its imports, services too, in place of what it applies.

The published condition holds foreign wages and foreign spending fixed, so that it is near the best reply and not at it. Both wars
are computed: the published one, whose figures are the ones to reproduce, and the exact one, whose certificate says that nobody
gains by deviating. The published one is judged by the same certificate.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.replicate.replication import Cell, PublishedTable, Replication
from bahe.faults import BadFile, MissingData
from bahe.statecraft.war import War, nash
from bahe.world.world import Source, World

Floats = NDArray[np.float64]

FILE = "wiod2014_44x16.npz"
#: name in the file -> axes
ARRAYS = {"countries": "N", "trade": "NNK", "tariff": "NNK", "epsilon_in_sample": "K"}
SECTORS = (
    "Agriculture", "Mining", "Food", "Textiles", "Wood", "Paper and printing", "Coke", "Chemicals and pharmaceuticals",
    "Rubber and plastics", "Non-metallic minerals", "Metals", "Computer and electrical", "Machinery", "Transport equipment",
    "Other manufacturing", "Services",
)  # fmt: skip
K = len(SECTORS)
CITATION = (
    "Lashkaripour, A. (2021). The cost of a global tariff war: a sufficient statistics approach. "
    "Journal of International Economics 131, 103419."
)
#: scenario -> rule of `nash`
SCENARIOS = {"published-condition": "sufficient-statistics", "exact": "exact"}


@dataclass(frozen=True)
class Raw:
    """The file in bahe's order: spending by importer, origin and sector [n,i,k], USD million, tariff included."""

    economies: tuple[str, ...]
    spending: Floats
    tariff: Floats
    theta: Floats


def read(folder: Path) -> Raw:
    """The cube, checked for shape, range and orientation."""
    path = folder / FILE
    found = _arrays(path)
    economies = tuple(str(name) for name in found["countries"])
    spending, tariff, theta = (
        np.asarray(found[name], dtype=np.float64) for name in ("trade", "tariff", "epsilon_in_sample")
    )
    for name, values, lowest in (("trade", spending, 0.0), ("tariff", tariff, 0.0), ("epsilon_in_sample", theta, 1e-9)):
        if not np.isfinite(values).all() or values.min() < lowest:
            raise BadFile(f"every number must be finite and at least {lowest:g}", field=name, where=str(path),
                          got=float(np.nanmin(values)))  # fmt: skip
    if np.einsum("nnk->nk", tariff).any():
        raise BadFile("the diagonal (home trade) must carry no tariff", field="tariff", where=str(path))
    _check_orientation(economies, spending, path)
    return Raw(economies, spending.transpose(1, 0, 2), tariff.transpose(1, 0, 2), theta)


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    if not path.is_file():
        raise MissingData(
            "file not found", field=path.name, where=str(path.parent), allowed=f"an .npz with {', '.join(ARRAYS)}"
        )
    try:
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in ARRAYS}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadFile(
            "cannot be read", where=str(path), got=str(error), allowed=f"an .npz with {', '.join(ARRAYS)}"
        ) from None
    size = {"N": found["countries"].size, "K": K}
    for name, letters in ARRAYS.items():
        shape = tuple(size[letter] for letter in letters)
        if found[name].shape != shape or (name != "countries" and found[name].dtype.kind not in "fiu"):
            raise BadFile("wrong shape, or no numbers", field=name, where=str(path), got=found[name].shape,
                          allowed=f"{shape}: exporter, importer, sector")  # fmt: skip
    return found


def _check_orientation(economies: tuple[str, ...], spending: Floats, path: Path) -> None:
    """The transpose gives plausible numbers and wrong signs: China sold 348 bn to the USA, and bought 112."""
    missing = [name for name in ("CHN", "USA") if name not in economies]
    if missing:
        raise BadFile("an economy is missing", field="countries", where=str(path), got=", ".join(missing))
    china, usa = economies.index("CHN"), economies.index("USA")
    sold, bought = spending[china, usa].sum(), spending[usa, china].sum()
    if sold < bought:
        raise BadFile("importers and exporters are swapped", field="trade", where=str(path),
                      got=f"China to the USA {sold:,.0f}, the USA to China {bought:,.0f} USD million",
                      allowed="the first is the larger: [exporter, importer, sector]")  # fmt: skip


def base_world(folder: str | Path) -> World:
    """The world of the file, deficits as observed; `bahe.nash` balances it first.

    >>> world = base_world("data/lashkaripour_2021")                                             # doctest: +SKIP
    >>> bahe.nash(world, players=["USA", "CHN"])                                                 # doctest: +SKIP
    """
    return world_of(read(Path(folder)))


def world_of(raw: Raw) -> World:
    """Flows at basic prices: what buyers spend, less the tariff in it."""
    flows = raw.spending / (1 + raw.tariff)
    world = World.from_tables(
        flows.transpose(1, 0, 2), economies=raw.economies, sectors=SECTORS, tariff=raw.tariff.transpose(1, 0, 2),
        trade_elasticity=raw.theta, groups={"goods": SECTORS[:-1], "services": SECTORS[-1:]}, name="wiod-2014", year=2014,
    )  # fmt: skip
    source = Source(
        "wiod2014", "flows, tariffs and elasticities", CITATION, "flows CC BY 4.0; the tariffs state no licence"
    )
    return world.replace(sources=(source,))


# -- the tables ----------------------------------------------------------------------------------------------------

CAPTION = "One tariff an importer, set by all at once; welfare relative to the balanced world with the applied tariffs"
REMARKS = (
    "The published condition is no exact best reply: foreign wages and foreign spending do move. `largest_gain_left_pct` in `solves` "
    "says what a player still gains at it by deviating, and the scenario `exact` is the war in which nobody does.",
    "The published program caps the rate at 100 per cent; the cap binds nobody here.",
)


def rows_of(war: War) -> dict[str, dict[str, float]]:
    """Economy -> tariff and welfare, per cent."""
    welfare = 100 * (war.welfare_hat - 1)
    return {
        name: {
            "tariff": float(100 * war.rates(name)["tariff"][0]),
            "welfare": float(welfare[war.world.economies.index(name)]),
        }
        for name in war.players
    }


def with_mean(rows: Mapping[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The rows and their unweighted mean."""
    return dict(rows) | {
        f"mean of {len(rows)}": {c: float(np.mean([row[c] for row in rows.values()])) for c in ("tariff", "welfare")}
    }


def published() -> list[dict[str, str]]:
    """The published cells: table, scenario, row, column, printed text."""
    with (Path(__file__).parent / "data" / "nash_wiod2014_published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(scenario: str, war: War) -> list[PublishedTable]:
    """The published table of a scenario, cell by cell; of economies that are in the world."""
    rows = with_mean(rows_of(war))
    cells = [
        Cell(row["row"], row["column"], row["printed"], rows[row["row"]][row["column"]])
        for row in published()
        if row["scenario"] == scenario and row["row"] in rows
    ]
    cells = [
        c if c.matches else replace(c, remark=f"{c.units_off:.2f} units of the last printed digit away") for c in cells
    ]
    return [PublishedTable("Uniform Nash tariffs", scenario, CAPTION, "percent", tuple(cells))] if cells else []


def solved(war: War) -> dict[str, Any]:
    """How it ended, and the largest gain that any player still has by an exact deviation, per cent of its real income."""
    left = war.certificate
    return war.info.as_dict() | {"largest_gain_left_pct": None if left is None else 100 * float(left)}


def replicate(
    folder: Path, scenario: str | None = None, progress: Callable[[str], None] = lambda _: None
) -> Replication:
    """The uniform Nash tariffs from the file in `folder`: by the published condition, exactly, or both."""
    world = world_of(read(folder))
    wars = {}
    for name in (scenario,) if scenario else SCENARIOS:
        progress(f"scenario {name}")
        wars[name] = nash(world, rule=SCENARIOS[name])
    return Replication(
        paper="nash-wiod2014",
        citation=CITATION,
        tables=tuple(t for name, war in wars.items() for t in compare(name, war)),
        results={
            name: {row: {f"{c}_pct": v for c, v in cells.items()} for row, cells in rows_of(war).items()}
            for name, war in wars.items()
        },
        remarks=REMARKS,
        solves={name: solved(war) for name, war in wars.items()},
        equilibria={name: war.equilibrium for name, war in wars.items()},
    )
