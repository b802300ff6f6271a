"""A file of a case as plain values: the model that reads it, without what it checks, so that an answer cannot drift from the file."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, create_model

from bahe.desk.web.answers.texts import Text
from bahe.desk.web.models import Shape

#: What a field means where the file's own model does not say: by name, or by record and name where it differs.
WORDS: dict[str, str] = {
    "en": "in English", "zh": "in Chinese", "id": "id, by which other records name it", "label": "what it is called",
    "name": "its name", "note": "what should be said of it", "title": "its title", "question": "its question",
    "instrument": "which instrument this is", "sectors": "industries or groups that it falls on; empty: all goods",
    "moves": "what is done, one after the other", "unit": "unit, in words", "source": "where it is documented",
    "economies": "new name -> economies that are merged", "tables": "the tables of talks", "protocol": "rule of bargaining",
    "pledges": "what is promised in return", "causes": "causes that can be switched off",
    "observed": "what happened, to be scored", "conditions": "conditions fixed beforehand", "metrics": "figures by name",
    "what": "which kind, or which figure, it is", "without": "what is changed to take it away",
    "sign": "variants that can be signed; null: as before",
    "unless": "variant -> chance, without a signature; null: as before", "meanwhile": "variant -> chance, while talks go on",
    "noise": "spread of a private cost, USD billion a year; null: as before", "rounds": "number of deadlines; null: as before",
    "extension_cost": "what one more round costs at home, USD billion a year; null: as before",
    "later": "what holds after later deadlines; null: as before", "deadline": "months until the deadline, or never",
    "doubt": "half of what is not known, USD billion a year, or engine", "discount": "weight of the next year, 0..1",
    "audience": "what backing down costs the sender, USD billion a year",
    "security": "party -> rival -> worth of a dollar that the rival loses", "date": "date, ISO 8601", "side": "supports or contradicts",
    "statement": "the condition in words", "metric": "name of the metric it is about", "op": "operator: <, <=, >, >= or ==",
    "operator": "how the figure is compared with the threshold", "threshold": "the threshold, in the unit of the metric",
    "value": "the threshold, in the unit of the metric", "figure": "how the figure is read off the answer; null: not by the engine",
    "missing": "the datum that is missing; null where none is", "table": "id of the table", "cause": "id of the cause",
    "party": "whose figure it is", "against": "of which it is subtracted", "variant": "the variant", "chance": "chance of the threat, 0..1",
    "like": "the end it is compared with: deal, truce or breakdown", "citation": "author, year, title",
    "url": "where it lies; empty where it is not on the web",
    "elasticity": "elasticity of labour supply", "income_tax": "rate of the tax on labour income, a fraction",
    "tariffs": "base tariffs: all, us-collected or none", "aggregate": "how economies and industries are merged; null: not at all",
    "case": "name of the case", "scenario": "name of the scenario it was fixed in", "fixed": "the day it was fixed, ISO 8601",
    "version": "version of the conditions", "reason": "why there is a new version; null of the first",
    "claims": "ids of the claims that it decides", "supports_if": "what would support the claims",
    "contradicts_if": "what would contradict them", "text": "the condition in words", "formula": "how it is got",
    "code": "the function that computes it", "rows": "rows of packaged tables that it rests on", "file": "the packaged file",
    "where": "column -> the value, or values, that it must have", "needs": "the datum of the user that it waits for; null: none",
    "importer": "how that datum is read; null: none", "conflicts": "sources that contradict each other",
    "user_supplied": "data that the user can supply",
    "Grouping.sectors": "new name -> industries that are merged", "Metric.name": "name of the metric",
    "Figure.sign": "1, or -1 where the figure is turned round", "Conditions.claims": "ids of the claims that the case tests",
    "WorldChoice.name": "name of the world",
}  # fmt: skip


@cache
def mirrored(model: type[BaseModel], prefix: str) -> type[Shape]:
    """The records of a file as an answer shows them: the same keys and types, all of them there, no checks.

    model    the model that reads the file
    prefix   put before the name of every record
    """
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        about = field.description or WORDS.get(f"{model.__name__}.{name}") or WORDS[name]
        fields[name] = (_plain(field.annotation, prefix), Field(description=about))
    named = model.__name__ if model.__name__.startswith(prefix) else f"{prefix}{model.__name__}"
    told = (model.__doc__ or named).split("\n\n")[0]
    return create_model(named, __base__=Shape, __doc__=told, __module__=__name__, **fields)


def _plain(hint: Any, prefix: str) -> Any:
    """The type of a value once it is JSON: records mirrored, tuples as lists, no limits."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return Text if set(hint.model_fields) == {"en", "zh"} else mirrored(hint, prefix)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _plain(args[0], prefix)
    if origin in (Union, types.UnionType):
        return Union[tuple(_plain(a, prefix) for a in args)]  # noqa: UP007
    if origin in (tuple, list):
        return list[_plain(args[0], prefix)]  # type: ignore[misc]
    if origin is dict or isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, _plain(args[1], prefix)]  # type: ignore[misc]
    return hint
