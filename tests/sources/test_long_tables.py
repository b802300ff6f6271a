"""Long CSV and Parquet tables: trade, use, tariff."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bahe.atlas import audit
from bahe.atlas.importers import read_tables
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

HERE = Path(__file__).parent
TRADE, USE, TARIFF = (HERE / f"{name}_ten_rows.csv" for name in ("trade", "use", "tariff"))


def frame(path: Path) -> pd.DataFrame:
    """One of the imitations."""
    return pd.read_csv(path)


def test_csv_parquet_and_frames_give_one_world(tmp_path: Path) -> None:
    """The same tables by three doors."""
    parquet = [tmp_path / f"{p.stem}.parquet" for p in (TRADE, USE, TARIFF)]
    for source, target in zip((TRADE, USE, TARIFF), parquet, strict=True):
        frame(source).to_parquet(target)
    worlds = [
        read_tables(TRADE, USE, TARIFF),
        read_tables(*parquet),
        read_tables(*(frame(p) for p in (TRADE, USE, TARIFF))),
    ]
    for other in worlds[1:]:
        assert other.axes == worlds[0].axes
        assert np.array_equal(other.trade_share, worlds[0].trade_share)
        assert np.array_equal(other.cost_share, worlds[0].cost_share)
    assert audit(worlds[0]).ok


def test_values_land_where_they_belong() -> None:
    """origin and destination are not swapped; rates are on the importer's side."""
    world = read_tables(TRADE, USE, TARIFF)
    usa, chn, c26 = world.economies.index("USA"), world.economies.index("CHN"), world.sectors.index("C26")
    table = frame(TRADE).set_index(["origin", "destination", "product"])["value"]
    assert world.trade[usa, chn, c26] == pytest.approx(table["CHN", "USA", "C26"], rel=1e-14)
    assert world.tariff[usa, chn, c26] == 0.15
    assert world.tariff[chn, usa, c26] == 0.05


def test_order_of_names_can_be_given() -> None:
    """Names come in the order wanted, not in that of the file."""
    world = read_tables(TRADE, USE, TARIFF, economies=["CHN", "USA"], sectors=["C26", "A01"])
    assert world.economies == ("CHN", "USA")
    assert world.sectors == ("C26", "A01")


def test_missing_tariff_rows_are_no_free_trade() -> None:
    """A traded good without a rate is an error; zero has to be said."""
    short = frame(TARIFF).iloc[1:]
    with pytest.raises(MissingData, match="USA to CHN, A01"):
        read_tables(TRADE, USE, short)
    world = read_tables(TRADE, USE, short, missing_tariff="zero")
    assert world.tariff[1, 0, 0] == 0


def test_services_need_no_rate() -> None:
    """With groups given, only goods need a rate."""
    short = frame(TARIFF)
    short = short[short["product"] == "A01"]
    world = read_tables(TRADE, USE, short, groups={"goods": ["A01"]})
    assert world.tariff[0, 1, 1] == 0


@pytest.mark.parametrize(
    ("which", "spoil", "error", "words"),
    [
        (0, lambda f: f.drop(columns="value"), BadFile, "column 'value' is missing"),
        (0, lambda f: f.assign(value=f["value"].astype(object).where(f.index != 2, "n/a")), MissingData, "trade, row 4: value"),
        (0, lambda f: f.assign(value=f["value"].where(f.index != 1)), MissingData, "trade, row 3"),
        (0, lambda f: pd.concat([f, f.iloc[:1]]), BadFile, "row 10: the same flow has two rows"),
        (0, lambda f: f[f["origin"] != f["destination"]], MissingData, "home sales are missing"),
        (0, lambda f: f.assign(origin=f["origin"].where(f.index != 0, " ")), MissingData, "row 2: origin: is empty"),
        (0, lambda f: f.iloc[:0], BadFile, "no rows"),
        (0, lambda f: f.assign(value=-f["value"]), MissingData, "home sales"),
        (1, lambda f: f.assign(industry=f["industry"].where(f.index != 0, "C99")), UnknownName, "use, row 2: industry"),
        (1, lambda f: f.assign(destination=f["destination"].where(f.index != 7, "CHI")), UnknownName, "use, row 9.*'CHN'"),
        (2, lambda f: f.assign(rate=f["rate"] * 100 + 30), BadValue, "25 % is 0.25"),
        (2, lambda f: pd.concat([f, f.iloc[:1].assign(destination="USA")]), BadValue, "home sales must be zero"),
    ],
)  # fmt: skip
def test_faults_are_named(which: int, spoil, error: type, words: str) -> None:
    """Each fault names the table, the row and the column."""
    tables = [frame(TRADE), frame(USE), frame(TARIFF)]
    tables[which] = spoil(tables[which])
    with pytest.raises(error, match="(?s)" + words):
        read_tables(*tables)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Truncated Parquet, other encodings, no file, no table."""
    broken = tmp_path / "trade.parquet"
    frame(TRADE).to_parquet(broken)
    broken.write_bytes(broken.read_bytes()[:200])
    with pytest.raises(BadFile, match="cannot be read"):
        read_tables(broken)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("origin,destination,product,value\nCôte,Côte,A01,1\n".encode("latin-1"))
    with pytest.raises(BadFile, match="UTF-8"):
        read_tables(latin)
    with pytest.raises(BadFile, match="no such file"):
        read_tables(tmp_path / "none.csv")
    with pytest.raises(BadValue, match="DataFrame or the path"):
        read_tables(42)
    with pytest.raises(BadValue, match="missing_tariff"):
        read_tables(TRADE, USE, TARIFF, missing_tariff="nought")
