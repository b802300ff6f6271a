"""`bahe ensemble` of a tug: inputs are groups of priors, figures are those of `bahe tug`, and the store survives a kill."""

import json
import signal
import time

import numpy as np
import pytest

import bahe
from bahe.atlas.store import Store
from bahe.casebook.tugs.ensembling import answer, tug_ensemble
from bahe.casebook.tugs.files import tug_case
from bahe.casebook.tugs.inputs import GROUPS, given_of, laid
from bahe.casebook.tugs.priors import PRIORS, moving
from bahe.numerics.sensitivity import design, shared_design
from desk.shell import bahe_alone, bahe_here, process

ONE = ["--variant", "photoresist", "--no-world"]
GOOD = {"goods": ["photoresist"], "solve": False}


def test_every_prior_is_in_one_input():
    parts = [p for group in GROUPS.values() for p in group]
    assert sorted(parts) == sorted(PRIORS)


@pytest.mark.parametrize(("shares", "plain"), [("sobol", design), ("shapley", shared_design)])
def test_inputs_of_one_column_are_laid_as_plain_inputs(shares, plain):
    np.testing.assert_array_equal(laid(8, [[0], [1], [2]], 3, shares, 5), plain(8, 3, 5))


def test_a_group_of_columns_moves_together():
    u = laid(4, [[0, 2], [1]], 3, "sobol", 0).reshape(4, 4, 3)
    a, b, first, second = u
    np.testing.assert_array_equal(first[:, [0, 2]], b[:, [0, 2]])
    np.testing.assert_array_equal(first[:, 1], a[:, 1])
    np.testing.assert_array_equal(second[:, 1], b[:, 1])


def test_a_draw_does_not_depend_on_its_neighbours():
    """The same points in one block or in several: the same bits, luck included; parts, which are sums, but for rounding."""
    case = tug_case("korea-2019")
    good = next(g for g in case.goods if g.id == "photoresist")
    given = given_of(case, [good], [], [])["photoresist"]
    u = tug_ensemble("korea-2019", draws=8, **GOOD)
    points = laid(8, [], 1 + len(moving(given)), "none", 0)
    job = {"source": "korea-2019", "good": "photoresist", "given": given, "solve": False, "parts": True}
    whole = answer(job | {"u": points})
    halves = [answer(job | {"u": points[rows]}) for rows in (slice(0, 3), slice(3, 8))]
    for name, values in whole.items():
        near = 1e-15 if name.startswith("due_") else 0.0
        np.testing.assert_allclose(values, np.concatenate([h[name] for h in halves]), rtol=0, atol=near, err_msg=name)
        np.testing.assert_array_equal(values, u.figures["photoresist"][name], err_msg=name)


def test_bands_are_quantiles_and_parts_add_up():
    found = tug_ensemble("korea-2019", draws=64, **GOOD)
    rows = found.table().set_index("figure")
    home = found.figures["photoresist"]["home_at_end"]
    assert rows.loc["home_at_end", "low"] <= np.median(home) <= rows.loc["home_at_end", "high"]
    assert rows.loc["home_at_end", "reached"] == 1
    assert 0 <= rows.loc["half_life", "reached"] < 1
    due = sum(v for n, v in found.figures["photoresist"].items() if n.startswith("due_"))
    rope = found.figures["photoresist"]["position_at_end"]
    assert np.abs(due - rope).max() < 0.2  # all factors off leaves little: drift and luck
    assert found.made_of().empty


def test_shares_name_the_cause():
    """An input that is fixed is no input; one that is alone has the whole; Shapley shares add up to one."""
    fixed = ["stock=0.1", "leakage=0.1"]
    alone = tug_ensemble("korea-2019", draws=64, shares="shapley", sets=fixed, **GOOD)
    total = alone.made_of().groupby("figure")["shapley"].sum(min_count=1).dropna()
    assert total.to_numpy() == pytest.approx(1)
    assert "network" not in alone.inputs
    # The stock and what leaks are known: how much is withheld is all that months until it bites depend on.
    made = tug_ensemble("korea-2019", draws=64, shares="sobol", sets=fixed, **GOOD).made_of()
    bites = made[made["figure"] == "bites"].set_index("input")["total"]
    assert bites["control"] > 0.5
    assert (bites.drop("control") == 0).all()


def test_sobol_of_a_clock_has_intervals():
    made = tug_ensemble("korea-2019", draws=32, shares="sobol", **GOOD).made_of()
    assert {"first", "first_low", "first_high", "total", "total_low", "total_high"} <= set(made.columns)
    assert (made["total_low"].dropna() <= made["total_high"].dropna()).all()


