"""`bahe ensemble`: bands over draws, what they are made of, the store that survives a kill, and words that are off."""

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import bahe
from bahe.atlas.store import Store, key_of
from bahe.casebook.runs.ensembling import answer, ensemble, read_dimension
from desk.shell import bahe_alone, bahe_here, process

ADD = "variants.plus-10.moves[0].add=0.05..0.3"


def test_bands_and_shares_in_the_terminal_and_in_json(home, capsys):
    status, out, err = bahe_here(capsys, "ensemble", "mine.yaml", "--over", ADD, "--draws", "8", "--shares", "sobol")
    assert (status, err) == (0, "")
    assert "median" in out
    assert "What the spread is made of" in out
    status, out, _ = bahe_here(
        capsys, "ensemble", "mine.yaml", "--over", ADD, "--draws", "8", "--shares", "sobol", "--json"
    )
    found = json.loads(out)
    assert [i["name"] for i in found["inputs"]] == ["elasticities", "variants.plus-10.moves[0].add"]
    assert found["provenance"]["runs"] == 8 * 4
    assert {r["economy"] for r in found["bands"]} == {"USA", "CHN"}
    assert str(home) not in out


def test_chinese(home, capsys):
    status, out, _ = bahe_here(
        capsys, "ensemble", "mine.yaml", "--over", ADD, "--draws", "4", "--lang", "zh", "--shares", "shapley"
    )
    assert status == 0
    assert "中位数" in out
    assert "沙普利" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page(home, capsys, lang):
    words = ["ensemble", "mine.yaml", "--over", ADD, "--draws", "4", "--shares", "sobol", "--lang", lang, "-o", "page"]
    status, _, err = bahe_here(capsys, *words)
    assert (status, err) == (0, "")
    page = (home / "page" / "report.html").read_text(encoding="utf-8")
    assert ("差异由什么构成" if lang == "zh" else "What the spread is made of") in page
    assert page.count("<svg") >= 2
    assert "NaN" not in page
    assert bahe_here(capsys, *words)[0] == 0  # an older page of this kind is replaced
    (home / "page" / "mine.txt").write_text("")
    assert bahe_here(capsys, *words)[0] == 2


def test_every_draw_is_the_scenario_with_its_values(home):
    found = ensemble("mine.yaml", over=[ADD], draws=4, horizons=["long"])
    assert found.welfare_pct.shape == (4, 3, 1, len(found.labels[2]))
    world = bahe.load_world("small.npz")
    for s, draw in enumerate(found.draws):
        chosen = ("bsy", "gyy")[int(draw["elasticities"] * 2)]
        rate = draw["variants.plus-10.moves[0].add"]
        eq = bahe.solve(world.at(elasticities=chosen), bahe.tariff("USA", "CHN", add=rate))
        np.testing.assert_allclose(found.welfare_pct[s, 1, 0, :3], eq.table()["welfare_pct"], atol=1e-8)
        np.testing.assert_allclose(found.welfare_pct[s, 0], 0, atol=1e-9)


def test_bands_are_quantiles_of_the_sample_and_shares_name_the_cause(home):
    found = ensemble("mine.yaml", over=[ADD], draws=64, shares="shapley", horizons=["long"])
    table = found.table(["CHN"]).set_index("variant")
    sample = found.welfare_pct[found.sample, 1, 0, 1]
    assert table.loc["plus-10", "welfare_pct_median"] == pytest.approx(np.median(sample))
    made = found.made_of(["CHN"])
    plus = made[made["variant"] == "plus-10"].set_index("input")["shapley"]
    assert plus.sum() == pytest.approx(1)
    assert plus["variants.plus-10.moves[0].add"] > 0.8
    # A variant that the input does not touch owes it nothing; one without moves does not vary.
    both = made[made["variant"] == "both"].set_index("input")["shapley"]
    assert both["variants.plus-10.moves[0].add"] == pytest.approx(0, abs=1e-6)
    assert made[made["variant"] == "now"]["shapley"].isna().all()


def test_no_convergence_is_missing_and_counted(home, monkeypatch):
    from bahe.trade import solve as room

    def solver(world, shock, **more):
        if any(e.value and e.value > 0.2 for e in shock.effects):
            raise bahe.NotConverged("not today")
        return room.solve(world, shock, **more)

    monkeypatch.setattr("bahe.casebook.runs.ensembling.solve", solver)
    found = ensemble("mine.yaml", over=[ADD], draws=8, horizons=["long"])
    bad = np.array([d["variants.plus-10.moves[0].add"] > 0.2 for d in found.draws])
    assert 0 < bad.sum() < 8
    np.testing.assert_array_equal(np.isnan(found.welfare_pct[:, 1]).all(axis=(1, 2)), bad)
    assert found.failed == bad.sum()
    assert found.table(["CHN"]).set_index("variant").loc["plus-10", "draws"] == 8 - bad.sum()


def test_processes_give_the_same_bits(home):
    """Serial and parallel, in processes with one thread of linear algebra each."""
    words = ["ensemble", "mine.yaml", "--over", ADD, "--draws", "6", "--json"]
    outs = [json.loads(bahe_alone(*words, "--workers", str(w), cwd=home)[1]) for w in (1, 2)]
    assert outs[0]["bands"] == outs[1]["bands"]


def test_any_executor_serves(home):
    with ThreadPoolExecutor(2) as pool:
        a = ensemble("mine.yaml", over=[ADD], draws=4, executor=pool)
    b = ensemble("mine.yaml", over=[ADD], draws=4)
    np.testing.assert_array_equal(a.welfare_pct, b.welfare_pct)


