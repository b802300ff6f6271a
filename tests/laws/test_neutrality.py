"""Neutrality: names decide nothing. Labels are swapped verb by verb, one table of parameters serves everybody, no branch names an economy.

Verdict rules on invented data that support, contradict and leave open: `unit/test_claims.py` and `unit/test_verdicts.py`.
"""

import ast
import inspect
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

import bahe
from bahe.atlas.tables import rows
from bahe.axes import ECONOMY_GROUPS
from bahe.casebook.tugs import priors
from bahe.casebook.tugs.files import tug_names
from bahe.casebook.tugs.tugging import tug
from bahe.dependence.leverage import solved
from bahe.talks.bargain import Bargain
from bahe.talks.protocols import protocols
from laws.worlds import Tables, invent, permuted, world_of

SOURCE = Path(bahe.__file__).parent
#: Two names that stand on opposite sides of both articles, and a third.
NAMES, SWAPPED = ("USA", "CHN", "JPN"), ("CHN", "USA", "JPN")
FORWARD = dict(zip(NAMES, SWAPPED, strict=True))


@cache
def tables() -> Tables:
    """One invented world under the names."""
    return replace(invent(3), economies=NAMES)


@cache
def pair() -> tuple[bahe.World, bahe.World]:
    """The world, and the same world in which two economies have each other's name (and the order of names is kept)."""
    swap = np.array([1, 0, 2])
    renamed = replace(permuted(tables(), swap, np.arange(len(tables().sectors))), economies=NAMES)
    return world_of(tables()), world_of(renamed)


# -- label swap, verb by verb --------------------------------------------------------------------------------------------
def test_leverage_follows_the_data_and_never_the_name() -> None:
    a, b = (solved(w, horizon="long", suppliers=list(NAMES), buyers=list(NAMES), sectors=["S0"]) for w in pair())
    at = [NAMES.index(FORWARD[n]) for n in NAMES]
    for field in ("loss", "own", "loss_usd", "own_usd"):
        np.testing.assert_allclose(getattr(b, field), getattr(a, field)[np.ix_(at, at)], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("grain", ["importer", "partner-sector"])
def test_war_follows_the_data_and_never_the_name(grain: str) -> None:
    a, b = (bahe.nash(w, list(NAMES[:2]), grain, certify=False) for w in pair())
    at = [NAMES.index(FORWARD[n]) for n in NAMES]
    np.testing.assert_allclose(b.tariff, a.tariff[np.ix_(at, at)], atol=1e-6)
    np.testing.assert_allclose(b.equilibrium.welfare_hat, a.equilibrium.welfare_hat[at], atol=1e-8)


def test_a_deal_follows_the_data_and_never_the_name() -> None:
    a, b = (bahe.cooperate(w, start="free-trade", players=list(NAMES[:2]), tariffs="importer") for w in pair())
    at = [NAMES.index(FORWARD[n]) for n in NAMES]
    np.testing.assert_allclose(b.equilibrium.welfare_hat, a.equilibrium.welfare_hat[at], atol=1e-6)


#: What a protocol must be told beside the table.
TOLD = {"ultimatum": {"spread": (0.0, 1.0)}, "truce": {"extension_cost": (0.05, 0.1)}}


@pytest.mark.parametrize("protocol", [e.name for e in protocols])
def test_every_protocol_follows_the_data_and_never_the_name(protocol: str) -> None:
    """The parties' names are exchanged and nothing else: each place at the table gets what it got."""
    table = Bargain(
        ("USA", "CHN"), ("x", "y"), [[3.0, 1.0], [1.0, 2.5]], [0.5, 0.2], discount=(0.9, 0.8), first="USA", rounds=4
    )
    other = Bargain(
        ("CHN", "USA"), ("x", "y"), [[3.0, 1.0], [1.0, 2.5]], [0.5, 0.2], discount=(0.9, 0.8), first="CHN", rounds=4
    )
    a, b = (protocols[protocol].call(t, **TOLD.get(protocol, {})) for t in (table, other))
    np.testing.assert_array_equal(a.payoffs, b.payoffs)
    np.testing.assert_array_equal(a.when, b.when)
    assert a.kind == b.kind


TUG = """
id: mirror
title: {{en: a mirror, zh: 镜}}
question: {{en: does the name matter, zh: 名字重要吗}}
goods:
  - id: good
    item: {item}
    holder: {holder}
    target: {target}
    carve: false
    start: 2020.5
    years: 12
    shown: market
    policy: embargo
    given: {{start: 1}}
    figures:
      - {{series: rv_reducer_nabtesco_in_china, period: "2020", use: fit}}
      - {{series: rv_reducer_nabtesco_in_china, period: "2023", use: fit}}
    factors: [control, learning]
"""


@pytest.mark.parametrize(
    ("holder", "target"), [("JPN", "CHN"), ("CHN", "JPN"), ("USA", "CHN"), ("CHN", "USA"), ("JPN", "KOR")]
)
def test_a_tug_follows_the_data_and_never_the_name(tmp_path: Path, holder: str, target: str) -> None:
    """The same figures under other names of holder and target: the same fans, clocks and factors, to the last bit."""
    found = []
    for h, t in (("DEU", "FRA"), (holder, target)):
        path = tmp_path / f"{h}-{t}.yaml"
        path.write_text(TUG.format(item="reducer-rv", holder=h, target=t), encoding="utf-8")
        found.append(tug(str(path), draws=512, solve=False).goods[0])
    a, b = found
    for field in ("fan", "position", "half_life", "bites", "stops", "control"):
        np.testing.assert_array_equal(getattr(a, field), getattr(b, field))
    assert a.made_of == b.made_of
    assert (b.holder, b.target) == (holder, target)


# -- one table of parameters -----------------------------------------------------------------------------------------------
def test_priors_are_one_table_that_names_no_economy() -> None:
    assert not [n for n in codes() if n in inspect.getsource(priors)]
    assert {"economy", "holder", "target", "sender", "challenger"}.isdisjoint(
        inspect.signature(priors.drawn).parameters
    )


def test_without_ranges_of_its_own_every_good_draws_the_same() -> None:
    a, b = (priors.drawn({}, 64, 0) for _ in range(2))
    for name in priors.PRIORS:
        np.testing.assert_array_equal(a[name], b[name])


def test_ranges_of_a_case_are_of_a_good_and_never_of_a_holder() -> None:
    """A file may narrow a range for a good; the key is the good, and no range is keyed by an economy."""
    for name in tug_names():
        data = yaml.safe_load((SOURCE / f"casebook/{name}/tug.yaml").read_text(encoding="utf-8"))
        for good in data["goods"]:
            assert set(good.get("priors", {})) <= set(priors.PRIORS)
            assert "priors" not in data


# -- no branch names an economy --------------------------------------------------------------------------------------------
@cache
def codes() -> frozenset[str]:
    """Codes of every economy of the packaged world, and of the unions that groups name; the rest of the world is none."""
    found = {r["code"] for r in rows("names.csv") if r["kind"] == "economy"} - {"ROW"}
    return frozenset(found | {"EU27"} & set(ECONOMY_GROUPS))


def named_in_branches(source: str) -> list[tuple[int, str]]:
    """(line, code) of every comparison, case of a match or test of a prefix that names an economy."""
    found = []
    for node in ast.walk(ast.parse(source)):
        asks = isinstance(node, ast.Compare | ast.MatchValue) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("startswith", "endswith")
        )
        if asks:
            found += [
                (node.lineno, c.value) for c in ast.walk(node) if isinstance(c, ast.Constant) and c.value in codes()
            ]
    return found


