"""Who holds which item over whom: pairs of a scenario, shares of economies and of unions, and what a page says of them."""

from __future__ import annotations

import numpy as np
import pytest

import bahe
from bahe.casebook.cases import case
from bahe.casebook.levers.holding import MEMBERS, holdings, pairs, share_history
from bahe.world.carve import demand, origin_shares


@pytest.fixture(scope="module")
def world():
    return bahe.load_world("icio-2022")


@pytest.fixture(scope="module")
def magnets():
    return bahe.load_items()["rare-earth-magnets"]


def test_pairs_are_those_of_the_moves_each_once() -> None:
    """Both directions of the chokepoint case; three buyers and the reverse in the mirror."""
    assert pairs(case("japan-chokepoints-on-china").scenario()) == (("CHN", "JPN"), ("JPN", "CHN"))
    assert pairs(case("rare-earth-mirror").scenario()) == (
        ("JPN", "CHN"), ("USA", "CHN"), ("EU27", "CHN"), ("CHN", "JPN"), ("CHN", "USA"), ("CHN", "EU27"),
    )  # fmt: skip
    assert pairs(case("eu-deal-2025").scenario()) == ()


def test_a_union_has_the_mean_of_its_members_and_an_economy_its_own_row(world, magnets) -> None:
    """Weights are what each member uses; a union of one is that economy; what is below a twentieth is left out."""
    n = world.axes.economy_index("EU27")
    i = world.axes.economy("CHN")
    used, shares = demand(world, magnets)[n], origin_shares(world, magnets)[n, i]
    both = holdings(world, [magnets], [("EU27", "CHN"), ("USA", "CHN"), ("CHN", "USA")])
    assert both["buyer"].tolist() == ["EU27", "USA"]
    union, single = both.to_dict("records")
    assert union["kind"] == MEMBERS
    assert union["share"] == pytest.approx(float(used @ shares / used.sum()))
    assert union["low"] <= union["share"] <= union["high"]
    assert (single["kind"], single["grade"], single["source"]) == ("measured", "A", "us-census-2024")
    assert np.isnan(single["bites_months"]), "no source states a stock of magnets"


def test_the_history_is_that_of_the_panels_and_groups_have_none(world) -> None:
    """Japan 2000 and 2024, the figures that the assumptions of the mirror case quote."""
    found = share_history(world, [("EU27", "CHN"), ("JPN", "CHN")])
    assert set(found["buyer"]) == {"JPN"}
    value = found[found["series"].str.endswith("value")].set_index("year")["share"]
    assert (value.index.min(), value.index.max()) == (2000, 2024)
    assert value[2024] == pytest.approx(0.378, abs=5e-4)


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "Items that China could withhold from Japan."), ("zh", "中国可对日本断供的商品。")]
)
def test_a_page_shows_them_before_any_loss(tmp_path, lang: str, says: str) -> None:
    """Tables, charts and the first sentence of the answer; the frames lie beside the page."""
    run = bahe.run(
        "rare-earth-mirror", out=tmp_path / lang, lang=lang, variants=["today", "on-japan"], horizons=["long"]
    )
    page = (tmp_path / lang / "report.html").read_text(encoding="utf-8")
    assert says in page
    assert page.index('id="held"') < page.index('id="held-history"') < page.index('id="glance"')
    assert {"holdings", "share_history"} <= set(run.extra)
    assert (tmp_path / lang / "holdings.csv").is_file()


def test_speeds_and_half_lives_are_those_of_the_case_file() -> None:
    """Japan: −0.40 and +0.15 by value; half of the share of 2010 within five years by value, never by tonnage; no buyer is special."""
    from bahe.report.dependence.answer import history
    from bahe.report.runs.held import erosion_cells
    from bahe.report.wording.texts import Words

    frame = history([("JPN", "CHN")])
    series = {str(n).rpartition(", ")[2]: g.set_index("year")["share"] for n, g in frame.groupby("series")}
    value, tonnage = (erosion_cells(series[k], Words("en")) for k in ("value", "tonnage"))
    assert value[:2] == ["−0.40", "+0.15"]
    assert 2 < float(value[3]) <= 5
    assert tonnage[3] == "not by 2024"
    assert erosion_cells(series["value"].loc[2012:], Words("en"))[0] == "–"
    assert erosion_cells(series["value"].loc[2012:], Words("en"))[3] == "–"
