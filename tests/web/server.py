"""`bahe serve` as a process of its own, which can be killed."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


class Server:
    """`bahe serve` as a process."""

    def __init__(self, store: Path, *more: str, workers: int = 1) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        words = [sys.executable, "-m", "bahe", "serve", "--port", str(self.port), "--workers", str(workers)]
        words += ["--store", str(store), *more]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        self.said = self.process.stdout.readline()

    def call(self, path: str, body: object = None, method: str | None = None, **headers: str) -> tuple[int, dict]:
        """Status and JSON; waits for the first answer of a server that is starting."""
        import urllib.error
        import urllib.request

        data = None if body is None else json.dumps(body).encode()
        for _ in range(100):
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}/api/v1{path}",
                data,
                {"content-type": "application/json", **headers},
                method=method,
            )
            try:
                with urllib.request.urlopen(request, timeout=60) as got:
                    return got.status, json.loads(got.read())
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, json.loads(error.read())
            except OSError:
                time.sleep(0.1)
        raise AssertionError("no answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process.stdout.close()
