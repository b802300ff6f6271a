"""`bahe skill`: how well the law of substitution forecasts, series by series, and what embargoes did, good by good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bahe.faults import BadFile, Conflict


def skill(
    groups: Sequence[str], series: bool, embargoes: bool, dates: bool, csv: Path | None, lang: str, json: bool
) -> int:
    """Score and show; write one row a series and forecaster (or one a phase) where `csv` is given."""
    from bahe.casebook.runs.playing import language

    language(lang)
    _writable(csv)
    if embargoes and dates:
        raise Conflict("ask for one or the other", field="--embargoes, --dates")
    if dates:
        return _dates(csv, lang, json)
    if embargoes:
        return _embargoes(csv, lang, json)
    from bahe.casebook.tugs.skill import played
    from bahe.casebook.tugs.skill_words import sentences, tables

    found = played(groups)
    if csv is not None:
        _write(csv, found.rows())
    if json:
        from dataclasses import asdict

        _dump({"rule": found.rule, "verdicts": [asdict(v) for v in found.verdicts()], "coverage": found.coverage(),
               "series": found.rows(), "left_out": list(found.left_out), "notes": found.notes})  # fmt: skip
    else:
        _show(sentences(found, lang), tables(found, lang, series))
    return 0


def _embargoes(csv: Path | None, lang: str, json: bool) -> int:
    from bahe.casebook.tugs.embargoes import effects, magnets
    from bahe.casebook.tugs.skill_words import embargo_tables

    found = effects()
    rows = [p.row() for p in found.phases]
    if csv is not None:
        _write(csv, rows)
    if json:
        fluoride = {
            k: {"holder": c.holder, "third": c.third, "log_odds": c.log_odds} for k, c in found.fluoride.items()
        }
        _dump({"phases": rows, "channels": [vars(c) for c in found.channels], "borrowed_noise": found.borrowed,
               "hydrogen_fluoride_usd_mn": fluoride, "magnets": magnets()})  # fmt: skip
    else:
        _show([], embargo_tables(found, magnets(), lang))
    return 0


def _dates(csv: Path | None, lang: str, json: bool) -> int:
    from bahe.casebook.tugs.dates import everything
    from bahe.casebook.tugs.skill_words import date_tables

    found = everything()
    if csv is not None:
        _write(csv, found["dates"])
    if json:
        _dump(found)
    else:
        _show([], date_tables(found, lang))
    return 0


def _show(words: Sequence[str], shown: Sequence[Any]) -> None:
    from bahe.desk.terminal import console, put, table

    screen = console()
    screen.print()
    for sentence in words:
        screen.print(sentence)
    screen.print()
    for title, heads, rows, count, note in shown:
        body = table(heads, words=count)
        for row in rows:
            body.add_row(*row)
        put(screen, title, body, note)


def _dump(document: dict[str, Any]) -> None:
    from bahe.desk.terminal import dump

    dump(document)


def _writable(path: Path | None) -> None:
    """Refuse before any work is done."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise BadFile(
            "not a file that can be written",
            field="--csv",
            got=str(path),
            remedy="Name a file in a folder that exists.",
        )


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """One row a line; lists are joined by blanks."""
    import csv

    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {k: " ".join(map(str, v)) if isinstance(v, list | tuple) else v for k, v in r.items()} for r in rows
        )