def test_ranges_and_numbers_of_ones_own():
    case = tug_case("korea-2019")
    goods = list(case.goods)
    given = given_of(case, goods, ["exponent=0.1..0.2", "photoresist.speed=log-uniform(0.1,0.2)"], ["gap=0.5"])
    assert given["photoresist"]["exponent"] == [0.1, 0.2]
    assert given["photoresist"]["speed"] == {"log": [0.1, 0.2]}
    assert given["hydrogen-fluoride"]["gap"] == 0.5
    assert given["hydrogen-fluoride"]["speed"] != given["photoresist"]["speed"]


def test_the_front_door_knows_a_tug():
    found = bahe.ensemble("korea-2019", draws=8, variants=["photoresist"], solve_worlds=False)
    assert found.case == "korea-2019"
    with pytest.raises(bahe.Conflict, match="one horizon"):
        bahe.ensemble("korea-2019", horizons=["long"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--over", "exponnt=0.1..0.2"], "exponent"),
        (["--over", "exponent=normal(0,1)"], "range"),
        (["--over", "resist.exponent=0.1..0.2"], "photoresist"),
        (["--set", "gap=high"], "PARAMETER=NUMBER"),
        (["--variant", "nobody"], "nobody"),
        (["--horizon", "long"], "one horizon"),
    ],
)
def test_words_that_are_off(capsys, words, said):
    status, out, err = bahe_here(capsys, "ensemble", "korea-2019", *words, "--draws", "4", "--no-world")
    assert status == 2
    assert said in err
    assert out == ""


# -- store and processes ---------------------------------------------------------------------------------------------------
def test_what_has_been_played_is_not_played_again(tmp_path):
    first = tug_ensemble("korea-2019", draws=1024, store=tmp_path / "runs", **GOOD)
    again = tug_ensemble("korea-2019", draws=1024, store=tmp_path / "runs", **GOOD)
    assert (first.computed, again.computed) == (2, 0)
    for name, v in first.figures["photoresist"].items():
        np.testing.assert_array_equal(v, again.figures["photoresist"][name])
    # More draws: the first ones are there.
    assert tug_ensemble("korea-2019", draws=2048, store=tmp_path / "runs", **GOOD).computed == 2


def test_processes_give_the_same_bits(tmp_path):
    words = ["ensemble", "korea-2019", *ONE, "--draws", "1024", "--json"]
    outs = [json.loads(bahe_alone(*words, "--workers", str(w), cwd=tmp_path)[1]) for w in (1, 2)]
    assert outs[0]["bands"] == outs[1]["bands"]


def test_kill_in_mid_run_loses_nothing_finished(tmp_path):
    words = ["ensemble", "korea-2019", *ONE, "--draws", "8192", "--store", "runs", "--json"]
    with process(*words, cwd=tmp_path) as running:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if sum(1 for _ in (tmp_path / "runs").glob("objects/*/*.npz")) >= 2:
                break
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    with Store(tmp_path / "runs") as store:
        kept = store.rebuild()
    assert 2 <= kept < 16
    resumed = json.loads(bahe_alone(*words, cwd=tmp_path)[1])
    assert resumed["provenance"]["computed"] == 16 - kept
    again = json.loads(bahe_alone(*words, cwd=tmp_path)[1])
    assert again["provenance"]["computed"] == 0
    assert resumed["bands"] == again["bands"]
    whole = json.loads(bahe_alone(*words[:-3], "--json", cwd=tmp_path)[1])
    assert resumed["bands"] == whole["bands"]


# -- pages -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("shares", ["sobol", "shapley"])
def test_the_page_of_a_tug(capsys, tmp_path, lang, shares):
    out = tmp_path / "page"
    status, said, err = bahe_here(
        capsys, "ensemble", "korea-2019", *ONE, "--draws", "32", "--shares", shares, "--lang", lang, "-o", str(out)
    )
    assert (status, err) == (0, "")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert ("沙普利" if lang == "zh" else "Shapley") in page or shares == "sobol"
    assert ("差异由什么构成" if lang == "zh" else "What the spread is made of") in page
    assert "NaN" not in page
    assert "nan" not in page.replace("nance", "")
    assert (out / "bands.csv").is_file() or any(out.rglob("bands*"))
    assert ("报告" if lang == "zh" else "Report") in said
