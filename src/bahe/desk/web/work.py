"""What a worker does with a task: an answer, the report of an answer, or the adjoints behind previews; each goes into the store."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bahe.atlas.parts import Parts
from bahe.desk.web.hearing import Step, hear
from bahe.desk.web.keeping import ANSWER, Kept
from bahe.desk.web.telling import fault, without_places

Ending = tuple[Any, ...]


def answered(task: Mapping[str, Any], folder: Path, step: Step) -> Ending:
    """("done", exit status) once the result is kept, or ("failed", HTTP status, fault)."""
    makers: dict[str, Callable[[Mapping[str, Any], Kept, Path, Step], Ending]] = {
        "answer": _answer, "report": _report, "adjoints": _adjoints,
    }  # fmt: skip
    desk = Path(tempfile.mkdtemp(prefix="bahe-web-"))
    try:
        return makers[task["want"]](task, Kept(folder), desk, step)
    finally:
        shutil.rmtree(desk, ignore_errors=True)


def _answer(task: Mapping[str, Any], kept: Kept, desk: Path, step: Step) -> Ending:
    """The document of `--json`, kept."""
    from bahe.desk.web.verbs import verb

    asked = verb(task["verb"])
    refused = _foreign(task, desk)
    if refused is not None:
        return refused
    more = ["--no-report"] if asked.quiet else []
    if asked.name == "ensemble":  # every draw is kept by itself, so that an interrupted ensemble goes on where it was
        more = [f"--store={kept.folder / 'draws'}"]
    if asked.name == "verdicts" and task["options"].get("compute"):  # claim by claim, likewise
        more = [f"--store={kept.folder / 'verdicts'}"]
    heard = hear(_argv(task, kept.folder, desk, more), step, _parts(task, kept.folder))
    if heard.document is None:
        return "failed", heard.status, heard.fault
    places = [str(desk), str(kept.folder)]
    kept.put(task["recipe"], {ANSWER: without_places(heard.document, places).encode()}, ANSWER)
    return "done", heard.status


def _parts(task: Mapping[str, Any], folder: Path) -> Parts:
    """Where the parts of an answer are kept, so that an interrupted one, and its report, go on where they are; one code's parts."""
    return Parts(folder / "parts", {k: task["recipe"][k] for k in ("version", "code")})


def _argv(task: Mapping[str, Any], folder: Path, desk: Path, more: Sequence[str] = ()) -> list[str]:
    """The words of the command line of a task and `more` options; a scenario of one's own becomes a file, an upload its place."""
    from bahe.desk.web.verbs import verb

    options, case = dict(task["options"]), None
    if "scenario" in options:
        path = desk / "scenario.yaml"
        path.write_text(options["scenario"], encoding="utf-8")
        case = str(path)
    if "tariff_table" in options:
        from bahe.desk.web.uploads import place

        options["tariff_table"] = str(place(folder, options["tariff_table"]))
    asked = verb(task["verb"])
    words = asked.argv(options, case)
    return [*words[: len(asked.path)], *more, *words[len(asked.path) :]]


def _foreign(task: Mapping[str, Any], desk: Path) -> Ending | None:
    """A scenario (after its settings) may name packaged worlds only, and no tables: the web gives no way to files of the server."""
    from bahe.atlas import WORLDS
    from bahe.casebook.cases import scenario_for
    from bahe.desk.web.telling import told
    from bahe.faults import BaheError, UnknownName

    options = task["options"]
    if task["verb"] not in ("run", "talks", "ensemble", "judge") or not (options.get("set") or "scenario" in options):
        return None
    words = _argv({"verb": task["verb"], "options": {k: v for k, v in options.items() if k == "scenario"}}, desk, desk)
    try:
        scenario = scenario_for(
            words[-1] if "scenario" in options else options.get("case") or options["name"], options.get("set") or []
        )
        if scenario.world.name not in WORLDS:
            raise UnknownName("world", scenario.world.name, WORLDS, field="world")
    except BaheError as error:
        return "failed", *told(error)
    moves = [*scenario.base.moves, *(m for v in scenario.variants for m in v.moves)]
    files = scenario.score is not None or any(getattr(m, "file", None) for m in moves)
    if files and "scenario" in options:
        return "failed", 422, fault("Conflict", "A scenario of the web reads no files: no tables of tariffs, no score.", field="file",
                                    remedy="Upload the table, and ask `shock` with its id.")  # fmt: skip
    return None


def _report(task: Mapping[str, Any], kept: Kept, desk: Path, step: Step) -> Ending:
    """The report that `--out` writes, and the figures in it, kept."""
    from bahe.desk.web.drawing import figures

    out = desk / "report"
    heard = hear(
        _argv(task, kept.folder, desk, [f"--out={out}", f"--lang={task['lang']}"]), step, _parts(task, kept.folder)
    )
    page = out / "report.html"
    if not page.is_file():
        sentence = fault("MissingData", "This answer has no report.")
        return "failed", (heard.status if heard.fault else 409), heard.fault or sentence
    html = without_places(page.read_text(encoding="utf-8"), [str(desk), str(kept.folder)])
    made = without_places((out / "provenance.json").read_text(encoding="utf-8"), [str(desk), str(kept.folder)])
    kept.put(task["recipe"], {"report": html.encode(), "figures": figures(html), "provenance": made.encode()}, "report")
    return "done", 0


def _adjoints(task: Mapping[str, Any], kept: Kept, desk: Path, step: Step) -> Ending:
    """Adjoints of every economy's real income at one benchmark, kept as they are."""
    from bahe.atlas.store import Store
    from bahe.desk.web.previewing import sensitivities
    from bahe.desk.web.telling import told
    from bahe.faults import BaheError

    try:
        found = sensitivities(**task["options"])
    except BaheError as error:
        return "failed", *told(error)
    with Store(kept.folder) as store:
        store.put(task["recipe"], {"lam": found.lam}, "adjoints")
    return "done", 0
