"""The benchmarks import, run at their smallest size, and compare answers that agree. No test looks at a clock."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
if not (ROOT / "benchmarks").is_dir():
    pytest.skip("the benchmarks live in a checkout of the repository", allow_module_level=True)
sys.path.insert(0, str(ROOT))

from benchmarks import registry, textbook  # noqa: E402
from benchmarks import run as bench  # noqa: E402
from benchmarks.problems import engine  # noqa: E402
from benchmarks.problems.gravity import gravity_world  # noqa: E402

import bahe  # noqa: E402
from bahe.faults import UnknownName  # noqa: E402

PROBLEMS = list(registry.problems())


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_problem_runs_and_rivals_agree(problem):
    """Every registered problem gives a row; exact rivals give the same answer."""
    row = bench.measured(problem, tiny=True, repeats=1)
    assert row["median_seconds"] > 0
    assert problem.what
    assert row["what"] == problem.what
    for rival in row["rivals"]:
        if "textbook" in rival["name"]:
            assert rival["largest_difference"] < 1e-9
    assert "\n".join(bench.table({"machine": bench.machine(), "problems": [row]})).count(problem.name) == 1


def test_json_is_one_document(capsys):
    """`--json` prints one JSON document and nothing else on stdout."""
    assert bench.main(json=True, tiny=True, only=["icio-2022 preview"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in document["problems"]] == ["icio-2022 preview"]
    assert document["tiny"] is True


def test_unknown_problem_is_named():
    """A name that is not registered is refused with the known ones."""
    with pytest.raises(UnknownName, match="icio-2022 tariff"):
        bench.main(only=["icio-2023"])


def test_list_names_every_problem(capsys):
    """`--list` prints a line a problem."""
    assert bench.main(listing=True) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(PROBLEMS)
    assert bench.main(json=True, listing=True) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == [p.name for p in PROBLEMS]


def test_textbook_finds_what_the_engine_finds():
    """Prices and wages too, up to the numeraire, which both fix alike; by both ways of solving for spending."""
    world, shock = engine.small_world(), engine.shock()
    eq = bahe.solve(world, shock, tol=1e-12)
    b = textbook.Benchmark.of(world, eq.tariff_new)
    for dense in (False, True):
        answer = textbook.solve(b, dense=dense)
        np.testing.assert_allclose(answer.wage, eq.wage_hat, rtol=1e-8)
        np.testing.assert_allclose(answer.price, eq.price_hat, rtol=1e-8)
        assert answer.excess < 1e-10


def test_gravity_world_is_balanced():
    """Output equals spending in every economy, as gravity packages assume."""
    flows = gravity_world(12)
    np.testing.assert_allclose(flows.sum(axis=0), flows.sum(axis=1), rtol=1e-9)
