"""tariff_table: rates by partner and industry, or by product with trade weights, as a Shock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bahe
from bahe.atlas.tariff_tables import _products, tariff_table
from bahe.faults import BadFile, BadValue, Conflict, MissingData, UnknownName
from bahe.world.levers import resolve


def one(**row: object) -> list[dict[str, object]]:
    """A table of one row, USA on CHN unless said."""
    return [{"importer": "USA", "exporter": "CHN"} | row]


def test_industry_rows_equal_the_instrument() -> None:
    """A table row does what bahe.tariff does."""
    world = bahe.load_world()
    table = tariff_table(one(sector="C26", add=0.25))
    assert np.array_equal(
        resolve(table, world).tariff, resolve(bahe.tariff(by="USA", on="CHN", sectors="C26", add=0.25), world).tariff
    )
    level = tariff_table([*one(sector="C26", rate=0.4), *one(sector="C27", add=0.1)])
    new = resolve(level, world).tariff
    n, i = world.economies.index("USA"), world.economies.index("CHN")
    assert new[n, i, world.sectors.index("C26")] == 0.4
    k = world.sectors.index("C27")
    assert new[n, i, k] == pytest.approx(world.tariff[n, i, k] + 0.1)


def test_groups_expand() -> None:
    """EU27, world and goods may stand in a table."""
    world = bahe.load_world()
    shock = tariff_table([{"importer": "USA", "exporter": "EU27", "sector": "goods", "add": 0.15}])
    new = resolve(shock, world).tariff - world.tariff
    assert int((new > 0.14).sum()) == 27 * 27


def test_products_of_the_us_are_weighted_by_its_imports() -> None:
    """The added rate of an industry is the share of the listed products in what the US bought from that partner."""
    known = _products()
    china = known.imports[known.partners.index("CHN")]
    mine = known.industry == "C26"
    chips = np.array([c.startswith("8542") for c in known.codes])
    shock = tariff_table(one(hs6="8542", add=0.5))
    ((_, _, sector, value),) = shock.effects[0].cells or ()
    assert sector == "C26"
    assert value == pytest.approx(0.5 * china[chips].sum() / china[mine].sum(), rel=1e-12)
    assert "weights" in shock.why[0]


def test_longest_code_wins() -> None:
    """A product is given its own rate where its heading has another."""
    whole = {c[2]: c[3] for c in tariff_table(one(hs6="85", add=0.2)).effects[0].cells or ()}
    both = {
        c[2]: c[3] for c in tariff_table([*one(hs6="85", add=0.2), *one(hs6="851713", add=0.0)]).effects[0].cells or ()
    }
    assert both["C26"] < 0.7 * whole["C26"]
    assert both["C27"] == whole["C27"]


def test_levels_keep_collected_rates_of_unlisted_products() -> None:
    """`rate` for part of an industry: the rest keeps the duty collected in 2024."""
    known = _products()
    p = known.partners.index("CHN")
    mine, medicine = known.industry == "C21", np.array([c.startswith("3004") for c in known.codes])
    shock = tariff_table(one(hs6="3004", rate=0.3))
    ((_, _, _, value),) = shock.effects[0].cells or ()
    imports, duty = known.imports[p], known.duty[p]
    expected = (0.3 * imports[mine & medicine].sum() + duty[mine & ~medicine].sum()) / imports[mine].sum()
    assert value == pytest.approx(expected, rel=1e-12)


def test_other_importers_get_plain_means_and_it_is_said() -> None:
    """Nobody's trade weights but the US ones are at hand: plain means over HS6 codes."""
    known = _products()
    mine = known.industry == "C21"
    listed = np.array([c.startswith("3004") for c in known.codes])
    shock = tariff_table([{"importer": "JPN", "exporter": "KOR", "hs6": "3004", "add": 0.1}])
    ((_, _, _, value),) = shock.effects[0].cells or ()
    assert value == pytest.approx(0.1 * (mine & listed).sum() / mine.sum(), rel=1e-12)
    assert "plain means over HS6 codes for JPN" in shock.why[0]
    with pytest.raises(BadValue, match="have no rate"):
        tariff_table([{"importer": "JPN", "exporter": "KOR", "hs6": "3004", "rate": 0.1}])


def test_every_product_of_a_chapter_alike_is_that_rate() -> None:
    """Where all products of an industry are listed with one rate, the industry gets that rate, whatever the weights."""
    codes = [c for c, i in zip(_products().codes, _products().industry, strict=True) if i == "C21"]
    for importer in ("USA", "JPN"):
        shock = tariff_table([{"importer": importer, "exporter": "CHE", "hs6": c, "rate": 0.39} for c in codes])
        ((_, _, _, value),) = shock.effects[0].cells or ()
        assert value == pytest.approx(0.39, rel=1e-12)


