"""The casebook: cards with question and verdict; a case opens as a story whose figures are those of the API."""

from __future__ import annotations

from typing import Any

import pytest

from bahe.report.wording.numbers import plain
from browser.test_figures import digits
from browser.workbench import Workbench, expect

ASKED = {
    "korea-2019": ("tug", {"case": "korea-2019"}),
    "slow-tug-multi-tech": ("tug", {"case": "slow-tug-multi-tech"}),
    "oil-linkage": ("talks", {"case": "oil-linkage"}),
    "h20-assurance": ("judge", {"name": "h20-assurance"}),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_case_is_a_story_with_live_figures(bench: Workbench, name: str) -> None:
    """From its card to question, verdict, conditions and drawings; nothing is a picture of yesterday."""
    page = bench.open("casebook")
    card = page.locator(f'a.case[href*="casebook/{name}"]')
    question = card.locator("p").inner_text()
    card.click()
    bench.at(name)
    bench.done()
    answer = bench.ask(*ASKED[name])
    expect(page.locator("main h1")).to_have_text(question)
    expect(page.locator(".story-head .badge")).to_have_text(answer["verdict"])
    assert page.locator("main img").count() == 0
    conditions = answer.get("checks", answer.get("conditions"))
    expect(page.locator(".conditions li")).to_have_count(len(conditions))
    found = [c["found"] if "found" in c else c.get("value") for c in conditions if "threshold" in c or "found" in c]
    shown = {v for v, _ in bench.figures(".conditions")}
    assert shown == {float(v) for v in found if v is not None}
    bench.shot(f"story-{name}")


def test_the_goods_of_a_tug(bench: Workbench) -> None:
    """Each good has its rope; the table under the drawing holds the medians of the API."""
    page = bench.open("casebook/korea-2019")
    good = bench.ask("tug", {"case": "korea-2019"})["goods"][1]
    page.locator(".story-good .choice label").nth(1).click()
    bench.at(f"good={good['id']}")
    bench.done()
    page.locator(".story-good .chart").first.get_by_role("button", name="Table").click()
    median = good["fans"]["position"]["q50"]
    assert [v for v, _ in bench.figures(".story-good figure:nth-of-type(1)")] == [v for v in median if v is not None]


def test_the_tables_of_a_talk(bench: Workbench) -> None:
    """The predicted end of the second table, in the story as in the API."""
    page = bench.open("casebook/truce-clock-stockholm?h=short")
    second = bench.ask("talks", {"case": "truce-clock-stockholm"})["tables"][1]
    page.locator(".tabled .choice label").nth(1).click()
    bench.done()
    shown = [(v, digits(words)) for v, words in bench.figures(".tabled .headlines")[:3]]
    chances = second["ends"]["short"]["chances"]
    assert shown == [(chances[k], digits(plain(100 * chances[k], 0, "en"))) for k in ("deal", "truce", "breakdown")]


def test_a_view_is_kept_and_found_again(bench: Workbench) -> None:
    """The star keeps the address; the front page leads back to it; a second press lets it go."""
    page: Any = bench.open("world?e=DEU&s=CHN")
    page.get_by_role("button", name="Keep this view").click()
    page.locator("a.brand").click()
    bench.done()
    page.locator(".kept-views a").click()
    bench.at("e=DEU")
    bench.done()
    expect(page.locator("main h2").first).to_contain_text("Germany and China")
    page.get_by_role("button", name="No longer keep this view").click()
    page.locator("a.brand").click()
    bench.at("e=DEU", there=False)
    bench.done()
    expect(page.locator(".kept-views")).to_have_count(0)
