"""The report: self-contained, escaped, complete in both languages, honest about what is missing."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import yaml

from bahe.faults import BadShape, BadValue, UnknownName
from bahe.numerics.info import Outcome
from bahe.report import Run, write
from bahe.report.files import atomic
from bahe.report.runs.answer import sentences
from bahe.report.runs.digest import Digest, outcome_name
from bahe.report.runs.folder import FORMATS, NAMES, over_sectors
from bahe.report.runs.grids import Grids
from bahe.report.runs.page import html, languages
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import MINUS, Numbers
from bahe.report.wording.texts import GROUNDS_ZH, LANGUAGES, Words, said, texts
from bahe.world.horizon import standard_horizons
from report_runs import CODES, SETS, THETAS, invented_run, invented_scenario

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=\"alert('2')\">\x00\x08{{ 7*7 }} & 'q'"


@pytest.fixture(scope="module")
def run() -> Run:
    return invented_run()


@pytest.fixture(scope="module")
def pages(run: Run) -> dict[str, str]:
    return {lang: html(run, lang) for lang in LANGUAGES}


class Tags(HTMLParser):
    """Every start tag with its attributes, and whether tags are balanced."""

    VOID = ("meta", "link", "br", "img", "hr", "input", "base")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)


def drawings(page: str) -> Iterator[ElementTree.Element]:
    """Every outermost <svg> of a page, parsed as XML."""
    depth, start = 0, 0
    for found in re.finditer(r"<svg\b[^>]*?(/?)>|</svg>", page):
        if found.group().startswith("</"):
            depth -= 1
            if depth == 0:
                yield ElementTree.fromstring(page[start : found.end()])
        elif not found.group(1):
            if depth == 0:
                start = found.start()
            depth += 1
    assert depth == 0


def numbers_in(text: str) -> list[float]:
    """Every signed percentage of a text."""
    return [float(x.replace(MINUS, "-")) for x in re.findall(rf"[+{MINUS}]?\d+\.\d+(?=\s?%)", text)]


# -- texts --------------------------------------------------------------------------------------------------------------
def test_every_text_has_both_languages_and_the_same_placeholders() -> None:
    """A key without a Chinese or English text, or with other placeholders, is a defect."""
    for key, pair in texts().items():
        assert len(pair) == len(LANGUAGES), key
        assert all(p.strip() for p in pair), key
        names = [sorted(set(re.findall(r"{(\w+)}", p))) for p in pair]
        assert names[0] == names[1], key


def test_no_key_occurs_twice() -> None:
    """The dictionary has one row a key."""
    from importlib.resources import files

    keys = [
        line.split(",")[0]
        for line in files("bahe.report").joinpath("data/texts.csv").read_text(encoding="utf-8").splitlines()
    ]
    assert len(keys) == len(set(keys)) == len(texts()) + 1


def test_every_key_that_the_code_asks_for_exists() -> None:
    """Keys in the package's code and template are in the dictionary."""
    from importlib.resources import files

    room = files("bahe.report")
    code = "".join(
        Path(str(room), "runs", f"{m}.py").read_text()
        for m in ("answer", "ends", "figures", "grids", "grounds", "page")
    )
    code += room.joinpath("wording/labels.py").read_text()
    asked = set(re.findall(r"words\(\s*\"(\w[\w-]*)\"", code))
    asked |= set(re.findall(r"\bt\(\"(\w[\w-]*)\"", room.joinpath("templates/report.html").read_text()))
    assert asked
    assert asked <= set(texts())


def test_every_key_is_used() -> None:
    """No text is left over; the variable parts are horizons, outcomes, closures, groups, counts of sets and uses of revenue."""
    from importlib.resources import files

    room = files("bahe.report")
    code = "".join(file.read_text() for file in Path(str(room), "runs").glob("*.py"))
    code += room.joinpath("wording/labels.py").read_text()
    code += room.joinpath("templates/report.html").read_text()
    made = re.compile(
        r"(in_)?(long|long-bln|medium|short|shock)(_head|_brief)?|(out|closure|group|sets|values|revenue)_\w+"
        r"|score_((set|window|months)_[\w-]+|supported|contradicted|mixed|untestable|unknown|own-tariff|headline|last-growth|zero)"
        r"|(outcome|cut|deal)_\w+|episodes_(caption_\w+|\w+_pct)|model_(above|below|inside)|concede_\w+|partner_[A-Z]{3}"
    )
    assert [k for k in texts() if f'"{k}"' not in code and f"'{k}'" not in code and not made.fullmatch(k)] == []


def test_unknown_key_and_language_are_refused() -> None:
    """A missing text is an error, not an empty place."""
    with pytest.raises(UnknownName, match="answr"):
        Words("en")("answr")
    with pytest.raises(UnknownName, match="language"):
        Words("fr")
    with pytest.raises(UnknownName, match="both"):
        languages("de")


