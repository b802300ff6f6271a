"""`bahe assure`: how many chips to open, what a clean result changes, what disclosure adds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue

if TYPE_CHECKING:
    from bahe.report.inspections.answer import Asked


def assure(said: dict[str, Any], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Answer and show; write a page where `out` is given."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import filed, place
    from bahe.desk.terminal import console, dump, put, table, tell
    from bahe.report.inspections.answer import Answer
    from bahe.report.inspections.words import sentences, tables

    language(lang)
    asked = read(dict(said))
    place(out, force)
    found = Answer(asked)
    document = found.document()  # figures that are off are told before anything is printed
    if json:
        dump(document)
    else:
        screen = console()
        tell(screen, sentences(found, lang))
        for title, heads, rows, words, note in tables(found, lang):
            body = table(heads, words=max(words, 0))
            for row in rows:
                body.add_row(*row)
            put(screen, title, body, note)
    if out is not None:
        from bahe.report.inspections.page import assure_page

        filed(assure_page(found, lang), out, said, lang, json)
    return 0


def read(said: dict[str, Any]) -> Asked:
    """The options as a question; every message names the option."""
    from bahe.assurance.chain import CHECKS
    from bahe.assurance.inspection import Inspection
    from bahe.desk.spelling import share
    from bahe.faults import UnknownName
    from bahe.report.inspections.answer import Asked

    coverage: dict[str, dict[str, float]] = {}
    for text in said.pop("coverage"):
        left, equals, value = text.partition("=")
        check, colon, stage = (x.strip() for x in left.partition(":"))
        if not equals or not colon:
            raise BadValue("not understood", field="--coverage", got=text, remedy="As in 'attestation:firmware=0.7'.")
        if check not in CHECKS:
            raise UnknownName("check", check, CHECKS, field="--coverage")
        if stage not in CHECKS[check]:
            raise UnknownName("stage of this check", stage, CHECKS[check], field="--coverage")
        coverage.setdefault(check, {})[stage] = share(value, "--coverage")
    seen, slash, tried = str(said.pop("trial")).partition("/")
    if not slash or not seen.strip().isdigit() or not tried.strip().isdigit():
        raise BadValue(
            "not understood", field="--trial", got=f"{seen}{slash}{tried}", remedy="SEEN/TRIED, as in 37/40."
        )
    game = {k: said.pop(k) for k in ("gain", "penalty", "cost", "miss")}
    return Asked(
        trial=(int(seen), int(tried)), coverage=coverage,
        game=Inspection(**game, false_alarm=0.01, falsely_accused=1, falsely_accusing=1), **said,
    )  # fmt: skip
