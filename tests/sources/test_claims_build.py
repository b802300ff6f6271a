"""The builder of the table of claims: the packaged file again from the raw compilation, and what it does to damaged rows."""

import csv
import os
from pathlib import Path

import pytest

from bahe.atlas.build_claims import build, check_quotation, imported, main
from bahe.atlas.claims import COLUMNS
from bahe.atlas.tables import packaged
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

SOURCES = os.environ.get("BAHE_SOURCES")
needs_sources = pytest.mark.skipif(not SOURCES, reason="BAHE_SOURCES does not name the folder of raw sources")

ROW = dict.fromkeys(COLUMNS, "") | {
    "claim_id": "B-X-01", "article": "2", "sentence_ref": "B01.2", "type": "actor", "role": "fact", "claim_zh": "美財(cái)長罕見承認(rèn)",
    "claim_en": "the Treasury secretary admits", "claim_verdict": "unknown", "evidence_no": "0", "evidence_verdict": "unknown",
}  # fmt: skip
SENTENCE = {"B01.2": "中方約談?dòng)ミ_(dá)，美財(cái)長罕見承認(rèn)：美國斗不贏。"}


def written(folder: Path, rows: list[dict[str, str]], sentences: dict[str, str] | None = None) -> Path:
    """A folder of sources with these rows, and with sentences where they are given."""
    (folder / "cases").mkdir()
    with (folder / "cases/claims.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    if sentences is not None:
        with (folder / "cases/sentences.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerows([("sentence_ref", "text"), *sentences.items()])
    return folder


def test_damaged_quotations_are_restored_on_import(tmp_path: Path) -> None:
    text = build(written(tmp_path, [ROW], SENTENCE))
    assert "美財長罕見承認" in text
    assert "(cái)" not in text


def test_restoring_goes_before_the_count_of_characters() -> None:
    long = "美(měi)" * 20
    assert imported([{**ROW, "claim_zh": long}], {})[0]["claim_zh"] == "美" * 20


def test_a_quotation_must_be_a_literal_part_of_its_restored_sentence(tmp_path: Path) -> None:
    check_quotation("B-X-01", "英偉達，美財長", "B01.2", SENTENCE)
    with pytest.raises(BadValue, match=r"B-X-01.*literal"):
        build(written(tmp_path, [{**ROW, "claim_zh": "美財長承認"}], SENTENCE))


def test_a_sentence_that_is_not_on_file_is_missing() -> None:
    with pytest.raises(MissingData, match="sentence_ref"):
        check_quotation("B-X-01", "美財長", "B99.1", SENTENCE)


def test_without_sentences_on_file_quotations_are_not_compared(tmp_path: Path) -> None:
    assert "B-X-01" in build(written(tmp_path, [ROW]))


def test_a_row_that_is_off_stops_the_builder_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="role"):
        build(written(tmp_path, [{**ROW, "role": "opinion"}]))


def test_a_folder_without_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"cases/claims\.csv"):
        build(tmp_path)


def test_without_sources_the_builder_says_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="BAHE_SOURCES"):
        main(["--out", str(tmp_path)])


@needs_sources
def test_the_packaged_table_is_built_again_byte_for_byte(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    assert (tmp_path / "claims.csv").read_bytes() == (packaged("claims") / "claims.csv").read_bytes()
