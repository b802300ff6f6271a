"""The workbench in a real headless Chromium: one server for all tests, one browser, a listener on every page.

BAHE_CHROMIUM   the browser (default: the first of `NAMES` on the path);  BAHE_SHOTS   where screenshots are kept
BAHE_WORKBENCH  address of a workbench that runs already, in place of a server of the tests' own
BAHE_SLOWER     how many times the browser's processor is slowed: what passes at 6 does not hang on luck
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from browser.workbench import Workbench

try:
    from playwright import sync_api
except ImportError:
    sync_api = None

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAGE = Path(__file__).resolve().parents[2] / "src/bahe/desk/page/index.html"
READY = 60.0  # seconds until the server must answer


def chromium() -> str:
    """Where the browser is; skipped with a sentence where there is none, or nothing that steers it."""
    if sync_api is None:
        pytest.skip("the browser tests need the extra `browser` (playwright)")
    found = os.environ.get("BAHE_CHROMIUM") or next((p for n in NAMES if (p := shutil.which(n))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install it, or name it in BAHE_CHROMIUM")
    return found


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; its own words where it does not."""
    end = monotonic() + READY
    while monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urlopen(f"{address}api/v1/health", timeout=2):
                return
        except (URLError, TimeoutError, ConnectionError):
            sleep(0.1)
    raise RuntimeError("the server did not answer in time")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with a store of its own."""
    if not PAGE.is_file():
        pytest.skip("the page has not been built: page/build.sh")
    if given := os.environ.get("BAHE_WORKBENCH"):
        yield given.rstrip("/") + "/"
        return
    chromium()
    store, port = tmp_path_factory.mktemp("browser") / "store", _free_port()
    said = [sys.executable, "-m", "bahe", "serve", "--port", str(port), "--store", str(store)]
    with (tmp_path_factory.getbasetemp() / "server.txt").open("wb") as log:
        process = subprocess.Popen(said, stdout=log, stderr=subprocess.STDOUT)
        try:
            _answers(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the screenshots."""
    given = os.environ.get("BAHE_SHOTS")
    out = Path(given) if given else tmp_path_factory.mktemp("shots")
    out.mkdir(parents=True, exist_ok=True)
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests."""
    path = chromium()
    with sync_api.sync_playwright() as p:
        found = p.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture
def bench(browser: Any, address: str, shots: Path) -> Iterator[Workbench]:
    """A fresh page; at the end nothing may have been said on the console, refused, or asked of another host."""
    with Workbench(browser, address, shots) as found:
        yield found
    assert found.elsewhere == [], "requests to another host"
    assert found.console == [], "words on the console"
    assert found.refused == [], "answers that were not foreseen"
