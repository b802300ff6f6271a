"""Levers of two economies over each other, product by product, from data of one year; and what was done, placed on that ranking.

The ranking is stored (`japan-china-2026/ranking.csv`) with its day and checksum and is read from there: what was done is compared with
the stored file alone. One index, one screen, the same thresholds for both sides:

    loss(holder h, target n, product k) = M_nk (-ln(1 - a d)) / (sigma - 1) / value added of n
    d = share of h in what n imports of k,  a = .9 (a tenth leaks),  sigma = 3                                     (CASES E.4)
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.dependence.indices.cutoff import loss_per_input
from bahe.faults import BadFile, UnknownName

if TYPE_CHECKING:
    from bahe.atlas.products import Products

_HOME = Path(__file__).resolve().parents[1] / "japan-china-2026"
RANKING, STAMP = "ranking.csv", "ranking.json"
#: The two sides, the last year of data, what leaks, the elasticity, and the screen that both sides go through.
SIDES, YEAR, DENIED, SIGMA, SCREEN = ("CHN", "JPN"), 2024, 0.9, 3.0, "geodep"
#: The part of a ranking that counts as its top.
TOP = 0.1


@dataclass(frozen=True)
class Lever:
    """One row: rank (1: largest), holder, target, HS6 code, share of the holder in the target's imports, imports (USD mn), loss (per
    million of the target's value added), and whether the screen flags the product for the target (1, 0, -1: undecided)."""

    rank: int
    holder: str
    target: str
    code: str
    share: float
    imports: float
    loss: float
    flagged: int


# -- the ranking ------------------------------------------------------------------------------------------------------------
def ranking(
    table: Products, value_added: Mapping[str, float], sides: Sequence[str] = SIDES, year: int = YEAR
) -> tuple[Lever, ...]:
    """Both directions in one ranking, the largest loss first; products that the target does not import from the holder are left out.

    table         products whose importers `sides` are recorded;  value_added: USD mn by side
    Raises UnknownName or MissingData for sides or years that the table does not have.
    """
    found = [row for h in sides for n in sides if h != n for row in _one_way(table, value_added[n], h, n, year)]
    order = sorted(found, key=lambda r: (-r[-2], r[2], r[0]))
    return tuple(Lever(place, *row) for place, row in enumerate(order, 1))


def _one_way(table: Products, added: float, holder: str, target: str, year: int) -> list[tuple[Any, ...]]:
    bought = table.imports_of(target, year)
    bought[:, table.economy(target)] = 0.0
    whole, own = bought.sum(1), bought[:, table.economy(holder)]
    share = np.divide(own, whole, out=np.zeros_like(own), where=whole > 0)
    loss = 1e6 * whole * loss_per_input(DENIED * share, SIGMA) / added
    flags = _flags(table, target, year)
    return [
        (holder, target, code, float(share[k]), float(whole[k]), float(loss[k]), flags[k])
        for k, code in enumerate(table.codes)
        if own[k] > 0
    ]


def _flags(table: Products, target: str, year: int) -> list[int]:
    """1 flagged, 0 not, -1 undecided, by the same screen for every target."""
    years = [y for y in table.years if y <= year][-3:]
    found = table.screen(target, SCREEN, years=years)
    return [1 if f else -1 if u else 0 for f, u in zip(found.flagged, found.undecided, strict=True)]


def packaged_ranking() -> tuple[Lever, ...]:
    """The ranking of the packaged tables: 74 raw materials (BACI) of 2024, value added of the packaged world."""
    from bahe.atlas import load_products, load_world

    world = load_world("icio-2022")
    added = {e: float(world.value_added[world.economies.index(e)]) for e in SIDES}
    return ranking(load_products("minerals"), added)