#: What public files hold of one economy alone (duties that the United States collect, the union as one row, the third partner of an
#: agreement, a series of one exporter), file -> codes. A new line here needs a reason that a stranger would accept.
DATA = {
    "atlas/build_items.py": {"USA", "EU27"},
    "atlas/duties.py": {"EU27"},
    "atlas/measures.py": {"CAN", "MEX", "EU27"},
    "atlas/tariff_tables.py": {"USA", "EU27"},
    "atlas/tariffs.py": {"USA"},
    "casebook/talks/backtest.py": {"CAN", "MEX"},
    "casebook/tariffs/diversion.py": {"EU27"},
    "casebook/tugs/embargoes.py": {"JPN"},
    "report/dependence/answer.py": {"CHN"},
    "desk/web/tabling.py": {"USA"},
}  # fmt: skip
#: Rooms in which no economy is named at all, in data or out of it.
PURE = (
    "numerics",
    "world",
    "trade",
    "dependence",
    "statecraft",
    "talks",
    "rounds",
    "substitution",
    "assurance",
    "scenario",
)


def test_no_economy_is_named_in_a_branch() -> None:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        named = {code for _, code in named_in_branches(path.read_text(encoding="utf-8"))}
        where = path.relative_to(SOURCE).as_posix()
        if named - DATA.get(where, set()):
            found[where] = sorted(named - DATA.get(where, set()))
    assert found == {}


@pytest.mark.parametrize("room", PURE)
def test_the_rooms_that_compute_name_no_economy_in_a_branch(room: str) -> None:
    assert not [where for where in DATA if where.startswith(f"{room}/")]
    for path in (SOURCE / room).rglob("*.py"):
        assert named_in_branches(path.read_text(encoding="utf-8")) == []


def test_the_search_finds_what_it_looks_for() -> None:
    told = 'if n == "CHN": x\ny = [e for e in z if e in ("JPN", "KOR")]\nmatch n:\n    case "USA": pass\nn.startswith("EU27")\n'
    assert [c for _, c in sorted(named_in_branches(told))] == ["CHN", "JPN", "KOR", "USA", "EU27"]
    assert named_in_branches('x = {"CHN": 1}\nf("USA")\nif n == "ROW": y\n') == []
