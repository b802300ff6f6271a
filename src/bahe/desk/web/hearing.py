"""A verb of the command line, called in this process and heard: its document, its steps, its faults; nothing is printed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from typing import Any

from bahe.faults import BaheError

Step = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Heard:
    """What a verb said: its document as JSON (None where there is none) and the exit status, or the fault and its HTTP status."""

    document: str | None
    status: int
    fault: dict[str, Any] | None = None


def hear(argv: Sequence[str], step: Step | None = None, keep: Any = None) -> Heard:
    """Call the command line with `argv` and `--json`; every error becomes a fault in words. `keep` keeps parts (`numerics.parts`)."""
    from bahe.desk.cli import usage, usage_error
    from bahe.desk.terminal import Ear, heard
    from bahe.desk.web.telling import fault, told, unexpected

    said: list[Any] = []
    try:
        with (
            heard(Ear(said.append, step or _silent, keep)),
            redirect_stdout(io.StringIO()),
            redirect_stderr(io.StringIO()),
        ):
            words = list(argv)
            at = words.index("--") if "--" in words else len(words)
            words[at:at] = ["--json"]
            status = _command().main(args=words, prog_name="bahe", standalone_mode=False)
    except BaheError as error:
        return Heard(None, *told(error))
    except MemoryError:
        return Heard(None, 409, fault("MemoryError", "Not enough memory for this question."))
    except usage_error() as error:
        return Heard(None, 422, fault("Usage", usage(error)))
    except Exception as error:
        import logging

        logging.getLogger("bahe.web").exception("a verb failed")
        return Heard(None, 500, unexpected(error))
    if not said:
        return Heard(None, 500, fault("Unexpected", "The verb gave no document."))
    return Heard(json.dumps(said[-1], ensure_ascii=False, allow_nan=False, separators=(",", ":")), int(status or 0))


@cache
def _command() -> Any:
    """The command line, put together once: that takes longer than a solve."""
    import typer

    from bahe.desk.cli import app

    return typer.main.get_command(app)


def _silent(done: int, total: int, what: str) -> None:
    """Nobody listens."""
