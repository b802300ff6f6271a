"""Shares, yields, floors and forecasts by technology and period: dated figures with their sources.

    from bahe.atlas.localisation import figures, fitted_series
    figures("hydrogen_fluoride_hs281111")
    fitted_series("ai-accelerators-idc")          # one definition and one family of sources: what a fit may use

`data/substitution/localisation.csv`: 103 rows, quoted figures with addresses and grades. How they are to be read:

1. `policy` and `forecast` rows are no observations; `figures` gives observed ones unless asked.
2. Hydrogen fluoride has several figures for one year (value or weight, month or year, one inferred year; 32.2 % stands under 2019
   and is dated 2018 elsewhere).
3. AI accelerators: IDC counts units, Bernstein sales value, others servers or one minus the leader. A fitted series keeps to one.
4. A bound is stored as a midpoint with `low` and `high`.
5. The year of a row is the middle of its period; of a policy row, the date from which it holds.
6. `corrections.csv` holds cells that contradict their own row, each with its reason; nothing else is changed.

`series.csv` says which rows make a series that may be fitted. `speeds.csv` holds changes of log-odds a year as the case file prints
them, with the two figures each is made of.

`python -m bahe.atlas.localisation --sources DIR` builds localisation.csv again, byte for byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bahe.atlas.entry import rebuilt
from bahe.atlas.tables import packaged, rows
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

FILE = "localisation.csv"
SOURCE = "cases/localisation_series.csv"
COLUMNS = ("series", "period", "year_mid", "metric", "value", "unit", "value_low", "value_high", "kind", "country", "partner", "source",
           "source_url", "grade", "note", "to_verify")  # fmt: skip
KINDS = ("observed", "forecast", "policy", "plan")
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Figure:
    """One dated figure; per cent become fractions. low, high: the range the source gives, or None; grade A to D (CASES A.2)."""

    series: str
    period: str
    year: float
    metric: str
    value: float
    unit: str
    low: float | None
    high: float | None
    kind: str
    economy: str
    partner: str
    source: str
    url: str
    grade: str
    note: str
    to_verify: str


@dataclass(frozen=True)
class FittedSeries:
    """Figures of one definition and one family of sources, in order of time.

    share_of    home | holder: whose share it is
    economy, holder    the buyer, and who sells (empty where the figure is of all foreigners together)
    """

    name: str
    title: dict[str, str]
    share_of: str
    economy: str
    holder: str
    figures: tuple[Figure, ...]

    @property
    def years(self) -> tuple[float, ...]:
        """Middle of each period."""
        return tuple(f.year for f in self.figures)

    @property
    def shares(self) -> tuple[float, ...]:
        """Fractions."""
        return tuple(f.value for f in self.figures)


@dataclass(frozen=True)
class QuotedSpeed:
    """A change of log-odds a year as printed, and the two shares it is made of (fractions), `years` apart."""

    episode: str
    first: float
    last: float
    years: float
    printed: float
    figures: str
    origin: str


@cache
def all_figures() -> tuple[Figure, ...]:
    """Every row, corrected where `corrections.csv` says so."""
    mended = {(r["series"], r["period"], r["source"]): r for r in rows("substitution/corrections.csv")}
    out = [_figure(r) for r in rows(f"substitution/{FILE}")]
    return tuple(_mended(f, mended.get((f.series, f.period, f.source))) for f in out)


def figures(series: str, kind: str = "observed") -> tuple[Figure, ...]:
    """Figures of a series in order of time; kind: observed, forecast, policy or plan. UnknownName for a series that is not there."""
    known = dict.fromkeys(f.series for f in all_figures())
    if series not in known:
        raise UnknownName("series", series, known, field="series")
    if kind not in KINDS:
        raise BadValue("unknown choice", field="kind", got=kind, allowed=KINDS)
    return tuple(sorted((f for f in all_figures() if f.series == series and f.kind == kind), key=lambda f: f.year))


@cache
def fitted_names() -> tuple[str, ...]:
    """Names of the series that may be fitted."""
    return tuple(dict.fromkeys(r["name"] for r in rows("substitution/series.csv")))


@cache
def fitted_series(name: str) -> FittedSeries:
    """One series that may be fitted; every row of series.csv must name exactly one figure."""
    mine = [r for r in rows("substitution/series.csv") if r["name"] == name]
    if not mine:
        raise UnknownName("series", name, fitted_names(), field="series")
    head = mine[0]
    found = sorted((_one(r) for r in mine), key=lambda f: f.year)
    return FittedSeries(name, {"en": head["title_en"], "zh": head["title_zh"]}, head["share_of"], found[0].economy, head["holder"],
                        tuple(found))  # fmt: skip


@cache
def quoted_speeds() -> tuple[QuotedSpeed, ...]:
    """The published speeds of CASES E.2."""
    numbers = ("first", "last", "years", "printed")
    return tuple(QuotedSpeed(**{**r, **{c: float(r[c]) for c in numbers}}) for r in rows("substitution/speeds.csv"))  # type: ignore[arg-type]


def _one(r: dict[str, str]) -> Figure:
    found = [f for f in figures(r["series"]) if f.period == r["period"] and f.source.startswith(r["source"])]
    if len(found) != 1:
        raise BadFile(
            "names not exactly one figure", where="series.csv", field=f"{r['series']} {r['period']}", got=len(found)
        )
    return found[0]


def _figure(r: dict[str, str]) -> Figure:
    scale = 100.0 if r["unit"] == "%" else 1.0
    low, high = (float(r[c]) / scale if r[c] else None for c in ("value_low", "value_high"))
    unit = "fraction" if r["unit"] == "%" else r["unit"]
    return Figure(r["series"], r["period"], float(r["year_mid"]), r["metric"], float(r["value"]) / scale, unit, low, high, r["kind"],
                  r["country"], r["partner"], r["source"], r["source_url"], r["grade"], r["note"], r["to_verify"])  # fmt: skip


def _mended(f: Figure, correction: dict[str, str] | None) -> Figure:
    if correction is None:
        return f
    return replace(f, value=float(correction["value"]), low=None, high=None, note=correction["reason"])


def build(sources: Path) -> str:
    """The packaged file as text: every row and cell of the compilation, checked."""
    path = sources / SOURCE
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        table = list(csv.DictReader(handle))
    if not table or tuple(table[0]) != COLUMNS:
        raise BadFile("not the compilation of localisation", where=SOURCE, field="columns", allowed=COLUMNS)
    for number, r in enumerate(table, start=2):
        _check(r, f"{SOURCE}, line {number}, {r['series']}")
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def _check(r: dict[str, str], where: str) -> None:
    for field, allowed in (("kind", KINDS), ("grade", GRADES)):
        if r[field] not in allowed:
            raise UnknownName(field, r[field], allowed, where=where)
    for field in ("year_mid", "value", "value_low", "value_high"):
        if not r[field] and field in ("year_mid", "value"):
            raise MissingData("a figure is needed", field=field, where=where)
        try:
            float(r[field] or 0)
        except ValueError:
            raise BadValue("not a number", field=field, where=where, got=r[field]) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.localisation --sources DIR`: build the packaged file again from raw sources."""
    return rebuilt("python -m bahe.atlas.localisation", main.__doc__, build, packaged("substitution"), FILE, arguments)


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
