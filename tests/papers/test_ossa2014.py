"""Ossa (2014), American Economic Review 104(12), 4104-4146, case lambda = 1: Tables 3a, 4a, 5a, with tariffs alike for all partners
Tables 8a, 9a, 10a, and rows of the tables c.

Tolerance: half a unit in the last printed place. The cells named in LOOSER lie further away; their tight values are written
beside them. The author's stored solutions, where they are at hand, give each of these cells as printed and leave their region a gain.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest

import bahe
from bahe.atlas.replicate import ossa2014, papers, replicate
from bahe.atlas.replicate.numbers import matrix
from desk.shell import bahe_here

SOURCES = os.environ.get("BAHE_SOURCES", "")
FOLDER = Path(SOURCES or ".") / "replication" / "ossa_2014"
needs_files = pytest.mark.skipif(
    not SOURCES or not FOLDER.is_dir(), reason="BAHE_SOURCES does not lead to the files of Ossa (2014)"
)
PUBLISHED = [row for row in ossa2014.published() if not row["scenario"].startswith("mfn-")]

#: (table, row, column) -> the tight value of cells that do not round to the printed one
LOOSER = {
    ("Table 3a", "EU", "median tariff"): 61.463,
    ("Table 3a", "Japan", "median tariff"): 59.412,
    ("Table 3a", "ROW", "median tariff"): 61.432,
    ("Table 3a", "mean", "median tariff"): 58.846,
    ("Table 4a", "China", "median tariff"): 58.788,
    ("Table 4a", "EU", "median tariff"): 59.264,
    ("Table 4a", "India", "wage"): -9.361,
    ("Table 4a", "India", "median tariff"): 53.875,
    ("Table 4a", "Japan", "wage"): -0.678,
    ("Table 4a", "Japan", "median tariff"): 58.146,
    ("Table 4a", "ROW", "median tariff"): 59.831,
    ("Table 4a", "mean", "median tariff"): 57.980,
    ("Table 5a, from Nash", "Brazil", "wage"): 9.128,
    ("Table 5a, from Nash", "ROW", "wage"): -5.933,
    ("Table 5a, from Nash", "US", "wage"): -4.150,
}


@pytest.fixture(scope="module")
def replication():
    """All scenarios at the author's elasticities."""
    return replicate("ossa2014", FOLDER)


# -- the published figures -----------------------------------------------------------------------------------------


@needs_files
@pytest.mark.slow
@pytest.mark.parametrize("cell", PUBLISHED, ids=lambda c: f"{c['table']}, {c['row']}, {c['column']}")
def test_cell(replication, cell):
    """The computed number rounds to the printed one, or is the tight value that it is known to differ by."""
    place = (cell["table"], cell["row"], cell["column"])
    found = replication[cell["table"]][cell["row"], cell["column"]]
    assert found.printed == cell["printed"]
    if place in LOOSER:
        assert found.computed == pytest.approx(LOOSER[place], abs=2e-3)
        assert found.remark
    else:
        assert found.matches


@needs_files
@pytest.mark.slow
def test_count_of_cells(replication):
    """All cells on file are compared; the exceptions are the named ones and no other."""
    assert replication.cells == len(PUBLISHED) == 160
    assert {(t, c.row, c.column) for t, c in replication.exceptions} == set(LOOSER)


#: Real income of the one who moves, per cent, by an independent program at looser stopping rules: last digits may be higher here.
UNILATERAL = (1.086069, 1.790389, 1.899237, 1.659116, 4.034975, 2.853327, 2.318164)
#: Real income in the war, per cent, at the author's stored tariffs.
AT_STORED = (-1.946, -2.200, -2.599, -2.156, -0.759, -4.977, -2.171)


@needs_files
@pytest.mark.slow
def test_unilateral_optima_to_six_digits(replication):
    """As good as an independent program's optimum or better, by less than a thirty-thousandth of a point."""
    found = [row["welfare_pct"] for row in replication.results["unilateral"].values()]
    np.testing.assert_array_less(np.array(UNILATERAL) - 1e-6, found)
    np.testing.assert_allclose(found, UNILATERAL, atol=3e-5)


