"""Where a report goes: refused before any work is done, written with what is needed to make it again, and named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bahe.report.sheets.page import Page


def place(out: Path | None, force: bool, kind: str = "statecraft") -> None:
    """Refuse a place that cannot hold the report before any work is done; an older report of this kind is replaced."""
    from bahe.casebook.runs.publishing import refuse
    from bahe.report.sheets.folder import is_ours

    if out is not None and not (out.is_dir() and is_ours(out, kind)):
        refuse(out, force)


def facts(said: dict[str, Any]) -> dict[str, Any]:
    """What is needed to make a report again: what was said, versions, hashes of the packaged data."""
    from bahe.casebook.runs.provenance import now

    return {"asked": {k: v for k, v in said.items() if v}, "made": now(), **made_with()}


def made_with() -> dict[str, Any]:
    """Versions, and hashes of the packaged data."""
    from bahe.casebook.runs.provenance import packaged_hashes, version

    return {"data": packaged_hashes(), "versions": {n: version(n) for n in ("numpy", "scipy", "pandas")}}


def filed(page: Page, out: Path, said: dict[str, Any], lang: str, json: bool) -> None:
    """Write a page with what was `said`, and say where it lies."""
    from bahe.report.sheets.page import write

    told(write(page, out, facts(said)), lang, json)


def told(path: Path, lang: str, json: bool) -> None:
    """Say where a report lies; a document of `--json` stays alone."""
    from bahe.desk.terminal import console

    if not json:
        console().print(f"[dim]{'报告：' if lang == 'zh' else 'Report:'}[/] {path}")
