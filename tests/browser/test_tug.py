"""Tug: it answers while the hand drags; years with bands; the cursor of the map; addresses that give the view back."""

from __future__ import annotations

from browser.workbench import Workbench, expect

CASE = "ai-chip-floor-and-lock-in"


def test_it_answers_while_the_hand_drags(bench: Workbench) -> None:
    """The place of the rope moves before the button of the mouse is let go, and ends where the API says."""
    page = bench.open("tug?x=0.80")
    slider = page.get_by_label("Withheld, of what is bought")
    box = slider.bounding_box()
    first = bench.figures(".rope .headlines")[0][0]
    across, down = box["width"] - 16, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + 0.8 * across, down)
    page.mouse.down()
    page.mouse.move(box["x"] + 8 + 0.6 * across, down, steps=4)
    page.wait_for_function(
        "was => Number(document.querySelector('.rope .headlines [data-num]').dataset.num) < was", arg=first
    )
    page.mouse.move(box["x"] + 8 + 0.3 * across, down, steps=4)
    page.mouse.up()
    bench.done()
    said = float(slider.input_value())
    assert said < 0.5
    asked = bench.ask("tug", {"case": CASE, "intensity": said})["asked"]
    assert bench.figures(".rope .headlines")[0][0] == asked["fans"]["position"]["q50"][-1]
    assert bench.figures(".rope .headlines")[2][0] == asked["fans"]["leverage"]["q50"][-1]


def test_a_year_of_the_rope_has_an_address(bench: Workbench) -> None:
    """The cursor of the years goes into the address; the address gives the year back, with its band."""
    page = bench.open("tug?x=0.50")
    page.get_by_label("Year", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    bench.at("y=")
    bench.done()
    year = page.locator(".rope-year").inner_text()
    shown = bench.figures(".rope .headlines")
    page.goto("about:blank")
    page.go_back()
    bench.done()
    expect(page.locator(".rope-year")).to_have_text(year)
    assert bench.figures(".rope .headlines") == shown
    answer = bench.ask("tug", {"case": CASE, "intensity": 0.5})
    at = [int(t) for t in answer["times"]].index(int(year))
    assert shown[0][0] == answer["asked"]["fans"]["position"]["q50"][at]
    assert page.locator(".rope .headlines .num-band").first.inner_text().startswith("[")


def test_the_cursor_of_the_map_has_an_address(bench: Workbench) -> None:
    """A cell that was reached by keys is there again when the page is loaded; its figures are the API's."""
    page = bench.open("tug?view=map")
    page.locator('[role=gridcell][tabindex="0"]').first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    bench.at("cell=")
    bench.done()
    facts = page.locator(".facts").inner_text()
    page.reload()
    bench.done()
    expect(page.locator(".facts")).to_be_visible()
    assert page.locator(".facts").inner_text() == facts
    cells = bench.ask("tug", {"regime": True})["cells"]
    lock, learning, elasticity = (float(x) for x in page.url.split("cell=")[1].split("&")[0].split("%2C"))
    (cell,) = [c for c in cells if (c["lock_in"], c["learning"], c["long_elasticity"]) == (lock, learning, elasticity)]
    assert cell["break_even_weight"] in {v for v, _ in bench.figures(".facts")}
