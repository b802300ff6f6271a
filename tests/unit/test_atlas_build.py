"""The builder: the same sources give the same bytes, and what lies in the package is what the sources give.

These tests need the raw sources: set BAHE_SOURCES to the folder that holds icio2022_81x50.npz.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

from bahe.atlas import build, load_world, tables
from bahe.atlas.container import read
from bahe.faults import BadFile, MissingData

DATA = Path(tables.__file__).parent / "data"
needs_sources = pytest.mark.skipif(
    not os.environ.get("BAHE_SOURCES"), reason="BAHE_SOURCES is not set: the raw sources are not at hand"
)


def test_manifest_is_of_the_packaged_files() -> None:
    """Each built file has the SHA-256 that the manifest says."""
    manifest = json.loads((DATA / "manifest.json").read_text("utf-8"))
    assert set(manifest["outputs"]) == {
        "icio-2022.npz", "tariffs_mfn.npz", "tariffs_us_collected.csv", "us_hs6_2024.npz", "elasticity_sets.csv",
    }  # fmt: skip
    for name, digest in manifest["outputs"].items():
        assert build.sha256(DATA / name) == digest


def test_no_path_of_a_machine_is_packaged() -> None:
    """Nothing in the built files says where they were built."""
    places = [Path.home(), Path(tempfile.gettempdir()), DATA, os.environ.get("BAHE_SOURCES") or DATA]
    for name in json.loads((DATA / "manifest.json").read_text("utf-8"))["outputs"]:
        data = (DATA / name).read_bytes()
        assert not [place for place in places if str(place).encode() in data]


@needs_sources
def test_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    """Building again, anywhere, gives the packaged bytes."""
    outputs = build.build(out=tmp_path)
    for name in (*outputs, "manifest.json"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


@needs_sources
def test_traps_of_the_source() -> None:
    """The recorded traps hold in the raw file, so that what is done about them is still needed."""
    raw = build._icio(tables.source_folder() / tables.ICIO)
    e, s = [str(x) for x in raw["economies"]], [str(x) for x in raw["sectors"]]
    tariff, trade, use = (raw[n].astype(float) for n in ("tariff", "trade", "use"))
    food = s.index("C10T12")
    assert int((np.abs(tariff[:, e.index("USA"), food] - 0.913) < 0.001).sum()) == 42
    assert tariff[:, e.index("SAU"), food].max() > 0.99
    for group in (
        "A01 A02 A03",
        "B05 B06 B07 B08 B09",
        "C16 C17_18",
        "C20 C21",
        "C22 C23",
        "C24A C24B",
        "C29 C301 C302T309",
    ):
        first, *rest = (tariff[:, :, s.index(x)] for x in group.split())
        assert all(np.array_equal(first, other) for other in rest)
    share = use.sum(1) / np.where(trade.sum(1) > 0, trade.sum(1), 1)
    high = {f"{e[n]} {s[j]}" for n, j in np.argwhere(share > 0.98)}
    assert high == {"CYP H51", "HKG C26", "ISL C21", "MAR C19"}
    assert int((trade.sum(1) == 0).sum()) == 51
    assert tariff[-1].max() == tariff[:, -1].max() == 0
    # No Section 301, no retaliation: far below the 12 % collected and the 21 % published for January 2025.
    goods = slice(0, 27)
    a, b = e.index("CHN"), e.index("USA")
    assert (trade[a, b, goods] * tariff[a, b, goods]).sum() / trade[a, b, goods].sum() == pytest.approx(
        0.0476, abs=0.0001
    )
    assert (trade[b, a, goods] * tariff[b, a, goods]).sum() / trade[b, a, goods].sum() == pytest.approx(
        0.0785, abs=0.0001
    )


@needs_sources
def test_world_holds_the_source_to_the_last_bit() -> None:
    """Trade and use come through float32 exactly; home sales stand on the diagonal."""
    raw = build._icio(tables.source_folder() / tables.ICIO)
    packaged, _ = read(DATA / "icio-2022.npz")
    assert np.array_equal(packaged["trade"], raw["trade"])
    assert np.array_equal(packaged["use"], raw["use"])
    w = load_world(tariffs="none")
    assert np.allclose(w.trade, raw["trade"].transpose(1, 0, 2), rtol=1e-12)


@needs_sources
def test_us_duties_of_the_source() -> None:
    """Collected rates: China 10.87 %, Japan 1.51 %, EU 1.23 % over all products; goods with an industry are a little higher."""
    columns = build._hs6_columns(tables.source_folder())
    for census, code, percent in (("CHINA", "CHN", 10.87), ("JAPAN", "JPN", 1.51), ("EUROPEAN UNION", "EU27", 1.23)):
        rows = [(i, d) for _, c, i, d in zip(*columns, strict=True) if c == census]
        total, duty = sum(i for i, _ in rows), sum(d for _, d in rows)
        assert 100 * duty / total == pytest.approx(percent, abs=0.01)
        mine = [r for r in tables.rows("tariffs_us_collected.csv") if r["partner"] == code]
        covered = sum(float(r["imports_usd"]) for r in mine)
        assert covered / total > 0.9
        assert sum(float(r["duty_usd"]) for r in mine) == pytest.approx(duty, rel=0.03)


@needs_sources
def test_slovakia_is_not_counted_twice() -> None:
    """Slovakia stands again beside the EU in the source; it is inside the EU's figures."""
    columns = build._hs6_columns(tables.source_folder())
    eu = {h: i for h, c, i, _ in zip(*columns, strict=True) if c == "EUROPEAN UNION"}
    own = {h: i for h, c, i, _ in zip(*columns, strict=True) if c == "SLOVAKIA"}
    assert all(eu.get(h, 0.0) >= i for h, i in own.items())
    assert build.CENSUS["SLOVAKIA"] == ""
    assert "SVK" not in {r["partner"] for r in tables.rows("tariffs_us_collected.csv")}


