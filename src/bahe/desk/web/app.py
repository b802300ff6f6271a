"""The application: routes over jobs, results, previews and facts; every fault in one shape; the guard around it all."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response

from bahe import __version__
from bahe.desk.web.describing import Described
from bahe.desk.web.guard import Guard, Limits
from bahe.desk.web.jobs import Enough, Full, Job, Jobs
from bahe.desk.web.looking import Unfolds
from bahe.desk.web.page import Page
from bahe.desk.web.previewing import FIRST, Previews, benchmark_of, recipe_of
from bahe.desk.web.pruning import prune
from bahe.desk.web.telling import fault, told, unexpected
from bahe.desk.web.turns import Turns
from bahe.faults import BaheError, UnknownName

ABOUT = (
    "The verbs of the command line over HTTP: the same words in, the same documents out. Nothing leaves this machine."
)
API = "/api/v1"
#: Bytes of the store unless said otherwise. Measured: an answer of a run .5 MB, its parts of a day 20 MB, adjoints of a benchmark 8 MB.
#: Room for two hundred runs a day with their parts, or eight thousand answers; little on any disk of today.
ROOM = 4_000_000_000
#: Seconds between two looks at the room: at most, and at least.
LOOK = (3600.0, 30.0)


@dataclass(frozen=True)
class Settings:
    """What `bahe serve` says. `hosts` None: any name in the Host header; `prepare`: make the first adjoints at the start; `room`: bytes
    of the store."""

    store: Path
    workers: int = 1
    token: str | None = None
    hosts: tuple[str, ...] | None = None
    page: Path = Path(__file__).resolve().parents[1] / "page"
    prepare: bool = True
    room: int = ROOM
    limits: Limits = field(default_factory=Limits)


@dataclass
class Desk:
    """What the routes share: jobs, previews, threads for what must not hold the loop, and turns at looking at tables
    and at drawing and printing."""

    settings: Settings
    jobs: Jobs
    previews: Previews
    page: Page
    threads: ThreadPoolExecutor
    looks: Turns = field(default_factory=Turns)
    prints: Turns = field(default_factory=Turns)
    preparing: dict[tuple[Any, ...], Job] = field(default_factory=dict)

    async def aside(self, call: Any, *args: Any) -> Any:
        """Run a call in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, call, *args)

    async def keep_room(self) -> None:
        """Keep the store within its limit: at the start, soon after answers came, and every hour."""
        while True:
            self.jobs.fresh.clear()
            with suppress(OSError, BaheError, sqlite3.Error):  # a disk that is full or gone is told to who asks
                await self.aside(self.pruned)
            await asyncio.sleep(LOOK[1])
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK[0]):
                    await self.jobs.fresh.wait()

    def pruned(self) -> tuple[int, list[str]]:
        """Bytes that are left, and keys that went."""
        return prune(self.settings.store, self.settings.room, self.previews.in_use(), self.jobs.journal.oldest())

    def prepare(self, named: dict[str, Any], who: str = "") -> Job:
        """The job that makes the adjoints of a benchmark, asked by `who`."""
        key = tuple(named.values())
        job = self.preparing.get(key)
        if job is None or job.state in ("failed", "cancelled"):
            job = self.preparing[key] = self.jobs.start(recipe_of(named), "adjoints", "preview", named, who)
        return job