@needs_files
@pytest.mark.slow
def test_war_leaves_nothing_to_gain(replication):
    """The certificate is below 1e-6 of real income, and no welfare is further than 0.013 points from the looser one."""
    assert replication.solves["nash"]["largest_gain_left_pct"] < 1e-4
    found = [row["welfare_pct"] for row in replication.results["nash"].values()]
    np.testing.assert_allclose(found, AT_STORED, atol=0.013)


@needs_files
@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "gain"), [("nash", 3.4247), ("status-quo", 0.5242), ("free-trade", 0.0294)])
def test_talks_gain_all_alike(replication, scenario, gain):
    """Equal gains to 1e-6 points, and their size."""
    found = [row["welfare_pct"] for row in replication.results[f"talks-from-{scenario}"].values()]
    assert np.ptp(found) < 1e-5
    assert found[0] == pytest.approx(gain, abs=6e-5)


@needs_files
@pytest.mark.slow
def test_every_solve_converged(replication):
    """An unconverged solve is never a figure."""
    assert len(replication.solves) == 7 + 1 + 3
    assert {v["outcome"] for v in replication.solves.values()} == {"converged"}


@needs_files
def test_base_world():
    """Total 33,212,127 at 80.4 % own sales, no deficits, and ones without a shock."""
    world = ossa2014.base_world(FOLDER)
    assert world.trade.sum() == pytest.approx(33_212_127, abs=1)
    assert np.einsum("nnk->", world.trade) / world.trade.sum() == pytest.approx(0.804, abs=5e-4)
    assert np.abs(world.deficit).max() < 1e-9 * world.value_added.sum()
    np.testing.assert_allclose(bahe.solve(world).welfare_hat, 1, atol=1e-10)


@needs_files
def test_surplus_of_the_raw_file():
    """China +406,597, Japan +296,488, the US -556,524."""
    trade = ossa2014.read(FOLDER).trade
    surplus = dict(zip(ossa2014.REGIONS, trade.sum(axis=(0, 2)) - trade.sum(axis=(1, 2)), strict=True))
    assert trade.sum() == pytest.approx(33_210_829, abs=1)
    assert [round(surplus[name]) for name in ("China", "Japan", "US")] == [406_597, 296_488, -556_524]


@needs_files
@pytest.mark.parametrize("column", [(3.5, 1), (5.0, 2), (6.5, 3)])
def test_scaled_elasticities_are_the_other_columns_of_the_file(column):
    """Columns 2 to 4 are the first one scaled to these means."""
    mean, place = column
    whole = matrix(FOLDER, "sigma_s.csv", (33, 5), "elasticities", separator=",")
    np.testing.assert_allclose(ossa2014.scaled(whole[:, 0], mean), whole[:, place], rtol=2e-6)


@needs_files
@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["unilateral", "nash"])
@pytest.mark.parametrize("mean", [3.5, 5.0, 6.5])
def test_other_elasticities(mean, scenario):
    """The rows of Tables 3c and 4c, every cell."""
    done = replicate("ossa2014", FOLDER, scenario, sigma_mean=mean)
    assert done.cells == {"unilateral": 7, "nash": 4}[scenario]
    assert done.matched == done.cells


@needs_files
@pytest.mark.slow
def test_other_elasticities_of_talks():
    """Table 5c at a mean of 3.5 from factual tariffs; from Nash at a mean of 5 welfare is 2.146 where 2.2 is printed."""
    done = replicate("ossa2014", FOLDER, "talks-from-status-quo", sigma_mean=3.5)
    assert done.matched == done.cells == 3
    (miss,) = replicate("ossa2014", FOLDER, "talks-from-nash", sigma_mean=5.0).exceptions
    assert (miss[1].column, miss[1].printed) == ("welfare", "2.2")
    assert miss[1].computed == pytest.approx(2.146, abs=1e-3)


