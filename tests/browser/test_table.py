"""Table: the zone, the clock, where linkage works, issues on and off; every figure is the API's."""

from __future__ import annotations

from typing import Any

import pytest

from browser.workbench import Workbench, expect


def _as_table(page: Any, title: str) -> str:
    """Show a chart as a table; where its figures stand."""
    chart = page.locator("figure.chart", has=page.get_by_text(title, exact=True))
    chart.get_by_role("button", name="Table").click()
    return f"figure.chart:has(.title:text-is('{title}'))"


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_where_linkage_works(bench: Workbench, horizon: str) -> None:
    """The heat map holds the chances of the report's, cell by cell, and is walked by keys."""
    page = bench.open(f"table?case=oil-linkage&table=china&h={horizon}")
    region = next(t for t in bench.ask("talks", {"case": "oil-linkage"})["tables"] if t["id"] == "china")["region"]
    cells = [r for r in region if r["horizon"] == horizon]
    title = "Where linkage works: chance of a signature"
    plot = page.locator("figure.chart", has=page.get_by_text(title, exact=True)).locator(".plot")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    expect(plot.locator("xpath=..").locator("[aria-live]")).to_contain_text("Signed:")
    bench.shot(f"linkage-{horizon}")
    within = _as_table(page, title)
    shown = [v for v, _ in bench.figures(f"{within} td:last-child")]
    assert shown == [r["signed"] for r in cells]


def test_the_zone_and_the_clock(bench: Workbench) -> None:
    """Points of the zone and chances of the clock."""
    page = bench.open("table?h=long")
    (first, *_) = bench.ask("talks", {"case": "truce-clock-stockholm"})["tables"]
    zone = first["zone"]["long"]
    within = _as_table(page, "Zone of agreement")
    shown = {v for v, _ in bench.figures(within)}
    for point in (zone["outside"], zone["impasse"], zone["signed"]):
        assert {1000 * x for x in point} <= shown
    within = _as_table(page, "The clock")
    here = [c["signed"] for c in first["clock"] if c["horizon"] == "long"]
    assert [v for v, _ in bench.figures(f"{within} td:nth-child(2)")] == here


def test_the_table_has_an_address(bench: Workbench) -> None:
    """Case, table, horizon and issues that are off come back with the address; Back undoes a choice."""
    page = bench.open("table?h=long")
    page.get_by_role("switch", name="private costs of signing").click()
    bench.done()
    shown = bench.figures(".without")
    page.reload()
    bench.done()
    assert bench.figures(".without") == shown
    page.locator(".tabled .choice label").nth(1).click()
    bench.done()
    page.go_back()
    bench.done()
    assert bench.figures(".without") == shown


@pytest.mark.parametrize("case", ["truce-clock-stockholm", "courts-and-credibility"])
def test_long_labels_wrap_on_a_phone(bench: Workbench, case: str) -> None:
    """Names of tables and what a condition lacks are longer than a phone is wide."""
    bench.width(390)
    bench.open(f"table?case={case}")
    assert bench.too_wide() <= 0