def test_grounds_of_the_standard_horizons_are_translated() -> None:
    """The Chinese report gives every standard horizon's ground in Chinese."""
    assert {h.source for h in standard_horizons(4.0, 3).values()} <= set(GROUNDS_ZH)


# -- the page -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_loads_nothing_from_outside(pages: dict[str, str], lang: str) -> None:
    """One file: no link, image, script or style from elsewhere; addresses appear in citation links only."""
    tags = Tags(pages[lang]).tags
    assert not [
        t for t, _ in tags if t in ("link", "img", "iframe", "object", "embed", "video", "audio", "source", "base")
    ]
    for tag, attributes in tags:
        assert "src" not in attributes
        for key in ("href", "xlink:href", "action", "style", "srcset"):
            value = attributes.get(key, "")
            if value.startswith("http"):
                assert tag == "a"
            else:
                assert not value or value.startswith(("#", "report"))
    style = re.search(r"<style>(.*?)</style>", pages[lang], re.S)
    assert style is not None
    assert "@import" not in style.group(1)
    assert set(re.findall(r"url\((.*?)\)", style.group(1))) <= {"#hatch"}
    policy = next(a["content"] for t, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_is_balanced_and_says_its_language(pages: dict[str, str], lang: str) -> None:
    """Every tag is closed; the language is on the root; header cells have scopes."""
    parsed = Tags(pages[lang])
    assert parsed.unbalanced == []
    assert parsed.open == []
    assert ("html", {"lang": {"en": "en", "zh": "zh-Hans"}[lang]}) in parsed.tags
    assert all("scope" in a for t, a in parsed.tags if t == "th")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_drawings_are_well_formed_and_described(pages: dict[str, str], lang: str) -> None:
    """Each SVG parses as XML; each but the hidden shapes has a title, a description and unique ids."""
    space = "{http://www.w3.org/2000/svg}"
    found = list(drawings(pages[lang]))
    shown = [d for d in found if d.get("role") == "img"]
    assert len(shown) >= 12
    for d in shown:
        assert d.find(f"{space}title") is not None
        assert d.find(f"{space}desc") is not None
    ids = re.findall(r'\bid="([^"]+)"', pages[lang])
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([\w-]+)"', pages[lang]):
        assert target in ids


def test_content_comes_in_the_agreed_order(pages: dict[str, str]) -> None:
    """Question, answer, tables and figures, assumptions, citations, solver, appendix, provenance."""
    order = ["question", "answer", "glance", "welfare", "map-section", "trade", "industry", "tariffs", "revenue", "sure", "assumed",
             "reading", "cite", "solves", "appendix", "provenance"]  # fmt: skip
    places = [pages["en"].index(f'id="{name}"') for name in order]
    assert places == sorted(places)


def test_every_economy_is_in_the_appendix(pages: dict[str, str]) -> None:
    """All 81 economies, at both horizons."""
    part = pages["en"][pages["en"].index('id="appendix"') :]
    for code in CODES:
        assert part.count(f"<code>{code}</code>") == 2


def test_the_chinese_page_is_chinese(pages: dict[str, str]) -> None:
    """Headings and names are Chinese, money is in 100 million USD, and no English heading is left."""
    page = pages["zh"]
    assert "谁得谁失" in page
    assert "越南" in page
    assert "亿美元" in page
    assert "USD" not in re.sub(r"usd_mn|USD CHN", "", page)
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert heads
    assert all(re.search(r"[\u4e00-\u9fff]", h) for h in heads)


# -- hostile text -----------------------------------------------------------------------------------------------------------
def test_hostile_text_stays_text() -> None:
    """Markup, template code and control characters in a scenario come out as text in both languages."""
    base = invented_run(variants=3)
    text = {"en": HOSTILE, "zh": HOSTILE}
    listed = [v.model_dump(mode="json") for v in base.scenario.variants]
    for v in listed:
        v["label"] = v["note"] = text
    scenario = invented_scenario(
        title=text,
        question=text,
        variants=listed,
        assumptions=[text],
        sources=[{"id": "s", "citation": HOSTILE, "url": ""}],
    )
    run = replace(base, scenario=scenario, provenance={"command": HOSTILE, HOSTILE: {HOSTILE: [HOSTILE]}})
    for lang in LANGUAGES:
        page = html(run, lang)
        parsed = Tags(page)
        assert [t for t, _ in parsed.tags].count("script") == 1
        assert not [t for t, _ in parsed.tags if t == "img"]
        assert not [a for _, a in parsed.tags if any(k.startswith("on") for k in a)]
        assert parsed.unbalanced == []
        assert "\x00" not in page
        assert "{{ 7*7 }}" in page
        assert list(drawings(page))


def test_a_link_is_of_the_web_or_no_link() -> None:
    """`javascript:` in a source does not become a link."""
    scenario = invented_scenario(sources=[{"id": "s", "citation": "A bad source", "url": "javascript:alert(1)"}])
    page = html(replace(invented_run(variants=2), scenario=scenario), "en")
    assert "A bad source" in page
    assert "javascript:" not in page


# -- missing and unconverged ------------------------------------------------------------------------------------------------
def test_a_solve_that_failed_gives_no_figure() -> None:
    """Even where the table holds a value: the outcome is shown instead, and the band says how many sets are in it."""
    failed = (("v2", "short", "theta 0.5"), ("v3", "long", "gyy"))
    run = invented_run(failed=failed)
    d = Digest(run)
    assert not d.band("v2", "short", "USA").known
    assert d.band("v3", "long", "USA").sets == len(SETS) - 1
    page = html(run, "en")
    held = run.welfare.query(
        "variant == 'v2' and horizon == 'short' and elasticities == 'theta 0.5' and measure == 'welfare_pct'"
    )
    shown = Grids(d, Words("en"), Labels(run, Words("en")), Numbers("en"))
    assert shown.cell("v2", "short", "USA")["figure"] == "not converged"
    assert (
        Numbers("en").share(float(held.set_index("economy")["value"]["USA"]))
        not in shown.cell("v2", "short", "USA").values()
    )
    assert "7 of 8 sets converged" in page
    assert "63 of" not in page
    assert "53 of 55 solves converged" in page
    assert "stalled" in page
    assert "未收敛" in html(run, "zh")


def test_a_variant_without_a_central_figure_is_named() -> None:
    """The answer counts the variants that have figures and names the one that has none; signs speak of the sets that converged."""
    run = invented_run(failed=(("v4", "long", "bsy"), ("v3", "long", "fgo")))
    words = Words("en")
    told = sentences(Digest(run), words, Labels(run, words), Numbers("en"))
    assert told[0].startswith("Under “Variant 3”")
    assert "Of the 3 variants compared, it moves" in told[0]
    assert told[0].endswith("No central figure for “Variant 4”: not converged.")
    assert told[2].endswith("the same under the 7 elasticity sets that converged.")


@pytest.mark.parametrize(("lead", "place"), [("v1", "least"), ("v2", "“Variant 4” moves it most"), ("v4", "most")])
def test_the_answer_begins_with_the_lead(lead: str, place: str) -> None:
    """Whatever its rank among the variants, the one that the scenario puts first is told first, with its USD."""
    words = Words("en")
    run = invented_run(lead=lead)
    told = sentences(Digest(run), words, Labels(run, words), Numbers("en"))[0]
    assert told.startswith(
        f"Under “Variant {lead[1]}”, real income changes in the long run as follows: the United States"
    )
    assert "USD" in told.split(". ")[0]
    assert place in told


def test_an_embargo_without_a_finite_equilibrium_is_told_by_that_name() -> None:
    """Where the model says that there is no equilibrium, the words are not those of a solver that gave up."""
    run = invented_run(variants=3, failed=(("v2", "short", "theta 0.5"),), lead="v2")
    solves = run.solves.assign(outcome=run.solves["outcome"].replace("stalled", "infeasible"))
    run = replace(run, solves=solves)
    words = Words("en")
    told = sentences(Digest(run), words, Labels(run, words), Numbers("en"))
    assert "the same variant has no figure (no finite equilibrium)" in told[2]
    assert ">no finite equilibrium</b>" in html(run, "en")
    assert "无有限均衡" in html(run, "zh")


def test_words_follow_the_first_horizon() -> None:
    """A run without the long horizon speaks of the horizon it has, and of values of theta, not of published sets."""
    run = invented_run(variants=3, horizons=["short"])
    keep = run.welfare["horizon"] == "short", run.solves["horizon"] == "short"
    run = replace(run, welfare=run.welfare[keep[0]], solves=run.solves[keep[1]], flows=run.flows[run.flows["horizon"] == "short"],
                  sectors=run.sectors[run.sectors["horizon"] == "short"])  # fmt: skip
    page = html(run, "en")
    assert "long run" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S).lower().replace("in the short run", "")
    assert "all 3 values of the trade elasticity" in page
    assert "Two-way trade, short run" in page
    assert "published" not in page.split('id="glance"')[0]
    assert "长期" not in html(run, "zh").split('id="assumed"')[0]


