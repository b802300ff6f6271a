"""The builder of items: the packaged table again from the raw sources, and its steps on flows small enough to do by hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from bahe.atlas.build_items import (
    COVER,
    Home,
    World,
    added,
    build_items,
    eu_rows,
    floor,
    home_of,
    listed,
    load_icio,
    load_protee,
    main,
    mineral_imports,
    share_rows,
    theta_row,
    typed,
    us_imports,
)
from bahe.atlas.items import load_items
from bahe.atlas.tables import packaged, read_csv
from bahe.faults import BadFile, MissingData

SOURCES = os.environ.get("BAHE_SOURCES")
needs_sources = pytest.mark.skipif(not SOURCES, reason="BAHE_SOURCES does not name the folder of raw sources")
HOME = Home(0.0, 0.25, 0.5, "assumed", "assumed-home-half", "", "2022", "by hand")


# ----------------------------------------------------------------------------------------------------- by hand
def test_flows_of_several_codes_add_up() -> None:
    assert added([{"JPN": 1.0}, {"JPN": 2.0, "CHN": 4.0}]) == {"JPN": 3.0, "CHN": 4.0}


def test_origins_are_listed_until_they_cover_and_wanted_ones_always() -> None:
    shares = {"JPN": 0.9, "KOR": 0.06, "CHN": 0.03, "USA": 0.01}
    assert listed(shares, ["USA"]) == ["JPN", "KOR", "USA"]
    assert sum(shares[o] for o in listed(shares, [])) >= COVER


def test_import_shares_are_scaled_by_one_less_the_home_share() -> None:
    rows = share_rows("x", "USA", {"JPN": 0.8}, HOME, ["JPN", "MYS"], "s", "2024", "n")
    assert [(r["origin"], r["low"], r["value"], r["high"]) for r in rows] == [
        ("USA", "0.00000", "0.25000", "0.50000"),
        ("JPN", "0.40000", "0.60000", "0.80000"),
        ("MYS", "0.00000", "0.00000", "0.00000"),
    ]
    assert [r["kind"] for r in rows] == ["assumed", "measured", "measured"]


def test_the_share_of_the_union_is_split_and_each_member_lies_between_none_and_all() -> None:
    rows = eu_rows("x", 0.4, {"DEU": 0.75, "NLD": 0.24, "CYP": 0.01}, HOME, ["CYP"])
    assert [(r["origin"], r["low"], r["value"], r["high"]) for r in rows] == [
        ("DEU", "0.00000", "0.22500", "0.40000"),
        ("NLD", "0.00000", "0.07200", "0.40000"),
        ("CYP", "0.00000", "0.00300", "0.40000"),
    ]
    assert {r["kind"] for r in rows} == {"assumed"}


def test_numbers_are_rounded_down_so_that_shares_stay_within_one() -> None:
    assert floor(2 / 3) == 0.66666
    assert floor(0.1 + 0.2) == 0.3


@pytest.mark.parametrize(("rule", "ends"), [("half", (0.0, 0.3, 0.6)), ("icio", (0.5, 0.6, 0.7))])
def test_home_shares_follow_the_parent_industry(rule: str, ends: tuple[float, float, float]) -> None:
    trade = np.array([[[60.0], [0.0]], [[40.0], [1.0]]])
    world = World(("AAA", "BBB"), ("C20",), trade)
    rows = [
        {
            "item": "x",
            "buyer": "others",
            "rule": rule,
            "kind": "assumed",
            "source": "s",
            "grade": "",
            "year": "",
            "note": "",
        }
    ]
    home = home_of({"id": "x", "sector": "C20"}, "AAA", rows, world)
    assert (home.low, home.value, home.high) == pytest.approx(ends)
    with pytest.raises(BadFile, match=r"homes\.csv"):
        home_of({"id": "y", "sector": "C20"}, "AAA", rows, world)


def test_theta_is_the_absolute_value_less_one_and_filled_values_are_marked() -> None:
    row = theta_row("x", "848340", {"848340": (False, -4.0)})
    assert (row["low"], row["value"], row["high"], row["grade"]) == ("0.7500", "3.0000", "4.0000", "B")
    row = theta_row("x", "854231", {"854231": (True, -28.0)})
    assert (row["value"], row["grade"]) == ("27.0000", "C")
    assert "extreme" in row["note"]


def test_the_typed_tables_speak_of_items_that_exist_and_of_known_sources() -> None:
    hand = typed()
    names = {r["id"] for r in hand.items}
    assert {r["item"] for t in (hand.stated, hand.homes, hand.trade) for r in t} == names
    known = {r["id"] for r in read_csv(packaged("items") / "sources.csv")}
    assert {r["source"] for t in (hand.stated, hand.homes) for r in t} <= known


def test_without_sources_the_builder_says_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="BAHE_SOURCES"):
        build_items(out=tmp_path)


# ------------------------------------------------------------------------------------------------ from the raw sources
@needs_sources
def test_the_packaged_tables_are_built_again_byte_for_byte(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    for name in ("figures.csv", "trade_shares.csv"):
        assert (tmp_path / name).read_bytes() == (packaged("items") / name).read_bytes()


@needs_sources
def test_measured_us_shares_equal_a_second_computation_from_the_raw_file() -> None:
    import pandas as pd

    frame = pd.read_parquet(Path(str(SOURCES)) / "trade_hs6/us_hs6_2024.parquet")
    frame = frame[frame["CTY_NAME"] != "SLOVAKIA"]
    census = {"JPN": "JAPAN", "CHN": "CHINA", "KOR": "KOREA, SOUTH", "MEX": "MEXICO", "TWN": "TAIWAN", "CAN": "CANADA"}
    checked = 0
    for row in typed().trade:
        if row["file"] != "us":
            continue
        part = frame[frame["HS6"].isin(row["hs"].split())]
        shares = {s.origin: s.figure for s in load_items()[row["item"]].shares if s.buyer == "USA"}
        for origin in set(census) & set(shares):
            m = part.loc[part["CTY_NAME"] == census[origin], "imports"].sum() / part["imports"].sum()
            assert shares[origin].value == pytest.approx(m * (1 - shares["USA"].value), abs=3e-5)
            checked += 1
    assert checked >= 30


@needs_sources
def test_measured_shares_of_minerals_equal_a_second_computation_from_the_raw_file() -> None:
    import pandas as pd

    frame = pd.read_parquet(Path(str(SOURCES)) / "trade_hs6/minerals_hs6_2000_2024.parquet")
    frame = frame[frame["year"].between(2022, 2024)].astype({"hs6": str, "exporter": str, "importer": str})
    frame = frame[frame["exporter"] != frame["importer"]]
    for row in typed().trade:
        if row["file"] != "minerals":
            continue
        part = frame[frame["hs6"].isin(row["hs"].split())]
        for buyer in ("JPN", "CHN", "DEU"):
            own = part[part["importer"] == buyer].astype({"value_kusd": float})
            shares = {s.origin: s.figure for s in load_items()[row["item"]].shares if s.buyer == buyer}
            for origin in set(shares) - {buyer, "ROW"}:
                m = own.loc[own["exporter"] == origin, "value_kusd"].sum() / own["value_kusd"].sum()
                assert shares[origin].value == pytest.approx(m * (1 - shares[buyer].value), abs=3e-5)
                assert shares[origin].kind == "measured"


@needs_sources
@pytest.mark.parametrize(
    ("heading", "origin", "published"),
    [("3707", "JPN", 0.845), ("2846", "CHN", 0.708), ("2846", "JPN", 0.123), ("8482", "JPN", 0.204), ("8482", "CHN", 0.139),
     ("8486", "JPN", 0.284), ("3818", "JPN", 0.410), ("8542", "TWN", 0.292)],
)  # fmt: skip
def test_published_us_shares_by_heading_come_out_when_slovakia_counts_twice_as_they_do(
    heading: str, origin: str, published: float
) -> None:
    import pandas as pd

    frame = pd.read_parquet(Path(str(SOURCES)) / "trade_hs6/us_hs6_2024.parquet")
    total = frame.loc[frame["HS6"].str.startswith(heading), "imports"].sum() / 1e6
    flows = added(v for code, v in us_imports(Path(str(SOURCES))).items() if code.startswith(heading))
    assert flows[origin] / total == pytest.approx(published, abs=6e-4)
    assert sum(flows.values()) <= total * (1 + 1e-12)


@needs_sources
def test_sources_are_read_as_their_description_says() -> None:
    folder = Path(str(SOURCES))
    world, protee = load_icio(folder), load_protee(folder)
    assert len(world.economies) == 81
    assert sum(world.eu_split("USA", "C28").values()) == pytest.approx(1)
    assert protee["848340"] == (False, pytest.approx(-4.0712671))
    assert protee["281111"][0] is True
    assert "370790" not in protee
    minerals = mineral_imports(folder, ["284690"], world.economies)
    assert set(minerals["284690"]["JPN"]) <= set(world.economies)
