"""Base tariffs of `icio-2022`: what is measured, what is quoted, what is capped, and what is missing.

Three choices (`load_world(tariffs=...)`), each a function of packaged files only:

- `none`          no tariffs anywhere.
- `us-collected`  the United States as importer: duties collected in 2024 over imports, by origin and industry
                  (Section 301 and 232 included, exactly as collected); zero elsewhere, which is said in the audit.
- `all`           the same, and for every other importer the average MFN or preferential rates of the Teti Global
                  Tariff Database (a file of its own, droppable); China on the United States carries a uniform
                  retaliation increment on top, so that the trade-weighted mean is the published 21.2 %.

Rules, in the order in which they apply (`all`):

1. File rates: plain averages over tariff lines and divisions, constant within groups of industries.
2. Food (`C10T12`): the file's rate is the plain mean of two divisions, food with beverages and tobacco, so that tobacco has
   half of the weight (0.91 for the United States, 1.0 for Saudi Arabia). No origin pays more than a ceiling (preferences
   below it stay): the published trade-weighted average of the importer where one is quoted (food_tariffs_quoted.csv),
   else the highest published trade-weighted average of a country group on agricultural products, 16 %
   (figures_quoted.csv, `food-ceiling`).
3. `ROW` has no rates in the source: the zeros there are missing, not free trade. As an origin it gets, importer by importer
   and industry by industry, the import-weighted mean over the origins outside the importer's customs union; as an importer,
   the mean over all flows between the 80 others that cross a customs border.
4. The United States as importer: collected duty over imports, 2024 standing in for 2022. The EU is one partner: its rate
   holds for each of the 27. Partners that the source lists and the world does not are added up into `ROW`. Partners that the
   world lists and the source does not, and cells without imports in 2024, take the average over all partners but China.
5. China on the United States: rules 1 and 2 plus one increment on all goods.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.container import read
from bahe.atlas.tables import packaged, rows
from bahe.axes import ECONOMY_GROUPS
from bahe.faults import BadFile, BadValue, MissingData
from bahe.world.world import Remark

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Status = NDArray[np.uint8]
Choice = Literal["none", "us-collected", "all"]
CHOICES: tuple[str, ...] = ("none", "us-collected", "all")

#: Provenance of one cell of the tariff array. `free` is home sales and services, where no tariff exists.
FREE, FILE, MEASURED, AVERAGED, QUOTED, CAPPED, IMPUTED, LEFT_OUT = range(8)
STATUS_NAMES = ("free", "file", "measured", "averaged", "quoted", "capped", "imputed", "left out")

FOOD = "C10T12"


@dataclass(frozen=True)
class BaseTariff:
    """rate[o,d,k] as fractions, status[o,d,k] (one of STATUS_NAMES) and the remarks that the audit prints."""

    rate: Floats
    status: Status
    remarks: tuple[Remark, ...]

    def counts(self) -> dict[str, int]:
        """Number of cells by status."""
        return {name: int((self.status == code).sum()) for code, name in enumerate(STATUS_NAMES)}


def base_tariff(
    choice: str,
    economies: Sequence[str],
    sectors: Sequence[str],
    goods: Sequence[str],
    trade: Floats,
    retaliation: Mapping[str, float] | None = None,
) -> BaseTariff:
    """The base tariff of a world for one of CHOICES.

    trade[o,d,k] at basic prices gives the weights. `retaliation` replaces the uniform increment of China on the
    United States by points per industry (fractions; see `finer_retaliation`).
    """  # fmt: skip
    if choice not in CHOICES:
        raise BadValue("no such choice of base tariffs", field="tariffs", got=choice, allowed=CHOICES)
    e, s = list(economies), list(sectors)
    # One matrix per sector in memory, as the engine keeps them: everything below works sector by sector.
    rate = np.moveaxis(np.zeros((len(s), len(e), len(e))), 0, 2)
    status = np.moveaxis(np.full((len(s), len(e), len(e)), LEFT_OUT, dtype=np.uint8), 0, 2)
    remarks: list[Remark] = []
    if choice == "all":
        _file_rates(rate, status, e, s)
        _food(rate, status, e, s, trade, remarks)
        _rest_of_world(rate, status, e, s, trade, remarks)
    if choice != "none":
        _united_states(rate, status, e, s, goods, trade, remarks)
    if choice == "all":
        _china_on_united_states(rate, status, e, s, goods, trade, retaliation, remarks)
    home = np.arange(len(e))
    rate[home, home, :] = 0.0
    status[home, home, :] = FREE
    status[:, :, [k for k, name in enumerate(s) if name not in set(goods)]] = FREE
    out = BaseTariff(rate, status, ())
    return BaseTariff(rate, status, (_counted(out, choice), *remarks))


def _file_rates(rate: Floats, status: Status, e: list[str], s: list[str]) -> None:
    """Rule 1, from tariffs_mfn.npz."""
    path = packaged("tariffs_mfn.npz")
    if not path.is_file():
        raise MissingData(
            "the file of MFN and preferential rates is not installed", field="tariffs", where=path.name, got="all",
            allowed="none, us-collected", remedy="Choose tariffs='us-collected' or 'none', or put the file back.",
        )  # fmt: skip
    arrays, _ = read(path)
    try:
        names, group, table = [str(x) for x in arrays["economies"]], arrays["group"], arrays["rate"]
        covered = [str(x) for x in arrays["sectors"]]
    except KeyError as error:
        raise BadFile(f"the array {error.args[0]!r} is missing", where=str(path)) from None
    if names != e[: len(names)] or any(c not in s for c in covered):
        raise BadFile("lists other economies or sectors than the world", where=str(path))
    n = len(names)
    for g, name in zip(group, covered, strict=True):
        k = s.index(name)
        rate[:n, :n, k] = table[int(g)]
        status[:n, :n, k] = FILE


def _rest_of_world(
    rate: Floats, status: Status, e: list[str], s: list[str], trade: Floats, remarks: list[Remark]
) -> None:
    """Rule 3: economies that the file does not cover (ROW) get import-weighted means of those that it does."""
    known = np.array([(status[o] == FILE).any() for o in range(len(e))])
    outside = np.outer(known, known).astype(np.float64)
    eu = [e.index(m) for m in ECONOMY_GROUPS["EU27"] if m in e]
    outside[np.ix_(eu, eu)] = 0.0
    np.fill_diagonal(outside, 0.0)
    duty = crossing = 0.0
    for k in range(len(s)):
        if not (status[:, :, k] == FILE).any():
            continue
        w = trade[:, :, k] * outside
        paid = w * rate[:, :, k]
        for o in np.flatnonzero(~known):
            rate[o, :, k] = _ratio(paid.sum(0), w.sum(0))
            rate[:, o, k] = _ratio(paid.sum(), w.sum())
            status[o, :, k] = status[:, o, k] = IMPUTED
        duty, crossing = duty + float(paid.sum()), crossing + float(w.sum())
    detail = (
        f"the source has no rates for {' '.join(e[o] for o in np.flatnonzero(~known))}; means of the others stand in"
    )
    remarks.append(Remark("tariffs of ROW", "WARN", detail, duty / crossing))


def _food(rate: Floats, status: Status, e: list[str], s: list[str], trade: Floats, remarks: list[Remark]) -> None:
    """Rule 2: published trade-weighted averages are ceilings; the others are held to FOOD_CAP."""
    if FOOD not in s:
        return
    k = s.index(FOOD)
    before = _mean_rate(rate, trade, [k])
    ceiling = quoted_figure("food-ceiling")
    quoted = {r["economy"]: float(r["rate"]) for r in rows("food_tariffs_quoted.csv")}
    for d, name in enumerate(e):
        top, code = (quoted[name], QUOTED) if name in quoted else (ceiling, CAPPED)
        over = rate[:, d, k] > top
        rate[over, d, k] = top
        status[over, d, k] = code
    after = _mean_rate(rate, trade, [k])
    named = {
        code: " ".join(n for d, n in enumerate(e) if n != "USA" and (status[:, d, k] == code).any())
        for code in (QUOTED, CAPPED)
    }
    remarks.append(Remark(
        "food tariffs", "WARN",
        f"{FOOD}: tobacco has half of the weight in the source. World mean {before:.2%} before, {after:.2%} after. Held to a quoted "
        f"trade-weighted average: {named[QUOTED]}; to the ceiling of {ceiling:.0%}: {named[CAPPED]}. "
        f"Quoted averages above the file's rates, which stay: {' '.join(n for n in quoted if n not in named[QUOTED].split())}",
        after,
    ))  # fmt: skip


def quoted_figure(key: str) -> float:
    """A single published figure of figures_quoted.csv, with its citation there."""
    return {r["key"]: float(r["value"]) for r in rows("figures_quoted.csv")}[key]


def _united_states(
    rate: Floats, status: Status, e: list[str], s: list[str], goods: Sequence[str], trade: Floats, remarks: list[Remark]
) -> None:
    """Rule 4, from tariffs_us_collected.csv (imports and duties in USD by partner and industry)."""
    d = e.index("USA")
    table = rows("tariffs_us_collected.csv")
    partners = sorted({r["partner"] for r in table})
    at = (np.array([partners.index(r["partner"]) for r in table]), np.array([s.index(r["sector"]) for r in table]))
    by_partner = np.zeros((2, len(partners) + 1, len(s)))
    for layer, column in zip(by_partner, ("imports_usd", "duty_usd"), strict=True):
        layer[at] = [float(r[column]) for r in table]
    eu_names = set(ECONOMY_GROUPS["EU27"])
    keys = ["EU27" if name in eu_names else name for name in e]
    imports, duty = by_partner[:, [partners.index(key) if key in partners else -1 for key in keys]]
    ks = [s.index(g) for g in goods]
    listed = imports.sum(1) > 0
    # The EU's imports stand in 27 rows: count them once in the average over partners.
    weight = np.ones(len(e))
    eu = [e.index(m) for m in ECONOMY_GROUPS["EU27"]]
    weight[eu] = 1 / len(eu)
    weight[e.index("CHN")] = 0.0
    average = _ratio((weight[:, None] * duty).sum(0), (weight[:, None] * imports).sum(0))
    measured = imports[:, ks] > 0
    rate[:, d, ks] = np.where(measured, _ratio(duty, imports)[:, ks], average[None, ks])
    status[:, d, ks] = np.where(measured, MEASURED, AVERAGED)
    absent = [n for n, there in zip(e, listed, strict=True) if not there and n != "USA"]
    detail = "duties collected in 2024 stand in for 2022; mean over goods, trade of 2022 as weights"
    remarks.append(Remark("US duties", "WARN", detail, _mean_rate(rate, trade, ks, d)))  # fmt: skip
    remarks.append(
        Remark(
            "US duties, partners not listed",
            "WARN",
            f"{len(absent)} economies take the average over partners but China: {' '.join(absent)}",
            float(len(absent)),
        )
    )


def _china_on_united_states(
    rate: Floats, status: Status, e: list[str], s: list[str], goods: Sequence[str], trade: Floats,
    finer: Mapping[str, float] | None, remarks: list[Remark],
) -> None:  # fmt: skip
    """Rule 5: the file's rates plus retaliation, uniform so that the mean is the quoted figure, or finer from the user."""
    o, d = e.index("USA"), e.index("CHN")
    ks = [s.index(g) for g in goods]
    w = trade[o, d, ks]
    level = math.fsum(w * rate[o, d, ks]) / math.fsum(w)
    if finer is not None:
        rate[o, d, ks] += [finer.get(s[k], 0.0) for k in ks]
        status[o, d, ks] = QUOTED
        mean = math.fsum(w * rate[o, d, ks]) / math.fsum(w)
        detail = f"increments by industry from the user's table; the file's level is {level:.2%}"
        remarks.append(Remark("China on US goods", "WARN", detail, mean))
        return
    target = quoted_figure("china-on-usa-2025-01")
    rate[o, d, ks] += target - level
    status[o, d, ks] = QUOTED
    remarks.append(Remark("China on US goods", "WARN",
                          f"{target:.1%} trade-weighted (January 2025, quoted) = the file's {level:.2%} + a uniform increment",
                          target - level))  # fmt: skip


