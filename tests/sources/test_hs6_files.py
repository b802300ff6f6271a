"""BACI, UN Comtrade and WITS files: ten-row imitations of each, their faults, and file names that mean harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bahe.atlas.importers import hs6
from bahe.atlas.products import OTHERS, Products, load_products
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

HERE = Path(__file__).parent
BACI, COMTRADE, WITS = (HERE / f"{name}_ten_rows.csv" for name in ("baci", "comtrade", "wits"))

pytest.importorskip("duckdb", reason="duckdb is not installed: pip install bahe[products]")


def frame(path: Path = BACI) -> pd.DataFrame:
    """One of the imitations, as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_baci_lands_where_it_belongs() -> None:
    """i is the exporter, j the importer; thousand USD become million; codes keep their zero; odd country numbers are known."""
    table = load_products(BACI)
    assert table.recorded == ("CHN", "JPN", "USA")
    assert table.exports == "world"
    assert "010121" in table.codes
    n, i = table.economies.index("USA"), table.economies.index("TWN")
    assert table.matrix("854231", 2022)[n, i] == 4.0
    assert table.suppliers("JPN", "284690", 2022) == pytest.approx(
        {"FRA": 50.25 / 64.25, "IND": 12.5 / 64.25, OTHERS: 1.5 / 64.25}
    )
    assert {"CHE", "FRA", "IND", "TWN"} <= set(table.economies)


def test_quantity_is_missing_where_baci_says_so() -> None:
    """NA and blanks are no zero tonnes."""
    table = load_products(BACI)
    assert table.quantity is not None
    assert int(np.isnan(table.quantity).sum()) == 2
    assert table.quantity[~np.isnan(table.quantity)].min() > 0


def test_comtrade_counts_each_flow_once() -> None:
    """The world as a partner, break-downs, four-digit rows and exports are left out; USD become million, kg tonnes."""
    table = load_products(COMTRADE)
    assert table.recorded == ("DEU", "JPN")
    assert table.suppliers("JPN", "284690") == pytest.approx({"CHN": 40 / 60, "VNM": 15 / 60, "TWN": 5 / 60})
    assert table.total_imports()[table.economies.index("JPN")].sum() == pytest.approx(60.0)
    assert table.suppliers("DEU", "010121") == pytest.approx({"CHN": 250 / 251, OTHERS: 1 / 251})
    assert table.quantity is not None
    assert float(np.nanmax(table.quantity)) == 600.0
    assert table.exports == "none"


def test_comtrade_exports_are_mirrored() -> None:
    """flow="exports": the reporter is the exporter."""
    table = load_products(COMTRADE, flow="exports")
    i = table.economies.index("JPN")
    assert table.matrix("370790")[table.economies.index("KOR"), i] == pytest.approx(1.8)
    assert table.recorded == ("KOR", "USA")


def test_wits_reads_imports() -> None:
    """WLD and EUN are sums and left out, four-digit rows too."""
    table = load_products(WITS)
    assert table.years == (2021, 2022)
    assert table.suppliers("KOR", "370790", 2021) == pytest.approx({"JPN": 80 / 82, "BEL": 2 / 82})
    assert table.suppliers("JPN", "284690", 2021) == pytest.approx({"CHN": 40000.5 / 55000.5, "VNM": 15000 / 55000.5})


