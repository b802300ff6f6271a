"""Malformed input: each is refused with its own message that names place, field and remedy, and leaves nothing behind.

Four tables: scenario files, the command line, data files, the library. In the first three no traceback may be seen, the exit
status is 2, with --json there is exactly one document, and the folder holds afterwards what it held before.
"""

import io
import json
import zipfile

import numpy as np
import pytest

import bahe
from bahe.faults import UserError
from desk.shell import bahe_here

HEAD = "id: bad\nquestion: Why?\nworld: small.npz\nfocus: [USA, CHN]\nvariants:\n  - id: a\n    moves:\n      - "
TARIFF = "instrument: tariff, by: USA, on: CHN"


def move(text):
    """A scenario file whose only move (line 8) is `text`."""
    return f"{HEAD}{{{text}}}\n"


def key(text):
    """A good scenario file with one more line at the end (line 9)."""
    return move(f"{TARIFF}, add: 0.1") + text + "\n"


def law(text):
    """A scenario file of the packaged world whose only move (line 8) is the US law of a day with `text`."""
    return move(f"instrument: us_measures, date: 2025-08-07, {text}").replace("small.npz", "icio-2022")


def bomb():
    """Nine aliases of nine aliases, eight deep: four hundred million values in half a page."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    return "\n".join(rows)


# name -> (content of bad.yaml, fragments of the message)
SCENARIOS = {
    "empty": ("", ["bad.yaml", "empty", "id, question, variants"]),
    "blank": ("\n\n# nothing\n", ["bad.yaml", "empty"]),
    "latin-1": ("id: bad\nquestion: für\n".encode("latin-1"), ["bad.yaml", "not UTF-8", "line 2", "UTF-8"]),
    "utf-16": ("id: bad\n".encode("utf-16"), ["bad.yaml", "not UTF-8", "Save the file"]),
    "nul bytes": (b"id: bad\x00\x00\nquestion: q\n", ["bad.yaml", "not valid YAML"]),
    "too large": ("# " + "x" * 1_000_001, ["bad.yaml", "1,000,003 bytes", "1,000,000", "tariff_table"]),
    "a list": ("- 1\n- 2\n", ["bad.yaml line 1", "keys and values", "id: my-scenario"]),
    "a word": ("hello\n", ["bad.yaml line 1", "keys and values", "'str'"]),
    "two documents": (move(f"{TARIFF}, add: 0.1") + "---\nid: two\n", ["line 9", "second document", "remove the `---`"]),
    "tab": ("id: bad\n\tquestion: q\n", ["bad.yaml line 2", "spaces, not with tabs"]),
    "colon in text": ("id: bad\nquestion: why: so\n", ["bad.yaml line 2", "quotes around text"]),
    "open bracket": ("id: bad\nfocus: [USA, CHN\n", ["bad.yaml line", "not valid YAML"]),
    "key twice": ("id: bad\nquestion: q\nid: two\n", ["bad.yaml line 3", "'id' stands twice", "first: line 1", "Keep one"]),
    "a tag that runs code": ("id: !!python/object/apply:os.system [ls]\n", ["line 1", "not allowed", "plain data only"]),
    "an alias bomb": (bomb(), ["bad.yaml line", "too many values", "50,000"]),
    "an alias in itself": ("id: &a [*a]\n", ["line 1", "*a contains itself", "Write the values out"]),
    "an alias to nothing": ("id: *a\n", ["line 1", "no anchor"]),
    "too deep": ("id: " + "[" * 40 + "]" * 40 + "\n", ["line 1", "nested too deeply", "32"]),
    "a key that is a list": ("? [a, b]\n: 1\n", ["line 1", "a key must be a word"]),
    "no question": ("id: bad\nvariants: [{id: a}]\n", ["bad.yaml line 1", "question: the key 'question' is missing", "one sentence"]),
    "no variants": ("id: bad\nquestion: q\n", ["variants", "is missing", "states to compare"]),
    "variants empty": ("id: bad\nquestion: q\nvariants: []\n", ["bad.yaml line 3", "the list is empty"]),
    "variants a word": ("id: bad\nquestion: q\nvariants: all\n", ["line 3", "a list is needed", "- "]),
    "unknown key": (key("closur: balanced"), ["bad.yaml line 9", "unknown key 'closur'", "Did you mean 'closure'"]),
    "unknown key of a move": (move(f"{TARIFF}, ad: 0.1"), ["line 8", "variants[0].moves[0].ad", "Did you mean 'add'"]),
    "unknown instrument": (
        move("instrument: tarif, by: USA, on: CHN, add: 0.1"), ["line 8", "variants[0].moves[0].instrument", "'tariff'"],
    ),
    "no instrument": (move("by: USA, on: CHN, add: 0.1"), ["line 8", "needs an instrument", "export_control"]),
    "a move that is a word": (HEAD + "tariff\n", ["line 8", "variants[0].moves[0]", "keys and values"]),
    "add and rate": (move(f"{TARIFF}, add: 0.1, rate: 0.2"), ["line 8", "exactly one of `add` and `rate`", "sets the level"]),
    "neither add nor rate": (move(TARIFF), ["line 8", "exactly one of `add` and `rate`"]),
    "no importer": (move("instrument: tariff, on: CHN, add: 0.1"), ["line 8", "moves[0].by", "missing", "importers that levy it"]),
    "rate not a number": (move(f"{TARIFF}, add: .nan"), ["line 8", "moves[0].add", "finite", "0.30, or 30%"]),
    "rate infinite": (move(f"{TARIFF}, rate: .inf"), ["line 8", "moves[0].rate", "finite"]),
    "rate a word": (move(f"{TARIFF}, add: high"), ["line 8", "moves[0].add", "a rate is needed", "'high'", "30%"]),
    "rate true": (move(f"{TARIFF}, add: true"), ["line 8", "moves[0].add", "a rate is needed"]),
    "rate a list": (move(f"{TARIFF}, add: [0.1, 0.2]"), ["line 8", "moves[0].add", "a rate is needed"]),
    "per cent as fraction": (move(f"{TARIFF}, add: 30"), ["line 8", "3,000 % is absurd", "30 % is written 0.3"]),
    "below -100 %": (move(f"{TARIFF}, add: -1"), ["line 8", "moves[0].add", "-100 % or less"]),
    "negative level": (move(f"{TARIFF}, rate: -0.1"), ["line 8", "moves[0].rate", "cannot be negative", "`add` with a negative"]),
    "no names": (move("instrument: tariff, by: [], on: CHN, add: 0.1"), ["line 8", "moves[0].by", "empty", "at least one"]),
    "a name that is a number": (move("instrument: tariff, by: [USA, 5], on: CHN, add: 0.1"), ["moves[0].by", "must be text", "quotes"]),
    "a name twice": (move("instrument: tariff, by: [USA, USA], on: CHN, add: 0.1"), ["moves[0].by", "'USA' occurs twice"]),
    "unknown economy": (
        move("instrument: tariff, by: USA, on: CHA, add: 0.1"), ["line 8", "moves[0].on", "unknown economy 'CHA'", "'CHN'"],
    ),
    "unknown sector": (move(f"{TARIFF}, sectors: C2, add: 0.1"), ["line 8", "moves[0].sectors", "unknown sector 'C2'", "'C26'"]),
    "unknown focus": (key("").replace("[USA, CHN]", "[USA, CHIN]"), ["line 4", "focus", "unknown economy 'CHIN'", "'CHN'"]),
    "unknown horizon": (key("horizons: [long, shrt]"), ["line 9", "horizons[1]", "'shrt'", "Did you mean 'short'"]),
    "a horizon twice": (key("horizons: [long, long]"), ["line 9", "horizons", "twice"]),
    "unknown closure": (key("closure: balanse"), ["line 9", "closure", "'balanse'", "transfer, balanced", "'balanced'"]),
    "closure of no economy": (key('closure: "nominal:"'), ["line 9", "closure", "nominal:ISO3"]),
    "closure of an unknown economy": (key("closure: nominal:XYZ"), ["closure", "unknown economy 'XYZ'"]),
    "unknown elasticities": (key("elasticities: [bsy, cp]"), ["line 9", "elasticities", "unknown elasticity set 'cp'", "bsy, gyy"]),
    "unknown base tariffs": (
        key("").replace("world: small.npz", "world: {name: small.npz, tariffs: some}"), ["line 3", "world.tariffs", "us-collected"],
    ),
    "base tariffs of a saved world": (
        key("").replace("world: small.npz", "world: {name: small.npz, tariffs: none}"), ["small.npz", "its own base tariffs", "Leave"],
    ),
    "unknown world": (key("").replace("small.npz", "icio-2023"), ["unknown world 'icio-2023'", "'icio-2022'"]),
    "no such world": (key("").replace("small.npz", "other.npz"), ["other.npz", "no such file"]),
    "a variant twice": (
        "id: bad\nquestion: q\nvariants:\n  - id: a\n  - id: a\n", ["line 3", "variants", "'a' occurs twice", "its own id"],
    ),
    "an id with blanks": (key("").replace("id: bad", "id: My Scenario"), ["line 1", "id: not a valid name", "my-tariff-2025"]),
    "an id that is a path": (key("").replace("id: bad", "id: ../../bad"), ["line 1", "id: not a valid name", "lower-case"]),
    "a lead that is no variant": (key("lead: b"), ["lead", "'b'", "allowed: a"]),
    "a comparison with no variant": (key("compare_with: b"), ["line 9", "compare_with", "names no variant: 'b'", "allowed: a"]),
    "a comparison with itself": (key("compare_with: a"), ["line 9", "compare_with", "the only variant", "leave `compare_with` out"]),
    "a share above one": (
        move("instrument: export_control, by: CHN, on: USA, deny: 1.5"), ["line 8", "moves[0].deny", "a share", "0% to 100%"],
    ),
    "unknown rent": (
        move("instrument: export_control, by: CHN, on: USA, deny: 0.5, rent: me"), ["moves[0].rent", "'me'", "exporter, importer, nobody"],
    ),
    "unknown direction": (
        move("instrument: embargo, by: CHN, on: USA, direction: export"), ["moves[0].direction", "Did you mean 'exports'"],
    ),
    "factor zero": (move("instrument: trade_cost, by: CHN, on: USA, factor: 0"), ["moves[0].factor", "a factor is needed", "no change"]),
    "subsidy above cost": (move("instrument: subsidy, by: CHN, sectors: C26, rate: 1.2"), ["moves[0].rate", "share of the cost"]),
    "negative transfer": (move("instrument: transfer, by: CHN, to: USA, usd_mn: -5"), ["moves[0].usd_mn", "greater than or equal to 0"]),
    "seed below zero": (key("seed: -1"), ["line 9", "seed", "greater than or equal to 0"]),
    "labour a word": (key("labour: elastic"), ["line 9", "labour", "elasticity, income_tax, revenue"]),
    "labour too elastic": (key("labour: {elasticity: 99}"), ["line 9", "labour.elasticity", "less than or equal to 10"]),
    "a third language": (key("title: {en: a, fr: b}"), ["line 9", "title.fr", "unknown key 'fr'", "en, zh"]),
    "not a day": (
        move("instrument: us_measures, date: 2025-13-01"), ["line 8", "moves[0].date", "not a day", "YYYY-MM-DD"],
    ),
    "unknown measure": (
        law("overrides: {ieepa: 0.1}"), ["bad.yaml line 8", "moves[0]", "overrides: unknown measure 'ieepa'", "Did you mean"],
    ),
    "a law on another world": (
        move("instrument: us_measures, date: 2025-08-07"),
        ["line 8", "variants[0].moves[0]", "us_measures needs", "lacks AGO", "without `aggregate`"],
    ),
    "absurd override": (
        law('overrides: {"ieepa-reciprocal:CHN": 34}'), ["bad.yaml line 8", "moves[0]", "reciprocal:CHN", "not a rate", "0.25"],
    ),
    "a table that is not there": (move("instrument: tariff_table, file: rates.csv"), ["rates.csv", "line 8", "no such file"]),
    "a table elsewhere": (move("instrument: tariff_table, file: ../rates.csv"), ["../rates.csv", "folder of the scenario", "beside"]),
    "a group with an unknown member": (
        key("").replace("world: small.npz", "world: {name: small.npz, aggregate: {economies: {EU: [DEU]}}}"), ["unknown economy 'DEU'"],
    ),
    "an economy in two groups": (
        key("").replace("world: small.npz", "world: {name: small.npz, aggregate: {economies: {A: [USA], B: [USA, CHN]}}}"), ["USA"],
    ),
    "no set of elasticities": (key("elasticities: []"), ["line 9", "elasticities", "empty"]),
    "an output that does not exist": (key("outputs: [pdf]"), ["line 9", "outputs[0]", "'pdf'", "html, csv, parquet"]),
}  # fmt: skip

# name -> (arguments of bahe, fragments of the message)
COMMANDS = {
    "unknown command": (["rum"], ["no such command", "run"]),
    "unknown option": (["run", "mine.yaml", "--outt", "x"], ["--outt", "bahe run --help"]),
    "no case": (["run"], ["missing argument", "CASE", "bahe run --help"]),
    "unknown case": (["run", "stokholm-2025"], ["unknown case 'stokholm-2025'", "Did you mean 'stockholm-2025'"]),
    "a case that is a path": (["case", "show", "../../stockholm-2025"], ["unknown case", "stockholm-2025"]),
    "a path out of the casebook": (["run", "stockholm-2025/../../atlas"], ["neither a built-in case nor", ".yaml"]),
    "a path to a system file": (["run", "/etc/passwd"], ["neither a built-in case nor", "/etc/passwd", "bahe case list"]),
    "no such file": (["run", "nothing.yaml"], ["nothing.yaml", "no such file", "Check the path"]),
    "a folder": (["run", "folder.yaml"], ["folder.yaml", "a folder, not a scenario file"]),
    "a file that is no YAML": (["run", "small.npz"], ["small.npz", ".yaml or .yml"]),
    "a setting without =": (["run", "mine.yaml", "--set", "closure"], ["--set", "KEY=VALUE", "closure=balanced"]),
    "a setting without a key": (["run", "mine.yaml", "--set", "=3"], ["--set", "KEY=VALUE"]),
    "an unknown setting": (["run", "mine.yaml", "--set", "closre=x"], ["--set closre", "unknown key", "'closure'"]),
    "a setting of an unknown variant": (
        ["run", "mine.yaml", "--set", "variants.most.moves=[]"], ["--set variants.most.moves", "unknown item 'most'", "now, plus-10, both"],
    ),
    "a setting beyond the list": (["run", "mine.yaml", "--set", "variants[9].id=x"], ["--set variants[9].id", "3 items", "0 to 2"]),
    "a setting inside one value": (["run", "mine.yaml", "--set", "id.x=1"], ["--set id.x", "`id` is one value"]),
    "a setting that is no YAML": (["run", "mine.yaml", "--set", "focus=[USA"], ["--set focus", "not valid YAML"]),
    "a setting that is absurd": (
        ["run", "mine.yaml", "--set", "variants.both.moves[0].add=90"], ["--set variants.both.moves[0].add", "90 % is written 0.9"],
    ),
    "a setting out of its folder": (["run", "mine.yaml", "--set", "id=../x"], ["--set id", "not a valid name"]),
    "unknown variant": (["run", "mine.yaml", "--variant", "most"], ["unknown variant 'most'", "now, plus-10, both"]),
    "unknown horizon of a run": (["run", "mine.yaml", "--horizon", "lng"], ["unknown horizon 'lng'", "'long'"]),
    "unknown language": (["run", "mine.yaml", "--lang", "fr"], ["unknown language 'fr'", "en, zh"]),
    "the report onto a file": (["run", "mine.yaml", "-o", "small.npz"], ["out", "a file stands", "small.npz", "Name a folder"]),
    "the report under a file": (["run", "mine.yaml", "-o", "small.npz/out"], ["small.npz/out", "a file stands", "not inside small.npz"]),
    "the report onto other things": (["run", "mine.yaml", "-o", "thesis"], ["thesis", "no report of bahe", "--force"]),
    "the report onto this folder": (["run", "mine.yaml", "-o", ".", "--force"], ["cannot replace this folder", "reports/mine"]),
    "no move": (["shock", "--world", "small.npz"], ["no move", 'USA on CHN +30%']),
    "a move without a sign": (["shock", "--tariff", "USA on CHN 30%"], ["--tariff", "+ for points", "= for the new level"]),
    "a move without per cent": (["shock", "--tariff", "USA on CHN +30"], ["--tariff", "did you mean +30%?"]),
    "a move without on": (["shock", "--tariff", "USA CHN +30%"], ["--tariff", "the word `on` is expected"]),
    "a move without a rate": (["shock", "--tariff", "USA on CHN"], ["--tariff", "is missing", "BY on ON"]),
    "a move with too much": (["shock", "--tariff", "USA on CHN C26 +30% now"], ["--tariff", "words too many", "'now'"]),
    "an empty move": (["shock", "--tariff", ""], ["--tariff", "who acts is missing"]),
    "an absurd move": (["shock", "--tariff", "USA on CHN +3000%"], ['--tariff "USA on CHN +3000%"', "add", "absurd"]),
    "a move on a stranger": (
        ["shock", "--world", "small.npz", "--tariff", "USA on CHM +30%"], ['--tariff "USA on CHM +30%"', "unknown economy 'CHM'", "'CHN'"],
    ),
    "a control without a share": (["shock", "--control", "CHN on USA C26 80%"], ["--control", "the word `deny` is expected"]),
    "a control beyond all": (["shock", "--control", "CHN on USA deny 180%"], ["--control", "deny", "a share is needed"]),
    "a control with a strange rent": (["shock", "--control", "CHN on USA deny 80% rent me"], ["rent", "exporter, importer, nobody"]),
    "an embargo that leaks badly": (["shock", "--embargo", "CHN on USA leak lots"], ["--embargo", "a share in per cent", "'lots'"]),
    "a trade cost that is a level": (["shock", "--trade-cost", "CHN on USA =10%"], ["--trade-cost", "a change is expected, not a level"]),
    "a subsidy without sectors": (["shock", "--subsidy", "CHN 20%"], ["--subsidy", "sectors is expected"]),
    "a transfer of no number": (["shock", "--transfer", "CHN to USA much"], ["--transfer", "USD million", "'much'"]),
    "unknown horizon of a shock": (["shock", "--tariff", "USA on CHN +1%", "--horizon", "lng"], ["--horizon", "'lng'", "'long'"]),
    "unknown closure of a shock": (["shock", "--tariff", "USA on CHN +1%", "--closure", "b"], ["--closure", "'b'", "transfer, balanced"]),
    "unknown set of elasticities": (
        ["shock", "--world", "small.npz", "--tariff", "USA on CHN +1%", "--elasticities", "gy"], ["unknown elasticity set 'gy'", "'gyy'"],
    ),
    "an elasticity below -1": (
        ["shock", "--world", "small.npz", "--tariff", "USA on CHN +1%", "--elasticities", "-3"], ["theta", "above", "-3"],
    ),
    "top zero": (["shock", "--tariff", "USA on CHN +1%", "--top", "0"], ["--top", "1"]),
    "unknown paper": (["replicate", "cp2016", "--data", "."], ["unknown paper 'cp2016'", "'cp2015'"]),
    "a paper without its files": (["replicate", "cp2015", "--data", "thesis"], ["xbilat1993.txt"]),
    "unknown world to show": (["world", "icio-2023"], ["unknown world 'icio-2023'", "'icio-2022'"]),
    "unknown base tariffs to show": (["world", "--tariffs", "some"], ["tariffs", "'some'", "us-collected"]),
}  # fmt: skip


def npz(arrays):
    """The bytes of an npz file."""
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def zipped(files):
    """The bytes of a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


