"""The command line: what each command prints, writes and returns."""

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

import bahe
from bahe.casebook import case, cases
from bahe.desk.casing_all import OWN
from desk.shell import bahe_alone, bahe_here, process


def one_document(text):
    """The one JSON document that stdout holds."""
    return json.loads(text)


def test_help_loads_nothing_heavy():
    """`bahe --help` answers at once since the heavy imports happen inside verbs."""
    import os
    from pathlib import Path

    code = (
        "import sys; from bahe.desk.cli import main; status = main(['--help']);"
        "print(sorted({'numpy', 'pandas', 'scipy', 'pydantic', 'yaml', 'rich', 'pyarrow', 'jinja2'} & set(sys.modules)))"
    )
    source = str(Path(bahe.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
    assert "stockholm-2025" in done.stdout


@pytest.mark.parametrize(
    "command", [[], ["run"], ["shock"], ["world"], ["case"], ["case", "show"], ["replicate"], ["bench"]]
)
def test_every_command_has_help(capsys, command):
    status, out, err = bahe_here(capsys, *command, "--help")
    assert status == 0
    assert "Usage: bahe" in out
    assert err == ""


def test_version(capsys):
    assert bahe_here(capsys, "--version") == (0, f"bahe {bahe.__version__}\n", "")


def test_run_prints_a_table_and_writes_the_report(capsys, home):
    status, out, err = bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    assert status == 0
    assert "plus-10" in out
    assert "6 of 6" not in out
    assert "15 of 15 solves converged" in out  # three variants, two sets at `long`, three values of theta at `short`
    assert "Report: out/report.html" in out
    assert err == ""
    written = {p.name for p in (home / "out").iterdir()}
    assert {"report.html", "welfare.csv", "welfare.parquet", "scenario.yaml", "provenance.json"} <= written
    assert sorted(p.name for p in home.iterdir()) == ["mine.yaml", "out", "small.npz"]


def test_run_goes_to_reports_by_default(capsys, home):
    assert bahe_here(capsys, "run", "mine.yaml")[0] == 0
    assert (home / "reports" / "mine" / "report.html").is_file()


def test_run_in_chinese(capsys, home):
    status, out, _ = bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--lang", "zh")
    assert status == 0
    assert "实际收入" in out
    assert 'lang="zh' in (home / "out" / "report.html").read_text(encoding="utf-8")


def test_run_in_both_languages(capsys, home):
    """Two pages beside each other, each with a link to the other; the terminal speaks English; the command says so."""
    assert bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--lang", "both")[0] == 0
    en, zh = ((home / "out" / name).read_text(encoding="utf-8") for name in ("report.html", "report.zh.html"))
    assert '<html lang="en">' in en
    assert 'href="report.zh.html"' in en
    assert '<html lang="zh-Hans">' in zh
    assert 'href="report.html"' in zh
    assert "--lang both" in (home / "out" / "provenance.json").read_text(encoding="utf-8")


def test_run_as_json_is_one_document(home):
    """The central figure lies within its band and is the figure of the library."""
    status, out, err = bahe_alone("run", "mine.yaml", "-o", "out", "--json", cwd=home)
    assert (status, err) == (0, "")
    said = one_document(out)
    assert said["scenario"] == "mine"
    assert said["report"] == "out/report.html"
    figure = said["results"]["plus-10"]["long"]["USA"]["welfare_pct"]
    assert figure["low"] <= figure["central"] <= figure["high"]
    eq = bahe.solve(bahe.load_world(home / "small.npz"), bahe.tariff("USA", "CHN", add=0.1))
    assert figure["central"] == pytest.approx(eq.table()["welfare_pct"]["USA"], abs=1e-8)
    assert said["results"]["now"]["long"]["USA"]["welfare_pct"]["central"] == pytest.approx(0, abs=1e-9)
    assert {row["outcome"] for row in said["solves"]} == {"converged"}


def test_no_path_of_the_machine_in_the_report(capsys, home):
    """Reports travel: no file names a folder of the machine that made them."""
    bahe_here(capsys, "run", home / "mine.yaml", "-o", "out", "--set", "seed=3", "--set", f"world={home / 'small.npz'}")
    for path in (home / "out").iterdir():
        assert str(home).encode() not in path.read_bytes()
    assert "put beside it first: small.npz" in (home / "out" / "README.txt").read_text(encoding="utf-8")
    (home / "out" / "small.npz").write_bytes((home / "small.npz").read_bytes())
    assert bahe_here(capsys, "run", home / "out" / "scenario.yaml", "--no-report")[0] == 0
    facts = json.loads((home / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert facts["command"] == "bahe run mine.yaml --set seed=3 --set world=small.npz"
    assert facts["seed"] == 3
    assert len(facts["world"]["sha256"]) == 64


def test_the_report_runs_again(capsys, home):
    """The resolved scenario of a report gives the same figures."""
    bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    (home / "again.yaml").write_bytes((home / "out" / "scenario.yaml").read_bytes())
    bahe_here(capsys, "run", "again.yaml", "-o", "again")
    assert (home / "again" / "welfare.csv").read_bytes() == (home / "out" / "welfare.csv").read_bytes()


def test_only_some_variants_and_horizons(capsys, home):
    status, out, _ = bahe_here(
        capsys,
        "run",
        "mine.yaml",
        "--variant",
        "both",
        "--horizon",
        "long",
        "--set",
        "elasticities=gyy",
        "--no-report",
        "--json",
    )
    said = one_document(out)
    assert status == 0
    assert list(said["results"]) == ["both"]
    assert said["elasticities"] == {"long": ["gyy"]}  # the first set named is the central one
    assert said["report"] is None
    assert not (home / "reports").exists()


def test_outputs_choose_what_is_written(capsys, home):
    bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--set", "outputs=csv")
    names = {p.suffix for p in (home / "out").iterdir()}
    assert ".csv" in names
    assert not names & {".html", ".parquet"}


def test_an_older_report_is_replaced_whole(capsys, home):
    """A page that the new run does not write is gone, so that no two runs stand in one folder."""
    assert bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--lang", "both")[0] == 0
    assert bahe_here(capsys, "run", "mine.yaml", "-o", "out")[0] == 0
    assert not (home / "out" / "report.zh.html").exists()


def test_a_folder_of_other_things_is_kept(capsys, home):
    (home / "out").mkdir()
    (home / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    status, _, err = bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    assert status == 2
    assert "--force" in err
    assert [p.name for p in (home / "out").iterdir()] == ["thesis.txt"]
    assert bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--force")[0] == 0
    assert not (home / "out" / "thesis.txt").exists()


def test_a_report_is_not_replaced_with_what_somebody_put_beside_it(capsys, home):
    """A second run replaces the report, but not somebody's notes in the same folder."""
    words = ("run", "mine.yaml", "-o", "out", "--lang", "both", "--horizon", "long")
    assert bahe_here(capsys, *words)[0] == 0
    assert bahe_here(capsys, *words)[0] == 0
    (home / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    status, _, err = bahe_here(capsys, *words)
    assert status == 2
    assert "notes.txt" in err
    assert "--force" in err
    assert (home / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_report_that_fails_leaves_no_folder(home, monkeypatch):
    """Neither the report nor the folders made for it are left where writing fails."""
    import bahe.report

    def fails(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(bahe.report, "write", fails)
    with pytest.raises(KeyboardInterrupt):
        bahe.run("mine.yaml", out="a/b/c", horizons=["long"])
    assert not (home / "a").exists()


def test_a_report_that_fails_midway_leaves_nothing(capsys, home, monkeypatch):
    """An older report stays as it was; no half-written folder is left."""
    import bahe.report

    bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    before = (home / "out" / "report.html").read_bytes()

    def broken(run, out, **_):
        out.mkdir()
        (out / "welfare.csv").write_text("half", encoding="utf-8")
        raise OSError("disk full")

    monkeypatch.setattr(bahe.report, "write", broken, raising=False)
    status, _, err = bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    assert status == 1
    assert "disk full" in err
    assert "Traceback" not in err
    assert (home / "out" / "report.html").read_bytes() == before
    assert sorted(p.name for p in home.iterdir()) == ["mine.yaml", "out", "small.npz"]


def test_a_solve_that_fails_is_told_and_the_rest_is_shown(capsys, home):
    """A ban at the horizon where origins are essential has no equilibrium: exit 1, the other horizon is reported."""
    text = (home / "mine.yaml").read_text(encoding="utf-8")
    text = text[: text.index("  - id: both")] + "  - id: none\n    moves: [{instrument: embargo, by: USA, on: CHN}]\n"
    (home / "mine.yaml").write_text(text, encoding="utf-8")
    status, out, _ = bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--horizon", "long", "--horizon", "shock")
    assert status == 1
    assert "no figure: none, shock" in out
    assert "no finite equilibrium" in out
    assert (home / "out" / "report.html").is_file()


def test_a_run_in_which_nothing_converges_is_reported(capsys, home):
    """Exit 1, and a report with the verdict, on screen and in the folder; with --json one document without figures."""
    text = (home / "mine.yaml").read_text(encoding="utf-8")
    text = text[: text.index("  - {id: now}")] + "  - id: none\n    moves: [{instrument: embargo, by: USA, on: CHN}]\n"
    (home / "none.yaml").write_text(text, encoding="utf-8")
    status, out, err = bahe_here(capsys, "run", "none.yaml", "-o", "out", "--horizon", "shock", "--lang", "both")
    assert status == 1
    assert err == ""
    assert "No solve gave an equilibrium" in out
    assert "0 of 1 solves converged" in out
    assert "leakage" in out
    for name in ("report.html", "report.zh.html", "solves.csv", "provenance.json"):
        assert (home / "out" / name).is_file()
    status, out, _ = bahe_here(capsys, "run", "none.yaml", "--no-report", "--horizon", "shock", "--json")
    said = one_document(out)
    assert status == 1
    assert said["results"]["none"]["shock"]["USA"]["welfare_pct"]["central"] is None
    assert said["solves"][0]["outcome"] == "infeasible"


def test_a_comparison_is_printed_and_in_the_document(capsys, home):
    """`compare_with` gives a table of the lead against it, and `comparison` in the JSON document; null without it."""
    lead = ("--set", "lead=both", "--set", "compare_with=plus-10")
    status, out, _ = bahe_here(capsys, "run", "mine.yaml", "--no-report", *lead)
    assert status == 0
    assert "Real income of “both” relative to “plus-10”, per cent" in out
    assert "Set against “plus-10”, “both” changes real income" in " ".join(out.split())
    _, out, _ = bahe_here(capsys, "run", "mine.yaml", "--no-report", "--lang", "zh", *lead)
    assert "“both”相对于“plus-10”的实际收入变动" in out
    _, out, _ = bahe_here(capsys, "run", "mine.yaml", "--no-report", "--json", *lead)
    said = one_document(out)
    new, old = (said["results"][v]["long"]["USA"]["welfare_pct"]["central"] for v in ("both", "plus-10"))
    found = said["comparison"]["results"]["both"]["long"]["USA"]["welfare_pct"]["central"]
    assert said["comparison"]["with"] == "plus-10"
    assert abs(found - 100 * ((100 + new) / (100 + old) - 1)) < 1e-12
    _, out, _ = bahe_here(capsys, "run", "mine.yaml", "--no-report", "--json")
    assert one_document(out)["comparison"] is None


def test_interrupted_leaves_nothing(home):
    """Ctrl-C: one sentence, exit 130, no folder and no traceback."""
    moves = "moves: [{{instrument: tariff, by: USA, on: CHN, add: {:.3f}}}]"
    many = "".join(f"  - id: v{i}\n    {moves.format(0.1 + i / 1000)}\n" for i in range(50))
    heavy = f"id: heavy\nquestion: q\nvariants:\n{many}"
    (home / "heavy.yaml").write_text(heavy, encoding="utf-8")
    with process("run", "heavy.yaml", "-o", "out", cwd=home) as running:
        for _ in range(20):  # a signal that falls into the middle of an import can be lost on a busy machine
            time.sleep(2.0)
            running.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                _, err = running.communicate(timeout=3)
                break
    assert running.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert sorted(p.name for p in home.iterdir()) == ["heavy.yaml", "mine.yaml", "small.npz"]


# -- shock ------------------------------------------------------------------------------------------------------------
def test_shock_is_the_verb_of_the_library(capsys, home):
    status, out, err = bahe_here(
        capsys, "shock", "--world", "small.npz", "--tariff", "USA on CHN +30%", "--tariff", "CHN on USA =10%", "--json"
    )
    assert (status, err) == (0, "")
    said = one_document(out)
    shock = bahe.tariff("USA", "CHN", add=0.3) & bahe.tariff("CHN", "USA", rate=0.1)
    eq = bahe.solve(bahe.load_world("small.npz"), shock)
    table = eq.table()
    assert said["moves"] == list(shock.why)
    assert said["info"]["outcome"] == "converged"
    assert set(said["economies"]["USA"]) == set(table.columns)
    assert said["economies"]["CHN"]["welfare_pct"] == pytest.approx(table["welfare_pct"]["CHN"], abs=1e-9)


def test_shock_shows_who_acts(capsys, home):
    status, out, _ = bahe_here(capsys, "shock", "--world", "small.npz", "--tariff", "USA on CHN C26 +30%", "--top", "1")
    assert status == 0
    assert "tariff by USA on CHN: +30 points (C26)" in out
    assert "United States" in out
    assert "China" in out
    assert "converged" in out


@pytest.mark.parametrize(
    "move",
    [
        ["--export-tax", "CHN on USA C26 +25%"],
        ["--control", "CHN on USA C26 deny 50% rent importer"],
        ["--embargo", "USA on CHN C26 imports leak 5%"],
        ["--trade-cost", "USA on CHN x1.1"],
        ["--productivity", "CHN C26 -5%"],
        ["--subsidy", "USA C26 20%"],
        ["--transfer", "CHN to USA 1"],
        ["--tariff", "USA on CHN,ROW C26,C27 +10%", "--horizon", "short", "--closure", "balanced"],
        ["--tariff", "USA on CHN -0%", "--elasticities", "gyy"],
        ["--tariff", "USA on CHN +10%", "--elasticities", "6"],
    ],
)
def test_every_instrument_can_be_said(capsys, home, move):
    status, out, err = bahe_here(capsys, "shock", "--world", "small.npz", *move, "--json")
    assert (status, err) == (0, "")
    assert one_document(out)["info"]["outcome"] == "converged"


def test_shock_takes_a_table(capsys, home):
    (home / "rates.csv").write_text("importer,exporter,sector,add\nUSA,CHN,C26,0.2\n", encoding="utf-8")
    status, out, _ = bahe_here(capsys, "shock", "--world", "small.npz", "--tariff-table", "rates.csv", "--json")
    eq = bahe.solve(bahe.load_world("small.npz"), bahe.tariff("USA", "CHN", "C26", add=0.2))
    assert status == 0
    assert one_document(out)["economies"]["USA"]["welfare_pct"] == pytest.approx(
        eq.table()["welfare_pct"]["USA"], abs=1e-9
    )


def test_a_question_without_an_answer_is_exit_1(capsys, home):
    status, out, err = bahe_here(
        capsys, "shock", "--world", "small.npz", "--embargo", "USA on CHN", "--horizon", "shock", "--json"
    )
    said = one_document(out)
    assert (status, err) == (1, "")
    assert said["error"] == "Infeasible"
    assert said["exit_status"] == 1
    assert "leakage" in said["message"]


# -- world, case, replicate, bench --------------------------------------------------------------------------------------
def test_world_is_summed_up(capsys, home):
    status, out, _ = bahe_here(capsys, "world", "small.npz", "--economies", "--sectors")
    assert status == 0
    assert "3 economies x 2 sectors" in out
    said = one_document(bahe_here(capsys, "world", "small.npz", "--json")[1])
    world = bahe.load_world("small.npz")
    assert said["totals"]["output_usd_mn"] == pytest.approx(world.output.sum())
    assert said["economies"]["USA"]["value_added_usd_mn"] == pytest.approx(world.value_added[0])
    assert list(said["sectors"]) == ["C26", "C27"]


def test_world_is_audited(capsys):
    status, out, _ = bahe_here(capsys, "world", "--audit", "--json")
    said = one_document(out)
    assert status == 0
    assert said["counts"]["FAIL"] == 0
    assert {row["status"] for row in said["rows"]} == {"PASS", "WARN"}


def test_cases_are_listed_and_shown(capsys):
    status, out, _ = bahe_here(capsys, "case", "list", "--json")
    assert status == 0
    listed = one_document(out)
    assert [c["name"] for c in listed] == [*(c.name for c in cases()), *OWN]
    for name in OWN:
        for lang in ("en", "zh"):
            status, out, _ = bahe_here(capsys, "case", "show", name, "--lang", lang)
            assert status == 0
            assert len(out) > 500
    for name in (c.name for c in cases()):
        for lang in ("en", "zh"):
            status, out, _ = bahe_here(capsys, "case", "show", name, "--lang", lang)
            assert status == 0
            assert len(out) > 500
        whole = one_document(bahe_here(capsys, "case", "show", name, "--json")[1])
        assert whole[next(k for k in ("scenario", "tug") if k in whole)]["id"] == name
        assert bahe_here(capsys, "case", "show", name, "--file")[1] == case(name).file.read_text(encoding="utf-8")


def test_replicate_needs_the_files(capsys, home):
    status, _, err = bahe_here(capsys, "replicate", "cp2015", "--data", "nowhere")
    assert status == 2
    assert "xbilat1993.txt" in err


def test_bench_says_where_it_lives(capsys, home, monkeypatch):
    """Without a checkout the door says so."""
    from bahe.desk import bench_entry

    monkeypatch.setattr(bench_entry, "checkout", lambda: None)
    status, _, err = bahe_here(capsys, "bench")
    assert status == 2
    assert "Clone the repository" in err


# -- faults of bahe itself ------------------------------------------------------------------------------------------------
def test_an_unexpected_fault_is_one_sentence(capsys, home, monkeypatch):
    """No traceback unless it is asked for."""
    import bahe.casebook.runs.playing as playing

    def broken(*_, **__):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(playing, "play", broken)
    monkeypatch.delenv("BAHE_DEBUG", raising=False)
    status, out, err = bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "ZeroDivisionError: oh" in err
    status, out, err = bahe_here(capsys, "run", "mine.yaml", "-o", "out", "--json")
    assert (status, err) == (1, "")
    assert one_document(out)["exit_status"] == 1
    monkeypatch.setenv("BAHE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        bahe_here(capsys, "run", "mine.yaml", "-o", "out")
    assert not (home / "out").exists()


def test_completion_is_offered():
    """The shell can complete the names of cases."""
    import os

    env = {**os.environ, "_BAHE_COMPLETE": "complete_bash", "COMP_WORDS": "bahe run stock", "COMP_CWORD": "2"}
    import subprocess
    from pathlib import Path

    env["PYTHONPATH"] = str(Path(bahe.__file__).parents[1])
    code = "from bahe.desk.cli import app; app(prog_name='bahe')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert "stockholm-2025" in done.stdout


def test_bench_runs_in_a_checkout(capsys):
    """The door finds the registered problems of the repository."""
    from bahe.desk.bench_entry import checkout

    if checkout() is None:
        pytest.skip("the benchmarks live in the repository")
    status, out, _ = bahe_here(capsys, "bench", "--list")
    assert status == 0
    assert "stockholm-2025" in out


def test_a_terminal_without_unicode_is_served(home):
    """Signs that it lacks are replaced; JSON escapes them."""
    status, out, err = bahe_alone("case", "show", "stockholm-2025", "--lang", "zh", encoding="ascii", cwd=home)
    assert (status, err) == (0, "")
    assert "stockholm" in out or "truce" in out
    status, out, _ = bahe_alone("run", "mine.yaml", "--no-report", "--horizon", "long", encoding="ascii", cwd=home)
    assert status == 0
    figure = bahe.solve(bahe.load_world(home / "small.npz"), bahe.tariff("USA", "CHN", add=0.1)).table()["welfare_pct"]
    loser = figure.idxmin()
    assert f"-{abs(figure[loser]):.2f}" in out, "a loss keeps its minus"
    status, out, _ = bahe_alone("case", "list", "--json", encoding="ascii", cwd=home)
    assert status == 0
    titles = {case["name"]: case["title"]["zh"] for case in one_document(out)}
    assert "斯德哥尔摩" in titles["stockholm-2025"]


def test_a_server_says_where_it_is_as_json(home):
    """One document once it listens, and nothing after it; port 0 is any free one."""
    words = [
        sys.executable,
        "-m",
        "bahe",
        "serve",
        "--port",
        "0",
        "--workers",
        "1",
        "--store",
        str(home / "store"),
        "--json",
    ]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        said = json.loads(server.stdout.readline())
        with urllib.request.urlopen(said["address"], timeout=60) as page:
            assert page.status == 200
    finally:
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=60)
    assert (rest, server.returncode) == ("", 0)
    assert said == {"address": f"http://127.0.0.1:{said['port']}/", "port": said["port"], "token": None}
    assert said["port"] > 0