def create(settings: Settings) -> Guard:
    """The application of these settings, guarded."""
    from bahe.desk.web import routes, routes_facts, routes_results

    settings.store.mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        with ThreadPoolExecutor(4, thread_name_prefix="bahe-web") as threads:
            jobs = Jobs(settings.store, settings.workers, settings.limits.job)
            desk = app.state.desk = Desk(settings, jobs, Previews(jobs.kept), Page(settings.page), threads)
            jobs.resume()
            tasks = [asyncio.create_task(desk.keep_room())]
            if settings.prepare:
                tasks.append(asyncio.create_task(_first(desk)))
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                jobs.close()
                desk.looks.close()
                desk.prints.close()

    app = Described(title="bahe", version=__version__, description=ABOUT, lifespan=living, openapi_url=f"{API}/openapi.json",
                    docs_url=None, redoc_url=None, separate_input_output_schemas=False,
                    generate_unique_id_function=lambda route: route.name)  # fmt: skip
    app.add_exception_handler(BaheError, _bahe)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Full, _full)
    app.add_exception_handler(Enough, _enough)
    app.add_exception_handler(Unfolds, _unfolds)
    app.add_middleware(GZipMiddleware, minimum_size=8_000, compresslevel=4)
    for part in (routes, routes_results, routes_facts):
        app.include_router(part.router)
    return Guard(app, settings.token, settings.hosts, settings.limits)


async def _first(desk: Desk) -> None:
    """Facts and the adjoints that the first sliders need, one after the other, in the background."""
    from bahe.desk.web import facts

    for call in (facts.meta, facts.case_rows):
        await desk.aside(call)
    for said in FIRST:
        named = benchmark_of(said)
        if await desk.aside(desk.previews.get, named) is None:
            await desk.jobs.until_end(desk.prepare(named), 600)
            await desk.aside(desk.previews.get, named)


# -- faults ----------------------------------------------------------------------------------------------------------------
def refusal(status: int, facts: dict[str, Any], **headers: str) -> JSONResponse:
    """An answer that is none."""
    return JSONResponse(
        {"error": facts}, status_code=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


async def _bahe(request: Request, error: Exception) -> Response:
    assert isinstance(error, BaheError)
    return refusal(*told(error))


async def _full(request: Request, error: Exception) -> Response:
    return refusal(
        503, fault("Busy", "The queue is full.", remedy="Wait for an answer, or cancel a question."), retry_after="5"
    )


async def _enough(request: Request, error: Exception) -> Response:
    told = fault("TooMany", "You have many questions waiting; the places left are for others.",
                 remedy="Wait for an answer, or cancel a question.")  # fmt: skip
    return refusal(429, told, retry_after="5")


async def _unfolds(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unfolds)
    return refusal(413, error.facts())


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if hasattr(error, "facts"):
        return refusal(error.status_code, error.facts, connection="close")
    if error.status_code == 404 and request.method in ("GET", "HEAD") and not request.url.path.startswith("/api/"):
        desk: Desk = request.app.state.desk
        found = desk.page.answer(request.url.path.lstrip("/"), request)
        if found is not None:
            return found
    words = {
        404: "There is nothing at this address.",
        405: "This address is not asked in this way.",
        400: "The body cannot be read.",
    }
    headers = {str(k): str(v) for k, v in (error.headers or {}).items()}
    facts = fault(
        "NotFound" if error.status_code == 404 else "BadRequest", words.get(error.status_code, str(error.detail))
    )
    return JSONResponse({"error": facts}, status_code=error.status_code, headers=headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """The first of the values that are off; the others follow once it is mended."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [str(p) for p in first["loc"]]
    if first["type"] == "extra_forbidden":
        return refusal(*told(UnknownName("key", place[-1], _keys(request), field=place[-1])))
    what = str(first["msg"]).removeprefix("Value error, ")
    found = first.get("input")
    shown = None if found is None or isinstance(found, dict | list) else repr(found)[:200]
    name = ".".join(place[1:]) or place[0]
    return refusal(422, fault("BadValue", f"{name}: {what}.", field=name, place=place[0], found=shown))


def _keys(request: Request) -> list[str]:
    """The keys of the question that was asked."""
    from bahe.desk.web.verbs import verbs

    name = request.url.path.rpartition("/")[2]
    found = verbs().get("shock" if name == "preview" else name)
    return list(found.body.model_fields) if found is not None else []


__all__ = ["API", "Desk", "Settings", "create", "refusal", "unexpected"]
