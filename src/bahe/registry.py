"""One way to add a thing: a name, a function, a sentence and where it comes from.

>>> verbs = Registry("verb")
>>> @verbs.add("greet", cite="a custom")
... def greet():
...     "Say hello."
>>> verbs["greet"].summary
'Say hello.'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any

from bahe.faults import Conflict, UnknownName


@dataclass(frozen=True)
class Entry:
    """A registered function with the facts about it."""

    name: str
    call: Callable[..., Any]
    cite: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """First sentence of the docstring."""
        return (self.call.__doc__ or "").strip().split("\n")[0]


class Registry:
    """A named set of functions of one kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, Entry] = {}

    def add(self, name: str, *, cite: str = "", **facts: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorator that registers a function under `name`."""

        def register(call: Callable[..., Any]) -> Callable[..., Any]:
            if name in self._entries:
                raise Conflict(f"the {self.kind} {name!r} is registered twice")
            self._entries[name] = Entry(name, call, cite, facts)
            return call

        return register

    def __getitem__(self, name: str) -> Entry:
        if name not in self._entries:
            raise UnknownName(self.kind, name, self._entries)
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def names(self) -> list[str]:
        """Registered names, in order of registration."""
        return list(self._entries)

    def table(self) -> list[dict[str, Any]]:
        """One row an entry: name, summary, cite and the facts; feeds `--list`, the manual and menus."""
        return [{"name": e.name, "summary": e.summary, "cite": e.cite, **e.facts} for e in self]


#: Doors of core types that open into upper rooms: type -> name -> "module:function". `bahe/__init__` fills it, so that the
#: core never names a room above it.
DOORS: dict[str, dict[str, str]] = {}


def door(thing: object, name: str) -> Any:
    """The function behind a door, bound to `thing`; AttributeError where there is none."""
    if hasattr(type(thing), name):
        raise AttributeError(f"{type(thing).__name__}.{name} failed while it was computed; its own error stands above")
    target = DOORS.get(type(thing).__name__, {}).get(name)
    if target is None:
        raise AttributeError(f"{type(thing).__name__!r} object has no attribute {name!r}")
    module, _, function = target.partition(":")
    return partial(getattr(import_module(module), function), thing)
