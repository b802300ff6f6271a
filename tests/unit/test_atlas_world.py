"""The packaged world icio-2022: loading, saving, choices of tariffs and elasticities, audit."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from bahe.atlas import WORLDS, audit, load_world, names, save_world, tables, tariffs
from bahe.atlas.elasticities import DEFAULT_SET, FILLED, PAPERS, distance_to_median, elasticity_sets
from bahe.axes import ECONOMY_GROUPS
from bahe.faults import BadFile, BadShape, BadValue, Conflict, MissingData, UnknownName
from bahe.world.world import World

DATA = Path(tables.__file__).parent / "data"
EU = ECONOMY_GROUPS["EU27"]


@pytest.fixture(scope="module")
def world() -> World:
    """The default world."""
    return load_world()


def rate(w: World, importer: str, exporter: str, sector: str) -> float:
    """One base rate by names."""
    return float(w.tariff[w.economies.index(importer), w.economies.index(exporter), w.sectors.index(sector)])


def mean(w: World, importer: str, exporter: str) -> float:
    """Trade-weighted mean rate over goods."""
    n, i = w.economies.index(importer), w.economies.index(exporter)
    goods = [w.sectors.index(s) for s in w.axes.sector_groups["goods"]]
    return float((w.trade[n, i, goods] * w.tariff[n, i, goods]).sum() / w.trade[n, i, goods].sum())


# -- size, names, sources ---------------------------------------------------------------------------------------------
def test_size_and_groups(world: World) -> None:
    """81 economies, 50 industries, 27 of them goods; EU27 is whole."""
    assert (len(world.economies), len(world.sectors)) == (81, 50)
    groups = world.axes.sector_groups
    assert [len(groups[g]) for g in ("goods", "services", "agriculture", "mining", "manufacturing")] == [
        27,
        23,
        3,
        5,
        19,
    ]
    assert len(world.axes.economy_groups["EU27"]) == 27
    assert world.economies[-1] == "ROW"
    assert world.year == 2022


def test_packaged_size() -> None:
    """The packaged world stays under 4 MB; with items and products, which stand apart, all data of the atlas under 5.5 MB."""
    sizes = {p.relative_to(DATA).parts[0]: 0 for p in DATA.rglob("*") if p.is_file()}
    for p in DATA.rglob("*"):
        if p.is_file():
            sizes[p.relative_to(DATA).parts[0]] += p.stat().st_size
    assert sum(size for part, size in sizes.items() if part not in ("items", "products")) < 4_000_000
    assert sum(sizes.values()) < 5_500_000


def test_every_code_has_two_names(world: World) -> None:
    """English and Chinese names for every economy, industry and group; no name twice within a kind."""
    for lang in ("en", "zh"):
        known = names(lang)
        assert set(world.economies) | set(world.sectors) | set(world.axes.sector_groups) | set(ECONOMY_GROUPS) <= set(
            known
        )
        for kind in ("economy", "sector"):
            values = list(names(lang, kind).values())
            assert len(set(values)) == len(values)
    assert names("zh")["JPN"] == "日本"
    assert names("en", "sector")["C26"].startswith("Computer")
    with pytest.raises(BadValue, match="en, zh"):
        names("fr")


def test_sources_are_cited(world: World) -> None:
    """Trade, tariffs and each of the eight sets carry a citation."""
    keys = {s.key for s in world.sources}
    assert {"oecd-icio-2025", "us-census-2024", "teti-gtd", "piie-bown"} <= keys
    assert {f"elasticities:{n}" for n in PAPERS} <= keys
    assert all(s.citation and s.licence for s in world.sources)
    assert not {"us-census-2024", "teti-gtd"} & {s.key for s in load_world(tariffs="none").sources}
    assert "teti-gtd" not in {s.key for s in load_world(tariffs="us-collected").sources}


def test_notices_are_packaged() -> None:
    """Attribution and licence texts lie beside the data."""
    assert "Teti" in (DATA / "NOTICE-tariffs_mfn.txt").read_text("utf-8")
    licence = (DATA / "LICENSE-MIT.txt").read_text("utf-8")
    assert "tradewartracker" in licence
    assert "Bhattathiripad" in licence
    assert "OECD, Inter-Country Input-Output Tables, 2025 edition" in (DATA / "README.md").read_text("utf-8")


# -- recorded totals --------------------------------------------------------------------------------------------------
def test_recorded_totals(world: World) -> None:
    """World output 199.7 tn, cross-border trade 27.11 tn, CHN to USA 532 bn, JPN to CHN 194 bn, 51 idle industries."""
    cross = world.trade.sum(2)
    e = world.economies.index
    assert world.output.sum() / 1e6 == pytest.approx(199.7, abs=0.05)
    assert (cross.sum() - np.trace(cross)) / 1e6 == pytest.approx(27.11, abs=0.005)
    assert cross[e("USA"), e("CHN")] / 1e3 == pytest.approx(532, abs=0.5)
    assert cross[e("CHN"), e("JPN")] / 1e3 == pytest.approx(194, abs=0.5)
    assert int((world.output == 0).sum()) == 51
    assert world.final_spending.min() >= 0


def test_trade_is_not_transposed(world: World) -> None:
    """Taiwan's chips go to China, not the other way round."""
    e, k = world.economies.index, world.sectors.index("C26")
    assert world.trade[e("CHN"), e("TWN"), k] > 3 * world.trade[e("TWN"), e("CHN"), k]


