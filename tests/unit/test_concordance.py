"""Product codes land in the industry that ISIC Rev. 4 and the UN correspondences name."""

import os
from pathlib import Path

import pytest

from bahe.atlas.concordance import GOODS, digits_of, goods_weights, industry_of, prefixes
from bahe.faults import BadValue, UnknownName

PINNED = {
    # farm, forest, sea and their processing
    "010229": "A01", "030214": "A03", "030389": "C10T12", "030441": "C10T12", "030617": "C10T12", "030632": "A03",
    "040690": "C10T12", "040721": "A01", "060311": "A01", "070200": "A01", "071080": "C10T12", "080132": "C10T12",
    "080390": "A01", "090111": "A01", "090121": "C10T12", "100590": "A01", "100630": "C10T12", "120190": "A01",
    "220870": "C10T12", "240110": "A01", "240220": "C10T12", "400122": "A01", "440323": "A02", "440710": "C16",
    "520100": "A01", "520811": "C13T15",
    # mines and refineries
    "270112": "B05", "270900": "B06", "271012": "C19", "271111": "B06", "271112": "C19", "271113": "C19",
    "271121": "B06", "260111": "B07", "250410": "B08", "252329": "C23", "710231": "B08", "710239": "C31T33",
    # chemicals, drugs, plastics
    "280461": "C20", "281820": "C24B", "290531": "C20", "293339": "C20", "293359": "C21", "293723": "C21",
    "300490": "C21", "370790": "C20", "381800": "C20", "390110": "C20", "392690": "C22", "401110": "C22",
    # paper, cloth, shoes
    "470321": "C17_18", "490199": "C17_18", "540233": "C13T15", "550320": "C20", "610910": "C13T15",
    "640399": "C13T15", "961900": "C17_18",
    # metals
    "710812": "C24B", "710691": "C24B", "711031": "C24B", "711319": "C31T33", "720839": "C24A", "720449": "C24A",
    "730419": "C24A", "730890": "C25", "740311": "C24B", "740811": "C24B", "760120": "C24B", "761699": "C25",
    "820730": "C25", "850511": "C25",
    # machines, electronics, electrical equipment
    "840734": "C29", "841112": "C302T309", "841182": "C28", "841191": "C302T309", "841810": "C27", "844332": "C26",
    "847130": "C26", "847150": "C26", "847330": "C26", "847340": "C28", "848210": "C28", "848620": "C28",
    "850440": "C27", "850760": "C27", "851713": "C26", "852852": "C26", "853710": "C27", "854143": "C26",
    "854231": "C26", "854430": "C29", "854449": "C27", "950450": "C26",
    # vehicles, ships, aircraft
    "870110": "C28", "870121": "C29", "870323": "C29", "870421": "C29", "870840": "C29", "871120": "C302T309",
    "871200": "C302T309", "871639": "C29", "880240": "C302T309", "880730": "C302T309", "880330": "C302T309",
    "890190": "C301", "940120": "C29",
    # instruments, furniture, the rest
    "901380": "C26", "901812": "C26", "901819": "C26", "901839": "C31T33", "901890": "C31T33", "902150": "C26",
    "902214": "C26", "903289": "C26", "910211": "C26", "940161": "C31T33", "940360": "C31T33", "940511": "C27",
    "950300": "C31T33", "960810": "C31T33", "970121": "C31T33",
}  # fmt: skip


@pytest.mark.parametrize(("code", "industry"), PINNED.items())
def test_pinned_codes(code: str, industry: str) -> None:
    """Each pinned subheading stands where its ISIC class is."""
    assert industry_of([code])[0] == industry


def test_there_are_enough_pins_and_every_industry_but_services_to_mining_has_one() -> None:
    """B09 (mining support) is a service to mines and owns no product."""
    assert len(PINNED) >= 60
    assert set(GOODS) - set(PINNED.values()) == {"B09"}
    assert set(prefixes().values()) == (set(GOODS) - {"B09"}) | {"D", None}


def test_longest_prefix_wins_at_every_length_of_code() -> None:
    """The chapter, the heading, the subheading and the tariff lines below it agree with the longest known prefix."""
    assert list(industry_of(["84", "8471", "847150", "84715001", "8471500110"])) == ["C28", "C26", "C26", "C26", "C26"]


def test_lost_zeros_dots_and_numbers() -> None:
    """A zero eaten by a spreadsheet comes back; dots, spaces and numbers are read."""
    assert [digits_of(c) for c in (2071100, "8542.31.0000", " 0101 21 ", 1.0121e4, "7")] == [
        "02071100", "8542310000", "010121", "010121", "07",
    ]  # fmt: skip


def test_special_chapters_name_no_product() -> None:
    """Chapters 98 and 99 are explicitly nothing, electricity is D, and weights keep what is missing in sight."""
    assert list(industry_of(["980100", "99038801", "271600"])) == [None, None, "D"]
    assert goods_weights(["980100", "854231", "854232"], [1.0, 2.0, 3.0]) == {"missing": 1.0, "C26": 5.0}


@pytest.mark.parametrize("code", ["770000", "000000"])
def test_unknown_chapter(code: str) -> None:
    """Chapter 77 is reserved and empty: no industry is invented for it."""
    with pytest.raises(UnknownName, match="product code"):
        industry_of([code])


@pytest.mark.parametrize("code", ["", "chips", "12345678901", 8542.5, "85-42", None, "８５４２"])
def test_no_code_at_all(code: object) -> None:
    """What is no code is refused with the form that is."""
    with pytest.raises(BadValue, match="product code"):
        industry_of([code])


def test_every_code_of_the_trade_files_has_an_industry() -> None:
    """All subheadings of US imports 2024 and of the raw-material file are covered."""
    folder = os.environ.get("BAHE_SOURCES")
    if not folder:
        pytest.skip("raw sources are not at hand: set BAHE_SOURCES to their folder")
    pandas = pytest.importorskip("pandas")
    trade = pandas.read_parquet(Path(folder) / "trade_hs6/us_hs6_2024.parquet")
    minerals = pandas.read_parquet(Path(folder) / "trade_hs6/minerals_hs6_2000_2024.parquet", columns=["hs6"])
    codes = sorted({*trade.HS6.unique(), *minerals.hs6.unique()})
    found = industry_of(codes)
    assert len(codes) > 5000
    assert all((i is None) == (c[:2] in ("98", "99")) for c, i in zip(codes, found, strict=True))


def test_industries_add_up_to_another_map_where_chapters_are_clean() -> None:
    """US imports of 2024 by industry against the approximate HS2 map of the 20-sector file: within 10 % where both agree."""
    folder = os.environ.get("BAHE_SOURCES")
    if not folder:
        pytest.skip("raw sources are not at hand: set BAHE_SOURCES to their folder")
    pandas = pytest.importorskip("pandas")
    trade = pandas.read_parquet(Path(folder) / "trade_hs6/us_hs6_2024.parquet")
    rough = pandas.read_csv(Path(folder) / "tariffs/us_collected_duty_2024_by_origin_sector.csv")
    ours = goods_weights(trade.HS6, trade.imports)
    theirs = rough.groupby("sec")["imports"].sum()
    assert sum(ours.values()) == pytest.approx(theirs.sum(), rel=1e-3)
    for sector in ("C13T15", "C16", "C17_18", "C19", "C20", "C25", "C26", "C27", "C29"):
        assert ours[sector] == pytest.approx(theirs[sector], rel=0.10), sector
    assert ours["missing"] == pytest.approx(theirs["SVC"], rel=0.01)
