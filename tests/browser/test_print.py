"""On paper: no navigation and no buttons, light whatever the screen was, nothing cut off at the width of a sheet."""

from __future__ import annotations

import pytest

from browser.workbench import Workbench

SHEET = 680  # px between the margins of A4 at 96 a inch
VIEWS = {
    "case": "casebook/stockholm-2025", "tug-story": "casebook/korea-2019", "world": "world?e=DEU&s=CHN",
    "moves": "moves?v=A~tariff:USA+on+CHN+%2B30%25",
    "tug": "tug", "table": "table?case=oil-linkage", "assurance": "assurance", "data": "data",
}  # fmt: skip

#: What can only be pressed or dragged; heads of columns and names in tables are words too.
PRESSED = "main button:not(thead button, .row-link):visible, main input[type=range]:visible"
#: Drawings, tables and listings that reach beyond the sheet or have collapsed.
CUT = """() => [...document.querySelectorAll('main canvas, main svg, main table, main img, main pre')]
  .filter(e => e.offsetParent !== null || e instanceof SVGElement)
  .map(e => [e.tagName, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.height < 8))
  .map(([tag, box]) => `${tag} ${Math.round(box.width)} x ${Math.round(box.height)}`)"""

#: Layers of one chart that do not lie upon each other.
APART = """() => [...document.querySelectorAll('main .plot')]
  .map(p => [...new Set([...p.querySelectorAll('canvas')].map(c => Math.round(c.getBoundingClientRect().top)))])
  .filter(tops => tops.length > 1)"""


@pytest.mark.parametrize("view", VIEWS)
def test_a_printed_view(bench: Workbench, view: str) -> None:
    """Drawings are there with their whole width; what can only be pressed is not."""
    page = bench.open(VIEWS[view])
    bench.dark()
    page.wait_for_timeout(500)
    page.set_viewport_size({"width": SHEET, "height": 960})
    page.wait_for_timeout(500)  # drawn anew at this width, as before anybody prints
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_timeout(700)
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert not page.locator("header.top").is_visible()
    assert page.locator(PRESSED).count() == 0
    assert page.evaluate(CUT) == []
    heights = page.evaluate("[...document.querySelectorAll('main .plot')].map(e => e.getBoundingClientRect().height)")
    assert all(h > 100 for h in heights)
    assert page.evaluate(APART) == []
    bench.shot(f"print-{view}")