def as_csv(levers: Sequence[Lever]) -> str:
    """The ranking as it is stored: nine significant digits, so that the file is the same wherever it is made."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["rank", "holder", "target", "code", "share", "imports_usd_mn", "loss_per_mn", "flagged"])
    for r in levers:
        writer.writerow(
            [r.rank, r.holder, r.target, r.code, f"{r.share:.6g}", f"{r.imports:.6g}", f"{r.loss:.6g}", r.flagged]
        )
    return out.getvalue()


def stored(folder: Path = _HOME) -> tuple[tuple[Lever, ...], dict[str, str]]:
    """The stored ranking and its stamp (day, sha256, made_from); BadFile where the file is not the one that was stamped."""
    text = (folder / RANKING).read_bytes()
    stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    digest = hashlib.sha256(text).hexdigest()
    if digest != stamp["sha256"]:
        raise BadFile("not the ranking that was stored", where=RANKING, field="sha256", got=digest, allowed=stamp["sha256"],
                      remedy="Nothing is compared with a ranking that was changed after its day.")  # fmt: skip
    rows = csv.DictReader(io.StringIO(text.decode("utf-8")))
    kept = tuple(Lever(int(r["rank"]), r["holder"], r["target"], r["code"], float(r["share"]), float(r["imports_usd_mn"]),
                       float(r["loss_per_mn"]), int(r["flagged"])) for r in rows)  # fmt: skip
    return kept, {k: str(v) for k, v in stamp.items()}


# -- what was done, placed on it --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Measure:
    """A measure taken: who, on whom, what, on what day; HS prefixes that are known to be in it, and what is needed to place the rest."""

    id: str
    by: str
    on: str
    day: str
    text: Mapping[str, str]
    codes: tuple[str, ...]
    needs: Mapping[str, str]
    url: str = ""


def measures(folder: Path = _HOME) -> tuple[Measure, ...]:
    """The measures taken between November 2025 and January 2026, as documented."""
    import yaml

    data = yaml.safe_load((folder / "measures.yaml").read_text(encoding="utf-8"))["measures"]
    return tuple(Measure(m["id"], m["by"], m["against"], str(m["day"]), m["text"], tuple(m.get("codes", ())), m.get("needs") or {},
                         m.get("url", "")) for m in data)  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """Where the best-placed product of a measure stands: None where no product of it is in the ranking.

    products   of it in the ranking;  chance: that the best of as many, drawn at random, stands as high or higher
    """

    measure: Measure
    best: Lever | None
    products: int
    top: bool | None
    chance: float | None


def placed(levers: Sequence[Lever], done: Measure) -> Placed:
    """One measure on the ranking."""
    mine = (
        [r for r in levers if (r.holder, r.target) == (done.by, done.on) and r.code.startswith(done.codes)]
        if done.codes
        else []
    )
    if not mine:
        return Placed(done, None, 0, None, None)
    best = min(mine, key=lambda r: r.rank)
    return Placed(
        done, best, len(mine), best.rank <= TOP * len(levers), chance_of_best(best.rank, len(mine), len(levers))
    )


def chance_of_best(rank: int, drawn: int, of: int) -> float:
    """P(best rank of `drawn` places without replacement out of `of` is at most `rank`) = 1 - C(of - rank, drawn)/C(of, drawn)."""
    if not 1 <= rank <= of or not 1 <= drawn <= of:
        raise UnknownName("place", (rank, drawn), [f"1..{of}"], field="rank, drawn")
    return 1 - comb(of - rank, drawn) / comb(of, drawn)


def score(found: Sequence[Placed]) -> tuple[float | None, float, float]:
    """(part of the measures in the top tenth, least, most): None while one is not placed; then only bounds are known."""
    yes = sum(p.top is True for p in found)
    unknown = sum(p.top is None for p in found)
    low, high = yes / len(found), (yes + unknown) / len(found)
    return (low if not unknown else None), low, high


def power_of_sides() -> dict[str, float]:
    """Holder -> what the other side loses without its inputs, % of value added, sigma 3, 50 industries (CASES E.4)."""
    from bahe.atlas import load_world
    from bahe.dependence.indices.power import power_between

    share = power_between(load_world("icio-2022"), list(SIDES), SIGMA).share
    return {h: 100 * float(share[1 - i, i]) for i, h in enumerate(SIDES)}
