"""The file of conditions of a case: what would support and contradict it, and what each metric is; hostile until parsed."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from functools import cache
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import (
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    field_validator,
    model_validator,
)

from bahe.faults import BadFile, BadValue, UnknownName
from bahe.scenario.words import Frozen, Text

_HOME = Path(__file__).resolve().parents[1]
FILE = "conditions.yaml"
#: Longest file that is read, in bytes.
MOST = 200_000

#: The ten cases, in the order of the compilation.
TEN = (
    "korea-2019", "ai-chip-floor-and-lock-in", "truce-clock-stockholm", "pledge-for-tariff", "rare-earth-mirror", "h20-assurance",
    "oil-linkage", "slow-tug-multi-tech", "japan-china-2026", "courts-and-credibility",
)  # fmt: skip

Operator = Literal[">", ">=", "<", "<=", "=="]
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq}
)
Value = StrictBool | StrictInt | StrictFloat | StrictStr


class Condition(Frozen):
    """One condition: `metric operator threshold`.  claims: those whose word it decides, none for a condition of the case alone."""

    id: str = Field(pattern=r"^[sc][0-9]+$")
    metric: str = Field(pattern=r"^[A-Za-z0-9_]+$", max_length=80)
    operator: Operator
    threshold: Value
    text: Text
    claims: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _order_needs_numbers(self) -> Condition:
        number = isinstance(self.threshold, int | float) and not isinstance(self.threshold, bool)
        if self.operator != "==" and not number:
            raise ValueError("an order needs a number as its threshold")
        return self

    def met(self, value: Value) -> bool:
        """Whether a figure, truth or word meets it; BadValue where an order is asked of a word."""
        if self.operator != "==" and (isinstance(value, str | bool) or not isfinite(value)):
            raise BadValue("not a finite number", field=self.metric, where=f"condition {self.id}", got=value)
        return bool(OPERATORS[self.operator](value, self.threshold))

    def __str__(self) -> str:
        said = str(self.threshold).lower() if isinstance(self.threshold, bool) else f"{self.threshold}"
        return f"{self.metric} {self.operator} {said}"


class Rows(Frozen):
    """Rows of a packaged table: `file` below atlas/data, and the value that each named column must have."""

    file: str = Field(pattern=r"^[a-z0-9_][a-z0-9_/.-]*$", max_length=80)
    where: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("file")
    @classmethod
    def _stays_inside(cls, value: str) -> str:
        if ".." in value.split("/"):
            raise ValueError("a file of the packaged data, not a path out of it")
        return value


class Metric(Frozen):
    """What is said of a metric before it is known: unit, formula, source rows.  needs, importer: the user's datum, if there is one."""

    unit: Text
    formula: Text
    code: str = Field(pattern=r"^[A-Za-z0-9_.]+$", max_length=120)
    rows: tuple[Rows, ...] = ()
    needs: Text | None = None
    importer: str | None = None


class Conditions(Frozen):
    """The file: what is asked, what would support and contradict it, and what each metric is.

    scenario   name of the scenario it was fixed in;  fixed: the day;  version, reason: of a change after that
    """

    case: str = Field(pattern=r"^[a-z0-9-]+$")
    scenario: str
    fixed: dt.date
    version: int = Field(ge=1)
    reason: Text | None = None
    title: Text
    question: Text
    claims: tuple[str, ...]
    supports_if: tuple[Condition, ...] = Field(min_length=1)
    contradicts_if: tuple[Condition, ...] = Field(min_length=1)
    metrics: Mapping[str, Metric]
    conflicts: tuple[Text, ...] = ()
    user_supplied: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Conditions:
        every = [c.id for c in self.all]
        if len(set(every)) < len(every):
            raise ValueError(f"ids are used once: {every}")
        absent = {c.metric for c in self.all} - set(self.metrics)
        if absent:
            raise ValueError(f"metrics without a definition: {sorted(absent)}")
        loose = {n for c in self.all for n in c.claims} - set(self.claims)
        if loose:
            raise ValueError(f"claims of a condition that the case does not list: {sorted(loose)}")
        if self.version > 1 and self.reason is None:
            raise ValueError("a new version needs its reason")
        return self

    @property
    def all(self) -> tuple[Condition, ...]:
        """Both sides, supports first."""
        return (*self.supports_if, *self.contradicts_if)

    def side(self, condition: Condition) -> str:
        """supports | contradicts."""
        return "supports" if condition in self.supports_if else "contradicts"


# -- reading ----------------------------------------------------------------------------------------------------------------
@cache
def conditions(case: str) -> Conditions:
    """The conditions of one of the ten cases; UnknownName otherwise, BadFile where the file is off."""
    if case not in TEN:
        raise UnknownName("case with conditions", case, TEN)
    return read_conditions(_HOME / case / FILE)


def read_conditions(path: Path) -> Conditions:
    """A file of conditions, hostile until parsed; BadFile names file and field."""
    import yaml

    name = "/".join(path.parts[-2:])
    try:
        raw = path.read_bytes()
        if len(raw) > MOST:
            raise BadFile("too long for a file of conditions", where=name, got=len(raw), allowed=f"up to {MOST} bytes")
        data = yaml.safe_load(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadFile("cannot be read", where=name, got=str(error).split("\n")[0]) from None
    return parsed(data, name)


def parsed(data: Any, where: str = FILE) -> Conditions:
    """Plain values as Conditions; BadFile names the field that is off."""
    if not isinstance(data, dict):
        raise BadFile("keys and values are needed", where=where, got=type(data).__name__)
    try:
        return Conditions.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"]) or "file"
        raise BadFile(
            first["msg"].removeprefix("Value error, "), where=where, field=place, got=first.get("input")
        ) from None
