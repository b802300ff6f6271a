"""The builders of the round of 2025: the packaged tables again from the raw sources, and on ten-row imitations of them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from pathlib import Path

import pytest

from bahe.atlas import episodes, monthly
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

SOURCES = os.environ.get("BAHE_SOURCES", "")
PACKAGED = Path(episodes.__file__).parent / "data" / "episodes"
raw = pytest.mark.skipif(not SOURCES, reason="BAHE_SOURCES does not name a folder of raw sources")
BUILDERS = [(episodes, "us_tariff_episodes_2025.csv"), (monthly, "us_tariff_revenue_trade_2025.csv")]


# ------------------------------------------------------------------------------------------------- from the raw sources


@raw
@pytest.mark.parametrize(("module", "source"), BUILDERS)
def test_the_files_build_again_byte_for_byte(module, source, tmp_path, capsys):
    """Through the command of the builder, into another folder."""
    assert module.main(["--sources", SOURCES, "--out", str(tmp_path)]) == 0
    built = (tmp_path / module.FILE).read_bytes()
    assert built == (PACKAGED / module.FILE).read_bytes()
    assert capsys.readouterr().out == f"{hashlib.sha256(built).hexdigest()}  {module.FILE}\n"


@raw
def test_every_episode_is_a_row_of_the_compilation():
    """Cell by cell, not by the builder: nothing is dropped, renamed or rounded."""
    with (Path(SOURCES) / "cases" / "us_tariff_episodes_2025.csv").open(encoding="utf-8-sig", newline="") as handle:
        source = list(csv.DictReader(handle))
    with (PACKAGED / episodes.FILE).open(encoding="utf-8", newline="") as handle:
        assert list(csv.DictReader(handle)) == source


@raw
def test_monthly_figures_are_those_of_one_basis():
    """Every implied figure to a tenth of a million, and none of the reported ones."""
    with (Path(SOURCES) / "cases" / "us_tariff_revenue_trade_2025.csv").open(
        encoding="utf-8-sig", newline=""
    ) as handle:
        source = {
            (r["partner_iso3"], r["month"]): float(r["imports_usd_mn"])
            for r in csv.DictReader(handle)
            if r["imports_basis"].startswith("implied") and r["imports_usd_mn"]
        }
    packaged = monthly.monthly_imports()
    assert set(packaged) == set(source)
    assert all(abs(packaged[k] - v) <= 0.05 + 1e-9 for k, v in source.items())


@raw
def test_the_packaged_basis_moves_with_the_reported_one():
    """Canada, Mexico and China stand on both bases: changes of the same window differ by less than 6 points."""
    import pandas as pd

    table = pd.read_csv(Path(SOURCES) / "cases" / "us_tariff_revenue_trade_2025.csv")
    table = table[table["imports_basis"].str.startswith("reported")]
    months = {year: [f"{year}-{m:02d}" for m in (8, 9, 10, 11)] for year in (2024, 2025)}
    for partner in ("CAN", "MEX", "CHN"):
        rows = table[table["partner_iso3"] == partner].set_index("month")["imports_usd_mn"]
        old, new = (rows[months[y]].sum() for y in (2024, 2025))
        a, b = (monthly.window(partner, months[y]) for y in (2024, 2025))
        assert 100 * abs(new / old - b / a) < 6.0, partner


# ------------------------------------------------------------------------------------------------------- on imitations


def written(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    """A raw source with these rows, with the mark that spreadsheets put in front."""
    place = folder / "cases"
    place.mkdir(exist_ok=True)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    (place / name).write_text("\ufeff" + buffer.getvalue(), encoding="utf-8")
    return folder


def ten_episodes() -> list[dict[str, str]]:
    with (PACKAGED / episodes.FILE).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))[:10]


def test_an_imitation_of_the_compilation_is_kept_row_by_row(tmp_path):
    """Line ends and the mark go, the order and every cell stay."""
    rows = ten_episodes()
    text = episodes.build(written(tmp_path, BUILDERS[0][1], rows))
    assert "\r" not in text
    assert list(csv.DictReader(io.StringIO(text))) == rows


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [("outcome_class", "gave in", UnknownName), ("rate_7aug", "fifteen", BadValue), ("rate_end_2025", "", MissingData)],
)
def test_a_row_that_does_not_hold_is_refused(tmp_path, column, value, fault):
    """A coded word off its list, a rate that is no number, a rate that is missing: named with the partner."""
    rows = ten_episodes()
    rows[3] |= {column: value}
    with pytest.raises(fault, match=rows[3]["partner_iso3"]):
        episodes.build(written(tmp_path, BUILDERS[0][1], rows))


def test_a_compilation_with_other_columns_is_refused(tmp_path):
    rows = [{k: v for k, v in r.items() if k != "grade"} for r in ten_episodes()]
    with pytest.raises(BadFile, match="columns"):
        episodes.build(written(tmp_path, BUILDERS[0][1], rows))


def test_an_imitation_of_the_monthly_file_keeps_one_basis(tmp_path):
    """Two bases in, one out; sorted, one decimal; a month without a figure is left out, not zero."""
    head = ("partner_iso3", "month", "imports_basis", "imports_usd_mn")
    rows = [dict(zip(head, r, strict=True)) for r in (
        ("JPN", "2025-08", "implied: duties / rate", "100.06"), ("JPN", "2025-07", "implied: duties / rate", "90"),
        ("CAN", "2025-08", "reported: general imports", "500"), ("CAN", "2025-08", "implied: duties / rate", "480.21"),
        ("KOR", "2025-08", "implied: duties / rate", ""),
    )]  # fmt: skip
    assert monthly.build(written(tmp_path, BUILDERS[1][1], rows)) == (
        "partner,month,imports_usd_mn\nCAN,2025-08,480.2\nJPN,2025-07,90.0\nJPN,2025-08,100.1\n"
    )


@pytest.mark.parametrize(("module", "source"), BUILDERS)
def test_without_sources_the_builders_say_so(module, source, tmp_path, monkeypatch):
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="--sources"):
        module.main([])
    with pytest.raises(BadFile, match=source.replace(".", r"\.")):
        module.main(["--sources", str(tmp_path), "--out", str(tmp_path)])
