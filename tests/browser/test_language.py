"""In Chinese no room holds an English sentence, in English none a Chinese one: after loading, on the way, and after a fault.

A sentence is four words of one alphabet in a row. What may stand in the other language is said in `EXCEPT`, by its element, and in
`NAMES`, by its words: citations, command lines, codes, names of papers and of data.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from browser.workbench import Workbench, expect

VIEWS = {
    "casebook": "casebook", "run": "casebook/stockholm-2025", "tug case": "casebook/korea-2019", "talks case": "casebook/oil-linkage",
    "judged": "casebook/h20-assurance", "ranked": "casebook/japan-china-2026", "claims": "casebook/claims", "world": "world",
    "economy": "world?e=CHN", "pair": "world?e=CHN&s=JPN", "item": "world?e=CHN&s=JPN&item=photoresist-arf",
    "moves": "moves?v=A~tariff:USA+on+CHN+goods+%2B30%25&b=1", "tug": "tug", "map": "tug?view=map", "table": "table",
    "assurance": "assurance", "data": "data",
}  # fmt: skip
#: Elements that may speak another language: code, citations, what says so itself, and the notice for browsers without JavaScript.
EXCEPT = "script, style, noscript, pre, code, kbd, .citation, [lang=en]"
EXCEPT_EN = "script, style, noscript, pre, code, kbd, .citation, .tools, [lang=zh-Hans]:not(html)"
#: Words of data that have no Chinese: laws and orders as they are cited.
NAMES = re.compile(r"Executive Orders? \d+(?: and \d+)? of \d+ \w+ \d{4}")
#: Lists of codes and names of columns, as what is allowed gives them: words apart by commas alone.
CODES = re.compile(r"(?:[\w'\[\]-]+, ){2,}[\w'-]+")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'\u2019-]+(?:[ ,;:]+[A-Za-z][A-Za-z'\u2019-]*){3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")

#: Text nodes, also in what is folded away, and attributes that are read out or shown on hover.
SAID = """(except) => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (at && !at.closest(except)) out.push(walk.currentNode.textContent.trim());
  }
  for (const a of ['title', 'aria-label', 'placeholder', 'alt', 'aria-valuetext'])
    for (const e of document.querySelectorAll(`[${a}]`)) if (!e.closest(except)) out.push(e.getAttribute(a));
  return [...new Set(out)].filter(Boolean);
}"""
#: What tips say: of every figure, on focus.
TIPS = """async () => {
  const out = new Set();
  for (const e of [...document.querySelectorAll('main [data-num]')].slice(0, 400)) {
    if (!e.getClientRects().length) continue;
    e.focus({ preventScroll: true });
    await new Promise((go) => setTimeout(go, 0));
    for (const part of document.querySelectorAll('.tip b, .tip dt, .tip dd')) out.add(part.textContent);
  }
  document.activeElement?.blur();
  return [...out];
}"""


def english(page: Any) -> list[str]:
    """English sentences of a Chinese page; sources of figures may be command lines."""
    said = page.evaluate(SAID, EXCEPT) + [t for t in page.evaluate(TIPS) if not t.startswith("bahe ")]
    return [t for t in said if ENGLISH.search(CODES.sub("", NAMES.sub("", t))) and not t.startswith("bahe ")]


def chinese(page: Any) -> list[str]:
    """Chinese sentences of an English page."""
    said = page.evaluate(SAID, EXCEPT_EN) + page.evaluate(TIPS)
    return [t for t in said if CHINESE.search(t)]


@pytest.mark.parametrize("view", VIEWS)
def test_a_chinese_page_speaks_chinese(bench: Workbench, view: str) -> None:
    """Texts, labels and tips, also those that are folded away."""
    assert english(bench.open(VIEWS[view], "zh")) == []


@pytest.mark.parametrize("view", VIEWS)
def test_an_english_page_speaks_english(bench: Workbench, view: str) -> None:
    """The same the other way round."""
    assert chinese(bench.open(VIEWS[view], "en")) == []


def test_the_way_to_an_answer_is_told_in_chinese(bench: Workbench) -> None:
    """A run that takes its time: whatever the progress says is Chinese. Every word that stood there is looked at."""
    page = bench.page
    page.add_init_script("""window.steps = new Set();
      new MutationObserver(() => document.querySelectorAll('.progress > span, .hero .small')
        .forEach((e) => window.steps.add(e.textContent)))
        .observe(document, { subtree: true, childList: true, characterData: true });""")
    bench.open("casebook/why-eu-and-japan-settled", "zh")
    steps = page.evaluate("[...window.steps]")
    assert [s for s in steps if ENGLISH.search(s)] == []
    assert english(page) == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("importer,exporter,sector,rate\nUSA,CHN,C26,0.1\nUSA,DEU,C29,much\n", "不是数"),
        ("importer,exporter,sector,rate\nUSA,CHN,C26,0.1\nUSA,CHN,C26,0.2\n", "同一流量有两行"),
        ("importer,sector,rate\nUSA,C26,0.1\n", "缺少列"),
        ("importer,exporter,sector,add,rate\nUSA,CHN,C26,0.1,0.2\n", "须恰好给出一个"),
    ],
)
def test_a_wrong_upload_is_told_in_chinese(bench: Workbench, tmp_path: Path, table: str, said: str) -> None:
    """Where it stands, what is wrong and what to do."""
    own = tmp_path / "rates.csv"
    own.write_text(table, encoding="utf-8")
    page = bench.open("data", "zh")
    page.locator("input[type=file]").set_input_files(own)
    page.wait_for_selector(".uploaded table")
    expect(page.locator(".uploaded")).to_contain_text(said)
    assert english(page) == []


@pytest.mark.parametrize(
    ("hash", "said", "status"),
    [
        ("tug?from=1990", "推演年份", 422),
        ("moves?v=A~tariff:USA+on+CHX+goods+%2B30%25", "未知的经济体 'CHX'", 422),
        ("moves?v=A~embargo:USA+on+CHN&h=shock", "没有有限均衡", 409),
        ("world?e=CHX", "未知的经济体 'CHX'", 422),
        ("moves?v=A~tariff:USA+on+CHN+goods+%2B30%25&e=nobody", "未知的弹性组 'nobody'", 422),
    ],
)
def test_a_fault_is_told_in_chinese(bench: Workbench, hash: str, said: str, status: int) -> None:
    """The sentence, what is allowed and what to do; what was typed stays as it was typed."""
    bench.foresees(status)
    page = bench.open(hash, "zh")
    expect(page.locator("main .fault").first).to_contain_text(said)
    assert [t for t in english(page) if "USA" not in t] == []
