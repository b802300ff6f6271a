"""Uniform Nash tariffs of 44 economies, WIOD 2014, by the condition of Lashkaripour (2021), JIE 131, 103419.

The figures are those of the public program with the elasticities `epsilon_in_sample`, to the digits given. Tolerance: half a unit in
the last digit. The exact war is compared with nothing published: its certificate is its proof.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest

import bahe
from bahe.atlas.replicate import nash_wiod2014, papers, replicate
from bahe.statecraft.sufficient import uniform_tariffs
from desk.shell import bahe_here

SOURCES = os.environ.get("BAHE_SOURCES", "")
FOLDER = Path(SOURCES or ".") / "replication" / "lashkaripour_2021"
needs_files = pytest.mark.skipif(
    not SOURCES or not FOLDER.is_dir(), reason="BAHE_SOURCES does not lead to the cube of 44 economies and 16 sectors"
)
PUBLISHED = nash_wiod2014.published()


@pytest.fixture(scope="module")
def found():
    """The published condition alone: no search for deviations."""
    return uniform_tariffs(nash_wiod2014.base_world(FOLDER))


@needs_files
@pytest.mark.parametrize("cell", PUBLISHED, ids=lambda c: f"{c['row']}, {c['column']}")
def test_cell(found, cell):
    """The computed number rounds to the printed one."""
    values = {"tariff": 100 * found.tariff, "welfare": 100 * (found.welfare_hat - 1)}[cell["column"]]
    number = values.mean() if "mean" in cell["row"] else values[found.world.economies.index(cell["row"])]
    assert bahe.atlas.replicate.Cell(cell["row"], cell["column"], cell["printed"], float(number)).matches


@needs_files
def test_extremes_and_cap(found):
    """The highest rate is Brazil's, the lowest Russia's, and the cap of 100 per cent binds nobody."""
    economies = found.world.economies
    assert economies[int(np.argmax(found.tariff))] == "BRA"
    assert economies[int(np.argmin(found.tariff))] == "RUS"
    assert not found.capped.any()


@needs_files
def test_orientation_of_the_cube():
    """161.8 tn with own sales, 20.77 tn without; China to the USA 348.5 bn, the USA to China 112.1 bn."""
    raw = nash_wiod2014.read(FOLDER)
    china, usa = raw.economies.index("CHN"), raw.economies.index("USA")
    home = np.einsum("nnk->", raw.spending)
    assert raw.spending.sum() == pytest.approx(161.8e6, rel=5e-4)
    assert raw.spending.sum() - home == pytest.approx(20.77e6, rel=5e-4)
    assert raw.spending[usa, china].sum() == pytest.approx(348.5e3, rel=5e-4)
    assert raw.spending[china, usa].sum() == pytest.approx(112.1e3, rel=5e-4)


@pytest.fixture(scope="module")
def replication():
    """Both wars, with certificates."""
    return replicate("nash-wiod2014", FOLDER)


@needs_files
@pytest.mark.slow
def test_all_cells_match(replication):
    """Every cell on file."""
    assert replication.matched == replication.cells == len(PUBLISHED) == 22


@needs_files
@pytest.mark.slow
def test_exact_war_beside_the_published_one(replication):
    """Nobody gains in the exact war; at the published one somebody gains a little, and no more than 0.001 per cent.

    The exact rate of the USA lies above the published one, as a scan of its exact best reply against the others' published rates
    does (44.1 per cent).
    """
    left = {name: v["largest_gain_left_pct"] for name, v in replication.solves.items()}
    assert left["exact"] < 1e-10
    assert 1e-5 < left["published-condition"] < 1e-3
    rates = {name: rows["USA"]["tariff_pct"] for name, rows in replication.results.items()}
    assert rates["exact"] == pytest.approx(43.991, abs=2e-3)
    assert rates["published-condition"] == pytest.approx(41.145, abs=2e-3)


# -- an imitation: a file of the right format with invented numbers ------------------------------------------------


def imitation(folder: Path, **changed: np.ndarray) -> Path:
    """Three economies and 16 sectors of invented spending [exporter, importer, sector], tariff included."""
    rng = np.random.default_rng(5)
    trade = np.exp(rng.normal(0, 0.5, (3, 3, 16))) * 10
    trade[np.arange(3), np.arange(3)] += 200
    trade[0, 1] += 20  # China sells to the USA
    tariff = rng.uniform(0, 0.2, (3, 3, 16))
    tariff[np.arange(3), np.arange(3)] = 0
    arrays = {
        "countries": np.array(["CHN", "USA", "ROW"]),
        "trade": trade,
        "tariff": tariff,
        "epsilon_in_sample": rng.uniform(2, 8, 16),
    }
    folder.mkdir(exist_ok=True)
    np.savez(folder / nash_wiod2014.FILE, **{k: v for k, v in (arrays | changed).items() if v is not None})
    return folder


def test_reader_takes_tariffs_out_of_spending(tmp_path):
    """Importers first; the world's flows are what buyers spend less the tariff in it."""
    raw = nash_wiod2014.read(imitation(tmp_path))
    with np.load(tmp_path / nash_wiod2014.FILE) as file:
        assert raw.spending[1, 0, 3] == file["trade"][0, 1, 3]
        assert raw.tariff[2, 1, 9] == file["tariff"][1, 2, 9]
    world = nash_wiod2014.world_of(raw)
    np.testing.assert_allclose(world.trade * (1 + world.tariff), raw.spending, rtol=1e-12)
    np.testing.assert_allclose(world.expenditure, raw.spending.sum(axis=1), rtol=1e-12)