def test_files(tmp_path: Path) -> None:
    """CSV, Parquet and DataFrame give one Shock; codes keep or lose their leading zero alike."""
    frame = pd.DataFrame(
        {"importer": ["USA"] * 2, "exporter": ["BRA"] * 2, "hs6": ["090111", "200911"], "add": [0.4, 0.1]}
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    cells = [tariff_table(t).effects[0].cells for t in (frame, tmp_path / "t.csv", str(tmp_path / "t.parquet"))]
    assert cells[0] == cells[1] == cells[2]
    lost = frame.assign(hs6=[90111, 200911])
    assert tariff_table(lost).effects[0].cells == cells[0]
    assert tariff_table(tmp_path / "t.csv").why[0].startswith("t.csv")


@pytest.mark.parametrize(
    ("table", "error", "words"),
    [
        ([], BadFile, "no rows"),
        (one(sector="C26"), BadFile, "`add` or `rate`"),
        (one(add=0.1), BadFile, "`sector` or `hs6`"),
        ([{"exporter": "CHN", "sector": "C26", "add": 0.1}], BadFile, "'importer' is missing"),
        (
            [*one(sector="C26", add=0.1), *one(sector="C27", add=None)],
            MissingData,
            "row 3: exactly one of `add` and `rate`",
        ),
        ([*one(sector="C26", add=0.1), *one(sector="C27", add=float("nan"))], MissingData, "row 3"),
        (one(sector="C26", add=0.1, rate=0.2), MissingData, "exactly one of `add`"),
        (one(sector="C26", hs6="8542", add=0.1), MissingData, "exactly one of `sector`"),
        (one(sector="C26", importer=" ", add=0.1), MissingData, "row 2: importer: is empty"),
        (one(sector="C26", add="25%"), BadValue, "without a percent sign"),
        (one(sector="C26", add=25), BadValue, "25 % is 0.25"),
        (one(sector="C26", rate=-0.1), BadValue, "outside the range"),
        (one(sector="C26", add=float("inf")), BadValue, "outside the range"),
        (one(hs6="85423100", add=0.1), BadValue, "more than six digits"),
        (one(hs6="chips", add=0.1), BadValue, "row 2: hs6: not a product code"),
        (one(hs6="9999", add=0.1), BadValue, "none of the codes"),
        (one(hs6="770000", add=0.1), UnknownName, "unknown product code"),
        (one(sector="C26", add=0.1) * 2, Conflict, "rows 2 and 3"),
        ([*one(sector="C26", add=0.1), *one(hs6="8542", add=0.1)], Conflict, "directly and by its products"),
        (42, BadValue, "a DataFrame, a list of mappings or a path"),
    ],
)
def test_faults_are_named(table: object, error: type, words: str) -> None:
    """Each fault names the row and the column, and what to do."""
    with pytest.raises(error, match=words):
        tariff_table(table)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """No file, another ending, truncated Parquet, other encodings, ragged lines."""
    with pytest.raises(BadFile, match="no such file"):
        tariff_table(tmp_path / "none.csv")
    (tmp_path / "t.xlsx").write_bytes(b"x")
    with pytest.raises(BadFile, match=r"csv or \.parquet"):
        tariff_table(tmp_path / "t.xlsx")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(BadFile, match="Parquet"):
        tariff_table(tmp_path / "t.parquet")
    (tmp_path / "latin.csv").write_bytes("importer,exporter,sector,add\nCôte,CHN,C26,1\n".encode("latin-1"))
    with pytest.raises(BadFile, match="UTF-8"):
        tariff_table(tmp_path / "latin.csv")
    (tmp_path / "ragged.csv").write_text("importer,exporter,sector,add\nUSA,CHN,C26\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 2"):
        tariff_table(tmp_path / "ragged.csv")


def test_unknown_names_are_found_when_it_is_applied() -> None:
    """A Shock knows no world; the names are checked against the world that is solved."""
    with pytest.raises(UnknownName, match="CHN"):
        bahe.solve(
            bahe.load_world(), tariff_table([{"importer": "USA", "exporter": "CHI", "sector": "C26", "add": 0.1}])
        )


def test_every_row_is_told_what_is_wrong_with_it():
    """Unknown names, unknown codes, figures out of range and missing ones, each with its row and column."""
    from bahe.atlas.tariff_tables import faults

    axes = bahe.load_world("icio-2022").axes
    good = {"importer": "USA", "exporter": "CHN", "sector": "C26", "add": 0.3}
    rows = [
        good, {**good, "importer": "USX"}, {**good, "exporter": "CHN2"}, {**good, "sector": "C99"}, {**good, "add": 30.0},
        {**good, "exporter": "EU27", "add": None}, {"importer": "USA", "exporter": "JPN", "hs6": "999999", "add": 0.1},
    ]  # fmt: skip
    found = faults(rows, axes)
    assert [e.where for e in found] == [f"table, row {n}" for n in (3, 4, 5, 6, 7, 8)]
    assert [e.field for e in found] == ["importer", "exporter", "sector", "add", None, "hs6"]
    assert len(faults(rows, axes, most=2)) == 2
    assert [e.field for e in faults(rows)] == ["add", None, "hs6"]
    assert faults([good], axes) == []
    assert [e.what for e in faults([good, good])] == ["two rows for one flow"]
    assert [type(e).__name__ for e in faults("nowhere.csv")] == ["BadFile"]
