"""The folder of a report: pages, tidy CSV and Parquet, the resolved scenario, provenance, and a note that names them.

Every file appears whole or not at all: it is written beside its place and moved there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath
from typing import IO, TYPE_CHECKING, Any

from bahe.faults import UnknownName
from bahe.report import paper
from bahe.report.files import atomic, binary, csv, parquet, plain, text
from bahe.report.run import COLUMNS, Run
from bahe.report.runs.comparison import comparison
from bahe.report.runs.digest import ALL_SECTORS, Digest
from bahe.report.runs.exhibits import RENDERERS
from bahe.report.runs.page import html, languages

if TYPE_CHECKING:
    import pandas as pd

#: A table with more rows than this is written in full as Parquet and, as CSV, added up over sectors.
CSV_ROWS = 400_000

#: Formats that `write` knows.
FORMATS = ("html", "csv", "parquet")


#: Every name that a report folder may hold; anything else in it was put there by somebody.
NAMES = frozenset(
    [
        f"{table}.{kind}"
        for table in (*COLUMNS, "comparison", "scores", "score_partners", *RENDERERS)
        for kind in ("csv", "parquet")
    ]
    + ["report.html", "report.zh.html", "report.pdf", "report.zh.pdf", "scenario.yaml", "provenance.json", "README.txt"]
)


def write(run: Run, out: Path | str, lang: str = "en", formats: tuple[str, ...] = FORMATS) -> list[Path]:
    """Write the report of `run` into the folder `out` (made if need be) and return the paths written.

    `lang` is `en`, `zh` or `both`. The page is `report.html` in the asked language; with `both`, the Chinese page is
    `report.zh.html` and the two link to each other. `formats` leaves out pages (`html`) or tables (`csv`, `parquet`).
    """
    asked = languages(lang)
    for name in formats:
        if name not in FORMATS:
            raise UnknownName("format", name, FORMATS, field="formats")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    names = {language: "report.html" if language == asked[0] else f"report.{language}.html" for language in asked}
    written: list[Path] = []

    def put(name: str, fill: Callable[[IO[bytes]], None]) -> None:
        written.append(atomic(folder / name, fill))

    digest = Digest(run)
    tables = frames(digest)
    for name, frame in tables.items():
        table = arrow(frame)
        if "csv" in formats:
            put(f"{name}.csv", csv(arrow(over_sectors(frame, CSV_ROWS)) if table.num_rows > CSV_ROWS else table))
        if "parquet" in formats:
            put(f"{name}.parquet", parquet(table))
    put("scenario.yaml", text(scenario_yaml(run.scenario)))
    put("provenance.json", text(json.dumps(plain(run.provenance), indent=2, ensure_ascii=False, sort_keys=True) + "\n"))
    if "html" in formats:
        beside = tuple(p.name for p in written) + ("README.txt",)
        for language, name in names.items():
            other = next((n for x, n in names.items() if x != language), "")
            page = html(run, language, other=other, files_beside=beside, digest=digest)
            put(name, text(page))
            if paper.asked():
                put(name.replace(".html", ".pdf"), binary(paper.pdf(page, plain(run.provenance))))
    put("README.txt", text(readme(run, [p.name for p in written], tables)))
    return written


def frames(d: Digest) -> dict[str, pd.DataFrame]:
    """The tables that are written: those of the Run, comparison, score and more where the scenario asks for them."""
    compared = comparison(d)
    more = {} if compared is None else {"comparison": compared}
    more |= d.run.score.frames() if d.run.score is not None else {}
    more |= d.run.extra
    return {name: getattr(d.run, name) for name in COLUMNS} | more


def arrow(table: pd.DataFrame) -> Any:
    """A pyarrow Table without the index; NaN becomes null."""
    import pyarrow as pa

    return pa.Table.from_pandas(readable(table), preserve_index=False)


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Outcomes by their names instead of enumeration members."""
    if "outcome" not in table.columns:
        return table
    from bahe.report.runs.digest import outcome_name

    return table.assign(outcome=[outcome_name(o) for o in table["outcome"]])


