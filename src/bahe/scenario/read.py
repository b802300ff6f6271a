"""`read`: a path or a YAML text to a Scenario."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from bahe.faults import BadFile
from bahe.scenario.overriding import override
from bahe.scenario.reading import Document, parse, read_text
from bahe.scenario.scenario import Scenario
from bahe.scenario.translating import fault


def read(source: str | Path, sets: Iterable[str] = (), name: str | None = None) -> Scenario:
    """The Scenario of a YAML file or text (a text has at least one line break), with `KEY=VALUE` settings applied.

    Raises BadFile, UnknownName, BadValue, MissingData or Conflict; each names file, line, key, allowed values, remedy.
    """
    if isinstance(source, str) and "\n" in source:
        text, folder, name = source, None, name or "scenario"
    else:
        path = Path(source)
        text, folder, name = read_text(path), path.resolve().parent, name or path.name
    document = parse(text, name)
    if not isinstance(document.data, dict):
        raise BadFile(
            "a scenario is keys and values", where=document.place(()), got=type(document.data).__name__,
            remedy="Begin with `id: my-scenario`.",
        )  # fmt: skip
    for setting in sets:
        document = override(document, setting)
    scenario = validated(document)
    scenario._folder, scenario._text = folder, text
    return scenario


def validated(document: Document) -> Scenario:
    """The Scenario of plain data; faults name the places that the document knows."""
    try:
        scenario = Scenario.model_validate(document.data)
    except ValidationError as error:
        raise fault(error, document) from None
    scenario._places, scenario._file = document.places, document.name
    return scenario