def test_input_ceiling_is_said(world: World) -> None:
    """The tiny industries of the source are named, and scaled ones stand in the remarks."""
    said = " ".join(r.detail for r in world.remarks if r.check == "inputs exceed output")
    assert "MAR C19" in said
    tiny = next(r for r in audit(world) if r.check == "tiny value added")
    for industry in ("CYP H51", "HKG C26", "ISL C21", "MAR C19"):
        assert industry in tiny.detail


# -- tariffs ----------------------------------------------------------------------------------------------------------
def test_us_rates_are_collected_duties(world: World) -> None:
    """Duty over imports of 2024, cell by cell of the packaged table; one rate for all 27 of the EU."""
    with (DATA / "tariffs_us_collected.csv").open(encoding="utf-8") as stream:
        table = {(r["partner"], r["sector"]): r for r in csv.DictReader(stream)}
    for partner, sector in (("CHN", "C26"), ("JPN", "C29"), ("VNM", "C13T15"), ("EU27", "C24A")):
        row = table[partner, sector]
        member = "DEU" if partner == "EU27" else partner
        assert rate(world, "USA", member, sector) == pytest.approx(
            float(row["duty_usd"]) / float(row["imports_usd"]), rel=1e-12
        )
    assert len({rate(world, "USA", m, "C20") for m in EU}) == 1
    assert 0.08 < mean(world, "USA", "CHN") < 0.16
    assert mean(world, "USA", "MEX") < 0.01


def test_us_food_rate_is_no_tobacco_rate(world: World) -> None:
    """The source's 0.913 on food is replaced by collected duties: 2 % over all partners."""
    n, k = world.economies.index("USA"), world.sectors.index("C10T12")
    trade = np.delete(world.trade[n, :, k], n)
    rates = np.delete(world.tariff[n, :, k], n)
    assert (trade * rates).sum() / trade.sum() == pytest.approx(0.02, abs=0.01)
    assert rates.max() < 0.25