def test_csv_gz_semicolons_and_parquet_give_one_table(tmp_path: Path) -> None:
    """The same rows by five doors."""
    data = frame()
    data.to_csv(tmp_path / "a.csv.gz", index=False)
    data.to_csv(tmp_path / "b.csv", index=False, sep=";")
    data.to_csv(tmp_path / "c.csv", index=False, encoding="utf-8-sig")
    data.to_parquet(tmp_path / "d.parquet")
    data.astype({"t": int, "i": int, "j": int, "k": int, "v": float}).to_parquet(tmp_path / "e.parquet")
    want = load_products(BACI)
    for path in sorted(tmp_path.iterdir()):
        got = load_products(path)
        assert (got.codes, got.economies, got.years) == (want.codes, want.economies, want.years), path.name
        assert np.array_equal(got.value, want.value), path.name
        assert np.array_equal(got.exporter, want.exporter), path.name


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    """A folder of one file a year, with the list of countries beside it, which is not read as trade."""
    data = frame()
    for year, part in data.groupby("t"):
        part.to_csv(tmp_path / f"BACI_HS17_Y{year}_V202401b.csv", index=False)
    countries = "country_code,country_name,country_iso2,country_iso3\n" + "".join(
        f"{c},x,x,{iso}\n"
        for c, iso in (
            (156, "CHN"),
            (392, "JPN"),
            (842, "USA"),
            (251, "FRA"),
            (699, "IND"),
            (490, "S19"),
            (757, "QQQ"),
            (899, "N/A"),
        )
    )
    (tmp_path / "country_codes_V202401b.csv").write_text(countries, "utf-8")
    table = load_products(tmp_path)
    assert table.years == (2022, 2023)
    assert table.nomenclature == "HS 2017"
    assert "QQQ" in table.economies
    assert "TWN" in table.economies
    assert table.value.sum() == pytest.approx(load_products(BACI).value.sum())


def test_filters_are_applied_while_reading() -> None:
    """years, codes (a prefix) and importers; a filtered table knows nothing of exports."""
    assert load_products(BACI, years=[2023]).value.tolist() == [0.3]
    assert set(load_products(BACI, codes="28").codes) == {"284690"}
    assert set(load_products(BACI, codes=["0101"]).codes) == {"010121"}
    some = load_products(BACI, importers=["JPN"])
    assert some.recorded == ("JPN",)
    assert some.exports == "none"
    with pytest.raises(UnknownName, match=r"'JPX'.*'JPN'"):
        load_products(BACI, importers=["JPX"])
    with pytest.raises(MissingData, match="no row is left"):
        load_products(BACI, years=[1999])


@pytest.mark.parametrize(
    ("column", "row", "cell", "error", "words"),
    [
        ("v", 3, "abc", BadFile, "x.csv, row 5: v: not a finite number.*'abc'"),
        ("v", 2, "-4", BadFile, "row 4: v: not a finite number"),
        ("v", 1, "", BadFile, "row 3: v: .*Missing is not zero"),
        ("v", 1, "inf", BadFile, "row 3: v"),
        ("v", 1, "1,5", BadFile, "row 3: v"),
        ("k", 4, "TOTAL", BadFile, "row 6: k: not an HS6 code"),
        ("k", 0, "1012", BadFile, "row 2: k: not an HS6 code"),
        ("t", 5, "x", BadFile, "row 7: t: not a year"),
        ("i", 6, "", BadFile, "row 8: i: is empty"),
        ("j", 7, "999", UnknownName, "importer: unknown country code '999'"),
        ("i", 7, "?!", BadFile, "exporter: neither an ISO3 code"),
    ],
)
def test_the_cell_that_is_off_is_named(
    tmp_path: Path, column: str, row: int, cell: str, error: type, words: str
) -> None:
    """File, row (the header is row 1), column and what was found."""
    data = frame()
    data.loc[row, column] = cell
    data.to_csv(tmp_path / "x.csv", index=False)
    with pytest.raises(error, match=words):
        load_products(tmp_path / "x.csv")