def test_focus_on_names_without_figures_is_no_failed_solve() -> None:
    """`others` has no figure of its own: the answer speaks of those that have one and blames no solver."""
    run = invented_run(variants=3, focus=["others", "world", "JPN"])
    words = Words("en")
    told = sentences(Digest(run), words, Labels(run, words), Numbers("en"))
    assert "Japan" in told[0]
    assert "converged" not in told[0]


def test_labour_and_closure_are_said_in_words() -> None:
    """Uses of revenue and the economy of a nominal closure in both languages."""
    run = invented_run(
        variants=2, closure="nominal:USA", labour={"elasticity": 0.5, "income_tax": 0.2, "revenue": "cut"}
    )
    assert "at an income tax of 20.0\u202f%; tariff revenue cuts the income tax" in html(run, "en")
    assert "fixed in a named price (“nominal”). (United States)" in html(run, "en")
    assert "用于降低所得税" in html(run, "zh")


def test_nothing_that_moves_is_drawn_as_zero() -> None:
    """Residuals of the solver in place of changes make a page, not a scale of residuals."""
    run = invented_run(variants=1)
    w = run.welfare
    run = replace(run, welfare=w.assign(value=w["value"].where(w["measure"] == "revenue_usd_mn", 3e-15)))
    for lang in ("en", "zh"):
        assert Tags(html(run, lang)).unbalanced == []


