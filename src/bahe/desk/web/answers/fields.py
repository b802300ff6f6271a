"""How a field of an answer is described: `of` one that every document has, `may` one that some forms of a question leave out.

A `Wide` record has, beside its fields, columns whose names hold a code (`gain_USA`) or a number (`open_90`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, ClassVar

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, TypeAdapter, model_validator

from bahe.desk.web.models import Shape


def of(text: str, **limits: Any) -> Any:
    """A field that is always there, with its meaning and unit; it is null only where its type says so."""
    return Field(description=text, **limits)


def may(text: str, **limits: Any) -> Any:
    """A field that is there in some forms of the question alone; its text says in which."""
    return Field(default=None, description=text, **limits)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class Wide(Shape):
    """A record with columns that are named after what they hold.

    columns   pattern of the name -> (type, meaning and unit); a name that fits no pattern is refused
    """

    model_config = ConfigDict(extra="allow")
    columns: ClassVar[dict[str, tuple[Any, str]]] = {}

    @model_validator(mode="after")
    def _known(self) -> Wide:
        for name, value in (self.model_extra or {}).items():
            kind = self.column(name)
            if kind is None:
                raise ValueError(f"no such column: {name}")
            _adapter(self.columns[kind][0]).validate_python(value)
        return self

    @classmethod
    def column(cls, name: str) -> str | None:
        """The pattern that a name fits."""
        return next((p for p in cls.columns if re.fullmatch(p, name)), None)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        told = handler.resolve_ref_schema(schema)
        told["additionalProperties"] = False
        told["patternProperties"] = {
            f"^{p}$": {**_adapter(kind).json_schema(), "description": text} for p, (kind, text) in cls.columns.items()
        }
        return schema
