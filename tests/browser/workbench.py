"""A page of the workbench as a test holds it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

AXE = Path(__file__).resolve().parents[2] / "page/node_modules/axe-core/axe.min.js"
PATIENCE = 240_000  # ms until an answer must be there; a free machine needs a twentieth

SLOWER = float(os.environ.get("BAHE_SLOWER", "1"))  # times that the browser's processor is slowed: finds races
STILL = (
    600  # ms that a page must rest to be done: a first answer may ask a second, its band follows half a second later
)

#: What says on the page that something is under way: progress, an answer that will be replaced, a sentence, a drawing to come.
WAITS = (
    "main .progress, main .solves progress, main [aria-busy=true], main p.quiet[role=status], main .plot-frame.waiting"
)
#: True once nothing on the page is under way and its heading stands.
DONE = f"""() => document.querySelector('main h1') && !document.querySelector('{WAITS}')"""
#: How Chromium notes an answer of 4xx or 5xx on the console; `refused` holds these answers themselves.
NOTED = "the server responded with a status of"

try:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
except ImportError:  # the fixture `browser` says so and skips
    expect = None


class Workbench:
    """A page in a context of its own, with a listener on requests and on the console."""

    def __init__(self, browser: Any, address: str, shots: Path) -> None:
        self.browser, self.address, self.shots = browser, address, shots
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        self.refused: list[tuple[int, str]] = []
        self._foreseen: set[int] = set()
        self._flying: set[Any] = set()

    def __enter__(self) -> Workbench:
        self.context = self.browser.new_context(
            viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        if SLOWER > 1:
            self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.page.on("console", lambda m: self._noted(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.console.append(str(e)))
        self.page.on("request", lambda r: self._flying.add(r))
        for landed in ("requestfinished", "requestfailed"):
            self.page.on(landed, lambda r: self._flying.discard(r))
        self.page.on("response", self._answered)
        self.context.route("**/*", self._routed)
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def _routed(self, route: Any) -> None:
        """Nothing leaves: a request to another host is noted and stopped."""
        asked, own = urlsplit(route.request.url), urlsplit(self.address)
        if asked.scheme in ("data", "blob") or asked.netloc == own.netloc:
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def _noted(self, words: str) -> None:
        if NOTED not in words:
            self.console.append(words)

    def _answered(self, answer: Any) -> None:
        if answer.status >= 400 and answer.status not in self._foreseen:
            self.refused.append((answer.status, answer.url))

    def foresees(self, *status: int) -> None:
        """Answers of this status belong to what is tested."""
        self._foreseen |= set(status)

    # -- going about -------------------------------------------------------------------------------------------------
    def open(self, hash: str, lang: str = "en") -> Any:
        """Go to an address and wait for its answer."""
        self.page.goto(f"{self.address}#/{hash}{'&' if '?' in hash else '?'}lang={lang}")
        self.done()
        return self.page

    def done(self) -> None:
        """Wait until the page says that nothing is under way and no request is, and both still hold a moment later."""
        end = monotonic() + PATIENCE / 1000
        while monotonic() < end:
            self.page.wait_for_function(DONE)
            self.page.wait_for_timeout(STILL)
            if not self._flying and self.page.evaluate(DONE):
                return
        raise AssertionError(f"still under way: {sorted(r.url for r in self._flying)}")

    def at(self, part: str, there: bool = True) -> None:
        """Wait until the address holds this part, or no longer does."""
        self.page.wait_for_function("([p, there]) => location.hash.includes(p) === there", arg=[part, there])

    def width(self, px: int) -> None:
        """Change the width of the window."""
        self.page.set_viewport_size({"width": px, "height": 900})
        self.page.wait_for_timeout(250)

    def dark(self, on: bool = True) -> None:
        """As the system says."""
        name = "dark" if on else "light"
        self.page.emulate_media(color_scheme=name)
        self.page.wait_for_function("name => document.documentElement.dataset.theme === name", arg=name)
        self.page.wait_for_timeout(400)  # charts are drawn anew

    def shot(self, name: str) -> Path:
        """Keep a screenshot."""
        path = self.shots / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    # -- looking -----------------------------------------------------------------------------------------------------
    def figures(self, within: str = "main") -> list[tuple[float, str]]:
        """(value, what is printed) of every figure on the page that has one."""
        found = self.page.eval_on_selector_all(
            f"{within} [data-num]", "all => all.map(e => [e.dataset.num, e.childNodes[0]?.textContent ?? ''])"
        )
        return [(float(n), words) for n, words in found if n]

    def too_wide(self) -> int:
        """Pixels that the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def axe(self) -> list[str]:
        """Serious and critical findings, in words."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        return [f"{v['id']}: {v['help']} ({', '.join(n['target'][0] for n in v['nodes'][:3])})" for v in grave]

    # -- the API itself ----------------------------------------------------------------------------------------------
    def ask(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of the API, which the page has asked for before."""
        said = Request(
            f"{self.address}api/v1/ask/{verb}?wait=30",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(said, timeout=60) as answer:
            document: dict[str, Any] = json.load(answer)["answer"]
        return document