def test_folded_lines_leave_no_space_in_chinese() -> None:
    """YAML folds a line break into a space; after a full-width sign it is dropped, between words it stays."""
    assert said({"en": "a, b", "zh": "甲， 乙 C"}, "zh") == "甲，乙 C"
    assert said({"en": "a, b", "zh": "甲"}, "en") == "a, b"


def test_nothing_converged_is_said() -> None:
    """With every central solve failed the answer says so and gives no figure."""
    solves = [*(("long", e) for e in SETS), *(("short", e) for e in THETAS)]
    failed = tuple((v, h, e) for v in ("base", "v1", "v2") for h, e in solves)
    run = invented_run(variants=3, failed=failed)
    for lang, words in (("en", "No solve"), ("zh", "均未收敛")):
        page = html(run, lang)
        assert words in page
        assert not numbers_in(re.search(r'<div class="answer">(.*?)</div>', page, re.S).group(1))  # type: ignore[union-attr]


def unsolved(**changes: str) -> Run:
    """A run of two variants in which nothing converged: one refused at once, one left on its path."""
    run = invented_run(variants=2, **changes)
    rows = [
        ("base", "shock", "theta -0.24", "infeasible", None, None, None, None, None, "USA from CHN: every origin is essential."),
        ("v1", "shock", "theta -0.24", "diverged", 460, 0.3, 5.7, "homotopy", 0.66, "diverged: numbers left the finite range"),
        ("v1", "short", "theta 0.5", "stalled", 90, 2e-4, 1.0, "homotopy", 0.5, Outcome.stalled.value),
        ("v1", "short", "theta 1", "stalled", 80, 1e-4, 1.0, "homotopy", 0.4, Outcome.stalled.value),
    ]  # fmt: skip
    columns = [
        "variant",
        "horizon",
        "elasticities",
        "outcome",
        "iterations",
        "residual",
        "seconds",
        "method",
        "dose",
        "advice",
    ]
    empty = {name: getattr(run, name).iloc[:0] for name in ("welfare", "sectors", "flows", "tariffs")}
    return replace(run, solves=pd.DataFrame(rows, columns=columns), **empty)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_run_without_any_figure_is_a_report_of_verdicts(lang: str) -> None:
    """Question, verdict by variant and horizon, what was tried and how far it went, remedy, assumptions; no empty chart."""
    page = html(unsolved(), lang)
    assert Tags(page).unbalanced == []
    assert not numbers_in(re.search(r'<div class="answer">(.*?)</div>', page, re.S).group(1))  # type: ignore[union-attr]
    for absent in ("glance", "compare", "welfare", "map-section", "trade", "industry", "tariffs", "sure", "appendix"):
        assert f'id="{absent}"' not in page
    for present in ("question", "answer", "verdict", "assumed", "cite", "solves", "provenance"):
        assert f'id="{present}"' in page
    part = page[page.index('id="verdict"') : page.index('id="assumed"')]
    assert part.count("<tr>") == 4
    told = {
        "en": ["no finite equilibrium", "Refused before the first iteration", "leakage", "at 66 % of the shock", "at 40–50 % of the shock",
               "2 of 2 solves", "460 iterations", "80–90 iterations", "Take a longer horizon"],
        "zh": ["无有限均衡", "在第一次迭代之前即被拒绝", "泄漏率", "冲击的66%处中断", "冲击的40–50%处中断", "2次求解中的2次", "迭代460次",
               "改用更长的期限"],
    }[lang]  # fmt: skip
    assert [x for x in told if x not in part] == []
    assert '<small lang="en">USA from CHN: every origin is essential.</small>' in part
    assert Outcome.stalled.value not in part


def test_a_run_without_any_figure_is_written(tmp_path: Path) -> None:
    """Every file of the folder is there; tables of results hold their columns and no row."""
    names = {p.name for p in write(unsolved(compare_with="base"), tmp_path, lang="both")}
    assert {"report.html", "report.zh.html", "welfare.csv", "solves.parquet", "comparison.csv"} <= names
    assert (tmp_path / "welfare.csv").read_text().count("\n") == 1
    assert len(pd.read_csv(tmp_path / "solves.csv")) == 4


