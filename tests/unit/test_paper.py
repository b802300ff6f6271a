"""Reports as PDF: every word of the page in its order, the same bytes twice, and refusals in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bahe.faults import BadFile, Conflict, MissingData
from bahe.report import paper
from bahe.report.paper import grids, press
from bahe.report.paper.tree import read
from bahe.report.runs.page import html
from bahe.report.sheets.page import Page, grid
from bahe.report.sheets.page import html as page_html
from report_runs import invented_run
from report_words import bare, missed, pages

pytest.importorskip("typst", reason="needs the extra pdf: pip install 'bahe[pdf]'")
pypdf = pytest.importorskip("pypdf", reason="reads PDFs back: pip install pypdf")
HAN = press.speaks_chinese(press.families())
LANGS = ["en", pytest.param("zh", marks=pytest.mark.skipif(not HAN, reason="no font of Chinese on this machine"))]
FACTS = {"made": "2026-01-02T03:04:05", "command": "bahe war --players USA,CHN"}


def small(lang: str, *sections: str) -> str:
    """A page of statecraft with these sections."""
    title = "谁让步" if lang == "zh" else "Who gives in"
    return page_html(Page(title, "x", "y", lang, ['A \\ "#b" $c$ *d* @e `f` <g>.'], sections, {}))


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_of_a_run_is_on_paper_in_its_order(lang: str) -> None:
    page = html(invented_run(), lang)
    assert missed(page, paper.pdf(page, FACTS)) == []


def test_what_looks_like_a_command_is_a_word() -> None:
    page = small("en", "<p>#panic() \\u{1} ]#[ // /* = - + %</p>")
    assert missed(page, paper.pdf(page)) == []


def test_the_same_page_gives_the_same_bytes() -> None:
    page = small("en", grid(["a", "b"], [["x", "1.0"]]))
    assert paper.pdf(page, FACTS) == paper.pdf(page, FACTS)
    assert paper.pdf(page) == paper.pdf(page)


def test_the_date_is_that_of_the_provenance_or_none() -> None:
    page = small("en", "<p>x</p>")
    of = lambda data: pypdf.PdfReader(io.BytesIO(data)).metadata
    assert str(of(paper.pdf(page, FACTS))["/CreationDate"]).startswith("D:20260102")
    assert "/CreationDate" not in of(paper.pdf(page))


def test_the_provenance_stands_at_the_end() -> None:
    assert pages(paper.pdf(small("en", "<p>x</p>"), FACTS))[-1].rstrip().endswith(bare(FACTS["command"]))


@pytest.mark.parametrize(
    "bad", ["<video>x</video>", "<p>x<p>y</p>", "<table>stray</table>", "<p><table></table></p>", "<ol></ol>"]
)
def test_what_has_no_form_on_paper_is_refused(bad: str) -> None:
    with pytest.raises(BadFile):
        paper.source(small("en", bad))


def test_a_table_over_many_sheets_repeats_its_head() -> None:
    rows = [[f"row {n}", f"{n}.5"] for n in range(200)]
    sheets = pages(paper.pdf(small("en", grid(["economy", "income lost"], rows))))
    assert len(sheets) > 3
    assert all("economyincomelost" in s for s in sheets)


def test_a_wide_table_turns_the_sheet_and_none_is_wider_than_it() -> None:
    heads = ["economy", *(f"measure {n}" for n in range(26))]
    data = paper.pdf(small("en", grid(heads, [["Viet Nam", *["−123.45"] * 26]])))
    sizes = [(float(p.mediabox.width), float(p.mediabox.height)) for p in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert any(w > h for w, h in sizes)
    for n in (3, 8, 14, 30, 60):
        found = grids.fit(grids.grid(read(grid(["a"] * n, [["1,234.5"] * n])).nodes[0].nodes[0]))
        assert sum(found.widths) <= (grids.TURNED if found.turned else grids.UPRIGHT) + 1e-9


def test_a_sign_without_a_font_is_an_error_with_a_remedy() -> None:
    with pytest.raises(MissingData, match="fonts-noto-cjk"):
        paper.pdf(small("en", "<p>\U000e1234</p>"))


def test_english_needs_no_font_of_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "families", lambda: frozenset({"Libertinus Serif", "DejaVu Sans Mono"}))
    assert "拔河" not in paper.source(small("en", "<p>x</p>"))


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(MissingData, match=r"bahe\[pdf\]"), paper.wanted():
        pass


def test_a_pdf_is_written_beside_its_page(tmp_path: Path) -> None:
    from bahe.report.sheets.folder import is_ours
    from bahe.report.sheets.page import KIND, write

    with paper.wanted():
        write(Page("t", "s", "m", "en", ["x"], [], {}), tmp_path / "out", FACTS)
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF")
    assert is_ours(tmp_path / "out", KIND)
    assert not paper.asked()


def test_pdf_without_a_report_is_refused() -> None:
    from bahe.desk.cli.printing import _placed

    with pytest.raises(Conflict, match="--out"):
        _placed({"out": None}, False)
    with pytest.raises(Conflict, match="--no-report"):
        _placed({"out": None, "no_report": True}, True)
