"""What a first-time visitor does, by clicking alone."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import bahe
from bahe.report.wording.numbers import plain, signed
from browser.test_figures import digits
from browser.workbench import Workbench, expect

SENTENCE = "USA raises tariffs on CHN goods by 30 points; CHN answers with 10"


def test_three_clicks_to_what_if_the_truce_ends(bench: Workbench) -> None:
    """From the front page to the question and its answer in three clicks at the most: here one."""
    page = bench.open("casebook")
    page.get_by_role("link", name="What if the truce ends?").first.click()
    bench.done()
    assert page.locator("main h1").inner_text().strip()
    numbers = [v for v, _ in bench.figures()]
    run = bench.ask("run", {"case": "stockholm-2025"})
    ended = run["results"]["snapback"]["long"]
    assert ended["USA"]["welfare_pct"]["central"] in numbers
    assert ended["CHN"]["welfare_pct"]["central"] in numbers
    bench.shot("three-clicks")


def _library(us: float, china: float) -> Any:
    """The same shock solved by the library."""
    shock = bahe.tariff(by="USA", on="CHN", sectors="goods", add=us)
    shock &= bahe.tariff(by="CHN", on="USA", sectors="goods", add=china)
    return bahe.solve(bahe.load_world("icio-2022"), shock, closure="transfer", horizon="long")


def _exact(page: Any, value: float) -> str:
    """Wait until the exact figure stands in the table of economies, and give what is printed."""
    found = page.wait_for_function(
        """v => [...document.querySelectorAll('main [data-num]')]
        .find(e => Math.abs(Number(e.dataset.num) - v) < 1e-7)?.childNodes[0].textContent""",
        arg=value,
    )
    return str(found.json_value())


def test_a_scenario_made_run_compared_and_downloaded(bench: Workbench, tmp_path: Path) -> None:
    """Said in a sentence, solved, copied, changed, compared, saved; every figure is the library's."""
    page = bench.open("moves")
    page.get_by_label("Say it in a sentence").fill(SENTENCE)
    page.get_by_role("button", name="Add", exact=True).first.click()
    base = _library(0.30, 0.10)
    usa = base.world.economies.index("USA")
    loss = 100 * (float(base.welfare_hat[usa]) - 1)
    assert digits(_exact(page, loss)).startswith(digits(signed(loss, 2, "en")))
    expect(page.locator(".command pre").first).to_contain_text("bahe shock")
    page.get_by_role("button", name="Compare with a copy").click()
    slider = page.locator(".move input[type=range]").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    bench.done()
    expect(page.locator(".variants .choice label")).to_have_count(2)
    with page.expect_download() as saving:
        page.locator(".downloads a", has_text="CSV").click()
    saved = tmp_path / "economies.csv"
    saving.value.save_as(saved)
    rows = list(csv.DictReader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(base.world.economies)
    shown = {v for v, _ in bench.figures()}
    kept = next(float(r["welfare_pct"]) for r in rows if "USA" in r.values())
    assert any(abs(kept - v) < 1e-9 for v in shown)
    bench.shot("compared")


def test_a_policy_is_dragged(bench: Workbench) -> None:
    """Withholding more moves the rope, by the keyboard as by the hand; the address keeps it; the years play."""
    page = bench.open("tug?x=0.30")
    before = bench.figures(".rope .headlines")[0][0]
    slider = page.get_by_label("Withheld, of what is bought")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    bench.done()
    page.wait_for_function(
        "was => Number(document.querySelector('.rope .headlines [data-num]').dataset.num) !== was", arg=before
    )
    assert bench.figures(".rope .headlines")[0][0] > before
    bench.at("x=0.60")
    page.get_by_role("button", name="Play the years").click()
    expect(page.locator(".rope-year")).to_have_text("2022")
    page.get_by_role("button", name="Stop", exact=True).click()


def test_an_issue_is_switched_off(bench: Workbench) -> None:
    """Without private costs the table is solved again, and says so."""
    page = bench.open("table?h=long")
    page.get_by_role("switch", name="private costs of signing").click()
    bench.done()
    again = bench.ask("talks", {"case": "truce-clock-stockholm", "set": ["talks.tables[0].noise=0"]})
    chance = again["tables"][0]["ends"]["long"]["chances"]["deal"]
    shown = dict(bench.figures(".without"))
    assert digits(shown[chance]) == digits(plain(100 * chance, 0, "en"))
    expect(page.locator(".command pre").first).to_contain_text("noise=0")
    bench.shot("issue-off")


def test_the_map_of_regimes_is_walked(bench: Workbench) -> None:
    """Arrow keys go from cell to cell; the parameters beside it follow."""
    page = bench.open("tug?view=map")
    cell = page.locator('[role=gridcell][tabindex="0"]').first
    cell.wait_for(timeout=300_000)  # a store of its own: the map is solved anew, some minutes on a busy machine
    cell.focus()
    first = page.locator(".facts").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".facts")).not_to_have_text(first)
    expect(page.get_by_role("tooltip")).to_be_visible()
    bench.shot("regimes")


@pytest.mark.parametrize("sound", [True, False])
def test_a_table_of_ones_own(bench: Workbench, tmp_path: Path, sound: bool) -> None:
    """A sound table is previewed and may be kept; a wrong cell is marked where it stands."""
    rate = "0.25" if sound else "much"
    own = tmp_path / "rates.csv"
    own.write_text(f"importer,exporter,sector,rate\nUSA,CHN,C26,0.1\nUSA,DEU,C29,{rate}\n", encoding="utf-8")
    page = bench.open("data")
    page.locator("input[type=file]").set_input_files(own)
    page.wait_for_selector(".uploaded table")
    expect(page.locator(".uploaded tbody tr")).to_have_count(2)
    if sound:
        page.get_by_role("button", name="Keep it").click()
        page.wait_for_selector(".uploaded .notice")
    else:
        expect(page.locator("td.wrong")).to_contain_text("not a number")
    bench.shot(f"upload-{'sound' if sound else 'wrong'}")
