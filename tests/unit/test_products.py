"""Tables of products: the packaged ones against their sources and against published shares, and the panels of the time layer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from bahe.atlas import build_products
from bahe.atlas.panel import load_panel, rare_earth_history
from bahe.atlas.products import OTHERS, Products, labels, load_products, materials
from bahe.atlas.tables import packaged
from bahe.dependence.indices import persistence
from bahe.faults import BadFile, BadShape, BadValue, MissingData, UnknownName

DATA = packaged("products")
RARE = ("280530", "284610", "284690")
EU27 = tuple(
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE".split()
)
needs_sources = pytest.mark.skipif(
    not os.environ.get("BAHE_SOURCES"), reason="BAHE_SOURCES is not set: the raw sources are not at hand"
)


def small(**changes) -> Products:
    """Two years, two products, three economies; the third is not recorded as a buyer."""
    facts = {
        "name": "small",
        "year": [2020, 2020, 2020, 2021, 2021],
        "code": ["010101", "010101", "020202", "010101", "020202"],
        "importer": ["AAA", "AAA", "BBB", "BBB", "AAA"],
        "exporter": ["BBB", "CCC", "AAA", "CCC", "CCC"],
        "value": [3.0, 1.0, 5.0, 2.0, 4.0],
    } | changes
    return Products.from_rows(**facts, recorded=("AAA", "BBB"))


# -- the type ------------------------------------------------------------------------------------------------------


def test_views_by_hand() -> None:
    """One importer, one exporter, one product, totals: each from the same five rows."""
    table = small()
    assert table.imports_of("AAA", 2020).tolist() == [[0, 3, 1], [0, 0, 0]]
    assert table.matrix("010101", 2020)[0].tolist() == [0, 3, 1]
    assert np.isnan(table.matrix("010101", 2020)[2]).all()  # CCC as a buyer is not known, and so not zero
    assert table.total_exports(2020).tolist() == [[0, 5], [3, 0], [1, 0]]
    assert table.total_imports(2020)[:2].tolist() == [[4, 0], [0, 5]]
    assert np.isnan(table.exports_of("CCC", 2021)[:, 2]).all()
    assert table.exports_of("CCC")[:, :2].tolist() == [[0, 2], [4, 0]]
    assert table.suppliers("AAA", "0101", 2020) == {"BBB": 0.75, "CCC": 0.25}
    assert table.history("AAA", "010101", "CCC").tolist() == pytest.approx([0.25, np.nan], nan_ok=True)


def test_rows_of_one_flow_are_added_and_sorted() -> None:
    """The order of the rows given plays no part."""
    table = Products.from_rows(
        "x", [2020] * 3, ["020202", "010101", "020202"], ["B"] * 3, ["A"] * 3, [1.0, 5.0, 2.0], recorded=("B",)
    )
    assert table.value.tolist() == [5.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        table.value[0] = 1.0


def test_parts_and_groups_keep_totals() -> None:
    """Trade among members stays in the table as a flow of the group with itself, and out of its imports from abroad."""
    table = small()
    group = table.grouped({"G": ["AAA", "BBB"]})
    assert group.value.sum() == table.value.sum()
    assert group.recorded == ("G",)
    assert group.total_imports(2020)[group.economies.index("G")].tolist() == [1.0, 0.0]
    known = group.measures("G")
    assert known["foreign_share"][0].tolist() == [0.25, 0.0]
    part = table.only(codes="0101", years=[2021])
    assert (part.codes, part.years, part.value.tolist()) == (("010101",), (2021,), [2.0])
    assert table.only(importers=["AAA"]).recorded == ("AAA",)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: small(code=["1", "1", "2", "1", "2"]), BadValue, "six digits"),
        (lambda: small(value=[1.0, -1.0, 1.0, 1.0, 1.0]), BadValue, "below zero"),
        (lambda: small(value=[1.0, np.nan, 1.0, 1.0, 1.0]), BadValue, "finite"),
        (lambda: small().imports_of("CCC"), MissingData, "imports are not in the table"),
        (lambda: small().imports_of("AAB"), UnknownName, "'AAA'"),
        (lambda: small().imports_of("AAA", 1999), UnknownName, "year"),
        (lambda: small().matrix("030303"), UnknownName, "HS6 code"),
        (lambda: small().under("99"), UnknownName, "HS code"),
        (lambda: small().suppliers("AAA", "010101", 2021), MissingData, "nothing is imported"),
        (lambda: small().selling_measures("AAA"), MissingData, "30 importers or more"),
        (lambda: small().grouped({"G": ["AAA"], "H": ["AAA"]}), BadValue, "two groups"),
        (lambda: small().grouped({"G": ["ZZZ"]}), UnknownName, "ZZZ"),
        (lambda: load_products("mineral"), UnknownName, "'minerals'"),
        (lambda: load_products("us-2024", importers=["CHN"]), MissingData, "CHN"),
        (
            lambda: Products("x", ("010101",), ("A",), (2020,), *[np.zeros(1, int)] * 3, np.zeros(2, int), np.ones(1)),
            BadShape,
            "exporter",
        ),
        (
            lambda: Products("x", ("010101",), ("A",), (2020,), *[np.zeros(1, int)] * 3, np.ones(1, int), np.ones(1)),
            BadValue,
            "beyond",
        ),
    ],
)
def test_faults_are_named(call, error: type, words: str) -> None:
    """Each says the field, what was found and what is allowed."""
    with pytest.raises(error, match=words):
        call()


# -- US imports of 2024 --------------------------------------------------------------------------------------------

#: CASES C.2, per cent. Where a supplier in Slovakia counts, the published figure has it twice in the total (it is in the EU).
CASES_C2 = {
    "3707": {"JPN": 84.5, "KOR": 5.6, "EU27": 4.3},
    "281111": {"MEX": 82.6, "TWN": 5.7, "EU27": 4.3},
    "8482": {"EU27": 30.5, "JPN": 20.4, "CHN": 13.9},
    "848340": {"EU27": 48.8, "IND": 14.1, "CHN": 8.0},
    "845710": {"JPN": 40.1, "EU27": 36.0, "KOR": 11.3},
    "8486": {"JPN": 28.4, "EU27": 23.9, "SGP": 15.7},
    "3818": {"JPN": 41.0, "EU27": 17.5, "TWN": 13.3},
    "8542": {"TWN": 29.2, "MYS": 23.3, "ISR": 10.9},
    "2846": {"CHN": 70.8, "JPN": 12.3, "EU27": 9.7},
    "850511": {"CHN": 75.9, "EU27": 8.7, "JPN": 3.2},
}
#: Per cent of the raw total that is Slovakia's second counting.
SLOVAKIA_TWICE = {"8482": 0.941, "848340": 1.366, "8486": 0.150, "850511": 0.189}


@pytest.mark.parametrize("code", CASES_C2)
def test_shares_of_us_imports(code: str) -> None:
    """CASES C.2: the largest origins to the printed digit, once the double counting of Slovakia is undone; .06 for dropped flows."""
    got = load_products("us-2024").suppliers("USA", code)
    assert list(got)[:3] == list(CASES_C2[code])
    for origin, percent in CASES_C2[code].items():
        undone = percent / (1 - SLOVAKIA_TWICE.get(code, 0.0) / 100)
        assert 100 * got[origin] == pytest.approx(undone, abs=0.05 + 0.06), origin


@needs_sources
@pytest.mark.parametrize("code", CASES_C2)
def test_published_shares_count_slovakia_twice(code: str) -> None:
    """From the raw file, with Slovakia beside the EU in the total, every printed digit of CASES C.2 comes out."""
    import pandas as pd

    raw = pd.read_parquet(Path(os.environ["BAHE_SOURCES"]) / "trade_hs6/us_hs6_2024.parquet")
    sums = raw[raw["HS6"].str.startswith(code)].groupby("CTY_NAME")["imports"].sum()
    from bahe.atlas.build import CENSUS

    named = {CENSUS[n]: 100 * v / sums.sum() for n, v in sums.items() if CENSUS[n] not in ("", "ROW")}
    for origin, percent in CASES_C2[code].items():
        assert named[origin] == pytest.approx(percent, abs=0.05 + 1e-9)
    assert 100 * sums.get("SLOVAKIA", 0.0) / sums.sum() == pytest.approx(SLOVAKIA_TWICE.get(code, 0.0), abs=0.02)


def test_a_us_file_says_nothing_of_exports() -> None:
    """Two of three conditions are not evaluated, and named; no product is flagged by default, and left out only on demand."""
    table = load_products("us-2024")
    found = table.screen("USA", need=1, of=1)
    assert found.not_evaluated == ("export_hhi", "import_export_ratio")
    assert found.count == 0
    assert found.undecided.any()
    left = table.screen("USA", need=1, of=1, missing="leave-out")
    assert left.count == int(found.undecided.sum())
    assert any("nothing is known about exports" in note for note in left.notes)


# -- minerals ------------------------------------------------------------------------------------------------------


def test_minerals_are_what_they_should_be() -> None:
    """74 codes, 34 importers, 25 years; a label a code."""
    table = load_products("minerals")
    assert (len(table.codes), len(table.recorded), table.years[0], table.years[-1]) == (74, 34, 2000, 2024)
    assert set(labels()) == set(table.codes)
    assert set(EU27) <= set(table.recorded)
    assert {c for codes in materials().values() for c in codes} <= set(table.codes)
    assert table.exports == "recorded"


def test_rare_earth_shares_are_those_of_the_panel() -> None:
    """Two files, one source: China's value share in Japan's imports by year, to the digit that the panel holds."""
    table = load_products("minerals")
    for importer in ("JPN", "USA", "DEU", "KOR"):
        panel = rare_earth_history(importer)
        for origin, share in panel.value_share.items():
            got = table.history(importer, RARE, origin)
            assert np.abs(got - share).max() < 0.0005 + 2e-3 * 1.0 * (origin != "CHN") + 2e-4, (importer, origin)


def test_minerals_screen_of_every_importer_is_sound() -> None:
    """A flagged product passes every threshold in two of three years; nothing is evaluated on data that are not there."""
    table = load_products("minerals", years=[2022, 2023, 2024])
    for importer in ("JPN", "CHN", "USA", "DEU"):
        found = table.screen(importer)
        assert found.not_evaluated == ()
        for k in np.flatnonzero(found.flagged):
            assert (np.min(found.margin[:, :, k], axis=0) > 0).sum() >= 2
        assert any("34 recorded importers" in note for note in found.notes)


def test_findings_are_the_screen_in_rows() -> None:
    """One row a flagged product, the largest imports first; `every` has them all, what is missing is None."""
    table = load_products("minerals", years=[2022, 2023, 2024])
    found, rows = table.screen("JPN"), table.findings("JPN")
    assert {r["code"] for r in rows if r["verdict"] == "flagged"} == {
        table.codes[k] for k in np.flatnonzero(found.flagged)
    }
    assert [r["imports_usd_mn"] for r in rows] == sorted((r["imports_usd_mn"] for r in rows), reverse=True)
    assert len(table.findings("JPN", every=True)) == 74
    first = rows[0]
    assert first["largest_share"] == pytest.approx(table.suppliers("JPN", first["code"])[first["largest"]])
    assert first["import_hhi_margin"] == pytest.approx(first["import_hhi"] - first["import_hhi_threshold"])
    us = load_products("us-2024").findings("USA", need=1, of=1)[0]
    assert us["verdict"] == "undecided"
    assert us["export_hhi"] is None


def test_relabelling_economies_changes_no_verdict() -> None:
    """A law: the screen does not know who is who."""
    table = load_products("minerals", years=[2022, 2023, 2024])
    swap = {"JPN": "CHN", "CHN": "JPN"}
    economies = tuple(swap.get(e, e) for e in table.economies)
    other = Products.from_places(
        "swapped", table.codes, economies, table.years, (table.year, table.product, table.importer, table.exporter), table.value,
        recorded=tuple(swap.get(e, e) for e in table.recorded), exports=table.exports,
    )  # fmt: skip
    assert np.array_equal(table.screen("JPN").verdict, other.screen("CHN").verdict)
    assert table.two_sided("JPN", "CHN").counts == other.two_sided("CHN", "JPN").counts


def test_the_union_buys_less_than_its_members() -> None:
    """Trade within the group is no import from outside; totals are kept."""
    table = load_products("minerals", years=[2022, 2023, 2024])
    union = table.grouped({"EU27": EU27})
    assert union.value.sum() == pytest.approx(table.value.sum(), rel=1e-12)
    members = np.nansum([table.total_imports()[table.economies.index(e)] for e in EU27], axis=0)
    assert (union.total_imports()[union.economies.index("EU27")] <= members * (1 + 1e-12)).all()
    assert union.screen("EU27", "ec-2021").not_evaluated == ()
    assert np.nanmin(union.measures("EU27")["foreign_share"]) < 1


def test_flags_persist_more_over_one_year_than_over_five() -> None:
    """Yearly flags of Japan 2000-2024: shares that stay, and runs no longer than the data."""
    found = load_products("minerals").screen("JPN", years=range(2000, 2025))
    one, five = (np.nanmean(persistence.staying(found.year, lag)) for lag in (1, 5))
    assert five < one < 1
    assert persistence.years_in_a_row(found.year).max() <= 25


@needs_sources
def test_totals_of_minerals_are_kept() -> None:
    """Every importer's total by product and year is that of the source (float32); what is folded is below .1 % each."""
    import pandas as pd

    raw = pd.read_parquet(Path(os.environ["BAHE_SOURCES"]) / build_products.MINERALS)
    table = load_products("minerals")
    keys = ["year", "hs6", "importer"]
    want = raw.astype({"hs6": str, "importer": str}).groupby(keys)["value_kusd"].sum()
    rows = pd.DataFrame({"year": np.array(table.years)[table.year], "hs6": np.array(table.codes)[table.product],
                         "importer": np.array(table.economies)[table.importer], "value": 1e3 * table.value})  # fmt: skip
    got = rows.groupby(keys)["value"].sum()
    assert len(got) == len(want)
    assert (got / want.astype("float64").reindex(got.index) - 1).abs().max() < 1e-5
    folded = table.value[table.exporter == table.economies.index(OTHERS)].sum() / table.value.sum()
    assert folded < 0.004


