"""World: the map by mouse and by keys, both directions, from industry to item to HS6, the chord; missing says missing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from browser.workbench import Workbench, expect


def _lenses(answer: dict[str, Any], target: str, holder: str, horizon: str = "short") -> list[float]:
    """Losses of both sides that the API gives for one direction; what is missing is left out."""
    rows = [r for r in answer["answer"] if (r["target"], r["holder"], r["horizon"]) == (target, holder, horizon)]
    return sorted(float(v) for r in rows for v in (r["loss_pct"], r["own_loss_pct"]) if v is not None)


def test_an_economy_is_picked_on_the_map(bench: Workbench) -> None:
    """By Enter on a shape; its suppliers' losses are those of `bahe depend`; Back returns to all."""
    page = bench.open("world")
    page.locator('.world-map [data-code="DEU"]').first.focus()
    page.keyboard.press("Enter")
    bench.at("e=DEU")
    bench.done()
    suppliers = bench.ask("depend", {"buyer": "DEU"})["suppliers"]
    shown = {v for v, _ in bench.figures()}
    assert {s["loss_pct_short"] for s in suppliers if s["loss_pct_short"] is not None} <= shown
    page.locator(".choice label", has_text="Who depends on Germany").click()
    bench.done()
    pairs = bench.ask("leverage", {"suppliers": "DEU", "horizon": "short"})["horizons"]["short"]["pairs"]
    assert {p["loss_pct"] for p in pairs if p["solved"]} <= {v for v, _ in bench.figures()}
    page.go_back()
    page.go_back()
    bench.at("e=DEU", there=False)
    bench.done()


@pytest.mark.parametrize(("economy", "other"), [("DEU", "CHN"), ("BRA", "CHN"), ("CHN", "JPN")])
def test_from_industry_to_item_to_hs6(bench: Workbench, economy: str, other: str) -> None:
    """Both directions in figures, then an item and its codes; the address keeps the item."""
    page = bench.open(f"world?e={economy}&s={other}")
    answer = bench.ask("depend", {"buyer": economy, "on": other})
    for at, (target, holder) in enumerate([(economy, other), (other, economy)], 1):
        shown = sorted(v for v, _ in bench.figures(f".both-ways > section:nth-of-type({at})"))
        assert shown == _lenses(answer, target, holder)
    page.locator(".drill .row-link").first.click()
    bench.at("item=")
    bench.done()
    item = page.url.split("item=")[1].split("&")[0]
    facts = bench.ask("depend", {"item": item})
    assert page.locator(".item .hs").all_inner_texts() == facts["hs"]
    shares = {h["share"] for h in facts["holders"] if h["share"] is not None}
    assert {v for v, _ in bench.figures(".item")} == shares
    bench.shot(f"drill-{economy}-{other}")
    page.reload()
    bench.done()
    expect(page.locator(".item .hs")).to_have_count(len(facts["hs"]))


def test_missing_says_missing(bench: Workbench) -> None:
    """Imports that are on no file are neither flagged nor clear, and a direction without items says what to do."""
    page = bench.open("world?e=BRA&s=CHN")
    assert "the imports of Brazil are not on the file" in page.locator(".notice").inner_text()
    page.locator(".drill").locator("xpath=..").locator(".choice label").nth(1).click()
    bench.done()
    answer = bench.ask("depend", {"buyer": "BRA", "on": "CHN"})
    assert answer["items"]["BRA → CHN"] == []
    expect(page.locator(".drill .row-link")).to_have_count(0)
    page = bench.open("world?e=LAO&s=MLT")
    expect(page.locator(".notice")).to_contain_text("not on the file")
    expect(page.locator("main .fault")).to_have_count(0)


def test_an_arc_of_the_chord_opens_its_pair(bench: Workbench) -> None:
    """By arrow keys and Enter: what is read aloud is the pair that opens."""
    page = bench.open("world?among=USA,CHN,JPN")
    page.locator(".plot").first.focus()
    page.keyboard.press("ArrowRight")
    aloud = page.locator(".plot-frame [aria-live]")
    expect(aloud).to_contain_text(" if ")
    words = aloud.inner_text()
    expect(page.get_by_role("tooltip")).to_have_text(words)
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    bench.done()
    buyer, supplier = words.split(" stops")[0].split(" if ")
    expect(page.locator("main h2").first).to_have_text(re.compile(f"^{re.escape(f'{buyer} and {supplier}')}"))


def test_an_arc_is_clicked(bench: Workbench) -> None:
    """With the mouse: a pair opens and the eye is led to it; a group of economies leads on to its members."""
    page = bench.open("world?among=CHN,EU27")
    canvas = page.locator(".plot canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(700)  # the page has scrolled
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    bench.at("s=")
    bench.done()
    pairs = bench.ask("leverage", {"between": "CHN,EU27", "horizon": "short"})["horizons"]["short"]["pairs"]
    assert {v for v, _ in bench.figures(".both-ways")} == {v for p in pairs for v in (p["loss_pct"], p["own_loss_pct"])}
    assert page.evaluate("scrollY") < 400
    page.locator(".members button", has_text="Germany").click()
    bench.at("DEU")
    bench.done()
    expect(page.locator(".drill")).to_have_count(1)