#: The same for tariffs that are alike for all partners. Nothing is known of the published talks from Nash: they differ also where they
#: start from the author's stored war.
LOOSER_MFN = {
    "mfn-unilateral": {("India", "median tariff"): 53.940},
    "mfn-nash": {
        ("Brazil", "profits"): 0.449, ("Brazil", "median tariff"): 56.455, ("India", "median tariff"): 53.835,
        ("ROW", "wage"): -0.915, ("ROW", "median tariff"): 60.594, ("US", "welfare"): -2.251, ("mean", "median tariff"): 58.235,
    },
    "mfn-talks-from-nash": {
        ("Brazil", "wage"): 11.245, ("Brazil", "profits"): -0.292, ("China", "wage"): -0.426, ("EU", "wage"): -2.369,
        ("India", "wage"): 5.061, ("India", "profits"): -0.331, ("Japan", "wage"): -3.039, ("ROW", "wage"): -6.086,
        ("US", "wage"): -4.386,
    },
    "mfn-talks-from-status-quo": {},
    "mfn-talks-from-free-trade": {},
}  # fmt: skip


@needs_files
@pytest.mark.slow
@pytest.mark.parametrize("scenario", LOOSER_MFN)
def test_tariffs_alike_for_all_partners(scenario):
    """Tables 8a, 9a and 10a: every cell but the named ones, and these at their tight values."""
    done = replicate("ossa2014", FOLDER, scenario)
    assert done.cells == sum(row["scenario"] == scenario for row in ossa2014.published())
    found = {(c.row, c.column): c.computed for _, c in done.exceptions}
    assert found == pytest.approx(LOOSER_MFN[scenario], abs=2e-3)


# -- an imitation: files of the right format with invented numbers -------------------------------------------------


def imitation(folder: Path, seed: int = 3) -> Path:
    """Three files of invented numbers, as the author's are laid out: blocks of exporters in rows, importers in columns."""
    rng = np.random.default_rng(seed)
    folder.mkdir(exist_ok=True)
    trade = np.exp(rng.normal(0, 1, (33, 7, 7))) * 10
    trade[:, np.arange(7), np.arange(7)] += 300
    trade[:, 1, 6] += 60  # China sells to the US
    tariff = rng.uniform(0, 0.3, (33, 7, 7)).round(4)
    tariff[:, np.arange(7), np.arange(7)] = 0
    sigma = rng.uniform(2, 6, (33, 5))
    for name, rows in (("trade_ijs", trade), ("tariff_ijs", tariff), ("sigma_s", sigma)):
        np.savetxt(folder / f"{name}.csv", rows.reshape(-1, rows.shape[-1]), fmt="%.10g", delimiter=",")
    return folder


@pytest.fixture
def invented(tmp_path):
    """A folder of invented files."""
    return imitation(tmp_path / "ossa")


def test_reader_puts_importers_first(invented):
    """Row 7 s + i, column j of the file is [j, i, s]."""
    raw = ossa2014.read(invented)
    rows = np.loadtxt(invented / "trade_ijs.csv", delimiter=",")
    assert raw.trade[4, 2, 10] == rows[7 * 10 + 2, 4]
    assert raw.tariff[6, 1, 32] == np.loadtxt(invented / "tariff_ijs.csv", delimiter=",")[7 * 32 + 1, 6]
    np.testing.assert_array_equal(raw.sigma, np.loadtxt(invented / "sigma_s.csv", delimiter=",")[:, 0])


def test_world_of_the_imitation(invented):
    """Spending and profits are those of the file: sales over sigma."""
    raw = ossa2014.read(invented)
    world = ossa2014.observed_world(raw)
    np.testing.assert_allclose(world.trade, raw.trade, rtol=1e-12)
    np.testing.assert_allclose(world.profits, raw.trade.sum(axis=0) / raw.sigma, rtol=1e-12)
    assert world.cost_share.max() == 0


@pytest.mark.slow
def test_imitation_from_end_to_end(invented):
    """Every scenario answers every region; figures obey the definitions of the tables."""
    done = replicate("ossa2014", invented)
    json.dumps(done.as_dict())
    assert list(done.results) == list(ossa2014.PUBLISHED_SCENARIOS)
    for rows in done.results.values():
        assert list(rows) == list(ossa2014.REGIONS)
    assert all(row["welfare_pct"] > 0 > row["welfare_of_others_pct"] for row in done.results["unilateral"].values())
    for scenario in ("nash", "talks-from-nash"):
        assert sum(row["wage_pct"] for row in done.results[scenario].values()) == pytest.approx(0, abs=1e-9)
    assert set(done.equilibria) == set(done.solves)


