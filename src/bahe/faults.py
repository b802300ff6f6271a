"""Every error that bahe raises on purpose.

    BaheError                     catch this to catch them all
    +-- UserError                 the words or files given are off              (command line: exit 2)
    |   +-- UnknownName           a name that is not on the list
    |   +-- BadValue              a number outside its range, NaN, wrong type
    |   +-- BadShape              an array of the wrong shape or orientation
    |   +-- MissingData           something needed was not given; missing is not zero
    |   +-- Conflict              two statements that cannot both hold
    |   +-- BadFile               a file that cannot be read as what it should be
    +-- ModelSaysNo               the question is legal, the answer is no       (command line: exit 1)
        +-- NotConverged          no residual below the tolerance was reached
        +-- Infeasible            no finite equilibrium exists as posed

A message names the place, the field, what was found, what is allowed and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar


class BaheError(Exception):
    """Base of all errors of bahe; `exit_status` is what the command line returns."""

    exit_status: ClassVar[int] = 1

    def __init__(
        self,
        what: str,
        *,
        field: str | None = None,
        where: str | None = None,
        got: Any = None,
        allowed: str | Iterable[object] | None = None,
        remedy: str | None = None,
    ) -> None:
        self.what, self.field, self.where, self.got, self.remedy = what, field, where, got, remedy
        self.allowed = allowed if isinstance(allowed, str | None) else _listing(allowed)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole sentence: place, field, fault, finding, allowed values, remedy."""
        place = ": ".join(p for p in (self.where, self.field) if p)
        parts = [f"{place}: {self.what}" if place else self.what]
        if self.got is not None:
            parts.append(f"got {_short(self.got)}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        text = "; ".join(parts)
        return f"{text}. {self.remedy}" if self.remedy else f"{text}."

    def as_dict(self) -> dict[str, Any]:
        """The error as plain values, for `--json` and the web."""
        return {
            "error": type(self).__name__,
            "message": self.message,
            "field": self.field,
            "where": self.where,
            "allowed": self.allowed,
            "remedy": self.remedy,
        }


class UserError(BaheError):
    """The words, numbers or files given are off; mend them and call again."""

    exit_status = 2


class UnknownName(UserError):
    """A name that is not on the list; the nearest known names are offered."""

    def __init__(
        self, kind: str, name: object, known: Iterable[str], *, where: str | None = None, field: str | None = None
    ) -> None:
        from difflib import get_close_matches

        known = list(known)
        self.near = get_close_matches(str(name), known, n=3, cutoff=0.5) or get_close_matches(
            str(name).upper(), known, n=3, cutoff=0.6
        )
        remedy = f"Did you mean {' or '.join(map(repr, self.near))}?" if self.near else None
        super().__init__(f"unknown {kind} {_short(name)}", where=where, field=field, allowed=known, remedy=remedy)


class BadValue(UserError):
    """A number outside its range, NaN or infinite, or a value of the wrong type."""


class BadShape(UserError):
    """An array of the wrong shape or orientation."""


class MissingData(UserError):
    """Something needed was not given. Missing is not zero: say which value is meant."""


class Conflict(UserError):
    """Two statements that cannot both hold."""


class BadFile(UserError):
    """A file that cannot be read as what it should be; names the column or row."""


class ModelSaysNo(BaheError):
    """The question is legal and the answer is no."""


class NotConverged(ModelSaysNo):
    """The solver ended without reaching the tolerance; `info` says how it ended."""

    def __init__(self, what: str, info: Any = None, **more: Any) -> None:
        self.info = info
        super().__init__(what, **more)


class Infeasible(ModelSaysNo):
    """No finite equilibrium exists as the question is posed."""


def _short(value: object, limit: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _listing(values: Iterable[object] | None, limit: int = 12) -> str | None:
    if values is None:
        return None
    names = [str(v) for v in values]
    more = f", ... ({len(names)} in all)" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