def test_imitation_from_end_to_end(tmp_path):
    """Both wars; of the published cells those of economies in the file; no mean of 44 in a world of three."""
    done = replicate("nash-wiod2014", imitation(tmp_path))
    json.dumps(done.as_dict())
    (table,) = done.tables
    assert {c.row for c in table.cells} == {"CHN", "USA"}
    assert list(done.results["exact"]) == ["CHN", "USA", "ROW"]
    assert (
        done.solves["exact"]["largest_gain_left_pct"]
        < 1e-8
        < done.solves["published-condition"]["largest_gain_left_pct"]
    )


def test_command(capsys, tmp_path):
    """One scenario from the command line, as one JSON document; the one without published figures as a table."""
    asked = ("replicate", "nash-wiod2014", "--data", imitation(tmp_path), "--scenario")
    status, out, _ = bahe_here(capsys, *asked, "published-condition", "--json")
    assert status == 0
    assert set(json.loads(out)["results"]) == {"published-condition"}
    status, out, _ = bahe_here(capsys, *asked, "exact")
    assert status == 0
    assert "no published figures to compare with" in out


def test_scenarios_of_the_registry_are_those_of_the_module():
    """The list that menus show is the list that is understood."""
    assert papers["nash-wiod2014"].facts["scenarios"] == tuple(nash_wiod2014.SCENARIOS)


def test_missing_file(tmp_path):
    """The message names the file and what is in it."""
    with pytest.raises(bahe.MissingData, match=r"wiod2014_44x16\.npz.*epsilon_in_sample"):
        replicate("nash-wiod2014", tmp_path)


def _rng(*shape):
    return np.random.default_rng(2).uniform(1, 2, shape)


DAMAGE = {
    "array missing": ({"tariff": None}, "cannot be read.*tariff"),
    "another shape": ({"trade": _rng(3, 3, 15)}, r"trade.*wrong shape.*\(3, 3, 16\)"),
    "words for numbers": ({"epsilon_in_sample": np.array(["a"] * 16)}, "epsilon_in_sample.*no numbers"),
    "negative spending": ({"trade": -_rng(3, 3, 16)}, "trade.*at least 0"),
    "zero elasticity": ({"epsilon_in_sample": np.zeros(16)}, "epsilon_in_sample.*at least"),
    "tariff at home": ({"tariff": _rng(3, 3, 16)}, "tariff.*diagonal"),
    "economy missing": ({"countries": np.array(["CHN", "MEX", "ROW"])}, "an economy is missing.*USA"),
    "importers and exporters swapped": ({"countries": np.array(["USA", "CHN", "ROW"])}, "swapped"),
}


@pytest.mark.parametrize(("changed", "message"), DAMAGE.values(), ids=DAMAGE)
def test_damaged_file(tmp_path, changed, message):
    """The message names the file, the array and what was expected."""
    with pytest.raises(bahe.BadFile, match=message):
        replicate("nash-wiod2014", imitation(tmp_path, **changed))


def test_rubbish(tmp_path):
    """Bytes that are no archive are no traceback."""
    (tmp_path / nash_wiod2014.FILE).write_bytes(b"rubbish" * 50)
    with pytest.raises(bahe.BadFile, match="cannot be read"):
        replicate("nash-wiod2014", tmp_path)
