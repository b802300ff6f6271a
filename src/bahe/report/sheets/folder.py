"""The folder of an answer: one page, its document, its tables as CSV, and what it was made from; whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bahe.report import paper
from bahe.report.files import plain


def write(
    out: Path, kind: str, page: str, document: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]
) -> Path:  # fmt: skip
    """Write report.html, answer.json, the tables and provenance.json beside `out` and move them there in one step; the page.

    kind    what marks the folder as one of ours, so that `is_ours` lets it be replaced;  facts  the rest of provenance.json
    An older folder goes when the new one stands, and comes back where the move fails. Raises OSError.
    """
    from importlib.metadata import version

    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.parent / f".{out.name}.{os.getpid()}.part"
    try:
        part.mkdir()
        (part / "report.html").write_text(page, encoding="utf-8")
        (part / "answer.json").write_text(_json(document), encoding="utf-8")
        for name, frame in tables.items():
            frame.to_csv(part / f"{name}.csv", index=False)
        made = {"bahe": version("bahe"), "kind": kind, **facts}
        if paper.asked():
            (part / "report.pdf").write_bytes(paper.pdf(page, made))
        mark = {**made, "files": sorted(p.name for p in part.iterdir())}
        (part / "provenance.json").write_text(_json(mark), encoding="utf-8")
        _swap(part, out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return out / "report.html"


def _swap(part: Path, out: Path) -> None:
    """Put `part` where `out` stands."""
    old = out.parent / f".{out.name}.{os.getpid()}.old"
    if out.exists():
        out.rename(old)
    try:
        part.rename(out)
    except BaseException:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(plain(document), ensure_ascii=False, indent=1)


def is_ours(folder: Path, kind: str) -> bool:
    """True where the folder holds a page of this kind and nothing else."""
    try:
        mark = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        return mark.get("kind") == kind and {p.name for p in folder.iterdir()} <= {*mark["files"], "provenance.json"}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return False
