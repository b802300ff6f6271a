"""Faults found by pydantic, said in the words of the file: file and line, key, what was found, what is allowed, what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from bahe.faults import BadValue, BaheError, MissingData, UnknownName, UserError
from bahe.scenario.moves import Move
from bahe.scenario.reading import Document, Path, named
from bahe.scenario.scenario import Base, Grouping, Labour, Reference, Scenario, Scoring, Variant, WorldChoice
from bahe.scenario.talks import Condition, Figure, Metric, Table, Talks
from bahe.scenario.talks_parts import Cause, Observed, Pledge, Scale, Without
from bahe.scenario.words import Frozen, Text

if TYPE_CHECKING:
    from pydantic import ValidationError

_MOVES: dict[str, type[Frozen]] = {
    get_args(c.model_fields["instrument"].annotation)[0]: c for c in get_args(get_args(Move)[0])
}
_TEXTS = frozenset(("title", "question", "label", "note", "assumptions"))
_MODELS: dict[tuple[str, ...], type[Frozen]] = {
    (): Scenario,
    ("world",): WorldChoice,
    ("world", "aggregate"): Grouping,
    ("base",): Base,
    ("variants",): Variant,
    ("labour",): Labour,
    ("score",): Scoring,
    ("sources",): Reference,
    ("talks",): Talks,
    ("talks", "tables"): Table,
    ("talks", "tables", "pledges"): Pledge,
    ("talks", "tables", "causes"): Cause,
    ("talks", "tables", "causes", "without"): Without,
    ("talks", "tables", "observed"): Observed,
    ("talks", "tables", "issues"): Scale,
    ("talks", "conditions"): Condition,
    ("talks", "conditions", "figure"): Figure,
    ("talks", "metrics"): Metric,
    ("talks", "metrics", "figure"): Figure,
}
#: How many faults of one file are told at once.
_TOLD = 4


def fault(error: ValidationError, document: Document) -> BaheError:
    """One error for the whole file: the first fault in full, the next ones in short."""
    details = [e for e in error.errors(include_url=False) if not _echo(e, document.data)]
    details.sort(key=lambda e: e["type"] != "extra_forbidden")  # a misspelt key comes before the key it leaves missing
    first, *rest = [_one(e, document) for e in details[:_TOLD]]
    if rest:
        more = "; ".join(": ".join(filter(None, (f.where, f.field, f.what))) for f in rest)
        count = f" ({len(details) - _TOLD} more)" if len(details) > _TOLD else ""
        first.remedy = f"{first.remedy} " if first.remedy else ""
        first.remedy += f"Further faults: {more}{count}."
        first.args = (first.message,)
    return first


def _echo(detail: Any, data: Any) -> bool:
    """True where a fault only follows from another: a list empty since its items are faulty, a default without its source."""
    if detail["type"] == "default_factory_not_called":
        return True
    if detail["type"] != "too_short":
        return False
    for step in detail["loc"]:
        if step in ("tables", 0) and "parties" in data:
            continue  # one table may stand without the list
        data = data[step]
    return bool(data)


def _one(detail: Any, document: Document) -> UserError:
    path = _path(detail["loc"], document.data)
    kind, got, context = detail["type"], detail.get("input"), detail.get("ctx", {})
    where = document.place(path)
    key = named(path, where)
    if kind == "extra_forbidden":
        return UnknownName("key", path[-1], _known(path[:-1], document.data), where=where, field=key)
    if kind == "missing":
        return MissingData(
            f"the key {path[-1]!r} is missing", field=key, where=where, remedy=_meaning(path, document.data)
        )
    if kind == "union_tag_not_found":
        field = named((*path, "instrument"), where)
        return MissingData("a move needs an instrument", field=field, where=where, allowed=list(_MOVES))
    if kind == "union_tag_invalid":
        place = document.place((*path, "instrument"))
        return UnknownName(
            "instrument", context.get("tag"), list(_MOVES), where=place, field=named((*path, "instrument"), place)
        )
    if kind == "literal_error":
        return UnknownName("value", got, re.findall(r"'([^']*)'", context.get("expected", "")), where=where, field=key)
    if kind == "bahe":
        return BadValue(context["what"], field=key, where=where, got=_plain(got), allowed=context["allowed"] or None,
                        remedy=context["remedy"] or None)  # fmt: skip
    if kind == "string_pattern_mismatch":
        return BadValue("not a valid name", field=key, where=where, got=got,
                        allowed="lower-case letters, digits and hyphens, up to 64, such as my-tariff-2025")  # fmt: skip
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        known = _known(path, document.data)
        return BadValue(
            "keys and values are needed here", field=key, where=where, got=_plain(got), allowed=known or None
        )
    if kind in ("tuple_type", "list_type"):
        return BadValue("a list is needed here", field=key, where=where, got=_plain(got),
                        remedy="Begin each item with `- `, or write [a, b].")  # fmt: skip
    if kind == "too_short" and context.get("actual_length") == 0:
        return MissingData("the list is empty", field=key, where=where, remedy=_meaning(path, document.data))
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return BadValue(message, field=key, where=where, got=_plain(got))


def _plain(value: Any) -> Any:
    return "nothing" if value is None else value


def _path(loc: tuple[Any, ...], data: Any) -> Path:
    """The place in the file: without the steps that pydantic adds for unions."""
    out: list[Any] = []
    here: Any = data
    for depth, step in enumerate(loc):
        last = depth == len(loc) - 1
        if isinstance(here, dict) and step not in here and not (last and step != here.get("instrument")):
            continue
        if isinstance(here, list) and not isinstance(step, int):
            continue
        if not isinstance(here, dict | list) and not (last and here is None):
            continue
        out.append(step)
        here = _inside(here, step)
    return tuple(out)


def _inside(here: Any, step: Any) -> Any:
    """The part of `here` that `step` names; None where there is none."""
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _model(path: Path, data: Any) -> type[Frozen] | None:
    """The model that reads the mapping at `path`."""
    words = tuple(s for s in path if isinstance(s, str))
    if words and words[-1] in _TEXTS:
        return Text
    if words and words[-1] == "moves":
        here = data
        for step in path:
            here = here[step]
        return _MOVES.get(str(here.get("instrument"))) if isinstance(here, dict) else None
    if words[:1] == ("talks",) and words[1:2] not in (("tables",), ("conditions",)) and "parties" in data["talks"]:
        words = ("talks", "tables", *words[1:])  # one table may stand without the list
    return _MODELS.get(words)


def _known(path: Path, data: Any) -> list[str]:
    model = _model(path, data)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _meaning(path: Path, data: Any) -> str | None:
    model = _model(path[:-1], data)
    field = model.model_fields.get(str(path[-1])) if model else None
    if field is not None and field.description:
        return f"It is: {field.description}."
    return _MEANING.get(str(path[-1]))


_MEANING = {
    "variants": "Give at least one variant: `- id: plus-10` with a list of `moves`.",
    "question": "Say in one sentence what the scenario asks.",
    "by": "Name the economy or group that acts.",
    "on": "Name the economy or group that is acted upon.",
    "sectors": "Name sectors or a group: goods, services, manufacturing.",
    "id": "Give a short lower-case name such as my-tariff-2025.",
}