def test_food_rates_elsewhere_are_held_to_cited_ceilings(world: World) -> None:
    """No importer pays more than its quoted average, or the ceiling; lower preferences stay."""
    k = world.sectors.index("C10T12")
    ceiling = tariffs.quoted_figure("food-ceiling")
    quoted = {r["economy"]: float(r["rate"]) for r in tables.rows("food_tariffs_quoted.csv")}
    for n, name in enumerate(world.economies):
        if name not in ("USA", "CHN"):
            assert world.tariff[n, :, k].max() <= quoted.get(name, ceiling) + 1e-12
    assert rate(world, "SAU", "DEU", "C10T12") == ceiling
    assert rate(world, "GBR", "CHN", "C10T12") == quoted["GBR"]
    assert rate(world, "DEU", "FRA", "C10T12") == 0.0
    assert all(r["source"] and r["url"] for r in tables.rows("food_tariffs_quoted.csv"))


def test_china_on_us_goods_is_the_quoted_level(world: World) -> None:
    """21.2 % trade-weighted: the file's own level plus one increment, the same on every good."""
    assert mean(world, "CHN", "USA") == pytest.approx(0.212, abs=1e-12)
    raw = tariffs.read(DATA / "tariffs_mfn.npz")[0]
    e = [str(x) for x in raw["economies"]]
    file = {
        str(s): float(raw["rate"][g, e.index("USA"), e.index("CHN")])
        for s, g in zip(raw["sectors"], raw["group"], strict=True)
    }
    added = [rate(world, "CHN", "USA", s) - file[s] for s in file if s != "C10T12"]
    assert np.ptp(added) < 1e-9
    assert 0.12 < added[0] < 0.15


def test_row_is_missing_in_the_source_and_imputed(world: World) -> None:
    """The source's zeros for ROW are no free trade."""
    n = world.economies.index("ROW")
    k = world.sectors.index("C13T15")
    assert world.tariff[n, 0, k] > 0
    assert world.tariff[world.economies.index("BRA"), n, k] > 0
    assert any(r.check == "tariffs of ROW" and r.status == "WARN" for r in audit(world))


def test_rates_are_on_the_importer(world: World) -> None:
    """Brazil taxes textiles from China more than China those from Brazil; the EU taxes nobody inside."""
    assert rate(world, "BRA", "CHN", "C13T15") > 2 * rate(world, "CHN", "BRA", "C13T15")
    block = np.ix_([world.economies.index(m) for m in EU], [world.economies.index(m) for m in EU])
    assert world.tariff[block].max() == 0


def test_without_the_file_of_mfn_rates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything works when tariffs_mfn.npz is removed, but for tariffs='all', which says what to do."""
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    (data / "tariffs_mfn.npz").unlink()
    for module in ("tables", "tariffs", "load", "tariff_tables"):
        monkeypatch.setattr(f"bahe.atlas.{module}.packaged", lambda name: data / name)
    assert load_world(tariffs="none").tariff.max() == 0
    collected = load_world(tariffs="us-collected")
    assert rate(collected, "USA", "CHN", "C26") > 0
    assert rate(collected, "CHN", "USA", "C26") == 0
    with pytest.raises(MissingData, match="us-collected"):
        load_world(tariffs="all")


def test_choices_of_tariffs() -> None:
    """us-collected taxes only what enters the United States; none nothing; both are said in the audit."""
    collected = load_world(tariffs="us-collected")
    n = collected.economies.index("USA")
    assert np.delete(collected.tariff, n, axis=0).max() == 0
    assert np.array_equal(collected.tariff[n], load_world().tariff[n])
    none = load_world(tariffs="none")
    assert none.revenue.sum() == 0
    for w in (collected, none):
        assert next(r for r in audit(w) if r.check == "tariff provenance").status == "WARN"
    with pytest.raises(BadValue, match="us-collected"):
        load_world(tariffs="some")


def test_provenance_of_every_cell() -> None:
    """Each taxed flow has one status; the counts are those of the audit; the 15 unlisted partners are named."""
    table = tariffs.provenance_table()
    assert len(table) == 81 * 80 * 27
    counts = table["status"].value_counts().to_dict()
    said = next(r.detail for r in load_world().remarks if r.check == "tariff provenance")
    for status, number in counts.items():
        assert f"{number} {status}" in said
    usa = table[table["importer"] == "USA"]
    assert set(usa["status"]) == {"measured", "averaged"}
    assert set(table[(table["importer"] == "CHN") & (table["exporter"] == "USA")]["status"]) == {"quoted"}
    unlisted = usa.groupby("exporter")["status"].agg(lambda s: set(s) == {"averaged"})
    assert set(unlisted[unlisted].index) == set("BLR BRN CIV CMR COD ISL JOR KAZ LAO MAR MMR SEN STP TUN UKR".split())


def test_finer_retaliation(tmp_path: Path, world: World) -> None:
    """A user's table by industry replaces the uniform increment; gaps in it are refused."""
    codes = "A B C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 C31T33".split()
    path = tmp_path / "finer.csv"
    lines = ["sector,added2019,pair", *(f"{c},{0.01 * i},CHN on US" for i, c in enumerate(codes)), "C20,9,US on CHN"]
    path.write_text("\n".join(lines), encoding="utf-8")
    finer = load_world(retaliation=path)
    uniform = next(r.figure for r in world.remarks if r.check == "China on US goods")
    assert rate(finer, "CHN", "USA", "C24B") == pytest.approx(rate(world, "CHN", "USA", "C24B") - uniform + 0.11)
    path.write_text("\n".join(lines[:5]), encoding="utf-8")
    with pytest.raises(BadFile, match="Missing is not zero"):
        load_world(retaliation=path)
    with pytest.raises(Conflict, match="tariffs='all'"):
        load_world(tariffs="none", retaliation=path)


