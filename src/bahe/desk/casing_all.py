"""`bahe case run all`: the ten cases, an index that links their reports, the table of verdicts; and cases that no other verb answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bahe.casebook.ten.answering import Solved

ALL = "all"
#: Cases of the ten that have conditions and neither scenario nor tug, and what their kind is called.
OWN = ("h20-assurance", "japan-china-2026")
OWN_KINDS = {"assurance": {"en": "assurance", "zh": "查验"}, "levers": {"en": "levers", "zh": "杠杆"}}


def own_facts() -> list[dict[str, Any]]:
    """Their rows of `bahe case list --json`."""
    from bahe.casebook.ten.answering import KINDS
    from bahe.casebook.ten.conditions import conditions

    read = {name: conditions(name) for name in OWN}
    return [{"name": n, "kind": KINDS[n], "verb": "case run", "command": f"bahe case run {n}", "title": c.title.model_dump(),
             "question": c.question.model_dump(), "variants": []} for n, c in read.items()]  # fmt: skip


def show_one(name: str, lang: str, file: bool, json: bool) -> int:
    """Question, story and conditions of such a case; or its file as it is."""
    from rich.markdown import Markdown

    from bahe.casebook.ten.conditions import conditions
    from bahe.casebook.ten.tracing import story_of, text_of
    from bahe.desk.terminal import console, dump, table

    said = conditions(name)
    if file:
        sys.stdout.write(text_of(name))
        return 0
    if json:
        dump({"name": name, "command": f"bahe case run {name}", "conditions": said.model_dump(mode="json"),
              "story": {x: story_of(name, x) for x in ("en", "zh")}})  # fmt: skip
        return 0
    screen = console()
    screen.print(f"\n[bold]{said.title[lang]}[/]\n{said.question[lang]}\n")
    body = table(["", "条件", "指标与阈值"] if lang == "zh" else ["", "condition", "metric and threshold"], words=3)
    for c in said.all:
        body.add_row(c.id, c.text[lang], str(c))
    screen.print(body)
    screen.print(Markdown(story_of(name, lang)))
    screen.print(f"[dim]bahe case run {name}[/]")
    return 0


def run_all(
    out: Path | None, options: Mapping[str, Sequence[str]], lang: str, force: bool, report: bool, json: bool,
    data: Sequence[str] = (),
) -> int:  # fmt: skip
    """Answer the ten cases, write the index, print the verdicts; 1 where a case has no answer."""
    from bahe.casebook.ten.conditions import TEN
    from bahe.casebook.ten.publishing import document, publish_ten
    from bahe.desk.terminal import console, dump, progress

    _nothing(options, ALL)
    if not report:
        raise Conflict(
            "the index is the answer", field="--no-report", where="bahe case run all", remedy="Leave it out."
        )
    folder = out or Path("reports") / "casebook"
    try:
        with progress(not json) as step:
            answers = publish_ten(folder, lang=lang, force=force, progress=_said(step, json), data=tables(data))
    except KeyboardInterrupt:
        kept = folder.parent / f".{folder.name}.part"
        done = len(list(kept.glob("*.json"))) if kept.is_dir() else 0
        console(stderr=True).print(
            f"Broken off: {done} of {len(TEN)} cases are kept; the same command goes on from there."
        )
        return 130
    if json:
        dump(document(answers))
    else:
        show(answers, "zh" if lang == "zh" else "en")
        console().print(f"[dim]Index:[/] {folder / 'index.html'}")
    return 1 if any(a.fault for a in answers) else 0


def tables(data: Sequence[str]) -> dict[str, Path]:
    """CASE=FILE of `--data`, by case."""
    split = [text.partition("=") for text in data]
    bad = next(
        (text for text, (case, equals, file) in zip(data, split, strict=True) if not (case and equals and file)), None
    )
    if bad is not None:
        raise BadValue("not understood", field="--data", got=bad, allowed="CASE=FILE, as in oil-linkage=crude.csv")
    return {case: Path(file) for case, _, file in split}


def _said(step: Any, quiet: bool) -> Any:
    """Progress: the bar of a terminal, else a line a case on stderr."""
    if step is not None or quiet:
        return step

    def told(done: int, total: int, what: str) -> None:
        sys.stderr.write(f"{done}/{total} {what}\n")
        sys.stderr.flush()

    return told


def show(answers: Sequence[Solved], lang: str) -> None:
    """Case, verdict, conditions met, seconds."""
    from bahe.casebook.ten.conditions import conditions
    from bahe.casebook.ten.words import HOLDS, VERDICTS, banded, of
    from bahe.desk.terminal import console, put, table

    heads = ["案例", "判定", "条件"] if lang == "zh" else ["case", "verdict", "conditions"]
    body = table(heads, words=3)
    for a in answers:
        lines = [f"{j.condition.id} {of(HOLDS, j.holds, lang)} {banded(j.value, j.low, j.high, lang)}" for j in a.found]
        body.add_row(f"[bold]{a.case}[/]", of(VERDICTS, a.word, lang), a.fault or "; ".join(lines).replace("[", "\\["))
    fixed = max(conditions(a.case).fixed for a in answers)
    put(console(), "", body, f"条件确定于 {fixed}" if lang == "zh" else f"Conditions fixed on {fixed}.")


def run_one(
    name: str, out: Path | None, options: Mapping[str, Sequence[str]], lang: str, force: bool, report: bool, json: bool
) -> int:
    """One of the ten that is answered here: its sentences and conditions, and its report beside the index of one."""
    from bahe.casebook.ten.answering import answered
    from bahe.casebook.ten.publishing import publish_ten
    from bahe.desk.terminal import console, dump, keeping

    _nothing(options, name)
    folder = out or Path("reports") / name
    found = publish_ten(folder, lang=lang, force=force, names=(name,))[0] if report else answered(name, keep=keeping())
    if json:
        dump(found.document())
        return 1 if found.fault else 0
    tongue = "zh" if lang == "zh" else "en"
    for sentence in ["", *found.sentences[tongue], ""]:
        console().print(sentence)
    show([found], tongue)
    if report:
        console().print(f"[dim]Report:[/] {folder / name / f'{tongue}.html'}")
    return 1 if found.fault else 0


def _nothing(options: Mapping[str, Sequence[str]], name: str) -> None:
    """Refuse options that have no meaning here."""
    for option, given in options.items():
        if given:
            raise Conflict("has no meaning here: conditions are fixed before the run", field=option, where="bahe case run", got=name,
                           remedy="Leave it out.")  # fmt: skip