@needs_sources
def test_hs6_weights_of_the_source() -> None:
    """Shares of the source survive: 3707 from Japan 84.5 %, 8482 from the EU 30.5 % (Slovakia counted twice), 8542 from Taiwan 29.2 %."""
    from bahe.atlas.tariff_tables import _products

    known = _products()
    columns = build._hs6_columns(tables.source_folder())
    for heading, partner, percent in (
        ("3707", "JPN", 84.5),
        ("8482", "EU27", 30.5),
        ("8542", "TWN", 29.2),
        ("2846", "CHN", 70.8),
    ):
        mine = [i for i, c in enumerate(known.codes) if c.startswith(heading)]
        slovakia = (
            sum(i for h, c, i, _ in zip(*columns, strict=True) if c == "SLOVAKIA" and h.startswith(heading)) / 1000
        )
        total = known.imports[:, mine].sum() + slovakia
        share = known.imports[known.partners.index(partner), mine].sum() / total
        assert 100 * share == pytest.approx(percent, abs=0.06)


def test_sources_must_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without BAHE_SOURCES, or with a folder that holds nothing, a sentence says what to do."""
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="BAHE_SOURCES"):
        build.build(out=tmp_path)
    with pytest.raises(BadFile, match=r"icio2022_81x50\.npz"):
        build.build(tmp_path, tmp_path)
    assert not list(tmp_path.iterdir())


def test_sources_of_another_shape(tmp_path: Path) -> None:
    """A source file with other arrays is refused before anything is written."""
    folder = tmp_path / "in"
    folder.mkdir()
    np.savez(folder / tables.ICIO, economies=["A", "B"], sectors=["A01"], trade=np.zeros((2, 2, 1)), use=np.zeros((2, 1, 1)),
             tariff=np.zeros((2, 2, 1)))  # fmt: skip
    with pytest.raises(BadFile, match="trade"):
        build.build(folder, tmp_path / "out")


def test_a_program_of_the_atlas_ends_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m bahe.atlas.build` and its like say what is off and end with 2; what works keeps its status."""
    from bahe.atlas.entry import ended
    from bahe.atlas.published import main

    assert ended(lambda: main(["2025-11-15"])) == 2
    assert "2025-11-14" in capsys.readouterr().err
    assert ended(lambda: 0) == 0
