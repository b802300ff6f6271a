"""Load: so many clients that move sliders and let them settle, against a server on this machine only.

    python tests/web/load.py [--clients 50] [--seconds 20] [--pause 1.0]     prints one JSON document

A client asks a preview, waits about `pause` seconds as a hand on a slider does, and after every eighth preview asks the exact solve.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from web.server import Server

BUYERS, SELLERS = ("USA", "EU27", "JPN", "KOR", "GBR", "CAN"), ("CHN", "MEX", "VNM", "IND", "BRA")


async def call(port: int, path: str, body: dict[str, Any]) -> tuple[int, float, Any]:
    """Status, seconds and JSON of one request over a connection of its own."""
    data = json.dumps(body).encode()
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    writer.write(head.encode() + b"Connection: close\r\n\r\n" + data)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    status = int(answer[9:12])
    return status, time.perf_counter() - started, answer


async def client(port: int, rng: random.Random, until: float, pause: float, out: dict[str, list[Any]]) -> None:
    """One pair of eyes: previews with pauses, a solve now and then."""
    await asyncio.sleep(rng.uniform(0, pause))
    number = 0
    while time.perf_counter() < until:
        number += 1
        move = f"{rng.choice(BUYERS)} on {rng.choice(SELLERS)} +{rng.randint(1, 60)}%"
        body = {"tariff": [move], "horizon": rng.choice(["long", "short"])}
        solve = number % 8 == 0
        status, seconds, answer = await call(port, "/ask/shock?wait=30" if solve else "/preview", body)
        out["solves" if solve else "previews"].append(seconds)
        if status != 200:
            out["errors"].append([status, answer[-300:].decode(errors="replace")])
        await asyncio.sleep(pause * rng.uniform(0.5, 1.5))


async def load(port: int, clients: int, seconds: float, pause: float) -> dict[str, Any]:
    """Everything measured: counts, percentiles in milliseconds, errors."""
    for horizon in ("long", "short"):  # the adjoints are made once, at the start of a server
        for _ in range(600):
            status, _, _ = await call(port, "/preview", {"tariff": ["USA on CHN +10%"], "horizon": horizon})
            if status == 200:
                break
            await asyncio.sleep(0.2)
    out: dict[str, list[Any]] = {"previews": [], "solves": [], "errors": []}
    until = time.perf_counter() + seconds
    await asyncio.gather(*(client(port, random.Random(n), until, pause, out) for n in range(clients)))
    return {
        "clients": clients,
        "seconds": seconds,
        "previews": spread(out["previews"]),
        "solves": spread(out["solves"]),
        "errors": out["errors"],
    }


def spread(values: list[float]) -> dict[str, float]:
    """Count, median, 95th and 99th percentile and maximum, milliseconds."""
    ordered = sorted(values)

    def at(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else float("nan")

    return {"count": len(ordered), "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "max_ms": at(1.0)}


def main(argv: list[str] | None = None) -> dict[str, Any]:
    """Start a server on a store of its own, load it, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pause", type=float, default=1.0)
    said = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "store", workers=2)
        try:
            return asyncio.run(load(server.port, said.clients, said.seconds, said.pause))
        finally:
            server.stop()


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
