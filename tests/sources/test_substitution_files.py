"""The builders of the substitution tables: the packaged files again from the raw sources, and on imitations of them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from pathlib import Path

import pytest

from bahe.atlas import learning_curves, localisation
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

SOURCES = os.environ.get("BAHE_SOURCES", "")
PACKAGED = Path(localisation.__file__).parent / "data" / "substitution"
raw = pytest.mark.skipif(not SOURCES, reason="BAHE_SOURCES does not name a folder of raw sources")
BUILDERS = [learning_curves, localisation]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


# ------------------------------------------------------------------------------------------------- from the raw sources
@raw
@pytest.mark.parametrize("module", BUILDERS)
def test_the_files_build_again_byte_for_byte(module, tmp_path, capsys):
    """Through the command of the builder, into another folder."""
    assert module.main(["--sources", SOURCES, "--out", str(tmp_path)]) == 0
    built = (tmp_path / module.FILE).read_bytes()
    assert built == (PACKAGED / module.FILE).read_bytes()
    assert capsys.readouterr().out == f"{hashlib.sha256(built).hexdigest()}  {module.FILE}\n"


@raw
def test_every_figure_is_a_row_of_the_compilation():
    """Cell by cell, not by the builder."""
    assert table(PACKAGED / localisation.FILE) == table(Path(SOURCES) / localisation.SOURCE)


@raw
def test_every_learning_curve_is_whole():
    """All rows, in order; normalised columns follow from those kept."""
    source = table(Path(SOURCES) / learning_curves.SOURCE)
    assert [r["technology"] for r in table(PACKAGED / learning_curves.FILE)] == [r["Tech"] for r in source]
    first: dict[str, dict[str, str]] = {}
    for r in source:
        f = first.setdefault(r["Tech"], r)
        ratio = float(r["Unit cost"]) / float(f["Unit cost"])
        assert ratio == pytest.approx(float(r["Normalized unit cost"]), rel=1e-9)


# ------------------------------------------------------------------------------------------------------- on imitations
def written(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    """A raw source with these rows, with the mark that spreadsheets put in front."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("\ufeff" + buffer.getvalue(), encoding="utf-8")
    return folder


def curve_rows() -> list[dict[str, str]]:
    return [{"Tech": "Looms", "Cumulative production": str(2 ** (t + 1)), "Year": str(1900 + t), "Unit cost": str(10 - t),
             "Normalized cumulative production": "0", "Normalized unit cost": "0"} for t in range(4)]  # fmt: skip


def test_an_imitation_of_the_curves(tmp_path):
    text = learning_curves.build(written(tmp_path, learning_curves.SOURCE, curve_rows()))
    assert text.splitlines()[:2] == ["technology,year,cumulative,cost", "Looms,1900,2,10"]
    assert "\r" not in text


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("Unit cost", "0", "above zero"), ("Cumulative production", "1", "never falls"), ("Year", "soon", "numbers")],
)
def test_a_curve_that_does_not_hold_is_refused(tmp_path, column, value, said):
    rows = curve_rows()
    rows[2] |= {column: value}
    with pytest.raises(BadValue, match=f"line 4, Looms.*{said}"):
        learning_curves.build(written(tmp_path, learning_curves.SOURCE, rows))


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("kind", "rumour", UnknownName),
        ("grade", "E", UnknownName),
        ("value", "many", BadValue),
        ("value", "", MissingData),
    ],
)
def test_a_figure_that_does_not_hold_is_refused(tmp_path, column, value, fault):
    rows = table(PACKAGED / localisation.FILE)[:10]
    rows[3] |= {column: value}
    with pytest.raises(fault, match="line 5"):
        localisation.build(written(tmp_path, localisation.SOURCE, rows))


@pytest.mark.parametrize("module", BUILDERS)
def test_without_sources_the_builders_say_so(module, tmp_path, monkeypatch):
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="--sources"):
        module.main([])
    with pytest.raises(BadFile, match=r"csv"):
        module.main(["--sources", str(tmp_path), "--out", str(tmp_path)])


# ---------------------------------------------------------------------------------------------------------- the readers
def test_figures_keep_observed_apart_from_said():
    """A forecast, a policy and a plan are no observations."""
    assert {f.kind for f in localisation.figures("ai_accelerator")} == {"observed"}
    assert len(localisation.figures("ai_accelerator", "forecast")) == 6
    assert len(localisation.all_figures()) == 103
    with pytest.raises(UnknownName, match="photoresist"):
        localisation.figures("photo_resist")


def test_a_correction_says_why():
    """One cell contradicts its own row: 50 thousand of 500 thousand cards stands as 50 per cent."""
    [mended] = [f for f in localisation.figures("ai_accelerator") if f.period == "2023H1"]
    assert (mended.value, mended.low, mended.high) == (0.10, None, None)
    assert "50 thousand" in mended.note or "misreading" in mended.note
    changed = [f for f in localisation.all_figures() if "misreading" in f.note]
    assert len(changed) == 1


def test_a_fitted_series_keeps_to_one_source_and_definition():
    for name in localisation.fitted_names():
        s = localisation.fitted_series(name)
        assert len({f.metric for f in s.figures}) == 1
        assert len({f.source.split()[0].strip(":") for f in s.figures}) == 1
        assert list(s.years) == sorted(s.years)
        assert all(f.kind == "observed" for f in s.figures)
        assert s.title["zh"].strip()