def test_a_solve_that_failed_has_its_verdict_beside_the_solver_table() -> None:
    """Where some solves converged, the verdict of the others stands with the solver's table."""
    page = html(invented_run(failed=(("v2", "short", "theta 0.5"),)), "en")
    part = page[page.index('id="solves"') : page.index('id="appendix"')]
    assert "1 of 3 solves" in part
    assert "What to do" in part
    assert 'id="verdict"' not in page
    assert "What to do" not in html(invented_run(), "en")


def test_missing_is_not_zero() -> None:
    """An economy without figures is n/a in every table and has no place among the ranked."""
    run = invented_run()
    w = run.welfare
    run = replace(run, welfare=w.assign(value=w["value"].where(w["economy"] != "JPN")))
    d = Digest(run)
    assert d.ranked_focus[-1] == "JPN"
    page = html(run, "en")
    row = re.search(r'<th scope="row" class="name">Japan <code>JPN</code></th>(.*?)</tr>', page)
    assert row is not None
    assert set(re.findall(r">([^<>]+)</td>", row.group(1))) == {"n/a"}


def test_empty_tables_make_a_page() -> None:
    """A shock without tariffs, flows or sectors is reported without these figures."""
    run = invented_run(variants=2)
    run = replace(run, sectors=run.sectors.iloc[:0], flows=run.flows.iloc[:0], tariffs=run.tariffs.iloc[:0])
    page = html(run, "en")
    assert "This scenario changes no tariff." in page
    assert 'id="trade"' not in page
    assert 'id="industry"' not in page
    assert Tags(page).unbalanced == []


def test_small_worlds_have_no_map() -> None:
    """A world whose economies have no place on the map is reported without one."""
    run = invented_run(["Alpha", "Beta", "Gamma"], variants=2, focus=["Alpha", "Beta"])
    page = html(run, "en")
    assert 'id="map-section"' not in page
    assert "Alpha" in page


def test_one_variant_one_horizon() -> None:
    """The smallest scenario gives a whole page without panels by variant."""
    run = invented_run(variants=1)
    w = run.welfare.assign(value=run.welfare["value"] + 1.0)
    one = replace(run, welfare=w[w["horizon"] == "long"], solves=run.solves[run.solves["horizon"] == "long"],
                  scenario=run.scenario.model_copy(update={"horizons": ("long",)}))  # fmt: skip
    page = html(one, "en")
    assert "The same by variant" not in page
    assert Tags(page).unbalanced == []


# -- one variant against another ----------------------------------------------------------------------------------------------
def test_a_comparison_is_one_index_over_the_other() -> None:
    """Within each elasticity set and horizon: W_new / W_old - 1, exactly; money is the difference; the band is over these."""
    d = Digest(invented_run(lead="v3", compare_with="v1"))
    a = d.against
    assert a is not None
    assert (a.reference, a.lead) == ("v1", "v3")
    assert a.variants == ["base", "v2", "v3", "v4"]
    for h, name in (("long", "USA"), ("short", "VNM"), ("long", "EU27")):
        new, old = d.draws("v3", h, name), d.draws("v1", h, name)
        ratios = {e: 100 * ((1 + new[e] / 100) / (1 + old[e] / 100) - 1) for e in new}
        found = a.band("v3", h, name)
        assert found.central == pytest.approx(ratios[d.central[h]], abs=1e-12)
        assert (found.low, found.high) == pytest.approx((min(ratios.values()), max(ratios.values())), abs=1e-12)
    gap = d.value("v3", "long", "CHN", "welfare_usd_mn") - d.value("v1", "long", "CHN", "welfare_usd_mn")
    assert a.value("v3", "long", "CHN", "welfare_usd_mn") == pytest.approx(gap)
    assert Digest(invented_run()).against is None


def test_a_comparison_turned_round_is_the_inverse() -> None:
    """Deal over threat times threat over deal is one."""
    one, two = Digest(invented_run(compare_with="v1")).against, Digest(invented_run(compare_with="v3")).against
    assert one is not None
    assert two is not None
    for name in ("USA", "CHN", "EU27"):
        there, back = one.value("v3", "long", name), two.value("v1", "long", name)
        assert (1 + there / 100) * (1 + back / 100) == pytest.approx(1.0, abs=1e-14)