def over_sectors(table: pd.DataFrame, rows: int) -> pd.DataFrame:
    """The totals over sectors of a long table: its own rows of totals, else sums of its USD columns; a short table as it is."""
    if len(table) <= rows or "sector" not in table.columns:
        return table
    whole = table["sector"].isin(ALL_SECTORS)
    if whole.any():
        return table[whole]
    money = [c for c in table.columns if c.endswith("_usd_mn")]
    keys = [c for c in table.columns if c not in money and c != "sector"]
    if any(table[c].dtype.kind == "f" for c in keys):
        return table
    summed = table.groupby(keys, sort=False, observed=True)[money].sum(min_count=1).reset_index()
    summed.insert(len(keys), "sector", ALL_SECTORS[0])
    return summed


def scenario_yaml(scenario: Any) -> str:
    """The resolved scenario: every key with its value, defaults filled in; a world of one's own by its file name alone."""
    import yaml

    dump = getattr(scenario, "model_dump", None)
    tree = plain(dump(mode="json") if dump else vars(scenario))
    name = tree.get("world", {}).get("name")
    if name:
        tree["world"]["name"] = file_name(name)
    return str(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120))


def file_name(path: str) -> str:
    """The last part of a path of any system; a name stays as it is."""
    return PureWindowsPath(path).name or path


def needed(scenario: Any) -> list[str]:
    """Files of the user's own that the scenario reads, by name: its world, where that is a file, and its tariff tables."""
    world = str(getattr(getattr(scenario, "world", None), "name", ""))
    moves = [*getattr(getattr(scenario, "base", None), "moves", ()), *(m for v in scenario.variants for m in v.moves)]
    tables = (str(m.file) for m in moves if getattr(m, "file", None))
    worlds = [file_name(world)] if file_name(world) != world or world.endswith(".npz") else []
    return list(dict.fromkeys([*worlds, *tables]))


#: file -> what it holds.
_CONTENTS = {
    "welfare": "real income and the other measures of every economy, by variant, horizon and elasticity set",
    "comparison": "the other variants relative to the one named by compare_with: one index over the other, money as a difference",
    "scores": "hits, rank correlation, slope and error of the model and of each baseline, by solve, window and set of partners",
    "score_partners": "predicted and observed changes of shares by partner (log points), with duties and imports behind them",
    "episodes": "bargaining episodes of 2025: rates (fractions), losses from the threat and from answering it (per cent), concessions",
    "model_tariffs": "what the model says each player would levy (fractions): all at once and alone, by horizon and elasticity set",
    "player_tariffs": "average tariffs by pair of players and date (fractions); complete is False where a figure is a floor",
    "holdings": "share of each item that a holder makes of what a buyer uses, its range and ground; months until a full stop bites",
    "share_history": "shares over the years (fractions) of each buyer and supplier, by series",
    "sectors": "output, prices and employment by industry, central elasticities",
    "flows": "trade by exporter, importer and sector before and after, basic prices, central elasticities",
    "solves": "how every solve ended",
    "tariffs": "tariffs that change, before and after",
}


def readme(run: Run, names: list[str], tables: Mapping[str, pd.DataFrame]) -> str:
    """What each file is and in which units."""
    lines = [f"bahe report: {run.scenario.id}", ""]
    for name in names:
        stem, _, kind = name.partition(".")
        if stem in _CONTENTS:
            lines += [f"{name:<20} {_CONTENTS[stem]}"]
            if kind == "csv":
                table = tables[stem]
                lines.append(f"{'':<20} columns: {', '.join(map(str, table.columns))}")
                if stem == "flows" and len(table) > CSV_ROWS:
                    lines.append(f"{'':<20} added up over sectors; the Parquet file holds every row")
        elif stem == "report":
            lines.append(f"{name:<20} the report; one file, opens offline")
        elif stem == "scenario":
            lines.append(f"{name:<20} the resolved scenario, every default filled in; runs again with: bahe run {name}")
            own = needed(run.scenario)
            lines += [f"{'':<20} put beside it first: {', '.join(own)}"] if own else []
        elif stem == "provenance":
            lines.append(f"{name:<20} hashes, versions, seed, command, time")
    lines += [
        "",
        "Units: columns ending in _pct are per cent of the base, _usd_mn USD million of the base year;",
        "tariff rates (base, new) are fractions, 0.25 = 25 %. Economies are ISO 3166-1 alpha-3 codes, ROW and groups.",
        "elasticities: name of the elasticity set (long horizon) or value of theta. An empty cell is missing, not zero;",
        "a solve that did not converge has a row in solves and no figures elsewhere.",
    ]
    return "\n".join(lines) + "\n"
