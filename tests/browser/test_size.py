"""What a visitor downloads: the whole built page, compressed as the server sends it."""

from __future__ import annotations

import gzip

import pytest

from browser.conftest import PAGE

MOST = 500_000  # bytes


def test_the_page_is_small() -> None:
    """All files together, gzipped, are under 500 kB; a first visit takes fewer, since rooms come when they are entered."""
    if not PAGE.is_file():
        pytest.skip("the page has not been built: page/build.sh")
    files = [p for p in PAGE.parent.rglob("*") if p.is_file()]
    assert sum(len(gzip.compress(p.read_bytes(), 9)) for p in files) < MOST
