"""Every answer has the shape that the OpenAPI document says: real documents of every verb, in every form of its question."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from bahe.desk.web.answers import answers
from bahe.desk.web.answers.asked import asked, kept, kept_of_any
from bahe.desk.web.answers.fields import Wide
from bahe.desk.web.hearing import hear
from bahe.desk.web.verbs import checked, verb, verbs

pytestmark = pytest.mark.slow

TARIFF = {"tariff": ["USA on CHN +30%"]}
PAIR = {"players": "USA,CHN"}
THREAT = {"by": "USA", "to": "CHN", "threat": ["tariff +25%"]}
SHORT = {"horizon": ["short"]}
TRUCE = {
    "case": "stockholm-2025",
    "variant": ["truce"],
    "horizon": ["short"],
    "over": ["closure=balanced|transfer"],
    "draws": 2,
}

#: Verb -> questions: every form that gives a document of another shape.
QUESTIONS: dict[str, list[dict[str, Any]]] = {
    "shock": [TARIFF, {"control": ["JPN on CHN C26 deny 80%"], "horizon": "short"}, {**TARIFF, "elasticities": "5"}],
    "world": [{}, {"audit": True}],
    "assure": [{}, {"fleet": 5000, "altered": 5000, "opened": 3, "confidence": 0.9}, {"coverage": ["attestation:firmware=0.7"]}],
    "case": [{"name": n} for n in ("stockholm-2025", "diversion-2025", "truce-clock-stockholm", "pledge-for-tariff", "korea-2019",
                                   "slow-tug-multi-tech", "ai-chip-floor-and-lock-in", "h20-assurance", "trade-war-2025",
                                   "courts-and-credibility", "oil-linkage", "eu-deal-2025", "rare-earth-mirror")],
    "verdicts": [{}, {"claim": "A-OUT-06", "compute": True}, {"claim": "A-DYN-02", "compute": True}],
    "depend": [
        {"buyer": "KOR", "items": "photoresist-arf", "horizon": "short"},
        {"buyer": "KOR", "on": "JPN", "bands": True, "items": "photoresist-arf", "horizon": "short"},
        {"item": "gallium"}, {"item": "photoresist-arf"}, {"buyer": "KOR", "item": "photoresist-arf"},
        {"buyer": "USA", "on": "CHN", "items": "gallium", "screen": "ec-2021", "horizon": "short"},
        {"buyer": "USA", "on": "CHN", "items": "gallium", "screen": "imf-2017", "horizon": "short"},
    ],
    "leverage": [
        {"between": "USA,CHN", "horizon": "short", "bands": True}, {"buyers": "KOR", "suppliers": "JPN", "items": "photoresist-arf"},
        {"coalition": ["A=JPN+NLD+USA"], "suppliers": "A", "buyers": "CHN", "sectors": "C26", "horizon": "short"},
        {"between": "USA,CHN", "mutual": True, "horizon": "short", "leakage": "10%"},
    ],
    "war": [
        {**PAIR, "bands": True}, {**PAIR, "security": ["USA:CHN=0.1"]}, {**PAIR, "scan": 1, "no_certificate": True},
        {**PAIR, "instrument": ["tariff", "export_tax:importer"]}, {**PAIR, "political": ["USA:C24A=1.3"], "start": "zero"},
        {**PAIR, "audience": ["USA=60%:5000"]}, {**PAIR, "tariffs": "partner"},
    ],
    "deal": [
        {"from": "status-quo", "frontier": False}, {"points": 3}, {"pairs": True, "mfn": True, "tariffs": "sector"},
        {"rule": "nash-product", "power": "2,1", "side_payments": True, "frontier": False, "from": "status-quo"},
    ],
    "threat": [
        THREAT, {**THREAT, "demand": ["oil: cost 2bn value 3bn"], "audience": "enough"},
        {**THREAT, "demand": ["energy: buy B06,C19 8bn", "access: tariff goods =0%"], "resolve": ["2bn"],
         "countermeasure": ["chips: control C26 deny 50%"]},
    ],
    "run": [
        {"case": "stockholm-2025", "variant": ["truce"]}, {"case": "diversion-2025", **SHORT}, {"case": "rare-earth-mirror", **SHORT},
        {"case": "trade-war-2025", **SHORT}, {"case": "pledge-for-tariff", **SHORT}, {"case": "why-eu-and-japan-settled", **SHORT},
    ],
    "talks": [
        {"case": "truce-clock-stockholm", **SHORT}, {"case": "courts-and-credibility", **SHORT}, {"case": "oil-linkage", **SHORT},
        {"case": "pledge-for-tariff", **SHORT}, {"calibration": True}, {"backtest": True},
    ],
    "tug": [
        {"case": "korea-2019", "draws": 4096, "no_world": True}, {"case": "slow-tug-multi-tech", "draws": 4096, "no_world": True},
        {"case": "ai-chip-floor-and-lock-in", "draws": 4096, "no_world": True},
        {"case": "korea-2019", "draws": 2048, "no_world": True, "intensity": 0.5},
        {"case": "korea-2019", "draws": 2048, "no_world": True, "intensity": 0.5, "start": 2020, "lift": 2022},
        {"case": "slow-tug-multi-tech", "draws": 1024, "intensity": 0.3},
    ],
    "ensemble": [
        {"case": "korea-2019", "draws": 16, "no_world": True, "shares": "sobol"}, TRUCE,
        {"case": "slow-tug-multi-tech", "draws": 8, "no_world": True, "shares": "shapley"},
        {**TRUCE, "shares": "sobol"}, {**TRUCE, "shares": "shapley"},
    ],
    "judge": [{"name": "h20-assurance"}, {"name": "japan-china-2026"}, {"name": "rare-earth-mirror"}, {"name": "eu-deal-2025", **SHORT},
              {"name": "truce-clock-stockholm"}],
}  # fmt: skip

ABSENT = "read by the same model as the instruments of built-in cases, none of which uses it"
#: Models and fields that no document of these questions holds, and why they are there all the same.
UNSEEN: dict[str, str] = {
    **{f"Scenario{x}": ABSENT for x in ("ExportTax", "Grouping", "Labour", "Productivity", "Subsidy", "TariffTable", "TradeCost",
                                        "Transfer")},
    **{f"CauseChange.{x}": "a cause may be taken away so; no built-in case does it" for x in ("deadline", "discount", "doubt", "later")},
    "ScreenRow.outdegree_sd|clustering": "of the screen imf-2017, which flags no raw material of the buyers that are asked about here",
    "Unsolved": "all solves of the built-in cases converge",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _worlds() -> Iterator[None]:
    """Worlds are read once, as in a worker of the server."""
    from bahe.atlas import load

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_packaged_world", lru_cache(maxsize=6)(load._packaged_world))
        yield


@cache
def document(name: str, number: int) -> str:
    """The document of a question, as the server would keep it."""
    if (name, number) == ("tug", len(QUESTIONS["tug"])):
        return regimes()
    v, options = verb(name), checked(name, QUESTIONS[name][number])
    words = v.argv(options)
    heard = hear([*words[: len(v.path)], *(["--no-report"] if v.quiet else []), *words[len(v.path) :]])
    assert heard.document is not None, heard.fault
    return heard.document


def regimes() -> str:
    """The map of regimes, of four cells: the whole map takes a minute."""
    import json

    from bahe.desk.terminal import plain
    from bahe.report.tugs.regime_page import document as told
    from bahe.statecraft.control import ControlGame, regime_map

    found = regime_map(ControlGame(), learning=(0.1, 0.3), long_elasticity=(2.0, 4.0), lock_in=(0.0,))
    return json.dumps(plain(told(found)), allow_nan=False)


EVERY = [(v, n) for v, said in QUESTIONS.items() for n in range(len(said) + (v == "tug"))]


@cache
def read(name: str, number: int) -> Any:
    """The document as its model; strict: no text for a number, no number for a text."""
    return TypeAdapter(answers()[name]).validate_json(document(name, number), strict=True)


@pytest.mark.parametrize(("name", "number"), EVERY, ids=[f"{v}-{n}" for v, n in EVERY])
def test_a_document_has_the_shape_that_is_promised(name, number):
    """No key more, no key less, every kind as the document of the API says."""
    assert read(name, number) is not None


@pytest.mark.parametrize(("name", "number"), EVERY, ids=[f"{v}-{n}" for v, n in EVERY])
def test_a_document_fits_what_is_published(published, name, number):
    """The same by the schema that others read, not by the models that it is made from."""
    import json

    published(name).validate(json.loads(document(name, number)))


@pytest.fixture(scope="module")
def published(web):
    """Verb -> validator of its answer, from the document of the API."""
    schemas = pytest.importorskip("jsonschema_rs", reason="pip install 'bahe[fuzz]'")
    told = web.get("/openapi.json").json()["components"]
    return cache(lambda verb: schemas.validator_for(
        {"$ref": f"#/components/schemas/Asked{verb.capitalize()}/properties/answer", "components": told}
    ))  # fmt: skip


def test_every_verb_is_described_and_asked_here():
    assert set(answers()) == set(verbs()) == set(QUESTIONS)


def test_no_field_is_promised_that_never_comes():
    """A field that occurs in no document stands in a short list, with its reason; and nothing stands there that does occur."""
    seen: set[tuple[str, str]] = set()
    for name, number in EVERY:
        _seen(read(name, number), seen)
    promised = {(m.__name__, k) for m in shapes() for k in [*m.model_fields, *getattr(m, "columns", ())]}
    here = {m for m, _ in seen}
    assert {f"{m}.{k}" if m in here else m for m, k in promised - seen} == set(UNSEEN)


def _seen(value: Any, found: set[tuple[str, str]]) -> None:
    """Fields that are there, model by model; a field that a model inherits counts for the model that says it too."""
    if isinstance(value, BaseModel):
        for key in value.model_fields_set & set(type(value).model_fields):
            found |= {(m.__name__, key) for m in type(value).__mro__ if key in getattr(m, "model_fields", ())}
            _seen(getattr(value, key), found)
        if isinstance(value, Wide):
            found |= {(type(value).__name__, value.column(k) or "") for k in value.model_extra or ()}
    elif isinstance(value, dict):
        for v in value.values():
            _seen(v, found)
    elif isinstance(value, list | tuple):
        for v in value:
            _seen(v, found)


@cache
def shapes() -> set[type[BaseModel]]:
    """Every model that an answer can hold."""
    found: set[type[BaseModel]] = set()
    for hint in answers().values():
        _shapes(hint, found)
    return found


def _shapes(hint: Any, found: set[type[BaseModel]]) -> None:
    if isinstance(hint, type) and issubclass(hint, BaseModel) and typing.get_origin(hint) is None:
        if hint not in found:
            found.add(hint)
            for field in hint.model_fields.values():
                _shapes(field.annotation, found)
    for inner in typing.get_args(hint):
        _shapes(inner, found)


def test_every_shape_says_what_it_is():
    """A docstring for every model, and a meaning for every field and column; names are used once."""
    for shape in shapes():
        assert shape.__doc__, shape
        assert all(f.description for f in shape.model_fields.values()), shape
        assert shape.model_config["extra"] == ("allow" if issubclass(shape, Wide) else "forbid"), shape
    names = [s.__name__ for s in shapes()]
    assert len(set(names)) == len(names)


def test_a_column_that_nobody_promised_is_refused():
    """Columns named after what they hold are held to their patterns."""
    from bahe.desk.web.answers.assure import FleetRow

    row = {"altered": 1, "share": 0.1, "open_95": 3, "open_99": 4, "cost_usd_mn": 1.0}
    assert FleetRow.model_validate({**row, "open_90": 2}).model_extra == {"open_90": 2}
    for wrong in ({"open_some": 2}, {"opened_90": 2}, {"open_90": "two"}):
        with pytest.raises(ValueError, match=r"column|integer"):
            FleetRow.model_validate({**row, **wrong})


# -- at their addresses ----------------------------------------------------------------------------------------------------
def test_what_the_server_sends_has_the_shape_of_its_address(web):
    """`ask_VERB`, a promise and the kept answer, around a document that is sent as it was kept."""
    from bahe.desk.web import models

    found = web.ask("assure")
    asked("assure").model_validate_json(found.text, strict=True)
    same = web.get(f"/results/{found.json()['id']}")
    kept("assure").model_validate_json(same.text, strict=True)
    assert TypeAdapter(kept_of_any()).validate_json(same.text).verb == "assure"
    later = web.post("/ask/run?wait=0", {"case": "diversion-2025"})
    assert later.status_code == 202
    models.Promised.model_validate_json(later.text, strict=True)
    web.inner.delete(f"/api/v1/jobs/{later.json()['id']}")


def test_answers_are_not_read_to_be_sent():
    """A server that starts has no model of an answer: the document of the API asks for them first."""
    import subprocess
    import sys

    code = (
        "import sys, bahe.desk.web.app, bahe.desk.web.routes, bahe.desk.web.routes_results, bahe.desk.web.routes_facts\n"
        "sys.exit('bahe.desk.web.answers.war' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
