"""Scenario files: what they may say, what it turns into, and how faults are told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import bahe
from bahe.faults import BadFile, BadValue, UnknownName
from bahe.scenario import Scenario, read
from bahe.scenario.reading import MAX_VALUES, parse, scalar

SMALLEST = """
id: plus-ten
question: What do ten points of the United States on China do?
variants:
  - id: plus-10
    moves:
      - {instrument: tariff, by: USA, on: CHN, add: 10%}
"""


def with_moves(moves: str) -> Scenario:
    """The smallest scenario with other moves (YAML, one per line)."""
    lines = "\n".join(f"      - {move}" for move in moves.strip().splitlines())
    return read(SMALLEST[: SMALLEST.index("      - {")] + lines + "\n")


def test_the_smallest_scenario_fills_in_the_rest():
    """Seven lines are enough; title and label come from question and id, horizons and world have defaults."""
    s = read(SMALLEST)
    assert s.title == s.question
    assert s.title["zh"] == s.question.en
    assert s.variants[0].label.en == "plus-10"
    assert s.horizons == ("long", "short")
    assert s.world.name == "icio-2022"
    assert s.closure == "transfer"
    assert s.elasticities == "all"


def test_a_scenario_is_frozen():
    with pytest.raises(ValidationError):
        read(SMALLEST).closure = "balanced"


@pytest.mark.parametrize(
    ("move", "made"),
    [
        ("{instrument: tariff, by: USA, on: CHN, add: 30%}", bahe.tariff("USA", "CHN", add=0.3)),
        ("{instrument: tariff, by: [USA, CAN], on: EU27, sectors: [C26, C27], rate: 0.25}",
         bahe.tariff(["USA", "CAN"], "EU27", ["C26", "C27"], rate=0.25)),
        ("{instrument: export_tax, by: CHN, on: others, sectors: C24B, add: 0.2}",
         bahe.export_tax("CHN", "others", "C24B", add=0.2)),
        ("{instrument: export_control, by: JPN, on: CHN, sectors: C26, deny: 80%, rent: importer}",
         bahe.export_control("JPN", "CHN", "C26", deny=0.8, rent="importer")),
        ("{instrument: embargo, by: USA, on: CHN, direction: exports, leakage: 0.05}",
         bahe.embargo("USA", "CHN", "exports", leakage=0.05)),
        ("{instrument: trade_cost, by: USA, on: CHN, factor: 1.1}", bahe.trade_cost("USA", "CHN", factor=1.1)),
        ("{instrument: productivity, of: CHN, sectors: C26, factor: 0.95}", bahe.productivity("CHN", "C26", factor=0.95)),
        ("{instrument: subsidy, by: USA, sectors: C26, rate: 20%}", bahe.subsidy("USA", "C26", rate=0.2)),
        ("{instrument: transfer, by: JPN, to: USA, usd_mn: 50000}", bahe.transfer("JPN", "USA", usd_mn=50000)),
    ],
)  # fmt: skip
def test_a_move_is_the_verb_of_the_library(move, made):
    """A file and Python say the same thing, down to the sentence of the report."""
    assert with_moves(move).shock("plus-10") == made


def test_moves_compose():
    s = with_moves("{instrument: tariff, by: USA, on: CHN, add: 0.1}\n{instrument: tariff, by: CHN, on: USA, add: 0.1}")
    assert s.shock("plus-10") == bahe.tariff("USA", "CHN", add=0.1) & bahe.tariff("CHN", "USA", add=0.1)


def test_the_law_of_a_day_is_the_atlas_shock():
    from bahe.atlas.policy import us_tariff_shock

    s = with_moves("{instrument: us_measures, date: 2025-08-07, on: CHN}")
    assert s.shock("plus-10") == us_tariff_shock("2025-08-07", on=["CHN"])


def test_the_law_of_a_day_over_a_base_with_the_same_law_changes_nothing():
    """Rates of a day replace those of the base, they do not add to them."""
    law = "- {instrument: us_measures, date: 2025-08-07}\n    - {instrument: china_measures, date: 2025-08-07}"
    s = read(
        f"id: a\nquestion: q\nbase:\n  moves:\n    {law}\nvariants:\n  - id: same\n    moves:\n"
        "      - {instrument: us_measures, date: 2025-08-07, on: EU27}\n      - {instrument: china_measures, date: 2025-08-07}\n"
    )
    assert s.shock("same").effects == ()


def test_the_law_of_a_day_over_a_base_is_the_difference():
    s = read(
        "id: a\nquestion: q\nbase:\n  moves:\n    - {instrument: china_measures, date: 2025-05-14}\nvariants:\n"
        "  - id: peak\n    moves: [{instrument: china_measures, date: 2025-04-12}]\n"
    )
    (effect,) = s.shock("peak").effects
    assert {round(cell[3], 12) for cell in effect.cells} == {1.15}


# -- YAML -------------------------------------------------------------------------------------------------------------
def test_words_follow_yaml_1_2():
    """`on`, `no` and product codes stay text; ISO3 NOR is no boolean."""
    document = parse("on: no\nhs: 010121\nyes: NO\nn: 1e-3\nb: true\nnothing:\n", "x")
    assert document.data == {"on": "no", "hs": "010121", "yes": "NO", "n": 1e-3, "b": True, "nothing": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-0.5", -0.5),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("12:30", "12:30"),
        ("~", None),
        ("FALSE", False),
    ],
)
def test_plain_words(text, value):
    assert scalar(text) == value


def test_quotes_keep_text():
    assert parse('a: "12"\nb: !!str 12\n', "x").data == {"a": "12", "b": "12"}


def test_an_alias_repeats_values_and_may_not_grow_without_end():
    assert parse("a: &x [1, 2]\nb: *x\n", "x").data["b"] == [1, 2]
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join(['*a' + str(i - 1)] * 9)}]\n" for i in range(1, 9)
    )
    with pytest.raises(BadFile, match=f"{MAX_VALUES:,}"):
        parse(bomb, "bomb.yaml")


def test_every_value_knows_its_line():
    s = read(SMALLEST, name="a.yaml")
    assert s.place(("variants", 0, "moves", 0, "add")) == "a.yaml line 7"
    assert s.place(("closure",)) == "a.yaml line 2"


def test_a_tuple_of_faults_is_told_at_once():
    """The first fault in full, the others in short, each with its line."""
    with pytest.raises(UnknownName) as told:
        read(SMALLEST.replace("by: USA", "bye: USA").replace("id: plus-ten", "id: Plus Ten"), name="a.yaml")
    assert "a.yaml line 7: variants[0].moves[0].bye: unknown key 'bye'" in told.value.message
    assert "Did you mean 'by'" in told.value.message
    assert "a.yaml line 2: id: not a valid name" in told.value.message


# -- --set ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("setting", "get", "value"),
    [
        ("closure=balanced", lambda s: s.closure, "balanced"),
        ("variants[0].moves[0].add=0.5", lambda s: s.variants[0].moves[0].add, 0.5),
        ("variants.plus-10.moves.0.add=25%", lambda s: s.variants[0].moves[0].add, 0.25),
        ("horizons=[long]", lambda s: s.horizons, ("long",)),
        ("horizons=long", lambda s: s.horizons, ("long",)),
        ("world.tariffs=none", lambda s: s.world.tariffs, "none"),
        ("elasticities=[bsy, gyy]", lambda s: s.elasticities, ("bsy", "gyy")),
        ("labour={elasticity: 0.3}", lambda s: s.labour.elasticity, 0.3),
        ("lead=plus-10", lambda s: s.lead, "plus-10"),
    ],
)
def test_a_setting_changes_one_value(setting, get, value):
    assert get(read(SMALLEST, sets=[setting])) == value


def test_a_setting_reaches_into_a_world_given_by_name():
    s = read("world: icio-2022\n" + SMALLEST, sets=["world.tariffs=us-collected"])
    assert (s.world.name, s.world.tariffs) == ("icio-2022", "us-collected")


def test_later_settings_win():
    assert read(SMALLEST, sets=["seed=1", "seed=2"]).seed == 2


# -- names ------------------------------------------------------------------------------------------------------------
def test_names_are_checked_against_the_world(tmp_path):
    world = bahe.World.from_tables(
        [[[8.0], [2.0]], [[2.0], [8.0]]], economies=["USA", "CHN"], sectors=["C26"], groups={"goods": ["C26"]}
    )
    read(SMALLEST, sets=["focus=[USA, CHN]"]).check(world)
    wrong = read(SMALLEST.replace("on: CHN", "on: CHA"), sets=["focus=[USA]"], name="a.yaml")
    with pytest.raises(UnknownName) as told:
        wrong.check(world)
    assert told.value.where == "a.yaml line 7"
    assert told.value.field == "variants[0].moves[0].on"
    assert told.value.near[0] == "CHN"


def test_a_focus_that_nobody_named_is_one_of_the_world(tmp_path):
    """Of the default what the world knows, or its own economies; one that is named and unknown is refused."""

    def world(*names):
        return bahe.World.from_tables([[[8.0], [2.0]], [[2.0], [8.0]]], economies=names, sectors=["C26"])

    assert read(SMALLEST).fitted(world("USA", "CHN")).focus == ("USA", "CHN")
    own = read(SMALLEST.replace("CHN", "B").replace("USA", "A"))
    assert own.fitted(world("A", "B")).focus == ("A", "B")
    with pytest.raises(UnknownName, match=r"focus.*'USA'"):
        read(SMALLEST.replace("CHN", "B").replace("USA", "A"), sets=["focus=[USA]"]).fitted(world("A", "B"))


def test_a_scenario_runs_on_a_world_of_ones_own(tmp_path):
    """A world that was saved beside the file, whatever its name; the resolved scenario says what was shown."""
    bahe.World.from_tables([[[8.0], [2.0]], [[2.0], [8.0]]], economies=["A", "B"], sectors=["C26"]).save(
        tmp_path / "mine"
    )
    text = SMALLEST.replace("CHN", "B").replace("USA", "A") + "world: mine\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    run = bahe.run(tmp_path / "own.yaml", out=str(tmp_path / "report"), horizons=["long"])
    assert run.scenario.focus == ("A", "B")
    assert repr(run) == "<Run of 'plus-ten' on 'mine': 1 variants, 1 of 1 solves converged>"
    assert read(tmp_path / "report" / "scenario.yaml").focus == ("A", "B")
    assert "<svg" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


def test_a_table_stands_beside_its_scenario(tmp_path):
    (tmp_path / "rates.csv").write_text("importer,exporter,sector,add\nUSA,CHN,C26,0.2\n", encoding="utf-8")
    text = SMALLEST[: SMALLEST.index("      - {")] + "      - {instrument: tariff_table, file: rates.csv}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    (effect,) = read(tmp_path / "mine.yaml").shock("plus-10").effects
    assert effect.cells == (("USA", "CHN", "C26", 0.2),)


@pytest.mark.parametrize("file", ["../rates.csv", "/etc/hostname", "sub/../../rates.csv"])
def test_a_table_elsewhere_is_refused(tmp_path, file):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "rates.csv").write_text("importer,exporter,sector,add\nUSA,CHN,C26,0.2\n", encoding="utf-8")
    text = SMALLEST[: SMALLEST.index("      - {")] + f"      - {{instrument: tariff_table, file: {file}}}\n"
    (home / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match="folder of the scenario"):
        read(home / "mine.yaml").shock("plus-10")


def test_the_schema_is_json_and_knows_every_instrument():
    schema = json.loads(json.dumps(Scenario.json_schema()))
    assert set(schema["required"]) == {"id", "question", "variants"}
    consts = [
        d["properties"]["instrument"]["const"]
        for d in schema["$defs"].values()
        if "instrument" in d.get("properties", {})
    ]
    assert {"tariff", "export_tax", "export_control", "embargo", "trade_cost", "productivity", "subsidy", "tariff_table",
            "us_measures", "china_measures", "transfer"} == set(consts)  # fmt: skip


def test_a_resolved_scenario_reads_back_the_same():
    """What a report stores runs again."""
    import yaml

    s = with_moves("{instrument: us_measures, date: 2025-08-07, on: [CHN], overrides: {'ieepa-reciprocal:CHN': 0.34}}")
    again = read(yaml.safe_dump(s.model_dump(mode="json"), sort_keys=False, allow_unicode=True))
    assert again.model_dump() == s.model_dump()


def test_unknown_variant():
    with pytest.raises(UnknownName, match="plus-10"):
        read(SMALLEST).variant("plus-11")


def test_lead_must_be_a_variant():
    with pytest.raises(BadValue, match="names no variant"):
        read(SMALLEST, sets=["lead=nobody"])


TWO = SMALLEST + "  - id: plus-20\n    moves: [{instrument: tariff, by: USA, on: CHN, add: 20%}]\n"


def test_a_variant_may_be_compared_with():
    """An id of another variant; none by default, and an empty setting takes it away."""
    assert read(TWO).compare_with is None
    assert read(TWO, sets=["compare_with=plus-10"]).compare_with == "plus-10"
    assert read(TWO + "compare_with: plus-10\n", sets=["compare_with="]).compare_with is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TWO + "compare_with: plus-11\n", ["compare_with", "names no variant: 'plus-11'", "plus-10, plus-20", "Did you mean 'plus-10'?"]),
        (TWO + "lead: plus-20\ncompare_with: plus-20\n", ["compare_with", "with itself", "allowed: plus-10", "in one of the two"]),
        (SMALLEST + "compare_with: plus-10\n", ["compare_with", "the only variant", "leave `compare_with` out"]),
    ],
)  # fmt: skip
def test_a_comparison_needs_another_variant(text, told):
    """An unknown variant and the variant itself are refused, with line, allowed names and remedy."""
    with pytest.raises(BadValue) as error:
        read(text)
    assert f"line {text.count(chr(10))}" in error.value.message
    assert all(words in error.value.message for words in told), error.value.message


def test_importing_the_room_is_light():
    """pydantic and yaml load only when a scenario is read."""
    code = "import sys, bahe.scenario; print(sorted({'pydantic', 'yaml', 'pandas', 'numpy'} & set(sys.modules)))"
    source = str(Path(bahe.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert done.stdout.strip() == "[]"


def test_items_are_carved_out_of_the_world():
    """`world.items` names goods of the packaged table; each is a sector that moves can name, and `all` is the whole table."""
    from bahe.atlas.items import chosen
    from bahe.casebook.runs.playing import world_for

    move = "{instrument: export_control, by: CHN, on: USA, deny: 50%, sectors: gallium}"
    text = f"id: q\nquestion: q\nworld: {{items: [gallium, hbm]}}\nvariants: [{{id: a, moves: [{move}]}}]\n"
    world = world_for(read(text))
    assert world.sectors[-2:] == ("gallium", "hbm")
    assert len(chosen("all")) >= 20
    assert "fab-tools" not in {i.name for i in chosen("all")}