def test_the_reference_does_not_lead_by_itself() -> None:
    """Where the scenario names no lead, the variant that moves most leads among those that are not the reference."""
    assert Digest(invented_run(compare_with="v4")).lead == "v3"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_begins_with_the_comparison(lang: str) -> None:
    """A paragraph before the three sentences, its percentages those of the ratios; the next says that it is about the base."""
    run = invented_run(lead="v3", compare_with="v1")
    d, words = Digest(run), Words(lang)
    told = sentences(d, words, Labels(run, words), Numbers(lang, 2))
    assert len(told) == 4
    assert d.against is not None
    bands = [d.against.band("v3", h, n) for h in ("long", "short") for n in d.actors]
    data = {round(x, 2) for b in bands for x in (b.central, b.low, b.high)}
    found = numbers_in(told[0])
    assert len(found) >= 4
    assert {min(data, key=lambda y: abs(x - y)) - x for x in found} <= {0.0}
    if lang == "en":
        assert told[0].startswith(
            "Set against “Variant 1”, “Variant 3” changes real income in the long run as follows: the United States"
        )
        assert "Within about a year (short run):" in told[0]
        assert "under all 8 elasticity sets" in told[0]
        assert told[1].startswith("Against the base: under “Variant 3”")
    else:
        assert told[0].startswith("与“变体1”相比，“变体3”情景下长期来看实际收入变动为：美国")
        assert told[1].startswith("相对于基准：在“变体3”")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_sets_variants_against_the_reference(lang: str) -> None:
    """A section of its own between the overview and the ranking: one figure, a table a horizon, no column of the reference."""
    page = html(invented_run(lead="v3", compare_with="v1"), lang)
    assert page.index('id="glance"') < page.index('id="compare"') < page.index('id="welfare"')
    part = page[page.index('id="compare"') : page.index('id="welfare"')]
    assert part.count("<table") == 2
    assert part.count('<figure class="fig') == 1
    heads = re.findall(r'<th scope="colgroup" colspan="2" class="over">(.*?)</th>', part)
    assert (
        heads
        == 2
        * (
            {"en": ["The base", "Variant 2", "Variant 3", "Variant 4"], "zh": ["基准状态", "变体2", "变体3", "变体4"]}[
                lang
            ]
        )
    )
    assert Tags(page).unbalanced == []
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert 'id="compare"' not in html(invented_run(variants=2), lang)


def test_a_comparison_needs_both_solves() -> None:
    """A set in which the reference failed gives no ratio; without the central one the page and the answer say why."""
    run = invented_run(lead="v3", compare_with="v1", failed=(("v1", "long", "gyy"), ("v1", "short", "theta 0.5")))
    d, words = Digest(run), Words("en")
    assert d.against is not None
    assert d.against.band("v3", "long", "USA").sets == len(SETS) - 1
    assert not d.against.band("v3", "short", "USA").known
    told = sentences(d, words, Labels(run, words), Numbers("en"))[0]
    assert (
        "For “Variant 3” against “Variant 1” there is no figure within about a year (short run): not converged." in told
    )
    page = html(run, "en")
    assert "not converged" in page[page.index('id="compare"') : page.index('id="welfare"')]


def test_the_comparison_is_a_file(tmp_path: Path) -> None:
    """Tidy rows of every variant but the reference, in CSV and Parquet alike, named in the README; none without `compare_with`."""
    run = invented_run(variants=4, lead="v3", compare_with="v1", failed=(("v1", "long", "gyy"),))
    names = {p.name for p in write(run, tmp_path)}
    assert {"comparison.csv", "comparison.parquet"} <= names <= NAMES
    table = pd.read_csv(tmp_path / "comparison.csv")
    pd.testing.assert_frame_equal(table, pd.read_parquet(tmp_path / "comparison.parquet"), check_dtype=False)
    assert set(table["variant"]) == {"base", "v2", "v3"}
    assert set(table["compared_with"]) == {"v1"}
    assert "gyy" not in set(table["elasticities"])
    row = table.query("variant == 'v3' and horizon == 'short' and elasticities == 'theta 1' and economy == 'EU27'")
    a = Digest(run).against
    assert a is not None
    found = row.set_index("measure")["value"]
    assert found["welfare_pct"] == pytest.approx(a.draws("v3", "short", "EU27")["theta 1"])
    assert "comparison.csv" in (tmp_path / "README.txt").read_text(encoding="utf-8")


# -- the answer ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_of_the_answer_are_those_of_the_data(run: Run, lang: str) -> None:
    """Each percentage in the three sentences is a rounded central value, minimum or maximum of the welfare table."""
    d, words = Digest(run), Words(lang)
    told = sentences(d, words, Labels(run, words), Numbers(lang, 2))
    assert len(told) == 3
    w = run.welfare[run.welfare["measure"] == "welfare_pct"]
    spread = w.groupby(["variant", "horizon", "economy"])["value"].agg(["min", "max"])
    central = w[w["elasticities"].isin(["bsy", "theta 0.5"])]["value"]
    data = {round(x, 2) for x in (*spread["min"], *spread["max"], *central)}
    found = [x for sentence in told for x in numbers_in(sentence)]
    assert len(found) >= 6
    for x in found:
        assert min(abs(x - y) for y in data) < 1e-9
    first = f"{d.value(d.lead, 'long', d.actors[0]):.2f}".replace("-", MINUS)
    assert first in told[0]