WORLD = ["world", "bad.npz"]
TABLE_CSV = ["shock", "--world", "small.npz", "--tariff-table", "bad.csv"]
TABLE_PARQUET = ["shock", "--world", "small.npz", "--tariff-table", "bad.parquet"]

# name -> (file, content or maker from the folder, arguments of bahe, fragments)
FILES = {
    "a world cut short": ("bad.npz", lambda home: (home / "small.npz").read_bytes()[:3000], WORLD, ["bad.npz"]),
    "a world of text": ("bad.npz", b"hello", WORLD, ["bad.npz"]),
    "an empty world": ("bad.npz", b"", WORLD, ["bad.npz"]),
    "a world of other arrays": ("bad.npz", npz({"a": np.ones(3)}), WORLD, ["bad.npz"]),
    "a world of pickles": ("bad.npz", npz({"a": np.array([{}], dtype=object)}), WORLD, ["bad.npz"]),
    "a zip of something else": ("bad.npz", zipped({"../evil.txt": "x"}), WORLD, ["bad.npz"]),
    "a table of bytes": ("bad.csv", b"\xff\xfe\x00importer", TABLE_CSV, ["bad.csv"]),
    "an empty table": ("bad.csv", b"", TABLE_CSV, ["bad.csv"]),
    "a table of a header": ("bad.csv", b"importer,exporter,sector,add\n", TABLE_CSV, ["bad.csv", "no rows"]),
    "a table without a rate": ("bad.csv", b"importer,exporter,sector\nUSA,CHN,C26\n", TABLE_CSV, ["bad.csv", "add"]),
    "a table with an empty rate": ("bad.csv", b"importer,exporter,sector,add\nUSA,CHN,C26,\n", TABLE_CSV, ["bad.csv", "row 2"]),
    "a table with NaN": ("bad.csv", b"importer,exporter,sector,add\nUSA,CHN,C26,nan\n", TABLE_CSV, ["bad.csv", "row 2"]),
    "a table in per cent": ("bad.csv", b"importer,exporter,sector,add\nUSA,CHN,C26,25\n", TABLE_CSV, ["bad.csv", "row 2", "add"]),
    "a table with a row twice": (
        "bad.csv", b"importer,exporter,sector,rate\nUSA,CHN,C26,0.1\nUSA,CHN,C26,0.2\n", TABLE_CSV, ["bad.csv", "row"],
    ),
    "a table with a stranger": ("bad.csv", b"importer,exporter,sector,add\nUSA,CHX,C26,0.1\n", TABLE_CSV, ["CHX"]),
    "a table cut short": ("bad.parquet", b"PAR1\x15\x04\x15", TABLE_PARQUET, ["bad.parquet"]),
    "a table that is no Parquet": ("bad.parquet", b"importer,exporter\n", TABLE_PARQUET, ["bad.parquet"]),
}  # fmt: skip


