"""The builder of the table of claims: the compilation read, checked and restored, the same bytes every time.

    python -m bahe.atlas.build_claims --sources DIR [--out DIR]

Reads cases/claims.csv of the folder of sources (BAHE_SOURCES). Quotations are restored where they carry bracketed pinyin
(`atlas.restoring`). Where the folder also holds the sentences of the articles (cases/sentences.csv: `sentence_ref`, `text`), every
quotation must be a literal part of its restored sentence.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from bahe.atlas.claims import COLUMNS, read_claims
from bahe.atlas.entry import rebuilt
from bahe.atlas.restoring import restored
from bahe.atlas.tables import packaged, read_csv
from bahe.faults import BadFile, BadValue, MissingData

SOURCE = "cases/claims.csv"
SENTENCES = "cases/sentences.csv"


def build(sources: Path) -> str:
    """The packaged file as text: every row of the compilation, its quotation restored, checked against sentences on file."""
    path = sources / SOURCE
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    table = imported(read_csv(path), sentences(sources / SENTENCES))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def imported(table: Sequence[Mapping[str, str]], originals: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows with restored quotations; each checked as `read_claims` does, and against its sentence where that is on file."""
    out = [{**row, "claim_zh": restored(row["claim_zh"])} for row in table if "claim_zh" in row]
    for claim in read_claims(out, SOURCE).values():
        if originals:
            check_quotation(claim.id, claim.quotation, claim.sentence, originals)
    return out


def check_quotation(name: str, quotation: str, sentence: str, originals: Mapping[str, str]) -> None:
    """A quotation is a literal part of its restored sentence; MissingData or BadValue otherwise."""
    if sentence not in originals:
        raise MissingData("its sentence is not on file", field="sentence_ref", where=f"{SOURCE}, {name}",
                          remedy=f"Add {sentence} to {SENTENCES}.")  # fmt: skip
    if quotation not in restored(originals[sentence]):
        raise BadValue("no literal part of its sentence", field="claim_zh", where=f"{SOURCE}, {name}", got=quotation,
                       remedy=f"Copy it from {sentence} as restored.")  # fmt: skip


def sentences(path: Path) -> dict[str, str]:
    """Sentences of the articles by reference; none where the file is not there."""
    return {row["sentence_ref"]: row["text"] for row in read_csv(path)} if path.is_file() else {}


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.build_claims --sources DIR`: build the packaged file again from raw sources."""
    return rebuilt(
        "python -m bahe.atlas.build_claims", main.__doc__, build, packaged("claims"), "claims.csv", arguments
    )


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
