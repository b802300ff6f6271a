"""How results look in a terminal: aligned tables with units, colour only where it carries meaning."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from bahe.numerics.parts import Keep

#: Width of output that goes to a file or a pipe.
PIPED = 110


def console(stderr: bool = False) -> Console:
    """A console on stdout (or stderr); wide enough for tables where it is no terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPED
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def table(columns: Sequence[str], words: int = 1) -> Table:
    """An empty table; the first `words` columns hold words, all others figures. Long headings are broken into lines."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    out = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for c, name in enumerate(columns):
        heading = name if c < words else broken(name)
        out.add_column(heading, justify="left" if c < words else "right", no_wrap=c >= words, overflow="fold")
    return out


def headings(lang: str, *pairs: tuple[str, str]) -> list[str]:
    """Headings in the language, from pairs of English and Chinese."""
    return [zh if lang == "zh" else en for en, zh in pairs]


def yes(value: bool, lang: str) -> str:
    """Yes or no, in the language."""
    return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")


def tell(screen: Console, sentences: Iterable[str]) -> None:
    """Sentences, a line each, between empty lines."""
    screen.print()
    for sentence in sentences:
        screen.print(sentence)
    screen.print()


def put(screen: Console, title: str, body: Table, caption: str = "") -> None:
    """A table under its title and above its caption, both as wide as the screen."""
    if title:
        screen.print(f"[bold]{title}[/]")
    screen.print(body)
    if caption:
        screen.print(f"[dim]{caption}[/]")
    screen.print()


def broken(heading: str, width: int = 16) -> str:
    """A heading in lines of at most `width` where its words allow it; given line breaks stay."""
    from textwrap import wrap

    return "\n".join("\n".join(wrap(line, width, break_long_words=False)) for line in heading.split("\n"))


def tinted(text: str, value: float | None, settled: bool = True) -> str:
    """Red below zero, green above, plain where it rounds to nothing or its sign is open."""
    if value is None or value != value or not any(c in "123456789" for c in text) or not settled:
        return text
    return f"[red]{text}[/]" if value < 0 else f"[green]{text}[/]"


#: What stands for a sign that a terminal lacks; above all the minus, without which a loss would read as a question.
NEAREST = {
    "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2026": "~", "\u202f": " ", "\u00a0": " ", "\u201c": '"', "\u201d": '"',
    "\u2018": "'", "\u2019": "'", "\u2192": "->", "\u00d7": "x", "\u00b7": ".", "\u03b8": "theta", "\u2500": "-", "\u00e9": "e",
    "\u00f4": "o", "\u00fc": "u",
}  # fmt: skip


def nearest_signs(error: UnicodeError) -> tuple[str, int]:
    """Handler of encoding errors: the nearest signs of the terminal's alphabet, `?` where there is none."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(NEAREST.get(c, "?") for c in error.object[error.start : error.end]), error.end


@dataclass(frozen=True)
class Ear:
    """Who hears a verb instead of a terminal: the document of `--json`, each step of the work, and the parts that are worth keeping."""

    document: Callable[[Any], None]
    step: Callable[[int, int, str], None] | None = None
    keep: Keep | None = None


_EAR: ContextVar[Ear | None] = ContextVar("ear", default=None)


@contextmanager
def heard(ear: Ear) -> Iterator[None]:
    """Inside, `dump` and `progress` speak to `ear`: the browser hears what the command line prints, from the same function."""
    token = _EAR.set(ear)
    try:
        yield
    finally:
        _EAR.reset(token)


def keeping() -> Keep:
    """What a loop of a verb keeps its parts with, so that an interrupted one goes on where it was; a terminal keeps none."""
    from bahe.numerics.parts import computed

    ear = _EAR.get()
    return computed if ear is None or ear.keep is None else ear.keep


def dump(document: Any) -> None:
    """One JSON document on stdout; what is missing (NaN) is null."""
    import json

    ear = _EAR.get()
    if ear is not None:
        ear.document(plain(document))
        return
    ascii_only = "utf" not in str(getattr(sys.stdout, "encoding", "") or "").lower()
    sys.stdout.write(json.dumps(plain(document), ensure_ascii=ascii_only, allow_nan=False) + "\n")


def plain(value: Any) -> Any:
    """Plain values for JSON."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


@contextmanager
def progress(shown: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar on stderr while a run is solved; nothing where it is not `shown` or stderr is no terminal."""
    ear = _EAR.get()
    if ear is not None:
        yield ear.step
        return
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("[bold]{task.fields[verb]}"), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("[dim]{task.description}"),
        console=console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("reading the data", total=None, verb="Solving")

        def step(done: int, total: int, what: str) -> None:
            last = done >= total
            bar.update(task, completed=done, total=total, description="writing the report" if last else what)

        yield step
