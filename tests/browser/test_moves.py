"""Moves: by sentence, by the schema's form, first order then exact, side by side, switches, copies, downloads, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import time
from typing import Any
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from browser.workbench import Workbench, expect

ONE = "moves?v=A~tariff:USA+on+CHN+%2B30%25"
TWO = f"{ONE}&v=B~tariff:USA+on+CHN+%2B10%25"
TARIFF = {"horizon": "long", "closure": "transfer", "tariffs": "all"}


def _solved(bench: Workbench, percent: int, **more: str) -> dict[str, Any]:
    """Economies of the answer to one tariff."""
    found = bench.ask("shock", {"tariff": [f"USA on CHN +{percent}%"], **TARIFF, **more})
    economies: dict[str, Any] = found["economies"]
    return economies


def _stands(bench: Workbench, value: float) -> None:
    """Wait until a figure stands on the page."""
    bench.page.wait_for_function(
        "v => [...document.querySelectorAll('main [data-num]')].some(e => Math.abs(Number(e.dataset.num) - v) < 1e-9)",
        arg=value,
    )


def _api(bench: Workbench, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """A document of the API."""
    data = None if body is None else json.dumps(body).encode()
    said = Request(f"{bench.address}api/v1/{path}", data, {"Content-Type": "application/json"}, method=method)
    with urlopen(said, timeout=60) as found:
        document: dict[str, Any] = json.load(found)
    return document


@pytest.fixture
def slow(bench: Workbench) -> Iterator[list[str]]:
    """Every solve takes half a minute: the page is promised the answer of a question that does. The ids of these."""
    jobs: list[str] = []

    def promised(route: Any) -> None:
        seed = int(time() * 1000) % 1_000_000_000  # nothing is kept of these draws
        job = _api(bench, "POST", "ask/tug?wait=0", {"case": "slow-tug-multi-tech", "seed": seed})
        jobs.append(job["id"])
        route.fulfill(status=202, json=job)

    bench.page.route("**/api/v1/ask/shock*", promised)
    yield jobs
    for job in jobs:
        _api(bench, "DELETE", f"jobs/{job}")


def test_a_question_is_taken_back(bench: Workbench, slow: list[str]) -> None:
    """Cancel stops the work on the server, says so, and the question can be asked again."""
    page = bench.page
    with page.expect_response(lambda r: "/ask/shock" in r.url):
        page.goto(f"{bench.address}#/moves?v=A~control:JPN+on+CHN+C26+deny+50%25&lang=en")
    with page.expect_response(lambda r: r.request.method == "DELETE") as back:
        page.get_by_role("button", name="Cancel").click()
        page.wait_for_selector("text=The question was taken back")
    assert back.value.url == f"{bench.address}api/v1/jobs/{slow[0]}"
    assert _api(bench, "GET", f"jobs/{slow[0]}")["state"] == "cancelled"
    expect(page.locator("main .progress")).to_have_count(0)
    bench.shot("taken-back")
    page.unroute("**/api/v1/ask/shock*")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector(".state.exact")


def test_an_exact_solve_is_taken_back(bench: Workbench, slow: list[str]) -> None:
    """Where a first-order answer stands, it stays, and the page says that it is no more than that."""
    page = bench.page
    page.goto(f"{bench.address}#/{ONE}&lang=en")
    page.wait_for_selector(".headlines")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".state")).to_contain_text("taken back")
    expect(page.locator(".state.exact")).to_have_count(0)
    assert len(bench.figures(".headlines")) > 0
    bench.shot("first-order-kept")


def test_a_form_from_the_schema(bench: Workbench) -> None:
    """Every instrument's form has the fields of its definition in the JSON Schema, no fewer and no more."""
    page = bench.open("moves?v=A~control:JPN+on+CHN+C26+deny+50%25")
    with urlopen(f"{bench.address}api/v1/schema/scenario") as found:
        definitions = json.load(found)["$defs"].values()
    fields = next(
        d["properties"]
        for d in definitions
        if d.get("properties", {}).get("instrument", {}).get("const") == "export_control"
    )
    page.locator(".move details summary").click()
    expect(page.locator(".move-form > .field")).to_have_count(len(fields) - 1)
    page.get_by_label("Add a move by form").select_option("subsidy")
    page.locator(".add-move button").click()
    expect(page.locator(".move")).to_have_count(2)
    expect(page.locator(".command pre").first).to_contain_text("--subsidy")
    bench.done()


