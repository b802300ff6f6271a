"""How tests speak to the server, and what the command line prints for the same words."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

API = "/api/v1"


class Client:
    """A client that knows the API: every call gives status and JSON."""

    def __init__(self, inner: Any, store: Path) -> None:
        self.inner, self.store = inner, store

    def get(self, path: str, **more: Any) -> Any:
        return self.inner.get(API + path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return (
            self.inner.post(API + path, json=body, **more) if body is not None else self.inner.post(API + path, **more)
        )

    def ask(self, verb: str, **said: Any) -> Any:
        return self.post(f"/ask/{verb}?wait=30", said)

    def answer(self, verb: str, **said: Any) -> tuple[str, Any]:
        """Id and document of an answer, waited for."""
        found = self.ask(verb, **said)
        end = time.monotonic() + 240
        while found.status_code == 202 and time.monotonic() < end:
            found = self.ask(verb, **said)
        assert found.status_code == 200, found.text
        return found.json()["id"], found.json()["answer"]


def printed(*argv: str) -> Any:
    """What the command line prints with --json, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bahe", *argv, "--json"], capture_output=True, text=True, check=False, timeout=300
    )
    return json.loads(done.stdout)
