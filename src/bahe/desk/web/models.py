"""The shapes of answers, as pydantic models: what OpenAPI shows and what the tests hold the server to."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]


class Shape(BaseModel):
    """A shape of an answer."""

    model_config = ConfigDict(extra="forbid")


class Fault(Shape):
    """What is wrong, where, what is allowed and what to do about it."""

    kind: str = Field(description="the family of the error, as in UnknownName, BadValue, NotConverged")
    field: str | None = Field(None, description="the key or option that is off")
    place: str | None = Field(None, description="where it stands, as in a line of a scenario")
    found: str | None = Field(None, description="what was found there")
    allowed: str | None = Field(None, description="what is allowed there")
    remedy: str | None = Field(None, description="what to do about it")
    sentence: str = Field(description="all of it in one sentence")


class ErrorAnswer(Shape):
    """Every answer that is none."""

    error: Fault


class JobAnswer(Shape):
    """A question on its way."""

    id: str = Field(description="the content address of the question; the same question has the same")
    verb: str
    state: State
    progress: float = Field(ge=0, le=1, description="share of the work that is done")
    said: str = Field(description="what is being worked on")
    error: Fault | None = Field(None, description="why it failed")
    result: str | None = Field(None, description="where the result stands")
    events: str | None = Field(None, description="server-sent events of this object; null where nothing will change")


class JobList(Shape):
    """All questions of this server, the newest last."""

    jobs: list[JobAnswer]


class Asked(Shape):
    """A question, and its answer where that is at hand."""

    id: str
    verb: str
    state: State
    progress: float = Field(ge=0, le=1)
    said: str
    events: str | None = None
    answer: Any = Field(None, description="the document that `bahe VERB --json` prints")


class TableAbout(Shape):
    """A table of an answer."""

    name: str = Field(description="its place in the answer, joined by dots")
    rows: int
    columns: list[str]


class Tables(Shape):
    """The tables of an answer."""

    tables: list[TableAbout]


class ResultAnswer(Shape):
    """An answer that is kept, at its permanent address."""

    id: str
    verb: str
    options: dict[str, Any] = Field(description="what differs from the defaults")
    made: str = Field(description="when, UTC")
    version: str
    code: str = Field(description="digest of the program and its data")
    command: str = Field(description="the equal command line")
    answer: Any
    tables: list[TableAbout]


class ResultAbout(Shape):
    """A row of the history."""

    id: str
    verb: str
    options: dict[str, Any]
    made: str
    bytes: int


class ResultList(Shape):
    """What is kept, the newest first."""

    results: list[ResultAbout]


class FigureAbout(Shape):
    """A figure of the report of an answer."""

    name: str
    title: str


class Figures(Shape):
    """The figures of an answer, and its report."""

    figures: list[FigureAbout]
    report: str | None


class CommandAnswer(Shape):
    """The same question elsewhere."""

    command: str
    yaml: str | None = Field(None, description="the equal scenario file")
    yaml_command: str | None = Field(None, description="the command line that runs that file")


class FirstOrder(Shape):
    """First-order changes of one economy."""

    welfare_pct: float = Field(description="real income, per cent")
    welfare_usd_mn: float = Field(description="real income, USD million a year")


class PreviewAnswer(Shape):
    """The first-order answer to moves: approximate, named so, at once."""

    state: Literal["ready"]
    first_order: Literal[True]
    world: str
    tariffs: str
    horizon: str
    closure: str
    elasticities: str
    moves: list[str]
    economies: dict[str, FirstOrder]


class Preparing(Shape):
    """The adjoints of this benchmark are still being made."""

    state: Literal["preparing"]
    sentence: str
    retry_after: float = Field(description="seconds")


class Health(Shape):
    """How the server is."""

    state: Literal["ready"]
    preview: Literal["ready", "preparing", "off"]
    queued: int
    running: int


class Column(Shape):
    """A column of an upload."""

    name: str
    kind: Literal["number", "text"]


class TableFault(Shape):
    """A fault of an upload, in its place."""

    row: int | None
    column: str | None
    sentence: str
    remedy: str | None


class UploadAnswer(Shape):
    """What an upload holds, what is wrong with it, and its id where it was kept."""

    name: str
    columns: list[Column]
    rows: int
    preview: list[list[str | float | int | bool | None]]
    faults: list[TableFault]
    kept: bool
    id: str | None
