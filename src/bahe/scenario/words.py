"""Small values that scenario files are written with: texts in two languages, lists of names, rates."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

#: A rate above this (1000 %) is taken for per cent written as a fraction.
MAX_RATE = 10.0


class Frozen(BaseModel):
    """A frozen model that refuses unknown keys and non-finite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


class Text(Frozen):
    """A text in English and in Chinese; a plain text stands for both."""

    en: str = Field(min_length=1, max_length=5000)
    zh: str = Field(min_length=1, max_length=5000)

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"en": value, "zh": value}
        if isinstance(value, dict) and len(value) == 1 and set(value) <= {"en", "zh"}:
            (text,) = value.values()
            return {"en": text, "zh": text}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.en


def wrong(what: str, allowed: str = "", remedy: str = "") -> PydanticCustomError:
    """A fault found while reading; becomes a BadValue that names the place."""
    clean = {"what": what, "allowed": allowed, "remedy": remedy}
    return PydanticCustomError("bahe", "{what}", clean)


def _names(value: Any) -> Any:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list | tuple):
        raise wrong("a name or a list of names is needed", "such as USA, or [USA, EU27]")
    if not value:
        raise wrong("the list of names is empty", remedy="Name at least one, or leave the key out.")
    for name in value:
        if not isinstance(name, str) or not name.strip():
            raise wrong(
                "a name must be text", remedy="Put quotes around it." if name is not None else "Remove the empty item."
            )
    if len(set(value)) < len(value):
        twice = next(n for i, n in enumerate(value) if n in value[:i])
        raise wrong(f"the name {twice!r} occurs twice", remedy="Keep one of them.")
    return tuple(value)


def fraction(value: Any) -> Any:
    """A rate: a fraction (0.30), or text in per cent ("30%")."""
    if isinstance(value, str):
        text = value.strip().removesuffix("%").strip()
        try:
            number = float(text)
        except ValueError:
            raise wrong("a rate is needed", "a fraction such as 0.30, or 30%") from None
        value = number / 100 if value.strip().endswith("%") else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(
            "a rate is needed", "a fraction such as 0.30, or 30%", "Missing is not zero: state the rate that is meant."
        )
    if value != value or value in (float("inf"), float("-inf")):
        raise wrong("a rate must be a finite number", "a fraction such as 0.30, or 30%")
    if value > MAX_RATE:
        raise wrong(
            f"a rate of {value * 100:,.0f} % is absurd", f"up to {MAX_RATE * 100:,.0f} %",
            f"Rates are fractions: {value:g} % is written {value / 100:g}.",
        )  # fmt: skip
    return float(value)


Names = Annotated[tuple[str, ...], BeforeValidator(_names, json_schema_input_type=str | list[str])]
Rate = Annotated[float, BeforeValidator(fraction, json_schema_input_type=float | str)]


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise wrong("a share is needed", "0 to 1, or 0% to 100%")
    return value


Share = Annotated[Rate, AfterValidator(_share)]
