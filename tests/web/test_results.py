"""Downloads: every table in three formats with the figures of the answer, figures and reports that stand alone."""

from __future__ import annotations

import io
import json
import re
import time
from xml.etree import ElementTree

import pandas as pd
import pytest

from bahe.desk.web import tabling

SHOCK = {"tariff": ["USA on CHN +30%"]}
DEAL = {"from": "status-quo", "frontier": False}


def made(web, path):
    """An address, waited for while the report is made."""
    end = time.monotonic() + 120
    while (found := web.get(path)).status_code == 202 and time.monotonic() < end:
        assert found.json()["state"] in ("queued", "running")
        time.sleep(0.2)
    return found


@pytest.mark.parametrize(
    ("verb", "said"), [("shock", SHOCK), ("deal", DEAL), ("world", {}), ("world", {"audit": True})]
)
def test_every_table_in_every_format_has_the_figures_of_the_answer(web, verb, said):
    id, _ = web.answer(verb, **said)
    listed = web.get(f"/results/{id}/tables").json()["tables"]
    assert listed
    for about in listed:
        place = f"/results/{id}/tables/{about['name']}"
        rows = web.get(f"{place}.json").json()
        assert len(rows) == about["rows"]
        csv = pd.read_csv(io.BytesIO(web.get(f"{place}.csv").content), keep_default_na=False, na_values=[""])
        parquet = pd.read_parquet(io.BytesIO(web.get(f"{place}.parquet").content))
        assert list(csv.columns) == list(parquet.columns) == about["columns"]
        assert len(csv) == len(parquet) == about["rows"]
        for n, row in enumerate(rows):
            for column, value in row.items():
                if isinstance(value, float):
                    assert csv[column].iloc[n] == pytest.approx(value, rel=1e-15)
                    assert float(parquet[column].iloc[n]) == value


def test_the_table_of_a_shock_is_the_answer(web):
    id, answer = web.answer("shock", **SHOCK)
    rows = web.get(f"/results/{id}/tables/economies.json").json()
    assert {r["economy"]: {k: v for k, v in r.items() if k != "economy"} for r in rows} == answer["economies"]
    found = web.get(f"/results/{id}/tables/economies.csv")
    assert found.headers["content-disposition"] == 'attachment; filename="bahe-economies.csv"'
    assert "immutable" in found.headers["cache-control"]


@pytest.mark.parametrize("name", ["nothing.csv", "economies.xlsx", "..%2f..%2fx.csv", "economies"])
def test_no_such_table(web, name):
    id, _ = web.answer("shock", **SHOCK)
    assert web.get(f"/results/{id}/tables/{name}").status_code in (404, 422)


def test_tables_of_a_document():
    """Lists of records, mappings of alike records, and tables within records; nothing else."""
    document = {
        "one": {"a": 1}, "economies": {"USA": {"x": 1.5, "y": None}, "CHN": {"x": 2.5, "y": "z"}}, "list": [{"k": 1, "l": [1, 2]}],
        "deep": {"v": {"long": {"p": {"b": {"c": 1}}, "q": {"b": {"c": 2}}}}}, "tables": [{"name": "t", "rows": [{"r": 1}, {"s": 2}]}],
        "plain": [1, 2, 3], "empty": [],
    }  # fmt: skip
    found = tabling.tables(document)
    assert found["economies"] == [{"economy": "USA", "x": 1.5, "y": None}, {"economy": "CHN", "x": 2.5, "y": "z"}]
    assert found["list"] == [{"k": 1, "l": "[1, 2]"}]
    assert found["deep.v.long"] == [{"name": "p", "b.c": 1}, {"name": "q", "b.c": 2}]
    assert found["tables.t.rows"] == [{"r": 1}, {"s": 2}]
    assert "plain" not in found
    assert "empty" not in found
    assert tabling.written(found["tables.t.rows"], "csv") == b"r,s\n1.0,\n,2.0\n"
    assert json.loads(tabling.written(found["economies"], "json"))[0]["y"] is None


def test_figures_stand_alone(web):
    """Each is well-formed, has a title, its colours written out, and refers to nothing that is not in it."""
    id, _ = web.answer("deal", **DEAL)
    told = made(web, f"/results/{id}/figures").json()
    assert told["figures"]
    for about in told["figures"]:
        found = made(web, f"/results/{id}/figures/{about['name']}.svg")
        assert found.headers["content-type"].startswith("image/svg+xml")
        root = ElementTree.fromstring(found.text)
        assert root.tag.endswith("svg")
        assert about["title"]
        assert not re.search(r"var\(--|color-mix", found.text)
        assert "<script" not in found.text
        ids = {e.get("id") for e in root.iter() if e.get("id")}
        links = {v[1:] for e in root.iter() for k, v in e.attrib.items() if k.endswith("href") and v.startswith("#")}
        assert links <= ids
    assert made(web, f"/results/{id}/figures/none.svg").status_code == 404
    page = made(web, f"/results/{id}/report.html")
    assert page.text.startswith("<!doctype html>")
    assert "sandbox" in page.headers["content-security-policy"]
    assert 'lang="zh-Hans"' in made(web, f"/results/{id}/report.html?lang=zh").text


def test_a_figure_as_png_has_twice_its_size(web):
    """Or, without the renderer, a sentence that says what to install."""
    id, _ = web.answer("deal", **DEAL)
    name = made(web, f"/results/{id}/figures").json()["figures"][0]["name"]
    svg = ElementTree.fromstring(web.get(f"/results/{id}/figures/{name}.svg").text)
    found = web.get(f"/results/{id}/figures/{name}.png")
    try:
        import resvg_py  # noqa: F401
    except ImportError:
        assert found.status_code == 422
        assert "bahe[png]" in found.json()["error"]["remedy"]
        return
    assert found.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(found.content[16:20]) == 2 * round(float(svg.get("width")))


def test_a_report_as_pdf_is_the_same_twice(web):
    """Or, without the extra, a sentence that says what to install; the figures tell whether this server makes it."""
    id, _ = web.answer("deal", **DEAL)
    told = made(web, f"/results/{id}/figures").json()
    found = made(web, f"/results/{id}/report.pdf")
    try:
        import typst  # noqa: F401
    except ImportError:
        assert told["pdf"] is None
        assert "bahe[pdf]" in found.json()["error"]["remedy"]
        return
    assert told["pdf"].endswith(f"/results/{id}/report.pdf?lang=en")
    assert found.headers["content-type"] == "application/pdf"
    assert found.content.startswith(b"%PDF-")
    assert web.get(f"/results/{id}/report.pdf").content == found.content


def test_an_answer_without_a_report_says_so(web):
    id, _ = web.answer("shock", **SHOCK)
    assert web.get(f"/results/{id}/figures").json() == {"figures": [], "report": None, "pdf": None}


@pytest.mark.slow
def test_tables_and_figures_of_a_run(web):
    """The largest document of all: its tables are there, and its report has figures with shapes of the map."""
    id, _ = web.answer("run", case="stockholm-2025", horizon=["short"])
    names = [t["name"] for t in web.get(f"/results/{id}/tables").json()["tables"]]
    assert any(n.startswith("results.") for n in names)
    assert "solves" in names
    figures = made(web, f"/results/{id}/figures").json()["figures"]
    assert len(figures) >= 2
    for about in figures:
        root = ElementTree.fromstring(web.get(f"/results/{id}/figures/{about['name']}.svg").text)
        ids = {e.get("id") for e in root.iter() if e.get("id")}
        links = {v[1:] for e in root.iter() for k, v in e.attrib.items() if k.endswith("href") and v.startswith("#")}
        assert links <= ids, about
