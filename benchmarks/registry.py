"""A problem: a frozen record of facts beside the function that builds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Rival:
    """Something else that does the same job.

    `answer` is compared with bahe's; `once` says that one run must do; `patient` rivals take minutes and are run on request.
    """

    name: str
    run: Callable[[], Any]
    answer: Callable[[Any], Any] | None = None
    once: bool = False
    patient: bool = False
    wanted_ratio: float | None = None


@dataclass(frozen=True)
class Absent:
    """A rival that is not installed here, with the words that would install it."""

    name: str
    remedy: str


@dataclass(frozen=True)
class Cited:
    """A time that somebody else reports for the same job and that is not measured here: on what machine, and where it is said."""

    name: str
    seconds: float
    source: str


@dataclass(frozen=True)
class Job:
    """What is timed: bahe's call, its answer, the rivals, and a floor in seconds below which no method can go."""

    run: Callable[[], Any]
    answer: Callable[[Any], Any] | None = None
    rivals: tuple[Rival | Absent | Cited, ...] = ()
    facts: Callable[[Any], dict[str, Any]] = lambda result: {}
    floor: Callable[[Any], float] | None = None
    process: bool = False
    """True where `run` is a whole process and returns its own (seconds, peak bytes)."""


@dataclass(frozen=True)
class Problem:
    """The facts of a registered problem. `target` is in seconds."""

    name: str
    what: str
    build: Callable[[bool], Job | Absent]
    target: float | None = None
    memory_target_mb: float | None = None
    patient: bool = False
    """True where one run takes a minute or more: left out unless it is named or patience is asked for, and then run once."""
    once: bool = False
    """True where one run of some seconds must do."""
    facts: dict[str, str] = field(default_factory=dict)


_problems: dict[str, Problem] = {}


def problem(name: str, **facts: Any) -> Callable[[Callable[[bool], Job | Absent]], Callable[[bool], Job | Absent]]:
    """Decorator that registers the function that builds a job; it is told whether the smallest size is wanted."""

    def register(build: Callable[[bool], Job | Absent]) -> Callable[[bool], Job | Absent]:
        if name in _problems:
            raise ValueError(f"the problem {name!r} is registered twice")
        _problems[name] = Problem(name, (build.__doc__ or "").strip().split("\n")[0], build, **facts)
        return build

    return register


def problems() -> Iterator[Problem]:
    """Registered problems, in order of registration."""
    import benchmarks.problems  # noqa: F401  registers on import

    return iter(_problems.values())
