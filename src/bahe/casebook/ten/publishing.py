"""`bahe case run all`: the ten cases answered, written beside their place and moved there in one step; taken up again after a break.

    OUT/index.en.html, index.zh.html (index.html: one of them)   OUT/verdicts.en.html, verdicts.zh.html
    OUT/CASE/en.html, zh.html, full.en.html, full.zh.html, answer.json, conditions.yaml
    OUT/answer.json, provenance.json

While the work goes on, everything lies in `.OUT.part`; a case that is answered stays there if the work is broken off, and is not
computed again as long as the digest of what it is made from (version, code, packaged data, its folder) is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bahe.casebook.runs.publishing import MARK, missing_folders, refuse, swap
from bahe.casebook.ten.answering import LANGS, Solved, answered, kept
from bahe.casebook.ten.conditions import FILE, TEN, computed_verdicts
from bahe.casebook.ten.supplied import supplied
from bahe.faults import BadFile, UnknownName
from bahe.report import paper

Progress = Callable[[int, int, str], None]
KIND = "casebook"
_ROOT = Path(__file__).resolve().parents[2]
#: What a kept answer depends on, besides the folder of its case.
CODE = ("axes.py", "assurance", "atlas", "casebook", "dependence", "numerics", "report", "rounds", "scenario", "statecraft", "substitution",
        "talks", "trade", "world")  # fmt: skip


def languages(lang: str) -> tuple[str, ...]:
    """The languages of the pages, always both: they link each other. `lang` (en, zh or both) says which comes first: index.html."""
    if lang not in (*LANGS, "both"):
        raise UnknownName("language", lang, (*LANGS, "both"), field="--lang")
    return ("zh", "en") if lang == "zh" else LANGS


def publish_ten(
    out: Path,
    *,
    lang: str = "both",
    force: bool = False,
    names: Sequence[str] = TEN,
    progress: Progress | None = None,
    data: Mapping[str, Path] | None = None,
) -> tuple[Solved, ...]:
    """Answer the cases and write their pages to `out`; the answers, in the order of `names`.

    data   case -> a table of one's own (`casebook.ten.supplied`)
    Raises BadFile where `out` holds other things; KeyboardInterrupt passes, and what was answered is kept for the next run.
    """
    tongues = languages(lang)
    for case, file in (data or {}).items():
        supplied(case, file)  # what is off is told before any work is done
    check_place(out, force)
    part = out.parent / f".{out.name}.part"
    made = missing_folders(out.parent)
    try:
        part.mkdir(parents=True, exist_ok=True)
        answers = tuple(_each(part, names, progress, data or {}))
        fresh = out.parent / f".{out.name}.{os.getpid()}.new"
        try:
            write_pages(fresh, answers, tongues)
            swap(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(part, ignore_errors=True)
    finally:
        for folder in made:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    return answers


def check_place(out: Path, force: bool) -> None:
    """Refuse a place that holds other things; an older casebook is replaced whole."""
    if out.is_dir() and not force and is_casebook(out):
        others = sorted(p.name for p in out.iterdir() if p.name not in _files(out))
        if others:
            raise BadFile("the older casebook in this folder has other files beside it, which would be lost", field="out", where=out.name,
                          got=", ".join(others[:5]), remedy="Move them, name another folder, or say --force.")  # fmt: skip
        return
    refuse(out, force)


def is_casebook(folder: Path) -> bool:
    """True where the folder carries the mark of a casebook."""
    return bool(_files(folder))


def _files(folder: Path) -> list[str]:
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
        return [*mark["files"], MARK] if mark.get("kind") == KIND else []
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return []


# -- answers, kept -------------------------------------------------------------------------------------------------------------
def _each(part: Path, names: Sequence[str], progress: Progress | None, data: Mapping[str, Path]) -> Iterable[Solved]:
    for done, case in enumerate(names):
        if progress is not None:
            progress(done, len(names) + 1, case)
        yield answered(case, data=data[case]) if case in data else taken_up(part, case) or computed(part, case)
    if progress is not None:
        progress(len(names), len(names) + 1, "index")


def taken_up(part: Path, case: str) -> Solved | None:
    """The answer of a case that an earlier run left, if it was made from the same things."""
    try:
        data = json.loads((part / f"{case}.json").read_text(encoding="utf-8"))
        return kept(data["answer"]) if data["made_from"] == made_from(case) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def computed(part: Path, case: str) -> Solved:
    """A case answered and kept; one without an answer is not kept."""
    from bahe.report.files import plain

    found = answered(case)
    if not found.fault:
        said = json.dumps({"made_from": made_from(case), "answer": plain(found.as_dict())}, ensure_ascii=False)
        beside = part / f".{case}.{os.getpid()}"
        beside.write_text(said, encoding="utf-8")
        os.replace(beside, part / f"{case}.json")
    return found


def made_from(case: str) -> str:
    """Digest of what an answer depends on."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"{version('bahe')} {_code()}".encode())
    for file in sorted((_ROOT / "casebook" / case).glob("*")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for room in CODE:
        place = _ROOT / room
        for file in sorted(place.rglob("*") if place.is_dir() else [place]):
            if file.suffix in (".py", ".csv", ".npz", ".json"):
                digest.update(str(file.relative_to(_ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


# -- pages ----------------------------------------------------------------------------------------------------------------------
def write_pages(folder: Path, answers: Sequence[Solved], tongues: Sequence[str]) -> None:
    """Every page and document in a new folder."""
    from bahe.casebook.ten.index import index_html, verdicts_html
    from bahe.casebook.ten.page import case_html

    folder.mkdir(parents=True)
    for a in answers:
        mine = folder / a.case
        mine.mkdir()
        for lang in tongues:
            (mine / f"{lang}.html").write_text(case_html(a, lang), encoding="utf-8")
            if a.full.get(lang):
                (mine / f"full.{lang}.html").write_text(a.full[lang], encoding="utf-8")
        (mine / "answer.json").write_text(_json(a.document()), encoding="utf-8")
        shutil.copyfile(_ROOT / "casebook" / a.case / FILE, mine / FILE)
    for lang in tongues:
        (folder / f"index.{lang}.html").write_text(index_html(answers, lang), encoding="utf-8")
        (folder / f"verdicts.{lang}.html").write_text(verdicts_html(answers, lang), encoding="utf-8")
    shutil.copyfile(folder / f"index.{tongues[0]}.html", folder / "index.html")
    (folder / "answer.json").write_text(_json(document(answers)), encoding="utf-8")
    if paper.asked():
        made = {k: v for k, v in provenance(folder, answers).items() if k != "files"}
        for page in sorted(folder.rglob("*.html")):
            paper.beside(page, made)
    (folder / MARK).write_text(_json(provenance(folder, answers)), encoding="utf-8")


def document(answers: Sequence[Solved]) -> dict[str, Any]:
    """For `--json`: the cases, and the verdicts that their conditions compute."""
    verdicts = computed_verdicts({a.case: {"metrics": a.metrics} for a in answers})
    return {"cases": [a.document() for a in answers], "verdicts": [v.as_dict() for v in verdicts.values()],
            "seconds": sum(a.seconds for a in answers)}  # fmt: skip


def provenance(folder: Path, answers: Sequence[Solved]) -> dict[str, Any]:
    """The mark of a casebook: what it was made from, and every file in it."""
    from importlib.metadata import version

    made = {a.case: made_from(a.case) for a in answers}
    files = sorted(p.name for p in folder.iterdir())
    return {"bahe": version("bahe"), "kind": KIND, "command": "bahe case run all", "made_from": made, "files": files}


def _json(value: Any) -> str:
    from bahe.report.files import plain

    return json.dumps(plain(value), ensure_ascii=False, indent=1, allow_nan=False)
