"""The OpenAPI document. The models of answers are read when it is first asked for: nothing else needs them, and starting stays quick."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

#: Where the shapes of the document stand.
PLACE = "#/components/schemas/{model}"


class Described(FastAPI):
    """An application that describes what every verb answers."""

    def setup(self) -> None:
        """The address of the document, which is put together beside the loop: that takes a second."""

        def told(request: Request) -> Response:
            return JSONResponse(self.openapi())

        assert self.openapi_url
        self.add_route(self.openapi_url, told, include_in_schema=False)

    def openapi(self) -> dict[str, Any]:
        """The document, made once: what the routes say of themselves, and the answer of every verb."""
        if self.openapi_schema is None:
            document = super().openapi()
            _fill(document)
            self.openapi_schema = document
        return self.openapi_schema


def _fill(document: dict[str, Any]) -> None:
    """Put the answers of the verbs in the place of what the routes hold for them."""
    from pydantic import TypeAdapter

    from bahe.desk.web.answers import answers
    from bahe.desk.web.answers.asked import asked, kept_of_any

    shapes: dict[str, Any] = document["components"]["schemas"]
    shapes["Body_upload"]["description"] = "A file of a form, and whether to keep it."
    for held in ("Asked", "ResultAnswer"):
        del shapes[held]
    for verb in answers():
        _answer(document, f"ask_{verb}")["schema"] = _named(TypeAdapter(asked(verb)), shapes)
    _answer(document, "result")["schema"] = _named(TypeAdapter(kept_of_any()), shapes) | {
        "title": "Kept",
        "description": "An answer that is kept, told apart by its verb.",
    }


def _named(shape: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema of a shape; every record in it goes among the shapes of the document under its name."""
    made: dict[str, Any] = shape.json_schema(ref_template=PLACE)
    shapes |= made.pop("$defs", {})
    if "properties" not in made:
        return made
    shapes[made["title"]] = made
    return {"$ref": PLACE.format(model=made["title"])}


def _answer(document: dict[str, Any], operation: str) -> dict[str, Any]:
    """The JSON answer (200) of an operation."""
    for methods in document["paths"].values():
        for said in methods.values():
            if said["operationId"] == operation:
                found: dict[str, Any] = said["responses"]["200"]["content"]["application/json"]
                return found
    raise KeyError(operation)