def test_first_order_then_exact(bench: Workbench) -> None:
    """A slider is answered by the preview, then by the solve; the figure that stays is the solve's."""
    page = bench.open(ONE)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url.split("/api/v1/")[-1].split("?")[0]))
    slider = page.locator(".move input[type=range]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    _stands(bench, _solved(bench, 33)["USA"]["welfare_pct"])
    page.wait_for_selector(".state.exact")
    assert asked.index("preview") < asked.index("ask/shock")


def test_variants_side_by_side(bench: Workbench) -> None:
    """One drawing, one table, a column a variant, each with the figures of its own solve."""
    page = bench.open(TWO)
    page.locator("figure.chart").first.get_by_role("button", name="Table").click()
    heads = page.locator("figure.chart thead th").all_inner_texts()
    assert [h.split("\n")[0] for h in heads[1:]] == ["A", "B"]
    first, second = (_solved(bench, n) for n in (30, 10))
    shown = bench.figures("figure.chart tbody tr:first-child")
    assert [v for v, _ in shown] == [first["USA"]["welfare_pct"], second["USA"]["welfare_pct"]]
    bench.shot("side-by-side")


@pytest.mark.parametrize(
    ("label", "choice", "more"),
    [
        ("Horizon", "short", {"horizon": "short"}),
        ("Trade elasticities", "caliendo-parro", {"elasticities": "caliendo-parro"}),
    ],
)
def test_switches(bench: Workbench, label: str, choice: str, more: dict[str, str]) -> None:
    """Horizon and elasticities solve anew, stand in the address, and Back undoes them."""
    page = bench.open(ONE)
    page.get_by_label(label).select_option(choice)
    _stands(bench, _solved(bench, 30, **more)["CHN"]["welfare_pct"])
    bench.at(choice)
    page.go_back()
    _stands(bench, _solved(bench, 30)["CHN"]["welfare_pct"])


def test_what_is_copied_is_what_is_shown(bench: Workbench) -> None:
    """The command line and the YAML, to the letter; the link to the view gives the view back."""
    bench.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = bench.open(ONE)
    for at in range(2):
        said = page.locator(".command pre").nth(at).inner_text()
        page.locator(".command .copy").nth(at).click()
        assert page.evaluate("navigator.clipboard.readText()").strip() == said.strip()
    page.get_by_role("button", name="Copy the link to this view").click()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    bench.done()
    _stands(bench, _solved(bench, 30)["USA"]["welfare_pct"])


def test_every_download(bench: Workbench, tmp_path: Path) -> None:
    """CSV, JSON and Parquet hold the figures of the solve; PNG and SVG are the drawing."""
    page = bench.open(ONE)
    welfare = {c: m["welfare_pct"] for c, m in _solved(bench, 30).items()}
    readers = {"CSV": pd.read_csv, "JSON": _json, "Parquet": pd.read_parquet}
    for kind, reader in readers.items():
        with page.expect_download() as saving:
            page.locator(".downloads a", has_text=kind).click()
        frame = reader(BytesIO(Path(saving.value.path()).read_bytes()))
        name = next(c for c in frame.columns if "USA" in set(frame[c]))
        assert dict(zip(frame[name], frame["welfare_pct"], strict=True)) == pytest.approx(
            welfare, rel=1e-12, abs=1e-14
        ), kind
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as saving:
            page.get_by_role("button", name=f"{kind}: Real income").click()
        assert Path(saving.value.path()).read_bytes().startswith(begins)
        assert saving.value.suggested_filename == f"bahe-welfare_pct.{kind.lower()}"


def _json(data: BytesIO) -> pd.DataFrame:
    """Rows of a JSON table, under whatever name they stand."""
    document = json.load(data)
    rows = document if isinstance(document, list) else next(v for v in document.values() if isinstance(v, list))
    return pd.DataFrame(rows)


@pytest.mark.parametrize("words", ["China should be nicer", "USA raises tariffs on Atlantis by 10", "把关税弄高一点"])
def test_a_sentence_that_says_no_move(bench: Workbench, words: str) -> None:
    """It is said back with an example; nothing is guessed, nothing is lost."""
    page = bench.open("moves")
    box = page.get_by_label("Say it in a sentence")
    box.fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".sentence .fault")).to_contain_text(words)
    expect(box).to_have_value(words)
    expect(page.locator(".move")).to_have_count(0)


def test_undo(bench: Workbench) -> None:
    """A move that was added by mistake goes with one press."""
    page = bench.open(ONE)
    page.locator(".add-move button").click()
    bench.done()
    expect(page.locator(".move")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".move")).to_have_count(1)
