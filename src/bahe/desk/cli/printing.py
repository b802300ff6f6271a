"""`--pdf` for every verb that writes a report: the same verb, and whatever page it writes gets its PDF beside it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from bahe.desk.cli.options import Reports, flag
from bahe.faults import Conflict

Pdf = Annotated[bool, flag("--pdf", "Write the report as PDF, too (pip install 'bahe[pdf]').")]


def printed(verb: Callable[..., None]) -> Callable[..., None]:
    """A verb with `--pdf` after `--out`; one that writes no report stays as it is."""
    words = inspect.signature(verb).parameters
    if "out" not in words:
        return verb

    @wraps(verb)
    def asked(**said: Any) -> None:
        pdf = said.pop("pdf", False)
        if not pdf:
            return verb(**said)
        from bahe.report import paper

        _placed(said, words["out"].annotation is Reports)
        with paper.wanted():
            return verb(**said)

    option = inspect.Parameter("pdf", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Pdf)
    after = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in words.values()]
    at = 1 + list(words).index("out")
    asked.__signature__ = inspect.Signature([*after[:at], option, *after[at:]])  # type: ignore[attr-defined]
    asked.__annotations__ = {**verb.__annotations__, "pdf": Pdf}
    return asked


def _placed(said: dict[str, Any], own_place: bool) -> None:
    """Refuse a PDF where no report is written."""
    if said.get("no_report"):
        raise Conflict("no report is written", field="--pdf", got="--no-report", remedy="Leave one of them out.")
    if said.get("out") is None and not own_place:
        raise Conflict("a PDF is part of a report", field="--pdf", remedy="Say where the report goes: --out DIR.")