def test_the_answer_follows_the_data(run: Run) -> None:
    """Turning every figure round turns who gains most into who loses most."""
    words = Words("en")
    labels, numbers = Labels(run, words), Numbers("en", 2)
    turned = replace(run, welfare=run.welfare.assign(value=-run.welfare["value"]))
    a, b = (sentences(Digest(r), words, labels, numbers)[1] for r in (run, turned))
    gains = re.search(r"shown, (.*?) [+−]", a)
    assert gains is not None
    assert re.search(rf"and {re.escape(gains.group(1))} .*loses most", b)


def test_swapping_labels_swaps_the_answer() -> None:
    """The same code for every economy: two runs that differ in who is who give sentences that differ in the names only."""
    run, words = invented_run(variants=2), Words("en")
    other = {"USA": "CHN", "CHN": "USA"}

    def swapped(table: pd.DataFrame) -> pd.DataFrame:
        columns = [c for c in ("economy", "importer", "exporter") if c in table.columns]
        return table.assign(**{c: table[c].map(lambda n: other.get(n, n)) for c in columns})

    at = [run.world.economies.index(n) for n in ("USA", "CHN")]
    order = list(range(len(run.world.economies)))
    order[at[0]], order[at[1]] = order[at[1]], order[at[0]]
    w = run.world
    world = w.replace(
        trade_share=np.asarray(w.trade_share)[np.ix_(order, order)], expenditure=w.expenditure[order],
        tariff=np.asarray(w.tariff)[np.ix_(order, order)], cost_share=w.cost_share[order],
        value_added_share=w.value_added_share[order], final_share=w.final_share[order],
    )  # fmt: skip
    turned = replace(
        run, world=world, **{n: swapped(getattr(run, n)) for n in ("welfare", "sectors", "flows", "tariffs")}
    )
    a, b = (" ".join(sentences(Digest(r), words, Labels(r, words), Numbers("en", 2))) for r in (run, turned))
    told_a, told_b = (re.findall(rf"(United States|China) ([+{MINUS}][^;.]*\.[^;]*?\])", x) for x in (a, b))
    other |= {"United States": "China", "China": "United States"}
    assert len(told_a) == 4
    assert sorted((other[n], x) for n, x in told_a) == sorted(told_b)
    rest_a, rest_b = (re.sub(r"United States|China|the |[^a-z ]", "", x) for x in (a, b))
    assert rest_a == rest_b


def test_actors_are_those_whose_tariffs_change(run: Run) -> None:
    """Between the USA and China most changes; the pairs are ranked by trade times change."""
    d = Digest(run)
    assert d.actors == ("USA", "CHN")
    assert set(d.pairs) == {("USA", "CHN"), ("CHN", "USA")}
    assert d.still == ["base"]
    assert d.lead == "v4"


def test_lead_of_the_scenario_is_followed() -> None:
    """The variant that the scenario names is drawn large, and the sentences are about it."""
    run = invented_run(lead="v2")
    words = Words("en")
    told = sentences(Digest(run), words, Labels(run, words), Numbers("en"))
    assert told[0].startswith("Under “Variant 2”")
    assert "“Variant 4” moves it most" in told[0]


def test_the_world_adds_up(run: Run) -> None:
    """`world` in focus is the sum over economies in USD, in per cent of base income; missing where one economy is missing."""
    d = Digest(run)
    w = run.welfare.query(
        "variant == 'v2' and horizon == 'long' and elasticities == 'gyy' and measure == 'welfare_usd_mn'"
    )
    total = w[w["economy"].isin(run.world.economies)]["value"].sum()
    assert d.draws("v2", "long", "world", "welfare_usd_mn")["gyy"] == pytest.approx(total)
    assert d.draws("v2", "long", "world")["gyy"] == pytest.approx(100 * total / run.world.income.sum())
    short = replace(run, welfare=run.welfare[run.welfare["economy"] != "JPN"])
    assert not Digest(short).band("v2", "long", "world").known


def test_group_rates_are_weighted_by_imports(run: Run) -> None:
    """The rate of a group of exporters is the mean weighted by base imports."""
    d, w = Digest(run), run.world
    found = d.rates("v1", "USA", "EU27")
    n, members = w.axes.economy("USA"), [w.axes.economy(m) for m in d.members("EU27")]
    trade, tariff = w.trade[n, members, 0], w.tariff[n, members, 0]
    assert found.base[0] == pytest.approx((trade * tariff).sum() / trade.sum())
    assert found.new[0] == pytest.approx(found.base[0])


@pytest.mark.parametrize("outcome", ["converged", "converged: the residual is below", "Outcome.converged"])
def test_outcomes_by_name(outcome: str) -> None:
    """Enumeration, name and advice are the same outcome."""
    assert outcome_name(outcome) == "converged"