@needs_sources
def test_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    """Building again, anywhere, gives the packaged bytes."""
    outputs = build_products.build(out=tmp_path)
    for name in (*outputs, "manifest.json"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


def test_manifest_is_of_the_packaged_files() -> None:
    """Each built file has the SHA-256 that the manifest says."""
    manifest = json.loads((DATA / "manifest.json").read_text("utf-8"))
    assert set(manifest["outputs"]) == {"minerals.npz", "minerals_labels.csv", "domestic_shares.npz", "rare_earths.csv"}
    for name, digest in manifest["outputs"].items():
        assert build_products.sha256(DATA / name) == digest


def test_the_builder_names_what_is_missing(tmp_path: Path) -> None:
    """A folder that is none of sources is refused."""
    with pytest.raises(BadFile, match="BAHE_SOURCES"):
        build_products.build(sources=tmp_path, out=tmp_path)


# -- the time layer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "by", "printed"),
    [
        (2010, 2015, "value", -0.40),
        (2015, 2022, "value", 0.15),
        (2010, 2020, "tonnage", -0.14),
        (2020, 2024, "tonnage", 0.19),
    ],
)
def test_speed_of_rare_earths_in_japan(first: int, last: int, by: str, printed: float) -> None:
    """CASES E.2, to the printed digit: the change between the end years. The least-squares slope is another number."""
    v = rare_earth_history("JPN").share("CHN", by=by).speed(first, last)
    assert round(v.between_ends, 2) == printed
    assert v.slope * printed > 0
    assert v.standard_error > 0


