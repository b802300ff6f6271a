"""The table of phrases: whole, the same blanks in both languages, and every message that a user can cause is in it."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pytest

import bahe
from bahe.atlas import audit, load_world, names
from bahe.report.wording.phrases import BLANK, chinese, phrases

HOME = Path(bahe.__file__).parent
#: Rooms whose messages the forms, tables and addresses of the page reach.
REACHED = (
    "axes.py", "world/shock.py", "world/levers.py", "trade/options.py", "trade/problem.py", "trade/solve.py", "trade/many.py",
    "statecraft/instruments", "scenario/overriding.py", "scenario/translating.py", "scenario/reading.py", "scenario/read.py",
    "scenario/checking.py", "scenario/moves.py", "scenario/words.py", "atlas/tariff_tables.py", "atlas/items.py",
    "casebook/cases.py", "casebook/runs/ensembling.py", "casebook/runs/playing.py", "casebook/talks/talking.py",
    "casebook/talks/draws.py", "casebook/talks/episodes.py", "casebook/talks/figures.py", "casebook/talks/settling.py",
    "casebook/tugs/pulling.py", "casebook/tugs/ropes.py", "desk/grammar.py", "desk/shocking.py", "desk/depending.py",
    "desk/assuring.py", "desk/talking.py", "desk/tugging.py", "desk/warring.py", "desk/dealing.py", "report/inspections/answer.py",
    "report/deals/answer.py", "report/dependence/answer.py", "report/dependence/levers.py", "report/dependence/matrix.py", "assurance",
    "desk/web",
)  # fmt: skip
FAMILY = {
    "UnknownName", "BadValue", "BadShape", "MissingData", "Conflict", "BadFile", "NotConverged", "Infeasible", "fault", "wrong",
}  # fmt: skip
HOLE = "\u25a1"
#: Messages of the desk of somebody who builds or packages the data, not of a user of the page.
BUILDING = ("no renderer of PNG is installed",)


def test_no_cell_is_empty_and_no_row_stands_twice() -> None:
    """kind, en, zh; one Chinese for one English."""
    table = files("bahe.report").joinpath("data/phrases.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(table.splitlines()))
    assert rows[0] == ["kind", "en", "zh"]
    assert all(len(r) == 3 and all(c.strip() for c in r) for r in rows)
    assert len({(r[0], r[1]) for r in rows}) == len(rows)


@pytest.mark.parametrize(
    "template", list(chain.from_iterable([t for t, _ in ts] for ts in phrases().values())), ids=lambda t: t.en
)
def test_the_blanks_are_the_same(template) -> None:
    """Each blank of the English stands in the Chinese, bare; every kind that a blank names has templates."""
    assert sorted(template.blanks) == sorted(set(re.findall(r"\{(\w+)\}", template.zh)))
    assert len(template.blanks) == len(BLANK.findall(template.en))
    for kind, _ in template.blanks.values():
        assert kind is None or kind in ("name", "names", "digits") or kind in phrases()


def test_the_template_with_most_letters_of_its_own_is_taken() -> None:
    """Whatever the order of rows."""
    assert chinese("remedy", "Did you mean 'A' or 'B' or 'C'?") == "是否指 'A'、'B' 或 'C'？"
    assert chinese("fault", "unknown economy 'CHX'") == "未知的经济体 'CHX'"
    assert chinese("fault", "unknown thing of no table 'x'") == "未知的thing of no table 'x'"
    assert chinese("fault", "nothing of the kind") is None
    assert chinese("step", "snapback, long, bsy") == "snapback，长期，bsy"
    assert chinese("step", "a sentence that nobody knows") is None


# -- messages --------------------------------------------------------------------------------------------------------------
def _template(node: ast.AST | None) -> str | None:
    """Words with holes where values stand; None where they are made elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else HOLE for v in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _template(node.left), _template(node.right)
        return None if left is None or right is None else left + right
    return None


def _calls(room: str) -> Iterator[ast.Call]:
    place = HOME / room
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in FAMILY:
                    yield node


def messages(room: str) -> Iterator[tuple[str, str]]:
    """(kind, words) of every message that a room raises in words of its own."""
    for call in _calls(room):
        name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        at = 1 if name == "fault" and isinstance(call.func, ast.Name) else 0
        if name == "fault" and isinstance(call.func, ast.Attribute):
            continue  # of a sentence of moves: see `test_the_grammar_of_moves`
        what = _template(call.args[at]) if len(call.args) > at else None
        kind = "noun" if name == "UnknownName" else "sentence" if name == "fault" else "fault"
        if what and what not in BUILDING:
            yield kind, what
        if name == "wrong":
            yield from (("allowed", w) for w in [_template(call.args[1]) if len(call.args) > 1 else None] if w)
            yield from (("remedy", w) for w in [_template(call.args[2]) if len(call.args) > 2 else None] if w)
        for k in call.keywords:
            words = _template(k.value) if k.arg in ("remedy", "allowed") else None
            if words:
                yield str(k.arg), words


def _said(kind: str, words: str) -> bool:
    """In Chinese, or without an English sentence in it."""
    return chinese(kind, words) is not None or not re.search(r"[A-Za-z]{2,} [a-z]{2,}", words)


@pytest.mark.parametrize("room", REACHED)
def test_every_message_of_a_room_that_the_page_reaches_is_said_in_chinese(room: str) -> None:
    """A new message needs a row of phrases.csv; the list is of those that lack one."""
    assert sorted({m for m in messages(room) if not _said(*m)}) == []


