"""Milliseconds until the first paint of each room, and bytes over the wire, on a workbench that runs already.

python tests/browser/paint.py http://127.0.0.1:8765/   (the browser: BAHE_CHROMIUM)
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from browser.conftest import chromium

ROOMS = ("casebook", "world", "moves", "tug", "table", "assurance", "data")
TIMES = 5
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
BYTES = "performance.getEntriesByType('resource').reduce((sum, r) => sum + r.transferSize, 0)"


def once(browser: Any, address: str, room: str) -> tuple[float, int]:
    """A first visit: nothing in the cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}#/{room}?lang=en")
    page.wait_for_selector("main h1")
    page.wait_for_function(f"({PAINT}) > 0")
    found = float(page.evaluate(PAINT)), int(page.evaluate(BYTES))
    context.close()
    return found


def main(address: str) -> None:
    """A line a room: median and largest of the visits."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        for room in ROOMS:
            visits = [once(browser, address, room) for _ in range(TIMES)]
            paints = [paint for paint, _ in visits]
            sys.stdout.write(
                f"{room:<10} {median(paints):5.0f} ms, at most {max(paints):5.0f}; {visits[-1][1] / 1000:5.0f} kB\n"
            )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8765/")