def test_a_dask_cluster_serves(home):
    distributed = pytest.importorskip("distributed", reason="dask is an extra")
    with distributed.Client(n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        a = ensemble("mine.yaml", over=[ADD], draws=4, executor=client.get_executor())
    np.testing.assert_array_equal(a.welfare_pct, ensemble("mine.yaml", over=[ADD], draws=4).welfare_pct)


# -- the store --------------------------------------------------------------------------------------------------------------
def test_what_has_been_played_is_not_played_again(home):
    first = ensemble("mine.yaml", over=[ADD], draws=8, store="runs")
    again = ensemble("mine.yaml", over=[ADD], draws=8, store="runs")
    assert (first.computed, again.computed) == (8, 0)
    np.testing.assert_array_equal(first.welfare_pct, again.welfare_pct)
    # More draws: the first ones are there. Another tariff, seed or horizon: none is.
    assert ensemble("mine.yaml", over=[ADD], draws=16, store="runs").computed == 8
    assert ensemble("mine.yaml", over=[ADD], draws=8, store="runs", seed=1).computed == 8
    assert ensemble("mine.yaml", over=[ADD], draws=8, store="runs", horizons=["long"]).computed == 8


def test_kill_in_mid_run_loses_nothing_finished(home):
    words = ["ensemble", "mine.yaml", "--over", ADD, "--draws", "400", "--store", "runs", "--json"]
    with process(*words, cwd=home) as running:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if (home / "runs" / "objects").is_dir() and sum(
                1 for _ in (home / "runs" / "objects").glob("*/*.npz")
            ) >= 5:
                break
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    with Store("runs") as store:
        kept = store.rebuild()
    assert 5 <= kept < 400
    status, out, _ = bahe_alone(*words, cwd=home)
    resumed = json.loads(out)
    assert status == 0
    assert resumed["provenance"]["computed"] == 400 - kept
    whole = json.loads(bahe_alone(*words[:-3], "--json", cwd=home)[1])
    assert resumed["bands"] == whole["bands"]


def test_a_file_that_is_not_whole_is_computed_again(tmp_path):
    with Store(tmp_path / "s") as store:
        recipe = {"kind": "t", "x": 1.5}
        assert store.get(recipe) is None
        key = store.put(recipe, {"a": np.arange(3.0)}, "t")
        assert key == key_of({"x": 1.5, "kind": "t"})
        np.testing.assert_array_equal(store.get(recipe)["a"], np.arange(3.0))
        path = next((tmp_path / "s" / "objects").glob("*/*.npz"))
        path.write_bytes(path.read_bytes()[:-20])
        assert store.get(recipe) is None
        assert store.rebuild() == 0
        store.put(recipe, {"a": np.arange(3.0)}, "t")
        assert recipe in store
        assert len(store) == 1
        assert next(iter(store.runs()))["recipe"] == recipe


def test_a_file_under_a_wrong_name_is_not_believed(tmp_path):
    with Store(tmp_path / "s") as store:
        store.put({"x": 1}, {"a": np.zeros(1)})
        other = key_of({"x": 2})
        place = tmp_path / "s" / "objects" / other[:2]
        place.mkdir(exist_ok=True)
        next((tmp_path / "s" / "objects").glob("*/*.npz")).rename(place / f"{other}.npz")
        assert store.get({"x": 2}) is None


def test_recipes_and_places_that_cannot_be(tmp_path):
    with pytest.raises(bahe.BadValue, match="recipe"):
        key_of({"x": float("nan")})
    with pytest.raises(bahe.BadValue, match="recipe"):
        key_of({"x": object()})
    (tmp_path / "file").write_text("")
    with pytest.raises(bahe.BadFile):
        Store(tmp_path / "file")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "catalogue.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(bahe.BadFile, match="made anew"):
        Store(tmp_path / "broken")


# -- words that are off -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--over", "add"], "KEY=LAW"),
        (["--over", "variants.plus-10.moves[0].add=0.1"], "not a law"),
        (["--over", "variants.plus-10.moves[0].add=0.3..0.1"], "not in order"),
        (["--over", "variants.plus-10.moves[0].add=cauchy(0,1)"], "not a law"),
        (["--over", "variants.plus-10.moves[0].add=normal(0,x)"], "numbers"),
        (["--over", "variants.nobody.moves[0].add=0.1..0.2"], "nobody"),
        (["--over", "elasticities=a|b"], "always drawn"),
        (["--over", ADD, "--over", ADD], "twice"),
        (["--over", "closure=balanced|sideways"], "closure"),
        (["--shares", "sobel"], "sobol"),
        (["--economy", "XXX"], "XXX"),
        (["--variant", "nobody"], "nobody"),
        (["--lang", "fr"], "language"),
    ],
)
def test_words_that_are_off(home, capsys, words, said):
    status, out, err = bahe_here(capsys, "ensemble", "mine.yaml", *words, "--draws", "4")
    assert status == 2
    assert said in err
    assert out == ""


def test_dimensions_read_per_cent_and_laws():
    assert read_dimension("x=10%..30%").figures == (0.1, 0.3)
    assert read_dimension("x = triangular(1, 2, 4)").law == "triangular"
    assert read_dimension("x=choice(a, b)").figures == ("a", "b")


def test_an_answer_is_plain_arrays(home):
    job = {"source": "mine.yaml", "sets": [], "variants": [], "horizons": [], "elasticities": 0.2}
    assert {k: v.shape for k, v in answer(job).items()} == {"welfare_pct": (3, 2, 5), "welfare_usd_mn": (3, 2, 5)}
