"""The OpenAPI document: complete, and kept to under questions made up from it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bahe.desk.web import models
from bahe.desk.web.verbs import NOT_ASKED, verbs


@pytest.fixture(scope="module")
def document(web):
    return web.get("/openapi.json").json()


def test_every_address_says_what_goes_in_and_comes_out(document):
    """A summary, a shape of the answer and the shape of refusals for every operation; no free-form body."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation.get("summary"), where
            answers = operation["responses"]
            assert any(code.startswith("2") for code in answers), where
            assert answers["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorAnswer"), where
            content = answers["200"].get("content", {})
            assert content, where
            if "application/json" in content and not path.endswith((".html", ".svg", "{kind}")):
                assert content["application/json"]["schema"], where


def test_every_property_of_a_question_is_described(document):
    """The help of the command line stands at every key of every verb."""
    for verb in verbs().values():
        shape = document["components"]["schemas"][verb.body.__name__]
        assert shape["additionalProperties"] is False
        for key, about in shape["properties"].items():
            assert about.get("description"), (verb.name, key)


def test_every_option_of_the_command_line_can_be_asked():
    """Nothing can be done only from the shell, but for where things lie and how a terminal shows them."""
    from typer.main import get_command

    from bahe.desk.cli import app

    commands = get_command(app).commands
    for verb in verbs().values():
        command = commands[verb.path[0]]
        for inner in verb.path[1:]:
            command = command.commands[inner]
        files = {"FILE", "DIR"}  # places on the disk of whoever asks; tables go by POST /tables
        words = {w for p in command.params if p.metavar not in files for w in p.opts if w.startswith("--")}
        keys = {w.lstrip("-").replace("-", "_") for w in words} - NOT_ASKED - {"help", "version"}
        assert keys <= set(verb.body.model_fields) | {"buyer"}, verb.name


def test_every_shape_is_used(document):
    """No model without an address, and no address without a model."""
    shown, named = set(document["components"]["schemas"]), set(_references(document))
    assert shown == named
    ours = {n for n, m in vars(models).items() if isinstance(m, type) and issubclass(m, models.Shape)}
    assert ours - {"Shape", "Asked", "ResultAnswer"} <= shown  # what holds an answer stands there verb by verb


def test_every_answer_is_a_model_of_its_verb(document):
    """`ask_VERB` gives the answer of that verb or a promise; a kept answer is told apart by its verb."""
    for verb in verbs():
        answers = document["paths"][f"/api/v1/ask/{verb}"]["post"]["responses"]
        assert _shape(answers["200"]) == {"$ref": f"#/components/schemas/Asked{verb.capitalize()}"}
        assert _shape(answers["202"]) == {"$ref": "#/components/schemas/Promised"}
        held = document["components"]["schemas"][f"Asked{verb.capitalize()}"]
        assert held["properties"]["verb"]["const"] == verb
        assert {"id", "state", "answer"} <= set(held["required"])
    kept = _shape(document["paths"]["/api/v1/results/{id}"]["get"]["responses"]["200"])
    assert kept["discriminator"]["propertyName"] == "verb"
    assert set(kept["discriminator"]["mapping"]) == set(verbs())


def test_nothing_in_the_document_is_loose(document):
    """Every schema says of what kind it is, every record what it is, and every property what it means."""
    loose = []
    for place, schema in _schemas(document):
        if not KINDS & set(schema):
            loose.append((place, "of no kind"))
        loose += [(place, name) for name, about in schema.get("properties", {}).items() if not about.get("description")]
        loose += [
            (place, name) for name, about in schema.get("patternProperties", {}).items() if not about.get("description")
        ]
        if "object" in (schema.get("type"), *schema.get("type", ())) and not {
            "properties",
            "additionalProperties",
        } & set(schema):
            loose.append((place, "an object of anything"))
    loose += [(n, "undescribed") for n, s in document["components"]["schemas"].items() if not s.get("description")]
    assert loose == []


def test_every_operation_says_what_it_does(document):
    """A summary, a description, a plain name, and a meaning for every parameter."""
    names = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (method, path)
            assert operation.get("description"), (method, path)
            assert all(p.get("description") for p in operation.get("parameters", ())), (method, path)
            assert operation["operationId"].isidentifier()
            names.append(operation["operationId"])
    assert len(set(names)) == len(names)


def test_the_document_is_one_that_readers_of_openapi_accept(document):
    """Every schema in it is a JSON Schema, and names are plain words."""
    jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema")
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name.isidentifier(), name
        assert "__" not in name, name


KINDS = {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}


def _shape(answer):
    return answer["content"]["application/json"]["schema"]


def _references(value):
    """Names of the shapes that are pointed at."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner.rpartition("/")[2]
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _schemas(document):
    """(place, schema) of every schema in the document, however deep."""
    for name, schema in document["components"]["schemas"].items():
        yield from _within(name, schema)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            for p in operation.get("parameters", ()):
                yield from _within(f"{where} {p['name']}", p["schema"])
            for said in (operation.get("requestBody", {}), *operation["responses"].values()):
                for kind, held in said.get("content", {}).items():
                    if kind == "application/json" or "schema" in held:
                        yield from _within(f"{where} {kind}", held["schema"])


def _within(place, schema):
    yield place, schema
    for key in ("properties", "patternProperties"):
        for name, inner in schema.get(key, {}).items():
            yield from _within(f"{place}.{name}", inner)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for n, inner in enumerate(schema.get(key, ())):
            yield from _within(f"{place}.{key}[{n}]", inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _within(f"{place}.{key}", schema[key])


@pytest.mark.slow
def test_questions_made_up_from_the_document(tmp_path):
    """Every operation under made-up questions: no fault of the server, and every answer of a shape that was promised."""
    schemathesis = pytest.importorskip("schemathesis", reason="pip install 'bahe[fuzz]'")
    from bahe.desk.web.app import Settings, create
    from bahe.desk.web.guard import Limits

    limits = Limits(rate=1e6, burst=1e6, job=5.0)
    app = create(Settings(tmp_path / "store", workers=1, prepare=False, page=tmp_path / "none", limits=limits))
    quick = {"world", "case", "assure", "shock"}
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())

        def send(case):
            made = case.as_transport_kwargs(base_url="http://127.0.0.1")
            if "/ask/" in case.path:  # what is asked is checked; work is promised and taken back
                made["params"] = {
                    **(made.get("params") or {}),
                    "wait": 2 if case.path.rpartition("/")[2] in quick else 0,
                }
            made.pop("cookies", None)
            return client.request(**{k: v for k, v in made.items() if v is not None})

        for operation in schema.get_all_operations():
            operation = operation.ok()
            if operation.path.endswith("/events"):
                continue

            def ask(case, operation=operation):
                found = send(case)
                assert found.status_code < 500 or found.status_code == 503, (case.path, found.text[:300])
                assert str(found.status_code) in operation.definition.raw["responses"], (case.path, found.status_code)
                if found.status_code >= 400:
                    models.ErrorAnswer.model_validate(found.json())
                elif found.status_code == 202 and found.json().get("id"):
                    client.delete(f"/api/v1/jobs/{found.json()['id']}")

            _each(operation, ask)


def _each(operation, ask):
    """Made-up cases of one operation, a dozen, the same in every run."""
    from hypothesis import HealthCheck, Phase, given, settings

    made = operation.as_strategy()
    quiet = settings(max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
                     suppress_health_check=list(HealthCheck))  # fmt: skip
    quiet(given(made)(lambda case: ask(case)))()
