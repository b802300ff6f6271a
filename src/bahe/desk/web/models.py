"""The shapes of answers, as pydantic models: what OpenAPI shows and what the tests hold the server to."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

#: A value of an option: of a body, or a default.
Option = bool | int | float | str | list[str] | None
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
    found_zh: str | None = Field(None, description="`found` in Chinese; what no template says stands in English")
    allowed_zh: str | None = Field(None, description="`allowed` in Chinese, likewise")
    remedy_zh: str | None = Field(None, description="`remedy` in Chinese, likewise")
    sentence_zh: str = Field(description="`sentence` in Chinese, likewise")


class ErrorAnswer(Shape):
    """Every answer that is none."""

    error: Fault = Field(description="what is wrong")


class Gone(Shape):
    """An answer of another version that had to make room: what was asked, and of whom."""

    error: Fault = Field(description="why it is not there")
    id: str = Field(description="64 hexadecimal digits: the content address of the question")
    verb: str = Field(description="the verb that was asked")
    options: dict[str, Option] = Field(description="what differs from the defaults")
    version: str = Field(description="version of bahe that gave the answer")
    code: str = Field(description="digest of the program and its data that gave the answer")
    command: str | None = Field(description="the equal command line; null where this version has no such verb")


class JobAnswer(Shape):
    """A question on its way."""

    id: str = Field(description="the content address of the question; the same question has the same")
    verb: str = Field(description="the verb that was asked")
    state: State = Field(description="how it stands")
    progress: float = Field(ge=0, le=1, description="share of the work that is done")
    said: str = Field(description="what is being worked on")
    said_zh: str = Field(description="the same in Chinese")
    ahead: int | None = Field(None, description="questions that are taken before this one; null once it is worked on")
    error: Fault | None = Field(None, description="why it failed")
    result: str | None = Field(None, description="where the result stands")
    events: str | None = Field(None, description="server-sent events of this object; null where nothing will change")


class JobList(Shape):
    """All questions of this server, the newest last."""

    jobs: list[JobAnswer] = Field(description="one entry a question")


class Asked(Shape):
    """A question; the answers of its verb add `answer` (`answers.asked`)."""

    id: str = Field(description="64 hexadecimal digits: the content address of the question")
    verb: str = Field(description="the verb that was asked")
    state: State = Field(description="done")
    progress: float = Field(ge=0, le=1, description="share of the work that is done")
    said: str = Field(description="what is being worked on; empty once it is answered")
    said_zh: str = Field(description="`said` in Chinese")
    ahead: int | None = Field(None, description="questions that are taken before this one; null once it is worked on")
    events: str | None = Field(None, description="server-sent events of the question; null where nothing will change")


class Promised(Asked):
    """A question that is being worked on."""

    state: State = Field(description="how it stands")
    answer: None = Field(None, description="null: it is not there yet")


class TableAbout(Shape):
    """A table of an answer."""

    name: str = Field(description="its place in the answer, joined by dots")
    rows: int = Field(description="number of rows")
    columns: list[str] = Field(description="names of its columns, in their order")


class Tables(Shape):
    """The tables of an answer."""

    tables: list[TableAbout] = Field(description="one entry a table, in the order of the answer")


class ResultAnswer(Shape):
    """An answer that is kept, at its permanent address."""

    id: str = Field(description="64 hexadecimal digits: the content address of the question")
    verb: str = Field(description="the verb that was asked")
    options: dict[str, Option] = Field(description="what differs from the defaults")
    made: str = Field(description="when, UTC")
    version: str = Field(description="version of bahe that gave it")
    code: str = Field(description="digest of the program and its data")
    command: str = Field(description="the equal command line")
    tables: list[TableAbout] = Field(description="tables of the answer")


class ResultAbout(Shape):
    """A row of the history."""

    id: str = Field(description="64 hexadecimal digits: the content address of the question")
    verb: str = Field(description="the verb that was asked")
    options: dict[str, Option] = Field(description="what differs from the defaults")
    made: str = Field(description="when, UTC, ISO 8601")
    bytes: int = Field(description="size of what is kept")
    kept: bool = Field(description="false: it had to make room; its address computes it again under the same code")


class ResultList(Shape):
    """What has been answered, the newest first."""

    results: list[ResultAbout] = Field(description="one entry an answer")


class FigureAbout(Shape):
    """A figure of the report of an answer."""

    name: str = Field(description="its name, as in its address")
    title: str = Field(description="its title, in the language of the report")


class Figures(Shape):
    """The figures of an answer, and its report."""

    figures: list[FigureAbout] = Field(description="one entry a figure; empty where the answer has no report")
    report: str | None = Field(description="address of the report; null where there is none")
    pdf: str | None = Field(None, description="address of the report as PDF; null where this server makes none")


class CommandAnswer(Shape):
    """The same question elsewhere."""

    command: str = Field(description="the equal command line")
    yaml: str | None = Field(None, description="the equal scenario file")
    yaml_command: str | None = Field(None, description="the command line that runs that file")


class FirstOrder(Shape):
    """First-order changes of one economy."""

    welfare_pct: float = Field(description="real income, per cent")
    welfare_usd_mn: float = Field(description="real income, USD million a year")


class PreviewAnswer(Shape):
    """The first-order answer to moves: approximate, named so, at once."""

    state: Literal["ready"] = Field(description="the answer is there")
    first_order: Literal[True] = Field(description="always true: an approximation, exact for small moves")
    world: str = Field(description="name of the world")
    tariffs: str = Field(description="base tariffs: all, us-collected or none")
    horizon: str = Field(description="the horizon")
    closure: str = Field(description="what holds trade balances")
    elasticities: str = Field(description="the set of trade elasticities, or the one number")
    moves: list[str] = Field(description="what is done, in sentences")
    economies: dict[str, FirstOrder] = Field(description="economy code -> first-order changes")


class Preparing(Shape):
    """The adjoints of this benchmark are still being made."""

    state: Literal["preparing"] = Field(description="not there yet")
    sentence: str = Field(description="what is being prepared")
    sentence_zh: str = Field(description="the same in Chinese")
    retry_after: float = Field(description="seconds")


class Health(Shape):
    """How the server is."""

    state: Literal["ready"] = Field(description="it answers")
    preview: Literal["ready", "preparing", "off"] = Field(
        description="first-order answers: at hand, being made, or off: made when asked for"
    )
    queued: int = Field(description="questions that wait")
    running: int = Field(description="questions that are worked on")


class Column(Shape):
    """A column of an upload."""

    name: str = Field(description="head of the column")
    kind: Literal["number", "text"] = Field(description="number where every cell is one")


class TableFault(Shape):
    """A fault of an upload, in its place."""

    row: int | None = Field(description="number of the row; null where it is of the whole table")
    column: str | None = Field(description="head of the column; null where it is of no column")
    sentence: str = Field(description="what is wrong")
    sentence_zh: str = Field(description="`sentence` in Chinese")
    remedy: str | None = Field(description="what to do about it")
    remedy_zh: str | None = Field(description="`remedy` in Chinese")


class UploadAnswer(Shape):
    """What an upload holds, what is wrong with it, and its id where it was kept."""

    name: str = Field(description="name of the file, made plain")
    columns: list[Column] = Field(description="its columns")
    rows: int = Field(description="number of rows")
    preview: list[list[str | float | int | bool | None]] = Field(
        description="the first rows, cell by cell in the order of the columns"
    )
    faults: list[TableFault] = Field(description="what is wrong with it; empty where it can be solved")
    kept: bool = Field(description="true where it was kept")
    id: str | None = Field(description="its id, for `tariff_table`; null where it was not kept")