def refused(capsys, home, args, fragments):
    """`bahe args` says the fragments in one message, returns 2, shows no traceback and leaves the folder as it was."""
    before = {p.name: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    status, out, err = bahe_here(capsys, *args)
    assert status == 2, err or out
    assert out == ""
    assert err.startswith("bahe: ")
    assert "Traceback" not in err
    for fragment in fragments:
        assert fragment in err
    status, out, rest = bahe_here(capsys, *args, "--json")
    said = json.loads(out)
    assert (status, rest) == (2, "")
    assert said["exit_status"] == 2
    assert said["message"] == err.removeprefix("bahe: ").rstrip("\n")
    assert {p.name: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before
    assert not (home / "reports").exists()


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_file(capsys, home, name):
    content, fragments = SCENARIOS[name]
    (home / "bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(capsys, home, ["run", "bad.yaml"], fragments)


@pytest.mark.parametrize("name", COMMANDS)
def test_command(capsys, home, name):
    args, fragments = COMMANDS[name]
    (home / "folder.yaml").mkdir()
    (home / "thesis").mkdir()
    (home / "thesis" / "chapter.txt").write_text("mine", encoding="utf-8")
    refused(capsys, home, args, fragments)


@pytest.mark.parametrize("name", FILES)
def test_file(capsys, home, name):
    file, content, args, fragments = FILES[name]
    (home / file).write_bytes(content(home) if callable(content) else content)
    refused(capsys, home, args, fragments)


# -- the library --------------------------------------------------------------------------------------------------------
NAMES = {"economies": ["USA", "CHN"], "sectors": ["C26", "C27"]}


def trade(**changes):
    """A trade table [2, 2, 2] with some cells changed: trade(cell=(o, d, k), value=x)."""
    out = np.full((2, 2, 2), 2.0) + 8 * np.eye(2)[:, :, None]
    if changes:
        out[changes["cell"]] = changes["value"]
    return out


def tables(**changes):
    """World.from_tables of a good table with some arguments changed."""
    given = {"trade": trade(), **NAMES, **changes}
    return lambda: bahe.World.from_tables(given.pop("trade"), **given)


def tariffs(cell, value):
    """A tariff table of zeros with one cell changed."""
    out = np.zeros((2, 2, 2))
    out[cell] = value
    return out


def world():
    """A good small world."""
    sets = {"bsy": np.array([4.0, 5.0])}
    return bahe.World.from_tables(trade(), **NAMES, trade_elasticity=sets["bsy"], elasticity_sets=sets)


def solved(shock=None, **more):
    """solve() of the good small world."""
    return lambda: bahe.solve(world(), shock, **more)


# name -> (what is called, fragments of the message)
LIBRARY = {
    "trade with NaN": (tables(trade=trade(cell=(0, 1, 1), value=np.nan)), ["trade", "USA", "CHN", "C27", "finite"]),
    "trade infinite": (tables(trade=trade(cell=(1, 0, 0), value=np.inf)), ["trade", "CHN", "USA", "C26", "finite"]),
    "trade negative": (tables(trade=trade(cell=(0, 1, 0), value=-1.0)), ["trade", "USA", "CHN", "C26", "negative"]),
    "trade with an axis lost": (tables(trade=np.ones((2, 2))), ["trade", "(2, 2)", "(2, 2, 2)"]),
    "trade transposed": (tables(trade=np.ones((3, 2, 2))), ["trade", "(3, 2, 2)", "(2, 2, 2)"]),
    "trade of words": (tables(trade=[[["a"]]]), ["trade"]),
    "use transposed": (tables(use=np.ones((2, 2, 3))), ["use", "(2, 2, 3)"]),
    "use negative": (tables(use=-np.ones((2, 2, 2))), ["use", "negative"]),
    "use of words": (tables(use=[[["a"]]]), ["use", "numbers"]),
    "tariff missing": (tables(tariff=tariffs((0, 1, 0), np.nan)), ["tariff", "USA", "CHN", "C26", "zero"]),
    "tariff negative": (tables(tariff=tariffs((0, 1, 0), -0.1)), ["tariff", "USA", "CHN", "C26", "negative"]),
    "tariff in per cent": (tables(tariff=tariffs((0, 1, 0), 25.0)), ["tariff", "USA", "CHN", "C26", "25"]),
    "tariff at home": (tables(tariff=tariffs((0, 0, 0), 0.1)), ["tariff", "home", "USA"]),
    "tariff of a wrong shape": (tables(tariff=np.zeros((2, 2))), ["tariff", "(2, 2)"]),
    "an economy that makes nothing": (tables(trade=trade(cell=(0,), value=0.0)), ["USA"]),
    "an economy twice": (tables(economies=["USA", "USA"]), ["economies", "'USA' occurs twice"]),
    "one economy too many": (tables(economies=["USA", "CHN", "JPN"]), ["trade", "(2, 2, 2)", "(3, 3, 2)"]),
    "economies in one string": (tables(economies="USA"), ["economies", "a list of names"]),
    "no sectors": (tables(sectors=[]), ["sectors", "at least one"]),
    "a nameless sector": (tables(sectors=["C26", " "]), ["sectors", "empty name"]),
    "a group of strangers": (tables(groups={"goods": ["C99"]}), ["groups['goods']", "unknown sector 'C99'"]),
    "theta of zero": (tables(trade_elasticity=0.0), ["trade_elasticity", "above zero"]),
    "theta negative": (tables(trade_elasticity=[-4.0, 5.0]), ["trade_elasticity", "-4"]),
    "theta missing": (tables(trade_elasticity=[np.nan, 5.0]), ["trade_elasticity", "Missing is not zero"]),
    "theta absurd": (tables(trade_elasticity=5000.0), ["trade_elasticity", "500"]),
    "theta of a wrong length": (tables(trade_elasticity=[4.0, 5.0, 6.0]), ["trade_elasticity", "(3,)", "(2,)"]),
    "theta of an unknown horizon": (tables(trade_elasticity={"lng": 4.0}), ["trade_elasticity", "'lng'", "long"]),
    "unknown set": (lambda: world().at(elasticities="bsi"), ["unknown elasticity set 'bsi'", "'bsy'"]),
    "unknown horizon": (solved(horizon="lng"), ["unknown horizon 'lng'", "'long'"]),
    "unknown closure": (solved(closure="balance"), ["closure", "'balanced'"]),
    "no world": (lambda: bahe.solve("icio-2022"), ["world", "a World is needed", "load_world"]),
    "no shock": (lambda: bahe.solve(world(), "tariff"), ["shock", "a Shock is needed", "bahe.tariff"]),
    "tolerance of one": (solved(tol=1.0), ["tol", "out of range"]),
    "on_fail unknown": (solved(on_fail="ignore"), ["on_fail", "raise, return"]),
    "a tariff in per cent": (lambda: bahe.tariff("USA", "CHN", add=30), ["tariff", "add", "25 % is 0.25"]),
    "a tariff without a rate": (lambda: bahe.tariff("USA", "CHN"), ["tariff", "add=", "rate="]),
    "a tariff with two rates": (lambda: bahe.tariff("USA", "CHN", add=0.1, rate=0.2), ["tariff", "not both"]),
    "a tariff of NaN": (lambda: bahe.tariff("USA", "CHN", add=float("nan")), ["tariff", "add", "out of range"]),
    "a tariff of a word": (lambda: bahe.tariff("USA", "CHN", add="high"), ["tariff", "add", "a number is needed"]),
    "a tariff of nobody": (lambda: bahe.tariff([], "CHN", add=0.1), ["tariff", "by", "at least one name"]),
    "a tariff on a stranger": (solved(bahe.tariff("USA", "CHM", add=0.1)), ["unknown economy 'CHM'", "'CHN'"]),
    "a tariff on a strange sector": (solved(bahe.tariff("USA", "CHN", "C2", add=0.1)), ["unknown sector 'C2'", "'C26'"]),
    "two levels on one flow": (
        solved(bahe.tariff("USA", "CHN", rate=0.1) & bahe.tariff("USA", "CHN", rate=0.2)), ["tariff", "USA", "CHN"],
    ),
    "a control of more than all": (lambda: bahe.export_control("CHN", "USA", deny=1.2), ["export_control", "deny", "0 to 1"]),
    "a control with a strange rent": (lambda: bahe.export_control("CHN", "USA", deny=0.5, rent="me"), ["rent", "nobody"]),
    "an embargo upwards": (lambda: bahe.embargo("CHN", "USA", "up"), ["embargo", "direction", "imports"]),
    "a trade cost of zero": (lambda: bahe.trade_cost("CHN", "USA", factor=0), ["trade_cost", "factor", "10 % dearer"]),
    "a subsidy above cost": (lambda: bahe.subsidy("CHN", "C26", rate=1.0), ["subsidy", "rate", "0.94"]),
    "labour too elastic": (lambda: bahe.LabourSupply(99.0), ["elasticity", "0 to 10"]),
    "a group of nobody": (lambda: world().aggregate(economies={"EU": ["DEU"]}), ["unknown economy 'DEU'"]),
    "a world saved under a packaged name": (lambda: bahe.save_world(world(), "icio-2022"), ["save", "path", "icio-2022", "mine.npz"]),
    "unknown case": (lambda: bahe.run("stokholm-2025"), ["unknown case", "'stockholm-2025'"]),
}  # fmt: skip


@pytest.mark.parametrize("name", LIBRARY)
def test_library(home, name):
    """The error is of the family UserError and its message names field, place and remedy."""
    call, fragments = LIBRARY[name]
    with pytest.raises(UserError) as told:
        call()
    for fragment in fragments:
        assert fragment in told.value.message


def test_every_message_is_its_own():
    """The tables hold well over sixty inputs, and no two ask for the same words."""
    rows = [*SCENARIOS.values(), *COMMANDS.values(), *LIBRARY.values(), *FILES.values()]
    assert len(rows) >= 60