def _counted(tariff: BaseTariff, choice: str) -> Remark:
    counts = ", ".join(f"{n} {name}" for name, n in tariff.counts().items() if n and name != "free")
    status = "PASS" if choice == "all" else "WARN"
    note = "" if choice == "all" else "; cells left out are zero by choice, not by measurement"
    return Remark("tariff provenance", status, f"tariffs={choice!r}: {counts}{note}")


def _ratio(above: Any, below: Any) -> Any:
    """above/below, zero where nothing is below."""
    return np.where(np.asarray(below) > 0, above, 0.0) / np.where(np.asarray(below) > 0, below, 1.0)


def _mean_rate(rate: Floats, trade: Floats, ks: Any, importer: int | None = None) -> float:
    """Mean rate of one importer, or of all, on the given industries with cross-border trade as weights."""
    who = np.arange(trade.shape[1]) if importer is None else np.array([importer])
    w = trade[:, who][:, :, ks]
    w[who, np.arange(len(who))] = 0.0
    return float((w * rate[:, who][:, :, ks]).sum() / w.sum())


def finer_retaliation(path: Path, goods: Sequence[str]) -> dict[str, float]:
    """Points that China added on US goods by 2019, by industry, from a user's table of 20 sectors.

    Columns sector, added2019, pair (`CHN on US`). Sector codes that stand for several industries (A, B, C24, C30) are
    spread over them. This table is never packaged.
    """
    from bahe.atlas.tables import read_csv

    out: dict[str, float] = {}
    for row in read_csv(path):
        if {"sector", "added2019", "pair"} - set(row):
            raise BadFile("columns sector, added2019 and pair are needed", where=str(path), got=list(row))
        if row["pair"] == "CHN on US":
            for g in goods:
                if g.startswith(row["sector"]):
                    out[g] = float(row["added2019"])
    absent = [g for g in goods if g not in out]
    if absent:
        raise BadFile("no row of pair 'CHN on US' for some industries", where=str(path), got=absent,
                      remedy="Missing is not zero: add the rows.")  # fmt: skip
    return out


def provenance_table(choice: str = "all", world: str = "icio-2022") -> pd.DataFrame:
    """Every cross-border cell of the base tariff: importer, exporter, sector, rate, status, trade_usd_mn.

    status: file (average MFN or preferential rate), measured (collected duty), averaged (collected, other partners),
    quoted (published figure), capped (held to a published ceiling), imputed (ROW), left out (zero by choice).
    """
    import pandas as pd

    arrays, _ = read(packaged(f"{world}.npz"))
    e, s = [str(x) for x in arrays["economies"]], [str(x) for x in arrays["sectors"]]
    goods = [x for x in s if x[0] in "ABC"]
    trade = arrays["trade"].astype(np.float64)
    tariff = base_tariff(choice, e, s, goods, trade)
    o, d, k = np.nonzero(tariff.status != FREE)
    return pd.DataFrame({
        "importer": np.array(e)[d], "exporter": np.array(e)[o], "sector": np.array(s)[k], "rate": tariff.rate[o, d, k],
        "status": np.array(STATUS_NAMES)[tariff.status[o, d, k]], "trade_usd_mn": trade[o, d, k],
    })  # fmt: skip
