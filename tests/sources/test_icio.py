"""OECD ICIO yearly CSV: a ten-row imitation, and every way in which it may be off."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from bahe.atlas import audit
from bahe.atlas.importers import read_icio
from bahe.faults import BadFile, BadValue, MissingData

HERE = Path(__file__).parent
FILE = HERE / "icio_2019_ten_rows.csv"


def rows() -> list[list[str]]:
    """The imitation as text cells."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def written(table: list[list[str]], folder: Path, name: str = "2019.csv") -> Path:
    """The table as a file."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table)
    return path


def test_sums_by_hand() -> None:
    """Trade is intermediate plus final sales, the parts of China are one economy, and TLS, VA and OUT stay out."""
    world = read_icio(FILE)
    assert world.economies == ("AUS", "CHN", "ROW")
    assert world.sectors == ("A01", "C26")
    assert world.year == 2019
    table = {r[0]: dict(zip(rows()[0], r, strict=True)) for r in rows()}
    expected = sum(
        float(table[row][column])
        for row in ("CN1_C26", "CN2_C26")
        for column in table[row]
        if column.startswith("AUS_")
    )
    aus, chn, c26 = 0, 1, 1
    assert world.trade[aus, chn, c26] == pytest.approx(expected, rel=1e-14)
    inputs = sum(float(table[row]["AUS_C26"]) for row in table if row.endswith("_A01") and row != "V1")
    output = float(table["AUS_C26"]["OUT"])
    assert world.cost_share[aus, 0, c26] == pytest.approx(inputs / output, rel=1e-14)
    assert world.output[aus, c26] == pytest.approx(output, rel=1e-14)


def test_groups_and_audit() -> None:
    """ISIC codes give the groups; the audit passes; missing base tariffs are said."""
    world = read_icio(FILE)
    assert world.axes.sector_groups["goods"] == ("A01", "C26")
    report = audit(world)
    assert report.ok
    assert any(r.check == "tariffs" and r.status == "WARN" for r in report)
    assert any(r.check == "output column" and r.status == "PASS" for r in report)


def test_output_column_that_disagrees_is_a_warning(tmp_path: Path) -> None:
    """The file's own output is compared with the sum of sales."""
    table = rows()
    table[1][-1] = "9999"
    world = read_icio(written(table, tmp_path))
    assert any(r.check == "output column" and r.status == "WARN" for r in world.remarks)


def test_unit_and_year(tmp_path: Path) -> None:
    """A table in USD thousand is read with a factor; the year may be given."""
    world = read_icio(FILE, usd_mn=1e-3, year=2020)
    assert world.output.sum() == pytest.approx(read_icio(FILE).output.sum() / 1e3)
    assert world.year == 2020
    with pytest.raises(BadValue, match="factor"):
        read_icio(FILE, usd_mn=0.0)


def test_negative_flows_are_refused_or_said(tmp_path: Path) -> None:
    """Inventories below zero: an error by default, a remark if zero is asked for."""
    table = rows()
    column = table[0].index("ROW_INVNT")
    table[1][column] = "-500"
    path = written(table, tmp_path)
    with pytest.raises(BadValue, match="AUS to ROW, A01"):
        read_icio(path)
    world = read_icio(path, negative="zero")
    assert any(r.check == "negative flows set to zero" for r in world.remarks)
    assert world.trade.min() >= 0


def test_tariffs_are_not_zero_where_missing() -> None:
    """A long tariff table that leaves a flow out is refused, unless zero is said."""
    import pandas as pd

    one = pd.DataFrame({"origin": ["CHN"], "destination": ["AUS"], "product": ["C26"], "rate": [0.05]})
    with pytest.raises(MissingData, match="Missing is not zero"):
        read_icio(FILE, tariff=one)
    world = read_icio(FILE, tariff=one, missing_tariff="zero")
    assert world.tariff[0, 1, 1] == 0.05
    assert np.count_nonzero(world.tariff) == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda t: t[2].__setitem__(0, "AUS-C26"), "row 3 is neither"),
        (lambda t: t[0].__setitem__(3, "FRA_A01"), "neither an industry of the rows"),
        (lambda t: t[0].__setitem__(9, "AUS_XYZ"), "AUS_XYZ"),
        (lambda t: t[1].__setitem__(4, "many"), "row 'AUS_A01', column 'CN1_C26'"),
        (lambda t: t[1].__setitem__(4, ""), "an empty cell"),
        (lambda t: t[1].pop(), "row 2"),
        (lambda t: t[2].__setitem__(0, "AUS_A01"), "occurs twice"),
        (lambda t: t[0].__setitem__(2, "AUS_A01"), "the column 'AUS_A01' occurs twice"),
        (lambda t: t.pop(2), "missing, first 'AUS_C26'"),
        (lambda t: [r.pop(2) for r in t], "missing, first 'AUS_C26'"),
        (lambda t: [r.__delitem__(slice(9, 15)) for r in t], "without final demand"),
        (lambda t: [t.pop(1) for _ in range(8)], "no row is labelled"),
    ],
)
def test_faults_are_named(spoil, words: str, tmp_path: Path) -> None:
    """Each fault has its own sentence with the row or the column."""
    table = rows()
    spoil(table)
    with pytest.raises(BadFile, match="(?s)" + words.replace("(", r"\(")):
        read_icio(written(table, tmp_path))


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    """No file, no text, no commas."""
    with pytest.raises(BadFile, match="no such file"):
        read_icio(tmp_path / "2022.csv")
    (tmp_path / "latin.csv").write_bytes(b"V1,C\xf4te_A01,OUT\n")
    with pytest.raises(BadFile, match="UTF-8"):
        read_icio(tmp_path / "latin.csv")
    (tmp_path / "words.csv").write_text("hello\n", encoding="utf-8")
    with pytest.raises(BadFile, match="comma-separated"):
        read_icio(tmp_path / "words.csv")


@pytest.mark.slow
def test_a_table_of_real_width_is_read(tmp_path: Path) -> None:
    """Eighty economies by ten industries: the file of a real edition has this layout and is four times as wide."""
    rng = np.random.default_rng(0)
    economies = [f"{a}{b}X" for a in "ABCDEFGH" for b in "ABCDEFGHIJ"]
    labels = [f"{e}_C{k}" for e in economies for k in range(10)]
    final = [f"{e}_HFCE" for e in economies]
    flows = rng.random((len(labels), len(labels) + len(final)))
    flows[:, len(labels) :] *= 20
    path = tmp_path / "2020.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(["V1", *labels, *final]) + "\n")
        for label, row in zip(labels, flows, strict=True):
            stream.write(label + "," + ",".join(f"{v:.3f}" for v in row) + "\n")
    world = read_icio(path)
    assert world.output.sum() == pytest.approx(flows.sum(), rel=1e-3)
    assert os.path.getsize(path) > 1e6
