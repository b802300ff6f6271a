"""Everything by keyboard: each drawing is walked and read aloud, each has its table, and the shortcuts can be switched off."""

from __future__ import annotations

import re

import pytest

from browser.workbench import Workbench, expect

DRAWN = {
    "casebook/stockholm-2025": 1, "casebook/korea-2019": 3, "world": 1, "moves?v=A~tariff:USA+on+CHN+%2B30%25": 1, "tug": 1, "table": 2,
    "assurance": 3,
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", DRAWN)
def test_every_drawing_is_walked(bench: Workbench, view: str, lang: str) -> None:
    """Arrow keys reach points with their figures and say them; Escape leaves; a table stands behind it."""
    page = bench.open(view, lang)
    frames = page.locator(".plot-frame")
    assert frames.count() >= DRAWN[view]
    for i in range(frames.count()):
        frame = frames.nth(i)
        assert len(frame.locator(".plot").get_attribute("aria-label")) > 10
        frame.locator(".plot").focus()
        aloud = frame.locator("[aria-live]")
        for _ in range(2):
            before = aloud.inner_text()
            for key in ("ArrowRight", "ArrowDown"):
                page.keyboard.press(key)
                expect(aloud).to_have_text(re.compile(r"\d"))
            expect(aloud).not_to_have_text(before)
        page.keyboard.press("Escape")
        expect(aloud).to_have_text("")
    chart = page.locator("figure.chart").first
    chart.locator("[aria-pressed]").click()
    expect(chart.locator("table.data tbody tr").first).to_be_visible()


def test_shortcuts(bench: Workbench) -> None:
    """A list of keys; numbers go to rooms; typing is left alone; one switch turns single keys off."""
    page = bench.open("casebook")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("3")
    bench.at("#/moves")
    bench.done()
    page.get_by_label("Say it in a sentence").fill("")
    page.keyboard.type("1?")
    expect(page.get_by_label("Say it in a sentence")).to_have_value("1?")
    bench.at("#/moves")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.locator("main h1").click()
    page.keyboard.press("2")
    bench.done()
    bench.at("#/moves")


@pytest.mark.parametrize("view", ["casebook", "world?e=DEU&s=CHN", "moves?v=A~tariff:USA+on+CHN+%2B30%25", "table"])
def test_the_focus_is_always_seen(bench: Workbench, view: str) -> None:
    """Thirty steps by Tab: whatever has the focus shows a ring."""
    page = bench.open(view)
    ring = """() => { const e = document.activeElement; if (!e || e === document.body) return true;
      const seen = x => x && (s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)(getComputedStyle(x));
      return seen(e) || seen(e.nextElementSibling) || e.matches('path, circle') }"""
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(ring), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
