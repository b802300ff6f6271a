"""Questions to verbs: the document is the one that the command line prints, figure by figure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from web.client import printed

SHOCK = {"tariff": ["USA on CHN +30%", "CHN on USA +10%"], "horizon": "short"}


def timeless(document: Any) -> Any:
    """Without the seconds that a solve took and the date of a run."""
    if isinstance(document, dict):
        return {k: timeless(v) for k, v in document.items() if k not in ("seconds", "made")}
    return [timeless(v) for v in document] if isinstance(document, list) else document


CASES = [
    ("shock", SHOCK, ["shock", "--tariff", "USA on CHN +30%", "--tariff", "CHN on USA +10%", "--horizon", "short"]),
    ("shock", {"control": ["JPN on CHN C26 deny 80%"]}, ["shock", "--control", "JPN on CHN C26 deny 80%"]),
    ("world", {"audit": True}, ["world", "--audit"]),
    ("world", {}, ["world"]),
    ("depend", {"buyer": "KOR", "items": "photoresist-arf"}, ["depend", "KOR", "--items", "photoresist-arf"]),
    ("assure", {"fleet": 5000, "altered": 50}, ["assure", "--fleet", "5000", "--altered", "50"]),
    ("deal", {"from": "status-quo", "frontier": False}, ["deal", "--from", "status-quo", "--no-frontier"]),
    ("verdicts", {}, ["case", "verdicts"]),
    ("judge", {"name": "h20-assurance"}, ["case", "run", "h20-assurance", "--no-report"]),
    ("case", {"name": "stockholm-2025"}, ["case", "show", "stockholm-2025"]),
]


@pytest.mark.parametrize(("verb", "said", "argv"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_an_answer_is_the_document_of_the_command_line(web, verb, said, argv):
    """Equal to the last digit: the same function is called, in another process."""
    _, answer = web.answer(verb, **said)
    assert timeless(answer) == timeless(printed(*argv))


def test_figures_equal_the_library(web):
    """No static JSON: what the web answers is what `bahe.solve` gives."""
    import bahe

    _, answer = web.answer("shock", **SHOCK)
    shock = bahe.tariff(by="USA", on="CHN", sectors="goods", add=0.30) & bahe.tariff(
        by="CHN", on="USA", sectors="goods", add=0.10
    )
    table = bahe.solve(bahe.load_world(), shock, horizon="short").table()
    for name in table.index:
        for column in table.columns:
            assert answer["economies"][name][column] == pytest.approx(table.loc[name, column], rel=1e-9, abs=1e-9), (
                name,
                column,
            )


def test_the_same_question_has_the_same_address(web):
    """Defaults said aloud and keys in another order change nothing; another question does."""
    first, _ = web.answer("shock", **SHOCK)
    again, _ = web.answer("shock", horizon="short", closure="transfer", tariff=SHOCK["tariff"])
    other, _ = web.answer("shock", **SHOCK | {"horizon": "long"})
    assert first == again != other


def test_an_answer_is_kept_at_its_address(web):
    id, answer = web.answer("shock", **SHOCK)
    kept = web.get(f"/results/{id}").json()
    assert kept["answer"] == answer
    assert kept["options"] == SHOCK
    assert kept["command"] == "bahe shock --tariff 'USA on CHN +30%' --tariff 'CHN on USA +10%' --horizon short"
    assert id in [r["id"] for r in web.get("/results?limit=500").json()["results"]]
    assert web.get("/results/" + "0" * 64).status_code == 404


@pytest.mark.parametrize(
    ("verb", "said", "words"),
    [
        ("shock", {"tariff": ["USA on CHM +30%"]}, "CHM"),
        ("shock", {"tariff": ["USA on CHN"]}, "--tariff"),
        ("shock", {}, "no move"),
        ("shock", {"tariff": ["USA on CHN +30%"], "closure": "open"}, "closure"),
        ("shock", {"tariff": "USA on CHN +30%"}, "tariff"),
        ("shock", {"tariff": ["USA on CHN +30%"], "tarif": []}, "tariff"),
        ("shock", {"tariff": ["USA on CHN +30%"], "world": "/etc/passwd"}, "icio-2022"),
        ("shock", {"tariff": ["USA on CHN +30%"], "elasticities": "nan"}, "elasticit"),
        ("run", {"case": "../../etc/passwd"}, "unknown case"),
        ("run", {"case": "--out=/tmp/x"}, "unknown case"),
        ("run", {}, "a case is needed"),
        ("judge", {"name": "all/../x"}, "unknown case"),
        ("run", {"case": "stockholm-2025", "scenario": "id: x\n"}, "a case and a scenario"),
        ("run", {"scenario": "id: [\n"}, "scenario"),
        ("tug", {"case": "/etc/passwd.yaml"}, "unknown case"),
        ("tug", {"case": "korea-2019", "draws": 10**9}, "draws"),
        ("depend", {"buyer": "--out=x"}, "--out=x"),
        ("world", {"name": "../icio-2022.npz"}, "icio-2022"),
    ],
)
def test_words_that_are_off_are_told_in_words(web, verb, said, words):
    """422 with field, allowed values and remedy where there is one; never a number, never a traceback."""
    found = web.ask(verb, **said)
    assert found.status_code == 422, found.text
    error = found.json()["error"]
    plain = {"kind", "field", "place", "found", "allowed", "remedy", "sentence"}
    assert set(error) == plain | {f"{name}_zh" for name in ("found", "allowed", "remedy", "sentence")}
    assert words in json.dumps(error)
    assert "Traceback" not in found.text


def test_a_model_that_says_no_gives_a_sentence(web):
    """409 with the reason; no figure."""
    found = web.ask("shock", embargo=["world on others"], horizon="shock")
    if found.status_code == 200:  # solved: then it says so
        assert found.json()["answer"]["info"]["outcome"] == "converged"
    else:
        assert found.status_code == 409
        assert found.json()["error"]["sentence"]


def test_unknown_verbs_are_nowhere(web):
    assert web.post("/ask/format", {}).status_code == 404
    assert web.get("/nothing").status_code == 404
    assert web.get("/ask/shock").status_code == 405


def test_the_equal_command_and_file_give_the_same_answer(web):
    """The YAML of a shock, asked as a scenario, has the figures of the shock."""
    id, answer = web.answer("shock", **SHOCK)
    said = web.get(f"/results/{id}/command").json()
    assert said == web.post("/command/shock", SHOCK).json()
    _, run = web.answer("run", scenario=said["yaml"])
    central = run["results"]["asked"]["short"]["USA"]["welfare_pct"]["central"]
    assert central == pytest.approx(answer["economies"]["USA"]["welfare_pct"], rel=1e-6)


def test_a_scenario_of_ones_own_reaches_no_file(web):
    """Neither another world nor a table can be named; a bomb is refused before it unfolds."""
    text = web.post("/command/shock", SHOCK).json()["yaml"]
    assert web.ask("run", scenario=text.replace("icio-2022", "/etc/hostname.npz")).status_code == 422
    assert web.ask("run", case="stockholm-2025", set=["world.name=/etc/hostname.npz"]).status_code == 422
    table = text + "\n".join(
        ["- id: table", "  label: {en: t, zh: t}", "  moves:", "  - {instrument: tariff_table, file: ../x.csv}"]
    )
    assert web.ask("run", scenario=table).status_code == 422
    score = text + "score: {observed: us-imports-2025, rule: ../x.yaml, fixed: 2025-01-01, variant: asked}\n"
    assert web.ask("run", scenario=score).status_code == 422
    assert (
        web.ask("ensemble", case="stockholm-2025", over=["world.name=icio-2022|/etc/hostname.npz"]).status_code == 422
    )
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{c}: &{c} [{', '.join([f'*{p}'] * 50)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)
    )
    found = web.ask("run", scenario=bomb)
    assert found.status_code == 422
    assert "references" in found.json()["error"]["sentence"]
