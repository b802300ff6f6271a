"""Facts for menus and labels: each equals what the library says, in both languages."""

from __future__ import annotations

import pytest

import bahe
from bahe.casebook import cases
from bahe.desk.web import models_facts as m


def test_meta_names_what_the_library_has(web):
    told, world = web.get("/meta").json(), bahe.load_world()
    assert [e["code"] for e in told["economies"]] == list(world.economies)
    assert [s["code"] for s in told["sectors"]] == list(world.sectors)
    assert {h["name"] for h in told["horizons"]} == set(world.horizons)
    assert told["elasticity_sets"] == list(world.elasticity_sets)
    assert told["groups"]["economies"]["EU27"] == list(world.axes.economy_groups["EU27"])
    assert told["version"] == bahe.__version__
    for row in told["economies"] + told["sectors"] + told["items"]:
        assert row["en"]
        assert row["zh"]
    for row in told["glossary"]:
        assert row["meaning_en"]
        assert row["meaning_zh"]
    assert set(told["disclaimer"]) == {"en", "zh"}


SHAPES = {"/meta": m.Meta, "/map": m.Map, "/sources": m.Sources, "/cases": m.Cases, "/schema/scenario": m.JsonSchema}


@pytest.mark.parametrize(("path", "shape"), SHAPES.items(), ids=list(SHAPES))
def test_facts_have_the_shape_that_is_promised(web, path, shape):
    """No key more, no key less, every kind as OpenAPI says."""
    shape.model_validate(web.get(path).json())


def test_every_case_is_a_card_and_a_page(web):
    rows = web.get("/cases").json()["cases"]
    assert {c.name for c in cases()} <= {r["name"] for r in rows}
    for row in rows:
        assert row["title"]["en"]
        assert row["title"]["zh"]
        assert row["question"]["zh"]
        assert row["verb"] in row["verbs"]
        page = web.get(f"/cases/{row['name']}").json()
        m.CasePage.model_validate(page)
        assert page["story"]["en"]
        assert page["story"]["zh"]
        assert page["yaml"]
    assert web.get("/cases/none").status_code == 422


def test_the_verdict_of_a_case_is_that_of_its_newest_answer(web):
    """None before it was asked; then what the answer says."""
    name = next(r["name"] for r in web.get("/cases").json()["cases"] if r["verb"] == "tug")
    _, answer = web.answer("tug", case=name)
    told = web.get(f"/cases/{name}").json()
    assert told["verdict"] == answer.get("verdict")
    assert told["conditions"] == (answer.get("conditions") or answer.get("checks"))


def test_shapes_sources_and_schemas(web):
    shapes = web.get("/map").json()
    assert "USA" in shapes["shapes"]
    assert shapes["disclaimer"]["zh"]
    sources = web.get("/sources").json()
    assert {s.key for s in bahe.load_world().sources} == {s["key"] for s in sources["sources"]}
    assert sources["audit"] == web.answer("world", audit=True)[1]
    from bahe.scenario import Scenario

    assert web.get("/schema/scenario").json() == Scenario.json_schema()
    assert "tariff" in web.get("/schema/verbs/shock").json()["properties"]
    assert web.get("/schema/verbs/none").status_code == 422


@pytest.mark.parametrize("path", ["/meta", "/map", "/sources", "/cases", "/schema/scenario"])
def test_facts_are_compressed(web, path):
    assert web.get(path, headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
