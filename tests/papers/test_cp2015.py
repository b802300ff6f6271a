"""Caliendo and Parro (2015), Review of Economic Studies 82(1), 1-44: every published cell that is on file.

Tables 2, 3 and 7 (text), Table A.3 (appendix) and the trade figures of the abstract (page 1). Tolerance: half a unit in
the last printed place. Three cells of Table A.3 below 0.01 per cent lie up to one unit away: they were printed from a
looser stopping rule, and are named here.
"""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

import bahe
from bahe.atlas.replicate import Cell, cp2015, papers, replicate

SOURCES = os.environ.get("BAHE_SOURCES", "")
FOLDER = Path(SOURCES or ".") / "replication" / "caliendo_parro_2015"
needs_files = pytest.mark.skipif(
    not SOURCES or not FOLDER.is_dir(),
    reason="BAHE_SOURCES does not lead to the authors' files of Caliendo and Parro (2015)",
)
PUBLISHED = cp2015.published()

#: (table, row, column) of cells that round to the neighbouring digit
NEIGHBOURS = {
    ("Table A.3", "Finland", "terms of trade"),
    ("Table A.3", "Greece", "welfare"),
    ("Table A.3", "Netherlands", "welfare"),
}


@pytest.fixture(scope="module")
def replication():
    """Both published scenarios."""
    return replicate("cp2015", FOLDER)


@needs_files
@pytest.mark.parametrize("cell", PUBLISHED, ids=lambda c: f"{c['table']}, {c['row']}, {c['column']}")
def test_cell(replication, cell):
    """The computed number rounds to the printed one."""
    found = replication[cell["table"]][cell["row"], cell["column"]]
    assert found.printed == cell["printed"]
    if (cell["table"], cell["row"], cell["column"]) in NEIGHBOURS:
        assert abs(found.published) < 0.01
        assert 0.5 < found.units_off < 1
    else:
        assert found.units_off <= 0.5 * (1 + 1e-9)


@needs_files
def test_count_of_cells(replication):
    """All cells on file are compared; the exceptions are the named ones and no other."""
    assert replication.cells == len(PUBLISHED) == 213
    assert {(t, c.row, c.column) for t, c in replication.exceptions} == NEIGHBOURS


#: Exact real income, per cent, of the same equilibria: computed by an independent program, printed to these digits.
EXACT = {
    ("nafta", "Mexico"): "0.0073", ("nafta", "Canada"): "-0.1101", ("nafta", "USA"): "0.0741",
    ("world", "China"): "4.687", ("world", "Portugal"): "19.266", ("world", "Mexico"): "0.1153",
}  # fmt: skip


@needs_files
@pytest.mark.parametrize(("place", "printed"), EXACT.items(), ids=lambda x: str(x))
def test_exact_real_income_beside_the_first_order(replication, place, printed):
    """The exact figure is far from the published first-order one, and is named apart."""
    scenario, economy = place
    row = replication.results[scenario][economy]
    assert Cell(economy, "exact", printed, row["exact_real_income_pct"]).units_off <= 1
    assert row["first_order_welfare_pct"] != pytest.approx(row["exact_real_income_pct"], rel=0.05)


@needs_files
def test_identity_behind_the_captions(replication):
    """Welfare = terms of trade + volume of trade in every row: the printed captions of A.3 and 7 are scrambled."""
    for name in ("Table A.3", "Table 7"):
        table = replication[name]
        for economy in cp2015.ECONOMIES:
            w, tot, vot = (table[economy, c] for c in ("welfare", "terms of trade", "volume of trade"))
            assert w.computed == pytest.approx(tot.computed + vot.computed, abs=1e-12)
            assert abs(w.published - tot.published - vot.published) <= (w.unit + tot.unit + vot.unit) / 2 * 1.001


@needs_files
def test_base_world_is_a_benchmark():
    """No deficits; solved without a shock it gives ones."""
    world = cp2015.base_world(FOLDER)
    assert np.abs(world.deficit).max() < 1e-9 * world.value_added.sum()
    eq = bahe.solve(world)
    np.testing.assert_allclose(eq.welfare_hat, 1, atol=1e-9)
    np.testing.assert_allclose(eq.price_hat, 1, atol=1e-9)


@needs_files
def test_orientation_of_the_raw_flows():
    """Mexico bought 42.9 bn from the USA and sold it 38.2 bn."""
    flows = cp2015.read(FOLDER).flows
    mexico, usa = cp2015.position("MEX"), cp2015.position("USA")
    assert flows[mexico, usa].sum() == pytest.approx(42.9e3, rel=2e-3)
    assert flows[usa, mexico].sum() == pytest.approx(38.2e3, rel=2e-3)
    assert flows[usa, cp2015.position("JPN")].sum() == pytest.approx(108e3, rel=5e-3)


@needs_files
@pytest.mark.parametrize("scenario", [s for s in cp2015.SCENARIOS if s not in cp2015.PUBLISHED_SCENARIOS])
def test_every_counterfactual_of_the_paper_can_be_asked(scenario):
    """Each converges, and answers every economy by name."""
    done = replicate("cp2015", FOLDER, scenario)
    rows = done.results[scenario]
    assert list(rows) == list(cp2015.ECONOMIES)
    assert all(np.isfinite(v) for row in rows.values() for v in row.values() if not isinstance(v, str))
    assert done.solves[scenario]["outcome"] == "converged"


