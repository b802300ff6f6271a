"""The answers that hold a document: of a question (`ask_VERB`), and at its permanent address (`results/ID`)."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import Field, create_model

from bahe.desk.web import models
from bahe.desk.web.answers import answers

ABOUT = "the document that `bahe {} --json` prints"


@cache
def asked(verb: str) -> type[models.Asked]:
    """What `ask_VERB` gives once it is answered."""
    return _holding(models.Asked, "Asked", verb, "A question to `{}`, answered.")


@cache
def kept(verb: str) -> type[models.ResultAnswer]:
    """What an address of results gives where the question went to `verb`."""
    return _holding(models.ResultAnswer, "Kept", verb, "An answer of `{}` that is kept.")


def kept_of_any() -> Any:
    """What an address of results gives: told apart by `verb`."""
    return Annotated[Union[tuple(kept(v) for v in answers())], Field(discriminator="verb")]  # noqa: UP007


def _holding(base: Any, prefix: str, verb: str, about: str) -> Any:
    said = {"case": "case show", "judge": "case run", "verdicts": "case verdicts"}.get(verb, verb)
    fields: dict[str, Any] = {
        "verb": (Literal[verb], Field(description="the verb that was asked")),
        "answer": (answers()[verb], Field(description=ABOUT.format(said))),
    }
    return create_model(f"{prefix}{verb.capitalize()}", __base__=base, __doc__=about.format(said), **fields)
