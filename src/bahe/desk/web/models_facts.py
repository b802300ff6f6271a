"""The shapes of facts: what menus, labels, maps and cards of cases are made of."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bahe.desk.web.models import Shape


class Both(Shape):
    """A text in both languages."""

    en: str
    zh: str


class Named(Both):
    """A code and its names."""

    code: str


class Economy(Named):
    """An economy of the packaged world."""

    shape: bool = Field(description="True where the map has a shape or a point for it")


class Sector(Named):
    """An industry of the packaged world."""

    goods: bool


class Item(Both):
    """A good finer than an industry."""

    key: str


class WorldAbout(Shape):
    """A packaged world."""

    name: str
    title: str


class HorizonAbout(Shape):
    """A horizon: its elasticities and what moves within it."""

    name: str
    description: dict[str, Any]


class Groups(Shape):
    """Names that stand for several others."""

    economies: dict[str, list[str]]
    sectors: dict[str, list[str]]


class Term(Shape):
    """A row of the glossary."""

    kind: str
    name: str
    symbol: str
    shape: str
    unit: str
    range: str
    meaning_en: str
    meaning_zh: str
    source: str


class OptionAbout(Shape):
    """A key of a question."""

    name: str
    help: str
    metavar: str
    default: Any = Field(description="what is meant where it is left out")
    repeated: bool = Field(description="True where it is a list")
    type: str
    needed: bool
    low: float | None
    high: float | None


class VerbAbout(Shape):
    """A verb and the keys of its question."""

    summary: str
    options: list[OptionAbout]


class Meta(Shape):
    """Everything that menus, labels and hovers are made of."""

    version: str
    languages: list[str]
    worlds: list[WorldAbout]
    tariffs: list[str] = Field(description="choices of base tariffs")
    horizons: list[HorizonAbout]
    closures: list[str]
    elasticity_set: str = Field(description="the default set")
    elasticity_sets: list[str]
    economies: list[Economy]
    sectors: list[Sector]
    groups: Groups
    items: list[Item]
    names: dict[str, Both] = Field(description="every code that has names")
    glossary: list[Term]
    verbs: dict[str, VerbAbout]
    disclaimer: Both


class VariantAbout(Shape):
    """A variant of a case."""

    id: str
    label: Both


class CaseRow(Shape):
    """A case as a card."""

    name: str
    title: Both
    question: Both
    verb: str = Field(description="the verb that answers it")
    verbs: list[str]
    variants: list[VariantAbout]
    conditions: list[dict[str, Any]] = Field(description="fixed beforehand; with figures where the case was asked")
    verdict: str | None = Field(description="of its newest kept answer; null before it is asked")
    result: str | None = Field(None, description="id of that answer")


class Cases(Shape):
    """All built-in cases."""

    cases: list[CaseRow]


class SourceOfCase(Shape):
    """What a case cites."""

    citation: str
    url: str | None


class Rope(Shape):
    """A good of a tug."""

    id: str
    item: str
    holder: str
    target: str


class CasePage(CaseRow):
    """A case with its story and its file."""

    story: Both = Field(description="Markdown")
    yaml: str = Field(description="its file, to copy and change")
    horizons: list[str]
    focus: list[str]
    sources: list[SourceOfCase]
    moves: dict[str, list[str]] = Field(description="variant -> what is done, in sentences")
    goods: list[Rope] | None = Field(None, description="of a tug")


class Map(Shape):
    """Shapes in one projection, as paths of SVG."""

    source: str
    projection: str
    box: list[float] = Field(description="x, y, width, height of the world")
    europe: list[float] = Field(description="the same of the enlarged part")
    shapes: dict[str, str] = Field(description="ISO3 -> path")
    rest: str = Field(description="path of what has no code")
    points: dict[str, list[float]] = Field(description="ISO3 -> where economies without a shape lie")
    disclaimer: Both


class SourceAbout(Shape):
    """A source of the data."""

    key: str
    what: str
    citation: str
    licence: str
    url: str | None
    vintage: str


class Sources(Shape):
    """Where the data come from, and how sound they are."""

    world: str
    year: int
    sources: list[SourceAbout]
    audit: dict[str, Any] = Field(description="the document of `bahe world --audit --json`")


class JsonSchema(Shape):
    """A JSON Schema, which describes itself."""

    model_config = {"extra": "allow"}
