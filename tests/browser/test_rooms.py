"""Every room in both languages: it draws, it says nothing on the console, asks nobody else, and can be used by everybody."""

from __future__ import annotations

from typing import Any

import pytest

from browser.workbench import AXE, Workbench, expect

ROOMS = {
    "casebook": "casebook", "case": "casebook/stockholm-2025", "world": "world", "moves": "moves", "tug": "tug",
    "table": "table", "assurance": "assurance", "data": "data",
}  # fmt: skip
PHONE = 390


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("room", ROOMS)
def test_a_room(bench: Workbench, room: str, lang: str) -> None:
    """Heading, language, title; no fault, nothing wider than the window at 1280 px and on a phone; light and dark kept."""
    page = bench.open(ROOMS[room], lang)
    assert page.locator("main h1").first.inner_text().strip()
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    assert page.locator("main .fault").count() == 0
    assert bench.too_wide() <= 0
    bench.shot(f"{room}-{lang}-1280")
    bench.width(PHONE)
    assert bench.too_wide() <= 0
    bench.shot(f"{room}-{lang}-{PHONE}")
    bench.dark()
    bench.shot(f"{room}-{lang}-{PHONE}-dark")
    bench.width(1280)
    bench.shot(f"{room}-{lang}-1280-dark")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not there: npm ci in page/")
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_shuts_anybody_out(bench: Workbench, room: str) -> None:
    """axe-core finds nothing serious, in light and in dark."""
    bench.open(ROOMS[room])
    light = bench.axe()
    bench.dark()
    assert light + bench.axe() == []


def test_a_chinese_page_is_chinese(bench: Workbench) -> None:
    """The names of the rooms, and the characters have a font: none is drawn as an empty box of one width."""
    page = bench.open("tug", "zh")
    assert "谈判桌" in page.locator("nav").inner_text()
    drawn = """c => { const x = document.createElement('canvas').getContext('2d');
      x.font = getComputedStyle(document.body).font; return [...c].map(a => x.measureText(a).width) }"""
    assert min(page.evaluate(drawn, "拔河谈判桌")) > 8


def test_the_first_paint(bench: Workbench) -> None:
    """Under a second on this machine, counted by the browser."""
    page = bench.page
    page.goto(f"{bench.address}#/assurance?lang=en")
    page.wait_for_selector("main h1")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    assert paint is not None
    assert paint < 1000


def test_language_and_theme_stay(bench: Workbench) -> None:
    """The buttons change language and colours, and both stay when the room changes."""
    page = bench.open("data")
    page.get_by_role("button", name="中文版").click()
    page.get_by_role("button", name="深色模式").click()
    page.locator("nav a", has_text="可信度").click()
    bench.at("#/assurance")
    bench.done()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_paper_copy(bench: Workbench) -> None:
    """Printed, there are figures and no buttons."""
    page = bench.open("assurance")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.locator(".assured .headline").first.is_visible()
    bench.shot("assurance-print")


@pytest.mark.parametrize(
    ("hash", "says"),
    [("tug?case=nothing", "There is no tug of this name"), ("table?case=nothing", "There are no talks of this name")],
)
def test_an_empty_view_says_what_to_do(bench: Workbench, hash: str, says: str) -> None:
    """Never a blank."""
    page: Any = bench.open(hash)
    assert says in page.locator("main .empty").inner_text()


def test_a_fault_is_in_words(bench: Workbench) -> None:
    """A number that is off is refused by the library's own sentence."""
    bench.foresees(422)
    page = bench.open("tug?from=1990")
    words = page.locator("main .fault").inner_text()
    assert "start" in words
    assert "2022" in words
