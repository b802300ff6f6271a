"""The built page as it is shipped, and its dictionary."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path

import pytest

import bahe

PAGE = Path(bahe.__file__).parent / "desk" / "page"
TEXTS = Path(__file__).resolve().parents[2] / "page" / "src" / "texts.csv"
MOST = 500_000  # bytes, compressed: the bundle of the brief

pytestmark = pytest.mark.skipif(
    not (PAGE / "index.html").is_file(), reason="the page has not been built: page/build.sh"
)


def files() -> list[Path]:
    return [p for p in PAGE.rglob("*") if p.is_file()]


def test_all_that_is_named_is_there() -> None:
    """Every file that the first page names is shipped."""
    named = re.findall(r'(?:src|href)="\.?/?([^":]+\.\w+)"', (PAGE / "index.html").read_text("utf-8"))
    assert named
    assert [n for n in named if not (PAGE / n).is_file()] == []


def test_it_is_small() -> None:
    """Everything together, compressed, is below the bound."""
    assert sum(len(gzip.compress(p.read_bytes(), mtime=0)) for p in files()) < MOST


def test_it_names_no_other_host() -> None:
    """No script or style asks for a file elsewhere, and none would need what the security policy forbids."""
    for p in files():
        if p.suffix in (".js", ".css", ".html"):
            words = p.read_text("utf-8")
            found = re.findall(r"(?:fetch|import|url)\(\s*[\"']?https?://[^\"')]+", words)
            assert found == [], p.name
    first = (PAGE / "index.html").read_text("utf-8")
    assert "http" not in first
    assert "<style" not in first
    assert "<script>" not in first


@pytest.mark.skipif(not TEXTS.is_file(), reason="an installed package has no source of the page")
def test_the_dictionary_is_whole() -> None:
    """Each key once, both languages filled, the same blanks in both, and no English left in the Chinese column."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["key", "en", "zh"]
    assert [r for r in rows[1:] if len(r) != 3 or not all(c.strip() for c in r)] == []
    keys = [r[0] for r in rows[1:]]
    assert [k for k in set(keys) if keys.count(k) > 1] == []
    blanks = [(sorted(re.findall(r"\{(\w+)\}", c)) for c in r[1:]) for r in rows[1:]]
    assert [keys[i] for i, (en, zh) in enumerate(blanks) if en != zh] == []
    sentences = [r for r in rows[1:] if len(r[1].split()) > 4]
    assert [r[0] for r in sentences if not re.search(r"[\u4e00-\u9fff]", r[2])] == []
