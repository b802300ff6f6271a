"""A page of the workbench as a test holds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

AXE = Path(__file__).resolve().parents[2] / "page/node_modules/axe-core/axe.min.js"
PATIENCE = 120_000  # ms until an answer must be there; a free machine needs a tenth

#: True once nothing on the page is under way and its heading stands.
DONE = """() => document.querySelector('main h1')
  && !document.querySelector('main .progress, main [aria-busy=true], main p.quiet[role=status]')"""


class Workbench:
    """A page in a context of its own, with a listener on requests and on the console."""

    def __init__(self, browser: Any, address: str, shots: Path) -> None:
        self.browser, self.address, self.shots = browser, address, shots
        self.console: list[str] = []
        self.elsewhere: list[str] = []

    def __enter__(self) -> Workbench:
        self.context = self.browser.new_context(
            viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda m: self.console.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.console.append(str(e)))
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

    # -- going about -------------------------------------------------------------------------------------------------
    def open(self, hash: str, lang: str = "en") -> Any:
        """Go to an address and wait for its answer."""
        self.page.goto(f"{self.address}#/{hash}{'&' if '?' in hash else '?'}lang={lang}")
        self.done()
        return self.page

    def done(self) -> None:
        """Wait until nothing is under way, and still is not a moment later (a first answer may ask a second)."""
        for _ in range(3):
            self.page.wait_for_function(DONE)
            self.page.wait_for_timeout(350)
            if self.page.evaluate(f"({DONE})()"):
                return
        self.page.wait_for_function(DONE)

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