@needs_files
def test_steps_chain_to_the_whole():
    """World changes without NAFTA, then NAFTA given them, multiply to all changes at once (exact real income)."""

    def gain(s):
        rows = replicate("cp2015", FOLDER, s).results[s]
        return np.array([1 + row["exact_real_income_pct"] / 100 for row in rows.values()])

    np.testing.assert_allclose(gain("world-without-nafta") * gain("nafta-given-world"), gain("world"), rtol=1e-8)
    np.testing.assert_allclose(gain("nafta") * gain("world-given-nafta"), gain("world"), rtol=1e-8)


@needs_files
def test_json_is_keyed_by_names(replication):
    """JSON keys are names of tables, economies and columns."""
    document = json.loads(json.dumps(replication.as_dict()))
    cell = document["tables"]["Table 2"]["rows"]["Mexico"]["total"]
    assert cell["published"] == 1.31
    assert cell["matches"] is True
    assert document["results"]["world"]["China"]["iso3"] == "CHN"


@needs_files
def test_another_shock_on_the_same_world():
    """The base world takes any shock of the library: free cars from Mexico please the Mexican car industry."""
    world = cp2015.base_world(FOLDER)
    eq = bahe.solve(world, bahe.tariff(by="USA", on="MEX", sectors="Auto", rate=0.0))
    cars, mexico = world.sectors.index("Auto"), world.economies.index("MEX")
    assert eq.output_new[mexico, cars] > world.output[mexico, cars]


# -- files that are not what they should be ------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    """A copy of the authors' files to damage."""
    return Path(shutil.copytree(FOLDER, tmp_path / "cp"))


def test_missing_folder(tmp_path):
    """The message lists the files that are needed."""
    with pytest.raises(bahe.MissingData, match=r"xbilat1993\.txt"):
        replicate("cp2015", tmp_path / "nowhere")


def test_empty_folder(tmp_path):
    """The message names the file and its shape."""
    with pytest.raises(bahe.MissingData, match=r"xbilat1993\.txt.*620 lines of 31"):
        replicate("cp2015", tmp_path)


def test_unknown_paper_and_scenario(tmp_path):
    """The message offers the known ones."""
    with pytest.raises(bahe.UnknownName, match="cp2015"):
        replicate("cp2016", tmp_path)
    with pytest.raises(bahe.BadValue, match="nafta-given-world"):
        replicate("cp2015", tmp_path, "nafta-and-world")


def test_scenarios_of_the_registry_are_those_of_the_module():
    """The list that menus show is the list that is understood."""
    assert papers["cp2015"].facts["scenarios"] == tuple(cp2015.SCENARIOS)


def _edit(path: Path, change) -> None:
    lines = path.read_text().splitlines()
    path.write_text("\n".join(change(lines)) + "\n")


DAMAGE = {
    "short file": ("B.txt", lambda x: x[:-1], r"B\.txt.*39 lines.*40 lines of 31"),
    "ragged line": ("GO.txt", lambda x: [x[0] + "\t5", *x[1:]], r"GO\.txt.*line 1 has 32 numbers"),
    "word for a number": ("T.txt", lambda x: [*x[:3], "n/a", *x[4:]], r"T\.txt, line 4.*not a number"),
    "not a number": ("IO.txt", lambda x: [x[0].replace("0.28", "nan", 1).replace("nan34494", "nan"), *x[1:]],
                     r"IO\.txt, line 1, column 1.*finite"),
    "negative flow": ("xbilat1993.txt", lambda x: [x[0].replace("2190", "-2190", 1), *x[1:]], r"xbilat1993\.txt, line 1, column 2"),
    "trade at home": ("xbilat1993.txt", lambda x: ["7" + x[0][1:], *x[1:]], r"xbilat1993\.txt.*diagonal"),
    "share above one": ("B.txt", lambda x: [x[0].replace("0.57327082", "57.3", 1), *x[1:]], r"B\.txt.*value added"),
    "zero elasticity": ("T.txt", lambda x: ["0", *x[1:]], r"T\.txt.*above zero"),
    "columns not adding up": ("IO.txt", lambda x: [x[0].replace("0.2834494", "0.9", 1), *x[1:]], r"IO\.txt, economy 1, column 1"),
}  # fmt: skip


@needs_files
@pytest.mark.parametrize(("name", "change", "message"), DAMAGE.values(), ids=DAMAGE)
def test_damaged_file(copy, name, change, message):
    """The message names the file, the place and what was expected."""
    _edit(copy / name, change)
    with pytest.raises(bahe.BadFile, match=message):
        replicate("cp2015", copy)


@needs_files
def test_swapped_importers_and_exporters(copy):
    """The transpose gives plausible numbers and wrong signs: it is refused."""
    path = copy / "xbilat1993.txt"
    blocks = np.loadtxt(path).reshape(20, 31, 31).transpose(0, 2, 1)
    np.savetxt(path, blocks.reshape(620, 31), fmt="%.10g", delimiter="\t")
    with pytest.raises(bahe.BadFile, match="swapped"):
        replicate("cp2015", copy)


@needs_files
def test_bytes_that_are_no_text(copy):
    """Binary rubbish is no traceback."""
    (copy / "GO.txt").write_bytes(b"\xff\xfe\x00\x81" * 50)
    with pytest.raises(bahe.BadFile, match="cannot be read as text"):
        replicate("cp2015", copy)