def test_shares_of_rare_earths_in_japan() -> None:
    """CASES C.2: 79.6 (2010), 34.5 (2015), 37.8 % (2024) by value."""
    h = rare_earth_history("JPN").share("CHN")
    assert [round(100 * h.at(y), 1) for y in (2010, 2015, 2024)] == [79.6, 34.5, 37.8]
    with pytest.raises(UnknownName, match="supplier"):
        rare_earth_history("JPN").share("AUS")
    with pytest.raises(UnknownName, match="JPN, USA, DEU, KOR"):
        rare_earth_history("FRA")
    with pytest.raises(BadValue, match="no year is left"):
        h.between(2030)


def test_home_share_of_electronics_in_china() -> None:
    """CASES E.2: 69.3 (2011) to 77.5 % (2022), +0.038 a year between the ends; least squares gives less, with its error."""
    panel = load_panel()
    h = panel.history("CHN", "C26")
    assert [round(100 * h.at(y), 1) for y in (2011, 2022)] == [69.3, 77.5]
    v = h.speed()
    assert round(v.between_ends, 3) == 0.038
    assert abs(v.slope - v.between_ends) < 2 * v.standard_error
    assert np.array_equal(panel.history("CHN", "C26", "CHN").share, h.share)


def test_the_panel_is_whole() -> None:
    """Eight economies, 28 sectors, twelve years; shares in 0..1, suppliers no more than the whole."""
    panel = load_panel()
    assert panel.domestic.shape == (8, 28, 12)
    assert panel.share.shape == (8, 28, 12, 7)
    assert panel.domestic.min() >= 0
    assert panel.domestic.max() <= 1
    other = panel.share.sum(axis=-1)
    own = [n for n, e in enumerate(panel.economies) if e in panel.suppliers]
    assert other[own].max() <= 1 + 1e-4
    assert len(panel.speeds()) > 200
    with pytest.raises(UnknownName, match="sector"):
        panel.history("CHN", "C99")