def test_war_of_the_imitation_is_at_rest_in_every_rate(invented):
    """Each rate that is not at a bound is at the zero of its own slope, and nobody gains by deviating."""
    war = ossa2014.Study(ossa2014.base_world(invented)).war
    step = war.game.own_slopes(war.point) / war.game.curvature(war.point)
    low, high = war.game.bounds
    inside = (war.point.x > low) & (war.point.x < high)
    assert np.abs(step[inside]).max() < 1e-7
    assert war.certificate < 1e-10


def test_rates_alike_for_all_partners(invented):
    """The scenarios `mfn-` levy one rate a sector."""
    done = replicate("ossa2014", invented, "mfn-nash")
    assert done.cells == 32
    rate = done.equilibria["mfn-nash"].tariff_new
    for n in range(7):
        abroad = np.delete(rate[n], n, axis=0)
        np.testing.assert_allclose(abroad, np.broadcast_to(abroad[0], abroad.shape), atol=1e-12)
    assert done["Table 9a"].caption.endswith("for all partners")


def test_scaled_elasticities_answer_a_lower_war(invented):
    """Closer substitutes, lower tariffs; no published cell, unless the mean is one of the paper's."""
    low, high = (replicate("ossa2014", invented, "nash", sigma_mean=m) for m in (4.2, 6.0))
    assert low.cells == high.cells == 0
    median = lambda done: done.results["nash"]["Japan"]["median_tariff_pct"]
    assert median(high) < median(low)
    assert replicate("ossa2014", invented, "nash", sigma_mean=5).cells == 4


def test_stored_solutions_are_read_and_judged(invented):
    """A stored war that is nobody's best reply: the remark says what it leaves to gain."""
    from scipy.io import savemat

    stored = np.full((7, 7, 33), 0.2)
    stored[2, 5, 1] = 0.7  # exporter, importer, sector
    optima = np.full((198, 7), 0.3)
    optima[6 * 4 + 3, 2] = 0.9  # the fourth partner of the EU, which leaves itself out, in sector 5
    savemat(invented / "NASHTARIFFBASs.mat", {"NASHTARIFFBASs": stored})
    savemat(invented / "OPTIMALTARIFFBAS.mat", {"OPTIMALTARIFFBAS": optima})
    found = ossa2014.read_stored(invented)
    assert found.nash[5, 2, 1] == 0.7
    assert found.optimal[2, 4, 4] == 0.9
    assert found.optimal[2, 2].max() == 0
    done = replicate("ossa2014", invented, "nash")
    assert any("stored" in remark for remark in done.remarks)
    _, cell = done.exceptions[0]
    assert "at the stored tariffs it is" in cell.remark
    assert f"{cell.row} could still gain" in cell.remark


def test_stored_tariffs_are_levied(invented):
    """Rates of a cube [n,i,k] end up on the flows that they name."""
    study = ossa2014.Study(ossa2014.base_world(invented))
    cube = np.random.default_rng(1).uniform(0, 0.5, (7, 7, 33))
    point = ossa2014.at_tariffs(study.war.game, cube)
    cube[np.arange(7), np.arange(7)] = 0
    np.testing.assert_allclose(point.levers.tariff, cube, atol=1e-12)


def test_stored_solution_of_another_shape(invented):
    """A matrix that is not the author's is refused by name."""
    from scipy.io import savemat

    savemat(invented / "NASHTARIFFBASs.mat", {"NASHTARIFFBASs": np.zeros((7, 7, 3))})
    savemat(invented / "OPTIMALTARIFFBAS.mat", {"OPTIMALTARIFFBAS": np.zeros((198, 7))})
    with pytest.raises(bahe.BadFile, match=r"NASHTARIFFBASs\.mat.*\(7, 7, 33\)"):
        replicate("ossa2014", invented, "nash")
    (invented / "NASHTARIFFBASs.mat").write_bytes(b"no matrix at all")
    with pytest.raises(bahe.BadFile, match="can be read"):
        replicate("ossa2014", invented, "nash")


