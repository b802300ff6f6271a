"""No static figure: what a page prints is what the API sends and what the library computes, to the printed digit."""

from __future__ import annotations

from typing import Any

import pytest

from bahe.casebook.tugs.pulling import pull
from bahe.report.inspections.answer import Answer, Asked
from bahe.report.wording.numbers import Numbers, plain
from browser.workbench import Workbench, expect

THIN = "\u202f"


def digits(words: str) -> str:
    """A printed figure without its spaces."""
    return words.replace(THIN, "").replace("\u00a0", "").strip()


def test_assurance(bench: Workbench) -> None:
    """Chips to open, costs, chances: page, API, library."""
    bench.open("assurance")
    library, api = Answer(Asked()).figures(), bench.ask("assure", {})
    assert api["opened"] == library["opened"]
    assert api["found"] == library["found"]
    page = dict(bench.figures(".assured .headlines"))
    for value, shown in (
        (library["opened"], plain(library["opened"], 0, "en")),
        (library["cost_usd_mn"], plain(library["cost_usd_mn"], 1, "en")),
        (library["found"]["scattered"], plain(100 * library["found"]["scattered"], 1, "en")),
        (library["inspection"]["deterring_rate"], plain(100 * library["inspection"]["deterring_rate"], 1, "en")),
    ):
        assert digits(page[value]) == digits(shown)


def test_assurance_follows_its_inputs(bench: Workbench) -> None:
    """A slider moved by the keyboard asks anew; the new figure is the library's."""
    page = bench.open("assurance")
    slider = page.get_by_label("Of a die that is imaged")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    bench.done()
    library = Answer(Asked(fraction=0.15)).figures()
    page.wait_for_function(
        "v => [...document.querySelectorAll('.headlines [data-num]')].some(e => Number(e.dataset.num) === v)",
        arg=library["found"]["scattered"],
    )
    expect(page.locator(".command pre").first).to_contain_text("--fraction 0.15")


def test_tug(bench: Workbench) -> None:
    """The place of the rope and the leverage of the last year, and the clocks."""
    page = bench.open("tug?x=0.5")
    library = pull("ai-chip-floor-and-lock-in", intensity=0.5)
    shown = dict(bench.figures(".rope .headlines"))
    position = float(library.asked.position[2, -1])
    assert digits(shown[position]) == digits(plain(100 * position, 0, "en"))
    clocks = page.locator("table.data", has_text="Half-life of dependence").locator("tbody tr").first.inner_text()
    assert plain(float(library.asked.half_life[1]), 1, "en") in clocks


def test_table(bench: Workbench) -> None:
    """Chances and gains of the first table; money is printed as the reports print it."""
    bench.open("table?h=long")
    (first, *_) = bench.ask("talks", {"case": "truce-clock-stockholm"})["tables"]
    end = first["ends"]["long"]
    shown = dict(bench.figures(".tabled .headlines"))
    for k in ("deal", "truce", "breakdown"):
        assert digits(shown[end["chances"][k]]) == digits(plain(100 * end["chances"][k], 0, "en"))
    for band in end["gain_usd_bn"].values():
        assert digits(shown[1000 * band[0]]) == digits(Numbers("en").money(1000 * band[0]))


@pytest.mark.parametrize("status", ["pass", "warning"])
def test_the_audit(bench: Workbench, status: str) -> None:
    """Rows and counts of the audit are those of `bahe world --audit`."""
    from bahe.atlas import audit, load_world

    found = audit(load_world("icio-2022")).as_dict()
    word = {"pass": "PASS", "warning": "WARN"}[status]
    page = bench.open("data")
    page.locator(".choice label", has_text=f"{status} {found['counts'][word]}").click()
    rows = [r for r in found["rows"] if r["status"] == word]
    seen = page.locator("table.data").first.locator("tbody tr")
    expect(seen).to_have_count(len(rows))
    values = {v for v, _ in bench.figures(".card:has(.verdict)")}
    assert values == {float(r["figure"]) for r in rows if r["figure"] is not None}


def test_every_figure_has_a_tip(bench: Workbench) -> None:
    """Value with its unit, band and source, on focus as on hover; Escape closes it."""
    page: Any = bench.open("assurance")
    page.locator(".headlines .num").nth(2).focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("%")
    expect(tip).to_contain_text("bahe assure")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
