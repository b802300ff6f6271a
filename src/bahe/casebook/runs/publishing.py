"""A report appears whole or not at all: it is written beside its place and moved there in one step."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bahe.faults import BadFile

if TYPE_CHECKING:
    from bahe.report import Run

#: The file that says a folder is a report of bahe.
MARK = "provenance.json"


def refuse(out: Path, force: bool = False) -> None:
    """Refuse a place that cannot hold the report, before any work is done."""
    if out.exists() and not out.is_dir():
        raise BadFile("a file stands where the report should go", field="out", got=out.name, remedy="Name a folder.")
    if out.is_symlink() or out.resolve() in (Path.cwd().resolve(), *Path.cwd().resolve().parents):
        raise BadFile(
            "the report cannot replace this folder",
            field="out",
            got=str(out),
            remedy="Name a new folder, such as reports/mine.",
        )
    if out.is_dir() and not force and any(out.iterdir()):
        _refuse_what_is_not_ours(out)
    parent = nearest(out)
    if not parent.is_dir():
        raise BadFile(
            "a file stands where a folder should be",
            field="out",
            got=str(out),
            remedy=f"Name a folder that is not inside {parent.name}.",
        )
    if not os.access(parent, os.W_OK):
        raise BadFile("no right to write here", field="out", got=str(out), remedy="Name a folder you may write to.")


def _refuse_what_is_not_ours(out: Path) -> None:
    """A report is replaced whole; what somebody else put there would be lost."""
    if not is_report(out):
        raise BadFile(
            "the folder holds other things and is no report of bahe", field="out", got=out.name,
            remedy="Name another folder, or say --force to replace everything in it.",
        )  # fmt: skip
    from bahe.report.runs.folder import NAMES

    others = sorted(p.name for p in out.iterdir() if p.name not in NAMES)
    if others:
        raise BadFile(
            "the older report in this folder has other files beside it, which would be lost", field="out",
            where=out.name, got=", ".join(others[:5]),
            remedy="Move them, name another folder, or say --force to replace everything in it.",
        )  # fmt: skip


def is_report(folder: Path) -> bool:
    """True where the folder carries the mark of a report of bahe."""
    import json

    try:
        return "bahe" in json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def publish(run: Run, out: Path, lang: str = "en", force: bool = False) -> Path:
    """Write the report of a run to `out`; on any failure nothing is left behind and an older report stays."""
    from bahe.report import write

    refuse(out, force)
    made = missing_folders(out.parent)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.parent / f".{out.name}.{os.getpid()}.part"
    try:
        write(run, part, lang=lang, formats=run.scenario.outputs)
        swap(part, out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if not out.exists():
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()
    return out


def missing_folders(folder: Path) -> list[Path]:
    """`folder` and those above it that do not exist yet, the innermost first."""
    out = []
    while not folder.exists():
        out.append(folder)
        folder = folder.parent
    return out


def nearest(path: Path) -> Path:
    """The closest folder above `path` that exists."""
    folder = path.resolve().parent
    while not folder.exists():
        folder = folder.parent
    return folder


def swap(part: Path, out: Path) -> None:
    """Put `part` where `out` stands; the older one comes back if that fails."""
    old = out.parent / f".{out.name}.{os.getpid()}.old"
    if out.exists():
        os.replace(out, old)
    try:
        os.replace(part, out)
    except BaseException:
        if old.exists():
            os.replace(old, out)
        raise
    shutil.rmtree(old, ignore_errors=True)
