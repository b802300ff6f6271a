"""Asking: a question to a verb, a question on its way, a preview at once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, create_model
from starlette.responses import JSONResponse, Response, StreamingResponse

from bahe.atlas.store import key_of
from bahe.desk.web import models
from bahe.desk.web.app import API, Desk, refusal
from bahe.desk.web.commands import command
from bahe.desk.web.guard import visitor
from bahe.desk.web.jobs import Job
from bahe.desk.web.keeping import ANSWER, recipe
from bahe.desk.web.previewing import MOVES, benchmark_of
from bahe.desk.web.telling import fault, spoken
from bahe.desk.web.verbs import SIZED, Verb, checked, verbs

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="an id, 64 hexadecimal digits")]
#: What the document says of every question, and of every command.
ASKING = (
    "The answer where it is kept or comes within `wait` seconds; otherwise a promise (202), with an address of events. `answer` is "
    "what the command line prints with `--json`. The same question has the same id."
)
SAYING = "Nothing is computed: the question is checked and said in the words of the command line."
PREPARING = "The first-order answers of this benchmark are being prepared."
Wait = Annotated[float, Query(ge=0, le=30, description="seconds to wait for the answer before it is promised")]
#: What any address may answer instead.
REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": models.ErrorAnswer, "description": about} for code, about in {
        400: "the body cannot be read", 401: "a token is needed", 403: "asked by another site",
        404: "there is nothing here", 408: "too slow", 409: "the model says no",
        413: "too large", 422: "the words are off", 429: "too many requests", 500: "a fault of bahe", 503: "busy",
    }.items()
}  # fmt: skip
router = APIRouter(prefix=API, responses=REFUSALS)


def desk(request: Request) -> Desk:
    """What the routes share."""
    found: Desk = request.app.state.desk
    return found


def answered(id: str, verb: str, document: bytes) -> Response:
    """An answer around a document that is JSON already."""
    head = json.dumps(
        {
            "id": id,
            "verb": verb,
            "state": "done",
            "progress": 1.0,
            "said": "",
            "said_zh": "",
            "ahead": None,
            "events": None,
        }
    )
    return Response(head[:-1].encode() + b', "answer": ' + document + b"}", media_type="application/json")


def ended(job: Job) -> Response | None:
    """The refusal of a job that failed or was cancelled; None otherwise."""
    if job.state == "failed":
        return refusal(job.http, job.fault or fault("Unexpected", "It failed."))
    if job.state == "cancelled":
        return refusal(409, fault("Cancelled", "The question was taken back.", remedy="Ask again."))
    return None


def promised(job: Job) -> Response:
    """An answer that is not there yet."""
    view = {k: v for k, v in job.view().items() if k not in ("error", "result")}
    return JSONResponse({**view, "answer": None}, status_code=202, headers={"location": f"{API}/jobs/{job.id}"})


async def ask(request: Request, verb: str, said: dict[str, Any], wait: float) -> Response:
    """The kept answer, or the answer within `wait` seconds, or a promise."""
    d = desk(request)
    options = await d.aside(checked, verb, said)
    asked = recipe(verb, options)
    id = key_of(asked)
    kept = await d.aside(d.jobs.kept.read, id)
    if kept is None:
        job = d.jobs.start(asked, ANSWER, verb, options, visitor(request.scope))
        if not await d.jobs.until_end(job, wait):
            return promised(job)
        refused = ended(job)
        if refused is not None:
            return refused
        kept = await d.aside(d.jobs.kept.read, id)
    if kept is None:
        return refusal(500, fault("Unexpected", "The answer was not kept.", remedy="Is the disk full?"))
    return answered(id, verb, kept[0][ANSWER])


def _add(v: Verb) -> None:
    """The two addresses of a verb."""
    body: Any = v.body

    async def asking(request: Request, said: body, wait: Wait = 2.0) -> Response:
        return await ask(request, v.name, said.model_dump(), wait)

    async def saying(request: Request, said: body) -> Any:
        options = await desk(request).aside(checked, v.name, said.model_dump())
        return await desk(request).aside(command, v.name, options)

    for function in (asking, saying):
        function.__annotations__ |= {"said": body, "request": Request, "wait": Wait}
    saying.__annotations__.pop("wait")
    later: dict[int | str, dict[str, Any]] = {
        202: {"model": models.Promised, "description": "being worked on; see `events`"}
    }
    router.add_api_route(f"/ask/{v.name}", asking, methods=["POST"], response_model=models.Asked, responses={**REFUSALS, **later},
                         summary=v.summary, description=ASKING, operation_id=f"ask_{v.name}", tags=["ask"])  # fmt: skip
    router.add_api_route(f"/command/{v.name}", saying, methods=["POST"], response_model=models.CommandAnswer,
                         summary=f"The command line and file of: {v.summary}", description=SAYING,
                         operation_id=f"command_{v.name}", tags=["ask"])  # fmt: skip


for _verb in verbs().values():
    _add(_verb)


# -- jobs ------------------------------------------------------------------------------------------------------------------
def _job(request: Request, id: str) -> Job | None:
    return desk(request).jobs.all.get(id)


def _missing() -> Response:
    return refusal(
        404,
        fault("NotFound", "No such question.", field="id", remedy="Ask it again: the same question has the same id."),
    )


@router.get("/jobs", response_model=models.JobList, tags=["jobs"])
async def jobs(request: Request) -> Any:
    """All questions of this server."""
    return {"jobs": [j.view() for j in desk(request).jobs.all.values()]}


@router.get("/jobs/{id}", response_model=models.JobAnswer, tags=["jobs"])
async def job(request: Request, id: Id) -> Any:
    """How a question stands; one that an earlier server answered is done."""
    found = _job(request, id)
    if found is not None:
        return found.view()
    kept = await desk(request).aside(desk(request).jobs.kept.read, id)
    if kept is None or ANSWER not in kept[0]:
        return _missing()
    view = Job(id, {"want": ANSWER, "verb": kept[1]["recipe"]["web"]}, state="done", progress=1.0).view()
    return {**view, "events": None}


@router.delete("/jobs/{id}", response_model=models.JobAnswer, tags=["jobs"])
async def cancel(request: Request, id: Id) -> Any:
    """Take a question back: the work on it stops."""
    found = _job(request, id)
    if found is None:
        return _missing()
    jobs = desk(request).jobs
    await desk(request).aside(jobs.cancel, found)
    await jobs.until_end(found, 5)
    return found.view()


_EVENTS = {
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
    "description": "events `job`, each a JobAnswer",
}


@router.get("/jobs/{id}/events", tags=["jobs"], response_class=StreamingResponse, responses={200: _EVENTS})
async def events(request: Request, id: Id) -> Response:
    """Server-sent events of a question, to its end."""
    found = _job(request, id)
    if found is None:
        return _missing()

    async def stream(job: Job) -> AsyncIterator[str]:
        async for view in desk(request).jobs.changes(job):
            yield ": here\n\n" if view is None else f"event: job\ndata: {json.dumps(view, ensure_ascii=False)}\n\n"

    return StreamingResponse(stream(found), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


# -- previews --------------------------------------------------------------------------------------------------------------
def _preview_body() -> type[BaseModel]:
    shock = verbs()["shock"].body.model_fields
    fields: dict[str, Any] = {k: (f.annotation, f) for k, f in shock.items() if k != "tariff_table"}
    config = ConfigDict(extra="forbid", allow_inf_nan=False)
    return create_model(
        "PreviewQuestion", __config__=config, __doc__="Moves as in `bahe shock`.", __validators__=SIZED, **fields
    )


PreviewQuestion: Any = _preview_body()


@router.post("/preview", response_model=models.PreviewAnswer, tags=["ask"],
             responses={**REFUSALS, 202: {"model": models.Preparing, "description": "the adjoints are being made"}})  # fmt: skip
async def preview(request: Request, said: PreviewQuestion) -> Response:
    """First-order welfare of all economies at once."""
    d, given = desk(request), said.model_dump()
    asked = {k: v for k, v in given.items() if k not in MOVES}
    checked("shock", asked)
    named = benchmark_of(asked)
    kept = d.previews.found.get(tuple(named.values())) or await d.aside(d.previews.get, named)
    if kept is None:
        job = d.prepare(named, visitor(request.scope))
        if not await d.jobs.until_end(job, 0.5):
            told = {"sentence": PREPARING, "sentence_zh": spoken("sentence", PREPARING)}
            facts = {"state": "preparing", **told, "retry_after": 2}
            return JSONResponse(facts, status_code=202, headers={"retry-after": "2"})
        refused = ended(job)
        kept = None if refused is not None else await d.aside(d.previews.get, named)
        if kept is None:
            return refused or refusal(500, fault("Unexpected", "The adjoints were not kept."))
    return JSONResponse(d.previews.answer(given, kept, named))