def test_the_grammar_of_moves() -> None:
    """Every fault of a sentence, caught in the act, has a Chinese message, pattern and example."""
    from bahe.desk.grammar import PATTERNS, move
    from bahe.desk.web.telling import told
    from bahe.faults import BaheError

    wrong = ["", "USA", "USA with CHN", "USA on", "USA on CHN 5", "USA on CHN 5%", "USA on CHN +5% more words", "5", "USA on CHN C26 deny",
             "USA on CHN deny much", "USA on CHN deny 5% rent", "USA C26", "JPN to USA much", "USA on CHN =5% x", ","]  # fmt: skip
    faults: list[BaheError] = []
    for option in PATTERNS:
        for text in wrong:
            try:
                move(option, text)
            except BaheError as error:
                faults.append(error)
    assert len(faults) > 60
    for fault in faults:
        facts = told(fault)[1]
        assert chinese("fault", fault.what), fault.what
        assert chinese("allowed", str(fault.allowed)), fault.allowed
        assert facts["sentence_zh"] != facts["sentence"]
        assert facts["remedy_zh"].startswith("例如")


@pytest.mark.parametrize("tariffs", ["all", "us-collected", "none"])
def test_audit_and_sources_of_the_packaged_world(tariffs: str) -> None:
    """Every check, finding, text and licence is said in Chinese."""
    world = load_world(tariffs=tariffs)
    for row in audit(world):
        assert chinese("check", row.check), row.check
        assert chinese("detail", row.detail), row.detail
    for s in world.sources:
        assert chinese("source", s.what), s.what
        assert chinese("licence", s.licence), s.licence


def test_everything_has_a_chinese_name() -> None:
    """Economies, industries, groups and items."""
    en, zh = names("en"), names("zh")
    assert set(en) == set(zh)
    assert all(zh.values())
    world = load_world()
    known = {*en, *bahe.load_items()}
    assert {*world.economies, *world.sectors} <= known


# -- faults as the web tells them --------------------------------------------------------------------------------------------
WRONG = {
    "moves sentence": (["shock", "--tariff", "USA with CHN +30%"], "此处应为词“on”"),
    "no rate": (["shock", "--tariff", "USA on CHN"], "缺少百分比税率"),
    "economy": (["shock", "--tariff", "USA on CHX +30%"], "未知的经济体 'CHX'"),
    "points": (["shock", "--tariff", "USA on CHN +3000%"], "比率不合常理"),
    "nothing": (["shock"], "没有给出任何举措"),
    "home": (["shock", "--tariff", "USA on USA +10%"], "只作用于本国销售"),
    "horizon": (["shock", "--tariff", "USA on CHN +1%", "--horizon", "longer"], "未知的值 'longer'"),
    "set": (["shock", "--tariff", "USA on CHN +1%", "--elasticities", "x"], "未知的弹性组 'x'"),
    "item": (["depend", "CHN", "--item", "photoresst"], "未知的品目 'photoresst'"),
    "partner": (["depend", "CHN", "--on", "XYZ"], "未知的经济体 'XYZ'"),
    "setting": (["talks", "truce-clock-stockholm", "--set", "talks.tables[0].noise=abc"], "应为数"),
    "no number": (["shock", "--tariff", "USA on CHN 5%"], "用 + 表示在基准税率上加的百分点"),
    "option": (["shock", "--bogus", "x"], "没有这个选项"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_a_user_types_wrongly_is_told_in_chinese(case: str) -> None:
    """The whole sentence: the fault, what is allowed, what to do; no English sentence is left in it but what was typed."""
    from bahe.desk.web.hearing import hear

    argv, said = WRONG[case]
    fault = hear(argv).fault
    assert fault is not None
    assert said in fault["sentence_zh"]
    assert fault["sentence"] != fault["sentence_zh"]


def test_the_model_says_no_in_chinese() -> None:
    """Not converged and infeasible: what they mean, and what to do."""
    from bahe.desk.web.telling import told

    world = load_world()
    shock = bahe.embargo(by="USA", on="CHN")
    with pytest.raises(bahe.BaheError) as infeasible:
        bahe.solve(world, shock, horizon="shock")
    status, fault = told(infeasible.value)
    assert status == 409
    assert "没有有限均衡" in fault["sentence_zh"]
    assert "请给出泄漏或库存" in fault["remedy_zh"]
    with pytest.raises(bahe.BaheError) as lost:
        bahe.solve(world, bahe.tariff(by="USA", on="CHN", add=0.3), max_iter=1)
    status, fault = told(lost.value)
    assert status == 409
    assert "求解未收敛；" in fault["sentence_zh"]
    assert "次迭代后残差" in fault["found_zh"]
    assert not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", fault["sentence_zh"].replace("max_iter", ""))


def test_what_no_template_says_keeps_its_frame() -> None:
    """The frame is Chinese, the detail stays as it is: nothing is guessed."""
    from bahe.desk.web.telling import told
    from bahe.faults import BadValue

    fault = told(BadValue("a thing nobody has foreseen", field="x", got=3, allowed="0 to 1", remedy="Not that."))[1]
    assert fault["sentence_zh"] == "x：a thing nobody has foreseen；所见为 3；允许：0 至 1。Not that."


def test_moves_of_the_cases_are_said_in_chinese() -> None:
    """Every sentence of every variant of every built-in case."""
    from bahe.desk.web.facts import case_page, case_rows

    said = {w["en"]: w["zh"] for r in case_rows() for ws in case_page(r["name"])["moves"].values() for w in ws}
    assert len(said) > 50
    assert [en for en, zh in said.items() if en == zh or re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", zh)] == []


def test_a_long_text_is_not_searched() -> None:
    """What somebody sent by the thousand signs goes back as it is, at once."""
    from bahe.desk.web.telling import SPOKEN, spoken

    long = "export control by " + " on : " * 400
    assert len(long) > SPOKEN
    assert spoken("why", long) == long
    assert spoken("fault", None) is None