def test_finer_retaliation_needs_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """`by-industry` reads from BAHE_SOURCES and says so when it is not set."""
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="BAHE_SOURCES"):
        load_world(retaliation="by-industry")


# -- elasticities -----------------------------------------------------------------------------------------------------
def test_eight_sets(world: World) -> None:
    """All eight published sets; CP on refined petroleum is 64.85; C26 runs from 1.2 to 10.8; services are one value."""
    assert set(world.elasticity_sets) == set(PAPERS)
    assert len(PAPERS) == 8
    k, oil = world.sectors.index("C26"), world.sectors.index("C19")
    values = [t[k] for t in world.elasticity_sets.values()]
    assert (min(values), max(values)) == (1.235, 10.84)
    assert world.at(elasticities="caliendo-parro").trade_elasticity[oil] == 64.85
    assert set(world.elasticity_sets["fgo"][27:]) == {8.35}
    assert set(world.elasticity_sets["uniform-4"]) == {4.0}
    assert set(world.draws("long")) == set(PAPERS)


def test_the_default_set_has_its_reasons(world: World) -> None:
    """bsy: complete, nearest of the estimated sets to the median over estimates, no extreme industry."""
    assert world.elasticity_set == DEFAULT_SET == "bsy"
    goods = list(world.axes.sector_groups["goods"])
    trade = world.trade[:, :, : len(goods)].copy()
    trade[np.arange(81), np.arange(81)] = 0
    distance = distance_to_median(goods, trade.sum((0, 1)))
    estimated = {n: d for n, d in distance.items() if n != "uniform-4"}
    assert min(estimated, key=estimated.__getitem__) == "bsy"
    assert distance["bsy"] == pytest.approx(0.144, abs=0.001)
    assert "bsy" not in FILLED
    theta = elasticity_sets(goods)["bsy"]
    assert (theta.min(), theta.max()) == (4.0186, 9.56)


def test_filled_cells_are_fours() -> None:
    """Where a paper gives no value, its set holds 4."""
    for name, sectors in FILLED.items():
        assert set(elasticity_sets(sectors)[name]) == {4.0}


def test_unknown_set() -> None:
    """The known names are offered."""
    with pytest.raises(UnknownName, match="caliendo-parro"):
        load_world(elasticities="caliendo")


