"""The table of items: what ships, its figures by hand, tables of a user on top, and every way in which they may be off."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import bahe
from bahe.atlas.items import (
    ANY_BUYER,
    COLUMNS,
    count_cells,
    item,
    item_sources,
    items_table,
    load_items,
    missing,
)
from bahe.atlas.tables import packaged, read_csv
from bahe.faults import BadFile, BadValue, Conflict, MissingData, UnknownName, UserError
from bahe.world.item import KINDS, Figure, Item

WANTED = """photoresist-arf photoresist-krf photoresist-gi-line hydrogen-fluoride fluorinated-polyimide bearing-hsr-axlebox reducer-rv
reducer-harmonic machine-tool-five-axis ai-accelerator foundry-advanced lithography-euv lithography-arf-immersion eda hbm
rare-earth-compounds rare-earth-magnets gallium germanium graphite aircraft-engine crude-oil lng bearings-all silicon-wafers
fab-tools""".split()


def share(name: str, origin: str, buyer: str) -> Figure:
    """The figure of one origin and buyer."""
    return next(s.figure for s in item(name).shares if (s.origin, s.buyer) == (origin, buyer))


# ------------------------------------------------------------------------------------------------------ what ships
def test_every_item_asked_for_is_there() -> None:
    assert sorted(WANTED) == sorted(load_items())


@pytest.mark.parametrize("name", WANTED)
def test_every_figure_of_an_item_has_a_source_with_a_title(name: str) -> None:
    found = item(name)
    assert found.figures
    keys = {s.key for s in item_sources(found)}
    assert {f.source for f in found.figures} == keys
    assert all(s.what and s.licence for s in item_sources(found))


def test_an_assumption_states_its_ground_and_a_quotation_its_grade() -> None:
    titles = {row["id"]: row["title"] for row in read_csv(packaged("items") / "sources.csv")}
    for found in load_items().values():
        for f in found.figures:
            assert titles[f.source].startswith("assumption: ") == (f.kind == "assumed"), f
            assert (f.grade == "") == (f.kind == "assumed"), f


def test_fifteen_items_have_origin_shares_measured_or_of_grade_a_or_b() -> None:
    solid = [
        i.name
        for i in load_items().values()
        if any(s.figure.kind == "measured" or (s.figure.kind == "quoted" and s.figure.grade in "AB") for s in i.shares)
    ]
    assert len(solid) >= 15
    assert count_cells(load_items())["measured_or_ab"] == len(solid)


def test_central_shares_of_a_buyer_add_up_to_at_most_one_also_when_laid_over_the_world_rows() -> None:
    for found in load_items().values():
        by_buyer: dict[str, dict[str, float]] = {}
        for s in found.shares:
            by_buyer.setdefault(s.buyer, {})[s.origin] = s.figure.value
        world = by_buyer.get(ANY_BUYER, {})
        for buyer, own in by_buyer.items():
            assert sum(own.values()) <= 1 + 1e-9, (found.name, buyer)
            assert sum({**world, **own}.values()) <= 1 + 1e-9, (found.name, buyer)


def test_codes_are_those_of_the_world_it_is_made_for() -> None:
    world = bahe.load_world("icio-2022")
    for found in load_items().values():
        assert {found.sector, *found.users} <= set(world.sectors)
        assert {s.origin for s in found.shares} <= set(world.economies)
        assert {s.buyer for s in found.shares} <= {*world.economies, ANY_BUYER}
        assert set(found.demand) <= set(world.economies)
        assert set(found.theta) <= set(world.horizons)


def test_each_item_has_every_horizon_and_a_leakage_and_the_short_one_is_the_least_elastic() -> None:
    for found in load_items().values():
        assert set(found.theta) == {"long", "medium", "short"}
        assert found.theta["short"].value <= found.theta["medium"].value <= found.theta["long"].value
        assert found.leakage is not None
        assert (found.leakage.low, found.leakage.value, found.leakage.high) == (0.05, 0.1, 0.3)


def test_the_parent_is_the_industry_of_the_codes() -> None:
    from bahe.atlas.concordance import industry_of

    for found in load_items().values():
        if found.hs:
            assert found.sector in set(industry_of(found.hs)), found.name


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("photoresist-arf", "ArF光刻胶"),
        ("hydrogen-fluoride", "氟化氢"),
        ("reducer-harmonic", "谐波减速器"),
        ("machine-tool-five-axis", "五轴联动加工中心"),
        ("lithography-euv", "极紫外光刻机"),
        ("gallium", "镓"),
        ("germanium", "锗"),
        ("silicon-wafers", "硅片"),
    ],
)
def test_chinese_names(name: str, zh: str) -> None:
    assert item(name).label["zh"] == zh


# --------------------------------------------------------------------------------------------------- figures by hand
@pytest.mark.parametrize(
    ("name", "origin", "buyer", "value"),
    [
        ("lithography-euv", "NLD", "world", 1.0),
        ("lithography-arf-immersion", "JPN", "world", 0.09),
        ("silicon-wafers", "JPN", "world", 0.56),
        ("eda", "USA", "world", 0.96),
        ("foundry-advanced", "TWN", "world", 0.69),
        ("hbm", "KOR", "world", 0.53 + 0.38),
        ("reducer-harmonic", "JPN", "world", 0.58),
        ("gallium", "CHN", "world", 750 / 762),
        ("germanium", "CHN", "world", 180 / 210),
        ("graphite", "CHN", "world", 1270 / 1600),
        ("rare-earth-magnets", "CHN", "world", 0.94),
        ("aircraft-engine", "FRA", "world", 0.5 * 0.72 * 20 / 27),
        ("aircraft-engine", "GBR", "world", (0.03 * 20 + 0.33 * 7) / 27),
        ("ai-accelerator", "CHN", "CHN", 0.30),
    ],
)
def test_quoted_shares_are_those_of_the_page(name: str, origin: str, buyer: str, value: float) -> None:
    assert share(name, origin, buyer).value == pytest.approx(value, abs=6e-4)


def import_share(name: str, buyer: str, *origins: str) -> float:
    """Measured import share of one or several origins."""
    rows = read_csv(packaged("items") / "trade_shares.csv")
    return sum(
        float(r["import_share"]) for r in rows if (r["item"], r["buyer"]) == (name, buyer) and r["origin"] in origins
    )


@pytest.mark.parametrize(
    ("name", "origin", "published"),
    [
        ("photoresist-arf", "JPN", 0.845),
        ("photoresist-arf", "KOR", 0.056),
        ("hydrogen-fluoride", "MEX", 0.826),
        ("machine-tool-five-axis", "JPN", 0.401),
        ("machine-tool-five-axis", "EU27", 0.360),
        ("silicon-wafers", "JPN", 0.410),
        ("fab-tools", "JPN", 0.284),
        ("rare-earth-magnets", "CHN", 0.759),
        ("bearings-all", "JPN", 0.204),
        ("bearings-all", "CHN", 0.139),
    ],
)
def test_us_import_shares_are_the_published_ones_up_to_the_double_count_of_slovakia(
    name: str, origin: str, published: float
) -> None:
    """The published figures divide by a total that counts Slovakia twice (once inside the European Union)."""
    assert published - 5e-4 <= import_share(name, "USA", origin) <= published * 1.015


def test_a_share_of_use_is_the_import_share_times_one_less_the_home_share() -> None:
    for name in ("bearings-all", "hydrogen-fluoride", "silicon-wafers", "photoresist-arf"):
        home, japan = share(name, "USA", "USA"), share(name, "JPN", "USA")
        m = import_share(name, "USA", "JPN")
        assert japan.kind == "measured"
        assert japan.value == pytest.approx(m * (1 - home.value), abs=2e-5)
        assert japan.low == pytest.approx(m * (1 - home.high), abs=2e-5)
        assert japan.high == pytest.approx(m * (1 - home.low), abs=2e-5)


def test_rare_earth_share_of_japan_from_china_lies_between_the_two_years_on_file() -> None:
    assert 0.378 < import_share("rare-earth-compounds", "JPN", "CHN") < 0.60


def test_theta_is_the_estimate_less_one_and_extreme_values_are_kept() -> None:
    assert item("reducer-rv").theta["long"].value == pytest.approx(4.0713 - 1, abs=1e-4)
    assert item("hydrogen-fluoride").theta["long"].value == pytest.approx(6.4327 - 1, abs=1e-4)
    assert item("hydrogen-fluoride").theta["long"].grade == "C"
    assert item("ai-accelerator").theta["long"].value == pytest.approx(28.1052 - 1, abs=1e-4)
    assert item("photoresist-arf").theta["long"].kind == "assumed"


def test_what_nobody_says_is_none_and_counted() -> None:
    assert item("bearing-hsr-axlebox").market is None
    assert "market" in missing(item("bearing-hsr-axlebox"))
    counted = count_cells(load_items())
    assert counted["missing"] == sum(len(missing(i)) for i in load_items().values())
    assert sum(counted[k] for k in KINDS) == sum(len(i.figures) for i in load_items().values())


def test_the_summary_has_one_row_an_item() -> None:
    rows = items_table()
    assert [r["item"] for r in rows] == list(load_items())
    euv = next(r for r in rows if r["item"] == "lithography-euv")
    assert (euv["top_origin"], euv["top_share"]) == ("NLD", 1.0)


def test_an_unknown_item_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownName, match="photoresist-arf") as caught:
        item("photoresist-arv")
    assert "photoresist-arf" in caught.value.near


def test_a_caller_cannot_change_the_packaged_table() -> None:
    load_items().pop("gallium")
    assert "gallium" in load_items()


# -------------------------------------------------------------------------------------------------- a table of the user
HEAD = {name: ",".join(columns) for name, columns in COLUMNS.items()}
NEW_ITEM = "neon,Neon,氖,C20,280429,C26,0,essential,"
NEW_FIGURES = [
    "neon,market,,,100,150,200,USD mn,2022,assumed,mine,,",
    "neon,share,UKR,world,.4,.5,.6,fraction,2022,quoted,mine,C,",
]
NEW_SOURCE = "mine,assumption: my own reading,me,,2024,mine,none"


def write(folder: Path, name: str, *lines: str) -> Path:
    """A table of the user with its header."""
    path = folder / name
    path.write_text("\n".join((HEAD[name], *lines)) + "\n", encoding="utf-8")
    return path


def mine(folder: Path) -> Path:
    """A folder with one new item."""
    write(folder, "items.csv", NEW_ITEM)
    write(folder, "figures.csv", *NEW_FIGURES)
    write(folder, "sources.csv", NEW_SOURCE)
    return folder


def test_a_folder_of_the_user_adds_an_item(tmp_path: Path) -> None:
    both = load_items(mine(tmp_path))
    assert set(both) == {*load_items(), "neon"}
    neon = both["neon"]
    assert isinstance(neon, Item)
    assert neon.market is not None
    assert neon.market.value == 150
    assert neon.stock is None
    assert [s.key for s in item_sources(neon, tmp_path)] == ["mine"]
    with pytest.raises(MissingData, match="mine"):
        item_sources(neon)


def test_one_file_replaces_one_figure_and_leaves_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path, "figures.csv", "gallium,market,,,300,300,300,USD mn,2025,quoted,usgs-mcs-2025-gallium,A,")
    changed = load_items(path)["gallium"]
    assert changed.market is not None
    assert changed.market.value == 300
    assert changed.shares == item("gallium").shares


def test_shares_of_the_user_replace_all_shares_of_that_buyer(tmp_path: Path) -> None:
    path = write(
        tmp_path, "figures.csv", "hydrogen-fluoride,share,JPN,KOR,.4,.439,.5,fraction,2019,quoted,kita-2019,B,"
    )
    changed = load_items(str(path))["hydrogen-fluoride"]
    assert [(s.origin, s.figure.value) for s in changed.shares if s.buyer == "KOR"] == [("JPN", 0.439)]
    assert [s for s in changed.shares if s.buyer == "USA"] == [
        s for s in item("hydrogen-fluoride").shares if s.buyer == "USA"
    ]


def test_a_byte_order_mark_and_quoted_commas_are_read(tmp_path: Path) -> None:
    path = mine(tmp_path) / "items.csv"
    path.write_text(
        HEAD["items.csv"] + '\nneon,"Neon, pure",氖,C20,280429,C26,0,essential,"a, b"\n', encoding="utf-8-sig"
    )
    assert load_items(tmp_path)["neon"].label["en"] == "Neon, pure"


# ------------------------------------------------------------------------------------------------------- hostile input
def cell(name: str, column: str, value: str) -> Callable[[Path], Path]:
    """A folder whose first row of one file has one cell changed."""

    def make(folder: Path) -> Path:
        path = mine(folder) / name
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        rows[1 if name != "figures.csv" or column not in ("origin", "share") else 2][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return folder

    return make


def text(name: str, content: str | bytes) -> Callable[[Path], Path]:
    """A folder with one file of any content."""

    def make(folder: Path) -> Path:
        path = mine(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


def more(name: str, *lines: str) -> Callable[[Path], Path]:
    """A folder with lines added to one file."""

    def make(folder: Path) -> Path:
        path = mine(folder) / name
        path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
        return folder

    return make


SHARE = "neon,share,USA,world,.1,{},.9,fraction,2022,quoted,mine,C,"
MALFORMED: list[tuple[str, Callable[[Path], Path], type[UserError], list[str]]] = [
    ("nan", cell("figures.csv", "value", "nan"), BadValue, ["figures.csv line 2", "value", "0 to", "out of range"]),
    ("infinite", cell("figures.csv", "high", "inf"), BadValue, ["figures.csv line 2", "high", "out of range"]),
    ("negative", cell("figures.csv", "low", "-1"), BadValue, ["figures.csv line 2", "low", "0 to"]),
    ("zero market", cell("figures.csv", "low", "0"), BadValue, ["low", "above 0"]),
    ("empty number", cell("figures.csv", "value", ""), BadValue, ["value", "missing is not zero"]),
    ("words", cell("figures.csv", "value", "about 5"), BadValue, ["value", "not a number", "point for decimals"]),
    ("decimal comma", cell("figures.csv", "value", "1,5"), BadValue, ["value", "not a number"]),
    ("low above value", cell("figures.csv", "low", "180"), BadValue, ["figures.csv line 2", "value", "low 180"]),
    ("value above high", cell("figures.csv", "high", "120"), BadValue, ["value", "high 120"]),
    ("share above one", more("figures.csv", "neon,share,USA,KOR,.1,1.2,1.3,fraction,2022,quoted,mine,C,"), BadValue,
     ["figures.csv line 4", "value", "0 to 1"]),
    ("shares above one", more("figures.csv", SHARE.format(".7")), Conflict, ["figures.csv line 3", "world", "1.2", "at most 1"]),
    ("unknown economy", cell("figures.csv", "origin", "UKX"), UnknownName, ["figures.csv line 3", "origin", "UKR"]),
    ("unknown sector", cell("items.csv", "sector", "C200"), UnknownName, ["items.csv line 2", "sector", "C20"]),
    ("unknown user", cell("items.csv", "users", "C26 C99"), UnknownName, ["items.csv line 2", "users", "C99"]),
    ("unknown what", cell("figures.csv", "what", "markt"), UnknownName, ["figures.csv line 2", "what", "market"]),
    ("unknown unit", cell("figures.csv", "unit", "EUR mn"), BadValue, ["unit", "USD mn", "Convert"]),
    ("unknown kind", cell("figures.csv", "kind", "guessed"), BadValue, ["kind", "measured, quoted, assumed"]),
    ("unknown grade", cell("figures.csv", "grade", "AA"), BadValue, ["grade", "A, B, C, D"]),
    ("no source", cell("figures.csv", "source", ""), BadValue, ["source", "sources.csv"]),
    ("unknown source", cell("figures.csv", "source", "mein"), UnknownName, ["source", "mine"]),
    ("unknown item", cell("figures.csv", "item", "galium"), UnknownName, ["figures.csv line 2", "item", "gallium"]),
    ("year", cell("figures.csv", "year", "22"), BadValue, ["year", "1900 to 2100"]),
    ("origin of a market", cell("figures.csv", "buyer", "USA"), BadValue, ["figures.csv line 2", "buyer", "has none"]),
    ("share without origin", cell("figures.csv", "origin", ""), BadValue, ["figures.csv line 3", "origin", "needs one"]),
    ("criticality", cell("items.csv", "criticality", "vital"), BadValue, ["items.csv line 2", "criticality", "essential"]),
    ("final", cell("items.csv", "final", "1.5"), BadValue, ["final", "0 to 1"]),
    ("no users", cell("items.csv", "users", ""), BadValue, ["users", "final 1"]),
    ("hs", cell("items.csv", "hs", "28x"), BadValue, ["hs", "digits"]),
    ("blank in a name", cell("items.csv", "id", "neon gas"), BadValue, ["id", "hyphens"]),
    ("name of an industry", cell("items.csv", "id", "C26"), BadValue, ["id", "otherwise"]),
    ("source without title", cell("sources.csv", "title", ""), BadValue, ["sources.csv line 2", "title"]),
    ("row twice", more("figures.csv", NEW_FIGURES[0]), Conflict, ["figures.csv line 4", "figures.csv line 2", "market"]),
    ("item twice", more("items.csv", NEW_ITEM), Conflict, ["items.csv line 3", "items.csv line 2"]),
    ("demand above the market", more("figures.csv", "neon,demand,,KOR,400,400,400,USD mn,2022,quoted,mine,C,"), Conflict,
     ["demand", "market"]),
    ("not UTF-8", text("figures.csv", HEAD["figures.csv"].encode() + b"\nneon,\xff\xfe"), BadFile, ["figures.csv", "UTF-8"]),
    ("null character", text("figures.csv", HEAD["figures.csv"] + "\nneon\0"), BadFile, ["null"]),
    ("empty file", text("figures.csv", ""), BadFile, ["empty", "item"]),
    ("missing column", text("figures.csv", "item,what\n"), BadFile, ["figures.csv line 1", "origin"]),
    ("unknown column", text("items.csv", HEAD["items.csv"] + ",extra\n"), BadFile, ["items.csv line 1", "extra"]),
    ("column twice", text("items.csv", HEAD["items.csv"] + ",note\n"), BadFile, ["items.csv line 1", "note"]),
    ("short row", text("items.csv", HEAD["items.csv"] + "\nneon,Neon\n"), BadFile, ["items.csv line 2", "2 fields"]),
    ("open quotation mark", text("items.csv", HEAD["items.csv"] + '\n"neon,Neon\n'), BadFile, ["items.csv", "quotation"]),
    ("long cell", text("items.csv", HEAD["items.csv"] + "\n" + NEW_ITEM + "x" * 3000), BadFile, ["note", "at most 2000"]),
    ("huge file", text("items.csv", HEAD["items.csv"] + "\n" * 4_000_001), BadFile, ["too large", "4000000"]),
    ("too many rows", text("sources.csv", HEAD["sources.csv"] + "\n" + "a,b,,,,,\n" * 50_001), BadFile, ["too many rows", "50000"]),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error", "words"), [m[1:] for m in MALFORMED], ids=[m[0] for m in MALFORMED])
def test_a_table_that_is_off_is_refused_with_place_column_and_remedy(
    tmp_path: Path, make: Callable[[Path], Path], error: type[UserError], words: list[str]
) -> None:
    with pytest.raises(UserError) as caught:
        load_items(make(tmp_path))
    assert type(caught.value) is error
    for word in words:
        assert word in caught.value.message, caught.value.message


def test_a_path_that_holds_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file or folder"):
        load_items(tmp_path / "nowhere")
    with pytest.raises(BadFile, match="holds no table of items"):
        load_items(tmp_path)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadFile, match="no table of items"):
        load_items(other)
