"""The way in and out: never a traceback, always an exit status; an error in words, or as the one JSON document."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from bahe.faults import BaheError

_INTERRUPTED = {"error": "Interrupted", "message": "interrupted; nothing was left behind"}


def main(argv: list[str] | None = None) -> int:
    """The entry point: never a traceback, always an exit status."""
    from bahe.desk.cli import app

    args = sys.argv[1:] if argv is None else argv
    _speak()
    if args[:1] != ["bench"]:
        _one_thread()
    try:
        status = typer.main.get_command(app).main(args=args, prog_name="bahe", standalone_mode=False)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  the reader has gone; python would complain at exit
        return 0
    except (Exception, KeyboardInterrupt) as error:
        return _tell(*_fault(error), args)
    return _tell(_INTERRUPTED, 130, args) if status == 130 else int(status or 0)


def usage_error() -> type[Exception]:
    """The parser's own base of usage errors, wherever this version of typer keeps it."""
    return next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def usage(error: Any) -> str:
    """A usage error as one sentence, and the help that would have told."""
    context = getattr(error, "ctx", None)
    hint = f" Try: {context.command_path} --help" if context is not None else ""
    text = error.format_message()
    end = "" if text.endswith("?") else "."
    return f"{text[0].lower()}{text[1:].rstrip('.')}{end}{hint}"


def _speak() -> None:
    """A sign that the terminal lacks is no reason to fail: the nearest one is written."""
    for stream in (sys.stdout, sys.stderr):
        if not _speaks_unicode(stream) and hasattr(stream, "reconfigure"):
            import codecs

            from bahe.desk.terminal import nearest_signs

            codecs.register_error("bahe.nearest", nearest_signs)
            stream.reconfigure(errors="bahe.nearest")


def _speaks_unicode(stream: Any) -> bool:
    return str(getattr(stream, "encoding", "") or "").lower().replace("-", "") == "utf8"


def _one_thread() -> None:
    """Threads inside products as small as these wait for each other longer than they work."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _fault(error: BaseException) -> tuple[dict[str, Any], int]:
    """What is told of an error, and the exit status; a fault of bahe itself is raised again where BAHE_DEBUG asks for it."""
    if isinstance(error, BaheError):
        return error.as_dict(), error.exit_status
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return _INTERRUPTED, 130
    if isinstance(error, usage_error()):
        return {"error": "Usage", "message": usage(error)}, 2
    if isinstance(error, MemoryError):
        return {"error": "MemoryError", "message": "not enough memory for this question"}, 1
    if os.environ.get("BAHE_DEBUG") == "1":
        raise error
    text = f"something went wrong inside bahe ({type(error).__name__}: {error}). This is a fault of bahe, not yours."
    remedy = "Set BAHE_DEBUG=1 to see where, and please report it."
    return {"error": "Unexpected", "message": f"{text} {remedy}"}, 1


def _tell(facts: dict[str, Any], status: int, args: list[str]) -> int:
    """An error in words on stderr, or as the one JSON document on stdout."""
    if "--json" in args:
        import json

        ascii_only = not _speaks_unicode(sys.stdout)
        sys.stdout.write(json.dumps(facts | {"exit_status": status}, ensure_ascii=ascii_only, default=str) + "\n")
    else:
        sys.stderr.write(f"bahe: {facts['message']}\n")
    return status