# -- saving and loading -----------------------------------------------------------------------------------------------
def test_save_and_load_are_exact(world: World, tmp_path: Path) -> None:
    """Every number, name, remark and source comes back; equal worlds are equal files."""
    path = save_world(world, tmp_path / "w.npz")
    back = load_world(path)
    for name in ("trade_share", "expenditure", "tariff", "cost_share", "value_added_share", "final_share"):
        assert np.array_equal(getattr(back, name), getattr(world, name))
    for name, horizon in world.horizons.items():
        assert back.horizons[name].describe() == horizon.describe()
        assert np.array_equal(back.horizons[name].trade_elasticity, horizon.trade_elasticity)
    for name, theta in world.elasticity_sets.items():
        assert np.array_equal(back.elasticity_sets[name], theta)
    assert (back.axes, back.sources, back.remarks, back.name, back.year) == (
        world.axes, world.sources, world.remarks, world.name, world.year,
    )  # fmt: skip
    assert save_world(back, tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_save_an_aggregate(world: World, tmp_path: Path) -> None:
    """A world of other names and groups goes the same way."""
    small = world.aggregate(
        economies={"EU": "EU27", "rest": [e for e in world.economies if e not in (*EU, "USA", "CHN")]}
    )
    back = load_world(save_world(small, tmp_path / "small.npz"))
    assert back.economies == small.economies
    assert np.array_equal(back.trade_share, small.trade_share)
    assert load_world(tmp_path / "small.npz", elasticities="fgo").elasticity_set == "fgo"


def test_names_and_paths(world: World, tmp_path: Path) -> None:
    """Unknown names list the known worlds; a path to nothing says so; a saved world keeps its tariffs."""
    with pytest.raises(UnknownName, match="icio-2022"):
        load_world("icio-2021")
    assert set(WORLDS) == {"icio-2022"}
    with pytest.raises(BadFile, match="no such file"):
        load_world(tmp_path / "none.npz")
    with pytest.raises(BadFile, match="no such file"):
        load_world("../../somewhere/else.npz")
    path = save_world(world, tmp_path / "w.npz")
    with pytest.raises(Conflict, match="its own base tariffs"):
        load_world(path, tariffs="none")
    with pytest.raises(BadFile, match="a folder, not a file"):
        load_world(tmp_path)


@pytest.mark.parametrize("kind", [str, Path])
@pytest.mark.parametrize("name", ["mine", "mine.v2.world", "a world", "世界", "deep/mine"])
def test_a_world_is_saved_at_the_path_given(tmp_path: Path, name: str, kind: type) -> None:
    """Any name will do; the file is the only one that is written, and the same path loads it."""
    (tmp_path / "deep").mkdir()
    path = kind(tmp_path / name)
    small = World.from_tables(
        [[[5.0], [1.0]], [[2.0], [4.0]]], economies=["A", "B"], sectors=["s"], year=np.int64(2022)
    )
    assert small.save(path) == Path(path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [Path(path)]
    assert np.array_equal(load_world(path).trade_share, small.trade_share)
    assert load_world(path).year == 2022


def test_a_world_in_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare name loads the file there; the name of a packaged world is refused, since it would load that one."""
    monkeypatch.chdir(tmp_path)
    small = World.from_tables([[[5.0], [1.0]], [[2.0], [4.0]]], economies=["A", "B"], sectors=["s"])
    small.save("mine")
    assert load_world("mine").economies == ("A", "B")
    small.save("./icio-2022")
    assert load_world("./icio-2022").economies == load_world(Path("icio-2022")).economies == ("A", "B")
    for path in ("icio-2022", "", None, 3):
        with pytest.raises(BadValue, match="save: path"):
            small.save(path)


def test_a_saved_world_keeps_economies_of_scale(tmp_path: Path) -> None:
    """Every part of a horizon comes back."""
    small = World.from_tables([[[5.0], [1.0]], [[2.0], [4.0]]], economies=["A", "B"], sectors=["s"])
    scaled = small.replace(horizons={**small.horizons, "long": replace(small.horizon("long"), scale=[0.1])})
    scaled.save(tmp_path / "scaled")
    assert load_world(tmp_path / "scaled").horizon("long").scale == 0.1


def test_files_that_are_no_worlds(world: World, tmp_path: Path) -> None:
    """Another kind of file, a missing array, another format, other shapes: each its own sentence."""
    from bahe.atlas.container import read, write

    with pytest.raises(BadFile, match="not a saved world"):
        load_world(DATA / "icio-2022.npz")
    path = save_world(world, tmp_path / "w.npz")
    arrays, meta = read(path)
    write(path, {k: v for k, v in arrays.items() if k != "tariff"}, meta)
    with pytest.raises(BadFile, match=r"arrays are missing.*tariff"):
        load_world(path)
    write(path, arrays, meta | {"format": 99})
    with pytest.raises(BadFile, match="another version"):
        load_world(path)
    write(path, arrays, {k: v for k, v in meta.items() if k != "horizons"})
    with pytest.raises(BadFile, match="horizons"):
        load_world(path)
    write(path, arrays | {"tariff": arrays["tariff"].astype(np.float32)}, meta)
    with pytest.raises(BadFile, match="float64"):
        load_world(path)
    write(path, arrays | {"expenditure": arrays["expenditure"].T}, meta)
    with pytest.raises(BadShape, match="wrong shape"):
        load_world(path)


# -- audit ------------------------------------------------------------------------------------------------------------
def test_audit_of_the_default_world(world: World) -> None:
    """No FAIL; the stand-ins and imputations are WARN rows; the benchmark solves to ones."""
    report = audit(world)
    assert report.ok
    warned = {r.check for r in report if r.status == "WARN"}
    assert {"US duties", "services of ROW", "tariffs of ROW", "food tariffs", "China on US goods", "deficits"} <= warned
    assert any("64.85" in r.detail for r in report)
    assert next(r for r in report if r.check == "benchmark solves to ones").figure <= 1e-8
    assert sum(r.check.startswith("recorded total") for r in report) == 16
    assert list(report.table().columns) == ["check", "status", "figure", "detail"]
    assert str(report).startswith("audit of icio-2022: ")
    assert report.as_dict()["counts"]["FAIL"] == 0


def test_audit_is_frozen_and_changes_nothing(world: World) -> None:
    """Rows cannot be edited; the world is as it was."""
    before = world.tariff.sum()
    report = audit(world)
    with pytest.raises(FrozenInstanceError):
        report.rows[0].status = "PASS"  # type: ignore[misc]
    assert world.tariff.sum() == before


def test_audit_sees_what_is_wrong(world: World) -> None:
    """Doubled spending in one cell breaks Walras' law or leaves negative final spending, and the audit fails."""
    broken = world.expenditure.copy()
    n, k = world.economies.index("KOR"), world.sectors.index("C26")
    broken[n, k] *= 0.2
    bad = world._derived(expenditure=broken)
    for cached in ("trade", "output", "value_added", "revenue", "final_spending", "income", "deficit"):
        bad.__dict__.pop(cached, None)
    report = audit(bad)
    assert not report.ok
    assert any(r.check == "negative final cells" and r.status == "FAIL" and "KOR" in r.detail for r in report)


def test_method_of_world(world: World) -> None:
    """world.audit() and world.save() are thin doors to the same functions."""
    import bahe

    assert bahe.load_world is load_world
    assert world.audit().counts() == audit(world).counts()


# -- speed and lightness ----------------------------------------------------------------------------------------------
def test_loading_needs_no_pandas() -> None:
    """load_world imports neither pandas nor pyarrow nor scipy.linalg, so that the command line answers at once."""
    code = "import sys, bahe; bahe.load_world(); print([m for m in ('pandas', 'pyarrow', 'jinja2', 'pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