# -- the folder -----------------------------------------------------------------------------------------------------------------
def test_write_makes_the_folder(run: Run, tmp_path: Path) -> None:
    """Both pages linked to each other, every table as CSV and Parquet with the same figures, the scenario, provenance."""
    paths = write(run, tmp_path / "deep" / "report", lang="both")
    names = {p.name for p in paths}
    assert names == {p.name for p in (tmp_path / "deep" / "report").iterdir()}
    tables = {"welfare", "sectors", "flows", "solves", "tariffs"}
    assert names == {f"{t}.{k}" for t in tables for k in ("csv", "parquet")} | {
        "report.html", "report.zh.html", "scenario.yaml", "provenance.json", "README.txt"
    }  # fmt: skip
    folder = paths[0].parent
    for t in tables:
        flat, packed, held = pd.read_csv(folder / f"{t}.csv"), pd.read_parquet(folder / f"{t}.parquet"), getattr(run, t)
        assert list(flat.columns) == list(packed.columns) == list(held.columns)
        pd.testing.assert_frame_equal(flat, held.reset_index(drop=True), check_dtype=False)
        pd.testing.assert_frame_equal(packed, held.reset_index(drop=True), check_dtype=False)
    assert 'href="report.zh.html"' in (folder / "report.html").read_text(encoding="utf-8")
    assert 'href="report.html"' in (folder / "report.zh.html").read_text(encoding="utf-8")
    again = type(run.scenario).model_validate(yaml.safe_load((folder / "scenario.yaml").read_text(encoding="utf-8")))
    assert again == run.scenario
    assert json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["seed"] == 0
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(n in readme for n in names - {"README.txt"})
    assert (folder / "report.html").stat().st_size < 3_000_000


def test_one_language_is_report_html(run: Run, tmp_path: Path) -> None:
    """`report.html` is in the asked language, and an unknown language writes nothing."""
    assert (
        'lang="zh-Hans"'
        in (write(run, tmp_path / "a", lang="zh", formats=("html",))[-2]).read_text(encoding="utf-8")[:100]
    )
    with pytest.raises(UnknownName, match="language"):
        write(run, tmp_path / "b", lang="fr")
    assert not (tmp_path / "b").exists()


def test_formats_leave_out(run: Run, tmp_path: Path) -> None:
    """Only what is asked for is written; an unknown format is refused before anything is."""
    assert {p.suffix for p in write(run, tmp_path / "a", formats=("csv",))} == {".csv", ".yaml", ".json", ".txt"}
    with pytest.raises(UnknownName, match="pdf"):
        write(run, tmp_path / "b", formats=("pdf",))
    assert not (tmp_path / "b").exists()
    assert FORMATS == ("html", "csv", "parquet")


def test_a_file_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """The older file stays, and no part of the new one."""
    place = tmp_path / "a.txt"
    place.write_text("old")

    def fill(stream: IO[bytes]) -> None:
        stream.write(b"half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        atomic(place, fill)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert place.read_text() == "old"


def test_missing_values_are_empty_cells(run: Run, tmp_path: Path) -> None:
    """NaN is written as nothing, never as 0."""
    w = run.welfare.copy()
    w.loc[w.index[0], "value"] = np.nan
    write(replace(run, welfare=w), tmp_path, formats=("csv",))
    lines = (tmp_path / "welfare.csv").read_text().splitlines()
    assert lines[1].endswith(",welfare_pct,")
    assert pd.read_csv(tmp_path / "welfare.csv")["value"].isna().sum() == 1


def test_long_tables_are_added_up_over_sectors() -> None:
    """Flows beyond the limit keep their totals; a row that already is a total is not counted again."""
    table = pd.DataFrame({"variant": ["a"] * 4, "exporter": ["X", "X", "Y", "Y"], "sector": ["s", "t", "s", "t"],
                          "base_usd_mn": [1.0, 2.0, 3.0, np.nan], "new_usd_mn": [2.0, 2.0, 3.0, 5.0]})  # fmt: skip
    out = over_sectors(table, rows=3)
    assert out["sector"].tolist() == ["all", "all"]
    assert out["base_usd_mn"].tolist() == [3.0, 3.0]
    total = table.assign(sector=["s", "all", "s", "all"])
    assert over_sectors(total, rows=3)["new_usd_mn"].tolist() == [2.0, 5.0]
    assert over_sectors(table, rows=9) is table


def test_a_run_without_its_columns_is_refused(run: Run) -> None:
    """The message names the table and what is missing."""
    with pytest.raises(BadShape, match=r"Run\.flows: columns are missing: sector"):
        replace(run, flows=run.flows.drop(columns="sector"))
    with pytest.raises(BadValue, match=r"Run\.solves"):
        replace(run, solves=[])