def test_files_that_are_not_tables(tmp_path: Path) -> None:
    """Short rows, no header, junk, other layouts, nothing there."""
    path = tmp_path / "x.csv"
    path.write_text("t,i,j,k,v,q\n2022,156,392,010121,1,2\n2022,156,392,010121,1\n", "utf-8")
    with pytest.raises(BadFile, match=r"row 3: cannot be read.*Expected Number of Columns"):
        load_products(path)
    path.write_text("", "utf-8")
    with pytest.raises(BadFile, match="has no header"):
        load_products(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadFile, match=r"x.csv"):
        load_products(path)
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(BadFile, match="baci lacks t, i, j, k, v"):
        load_products(path)
    path.write_text("t,i,j,k,v,v\n1,2,3,4,5,6\n", "utf-8")
    with pytest.raises(BadFile, match="two columns have one name"):
        load_products(path)
    (tmp_path / "x.parquet").write_bytes(b"PAR1 junk")
    with pytest.raises(BadFile, match=r"x.parquet: cannot be read"):
        load_products(tmp_path / "x.parquet")
    with pytest.raises(BadFile, match="no such file"):
        hs6.read_baci(tmp_path / "none.csv")
    with pytest.raises(UnknownName, match="table of products"):
        load_products("http://example.com/baci.csv")
    with pytest.raises(BadFile, match="no such file"):
        hs6.read_baci("http://example.com/baci.csv")
    with pytest.raises(BadValue, match="path of a file"):
        hs6.read_baci(42)
    with pytest.raises(UnknownName, match="layout"):
        load_products(BACI, layout="oec")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadFile, match="no CSV or Parquet"):
        load_products(tmp_path / "empty")


def test_a_flow_with_two_rows_is_refused(tmp_path: Path) -> None:
    """Adding up could count a total with its parts."""
    data = frame()
    pd.concat([data, data.iloc[:1]]).to_csv(tmp_path / "x.csv", index=False)
    with pytest.raises(BadFile, match=r"several rows.*2022 010121 156 392"):
        load_products(tmp_path / "x.csv")


@pytest.mark.parametrize(
    "name", ["q'; drop table x; --.csv", 'a"b.csv', "a*b.csv", "a[1]?.csv", "$1 ?.csv", "{a,b}.csv", " .csv"]
)
def test_a_file_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    """Quotes, patterns and placeholders in a file name are read as a name: one name, one file."""
    try:
        frame().iloc[:1].to_csv(tmp_path / name, index=False)
    except OSError:
        pytest.skip("this system has no such file names")
    for decoy in ("axb.csv", "a1x.csv", "a.csv", "b.csv"):
        frame().to_csv(tmp_path / decoy, index=False)
    assert len(load_products(tmp_path / name)) == 1


def test_codes_and_years_cannot_carry_a_query() -> None:
    """What is asked for is checked before anything is read."""
    with pytest.raises(BadValue, match="HS codes are text"):
        load_products(BACI, codes="28' OR 1=1 --")
    with pytest.raises(BadValue, match="years are whole numbers"):
        load_products(BACI, years=["2022) OR (1=1"])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="unknown choice"):
        hs6.read_comtrade(COMTRADE, flow="x' OR 1=1")


def test_a_missing_duckdb_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(hs6, "import_module", absent)
    with pytest.raises(MissingData, match=r"pip install 'bahe\[products\]'"):
        load_products(BACI)


def test_every_number_of_the_list_is_a_country() -> None:
    """The typed list of codes has three letters a row and no code twice."""
    from bahe.atlas.tables import rows

    table = rows("products/m49.csv")
    codes = [row["code"] for row in table]
    assert len(set(codes)) == len(codes)
    assert all(len(row["iso3"]) == 3 and row["iso3"].isupper() for row in table)
    known = {row["code"]: row["iso3"] for row in table}
    assert [known[c] for c in ("156", "842", "840", "251", "250", "757", "699", "490", "899")] == [
        "CHN", "USA", "USA", "FRA", "FRA", "CHE", "IND", "TWN", OTHERS,
    ]  # fmt: skip


def test_a_table_can_be_screened_at_once() -> None:
    """From file to verdict: with one year of a window the product is open, with single years it is decided."""
    table = load_products(BACI)
    assert isinstance(table, Products)
    found = table.screen("JPN", need=1, of=1, years=[2022])
    assert found.not_evaluated == ()
    assert found.flagged[table.codes.index("010121")]
