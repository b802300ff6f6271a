"""`--set KEY=VALUE`: one value of a scenario changed by its dotted name, then validated like the file itself."""

from __future__ import annotations

import re
from typing import Any

from bahe.faults import BadValue, UnknownName
from bahe.scenario.reading import Document, Path, dotted, parse

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def override(document: Document, setting: str) -> Document:
    """A new document with `KEY=VALUE` applied; list items are named by number or by their id."""
    import copy

    key, equals, text = setting.partition("=")
    where = f"--set {key.strip()}"
    if not equals or not key.strip():
        raise BadValue("KEY=VALUE is needed", where="--set", got=setting, remedy="For example --set closure=balanced.")
    value = parse(text, where).data if text.strip() else None
    data = copy.deepcopy(document.data)
    if not isinstance(data, dict):
        return document
    path = _assign(data, _steps(key, where), value, where)
    return Document(data, {**_kept(document.places, path), path: where}, document.name)


def _kept(places: dict[Path, str], path: Path) -> dict[Path, str]:
    return {p: place for p, place in places.items() if p[: len(path)] != path}


def _steps(key: str, where: str) -> list[str | int]:
    text = key.strip()
    if _STEP.sub("", text).replace(".", ""):
        raise BadValue("not a dotted name", where=where, allowed="such as variants.truce.moves[0].add")
    return [int(number) if number else int(word) if word.isdigit() else word for number, word in _STEP.findall(text)]


def _assign(data: Any, steps: list[str | int], value: Any, where: str) -> Path:
    here: Any = data
    path: Path = ()
    for step in steps[:-1]:
        at = _locate(here, step, path, where)
        nested = here.setdefault(at, {}) if isinstance(here, dict) else here[at]
        if at == "world" and isinstance(nested, str):
            nested = here[at] = {"name": nested}
        here, path = nested, (*path, at)
    at = _locate(here, steps[-1], path, where)
    here[at] = value
    return (*path, at)


def _locate(here: Any, step: str | int, path: Path, where: str) -> str | int:
    if isinstance(here, dict):
        return str(step)
    if not isinstance(here, list):
        raise BadValue(f"`{dotted(path)}` is one value and has no parts", where=where, got=here)
    if isinstance(step, int):
        if step >= len(here):
            raise BadValue(
                f"`{dotted(path)}` has {len(here)} items", where=where, got=step, allowed=f"0 to {len(here) - 1}"
            )
        return step
    names = [str(item["id"]) for item in here if isinstance(item, dict) and isinstance(item.get("id"), str)]
    if step not in names:
        raise UnknownName("item", step, names, where=where, field=dotted(path))
    return next(i for i, item in enumerate(here) if isinstance(item, dict) and item.get("id") == step)
