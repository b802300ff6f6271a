"""Scenario: a question, a world, and the variants of moves that answer it; frozen and validated."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bahe.scenario.moves import ChinaMeasures, Move, UsMeasures
from bahe.scenario.talks import Talks, named_variants
from bahe.scenario.words import Frozen, Names, Share, Text, wrong

if TYPE_CHECKING:
    from bahe.scenario.reading import Path as Steps
    from bahe.world import Shock, World

Horizon = Literal["long", "long-bln", "medium", "short", "shock"]
Output = Literal["html", "csv", "parquet"]

HORIZONS = ("long", "long-bln", "medium", "short", "shock")
CLOSURES = ("transfer", "balanced", "proportional", "nominal")

_NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _every_or_some(value: Any) -> Any:
    return value if value == "all" else _listed(value)


def _closure(value: str) -> str:
    name, colon, economy = value.partition(":")
    if name not in CLOSURES or (colon and (name != "nominal" or not economy)):
        near = get_close_matches(name, CLOSURES, n=1)
        raise wrong(
            f"unknown closure {value!r}",
            ", ".join((*CLOSURES, "nominal:ISO3")),
            f"Did you mean {near[0]!r}?" if near else "",
        )
    return value


class Grouping(Frozen):
    """Economies and sectors to merge before the run: new name -> members."""

    economies: dict[str, Names] = {}
    sectors: dict[str, Names] = {}


class WorldChoice(Frozen):
    """Which benchmark: a packaged name or a path saved by `world.save`, which base tariffs, which central elasticities."""

    name: str = Field("icio-2022", min_length=1)
    tariffs: Literal["none", "us-collected", "all"] = "all"
    elasticities: str | None = Field(
        None,
        description="the central set; default: the first of `elasticities` where sets are named, else the world's own",
    )
    aggregate: Grouping | None = None
    items: Annotated[Literal["all"] | Names | None, BeforeValidator(_every_or_some)] = Field(
        None,
        description="items carved out of their industries: names of the packaged table, or all; each is then a sector",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class Base(Frozen):
    """Moves that bring the benchmark to the base date; every figure is relative to the world after them."""

    date: str | None = Field(None, description="the date the base stands for, in words or as YYYY-MM-DD")
    note: Text | None = None
    moves: tuple[Move, ...] = ()


class Variant(Frozen):
    """One named state of the world: what is done, and how it is labelled. No moves means the base itself."""

    id: str = Field(pattern=_NAME)
    label: Text = Field(
        default_factory=lambda seen: Text(en=seen.get("id", "-"), zh=seen.get("id", "-")), description="default: the id"
    )
    note: Text | None = None
    moves: tuple[Move, ...] = ()


class Labour(Frozen):
    """Elastic labour supply: elasticity eta, income-tax rate, and what tariff revenue pays for."""

    elasticity: float = Field(ge=0, le=10)
    income_tax: Share = 0.0
    revenue: Literal["rebate", "cut"] = Field("rebate", description="paid out lump-sum, or cuts the income tax")


class Reference(Frozen):
    """A source to cite."""

    id: str = Field(min_length=1)
    citation: str = Field(min_length=1)
    url: str = ""


class Scoring(Frozen):
    """What the run is scored against, by a rule that was written down before."""

    observed: Literal["us-imports-2025"] = Field(description="the packaged figures: monthly US imports by partner")
    rule: str = Field(
        min_length=1, description="file beside the scenario that fixes months, partners, baselines and verdict"
    )
    fixed: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="the day the rule was fixed, YYYY-MM-DD")
    variant: str = Field(description="id of the variant of the main score")
    horizon: Horizon = Field("short", description="horizon of the main score")


class Scenario(Frozen):
    """A question and everything that is needed to answer it again.

    The smallest scenario has an id, a question and one variant with one move. Texts may be given as `{en, zh}`.
    """

    id: str = Field(pattern=_NAME, description="lower-case name of the scenario and of its report")
    question: Text = Field(description="what is asked, in one sentence")
    title: Text = Field(default_factory=lambda seen: seen.get("question"), description="default: the question")
    world: WorldChoice = Field(
        default_factory=lambda: WorldChoice.model_validate({}), description="the benchmark: a name, a path, or choices"
    )
    base: Base = Field(
        default_factory=lambda: Base.model_validate({}), description="moves that bring the benchmark to the base date"
    )
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=50)] = Field(
        description="the states to compare"
    )
    horizons: Annotated[tuple[Horizon, ...], BeforeValidator(_listed), Field(min_length=1)] = Field(
        ("long", "short"), description="how long the economy has to adjust; at least two are advised"
    )
    elasticities: Annotated[Literal["all"] | Names, BeforeValidator(_every_or_some)] = Field(
        "all", description="elasticity sets of the band: all, or a list of names"
    )
    closure: Annotated[str, AfterValidator(_closure)] = Field(
        "transfer", description="what deficits do: transfer, balanced, proportional, nominal or nominal:ISO3"
    )
    labour: Labour | None = Field(None, description="elastic labour supply; default: fixed")
    focus: Names = Field(("USA", "CHN", "EU27"), description="economies and groups shown first")
    lead: str | None = Field(None, description="id of the variant drawn large; default: the one that changes most")
    compare_with: str | None = Field(
        None,
        description="id of the variant that the others are also set against: real income relative to it, beside the base",
    )
    outputs: Annotated[tuple[Output, ...], BeforeValidator(_listed)] = Field(
        ("html", "csv", "parquet"),
        description="what the report folder holds besides the resolved scenario and provenance.json",
    )
    score: Scoring | None = Field(None, description="what the run is scored against; default: nothing")
    talks: Talks | None = Field(None, description="what the variants are bargained over as, for `bahe talks`")
    tables: Annotated[
        tuple[Literal["episodes", "player-tariffs", "model-tariffs", "holdings"], ...], BeforeValidator(_listed)
    ] = Field(
        (),
        description="tables beside the usual ones: the bargaining episodes of 2025; average tariffs by pair of players at three dates; "
        "the same with what the model says each would levy; who holds which of the world's items over whom, with its history",
    )
    sources: tuple[Reference, ...] = Field((), description="what the report cites besides data and elasticities")
    assumptions: tuple[Text, ...] = Field((), description="sentences the report says aloud")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="stored in provenance.json; nothing in a run is random yet")

    _folder: Path | None = PrivateAttr(None)
    _places: dict[Any, str] = PrivateAttr(default_factory=dict)
    _text: str = PrivateAttr("")
    _file: str = PrivateAttr("scenario")

    @field_validator("base")
    @classmethod
    def _one_day(cls, base: Base) -> Base:
        for law in (UsMeasures, ChinaMeasures):
            if sum(isinstance(m, law) for m in base.moves) > 1:
                raise wrong(
                    "the law of a day stands twice in the base",
                    remedy="One day is enough; use `overrides` for the rest.",
                )
        return base

    @field_validator("variants")
    @classmethod
    def _names_once(cls, variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
        seen: set[str] = set()
        for v in variants:
            if v.id in seen:
                raise wrong(f"the variant id {v.id!r} occurs twice", remedy="Give each variant its own id.")
            seen.add(v.id)
        return variants

    @field_validator("horizons")
    @classmethod
    def _horizons_once(cls, horizons: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(horizons)) < len(horizons):
            raise wrong("a horizon occurs twice", remedy="Name each horizon once.")
        return horizons

    @field_validator("compare_with")
    @classmethod
    def _compared(cls, name: str | None, seen: ValidationInfo) -> str | None:
        if name is None or "variants" not in seen.data:
            return name
        ids = [v.id for v in seen.data["variants"]]
        if name not in ids:
            near = get_close_matches(name, ids, n=1, cutoff=0.5)
            raise wrong(
                f"`compare_with` names no variant: {name!r}",
                ", ".join(ids),
                f"Did you mean {near[0]!r}?" if near else "",
            )
        others = ", ".join(i for i in ids if i != name)
        if not others:
            raise wrong(
                f"{name!r} is the only variant and cannot be compared with itself",
                remedy="Add the variant to compare, or leave `compare_with` out.",
            )
        if name == seen.data.get("lead"):
            raise wrong(
                f"{name!r} is the `lead` and cannot be compared with itself",
                others,
                "Name another variant in one of the two.",
            )
        return name

    @model_validator(mode="after")
    def _lead_exists(self) -> Scenario:
        for key, name in (("lead", self.lead), ("score.variant", self.score.variant if self.score else None)):
            if name is not None and name not in [v.id for v in self.variants]:
                raise wrong(f"`{key}` names no variant: {name!r}", ", ".join(v.id for v in self.variants))
        named_variants(self)
        return self

    @property
    def text(self) -> str:
        """The text that the scenario was read from (empty when made in Python)."""
        return self._text

    def place(self, path: Steps) -> str:
        """Where the value at `path` stands: file and line."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._places:
                return self._places[path[:end]]
        return self._file

    @property
    def folder(self) -> Path | None:
        """The folder of the scenario file; None when it was given as text."""
        return self._folder

    def base_shock(self) -> Shock:
        """The moves of the base as one Shock."""
        return self._composed(self.base.moves, ("base", "moves"))

    def shock(self, variant: str | Variant) -> Shock:
        """The moves of one variant as one Shock, relative to the base date."""
        chosen = variant if isinstance(variant, Variant) else self.variant(variant)
        at = next((v for v, known in enumerate(self.variants) if known.id == chosen.id), 0)
        return self._composed(chosen.moves, ("variants", at, "moves"), self.base.moves)

    def _composed(self, moves: tuple[Any, ...], path: Steps, base: tuple[Any, ...] = ()) -> Shock:
        """Moves as one Shock; the law of a day is taken relative to the law of the base where that has one."""
        from bahe.faults import UserError
        from bahe.scenario.reading import named
        from bahe.world import Shock

        shock = Shock()
        for m, move in enumerate(moves):
            same = [b for b in base if isinstance(move, UsMeasures | ChinaMeasures) and type(b) is type(move)]
            try:
                shock = shock & (move.over(same[0]) if same else move.shock(self._folder))
            except UserError as error:
                place = self.place((*path, m))
                error.where = ": ".join(filter(None, (place, named((*path, m), place), error.where)))
                error.args = (error.message,)
                raise
        return shock

    def variant(self, name: str) -> Variant:
        """A variant by its id; `UnknownName` with the known ones otherwise."""
        from bahe.faults import UnknownName

        for v in self.variants:
            if v.id == name:
                return v
        raise UnknownName("variant", name, [v.id for v in self.variants], where=self._file)

    def check(self, world: World) -> None:
        """Every name in the scenario against the names of `world`; the message names file, line and key."""
        from bahe.scenario.checking import check_names

        check_names(self, world)

    def fitted(self, world: World) -> Scenario:
        """The scenario checked against `world`; a focus that nobody named holds economies that `world` has."""
        from bahe.scenario.checking import focus_in

        self.check(world)
        focus = focus_in(self, world)
        return self if focus == self.focus else self.model_copy(update={"focus": focus})

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of a scenario file, the same that draws the browser's form."""
        return cls.model_json_schema(mode="validation")
