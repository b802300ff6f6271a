"""The shapes of facts: what menus, labels, maps and cards of cases are made of."""

from __future__ import annotations

from pydantic import Field

from bahe.desk.web.answers.conditions import CardCondition
from bahe.desk.web.answers.origins import HorizonFacts
from bahe.desk.web.answers.world import AuditAnswer
from bahe.desk.web.models import Option, Shape


class Both(Shape):
    """A text in both languages."""

    en: str = Field(description="in English")
    zh: str = Field(description="in Chinese")


class Named(Both):
    """A code and its names."""

    code: str = Field(description="its code")


class Economy(Named):
    """An economy of the packaged world."""

    shape: bool = Field(description="True where the map has a shape or a point for it")


class Sector(Named):
    """An industry of the packaged world."""

    goods: bool = Field(description="true where it makes goods")


class Item(Both):
    """A good finer than an industry."""

    key: str = Field(description="its key")


class WorldAbout(Shape):
    """A packaged world."""

    name: str = Field(description="its name")
    title: str = Field(description="what it is")


class HorizonAbout(Shape):
    """A horizon: its elasticities and what moves within it."""

    name: str = Field(description="its name")
    description: HorizonFacts = Field(description="its elasticities and what moves within it")


class Groups(Shape):
    """Names that stand for several others."""

    economies: dict[str, list[str]] = Field(description="group -> economies")
    sectors: dict[str, list[str]] = Field(description="group -> industries")


class Term(Shape):
    """A row of the glossary."""

    kind: str = Field(description="where the name is used")
    name: str = Field(description="the name in files and reports")
    symbol: str = Field(description="the letter in formulas; empty without one")
    shape: str = Field(description="axes, in letters; empty of a number")
    unit: str = Field(description="its unit; empty without one")
    range: str = Field(description="values that it can take; empty where any")
    meaning_en: str = Field(description="what it means, in English")
    meaning_zh: str = Field(description="what it means, in Chinese")
    source: str = Field(description="where it is from; empty where it is our own")


class OptionAbout(Shape):
    """A key of a question."""

    name: str = Field(description="the key in a body")
    help: str = Field(description="what it does, in English")
    metavar: str = Field(description="what stands for its value; empty without one")
    default: Option = Field(description="what is meant where it is left out")
    repeated: bool = Field(description="True where it is a list")
    type: str = Field(description="str, int, float or bool")
    needed: bool = Field(description="true where it cannot be left out")
    low: float | None = Field(description="least value; null without a limit")
    high: float | None = Field(description="largest value; null without a limit")


class VerbAbout(Shape):
    """A verb and the keys of its question."""

    summary: str = Field(description="what it answers")
    options: list[OptionAbout] = Field(description="keys of a body")


class Meta(Shape):
    """Everything that menus, labels and hovers are made of."""

    version: str = Field(description="version of bahe")
    languages: list[str] = Field(description="languages of names and texts")
    worlds: list[WorldAbout] = Field(description="packaged worlds")
    tariffs: list[str] = Field(description="choices of base tariffs")
    horizons: list[HorizonAbout] = Field(description="horizons of the default world")
    closures: list[str] = Field(description="what may hold trade balances")
    elasticity_set: str = Field(description="the default set")
    elasticity_sets: list[str] = Field(description="sets that may be chosen")
    economies: list[Economy] = Field(description="economies of the default world")
    sectors: list[Sector] = Field(description="industries of the default world")
    groups: Groups = Field(description="names that stand for several others")
    items: list[Item] = Field(description="goods finer than an industry")
    names: dict[str, Both] = Field(description="every code that has names")
    glossary: list[Term] = Field(description="rows of the glossary")
    verbs: dict[str, VerbAbout] = Field(description="verb -> what it answers and its keys")
    disclaimer: Both = Field(description="what names and shapes do not say")


class VariantAbout(Shape):
    """A variant of a case."""

    id: str = Field(description="id of the variant")
    label: Both = Field(description="what it is called")


class CaseRow(Shape):
    """A case as a card."""

    name: str = Field(description="name of the case")
    title: Both = Field(description="its title")
    question: Both = Field(description="its question")
    verb: str = Field(description="the verb that answers it")
    verbs: list[str] = Field(description="verbs that it can be asked with")
    variants: list[VariantAbout] = Field(description="its variants; empty where it has none")
    conditions: list[CardCondition] = Field(description="fixed beforehand; with figures where the case was asked")
    verdict: str | None = Field(description="of its newest kept answer; null before it is asked")
    result: str | None = Field(None, description="id of that answer")


class Cases(Shape):
    """All built-in cases."""

    cases: list[CaseRow] = Field(description="one card a case")


class SourceOfCase(Shape):
    """What a case cites."""

    citation: str = Field(description="author, year, title")
    url: str | None = Field(description="where it lies; empty or null where it is not on the web")


class Rope(Shape):
    """A good of a tug."""

    id: str = Field(description="id of the good")
    item: str = Field(description="key of the item")
    holder: str = Field(description="who makes it")
    target: str = Field(description="from whom it is or could be withheld")


class CasePage(CaseRow):
    """A case with its story and its file."""

    story: Both = Field(description="Markdown")
    yaml: str = Field(description="its file, to copy and change")
    horizons: list[str] = Field(description="horizons that it is solved at; empty of a tug")
    focus: list[str] = Field(description="economies that its report is about")
    sources: list[SourceOfCase] = Field(description="what it cites")
    moves: dict[str, list[Both]] = Field(description="variant -> what is done, in sentences")
    goods: list[Rope] | None = Field(None, description="of a tug")


class Map(Shape):
    """Shapes in one projection, as paths of SVG."""

    source: str = Field(description="where the shapes are from")
    projection: str = Field(description="the projection")
    box: list[float] = Field(description="x, y, width, height of the world")
    europe: list[float] = Field(description="the same of the enlarged part")
    shapes: dict[str, str] = Field(description="ISO3 -> path")
    rest: str = Field(description="path of what has no code")
    points: dict[str, list[float]] = Field(description="ISO3 -> where economies without a shape lie")
    disclaimer: Both = Field(description="what names and shapes do not say")


class SourceAbout(Shape):
    """A source of the data, of its own vintage."""

    key: str = Field(description="its key, as rows of data name it")
    what: Both = Field(description="what was taken from it")
    citation: str = Field(description="author, year, title, as it is cited")
    licence: Both = Field(description="terms of use")
    url: str | None = Field(description="where it lies; null where it is not on the web")
    covers: Both | None = Field(description="years or days that its figures are of; null where it does not say")
    published: str | None = Field(description="when it was published, years or days; null where it does not say")


class AuditWords(Shape):
    """A row of the audit in words."""

    check: Both = Field(description="what was checked")
    detail: Both = Field(description="what was found")
    unit: Both = Field(description="of the figure")


class Sources(Shape):
    """Where the data come from, and how sound they are."""

    world: str = Field(description="name of the world")
    year: int = Field(description="of the trade of this world; each source has its own")
    sources: list[SourceAbout] = Field(description="one row a source")
    audit: AuditAnswer = Field(description="the document of `bahe world --audit --json`")
    audit_words: list[AuditWords] = Field(description="the rows of `audit` in words, in their order")


class JsonSchema(Shape):
    """A JSON Schema, which describes itself."""

    model_config = {"extra": "allow"}