# -- words and files that are off ----------------------------------------------------------------------------------


def test_scenarios_of_the_registry_are_those_of_the_module():
    """The list that menus show is the list that is understood."""
    assert papers["ossa2014"].facts["scenarios"] == ossa2014.SCENARIOS


def test_options_belong_to_papers(invented):
    """A mean of elasticities makes sense for this paper alone, and lies in its range."""
    with pytest.raises(bahe.BadValue, match="only with ossa2014"):
        replicate("cp2015", invented, sigma_mean=5.0)
    for value in (1.0, 25, float("nan"), True, "5"):
        with pytest.raises(bahe.BadValue, match=r"sigma_mean.*out of range"):
            replicate("ossa2014", invented, sigma_mean=value)


def test_missing_files(tmp_path):
    """The message names the file and its shape."""
    with pytest.raises(bahe.MissingData, match=r"trade_ijs\.csv.*231 lines of 7"):
        replicate("ossa2014", tmp_path)


def _edit(path: Path, change) -> None:
    lines = path.read_text().splitlines()
    path.write_text("\n".join(change(lines)) + "\n")


DAMAGE = {
    "short file": ("trade_ijs.csv", lambda x: x[:-1], r"trade_ijs\.csv.*230 lines.*231 lines of 7"),
    "white space between numbers": ("sigma_s.csv", lambda x: [v.replace(",", " ") for v in x], r"sigma_s\.csv.*wrong shape"),
    "word for a number": ("tariff_ijs.csv", lambda x: [x[0], "a" + x[1], *x[2:]], r"tariff_ijs\.csv, line 2.*not a number"),
    "negative tariff": ("tariff_ijs.csv", lambda x: [x[0], "-" + x[1], *x[2:]], r"tariff_ijs\.csv, line 2, column 1"),
    "tariff at home": ("tariff_ijs.csv", lambda x: ["0.1" + x[0][1:], *x[1:]], r"tariff_ijs\.csv.*diagonal"),
    "elasticity of one": ("sigma_s.csv", lambda x: ["1" + x[0][x[0].index(",") :], *x[1:]], r"sigma_s\.csv.*above one"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change", "message"), DAMAGE.values(), ids=DAMAGE)
def test_damaged_file(invented, name, change, message):
    """The message names the file, the place and what was expected."""
    _edit(invented / name, change)
    with pytest.raises(bahe.BadFile, match=message):
        replicate("ossa2014", invented, "nash")


def test_swapped_importers_and_exporters(invented):
    """The transpose gives plausible numbers and wrong signs: it is refused."""
    path = invented / "trade_ijs.csv"
    blocks = np.loadtxt(path, delimiter=",").reshape(33, 7, 7).transpose(0, 2, 1)
    np.savetxt(path, blocks.reshape(231, 7), fmt="%.10g", delimiter=",")
    with pytest.raises(bahe.BadFile, match="swapped"):
        replicate("ossa2014", invented, "nash")


# -- the front door ------------------------------------------------------------------------------------------------


def test_command(capsys, invented):
    """The command prints the table, or the bare answer where the paper has none; the options reach the model."""
    asked = ("replicate", "ossa2014", "--data", invented, "--scenario", "nash")
    status, out, _ = bahe_here(capsys, *asked)
    assert status == 0
    assert "Table 4a" in out
    assert "of 32 published cells" in out
    status, out, _ = bahe_here(capsys, *asked, "--sigma-mean", "4.2")
    assert status == 0
    assert "no published figures to compare with" in out
    status, out, _ = bahe_here(capsys, *asked, "--sigma-mean", "4.2", "--json")
    assert json.loads(out)["results"]["nash"]["US"]["iso3"] == "USA"
    status, _, err = bahe_here(capsys, *asked, "--sigma-mean", "1")
    assert status == 2
    assert "sigma_mean" in err
