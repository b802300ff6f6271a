"""One server in this process for all tests of the web, with one worker and a store of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("fastapi", reason="the web needs fastapi")
pytest.importorskip("starlette.testclient", reason="its tests need httpx2")

from web.client import Client


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    from starlette.testclient import TestClient

    from bahe.desk.web.app import Settings, create

    store = tmp_path_factory.mktemp("web") / "store"
    page = tmp_path_factory.mktemp("page")
    (page / "assets").mkdir()
    (page / "index.html").write_text("<!doctype html><title>bahe</title><script src=/assets/a-1.js></script>")
    (page / "assets" / "a-1.js").write_text("const a = 1;\n" * 100)
    settings = Settings(store, workers=1, prepare=False, page=page)
    with TestClient(create(settings), base_url="http://127.0.0.1", raise_server_exceptions=False) as inner:
        yield Client(inner, store)
